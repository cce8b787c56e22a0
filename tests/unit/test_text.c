/* test_text.c - lines, numbers and filters: what a line is compared as
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <string.h>

#include "chance.h"
#include "text/text.h"

static struct tksi_env env;

static tks_str str(const char *text)
{
    return (tks_str){ text, strlen(text) };
}

/* ------------------------------------------------------------------------ lines */

static void lines_end_after_lf_only(void **state)
{
    static const char text[] = "a\nb\r\n\rc\n\nd";
    static const char *const lines[] = { "a\n", "b\r\n", "\rc\n", "\n", "d" };
    static const size_t ends[] = { 1, 2, 1, 1, 0 };
    struct tksi_lines cut;

    (void)state;
    assert_int_equal(tksi_lines_cut(&cut, (tks_bytes){ text, strlen(text) }, &env, NULL), TKS_OK);
    assert_int_equal(cut.count, 5);
    for (int32_t i = 0; i < cut.count; i++) {
        const tks_str line = tksi_line(&cut, i);

        assert_int_equal(line.length, strlen(lines[i]));
        assert_memory_equal(line.data, lines[i], line.length);
        assert_int_equal(tksi_line_end(line), ends[i]);
    }
    tksi_lines_dispose(&cut, &env);
    assert_int_equal(tksi_lines_cut(&cut, (tks_bytes){ "", 0 }, &env, NULL), TKS_OK);
    assert_int_equal(cut.count, 0);
    tksi_lines_dispose(&cut, &env);
}

static void every_line_feed_ends_a_line_among_any_bytes(void **state)
{
    struct chance chance = { 11 };

    (void)state;
    for (int round = 0; round < 4000; round++) {
        const size_t length = (size_t)chance_between(&chance, 0, 40);
        struct tksi_lines cut;
        int32_t line = 0;
        char text[40];

        for (size_t i = 0; i < length; i++) /* LF, its neighbours, its twins with other bits */
            text[i] = (char)"\n\x0B\x09\x8A\x8B\x00\xFF a\x01"[chance_between(&chance, 0, 9)];
        assert_int_equal(tksi_lines_cut(&cut, (tks_bytes){ text, length }, &env, NULL), TKS_OK);
        for (size_t i = 0; i < length; i++)
            if (i == 0 || text[i - 1] == '\n')
                assert_int_equal(cut.start[line++], i);
        assert_int_equal(cut.count, line);
        assert_int_equal(cut.start[line], length);
        tksi_lines_dispose(&cut, &env);
    }
}

static void a_nul_makes_bytes(void **state)
{
    (void)state;
    assert_true(tksi_is_text((tks_bytes){ "words\n", 6 }));
    assert_true(tksi_is_text((tks_bytes){ "", 0 }));
    assert_false(tksi_is_text((tks_bytes){ "wo\0ds\n", 6 }));
    assert_false(tksi_is_text((tks_bytes){ "\xFF\xFE\x80\x81", 4 }));
}

/* ---------------------------------------------------------------------- numbers */

/* The text with each number as '#'. */
static const char *blanked(const char *text, bool units)
{
    static char out[200];
    const struct tksi_number_rule rule = { 1, 0, units };
    struct tksi_buffer buffer;
    size_t used = 0;

    tksi_buffer_init(&buffer, SIZE_MAX, &env);
    assert_int_equal(tksi_numbers_blank(&buffer, str(text), &rule, NULL), TKS_OK);
    for (size_t i = 0; i < buffer.length; i++) {
        out[used++] = (char)(buffer.data[i] == 0xFF ? '#' : buffer.data[i]);
        i += buffer.data[i] == 0xFF;
    }
    out[used] = '\0';
    tksi_buffer_dispose(&buffer);
    return out;
}

