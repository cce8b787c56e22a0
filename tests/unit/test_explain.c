/* test_explain.c - is it said what became of a region?
 *
 * The pictures are drawn here: something like text, with strokes and anti-aliased rims, on
 * something like a page.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "chance.h"
#include "counting.h"
#include "scratch.h"
#include <tksnap/align.h>
#include <tksnap/explain.h>

/* ------------------------------------------------------------------- pictures */

enum { WIDTH = 300, HEIGHT = 200 };

static const tks_color white = { 255, 255, 255 }, ink = { 31, 41, 55 }, blue = { 37, 99, 235 },
                       red = { 220, 38, 38 };

struct page {
    int32_t width, height;
    uint8_t *pixels; /* RGBA */
};

static void put(struct page *page, int32_t x, int32_t y, tks_color color, int share)
{
    uint8_t *at = page->pixels + ((size_t)y * (size_t)page->width + (size_t)x) * 4;

    if (x < 0 || y < 0 || x >= page->width || y >= page->height)
        return;
    at[0] = (uint8_t)((at[0] * (16 - share) + color.red * share) / 16);
    at[1] = (uint8_t)((at[1] * (16 - share) + color.green * share) / 16);
    at[2] = (uint8_t)((at[2] * (16 - share) + color.blue * share) / 16);
    at[3] = 255;
}

static void fill(struct page *page, tks_rect box, tks_color color)
{
    for (int32_t y = box.y; y < box.y + box.height; y++)
        for (int32_t x = box.x; x < box.x + box.width; x++)
            put(page, x, y, color, 16);
}

static struct page page_of(int32_t width, int32_t height)
{
    struct page page = { width, height, malloc((size_t)width * (size_t)height * 4) };

    assert_non_null(page.pixels);
    fill(&page, (tks_rect){ 0, 0, width, height }, white);
    return page;
}

/* Letters 7x9 pixels: a stroke each way, its rim at a part of the ink. */
static void write_text(struct page *page, int32_t x, int32_t y, int letters, uint64_t seed,
                       tks_color color)
{
    struct chance chance = { seed };

    for (int i = 0; i < letters; i++, x += 8) {
        const int32_t stem = x + chance_between(&chance, 0, 5);
        const int32_t bar = y + chance_between(&chance, 0, 8);
        const int rim = chance_between(&chance, 3, 11);

        for (int32_t j = 0; j < 9; j++) {
            put(page, stem, y + j, color, 16);
            put(page, stem + 1, y + j, color, rim);
        }
        for (int32_t j = 0; j < 7; j++)
            if (x + j != stem)
                put(page, x + j, bar, color, 16);
    }
}

static tks_view view_of(const struct page *page)
{
    return (tks_view){ page->pixels, page->width, page->height, (ptrdiff_t)page->width * 4,
                       TKS_RGBA8 };
}

/* ---------------------------------------------------------------- explanations */

/* Two pages that begin alike, and what is said of them. */
struct story {
    struct page expected, actual;
    tks_diff *diff;
    tks_explanation *explanation;
};

static struct story story_begin(void)
{
    return (struct story){ .expected = page_of(WIDTH, HEIGHT), .actual = page_of(WIDTH, HEIGHT) };
}

static void story_compare(struct story *story)
{
    tks_rules rules = TKS_RULES;

    rules.metric = TKS_METRIC_CIEDE2000;
    rules.threshold = 1;
    assert_int_equal(tks_compare_views(&story->diff, view_of(&story->expected),
                                       view_of(&story->actual), &rules, NULL, NULL, NULL),
                     TKS_OK);
}

static const tks_region *story_tell(struct story *story)
{
    story_compare(story);
    assert_int_equal(tks_explain_views(&story->explanation, story->diff, view_of(&story->expected),
                                       view_of(&story->actual), NULL, NULL, NULL),
                     TKS_OK);
    return tks_explanation_region(story->explanation, 0);
}

