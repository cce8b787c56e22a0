/* test_insta.c - insta's .snap and .snap.new: a header, three hyphens, the contents
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

#define HEAD                  "---\nsource: src/a.rs\n---\n"
#define TELLS(file, expected) assert_string_equal(TOLD("insta", file), expected)
#define VALUE(literal)        told_value("insta", literal, sizeof(literal) - 1)
#define NORMAL(literal)       told_normal("insta", literal, sizeof(literal) - 1)
#define PAYLOAD(literal, end) told_payload("insta", literal, sizeof(literal) - 1, end)

static tks_bytes with_fences(const char *header)
{
    static char file[100];

    return (tks_bytes){ file, (size_t)snprintf(file, sizeof file, "---\n%s---\nx\n", header) };
}

static void contents_are_lines_without_the_last_line_feed(void **state)
{
    (void)state;
    TELLS(HEAD "one\ntwo\n", "= one\\ntwo; file lf");
    TELLS(HEAD "one", "= one; file lf");
    TELLS(HEAD, "= ; file lf");
    TELLS(HEAD "\n", "= ; file lf");
    TELLS(HEAD "\n\n", "= \\n; file lf");
    TELLS(HEAD "---\n\n---\n", "= ---\\n\\n---; file lf");
}

static void the_fences_may_have_white_space_behind_them(void **state)
{
    (void)state;
    TELLS("---  \r\nsource: a\r\n--- \t\r\none\r\ntwo\r\n", "= one\\ntwo; file crlf");
    TELLS("---\nsource: a\n ---\n---\nx\n", "= x; file lf");
}

static void a_cr_is_dropped_only_before_a_line_feed(void **state)
{
    (void)state;
    assert_string_equal(VALUE("one\r\ntwo\rthree\r"), "one\\ntwo\\rthree\\r");
}

static void a_header_without_an_end_is_all_there_is(void **state)
{
    (void)state;
    TELLS("---\nsource: a\n", "=  [unterminated]; file unterminated lf");
    TELLS("---", "=  [broken unterminated]; file broken unterminated");
    assert_non_null(strstr(told_replaced("insta", "---\nsource: a\n", "", 0, "x"),
                           "error: an entry without its end"));
}

static void the_form_of_2019_has_no_fences(void **state)
{
    (void)state;
    TELLS("Created: x\nCreator: insta@0.1.4\nSource: src/test.rs\n\none\n\ntwo\n",
          "= one\\n\\ntwo [legacy]; file legacy lf");
    TELLS("anything", "=  [legacy unterminated]; file legacy unterminated");
    TELLS("", "=  [legacy unterminated]; file legacy unterminated");
}

static void a_header_without_a_field_insta_cannot_read(void **state)
{
    (void)state;
    TELLS("---\n---\nx\n", "= x [broken]; file broken lf");
    TELLS("---\n# comment\n\n---\nx\n", "= x [broken]; file broken lf");
    TELLS("---\n{}\n---\nx\n", "= x; file lf");
    TELLS("---\nsource: a\njunk\n---\nx\n", "= x [broken]; file broken lf");
}

static void a_header_that_is_no_yaml_insta_cannot_read(void **state)
{
    static const char *const bad[] = { "  source: a\n",
                                       "source: a\n  b: c\n",
                                       "source: a: b\n",
                                       "source: a:\n",
                                       "source: \"a\" b\n",
                                       "source: 'a'\n  b\n",
                                       "source: a\n\tb\n",
                                       "source: a\rb: c\n",
                                       "source: a #b\n  c\n",
                                       "source: a\n#b\n  c\n",
                                       "[a: b\n",
                                       "source: a\n- b\n",
                                       "source: |\n  a\n- b\n",
                                       "source: a\n  b #c\n  d\n",
                                       "source: a\n{}\n",
                                       "{}\nsource: a\n",
                                       "source: \"a\n",
                                       "source: 'a\n",
                                       "source: \"a\nb: c\n",
                                       "source: \"\\.\"\n",
                                       "source: \"\\ud800\"\n",
                                       "source: \"a\"\xC2\xA0\n",
                                       "source: a\n--- b: c\n",
                                       "source: |x\n",
                                       "source: @a\n",
                                       "source: `a\n",
                                       "source: - a\n",
                                       "source: ]\n",
                                       "source: *a\n",
                                       "@a: b\n",
                                       "!a: b\n",
                                       "'a: b\n",
                                       "\"a: b\n" };
    static const char *const good[] = { "source: a\n  b\n",
                                        "source: a::b\n",
                                        "info:\n  b: c\n  - d: e\n",
                                        "source: \"a: b\" # c\n",
                                        "source: 'it''s: b'\n",
                                        "source: \"a\n  b: c\"\n",
                                        "source: \"\\\"\"\n",
                                        "#b: c: d\nsource: a\n",
                                        "source: |\n  b: c\n",
                                        "source: a # b: c\n",
                                        "source: a\r\n  b\r\n",
                                        "info:\n- a\n- b: c\n",
                                        "info: # a\n- b\n",
                                        "{ source: a }\n# b\n\n",
                                        "{\n  source: a\n}\n",
                                        "source: \"a\r\n\r\n  b\" # c\r\n",
                                        "source: \"a \\\n  \\u00e9\"\n",
                                        "source: 'a\\.'\n",
                                        "source: |2-\n  a\n",
                                        "source: -a\n",
                                        "source: ?a\n",
                                        "'a': b\n" };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(tksi_insta_is_map(with_fences(bad[i])));
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(tksi_insta_is_map(with_fences(good[i])));
}

/* To insta's parser a NUL is the end of the header. */
static void a_header_with_a_nul_insta_does_not_read_on(void **state)
{
    (void)state;
    TELLS("---\nsource: a\0b\n---\nx\n", "= x [broken]; file broken lf");
    TELLS("---\nsource: \"a\0b\"\n---\nx\n", "= x [broken]; file broken lf");
    TELLS("---\nsource: \"a\n  \0b\"\n---\nx\n", "= x [broken]; file broken lf");
    TELLS("---\n# \0\nsource: a\n---\nx\n", "= x [broken]; file broken lf");
    TELLS("---\nsource: a\n---\n\0\n", "= \\x00; file lf");
}

