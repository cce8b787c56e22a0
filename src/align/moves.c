/* moves.c - deleted rows that stand somewhere else, inserted
 *
 * Rows of deleted and changed bands are looked up among those of inserted and changed
 * ones: the longest run of rows of one width that the two sides share is a move, if
 * it is long and says something. Plain rows (many of a kind) join a run but do not
 * begin one. Each row is looked up among COMMON others at most, and a run that was
 * taken is not looked at again, so the work is linear.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "align/area.h"
#include "align/sort.h"

#include <string.h>

enum {
    SHORTEST = 12, /* rows: a line of small text */
    SINGLE = 6,    /* rows of which there is one, that a run needs to mean something:
                    * lists repeat frames, icons and words */
    COMMON = 20
};

/* One row of a band, in one of the pictures. */
struct row {
    uint64_t key;
    int32_t visit, node; /* the band it is of: as gathered, and in the tree */
    int32_t x, y, width;
    int32_t partner; /* the row it was moved from or to, or -1 */
};

struct rows {
    struct row *items;
    int32_t count;
};

struct search {
    struct tksi_aligner *aligner;
    struct rows side[2];
    int32_t visits;
    struct tksi_keyed *sorted; /* the actual rows by key, and room to sort */
};

static bool is_open(const struct tksi_node *node, bool actual)
{
    const tks_rect *rect = actual ? &node->band.actual : &node->band.expected;

    return node->kind == TKSI_NODE_BAND && node->band.axis == TKS_AXIS_ROW &&
           (node->band.op == TKS_BAND_CHANGED ||
            node->band.op == (actual ? TKS_BAND_INSERT : TKS_BAND_DELETE)) &&
           rect->width > 0 && rect->height > 0;
}

/* Counts the rows below a node, and reads them once there is room. */
static void gather(struct search *search, int32_t root)
{
    const struct tksi_node *node = &search->aligner->tree->nodes[root];

    search->visits++;
    for (int side = 0; side < 2; side++) {
        const struct tksi_plane *plane =
            side == 0 ? &search->aligner->expected : &search->aligner->actual;
        const tks_rect rect = side == 0 ? node->band.expected : node->band.actual;
        struct rows *rows = &search->side[side];

        if (!is_open(node, side == 1))
            continue;
        for (int32_t y = 0; y < rect.height && rows->items != NULL; y++) {
            struct row *row = &rows->items[rows->count + y];

            *row = (struct row){ 0, search->visits, root, rect.x, rect.y + y, rect.width, -1 };
            tksi_plane_hash_rows(&row->key, plane, (tks_rect){ row->x, row->y, row->width, 1 });
        }
        rows->count += rect.height;
    }
    for (int32_t i = node->first; i != TKSI_NO_NODE; i = search->aligner->tree->nodes[i].next)
        gather(search, i);
}

