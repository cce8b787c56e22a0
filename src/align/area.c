/* area.c - an area divided into rows, those into columns, and so on
 *
 *     +--------------------------+      rows first: what is equal above and below,
 *     |          equal           |      anchors in between; what is left is a gap
 *     +------+-------------------+
 *     |      |       equal       |      a gap, or all between top and bottom, is cut
 *     | equal+-------------------+      where both pictures have a gutter, and rows
 *     |      |      INSERT       |      are matched anew in each column
 *     |      +-------------------+
 *     |      | equal, 42 px down |      columns whose rows tell the same story are
 *     +------+-------------------+      joined again
 *
 * Several divisions explain the same pictures; the one that leaves the fewest pixels
 * unexplained wins, and the plainer one unless the other is clearly better. A gap
 * that no cut explains is tried by columns (things that moved sideways), and stays
 * changed else.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "align/area.h"
#include "align/sequence.h"

#include <string.h>

enum {
    DEEPEST = 6,
    SHORTEST_ROWS = 3,    /* a run of rows off its diagonal; less is chance */
    SHORTEST_COLUMNS = 8, /* the same for columns: stems of letters repeat */
    GUTTER = 12,          /* columns; wider than a space between words */
    MOST_PIECES = 16,
    BAND_COST = 64 /* pixels that one band more must explain */
};

enum axis { ROWS, COLUMNS };

/* ------------------------------------------------------------------- shapes */

static int64_t pixels(tks_rect rect)
{
    return (int64_t)rect.width * rect.height;
}

static bool is_empty(tks_rect rect)
{
    return rect.width <= 0 || rect.height <= 0;
}

static int32_t extent(tks_rect rect, enum axis axis)
{
    return axis == ROWS ? rect.height : rect.width;
}

/* A stretch of a rectangle along an axis. */
static tks_rect part(tks_rect rect, enum axis axis, int32_t from, int32_t to)
{
    if (axis == ROWS)
        return (tks_rect){ rect.x, rect.y + from, rect.width, to - from };
    return (tks_rect){ rect.x + from, rect.y, to - from, rect.height };
}

static struct tksi_area part_of(struct tksi_area area, enum axis axis, const int32_t from[2],
                                const int32_t to[2])
{
    return (struct tksi_area){ part(area.expected, axis, from[0], to[0]),
                               part(area.actual, axis, from[1], to[1]) };
}

static bool spend(struct tksi_aligner *aligner, struct tksi_area area)
{
    aligner->budget -= pixels(area.expected) + pixels(area.actual);
    return aligner->budget > 0;
}

/* Something else in the same place is likelier than something gone and something
 * else come elsewhere: it costs half as much again as one of the two, not twice. */
static int64_t band_cost(const tks_band *band)
{
    const int64_t expected = pixels(band->expected), actual = pixels(band->actual);
    const int64_t common = expected < actual ? expected : actual;

    if (band->op == TKS_BAND_EQUAL)
        return 0;
    return BAND_COST + expected + actual - common / 2;
}

int64_t tksi_align_cost(const struct tksi_tree *tree, int32_t node)
{
    const struct tksi_node *here = &tree->nodes[node];
    int64_t cost = 0;

    if (here->kind == TKSI_NODE_BAND)
        return band_cost(&here->band);
    for (int32_t child = here->first; child != TKSI_NO_NODE; child = tree->nodes[child].next)
        cost += tksi_align_cost(tree, child);
    return cost;
}

/* Whether one division is clearly better than the plainer one. */
static bool is_better(const struct tksi_tree *tree, int32_t node, int32_t plainer)
{
    return tksi_align_cost(tree, node) * 4 < tksi_align_cost(tree, plainer) * 3;
}

/* ------------------------------------------------------------------- leaves */

static tks_status add_band(int32_t *out, struct tksi_aligner *aligner, tks_band_op op,
                           enum axis axis, struct tksi_area area, tks_error *err)
{
    const tks_band band = { op, axis == ROWS ? TKS_AXIS_ROW : TKS_AXIS_COLUMN, area.expected,
                            area.actual };

