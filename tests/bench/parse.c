/* parse.c - times one walk over a snapshot file, for the benchmark
 *
 *     parse FORMAT FILE
 *
 * Prints a line of JSON: the median wall and processor time of a walk, in milliseconds, and
 * how many entries it met.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 9 };

static double seconds(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int ascending(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

static tks_bytes read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    tks_bytes bytes = { NULL, 0 };
    char *data;
    long length;

    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (length = ftell(file)) < 0)
        return bytes;
    rewind(file);
    data = malloc((size_t)length + 1);
    if (data != NULL)
        bytes = (tks_bytes){ data, fread(data, 1, (size_t)length, file) };
    fclose(file);
    return bytes;
}

int main(int argc, char **argv)
{
    const struct tksi_format *format = argc == 3 ? tksi_format_named(argv[1]) : NULL;
    const tks_bytes file = argc == 3 ? read_file(argv[2]) : (tks_bytes){ NULL, 0 };
    double wall[ROUNDS], processor[ROUNDS];
    struct tksi_document document;

    if (format == NULL || file.data == NULL) {
        fprintf(stderr, "usage: parse FORMAT FILE\n");
        return 2;
    }
    tksi_document_scan(&document, format, file); /* to warm up */
    for (int i = 0; i < ROUNDS; i++) {
        wall[i] = seconds(CLOCK_MONOTONIC);
        processor[i] = seconds(CLOCK_THREAD_CPUTIME_ID);
        tksi_document_scan(&document, format, file);
        wall[i] = seconds(CLOCK_MONOTONIC) - wall[i];
        processor[i] = seconds(CLOCK_THREAD_CPUTIME_ID) - processor[i];
    }
    qsort(wall, ROUNDS, sizeof *wall, ascending);
    qsort(processor, ROUNDS, sizeof *processor, ascending);
    printf("{\"ms\": %.4f, \"cpu_ms\": %.4f, \"value\": %zu}\n", wall[ROUNDS / 2] * 1e3,
           processor[ROUNDS / 2] * 1e3, document.entries);
    free((void *)(uintptr_t)file.data);
    return 0;
}
