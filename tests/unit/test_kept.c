/* test_kept.c - changes of libraries that leave none are kept, decided on, taken back
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "deciding.h"
#include "store/kept.h"
#include "store/project.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tksnap/decide.h>

#define V     "# serializer version: 1\n"
#define AMBER "tests/__snapshots__/test_a.ambr"
#define OLD   V "# name: a\n  1\n# ---\n# name: b\n  2\n# ---\n"

/* ---------------------------------------------------------------------- projects */

static tks_status keep_as(struct scratch *scratch, tks_keep what, tks_error *err)
{
    tks_project *project = open_project(scratch);
    tks_status status;

    what.size = sizeof what;
    status = tks_project_keep(project, &what, err);
    tks_project_free(project);
    return status;
}

static void keep(struct scratch *scratch, const char *path, const char *entry, const char *value)
{
    tks_error err = { 0 };
    tks_keep what = { .path = path, .entry = entry, .removed = value == NULL };

    if (value != NULL)
        what.actual = (tks_bytes){ value, strlen(value) };
    if (keep_as(scratch, what, &err) != TKS_OK)
        fail_msg("%s", err.message);
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

/* ------------------------------------------------------------------------- tests */

static void entries_of_one_file_are_accepted_together_and_taken_back(void **state)
{
    put(*state, AMBER, OLD);
    keep(*state, AMBER, "a", "one");
    keep(*state, AMBER, "aa", "between");
    keep(*state, AMBER, "b", NULL);
    assert_string_equal(listed(*state), "changed syrupy text " AMBER " a\n"
                                        "new syrupy text " AMBER " aa\n"
                                        "removed syrupy text " AMBER " b\n");
    assert_true(holds(*state, AMBER, OLD));
    decide_well(*state, TKS_DEED_ACCEPT);
    assert_true(holds(*state, AMBER, V "# name: a\n  one\n# ---\n# name: aa\n  between\n# ---\n"));
    assert_string_equal(listed(*state), "");
    assert_false(scratch_exists(*state, TKSI_KEPT "/tests"));
    undo(*state);
    assert_true(holds(*state, AMBER, OLD));
    assert_string_equal(listed(*state), "changed syrupy text " AMBER " a\n"
                                        "new syrupy text " AMBER " aa\n"
                                        "removed syrupy text " AMBER " b\n");
}

static void rejecting_leaves_the_baseline(void **state)
{
    put(*state, AMBER, OLD);
    keep(*state, AMBER, "a", "one");
    decide_well(*state, TKS_DEED_REJECT);
    assert_true(holds(*state, AMBER, OLD));
    assert_string_equal(listed(*state), "");
    undo(*state);
    assert_string_equal(listed(*state), "changed syrupy text " AMBER " a\n");
}

static void the_log_names_the_entries(void **state)
{
    tks_project *project;
    tks_log_entry item;
    tks_log *log = NULL;

    put(*state, AMBER, OLD);
    keep(*state, AMBER, "b", "two");
    keep(*state, AMBER, "a", "one");
    decide_well(*state, TKS_DEED_ACCEPT);
    project = open_project(*state);
    assert_int_equal(tks_project_log(&log, project, NULL), TKS_OK);
    assert_int_equal(tks_log_at(log, 0)->items, 2);
    assert_true(tks_log_item(&item, log, 0, 0));
    assert_string_equal(item.path, AMBER);
    assert_string_equal(item.entry, "a");
    assert_true(tks_log_item(&item, log, 0, 1));
    assert_string_equal(item.entry, "b");
    assert_false(tks_log_item(&item, log, 0, 2));
    tks_log_free(log);
    tks_project_free(project);
}

static void a_file_begins_with_its_first_entry_and_goes_with_its_last(void **state)
{
    tks_keep first = { .path = AMBER, .entry = "z", .actual = { "1", 1 }, .format = "amber" };

    assert_int_equal(keep_as(*state, first, NULL), TKS_OK);
    assert_string_equal(listed(*state), "new syrupy text " AMBER " z\n");
    decide_well(*state, TKS_DEED_ACCEPT);
    assert_true(holds(*state, AMBER, V "# name: z\n  1\n# ---\n"));
    keep(*state, AMBER, "z", NULL);
    decide_well(*state, TKS_DEED_ACCEPT);
    assert_true(holds(*state, AMBER, NULL));
    undo(*state);
    assert_true(holds(*state, AMBER, V "# name: z\n  1\n# ---\n"));
}

static void entries_of_go_are_put_in_in_the_order_of_the_tests(void **state)
{
    tks_keep what = { .path = "__snapshots__/main_test.snap",
                      .entry = "TestB - 1",
                      .actual = { "b\n", 2 },
                      .order = 1,
                      .format = "go-snaps" };

    assert_int_equal(keep_as(*state, what, NULL), TKS_OK);
    what.entry = "TestA - 1";
    what.order = 2;
    assert_int_equal(keep_as(*state, what, NULL), TKS_OK);
    decide_well(*state, TKS_DEED_ACCEPT);
    assert_true(holds(*state, "__snapshots__/main_test.snap",
                      "\n[TestB - 1]\nb\n\n---\n\n[TestA - 1]\nb\n\n---\n"));
}

static void what_other_entries_hold_says_nothing_of_one_that_goes(void **state)
{
    static const char file[] = "\n[TestA - 1]\n\0\n---\n\n[TestB - 1]\nb\n---\n";

    scratch_write(*state, "__snapshots__/a_test.snap", (tks_bytes){ file, sizeof file - 1 });
    keep(*state, "__snapshots__/a_test.snap", "TestB - 1", NULL);
    assert_string_equal(listed(*state),
                        "removed go-snaps text __snapshots__/a_test.snap TestB - 1\n");
}

static void a_file_that_is_one_snapshot_is_replaced_made_and_removed(void **state)
{
    static const char png[] = "\x89PNG\r\n\x1a\n and no picture";

    put(*state, "a.golden", "old");
    put(*state, "c.golden", "no test asks for it");
    keep(*state, "a.golden", NULL, "new");
    keep(*state, "testdata/b.golden", NULL, png);
    keep(*state, "c.golden", NULL, NULL);
    assert_string_equal(listed(*state), "changed golden text a.golden -\n"
                                        "removed golden text c.golden -\n"
                                        "new golden binary testdata/b.golden -\n");
    decide_well(*state, TKS_DEED_ACCEPT);
    assert_true(holds(*state, "a.golden", "new"));
    assert_true(holds(*state, "testdata/b.golden", png));
    assert_true(holds(*state, "c.golden", NULL));
    undo(*state);
    assert_true(holds(*state, "a.golden", "old"));
    assert_true(holds(*state, "testdata/b.golden", NULL));
    assert_true(holds(*state, "c.golden", "no test asks for it"));
}

static void what_is_kept_anew_takes_the_place_of_the_old(void **state)
{
    put(*state, AMBER, OLD);
    keep(*state, AMBER, "a", "first");
    keep(*state, AMBER, "a", "second");
    decide_well(*state, TKS_DEED_ACCEPT);
    assert_true(holds(*state, AMBER, V "# name: a\n  second\n# ---\n# name: b\n  2\n# ---\n"));
}

static void a_baseline_that_others_changed_is_looked_into(void **state)
{
    put(*state, AMBER, OLD);
    keep(*state, AMBER, "a", "one");
    keep(*state, AMBER, "n", "new");
    put(*state, AMBER, V "# name: n\n  somebody's\n# ---\n");
    assert_string_equal(listed(*state), "new syrupy text " AMBER " a\n"
                                        "changed syrupy text " AMBER " n\n");
    decide_well(*state, TKS_DEED_ACCEPT);
    assert_true(holds(*state, AMBER, V "# name: a\n  one\n# ---\n# name: n\n  new\n# ---\n"));
}

/* More than is read at a time, with an entry that is more than that alone. */
static char *large_file(const char *head, const char *name, const char *end, size_t *length)
{
    enum { ENTRIES = 3000, LINES = 40, LONG = 60000 };
    char *text = malloc((size_t)ENTRIES * LINES * 24 + (size_t)LONG * 24 + ENTRIES * 40), *at;

    assert_non_null(text);
    at = text + sprintf(text, "%s", head);
    for (int i = 0; i < ENTRIES; i++) {
        at += sprintf(at, name, i);
        for (int k = 0; k < (i == 1000 ? LONG : LINES); k++)
            at += sprintf(at, "  line %d\r\n", k);
        at += sprintf(at, "%s", end);
    }
    *length = (size_t)(at - text);
    return text;
}

enum { SOUGHT = 64 };

static int by_entry(const void *a, const void *b)
{
    return strcmp(((const struct tksi_sought *)a)->entry, ((const struct tksi_sought *)b)->entry);
}

/* Whether it is what large_file has made of this number. */
static bool is_payload(tks_bytes payload, size_t number)
{
    const char *text = payload.data, *end = text + payload.length;
    int lines = 0, line;

    for (; text < end; text = strchr(text, '\n') + 1, lines++)
        if (sscanf(text, "  line %d\r", &line) != 1 || line != lines)
            return false;
    return lines == (number == 1000 ? 60000 : 40);
}

static void check_windows(struct scratch *scratch, const char *format, const char *name, char *text,
                          size_t length)
{
    struct tksi_sought sought[SOUGHT];
    char entries[SOUGHT][64];
    struct tksi_buffer payloads;
    struct tksi_root root;
    struct tksi_env env;

    assert_int_equal(tksi_env_defaults(&env, NULL, NULL), TKS_OK);
    assert_int_equal(tksi_root_find(&root, scratch->root, &env, NULL), TKS_OK);
    tksi_buffer_init(&payloads, length, &env);
    scratch_write(scratch, "large", (tks_bytes){ text, length });
    for (size_t i = 0; i < SOUGHT; i++) {
        snprintf(entries[i], sizeof entries[i], name, (int)i * 50);
        sought[i] = (struct tksi_sought){ .entry = entries[i], .user = i * 50 };
    }
    qsort(sought, SOUGHT, sizeof *sought, by_entry);
    for (int with = 0; with < 2; with++) {
        assert_int_equal(tksi_kept_seek(sought, SOUGHT, with ? &payloads : NULL,
                                        tksi_format_named(format), &root, "large", NULL),
                         TKS_OK);
        for (size_t i = 0; i < SOUGHT; i++)
            assert_true(sought[i].found == (sought[i].user < 3000));
    }
    for (size_t i = 0; i < SOUGHT; i++)
        assert_true(!sought[i].found ||
                    is_payload((tks_bytes){ payloads.data + sought[i].payload.at,
                                            sought[i].payload.length },
                               sought[i].user));
    tksi_buffer_dispose(&payloads);
    tksi_root_close(&root);
    free(text);
}

static void entries_of_a_large_file_are_found_a_part_at_a_time(void **state)
{
    size_t length;
    char *text =
        large_file("# serializer version: 1\r\n", "# name: a[%d]\r\n", "# ---\r\n", &length);

    check_windows(*state, "amber", "a[%d]", text, length);
    text = large_file("", "\r\n[TestA - %d]\r\n", "---\r\n", &length);
    check_windows(*state, "go-snaps", "TestA - %d", text, length);
}

static void one_entry_that_cannot_be_written_stops_no_other(void **state)
{
    tks_error failed;

    put(*state, AMBER, OLD);
    keep(*state, AMBER, "a", "one");
    keep(*state, AMBER, "b", "cr\rcr");
    assert_int_equal(decide(*state, TKS_DEED_ACCEPT, NULL, &failed), TKS_OK);
    assert_int_equal(failed.status, TKS_UNSUPPORTED);
    assert_non_null(strstr(failed.message, AMBER ": "));
    assert_true(holds(*state, AMBER, V "# name: a\n  one\n# ---\n# name: b\n  2\n# ---\n"));
    assert_string_equal(listed(*state), "changed syrupy text " AMBER " b\n");
}

static void a_damaged_file_is_told_and_can_be_rejected(void **state)
{
    tks_error failed;

    put(*state, AMBER, OLD);
    put(*state, TKSI_KEPT "/" AMBER "/0123.pending", "tksnap pending 1\nformat amber\n");
    assert_string_equal(listed(*state), "unreadable files text " AMBER " -\n");
    assert_int_equal(decide(*state, TKS_DEED_ACCEPT, NULL, &failed), TKS_OK);
    assert_int_equal(failed.status, TKS_BAD_DATA);
    assert_string_equal(failed.message, TKSI_KEPT "/" AMBER "/0123.pending: is damaged; reject "
                                                  "it, and run its test again");
    decide_well(*state, TKS_DEED_REJECT);
    assert_string_equal(listed(*state), "");
}

static void a_file_that_lies_under_another_name_is_not_believed(void **state)
{
    tks_error failed;

    put(*state, "victim.golden", "mine");
    put(*state, TKSI_KEPT "/a.golden/whole.pending",
        "tksnap pending 1\nformat golden\npath victim.golden\norder 0\nstate changed\n"
        "baseline -\nbytes 4\n\nevil");
    assert_string_equal(listed(*state), "unreadable files text a.golden -\n");
    assert_int_equal(decide(*state, TKS_DEED_ACCEPT, NULL, &failed), TKS_OK);
    assert_int_equal(failed.status, TKS_BAD_DATA);
    assert_true(holds(*state, "victim.golden", "mine"));
}

static void names_that_lead_out_are_refused(void **state)
{
    static const char *const names[] = { "../a.golden", "/etc/a.golden", "a/../../b.golden", "" };
    tks_error err = { 0 };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(keep_as(*state, (tks_keep){ .path = names[i], .actual = { "x", 1 } },
                                 &err),
                         TKS_INVALID_ARGUMENT);
}

static void a_file_of_one_snapshot_has_no_entries(void **state)
{
    tks_error err = { 0 };

    put(*state, "a.golden", "old");
    assert_int_equal(keep_as(*state,
                             (tks_keep){ .path = "a.golden", .entry = "x", .actual = { "x", 1 } },
                             &err),
                     TKS_UNSUPPORTED);
    assert_string_equal(err.message, "a.golden: is of format golden, which has no entries");
}

static void what_is_forgotten_waits_no_more(void **state)
{
    tks_project *project = open_project(*state);

    put(*state, AMBER, OLD);
    keep(*state, AMBER, "a", "one");
    assert_int_equal(tks_project_forget(project, AMBER, "a", NULL), TKS_OK);
    assert_int_equal(tks_project_forget(project, AMBER, "a", NULL), TKS_OK);
    assert_int_equal(tks_project_forget(project, "never/kept", NULL, NULL), TKS_OK);
    assert_string_equal(listed(*state), "");
    tks_project_free(project);
}

/* Cut anywhere, or with a byte changed, a kept file is one, or is not; never a crash. */
static void any_damage_is_seen_or_harmless(void **state)
{
    struct tksi_kept kept = { .format = tksi_format_named("amber"),
                              .path = AMBER,
                              .entry = "a b",
                              .source = "t.py:3",
                              .finding = "1 line",
                              .state = TKS_PENDING_CHANGED,
                              .value = { "v\nw", 3 } };
    struct tksi_buffer bytes;
    struct tksi_env env;

    (void)state;
    assert_int_equal(tksi_env_defaults(&env, NULL, NULL), TKS_OK);
    tksi_buffer_init(&bytes, 10000, &env);
    assert_int_equal(tksi_kept_put(&bytes, &kept, NULL), TKS_OK);
    for (size_t i = 0; i <= bytes.length; i++) {
        uint8_t *copy = malloc(i);
        struct tksi_kept read;
        tks_status status;

        memcpy(copy, bytes.data, i);
        status = tksi_kept_read(&read, (tks_bytes){ copy, i }, &env, NULL);
        assert_int_equal(status, i == bytes.length ? TKS_OK : TKS_BAD_DATA);
        tksi_kept_dispose(&read);
        free(copy);
    }
    for (size_t i = 0; i < bytes.length * 256; i++) {
        const uint8_t old = bytes.data[i / 256];
        struct tksi_kept read;

        bytes.data[i / 256] = (uint8_t)i;
        if (tksi_kept_read(&read, (tks_bytes){ bytes.data, bytes.length }, &env, NULL) == TKS_OK)
            assert_int_equal(read.value.length, 3);
        tksi_kept_dispose(&read);
        bytes.data[i / 256] = old;
    }
    tksi_buffer_dispose(&bytes);
}

/* ------------------------------------------------------------------------ faults */

#define FRESH V "# name: a\n  one\n# ---\n# name: c\n  3\n# ---\n"

static void make_tree(struct scratch *scratch)
{
    put(scratch, AMBER, OLD);
    put(scratch, "x.golden", "old");
    keep(scratch, AMBER, "a", "one");
    keep(scratch, AMBER, "b", NULL);
    keep(scratch, AMBER, "c", "3");
    keep(scratch, "x.golden", NULL, "new");
}

/* 0: nothing was done, 1: the first file, 2: the second, 3: both; each wholly. */
static int what_was_done(struct scratch *scratch)
{
    const bool amber = holds(scratch, AMBER, FRESH), golden = holds(scratch, "x.golden", "new");
    const char *waiting = listed(scratch);

    assert_true(amber || holds(scratch, AMBER, OLD));
    assert_true(golden || holds(scratch, "x.golden", "old"));
    assert_true((strstr(waiting, AMBER) == NULL) == amber);
    assert_true((strstr(waiting, "x.golden") == NULL) == golden);
    return amber + 2 * golden;
}

static void ended_anywhere_all_or_nothing_is_accepted(void **state)
{
    accept_ended_anywhere(*state, make_tree, what_was_done, 3);
}

static void whatever_call_fails_files_are_whole(void **state)
{
    accept_with_any_failure(*state, make_tree, what_was_done);
}

/* Keeping, listing, accepting: each allocation fails once. */
/* The baseline has changed since, so that it is looked into; and a log, which has been made. */
static void without_memory_nothing_is_listed(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    tks_status status = TKS_OUT_OF_MEMORY;

    put(*state, AMBER, OLD);
    keep(*state, AMBER, "a", "one");
    decide_well(*state, TKS_DEED_ACCEPT);
    keep(*state, AMBER, "b", "two");
    keep(*state, AMBER, "n", "new");
    put(*state, AMBER, OLD "# name: c\n  3\n# ---\n");
    for (int n = 1; status != TKS_OK; n++) {
        tks_project *project = NULL;
        tks_listing *listing = NULL;
        tks_log *log = NULL;

        counting.taken = 0;
        counting.fail_at = n;
        if ((status = tks_project_open(&project, ((struct scratch *)*state)->root, &env, NULL)) ==
                TKS_OK &&
            (status = tks_project_pending(&listing, project, NULL)) == TKS_OK)
            status = tks_project_log(&log, project, NULL);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        if (status == TKS_OK) {
            assert_int_equal(tks_listing_count(listing), 2);
            assert_int_equal(tks_listing_at(listing, 0)->state, TKS_PENDING_CHANGED);
            assert_int_equal(tks_listing_at(listing, 1)->state, TKS_PENDING_NEW);
        }
        tks_log_free(log);
        tks_listing_free(listing);
        tks_project_free(project);
        assert_int_equal(counting.held, 0);
    }
}

static void without_memory_nothing_is_half_done(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    const tks_keep what = { .size = sizeof what,
                            .path = AMBER,
                            .entry = "n",
                            .actual = { "1", 1 },
                            .source = "t.py:1",
                            .finding = "new" };
    const size_t chosen[] = { 0, 1, 2, 3, 4 };
    tks_status status = TKS_OUT_OF_MEMORY;

    for (int n = 1; status != TKS_OK; n++) {
        tks_project *project = NULL;
        tks_listing *listing = NULL;
        tks_error failed = { 0 };
        uint32_t number;

        make_tree(*state);
        counting.taken = 0;
        counting.fail_at = n;
        if ((status = tks_project_open(&project, ((struct scratch *)*state)->root, &env, NULL)) ==
                TKS_OK &&
            (status = tks_project_keep(project, &what, NULL)) == TKS_OK &&
            (status = tks_project_pending(&listing, project, NULL)) == TKS_OK)
            status = tks_project_decide(&number, project, TKS_DEED_ACCEPT, listing, chosen,
                                        tks_listing_count(listing), note, &failed, NULL);
        if (status == TKS_OK)
            status = failed.status;
        tks_listing_free(listing);
        tks_project_free(project);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        assert_int_equal(counting.held, 0);
        recover(*state);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(entries_of_one_file_are_accepted_together_and_taken_back,
                                        scratch_set_up_project, scratch_tear_down),
        cmocka_unit_test_setup_teardown(rejecting_leaves_the_baseline, scratch_set_up_project,
                                        scratch_tear_down),
        cmocka_unit_test_setup_teardown(the_log_names_the_entries, scratch_set_up_project,
                                        scratch_tear_down),
        cmocka_unit_test_setup_teardown(a_file_begins_with_its_first_entry_and_goes_with_its_last,
                                        scratch_set_up_project, scratch_tear_down),
        cmocka_unit_test_setup_teardown(entries_of_go_are_put_in_in_the_order_of_the_tests,
                                        scratch_set_up_project, scratch_tear_down),
        cmocka_unit_test_setup_teardown(what_other_entries_hold_says_nothing_of_one_that_goes,
                                        scratch_set_up_project, scratch_tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_is_one_snapshot_is_replaced_made_and_removed,
                                        scratch_set_up_project, scratch_tear_down),
        cmocka_unit_test_setup_teardown(what_is_kept_anew_takes_the_place_of_the_old,
                                        scratch_set_up_project, scratch_tear_down),
        cmocka_unit_test_setup_teardown(a_baseline_that_others_changed_is_looked_into,
                                        scratch_set_up_project, scratch_tear_down),
        cmocka_unit_test_setup_teardown(entries_of_a_large_file_are_found_a_part_at_a_time,
                                        scratch_set_up_project, scratch_tear_down),
        cmocka_unit_test_setup_teardown(one_entry_that_cannot_be_written_stops_no_other,
                                        scratch_set_up_project, scratch_tear_down),
        cmocka_unit_test_setup_teardown(a_damaged_file_is_told_and_can_be_rejected,
                                        scratch_set_up_project, scratch_tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_lies_under_another_name_is_not_believed,
                                        scratch_set_up_project, scratch_tear_down),
        cmocka_unit_test_setup_teardown(names_that_lead_out_are_refused, scratch_set_up_project,
                                        scratch_tear_down),
        cmocka_unit_test_setup_teardown(a_file_of_one_snapshot_has_no_entries,
                                        scratch_set_up_project, scratch_tear_down),
        cmocka_unit_test_setup_teardown(what_is_forgotten_waits_no_more, scratch_set_up_project,
                                        scratch_tear_down),
        cmocka_unit_test(any_damage_is_seen_or_harmless),
        cmocka_unit_test_setup_teardown(ended_anywhere_all_or_nothing_is_accepted,
                                        scratch_set_up_project, scratch_tear_down),
        cmocka_unit_test_setup_teardown(whatever_call_fails_files_are_whole, scratch_set_up_project,
                                        scratch_tear_down),
        cmocka_unit_test_setup_teardown(without_memory_nothing_is_listed, scratch_set_up_project,
                                        scratch_tear_down),
        cmocka_unit_test_setup_teardown(without_memory_nothing_is_half_done, scratch_set_up_project,
                                        scratch_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
