/* insta.c - insta's .snap and .snap.new: a header, three hyphens, the contents
 *
 *     ---
 *     source: tests/api.rs
 *     expression: "render(&page)"
 *     ---
 *     the contents
 *
 * One file is one snapshot. The header is YAML and stays as it is (insta_header.c looks
 * into it); only the contents are ever replaced. Insta compares without the white space at
 * the end and with LF for CR LF. A binary snapshot is a header alone, its bytes lie in a
 * file beside it.
 *
 * What does not begin with the hyphens insta reads as the form of 2019: "key: value" lines
 * up to an empty one. It does so too where a byte order mark or a merge's marker hides the
 * hyphens, and then takes half the header for contents: such files are told as broken.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/insta.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

/* ------------------------------------------------------------------- reading */

static void start(struct tksi_reader *reader)
{
    tksi_reader_begin_lines(reader);
}

/* Of the header's lines, and of the contents' first: the rest is data. */
static void note_ending(struct tksi_reader *reader, const struct tksi_line *line)
{
    if (line->next > line->at + line->length)
        reader->conditions |=
            line->length > 0 && line->text[line->length - 1] == '\r' ? TKSI_CRLF : TKSI_LF;
}

/* Behind the closing fence. Without one insta takes the whole file for a header. */
static size_t skip_header(struct tksi_piece *out, struct tksi_reader *reader, size_t at)
{
    while (at < reader->file.length) {
        const struct tksi_line line = tksi_line_at(reader->file, at);

        at = line.next;
        note_ending(reader, &line);
        if (tksi_insta_is_fence(&line))
            return at;
        if (tksi_is_conflict(line.text,
                             line.length - (line.length > 0 && line.text[line.length - 1] == '\r')))
            out->conditions |= TKSI_CONFLICT;
    }
    out->conditions |= TKSI_UNTERMINATED;
    return at;
}

/* The form of 2019: a first line that is not looked at, others up to an empty one. */
static size_t skip_legacy_header(struct tksi_piece *out, struct tksi_reader *reader, size_t at)
{
    out->conditions |= TKSI_LEGACY;
    while (at < reader->file.length) {
        const struct tksi_line line = tksi_line_at(reader->file, at);

        at = line.next;
        note_ending(reader, &line);
        if (tksi_trim_end(tksi_line_bytes(&line), false).length == 0)
            return at;
    }
    out->conditions |= TKSI_UNTERMINATED;
    return at;
}

static void judge_fields(struct tksi_piece *out, tks_bytes file)
{
    struct tksi_field kind, extension;

    if (!tksi_insta_is_map(file))
        out->conditions |= TKSI_BROKEN;
    if (!tksi_insta_find(&kind, file, "snapshot_kind") ||
        !tksi_is(tksi_span_of(file, kind.value), "binary"))
        return;
    out->conditions |= TKSI_ASIDE;
    if (!tksi_insta_find(&extension, file, "extension") || extension.type != TKSI_FIELD_TEXT)
        out->conditions |= TKSI_BROKEN;
}

/* `first` is not three hyphens: what hides them? */
static void judge_first(struct tksi_piece *out, const struct tksi_line *first)
{
    if (tksi_is_conflict(first->text, first->length))
        out->conditions |= TKSI_CONFLICT;
    if (tksi_begins(first->text, first->length, BYTE_ORDER_MARK "---"))
        out->conditions |= TKSI_BROKEN;
}

static bool next(struct tksi_piece *out, struct tksi_reader *reader)
{
    const tks_bytes file = reader->file;
    struct tksi_line first = { "", 0, 0, 0 };
    size_t at;

    if (reader->begun)
        return false;
    out->kind = TKSI_ENTRY;
    out->whole = (struct tksi_span){ 0, file.length };
    if (file.length > 0)
        first = tksi_line_at(file, 0);
    note_ending(reader, &first);
    if (tksi_insta_is_fence(&first)) {
        at = skip_header(out, reader, first.next);
        judge_fields(out, file);
    } else {
        judge_first(out, &first);
        at = skip_legacy_header(out, reader, first.next);
    }
    if (at < file.length) {
        const struct tksi_line line = tksi_line_at(file, at);

        note_ending(reader, &line);
    }
    if (!tksi_is_utf8(file))
        out->conditions |= TKSI_BROKEN;
    out->payload = tksi_span_between(at, file.length);
    reader->at = file.length;
    return true;
}

