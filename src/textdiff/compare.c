/* compare.c - two texts become the model of their difference
 *
 * What is equal at the beginning and at the end is cut off by comparing bytes; the lines
 * between get numbers (equal.c), and what belongs together is found by those.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "textdiff/equal.h"
#include "textdiff/match.h"
#include "textdiff/slide.h"
#include "textdiff/sorted.h"

#include <string.h>

enum {
    MARGIN = 100,           /* lines left at both ends for changes to slide into */
    WORTH_THREADS = 1 << 20 /* bytes of a text */
};

/* ------------------------------------------------------------------------ rules */

tks_status tksi_text_rules_resolve(tks_text_rules *out, const tks_text_rules *rules, tks_error *err)
{
    static const tks_text_rules plain = TKS_TEXT_RULES;
    const uint32_t known = TKS_TEXT_TRAILING_SPACE | TKS_TEXT_LINE_ENDINGS | TKS_TEXT_COMPOSITION;

    if (rules == NULL)
        rules = &plain;
    if (rules->size < sizeof *rules)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "tks_text_rules.size is not set");
    if ((rules->ignored & ~known) != 0)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "unknown bits in tks_text_rules.ignored");
    /* written so that NaN is caught too */
    if (!(rules->float_abs >= 0) || !(rules->float_rel >= 0))
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "numbers cannot differ by less than 0");
    if (rules->n_filters > 0 && rules->filters == NULL)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "no list of filters");
    for (size_t i = 0; i < rules->n_sorted; i++)
        if (rules->sorted == NULL || !tksi_range_is_well(rules->sorted[i]))
            return tksi_fail(err, TKS_INVALID_ARGUMENT,
                             "sorted lines are 'all', '/BEGIN/,/END/' or '/BEGIN/,$', not '%.60s'",
                             rules->sorted != NULL ? rules->sorted[i] : "");
    if ((unsigned)rules->structure > TKS_TEXT_YAML)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "unknown structure %d", (int)rules->structure);
    *out = *rules;
    return TKS_OK;
}

/* ----------------------------------------------------------------------- the ends */

static size_t equal_bytes(const char *a, const char *b, size_t most)
{
    enum { STEP = 4096 };
    size_t at = 0;

    while (most - at >= STEP && memcmp(a + at, b + at, STEP) == 0)
        at += STEP;
    while (at < most && a[at] == b[at])
        at++;
    return at;
}

/* The same backwards, from a and b, which point behind the last byte. */
static size_t equal_bytes_before(const char *a, const char *b, size_t most)
{
    enum { STEP = 4096 };
    size_t at = 0;

    while (most - at >= STEP && memcmp(a - at - STEP, b - at - STEP, STEP) == 0)
        at += STEP;
    while (at < most && a[-1 - (ptrdiff_t)at] == b[-1 - (ptrdiff_t)at])
        at++;
    return at;
}

/* Bytes that both have at the beginning, and, of the rest, at the end. */
static void find_ends(const tks_bytes texts[2], size_t *front, size_t *back)
{
    const size_t a = texts[0].length, b = texts[1].length, least = a < b ? a : b;
    const char *in_a = texts[0].data, *in_b = texts[1].data;

    *front = least > 0 ? equal_bytes(in_a, in_b, least) : 0;
    *back = least > 0 ? equal_bytes_before(in_a + a, in_b + b, least - *front) : 0;
}

