/* serve_lines.c - bytes of stdin as lines, and raw bytes between them
 *
 * stdio would do for the lines but not for the limit on their length; this is one
 * buffer that grows with the longest line seen.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "serve.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STEP = 1 << 16 };

/* Moves what is left to the front and makes room behind it. */
static bool make_room(struct lines *lines)
{
    const size_t kept = lines->end - lines->start;

    if (lines->room - kept < STEP) {
        const size_t room = lines->room != 0 ? lines->room * 2 : 2 * STEP;
        char *larger = realloc(lines->data, room);

        if (larger == NULL)
            return false;
        lines->data = larger;
        lines->room = room;
    }
    if (kept > 0)
        memmove(lines->data, lines->data + lines->start, kept);
    lines->start = 0;
    lines->end = kept;
    return true;
}

/* Reads more behind what is there. False at the end and on errors. */
static bool read_more(struct lines *lines)
{
    ssize_t got;

    if (lines->ended || !make_room(lines))
        return false;
    do
        got = read(lines->descriptor, lines->data + lines->end, lines->room - lines->end);
    while (got < 0 && errno == EINTR);
    if (got > 0)
        lines->end += (size_t)got;
    lines->ended = got == 0;
    return got > 0;
}

static const char *find_end(const struct lines *lines, size_t from)
{
    if (lines->end == from)
        return NULL;
    return memchr(lines->data + from, '\n', lines->end - from);
}

/* The rest of a line that nobody will read. */
static enum line_result skip_line(struct lines *lines)
{
    const char *end;

    while ((end = find_end(lines, lines->start)) == NULL) {
        lines->start = lines->end;
        if (!read_more(lines))
            return LINE_TOO_LONG;
    }
    lines->start = (size_t)(end - lines->data) + 1;
    return LINE_TOO_LONG;
}

enum line_result lines_next(struct lines *lines, const char **line, size_t *length)
{
    size_t seen = 0; /* bytes behind start that hold no line end */
    const char *end;

    while ((end = find_end(lines, lines->start + seen)) == NULL) {
        seen = lines->end - lines->start;
        if (seen > LONGEST_LINE)
            return skip_line(lines);
        if (read_more(lines))
            continue;
        if (!lines->ended)
            return LINE_FAILED;
        if (seen == 0)
            return LINE_END;
        end = lines->data + lines->end; /* a last line without its end */
        break;
    }
    *line = lines->data + lines->start;
    *length = (size_t)(end - *line);
    lines->start += *length + (*length < lines->end - lines->start);
    return *length > LONGEST_LINE ? LINE_TOO_LONG : LINE_READ;
}

bool lines_bytes(struct lines *lines, void *out, size_t length)
{
    char *to = out;

    while (length > 0) {
        size_t piece = lines->end - lines->start;

        if (piece == 0) {
            if (!read_more(lines))
                return false;
            continue;
        }
        if (piece > length)
            piece = length;
        if (to != NULL) {
            memcpy(to, lines->data + lines->start, piece);
            to += piece;
        }
        lines->start += piece;
        length -= piece;
    }
    return true;
}

void lines_dispose(struct lines *lines)
{
    free(lines->data);
}
