/* test_setup.c - a project gets what its stores want, and keeps what it has
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "upkeep.h"

/* What is missing, and writing it. */
struct setting_up {
    tks_project *project;
    tks_diagnosis *diagnosis;
    tks_setup *setup;
};

static struct setting_up look(struct scratch *scratch)
{
    struct setting_up it = { .project = upkeep_open(scratch, NULL) };
    tks_error err = { 0 };

    assert_int_equal(tks_project_diagnose(&it.diagnosis, it.project, &err), TKS_OK);
    assert_int_equal(tks_project_setup(&it.setup, it.project, it.diagnosis, &err), TKS_OK);
    return it;
}

static void done(struct setting_up *it)
{
    tks_setup_free(it->setup);
    tks_diagnosis_free(it->diagnosis);
    tks_project_free(it->project);
}

static void set_up(struct scratch *scratch)
{
    struct setting_up it = look(scratch);
    tks_error err = { 0 };
    uint32_t number;

    if (tks_project_set_up(&number, it.project, it.setup, &err) != TKS_OK)
        fail_msg("%s", err.message);
    assert_true(number > 0);
    done(&it);
}

static void assert_missing(struct scratch *scratch, size_t count)
{
    struct setting_up it = look(scratch);

    assert_null(tks_setup_at(it.setup, count));
    assert_true(count == 0 || tks_setup_at(it.setup, count - 1) != NULL);
    done(&it);
}

static void a_project_without_snapshots_wants_rules_only(void **state)
{
    assert_missing(*state, 1);
    set_up(*state);
    assert_true(scratch_exists(*state, "tksnap.yaml"));
    assert_false(scratch_exists(*state, ".gitignore"));
    assert_false(scratch_exists(*state, ".gitattributes"));
}

static void each_store_wants_its_own_lines(void **state)
{
    scratch_put(*state, "tksnap.yaml", "metric: exact\n");
    scratch_put(*state, "a.golden", "x");
    set_up(*state);
    upkeep_assert_holds(*state, "tksnap.yaml", "metric: exact\n");
    upkeep_assert_holds(*state, ".gitignore", NULL);
    upkeep_assert_holds(*state, ".gitattributes",
                        "# golden files are compared byte for byte\n"
                        "*.golden -text\n*.golden.* -text\n");
    scratch_put(*state, "x.approved.txt", "x");
    set_up(*state);
    upkeep_assert_holds(*state, ".gitignore",
                        "# what approval tests leave for review\n*.received.*\n");
    upkeep_assert_holds(*state, ".gitattributes",
                        "# golden files are compared byte for byte\n"
                        "*.golden -text\n*.golden.* -text\n"
                        "\n# what was approved is compared byte for byte\n*.approved.* -text\n");
    assert_missing(*state, 0);
}

static void a_pattern_that_a_file_speaks_of_is_left_to_it(void **state)
{
    static const char ignored[] = "!**/*.snap.new\n/build # *.snap.new.*\n .*.pending-snap\n"
                                  "*.snap.new.*   \n";

    scratch_put(*state, "a.snap", INSTA);
    scratch_put(*state, "tksnap.yaml", "");
    scratch_put(*state, ".gitignore", ignored);
    scratch_put(*state, ".gitattributes", "*.snap.* filter=lfs\n**/*.snap\ttext\n");
    set_up(*state);
    upkeep_assert_holds(*state, ".gitattributes", "*.snap.* filter=lfs\n**/*.snap\ttext\n");
    upkeep_assert_holds(*state, ".gitignore",
                        "!**/*.snap.new\n/build # *.snap.new.*\n .*.pending-snap\n"
                        "*.snap.new.*   \n"
                        "\n# what insta's tests leave for review\n.*.pending-snap\n");
}

static void lines_end_as_those_of_the_file_do(void **state)
{
    scratch_put(*state, "a.golden", "x");
    scratch_put(*state, "tksnap.yaml", "");
    scratch_put(*state, ".gitattributes", "*.png binary\r\n");
    set_up(*state);
    upkeep_assert_holds(*state, ".gitattributes",
                        "*.png binary\r\n\r\n# golden files are compared byte for byte\r\n"
                        "*.golden -text\r\n*.golden.* -text\r\n");
    scratch_put(*state, ".gitattributes", "*.png binary");
    set_up(*state);
    upkeep_assert_holds(*state, ".gitattributes",
                        "*.png binary\n\n# golden files are compared byte for byte\n"
                        "*.golden -text\n*.golden.* -text\n");
}

static void a_file_that_changed_since_it_was_looked_at_is_left(void **state)
{
    struct setting_up it;
    tks_error err = { 0 };
    uint32_t number;

    scratch_put(*state, "a.golden", "x");
    it = look(*state);
    scratch_put(*state, ".gitattributes", "* -text\n");
    assert_int_equal(tks_project_set_up(&number, it.project, it.setup, &err), TKS_CONFLICT);
    assert_int_equal(number, 0);
    done(&it);
    upkeep_assert_holds(*state, ".gitattributes", "* -text\n");
    upkeep_assert_holds(*state, "tksnap.yaml", NULL);
}

static void without_memory_nothing_is_written_by_half(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    tks_status status = TKS_OUT_OF_MEMORY;

    scratch_put(*state, "a.snap", INSTA);
    for (int n = 1; status != TKS_OK; n++) {
        struct setting_up it = { .project = NULL };
        tks_error err = { 0 };
        uint32_t number;

        counting.taken = 0;
        counting.fail_at = n;
        if ((status = tks_project_open(&it.project, ((struct scratch *)*state)->root, &env,
                                       &err)) == TKS_OK &&
            (status = tks_project_diagnose(&it.diagnosis, it.project, &err)) == TKS_OK &&
            (status = tks_project_setup(&it.setup, it.project, it.diagnosis, &err)) == TKS_OK)
            status = tks_project_set_up(&number, it.project, it.setup, &err);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        done(&it);
        assert_int_equal(counting.held, 0);
    }
    assert_true(scratch_exists(*state, ".gitattributes"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_set_up_project, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_project_without_snapshots_wants_rules_only),
        TEST(each_store_wants_its_own_lines),
        TEST(a_pattern_that_a_file_speaks_of_is_left_to_it),
        TEST(lines_end_as_those_of_the_file_do),
        TEST(a_file_that_changed_since_it_was_looked_at_is_left),
        TEST(without_memory_nothing_is_written_by_half),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
