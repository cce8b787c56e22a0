/* text.h - two texts in, one immutable model of their difference out
 *
 *     tks_text_rules rules = TKS_TEXT_RULES;
 *     tks_text_diff *diff = NULL;
 *     tks_error err = {0};
 *
 *     if (tks_compare_texts(&diff, expected, actual, &rules, NULL, &err))
 *         fprintf(stderr, "%s\n", err.message);
 *     else if (tks_text_diff_verdict(diff) == TKS_DIFFERENT)
 *         printf("%zu hunks\n", tks_text_diff_hunks(diff));
 *     tks_text_diff_free(diff);
 *
 * A line ends after LF; a CR before it belongs to the line's end. Line numbers
 * count from 0. Bytes that are no text (a NUL, or mostly no UTF-8, among the
 * first 8192) are compared as bytes. How a difference looks: text_view.h.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_TEXT_H
#define TKSNAP_TEXT_H

#include <tksnap/diff.h>
#include <tksnap/env.h>
#include <tksnap/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------- rules */

/* Differences between two lines that do not count; a sum of these. */
typedef enum tks_text_ignored {
    TKS_TEXT_TRAILING_SPACE = 1, /* spaces and tabs before the line's end */
    TKS_TEXT_LINE_ENDINGS = 2,   /* LF, CRLF, none at the end of the text */
    TKS_TEXT_COMPOSITION = 4     /* lines with the same NFC: one e-acute or two characters */
} tks_text_ignored;

/* What texts are compared by beside their lines; structure.h tells what is then found. */
typedef enum tks_text_structure {
    TKS_TEXT_NO_STRUCTURE, /* lines alone */
    TKS_TEXT_AUTO,         /* files: JSON or YAML where both names say so (.json, .jsonl,
                            * .ndjson, .yaml, .yml); else JSON where both texts begin with
                            * a brace or a bracket and at least one is JSON */
    TKS_TEXT_JSON,
    TKS_TEXT_YAML
} tks_text_structure;

/* Start from TKS_TEXT_RULES and change what you need. Zeros mean exact. */
struct tks_text_rules {
    size_t   size;        /* sizeof(tks_text_rules) */
    uint32_t ignored;     /* a sum of tks_text_ignored */
    double   float_abs;   /* numbers in otherwise equal lines may differ by this much, */
    double   float_rel;   /* or by this share of the larger one; the kinder wins */
    bool     float_units; /* also numbers with a unit right behind them: 1.2ms, 40% */
    const char *const *filters; /* what matches one of them, anywhere in a line, is taken for
                                 * equal: a name (tks_text_filter_at) or a regular expression
                                 * as PCRE2 reads it */
    size_t      n_filters;
    tks_text_structure structure;
    const char *const *sorted; /* lines that may come in any order: "all", or ranges as sed
                                * has them, "/BEGIN/,/END/" or "/BEGIN/,$", of expressions as
                                * PCRE2 reads them; the lines that match stay where they are.
                                * Lines of actual are then told in the order of expected */
    size_t      n_sorted;
};

#define TKS_TEXT_RULES { .size = sizeof(tks_text_rules) }

/* The ready-made filters: "date", "uuid" ..., and what each is for; false past the last. */
TKS_API bool tks_text_filter_at(size_t index, const char **name, const char **meaning);

/* ----------------------------------------------------------------- compare */

typedef struct tks_text_diff tks_text_diff;

/* Compares two texts, which must stay as they are until the diff is freed. Time and
 * memory grow with their length, whatever is in them. OVER_LIMIT for 2^31 lines, or a
 * filter that takes too long on a line; INVALID_ARGUMENT for rules that make no sense.
 * Free the result with tks_text_diff_free. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_compare_texts(tks_text_diff **out, tks_bytes expected, tks_bytes actual,
                  const tks_text_rules *rules, const tks_env *env, tks_error *err);

/* The same for two files, pictures or not; errors begin with the file's name. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_compare_text_files(tks_text_diff **out, const char *expected, const char *actual,
                       const tks_text_rules *rules, const tks_env *env, tks_error *err);

/* --------------------------------------------------------------- the model */

