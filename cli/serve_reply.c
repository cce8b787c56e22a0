/* serve_reply.c - an outcome as a line, in the words the request was asked in
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "answer.h"
#include "json.h"
#include "serve.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* {"id":1 - the rest of the object follows. A request without id gets none back
 * in odiff's words and null in ours. */
static void begin(FILE *out, const struct request *request)
{
    const char *key = request->as_odiff ? "requestId" : "id";

    putc('{', out);
    if (request->as_odiff && request->id == NULL)
        return;
    fprintf(out, "\"%s\":", key);
    if (request->id == NULL)
        fputs("null", out);
    else
        json_dumpf(request->id, out, JSON_COMPACT | JSON_ENCODE_ANY);
    putc(',', out);
}

void reply_error(FILE *out, const struct request *request, const char *message)
{
    begin(out, request);
    if (!request->as_odiff)
        fputs("\"schema\":1,\"verdict\":\"error\",", out);
    fputs("\"error\":", out);
    json_put_string(out, message);
    fputs("}\n", out);
}

/* -------------------------------------------------------------------- ours */

/* The outcome's object begins with a brace, which `begin` has written already. */
static tks_status write_after_brace(void *user, tks_bytes bytes, tks_error *err)
{
    struct {
        FILE *file;
        bool past;
    } *out = user;
    const char *data = bytes.data;
    const size_t skip = !out->past && bytes.length > 0;

    (void)err;
    out->past = out->past || skip;
    fwrite(data + skip, 1, bytes.length - skip, out->file);
    return TKS_OK;
}

static void reply_ours(FILE *out, const struct request *request, const tks_outcome *outcome)
{
    struct {
        FILE *file;
        bool past;
    } target = { out, false };
    const tks_sink sink = { write_after_brace, &target };
    tks_error err = { 0 };

    begin(out, request);
    if (tks_report_outcome_json(outcome, &sink, &err) != TKS_OK)
        fputs("\"error\":\"out of memory\"}", out);
    putc('\n', out);
}

/* ----------------------------------------------------------- odiff's words */

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* Marks the columns in which row y has differing pixels; false if it has none. */
static bool mark_row(bool *columns, const tks_diff *diff, int32_t y, tks_run *runs, size_t room)
{
    const size_t count = tks_diff_row(diff, y, runs, room);
    bool any = false;

    for (size_t i = 0; i < count; i++)
        if (runs[i].kind == TKS_RUN_DIFFERING) {
            memset(columns + runs[i].x, true, (size_t)runs[i].length);
            any = true;
        }
    return any;
}

static void put_marked(FILE *out, const char *key, const bool *marks, int32_t count)
{
    const char *link = "";

    fprintf(out, ",\"%s\":[", key);
    for (int32_t i = 0; i < count; i++)
        if (marks[i]) {
            fprintf(out, "%s%" PRId32, link, i);
            link = ",";
        }
    putc(']', out);
}

/* The rows and columns that hold differing pixels. */
static void put_rows_and_columns(FILE *out, const struct request *request, const tks_diff *diff)
{
    const tks_rect a = tks_diff_expected_size(diff), b = tks_diff_actual_size(diff);
    const int32_t width = larger(a.width, b.width), height = larger(a.height, b.height);
    bool *rows = calloc((size_t)height, sizeof *rows);
    bool *columns = calloc((size_t)width, sizeof *columns);
    tks_run *runs = calloc((size_t)width, sizeof *runs);

    if (rows == NULL || columns == NULL || runs == NULL)
        goto done;
    for (int32_t y = 0; y < height; y++)
        rows[y] = mark_row(columns, diff, y, runs, (size_t)width);
    if (request->lines)
        put_marked(out, "diffLines", rows, height);
    if (request->columns)
        put_marked(out, "diffCols", columns, width);
done:
    free(rows);
    free(columns);
    free(runs);
}

static void reply_pixels(FILE *out, const struct request *request, const tks_diff *diff)
{
    const tks_counts counts = tks_diff_counts(diff);

    fprintf(out,
            "\"match\":false,\"reason\":\"pixel-diff\",\"diffCount\":%" PRId64
            ",\"diffPercentage\":%.2f",
            counts.differing, 100.0 * (double)counts.differing / (double)counts.canvas);
    if (request->lines || request->columns)
        put_rows_and_columns(out, request, diff);
}

/* The file a NOT_FOUND is about: errors begin with its path. */
static const char *missing_file(const struct request *request, const tks_error *err)
{
    const size_t length = strlen(request->expected);

    return strncmp(err->message, request->expected, length) == 0 && err->message[length] == ':'
               ? request->expected
               : request->actual;
}

static void reply_odiff(FILE *out, const struct request *request, const tks_outcome *outcome)
{
    const tks_diff *diff = outcome->diff;

    begin(out, request);
    if (outcome->state != TKS_STATE_COMPARED) {
        fputs("\"match\":false,\"reason\":\"file-not-exists\",\"file\":", out);
        json_put_string(out, missing_file(request, &outcome->error));
    } else if (tks_diff_verdict(diff) != TKS_DIFFERENT)
        fputs("\"match\":true", out);
    else if (tks_diff_reason(diff) == TKS_REASON_SIZE &&
             (request->fail_on_layout || tks_diff_counts(diff).differing == 0))
        fputs("\"match\":false,\"reason\":\"layout-diff\"", out);
    else
        reply_pixels(out, request, diff);
    fputs("}\n", out);
}

void reply_outcome(FILE *out, const struct request *request, const tks_outcome *outcome)
{
    const tks_error *error = &outcome->error;
    const bool missing =
        error->status == TKS_NOT_FOUND && request->missing_is_answer && !request->in_memory;

    if (!request->as_odiff)
        reply_ours(out, request, outcome);
    else if (outcome->state != TKS_STATE_COMPARED && !missing)
        reply_error(out, request, error->message);
    else
        reply_odiff(out, request, outcome);
}
