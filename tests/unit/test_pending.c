/* test_pending.c - .pending-snap: what insta found about snapshots within Rust sources
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "told.h"

#define TELLS(file, expected) assert_string_equal(TOLD("insta-inline", file), expected)
#define NEW(run, line, text)                                                                       \
    "{\"run_id\":\"" run "\",\"line\":" line ",\"new\":{\"module_name\":\"m\","                    \
    "\"snapshot_name\":\"n\",\"metadata\":{\"source\":\"src/"                                      \
    "x.rs\",\"expression\":\"f(\\\"\\\")\"},"                                                      \
    "\"snapshot\":\"" text "\"},\"old\":{\"module_name\":\"m\",\"metadata\":{},"                   \
    "\"snapshot\":\"before\"}}\n"
#define PASSED(run, line) "{\"run_id\":\"" run "\",\"line\":" line ",\"new\":null,\"old\":null}\n"

static const char uuid[] = "9f0e6d0c-8b1e-4a3b-a5bb-2f6b8f6f0c11";

static void a_record_is_a_line_and_its_new_text(void **state)
{
    (void)state;
    TELLS(NEW("1-2", "7", "a\\n\\\"b\\\""), "7 = a\\n\"b\"; file lf");
}

static void only_the_last_run_counts(void **state)
{
    (void)state;
    TELLS(NEW("1-2", "7", "a") NEW("3-4", "9", "b") PASSED("3-4", "7"),
          "7 = a [stale]; 9 = b; 7 =  [tombstone]; file lf stale tombstone");
    TELLS(NEW("3-4", "7", "a") NEW("1-2", "9", "b") NEW("3-4", "8", "c"),
          "7 = a; 9 = b [stale]; 8 = c; file lf stale");
}

static void a_line_that_is_no_record_is_told(void **state)
{
    (void)state;
    TELLS(NEW("1-2", "7", "a") "{\"run_id\":\"1-2\"}\n", "7 = a; =  [broken]; file broken lf");
    TELLS(NEW("1-2", "7", "a") "x\n" NEW("1-2", "8", "b"),
          "7 = a; =  [broken]; 8 = b; file broken lf");
    TELLS("[1]\n", "=  [broken]; file broken lf");
    TELLS("{\"run_id\":\"1\",\"line\":1,\"new\":{},\"old\":null}\n", "=  [broken]; file broken lf");
    TELLS("{\"run_id\":\"1\",\"line\":-1,\"new\":null,\"old\":null}\n",
          "=  [broken]; file broken lf");
}

/* A test is appending: what is before is consistent. */
static void a_last_line_that_is_not_whole_is_not_counted(void **state)
{
    (void)state;
    TELLS(NEW("1-2", "7", "a") "{\"run_id\":\"3-4\",\"li",
          "7 = a; =  [unterminated]; file unterminated lf");
}

static void a_record_tells_what_it_is_about(void **state)
{
    static const char line[] = NEW("9f0e6d0c-8b1e-4a3b-a5bb-2f6b8f6f0c11", "249", "a");
    const tks_bytes file = { line, sizeof line - 1 };
    struct tksi_pending_record record;

    (void)state;
    assert_true(tksi_pending_record(&record, file, (struct tksi_span){ 0, file.length }));
    assert_int_equal(record.line, 249);
    assert_true(record.has_new && record.has_old);
    assert_int_equal(record.run.length, sizeof uuid - 1);
    assert_memory_equal(line + record.run.at, uuid, sizeof uuid - 1);
    assert_memory_equal(line + record.source.at, "src/x.rs", record.source.length);
    assert_memory_equal(line + record.name.at, "n", record.name.length);
    assert_memory_equal(line + record.old_text.at, "before", record.old_text.length);
    assert_memory_equal(line + record.expression.at, "f(\\\"\\\")", record.expression.length);
}

static void a_record_can_be_taken_out(void **state)
{
    (void)state;
    assert_string_equal(told_removed("insta-inline", PASSED("1", "7") PASSED("1", "8"), "7", 0),
                        "{\"run_id\":\"1\",\"line\":8,\"new\":null,\"old\":null}\\n");
    assert_string_equal(told_removed("insta-inline", PASSED("1", "7") PASSED("2", "8"), "8", 0),
                        "{\"run_id\":\"1\",\"line\":7,\"new\":null,\"old\":null}\\n");
}

/* The number alone is another, however the line is written, and the line has an end. */
static void a_record_is_put_back_for_another_line(void **state)
{
    static const char line[] =
        " {\"line\": 7 ,\"run_id\":\"1\",\"new\":null,\"old\":{\"module_name\":"
        "\"m\",\"metadata\":{\"line\":7},\"snapshot\":\"7\"}}";
    struct tksi_buffer out;

    (void)state;
    tksi_buffer_init(&out, 1000, told_env());
    assert_int_equal(tksi_pending_put(&out, (tks_bytes){ line, sizeof line - 1 },
                                      (struct tksi_span){ 0, sizeof line - 1 }, 123, NULL),
                     TKS_OK);
    assert_int_equal(tksi_buffer_append(&out, "", 1, NULL), TKS_OK);
    assert_string_equal(out.data,
                        " {\"line\": 123 ,\"run_id\":\"1\",\"new\":null,\"old\":{\"module_name\":"
                        "\"m\",\"metadata\":{\"line\":7},\"snapshot\":\"7\"}}\n");
    assert_int_equal(tksi_pending_put(&out, (tks_bytes){ "{}", 2 }, (struct tksi_span){ 0, 2 }, 1,
                                      NULL),
                     TKS_INVALID_ARGUMENT);
    tksi_buffer_dispose(&out);
}

static void escapes_are_those_of_json(void **state)
{
    (void)state;
    assert_string_equal(told_value("insta-inline", "\\u00e9\\ud83d\\ude00\\/\\t", 22),
                        "\xC3\xA9\xF0\x9F\x98\x80/\\t");
    assert_string_equal(told_value("insta-inline", "\\ud83d", 6),
                        "error: half of a character in JSON");
    assert_string_equal(told_value("insta-inline", "\\ud83d\\u0041", 12),
                        "error: half of a character in JSON");
    assert_string_equal(told_value("insta-inline", "\\x", 2),
                        "error: an escape that JSON does not have");
    assert_string_equal(told_value("insta-inline", "a\\", 2),
                        "error: an escape that JSON does not have");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_a_line_and_its_new_text),
        cmocka_unit_test(only_the_last_run_counts),
        cmocka_unit_test(a_line_that_is_no_record_is_told),
        cmocka_unit_test(a_last_line_that_is_not_whole_is_not_counted),
        cmocka_unit_test(a_record_tells_what_it_is_about),
        cmocka_unit_test(a_record_can_be_taken_out),
        cmocka_unit_test(a_record_is_put_back_for_another_line),
        cmocka_unit_test(escapes_are_those_of_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
