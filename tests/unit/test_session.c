/* test_session.c - a list of pairs compared, each outcome told in its turn
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "make_png.h"
#include "scratch.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <tksnap/report.h>
#include <unistd.h>

/* ------------------------------------------------------------------ a suite */

/* A plain grey picture with one black pixel at `dot`, none where it is negative. */
static void put_picture(struct scratch *scratch, const char *path, int32_t side, int32_t dot)
{
    static uint8_t rows[64 * 64 * 4];
    struct made_file file;

    assert_true(side <= 64);
    memset(rows, 200, (size_t)side * (size_t)side * 4);
    for (int i = 0; i < side * side; i++)
        rows[i * 4 + 3] = 255;
    if (dot >= 0)
        memset(rows + dot * 4, 0, 3);
    file = make_png_rgba8(rows, side, side);
    scratch_write(scratch, path, made_bytes(file));
    made_free(file);
}

enum { IN_SUITE = 40 };

/* Folders e and a with pictures of all kinds: every fifth differs, one is broken,
 * one new, one missing, one of another size. */
static void put_suite(struct scratch *scratch)
{
    char path[64];

    for (int i = 0; i < IN_SUITE; i++) {
        const int32_t side = 1 + i * 37 % 64;

        snprintf(path, sizeof path, "e/%02d.png", i);
        if (i != 11)
            put_picture(scratch, path, side, -1);
        snprintf(path, sizeof path, "a/%02d.png", i);
        if (i == 13)
            scratch_write(scratch, path, (tks_bytes){ "\x89PNG\r\n\x1A\nbroken", 14 });
        else if (i == 14)
            put_picture(scratch, path, side + 1, -1);
        else if (i != 12)
            put_picture(scratch, path, side, i % 5 == 0 ? side * side / 2 : -1);
    }
}

static int set_up(void **state)
{
    static struct scratch scratch;

    scratch = scratch_make();
    scratch_folder(&scratch, "e");
    scratch_folder(&scratch, "a");
    *state = &scratch;
    return 0;
}

static int tear_down(void **state)
{
    scratch_remove(*state);
    return 0;
}

/* ---------------------------------------------------------------- listening */

struct listener {
    pthread_t thread;
    size_t heard, stop_at;
    bool out_of_order;
    char text[65536]; /* the outcomes as JSON lines */
    size_t length;
    tks_tally tally;
    tks_outcome last; /* its diff is gone */
};

static tks_status collect(void *user, tks_bytes bytes, tks_error *err)
{
    struct listener *listener = user;

    (void)err;
    assert_true(listener->length + bytes.length < sizeof listener->text);
    memcpy(listener->text + listener->length, bytes.data, bytes.length);
    listener->length += bytes.length;
    listener->text[listener->length] = '\0';
    return TKS_OK;
}

static tks_status listen(void *user, const tks_outcome *outcome, tks_error *err)
{
    struct listener *listener = user;
    const tks_sink sink = { collect, listener };
    tks_status status;

    if (outcome->index != listener->heard++ || !pthread_equal(listener->thread, pthread_self()))
        listener->out_of_order = true;
    tks_tally_add(&listener->tally, outcome);
    listener->last = *outcome;
    if ((status = tks_report_outcome_json(outcome, &sink, err)) ||
        (status = collect(listener, (tks_bytes){ "\n", 1 }, err)))
        return status;
    if (outcome->index == listener->stop_at) {
        snprintf(err->message, sizeof err->message, "heard enough");
        return err->status = TKS_CONFLICT;
    }
    return TKS_OK;
}

static struct listener *new_listener(void)
{
    static struct listener listener;

    memset(&listener, 0, sizeof listener);
    listener.thread = pthread_self();
    listener.stop_at = SIZE_MAX;
    return &listener;
}

/* The pairs of e and a compared, with diff pictures below d. */
static tks_status run(struct scratch *scratch, struct listener *listener, int threads,
                      const tks_rules *rules, tks_error *err)
{
    const tks_env env = { .size = sizeof env, .threads = threads };
    tks_pairs *pairs = NULL;
    tks_status status;
    char e[SCRATCH_PATH_LENGTH], a[SCRATCH_PATH_LENGTH], d[SCRATCH_PATH_LENGTH];

    snprintf(e, sizeof e, "%s", scratch_path(scratch, "e"));
    snprintf(a, sizeof a, "%s", scratch_path(scratch, "a"));
    snprintf(d, sizeof d, "%s", scratch_path(scratch, "d/deep"));
    assert_int_equal(tks_pairs_from_directories(&pairs, e, a, d, &env, err), TKS_OK);
    status = tks_compare_pairs(tks_pairs_list(pairs), tks_pairs_count(pairs), rules, NULL, listen,
                               listener, &env, err);
    tks_pairs_free(pairs);
    return status;
}

