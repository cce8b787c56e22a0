/* loops_body.h - the loops of loops.h, compiled once for each instruction set
 *
 * Wants TKSI_LOOPS, the name of the table, and VECTOR_BYTES. Filters and sums are written
 * in vectors, which compilers split where a machine's are shorter; what is done pixel by
 * pixel is written for one pixel and left to them. Roots and powers are made of IEEE
 * operations alone, so lanes agree with single numbers and machines with each other.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "score/loops.h"

#include <string.h>

/* ------------------------------------------------------------------ filters */

typedef float float_vector __attribute__((vector_size(VECTOR_BYTES)));
typedef double double_vector __attribute__((vector_size(VECTOR_BYTES)));

#define REAL      float
#define FIR(name) float_##name
#define FIR_TAPS  struct tksi_taps
#include "score/fir.h"
#undef REAL
#undef FIR
#undef FIR_TAPS

#define REAL      double
#define FIR(name) double_##name
#define FIR_TAPS  struct tksi_taps_double
#include "score/fir.h"
#undef REAL
#undef FIR
#undef FIR_TAPS

static void odd(float *restrict to, const float *const *rows, struct tksi_taps taps, size_t n)
{
    enum { AHEAD = TKSI_LANES / float_STEP };

    for (size_t x = 0; x < n; x += TKSI_LANES) {
        float_vector sum[AHEAD] = { { 0 } };

        for (int k = 1; k <= taps.radius; k++) {
            const float *before = rows[-k] + x, *after = rows[k] + x;
            const float weight = taps.weights[k];

            for (int i = 0; i < AHEAD; i++)
                sum[i] += weight * (float_at(after + i * float_STEP) -
                                    float_at(before + i * float_STEP));
        }
        for (int i = 0; i < AHEAD; i++)
            float_put(to + x + i * float_STEP, sum[i]);
    }
}

/* --------------------------------------------------------------------- sums */

typedef float lanes_float __attribute__((vector_size(TKSI_LANES / 2 * sizeof(float))));
typedef double lanes __attribute__((vector_size(TKSI_LANES / 2 * sizeof(double))));

/* Numbers are gathered in blocks, on the stack and in cache, and then added. */
enum { BLOCK = 16 * TKSI_LANES };

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The block's end, made whole lanes with zeros. */
static size_t filled(float *block, size_t n)
{
    while (n % TKSI_LANES != 0)
        block[n++] = 0;
    return n;
}

static void add_block(struct tksi_sum *sum, const float *block, size_t n)
{
    lanes low, high;

    memcpy(&low, sum->lane, sizeof low);
    memcpy(&high, sum->lane + TKSI_LANES / 2, sizeof high);
    for (size_t i = 0; i < n; i += TKSI_LANES) {
        lanes_float numbers;

        memcpy(&numbers, block + i, sizeof numbers);
        low += __builtin_convertvector(numbers, lanes);
        memcpy(&numbers, block + i + TKSI_LANES / 2, sizeof numbers);
        high += __builtin_convertvector(numbers, lanes);
    }
    memcpy(sum->lane, &low, sizeof low);
    memcpy(sum->lane + TKSI_LANES / 2, &high, sizeof high);
}

static void add_doubles(struct tksi_sum *sum, double *block, size_t n)
{
    lanes low, high;

    while (n % TKSI_LANES != 0)
        block[n++] = 0;
    memcpy(&low, sum->lane, sizeof low);
    memcpy(&high, sum->lane + TKSI_LANES / 2, sizeof high);
    for (size_t i = 0; i < n; i += TKSI_LANES) {
        lanes numbers;

        memcpy(&numbers, block + i, sizeof numbers);
        low += numbers;
        memcpy(&numbers, block + i + TKSI_LANES / 2, sizeof numbers);
        high += numbers;
    }
    memcpy(sum->lane, &low, sizeof low);
    memcpy(sum->lane + TKSI_LANES / 2, &high, sizeof high);
}

static void add(struct tksi_sum *sum, float *largest, const float *from, size_t n)
{
    float top = *largest;

    for (size_t at = 0; at < n; at += BLOCK) {
        const size_t count = smaller(n - at, BLOCK);
        float block[BLOCK];

        for (size_t i = 0; i < count; i++) {
            block[i] = from[at + i];
            top = block[i] > top ? block[i] : top;
        }
        add_block(sum, block, filled(block, count));
    }
    *largest = top;
}

/* --------------------------------------------------------- roots and powers */

static inline int32_t bits_of(float number)
{
    int32_t bits;

    memcpy(&bits, &number, sizeof bits);
    return bits;
}

static inline float from_bits(int32_t bits)
{
    float number;

    memcpy(&number, &bits, sizeof number);
    return number;
}

