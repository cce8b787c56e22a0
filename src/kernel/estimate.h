/* estimate.h - the two formulas in float, and how far they may be from the doubles
 *
 * Vector code decides a pixel in single precision where the result is certain and
 * leaves the rest to the specification in doubles, so the answer is the same to the
 * last bit. Here u = 2^-24 is half a unit in the last place of 1: every float
 * operation and every constant rounded to float is off by a factor 1+d, |d| <= u.
 * Fused multiply-adds round less often, so the bounds hold with and without them.
 *
 * YIQ distance of opaque pixels. With differences r, g, b in -255..255 the distance
 *     D = 0.5053 y^2 + 0.299 i^2 + 0.1957 q^2
 * is a quadratic form; completing the square (Cholesky, green first: the order with
 * the smallest error) turns it into three squares of fewer terms, 6 products instead
 * of 9:
 *     D = (GG g + GR r + GB b)^2 + (RR r + RB b)^2 + (BB b)^2
 * Let M be the largest value of each bracket: 255 times the sum of its coefficients,
 * sum of M^2 = 40464. A bracket takes at most a rounded constant, a product and two
 * sums per term: |error| <= ((1+u)^4 - 1) M < 4.01 u M. Squaring gives at most
 * 2 M * 4.01 u M = 8.02 u M^2 (and second order terms), together 8.02 * 40464 u;
 * the squares and their sum are positive and round by 3.01 u D, D <= 35215:
 *     |estimate - D| <= (324522 + 105998) u < 0.0257
 * The doubles are within 1e-10 of D. The limits to compare with, max_delta plus and
 * minus the slack, are rounded to float as well: up to 0.0024, clipped
 * as they are. 0.0257 + 0.0024 leaves room below a slack of 1/32.
 *
 * The dimmed grey. t = 26 + (luma - 255) a / 2550 = 26 + (DR r + DG g + DB b - 0.1) a,
 * the value is floor(t). The bracket is at most 0.1 in size and collects six roundings
 * of at most 0.1 u (constants, products, three sums, the 0.1): 0.61 u, times a <= 255:
 * 156 u. The product with a adds 25.5 u, the sum 26 u, the constant of the sum 26 u:
 *     |estimate - t| < 234 u < 1.4e-5
 * The estimate carries 2e-5 on top, so it lies between t + 0.6e-5 and t + 3.4e-5 and
 * its floor is that of t unless its fraction is below 4e-5. One case would be doubtful
 * all the time: t = 26 (white by a hair more) for white and for what is transparent,
 * the commonest pixels there are. A gap settles it: any other pixel has a >= 1 and
 * luma <= 255 - 0.1144, thus t < 26 - 4.48e-5 and an estimate below 26: an estimate
 * that reaches 26 is right.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_KERNEL_ESTIMATE_H
#define TKSI_KERNEL_ESTIMATE_H

#define YIQ_GG 0.49981465736553926f
#define YIQ_GR 0.03623906438732594f
#define YIQ_GB 0.05700679115325479f
#define YIQ_RR 0.39847559358086830f
#define YIQ_RB (-0.07338706713829918f)
#define YIQ_BB 0.21885311995246700f

struct yiq_limits {
    float under; /* an estimate below is surely not over max_delta */
    float over;  /* an estimate above surely is; neither for a NaN */
};

static inline struct yiq_limits yiq_limits(double max_delta)
{
    /* 0 <= D <= 35215: clipping changes no answer, and keeps the floats finite */
    double limit = max_delta > 40000 ? 40000 : max_delta < -1 ? -1 : max_delta;

    return (struct yiq_limits){ (float)(limit - 0.03125), (float)(limit + 0.03125) };
}

#define DIM_R     ((float)(0.29889531 / 2550))
#define DIM_G     ((float)(0.58662247 / 2550))
#define DIM_B     ((float)(0.11448223 / 2550))
#define DIM_BIAS  26.00002f
#define DIM_DOUBT 4e-5f

#endif
