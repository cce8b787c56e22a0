/* test_shelf.c - what baselines hold of the entries that wait for them
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

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define V     "# serializer version: 1\n"
#define AMBER "t/__snapshots__/test_a.ambr"

enum { ENTRIES = 300, FILLING = 4000 };

/* ------------------------------------------------------------------------ a project */

static void keep(struct scratch *scratch, const char *path, const char *format, const char *entry)
{
    tks_project *project = open_project(scratch);
    const tks_keep what = {
        .size = sizeof what, .path = path, .entry = entry, .actual = { "new", 3 }, .format = format
    };
    tks_error err = { 0 };

    if (tks_project_keep(project, &what, &err) != TKS_OK)
        fail_msg("%s", err.message);
    tks_project_free(project);
}

/* A file with entries e000, e001 ... of values "v000", ... and much that is not asked for;
 * changes of all of them wait. */
static size_t put_many(struct scratch *scratch, const char *path)
{
    char *text = malloc((size_t)ENTRIES * (FILLING + 100)), *at;
    size_t length;

    assert_non_null(text);
    at = text + sprintf(text, V);
    for (int i = 0; i < ENTRIES; i++)
        at += sprintf(at, "# name: e%03d\n  v%03d\n# ---\n# name: other%d\n  %0*d\n# ---\n", i, i,
                      i, FILLING, i);
    length = (size_t)(at - text);
    scratch_write(scratch, path, (tks_bytes){ text, length });
    free(text);
    return length;
}

/* The pending changes, without the baseline that each would be compared with meanwhile. */
static void keep_many(struct scratch *scratch, const char *path)
{
    tks_project *project = open_project(scratch);

    assert_int_equal(tksi_own_make(&project->root, NULL), TKS_OK);
    for (int i = 0; i < ENTRIES; i++) {
        char entry[16];
        const struct tksi_kept kept = { .format = tksi_format_named("amber"),
                                        .path = path,
                                        .entry = entry,
                                        .state = TKS_PENDING_CHANGED,
                                        .value = { "new", 3 } };

        snprintf(entry, sizeof entry, "e%03d", i);
        assert_int_equal(tksi_kept_write(&project->root, &kept, NULL), TKS_OK);
    }
    tks_project_free(project);
}

struct looked {
    tks_project *project;
    tks_listing *listing;
};

static struct looked look(struct scratch *scratch)
{
    struct looked looked = { .project = open_project(scratch) };
    tks_error err = { 0 };

    if (tks_project_pending(&looked.listing, looked.project, &err) != TKS_OK)
        fail_msg("%s", err.message);
    return looked;
}

static void done(struct looked *looked)
{
    tks_listing_free(looked->listing);
    tks_project_free(looked->project);
}

/* Whether the baseline's value of the item is this one; NULL: there is none. */
static bool is_expected(const struct looked *looked, size_t index, const char *value)
{
    tks_sides *sides;
    tks_error err = { 0 };
    bool is_it;

    if (tks_project_sides(&sides, looked->project, looked->listing, index, &err) != TKS_OK)
        return false;
    is_it = sides->has_expected == (value != NULL) &&
            (value == NULL || (sides->expected.length == strlen(value) &&
                               memcmp(sides->expected.data, value, sides->expected.length) == 0));
    tks_sides_free(sides);
    return is_it;
}

/* The number that the index-th of many has in its name and value. */
static bool is_one_of_many(const struct looked *looked, size_t index)
{
    char value[16];

    snprintf(value, sizeof value, "v%s", tks_listing_at(looked->listing, index)->entry + 1);
    return is_expected(looked, index, value);
}

/* ------------------------------------------------------------------------ once is enough */

/* Bytes that this process has read so far; 0 where the system does not tell. */
static size_t bytes_read(void)
{
    FILE *file = fopen("/proc/self/io", "r");
    size_t bytes = 0;

    if (file == NULL)
        return 0;
    if (fscanf(file, "rchar: %zu", &bytes) != 1)
        bytes = 0;
    fclose(file);
    return bytes;
}

