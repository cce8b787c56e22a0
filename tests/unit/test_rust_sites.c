/* test_rust_sites.c - inline snapshots are found in Rust sources and changed in their place
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
#include <stdlib.h>
#include <string.h>

#define BYTES(text) ((tks_bytes){ text, strlen(text) })

static char said[1 << 15];

/* "LINE-LASTLINE LITERAL" for each site, between "; ", or "error: " and why not. */
static const char *sites_of(const char *source)
{
    struct tksi_rust rust;
    tks_error err = { 0 };
    size_t length = 0;

    said[0] = '\0';
    if (tksi_rust_read(&rust, BYTES(source), told_env(), &err) != TKS_OK) {
        snprintf(said, sizeof said, "error: %s", err.message);
    } else {
        for (size_t i = 0; i < tksi_rust_count(&rust); i++) {
            const struct tksi_rust_site *site = tksi_rust_at(&rust, i);

            length += (size_t)snprintf(said + length, sizeof said - length, "%s%zu-%zu %.*s",
                                       i > 0 ? "; " : "", site->line, site->last_line,
                                       (int)site->literal.length, source + site->literal.at);
        }
    }
    tksi_rust_dispose(&rust);
    return said;
}

/* The source after the assertion of this line, whose literal says `old` (NULL: whatever),
 * got another text; or "error: " and why not. */
static const char *patched(const char *source, uint64_t line, const char *old, const char *text)
{
    struct tksi_rust rust;
    struct tksi_rust_change change = { .text = BYTES(text) };
    struct tksi_buffer out;
    tks_error err = { 0 };
    tks_bytes seen = { old, old != NULL ? strlen(old) : 0 };

    tksi_buffer_init(&out, sizeof said - 1, told_env());
    if (tksi_rust_read(&rust, BYTES(source), told_env(), &err) != TKS_OK ||
        tksi_rust_find(&change.site, &rust, line, seen, &err) != TKS_OK ||
        tksi_rust_patch(&out, &rust, &change, 1, &err) != TKS_OK) {
        snprintf(said, sizeof said, "error: %s", err.message);
    } else {
        memcpy(said, out.data, out.length);
        said[out.length] = '\0';
    }
    tksi_buffer_dispose(&out);
    tksi_rust_dispose(&rust);
    return said;
}

#define SITES(source, expected) assert_string_equal(sites_of(source), expected)

static void a_site_is_a_macro_that_ends_with_an_at_and_a_string(void **state)
{
    (void)state;
    SITES("a!(x, @\"1\");", "1-1 \"1\"");
    SITES("a!(x, @ /* c */ r#\"1\"# , );", "1-1 r#\"1\"#");
    SITES("a![x, @\"1\"]; a!{@\"2\"}", "1-1 \"1\"; 1-1 \"2\"");
    SITES("a!(x, @\"1\",,); a!(x, @\"1\", y); a!(x, \"1\"); a!(@x); a!(@)", "");
    SITES("a(x, @\"1\"); a != (x, @\"1\"); macro_rules! a { (@\"1\") => {} }", "");
    SITES("a!(x, @1); a!(x, @'c'); a!(x, @b\"1\"); a!(x, @c\"1\"); a!(x, @\"1\"u8)", "");
}

static void it_begins_where_its_path_does(void **state)
{
    (void)state;
    SITES("insta::\n  assert::\n  snapshot\n  !\n  (x,\n@\"1\"\n)", "1-7 \"1\"");
    SITES("x:\n::insta::a!(@\"1\")", "2-2 \"1\"");
    SITES("x ::\ninsta::a!(@\"1\")", "1-2 \"1\"");
    SITES("x:\na!(@\"1\")", "2-2 \"1\"");
    SITES("$crate::\na!(@\"1\")", "1-2 \"1\"");
    SITES("r#try\n::r#a!(@\"1\")", "1-2 \"1\"");
}

static void sites_may_be_anywhere(void **state)
{
    (void)state;
    SITES("fn f() {\n  insta::allow_duplicates! {\n    for x in 0..10 {\n"
          "      insta::assert_snapshot!(\"foo\", @\"foo\");\n"
          "      insta::assert_snapshot!(\"bar\", @\"bar\");\n    }\n  }\n}\n",
          "4-4 \"foo\"; 5-5 \"bar\"");
    SITES("with_settings!({filters => vec![]}, {\n  a!(1, @\"1\");\n  a!(2, @\"2\");\n});",
          "2-2 \"1\"; 3-3 \"2\"");
    SITES("#[test_case(a!(1, @\"1\"))]\nfn f() { let g = || a!(2, @\"2\"); match x { _ => a!(3, "
          "@\"3\") } }",
          "1-1 \"1\"; 2-2 \"2\"; 2-2 \"3\"");
    SITES("outer!(x,\n inner!(y, @\"1\"),\n @\"2\")", "1-3 \"2\"; 2-2 \"1\"");
}

