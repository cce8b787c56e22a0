/* test_areas.c - what areas make of a comparison
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "make_png.h"
#include "sheet.h"

#include <stdlib.h>
#include <string.h>
#include <tksnap.h>

enum { WIDTH = 160, HEIGHT = 120 };

static const tks_rect chart = { 90, 20, 50, 40 };
static const tks_rect card = { 20, 30, 40, 30 };

/* A header, a framed chart and a card with a label, at some place. */
static struct sheet page(uint64_t data, int32_t dx, int32_t dy)
{
    struct sheet out = sheet_make(WIDTH, HEIGHT);

    sheet_fill(&out, (tks_rect){ 0, 0, WIDTH, 10 }, 0x2563EB);
    sheet_frame(&out, chart, 0x999999);
    sheet_noise(&out, (tks_rect){ chart.x + 4, chart.y + 4, 42, 32 }, data);
    sheet_fill(&out, (tks_rect){ card.x + dx, card.y + dy, card.width, card.height }, 0xF1F5F9);
    sheet_frame(&out, (tks_rect){ card.x + dx, card.y + dy, card.width, card.height }, 0x475569);
    sheet_noise(&out, (tks_rect){ card.x + dx + 6, card.y + dy + 10, 28, 8 }, 77);
    return out;
}

static tks_area layout(tks_rect rect)
{
    return (tks_area){ rect, TKS_AREA_LAYOUT, 0, 0 };
}

static tks_area floating(tks_rect rect, int32_t reach)
{
    return (tks_area){ rect, TKS_AREA_FLOATING, reach, 0 };
}

static tks_area sensitive(tks_rect rect, double sensitivity)
{
    return (tks_area){ rect, TKS_AREA_SENSITIVITY, 0, sensitivity };
}

static tks_rules rules_for(tks_metric metric, const tks_area *areas, size_t n_areas)
{
    tks_rules rules = TKS_RULES;

    rules.metric = metric;
    rules.areas = areas;
    rules.n_areas = n_areas;
    return rules;
}

static tks_diff *compare(const struct sheet *expected, const struct sheet *actual,
                         const tks_rules *rules)
{
    tks_diff *diff = NULL;
    tks_error err = { 0 };

    if (tks_compare_views(&diff, sheet_view(expected), sheet_view(actual), rules, NULL, NULL,
                          &err) != TKS_OK)
        fail_msg("%s", err.message);
    return diff;
}

static tks_verdict verdict(const struct sheet *expected, const struct sheet *actual,
                           const tks_rules *rules)
{
    tks_diff *diff = compare(expected, actual, rules);
    const tks_verdict out = tks_diff_verdict(diff);

    tks_diff_free(diff);
    return out;
}

static const tks_metric metrics[] = { TKS_METRIC_VISUAL, TKS_METRIC_PIXEL, TKS_METRIC_EXACT,
                                      TKS_METRIC_CIEDE2000 };

static void a_moved_card_and_a_new_chart_are_the_same_by_every_metric(void **state)
{
    const tks_area areas[] = { layout(chart), floating(card, 3) };
    struct sheet expected = page(1, 0, 0), actual = page(2, 3, -2);

    (void)state;
    for (int i = 0; i < 4; i++) {
        const tks_rules rules = rules_for(metrics[i], areas, 2),
                        plain = rules_for(metrics[i], NULL, 0);
        tks_diff *diff = compare(&expected, &actual, &rules);
        const tks_area_result first = tks_diff_area(diff, 0), second = tks_diff_area(diff, 1);

        assert_int_equal(tks_diff_verdict(diff), TKS_SAME);
        assert_int_equal(tks_diff_reason(diff), TKS_REASON_PIXELS);
        assert_int_equal(tks_diff_counts(diff).differing, 0);
        assert_int_equal(tks_diff_area_count(diff), 2);
        assert_int_equal(first.area.kind, TKS_AREA_LAYOUT);
        assert_int_equal(first.verdict, TKS_SAME);
        assert_true(first.excused > 0);
        assert_int_equal(second.verdict, TKS_SAME);
        assert_int_equal(second.dx, 3);
        assert_int_equal(second.dy, -2);
        assert_int_equal(second.differing, 0);
        assert_int_equal(verdict(&expected, &actual, &plain), TKS_DIFFERENT);
        tks_diff_free(diff);
    }
    sheet_free(actual);
    sheet_free(expected);
}

