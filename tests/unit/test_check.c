/* test_check.c - a test's snapshot: passes, is kept for review, is written if that is asked
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "deciding.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <tksnap/check.h>
#include <unistd.h>

#define BELOW "t/__screenshots__/t.c/"

#define SNAPSHOT(extended, ...)                                                                    \
    ((tks_baseline_name){ .size = sizeof(tks_baseline_name),                                       \
                          .folder = "t",                                                           \
                          .test_file = "t.c",                                                      \
                          .name = "n",                                                             \
                          .extension = extended,                                                   \
                          __VA_ARGS__ })

/* A square of one grey, of which the pixel in the middle is another. */
static tks_view square(uint8_t gray, uint8_t middle)
{
    static uint8_t pixels[2][9];
    static int next;
    uint8_t *square = pixels[next++ % 2];

    memset(square, gray, sizeof pixels[0]);
    square[4] = middle;
    return (tks_view){ square, 3, 3, 3, TKS_GRAY8 };
}

/* What came of it: "passed left compared same: MESSAGE"; the error, if there was one. */
static const char *check_as(struct scratch *scratch, tks_check check)
{
    static const char *const deeds[] = { "left", "kept", "written" };
    static char words[800];
    tks_project *project = open_project(scratch);
    tks_checked checked = { .size = sizeof checked };
    tks_error err = { 0 };

    check.size = sizeof check;
    if (tks_project_check(&checked, project, &check, &err) != TKS_OK)
        snprintf(words, sizeof words, "%s: %s", tks_status_name(err.status), err.message);
    else
        snprintf(words, sizeof words, "%s %s %s %s: %s", checked.passed ? "passed" : "failed",
                 deeds[checked.deed], checked.state == TKS_STATE_NEW ? "new" : "compared",
                 tks_verdict_name(checked.verdict), checked.message);
    tks_project_free(project);
    return words;
}

static const char *check_text(struct scratch *scratch, tks_baseline_name snapshot, const char *text,
                              const char *update)
{
    return check_as(scratch, (tks_check){ .baseline = &snapshot,
                                          .actual = { text, strlen(text) },
                                          .update = update });
}

static const char *check_pixels(struct scratch *scratch, tks_view view, const char *update)
{
    const tks_baseline_name snapshot = SNAPSHOT(NULL);

    return check_as(scratch, (tks_check){ .baseline = &snapshot, .view = &view, .update = update });
}

