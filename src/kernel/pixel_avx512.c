/* pixel_avx512.c - kernels in 512-bit registers: Ice Lake, Zen 4 and later
 *
 * Compiled with AVX-512 F, BW, DQ, VL and VBMI. Masked loads do not touch what they
 * mask out, so the end of a row is treated like the rest of it, as far as it goes. The
 * filters with a chain from pixel to pixel stay as AVX2 has them.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "kernel/estimate.h"
#include "kernel/tables.h"

#include <immintrin.h>
#include <string.h>

/* The lowest `count` bits, all 64 for 64 and more. */
static uint64_t first_bits(size_t count)
{
    return count >= 64 ? UINT64_MAX : ((uint64_t)1 << count) - 1;
}

/* ---- bytes ---- */

static size_t first_difference(const uint8_t *a, const uint8_t *b, size_t n)
{
    size_t i = 0;

    for (; n - i >= 256; i += 256) {
        __m512i d0 = _mm512_xor_si512(_mm512_loadu_si512(a + i), _mm512_loadu_si512(b + i));
        __m512i d1 =
            _mm512_xor_si512(_mm512_loadu_si512(a + i + 64), _mm512_loadu_si512(b + i + 64));
        __m512i d2 =
            _mm512_xor_si512(_mm512_loadu_si512(a + i + 128), _mm512_loadu_si512(b + i + 128));
        __m512i d3 =
            _mm512_xor_si512(_mm512_loadu_si512(a + i + 192), _mm512_loadu_si512(b + i + 192));
        __m512i any = _mm512_or_si512(_mm512_or_si512(d0, d1), _mm512_or_si512(d2, d3));

        if (_mm512_test_epi32_mask(any, any) != 0)
            break;
    }
    for (; i < n; i += 64) {
        __mmask64 mask = first_bits(n - i);
        uint64_t differ = _mm512_cmpneq_epi8_mask(_mm512_maskz_loadu_epi8(mask, a + i),
                                                  _mm512_maskz_loadu_epi8(mask, b + i));

        if (differ != 0)
            return i + (size_t)__builtin_ctzll(differ);
    }
    return n;
}

static void unfilter_up(uint8_t *row, const uint8_t *prior, size_t n)
{
    size_t i = 0;

    for (; n - i >= 64; i += 64)
        _mm512_storeu_si512(row + i, _mm512_add_epi8(_mm512_loadu_si512(row + i),
                                                     _mm512_loadu_si512(prior + i)));
    if (i < n) {
        __mmask64 mask = first_bits(n - i);

        _mm512_mask_storeu_epi8(row + i, mask,
                                _mm512_add_epi8(_mm512_maskz_loadu_epi8(mask, row + i),
                                                _mm512_maskz_loadu_epi8(mask, prior + i)));
    }
}

/* ---- widening ---- */

static void rgb_to_rgba(uint32_t *to, const uint8_t *from, size_t pixels)
{
    const __m512i alpha = _mm512_set1_epi32((int)0xFF000000u);
    /* dword k takes bytes 3k, 3k+1, 3k+2 and any fourth */
    const __m512i spread =
        _mm512_add_epi32(_mm512_mullo_epi32(_mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
                                                              12, 13, 14, 15),
                                            _mm512_set1_epi32(0x030303)),
                         _mm512_set1_epi32(0x020100));

    size_t i = 0;

    for (; pixels - i >= 22; i += 16) { /* 64 bytes are read, 48 used */
        __m512i bytes = _mm512_permutexvar_epi8(spread, _mm512_loadu_si512(from + 3 * i));

        _mm512_storeu_si512(to + i, _mm512_or_si512(bytes, alpha));
    }
    for (; i < pixels; i += 16) {
        size_t left = pixels - i < 16 ? pixels - i : 16;
        __m512i bytes = _mm512_maskz_loadu_epi8(first_bits(3 * left), from + 3 * i);

        bytes = _mm512_or_si512(_mm512_permutexvar_epi8(spread, bytes), alpha);
        _mm512_mask_storeu_epi32(to + i, (__mmask16)first_bits(left), bytes);
    }
}

static void gray_to_rgba(uint32_t *to, const uint8_t *from, size_t pixels)
{
    const __m512i alpha = _mm512_set1_epi32((int)0xFF000000u);
    const __m512i spread =
        _mm512_mullo_epi32(_mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                           _mm512_set1_epi32(0x01010101));

    size_t i = 0;

    for (; pixels - i >= 64; i += 16) { /* 64 bytes are read, 16 used */
        __m512i gray = _mm512_permutexvar_epi8(spread, _mm512_loadu_si512(from + i));

        _mm512_storeu_si512(to + i, _mm512_or_si512(gray, alpha));
    }
    for (; i < pixels; i += 16) {
        __mmask16 mask = (__mmask16)first_bits(pixels - i);
        __m512i gray = _mm512_castsi128_si512(_mm_maskz_loadu_epi8(mask, from + i));

        gray = _mm512_or_si512(_mm512_permutexvar_epi8(spread, gray), alpha);
        _mm512_mask_storeu_epi32(to + i, mask, gray);
    }
}

