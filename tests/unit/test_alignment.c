/* test_alignment.c - are known edits of made-up pages found, exactly?
 *
 * A page is lines of text: ten rows of dots that no other line has, eight blank rows
 * below. Edits are made to the list of lines, so what must be found is known.
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

#include "align/align.h"
#include "chance.h"
#include "counting.h"
#include <tksnap/align.h>

enum { LINE = 18, INK = 10, BLANK = LINE - INK, WIDTH = 320 };

struct page {
    int32_t width, height;
    uint32_t *words;
};

static const uint32_t paper = 0xFFFFFFFFu;

static struct page page_new(int32_t width, int32_t height)
{
    struct page page = { width, height, malloc((size_t)width * (size_t)height * 4) };

    assert_non_null(page.words);
    for (size_t i = 0; i < (size_t)width * (size_t)height; i++)
        page.words[i] = paper;
    return page;
}

static uint32_t *at(const struct page *page, int32_t x, int32_t y)
{
    return &page->words[(size_t)y * (size_t)page->width + (size_t)x];
}

static void page_free(struct page page)
{
    free(page.words);
}

static tks_view view_of(const struct page *page)
{
    return (tks_view){ page->words, page->width, page->height, (ptrdiff_t)page->width * 4,
                       TKS_RGBA8 };
}

/* Line number `id`; words as wide as real ones, with real spaces. */
static void write_line(struct page *page, int id, int32_t x, int32_t y, int32_t width)
{
    struct chance chance = { (uint64_t)id * 1000003 };

    for (int32_t row = y; row < y + INK && row < page->height; row++)
        for (int32_t column = 0; column < width; column++)
            if (column % 40 < 35 && chance_once_in(&chance, 3))
                *at(page, x + column, row) = 0xFF000000u | (uint32_t)(chance_bits(&chance) & 0xFF);
}

static void write_lines(struct page *page, const int *ids, int count, int32_t x, int32_t y,
                        int32_t width)
{
    for (int i = 0; i < count; i++)
        if (ids[i] != 0)
            write_line(page, ids[i], x, y + i * LINE, width);
}

/* A page of one column with margins. */
static struct page write_page(const int *ids, int count)
{
    struct page page = page_new(WIDTH, count * LINE);

    write_lines(&page, ids, count, 10, 0, WIDTH - 20);
    return page;
}

static void count_up(int *ids, int count, int from)
{
    for (int i = 0; i < count; i++)
        ids[i] = from + i;
}

/* ------------------------------------------------------------------ checking */

/* The rectangles of one side tile its picture. */
static void assert_tiled(const tks_alignment *alignment, const struct page *page, bool actual)
{
    uint8_t *covered = calloc((size_t)page->width * (size_t)page->height, 1);

    assert_non_null(covered);
    for (size_t i = 0; i < tks_alignment_count(alignment); i++) {
        const tks_band band = tks_alignment_band(alignment, i);
        const tks_rect rect = actual ? band.actual : band.expected;

        assert_true(rect.x >= 0 && rect.y >= 0 && rect.width >= 0 && rect.height >= 0);
        assert_true(rect.x + rect.width <= page->width && rect.y + rect.height <= page->height);
        for (int32_t y = rect.y; y < rect.y + rect.height; y++)
            for (int32_t x = rect.x; x < rect.x + rect.width; x++)
                covered[(size_t)y * (size_t)page->width + (size_t)x]++;
    }
    for (size_t i = 0; i < (size_t)page->width * (size_t)page->height; i++)
        if (covered[i] != 1)
            fail_msg("pixel %zu is in %d bands", i, covered[i]);
    free(covered);
}

