/* tree.h - how an alignment divides the pictures: areas, bands within them
 *
 * A node is a band (a leaf) or an area divided into rows or columns. The leaves in
 * order are the bands; their nesting says how the aligned pictures lie on one
 * canvas. Nodes are numbered, and live as long as the tree.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_ALIGN_TREE_H
#define TKSI_ALIGN_TREE_H

#include "base/base.h"
#include <tksnap/align.h>

enum tksi_node_kind {
    TKSI_NODE_BAND,
    TKSI_NODE_SOURCE, /* where a moved band stood: empty in the actual picture, and no
                       * band of its own */
    TKSI_NODE_ROWS,
    TKSI_NODE_COLUMNS
};

enum { TKSI_NO_NODE = -1 };

struct tksi_node {
    enum tksi_node_kind kind;
    tks_band            band; /* of an area only the rectangles mean something */
    int32_t             first, last, next; /* children; the next sibling */
};

struct tksi_tree {
    struct tksi_env   env;
    struct tksi_node *nodes;
    int32_t           count, capacity;
};

void tksi_tree_init(struct tksi_tree *tree, const struct tksi_env *env);
void tksi_tree_dispose(struct tksi_tree *tree);

/* A node of its own. OUT_OF_MEMORY, OVER_LIMIT past 2^26 nodes. */
tks_status tksi_tree_add(int32_t *out, struct tksi_tree *tree, enum tksi_node_kind kind,
                         const tks_band *band, tks_error *err);

/* Makes a node the last child of another. */
void tksi_tree_append(struct tksi_tree *tree, int32_t parent, int32_t child);

#endif
