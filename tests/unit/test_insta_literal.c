/* test_insta_literal.c - the literal of an inline snapshot, written and read as insta does
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chance.h"
#include "told.h"

#include <stdio.h>
#include <string.h>

typedef tks_status put_fn(struct tksi_buffer *out, tks_bytes text, tks_error *err);

/* What a function makes of a text; good until the next call. */
static tks_bytes made(put_fn *put, tks_bytes text)
{
    static char kept[1 << 14];
    struct tksi_buffer out;
    tks_error err = { 0 };
    tks_bytes result = { kept, 0 };

    tksi_buffer_init(&out, sizeof kept - 1, told_env());
    if (put(&out, text, &err) != TKS_OK)
        result.length = (size_t)snprintf(kept, sizeof kept, "error: %s", err.message);
    else if ((result.length = out.length) > 0)
        memcpy(kept, out.data, out.length);
    kept[result.length] = '\0';
    tksi_buffer_dispose(&out);
    return result;
}

static tks_status put_at_four(struct tksi_buffer *out, tks_bytes text, tks_error *err)
{
    return tksi_insta_to_inline(out, text, (tks_bytes){ "    ", 4 }, err);
}

static tks_status put_at_none(struct tksi_buffer *out, tks_bytes text, tks_error *err)
{
    return tksi_insta_to_inline(out, text, (tks_bytes){ NULL, 0 }, err);
}

static tks_status put_at_tab(struct tksi_buffer *out, tks_bytes text, tks_error *err)
{
    return tksi_insta_to_inline(out, text, (tks_bytes){ "\t", 1 }, err);
}

#define BYTES(literal) ((tks_bytes){ literal, sizeof(literal) - 1 })
#define assert_text(result, literal)                                                               \
    do {                                                                                           \
        const tks_bytes is_ = (result);                                                            \
                                                                                                   \
        assert_string_equal(is_.data, literal);                                                    \
        assert_int_equal(is_.length, sizeof(literal) - 1);                                         \
    } while (0)
#define WRITES(text, literal) assert_text(made(put_at_four, BYTES(text)), literal)
#define READS(value, text)    assert_text(made(tksi_insta_inline_text, BYTES(value)), text)

/* What insta takes a written literal for. */
static tks_status read_again(struct tksi_buffer *out, tks_bytes literal, tks_error *err)
{
    struct tksi_buffer value;
    tks_status status;

    tksi_buffer_init(&value, SIZE_MAX / 2, out->env);
    if ((status = tksi_rust_value(&value, literal, err)) == TKS_OK)
        status =
            tksi_insta_inline_text(out,
                                   (tks_bytes){ value.data != NULL ? (const void *)value.data : "",
                                                value.length },
                                   err);
    tksi_buffer_dispose(&value);
    return status;
}

static void one_line_stands_as_it_is(void **state)
{
    (void)state;
    WRITES("ab", "\"ab\"");
    WRITES("", "\"\"");
    WRITES("  ab", "\"  ab\"");
    WRITES("ab  \n", "\"ab\"");
    WRITES("a\tb", "\"a\tb\"");
    WRITES("\xE5\xAE\x89 \xC3\xA9", "\"\xE5\xAE\x89 \xC3\xA9\"");
}

static void quotes_and_backslashes_make_it_raw(void **state)
{
    (void)state;
    WRITES("a\"b", "r#\"a\"b\"#");
    WRITES("a\\b", "r\"a\\b\"");
    WRITES("a\"#b\"##c", "r###\"a\"#b\"##c\"###");
    WRITES("##", "\"##\"");
    WRITES("\"", "r#\"\"\"#");
}

