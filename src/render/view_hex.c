/* view_hex.c - bytes that are no text, around where they differ
 *
 *       000001f0  89 50 4e 47 0d 0a 1a 0a  00 00 00 0d 49 48 44 52  |.PNG........IHDR|
 *     - 00000200  00 ...
 *     + 00000200  01 ...
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "render/view.h"

enum { ROW = 16, MOST_ROWS = 8 };

static void put_row(struct tksi_page *page, char sign, enum tksi_paint paint, tks_bytes text,
                    int64_t at)
{
    const uint8_t *bytes = text.data;
    const int64_t left = (int64_t)text.length - at, count = left < ROW ? left : ROW;

    tksi_page_paint(page, paint);
    tksi_page_printf(page, "%c %08llx ", sign, (unsigned long long)at);
    for (int64_t i = 0; i < ROW; i++) {
        if (i == ROW / 2)
            tksi_page_words(page, " ");
        if (i < count)
            tksi_page_printf(page, " %02x", bytes[at + i]);
        else
            tksi_page_words(page, "   ");
    }
    tksi_page_words(page, "  |");
    for (int64_t i = 0; i < count; i++) {
        const uint8_t c = bytes[at + i];

        tksi_page_printf(page, "%c", c >= 0x20 && c < 0x7F ? c : '.');
    }
    tksi_page_words(page, "|");
    tksi_page_end_line(page);
}

/* The rows of one side that hold what differs, the first few of them. */
static void put_rows(struct tksi_page *page, char sign, enum tksi_paint paint, tks_side side,
                     int64_t from, int64_t count)
{
    const tks_bytes text = tks_text_diff_text(page->diff, side);
    const int64_t end = from + count;
    int64_t at = from / ROW * ROW;

    for (int rows = 0; at < end && rows < MOST_ROWS; rows++, at += ROW)
        put_row(page, sign, paint, text, at);
    if (at < end) {
        tksi_page_paint(page, paint);
        tksi_page_printf(page, "%c ... and %lld bytes more", sign, (long long)(end - at));
        tksi_page_end_line(page);
    }
}

void tksi_text_hex(struct tksi_page *page)
{
    const tks_text_hunk hunk = tks_text_diff_hunk(page->diff, 0);
    const int64_t row = hunk.expected / ROW * ROW;

    if (row >= ROW)
        put_row(page, ' ', TKSI_PAINT_PLAIN, tks_text_diff_text(page->diff, TKS_EXPECTED),
                row - ROW);
    put_rows(page, '-', TKSI_PAINT_REMOVED, TKS_EXPECTED, hunk.expected, hunk.n_expected);
    put_rows(page, '+', TKSI_PAINT_ADDED, TKS_ACTUAL, hunk.actual, hunk.n_actual);
}
