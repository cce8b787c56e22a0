/* view_page.c - what every style writes on, and the sections that it goes through
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "render/view.h"

#include <stdio.h>
#include <string.h>

enum { FLUSH_AT = 32 << 10 };

/* -------------------------------------------------------------------- the page */

void tksi_page_flush(struct tksi_page *page)
{
    const tks_bytes bytes = { page->buffer.data, page->buffer.length };

    if (page->status == TKS_OK && bytes.length > 0)
        page->status = page->sink->write(page->sink->user, bytes, page->err);
    page->buffer.length = 0;
}

void tksi_page_put(struct tksi_page *page, const char *data, size_t length)
{
    if (page->status == TKS_OK)
        page->status = tksi_buffer_append(&page->buffer, data, length, page->err);
    if (page->buffer.length >= FLUSH_AT)
        tksi_page_flush(page);
}

void tksi_page_words(struct tksi_page *page, const char *words)
{
    tksi_page_put(page, words, strlen(words));
}

void tksi_page_printf(struct tksi_page *page, const char *format, ...)
{
    char text[256];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    tksi_page_words(page, text);
}

/* The palette. Words that changed are inverse, so that white space shows too. */
void tksi_page_paint(struct tksi_page *page, enum tksi_paint paint)
{
    static const char *const codes[TKSI_PAINTS] = {
        [TKSI_PAINT_PLAIN] = "0",        [TKSI_PAINT_HEAD] = "0;36",
        [TKSI_PAINT_REMOVED] = "0;31",   [TKSI_PAINT_ADDED] = "0;32",
        [TKSI_PAINT_TOLERATED] = "0;33", [TKSI_PAINT_WENT] = "0;7;31",
        [TKSI_PAINT_CAME] = "0;7;32",
    };

    if (!page->view.color || paint == page->paint)
        return;
    page->paint = paint;
    tksi_page_printf(page, "\033[%sm", codes[paint]);
}

void tksi_page_end_line(struct tksi_page *page)
{
    tksi_page_paint(page, TKSI_PAINT_PLAIN);
    tksi_page_put(page, "\n", 1);
}

/* -------------------------------------------------------------------- sections */

void tksi_page_head(struct tksi_page *page, const struct tksi_section *section)
{
    tksi_page_paint(page, TKSI_PAINT_HEAD);
    tksi_page_printf(page, "@@ -%lld +%lld @@", (long long)section->expected + 1,
                     (long long)section->actual + 1);
    tksi_page_end_line(page);
}

/* Whether a hunk is shown as a change. */
static bool is_shown(const struct tksi_page *page, const tks_text_hunk *hunk)
{
    return !hunk->tolerated || page->view.tolerated || page->view.style == TKS_TEXT_PATCH;
}

static size_t next_shown(const struct tksi_page *page, size_t from)
{
    const size_t count = tks_text_diff_hunks(page->diff);

    for (; from < count; from++) {
        const tks_text_hunk hunk = tks_text_diff_hunk(page->diff, from);

        if (is_shown(page, &hunk))
            break;
    }
    return from;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

bool tksi_section_next(struct tksi_section *out, const struct tksi_page *page, size_t from)
{
    const size_t count = tks_text_diff_hunks(page->diff);
    const int64_t lines = tks_text_diff_lines(page->diff, TKS_EXPECTED);
    const int64_t context = page->view.context < 0 ? lines : least(page->view.context, lines);
    size_t next = next_shown(page, from);
    tks_text_hunk hunk;
    int64_t before, after;

    if (next >= count)
        return false;
    hunk = tks_text_diff_hunk(page->diff, next);
    before = least(context, least(hunk.expected, hunk.actual));
    *out = (struct tksi_section){ .first = next,
                                  .expected = hunk.expected - before,
                                  .actual = hunk.actual - before };
    for (;;) {
        const int64_t end = hunk.expected + hunk.n_expected;

        out->last = next;
        if ((next = next_shown(page, next + 1)) >= count)
            break;
        if (tks_text_diff_hunk(page->diff, next).expected - end > 2 * context)
            break;
        hunk = tks_text_diff_hunk(page->diff, next);
    }
    after = least(context, lines - hunk.expected - hunk.n_expected);
    out->to_expected = hunk.expected + hunk.n_expected + after;
    out->to_actual = hunk.actual + hunk.n_actual + after;
    return true;
}

/* Lines that both have, up to `end` in expected. A tolerated hunk that is not shown as a
 * change may lie among them; *at is the next hunk. */
static void tell_equal(struct tksi_page *page, const struct tksi_section_events *events,
                       int64_t *expected, int64_t *actual, int64_t end, size_t *at)
{
    const size_t count = tks_text_diff_hunks(page->diff);

    for (; *expected < end && page->status == TKS_OK; ++*expected, ++*actual) {
        bool tolerated = false;

        while (*at < count) {
            const tks_text_hunk hunk = tks_text_diff_hunk(page->diff, *at);

            tolerated = *expected >= hunk.expected && *expected < hunk.expected + hunk.n_expected;
            if (hunk.expected + hunk.n_expected > *expected)
                break;
            ++*at;
        }
        events->equal(page, *expected, *actual, tolerated);
    }
}

static void tell_hunk(struct tksi_page *page, const struct tksi_section_events *events,
                      size_t index)
{
    const tks_env env = { .size = sizeof env, .allocator = &page->env.allocator, .threads = 1 };
    const tks_text_hunk hunk = tks_text_diff_hunk(page->diff, index);
    tks_text_words *words = NULL;

    if (page->status == TKS_OK && page->view.style != TKS_TEXT_PATCH)
        page->status = tks_text_words_new(&words, page->diff, index, &env, page->err);
    if (page->status == TKS_OK)
        events->hunk(page, &hunk, words);
    tks_text_words_free(words);
}

void tksi_text_sections(struct tksi_page *page, const struct tksi_section_events *events)
{
    struct tksi_section section;

    for (size_t from = 0; page->status == TKS_OK && tksi_section_next(&section, page, from);
         from = section.last + 1) {
        int64_t expected = section.expected, actual = section.actual;
        /* tolerated hunks before the first may lie in its context */
        size_t at = from;

        events->head(page, &section);
        for (size_t i = section.first; i <= section.last; i++) {
            const tks_text_hunk hunk = tks_text_diff_hunk(page->diff, i);

            if (!is_shown(page, &hunk))
                continue;
            tell_equal(page, events, &expected, &actual, hunk.expected, &at);
            tell_hunk(page, events, i);
            expected = hunk.expected + hunk.n_expected;
            actual = hunk.actual + hunk.n_actual;
            at = i + 1;
        }
        tell_equal(page, events, &expected, &actual, section.to_expected, &at);
    }
}
