/* text.h - texts as lines, and what two lines are compared as
 *
 * Layer 2. lines.c cuts a text and tells it from bytes, normal.c brings lines into the
 * form in which tolerated differences are gone, filter.c holds the regular expressions,
 * sections.c finds the parts of a text between lines that match some, number.c finds and
 * compares numbers, unicode.c speaks to utf8proc.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_TEXT_H
#define TKSI_TEXT_H

#include "base/base.h"

/* ------------------------------------------------------------------- lines */

/* A text cut into lines; line i is the bytes start[i] .. start[i + 1] - 1, its end
 * included. */
struct tksi_lines {
    tks_bytes text;
    size_t   *start; /* count + 1 of them, owned */
    int32_t   count;
};

/* OVER_LIMIT for 2^31 - 2 lines and more. */
tks_status tksi_lines_cut(struct tksi_lines *out, tks_bytes text, const struct tksi_env *env,
                          tks_error *err);
void       tksi_lines_dispose(struct tksi_lines *lines, const struct tksi_env *env);

/* With its end. */
static inline tks_str tksi_line(const struct tksi_lines *lines, int32_t i)
{
    return (tks_str){ (const char *)lines->text.data + lines->start[i],
                      lines->start[i + 1] - lines->start[i] };
}

/* Bytes of the line's end: 0, 1 (LF) or 2 (CRLF). */
size_t tksi_line_end(tks_str line);

/* Whether a reader takes it for text: no NUL and hardly anything but UTF-8 or single
 * characters of an older encoding among the first 8192 bytes. */
bool tksi_is_text(tks_bytes bytes);

/* Bytes from .. to - 1 of a buffer, which may never have taken any memory. */
static inline tks_str tksi_piece(const struct tksi_buffer *buffer, size_t from, size_t to)
{
    return buffer->data != NULL ? (tks_str){ (const char *)buffer->data + from, to - from }
                                : (tks_str){ "", 0 };
}

/* ----------------------------------------------------------------- unicode */

/* Length of the character at the beginning, 1 to 4; 0 where there is no valid UTF-8.
 * *code is the character. */
size_t tksi_character(int32_t *code, const char *text, size_t length);

/* Length of the grapheme at the beginning, at least 1; a byte that is no UTF-8 is one. */
size_t tksi_grapheme(const char *text, size_t length);

/* Columns it takes on a terminal: 0 to 2. */
int tksi_columns(int32_t code);

/* Characters that leave no mark of their own, or turn the direction of others. */
bool tksi_is_invisible(int32_t code);

/* Letters, digits, marks and the underscore, of any script. */
bool tksi_is_word(int32_t code);

/* Appends the NFC of a text; text that is not UTF-8 as it is. */
tks_status tksi_compose(struct tksi_buffer *out, tks_str text, tks_error *err);
/* The same without case, as file systems compare names that do not mind it. */
tks_status tksi_fold(struct tksi_buffer *out, tks_str text, tks_error *err);

/* ----------------------------------------------------------------- filters */

struct tksi_filters;

/* Compiles `count` names or expressions. INVALID_ARGUMENT says what is wrong where. */
tks_status tksi_filters_new(struct tksi_filters **out, const char *const *given, size_t count,
                            const struct tksi_env *env, tks_error *err);
void       tksi_filters_free(struct tksi_filters *filters);

/* Appends the text with each match replaced by bytes that are in no UTF-8 text, so a
 * match equals a match of the same filter and nothing else. OVER_LIMIT for a filter that
 * takes too long. `text` must not lie in `out`. */
tks_status tksi_filters_apply(const struct tksi_filters *filters, struct tksi_buffer *out,
                              tks_str text, tks_error *err);

bool tksi_filter_at(size_t index, const char **name, const char **meaning);

/* The same of expressions alone, up to 64, and whether the which-th matches anywhere. */
tks_status tksi_patterns_new(struct tksi_filters **out, const tks_str *patterns, size_t count,
                             const struct tksi_env *env, tks_error *err);
tks_status tksi_pattern_matches(bool *out, const struct tksi_filters *filters, size_t which,
                                tks_str text, tks_error *err);

/* ---------------------------------------------------------------- sections */

/* Lines between one that matches an expression and the next that matches another, those
 * two left out. As sed addresses them: "/BEGIN/,/END/"; "/BEGIN/,$" goes on to the end;
 * "all" is all. A slash within an expression is written \/. */
struct tksi_passage {
    int32_t from, to; /* the lines from .. to - 1 */
    uint32_t range;   /* which of the ranges it is of */
};

bool tksi_range_is_well(const char *range);

/* Appends, in rising order, the sections of `count` ranges as tksi_passage; where one
 * began, others begin behind its end. */
tks_status tksi_sections_find(struct tksi_buffer *out, const struct tksi_lines *lines,
                              const char *const *ranges, size_t count, const struct tksi_env *env,
                              tks_error *err);

/* ----------------------------------------------------------------- numbers */

/* How far numbers may be apart. */
struct tksi_number_rule {
    double absolute, relative;
    bool   units;
};

/* Appends the text with each number replaced by bytes that are in no UTF-8 text. */
tks_status tksi_numbers_blank(struct tksi_buffer *out, tks_str text,
                              const struct tksi_number_rule *rule, tks_error *err);

/* Whether two texts that are equal once blanked have numbers as near as the rule wants. */
bool tksi_numbers_near(tks_str a, tks_str b, const struct tksi_number_rule *rule);

/* ------------------------------------------------------------------ normal */

/* What lines are compared as. */
struct tksi_normal {
    bool trailing_space, line_endings, composition;
    const struct tksi_filters *filters; /* NULL: none */
};

/* Appends the normal form of a line with its end. `spare` is room to work in. */
tks_status tksi_normal_line(const struct tksi_normal *normal, struct tksi_buffer *out,
                            struct tksi_buffer *spare, tks_str line, tks_error *err);

#endif