/* What align.h says of every band. */
static void assert_honest(const tks_alignment *alignment, const struct page *expected,
                          const struct page *actual)
{
    assert_tiled(alignment, expected, false);
    assert_tiled(alignment, actual, true);
    for (size_t i = 0; i < tks_alignment_count(alignment); i++) {
        const tks_band band = tks_alignment_band(alignment, i);
        const bool in_expected = band.expected.width > 0 && band.expected.height > 0;
        const bool in_actual = band.actual.width > 0 && band.actual.height > 0;

        assert_true(in_expected == (band.op != TKS_BAND_INSERT));
        assert_true(in_actual == (band.op != TKS_BAND_DELETE));
        if (!in_expected || !in_actual)
            continue;
        assert_int_equal(band.expected.width, band.actual.width);
        assert_int_equal(band.expected.height, band.actual.height);
        for (int32_t y = 0; y < band.expected.height && band.op != TKS_BAND_CHANGED; y++)
            assert_memory_equal(at(expected, band.expected.x, band.expected.y + y),
                                at(actual, band.actual.x, band.actual.y + y),
                                (size_t)band.expected.width * 4);
    }
}

static tks_alignment *align(const struct page *expected, const struct page *actual)
{
    tks_alignment *alignment = NULL;
    tks_error err = { 0 };

    if (tks_align_views(&alignment, view_of(expected), view_of(actual), NULL, NULL, &err))
        fail_msg("%s", err.message);
    assert_honest(alignment, expected, actual);
    return alignment;
}

/* One band that is not equal, as a test states it: in the actual picture, or in the
 * expected one where it is deleted. */
struct wanted {
    tks_band_op op;
    tks_rect rect;
};

static void assert_bands(const struct page *expected, const struct page *actual,
                         const struct wanted *wanted, size_t count)
{
    tks_alignment *alignment = align(expected, actual);
    size_t seen = 0;

    for (size_t i = 0; i < tks_alignment_count(alignment); i++) {
        const tks_band band = tks_alignment_band(alignment, i);
        const tks_rect rect = band.op == TKS_BAND_DELETE ? band.expected : band.actual;

        if (band.op == TKS_BAND_EQUAL)
            continue;
        if (seen >= count || band.op != wanted[seen].op ||
            memcmp(&rect, &wanted[seen].rect, sizeof rect) != 0)
            fail_msg("band %zu: %s %dx%d at %d,%d", seen, tks_band_op_name(band.op), rect.width,
                     rect.height, rect.x, rect.y);
        seen++;
    }
    assert_int_equal(seen, count);
    tks_alignment_free(alignment);
}

static void assert_pages(const int *before, int n, const int *after, int m,
                         const struct wanted *wanted, size_t count)
{
    struct page expected = write_page(before, n), actual = write_page(after, m);

    assert_bands(&expected, &actual, wanted, count);
    page_free(expected);
    page_free(actual);
}

/* ---------------------------------------------------------------- whole rows */

static void equal_pages_are_one_band(void **state)
{
    int ids[20];
    struct page page;
    tks_alignment *alignment;

    (void)state;
    count_up(ids, 20, 1);
    page = write_page(ids, 20);
    alignment = align(&page, &page);
    assert_int_equal(tks_alignment_count(alignment), 1);
    assert_int_equal(tks_alignment_band(alignment, 0).op, TKS_BAND_EQUAL);
    assert_int_equal(tks_alignment_shift(alignment), 0);
    assert_int_equal(tks_alignment_band(alignment, 1).expected.width, 0);
    tks_alignment_free(alignment);
    page_free(page);
}

static void inserted_lines_are_one_band(void **state)
{
    int before[30], after[33];

    (void)state;
    count_up(before, 30, 1);
    count_up(after, 33, 1);
    count_up(after + 5, 3, 100);
    count_up(after + 8, 25, 6);
    assert_pages(before, 30, after, 33,
                 (const struct wanted[]){ { TKS_BAND_INSERT, { 0, 5 * LINE, WIDTH, 3 * LINE } } },
                 1);
}

static void deleted_lines_are_one_band(void **state)
{
    int before[30], after[28];

    (void)state;
    count_up(before, 30, 1);
    count_up(after, 10, 1);
    count_up(after + 10, 18, 13);
    assert_pages(before, 30, after, 28,
                 (const struct wanted[]){ { TKS_BAND_DELETE, { 0, 10 * LINE, WIDTH, 2 * LINE } } },
                 1);
}

