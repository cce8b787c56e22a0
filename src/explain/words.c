/* words.c - an explanation in sentences for people
 *
 * A region's text is what became of it, "colour #4d6174 -> #475569, contrast 5.9 -> 7.1";
 * its place is told by who prints it. Numbers are whole pixels, contrasts have one decimal
 * and are printed from integers, since a locale would decide about the point.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "explain/explain.h"

#include <inttypes.h>
#include <stdlib.h>

static tks_status end(struct tksi_buffer *text, tks_error *err)
{
    return tksi_buffer_append(text, "", 1, err);
}

/* --------------------------------------------------------------------- regions */

static tks_status say_contrast(struct tksi_buffer *text, const tks_region *region, tks_error *err)
{
    const int before = (int)(region->expected_contrast * 10 + 0.5);
    const int after = (int)(region->actual_contrast * 10 + 0.5);

    if (before == 0 || after == 0 || before == after)
        return TKS_OK;
    return tksi_buffer_printf(text, err, ", contrast %d.%d -> %d.%d", before / 10, before % 10,
                              after / 10, after % 10);
}

static tks_status say_colors(struct tksi_buffer *text, const tks_region *region, tks_error *err)
{
    const tks_color a = region->expected_color, b = region->actual_color;
    const tks_status status = tksi_buffer_printf(text, err, "colour #%02x%02x%02x -> #%02x%02x%02x",
                                                 a.red, a.green, a.blue, b.red, b.green, b.blue);

    return status != TKS_OK ? status : say_contrast(text, region, err);
}

/* "2 px right", "3 px left and 12 px down" */
static tks_status say_distance(struct tksi_buffer *text, int32_t dx, int32_t dy, tks_error *err)
{
    tks_status status = TKS_OK;

    if (dx != 0)
        status = tksi_buffer_printf(text, err, "%d px %s", (int)abs(dx), dx > 0 ? "right" : "left");
    if (status == TKS_OK && dy != 0)
        status = tksi_buffer_printf(text, err, "%s%d px %s", dx != 0 ? " and " : "", (int)abs(dy),
                                    dy > 0 ? "down" : "up");
    return status;
}

static tks_status say_thing(struct tksi_buffer *text, const char *what, tks_color color,
                            const tks_region *region, tks_error *err)
{
    if (!region->has_colors)
        return tksi_buffer_printf(text, err, "%s, beyond the end of the other picture", what);
    return tksi_buffer_printf(text, err, "%s, #%02x%02x%02x", what, color.red, color.green,
                              color.blue);
}

static tks_status say_change(struct tksi_buffer *text, const tks_region *region, tks_error *err)
{
    tks_status status;

    switch (region->change) {
    case TKS_CHANGE_MOVED:
        if ((status = tksi_buffer_printf(text, err, "moved ")) ||
            (status = say_distance(text, region->dx, region->dy, err)) || region->from.width == 0)
            return status;
        return tksi_buffer_printf(text, err, ", from %d,%d", (int)region->from.x,
                                  (int)region->from.y);
    case TKS_CHANGE_ADDED:
        return say_thing(text, "added", region->actual_color, region, err);
    case TKS_CHANGE_REMOVED:
        return say_thing(text, "removed", region->expected_color, region, err);
    case TKS_CHANGE_COLOR:
        return say_colors(text, region, err);
    case TKS_CHANGE_RENDERING:
        return tksi_buffer_printf(text, err, "drawn a little differently (%" PRId64 " pixel%s)",
                                  region->pixels, region->pixels == 1 ? "" : "s");
    default:
        return tksi_buffer_printf(text, err, "other content (%" PRId64 " pixel%s)", region->pixels,
                                  region->pixels == 1 ? "" : "s");
    }
}

tks_status tksi_say_region(struct tksi_buffer *text, const tks_region *region, tks_error *err)
{
    const tks_status status = say_change(text, region, err);

    return status != TKS_OK ? status : end(text, err);
}

/* ------------------------------------------------------------------- the whole */

