/* test_data.c - are JSON and YAML read as what they say, and refused where they say nothing?
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

#include "data/data.h"

typedef tks_status reader(struct tksi_data *, tks_bytes, const struct tksi_env *, tks_error *);

static const char *written_by(reader *read, tks_bytes text)
{
    static char out[4096];
    static struct tksi_env env;
    struct tksi_data tree;
    struct tksi_buffer room;
    tks_error err = { TKS_OK, 0, "" };
    tks_sink sink;

    assert_int_equal(tksi_env_defaults(&env, NULL, NULL), TKS_OK);
    tksi_buffer_init(&room, sizeof out - 1, &env);
    sink = tksi_buffer_sink(&room);
    if (read(&tree, text, &env, &err) == TKS_OK) {
        assert_int_equal(tksi_data_write(&tree, tree.root, 0, &sink, NULL), TKS_OK);
        snprintf(out, sizeof out, "%.*s", (int)room.length, (const char *)room.data);
    } else {
        snprintf(out, sizeof out, "%s", err.message);
    }
    tksi_buffer_dispose(&room);
    tksi_data_dispose(&tree);
    return out;
}

/* The documents as one list of JSON, or what is wrong. */
static const char *json(const char *text)
{
    return written_by(tksi_data_read_json, (tks_bytes){ text, strlen(text) });
}

static const char *yaml(const char *text)
{
    return written_by(tksi_data_read_yaml, (tks_bytes){ text, strlen(text) });
}

/* ------------------------------------------------------------------------ JSON */

static void json_is_read_as_it_is_written(void **state)
{
    (void)state;
    assert_string_equal(json(" { \"b\" : [ 1 , -0.50e+3, true,false ,null ] ,\n\"a\":{}}"),
                        "[{\"b\":[1,-0.50e+3,true,false,null],\"a\":{}}]");
    assert_string_equal(json("123456789012345678901234567890.10"),
                        "[123456789012345678901234567890.10]");
    assert_string_equal(json("\xEF\xBB\xBF[]"), "[[]]");
}

static void escapes_say_what_they_stand_for(void **state)
{
    (void)state;
    assert_string_equal(json("\"\\u00e9\\/\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\ud83d\\ude00\""),
                        "[\"\xC3\xA9/\\\"\\\\\\b\\f\\n\\r\\t\\u0001\xF0\x9F\x98\x80\"]");
}

static void several_values_are_several_documents(void **state)
{
    (void)state;
    assert_string_equal(json("{}\n[1]\n\"x\"\n"), "[{},[1],\"x\"]");
}

static void what_is_no_json_is_told_with_its_place(void **state)
{
    (void)state;
    assert_string_equal(json(""), "line 1, column 1: a value is missing");
    assert_string_equal(json("{\"a\":1,\n \"b\":}"), "line 2, column 6: this is no value");
    assert_string_equal(json("[1,]"), "line 1, column 4: this is no value");
    assert_string_equal(json("[1 2]"), "line 1, column 4: a comma or ] is missing");
    assert_string_equal(json("{a:1}"), "line 1, column 2: a key in quotes is missing");
    assert_string_equal(json("{\"a\" 1}"), "line 1, column 6: a colon is missing");
    assert_string_equal(json("\"a\nb\""), "line 1, column 3: a control character in a string");
    assert_string_equal(json("\"a\\"), "line 1, column 4: a string without an end");
    assert_string_equal(json("\"\xFF\""), "line 1, column 2: a byte that is no UTF-8");
    assert_string_equal(json("01"), "line 1, column 2: something stands right behind a value");
    assert_string_equal(json("NaN"), "line 1, column 1: this is no value");
    assert_non_null(strstr(json("\"\\ud800\""), "half of a character"));
}