static void what_changed_elsewhere_is_still_told(void **state)
{
    const tks_area areas[] = { layout(chart), floating(card, 3) };
    const tks_rules rules = rules_for(TKS_METRIC_EXACT, areas, 2);
    struct sheet expected = page(1, 0, 0), actual = page(2, 3, -2);
    tks_diff *diff;
    tks_rect bounds;

    (void)state;
    sheet_fill(&actual, (tks_rect){ 100, 90, 7, 5 }, 0);
    diff = compare(&expected, &actual, &rules);
    bounds = tks_diff_bounds(diff);
    assert_int_equal(tks_diff_counts(diff).differing, 35);
    assert_int_equal(bounds.x, 100);
    assert_int_equal(bounds.y, 90);
    assert_int_equal(tks_diff_area(diff, 0).verdict, TKS_SAME);
    tks_diff_free(diff);
    sheet_free(actual);
    sheet_free(expected);
}

static void areas_that_do_not_hold_excuse_nothing(void **state)
{
    const tks_area areas[] = { layout(chart), floating(card, 2) };
    struct sheet expected = page(1, 0, 0), actual = page(2, 3, 0);

    (void)state;
    sheet_fill(&actual, (tks_rect){ chart.x + chart.width - 1, chart.y, 1, chart.height },
               0xFFFFFF);
    for (int i = 0; i < 4; i++) {
        const tks_rules rules = rules_for(metrics[i], areas, 2),
                        plain = rules_for(metrics[i], NULL, 0);
        tks_diff *diff = compare(&expected, &actual, &rules);
        tks_diff *without = compare(&expected, &actual, &plain);

        assert_true(tks_diff_counts(diff).differing == tks_diff_counts(without).differing);
        assert_int_equal(tks_diff_area(diff, 0).verdict, TKS_DIFFERENT);
        assert_int_equal(tks_diff_area(diff, 1).verdict, TKS_DIFFERENT);
        assert_int_equal(tks_diff_area(diff, 1).dx, 0);
        assert_int_equal(tks_diff_area(diff, 1).excused, 0);
        tks_diff_free(without);
        tks_diff_free(diff);
    }
    sheet_free(actual);
    sheet_free(expected);
}

static void areas_of_equal_pictures_are_the_same(void **state)
{
    const tks_area areas[] = { layout(chart), floating(card, 2), sensitive(card, 5) };
    const tks_rules rules = rules_for(TKS_METRIC_VISUAL, areas, 3);
    struct sheet expected = page(1, 0, 0);
    struct made_file file = make_png_rgba8(expected.rgba, WIDTH, HEIGHT);
    tks_diff *diffs[2] = { compare(&expected, &expected, &rules), NULL };

    (void)state;
    assert_int_equal(tks_compare_bytes(&diffs[1], made_bytes(file), made_bytes(file), &rules, NULL,
                                       NULL, NULL),
                     TKS_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(tks_diff_verdict(diffs[i]), TKS_SAME);
        assert_int_equal(tks_diff_reason(diffs[i]), TKS_REASON_IDENTICAL);
        assert_int_equal(tks_diff_area_count(diffs[i]), 3);
        for (size_t area = 0; area < 3; area++) {
            const tks_area_result result = tks_diff_area(diffs[i], area);

            assert_int_equal(result.verdict, TKS_SAME);
            assert_memory_equal(&result.area.rect, &areas[area].rect, sizeof(tks_rect));
        }
        tks_diff_free(diffs[i]);
    }
    made_free(file);
    sheet_free(expected);
}

static void files_and_pixels_are_judged_alike(void **state)
{
    const tks_area areas[] = { layout(chart), floating(card, 3) };
    const tks_rules rules = rules_for(TKS_METRIC_PIXEL, areas, 2);

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct sheet expected = page(1, 0, 0), actual = page(2, i, 4 - i);
        struct made_file files[2] = { make_png_rgba8(expected.rgba, WIDTH, HEIGHT),
                                      make_png_rgba8(actual.rgba, WIDTH, HEIGHT) };
        tks_diff *by_views = compare(&expected, &actual, &rules), *by_bytes = NULL;

        assert_int_equal(tks_compare_bytes(&by_bytes, made_bytes(files[0]), made_bytes(files[1]),
                                           &rules, NULL, NULL, NULL),
                         TKS_OK);
        assert_int_equal(tks_diff_verdict(by_bytes), tks_diff_verdict(by_views));
        assert_true(tks_diff_counts(by_bytes).differing == tks_diff_counts(by_views).differing);
        for (size_t area = 0; area < 2; area++) {
            const tks_area_result one = tks_diff_area(by_views, area);
            const tks_area_result other = tks_diff_area(by_bytes, area);

            assert_int_equal(one.dx, other.dx);
            assert_int_equal(one.dy, other.dy);
            assert_true(one.excused == other.excused && one.differing == other.differing);
        }
        tks_diff_free(by_bytes);
        tks_diff_free(by_views);
        made_free(files[1]);
        made_free(files[0]);
        sheet_free(actual);
        sheet_free(expected);
    }
}

