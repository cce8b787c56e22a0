/* tile.c - one region's two sides as a small picture
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "explain/explain.h"
#include "image/png_write.h"

#include <string.h>

enum {
    MARGIN = 8,
    MOST_SIDE = 256,
    GUTTER = 4 /* between the two sides */
};

/* Neutral, and seldom the colour of a page. */
static const uint8_t gutter_gray = 128;

static int32_t clamp(int32_t value, int32_t least, int32_t most)
{
    return value < least ? least : value > most ? most : value;
}

/* A stretch around a region's middle, at most MOST_SIDE of it and inside the canvas. */
static void frame(int32_t *at, int32_t *length, int32_t start, int32_t size, int32_t canvas)
{
    const int32_t wanted = size < MOST_SIDE - 2 * MARGIN ? size + 2 * MARGIN : MOST_SIDE;

    *length = wanted < canvas ? wanted : canvas;
    *at = clamp(start + size / 2 - *length / 2, 0, canvas - *length);
}

/* Where a side of a tile lies in its picture: both are of one size. */
static tks_rect framed(tks_rect box, int32_t width, int32_t height)
{
    tks_rect tile;

    frame(&tile.x, &tile.width, box.x, box.width, width);
    frame(&tile.y, &tile.height, box.y, box.height, height);
    return tile;
}

/* A row of one side; pixels the picture does not have are the gutter's grey. */
static void put_side(uint8_t *to, const tks_view *view, tks_rect tile, int32_t y, tks_color *row,
                     uint32_t *scratch, const struct tksi_env *env)
{
    memset(to, gutter_gray, (size_t)tile.width * 3);
    if (tile.y + y >= view->height)
        return;
    tksi_read_row(row, view, tile.x, tile.y + y, tile.width, scratch, env);
    for (int32_t x = 0; x < tile.width && tile.x + x < view->width; x++) {
        to[3 * x] = row[x].red;
        to[3 * x + 1] = row[x].green;
        to[3 * x + 2] = row[x].blue;
    }
}

static tks_status encode(struct tksi_buffer *picture, const tks_rect tiles[2],
                         const tks_view *expected, const tks_view *actual,
                         const struct tksi_env *env, tks_error *err)
{
    const struct tksi_png_output form = { .width = 2 * tiles[1].width + GUTTER,
                                          .height = tiles[1].height };
    const tks_sink sink = tksi_buffer_sink(picture);
    struct tksi_png_writer *writer = NULL;
    uint8_t rgb[(2 * MOST_SIDE + GUTTER) * 3];
    uint32_t scratch[MOST_SIDE];
    tks_color row[MOST_SIDE];
    tks_status status;

    if ((status = tksi_png_writer_open(&writer, &form, &sink, env, err)))
        return status;
    memset(rgb, gutter_gray, sizeof rgb);
    for (int32_t y = 0; y < tiles[1].height && status == TKS_OK; y++) {
        put_side(rgb, expected, tiles[0], y, row, scratch, env);
        put_side(rgb + ((size_t)tiles[1].width + GUTTER) * 3, actual, tiles[1], y, row, scratch,
                 env);
        status = tksi_png_writer_row(writer, rgb, err);
    }
    if (status == TKS_OK)
        status = tksi_png_writer_finish(writer, err);
    tksi_png_writer_free(writer);
    return status;
}

static tks_status deliver(const char *path, const struct tksi_buffer *picture,
                          const struct tksi_env *env, tks_error *err)
{
    struct tksi_outfile file;
    tks_status status;

    if ((status = tksi_outfile_open(&file, path, true, env, err)))
        return status;
    if ((status = tksi_outfile_write(&file, (tks_bytes){ picture->data, picture->length }, err)) ==
        TKS_OK)
        status = tksi_outfile_commit(&file, err);
    tksi_outfile_dispose(&file);
    return status;
}

tks_status tks_explain_tile(const tks_region *region, tks_view expected, tks_view actual,
                            const char *path, const tks_env *env, tks_error *err)
{
    const int32_t width = expected.width > actual.width ? expected.width : actual.width;
    const int32_t height = expected.height > actual.height ? expected.height : actual.height;
    struct tksi_buffer picture;
    struct tksi_env resolved;
    tks_status status;
    tks_rect tiles[2], from = region->box;

    if ((status = tksi_env_resolve(&resolved, env, err)) ||
        (status = tksi_check_view(&expected, err)) || (status = tksi_check_view(&actual, err)))
        return status;
    if (region->from.width > 0) {
        from.x = region->from.x;
        from.y = region->from.y;
    }
    tiles[0] = framed(from, width, height);
    tiles[1] = framed(region->box, width, height);
    tksi_buffer_init(&picture, SIZE_MAX, &resolved);
    if ((status = encode(&picture, tiles, &expected, &actual, &resolved, err)) == TKS_OK)
        status = deliver(path, &picture, &resolved, err);
    tksi_buffer_dispose(&picture);
    return status;
}
