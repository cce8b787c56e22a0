/* data.c - values put together
 *
 * A value that holds others gets its number when it ends, so everything it is made of,
 * and everything an alias may stand for, has a smaller one: whoever walks over the nodes
 * from the first to the last meets parts before wholes.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "data/data.h"

#include <stdlib.h>
#include <string.h>

/* A list or mapping that is not closed yet. */
struct frame {
    struct tksi_datum node;
    size_t first; /* of its children, in `open` */
};

static size_t open_children(const struct tksi_building *building)
{
    return building->open.length / sizeof(uint32_t);
}

static size_t depth(const struct tksi_building *building)
{
    return building->frames.length / sizeof(struct frame);
}

tks_status tksi_building_begin(struct tksi_building *out, struct tksi_data *tree, tks_bytes text,
                               const struct tksi_env *env, tks_error *err)
{
    const struct frame root = { .node = { .kind = TKSI_LIST } };

    *tree = (struct tksi_data){ .env = *env };
    tksi_buffer_init(&tree->nodes, SIZE_MAX, &tree->env);
    tksi_buffer_init(&tree->links, SIZE_MAX, &tree->env);
    tksi_buffer_init(&tree->texts, UINT32_MAX, &tree->env);
    *out = (struct tksi_building){ .tree = tree };
    tksi_buffer_init(&out->open, SIZE_MAX, &tree->env);
    tksi_buffer_init(&out->frames, SIZE_MAX, &tree->env);
    if (text.length > TKSI_DATA_BYTES)
        return tksi_fail(err, TKS_OVER_LIMIT, "more than %d bytes", (int)TKSI_DATA_BYTES);
    return tksi_buffer_append(&out->frames, &root, sizeof root, err);
}

struct tksi_extent tksi_building_text(const struct tksi_building *building, size_t from)
{
    return (struct tksi_extent){ (uint32_t)from, (uint32_t)(building->tree->texts.length - from) };
}

/* Gives a value its number and hangs it below what is open. */
static tks_status add(struct tksi_building *building, const struct tksi_datum *node, tks_error *err)
{
    struct tksi_data *tree = building->tree;
    const uint32_t number = tree->count;
    tks_status status;

    if (number == TKSI_DATA_VALUES)
        return tksi_fail(err, TKS_OVER_LIMIT, "more than %d values", (int)TKSI_DATA_VALUES);
    if ((status = tksi_buffer_append(&tree->nodes, node, sizeof *node, err)))
        return status;
    tree->count++;
    return tksi_buffer_append(&building->open, &number, sizeof number, err);
}

/* The value that begins, with the key and the tag that were read before it. */
static struct tksi_datum named(struct tksi_building *building, struct tksi_datum value)
{
    value.key = building->next.key;
    value.key_kind = building->next.key_kind;
    value.tag = building->next.tag;
    building->next = (struct tksi_datum){ .kind = TKSI_NULL };
    return value;
}

tks_status tksi_building_scalar(struct tksi_building *building, struct tksi_datum value,
                                tks_error *err)
{
    value = named(building, value);
    return add(building, &value, err);
}

tks_status tksi_building_open(struct tksi_building *building, enum tksi_kind kind, uint32_t line,
                              tks_error *err)
{
    const struct frame frame = { named(building,
                                       (struct tksi_datum){ .kind = (uint8_t)kind, .line = line }),
                                 open_children(building) };

    if (depth(building) > TKSI_DATA_NESTED)
        return tksi_fail(err, TKS_OVER_LIMIT, "nested more than %d deep", (int)TKSI_DATA_NESTED);
    return tksi_buffer_append(&building->frames, &frame, sizeof frame, err);
}

/* ---------------------------------------------------------------------- closing */

int tksi_compare_keys(const struct tksi_data *a, const struct tksi_datum *x,
                      const struct tksi_data *b, const struct tksi_datum *y)
{
    const tks_str one = tksi_extent_of(a, x->key), other = tksi_extent_of(b, y->key);
    const int order = tksi_bytes_compare((tks_bytes){ one.data, one.length },
                                         (tks_bytes){ other.data, other.length });

    return order != 0 ? order : x->key_kind - y->key_kind;
}

/* Equal keys stay in the order of the text: the first with the other side's first. */
static int by_key(const void *a, const void *b, void *user)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    const struct tksi_data *tree = user;
    const int order = tksi_compare_keys(tree, tksi_datum_at(tree, x), tree, tksi_datum_at(tree, y));

    return order != 0 ? order : (x > y) - (x < y);
}

static tks_status link_children(struct tksi_data *tree, struct tksi_datum *node,
                                const uint32_t *children, tks_error *err)
{
    const size_t bytes = node->count * sizeof *children;
    const uint32_t number = tree->count;
    tks_status status;

    node->children = (uint32_t)(tree->links.length / sizeof *children);
    for (uint32_t i = 0; i < node->count; i++) {
        struct tksi_datum *child = (struct tksi_datum *)(void *)tree->nodes.data + children[i];

        child->parent = number;
        child->place = i;
    }
    if ((status = tksi_buffer_append(&tree->links, children, bytes, err)) ||
        node->kind != TKSI_MAPPING)
        return status;
    if ((status = tksi_buffer_append(&tree->links, children, bytes, err)) == TKS_OK &&
        node->count > 1)
        qsort_r(tree->links.data + tree->links.length - bytes, node->count, sizeof *children,
                by_key, tree);
    return status;
}

tks_status tksi_building_close(struct tksi_building *building, uint32_t *node, tks_error *err)
{
    struct tksi_data *tree = building->tree;
    struct frame frame;
    tks_status status;

    building->frames.length -= sizeof frame;
    memcpy(&frame, building->frames.data + building->frames.length, sizeof frame);
    frame.node.count = (uint32_t)(open_children(building) - frame.first);
    if (frame.node.count > 0 &&
        (status =
             link_children(tree, &frame.node,
                           (const uint32_t *)(const void *)building->open.data + frame.first, err)))
        return status;
    building->open.length = frame.first * sizeof(uint32_t);
    *node = tree->count;
    return add(building, &frame.node, err);
}

tks_status tksi_building_end(struct tksi_building *building, tks_error *err)
{
    struct tksi_data *tree = building->tree;
    const tks_status status = tksi_building_close(building, &tree->root, err);

    if (status == TKS_OK)
        ((struct tksi_datum *)(void *)tree->nodes.data)[tree->root].parent = tree->root;
    return status;
}

void tksi_building_dispose(struct tksi_building *building)
{
    tksi_buffer_dispose(&building->open);
    tksi_buffer_dispose(&building->frames);
}

void tksi_data_dispose(struct tksi_data *tree)
{
    if (tree->nodes.env == NULL)
        return;
    tksi_buffer_dispose(&tree->nodes);
    tksi_buffer_dispose(&tree->links);
    tksi_buffer_dispose(&tree->texts);
    tree->count = 0;
}
