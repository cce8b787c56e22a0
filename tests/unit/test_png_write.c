/* test_png_write.c - does libpng read back what our encoder was given?
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

#include "image/png_write.h"

/* -------------------------------------------------------------------- tools */

static struct tksi_env env_with(int threads, const tks_allocator *allocator)
{
    const tks_env wanted = { .size = sizeof wanted, .threads = threads, .allocator = allocator };
    struct tksi_env env;

    assert_int_equal(tksi_env_defaults(&env, &wanted, NULL), TKS_OK);
    return env;
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* A palette in which no two colours are alike and the first is transparent. */
static struct tksi_png_output palette_form(int32_t width, int32_t height, int n_colors)
{
    struct tksi_png_output form = { .width = width, .height = height, .n_colors = n_colors };

    for (int i = 0; i < n_colors; i++) {
        form.palette[i][0] = (uint8_t)i;
        form.palette[i][1] = (uint8_t)(255 - i);
        form.palette[i][2] = (uint8_t)(i * 7);
        form.palette[i][3] = i == 0 ? 0 : 255;
    }
    return form;
}

static size_t row_bytes(const struct tksi_png_output *form)
{
    return (size_t)form->width * (form->n_colors > 0 ? 1 : form->alpha ? 4 : 3);
}

/* Rows of the form, noise when `noisy`, else long runs and repeated rows. */
static uint8_t *make_rows(const struct tksi_png_output *form, bool noisy)
{
    const size_t stride = row_bytes(form);
    const uint32_t most = form->n_colors == 0 ? 256 : (uint32_t)form->n_colors;
    uint8_t *rows = malloc(stride * (size_t)form->height);
    uint32_t seed = (uint32_t)form->width * 31 + (uint32_t)form->height;

    assert_non_null(rows);
    for (int32_t y = 0; y < form->height; y++)
        for (size_t i = 0; i < stride; i++)
            rows[(size_t)y * stride + i] =
                (uint8_t)(noisy ? next_random(&seed) % most : ((size_t)y / 8 + i / 40) % most);
    return rows;
}

static tks_status write_rows(const struct tksi_png_output *form, const uint8_t *rows,
                             const tks_sink *sink, const struct tksi_env *env, tks_error *err)
{
    struct tksi_png_writer *writer = NULL;
    tks_status status = tksi_png_writer_open(&writer, form, sink, env, err);

    for (int32_t y = 0; y < form->height && status == TKS_OK; y++)
        status = tksi_png_writer_row(writer, rows + (size_t)y * row_bytes(form), err);
    if (status == TKS_OK)
        status = tksi_png_writer_finish(writer, err);
    tksi_png_writer_free(writer);
    return status;
}

struct reading {
    const uint8_t *data;
    size_t left;
};

static void read_bytes(png_structp png, png_bytep to, size_t length)
{
    struct reading *reading = png_get_io_ptr(png);

    if (length > reading->left)
        png_error(png, "the file ends early");
    memcpy(to, reading->data, length);
    reading->data += length;
    reading->left -= length;
}

static void complain(png_structp png, png_const_charp message)
{
    (void)png;
    fail_msg("libpng: %s", message);
}

static void assert_same_palette(png_structp png, png_infop info, const struct tksi_png_output *form)
{
    png_colorp colors = NULL;
    png_bytep alphas = NULL;
    int n_colors = 0, n_alphas = 0;

    assert_true(png_get_PLTE(png, info, &colors, &n_colors));
    assert_int_equal(n_colors, form->n_colors);
    png_get_tRNS(png, info, &alphas, &n_alphas, NULL);
    for (int i = 0; i < n_colors; i++) {
        assert_int_equal(colors[i].red, form->palette[i][0]);
        assert_int_equal(colors[i].green, form->palette[i][1]);
        assert_int_equal(colors[i].blue, form->palette[i][2]);
        assert_int_equal(i < n_alphas ? alphas[i] : 255, form->palette[i][3]);
    }
}

/* The file decodes to just these rows, with nothing behind its end. libpng's
 * warnings (a wrong CRC or Adler-32, too much data) fail the test too. */
static void assert_decodes(const struct tksi_buffer *file, const struct tksi_png_output *form,
                           const uint8_t *rows, int depth)
{
    struct reading reading = { file->data, file->length };
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, complain, complain);
    png_infop info = png_create_info_struct(png);
    uint8_t *row = malloc(row_bytes(form) + 8);

