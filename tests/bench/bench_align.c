/* bench_align.c - how long aligning takes, on real pages and on hostile ones
 *
 *     bench_align [EXPECTED.png ACTUAL.png]
 *
 * Without operands it aligns pictures made up on the spot: a page with lines inserted
 * and, 30 000 rows high, rows all equal, all different, periodic, and shuffled. Prints
 * the best of three runs in milliseconds. A tool for whoever changes the aligner, not a
 * test: that time is bounded is tested in steps (unit/test_sequence.c).
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <tksnap.h>

enum { ROUNDS = 3, WIDTH = 1000, TALL = 30000 };

static uint64_t bits(uint64_t seed)
{
    seed = (seed ^ seed >> 30) * 0xBF58476D1CE4E5B9u;
    seed = (seed ^ seed >> 27) * 0x94D049BB133111EBu;
    return seed ^ seed >> 31;
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void race(const char *name, tks_view expected, tks_view actual)
{
    double best = 1e9;
    size_t bands = 0;

    for (int round = 0; round < ROUNDS; round++) {
        tks_alignment *alignment = NULL;
        tks_error err = { 0 };
        const double begun = now();
        double took;

        if (tks_align_views(&alignment, expected, actual, NULL, NULL, &err)) {
            fprintf(stderr, "bench_align: %s\n", err.message);
            exit(1);
        }
        took = now() - begun;
        best = took < best ? took : best;
        bands = tks_alignment_count(alignment);
        tks_alignment_free(alignment);
    }
    printf("%-28s %5dx%-5d %5dx%-5d %8.1f ms %7zu bands\n", name, expected.width, expected.height,
           actual.width, actual.height, best, bands);
}

/* Row y shows what `kind(y)` says: 0 is blank, others are rows that only they have. */
static tks_view paint(uint32_t *words, int height, uint64_t (*kind)(int y, int side), int side)
{
    for (int y = 0; y < height; y++) {
        const uint64_t seed = kind(y, side);

        for (int x = 0; x < WIDTH; x++)
            words[(size_t)y * WIDTH + (size_t)x] =
                seed == 0 || bits(seed * WIDTH + (uint64_t)x) % 4 != 0 ? 0xFFFFFFFFu : 0xFF000000u;
    }
    return (tks_view){ words, WIDTH, height, WIDTH * 4, TKS_RGBA8 };
}

static uint64_t page(int y, int side) /* 12 rows of text, 8 blank; 10 lines inserted */
{
    const int line = y / 20;

    if (y % 20 >= 12)
        return 0;
    if (side == 1 && line >= 50 && line < 60)
        return (uint64_t)y + 1000000;
    return (uint64_t)(side == 1 && line >= 60 ? y - 200 : y) + 1;
}

static uint64_t same(int y, int side)
{
    (void)y;
    (void)side;
    return 7;
}

static uint64_t all_different(int y, int side)
{
    return (uint64_t)y + 1 + (uint64_t)side * 1000000;
}

static uint64_t periodic(int y, int side)
{
    return (uint64_t)((y + side * 13) % 40) + 1;
}

static uint64_t shuffled(int y, int side)
{
    return bits((uint64_t)y * 2 + (uint64_t)side) % (TALL / 8) + 1;
}

static uint64_t backwards(int y, int side)
{
    return (uint64_t)(side == 0 ? y : TALL - y) + 1;
}

static void made_up(void)
{
    uint32_t *words[2];

    for (int side = 0; side < 2; side++)
        if ((words[side] = malloc((size_t)WIDTH * TALL * 4)) == NULL)
            exit(1);
    race("a page of 5000 rows", paint(words[0], 5000, page, 0), paint(words[1], 5200, page, 1));
    race("a page", paint(words[0], TALL - 200, page, 0), paint(words[1], TALL, page, 1));
    race("all equal", paint(words[0], TALL, same, 0), paint(words[1], TALL - 1000, same, 1));
    race("all different", paint(words[0], TALL, all_different, 0),
         paint(words[1], TALL, all_different, 1));
    race("periodic", paint(words[0], TALL, periodic, 0), paint(words[1], TALL, periodic, 1));
    race("shuffled, eight of a kind", paint(words[0], TALL, shuffled, 0),
         paint(words[1], TALL, shuffled, 1));
    race("backwards", paint(words[0], TALL, backwards, 0), paint(words[1], TALL, backwards, 1));
    free(words[0]);
    free(words[1]);
}

int main(int argc, char **argv)
{
    tks_image *images[2] = { NULL, NULL };
    tks_error err = { 0 };

    if (argc != 3) {
        made_up();
        return 0;
    }
    for (int side = 0; side < 2; side++)
        if (tks_image_load(&images[side], argv[side + 1], NULL, &err)) {
            fprintf(stderr, "bench_align: %s\n", err.message);
            return 1;
        }
    race("these two", tks_image_view(images[0]), tks_image_view(images[1]));
    tks_image_free(images[0]);
    tks_image_free(images[1]);
    return 0;
}
