/* compare_two.c - two files, a verdict, and a picture of the difference
 *
 *     compare_two BASELINE ACTUAL DIFF
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdio.h>
#include <tksnap.h>

int main(int argc, char **argv)
{
    tks_rules rules = TKS_RULES;
    tks_drawing drawing = TKS_DRAWING;
    tks_diff *diff = NULL;
    tks_error err = { 0 };
    int exit_code;

    if (argc != 4) {
        fprintf(stderr, "usage: compare_two BASELINE ACTUAL DIFF\n");
        return 2;
    }
    rules.max_pixels = 10; /* up to ten differing pixels are still similar */
    drawing.path = argv[3];

    if (tks_compare_files(&diff, argv[1], argv[2], &rules, &drawing, NULL, &err)) {
        fprintf(stderr, "cannot compare: %s\n", err.message);
        return 3;
    }
    printf("%s: %lld of %lld pixels differ\n", tks_verdict_name(tks_diff_verdict(diff)),
           (long long)tks_diff_counts(diff).differing, (long long)tks_diff_counts(diff).canvas);
    exit_code = tks_diff_verdict(diff) == TKS_DIFFERENT;
    tks_diff_free(diff);
    return exit_code;
}
