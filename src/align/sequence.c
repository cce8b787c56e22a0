/* sequence.c - which elements of two sequences belong together
 *
 * An element says more the rarer it is: blank rows are everywhere and would pull
 * rows of different paragraphs together. So, for the whole and then again between
 * what was found:
 *
 *     1. equal beginnings and ends belong together;
 *     2. elements that occur once on each side are anchors, as many as go without
 *        crossing (the longest rising subsequence; B. Cohen's patience diff);
 *     3. where there are none, those that occur at most COMMON times on each side
 *        are matched by Myers' algorithm, as long as it takes few steps;
 *     4. every anchor grows down, then up, over whatever is equal.
 *
 * At last, runs that are too short or too plain to be more than chance go, unless
 * they lie where their neighbours say they should, and insertions slide as low as they
 * can. Every part but Myers' is
 * linear, or sorts; Myers' has a budget. So the time is bounded for any input.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "align/sequence.h"
#include "align/myers.h"
#include "align/sort.h"

enum {
    COMMON = 20,     /* more often, and an element is no anchor (as happo's differ) */
    DEEPEST = 12,    /* how often the parts between anchors are parted again */
    PLAIN = 3,       /* kinds of elements that a run needs to mean something */
    REJOIN = 40,     /* the longest run that is put on its neighbour's diagonal */
    BUDGET = 1 << 22 /* steps of Myers' algorithm, about 10 ms */
};

enum side { EXPECTED, ACTUAL };

struct span {
    int32_t e0, e1, a0, a1, depth;
};

struct pair {
    int32_t e, a;
};

/* Working memory, all arrays cut from one block. */
struct matcher {
    int32_t length[2];
    uint32_t *kind[2];     /* of each element, small numbers; equal where the hashes are */
    int32_t *times[2];     /* how often each kind occurs in the span at hand */
    int32_t *place[2];     /* where it occurred last */
    int32_t *partner;      /* of each expected element, or -1 */
    struct pair *pairs;    /* anchors of a span */
    int32_t *tops, *below; /* of patience's piles */
    uint32_t *rare[2];     /* kinds of the rare elements of a span, and where they are */
    int32_t *where[2];
    int32_t *paths;
    struct span *spans; /* still to be looked at; they never overlap */
    int32_t n_spans, n_pairs;
    int64_t steps, budget;
    void *block;
};

int64_t tksi_match_bound(int32_t expected, int32_t actual)
{
    const int64_t both = (int64_t)expected + actual;

    /* sorting takes 16 passes, parting 8 for each depth, patience a logarithm */
    return both * (16 + 8 * (DEEPEST + 1) + 20) + BUDGET + (BUDGET >> 2);
}

/* ------------------------------------------------------------------- memory */

static size_t aligned(size_t bytes)
{
    return (bytes + 63) & ~(size_t)63;
}

/* Cuts `bytes` from the block, or only counts them while there is none. */
static void *cut(const struct matcher *matcher, size_t *used, size_t bytes)
{
    const size_t at = *used;

    *used += aligned(bytes);
    return matcher->block != NULL ? (uint8_t *)matcher->block + at : NULL;
}

static size_t lay_out(struct matcher *matcher)
{
    const size_t n = (size_t)matcher->length[EXPECTED], m = (size_t)matcher->length[ACTUAL];
    const size_t least = (n < m ? n : m) + 1;
    size_t used = 0;

    for (int side = 0; side < 2; side++) {
        const size_t length = (size_t)matcher->length[side];

        matcher->kind[side] = cut(matcher, &used, length * sizeof(uint32_t));
        matcher->times[side] = cut(matcher, &used, (n + m) * sizeof(int32_t));
        matcher->place[side] = cut(matcher, &used, (n + m) * sizeof(int32_t));
        matcher->rare[side] = cut(matcher, &used, length * sizeof(uint32_t));
        matcher->where[side] = cut(matcher, &used, length * sizeof(int32_t));
    }
    matcher->partner = cut(matcher, &used, n * sizeof(int32_t));
    matcher->pairs = cut(matcher, &used, least * sizeof(struct pair));
    matcher->tops = cut(matcher, &used, least * sizeof(int32_t));
    matcher->below = cut(matcher, &used, least * sizeof(int32_t));
    matcher->spans = cut(matcher, &used, least * sizeof(struct span));
    matcher->paths =
        cut(matcher, &used,
            tksi_myers_room(matcher->length[EXPECTED], matcher->length[ACTUAL]) * sizeof(int32_t));
    return used;
}

