/* amber.c - syrupy's amber: many named entries in one file, each line indented
 *
 *     # serializer version: 1
 *     # name: test_render[dark]
 *       dict({
 *         'a': 1,
 *       })
 *     # ---
 *
 * Two spaces make a line data, "# " makes it a mark; all else is skipped by syrupy
 * without a word, an emptied line of a value among them, so that is told (TKSI_STRAY).
 * LF, CR LF and CR all end a line. An entry without its divider is not there, one
 * without data neither; of equal names the last counts.
 *
 * Files without a version line are of syrupy before 4.0. The oldest divide with a bare
 * "---"; they are read, but not written to: syrupy would make them anew.
 *
 * The order of entries is the library's: by code point, which is by byte in UTF-8; in
 * files of version 1-sorted by the numbers between the dots as numbers. What is in
 * neither order (a class of the user's, the order tests were collected in) is appended to.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/lines.h"

#define INDENT   "  "
#define VERSION  "serializer version"
#define NAME     "name"
#define DIVIDER  "---"
#define ALL_MARK "# "

/* --------------------------------------------------------------------- marks */

enum mark { NO_MARK, A_VERSION, A_NAME, A_DIVIDER, A_COMMENT };

/* "# key: value", the key right-trimmed of spaces, the value of all white space. */
static enum mark read_mark(tks_bytes *value, const struct tksi_line *line)
{
    tks_bytes key = { line->text + 2, line->length - 2 };
    const char *colon = memchr(key.data, ':', key.length);

    *value = (tks_bytes){ NULL, 0 };
    if (colon != NULL) {
        const size_t at = (size_t)(colon - (const char *)key.data);

        *value = tksi_trim((tks_bytes){ colon + 1, key.length - at - 1 }, true);
        key.length = at;
    }
    while (key.length > 0 && ((const char *)key.data)[key.length - 1] == ' ')
        key.length--;
    if (tksi_is(key, NAME))
        return A_NAME;
    if (tksi_is(key, DIVIDER))
        return A_DIVIDER;
    return tksi_is(key, VERSION) ? A_VERSION : A_COMMENT;
}

static bool has_version(const struct tksi_reader *reader)
{
    return (reader->conditions & TKSI_TAINTED) == 0;
}

static enum mark mark_of(tks_bytes *value, const struct tksi_reader *reader,
                         const struct tksi_line *line)
{
    if (line->length >= 2 && line->text[0] == '#' && line->text[1] == ' ')
        return read_mark(value, line);
    if (line->length >= 3 && line->text[0] == '-' && !has_version(reader) &&
        tksi_begins(line->text, line->length, DIVIDER))
        return A_DIVIDER;
    return NO_MARK;
}

static bool is_data(const struct tksi_line *line)
{
    return line->length >= 2 && line->text[0] == ' ' && line->text[1] == ' ';
}

/* ------------------------------------------------------------------- reading */

/* Those of the library's own classes; it taints what has any other. */
static bool is_known_version(tks_bytes version)
{
    return tksi_is(version, "1") || tksi_is(version, "1-sorted");
}

static void start(struct tksi_reader *reader)
{
    struct tksi_reader ahead;
    struct tksi_line line;
    tks_bytes value;

    tksi_reader_begin_lines(reader);
    ahead = *reader;
    reader->conditions |= TKSI_TAINTED;
    if (reader->file.length == 0)
        return;
    line = tksi_line_universal(&ahead);
    if (mark_of(&value, reader, &line) == A_VERSION && is_known_version(value))
        reader->conditions &= ~(unsigned)TKSI_TAINTED;
}

/* Notes what a line that is no data says of its piece. */
static void judge(struct tksi_piece *piece, const struct tksi_line *line, enum mark mark)
{
    if (mark == A_VERSION && line->at > 0) /* syrupy refuses the whole file */
        piece->conditions |= TKSI_BROKEN;
    if (mark == A_DIVIDER && line->text[0] == '-')
        piece->conditions |= TKSI_LEGACY;
    if (tksi_is_conflict(line->text, line->length))
        piece->conditions |= TKSI_CONFLICT;
    if ((mark == NO_MARK && line->length > 0) || mark == A_COMMENT)
        piece->conditions |= TKSI_STRAY;
}

/* Everything up to the next name. */
static void read_gap(struct tksi_piece *out, struct tksi_reader *reader)
{
    out->kind = TKSI_GAP;
    while (reader->at < reader->file.length) {
        const struct tksi_reader before = *reader;
        const struct tksi_line line = tksi_line_universal(reader);
        tks_bytes value;
        const enum mark mark = mark_of(&value, reader, &line);

        if (mark == A_NAME) {
            *reader = before;
            break;
        }
        judge(out, &line, mark);
    }
}

