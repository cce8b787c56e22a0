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

/* How much came or went is told by the box. */
static tks_status say_band(struct tksi_buffer *text, const tks_region *region, tks_error *err)
{
    const char *what = region->change == TKS_CHANGE_ADDED     ? "inserted"
                       : region->change == TKS_CHANGE_REMOVED ? "deleted"
                                                              : "moved ";
    tks_status status = tksi_buffer_printf(text, err, "%s", what);

    if (status != TKS_OK || region->change != TKS_CHANGE_MOVED)
        return status;
    return say_distance(text, region->dx, region->dy, err);
}

static tks_status say_change(struct tksi_buffer *text, const tks_region *region, tks_error *err)
{
    tks_status status;

    if (region->band)
        return say_band(text, region, err);
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

/* Bands have words of their own; those that moved are told with what else did. */
enum { INSERTED = TKS_CHANGE_RENDERING + 1, DELETED, WORDS };

static int word_for(const tks_region *region)
{
    if (region->band && region->change != TKS_CHANGE_MOVED)
        return region->change == TKS_CHANGE_ADDED ? INSERTED : DELETED;
    return (int)region->change;
}

/* "4 regions: 2 moved, 1 added, 1 other content" */
static tks_status say_counts(struct tksi_buffer *text, const tks_region *regions, size_t count,
                             tks_left_out left_out, tks_error *err)
{
    static const struct {
        int word;
        const char *text;
    } words[WORDS] = {
        { INSERTED, "inserted" },
        { DELETED, "deleted" },
        { TKS_CHANGE_MOVED, "moved" },
        { TKS_CHANGE_ADDED, "added" },
        { TKS_CHANGE_REMOVED, "removed" },
        { TKS_CHANGE_COLOR, "recoloured" },
        { TKS_CHANGE_CONTENT, "other content" },
        { TKS_CHANGE_RENDERING, "drawn differently" },
    };
    int64_t counts[WORDS] = { 0 };
    const int64_t all = (int64_t)count + left_out.regions;
    const char *link = ": ";
    tks_status status =
        tksi_buffer_printf(text, err, "%" PRId64 " region%s", all, all == 1 ? "" : "s");

    for (size_t i = 0; i < count; i++)
        counts[word_for(&regions[i])]++;
    for (int i = 0; i < WORDS && status == TKS_OK; i++) {
        const int64_t times = counts[words[i].word];

        if (times == 0)
            continue;
        status = tksi_buffer_printf(text, err, "%s%" PRId64 " %s", link, times, words[i].text);
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

/* "16", or "16 to 17" */
static tks_status say_range(struct tksi_buffer *text, int32_t least, int32_t most,
                            const char *forth, const char *back, tks_error *err)
{
    const int32_t from = least < 0 ? -most : least, to = least < 0 ? -least : most;

    if (from == to)
        return tksi_buffer_printf(text, err, "%d px %s", (int)to, least < 0 ? back : forth);
    return tksi_buffer_printf(text, err, "%d to %d px %s", (int)from, (int)to,
                              least < 0 ? back : forth);
}

static tks_status say_drift_place(struct tksi_buffer *text, const struct tksi_drift *drift,
                                  const struct tksi_canvas *canvas, tks_error *err)
{
    const tks_rect *box = &drift->box;
    const bool wide = box->width == canvas->expected_width;
    const bool tall = box->height == canvas->expected_height;
    const char *most = drift->alien * 50 <= (int64_t)box->width * box->height ? "everything"
                       : drift->area >= drift->alien                          ? "most"
                                                                              : "part";
    const char *of = most[0] == 'e' ? "" : " of what is";

    if (wide && tall)
        return tksi_buffer_printf(text, err, "%s", most);
    if (drift->rest && wide)
        return tksi_buffer_printf(text, err, "%s%s below y=%d", most, of, (int)box->y);
    if (drift->rest && tall)
        return tksi_buffer_printf(text, err, "%s%s right of x=%d", most, of, (int)box->x);
    if (wide)
        return tksi_buffer_printf(text, err, "%s%s between y=%d and y=%d", most, of, (int)box->y,
                                  (int)(box->y + box->height));
    if (tall)
        return tksi_buffer_printf(text, err, "%s%s between x=%d and x=%d", most, of, (int)box->x,
                                  (int)(box->x + box->width));
    return tksi_buffer_printf(text, err, "%s%s in %dx%d at %d,%d", most, of, (int)box->width,
                              (int)box->height, (int)box->x, (int)box->y);
}

static tks_status say_drift(struct tksi_buffer *text, const struct tksi_drift *drift,
                            const struct tksi_canvas *canvas, tks_error *err)
{
    const bool right = drift->least_dx != 0 || drift->most_dx != 0;
    const bool down = drift->least_dy != 0 || drift->most_dy != 0;
    tks_status status;

    if ((status = say_drift_place(text, drift, canvas, err)) ||
        (status = tksi_buffer_printf(text, err, " moved ")) ||
        (right &&
         (status = say_range(text, drift->least_dx, drift->most_dx, "right", "left", err))) ||
        (right && down && (status = tksi_buffer_printf(text, err, " and "))) ||
        (down && (status = say_range(text, drift->least_dy, drift->most_dy, "down", "up", err))))
        return status;
    return TKS_OK;
}

/* "everything below y=320 moved 16 px down" */
static tks_status say_drifts(struct tksi_buffer *text, const struct tksi_finding *finding,
                             const tks_diff *diff, tks_error *err)
{
    const struct tksi_canvas canvas = tksi_diff_canvas(diff);
    const size_t more = finding->n_drifts - finding->n_told;
    tks_status status = TKS_OK;

    for (size_t i = 0; i < finding->n_told && status == TKS_OK; i++)
        if ((status = tksi_buffer_printf(text, err, "%s", i > 0 ? "; " : "")) == TKS_OK)
            status = say_drift(text, &finding->drifts[i], &canvas, err);
    if (status == TKS_OK && more > 0)
        status = tksi_buffer_printf(text, err, "; %zu smaller part%s moved by other distances",
                                    more, more == 1 ? "" : "s");
    return status;
}

static tks_status say_overall(struct tksi_buffer *text, const struct tksi_finding *finding,
                              const tks_diff *diff, tks_error *err)
{
    tks_status status;

    switch (finding->overall) {
    case TKS_OVERALL_SIZE:
        if ((status = say_size(text, diff, err)) || finding->n_drifts == 0 ||
            (status = tksi_buffer_printf(text, err, "; ")))
            return status;
        return say_drifts(text, finding, diff, err);
    case TKS_OVERALL_SHIFT:
        if (finding->n_drifts > 0)
            return say_drifts(text, finding, diff, err);
        return say_shift(text, finding->regions, finding->count, finding->dx, finding->dy, err);
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
static tks_status say_nothing(struct tksi_buffer *text, const struct tksi_finding *finding,
                              const tks_diff *diff, tks_error *err)
{
    const tks_counts counts = tks_diff_counts(diff);

    if (finding->overall == TKS_OVERALL_SIZE || finding->n_drifts > 0)
        return say_overall(text, finding, diff, err);
    if (tks_diff_reason(diff) == TKS_REASON_IDENTICAL || tks_diff_verdict(diff) == TKS_SAME)
        return TKS_OK;
    if (counts.antialiased > 0)
        return tksi_buffer_printf(text, err, "only by anti-aliasing");
    return tksi_buffer_printf(text, err, "only %sbelow the threshold",
                              counts.ignored > 0 ? "where ignored, or " : "");
}

/* Pixels differ, and nobody sees it. */
static tks_status say_unseen(struct tksi_buffer *text, const struct tksi_finding *finding,
                             tks_error *err)
{
    const int64_t count = (int64_t)finding->count + finding->left_out.regions;

    return tksi_buffer_printf(text, err,
                              "%" PRId64 " region%s by rendering only, below what a person sees",
                              count, count == 1 ? " differs" : "s differ");
}

tks_status tksi_say_whole(struct tksi_buffer *text, const struct tksi_finding *finding,
                          const tks_diff *diff, tks_error *err)
{
    tks_status status;

    if (finding->count == 0)
        status = say_nothing(text, finding, diff, err);
    else if (tks_diff_counts(diff).differing == 0)
        status = say_unseen(text, finding, err);
    else if ((status = say_overall(text, finding, diff, err)) == TKS_OK &&
             (finding->overall == TKS_OVERALL_NONE ||
              (status = tksi_buffer_printf(text, err, "; ")) == TKS_OK))
        status = say_counts(text, finding->regions, finding->count, finding->left_out, err);
    return status != TKS_OK ? status : end(text, err);
}
