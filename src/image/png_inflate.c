/* png_inflate.c - from a zlib stream to filtered rows, a few at a time
 *
 * ISA-L does the inflating: it is as fast as a one-shot decoder but can stop
 * after any number of bytes, so a page of any height passes through a window
 * that stays in the processor's cache. Its state is a plain struct; copying it
 * is how two pictures whose files begin alike are inflated once as far as they
 * do.
 *
 * A picture small enough to be held is inflated at one go by libdeflate instead: it
 * prepares less for each deflate block, and browsers write short ones
 * (docs/decisions/0004-checksums-libdeflate.md).
 *
 * The stream is handed over without zlib's header and trailer, which
 * png_scan.c has read; the checksum is libdeflate's, five times as fast.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/png_rows.h"

#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <string.h>

/* Where reading stands within the chain of IDAT chunks. */
struct cursor {
    struct tksi_source *source;
    uint64_t at;   /* in the source */
    uint64_t here; /* bytes left in this chunk */
    uint64_t left; /* bytes left in all chunks, this one included */
};

struct tksi_png_inflater {
    struct inflate_state state;
    struct cursor cursor;
    uint64_t compressed;
    uint32_t adler, adler_wanted;
    struct tksi_env env;
};

/* ------------------------------------------------------------------- input */

static struct cursor cursor_of(const struct tksi_png *png)
{
    return (struct cursor){ png->source, png->data, png->first, png->compressed };
}

static void advance(struct cursor *cursor, uint64_t bytes)
{
    cursor->at += bytes;
    cursor->here -= bytes;
    cursor->left -= bytes;
}

/* Moves past what is empty; false at the end. Between the data of one IDAT chunk
 * and the next stand a checksum, a length and a type: 4 + 4 + 4 bytes. */
static bool settle(struct cursor *cursor)
{
    while (cursor->left > 0 && cursor->here == 0) {
        size_t got;
        const uint8_t *between = tksi_source_at(cursor->source, cursor->at, 12, &got);

        if (got < 12)
            return false;
        cursor->here = (uint64_t)between[4] << 24 | (uint64_t)between[5] << 16 |
                       (uint64_t)between[6] << 8 | between[7];
        if (cursor->here > cursor->left)
            cursor->here = cursor->left;
        cursor->at += 12;
    }
    return cursor->left > 0;
}

/* Up to `most` bytes of the stream from the cursor on, as they lie; none at its end, or
 * when the source cannot be read. */
static const uint8_t *peek(struct cursor *cursor, uint64_t most, size_t *got)
{
    *got = 0;
    if (!settle(cursor))
        return NULL;
    if (most > cursor->here)
        most = cursor->here;
    return tksi_source_at(cursor->source, cursor->at, (size_t)most, got);
}

uint64_t tksi_png_common_prefix(const struct tksi_png *a, const struct tksi_png *b)
{
    const struct tksi_kernels *kernels = tksi_kernels_best();
    struct cursor in_a = cursor_of(a), in_b = cursor_of(b);
    uint64_t common = 0;

    for (;;) {
        size_t got_a, got_b, length, equal;
        const uint8_t *bytes_a = peek(&in_a, UINT64_MAX, &got_a);
        const uint8_t *bytes_b = peek(&in_b, UINT64_MAX, &got_b);

        length = got_a < got_b ? got_a : got_b;
        equal = length > 0 ? kernels->first_difference(bytes_a, bytes_b, length) : 0;
        common += equal;
        if (equal < length || length == 0)
            return common;
        advance(&in_a, length);
        advance(&in_b, length);
    }
}

/* --------------------------------------------------------------- at one go */

/* The deflate stream in one piece: where it lies, if one chunk in memory holds it, else
 * a copy in *joined, which the caller releases. NULL if that cannot be had. */
static const uint8_t *in_one_piece(const struct tksi_png *png, uint8_t **joined,
                                   const struct tksi_env *env)
{
    struct cursor cursor = cursor_of(png);
    size_t length = 0, got;
    const uint8_t *bytes = peek(&cursor, UINT64_MAX, &got);

    if (got == png->compressed)
        return bytes;
    if ((*joined = tksi_allocate(env, (size_t)png->compressed, 1)) == NULL)
        return NULL;
    while ((bytes = peek(&cursor, UINT64_MAX, &got)) != NULL && got > 0) {
        memcpy(*joined + length, bytes, got);
        length += got;
        advance(&cursor, got);
    }
    return length == png->compressed ? *joined : NULL;
}

