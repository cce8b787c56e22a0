/* view_unified.c - removed lines after '-', added ones after '+'
 *
 * The same for people, with what is invisible made visible, and for patch(1), with the
 * bytes as they are.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "render/view.h"

static const char no_end[] = "\\ No newline at end of file";

/* "12,3" as unified diffs count: from 1, and the line before for none. */
static void put_range(struct tksi_page *page, char sign, int64_t first, int64_t count)
{
    tksi_page_printf(page, " %c%lld", sign, (long long)(count > 0 ? first + 1 : first));
    if (count != 1)
        tksi_page_printf(page, ",%lld", (long long)count);
}

static void put_head(struct tksi_page *page, const struct tksi_section *section)
{
    tksi_page_paint(page, TKSI_PAINT_HEAD);
    tksi_page_words(page, "@@");
    put_range(page, '-', section->expected, section->to_expected - section->expected);
    put_range(page, '+', section->actual, section->to_actual - section->actual);
    tksi_page_words(page, " @@");
    tksi_page_end_line(page);
}

/* What one text is called; for people no control character comes through. */
static void put_name(struct tksi_page *page, const char *sign, int side)
{
    static const char *const roles[2] = { "expected", "actual" };
    const char *name = page->view.names[side] != NULL ? page->view.names[side] : roles[side];
    size_t length = 0;

    while (name[length] != '\0')
        length++;
    tksi_page_paint(page, TKSI_PAINT_HEAD);
    tksi_page_words(page, sign);
    tksi_page_text(page, (tks_str){ name, length }, false, true, 0, INT64_MAX);
    tksi_page_end_line(page);
}

static void put_names(struct tksi_page *page)
{
    struct tksi_section any;

    if (!tksi_section_next(&any, page, 0))
        return;
    put_name(page, "--- ", 0);
    put_name(page, "+++ ", 1);
}

/* ----------------------------------------------------------------------- people */

static void put_line(struct tksi_page *page, const char *sign, const struct tksi_show *show)
{
    tksi_page_paint(page, show->plain);
    tksi_page_words(page, sign);
    tksi_page_show(page, show);
    tksi_page_end_line(page);
    if (show->line.end == TKS_TEXT_END_NONE) {
        tksi_page_paint(page, TKSI_PAINT_HEAD);
        tksi_page_words(page, no_end);
        tksi_page_end_line(page);
    }
}

static void put_equal(struct tksi_page *page, int64_t expected, int64_t actual, bool tolerated)
{
    const enum tksi_paint paint = tolerated ? TKSI_PAINT_TOLERATED : TKSI_PAINT_PLAIN;
    const struct tksi_show show = { .line = tks_text_diff_line(page->diff, TKS_ACTUAL, actual),
                                    .plain = paint,
                                    .changed = paint,
                                    .columns = INT64_MAX };

    (void)expected;
    put_line(page, tolerated ? "~" : " ", &show);
}

/* The lines of one side of a hunk. */
static void put_side(struct tksi_page *page, const tks_text_hunk *hunk, const tks_text_words *words,
                     tks_side side)
{
    const bool expected = side == TKS_EXPECTED;
    const int64_t first = expected ? hunk->expected : hunk->actual;
    const int64_t count = expected ? hunk->n_expected : hunk->n_actual;
    size_t next = 0;

    for (int64_t i = first; i < first + count && page->status == TKS_OK; i++) {
        const tks_text_line line = tks_text_diff_line(page->diff, side, i);
        struct tksi_show show = { .line = line,
                                  .plain = expected ? TKSI_PAINT_REMOVED : TKSI_PAINT_ADDED,
                                  .changed = expected ? TKSI_PAINT_WENT : TKSI_PAINT_CAME,
                                  .end = page->mixed_ends && line.end == TKS_TEXT_END_CRLF,
                                  .trailing = true,
                                  .columns = INT64_MAX };

        if (next < tks_text_words_count(words)) {
            const tks_text_pair pair = tks_text_words_pair(words, next);

            if ((expected ? pair.expected : pair.actual) == i) {
                show.spans = pair.spans[side];
                show.n_spans = pair.n_spans[side];
                show.end = pair.end_differs;
                next++;
            }
        }
        put_line(page, expected ? "-" : "+", &show);
    }
}

static void put_hunk(struct tksi_page *page, const tks_text_hunk *hunk, const tks_text_words *words)
{
    put_side(page, hunk, words, TKS_EXPECTED);
    put_side(page, hunk, words, TKS_ACTUAL);
}

void tksi_text_unified(struct tksi_page *page)
{
    static const struct tksi_section_events events = { put_head, put_equal, put_hunk };

    put_names(page);
    tksi_text_sections(page, &events);
}

/* ------------------------------------------------------------------------ patch */

static void put_raw(struct tksi_page *page, const char *sign, tks_side side, int64_t index)
{
    const tks_text_line line = tks_text_diff_line(page->diff, side, index);

    tksi_page_words(page, sign);
    tksi_page_put(page, line.text.data, line.text.length);
    if (line.end == TKS_TEXT_END_CRLF)
        tksi_page_words(page, "\r");
    tksi_page_words(page, "\n");
    if (line.end == TKS_TEXT_END_NONE) {
        tksi_page_words(page, no_end);
        tksi_page_words(page, "\n");
    }
}

static void put_raw_equal(struct tksi_page *page, int64_t expected, int64_t actual, bool tolerated)
{
    (void)actual;
    (void)tolerated;
    put_raw(page, " ", TKS_EXPECTED, expected);
}

static void put_raw_hunk(struct tksi_page *page, const tks_text_hunk *hunk,
                         const tks_text_words *words)
{
    (void)words;
    for (int64_t i = 0; i < hunk->n_expected; i++)
        put_raw(page, "-", TKS_EXPECTED, hunk->expected + i);
    for (int64_t i = 0; i < hunk->n_actual; i++)
        put_raw(page, "+", TKS_ACTUAL, hunk->actual + i);
}

void tksi_text_patch(struct tksi_page *page)
{
    static const struct tksi_section_events events = { put_head, put_raw_equal, put_raw_hunk };

    put_names(page);
    tksi_text_sections(page, &events);
}
