/* seen.c - the visual metric: rows judged as a person would see them
 *
 * visual.c scores patches. Here a block of rows is covered with patches wherever
 * pixels differ, each with the margin that scores need, and the scores become bits: a
 * pixel differs if it is not equal and a score above the limit stands at most SPREAD
 * away, because scores are averages over small windows and lie beside thin changes.
 *
 *     rows   first - MARGIN .. first + BLOCK + MARGIN  looked at
 *            first - SPREAD .. first + BLOCK + SPREAD  scored
 *            first .. first + BLOCK                    told
 *
 * Ignored pixels are taken as equal before anything is judged, so that what happens there
 * neither raises the score nor shows beside it.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/areas.h"
#include "diff/bits.h"
#include "diff/ignore.h"
#include "diff/metric.h"
#include "diff/visual.h"

#include <math.h>
#include <string.h>

enum {
    BLOCK = 96, /* rows; the margin is looked at once for all of them */
    SPREAD = 4, /* the longest window reaches so far */
    MARGIN = TKSI_VISUAL_MARGIN + SPREAD,
    REACH = BLOCK + MARGIN,
    MOST_ROWS = BLOCK + 2 * MARGIN,
    /* a patch is at most so many words of 64 pixels wide, without its margins: the rows that
     * are kept while it is judged are less than a megabyte, for processors' second caches */
    MOST_WORDS = 8,
    MOST_COLUMNS = MOST_WORDS * 64 + 2 * MARGIN
};

#define LIMIT 1.0f /* of a score: above it, a person would see the change */

struct seen {
    struct tksi_env env;
    struct tksi_visual *visual;
    struct tksi_ignore *ignore; /* NULL: nothing is */
    uint8_t *pixels[2];         /* a patch of either side, rows without gaps */
    float *scores;              /* of the patch */
    float *sensitivity;         /* of a row of it */
    uint64_t *unequal;          /* MOST_ROWS rows of bits, from `top` on */
    uint64_t *over;             /* the same: scores above the limit */
    uint64_t *changed;          /* words of a row that differ in some row */
    uint64_t *around;           /* bits of `over` in the rows around one */
    int32_t top, first, end;    /* rows looked at begin; rows told */
    double largest;
};

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

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
    tksi_release(&env, seen->sensitivity);
    tksi_release(&env, seen->unequal);
    tksi_release(&env, seen->over);
    tksi_release(&env, seen->changed);
    tksi_release(&env, seen->around);
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
    seen->sensitivity = tksi_allocate(env, (size_t)width, sizeof *seen->sensitivity);
    seen->unequal = tksi_allocate(env, words * MOST_ROWS, sizeof *seen->unequal);
    seen->over = tksi_allocate(env, words * MOST_ROWS, sizeof *seen->over);
    seen->changed = tksi_allocate(env, words, sizeof *seen->changed);
    seen->around = tksi_allocate(env, words, sizeof *seen->around);
    if (seen->pixels[0] == NULL || seen->pixels[1] == NULL || seen->scores == NULL ||
        seen->sensitivity == NULL || seen->unequal == NULL || seen->over == NULL ||
        seen->changed == NULL || seen->around == NULL)
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
        const uint64_t *ignored = ignored_in(seen, y);
        const void *expected, *actual;

        if (window->equal(window->pair, y)) {
            memset(bits, 0, words * sizeof *bits);
            continue;
        }
        expected = window->row(window->pair, TKSI_EXPECTED, y);
        actual = window->row(window->pair, TKSI_ACTUAL, y);
        if (window->wide)
            tksi_unequal16(bits, expected, actual, window->width);
        else
            window->kernels->unequal(bits, expected, actual, (size_t)window->width);
        for (size_t i = 0; i < words; i++) {
            bits[i] &= ignored != NULL ? ~ignored[i] : UINT64_MAX;
            seen->changed[i] |= bits[i];
        }
    }
}

