/* test_diagnosis.c - what is wrong is found, and what only looks wrong is not
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "upkeep.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BINARY  "extension: png\nsnapshot_kind: binary\n---\n"
#define POINTER "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 5\n"

static void a_sound_project_has_no_findings(void **state)
{
    scratch_put(*state, "snapshots/a.snap", INSTA);
    scratch_put(*state, "snapshots/b.snap", INSTA_HEAD BINARY);
    scratch_put(*state, "snapshots/b.snap.png", "bytes");
    scratch_put(*state, "t/__snapshots__/c.ambr", AMBER "# name: c\n  1\n# ---\n");
    scratch_put(*state, "t/__snapshots__/c/d.svg", "<svg/>");
    scratch_put(*state, "g/__snapshots__/e_test.snap", "\n[TestE - 1]\nx\n---\n");
    scratch_put(*state, "g/__snapshots__/TestF_1.snap.json", "{}");
    scratch_put(*state, "g/testdata/h.golden", "a\r\nb\n");
    assert_string_equal(upkeep_findings(*state), "");
}

static void markers_of_a_merge_are_a_conflict_where_the_format_has_its_own(void **state)
{
    scratch_put(*state, "a.ambr",
                AMBER "# name: x\n<<<<<<< ours\n  1\n=======\n  2\n>>>>>>> theirs\n# ---\n");
    scratch_put(
        *state, "b.snap",
        "---\nsource: a.rs\n<<<<<<< ours\nexpression: a\n=======\n>>>>>>> theirs\n---\nx\n");
    scratch_put(*state, "c.snap", "<<<<<<< ours\n---\nsource: a.rs\n---\nx\n");
    scratch_put(*state, "d.snap", "\n<<<<<<< ours\n[TestA - 1]\nx\n---\n=======\n>>>>>>> theirs\n");
    assert_string_equal(upkeep_findings(*state),
                        "conflict a.ambr, conflict b.snap, conflict c.snap, conflict d.snap");
}

static void markers_within_a_value_are_data(void **state)
{
    scratch_put(*state, "a.ambr",
                AMBER "# name: x\n  <<<<<<< ours\n  =======\n  >>>>>>> theirs\n# ---\n");
    scratch_put(*state, "b.snap", INSTA "<<<<<<< ours\n=======\n>>>>>>> theirs\n");
    scratch_put(*state, "c.snap", "\n[TestA - 1]\n<<<<<<< ours\n=======\n---\n");
    scratch_put(*state, "d.golden", "<<<<<<< ours\n=======\n>>>>>>> theirs\n");
    assert_string_equal(upkeep_findings(*state), "");
}

static void a_pointer_of_git_lfs_is_no_snapshot(void **state)
{
    scratch_put(*state, "a.snap", POINTER);
    scratch_put(*state, "b.golden", POINTER);
    scratch_put(*state, "__snapshots__/t/c.png", POINTER);
    scratch_put(*state, "d.snap", INSTA POINTER);
    assert_string_equal(upkeep_findings(*state),
                        "lfs-pointer __snapshots__/t/c.png, lfs-pointer a.snap, "
                        "lfs-pointer b.golden");
}

static void names_that_differ_in_case_or_composition_are_one(void **state)
{
    scratch_put(*state, "a/Test.golden", "x");
    scratch_put(*state, "a/test.golden", "x");
    scratch_put(*state, "b/test.golden", "x");
    scratch_put(*state, "A/other.golden", "x");
    scratch_put(*state, "caf\xC3\xA9.golden", "x");
    scratch_put(*state, "CAFE\xCC\x81.golden", "x");
    scratch_put(*state, "cafe.golden", "x");
    assert_string_equal(upkeep_findings(*state), "case-collision a/test.golden, "
                                                 "case-collision caf\xC3\xA9.golden");
}

static void entries_are_told_by_name(void **state)
{
    scratch_put(*state, "a.ambr",
                AMBER "# name: x\n  1\n# ---\n# name: y\n\n# ---\n# name: x\n  2\n# ---\n"
                      "# name: z\n  3\n");
    assert_string_equal(upkeep_findings(*state),
                        "unterminated a.ambr:z, unseen a.ambr:y, (duplicate a.ambr:x)");
}

static void old_forms_are_worth_knowing_and_those_that_fail_are_problems(void **state)
{
    scratch_put(*state, "a.ambr", "# name: x\n  1\n# ---\n");
    scratch_put(*state, "b.snap", "Created: 2019\nCreator: insta@0.2.2\nSource: a.rs\n\nx\n");
    scratch_put(*state, "c.ambr", AMBER "# name: x\r\n  1\n# ---\n");
    scratch_put(*state, "d.ambr", AMBER "# name: x\n  1\n\n# ---\nnobody's\n");
    assert_string_equal(upkeep_findings(*state),
                        "tainted a.ambr, (stray d.ambr), (mixed-line-ends c.ambr), "
                        "(legacy b.snap)");
}

static void set_time(struct scratch *scratch, const char *path, time_t seconds)
{
    const struct timespec times[2] = { { .tv_sec = seconds }, { .tv_sec = seconds } };

    assert_int_equal(utimensat(AT_FDCWD, scratch_path(scratch, path), times, 0), 0);
}

static void pending_snapshots_that_would_change_nothing_or_are_of_old_are_told(void **state)
{
    scratch_put(*state, "same.snap", INSTA);
    scratch_put(*state, "same.snap.new", INSTA_HEAD "assertion_line: 3\n---\nvalue\n");
    scratch_put(*state, "late.snap", INSTA);
    scratch_put(*state, "late.snap.new", INSTA_HEAD "assertion_line: 3\n---\nother\n");
    scratch_put(*state, "good.snap", INSTA);
    scratch_put(*state, "good.snap.new", INSTA_HEAD "assertion_line: 3\n---\nother\n");
    scratch_put(*state, "new.snap.new", INSTA);
    scratch_put(*state, "bytes.snap", INSTA_HEAD BINARY);
    scratch_put(*state, "bytes.snap.png", "old");
    scratch_put(*state, "bytes.snap.new", INSTA_HEAD BINARY);
    scratch_put(*state, "bytes.snap.new.png", "new");
    scratch_put(*state, "even.snap", INSTA_HEAD BINARY);
    scratch_put(*state, "even.snap.png", "old");
    scratch_put(*state, "even.snap.new", INSTA_HEAD BINARY);
    scratch_put(*state, "even.snap.new.png", "old");
    set_time(*state, "late.snap.new", 1000);
    set_time(*state, "good.snap", 1000);
    set_time(*state, "bytes.snap", 1000);
    assert_string_equal(upkeep_findings(*state),
                        "(stale even.snap.new), (stale same.snap.new), (older late.snap.new)");
}

static void bytes_and_headers_that_lost_each_other_are_told(void **state)
{
    scratch_put(*state, "snapshots/lost.snap", INSTA_HEAD BINARY);
    scratch_put(*state, "snapshots/gone.snap.png", "x");
    scratch_put(*state, "snapshots/gone.snap.new.png", "x");
    scratch_put(*state, "snapshots/text.snap", INSTA);
    scratch_put(*state, "snapshots/text.snap.png", "x");
    scratch_put(*state, "elsewhere/gone.snap.png", "somebody's, perhaps");
    scratch_put(*state, "go/x.snap", "\n[TestA - 1]\nx\n---\n");
    scratch_put(*state, "go/x.snap.json", "{}");
    assert_string_equal(upkeep_findings(*state),
                        "lost-bytes snapshots/lost.snap, (orphan snapshots/gone.snap.new.png), "
                        "(orphan snapshots/gone.snap.png), (orphan snapshots/text.snap.png)");
}

static void what_was_interrupted_is_told(void **state)
{
    scratch_put(*state, ".tksnap/journal/000007/plan", "tksnap journal 1\nprune\nend\n");
    scratch_put(*state, ".tksnap/journal/000008/done", "tksnap journal 1\nprune\nend\n");
    assert_string_equal(upkeep_findings(*state), "interrupted .tksnap/journal/000007");
    scratch_put(*state, ".tksnap/journal/000007/plan", "nonsense that is no journal\n");
    assert_string_equal(upkeep_findings(*state), "unreadable .tksnap/journal");
}

static void a_record_that_was_interrupted_is_told(void **state)
{
    scratch_put(*state, ".tksnap/record/copies", "copying");
    assert_string_equal(upkeep_findings(*state), "");
    scratch_put(*state, ".tksnap/record/manifest", "tksnap record 1\nend\n");
    assert_string_equal(upkeep_findings(*state), "interrupted .tksnap/record");
}

static void keep(tks_project *project, const char *path, const char *entry, const char *actual)
{
    const tks_keep what = { .size = sizeof what,
                            .path = path,
                            .entry = entry,
                            .removed = actual == NULL,
                            .actual = { actual, actual != NULL ? strlen(actual) : 0 } };
    tks_error err = { 0 };

    if (tks_project_keep(project, &what, &err) != TKS_OK)
        fail_msg("%s", err.message);
}

static void kept_changes_that_lost_their_point_are_told(void **state)
{
    tks_project *project;

    scratch_put(*state, "a.ambr", AMBER "# name: x\n  1\n# ---\n# name: y\n  2\n# ---\n");
    scratch_put(*state, "b.golden", "old");
    scratch_put(*state, "c.golden", "old");
    scratch_put(*state, "d.ambr", AMBER "# name: b\n  1\n# ---\n");
    project = upkeep_open(*state, NULL);
    keep(project, "a.ambr", "x", "other");
    keep(project, "a.ambr", "y", NULL);
    keep(project, "a.ambr", "z", "new");
    keep(project, "b.golden", NULL, "new");
    keep(project, "c.golden", NULL, "new");
    keep(project, "d.ambr", NULL, AMBER "# name: b\n  2\n# ---\n");
    tks_project_free(project);
    assert_string_equal(upkeep_findings(*state), "");
    scratch_put(*state, "a.ambr", AMBER "# name: z\n  new\n# ---\n");
    scratch_put(*state, "b.golden", "new");
    scratch_put(*state, "d.ambr", AMBER "# name: b\n  2\n# ---\n");
    assert_int_equal(unlink(scratch_path(*state, "c.golden")), 0);
    assert_string_equal(upkeep_findings(*state),
                        "(stale a.ambr:y), (stale a.ambr:z), (stale b.golden), (stale d.ambr), "
                        "(gone a.ambr:x), (gone c.golden)");
}

static void stores_are_counted_by_their_baselines(void **state)
{
    tks_project *project;
    tks_diagnosis *diagnosis = NULL;
    tks_error err = { 0 };
    size_t files;

    scratch_put(*state, "a.snap", INSTA);
    scratch_put(*state, "b.snap", INSTA);
    scratch_put(*state, "b.snap.new", INSTA);
    scratch_put(*state, "c.golden", "x");
    scratch_put(*state, "testdata/c.txt", "x");
    project = upkeep_open(*state, NULL);
    assert_int_equal(tks_project_diagnose(&diagnosis, project, &err), TKS_OK);
    assert_string_equal(tks_diagnosis_store(diagnosis, 0, &files), "golden");
    assert_int_equal(files, 1);
    assert_string_equal(tks_diagnosis_store(diagnosis, 1, &files), "insta");
    assert_int_equal(files, 2);
    assert_null(tks_diagnosis_store(diagnosis, 2, &files));
    tks_diagnosis_free(diagnosis);
    tks_project_free(project);
}

static void without_memory_nothing_is_told_and_nothing_lost(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    tks_status status = TKS_OUT_OF_MEMORY;
    tks_project *keeper;

    scratch_put(*state, "same.snap", INSTA);
    scratch_put(*state, "same.snap.new", INSTA);
    scratch_put(*state, "a.ambr", AMBER "# name: x\n  1\n# ---\n# name: x\n  2\n");
    scratch_put(*state, "A.ambr", AMBER);
    scratch_put(*state, "snapshots/b.snap", INSTA_HEAD BINARY);
    scratch_put(*state, "snapshots/c.snap.png", "x");
    scratch_put(*state, "d.golden", "new");
    scratch_put(*state, "e.ambr", AMBER "# name: x\n  new\n# ---\n");
    keeper = upkeep_open(*state, NULL);
    keep(keeper, "d.golden", NULL, "new");
    keep(keeper, "e.ambr", "x", "new");
    tks_project_free(keeper);
    for (int n = 1; status != TKS_OK; n++) {
        tks_project *project = NULL;
        tks_diagnosis *diagnosis = NULL;
        tks_error err = { 0 };

        counting.taken = 0;
        counting.fail_at = n;
        if ((status = tks_project_open(&project, ((struct scratch *)*state)->root, &env, &err)) ==
            TKS_OK)
            status = tks_project_diagnose(&diagnosis, project, &err);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        if (status == TKS_OK)
            assert_int_equal(tks_diagnosis_count(diagnosis), 8);
        tks_diagnosis_free(diagnosis);
        tks_project_free(project);
        assert_int_equal(counting.held, 0);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_set_up_project, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_sound_project_has_no_findings),
        TEST(markers_of_a_merge_are_a_conflict_where_the_format_has_its_own),
        TEST(markers_within_a_value_are_data),
        TEST(a_pointer_of_git_lfs_is_no_snapshot),
        TEST(names_that_differ_in_case_or_composition_are_one),
        TEST(entries_are_told_by_name),
        TEST(old_forms_are_worth_knowing_and_those_that_fail_are_problems),
        TEST(pending_snapshots_that_would_change_nothing_or_are_of_old_are_told),
        TEST(bytes_and_headers_that_lost_each_other_are_told),
        TEST(what_was_interrupted_is_told),
        TEST(a_record_that_was_interrupted_is_told),
        TEST(kept_changes_that_lost_their_point_are_told),
        TEST(stores_are_counted_by_their_baselines),
        TEST(without_memory_nothing_is_told_and_nothing_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
