/* test_insta_write.c - an insta header as insta itself writes it
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "told.h"

#include <string.h>

static tks_str str(const char *text)
{
    return (tks_str){ text, strlen(text) };
}

static const char *written(const struct tksi_insta_header *header)
{
    static char text[1000];
    struct tksi_buffer out;

    tksi_buffer_init(&out, sizeof text - 1, told_env());
    assert_int_equal(tksi_insta_write(&out, header, NULL), TKS_OK);
    memcpy(text, out.data, out.length);
    text[out.length] = '\0';
    tksi_buffer_dispose(&out);
    return text;
}

static void fields_come_in_the_order_of_insta(void **state)
{
    const struct tksi_insta_header all = {
        .source = str("src/a.rs"),
        .assertion_line = 7,
        .description = str("what"),
        .expression = str("f(x)"),
        .info = str("\n  a: 1"),
        .input_file = str("in.txt"),
        .extension = str("png"),
        .binary = true,
    };

    (void)state;
    assert_string_equal(written(&all), "---\nsource: src/a.rs\nassertion_line: 7\n"
                                       "description: what\nexpression: f(x)\ninfo:\n  a: 1\n"
                                       "input_file: in.txt\nextension: png\n"
                                       "snapshot_kind: binary\n---\n");
}

static void what_is_not_said_is_not_written(void **state)
{
    const struct tksi_insta_header none = { .assertion_line = -1 };

    (void)state;
    assert_string_equal(written(&none), "---\n{}\n---\n");
}

static const char *expression(const char *text)
{
    static char line[200];
    const struct tksi_insta_header header = { .assertion_line = -1, .expression = str(text) };
    const char *all = written(&header) + strlen("---\nexpression: ");

    memcpy(line, all, strlen(all) - strlen("\n---\n"));
    line[strlen(all) - strlen("\n---\n")] = '\0';
    return line;
}

static void a_text_that_may_be_something_else_is_quoted(void **state)
{
    static const char *const quoted[] = { "",     " a",  "a ",  "-a",  "*a",  "&a",  "?",
                                          "|",    "<a",  ">a",  "=",   "!a",  "%a",  "@a",
                                          ".a",   "a:b", "a{",  "a}",  "a[",  "a]",  "a,b",
                                          "a#",   "a`",  "a'b", "yes", "No",  "ON",  "TRUE",
                                          "null", "~",   "12",  "1.5", "inf", "1e5", "0xZ" };
    static const char *const plain[] = { "a",     "a-b",   "f(x)",     "y",     "N",   "a.b",
                                         "a*b",   "x = 1", "nil",      "a & b", "a!",  "a;b",
                                         "a\x1B", "a\x7F", "\xC3\xA9", "a/b",   "yEs", "a\x08" };

    (void)state;
    for (size_t i = 0; i < sizeof quoted / sizeof *quoted; i++)
        assert_int_equal(expression(quoted[i])[0], '"');
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        assert_string_equal(expression(plain[i]), plain[i]);
}

static void quoted_texts_are_escaped(void **state)
{
    (void)state;
    assert_string_equal(expression("a\"b\\c\n\t\r\x08\x0C\x01\x1B\x7F\xC3\xA9"),
                        "\"a\\\"b\\\\c\\n\\t\\r\\b\\f\\u0001\\u001b\\u007f\xC3\xA9\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_come_in_the_order_of_insta),
        cmocka_unit_test(what_is_not_said_is_not_written),
        cmocka_unit_test(a_text_that_may_be_something_else_is_quoted),
        cmocka_unit_test(quoted_texts_are_escaped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