/* The same by the default metric, with its rules known and the pages aligned. */
static const tks_region *story_tell_all(struct story *story)
{
    tks_rules rules = TKS_RULES;
    const tks_explain_options options = { .size = sizeof options, .rules = &rules };

    rules.align = true;
    assert_int_equal(tks_compare_views(&story->diff, view_of(&story->expected),
                                       view_of(&story->actual), &rules, NULL, NULL, NULL),
                     TKS_OK);
    assert_int_equal(tks_explain_views(&story->explanation, story->diff, view_of(&story->expected),
                                       view_of(&story->actual), &options, NULL, NULL),
                     TKS_OK);
    return tks_explanation_region(story->explanation, 0);
}

static void story_end(struct story *story)
{
    tks_explanation_free(story->explanation);
    tks_diff_free(story->diff);
    free(story->expected.pixels);
    free(story->actual.pixels);
}

static void assert_change(const tks_region *region, tks_change change)
{
    assert_non_null(region);
    if (region->change != change)
        fail_msg("%s, not %s: %s", tks_change_name(region->change), tks_change_name(change),
                 region->text);
    assert_true(region->confidence >= 0.5 && region->confidence <= 1);
}

static void assert_color(tks_color got, tks_color wanted)
{
    assert_int_equal(got.red, wanted.red);
    assert_int_equal(got.green, wanted.green);
    assert_int_equal(got.blue, wanted.blue);
}

static void assert_box(tks_rect got, tks_rect wanted)
{
    assert_int_equal(got.x, wanted.x);
    assert_int_equal(got.y, wanted.y);
    assert_int_equal(got.width, wanted.width);
    assert_int_equal(got.height, wanted.height);
}

/* --------------------------------------------------------------------- classes */

static void text_three_pixels_lower_has_moved(void **state)
{
    struct story story = story_begin();
    const tks_region *region;

    (void)state;
    write_text(&story.expected, 40, 50, 12, 1, ink);
    write_text(&story.actual, 40, 53, 12, 1, ink);
    region = story_tell(&story);
    assert_change(region, TKS_CHANGE_MOVED);
    assert_int_equal(region->dx, 0);
    assert_int_equal(region->dy, 3);
    assert_string_equal(region->text, "moved 3 px down");
    assert_int_equal(tks_explanation_count(story.explanation), 1);
    story_end(&story);
}

static void a_button_far_away_has_moved_and_says_from_where(void **state)
{
    struct story story = story_begin();
    const tks_region *region;

    (void)state;
    fill(&story.expected, (tks_rect){ 20, 20, 60, 24 }, blue);
    write_text(&story.expected, 30, 27, 5, 2, white);
    fill(&story.actual, (tks_rect){ 200, 120, 60, 24 }, blue);
    write_text(&story.actual, 210, 127, 5, 2, white);
    region = story_tell(&story);
    assert_change(region, TKS_CHANGE_MOVED);
    assert_int_equal(region->dx, 180);
    assert_int_equal(region->dy, 100);
    assert_box(region->box, (tks_rect){ 200, 120, 60, 24 });
    assert_box(region->from, (tks_rect){ 20, 20, 60, 24 });
    assert_string_equal(region->text, "moved 180 px right and 100 px down, from 20,20");
    assert_int_equal(tks_explanation_count(story.explanation), 1);
    story_end(&story);
}

static void what_was_not_there_is_added_and_the_other_way_round_removed(void **state)
{
    (void)state;
    for (int turned = 0; turned < 2; turned++) {
        struct story story = story_begin();
        const tks_region *region;

        write_text(turned ? &story.expected : &story.actual, 40, 50, 12, 3, ink);
        region = story_tell(&story);
        assert_change(region, turned ? TKS_CHANGE_REMOVED : TKS_CHANGE_ADDED);
        assert_color(turned ? region->expected_color : region->actual_color, ink);
        assert_color(turned ? region->actual_color : region->expected_color, white);
        story_end(&story);
    }
}

static void a_thin_line_that_is_gone_is_removed(void **state)
{
    struct story story = story_begin();

    (void)state;
    fill(&story.expected, (tks_rect){ 20, 100, 250, 1 }, (tks_color){ 229, 231, 235 });
    assert_change(story_tell(&story), TKS_CHANGE_REMOVED);
    story_end(&story);
}

