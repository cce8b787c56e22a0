/* view_changes.c - the values that changed, by the paths to them
 *
 *     ! $.users[3].name: "a" -> "b"      changed
 *     - $.users[4]: {"name":"x"}         removed
 *     + $.size: 10                       added
 *     ~ $.took: 1.50 -> 1.51             tolerated, where that is asked for
 *
 * Two values that begin alike for longer than there is room are shown from a little
 * before where they part.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "render/view.h"

#include <tksnap/structure.h>

enum {
    MOST_VALUE = 200, /* columns */
    MOST_PATH = 400,
    LEAD = 40,             /* bytes shown before two values part */
    MOST_BYTES = 256 << 10 /* of a value that is looked at */
};

/* What a change shows of both sides. */
struct shown {
    struct tksi_buffer paths[2], values[2];
    size_t from; /* where the values begin to be shown */
};

static void write_side(struct tksi_page *page, struct shown *shown, size_t index, tks_side side)
{
    const tks_sink path = tksi_buffer_sink(&shown->paths[side]);
    const tks_sink value = tksi_buffer_sink(&shown->values[side]);

    if (page->status == TKS_OK)
        page->status = tks_text_diff_path(page->diff, index, side, &path, page->err);
    if (page->status == TKS_OK)
        page->status = tks_text_diff_value(page->diff, index, side, MOST_BYTES, &value, page->err);
}

/* Where two values are shown from: 0 unless they part beyond what there is room for. */
static size_t shown_from(const struct tksi_buffer values[2])
{
    const size_t a = values[0].length, b = values[1].length, least = a < b ? a : b;
    size_t parted = 0;

    while (parted < least && values[0].data[parted] == values[1].data[parted])
        parted++;
    if (parted < MOST_VALUE - LEAD)
        return 0;
    for (parted -= LEAD; parted > 0 && (values[0].data[parted] & 0xC0) == 0x80; parted--)
        ;
    return parted;
}

static void put_value(struct tksi_page *page, const struct tksi_buffer *value, size_t from,
                      enum tksi_paint paint)
{
    const tks_str text = tksi_piece(value, from, value->length);
    int64_t used;

    tksi_page_paint(page, paint);
    if (from > 0)
        tksi_page_words(page, "\xE2\x80\xA6");
    used = tksi_page_text(page, text, false, true, 0, MOST_VALUE);
    /* as many columns as there is room for: it may go on */
    if (used >= MOST_VALUE - 1 && text.length > MOST_VALUE)
        tksi_page_words(page, "\xE2\x80\xA6");
}

static void put_path(struct tksi_page *page, const struct tksi_buffer *path)
{
    if (tksi_page_text(page, tksi_piece(path, 0, path->length), false, true, 0, MOST_PATH) >=
            MOST_PATH - 1 &&
        path->length > MOST_PATH)
        tksi_page_words(page, "\xE2\x80\xA6");
}

static void put_change(struct tksi_page *page, const tks_text_change *change,
                       const struct shown *shown)
{
    const bool went = change->kinds[TKS_EXPECTED] != TKS_VALUE_ABSENT;
    const bool came = change->kinds[TKS_ACTUAL] != TKS_VALUE_ABSENT, both = went && came;
    const enum tksi_paint plain = change->tolerated ? TKSI_PAINT_TOLERATED
                                  : both            ? TKSI_PAINT_PLAIN
                                  : went            ? TKSI_PAINT_REMOVED
                                                    : TKSI_PAINT_ADDED;

    tksi_page_paint(page, plain);
    tksi_page_words(page, change->tolerated ? "~ " : both ? "! " : went ? "- " : "+ ");
    put_path(page, &shown->paths[went ? TKS_EXPECTED : TKS_ACTUAL]);
    tksi_page_words(page, ": ");
    if (went)
        put_value(page, &shown->values[0], shown->from, both ? TKSI_PAINT_REMOVED : plain);
    tksi_page_paint(page, plain);
    if (both)
        tksi_page_words(page, " -> ");
    if (came)
        put_value(page, &shown->values[1], shown->from, both ? TKSI_PAINT_ADDED : plain);
    if (both && !change->same_path) {
        tksi_page_paint(page, TKSI_PAINT_HEAD);
        tksi_page_words(page, " (now ");
        put_path(page, &shown->paths[TKS_ACTUAL]);
        tksi_page_words(page, ")");
    }
    tksi_page_end_line(page);
}

static void show_change(struct tksi_page *page, size_t index)
{
    const tks_text_change change = tks_text_diff_change(page->diff, index);
    struct shown shown = { .from = 0 };

    if (change.tolerated && !page->view.tolerated)
        return;
    for (int side = 0; side < 2; side++) {
        tksi_buffer_init(&shown.paths[side], SIZE_MAX, &page->env);
        tksi_buffer_init(&shown.values[side], SIZE_MAX, &page->env);
        if (change.kinds[side] != TKS_VALUE_ABSENT)
            write_side(page, &shown, index, (tks_side)side);
    }
    shown.from = shown_from(shown.values);
    if (page->status == TKS_OK)
        put_change(page, &change, &shown);
    for (int side = 0; side < 2; side++) {
        tksi_buffer_dispose(&shown.paths[side]);
        tksi_buffer_dispose(&shown.values[side]);
    }
}

void tksi_text_changes(struct tksi_page *page)
{
    if (tks_text_diff_structure(page->diff) == TKS_TEXT_NO_STRUCTURE) {
        tksi_text_unified(page);
        return;
    }
    for (size_t i = 0; i < tks_text_diff_changes(page->diff) && page->status == TKS_OK; i++)
        show_change(page, i);
}