static void a_baseline_is_read_once_for_all_of_its_entries(void **state)
{
    const size_t length = put_many(*state, AMBER);
    struct looked looked;
    size_t before;

    keep_many(*state, AMBER);
    looked = look(*state);
    assert_int_equal(tks_listing_count(looked.listing), ENTRIES);
    before = bytes_read();
    for (size_t i = 0; i < ENTRIES; i++)
        assert_true(is_one_of_many(&looked, i));
    if (before == 0)
        print_message("skipped: /proc/self/io tells nothing\n");
    assert_true(bytes_read() - before < 2 * length);
    done(&looked);
}

/* The fingerprint that was noted is of another file: each has to be looked for. */
static void a_listing_reads_a_baseline_that_has_changed_once_and_once_for_its_entries(void **state)
{
    const size_t length = put_many(*state, AMBER);
    struct looked looked;
    size_t before;

    keep_many(*state, AMBER);
    keep(*state, AMBER, NULL, "e999");
    before = bytes_read();
    looked = look(*state);
    assert_true(bytes_read() - before < 3 * length);
    assert_int_equal(tks_listing_count(looked.listing), ENTRIES + 1);
    for (size_t i = 0; i < ENTRIES; i++)
        assert_int_equal(tks_listing_at(looked.listing, i)->state, TKS_PENDING_CHANGED);
    assert_int_equal(tks_listing_at(looked.listing, ENTRIES)->state, TKS_PENDING_NEW);
    done(&looked);
}

/* ------------------------------------------------------------------------------ threads */

struct asking {
    const struct looked *looked;
    size_t first;
    bool good;
};

static void *ask(void *user)
{
    struct asking *asking = user;
    const size_t count = tks_listing_count(asking->looked->listing);

    asking->good = true;
    for (size_t i = 0; i < count; i++)
        asking->good =
            asking->good && is_one_of_many(asking->looked, (i * 7 + asking->first) % count);
    return NULL;
}

