/* classes.c - equal texts get equal numbers
 *
 * Every line is hashed once and looked up in one table; what has the same hash is held
 * together byte by byte, so the numbers do not depend on the hash. The table is far
 * larger than a processor's caches and lines come in no order, so it is asked for a few
 * lines ahead.
 *
 * Lines made to collide would make each look-up walk past all before. The walks are
 * counted, and when they are longer than chance makes them, all begins again with
 * another seed, which depends on every line: whoever wants to choose lines that collide
 * under it changes it by choosing.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "textdiff/classes.h"

#include <string.h>

enum { AHEAD = 16, ATTEMPTS = 4 };

struct slot {
    uint32_t tag;   /* upper half of the hash */
    uint32_t class; /* and one; 0: free */
};

struct table {
    struct slot *slots;
    size_t mask;
    tks_str *texts;
    uint32_t count;
    size_t walked, most; /* slots passed by, and how many may be */
    uint64_t digest;     /* of all hashes */
};

/* ------------------------------------------------------------------------ hash */

static uint64_t mix(uint64_t a, uint64_t b)
{
    const unsigned __int128 product = (unsigned __int128)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Eight bytes at a time. The two numbers are the fractions of the golden ratio and of the
 * square root of 3, made odd. */
uint64_t tksi_hash(tks_str text, uint64_t seed)
{
    const uint64_t golden = UINT64_C(0x9E3779B97F4A7C15), root = UINT64_C(0xBB67AE8584CAA73B);
    uint64_t hash = seed ^ mix(text.length ^ golden, root), word;
    const char *at = text.data;
    size_t left = text.length;

    for (; left >= 8; at += 8, left -= 8) {
        memcpy(&word, at, 8);
        hash = mix(hash ^ word, golden) + word;
    }
    word = 0;
    if (left > 0)
        memcpy(&word, at, left);
    return mix(hash ^ word, root) + word;
}

/* ----------------------------------------------------------------------- table */

static tks_status table_new(struct table *out, size_t most, const struct tksi_env *env,
                            tks_error *err)
{
    size_t slots = 64;

    while (slots < most + most / 2)
        slots *= 2;
    *out = (struct table){ .mask = slots - 1, .most = 16 * most + 1024 };
    out->slots = tksi_allocate(env, slots, sizeof *out->slots);
    out->texts = tksi_allocate(env, most, sizeof *out->texts);
    if (out->slots != NULL && out->texts != NULL)
        return TKS_OK;
    return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu lines", most);
}

static void table_clear(struct table *table)
{
    memset(table->slots, 0, (table->mask + 1) * sizeof *table->slots);
    table->count = 0;
    table->walked = 0;
    table->digest = 0;
}

static uint32_t look_up(struct table *table, tks_str text, uint64_t hash)
{
    const uint32_t tag = (uint32_t)(hash >> 32);

    table->digest = table->digest * 31 + hash;
    for (size_t at = hash & table->mask;; at = (at + 1) & table->mask, table->walked++) {
        struct slot *slot = &table->slots[at];

        if (slot->class == 0) {
            *slot = (struct slot){ tag, table->count + 1 };
            table->texts[table->count] = text;
            return table->count++;
        }
        if (slot->tag == tag) {
            const tks_str known = table->texts[slot->class - 1];

            if (known.length == text.length && memcmp(known.data, text.data, text.length) == 0)
                return slot->class - 1;
        }
    }
}

/* ------------------------------------------------------------------------ lines */

struct hashing {
    const struct tksi_stretch *sides;
    uint64_t *hashes[2];
    uint64_t seed;
};

static void hash_side(void *user, size_t side)
{
    const struct hashing *hashing = user;
    const struct tksi_stretch *stretch = &hashing->sides[side];

    for (int32_t i = 0; i < stretch->count; i++)
        hashing->hashes[side][i] =
            tksi_hash(tksi_line(stretch->lines, stretch->first + i), hashing->seed);
}

/* Fills out->of; false when the walks became too long. */
static bool number_lines(struct tksi_classes *out, struct table *table,
                         const struct tksi_stretch sides[2], uint64_t *const hashes[2], bool last)
{
    table_clear(table);
    for (int side = 0; side < 2; side++) {
        const int32_t count = sides[side].count;

        for (int32_t i = 0; i < count; i++) {
            if (i + AHEAD < count)
                __builtin_prefetch(&table->slots[hashes[side][i + AHEAD] & table->mask], 1);
            out->of[side][i] = look_up(table, tksi_line(sides[side].lines, sides[side].first + i),
                                       hashes[side][i]);
            if (table->walked > table->most && !last)
                return false;
        }
    }
    return true;
}

tks_status tksi_classes_of_lines(struct tksi_classes *out, const struct tksi_stretch sides[2],
                                 const struct tksi_env *env, tks_error *err)
{
    const size_t all = (size_t)sides[0].count + (size_t)sides[1].count;
    struct hashing hashing = { .sides = sides };
    struct table table = { .slots = NULL };
    tks_status status;

    *out = (struct tksi_classes){ .env = *env };
    if ((status = table_new(&table, all, env, err)))
        goto done;
    out->of[0] = tksi_allocate(env, all, sizeof *out->of[0]);
    hashing.hashes[0] = tksi_allocate(env, all, sizeof *hashing.hashes[0]);
    if (out->of[0] == NULL || hashing.hashes[0] == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu lines", all);
        goto done;
    }
    out->of[1] = out->of[0] + sides[0].count;
    hashing.hashes[1] = hashing.hashes[0] + sides[0].count;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        tksi_parallel(env->threads, 2, hash_side, &hashing);
        if (number_lines(out, &table, sides, hashing.hashes, attempt == ATTEMPTS))
            break;
        hashing.seed += table.digest | 1;
    }
    out->texts = table.texts;
    out->count = table.count;
    table.texts = NULL;
done:
    tksi_release(env, hashing.hashes[0]);
    tksi_release(env, table.texts);
    tksi_release(env, table.slots);
    return status;
}

