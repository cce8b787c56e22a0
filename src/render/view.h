/* view.h - what the views of texts are written with
 *
 * A page is text on its way to a sink. view.c holds it, cuts the difference into
 * sections and asks one of the styles: view_unified.c (a patch too), view_columns.c,
 * view_words.c, view_hex.c, view_changes.c. view_glyphs.c shows characters as what they are.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_RENDER_VIEW_H
#define TKSI_RENDER_VIEW_H

#include "base/base.h"
#include "text/text.h"
#include <tksnap/text_view.h>

/* What a piece of text means; view.c knows the colour of each. */
enum tksi_paint {
    TKSI_PAINT_PLAIN,
    TKSI_PAINT_HEAD,    /* where in the texts, and what is left out */
    TKSI_PAINT_REMOVED, /* a line that went */
    TKSI_PAINT_ADDED,
    TKSI_PAINT_TOLERATED,
    TKSI_PAINT_WENT, /* words of a line */
    TKSI_PAINT_CAME,
    TKSI_PAINTS
};

struct tksi_page {
    const tks_text_diff *diff;
    tks_text_view        view;
    const tks_sink      *sink;
    struct tksi_env      env;
    struct tksi_buffer   buffer;
    enum tksi_paint      paint;  /* the last that was set */
    bool                 mixed_ends; /* not all lines of both texts end alike */
    tks_status           status; /* the first failure; after it nothing is written */
    tks_error           *err;
};

/* Hands over what was written so far. */
void tksi_page_flush(struct tksi_page *page);
void tksi_page_put(struct tksi_page *page, const char *data, size_t length);
void tksi_page_words(struct tksi_page *page, const char *words);
void tksi_page_printf(struct tksi_page *page, const char *format, ...) TKSI_PRINTF(2, 3);
void tksi_page_paint(struct tksi_page *page, enum tksi_paint paint);
/* A line end, in no colour. */
void tksi_page_end_line(struct tksi_page *page);

/* ------------------------------------------------------------------ glyphs */

/* A line to be shown. */
struct tksi_show {
    tks_text_line        line;
    const tks_text_span *spans; /* what the other line does not have */
    size_t               n_spans;
    enum tksi_paint      plain, changed;
    bool                 end; /* show how the line ends */
    bool                 trailing; /* show white space before the end */
    bool                 flat; /* no tabs: what follows has its place in columns */
    int64_t              columns; /* at most */
};

/* Shows the line, or the part of it around its first span; returns the columns used. */
int64_t tksi_page_show(struct tksi_page *page, const struct tksi_show *show);

/* A stretch of a line that begins in column `from`, its white space visible if `visible`,
 * but for single spaces before words. Returns the columns used, `columns` at most. */
int64_t tksi_page_text(struct tksi_page *page, tks_str text, bool visible, bool flat,
                       int64_t from, int64_t columns);

/* ---------------------------------------------------------------- sections */

/* Hunks near each other and the lines around them: hunks first .. last, the lines
 * expected .. to_expected - 1 and actual .. to_actual - 1. */
struct tksi_section {
    size_t  first, last;
    int64_t expected, to_expected;
    int64_t actual, to_actual;
};

/* The next section, beginning at hunk `from`; false if there is none. */
bool tksi_section_next(struct tksi_section *out, const struct tksi_page *page, size_t from);

/* Where a section begins in both texts, on a line: "@@ -3 +3 @@". */
void tksi_page_head(struct tksi_page *page, const struct tksi_section *section);

/* What a section has to tell, in order. */
struct tksi_section_events {
    void (*head)(struct tksi_page *page, const struct tksi_section *section);
    /* A line of both; tolerated: not the same bytes. */
    void (*equal)(struct tksi_page *page, int64_t expected, int64_t actual, bool tolerated);
    /* A hunk, with the pairs of its lines. */
    void (*hunk)(struct tksi_page *page, const tks_text_hunk *hunk, const tks_text_words *words);
};

void tksi_text_sections(struct tksi_page *page, const struct tksi_section_events *events);

/* ------------------------------------------------------------------ styles */

void tksi_text_changes(struct tksi_page *page);
void tksi_text_unified(struct tksi_page *page);
void tksi_text_patch(struct tksi_page *page);
void tksi_text_columns(struct tksi_page *page);
void tksi_text_words(struct tksi_page *page);
void tksi_text_hex(struct tksi_page *page);

#endif
