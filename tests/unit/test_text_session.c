/* test_text_session.c - which pairs are texts, and what a session makes of them
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "make_png.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tksnap/report.h>
#include <tksnap/text_view.h>

static int set_up(void **state)
{
    static struct scratch scratch;

    scratch = scratch_make();
    scratch_folder(&scratch, "e");
    scratch_folder(&scratch, "a");
    *state = &scratch;
    return 0;
}

static int tear_down(void **state)
{
    scratch_remove(*state);
    return 0;
}

static void put(struct scratch *scratch, const char *path, const char *text)
{
    scratch_write(scratch, path, (tks_bytes){ text, strlen(text) });
}

static void put_picture(struct scratch *scratch, const char *path)
{
    struct made_file file = make_png_plain(4, 4, 1, 2, 3, 255);

    scratch_write(scratch, path, made_bytes(file));
    made_free(file);
}

/* What became of a pair, as text that is compared with what should. */
static tks_status tell(void *user, const tks_outcome *outcome, tks_error *err)
{
    char *out = user;

    (void)err;
    if (outcome->state == TKS_STATE_FAILED)
        snprintf(out, 300, "error: %s", outcome->error.message);
    else
        snprintf(out, 300, "%s %s%s", outcome->text != NULL ? "text" : "picture",
                 tks_verdict_name(tks_outcome_verdict(outcome)),
                 outcome->diff_written ? " written" : "");
    assert_true((outcome->text != NULL) + (outcome->diff != NULL) ==
                (outcome->state == TKS_STATE_COMPARED));
    return TKS_OK;
}

/* Compares two files of the scratch folder, the difference to go to "d/diff". */
static tks_status compare(char out[300], struct scratch *scratch, const char *expected,
                          const char *actual, bool texts, const tks_env *env)
{
    char paths[3][300];
    tks_text_rules text_rules = TKS_TEXT_RULES;
    tks_rules rules = TKS_RULES;
    const tks_pair pair = {
        .name = "pair", .expected = paths[0], .actual = paths[1], .diff = paths[2]
    };

    snprintf(paths[0], sizeof paths[0], "%s", scratch_path(scratch, expected));
    snprintf(paths[1], sizeof paths[1], "%s", scratch_path(scratch, actual));
    snprintf(paths[2], sizeof paths[2], "%s", scratch_path(scratch, "d/diff"));
    if (texts)
        rules.texts = &text_rules;
    return tks_compare_pairs(&pair, 1, &rules, NULL, tell, out, env, NULL);
}

static void check(struct scratch *scratch, const char *expected, const char *actual, bool texts,
                  const char *wanted)
{
    char out[300] = "";

    assert_int_equal(compare(out, scratch, expected, actual, texts, NULL), TKS_OK);
    if (strstr(out, wanted) == NULL)
        fail_msg("%s, %s: '%s' and not '%s'", expected, actual, out, wanted);
}

static void texts_are_told_from_pictures(void **state)
{
    struct scratch *scratch = *state;

    put(scratch, "e/a.txt", "one\n");
    put(scratch, "a/a.txt", "two\n");
    put(scratch, "e/empty", "");
    put(scratch, "e/fake.png", "one\n");
    put(scratch, "e/lfs.txt", "version https://git-lfs.github.com/spec/v1\n");
    put_picture(scratch, "e/b");
    check(scratch, "e/a.txt", "e/a.txt", true, "text same");
    check(scratch, "e/a.txt", "a/a.txt", true, "text different written");
    check(scratch, "e/empty", "a/a.txt", true, "text different written");
    check(scratch, "e/empty", "e/empty", true, "text same");
    check(scratch, "e/b", "e/b", true, "picture same");
    check(scratch, "e/a.txt", "e/b", true, "is no picture, and");
    check(scratch, "e/b", "e/empty", true, "is empty");
    check(scratch, "e/a.txt", "e/lfs.txt", true, "lfs.txt: is a Git LFS pointer");
    check(scratch, "e/fake.png", "e/fake.png", true, "fake.png: is a text file, not a picture");
    check(scratch, "e/fake.png", "a/a.txt", true, "fake.png: is a text file, not a picture");
}

static void without_rules_for_them_texts_are_errors(void **state)
{
    put(*state, "e/a.txt", "one\n");
    put(*state, "a/a.txt", "two\n");
    check(*state, "e/a.txt", "a/a.txt", false, "is a text file, not a picture");
    check(*state, "e/a.txt", "e/a.txt", false, "is a text file, not a picture");
}