static void what_looks_like_one_is_none(void **state)
{
    (void)state;
    SITES("// a!(x, @\"1\")\n/* a!(x, /* @\"2\" */ @\"3\") */ /// a!(@\"4\")\n", "");
    SITES("let s = \"a!(x, @\\\"1\\\")\"; let r = r#\"a!(x, @\"1\")\"#; br#\"a!(\"#; b\"a!(\"", "");
    SITES("let c = '\"'; a!('(', @\"1\"); let d = '\\''; b'\"'; b'\\''; '\\u{22}'; '\xC3\xA9'",
          "1-1 \"1\"");
    SITES(
        "fn f<'a>(x: &'a str, y: &'static [u8]) -> &'a str { 'b: loop { break 'b } a!(x, @\"1\") }",
        "1-1 \"1\"");
    SITES("let r#fn = 1; r##\"\"#\"##; let r = 2; br\"\\\"; cr#\"\"\"#; c\"\\\"\"; 1.5e-3; "
          "0x_f.r(\"\")",
          "");
    SITES("\xEF\xBB\xBF#!/usr/bin/env a!(@\"1\")\na!(@\"2\")", "2-2 \"2\"");
    SITES("#![allow(x)]\na!(@\"2\")", "2-2 \"2\"");
    SITES("a!(1,\xE2\x80\xA8@\xE2\x80\x8E\"1\")", "1-1 \"1\"");
}

static void a_source_that_is_none_is_told(void **state)
{
    char deep[5000];

    (void)state;
    SITES("fn f() {\n(\n",
          "error: line 3: the end comes before a bracket is closed, which is no Rust");
    SITES("fn f() {\n)", "error: line 2: a bracket that does not fit, which is no Rust");
    SITES("}", "error: line 1: a bracket too many, which is no Rust");
    SITES("\n\"a\\\"",
          "error: line 2: a string, character or comment without its end, which is no Rust");
    SITES("/* /* */",
          "error: line 1: a string, character or comment without its end, which is no Rust");
    SITES("r#\"\"",
          "error: line 1: a string, character or comment without its end, which is no Rust");
    SITES("'\\u{",
          "error: line 1: a string, character or comment without its end, which is no Rust");
    SITES("\"a\rb\"",
          "error: line 1: a string, character or comment without its end, which is no Rust");
    SITES("a!(\xFF)", "error: not UTF-8, which its library insists on");
    memset(deep, '(', sizeof deep - 1);
    deep[sizeof deep - 1] = '\0';
    SITES(deep, "error: line 1: more than 4096 brackets within each other");
}

static void only_the_literal_changes(void **state)
{
    (void)state;
    assert_string_equal(patched("fn f() {\n    let x = a!(1, @\"old\",); // c\n}", 2, "old",
                                "one\ntwo"),
                        "fn f() {\n    let x = a!(1, @\"\n    one\n    two\n    \",); // c\n}");
    assert_string_equal(patched("\ta!(1, @r#\"\n\told\n\t\"#)", 1, "old", "new"),
                        "\ta!(1, @\"new\")");
    assert_string_equal(patched("if x {\n\n   insta\n     ::a!(1, @\"\")}", 3, "", "a\nb"),
                        "if x {\n\n   insta\n     ::a!(1, @\"\n   a\n   b\n   \")}");
}

static void lines_end_as_those_around_do(void **state)
{
    (void)state;
    assert_string_equal(patched("f();\r\n  a!(1, @\"old\");\r\n", 2, "old", "1\n2"),
                        "f();\r\n  a!(1, @\"\r\n  1\r\n  2\r\n  \");\r\n");
    assert_string_equal(patched("f();\r\n  a!(1, @\"old\");", 2, "old", "1\n2"),
                        "f();\r\n  a!(1, @\"\r\n  1\r\n  2\r\n  \");");
    assert_string_equal(patched("f();\n  a!(1, @\"\r\n  x\r\n  y\");\n", 2, "x\ny", "1\n2"),
                        "f();\n  a!(1, @\"\r\n  1\r\n  2\r\n  \");\n");
}

static void the_line_says_which(void **state)
{
    static const char source[] = "a!(1,\n @\"1\");\na!(2,\n @\"1\");\n";

    (void)state;
    assert_string_equal(patched(source, 3, "1", "x"), "a!(1,\n @\"1\");\na!(2,\n @\"x\");\n");
    /* cargo-insta tells the literal's line in what it writes anew */
    assert_string_equal(patched(source, 2, "1", "x"), "a!(1,\n @\"x\");\na!(2,\n @\"1\");\n");
    assert_string_equal(
        patched(source, 5, "1", "x"),
        "error: the assertion at line 5 is not there any more; run the tests again");
    assert_string_equal(
        patched("a!(\n1, @\"\");\n\n", 3, "", "x"),
        "error: the assertion at line 3 is not there any more; run the tests again");
    assert_string_equal(
        patched("x();\n", 1, "", "x"),
        "error: the assertion at line 1 is not there any more; run the tests again");
}

