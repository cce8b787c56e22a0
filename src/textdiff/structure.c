/* structure.c - two texts compared by their values, and what that found
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "textdiff/values.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <tksnap/structure.h>

enum { MOST_NOTED = 8, MOST_PATH = 120 };

/* ----------------------------------------------------------------------- notes */

static tks_status end_note(tks_text_diff *diff, tks_error *err)
{
    return tksi_buffer_append(&diff->notes, "", 1, err);
}

static const char *side_name(int side)
{
    return side == 0 ? "expected" : "actual";
}

/* A path, cut where it is too long for a line. */
static tks_status note_path(tks_text_diff *diff, const struct tksi_data *tree, uint32_t node,
                            tks_error *err)
{
    const tks_sink sink = tksi_buffer_sink(&diff->notes);
    const size_t from = diff->notes.length;
    const tks_status status = tksi_data_write_path(tree, node, &sink, err);
    bool cut = false;

    if (status)
        return status;
    while (diff->notes.length - from > MOST_PATH ||
           (cut && (diff->notes.data[diff->notes.length] & 0xC0) == 0x80)) {
        diff->notes.length--;
        cut = true;
    }
    return cut ? tksi_buffer_printf(&diff->notes, err, "...") : TKS_OK;
}

static bool is_twin(const struct tksi_data *tree, const uint32_t *members, uint32_t i)
{
    return i > 0 && tksi_compare_keys(tree, tksi_datum_at(tree, members[i]), tree,
                                      tksi_datum_at(tree, members[i - 1])) == 0;
}

/* Keys of one side that stand twice; the first of them by name. */
static tks_status note_twins(tks_text_diff *diff, int side, tks_error *err)
{
    const struct tksi_data *tree = &diff->trees[side];
    size_t found = 0;
    tks_status status = TKS_OK;

    for (uint32_t node = 0; node < tree->count; node++) {
        const struct tksi_datum *whole = tksi_datum_at(tree, node);
        const uint32_t *members = tksi_members(tree, node);

        if (whole->kind != TKSI_MAPPING || whole->alias)
            continue;
        for (uint32_t i = 1; i < whole->count; i++) {
            if (!is_twin(tree, members, i) || found++ >= MOST_NOTED)
                continue;
            if ((status = tksi_buffer_printf(&diff->notes, err, "%s: the key ", side_name(side))) ||
                (status = note_path(diff, tree, members[i], err)) ||
                (status = tksi_buffer_printf(&diff->notes, err, " stands again in line %u",
                                             tksi_datum_at(tree, members[i])->line + 1)) ||
                (status = end_note(diff, err)))
                return status;
        }
    }
    if (found <= MOST_NOTED)
        return TKS_OK;
    status = tksi_buffer_printf(&diff->notes, err, "%s: and %zu more keys that stand again",
                                side_name(side), found - MOST_NOTED);
    return status != TKS_OK ? status : end_note(diff, err);
}

/* ----------------------------------------------------------------------- trees */

/* Whether a text may be JSON that holds anything. */
static bool begins_like_json(tks_bytes text)
{
    const char *at = text.data, *end = at + text.length;

    if (text.length >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0)
        at += 3;
    while (at < end && strchr(" \t\r\n", *at) != NULL && *at != '\0')
        at++;
    return at < end && (*at == '{' || *at == '[');
}

/* Reads both trees. *why: what keeps them from being compared, if anything does; the first
 * side's comes first. *read: how many could be. */
static tks_status read_trees(tks_text_diff *diff, tks_text_structure structure, char *why,
                             size_t size, int *read, tks_error *err)
{
    tks_status (*reader)(struct tksi_data *, tks_bytes, const struct tksi_env *, tks_error *) =
        structure == TKS_TEXT_YAML ? tksi_data_read_yaml : tksi_data_read_json;

    *read = 0;
    *why = '\0';
    for (int side = 0; side < 2; side++) {
        tks_error reason = { TKS_OK, 0, "" };
        const tks_status status =
            reader(&diff->trees[side], diff->texts[side], &diff->env, &reason);

        if (status != TKS_OK && status != TKS_BAD_DATA && status != TKS_OVER_LIMIT)
            return tksi_fail(err, status, "%s", reason.message);
        *read += status == TKS_OK;
        if (status != TKS_OK && *why == '\0')
            snprintf(why, size, "compared as lines: %s %s %s: %.200s", side_name(side),
                     status == TKS_BAD_DATA ? "is no" : "is too large to be compared as",
                     structure == TKS_TEXT_YAML ? "YAML" : "JSON", reason.message);
    }
    return TKS_OK;
}

static void count_change(tks_text_diff *diff, const struct tksi_change *change)
{
    tks_text_counts *counts = &diff->counts;

    if (!change->tolerated)
        diff->verdict = TKS_DIFFERENT;
    if (change->tolerated)
        counts->tolerated++;
    else if (change->nodes[0] == TKSI_NO_DATUM)
        counts->added++;
    else if (change->nodes[1] == TKSI_NO_DATUM)
        counts->removed++;
    else
        counts->changed++;
}

static tks_status compare_trees(tks_text_diff *diff, const tks_text_rules *rules, tks_error *err)
{
    const struct tksi_number_rule numbers = { rules->float_abs, rules->float_rel,
                                              rules->float_units };
    struct tksi_values values = { .trees = diff->trees, .env = diff->env };
    struct tksi_filters *filters = NULL;
    struct tksi_normal normal;
    tks_status status = TKS_OK;

    if (rules->n_filters > 0 &&
        (status = tksi_filters_new(&filters, rules->filters, rules->n_filters, &diff->env, err)))
        return status;
    normal = tksi_normal_of(rules, filters);
    if (rules->n_filters > 0 || rules->ignored != 0)
        values.normal = &normal;
    if (rules->float_abs > 0 || rules->float_rel > 0)
        values.numbers = &numbers;
    if ((status = tksi_values_number(&values, err)) == TKS_OK)
        status = tksi_values_compare(&diff->changes, &values, err);
    tksi_values_dispose(&values);
    tksi_filters_free(filters);
    return status;
}

