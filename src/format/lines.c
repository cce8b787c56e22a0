/* lines.c - walking over lines, and the small questions all formats ask of text
 *
 * What counts as white space or as the end of a line differs from library to library;
 * each of these says whose rule it is.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/lines.h"

/* -------------------------------------------------------------------- lines */

/* The part of a file that is looked through for a CR at a time: it is in the processor's cache
 * when its lines are read after that. */
enum { LOOK_AHEAD = 16 << 10 };

static void look_for_return(struct tksi_reader *reader, size_t from)
{
    const char *text = reader->file.data, *found;

    reader->looked =
        reader->file.length - from > LOOK_AHEAD ? from + LOOK_AHEAD : reader->file.length;
    found = reader->looked > from ? memchr(text + from, '\r', reader->looked - from) : NULL;
    reader->next_return = found != NULL ? (size_t)(found - text) : reader->looked;
}

void tksi_reader_begin_lines(struct tksi_reader *reader)
{
    const tks_bytes file = reader->file;

    if (file.length >= 3 && memcmp(file.data, "\xEF\xBB\xBF", 3) == 0)
        reader->conditions |= TKSI_BOM;
}

struct tksi_line tksi_line_universal(struct tksi_reader *reader)
{
    const char *text = reader->file.data, *found;
    const size_t end = reader->file.length;
    size_t from = reader->at;
    struct tksi_line line = { text + from, from, 0, 0 };

    if (reader->next_return < from || reader->looked <= from)
        look_for_return(reader, from);
    /* no further than the CR or what was looked through for one, to stay linear */
    while ((found = tksi_find_line_feed(text + from, reader->next_return - from)) == NULL &&
           reader->next_return == reader->looked && reader->looked < end) {
        from = reader->looked;
        look_for_return(reader, from);
    }
    line.next = found != NULL ? (size_t)(found - text) : reader->next_return;
    line.length = line.next - line.at;
    if (found != NULL) {
        reader->conditions |= TKSI_LF;
        line.next++;
    } else if (reader->next_return < reader->looked) {
        line.next++;
        if (line.next < end && text[line.next] == '\n') {
            line.next++;
            reader->conditions |= TKSI_CRLF;
        }
    }
    reader->at = line.next;
    return line;
}

bool tksi_next_by_line(struct tksi_piece *out, struct tksi_reader *reader,
                       bool (*begins)(const struct tksi_line *line),
                       void (*read_entry)(struct tksi_piece *out, struct tksi_reader *reader,
                                          const struct tksi_line *line))
{
    const size_t begin = reader->at;
    struct tksi_line before = { NULL, 0, 1, 0 };

    if (begin >= reader->file.length)
        return false;
    while (reader->at < reader->file.length) {
        const size_t own = before.length == 0 ? before.at : reader->at;
        const struct tksi_line line = tksi_line_read(reader);

        if (begins(&line)) {
            if (own == begin)
                read_entry(out, reader, &line);
            else
                reader->at = own;
            break;
        }
        if (tksi_is_conflict(line.text, line.length))
            out->conditions |= TKSI_CONFLICT;
        if (line.length > 0)
            out->conditions |= TKSI_STRAY;
        before = line;
    }
    out->whole = tksi_span_between(begin, reader->at);
    return true;
}

bool tksi_is_conflict(const char *text, size_t length)
{
    static const char kinds[] = "<|>";

    if (length < 7)
        return false;
    if (length == 7)
        return memcmp(text, "=======", 7) == 0;
    for (const char *kind = kinds; *kind != '\0'; kind++) {
        size_t same = 0;

        while (same < 7 && text[same] == *kind)
            same++;
        if (same == 7 && text[7] == ' ')
            return true;
    }
    return false;
}

/* ---------------------------------------------------------------- white space */