static void large_files_are_compared_whole(void **state)
{
    enum { LENGTH = 3 << 20 };
    char *text = malloc(LENGTH);

    assert_non_null(text);
    for (int i = 0; i < LENGTH; i++)
        text[i] = (char)(i % 50 == 49 ? '\n' : 'a' + i % 23);
    scratch_write(*state, "e/a.txt", (tks_bytes){ text, LENGTH });
    text[LENGTH - 10] = 'X';
    scratch_write(*state, "a/a.txt", (tks_bytes){ text, LENGTH });
    free(text);
    check(*state, "e/a.txt", "e/a.txt", true, "text same");
    check(*state, "e/a.txt", "a/a.txt", true, "text different");
}

static void files_are_compared_as_texts_whatever_they_are(void **state)
{
    tks_text_diff *diff = NULL;
    char expected[300], actual[300];

    put(*state, "e/a.png", "one\n");
    put(*state, "a/a.png", "two\n");
    snprintf(expected, sizeof expected, "%s", scratch_path(*state, "e/a.png"));
    snprintf(actual, sizeof actual, "%s", scratch_path(*state, "a/a.png"));
    assert_int_equal(tks_compare_text_files(&diff, expected, actual, NULL, NULL, NULL), TKS_OK);
    assert_int_equal(tks_text_diff_verdict(diff), TKS_DIFFERENT);
    assert_int_equal(tks_text_diff_lines(diff, TKS_ACTUAL), 1);
    tks_text_diff_free(diff);
}

static void all_files_of_two_folders_are_paired_when_asked_for(void **state)
{
    char expected[300], actual[300], diff[300];
    tks_folders folders = { .size = sizeof folders, .all_files = true };
    tks_pairs *pairs = NULL;

    put(*state, "e/a.png", "");
    put(*state, "a/a.png", "");
    put(*state, "e/a.txt", "");
    put(*state, "a/a.txt", "");
    put(*state, "a/b", "");
    put(*state, "a/.hidden", "");
    snprintf(expected, sizeof expected, "%s", scratch_path(*state, "e"));
    snprintf(actual, sizeof actual, "%s", scratch_path(*state, "a"));
    snprintf(diff, sizeof diff, "%s", scratch_path(*state, "d"));
    folders.expected = expected;
    folders.actual = actual;
    folders.diff = diff;
    assert_int_equal(tks_pairs_from_folders(&pairs, &folders, NULL, NULL), TKS_OK);
    assert_int_equal(tks_pairs_count(pairs), 3);
    assert_string_equal(tks_pairs_list(pairs)[0].name, "a.png");
    assert_string_equal(tks_pairs_list(pairs)[0].diff + strlen(diff), "/a.png");
    assert_string_equal(tks_pairs_list(pairs)[1].diff + strlen(diff), "/a.txt.patch");
    assert_null(tks_pairs_list(pairs)[2].expected);
    tks_pairs_free(pairs);
}

static void memory_that_runs_out_leaves_nothing_behind(void **state)
{
    struct scratch *scratch = *state;
    char out[300] = "error";
    long n = 0;

    put(scratch, "e/a.txt", "one two\nthree\n");
    put(scratch, "a/a.txt", "one 2\nfour\n");
    while (strncmp(out, "error", 5) == 0) {
        struct counting counting = COUNTING;
        const tks_allocator allocator = counting_allocator(&counting);
        const tks_env env = { .size = sizeof env, .allocator = &allocator, .threads = 1 };

        snprintf(out, sizeof out, "error");
        atomic_store(&counting.fail_at, ++n);
        (void)!compare(out, scratch, "e/a.txt", "a/a.txt", true, &env);
        assert_int_equal(atomic_load(&counting.held), 0);
        assert_true(scratch_exists(scratch, "d/diff") == (strncmp(out, "error", 5) != 0));
    }
    assert_string_equal(out, "text different written");
    assert_true(n > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(texts_are_told_from_pictures, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_rules_for_them_texts_are_errors, set_up, tear_down),
        cmocka_unit_test_setup_teardown(large_files_are_compared_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_are_compared_as_texts_whatever_they_are, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(all_files_of_two_folders_are_paired_when_asked_for, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(memory_that_runs_out_leaves_nothing_behind, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests_name("text session", tests, NULL, NULL);
}
