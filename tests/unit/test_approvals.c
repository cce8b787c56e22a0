/* test_approvals.c - what approval libraries received is listed, accepted, dropped, taken back
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "deciding.h"

#include <stdio.h>
#include <sys/stat.h>

#define APPROVED "go/api_test.TestList.approved.txt"
#define RECEIVED "go/api_test.TestList.received.txt"

static void what_was_received_is_listed(void **state)
{
    put(*state, APPROVED, "old\n");
    put(*state, RECEIVED, "new\n");
    put(*state, "a.received.bin", "\x01\x02");
    put(*state, "b.received.svg", "");
    put(*state, "received.txt", "no name that approvals give");
    put(*state, "x.received.approved.txt", "an approved one");
    put(*state, "x.received", "no name that approvals give");
    put(*state, "node_modules/x.received.txt", "passed over");
    assert_string_equal(listed(*state), "new approvals binary a.approved.bin -\n"
                                        "new approvals text b.approved.svg -\n"
                                        "changed approvals text " APPROVED " -\n");
}

static void accepting_leaves_the_received_bytes_as_the_approved_ones(void **state)
{
    put(*state, APPROVED, "old\n");
    put(*state, RECEIVED, "new\r\nwith no end");
    put(*state, "a.received.json", "{}");
    decide_well(*state, TKS_DEED_ACCEPT);
    assert_true(holds(*state, APPROVED, "new\r\nwith no end"));
    assert_true(holds(*state, RECEIVED, NULL));
    assert_true(holds(*state, "a.approved.json", "{}"));
    assert_true(holds(*state, "a.received.json", NULL));
    assert_string_equal(listed(*state), "");
    undo(*state);
    assert_true(holds(*state, APPROVED, "old\n"));
    assert_true(holds(*state, RECEIVED, "new\r\nwith no end"));
    assert_true(holds(*state, "a.approved.json", NULL));
    assert_true(holds(*state, "a.received.json", "{}"));
}

static void rejecting_removes_what_was_received(void **state)
{
    put(*state, APPROVED, "old\n");
    put(*state, RECEIVED, "new\n");
    decide_well(*state, TKS_DEED_REJECT);
    assert_true(holds(*state, APPROVED, "old\n"));
    assert_true(holds(*state, RECEIVED, NULL));
    undo(*state);
    assert_true(holds(*state, RECEIVED, "new\n"));
}

/* The two values of the only item, "EXPECTED|ACTUAL", "-" for one that is not there. */
static const char *sides(struct scratch *scratch)
{
    static char words[200];
    tks_project *project = open_project(scratch);
    tks_listing *listing = NULL;
    tks_sides *sides = NULL;
    tks_error err = { 0 };

    assert_int_equal(tks_project_pending(&listing, project, NULL), TKS_OK);
    assert_int_equal(tks_listing_count(listing), 1);
    if (tks_project_sides(&sides, project, listing, 0, &err) != TKS_OK)
        fail_msg("%s", err.message);
    snprintf(words, sizeof words, "%.*s|%.*s",
             sides->has_expected ? (int)sides->expected.length : 1,
             sides->has_expected ? (const char *)sides->expected.data : "-",
             (int)sides->actual.length, (const char *)sides->actual.data);
    tks_sides_free(sides);
    tks_listing_free(listing);
    tks_project_free(project);
    return words;
}

static void values_are_compared_with_one_kind_of_line_ends(void **state)
{
    put(*state, RECEIVED, "a\r\nb\r\n");
    assert_string_equal(sides(*state), "-|a\nb\n");
    put(*state, APPROVED, "a\nb\rc\r");
    assert_string_equal(sides(*state), "a\nb\rc\r|a\nb\n");
    put(*state, APPROVED, "");
    put(*state, RECEIVED, "\x01\x02\x03\r\n");
    assert_string_equal(sides(*state), "|\x01\x02\x03\r\n");
}

/* A test that was stopped leaves one that is equal. */
static void one_that_is_equal_by_now_just_goes(void **state)
{
    put(*state, APPROVED, "same\n");
    put(*state, RECEIVED, "same\n");
    decide_well(*state, TKS_DEED_ACCEPT);
    assert_true(holds(*state, APPROVED, "same\n"));
    assert_true(holds(*state, RECEIVED, NULL));
}

static void one_that_changed_since_it_was_listed_stays(void **state)
{
    const size_t chosen[] = { 0 };
    tks_project *project = open_project(*state);
    tks_listing *listing = NULL;
    uint32_t number = 7;

    put(*state, APPROVED, "old\n");
    put(*state, RECEIVED, "new\n");
    assert_int_equal(tks_project_pending(&listing, project, NULL), TKS_OK);
    put(*state, RECEIVED, "newer\n");
    assert_int_equal(tks_project_decide(&number, project, TKS_DEED_ACCEPT, listing, chosen, 1, NULL,
                                        NULL, NULL),
                     TKS_OK);
    assert_int_equal(number, 0);
    assert_true(holds(*state, APPROVED, "old\n"));
    assert_true(holds(*state, RECEIVED, "newer\n"));
    tks_listing_free(listing);
    tks_project_free(project);
}