    return tksi_tree_add(out, aligner->tree, TKSI_NODE_BAND, &band, err);
}

static tks_status append_band(struct tksi_aligner *aligner, int32_t parent, tks_band_op op,
                              enum axis axis, struct tksi_area area, tks_error *err)
{
    int32_t node;
    const tks_status status = add_band(&node, aligner, op, axis, area, err);

    if (status == TKS_OK)
        tksi_tree_append(aligner->tree, parent, node);
    return status;
}

static tks_status add_area(int32_t *out, struct tksi_aligner *aligner, enum axis axis,
                           struct tksi_area area, tks_error *err)
{
    const tks_band band = { .expected = area.expected, .actual = area.actual };

    return tksi_tree_add(out, aligner->tree, axis == ROWS ? TKSI_NODE_ROWS : TKSI_NODE_COLUMNS,
                         &band, err);
}

static tks_band_op one_sided(struct tksi_area area)
{
    return is_empty(area.expected) ? TKS_BAND_INSERT : TKS_BAND_DELETE;
}

/* ----------------------------------------------------------------- matching */

static void hash(uint64_t *out, const struct tksi_plane *plane, tks_rect rect, enum axis axis,
                 bool rough)
{
    if (axis == COLUMNS)
        tksi_plane_hash_columns(out, plane, rect);
    else if (rough)
        tksi_plane_sketch_rows(out, plane, rect);
    else
        tksi_plane_hash_rows(out, plane, rect);
}

static tks_status match(struct tksi_matches *out, struct tksi_aligner *aligner,
                        struct tksi_area area, enum axis axis, tks_error *err)
{
    const int32_t n = extent(area.expected, axis), m = extent(area.actual, axis);
    uint64_t *hashes = tksi_allocate(&aligner->env, (size_t)n + (size_t)m, sizeof *hashes);
    tks_status status;

    *out = (struct tksi_matches){ .env = aligner->env };
    if (hashes == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    spend(aligner, area);
    hash(hashes, &aligner->expected, area.expected, axis, aligner->rough);
    hash(hashes + n, &aligner->actual, area.actual, axis, aligner->rough);
    status =
        tksi_match_sequences(out, hashes, n, hashes + n, m,
                             axis == ROWS ? SHORTEST_ROWS : SHORTEST_COLUMNS, &aligner->env, err);
    tksi_release(&aligner->env, hashes);
    return status;
}

static tks_status align_gap(int32_t *out, struct tksi_aligner *aligner, struct tksi_area area,
                            enum axis axis, int depth, tks_error *err);

/* What lies between two matches: nothing, one band, or an area of its own. */
static tks_status append_gap(struct tksi_aligner *aligner, int32_t parent, struct tksi_area gap,
                             enum axis axis, int depth, tks_error *err)
{
    const int32_t n = extent(gap.expected, axis), m = extent(gap.actual, axis);
    tks_status status;
    int32_t node;

    if (n == 0 && m == 0)
        return TKS_OK;
    if (n == 0 || m == 0)
        return append_band(aligner, parent, one_sided(gap), axis, gap, err);
    if ((status = align_gap(&node, aligner, gap, axis, depth, err)) == TKS_OK)
        tksi_tree_append(aligner->tree, parent, node);
    return status;
}

/* Divides an area along one axis. `core` (may be NULL) is what is left between the
 * equal beginning and the equal end. */
static tks_status divide(int32_t *out, struct tksi_aligner *aligner, struct tksi_area area,
                         enum axis axis, int depth, struct tksi_matches *matches, tks_error *err)
{
    int32_t done[2] = { 0, 0 };
    tks_status status = add_area(out, aligner, axis, area, err);

