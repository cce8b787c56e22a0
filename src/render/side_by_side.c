/* side_by_side.c - expected, actual and overlay next to each other
 *
 *     +----------+--+----------+--+----------+
 *     | expected |  |  actual  |  | overlay  |   every panel as large as the canvas,
 *     |      +-+-+  |          |  |          |   gutters of grey between them
 *     |      |#|#|  |          |  |          |
 *     +----------+--+----------+--+----------+
 *
 * Pictures lie over white; where a panel is larger than its picture it shows a
 * pale checkerboard, so that a smaller picture is not taken for one with a white
 * edge. Rows are gathered into bands as high as the checkerboard's period and
 * composed with pixman, then leave as RGB.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "render/painter.h"

#include <pixman.h>
#include <string.h>

enum {
    GUTTER = 16,
    SQUARE = 8, /* of the checkerboard */
    BAND = 2 * SQUARE,
    /* pixman drops, without a word, what lies beyond 32767 */
    SLICE = 16 * 1024
};

static const uint32_t white = 0xFFFFFFFFu, pale = 0xFFE4E4E4u, grey = 0xFF808080u;

/* words whose bytes are R G B A in memory, as pixman names them */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define RGBA_BYTES PIXMAN_a8b8g8r8
#define RGBX_BYTES PIXMAN_x8b8g8r8
#else
#define RGBA_BYTES PIXMAN_r8g8b8a8
#define RGBX_BYTES PIXMAN_r8g8b8x8
#endif

/* A picture's rows of one band, premultiplied. */
struct source {
    uint32_t *rows; /* BAND rows of `width` words */
    int32_t width, height;
    bool opaque; /* so far in this band */
};

struct state {
    int32_t width; /* of the whole picture */
    struct source expected, actual;
    uint32_t *band;        /* BAND rows of `width` words, gutters painted */
    uint32_t *checker;     /* BAND rows of BAND words */
    uint32_t palette[256]; /* of the overlay, as words */
    uint8_t *indices;      /* a row of the overlay */
    uint8_t *rgb;          /* a row of the picture, and a byte to spare */
};

/* ----------------------------------------------------------------- composing */

static uint8_t premultiplied(unsigned color, unsigned alpha)
{
    const unsigned product = color * alpha + 128;

    return (uint8_t)((product + (product >> 8)) >> 8); /* product / 255, rounded */
}

/* Takes a row of straight alpha into the band. */
static void take_row(struct source *source, const uint32_t *from, int32_t line)
{
    uint32_t *const to = source->rows + (size_t)line * (size_t)source->width;
    const size_t bytes = (size_t)source->width * 4;
    uint8_t *pixel = (uint8_t *)to;
    uint32_t common = UINT32_MAX;
    uint8_t alpha[4];

    memcpy(to, from, bytes);
    for (int32_t x = 0; x < source->width; x++)
        common &= from[x];
    memcpy(alpha, &common, sizeof alpha);
    if (alpha[3] == 255)
        return;
    source->opaque = false;
    for (size_t i = 0; i < bytes; i += 4)
        for (int c = 0; c < 3; c++)
            pixel[i + (size_t)c] = premultiplied(pixel[i + (size_t)c], pixel[i + 3]);
}

/* Part of a band, or what is laid onto it. */
struct area {
    uint32_t *words;       /* top left */
    int32_t width, height; /* 0 where there is nothing to lay */
    int32_t stride;        /* words */
};

/* At most SLICE columns. `from` is repeated from (x, y) on where it is smaller. */
static tks_status compose_slice(pixman_op_t op, const struct area *to, const struct area *from,
                                int32_t x, int32_t y, tks_error *err)
{
    pixman_image_t *source = pixman_image_create_bits(RGBA_BYTES, from->width, from->height,
                                                      from->words, from->stride * 4);
    pixman_image_t *target =
        pixman_image_create_bits(RGBX_BYTES, to->width, to->height, to->words, to->stride * 4);
    tks_status status = TKS_OK;

    if (source == NULL || target == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    } else {
        pixman_image_set_repeat(source, PIXMAN_REPEAT_NORMAL);
        pixman_image_composite32(op, source, NULL, target, x, y, 0, 0, 0, 0, to->width, to->height);
    }
    if (source != NULL)
        pixman_image_unref(source);
    if (target != NULL)
        pixman_image_unref(target);
    return status;
}

