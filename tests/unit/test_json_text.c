/* test_json_text.c - strings and numbers as JSON
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/report.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct page {
    char text[8192];
    size_t length;
    int writes;
};

static tks_status write_page(void *user, tks_bytes bytes, tks_error *err)
{
    struct page *page = user;

    (void)err;
    assert_true(page->length + bytes.length < sizeof page->text);
    memcpy(page->text + page->length, bytes.data, bytes.length);
    page->length += bytes.length;
    page->text[page->length] = '\0';
    page->writes++;
    return TKS_OK;
}

static struct page page;

static const char *string(const char *text)
{
    const tks_sink sink = { write_page, &page };
    struct tksi_json json;

    page = (struct page){ .length = 0 };
    tksi_json_begin(&json, &sink, NULL);
    tksi_json_string(&json, text);
    assert_int_equal(tksi_json_end(&json), TKS_OK);
    return page.text;
}

static const char *number(double value)
{
    const tks_sink sink = { write_page, &page };
    struct tksi_json json;

    page = (struct page){ .length = 0 };
    tksi_json_begin(&json, &sink, NULL);
    tksi_json_number(&json, value);
    assert_int_equal(tksi_json_end(&json), TKS_OK);
    return page.text;
}

static void plain_text_stands_between_quotes(void **state)
{
    (void)state;
    assert_string_equal(string("login.png"), "\"login.png\"");
    assert_string_equal(string(""), "\"\"");
    assert_string_equal(string(NULL), "null");
    assert_string_equal(string("a/b \x7F"), "\"a/b \x7F\"");
}

static void quotes_backslashes_and_control_characters_are_escaped(void **state)
{
    (void)state;
    assert_string_equal(string("\"\\"), "\"\\\"\\\\\"");
    assert_string_equal(string("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
    assert_string_equal(string("\x01\x1B\x1F"), "\"\\u0001\\u001b\\u001f\"");
}

static void utf8_stays_as_it_is(void **state)
{
    (void)state;
    assert_string_equal(string("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"),
                        "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"");
    assert_string_equal(string("\xC2\x80\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80"),
                        "\"\xC2\x80\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\"");
    assert_string_equal(string("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"),
                        "\"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF\"");
}

#define FFFD "\xEF\xBF\xBD"

static void bytes_that_are_not_utf8_become_replacement_characters(void **state)
{
    (void)state;
    assert_string_equal(string("a\xFF"
                               "b"),
                        "\"a" FFFD "b\"");
    assert_string_equal(string("\x80"), "\"" FFFD "\"");
    assert_string_equal(string("\xC3"), "\"" FFFD "\"");     /* ends too early */
    assert_string_equal(string("\xE2\x82"), "\"" FFFD "\""); /* one piece, one sign */
    assert_string_equal(string("\xE2\x82"
                               "x"),
                        "\"" FFFD "x\"");
    assert_string_equal(string("\xC0\xAF"), "\"" FFFD FFFD "\""); /* overlong / */
    assert_string_equal(string("\xE0\x80\x80"), "\"" FFFD FFFD FFFD "\"");
    assert_string_equal(string("\xED\xA0\x80"), "\"" FFFD FFFD FFFD "\""); /* surrogate */
    assert_string_equal(string("\xF4\x90\x80\x80"), "\"" FFFD FFFD FFFD FFFD "\"");
    assert_string_equal(string("\xF5"), "\"" FFFD "\"");
    assert_string_equal(string("\xE2\""), "\"" FFFD "\\\"\""); /* the quote is not eaten */
}

static void numbers_have_the_fewest_digits_that_read_back(void **state)
{
    (void)state;
    assert_string_equal(number(0), "0");
    assert_string_equal(number(-0.0), "0");
    assert_string_equal(number(1), "1");
    assert_string_equal(number(-2.5), "-2.5");
    assert_string_equal(number(0.1), "0.1");
    assert_string_equal(number(0.1 + 0.2), "0.30000000000000004");
    assert_string_equal(number(1.0 / 3), "0.3333333333333333");
    assert_string_equal(number(1552.0 / 921600), "0.0016840277777777778");
    assert_string_equal(number(100), "100");
    assert_string_equal(number(123456.75), "123456.75");
    assert_string_equal(number(9007199254740993.0), "9007199254740992");
    assert_string_equal(number(1e16), "10000000000000000");
    assert_string_equal(number(1e17), "1e17");
    assert_string_equal(number(1e-7), "0.0000001");
    assert_string_equal(number(1.25e-8), "1.25e-8");
    assert_string_equal(number(DBL_MAX), "1.7976931348623157e308");
    assert_string_equal(number(5e-324), "5e-324");
    assert_string_equal(number(NAN), "null");
    assert_string_equal(number(-INFINITY), "null");
}

static void every_number_reads_back_as_itself(void **state)
{
    uint64_t random = 0x9E3779B97F4A7C15u;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        double value;
        uint64_t bits;

        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        bits = random;
        if (i % 2 == 0) /* half of them between 2^-32 and 2^32 */
            bits = (bits & 0x800FFFFFFFFFFFFFu) | ((uint64_t)(991 + random % 64) << 52);
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value))
            assert_true(strtod(number(value), NULL) == value);
    }
}

static void numbers_do_not_follow_the_locale(void **state)
{
    static const char *const with_comma[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE" };
    const char *set = NULL;

    (void)state;
    for (size_t i = 0; set == NULL && i < sizeof with_comma / sizeof *with_comma; i++)
        set = setlocale(LC_ALL, with_comma[i]);
    if (set == NULL) {
        print_message("skipped: no locale with a decimal comma on this machine\n");
        skip();
    }
    assert_string_equal(localeconv()->decimal_point, ",");
    assert_string_equal(number(2.5), "2.5");
    assert_string_equal(number(1.25e-8), "1.25e-8");
    setlocale(LC_ALL, "C");
}

static void text_longer_than_the_room_arrives_whole(void **state)
{
    char text[5001];

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(strlen(string(text)), sizeof text - 1 + 2);
    assert_int_equal(page.writes, 5);
}

static tks_status refuse(void *user, tks_bytes bytes, tks_error *err)
{
    int *calls = user;

    (void)bytes;
    ++*calls;
    return tksi_fail(err, TKS_IO_FAILED, "no");
}

static void the_first_failure_of_the_sink_is_returned_and_it_is_left_alone(void **state)
{
    int calls = 0;
    const tks_sink sink = { refuse, &calls };
    struct tksi_json json;
    tks_error err = { 0 };

    (void)state;
    tksi_json_begin(&json, &sink, &err);
    for (int i = 0; i < 1000; i++)
        tksi_json_string(&json, "some text that fills the room again and again");
    assert_int_equal(tksi_json_end(&json), TKS_IO_FAILED);
    assert_int_equal(calls, 1);
    assert_string_equal(err.message, "no");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_stands_between_quotes),
        cmocka_unit_test(quotes_backslashes_and_control_characters_are_escaped),
        cmocka_unit_test(utf8_stays_as_it_is),
        cmocka_unit_test(bytes_that_are_not_utf8_become_replacement_characters),
        cmocka_unit_test(numbers_have_the_fewest_digits_that_read_back),
        cmocka_unit_test(every_number_reads_back_as_itself),
        cmocka_unit_test(numbers_do_not_follow_the_locale),
        cmocka_unit_test(text_longer_than_the_room_arrives_whole),
        cmocka_unit_test(the_first_failure_of_the_sink_is_returned_and_it_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
