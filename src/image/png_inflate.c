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
    const uint8_t *at;
    size_t here;   /* bytes left in this chunk */
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

/* Moves past what is empty; false at the end. Between the data of one IDAT chunk
 * and the next stand a checksum, a length and a type: 4 + 4 + 4 bytes. */
static bool settle(struct cursor *cursor)
{
    if (cursor->left == 0)
        return false;
    while (cursor->here == 0) {
        const uint8_t *length = cursor->at + 4;

        cursor->here =
            (size_t)length[0] << 24 | (size_t)length[1] << 16 | (size_t)length[2] << 8 | length[3];
        cursor->at += 12;
    }
    if (cursor->here > cursor->left)
        cursor->here = (size_t)cursor->left;
    return true;
}

static void advance(struct cursor *cursor, size_t bytes)
{
    cursor->at += bytes;
    cursor->here -= bytes;
    cursor->left -= bytes;
}

static struct cursor cursor_of(const struct tksi_png *png)
{
    return (struct cursor){ png->data, png->first, png->compressed };
}

uint64_t tksi_png_common_prefix(const struct tksi_png *a, const struct tksi_png *b)
{
    struct cursor in_a = cursor_of(a), in_b = cursor_of(b);
    const struct tksi_kernels *kernels = tksi_kernels_best();
    uint64_t common = 0;

    while (settle(&in_a) && settle(&in_b)) {
        const size_t length = in_a.here < in_b.here ? in_a.here : in_b.here;
        const size_t equal = kernels->first_difference(in_a.at, in_b.at, length);

        common += equal;
        if (equal < length)
            break;
        advance(&in_a, length);
        advance(&in_b, length);
    }
    return common;
}

/* --------------------------------------------------------------- at one go */

/* The deflate stream in one piece: where it lies, if one chunk holds it, else a copy
 * in *joined, which the caller releases. NULL without memory. */
static const uint8_t *in_one_piece(const struct tksi_png *png, uint8_t **joined,
                                   const struct tksi_env *env)
{
    struct cursor cursor = cursor_of(png);
    size_t length = 0;

    if (png->first == png->compressed)
        return png->data;
    if ((*joined = tksi_allocate(env, (size_t)png->compressed, 1)) == NULL)
        return NULL;
    while (settle(&cursor)) {
        memcpy(*joined + length, cursor.at, cursor.here);
        length += cursor.here;
        advance(&cursor, cursor.here);
    }
    return *joined;
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

        if (settle(cursor) && read < input) {
            given = cursor->here < input - read ? cursor->here : (size_t)(input - read);
            state->next_in = (uint8_t *)(uintptr_t)cursor->at;
        }
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
        const size_t step = to->cursor.here < read ? to->cursor.here : (size_t)read;

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
