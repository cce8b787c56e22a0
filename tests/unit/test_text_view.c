/* test_text_view.c - does a difference read as it should, and let nothing through?
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "chance.h"
#include "counting.h"
#include <tksnap/text_view.h>

#define DOT    "\xC2\xB7"
#define ARROW  "\xE2\x86\x92"
#define LF_END "\xE2\x86\xB5"
#define CR_LF  "\xE2\x90\x8D\xE2\x86\xB5"

static tks_bytes bytes_of(const char *text)
{
    return (tks_bytes){ text, strlen(text) };
}

/* What a view shows; free it. */
static char *shown(tks_bytes expected, tks_bytes actual, const tks_text_rules *rules,
                   const tks_text_view *view)
{
    tks_text_diff *diff = NULL;
    struct tksi_buffer buffer;
    struct tksi_env env;
    tks_sink sink;
    char *text;

    assert_int_equal(tksi_env_defaults(&env, NULL, NULL), TKS_OK);
    tksi_buffer_init(&buffer, SIZE_MAX, &env);
    sink = tksi_buffer_sink(&buffer);
    assert_int_equal(tks_compare_texts(&diff, expected, actual, rules, NULL, NULL), TKS_OK);
    assert_int_equal(tks_render_text(diff, view, &sink, NULL, NULL), TKS_OK);
    tks_text_diff_free(diff);
    text = calloc(1, buffer.length + 1);
    assert_non_null(text);
    if (buffer.length > 0)
        memcpy(text, buffer.data, buffer.length);
    tksi_buffer_dispose(&buffer);
    return text;
}

static void check_rules(const char *expected, const char *actual, const tks_text_rules *rules,
                        const tks_text_view *view, const char *wanted)
{
    char *text = shown(bytes_of(expected), bytes_of(actual), rules, view);

    assert_string_equal(text, wanted);
    free(text);
}

static void check(const char *expected, const char *actual, tks_text_style style,
                  const char *wanted)
{
    tks_text_view view = TKS_TEXT_VIEW;

    view.style = style;
    view.context = 1;
    view.width = 40;
    check_rules(expected, actual, NULL, &view, wanted);
}

#define HEAD "--- expected\n+++ actual\n"

static void unified_shows_removed_and_added_lines(void **state)
{
    (void)state;
    check("a\nb\nc\nd\n", "a\nb\nX\nd\n", TKS_TEXT_UNIFIED,
          HEAD "@@ -2,3 +2,3 @@\n b\n-c\n+X\n d\n");
    check("", "a\n", TKS_TEXT_UNIFIED, HEAD "@@ -0,0 +1 @@\n+a\n");
    check("a\n", "a\n", TKS_TEXT_UNIFIED, "");
}

static void changes_far_apart_are_two_sections(void **state)
{
    (void)state;
    check("1\n2\n3\n4\n5\n6\n", "X\n2\n3\n4\n5\nY\n", TKS_TEXT_UNIFIED,
          HEAD "@@ -1,2 +1,2 @@\n-1\n+X\n 2\n@@ -5,2 +5,2 @@\n 5\n-6\n+Y\n");
    check("1\n2\n3\n4\n", "X\n2\n3\nY\n", TKS_TEXT_UNIFIED,
          HEAD "@@ -1,4 +1,4 @@\n-1\n+X\n 2\n 3\n-4\n+Y\n");
}

static void white_space_is_visible_where_it_is_the_difference(void **state)
{
    (void)state;
    check("a b\n", "a  b\n", TKS_TEXT_UNIFIED, HEAD "@@ -1 +1 @@\n-a" DOT "b\n+a" DOT DOT "b\n");
    check("key:\tvalue\n", "key: value\n", TKS_TEXT_UNIFIED,
          HEAD "@@ -1 +1 @@\n-key:" ARROW "value\n+key:" DOT "value\n");
    check("some words\n", "some words  \n", TKS_TEXT_UNIFIED,
          HEAD "@@ -1 +1 @@\n-some words\n+some words" DOT DOT "\n");
}

static void line_ends_are_visible_where_they_are_the_difference(void **state)
{
    (void)state;
    check("a\nb\n", "a\r\nb\n", TKS_TEXT_UNIFIED,
          HEAD "@@ -1,2 +1,2 @@\n-a" LF_END "\n+a" CR_LF "\n b\n");
    check("a\r\nb\r\n", "a\r\nc\r\n", TKS_TEXT_UNIFIED, HEAD "@@ -1,2 +1,2 @@\n a\n-b\n+c\n");
    check("a\n", "a", TKS_TEXT_UNIFIED,
          HEAD "@@ -1 +1 @@\n-a" LF_END "\n+a\n\\ No newline at end of file\n");
}