/* A palette as four tables of bytes, entries 64 k .. 64 k + 63 in part[k]. */
struct plane {
    __m512i part[4];
};

/* Transposes 64 entries, 4 vectors of 16, into a part of each plane. */
static void split_palette(struct plane planes[4], int k, const uint32_t *entries)
{
    /* the bytes of 16 entries by channel, 16 to a lane */
    const __m512i by_channel =
        _mm512_add_epi8(_mm512_broadcast_i32x4(_mm_setr_epi8(0, 4, 8, 12, 16, 20, 24, 28, 32, 36,
                                                             40, 44, 48, 52, 56, 60)),
                        _mm512_setr_epi32(0, 0, 0, 0, 0x01010101, 0x01010101, 0x01010101,
                                          0x01010101, 0x02020202, 0x02020202, 0x02020202,
                                          0x02020202, 0x03030303, 0x03030303, 0x03030303,
                                          0x03030303));
    __m512i v[4];

    for (int i = 0; i < 4; i++)
        v[i] = _mm512_permutexvar_epi8(by_channel, _mm512_loadu_si512(entries + 16 * i));

    __m512i low01 = _mm512_shuffle_i32x4(v[0], v[1], 0x44);
    __m512i low23 = _mm512_shuffle_i32x4(v[2], v[3], 0x44);
    __m512i high01 = _mm512_shuffle_i32x4(v[0], v[1], 0xEE);
    __m512i high23 = _mm512_shuffle_i32x4(v[2], v[3], 0xEE);

    planes[0].part[k] = _mm512_shuffle_i32x4(low01, low23, 0x88);
    planes[1].part[k] = _mm512_shuffle_i32x4(low01, low23, 0xDD);
    planes[2].part[k] = _mm512_shuffle_i32x4(high01, high23, 0x88);
    planes[3].part[k] = _mm512_shuffle_i32x4(high01, high23, 0xDD);
}

static __m512i look_up(const struct plane *plane, __m512i index)
{
    return _mm512_mask_blend_epi8(_mm512_movepi8_mask(index),
                                  _mm512_permutex2var_epi8(plane->part[0], index, plane->part[1]),
                                  _mm512_permutex2var_epi8(plane->part[2], index, plane->part[3]));
}

/* 64 pixels: bytes are looked up channel by channel, 128 entries to an instruction,
 * then interleaved. Interleaving works within lanes; putting the indices into `order`
 * first makes the result come out in sequence. */
static void palette_64(__m512i words[4], const struct plane planes[4], __m512i index)
{
    const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    __m512i from = _mm512_permutexvar_epi32(order, index);
    __m512i red = look_up(&planes[0], from), green = look_up(&planes[1], from);
    __m512i blue = look_up(&planes[2], from), alpha = look_up(&planes[3], from);
    __m512i rg_low = _mm512_unpacklo_epi8(red, green), rg_high = _mm512_unpackhi_epi8(red, green);
    __m512i ba_low = _mm512_unpacklo_epi8(blue, alpha), ba_high = _mm512_unpackhi_epi8(blue, alpha);

    words[0] = _mm512_unpacklo_epi16(rg_low, ba_low);
    words[1] = _mm512_unpackhi_epi16(rg_low, ba_low);
    words[2] = _mm512_unpacklo_epi16(rg_high, ba_high);
    words[3] = _mm512_unpackhi_epi16(rg_high, ba_high);
}

static void palette_to_rgba(uint32_t *to, const uint8_t *from, size_t pixels,
                            const uint32_t palette[256])
{
    struct plane planes[4];

    for (int k = 0; k < 4; k++)
        split_palette(planes, k, palette + 64 * k);
    for (size_t i = 0; i < pixels; i += 64) {
        __mmask64 mask = first_bits(pixels - i);
        __m512i words[4];

        palette_64(words, planes, _mm512_maskz_loadu_epi8(mask, from + i));
        for (size_t k = 0; k < 4; k++)
            _mm512_mask_storeu_epi32(to + i + 16 * k, (__mmask16)(mask >> 16 * k), words[k]);
    }
}

/* ---- comparing ---- */

