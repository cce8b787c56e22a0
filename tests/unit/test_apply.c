/* test_apply.c - a decision that is stopped anywhere is finished, or was never made
 *
 * A tree of pending snapshots of every shape is accepted, and before its n-th call that
 * changes the disk the program is ended, or the call fails; for every n. Calls that only
 * read leave the disk as the call before them did, so they need no turn of their own.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "deciding.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---------------------------------------------------------------------- the tree */

#define HEAD              "---\nsource: src/lib.rs\n"
#define BINARY(extension) "extension: " extension "\nsnapshot_kind: binary\n---\n"

/* A file of an item before and after: NULL where it is not there. */
struct file {
    const char *ending, *old, *fresh;
};

/* A record of an inline snapshot, and the line that it is about. */
#define RECORD(line, fresh, old)                                                                   \
    "{\"run_id\":\"1-2\",\"line\":" line ",\"new\":{\"module_name\":\"m\",\"metadata\":{},"        \
    "\"snapshot\":\"" fresh                                                                        \
    "\"},\"old\":{\"module_name\":\"m\",\"metadata\":{},\"snapshot\":\"" old "\"}}\n"
#define ASSERTION(literal) "    a!(x, @" literal ");\n"

enum { SHAPES = 7, FILES = 5, PATH = 64 };

/* In each what is pending comes first, a header's bytes second. An ending with a dot in
 * front has one before the name, too. */
static const struct file shapes[SHAPES][FILES] = {
    { { "snap.new", HEAD "assertion_line: 3\n---\nnew\n", NULL },
      { "snap", HEAD "---\nold\n", HEAD "---\nnew\n" } },
    { { "snap.new", HEAD "assertion_line: 4\n---\nfirst\n", NULL },
      { "snap", NULL, HEAD "---\nfirst\n" } },
    { { "snap.new", HEAD "assertion_line: 5\n" BINARY("png"), NULL },
      { "snap.new.png", "new bytes", NULL },
      { "snap", HEAD BINARY("png"), HEAD BINARY("png") },
      { "snap.png", "old bytes", "new bytes" } },
    { { "snap.new", HEAD "assertion_line: 6\n" BINARY("png"), NULL },
      { "snap.new.png", "a png", NULL },
      { "snap", HEAD BINARY("jpg"), HEAD BINARY("png") },
      { "snap.jpg", "a jpg", NULL },
      { "snap.png", NULL, "a png" } },
    { { "snap.new", HEAD "assertion_line: 7\n---\ntext now\n", NULL },
      { "snap", HEAD BINARY("bin"), HEAD "---\ntext now\n" },
      { "snap.bin", "bytes once", NULL } },
    { { ".rs.pending-snap", RECORD("2", "new", "old"), NULL },
      { "rs", "//\n" ASSERTION("\"old\""), "//\n" ASSERTION("\"new\"") } },
    { { ".rs.pending-snap", RECORD("1", "1\\n2", "") RECORD("3", "c", "b"), NULL },
      { "rs", ASSERTION("\"\"") "//\n" ASSERTION("\"b\""),
        ASSERTION("\"\n    1\n    2\n    \"") "//\n" ASSERTION("\"c\"") } },
};

static void path_of(char out[PATH], int item, const struct file *file)
{
    const bool hidden = file->ending[0] == '.';

    snprintf(out, PATH, "%s/%ss%02d.%s", item % 2 ? "a/snapshots" : "b", hidden ? "." : "", item,
             file->ending + hidden);
}

static void make_tree(struct scratch *scratch, int items)
{
    char path[PATH];

    for (int i = 0; i < items; i++)
        for (const struct file *file = shapes[i % SHAPES];
             file < shapes[i % SHAPES] + FILES && file->ending != NULL; file++) {
            path_of(path, i, file);
            put(scratch, path, file->old);
        }
}

enum state { OLD, FRESH, BETWEEN, TORN };

/* Each file is as before or as after; BETWEEN if they do not agree. */
static enum state state_of(struct scratch *scratch, int item)
{
    int old = 0, fresh = 0, count = 0;
    char path[PATH];

    for (const struct file *file = shapes[item % SHAPES];
         file < shapes[item % SHAPES] + FILES && file->ending != NULL; file++, count++) {
        path_of(path, item, file);
        const bool is_old = holds(scratch, path, file->old),
                   is_fresh = holds(scratch, path, file->fresh);

        if (!is_old && !is_fresh) {
            print_message("%s is torn\n", path);
            return TORN;
        }
        old += is_old;
        fresh += is_fresh;
    }
    return old == count ? OLD : fresh == count ? FRESH : BETWEEN;
}

