/* pixel_neon.c - kernels for 64-bit ARM, where NEON is always there
 *
 * Kept plain: the filters go pixel by pixel and read no byte beyond it, comparing is 16
 * pixels at a time. Tested under emulation, which tells right from wrong but not fast
 * from slow; what a real processor has not been asked about stays in C.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "kernel/estimate.h"
#include "kernel/tables.h"

#include <arm_neon.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

/* ---- bytes ---- */

static size_t first_difference(const uint8_t *a, const uint8_t *b, size_t n)
{
    size_t i = 0;

    while (n - i >= 16 && vminvq_u8(vceqq_u8(vld1q_u8(a + i), vld1q_u8(b + i))) == 255)
        i += 16;
    return i + tksi_kernels_c.first_difference(a + i, b + i, n - i);
}

static void unfilter_up(uint8_t *row, const uint8_t *prior, size_t n)
{
    size_t i = 0;

    for (; n - i >= 16; i += 16)
        vst1q_u8(row + i, vaddq_u8(vld1q_u8(row + i), vld1q_u8(prior + i)));
    tksi_kernels_c.unfilter_up(row + i, prior + i, n - i);
}

/* ---- filters from pixel to pixel; bpp is a constant after inlining ---- */

INLINE uint8x8_t load_pixel(const uint8_t *from, unsigned bpp)
{
    uint64_t bytes = 0;

    memcpy(&bytes, from, bpp);
    return vcreate_u8(bytes);
}

INLINE void store_pixel(uint8_t *to, uint8x8_t pixel, unsigned bpp)
{
    uint64_t bytes = vget_lane_u64(vreinterpret_u64_u8(pixel), 0);

    memcpy(to, &bytes, bpp);
}

INLINE void average_row(uint8_t *row, const uint8_t *prior, size_t n, unsigned bpp)
{
    uint8x8_t left = vdup_n_u8(0);

    for (size_t i = 0; i < n; i += bpp) {
        left = vadd_u8(load_pixel(row + i, bpp), vhadd_u8(left, load_pixel(prior + i, bpp)));
        store_pixel(row + i, left, bpp);
    }
}

INLINE uint8x8_t paeth(uint8x8_t left, uint8x8_t above, uint8x8_t corner)
{
    uint16x8_t to_left = vabdl_u8(above, corner);
    uint16x8_t to_above = vabdl_u8(left, corner);
    uint16x8_t to_corner = vabdq_u16(vaddl_u8(left, above), vaddl_u8(corner, corner));
    uint16x8_t take_left = vandq_u16(vcleq_u16(to_left, to_above), vcleq_u16(to_left, to_corner));
    uint16x8_t take_above = vcleq_u16(to_above, to_corner);

    return vbsl_u8(vmovn_u16(take_left), left, vbsl_u8(vmovn_u16(take_above), above, corner));
}

INLINE void paeth_row(uint8_t *row, const uint8_t *prior, size_t n, unsigned bpp)
{
    uint8x8_t left = vdup_n_u8(0), corner = left;

    for (size_t i = 0; i < n; i += bpp) {
        uint8x8_t above = load_pixel(prior + i, bpp);

        left = vadd_u8(load_pixel(row + i, bpp), paeth(left, above, corner));
        store_pixel(row + i, left, bpp);
        corner = above;
    }
}

static void unfilter_average(uint8_t *row, const uint8_t *prior, size_t n, unsigned bpp)
{
    if (bpp == 3)
        average_row(row, prior, n, 3);
    else if (bpp == 4)
        average_row(row, prior, n, 4);
    else if (bpp == 6)
        average_row(row, prior, n, 6);
    else if (bpp == 8)
        average_row(row, prior, n, 8);
    else
        tksi_kernels_c.unfilter_average(row, prior, n, bpp);
}

