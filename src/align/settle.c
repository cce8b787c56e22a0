/* settle.c - bands made to keep what align.h promises
 *
 * Equal bands were found by hashes and are compared byte by byte here; rows that
 * only had their hash in common become changed. Changed bands of unequal size become
 * one of equal size and an inserted or deleted rest, above or below (left or right),
 * where more pixels stay equal.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "align/area.h"

#include <string.h>

/* --------------------------------------------------------------- equal bands */

static bool row_equal(const struct tksi_aligner *aligner, const tks_band *band, int32_t i)
{
    const tks_rect row = { band->expected.x, band->expected.y + i, band->expected.width, 1 };

    return tksi_plane_equal(&aligner->expected, row, &aligner->actual, band->actual.x,
                            band->actual.y + i);
}

/* Divides a band that is not equal in all of its rows. */
static tks_status split_equal(struct tksi_aligner *aligner, int32_t node, tks_error *err)
{
    const tks_band band = aligner->tree->nodes[node].band;
    tks_status status = TKS_OK;

    for (int32_t from = 0, to; from < band.expected.height && status == TKS_OK; from = to) {
        const bool equal = row_equal(aligner, &band, from);
        tks_band piece = band;
        int32_t child;

        for (to = from + 1; to < band.expected.height && row_equal(aligner, &band, to) == equal;)
            to++;
        piece.op = equal ? TKS_BAND_EQUAL : TKS_BAND_CHANGED;
        piece.expected.y += from;
        piece.actual.y += from;
        piece.expected.height = piece.actual.height = to - from;
        status = tksi_tree_add(&child, aligner->tree, TKSI_NODE_BAND, &piece, err);
        if (status == TKS_OK)
            tksi_tree_append(aligner->tree, node, child);
    }
    aligner->tree->nodes[node].kind = TKSI_NODE_ROWS;
    return status;
}

static tks_status settle_equal(struct tksi_aligner *aligner, int32_t node, tks_error *err)
{
    struct tksi_node *here = &aligner->tree->nodes[node];

    if (tksi_plane_equal(&aligner->expected, here->band.expected, &aligner->actual,
                         here->band.actual.x, here->band.actual.y))
        return TKS_OK;
    if (here->band.axis == TKS_AXIS_ROW && !aligner->rough)
        return split_equal(aligner, node, err);
    here->band.op = TKS_BAND_CHANGED;
    return TKS_OK;
}

/* ------------------------------------------------------------- changed bands */

/* Pixels that two rectangles of one size have in common. */
static int64_t count_equal(const struct tksi_aligner *aligner, tks_rect a, tks_rect b)
{
    const size_t pixel = aligner->expected.pixel;
    int64_t equal = 0;

    for (int32_t y = 0; y < a.height; y++) {
        const uint8_t *p = tksi_plane_at(&aligner->expected, a.x, a.y + y);
        const uint8_t *q = tksi_plane_at(&aligner->actual, b.x, b.y + y);

        for (size_t x = 0; x < (size_t)a.width; x++)
            equal += memcmp(p + x * pixel, q + x * pixel, pixel) == 0;
    }
    return equal;
}

/* The first or the last pixels of a rectangle along an axis. */
static tks_rect end_of(tks_rect rect, tks_axis axis, int32_t count, bool last)
{
    if (axis == TKS_AXIS_ROW) {
        rect.y += last ? rect.height - count : 0;
        rect.height = count;
    } else {
        rect.x += last ? rect.width - count : 0;
        rect.width = count;
    }
    return rect;
}

static int32_t along(tks_rect rect, tks_axis axis)
{
    return axis == TKS_AXIS_ROW ? rect.height : rect.width;
}

static tks_status append(struct tksi_aligner *aligner, int32_t parent, const tks_band *band,
                         tks_error *err)
{
    int32_t node;
    const tks_status status = tksi_tree_add(&node, aligner->tree, TKSI_NODE_BAND, band, err);

    if (status == TKS_OK)
        tksi_tree_append(aligner->tree, parent, node);
    return status;
}

static tks_status settle_changed(struct tksi_aligner *aligner, int32_t node, tks_error *err)
{
    const tks_band band = aligner->tree->nodes[node].band;
    const int32_t n = along(band.expected, band.axis), m = along(band.actual, band.axis);
    const int32_t common = n < m ? n : m;
    tks_band changed = band, rest = band;
    tks_status status;
    bool last;

    if (n == m)
        return TKS_OK;
    last = count_equal(aligner, end_of(band.expected, band.axis, common, true),
                       end_of(band.actual, band.axis, common, true)) >
           count_equal(aligner, end_of(band.expected, band.axis, common, false),
                       end_of(band.actual, band.axis, common, false));
    changed.expected = end_of(band.expected, band.axis, common, last);
    changed.actual = end_of(band.actual, band.axis, common, last);
    rest.op = n < m ? TKS_BAND_INSERT : TKS_BAND_DELETE;
    rest.expected = end_of(band.expected, band.axis, n - common, !last);
    rest.actual = end_of(band.actual, band.axis, m - common, !last);
    aligner->tree->nodes[node].kind =
        band.axis == TKS_AXIS_ROW ? TKSI_NODE_ROWS : TKSI_NODE_COLUMNS;
    status = append(aligner, node, last ? &rest : &changed, err);
    return status == TKS_OK ? append(aligner, node, last ? &changed : &rest, err) : status;
}

/* ----------------------------------------------------------------------- all */

tks_status tksi_align_settle(struct tksi_aligner *aligner, int32_t root, tks_error *err)
{
    const struct tksi_node here = aligner->tree->nodes[root];
    tks_status status = TKS_OK;

    if (here.kind == TKSI_NODE_BAND && here.band.op == TKS_BAND_EQUAL)
        return settle_equal(aligner, root, err);
    if (here.kind == TKSI_NODE_BAND && here.band.op == TKS_BAND_CHANGED)
        return settle_changed(aligner, root, err);
    for (int32_t i = here.first; i != TKSI_NO_NODE && status == TKS_OK;
         i = aligner->tree->nodes[i].next)
        status = tksi_align_settle(aligner, i, err);
    return status;
}
