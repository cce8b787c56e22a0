/* test_prune.c - unused baselines go wholly or not at all, and come back
 *
 * As in test_apply.c the program is ended before its n-th call that changes the disk, or the
 * call fails, for every n.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chance.h"
#include "counting.h"
#include "deciding.h"
#include "upkeep.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <tksnap/upkeep.h>
#include <unistd.h>

/* ---------------------------------------------------------------------- the tree */

#define ENTRY(name) "# name: " name "\n  1\n# ---\n"
#define BINARY      INSTA_HEAD "extension: png\nsnapshot_kind: binary\n---\n"

/* A file before and after; files of one item stand together. */
static const struct file {
    int item;
    const char *path, *old, *fresh;
} tree[] = {
    { 0, "snapshots/a.snap", INSTA, NULL },
    { 1, "snapshots/b.snap", BINARY, NULL },
    { 1, "snapshots/b.snap.png", "bytes", NULL },
    { 2, "t/x.ambr", AMBER ENTRY("a") ENTRY("used") ENTRY("b"), AMBER ENTRY("used") },
    { 3, "t/y.ambr", AMBER ENTRY("a") ENTRY("b"), NULL },
    { 4, "g/__snapshots__/g_test.snap", "\n[TestA - 1]\nx\n---\n\n[TestB - 1]\ny\n---\n",
      "\n[TestB - 1]\ny\n---\n" },
    { 5, "kept.snap", INSTA, INSTA },
};

enum { FILES = sizeof tree / sizeof *tree, ITEMS = 6, REMOVED = 7 };

static const char list[] = "tksnap used 1\nkept.snap\nt/x.ambr\tused\n"
                           "g/__snapshots__/g_test.snap\tTestB - 1\ncomplete\n";

static void make_tree(struct scratch *scratch)
{
    for (size_t i = 0; i < FILES; i++)
        scratch_put(scratch, tree[i].path, tree[i].old);
    scratch_put(scratch, "list", list);
}

enum state { OLD, FRESH, TORN };

/* A binary snapshot may be between: a header without bytes is torn, bytes without a header
 * are not, for a moment. */
static enum state state_of(struct scratch *scratch, int item)
{
    bool old = true, fresh = true;

    for (size_t i = 0; i < FILES; i++)
        if (tree[i].item == item) {
            old = old && holds(scratch, tree[i].path, tree[i].old);
            fresh = fresh && holds(scratch, tree[i].path, tree[i].fresh);
        }
    return fresh ? FRESH : old ? OLD : TORN;
}

static int count_in(struct scratch *scratch, enum state state)
{
    int count = 0;

    for (int i = 0; i < ITEMS - 1; i++)
        count += state_of(scratch, i) == state;
    return count;
}

/* ---------------------------------------------------------------------- pruning */

struct outcomes {
    int done, failed;
    tks_status last;
};

static tks_status note(void *user, const tks_unused_item *item, const tks_error *error,
                       tks_error *err)
{
    struct outcomes *outcomes = user;

    (void)item;
    (void)err;
    if (error->status == TKS_OK) {
        outcomes->done++;
    } else {
        outcomes->failed++;
        outcomes->last = error->status;
        assert_true(error->message[0] != '\0');
    }
    return TKS_OK;
}

/* Lists, does `between` if it is not NULL, removes. */
static tks_status prune(struct scratch *scratch, const tks_env *env, struct fault *fault,
                        struct outcomes *outcomes, void (*between)(struct scratch *),
                        tks_error *err)
{
    tks_project *project = NULL;
    tks_unused *unused = NULL;
    tks_used *used = NULL;
    uint32_t number = 0;
    tks_status status;

    *outcomes = (struct outcomes){ 0 };
    if ((status = tks_project_open(&project, scratch->root, env, err)) ||
        (status = tks_used_new(&used, project, err)) ||
        (status = tks_used_read(used, scratch_path(scratch, "list"), TKS_USED_LIST, err)) ||
        (status = tks_project_unused(&unused, project, used, false, NULL, NULL, err)))
        goto done;
    if (between != NULL)
        between(scratch);
    if (fault != NULL)
        interrupt(project, fault);
    status = tks_project_prune(&number, project, unused, note, outcomes, err);
done:
    if (status == TKS_OK)
        assert_int_equal(number != 0, outcomes->done > 0);
    tks_unused_free(unused);
    tks_used_free(used);
    tks_project_free(project);
    return status;
}