    assert_non_null(row);
    png_set_read_fn(png, &reading, read_bytes);
    png_read_info(png, info);
    assert_int_equal(png_get_image_width(png, info), form->width);
    assert_int_equal(png_get_image_height(png, info), form->height);
    assert_int_equal(png_get_bit_depth(png, info), depth);
    assert_int_equal(png_get_color_type(png, info), form->n_colors > 0 ? PNG_COLOR_TYPE_PALETTE
                                                    : form->alpha      ? PNG_COLOR_TYPE_RGBA
                                                                       : PNG_COLOR_TYPE_RGB);
    if (form->n_colors > 0)
        assert_same_palette(png, info, form);
    png_set_packing(png);
    for (int32_t y = 0; y < form->height; y++) {
        png_read_row(png, row, NULL);
        assert_memory_equal(row, rows + (size_t)y * row_bytes(form), row_bytes(form));
    }
    png_read_end(png, NULL);
    assert_int_equal(reading.left, 0);
    png_destroy_read_struct(&png, &info, NULL);
    free(row);
}

static void assert_round_trip(const struct tksi_png_output *form, bool noisy, int depth,
                              int threads)
{
    const struct tksi_env env = env_with(threads, NULL);
    uint8_t *rows = make_rows(form, noisy);
    struct tksi_buffer file;
    tks_error err = { 0 };
    tks_sink sink;

    tksi_buffer_init(&file, 1u << 30, &env);
    sink = tksi_buffer_sink(&file);
    if (write_rows(form, rows, &sink, &env, &err))
        fail_msg("%s", err.message);
    assert_decodes(&file, form, rows, depth);
    tksi_buffer_dispose(&file);
    free(rows);
}

/* A sink that counts, and fails at call number `fail_at` (from 0). */
struct fussy {
    size_t calls, fail_at, bytes, longest;
    bool silent; /* fails without a word */
};

static tks_status fussy_write(void *user, tks_bytes bytes, tks_error *err)
{
    struct fussy *fussy = user;

    if (bytes.length > fussy->longest)
        fussy->longest = bytes.length;
    fussy->bytes += bytes.length;
    if (fussy->calls++ != fussy->fail_at)
        return TKS_OK;
    return fussy->silent ? TKS_IO_FAILED : tksi_fail(err, TKS_CONFLICT, "call %zu", fussy->fail_at);
}

/* -------------------------------------------------------------- round trips */

static void every_bit_depth_width_and_height_decodes_to_its_indices(void **state)
{
    static const struct {
        int n_colors, depth;
    } cases[] = {
        { 1, 1 }, { 2, 1 }, { 3, 2 }, { 4, 2 }, { 5, 4 }, { 16, 4 }, { 17, 8 }, { 256, 8 }
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int32_t width = 1; width <= 70; width++)
            for (int32_t height = 1; height <= 9; height += 4) {
                const struct tksi_png_output form = palette_form(width, height, cases[i].n_colors);

                assert_round_trip(&form, true, cases[i].depth, 1);
                assert_round_trip(&form, false, cases[i].depth, 1);
            }
}

static void rgb_and_rgba_of_every_width_decode_to_their_pixels(void **state)
{
    (void)state;
    for (int alpha = 0; alpha < 2; alpha++)
        for (int32_t width = 1; width <= 70; width++)
            for (int32_t height = 1; height <= 9; height += 4) {
                const struct tksi_png_output form = { .width = width,
                                                      .height = height,
                                                      .alpha = alpha };

                assert_round_trip(&form, true, 8, 1);
                assert_round_trip(&form, false, 8, 1);
            }
}

static void many_batches_decode_with_and_without_a_thread(void **state)
{
    static const struct {
        int32_t width, height;
        int n_colors, depth;
    } cases[] = { { 1000, 2500, 29, 8 }, { 6000, 4000, 3, 2 }, { 9000, 4000, 2, 1 },
                  { 3000, 3000, 16, 4 }, { 900, 900, 0, 8 },   { 2, 800000, 29, 8 },
                  { 300001, 9, 29, 8 },  { 100003, 7, 0, 8 },  { 131071, 17, 200, 8 } };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tksi_png_output form =
            palette_form(cases[i].width, cases[i].height, cases[i].n_colors);

        for (int threads = 1; threads <= 2; threads++) {
            assert_round_trip(&form, true, cases[i].depth, threads);
            assert_round_trip(&form, false, cases[i].depth, threads);
        }
    }
}

