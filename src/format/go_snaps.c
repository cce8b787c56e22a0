/* go_snaps.c - go-snaps: entries between an id in brackets and three hyphens
 *
 *     (an empty line)
 *     [TestRun/dark - 1]
 *     first line
 *     /-/-/-/              a line of the value that is "---"
 *     ---
 *
 * Lines end in LF and a CR before it is dropped, so a value with CR LF is never equal to
 * what was stored of it. An id may have a label after the number: "[TestRun - 1 - small]".
 * New entries are appended. Looking an entry up, go-snaps takes the first line anywhere
 * that equals the id, one inside another entry's data too: such data is told
 * (TKSI_LIKE_ID). Of equal ids the first is read and all are updated.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/lines.h"

#define END         "---"
#define ESCAPED_END "/-/-/-/"

static bool is_end(const struct tksi_line *line)
{
    return line->length == 3 && memcmp(line->text, END, 3) == 0;
}

/* "[name - 1]" or "[name - 1 - label]". */
static bool is_id(const struct tksi_line *line)
{
    const char *text = line->text, *end, *at;

    if (line->length < 7 || text[0] != '[' || text[line->length - 1] != ']')
        return false;
    end = text + line->length - 1;
    /* by hand: memmem sets up more than it searches through here */
    for (at = text; (at = memchr(at, ' ', (size_t)(end - at))) != NULL; at++)
        if (end - at >= 3 && at[1] == '-' && at[2] == ' ')
            break;
    if (at == NULL || at == text + 1)
        return false;
    for (at += 3; at < end && *at >= '0' && *at <= '9'; at++)
        ;
    return at[-1] != ' ' && (at == end || (end - at > 3 && memcmp(at, " - ", 3) == 0));
}

static void start(struct tksi_reader *reader)
{
    tksi_reader_begin_lines(reader);
}

static void read_entry(struct tksi_piece *out, struct tksi_reader *reader,
                       const struct tksi_line *id)
{
    out->kind = TKSI_ENTRY;
    out->name = (struct tksi_span){ id->at + 1, id->length - 2 };
    out->payload = (struct tksi_span){ id->next, 0 };
    while (reader->at < reader->file.length) {
        const struct tksi_line line = tksi_line_read(reader);

        if (is_end(&line)) {
            out->payload.length = line.at - id->next;
            return;
        }
        if (line.length > 0 && line.text[0] == '[' && is_id(&line))
            out->conditions |= TKSI_LIKE_ID;
    }
    out->conditions |= TKSI_UNTERMINATED;
    out->payload.length = reader->at - id->next;
}

static bool next(struct tksi_piece *out, struct tksi_reader *reader)
{
    return tksi_next_by_line(out, reader, is_id, read_entry);
}

/* An id is what one line of the first ones looks like. */
static int probe(tks_bytes file, tks_str path)
{
    enum { LOOK_AT = 3 };
    const tks_str name = tksi_path_name(path);
    struct tksi_reader reader;
    struct tksi_piece piece;

    if (file.length == 0 || !tksi_named_like(name, ".snap"))
        return 0;
    tksi_reader_start(&reader, &tksi_format_go_snaps, file);
    for (int i = 0; i < LOOK_AT && tksi_reader_next(&piece, &reader); i++)
        if (piece.kind == TKSI_ENTRY)
            return piece.conditions & TKSI_UNTERMINATED ? 40 : i == 0 ? 90 : 50;
    return 0;
}

/* -------------------------------------------------------------------- values */

static tks_status put_line(struct tksi_buffer *out, const struct tksi_line *line, const char *from,
                           const char *to, tks_error *err)
{
    if (tksi_is(tksi_line_bytes(line), from))
        return tksi_put_text(out, to, err);
    return tksi_put_bytes(out, tksi_line_bytes(line), err);
}

static tks_status decode(struct tksi_buffer *value, tks_bytes payload, tks_error *err)
{
    tks_status status = TKS_OK;
    struct tksi_line line;

    for (size_t at = 0; at < payload.length && status == TKS_OK; at = line.next) {
        line = tksi_line_bare(payload, at);
        if (at > 0)
            status = tksi_put_text(value, "\n", err);
        if (status == TKS_OK)
            status = put_line(value, &line, ESCAPED_END, END, err);
    }
    return status;
}

/* Appends `value` with one kind of line for the other. */
static tks_status replace_lines(struct tksi_buffer *out, tks_bytes value, const char *from,
                                const char *to, const char *line_end, tks_error *err)
{
    tks_status status = TKS_OK;
    size_t at = 0;

    while (at < value.length && status == TKS_OK) {
        const struct tksi_line line = tksi_line_at(value, at);

        if ((status = put_line(out, &line, from, to, err)) == TKS_OK &&
            line.next > at + line.length)
            status = tksi_put_text(out, line_end, err);
        at = line.next;
    }
    return status;
}

static tks_status encode(struct tksi_buffer *payload, tks_bytes value, const char *line_end,
                         tks_error *err)
{
    const tks_status status = replace_lines(payload, value, END, ESCAPED_END, line_end, err);

    return status ? status : tksi_put_text(payload, line_end, err);
}

/* Both sides are unescaped before they are compared, so a value's own "/-/-/-/" passes. */
static tks_status normalize(struct tksi_buffer *out, tks_bytes value, tks_error *err)
{
    return replace_lines(out, value, ESCAPED_END, END, "\n", err);
}

/* What ends the last line and begins an empty one; a CR that is the file's last byte has
 * only its other half to come. */
static const char *separator(const struct tksi_document *document)
{
    const tks_bytes file = document->bytes;

    return file.length > 0 && ((const char *)file.data)[file.length - 1] == '\r'
               ? "\n"
               : document->line_end;
}

/* The room is used on the way. */
static tks_status check_name(struct tksi_buffer *room, tks_bytes name, tks_error *err)
{
    const size_t begin = room->length;
    struct tksi_line id;
    tks_status status;

    if ((status = tksi_put_text(room, "[", err)) || (status = tksi_put_bytes(room, name, err)) ||
        (status = tksi_put_text(room, "]", err)))
        return status;
    id = tksi_line_bare(tksi_buffer_since(room, begin), 0);
    if (!is_id(&id) || id.length != room->length - begin)
        return tksi_fail(err, TKS_UNSUPPORTED,
                         "a name that is not like 'TestName - 1', "
                         "which go-snaps would not find");
    room->length = begin;
    return TKS_OK;
}

static tks_status put_entry(struct tksi_buffer *out, const struct tksi_document *document,
                            struct tksi_slot slot, tks_bytes name, tks_bytes value, tks_error *err)
{
    const char *const end = document->line_end;
    tks_status status;

    if ((status = check_name(out, name, err)) ||
        (status =
             tksi_buffer_printf(out, err, "%s[", slot.earlier == 0 ? separator(document) : end)) ||
        (status = tksi_put_bytes(out, name, err)) ||
        (status = tksi_buffer_printf(out, err, "]%s", end)) ||
        (status = tksi_encode(out, document->format, value, end, err)))
        return status;
    return tksi_buffer_printf(out, err, END "%s", end);
}

const struct tksi_format tksi_format_go_snaps = {
    .name = "go-snaps",
    .abilities = TKSI_SEVERAL | TKSI_NAMED | TKSI_REPLACE | TKSI_INSERT | TKSI_REMOVE,
    .probe = probe,
    .start = start,
    .next = next,
    .decode = decode,
    .encode = encode,
    .normalize = normalize,
    .put_entry = put_entry,
    .first_wins = true,
};
