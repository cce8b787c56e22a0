/* compare_folders.c - two folders of pictures, a line of JSON for each pair
 *
 *     compare_folders BASELINES ACTUALS
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdio.h>
#include <tksnap.h>

static tks_status to_stdout(void *user, tks_bytes bytes, tks_error *err)
{
    (void)user;
    if (fwrite(bytes.data, 1, bytes.length, stdout) == bytes.length)
        return TKS_OK;
    snprintf(err->message, sizeof err->message, "standard output cannot be written");
    return TKS_IO_FAILED;
}

/* Told in the order of the list, on this thread, as soon as an outcome is known. */
static tks_status tell(void *user, const tks_outcome *outcome, tks_error *err)
{
    const tks_sink out = { to_stdout, NULL };
    tks_status status;

    tks_tally_add(user, outcome);
    status = tks_report_outcome_json(outcome, &out, err);
    putchar('\n');
    return status;
}

int main(int argc, char **argv)
{
    tks_pairs *pairs = NULL;
    tks_tally tally = { 0 };
    tks_error err = { 0 };
    tks_status status;

    if (argc != 3) {
        fprintf(stderr, "usage: compare_folders BASELINES ACTUALS\n");
        return TKS_EXIT_USAGE;
    }
    status = tks_pairs_from_directories(&pairs, argv[1], argv[2], NULL, NULL, &err);
    if (status == TKS_OK)
        status = tks_compare_pairs(tks_pairs_list(pairs), tks_pairs_count(pairs), NULL, NULL, tell,
                                   &tally, NULL, &err);
    if (status != TKS_OK)
        fprintf(stderr, "compare_folders: %s\n", err.message);
    tks_pairs_free(pairs);
    return status != TKS_OK ? TKS_EXIT_UNREADABLE : (int)tks_tally_exit(&tally);
}
