/* ssim.c - structural similarity
 *
 * Source: Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli, "Image quality assessment:
 * from error visibility to structural similarity", IEEE Transactions on Image Processing
 * 13 (2004), with the authors' advice to reduce pictures first until their shorter side is
 * about 256: means of factor * factor pixels, mirrored at the edges. Then means, variances
 * and covariance under a Gaussian window of 11 pixels, where it fits the picture whole.
 *
 * A picture with fewer than 11 pixels along a side is continued by its last row or column.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "score/loops.h"
#include "score/score.h"

#include <string.h>

enum { RADIUS = 5, WINDOW = 2 * RADIUS + 1 };

/* exp(-k^2 / (2 * 1.5^2)) for k = 0..5, so normalised that the window's sum is 1 */
static const double weights[RADIUS + 1] = { 0.2660117248617943,   0.21300553771125366,
                                            0.1093606895097,      0.03600077212843082,
                                            0.007598758135239184, 0.0010283800844791099 };

struct state {
    const struct tksi_part *part;
    struct tksi_reader reader;
    int32_t factor;
    int32_t width, height; /* of the reduced part, at least WINDOW */
    double *column_sums;   /* of the part's width and 2 * factor */
    double *rows[2][WINDOW];
    double *moments[4], *filtered[4];
    double *memory;
};

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int32_t factor_for(int32_t width, int32_t height)
{
    return larger(1, (smaller(width, height) + 128) / 256);
}

/* Ten windows' rows on either side of a difference, in reduced pixels, and two for what
 * the reduction reaches. */
struct tksi_margin tksi_ssim_margin(int32_t width, int32_t height)
{
    const int32_t factor = factor_for(width, height);

    return (struct tksi_margin){ (WINDOW + 2) * factor, factor };
}

static int32_t mirrored(int32_t at, int32_t count)
{
    if (at < 0)
        at = -1 - at;
    if (at >= count)
        at = 2 * count - 1 - at;
    return at < 0 ? 0 : at;
}

static tks_status begin(struct state *state, const struct tksi_part *part, tks_error *err)
{
    const int32_t factor = factor_for(part->whole_width, part->whole_height);
    size_t room, sums;
    double *next;
    tks_status status;

    *state = (struct state){ .part = part, .factor = factor };
    if ((status = tksi_reader_open(&state->reader, part, false, err)))
        return status;
    state->width = larger(WINDOW, (part->width + factor - 1) / factor);
    state->height = larger(WINDOW, (part->height + factor - 1) / factor);
    room = (size_t)state->width + WINDOW + TKSI_LANES;
    sums = (size_t)part->width + TKSI_LANES;
    if ((state->memory = tksi_allocate_zeroed(part->env, (2 * WINDOW + 8) * room + sums,
                                              sizeof(double))) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    next = state->memory;
    for (int i = 0; i < 2 * WINDOW; i++, next += room)
        state->rows[i / WINDOW][i % WINDOW] = next;
    for (int i = 0; i < 4; i++, next += 2 * room) {
        state->moments[i] = next;
        state->filtered[i] = next + room;
    }
    state->column_sums = next;
    return TKS_OK;
}

static void end(struct state *state)
{
    tksi_release(state->part->env, state->memory);
    tksi_reader_close(&state->reader);
}

/* Reduced row y of one side. */
static void reduce(struct state *state, int side, int32_t y, double *to)
{
    const struct tksi_part *part = state->part;
    const int32_t factor = state->factor, before = (factor - 1) / 2;
    const int32_t count = (part->width + factor - 1) / factor;
    const int32_t rows = (part->height + factor - 1) / factor;
    double *sums = state->column_sums;

    memset(sums, 0, (size_t)part->width * sizeof *sums);
    y = smaller(y, rows - 1);
    for (int32_t i = 0; i < factor; i++)
        tksi_reader_add_gray(&state->reader, side, mirrored(y * factor - before + i, part->height),
                             sums);
    for (int32_t x = 0; x < count; x++) {
        const int32_t first = x * factor - before;
        double sum = 0;

        if (first >= 0 && first + factor <= part->width)
            for (int32_t i = 0; i < factor; i++)
                sum += sums[first + i];
        else
            for (int32_t i = 0; i < factor; i++)
                sum += sums[mirrored(first + i, part->width)];
        to[x] = sum / (factor * factor);
    }
    for (int32_t x = count; x < state->width; x++)
        to[x] = to[count - 1];
}

/* Adds what is missing to 1 in the windows around the row `centre` in the rings. */
static void add_windows(struct state *state, struct tksi_sum *missing, int32_t centre)
{
    const struct tksi_score_loops *loops = state->part->loops;
    const struct tksi_taps_double taps = { RADIUS, weights };
    const size_t width = (size_t)state->width;
    const double *a[WINDOW], *b[WINDOW], *shifted[WINDOW];

    for (int k = 0; k < WINDOW; k++) {
        a[k] = state->rows[0][(centre - RADIUS + k) % WINDOW];
        b[k] = state->rows[1][(centre - RADIUS + k) % WINDOW];
    }
    loops->moments_double(state->moments, a + RADIUS, b + RADIUS, taps, width);
    for (int i = 0; i < 4; i++) {
        for (int k = 0; k < WINDOW; k++)
            shifted[k] = state->moments[i] + k;
        loops->even_double(state->filtered[i], shifted + RADIUS, taps, width - 2 * RADIUS);
    }
    loops->ssim(missing, (const double *const *)state->filtered, width - 2 * RADIUS);
}

static double windows_of(int32_t width, int32_t height, int32_t factor)
{
    const int32_t columns = larger(WINDOW, (width + factor - 1) / factor) - 2 * RADIUS;
    const int32_t rows = larger(WINDOW, (height + factor - 1) / factor) - 2 * RADIUS;

    return (double)columns * rows;
}

tks_status tksi_score_ssim(double *out, const struct tksi_part *part, tks_error *err)
{
    struct tksi_sum missing = { { 0 } };
    struct state state;
    const tks_status status = begin(&state, part, err);

    if (status == TKS_OK) {
        for (int32_t y = 0; y < state.height; y++) {
            for (int side = 0; side < 2; side++)
                reduce(&state, side, y, state.rows[side][y % WINDOW]);
            if (y >= 2 * RADIUS)
                add_windows(&state, &missing, y - RADIUS);
        }
        *out = 1 -
               tksi_sum(&missing) / windows_of(part->whole_width, part->whole_height, state.factor);
    }
    end(&state);
    return status;
}
