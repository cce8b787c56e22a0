/* test_png_rows.c - filters undone and rows widened, as libpng would
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "image/png_rows.h"
#include "scene.h"

#include <stdlib.h>
#include <string.h>
#include <tksnap/image.h>

static struct tksi_env env_with(const char *kernels)
{
    const tks_env env = { .size = sizeof env, .kernels = kernels };
    struct tksi_env out;

    assert_int_equal(tksi_env_resolve(&out, &env, NULL), TKS_OK);
    return out;
}

static void *take(size_t bytes)
{
    void *memory = calloc(1, bytes > 0 ? bytes : 1);

    assert_non_null(memory);
    return memory;
}

/* ------------------------------------------------------------------- filters */

/* Rows filtered by the test, one type each, come out as they were. */
static void check_filters(const struct tksi_kernels *kernels, unsigned bpp, int32_t width,
                          struct chance *chance)
{
    enum { HEIGHT = 12 };
    const size_t row_bytes = (size_t)width * bpp;
    const struct tksi_png_form form = {
        .width = width, .height = HEIGHT, .bytes_per_pixel = bpp, .row_bytes = row_bytes
    };
    uint8_t *rows = take(row_bytes * HEIGHT), *above = take(row_bytes), filters[HEIGHT];
    struct made_file filtered;

    for (size_t i = 0; i < row_bytes * HEIGHT; i++)
        rows[i] = (uint8_t)(chance_once_in(chance, 3) ? chance_bits(chance) : i / 7);
    for (int y = 0; y < HEIGHT; y++)
        filters[y] = (uint8_t)chance_below(chance, 5);
    filtered = craft_filter(rows, row_bytes, HEIGHT, bpp, filters);
    for (size_t y = 0; y < HEIGHT; y++) {
        uint8_t *row = filtered.data + y * (row_bytes + 1);

        tksi_png_unfilter(row, y > 0 ? row - row_bytes : above, &form, kernels);
        assert_int_equal(row[0], filters[y]);
        assert_memory_equal(row + 1, rows + y * row_bytes, row_bytes);
    }
    free(rows);
    free(above);
    made_free(filtered);
}

static void every_filter_is_undone_for_every_pixel_width(void **state)
{
    static const unsigned widths[] = { 1, 2, 3, 4, 6, 8 };
    struct chance chance = { 30 };

    (void)state;
    for (size_t k = 0; tksi_kernels_at(k) != NULL; k++)
        for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
            for (int32_t width = 1; width <= 70; width++)
                check_filters(tksi_kernels_at(k), widths[i], width, &chance);
}

/* ------------------------------------------------------------------ widening */

/* The row y as RGBA16 and, where it can be, as RGBA words, against the decoded picture. */
static void check_row(const uint8_t *bytes, const struct tksi_png_form *form, const tks_view *view,
                      int32_t y, const struct tksi_env *env)
{
    const size_t width = (size_t)form->width;
    const uint8_t *decoded = (const uint8_t *)view->data + y * view->stride;
    uint64_t *wide = take(width * 8);
    uint32_t *words = take(width * 4);

    tksi_png_widen16(wide, bytes, form, env->kernels);
    if (form->depth == 16) {
        assert_memory_equal(wide, decoded, width * 8);
    } else {
        tksi_png_widen8(words, bytes, form, env->kernels);
        assert_memory_equal(words, decoded, width * 4);
        for (size_t i = 0; i < width * 4; i++)
            assert_int_equal(((const uint16_t *)wide)[i], decoded[i] * 257);
    }
    free(wide);
    free(words);
}

static void check_scene(const struct scene *scene, const struct style *style,
                        const struct tksi_env *env)
{
    struct made_file file = scene_png(scene, style), rows = scene_filtered(scene, style);
    struct tksi_source source;
    tks_image *image = NULL;
    struct tksi_png png;
    tks_view view;

    tksi_source_of_bytes(&source, made_bytes(file));
    assert_true(tksi_png_scan(&png, &source, env));
    assert_int_equal(tks_image_decode(&image, made_bytes(file), NULL, NULL), TKS_OK);
    view = tks_image_view(image);
    assert_int_equal(view.pixels == TKS_RGBA16, png.form.depth == 16);
    for (int32_t y = 0; y < scene->height; y++)
        check_row(rows.data + (size_t)y * (png.form.row_bytes + 1) + 1, &png.form, &view, y, env);
    tks_image_free(image);
    made_free(file);
    made_free(rows);
}

static void every_kind_of_row_is_widened_as_libpng_does(void **state)
{
    struct chance chance = { 31 };

    (void)state;
    for (int round = 0; round < 20; round++)
        for (int form = 0; form < STYLE_FORMS; form++) {
            struct scene scene = scene_make(&chance, chance_between(&chance, 1, 75), 3);
            const struct style style = { .form = form, .keyed = round % 2, .key = 1 };

            for (size_t k = 0; tks_kernel_name(k) != NULL; k++) {
                const struct tksi_env env = env_with(tks_kernel_name(k));

                check_scene(&scene, &style, &env);
            }
            scene_free(scene);
        }
}

/* A key in a file of 8 bits and fewer is written with 16: libpng looks at the low ones
 * alone, so the high ones must not matter. */
static void a_keys_spare_bits_do_not_count(void **state)
{
    static const int depths[] = { 1, 2, 4, 8 };
    const struct tksi_env env = env_with(NULL);

    (void)state;
    for (int d = 0; d < 4; d++) {
        const uint8_t row[] = { 0, 0x1B, 0x4E, 0 }, key[2] = { 0xFF, 0xFF };
        struct made_file file = craft_signature();
        struct made_file stream =
            craft_zlib((tks_bytes){ row, sizeof row }, &(struct zlib_recipe){ 0 });
        struct tksi_source source;
        tks_image *image = NULL;
        struct tksi_png png;
        tks_view view;

        craft_header(&file, (uint32_t)(24 / depths[d]), 1, depths[d], 0, 0);
        craft_chunk(&file, "tRNS", key, 2);
        craft_data(&file, made_bytes(stream), 0, NULL);
        craft_chunk(&file, "IEND", NULL, 0);
        tksi_source_of_bytes(&source, made_bytes(file));
        assert_true(tksi_png_scan(&png, &source, &env));
        assert_int_equal(tks_image_decode(&image, made_bytes(file), NULL, NULL), TKS_OK);
        view = tks_image_view(image);
        check_row(row + 1, &png.form, &view, 0, &env);
        tks_image_free(image);
        made_free(file);
        made_free(stream);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_filter_is_undone_for_every_pixel_width),
        cmocka_unit_test(every_kind_of_row_is_widened_as_libpng_does),
        cmocka_unit_test(a_keys_spare_bits_do_not_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