static void an_insertion_at_the_top_pushes_the_bottom_off(void **state)
{
    int before[30], after[30];

    (void)state;
    count_up(before, 30, 1);
    after[0] = 100;
    count_up(after + 1, 29, 1);
    assert_pages(before, 30, after, 30,
                 (const struct wanted[]){ { TKS_BAND_INSERT, { 0, 0, WIDTH, LINE } },
                                          { TKS_BAND_DELETE, { 0, 29 * LINE, WIDTH, LINE } } },
                 2);
}

static void a_line_taken_elsewhere_has_moved(void **state)
{
    int before[30], after[30];

    (void)state;
    count_up(before, 30, 1);
    count_up(after, 30, 1);
    memmove(after + 5, after + 6, 15 * sizeof *after); /* line 6 goes below line 21 */
    after[20] = 6;
    assert_pages(before, 30, after, 30,
                 (const struct wanted[]){ { TKS_BAND_MOVE, { 0, 20 * LINE, WIDTH, LINE } } }, 1);
}

static void two_blocks_that_change_places_are_one_move(void **state)
{
    int before[30], after[30];
    struct page expected, actual;
    tks_alignment *alignment;
    size_t moves = 0;

    (void)state;
    count_up(before, 30, 1);
    count_up(after, 30, 1);
    count_up(after + 10, 3, 14); /* 14 15 16, then 11 12 13 */
    count_up(after + 13, 3, 11);
    expected = write_page(before, 30);
    actual = write_page(after, 30);
    alignment = align(&expected, &actual);
    for (size_t i = 0; i < tks_alignment_count(alignment); i++) {
        const tks_band band = tks_alignment_band(alignment, i);

        assert_true(band.op == TKS_BAND_EQUAL || band.op == TKS_BAND_MOVE);
        moves += band.op == TKS_BAND_MOVE;
    }
    assert_int_equal(moves, 1);
    assert_int_equal(tks_alignment_shift(alignment), 3 * LINE);
    tks_alignment_free(alignment);
    page_free(expected);
    page_free(actual);
}

static void a_changed_word_stays_in_its_place(void **state)
{
    int ids[30];
    struct page expected, actual;

    (void)state;
    count_up(ids, 30, 1);
    expected = write_page(ids, 30);
    actual = write_page(ids, 30);
    for (int32_t y = 0; y < INK; y++)
        for (int32_t x = 0; x < 20; x++)
            *at(&actual, 100 + x, 7 * LINE + y) = 0xFF0000FFu;
    assert_bands(&expected, &actual,
                 (const struct wanted[]){ { TKS_BAND_CHANGED, { 100, 7 * LINE, 20, INK } } }, 1);
    page_free(expected);
    page_free(actual);
}

/* A line that lies one row lower: exact, so an inserted and a deleted row. */
static void jitter_of_a_row_is_found_exactly(void **state)
{
    int ids[30];
    struct page expected, actual;

    (void)state;
    count_up(ids, 30, 1);
    ids[12] = 0;
    expected = write_page(ids, 30);
    actual = write_page(ids, 30);
    write_line(&expected, 900, 10, 12 * LINE, WIDTH - 20);
    write_line(&actual, 900, 10, 12 * LINE + 1, WIDTH - 20);
    assert_bands(&expected, &actual,
                 (const struct wanted[]){ { TKS_BAND_INSERT, { 0, 12 * LINE, WIDTH, 1 } },
                                          { TKS_BAND_DELETE, { 0, 13 * LINE - 1, WIDTH, 1 } } },
                 2);
    page_free(expected);
    page_free(actual);
}

static void rows_only_does_not_look_inside(void **state)
{
    tks_align_options options = TKS_ALIGN_OPTIONS;
    struct page expected = page_new(WIDTH, 200), actual = page_new(WIDTH, 200);
    tks_alignment *alignment = NULL;

    (void)state;
    *at(&actual, 50, 60) = 0xFF000000u;
    options.rows_only = true;
    assert_int_equal(tks_align_views(&alignment, view_of(&expected), view_of(&actual), &options,
                                     NULL, NULL),
                     TKS_OK);
    assert_int_equal(tks_alignment_count(alignment), 3);
    assert_int_equal(tks_alignment_band(alignment, 1).op, TKS_BAND_CHANGED);
    assert_int_equal(tks_alignment_band(alignment, 1).actual.width, WIDTH);
    tks_alignment_free(alignment);
    page_free(expected);
    page_free(actual);
}

