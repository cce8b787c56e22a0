/* filter_sse41.c - PNG filters that depend on the pixel to the left, 128 bits wide
 *
 * What makes these filters slow is a chain: a pixel needs its left neighbour finished.
 * So everything that does not depend on it is computed for a block of pixels at once,
 * and the chain is kept to as few instructions as can be: one for Sub (two for pixels of
 * 3 and 6 bytes), two for Average, three for Paeth. Wider registers cannot shorten it;
 * compiled with AVX2 flags this text gained nothing that could be measured.
 *
 * A block is four pixels (two of six or eight bytes); bpp is a constant after inlining.
 * It is read as 16 bytes and written as what it is, never touching what is yet to be
 * read: a load that overlaps a recent store would wait for it.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "kernel/tables.h"

#include <smmintrin.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

INLINE __m128i load16(const uint8_t *from)
{
    return _mm_loadu_si128((const __m128i *)(const void *)from);
}

INLINE void store16(uint8_t *to, __m128i bytes)
{
    _mm_storeu_si128((__m128i *)(void *)to, bytes);
}

/* The bytes moved towards the start by `count`, which the instruction wants as a
 * literal; a constant here, so one case remains. */
INLINE __m128i down(__m128i bytes, unsigned count)
{
#define CASE(n)                                                                                    \
    case n:                                                                                        \
        return _mm_srli_si128(bytes, n)
    switch (count) {
        CASE(0);
        CASE(1);
        CASE(2);
        CASE(3);
        CASE(4);
        CASE(6);
        CASE(8);
        CASE(9);
        CASE(10);
        CASE(12);
        CASE(13);
        CASE(14);
        CASE(15);
    default:
        __builtin_unreachable();
    }
#undef CASE
}

/* Towards the end, likewise: for once per vector a shuffle is as good. Read from 16 - n
 * on, the indices begin with n that give 0. */
INLINE __m128i up(__m128i bytes, unsigned count)
{
    static const uint8_t indices[32] = { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
                                         0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
                                         0,    1,    2,    3,    4,    5,    6,    7,
                                         8,    9,    10,   11,   12,   13,   14,   15 };

    return _mm_shuffle_epi8(bytes, load16(indices + 16 - count));
}

/* Each byte plus those bpp, 2 bpp, ... before it in the vector. */
INLINE __m128i running_sum(__m128i bytes, unsigned bpp)
{
    bytes = _mm_add_epi8(bytes, up(bytes, bpp));
    if (2 * bpp < 16)
        bytes = _mm_add_epi8(bytes, up(bytes, 2 * bpp));
    if (4 * bpp < 16)
        bytes = _mm_add_epi8(bytes, up(bytes, 4 * bpp));
    if (8 * bpp < 16)
        bytes = _mm_add_epi8(bytes, up(bytes, 8 * bpp));
    return bytes;
}

INLINE unsigned block_pixels(unsigned bpp)
{
    return bpp <= 4 ? 4 : 2;
}

INLINE void store_block(uint8_t *to, __m128i bytes, unsigned bpp)
{
    const unsigned length = block_pixels(bpp) * bpp;
    int first = _mm_cvtsi128_si32(bytes), third = _mm_extract_epi32(bytes, 2);

    if (length == 16)
        store16(to, bytes);
    else if (length == 4)
        memcpy(to, &first, 4);
    else
        _mm_storel_epi64((__m128i *)(void *)to, bytes);
    if (length == 12)
        memcpy(to + 8, &third, 4);
}

/* A block from its pixels, each in the low bytes of its vector. */
INLINE __m128i join_block(const __m128i pixel[4], unsigned bpp)
{
    const __m128i squeeze3 = _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
    const __m128i squeeze6 = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, -1, -1, -1, -1);
    __m128i block;

    if (bpp > 4) {
        block = _mm_unpacklo_epi64(pixel[0], pixel[1]);
        return bpp == 6 ? _mm_shuffle_epi8(block, squeeze6) : block;
    }
    if (bpp == 1)
        return _mm_unpacklo_epi16(_mm_unpacklo_epi8(pixel[0], pixel[1]),
                                  _mm_unpacklo_epi8(pixel[2], pixel[3]));
    if (bpp == 2)
        return _mm_unpacklo_epi32(_mm_unpacklo_epi16(pixel[0], pixel[1]),
                                  _mm_unpacklo_epi16(pixel[2], pixel[3]));
    block = _mm_unpacklo_epi64(_mm_unpacklo_epi32(pixel[0], pixel[1]),
                               _mm_unpacklo_epi32(pixel[2], pixel[3]));
    return bpp == 3 ? _mm_shuffle_epi8(block, squeeze3) : block;
}

