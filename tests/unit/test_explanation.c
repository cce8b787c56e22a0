/* test_explanation.c - explanations as JSON, within a budget
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <string.h>
#include <tksnap/report.h>

enum { SIDE = 120 };

static uint8_t pages[2][SIDE][SIDE][4];
static char text[16384];
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

struct pair {
    tks_diff *diff;
    tks_explanation *explanation;
};

/* Red squares of 8, 7, ... pixels on white, well apart. */
static struct pair explain_squares(int count)
{
    tks_rules rules = TKS_RULES;
    tks_view views[2];
    struct pair pair;

    rules.metric = TKS_METRIC_PIXEL;
    memset(pages, 255, sizeof pages);
    for (int i = 0; i < count; i++)
        for (int y = 0; y < 8 - i; y++)
            for (int x = 0; x < 8 - i; x++)
                memcpy(pages[1][10 + 25 * i + y][20 + x], ((uint8_t[]){ 255, 0, 0, 255 }), 4);
    for (int side = 0; side < 2; side++)
        views[side] = (tks_view){ pages[side], SIDE, SIDE, SIDE * 4, TKS_RGBA8 };
    assert_int_equal(tks_compare_views(&pair.diff, views[0], views[1], &rules, NULL, NULL, NULL),
                     TKS_OK);
    assert_int_equal(tks_explain_views(&pair.explanation, pair.diff, views[0], views[1], NULL, NULL,
                                       NULL),
                     TKS_OK);
    return pair;
}

static void free_pair(struct pair pair)
{
    tks_explanation_free(pair.explanation);
    tks_diff_free(pair.diff);
}

static void report(struct pair pair, size_t budget)
{
    length = 0;
    assert_int_equal(tks_report_explanation_json(pair.explanation, pair.diff, budget, &sink, NULL),
                     TKS_OK);
}

static void an_explanation_is_one_line_of_json(void **state)
{
    const struct pair pair = explain_squares(1);

    (void)state;
    report(pair, 0);
    assert_string_equal(
        text, "{\"schema\":1,\"verdict\":\"different\",\"summary\":\"1 region: 1 added\","
              "\"class\":\"none\",\"regions\":[{\"x\":20,\"y\":10,\"width\":8,\"height\":8,"
              "\"pixels\":64,\"kind\":\"added\",\"dx\":0,\"dy\":0,\"expected_color\":\"#ffffff\","
              "\"actual_color\":\"#ff0000\",\"expected_contrast\":1,\"actual_contrast\":4,"
              "\"confidence\":1,\"text\":\"added, #ff0000\"}],"
              "\"left_out\":{\"regions\":0,\"pixels\":0}}");
    free_pair(pair);
}

static void a_budget_is_kept_and_what_it_costs_is_counted(void **state)
{
    const struct pair pair = explain_squares(4);
    size_t all;

    (void)state;
    report(pair, 0);
    all = length;
    report(pair, all);
    assert_int_equal(length, all);
    report(pair, all - 1);
    assert_true(length < all);
    assert_non_null(strstr(text, "\"left_out\":{\"regions\":1,\"pixels\":25}}"));
    for (size_t budget = 160; budget < all; budget += 7) {
        report(pair, budget);
        assert_true(length <= budget);
    }
    free_pair(pair);
}

static void a_budget_too_small_leaves_the_frame(void **state)
{
    const struct pair pair = explain_squares(2);

    (void)state;
    report(pair, 1);
    assert_string_equal(text, "{\"schema\":1,\"verdict\":\"different\",\"summary\":\"2 regions: 2 "
                              "added\",\"class\":\"none\",\"regions\":[],"
                              "\"left_out\":{\"regions\":2,\"pixels\":113}}");
    free_pair(pair);
}

