/* test_json.c - outcomes as JSON, and the reference that shows them
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "make_png.h"
#include "sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tksnap/report.h>

/* ---------------------------------------------------------------- examples */

static const char different_json[] =
    "{\"schema\":1,\"name\":\"login.png\",\"verdict\":\"different\",\"reason\":\"pixels\","
    "\"expected\":{\"path\":\"base/login.png\",\"width\":1280,\"height\":720},"
    "\"actual\":{\"path\":\"shots/login.png\",\"width\":1280,\"height\":720},"
    "\"metric\":\"visual\",\"threshold\":null,\"score\":66.666672,\"limit\":1,"
    "\"differing_pixels\":3072,"
    "\"antialiased_pixels\":0,\"ignored_pixels\":0,\"canvas_pixels\":921600,"
    "\"differing_ratio\":0.0033333333333333335,"
    "\"bounds\":{\"x\":40,\"y\":310,\"width\":96,\"height\":32},"
    "\"diff\":\"out/login.png\",\"exit\":1}";

static const char same_json[] =
    "{\"schema\":1,\"name\":\"login.png\",\"verdict\":\"same\",\"reason\":\"identical\","
    "\"expected\":{\"path\":\"base/login.png\",\"width\":1280,\"height\":720},"
    "\"actual\":{\"path\":\"shots/login.png\",\"width\":1280,\"height\":720},"
    "\"metric\":\"visual\",\"threshold\":null,\"score\":0,\"limit\":1,"
    "\"differing_pixels\":0,"
    "\"antialiased_pixels\":0,\"ignored_pixels\":0,\"canvas_pixels\":921600,"
    "\"differing_ratio\":0,\"bounds\":null,\"diff\":null,\"exit\":0}";

static const char areas_json[] =
    "{\"schema\":1,\"name\":\"login.png\",\"verdict\":\"same\",\"reason\":\"pixels\","
    "\"expected\":{\"path\":\"base/login.png\",\"width\":80,\"height\":60},"
    "\"actual\":{\"path\":\"shots/login.png\",\"width\":80,\"height\":60},"
    "\"metric\":\"pixel\",\"threshold\":0.1,"
    "\"differing_pixels\":0,\"antialiased_pixels\":0,\"ignored_pixels\":0,"
    "\"canvas_pixels\":4800,\"differing_ratio\":0,\"bounds\":null,"
    "\"areas\":[{\"kind\":\"layout\",\"x\":8,\"y\":8,\"width\":32,\"height\":32,"
    "\"verdict\":\"same\",\"dx\":0,\"dy\":0,\"differing_pixels\":0,\"excused_pixels\":471},"
    "{\"kind\":\"floating\",\"reach\":4,\"x\":50,\"y\":10,\"width\":20,\"height\":10,"
    "\"verdict\":\"same\",\"dx\":3,\"dy\":0,\"differing_pixels\":0,\"excused_pixels\":153}],"
    "\"diff\":null,\"exit\":0}";
static const char aligned_json[] =
    "{\"schema\":1,\"name\":\"login.png\",\"verdict\":\"different\",\"reason\":\"size\","
    "\"expected\":{\"path\":\"base/login.png\",\"width\":80,\"height\":400},"
    "\"actual\":{\"path\":\"shots/login.png\",\"width\":80,\"height\":405},"
    "\"metric\":\"visual\",\"threshold\":null,\"score\":66.666672,\"limit\":1,"
    "\"differing_pixels\":800,"
    "\"antialiased_pixels\":0,\"ignored_pixels\":0,\"canvas_pixels\":32400,"
    "\"differing_ratio\":0.024691358024691357,"
    "\"bounds\":{\"x\":0,\"y\":320,\"width\":80,\"height\":85},"
    "\"alignment\":[{\"op\":\"insert\",\"axis\":\"row\",\"at\":320,\"count\":5,"
    "\"expected\":{\"x\":0,\"y\":320,\"width\":80,\"height\":0},"
    "\"actual\":{\"x\":0,\"y\":320,\"width\":80,\"height\":5}}],\"shift\":5,"
    "\"diff\":null,\"exit\":1}";

static const char new_json[] =
    "{\"schema\":1,\"name\":\"menu/open.png\",\"verdict\":\"different\",\"reason\":\"new\","
    "\"expected\":null,\"actual\":{\"path\":\"shots/menu/open.png\"},\"diff\":null,\"exit\":1}";