/* ------------------------------------------------------------------- probing */

static bool has_known_field(tks_bytes file)
{
    static const char *const keys[] = { "source", "expression",  "created",    "creator",
                                        "info",   "description", "input_file", "snapshot_kind" };
    struct tksi_field field;
    size_t at = 0;

    while (tksi_insta_field(&field, file, &at))
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
            if (tksi_is(tksi_span_of(file, field.key), keys[i]))
                return true;
    return false;
}

static bool is_of_2019(tks_bytes file)
{
    enum { LOOK_AT = 256 };

    return tksi_begins(file.data, file.length, "Created: ") &&
           tksi_contains((tks_bytes){ file.data, file.length < LOOK_AT ? file.length : LOOK_AT },
                         "\nCreator: insta@");
}

static int probe(tks_bytes file, tks_str path)
{
    const tks_str name = tksi_path_name(path);
    struct tksi_line first;

    if (file.length == 0 ||
        (name.length > 0 && !tksi_ends(name, ".snap") && !tksi_ends(name, ".snap.new")))
        return 0;
    first = tksi_line_at(file, 0);
    if (tksi_insta_is_fence(&first))
        return has_known_field(file) ? 100 : tksi_ends(name, ".snap.new") ? 60 : 30;
    if (is_of_2019(file))
        return 90;
    if (tksi_begins(first.text, first.length, BYTE_ORDER_MARK "---") ||
        (tksi_is_conflict(first.text, first.length) && first.next < file.length &&
         tksi_begins(first.text + first.next, file.length - first.next, "---")))
        return 50;
    return tksi_ends(name, ".snap.new") ? 40 : 0;
}

/* -------------------------------------------------------------------- values */

static tks_status decode(struct tksi_buffer *value, tks_bytes payload, tks_error *err)
{
    tks_status status = tksi_check_utf8(payload, err);
    struct tksi_line line;

    for (size_t at = 0; at < payload.length && status == TKS_OK; at = line.next) {
        line = tksi_line_bare(payload, at);
        if (at > 0)
            status = tksi_put_text(value, "\n", err);
        if (status == TKS_OK)
            status = tksi_put_bytes(value, tksi_line_bytes(&line), err);
    }
    return status;
}

static tks_status normalize(struct tksi_buffer *out, tks_bytes value, tks_error *err)
{
    return tksi_put_line_feeds(out, tksi_trim_end(value, false), false, err);
}

static tks_status encode(struct tksi_buffer *payload, tks_bytes value, const char *line_end,
                         tks_error *err)
{
    struct tksi_buffer text;
    tks_status status;

    tksi_buffer_init(&text, payload->maximum, payload->env);
    if ((status = tksi_check_utf8(value, err)) || (status = normalize(&text, value, err)) ||
        (status = tksi_put_line_ends(payload, tksi_buffer_since(&text, 0), line_end, err)) ||
        (status = tksi_put_text(payload, line_end, err)))
        goto done;
done:
    tksi_buffer_dispose(&text);
    return status;
}

/* Without line breaks at the beginning, then without one fence: files of old versions
 * began their contents so. */
static tks_bytes legacy_text(tks_bytes value)
{
    const char *text = tksi_bytes(value).data, *end = text + value.length;

    while (text < end && (*text == '\r' || *text == '\n'))
        text++;
    if (tksi_begins(text, (size_t)(end - text), "---\n"))
        text += 4;
    return (tks_bytes){ text, (size_t)(end - text) };
}