/* Lines of as many lengths, from the `from`-th row on lower by ten rows. */
static void draw_lines(uint8_t page[SIDE][SIDE][4], int from)
{
    memset(page, 255, sizeof pages[0]);
    for (int y = 4; y < 100; y += 4)
        for (int x = 0; x < y + 10; x++)
            memset(page[y < from ? y : y + 10][x], 0, 3);
}

static struct pair explain_inserted_rows(void)
{
    tks_rules rules = TKS_RULES;
    const tks_explain_options options = { .size = sizeof options, .rules = &rules };
    struct pair pair = { NULL, NULL };
    tks_view views[2];

    rules.align = true;
    rules.scores = TKS_SCORE_BIT(TKS_SCORE_GMSD);
    draw_lines(pages[0], SIDE);
    draw_lines(pages[1], 40);
    for (int side = 0; side < 2; side++)
        views[side] = (tks_view){ pages[side], SIDE, SIDE, SIDE * 4, TKS_RGBA8 };
    assert_int_equal(tks_compare_views(&pair.diff, views[0], views[1], &rules, NULL, NULL, NULL),
                     TKS_OK);
    assert_int_equal(tks_explain_views(&pair.explanation, pair.diff, views[0], views[1], &options,
                                       NULL, NULL),
                     TKS_OK);
    return pair;
}

static void scores_and_the_alignment_are_told_before_the_regions(void **state)
{
    const struct pair pair = explain_inserted_rows();
    const char *score, *scores, *alignment, *regions;

    (void)state;
    report(pair, 0);
    assert_non_null(score = strstr(text, ",\"score\":"));
    assert_non_null(scores = strstr(score, ",\"scores\":{\"gmsd\":"));
    assert_non_null(alignment = strstr(scores, ",\"alignment\":[{\"op\":\"insert\","));
    assert_non_null(regions = strstr(alignment, ",\"regions\":[{"));
    assert_non_null(strstr(regions, "\"band\":true"));
    assert_non_null(strstr(regions, "\"left_out\":{\"regions\":0,\"pixels\":0,\"bands\":0}}"));
    free_pair(pair);
}

static void a_budget_leaves_out_the_alignment_before_any_region(void **state)
{
    const struct pair pair = explain_inserted_rows();
    size_t all;

    (void)state;
    report(pair, 0);
    all = length;
    report(pair, all);
    assert_int_equal(length, all);
    report(pair, all - 1);
    assert_null(strstr(text, "alignment"));
    assert_non_null(strstr(text, "\"left_out\":{\"regions\":0,\"pixels\":0,\"bands\":2}}"));
    free_pair(pair);
}

static void an_outcome_tells_regions_when_they_are_given(void **state)
{
    const struct pair pair = explain_squares(1);
    const tks_outcome outcome = { .pair = { "a.png", "a.png", "b.png", NULL },
                                  .state = TKS_STATE_COMPARED,
                                  .diff = pair.diff };

    (void)state;
    length = 0;
    assert_int_equal(tks_report_explained_json(&outcome, pair.explanation, &sink, NULL), TKS_OK);
    assert_non_null(strstr(text, "\"bounds\":{\"x\":20,\"y\":10,\"width\":8,\"height\":8},"
                                 "\"regions\":[{\"x\":20,"));
    assert_non_null(strstr(text, "}],\"diff\":null,\"exit\":1}"));
    length = 0;
    assert_int_equal(tks_report_explained_json(&outcome, NULL, &sink, NULL), TKS_OK);
    assert_null(strstr(text, "regions"));
    free_pair(pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_explanation_is_one_line_of_json),
        cmocka_unit_test(a_budget_is_kept_and_what_it_costs_is_counted),
        cmocka_unit_test(a_budget_too_small_leaves_the_frame),
        cmocka_unit_test(scores_and_the_alignment_are_told_before_the_regions),
        cmocka_unit_test(a_budget_leaves_out_the_alignment_before_any_region),
        cmocka_unit_test(an_outcome_tells_regions_when_they_are_given),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
