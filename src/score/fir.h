/* fir.h - filters over rows of REAL numbers, a template of loops_body.h
 *
 * Wants REAL (float or double), FIR(name), FIR_TAPS and a VECTOR of them. Four vectors are
 * under way at a time, so that a neighbour's pointers and weight are fetched once for them.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */

enum { FIR(STEP) = sizeof(FIR(vector)) / sizeof(REAL) };

static inline FIR(vector) FIR(at)(const REAL *from)
{
    FIR(vector) vector;

    memcpy(&vector, from, sizeof vector);
    return vector;
}

static inline void FIR(put)(REAL *to, FIR(vector) vector)
{
    memcpy(to, &vector, sizeof vector);
}

static void FIR(even)(REAL *restrict to, const REAL *const *rows, FIR_TAPS taps, size_t n)
{
    enum { AHEAD = TKSI_LANES / FIR(STEP) };

    for (size_t x = 0; x < n; x += TKSI_LANES) {
        FIR(vector) sum[AHEAD];

        for (int i = 0; i < AHEAD; i++)
            sum[i] = taps.weights[0] * FIR(at)(rows[0] + x + i * FIR(STEP));
        for (int k = 1; k <= taps.radius; k++) {
            const REAL *before = rows[-k] + x, *after = rows[k] + x;
            const REAL weight = taps.weights[k];

            for (int i = 0; i < AHEAD; i++)
                sum[i] += weight * (FIR(at)(before + i * FIR(STEP)) +
                                    FIR(at)(after + i * FIR(STEP)));
        }
        for (int i = 0; i < AHEAD; i++)
            FIR(put)(to + x + i * FIR(STEP), sum[i]);
    }
}

static void FIR(moments)(REAL *const to[4], const REAL *const *rows_a, const REAL *const *rows_b,
                         FIR_TAPS taps, size_t n)
{
    for (size_t x = 0; x < n; x += FIR(STEP)) {
        const FIR(vector) a = FIR(at)(rows_a[0] + x), b = FIR(at)(rows_b[0] + x);
        FIR(vector) mean_a = taps.weights[0] * a, mean_b = taps.weights[0] * b;
        FIR(vector) squares = taps.weights[0] * (a * a + b * b);
        FIR(vector) product = taps.weights[0] * (a * b);

        for (int k = 1; k <= taps.radius; k++) {
            const FIR(vector) a1 = FIR(at)(rows_a[-k] + x), a2 = FIR(at)(rows_a[k] + x);
            const FIR(vector) b1 = FIR(at)(rows_b[-k] + x), b2 = FIR(at)(rows_b[k] + x);
            const REAL weight = taps.weights[k];

            mean_a += weight * (a1 + a2);
            mean_b += weight * (b1 + b2);
            squares += weight * ((a1 * a1 + b1 * b1) + (a2 * a2 + b2 * b2));
            product += weight * (a1 * b1 + a2 * b2);
        }
        FIR(put)(to[0] + x, mean_a);
        FIR(put)(to[1] + x, mean_b);
        FIR(put)(to[2] + x, squares);
        FIR(put)(to[3] + x, product);
    }
}