static void numbers_stand_alone(void **state)
{
    static const char *const texts[][2] = {
        { "1", "#" },
        { "x = -1.5e-3;", "x = #;" },
        { "[1.0,2.0, .5]", "[#,#, #]" },
        { "about 7.", "about #." },
        { "$12 (3)", "$# (#)" },
        { "v1.2.3", "v1.2.3" },
        { "1.2.3", "1.2.3" },
        { "2026-11-21 23:00:05", "2026-11-21 23:00:05" },
        { "a7 7a _7 7_", "a7 7a _7 7_" },
        { "1.2ms 40%", "1.2ms 40%" },
        { "0x1F 10e", "0x1F 10e" },
        { "x-1 (a)-1", "x-1 (a)-#" },
        { "-", "-" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_string_equal(blanked(texts[i][0], false), texts[i][1]);
}

static void units_make_numbers_when_asked_for(void **state)
{
    (void)state;
    assert_string_equal(blanked("1.2ms 40% 3 px 7\xC2\xB5s", true), "#ms #% # px #\xC2\xB5s");
    assert_string_equal(blanked("v1 0x1F 1a2", true), "v1 0x1F 1a2");
}

static bool near(const char *a, const char *b, double absolute, double relative)
{
    const struct tksi_number_rule rule = { absolute, relative, false };

    return tksi_numbers_near(str(a), str(b), &rule);
}

static void numbers_are_near_up_to_the_bound(void **state)
{
    (void)state;
    assert_true(near("1.00", "1.01", 0.01, 0)); /* the binary numbers are 0.01 and a bit apart */
    assert_false(near("1.00", "1.011", 0.01, 0));
    assert_true(near("1e300", "1.0001e300", 0, 0.001));
    assert_false(near("1e300", "1e301", 0, 0.001));
    assert_true(near("1e-300 x", "2e-300 x", 1e-12, 0));
    assert_true(near("0.1", "1e-1", 0, 1e-15));
    assert_true(near("1e999", "1e999", 0, 0.1));
    assert_true(near("-1", "1", 2, 0));
    assert_false(near("-1", "1", 1.9, 0));
    assert_true(near("12345678901234567890123", "12345678901234567890124", 0, 1e-15));
    assert_false(near("1 a", "1 b", 1, 1));
    assert_false(near("1", "1 ", 1, 1));
    assert_false(near("1", "x", 1, 1));
}

/* ---------------------------------------------------------------------- filters */

/* The text with each match as '*'. */
static const char *filtered(const char *filter, const char *text)
{
    static char out[300];
    struct tksi_filters *filters = NULL;
    struct tksi_buffer buffer;
    size_t used = 0;

    tksi_buffer_init(&buffer, SIZE_MAX, &env);
    assert_int_equal(tksi_filters_new(&filters, &filter, 1, &env, NULL), TKS_OK);
    assert_int_equal(tksi_filters_apply(filters, &buffer, str(text), NULL), TKS_OK);
    for (size_t i = 0; i < buffer.length; i++) {
        out[used++] = (char)(buffer.data[i] == 0xFF ? '*' : buffer.data[i]);
        i += buffer.data[i] == 0xFF;
    }
    out[used] = '\0';
    tksi_buffer_dispose(&buffer);
    tksi_filters_free(filters);
    return out;
}

static void ready_made_filters_match_what_they_say(void **state)
{
    static const char *const texts[][3] = {
        { "date", "at 2026-11-21T23:00:05.123Z end", "at * end" },
        { "date", "2026-11-21", "*" },
        { "date", "2026/11/21 23:00", "*" },
        { "date", "2026-11-21 23:00:05 +0100", "*" },
        { "date", "Sat, 21 Nov 2026 23:00:05 GMT", "*" },
        { "date", "Sat Nov 21 23:00:05 2026", "*" },
        { "date", "took 23:00:05", "took *" },
        { "date", "version 1.2.3 of 12", "version 1.2.3 of 12" },
        { "uuid", "6BA7B810-9dad-11d1-80b4-00c04fd430c8!", "*!" },
        { "uuid", "6ba7b810-9dad-11d1-80b4", "6ba7b810-9dad-11d1-80b4" },
        { "address", "<obj at 0x7ffd5e8c>", "<obj at *>" },
        { "address", "0x", "0x" },
        { "path", "open /tmp/x1/log.txt: no", "open *: no" },
        { "path", "C:\\Temp\\log.txt", "*" },
        { "path", "a/b and 1/2 and http://x/y/z", "a/b and 1/2 and http://x/y/z" },
        { "duration", "in 12ms, 1.5 s, 2m30s", "in *, *, *" },
        { "duration", "12 items, v1.5s", "12 items, v1.5s" },
        { "hash", "d41d8cd98f00b204e9800998ecf8427e x", "* x" },
        { "hash", "d41d8cd9", "d41d8cd9" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_string_equal(filtered(texts[i][0], texts[i][1]), texts[i][2]);
}

static void expressions_match_everywhere_in_a_line(void **state)
{
    (void)state;
    assert_string_equal(filtered("\\d+", "1 and 22 and 333"), "* and * and *");
    assert_string_equal(filtered("x*", "axxb"), "a*b"); /* empty matches are none */
    assert_string_equal(filtered("(?i)caf\\x{E9}", "CAF\xC3\x89!"), "*!");
    assert_string_equal(filtered("[b]", "a\xE9"
                                        "b"),
                        "a\xE9*"); /* no UTF-8, and matched all the same */
    assert_string_equal(filtered("a\\Kb(?<=b)", "ab"), "a*");
}

static void filters_that_take_too_long_are_an_error(void **state)
{
    const char *filter = "(a+)+$";
    struct tksi_filters *filters = NULL;
    struct tksi_buffer buffer;
    tks_error err = { TKS_OK, 0, "" };

    (void)state;
    tksi_buffer_init(&buffer, SIZE_MAX, &env);
    assert_int_equal(tksi_filters_new(&filters, &filter, 1, &env, NULL), TKS_OK);
    assert_int_equal(tksi_filters_apply(filters, &buffer,
                                        str("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), &err),
                     TKS_OVER_LIMIT);
    assert_non_null(strstr(err.message, "too long"));
    tksi_buffer_dispose(&buffer);
    tksi_filters_free(filters);
}

static void every_named_filter_compiles_and_says_what_it_is_for(void **state)
{
    const char *name = NULL, *meaning = NULL;
    size_t count = 0;

    (void)state;
    for (; tksi_filter_at(count, &name, &meaning); count++) {
        assert_true(strlen(meaning) > 10);
        assert_string_equal(filtered(name, "-"), "-");
    }
    assert_true(count >= 5);
}

static int prepare(void **state)
{
    (void)state;
    return tksi_env_defaults(&env, NULL, NULL) == TKS_OK ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_after_lf_only),
        cmocka_unit_test(every_line_feed_ends_a_line_among_any_bytes),
        cmocka_unit_test(a_nul_makes_bytes),
        cmocka_unit_test(numbers_stand_alone),
        cmocka_unit_test(units_make_numbers_when_asked_for),
        cmocka_unit_test(numbers_are_near_up_to_the_bound),
        cmocka_unit_test(ready_made_filters_match_what_they_say),
        cmocka_unit_test(expressions_match_everywhere_in_a_line),
        cmocka_unit_test(filters_that_take_too_long_are_an_error),
        cmocka_unit_test(every_named_filter_compiles_and_says_what_it_is_for),
    };

    return cmocka_run_group_tests_name("text", tests, prepare, NULL);
}