static tks_status take_memory(struct matcher *matcher, const struct tksi_env *env, tks_error *err)
{
    const size_t bytes = lay_out(matcher);

    if ((matcher->block = tksi_allocate_zeroed(env, bytes, 1)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    lay_out(matcher);
    return TKS_OK;
}

/* -------------------------------------------------------------------- kinds */

/* Numbers the kinds of elements. */
static tks_status find_kinds(struct matcher *matcher, const uint64_t *const hashes[2],
                             const struct tksi_env *env, tks_error *err)
{
    const size_t n = (size_t)matcher->length[EXPECTED];
    const size_t count = n + (size_t)matcher->length[ACTUAL];
    struct tksi_keyed *elements = tksi_allocate(env, count, 2 * sizeof *elements);
    uint32_t kind = 0;

    if (elements == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++)
        elements[i] =
            (struct tksi_keyed){ i < n ? hashes[EXPECTED][i] : hashes[ACTUAL][i - n], (uint32_t)i };
    tksi_sort_keyed(elements, elements + count, count);
    for (size_t i = 0; i < count; i++) {
        const size_t index = elements[i].index;

        kind += i > 0 && elements[i].key != elements[i - 1].key;
        if (index < n)
            matcher->kind[EXPECTED][index] = kind;
        else
            matcher->kind[ACTUAL][index - n] = kind;
    }
    matcher->steps += 16 * (int64_t)count;
    tksi_release(env, elements);
    return TKS_OK;
}

static bool is_like(const struct matcher *matcher, int32_t e, int32_t a)
{
    return matcher->kind[EXPECTED][e] == matcher->kind[ACTUAL][a];
}

/* -------------------------------------------------------------------- spans */

/* Matches equal beginnings and ends; the span shrinks to what is between. */
static void trim(struct matcher *matcher, struct span *span)
{
    const int32_t before = span->e1 - span->e0;

    while (span->e0 < span->e1 && span->a0 < span->a1 && is_like(matcher, span->e0, span->a0))
        matcher->partner[span->e0++] = span->a0++;
    while (span->e0 < span->e1 && span->a0 < span->a1 &&
           is_like(matcher, span->e1 - 1, span->a1 - 1))
        matcher->partner[--span->e1] = --span->a1;
    matcher->steps += before - (span->e1 - span->e0) + 1;
}

static void count_kinds(struct matcher *matcher, const struct span *span)
{
    const int32_t from[2] = { span->e0, span->a0 }, to[2] = { span->e1, span->a1 };

    /* both counts of every kind that either side has */
    for (int side = 0; side < 2; side++)
        for (int32_t i = from[side]; i < to[side]; i++) {
            matcher->times[EXPECTED][matcher->kind[side][i]] = 0;
            matcher->times[ACTUAL][matcher->kind[side][i]] = 0;
        }
    for (int side = 0; side < 2; side++)
        for (int32_t i = from[side]; i < to[side]; i++) {
            matcher->times[side][matcher->kind[side][i]]++;
            matcher->place[side][matcher->kind[side][i]] = i;
        }
    matcher->steps += 2 * (int64_t)(to[0] - from[0] + to[1] - from[1]);
}

/* Pairs of elements that occur once on each side, by their expected place. */
static void find_unique(struct matcher *matcher, const struct span *span)
{
    matcher->n_pairs = 0;
    for (int32_t e = span->e0; e < span->e1; e++) {
        const uint32_t kind = matcher->kind[EXPECTED][e];

        if (matcher->times[EXPECTED][kind] == 1 && matcher->times[ACTUAL][kind] == 1)
            matcher->pairs[matcher->n_pairs++] = (struct pair){ e, matcher->place[ACTUAL][kind] };
    }
    matcher->steps += span->e1 - span->e0;
}

/* Keeps the most pairs that rise on both sides. Each pile's top is the pair that
 * ends a rising sequence of the pile's number soonest. */
static void keep_rising(struct matcher *matcher)
{
    const int32_t count = matcher->n_pairs;
    int32_t piles = 0, at;

    for (int32_t i = 0; i < count; i++) {
        int32_t low = 0, high = piles;

        while (low < high) {
            const int32_t middle = (low + high) / 2;

            if (matcher->pairs[matcher->tops[middle]].a < matcher->pairs[i].a)
                low = middle + 1;
            else
                high = middle;
            matcher->steps++;
        }
        matcher->below[i] = low > 0 ? matcher->tops[low - 1] : -1;
        matcher->tops[low] = i;
        piles += low == piles;
    }
    matcher->n_pairs = piles;
    at = piles > 0 ? matcher->tops[piles - 1] : -1;
    for (int32_t i = piles - 1; i >= 0; i--) {
        matcher->tops[i] = at;
        at = matcher->below[at];
    }
    for (int32_t i = 0; i < piles; i++)
        matcher->pairs[i] = matcher->pairs[matcher->tops[i]]; /* tops[i] >= i */
}

static void found(void *user, int32_t e, int32_t a)
{
    struct matcher *matcher = user;

    matcher->pairs[matcher->n_pairs++] =
        (struct pair){ matcher->where[EXPECTED][e], matcher->where[ACTUAL][a] };
}

/* Pairs of elements that occur seldom, by Myers' algorithm. */
static void find_rare(struct matcher *matcher, const struct span *span)
{
    const int32_t from[2] = { span->e0, span->a0 }, to[2] = { span->e1, span->a1 };
    struct tksi_myers myers = { matcher->rare[EXPECTED],
                                matcher->rare[ACTUAL],
                                matcher->paths,
                                matcher->budget,
                                found,
                                matcher };
    int32_t counts[2] = { 0, 0 };

    for (int side = 0; side < 2; side++)
        for (int32_t i = from[side]; i < to[side]; i++) {
            const uint32_t kind = matcher->kind[side][i];
            const int32_t here = matcher->times[side][kind], there = matcher->times[!side][kind];

            if (here > COMMON || there > COMMON || there == 0)
                continue;
            matcher->rare[side][counts[side]] = kind;
            matcher->where[side][counts[side]++] = i;
        }
    matcher->n_pairs = 0;
    if (matcher->budget > 0)
        tksi_myers(&myers, counts[EXPECTED], counts[ACTUAL]);
    matcher->steps += to[0] - from[0] + to[1] - from[1] + matcher->budget - myers.steps_left;
    matcher->budget = myers.steps_left;
}

static void push(struct matcher *matcher, struct span span)
{
    if (span.e0 < span.e1 && span.a0 < span.a1)
        matcher->spans[matcher->n_spans++] = span;
}

/* Lets pairs from the i-th on grow down over equal elements, no farther than the
 * next pair that lies on another diagonal. Returns the first pair not grown over. */
static int32_t grow_down(struct matcher *matcher, const struct span *span, int32_t i,
                         struct pair *at)
{
    for (;;) {
        const struct pair *next = i < matcher->n_pairs ? &matcher->pairs[i] : NULL;

        if (next != NULL && next->e == at->e && next->a == at->a)
            i++;
        else if (at->e >= span->e1 || at->a >= span->a1 || !is_like(matcher, at->e, at->a) ||
                 (next != NULL && (next->e <= at->e || next->a <= at->a)))
            return i;
        matcher->partner[at->e++] = at->a++;
        matcher->steps++;
    }
}

/* Lets the pairs grow into runs and leaves what is between them to be looked at. */
static void grow(struct matcher *matcher, const struct span *span)
{
    struct pair done = { span->e0, span->a0 };

    for (int32_t i = 0; i < matcher->n_pairs;) {
        struct pair at = matcher->pairs[i], first = at;

        while (first.e > done.e && first.a > done.a && is_like(matcher, first.e - 1, first.a - 1)) {
            matcher->partner[--first.e] = --first.a;
            matcher->steps++;
        }
        push(matcher, (struct span){ done.e, first.e, done.a, first.a, span->depth + 1 });
        i = grow_down(matcher, span, i, &at);
        done = at;
    }
    push(matcher, (struct span){ done.e, span->e1, done.a, span->a1, span->depth + 1 });
}

static void match_spans(struct matcher *matcher)
{
    for (int32_t e = 0; e < matcher->length[EXPECTED]; e++)
        matcher->partner[e] = -1;
    push(matcher, (struct span){ 0, matcher->length[EXPECTED], 0, matcher->length[ACTUAL], 0 });
    while (matcher->n_spans > 0) {
        struct span span = matcher->spans[--matcher->n_spans];

        trim(matcher, &span);
        if (span.e0 == span.e1 || span.a0 == span.a1 || span.depth > DEEPEST)
            continue;
        count_kinds(matcher, &span);
        find_unique(matcher, &span);
        if (matcher->n_pairs > 0)
            keep_rising(matcher);
        else
            find_rare(matcher, &span);
        if (matcher->n_pairs > 0)
            grow(matcher, &span);
    }
}

/* --------------------------------------------------------------------- runs */

static int32_t diagonal(const struct tksi_match *match)
{
    return match->actual - match->expected;
}

static int32_t expected_end(const struct tksi_match *match)
{
    return match->expected + match->length;
}

static int32_t actual_end(const struct tksi_match *match)
{
    return match->actual + match->length;
}

/* Reads the runs off the partners; joins those that touch. */
static void collect(struct tksi_matches *out, const struct matcher *matcher)
{
    out->count = 0;
    for (int32_t e = 0; e < matcher->length[EXPECTED]; e++) {
        const int32_t a = matcher->partner[e];
        struct tksi_match *last = out->count > 0 ? &out->items[out->count - 1] : NULL;

        if (a < 0)
            continue;
        if (last != NULL && expected_end(last) == e && actual_end(last) == a)
            last->length++;
        else
            out->items[out->count++] = (struct tksi_match){ e, a, 1 };
    }
}

static void forget(struct matcher *matcher, const struct tksi_match *run)
{
    for (int32_t i = 0; i < run->length; i++)
        matcher->partner[run->expected + i] = -1;
}

/* Whether a run is more than chance wherever it lies: long enough, and not plain. */
static bool is_telling(const struct matcher *matcher, const struct tksi_match *run,
                       int32_t shortest)
{
    const uint32_t *kinds = matcher->kind[EXPECTED] + run->expected;
    int32_t changes = 1;

    if ((run->expected == 0 && run->actual == 0) ||
        (expected_end(run) == matcher->length[EXPECTED] &&
         actual_end(run) == matcher->length[ACTUAL]))
        return true;
    for (int32_t i = 1; i < run->length; i++)
        changes += kinds[i] != kinds[i - 1];
    return run->length >= shortest && changes >= PLAIN;
}

/* Forgets runs that are neither telling nor, long enough, on the diagonal of the
 * telling run before or after them. */
static void drop_chance(struct tksi_matches *out, struct matcher *matcher, int32_t shortest)
{
    const int32_t last = matcher->length[ACTUAL] - matcher->length[EXPECTED];
    int32_t before = 0, next = 0;

    for (int32_t i = 0; i < out->count; i++) {
        const struct tksi_match *run = &out->items[i];
        int32_t after = last;

        if (is_telling(matcher, run, shortest)) {
            before = diagonal(run);
            continue;
        }
        if (next <= i)
            for (next = i + 1;
                 next < out->count && !is_telling(matcher, &out->items[next], shortest); next++)
                ;
        if (next < out->count)
            after = diagonal(&out->items[next]);
        if (run->length < shortest || (diagonal(run) != before && diagonal(run) != after))
            forget(matcher, run);
    }
    collect(out, matcher);
}

/* What was forgotten leaves room to grow into: down first, then up. */
static void fill_room(struct tksi_matches *out, struct matcher *matcher)
{
    for (int32_t i = 0; i < out->count; i++) {
        const struct tksi_match *run = &out->items[i];
        const bool final = i + 1 == out->count;
        const struct pair end = { final ? matcher->length[EXPECTED] : run[1].expected,
                                  final ? matcher->length[ACTUAL] : run[1].actual };
        const struct pair begin = { i > 0 ? expected_end(run - 1) : 0,
                                    i > 0 ? actual_end(run - 1) : 0 };
        struct tksi_match larger = *run;

        while (larger.expected > begin.e && larger.actual > begin.a &&
               is_like(matcher, larger.expected - 1, larger.actual - 1)) {
            larger.expected--;
            larger.actual--;
            larger.length++;
        }
        while (expected_end(&larger) < end.e && actual_end(&larger) < end.a &&
               is_like(matcher, expected_end(&larger), actual_end(&larger)))
            larger.length++;
        out->items[i] = larger;
        for (int32_t k = 0; k < larger.length; k++)
            matcher->partner[larger.expected + k] = larger.actual + k;
        matcher->steps += 2 * (int64_t)larger.length;
    }
    collect(out, matcher);
}

/* Whether the run's expected elements also match on another diagonal. */
static bool fits(const struct matcher *matcher, const struct tksi_match *run, int32_t other)
{
    for (int32_t i = 0; i < run->length; i++)
        if (!is_like(matcher, run->expected + i, run->expected + i + other))
            return false;
    return true;
}

/* A short run between two insertions, or an insertion and a deletion, that matches
 * as well on the diagonal before it goes there: two bands become one, or none. */
static void rejoin(struct tksi_matches *out, struct matcher *matcher)
{
    for (int32_t i = 1; i < out->count; i++) {
        struct tksi_match *run = &out->items[i];
        const struct tksi_match *before = run - 1;
        const int32_t wanted = diagonal(before);
        const int32_t room = i + 1 < out->count ? run[1].actual : matcher->length[ACTUAL];

        if (run->length > REJOIN || wanted == diagonal(run) || expected_end(run) + wanted > room ||
            !fits(matcher, run, wanted))
            continue;
        run->actual = run->expected + wanted;
        for (int32_t k = 0; k < run->length; k++)
            matcher->partner[run->expected + k] = run->actual + k;
    }
    collect(out, matcher);
}

/* Where an insertion or a deletion could as well lie lower, it does: it then begins
 * with what is new and ends with the blank that follows, and the same edit is found
 * in the same place wherever it is met. */
static void slide_down(struct tksi_matches *out, struct matcher *matcher)
{
    for (int32_t i = 1; i < out->count; i++) {
        struct tksi_match *before = &out->items[i - 1], *run = &out->items[i];
        const bool inserted = expected_end(before) == run->expected;

        if (!inserted && actual_end(before) != run->actual)
            continue;
        while (run->length > 0 && is_like(matcher, expected_end(before), actual_end(before))) {
            matcher->partner[run->expected] = -1;
            matcher->partner[expected_end(before)] = actual_end(before);
            before->length++;
            run->expected++;
            run->actual++;
            run->length--;
            matcher->steps++;
        }
        if (run->length == 0) /* all of it went: what follows comes after `before` */
            *run = *before;
    }
    collect(out, matcher);
}

/* --------------------------------------------------------------------- all */

tks_status tksi_match_sequences(struct tksi_matches *out, const uint64_t *expected, int32_t n,
                                const uint64_t *actual, int32_t m, int32_t shortest,
                                const struct tksi_env *env, tks_error *err)
{
    struct matcher matcher = { .length = { n, m }, .budget = BUDGET };
    tks_status status;

    *out = (struct tksi_matches){ .env = *env };
    if ((status = take_memory(&matcher, env, err)) ||
        (status = find_kinds(&matcher, (const uint64_t *const[2]){ expected, actual }, env, err)))
        goto done;
    out->items = tksi_allocate(env, (size_t)(n < m ? n : m), sizeof *out->items);
    if (out->items == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
        goto done;
    }
    match_spans(&matcher);
    collect(out, &matcher);
    drop_chance(out, &matcher, shortest);
    fill_room(out, &matcher);
    rejoin(out, &matcher);
    slide_down(out, &matcher);
    out->steps = matcher.steps;
done:
    tksi_release(env, matcher.block);
    return status;
}

void tksi_matches_dispose(struct tksi_matches *matches)
{
    if (matches->items != NULL)
        tksi_release(&matches->env, matches->items);
    matches->items = NULL;
    matches->count = 0;
}