/* What cargo-insta cannot bear: a pending header whose bytes are gone. */
static bool is_headless(struct scratch *scratch, int item)
{
    const struct file *file = shapes[item % SHAPES];
    char header[PATH], bytes[PATH];

    if (strcmp(file[1].ending, "snap.new.png") != 0)
        return false;
    path_of(header, item, &file[0]);
    path_of(bytes, item, &file[1]);
    return scratch_exists(scratch, header) && !scratch_exists(scratch, bytes);
}

static int set_up(void **state)
{
    scratch_set_up_project(state);
    scratch_folder(*state, "a/snapshots");
    scratch_folder(*state, "b");
    return 0;
}

/* -------------------------------------------------------------------- decisions */

struct outcomes {
    int done, failed;
    bool was_told[64], was_done[64];
};

static tks_status note(void *user, const tks_pending *pending, const tks_error *error,
                       tks_error *err)
{
    struct outcomes *outcomes = user;
    const int item = atoi(strrchr(pending->path, '/') + 2);

    (void)err;
    outcomes->was_told[item] = true;
    outcomes->was_done[item] = error->status == TKS_OK;
    if (error->status == TKS_OK)
        outcomes->done++;
    else
        outcomes->failed++;
    return TKS_OK;
}

static tks_status decide_all(struct scratch *scratch, tks_deed deed, struct fault *fault,
                             struct outcomes *outcomes, tks_error *err)
{
    tks_project *project = open_project(scratch);
    tks_listing *listing = NULL;
    size_t chosen[64], count;
    uint32_t number;
    tks_status status;

    assert_int_equal(tks_project_pending(&listing, project, err), TKS_OK);
    count = tks_listing_count(listing);
    for (size_t i = 0; i < count; i++)
        chosen[i] = i;
    if (fault != NULL)
        interrupt(project, fault);
    status = tks_project_decide(&number, project, deed, listing, chosen, count,
                                outcomes != NULL ? note : NULL, outcomes, err);
    tks_listing_free(listing);
    tks_project_free(project);
    return status;
}

/* What the next start does leaves nothing begun. */
static void recover_all(struct scratch *scratch)
{
    tks_project *project = open_project(scratch);
    tks_error err = { 0 };
    tks_log *log = NULL;
    const tks_deed_done *deed;

    recover(scratch);
    assert_int_equal(tks_project_log(&log, project, &err), TKS_OK);
    for (size_t i = 0; (deed = tks_log_at(log, i)) != NULL; i++)
        assert_false(deed->begun);
    tks_log_free(log);
    tks_project_free(project);
}

static int count_in(struct scratch *scratch, int items, enum state state)
{
    int found = 0;

    for (int i = 0; i < items; i++)
        found += state_of(scratch, i) == state;
    return found;
}

/* ------------------------------------------------------------------------- tests */

/* Ends a child before its n-th call. False if it came to its end. */
static bool end_early(struct scratch *scratch, int n)
{
    struct outcomes outcomes = { 0 };
    struct fault fault = { .at = n };
    tks_error err = { 0 };
    const pid_t child = fork();

    if (child == 0)
        _exit(decide_all(scratch, TKS_DEED_ACCEPT, &fault, &outcomes, &err) == TKS_OK ? 0 : 1);
    return was_ended(child);
}

static int end_everywhere(struct scratch *scratch, int items, int step)
{
    int n = 1, fresh;

    for (;; n += step) {
        make_tree(scratch, items);
        const bool ended = end_early(scratch, n);

        for (int i = 0; i < items; i++) {
            assert_int_not_equal(state_of(scratch, i), TORN);
            assert_false(is_headless(scratch, i));
        }
        recover_all(scratch);
        assert_int_equal(temporary_files(scratch), 0);
        fresh = count_in(scratch, items, FRESH);
        if (fresh != items && (fresh != 0 || count_in(scratch, items, OLD) != items))
            fail_msg("ended at call %d: %d of %d are done", n, fresh, items);
        if (!ended)
            break;
        if (fresh == items) {
            undo(scratch);
            assert_int_equal(count_in(scratch, items, OLD), items);
        }
    }
    assert_int_equal(fresh, items);
    return n;
}

static void ended_before_any_call_all_or_nothing_is_done(void **state)
{
    print_message("%d calls\n", end_everywhere(*state, SHAPES + 3, 1));
}

static void fifty_items_too(void **state)
{
    /* a number that has no factor in common with the calls an item takes */
    print_message("%d calls\n", end_everywhere(*state, 50, 23));
}