static void a_thread_changes_no_byte(void **state)
{
    const struct tksi_png_output form = palette_form(1234, 2111, 29);
    const struct tksi_env alone = env_with(1, NULL), two = env_with(2, NULL);
    uint8_t *rows = make_rows(&form, true);
    struct tksi_buffer first, second;
    tks_sink sink;

    (void)state;
    tksi_buffer_init(&first, 1u << 30, &alone);
    tksi_buffer_init(&second, 1u << 30, &alone);
    sink = tksi_buffer_sink(&first);
    assert_int_equal(write_rows(&form, rows, &sink, &alone, NULL), TKS_OK);
    sink = tksi_buffer_sink(&second);
    assert_int_equal(write_rows(&form, rows, &sink, &two, NULL), TKS_OK);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.data, second.data, first.length);
    tksi_buffer_dispose(&first);
    tksi_buffer_dispose(&second);
    free(rows);
}

static void an_opaque_palette_has_no_trns_and_a_transparent_one_a_short_one(void **state)
{
    struct tksi_png_output form = palette_form(3, 3, 4);
    static const uint8_t alphas[][4] = {
        { 255, 255, 255, 255 }, { 0, 255, 255, 255 }, { 9, 255, 8, 255 }, { 255, 255, 255, 0 }
    };

    (void)state;
    for (size_t i = 0; i < sizeof alphas / sizeof *alphas; i++) {
        for (int k = 0; k < 4; k++)
            form.palette[k][3] = alphas[i][k];
        assert_round_trip(&form, true, 2, 1);
    }
}

/* ------------------------------------------------------------------ streaming */

static void a_small_picture_is_one_write(void **state)
{
    const struct tksi_png_output form = palette_form(200, 200, 29);
    const struct tksi_env env = env_with(2, NULL);
    struct fussy fussy = { .fail_at = SIZE_MAX };
    const tks_sink sink = { fussy_write, &fussy };
    uint8_t *rows = make_rows(&form, true);

    (void)state;
    assert_int_equal(write_rows(&form, rows, &sink, &env, NULL), TKS_OK);
    assert_int_equal(fussy.calls, 1);
    free(rows);
}

static void a_large_picture_leaves_in_chunks_of_64_kib(void **state)
{
    const struct tksi_png_output form = palette_form(1000, 1000, 256);
    const struct tksi_env env = env_with(1, NULL);
    struct fussy fussy = { .fail_at = SIZE_MAX };
    const tks_sink sink = { fussy_write, &fussy };
    uint8_t *rows = make_rows(&form, true);

    (void)state;
    assert_int_equal(write_rows(&form, rows, &sink, &env, NULL), TKS_OK);
    assert_in_range(fussy.calls, fussy.bytes / (66 * 1024), fussy.bytes / (64 * 1024) + 1);
    assert_in_range(fussy.longest, 64 * 1024, 66 * 1024);
    free(rows);
}

static void long_runs_and_equal_rows_cost_next_to_nothing(void **state)
{
    const struct tksi_png_output form = palette_form(3000, 2000, 29);
    const struct tksi_env env = env_with(1, NULL);
    struct fussy fussy = { .fail_at = SIZE_MAX };
    const tks_sink sink = { fussy_write, &fussy };
    uint8_t *rows = make_rows(&form, false);

    (void)state;
    for (int32_t y = 1; y < form.height; y++)
        memcpy(rows + (size_t)y * 3000, rows, 3000);
    assert_int_equal(write_rows(&form, rows, &sink, &env, NULL), TKS_OK);
    assert_in_range(fussy.bytes, 1, 3000 * 2000 / 50);
    free(rows);
}

/* ------------------------------------------------------------------- failures */

static void a_sink_that_fails_at_any_call_ends_the_picture_with_its_words(void **state)
{
    const struct tksi_png_output form = palette_form(1100, 2000, 200);
    uint8_t *rows = make_rows(&form, true);

    (void)state;
    for (int threads = 1; threads <= 2; threads++) {
        const struct tksi_env env = env_with(threads, NULL);
        struct fussy whole = { .fail_at = SIZE_MAX };
        tks_sink sink = { fussy_write, &whole };

        assert_int_equal(write_rows(&form, rows, &sink, &env, NULL), TKS_OK);
        assert_true(whole.calls > 8);
        for (size_t i = 0; i < whole.calls; i++) {
            struct fussy fussy = { .fail_at = i };
            tks_error err = { 0 };
            char words[32];

            sink.user = &fussy;
            assert_int_equal(write_rows(&form, rows, &sink, &env, &err), TKS_CONFLICT);
            snprintf(words, sizeof words, "call %zu", i);
            assert_string_equal(err.message, words);
            assert_int_equal(fussy.calls, i + 1); /* not asked again */
        }
    }
    free(rows);
}