/* A picture of the area's own size; what is below it shines through with OVER. */
static tks_status lay_picture(pixman_op_t op, struct area to, struct area from, tks_error *err)
{
    tks_status status = TKS_OK;

    for (int32_t left = to.width; left > 0 && to.height > 0 && status == TKS_OK; left -= SLICE) {
        to.width = from.width = left < SLICE ? left : SLICE;
        status = compose_slice(op, &to, &from, 0, 0, err);
        to.words += to.width;
        from.words += to.width;
    }
    return status;
}

/* The checkerboard, whose corner lies (x, y) before the area's. */
static tks_status lay_checker(struct area to, const struct state *state, int32_t x, int32_t y,
                              tks_error *err)
{
    const struct area tile = { state->checker, BAND, BAND, BAND };
    tks_status status = TKS_OK;

    for (int32_t left = to.width; left > 0 && to.height > 0 && status == TKS_OK; left -= SLICE) {
        to.width = left < SLICE ? left : SLICE;
        status = compose_slice(PIXMAN_OP_SRC, &to, &tile, x % BAND, y, err);
        to.words += to.width; /* SLICE is a multiple of BAND: x stays */
    }
    return status;
}

/* One picture into its panel: `lines` rows, from row `top` of the canvas on. */
static tks_status compose_panel(const struct tksi_painter *painter, struct source *source,
                                int32_t left, int32_t top, int32_t lines, tks_error *err)
{
    const struct state *state = painter->state;
    const int32_t panel = painter->canvas.width, stride = state->width;
    const int32_t below = source->height - top; /* rows of the picture that are left */
    const int32_t rows = below < 0 ? 0 : below < lines ? below : lines;
    uint32_t *const words = state->band + left;
    const struct area from = { source->rows, source->width, rows, source->width };
    const struct area to = { words, source->width, rows, stride };
    const struct area beside = { words + source->width, panel - source->width, rows, stride };
    const struct area under = { words + (size_t)rows * (size_t)stride, panel, lines - rows,
                                stride };
    const pixman_op_t op = source->opaque ? PIXMAN_OP_SRC : PIXMAN_OP_OVER;
    tks_status status;

    if (!source->opaque)
        pixman_fill(to.words, stride, 32, 0, 0, to.width, to.height, white);
    source->opaque = true;
    if ((status = lay_picture(op, to, from, err)) ||
        (status = lay_checker(beside, state, source->width, 0, err)))
        return status;
    return lay_checker(under, state, 0, rows, err);
}

/* Composes a band and hands its rows to the encoder. */
static tks_status flush_band(struct tksi_painter *painter, int32_t top, int32_t lines,
                             tks_error *err)
{
    struct state *state = painter->state;
    tks_status status;

    if ((status = compose_panel(painter, &state->expected, 0, top, lines, err)) ||
        (status = compose_panel(painter, &state->actual, painter->canvas.width + GUTTER, top, lines,
                                err)))
        return status;
    for (int32_t line = 0; line < lines; line++) {
        const uint32_t *from = state->band + (size_t)line * (size_t)state->width;
        uint8_t *to = state->rgb;

        /* four bytes written, three kept: the next pixel overwrites the fourth */
        for (int32_t x = 0; x < state->width; x++, to += 3)
            memcpy(to, &from[x], 4);
        if ((status = tksi_png_writer_row(painter->writer, state->rgb, err)))
            return status;
    }
    return TKS_OK;
}

/* ------------------------------------------------------------------- style */