/* Insta takes such a file for the form of 2019. */
static void a_byte_order_mark_hides_the_header(void **state)
{
    (void)state;
    TELLS("\xEF\xBB\xBF---\nsource: a\n\n---\nx\n",
          "= ---\\nx [legacy broken]; file legacy broken bom lf");
}

static void a_merge_is_told_in_the_header_alone(void **state)
{
    (void)state;
    TELLS("---\nsource: a\n<<<<<<< x\nexpression: b\n---\nx\n",
          "= x [conflict broken]; file conflict broken lf");
    TELLS(HEAD "<<<<<<< x\n=======\n", "= <<<<<<< x\\n=======; file lf");
    TELLS("<<<<<<< x\n---\nsource: a\n---\n\nx\n",
          "= x [legacy conflict]; file legacy conflict lf");
}

static void what_is_not_utf8_insta_cannot_read(void **state)
{
    (void)state;
    TELLS(HEAD "\xFF\n", "= ? [broken]; file broken lf");
}

static void binary_snapshots_have_their_bytes_beside_them(void **state)
{
    static const char file[] = "---\nsource: a\nextension: tar.gz\nsnapshot_kind: binary\n---\n";
    struct tksi_buffer path;

    (void)state;
    TELLS("---\nsource: a\nextension: png\nsnapshot_kind: binary\n---\n",
          "=  [aside]; file lf aside");
    TELLS("---\nsnapshot_kind: binary\n---\n", "=  [broken aside]; file broken lf aside");
    TELLS("---\nsnapshot_kind: text\n---\nx\n", "= x; file lf");
    tksi_buffer_init(&path, 100, told_env());
    assert_int_equal(tksi_insta_aside(&path, (tks_str){ "a/b.snap.new", 12 },
                                      (tks_bytes){ file, sizeof file - 1 }, NULL),
                     TKS_OK);
    assert_int_equal(path.length, 19);
    assert_memory_equal(path.data, "a/b.snap.new.tar.gz", 19);
    tksi_buffer_dispose(&path);
}

