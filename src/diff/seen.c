/* seen.c - the visual metric: rows judged as a person would see them
 *
 * visual.c scores patches. Here a block of rows is covered with patches wherever
 * pixels differ, each with the margin that scores need, and the scores become bits: a
 * pixel differs if it is not equal and a score above the limit stands at most SPREAD
 * away, because scores are averages over small windows and lie beside thin changes.
 *
 *     rows   first - REACH .. first + BLOCK + REACH    looked at
 *            first - SPREAD .. first + BLOCK + SPREAD  scored
 *            first .. first + BLOCK                    told
 *
 * Ignored pixels are taken as equal before anything is judged, so that what happens there
 * neither raises the score nor shows beside it.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/bits.h"
#include "diff/ignore.h"
#include "diff/metric.h"
#include "diff/visual.h"

#include <math.h>
#include <string.h>

enum {
    BLOCK = 32,
    SPREAD = 4, /* the longest window reaches so far */
    MARGIN = TKSI_VISUAL_MARGIN + SPREAD,
    REACH = BLOCK + MARGIN,
    MOST_ROWS = BLOCK + 2 * MARGIN,
    /* a patch is at most so many words of 64 pixels wide, without its margins */
    MOST_WORDS = 32,
    MOST_COLUMNS = MOST_WORDS * 64 + 2 * MARGIN
};

#define LIMIT 1.0f /* of a score: above it, a person would see the change */

struct seen {
    struct tksi_env env;
    struct tksi_visual *visual;
    struct tksi_ignore *ignore; /* NULL: nothing is */
    uint8_t *pixels[2];         /* a patch of either side, rows without gaps */
    float *scores;              /* of the patch */
    uint64_t *unequal;          /* MOST_ROWS rows of bits, from `top` on */
    uint64_t *over;             /* the same: scores above the limit */
    uint64_t *changed;          /* words of a row that differ in some row */
    int32_t top, first, end;    /* rows looked at begin; rows told */
    double largest;
};

/* ------------------------------------------------------------------------ life */

static void close_seen(void *state)
{
    struct seen *seen = state;
    struct tksi_env env;

    if (seen == NULL)
        return;
    env = seen->env;
    tksi_visual_free(seen->visual);
    tksi_ignore_free(seen->ignore);
    tksi_release(&env, seen->pixels[0]);
    tksi_release(&env, seen->pixels[1]);
    tksi_release(&env, seen->scores);
    tksi_release(&env, seen->unequal);
    tksi_release(&env, seen->over);
    tksi_release(&env, seen->changed);
    tksi_release(&env, seen);
}