static const char missing_json[] =
    "{\"schema\":1,\"name\":\"old.png\",\"verdict\":\"different\",\"reason\":\"missing\","
    "\"expected\":{\"path\":\"base/old.png\"},\"actual\":null,\"diff\":null,\"exit\":1}";

static const char failed_json[] =
    "{\"schema\":1,\"name\":\"cut.png\",\"verdict\":\"error\",\"reason\":\"unreadable\","
    "\"expected\":{\"path\":\"base/cut.png\"},\"actual\":{\"path\":\"shots/cut.png\"},"
    "\"diff\":null,\"error\":\"shots/cut.png: the file ends too early\",\"exit\":3}";

static const char text_json[] =
    "{\"schema\":1,\"name\":\"help.txt\",\"verdict\":\"different\",\"reason\":\"text\","
    "\"expected\":{\"path\":\"base/help.txt\",\"lines\":3,\"bytes\":14},"
    "\"actual\":{\"path\":\"out/help.txt\",\"lines\":4,\"bytes\":18},"
    "\"added_lines\":1,\"removed_lines\":0,\"changed_lines\":1,\"tolerated_lines\":0,"
    "\"hunks\":[{\"tolerated\":false,"
    "\"expected\":{\"line\":2,\"count\":1,\"lines\":[\"two\\n\"]},"
    "\"actual\":{\"line\":2,\"count\":2,\"lines\":[\"2\\r\\n\",\"2.5\\t\\n\"]}}],"
    "\"hunks_left_out\":0,\"diff\":null,\"exit\":1}";

static const char values_json[] =
    "{\"schema\":1,\"name\":\"users.json\",\"verdict\":\"different\",\"reason\":\"text\",\"expe"
    "cted\":{\"path\":\"base/users.json\",\"lines\":1,\"bytes\":26},\"actual\":{\"path\":\"out/"
    "users.json\",\"lines\":1,\"bytes\":33},\"structure\":\"json\",\"added_values\":1,\"removed"
    "_values\":0,\"changed_values\":1,\"tolerated_values\":0,\"notes\":[\"actual: the key $.b s"
    "tands again in line 1\"],\"changes\":[{\"tolerated\":false,\"expected\":{\"line\":1,\"path"
    "\":\"$.a[1].n\",\"value\":\"\\\"x\\\"\"},\"actual\":{\"line\":1,\"path\":\"$.a[1].n\",\"va"
    "lue\":\"2.50\"}},{\"tolerated\":false,\"expected\":null,\"actual\":{\"line\":1,\"path\":\""
    "$.b\",\"value\":\"0\"}}],\"changes_left_out\":0,\"hunks\":[{\"tolerated\":false,\"expected"
    "\":{\"line\":1,\"count\":1,\"lines\":[\"{\\\"a\\\":[1,{\\\"n\\\":\\\"x\\\"}],\\\"b\\\":1}"
    "\\n\"]},\"actual\":{\"line\":1,\"count\":1,\"lines\":[\"{\\\"b\\\":1,\\\"a\\\":[1,{\\\"n"
    "\\\":2.50}],\\\"b\\\":0}\\n\"]}}],\"hunks_left_out\":0,\"diff\":null,\"exit\":1}";

static const char bytes_json[] =
    "{\"schema\":1,\"name\":\"data.bin\",\"verdict\":\"different\",\"reason\":\"bytes\","
    "\"expected\":{\"path\":\"base/data.bin\",\"bytes\":4},"
    "\"actual\":{\"path\":\"out/data.bin\",\"bytes\":5},"
    "\"added_bytes\":1,\"removed_bytes\":0,\"changed_bytes\":1,"
    "\"hunks\":[{\"tolerated\":false,\"expected\":{\"byte\":2,\"count\":1},"
    "\"actual\":{\"byte\":2,\"count\":2}}],\"hunks_left_out\":0,\"diff\":null,\"exit\":1}";

static const char tally_json[] = "{\"pairs\":12,\"same\":6,\"similar\":1,\"different\":2,"
                                 "\"new\":1,\"missing\":1,\"unreadable\":1}";

/* -------------------------------------------------------------------- help */

