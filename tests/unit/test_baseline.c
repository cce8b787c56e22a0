/* test_baseline.c - which baseline a variant is compared with, and where a new one goes
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "scratch.h"

#include <stdio.h>
#include <tksnap/baseline.h>
#include <unistd.h>

#define BELOW "t/__screenshots__/t.c/"

#define SNAPSHOT(of_file, of_name, ...)                                                            \
    ((tks_baseline_name){                                                                          \
        .size = sizeof(tks_baseline_name), .test_file = of_file, .name = of_name, __VA_ARGS__ })

static tks_project *open_project(const struct scratch *scratch)
{
    tks_project *project = NULL;

    assert_int_equal(tks_project_open(&project, scratch->root, NULL, NULL), TKS_OK);
    return project;
}

static void put(struct scratch *scratch, const char *path)
{
    scratch_write(scratch, path, (tks_bytes){ "x", 1 });
}

/* "FOUND new NEW", without the folder; or the error. */
static const char *found(struct scratch *scratch, tks_baseline_name snapshot)
{
    static char words[600];
    const size_t below = sizeof BELOW - 1;
    tks_project *project = open_project(scratch);
    tks_baseline *baseline = NULL;
    tks_error err = { 0 };

    if (tks_baseline_find(&baseline, project, &snapshot, &err) != TKS_OK)
        snprintf(words, sizeof words, "%s", err.message);
    else
        snprintf(words, sizeof words, "%s new %s",
                 tks_baseline_path(baseline) != NULL ? tks_baseline_path(baseline) + below : "none",
                 tks_baseline_new_path(baseline) + below);
    tks_baseline_free(baseline);
    tks_project_free(project);
    return words;
}

static void candidates_come_in_the_documented_order(void **state)
{
    static const char *const order[] = {
        BELOW "n-os=linux,browser=firefox,theme=dark.png",
        BELOW "n-browser=firefox,theme=dark.png",
        BELOW "n-os=linux,theme=dark.png",
        BELOW "n-theme=dark.png",
        BELOW "n-os=linux,browser=firefox.png",
        BELOW "n-browser=firefox.png",
        BELOW "n-os=linux.png",
        BELOW "n.png",
    };
    const tks_baseline_name snapshot =
        SNAPSHOT("t/t.c", "n", .os = "linux", .browser = "firefox", .theme = "dark");
    tks_project *project = open_project(*state);
    tks_baseline *baseline = NULL;

    assert_int_equal(tks_baseline_find(&baseline, project, &snapshot, NULL), TKS_OK);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        assert_string_equal(tks_baseline_candidate(baseline, i), order[i]);
    assert_null(tks_baseline_candidate(baseline, sizeof order / sizeof *order));
    assert_null(tks_baseline_path(baseline));
    tks_baseline_free(baseline);
    tks_project_free(project);
}

static void the_most_telling_one_that_is_there_is_taken(void **state)
{
    const tks_baseline_name dark = SNAPSHOT("t/t.c", "n", .os = "linux", .theme = "dark");

    assert_string_equal(found(*state, dark), "none new n-os=linux,theme=dark.png");
    put(*state, BELOW "n.png");
    assert_string_equal(found(*state, dark), "n.png new n-os=linux,theme=dark.png");
    put(*state, BELOW "n-os=linux.png");
    assert_string_equal(found(*state, dark), "n-os=linux.png new n-os=linux,theme=dark.png");
    put(*state, BELOW "n-theme=dark.png");
    assert_string_equal(found(*state, dark), "n-theme=dark.png new n-os=linux,theme=dark.png");
    put(*state, BELOW "n-os=linux,theme=dark.png");
    assert_string_equal(found(*state, dark),
                        "n-os=linux,theme=dark.png new n-os=linux,theme=dark.png");
    assert_string_equal(found(*state, SNAPSHOT("t/t.c", "n")), "n.png new n.png");
    assert_string_equal(found(*state, SNAPSHOT("t/t.c", "n", .theme = "light")),
                        "n.png new n-theme=light.png");
}

static void a_variant_in_everything_has_thirty_two(void **state)
{
    const tks_baseline_name all = SNAPSHOT("t/t.c", "n", .os = "a", .browser = "b", .viewport = "c",
                                           .scale = "d", .theme = "e");
    tks_project *project = open_project(*state);
    tks_baseline *baseline = NULL;

    assert_int_equal(tks_baseline_find(&baseline, project, &all, NULL), TKS_OK);
    assert_string_equal(tks_baseline_candidate(baseline, 0),
                        BELOW "n-os=a,browser=b,viewport=c,scale=d,theme=e.png");
    assert_string_equal(tks_baseline_candidate(baseline, 31), BELOW "n.png");
    assert_null(tks_baseline_candidate(baseline, 32));
    tks_baseline_free(baseline);
    tks_project_free(project);
}

static void the_folder_is_the_tests(void **state)
{
    struct scratch *scratch = *state;
    char absolute[600], real[400], message[600];
    tks_project *project = open_project(*state);

    snprintf(real, sizeof real, "%s", tks_project_path(project));
    tks_project_free(project);
    snprintf(absolute, sizeof absolute, "%s/t/t.c", real);
    assert_string_equal(found(*state, SNAPSHOT(absolute, "n")), "none new n.png");
    assert_string_equal(found(*state, SNAPSHOT("elsewhere/t.c", "n", .folder = "t")),
                        "none new n.png");
    put(*state, "t/t.c");
    assert_string_equal(found(*state, SNAPSHOT("t/t.c", "n")), "none new n.png");

    /* relative to the folder that the test runs in */
    scratch_folder(scratch, "build");
    assert_int_equal(chdir(scratch_path(scratch, "build")), 0);
    assert_string_equal(found(*state, SNAPSHOT("../t/t.c", "n")), "none new n.png");
    assert_int_equal(chdir("/"), 0);
    snprintf(message, sizeof message, "../t/t.c: is not in the project %s; say the test's folder",
             real);
    assert_string_equal(found(*state, SNAPSHOT("../t/t.c", "n")), message);
    snprintf(message, sizeof message,
             "/etc/passwd: is not in the project %s; say the test's folder", real);
    assert_string_equal(found(*state, SNAPSHOT("/etc/passwd", "n")), message);
    assert_string_equal(found(*state, SNAPSHOT("t/t.c", "n", .folder = "../t")),
                        "../t: is not a path below the project's folder");
}

static void without_memory_there_is_no_answer(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    const tks_baseline_name snapshot =
        SNAPSHOT("t/t.c", "e\xCC\x81", .os = "linux", .theme = "dark");
    tks_status status = TKS_OUT_OF_MEMORY;

    for (int n = 1; status != TKS_OK; n++) {
        tks_project *project = NULL;
        tks_baseline *baseline = NULL;
        tks_baseline_name *back = NULL;

        counting.taken = 0;
        counting.fail_at = n;
        if ((status = tks_project_open(&project, ((struct scratch *)*state)->root, &env, NULL)) ==
                TKS_OK &&
            (status = tks_baseline_find(&baseline, project, &snapshot, NULL)) == TKS_OK)
            status = tks_baseline_name_parse(&back, tks_baseline_new_path(baseline), &env, NULL);
        tks_baseline_name_free(back);
        tks_baseline_free(baseline);
        tks_project_free(project);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        assert_int_equal(counting.held, 0);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_set_up_project, scratch_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(candidates_come_in_the_documented_order),
        TEST(the_most_telling_one_that_is_there_is_taken),
        TEST(a_variant_in_everything_has_thirty_two),
        TEST(the_folder_is_the_tests),
        TEST(without_memory_there_is_no_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