/* The first line that begins at `byte` or later. */
static int32_t line_from(const struct tksi_lines *lines, size_t byte)
{
    int32_t low = 0, high = lines->count;

    while (low < high) {
        const int32_t middle = low + (high - low) / 2;

        if (lines->start[middle] < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whole lines within the first `bytes` of both. */
static int32_t front_lines(const struct tksi_lines lines[2], size_t bytes)
{
    int32_t least = INT32_MAX;

    for (int side = 0; side < 2; side++) {
        const int32_t after = line_from(&lines[side], bytes + 1) - 1;
        const int32_t whole = lines[side].text.length == bytes ? lines[side].count : after;

        least = whole < least ? whole : least;
    }
    /* the last line of one may be the beginning of a longer one */
    while (least > 0 && lines[0].start[least] != lines[1].start[least])
        least--;
    return least;
}

/* Whole lines within the last `bytes` of both. */
static int32_t back_lines(const struct tksi_lines lines[2], size_t bytes)
{
    int32_t least = INT32_MAX;

    for (int side = 0; side < 2; side++) {
        const int32_t whole =
            lines[side].count - line_from(&lines[side], lines[side].text.length - bytes);

        least = whole < least ? whole : least;
    }
    while (least > 0 && lines[0].text.length - lines[0].start[lines[0].count - least] !=
                            lines[1].text.length - lines[1].start[lines[1].count - least])
        least--;
    return least;
}

/* What of both texts has to be looked at, line by line. */
static void find_stretches(struct tksi_stretch sides[2], const struct tksi_lines lines[2])
{
    const tks_bytes texts[2] = { lines[0].text, lines[1].text };
    size_t front_bytes, back_bytes;
    int32_t front, back;

    find_ends(texts, &front_bytes, &back_bytes);
    front = front_lines(lines, front_bytes) - MARGIN;
    back = back_lines(lines, back_bytes) - MARGIN;
    front = front > 0 ? front : 0;
    back = back > 0 ? back : 0;
    for (int side = 0; side < 2; side++)
        sides[side] =
            (struct tksi_stretch){ &lines[side], front, lines[side].count - front - back };
}

/* ----------------------------------------------------------------- lines compared */

/* Everything between the texts and the model. */
struct work {
    struct tksi_equal equal;
    uint8_t *vague, *changed;
    struct tksi_match match;
};

static void work_dispose(struct work *work)
{
    tksi_release(work->equal.env, work->changed);
    tksi_release(work->equal.env, work->vague);
    tksi_equal_dispose(&work->equal);
}

static bool numbers_near(const void *user, int32_t x, int32_t y)
{
    return tksi_equal_near(user, x, y);
}

static tks_status make_vague(struct work *work, tks_error *err)
{
    const struct tksi_equal *equal = &work->equal;

    if ((work->vague = tksi_allocate_zeroed(equal->env, equal->count, 1)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %u lines", equal->count);
    tksi_equal_mark_vague(equal, work->vague);
    work->match.near = numbers_near;
    work->match.user = equal;
    work->match.vague = work->vague;
    return TKS_OK;
}

static tks_status match_lines(struct work *work, tks_error *err)
{
    const struct tksi_equal *equal = &work->equal;
    struct tksi_match *match = &work->match;
    const size_t n = (size_t)equal->sides[0].count, m = (size_t)equal->sides[1].count;
    tks_status status;

    if ((work->changed = tksi_allocate(equal->env, n + m, 1)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu lines", n + m);
    *match = (struct tksi_match){ .of = { equal->of[0], equal->of[1] },
                                  .count = { equal->sides[0].count, equal->sides[1].count },
                                  .classes = equal->count,
                                  .changed = { work->changed, work->changed + n } };
    if (tksi_equal_has_near(equal) && (status = make_vague(work, err)))
        return status;
    if ((status = tksi_match(match, equal->env, err)) == TKS_OK)
        tksi_slide(match, equal->sides);
    return status;
}

/* ----------------------------------------------------------------------- the model */

/* The hunk at x, y, or an empty one where lines there are the same bytes. */
static tks_text_hunk hunk_at(const struct work *work, int32_t x, int32_t y)
{
    const struct tksi_match *match = &work->match;
    const uint32_t *const *bytes = (const uint32_t *const *)work->equal.bytes.of;
    int32_t to_x = x, to_y = y;
    bool tolerated = false;

    while (to_x < match->count[0] && match->changed[0][to_x])
        to_x++;
    while (to_y < match->count[1] && match->changed[1][to_y])
        to_y++;
    if (to_x == x && to_y == y) {
        while (to_x < match->count[0] && to_y < match->count[1] && !match->changed[0][to_x] &&
               !match->changed[1][to_y] && bytes[0][to_x] != bytes[1][to_y]) {
            to_x++;
            to_y++;
        }
        tolerated = to_x > x;
    }
    return (tks_text_hunk){ work->equal.sides[0].first + x, to_x - x,
                            work->equal.sides[1].first + y, to_y - y, tolerated };
}

/* Walks over all hunks; puts them into `hunks` unless that is NULL. Returns how many. */
static size_t list_hunks(const struct work *work, tks_text_hunk *hunks)
{
    size_t count = 0;

    for (int32_t x = 0, y = 0; x < work->match.count[0] || y < work->match.count[1];) {
        const tks_text_hunk hunk = hunk_at(work, x, y);

        if (hunk.n_expected == 0 && hunk.n_actual == 0) {
            x++;
            y++;
            continue;
        }
        if (hunks != NULL)
            hunks[count] = hunk;
        count++;
        x += (int32_t)hunk.n_expected;
        y += (int32_t)hunk.n_actual;
    }
    return count;
}

static void count_hunk(tks_text_diff *diff, const tks_text_hunk *hunk)
{
    const int64_t both = hunk->n_expected < hunk->n_actual ? hunk->n_expected : hunk->n_actual;

    if (hunk->tolerated) {
        diff->counts.tolerated += both;
        return;
    }
    diff->counts.changed += both;
    diff->counts.removed += hunk->n_expected - both;
    diff->counts.added += hunk->n_actual - both;
    diff->verdict = TKS_DIFFERENT;
}

static tks_status keep_hunks(tks_text_diff *diff, const struct work *work, tks_error *err)
{
    diff->n_hunks = list_hunks(work, NULL);
    if ((diff->hunks = tksi_allocate(&diff->env, diff->n_hunks, sizeof *diff->hunks)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu hunks", diff->n_hunks);
    list_hunks(work, diff->hunks);
    diff->verdict = TKS_SIMILAR;
    for (size_t i = 0; i < diff->n_hunks; i++)
        count_hunk(diff, &diff->hunks[i]);
    return TKS_OK;
}

struct cutting {
    tks_text_diff *diff;
    tks_status statuses[2];
    tks_error errors[2];
};

static void cut_side(void *user, size_t side)
{
    struct cutting *cutting = user;
    tks_text_diff *diff = cutting->diff;

    cutting->statuses[side] =
        tksi_lines_cut(&diff->lines[side], diff->texts[side], &diff->env, &cutting->errors[side]);
}

static tks_status cut_both(tks_text_diff *diff, tks_error *err)
{
    struct cutting cutting = { .diff = diff };

    /* a thread costs more than cutting a few pages */
    tksi_parallel(diff->texts[0].length > WORTH_THREADS ? diff->env.threads : 1, 2, cut_side,
                  &cutting);
    for (int side = 0; side < 2; side++)
        if (cutting.statuses[side] != TKS_OK)
            return tksi_fail(err, cutting.statuses[side], "%s", cutting.errors[side].message);
    return TKS_OK;
}

static tks_status compare_lines(tks_text_diff *diff, const tks_text_rules *rules, tks_error *err)
{
    struct work work = { .equal = { .rules = rules, .env = &diff->env } };
    tks_status status;

    if ((status = cut_both(diff, err)) ||
        (rules->n_sorted > 0 && (status = tksi_sorted_arrange(diff, rules, err))))
        goto done;
    find_stretches(work.equal.sides, diff->lines);
    if ((status = tksi_equal_lines(&work.equal, err)) || (status = match_lines(&work, err)))
        goto done;
    status = keep_hunks(diff, &work, err);
done:
    work_dispose(&work);
    return status;
}

static tks_status compare_bytes(tks_text_diff *diff, tks_error *err)
{
    const int64_t a = (int64_t)diff->texts[0].length, b = (int64_t)diff->texts[1].length;
    size_t front, back;
    int64_t both;

    if ((diff->hunks = tksi_allocate(&diff->env, 1, sizeof *diff->hunks)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    find_ends(diff->texts, &front, &back);
    both = (int64_t)(front + back);
    diff->hunks[0] = (tks_text_hunk){ (int64_t)front, a - both, (int64_t)front, b - both, false };
    diff->n_hunks = 1;
    count_hunk(diff, &diff->hunks[0]);
    return TKS_OK;
}

static bool are_same(tks_bytes a, tks_bytes b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

tks_status tksi_text_compare(tks_text_diff **out, tks_bytes expected, tks_bytes actual,
                             const tks_text_rules *rules, const struct tksi_env *env,
                             tks_error *err)
{
    tks_text_diff *diff = tksi_allocate_zeroed(env, 1, sizeof *diff);
    tks_status status = TKS_OK;

    if (diff == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    diff->env = *env;
    tksi_buffer_init(&diff->arranged, SIZE_MAX, &diff->env);
    tksi_buffer_init(&diff->changes, SIZE_MAX, &diff->env);
    tksi_buffer_init(&diff->notes, SIZE_MAX, &diff->env);
    diff->texts[0] = expected.data != NULL ? expected : (tks_bytes){ "", 0 };
    diff->texts[1] = actual.data != NULL ? actual : (tks_bytes){ "", 0 };
    expected = diff->texts[0];
    actual = diff->texts[1];
    diff->form = tksi_is_text(expected) && tksi_is_text(actual) ? TKS_TEXT_LINES : TKS_TEXT_BYTES;
    if (!are_same(expected, actual))
        status = diff->form == TKS_TEXT_LINES ? compare_lines(diff, rules, err)
                                              : compare_bytes(diff, err);
    if (status == TKS_OK && diff->n_hunks > 0 && diff->form == TKS_TEXT_LINES)
        status = tksi_structure_compare(diff, rules, err);
    if (status != TKS_OK) {
        tks_text_diff_free(diff);
        return status;
    }
    *out = diff;
    return TKS_OK;
}

tks_status tks_compare_texts(tks_text_diff **out, tks_bytes expected, tks_bytes actual,
                             const tks_text_rules *rules, const tks_env *env, tks_error *err)
{
    struct tksi_env resolved;
    tks_text_rules checked;
    tks_status status;

    if ((expected.data == NULL && expected.length > 0) ||
        (actual.data == NULL && actual.length > 0))
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "a text without data");
    if ((status = tksi_env_defaults(&resolved, env, err)) ||
        (status = tksi_text_rules_resolve(&checked, rules, err)))
        return status;
    return tksi_text_compare(out, expected, actual, &checked, &resolved, err);
}
