/* test_text_words.c - are the right lines paired, and the right words told?
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chance.h"
#include "counting.h"
#include <tksnap/text.h>

static tks_text_diff *compare(const char *expected, const char *actual)
{
    const tks_bytes texts[2] = { { expected, strlen(expected) }, { actual, strlen(actual) } };
    tks_text_diff *diff = NULL;

    assert_int_equal(tks_compare_texts(&diff, texts[0], texts[1], NULL, NULL, NULL), TKS_OK);
    return diff;
}

static tks_text_words *words_of(const tks_text_diff *diff)
{
    tks_text_words *words = NULL;

    assert_int_equal(tks_text_words_new(&words, diff, 0, NULL, NULL), TKS_OK);
    return words;
}

/* The line of one side with its spans in brackets. */
static void mark(char *out, size_t size, const tks_text_diff *diff, const tks_text_pair *pair,
                 tks_side side)
{
    const tks_str text =
        tks_text_diff_line(diff, side, side == TKS_EXPECTED ? pair->expected : pair->actual).text;
    size_t at = 0, used = 0;

    for (size_t i = 0; i < pair->n_spans[side]; i++) {
        const tks_text_span span = pair->spans[side][i];

        assert_true(span.at >= at && span.length > 0 && span.at + span.length <= text.length);
        used += (size_t)snprintf(out + used, size - used, "%.*s[%.*s]", (int)(span.at - at),
                                 text.data + at, (int)span.length, text.data + span.at);
        at = span.at + span.length;
    }
    snprintf(out + used, size - used, "%.*s", (int)(text.length - at), text.data + at);
}

/* Checks what changed between two lines, "expected" and "actual" with brackets. */
static void check(const char *expected, const char *actual, const char *marked_expected,
                  const char *marked_actual)
{
    tks_text_diff *diff = compare(expected, actual);
    tks_text_words *words = words_of(diff);
    tks_text_pair pair;
    char text[200];

    assert_int_equal(tks_text_words_count(words), 1);
    pair = tks_text_words_pair(words, 0);
    mark(text, sizeof text, diff, &pair, TKS_EXPECTED);
    assert_string_equal(text, marked_expected);
    mark(text, sizeof text, diff, &pair, TKS_ACTUAL);
    assert_string_equal(text, marked_actual);
    tks_text_words_free(words);
    tks_text_diff_free(diff);
}

static void whole_words_change(void **state)
{
    (void)state;
    check("the colour of it", "the color of it", "the [colour] of it", "the [color] of it");
    check("return compute(alpha, beta);", "return compute(alpha, gamma, delta);",
          "return compute(alpha, [beta]);", "return compute(alpha, [gamma, delta]);");
    check("caf\xC3\xA9 au lait", "caf\xC3\xA8 au lait", "[caf\xC3\xA9] au lait",
          "[caf\xC3\xA8] au lait");
}

static void graphemes_stay_whole(void **state)
{
    (void)state;
    /* a letter with an accent of its own against the letter alone */
    check("one e\xCC\x81 two", "one e two", "one [e\xCC\x81] two", "one [e] two");
    /* a family of emoji, joined, of which one member changed */
    check("ok \xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9 fine",
          "ok \xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA7 fine",
          "ok [\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9] fine",
          "ok [\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA7] fine");
}

static void a_comma_does_not_divide_two_changes(void **state)
{
    (void)state;
    check("f(one, two) and more", "f(six, ten) and more", "f([one, two]) and more",
          "f([six, ten]) and more");
}

static void white_space_is_a_change_too(void **state)
{
    (void)state;
    check("  indented line", "    indented line", "[  ]indented line", "[    ]indented line");
    check("words here", "words here  ", "words here", "words here[  ]");
}

