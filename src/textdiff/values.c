/* values.c - equal values get equal numbers
 *
 * A value is brought into a form: what it is, its tag, then the text of a scalar, the
 * numbers of a list's items, or keys and numbers of a mapping's members in the order of
 * the keys. Parts come before wholes (data.c), so one walk is enough, and two values are
 * equal when their forms are the same bytes; these are found by their hash and then held
 * together. An alias has the number of what it stands for.
 *
 * The hash begins from one of both texts, so nobody can choose values that collide
 * without choosing another hash.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "textdiff/values.h"

#include "textdiff/classes.h"

#include <string.h>

/* What a walk numbers values by. */
enum pass { EXACT, NORMAL, BLANKED };

struct slot {
    uint32_t tag;   /* upper half of the hash */
    uint32_t class; /* and one; 0: free */
};

/* Forms seen so far. */
struct table {
    struct slot *slots;
    size_t mask;
    struct tksi_buffer *forms, *found;
    uint32_t count;
    uint64_t seed;
};

/* ----------------------------------------------------------------------- table */

static tks_status table_new(struct table *out, const struct tksi_values *values,
                            struct tksi_buffer *forms, struct tksi_buffer *found, tks_error *err)
{
    const struct tksi_data *trees = values->trees;
    const size_t most = (size_t)trees[0].count + trees[1].count;
    size_t slots = 64;