bool tksi_insta_equal_legacy(tks_bytes expected, tks_bytes actual)
{
    return tksi_bytes_equal(legacy_text(expected), legacy_text(actual));
}

/* ----------------------------------------------------------------- accepting */

static tks_status put_contents(struct tksi_buffer *out, const struct tksi_piece *piece,
                               tks_bytes pending, tks_error *err)
{
    struct tksi_buffer value;
    tks_status status;

    if (piece->conditions & TKSI_ASIDE)
        return TKS_OK;
    tksi_buffer_init(&value, out->maximum, out->env);
    if ((status = decode(&value, tksi_span_of(pending, piece->payload), err)) == TKS_OK)
        status = encode(out, tksi_buffer_since(&value, 0), "\n", err);
    tksi_buffer_dispose(&value);
    return status;
}

/* The header without what only pending files say; "{}" where nothing else is said. */
static tks_status put_kept(struct tksi_buffer *out, tks_bytes pending, size_t header,
                           tks_error *err)
{
    struct tksi_field field;
    size_t at = 0, done = 0;
    bool any = false;
    tks_status status = TKS_OK;

    while (status == TKS_OK && tksi_insta_field(&field, pending, &at)) {
        const bool kept = !tksi_is(tksi_span_of(pending, field.key), "assertion_line");

        any = any || kept;
        if (kept)
            continue;
        status = tksi_put_bytes(out, tksi_span_of(pending, tksi_span_between(done, field.whole.at)),
                                err);
        done = field.whole.at + field.whole.length;
    }
    if (status == TKS_OK && !any && done > 0)
        status = tksi_put_text(out, "{}\n", err);
    return status
               ? status
               : tksi_put_bytes(out, tksi_span_of(pending, tksi_span_between(done, header)), err);
}

tks_status tksi_insta_accepted(struct tksi_buffer *out, tks_bytes pending, tks_error *err)
{
    struct tksi_reader reader;
    struct tksi_piece piece;
    tks_status status;

    tksi_reader_start(&reader, &tksi_format_insta, pending);
    tksi_reader_next(&piece, &reader);
    if (piece.conditions & (TKSI_LEGACY | TKSI_BROKEN | TKSI_CONFLICT | TKSI_UNTERMINATED))
        return tksi_fail(err, TKS_BAD_DATA,
                         "not a pending snapshot of insta's; run its test again");
    if ((status = put_kept(out, pending, piece.payload.at, err)))
        return status;
    /* a file may end with the header's last hyphen; contents begin on a line of their own */
    if (piece.payload.at > 0 && ((const char *)pending.data)[piece.payload.at - 1] != '\n' &&
        (status = tksi_put_text(out, "\n", err)))
        return status;
    return put_contents(out, &piece, pending, err);
}

tks_status tksi_insta_aside(struct tksi_buffer *out, tks_str path, tks_bytes file, tks_error *err)
{
    struct tksi_field field;
    size_t begin;
    tks_status status;

    if (!tksi_insta_find(&field, file, "extension") || field.type != TKSI_FIELD_TEXT)
        return tksi_fail(err, TKS_BAD_DATA, "a binary snapshot whose header has no extension");
    if ((status = tksi_buffer_append(out, path.data, path.length, err)) ||
        (status = tksi_put_text(out, ".", err)))
        return status;
    begin = out->length;
    if ((status = tksi_insta_text(out, file, &field, err)))
        return status;
    if (out->length == begin || memchr(out->data + begin, '/', out->length - begin) != NULL ||
        memchr(out->data + begin, '\0', out->length - begin) != NULL)
        return tksi_fail(err, TKS_BAD_DATA, "a binary snapshot whose extension is none");
    return TKS_OK;
}

const struct tksi_format tksi_format_insta = {
    .name = "insta",
    .abilities = TKSI_REPLACE | TKSI_TEXT | TKSI_OWN_LINE,
    .probe = probe,
    .start = start,
    .next = next,
    .decode = decode,
    .encode = encode,
    .normalize = normalize,
};