static void an_extension_never_leads_elsewhere(void **state)
{
    static const char *const files[] = {
        "---\nextension: ../../x\nsnapshot_kind: binary\n---\n",
        "---\nextension: \"\"\nsnapshot_kind: binary\n---\n",
        "---\nextension: \"a\\0b\"\nsnapshot_kind: binary\n---\n",
        "---\nextension: 5\nsnapshot_kind: binary\n---\n",
    };
    struct tksi_buffer path;

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        tksi_buffer_init(&path, 100, told_env());
        assert_int_equal(tksi_insta_aside(&path, (tks_str){ "b.snap", 6 },
                                          (tks_bytes){ files[i], strlen(files[i]) }, NULL),
                         TKS_BAD_DATA);
        tksi_buffer_dispose(&path);
    }
}

static void white_space_at_the_end_does_not_count(void **state)
{
    (void)state;
    assert_string_equal(NORMAL("  a \n b \t\n\n"), "  a \\n b");
    assert_string_equal(NORMAL("a\xE2\x80\xA8\xC2\xA0\xE3\x80\x80\xC2\x85"), "a");
    assert_string_equal(NORMAL("a\r\nb\rc\r\n"), "a\\nb\\rc");
    assert_string_equal(NORMAL("a\x1C"), "a\\x1c"); /* white space for Python, not for Rust */
    assert_string_equal(NORMAL("\n \n"), "");
    assert_string_equal(NORMAL("\xC3\xA9"), "\xC3\xA9");
}

static void contents_are_written_as_insta_writes_them(void **state)
{
    (void)state;
    assert_string_equal(PAYLOAD("a\nb \n\n", "\n"), "a\\nb\\n");
    assert_string_equal(PAYLOAD("", "\n"), "\\n");
    assert_string_equal(PAYLOAD("a\nb", "\r\n"), "a\\r\\nb\\r\\n");
    assert_string_equal(PAYLOAD("a\r\r\nb", "\n"),
                        "error: a value that insta cannot hold: read back it is another");
}

static void a_replaced_value_leaves_the_header(void **state)
{
    (void)state;
    assert_string_equal(told_replaced("insta", "---\nsource: a\nmine:  [1]\n\n---\nx\n", "", 0,
                                      "y"),
                        "---\\nsource: a\\nmine:  [1]\\n\\n---\\ny\\n");
    assert_string_equal(told_replaced("insta", HEAD, "", 0, "y"),
                        "---\\nsource: src/a.rs\\n---\\ny\\n");
    assert_non_null(
        strstr(told_replaced("insta", "---\nextension: png\nsnapshot_kind: binary\n---\n", "", 0,
                             "y"),
               "error: a binary snapshot"));
}

static void a_value_begins_below_a_header_that_ends_the_file(void **state)
{
    (void)state;
    assert_string_equal(told_replaced("insta", "---\nsource: a\n---", "", 0, "y"),
                        "---\\nsource: a\\n---\\ny\\n");
    assert_string_equal(told_replaced("insta", "---\r\nsource: a\r\n---", "", 0, "y"),
                        "---\\r\\nsource: a\\r\\n---\\r\\ny\\r\\n");
    assert_string_equal(told_replaced("insta", "---\nsource: a\n---\nx", "", 0, "y"),
                        "---\\nsource: a\\n---\\ny\\n");
}

