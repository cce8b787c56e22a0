/* bench_text.c - how long do two texts take?
 *
 *     bench_text EXPECTED ACTUAL [TIMES]
 *
 * Compares the two files that often (5) and tells the seconds of each, reading and
 * comparing, nothing drawn. Not a test; the row `text` races the program against its peers.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <tksnap/text.h>

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static tks_bytes read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *data;
    long length;

    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (length = ftell(file)) < 0 ||
        (data = malloc((size_t)length + 1)) == NULL) {
        fprintf(stderr, "bench_text: %s: cannot be read\n", path);
        exit(2);
    }
    rewind(file);
    length = (long)fread(data, 1, (size_t)length, file);
    fclose(file);
    return (tks_bytes){ data, (size_t)length };
}

int main(int argc, char **argv)
{
    const int times = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 5;
    const tks_bytes expected = read_file(argc > 2 ? argv[1] : "");
    const tks_bytes actual = read_file(argc > 2 ? argv[2] : "");

    for (int i = 0; i < times; i++) {
        tks_text_diff *diff = NULL;
        tks_error err = { TKS_OK, 0, "" };
        const double begun = now();

        if (tks_compare_texts(&diff, expected, actual, NULL, NULL, &err) != TKS_OK) {
            fprintf(stderr, "bench_text: %s\n", err.message);
            return 2;
        }
        printf("%.4f s, %zu hunks, +%lld -%lld ~%lld\n", now() - begun, tks_text_diff_hunks(diff),
               (long long)tks_text_diff_counts(diff).added,
               (long long)tks_text_diff_counts(diff).removed,
               (long long)tks_text_diff_counts(diff).changed);
        tks_text_diff_free(diff);
    }
    return 0;
}
