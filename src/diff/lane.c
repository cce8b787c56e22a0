/* lane.c - the two pictures of a pair as rows on demand
 *
 * When is a row equal without being decoded? Its filter type and bytes are equal,
 * and what the filter adds is: nothing from above (None, Sub), or a row above that
 * is itself equal. All rows of a repeated header stay untouched this way.
 *
 * When a row must be decoded after all, decoding starts at the nearest row above
 * that is decoded already or does not look up. The window always holds such a row:
 * before older rows are given up, tksi_lanes_leave_before sees to it.
 *
 * Where both files have the same form, an equal row of the actual picture is never
 * decoded: the expected picture's has the same bytes.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/lane.h"

#include <assert.h>
#include <string.h>

/* Filtered bytes of a pair: two threads cost about 0.1 ms; as much as inflating half
 * a megabyte. Tests take less. */
#ifndef TKSI_WORTH_THREADS
#define TKSI_WORTH_THREADS (1 << 20)
#endif

/* --------------------------------------------------------------------- decoding */

static uint8_t *raw_row(struct tksi_lanes *lanes, int side, int32_t y)
{
    return tksi_feed_row(&lanes->feed, side, y);
}

static bool lives_in_expected(const struct tksi_lanes *lanes, int side, int32_t y)
{
    return side == TKSI_ACTUAL && lanes->same_form && y < lanes->common &&
           tksi_lanes_equal(lanes, y);
}

/* Decoding row y needs nothing of the row above it. */
static bool stands_alone(struct tksi_lanes *lanes, int side, int32_t y)
{
    return y == 0 || lanes->lanes[side].decoded[y % lanes->window] ||
           raw_row(lanes, side, y)[0] <= TKSI_PNG_SUB;
}

static void decode(struct tksi_lanes *lanes, int side, int32_t y);

/* The decoded bytes of a row, wherever they are. */
static const uint8_t *decoded_bytes(struct tksi_lanes *lanes, int side, int32_t y)
{
    if (lives_in_expected(lanes, side, y)) {
        side = TKSI_EXPECTED;
        decode(lanes, side, y);
    }
    return raw_row(lanes, side, y) + 1;
}

/* Unfilters row y in place, and what it depends on. */
static void decode(struct tksi_lanes *lanes, int side, int32_t y)
{
    struct tksi_lane *lane = &lanes->lanes[side];
    int32_t from = y;

    while (!stands_alone(lanes, side, from) && !lives_in_expected(lanes, side, from - 1))
        from--;
    for (; from <= y; from++) {
        uint8_t *decoded = &lane->decoded[from % lanes->window];
        uint8_t *row = raw_row(lanes, side, from);

        if (!*decoded) {
            const uint8_t *prior = lanes->zeros;

            if (from > 0 && row[0] > TKSI_PNG_SUB)
                prior = decoded_bytes(lanes, side, from - 1);
            tksi_png_unfilter(row, prior, &lane->source.png->form, lanes->env.kernels);
            *decoded = true;
        }
    }
}

/* --------------------------------------------------------------------- widening */

static void widen(struct tksi_lanes *lanes, int side, int32_t y, void *to)
{
    const struct tksi_lane *lane = &lanes->lanes[side];

    if (lane->source.png == NULL) {
        if (lanes->wide)
            tksi_view_row16(to, lane->source.view, y, &lanes->env);
        else
            tksi_view_row8(to, lane->source.view, y, &lanes->env);
        return;
    }
    decode(lanes, side, y);
    if (lanes->wide)
        tksi_png_widen16(to, raw_row(lanes, side, y) + 1, &lane->source.png->form,
                         lanes->env.kernels);
    else
        tksi_png_widen8(to, raw_row(lanes, side, y) + 1, &lane->source.png->form,
                        lanes->env.kernels);
}

/* Bytes of a widened row, so that each begins on a word of either size. */
static size_t row_size(const struct tksi_lanes *lanes, int side)
{
    return ((size_t)lanes->lanes[side].width * (lanes->wide ? 8 : 4) + 7) / 8 * 8;
}

/* A view whose rows can be handed out as they are. */
static const void *row_in_place(const struct tksi_lanes *lanes, int side, int32_t y)
{
    const tks_view *view = lanes->lanes[side].source.view;
    const tks_pixels wanted = lanes->wide ? TKS_RGBA16 : TKS_RGBA8;
    const uint8_t *row;

    if (view == NULL || view->pixels != wanted)
        return NULL;
    row = (const uint8_t *)view->data + (ptrdiff_t)y * view->stride;
    return (uintptr_t)row % (lanes->wide ? 8 : 4) == 0 ? row : NULL;
}

