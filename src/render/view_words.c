/* view_words.c - one text, with what went and what came in it
 *
 * Without colour, what went stands in [-...-] and what came in {+...+}.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "render/view.h"

static void put_equal(struct tksi_page *page, int64_t expected, int64_t actual, bool tolerated)
{
    const tks_text_line line = tks_text_diff_line(page->diff, TKS_ACTUAL, actual);

    (void)expected;
    tksi_page_paint(page, tolerated ? TKSI_PAINT_TOLERATED : TKSI_PAINT_PLAIN);
    tksi_page_text(page, line.text, false, false, 0, INT64_MAX);
    tksi_page_end_line(page);
}

static void put_change(struct tksi_page *page, tks_side side, tks_str text, bool visible)
{
    const bool expected = side == TKS_EXPECTED;

    tksi_page_paint(page, expected ? TKSI_PAINT_WENT : TKSI_PAINT_CAME);
    if (!page->view.color)
        tksi_page_words(page, expected ? "[-" : "{+");
    tksi_page_text(page, text, visible, false, 0, INT64_MAX);
    if (!page->view.color)
        tksi_page_words(page, expected ? "-]" : "+}");
    tksi_page_paint(page, TKSI_PAINT_PLAIN);
}

static void put_ends(struct tksi_page *page, const tks_text_line lines[2])
{
    static const char *const ends[] = { "(no end of line)", "\xE2\x86\xB5",
                                        "\xE2\x90\x8D\xE2\x86\xB5" };

    for (int side = 0; side < 2; side++) {
        const char *end = ends[lines[side].end];
        size_t length = 0;

        while (end[length] != '\0')
            length++;
        put_change(page, (tks_side)side, (tks_str){ end, length }, false);
    }
}

/* The stretch of a span, and where the next one begins (the end of the line: none). */
static size_t next_span(const tks_text_pair *pair, int side, size_t span, size_t length)
{
    return span < pair->n_spans[side] ? pair->spans[side][span].at : length;
}

/* Both lines in one: what they have in common once, in order. */
static void put_pair(struct tksi_page *page, const tks_text_pair *pair)
{
    const tks_text_line lines[2] = { tks_text_diff_line(page->diff, TKS_EXPECTED, pair->expected),
                                     tks_text_diff_line(page->diff, TKS_ACTUAL, pair->actual) };
    size_t at[2] = { 0, 0 }, span[2] = { 0, 0 };

    while (page->status == TKS_OK) {
        size_t common;

        for (int side = 0; side < 2; side++)
            if (span[side] < pair->n_spans[side] && pair->spans[side][span[side]].at == at[side]) {
                const size_t length = pair->spans[side][span[side]++].length;

                put_change(page, (tks_side)side,
                           (tks_str){ lines[side].text.data + at[side], length }, true);
                at[side] += length;
            }
        if (at[1] == lines[1].text.length && at[0] == lines[0].text.length)
            break;
        common = next_span(pair, 1, span[1], lines[1].text.length) - at[1];
        if (next_span(pair, 0, span[0], lines[0].text.length) - at[0] < common)
            common = next_span(pair, 0, span[0], lines[0].text.length) - at[0];
        tksi_page_text(page, (tks_str){ lines[1].text.data + at[1], common }, false, false, 0,
                       INT64_MAX);
        at[0] += common;
        at[1] += common;
    }
    if (pair->end_differs)
        put_ends(page, lines);
    tksi_page_end_line(page);
}

static void put_alone(struct tksi_page *page, tks_side side, int64_t *line, int64_t to)
{
    for (; *line < to && page->status == TKS_OK; ++*line) {
        put_change(page, side, tks_text_diff_line(page->diff, side, *line).text, false);
        tksi_page_end_line(page);
    }
}

static void put_hunk(struct tksi_page *page, const tks_text_hunk *hunk, const tks_text_words *words)
{
    int64_t expected = hunk->expected, actual = hunk->actual;

    for (size_t i = 0; i < tks_text_words_count(words) && page->status == TKS_OK; i++) {
        const tks_text_pair pair = tks_text_words_pair(words, i);

        put_alone(page, TKS_EXPECTED, &expected, pair.expected);
        put_alone(page, TKS_ACTUAL, &actual, pair.actual);
        put_pair(page, &pair);
        expected++;
        actual++;
    }
    put_alone(page, TKS_EXPECTED, &expected, hunk->expected + hunk->n_expected);
    put_alone(page, TKS_ACTUAL, &actual, hunk->actual + hunk->n_actual);
}

void tksi_text_words(struct tksi_page *page)
{
    static const struct tksi_section_events events = { tksi_page_head, put_equal, put_hunk };

    tksi_text_sections(page, &events);
}
