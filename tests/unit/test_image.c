/* test_image.c - sizes are checked, views become RGBA rows, files are loaded
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "decoding.h"

#include "image/image.h"

static struct tksi_env environment(void)
{
    struct tksi_env env;
    tks_error err;

    assert_int_equal(tksi_env_resolve(&env, NULL, &err), TKS_OK);
    return env;
}

/* -------------------------------------------------------------------- checks */

static void sizes_are_held_against_the_limits(void **state)
{
    static const struct {
        int64_t width, height;
        tks_status status;
    } cases[] = {
        { 1, 1, TKS_OK },
        { 100000, 1, TKS_OK },
        { 16384, 8192, TKS_OK },
        { 16384, 8193, TKS_OVER_LIMIT },
        { 100001, 1, TKS_OVER_LIMIT },
        { 1, 100001, TKS_OVER_LIMIT },
        { INT64_MAX, INT64_MAX, TKS_OVER_LIMIT },
        { 0, 1, TKS_BAD_DATA },
        { 1, 0, TKS_BAD_DATA },
        { -1, 1, TKS_BAD_DATA },
        { 1, INT64_MIN, TKS_BAD_DATA },
    };
    const struct tksi_env env = environment();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(tksi_check_size(cases[i].width, cases[i].height, &env, NULL),
                         cases[i].status);
}

static void views_that_make_no_sense_are_refused(void **state)
{
    static const uint16_t pixels[64];
    const uint8_t *const bytes = (const uint8_t *)pixels;
    static const struct {
        tks_view view;
        size_t offset;
        tks_status status;
    } cases[] = {
        { { pixels, 4, 4, 16, TKS_RGBA8 }, 0, TKS_OK },
        { { pixels, 4, 4, -16, TKS_RGBA8 }, 0, TKS_OK },
        { { pixels, 4, 4, 17, TKS_RGBA8 }, 1, TKS_OK }, /* unaligned */
        { { pixels, 4, 1, 0, TKS_RGBA8 }, 0, TKS_OK },  /* one row has no next */
        { { pixels, 4, 2, 15, TKS_RGBA8 }, 0, TKS_INVALID_ARGUMENT },
        { { pixels, 4, 2, -15, TKS_RGBA8 }, 0, TKS_INVALID_ARGUMENT },
        { { pixels, 4, 2, 12, TKS_RGB8 }, 0, TKS_OK },
        { { pixels, 4, 2, 4, TKS_GRAY8 }, 0, TKS_OK },
        { { pixels, 4, 2, 31, TKS_RGBA16 }, 0, TKS_INVALID_ARGUMENT },
        { { pixels, 4, 2, 32, TKS_RGBA16 }, 0, TKS_OK },
        { { pixels, 4, 2, 33, TKS_RGBA16 }, 0, TKS_INVALID_ARGUMENT },
        { { pixels, 4, 1, 32, TKS_RGBA16 }, 1, TKS_INVALID_ARGUMENT },
        { { pixels, 0, 4, 16, TKS_RGBA8 }, 0, TKS_INVALID_ARGUMENT },
        { { pixels, 4, -1, 16, TKS_RGBA8 }, 0, TKS_INVALID_ARGUMENT },
        { { pixels, 4, 4, 16, (tks_pixels)99 }, 0, TKS_INVALID_ARGUMENT },
        { { pixels, INT32_MAX, 2, 16, TKS_RGBA16 }, 0, TKS_INVALID_ARGUMENT },
        { { pixels, 4, 2, PTRDIFF_MIN, TKS_RGBA8 }, 0, TKS_OK },
    };
    tks_view none = { NULL, 4, 4, 16, TKS_RGBA8 };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tks_view view = cases[i].view;

        view.data = bytes + cases[i].offset;
        assert_int_equal(tksi_check_view(&view, NULL), cases[i].status);
    }
    assert_int_equal(tksi_check_view(&none, NULL), TKS_INVALID_ARGUMENT);
}

/* ---------------------------------------------------------------------- rows */

/* The one pixel of a view as a row of RGBA and of RGBA16. */
static void check_pixel(const void *data, tks_pixels pixels, const uint8_t expected[4])
{
    const struct tksi_env env = environment();
    const tks_view view = { data, 1, 1, 8, pixels };
    uint8_t narrow[4];
    uint16_t wide[4];
    uint32_t row8[1];
    uint64_t row16[1];

    tksi_view_row8(row8, &view, 0, &env);
    memcpy(narrow, row8, 4);
    assert_memory_equal(narrow, expected, 4);
    tksi_view_row16(row16, &view, 0, &env);
    memcpy(wide, row16, 8);
    for (int c = 0; c < 4; c++)
        if (pixels == TKS_RGBA16)
            assert_int_equal(wide[c] >> 8, expected[c]);
        else
            assert_int_equal(wide[c], expected[c] * 257);
}