/* ------------------------------------------------------------------------ tests */

static void everything_unused_goes_and_comes_back(void **state)
{
    struct outcomes outcomes;
    tks_project *project;
    tks_error err = { 0 };
    tks_log *log = NULL;
    tks_log_entry entry;
    size_t items = 0;

    make_tree(*state);
    assert_int_equal(prune(*state, NULL, NULL, &outcomes, NULL, &err), TKS_OK);
    assert_int_equal(outcomes.done, REMOVED);
    assert_int_equal(outcomes.failed, 0);
    assert_int_equal(count_in(*state, FRESH), ITEMS - 1);
    upkeep_assert_holds(*state, "kept.snap", INSTA);
    project = upkeep_open(*state, NULL);
    assert_int_equal(tks_project_log(&log, project, &err), TKS_OK);
    assert_int_equal(tks_log_at(log, 0)->deed, TKS_DEED_PRUNE);
    assert_int_equal(tks_log_at(log, 0)->items, REMOVED);
    while (tks_log_item(&entry, log, 0, items))
        items++;
    assert_int_equal(items, REMOVED);
    tks_log_free(log);
    tks_project_free(project);
    undo(*state);
    assert_int_equal(count_in(*state, OLD), ITEMS - 1);
}

static void change_two(struct scratch *scratch)
{
    scratch_put(scratch, "snapshots/a.snap", INSTA "more\n");
    scratch_put(scratch, "t/x.ambr", AMBER ENTRY("a") ENTRY("c"));
}

static void what_has_changed_since_it_was_listed_stays(void **state)
{
    struct outcomes outcomes;
    tks_error err = { 0 };

    make_tree(*state);
    assert_int_equal(prune(*state, NULL, NULL, &outcomes, change_two, &err), TKS_OK);
    assert_int_equal(outcomes.failed, 3);
    assert_int_equal(outcomes.last, TKS_CONFLICT);
    assert_int_equal(outcomes.done, REMOVED - 3);
    upkeep_assert_holds(*state, "snapshots/a.snap", INSTA "more\n");
    upkeep_assert_holds(*state, "t/x.ambr", AMBER ENTRY("a") ENTRY("c"));
    upkeep_assert_holds(*state, "t/y.ambr", NULL);
}

static void ended_before_any_call_all_or_nothing_is_done(void **state)
{
    bool ended = true;
    int n, fresh;

    for (n = 1; ended; n++) {
        pid_t child;

        make_tree(*state);
        if ((child = fork()) == 0) {
            struct fault fault = { .at = n };
            struct outcomes outcomes;
            tks_error err = { 0 };

            _exit(prune(*state, NULL, &fault, &outcomes, NULL, &err) == TKS_OK ? 0 : 1);
        }
        ended = was_ended(child);
        assert_false(!scratch_exists(*state, "snapshots/b.snap.png") &&
                     scratch_exists(*state, "snapshots/b.snap"));
        recover(*state);
        assert_int_equal(temporary_files(*state), 0);
        fresh = count_in(*state, FRESH);
        if (fresh != ITEMS - 1 && (fresh != 0 || count_in(*state, OLD) != ITEMS - 1))
            fail_msg("ended at call %d: %d are done", n, fresh);
        if (ended && fresh > 0) {
            undo(*state);
            assert_int_equal(count_in(*state, OLD), ITEMS - 1);
        }
    }
    assert_int_equal(fresh, ITEMS - 1);
    print_message("%d calls\n", n - 1);
}

