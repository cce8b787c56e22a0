/* heat.c - FLIP's error map in colours
 *
 * The map's rows follow the comparison's by as many as its filters reach, so it is drawn
 * while comparing too, in a band of rows. It is made of the part that both pictures cover;
 * where only one does it shows the largest error, where neither does none.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "render/painter.h"
#include "score/score.h"

#include <string.h>

enum { COLORS = 256, STEP = 5, WHITE = 65535, LANES = 16 };

/* Every fifth colour of matplotlib's magma (N. Smith, S. van der Walt; CC0), dark to light
 * at an even pace; those between lie on straight lines, at most a level away. */
static const uint8_t magma[COLORS / STEP + 1][3] = {
    { 0, 0, 4 },       { 2, 2, 11 },      { 5, 4, 22 },      { 9, 7, 32 },      { 14, 11, 43 },
    { 20, 14, 54 },    { 26, 16, 66 },    { 33, 17, 78 },    { 41, 17, 90 },    { 49, 17, 101 },
    { 57, 15, 110 },   { 66, 15, 117 },   { 74, 16, 121 },   { 82, 19, 124 },   { 90, 22, 126 },
    { 98, 25, 128 },   { 106, 28, 129 },  { 114, 31, 129 },  { 121, 34, 130 },  { 129, 37, 129 },
    { 137, 40, 129 },  { 145, 43, 129 },  { 153, 45, 128 },  { 161, 48, 126 },  { 170, 51, 125 },
    { 178, 53, 123 },  { 186, 56, 120 },  { 194, 59, 117 },  { 202, 62, 114 },  { 210, 66, 111 },
    { 217, 70, 107 },  { 224, 76, 103 },  { 231, 82, 99 },   { 236, 88, 96 },   { 241, 96, 93 },
    { 244, 105, 92 },  { 247, 114, 92 },  { 249, 123, 93 },  { 251, 133, 96 },  { 252, 142, 100 },
    { 253, 152, 105 }, { 254, 161, 110 }, { 254, 170, 116 }, { 254, 180, 123 }, { 254, 189, 130 },
    { 254, 198, 138 }, { 254, 207, 146 }, { 254, 216, 154 }, { 253, 226, 163 }, { 253, 235, 172 },
    { 252, 244, 182 }, { 252, 253, 191 },
};

struct state {
    struct tksi_light light;
    struct tksi_flip *flip;
    int32_t width, height; /* that both pictures cover */
    int32_t drawn;         /* rows */
    float *errors;
    uint8_t *indices;
};

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static void make_palette(uint8_t palette[][4])
{
    for (int i = 0; i < COLORS; i++) {
        const int after = i % STEP, before = STEP - after;
        const uint8_t *from = magma[i / STEP], *to = after > 0 ? magma[i / STEP + 1] : from;

        for (int c = 0; c < 3; c++)
            palette[i][c] = (uint8_t)((from[c] * before + to[c] * after + STEP / 2) / STEP);
        palette[i][3] = 255;
    }
}

static tks_status begin(struct tksi_painter *painter, tks_error *err)
{
    const struct tksi_canvas *canvas = &painter->canvas;
    const struct tksi_env *env = &painter->env;
    struct tksi_png_output form = { .width = canvas->width,
                                    .height = canvas->height,
                                    .n_colors = COLORS };
    struct state *state = tksi_allocate_zeroed(env, 1, sizeof *state);
    tks_status status;

    if ((painter->state = state) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    state->width = smaller(canvas->expected_width, canvas->actual_width);
    state->height = smaller(canvas->expected_height, canvas->actual_height);
    state->indices = tksi_allocate_indices(painter);
    state->errors = tksi_allocate(env, (size_t)state->width + LANES, sizeof *state->errors);
    if (state->indices == NULL || state->errors == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    if ((status = tksi_light_init(&state->light, true, env, err)) ||
        (status = tksi_flip_new(&state->flip, state->width, state->height,
                                painter->pixels_per_degree, env, err)))
        return status;
    make_palette(form.palette);
    return tksi_png_writer_open(&painter->writer, &form, &painter->sink, env, err);
}

static void take(struct state *state, const uint32_t *expected, const uint32_t *actual)
{
    const size_t width = (size_t)state->width;
    const bool equal = memcmp(expected, actual, width * sizeof *expected) == 0;

    tksi_light_row8(tksi_flip_input(state->flip, 0), expected, width, WHITE, &state->light);
    if (!equal)
        tksi_light_row8(tksi_flip_input(state->flip, 1), actual, width, WHITE, &state->light);
    tksi_flip_push(state->flip, equal);
}

/* What lies beside and below the part that both pictures cover. */
static void fill_uncovered(const struct tksi_painter *painter, uint8_t *to, int32_t from, int32_t y)
{
    const struct tksi_canvas *canvas = &painter->canvas;
    const int32_t expected = y < canvas->expected_height ? canvas->expected_width : 0;
    const int32_t actual = y < canvas->actual_height ? canvas->actual_width : 0;
    const int32_t covered = expected > actual ? expected : actual;

    if (covered > from)
        tksi_fill_indices(to, from, covered - from, COLORS - 1);
    if (canvas->width > covered)
        tksi_fill_indices(to, covered, canvas->width - covered, 0);
}

static tks_status draw(struct tksi_painter *painter, tks_error *err)
{
    struct state *state = painter->state;
    const int32_t y = state->drawn++, width = y < state->height ? state->width : 0;

    if (width > 0)
        tksi_flip_row(state->flip, y, state->errors);
    for (int32_t x = 0; x < width; x++)
        state->indices[x] = (uint8_t)(state->errors[x] * (COLORS - 1) + 0.5f);
    fill_uncovered(painter, state->indices, width, y);
    return tksi_png_writer_row(painter->writer, state->indices, err);
}

static tks_status row(struct tksi_painter *painter, const struct tksi_judged_row *judged,
                      tks_error *err)
{
    struct state *state = painter->state;
    tks_status status = TKS_OK;

    if (judged->y < state->height)
        take(state, judged->expected, judged->actual);
    while (status == TKS_OK && state->drawn <= judged->y &&
           (state->drawn >= state->height || tksi_flip_ready(state->flip, state->drawn)))
        status = draw(painter, err);
    return status;
}

static void dispose(struct tksi_painter *painter)
{
    const struct tksi_env *env = &painter->env;
    struct state *state = painter->state;

    if (state == NULL)
        return;
    tksi_flip_free(state->flip);
    tksi_light_dispose(&state->light, env);
    tksi_release(env, state->errors);
    tksi_release(env, state->indices);
    tksi_release(env, state);
}

const struct tksi_style tksi_style_heat = { "heat", true, true, begin, row, dispose };
