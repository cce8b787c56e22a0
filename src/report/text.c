/* text.c - what differs between texts, as JSON
 *
 * A text has no end that could be relied on, a JSON document should have one: the lines
 * of the first hunks are told up to so many bytes, then only where hunks are, and after so
 * many of them only how many. Changes of values likewise.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "report/report.h"
#include <tksnap/structure.h>

static void put_side(struct tksi_json *json, const tks_text_diff *diff, tks_side side,
                     const char *path)
{
    tksi_json_raw(json, "{\"path\":");
    tksi_json_string(json, path);
    if (tks_text_diff_verdict(diff) != TKS_SAME) {
        if (tks_text_diff_form(diff) == TKS_TEXT_LINES)
            tksi_json_key_integer(json, ",\"lines\":", tks_text_diff_lines(diff, side));
        tksi_json_key_integer(json, ",\"bytes\":", (int64_t)tks_text_diff_text(diff, side).length);
    }
    tksi_json_raw(json, "}");
}

/* A line with its end, as it lies in the text. */
static tks_str whole_line(const tks_text_diff *diff, tks_side side, int64_t index)
{
    tks_text_line line = tks_text_diff_line(diff, side, index);

    line.text.length += (size_t)line.end; /* NONE, LF and CRLF are 0, 1 and 2 bytes */
    return line.text;
}

/* As far as it matters whether they are more than `most`. */
static size_t bytes_of_lines(const tks_text_diff *diff, tks_side side, int64_t first, int64_t count,
                             size_t most)
{
    size_t bytes = 0;

    for (int64_t i = first; i < first + count && bytes <= most; i++)
        bytes += whole_line(diff, side, i).length + 3;
    return bytes;
}

/* One side of a hunk. */
static void put_part(struct tksi_json *json, const tks_text_diff *diff, tks_side side,
                     int64_t first, int64_t count, bool with_lines)
{
    const bool lines = tks_text_diff_form(diff) == TKS_TEXT_LINES;

    /* lines are counted from 1, as every editor does; bytes from 0, as every tool does */
    tksi_json_key_integer(json, lines ? "{\"line\":" : "{\"byte\":", first + lines);
    tksi_json_key_integer(json, ",\"count\":", count);
    if (lines && with_lines) {
        tksi_json_raw(json, ",\"lines\":[");
        for (int64_t i = first; i < first + count; i++) {
            tksi_json_raw(json, i > first ? "," : "");
            tksi_json_put_text(json, whole_line(diff, side, i));
        }
        tksi_json_raw(json, "]");
    }
    tksi_json_raw(json, "}");
}

static void put_hunks(struct tksi_json *json, const tks_text_diff *diff, struct tksi_amount most)
{
    const bool lines = tks_text_diff_form(diff) == TKS_TEXT_LINES;
    const size_t count = tks_text_diff_hunks(diff);
    size_t told = 0, left = most.text;

    tksi_json_raw(json, ",\"hunks\":[");
    for (; told < count && told < most.hunks; told++) {
        const tks_text_hunk hunk = tks_text_diff_hunk(diff, told);
        size_t bytes = 0;

        if (lines)
            bytes = bytes_of_lines(diff, TKS_EXPECTED, hunk.expected, hunk.n_expected, most.text) +
                    bytes_of_lines(diff, TKS_ACTUAL, hunk.actual, hunk.n_actual, most.text);
        tksi_json_raw(json, told > 0 ? ",{\"tolerated\":" : "{\"tolerated\":");
        tksi_json_raw(json, hunk.tolerated ? "true,\"expected\":" : "false,\"expected\":");
        put_part(json, diff, TKS_EXPECTED, hunk.expected, hunk.n_expected, bytes <= left);
        tksi_json_raw(json, ",\"actual\":");
        put_part(json, diff, TKS_ACTUAL, hunk.actual, hunk.n_actual, bytes <= left);
        tksi_json_raw(json, "}");
        left -= bytes <= left ? bytes : 0;
    }
    tksi_json_key_integer(json, "],\"hunks_left_out\":", (int64_t)(count - told));
}

/* --------------------------------------------------------------------- values */

static tks_status put_piece(void *user, tks_bytes bytes, tks_error *err)
{
    struct tksi_json *json = user;

    (void)err;
    tksi_json_put_piece(json, (tks_str){ bytes.data, bytes.length });
    return json->status;
}