static void text_in_other_ink_is_recoloured_with_its_contrast(void **state)
{
    struct story story = story_begin();
    const tks_region *region;

    (void)state;
    write_text(&story.expected, 40, 50, 12, 4, blue);
    write_text(&story.actual, 40, 50, 12, 4, red);
    region = story_tell(&story);
    assert_change(region, TKS_CHANGE_COLOR);
    assert_color(region->expected_color, blue);
    assert_color(region->actual_color, red);
    assert_in_range((int)(region->expected_contrast * 100), 510, 524);
    assert_in_range((int)(region->actual_contrast * 100), 478, 488);
    assert_string_equal(region->text, "colour #2563eb -> #dc2626, contrast 5.2 -> 4.8");
    story_end(&story);
}

static void a_panel_a_little_darker_is_recoloured(void **state)
{
    struct story story = story_begin();

    (void)state;
    fill(&story.expected, (tks_rect){ 20, 20, 200, 100 }, (tks_color){ 249, 250, 251 });
    fill(&story.actual, (tks_rect){ 20, 20, 200, 100 }, (tks_color){ 243, 244, 246 });
    write_text(&story.expected, 40, 50, 12, 5, ink);
    write_text(&story.actual, 40, 50, 12, 5, ink);
    assert_change(story_tell(&story), TKS_CHANGE_COLOR);
    story_end(&story);
}

static void other_words_are_other_content(void **state)
{
    struct story story = story_begin();

    (void)state;
    write_text(&story.expected, 40, 50, 12, 6, ink);
    write_text(&story.actual, 40, 50, 12, 7, ink);
    assert_change(story_tell(&story), TKS_CHANGE_CONTENT);
    story_end(&story);
}

/* A slanted edge, drawn with the coverage a little off, more here and less there. */
static void draw_slope(struct page *page, int jitter)
{
    for (int32_t y = 20; y < 160; y++) {
        const int32_t cover = y * 5 % 16, wobble = y % 4 < 2 ? jitter : -jitter;
        const int32_t share = cover + wobble;

        for (int32_t x = 0; x < y * 5 / 16; x++)
            put(page, 40 + x, y, ink, 16);
        put(page, 40 + y * 5 / 16, y, ink, share < 0 ? 0 : share > 16 ? 16 : share);
    }
}

static void jitter_of_antialiasing_is_rendering(void **state)
{
    struct story story = story_begin();

    (void)state;
    draw_slope(&story.expected, 0);
    draw_slope(&story.actual, 2);
    assert_change(story_tell(&story), TKS_CHANGE_RENDERING);
    story_end(&story);
}

static void noise_of_a_few_levels_is_rendering(void **state)
{
    struct story story = story_begin();
    struct chance chance = { 8 };

    (void)state;
    for (size_t i = 0; i < (size_t)WIDTH * HEIGHT * 4; i++)
        if (i % 4 != 3) {
            story.expected.pixels[i] = 120;
            story.actual.pixels[i] = (uint8_t)(118 + chance_below(&chance, 5));
        }
    assert_change(story_tell(&story), TKS_CHANGE_RENDERING);
    story_end(&story);
}

static void noise_that_is_another_is_other_content(void **state)
{
    struct story story = story_begin();
    struct chance chance = { 11 };

    (void)state;
    for (size_t i = 0; i < (size_t)WIDTH * HEIGHT * 4; i++)
        if (i % 4 != 3) {
            story.expected.pixels[i] = (uint8_t)chance_below(&chance, 256);
            story.actual.pixels[i] = (uint8_t)chance_below(&chance, 256);
        }
    assert_change(story_tell(&story), TKS_CHANGE_CONTENT);
    story_end(&story);
}