/* ------------------------------------------------------------------- columns */

enum { SIDE = 120, GAP = 40, SIDEBAR_WIDTH = SIDE + GAP + WIDTH };

/* A heading, then a sidebar beside a main column; the last line ends the page. */
static struct page write_sidebar_page(const int *side, int n, const int *text, int m, int lines)
{
    struct page page = page_new(SIDEBAR_WIDTH, (lines + 2) * LINE - BLANK);

    write_line(&page, 700, 0, 0, SIDEBAR_WIDTH);
    write_lines(&page, side, n, 0, 2 * LINE, SIDE);
    write_lines(&page, text, m, SIDE + GAP, 2 * LINE, WIDTH);
    return page;
}

static void a_row_inserted_beside_a_sidebar_is_one_band(void **state)
{
    int side[20], before[20], after[20];
    struct page expected, actual;
    tks_alignment *alignment;
    size_t inserts = 0, deletes = 0, others = 0;

    (void)state;
    count_up(side, 20, 300);
    count_up(before, 20, 1);
    count_up(after, 20, 1);
    after[4] = 100;
    count_up(after + 5, 15, 5);
    expected = write_sidebar_page(side, 20, before, 20, 20);
    actual = write_sidebar_page(side, 20, after, 20, 20);
    alignment = align(&expected, &actual);
    for (size_t i = 0; i < tks_alignment_count(alignment); i++) {
        const tks_band band = tks_alignment_band(alignment, i);

        if (band.op == TKS_BAND_INSERT) {
            assert_int_equal(band.actual.y, 6 * LINE);
            assert_int_equal(band.actual.height, LINE);
            assert_true(band.actual.x > SIDE - 10 && band.actual.x <= SIDE + GAP);
            inserts++;
        } else if (band.op == TKS_BAND_DELETE) {
            assert_int_equal(band.expected.y, 21 * LINE - BLANK);
            assert_int_equal(band.expected.height, LINE);
            deletes++;
        } else {
            others += band.op != TKS_BAND_EQUAL;
        }
    }
    assert_int_equal(inserts, 1);
    assert_int_equal(deletes, 1);
    assert_int_equal(others, 0);
    tks_alignment_free(alignment);
    page_free(expected);
    page_free(actual);
}

/* Known edits in three columns that move independently, on pages of equal height. */
static void columns_move_independently(void **state)
{
    enum { LINES = 24, COLUMN = 140, PITCH = 180 };
    struct chance chance = { 5 };

    (void)state;
    for (int round = 0; round < 60; round++) {
        struct page expected = page_new(3 * PITCH, LINES * LINE - BLANK);
        struct page actual = page_new(3 * PITCH, LINES * LINE - BLANK);
        int at_line[3];
        tks_alignment *alignment;
        int32_t inserted[3] = { 0 }, deleted[3] = { 0 };

        for (int column = 0; column < 3; column++) {
            int before[LINES], after[LINES];

            count_up(before, LINES, 1 + column * 100);
            memcpy(after, before, sizeof after);
            at_line[column] = 1 + column * 7 + (int)chance_below(&chance, 6);
            if (column != round % 3) { /* one of the three stays as it is */
                memmove(after + at_line[column] + 1, after + at_line[column],
                        (size_t)(LINES - at_line[column] - 1) * sizeof *after);
                after[at_line[column]] = 1000 + column + round * 10;
            }
            write_lines(&expected, before, LINES, column * PITCH, 0, COLUMN);
            write_lines(&actual, after, LINES, column * PITCH, 0, COLUMN);
        }
        alignment = align(&expected, &actual);
        for (size_t i = 0; i < tks_alignment_count(alignment); i++) {
            const tks_band band = tks_alignment_band(alignment, i);
            const int column = (band.actual.x + band.actual.width / 2) / PITCH;

            assert_int_not_equal(band.op, TKS_BAND_CHANGED);
            assert_int_not_equal(band.op, TKS_BAND_MOVE);
            if (band.op == TKS_BAND_INSERT) {
                assert_int_equal(band.actual.y, at_line[column] * LINE);
                assert_int_equal(band.actual.height, LINE);
                inserted[column]++;
            } else if (band.op == TKS_BAND_DELETE) {
                assert_int_equal(band.expected.y, (LINES - 1) * LINE - BLANK);
                assert_int_equal(band.expected.height, LINE);
                deleted[column]++;
            }
        }
        for (int column = 0; column < 3; column++) {
            assert_int_equal(inserted[column], column != round % 3);
            assert_int_equal(deleted[column], column != round % 3);
        }
        tks_alignment_free(alignment);
        page_free(expected);
        page_free(actual);
    }
}

