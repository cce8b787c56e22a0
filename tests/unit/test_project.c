/* test_project.c - what waits is found, decided on as it was seen, and taken back
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <tksnap/decide.h>
#include <unistd.h>

#define HEAD    "---\nsource: src/lib.rs\n"
#define PENDING HEAD "assertion_line: 7\n---\n"

static void assert_holds(struct scratch *scratch, const char *path, const char *text)
{
    char bytes[512];
    const int file = open(scratch_path(scratch, path), O_RDONLY);
    ssize_t length;

    assert_true(file >= 0);
    length = read(file, bytes, sizeof bytes - 1);
    close(file);
    assert_true(length >= 0);
    bytes[length] = '\0';
    assert_string_equal(bytes, text);
}

/* A project and its listing, to be decided on. */
struct open_project {
    tks_project *project;
    tks_listing *listing;
};

static struct open_project look(struct scratch *scratch, const tks_env *env)
{
    struct open_project open = { NULL, NULL };
    tks_error err = { 0 };

    assert_int_equal(tks_project_open(&open.project, scratch->root, env, &err), TKS_OK);
    assert_int_equal(tks_project_pending(&open.listing, open.project, &err), TKS_OK);
    return open;
}

static void done(struct open_project *open)
{
    tks_listing_free(open->listing);
    tks_project_free(open->project);
}

static tks_status keep_error(void *user, const tks_pending *pending, const tks_error *error,
                             tks_error *err)
{
    tks_error *kept = user;

    (void)pending;
    (void)err;
    if (error->status != TKS_OK)
        *kept = *error;
    return TKS_OK;
}

/* Decides on all; the last error of an item, TKS_OK if there was none. */
static tks_status decide(struct open_project *open, tks_deed deed)
{
    const size_t count = tks_listing_count(open->listing);
    tks_error kept = { 0 }, err = { 0 };
    size_t chosen[16];
    uint32_t number;

    for (size_t i = 0; i < count; i++)
        chosen[i] = i;
    assert_int_equal(tks_project_decide(&number, open->project, deed, open->listing, chosen, count,
                                        keep_error, &kept, &err),
                     TKS_OK);
    return kept.status;
}

static tks_status accept_all(struct scratch *scratch)
{
    struct open_project open = look(scratch, NULL);
    const tks_status status = decide(&open, TKS_DEED_ACCEPT);

    done(&open);
    return status;
}

static tks_status undo(struct scratch *scratch)
{
    struct open_project open = look(scratch, NULL);
    tks_error err = { 0 };
    uint32_t number;
    const tks_status status = tks_project_undo(&number, open.project, 0, &err);

    done(&open);
    return status;
}