static void two_switches_that_swap_states_have_not_moved(void **state)
{
    struct story story = story_begin();

    (void)state;
    for (int side = 0; side < 2; side++)
        for (int place = 0; place < 2; place++) {
            const bool on = side == place;
            const tks_rect body = { 40 + 120 * place, 60, 34, 18 };
            struct page *page = side == 0 ? &story.expected : &story.actual;

            fill(page, body, on ? blue : (tks_color){ 209, 213, 219 });
            fill(page, (tks_rect){ body.x + (on ? 18 : 2), 62, 14, 14 }, white);
        }
    story_tell(&story);
    for (size_t i = 0; i < tks_explanation_count(story.explanation); i++)
        assert_int_not_equal(tks_explanation_region(story.explanation, i)->change,
                             TKS_CHANGE_MOVED);
    story_end(&story);
}

static void rendering_is_told_after_real_changes_even_if_larger(void **state)
{
    struct story story = story_begin();

    (void)state;
    draw_slope(&story.expected, 0);
    draw_slope(&story.actual, 2);
    write_text(&story.actual, 200, 180, 1, 9, ink);
    assert_change(story_tell(&story), TKS_CHANGE_ADDED);
    assert_change(tks_explanation_region(story.explanation, 1), TKS_CHANGE_RENDERING);
    assert_null(tks_explanation_region(story.explanation, 2));
    story_end(&story);
}

/* ------------------------------------------------------------------- the unseen */

static void what_nobody_sees_is_named(void **state)
{
    struct story story = story_begin();
    const tks_region *region;

    (void)state;
    fill(&story.expected, (tks_rect){ 40, 40, 120, 60 }, blue);
    fill(&story.actual, (tks_rect){ 40, 40, 120, 60 }, blue);
    fill(&story.actual, (tks_rect){ 80, 60, 2, 1 }, (tks_color){ 38, 100, 235 });
    region = story_tell_all(&story);
    assert_int_equal(tks_diff_verdict(story.diff), TKS_SAME);
    assert_change(region, TKS_CHANGE_RENDERING);
    assert_box(region->box, (tks_rect){ 80, 60, 2, 1 });
    assert_false(region->has_colors);
    assert_string_equal(tks_explanation_text(story.explanation),
                        "1 region differs by rendering only, below what a person sees");
    story_end(&story);
}

/* A bar that fades into the page: its end is too faint to be seen and belongs to it. */
static void what_is_too_faint_to_be_seen_belongs_to_what_it_touches(void **state)
{
    struct story story = story_begin();

    (void)state;
    for (int32_t x = 0; x < 64; x++)
        fill(&story.actual, (tks_rect){ 40 + x, 50, 1, 30 },
             (tks_color){ (uint8_t)(254 - (63 - x) * 3), 254, 254 });
    assert_box(story_tell_all(&story)->box, (tks_rect){ 40, 50, 64, 30 });
    assert_int_equal(tks_explanation_count(story.explanation), 1);
    story_end(&story);
}

static void what_differs_unseen_is_told_last_and_does_not_speak_for_the_whole(void **state)
{
    struct story story = story_begin();

    (void)state;
    fill(&story.actual, (tks_rect){ 20, 20, 30, 10 }, red);
    for (int32_t i = 0; i < 6; i++)
        fill(&story.actual, (tks_rect){ 20 + 40 * i, 80, 20, 40 }, (tks_color){ 254, 255, 255 });
    assert_change(story_tell_all(&story), TKS_CHANGE_ADDED);
    assert_int_equal(tks_explanation_overall(story.explanation), TKS_OVERALL_NONE);
    assert_string_equal(tks_explanation_text(story.explanation),
                        "7 regions: 1 added, 6 drawn differently");
    story_end(&story);
}

/* -------------------------------------------------------------------- the bands */

/* Eight lines of text, those from `line` on lower by `by`. */
static void write_page(struct page *page, int line, int32_t by)
{
    for (int i = 0; i < 8; i++)
        write_text(page, 40, 20 + 20 * i + (i >= line ? by : 0), 24, 10 + (uint64_t)i, ink);
}

