/* bench_overlay.c - how long a diff picture takes, step by step
 *
 *     bench_overlay [EXPECTED.png ACTUAL.png]
 *
 * Without operands it draws a page made up on the spot: text-like rows between
 * empty ones. Prints the best of nine runs for dimming, drawing (dimming and runs)
 * and encoding, in milliseconds and nanoseconds a pixel, and the size of the file.
 * A tool for whoever changes the painter, not a test.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "render/painter.h"

enum { ROUNDS = 9 };

struct page {
    int32_t width, height;
    uint32_t *expected, *actual;
    tks_run *runs;     /* of all rows, one after another */
    size_t *first_run; /* of row y; height + 1 entries */
};

static void *take(size_t bytes)
{
    void *memory = malloc(bytes);

    if (memory == NULL) {
        fprintf(stderr, "bench_overlay: out of memory\n");
        exit(1);
    }
    return memory;
}

static uint32_t *load(const char *path, int32_t *width, int32_t *height)
{
    png_image image = { .version = PNG_IMAGE_VERSION };
    uint32_t *words;

    if (!png_image_begin_read_from_file(&image, path)) {
        fprintf(stderr, "bench_overlay: %s: %s\n", path, image.message);
        exit(1);
    }
    image.format = PNG_FORMAT_RGBA;
    words = take(PNG_IMAGE_SIZE(image));
    if (!png_image_finish_read(&image, NULL, words, 0, NULL)) {
        fprintf(stderr, "bench_overlay: %s: %s\n", path, image.message);
        exit(1);
    }
    *width = (int32_t)image.width;
    *height = (int32_t)image.height;
    return words;
}

/* Lines of dark specks of 16 rows on white, 16 empty rows between; the actual page
 * has some of the lines moved by three pixels. */
static void make_up(struct page *page)
{
    uint32_t seed = 1;

    page->width = 3446;
    page->height = 10728;
    page->expected = take((size_t)page->width * (size_t)page->height * 4);
    page->actual = take((size_t)page->width * (size_t)page->height * 4);
    for (int32_t y = 0; y < page->height; y++) {
        uint32_t *row = page->expected + (size_t)y * (size_t)page->width;
        const int32_t shift = y / 32 % 4 == 0 ? 3 : 0;

        for (int32_t x = 0; x < page->width; x++) {
            seed = seed * 1664525u + 1013904223u;
            row[x] =
                y % 32 < 16 && x % 16 < 9 && seed >> 30 == 0 ? 0xFF000000u | seed >> 8 : UINT32_MAX;
        }
        row[0] = row[1] = row[2] = UINT32_MAX;
        memcpy(page->actual + (size_t)y * (size_t)page->width, row, (size_t)page->width * 4);
        memmove(page->actual + (size_t)y * (size_t)page->width + shift, row,
                (size_t)(page->width - shift) * 4);
    }
}

/* The stretches of set bits. */
static size_t find_runs(tks_run *runs, const uint64_t *bits, int32_t width)
{
    size_t count = 0;

    for (int32_t x = 0; x < width; x++) {
        if ((bits[x / 64] >> (x % 64) & 1) == 0)
            continue;
        if (count > 0 && runs[count - 1].x + runs[count - 1].length == x)
            runs[count - 1].length++;
        else
            runs[count++] = (tks_run){ x, 1, TKS_RUN_DIFFERING };
    }
    return count;
}

static void judge(struct page *page, const struct tksi_env *env)
{
    const size_t width = (size_t)page->width;
    uint64_t *bits = take((width + 63) / 64 * 8);
    size_t capacity = width, count = 0;

    page->runs = take(capacity * sizeof *page->runs);
    page->first_run = take(((size_t)page->height + 1) * sizeof *page->first_run);
    for (int32_t y = 0; y < page->height; y++) {
        const size_t at = (size_t)y * width;

        page->first_run[y] = count;
        if (capacity - count < width &&
            (page->runs = realloc(page->runs, (capacity *= 2) * sizeof *page->runs)) == NULL)
            exit(1);
        env->kernels->over_yiq(bits, page->expected + at, page->actual + at, width, (int64_t)at,
                               35215 * 0.01);
        count += find_runs(page->runs + count, bits, page->width);
    }
    page->first_run[page->height] = count;
    free(bits);
}

