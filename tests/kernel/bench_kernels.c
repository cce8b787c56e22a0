/* bench_kernels.c - how long each entry of each table takes
 *
 * Not a test: prints nanoseconds per pixel (bytes for what works on bytes) and how much
 * faster than C that is; the shortest of many runs over rows that stay in the cache, so
 * that the loops are measured and not the memory. Names on the command line choose
 * entries.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "kernel/kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PIXELS 3446 /* a full-page capture's width */
#define BYTES  (PIXELS * 8)

static uint8_t filtered[BYTES], row[BYTES], prior[BYTES];
static uint32_t left[PIXELS], right[PIXELS], noisy[PIXELS], words[PIXELS], palette[256];
static uint64_t bits[(PIXELS + 63) / 64];

static void bench_first_difference(const struct tksi_kernels *k)
{
    k->first_difference((const uint8_t *)left, (const uint8_t *)right, sizeof left);
}

static void bench_up(const struct tksi_kernels *k)
{
    k->unfilter_up(row, prior, PIXELS * 4);
}

#define BENCH_FILTERS(bpp)                                                                         \
    static void bench_sub_##bpp(const struct tksi_kernels *k)                                      \
    {                                                                                              \
        k->unfilter_sub(row, PIXELS *bpp, bpp);                                                    \
    }                                                                                              \
    static void bench_average_##bpp(const struct tksi_kernels *k)                                  \
    {                                                                                              \
        k->unfilter_average(row, prior, PIXELS *bpp, bpp);                                         \
    }                                                                                              \
    static void bench_paeth_##bpp(const struct tksi_kernels *k)                                    \
    {                                                                                              \
        memcpy(row, filtered, PIXELS *bpp);                                                        \
        k->unfilter_paeth(row, prior, PIXELS *bpp, bpp);                                           \
    }
BENCH_FILTERS(1)
BENCH_FILTERS(2)
BENCH_FILTERS(3)
BENCH_FILTERS(4)
BENCH_FILTERS(6)
BENCH_FILTERS(8)

/* Like a screenshot: a tenth of the pixels is not predicted, the rest is flat. */
static void bench_paeth_flat(const struct tksi_kernels *k)
{
    memset(row, 0, PIXELS * 4);
    memcpy(row + PIXELS, filtered, PIXELS * 4 / 10);
    k->unfilter_paeth(row, prior, PIXELS * 4, 4);
}

static void bench_rgb(const struct tksi_kernels *k)
{
    k->rgb_to_rgba(words, filtered, PIXELS);
}

static void bench_gray(const struct tksi_kernels *k)
{
    k->gray_to_rgba(words, filtered, PIXELS);
}

static void bench_palette(const struct tksi_kernels *k)
{
    k->palette_to_rgba(words, filtered, PIXELS, palette);
}

static void bench_unequal_same(const struct tksi_kernels *k)
{
    k->unequal(bits, left, right, PIXELS);
}

static void bench_unequal_noisy(const struct tksi_kernels *k)
{
    k->unequal(bits, left, noisy, PIXELS);
}

static void bench_yiq_same(const struct tksi_kernels *k)
{
    k->over_yiq(bits, left, right, PIXELS, 0, 352.15);
}

static void bench_yiq_noisy(const struct tksi_kernels *k)
{
    k->over_yiq(bits, left, noisy, PIXELS, 0, 352.15);
}

static void bench_dim(const struct tksi_kernels *k)
{
    k->dim(row, left, PIXELS);
}

static const struct {
    const char *name;
    void (*run)(const struct tksi_kernels *k);
} entries[] = {
    { "first_difference", bench_first_difference },
    { "up (4 bytes)", bench_up },
    { "sub 1", bench_sub_1 },
    { "sub 2", bench_sub_2 },
    { "sub 3", bench_sub_3 },
    { "sub 4", bench_sub_4 },
    { "sub 6", bench_sub_6 },
    { "sub 8", bench_sub_8 },
    { "average 1", bench_average_1 },
    { "average 2", bench_average_2 },
    { "average 3", bench_average_3 },
    { "average 4", bench_average_4 },
    { "average 6", bench_average_6 },
    { "average 8", bench_average_8 },
    { "paeth 1", bench_paeth_1 },
    { "paeth 2", bench_paeth_2 },
    { "paeth 3", bench_paeth_3 },
    { "paeth 4", bench_paeth_4 },
    { "paeth 6", bench_paeth_6 },
    { "paeth 8", bench_paeth_8 },
    { "paeth 4, flat", bench_paeth_flat },
    { "rgb_to_rgba", bench_rgb },
    { "gray_to_rgba", bench_gray },
    { "palette_to_rgba", bench_palette },
    { "unequal, same", bench_unequal_same },
    { "unequal, noisy", bench_unequal_noisy },
    { "over_yiq, same", bench_yiq_same },
    { "over_yiq, noisy", bench_yiq_noisy },
    { "dim", bench_dim },
};

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Nanoseconds per pixel, the shortest of 200 runs of 10. */
static double measure(void (*run)(const struct tksi_kernels *k), const struct tksi_kernels *k)
{
    double best = 1;

    for (int i = 0; i < 200; i++) {
        double begin = seconds();

        for (int j = 0; j < 10; j++)
            run(k);
        double took = seconds() - begin;
        if (took < best)
            best = took;
    }
    return best / 10 / PIXELS * 1e9;
}

static bool chosen(const char *name, int argc, char **argv)
{
    bool any = argc <= 1;

    for (int i = 1; i < argc; i++)
        any = any || strstr(name, argv[i]) != NULL;
    return any;
}

static void fill(void)
{
    srand(1);
    for (size_t i = 0; i < BYTES; i++) {
        filtered[i] = (uint8_t)(rand() >> 8);
        prior[i] = (uint8_t)(rand() >> 8);
    }
    for (size_t i = 0; i < PIXELS; i++) {
        left[i] = right[i] = (uint32_t)rand() | 0xFF000000u;
        noisy[i] = (left[i] ^ ((uint32_t)rand() & 0x1F1F1F)) | 0xFF000000u;
    }
    for (size_t i = 0; i < 256; i++)
        palette[i] = (uint32_t)rand();
}

int main(int argc, char **argv)
{
    fill();
    printf("%-18s", "ns per pixel");
    for (size_t t = 0; tksi_kernels_at(t) != NULL; t++)
        printf(" %14s", tksi_kernels_at(t)->name);
    printf("\n");
    for (size_t e = 0; e < sizeof entries / sizeof entries[0]; e++) {
        double plain = 0;

        if (!chosen(entries[e].name, argc, argv))
            continue;
        printf("%-18s", entries[e].name);
        for (size_t t = 0; tksi_kernels_at(t) != NULL; t++) {
            double ns = measure(entries[e].run, tksi_kernels_at(t));

            plain = t == 0 ? ns : plain;
            printf("  %6.3f (%4.1fx)", ns, plain / ns);
            fflush(stdout);
        }
        printf("\n");
    }
    return 0;
}