static void what_moves_sideways_is_found_by_columns(void **state)
{
    struct page expected = page_new(WIDTH, 100), actual = page_new(WIDTH, 100);
    tks_alignment *alignment;
    int64_t equal = 0;

    (void)state;
    write_line(&expected, 1, 20, 40, 30);
    write_line(&actual, 1, 60, 40, 30);
    alignment = align(&expected, &actual);
    for (size_t i = 0; i < tks_alignment_count(alignment); i++) {
        const tks_band band = tks_alignment_band(alignment, i);

        if (band.op == TKS_BAND_EQUAL && band.actual.x - band.expected.x == 40)
            equal += band.actual.width;
    }
    assert_true(equal >= 30);
    assert_int_equal(tks_alignment_shift(alignment), 40);
    tks_alignment_free(alignment);
    page_free(expected);
    page_free(actual);
}

/* --------------------------------------------------------------------- sizes */

static void a_wider_page_keeps_what_it_had(void **state)
{
    static const int32_t places[] = { 0, 30, 60 };
    int ids[20];
    struct page expected;

    (void)state;
    count_up(ids, 20, 1);
    expected = write_page(ids, 20);
    for (size_t i = 0; i < 3; i++) {
        struct page actual = page_new(WIDTH + 60, 20 * LINE);
        tks_alignment *alignment;
        int32_t inserted = 0;

        for (int32_t y = 0; y < expected.height; y++)
            memcpy(at(&actual, places[i], y), at(&expected, 0, y), WIDTH * 4);
        alignment = align(&expected, &actual);
        for (size_t b = 0; b < tks_alignment_count(alignment); b++) {
            const tks_band band = tks_alignment_band(alignment, b);

            assert_true(band.op == TKS_BAND_EQUAL || band.op == TKS_BAND_INSERT);
            if (band.op == TKS_BAND_INSERT) {
                assert_int_equal(band.axis, TKS_AXIS_COLUMN);
                inserted += band.actual.width;
            }
        }
        assert_int_equal(inserted, 60);
        tks_alignment_free(alignment);
        page_free(actual);
    }
    page_free(expected);
}

static void a_wider_page_with_a_line_more_is_two_bands(void **state)
{
    int before[20], after[21];
    struct page expected, actual = page_new(WIDTH + 60, 21 * LINE);

    (void)state;
    count_up(before, 20, 1);
    count_up(after, 21, 1);
    after[9] = 100;
    count_up(after + 10, 11, 10);
    expected = write_page(before, 20);
    write_lines(&actual, after, 21, 10, 0, WIDTH - 20);
    assert_bands(&expected, &actual,
                 (const struct wanted[]){ { TKS_BAND_INSERT, { 0, 9 * LINE, WIDTH, LINE } },
                                          { TKS_BAND_INSERT, { WIDTH, 0, 60, 21 * LINE } } },
                 2);
    page_free(expected);
    page_free(actual);
}

static void single_pixels_can_be_aligned(void **state)
{
    struct page one = page_new(1, 1), other = page_new(1, 1), tall = page_new(1, 9);

    (void)state;
    *at(&other, 0, 0) = 0xFF000000u;
    assert_bands(&one, &other, (const struct wanted[]){ { TKS_BAND_CHANGED, { 0, 0, 1, 1 } } }, 1);
    assert_bands(&one, &tall, (const struct wanted[]){ { TKS_BAND_INSERT, { 0, 1, 1, 8 } } }, 1);
    page_free(one);
    page_free(other);
    page_free(tall);
}