static tks_status open_seen(void **state, const struct tksi_window *window,
                            const struct tksi_env *env, tks_error *err)
{
    struct seen *seen = tksi_allocate_zeroed(env, 1, sizeof *seen);
    const size_t words = tksi_words(window->width);
    const int32_t width = window->width < MOST_COLUMNS ? window->width : MOST_COLUMNS;
    const int32_t height = window->height < MOST_ROWS ? window->height : MOST_ROWS;
    const size_t area = (size_t)width * (size_t)height;
    const struct tksi_canvas canvas = { .width = window->width, .height = window->height };
    tks_status status = TKS_OK;

    if (seen == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    seen->env = *env;
    seen->pixels[0] = tksi_allocate(env, area, window->wide ? 8 : 4);
    seen->pixels[1] = tksi_allocate(env, area, window->wide ? 8 : 4);
    seen->scores = tksi_allocate(env, area, sizeof *seen->scores);
    seen->unequal = tksi_allocate(env, words * MOST_ROWS, sizeof *seen->unequal);
    seen->over = tksi_allocate(env, words * MOST_ROWS, sizeof *seen->over);
    seen->changed = tksi_allocate(env, words, sizeof *seen->changed);
    if (seen->pixels[0] == NULL || seen->pixels[1] == NULL || seen->scores == NULL ||
        seen->unequal == NULL || seen->over == NULL || seen->changed == NULL)
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    if (status == TKS_OK)
        status = tksi_ignore_new(&seen->ignore, window->rules, &canvas, env, err);
    if (status == TKS_OK)
        status = tksi_visual_new(&seen->visual, width, height, env, err);
    if (status == TKS_OK)
        *state = seen;
    else
        close_seen(seen);
    return status;
}

/* --------------------------------------------------------------------- patches */

static uint64_t *row_of(const struct seen *seen, uint64_t *bits, const struct tksi_window *window,
                        int32_t y)
{
    return bits + (size_t)(y - seen->top) * tksi_words(window->width);
}

/* The ignored pixels of row y; NULL if there are none. */
static const uint64_t *ignored_in(const struct seen *seen, int32_t y)
{
    return seen->ignore != NULL ? tksi_ignore_row(seen->ignore, y) : NULL;
}

/* Which pixels differ in the rows top .. bottom-1, and in which words of any of them. */
static void look(struct seen *seen, const struct tksi_window *window, int32_t bottom)
{
    const size_t words = tksi_words(window->width);

    memset(seen->changed, 0, words * sizeof *seen->changed);
    for (int32_t y = seen->top; y < bottom; y++) {
        uint64_t *bits = row_of(seen, seen->unequal, window, y);
        const void *expected = window->row(window->pair, TKSI_EXPECTED, y);
        const void *actual = window->row(window->pair, TKSI_ACTUAL, y);
        const uint64_t *ignored = ignored_in(seen, y);

        if (expected == actual)
            memset(bits, 0, words * sizeof *bits);
        else if (window->wide)
            tksi_unequal16(bits, expected, actual, window->width);
        else
            window->kernels->unequal(bits, expected, actual, (size_t)window->width);
        for (size_t i = 0; i < words; i++) {
            bits[i] &= ignored != NULL ? ~ignored[i] : UINT64_MAX;
            seen->changed[i] |= bits[i];
        }
    }
}

/* Scores of one patch into bits, for its columns from..to-1 and the rows that are scored. */
static void note(struct seen *seen, const struct tksi_window *window,
                 const struct tksi_patch *patch, tks_rect place, int32_t from, int32_t to)
{
    const float sensitivity = (float)window->rules->sensitivity;
    const int32_t low = seen->first - SPREAD, high = seen->end + SPREAD;

    for (int32_t y = place.y; y < place.y + patch->height; y++) {
        const float *scores = seen->scores + (size_t)(y - place.y) * (size_t)patch->width;
        uint64_t *bits = row_of(seen, seen->over, window, y);

        if (y < low || y >= high)
            continue;
        for (int32_t x = from; x < to; x++) {
            const float score = scores[x - place.x] * sensitivity;

            if (score > seen->largest)
                seen->largest = score;
            if (score > LIMIT)
                bits[x / 64] |= UINT64_C(1) << x % 64;
        }
    }
}

/* Makes the ignored pixels of a patch equal; each has `size` bytes. */
static void equalise(struct seen *seen, tks_rect place, size_t size)
{
    for (int32_t y = 0; seen->ignore != NULL && y < place.height; y++) {
        const uint64_t *ignored = tksi_ignore_row(seen->ignore, place.y + y);
        const size_t row = (size_t)y * (size_t)place.width;

        for (int32_t x = 0; ignored != NULL && x < place.width; x++) {
            const int32_t column = place.x + x;
            const size_t at = (row + (size_t)x) * size;

            if (ignored[column / 64] >> column % 64 & 1)
                memcpy(seen->pixels[1] + at, seen->pixels[0] + at, size);
        }
    }
}

/* Judges the words first_word .. last_word of the block. */
static void judge_words(struct seen *seen, const struct tksi_window *window, int32_t bottom,
                        size_t first_word, size_t last_word)
{
    const int32_t from = (int32_t)first_word * 64 - SPREAD;
    const int32_t to = (int32_t)(last_word + 1) * 64 + SPREAD;
    const int32_t left = from - TKSI_VISUAL_MARGIN > 0 ? from - TKSI_VISUAL_MARGIN : 0;
    const int32_t right =
        to + TKSI_VISUAL_MARGIN < window->width ? to + TKSI_VISUAL_MARGIN : window->width;
    const size_t size = window->wide ? 8 : 4;
    const struct tksi_patch patch = { .expected = seen->pixels[0],
                                      .actual = seen->pixels[1],
                                      .expected_stride = right - left,
                                      .actual_stride = right - left,
                                      .width = right - left,
                                      .height = bottom - seen->top,
                                      .wide = window->wide,
                                      .wanted = { 0, 0, right - left, bottom - seen->top } };
    const tks_rect place = { left, seen->top, patch.width, patch.height };

    for (int side = 0; side < 2; side++)
        for (int32_t y = seen->top; y < bottom; y++) {
            const uint8_t *row = window->row(window->pair, (enum tksi_side)side, y);

            memcpy(seen->pixels[side] + (size_t)(y - seen->top) * (size_t)patch.width * size,
                   row + (size_t)left * size, (size_t)patch.width * size);
        }
    equalise(seen, place, size);
    tksi_visual_judge(seen->visual, &patch, seen->scores);
    note(seen, window, &patch, place, from > 0 ? from : 0, to < window->width ? to : window->width);
}

/* Covers the block that begins at `first`. Neighbouring words that differ are judged in one
 * patch, as far as it goes. */
static void judge_block(struct seen *seen, const struct tksi_window *window, int32_t first)
{
    const size_t words = tksi_words(window->width);
    int32_t bottom = first + BLOCK + MARGIN;

    seen->first = first;
    seen->end = first + BLOCK;
    seen->top = first > MARGIN ? first - MARGIN : 0;
    if (bottom > window->height)
        bottom = window->height;
    look(seen, window, bottom);
    memset(seen->over, 0, words * (size_t)(bottom - seen->top) * sizeof *seen->over);
    for (size_t word = 0; word < words; word++) {
        size_t last = word;

        if (seen->changed[word] == 0)
            continue;
        while (last + 1 < words && seen->changed[last + 1] != 0 && last + 1 - word < MOST_WORDS)
            last++;
        judge_words(seen, window, bottom, word, last);
        word = last;
    }
}

/* ------------------------------------------------------------------------ rows */

/* Bits at most SPREAD to either side of a set one; `row` has `words` words. */
static uint64_t widened(const uint64_t *row, size_t words, size_t word)
{
    const uint64_t before = word > 0 ? row[word - 1] : 0;
    const uint64_t after = word + 1 < words ? row[word + 1] : 0;
    uint64_t bits = row[word];

    for (int i = 1; i <= SPREAD; i++)
        bits |= row[word] << i | before >> (64 - i) | row[word] >> i | after << (64 - i);
    return bits;
}

static void judge(void *state, const struct tksi_window *window, int32_t y, uint64_t *differing,
                  uint64_t *antialiased)
{
    struct seen *seen = state;
    const size_t words = tksi_words(window->width);
    const uint64_t *unequal;

    if (y < seen->first || y >= seen->end)
        judge_block(seen, window, y);
    unequal = row_of(seen, seen->unequal, window, y);
    memset(antialiased, 0, words * sizeof *antialiased);
    memset(differing, 0, words * sizeof *differing);
    for (int32_t near = y - SPREAD; near <= y + SPREAD; near++) {
        const uint64_t *over;

        if (near < seen->top || near < 0 || near >= window->height)
            continue;
        over = row_of(seen, seen->over, window, near);
        for (size_t i = 0; i < words; i++)
            differing[i] |= widened(over, words, i) & unequal[i];
    }
}

static double score(const void *state)
{
    const double largest = ((const struct seen *)state)->largest;
    /* six decimals are what means something, and are short to write */
    const double rounded = floor(largest * 1e6 + 0.5) / 1e6;

    return largest > LIMIT && rounded <= LIMIT ? LIMIT + 1e-6 : rounded;
}

const struct tksi_metric tksi_metric_visual = {
    .reach = REACH, .open = open_seen, .judge = judge, .score = score, .close = close_seen
};