bool tksi_png_inflate_all(const struct tksi_png *png, uint8_t *to, size_t length,
                          const struct tksi_env *env)
{
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    uint8_t *joined = NULL;
    const uint8_t *from = in_one_piece(png, &joined, env);
    size_t read = 0, written = 0;
    const bool good =
        decompressor != NULL && from != NULL &&
        libdeflate_deflate_decompress_ex(decompressor, from, (size_t)png->compressed, to, length,
                                         &read, &written) == LIBDEFLATE_SUCCESS &&
        read == png->compressed && written == length &&
        libdeflate_adler32(1, to, length) == png->adler;

    tksi_release(env, joined);
    libdeflate_free_decompressor(decompressor);
    return good;
}

/* ---------------------------------------------------------- a few at a time */

tks_status tksi_png_inflater_new(struct tksi_png_inflater **out, const struct tksi_png *png,
                                 const struct tksi_env *env, tks_error *err)
{
    struct tksi_png_inflater *inflater = tksi_allocate(env, 1, sizeof *inflater);

    if (inflater == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    isal_inflate_init(&inflater->state);
    inflater->state.crc_flag = ISAL_DEFLATE;
    inflater->cursor = cursor_of(png);
    inflater->compressed = png->compressed;
    inflater->adler = 1; /* of no bytes (RFC 1950) */
    inflater->adler_wanted = png->adler;
    inflater->env = *env;
    *out = inflater;
    return TKS_OK;
}

void tksi_png_inflater_free(struct tksi_png_inflater *inflater)
{
    if (inflater != NULL) {
        const struct tksi_env env = inflater->env;

        tksi_release(&env, inflater);
    }
}

enum tksi_png_result tksi_png_inflate(struct tksi_png_inflater *inflater, uint8_t *to,
                                      size_t length, uint64_t input, size_t *got)
{
    struct inflate_state *state = &inflater->state;
    struct cursor *cursor = &inflater->cursor;
    enum tksi_png_result result = TKSI_PNG_MORE;

    state->next_out = to;
    state->avail_out = (uint32_t)length;
    while (state->avail_out > 0 && state->block_state != ISAL_BLOCK_FINISH) {
        const uint64_t read = inflater->compressed - cursor->left;
        const uint32_t room = state->avail_out;
        size_t given = 0;

        if (read < input)
            state->next_in = (uint8_t *)(uintptr_t)peek(cursor, input - read, &given);
        state->avail_in = (uint32_t)given;
        if (isal_inflate(state) != ISAL_DECOMP_OK) {
            result = TKSI_PNG_NOT_PLAIN;
            break;
        }
        if (given > 0)
            advance(cursor, given - state->avail_in);
        else if (state->avail_out == room) /* nothing in, nothing out: used up */
            break;
    }
    *got = length - state->avail_out;
    inflater->adler = libdeflate_adler32(inflater->adler, to, *got);
    return result;
}

void tksi_png_inflater_follow(struct tksi_png_inflater *to, const struct tksi_png_inflater *from)
{
    uint64_t read = from->compressed - from->cursor.left;

    to->state = from->state;
    to->adler = from->adler;
    while (read > 0 && settle(&to->cursor)) {
        const uint64_t step = to->cursor.here < read ? to->cursor.here : read;

        advance(&to->cursor, step);
        read -= step;
    }
}

enum tksi_png_result tksi_png_inflate_end(struct tksi_png_inflater *inflater)
{
    uint8_t more;
    size_t got = 0;

    /* the end-of-block code may still be unread; a byte that comes out is too many */
    if (tksi_png_inflate(inflater, &more, 1, UINT64_MAX, &got) != TKSI_PNG_MORE || got != 0)
        return TKSI_PNG_NOT_PLAIN;
    /* all that is left in ISA-L's bit buffer may be the padding of the last byte */
    if (inflater->state.block_state != ISAL_BLOCK_FINISH || inflater->cursor.left != 0 ||
        inflater->state.read_in_length >= 8 || inflater->adler != inflater->adler_wanted)
        return TKSI_PNG_NOT_PLAIN;
    return TKSI_PNG_MORE;
}
