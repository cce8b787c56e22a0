/* test_record.c - what a command does to snapshots becomes pending, and the files come back
 *
 * A tree of snapshots of several libraries is recorded while a command changes, makes and
 * removes some. Before the n-th call that changes the disk the program is ended, or the call
 * fails; for every n. Afterwards the tree is as it was, to its times and modes, or as the
 * command left it and to be finished; and accepting what is pending makes of it what the
 * command made.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "decide/decide.h"
#include "deciding.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <tksnap/record.h>
#include <unistd.h>

#define V "# serializer version: 1\n"

/* ---------------------------------------------------------------------- the tree */

/* A file before the command and after it: NULL where it is not there. */
static const struct file {
    const char *path, *before, *after;
} files[] = {
    { "a/.snapshots/TestA", "old", "new" },
    { "src/snapshots/a.snap.new", NULL, "a pending file is its library's own" },
    { "src/unrelated.txt", "x", "y" },
    { "testdata/kept.golden", "kept", "kept" },
    { "testdata/one.golden", "one", "ONE" },
    { "testdata/removed/gone.golden", "gone", NULL },
    { "tests/__snapshots__/test_a.ambr", V "# name: a\n  1\n# ---\n# name: c\n  3\n# ---\n",
      V "# name: a\n  2\n# ---\n# name: b\n  4\n# ---\n" },
    { "made/__snapshots__/test_m/one.png", NULL, "a picture" },
    { "made/__snapshots__/test_n.ambr", NULL, V "# name: n\n  1\n# ---\n" },
};

enum { FILES = sizeof files / sizeof *files, CHANGES = 8 };

/* Whether a recording looks after it. */
static bool is_recorded(const struct file *file)
{
    return strstr(file->path, ".new") == NULL && strstr(file->path, ".txt") == NULL;
}

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *walk)
{
    (void)about;
    (void)type;
    return walk->level == 0 || strcmp(path + walk->base, ".git") == 0 ? 0 : remove(path);
}

