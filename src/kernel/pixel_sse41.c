/* pixel_sse41.c - kernels in 128-bit registers: every x86-64 since 2008
 *
 * The filters that go from pixel to pixel have filter_sse41.c to themselves.
 * Compiled with -msse4.1, so nothing here may run before tksi_cpu_has_sse41 said yes.
 * What is left at the end of a row goes through the C table.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "kernel/estimate.h"
#include "kernel/tables.h"

#include <smmintrin.h>
#include <string.h>

static __m128i load16(const uint8_t *from)
{
    return _mm_loadu_si128((const __m128i *)(const void *)from);
}

static void store16(uint8_t *to, __m128i bytes)
{
    _mm_storeu_si128((__m128i *)(void *)to, bytes);
}

static __m128i load_words(const uint32_t *from)
{
    return _mm_loadu_si128((const __m128i *)(const void *)from);
}

static void store_words(uint32_t *to, __m128i words)
{
    _mm_storeu_si128((__m128i *)(void *)to, words);
}

/* ---- bytes ---- */

static size_t first_difference(const uint8_t *a, const uint8_t *b, size_t n)
{
    size_t i = 0;

    for (; n - i >= 64; i += 64) {
        __m128i d0 = _mm_xor_si128(load16(a + i), load16(b + i));
        __m128i d1 = _mm_xor_si128(load16(a + i + 16), load16(b + i + 16));
        __m128i d2 = _mm_xor_si128(load16(a + i + 32), load16(b + i + 32));
        __m128i d3 = _mm_xor_si128(load16(a + i + 48), load16(b + i + 48));
        __m128i any = _mm_or_si128(_mm_or_si128(d0, d1), _mm_or_si128(d2, d3));

        if (!_mm_testz_si128(any, any))
            break;
    }
    return i + tksi_kernels_c.first_difference(a + i, b + i, n - i);
}

/* Compilers do this to the C by themselves, but gcc only from -O3 on. */
static void unfilter_up(uint8_t *row, const uint8_t *prior, size_t n)
{
    size_t i = 0;

    for (; n - i >= 32; i += 32) {
        __m128i low = _mm_add_epi8(load16(row + i), load16(prior + i));
        __m128i high = _mm_add_epi8(load16(row + i + 16), load16(prior + i + 16));

        store16(row + i, low);
        store16(row + i + 16, high);
    }
    tksi_kernels_c.unfilter_up(row + i, prior + i, n - i);
}

/* ---- widening ---- */

static void rgb_to_rgba(uint32_t *to, const uint8_t *from, size_t pixels)
{
    const __m128i spread = _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1);
    const __m128i alpha = _mm_set1_epi32((int)0xFF000000u);
    size_t i = 0;

    for (; pixels - i >= 16; i += 16) {
        __m128i low = load16(from + 3 * i), middle = load16(from + 3 * i + 16);
        __m128i high = load16(from + 3 * i + 32);
        __m128i second = _mm_alignr_epi8(middle, low, 12);
        __m128i third = _mm_alignr_epi8(high, middle, 8);
        __m128i fourth = _mm_srli_si128(high, 4);

        store_words(to + i, _mm_or_si128(_mm_shuffle_epi8(low, spread), alpha));
        store_words(to + i + 4, _mm_or_si128(_mm_shuffle_epi8(second, spread), alpha));
        store_words(to + i + 8, _mm_or_si128(_mm_shuffle_epi8(third, spread), alpha));
        store_words(to + i + 12, _mm_or_si128(_mm_shuffle_epi8(fourth, spread), alpha));
    }
    tksi_kernels_c.rgb_to_rgba(to + i, from + 3 * i, pixels - i);
}

static void gray_to_rgba(uint32_t *to, const uint8_t *from, size_t pixels)
{
    const __m128i spread = _mm_setr_epi8(0, 0, 0, -1, 1, 1, 1, -1, 2, 2, 2, -1, 3, 3, 3, -1);
    const __m128i alpha = _mm_set1_epi32((int)0xFF000000u);
    size_t i = 0;

    for (; pixels - i >= 16; i += 16) {
        __m128i gray = load16(from + i);

        for (int k = 0; k < 4; k++) {
            store_words(to + i + 4 * k, _mm_or_si128(_mm_shuffle_epi8(gray, spread), alpha));
            gray = _mm_srli_si128(gray, 4);
        }
    }
    tksi_kernels_c.gray_to_rgba(to + i, from + i, pixels - i);
}