static tks_status run_one(const tks_pair *pair, struct listener *listener)
{
    tks_error err = { 0 };

    return tks_compare_pairs(pair, 1, NULL, NULL, listen, listener, NULL, &err);
}

/* ------------------------------------------------------------------- tests */

static void outcomes_are_told_in_order_on_the_callers_thread(void **state)
{
    static const int threads[] = { 1, 2, 4, 8 };

    put_suite(*state);
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        struct listener *listener = new_listener();
        tks_error err = { 0 };

        assert_int_equal(run(*state, listener, threads[i], NULL, &err), TKS_OK);
        assert_int_equal(listener->heard, IN_SUITE);
        assert_false(listener->out_of_order);
        assert_int_equal(listener->tally.failed, 1);
        assert_int_equal(listener->tally.created, 1);
        assert_int_equal(listener->tally.missing, 1);
        assert_int_equal(listener->tally.different, IN_SUITE / 5 + 1);
        assert_int_equal(listener->tally.same, IN_SUITE - 4 - IN_SUITE / 5);
    }
}

static void a_run_tells_the_same_whatever_the_number_of_threads(void **state)
{
    static char first[65536];
    static const int threads[] = { 1, 2, 3, 8 };

    put_suite(*state);
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        struct listener *listener = new_listener();
        tks_error err = { 0 };

        assert_int_equal(run(*state, listener, threads[i], NULL, &err), TKS_OK);
        if (i == 0)
            memcpy(first, listener->text, sizeof first);
        assert_string_equal(listener->text, first);
    }
}

static void a_picture_is_drawn_where_pixels_differ_and_only_there(void **state)
{
    struct listener *listener = new_listener();
    tks_error err = { 0 };
    char path[64];

    put_suite(*state);
    assert_int_equal(run(*state, listener, 2, NULL, &err), TKS_OK);
    for (int i = 0; i < IN_SUITE; i++) {
        const bool drawn = i % 5 == 0 || i == 14;

        snprintf(path, sizeof path, "d/deep/%02d.png", i);
        assert_int_equal(scratch_exists(*state, path), drawn);
        snprintf(path, sizeof path, "d/deep/%02d.png\"", i);
        assert_int_equal(strstr(listener->text, path) != NULL, drawn);
    }
}

static void a_similar_pair_is_drawn_too(void **state)
{
    struct listener *listener = new_listener();
    tks_rules rules = TKS_RULES;
    tks_error err = { 0 };

    rules.max_pixels = 1;
    put_picture(*state, "e/x.png", 8, -1);
    put_picture(*state, "a/x.png", 8, 20);
    assert_int_equal(run(*state, listener, 2, &rules, &err), TKS_OK);
    assert_int_equal(listener->tally.similar, 1);
    assert_true(listener->last.diff_written);
    assert_true(scratch_exists(*state, "d/deep/x.png"));
}

static void no_folder_is_made_for_pairs_that_agree(void **state)
{
    struct listener *listener = new_listener();
    tks_error err = { 0 };

    put_picture(*state, "e/x.png", 8, -1);
    put_picture(*state, "a/x.png", 8, -1);
    assert_int_equal(run(*state, listener, 2, NULL, &err), TKS_OK);
    assert_int_equal(listener->tally.same, 1);
    assert_false(scratch_exists(*state, "d"));
}

static void an_old_picture_stays_and_is_not_called_ours(void **state)
{
    struct listener *listener = new_listener();
    tks_error err = { 0 };

    put_picture(*state, "e/x.png", 8, -1);
    put_picture(*state, "a/x.png", 8, -1);
    scratch_write(*state, "d/deep/x.png", (tks_bytes){ "old", 3 });
    assert_int_equal(run(*state, listener, 1, NULL, &err), TKS_OK);
    assert_true(scratch_exists(*state, "d/deep/x.png"));
    assert_false(listener->last.diff_written);
}

static void a_picture_that_cannot_be_written_fails_its_pair_alone(void **state)
{
    struct listener *listener = new_listener();
    tks_error err = { 0 };

    put_picture(*state, "e/x.png", 8, -1);
    put_picture(*state, "a/x.png", 8, 3);
    put_picture(*state, "e/y.png", 8, -1);
    put_picture(*state, "a/y.png", 8, -1);
    scratch_write(*state, "d", (tks_bytes){ "a file, not a folder", 20 });
    assert_int_equal(run(*state, listener, 2, NULL, &err), TKS_OK);
    assert_int_equal(listener->tally.failed, 1);
    assert_int_equal(listener->tally.same, 1);
}