/* Nothing is there but what was there before: odd modes, and times long ago. */
static void make_tree(struct scratch *scratch)
{
    assert_int_equal(nftw(scratch->root, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
    scratch_folder(scratch, ".git");
    for (int i = 0; i < FILES; i++)
        if (files[i].before != NULL) {
            const struct timespec times[2] = { { 1600000000 + i, 0 }, { 1600000000 + i, 12345 } };
            const char *path = scratch_path(scratch, files[i].path);

            put(scratch, files[i].path, files[i].before);
            assert_int_equal(chmod(path, i % 2 ? 0644 : 0600), 0);
            assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
        }
}

/* What the command does: in place, as libraries write. */
static void run_command(struct scratch *scratch)
{
    for (int i = 0; i < FILES; i++)
        put(scratch, files[i].path, files[i].after);
    rmdir(scratch_path(scratch, "testdata/removed"));
}

/* Files that a recording looks after and that are not as they were, times and modes too. */
static int not_as_before(struct scratch *scratch)
{
    int count = 0;

    for (int i = 0; i < FILES; i++) {
        struct stat about;
        bool good = holds(scratch, files[i].path, files[i].before);

        if (good && files[i].before != NULL) {
            assert_int_equal(stat(scratch_path(scratch, files[i].path), &about), 0);
            good = (about.st_mode & 07777) == (mode_t)(i % 2 ? 0644 : 0600) &&
                   about.st_mtim.tv_sec == 1600000000 + i && about.st_mtim.tv_nsec == 12345;
        }
        count += is_recorded(&files[i]) && !good;
    }
    return count;
}

static int not_as_after(struct scratch *scratch)
{
    int count = 0;

    for (int i = 0; i < FILES; i++)
        count += is_recorded(&files[i]) && !holds(scratch, files[i].path, files[i].after);
    return count;
}

/* No file is anything but what it was or what it became. */
static void check_that_none_is_torn(struct scratch *scratch)
{
    for (int i = 0; i < FILES; i++)
        if (!holds(scratch, files[i].path, files[i].before) &&
            !holds(scratch, files[i].path, files[i].after))
            fail_msg("%s is torn", files[i].path);
}

static int set_up(void **state)
{
    scratch_set_up(state);
    make_tree(*state);
    return 0;
}

/* --------------------------------------------------------------------- recording */

static tks_project *open_with(const struct scratch *scratch, struct fault *fault)
{
    tks_project *project = open_project(scratch);

    if (fault != NULL)
        interrupt(project, fault);
    return project;
}

typedef void command_fn(struct scratch *scratch);

/* *ran is whether the command was run. */
static tks_status record_command(struct scratch *scratch, struct fault *fault, command_fn *command,
                                 tks_record_result *result, bool *ran, tks_error *err)
{
    tks_project *project = open_with(scratch, fault);
    tks_recording *recording = NULL;
    tks_status status = tks_project_record(&recording, project, NULL, err);

    *ran = status == TKS_OK;
    if (*ran) {
        command(scratch);
        status = tks_recording_finish(result, recording, NULL, NULL, err);
    }
    tks_recording_free(recording);
    tks_project_free(project);
    return status;
}

static tks_status record(struct scratch *scratch, struct fault *fault, tks_record_result *result,
                         bool *ran, tks_error *err)
{
    return record_command(scratch, fault, run_command, result, ran, err);
}

/* The same where nothing may fail. */
static tks_record_result record_well(struct scratch *scratch, command_fn *command)
{
    tks_record_result result;
    tks_error err = { 0 };
    bool ran;

    if (record_command(scratch, NULL, command, &result, &ran, &err) != TKS_OK)
        fail_msg("%s", err.message);
    return result;
}

static tks_status resume(const struct scratch *scratch, struct fault *fault,
                         tks_record_result *result, tks_error *err)
{
    tks_project *project = open_with(scratch, fault);
    const tks_status status = tks_project_record_resume(result, project, NULL, NULL, err);

    tks_project_free(project);
    return status;
}

static tks_record_state state_of(const struct scratch *scratch)
{
    tks_project *project = open_project(scratch);
    const tks_record_state state = tks_project_record_state(project);

    tks_project_free(project);
    return state;
}

/* A record between its beginning and its end. */
struct running {
    tks_project *project;
    tks_recording *recording;
    tks_record_result result;
    tks_error err;
};

static struct running begin(const struct scratch *scratch, const tks_record_rules *rules)
{
    struct running running = { .project = open_project(scratch) };

    if (tks_project_record(&running.recording, running.project, rules, &running.err) != TKS_OK)
        fail_msg("%s", running.err.message);
    return running;
}

/* As a program does that is killed: nothing is finished. */
static void leave(struct running *running)
{
    tks_recording_free(running->recording);
    tks_project_free(running->project);
}

static tks_status finish(struct running *running)
{
    const tks_status status =
        tks_recording_finish(&running->result, running->recording, NULL, NULL, &running->err);

    leave(running);
    return status;
}

static void finish_well(struct running *running)
{
    if (finish(running) != TKS_OK)
        fail_msg("%s", running->err.message);
}

/* Everything pending as lines "state path:entry". */
static const char *pending(const struct scratch *scratch)
{
    static char text[4096];
    tks_project *project = open_project(scratch);
    tks_listing *listing = NULL;
    const tks_pending *item;
    size_t length = 0;

    text[0] = '\0';
    assert_int_equal(tks_project_pending(&listing, project, NULL), TKS_OK);
    for (size_t i = 0; (item = tks_listing_at(listing, i)) != NULL; i++)
        if (strcmp(item->path, "src/snapshots/a.snap") != 0)
            length += (size_t)snprintf(text + length, sizeof text - length, "%s %s%s%s\n",
                                       tks_pending_state_name(item->state), item->path,
                                       item->entry != NULL ? ":" : "",
                                       item->entry != NULL ? item->entry : "");
    tks_listing_free(listing);
    tks_project_free(project);
    return text;
}

static const char all_pending[] = "changed a/.snapshots/TestA\n"
                                  "new made/__snapshots__/test_m/one.png\n"
                                  "new made/__snapshots__/test_n.ambr:n\n"
                                  "changed testdata/one.golden\n"
                                  "removed testdata/removed/gone.golden\n"
                                  "changed tests/__snapshots__/test_a.ambr:a\n"
                                  "new tests/__snapshots__/test_a.ambr:b\n"
                                  "removed tests/__snapshots__/test_a.ambr:c\n";

static void accept_all(const struct scratch *scratch)
{
    tks_project *project = open_project(scratch);
    tks_listing *listing = NULL;
    size_t chosen[16], count = 0;
    const tks_pending *item;
    tks_error err = { 0 };
    uint32_t number;

    assert_int_equal(tks_project_pending(&listing, project, NULL), TKS_OK);
    for (size_t i = 0; (item = tks_listing_at(listing, i)) != NULL; i++)
        if (strcmp(item->path, "src/snapshots/a.snap") != 0)
            chosen[count++] = i;
    if (tks_project_decide(&number, project, TKS_DEED_ACCEPT, listing, chosen, count, NULL, NULL,
                           &err) != TKS_OK)
        fail_msg("%s", err.message);
    tks_listing_free(listing);
    tks_project_free(project);
}

/* The tree is as it was, and everything the command did waits. */
static void check_that_all_is_recorded(struct scratch *scratch)
{
    assert_int_equal(state_of(scratch), TKS_RECORD_NONE);
    assert_int_equal(not_as_before(scratch), 0);
    assert_string_equal(pending(scratch), all_pending);
    assert_int_equal(temporary_files(scratch), 0);
    assert_false(scratch_exists(scratch, ".tksnap/record"));
    accept_all(scratch);
    assert_int_equal(not_as_after(scratch), 0);
}

/* ------------------------------------------------------------------------- tests */

static void changes_become_pending_and_files_come_back(void **state)
{
    struct scratch *scratch = *state;
    const tks_record_result result = record_well(scratch, run_command);

    assert_int_equal(result.changes, CHANGES);
    assert_int_equal(result.files, 5);
    assert_int_equal(result.left, 0);
    /* what is nobody's snapshot, and what a library leaves pending itself, stays */
    assert_true(holds(scratch, "src/unrelated.txt", "y"));
    assert_true(scratch_exists(scratch, "src/snapshots/a.snap.new"));
    assert_false(scratch_exists(scratch, "made"));
    check_that_all_is_recorded(scratch);
}

static void a_second_record_replaces_what_the_first_kept(void **state)
{
    for (int i = 0; i < 2; i++)
        record_well(*state, run_command);
    check_that_all_is_recorded(*state);
}

/* Changes `path` and records that. */
static void record_one(struct scratch *scratch, const char *path, const char *text)
{
    struct running running = begin(scratch, NULL);

    put(scratch, path, text);
    finish_well(&running);
}

static void the_whole_file_and_its_entries_take_turns(void **state)
{
    static const char path[] = "tests/__snapshots__/test_a.ambr";
    struct scratch *scratch = *state;

    record_one(scratch, path, V "# name: a\n  5\n# ---\n# name: c\n  6\n# ---\n");
    assert_string_equal(pending(scratch), "changed tests/__snapshots__/test_a.ambr:a\n"
                                          "changed tests/__snapshots__/test_a.ambr:c\n");
    record_one(scratch, path, NULL);
    assert_string_equal(pending(scratch), "removed tests/__snapshots__/test_a.ambr\n");
    record_one(scratch, path, V "# name: a\n  5\n# ---\n# name: c\n  3\n# ---\n");
    assert_string_equal(pending(scratch), "changed tests/__snapshots__/test_a.ambr:a\n");
    /* another entry: the one before stays, its test was not run */
    record_one(scratch, path, V "# name: a\n  5\n# ---\n# name: c\n  7\n# ---\n");
    assert_string_equal(pending(scratch), "changed tests/__snapshots__/test_a.ambr:a\n"
                                          "changed tests/__snapshots__/test_a.ambr:c\n");
}

static void a_file_that_was_only_touched_gets_its_time_back(void **state)
{
    struct scratch *scratch = *state;

    record_one(scratch, files[4].path, files[4].before);
    assert_int_equal(not_as_before(scratch), 0);
    assert_string_equal(pending(scratch), "");
    assert_int_equal(chmod(scratch_path(scratch, files[4].path), 0600), 0);
}

static void what_a_glob_names_is_looked_after_too(void **state)
{
    static const char *const globs[] = { "src/*.txt", "out/**" };
    const tks_record_rules rules = { .size = sizeof rules, .include = globs, .n_include = 2 };
    struct scratch *scratch = *state;
    struct running running = begin(scratch, &rules);
    tks_record_result result;

    put(scratch, "src/unrelated.txt", "y");
    put(scratch, "out/deep/report", "z");
    /* interrupted, the globs are still known */
    leave(&running);
    assert_int_equal(state_of(scratch), TKS_RECORD_INTERRUPTED);
    assert_int_equal(resume(scratch, NULL, &result, NULL), TKS_OK);
    assert_int_equal(result.changes, 2);
    assert_true(holds(scratch, "src/unrelated.txt", "x"));
    assert_false(scratch_exists(scratch, "out"));
    assert_string_equal(pending(scratch), "new out/deep/report\nchanged src/unrelated.txt\n");
}

static void folders_that_were_there_stay_and_those_with_other_things_too(void **state)
{
    struct scratch *scratch = *state;
    struct running running;

    scratch_folder(scratch, "empty/__snapshots__");
    running = begin(scratch, NULL);
    put(scratch, "empty/__snapshots__/x.ambr", V "# name: x\n  1\n# ---\n");
    put(scratch, "fresh/__snapshots__/deep/x.png", "x");
    put(scratch, "fresh/notes.txt", "x");
    scratch_folder(scratch, "fresh/testdata/empty");
    scratch_folder(scratch, "build/empty");
    finish_well(&running);
    assert_true(scratch_exists(scratch, "empty/__snapshots__"));
    assert_true(scratch_exists(scratch, "fresh/notes.txt"));
    assert_false(scratch_exists(scratch, "fresh/__snapshots__"));
    assert_false(scratch_exists(scratch, "fresh/testdata"));
    assert_true(scratch_exists(scratch, "build/empty"));
}

/* ------------------------------------------------------------- what waits already */

static const char all_but_one[] = "changed a/.snapshots/TestA\n"
                                  "new made/__snapshots__/test_m/one.png\n"
                                  "new made/__snapshots__/test_n.ambr:n\n"
                                  "removed testdata/removed/gone.golden\n"
                                  "changed tests/__snapshots__/test_a.ambr:a\n"
                                  "new tests/__snapshots__/test_a.ambr:b\n"
                                  "removed tests/__snapshots__/test_a.ambr:c\n";

/* Records what all tests produce, and then what some do. */
static tks_record_result record_again(struct scratch *scratch, command_fn *command)
{
    tks_record_result result;

    record_well(scratch, run_command);
    result = record_well(scratch, command);
    assert_int_equal(not_as_before(scratch), 0);
    assert_int_equal(temporary_files(scratch), 0);
    assert_false(scratch_exists(scratch, "made"));
    assert_false(scratch_exists(scratch, ".tksnap/record"));
    return result;
}

/* What waits is there to be found; no test is run. */
static void run_none(struct scratch *scratch)
{
    assert_int_equal(not_as_after(scratch), 0);
}

static void run_one(struct scratch *scratch)
{
    put(scratch, "testdata/one.golden", "one");
}

/* Every test is back at the baseline. */
static void run_back(struct scratch *scratch)
{
    for (int i = 0; i < FILES; i++)
        put(scratch, files[i].path, files[i].before);
}

static void run_to_others(struct scratch *scratch)
{
    put(scratch, "testdata/one.golden", "third");
    put(scratch, "testdata/removed/gone.golden", "here");
    put(scratch, "tests/__snapshots__/test_a.ambr",
        V "# name: a\n  7\n# ---\n# name: c\n  3\n# ---\n");
}

static void run_emptying(struct scratch *scratch)
{
    put(scratch, "tests/__snapshots__/test_a.ambr", NULL);
}

static void what_waits_is_laid_and_stays_where_no_test_is_run(void **state)
{
    const tks_record_result result = record_again(*state, run_none);

    assert_int_equal(result.changes, CHANGES);
    assert_int_equal(result.settled, 0);
    check_that_all_is_recorded(*state);
}

static void one_that_is_back_at_the_baseline_waits_no_more(void **state)
{
    const tks_record_result result = record_again(*state, run_one);

    assert_int_equal(result.changes, CHANGES - 1);
    assert_int_equal(result.settled, 1);
    assert_string_equal(pending(*state), all_but_one);
}

static void all_that_are_back_at_the_baseline_wait_no_more(void **state)
{
    const tks_record_result result = record_again(*state, run_back);

    assert_int_equal(result.changes, 0);
    assert_int_equal(result.settled, CHANGES);
    assert_string_equal(pending(*state), "");
    assert_false(scratch_exists(*state, ".tksnap/pending/testdata"));
}

static void a_third_value_takes_the_place_of_the_one_that_waits(void **state)
{
    struct scratch *scratch = *state;
    const tks_record_result result = record_again(scratch, run_to_others);

    /* c is back, b is new no more; the others wait with what they have now */
    assert_int_equal(result.settled, 2);
    assert_string_equal(pending(scratch), "changed a/.snapshots/TestA\n"
                                          "new made/__snapshots__/test_m/one.png\n"
                                          "new made/__snapshots__/test_n.ambr:n\n"
                                          "changed testdata/one.golden\n"
                                          "changed testdata/removed/gone.golden\n"
                                          "changed tests/__snapshots__/test_a.ambr:a\n");
    accept_all(scratch);
    assert_true(holds(scratch, "testdata/one.golden", "third"));
    assert_true(holds(scratch, "testdata/removed/gone.golden", "here"));
    assert_true(holds(scratch, "tests/__snapshots__/test_a.ambr",
                      V "# name: a\n  7\n# ---\n# name: c\n  3\n# ---\n"));
}

static void a_file_that_goes_takes_the_place_of_its_entries(void **state)
{
    const tks_record_result result = record_again(*state, run_emptying);

    assert_int_equal(result.settled, 0);
    assert_non_null(strstr(pending(*state), "removed tests/__snapshots__/test_a.ambr\n"));
    assert_null(strstr(pending(*state), "test_a.ambr:"));
}

static void keep_one(const struct scratch *scratch, tks_keep what, const char *actual)
{
    tks_project *project = open_project(scratch);

    what.size = sizeof what;
    what.actual = (tks_bytes){ actual, strlen(actual) };
    assert_int_equal(tks_project_keep(project, &what, NULL), TKS_OK);
    tks_project_free(project);
}

static void what_cannot_be_laid_stays_as_it_is(void **state)
{
    static const char amber[] = "tests/__snapshots__/test_a.ambr";
    struct scratch *scratch = *state;
    struct running running;

    scratch_folder(scratch, "elsewhere");
    scratch_link(scratch, "linked", "elsewhere");
    keep_one(scratch, (tks_keep){ .path = "testdata/one.golden", .source = "a_test.go:1" }, "kept");
    keep_one(scratch, (tks_keep){ .path = "linked/testdata/x" }, "through a link");
    keep_one(scratch, (tks_keep){ .path = "node_modules/testdata/x" }, "passed over");
    keep_one(scratch, (tks_keep){ .path = "src/unrelated.txt" }, "not looked after");
    /* two ways of the same file, of which only one can be */
    keep_one(scratch, (tks_keep){ .path = amber }, "whole");
    keep_one(scratch, (tks_keep){ .path = amber, .entry = "a" }, "5");
    put(scratch, ".tksnap/pending/testdata/kept.golden/whole.pending", "damaged");
    running = begin(scratch, NULL);
    assert_int_equal(not_as_before(scratch), 0);
    assert_true(holds(scratch, "src/unrelated.txt", "x"));
    assert_false(scratch_exists(scratch, "elsewhere/testdata"));
    assert_false(scratch_exists(scratch, "node_modules"));
    finish_well(&running);
    assert_int_equal(running.result.changes + running.result.settled, 0);
    assert_string_equal(pending(scratch), "new linked/testdata/x\n"
                                          "new node_modules/testdata/x\n"
                                          "changed src/unrelated.txt\n"
                                          "unreadable testdata/kept.golden\n"
                                          "changed testdata/one.golden\n"
                                          "changed tests/__snapshots__/test_a.ambr:a\n"
                                          "changed tests/__snapshots__/test_a.ambr\n");
}

/* What a test keeps itself while the command runs is not forgotten. */
static void what_is_kept_anew_meanwhile_stays(void **state)
{
    struct scratch *scratch = *state;
    struct running running;

    record_one(scratch, "testdata/one.golden", "ONE");
    running = begin(scratch, NULL);
    run_one(scratch);
    keep_one(scratch, (tks_keep){ .path = "testdata/one.golden" }, "anew");
    finish_well(&running);
    assert_int_equal(running.result.settled, 0);
    accept_all(scratch);
    assert_true(holds(scratch, "testdata/one.golden", "anew"));
}

/* Finishes what is there. */
static void go_on(struct scratch *scratch)
{
    tks_record_result result;
    tks_error err = { 0 };

    if (resume(scratch, NULL, &result, &err) != TKS_OK)
        fail_msg("%s", err.message);
}

/* Nothing that waited is lost but what is back at the baseline, and that only where the record
 * came to its end. */
static void check_what_waits(struct scratch *scratch)
{
    const bool settled = strcmp(pending(scratch), all_but_one) == 0;

    if (!settled)
        assert_string_equal(pending(scratch), all_pending);
    assert_int_equal(not_as_before(scratch), 0);
    assert_int_equal(temporary_files(scratch), 0);
    assert_false(scratch_exists(scratch, ".tksnap/record"));
    accept_all(scratch);
    assert_int_equal(not_as_after(scratch), settled ? 1 : 0);
}

/* A tree for which everything waits; then a record of one test meets the fault. False when it
 * was not reached. */
static bool fail_record_again(struct scratch *scratch, struct fault fault)
{
    tks_record_result result;
    tks_error err = { 0 };
    bool ran, met;
    pid_t child;

    make_tree(scratch);
    record_well(scratch, run_command);
    if ((child = fork()) == 0) {
        (void)record_command(scratch, &fault, run_one, &result, &ran, &err);
        _exit(fault.seen >= fault.at ? ENDED : 0);
    }
    met = was_ended(child);
    check_that_none_is_torn(scratch);
    go_on(scratch);
    check_what_waits(scratch);
    return met;
}

static void ended_before_any_call_what_waits_still_waits(void **state)
{
    int n = 1;

    while (fail_record_again(*state, (struct fault){ .at = n }))
        n++;
    print_message("%d calls\n", n);
}

static void whatever_call_fails_what_waits_still_waits(void **state)
{
    for (int n = 1; fail_record_again(*state, (struct fault){ .at = n, .error = EIO }); n++)
        ;
    for (int n = 1;
         fail_record_again(*state, (struct fault){ .at = n, .error = ENOSPC, .lasting = true });
         n++)
        ;
}

/* ----------------------------------------------------------------- ended anywhere */

/* Ends a child before its n-th call, the command included. False if it came to its end. */
static bool end_record(struct scratch *scratch, int n)
{
    struct fault fault = { .at = n };
    tks_record_result result;
    tks_error err = { 0 };
    bool ran;
    const pid_t child = fork();

    if (child == 0)
        _exit(record(scratch, &fault, &result, &ran, &err) == TKS_OK ? 0 : 1);
    return was_ended(child);
}

static bool end_resume(struct scratch *scratch, int n)
{
    struct fault fault = { .at = n };
    tks_record_result result;
    const pid_t child = fork();

    if (child == 0)
        _exit(resume(scratch, &fault, &result, NULL) == TKS_OK ? 0 : 1);
    return was_ended(child);
}

static bool has_command_run(struct scratch *scratch)
{
    return holds(scratch, "src/unrelated.txt", "y");
}

static void check_after_the_end(struct scratch *scratch)
{
    if (has_command_run(scratch)) {
        check_that_all_is_recorded(scratch);
        return;
    }
    assert_int_equal(not_as_before(scratch), 0);
    assert_string_equal(pending(scratch), "");
    assert_false(scratch_exists(scratch, ".tksnap/record"));
}

static void ended_before_any_call_the_next_finishes_it(void **state)
{
    struct scratch *scratch = *state;
    bool ended = true;
    int n;

    for (n = 1; ended; n++) {
        make_tree(scratch);
        ended = end_record(scratch, n);
        check_that_none_is_torn(scratch);
        go_on(scratch);
        check_after_the_end(scratch);
    }
    print_message("%d calls\n", n - 1);
}

/* Ended once more while that is finished, at every seventh call. */
static void ended_twice_too(void **state)
{
    struct scratch *scratch = *state;
    bool ended = true;

    for (int n = 1; ended; n += 7) {
        bool again = true;

        for (int m = 1; again; m += 7) {
            make_tree(scratch);
            ended = end_record(scratch, n);
            again = end_resume(scratch, m);
            check_that_none_is_torn(scratch);
            go_on(scratch);
            check_after_the_end(scratch);
        }
    }
}

static void a_decision_finishes_what_was_interrupted(void **state)
{
    struct scratch *scratch = *state;
    struct running running = begin(scratch, NULL);

    run_command(scratch);
    leave(&running);
    assert_int_equal(state_of(scratch), TKS_RECORD_INTERRUPTED);
    recover(scratch);
    check_that_all_is_recorded(scratch);
}

/* --------------------------------------------------------------------- what fails */

/* False when the fault was not reached. */
static bool fail_record(struct scratch *scratch, struct fault fault)
{
    tks_record_result result;
    tks_error err = { 0 };
    tks_status status;
    bool ran;

    make_tree(scratch);
    status = record(scratch, &fault, &result, &ran, &err);
    if (status != TKS_OK)
        assert_true(err.message[0] != '\0');
    check_that_none_is_torn(scratch);
    if (!ran) {
        assert_int_equal(not_as_before(scratch), 0);
        assert_string_equal(pending(scratch), "");
    } else if (status == TKS_OK) {
        assert_int_equal(not_as_before(scratch), 0);
        assert_string_equal(pending(scratch), all_pending);
    }
    go_on(scratch);
    check_after_the_end(scratch);
    return fault.seen >= fault.at;
}

static void whatever_call_fails_nothing_is_lost(void **state)
{
    static const int errors[] = { ENOSPC, EIO, EACCES };
    bool reached = true;
    int n;

    for (n = 1; reached; n++)
        for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
            reached = fail_record(*state, (struct fault){ .at = n, .error = errors[i] });
    print_message("%d calls\n", n - 1);
}

static void a_disk_that_stays_full_loses_nothing(void **state)
{
    bool reached = true;

    for (int n = 1; reached; n++)
        reached = fail_record(*state, (struct fault){ .at = n, .error = ENOSPC, .lasting = true });
}

/* A file large enough to be shared with its copy where the file system can. */
static char *large_text(char fill)
{
    const size_t length = (3 << 20) + 123;
    char *text = malloc(length + 1);

    assert_non_null(text);
    memset(text, fill, length);
    text[length] = '\0';
    return text;
}

static bool is_filled(struct scratch *scratch, const char *path, char fill)
{
    FILE *file = fopen(scratch_path(scratch, path), "rb");
    size_t length = 0;
    int c;

    assert_non_null(file);
    while ((c = getc(file)) == fill)
        length++;
    fclose(file);
    return c == EOF && length == (3 << 20) + 123;
}

static void large_files_come_back_too(void **state)
{
    static const int errors[] = { 0, EXDEV, ENOSYS };
    struct scratch *scratch = *state;
    char *before = large_text('a'), *after = large_text('b');

    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        struct fault fault = { .at = 1, .error = errors[i], .call = "copy" };
        tks_project *project = open_with(scratch, errors[i] != 0 ? &fault : NULL);
        tks_recording *recording = NULL;
        tks_record_result result;

        put(scratch, "testdata/large", before);
        assert_int_equal(tks_project_record(&recording, project, NULL, NULL), TKS_OK);
        put(scratch, "testdata/large", after);
        assert_int_equal(tks_recording_finish(&result, recording, NULL, NULL, NULL), TKS_OK);
        assert_int_equal(result.changes, 1);
        tks_recording_free(recording);
        tks_project_free(project);
        assert_true(is_filled(scratch, "testdata/large", 'a'));
        accept_all(scratch);
        assert_true(is_filled(scratch, "testdata/large", 'b'));
        assert_int_equal(fault.seen, errors[i] != 0 ? 1 : 0);
    }
    free(after);
    free(before);
}

static void a_copy_that_is_damaged_replaces_nothing(void **state)
{
    struct scratch *scratch = *state;
    struct running running = begin(scratch, NULL);

    run_command(scratch);
    put(scratch, ".tksnap/record/copies", "other bytes");
    assert_int_equal(finish(&running), TKS_BAD_DATA);
    assert_string_equal(running.err.message,
                        ".tksnap/record/copies: the copy of a/.snapshots/TestA is damaged; the "
                        "file stays as it is; the record goes on when tksnap is run again");
    check_that_none_is_torn(scratch);
    assert_int_equal(not_as_after(scratch), 2); /* the new ones are pending, and gone */
}

/* Records with an allocator that fails from its n-th call on. */
static tks_status record_without_memory(struct scratch *scratch, command_fn *command,
                                        const tks_env *env)
{
    tks_project *project = NULL;
    tks_recording *recording = NULL;
    tks_record_result result;
    tks_status status;

    if ((status = tks_project_open(&project, scratch->root, env, NULL)))
        return status;
    if ((status = tks_project_record(&recording, project, NULL, NULL)) == TKS_OK) {
        command(scratch);
        status = tks_recording_finish(&result, recording, NULL, NULL, NULL);
    }
    tks_recording_free(recording);
    tks_project_free(project);
    return status;
}

/* A recording in the tree, or after `before` was recorded in it, with every allocation failing
 * once; what is `left`, and what there is at the `end`. */
static void record_in_little_memory(struct scratch *scratch, void (*before)(struct scratch *),
                                    void (*command)(struct scratch *),
                                    void (*left)(struct scratch *), void (*end)(struct scratch *))
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    tks_status status = TKS_OUT_OF_MEMORY;

    for (int n = 1; status != TKS_OK; n++) {
        make_tree(scratch);
        if (before != NULL)
            record_well(scratch, before);
        counting.taken = 0;
        counting.fail_at = n;
        status = record_without_memory(scratch, command, &env);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        assert_int_equal(counting.held, 0);
        if (left != NULL)
            left(scratch);
        go_on(scratch);
        end(scratch);
    }
}