/* The property White_Space above ASCII. */
static bool is_wide_space(uint32_t code)
{
    return code == 0x85 || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
           code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

static bool is_space(uint32_t code, bool separators)
{
    if (code < 0x80)
        return code == ' ' || (code >= '\t' && code <= '\r') ||
               (separators && code >= 0x1C && code <= 0x1F);
    return is_wide_space(code);
}

/* The character of `length` bytes at `text`, of at most three; white space has no more. */
static uint32_t code_of(const unsigned char *text, size_t length)
{
    switch (length) {
    case 1:
        return text[0] < 0x80 ? text[0] : UINT32_MAX;
    case 2:
        return (text[0] & 0xE0) == 0xC0 ? (uint32_t)(text[0] & 0x1F) << 6 | (text[1] & 0x3F)
                                        : UINT32_MAX;
    default:
        return (text[0] & 0xF0) == 0xE0 ? (uint32_t)(text[0] & 0xF) << 12 |
                                              (uint32_t)(text[1] & 0x3F) << 6 | (text[2] & 0x3F)
                                        : UINT32_MAX;
    }
}

tks_bytes tksi_trim_end(tks_bytes text, bool separators)
{
    const unsigned char *data = text.data;

    while (text.length > 0) {
        size_t length = 1;

        while (length < 3 && length < text.length && (data[text.length - length] & 0xC0) == 0x80)
            length++;
        if (!is_space(code_of(data + text.length - length, length), separators))
            break;
        text.length -= length;
    }
    return text;
}

tks_bytes tksi_trim(tks_bytes text, bool separators)
{
    text = tksi_trim_end(text, separators);
    while (text.length > 0) {
        const unsigned char *data = text.data;
        const size_t length = data[0] < 0x80 ? 1 : data[0] < 0xE0 ? 2 : 3;

        if (length > text.length || !is_space(code_of(data, length), separators))
            break;
        text = (tks_bytes){ data + length, text.length - length };
    }
    return text;
}

/* ------------------------------------------------------------------- UTF-8 */

/* How many bytes at `at` are ASCII: whole blocks of 64, then whole words. Compilers make
 * vectors of a block. */
static size_t ascii_at(const char *at, size_t left)
{
    size_t length = 0;
    uint64_t words[8];

    for (; left - length >= sizeof words; length += sizeof words) {
        uint64_t any = 0;

        memcpy(words, at + length, sizeof words);
        for (size_t i = 0; i < 8; i++)
            any |= words[i];
        if (any & UINT64_C(0x8080808080808080))
            break;
    }
    for (; left - length >= sizeof *words; length += sizeof *words) {
        memcpy(words, at + length, sizeof *words);
        if (*words & UINT64_C(0x8080808080808080))
            break;
    }
    return length;
}

bool tksi_is_utf8(tks_bytes text)
{
    const char *at = text.data, *end = at + text.length;
    bool valid = true;

    while (valid && at < end) {
        at += ascii_at(at, (size_t)(end - at));
        do /* those that are none come together */
            at += at < end ? tksi_utf8_character(at, (size_t)(end - at), &valid) : 0;
        while (valid && at < end && (*at & 0x80) != 0);
    }
    return valid;
}

tks_status tksi_check_utf8(tks_bytes text, tks_error *err)
{
    if (tksi_is_utf8(text))
        return TKS_OK;
    return tksi_fail(err, TKS_BAD_DATA, "not UTF-8, which its library insists on");
}

tks_status tksi_put_character(struct tksi_buffer *out, uint32_t code, tks_error *err)
{
    char bytes[4];
    size_t length = 0;

    if (code < 0x80) {
        bytes[length++] = (char)code;
    } else if (code < 0x800) {
        bytes[length++] = (char)(0xC0 | code >> 6);
        bytes[length++] = (char)(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        bytes[length++] = (char)(0xE0 | code >> 12);
        bytes[length++] = (char)(0x80 | (code >> 6 & 0x3F));
        bytes[length++] = (char)(0x80 | (code & 0x3F));
    } else {
        bytes[length++] = (char)(0xF0 | code >> 18);
        bytes[length++] = (char)(0x80 | (code >> 12 & 0x3F));
        bytes[length++] = (char)(0x80 | (code >> 6 & 0x3F));
        bytes[length++] = (char)(0x80 | (code & 0x3F));
    }
    return tksi_buffer_append(out, bytes, length, err);
}

tks_status tksi_put_text(struct tksi_buffer *out, const char *text, tks_error *err)
{
    return tksi_buffer_append(out, text, strlen(text), err);
}

tks_status tksi_put_bytes(struct tksi_buffer *out, tks_bytes bytes, tks_error *err)
{
    return tksi_buffer_append(out, bytes.data, bytes.length, err);
}

/* -------------------------------------------------------------- line endings */

tks_status tksi_put_line_feeds(struct tksi_buffer *out, tks_bytes text, bool lone, tks_error *err)
{
    const char *at = text.data, *end = at + text.length;
    tks_status status = TKS_OK;

    while (at < end && status == TKS_OK) {
        const char *found = memchr(at, '\r', (size_t)(end - at));
        const bool pair = found != NULL && found + 1 < end && found[1] == '\n';

        if (found == NULL)
            return tksi_buffer_append(out, at, (size_t)(end - at), err);
        status = tksi_buffer_append(out, at, (size_t)(found - at), err);
        if (status == TKS_OK)
            status = tksi_buffer_append(out, pair || lone ? "\n" : "\r", 1, err);
        at = found + 1 + pair;
    }
    return status;
}

tks_status tksi_put_line_ends(struct tksi_buffer *out, tks_bytes text, const char *line_end,
                              tks_error *err)
{
    const char *at = text.data, *end = at + text.length;
    tks_status status = TKS_OK;

    if (line_end[0] == '\n')
        return tksi_put_bytes(out, text, err);
    while (at < end && status == TKS_OK) {
        const char *found = memchr(at, '\n', (size_t)(end - at));

        if (found == NULL)
            return tksi_buffer_append(out, at, (size_t)(end - at), err);
        if ((status = tksi_buffer_append(out, at, (size_t)(found - at), err)) == TKS_OK)
            status = tksi_put_text(out, line_end, err);
        at = found + 1;
    }
    return status;
}

/* ------------------------------------------------------------------- digits */

int tksi_hexadecimal(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

bool tksi_read_hexadecimal(uint32_t *out, const char *text, const char *end, int count)
{
    uint32_t value = 0;

    if (end - text < count)
        return false;
    for (int i = 0; i < count; i++) {
        const int digit = tksi_hexadecimal(text[i]);

        if (digit < 0)
            return false;
        value = value << 4 | (uint32_t)digit;
    }
    *out = value;
    return true;
}

/* -------------------------------------------------------------------- paths */

tks_str tksi_path_name(tks_str path)
{
    const char *slash = path.length > 0 ? memrchr(path.data, '/', path.length) : NULL;

    if (slash == NULL)
        return path;
    return (tks_str){ slash + 1, path.length - (size_t)(slash + 1 - path.data) };
}

bool tksi_path_below(tks_str path, const char *folder)
{
    const size_t length = strlen(folder);
    const char *slash;

    while (path.length > 0 && (slash = memchr(path.data, '/', path.length)) != NULL) {
        const size_t part = (size_t)(slash - path.data);

        if (part == length && memcmp(path.data, folder, length) == 0)
            return true;
        path = (tks_str){ slash + 1, path.length - part - 1 };
    }
    return false;
}

bool tksi_ends(tks_str text, const char *word)
{
    const size_t length = strlen(word);

    return text.length >= length && memcmp(text.data + text.length - length, word, length) == 0;
}

bool tksi_named_like(tks_str name, const char *word)
{
    return name.length == 0 || memmem(name.data, name.length, word, strlen(word)) != NULL;
}