/* ---- comparing ---- */

static uint64_t sign_bits(__m128i lanes)
{
    return (uint64_t)_mm_movemask_ps(_mm_castsi128_ps(lanes));
}

static bool same_16(const uint32_t *a, const uint32_t *b)
{
    __m128i d0 = _mm_xor_si128(load_words(a), load_words(b));
    __m128i d1 = _mm_xor_si128(load_words(a + 4), load_words(b + 4));
    __m128i d2 = _mm_xor_si128(load_words(a + 8), load_words(b + 8));
    __m128i d3 = _mm_xor_si128(load_words(a + 12), load_words(b + 12));
    __m128i any = _mm_or_si128(_mm_or_si128(d0, d1), _mm_or_si128(d2, d3));

    return _mm_testz_si128(any, any);
}

/* The 4 pixels' bits of unequal(). */
static uint64_t unequal_4(__m128i a, __m128i b)
{
    const __m128i alpha = _mm_set1_epi32((int)0xFF000000u), zero = _mm_setzero_si128();
    __m128i clear = _mm_cmpeq_epi32(_mm_and_si128(_mm_or_si128(a, b), alpha), zero);

    return ~sign_bits(_mm_or_si128(_mm_cmpeq_epi32(a, b), clear)) & 15;
}

static uint64_t unequal_64(const uint32_t *a, const uint32_t *b)
{
    uint64_t word = 0;

    for (size_t k = 0; k < 64; k += 16) {
        if (same_16(a + k, b + k))
            continue;
        for (size_t j = k; j < k + 16; j += 4)
            word |= unequal_4(load_words(a + j), load_words(b + j)) << j;
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

static __m128 weighted(__m128 value, float weight)
{
    return _mm_mul_ps(value, _mm_set1_ps(weight));
}

/* Differences of channels as 32-bit integers become the float estimate of D. */
static __m128 estimate(__m128i red, __m128i green, __m128i blue)
{
    __m128 r = _mm_cvtepi32_ps(red), g = _mm_cvtepi32_ps(green), b = _mm_cvtepi32_ps(blue);
    __m128 first =
        _mm_add_ps(_mm_add_ps(weighted(g, YIQ_GG), weighted(r, YIQ_GR)), weighted(b, YIQ_GB));
    __m128 second = _mm_add_ps(weighted(r, YIQ_RR), weighted(b, YIQ_RB));
    __m128 third = weighted(b, YIQ_BB);

    return _mm_add_ps(_mm_add_ps(_mm_mul_ps(first, first), _mm_mul_ps(second, second)),
                      _mm_mul_ps(third, third));
}

/* The 4 pixels that are surely over; in *doubtful those that C has to decide. */
static uint64_t over_4(uint64_t *doubtful, __m128i a, __m128i b, struct yiq_limits limits)
{
    const __m128i even = _mm_set1_epi32(0x00FF00FF), alpha = _mm_set1_epi32((int)0xFF000000u);
    const __m128i low = _mm_set1_epi32(1);
    __m128i red_blue = _mm_sub_epi16(_mm_and_si128(a, even), _mm_and_si128(b, even));
    __m128i green = _mm_sub_epi16(_mm_srli_epi16(a, 8), _mm_srli_epi16(b, 8));
    __m128 delta = estimate(_mm_madd_epi16(red_blue, low), _mm_madd_epi16(green, low),
                            _mm_srai_epi32(red_blue, 16));
    __m128i opaque = _mm_cmpeq_epi32(_mm_and_si128(_mm_and_si128(a, b), alpha), alpha);
    uint64_t differ = ~sign_bits(_mm_cmpeq_epi32(a, b)) & 15;
    uint64_t decidable = differ & sign_bits(opaque);
    uint64_t over = (uint64_t)_mm_movemask_ps(_mm_cmpgt_ps(delta, _mm_set1_ps(limits.over)));
    uint64_t under = (uint64_t)_mm_movemask_ps(_mm_cmplt_ps(delta, _mm_set1_ps(limits.under)));

    *doubtful = differ & ~(decidable & (over | under));
    return decidable & over;
}

static uint64_t over_64(const uint32_t *a, const uint32_t *b, int64_t first, double max_delta)
{
    struct yiq_limits limits = yiq_limits(max_delta);
    uint64_t over = 0, doubtful = 0;

    for (size_t k = 0; k < 64; k += 16) {
        if (same_16(a + k, b + k))
            continue;
        for (size_t j = k; j < k + 16; j += 4) {
            uint64_t doubt;

            over |= over_4(&doubt, load_words(a + j), load_words(b + j), limits) << j;
            doubtful |= doubt << j;
        }
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

/* The 4 pixels' bits of settled(): comparing gives -1 for each equal neighbour, and
 * the pixel itself is one of the nine. */
static uint64_t settled_4(const uint32_t *above, const uint32_t *row, const uint32_t *below)
{
    const __m128i centre = load_words(row);
    __m128i equal = _mm_setzero_si128();

    for (int k = -1; k <= 1; k++) {
        equal = _mm_add_epi32(equal, _mm_cmpeq_epi32(load_words(above + k), centre));
        equal = _mm_add_epi32(equal, _mm_cmpeq_epi32(load_words(row + k), centre));
        equal = _mm_add_epi32(equal, _mm_cmpeq_epi32(load_words(below + k), centre));
    }
    return (uint64_t)_mm_movemask_ps(_mm_castsi128_ps(_mm_cmplt_epi32(equal, _mm_set1_epi32(-3))));
}

static uint64_t settled(const uint32_t *above, const uint32_t *row, const uint32_t *below)
{
    uint64_t bits = 0;

    for (int i = 0; i < 64; i += 4)
        bits |= settled_4(above + i, row + i, below + i) << i;
    return bits;
}

/* ---- drawing ---- */

/* 4 pixels' values of dim(); lanes of *doubtful set where C has to decide. */
static __m128i dim_4(__m128i *doubtful, __m128i words)
{
    const __m128i byte = _mm_set1_epi32(255);
    __m128 r = _mm_cvtepi32_ps(_mm_and_si128(words, byte));
    __m128 g = _mm_cvtepi32_ps(_mm_and_si128(_mm_srli_epi32(words, 8), byte));
    __m128 b = _mm_cvtepi32_ps(_mm_and_si128(_mm_srli_epi32(words, 16), byte));
    __m128 a = _mm_cvtepi32_ps(_mm_srli_epi32(words, 24));
    __m128 luma =
        _mm_add_ps(_mm_add_ps(weighted(r, DIM_R), weighted(g, DIM_G)), weighted(b, DIM_B));
    __m128 value =
        _mm_add_ps(_mm_mul_ps(_mm_sub_ps(luma, _mm_set1_ps(0.1f)), a), _mm_set1_ps(DIM_BIAS));
    __m128i whole = _mm_cvttps_epi32(value);
    __m128 fraction = _mm_sub_ps(value, _mm_cvtepi32_ps(whole));
    __m128 near = _mm_cmplt_ps(fraction, _mm_set1_ps(DIM_DOUBT));

    *doubtful = _mm_or_si128(*doubtful, _mm_andnot_si128(_mm_cmpeq_epi32(whole, _mm_set1_epi32(26)),
                                                         _mm_castps_si128(near)));
    return whole;
}

static void dim(uint8_t *to, const uint32_t *from, size_t pixels)
{
    size_t i = 0;

    for (; pixels - i >= 16; i += 16) {
        __m128i doubtful = _mm_setzero_si128();
        __m128i low = _mm_packs_epi32(dim_4(&doubtful, load_words(from + i)),
                                      dim_4(&doubtful, load_words(from + i + 4)));
        __m128i high = _mm_packs_epi32(dim_4(&doubtful, load_words(from + i + 8)),
                                       dim_4(&doubtful, load_words(from + i + 12)));

        store16(to + i, _mm_packus_epi16(low, high));
        if (!_mm_testz_si128(doubtful, doubtful))
            tksi_kernels_c.dim(to + i, from + i, 16);
    }
    tksi_kernels_c.dim(to + i, from + i, pixels - i);
}

void tksi_kernels_sse41(struct tksi_kernels *kernels)
{
    kernels->name = "sse41";
    tksi_filters_sse41(kernels);
    kernels->first_difference = first_difference;
    kernels->unfilter_up = unfilter_up;
    kernels->rgb_to_rgba = rgb_to_rgba;
    kernels->gray_to_rgba = gray_to_rgba;
    kernels->settled = settled;
    kernels->unequal = unequal;
    kernels->over_yiq = over_yiq;
    kernels->dim = dim;
}