static void take_name(struct tksi_piece *out, const struct tksi_reader *reader, tks_bytes name)
{
    out->name = (struct tksi_span){ 0, name.length };
    if (name.length > 0)
        out->name.at = (size_t)((const char *)name.data - (const char *)reader->file.data);
    else
        out->conditions |= TKSI_BROKEN; /* syrupy refuses the whole file */
}

/* From a name to the divider that ends it. A second name before that runs both entries'
 * data together under it. */
static void read_entry(struct tksi_piece *out, struct tksi_reader *reader)
{
    bool any = false, emptied = false, ended = false;

    out->kind = TKSI_ENTRY;
    out->payload = (struct tksi_span){ reader->at, 0 };
    while (!ended && reader->at < reader->file.length) {
        const struct tksi_line line = tksi_line_universal(reader);
        tks_bytes value;
        enum mark mark;

        if (is_data(&line)) {
            any = true;
            continue;
        }
        mark = mark_of(&value, reader, &line);
        judge(out, &line, mark);
        if (mark == A_NAME) {
            out->conditions |= TKSI_BROKEN;
            take_name(out, reader, value);
        } else if (mark == A_DIVIDER) {
            ended = true;
            out->payload.length = line.at - out->payload.at;
        } else if (line.length == 0) {
            emptied = true; /* a value's empty line, if an editor trimmed it */
        }
    }
    if (any && emptied)
        out->conditions |= TKSI_STRAY;
    if (!ended) {
        out->conditions |= TKSI_UNTERMINATED;
        out->payload.length = reader->at - out->payload.at;
    } else if (!any) {
        out->conditions |= TKSI_UNSEEN;
    }
}

static bool next(struct tksi_piece *out, struct tksi_reader *reader)
{
    const size_t begin = reader->at;
    const struct tksi_reader before = *reader;
    struct tksi_line line;
    tks_bytes value;

    if (begin >= reader->file.length)
        return false;
    line = tksi_line_universal(reader);
    if (mark_of(&value, reader, &line) == A_NAME) {
        take_name(out, reader, value);
        read_entry(out, reader);
    } else {
        *reader = before;
        read_gap(out, reader);
    }
    out->whole = tksi_span_between(begin, reader->at);
    return true;
}

static int probe(tks_bytes file, tks_str path)
{
    const tks_str name = tksi_path_name(path);
    struct tksi_reader reader;
    struct tksi_piece piece;

    if (tksi_begins(file.data, file.length, ALL_MARK VERSION))
        return 100;
    if (file.length == 0)
        return tksi_ends(name, ".ambr") ? 60 : 0;
    if (!tksi_ends(name, ".ambr"))
        return tksi_begins(file.data, file.length, ALL_MARK NAME ": ") ? 60 : 0;
    tksi_reader_start(&reader, &tksi_format_amber, file);
    for (int i = 0; i < 2 && tksi_reader_next(&piece, &reader); i++)
        if (piece.kind == TKSI_ENTRY)
            return 90;
    return 30;
}

/* -------------------------------------------------------------------- values */

static tks_status decode(struct tksi_buffer *value, tks_bytes payload, tks_error *err)
{
    struct tksi_reader reader = { .file = payload };
    const size_t before = value->length;
    tks_status status = tksi_check_utf8(payload, err);

    tksi_reader_begin_lines(&reader);
    while (status == TKS_OK && reader.at < payload.length) {
        const struct tksi_line line = tksi_line_universal(&reader);

        if (!is_data(&line))
            continue;
        status = tksi_buffer_append(value, line.text + 2, line.length - 2, err);
        if (status == TKS_OK && line.next > line.at + line.length)
            status = tksi_put_text(value, "\n", err);
    }
    if (status == TKS_OK && value->length > before && value->data[value->length - 1] == '\n')
        value->length--;
    return status;
}

static tks_status encode(struct tksi_buffer *payload, tks_bytes value, const char *line_end,
                         tks_error *err)
{
    tks_status status = tksi_check_utf8(value, err);
    size_t at = 0;

    if (status == TKS_OK && value.length > 0 && memchr(value.data, '\r', value.length) != NULL)
        return tksi_fail(err, TKS_UNSUPPORTED,
                         "a value with a carriage return, which an .ambr file cannot hold");
    if (status == TKS_OK && value.length == 0)
        return tksi_put_text(payload, line_end, err);
    while (status == TKS_OK && at <= value.length) { /* a value that ends in LF has an empty end */
        const struct tksi_line line =
            at < value.length ? tksi_line_at(value, at) : (struct tksi_line){ "", at, 0, at };

        if ((status = tksi_put_text(payload, INDENT, err)) == TKS_OK &&
            (status = tksi_put_bytes(payload, tksi_line_bytes(&line), err)) == TKS_OK)
            status = tksi_put_text(payload, line_end, err);
        at += line.length + 1;
    }
    return status;
}

