/* classes.c - equal texts get equal numbers
 *
 * Every line is hashed once and looked up in one table; what has the same hash is held
 * together byte by byte, so the numbers do not depend on the hash. The table is far
 * larger than a processor's caches and lines come in no order, so it is asked for some
 * lines ahead. It has room for the lines of the longer text, since most lines of one are
 * lines of the other, and grows where they are not: fresh memory costs more than that.
 *
 * Lines made to collide would make each look-up walk past all before. The walks are
 * counted, and when they are longer than chance makes them, all begins again with
 * another seed, which depends on every line: whoever wants to choose lines that collide
 * under it changes it by choosing.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "textdiff/classes.h"

#include <string.h>

enum { AT_ONCE = 64, ATTEMPTS = 4 };

struct slot {
    uint32_t tag;     /* upper half of the hash */
    uint32_t element; /* the first of its class, and one; 0: free */
};

/* What is numbered: lines of two texts, one side's after the other's, or forms. */
struct table {
    const struct tksi_stretch *sides; /* NULL: forms */
    const struct tksi_forms *forms;
    uint64_t seed;
    struct slot *slots;
    size_t mask;
    uint32_t *of;    /* by element: its class */
    uint32_t *first; /* by class: an element of it */
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

static tks_str line_at(const struct tksi_stretch sides[2], uint32_t element)
{
    const uint32_t n = (uint32_t)sides[0].count;
    const struct tksi_stretch *side = &sides[element >= n];

    return tksi_line(side->lines, side->first + (int32_t)(element >= n ? element - n : element));
}

static tks_str element_at(const struct table *table, uint32_t element)
{
    const struct tksi_forms *forms = table->forms;

    return table->sides != NULL
               ? line_at(table->sides, element)
               : tksi_piece(&forms->text, forms->at[element], forms->at[element + 1]);
}

/* Room for `most` elements, of which about `likely` are different. */
static tks_status table_init(struct table *table, size_t most, size_t likely,
                             const struct tksi_env *env, tks_error *err)
{
    size_t slots = 4 * AT_ONCE;

    while (slots < likely + likely / 2)
        slots *= 2;
    table->mask = slots - 1;
    table->most = 16 * most + 1024;
    table->slots = tksi_allocate(env, slots, sizeof *table->slots);
    table->first = tksi_allocate(env, most, sizeof *table->first);
    if (table->slots != NULL && table->first != NULL)
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

/* Whether the next AT_ONCE lines might fill more than two thirds. */
static bool is_full(const struct table *table)
{
    return table->count + AT_ONCE > (table->mask + 1) / 3 * 2;
}

/* Twice the slots, where more is different than was likely. */
static tks_status table_grow(struct table *table, const struct tksi_env *env, tks_error *err)
{
    const size_t slots = 2 * (table->mask + 1);
    struct slot *larger = tksi_allocate_zeroed(env, slots, sizeof *larger);

    if (larger == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu lines", slots);
    tksi_release(env, table->slots);
    table->slots = larger;
    table->mask = slots - 1;
    for (uint32_t i = 0; i < table->count; i++) {
        const uint32_t element = table->first[i];
        const uint64_t hash = tksi_hash(element_at(table, element), table->seed);
        size_t at = hash & table->mask;

        for (; table->slots[at].element != 0; at = (at + 1) & table->mask)
            table->walked++;
        table->slots[at] = (struct slot){ (uint32_t)(hash >> 32), element + 1 };
    }
    return TKS_OK;
}

/* Gives an element, which comes after those before it, its class. */
static void look_up(struct table *table, uint32_t element, tks_str text, uint64_t hash)
{
    const uint32_t tag = (uint32_t)(hash >> 32);

    table->digest = table->digest * 31 + hash;
    for (size_t at = hash & table->mask;; at = (at + 1) & table->mask, table->walked++) {
        struct slot *slot = &table->slots[at];

        if (slot->element == 0) {
            *slot = (struct slot){ tag, element + 1 };
            table->first[table->count] = element;
            table->of[element] = table->count++;
            return;
        }
        if (slot->tag == tag) {
            const tks_str known = element_at(table, slot->element - 1);

            if (known.length == text.length && memcmp(known.data, text.data, text.length) == 0) {
                table->of[element] = table->of[slot->element - 1];
                return;
            }
        }
    }
}

/* ------------------------------------------------------------------------ lines */

/* Numbers lines first .. first + count - 1 of a side, at most AT_ONCE. Their places in the
 * table are asked for while they are hashed. */
static void number_some(struct table *table, const struct tksi_stretch *side, int32_t first,
                        int32_t count, uint32_t element)
{
    uint64_t hashes[AT_ONCE];

    for (int32_t i = 0; i < count; i++) {
        hashes[i] = tksi_hash(tksi_line(side->lines, side->first + first + i), table->seed);
        __builtin_prefetch(&table->slots[hashes[i] & table->mask], 1);
    }
    for (int32_t i = 0; i < count; i++)
        look_up(table, element + (uint32_t)i, tksi_line(side->lines, side->first + first + i),
                hashes[i]);
}

/* Fills table->of; *again when the walks became too long. */
static tks_status number_lines(bool *again, struct table *table, const struct tksi_env *env,
                               tks_error *err)
{
    uint32_t element = 0;

    table_clear(table);
    *again = false;
    for (int side = 0; side < 2; side++) {
        const struct tksi_stretch *stretch = &table->sides[side];

        for (int32_t i = 0; i < stretch->count; i += AT_ONCE) {
            const int32_t left = stretch->count - i, count = left < AT_ONCE ? left : AT_ONCE;
            tks_status status = TKS_OK;

            while (is_full(table) && status == TKS_OK)
                status = table_grow(table, env, err);
            if (status)
                return status;
            number_some(table, stretch, i, count, element);
            element += (uint32_t)count;
            if (table->walked > table->most) {
                *again = true;
                return TKS_OK;
            }
        }
    }
    return TKS_OK;
}

/* Numbers with one seed after the other, the last one without a limit. */
static tks_status number_all(struct table *table, const struct tksi_env *env, tks_error *err)
{
    for (int attempt = 1;; attempt++) {
        bool again;
        tks_status status;

        if (attempt == ATTEMPTS)
            table->most = SIZE_MAX;
        status = number_lines(&again, table, env, err);
        if (status != TKS_OK || !again)
            return status;
        table->seed += table->digest | 1;
    }
}

tks_status tksi_classes_of_lines(struct tksi_classes *out, const struct tksi_stretch sides[2],
                                 const struct tksi_env *env, tks_error *err)
{
    const size_t n = (size_t)sides[0].count, m = (size_t)sides[1].count, all = n + m;
    struct table table = { .sides = sides };
    tks_status status;

    *out = (struct tksi_classes){ .env = *env, .sides = { sides[0], sides[1] } };
    /* most lines of one text are lines of the other */
    if ((status = table_init(&table, all, (n > m ? n : m) + all / 16, env, err)))
        goto done;
    out->of[0] = table.of = tksi_allocate(env, all, sizeof *out->of[0]);
    if (out->of[0] == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu lines", all);
        goto done;
    }
    out->of[1] = out->of[0] + n;
    if ((status = number_all(&table, env, err)))
        goto done;
    out->first = table.first;
    out->count = table.count;
    table.first = NULL;
done:
    tksi_release(env, table.first);
    tksi_release(env, table.slots);
    return status;
}

tks_str tksi_class_text(const struct tksi_classes *classes, uint32_t class)
{
    return line_at(classes->sides, classes->first[class]);
}

void tksi_classes_dispose(struct tksi_classes *classes)
{
    const struct tksi_env env = classes->env;

    tksi_release(&env, classes->first);
    tksi_release(&env, classes->of[0]);
    classes->first = NULL;
    classes->of[0] = classes->of[1] = NULL;
}

/* ------------------------------------------------------------------------ forms */

static void number_forms(struct table *table, uint32_t count)
{
    for (int attempt = 1;; attempt++) {
        table_clear(table);
        for (uint32_t i = 0; i < count && (table->walked <= table->most || attempt == ATTEMPTS);
             i++) {
            const tks_str text = element_at(table, i);

            look_up(table, i, text, tksi_hash(text, table->seed));
        }
        if (table->walked <= table->most || attempt == ATTEMPTS)
            return;
        table->seed += table->digest | 1;
    }
}

tks_status tksi_forms_make(struct tksi_forms *out, const struct tksi_classes *classes,
                           tksi_form_fn *form, void *user, tks_error *err)
{
    const struct tksi_env *env = &classes->env;
    struct table table = { .forms = out };
    tks_status status;

    *out = (struct tksi_forms){ .as = NULL };
    tksi_buffer_init(&out->text, SIZE_MAX, env);
    if ((status = table_init(&table, classes->count, classes->count, env, err)))
        goto done;
    out->as = table.of = tksi_allocate(env, classes->count, sizeof *out->as);
    out->at = tksi_allocate(env, (size_t)classes->count + 1, sizeof *out->at);
    if (out->as == NULL || out->at == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %u lines", classes->count);
        goto done;
    }
    for (uint32_t i = 0; i < classes->count; i++) {
        out->at[i] = out->text.length;
        if ((status = form(user, &out->text, tksi_class_text(classes, i), err)))
            goto done;
    }
    out->at[classes->count] = out->text.length;
    number_forms(&table, classes->count);
    out->count = table.count;
done:
    tksi_release(env, table.first);
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