static void every_kind_of_pixel_becomes_rgba(void **state)
{
    const uint32_t argb = 0xFF112233, xrgb = 0x00112233;
    const uint16_t wide[] = { 0x11FE, 0x2201, 0x33FF, 0x4400 };

    (void)state;
    check_pixel("\x11\x22\x33\x44", TKS_RGBA8, (const uint8_t[]){ 0x11, 0x22, 0x33, 0x44 });
    check_pixel("\x33\x22\x11\x44", TKS_BGRA8, (const uint8_t[]){ 0x11, 0x22, 0x33, 0x44 });
    check_pixel("\x11\x22\x33", TKS_RGB8, (const uint8_t[]){ 0x11, 0x22, 0x33, 0xFF });
    check_pixel("\x11", TKS_GRAY8, (const uint8_t[]){ 0x11, 0x11, 0x11, 0xFF });
    check_pixel(&argb, TKS_ARGB32_PREMULTIPLIED, (const uint8_t[]){ 0x11, 0x22, 0x33, 0xFF });
    check_pixel(&xrgb, TKS_XRGB32, (const uint8_t[]){ 0x11, 0x22, 0x33, 0xFF });
    check_pixel(wide, TKS_RGBA16, (const uint8_t[]){ 0x11, 0x22, 0x33, 0x44 });
}

/* The nearest of all straight colours, found by trying: the one whose product with
 * alpha comes closest to 255 times the colour; of two the higher. */
static unsigned nearest_straight(unsigned c, unsigned alpha)
{
    unsigned best = 0;

    for (unsigned s = 0; s <= 255; s++)
        if (labs((long)(s * alpha) - (long)(c * 255)) <=
            labs((long)(best * alpha) - (long)(c * 255)))
            best = s;
    return alpha == 0 ? 0 : best;
}

static void premultiplied_colours_are_divided_to_the_nearest(void **state)
{
    const struct tksi_env env = environment();
    uint8_t rgba[256 * 4], bgra[256 * 4];
    uint32_t argb[256], row[256];

    (void)state;
    for (unsigned alpha = 0; alpha < 256; alpha++) {
        const tks_view views[] = { { rgba, 256, 1, 1024, TKS_RGBA8_PREMULTIPLIED },
                                   { bgra, 256, 1, 1024, TKS_BGRA8_PREMULTIPLIED },
                                   { argb, 256, 1, 1024, TKS_ARGB32_PREMULTIPLIED } };

        for (unsigned c = 0; c < 256; c++) {
            const unsigned g = (c + 1) & 255, b = 255 - c;

            memcpy(rgba + c * 4, (uint8_t[]){ c, g, b, alpha }, 4);
            memcpy(bgra + c * 4, (uint8_t[]){ b, g, c, alpha }, 4);
            argb[c] = alpha << 24 | c << 16 | g << 8 | b;
        }
        for (int i = 0; i < 3; i++) {
            tksi_view_row8(row, &views[i], 0, &env);
            for (unsigned c = 0; c < 256; c++) {
                const uint8_t expected[] = { nearest_straight(c, alpha),
                                             nearest_straight((c + 1) & 255, alpha),
                                             nearest_straight(255 - c, alpha), alpha };

                assert_memory_equal(&row[c], expected, 4);
            }
        }
    }
}

static void rows_follow_the_stride_up_and_down(void **state)
{
    static const uint8_t grey[] = { 1, 2, 9, 3, 4, 9, 5, 6, 9 };
    const struct tksi_env env = environment();
    const tks_view down = { grey, 2, 3, 3, TKS_GRAY8 };
    const tks_view up = { grey + 6, 2, 3, -3, TKS_GRAY8 };
    uint16_t channels[8];
    uint64_t wide[2];
    uint32_t row[2];

    (void)state;
    for (int32_t y = 0; y < 3; y++) {
        tksi_view_row8(row, &down, y, &env);
        assert_int_equal(*(uint8_t *)&row[0], 1 + y * 2);
        assert_int_equal(*(uint8_t *)&row[1], 2 + y * 2);
        tksi_view_row8(row, &up, y, &env);
        assert_int_equal(*(uint8_t *)&row[1], 6 - y * 2);
        tksi_view_row16(wide, &up, y, &env);
        memcpy(channels, wide, sizeof channels);
        assert_int_equal(channels[0], (5 - y * 2) * 257);
        assert_int_equal(channels[4], (6 - y * 2) * 257);
    }
}