static char text[4096];
static size_t length;

static tks_status collect(void *user, tks_bytes bytes, tks_error *err)
{
    (void)user;
    (void)err;
    assert_true(length + bytes.length < sizeof text);
    memcpy(text + length, bytes.data, bytes.length);
    length += bytes.length;
    text[length] = '\0';
    return TKS_OK;
}

static const tks_sink sink = { collect, NULL };

static size_t bounded;

static tks_status count_bytes(void *user, tks_bytes bytes, tks_error *err)
{
    (void)user;
    (void)err;
    bounded += bytes.length;
    return TKS_OK;
}

static const char *json_of(const tks_outcome *outcome)
{
    length = 0;
    text[0] = '\0';
    assert_int_equal(tks_report_outcome_json(outcome, &sink, NULL), TKS_OK);
    return text;
}

static const tks_pair login = { .name = "login.png",
                                .expected = "base/login.png",
                                .actual = "shots/login.png",
                                .diff = "out/login.png" };

/* A white page, with a black rectangle where it is not empty. */
static struct made_file page(int32_t width, int32_t height, tks_rect black)
{
    uint8_t *rows = malloc((size_t)width * (size_t)height * 4);
    struct made_file file;

    assert_non_null(rows);
    memset(rows, 255, (size_t)width * (size_t)height * 4);
    for (int32_t y = black.y; y < black.y + black.height; y++)
        for (int32_t x = black.x; x < black.x + black.width; x++)
            memset(rows + 4 * ((size_t)y * (size_t)width + (size_t)x), 0, 3);
    file = make_png_rgba8(rows, width, height);
    free(rows);
    return file;
}

static tks_diff *compare(struct made_file expected, struct made_file actual, const tks_rules *rules)
{
    tks_diff *diff = NULL;
    tks_error err = { 0 };

    if (tks_compare_bytes(&diff, made_bytes(expected), made_bytes(actual), rules, NULL, NULL, &err))
        fail_msg("%s", err.message);
    made_free(expected);
    made_free(actual);
    return diff;
}

/* ------------------------------------------------------------------- tests */

static void a_difference_is_told_with_its_place_and_size(void **state)
{
    const tks_rect button = { 40, 310, 96, 32 };
    tks_diff *diff = compare(page(1280, 720, (tks_rect){ 0 }), page(1280, 720, button), NULL);
    const tks_outcome outcome = { .pair = login, .diff = diff, .diff_written = true };

    (void)state;
    assert_string_equal(json_of(&outcome), different_json);
    tks_diff_free(diff);
}

static void equal_pictures_have_no_bounds_and_no_diff(void **state)
{
    const tks_rect none = { 0 };
    tks_diff *diff = compare(page(1280, 720, none), page(1280, 720, none), NULL);
    const tks_outcome outcome = { .pair = login, .diff = diff };

    (void)state;
    assert_string_equal(json_of(&outcome), same_json);
    tks_diff_free(diff);
}

static void another_size_is_a_reason_of_its_own(void **state)
{
    const tks_rect none = { 0 };
    tks_diff *diff = compare(page(10, 10, none), page(10, 12, none), NULL);
    const tks_outcome outcome = { .pair = login, .diff = diff };

    (void)state;
    json_of(&outcome);
    assert_non_null(strstr(text, "\"verdict\":\"different\",\"reason\":\"size\","));
    assert_non_null(strstr(text, "\"shots/login.png\",\"width\":10,\"height\":12}"));
    assert_non_null(strstr(text, "\"differing_pixels\":20,"));
    assert_non_null(strstr(text, "\"canvas_pixels\":120,"));
    tks_diff_free(diff);
}

/* A framed picture and a badge; then another picture, and the badge three pixels away. */
static struct sheet framed_and_badge(uint64_t picture, int32_t left)
{
    struct sheet sheet = sheet_make(80, 60);

    sheet_frame(&sheet, (tks_rect){ 8, 8, 32, 32 }, 0x999999);
    sheet_noise(&sheet, (tks_rect){ 12, 12, 24, 24 }, picture);
    sheet_noise(&sheet, (tks_rect){ left, 10, 20, 10 }, 3);
    return sheet;
}