static void rows_that_were_inserted_are_one_band_and_what_follows_has_moved(void **state)
{
    struct story story = story_begin();
    const tks_region *region;

    (void)state;
    write_page(&story.expected, 8, 0);
    write_page(&story.actual, 3, 14);
    region = story_tell_all(&story);
    assert_true(tks_explanation_is_aligned(story.explanation));
    assert_int_equal(tks_explanation_overall(story.explanation), TKS_OVERALL_SHIFT);
    assert_change(region, TKS_CHANGE_ADDED);
    assert_true(region->band);
    assert_int_equal(region->box.height, 14);
    assert_string_equal(region->text, "inserted");
    assert_string_equal(tks_explanation_text(story.explanation),
                        "everything below y=80 moved 14 px down; 2 regions: 1 inserted, 1 deleted");
    story_end(&story);
}

/* The issue's own example: what was pushed down and recoloured is recoloured. */
static void what_changed_below_inserted_rows_is_compared_with_what_it_was(void **state)
{
    struct story story = story_begin();
    const tks_region *region = NULL;

    (void)state;
    write_page(&story.expected, 8, 0);
    write_page(&story.actual, 1, 16);
    fill(&story.expected, (tks_rect){ 100, 140, 50, 20 }, blue);
    fill(&story.actual, (tks_rect){ 100, 156, 50, 20 }, red);
    story_tell_all(&story);
    for (size_t i = 0; i < tks_explanation_count(story.explanation); i++)
        if (!tks_explanation_region(story.explanation, i)->band) {
            assert_null(region);
            region = tks_explanation_region(story.explanation, i);
        }
    assert_change(region, TKS_CHANGE_COLOR);
    assert_box(region->box, (tks_rect){ 100, 156, 50, 20 });
    assert_box(region->from, (tks_rect){ 100, 140, 50, 20 });
    assert_color(region->expected_color, blue);
    assert_color(region->actual_color, red);
    story_end(&story);
}

static void bands_are_not_told_where_regions_say_it(void **state)
{
    struct story story = story_begin();

    (void)state;
    write_page(&story.expected, 8, 0);
    write_page(&story.actual, 8, 0);
    fill(&story.expected, (tks_rect){ 240, 140, 50, 20 }, blue);
    fill(&story.actual, (tks_rect){ 240, 140, 50, 20 }, red);
    assert_change(story_tell_all(&story), TKS_CHANGE_COLOR);
    assert_non_null(tks_diff_alignment(story.diff));
    assert_false(tks_explanation_is_aligned(story.explanation));
    story_end(&story);
}

/* ----------------------------------------------------------------- the picture */

static void lines_that_move_alike_are_a_shift(void **state)
{
    struct story story = story_begin();

    (void)state;
    for (int line = 0; line < 5; line++) {
        write_text(&story.expected, 40, 30 + 30 * line, 20, 10 + (uint64_t)line, ink);
        write_text(&story.actual, 40, 30 + 30 * line + (line > 0 ? 4 : 0), 20, 10 + (uint64_t)line,
                   ink);
    }
    story_tell(&story);
    assert_int_equal(tks_explanation_overall(story.explanation), TKS_OVERALL_SHIFT);
    assert_string_equal(tks_explanation_text(story.explanation),
                        "most of what is below y=60 moved 4 px down; 4 regions: 4 moved");
    story_end(&story);
}

static void one_map_of_colours_is_named(void **state)
{
    struct story story = story_begin();

    (void)state;
    for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i++) {
        const uint8_t r = (uint8_t)(i % WIDTH * 255 / WIDTH), g = (uint8_t)(i / WIDTH);
        const uint8_t from[4] = { r, g, 90, 255 };
        const uint8_t to[4] = { (uint8_t)(r * 9 / 10 + 10), (uint8_t)(g * 9 / 10 + r / 20), 100,
                                255 };

        memcpy(story.expected.pixels + 4 * i, from, 4);
        memcpy(story.actual.pixels + 4 * i, to, 4);
    }
    assert_change(story_tell(&story), TKS_CHANGE_COLOR);
    assert_int_equal(tks_explanation_overall(story.explanation), TKS_OVERALL_COLORS);
    story_end(&story);
}

