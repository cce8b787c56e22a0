/* lines.c - a text cut into lines, and text told from bytes
 *
 * A line ends after LF, and nowhere else: a lone CR stays within its line, where the
 * views show it. A text without a LF at its end has a last line without an end; a text
 * with one has no empty line after it.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "text/text.h"

#include <string.h>

/* Numbers of lines are int32_t, and sums of two of them have to be as well. */
enum { MOST_LINES = INT32_MAX / 2, PROBE = 8192 };

static int32_t count_lines(tks_bytes text, size_t most)
{
    const char *at = text.data, *end = at + text.length;
    size_t count = 0;

    while (at < end && count <= most) {
        const char *found = memchr(at, '\n', (size_t)(end - at));

        at = found != NULL ? found + 1 : end;
        count++;
    }
    return (int32_t)count;
}

tks_status tksi_lines_cut(struct tksi_lines *out, tks_bytes text, const struct tksi_env *env,
                          tks_error *err)
{
    const char *begin = text.data, *at = begin, *end = begin + text.length;
    const int32_t count = text.length > 0 ? count_lines(text, MOST_LINES) : 0;
    size_t *start;

    if (count > MOST_LINES)
        return tksi_fail(err, TKS_OVER_LIMIT, "more than %d lines", (int)MOST_LINES);
    if ((start = tksi_allocate(env, (size_t)count + 1, sizeof *start)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %d lines", (int)count);
    for (int32_t i = 0; i < count; i++) {
        const char *found = memchr(at, '\n', (size_t)(end - at));

        start[i] = (size_t)(at - begin);
        at = found != NULL ? found + 1 : end;
    }
    start[count] = text.length;
    *out = (struct tksi_lines){ text, start, count };
    return TKS_OK;
}

void tksi_lines_dispose(struct tksi_lines *lines, const struct tksi_env *env)
{
    tksi_release(env, lines->start);
    *lines = (struct tksi_lines){ .start = NULL };
}

size_t tksi_line_end(tks_str line)
{
    if (line.length == 0 || line.data[line.length - 1] != '\n')
        return 0;
    return line.length > 1 && line.data[line.length - 2] == '\r' ? 2 : 1;
}

/* Older encodings have an accented letter here and there; compressed data is unreadable
 * to more than a half. Between them, a third. */
bool tksi_is_text(tks_bytes bytes)
{
    const char *at = bytes.data;
    size_t left = bytes.length < PROBE ? bytes.length : PROBE, strange = 0;
    const size_t looked_at = left;

    if (left > 0 && memchr(at, '\0', left) != NULL)
        return false;
    while (left > 0) {
        int32_t code;
        size_t length = tksi_character(&code, at, left);

        if (length == 0 || (code < 0x20 && !(code >= '\b' && code <= '\r') && code != 0x1B)) {
            strange++;
            length = 1;
        }
        at += length;
        left -= length;
    }
    return strange <= looked_at / 3;
}
