/* text_view.h - the difference of two texts as something to read
 *
 * Text with lines of its own, for a terminal, a log or a file. Control characters of
 * the texts, the escape among them, never come out as they are, except in a patch: they
 * are shown as pictures (a NUL as U+2400), bytes that are no UTF-8 as <E9>, and invisible
 * or direction-changing characters as <U+202E>. White space that is the difference is
 * shown: a space as a middle dot, a tab as an arrow, the end of a line as an arrow (LF)
 * or the picture of CR and an arrow (CRLF). Of lines over 2000 columns the part
 * around the first difference is shown.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_TEXT_VIEW_H
#define TKSNAP_TEXT_VIEW_H

#include <tksnap/text.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum tks_text_style {
    TKS_TEXT_UNIFIED,      /* removed lines after '-', added ones after '+' */
    TKS_TEXT_SIDE_BY_SIDE, /* expected at the left, actual at the right; long lines are cut */
    TKS_TEXT_WORDS,        /* the lines of actual, in them [-what went-] and {+what came+} */
    TKS_TEXT_PATCH,        /* unified, the bytes as they are: what patch(1) takes. Bytes that
                            * are no text make no patch, and differences that are tolerated
                            * are part of it */
    TKS_TEXT_CHANGES       /* of texts compared by structure the path and the values of each
                            * change (structure.h); of others as unified */
} tks_text_style;

/* Start from TKS_TEXT_VIEW and change what you need. */
typedef struct tks_text_view {
    size_t         size; /* sizeof(tks_text_view) */
    tks_text_style style;
    int64_t        context; /* equal lines around each change; negative: all of them */
    int32_t        width;   /* side-by-side: columns of a line, 40 to 10000; 0: 120 */
    bool           color;   /* with the escape sequences of terminals */
    bool           tolerated; /* show what the rules tolerate too, as changes */
    const char    *names[2];  /* what expected and actual are called; NULL: just that */
} tks_text_view;

#define TKS_TEXT_VIEW { .size = sizeof(tks_text_view), .context = 3 }

/* Writes nothing for texts that are the same, or differ in tolerated ways that are not to
 * be shown. Memory is taken for one hunk at a time. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_render_text(const tks_text_diff *diff, const tks_text_view *view, const tks_sink *sink,
                const tks_env *env, tks_error *err);

/* "unified", "side-by-side", "words", "patch", "changes" */
TKS_API const char *tks_text_style_name(tks_text_style style);

#ifdef __cplusplus
}
#endif
#endif
