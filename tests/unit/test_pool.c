/* test_pool.c - tasks on several threads, results in order on the caller's
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "session/session.h"

#include <stdatomic.h>
#include <string.h>
#include <time.h>

enum { MOST = 2000 };

/* A list of tasks that square their index, with a watch on everything. */
struct watched {
    pthread_t caller;
    int64_t results[MOST]; /* by slot; -1: empty */
    int shares[MOST];      /* threads given, by task */
    atomic_int by_worker[64];
    atomic_bool overlap; /* two tasks of one worker, or of one slot, at one time */
    atomic_int begun;
    size_t told, dropped, stop_at;
    bool trouble;   /* noticed on the caller's thread */
    int slow_until; /* task 0 ends when so many have begun, or after a while */
    int begun_meanwhile;
};

static void rest(void)
{
    nanosleep(&(struct timespec){ .tv_nsec = 100000 }, NULL);
}

static void work(void *user, int worker, size_t index, size_t slot, int threads)
{
    struct watched *watched = user;

    if (atomic_fetch_add(&watched->by_worker[worker], 1) != 0)
        atomic_store(&watched->overlap, true);
    atomic_fetch_add(&watched->begun, 1);
    watched->shares[index] = threads;
    if (index == 0 && watched->slow_until > 0) {
        for (int i = 0; i < 3000 && atomic_load(&watched->begun) < watched->slow_until; i++)
            rest();
        watched->begun_meanwhile = atomic_load(&watched->begun);
    }
    if (watched->results[slot] != -1)
        atomic_store(&watched->overlap, true);
    watched->results[slot] = (int64_t)(index * index);
    atomic_fetch_sub(&watched->by_worker[worker], 1);
}

static tks_status tell(void *user, size_t index, size_t slot, tks_error *err)
{
    struct watched *watched = user;

    if (index != watched->told || watched->results[slot] != (int64_t)(index * index) ||
        !pthread_equal(pthread_self(), watched->caller))
        watched->trouble = true;
    watched->results[slot] = -1;
    watched->told++;
    if (index == watched->stop_at)
        return tksi_fail(err, TKS_CONFLICT, "stopped at %zu", index);
    return TKS_OK;
}

static void drop(void *user, size_t slot)
{
    struct watched *watched = user;

    if (watched->results[slot] == -1)
        watched->trouble = true;
    watched->results[slot] = -1;
    watched->dropped++;
}

static struct watched *watch(void)
{
    static struct watched watched;

    memset(&watched, 0, sizeof watched);
    watched.caller = pthread_self();
    watched.stop_at = SIZE_MAX;
    for (size_t i = 0; i < MOST; i++)
        watched.results[i] = -1;
    return &watched;
}

static tks_status run(struct watched *watched, size_t count, int threads, tks_error *err)
{
    const struct tksi_pool_job job = { count, threads, work, tell, drop, watched };
    struct tksi_env env;

    assert_int_equal(tksi_env_defaults(&env, NULL, err), TKS_OK);
    return tksi_pool_run(&job, &env, err);
}

static void all_is_told_in_order_on_the_callers_thread(void **state)
{
    static const int threads[] = { 1, 2, 3, 4, 8, 50 };
    static const size_t counts[] = { 0, 1, 2, 7, 255, 256, 257, 2000 };

    (void)state;
    for (size_t t = 0; t < sizeof threads / sizeof *threads; t++)
        for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
            struct watched *watched = watch();
            tks_error err = { 0 };

            assert_int_equal(run(watched, counts[c], threads[t], &err), TKS_OK);
            assert_int_equal(watched->told, counts[c]);
            assert_int_equal(watched->dropped, 0);
            assert_false(watched->trouble);
            assert_false(watched->overlap);
        }
}

static void others_work_on_while_one_task_is_slow(void **state)
{
    struct watched *watched = watch();
    tks_error err = { 0 };

    (void)state;
    watched->slow_until = 10;
    assert_int_equal(run(watched, 10, 2, &err), TKS_OK);
    assert_int_equal(watched->begun_meanwhile, 10);
    assert_int_equal(watched->told, 10);
    assert_false(watched->trouble);
}

static void nobody_runs_further_ahead_than_there_are_slots(void **state)
{
    struct watched *watched = watch();
    tks_error err = { 0 };

    (void)state;
    watched->slow_until = 257;
    assert_int_equal(run(watched, MOST, 4, &err), TKS_OK);
    assert_int_equal(watched->begun_meanwhile, 256);
    assert_int_equal(watched->told, MOST);
    assert_false(watched->overlap);
}

static void a_listener_who_objects_stops_the_rest(void **state)
{
    static const int threads[] = { 1, 2, 8 };

    (void)state;
    for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
        struct watched *watched = watch();
        tks_error err = { 0 };

        watched->stop_at = 5;
        assert_int_equal(run(watched, MOST, threads[t], &err), TKS_CONFLICT);
        assert_string_equal(err.message, "stopped at 5");
        assert_int_equal(watched->told, 6);
        assert_false(watched->trouble);
        assert_true(atomic_load(&watched->begun) < 6 + 256 + threads[t]);
        /* what was worked on and not told was handed to drop, all of it */
        assert_int_equal(watched->told + watched->dropped, atomic_load(&watched->begun));
        for (size_t i = 0; i < MOST; i++)
            assert_int_equal(watched->results[i], -1);
    }
}

static void threads_without_a_task_help_the_others(void **state)
{
    struct watched *watched = watch();
    tks_error err = { 0 };

    (void)state;
    assert_int_equal(run(watched, 1, 8, &err), TKS_OK);
    assert_int_equal(watched->shares[0], 8);

    watched = watch();
    assert_int_equal(run(watched, 3, 8, &err), TKS_OK);
    assert_int_equal(watched->shares[0], 3);
    assert_int_equal(watched->shares[1], 3);
    assert_int_equal(watched->shares[2], 2);

    watched = watch();
    assert_int_equal(run(watched, 10, 4, &err), TKS_OK);
    for (int i = 0; i < 7; i++)
        assert_int_equal(watched->shares[i], 1);
    assert_int_equal(watched->shares[8], 2); /* two left for four threads */
    assert_int_equal(watched->shares[9], 4);
}

static void memory_that_runs_out_is_told(void **state)
{
    struct watched *watched = watch();
    const struct tksi_pool_job job = { 5, 2, work, tell, drop, watched };

    (void)state;
    for (long n = 1; n <= 2; n++) {
        struct counting counting = COUNTING;
        const tks_allocator allocator = counting_allocator(&counting);
        const tks_env given = { .size = sizeof given, .allocator = &allocator };
        struct tksi_env env;
        tks_error err = { 0 };

        assert_int_equal(tksi_env_defaults(&env, &given, &err), TKS_OK);
        counting.fail_at = n;
        assert_int_equal(tksi_pool_run(&job, &env, &err), TKS_OUT_OF_MEMORY);
        assert_int_equal(counting.held, 0);
        assert_int_equal(watched->told, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_told_in_order_on_the_callers_thread),
        cmocka_unit_test(others_work_on_while_one_task_is_slow),
        cmocka_unit_test(nobody_runs_further_ahead_than_there_are_slots),
        cmocka_unit_test(a_listener_who_objects_stops_the_rest),
        cmocka_unit_test(threads_without_a_task_help_the_others),
        cmocka_unit_test(memory_that_runs_out_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
