/* sorted.c - lines that may come in any order, put into the order of expected
 *
 * Sorting both sides would tell what is missing, but nobody recognises a sorted text. So
 * expected stays as it is, and within a section each line of actual moves to where its
 * equal stands in expected: of equal ones the first to the first. What has no equal is put
 * behind the line of expected that has none either and begins most like it, so that a line
 * that changed is read as one; else to the end of the section. The texts are compared
 * then, as any others.
 *
 * What comes out depends on which lines there are and not on their order, but for lines
 * that are equal under the rules and not byte for byte.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "textdiff/sorted.h"

#include "textdiff/equal.h"
#include "textdiff/match.h"

#include <stdlib.h>

/* Lines of actual that are asked whether their numbers are near enough, for each line. */
enum { MOST_ASKED = 64, NONE = -1 };

/* Both texts, each with an end on its last line; and sections of both. */
struct arranging {
    const struct tksi_env *env;
    struct tksi_lines lines[2];
    struct tksi_buffer padded[2];
    struct tksi_buffer passages[2]; /* of tksi_passage */
    struct tksi_equal equal;
    int32_t *order;      /* by place: the line of actual that comes to stand there */
    int32_t *partner[2]; /* by line, within a section: the other side's, NONE */
    int32_t *behind;     /* by line of actual without one: the line of expected it is put
                          * behind, NONE */
    int32_t *list;       /* room for the lines of a section of both */
    int64_t moved;
};

/* A section of expected and the one of actual it belongs to. */
struct section {
    struct tksi_passage of[2];
};

static const struct tksi_passage *passages_of(const struct arranging *all, int side, size_t *count)
{
    *count = all->passages[side].length / sizeof(struct tksi_passage);
    return (const struct tksi_passage *)(const void *)all->passages[side].data;
}

/* -------------------------------------------------------------------- partners */

/* What lines are sorted by: a class first, then their place. */
struct by_class {
    const struct arranging *all;
    int side;
    bool blanked;
};

static uint32_t class_of(const struct by_class *by, int32_t line)
{
    return by->blanked ? tksi_equal_blanked(&by->all->equal, by->side, line)
                       : by->all->equal.of[by->side][line];
}

static int compare_classes(const void *a, const void *b, void *user)
{
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    const uint32_t c = class_of(user, x), d = class_of(user, y);

    return c != d ? (c > d) - (c < d) : (x > y) - (x < y);
}

/* The lines of a section that have no partner yet, sorted by class; returns how many. */
static int32_t list_single(int32_t *out, const struct by_class *by, struct tksi_passage passage)
{
    int32_t count = 0;

    for (int32_t i = passage.from; i < passage.to; i++)
        if (by->all->partner[by->side][i] == NONE)
            out[count++] = i;
    qsort_r(out, (size_t)count, sizeof *out, compare_classes, (void *)(uintptr_t)by);
    return count;
}

static void pair(const struct arranging *all, int32_t x, int32_t y)
{
    all->partner[0][x] = y;
    all->partner[1][y] = x;
}

/* Of some lines of x's class the first without a partner that is near to x. */
static void pair_near(const struct arranging *all, int32_t x, const int32_t *ys, int32_t count)
{
    for (int32_t i = 0; i < count && i < MOST_ASKED; i++)
        if (all->partner[1][ys[i]] == NONE && tksi_equal_near(&all->equal, x, ys[i])) {
            pair(all, x, ys[i]);
            return;
        }
}

/* Lines of one class: equal ones in order; those that are equal without their numbers as
 * far as these are near. */
static void pair_lines(const struct arranging *all, const struct section *section, bool blanked)
{
    const struct by_class sides[2] = { { all, 0, blanked }, { all, 1, blanked } };
    int32_t *xs = all->list, *ys;
    const int32_t n = list_single(xs, &sides[0], section->of[0]);
    const int32_t m = list_single(ys = xs + n, &sides[1], section->of[1]);

    for (int32_t i = 0, j = 0; i < n && j < m;) {
        const uint32_t a = class_of(&sides[0], xs[i]), b = class_of(&sides[1], ys[j]);
        int32_t to = j;

        if (a != b) {
            i += a < b;
            j += a > b;
            continue;
        }
        if (!blanked) {
            pair(all, xs[i++], ys[j++]);
            continue;
        }
        while (to < m && class_of(&sides[1], ys[to]) == b)
            to++;
        for (; i < n && class_of(&sides[0], xs[i]) == a; i++) {
            while (j < to && all->partner[1][ys[j]] != NONE)
                j++; /* so that those asked before are not passed by again and again */
            pair_near(all, xs[i], ys + j, to - j);
        }
        j = to;
    }
}