/* Scores of a patch's wanted pixels into bits, word by word, and the largest. */
static void note(struct seen *seen, const struct tksi_window *window,
                 const struct tksi_patch *patch, tks_rect place)
{
    const tks_rect wanted = patch->wanted;
    const int32_t from = place.x + wanted.x, to = from + wanted.width;

    for (int32_t y = wanted.y; y < wanted.y + wanted.height; y++) {
        const float *scores = seen->scores + (size_t)y * (size_t)patch->width;
        uint64_t *bits = row_of(seen, seen->over, window, place.y + y);

        tksi_areas_sensitivity(seen->sensitivity, window->rules, place.y + y, from, to);
        for (int32_t x = from, end; x < to; x = end) {
            uint64_t over = 0;

            end = smaller((x / 64 + 1) * 64, to);
            for (int32_t i = x; i < end; i++) {
                const float score = scores[i - place.x] * seen->sensitivity[i - from];

                if (score > seen->largest)
                    seen->largest = score;
                over |= (uint64_t)(score > LIMIT) << i % 64;
            }
            bits[x / 64] |= over;
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

static bool differs(const uint64_t *bits, size_t from, size_t to)
{
    uint64_t any = 0;

    for (size_t i = from; i < to; i++)
        any |= bits[i];
    return any != 0;
}

/* What is judged for the words first_word .. last_word: their columns with a margin, of the
 * rows that are looked at those with changes and what these can reach. */
static tks_rect place_of(const struct seen *seen, const struct tksi_window *window, int32_t bottom,
                         size_t first_word, size_t last_word)
{
    const size_t words = tksi_words(window->width);
    const int32_t left = larger((int32_t)first_word * 64 - MARGIN, 0);
    const int32_t right = smaller((int32_t)(last_word + 1) * 64 + MARGIN, window->width);
    const size_t from = first_word > 0 ? first_word - 1 : 0; /* margins are less than a word */
    const size_t to = last_word + 2 < words ? last_word + 2 : words;
    int32_t first = seen->top, end = bottom;

    while (first < end && !differs(row_of(seen, seen->unequal, window, first), from, to))
        first++;
    while (first < end && !differs(row_of(seen, seen->unequal, window, end - 1), from, to))
        end--;
    first = larger(first - TKSI_VISUAL_HALO, seen->top);
    end = smaller(end + TKSI_VISUAL_HALO, bottom);
    return (tks_rect){ left, first, right - left, end - first };
}

/* The scores that are asked for in a place: those of the rows that are told and of columns
 * that are not margin, and as far as these see each other. */
static tks_rect wanted_of(const struct seen *seen, const struct tksi_window *window, tks_rect place,
                          size_t first_word, size_t last_word)
{
    const int32_t left = larger((int32_t)first_word * 64 - SPREAD, 0);
    const int32_t right = smaller((int32_t)(last_word + 1) * 64 + SPREAD, window->width);
    const int32_t top = larger(seen->first - SPREAD, place.y);
    const int32_t bottom = smaller(seen->end + SPREAD, place.y + place.height);

    return (tks_rect){ left - place.x, top - place.y, right - left, larger(bottom - top, 0) };
}

/* Judges the words first_word .. last_word of the block. */
static void judge_words(struct seen *seen, const struct tksi_window *window, int32_t bottom,
                        size_t first_word, size_t last_word)
{
    const tks_rect place = place_of(seen, window, bottom, first_word, last_word);
    const struct tksi_patch patch = {
        .expected = seen->pixels[0],
        .actual = seen->pixels[1],
        .expected_stride = place.width,
        .actual_stride = place.width,
        .width = place.width,
        .height = place.height,
        .wide = window->wide,
        .wanted = wanted_of(seen, window, place, first_word, last_word),
    };
    const size_t size = window->wide ? 8 : 4, row_bytes = (size_t)place.width * size;

    for (int side = 0; side < 2; side++)
        for (int32_t y = 0; y < place.height; y++) {
            const uint8_t *row = window->row(window->pair, (enum tksi_side)side, place.y + y);

            memcpy(seen->pixels[side] + (size_t)y * row_bytes, row + (size_t)place.x * size,
                   row_bytes);
        }
    equalise(seen, place, size);
    if (tksi_visual_judge(seen->visual, &patch, seen->scores) > 0)
        note(seen, window, &patch, place);
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
    uint64_t *around = seen->around;
    const uint64_t *unequal;

    if (y < seen->first || y >= seen->end)
        judge_block(seen, window, y);
    unequal = row_of(seen, seen->unequal, window, y);
    memset(antialiased, 0, words * sizeof *antialiased);
    memset(around, 0, words * sizeof *around);
    for (int32_t near = larger(y - SPREAD, seen->top);
         near < smaller(y + SPREAD + 1, window->height); near++) {
        const uint64_t *over = row_of(seen, seen->over, window, near);

        for (size_t i = 0; i < words; i++)
            around[i] |= over[i];
    }
    for (size_t i = 0; i < words; i++)
        differing[i] = widened(around, words, i) & unequal[i];
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