static tks_status take_changes(tks_text_diff *diff, tks_error *err)
{
    const struct tksi_change *changes =
        (const struct tksi_change *)(const void *)diff->changes.data;
    tks_status status = note_twins(diff, 0, err);

    diff->verdict = TKS_SIMILAR;
    diff->counts = (tks_text_counts){ 0 };
    for (size_t i = 0; i < tks_text_diff_changes(diff); i++)
        count_change(diff, &changes[i]);
    return status != TKS_OK ? status : note_twins(diff, 1, err);
}

tks_status tksi_structure_compare(tks_text_diff *diff, const tks_text_rules *rules, tks_error *err)
{
    const bool guessed = rules->structure == TKS_TEXT_AUTO;
    const tks_text_structure structure = guessed ? TKS_TEXT_JSON : rules->structure;
    char why[320];
    int read;
    tks_status status;

    if (structure == TKS_TEXT_NO_STRUCTURE ||
        (guessed && (!begins_like_json(diff->texts[0]) || !begins_like_json(diff->texts[1]))))
        return TKS_OK;
    if ((status = read_trees(diff, structure, why, sizeof why, &read, err)))
        return status;
    if (read < 2) {
        tksi_data_dispose(&diff->trees[0]);
        tksi_data_dispose(&diff->trees[1]);
        if (guessed && read == 0) /* nothing said that they are JSON */
            return TKS_OK;
        return tksi_buffer_append(&diff->notes, why, strlen(why) + 1, err);
    }
    diff->structure = structure;
    status = compare_trees(diff, rules, err);
    return status != TKS_OK ? status : take_changes(diff, err);
}

/* ------------------------------------------------------------------- what is told */

tks_text_structure tks_text_diff_structure(const tks_text_diff *diff)
{
    return diff->structure;
}

const char *tks_text_structure_name(tks_text_structure structure)
{
    static const char *const names[] = { "off", "auto", "json", "yaml" };

    return (unsigned)structure < sizeof names / sizeof *names ? names[structure] : "unknown";
}

size_t tks_text_diff_changes(const tks_text_diff *diff)
{
    return diff->changes.length / sizeof(struct tksi_change);
}

static const struct tksi_change *change_at(const tks_text_diff *diff, size_t index)
{
    assert(index < tks_text_diff_changes(diff));
    return (const struct tksi_change *)(const void *)diff->changes.data + index;
}

/* Whether all items of lists on the way to both stand at the same place. */
static bool has_same_path(const tks_text_diff *diff, uint32_t x, uint32_t y)
{
    const struct tksi_data *trees = diff->trees;

    while (x != trees[0].root && y != trees[1].root) {
        const struct tksi_datum *a = tksi_datum_at(&trees[0], x), *b = tksi_datum_at(&trees[1], y);

        if (tksi_datum_at(&trees[0], a->parent)->kind == TKSI_LIST && a->place != b->place)
            return false;
        x = a->parent;
        y = b->parent;
    }
    return (tksi_datum_at(&trees[0], trees[0].root)->count == 1) ==
           (tksi_datum_at(&trees[1], trees[1].root)->count == 1);
}

tks_text_change tks_text_diff_change(const tks_text_diff *diff, size_t index)
{
    const struct tksi_change *found = change_at(diff, index);
    tks_text_change change = { .lines = { -1, -1 }, .tolerated = found->tolerated };

    for (int side = 0; side < 2; side++) {
        if (found->nodes[side] == TKSI_NO_DATUM)
            continue;
        change.kinds[side] =
            (tks_value_kind)(TKS_VALUE_NULL +
                             tksi_datum_at(&diff->trees[side], found->nodes[side])->kind);
        change.lines[side] = tksi_datum_at(&diff->trees[side], found->nodes[side])->line;
    }
    change.same_path = found->nodes[0] != TKSI_NO_DATUM && found->nodes[1] != TKSI_NO_DATUM &&
                       has_same_path(diff, found->nodes[0], found->nodes[1]);
    return change;
}

static tks_status node_of(uint32_t *out, const tks_text_diff *diff, size_t index, tks_side side,
                          tks_error *err)
{
    *out = change_at(diff, index)->nodes[side];
    if (*out == TKSI_NO_DATUM)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "%s has no value there", side_name(side));
    return TKS_OK;
}

tks_status tks_text_diff_path(const tks_text_diff *diff, size_t index, tks_side side,
                              const tks_sink *sink, tks_error *err)
{
    uint32_t node;
    const tks_status status = node_of(&node, diff, index, side, err);

    return status != TKS_OK ? status : tksi_data_write_path(&diff->trees[side], node, sink, err);
}

tks_status tks_text_diff_value(const tks_text_diff *diff, size_t index, tks_side side, size_t most,
                               const tks_sink *sink, tks_error *err)
{
    uint32_t node;
    const tks_status status = node_of(&node, diff, index, side, err);

    return status != TKS_OK ? status : tksi_data_write(&diff->trees[side], node, most, sink, err);
}

const char *tks_text_diff_note(const tks_text_diff *diff, size_t index)
{
    const char *at = (const char *)diff->notes.data, *end;

    if (at == NULL)
        return NULL;
    end = at + diff->notes.length;
    for (; at < end; at += strlen(at) + 1)
        if (index-- == 0)
            return at;
    return NULL;
}