static uint64_t unequal_64(const uint32_t *a, const uint32_t *b)
{
    const __m512i alpha = _mm512_set1_epi32((int)0xFF000000u);
    uint64_t word = 0;

    for (size_t k = 0; k < 64; k += 16) {
        __m512i left = _mm512_loadu_si512(a + k), right = _mm512_loadu_si512(b + k);
        __mmask16 differ = _mm512_cmpneq_epi32_mask(left, right);

        differ = _mm512_mask_test_epi32_mask(differ, _mm512_or_si512(left, right), alpha);
        word |= (uint64_t)differ << k;
    }
    return word;
}

static size_t unequal(uint64_t *bits, const uint32_t *a, const uint32_t *b, size_t pixels)
{
    uint32_t last_a[64] = { 0 }, last_b[64] = { 0 };
    size_t i = 0, count = 0;

    for (; pixels - i >= 64; i += 64) {
        bits[i / 64] = unequal_64(a + i, b + i);
        count += (size_t)__builtin_popcountll(bits[i / 64]);
    }
    if (i < pixels) {
        memcpy(last_a, a + i, (pixels - i) * 4);
        memcpy(last_b, b + i, (pixels - i) * 4);
        bits[i / 64] = unequal_64(last_a, last_b);
        count += (size_t)__builtin_popcountll(bits[i / 64]);
    }
    return count;
}

/* Differences of channels as 32-bit integers become the float estimate of D. */
static __m512 estimate(__m512i red, __m512i green, __m512i blue)
{
    __m512 r = _mm512_cvtepi32_ps(red), g = _mm512_cvtepi32_ps(green);
    __m512 b = _mm512_cvtepi32_ps(blue);
    __m512 first = _mm512_mul_ps(g, _mm512_set1_ps(YIQ_GG));
    __m512 second = _mm512_mul_ps(r, _mm512_set1_ps(YIQ_RR));
    __m512 third = _mm512_mul_ps(b, _mm512_set1_ps(YIQ_BB));

    first = _mm512_fmadd_ps(r, _mm512_set1_ps(YIQ_GR), first);
    first = _mm512_fmadd_ps(b, _mm512_set1_ps(YIQ_GB), first);
    second = _mm512_fmadd_ps(b, _mm512_set1_ps(YIQ_RB), second);
    return _mm512_fmadd_ps(first, first,
                           _mm512_fmadd_ps(second, second, _mm512_mul_ps(third, third)));
}

/* Of 16 pixels that `differ`, those surely over; in *doubtful those for C to decide. */
static uint64_t over_16(uint64_t *doubtful, __mmask16 differ, __m512i a, __m512i b,
                        struct yiq_limits limits)
{
    const __m512i even = _mm512_set1_epi32(0x00FF00FF), low = _mm512_set1_epi32(1);
    __m512i red_blue = _mm512_sub_epi16(_mm512_and_si512(a, even), _mm512_and_si512(b, even));
    __m512i green = _mm512_sub_epi16(_mm512_srli_epi16(a, 8), _mm512_srli_epi16(b, 8));
    __m512 delta = estimate(_mm512_madd_epi16(red_blue, low), _mm512_madd_epi16(green, low),
                            _mm512_srai_epi32(red_blue, 16));
    __mmask16 opaque = _mm512_mask_cmpge_epu32_mask(differ, _mm512_and_si512(a, b),
                                                    _mm512_set1_epi32((int)0xFF000000u));
    __mmask16 over =
        _mm512_mask_cmp_ps_mask(opaque, delta, _mm512_set1_ps(limits.over), _CMP_GT_OQ);
    __mmask16 under =
        _mm512_mask_cmp_ps_mask(opaque, delta, _mm512_set1_ps(limits.under), _CMP_LT_OQ);

    *doubtful = (unsigned)differ & ~((unsigned)over | under);
    return over;
}

static uint64_t over_64(const uint32_t *a, const uint32_t *b, int64_t first, double max_delta)
{
    struct yiq_limits limits = yiq_limits(max_delta);
    uint64_t over = 0, doubtful = 0;

    for (size_t k = 0; k < 64; k += 16) {
        __m512i left = _mm512_loadu_si512(a + k), right = _mm512_loadu_si512(b + k);
        __mmask16 differ = _mm512_cmpneq_epi32_mask(left, right);
        uint64_t doubt;

        if (differ == 0)
            continue;
        over |= over_16(&doubt, differ, left, right, limits) << k;
        doubtful |= doubt << k;
    }
    if (doubtful != 0)
        over |= tksi_yiq_decide(doubtful, a, b, first, max_delta);
    return over;
}

