/* test_insta_header.c - the fields of an insta header, and what they say
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "told.h"

#include "format/insta.h"

#include <stdio.h>
#include <string.h>

static char page[2000];

/* "key type 'text'" of each field. */
static const char *fields(const char *header)
{
    static const char *const types[] = { "none", "text", "number", "other" };
    const tks_bytes file = { header, strlen(header) };
    struct tksi_field field;
    size_t at = 0, used = 0;

    page[0] = '\0';
    while (tksi_insta_field(&field, file, &at)) {
        struct tksi_buffer text;
        tks_error err = { 0 };
        tks_status status;

        tksi_buffer_init(&text, 500, told_env());
        used += (size_t)snprintf(page + used, sizeof page - used, "%.*s %s", (int)field.key.length,
                                 header + field.key.at, types[field.type]);
        if (field.type == TKSI_FIELD_NUMBER)
            used += (size_t)snprintf(page + used, sizeof page - used, " %d", (int)field.number);
        status = tksi_insta_text(&text, file, &field, &err);
        if (field.type == TKSI_FIELD_TEXT)
            used += (size_t)snprintf(page + used, sizeof page - used, " '%.*s'",
                                     status ? (int)strlen(err.message) : (int)text.length,
                                     status            ? err.message
                                     : text.length > 0 ? (char *)text.data
                                                       : "");
        else
            assert_int_equal(status, TKS_BAD_DATA);
        used += (size_t)snprintf(page + used, sizeof page - used, ";");
        tksi_buffer_dispose(&text);
    }
    return page;
}

static void fields_have_types(void **state)
{
    (void)state;
    assert_string_equal(fields("---\nsource: src/a.rs\nassertion_line: 12\ninfo: ~\nx: null\ny:\n"
                               "z: true\nw: 1.5\n  \nv: -3\nexpression: \"12\"\n---\nnot: this\n"),
                        "source text 'src/a.rs';assertion_line number 12;info none;x none;y none;"
                        "z other;w other;v other;expression text '12';");
    assert_string_equal(fields("no header"), "");
    assert_string_equal(fields(""), "");
}

static void unknown_and_nested_fields_are_passed_over(void **state)
{
    (void)state;
    assert_string_equal(fields("---\ninfo:\n  a: 1\n  b:\n    - x\nlist:\n- a\n- b\nflow: [1, 2]\n"
                               "# comment: x\nsource: a\n---\n"),
                        "info other;list other;flow other;source text 'a';");
}

static void the_last_of_equal_keys_counts(void **state)
{
    static const char text[] = "---\nsource: a\nsource: b\n---\n";
    struct tksi_field field;

    (void)state;
    assert_true(tksi_insta_find(&field, (tks_bytes){ text, sizeof text - 1 }, "source"));
    assert_int_equal(field.value.at, strchr(text, 'b') - text);
    assert_false(tksi_insta_find(&field, (tks_bytes){ text, sizeof text - 1 }, "expression"));
}

static void quoted_texts_are_read(void **state)
{
    (void)state;
    assert_string_equal(fields(
                            "---\na: \"q\\\"\\\\ \\u00e9\\x41\\U0001F600\\t|\"\nb: 'it''s'\n---\n"),
                        "a text 'q\"\\ \xC3\xA9"
                        "A\xF0\x9F\x98\x80\t|';b text 'it's';");
    assert_string_equal(fields("---\na: \"one\n  two\n\n  three \\\n  four\"\nb: 'x'\n---\n"),
                        "a text 'one two\nthree four';b text 'x';");
    assert_string_equal(fields("---\na: \"\\q\"\nb: \"open\n---\n"),
                        "a text 'an escape in the header that YAML does not have';"
                        "b text 'a text in the header without its end';");
    assert_string_equal(fields("---\na: \"\\uD800\"\n---\n"),
                        "a text 'an escape in the header that YAML does not have';");
}

static void plain_texts_may_have_comments_and_colons(void **state)
{
    (void)state;
    assert_string_equal(fields("---\na: b # c\nd: e#f\ng: h:i\nurl: http://x\n---\n"),
                        "a text 'b';d text 'e#f';g text 'h:i';url text 'http://x';");
    assert_string_equal(fields("---\na: one\n  two\n---\n"), "a text 'one two';");
}

static void block_texts_keep_their_lines(void **state)
{
    (void)state;
    assert_string_equal(fields("---\na: |-\n  one\n    two\n\n  three\nb: |\n  x\nc: x\n---\n"),
                        "a text 'one\n  two\n\nthree';b text 'x\n';c text 'x';");
    assert_string_equal(fields("---\na: |+\n  x\n\n\nb: y\n---\n"), "a text 'x\n\n\n';b text 'y';");
    assert_string_equal(fields("---\na: >\n  x\n---\n"),
                        "a text 'a folded text in the header, which is not read';");
}

static void lines_may_end_in_crlf(void **state)
{
    (void)state;
    assert_string_equal(fields("---\r\nsource: a\r\nexpression: \"b\"\r\n---\r\n"),
                        "source text 'a';expression text 'b';");
}

static void numbers_are_those_of_rust(void **state)
{
    static const char *const yes[] = { "0",   "12",   "-3",  "+1",        "1.5", ".5", "5.",
                                       "1e5", "1E-5", "inf", "-Infinity", "NaN", "007" };
    static const char *const no[] = { "",    "-",   ".",  "e5",   "1e",  "1e+",
                                      "0x1", "1_0", "1 ", "infi", "++1", "1.5.2" };

    (void)state;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_true(tksi_insta_is_number((tks_bytes){ yes[i], strlen(yes[i]) }));
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_false(tksi_insta_is_number((tks_bytes){ no[i], strlen(no[i]) }));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_have_types),
        cmocka_unit_test(unknown_and_nested_fields_are_passed_over),
        cmocka_unit_test(the_last_of_equal_keys_counts),
        cmocka_unit_test(quoted_texts_are_read),
        cmocka_unit_test(plain_texts_may_have_comments_and_colons),
        cmocka_unit_test(block_texts_keep_their_lines),
        cmocka_unit_test(lines_may_end_in_crlf),
        cmocka_unit_test(numbers_are_those_of_rust),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
