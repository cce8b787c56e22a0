/* pending.c - .pending-snap: what insta found about snapshots within Rust sources
 *
 *     {"run_id":"1747134277-653479813","line":249,"new":{...},"old":{...}}
 *     {"run_id":"1747134277-653479813","line":221,"new":null,"old":null}
 *
 * A line of JSON for each assertion, appended by test after test and run after run. Only
 * the records of the last run count, which is the last record's; one without "new" says
 * that the assertion passed. A record is an entry: its name is the line in the source,
 * its payload the new text, in JSON's escapes.
 *
 * Insta reads all of it or nothing: a line that is no record makes it fail. A last line
 * without its end is no fault but a test that is writing just now, so it is not counted
 * until it is whole.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/json_scan.h"

#include <inttypes.h>

static struct tksi_span inside(tks_bytes file, struct tksi_span string)
{
    if (string.length < 2 || ((const char *)file.data)[string.at] != '"')
        return (struct tksi_span){ 0, 0 };
    return (struct tksi_span){ string.at + 1, string.length - 2 };
}

static bool is_object(tks_bytes file, struct tksi_span value)
{
    return value.length > 0 && ((const char *)file.data)[value.at] == '{';
}

static struct tksi_span text_member(tks_bytes file, struct tksi_span object, const char *name)
{
    return inside(file, tksi_json_member(file, object, name));
}

static bool read_number(uint64_t *out, tks_bytes text)
{
    const char *digit = text.data;

    *out = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (digit[i] < '0' || digit[i] > '9' || *out > UINT32_MAX)
            return false;
        *out = *out * 10 + (uint64_t)(digit[i] - '0');
    }
    return text.length > 0 && *out <= UINT32_MAX;
}

/* A snapshot has a module, metadata and its text, says insta; null is none. */
static bool read_snapshot(bool *has, tks_bytes file, struct tksi_span snapshot)
{
    *has = is_object(file, snapshot);
    if (!*has)
        return snapshot.length == 0 || tksi_is(tksi_span_of(file, snapshot), "null");
    return tksi_json_member(file, snapshot, "module_name").length >= 2 &&
           is_object(file, tksi_json_member(file, snapshot, "metadata")) &&
           tksi_json_member(file, snapshot, "snapshot").length >= 2 &&
           text_member(file, snapshot, "snapshot").at > 0;
}

bool tksi_pending_record(struct tksi_pending_record *out, tks_bytes file, struct tksi_span line)
{
    struct tksi_pending_record record = { .has_new = false };
    struct tksi_span fresh, old, metadata, number;

    if (!tksi_json_is_valid(tksi_span_of(file, line)))
        return false;
    line = tksi_json_value(file, line.at);
    number = tksi_json_member(file, line, "line");
    record.run = text_member(file, line, "run_id");
    fresh = tksi_json_member(file, line, "new");
    old = tksi_json_member(file, line, "old");
    if (record.run.at == 0 || !read_number(&record.line, tksi_span_of(file, number)) ||
        !read_snapshot(&record.has_new, file, fresh) || !read_snapshot(&record.has_old, file, old))
        return false;
    if (record.has_new) {
        metadata = tksi_json_member(file, fresh, "metadata");
        record.new_text = text_member(file, fresh, "snapshot");
        record.name = text_member(file, fresh, "snapshot_name");
        record.expression = text_member(file, metadata, "expression");
        record.source = text_member(file, metadata, "source");
    }
    if (record.has_old)
        record.old_text = text_member(file, old, "snapshot");
    *out = record;
    return true;
}

tks_status tksi_pending_put(struct tksi_buffer *out, tks_bytes file, struct tksi_span whole,
                            uint64_t line, tks_error *err)
{
    const struct tksi_span number = tksi_json_member(file, tksi_json_value(file, whole.at), "line");
    const size_t end = whole.at + whole.length;
    tks_status status;

    if (number.length == 0)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "no record of insta's");
    if ((status = tksi_put_bytes(out, tksi_span_of(file, tksi_span_between(whole.at, number.at)),
                                 err)) ||
        (status = tksi_buffer_printf(out, err, "%" PRIu64, line)) ||
        (status = tksi_put_bytes(
             out, tksi_span_of(file, tksi_span_between(number.at + number.length, end)), err)))
        return status;
    /* the last line of a file may be a record and still be without its end */
    return out->data[out->length - 1] == '\n' ? TKS_OK : tksi_put_text(out, "\n", err);
}

/* ------------------------------------------------------------------- reading */

static bool is_same_run(tks_bytes file, struct tksi_span a, struct tksi_span b)
{
    return tksi_bytes_equal(tksi_span_of(file, a), tksi_span_of(file, b));
}

/* Finds the last record, from the end back. */
static void start(struct tksi_reader *reader)
{
    const tks_bytes file = reader->file;
    const char *text = file.data;
    struct tksi_pending_record record;
    size_t end = file.length;

    tksi_reader_begin_lines(reader);
    while (end > 0) {
        const char *before = memrchr(text, '\n', end - 1);
        const size_t at = before != NULL ? (size_t)(before + 1 - text) : 0;
        const struct tksi_line line = tksi_line_bare(file, at);

        if (tksi_pending_record(&record, file, (struct tksi_span){ at, line.length })) {
            reader->last_run = record.run;
            return;
        }
        end = at;
    }
}

static void judge(struct tksi_piece *out, const struct tksi_reader *reader,
                  const struct tksi_line *line)
{
    const tks_bytes file = reader->file;
    struct tksi_pending_record record;

    if (!tksi_pending_record(&record, file, (struct tksi_span){ line->at, line->length })) {
        out->conditions |=
            line->text[line->next - line->at - 1] == '\n' ? TKSI_BROKEN : TKSI_UNTERMINATED;
        if (tksi_is_conflict(line->text, line->length))
            out->conditions |= TKSI_CONFLICT;
        out->payload = (struct tksi_span){ line->at + line->length, 0 };
        return;
    }
    out->name = tksi_json_member(file, tksi_json_value(file, line->at), "line");
    out->payload = record.new_text;
    if (!record.has_new) {
        out->conditions |= TKSI_TOMBSTONE;
        out->payload.at = line->at + line->length;
    }
    if (!is_same_run(file, record.run, reader->last_run))
        out->conditions |= TKSI_STALE;
}

static bool next(struct tksi_piece *out, struct tksi_reader *reader)
{
    struct tksi_line line;

    if (reader->at >= reader->file.length)
        return false;
    line = tksi_line_read(reader);
    out->whole = tksi_span_between(line.at, line.next);
    if (line.length > 0) {
        out->kind = TKSI_ENTRY;
        judge(out, reader, &line);
    }
    return true;
}

static int probe(tks_bytes file, tks_str path)
{
    const tks_str name = tksi_path_name(path);

    if (name.length > 0 && !tksi_ends(name, ".pending-snap"))
        return 0;
    if (tksi_begins(file.data, file.length, "{\"run_id\":"))
        return 100;
    return name.length > 0 ? 60 : 0;
}

static tks_status decode(struct tksi_buffer *value, tks_bytes payload, tks_error *err)
{
    return tksi_json_text(value, payload, err);
}

const struct tksi_format tksi_format_pending = {
    .name = "insta-inline",
    .abilities = TKSI_SEVERAL | TKSI_REMOVE | TKSI_TEXT,
    .probe = probe,
    .start = start,
    .next = next,
    .decode = decode,
    .decode_name = NULL,
};