/* ---- Sub ---- */

/* Byte j of a vector continues byte 16 - bpp + j % bpp of the vector before it,
 * whatever bpp is and whichever channel j holds: no need for whole pixels here. */
INLINE void sub_row(uint8_t *row, size_t n, unsigned bpp)
{
    uint8_t last[16];
    __m128i carry = _mm_setzero_si128();
    size_t i = 0;

    for (unsigned j = 0; j < 16; j++)
        last[j] = (uint8_t)(16 - bpp + j % bpp);
    const __m128i spread = load16(last);

    for (; n - i >= 16; i += 16) {
        __m128i sums = running_sum(load16(row + i), bpp);

        store16(row + i, _mm_add_epi8(sums, carry));
        carry = _mm_add_epi8(16 % bpp == 0 ? carry : _mm_shuffle_epi8(carry, spread),
                             _mm_shuffle_epi8(sums, spread));
    }
    for (i = i < bpp ? bpp : i; i < n; i++)
        row[i] = (uint8_t)(row[i] + row[i - bpp]);
}

/* ---- Average ---- */

/* pavgb rounds up; complemented it rounds down: (a + b) / 2 = ~pavgb(~a, ~b). With
 * the left pixel kept complemented, ~(x + (a + b) / 2) = pavgb(~a, ~b) - x. */
INLINE __m128i average_block(__m128i bytes, __m128i above, __m128i *left, unsigned bpp)
{
    const __m128i ones = _mm_set1_epi8(-1);
    __m128i not_above = _mm_xor_si128(above, ones);
    __m128i pixel[4];

    for (unsigned k = 0; k < block_pixels(bpp); k++) {
        *left = _mm_avg_epu8(*left, down(not_above, k * bpp));
        *left = pixel[k] = _mm_sub_epi8(*left, down(bytes, k * bpp));
    }
    return _mm_xor_si128(join_block(pixel, bpp), ones);
}

INLINE void average_row(uint8_t *row, const uint8_t *prior, size_t n, unsigned bpp)
{
    const unsigned step = block_pixels(bpp) * bpp;
    __m128i left = _mm_set1_epi8(-1); /* the complement of 0 */
    size_t i = 0;

    for (; n - i >= 16; i += step)
        store_block(row + i, average_block(load16(row + i), load16(prior + i), &left, bpp), bpp);

    uint8_t last[32] = { 0 }, above[32] = { 0 };
    memcpy(last, row + i, n - i);
    memcpy(above, prior + i, n - i);
    for (size_t j = 0; j < n - i; j += step)
        store_block(last + j, average_block(load16(last + j), load16(above + j), &left, bpp), bpp);
    memcpy(row + i, last, n - i);
}

/* ---- Paeth ---- */

/* With b above and c in the corner fixed, Paeth's choice is a function of the left
 * pixel a alone, and reading its three comparisons as statements about a gives:
 *
 *     b < c:   a outside (b, 3c - 2b): a;  inside: b up to c + (c - b) / 2, then c
 *     b > c:   a outside (3c - 2b, b): a;  inside: b from  c - (b - c) / 2, below c
 *     b = c:   a
 *
 * Everything but "is a inside" and "is a above the middle" is known in advance, the
 * sums with the filtered byte included: the chain is compare, select, select. All in
 * bytes, a kept with its top bit flipped because SSE compares signed bytes. Saturation
 * clips the interval to 0..255; b belongs to either side, so it is left out. */
struct paeth_plan {
    __m128i start; /* a inside: (a - start) mod 256 < width, as signed bytes */
    __m128i width;
    __m128i middle; /* the greatest a that takes the lower choice */
    __m128i lower;  /* filtered byte + lower choice, top bit flipped */
    __m128i upper;
    __m128i bytes; /* the filtered bytes */
};

