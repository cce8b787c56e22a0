/* gmsd.c - gradient magnitude similarity deviation
 *
 * Source: W. Xue, L. Zhang, X. Mou, A. C. Bovik, "Gradient Magnitude Similarity Deviation:
 * A Highly Efficient Perceptual Image Quality Index", IEEE Transactions on Image Processing
 * 23 (2014). Means of 2 * 2 pixels, Prewitt's gradients, both with zeros beyond the edges;
 * the score is the standard deviation of the similarity over all places.
 *
 * Deviation is blind to what changes everywhere alike. Of a single place, in pictures up to
 * 2 * 2, it is defined as 0.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "score/loops.h"
#include "score/score.h"

#include <math.h>
#include <string.h>

enum { ROWS = 3 };

struct state {
    const struct tksi_part *part;
    struct tksi_reader reader;
    int32_t width, height; /* of the halved part */
    double *sums;          /* of two rows */
    double *rows[2][ROWS]; /* readable from -1 to width */
    double *nothing, *memory;
};

struct tksi_margin tksi_gmsd_margin(void)
{
    return (struct tksi_margin){ 8, 2 };
}

static tks_status begin(struct state *state, const struct tksi_part *part, tks_error *err)
{
    size_t room;
    double *next;
    tks_status status;

    *state = (struct state){ .part = part };
    if ((status = tksi_reader_open(&state->reader, part, false, err)))
        return status;
    state->width = part->width / 2 + part->width % 2;
    state->height = part->height / 2 + part->height % 2;
    room = (size_t)state->width + 2 * TKSI_LANES;
    if ((state->memory = tksi_allocate_zeroed(part->env, (2 * ROWS + 3) * room, sizeof(double))) ==
        NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    next = state->memory + TKSI_LANES;
    for (int i = 0; i < 2 * ROWS; i++, next += room)
        state->rows[i / ROWS][i % ROWS] = next;
    state->nothing = next;
    state->sums = next + room - TKSI_LANES;
    return TKS_OK;
}

static void end(struct state *state)
{
    tksi_release(state->part->env, state->memory);
    tksi_reader_close(&state->reader);
}

static void halve(struct state *state, int side, int32_t y, double *to)
{
    const struct tksi_part *part = state->part;
    double *sums = state->sums;

    memset(sums, 0, ((size_t)part->width + 1) * sizeof *sums);
    tksi_reader_add_gray(&state->reader, side, 2 * y, sums);
    if (2 * y + 1 < part->height)
        tksi_reader_add_gray(&state->reader, side, 2 * y + 1, sums);
    for (int32_t x = 0; x < state->width; x++)
        to[x] = (sums[2 * x] + sums[2 * x + 1]) / 4;
}

static const double *row_at(const struct state *state, int side, int32_t y)
{
    return y < 0 || y >= state->height ? state->nothing : state->rows[side][y % ROWS];
}

static void add_row(struct state *state, struct tksi_sum sums[2], int32_t y)
{
    const double *rows[2][ROWS];

    for (int side = 0; side < 2; side++)
        for (int k = 0; k < ROWS; k++)
            rows[side][k] = row_at(state, side, y - 1 + k);
    state->part->loops->gmsd(sums, rows[0], rows[1], (size_t)state->width);
}

/* Of what is missing to 1, whose deviation is that of the similarity. */
static double deviation(const struct tksi_sum sums[2], double count)
{
    const double sum = tksi_sum(&sums[0]), squares = tksi_sum(&sums[1]);
    const double variance = count > 1 ? (squares - sum * sum / count) / (count - 1) : 0;

    return variance > 0 ? sqrt(variance) : 0;
}

tks_status tksi_score_gmsd(double *out, const struct tksi_part *part, tks_error *err)
{
    struct tksi_sum sums[2] = { { { 0 } } };
    struct state state;
    const tks_status status = begin(&state, part, err);

    if (status == TKS_OK) {
        for (int32_t y = 0; y <= state.height; y++) {
            for (int side = 0; side < 2 && y < state.height; side++)
                halve(&state, side, y, state.rows[side][y % ROWS]);
            if (y > 0)
                add_row(&state, sums, y - 1);
        }
        const int64_t columns = part->whole_width / 2 + part->whole_width % 2;
        const int64_t rows = part->whole_height / 2 + part->whole_height % 2;
        *out = deviation(sums, (double)(columns * rows));
    }
    end(&state);
    return status;
}