static void memory_that_runs_out_loses_nothing(void **state)
{
    record_in_little_memory(*state, NULL, run_command, check_that_none_is_torn,
                            check_after_the_end);
}

static void memory_that_runs_out_loses_nothing_that_waits(void **state)
{
    record_in_little_memory(*state, run_command, run_one, NULL, check_what_waits);
}

static void a_file_that_cannot_be_taken_stays_and_the_next_try_goes_on(void **state)
{
    struct scratch *scratch = *state;
    struct running running = begin(scratch, NULL);

    run_command(scratch);
    put(scratch, "testdata/one.golden", NULL);
    put(scratch, "testdata/one.golden/.here", "");
    assert_int_not_equal(finish(&running), TKS_OK);
    assert_string_equal(running.err.message,
                        "testdata/one.golden: is not a file any more; the record goes "
                        "on when tksnap is run again");
    assert_int_equal(running.result.left, 1);
    assert_int_equal(not_as_before(scratch), 1);
    assert_int_equal(state_of(scratch), TKS_RECORD_INTERRUPTED);
    put(scratch, "testdata/one.golden/.here", NULL);
    assert_int_equal(rmdir(scratch_path(scratch, "testdata/one.golden")), 0);
    put(scratch, "testdata/one.golden", "ONE");
    go_on(scratch);
    check_that_all_is_recorded(scratch);
}