const void *tksi_lanes_row(struct tksi_lanes *lanes, enum tksi_side side, int32_t y)
{
    const size_t kept = (size_t)(y % lanes->rows_kept);
    struct tksi_lane *lane;
    const void *in_place;
    void *words;

    if (lives_in_expected(lanes, (int)side, y))
        side = TKSI_EXPECTED;
    if ((in_place = row_in_place(lanes, (int)side, y)) != NULL)
        return in_place;
    lane = &lanes->lanes[side];
    words = (uint8_t *)lane->words + kept * row_size(lanes, (int)side);
    if (lane->kept[kept] != y) {
        widen(lanes, (int)side, y, words);
        lane->kept[kept] = y;
    }
    return words;
}

/* ------------------------------------------------------------------- classifying */

bool tksi_lanes_equal(const struct tksi_lanes *lanes, int32_t y)
{
    return lanes->equal[y % lanes->window];
}

/* By filtered bytes where those mean something, else by pixels. */
static bool row_equal(struct tksi_lanes *lanes, int32_t y)
{
    const struct tksi_kernels *kernels = lanes->env.kernels;
    const int32_t width = lanes->lanes[0].width < lanes->lanes[1].width ? lanes->lanes[0].width
                                                                        : lanes->lanes[1].width;
    const void *expected, *actual;
    size_t length = (size_t)width * (lanes->wide ? 8 : 4);

    if (lanes->same_form) {
        const size_t pitch = lanes->feed.sides[0].pitch;
        const uint8_t *a = raw_row(lanes, 0, y), *b = raw_row(lanes, 1, y);

        if (kernels->first_difference(a, b, pitch) == pitch &&
            (a[0] <= TKSI_PNG_SUB || y == 0 || tksi_lanes_equal(lanes, y - 1)))
            return true;
        decode(lanes, 0, y);
        decode(lanes, 1, y);
        expected = a + 1;
        actual = b + 1;
        length = pitch - 1;
    } else {
        expected = tksi_lanes_row(lanes, TKSI_EXPECTED, y);
        actual = tksi_lanes_row(lanes, TKSI_ACTUAL, y);
    }
    return kernels->first_difference(expected, actual, length) == length;
}

/* Rows at the start of the chunk that are equal at one glance. */
static int32_t equal_rows(struct tksi_lanes *lanes, int32_t first, int32_t end)
{
    const size_t pitch = lanes->feed.sides[0].pitch;
    const size_t length = (size_t)(end - first) * pitch;

    if (!lanes->same_form || (first > 0 && !tksi_lanes_equal(lanes, first - 1)))
        return 0;
    return (int32_t)(lanes->env.kernels->first_difference(raw_row(lanes, 0, first),
                                                          raw_row(lanes, 1, first), length) /
                     pitch);
}

bool tksi_lanes_need(struct tksi_lanes *lanes, int32_t chunk)
{
    const int32_t rows = lanes->feed.chunk_rows;
    const int32_t first = chunk * rows;
    int32_t end = lanes->common - first < rows ? lanes->common : first + rows;
    bool shared = false;
    int32_t y = first;

    if (!tksi_feed_need(&lanes->feed, chunk, &shared))
        return false;
    for (int side = 0; side < 2; side++)
        memset(lanes->lanes[side].decoded + first % lanes->window, 0, (size_t)rows);
    if (first >= end)
        return true;
    y += shared ? end - first : equal_rows(lanes, first, end);
    memset(lanes->equal + first % lanes->window, true, (size_t)(y - first));
    for (; y < end; y++) {
        lanes->equal[y % lanes->window] = false; /* lives_in_expected must not be fooled */
        lanes->equal[y % lanes->window] = row_equal(lanes, y);
    }
    return true;
}

/* Sees to it that rows from `first` on can be decoded without those before it. */
static void anchor(struct tksi_lanes *lanes, int side, int32_t first, int32_t end)
{
    int32_t y = end - 1 - lanes->reach > first ? end - 1 - lanes->reach : first;
    const int32_t wanted = y;

    if (lanes->lanes[side].source.png == NULL || wanted >= lanes->lanes[side].height)
        return;
    for (; y >= first; y--)
        if (lives_in_expected(lanes, side, y) || stands_alone(lanes, side, y))
            return;
    decode(lanes, side, wanted);
}