/* --------------------------------------------------------------------- order */

/* A part of a name between dots: syrupy takes it for a number if Python's int(), printed,
 * is the part again. */
static bool is_number(tks_bytes part)
{
    const char *text = part.data;
    const size_t sign = part.length > 1 && text[0] == '-';

    if (part.length == sign || (text[sign] == '0' && part.length > 1))
        return false;
    for (size_t i = sign; i < part.length; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

static int compare_numbers(tks_bytes a, tks_bytes b)
{
    const bool a_negative = *(const char *)a.data == '-', b_negative = *(const char *)b.data == '-';
    int order;

    if (a_negative != b_negative)
        return a_negative ? -1 : 1;
    order = a.length != b.length ? (a.length > b.length) - (a.length < b.length)
                                 : tksi_bytes_compare(a, b);
    return a_negative ? -order : order;
}

static tks_bytes next_part(tks_bytes *rest)
{
    const char *dot = rest->length > 0 ? memchr(rest->data, '.', rest->length) : NULL;
    tks_bytes part = *rest;

    if (dot == NULL) {
        *rest = (tks_bytes){ NULL, 0 };
        return part;
    }
    part.length = (size_t)(dot - (const char *)part.data);
    *rest = (tks_bytes){ dot + 1, rest->length - part.length - 1 };
    return part;
}

/* The order of version 1-sorted: part by part, words before numbers. */
static int compare_parts(tks_bytes a, tks_bytes b)
{
    while (a.data != NULL && b.data != NULL) {
        const tks_bytes left = next_part(&a), right = next_part(&b);
        const bool left_number = is_number(left), right_number = is_number(right);
        int order;

        if (left_number != right_number)
            return left_number ? 1 : -1;
        order = left_number ? compare_numbers(left, right) : tksi_bytes_compare(left, right);
        if (order != 0)
            return order;
    }
    return (a.data != NULL) - (b.data != NULL);
}

static tksi_order_fn *order(const struct tksi_document *document)
{
    return tksi_begins(document->bytes.data, document->bytes.length, ALL_MARK VERSION ": 1-sorted")
               ? compare_parts
               : tksi_bytes_compare;
}

static tks_status check_name(tks_bytes name, tks_error *err)
{
    if (name.length == 0 || !tksi_bytes_equal(tksi_trim(name, true), name) ||
        memchr(name.data, '\n', name.length) || memchr(name.data, '\r', name.length))
        return tksi_fail(err, TKS_UNSUPPORTED,
                         "a name that is empty, has line breaks or white space at its ends, "
                         "which an .ambr file cannot hold");
    return tksi_check_utf8(name, err);
}

static tks_status put_entry(struct tksi_buffer *out, const struct tksi_document *document,
                            struct tksi_slot slot, tks_bytes name, tks_bytes value, tks_error *err)
{
    const tks_bytes file = document->bytes;
    const char *const end = document->line_end;
    const char last = file.length > 0 ? ((const char *)file.data)[file.length - 1] : '\n';
    const bool first_at_end = slot.at == file.length && slot.earlier == 0;
    tks_status status = check_name(name, err);

    if (status == TKS_OK && first_at_end && file.length == 0)
        status = tksi_buffer_printf(out, err, ALL_MARK VERSION ": 1%s", end);
    else if (status == TKS_OK && first_at_end && last != '\n' && last != '\r')
        status = tksi_put_text(out, end, err);
    if (status || (status = tksi_put_text(out, ALL_MARK NAME ": ", err)) ||
        (status = tksi_put_bytes(out, name, err)) || (status = tksi_put_text(out, end, err)) ||
        (status = tksi_encode(out, document->format, value, end, err)))
        return status;
    return tksi_buffer_printf(out, err, ALL_MARK DIVIDER "%s", end);
}

const struct tksi_format tksi_format_amber = {
    .name = "amber",
    .abilities = TKSI_SEVERAL | TKSI_NAMED | TKSI_REPLACE | TKSI_INSERT | TKSI_REMOVE | TKSI_TEXT,
    .probe = probe,
    .start = start,
    .next = next,
    .decode = decode,
    .encode = encode,
    .order = order,
    .put_entry = put_entry,
};
