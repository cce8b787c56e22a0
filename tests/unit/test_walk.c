/* test_walk.c - every file is met once, however deep or wide the tree and however many look
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "root/walk.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --------------------------------------------------------------------- meetings */

/* Paths as they were visited. The walk has a lock for us: these need none. */
struct meetings {
    char *paths[2000];
    int count, troubles, fail_at;
};

static bool is_wanted(const char *name)
{
    return strncmp(name, "wanted", 6) == 0;
}

static tks_status meet(void *user, const char *file, tks_error *err)
{
    struct meetings *meetings = user;

    assert_true(meetings->count < 2000);
    meetings->paths[meetings->count++] = strdup(file);
    if (meetings->count == meetings->fail_at)
        return tksi_fail(err, TKS_BAD_DATA, "enough");
    return TKS_OK;
}

static tks_status note(void *user, const char *folder, const tks_error *why, tks_error *err)
{
    struct meetings *meetings = user;

    (void)folder;
    (void)why;
    (void)err;
    meetings->troubles++;
    return TKS_OK;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static tks_status walk(struct meetings *out, const struct scratch *scratch, int threads,
                       tks_error *err)
{
    const tks_env asked = { .size = sizeof asked, .threads = threads };
    struct tksi_root root;
    struct tksi_env env;
    tks_status status;

    assert_int_equal(tksi_env_defaults(&env, &asked, NULL), TKS_OK);
    assert_int_equal(tksi_root_find(&root, scratch->root, &env, NULL), TKS_OK);
    status = tksi_walk_wanted(&root, is_wanted, meet, note, out, err);
    tksi_root_close(&root);
    qsort(out->paths, (size_t)out->count, sizeof *out->paths, by_name);
    return status;
}

static void forget(struct meetings *meetings)
{
    for (int i = 0; i < meetings->count; i++)
        free(meetings->paths[i]);
    meetings->count = 0;
}

/* ------------------------------------------------------------------------- trees */

static void put(const struct scratch *scratch, const char *folder, const char *name)
{
    char path[1024];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s%s%s", scratch->root, folder, *folder ? "/" : "", name);
    file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
}

/* ------------------------------------------------------------------------- tests */

static void many_folders_are_shared_and_each_file_met_once(void **state)
{
    struct meetings meetings = { .count = 0 };
    int expected = 0;

    for (int i = 0; i < 300; i++) {
        char folder[64];

        snprintf(folder, sizeof folder, "a%02d/b%d/c", i % 40, i);
        scratch_folder(*state, folder);
        put(*state, folder, "wanted");
        put(*state, folder, "other");
        expected++;
    }
    for (int threads = 1; threads <= 4; threads++) {
        assert_int_equal(walk(&meetings, *state, threads, NULL), TKS_OK);
        assert_int_equal(meetings.count, expected);
        assert_int_equal(meetings.troubles, 0);
        for (int i = 1; i < expected; i++)
            assert_true(strcmp(meetings.paths[i - 1], meetings.paths[i]) < 0);
        assert_string_equal(meetings.paths[0], "a00/b0/c/wanted");
        forget(&meetings);
    }
}

/* Deeper than folders are kept open. */
static void a_deep_tree_is_walked_to_its_end(void **state)
{
    struct meetings meetings = { .count = 0 };
    char folder[512];

    for (size_t depth = 50; depth <= 150; depth += 50) {
        for (size_t i = 0; i < depth; i++)
            memcpy(folder + 2 * i, "d/", 2);
        folder[2 * depth - 1] = '\0';
        scratch_folder(*state, folder);
        put(*state, folder, "wanted");
    }
    for (int threads = 1; threads <= 2; threads++) {
        assert_int_equal(walk(&meetings, *state, threads, NULL), TKS_OK);
        assert_int_equal(meetings.count, 3);
        forget(&meetings);
    }
}

static void hidden_built_and_foreign_folders_and_links_are_passed_over(void **state)
{
    struct scratch *scratch = *state;
    static const char *const folders[] = { ".hidden", "target", "node_modules", "a" };
    struct meetings meetings = { .count = 0 };
    char link[256];

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        scratch_folder(scratch, folders[i]);
        put(scratch, folders[i], "wanted");
    }
    snprintf(link, sizeof link, "%s/link", scratch->root);
    assert_int_equal(symlink("a", link), 0);
    snprintf(link, sizeof link, "%s/wanted-link", scratch->root);
    assert_int_equal(symlink("a/wanted", link), 0);
    put(scratch, "", "wanted");
    assert_int_equal(walk(&meetings, scratch, 1, NULL), TKS_OK);
    assert_int_equal(meetings.count, 2);
    assert_string_equal(meetings.paths[0], "a/wanted");
    assert_string_equal(meetings.paths[1], "wanted");
    forget(&meetings);
}

static void a_visit_that_fails_ends_the_walk_with_its_words(void **state)
{
    struct meetings meetings = { .fail_at = 20 };
    tks_error err = { 0 };

    for (int i = 0; i < 200; i++) {
        char folder[64];

        snprintf(folder, sizeof folder, "a%d/b", i);
        scratch_folder(*state, folder);
        put(*state, folder, "wanted");
    }
    assert_int_equal(walk(&meetings, *state, 4, &err), TKS_BAD_DATA);
    assert_string_equal(err.message, "enough");
    forget(&meetings);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_set_up_project, scratch_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(many_folders_are_shared_and_each_file_met_once),
        TEST(a_deep_tree_is_walked_to_its_end),
        TEST(hidden_built_and_foreign_folders_and_links_are_passed_over),
        TEST(a_visit_that_fails_ends_the_walk_with_its_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