static void areas_are_told_with_what_became_of_them(void **state)
{
    const tks_area areas[] = { { { 8, 8, 32, 32 }, TKS_AREA_LAYOUT, 0, 0 },
                               { { 50, 10, 20, 10 }, TKS_AREA_FLOATING, 4, 0 } };
    struct sheet expected = framed_and_badge(1, 50), actual = framed_and_badge(2, 53);
    tks_rules rules = TKS_RULES;
    tks_outcome outcome = { .pair = login };
    tks_diff *diff = NULL;

    (void)state;
    rules.metric = TKS_METRIC_PIXEL;
    rules.areas = areas;
    rules.n_areas = 2;
    assert_int_equal(tks_compare_views(&diff, sheet_view(&expected), sheet_view(&actual), &rules,
                                       NULL, NULL, NULL),
                     TKS_OK);
    outcome.diff = diff;
    assert_string_equal(json_of(&outcome), areas_json);
    tks_diff_free(diff);
    sheet_free(actual);
    sheet_free(expected);
}

static void a_sensitive_area_tells_its_sensitivity(void **state)
{
    const tks_area area = { { 0, 0, 10, 5 }, TKS_AREA_SENSITIVITY, 0, 0.5 };
    const tks_rect none = { 0 };
    tks_rules rules = TKS_RULES;
    tks_outcome outcome = { .pair = login };
    tks_diff *diff;

    (void)state;
    rules.areas = &area;
    rules.n_areas = 1;
    diff = compare(page(10, 10, none), page(10, 10, none), &rules);
    outcome.diff = diff;
    json_of(&outcome);
    assert_non_null(strstr(text, "\"areas\":[{\"kind\":\"sensitivity\",\"sensitivity\":0.5,\"x\":0,"
                                 "\"y\":0,\"width\":10,\"height\":5,\"verdict\":\"same\",\"dx\":0,"
                                 "\"dy\":0,\"differing_pixels\":0,\"excused_pixels\":0}],"));
    tks_diff_free(diff);
}

/* A bar from row 320 on; five rows of it more in the actual picture. */
static void an_alignment_is_told_when_asked_for(void **state)
{
    tks_rules rules = TKS_RULES;
    tks_outcome outcome = { .pair = login };
    tks_diff *diff;

    (void)state;
    rules.align = true;
    diff = compare(page(80, 400, (tks_rect){ 0, 300, 80, 20 }),
                   page(80, 405, (tks_rect){ 0, 300, 80, 25 }), &rules);
    outcome.diff = diff;
    assert_string_equal(json_of(&outcome), aligned_json);
    tks_diff_free(diff);
}

static void similar_is_success(void **state)
{
    const tks_rect dot = { 2, 2, 4, 4 };
    tks_rules rules = TKS_RULES;
    tks_diff *diff;
    tks_outcome outcome = { .pair = login, .diff_written = true };

    (void)state;
    rules.max_pixels = 16;
    outcome.diff = diff = compare(page(10, 10, (tks_rect){ 0 }), page(10, 10, dot), &rules);
    json_of(&outcome);
    assert_non_null(strstr(text, "\"verdict\":\"similar\",\"reason\":\"pixels\","));
    assert_non_null(strstr(text, "\"diff\":\"out/login.png\",\"exit\":0}"));
    tks_diff_free(diff);
}

static void thresholds_are_told_where_there_are_some(void **state)
{
    const tks_rect dot = { 2, 2, 4, 4 };
    tks_rules rules = TKS_RULES;
    tks_diff *diff;
    tks_outcome outcome = { .pair = login };

    (void)state;
    rules.metric = TKS_METRIC_PIXEL;
    outcome.diff = diff = compare(page(10, 10, (tks_rect){ 0 }), page(10, 10, dot), &rules);
    assert_non_null(strstr(json_of(&outcome), "\"metric\":\"pixel\",\"threshold\":0.1,\"diff"));
    tks_diff_free(diff);
}

static void the_exact_metric_has_no_threshold(void **state)
{
    const tks_rect none = { 0 };
    tks_rules rules = TKS_RULES;
    tks_diff *diff;
    tks_outcome outcome = { .pair = login };

    (void)state;
    rules.metric = TKS_METRIC_EXACT;
    outcome.diff = diff = compare(page(3, 3, none), page(3, 3, none), &rules);
    assert_non_null(strstr(json_of(&outcome), "\"metric\":\"exact\",\"threshold\":null,"));
    tks_diff_free(diff);
}