    while (slots < most + most / 2)
        slots *= 2;
    *out = (struct table){ .mask = slots - 1, .forms = forms, .found = found };
    for (int side = 0; side < 2; side++)
        out->seed =
            tksi_hash(tksi_piece(&trees[side].texts, 0, trees[side].texts.length), out->seed);
    if ((out->slots = tksi_allocate_zeroed(&values->env, slots, sizeof *out->slots)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu values", most);
    return TKS_OK;
}

/* The number of the form that was appended from `from` on; one known before is taken off
 * again. */
static tks_status look_up(uint32_t *class, struct table *table, size_t from, tks_error *err)
{
    const tks_str form = tksi_piece(table->forms, from, table->forms->length);
    const uint64_t hash = tksi_hash(form, table->seed);
    const struct tksi_form new = { from, form.length };
    const uint32_t tag = (uint32_t)(hash >> 32);
    size_t at = hash & table->mask;

    for (; table->slots[at].class != 0; at = (at + 1) & table->mask) {
        const struct tksi_form *known = (const struct tksi_form *)(const void *)table->found->data;

        *class = table->slots[at].class - 1;
        known += *class;
        if (table->slots[at].tag == tag && known->length == form.length &&
            memcmp(table->forms->data + known->at, form.data, form.length) == 0) {
            table->forms->length = from;
            return TKS_OK;
        }
    }
    *class = table->count++;
    table->slots[at] = (struct slot){ tag, table->count };
    return tksi_buffer_append(table->found, &new, sizeof new, err);
}

/* ----------------------------------------------------------------------- forms */

static tks_status put_number(struct tksi_buffer *out, uint32_t number, tks_error *err)
{
    return tksi_buffer_append(out, &number, sizeof number, err);
}

static tks_status put_text(struct tksi_buffer *out, tks_str text, tks_error *err)
{
    const tks_status status = put_number(out, (uint32_t)text.length, err);

    return status != TKS_OK ? status : tksi_buffer_append(out, text.data, text.length, err);
}

/* A scalar's text under the rules, which are about lines: each of its lines. */
static tks_status put_normal(struct tksi_values *values, tks_str text, tks_error *err)
{
    tks_status status = TKS_OK;
    bool more = true;

    while (more && status == TKS_OK) {
        const char *end = text.length > 0 ? memchr(text.data, '\n', text.length) : NULL;
        const size_t length = end != NULL ? (size_t)(end - text.data) + 1 : text.length;

        more = end != NULL;
        status = tksi_normal_line(values->normal, &values->forms, &values->spare,
                                  (tks_str){ text.data, length }, err);
        /* where ends of lines do not count, that there are some still does */
        if (more && status == TKS_OK && values->normal->line_endings)
            status = tksi_buffer_append(&values->forms, "\n", 1, err);
        text = (tks_str){ text.data + length, text.length - length };
    }
    return status;
}

/* What a scalar is compared as, for numbers to be found in it. */
static tks_str compared_as(const struct tksi_values *values, int side, uint32_t node)
{
    const struct tksi_form *found = (const struct tksi_form *)(const void *)values->found.data;
    const struct tksi_datum *scalar = tksi_datum_at(&values->trees[side], node);
    const size_t head = 1 + sizeof(uint32_t) + scalar->tag.length;

    found += values->as[side][node];
    return tksi_piece(&values->forms, found->at + head, found->at + found->length);
}

static tks_status put_scalar(struct tksi_values *values, struct tksi_buffer *out, enum pass pass,
                             int side, uint32_t node, tks_error *err)
{
    const struct tksi_data *tree = &values->trees[side];
    const tks_str text = tksi_extent_of(tree, tksi_datum_at(tree, node)->text);
    const size_t from = out->length;
    tks_str compared;
    tks_status status;

    if (pass == NORMAL && values->normal != NULL)
        return put_normal(values, text, err);
    if (pass != BLANKED)
        return tksi_buffer_append(out, text.data, text.length, err);
    compared = compared_as(values, side, node);
    status = tksi_numbers_blank(out, compared, values->numbers, err);
    values->vague[side][node] = out->length - from != compared.length ||
                                memcmp(out->data + from, compared.data, compared.length) != 0;
    return status;
}

static tks_status put_children(struct tksi_values *values, struct tksi_buffer *out,
                               const uint32_t *of, enum pass pass, int side, uint32_t node,
                               tks_error *err)
{
    const struct tksi_data *tree = &values->trees[side];
    const struct tksi_datum *whole = tksi_datum_at(tree, node);
    const bool keyed = whole->kind == TKSI_MAPPING;
    const uint32_t *children = keyed ? tksi_members(tree, node) : tksi_children(tree, node);
    tks_status status = TKS_OK;

    for (uint32_t i = 0; i < whole->count && status == TKS_OK; i++) {
        const struct tksi_datum *child = tksi_datum_at(tree, children[i]);

        if (keyed && ((status = put_number(out, child->key_kind, err)) ||
                      (status = put_text(out, tksi_extent_of(tree, child->key), err))))
            break;
        status = put_number(out, of[children[i]], err);
        if (pass == BLANKED)
            values->vague[side][node] |= values->vague[side][children[i]];
    }
    return status;
}

/* Numbers the values of one side. */
static tks_status number_side(uint32_t *of, struct table *table, struct tksi_values *values,
                              enum pass pass, int side, tks_error *err)
{
    const struct tksi_data *tree = &values->trees[side];
    struct tksi_buffer *out = table->forms;
    tks_status status = TKS_OK;

    for (uint32_t i = 0; i < tree->count && status == TKS_OK; i++) {
        const struct tksi_datum *node = tksi_datum_at(tree, i);
        const size_t from = out->length;

        if (node->alias) {
            of[i] = of[node->target];
            if (pass == BLANKED)
                values->vague[side][i] = values->vague[side][node->target];
            continue;
        }
        if ((status = tksi_buffer_append(out, &node->kind, 1, err)) ||
            (status = put_text(out, tksi_extent_of(tree, node->tag), err)))
            break;
        status = node->kind < TKSI_LIST ? put_scalar(values, out, pass, side, i, err)
                                        : put_children(values, out, of, pass, side, i, err);
        if (status == TKS_OK)
            status = look_up(&of[i], table, from, err);
    }
    return status;
}

static tks_status number_both(uint32_t *of[2], struct tksi_values *values, enum pass pass,
                              tks_error *err)
{
    struct tksi_buffer forms, found;
    const bool kept = pass == NORMAL;
    struct table table = { .slots = NULL };
    tks_status status;

    tksi_buffer_init(&forms, SIZE_MAX, &values->env);
    tksi_buffer_init(&found, SIZE_MAX, &values->env);
    status = table_new(&table, values, kept ? &values->forms : &forms,
                       kept ? &values->found : &found, err);
    for (int side = 0; side < 2 && status == TKS_OK; side++) {
        of[side] = tksi_allocate(&values->env, values->trees[side].count, sizeof **of);
        status = of[side] != NULL ? number_side(of[side], &table, values, pass, side, err)
                                  : tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for values");
    }
    if (kept)
        values->classes = table.count;
    tksi_release(&values->env, table.slots);
    tksi_buffer_dispose(&found);
    tksi_buffer_dispose(&forms);
    return status;
}

tks_status tksi_values_number(struct tksi_values *values, tks_error *err)
{
    tks_status status;

    tksi_buffer_init(&values->forms, SIZE_MAX, &values->env);
    tksi_buffer_init(&values->found, SIZE_MAX, &values->env);
    tksi_buffer_init(&values->spare, SIZE_MAX, &values->env);
    if ((status = number_both(values->as, values, NORMAL, err)))
        return status;
    if (values->normal == NULL)
        memcpy(values->exact, values->as, sizeof values->exact);
    else if ((status = number_both(values->exact, values, EXACT, err)))
        return status;
    values->local = tksi_allocate_zeroed(&values->env, values->classes, sizeof *values->local);
    if (values->local == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for values");
    if (values->numbers == NULL)
        return TKS_OK;
    for (int side = 0; side < 2; side++) {
        values->vague[side] = tksi_allocate_zeroed(&values->env, values->trees[side].count, 1);
        if (values->vague[side] == NULL)
            return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for values");
    }
    return number_both(values->blanked, values, BLANKED, err);
}

void tksi_values_dispose(struct tksi_values *values)
{
    for (int side = 0; side < 2; side++) {
        if (values->exact[side] != values->as[side])
            tksi_release(&values->env, values->exact[side]);
        tksi_release(&values->env, values->as[side]);
        tksi_release(&values->env, values->blanked[side]);
        tksi_release(&values->env, values->vague[side]);
    }
    tksi_release(&values->env, values->local);
    if (values->forms.env == NULL)
        return;
    tksi_buffer_dispose(&values->forms);
    tksi_buffer_dispose(&values->found);
    tksi_buffer_dispose(&values->spare);
}

/* ------------------------------------------------------------------------ near */

/* As deep as TKSI_DATA_NESTED, and aliases add as much each; the steps bound both. */
bool tksi_values_near(struct tksi_values *values, uint32_t x, uint32_t y)
{
    const struct tksi_datum *a = tksi_datum_at(&values->trees[0], x);
    const bool keyed = a->kind == TKSI_MAPPING;
    const uint32_t *xs, *ys;

    if (values->as[0][x] == values->as[1][y])
        return true;
    if (values->numbers == NULL || values->blanked[0][x] != values->blanked[1][y])
        return false;
    while (tksi_datum_at(&values->trees[0], x)->alias)
        x = tksi_datum_at(&values->trees[0], x)->target;
    while (tksi_datum_at(&values->trees[1], y)->alias)
        y = tksi_datum_at(&values->trees[1], y)->target;
    if (a->kind < TKSI_LIST)
        return tksi_numbers_near(compared_as(values, 0, x), compared_as(values, 1, y),
                                 values->numbers);
    values->steps += a->count + 1;
    if (values->steps > TKSI_MOST_NEAR)
        return false;
    xs = keyed ? tksi_members(&values->trees[0], x) : tksi_children(&values->trees[0], x);
    ys = keyed ? tksi_members(&values->trees[1], y) : tksi_children(&values->trees[1], y);
    for (uint32_t i = 0; i < a->count; i++)
        if (!tksi_values_near(values, xs[i], ys[i]))
            return false;
    return true;
}
