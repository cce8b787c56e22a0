/* test_json_scan.c - finding things in JSON without making anything of it
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/json_scan.h"

#include <string.h>

static tks_bytes text_of(const char *text)
{
    return (tks_bytes){ text, strlen(text) };
}

static void json_is_valid_as_the_rfc_has_it(void **state)
{
    static const char *const good[] = { "1",       "-0.5e+10", "\"\\u00e9\\n\"",
                                        "null",    " true ",   "[]",
                                        "[1, 2]",  "{ }",      "{\"a\":{\"b\":[]}}",
                                        "0",       "1E5",      "false",
                                        "\"\xFF\"" };
    static const char *const bad[] = { "",      "01",    "+1",         "1.",        ".5",
                                       "1e",    "\"",    "\"\n\"",     "\"\\x\"",   "[1,]",
                                       "[1 2]", "{a:1}", "{\"a\"}",    "{\"a\":}",  "nul",
                                       "1 2",   "[",     "{\"a\":1,}", "\"\\u12\"", "-" };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(tksi_json_is_valid(text_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(tksi_json_is_valid(text_of(bad[i])));
}

static void nesting_has_an_end(void **state)
{
    char deep[200];

    (void)state;
    memset(deep, '[', 64);
    memset(deep + 64, ']', 64);
    assert_true(tksi_json_is_valid((tks_bytes){ deep, 128 }));
    memset(deep, '[', 65);
    memset(deep + 65, ']', 65);
    assert_false(tksi_json_is_valid((tks_bytes){ deep, 130 }));
}

static void the_last_of_equal_members_is_found(void **state)
{
    static const char text[] = " {\"a\": 1, \"b\": {\"a\": 2}, \"a\" : [3]}";
    const tks_bytes json = { text, sizeof text - 1 };
    const struct tksi_span object = tksi_json_value(json, 0);
    struct tksi_span found;

    (void)state;
    assert_int_equal(object.at, 1);
    found = tksi_json_member(json, object, "a");
    assert_int_equal(found.length, 3);
    assert_memory_equal(text + found.at, "[3]", 3);
    assert_int_equal(tksi_json_member(json, object, "c").length, 0);
    found = tksi_json_member(json, tksi_json_member(json, object, "b"), "a");
    assert_memory_equal(text + found.at, "2", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_valid_as_the_rfc_has_it),
        cmocka_unit_test(nesting_has_an_end),
        cmocka_unit_test(the_last_of_equal_members_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