static void a_side_that_is_not_there_is_null(void **state)
{
    const tks_outcome created = { .pair = { "menu/open.png", NULL, "shots/menu/open.png", NULL },
                                  .state = TKS_STATE_NEW };
    const tks_outcome missing = { .pair = { "old.png", "base/old.png", NULL, NULL },
                                  .state = TKS_STATE_MISSING };

    (void)state;
    assert_string_equal(json_of(&created), new_json);
    assert_string_equal(json_of(&missing), missing_json);
}

static tks_outcome failed_outcome(const char *message)
{
    tks_outcome failed = { .pair = { "cut.png", "base/cut.png", "shots/cut.png", "out/cut.png" },
                           .state = TKS_STATE_FAILED };

    failed.error.status = TKS_BAD_DATA;
    snprintf(failed.error.message, sizeof failed.error.message, "%s", message);
    return failed;
}

static void a_failure_tells_its_error(void **state)
{
    const tks_outcome failed = failed_outcome("shots/cut.png: the file ends too early");

    (void)state;
    assert_string_equal(json_of(&failed), failed_json);
}

static void names_of_any_bytes_stay_json(void **state)
{
    tks_outcome failed = failed_outcome("a \"quoted\" name");

    (void)state;
    failed.pair.name = "caf\xE9\n.png";
    json_of(&failed);
    assert_non_null(strstr(text, "\"name\":\"caf\xEF\xBF\xBD\\n.png\","));
    assert_non_null(strstr(text, "\"error\":\"a \\\"quoted\\\" name\","));
    failed.pair.name = NULL;
    assert_non_null(strstr(json_of(&failed), "\"name\":null,"));
}

/* A pair of texts, or of bytes, as JSON. */
static const char *json_of_texts(tks_pair pair, tks_bytes expected, tks_bytes actual)
{
    tks_text_diff *diff = NULL;
    tks_outcome outcome = { .pair = pair, .state = TKS_STATE_COMPARED };
    const char *json;

    assert_int_equal(tks_compare_texts(&diff, expected, actual, NULL, NULL, NULL), TKS_OK);
    outcome.text = diff;
    json = json_of(&outcome);
    tks_text_diff_free(diff);
    return json;
}

static const tks_pair help_pair = { .name = "help.txt",
                                    .expected = "base/help.txt",
                                    .actual = "out/help.txt" };
static const tks_pair data_pair = { .name = "data.bin",
                                    .expected = "base/data.bin",
                                    .actual = "out/data.bin" };

static const tks_pair users_pair = { .name = "users.json",
                                     .expected = "base/users.json",
                                     .actual = "out/users.json" };

static void texts_are_told_by_their_hunks(void **state)
{
    (void)state;
    assert_string_equal(json_of_texts(help_pair, (tks_bytes){ "one\ntwo\nthree\n", 14 },
                                      (tks_bytes){ "one\n2\r\n2.5\t\nthree\n", 18 }),
                        text_json);
    assert_string_equal(json_of_texts(data_pair, (tks_bytes){ "a\0b\0", 4 },
                                      (tks_bytes){ "a\0cc\0", 5 }),
                        bytes_json);
}

static void values_are_told_by_their_paths(void **state)
{
    const tks_bytes texts[2] = { { "{\"a\":[1,{\"n\":\"x\"}],\"b\":1}\n", 26 },
                                 { "{\"b\":1,\"a\":[1,{\"n\":2.50}],\"b\":0}\n", 33 } };
    tks_text_rules rules = TKS_TEXT_RULES;
    tks_text_diff *diff = NULL;
    tks_outcome outcome = { .pair = users_pair, .state = TKS_STATE_COMPARED };

    (void)state;
    rules.structure = TKS_TEXT_JSON;
    assert_int_equal(tks_compare_texts(&diff, texts[0], texts[1], &rules, NULL, NULL), TKS_OK);
    outcome.text = diff;
    assert_string_equal(json_of(&outcome), values_json);
    tks_text_diff_free(diff);
}