static void without_a_diff_path_nothing_is_drawn(void **state)
{
    struct listener *listener = new_listener();
    tks_pair pair = { .name = "x" };

    put_picture(*state, "e/x.png", 8, -1);
    put_picture(*state, "a/x.png", 8, 3);
    pair.expected = scratch_path(*state, "e/x.png");
    pair.actual = scratch_path(*state, "a/x.png");
    assert_int_equal(run_one(&pair, listener), TKS_OK);
    assert_int_equal(listener->tally.different, 1);
    assert_false(listener->last.diff_written);
}

static void a_pair_may_bring_rules_and_colours_of_its_own(void **state)
{
    struct listener *listener = new_listener();
    tks_pair pairs[3] = { { .name = "x" }, { .name = "y" }, { .name = "z" } };
    char paths[3][600];
    tks_rules lax = TKS_RULES, wrong = TKS_RULES;
    tks_drawing drawing = TKS_DRAWING;
    tks_image *image = NULL;

    put_picture(*state, "e/x.png", 8, -1);
    put_picture(*state, "a/x.png", 8, 3);
    snprintf(paths[0], sizeof paths[0], "%s", scratch_path(*state, "e/x.png"));
    snprintf(paths[1], sizeof paths[1], "%s", scratch_path(*state, "a/x.png"));
    snprintf(paths[2], sizeof paths[2], "%s", scratch_path(*state, "d/x.png"));
    for (int i = 0; i < 3; i++) {
        pairs[i].expected = paths[0];
        pairs[i].actual = paths[1];
    }
    lax.max_pixels = 1;
    wrong.max_ratio = 2;
    drawing.differing = (tks_color){ 1, 2, 3 };
    drawing.style = TKS_STYLE_MASK;
    pairs[1].rules = &lax;
    pairs[1].drawing = &drawing;
    pairs[1].diff = paths[2];
    pairs[2].rules = &wrong;
    assert_int_equal(tks_compare_pairs(pairs, 3, NULL, NULL, listen, listener, NULL, NULL), TKS_OK);
    assert_int_equal(listener->tally.different, 1);
    assert_int_equal(listener->tally.similar, 1);
    assert_int_equal(listener->tally.failed, 1);
    assert_int_equal(listener->last.error.status, TKS_INVALID_ARGUMENT);
    assert_int_equal(tks_image_load(&image, paths[2], NULL, NULL), TKS_OK);
    assert_memory_equal((const uint8_t *)tks_image_view(image).data + 3 * 4, "\1\2\3", 3);
    tks_image_free(image);
}

static void a_pair_without_files_is_a_failure_of_its_own(void **state)
{
    struct listener *listener = new_listener();
    const tks_pair pair = { .name = "ghost" };

    (void)state;
    assert_int_equal(run_one(&pair, listener), TKS_OK);
    assert_int_equal(listener->last.state, TKS_STATE_FAILED);
    assert_string_equal(listener->last.error.message, "ghost: a pair without any file");
}

static void a_failure_names_the_file(void **state)
{
    struct listener *listener = new_listener();
    tks_pair pair = { .name = "x" };

    put_picture(*state, "e/x.png", 8, -1);
    pair.expected = scratch_path(*state, "e/x.png");
    pair.actual = scratch_path(*state, "a/nothing.png");
    assert_int_equal(run_one(&pair, listener), TKS_OK);
    assert_int_equal(listener->last.state, TKS_STATE_FAILED);
    assert_int_equal(listener->last.error.status, TKS_NOT_FOUND);
    assert_non_null(strstr(listener->last.error.message, "a/nothing.png"));
    assert_null(listener->last.diff);
}

static void a_listener_who_objects_ends_the_session(void **state)
{
    static const int threads[] = { 1, 2, 8 };

    put_suite(*state);
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        struct listener *listener = new_listener();
        tks_error err = { 0 };

        listener->stop_at = 5;
        assert_int_equal(run(*state, listener, threads[i], NULL, &err), TKS_CONFLICT);
        assert_string_equal(err.message, "heard enough");
        assert_int_equal(listener->heard, 6);
    }
}

static void an_empty_list_is_no_trouble(void **state)
{
    struct listener *listener = new_listener();

    (void)state;
    assert_int_equal(tks_compare_pairs(NULL, 0, NULL, NULL, listen, listener, NULL, NULL), TKS_OK);
    assert_int_equal(listener->heard, 0);
}