static void several_may_ask_at_once(void **state)
{
    enum { THREADS = 4, FILES = 3 };
    struct asking asking[THREADS];
    pthread_t threads[THREADS];
    struct looked looked;

    for (int i = 0; i < FILES; i++) {
        char path[40];

        snprintf(path, sizeof path, "t%d/__snapshots__/test_a.ambr", i);
        put_many(*state, path);
        keep_many(*state, path);
    }
    looked = look(*state);
    assert_int_equal(tks_listing_count(looked.listing), FILES * ENTRIES);
    for (size_t i = 0; i < THREADS; i++) {
        asking[i] = (struct asking){ &looked, i * 31, false };
        assert_int_equal(pthread_create(&threads[i], NULL, ask, &asking[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_true(asking[i].good);
    }
    done(&looked);
}

/* --------------------------------------------------------------------------- which entry */

static void a_baseline_that_was_written_meanwhile_is_read_again(void **state)
{
    struct looked looked;

    put(*state, AMBER, V "# name: a\n  1\n# ---\n# name: b\n  2\n# ---\n");
    keep(*state, AMBER, NULL, "a");
    keep(*state, AMBER, NULL, "b");
    looked = look(*state);
    assert_true(is_expected(&looked, 0, "1"));
    put(*state, AMBER, V "# name: a\n  1\n# ---\n# name: b\n  three\n# ---\n");
    assert_true(is_expected(&looked, 1, "three"));
    put(*state, AMBER, V "# name: a\n  4\n# ---\n");
    assert_true(is_expected(&looked, 0, "4"));
    assert_false(is_expected(&looked, 1, NULL)); /* it was there when it was listed */
    done(&looked);
}

static void of_several_of_a_name_it_is_the_one_that_is_read(void **state)
{
    static const char go[] = "g/__snapshots__/a_test.snap",
                      jest[] = "j/__snapshots__/a.test.js.snap";
    struct looked looked;

    put(*state, AMBER, V "# name: a\n  1\n# ---\n# name: a\n  2\n# ---\n");
    put(*state, go, "\n[TestA - 1]\n1\n---\n\n[TestA - 1]\n2\n---\n\n[TestB - 1]\nnever ends\n");
    put(*state, jest,
        "// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\n"
        "exports[`say \\`a\\` 1`] = `1`;\n\nexports[`b 1`] = `3`;\n");
    keep(*state, AMBER, "amber", "a");
    keep(*state, go, "go-snaps", "TestA - 1");
    keep(*state, go, "go-snaps", "TestB - 1");
    keep(*state, jest, "jest", "say `a` 1");
    looked = look(*state);
    assert_int_equal(tks_listing_count(looked.listing), 4);
    assert_true(is_expected(&looked, 0, "1")); /* go-snaps: the first */
    assert_true(is_expected(&looked, 1, NULL));
    assert_true(is_expected(&looked, 2, "1"));
    assert_true(is_expected(&looked, 3, "2")); /* syrupy: the last */
    done(&looked);
}

/* Somebody kept changes of one file in two formats. */
static void each_format_finds_its_own(void **state)
{
    struct looked looked;

    put(*state, AMBER, V "# name: a\n  1\n# ---\n# name: b\n  2\n# ---\n\n[C - 1]\n3\n---\n");
    keep(*state, AMBER, "amber", "a");
    keep(*state, AMBER, "go-snaps", "C - 1");
    keep(*state, AMBER, "amber", "b");
    looked = look(*state);
    assert_true(is_expected(&looked, 0, "3"));
    assert_true(is_expected(&looked, 1, "1"));
    assert_true(is_expected(&looked, 2, "2"));
    done(&looked);
}

/* ------------------------------------------------------------------------------- memory */

static void of_many_files_a_few_are_remembered(void **state)
{
    enum { FILES = 40, FEW = 8 * 3 };
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    struct looked looked;
    long held;

    for (int i = 0; i < FILES; i++) {
        char path[40];

        snprintf(path, sizeof path, "t%02d/__snapshots__/test_a.ambr", i);
        put(*state, path, V "# name: a\n  1\n# ---\n");
        keep(*state, path, NULL, "a");
    }
    assert_int_equal(tks_project_open(&looked.project, ((struct scratch *)*state)->root, &env,
                                      NULL),
                     TKS_OK);
    assert_int_equal(tks_project_pending(&looked.listing, looked.project, NULL), TKS_OK);
    held = counting.held;
    for (size_t i = 0; i < FILES; i++)
        assert_true(is_expected(&looked, i, "1"));
    assert_in_range(counting.held, held + 1, held + FEW);
    done(&looked);
    assert_int_equal(counting.held, 0);
}

/* Every allocation fails once, of two that ask one after the other: the second can still
 * read what the first could not. */
static void what_could_not_be_read_is_not_remembered(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    tks_status status = TKS_OUT_OF_MEMORY;

    put(*state, AMBER, V "# name: a\n  1\n# ---\n# name: b\n  2\n# ---\n");
    keep(*state, AMBER, NULL, "a");
    keep(*state, AMBER, NULL, "b");
    for (int n = 1; status != TKS_OK; n++) {
        struct looked looked;
        tks_sides *sides;

        counting.fail_at = 0;
        assert_int_equal(tks_project_open(&looked.project, ((struct scratch *)*state)->root, &env,
                                          NULL),
                         TKS_OK);
        assert_int_equal(tks_project_pending(&looked.listing, looked.project, NULL), TKS_OK);
        counting.taken = 0;
        counting.fail_at = n;
        status = tks_project_sides(&sides, looked.project, looked.listing, 0, NULL);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        if (status == TKS_OK)
            tks_sides_free(sides);
        counting.fail_at = 0;
        assert_true(is_expected(&looked, 1, "2"));
        done(&looked);
        assert_int_equal(counting.held, 0);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_set_up_project, scratch_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_baseline_is_read_once_for_all_of_its_entries),
        TEST(a_listing_reads_a_baseline_that_has_changed_once_and_once_for_its_entries),
        TEST(several_may_ask_at_once),
        TEST(a_baseline_that_was_written_meanwhile_is_read_again),
        TEST(of_several_of_a_name_it_is_the_one_that_is_read),
        TEST(each_format_finds_its_own),
        TEST(of_many_files_a_few_are_remembered),
        TEST(what_could_not_be_read_is_not_remembered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