static bool begins(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

/* ------------------------------------------------------------------------- tests */

static void the_first_run_fails_and_is_accepted_then_the_test_passes(void **state)
{
    const tks_baseline_name text = SNAPSHOT("txt");

    assert_string_equal(check_text(*state, text, "one\n", NULL),
                        "failed kept new different: " BELOW "n.txt: there is no baseline yet; it "
                        "is kept, and 'tksnap accept' makes it the baseline");
    assert_string_equal(listed(*state), "new tksnap text " BELOW "n.txt -\n");
    decide_well(*state, TKS_DEED_ACCEPT);
    assert_true(holds(*state, BELOW "n.txt", "one\n"));
    assert_string_equal(check_text(*state, text, "one\n", NULL),
                        "passed left compared same: " BELOW "n.txt: same");
}

static void a_change_is_kept_until_the_test_passes_again(void **state)
{
    const tks_baseline_name text = SNAPSHOT("txt");

    put(*state, BELOW "n.txt", "one\ntwo\n");
    assert_string_equal(check_text(*state, text, "one\n2\n3\n", ""),
                        "failed kept compared different: " BELOW "n.txt: different: 1 line "
                        "changed, 1 added; it is kept, and 'tksnap accept' makes it "
                        "the baseline");
    assert_string_equal(listed(*state), "changed tksnap text " BELOW "n.txt -\n");
    assert_string_equal(check_text(*state, text, "one\ntwo\n", "auto"),
                        "passed left compared same: " BELOW "n.txt: same");
    assert_string_equal(listed(*state), "");
}

static void pixels_are_compared_as_pictures(void **state)
{
    assert_non_null(strstr(check_pixels(*state, square(200, 200), NULL), "failed kept new"));
    assert_string_equal(listed(*state), "new tksnap image " BELOW "n.png -\n");
    decide_well(*state, TKS_DEED_ACCEPT);
    assert_string_equal(check_pixels(*state, square(200, 200), NULL),
                        "passed left compared same: " BELOW "n.png: same");
    assert_non_null(strstr(check_pixels(*state, square(200, 0), NULL),
                           "failed kept compared different: " BELOW
                           "n.png: different: 1 of 9 pixels, box 1x1 at 1,1; score "));
    assert_string_equal(listed(*state), "changed tksnap image " BELOW "n.png -\n");
}

static void what_is_within_the_rules_passes(void **state)
{
    const tks_baseline_name picture = SNAPSHOT(NULL), text = SNAPSHOT("txt");
    const tks_view view = square(200, 0);
    tks_text_rules texts = TKS_TEXT_RULES;
    tks_rules rules = TKS_RULES;

    texts.ignored = TKS_TEXT_TRAILING_SPACE;
    rules.texts = &texts;
    rules.max_pixels = 1;
    assert_non_null(strstr(check_pixels(*state, square(200, 200), "all"), "passed written new"));
    assert_non_null(
        strstr(check_as(*state,
                        (tks_check){ .baseline = &picture, .view = &view, .rules = &rules }),
               "passed left compared similar: " BELOW "n.png: similar: 1 of 9 pixels"));
    put(*state, BELOW "n.txt", "one\n");
    assert_string_equal(check_as(*state, (tks_check){ .baseline = &text,
                                                      .actual = { "one \n", 5 },
                                                      .rules = &rules }),
                        "passed left compared similar: " BELOW "n.txt: similar: 1 line within "
                        "the rules");
    assert_true(holds(*state, BELOW "n.txt", "one\n"));
}

static void update_says_what_is_written(void **state)
{
    static const struct {
        const char *update;
        const char *fresh, *changed; /* how the answer begins */
    } cases[] = {
        { NULL, "failed kept new", "failed kept compared" },
        { "auto", "failed kept new", "failed kept compared" },
        { "no", "failed left new", "failed left compared" },
        { "new", "passed written new", "failed kept compared" },
        { "changed", "failed kept new", "passed written compared" },
        { "all", "passed written new", "passed written compared" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tks_baseline_name snapshot = SNAPSHOT("txt");
        char name[16], path[60];

        snprintf(name, sizeof name, "fresh%zu", i);
        snprintf(path, sizeof path, BELOW "%s.txt", name);
        snapshot.name = name;
        assert_true(begins(check_text(*state, snapshot, "new", cases[i].update), cases[i].fresh));
        assert_true(holds(*state, path, strstr(cases[i].fresh, "written") ? "new" : NULL));

        snprintf(name, sizeof name, "changed%zu", i);
        snprintf(path, sizeof path, BELOW "%s.txt", name);
        put(*state, path, "old");
        assert_true(begins(check_text(*state, snapshot, "new", cases[i].update), cases[i].changed));
        assert_true(holds(*state, path, strstr(cases[i].changed, "written") ? "new" : "old"));
    }
    assert_string_equal(check_text(*state, SNAPSHOT("txt"), "x", "always"),
                        "invalid argument: 'always' is no way to update; auto, no, new, changed "
                        "and all are");
}

static void what_is_written_can_be_undone(void **state)
{
    put(*state, BELOW "n.txt", "old");
    check_text(*state, SNAPSHOT("txt"), "new", "no");
    check_text(*state, SNAPSHOT("txt"), "new", NULL);
    check_text(*state, SNAPSHOT("txt"), "new", "all");
    assert_true(holds(*state, BELOW "n.txt", "new"));
    assert_string_equal(listed(*state), ""); /* what was kept before is not left behind */
    undo(*state);
    assert_true(holds(*state, BELOW "n.txt", "old"));
}

static void told_not_to_update_nothing_on_the_disk_changes(void **state)
{
    put(*state, BELOW "n.txt", "old");
    check_text(*state, SNAPSHOT("txt"), "new", "no");
    check_text(*state, SNAPSHOT("txt"), "old", "no");
    assert_false(scratch_exists(*state, ".tksnap"));
}

static void a_variant_is_compared_with_what_it_shares_and_kept_as_its_own(void **state)
{
    const tks_baseline_name dark = SNAPSHOT("txt", .os = "linux", .theme = "dark");

    assert_string_equal(check_text(*state, dark, "new", "no"),
                        "failed left new different: " BELOW "n-os=linux,theme=dark.txt: there is "
                        "no baseline yet, nor one of a part of its variant; nothing is kept, for "
                        "so it was asked");
    put(*state, BELOW "n-theme=dark.txt", "shared");
    assert_string_equal(check_text(*state, dark, "shared", NULL),
                        "passed left compared same: " BELOW "n-theme=dark.txt: same");
    assert_string_equal(
        check_text(*state, dark, "new", NULL),
        "failed kept compared different: " BELOW "n-os=linux,theme=dark.txt: "
        "different from " BELOW
        "n-theme=dark.txt: 1 line changed; it is kept, and 'tksnap accept' makes it the baseline");
    assert_string_equal(listed(*state), "new tksnap text " BELOW "n-os=linux,theme=dark.txt -\n");
    decide_well(*state, TKS_DEED_ACCEPT);
    assert_true(holds(*state, BELOW "n-theme=dark.txt", "shared"));
    assert_true(holds(*state, BELOW "n-os=linux,theme=dark.txt", "new"));
}

static void what_was_found_is_kept_with_it(void **state)
{
    const tks_baseline_name text = SNAPSHOT("txt");
    tks_project *project;
    tks_listing *listing = NULL;

    put(*state, BELOW "n.txt", "old\n");
    check_as(*state,
             (tks_check){ .baseline = &text, .actual = { "new\n", 4 }, .source = "t/t.c:7" });
    project = open_project(*state);
    assert_int_equal(tks_project_pending(&listing, project, NULL), TKS_OK);
    assert_string_equal(tks_listing_at(listing, 0)->finding, "1 line changed");
    assert_string_equal(tks_listing_at(listing, 0)->source, "t/t.c:7");
    tks_listing_free(listing);
    tks_project_free(project);
}

static void a_picture_that_is_none_is_an_error_and_no_difference(void **state)
{
    assert_string_equal(
        check_text(*state, SNAPSHOT("png"), "<h1>500</h1>", NULL),
        "not supported here: what the test produced: is a text file, not a picture");
    assert_string_equal(listed(*state), "");
    put(*state, BELOW "n.png", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
    assert_non_null(strstr(check_pixels(*state, square(1, 1), "all"), "Git LFS"));
    assert_true(begins(check_pixels(*state, square(1, 1), "all"), "not supported here: " BELOW));
}

static void bytes_that_are_neither_are_compared_as_bytes(void **state)
{
    const tks_baseline_name bytes = SNAPSHOT("bin");

    put(*state, BELOW "n.bin", "a\1b");
    assert_non_null(
        strstr(check_as(*state, (tks_check){ .baseline = &bytes, .actual = { "a\0b", 3 } }),
               "different: 1 byte changed"));
    assert_string_equal(listed(*state), "changed tksnap binary " BELOW "n.bin -\n");
}

static void nothing_at_all_can_be_a_baseline(void **state)
{
    const tks_baseline_name text = SNAPSHOT("txt");

    assert_true(begins(check_as(*state, (tks_check){ .baseline = &text, .update = "all" }),
                       "passed written new"));
    assert_true(holds(*state, BELOW "n.txt", ""));
    assert_true(
        begins(check_as(*state, (tks_check){ .baseline = &text }), "passed left compared same"));
}

static void a_call_that_makes_no_sense_is_refused(void **state)
{
    assert_string_equal(check_as(*state, (tks_check){ .actual = { "x", 1 } }),
                        "invalid argument: tks_check wants its size and a baseline");
}

/* ------------------------------------------------------------------------ faults */

/* A test run of many processes: some keep while others forget, in the same folders. */
static void processes_do_not_get_into_each_others_way(void **state)
{
    enum { PROCESSES = 4, TIMES = 150 };
    pid_t children[PROCESSES];

    put(*state, BELOW "n0.txt", "old");
    put(*state, BELOW "n1.txt", "old");
    put(*state, BELOW "n2.txt", "old");
    put(*state, BELOW "n3.txt", "old");
    for (int i = 0; i < PROCESSES; i++)
        if ((children[i] = fork()) == 0) {
            const char name[] = { 'n', (char)('0' + i), '\0' };
            tks_baseline_name snapshot = SNAPSHOT("txt");
            bool good = true;

            snapshot.name = name;
            for (int n = 0; n < TIMES && good; n++)
                good = begins(check_text(*state, snapshot, "new", NULL), "failed kept") &&
                       begins(check_text(*state, snapshot, "old", NULL), "passed left");
            _exit(good ? 0 : 1);
        }
    for (int i = 0; i < PROCESSES; i++) {
        int status;

        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_string_equal(listed(*state), "");
}

static void ended_anywhere_a_baseline_that_is_written_is_old_or_new(void **state)
{
    bool ended = true;

    for (int n = 1; ended; n++) {
        pid_t child;
        int status;

        put(*state, BELOW "n.txt", "old");
        if ((child = fork()) == 0) {
            const tks_baseline_name snapshot = SNAPSHOT("txt");
            const tks_check check = {
                .size = sizeof check, .baseline = &snapshot, .actual = { "new", 3 }, .update = "all"
            };
            tks_checked checked = { .size = sizeof checked };
            tks_project *project = open_project(*state);
            struct fault fault = { .at = n };

            interrupt(project, &fault);
            _exit(tks_project_check(&checked, project, &check, NULL) == TKS_OK ? 0 : 1);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        ended = WEXITSTATUS(status) == 42;
        assert_true(ended || WEXITSTATUS(status) == 0);
        recover(*state);
        assert_true(holds(*state, BELOW "n.txt", "new") ||
                    (holds(*state, BELOW "n.txt", "old") && ended));
    }
}

static void without_memory_nothing_is_half_done(void **state)
{
    static const char *const updates[] = { "auto", "all" };
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator, .threads = 1 };
    const tks_baseline_name snapshot = SNAPSHOT("png", .theme = "dark");
    const tks_view view = square(200, 0);

    check_pixels(*state, square(200, 200), "all");
    for (size_t i = 0; i < 2; i++) {
        tks_status status = TKS_OUT_OF_MEMORY;

        for (int n = 1; status != TKS_OK; n++) {
            const tks_check check = {
                .size = sizeof check, .baseline = &snapshot, .view = &view, .update = updates[i]
            };
            tks_checked checked = { .size = sizeof checked };
            tks_project *project = NULL;

            counting.taken = 0;
            counting.fail_at = n;
            status = tks_project_open(&project, ((struct scratch *)*state)->root, &env, NULL);
            if (status == TKS_OK)
                status = tks_project_check(&checked, project, &check, NULL);
            tks_project_free(project);
            assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
            assert_int_equal(counting.held, 0);
            recover(*state);
        }
    }
    assert_string_equal(listed(*state), "");
    assert_true(scratch_exists(*state, BELOW "n-theme=dark.png"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_set_up_project, scratch_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_first_run_fails_and_is_accepted_then_the_test_passes),
        TEST(a_change_is_kept_until_the_test_passes_again),
        TEST(pixels_are_compared_as_pictures),
        TEST(what_is_within_the_rules_passes),
        TEST(update_says_what_is_written),
        TEST(what_is_written_can_be_undone),
        TEST(told_not_to_update_nothing_on_the_disk_changes),
        TEST(a_variant_is_compared_with_what_it_shares_and_kept_as_its_own),
        TEST(what_was_found_is_kept_with_it),
        TEST(a_picture_that_is_none_is_an_error_and_no_difference),
        TEST(bytes_that_are_neither_are_compared_as_bytes),
        TEST(nothing_at_all_can_be_a_baseline),
        TEST(a_call_that_makes_no_sense_is_refused),
        TEST(processes_do_not_get_into_each_others_way),
        TEST(ended_anywhere_a_baseline_that_is_written_is_old_or_new),
        TEST(without_memory_nothing_is_half_done),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
