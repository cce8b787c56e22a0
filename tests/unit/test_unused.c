/* test_unused.c - what no test asked for is told, and nothing that a test was not asked about
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "upkeep.h"

#include <string.h>

#define ENTRY(name) "# name: " name "\n  1\n# ---\n"

static void crates_that_were_not_run_are_left_out(void **state)
{
    scratch_put(*state, "one/Cargo.toml", "");
    scratch_put(*state, "two/Cargo.toml", "");
    scratch_put(*state, "one/src/snapshots/a.snap", INSTA);
    scratch_put(*state, "one/tests/snapshots/b.snap", INSTA);
    scratch_put(*state, "two/src/snapshots/c.snap", INSTA);
    scratch_put(*state, "one/tests/nested/Cargo.toml", "");
    scratch_put(*state, "one/tests/nested/snapshots/d.snap", INSTA);
    assert_string_equal(upkeep_unused(*state, "one/src/snapshots/a.snap\n"),
                        "one/tests/snapshots/b.snap");
    assert_string_equal(upkeep_unused_everywhere(*state, "one/src/snapshots/a.snap\n"),
                        "one/tests/nested/snapshots/d.snap one/tests/snapshots/b.snap "
                        "two/src/snapshots/c.snap");
    assert_string_equal(upkeep_unused(*state, ""), "");
    assert_string_equal(upkeep_unused_everywhere(*state, ""), "");
}

static void a_baseline_that_is_not_there_yet_touches_nothing(void **state)
{
    scratch_put(*state, "Cargo.toml", "");
    scratch_put(*state, "snapshots/a.snap", INSTA);
    assert_string_equal(upkeep_unused(*state, "snapshots/new.snap\n"), "");
}

static void insta_files_that_python_wrote_are_not_rusts(void **state)
{
    scratch_put(*state, "Cargo.toml", "");
    scratch_put(*state, "snapshots/a.snap", INSTA);
    scratch_put(*state, "snapshots/b.snap", "---\nsource: tests/test_b.py\n---\nvalue\n");
    scratch_put(*state, "snapshots/c.snap", "---\nsource: tests/test_c.py\n---\nvalue\n");
    assert_string_equal(upkeep_unused(*state, "snapshots/a.snap\n"), "");
    assert_string_equal(upkeep_unused(*state, "snapshots/b.snap\n"), "snapshots/c.snap");
}

static void a_go_package_is_one_folder_whatever_keeps_its_snapshots(void **state)
{
    scratch_put(*state, "p/__snapshots__/a_test.snap", "\n[TestA - 1]\nx\n---\n");
    scratch_put(*state, "p/__snapshots__/TestB_1.snap.json", "{}");
    scratch_put(*state, "p/q/__snapshots__/c_test.snap", "\n[TestC - 1]\nx\n---\n");
    scratch_put(*state, "p/.snapshots/TestD", "x\n");
    scratch_put(*state, "p/testdata/deep/e.golden", "x");
    scratch_put(*state, "p/testdata/f.golden", "x");
    assert_string_equal(upkeep_unused(*state, "p/__snapshots__/a_test.snap\tTestA - 1\n"),
                        "p/__snapshots__/TestB_1.snap.json");
    assert_string_equal(upkeep_unused(*state, "p/testdata/f.golden\n"), "p/testdata/deep/e.golden");
    assert_string_equal(upkeep_unused(*state, "p/.snapshots/TestD\n"), "");
}

static void what_is_nobodys_for_sure_is_never_unused(void **state)
{
    scratch_put(*state, "testdata/a.golden", "x");
    scratch_put(*state, "testdata/input.txt", "x");
    scratch_put(*state, "b.snap", "just text\n");
    scratch_put(*state, "c.snap", "---\ntitle: a post\n---\ntext\n");
    scratch_put(*state, "snapshots/d.snap", INSTA);
    scratch_put(*state, "README.md", "x");
    scratch_put(*state, "snapshots/d.snap.new", INSTA);
    scratch_put(*state, "target/e.snap", INSTA);
    scratch_put(*state, "x.received.txt", "x");
    scratch_put(*state, "x.approved.txt", "x");
    assert_string_equal(
        upkeep_unused_everywhere(*state, "testdata/a.golden\nsnapshots/d.snap\nx.approved.txt\n"
                                         "testdata/input.txt\nb.snap\nc.snap\n"),
        "");
    assert_string_equal(upkeep_unused_everywhere(
                            *state, "snapshots/d.snap\ntestdata/input.txt\nb.snap\nREADME.md\n"),
                        "");
}

static void single_files_of_an_ending_that_no_test_asked_for_are_left_out(void **state)
{
    scratch_put(*state, "pyproject.toml", "");
    scratch_put(*state, "t/__snapshots__/test_a/test_x.svg", "<svg/>");
    scratch_put(*state, "t/__snapshots__/test_a/test_y.svg", "<svg/>");
    scratch_put(*state, "t/__snapshots__/test_a/notes.md", "x");
    scratch_put(*state, "t/__snapshots__/test_a/.hidden", "x");
    assert_string_equal(upkeep_unused(*state, "t/__snapshots__/test_a/test_x.svg\n"),
                        "t/__snapshots__/test_a/test_y.svg");
    assert_string_equal(upkeep_unused_everywhere(*state, "t/__snapshots__/test_a/test_x.svg\n"),
                        "t/__snapshots__/test_a/test_y.svg");
}

static void entries_of_a_python_project_are_told_in_the_order_of_the_file(void **state)
{
    scratch_put(*state, "pyproject.toml", "");
    scratch_put(*state, "other/setup.py", "");
    scratch_put(*state, "t/__snapshots__/a.ambr", AMBER ENTRY("z") ENTRY("a") ENTRY("m"));
    scratch_put(*state, "t/__snapshots__/b.ambr", AMBER ENTRY("x"));
    scratch_put(*state, "other/__snapshots__/c.ambr", AMBER ENTRY("x"));
    assert_string_equal(upkeep_unused(*state, "t/__snapshots__/a.ambr\ta\n"),
                        "t/__snapshots__/a.ambr:z t/__snapshots__/a.ambr:m "
                        "t/__snapshots__/b.ambr:x");
    assert_string_equal(upkeep_unused(*state, "t/__snapshots__/a.ambr\n"),
                        "t/__snapshots__/b.ambr:x");
}

static void a_name_that_a_file_has_twice_is_told_once(void **state)
{
    scratch_put(*state, "a.ambr", AMBER ENTRY("x") ENTRY("used") ENTRY("x"));
    assert_string_equal(upkeep_unused(*state, "a.ambr\tused\n"), "a.ambr:x");
}

static void names_of_jest_are_told_as_people_read_them(void **state)
{
    scratch_put(*state, "package.json", "{}");
    scratch_put(*state, "__snapshots__/a.test.js.snap",
                "// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\n"
                "exports[`a \\`b\\` 1`] = `1`;\n\nexports[`c 1`] = `2`;\n");
    assert_string_equal(upkeep_unused(*state, "__snapshots__/a.test.js.snap\tc 1\n"),
                        "__snapshots__/a.test.js.snap:a `b` 1");
    assert_string_equal(upkeep_unused(*state, "__snapshots__/a.test.js.snap\ta `b` 1\n"),
                        "__snapshots__/a.test.js.snap:c 1");
}

static void what_cannot_be_removed_says_so(void **state)
{
    scratch_put(*state, "a.ambr", AMBER ENTRY("used") ENTRY("x") "# name: end\n  1\n");
    scratch_put(*state, "b.ambr", ENTRY("tainted"));
    scratch_put(*state, "snapshots/c.snap", INSTA);
    scratch_put(*state, "snapshots/d.snap",
                "---\nsource: src/lib.rs\n<<<<<<< ours\nexpression: a\n=======\n>>>>>>> theirs\n"
                "---\nvalue\n");
    assert_string_equal(upkeep_unused(*state, "a.ambr\tused\nsnapshots/c.snap\n"),
                        "a.ambr:x a.ambr:end! b.ambr:tainted! snapshots/d.snap!");
}

static void the_bytes_of_a_binary_snapshot_go_with_it(void **state)
{
    tks_project *project;
    tks_unused *unused = NULL;
    tks_used *used = NULL;
    tks_error err = { 0 };

    scratch_put(*state, "snapshots/a.snap", INSTA);
    scratch_put(*state, "snapshots/b.snap",
                INSTA_HEAD "extension: png\nsnapshot_kind: binary\n---\n");
    scratch_put(*state, "snapshots/b.snap.png", "bytes");
    scratch_put(*state, "refs", "snapshots/a.snap\n");
    project = upkeep_open(*state, NULL);
    assert_int_equal(tks_used_new(&used, project, &err), TKS_OK);
    assert_int_equal(tks_used_read(used, scratch_path(*state, "refs"), TKS_USED_INSTA, &err),
                     TKS_OK);
    assert_int_equal(tks_project_unused(&unused, project, used, false, NULL, NULL, &err), TKS_OK);
    assert_int_equal(tks_unused_count(unused), 1);
    assert_string_equal(tks_unused_at(unused, 0)->sidecar, "snapshots/b.snap.png");
    assert_string_equal(tks_unused_at(unused, 0)->store, "insta");
    assert_null(tks_unused_at(unused, 1));
    assert_int_equal(tks_unused_left_out(unused), 0);
    tks_unused_free(unused);
    tks_used_free(used);
    tks_project_free(project);
}

static void keep_message(void *user, const tks_error *error)
{
    *(tks_error *)user = *error;
}

static void a_file_that_cannot_be_read_stops_nothing(void **state)
{
    const tks_limits limits = { .size = sizeof limits, .file_bytes = 200 };
    const tks_env env = { .size = sizeof env, .limits = &limits };
    tks_project *project;
    tks_unused *unused = NULL;
    tks_used *used = NULL;
    tks_error err = { 0 }, trouble = { 0 };
    char large[400];

    memset(large, 'x', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    scratch_put(*state, "a.golden", large);
    scratch_put(*state, "b.golden", "x");
    scratch_put(*state, "c.golden", "x");
    scratch_put(*state, "refs", "b.golden\n");
    project = upkeep_open(*state, &env);
    assert_int_equal(tks_used_new(&used, project, &err), TKS_OK);
    assert_int_equal(tks_used_read(used, scratch_path(*state, "refs"), TKS_USED_INSTA, &err),
                     TKS_OK);
    assert_int_equal(tks_project_unused(&unused, project, used, false, keep_message, &trouble,
                                        &err),
                     TKS_OK);
    assert_int_equal(trouble.status, TKS_OVER_LIMIT);
    assert_int_equal(tks_unused_count(unused), 1);
    assert_string_equal(tks_unused_at(unused, 0)->path, "c.golden");
    tks_unused_free(unused);
    tks_used_free(used);
    tks_project_free(project);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_set_up_project, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(crates_that_were_not_run_are_left_out),
        TEST(a_baseline_that_is_not_there_yet_touches_nothing),
        TEST(insta_files_that_python_wrote_are_not_rusts),
        TEST(a_go_package_is_one_folder_whatever_keeps_its_snapshots),
        TEST(what_is_nobodys_for_sure_is_never_unused),
        TEST(single_files_of_an_ending_that_no_test_asked_for_are_left_out),
        TEST(entries_of_a_python_project_are_told_in_the_order_of_the_file),
        TEST(a_name_that_a_file_has_twice_is_told_once),
        TEST(names_of_jest_are_told_as_people_read_them),
        TEST(what_cannot_be_removed_says_so),
        TEST(the_bytes_of_a_binary_snapshot_go_with_it),
        TEST(a_file_that_cannot_be_read_stops_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
