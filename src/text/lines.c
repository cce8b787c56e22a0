/* lines.c - a text cut into lines, and text told from bytes
 *
 * A line ends after LF, and nowhere else: a lone CR stays within its line, where the
 * views show it. A text without a LF at its end has a last line without an end; a text
 * with one has no empty line after it.
 *
 * Lines are short, so asking memchr for each end costs more than looking at the bytes:
 * eight at a time, with arithmetic that marks the bytes that are LF.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "text/text.h"

#include <string.h>

/* Numbers of lines are int32_t, and sums of two of them have to be as well. */
enum { MOST_LINES = INT32_MAX / 2, PROBE = 8192 };

/* The upper bit of each byte of a word that is LF, the first byte's lowest. Without the
 * upper bit a byte that is not LF carries into it, and one that has it is none. */
static uint64_t ends_in(const char *text)
{
    const uint64_t low = UINT64_C(0x7F7F7F7F7F7F7F7F);
    uint64_t word;

    memcpy(&word, text, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    word ^= UINT64_C(0x0A0A0A0A0A0A0A0A);
    return ~(((word & low) + low) | word | low);
}

static int32_t count_lines(tks_bytes text, size_t most)
{
    const char *at = text.data, *end = at + text.length;
    size_t count = 0;

    /* bytes of 0 or 1, added up by a product */
    for (; (size_t)(end - at) >= 8 && count <= most; at += 8)
        count += ((ends_in(at) >> 7) * UINT64_C(0x0101010101010101)) >> 56;
    for (; at < end && count <= most; at++)
        count += *at == '\n';
    if (text.length > 0 && end[-1] != '\n')
        count++;
    return count <= most ? (int32_t)count : (int32_t)most + 1;
}

/* Where the lines begin that come after an end. */
static void find_starts(size_t *start, tks_bytes text)
{
    const char *bytes = text.data;
    const size_t whole = text.length - text.length % 8;

    for (size_t at = 0; at < whole; at += 8)
        for (uint64_t ends = ends_in(bytes + at); ends != 0; ends &= ends - 1)
            *start++ = at + (size_t)__builtin_ctzll(ends) / 8 + 1;
    for (size_t at = whole; at < text.length; at++)
        if (bytes[at] == '\n')
            *start++ = at + 1;
}

tks_status tksi_lines_cut(struct tksi_lines *out, tks_bytes text, const struct tksi_env *env,
                          tks_error *err)
{
    const int32_t count = text.length > 0 ? count_lines(text, MOST_LINES) : 0;
    size_t *start;

    if (count > MOST_LINES)
        return tksi_fail(err, TKS_OVER_LIMIT, "more than %d lines", (int)MOST_LINES);
    if ((start = tksi_allocate(env, (size_t)count + 1, sizeof *start)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %d lines", (int)count);
    start[0] = 0;
    if (count > 0)
        find_starts(start + 1, text);
    start[count] = text.length; /* where the last line has no end, nothing told */
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
