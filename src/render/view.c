/* view.c - the difference of two texts, as text to read
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "render/view.h"

#include <string.h>

enum { LEAST_WIDTH = 40, USUAL_WIDTH = 120, MOST_WIDTH = 10000 };

static const struct {
    const char *name;
    void (*write)(struct tksi_page *page);
} styles[] = {
    { "unified", tksi_text_unified }, { "side-by-side", tksi_text_columns },
    { "words", tksi_text_words },     { "patch", tksi_text_patch },
    { "changes", tksi_text_changes },
};

enum { STYLES = sizeof styles / sizeof *styles };

const char *tks_text_style_name(tks_text_style style)
{
    return (unsigned)style < STYLES ? styles[style].name : "unknown";
}

/* ------------------------------------------------------------------------- all */

/* Whether lines end in more than one way; a last line without an end does not count. Where
 * there is no CR, as nearly always, no line has to be looked at. */
static bool has_mixed_ends(const tks_text_diff *diff)
{
    bool seen[3] = { false }, returns = false;

    for (int side = 0; side < 2; side++) {
        const tks_bytes text = tks_text_diff_text(diff, (tks_side)side);

        returns = returns || (text.length > 0 && memchr(text.data, '\r', text.length) != NULL);
    }
    for (int side = 0; side < 2 && returns; side++) {
        const int64_t lines = tks_text_diff_lines(diff, (tks_side)side);

        for (int64_t i = 0; i < lines; i++)
            seen[tks_text_diff_line(diff, (tks_side)side, i).end] = true;
    }
    return seen[TKS_TEXT_END_LF] && seen[TKS_TEXT_END_CRLF];
}

static tks_status check(const tks_text_view *view, tks_error *err)
{
    if (view->size < sizeof *view)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "tks_text_view.size is not set");
    if ((unsigned)view->style >= STYLES)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "unknown style %d", (int)view->style);
    if (view->width != 0 && (view->width < LEAST_WIDTH || view->width > MOST_WIDTH))
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "a width of %d columns; %d to %d are possible",
                         (int)view->width, (int)LEAST_WIDTH, (int)MOST_WIDTH);
    return TKS_OK;
}

tks_status tks_render_text(const tks_text_diff *diff, const tks_text_view *view,
                           const tks_sink *sink, const tks_env *env, tks_error *err)
{
    static const tks_text_view usual = TKS_TEXT_VIEW;
    struct tksi_page page = { .diff = diff, .sink = sink, .err = err };
    tks_status status;

    page.view = view != NULL ? *view : usual;
    if ((status = check(&page.view, err)) || (status = tksi_env_defaults(&page.env, env, err)))
        return status;
    if (page.view.width == 0)
        page.view.width = USUAL_WIDTH;
    if (page.view.style == TKS_TEXT_PATCH)
        page.view.color = false;
    tksi_buffer_init(&page.buffer, SIZE_MAX, &page.env);
    if (tks_text_diff_hunks(diff) > 0 && tks_text_diff_form(diff) == TKS_TEXT_BYTES) {
        tksi_text_hex(&page);
    } else if (tks_text_diff_hunks(diff) > 0) {
        page.mixed_ends = has_mixed_ends(diff);
        styles[page.view.style].write(&page);
    }
    tksi_page_flush(&page);
    tksi_buffer_dispose(&page.buffer);
    return page.status;
}
