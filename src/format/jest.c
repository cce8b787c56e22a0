/* jest.c - snapshots of Jest, Vitest and others who write JavaScript
 *
 *     // Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing
 *
 *     exports[`renders a button 1`] = `
 *     <button>
 *       Save
 *     </button>
 *     `;
 *
 * The file is a program: each entry an assignment of one template literal under another.
 * Writers escape back-quotes, backslashes and "${"; read here is every escape the language
 * has, for people edit these files. A value with a line break stands between two more. In a
 * template CR LF and CR are LF, and the writers turn them into it.
 *
 * The first line names the version, and Jest makes a file anew whose line is not its own:
 * like all other lines it stays what it is. Entries stand in the order of jest_order.c.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/lines.h"

#define ASSIGNMENT "exports[`"

/* ------------------------------------------------------------------- reading */

static void start(struct tksi_reader *reader)
{
    tksi_reader_begin_lines(reader);
}

/* Past the back-quote that ends the literal whose text begins at `at`; 0 if none does.
 * *plain is false if it has an expression in it. */
static size_t skip_literal(tks_bytes file, size_t at, bool *plain)
{
    const char *text = file.data;

    *plain = true;
    for (; at < file.length; at++) {
        if (text[at] == '\\')
            at++;
        else if (text[at] == '`')
            return at + 1;
        else if (text[at] == '$' && at + 1 < file.length && text[at + 1] == '{')
            *plain = false;
    }
    return 0;
}

static size_t skip_text(tks_bytes file, size_t at, const char *text)
{
    return tksi_begins((const char *)file.data + at, file.length - at, text) ? at + strlen(text)
                                                                             : 0;
}

static bool begins(const struct tksi_line *line)
{
    return tksi_begins(line->text, line->length, ASSIGNMENT);
}

/* The assignment that begins with this line. */
static void read_assignment(struct tksi_piece *out, tks_bytes file, const struct tksi_line *line)
{
    const size_t name = line->at + strlen(ASSIGNMENT);
    bool plain_name, plain_value = true;
    size_t name_end = skip_literal(file, name, &plain_name), value = 0, end = 0;

    out->kind = TKSI_ENTRY;
    if (name_end > 0 && (value = skip_text(file, name_end, "] = `")) > 0)
        end = skip_literal(file, value, &plain_value);
    if (end > 0 && !plain_value)
        out->conditions |= TKSI_BROKEN;
    if (!plain_name)
        out->conditions |= TKSI_BROKEN;
    if (name_end == 0)
        name_end = file.length + 1;
    out->name = tksi_span_between(name, name_end - 1);
    if (value > 0)
        out->payload = tksi_span_between(value, end > 0 ? end - 1 : file.length);
    else
        out->payload = (struct tksi_span){ name_end - 1, 0 };
    if (name_end > file.length || (value > 0 && end == 0))
        out->conditions |= TKSI_UNTERMINATED;
    else if (value == 0)
        out->conditions |= TKSI_BROKEN;
}

/* What stands on the last line after the literal is ";" and its end. A comment may follow;
 * with anything else the program is another than it looks. */
static void judge_end(struct tksi_piece *out, const struct tksi_reader *reader)
{
    const size_t end = out->payload.at + out->payload.length + 1;
    const char *text = (const char *)reader->file.data;
    tks_bytes rest;

    if (out->conditions & (TKSI_UNTERMINATED | TKSI_BROKEN))
        return;
    rest = tksi_trim((tks_bytes){ text + end, reader->at - end }, false);
    if (tksi_is(rest, ";"))
        return;
    if (tksi_begins(rest.data, rest.length, ";"))
        rest = tksi_trim((tks_bytes){ (const char *)rest.data + 1, rest.length - 1 }, false);
    out->conditions |=
        rest.length == 0 || tksi_begins(rest.data, rest.length, "//") ? TKSI_STRAY : TKSI_BROKEN;
}

/* Goes to the end of the literal's last line. */
static void read_entry(struct tksi_piece *out, struct tksi_reader *reader,
                       const struct tksi_line *line)
{
    read_assignment(out, reader->file, line);
    reader->at = out->payload.at + out->payload.length;
    if (reader->at < reader->file.length)
        tksi_line_read(reader);
    judge_end(out, reader);
}

/* To JavaScript a comment also ends at a CR and at two separators of Unicode's: what stands
 * behind one is program. */
static bool is_comment_cut(const struct tksi_line *line)
{
    return line->length > 0 && (memchr(line->text, '\r', line->length) != NULL ||
                                memmem(line->text, line->length, "\xE2\x80\xA8", 3) != NULL ||
                                memmem(line->text, line->length, "\xE2\x80\xA9", 3) != NULL);
}

/* The line that names the version is a gap of its own. */
static bool next(struct tksi_piece *out, struct tksi_reader *reader)
{
    if (reader->at == 0 && tksi_begins(reader->file.data, reader->file.length, "//")) {
        const struct tksi_line line = tksi_line_read(reader);

        if (is_comment_cut(&line))
            out->conditions |= TKSI_BROKEN;
        out->whole = tksi_span_between(0, reader->at);
        return true;
    }
    return tksi_next_by_line(out, reader, begins, read_entry);
}