INLINE struct paeth_plan paeth_plan(__m128i bytes, __m128i b, __m128i c)
{
    const __m128i zero = _mm_setzero_si128(), one = _mm_set1_epi8(1), ones = _mm_set1_epi8(-1);
    const __m128i flip = _mm_set1_epi8(-128);
    __m128i fall = _mm_subs_epu8(c, b);
    __m128i distance = _mm_or_si128(fall, _mm_subs_epu8(b, c));
    __m128i rises = _mm_cmpeq_epi8(fall, zero); /* b >= c */
    __m128i falls = _mm_xor_si128(rises, ones);
    __m128i half = _mm_and_si128(_mm_srli_epi16(distance, 1), _mm_set1_epi8(127));
    __m128i below = _mm_subs_epu8(c, half);

    /* 3 * distance - 1 values, but no more than there are beyond b */
    __m128i width = _mm_adds_epu8(distance, _mm_subs_epu8(distance, one));
    width = _mm_min_epu8(_mm_adds_epu8(width, distance), _mm_xor_si128(b, falls));
    /* from b + 1, or up to b - 1 */
    __m128i start = _mm_sub_epi8(_mm_sub_epi8(b, _mm_and_si128(width, rises)), falls);

    __m128i middle = _mm_blendv_epi8(_mm_adds_epu8(c, half), _mm_subs_epu8(below, one), rises);
    /* rising, middle would be -1 where c <= half: no a takes c, so offer b twice */
    __m128i lower =
        _mm_blendv_epi8(_mm_min_epu8(b, c), b, _mm_and_si128(rises, _mm_cmpeq_epi8(below, zero)));
    __m128i flipped = _mm_xor_si128(bytes, flip);

    return (struct paeth_plan){
        .start = start,
        .width = _mm_xor_si128(width, flip),
        .middle = _mm_xor_si128(middle, flip),
        .lower = _mm_add_epi8(flipped, lower),
        .upper = _mm_add_epi8(flipped, _mm_max_epu8(b, c)),
        .bytes = bytes,
    };
}

/* The next pixel, from the one to its left; `at` is its offset in the plan. `left`
 * has its top bits flipped, so left - start has too: both compares are unsigned. */
INLINE __m128i paeth_pixel(__m128i left, struct paeth_plan plan, unsigned at)
{
    __m128i inside = _mm_cmpgt_epi8(down(plan.width, at), _mm_sub_epi8(left, down(plan.start, at)));
    __m128i above_middle = _mm_cmpgt_epi8(left, down(plan.middle, at));
    __m128i choice = _mm_blendv_epi8(down(plan.lower, at), down(plan.upper, at), above_middle);

    return _mm_blendv_epi8(_mm_add_epi8(left, down(plan.bytes, at)), choice, inside);
}

INLINE __m128i paeth_block(__m128i bytes, __m128i above, __m128i corner, __m128i *left,
                           unsigned bpp)
{
    const __m128i flip = _mm_set1_epi8(-128);
    struct paeth_plan plan = paeth_plan(bytes, above, corner);
    __m128i pixel[4];

    for (unsigned k = 0; k < block_pixels(bpp); k++)
        *left = pixel[k] = paeth_pixel(*left, plan, k * bpp);
    return _mm_xor_si128(join_block(pixel, bpp), flip);
}

/* Where above equals corner, Paeth is Sub. */
INLINE __m128i paeth_flat_block(__m128i bytes, __m128i left, unsigned bpp)
{
    const __m128i first = down(_mm_set1_epi8(-1), 16 - bpp);
    __m128i a = _mm_and_si128(_mm_xor_si128(left, _mm_set1_epi8(-128)), first);

    return running_sum(_mm_add_epi8(bytes, a), bpp);
}

/* How many bytes from here on are zero, in whole groups of 48, the smallest number
 * that is a multiple of 16 and of every pixel size. */
INLINE size_t zero_run(const uint8_t *bytes, size_t n)
{
    size_t i = 0;

    for (; n - i >= 48; i += 48) {
        __m128i any = _mm_or_si128(_mm_or_si128(load16(bytes + i), load16(bytes + i + 16)),
                                   load16(bytes + i + 32));
        if (!_mm_testz_si128(any, any))
            break;
    }
    return i;
}

/* Undoes the blocks that can be read as 16 bytes, returns how many bytes that was. Two
 * shortcuts carry screenshots, where nine blocks of ten are flat: if left equals corner
 * Paeth takes what is above, so a run of zeros repeats the row above it; and the one of
 * paeth_flat_block. */