static void unfilter_paeth(uint8_t *row, const uint8_t *prior, size_t n, unsigned bpp)
{
    if (bpp == 3)
        paeth_row(row, prior, n, 3);
    else if (bpp == 4)
        paeth_row(row, prior, n, 4);
    else if (bpp == 6)
        paeth_row(row, prior, n, 6);
    else if (bpp == 8)
        paeth_row(row, prior, n, 8);
    else
        tksi_kernels_c.unfilter_paeth(row, prior, n, bpp);
}

/* ---- widening ---- */

static void store_rgba(uint32_t *to, uint8x16_t red, uint8x16_t green, uint8x16_t blue)
{
    uint8x16x4_t channels = { { red, green, blue, vdupq_n_u8(255) } };

    vst4q_u8((uint8_t *)to, channels);
}

static void rgb_to_rgba(uint32_t *to, const uint8_t *from, size_t pixels)
{
    size_t i = 0;

    for (; pixels - i >= 16; i += 16) {
        uint8x16x3_t rgb = vld3q_u8(from + 3 * i);

        store_rgba(to + i, rgb.val[0], rgb.val[1], rgb.val[2]);
    }
    tksi_kernels_c.rgb_to_rgba(to + i, from + 3 * i, pixels - i);
}

static void gray_to_rgba(uint32_t *to, const uint8_t *from, size_t pixels)
{
    size_t i = 0;

    for (; pixels - i >= 16; i += 16) {
        uint8x16_t gray = vld1q_u8(from + i);

        store_rgba(to + i, gray, gray, gray);
    }
    tksi_kernels_c.gray_to_rgba(to + i, from + i, pixels - i);
}

/* ---- comparing ---- */

/* A bit for each of 16 lanes that are all ones or all zeros. */
static uint64_t bits_16(const uint32x4_t lanes[4])
{
    static const uint8_t weights[16] = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
    uint16x8_t low = vcombine_u16(vmovn_u32(lanes[0]), vmovn_u32(lanes[1]));
    uint16x8_t high = vcombine_u16(vmovn_u32(lanes[2]), vmovn_u32(lanes[3]));
    uint8x16_t bits = vandq_u8(vcombine_u8(vmovn_u16(low), vmovn_u16(high)), vld1q_u8(weights));

    return (uint64_t)vaddv_u8(vget_low_u8(bits)) | (uint64_t)vaddv_u8(vget_high_u8(bits)) << 8;
}

static bool same_16(const uint32_t *a, const uint32_t *b)
{
    uint32x4_t any = vdupq_n_u32(0);

    for (size_t k = 0; k < 16; k += 4)
        any = vorrq_u32(any, veorq_u32(vld1q_u32(a + k), vld1q_u32(b + k)));
    return vmaxvq_u32(any) == 0;
}

static uint64_t unequal_16(const uint32_t *a, const uint32_t *b)
{
    uint32x4_t lanes[4];

    if (same_16(a, b))
        return 0;
    for (size_t k = 0; k < 4; k++) {
        uint32x4_t left = vld1q_u32(a + 4 * k), right = vld1q_u32(b + 4 * k);
        uint32x4_t seen = vtstq_u32(vorrq_u32(left, right), vdupq_n_u32(0xFF000000u));

        lanes[k] = vbicq_u32(seen, vceqq_u32(left, right));
    }
    return bits_16(lanes);
}

static size_t unequal(uint64_t *bits, const uint32_t *a, const uint32_t *b, size_t pixels)
{
    size_t i = 0, count = 0;

    for (; pixels - i >= 64; i += 64) {
        uint64_t word = 0;

        for (size_t k = 0; k < 64; k += 16)
            word |= unequal_16(a + i + k, b + i + k) << k;
        bits[i / 64] = word;
        count += (size_t)__builtin_popcountll(word);
    }
    return count + tksi_kernels_c.unequal(bits + i / 64, a + i, b + i, pixels - i);
}