static int probe(tks_bytes file, tks_str path)
{
    const char *text = file.data;
    struct tksi_line first;

    (void)path;
    if (file.length == 0)
        return 0;
    first = tksi_line_bare(file, 0);
    if (tksi_begins(first.text, first.length, "// ") &&
        memmem(first.text, first.length, " Snapshot v", 11) != NULL)
        return 100;
    return tksi_begins(text, file.length, ASSIGNMENT) ||
                   (first.length == 0 &&
                    tksi_begins(text + first.next, file.length - first.next, ASSIGNMENT))
               ? 80
               : 0;
}

/* -------------------------------------------------------------------- escapes */

static tks_status bad_escape(tks_error *err)
{
    return tksi_fail(err, TKS_BAD_DATA, "an escape that JavaScript does not allow");
}

/* "uXXXX" or "u{X...}" from *at on, which goes past it. */
static bool read_unicode(uint32_t *code, const char **at, const char *end)
{
    const char *text = *at + 1;

    if (text < end && *text == '{') {
        *code = 0;
        for (text++; text < end && *text != '}'; text++) {
            const int digit = tksi_hexadecimal(*text);

            if (digit < 0 || *code > 0x10FFFF)
                return false;
            *code = *code << 4 | (uint32_t)digit;
        }
        if (text == end || text[-1] == '{' || *code > 0x10FFFF)
            return false;
        *at = text + 1;
        return true;
    }
    if (!tksi_read_hexadecimal(code, text, end, 4))
        return false;
    *at = text + 4;
    return true;
}