/* One side of a change; its value as long as there is room for it. */
static void put_value(struct tksi_json *json, const tks_text_diff *diff, size_t index,
                      tks_side side, size_t *left)
{
    const tks_text_change change = tks_text_diff_change(diff, index);
    size_t bytes = 0;
    const tks_sink count = { tksi_json_count_bytes, &bytes }, put = { put_piece, json };

    if (change.kinds[side] == TKS_VALUE_ABSENT) {
        tksi_json_raw(json, "null");
        return;
    }
    tksi_json_key_integer(json, "{\"line\":", change.lines[side] + 1);
    tksi_json_raw(json, ",\"path\":\"");
    if (json->status == TKS_OK)
        json->status = tks_text_diff_path(diff, index, side, &put, json->err);
    tksi_json_raw(json, "\"");
    if (json->status == TKS_OK)
        json->status = tks_text_diff_value(diff, index, side, *left + 1, &count, json->err);
    if (json->status == TKS_OK && bytes <= *left) {
        tksi_json_raw(json, ",\"value\":\"");
        json->status = tks_text_diff_value(diff, index, side, 0, &put, json->err);
        tksi_json_raw(json, "\"");
        *left -= bytes;
    }
    tksi_json_raw(json, "}");
}

static void put_changes(struct tksi_json *json, const tks_text_diff *diff, struct tksi_amount most)
{
    const size_t count = tks_text_diff_changes(diff);
    size_t told = 0, left = most.text;

    tksi_json_raw(json, ",\"changes\":[");
    for (; told < count && told < most.hunks; told++) {
        tksi_json_raw(json, told > 0 ? ",{\"tolerated\":" : "{\"tolerated\":");
        tksi_json_raw(json, tks_text_diff_change(diff, told).tolerated ? "true" : "false");
        tksi_json_raw(json, ",\"expected\":");
        put_value(json, diff, told, TKS_EXPECTED, &left);
        tksi_json_raw(json, ",\"actual\":");
        put_value(json, diff, told, TKS_ACTUAL, &left);
        tksi_json_raw(json, "}");
    }
    tksi_json_key_integer(json, "],\"changes_left_out\":", (int64_t)(count - told));
}

static void put_notes(struct tksi_json *json, const tks_text_diff *diff)
{
    if (tks_text_diff_note(diff, 0) == NULL)
        return;
    for (size_t i = 0; tks_text_diff_note(diff, i) != NULL; i++)
        tksi_json_key_string(json, i > 0 ? "," : ",\"notes\":[", tks_text_diff_note(diff, i));
    tksi_json_raw(json, "]");
}

/* ------------------------------------------------------------------------ all */

/* The counts, of what the verdict is by. */
static void put_counts(struct tksi_json *json, const tks_text_diff *diff)
{
    const tks_text_counts counts = tks_text_diff_counts(diff);
    const tks_text_structure structure = tks_text_diff_structure(diff);
    const char *unit = structure != TKS_TEXT_NO_STRUCTURE           ? "_values\":"
                       : tks_text_diff_form(diff) == TKS_TEXT_LINES ? "_lines\":"
                                                                    : "_bytes\":";
    const struct {
        const char *name;
        int64_t count;
    } all[] = { { ",\"added", counts.added },
                { ",\"removed", counts.removed },
                { ",\"changed", counts.changed },
                { ",\"tolerated", counts.tolerated } };

    if (structure != TKS_TEXT_NO_STRUCTURE)
        tksi_json_key_string(json, ",\"structure\":", tks_text_structure_name(structure));
    /* of bytes none are tolerated */
    for (size_t i = 0; i < 3 + (tks_text_diff_form(diff) == TKS_TEXT_LINES); i++) {
        tksi_json_raw(json, all[i].name);
        tksi_json_key_integer(json, unit, all[i].count);
    }
}

void tksi_json_text_diff(struct tksi_json *json, const tks_outcome *outcome,
                         struct tksi_amount most)
{
    const tks_text_diff *diff = outcome->text;

    tksi_json_raw(json, ",\"expected\":");
    put_side(json, diff, TKS_EXPECTED, outcome->pair.expected);
    tksi_json_raw(json, ",\"actual\":");
    put_side(json, diff, TKS_ACTUAL, outcome->pair.actual);
    put_counts(json, diff);
    put_notes(json, diff);
    if (tks_text_diff_structure(diff) != TKS_TEXT_NO_STRUCTURE)
        put_changes(json, diff, most);
    put_hunks(json, diff, most);
}
