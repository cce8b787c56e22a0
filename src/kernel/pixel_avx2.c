/* pixel_avx2.c - kernels in 256-bit registers: Haswell, Zen and later
 *
 * Compiled with AVX2, FMA and BMI. The PNG filters that go from pixel to pixel stay as
 * SSE4.1 has them; a palette is looked up in C, which no gather instruction beats.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "kernel/estimate.h"
#include "kernel/tables.h"

#include <immintrin.h>
#include <string.h>

static __m128i load16(const void *from)
{
    return _mm_loadu_si128((const __m128i *)from);
}

static __m256i load32(const void *from)
{
    return _mm256_loadu_si256((const __m256i *)from);
}

static void store32(void *to, __m256i bytes)
{
    _mm256_storeu_si256((__m256i *)to, bytes);
}

/* ---- bytes ---- */

static bool same_128(const uint8_t *a, const uint8_t *b)
{
    __m256i d0 = _mm256_xor_si256(load32(a), load32(b));
    __m256i d1 = _mm256_xor_si256(load32(a + 32), load32(b + 32));
    __m256i d2 = _mm256_xor_si256(load32(a + 64), load32(b + 64));
    __m256i d3 = _mm256_xor_si256(load32(a + 96), load32(b + 96));
    __m256i any = _mm256_or_si256(_mm256_or_si256(d0, d1), _mm256_or_si256(d2, d3));

    return _mm256_testz_si256(any, any);
}

static size_t first_difference(const uint8_t *a, const uint8_t *b, size_t n)
{
    size_t i = 0;

    while (n - i >= 128 && same_128(a + i, b + i))
        i += 128;
    for (; n - i >= 32; i += 32) {
        unsigned same =
            (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(load32(a + i), load32(b + i)));

        if (same != UINT32_MAX)
            return i + (size_t)__builtin_ctz(~same);
    }
    return i + tksi_kernels_c.first_difference(a + i, b + i, n - i);
}

static void unfilter_up(uint8_t *row, const uint8_t *prior, size_t n)
{
    size_t i = 0;

    for (; n - i >= 64; i += 64) {
        __m256i low = _mm256_add_epi8(load32(row + i), load32(prior + i));
        __m256i high = _mm256_add_epi8(load32(row + i + 32), load32(prior + i + 32));

        store32(row + i, low);
        store32(row + i + 32, high);
    }
    tksi_kernels_c.unfilter_up(row + i, prior + i, n - i);
}

/* ---- widening ---- */

static void rgb_to_rgba(uint32_t *to, const uint8_t *from, size_t pixels)
{
    const __m256i spread = _mm256_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1, 0,
                                            1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1);
    const __m256i alpha = _mm256_set1_epi32((int)0xFF000000u);
    size_t i = 0;

    for (; pixels - i >= 10; i += 8) { /* 28 bytes are read, 24 used */
        __m256i bytes = _mm256_setr_m128i(load16(from + 3 * i), load16(from + 3 * i + 12));

        store32(to + i, _mm256_or_si256(_mm256_shuffle_epi8(bytes, spread), alpha));
    }
    tksi_kernels_c.rgb_to_rgba(to + i, from + 3 * i, pixels - i);
}

static void gray_to_rgba(uint32_t *to, const uint8_t *from, size_t pixels)
{
    const __m256i low = _mm256_setr_epi8(0, 0, 0, -1, 1, 1, 1, -1, 2, 2, 2, -1, 3, 3, 3, -1, 4, 4,
                                         4, -1, 5, 5, 5, -1, 6, 6, 6, -1, 7, 7, 7, -1);
    const __m256i high = _mm256_or_si256(low, _mm256_set1_epi8(8));
    const __m256i alpha = _mm256_set1_epi32((int)0xFF000000u);
    size_t i = 0;

    for (; pixels - i >= 16; i += 16) {
        __m256i gray = _mm256_broadcastsi128_si256(load16(from + i));

        store32(to + i, _mm256_or_si256(_mm256_shuffle_epi8(gray, low), alpha));
        store32(to + i + 8, _mm256_or_si256(_mm256_shuffle_epi8(gray, high), alpha));
    }
    tksi_kernels_c.gray_to_rgba(to + i, from + i, pixels - i);
}

/* ---- comparing ---- */