static void a_sink_that_fails_without_words_is_given_some(void **state)
{
    const struct tksi_png_output form = palette_form(10, 10, 3);
    const struct tksi_env env = env_with(1, NULL);
    struct fussy fussy = { .silent = true };
    const tks_sink sink = { fussy_write, &fussy };
    uint8_t *rows = make_rows(&form, true);
    tks_error err = { 0 };

    (void)state;
    assert_int_equal(write_rows(&form, rows, &sink, &env, &err), TKS_IO_FAILED);
    assert_int_equal(err.status, TKS_IO_FAILED);
    assert_non_null(strstr(err.message, "picture"));
    assert_int_equal(write_rows(&form, rows, &sink, &env, NULL), TKS_OK); /* call 1 */
    free(rows);
}

static void a_failure_is_told_again_by_later_calls(void **state)
{
    const struct tksi_png_output form = palette_form(3, 1, 3);
    const struct tksi_env env = env_with(1, NULL);
    struct fussy fussy = { .fail_at = 0 };
    const tks_sink sink = { fussy_write, &fussy };
    struct tksi_png_writer *writer;
    const uint8_t row[3] = { 0, 1, 2 };
    tks_error err = { 0 };

    (void)state;
    assert_int_equal(tksi_png_writer_open(&writer, &form, &sink, &env, NULL), TKS_OK);
    assert_int_equal(tksi_png_writer_row(writer, row, NULL), TKS_CONFLICT);
    assert_int_equal(tksi_png_writer_row(writer, row, &err), TKS_CONFLICT);
    assert_string_equal(err.message, "call 0");
    assert_int_equal(tksi_png_writer_finish(writer, &err), TKS_CONFLICT);
    tksi_png_writer_free(writer);
}

struct meter {
    size_t taken, released, fail_at;
};