/* ----------------------------------------------------------------------- places */

static tks_str text_at(const struct arranging *all, int32_t place)
{
    const int32_t n = all->lines[0].count;

    return place < n ? tksi_line(&all->lines[0], place) : tksi_line(&all->lines[1], place - n);
}

/* Lines of both sides by their bytes; numbers of actual begin behind expected's. */
static int compare_texts(const void *a, const void *b, void *user)
{
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    const tks_str one = text_at(user, x), other = text_at(user, y);
    const int order = tksi_bytes_compare((tks_bytes){ one.data, one.length },
                                         (tks_bytes){ other.data, other.length });

    return order != 0 ? order : (x > y) - (x < y);
}

static size_t common_beginning(const struct arranging *all, int32_t a, int32_t b)
{
    const tks_str one = text_at(all, a), other = text_at(all, b);
    size_t at = 0;

    while (at < one.length && at < other.length && one.data[at] == other.data[at])
        at++;
    return at;
}

/* Sorted by bytes, the line of expected that begins most like one of actual is the nearest
 * before it or behind it. */
static void find_places(const struct arranging *all, const struct section *section)
{
    const int32_t n = all->lines[0].count;
    int32_t *list = all->list, count = 0, before = NONE;

    for (int32_t i = section->of[0].from; i < section->of[0].to; i++)
        if (all->partner[0][i] == NONE)
            list[count++] = i;
    for (int32_t i = section->of[1].from; i < section->of[1].to; i++)
        if (all->partner[1][i] == NONE)
            list[count++] = n + i;
    qsort_r(list, (size_t)count, sizeof *list, compare_texts, (void *)(uintptr_t)all);
    for (int32_t i = 0; i < count; i++) {
        if (list[i] < n)
            before = list[i];
        else
            all->behind[list[i] - n] = before;
    }
    for (int32_t i = count - 1, after = NONE; i >= 0; i--) {
        int32_t *behind = list[i] < n ? NULL : &all->behind[list[i] - n];

        if (behind == NULL)
            after = list[i];
        else if (after != NONE && (*behind == NONE || common_beginning(all, after, list[i]) >
                                                          common_beginning(all, *behind, list[i])))
            *behind = after;
    }
}

/* Lines without a partner, by the line they come behind, then by their bytes. */
static int compare_places(const void *a, const void *b, void *user)
{
    const struct arranging *all = user;
    const int32_t n = all->lines[0].count, x = *(const int32_t *)a, y = *(const int32_t *)b;
    /* NONE, made unsigned, is the last */
    const uint32_t p = (uint32_t)all->behind[x], q = (uint32_t)all->behind[y];
    const int32_t places[2] = { n + x, n + y };

    return p != q ? (p > q) - (p < q) : compare_texts(&places[0], &places[1], user);
}

/* How many partners of the lines of a section are not in the longest row of them that
 * rises: those that had to be moved. */
static int64_t count_moved(const struct arranging *all, const struct section *section)
{
    int32_t *tops = all->list, piles = 0;
    int64_t pairs = 0;

    for (int32_t i = section->of[0].from; i < section->of[0].to; i++) {
        const int32_t y = all->partner[0][i];
        int32_t low = 0, high = piles;

        if (y == NONE)
            continue;
        pairs++;
        while (low < high) {
            const int32_t middle = low + (high - low) / 2;

            if (tops[middle] < y)
                low = middle + 1;
            else
                high = middle;
        }
        tops[low] = y;
        piles += low == piles;
    }
    return pairs - piles;
}