static void what_would_move_the_cursor_is_shown_as_a_picture(void **state)
{
    (void)state;
    check("a\n", "\033[2J\b\x7F\n", TKS_TEXT_UNIFIED,
          HEAD "@@ -1 +1 @@\n-a\n+\xE2\x90\x9B[2J\xE2\x90\x88\xE2\x90\xA1\n");
    check("a\n", "\xE9\xE2\x80\xAE\xC2\x9B\n", TKS_TEXT_UNIFIED,
          HEAD "@@ -1 +1 @@\n-a\n+<E9><U+202E><U+009B>\n");
}

static void accents_that_look_the_same_are_told_apart(void **state)
{
    (void)state;
    check("the caf\xC3\xA9\n", "the cafe\xCC\x81\n", TKS_TEXT_UNIFIED,
          HEAD "@@ -1 +1 @@\n-the caf\xC3\xA9\n+the cafe<U+0301>\n");
}

static void columns_stand_side_by_side(void **state)
{
    (void)state;
    /* 40 columns: (40 - 3) / 2 - 2 = 16 of text */
    check("same\nold words here\ngone\n", "same\nnew words here\n", TKS_TEXT_SIDE_BY_SIDE,
          "@@ -1 +1 @@\n"
          "1 same               1 same\n"
          "2 old words here   | 2 new words here\n"
          "3 gone             <\n");
    check("a\n", "a\nand one that is long\n", TKS_TEXT_SIDE_BY_SIDE,
          "@@ -1 +1 @@\n"
          "1 a                  1 a\n"
          "                   > 2 and one that is \n");
    /* tabs stop at columns of the line, whatever part of it changed */
    check("ab\tcd\n", "abc\tcd\n", TKS_TEXT_SIDE_BY_SIDE,
          "@@ -1 +1 @@\n1 ab      cd       | 1 abc     cd\n");
}

static void wide_characters_take_two_columns(void **state)
{
    (void)state;
    check("x\n", "\xE6\x97\xA5\xE6\x9C\xAC\n", TKS_TEXT_SIDE_BY_SIDE,
          "@@ -1 +1 @@\n"
          "1 x                <\n"
          "                   > 1 \xE6\x97\xA5\xE6\x9C\xAC\n");
}

static void words_stand_where_they_went_and_came(void **state)
{
    (void)state;
    check("the quick fox jumps\n", "the slow fox jumps high\n", TKS_TEXT_WORDS,
          "@@ -1 +1 @@\nthe [-quick-]{+slow+} fox jumps{+ high+}\n");
    check("a\nold\n", "a\n", TKS_TEXT_WORDS, "@@ -1 +1 @@\na\n[-old-]\n");
}

static void bytes_are_shown_in_rows(void **state)
{
    static const char expected[] = "\0_______________0123456789abcdefXY";
    static const char actual[] = "\0_______________0123456789abcdeFXY";
    char *text = shown((tks_bytes){ expected, 34 }, (tks_bytes){ actual, 34 }, NULL, NULL);

    (void)state;
    assert_string_equal(
        text, "  00000000  00 5f 5f 5f 5f 5f 5f 5f  5f 5f 5f 5f 5f 5f 5f 5f  |._______________|\n"
              "- 00000010  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n"
              "+ 00000010  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 46  |0123456789abcdeF|\n");
    free(text);
}

static void tolerated_lines_are_marked_and_shown_when_asked_for(void **state)
{
    tks_text_rules rules = TKS_TEXT_RULES;
    tks_text_view view = TKS_TEXT_VIEW;

    (void)state;
    rules.ignored = TKS_TEXT_TRAILING_SPACE;
    check_rules("a \nb\n", "a\nc\n", &rules, &view, HEAD "@@ -1,2 +1,2 @@\n~a\n-b\n+c\n");
    check_rules("a \nb\n", "a\nb\n", &rules, &view, "");
    view.tolerated = true;
    check_rules("a \nb\n", "a\nb\n", &rules, &view, HEAD "@@ -1,2 +1,2 @@\n-a" DOT "\n+a\n b\n");
}

static void colour_marks_words_and_ends_with_each_line(void **state)
{
    tks_text_view view = TKS_TEXT_VIEW;

    (void)state;
    view.color = true;
    check_rules("the fox\n", "the dog\n", NULL, &view,
                "\033[0;36m--- expected\033[0m\n\033[0;36m+++ actual\033[0m\n"
                "\033[0;36m@@ -1 +1 @@\033[0m\n"
                "\033[0;31m-the \033[0;7;31mfox\033[0m\n"
                "\033[0;32m+the \033[0;7;32mdog\033[0m\n");
}

