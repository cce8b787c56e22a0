/* view_columns.c - expected at the left, actual at the right
 *
 *       12 one line          |   12 one line
 *       13 an old line       |   13 a new line        | changed
 *       14 a line that went  <                        < removed
 *                            >   14 a line that came  > added
 *
 * Lines that are longer than their column are cut, around what changed in them.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "render/view.h"

#include <stdio.h>

/* One side of a row; show NULL: nothing stands there. */
struct half {
    int64_t number; /* of the line, from 0 */
    const struct tksi_show *show;
};

/* Columns for line numbers, for the larger of both. */
static int number_width(const struct tksi_page *page)
{
    const int64_t expected = tks_text_diff_lines(page->diff, TKS_EXPECTED);
    const int64_t actual = tks_text_diff_lines(page->diff, TKS_ACTUAL);

    return snprintf(NULL, 0, "%lld", (long long)(expected > actual ? expected : actual));
}

static int64_t text_columns(const struct tksi_page *page)
{
    /* number, space, text; space, mark, space; number, space, text */
    return (page->view.width - 3) / 2 - number_width(page) - 1;
}

static void put_half(struct tksi_page *page, const struct half *half, bool fill)
{
    const int width = number_width(page);
    const int64_t columns = text_columns(page);
    int64_t used = 0;

    if (half->show == NULL) {
        tksi_page_printf(page, "%*s ", width, "");
    } else {
        struct tksi_show show = *half->show;

        show.columns = columns;
        show.flat = true;
        tksi_page_paint(page, show.plain);
        tksi_page_printf(page, "%*lld ", width, (long long)half->number + 1);
        used = tksi_page_show(page, &show);
    }
    tksi_page_paint(page, TKSI_PAINT_PLAIN);
    for (; fill && used < columns; used++)
        tksi_page_put(page, " ", 1);
}

static void put_row(struct tksi_page *page, struct half left, char mark, struct half right)
{
    put_half(page, &left, true);
    tksi_page_printf(page, right.show != NULL ? " %c " : " %c", mark);
    if (right.show != NULL)
        put_half(page, &right, false);
    tksi_page_end_line(page);
}

static void put_equal(struct tksi_page *page, int64_t expected, int64_t actual, bool tolerated)
{
    const enum tksi_paint paint = tolerated ? TKSI_PAINT_TOLERATED : TKSI_PAINT_PLAIN;
    const struct tksi_show left = { .line = tks_text_diff_line(page->diff, TKS_EXPECTED, expected),
                                    .plain = paint };
    const struct tksi_show right = { .line = tks_text_diff_line(page->diff, TKS_ACTUAL, actual),
                                     .plain = paint };

    put_row(page, (struct half){ expected, &left }, tolerated ? '~' : ' ',
            (struct half){ actual, &right });
}

/* A line of one side, with the spans that it has as part of a pair (NULL: alone). */
static struct tksi_show show_of(const struct tksi_page *page, tks_side side, int64_t line,
                                const tks_text_pair *pair)
{
    const tks_text_line shown = tks_text_diff_line(page->diff, side, line);
    const bool expected = side == TKS_EXPECTED;

    return (struct tksi_show){
        .line = shown,
        .spans = pair != NULL ? pair->spans[side] : NULL,
        .n_spans = pair != NULL ? pair->n_spans[side] : 0,
        .plain = expected ? TKSI_PAINT_REMOVED : TKSI_PAINT_ADDED,
        .changed = expected ? TKSI_PAINT_WENT : TKSI_PAINT_CAME,
        .end =
            pair != NULL ? pair->end_differs : page->mixed_ends && shown.end == TKS_TEXT_END_CRLF,
        .trailing = true,
    };
}

static void put_alone(struct tksi_page *page, int64_t *expected, int64_t to_expected,
                      int64_t *actual, int64_t to_actual)
{
    static const struct half nothing = { 0, NULL };

    for (; *expected < to_expected && page->status == TKS_OK; ++*expected) {
        const struct tksi_show show = show_of(page, TKS_EXPECTED, *expected, NULL);

        put_row(page, (struct half){ *expected, &show }, '<', nothing);
    }
    for (; *actual < to_actual && page->status == TKS_OK; ++*actual) {
        const struct tksi_show show = show_of(page, TKS_ACTUAL, *actual, NULL);

        put_row(page, nothing, '>', (struct half){ *actual, &show });
    }
}

static void put_hunk(struct tksi_page *page, const tks_text_hunk *hunk, const tks_text_words *words)
{
    int64_t expected = hunk->expected, actual = hunk->actual;

    for (size_t i = 0; i < tks_text_words_count(words) && page->status == TKS_OK; i++) {
        const tks_text_pair pair = tks_text_words_pair(words, i);
        const struct tksi_show left = show_of(page, TKS_EXPECTED, pair.expected, &pair);
        const struct tksi_show right = show_of(page, TKS_ACTUAL, pair.actual, &pair);

        put_alone(page, &expected, pair.expected, &actual, pair.actual);
        put_row(page, (struct half){ expected++, &left }, '|', (struct half){ actual++, &right });
    }
    put_alone(page, &expected, hunk->expected + hunk->n_expected, &actual,
              hunk->actual + hunk->n_actual);
}

void tksi_text_columns(struct tksi_page *page)
{
    static const struct tksi_section_events events = { tksi_page_head, put_equal, put_hunk };

    tksi_text_sections(page, &events);
}
