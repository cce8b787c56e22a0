/* view_glyphs.c - characters shown as what they are
 *
 * A text that is compared may hold anything: escape sequences that would clear the
 * reader's screen, characters that turn the direction of what follows, white space in
 * place of other white space. Nothing of that reaches the reader as it is.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "render/view.h"

#include <stdio.h>

enum {
    TAB = 8,
    LONGEST = 2000, /* columns of a line */
    LEAD = 60       /* columns shown before the first span of a longer one */
};

#define DOT    "\xC2\xB7"     /* a space that matters */
#define ARROW  "\xE2\x86\x92" /* a tab that matters */
#define RETURN "\xE2\x86\xB5" /* the end of a line that matters */
#define DOTS   "\xE2\x80\xA6" /* something is left out */

/* What joins emoji and letters of some scripts, seen by what it does. */
static bool is_joiner(int32_t code)
{
    return code == 0x200C || code == 0x200D;
}

/* Accents that make two texts look the same which are not. */
static bool is_accent(int32_t code)
{
    return code >= 0x300 && code < 0x370;
}

/* How a character is shown that is not shown by itself: its text, which takes as many
 * columns as it has characters; NULL for one that is. */
static const char *stand_in(char room[16], int32_t code, unsigned char byte, bool visible,
                            int64_t *columns)
{
    *columns = 1;
    if (code < 0) {
        *columns = snprintf(room, 16, "<%02X>", byte);
    } else if (code < 0x20 || code == 0x7F) {
        const unsigned picture = code == 0x7F ? 0x21u : (unsigned)code;

        snprintf(room, 16, "\xE2\x90%c", (char)(0x80 + picture));
    } else if (visible && code == ' ') {
        return DOT;
    } else if ((tksi_is_invisible(code) && (visible || !is_joiner(code))) ||
               (visible && (is_accent(code) || code == 0xA0))) {
        *columns = snprintf(room, 16, "<U+%04X>", (unsigned)code);
    } else {
        return NULL;
    }
    return room;
}

static int64_t put_tab(struct tksi_page *page, bool visible, bool flat, int64_t column)
{
    const int64_t columns = TAB - column % TAB;

    if (visible)
        tksi_page_words(page, ARROW);
    if (!flat) {
        if (!visible)
            tksi_page_put(page, "\t", 1);
        return visible ? 1 : columns;
    }
    for (int64_t i = visible; i < columns; i++)
        tksi_page_put(page, " ", 1);
    return columns;
}

static bool is_white(char c)
{
    return c == ' ' || c == '\t';
}

/* A space that merely divides two words which both changed. */
static bool divides_words(tks_str text, size_t at)
{
    return text.data[at] == ' ' && at + 1 < text.length && !is_white(text.data[at + 1]) &&
           (at == 0 || !is_white(text.data[at - 1]));
}

/* Bytes at the beginning that are shown as they are, a column each: letters, digits, signs
 * and, where white space does not matter, spaces of ASCII. */
static size_t plain_run(tks_str text, bool visible)
{
    size_t length = 0;

    while (length < text.length && text.data[length] > ' ' - !visible && text.data[length] < 0x7F)
        length++;
    return length;
}

int64_t tksi_page_text(struct tksi_page *page, tks_str text, bool visible, bool flat, int64_t from,
                       int64_t columns)
{
    int64_t used = 0;

    for (size_t at = 0; at < text.length && page->status == TKS_OK;) {
        const char *shown;
        char room[16];
        int32_t code;
        int64_t width;
        size_t length = plain_run((tks_str){ text.data + at, text.length - at }, visible);

        if (length > 0) {
            if (used >= columns) /* a tab may have gone beyond */
                break;
            if ((int64_t)length > columns - used)
                length = (size_t)(columns - used);
            tksi_page_put(page, text.data + at, length);
            used += (int64_t)length;
            at += length;
            continue;
        }
        length = tksi_character(&code, text.data + at, text.length - at);
        if (length == 0)
            length = 1;
        if (code == '\t' && used < columns) {
            used += put_tab(page, visible, flat, from + used);
            at += length;
            continue;
        }
        shown = stand_in(room, code, (unsigned char)text.data[at],
                         visible && !divides_words(text, at), &width);
        if (shown == NULL)
            width = tksi_columns(code);
        if (used + width > columns)
            break;
        if (shown != NULL)
            tksi_page_words(page, shown);
        else
            tksi_page_put(page, text.data + at, length);
        used += width;
        at += length;
    }
    return used;
}

/* Where the white space before the line's end begins. */
static size_t trailing_from(tks_str text)
{
    size_t at = text.length;

    while (at > 0 && is_white(text.data[at - 1]))
        at--;
    return at;
}

static int64_t show_end(struct tksi_page *page, const struct tksi_show *show)
{
    tksi_page_paint(page, show->changed);
    switch (show->line.end) {
    case TKS_TEXT_END_CRLF:
        tksi_page_words(page, "\xE2\x90\x8D" RETURN);
        return 2;
    case TKS_TEXT_END_LF:
        tksi_page_words(page, RETURN);
        return 1;
    case TKS_TEXT_END_NONE:
        break;
    }
    return 0;
}

/* Where showing begins: at the start, or a little before the first span of a line that is
 * longer than there is room. */
static size_t begin_of(const struct tksi_show *show, int64_t columns)
{
    const tks_str text = show->line.text;
    size_t lead = (size_t)(columns / 3 < LEAD ? columns / 3 : LEAD), at;

    if (show->n_spans == 0 || text.length <= (size_t)columns ||
        show->spans[0].at + lead <= (size_t)columns)
        return 0;
    at = show->spans[0].at - lead;
    while (at > 0 && ((unsigned char)text.data[at] & 0xC0) == 0x80)
        at--;
    return at;
}

int64_t tksi_page_show(struct tksi_page *page, const struct tksi_show *show)
{
    const tks_str text = show->line.text;
    const size_t trailing = show->trailing ? trailing_from(text) : text.length;
    const int64_t columns = show->columns < LONGEST ? show->columns : LONGEST;
    size_t at = begin_of(show, columns), span = 0;
    int64_t used = at > 0;

    tksi_page_paint(page, show->plain);
    if (at > 0)
        tksi_page_words(page, DOTS);
    while (at < text.length && used < columns && page->status == TKS_OK) {
        const bool in_span = span < show->n_spans && show->spans[span].at <= at;
        const bool in_trailing = at >= trailing;
        size_t end = in_span                ? show->spans[span].at + show->spans[span].length
                     : span < show->n_spans ? show->spans[span].at
                                            : text.length;

        if (!in_trailing && !in_span && end > trailing)
            end = trailing;
        tksi_page_paint(page, in_span ? show->changed : show->plain);
        used += tksi_page_text(page, (tks_str){ text.data + at, end - at }, in_span || in_trailing,
                               show->flat, used, columns - used);
        span += in_span;
        at = end;
    }
    if (show->end && used + 2 <= columns)
        used += show_end(page, show);
    return used;
}