static const char *accepted(const char *pending)
{
    struct tksi_buffer out;
    tks_error err = { 0 };
    tks_status status;

    tksi_buffer_init(&out, 500, told_env());
    status = tksi_insta_accepted(&out, (tks_bytes){ pending, strlen(pending) }, &err);
    return told_text(&out, status, &err);
}

static void accepting_leaves_out_the_line_of_the_assertion(void **state)
{
    (void)state;
    assert_string_equal(accepted("---\nsource: a\nassertion_line: 7\nexpression: b\n---\nx \n\n"),
                        "---\nsource: a\nexpression: b\n---\nx\n");
    assert_string_equal(accepted("---\nassertion_line: 7\nextension: png\nsnapshot_kind: binary\n"
                                 "---\n"),
                        "---\nextension: png\nsnapshot_kind: binary\n---\n");
    assert_string_equal(accepted(HEAD "x\n"), HEAD "x\n");
    assert_string_equal(accepted("---\nassertion_line: 7\n---\nx\n"), "---\n{}\n---\nx\n");
    assert_string_equal(accepted("---\nassertion_line: 7\na: b\nassertion_line: 8\n---\nx\n"),
                        "---\na: b\n---\nx\n");
    assert_string_equal(accepted("x"), "not a pending snapshot of insta's; run its test again");
}

static void contents_begin_below_a_header_that_ends_the_file(void **state)
{
    (void)state;
    assert_string_equal(accepted("---\nsource: a\n---"), "---\nsource: a\n---\n\n");
    assert_string_equal(accepted("---\nsource: a\n---\n"), "---\nsource: a\n---\n\n");
    assert_string_equal(accepted("---\nextension: png\nsnapshot_kind: binary\n---"),
                        "---\nextension: png\nsnapshot_kind: binary\n---\n");
}

static bool equal_legacy(const char *expected, const char *actual)
{
    return tksi_insta_equal_legacy((tks_bytes){ expected, strlen(expected) },
                                   (tks_bytes){ actual, strlen(actual) });
}

static void old_files_may_begin_with_empty_lines_and_a_fence(void **state)
{
    (void)state;
    assert_true(equal_legacy("\n\r\n---\na", "a"));
    assert_true(equal_legacy("\na", "a"));
    assert_false(equal_legacy("---\n---\na", "a"));
    assert_false(equal_legacy("a", "b"));
    assert_true(equal_legacy("", "\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contents_are_lines_without_the_last_line_feed),
        cmocka_unit_test(the_fences_may_have_white_space_behind_them),
        cmocka_unit_test(a_cr_is_dropped_only_before_a_line_feed),
        cmocka_unit_test(a_header_without_an_end_is_all_there_is),
        cmocka_unit_test(the_form_of_2019_has_no_fences),
        cmocka_unit_test(a_header_without_a_field_insta_cannot_read),
        cmocka_unit_test(a_header_that_is_no_yaml_insta_cannot_read),
        cmocka_unit_test(a_header_with_a_nul_insta_does_not_read_on),
        cmocka_unit_test(a_byte_order_mark_hides_the_header),
        cmocka_unit_test(a_merge_is_told_in_the_header_alone),
        cmocka_unit_test(what_is_not_utf8_insta_cannot_read),
        cmocka_unit_test(binary_snapshots_have_their_bytes_beside_them),
        cmocka_unit_test(an_extension_never_leads_elsewhere),
        cmocka_unit_test(white_space_at_the_end_does_not_count),
        cmocka_unit_test(contents_are_written_as_insta_writes_them),
        cmocka_unit_test(a_replaced_value_leaves_the_header),
        cmocka_unit_test(a_value_begins_below_a_header_that_ends_the_file),
        cmocka_unit_test(accepting_leaves_out_the_line_of_the_assertion),
        cmocka_unit_test(contents_begin_below_a_header_that_ends_the_file),
        cmocka_unit_test(old_files_may_begin_with_empty_lines_and_a_fence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