static size_t over_yiq(uint64_t *bits, const uint32_t *a, const uint32_t *b, size_t pixels,
                       int64_t first, double max_delta)
{
    uint32_t last_a[64] = { 0 }, last_b[64] = { 0 };
    size_t i = 0, count = 0;

    for (; pixels - i >= 64; i += 64) {
        bits[i / 64] = over_64(a + i, b + i, first + (int64_t)i, max_delta);
        count += (size_t)__builtin_popcountll(bits[i / 64]);
    }
    if (i < pixels) {
        memcpy(last_a, a + i, (pixels - i) * 4);
        memcpy(last_b, b + i, (pixels - i) * 4);
        bits[i / 64] = over_64(last_a, last_b, first + (int64_t)i, max_delta);
        count += (size_t)__builtin_popcountll(bits[i / 64]);
    }
    return count;
}

/* The 16 pixels' bits of settled(). */
static uint64_t settled_16(const uint32_t *above, const uint32_t *row, const uint32_t *below)
{
    const __m512i centre = _mm512_loadu_si512(row), one = _mm512_set1_epi32(1);
    __m512i equal = _mm512_setzero_si512();

    for (int k = -1; k <= 1; k++) {
        const __mmask16 in_above = _mm512_cmpeq_epi32_mask(_mm512_loadu_si512(above + k), centre);
        const __mmask16 in_row = _mm512_cmpeq_epi32_mask(_mm512_loadu_si512(row + k), centre);
        const __mmask16 in_below = _mm512_cmpeq_epi32_mask(_mm512_loadu_si512(below + k), centre);

        equal = _mm512_mask_add_epi32(equal, in_above, equal, one);
        equal = _mm512_mask_add_epi32(equal, in_row, equal, one);
        equal = _mm512_mask_add_epi32(equal, in_below, equal, one);
    }
    return _mm512_cmpgt_epi32_mask(equal, _mm512_set1_epi32(3)); /* itself is one of them */
}

static uint64_t settled(const uint32_t *above, const uint32_t *row, const uint32_t *below)
{
    uint64_t bits = 0;

    for (int i = 0; i < 64; i += 16)
        bits |= settled_16(above + i, row + i, below + i) << i;
    return bits;
}

/* ---- drawing ---- */

/* 16 pixels' values of dim(); *doubtful: the lanes that C has to decide. */
static __m512i dim_16(__mmask16 *doubtful, __m512i words)
{
    const __m512i byte = _mm512_set1_epi32(255);
    __m512 r = _mm512_cvtepi32_ps(_mm512_and_si512(words, byte));
    __m512 g = _mm512_cvtepi32_ps(_mm512_and_si512(_mm512_srli_epi32(words, 8), byte));
    __m512 b = _mm512_cvtepi32_ps(_mm512_and_si512(_mm512_srli_epi32(words, 16), byte));
    __m512 a = _mm512_cvtepi32_ps(_mm512_srli_epi32(words, 24));
    __m512 luma = _mm512_fmsub_ps(r, _mm512_set1_ps(DIM_R), _mm512_set1_ps(0.1f));
    luma = _mm512_fmadd_ps(g, _mm512_set1_ps(DIM_G), luma);
    luma = _mm512_fmadd_ps(b, _mm512_set1_ps(DIM_B), luma);
    __m512 value = _mm512_fmadd_ps(luma, a, _mm512_set1_ps(DIM_BIAS));
    __m512i whole = _mm512_cvttps_epi32(value);
    __mmask16 dark = _mm512_cmpneq_epi32_mask(whole, _mm512_set1_epi32(26));

    *doubtful = _mm512_mask_cmp_ps_mask(dark, _mm512_sub_ps(value, _mm512_cvtepi32_ps(whole)),
                                        _mm512_set1_ps(DIM_DOUBT), _CMP_LT_OQ);
    return whole;
}

static void dim(uint8_t *to, const uint32_t *from, size_t pixels)
{
    for (size_t i = 0; i < pixels; i += 16) {
        size_t left = pixels - i < 16 ? pixels - i : 16;
        __mmask16 mask = (__mmask16)first_bits(left), doubtful;
        __m512i values = dim_16(&doubtful, _mm512_maskz_loadu_epi32(mask, from + i));

        _mm512_mask_cvtepi32_storeu_epi8(to + i, mask, values);
        if (doubtful & mask)
            tksi_kernels_c.dim(to + i, from + i, left);
    }
}

void tksi_kernels_avx512(struct tksi_kernels *kernels)
{
    kernels->name = "avx512";
    kernels->first_difference = first_difference;
    kernels->unfilter_up = unfilter_up;
    kernels->rgb_to_rgba = rgb_to_rgba;
    kernels->gray_to_rgba = gray_to_rgba;
    kernels->palette_to_rgba = palette_to_rgba;
    kernels->settled = settled;
    kernels->unequal = unequal;
    kernels->over_yiq = over_yiq;
    kernels->dim = dim;
}