/* The same, two surrogates made one character; a lone one is none. */
static bool read_character(uint32_t *code, const char **at, const char *end)
{
    uint32_t low;

    if (!read_unicode(code, at, end))
        return false;
    if (*code < 0xD800 || *code > 0xDFFF)
        return true;
    if (*code > 0xDBFF || end - *at < 2 || (*at)[0] != '\\' || (*at)[1] != 'u')
        return false;
    ++*at;
    if (!read_unicode(&low, at, end) || low < 0xDC00 || low > 0xDFFF)
        return false;
    *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

/* The escape at *at, its backslash behind; nothing for a line that goes on. */
static tks_status put_escape(struct tksi_buffer *out, const char **at, const char *end,
                             tks_error *err)
{
    static const char letters[] = "b\bf\fn\nr\rt\tv\v";
    uint32_t code;

    for (const char *pair = letters; *pair != '\0'; pair += 2)
        if (**at == *pair) {
            ++*at;
            return tksi_buffer_append(out, pair + 1, 1, err);
        }
    if (**at == 'u')
        return read_character(&code, at, end) ? tksi_put_character(out, code, err)
                                              : bad_escape(err);
    if (**at == 'x') {
        if (!tksi_read_hexadecimal(&code, *at + 1, end, 2))
            return bad_escape(err);
        *at += 3;
        return tksi_put_character(out, code, err);
    }
    if (**at >= '0' && **at <= '9') {
        if (**at != '0' || (end - *at > 1 && (*at)[1] >= '0' && (*at)[1] <= '9'))
            return bad_escape(err);
        ++*at;
        return tksi_buffer_append(out, "", 1, err);
    }
    if (**at == '\r' || **at == '\n') {
        *at += **at == '\r' && end - *at > 1 && (*at)[1] == '\n' ? 2 : 1;
        return TKS_OK;
    }
    if (end - *at >= 3 && (memcmp(*at, "\xE2\x80\xA8", 3) == 0 ||
                           memcmp(*at, "\xE2\x80\xA9", 3) == 0)) { /* also ends of lines */
        *at += 3;
        return TKS_OK;
    }
    return tksi_buffer_append(out, (*at)++, 1, err);
}

/* What the literal evaluates to. */
static tks_status evaluate(struct tksi_buffer *out, tks_bytes literal, tks_error *err)
{
    const char *at = literal.data, *end = at + literal.length;
    tks_status status = TKS_OK;

    while (at < end && status == TKS_OK) {
        const char *begin = at;

        while (at < end && *at != '\\' && *at != '\r' && *at != '$')
            at++;
        if ((status = tksi_buffer_append(out, begin, (size_t)(at - begin), err)) || at == end)
            break;
        if (*at == '\r') {
            at += end - at > 1 && at[1] == '\n' ? 2 : 1;
            status = tksi_put_text(out, "\n", err);
        } else if (*at == '$') {
            if (end - at > 1 && at[1] == '{')
                return tksi_fail(err, TKS_BAD_DATA, "an expression within a snapshot");
            status = tksi_buffer_append(out, at++, 1, err);
        } else {
            if (++at == end)
                return bad_escape(err);
            status = put_escape(out, &at, end, err);
        }
    }
    return status;
}

/* -------------------------------------------------------------------- values */

static tks_status decode(struct tksi_buffer *value, tks_bytes payload, tks_error *err)
{
    const size_t begin = value->length;
    const tks_status status = evaluate(value, payload, err);
    const size_t length = value->length - begin;
    uint8_t *text;

    if (status || length <= 2)
        return status;
    text = value->data + begin;
    if (text[0] == '\n' && text[length - 1] == '\n') {
        memmove(text, text + 1, length - 2);
        value->length -= 2;
    }
    return TKS_OK;
}

static tks_status decode_name(struct tksi_buffer *name, tks_bytes written, tks_error *err)
{
    return evaluate(name, written, err);
}

static tks_status put_escaped(struct tksi_buffer *out, tks_bytes text, tks_error *err)
{
    const char *at = text.data, *end = at + text.length, *begin = at;
    tks_status status = TKS_OK;

    for (; at < end && status == TKS_OK; at++)
        if (*at == '\\' || *at == '`' || (*at == '$' && end - at > 1 && at[1] == '{')) {
            if ((status = tksi_buffer_append(out, begin, (size_t)(at - begin), err)) == TKS_OK)
                status = tksi_put_text(out, "\\", err);
            begin = at;
        }
    return status ? status : tksi_buffer_append(out, begin, (size_t)(end - begin), err);
}

static tks_status normalize(struct tksi_buffer *out, tks_bytes value, tks_error *err)
{
    return tksi_put_line_feeds(out, value, true, err);
}

static tks_status encode(struct tksi_buffer *payload, tks_bytes value, const char *line_end,
                         tks_error *err)
{
    struct tksi_buffer escaped, feeds;
    bool broken;
    tks_status status;

    tksi_buffer_init(&feeds, payload->maximum, payload->env);
    tksi_buffer_init(&escaped, payload->maximum, payload->env);
    if ((status = normalize(&feeds, value, err)) ||
        (status = put_escaped(&escaped, tksi_buffer_since(&feeds, 0), err)))
        goto done;
    broken = feeds.length > 0 && memchr(feeds.data, '\n', feeds.length) != NULL;
    if ((broken && (status = tksi_put_text(payload, line_end, err))) ||
        (status = tksi_put_line_ends(payload, tksi_buffer_since(&escaped, 0), line_end, err)) ||
        (broken && (status = tksi_put_text(payload, line_end, err))))
        goto done;
done:
    tksi_buffer_dispose(&escaped);
    tksi_buffer_dispose(&feeds);
    return status;
}

/* ------------------------------------------------------------------ insertion */

static tksi_order_fn *order(const struct tksi_document *document)
{
    (void)document;
    return tksi_jest_compare;
}

static tks_status put_assignment(struct tksi_buffer *room, const struct tksi_document *document,
                                 tks_bytes name, tks_bytes value, tks_error *err)
{
    tks_status status;

    if ((status = tksi_put_text(room, ASSIGNMENT, err)) ||
        (status = put_escaped(room, name, err)) || (status = tksi_put_text(room, "`] = `", err)) ||
        (status = tksi_encode(room, document->format, value, document->line_end, err)))
        return status;
    return tksi_buffer_printf(room, err, "`;%s", document->line_end);
}

static tks_status put_entry(struct tksi_buffer *out, const struct tksi_document *document,
                            struct tksi_slot slot, tks_bytes name, tks_bytes value, tks_error *err)
{
    const tks_bytes file = document->bytes;
    const char *const end = document->line_end;
    bool before;
    tks_status status;

    if (file.length == 0)
        return tksi_fail(err, TKS_UNSUPPORTED,
                         "a file that is still to be begun: its first line is for its library "
                         "to write");
    if (memchr(name.data, '\r', name.length) != NULL)
        return tksi_fail(err, TKS_UNSUPPORTED, "a name with a CR, which is read back as another");
    if ((status = tksi_check_utf8(name, err)))
        return status;
    /* the empty line before an entry is its own, where there is one */
    before = !tksi_begins((const char *)file.data + slot.at, file.length - slot.at, ASSIGNMENT);
    if (slot.at == file.length && slot.earlier == 0 &&
        ((const char *)file.data)[slot.at - 1] != '\n')
        status = tksi_put_text(out, end, err);
    if (status == TKS_OK && before)
        status = tksi_put_text(out, end, err);
    if (status == TKS_OK)
        status = put_assignment(out, document, name, value, err);
    return status == TKS_OK && !before ? tksi_put_text(out, end, err) : status;
}

const struct tksi_format tksi_format_jest = {
    .name = "jest",
    .abilities = TKSI_SEVERAL | TKSI_NAMED | TKSI_REPLACE | TKSI_INSERT | TKSI_REMOVE | TKSI_TEXT,
    .probe = probe,
    .start = start,
    .next = next,
    .decode = decode,
    .encode = encode,
    .decode_name = decode_name,
    .normalize = normalize,
    .order = order,
    .put_entry = put_entry,
};