static void the_old_literal_has_to_be_there(void **state)
{
    (void)state;
    assert_string_equal(patched("a!(1, @\"edited\")", 1, "old", "x"),
                        "error: another snapshot stands at line 1 than when the test ran; run the "
                        "tests again");
    assert_string_equal(patched("a!(1, @\"edited\")", 1, NULL, "x"), "a!(1, @\"x\")");
    /* old versions of insta saw less white space */
    assert_string_equal(patched("a!(1, @r\"\n    old\n    \")", 1, "old", "x"), "a!(1, @\"x\")");
}

static void of_several_on_a_line_the_one_that_was_seen_is_meant(void **state)
{
    (void)state;
    assert_string_equal(patched("a!(1, @\"1\"); a!(2, @\"2\");", 1, "2", "x"),
                        "a!(1, @\"1\"); a!(2, @\"x\");");
    assert_string_equal(
        patched("a!(1, @\"\"); a!(2, @\"\");", 1, "", "x"),
        "error: line 1 has several assertions that could be meant; give each a line "
        "of its own and run the tests again");
    assert_string_equal(patched("o!(x,\n i!(y,\n z, @\"1\"),\n @\"1\")", 3, "1", "x"),
                        "o!(x,\n i!(y,\n z, @\"1\"),\n @\"x\")");
    assert_string_equal(patched("o!(x,\n i!(y,\n z, @\"1\"),\n @\"2\")", 3, "1", "x"),
                        "o!(x,\n i!(y,\n z, @\"x\"),\n @\"2\")");
}

static void several_change_at_once(void **state)
{
    static const char source[] = "a!(1, @\"1\");\na!(2, @\"2\");\na!(3, @\"3\");\n";
    struct tksi_rust_change changes[] = { { .site = 0, .text = { "x\ny", 3 } },
                                          { .site = 2, .text = { "z", 1 } } };
    struct tksi_rust rust;
    struct tksi_buffer out;
    tks_error err = { 0 };

    (void)state;
    tksi_buffer_init(&out, 1000, told_env());
    assert_int_equal(tksi_rust_read(&rust, BYTES(source), told_env(), &err), TKS_OK);
    assert_int_equal(tksi_rust_patch(&out, &rust, changes, 2, &err), TKS_OK);
    assert_int_equal(tksi_buffer_append(&out, "", 1, &err), TKS_OK);
    assert_string_equal(out.data, "a!(1, @\"\nx\ny\n\");\na!(2, @\"2\");\na!(3, @\"z\");\n");
    assert_int_equal(tksi_rust_moved(&rust, changes, 2, 1), 1);
    assert_int_equal(tksi_rust_moved(&rust, changes, 2, 2), 5);
    assert_int_equal(tksi_rust_moved(&rust, changes, 2, 4), 7);
    tksi_rust_dispose(&rust);
    tksi_buffer_dispose(&out);
}

/* --------------------------------------------------------------------- any source */

/* A source of parts that fit, with assertions in it; now and then one that is none. */
static void make_source(char *out, size_t size, struct chance *chance)
{
    static const char *const parts[] = { "    insta::a!(x, @\"\");\n",
                                         "a!(@r#\"q\"q\"#)",
                                         "// \"a!(@\n",
                                         "/* /* */ ' */",
                                         "let c = '\"';\r\n",
                                         "'a ",
                                         "\"str \\\" @\" ",
                                         "br##\"#\"##",
                                         "    ",
                                         "#[x]\n",
                                         "\t a!(1,\n\t@\"\n\tone\n\t  two\n\t\",)\n",
                                         "\xC3\xA9",
                                         "b!(y, @\"one\\ntwo\")\r\n",
                                         "r#x!",
                                         "@\"\"," };
    static const char *const opens[] = { "fn f() {\n", "(", "o!{ ", "  a::b!(\n", "[", "\"" };
    static const char closes[] = "})})]\"";
    char open[32] = "";
    size_t length = 0, depth = 0;

    for (uint32_t count = chance_below(chance, 30); count > 0; count--)
        if (depth < sizeof open && chance_once_in(chance, 5)) {
            const uint32_t which =
                chance_below(chance, chance_once_in(chance, 20) ? 6 : 5); /* the last: a string */

            open[depth++] = closes[which];
            length += (size_t)snprintf(out + length, size - length, "%s", opens[which]);
        } else if (depth > 0 && chance_once_in(chance, 5)) {
            length += (size_t)snprintf(out + length, size - length, "%c", open[--depth]);
        } else {
            length += (size_t)snprintf(out + length, size - length, "%s",
                                       parts[chance_below(chance, sizeof parts / sizeof *parts)]);
        }
    while (depth > 0)
        length += (size_t)snprintf(out + length, size - length, "%c", open[--depth]);
    out[length] = '\0';
}

