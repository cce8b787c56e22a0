/* test_structure.c - are changes of values told where they are, and no others?
 *
 * tests/interop/structure.py asks the same of documents made by chance.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "comparing.h"
#include <tksnap/structure.h>

/* What is written to it, ended by a NUL. */
struct words {
    char text[2000];
    size_t used;
};

static tks_status put(void *user, tks_bytes bytes, tks_error *err)
{
    struct words *words = user;

    (void)err;
    assert_true(words->used + bytes.length < sizeof words->text);
    memcpy(words->text + words->used, bytes.data, bytes.length);
    words->used += bytes.length;
    return TKS_OK;
}

static void put_side(struct words *words, const tks_text_diff *diff, size_t index, tks_side side)
{
    const tks_sink sink = { put, words };

    assert_int_equal(tks_text_diff_path(diff, index, side, &sink, NULL), TKS_OK);
    put(words, (tks_bytes){ "=", 1 }, NULL);
    assert_int_equal(tks_text_diff_value(diff, index, side, 0, &sink, NULL), TKS_OK);
}

/* The changes as "$.a=1>$.a=2 -$.b=3 +$.c=4", a tolerated one in brackets; "same" for none
 * of texts that are equal, "lines" where lines were compared. */
static const char *changes_under(const tks_text_rules *rules, const char *expected,
                                 const char *actual)
{
    static struct words words;
    tks_text_diff *diff = compare_as(expected, actual, rules);

    memset(&words, 0, sizeof words);
    for (size_t i = 0; i < tks_text_diff_changes(diff); i++) {
        const tks_text_change change = tks_text_diff_change(diff, i);
        const bool went = change.kinds[0] != TKS_VALUE_ABSENT;
        const bool came = change.kinds[1] != TKS_VALUE_ABSENT;
        const char *sign;

        put(&words, (tks_bytes){ " ", i > 0 }, NULL);
        sign = change.tolerated ? "(" : !came ? "-" : !went ? "+" : "";
        put(&words, (tks_bytes){ sign, strlen(sign) }, NULL);
        if (went)
            put_side(&words, diff, i, TKS_EXPECTED);
        put(&words, (tks_bytes){ ">", went && came }, NULL);
        if (came)
            put_side(&words, diff, i, TKS_ACTUAL);
        put(&words, (tks_bytes){ ")", change.tolerated }, NULL);
    }
    if (words.used == 0)
        put(&words,
            tks_text_diff_structure(diff) == TKS_TEXT_NO_STRUCTURE ? (tks_bytes){ "lines", 5 }
                                                                   : (tks_bytes){ "same", 4 },
            NULL);
    tks_text_diff_free(diff);
    return words.text;
}

static const char *json(const char *expected, const char *actual)
{
    tks_text_rules rules = TKS_TEXT_RULES;

    rules.structure = TKS_TEXT_JSON;
    return changes_under(&rules, expected, actual);
}

static const char *yaml(const char *expected, const char *actual)
{
    tks_text_rules rules = TKS_TEXT_RULES;

    rules.structure = TKS_TEXT_YAML;
    return changes_under(&rules, expected, actual);
}

static void keys_have_no_order_and_items_have_one(void **state)
{
    (void)state;
    assert_string_equal(json("{\"a\":1,\"b\":[1,2]}", "{ \"b\":[1,2],\n\"a\":1}"), "same");
    assert_string_equal(json("[1,2]", "[2,1]"), "-$[0]=1 +$[1]=1");
}

static void each_change_has_its_path(void **state)
{
    (void)state;
    assert_string_equal(json("{\"users\":[{\"name\":\"a\"},{\"name\":\"b\"}]}",
                             "{\"users\":[{\"name\":\"a\"},{\"name\":\"c\"}]}"),
                        "$.users[1].name=\"b\">$.users[1].name=\"c\"");
    assert_string_equal(json("{\"a\":1,\"b\":{\"c\":2}}", "{\"b\":{\"d\":3},\"e\":[4]}"),
                        "-$.a=1 -$.b.c=2 +$.b.d=3 +$.e=[4]");
    assert_string_equal(json("1", "{}"), "$=1>$={}");
}

static void one_item_put_in_is_one_change(void **state)
{
    (void)state;
    assert_string_equal(json("[1,2,3,4]", "[1,9,2,3,4]"), "+$[1]=9");
    assert_string_equal(
        json("[{\"id\":1,\"n\":\"a\"},{\"id\":2,\"n\":\"b\"}]",
             "[{\"id\":0,\"n\":\"x\"},{\"id\":1,\"n\":\"a\"},{\"id\":2,\"n\":\"B\"}]"),
        "+$[0]={\"id\":0,\"n\":\"x\"} $[1].n=\"b\">$[2].n=\"B\"");
}

