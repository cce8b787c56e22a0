/* format.c - the table of formats, and what is done with any of them
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/lines.h"

/* Where two are equally sure of a file the first has it. */
static const struct tksi_format *const formats[] = {
    &tksi_format_insta,       &tksi_format_pending,
    &tksi_format_amber,       &tksi_format_go_snaps,
    &tksi_format_jest,        &tksi_format_own,
    &tksi_format_approvals,   &tksi_format_standalone,
    &tksi_format_insta_aside, &tksi_format_single,
    &tksi_format_cupaloy,     &tksi_format_golden,
    &tksi_format_plain,       NULL,
};

const struct tksi_format *tksi_format_at(size_t index)
{
    return index < sizeof formats / sizeof *formats ? formats[index] : NULL;
}

const struct tksi_format *tksi_format_named(const char *name)
{
    for (size_t i = 0; formats[i] != NULL; i++)
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    return NULL;
}

const struct tksi_format *tksi_format_of(tks_bytes file, tks_str path)
{
    const struct tksi_format *best = &tksi_format_plain;
    int most = 0;

    file = tksi_bytes(file);
    if (path.data == NULL)
        path = (tks_str){ "", 0 };

    for (size_t i = 0; formats[i] != NULL; i++) {
        const int sure = formats[i]->probe(file, path);

        if (sure > most) {
            most = sure;
            best = formats[i];
        }
    }
    return best;
}

/* ------------------------------------------------------------------- reading */

void tksi_reader_start(struct tksi_reader *reader, const struct tksi_format *format, tks_bytes file)
{
    *reader = (struct tksi_reader){ .format = format, .file = tksi_bytes(file) };
    if (format->start != NULL)
        format->start(reader);
}

void tksi_reader_slide(struct tksi_reader *reader, tks_bytes window)
{
    reader->file = tksi_bytes(window);
    reader->at = reader->next_return = reader->looked = reader->told = 0;
}

bool tksi_reader_next(struct tksi_piece *out, struct tksi_reader *reader)
{
    *out = (struct tksi_piece){ .kind = TKSI_GAP };
    if (!reader->format->next(out, reader))
        return false;
    reader->begun = true;
    reader->conditions |= out->conditions;
    if (reader->passing != NULL && out->whole.at - reader->told >= TKSI_PASSING_STEP) {
        reader->passing->passed(reader->passing->user, reader->told, out->whole.at);
        reader->told = out->whole.at;
    }
    return true;
}

void tksi_document_scan(struct tksi_document *out, const struct tksi_format *format,
                        tks_bytes bytes)
{
    tksi_document_scan_passing(out, format, bytes, NULL);
}

void tksi_document_read(struct tksi_reader *reader, const struct tksi_document *document)
{
    tksi_reader_start(reader, document->format, document->bytes);
    reader->passing = document->passing;
}

/* New lines end as most of the file's do; where both occur, as the shorter. */
void tksi_document_read_to_end(struct tksi_document *out, const struct tksi_reader *reader,
                               size_t entries)
{
    *out = (struct tksi_document){
        .format = reader->format,
        .bytes = reader->file,
        .conditions = reader->conditions,
        .entries = entries,
        .line_end = (reader->conditions & (TKSI_CRLF | TKSI_LF)) == TKSI_CRLF ? "\r\n" : "\n",
        .passing = reader->passing,
    };
}

void tksi_document_scan_passing(struct tksi_document *out, const struct tksi_format *format,
                                tks_bytes bytes, const struct tksi_passing *passing)
{
    struct tksi_reader reader;
    struct tksi_piece piece;
    size_t entries = 0;

    tksi_reader_start(&reader, format, bytes);
    reader.passing = passing;
    while (tksi_reader_next(&piece, &reader))
        entries += piece.kind == TKSI_ENTRY;
    tksi_document_read_to_end(out, &reader, entries);
}

/* -------------------------------------------------------------------- values */

tks_status tksi_decode(struct tksi_buffer *value, const struct tksi_format *format,
                       tks_bytes payload, tks_error *err)
{
    return format->decode != NULL ? format->decode(value, tksi_bytes(payload), err)
                                  : tksi_put_bytes(value, payload, err);
}

tks_status tksi_normalize(struct tksi_buffer *out, const struct tksi_format *format,
                          tks_bytes value, tks_error *err)
{
    return format->normalize != NULL ? format->normalize(out, tksi_bytes(value), err)
                                     : tksi_put_bytes(out, value, err);
}

tks_status tksi_decode_name(struct tksi_buffer *name, const struct tksi_format *format,
                            tks_bytes written, tks_error *err)
{
    return format->decode_name != NULL ? format->decode_name(name, tksi_bytes(written), err)
                                       : tksi_put_bytes(name, written, err);
}

/* Whether the library, reading the payload, would find it equal to the value. */
static tks_status check_held(const struct tksi_format *format, tks_bytes payload, tks_bytes value,
                             const struct tksi_buffer *like, tks_error *err)
{
    struct tksi_buffer read, expected, actual;
    tks_status status;

    tksi_buffer_init(&read, like->maximum, like->env);
    tksi_buffer_init(&expected, like->maximum, like->env);
    tksi_buffer_init(&actual, like->maximum, like->env);
    if ((status = tksi_decode(&read, format, payload, err)) ||
        (status = tksi_normalize(&actual, format, tksi_buffer_since(&read, 0), err)) ||
        (status = tksi_normalize(&expected, format, value, err)))
        goto done;
    if (!tksi_bytes_equal(tksi_buffer_since(&actual, 0), tksi_buffer_since(&expected, 0)))
        status = tksi_fail(err, TKS_UNSUPPORTED,
                           "a value that %s cannot hold: read back it is another", format->name);
done:
    tksi_buffer_dispose(&actual);
    tksi_buffer_dispose(&expected);
    tksi_buffer_dispose(&read);
    return status;
}

tks_status tksi_encode(struct tksi_buffer *payload, const struct tksi_format *format,
                       tks_bytes value, const char *line_end, tks_error *err)
{
    const size_t begin = payload->length;
    tks_status status;

    if (format->encode == NULL)
        return tksi_put_bytes(payload, value, err);
    if ((status = format->encode(payload, tksi_bytes(value), line_end, err)))
        return status;
    return check_held(format, tksi_buffer_since(payload, begin), value, payload, err);
}