static void warn(void *user, const tks_error *what)
{
    *(tks_error *)user = *what;
}

static void a_file_that_cannot_be_read_is_told_and_left_alone(void **state)
{
    struct scratch *scratch = *state;
    tks_error told = { 0 };
    const tks_record_rules rules = { .size = sizeof rules, .warn = warn, .user = &told };
    struct running running;

    if (geteuid() == 0) { /* who reads everything; but nobody follows this link */
        put(scratch, "testdata/kept.golden", NULL);
        scratch_link(scratch, "testdata/kept.golden", "nowhere");
    } else {
        assert_int_equal(chmod(scratch_path(scratch, "testdata/kept.golden"), 0), 0);
    }
    running = begin(scratch, &rules);
    if (geteuid() != 0)
        assert_string_equal(told.message,
                            "testdata/kept.golden: cannot be read: Permission denied");
    finish_well(&running);
    assert_int_equal(running.result.changes, 0);
}

static tks_status stop(void *user, size_t done, size_t total, tks_error *err)
{
    (void)user;
    (void)total;
    return done < 3 ? TKS_OK : tksi_fail(err, TKS_IO_FAILED, "enough");
}

static void one_that_is_stopped_while_it_copies_leaves_nothing(void **state)
{
    const tks_record_rules rules = { .size = sizeof rules, .progress = stop };
    struct scratch *scratch = *state;
    tks_project *project = open_project(scratch);
    tks_recording *recording = NULL;
    tks_error err = { 0 };

    assert_int_equal(tks_project_record(&recording, project, &rules, &err), TKS_IO_FAILED);
    assert_string_equal(err.message, "enough");
    assert_null(recording);
    assert_false(scratch_exists(scratch, ".tksnap/record"));
    assert_int_equal(tks_project_record_state(project), TKS_RECORD_NONE);
    tks_project_free(project);
}

