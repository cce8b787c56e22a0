/* painting.c - judged rows made up, painted and read back
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/kernel.h"
#include "painting.h"

uint32_t rgba(unsigned red, unsigned green, unsigned blue, unsigned alpha)
{
    const uint8_t bytes[4] = { (uint8_t)red, (uint8_t)green, (uint8_t)blue, (uint8_t)alpha };
    uint32_t word;

    memcpy(&word, bytes, sizeof word);
    return word;
}

uint32_t *noise_picture(int32_t width, int32_t height, int alpha, uint32_t seed)
{
    const size_t pixels = (size_t)width * (size_t)height;
    uint32_t *words = malloc(pixels * sizeof *words);

    assert_non_null(words);
    for (size_t i = 0; i < pixels; i++) {
        seed = seed * 1664525u + 1013904223u;
        words[i] = rgba(seed >> 8 & 255, seed >> 16 & 255, seed >> 24,
                        alpha >= 0 ? (unsigned)alpha : (seed * 2654435761u) >> 24);
    }
    return words;
}

struct tksi_env painting_env(int threads, const tks_allocator *allocator)
{
    const tks_env wanted = { .size = sizeof wanted, .threads = threads, .allocator = allocator };
    struct tksi_env env;

    assert_int_equal(tksi_env_resolve(&env, &wanted, NULL), TKS_OK);
    return env;
}

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static tks_status tell(const struct tksi_observer *observer, const struct scene *scene,
                       tks_error *err)
{
    const struct tksi_canvas canvas = { .width = larger(scene->expected_width, scene->actual_width),
                                        .height =
                                            larger(scene->expected_height, scene->actual_height),
                                        .expected_width = scene->expected_width,
                                        .expected_height = scene->expected_height,
                                        .actual_width = scene->actual_width,
                                        .actual_height = scene->actual_height };
    tks_status status = observer->begin(observer->self, &canvas, err);
    size_t next = 0;

    for (int32_t y = 0; y < canvas.height && status == TKS_OK; y++) {
        struct tksi_judged_row row = { .y = y };
        tks_run runs[64];

        for (; next < scene->n_runs && scene->runs[next].y == y; next++)
            runs[row.n_runs++] = scene->runs[next].run;
        row.runs = runs;
        if (observer->wants_expected && y < scene->expected_height)
            row.expected = scene->expected + (size_t)y * (size_t)scene->expected_width;
        if (observer->wants_actual && y < scene->actual_height)
            row.actual = scene->actual + (size_t)y * (size_t)scene->actual_width;
        status = observer->row(observer->self, &row, err);
    }
    return status;
}

tks_status paint_into(const tks_sink *sink, const struct scene *scene, const tks_drawing *drawing,
                      const struct tksi_env *env, tks_error *err)
{
    struct tksi_painter *painter = NULL;
    tks_status status = tksi_painter_new(&painter, drawing, sink, env, err);

    if (status == TKS_OK)
        status = tell(tksi_painter_observer(painter), scene, err);
    if (status == TKS_OK)
        status = tksi_painter_finish(painter, err);
    tksi_painter_free(painter);
    return status;
}

static struct painting decode(const struct tksi_buffer *file)
{
    png_image image = { .version = PNG_IMAGE_VERSION };
    struct painting painting;

    assert_true(file->length > 33);
    if (!png_image_begin_read_from_memory(&image, file->data, file->length))
        fail_msg("libpng: %s", image.message);
    image.format = PNG_FORMAT_RGBA;
    painting.width = (int32_t)image.width;
    painting.height = (int32_t)image.height;
    painting.depth = file->data[24];
    painting.color_type = file->data[25];
    painting.words = malloc(PNG_IMAGE_SIZE(image));
    assert_non_null(painting.words);
    if (!png_image_finish_read(&image, NULL, painting.words, 0, NULL))
        fail_msg("libpng: %s", image.message);
    return painting;
}

struct painting paint(const struct scene *scene, const tks_drawing *drawing,
                      const struct tksi_env *env)
{
    struct tksi_buffer file;
    struct painting painting;
    tks_error err = { .status = TKS_OK };
    tks_sink sink;

    tksi_buffer_init(&file, 1u << 30, env);
    sink = tksi_buffer_sink(&file);
    if (paint_into(&sink, scene, drawing, env, &err))
        fail_msg("%s", err.message);
    painting = decode(&file);
    tksi_buffer_dispose(&file);
    return painting;
}

uint32_t pixelmatch_gray(uint32_t word)
{
    uint8_t p[4];
    double value;

    memcpy(p, &word, sizeof p);
    value =
        255 + (p[0] * 0.29889531 + p[1] * 0.58662247 + p[2] * 0.11448223 - 255) * 0.1 * p[3] / 255;
    return rgba((unsigned)value, (unsigned)value, (unsigned)value, 255);
}

/* -------------------------------------------------------------- short memory */

struct meter {
    size_t asked, taken, released, fail_at;
};

static void *metered_allocate(void *user, size_t size)
{
    struct meter *meter = user;

    if (meter->asked++ >= meter->fail_at)
        return NULL;
    meter->taken++;
    return malloc(size);
}

static void metered_release(void *user, void *memory)
{
    struct meter *meter = user;

    if (memory != NULL)
        meter->released++;
    free(memory);
}

static tks_status swallow(void *user, tks_bytes bytes, tks_error *err)
{
    size_t *total = user;

    (void)err;
    *total += bytes.length;
    return TKS_OK;
}

void assert_painter_survives_short_memory(const struct scene *scene, const tks_drawing *drawing)
{
    size_t refused = 0;
    tks_status status;

    do {
        struct meter meter = { .fail_at = refused };
        const tks_allocator allocator = { metered_allocate, metered_release, &meter };
        const struct tksi_env env = painting_env(1, &allocator);
        tks_error err = { .status = TKS_OK };
        size_t total = 0;
        const tks_sink sink = { swallow, &total };

        status = paint_into(&sink, scene, drawing, &env, &err);
        assert_int_equal(meter.taken, meter.released);
        if (status == TKS_OK)
            break;
        assert_int_equal(status, TKS_OUT_OF_MEMORY);
        assert_int_equal(err.status, TKS_OUT_OF_MEMORY);
        assert_int_equal(total, 0);
        refused++;
    } while (refused < 100);
    assert_int_equal(status, TKS_OK);
    assert_true(refused > 4);
}