/* False when the fault was not reached. */
static bool fail_once(struct scratch *scratch, int items, struct fault fault)
{
    struct outcomes outcomes = { 0 };
    tks_error err = { 0 };
    tks_status status;
    int fresh;

    make_tree(scratch, items);
    status = decide_all(scratch, TKS_DEED_ACCEPT, &fault, &outcomes, &err);
    if (status != TKS_OK)
        assert_true(err.message[0] != '\0');
    for (int i = 0; i < items; i++)
        assert_int_not_equal(state_of(scratch, i), TORN);
    recover_all(scratch);
    assert_int_equal(temporary_files(scratch), 0);
    fresh = count_in(scratch, items, FRESH);
    if (fresh + count_in(scratch, items, OLD) != items)
        fail_msg("%s at call %d%s: an item is between old and new", strerror(fault.error), fault.at,
                 fault.lasting ? " and after" : "");
    for (int i = 0; i < items; i++)
        if (outcomes.was_told[i])
            assert_int_equal(state_of(scratch, i), outcomes.was_done[i] ? FRESH : OLD);
    if (fresh > 0) {
        undo(scratch);
        assert_int_equal(count_in(scratch, items, OLD), items);
    }
    return fault.seen >= fault.at;
}

static void whatever_call_fails_items_are_whole(void **state)
{
    static const int errors[] = { ENOSPC, EIO, EACCES };
    bool reached = true;
    int n;

    for (n = 1; reached; n++)
        for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
            reached = fail_once(*state, SHAPES, (struct fault){ .at = n, .error = errors[i] });
    print_message("%d calls\n", n - 1);
}

static void a_disk_that_stays_full_loses_nothing(void **state)
{
    bool reached = true;

    for (int n = 1; reached; n++)
        reached =
            fail_once(*state, SHAPES, (struct fault){ .at = n, .error = ENOSPC, .lasting = true });
}

/* The same for taking back: either it is, or it can be tried again. */
static void an_undo_that_is_ended_is_finished_or_was_never_begun(void **state)
{
    struct scratch *scratch = *state;
    struct outcomes outcomes = { 0 };
    tks_error err = { 0 };
    bool ended = true;

    for (int n = 1; ended; n++) {
        pid_t child;
        int old;

        make_tree(scratch, SHAPES);
        assert_int_equal(decide_all(scratch, TKS_DEED_ACCEPT, NULL, &outcomes, &err), TKS_OK);
        if ((child = fork()) == 0) {
            struct fault fault = { .at = n };
            tks_project *project = open_project(scratch);
            uint32_t done;

            interrupt(project, &fault);
            _exit(tks_project_undo(&done, project, 0, &err) == TKS_OK ? 0 : 1);
        }
        ended = was_ended(child);
        recover_all(scratch);
        assert_int_equal(temporary_files(scratch), 0);
        old = count_in(scratch, SHAPES, OLD);
        assert_true(old == SHAPES || (old == 0 && count_in(scratch, SHAPES, FRESH) == SHAPES));
    }
}

static void two_at_once_decide_each_item_once(void **state)
{
    struct scratch *scratch = *state;
    const int items = 20;
    int accepted = 0;

    for (int round = 0; round < 10; round++) {
        pid_t children[2];

        make_tree(scratch, items);
        for (int i = 0; i < 2; i++)
            if ((children[i] = fork()) == 0) {
                struct outcomes outcomes = { 0 };
                tks_error err = { 0 };

                _exit(decide_all(scratch, i == 0 ? TKS_DEED_ACCEPT : TKS_DEED_REJECT, NULL,
                                 &outcomes, &err) == TKS_OK
                          ? 0
                          : 1);
            }
        for (int i = 0; i < 2; i++) {
            int status;

            assert_int_equal(waitpid(children[i], &status, 0), children[i]);
            assert_int_equal(status, 0);
        }
        assert_int_equal(temporary_files(scratch), 0);
        assert_int_equal(count_in(scratch, items, TORN), 0);
        accepted = count_in(scratch, items, FRESH);
        undo(scratch);
        /* the other found nothing left to decide on, or every item changed */
        assert_int_equal(count_in(scratch, items, OLD), items);
        assert_true(accepted == items || accepted == 0);
    }
}

enum { PLANNED = 1 };

/* PLANNED if the newest transaction's plan stands and is not done. */
static int journal_state(struct scratch *scratch)
{
    tks_project *project = open_project(scratch);
    tks_error err = { 0 };
    tks_log *log = NULL;
    int state;

    assert_int_equal(tks_project_log(&log, project, &err), TKS_OK);
    state = tks_log_at(log, 0) != NULL && tks_log_at(log, 0)->begun;
    tks_log_free(log);
    tks_project_free(project);
    return state;
}

