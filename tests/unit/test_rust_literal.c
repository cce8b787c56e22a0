/* test_rust_literal.c - what a string literal of Rust says
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "told.h"

#include <stdio.h>
#include <string.h>

/* The value, "error: " and why there is none; good until the next call. */
static const char *value_of(const char *literal)
{
    static char kept[256];
    struct tksi_buffer out;
    tks_error err = { 0 };

    tksi_buffer_init(&out, sizeof kept - 1, told_env());
    if (tksi_rust_value(&out, (tks_bytes){ literal, strlen(literal) }, &err) != TKS_OK) {
        snprintf(kept, sizeof kept, "error: %s", err.message);
    } else {
        if (out.length > 0)
            memcpy(kept, out.data, out.length);
        kept[out.length] = '\0';
    }
    tksi_buffer_dispose(&out);
    return kept;
}

static void escapes_are_those_of_the_language(void **state)
{
    (void)state;
    assert_string_equal(value_of("\"a\\n\\r\\t\\\\\\\"\\'b\""), "a\n\r\t\\\"'b");
    assert_string_equal(value_of("\"\\x41\\x7f\\u{e9}\\u{1_F600}\""),
                        "A\x7F\xC3\xA9\xF0\x9F\x98\x80");
    assert_string_equal(value_of("\"a\\0b\""), "a"); /* and a NUL */
    assert_string_equal(value_of("\"\""), "");
}

static void a_backslash_takes_a_line_break_and_blanks_away(void **state)
{
    (void)state;
    assert_string_equal(value_of("\"a\\\n   \t\n  b\""), "ab");
    assert_string_equal(value_of("\"a\\\r\n   b\""), "ab");
}

static void raw_strings_say_what_they_hold(void **state)
{
    (void)state;
    assert_string_equal(value_of("r\"a\\n\""), "a\\n");
    assert_string_equal(value_of("r##\"a\"#b\"##"), "a\"#b");
    assert_string_equal(value_of("r\"\""), "");
}

static void line_ends_are_line_feeds(void **state)
{
    (void)state;
    assert_string_equal(value_of("\"a\r\nb\""), "a\nb");
    assert_string_equal(value_of("r\"a\r\nb\""), "a\nb");
    assert_string_equal(value_of("\"a\\r\\nb\""), "a\r\nb");
}

static void what_rust_refuses_is_refused(void **state)
{
    static const char *const wrong[] = { "\"\\q\"",         "\"\\x80\"",     "\"\\x4\"",
                                         "\"\\u{}\"",       "\"\\u{D800}\"", "\"\\u{110000}\"",
                                         "\"\\u{1\"",       "\"\\u1\"",      "\"\\u{_1}\"",
                                         "\"\\u{0000001}\"" };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_string_equal(value_of(wrong[i]), "error: an escape that Rust does not have");
    assert_string_equal(value_of("r#\""), "error: no string of Rust's");
    assert_string_equal(value_of("7"), "error: no string of Rust's");
    assert_string_equal(value_of(""), "error: no string of Rust's");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_are_those_of_the_language),
        cmocka_unit_test(a_backslash_takes_a_line_break_and_blanks_away),
        cmocka_unit_test(raw_strings_say_what_they_hold),
        cmocka_unit_test(line_ends_are_line_feeds),
        cmocka_unit_test(what_rust_refuses_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