static void order_section(struct arranging *all, const struct section *section)
{
    int32_t *singles = all->list, count = 0, next = 0, place = section->of[1].from;

    for (int32_t i = section->of[1].from; i < section->of[1].to; i++)
        if (all->partner[1][i] == NONE)
            singles[count++] = i;
    qsort_r(singles, (size_t)count, sizeof *singles, compare_places, all);
    for (int32_t i = section->of[0].from; i < section->of[0].to; i++) {
        if (all->partner[0][i] != NONE)
            all->order[place++] = all->partner[0][i];
        for (; next < count && all->behind[singles[next]] == i; next++)
            all->order[place++] = singles[next];
    }
    while (next < count)
        all->order[place++] = singles[next++];
}

static void arrange_section(struct arranging *all, const struct section *section)
{
    pair_lines(all, section, false);
    if (tksi_equal_has_near(&all->equal))
        pair_lines(all, section, true);
    all->moved += count_moved(all, section);
    find_places(all, section);
    order_section(all, section);
}

/* --------------------------------------------------------------------- sections */

/* The class of the line before a section, which tells it from others. */
static uint32_t head_of(const struct arranging *all, int side, const struct tksi_passage *passage)
{
    return passage->from > 0 ? all->equal.of[side][passage->from - 1] : all->equal.count;
}

/* Sections from x, y on that have no partner by their heads: in order, one range's. */
static void arrange_gap(struct arranging *all, size_t x, size_t to_x, size_t y, size_t to_y)
{
    size_t ignored;
    const struct tksi_passage *xs = passages_of(all, 0, &ignored);
    const struct tksi_passage *ys = passages_of(all, 1, &ignored);

    for (; x < to_x && y < to_y; x++, y++)
        if (xs[x].range == ys[y].range)
            arrange_section(all, &(struct section){ { xs[x], ys[y] } });
}

/* Sections that follow lines which are equal belong together, in order; between them the
 * first to the first. */
static void arrange_matched(struct arranging *all, const struct tksi_match *match)
{
    size_t n, m, x = 0, y = 0;
    const struct tksi_passage *xs = passages_of(all, 0, &n), *ys = passages_of(all, 1, &m);

    while (x < n || y < m) {
        size_t to_x = x, to_y = y;

        while (to_x < n && match->changed[0][to_x])
            to_x++;
        while (to_y < m && match->changed[1][to_y])
            to_y++;
        arrange_gap(all, x, to_x, y, to_y);
        if (to_x < n && to_y < m && xs[to_x].range == ys[to_y].range)
            arrange_section(all, &(struct section){ { xs[to_x], ys[to_y] } });
        x = to_x + 1;
        y = to_y + 1;
    }
}

static tks_status arrange_sections(struct arranging *all, tks_error *err)
{
    size_t n, m;
    const struct tksi_passage *passages[2] = { passages_of(all, 0, &n), passages_of(all, 1, &m) };
    uint32_t *heads = tksi_allocate(all->env, n + m, sizeof *heads);
    uint8_t *changed = tksi_allocate(all->env, n + m, 1);
    struct tksi_match match = { .of = { heads, heads + n },
                                .count = { (int32_t)n, (int32_t)m },
                                .classes = all->equal.count + 1,
                                .changed = { changed, changed + n } };
    tks_status status;

    if (heads == NULL || changed == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu sections", n + m);
        goto done;
    }
    for (size_t i = 0; i < n + m; i++)
        heads[i] = i < n ? head_of(all, 0, &passages[0][i]) : head_of(all, 1, &passages[1][i - n]);
    if ((status = tksi_match(&match, all->env, err)) == TKS_OK)
        arrange_matched(all, &match);
done:
    tksi_release(all->env, changed);
    tksi_release(all->env, heads);
    return status;
}

/* -------------------------------------------------------------------------- all */