/* Above 0. A third of the exponent is a first guess, 4 % off at most, and each of
 * Halley's steps cubes the error. 709921077 is 2/3 of the exponent's bias, 127 << 23,
 * less what balances the guess's error (as in FreeBSD's cbrtf, B1). */
static inline float cube_root(float number)
{
    float root = from_bits((int32_t)((float)bits_of(number) * (1.0f / 3)) + 709921077), cube;

    cube = root * root * root;
    root = root * (cube + 2 * number) / (2 * cube + number);
    cube = root * root * root;
    return root * (cube + 2 * number) / (2 * cube + number);
}

/* Above 0: exponent plus the logarithm of a mantissa around 1, by the series of
 * ln((1 + s) / (1 - s)), whose next term is below 1e-9. */
static inline float log2_of(float number)
{
    const int32_t bits = bits_of(number);
    const float mantissa = from_bits((bits & 0x7FFFFF) | 0x3F800000);
    const float high = mantissa > 1.41421356f ? 1.0f : 0.0f;
    const float m = mantissa * (1 - 0.5f * high), s = (m - 1) / (m + 1), z = s * s;
    const float series =
        1 + z * (0.333333333f + z * (0.2f + z * (0.142857143f + z * 0.111111111f)));

    return (float)((bits >> 23) - 127) + high + 2.88539008f * s * series;
}

/* e^t's series up to t^7; 12582912 = 1.5 * 2^23 rounds to a whole number. */
static inline float exp2_of(float number)
{
    const float x = number < -126 ? -126 : number > 126 ? 126 : number;
    const float whole = (x + 12582912.0f) - 12582912.0f, t = (x - whole) * 0.693147181f;
    const float series =
        1 + t * (1 + t * (0.5f + t * (0.166666667f +
                                      t * (0.0416666667f +
                                           t * (0.00833333333f +
                                                t * (0.00138888889f + t * 0.000198412698f))))));

    return series * from_bits(((int32_t)whole + 127) << 23);
}

static inline float power(float base, float exponent)
{
    const float result = exp2_of(exponent * log2_of(base > 1e-30f ? base : 1e-30f));

    return base > 1e-30f ? result : 0;
}

/* Rows do not overlap; gcc does not believe more than a few `restrict`s. */
#if defined(__clang__)
#define ROWS_DO_NOT_OVERLAP
#else
#define ROWS_DO_NOT_OVERLAP _Pragma("GCC ivdep")
#endif

/* --------------------------------------------------------------- brightness */

/* MATLAB's rgb2gray, whose results the authors of SSIM and GMSD worked on, unrounded */
static const double red_share = 0.298936, green_share = 0.587043, blue_share = 0.114021;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
enum { RED8 = 0, GREEN8 = 8, BLUE8 = 16, RED16 = 0, GREEN16 = 16, BLUE16 = 32 };
#else
enum { RED8 = 24, GREEN8 = 16, BLUE8 = 8, RED16 = 48, GREEN16 = 32, BLUE16 = 16 };
#endif

static void add_gray8(double *restrict sums, const uint32_t *restrict words, size_t n)
{
    for (size_t x = 0; x < n; x++)
        sums[x] += red_share * (double)(int32_t)(words[x] >> RED8 & 255) +
                   green_share * (double)(int32_t)(words[x] >> GREEN8 & 255) +
                   blue_share * (double)(int32_t)(words[x] >> BLUE8 & 255);
}

static void add_gray16(double *restrict sums, const uint64_t *restrict words, size_t n)
{
    for (size_t x = 0; x < n; x++)
        sums[x] += (red_share * (double)(int32_t)(words[x] >> RED16 & 65535) +
                    green_share * (double)(int32_t)(words[x] >> GREEN16 & 65535) +
                    blue_share * (double)(int32_t)(words[x] >> BLUE16 & 65535)) /
                   257;
}

/* --------------------------------------------------------------- SSIM, GMSD */

/* C1 and C2: (0.01 * 255)^2 and (0.03 * 255)^2 */
static void ssim(struct tksi_sum *sum, const double *const moments[4], size_t n)
{
    for (size_t at = 0; at < n; at += BLOCK) {
        const size_t count = smaller(n - at, BLOCK);
        const double *a = moments[0] + at, *b = moments[1] + at;
        const double *squares = moments[2] + at, *product = moments[3] + at;
        double block[BLOCK];

        for (size_t i = 0; i < count; i++) {
            const double both = a[i] * b[i], each = a[i] * a[i] + b[i] * b[i];

            block[i] = 1 - (2 * both + 6.5025) * (2 * (product[i] - both) + 58.5225) /
                               ((each + 6.5025) * ((squares[i] - each) + 58.5225));
        }
        add_doubles(sum, block, count);
    }
}