static void types_and_spellings_are_told_apart(void **state)
{
    (void)state;
    assert_string_equal(json("[1]", "[\"1\"]"), "$[0]=1>$[0]=\"1\"");
    assert_string_equal(json("[1]", "[1.0]"), "$[0]=1>$[0]=1.0");
    assert_string_equal(json("[false]", "[null]"), "$[0]=false>$[0]=null");
    assert_string_equal(json("[{}]", "[[]]"), "$[0]={}>$[0]=[]");
    assert_string_equal(json("[\"\\u00e9\"]", "[\"\xC3\xA9\"]"), "same");
    assert_string_equal(json("[9007199254740993]", "[9007199254740992]"),
                        "$[0]=9007199254740993>$[0]=9007199254740992");
}

static void numbers_may_be_near(void **state)
{
    tks_text_rules rules = TKS_TEXT_RULES;

    (void)state;
    rules.structure = TKS_TEXT_JSON;
    rules.float_abs = 0.1;
    assert_string_equal(changes_under(&rules, "{\"a\":[1.0,2.0]}", "{\"a\":[1.05,2.2]}"),
                        "($.a[0]=1.0>$.a[0]=1.05) $.a[1]=2.0>$.a[1]=2.2");
    assert_string_equal(changes_under(&rules, "[\"took 1.0 s\"]", "[\"took 1.1 s\"]"),
                        "($[0]=\"took 1.0 s\">$[0]=\"took 1.1 s\")");
    assert_string_equal(changes_under(&rules, "[1]", "[\"1\"]"), "$[0]=1>$[0]=\"1\"");
    /* what could be equal is not held apart by what is */
    rules.float_abs = 1;
    assert_string_equal(changes_under(&rules, "[1,2,3]", "[2,3,4]"),
                        "($[0]=1>$[0]=2) ($[1]=2>$[1]=3) ($[2]=3>$[2]=4)");
}

static void filters_hold_for_scalars_and_not_for_keys(void **state)
{
    static const char *const filters[] = { "date", "uuid" };
    tks_text_rules rules = TKS_TEXT_RULES;

    (void)state;
    rules.structure = TKS_TEXT_JSON;
    rules.filters = filters;
    rules.n_filters = 2;
    assert_string_equal(changes_under(&rules, "{\"at\":\"2026-01-01\"}", "{\"at\":\"2026-02-02\"}"),
                        "($.at=\"2026-01-01\">$.at=\"2026-02-02\")");
    assert_string_equal(changes_under(&rules, "{\"2026-01-01\":1}", "{\"2026-02-02\":1}"),
                        "-$[\"2026-01-01\"]=1 +$[\"2026-02-02\"]=1");
    assert_string_equal(changes_under(&rules, "[\"2026-01-01 a\"]", "[\"2026-02-02 b\"]"),
                        "$[0]=\"2026-01-01 a\">$[0]=\"2026-02-02 b\"");
}

static void line_ends_and_trailing_space_may_differ_in_strings(void **state)
{
    tks_text_rules rules = TKS_TEXT_RULES;

    (void)state;
    rules.structure = TKS_TEXT_JSON;
    rules.ignored = TKS_TEXT_LINE_ENDINGS | TKS_TEXT_TRAILING_SPACE;
    assert_string_equal(changes_under(&rules, "[\"a \\r\\nb\"]", "[\"a\\nb\"]"),
                        "($[0]=\"a \\r\\nb\">$[0]=\"a\\nb\")");
    assert_string_equal(changes_under(&rules, "[\"a\\nb\"]", "[\"ab\"]"),
                        "$[0]=\"a\\nb\">$[0]=\"ab\"");
}

static void keys_that_stand_twice_are_compared_in_order_and_noted(void **state)
{
    tks_text_rules rules = TKS_TEXT_RULES;
    const char expected[] = "{\"a\":1,\n\"a\":2}", actual[] = "{\"a\":1,\"a\":3}";
    tks_text_diff *diff;

    (void)state;
    rules.structure = TKS_TEXT_JSON;
    assert_string_equal(json(expected, actual), "$.a=2>$.a=3");
    assert_string_equal(json("{\"a\":1,\"a\":2}", "{\"a\":2,\"a\":1}"), "$.a=1>$.a=2 $.a=2>$.a=1");
    diff = compare_as(expected, actual, &rules);
    assert_string_equal(tks_text_diff_note(diff, 0),
                        "expected: the key $.a stands again in line 2");
    assert_string_equal(tks_text_diff_note(diff, 1), "actual: the key $.a stands again in line 1");
    assert_null(tks_text_diff_note(diff, 2));
    tks_text_diff_free(diff);
}

