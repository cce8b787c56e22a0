/* words.c - which lines of a hunk are one line that changed, and how
 *
 * Each line gets a sketch of its pairs of neighbouring characters; how alike two lines
 * are is how much of their sketches they share (L. R. Dice's coefficient). Pairs do not
 * cross, and those are taken that are most alike in sum. A hunk too large for that is
 * paired line by line.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "textdiff/words.h"

#include <assert.h>

enum {
    ALIKE = 40,          /* percent, for two lines to be one that changed */
    MOST_CELLS = 4096,   /* lines times lines that are all held together */
    MOST_SKETCHED = 4096 /* bytes of a line that are sketched */
};

struct found_pair {
    int64_t expected, actual;
    size_t first[2], count[2]; /* spans, in the buffer of the side */
    bool end_differs;
};

struct tks_text_words {
    struct tksi_env env;
    struct tksi_buffer pairs;    /* of found_pair */
    struct tksi_buffer spans[2]; /* of tks_text_span */
};

/* -------------------------------------------------------------------- likeness */

void tksi_sketch_line(struct tksi_sketch *out, tks_str line)
{
    const size_t length = line.length < MOST_SKETCHED ? line.length : MOST_SKETCHED;
    unsigned before = 0;

    *out = (struct tksi_sketch){ .all = 0 };
    for (size_t i = 0; i < length; i++) {
        const unsigned c = (unsigned char)line.data[i];

        if (c == ' ' || c == '\t')
            continue;
        out->counts[(before * 37 + c * 11) % 128]++;
        out->all++;
        before = c;
    }
}

int tksi_likeness(const struct tksi_sketch *a, const struct tksi_sketch *b)
{
    uint32_t common = 0;

    if (a->all + b->all == 0)
        return 100;
    for (int i = 0; i < 128; i++)
        common += a->counts[i] < b->counts[i] ? a->counts[i] : b->counts[i];
    return (int)(200 * common / (a->all + b->all));
}

/* ----------------------------------------------------------------------- pairs */

/* The work on one hunk. */
struct pairing {
    const tks_text_diff *diff;
    const struct tksi_env *env;
    tks_text_hunk hunk;
    tks_text_words *words;
};

static tks_str text_of(const struct pairing *pairing, tks_side side, int64_t line)
{
    return tks_text_diff_line(pairing->diff, side, line).text;
}

static tks_status add_pair(struct pairing *pairing, int64_t expected, int64_t actual,
                           tks_error *err)
{
    tks_text_words *words = pairing->words;
    const tks_text_line lines[2] = { tks_text_diff_line(pairing->diff, TKS_EXPECTED, expected),
                                     tks_text_diff_line(pairing->diff, TKS_ACTUAL, actual) };
    const tks_str texts[2] = { lines[0].text, lines[1].text };
    struct found_pair pair = { expected, actual, { 0 }, { 0 }, lines[0].end != lines[1].end };
    tks_status status;

    for (int side = 0; side < 2; side++)
        pair.first[side] = words->spans[side].length / sizeof(tks_text_span);
    if ((status = tksi_spans(words->spans, texts, pairing->env, err)))
        return status;
    for (int side = 0; side < 2; side++)
        pair.count[side] = words->spans[side].length / sizeof(tks_text_span) - pair.first[side];
    return tksi_buffer_append(&words->pairs, &pair, sizeof pair, err);
}

/* The first with the first, the second with the second. */
static tks_status pair_in_order(struct pairing *pairing, tks_error *err)
{
    const tks_text_hunk *hunk = &pairing->hunk;
    tks_status status = TKS_OK;

    for (int64_t i = 0; i < hunk->n_expected && i < hunk->n_actual && status == TKS_OK; i++) {
        struct tksi_sketch a, b;

        tksi_sketch_line(&a, text_of(pairing, TKS_EXPECTED, hunk->expected + i));
        tksi_sketch_line(&b, text_of(pairing, TKS_ACTUAL, hunk->actual + i));
        if (hunk->tolerated || tksi_likeness(&a, &b) >= ALIKE)
            status = add_pair(pairing, hunk->expected + i, hunk->actual + i, err);
    }
    return status;
}