static void a_longer_picture_says_so_and_its_end_is_added(void **state)
{
    struct story story = { .expected = page_of(WIDTH, HEIGHT),
                           .actual = page_of(WIDTH, HEIGHT + 40) };
    const tks_region *region;

    (void)state;
    region = story_tell(&story);
    assert_change(region, TKS_CHANGE_ADDED);
    assert_false(region->has_colors);
    assert_box(region->box, (tks_rect){ 0, HEIGHT, WIDTH, 40 });
    assert_int_equal(tks_explanation_overall(story.explanation), TKS_OVERALL_SIZE);
    assert_string_equal(tks_explanation_text(story.explanation),
                        "the size changed from 300x200 to 300x240; 1 region: 1 added");
    story_end(&story);
}

static void equal_pictures_need_no_words(void **state)
{
    struct story story = story_begin();

    (void)state;
    assert_null(story_tell(&story));
    assert_string_equal(tks_explanation_text(story.explanation), "");
    assert_int_equal(tks_explanation_overall(story.explanation), TKS_OVERALL_NONE);
    story_end(&story);
}

/* One pixel wide, one pixel high: no surroundings, no neighbours. */
static void the_smallest_pictures_are_explained(void **state)
{
    (void)state;
    for (int32_t side = 1; side <= 4; side++) {
        struct story story = { .expected = page_of(side, 1), .actual = page_of(side, 1) };

        fill(&story.actual, (tks_rect){ 0, 0, 1, 1 }, red);
        assert_non_null(story_tell(&story));
        story_end(&story);
    }
}

/* ------------------------------------------------------------------ the limits */

static void what_is_beyond_the_limit_is_counted(void **state)
{
    const tks_explain_options options = { .size = sizeof options, .most_regions = 3 };
    struct story story = story_begin();
    tks_left_out left_out;

    (void)state;
    for (int32_t y = 10; y < HEIGHT; y += 20)
        fill(&story.actual, (tks_rect){ 20, y, y / 10, 1 }, ink);
    story_compare(&story);
    assert_int_equal(tks_explain_views(&story.explanation, story.diff, view_of(&story.expected),
                                       view_of(&story.actual), &options, NULL, NULL),
                     TKS_OK);
    left_out = tks_explanation_left_out(story.explanation);
    assert_int_equal(tks_explanation_count(story.explanation), 3);
    assert_int_equal(left_out.regions, 7);
    assert_int_equal(left_out.pixels, 1 + 3 + 5 + 7 + 9 + 11 + 13);
    story_end(&story);
}

