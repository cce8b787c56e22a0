/* count_pairs.c - counts the differing pixels of the pairs it is told of
 *
 * Reads lines of five words from standard input,
 *
 *     EXPECTED ACTUAL METRIC THRESHOLD all|excused
 *
 * and answers each in a line, "DIFFERING ANTIALIASED" or "error: why". "all" counts
 * anti-aliased pixels too. Every pair is compared by streaming and, from its decoded
 * pixels, once more; where the two disagree the answer says so.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "agree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tksnap/diff.h>

enum { LONGEST = 4096 };

static bool read_rules(tks_rules *rules, const char *metric, double threshold, const char *mode)
{
    *rules = (tks_rules)TKS_RULES;
    rules->threshold = threshold;
    rules->count_antialiased = strcmp(mode, "all") == 0;
    for (int i = TKS_METRIC_PIXEL; i <= TKS_METRIC_CIEDE2000; i++)
        if (strcmp(metric, tks_metric_name((tks_metric)i)) == 0) {
            rules->metric = (tks_metric)i;
            return true;
        }
    return false;
}

static tks_status compare_decoded(tks_diff **out, const char *const paths[2],
                                  const tks_rules *rules, tks_error *err)
{
    tks_image *images[2] = { NULL, NULL };
    tks_status status;

    if ((status = tks_image_load(&images[0], paths[0], NULL, err)) == TKS_OK &&
        (status = tks_image_load(&images[1], paths[1], NULL, err)) == TKS_OK)
        status = tks_compare_views(out, tks_image_view(images[0]), tks_image_view(images[1]), rules,
                                   NULL, NULL, err);
    tks_image_free(images[0]);
    tks_image_free(images[1]);
    return status;
}

static void answer(const char *const paths[2], const tks_rules *rules)
{
    tks_diff *streamed = NULL, *decoded = NULL;
    tks_error err = { TKS_OK, 0, "" };
    const char *why;

    if (tks_compare_files(&streamed, paths[0], paths[1], rules, NULL, NULL, &err) ||
        compare_decoded(&decoded, paths, rules, &err)) {
        printf("error: %s\n", err.message);
    } else if ((why = disagreement(streamed, decoded)) != NULL) {
        printf("error: streamed and decoded disagree about %s\n", why);
    } else {
        const tks_counts counts = tks_diff_counts(streamed);

        printf("%lld %lld\n", (long long)counts.differing, (long long)counts.antialiased);
    }
    tks_diff_free(streamed);
    tks_diff_free(decoded);
}

int main(void)
{
    static char line[2 * LONGEST + 256], expected[LONGEST], actual[LONGEST];
    char metric[32], mode[32];
    double threshold;

    while (fgets(line, sizeof line, stdin) != NULL) {
        const char *const paths[2] = { expected, actual };
        tks_rules rules;

        if (sscanf(line, "%4095s %4095s %31s %lf %31s", expected, actual, metric, &threshold,
                   mode) != 5 ||
            !read_rules(&rules, metric, threshold, mode))
            printf("error: five words are wanted: EXPECTED ACTUAL METRIC THRESHOLD all|excused\n");
        else
            answer(paths, &rules);
        fflush(stdout);
    }
    return 0;
}