static void lines_that_are_alike_find_each_other(void **state)
{
    tks_text_diff *diff = compare("first entry is 1\nsecond entry is 2\n",
                                  "something else\nfirst entry is one\nsecond entry is two\n");
    tks_text_words *words = words_of(diff);

    (void)state;
    assert_int_equal(tks_text_words_count(words), 2);
    assert_int_equal(tks_text_words_pair(words, 0).expected, 0);
    assert_int_equal(tks_text_words_pair(words, 0).actual, 1);
    assert_int_equal(tks_text_words_pair(words, 1).actual, 2);
    tks_text_words_free(words);
    tks_text_diff_free(diff);
}

static void lines_without_anything_in_common_are_no_pair(void **state)
{
    tks_text_diff *diff = compare("abc\n", "xyz\n");
    tks_text_words *words = words_of(diff);

    (void)state;
    assert_int_equal(tks_text_words_count(words), 0);
    tks_text_words_free(words);
    tks_text_diff_free(diff);
}

static void a_line_end_alone_makes_a_pair(void **state)
{
    tks_text_diff *diff = compare("abc\n", "abc\r\n");
    tks_text_words *words = words_of(diff);

    (void)state;
    assert_int_equal(tks_text_words_count(words), 1);
    assert_true(tks_text_words_pair(words, 0).end_differs);
    assert_int_equal(tks_text_words_pair(words, 0).n_spans[0], 0);
    tks_text_words_free(words);
    tks_text_diff_free(diff);
}

/* ------------------------------------------------------------------- properties */

static void put_kept(char *out, const tks_text_diff *diff, const tks_text_pair *pair, tks_side side)
{
    const tks_str text =
        tks_text_diff_line(diff, side, side == TKS_EXPECTED ? pair->expected : pair->actual).text;
    size_t at = 0;

    for (size_t i = 0; i <= pair->n_spans[side]; i++) {
        const size_t end = i < pair->n_spans[side] ? pair->spans[side][i].at : text.length;

        assert_true(end >= at && end <= text.length);
        strncat(out, text.data + at, end - at);
        at = i < pair->n_spans[side] ? end + pair->spans[side][i].length : end;
    }
}

static void without_their_spans_two_lines_are_equal(void **state)
{
    static const char *const pieces[] = {
        "a", "word", " ", "  ", ",", "(", "\xC3\xA9", "e\xCC\x81", "\xE9", "7", "\xE6\x97\xA5", "\t"
    };
    struct chance chance = { 11 };

    (void)state;
    for (int round = 0; round < 20000; round++) {
        char lines[2][200] = { "these are words ", "these are words " }, kept[2][200] = { "", "" };
        tks_text_diff *diff;
        tks_text_words *words;

        for (int side = 0; side < 2; side++)
            for (int i = chance_between(&chance, 1, 15); i > 0; i--)
                strcat(lines[side], pieces[chance_below(&chance, 12)]);
        if (strcmp(lines[0], lines[1]) == 0)
            continue;
        diff = compare(lines[0], lines[1]);
        words = words_of(diff);
        for (size_t i = 0; i < tks_text_words_count(words); i++) {
            const tks_text_pair pair = tks_text_words_pair(words, i);

            put_kept(kept[0], diff, &pair, TKS_EXPECTED);
            put_kept(kept[1], diff, &pair, TKS_ACTUAL);
            assert_string_equal(kept[0], kept[1]);
        }
        tks_text_words_free(words);
        tks_text_diff_free(diff);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_words_change),
        cmocka_unit_test(graphemes_stay_whole),
        cmocka_unit_test(a_comma_does_not_divide_two_changes),
        cmocka_unit_test(white_space_is_a_change_too),
        cmocka_unit_test(lines_that_are_alike_find_each_other),
        cmocka_unit_test(lines_without_anything_in_common_are_no_pair),
        cmocka_unit_test(a_line_end_alone_makes_a_pair),
        cmocka_unit_test(without_their_spans_two_lines_are_equal),
    };

    return cmocka_run_group_tests_name("text words", tests, NULL, NULL);
}