static uint64_t sign_bits(__m256i lanes)
{
    return (uint64_t)(unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(lanes));
}

static bool same_32(const uint32_t *a, const uint32_t *b)
{
    return same_128((const uint8_t *)a, (const uint8_t *)b);
}

/* The 8 pixels' bits of unequal(). */
static uint64_t unequal_8(__m256i a, __m256i b)
{
    const __m256i alpha = _mm256_set1_epi32((int)0xFF000000u), zero = _mm256_setzero_si256();
    __m256i clear = _mm256_cmpeq_epi32(_mm256_and_si256(_mm256_or_si256(a, b), alpha), zero);

    return ~sign_bits(_mm256_or_si256(_mm256_cmpeq_epi32(a, b), clear)) & 255;
}

static uint64_t unequal_64(const uint32_t *a, const uint32_t *b)
{
    uint64_t word = 0;

    for (size_t k = 0; k < 64; k += 32) {
        if (same_32(a + k, b + k))
            continue;
        for (size_t j = k; j < k + 32; j += 8)
            word |= unequal_8(load32(a + j), load32(b + j)) << j;
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
static __m256 estimate(__m256i red, __m256i green, __m256i blue)
{
    __m256 r = _mm256_cvtepi32_ps(red), g = _mm256_cvtepi32_ps(green);
    __m256 b = _mm256_cvtepi32_ps(blue);
    __m256 first = _mm256_mul_ps(g, _mm256_set1_ps(YIQ_GG));
    __m256 second = _mm256_mul_ps(r, _mm256_set1_ps(YIQ_RR));
    __m256 third = _mm256_mul_ps(b, _mm256_set1_ps(YIQ_BB));

    first = _mm256_fmadd_ps(r, _mm256_set1_ps(YIQ_GR), first);
    first = _mm256_fmadd_ps(b, _mm256_set1_ps(YIQ_GB), first);
    second = _mm256_fmadd_ps(b, _mm256_set1_ps(YIQ_RB), second);
    return _mm256_fmadd_ps(first, first,
                           _mm256_fmadd_ps(second, second, _mm256_mul_ps(third, third)));
}

/* The 8 pixels that are surely over; in *doubtful those that C has to decide. */
static uint64_t over_8(uint64_t *doubtful, __m256i a, __m256i b, struct yiq_limits limits)
{
    const __m256i even = _mm256_set1_epi32(0x00FF00FF), low = _mm256_set1_epi32(1);
    const __m256i alpha = _mm256_set1_epi32((int)0xFF000000u);
    __m256i red_blue = _mm256_sub_epi16(_mm256_and_si256(a, even), _mm256_and_si256(b, even));
    __m256i green = _mm256_sub_epi16(_mm256_srli_epi16(a, 8), _mm256_srli_epi16(b, 8));
    __m256 delta = estimate(_mm256_madd_epi16(red_blue, low), _mm256_madd_epi16(green, low),
                            _mm256_srai_epi32(red_blue, 16));
    __m256i opaque = _mm256_cmpeq_epi32(_mm256_and_si256(_mm256_and_si256(a, b), alpha), alpha);
    __m256i over =
        _mm256_castps_si256(_mm256_cmp_ps(delta, _mm256_set1_ps(limits.over), _CMP_GT_OQ));
    __m256i under =
        _mm256_castps_si256(_mm256_cmp_ps(delta, _mm256_set1_ps(limits.under), _CMP_LT_OQ));
    uint64_t differ = ~sign_bits(_mm256_cmpeq_epi32(a, b)) & 255;
    uint64_t certain = sign_bits(_mm256_and_si256(opaque, _mm256_or_si256(over, under)));

    *doubtful = differ & ~certain;
    return differ & certain & sign_bits(over);
}

static uint64_t over_64(const uint32_t *a, const uint32_t *b, int64_t first, double max_delta)
{
    struct yiq_limits limits = yiq_limits(max_delta);
    uint64_t over = 0, doubtful = 0;

    for (size_t k = 0; k < 64; k += 32) {
        if (same_32(a + k, b + k))
            continue;
        for (size_t j = k; j < k + 32; j += 8) {
            uint64_t doubt;

            over |= over_8(&doubt, load32(a + j), load32(b + j), limits) << j;
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

/* The 8 pixels' bits of settled(): comparing gives -1 for each equal neighbour, and
 * the pixel itself is one of the nine. */
static uint64_t settled_8(const uint32_t *above, const uint32_t *row, const uint32_t *below)
{
    const __m256i centre = load32(row);
    __m256i equal = _mm256_setzero_si256();

    for (int k = -1; k <= 1; k++) {
        equal = _mm256_add_epi32(equal, _mm256_cmpeq_epi32(load32(above + k), centre));
        equal = _mm256_add_epi32(equal, _mm256_cmpeq_epi32(load32(row + k), centre));
        equal = _mm256_add_epi32(equal, _mm256_cmpeq_epi32(load32(below + k), centre));
    }
    return (uint64_t)_mm256_movemask_ps(
        _mm256_castsi256_ps(_mm256_cmpgt_epi32(_mm256_set1_epi32(-3), equal)));
}

static uint64_t settled(const uint32_t *above, const uint32_t *row, const uint32_t *below)
{
    uint64_t bits = 0;

    for (int i = 0; i < 64; i += 8)
        bits |= settled_8(above + i, row + i, below + i) << i;
    return bits;
}

/* ---- drawing ---- */

/* 8 pixels' values of dim(); lanes of *doubtful set where C has to decide. */
static __m256i dim_8(__m256i *doubtful, __m256i words)
{
    const __m256i byte = _mm256_set1_epi32(255);
    __m256 r = _mm256_cvtepi32_ps(_mm256_and_si256(words, byte));
    __m256 g = _mm256_cvtepi32_ps(_mm256_and_si256(_mm256_srli_epi32(words, 8), byte));
    __m256 b = _mm256_cvtepi32_ps(_mm256_and_si256(_mm256_srli_epi32(words, 16), byte));
    __m256 a = _mm256_cvtepi32_ps(_mm256_srli_epi32(words, 24));
    __m256 luma = _mm256_fmsub_ps(r, _mm256_set1_ps(DIM_R), _mm256_set1_ps(0.1f));
    luma = _mm256_fmadd_ps(g, _mm256_set1_ps(DIM_G), luma);
    luma = _mm256_fmadd_ps(b, _mm256_set1_ps(DIM_B), luma);
    __m256 value = _mm256_fmadd_ps(luma, a, _mm256_set1_ps(DIM_BIAS));
    __m256i whole = _mm256_cvttps_epi32(value);
    __m256 fraction = _mm256_sub_ps(value, _mm256_cvtepi32_ps(whole));
    __m256 near = _mm256_cmp_ps(fraction, _mm256_set1_ps(DIM_DOUBT), _CMP_LT_OQ);
    __m256i light = _mm256_cmpeq_epi32(whole, _mm256_set1_epi32(26));

    *doubtful = _mm256_or_si256(*doubtful, _mm256_andnot_si256(light, _mm256_castps_si256(near)));
    return whole;
}

static void dim(uint8_t *to, const uint32_t *from, size_t pixels)
{
    /* packing works on halves: of every vector the lower four come first */
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    size_t i = 0;

    for (; pixels - i >= 32; i += 32) {
        __m256i doubtful = _mm256_setzero_si256();
        __m256i low = _mm256_packs_epi32(dim_8(&doubtful, load32(from + i)),
                                         dim_8(&doubtful, load32(from + i + 8)));
        __m256i high = _mm256_packs_epi32(dim_8(&doubtful, load32(from + i + 16)),
                                          dim_8(&doubtful, load32(from + i + 24)));

        store32(to + i, _mm256_permutevar8x32_epi32(_mm256_packus_epi16(low, high), order));
        if (!_mm256_testz_si256(doubtful, doubtful))
            tksi_kernels_c.dim(to + i, from + i, 32);
    }
    tksi_kernels_c.dim(to + i, from + i, pixels - i);
}

void tksi_kernels_avx2(struct tksi_kernels *kernels)
{
    kernels->name = "avx2";
    kernels->first_difference = first_difference;
    kernels->unfilter_up = unfilter_up;
    kernels->rgb_to_rgba = rgb_to_rgba;
    kernels->gray_to_rgba = gray_to_rgba;
    kernels->settled = settled;
    kernels->unequal = unequal;
    kernels->over_yiq = over_yiq;
    kernels->dim = dim;
}