static void items_come_in_the_order_of_their_paths(void **state)
{
    static const char *const paths[] = { "a b/x.snap", "a.snap", "a/x.snap", "b/c/d/x.snap" };
    struct open_project open;

    for (size_t i = 4; i-- > 0;) {
        char path[64];

        snprintf(path, sizeof path, "%s.new", paths[i]);
        scratch_put(*state, path, PENDING "x\n");
    }
    scratch_put(*state, "target/x.snap.new", PENDING);
    scratch_put(*state, "b/node_modules/x.snap.new", PENDING);
    scratch_put(*state, ".cargo/x.snap.new", PENDING);
    scratch_put(*state, "x.snapnew", PENDING);
    scratch_put(*state, ".snap.new", PENDING);
    scratch_link(*state, "loop", ".");
    open = look(*state, NULL);
    assert_int_equal(tks_listing_count(open.listing), 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(tks_listing_at(open.listing, i)->path, paths[i]);
    assert_null(tks_listing_at(open.listing, 4));
    done(&open);
}

static void a_pending_file_that_changed_since_it_was_listed_is_not_accepted(void **state)
{
    struct open_project open;

    scratch_put(*state, "a.snap.new", PENDING "seen\n");
    scratch_put(*state, "b.snap.new", PENDING "also seen\n");
    open = look(*state, NULL);
    scratch_put(*state, "a.snap.new", PENDING "not seen\n");
    assert_int_equal(decide(&open, TKS_DEED_ACCEPT), TKS_CONFLICT);
    assert_false(scratch_exists(*state, "a.snap"));
    assert_holds(*state, "a.snap.new", PENDING "not seen\n");
    assert_holds(*state, "b.snap", HEAD "---\nalso seen\n");
    done(&open);
}

static void nor_is_it_rejected(void **state)
{
    struct open_project open;

    scratch_put(*state, "a.snap.new", PENDING "seen\n");
    open = look(*state, NULL);
    scratch_put(*state, "a.snap.new", PENDING "not seen\n");
    assert_int_equal(decide(&open, TKS_DEED_REJECT), TKS_CONFLICT);
    assert_holds(*state, "a.snap.new", PENDING "not seen\n");
    done(&open);
}

static void a_baseline_keeps_its_mode_and_undo_restores_modes(void **state)
{
    struct stat about;

    scratch_put(*state, "a.snap", HEAD "---\nold\n");
    scratch_put(*state, "a.snap.new", PENDING "new\n");
    assert_int_equal(chmod(scratch_path(*state, "a.snap"), 0751), 0);
    assert_int_equal(chmod(scratch_path(*state, "a.snap.new"), 0604), 0);
    assert_int_equal(accept_all(*state), TKS_OK);
    assert_holds(*state, "a.snap", HEAD "---\nnew\n");
    assert_int_equal(stat(scratch_path(*state, "a.snap"), &about), 0);
    assert_int_equal(about.st_mode & 07777, 0751);
    assert_int_equal(undo(*state), TKS_OK);
    assert_holds(*state, "a.snap", HEAD "---\nold\n");
    assert_int_equal(stat(scratch_path(*state, "a.snap.new"), &about), 0);
    assert_int_equal(about.st_mode & 07777, 0604);
}

static void a_baseline_that_is_a_link_stays_one(void **state)
{
    struct stat about;

    scratch_put(*state, "shared/real.snap", HEAD "---\nold\n");
    scratch_folder(*state, "s");
    scratch_link(*state, "s/a.snap", "../shared/real.snap");
    scratch_put(*state, "s/a.snap.new", PENDING "new\n");
    assert_int_equal(accept_all(*state), TKS_OK);
    assert_int_equal(lstat(scratch_path(*state, "s/a.snap"), &about), 0);
    assert_true(S_ISLNK(about.st_mode));
    assert_holds(*state, "shared/real.snap", HEAD "---\nnew\n");
}

static void an_undo_that_cannot_restore_all_restores_nothing(void **state)
{
    scratch_put(*state, "a.snap", HEAD "---\nold\n");
    scratch_put(*state, "a.snap.new", PENDING "new\n");
    scratch_put(*state, "b.snap.new", PENDING "new\n");
    assert_int_equal(accept_all(*state), TKS_OK);
    scratch_put(*state, "b.snap", "edited");
    assert_int_equal(undo(*state), TKS_CONFLICT);
    assert_holds(*state, "a.snap", HEAD "---\nnew\n");
    assert_false(scratch_exists(*state, "a.snap.new"));
    scratch_put(*state, "b.snap", HEAD "---\nnew\n");
    scratch_put(*state, "a.snap.new", PENDING "a later run\n");
    assert_int_equal(undo(*state), TKS_CONFLICT);
    assert_holds(*state, "a.snap.new", PENDING "a later run\n");
    assert_int_equal(unlink(scratch_path(*state, "a.snap.new")), 0);
    assert_int_equal(undo(*state), TKS_OK);
    assert_holds(*state, "a.snap", HEAD "---\nold\n");
    assert_false(scratch_exists(*state, "b.snap"));
    assert_int_equal(undo(*state), TKS_NOT_FOUND);
}

static void the_journal_keeps_a_hundred(void **state)
{
    tks_error err = { 0 };
    tks_project *project = NULL;
    tks_log *log = NULL;
    size_t count = 0;

    for (int i = 0; i < 103; i++) {
        scratch_put(*state, "a.snap.new", PENDING "new\n");
        assert_int_equal(accept_all(*state), TKS_OK);
    }
    assert_int_equal(tks_project_open(&project, ((struct scratch *)*state)->root, NULL, &err),
                     TKS_OK);
    assert_int_equal(tks_project_log(&log, project, &err), TKS_OK);
    while (tks_log_at(log, count) != NULL)
        count++;
    assert_int_equal(count, 100);
    assert_int_equal(tks_log_at(log, 0)->number, 103);
    assert_false(scratch_exists(*state, ".tksnap/journal/000003"));
    assert_true(scratch_exists(*state, ".tksnap/journal/000004/before"));
    tks_log_free(log);
    tks_project_free(project);
}

static void a_journal_that_is_damaged_is_named_and_stops_changes(void **state)
{
    struct open_project open;
    tks_error err = { 0 };
    uint32_t number;
    const size_t first = 0;

    scratch_put(*state, ".tksnap/journal/000005/plan", "tksnap journal 1\naccept\n");
    scratch_put(*state, "a.snap.new", PENDING "new\n");
    open = look(*state, NULL);
    assert_int_equal(tks_project_decide(&number, open.project, TKS_DEED_ACCEPT, open.listing,
                                        &first, 1, NULL, NULL, &err),
                     TKS_BAD_DATA);
    assert_non_null(strstr(err.message, "000005/plan"));
    assert_true(scratch_exists(*state, "a.snap.new"));
    done(&open);
}

/* Every allocation fails once: a clean error, nothing lost. */
static void without_memory_nothing_is_half_done(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    const size_t chosen[] = { 0, 1 };
    tks_status status = TKS_OUT_OF_MEMORY;

    for (int n = 1; status != TKS_OK; n++) {
        struct open_project open = { NULL, NULL };
        tks_error err = { 0 }, kept = { 0 };
        uint32_t number;

        scratch_put(*state, "a.snap", HEAD "---\nold\n");
        scratch_put(*state, "a.snap.new", PENDING "new\n");
        scratch_put(*state, "b.snap.new", HEAD "extension: bin\nsnapshot_kind: binary\n---\n");
        scratch_put(*state, "b.snap.new.bin", "bytes");
        counting.taken = 0;
        counting.fail_at = n;
        if ((status = tks_project_open(&open.project, ((struct scratch *)*state)->root, &env,
                                       &err)) == TKS_OK &&
            (status = tks_project_pending(&open.listing, open.project, &err)) == TKS_OK)
            status = tks_project_decide(&number, open.project, TKS_DEED_ACCEPT, open.listing,
                                        chosen, 2, keep_error, &kept, &err);
        if (status == TKS_OK && kept.status == TKS_OUT_OF_MEMORY)
            status = kept.status;
        done(&open);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        assert_int_equal(counting.held, 0);
        /* what was begun may wait for the next run, but what is gone was accepted */
        if (!scratch_exists(*state, "a.snap.new"))
            assert_holds(*state, "a.snap", HEAD "---\nnew\n");
        assert_true(!scratch_exists(*state, "b.snap.new") ||
                    scratch_exists(*state, "b.snap.new.bin"));
    }
    assert_holds(*state, "b.snap.bin", "bytes");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_set_up_project, scratch_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(items_come_in_the_order_of_their_paths),
        TEST(a_pending_file_that_changed_since_it_was_listed_is_not_accepted),
        TEST(nor_is_it_rejected),
        TEST(a_baseline_keeps_its_mode_and_undo_restores_modes),
        TEST(a_baseline_that_is_a_link_stays_one),
        TEST(an_undo_that_cannot_restore_all_restores_nothing),
        TEST(the_journal_keeps_a_hundred),
        TEST(a_journal_that_is_damaged_is_named_and_stops_changes),
        TEST(without_memory_nothing_is_half_done),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