static tks_status take_memory(struct tksi_painter *painter, tks_error *err)
{
    const struct tksi_env *env = &painter->env;
    const struct tksi_canvas *canvas = &painter->canvas;
    struct state *state = tksi_allocate_zeroed(env, 1, sizeof *state);

    if ((painter->state = state) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    state->width = 3 * canvas->width + 2 * GUTTER;
    state->expected = (struct source){ .width = canvas->expected_width,
                                       .height = canvas->expected_height,
                                       .opaque = true };
    state->actual = (struct source){ .width = canvas->actual_width,
                                     .height = canvas->actual_height,
                                     .opaque = true };
    state->expected.rows = tksi_allocate(env, (size_t)canvas->expected_width, BAND * 4);
    state->actual.rows = tksi_allocate(env, (size_t)canvas->actual_width, BAND * 4);
    state->band = tksi_allocate(env, (size_t)state->width, BAND * 4);
    state->checker = tksi_allocate(env, BAND, BAND * 4);
    state->indices = tksi_allocate_indices(painter);
    state->rgb = tksi_allocate(env, (size_t)state->width * 3 + 1, 1);
    if (state->expected.rows == NULL || state->actual.rows == NULL || state->band == NULL ||
        state->checker == NULL || state->indices == NULL || state->rgb == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    return TKS_OK;
}

/* What stays the same in every band. */
static void prepare(struct tksi_painter *painter)
{
    struct state *state = painter->state;
    uint8_t palette[256][4] = { { 0 } };

    for (int i = 0; i < 2; i++)
        pixman_fill(state->band, state->width, 32,
                    painter->canvas.width + i * (painter->canvas.width + GUTTER), 0, GUTTER, BAND,
                    grey);
    for (int y = 0; y < BAND; y++)
        for (int x = 0; x < BAND; x++)
            state->checker[y * BAND + x] = x / SQUARE == y / SQUARE ? white : pale;
    tksi_overlay_palette(palette, painter);
    memcpy(state->palette, palette, sizeof state->palette);
}

static tks_status begin(struct tksi_painter *painter, tks_error *err)
{
    struct tksi_png_output form = { .height = painter->canvas.height };
    tks_status status;

    if (painter->canvas.width > (INT32_MAX / 4 - 2 * GUTTER) / 3)
        return tksi_fail(err, TKS_OVER_LIMIT, "%d columns are too many for side-by-side",
                         painter->canvas.width);
    if ((status = take_memory(painter, err)))
        return status;
    prepare(painter);
    form.width = ((struct state *)painter->state)->width;
    return tksi_png_writer_open(&painter->writer, &form, &painter->sink, &painter->env, err);
}

static tks_status row(struct tksi_painter *painter, const struct tksi_judged_row *judged,
                      tks_error *err)
{
    struct state *state = painter->state;
    const int32_t line = judged->y % BAND;
    const size_t panel = (size_t)painter->canvas.width + GUTTER;

    if (judged->expected != NULL)
        take_row(&state->expected, judged->expected, line);
    if (judged->actual != NULL)
        take_row(&state->actual, judged->actual, line);
    tksi_overlay_row(state->indices, painter, judged);
    painter->env.kernels->palette_to_rgba(state->band + (size_t)line * (size_t)state->width +
                                              2 * panel,
                                          state->indices, (size_t)painter->canvas.width,
                                          state->palette);
    if (line < BAND - 1 && judged->y < painter->canvas.height - 1)
        return TKS_OK;
    return flush_band(painter, judged->y - line, line + 1, err);
}

static void dispose(struct tksi_painter *painter)
{
    const struct tksi_env *env = &painter->env;
    struct state *state = painter->state;

    if (state == NULL)
        return;
    tksi_release(env, state->expected.rows);
    tksi_release(env, state->actual.rows);
    tksi_release(env, state->band);
    tksi_release(env, state->checker);
    tksi_release(env, state->indices);
    tksi_release(env, state->rgb);
    tksi_release(env, state);
}

const struct tksi_style tksi_style_side_by_side = {
    "side-by-side", true, true, begin, row, dispose
};