/* -------------------------------------------------------------------- two at once */

static void a_second_one_is_refused_and_so_are_decisions(void **state)
{
    struct scratch *scratch = *state;
    struct running running = begin(scratch, NULL);
    tks_project *project = running.project;
    tks_recording *second = NULL;
    struct tksi_transaction transaction;
    tks_record_result result;
    tks_error err = { 0 };

    assert_int_equal(state_of(scratch), TKS_RECORD_RUNNING);
    assert_int_equal(tks_project_record(&second, project, NULL, &err), TKS_CONFLICT);
    assert_string_equal(err.message,
                        "'tksnap record' is running in this project; try again when it is done");
    assert_int_equal(tks_project_record_resume(&result, project, NULL, NULL, &err), TKS_CONFLICT);
    assert_int_equal(tksi_project_begin(&transaction, project, TKS_DEED_ACCEPT, &err),
                     TKS_CONFLICT);
    tksi_transaction_close(&transaction);
    run_command(scratch);
    finish_well(&running);
    check_that_all_is_recorded(scratch);
}

static void a_killed_one_is_interrupted(void **state)
{
    struct scratch *scratch = *state;
    int ready[2], status;
    pid_t child;
    char byte;

    assert_int_equal(pipe(ready), 0);
    if ((child = fork()) == 0) {
        (void)begin(scratch, NULL);
        run_command(scratch);
        if (write(ready[1], "x", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(state_of(scratch), TKS_RECORD_RUNNING);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(state_of(scratch), TKS_RECORD_INTERRUPTED);
    close(ready[0]);
    close(ready[1]);
    go_on(scratch);
    check_that_all_is_recorded(scratch);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, scratch_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(changes_become_pending_and_files_come_back),
        TEST(a_second_record_replaces_what_the_first_kept),
        TEST(the_whole_file_and_its_entries_take_turns),
        TEST(a_file_that_was_only_touched_gets_its_time_back),
        TEST(what_a_glob_names_is_looked_after_too),
        TEST(folders_that_were_there_stay_and_those_with_other_things_too),
        TEST(what_waits_is_laid_and_stays_where_no_test_is_run),
        TEST(one_that_is_back_at_the_baseline_waits_no_more),
        TEST(all_that_are_back_at_the_baseline_wait_no_more),
        TEST(a_third_value_takes_the_place_of_the_one_that_waits),
        TEST(a_file_that_goes_takes_the_place_of_its_entries),
        TEST(what_cannot_be_laid_stays_as_it_is),
        TEST(what_is_kept_anew_meanwhile_stays),
        TEST(ended_before_any_call_what_waits_still_waits),
        TEST(whatever_call_fails_what_waits_still_waits),
        TEST(ended_before_any_call_the_next_finishes_it),
        TEST(ended_twice_too),
        TEST(a_decision_finishes_what_was_interrupted),
        TEST(whatever_call_fails_nothing_is_lost),
        TEST(a_disk_that_stays_full_loses_nothing),
        TEST(large_files_come_back_too),
        TEST(a_copy_that_is_damaged_replaces_nothing),
        TEST(memory_that_runs_out_loses_nothing),
        TEST(memory_that_runs_out_loses_nothing_that_waits),
        TEST(a_file_that_cannot_be_taken_stays_and_the_next_try_goes_on),
        TEST(a_file_that_cannot_be_read_is_told_and_left_alone),
        TEST(one_that_is_stopped_while_it_copies_leaves_nothing),
        TEST(a_second_one_is_refused_and_so_are_decisions),
        TEST(a_killed_one_is_interrupted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