/* --------------------------------------------------------------------- noise */

static void noise_does_not_hide_an_insertion(void **state)
{
    int before[40], after[44];
    struct page expected, actual;
    struct chance chance = { 6 };
    tks_alignment *alignment;
    int32_t inserted = 0, deleted = 0;

    (void)state;
    count_up(before, 40, 1);
    count_up(after, 44, 1);
    count_up(after + 10, 4, 100);
    count_up(after + 14, 30, 11);
    expected = write_page(before, 40);
    actual = write_page(after, 44);
    for (size_t i = 0; i < (size_t)actual.width * (size_t)actual.height; i++)
        if (chance_once_in(&chance, 2))
            actual.words[i] ^= 1;
    alignment = align(&expected, &actual);
    for (size_t i = 0; i < tks_alignment_count(alignment); i++) {
        const tks_band band = tks_alignment_band(alignment, i);

        inserted += band.op == TKS_BAND_INSERT ? band.actual.height : 0;
        deleted += band.op == TKS_BAND_DELETE ? band.expected.height : 0;
    }
    assert_int_equal(inserted, 4 * LINE);
    assert_int_equal(deleted, 0);
    tks_alignment_free(alignment);
    page_free(expected);
    page_free(actual);
}

/* -------------------------------------------------------------------- pixels */

static void hidden_colours_are_equal(void **state)
{
    struct page one = page_new(20, 20), other = page_new(20, 20);

    (void)state;
    *at(&one, 3, 3) = 0x00112233u & 0x00FFFFFFu;
    *at(&other, 3, 3) = 0x00FFFFFFu;
    assert_int_equal(((const uint8_t *)at(&one, 3, 3))[3], 0);
    {
        tks_alignment *alignment = NULL;

        assert_int_equal(tks_align_views(&alignment, view_of(&one), view_of(&other), NULL, NULL,
                                         NULL),
                         TKS_OK);
        assert_int_equal(tks_alignment_count(alignment), 1);
        assert_int_equal(tks_alignment_band(alignment, 0).op, TKS_BAND_EQUAL);
        tks_alignment_free(alignment);
    }
    page_free(one);
    page_free(other);
}

/* The lowest bits of 16-bit channels count; an 8-bit picture is widened. */
static void deep_pictures_are_compared_as_they_are(void **state)
{
    enum { SIZE = 32 };
    uint16_t deep[SIZE][SIZE][4];
    struct page page = page_new(SIZE, SIZE);
    const tks_view wide = { deep, SIZE, SIZE, sizeof deep[0], TKS_RGBA16 };
    tks_alignment *alignment = NULL;

    (void)state;
    memset(deep, 0xFF, sizeof deep);
    assert_int_equal(tks_align_views(&alignment, view_of(&page), wide, NULL, NULL, NULL), TKS_OK);
    assert_int_equal(tks_alignment_count(alignment), 1);
    assert_int_equal(tks_alignment_band(alignment, 0).op, TKS_BAND_EQUAL);
    tks_alignment_free(alignment);

    deep[5][6][1] ^= 1;
    assert_int_equal(tks_align_views(&alignment, view_of(&page), wide, NULL, NULL, NULL), TKS_OK);
    assert_int_equal(tks_alignment_count(alignment), 5);
    assert_int_equal(tks_alignment_band(alignment, 2).op, TKS_BAND_CHANGED);
    assert_int_equal(tks_alignment_band(alignment, 2).actual.x, 6);
    tks_alignment_free(alignment);
    page_free(page);
}

/* --------------------------------------------------------------------- chance */

static void random_pages_are_always_tiled(void **state)
{
    struct chance chance = { 7 };

    (void)state;
    for (int round = 0; round < 150; round++) {
        struct page pages[2];

        for (int side = 0; side < 2; side++) {
            struct page *page = &pages[side];

            *page = page_new(chance_between(&chance, 1, 4) * 60 - side * (round % 2),
                             chance_between(&chance, 1, 240));
            for (int line = chance_between(&chance, 0, 25); line > 0; line--)
                write_line(page, chance_between(&chance, 1, 9),
                           chance_between(&chance, 0, page->width / 60 * 30) / 2,
                           chance_between(&chance, 0, page->height), page->width / 2);
        }
        tks_alignment_free(align(&pages[0], &pages[1]));
        page_free(pages[0]);
        page_free(pages[1]);
    }
}