static void several_lines_are_a_block(void **state)
{
    (void)state;
    WRITES("a\nb", "\"\n    a\n    b\n    \"");
    WRITES("\nx", "\"\n\n    x\n    \"");
    WRITES("a\n\nb", "\"\n    a\n\n    b\n    \"");
    WRITES("a\n  b", "\"\n    a\n      b\n    \"");
    WRITES("a\n   \nb", "\"\n    a\n       \n    b\n    \"");
    WRITES("{\n  \"a\": 1\n}", "r#\"\n    {\n      \"a\": 1\n    }\n    \"#");
    assert_text(made(put_at_none, BYTES("a\nb")), "\"\na\nb\n\"");
    assert_text(made(put_at_tab, BYTES("a\n\tb")), "\"\n\ta\n\t\tb\n\t\"");
}

static void control_characters_are_escaped_on_one_line(void **state)
{
    (void)state;
    WRITES("a\rb", "\"a\\rb\"");
    WRITES("a\nb\x01", "\"a\\nb\\u{1}\"");
    WRITES("\x01\t\\\x1B\x7F'", "\"\\u{1}\\t\\\\\\u{1b}\\u{7f}'\"");
    assert_text(made(put_at_four, (tks_bytes){ "a\0b", 3 }), "\"a\\0b\"");
    WRITES("\xC2\x85x", "\"\\u{85}x\"");
    /* ESC alone is no reason: colours are to be read as they are */
    WRITES("\x1B[1mbold\x1B[0m", "\"\x1B[1mbold\x1B[0m\"");
}

/* Debug of a string: what cannot be seen, and what joins the character before it. */
static void so_is_then_what_is_not_printable(void **state)
{
    (void)state;
    WRITES("\x01"
           "e\xCC\x81",
           "\"\\u{1}e\\u{301}\"");
    WRITES("\x01\xC2\xA0\xE2\x80\x8B\xEF\xBB\xBF", "\"\\u{1}\\u{a0}\\u{200b}\\u{feff}\"");
    WRITES("\x01\xC3\xA9\xE5\xAE\x89\xF0\x9F\x98\x80",
           "\"\\u{1}\xC3\xA9\xE5\xAE\x89\xF0\x9F\x98\x80\"");
    WRITES("\x01\xEE\x80\x80\xF3\xA0\x84\x80", "\"\\u{1}\\u{e000}\\u{e0100}\"");
}

/* insta 1.49 puts #"a\"b\rc"# here, which is no argument of its macro and from the edition
 * of 2024 on no token either. */
static void no_hashes_stand_around_the_escaped_form(void **state)
{
    (void)state;
    WRITES("a\"b\rc", "\"a\\\"b\\rc\"");
    WRITES("\"##\"\x01", "\"\\\"##\\\"\\u{1}\"");
}

/* rustc denies text_direction_codepoint_in_literal; insta writes them as they are. */
static void what_turns_text_is_escaped_in_its_place(void **state)
{
    (void)state;
    WRITES("a\xE2\x80\xAE"
           "b\"\\",
           "\"a\\u{202e}b\\\"\\\\\"");
    WRITES("a\n\t\xE2\x81\xA6"
           "b",
           "\"\n    a\n    \t\\u{2066}b\n    \"");
}

static void more_hashes_than_rust_has_are_not_needed(void **state)
{
    char text[300], literal[400];

    (void)state;
    text[0] = '"';
    memset(text + 1, '#', 254);
    text[255] = '\0';
    assert_int_equal(((const char *)made(put_at_four, (tks_bytes){ text, 255 }).data)[0], 'r');
    text[255] = '#';
    text[256] = '\0';
    snprintf(literal, sizeof literal, "\"\\%s\"", text);
    assert_string_equal(made(put_at_four, (tks_bytes){ text, 256 }).data, literal);
}

static void a_block_loses_its_first_line_and_its_indentation(void **state)
{
    (void)state;
    READS("\n    a\n    b\n    ", "a\nb");
    READS("\n    a\n      b\n", "a\n  b");
    READS("\n\n    x\n    ", "\nx");
    READS("ab  ", "ab");
    READS("  ab", "  ab");
    READS("", "");
    READS(" \n\t\n", "");
    READS("first\n  second", "first\n  second"); /* insta warns */
    READS("\n    X\n    ", "    X");             /* the form of old for one line */
}