typedef enum tks_text_form {
    TKS_TEXT_LINES, /* both are text */
    TKS_TEXT_BYTES  /* at least one is not */
} tks_text_form;

typedef enum tks_side { TKS_EXPECTED, TKS_ACTUAL } tks_side;

/* Lines of a text are counted as a reader counts: of n replaced by m, the smaller number
 * are changed and the rest is added or removed. Bytes: those between what the two
 * have in common at the beginning and at the end, counted the same way. */
typedef struct tks_text_counts {
    int64_t added, removed, changed;
    int64_t tolerated; /* lines that differ in what the rules allow, their place included */
} tks_text_counts;

/* SAME: byte for byte. SIMILAR: all lines are equal under the rules. DIFFERENT: not so. */
TKS_API tks_verdict     tks_text_diff_verdict(const tks_text_diff *diff);
TKS_API tks_text_form   tks_text_diff_form(const tks_text_diff *diff);
TKS_API tks_text_counts tks_text_diff_counts(const tks_text_diff *diff);

/* Lines (or bytes) of one side that take the place of lines of the other. Either count
 * may be 0, not both; what lies between hunks is equal byte for byte. */
typedef struct tks_text_hunk {
    int64_t expected, n_expected; /* the first of them, and how many */
    int64_t actual, n_actual;
    bool    tolerated; /* equal under the rules, line by line */
} tks_text_hunk;

/* Hunks in rising order. Of bytes there is one, or none. */
TKS_API size_t        tks_text_diff_hunks(const tks_text_diff *diff);
TKS_API tks_text_hunk tks_text_diff_hunk(const tks_text_diff *diff, size_t index);

/* The text of a side as it was given. Texts that are the same byte for byte may not be
 * kept; then it is empty, and so is every line. */
TKS_API tks_bytes tks_text_diff_text(const tks_text_diff *diff, tks_side side);

typedef enum tks_text_end { TKS_TEXT_END_NONE, TKS_TEXT_END_LF, TKS_TEXT_END_CRLF } tks_text_end;

typedef struct tks_text_line {
    tks_str      text; /* without its end; any bytes */
    tks_text_end end;  /* NONE: the last line, without one */
} tks_text_line;

/* Lines of a side; 0 for bytes. The index-th of them; it must be there. */
TKS_API int64_t       tks_text_diff_lines(const tks_text_diff *diff, tks_side side);
TKS_API tks_text_line tks_text_diff_line(const tks_text_diff *diff, tks_side side, int64_t index);

TKS_API void tks_text_diff_free(tks_text_diff *diff);

/* ------------------------------------------------------------ within lines */

/* A stretch of a line that the other line does not have: bytes of tks_text_line.text.
 * Begins and ends between graphemes, and does not cut words in two. */
typedef struct tks_text_span {
    size_t at, length;
} tks_text_span;

/* Two lines of a hunk that are alike enough to be read as one line that changed. */
typedef struct tks_text_pair {
    int64_t              expected, actual; /* lines */
    const tks_text_span *spans[2];         /* by side, in rising order */
    size_t               n_spans[2];
    bool                 end_differs; /* so do the ends of the lines */
} tks_text_pair;

typedef struct tks_text_words tks_text_words;

/* The pairs of one hunk of lines, in rising order on both sides. A hunk of very many, or
 * very long, lines has fewer pairs than a reader would find. Borrows from the diff.
 * Free the result with tks_text_words_free. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_text_words_new(tks_text_words **out, const tks_text_diff *diff, size_t hunk,
                   const tks_env *env, tks_error *err);
TKS_API size_t        tks_text_words_count(const tks_text_words *words);
TKS_API tks_text_pair tks_text_words_pair(const tks_text_words *words, size_t index);
TKS_API void          tks_text_words_free(tks_text_words *words);

#ifdef __cplusplus
}
#endif
#endif
