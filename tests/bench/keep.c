/* keep.c - keeps a pending change, for the benchmark
 *
 *     keep FOLDER PATH ENTRY...
 *
 * Keeps for each ENTRY of the snapshot file PATH in the project FOLDER a value of two lines,
 * as a recording of tests would.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdio.h>
#include <tksnap/store.h>

int main(int argc, char **argv)
{
    static const char value[] = "{\n  'entity_id': 'sensor.changed_power',\n}";
    tks_project *project = NULL;
    tks_error err = { 0 };
    tks_status status;

    if (argc < 4) {
        fprintf(stderr, "usage: keep FOLDER PATH ENTRY...\n");
        return 2;
    }
    status = tks_project_open(&project, argv[1], NULL, &err);
    for (int i = 3; i < argc && status == TKS_OK; i++) {
        const tks_keep what = {
            .size = sizeof what,
            .path = argv[2],
            .entry = argv[i],
            .actual = { value, sizeof value - 1 },
        };

        status = tks_project_keep(project, &what, &err);
    }
    if (status != TKS_OK)
        fprintf(stderr, "keep: %s\n", err.message);
    tks_project_free(project);
    return status != TKS_OK;
}