static float32x4_t difference(uint32x4_t a, uint32x4_t b)
{
    const uint32x4_t byte = vdupq_n_u32(255);
    uint32x4_t wrapped = vsubq_u32(vandq_u32(a, byte), vandq_u32(b, byte));

    return vcvtq_f32_s32(vreinterpretq_s32_u32(wrapped));
}

/* The float estimate of D for 4 pixels, alpha left aside. */
static float32x4_t estimate(uint32x4_t a, uint32x4_t b)
{
    float32x4_t red = difference(a, b);
    float32x4_t green = difference(vshrq_n_u32(a, 8), vshrq_n_u32(b, 8));
    float32x4_t blue = difference(vshrq_n_u32(a, 16), vshrq_n_u32(b, 16));
    float32x4_t first =
        vfmaq_n_f32(vfmaq_n_f32(vmulq_n_f32(green, YIQ_GG), red, YIQ_GR), blue, YIQ_GB);
    float32x4_t second = vfmaq_n_f32(vmulq_n_f32(red, YIQ_RR), blue, YIQ_RB);
    float32x4_t third = vmulq_n_f32(blue, YIQ_BB);

    return vfmaq_f32(vfmaq_f32(vmulq_f32(third, third), second, second), first, first);
}

/* The 16 pixels that are surely over; in *doubtful those that C has to decide. */
static uint64_t over_16(uint64_t *doubtful, const uint32_t *a, const uint32_t *b,
                        struct yiq_limits limits)
{
    const uint32x4_t alpha = vdupq_n_u32(0xFF000000u);
    uint32x4_t sure[4], doubt[4];

    *doubtful = 0;
    if (same_16(a, b))
        return 0;
    for (size_t k = 0; k < 4; k++) {
        uint32x4_t left = vld1q_u32(a + 4 * k), right = vld1q_u32(b + 4 * k);
        float32x4_t delta = estimate(left, right);
        uint32x4_t differ = vmvnq_u32(vceqq_u32(left, right));
        uint32x4_t opaque = vcgeq_u32(vandq_u32(left, right), alpha);
        uint32x4_t over = vcgtq_f32(delta, vdupq_n_f32(limits.over));
        uint32x4_t under = vcltq_f32(delta, vdupq_n_f32(limits.under));

        sure[k] = vandq_u32(vandq_u32(differ, opaque), over);
        doubt[k] = vbicq_u32(differ, vandq_u32(opaque, vorrq_u32(over, under)));
    }
    *doubtful = bits_16(doubt);
    return bits_16(sure);
}

static size_t over_yiq(uint64_t *bits, const uint32_t *a, const uint32_t *b, size_t pixels,
                       int64_t first, double max_delta)
{
    struct yiq_limits limits = yiq_limits(max_delta);
    size_t i = 0, count = 0;

    for (; pixels - i >= 64; i += 64) {
        uint64_t over = 0, doubtful = 0, doubt;

        for (size_t k = 0; k < 64; k += 16) {
            over |= over_16(&doubt, a + i + k, b + i + k, limits) << k;
            doubtful |= doubt << k;
        }
        if (doubtful != 0)
            over |= tksi_yiq_decide(doubtful, a + i, b + i, first + (int64_t)i, max_delta);
        bits[i / 64] = over;
        count += (size_t)__builtin_popcountll(over);
    }
    return count + tksi_kernels_c.over_yiq(bits + i / 64, a + i, b + i, pixels - i,
                                           first + (int64_t)i, max_delta);
}

void tksi_kernels_neon(struct tksi_kernels *kernels)
{
    kernels->name = "neon";
    kernels->first_difference = first_difference;
    kernels->unfilter_up = unfilter_up;
    kernels->unfilter_average = unfilter_average;
    kernels->unfilter_paeth = unfilter_paeth;
    kernels->rgb_to_rgba = rgb_to_rgba;
    kernels->gray_to_rgba = gray_to_rgba;
    kernels->unequal = unequal;
    kernels->over_yiq = over_yiq;
}
