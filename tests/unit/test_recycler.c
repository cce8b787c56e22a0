/* test_recycler.c - memory that stays warm from one pair to the next
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "session/session.h"

#include <pthread.h>
#include <string.h>

enum { KIB = 1024, MIB = 1024 * 1024 };

struct bench {
    struct counting counting;
    struct tksi_recycler recycler;
    tks_allocator allocator;
};

static int set_up(void **state)
{
    static struct bench bench;
    tks_allocator source;

    bench.counting = (struct counting)COUNTING;
    source = counting_allocator(&bench.counting);
    tksi_recycler_init(&bench.recycler, 8 * MIB, &source);
    bench.allocator = tksi_recycler_allocator(&bench.recycler);
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;

    tksi_recycler_dispose(&bench->recycler);
    assert_int_equal(bench->counting.held, 0);
    return 0;
}

static void *take(struct bench *bench, size_t size)
{
    void *memory = bench->allocator.allocate(bench->allocator.user, size);

    if (memory != NULL && size <= PTRDIFF_MAX) /* what is larger there never is */
        memset(memory, 0xA5, size);            /* all of it is ours: ASan looks on */
    return memory;
}

static void give(struct bench *bench, void *memory)
{
    bench->allocator.release(bench->allocator.user, memory);
}

static void a_large_block_comes_back_to_the_next_who_asks(void **state)
{
    struct bench *bench = *state;
    void *first = take(bench, MIB);

    give(bench, first);
    assert_int_equal(bench->counting.held, 1);
    assert_ptr_equal(take(bench, MIB), first);
    assert_int_equal(bench->counting.taken, 1);
    give(bench, first);
}

static void small_blocks_are_not_kept(void **state)
{
    struct bench *bench = *state;

    give(bench, take(bench, 100));
    give(bench, take(bench, 0));
    assert_int_equal(bench->counting.held, 0);
}

static void the_smallest_that_fits_is_taken(void **state)
{
    struct bench *bench = *state;
    void *large = take(bench, 190 * KIB), *middle = take(bench, 150 * KIB),
         *small = take(bench, 110 * KIB);

    give(bench, middle);
    give(bench, large);
    give(bench, small);
    assert_ptr_equal(take(bench, 120 * KIB), middle);
    assert_ptr_equal(take(bench, 120 * KIB), large);
    give(bench, middle);
    give(bench, large);
}

static void a_block_more_than_twice_as_large_is_left_for_others(void **state)
{
    struct bench *bench = *state;
    void *large = take(bench, 4 * MIB), *small;

    give(bench, large);
    small = take(bench, MIB);
    assert_ptr_not_equal(small, large);
    give(bench, small);
}

static void nearly_equal_sizes_stand_in_for_each_other(void **state)
{
    struct bench *bench = *state;
    void *block = take(bench, 1000 * 1000);

    give(bench, block);
    assert_ptr_equal(take(bench, 1000 * 1000 + 500), block);
    give(bench, block);
}

static void no_more_is_kept_than_allowed_and_the_longest_unused_goes(void **state)
{
    struct bench *bench = *state;
    void *blocks[4];

    for (int i = 0; i < 4; i++)
        blocks[i] = take(bench, 3 * MIB);
    for (int i = 0; i < 4; i++)
        give(bench, blocks[i]);
    assert_int_equal(bench->counting.held, 2);
    assert_true(bench->recycler.kept <= 8 * MIB);
    assert_ptr_equal(take(bench, 3 * MIB), blocks[3]);
    assert_ptr_equal(take(bench, 3 * MIB), blocks[2]);
    give(bench, blocks[2]);
    give(bench, blocks[3]);
}

static void a_block_larger_than_all_that_may_be_kept_goes_at_once(void **state)
{
    struct bench *bench = *state;
    void *kept = take(bench, MIB);

    give(bench, kept);
    give(bench, take(bench, 9 * MIB));
    assert_int_equal(bench->counting.held, 1);
    assert_ptr_equal(take(bench, MIB), kept);
    give(bench, kept);
}

static void no_more_blocks_are_kept_than_there_are_places(void **state)
{
    struct bench *bench = *state;
    void *blocks[TKSI_RECYCLER_BLOCKS + 10];

    for (int i = 0; i < TKSI_RECYCLER_BLOCKS + 10; i++)
        blocks[i] = take(bench, 16 * KIB);
    for (int i = 0; i < TKSI_RECYCLER_BLOCKS + 10; i++)
        give(bench, blocks[i]);
    assert_int_equal(bench->counting.held, TKSI_RECYCLER_BLOCKS);
    assert_int_equal(bench->recycler.n_blocks, TKSI_RECYCLER_BLOCKS);
}

static void memory_that_runs_out_is_told_and_absurd_sizes_too(void **state)
{
    struct bench *bench = *state;

    assert_null(take(bench, SIZE_MAX));
    assert_null(take(bench, SIZE_MAX - 15));
    assert_int_equal(bench->counting.taken, 0);
    bench->counting.fail_at = 1;
    assert_null(take(bench, MIB));
    give(bench, NULL);
}

static void blocks_are_aligned_as_mallocs_are(void **state)
{
    struct bench *bench = *state;
    static const size_t sizes[] = { 1, 17, 4095, 16 * KIB, 16 * KIB + 1, MIB + 3 };

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        void *memory = take(bench, sizes[i]);

        assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
        give(bench, memory);
    }
}

struct holder {
    pthread_t thread;
    struct bench *bench;
    uint8_t mark;
    bool disturbed;
};

/* Each thread keeps its mark in what it holds; of two holders of one block one
 * would find the other's. */
static void *hold_and_check(void *argument)
{
    struct holder *holder = argument;
    const tks_allocator allocator = holder->bench->allocator;

    for (int i = 0; i < 2000; i++) {
        const size_t size = (size_t)(16 + i % 7) * KIB;
        uint8_t *block = allocator.allocate(allocator.user, size);

        memset(block, holder->mark, size);
        for (size_t k = 0; k < size; k += 512)
            holder->disturbed |= block[k] != holder->mark;
        allocator.release(allocator.user, block);
    }
    return NULL;
}

static void several_threads_may_use_it(void **state)
{
    struct holder holders[4];

    for (int i = 0; i < 4; i++) {
        holders[i] = (struct holder){ .bench = *state, .mark = (uint8_t)(i + 1) };
        assert_int_equal(pthread_create(&holders[i].thread, NULL, hold_and_check, &holders[i]), 0);
    }
    for (int i = 0; i < 4; i++)
        pthread_join(holders[i].thread, NULL);
    for (int i = 0; i < 4; i++)
        assert_false(holders[i].disturbed);
}

int main(void)
{
#define WITH_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_BENCH(a_large_block_comes_back_to_the_next_who_asks),
        WITH_BENCH(small_blocks_are_not_kept),
        WITH_BENCH(the_smallest_that_fits_is_taken),
        WITH_BENCH(a_block_more_than_twice_as_large_is_left_for_others),
        WITH_BENCH(nearly_equal_sizes_stand_in_for_each_other),
        WITH_BENCH(no_more_is_kept_than_allowed_and_the_longest_unused_goes),
        WITH_BENCH(a_block_larger_than_all_that_may_be_kept_goes_at_once),
        WITH_BENCH(no_more_blocks_are_kept_than_there_are_places),
        WITH_BENCH(memory_that_runs_out_is_told_and_absurd_sizes_too),
        WITH_BENCH(blocks_are_aligned_as_mallocs_are),
        WITH_BENCH(several_threads_may_use_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
