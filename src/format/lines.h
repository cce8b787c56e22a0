/* lines.h - walking over lines, and the small questions all formats ask of text
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_FORMAT_LINES_H
#define TKSI_FORMAT_LINES_H

#include "format/format.h"

#include <string.h>

/* The bytes, never at NULL: walking over none of them is then no special case. */
static inline tks_bytes tksi_bytes(tks_bytes bytes)
{
    return bytes.data != NULL ? bytes : (tks_bytes){ "", 0 };
}

/* What a buffer got since it was `begin` long. */
static inline tks_bytes tksi_buffer_since(const struct tksi_buffer *buffer, size_t begin)
{
    if (buffer->length == begin)
        return (tks_bytes){ "", 0 };
    return (tks_bytes){ buffer->data + begin, buffer->length - begin };
}

/* A line of a file: its text without the ending, and where the next one begins. */
struct tksi_line {
    const char *text;
    size_t      at, length, next;
};

/* memchr for LF. Most lines of snapshots are short, and for those the call costs more than
 * the search: the first words are looked at here. A zero byte in `word` (LF made zero) is
 * the lowest bit of those that borrow from it and were not set before. */
static inline const char *tksi_find_line_feed(const char *text, size_t length)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    for (int i = 0; i < 2 && length >= 8; i++, text += 8, length -= 8) {
        uint64_t word, zeros;

        memcpy(&word, text, sizeof word);
        word ^= UINT64_C(0x0A0A0A0A0A0A0A0A);
        zeros = (word - UINT64_C(0x0101010101010101)) & ~word & UINT64_C(0x8080808080808080);
        if (zeros != 0)
            return text + __builtin_ctzll(zeros) / 8;
    }
#endif
    return memchr(text, '\n', length);
}

/* The line at `at`, which is below the file's length. It ends in LF; a CR before that is
 * left in the text. */
static inline struct tksi_line tksi_line_at(tks_bytes file, size_t at)
{
    const char *text = (const char *)file.data + at;
    const char *end = tksi_find_line_feed(text, file.length - at);
    const size_t length = end != NULL ? (size_t)(end - text) : file.length - at;

    return (struct tksi_line){ text, at, length, at + length + (end != NULL) };
}

/* The same without that CR. The last line of a file without LF keeps its CR, as the
 * line reader of Rust has it. */
static inline struct tksi_line tksi_line_bare(tks_bytes file, size_t at)
{
    struct tksi_line line = tksi_line_at(file, at);

    if (line.length > 0 && line.next > at + line.length && line.text[line.length - 1] == '\r')
        line.length--;
    return line;
}

/* The next reader's line that ends in LF, without a CR before that or before the file's end,
 * as Go's line reader has it; moves reader->at and notes the ending. */
static inline struct tksi_line tksi_line_read(struct tksi_reader *reader)
{
    const char *text = reader->file.data;
    struct tksi_line line = tksi_line_at(reader->file, reader->at);
    const bool ended = text[line.next - 1] == '\n';

    if (line.length > 0 && line.text[line.length - 1] == '\r')
        line.length--;
    if (ended)
        reader->conditions |= line.next - line.at > line.length + 1 ? TKSI_CRLF : TKSI_LF;
    reader->at = line.next;
    return line;
}

static inline tks_bytes tksi_line_bytes(const struct tksi_line *line)
{
    return (tks_bytes){ line->text, line->length };
}

/* The next reader's line of a file in which LF, CR LF and CR all end a line: moves
 * reader->at and notes the ending in reader->conditions. `next_return` makes it linear: the
 * next CR is looked for only when the last one, or all that was looked through, is behind. */
struct tksi_line tksi_line_universal(struct tksi_reader *reader);

static inline bool tksi_is(tks_bytes text, const char *word)
{
    return text.length == strlen(word) && memcmp(text.data, word, text.length) == 0;
}

static inline bool tksi_begins(const char *text, size_t length, const char *word)
{
    return length >= strlen(word) && memcmp(text, word, strlen(word)) == 0;
}