static void what_others_changed_before_the_plan_was_done_stays(void **state)
{
    struct scratch *scratch = *state;
    char path[PATH];
    int n = 1;

    /* the last call before the first baseline is replaced: its rename */
    do {
        make_tree(scratch, 1);
        assert_true(end_early(scratch, n++));
    } while (temporary_files(scratch) == 0 || journal_state(scratch) != PLANNED);
    path_of(path, 0, &shapes[0][1]);
    put(scratch, path, "somebody else's");
    recover_all(scratch);
    assert_true(holds(scratch, path, "somebody else's"));
    path_of(path, 0, &shapes[0][0]);
    assert_true(holds(scratch, path, shapes[0][0].old));
    assert_int_equal(temporary_files(scratch), 0);
}

/* ------------------------------------------------------------------ entries of a file */

#define AMBER "__snapshots__/test_a.ambr"

/* 2000 entries in somewhat over a quarter of a MiB: more than is copied at a time. */
enum { ENTRIES = 2000, LINES = 8 };

/* Which entries have the new value: the 100th, and a new one at the end. */
static char *amber_text(bool changed)
{
    const size_t room = (size_t)ENTRIES * (LINES * 20 + 40) + 200;
    char *text = malloc(room);
    int length = 0;

    assert_non_null(text);
    length = sprintf(text, "# serializer version: 1\n");
    for (int i = 0; i < ENTRIES; i++) {
        length += sprintf(text + length, "# name: test_a[%04d]\n", i);
        for (int k = 0; k < LINES && !(changed && i == 100); k++)
            length += sprintf(text + length, "  line %d of %d\n", k, i);
        length += sprintf(text + length, "%s# ---\n", changed && i == 100 ? "  changed\n" : "");
    }
    if (changed)
        sprintf(text + length, "# name: test_b\n  new\n# ---\n");
    return text;
}

static void keep_entry(tks_project *project, const char *entry, const char *value)
{
    const tks_keep what = {
        .size = sizeof what, .path = AMBER, .entry = entry, .actual = { value, strlen(value) }
    };

    assert_int_equal(tks_project_keep(project, &what, NULL), TKS_OK);
}

static void make_amber(struct scratch *scratch, const char *old)
{
    tks_project *project = open_project(scratch);

    put(scratch, AMBER, old);
    keep_entry(project, "test_a[0100]", "changed");
    keep_entry(project, "test_b", "new");
    tks_project_free(project);
}

static void entries_of_one_file_are_all_or_nothing_wherever_it_ends(void **state)
{
    struct scratch *scratch = *state;
    char *old = amber_text(false), *fresh = amber_text(true);
    bool ended = true;
    int n = 0;

    scratch_folder(scratch, "__snapshots__");
    while (ended) {
        make_amber(scratch, old);
        ended = end_early(scratch, ++n);
        assert_true(holds(scratch, AMBER, old) || holds(scratch, AMBER, fresh));
        recover_all(scratch);
        assert_int_equal(temporary_files(scratch), 0);
        if (holds(scratch, AMBER, fresh)) {
            undo(scratch);
            assert_true(holds(scratch, AMBER, old));
        }
    }
    print_message("%d calls\n", n);
    assert_true(n > 20);
    free(old);
    free(fresh);
}

static void so_they_are_whatever_call_fails(void **state)
{
    static const int errors[] = { ENOSPC, EIO };
    struct scratch *scratch = *state;
    char *old = amber_text(false), *fresh = amber_text(true);
    bool reached = true;

    scratch_folder(scratch, "__snapshots__");
    for (int n = 1; reached; n++)
        for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
            struct fault fault = { .at = n, .error = errors[i] };
            tks_error err = { 0 };

            make_amber(scratch, old);
            (void)decide_all(scratch, TKS_DEED_ACCEPT, &fault, NULL, &err);
            assert_true(holds(scratch, AMBER, old) || holds(scratch, AMBER, fresh));
            recover_all(scratch);
            assert_int_equal(temporary_files(scratch), 0);
            assert_true(holds(scratch, AMBER, old) || holds(scratch, AMBER, fresh));
            if (holds(scratch, AMBER, fresh))
                undo(scratch);
            reached = fault.seen >= n;
        }
    free(old);
    free(fresh);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, scratch_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(ended_before_any_call_all_or_nothing_is_done),
        TEST(fifty_items_too),
        TEST(whatever_call_fails_items_are_whole),
        TEST(a_disk_that_stays_full_loses_nothing),
        TEST(an_undo_that_is_ended_is_finished_or_was_never_begun),
        TEST(two_at_once_decide_each_item_once),
        TEST(what_others_changed_before_the_plan_was_done_stays),
        TEST(entries_of_one_file_are_all_or_nothing_wherever_it_ends),
        TEST(so_they_are_whatever_call_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