void tksi_lanes_leave_before(struct tksi_lanes *lanes, int32_t chunk, bool last)
{
    const int32_t first = chunk * lanes->feed.chunk_rows;

    for (int side = 0; side < 2; side++)
        if (!last || first < lanes->common) {
            const int32_t height = lanes->lanes[side].height;
            const int32_t rows = lanes->feed.chunk_rows;

            anchor(lanes, side, first, height - first < rows ? height : first + rows);
        }
    tksi_feed_release(&lanes->feed, chunk);
}

/* --------------------------------------------------------------------- life */

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static bool is_wide(const struct tksi_origin *source)
{
    return source->png != NULL ? source->png->form.depth == 16 : source->view->pixels == TKS_RGBA16;
}

static void measure(struct tksi_lane *lane, const struct tksi_origin *source)
{
    lane->source = *source;
    lane->width = source->png != NULL ? source->png->form.width : source->view->width;
    lane->height = source->png != NULL ? source->png->form.height : source->view->height;
}

/* Threads beside the caller's that pay for themselves. */
static int helpers_for(const struct tksi_lanes *lanes, const struct tksi_env *env)
{
    uint64_t bytes = 0;

    for (int side = 0; side < 2; side++)
        if (lanes->lanes[side].source.png != NULL) {
            const struct tksi_png_form *form = &lanes->lanes[side].source.png->form;

            bytes += (uint64_t)form->height * (form->row_bytes + 1);
        }
    /* one for each side even on two processors: they often wait for each other */
    return bytes >= TKSI_WORTH_THREADS && env->threads > 1 ? 2 : 0;
}

static tks_status take_memory(struct tksi_lanes *lanes, tks_error *err)
{
    const struct tksi_env *env = &lanes->env;
    size_t row_bytes = 1;
    bool good = (lanes->equal = tksi_allocate_zeroed(env, (size_t)lanes->window, 1)) != NULL;

    for (int side = 0; side < 2 && good; side++) {
        struct tksi_lane *lane = &lanes->lanes[side];

        if (lanes->feed.sides[side].pitch > row_bytes)
            row_bytes = lanes->feed.sides[side].pitch;
        lane->decoded = tksi_allocate_zeroed(env, (size_t)lanes->window, 1);
        lane->words = tksi_allocate(env, (size_t)lanes->rows_kept, row_size(lanes, side));
        lane->kept = tksi_allocate(env, (size_t)lanes->rows_kept, sizeof *lane->kept);
        good = lane->decoded != NULL && lane->words != NULL && lane->kept != NULL;
        for (int32_t i = 0; good && i < lanes->rows_kept; i++)
            lane->kept[i] = -1;
    }
    good = good && (lanes->zeros = tksi_allocate_zeroed(env, row_bytes, 1)) != NULL;
    return good ? TKS_OK : tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
}

tks_status tksi_lanes_open(struct tksi_lanes *lanes, const struct tksi_origin sources[2],
                           int32_t reach, const struct tksi_env *env, tks_error *err)
{
    const struct tksi_png *const pngs[2] = { sources[0].png, sources[1].png };
    tks_status status;

    memset(lanes, 0, sizeof *lanes);
    lanes->env = *env;
    lanes->reach = reach;
    for (lanes->rows_kept = 1; lanes->rows_kept <= 2 * reach;)
        lanes->rows_kept *= 2;
    for (int side = 0; side < 2; side++)
        measure(&lanes->lanes[side], &sources[side]);
    lanes->common = smaller(lanes->lanes[0].height, lanes->lanes[1].height);
    lanes->wide = is_wide(&sources[0]) || is_wide(&sources[1]);
    lanes->same_form = sources[0].png != NULL && sources[1].png != NULL &&
                       tksi_png_same_form(&sources[0].png->form, &sources[1].png->form);
    status =
        tksi_feed_open(&lanes->feed, pngs, larger(lanes->lanes[0].height, lanes->lanes[1].height),
                       reach, helpers_for(lanes, env), env, err);
    if (status != TKS_OK)
        return status;
    lanes->window = lanes->feed.slots * lanes->feed.chunk_rows;
    return take_memory(lanes, err);
}

void tksi_lanes_dispose(struct tksi_lanes *lanes)
{
    tksi_feed_dispose(&lanes->feed);
    for (int side = 0; side < 2; side++) {
        tksi_release(&lanes->env, lanes->lanes[side].decoded);
        tksi_release(&lanes->env, lanes->lanes[side].words);
        tksi_release(&lanes->env, lanes->lanes[side].kept);
    }
    tksi_release(&lanes->env, lanes->equal);
    tksi_release(&lanes->env, lanes->zeros);
}
