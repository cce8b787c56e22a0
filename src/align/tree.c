/* tree.c - nodes in one array that grows
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "align/tree.h"

#include <string.h>

enum { MOST = 1 << 26 };

void tksi_tree_init(struct tksi_tree *tree, const struct tksi_env *env)
{
    *tree = (struct tksi_tree){ .env = *env };
}

void tksi_tree_dispose(struct tksi_tree *tree)
{
    if (tree->nodes != NULL)
        tksi_release(&tree->env, tree->nodes);
    tree->nodes = NULL;
    tree->count = tree->capacity = 0;
}

static tks_status enlarge(struct tksi_tree *tree, tks_error *err)
{
    const int32_t capacity = tree->capacity > 0 ? tree->capacity * 2 : 16;
    struct tksi_node *nodes;

    if (capacity > MOST)
        return tksi_fail(err, TKS_OVER_LIMIT, "the pictures have too many bands to align");
    if ((nodes = tksi_allocate(&tree->env, (size_t)capacity, sizeof *nodes)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    if (tree->nodes != NULL) {
        memcpy(nodes, tree->nodes, (size_t)tree->count * sizeof *nodes);
        tksi_release(&tree->env, tree->nodes);
    }
    tree->nodes = nodes;
    tree->capacity = capacity;
    return TKS_OK;
}

tks_status tksi_tree_add(int32_t *out, struct tksi_tree *tree, enum tksi_node_kind kind,
                         const tks_band *band, tks_error *err)
{
    tks_status status;

    if (tree->count == tree->capacity && (status = enlarge(tree, err)))
        return status;
    tree->nodes[tree->count] =
        (struct tksi_node){ kind, *band, TKSI_NO_NODE, TKSI_NO_NODE, TKSI_NO_NODE };
    *out = tree->count++;
    return TKS_OK;
}

void tksi_tree_append(struct tksi_tree *tree, int32_t parent, int32_t child)
{
    struct tksi_node *above = &tree->nodes[parent];

    if (above->last == TKSI_NO_NODE)
        above->first = child;
    else
        tree->nodes[above->last].next = child;
    above->last = child;
}