static tks_status take_best(struct pairing *pairing, const int32_t *partner, tks_error *err)
{
    const tks_text_hunk *hunk = &pairing->hunk;
    tks_status status = TKS_OK;

    for (int64_t i = 0; i < hunk->n_expected && status == TKS_OK; i++)
        if (partner[i] >= 0)
            status = add_pair(pairing, hunk->expected + i, hunk->actual + partner[i], err);
    return status;
}

static tks_status pair_best(struct pairing *pairing, tks_error *err)
{
    const int32_t n = (int32_t)pairing->hunk.n_expected, m = (int32_t)pairing->hunk.n_actual;
    struct tksi_sketch *sketches =
        tksi_allocate(pairing->env, (size_t)n + (size_t)m, sizeof *sketches);
    uint8_t *alike = tksi_allocate(pairing->env, (size_t)n, (size_t)m);
    int32_t *partner = tksi_allocate(pairing->env, (size_t)n, sizeof *partner);
    tks_status status;

    if (sketches == NULL || partner == NULL || alike == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %d lines", (int)(n + m));
        goto done;
    }
    for (int32_t i = 0; i < n; i++)
        tksi_sketch_line(&sketches[i], text_of(pairing, TKS_EXPECTED, pairing->hunk.expected + i));
    for (int32_t j = 0; j < m; j++)
        tksi_sketch_line(&sketches[n + j], text_of(pairing, TKS_ACTUAL, pairing->hunk.actual + j));
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < m; j++)
            alike[i * m + j] = (uint8_t)tksi_likeness(&sketches[i], &sketches[n + j]);
    if ((status = tksi_best_pairs(partner, alike, n, m, ALIKE, pairing->env, err)) == TKS_OK)
        status = take_best(pairing, partner, err);
done:
    tksi_release(pairing->env, partner);
    tksi_release(pairing->env, alike);
    tksi_release(pairing->env, sketches);
    return status;
}

tks_status tks_text_words_new(tks_text_words **out, const tks_text_diff *diff, size_t hunk,
                              const tks_env *env, tks_error *err)
{
    struct tksi_env resolved;
    struct pairing pairing = { .diff = diff, .env = &resolved };
    tks_status status;

    if (diff->form != TKS_TEXT_LINES || hunk >= diff->n_hunks)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "there is no such hunk of lines");
    if ((status = tksi_env_defaults(&resolved, env, err)))
        return status;
    pairing.hunk = diff->hunks[hunk];
    if ((pairing.words = tksi_allocate_zeroed(&resolved, 1, sizeof *pairing.words)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    pairing.words->env = resolved;
    tksi_buffer_init(&pairing.words->pairs, SIZE_MAX, &pairing.words->env);
    for (int side = 0; side < 2; side++)
        tksi_buffer_init(&pairing.words->spans[side], SIZE_MAX, &pairing.words->env);
    if (pairing.hunk.tolerated || pairing.hunk.n_expected > MOST_CELLS ||
        pairing.hunk.n_actual > MOST_CELLS ||
        pairing.hunk.n_expected * pairing.hunk.n_actual > MOST_CELLS)
        status = pair_in_order(&pairing, err);
    else
        status = pair_best(&pairing, err);
    if (status != TKS_OK) {
        tks_text_words_free(pairing.words);
        return status;
    }
    *out = pairing.words;
    return TKS_OK;
}

size_t tks_text_words_count(const tks_text_words *words)
{
    return words->pairs.length / sizeof(struct found_pair);
}

tks_text_pair tks_text_words_pair(const tks_text_words *words, size_t index)
{
    const struct found_pair *found = (const void *)words->pairs.data;
    tks_text_pair pair = { .spans = { NULL, NULL } };

    assert(index < tks_text_words_count(words));
    found += index;
    pair.expected = found->expected;
    pair.actual = found->actual;
    pair.end_differs = found->end_differs;
    for (int side = 0; side < 2; side++) {
        const tks_text_span *spans = (const void *)words->spans[side].data;

        pair.n_spans[side] = found->count[side];
        pair.spans[side] = found->count[side] > 0 ? spans + found->first[side] : NULL;
    }
    return pair;
}

void tks_text_words_free(tks_text_words *words)
{
    struct tksi_env env;

    if (words == NULL)
        return;
    env = words->env;
    tksi_buffer_dispose(&words->pairs);
    tksi_buffer_dispose(&words->spans[0]);
    tksi_buffer_dispose(&words->spans[1]);
    tksi_release(&env, words);
}