/* "4 regions: 2 moved, 1 added, 1 other content" */
static tks_status say_counts(struct tksi_buffer *text, const tks_region *regions, size_t count,
                             tks_left_out left_out, tks_error *err)
{
    static const char *const words[] = { "moved",      "added",         "removed",
                                         "recoloured", "other content", "drawn differently" };
    int64_t counts[6] = { 0 };
    const int64_t all = (int64_t)count + left_out.regions;
    const char *link = ": ";
    tks_status status =
        tksi_buffer_printf(text, err, "%" PRId64 " region%s", all, all == 1 ? "" : "s");

    for (size_t i = 0; i < count; i++)
        counts[regions[i].change]++;
    for (int i = 0; i < 6 && status == TKS_OK; i++) {
        if (counts[i] == 0)
            continue;
        status = tksi_buffer_printf(text, err, "%s%" PRId64 " %s", link, counts[i], words[i]);
        link = ", ";
    }
    if (status == TKS_OK && left_out.regions > 0)
        status =
            tksi_buffer_printf(text, err, "%s%" PRId64 " not looked at", link, left_out.regions);
    return status;
}

static tks_status say_size(struct tksi_buffer *text, const tks_diff *diff, tks_error *err)
{
    const struct tksi_canvas canvas = tksi_diff_canvas(diff);

    return tksi_buffer_printf(text, err, "the size changed from %dx%d to %dx%d",
                              (int)canvas.expected_width, (int)canvas.expected_height,
                              (int)canvas.actual_width, (int)canvas.actual_height);
}

/* Where what moved by this distance begins: its top for a move down or up. */
static tks_status say_shift(struct tksi_buffer *text, const tks_region *regions, size_t count,
                            int32_t dx, int32_t dy, tks_error *err)
{
    int32_t least = INT32_MAX;
    tks_status status;

    for (size_t i = 0; i < count; i++)
        if (regions[i].change == TKS_CHANGE_MOVED && regions[i].dx == dx && regions[i].dy == dy) {
            const int32_t at = dx == 0 ? regions[i].box.y : regions[i].box.x;

            least = at < least ? at : least;
        }
    if ((status =
             tksi_buffer_printf(text, err, "most of what is %s %s=%d moved ",
                                dx == 0 ? "below" : "right of", dx == 0 ? "y" : "x", (int)least)))
        return status;
    return say_distance(text, dx, dy, err);
}

static tks_status say_overall(struct tksi_buffer *text, const tks_region *regions, size_t count,
                              tks_overall overall, int32_t dx, int32_t dy, const tks_diff *diff,
                              tks_error *err)
{
    switch (overall) {
    case TKS_OVERALL_SIZE:
        return say_size(text, diff, err);
    case TKS_OVERALL_SHIFT:
        return say_shift(text, regions, count, dx, dy, err);
    case TKS_OVERALL_RENDERER:
        return tksi_buffer_printf(text, err,
                                  "the same things are drawn differently, as by another renderer "
                                  "or other text settings");
    case TKS_OVERALL_COLORS:
        return tksi_buffer_printf(text, err,
                                  "one map of colours explains it, as of another colour profile or "
                                  "theme");
    default:
        return TKS_OK;
    }
}

/* Nothing stands out, and the diff says why. */
static tks_status say_nothing(struct tksi_buffer *text, const tks_diff *diff, tks_error *err)
{
    const tks_counts counts = tks_diff_counts(diff);
    tks_status status;

    if (tks_diff_verdict(diff) == TKS_SAME)
        return end(text, err);
    if (tks_diff_reason(diff) == TKS_REASON_SIZE) {
        status = say_size(text, diff, err);
        return status != TKS_OK ? status : end(text, err);
    }
    if (counts.antialiased > 0)
        status = tksi_buffer_printf(text, err, "only by anti-aliasing");
    else
        status = tksi_buffer_printf(text, err, "only %sbelow the threshold",
                                    counts.ignored > 0 ? "where ignored, or " : "");
    return status != TKS_OK ? status : end(text, err);
}

tks_status tksi_say_whole(struct tksi_buffer *text, const tks_region *regions, size_t count,
                          tks_left_out left_out, tks_overall overall, int32_t dx, int32_t dy,
                          const tks_diff *diff, tks_error *err)
{
    tks_status status;

    if (count == 0)
        return say_nothing(text, diff, err);
    if ((status = say_overall(text, regions, count, overall, dx, dy, diff, err)) ||
        (overall != TKS_OVERALL_NONE && (status = tksi_buffer_printf(text, err, "; "))) ||
        (status = say_counts(text, regions, count, left_out, err)))
        return status;
    return end(text, err);
}
