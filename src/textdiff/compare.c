/* compare.c - two texts become the model of their difference
 *
 * What is equal at the beginning and at the end is cut off by comparing bytes; the lines
 * between get numbers (classes.c). Where rules say that lines may be equal without being
 * the same bytes, each different line is brought into its normal form once and numbered
 * by that. Numbers that may be near each other are no such relation - 1 is near 2 and 2
 * is near 3 - so they are asked pair by pair, while matching.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "textdiff/classes.h"
#include "textdiff/match.h"
#include "textdiff/slide.h"

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
    if ((unsigned)rules->structure > TKS_TEXT_YAML)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "unknown structure %d", (int)rules->structure);
    *out = *rules;
    return TKS_OK;
}

struct tksi_normal tksi_normal_of(const tks_text_rules *rules, const struct tksi_filters *filters)
{
    return (struct tksi_normal){
        .trailing_space = (rules->ignored & TKS_TEXT_TRAILING_SPACE) != 0,
        .line_endings = (rules->ignored & TKS_TEXT_LINE_ENDINGS) != 0,
        .composition = (rules->ignored & TKS_TEXT_COMPOSITION) != 0,
        .filters = filters,
    };
}

static bool wants_numbers(const tks_text_rules *rules)
{
    return rules->float_abs > 0 || rules->float_rel > 0;
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
    const tks_text_rules *rules;
    const struct tksi_env *env;
    struct tksi_stretch sides[2];
    struct tksi_classes classes; /* by bytes */
    struct tksi_filters *filters;
    struct tksi_buffer spare;
    struct tksi_forms normal;  /* where rules ask for it */
    struct tksi_forms blanked; /* of the normal forms, or of the texts: without numbers */
    struct tksi_number_rule numbers;
    uint32_t *of; /* normal classes of both sides; NULL: those by bytes */
    uint8_t *vague;
    uint8_t *changed;
    struct tksi_match match;
};

static void work_dispose(struct work *work)
{
    tksi_release(work->env, work->changed);
    tksi_release(work->env, work->vague);
    tksi_release(work->env, work->of);
    tksi_forms_dispose(&work->blanked, work->env);
    tksi_forms_dispose(&work->normal, work->env);
    tksi_buffer_dispose(&work->spare);
    tksi_filters_free(work->filters);
    tksi_classes_dispose(&work->classes);
}

static tks_status normal_form(void *user, struct tksi_buffer *out, tks_str text, tks_error *err)
{
    struct work *work = user;
    const struct tksi_normal normal = tksi_normal_of(work->rules, work->filters);

    return tksi_normal_line(&normal, out, &work->spare, text, err);
}

static tks_status make_normal(struct work *work, tks_error *err)
{
    const tks_text_rules *rules = work->rules;
    tks_status status;

    if (rules->n_filters > 0 && (status = tksi_filters_new(&work->filters, rules->filters,
                                                           rules->n_filters, work->env, err)))
        return status;
    return tksi_forms_make(&work->normal, &work->classes, normal_form, work, err);
}

/* What the lines of a class are compared as. */
static tks_str compared_as(const struct work *work, uint32_t class)
{
    const struct tksi_forms *normal = &work->normal;

    if (normal->as == NULL)
        return tksi_class_text(&work->classes, class);
    return tksi_piece(&normal->text, normal->at[class], normal->at[class + 1]);
}

struct blanking {
    const struct work *work;
    uint32_t next; /* the class whose turn it is */
};

static tks_status blank_form(void *user, struct tksi_buffer *out, tks_str text, tks_error *err)
{
    struct blanking *blanking = user;

    (void)text;
    return tksi_numbers_blank(out, compared_as(blanking->work, blanking->next++),
                              &blanking->work->numbers, err);
}

static tks_status make_blanked(struct work *work, tks_error *err)
{
    struct blanking blanking = { work, 0 };

    return tksi_forms_make(&work->blanked, &work->classes, blank_form, &blanking, err);
}