/* What a box of one kind would excuse, one of a kind that comes first decides. */
static void where_areas_overlap_the_order_of_kinds_decides(void **state)
{
    const tks_rect half = { card.x, card.y, card.width / 2, card.height };
    const tks_area both[] = { floating(card, 3), layout(card) };
    const tks_area two[] = { floating(card, 3), floating(half, 3) };
    const tks_rules rules = rules_for(TKS_METRIC_EXACT, both, 2);
    const tks_rules same_kind = rules_for(TKS_METRIC_EXACT, two, 2);
    struct sheet expected = page(1, 0, 0), moved = page(1, 2, 0), changed = page(1, 0, 0);

    (void)state;
    sheet_noise(&changed, (tks_rect){ card.x + 6, card.y + 10, 28, 8 }, 78);
    /* other content is the layout box's business, which is asked first */
    assert_int_equal(verdict(&expected, &changed, &rules), TKS_SAME);
    /* a moved box is no layout box any more; floating finds it */
    assert_int_equal(verdict(&expected, &moved, &rules), TKS_SAME);
    assert_int_equal(verdict(&expected, &moved, &same_kind), TKS_SAME);
    sheet_free(changed);
    sheet_free(moved);
    sheet_free(expected);
}

static void ignored_pixels_stay_ignored_within_areas(void **state)
{
    const tks_area areas[] = { floating(card, 3) };
    const tks_rect ignore = { card.x + 10, card.y + 12, 5, 3 };
    tks_rules rules = rules_for(TKS_METRIC_VISUAL, areas, 1);
    struct sheet expected = page(1, 0, 0), actual = page(1, 2, 1);
    tks_diff *diff;

    (void)state;
    sheet_noise(&actual, (tks_rect){ ignore.x + 2, ignore.y + 1, 5, 3 }, 5);
    rules.ignore = &ignore;
    rules.n_ignore = 1;
    diff = compare(&expected, &actual, &rules);
    assert_int_equal(tks_diff_counts(diff).differing, 0);
    assert_int_equal(tks_diff_counts(diff).ignored, 15);
    assert_int_equal(tks_diff_area(diff, 0).dx, 2);
    tks_diff_free(diff);
    sheet_free(actual);
    sheet_free(expected);
}

static void a_sensitive_area_scales_the_score_within(void **state)
{
    static const tks_rect left = { 0, 0, WIDTH / 2, HEIGHT };
    struct sheet expected = page(1, 0, 0), actual = page(1, 0, 0);
    const tks_rules plain = rules_for(TKS_METRIC_VISUAL, NULL, 0);
    double score;
    tks_diff *diff;

    (void)state;
    sheet_fill(&actual, (tks_rect){ 10, 80, 30, 30 }, 0xF4F4F4);
    diff = compare(&expected, &actual, &plain);
    score = tks_diff_visual_score(diff);
    assert_int_equal(tks_diff_verdict(diff), TKS_DIFFERENT);
    tks_diff_free(diff);
    {
        const tks_area here[] = { sensitive(left, 0.5 / score) };
        const tks_area first[] = { sensitive(left, 0.5 / score), sensitive(left, 50) };
        const tks_area there[] = { sensitive((tks_rect){ WIDTH / 2, 0, WIDTH / 2, HEIGHT }, 0.01) };
        const tks_rules lax = rules_for(TKS_METRIC_VISUAL, here, 1);
        const tks_rules first_given = rules_for(TKS_METRIC_VISUAL, first, 2);
        const tks_rules elsewhere = rules_for(TKS_METRIC_VISUAL, there, 1);

        diff = compare(&expected, &actual, &lax);
        assert_int_equal(tks_diff_verdict(diff), TKS_SAME);
        assert_true(tks_diff_visual_score(diff) > 0.49 && tks_diff_visual_score(diff) < 0.51);
        tks_diff_free(diff);
        assert_int_equal(verdict(&expected, &actual, &first_given), TKS_SAME);
        assert_int_equal(verdict(&expected, &actual, &elsewhere), TKS_DIFFERENT);
    }
    sheet_free(actual);
    sheet_free(expected);
}