/* A site of it gets another text; the other literals stay as they are. False where there
 * is none. */
static bool check_source(const char *source, struct chance *chance)
{
    static const char *const texts[] = { "",  "x", "a\nb", "\"#", "\r\"\n\\", "  a\n\n  b",
                                         "}", "(", "*/",   "'",   "//\n" };
    const char *text = texts[chance_below(chance, sizeof texts / sizeof *texts)];
    struct tksi_rust_change change = { .text = BYTES(text) };
    struct tksi_rust rust, again;
    struct tksi_buffer out;
    tks_error err = { 0 };
    bool any;

    tksi_buffer_init(&out, 1 << 16, told_env());
    any = tksi_rust_read(&rust, BYTES(source), told_env(), &err) == TKS_OK &&
          tksi_rust_count(&rust) > 0;
    if (any) {
        change.site = chance_below(chance, (uint32_t)tksi_rust_count(&rust));
        if (tksi_rust_patch(&out, &rust, &change, 1, &err) != TKS_OK)
            fail_msg("%s in %s", err.message, source);
        assert_int_equal(tksi_rust_read(&again, (tks_bytes){ out.data, out.length }, told_env(),
                                        &err),
                         TKS_OK);
        for (size_t i = 0; i < tksi_rust_count(&rust); i++) {
            const struct tksi_span was = tksi_rust_at(&rust, i)->literal;
            const struct tksi_span is = tksi_rust_at(&again, i)->literal;

            if (i == change.site) {
                assert_memory_equal(out.data, source, was.at);
                assert_int_equal(out.length - is.at - is.length,
                                 strlen(source) - was.at - was.length);
                assert_memory_equal(out.data + is.at + is.length, source + was.at + was.length,
                                    out.length - is.at - is.length);
            } else {
                assert_int_equal(is.length, was.length);
                assert_memory_equal(out.data + is.at, source + was.at, was.length);
            }
        }
        tksi_rust_dispose(&again);
    }
    tksi_rust_dispose(&rust);
    tksi_buffer_dispose(&out);
    return any;
}

static void in_any_source_nothing_but_the_literal_changes(void **state)
{
    struct chance chance = { 11 };
    char source[1024];
    int changed = 0;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        make_source(source, sizeof source, &chance);
        changed += check_source(source, &chance);
    }
    assert_true(changed > 10000);
}

/* Twice as much takes twice as long: a million brackets, quotes, hashes, sites on one line. */
static void hostile_sources_are_read_in_one_pass(void **state)
{
    static const char *const parts[] = { "r#\"\"\"\"\"# ", "/**/",      "a::",
                                         "!(@\"\")",       "a!(@\"\")", "'a" };
    enum { LENGTH = 1 << 20 };
    char *source = malloc(LENGTH + 16);
    struct tksi_rust rust;
    size_t site;

    (void)state;
    assert_non_null(source);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t length = 0;

        while (length < LENGTH)
            length += (size_t)snprintf(source + length, 16, "%s", parts[i]);
        assert_int_equal(tksi_rust_read(&rust, (tks_bytes){ source, length }, told_env(), NULL),
                         TKS_OK);
        if (tksi_rust_count(&rust) > 0)
            assert_int_equal(tksi_rust_find(&site, &rust, 1, (tks_bytes){ "x", 1 }, NULL),
                             TKS_OVER_LIMIT);
        tksi_rust_dispose(&rust);
    }
    free(source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_site_is_a_macro_that_ends_with_an_at_and_a_string),
        cmocka_unit_test(it_begins_where_its_path_does),
        cmocka_unit_test(sites_may_be_anywhere),
        cmocka_unit_test(what_looks_like_one_is_none),
        cmocka_unit_test(a_source_that_is_none_is_told),
        cmocka_unit_test(only_the_literal_changes),
        cmocka_unit_test(lines_end_as_those_around_do),
        cmocka_unit_test(the_line_says_which),
        cmocka_unit_test(the_old_literal_has_to_be_there),
        cmocka_unit_test(of_several_on_a_line_the_one_that_was_seen_is_meant),
        cmocka_unit_test(several_change_at_once),
        cmocka_unit_test(in_any_source_nothing_but_the_literal_changes),
        cmocka_unit_test(hostile_sources_are_read_in_one_pass),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
