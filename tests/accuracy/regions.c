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

/* Pictures that are decoded once, as the program does. */
static tks_status explain(const char *id, const char *const paths[2], const tks_rules *rules,
                          tks_error *err)
{
    const tks_sink out = { write_out, stdout };
    const tks_explain_options options = { .size = sizeof options, .rules = rules };
    tks_explanation *explanation = NULL;
    tks_image *images[2] = { NULL, NULL };
    tks_diff *diff = NULL;
    tks_view expected, actual;
    tks_status status;

    if ((status = tks_image_load(&images[0], paths[0], NULL, err)) ||
        (status = tks_image_load(&images[1], paths[1], NULL, err)))
        goto done;
    expected = tks_image_view(images[0]);
    actual = tks_image_view(images[1]);
    if ((status = tks_compare_views(&diff, expected, actual, rules, NULL, NULL, err)) ||
        (status = tks_explain_views(&explanation, diff, expected, actual, &options, NULL, err)))
        goto done;
    printf("%s\t", id);
    status = tks_report_explanation_json(explanation, diff, 0, &out, err);
    putchar('\n');
done:
    tks_explanation_free(explanation);
    tks_diff_free(diff);
    tks_image_free(images[1]);
    tks_image_free(images[0]);
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
        const char *const paths[2] = { expected, strsep(&rest, "\n") };
        tks_error err = { 0 };

        if (expected == NULL || paths[1] == NULL || explain(id, paths, &rules, &err)) {
            fprintf(stderr, "%s: %s\n", id, err.message);
            return 1;
        }
    }
    return 0;
}
