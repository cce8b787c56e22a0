/* text.c - what differs between texts, as JSON
 *
 * A text has no end that could be relied on, a JSON document should have one: the lines
 * of the first hunks are told up to so many bytes, then only where hunks are, and after so
 * many of them only how many.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "report/report.h"

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

void tksi_json_text_diff(struct tksi_json *json, const tks_outcome *outcome,
                         struct tksi_amount most)
{
    const tks_text_diff *diff = outcome->text;
    const tks_text_counts counts = tks_text_diff_counts(diff);
    const bool lines = tks_text_diff_form(diff) == TKS_TEXT_LINES;

    tksi_json_raw(json, ",\"expected\":");
    put_side(json, diff, TKS_EXPECTED, outcome->pair.expected);
    tksi_json_raw(json, ",\"actual\":");
    put_side(json, diff, TKS_ACTUAL, outcome->pair.actual);
    tksi_json_key_integer(json, lines ? ",\"added_lines\":" : ",\"added_bytes\":", counts.added);
    tksi_json_key_integer(json,
                          lines ? ",\"removed_lines\":" : ",\"removed_bytes\":", counts.removed);
    tksi_json_key_integer(json,
                          lines ? ",\"changed_lines\":" : ",\"changed_bytes\":", counts.changed);
    if (lines)
        tksi_json_key_integer(json, ",\"tolerated_lines\":", counts.tolerated);
    put_hunks(json, diff, most);
}