static void wrong_arguments_are_refused(void **state)
{
    const tks_explain_options unset = { .size = 0 };
    const tks_explain_options many = { .size = sizeof many, .most_regions = 10001 };
    struct story story = story_begin();
    struct page small = page_of(10, 10);
    tks_error err = { .status = TKS_OK };

    (void)state;
    story_compare(&story);
    assert_int_equal(tks_explain_views(&story.explanation, story.diff, view_of(&small),
                                       view_of(&story.actual), NULL, NULL, &err),
                     TKS_INVALID_ARGUMENT);
    assert_string_equal(err.message,
                        "the expected view shows 10x10 pixels, the diff was made from 300x200");
    assert_int_equal(tks_explain_views(&story.explanation, story.diff, view_of(&story.expected),
                                       view_of(&story.actual), &unset, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    assert_int_equal(tks_explain_views(&story.explanation, story.diff, view_of(&story.expected),
                                       view_of(&story.actual), &many, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    free(small.pixels);
    story_end(&story);
}

static void short_memory_is_a_clean_error(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator, .threads = 1 };
    struct story story = story_begin();
    tks_status status = TKS_OUT_OF_MEMORY;

    (void)state;
    write_text(&story.expected, 40, 50, 4, 1, ink);
    write_text(&story.actual, 40, 120, 4, 2, red);
    story_compare(&story);
    for (long n = 1; status != TKS_OK; n++) {
        atomic_store(&counting.taken, 0);
        atomic_store(&counting.fail_at, n);
        status = tks_explain_views(&story.explanation, story.diff, view_of(&story.expected),
                                   view_of(&story.actual), NULL, &env, NULL);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        if (status != TKS_OK)
            assert_int_equal(atomic_load(&counting.held), 0);
        assert_true(n < 1000);
    }
    story_end(&story);
    assert_int_equal(atomic_load(&counting.held), 0);
}

static void short_memory_for_bands_is_a_clean_error(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator, .threads = 1 };
    tks_rules rules = TKS_RULES;
    const tks_explain_options options = { .size = sizeof options, .rules = &rules };
    struct story story = story_begin();
    tks_status status = TKS_OUT_OF_MEMORY;
    tks_explanation *first;

    (void)state;
    write_page(&story.expected, 8, 0);
    write_page(&story.actual, 1, 16);
    fill(&story.actual, (tks_rect){ 100, 140, 50, 20 }, red);
    story_tell_all(&story);
    first = story.explanation;
    assert_true(tks_explanation_is_aligned(first));
    for (long n = 1; status != TKS_OK; n++) {
        atomic_store(&counting.taken, 0);
        atomic_store(&counting.fail_at, n);
        status = tks_explain_views(&story.explanation, story.diff, view_of(&story.expected),
                                   view_of(&story.actual), &options, &env, NULL);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        if (status != TKS_OK)
            assert_int_equal(atomic_load(&counting.held), 0);
        assert_true(n < 5000);
    }
    tks_explanation_free(first);
    story_end(&story);
    assert_int_equal(atomic_load(&counting.held), 0);
}

/* A full HD page where every pixel changed, and one of 20 000 dots: seconds would show. */
static void large_and_many_regions_are_bounded(void **state)
{
    struct story story = { .expected = page_of(1920, 1080), .actual = page_of(1920, 1080) };
    struct chance chance = { 3 };
    tks_left_out left_out;

    (void)state;
    for (int32_t y = 0; y < 1080; y += 10)
        for (int32_t x = 0; x < 1920; x += 14)
            put(&story.actual, x, y, red, chance_between(&chance, 8, 16));
    story_tell(&story);
    left_out = tks_explanation_left_out(story.explanation);
    assert_int_equal(tks_explanation_count(story.explanation), 100);
    assert_int_equal(left_out.regions, 138 * 108 - 100);
    story_end(&story);
}

/* ----------------------------------------------------------------------- files */

static void a_file_that_is_missing_is_named(void **state)
{
    struct story story = story_begin();
    tks_error err = { .status = TKS_OK };

    (void)state;
    fill(&story.actual, (tks_rect){ 10, 10, 5, 5 }, red);
    story_compare(&story);
    assert_int_equal(tks_explain_files(&story.explanation, story.diff, "no-such-file.png",
                                       "no-such-file.png", NULL, NULL, &err),
                     TKS_NOT_FOUND);
    assert_memory_equal(err.message, "no-such-file.png: ", 18);
    story_end(&story);
}

static void files_that_are_known_to_be_equal_are_not_opened(void **state)
{
    struct story story = story_begin();

    (void)state;
    story_compare(&story);
    assert_int_equal(tks_explain_files(&story.explanation, story.diff, "no-such-file.png",
                                       "no-such-file.png", NULL, NULL, NULL),
                     TKS_OK);
    assert_int_equal(tks_explanation_count(story.explanation), 0);
    assert_string_equal(tks_explanation_text(story.explanation), "");
    story_end(&story);
}

static void a_tile_shows_both_sides_of_a_region(void **state)
{
    struct scratch scratch = scratch_make();
    struct story story = story_begin();
    const tks_region *region;
    tks_image *image = NULL;
    tks_view view;

    (void)state;
    fill(&story.actual, (tks_rect){ 50, 60, 20, 10 }, red);
    region = story_tell(&story);
    assert_int_equal(tks_explain_tile(region, view_of(&story.expected), view_of(&story.actual),
                                      scratch_path(&scratch, "new/tile.png"), NULL, NULL),
                     TKS_OK);
    assert_int_equal(tks_image_load(&image, scratch_path(&scratch, "new/tile.png"), NULL, NULL),
                     TKS_OK);
    view = tks_image_view(image);
    assert_int_equal(view.width, 36 + 4 + 36);
    assert_int_equal(view.height, 26);
    assert_memory_equal((const uint8_t *)view.data + 8 * view.stride + 4 * 8,
                        ((uint8_t[]){ 255, 255, 255, 255 }), 4);
    assert_memory_equal((const uint8_t *)view.data + 8 * view.stride + 4 * (40 + 8),
                        ((uint8_t[]){ 220, 38, 38, 255 }), 4);
    tks_image_free(image);
    story_end(&story);
    scratch_remove(&scratch);
}

static void a_tile_is_never_larger_than_two_times_256(void **state)
{
    struct scratch scratch = scratch_make();
    struct story story = { .expected = page_of(900, 700), .actual = page_of(900, 650) };
    tks_image *image = NULL;

    (void)state;
    fill(&story.actual, (tks_rect){ 0, 0, 900, 650 }, red);
    assert_int_equal(tks_explain_tile(story_tell(&story), view_of(&story.expected),
                                      view_of(&story.actual), scratch_path(&scratch, "t.png"), NULL,
                                      NULL),
                     TKS_OK);
    assert_int_equal(tks_image_load(&image, scratch_path(&scratch, "t.png"), NULL, NULL), TKS_OK);
    assert_int_equal(tks_image_view(image).width, 516);
    assert_int_equal(tks_image_view(image).height, 256);
    tks_image_free(image);
    story_end(&story);
    scratch_remove(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_three_pixels_lower_has_moved),
        cmocka_unit_test(a_button_far_away_has_moved_and_says_from_where),
        cmocka_unit_test(what_was_not_there_is_added_and_the_other_way_round_removed),
        cmocka_unit_test(a_thin_line_that_is_gone_is_removed),
        cmocka_unit_test(text_in_other_ink_is_recoloured_with_its_contrast),
        cmocka_unit_test(a_panel_a_little_darker_is_recoloured),
        cmocka_unit_test(other_words_are_other_content),
        cmocka_unit_test(jitter_of_antialiasing_is_rendering),
        cmocka_unit_test(noise_of_a_few_levels_is_rendering),
        cmocka_unit_test(noise_that_is_another_is_other_content),
        cmocka_unit_test(two_switches_that_swap_states_have_not_moved),
        cmocka_unit_test(rendering_is_told_after_real_changes_even_if_larger),
        cmocka_unit_test(what_nobody_sees_is_named),
        cmocka_unit_test(what_is_too_faint_to_be_seen_belongs_to_what_it_touches),
        cmocka_unit_test(what_differs_unseen_is_told_last_and_does_not_speak_for_the_whole),
        cmocka_unit_test(rows_that_were_inserted_are_one_band_and_what_follows_has_moved),
        cmocka_unit_test(what_changed_below_inserted_rows_is_compared_with_what_it_was),
        cmocka_unit_test(bands_are_not_told_where_regions_say_it),
        cmocka_unit_test(lines_that_move_alike_are_a_shift),
        cmocka_unit_test(one_map_of_colours_is_named),
        cmocka_unit_test(a_longer_picture_says_so_and_its_end_is_added),
        cmocka_unit_test(equal_pictures_need_no_words),
        cmocka_unit_test(the_smallest_pictures_are_explained),
        cmocka_unit_test(what_is_beyond_the_limit_is_counted),
        cmocka_unit_test(wrong_arguments_are_refused),
        cmocka_unit_test(short_memory_is_a_clean_error),
        cmocka_unit_test(short_memory_for_bands_is_a_clean_error),
        cmocka_unit_test(large_and_many_regions_are_bounded),
        cmocka_unit_test(a_file_that_is_missing_is_named),
        cmocka_unit_test(files_that_are_known_to_be_equal_are_not_opened),
        cmocka_unit_test(a_tile_shows_both_sides_of_a_region),
        cmocka_unit_test(a_tile_is_never_larger_than_two_times_256),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