static void nesting_is_bounded(void **state)
{
    char text[2 * TKSI_DATA_NESTED + 8] = "";

    (void)state;
    memset(text, '[', TKSI_DATA_NESTED);
    memset(text + TKSI_DATA_NESTED, ']', TKSI_DATA_NESTED);
    assert_true(strncmp(json(text), "[[[[", 4) == 0);
    memset(text, '[', TKSI_DATA_NESTED + 1);
    assert_string_equal(json(text), "nested more than 256 deep");
    assert_string_equal(yaml(text), "nested more than 256 deep");
}

static void what_is_too_large_is_refused_before_it_is_read(void **state)
{
    const size_t length = (size_t)TKSI_DATA_BYTES + 1;
    char *text = malloc(length);

    (void)state;
    assert_non_null(text);
    memset(text, ' ', length);
    assert_string_equal(written_by(tksi_data_read_json, (tks_bytes){ text, length }),
                        "more than 67108864 bytes");
    assert_string_equal(written_by(tksi_data_read_yaml, (tks_bytes){ text, length }),
                        "more than 67108864 bytes");
    for (size_t i = 0; i < length; i++)
        text[i] = i % 2 == 0 ? '1' : ' ';
    assert_string_equal(written_by(tksi_data_read_json, (tks_bytes){ text, length - 1 }),
                        "more than 4194304 values");
    free(text);
}

/* ------------------------------------------------------------------------ YAML */

static void plain_scalars_follow_the_core_schema(void **state)
{
    (void)state;
    assert_string_equal(yaml("[~, null, Null, '', yes, no, on, true, FALSE]"),
                        "[[null,null,null,\"\",\"yes\",\"no\",\"on\",true,false]]");
    assert_string_equal(yaml("[0, -1, +1.50, .5, 5., 1e3, 0x1F, 0o17, .inf, -.INF, .nan]"),
                        "[[0,-1,+1.50,.5,5.,1e3,0x1F,0o17,.inf,-.INF,.nan]]");
    assert_string_equal(yaml("[12:30, 1_000, 0b1, 1.2.3, 2026-01-01, 1e, ., -, 0x, '1']"),
                        "[[\"12:30\",\"1_000\",\"0b1\",\"1.2.3\",\"2026-01-01\",\"1e\",\".\",\"-\","
                        "\"0x\",\"1\"]]");
}

static void tags_say_what_a_scalar_is(void **state)
{
    (void)state;
    assert_string_equal(yaml("[!!str 1, !!float 1, !!seq [1], ! 1]"), "[[\"1\",1,[1],\"1\"]]");
    assert_string_equal(yaml("!Circle {radius: 1}"), "[!Circle {\"radius\":1}]");
}

static void aliases_stay_what_they_are(void **state)
{
    (void)state;
    assert_string_equal(yaml("a: &x [1]\nb: *x\n"), "[{\"a\":[1],\"b\":*x}]");
    assert_string_equal(yaml("a: &x 1\nb: &x 2\nc: *x\n"), "[{\"a\":1,\"b\":2,\"c\":*x}]");
    assert_string_equal(yaml("&x [*x]"),
                        "line 1, column 5: an alias of nothing before it, or of what it stands in");
    assert_non_null(strstr(yaml("- &x 1\n---\n- *x\n"), "an alias of nothing"));
}

static void documents_and_texts_of_several_lines_are_read(void **state)
{
    (void)state;
    assert_string_equal(yaml(""), "[]");
    assert_string_equal(yaml("# nothing\n---\n"), "[null]");
    assert_string_equal(yaml("---\na: |\n  one\n  two\n---\n>-\n  one\n  two\n"),
                        "[{\"a\":\"one\\ntwo\\n\"},\"one two\"]");
}

static void what_is_no_yaml_is_told_with_its_place(void **state)
{
    (void)state;
    assert_non_null(strstr(yaml("a: [1\nb: 2\n"), "line 2, column 2: "));
    assert_string_equal(yaml("? [a]\n: 1\n"),
                        "line 1, column 3: a key that is not a plain word or a string");
    assert_non_null(strstr(yaml("a: \xFF\n"), "byte 3: "));
}

