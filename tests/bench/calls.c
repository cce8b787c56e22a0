/* calls.c - times one call of the library on pictures that are decoded already
 *
 *     calls visual|ssim|flip|ssimulacra2 EXPECTED ACTUAL
 *
 * One thread. Prints {"ms": ..., "cpu_ms": ..., "value": ...}: medians of the calls within half a
 * second after a first one to warm up, of wall time and of the thread's processor time, and
 * what the call said, the number of differing pixels for visual. The drivers of the peers
 * (peers/calls.*) do the same, so that calls are compared with calls and not with programs
 * that start and decode.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <tksnap.h>

#define LONGEST_S  0.5
#define MOST_CALLS 1000

static double seconds(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static tks_status compare(double *value, tks_view expected, tks_view actual, const tks_env *env,
                          tks_error *err)
{
    tks_rules rules = TKS_RULES;
    tks_diff *diff = NULL;
    tks_status status;

    rules.metric = TKS_METRIC_VISUAL;
    status = tks_compare_views(&diff, expected, actual, &rules, NULL, env, err);
    if (status == TKS_OK)
        *value = (double)tks_diff_counts(diff).differing;
    tks_diff_free(diff);
    return status;
}

static tks_status call(double *value, const char *what, const tks_view views[2], tks_error *err)
{
    const tks_env env = { .size = sizeof env, .threads = 1 };
    const tks_str name = { what, strlen(what) };
    tks_score score;

    if (strcmp(what, "visual") == 0)
        return compare(value, views[0], views[1], &env, err);
    if (!tks_score_named(&score, name)) {
        snprintf(err->message, sizeof err->message, "there is no call '%s'", what);
        return TKS_INVALID_ARGUMENT;
    }
    return tks_score_views(value, score, views[0], views[1], NULL, &env, err);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof values[0], by_value);
    return values[count / 2];
}

static tks_status time_calls(const char *what, const tks_view views[2], tks_error *err)
{
    double wall[MOST_CALLS], cpu[MOST_CALLS], value, end;
    size_t count = 0;
    tks_status status = call(&value, what, views, err);

    end = seconds(CLOCK_MONOTONIC) + LONGEST_S;
    while (status == TKS_OK && count < MOST_CALLS) {
        const double began = seconds(CLOCK_MONOTONIC);
        const double spent = seconds(CLOCK_THREAD_CPUTIME_ID);

        if (began > end && count > 0)
            break;
        status = call(&value, what, views, err);
        wall[count] = seconds(CLOCK_MONOTONIC) - began;
        cpu[count++] = seconds(CLOCK_THREAD_CPUTIME_ID) - spent;
    }
    if (status == TKS_OK)
        printf("{\"ms\": %.6f, \"cpu_ms\": %.6f, \"value\": %.17g}\n", median(wall, count) * 1e3,
               median(cpu, count) * 1e3, value);
    return status;
}

int main(int argc, char **argv)
{
    tks_image *images[2] = { NULL, NULL };
    tks_view views[2];
    tks_error err = { 0 };
    int exit_code = 1;

    if (argc != 4) {
        fprintf(stderr, "usage: calls visual|SCORE EXPECTED ACTUAL\n");
        return 2;
    }
    for (int i = 0; i < 2; i++) {
        if (tks_image_load(&images[i], argv[2 + i], NULL, &err) != TKS_OK)
            goto done;
        views[i] = tks_image_view(images[i]);
    }
    if (time_calls(argv[1], views, &err) == TKS_OK)
        exit_code = 0;
done:
    if (exit_code != 0)
        fprintf(stderr, "calls: %s\n", err.message);
    tks_image_free(images[0]);
    tks_image_free(images[1]);
    return exit_code;
}
