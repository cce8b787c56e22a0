/* regions.c - explains pairs for regions.py, which knows what is right
 *
 * Usage: regions <PAIRS
 * Reads lines of id, expected and actual, with tabs between; writes lines of id and
 * explanation as JSON.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdio.h>
#include <string.h>
#include <tksnap.h>

static tks_status write_out(void *user, tks_bytes bytes, tks_error *err)
{
    (void)err;
    return fwrite(bytes.data, 1, bytes.length, user) == bytes.length ? TKS_OK : TKS_IO_FAILED;
}

static tks_status explain(const char *id, const char *expected, const char *actual,
                          const tks_rules *rules, tks_error *err)
{
    const tks_sink out = { write_out, stdout };
    tks_explanation *explanation = NULL;
    const tks_explain_options options = { .size = sizeof options, .rules = rules };
    tks_diff *diff = NULL;
    tks_status status;

    if ((status = tks_compare_files(&diff, expected, actual, rules, NULL, NULL, err)) == TKS_OK &&
        (status = tks_explain_files(&explanation, diff, expected, actual, &options, NULL, err)) ==
            TKS_OK) {
        printf("%s\t", id);
        status = tks_report_explanation_json(explanation, diff, 0, &out, err);
        putchar('\n');
    }
    tks_explanation_free(explanation);
    tks_diff_free(diff);
    return status;
}

int main(void)
{
    tks_rules rules = TKS_RULES;
    char line[8192];

    rules.align = true; /* as tksnap explain has it */
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