INLINE size_t paeth_blocks(uint8_t *row, const uint8_t *prior, const uint8_t *corners, size_t n,
                           __m128i *left, unsigned bpp)
{
    const __m128i flip = _mm_set1_epi8(-128);
    const unsigned step = block_pixels(bpp) * bpp, pixel_mask = (1u << bpp) - 1;
    size_t i = 0;

    while (n - i >= 16) {
        __m128i bytes = load16(row + i), above = load16(prior + i), corner = load16(corners + i);
        __m128i a = _mm_xor_si128(*left, flip);
        __m128i block;

        if (_mm_testz_si128(bytes, bytes) &&
            ((unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(a, corner)) & pixel_mask) == pixel_mask) {
            size_t run = zero_run(row + i, n - i);

            if (run != 0) {
                memcpy(row + i, prior + i, run);
                i += run;
                *left = _mm_xor_si128(down(load16(prior + i - 16), 16 - bpp), flip);
                continue;
            }
            block = above;
            *left = _mm_xor_si128(down(block, step - bpp), flip);
        } else if (_mm_movemask_epi8(_mm_cmpeq_epi8(above, corner)) == 0xFFFF) {
            block = paeth_flat_block(bytes, *left, bpp);
            *left = _mm_xor_si128(down(block, step - bpp), flip);
        } else {
            block = paeth_block(bytes, above, corner, left, bpp);
        }
        store_block(row + i, block, bpp);
        i += step;
    }
    return i;
}

INLINE void paeth_row(uint8_t *row, const uint8_t *prior, size_t n, unsigned bpp)
{
    uint8_t last[32] = { 0 }, above[32] = { 0 }, corner[32] = { 0 };
    __m128i left;
    size_t i;

    for (i = 0; i < bpp; i++) /* left and corner are 0, which leaves above */
        last[i] = row[i] = (uint8_t)(row[i] + prior[i]);
    left = _mm_xor_si128(load16(last), _mm_set1_epi8(-128));
    i += paeth_blocks(row + i, prior + i, prior, n - i, &left, bpp);

    memcpy(last, row + i, n - i);
    memcpy(above, prior + i, n - i);
    memcpy(corner, prior + i - bpp, n - i);
    for (size_t j = 0; j < n - i; j += block_pixels(bpp) * bpp)
        store_block(last + j,
                    paeth_block(load16(last + j), load16(above + j), load16(corner + j), &left,
                                bpp),
                    bpp);
    memcpy(row + i, last, n - i);
}

/* ---- one function for each filter, with bpp made a constant ---- */

static void unfilter_sub(uint8_t *row, size_t n, unsigned bpp)
{
    switch (bpp) {
    case 1:
        sub_row(row, n, 1);
        break;
    case 2:
        sub_row(row, n, 2);
        break;
    case 3:
        sub_row(row, n, 3);
        break;
    case 4:
        sub_row(row, n, 4);
        break;
    case 6:
        sub_row(row, n, 6);
        break;
    default:
        sub_row(row, n, 8);
    }
}

static void unfilter_average(uint8_t *row, const uint8_t *prior, size_t n, unsigned bpp)
{
    switch (bpp) {
    case 1:
        average_row(row, prior, n, 1);
        break;
    case 2:
        average_row(row, prior, n, 2);
        break;
    case 3:
        average_row(row, prior, n, 3);
        break;
    case 4:
        average_row(row, prior, n, 4);
        break;
    case 6:
        average_row(row, prior, n, 6);
        break;
    default:
        average_row(row, prior, n, 8);
    }
}

static void unfilter_paeth(uint8_t *row, const uint8_t *prior, size_t n, unsigned bpp)
{
    switch (bpp) {
    case 1:
        paeth_row(row, prior, n, 1);
        break;
    case 2:
        paeth_row(row, prior, n, 2);
        break;
    case 3:
        paeth_row(row, prior, n, 3);
        break;
    case 4:
        paeth_row(row, prior, n, 4);
        break;
    case 6:
        paeth_row(row, prior, n, 6);
        break;
    default:
        paeth_row(row, prior, n, 8);
    }
}

void tksi_filters_sse41(struct tksi_kernels *kernels)
{
    kernels->unfilter_sub = unfilter_sub;
    kernels->unfilter_average = unfilter_average;
    kernels->unfilter_paeth = unfilter_paeth;
}