void tksi_classes_dispose(struct tksi_classes *classes)
{
    const struct tksi_env env = classes->env;

    tksi_release(&env, classes->texts);
    tksi_release(&env, classes->of[0]);
    classes->texts = NULL;
    classes->of[0] = classes->of[1] = NULL;
}

/* ------------------------------------------------------------------------ forms */

static tks_str form_text(const struct tksi_forms *forms, uint32_t class)
{
    return tksi_piece(&forms->text, forms->at[class], forms->at[class + 1]);
}

static void number_forms(struct tksi_forms *forms, uint32_t count, struct table *table)
{
    uint64_t seed = 0;

    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        table_clear(table);
        for (uint32_t i = 0; i < count; i++) {
            const tks_str text = form_text(forms, i);

            forms->as[i] = look_up(table, text, tksi_hash(text, seed));
            if (table->walked > table->most && attempt < ATTEMPTS)
                break;
        }
        if (table->walked <= table->most)
            break;
        seed += table->digest | 1;
    }
    forms->count = table->count;
}

tks_status tksi_forms_make(struct tksi_forms *out, const struct tksi_classes *classes,
                           tksi_form_fn *form, void *user, tks_error *err)
{
    const struct tksi_env *env = &classes->env;
    struct table table = { .slots = NULL };
    tks_status status;

    *out = (struct tksi_forms){ .as = NULL };
    tksi_buffer_init(&out->text, SIZE_MAX, env);
    if ((status = table_new(&table, classes->count, env, err)))
        goto done;
    out->as = tksi_allocate(env, classes->count, sizeof *out->as);
    out->at = tksi_allocate(env, (size_t)classes->count + 1, sizeof *out->at);
    if (out->as == NULL || out->at == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %u lines", classes->count);
        goto done;
    }
    for (uint32_t i = 0; i < classes->count; i++) {
        out->at[i] = out->text.length;
        if ((status = form(user, &out->text, classes->texts[i], err)))
            goto done;
    }
    out->at[classes->count] = out->text.length;
    number_forms(out, classes->count, &table);
done:
    tksi_release(env, table.texts);
    tksi_release(env, table.slots);
    return status;
}

void tksi_forms_dispose(struct tksi_forms *forms, const struct tksi_env *env)
{
    tksi_release(env, forms->as);
    tksi_release(env, forms->at);
    if (forms->text.env != NULL)
        tksi_buffer_dispose(&forms->text);
    *forms = (struct tksi_forms){ .as = NULL };
}