static void an_alias_is_what_it_stands_for(void **state)
{
    (void)state;
    assert_string_equal(yaml("a: &x [1]\nb: *x\n", "a: [1]\nb: [1]\n"), "same");
    assert_string_equal(yaml("a: &x [1]\nb: *x\n", "a: &y [2]\nb: *y\n"),
                        "$.a[0]=1>$.a[0]=2 $.b=*x>$.b=*y");
}

static void a_tag_is_part_of_a_value(void **state)
{
    (void)state;
    assert_string_equal(yaml("!A {a: 1}", "!B {a: 1}"), "$=!A {\"a\":1}>$=!B {\"a\":1}");
    assert_string_equal(yaml("!A {a: 1}", "!A {a: 2}"), "$.a=1>$.a=2");
}

static void aliases_of_aliases_are_not_walked_into(void **state)
{
    char text[2][4000] = { "", "" };
    tks_text_rules rules = TKS_TEXT_RULES;

    (void)state;
    for (int side = 0; side < 2; side++) {
        size_t used = (size_t)snprintf(text[side], sizeof text[side], "- &a0 [%d.0]\n", side + 1);

        for (int i = 1; i < 60; i++)
            used += (size_t)snprintf(text[side] + used, sizeof text[side] - used,
                                     "- &a%d [*a%d, *a%d, *a%d]\n", i, i - 1, i - 1, i - 1);
    }
    rules.structure = TKS_TEXT_YAML;
    rules.float_abs = 0.5;
    /* it ends, and finds the one value that differs before those that stand for it */
    assert_true(strncmp(changes_under(&rules, "- &a [1.0]\n- [*a]\n", "- &a [2.0]\n- [*a]\n"),
                        "$[0][0]=1.0>$[0][0]=2.0", 23) == 0);
    {
        tks_text_diff *diff = compare_as(text[0], text[1], &rules);

        assert_int_equal(tks_text_diff_verdict(diff), TKS_DIFFERENT);
        tks_text_diff_free(diff);
    }
}

static void what_does_not_parse_is_compared_by_lines(void **state)
{
    tks_text_rules rules = TKS_TEXT_RULES;

    (void)state;
    assert_string_equal(json("{\"a\":1}", "{\"a\":}"), "lines");
    rules.structure = TKS_TEXT_AUTO;
    assert_string_equal(changes_under(&rules, "{\"a\":1}", " [1]"), "$={\"a\":1}>$=[1]");
    assert_string_equal(changes_under(&rules, "1", "2"), "lines");
    assert_string_equal(changes_under(&rules, "[x]", "[y]"), "lines");
}

static void every_failed_allocation_is_a_clean_error(void **state)
{
    static const char *const filters[] = { "date" };
    const char expected[] = "{\"a\":[1.0,2,3,\"x\"],\"b\":\"2026-01-01\",\"c\":1,\"c\":2}";
    const char actual[] = "{\"a\":[1.1,9,2,\"y\",3],\"b\":\"2026-02-02\",\"d\":{},\"c\":1}";

    (void)state;
    for (int structure = TKS_TEXT_JSON; structure <= TKS_TEXT_YAML; structure++) {
        tks_text_rules rules = TKS_TEXT_RULES;

        rules.structure = (tks_text_structure)structure;
        rules.float_abs = 0.2;
        rules.filters = filters;
        rules.n_filters = 1;
        compare_without_memory(expected, actual, &rules);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_have_no_order_and_items_have_one),
        cmocka_unit_test(each_change_has_its_path),
        cmocka_unit_test(one_item_put_in_is_one_change),
        cmocka_unit_test(types_and_spellings_are_told_apart),
        cmocka_unit_test(numbers_may_be_near),
        cmocka_unit_test(filters_hold_for_scalars_and_not_for_keys),
        cmocka_unit_test(line_ends_and_trailing_space_may_differ_in_strings),
        cmocka_unit_test(keys_that_stand_twice_are_compared_in_order_and_noted),
        cmocka_unit_test(an_alias_is_what_it_stands_for),
        cmocka_unit_test(a_tag_is_part_of_a_value),
        cmocka_unit_test(aliases_of_aliases_are_not_walked_into),
        cmocka_unit_test(what_does_not_parse_is_compared_by_lines),
        cmocka_unit_test(every_failed_allocation_is_a_clean_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
