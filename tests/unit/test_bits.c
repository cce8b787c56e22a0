/* test_bits.c - rows of pixels as rows of bits
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chance.h"
#include "diff/bits.h"

#include <string.h>

enum { WIDEST = 200, WORDS = (WIDEST + 63) / 64 + 1 };

static const uint64_t guard = UINT64_C(0xD15EA5EDD15EA5ED);

static bool bit(const uint64_t *bits, int32_t x)
{
    return bits[x / 64] >> x % 64 & 1;
}

/* ------------------------------------------------------------------- setting */

static void stretches_of_every_place_and_length_are_set(void **state)
{
    (void)state;
    for (int32_t from = 0; from < 130; from++)
        for (int32_t to = from + 1; to <= 130; to++) {
            uint64_t bits[4] = { 0, 0, 0, guard };

            assert_true(tksi_bits_set(bits, from, to, 130));
            for (int32_t x = 0; x < 192; x++)
                assert_int_equal(bit(bits, x), x >= from && x < to);
            assert_true(bits[3] == guard);
        }
}

static void bits_that_were_set_stay(void **state)
{
    uint64_t bits[2] = { 1, UINT64_C(1) << 63 };

    (void)state;
    assert_true(tksi_bits_set(bits, 60, 70, 128));
    assert_true(bits[0] == (UINT64_C(0xF) << 60 | 1));
    assert_true(bits[1] == (UINT64_C(1) << 63 | 0x3F));
}

static void what_lies_outside_is_cut_off(void **state)
{
    uint64_t bits[3] = { 0, 0, guard };

    (void)state;
    assert_true(tksi_bits_set(bits, INT64_MIN, 3, 100));
    assert_true(bits[0] == 7 && bits[1] == 0);
    assert_true(tksi_bits_set(bits, 98, INT64_MAX, 100));
    assert_true(bits[0] == 7 && bits[1] == UINT64_C(3) << 34);
    assert_true(bits[2] == guard);
}

static void nothing_within_the_width_is_told(void **state)
{
    uint64_t bits[2] = { 0, guard };

    (void)state;
    assert_false(tksi_bits_set(bits, 5, 5, 64));
    assert_false(tksi_bits_set(bits, 9, 5, 64));
    assert_false(tksi_bits_set(bits, -9, 0, 64));
    assert_false(tksi_bits_set(bits, 64, 99, 64));
    assert_false(tksi_bits_set(bits, INT64_MAX, INT64_MIN, 64));
    assert_true(bits[0] == 0 && bits[1] == guard);
}

/* ---------------------------------------------------------------------- runs */

/* The same, one pixel at a time. */
static size_t runs_by_pixel(tks_run *runs, const uint64_t *differing, const uint64_t *antialiased,
                            int32_t width)
{
    size_t count = 0;
    int last = 0;

    for (int32_t x = 0; x < width; x++) {
        const int kind = bit(differing, x) ? 1 : bit(antialiased, x) ? 2 : 0;

        if (kind != 0 && kind == last)
            runs[count - 1].length++;
        else if (kind != 0)
            runs[count++] = (tks_run){ x, 1, kind == 1 ? TKS_RUN_DIFFERING : TKS_RUN_ANTIALIASED };
        last = kind;
    }
    return count;
}

static void check_runs(const uint64_t *differing, const uint64_t *antialiased, int32_t width)
{
    tks_run runs[WIDEST + 1], wanted[WIDEST + 1];
    const size_t count = runs_by_pixel(wanted, differing, antialiased, width);

    memset(runs, 0x55, sizeof runs);
    runs[width].x = -77;
    assert_int_equal(tksi_bits_to_runs(runs, differing, antialiased, width), count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(runs[i].x, wanted[i].x);
        assert_int_equal(runs[i].length, wanted[i].length);
        assert_int_equal(runs[i].kind, wanted[i].kind);
    }
    assert_int_equal(runs[width].x, -77);
}

static void runs_are_those_of_the_pixels(void **state)
{
    struct chance chance = { 1 };

    (void)state;
    for (int round = 0; round < 4000; round++) {
        const int32_t width = chance_between(&chance, 1, WIDEST);
        const uint32_t stay = 1 + chance_below(&chance, 20); /* mean length of a run */
        uint64_t differing[WORDS] = { 0 }, antialiased[WORDS] = { 0 };
        uint32_t kind = 0;

        for (int32_t x = 0; x < width; x++) {
            if (chance_once_in(&chance, stay))
                kind = chance_below(&chance, 3);
            if (kind > 0)
                (kind == 1 ? differing : antialiased)[x / 64] |= UINT64_C(1) << x % 64;
        }
        check_runs(differing, antialiased, width);
    }
}

static void full_and_striped_rows_have_as_many_runs_as_they_should(void **state)
{
    const uint64_t none[WORDS] = { 0 };
    uint64_t all[WORDS] = { 0 }, even[WORDS] = { 0 }, odd[WORDS] = { 0 };
    tks_run runs[WIDEST];

    (void)state;
    for (int32_t width = 1; width <= WIDEST; width++) {
        tksi_bits_set(all, width - 1, width, width);
        (width % 2 ? even : odd)[(width - 1) / 64] |= UINT64_C(1) << (width - 1) % 64;
        assert_int_equal(tksi_bits_to_runs(runs, none, none, width), 0);
        assert_int_equal(tksi_bits_to_runs(runs, all, none, width), 1);
        assert_int_equal(runs[0].length, width);
        assert_int_equal(tksi_bits_to_runs(runs, even, odd, width), width);
        check_runs(none, all, width);
        check_runs(even, none, width);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stretches_of_every_place_and_length_are_set),
        cmocka_unit_test(bits_that_were_set_stay),
        cmocka_unit_test(what_lies_outside_is_cut_off),
        cmocka_unit_test(nothing_within_the_width_is_told),
        cmocka_unit_test(runs_are_those_of_the_pixels),
        cmocka_unit_test(full_and_striped_rows_have_as_many_runs_as_they_should),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