static void pictures_of_other_size_stay_different(void **state)
{
    const tks_area areas[] = { layout(chart), floating(card, 3) };
    const tks_rules rules = rules_for(TKS_METRIC_PIXEL, areas, 2);
    struct sheet expected = page(1, 0, 0), whole = page(2, 1, 1);
    struct sheet actual = sheet_make(WIDTH, HEIGHT - 20);
    tks_diff *diff;

    (void)state;
    sheet_put(&actual, &whole, (tks_rect){ 0, 0, WIDTH, HEIGHT - 20 }, 0, 0);
    diff = compare(&expected, &actual, &rules);
    assert_int_equal(tks_diff_verdict(diff), TKS_DIFFERENT);
    assert_int_equal(tks_diff_reason(diff), TKS_REASON_SIZE);
    assert_int_equal(tks_diff_counts(diff).differing, 20 * WIDTH);
    assert_int_equal(tks_diff_area(diff, 0).verdict, TKS_SAME);
    assert_int_equal(tks_diff_area(diff, 1).dx, 1);
    tks_diff_free(diff);
    sheet_free(actual);
    sheet_free(whole);
    sheet_free(expected);
}

/* Boxes anywhere, on anything: far from all of them nothing changes, and nothing breaks. */
static void pixels_far_from_all_areas_are_judged_as_ever(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct chance chance = { seed };
        struct sheet expected = page(1, 0, 0);
        struct sheet actual = page(1 + chance_below(&chance, 2), chance_between(&chance, -4, 4),
                                   chance_between(&chance, -4, 4));
        tks_area areas[4];
        tks_rules rules = rules_for(TKS_METRIC_EXACT, areas, 4);
        const tks_rules plain = rules_for(TKS_METRIC_EXACT, NULL, 0);
        tks_diff *diff, *without;

        for (int i = 0; i < 4; i++) {
            const tks_rect rect = { chance_between(&chance, -20, WIDTH + 5),
                                    chance_between(&chance, -20, HEIGHT + 5),
                                    chance_between(&chance, -3, 70),
                                    chance_between(&chance, -3, 70) };

            areas[i] = chance_once_in(&chance, 2) ? layout(rect) : floating(rect, 5);
        }
        diff = compare(&expected, &actual, &rules);
        without = compare(&expected, &actual, &plain);
        for (int32_t y = 0; y < HEIGHT; y++) {
            bool marks[2][WIDTH] = { { false } };
            tks_run runs[WIDTH];

            for (int side = 0; side < 2; side++) {
                const size_t count = tks_diff_row(side ? without : diff, y, runs, WIDTH);

                for (size_t i = 0; i < count; i++)
                    memset(&marks[side][runs[i].x], 1, (size_t)runs[i].length);
            }
            for (int32_t x = 0; x < WIDTH; x++) {
                bool near = false;

                for (int i = 0; i < 4; i++)
                    near |= x >= areas[i].rect.x - 5 && y >= areas[i].rect.y - 5 &&
                            x < areas[i].rect.x + areas[i].rect.width + 5 &&
                            y < areas[i].rect.y + areas[i].rect.height + 5;
                assert_true(near || marks[0][x] == marks[1][x]);
            }
        }
        tks_diff_free(without);
        tks_diff_free(diff);
        sheet_free(actual);
        sheet_free(expected);
    }
}

static tks_status keep(void *user, tks_bytes bytes, tks_error *err)
{
    struct made_file *file = user;

    (void)err;
    assert_non_null(file->data = realloc(file->data, file->length + bytes.length + 1));
    memcpy(file->data + file->length, bytes.data, bytes.length);
    file->length += bytes.length;
    return TKS_OK;
}