static tks_status take_rows(struct search *search, int32_t root, tks_error *err)
{
    const struct tksi_env *env = &search->aligner->env;

    gather(search, root);
    for (int side = 0; side < 2; side++) {
        struct rows *rows = &search->side[side];

        rows->items = tksi_allocate(env, (size_t)rows->count, sizeof *rows->items);
        rows->count = 0;
        if (rows->items == NULL)
            return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    }
    gather(search, root);
    search->sorted = tksi_allocate(env, (size_t)search->side[1].count, 2 * sizeof *search->sorted);
    if (search->sorted == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    for (int32_t i = 0; i < search->side[1].count; i++)
        search->sorted[i] = (struct tksi_keyed){ search->side[1].items[i].key, (uint32_t)i };
    tksi_sort_keyed(search->sorted, search->sorted + search->side[1].count,
                    (size_t)search->side[1].count);
    return TKS_OK;
}

/* -------------------------------------------------------------------- search */

static bool is_pair(const struct search *search, int32_t e, int32_t a)
{
    const struct row *from = &search->side[0].items[e], *to = &search->side[1].items[a];

    return from->partner < 0 && to->partner < 0 && from->key == to->key && from->width == to->width;
}

/* Lets a pair grow within its two bands. Returns the length; *e and *a become the
 * first rows. */
static int32_t grow(const struct search *search, int32_t *e, int32_t *a)
{
    const struct row *from = search->side[0].items, *to = search->side[1].items;
    const int32_t node_e = from[*e].node, node_a = to[*a].node;
    int32_t end_e = *e + 1, end_a = *a + 1;

    while (*e > 0 && *a > 0 && from[*e - 1].node == node_e && to[*a - 1].node == node_a &&
           is_pair(search, *e - 1, *a - 1)) {
        --*e;
        --*a;
    }
    while (end_e < search->side[0].count && end_a < search->side[1].count &&
           from[end_e].node == node_e && to[end_a].node == node_a &&
           is_pair(search, end_e, end_a)) {
        end_e++;
        end_a++;
    }
    return end_e - *e;
}

/* The actual rows of a key: from *first on, returns how many. */
static int32_t look_up(const struct search *search, uint64_t key, int32_t *first)
{
    int32_t low = 0, high = search->side[1].count, end;

    while (low < high) {
        const int32_t middle = low + (high - low) / 2;

        if (search->sorted[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low;
         end < search->side[1].count && end <= low + COMMON && search->sorted[end].key == key;)
        end++;
    *first = low;
    return end - low;
}

static bool is_telling(const struct search *search, int32_t e, int32_t length)
{
    int32_t single = 0, first;

    for (int32_t i = 0; i < length && length >= SHORTEST; i++)
        single += look_up(search, search->side[0].items[e + i].key, &first) == 1;
    return single >= SINGLE;
}

/* The longest run through row e; 0 if there is none worth the name. */
static int32_t find_run(const struct search *search, int32_t e, int32_t *first_e, int32_t *first_a)
{
    int32_t first, longest = 0;
    const int32_t count = look_up(search, search->side[0].items[e].key, &first);

    if (count > COMMON)
        return 0;
    for (int32_t i = 0; i < count; i++) {
        int32_t at_e = e, at_a = (int32_t)search->sorted[first + i].index;
        int32_t length;

        if (!is_pair(search, at_e, at_a))
            continue;
        length = grow(search, &at_e, &at_a);
        if (length <= longest)
            continue;
        longest = length;
        *first_e = at_e;
        *first_a = at_a;
    }
    return longest > 0 && is_telling(search, *first_e, longest) ? longest : 0;
}

static bool is_really_equal(const struct search *search, int32_t e, int32_t a, int32_t length)
{
    const struct row *from = &search->side[0].items[e], *to = &search->side[1].items[a];

    return tksi_plane_equal(&search->aligner->expected,
                            (tks_rect){ from->x, from->y, from->width, length },
                            &search->aligner->actual, to->x, to->y);
}

static int32_t find_moves(struct search *search)
{
    int32_t moved = 0, first_e = 0, first_a = 0;

    for (int32_t e = 0; e < search->side[0].count;) {
        int32_t length = 0;

        if (search->side[0].items[e].partner < 0)
            length = find_run(search, e, &first_e, &first_a);
        if (length == 0) {
            e++;
            continue;
        }
        e = first_e + length;
        if (!is_really_equal(search, first_e, first_a, length))
            continue;
        for (int32_t i = 0; i < length; i++) {
            search->side[0].items[first_e + i].partner = first_a + i;
            search->side[1].items[first_a + i].partner = first_e + i;
        }
        moved += length;
    }
    return moved;
}

/* ------------------------------------------------------------------- rebuild */

/* Rows of one band on one side, from `at` up to `end`. */
struct cursor {
    const struct rows *rows;
    int32_t at, end;
};

/* The stretch the cursor stands on: all moved as one, or all unmoved. */
static int32_t stretch(const struct cursor *cursor, bool *moved)
{
    const struct row *rows = cursor->rows->items;
    const int32_t partner = cursor->at < cursor->end ? rows[cursor->at].partner : -1;
    int32_t end = cursor->at;

    *moved = partner >= 0;
    while (end < cursor->end &&
           (partner >= 0 ? rows[end].partner == partner + end - cursor->at : rows[end].partner < 0))
        end++;
    return end - cursor->at;
}

static tks_rect rect_at(const struct rows *rows, int32_t at, int32_t height, tks_rect band)
{
    if (at < rows->count && height > 0)
        return (tks_rect){ rows->items[at].x, rows->items[at].y, rows->items[at].width, height };
    return band;
}

/* `taken` rows of the cursor's side of a band, of which `done` are behind. */
static tks_rect take(struct cursor *cursor, int32_t taken, tks_rect *left)
{
    const tks_rect rect = { left->x, left->y, left->width, taken };

    cursor->at += taken;
    left->y += taken;
    left->height -= taken;
    return rect;
}

/* One node of what a band becomes: the next stretches of both sides. */
static tks_status add_next(const struct search *search, int32_t parent, struct cursor cursors[2],
                           tks_band *left, tks_error *err)
{
    struct tksi_tree *tree = search->aligner->tree;
    enum tksi_node_kind kind = TKSI_NODE_BAND;
    tks_band band = { .axis = TKS_AXIS_ROW };
    bool moved[2];
    int32_t length[2], node;
    tks_status status;

    for (int side = 0; side < 2; side++)
        length[side] = stretch(&cursors[side], &moved[side]);
    if (moved[0]) {
        const int32_t partner = search->side[0].items[cursors[0].at].partner;

        kind = TKSI_NODE_SOURCE;
        band.op = TKS_BAND_MOVE;
        band.actual = rect_at(&search->side[1], partner, length[0], left->actual);
        band.expected = take(&cursors[0], length[0], &left->expected);
    } else if (moved[1]) {
        const int32_t partner = search->side[1].items[cursors[1].at].partner;

        band.op = TKS_BAND_MOVE;
        band.expected = rect_at(&search->side[0], partner, length[1], left->expected);
        band.actual = take(&cursors[1], length[1], &left->actual);
    } else {
        band.op = length[0] == 0   ? TKS_BAND_INSERT
                  : length[1] == 0 ? TKS_BAND_DELETE
                                   : TKS_BAND_CHANGED;
        band.expected = take(&cursors[0], length[0], &left->expected);
        band.actual = take(&cursors[1], length[1], &left->actual);
    }
    if ((status = tksi_tree_add(&node, tree, kind, &band, err)) == TKS_OK)
        tksi_tree_append(tree, parent, node);
    return status;
}

/* Divides a band some of whose rows have moved. */
static tks_status rebuild(const struct search *search, int32_t node, struct cursor cursors[2],
                          tks_error *err)
{
    tks_band left = search->aligner->tree->nodes[node].band;
    bool any = false;

    for (int side = 0; side < 2; side++)
        for (int32_t i = cursors[side].at; i < cursors[side].end; i++)
            any = any || cursors[side].rows->items[i].partner >= 0;
    if (!any)
        return TKS_OK;
    search->aligner->tree->nodes[node].kind = TKSI_NODE_ROWS;
    while (cursors[0].at < cursors[0].end || cursors[1].at < cursors[1].end) {
        const tks_status status = add_next(search, node, cursors, &left, err);

        if (status)
            return status;
    }
    return TKS_OK;
}

/* All bands with open rows, which come in the order they were gathered in. */
static tks_status rebuild_all(const struct search *search, tks_error *err)
{
    struct cursor cursors[2] = { { &search->side[0], 0, 0 }, { &search->side[1], 0, 0 } };
    tks_status status = TKS_OK;

    while (status == TKS_OK) {
        int32_t visit = INT32_MAX, node = 0;

        for (int side = 0; side < 2; side++) {
            cursors[side].at = cursors[side].end;
            if (cursors[side].end < search->side[side].count &&
                search->side[side].items[cursors[side].end].visit < visit) {
                visit = search->side[side].items[cursors[side].end].visit;
                node = search->side[side].items[cursors[side].end].node;
            }
        }
        if (visit == INT32_MAX)
            break;
        for (int side = 0; side < 2; side++)
            while (cursors[side].end < search->side[side].count &&
                   search->side[side].items[cursors[side].end].visit == visit)
                cursors[side].end++;
        status = rebuild(search, node, cursors, err);
    }
    return status;
}

tks_status tksi_align_moves(struct tksi_aligner *aligner, int32_t root, tks_error *err)
{
    struct search search = { .aligner = aligner };
    tks_status status = take_rows(&search, root, err);

    if (status == TKS_OK && find_moves(&search) > 0)
        status = rebuild_all(&search, err);
    for (int side = 0; side < 2; side++)
        if (search.side[side].items != NULL)
            tksi_release(&aligner->env, search.side[side].items);
    if (search.sorted != NULL)
        tksi_release(&aligner->env, search.sorted);
    return status;
}