/* Half of the line is escapes; what is told stays within bounds all the same. */
static void long_texts_are_told_by_their_places(void **state)
{
    char *expected = calloc(1, 400001), *actual = calloc(1, 400001);

    (void)state;
    assert_true(expected != NULL && actual != NULL);
    for (int i = 0; i < 400000; i++) {
        expected[i] = i % 4 == 3 ? '\n' : (char)('a' + i / 4 % 20);
        actual[i] = i / 4 % 2 == 0 ? expected[i] : i % 4 == 3 ? '\n' : (char)('A' + i / 4 % 20);
    }
    length = 0;
    bounded = 0;
    {
        const tks_bytes texts[2] = { { expected, 400000 }, { actual, 400000 } };
        const tks_sink counting = { count_bytes, NULL };
        tks_text_diff *diff = NULL;
        tks_outcome outcome = { .pair = help_pair, .state = TKS_STATE_COMPARED };

        assert_int_equal(tks_compare_texts(&diff, texts[0], texts[1], NULL, NULL, NULL), TKS_OK);
        assert_true(tks_text_diff_hunks(diff) > 1000);
        outcome.text = diff;
        assert_int_equal(tks_report_outcome_json(&outcome, &counting, NULL), TKS_OK);
        tks_text_diff_free(diff);
    }
    assert_in_range(bounded, 1000, 1 << 20);
    free(expected);
    free(actual);
}

static void a_tally_tells_its_sum(void **state)
{
    const tks_tally tally = {
        .same = 6, .similar = 1, .different = 2, .created = 1, .missing = 1, .failed = 1
    };

    (void)state;
    length = 0;
    assert_int_equal(tks_report_tally_json(&tally, &sink, NULL), TKS_OK);
    assert_string_equal(text, tally_json);
}

static tks_status refuse(void *user, tks_bytes bytes, tks_error *err)
{
    (void)user;
    (void)bytes;
    snprintf(err->message, sizeof err->message, "no more paper");
    return err->status = TKS_IO_FAILED;
}

static void a_sink_that_fails_is_told(void **state)
{
    const tks_sink broken = { refuse, NULL };
    const tks_outcome failed = failed_outcome("x");
    const tks_tally tally = { 0 };
    tks_error err = { 0 };

    (void)state;
    assert_int_equal(tks_report_outcome_json(&failed, &broken, &err), TKS_IO_FAILED);
    assert_string_equal(err.message, "no more paper");
    assert_int_equal(tks_report_tally_json(&tally, &broken, &err), TKS_IO_FAILED);
}

static void the_reference_shows_what_is_written(void **state)
{
    static const char *const examples[] = { different_json, same_json,    areas_json,  aligned_json,
                                            new_json,       missing_json, failed_json, text_json,
                                            bytes_json,     values_json,  tally_json };
    static char reference[32768];
    FILE *file = fopen(TKSNAP_SOURCE_DIR "/docs/reference/json.md", "rb");

    (void)state;
    assert_non_null(file);
    reference[fread(reference, 1, sizeof reference - 1, file)] = '\0';
    fclose(file);
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        if (strstr(reference, examples[i]) == NULL)
            fail_msg("docs/reference/json.md does not show %s", examples[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_difference_is_told_with_its_place_and_size),
        cmocka_unit_test(equal_pictures_have_no_bounds_and_no_diff),
        cmocka_unit_test(another_size_is_a_reason_of_its_own),
        cmocka_unit_test(areas_are_told_with_what_became_of_them),
        cmocka_unit_test(a_sensitive_area_tells_its_sensitivity),
        cmocka_unit_test(an_alignment_is_told_when_asked_for),
        cmocka_unit_test(similar_is_success),
        cmocka_unit_test(thresholds_are_told_where_there_are_some),
        cmocka_unit_test(the_exact_metric_has_no_threshold),
        cmocka_unit_test(a_side_that_is_not_there_is_null),
        cmocka_unit_test(a_failure_tells_its_error),
        cmocka_unit_test(names_of_any_bytes_stay_json),
        cmocka_unit_test(texts_are_told_by_their_hunks),
        cmocka_unit_test(values_are_told_by_their_paths),
        cmocka_unit_test(long_texts_are_told_by_their_places),
        cmocka_unit_test(a_tally_tells_its_sum),
        cmocka_unit_test(a_sink_that_fails_is_told),
        cmocka_unit_test(the_reference_shows_what_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