/* Tabs and blanks are counted, not compared, and so are bytes. */
static void the_least_indentation_is_counted_in_bytes(void **state)
{
    (void)state;
    READS("\n\ta\n    b\n", "a\n   b");
    READS("\n    a\n  \n    b\n", "  a\n\n  b");
    READS("\n    a\n\n    b\n", "a\n\nb");
    READS("\n  \xC2\xA0"
          "a\n   b\n",
          "\xC2\xA0"
          "a\n b");
}

static void with_a_control_character_nothing_is_dropped(void **state)
{
    (void)state;
    READS("\na\rb\n", "\na\rb");
    READS("a\r\nb", "a\nb");
    READS("\n  a\x01\n  b", "\na\x01\nb");
}

/* A test made "    a\n  \n    b", whose normal form has lines that are all indented. insta
 * would write them so that the indentation is lost, and the test goes on failing. */
static void an_indentation_that_an_empty_line_gave_is_kept(void **state)
{
    (void)state;
    WRITES("  a\n\n  b", "\"\n       a\n     \n       b\n    \"");
    assert_text(made(read_again, BYTES("\"\n       a\n     \n       b\n    \"")), "  a\n\n  b");
    WRITES(" a\x01\n\n b", "\"  a\\u{1}\\n \\n  b\"");
    /* no test can have made this one */
    WRITES("  a\n  b", "\"\n    a\n    b\n    \"");
}

static void so_is_a_carriage_return_before_a_line_end(void **state)
{
    (void)state;
    assert_text(made(tksi_insta_inline_normal, BYTES("a\r\r\r\nb")), "a\r\nb");
    WRITES("a\r\nb", "\" a\\r\\r\\r\\n b\"");
    assert_text(made(read_again, BYTES("\" a\\r\\r\\r\\n b\"")), "a\r\nb");
}

/* Whatever a test produces, what is written for its normal form is read as that. */
static void any_text_is_read_as_it_was_written(void **state)
{
    static const char *const parts[] = { "a",  " ",    "\n",       "\n\n",         "\t",
                                         "\"", "\"#",  "\\",       "\r",           "\x1B",
                                         "  ", "\x01", "\xC3\xA9", "\xE2\x80\xAE", "\r\n",
                                         "#",  "b'",   "\xC2\xA0", "{}",           "\xCC\x81" };
    struct chance chance = { 7 };

    (void)state;
    for (int round = 0; round < 20000; round++) {
        char text[64] = "", normal[128];
        size_t count = chance_below(&chance, 12);
        tks_bytes result;

        while (count-- > 0)
            strcat(text, parts[chance_below(&chance, sizeof parts / sizeof *parts)]);
        result = made(tksi_insta_inline_normal, (tks_bytes){ text, strlen(text) });
        snprintf(normal, sizeof normal, "%s", (const char *)result.data);
        result = made(round % 2 ? put_at_four : put_at_none, result);
        assert_string_equal(made(read_again, (tks_bytes){ result.data, result.length }).data,
                            normal);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_line_stands_as_it_is),
        cmocka_unit_test(quotes_and_backslashes_make_it_raw),
        cmocka_unit_test(several_lines_are_a_block),
        cmocka_unit_test(control_characters_are_escaped_on_one_line),
        cmocka_unit_test(so_is_then_what_is_not_printable),
        cmocka_unit_test(no_hashes_stand_around_the_escaped_form),
        cmocka_unit_test(what_turns_text_is_escaped_in_its_place),
        cmocka_unit_test(more_hashes_than_rust_has_are_not_needed),
        cmocka_unit_test(a_block_loses_its_first_line_and_its_indentation),
        cmocka_unit_test(the_least_indentation_is_counted_in_bytes),
        cmocka_unit_test(with_a_control_character_nothing_is_dropped),
        cmocka_unit_test(an_indentation_that_an_empty_line_gave_is_kept),
        cmocka_unit_test(so_is_a_carriage_return_before_a_line_end),
        cmocka_unit_test(any_text_is_read_as_it_was_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
