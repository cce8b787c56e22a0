/* data.h - JSON and YAML as values: scalars, lists, mappings
 *
 * Layer 2. json.c and yaml.c read a text, data.c builds what they find, write.c writes
 * values and the paths to them. A number, and every other scalar, stays the text it is
 * written as; nothing is rounded and nothing gets lost.
 *
 * What a text may ask for is bounded before memory is taken: by its length, by the
 * number of its values and by how deep they are nested.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DATA_H
#define TKSI_DATA_H

#include "base/base.h"

enum tksi_kind {
    TKSI_NULL,
    TKSI_BOOLEAN,
    TKSI_NUMBER,
    TKSI_STRING,
    TKSI_LIST,
    TKSI_MAPPING
};

enum {
    TKSI_DATA_BYTES  = 64 << 20, /* of a text */
    TKSI_DATA_VALUES  = 4 << 20,  /* values in it */
    TKSI_DATA_NESTED = 256
};

/* A stretch of a tree's `texts`. */
struct tksi_extent {
    uint32_t at, length;
};

/* One value. Nodes are numbered as they come to an end: a value comes after what is in it,
 * and siblings stand in the order of the text. */
struct tksi_datum {
    uint8_t            kind;     /* a tksi_kind */
    uint8_t            key_kind; /* of a mapping's value: what its key is, a scalar */
    bool               alias;    /* stands for `target`, whose kind and children it has */
    struct tksi_extent key;      /* of a mapping's value */
    struct tksi_extent tag;      /* of YAML's own; empty: none */
    struct tksi_extent text;     /* of a scalar, unescaped; of an alias, its name */
    uint32_t           line;     /* where it begins, from 0 */
    uint32_t           parent;   /* a node; of the outermost itself */
    uint32_t           place;    /* among its siblings, from 0 */
    uint32_t           children, count; /* links: nodes in order; a mapping has them once more
                                         * behind those, sorted by key */
    uint32_t           target;
};

struct tksi_data {
    struct tksi_env    env;
    struct tksi_buffer nodes; /* of tksi_datum */
    struct tksi_buffer links; /* of uint32_t */
    struct tksi_buffer texts;
    uint32_t           count; /* of nodes */
    uint32_t           root;  /* a list of the text's documents */
};

static inline const struct tksi_datum *tksi_datum_at(const struct tksi_data *tree, uint32_t node)
{
    return (const struct tksi_datum *)(const void *)tree->nodes.data + node;
}

/* The children of a node in the text's order, and a mapping's by the order of keys; NULL
 * where there are none. */
static inline const uint32_t *tksi_children(const struct tksi_data *tree, uint32_t node)
{
    const struct tksi_datum *whole = tksi_datum_at(tree, node);

    return whole->count > 0
               ? (const uint32_t *)(const void *)tree->links.data + whole->children
               : NULL;
}

static inline const uint32_t *tksi_members(const struct tksi_data *tree, uint32_t mapping)
{
    const uint32_t *children = tksi_children(tree, mapping);

    return children != NULL ? children + tksi_datum_at(tree, mapping)->count : NULL;
}

static inline tks_str tksi_extent_of(const struct tksi_data *tree, struct tksi_extent extent)
{
    return extent.length > 0
               ? (tks_str){ (const char *)tree->texts.data + extent.at, extent.length }
               : (tks_str){ "", 0 };
}

/* By bytes of the key, then by what it is: less than 0, 0 or more. */
int tksi_compare_keys(const struct tksi_data *a, const struct tksi_datum *x,
                      const struct tksi_data *b, const struct tksi_datum *y);

/* ----------------------------------------------------------------- reading */

/* Reads a text: one value, or several one after the other. BAD_DATA says what is wrong and
 * where; OVER_LIMIT what there is too much of. Dispose also after failure. */
tks_status tksi_data_read_json(struct tksi_data *out, tks_bytes text, const struct tksi_env *env,
                               tks_error *err);
tks_status tksi_data_read_yaml(struct tksi_data *out, tks_bytes text, const struct tksi_env *env,
                               tks_error *err);
void       tksi_data_dispose(struct tksi_data *tree);

/* --------------------------------------------------------------- writing */

/* Writes a value on one line, as JSON has it, numbers as they were written; what YAML has
 * beyond that as there: !tag, *alias. At most `most` bytes, then an ellipsis; 0: all. */
tks_status tksi_data_write(const struct tksi_data *tree, uint32_t node, size_t most,
                           const tks_sink *sink, tks_error *err);

/* Writes where a value stands, as JSONPath (RFC 9535) says it: $.users[3]["first name"]; and
 * [true], for a key of YAML that is no string. */
tks_status tksi_data_write_path(const struct tksi_data *tree, uint32_t node, const tks_sink *sink,
                                tks_error *err);

/* ---------------------------------------------------------------- building */

/* A tree on its way; for readers. */
struct tksi_building {
    struct tksi_data  *tree;
    struct tksi_buffer open;   /* of uint32_t: children of what is open */
    struct tksi_buffer frames; /* of what is open, outermost first */
    struct tksi_datum   next;   /* key and tag of the value that comes next */
};

tks_status tksi_building_begin(struct tksi_building *out, struct tksi_data *tree, tks_bytes text,
                               const struct tksi_env *env, tks_error *err);
tks_status tksi_building_end(struct tksi_building *building, tks_error *err);
void       tksi_building_dispose(struct tksi_building *building);

/* What a reader adds to tree->texts, from `from` on. */
struct tksi_extent tksi_building_text(const struct tksi_building *building, size_t from);

/* A scalar or an alias, with all but its key and tag: those are taken from `next`. */
tks_status tksi_building_scalar(struct tksi_building *building, struct tksi_datum value,
                                tks_error *err);
tks_status tksi_building_open(struct tksi_building *building, enum tksi_kind kind, uint32_t line,
                              tks_error *err);
tks_status tksi_building_close(struct tksi_building *building, uint32_t *node, tks_error *err);

#endif
