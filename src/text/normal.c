/* normal.c - the form of a line in which tolerated differences are gone
 *
 * Lines are equal under the rules when their normal forms are the same bytes, so a form
 * is made once for each different line and no two lines need to be held together. Only
 * numbers, where nearness is not equality, are compared pair by pair (number.c).
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "text/text.h"

static tks_str without_trailing_space(tks_str text)
{
    while (text.length > 0 &&
           (text.data[text.length - 1] == ' ' || text.data[text.length - 1] == '\t'))
        text.length--;
    return text;
}

/* The line's text, without its end, as far as that is a matter of bytes. */
static tks_status put_text(const struct tksi_normal *normal, struct tksi_buffer *out,
                           struct tksi_buffer *spare, tks_str text, tks_error *err)
{
    tks_status status;

    if (normal->trailing_space)
        text = without_trailing_space(text);
    if (normal->filters == NULL)
        return normal->composition ? tksi_compose(out, text, err)
                                   : tksi_buffer_append(out, text.data, text.length, err);
    spare->length = 0;
    if (normal->composition) {
        if ((status = tksi_compose(spare, text, err)))
            return status;
        text = tksi_piece(spare, 0, spare->length);
    }
    return tksi_filters_apply(normal->filters, out, text, err);
}

tks_status tksi_normal_line(const struct tksi_normal *normal, struct tksi_buffer *out,
                            struct tksi_buffer *spare, tks_str line, tks_error *err)
{
    const size_t end = tksi_line_end(line);
    tks_status status;

    status = put_text(normal, out, spare, (tks_str){ line.data, line.length - end }, err);
    if (status == TKS_OK && !normal->line_endings)
        status = tksi_buffer_append(out, line.data + line.length - end, end, err);
    return status;
}