static void memory_that_ends_is_said(void **state)
{
    int ids[20], after[20];
    struct page expected, actual;
    tks_status status = TKS_OUT_OF_MEMORY;
    long refused = 0, fail_at = 1;

    (void)state;
    count_up(ids, 20, 1);
    count_up(after, 20, 1);
    after[3] = 15;
    after[6] = 4;
    expected = write_sidebar_page(after, 8, ids, 8, 8);
    actual = write_sidebar_page(ids, 8, after, 8, 8);
    for (; status != TKS_OK; fail_at += fail_at < 20 ? 1 : 7) {
        struct counting counting = COUNTING;
        const tks_allocator allocator = counting_allocator(&counting);
        const tks_env env = { .size = sizeof env, .allocator = &allocator, .threads = 1 };
        tks_alignment *alignment = NULL;
        tks_error err = { 0 };

        atomic_store(&counting.fail_at, fail_at);
        status =
            tks_align_views(&alignment, view_of(&expected), view_of(&actual), NULL, &env, &err);
        if (status != TKS_OK) {
            assert_int_equal(status, TKS_OUT_OF_MEMORY);
            assert_null(alignment);
            refused++;
        }
        tks_alignment_free(alignment);
        assert_int_equal(atomic_load(&counting.held), 0);
    }
    assert_true(refused > 20);
    page_free(expected);
    page_free(actual);
}

static void wrong_arguments_are_refused(void **state)
{
    const tks_align_options options = { .size = 1 };
    struct page page = page_new(4, 4);
    tks_view nothing = view_of(&page);
    tks_alignment *alignment = NULL;
    tks_error err = { 0 };

    (void)state;
    assert_int_equal(tks_align_views(&alignment, view_of(&page), view_of(&page), &options, NULL,
                                     &err),
                     TKS_INVALID_ARGUMENT);
    nothing.data = NULL;
    assert_int_equal(tks_align_views(&alignment, view_of(&page), nothing, NULL, NULL, &err),
                     TKS_INVALID_ARGUMENT);
    assert_int_equal(tks_align_files(&alignment, "/does/not/exist.png", "-", NULL, NULL, &err),
                     TKS_NOT_FOUND);
    assert_null(alignment);
    assert_string_equal(tks_band_op_name((tks_band_op)9), "unknown");
    assert_string_equal(tks_axis_name((tks_axis)9), "unknown");
    page_free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_pages_are_one_band),
        cmocka_unit_test(inserted_lines_are_one_band),
        cmocka_unit_test(deleted_lines_are_one_band),
        cmocka_unit_test(an_insertion_at_the_top_pushes_the_bottom_off),
        cmocka_unit_test(a_line_taken_elsewhere_has_moved),
        cmocka_unit_test(two_blocks_that_change_places_are_one_move),
        cmocka_unit_test(a_changed_word_stays_in_its_place),
        cmocka_unit_test(jitter_of_a_row_is_found_exactly),
        cmocka_unit_test(rows_only_does_not_look_inside),
        cmocka_unit_test(a_row_inserted_beside_a_sidebar_is_one_band),
        cmocka_unit_test(columns_move_independently),
        cmocka_unit_test(what_moves_sideways_is_found_by_columns),
        cmocka_unit_test(a_wider_page_keeps_what_it_had),
        cmocka_unit_test(a_wider_page_with_a_line_more_is_two_bands),
        cmocka_unit_test(single_pixels_can_be_aligned),
        cmocka_unit_test(noise_does_not_hide_an_insertion),
        cmocka_unit_test(hidden_colours_are_equal),
        cmocka_unit_test(deep_pictures_are_compared_as_they_are),
        cmocka_unit_test(random_pages_are_always_tiled),
        cmocka_unit_test(memory_that_ends_is_said),
        cmocka_unit_test(wrong_arguments_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