/* The chart differs and is excused, a spot differs and is not: both are seen side by side. */
static void the_drawing_shows_the_actual_picture_as_it_is(void **state)
{
    const tks_area areas[] = { layout(chart) };
    const tks_rules rules = rules_for(TKS_METRIC_PIXEL, areas, 1);
    struct sheet expected = page(1, 0, 0), actual = page(2, 0, 0);
    struct made_file drawn = { NULL, 0 };
    tks_drawing drawing = TKS_DRAWING;
    const tks_sink sink = { keep, &drawn };
    tks_image *image = NULL;
    tks_diff *diff = NULL;
    tks_view view;
    bool seen = false;

    (void)state;
    sheet_fill(&actual, (tks_rect){ 10, 100, 3, 3 }, 0);
    drawing.style = TKS_STYLE_SIDE_BY_SIDE;
    drawing.sink = &sink;
    assert_int_equal(tks_compare_views(&diff, sheet_view(&expected), sheet_view(&actual), &rules,
                                       &drawing, NULL, NULL),
                     TKS_OK);
    assert_int_equal(tks_diff_counts(diff).differing, 9);
    assert_int_equal(tks_image_decode(&image, made_bytes(drawn), NULL, NULL), TKS_OK);
    view = tks_image_view(image);
    /* a row of the actual chart's content stands somewhere in its row */
    for (int32_t x = 0; x + 42 <= view.width && !seen; x++)
        seen = memcmp((const uint8_t *)view.data + (chart.y + 10) * view.stride + 4 * x,
                      actual.rgba + 4 * ((chart.y + 10) * WIDTH + chart.x + 4), 42 * 4) == 0;
    assert_true(seen);
    tks_image_free(image);
    tks_diff_free(diff);
    made_free(drawn);
    sheet_free(actual);
    sheet_free(expected);
}

/* How many pixels of a drawing have the colour of a difference. */
static int64_t count_differing(struct made_file drawn)
{
    const tks_drawing drawing = TKS_DRAWING;
    tks_image *image = NULL;
    int64_t count = 0;
    tks_view view;

    assert_int_equal(tks_image_decode(&image, made_bytes(drawn), NULL, NULL), TKS_OK);
    view = tks_image_view(image);
    for (int32_t y = 0; y < view.height; y++)
        for (int32_t x = 0; x < view.width; x++)
            count += memcmp((const uint8_t *)view.data + y * view.stride + 4 * x,
                            &drawing.differing, 3) == 0;
    tks_image_free(image);
    return count;
}

/* Two spots differ far down the page, side by side; one is ignored or in a layout box. */
static void an_aligned_drawing_marks_what_counts(void **state)
{
    static const tks_rect spot = { 20, 100, 5, 5 }, excused = { 40, 100, 5, 5 };
    const tks_area area = layout((tks_rect){ 36, 96, 13, 13 });
    struct sheet expected = page(1, 0, 0), actual;

    (void)state;
    sheet_frame(&expected, area.rect, 0x475569);
    sheet_fill(&expected, excused, 0x2563EB);
    actual = sheet_copy(&expected);
    sheet_fill(&actual, spot, 0);
    sheet_fill(&actual, excused, 0);
    for (int by_area = 0; by_area < 2; by_area++) {
        struct made_file drawn = { NULL, 0 };
        const tks_sink sink = { keep, &drawn };
        tks_rules rules = rules_for(TKS_METRIC_EXACT, &area, by_area ? 1 : 0);
        tks_drawing drawing = TKS_DRAWING;
        tks_diff *diff = NULL;

        rules.ignore = by_area ? NULL : &excused;
        rules.n_ignore = by_area ? 0 : 1;
        drawing.style = TKS_STYLE_ALIGNED;
        drawing.sink = &sink;
        assert_int_equal(tks_compare_views(&diff, sheet_view(&expected), sheet_view(&actual),
                                           &rules, &drawing, NULL, NULL),
                         TKS_OK);
        assert_int_equal(tks_diff_counts(diff).differing, 25);
        assert_int_equal(count_differing(drawn), 50); /* in either panel */
        tks_diff_free(diff);
        made_free(drawn);
    }
    sheet_free(actual);
    sheet_free(expected);
}

static void pixels_of_sixteen_bits_are_settled_as_they_are(void **state)
{
    enum { SIDE = 40 };
    static uint16_t rows[2][SIDE * SIDE * 4];
    const tks_area areas[] = { floating((tks_rect){ 10, 10, 8, 8 }, 2) };
    const tks_rules rules = rules_for(TKS_METRIC_EXACT, areas, 1);
    tks_view views[2];
    tks_diff *diff = NULL;

    (void)state;
    memset(rows, 255, sizeof rows);
    for (int y = 10; y < 18; y++)
        for (int x = 10; x < 18; x++) {
            rows[0][(y * SIDE + x) * 4] = (uint16_t)(x * 1000 + y * 7);
            rows[1][(y * SIDE + x + 2) * 4] = (uint16_t)(x * 1000 + y * 7);
        }
    for (int side = 0; side < 2; side++)
        views[side] = (tks_view){ rows[side], SIDE, SIDE, SIDE * 8, TKS_RGBA16 };
    assert_int_equal(tks_compare_views(&diff, views[0], views[1], &rules, NULL, NULL, NULL),
                     TKS_OK);
    assert_int_equal(tks_diff_verdict(diff), TKS_SAME);
    assert_int_equal(tks_diff_area(diff, 0).dx, 2);
    tks_diff_free(diff);
    rows[1][(12 * SIDE + 13) * 4] ^= 1; /* the lowest bit counts */
    assert_int_equal(tks_compare_views(&diff, views[0], views[1], &rules, NULL, NULL, NULL),
                     TKS_OK);
    assert_int_equal(tks_diff_counts(diff).differing, 1);
    tks_diff_free(diff);
}