static double milliseconds(clockid_t which)
{
    struct timespec now;

    clock_gettime(which, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static struct tksi_judged_row row_at(const struct page *page, int32_t y)
{
    return (struct tksi_judged_row){ .y = y,
                                     .expected = page->expected + (size_t)y * (size_t)page->width,
                                     .actual = page->actual + (size_t)y * (size_t)page->width,
                                     .runs = page->runs + page->first_run[y],
                                     .n_runs = page->first_run[y + 1] - page->first_run[y] };
}

static void dim(const struct page *page, struct tksi_painter *painter, uint8_t *to)
{
    for (int32_t y = 0; y < page->height; y++)
        painter->env.kernels->dim(to, row_at(page, y).expected, (size_t)page->width);
}

static void draw(const struct page *page, struct tksi_painter *painter, uint8_t *to)
{
    for (int32_t y = 0; y < page->height; y++) {
        const struct tksi_judged_row row = row_at(page, y);

        tksi_overlay_row(to, painter, &row);
    }
}

static tks_status count_bytes(void *user, tks_bytes bytes, tks_error *err)
{
    (void)err;
    *(size_t *)user += bytes.length;
    return TKS_OK;
}

static size_t paint(const struct page *page, tks_style style, const struct tksi_env *env)
{
    const struct tksi_canvas canvas = { page->width,  page->height, page->width,
                                        page->height, page->width,  page->height };
    size_t bytes = 0;
    const tks_sink sink = { count_bytes, &bytes };
    tks_drawing drawing = TKS_DRAWING;
    struct tksi_painter *painter = NULL;
    const struct tksi_observer *observer;
    tks_error err = { .status = TKS_OK };
    tks_status status;

    drawing.style = style;
    if (tksi_painter_new(&painter, &drawing, &sink, env, &err) != TKS_OK)
        exit(1);
    observer = tksi_painter_observer(painter);
    status = observer->begin(observer->self, &canvas, &err);
    for (int32_t y = 0; y < page->height && status == TKS_OK; y++) {
        const struct tksi_judged_row row = row_at(page, y);

        status = observer->row(observer->self, &row, &err);
    }
    if (status == TKS_OK)
        status = tksi_painter_finish(painter, &err);
    tksi_painter_free(painter);
    if (status != TKS_OK)
        fprintf(stderr, "bench_overlay: %s\n", err.message);
    return bytes;
}

static void tell(const struct page *page, const char *step, double cpu, double wall, size_t bytes)
{
    printf("%-24s %8.1f ms CPU %8.1f ms wall %7.2f ns/pixel", step, cpu, wall,
           cpu * 1e6 / ((double)page->width * page->height));
    printf(bytes > 0 ? " %10zu bytes\n" : "\n", bytes);
}

static void time_steps(const struct page *page, struct tksi_painter *painter, uint8_t *row)
{
    void (*const steps[])(const struct page *, struct tksi_painter *, uint8_t *) = { dim, draw };
    static const char *const names[] = { "dim", "draw (dim and runs)" };

    for (int i = 0; i < 2; i++) {
        double best = 1e9;

        for (int round = 0; round < ROUNDS; round++) {
            const double start = milliseconds(CLOCK_PROCESS_CPUTIME_ID);
            double spent;

            steps[i](page, painter, row);
            spent = milliseconds(CLOCK_PROCESS_CPUTIME_ID) - start;
            best = spent < best ? spent : best;
        }
        tell(page, names[i], best, best, 0);
    }
}

static void time_style(const struct page *page, tks_style style, int threads)
{
    const tks_env wanted = { .size = sizeof wanted, .threads = threads };
    double best_cpu = 1e9, best_wall = 1e9;
    struct tksi_env env;
    char step[64];
    size_t bytes = 0;

    if (tksi_env_resolve(&env, &wanted, NULL) != TKS_OK)
        exit(1);
    for (int round = 0; round < ROUNDS; round++) {
        const double wall = milliseconds(CLOCK_MONOTONIC);
        const double cpu = milliseconds(CLOCK_PROCESS_CPUTIME_ID);
        double spent;

        bytes = paint(page, style, &env);
        spent = milliseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        best_cpu = spent < best_cpu ? spent : best_cpu;
        spent = milliseconds(CLOCK_MONOTONIC) - wall;
        best_wall = spent < best_wall ? spent : best_wall;
    }
    snprintf(step, sizeof step, "%s, %d thread%s", tks_style_name(style), threads,
             threads > 1 ? "s" : "");
    tell(page, step, best_cpu, best_wall, bytes);
}

int main(int count, char **arguments)
{
    struct tksi_painter painter = { .differing = { 255, 0, 0 } };
    struct page page = { .width = 0 };
    int32_t width, height;
    uint8_t *row;

    if (count != 1 && count != 3) {
        fprintf(stderr, "usage: bench_overlay [EXPECTED.png ACTUAL.png]\n");
        return 2;
    }
    if (tksi_env_resolve(&painter.env, NULL, NULL) != TKS_OK)
        return 1;
    if (count == 1) {
        make_up(&page);
    } else {
        page.expected = load(arguments[1], &page.width, &page.height);
        page.actual = load(arguments[2], &width, &height);
        if (width != page.width || height != page.height) {
            fprintf(stderr, "bench_overlay: the pictures differ in size\n");
            return 1;
        }
    }
    judge(&page, &painter.env);
    painter.canvas = (struct tksi_canvas){ page.width,  page.height, page.width,
                                           page.height, page.width,  page.height };
    row = tksi_allocate_indices(&painter);
    if (row == NULL)
        return 1;
    printf("%dx%d, %zu runs, kernels %s\n", page.width, page.height, page.first_run[page.height],
           painter.env.kernels->name);
    time_steps(&page, &painter, row);
    for (int style = TKS_STYLE_OVERLAY; style <= TKS_STYLE_SIDE_BY_SIDE; style++)
        for (int threads = 1; threads <= 2; threads++)
            time_style(&page, (tks_style)style, threads);
    tksi_release(&painter.env, row);
    free(page.runs);
    free(page.first_run);
    free(page.expected);
    free(page.actual);
    return 0;
}
