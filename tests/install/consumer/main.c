/* main.c - a stranger's program: two pictures in memory, one pixel apart
 *
 * Built against an installed tksnap in every way we promise; prints the verdict.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdio.h>
#include <tksnap.h>

int main(void)
{
    uint8_t expected[4 * 4 * 4] = { 0 };
    uint8_t actual[4 * 4 * 4] = { 0 };
    tks_rules rules = TKS_RULES;
    tks_error err = { 0 };
    tks_diff *diff = NULL;
    int result = 2;

    for (int i = 0; i < 4 * 4; i++)
        expected[4 * i + 3] = actual[4 * i + 3] = 255;
    actual[0] = 255; /* the first pixel turns from black to red */

    rules.metric = TKS_METRIC_EXACT;
    if (tks_compare_views(&diff, (tks_view){ expected, 4, 4, 16, TKS_RGBA8 },
                          (tks_view){ actual, 4, 4, 16, TKS_RGBA8 }, &rules, NULL, NULL, &err)) {
        fprintf(stderr, "%s\n", err.message);
    } else {
        printf("tksnap %s: %s, %d of 16 pixels differ\n", tks_version(),
               tks_verdict_name(tks_diff_verdict(diff)), (int)tks_diff_counts(diff).differing);
        result = 0;
    }
    tks_diff_free(diff);
    return result;
}