    for (int32_t i = 0; i <= matches->count && status == TKS_OK; i++) {
        struct tksi_match run = { extent(area.expected, axis), extent(area.actual, axis), 0 };

        if (i < matches->count)
            run = matches->items[i];
        status =
            append_gap(aligner, *out,
                       part_of(area, axis, done, (const int32_t[2]){ run.expected, run.actual }),
                       axis, depth, err);
        done[0] = run.expected + run.length;
        done[1] = run.actual + run.length;
        if (status == TKS_OK && run.length > 0)
            status = append_band(aligner, *out, TKS_BAND_EQUAL, axis,
                                 part_of(area, axis, (const int32_t[2]){ run.expected, run.actual },
                                         done),
                                 err);
    }
    return status;
}

static tks_status divide_by(int32_t *out, struct tksi_aligner *aligner, struct tksi_area area,
                            enum axis axis, int depth, tks_error *err)
{
    struct tksi_matches matches;
    tks_status status = match(&matches, aligner, area, axis, err);

    if (status == TKS_OK)
        status = divide(out, aligner, area, axis, depth, &matches, err);
    tksi_matches_dispose(&matches);
    return status;
}

/* ----------------------------------------------------------------- gutters */

/* A cut is a column where a piece begins. */
struct cuts {
    int32_t at[MOST_PIECES + 1];
    int32_t count; /* of pieces */
};

struct gutter {
    int32_t from, to;
};

/* Keeps the widest gutters where there are too many, in order. */
static void take_gutter(struct gutter *gutters, int32_t *count, struct gutter gutter)
{
    int32_t narrowest = 0;

    if (*count < MOST_PIECES - 1) {
        gutters[(*count)++] = gutter;
        return;
    }
    for (int32_t i = 1; i < *count; i++)
        if (gutters[i].to - gutters[i].from < gutters[narrowest].to - gutters[narrowest].from)
            narrowest = i;
    if (gutters[narrowest].to - gutters[narrowest].from >= gutter.to - gutter.from)
        return;
    memmove(&gutters[narrowest], &gutters[narrowest + 1],
            (size_t)(*count - narrowest - 1) * sizeof *gutters);
    gutters[*count - 1] = gutter;
}

/* Cuts in the middle of what is plain in every row of both pictures. Margins are no
 * gutters: they belong to what they surround. */
static tks_status find_cuts(struct cuts *out, struct tksi_aligner *aligner, struct tksi_area area,
                            tks_error *err)
{
    const int32_t width = area.expected.width;
    struct gutter gutters[MOST_PIECES];
    int32_t count = 0, last_busy = -1;
    uint8_t *busy = tksi_allocate_zeroed(&aligner->env, (size_t)width, 1);

    if (busy == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    tksi_plane_mark_busy(busy, &aligner->expected, area.expected);
    tksi_plane_mark_busy(busy, &aligner->actual, area.actual);
    for (int32_t x = 0; x < width; x++) {
        if (!busy[x])
            continue;
        if (last_busy >= 0 && x - last_busy > GUTTER)
            take_gutter(gutters, &count, (struct gutter){ last_busy, x });
        last_busy = x;
    }
    tksi_release(&aligner->env, busy);
    out->count = count + 1;
    out->at[0] = 0;
    for (int32_t i = 0; i < count; i++)
        out->at[i + 1] = (gutters[i].from + gutters[i].to) / 2;
    out->at[count + 1] = width;
    return TKS_OK;
}

/* ------------------------------------------------------------------- pieces */

/* A column of an area, divided. */
struct piece {
    struct tksi_area area;
    int32_t node;
};

static tks_rect widened(tks_rect rect, tks_rect over)
{
    return (tks_rect){ over.x, rect.y, over.width, rect.height };
}

/* Whether a piece is rows of plain bands, whose equal ones hold over another piece's
 * columns as well. */
static bool holds_over(const struct tksi_aligner *aligner, const struct piece *piece,
                       const struct piece *other)
{
    const struct tksi_tree *tree = aligner->tree;

    if (aligner->rough || tree->nodes[piece->node].kind != TKSI_NODE_ROWS)
        return false;
    for (int32_t i = tree->nodes[piece->node].first; i != TKSI_NO_NODE; i = tree->nodes[i].next) {
        const tks_band *band = &tree->nodes[i].band;

        if (tree->nodes[i].kind != TKSI_NODE_BAND || band->axis != TKS_AXIS_ROW)
            return false;
        if (band->op == TKS_BAND_EQUAL &&
            !tksi_plane_equal(&aligner->expected, widened(band->expected, other->area.expected),
                              &aligner->actual, other->area.actual.x, band->actual.y))
            return false;
    }
    return true;
}

/* The story of `piece` told of `both`. */
static tks_status retell(int32_t *out, struct tksi_aligner *aligner, const struct piece *piece,
                         struct tksi_area both, tks_error *err)
{
    const int32_t first = aligner->tree->nodes[piece->node].first;
    tks_status status = add_area(out, aligner, ROWS, both, err);

    for (int32_t i = first; i != TKSI_NO_NODE && status == TKS_OK;
         i = aligner->tree->nodes[i].next) {
        const tks_band band = aligner->tree->nodes[i].band;
        const struct tksi_area wide = { widened(band.expected, both.expected),
                                        widened(band.actual, both.actual) };

        status = append_band(aligner, *out, band.op, ROWS, wide, err);
    }
    return status;
}

/* Joins two neighbours if one's rows explain the other as well as its own do. */
static tks_status join(bool *joined, struct tksi_aligner *aligner, struct piece *left,
                       const struct piece *right, tks_error *err)
{
    struct tksi_tree *tree = aligner->tree;
    const int64_t apart = tksi_align_cost(tree, left->node) + tksi_align_cost(tree, right->node);
    const struct piece *const tellers[2] = { left, right };
    struct tksi_area both = left->area;

    both.expected.width += right->area.expected.width;
    both.actual.width += right->area.actual.width;
    *joined = false;
    for (int i = 0; i < 2 && !*joined; i++) {
        int32_t node;
        tks_status status;

        if (!spend(aligner, left->area) || !holds_over(aligner, tellers[i], tellers[!i]))
            continue;
        if ((status = retell(&node, aligner, tellers[i], both, err)))
            return status;
        if (tksi_align_cost(tree, node) > apart)
            continue;
        *left = (struct piece){ both, node };
        *joined = true;
    }
    return TKS_OK;
}

/* Joins what tells the same story, from left to right. */
static tks_status join_pieces(struct piece *pieces, int32_t *count, struct tksi_aligner *aligner,
                              tks_error *err)
{
    int32_t kept = 0;

    for (int32_t i = 1; i < *count; i++) {
        bool joined;
        const tks_status status = join(&joined, aligner, &pieces[kept], &pieces[i], err);

        if (status)
            return status;
        if (!joined)
            pieces[++kept] = pieces[i];
    }
    *count = kept + 1;
    return TKS_OK;
}

/* Cuts an area at its gutters; TKSI_NO_NODE where there are none or they do not
 * help. */
static tks_status cut_columns(int32_t *out, struct tksi_aligner *aligner, struct tksi_area area,
                              int depth, tks_error *err)
{
    struct piece pieces[MOST_PIECES];
    struct cuts cuts;
    tks_status status;
    int32_t count;

    *out = TKSI_NO_NODE;
    if (aligner->rows_only || depth >= DEEPEST || area.expected.width != area.actual.width ||
        !spend(aligner, area))
        return TKS_OK;
    if ((status = find_cuts(&cuts, aligner, area, err)) || cuts.count < 2)
        return status;
    for (count = 0; count < cuts.count; count++) {
        const int32_t from = cuts.at[count], to = cuts.at[count + 1];
        struct piece *piece = &pieces[count];

        piece->area =
            part_of(area, COLUMNS, (const int32_t[2]){ from, from }, (const int32_t[2]){ to, to });
        if ((status = tksi_align_area(&piece->node, aligner, piece->area, depth + 1, err)))
            return status;
    }
    if ((status = join_pieces(pieces, &count, aligner, err)) || count < 2)
        return status;
    status = add_area(out, aligner, COLUMNS, area, err);
    for (int32_t i = 0; i < count && status == TKS_OK; i++)
        tksi_tree_append(aligner->tree, *out, pieces[i].node);
    return status;
}

/* A gap between matches: cut into columns, or by columns shifted, or changed. */
static tks_status align_gap(int32_t *out, struct tksi_aligner *aligner, struct tksi_area area,
                            enum axis axis, int depth, tks_error *err)
{
    tks_status status = add_band(out, aligner, TKS_BAND_CHANGED, axis, area, err);
    int32_t other;

    if (status || aligner->rows_only || aligner->rough || depth >= DEEPEST || aligner->budget <= 0)
        return status;
    if (axis == COLUMNS) { /* narrower than before: its rows are worth a look */
        if (area.expected.width != area.actual.width)
            return TKS_OK;
        status = tksi_align_area(&other, aligner, area, depth + 1, err);
    } else {
        if ((status = cut_columns(&other, aligner, area, depth, err)))
            return status;
        if (other == TKSI_NO_NODE && area.expected.height == area.actual.height)
            status = divide_by(&other, aligner, area, COLUMNS, depth + 1, err);
    }
    if (status == TKS_OK && other != TKSI_NO_NODE && is_better(aligner->tree, other, *out))
        *out = other;
    return status;
}

/* -------------------------------------------------------------------- areas */

/* What lies between the equal rows at the top and at the bottom taken for one gap. */
static tks_status take_core(int32_t *out, struct tksi_aligner *aligner, struct tksi_area area,
                            const struct tksi_matches *matches, int depth, tks_error *err)
{
    const struct tksi_match *first = matches->items, *last = first + matches->count - 1;
    int32_t from[2] = { 0, 0 }, to[2] = { area.expected.height, area.actual.height };
    const int32_t end[2] = { to[0], to[1] };
    tks_status status;
    int32_t core;

    if (matches->count > 0 && first->expected == 0 && first->actual == 0)
        from[0] = from[1] = first->length;
    if (matches->count > 0 && last->expected + last->length == to[0] &&
        last->actual + last->length == to[1]) {
        to[0] = last->expected;
        to[1] = last->actual;
    }
    if ((status = add_area(out, aligner, ROWS, area, err)))
        return status;
    if (from[0] > 0)
        status = append_band(aligner, *out, TKS_BAND_EQUAL, ROWS,
                             part_of(area, ROWS, (const int32_t[2]){ 0, 0 }, from), err);
    if (status == TKS_OK)
        status = align_gap(&core, aligner, part_of(area, ROWS, from, to), ROWS, depth, err);
    if (status == TKS_OK)
        tksi_tree_append(aligner->tree, *out, core);
    if (status == TKS_OK && to[0] < end[0])
        status =
            append_band(aligner, *out, TKS_BAND_EQUAL, ROWS, part_of(area, ROWS, to, end), err);
    return status;
}

/* What a division into rows found besides equal bands. */
struct findings {
    int gaps;
    bool inserts, deletes, others;
};

static struct findings look_at(const struct tksi_tree *tree, int32_t node)
{
    struct findings findings = { 0, false, false, false };

    for (int32_t i = tree->nodes[node].first; i != TKSI_NO_NODE; i = tree->nodes[i].next) {
        const struct tksi_node *child = &tree->nodes[i];

        if (child->kind == TKSI_NODE_BAND && child->band.op == TKS_BAND_EQUAL)
            continue;
        findings.gaps++;
        if (child->kind == TKSI_NODE_BAND && child->band.op == TKS_BAND_INSERT)
            findings.inserts = true;
        else if (child->kind == TKSI_NODE_BAND && child->band.op == TKS_BAND_DELETE)
            findings.deletes = true;
        else
            findings.others = true;
    }
    return findings;
}

/* Areas of one width. Rows against all as one gap: with a single gap they are the
 * same. Where rows want things inserted and deleted, and leave some changed as well,
 * it is they who must be clearly better. */
static tks_status align_rows(int32_t *out, struct tksi_aligner *aligner, struct tksi_area area,
                             int depth, tks_error *err)
{
    struct tksi_matches matches;
    struct findings findings;
    int32_t rows, core;
    tks_status status = match(&matches, aligner, area, ROWS, err);

    if (status == TKS_OK)
        status = divide(&rows, aligner, area, ROWS, depth, &matches, err);
    if (status)
        goto done;
    *out = rows;
    findings = look_at(aligner->tree, rows);
    if (aligner->rough || findings.gaps < 2 ||
        (status = take_core(&core, aligner, area, &matches, depth, err)))
        goto done;
    if (findings.inserts && findings.deletes && findings.others)
        *out = is_better(aligner->tree, rows, core) ? rows : core;
    else
        *out = is_better(aligner->tree, core, rows) ? core : rows;
done:
    tksi_matches_dispose(&matches);
    return status;
}

/* How many rows match when the wider picture is looked at from a column on. */
static tks_status count_matches(int64_t *out, struct tksi_aligner *aligner, struct tksi_area area,
                                tks_error *err)
{
    struct tksi_matches matches;
    const tks_status status = match(&matches, aligner, area, ROWS, err);

    *out = 0;
    for (int32_t i = 0; i < matches.count; i++)
        *out += matches.items[i].length;
    tksi_matches_dispose(&matches);
    return status;
}

/* What the narrower picture shows, from column `at` of the wider one on. */
static struct tksi_area narrowed(struct tksi_area area, int32_t at)
{
    const int32_t excess = area.actual.width - area.expected.width;

    if (excess > 0)
        area.actual = part(area.actual, COLUMNS, at, at + area.expected.width);
    else
        area.expected = part(area.expected, COLUMNS, at, at + area.actual.width);
    return area;
}

/* What the wider picture shows besides, on one side. */
static tks_status append_strip(struct tksi_aligner *aligner, int32_t parent, struct tksi_area area,
                               int32_t from, int32_t to, bool left, tks_error *err)
{
    const bool inserts = area.actual.width > area.expected.width;
    tks_rect *wide = inserts ? &area.actual : &area.expected;
    tks_rect *narrow = inserts ? &area.expected : &area.actual;

    if (from == to)
        return TKS_OK;
    *wide = part(*wide, COLUMNS, from, to);
    *narrow = part(*narrow, COLUMNS, left ? 0 : narrow->width, left ? 0 : narrow->width);
    return append_band(aligner, parent, inserts ? TKS_BAND_INSERT : TKS_BAND_DELETE, COLUMNS, area,
                       err);
}

/* Areas of unequal width: the narrower one stands at the left, in the middle or at
 * the right of the wider, where most of its rows match. */
static tks_status align_widths(int32_t *out, struct tksi_aligner *aligner, struct tksi_area area,
                               int depth, tks_error *err)
{
    const int32_t difference = area.actual.width - area.expected.width;
    const int32_t excess = difference < 0 ? -difference : difference;
    const int32_t width = difference < 0 ? area.expected.width : area.actual.width;
    const int32_t places[3] = { 0, excess / 2, excess };
    int64_t most = -1;
    tks_status status;
    int32_t at = 0, middle, columns;

    for (int i = 0; i < 3; i++) {
        int64_t matched;

        if ((status = count_matches(&matched, aligner, narrowed(area, places[i]), err)))
            return status;
        if (matched > most) {
            most = matched;
            at = places[i];
        }
    }
    if ((status = add_area(out, aligner, COLUMNS, area, err)) ||
        (status = append_strip(aligner, *out, area, 0, at, true, err)) ||
        (status = tksi_align_area(&middle, aligner, narrowed(area, at), depth, err)))
        return status;
    tksi_tree_append(aligner->tree, *out, middle);
    status = append_strip(aligner, *out, area, at + width - excess, width, false, err);
    if (status || aligner->rows_only || aligner->rough ||
        area.expected.height != area.actual.height)
        return status;
    status = divide_by(&columns, aligner, area, COLUMNS, depth + 1, err);
    if (status == TKS_OK && is_better(aligner->tree, columns, *out))
        *out = columns;
    return status;
}

tks_status tksi_align_area(int32_t *out, struct tksi_aligner *aligner, struct tksi_area area,
                           int depth, tks_error *err)
{
    if (area.expected.width != area.actual.width)
        return align_widths(out, aligner, area, depth, err);
    return align_rows(out, aligner, area, depth, err);
}