/* The lines of a side, the last one with an end, so that it can stand anywhere. */
static tks_status pad(struct arranging *all, const tks_text_diff *diff, int side, tks_error *err)
{
    const struct tksi_lines *lines = &diff->lines[side];
    struct tksi_buffer *padded = &all->padded[side];
    tks_status status;

    if (lines->count == 0 || tksi_line_end(tksi_line(lines, lines->count - 1)) > 0)
        return tksi_lines_cut(&all->lines[side], lines->text, all->env, err);
    if ((status = tksi_buffer_append(padded, lines->text.data, lines->text.length, err)) ||
        (status = tksi_buffer_append(padded, "\n", 1, err)))
        return status;
    return tksi_lines_cut(&all->lines[side], (tks_bytes){ padded->data, padded->length }, all->env,
                          err);
}

static tks_status take_room(struct arranging *all, tks_error *err)
{
    const size_t n = (size_t)all->lines[0].count, m = (size_t)all->lines[1].count;

    all->partner[0] = tksi_allocate(all->env, n + m, sizeof(int32_t));
    all->list = tksi_allocate(all->env, n + m, sizeof(int32_t));
    all->order = tksi_allocate(all->env, m, sizeof(int32_t));
    all->behind = tksi_allocate(all->env, m, sizeof(int32_t));
    if (all->partner[0] == NULL || all->list == NULL || all->order == NULL || all->behind == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu lines", n + m);
    all->partner[1] = all->partner[0] + n;
    for (size_t i = 0; i < n + m; i++)
        all->partner[0][i] = NONE;
    for (size_t i = 0; i < m; i++)
        all->order[i] = (int32_t)i;
    return TKS_OK;
}

/* Writes actual's lines down in their order, the last one as it ended before. */
static tks_status write_arranged(tks_text_diff *diff, const struct arranging *all, tks_error *err)
{
    struct tksi_buffer *out = &diff->arranged;
    tks_str last = { "", 0 };
    tks_status status;

    for (int32_t i = 0; i < all->lines[1].count; i++) {
        last = tksi_line(&all->lines[1], all->order[i]);
        if ((status = tksi_buffer_append(out, last.data, last.length, err)))
            return status;
    }
    if (all->padded[1].length > 0)
        out->length -= tksi_line_end(last);
    tksi_lines_dispose(&diff->lines[1], &diff->env);
    return tksi_lines_cut(&diff->lines[1],
                          (tks_bytes){ out->length > 0 ? (const void *)out->data : "",
                                       out->length },
                          &diff->env, err);
}

static tks_status arrange(struct arranging *all, tks_text_diff *diff, const tks_text_rules *rules,
                          tks_error *err)
{
    tks_status status;

    for (int side = 0; side < 2; side++)
        if ((status = pad(all, diff, side, err)) ||
            (status = tksi_sections_find(&all->passages[side], &all->lines[side], rules->sorted,
                                         rules->n_sorted, all->env, err)))
            return status;
    if (all->passages[0].length == 0 || all->passages[1].length == 0)
        return TKS_OK;
    for (int side = 0; side < 2; side++)
        all->equal.sides[side] =
            (struct tksi_stretch){ &all->lines[side], 0, all->lines[side].count };
    if ((status = tksi_equal_lines(&all->equal, err)) || (status = take_room(all, err)) ||
        (status = arrange_sections(all, err)))
        return status;
    diff->counts.tolerated += all->moved;
    return write_arranged(diff, all, err);
}

tks_status tksi_sorted_arrange(tks_text_diff *diff, const tks_text_rules *rules, tks_error *err)
{
    struct arranging all = { .env = &diff->env, .equal = { .rules = rules, .env = &diff->env } };
    tks_status status;

    for (int side = 0; side < 2; side++) {
        tksi_buffer_init(&all.padded[side], SIZE_MAX, &diff->env);
        tksi_buffer_init(&all.passages[side], SIZE_MAX, &diff->env);
    }
    status = arrange(&all, diff, rules, err);
    tksi_release(all.env, all.behind);
    tksi_release(all.env, all.order);
    tksi_release(all.env, all.list);
    tksi_release(all.env, all.partner[0]);
    tksi_equal_dispose(&all.equal);
    for (int side = 0; side < 2; side++) {
        tksi_lines_dispose(&all.lines[side], all.env);
        tksi_buffer_dispose(&all.passages[side]);
        tksi_buffer_dispose(&all.padded[side]);
    }
    return status;
}