/* Prewitt's gradients, a third of each difference; squared */
static inline double gradient(const double *const rows[3], size_t x)
{
    const double *above = rows[0] + x, *row = rows[1] + x, *below = rows[2] + x;
    const double across = (above[1] + row[1] + below[1] - above[-1] - row[-1] - below[-1]) / 3;
    const double down = (below[-1] + below[0] + below[1] - above[-1] - above[0] - above[1]) / 3;

    return across * across + down * down;
}

static void gmsd(struct tksi_sum sums[2], const double *const a[3], const double *const b[3],
                 size_t n)
{
    for (size_t at = 0; at < n; at += BLOCK) {
        const size_t count = smaller(n - at, BLOCK);
        double block[BLOCK], square[BLOCK];

        for (size_t i = 0; i < count; i++) {
            const double first = gradient(a, at + i), second = gradient(b, at + i);
            const double difference = __builtin_sqrt(first) - __builtin_sqrt(second);

            /* 1 - (2 ma mb + T) / (ma^2 + mb^2 + T), T = 170 */
            block[i] = difference * difference / (first + second + 170);
            square[i] = block[i] * block[i];
        }
        add_doubles(&sums[0], block, count);
        add_doubles(&sums[1], square, count);
    }
}

/* -------------------------------------------------------------- SSIMULACRA2 */

static void xyb(float *const to[3], const float *const linear[3], size_t n)
{
    /* libjxl's opsin absorbance, its bias and the bias's cube root */
    const float bias = 0.0037930732552754493f, root = 0.1559542025327239180f;
    const float *restrict red = linear[0], *restrict green = linear[1], *restrict blue = linear[2];
    float *restrict x = to[0], *restrict y = to[1], *restrict b = to[2];

    ROWS_DO_NOT_OVERLAP
    for (size_t i = 0; i < n; i++) {
        const float l = cube_root(0.3f * red[i] + 0.622f * green[i] + 0.078f * blue[i] + bias);
        const float m = cube_root(0.23f * red[i] + 0.692f * green[i] + 0.078f * blue[i] + bias);
        const float s = cube_root(0.24342268924547819f * red[i] + 0.20476744424496821f * green[i] +
                                  0.5518098665095536f * blue[i] + bias);
        const float half = 0.5f * (l + m) - root;

        x[i] = 7 * (l - m) + 0.42f;
        y[i] = half + 0.01f;
        b[i] = (s - root - half) + 0.55f;
    }
}

static void halve(float *restrict to, const float *restrict above, const float *restrict below,
                  size_t n)
{
    for (size_t x = 0; x < n; x++)
        to[x] = 0.25f * (((above[2 * x] + above[2 * x + 1]) + below[2 * x]) + below[2 * x + 1]);
}

static inline float magnitude_of(float number)
{
    return number < 0 ? -number : number;
}

static void add_norms(struct tksi_sum sums[2], float *block, size_t n)
{
    n = filled(block, n);
    add_block(&sums[0], block, n);
    for (size_t i = 0; i < n; i++) {
        const float square = block[i] * block[i];

        block[i] = square * square;
    }
    add_block(&sums[1], block, n);
}

static void errors(struct tksi_sum sums[6], const float *const moments[4], const float *a,
                   const float *b, size_t n)
{
    for (size_t at = 0; at < n; at += BLOCK) {
        const size_t count = smaller(n - at, BLOCK);
        const float *mean_a = moments[0] + at, *mean_b = moments[1] + at;
        const float *squares = moments[2] + at, *product = moments[3] + at;
        float loss[BLOCK], artifact[BLOCK], lost[BLOCK];

        ROWS_DO_NOT_OVERLAP
        for (size_t i = 0; i < count; i++) {
            const float ma = mean_a[i], mb = mean_b[i], apart = ma - mb;
            const float covered = 2 * (product[i] - ma * mb) + 0.0009f;
            const float spread = (squares[i] - (ma * ma + mb * mb)) + 0.0009f;
            const float d = 1 - (1 - apart * apart) * covered / spread;
            const float edge = (1 + magnitude_of(b[at + i] - mb)) /
                                   (1 + magnitude_of(a[at + i] - ma)) -
                               1;

            loss[i] = d > 0 ? d : 0;
            artifact[i] = edge > 0 ? edge : 0;
            lost[i] = edge < 0 ? -edge : 0;
        }
        add_norms(&sums[0], loss, count);
        add_norms(&sums[2], artifact, count);
        add_norms(&sums[4], lost, count);
    }
}

/* --------------------------------------------------------------------- FLIP */

/* From linear sRGB to X, Y and Z of a white of 1 (FLIP.h) */
static inline float x_of(float red, float green, float blue)
{
    return (10135552.0f / 24577794.0f * red + 8788810.0f / 24577794.0f * green +
            4435075.0f / 24577794.0f * blue) *
           1.052156925f;
}

static inline float y_of(float red, float green, float blue)
{
    return 2613072.0f / 12288897.0f * red + 8788810.0f / 12288897.0f * green +
           887015.0f / 12288897.0f * blue;
}

