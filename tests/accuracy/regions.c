/* regions.c - explains pairs for regions.py, which knows what is right
 *
 * Usage: regions METRIC THRESHOLD <PAIRS
 * Reads lines of id, expected and actual, with tabs between; writes lines of id and
 * explanation as JSON.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tksnap.h>

static tks_status write_out(void *user, tks_bytes bytes, tks_error *err)
{
    (void)err;
    return fwrite(bytes.data, 1, bytes.length, user) == bytes.length ? TKS_OK : TKS_IO_FAILED;
}

static tks_metric metric_named(const char *name)
{
    static const tks_metric all[] = { TKS_METRIC_PIXEL, TKS_METRIC_EXACT, TKS_METRIC_CIEDE2000 };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(tks_metric_name(all[i]), name) == 0)
            return all[i];
    return TKS_METRIC_DEFAULT;
}

static tks_status explain(const char *id, const char *expected, const char *actual,
                          const tks_rules *rules, tks_error *err)
{
    const tks_sink out = { write_out, stdout };
    tks_explanation *explanation = NULL;
    tks_diff *diff = NULL;
    tks_status status;

    if ((status = tks_compare_files(&diff, expected, actual, rules, NULL, NULL, err)) == TKS_OK &&
        (status = tks_explain_files(&explanation, diff, expected, actual, NULL, NULL, err)) ==
            TKS_OK) {
        printf("%s\t", id);
        status = tks_report_explanation_json(explanation, diff, 0, &out, err);
        putchar('\n');
    }
    tks_explanation_free(explanation);
    tks_diff_free(diff);
    return status;
}

int main(int argc, char **argv)
{
    tks_rules rules = TKS_RULES;
    char line[8192];

    if (argc != 3) {
        fputs("usage: regions METRIC THRESHOLD <PAIRS\n", stderr);
        return 2;
    }
    rules.metric = metric_named(argv[1]);
    rules.threshold = strtod(argv[2], NULL);
    while (fgets(line, sizeof line, stdin) != NULL) {
        char *rest = line;
        const char *id = strsep(&rest, "\t"), *expected = strsep(&rest, "\t");
        const char *actual = strsep(&rest, "\n");
        tks_error err = { 0 };

        if (expected == NULL || actual == NULL || explain(id, expected, actual, &rules, &err)) {
            fprintf(stderr, "%s: %s\n", id, err.message);
            return 1;
        }
    }
    return 0;
}