static bool numbers_near(const void *user, int32_t x, int32_t y)
{
    const struct work *work = user;
    const uint32_t a = work->classes.of[0][x], b = work->classes.of[1][y];

    return work->blanked.as[a] == work->blanked.as[b] &&
           tksi_numbers_near(compared_as(work, a), compared_as(work, b), &work->numbers);
}

/* Numbers the lines, as bytes and as what the rules make of them. */
static tks_status classify(struct work *work, tks_error *err)
{
    const size_t all = (size_t)work->sides[0].count + (size_t)work->sides[1].count;
    tks_status status;

    if ((status = tksi_classes_of_lines(&work->classes, work->sides, work->env, err)))
        return status;
    if ((work->rules->ignored != 0 || work->rules->n_filters > 0) &&
        (status = make_normal(work, err)))
        return status;
    if (wants_numbers(work->rules) && (status = make_blanked(work, err)))
        return status;
    work->match.of[0] = work->classes.of[0];
    work->match.of[1] = work->classes.of[1];
    work->match.classes = work->classes.count;
    if (work->normal.as == NULL)
        return TKS_OK;
    if ((work->of = tksi_allocate(work->env, all, sizeof *work->of)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu lines", all);
    for (size_t i = 0; i < all; i++)
        work->of[i] = work->normal.as[work->classes.of[0][i]];
    work->match.of[0] = work->of;
    work->match.of[1] = work->of + work->sides[0].count;
    work->match.classes = work->normal.count;
    return TKS_OK;
}

/* Finds the classes that have numbers. */
static tks_status make_vague(struct work *work, tks_error *err)
{
    const struct tksi_forms *blanked = &work->blanked;

    work->vague = tksi_allocate_zeroed(work->env, work->match.classes, 1);
    if (work->vague == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %u lines", work->match.classes);
    for (uint32_t i = 0; i < work->classes.count; i++) {
        const tks_str text = compared_as(work, i);
        const tks_str blank = tksi_piece(&blanked->text, blanked->at[i], blanked->at[i + 1]);

        if (text.length != blank.length || memcmp(text.data, blank.data, text.length) != 0)
            work->vague[work->normal.as != NULL ? work->normal.as[i] : i] = 1;
    }
    work->match.near = numbers_near;
    work->match.user = work;
    work->match.vague = work->vague;
    return TKS_OK;
}

static tks_status match_lines(struct work *work, tks_error *err)
{
    struct tksi_match *match = &work->match;
    const size_t n = (size_t)work->sides[0].count, m = (size_t)work->sides[1].count;
    tks_status status;

    if ((work->changed = tksi_allocate(work->env, n + m, 1)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu lines", n + m);
    match->count[0] = work->sides[0].count;
    match->count[1] = work->sides[1].count;
    match->changed[0] = work->changed;
    match->changed[1] = work->changed + n;
    if (wants_numbers(work->rules) && (status = make_vague(work, err)))
        return status;
    if ((status = tksi_match(match, work->env, err)) == TKS_OK)
        tksi_slide(match, work->sides);
    return status;
}

/* ----------------------------------------------------------------------- the model */

/* The hunk at x, y, or an empty one where lines there are the same bytes. */
static tks_text_hunk hunk_at(const struct work *work, int32_t x, int32_t y)
{
    const struct tksi_match *match = &work->match;
    const uint32_t *const *bytes = (const uint32_t *const *)work->classes.of;
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
    return (tks_text_hunk){ work->sides[0].first + x, to_x - x, work->sides[1].first + y, to_y - y,
                            tolerated };
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
    struct work work = { .rules = rules, .env = &diff->env };
    tks_status status;

    work.numbers =
        (struct tksi_number_rule){ rules->float_abs, rules->float_rel, rules->float_units };
    tksi_buffer_init(&work.spare, SIZE_MAX, &diff->env);
    work.classes.env = diff->env;
    if ((status = cut_both(diff, err)))
        goto done;
    find_stretches(work.sides, diff->lines);
    if ((status = classify(&work, err)) || (status = match_lines(&work, err)))
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