static inline float z_of(float red, float green, float blue)
{
    return (1425312.0f / 73733382.0f * red + 8788810.0f / 73733382.0f * green +
            70074185.0f / 73733382.0f * blue) *
           0.918357670f;
}

static void opponent(float *const to[3], const float *const linear[3], size_t n)
{
    const float *restrict red = linear[0], *restrict green = linear[1], *restrict blue = linear[2];
    float *restrict luma = to[0], *restrict cx = to[1], *restrict cz = to[2];

    ROWS_DO_NOT_OVERLAP
    for (size_t i = 0; i < n; i++) {
        const float x = x_of(red[i], green[i], blue[i]);
        const float y = y_of(red[i], green[i], blue[i]);
        const float z = z_of(red[i], green[i], blue[i]);

        luma[i] = 116 * y - 16;
        cx[i] = 500 * (x - y);
        cz[i] = 200 * (y - z);
    }
}

static inline float within_one(float number)
{
    const float above = number > 0 ? number : 0;

    return above < 1 ? above : 1;
}

/* CIELAB's f, with 216/24389 = (6/29)^3 */
static inline float lab_curve(float t)
{
    const float root = cube_root(t > 0.008f ? t : 0.008f);
    const float straight = 7.78703704f * t + 0.137931034f;

    return t > 0.00885645168f ? root : straight;
}

static void hunt(float *const to[3], const float *const filtered[4], size_t n)
{
    const float *restrict luma = filtered[0], *restrict cx = filtered[1];
    const float *restrict cz1 = filtered[2], *restrict cz2 = filtered[3];
    float *restrict light = to[0], *restrict a = to[1], *restrict b = to[2];

    ROWS_DO_NOT_OVERLAP
    for (size_t i = 0; i < n; i++) {
        const float y = (luma[i] + 16) / 116;
        const float x = (y + cx[i] / 500) / 1.052156925f;
        const float z = (y - (cz1[i] + cz2[i]) / 200) / 0.918357670f;
        /* what the eye's filter made impossible is brought back into sRGB */
        const float red = within_one(3.241003275f * x - 1.537398934f * y - 0.498615861f * z);
        const float green = within_one(-0.969224334f * x + 1.875930071f * y + 0.041554224f * z);
        const float blue = within_one(0.055639423f * x - 0.204011202f * y + 1.057148933f * z);
        const float fx = lab_curve(x_of(red, green, blue));
        const float fy = lab_curve(y_of(red, green, blue));
        const float fz = lab_curve(z_of(red, green, blue));
        const float l = 116 * fy - 16;

        light[i] = l;
        a[i] = 0.01f * l * (500 * (fx - fy));
        b[i] = 0.01f * l * (200 * (fy - fz));
    }
}

static void magnitude(float *restrict to, const float *restrict x, const float *restrict y,
                      size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = __builtin_sqrtf(x[i] * x[i] + y[i] * y[i]);
}

static void flip(float *restrict to, const float *const a[3], const float *const b[3],
                 const float *const features[4], struct tksi_flip_scale scale, size_t n)
{
    const float *restrict la = a[0], *restrict aa = a[1], *restrict ba = a[2];
    const float *restrict lb = b[0], *restrict ab = b[1], *restrict bb = b[2];
    const float *restrict edges_a = features[0], *restrict points_a = features[1];
    const float *restrict edges_b = features[2], *restrict points_b = features[3];

    ROWS_DO_NOT_OVERLAP
    for (size_t i = 0; i < n; i++) {
        const float da = aa[i] - ab[i], db = ba[i] - bb[i];
        const float distance =
            power(magnitude_of(la[i] - lb[i]) + __builtin_sqrtf(da * da + db * db), 0.7f);
        const float low = distance * scale.below;
        const float high = 0.95f + (distance - scale.bend) * scale.above;
        const float color = distance < scale.bend ? low : high;
        const float edge = magnitude_of(edges_a[i] - edges_b[i]);
        const float point = magnitude_of(points_a[i] - points_b[i]);
        const float feature = __builtin_sqrtf(0.707106781f * (edge > point ? edge : point));
        const float error = power(color, 1 - feature);

        to[i] = error < 1 ? error : 1;
    }
}

const struct tksi_score_loops TKSI_LOOPS = {
    .add_gray8 = add_gray8,
    .add_gray16 = add_gray16,
    .even = float_even,
    .odd = odd,
    .even_double = double_even,
    .moments = float_moments,
    .moments_double = double_moments,
    .ssim = ssim,
    .gmsd = gmsd,
    .xyb = xyb,
    .halve = halve,
    .errors = errors,
    .opponent = opponent,
    .hunt = hunt,
    .magnitude = magnitude,
    .flip = flip,
    .add = add,
};