static void what_is_no_file_is_not_taken(void **state)
{
    tks_error failed;

    put(*state, "elsewhere.txt", "a link's target");
    scratch_link(*state, "x.received.txt", "elsewhere.txt");
    scratch_folder(*state, "y.received.d");
    assert_string_equal(listed(*state), "");

    /* and an approved "file" that is a folder is in the way */
    put(*state, RECEIVED, "new\n");
    scratch_folder(*state, APPROVED);
    assert_int_equal(decide(*state, TKS_DEED_ACCEPT, NULL, &failed), TKS_OK);
    assert_int_equal(failed.status, TKS_IO_FAILED);
    assert_string_equal(failed.message, APPROVED ": is not a file");
    assert_true(holds(*state, RECEIVED, "new\n"));
}

static void an_approved_file_that_is_a_link_stays_one(void **state)
{
    struct stat about;

    put(*state, "shared/list.txt", "old\n");
    put(*state, RECEIVED, "new\n");
    scratch_link(*state, APPROVED, "../shared/list.txt");
    decide_well(*state, TKS_DEED_ACCEPT);
    assert_true(holds(*state, "shared/list.txt", "new\n"));
    assert_int_equal(lstat(scratch_path(*state, APPROVED), &about), 0);
    assert_true(S_ISLNK(about.st_mode));
}

static void what_verify_received_is_left_to_it(void **state)
{
    put(*state, "Tests.Run.received.txt", "new");
    put(*state, "Tests.Run.verified.txt", "old");
    assert_string_equal(listed(*state), "");
    put(*state, "Tests.Run.approved.txt", "both are there");
    assert_string_equal(listed(*state), "changed approvals text Tests.Run.approved.txt -\n");
}

/* ------------------------------------------------------------------------ faults */

static void make_tree(struct scratch *scratch)
{
    put(scratch, APPROVED, "old\n");
    put(scratch, RECEIVED, "new\n");
    put(scratch, "a.received.txt", "first\n");
}

/* 0: nothing was done, 1: the first, 2: the second, 3: both; each wholly. */
static int what_was_done(struct scratch *scratch)
{
    const bool list = holds(scratch, APPROVED, "new\n");
    const bool first = holds(scratch, "a.approved.txt", "first\n");

    assert_true(list || holds(scratch, APPROVED, "old\n"));
    assert_true(first || holds(scratch, "a.approved.txt", NULL));
    assert_true(holds(scratch, RECEIVED, list ? NULL : "new\n"));
    assert_true(holds(scratch, "a.received.txt", first ? NULL : "first\n"));
    return list + 2 * first;
}

static void ended_anywhere_all_or_nothing_is_accepted(void **state)
{
    accept_ended_anywhere(*state, make_tree, what_was_done, 3);
}

static void whatever_call_fails_files_are_whole(void **state)
{
    accept_with_any_failure(*state, make_tree, what_was_done);
}

static tks_status note(void *user, const tks_pending *pending, const tks_error *error,
                       tks_error *err)
{
    (void)pending;
    (void)err;
    if (error->status != TKS_OK)
        *(tks_error *)user = *error;
    return TKS_OK;
}

static void without_memory_nothing_is_half_done(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    const size_t chosen[] = { 0, 1 };
    tks_status status = TKS_OUT_OF_MEMORY;

    for (int n = 1; status != TKS_OK; n++) {
        tks_project *project = NULL;
        tks_listing *listing = NULL;
        tks_sides *sides = NULL;
        tks_error failed = { 0 };
        uint32_t number;

        make_tree(*state);
        counting.taken = 0;
        counting.fail_at = n;
        if ((status = tks_project_open(&project, ((struct scratch *)*state)->root, &env, NULL)) ==
                TKS_OK &&
            (status = tks_project_pending(&listing, project, NULL)) == TKS_OK &&
            (status = tks_project_sides(&sides, project, listing, 1, NULL)) == TKS_OK)
            status = tks_project_decide(&number, project, TKS_DEED_ACCEPT, listing, chosen, 2, note,
                                        &failed, NULL);
        if (status == TKS_OK)
            status = failed.status;
        tks_sides_free(sides);
        tks_listing_free(listing);
        tks_project_free(project);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        assert_int_equal(counting.held, 0);
        recover(*state);
        if (what_was_done(*state) != 0)
            undo(*state);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_set_up_project, scratch_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(what_was_received_is_listed),
        TEST(accepting_leaves_the_received_bytes_as_the_approved_ones),
        TEST(rejecting_removes_what_was_received),
        TEST(values_are_compared_with_one_kind_of_line_ends),
        TEST(one_that_is_equal_by_now_just_goes),
        TEST(one_that_changed_since_it_was_listed_stays),
        TEST(what_is_no_file_is_not_taken),
        TEST(an_approved_file_that_is_a_link_stays_one),
        TEST(what_verify_received_is_left_to_it),
        TEST(ended_anywhere_all_or_nothing_is_accepted),
        TEST(whatever_call_fails_files_are_whole),
        TEST(without_memory_nothing_is_half_done),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
