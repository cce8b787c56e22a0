/* best.c - the pairs that are most alike in sum, and do not cross
 *
 * The sum of the best pairs from i, j on is that without i, that without j, or, where the
 * two are alike enough, that of what comes after both and their own share: one look at
 * each combination, from the end (Needleman and Wunsch 1970, gaps for nothing).
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "textdiff/words.h"

tks_status tksi_best_pairs(int32_t *partner, const uint8_t *alike, int32_t n, int32_t m, int least,
                           const struct tksi_env *env, tks_error *err)
{
    int32_t *best = tksi_allocate(env, (size_t)n + 1, ((size_t)m + 1) * sizeof *best);

    if (best == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %d pairs", (int)(n + m));
    for (int32_t i = n; i >= 0; i--)
        for (int32_t j = m; j >= 0; j--) {
            int32_t *cell = &best[i * (m + 1) + j];

            *cell = 0;
            if (i == n || j == m)
                continue;
            *cell = cell[1] > cell[m + 1] ? cell[1] : cell[m + 1];
            if (alike[i * m + j] >= least && cell[m + 2] + alike[i * m + j] >= *cell)
                *cell = cell[m + 2] + alike[i * m + j];
        }
    for (int32_t i = 0, j = 0; i < n;) {
        const int32_t *cell = &best[i * (m + 1) + j];

        partner[i] = -1;
        if (j < m && alike[i * m + j] >= least && *cell == cell[m + 2] + alike[i * m + j])
            partner[i++] = j++;
        else if (j == m || *cell == cell[m + 1])
            i++;
        else
            j++;
    }
    tksi_release(env, best);
    return TKS_OK;
}