/* ---------------------------------------------------------------------- calls */

static void a_picture_is_loaded_by_its_path(void **state)
{
    static const uint8_t blue[] = { 0, 0, 255, 255 };
    struct scratch scratch = scratch_make();
    struct made_file png = make_png_plain(1, 1, 0, 0, 255, 255);
    tks_image *image = NULL;
    tks_error err = { TKS_OK, 0, "" };

    (void)state;
    scratch_write(&scratch, "a.png", made_bytes(png));
    assert_int_equal(tks_image_load(&image, scratch_path(&scratch, "a.png"), NULL, &err), TKS_OK);
    assert_memory_equal(tks_image_view(image).data, blue, 4);
    tks_image_free(image);
    made_free(png);
    scratch_remove(&scratch);
}

static void errors_of_loading_begin_with_the_path(void **state)
{
    const tks_limits limits = { .size = sizeof limits, .file_bytes = 3 };
    const tks_env small = { .size = sizeof small, .limits = &limits };
    struct scratch scratch = scratch_make();
    static const struct {
        const char *name;
        bool limited;
        tks_status status;
        const char *message;
    } cases[] = {
        { "none.png", false, TKS_NOT_FOUND, ": cannot be opened: No such file or directory" },
        { "folder", false, TKS_IO_FAILED, ": is a folder, not a file" },
        { "empty.png", false, TKS_BAD_DATA, ": is empty (0 bytes)" },
        { "text.png", false, TKS_UNSUPPORTED, ": is a text file, not a picture" },
        { "text.png", true, TKS_OVER_LIMIT,
          ": 5 bytes, the limit is 3; raise it with --limit-bytes" },
    };

    (void)state;
    scratch_folder(&scratch, "folder");
    scratch_write(&scratch, "empty.png", (tks_bytes){ "", 0 });
    scratch_write(&scratch, "text.png", (tks_bytes){ "hello", 5 });
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *path = scratch_path(&scratch, cases[i].name);
        tks_image *image = NULL;
        tks_error err = { TKS_OK, 0, "" };
        char message[512];

        snprintf(message, sizeof message, "%s%s", path, cases[i].message);
        assert_int_equal(tks_image_load(&image, path, cases[i].limited ? &small : NULL, &err),
                         cases[i].status);
        assert_string_equal(err.message, message);
        assert_null(image);
    }
    scratch_remove(&scratch);
}

static void loading_survives_every_failing_allocation(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    struct scratch scratch = scratch_make();
    struct made_file png = make_png_plain(9, 9, 1, 2, 3, 255);
    tks_status status = TKS_OUT_OF_MEMORY;

    (void)state;
    scratch_write(&scratch, "a.png", made_bytes(png));
    for (long n = 1; status != TKS_OK; n++) {
        tks_image *image = NULL;

        atomic_store(&counting.taken, 0);
        atomic_store(&counting.fail_at, n);
        status = tks_image_load(&image, scratch_path(&scratch, "a.png"), &env, NULL);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        tks_image_free(image);
        assert_int_equal(atomic_load(&counting.held), 0);
    }
    made_free(png);
    scratch_remove(&scratch);
}

static void an_info_without_its_size_is_refused(void **state)
{
    struct made_file png = make_png_plain(1, 1, 0, 0, 0, 255);
    tks_image_info info = { .size = 0 };

    (void)state;
    assert_int_equal(tks_image_inspect(&info, made_bytes(png), NULL, NULL), TKS_INVALID_ARGUMENT);
    assert_int_equal(tks_image_inspect(NULL, made_bytes(png), NULL, NULL), TKS_INVALID_ARGUMENT);
    tks_image_free(NULL);
    made_free(png);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_held_against_the_limits),
        cmocka_unit_test(views_that_make_no_sense_are_refused),
        cmocka_unit_test(every_kind_of_pixel_becomes_rgba),
        cmocka_unit_test(premultiplied_colours_are_divided_to_the_nearest),
        cmocka_unit_test(rows_follow_the_stride_up_and_down),
        cmocka_unit_test(a_picture_is_loaded_by_its_path),
        cmocka_unit_test(errors_of_loading_begin_with_the_path),
        cmocka_unit_test(loading_survives_every_failing_allocation),
        cmocka_unit_test(an_info_without_its_size_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