static void wrong_arguments_are_told_once_and_nothing_is_compared(void **state)
{
    struct listener *listener = new_listener();
    const tks_pair pair = { .name = "x", .expected = "x", .actual = "x" };
    tks_drawing drawing = TKS_DRAWING;
    tks_rules rules = TKS_RULES;
    tks_env env = { .size = sizeof env, .threads = -1 };

    (void)state;
    drawing.size = 0;
    rules.max_ratio = 7;
    assert_int_equal(tks_compare_pairs(&pair, 1, NULL, NULL, NULL, listener, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    assert_int_equal(tks_compare_pairs(NULL, 1, NULL, NULL, listen, listener, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    assert_int_equal(tks_compare_pairs(&pair, 1, NULL, &drawing, listen, listener, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    assert_int_equal(tks_compare_pairs(&pair, 1, &rules, NULL, listen, listener, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    assert_int_equal(tks_compare_pairs(&pair, 1, NULL, NULL, listen, listener, &env, NULL),
                     TKS_INVALID_ARGUMENT);
    assert_int_equal(listener->heard, 0);
}

/* With memory failing from the n-th allocation on, the call or its pairs fail; in
 * no case is anything kept. */
static void memory_that_runs_out_leaves_nothing_behind(void **state)
{
    tks_pair pairs[2] = { { .name = "x" }, { .name = "y" } };
    char paths[5][SCRATCH_PATH_LENGTH];
    bool succeeded = false;

    put_picture(*state, "e/x.png", 64, -1);
    put_picture(*state, "a/x.png", 64, 100);
    put_picture(*state, "a/y.png", 64, -1);
    snprintf(paths[0], sizeof paths[0], "%s", scratch_path(*state, "e/x.png"));
    snprintf(paths[1], sizeof paths[1], "%s", scratch_path(*state, "a/x.png"));
    snprintf(paths[2], sizeof paths[2], "%s", scratch_path(*state, "a/y.png"));
    snprintf(paths[3], sizeof paths[3], "%s", scratch_path(*state, "d/x.png"));
    pairs[0] =
        (tks_pair){ .name = "x", .expected = paths[0], .actual = paths[1], .diff = paths[3] };
    pairs[1] = (tks_pair){ .name = "y", .expected = paths[0], .actual = paths[2] };

    for (long n = 1; !succeeded; n++) {
        struct listener *listener = new_listener();
        struct counting counting = COUNTING;
        const tks_allocator allocator = counting_allocator(&counting);
        const tks_env env = { .size = sizeof env, .allocator = &allocator, .threads = 1 };
        tks_error err = { 0 };
        tks_status status;

        counting.fail_at = n;
        status = tks_compare_pairs(pairs, 2, NULL, NULL, listen, listener, &env, &err);
        assert_int_equal(counting.held, 0);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        assert_int_equal(listener->heard, status == TKS_OK ? 2 : 0);
        succeeded = status == TKS_OK && listener->tally.failed == 0;
        assert_int_equal(scratch_exists(*state, "d/x.png"), listener->tally.different == 1);
        if (listener->tally.failed > 0 && listener->last.state == TKS_STATE_FAILED)
            assert_int_equal(listener->last.error.status, TKS_OUT_OF_MEMORY);
        unlink(paths[3]);
        assert_true(n < 2000);
    }
}

int main(void)
{
#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(outcomes_are_told_in_order_on_the_callers_thread),
        IN_SCRATCH(a_run_tells_the_same_whatever_the_number_of_threads),
        IN_SCRATCH(a_picture_is_drawn_where_pixels_differ_and_only_there),
        IN_SCRATCH(a_similar_pair_is_drawn_too),
        IN_SCRATCH(no_folder_is_made_for_pairs_that_agree),
        IN_SCRATCH(an_old_picture_stays_and_is_not_called_ours),
        IN_SCRATCH(a_picture_that_cannot_be_written_fails_its_pair_alone),
        IN_SCRATCH(without_a_diff_path_nothing_is_drawn),
        IN_SCRATCH(a_pair_may_bring_rules_and_colours_of_its_own),
        IN_SCRATCH(a_pair_without_files_is_a_failure_of_its_own),
        IN_SCRATCH(a_failure_names_the_file),
        IN_SCRATCH(a_listener_who_objects_ends_the_session),
        IN_SCRATCH(an_empty_list_is_no_trouble),
        IN_SCRATCH(wrong_arguments_are_told_once_and_nothing_is_compared),
        IN_SCRATCH(memory_that_runs_out_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