static void *metered_allocate(void *user, size_t size)
{
    struct meter *meter = user;

    if (meter->taken == meter->fail_at)
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

static void assert_survives_short_memory(const struct tksi_png_output *form, int threads)
{
    uint8_t *rows = make_rows(form, false);
    size_t refused = 0;
    tks_status status;

    do {
        struct meter meter = { .fail_at = refused };
        const tks_allocator allocator = { metered_allocate, metered_release, &meter };
        const struct tksi_env env = env_with(threads, &allocator);
        struct fussy fussy = { .fail_at = SIZE_MAX };
        const tks_sink sink = { fussy_write, &fussy };
        tks_error err = { 0 };

        status = write_rows(form, rows, &sink, &env, &err);
        assert_int_equal(meter.taken, meter.released);
        if (status != TKS_OK) {
            assert_int_equal(status, TKS_OUT_OF_MEMORY);
            assert_int_equal(err.status, TKS_OUT_OF_MEMORY);
            refused++;
        }
    } while (status != TKS_OK);
    assert_in_range(refused, 5, 10);
    free(rows);
}

static void every_failing_allocation_is_out_of_memory_and_nothing_leaks(void **state)
{
    const struct tksi_png_output large = palette_form(1500, 1500, 29);
    const struct tksi_png_output rgb = { .width = 900, .height = 900 };

    (void)state;
    for (int threads = 1; threads <= 2; threads++) {
        assert_survives_short_memory(&large, threads);
        assert_survives_short_memory(&rgb, threads);
    }
}

static void a_picture_given_up_is_freed_at_any_row(void **state)
{
    const struct tksi_png_output form = palette_form(1000, 3000, 200);
    uint8_t *rows = make_rows(&form, true);

    (void)state;
    for (int threads = 1; threads <= 2; threads++)
        for (int32_t given = 0; given <= form.height; given += 500) {
            const struct tksi_env env = env_with(threads, NULL);
            struct fussy fussy = { .fail_at = SIZE_MAX };
            const tks_sink sink = { fussy_write, &fussy };
            struct tksi_png_writer *writer;

            assert_int_equal(tksi_png_writer_open(&writer, &form, &sink, &env, NULL), TKS_OK);
            for (int32_t y = 0; y < given; y++)
                assert_int_equal(tksi_png_writer_row(writer, rows + (size_t)y * 1000, NULL),
                                 TKS_OK);
            tksi_png_writer_free(writer);
        }
    tksi_png_writer_free(NULL);
    free(rows);
}

static void too_few_and_too_many_rows_are_refused(void **state)
{
    const struct tksi_png_output form = palette_form(3, 2, 3);
    const struct tksi_env env = env_with(1, NULL);
    struct fussy fussy = { .fail_at = SIZE_MAX };
    const tks_sink sink = { fussy_write, &fussy };
    const uint8_t row[3] = { 0, 1, 2 };
    struct tksi_png_writer *writer;
    tks_error err = { 0 };

    (void)state;
    assert_int_equal(tksi_png_writer_open(&writer, &form, &sink, &env, NULL), TKS_OK);
    assert_int_equal(tksi_png_writer_row(writer, row, NULL), TKS_OK);
    assert_int_equal(tksi_png_writer_finish(writer, &err), TKS_INVALID_ARGUMENT);
    assert_string_equal(err.message, "png: 1 rows of 2");
    assert_int_equal(tksi_png_writer_row(writer, row, NULL), TKS_OK);
    assert_int_equal(tksi_png_writer_row(writer, row, NULL), TKS_INVALID_ARGUMENT);
    assert_int_equal(tksi_png_writer_finish(writer, NULL), TKS_OK);
    assert_int_equal(tksi_png_writer_finish(writer, NULL), TKS_OK);
    assert_int_equal(fussy.calls, 1);
    tksi_png_writer_free(writer);
}

static void a_form_that_makes_no_sense_is_refused(void **state)
{
    static const struct {
        int32_t width, height;
        int n_colors;
        tks_status status;
    } cases[] = { { 0, 1, 0, TKS_INVALID_ARGUMENT },  { 1, 0, 2, TKS_INVALID_ARGUMENT },
                  { -5, 1, 2, TKS_INVALID_ARGUMENT }, { 1, 1, 257, TKS_INVALID_ARGUMENT },
                  { 1, 1, -1, TKS_INVALID_ARGUMENT }, { INT32_MAX, 1, 0, TKS_OVER_LIMIT } };
    const struct tksi_env env = env_with(1, NULL);
    struct fussy fussy = { .fail_at = SIZE_MAX };
    const tks_sink sink = { fussy_write, &fussy };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct tksi_png_output form = { .width = cases[i].width,
                                              .height = cases[i].height,
                                              .n_colors = cases[i].n_colors };
        struct tksi_png_writer *writer = NULL;
        tks_error err = { 0 };

        assert_int_equal(tksi_png_writer_open(&writer, &form, &sink, &env, &err), cases[i].status);
        assert_null(writer);
        assert_non_null(strstr(err.message, "png: "));
    }
    assert_int_equal(fussy.calls, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_bit_depth_width_and_height_decodes_to_its_indices),
        cmocka_unit_test(rgb_and_rgba_of_every_width_decode_to_their_pixels),
        cmocka_unit_test(many_batches_decode_with_and_without_a_thread),
        cmocka_unit_test(a_thread_changes_no_byte),
        cmocka_unit_test(an_opaque_palette_has_no_trns_and_a_transparent_one_a_short_one),
        cmocka_unit_test(a_small_picture_is_one_write),
        cmocka_unit_test(a_large_picture_leaves_in_chunks_of_64_kib),
        cmocka_unit_test(long_runs_and_equal_rows_cost_next_to_nothing),
        cmocka_unit_test(a_sink_that_fails_at_any_call_ends_the_picture_with_its_words),
        cmocka_unit_test(a_sink_that_fails_without_words_is_given_some),
        cmocka_unit_test(a_failure_is_told_again_by_later_calls),
        cmocka_unit_test(every_failing_allocation_is_out_of_memory_and_nothing_leaks),
        cmocka_unit_test(a_picture_given_up_is_freed_at_any_row),
        cmocka_unit_test(too_few_and_too_many_rows_are_refused),
        cmocka_unit_test(a_form_that_makes_no_sense_is_refused),
    };

    return cmocka_run_group_tests_name("png_write", tests, NULL, NULL);
}