/* False when the fault was not reached. */
static bool fail_once(struct scratch *scratch, struct fault fault)
{
    struct outcomes outcomes;
    tks_error err = { 0 };
    int fresh;

    make_tree(scratch);
    if (prune(scratch, NULL, &fault, &outcomes, NULL, &err) != TKS_OK)
        assert_true(err.message[0] != '\0');
    recover(scratch);
    assert_int_equal(temporary_files(scratch), 0);
    fresh = count_in(scratch, FRESH);
    if (fresh + count_in(scratch, OLD) != ITEMS - 1)
        fail_msg("%s at call %d: an item is torn", strerror(fault.error), fault.at);
    if (fresh > 0) {
        undo(scratch);
        assert_int_equal(count_in(scratch, OLD), ITEMS - 1);
    }
    return fault.seen >= fault.at;
}

static void whatever_call_fails_items_are_whole(void **state)
{
    static const int errors[] = { ENOSPC, EIO, EACCES };
    bool reached = true;

    for (int n = 1; reached; n++)
        for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
            reached = fail_once(*state, (struct fault){ .at = n, .error = errors[i] });
    reached = true;
    for (int n = 1; reached; n++)
        reached = fail_once(*state, (struct fault){ .at = n, .error = ENOSPC, .lasting = true });
}

static void without_memory_nothing_is_torn(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    tks_status status = TKS_OUT_OF_MEMORY;
    int n;

    for (n = 1; status != TKS_OK; n++) {
        struct outcomes outcomes;
        tks_error err = { 0 };

        make_tree(*state);
        counting.taken = 0;
        counting.fail_at = n;
        status = prune(*state, &env, NULL, &outcomes, NULL, &err);
        if (status == TKS_OK && outcomes.failed > 0)
            status = outcomes.last;
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        assert_int_equal(counting.held, 0);
        recover(*state);
        assert_int_equal(count_in(*state, TORN), 0);
    }
    assert_int_equal(count_in(*state, FRESH), ITEMS - 1);
    print_message("%d allocations\n", n);
}

/* A file of which any entries are used is, pruned, the file of those, and its undo itself. */
static void what_is_left_of_a_file_is_what_was_used(void **state)
{
    struct chance luck = { 7 };

    scratch_put(*state, "pyproject.toml", "");
    for (int round = 0; round < 200; round++) {
        char before[2048] = AMBER, after[2048] = AMBER, used[2048] = "tksnap used 1\nanchor.ambr\n";
        const int count = 1 + (int)chance_below(&luck, 9);
        struct outcomes outcomes;
        tks_error err = { 0 };
        bool any = false;

        for (int i = 0; i < count; i++) {
            char entry[64], line[64];

            snprintf(entry, sizeof entry, "# name: test_%d\n  %u\n# ---\n", i,
                     chance_below(&luck, 1000));
            snprintf(line, sizeof line, "t.ambr\ttest_%d\n", i);
            strncat(before, entry, sizeof before - strlen(before) - 1);
            if (chance_once_in(&luck, 2))
                continue;
            any = true;
            strncat(after, entry, sizeof after - strlen(after) - 1);
            strncat(used, line, sizeof used - strlen(used) - 1);
        }
        scratch_put(*state, "anchor.ambr", AMBER ENTRY("x"));
        scratch_put(*state, "t.ambr", before);
        scratch_put(*state, "list", used);
        assert_int_equal(prune(*state, NULL, NULL, &outcomes, NULL, &err), TKS_OK);
        assert_int_equal(outcomes.failed, 0);
        upkeep_assert_holds(*state, "t.ambr", any ? after : NULL);
        if (outcomes.done > 0)
            undo(*state);
        upkeep_assert_holds(*state, "t.ambr", before);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_set_up_project, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(everything_unused_goes_and_comes_back),
        TEST(what_has_changed_since_it_was_listed_stays),
        TEST(ended_before_any_call_all_or_nothing_is_done),
        TEST(whatever_call_fails_items_are_whole),
        TEST(without_memory_nothing_is_torn),
        TEST(what_is_left_of_a_file_is_what_was_used),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