static inline bool tksi_is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static inline bool tksi_contains(tks_bytes text, const char *word)
{
    return memmem(text.data, text.length, word, strlen(word)) != NULL;
}

/* A line that a merge left: "<<<<<<< ", "||||||| ", "=======", ">>>>>>> ". */
bool tksi_is_conflict(const char *text, size_t length);

/* The text without white space at its ends, as Unicode has it. `separators` takes U+001C
 * to U+001F for white space too, as Python does and Rust does not. */
tks_bytes tksi_trim(tks_bytes text, bool separators);
tks_bytes tksi_trim_end(tks_bytes text, bool separators);

/* Well-formed UTF-8: table 3-7 of the Unicode standard. */
bool tksi_is_utf8(tks_bytes text);
/* BAD_DATA with a sentence where it is none. */
tks_status tksi_check_utf8(tks_bytes text, tks_error *err);

/* One code point as UTF-8, appended. */
tks_status tksi_put_character(struct tksi_buffer *out, uint32_t code, tks_error *err);
tks_status tksi_put_text(struct tksi_buffer *out, const char *text, tks_error *err);
tks_status tksi_put_bytes(struct tksi_buffer *out, tks_bytes bytes, tks_error *err);

/* `text` with LF for CR LF, and where `lone` is set for CR alone; with `line_end` for LF. */
tks_status tksi_put_line_feeds(struct tksi_buffer *out, tks_bytes text, bool lone,
                               tks_error *err);
tks_status tksi_put_line_ends(struct tksi_buffer *out, tks_bytes text, const char *line_end,
                              tks_error *err);

/* The value of a hexadecimal digit, or -1. */
int tksi_hexadecimal(char digit);
/* `count` such digits; false where there are fewer before `end`. */
bool tksi_read_hexadecimal(uint32_t *out, const char *text, const char *end, int count);

/* Parts of a path: everything after the last '/', and whether a folder of this name is
 * among those above. */
tks_str tksi_path_name(tks_str path);
bool    tksi_path_below(tks_str path, const char *folder);
bool    tksi_ends(tks_str text, const char *word);
/* Whether the name has the word in it; one nobody knows may have. */
bool    tksi_named_like(tks_str name, const char *word);

/* The next piece of a format whose entries begin with a line that `begins` knows, read by
 * `read_entry` from behind that line on. An empty line right before it is the entry's own;
 * what else stands there is a gap. */
bool tksi_next_by_line(struct tksi_piece *out, struct tksi_reader *reader,
                       bool (*begins)(const struct tksi_line *line),
                       void (*read_entry)(struct tksi_piece *out, struct tksi_reader *reader,
                                          const struct tksi_line *line));

/* Opens every walk: notes the byte order mark and where the first CR is. */
void tksi_reader_begin_lines(struct tksi_reader *reader);

/* The part of the file from `from` to `to`. */
static inline struct tksi_span tksi_span_between(size_t from, size_t to)
{
    return (struct tksi_span){ from, to - from };
}

/* jest_order.c: the order in which Jest and Vitest write entries. */
int tksi_jest_compare(tks_bytes a, tks_bytes b);

extern const struct tksi_format tksi_format_insta;
extern const struct tksi_format tksi_format_pending; /* insta's inline ones */
extern const struct tksi_format tksi_format_amber;
extern const struct tksi_format tksi_format_go_snaps;
extern const struct tksi_format tksi_format_jest;
extern const struct tksi_format tksi_format_approvals; /* these and below in whole.c */
extern const struct tksi_format tksi_format_insta_aside;
extern const struct tksi_format tksi_format_standalone;
extern const struct tksi_format tksi_format_single;
extern const struct tksi_format tksi_format_cupaloy;
extern const struct tksi_format tksi_format_golden;
extern const struct tksi_format tksi_format_own;
extern const struct tksi_format tksi_format_plain;

#endif