static void of_a_long_line_the_difference_is_shown(void **state)
{
    tks_text_view view = TKS_TEXT_VIEW;
    char *expected = malloc(100002), *actual = malloc(100002), *text;

    (void)state;
    assert_true(expected != NULL && actual != NULL);
    for (int i = 0; i < 100000; i++)
        expected[i] = actual[i] = i % 10 == 9 ? ' ' : 'x';
    expected[100000] = actual[100000] = '\n';
    actual[70001] = 'Y';
    text = shown((tks_bytes){ expected, 100001 }, (tks_bytes){ actual, 100001 }, NULL, &view);
    assert_non_null(strstr(text, "xYxxx"));
    assert_true(strlen(text) < 10000);
    free(text);
    free(actual);
    free(expected);
}

/* ------------------------------------------------------------------- properties */

/* Whether nothing in a text can move a cursor, or is no UTF-8. */
static bool is_tame(const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++)
        if ((*c < 0x20 && *c != '\n' && *c != '\t') || *c == 0x7F || (*c == 0xC2 && c[1] < 0xA0))
            return false;
    return true;
}

static void no_view_lets_a_control_character_through(void **state)
{
    struct chance chance = { 3 };

    (void)state;
    for (int round = 0; round < 6000; round++) {
        char texts[2][80];
        tks_text_view view = TKS_TEXT_VIEW;
        char *text;

        for (int side = 0; side < 2; side++) {
            for (int i = 0; i < 79; i++)
                texts[side][i] =
                    (char)(chance_once_in(&chance, 2) ? "a \n\t"[round % 4]
                                                      : chance_between(&chance, 1, 255));
            texts[side][79] = '\0';
        }
        view.style = (tks_text_style)(round % 3);
        view.context = chance_between(&chance, -1, 3);
        view.width = chance_between(&chance, 40, 100);
        view.names[0] = "\033[31mname";
        text = shown(bytes_of(texts[0]), bytes_of(texts[1]), NULL, &view);
        assert_true(is_tame(text));
        free(text);
    }
}

static void every_failed_allocation_is_a_clean_error(void **state)
{
    (void)state;
    for (int style = TKS_TEXT_UNIFIED; style <= TKS_TEXT_CHANGES; style++) {
        tks_text_view view = TKS_TEXT_VIEW;
        tks_status status = TKS_OUT_OF_MEMORY;
        tks_text_diff *diff = NULL;
        struct tksi_buffer out;
        struct tksi_env plain;
        long n = 0;

        view.style = (tks_text_style)style;
        assert_int_equal(tksi_env_defaults(&plain, NULL, NULL), TKS_OK);
        assert_int_equal(tks_compare_texts(&diff, bytes_of("a b c\nd\n"), bytes_of("a x c\ne\nf\n"),
                                           NULL, NULL, NULL),
                         TKS_OK);
        while (status != TKS_OK) {
            struct counting counting = COUNTING;
            const tks_allocator allocator = counting_allocator(&counting);
            const tks_env env = { .size = sizeof env, .allocator = &allocator, .threads = 1 };
            tks_sink sink;

            tksi_buffer_init(&out, SIZE_MAX, &plain);
            sink = tksi_buffer_sink(&out);
            atomic_store(&counting.fail_at, ++n);
            status = tks_render_text(diff, &view, &sink, &env, NULL);
            assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
            assert_int_equal(atomic_load(&counting.held), 0);
            tksi_buffer_dispose(&out);
        }
        assert_true(n > 1);
        tks_text_diff_free(diff);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unified_shows_removed_and_added_lines),
        cmocka_unit_test(changes_far_apart_are_two_sections),
        cmocka_unit_test(white_space_is_visible_where_it_is_the_difference),
        cmocka_unit_test(line_ends_are_visible_where_they_are_the_difference),
        cmocka_unit_test(what_would_move_the_cursor_is_shown_as_a_picture),
        cmocka_unit_test(accents_that_look_the_same_are_told_apart),
        cmocka_unit_test(columns_stand_side_by_side),
        cmocka_unit_test(wide_characters_take_two_columns),
        cmocka_unit_test(words_stand_where_they_went_and_came),
        cmocka_unit_test(bytes_are_shown_in_rows),
        cmocka_unit_test(tolerated_lines_are_marked_and_shown_when_asked_for),
        cmocka_unit_test(colour_marks_words_and_ends_with_each_line),
        cmocka_unit_test(of_a_long_line_the_difference_is_shown),
        cmocka_unit_test(no_view_lets_a_control_character_through),
        cmocka_unit_test(every_failed_allocation_is_a_clean_error),
    };

    return cmocka_run_group_tests_name("text view", tests, NULL, NULL);
}