static void many_anchors_and_aliases_end_soon(void **state)
{
    const int count = 40000;
    char *text = malloc((size_t)count * 20), *at = text;

    (void)state;
    assert_non_null(text);
    for (int i = 0; i < count; i++)
        at += snprintf(at, 20, "- &a%d x\n", i);
    for (int i = 0; i < count; i++)
        at += snprintf(at, 20, "- *a0\n");
    assert_string_equal(written_by(tksi_data_read_yaml, (tks_bytes){ text, (size_t)(at - text) }),
                        "too many anchors and aliases");
    free(text);
}

/* ----------------------------------------------------------------------- paths */

static void paths_quote_what_json_path_wants_quoted(void **state)
{
    static const char *const wanted[] = {
        "$.a.b_1[0]", "$.a.b_1[1]",     "$.a.b_1",      "$.a[\"c d\"]", "$.a[\"1\"]",
        "$.a[\"\"]",  "$.a[\"q\\\"\"]", "$.a.\xC3\xA9", "$.a",          "$"
    };
    const char text[] =
        "{\"a\":{\"b_1\":[1,2],\"c d\":3,\"1\":4,\"\":5,\"q\\\"\":6,\"\xC3\xA9\":7}}";
    static struct tksi_env env;
    struct tksi_data tree;

    (void)state;
    assert_int_equal(tksi_env_defaults(&env, NULL, NULL), TKS_OK);
    assert_int_equal(tksi_data_read_json(&tree, (tks_bytes){ text, sizeof text - 1 }, &env, NULL),
                     TKS_OK);
    for (uint32_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        struct tksi_buffer room;
        tks_sink sink;

        tksi_buffer_init(&room, SIZE_MAX, &env);
        sink = tksi_buffer_sink(&room);
        assert_int_equal(tksi_data_write_path(&tree, i, &sink, NULL), TKS_OK);
        assert_int_equal(room.length, strlen(wanted[i]));
        assert_memory_equal(room.data, wanted[i], room.length);
        tksi_buffer_dispose(&room);
    }
    tksi_data_dispose(&tree);
}

static void a_value_is_cut_between_characters(void **state)
{
    const char text[] = "[\"\xC3\xA9\xC3\xA9\xC3\xA9\"]";
    static struct tksi_env env;
    struct tksi_data tree;
    struct tksi_buffer room;
    tks_sink sink;

    (void)state;
    assert_int_equal(tksi_env_defaults(&env, NULL, NULL), TKS_OK);
    tksi_buffer_init(&room, SIZE_MAX, &env);
    sink = tksi_buffer_sink(&room);
    assert_int_equal(tksi_data_read_json(&tree, (tks_bytes){ text, sizeof text - 1 }, &env, NULL),
                     TKS_OK);
    assert_int_equal(tksi_data_write(&tree, 0, 4, &sink, NULL), TKS_OK);
    assert_int_equal(room.length, 6);
    assert_memory_equal(room.data, "\"\xC3\xA9\xE2\x80\xA6", 6);
    tksi_buffer_dispose(&room);
    tksi_data_dispose(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_read_as_it_is_written),
        cmocka_unit_test(escapes_say_what_they_stand_for),
        cmocka_unit_test(several_values_are_several_documents),
        cmocka_unit_test(what_is_no_json_is_told_with_its_place),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(what_is_too_large_is_refused_before_it_is_read),
        cmocka_unit_test(plain_scalars_follow_the_core_schema),
        cmocka_unit_test(tags_say_what_a_scalar_is),
        cmocka_unit_test(aliases_stay_what_they_are),
        cmocka_unit_test(documents_and_texts_of_several_lines_are_read),
        cmocka_unit_test(what_is_no_yaml_is_told_with_its_place),
        cmocka_unit_test(many_anchors_and_aliases_end_soon),
        cmocka_unit_test(paths_quote_what_json_path_wants_quoted),
        cmocka_unit_test(a_value_is_cut_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