static void rules_that_make_no_sense_are_refused(void **state)
{
    const tks_area wrong[] = { floating(card, 0),
                               floating(card, TKS_AREA_MOST_REACH + 1),
                               sensitive(card, 0),
                               sensitive(card, 101),
                               { card, (tks_area_kind)3, 0, 0 } };
    const tks_area fine = sensitive(card, 2);
    struct sheet white = page(1, 0, 0);
    tks_diff *diff = NULL;
    tks_rules rules;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        rules = rules_for(TKS_METRIC_VISUAL, &wrong[i], 1);
        assert_int_equal(tks_compare_views(&diff, sheet_view(&white), sheet_view(&white), &rules,
                                           NULL, NULL, NULL),
                         TKS_INVALID_ARGUMENT);
    }
    rules = rules_for(TKS_METRIC_PIXEL, &fine, 1);
    assert_int_equal(tks_compare_views(&diff, sheet_view(&white), sheet_view(&white), &rules, NULL,
                                       NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    rules = rules_for(TKS_METRIC_VISUAL, NULL, 1);
    assert_int_equal(tks_compare_views(&diff, sheet_view(&white), sheet_view(&white), &rules, NULL,
                                       NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    sheet_free(white);
}

static void memory_that_runs_out_leaves_nothing_behind(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator, .threads = 1 };
    const tks_area areas[] = { layout(chart), floating(card, 2) };
    const tks_rules rules = rules_for(TKS_METRIC_PIXEL, areas, 2);
    struct sheet expected = page(1, 0, 0), actual = page(2, 2, 1);
    struct made_file files[2] = { make_png_rgba8(expected.rgba, WIDTH, HEIGHT),
                                  make_png_rgba8(actual.rgba, WIDTH, HEIGHT) };
    tks_status status = TKS_OUT_OF_MEMORY;
    tks_diff *diff = NULL;

    (void)state;
    for (int n = 1; status == TKS_OUT_OF_MEMORY; n++) {
        tks_error err = { 0 };

        atomic_store(&counting.taken, 0);
        atomic_store(&counting.fail_at, n);
        status = tks_compare_bytes(&diff, made_bytes(files[0]), made_bytes(files[1]), &rules, NULL,
                                   &env, &err);
        assert_true(status == TKS_OK || (diff == NULL && err.message[0] != '\0'));
        if (status != TKS_OK)
            assert_int_equal(atomic_load(&counting.held), 0);
    }
    assert_int_equal(status, TKS_OK);
    assert_int_equal(tks_diff_verdict(diff), TKS_SAME);
    tks_diff_free(diff);
    assert_int_equal(atomic_load(&counting.held), 0);
    made_free(files[1]);
    made_free(files[0]);
    sheet_free(actual);
    sheet_free(expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_moved_card_and_a_new_chart_are_the_same_by_every_metric),
        cmocka_unit_test(what_changed_elsewhere_is_still_told),
        cmocka_unit_test(areas_that_do_not_hold_excuse_nothing),
        cmocka_unit_test(areas_of_equal_pictures_are_the_same),
        cmocka_unit_test(files_and_pixels_are_judged_alike),
        cmocka_unit_test(where_areas_overlap_the_order_of_kinds_decides),
        cmocka_unit_test(ignored_pixels_stay_ignored_within_areas),
        cmocka_unit_test(a_sensitive_area_scales_the_score_within),
        cmocka_unit_test(pictures_of_other_size_stay_different),
        cmocka_unit_test(pixels_far_from_all_areas_are_judged_as_ever),
        cmocka_unit_test(the_drawing_shows_the_actual_picture_as_it_is),
        cmocka_unit_test(an_aligned_drawing_marks_what_counts),
        cmocka_unit_test(pixels_of_sixteen_bits_are_settled_as_they_are),
        cmocka_unit_test(rules_that_make_no_sense_are_refused),
        cmocka_unit_test(memory_that_runs_out_leaves_nothing_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
