/* test_png.c - what png.c reads, refuses and forgives, and in which words
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "decoding.h"

#include <libdeflate.h>

/* ---------------------------------------------------------- PNGs by the chunk */

struct chunk {
    const char *type;
    const uint8_t *data;
    size_t length;
};

static void put_chunk(struct made_file *png, const char *type, const void *data, size_t length)
{
    const size_t start = png->length + 4;

    put_big(png, length, 4);
    put_text(png, type);
    put_bytes(png, data, length);
    put_big(png, libdeflate_crc32(0, png->data + start, length + 4), 4);
}

static void put_start(struct made_file *png, uint32_t width, uint32_t height, int depth, int type)
{
    struct made_file header = { NULL, 0 };

    put_bytes(png, "\x89PNG\r\n\x1A\n", 8);
    put_big(&header, width, 4);
    put_big(&header, height, 4);
    put_byte(&header, (unsigned)depth);
    put_byte(&header, (unsigned)type);
    put_bytes(&header, "\0\0\0", 3);
    put_chunk(png, "IHDR", header.data, header.length);
    made_free(header);
}

/* A zlib stream of these bytes. */
static struct made_file zlib_of(const void *rows, size_t length)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(6);
    struct made_file stream;

    stream.length = libdeflate_zlib_compress_bound(compressor, length);
    stream.data = malloc(stream.length);
    assert_non_null(stream.data);
    stream.length = libdeflate_zlib_compress(compressor, rows, length, stream.data, stream.length);
    assert_true(stream.length > 0);
    libdeflate_free_compressor(compressor);
    return stream;
}

static void put_rows(struct made_file *png, const void *rows, size_t length)
{
    struct made_file stream = zlib_of(rows, length);

    put_chunk(png, "IDAT", stream.data, stream.length);
    made_free(stream);
}

/* Three grey pixels above three more, with a chunk before the picture data. */
static const uint8_t grey_rows[] = { 0, 10, 20, 30, 0, 40, 50, 60 };

static struct made_file grey_png(const char *type, const void *data, size_t length)
{
    struct made_file png = { NULL, 0 };

    put_start(&png, 3, 2, 8, 0);
    if (type != NULL)
        put_chunk(&png, type, data, length);
    put_rows(&png, grey_rows, sizeof grey_rows);
    put_chunk(&png, "IEND", NULL, 0);
    return png;
}

#define GREY(v) v, v, v, 255
static const uint8_t grey_pixels[] = { GREY(10), GREY(20), GREY(30), GREY(40), GREY(50), GREY(60) };

static size_t find(struct made_file png, const char *type)
{
    const uint8_t *found = memmem(png.data, png.length, type, 4);

    assert_non_null(found);
    return (size_t)(found - png.data);
}

/* Many rows that do not compress away. */
static struct made_file noisy_png(int32_t width, int32_t height, bool interlaced)
{
    const struct png_recipe recipe = { .width = width,
                                       .height = height,
                                       .color_type = PNG_COLOR_TYPE_RGB_ALPHA,
                                       .interlaced = interlaced,
                                       .idat_bytes = 500 };
    const size_t length = (size_t)width * (size_t)height * 4;
    uint8_t *pixels = malloc(length);
    struct made_file png;
    uint32_t noise = 1;

    assert_non_null(pixels);
    for (size_t i = 0; i < length; i++)
        pixels[i] = (uint8_t)((noise = noise * 1664525 + 1013904223) >> 24);
    png = make_png(&recipe, pixels);
    free(pixels);
    return png;
}

/* -------------------------------------------------------------------- pixels */

static void grey_becomes_opaque_rgba(void **state)
{
    struct made_file png = grey_png(NULL, NULL, 0);

    (void)state;
    check_pixels(png, 3, 2, TKS_RGBA8, grey_pixels);
    made_free(png);
}

static void narrow_grey_is_scaled_to_eight_bits(void **state)
{
    static const struct {
        int depth;
        uint8_t byte;
        uint8_t expected[4];
    } cases[] = {
        { 1, 0x50, { 0, 255, 0, 255 } },
        { 2, 0x1B, { 0, 85, 170, 255 } },
    };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const uint8_t row[2] = { 0, cases[i].byte };
        struct made_file png = { NULL, 0 };
        uint8_t expected[16];

        for (int x = 0; x < 4; x++)
            memcpy(expected + x * 4, (uint8_t[]){ GREY(cases[i].expected[x]) }, 4);
        put_start(&png, 4, 1, cases[i].depth, 0);
        put_rows(&png, row, 2);
        put_chunk(&png, "IEND", NULL, 0);
        check_pixels(png, 4, 1, TKS_RGBA8, expected);
        made_free(png);
    }
}

static void sixteen_bits_stay_sixteen(void **state)
{
    const uint16_t pixels[] = { 0x0102, 0x0304, 0xFFFF, 0x8000, 1, 2, 3, 4 };
    struct made_file png = make_png_rgba16(pixels, 2, 1);

    (void)state;
    check_pixels(png, 2, 1, TKS_RGBA16, pixels);
    assert_true(inspect(png).has_alpha);
    made_free(png);
}

static void a_transparent_colour_becomes_alpha(void **state)
{
    static const uint8_t expected[] = { GREY(10), 20,       20,       20,      0,
                                        GREY(30), GREY(40), GREY(50), GREY(60) };
    struct made_file png = grey_png("tRNS", "\0\x14", 2);

    (void)state;
    check_pixels(png, 3, 2, TKS_RGBA8, expected);
    assert_true(inspect(png).has_alpha);
    made_free(png);
}

static void a_short_trns_leaves_the_rest_of_the_palette_opaque(void **state)
{
    static const uint8_t rows[] = { 0, 0, 1, 2, 7 };
    static const uint8_t expected[] = { 1, 2, 3, 128, 4, 5, 6, 255, 7, 8, 9, 255, 0, 0, 0, 255 };
    struct made_file png = { NULL, 0 };

    (void)state;
    put_start(&png, 4, 1, 8, 3);
    put_chunk(&png, "PLTE", "\1\2\3\4\5\6\7\x8\x9", 9);
    put_chunk(&png, "tRNS", "\x80", 1);
    put_rows(&png, rows, sizeof rows);
    put_chunk(&png, "IEND", NULL, 0);
    check_pixels(png, 4, 1, TKS_RGBA8, expected); /* index 7 is beyond: opaque black */
    made_free(png);
}

static void interlaced_equals_plain(void **state)
{
    struct made_file plain = noisy_png(13, 11, false), interlaced = noisy_png(13, 11, true);
    tks_image *one = decode(plain), *two = decode(interlaced);

    (void)state;
    assert_true(same_pixels(one, two));
    tks_image_free(one);
    tks_image_free(two);
    made_free(plain);
    made_free(interlaced);
}

static void colour_information_is_reported_and_not_applied(void **state)
{
    static const struct {
        const char *type, *data;
        size_t length;
        const char *profile;
    } cases[] = {
        { "gAMA", "\0\1\x86\xA0", 4, "gAMA" }, { "sRGB", "\0", 1, "sRGB" },
        { "iCCP", "broken", 6, "iCCP" },       { "sBIT", "\1", 1, NULL },
        { "bKGD", "\0\7", 2, NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made_file png = grey_png(cases[i].type, cases[i].data, cases[i].length);
        const tks_image_info info = inspect(png);

        if (cases[i].profile == NULL)
            assert_null(info.profile);
        else
            assert_string_equal(info.profile, cases[i].profile);
        assert_string_equal(info.format, "png");
        assert_false(info.has_alpha);
        check_pixels(png, 3, 2, TKS_RGBA8, grey_pixels);
        made_free(png);
    }
}

/* -------------------------------------------------------------------- refused */

static void a_cut_file_tells_the_row_it_ends_at(void **state)
{
    struct made_file plain = noisy_png(64, 48, false), interlaced = noisy_png(64, 48, true);
    const size_t length = plain.length;

    (void)state;
    plain.length = length / 2;
    check_refused(plain, TKS_BAD_DATA, "truncated: the picture data ends at row 23 of 48");
    plain.length = length - 12;
    check_refused(plain, TKS_BAD_DATA,
                  "truncated: the picture data is there but the file's end is missing");
    plain.length = 30;
    check_refused(plain, TKS_BAD_DATA, "truncated: the file ends before the picture data");
    interlaced.length /= 2;
    check_refused(interlaced, TKS_BAD_DATA, "truncated: the picture data ends in pass 6 of 7");
    made_free(plain);
    made_free(interlaced);
}

static void too_little_picture_data_is_refused(void **state)
{
    struct made_file png = { NULL, 0 };

    (void)state;
    put_start(&png, 3, 3, 8, 0);
    put_rows(&png, grey_rows, sizeof grey_rows);
    put_chunk(&png, "IEND", NULL, 0);
    check_refused(png, TKS_BAD_DATA, "truncated: the picture data ends at row 2 of 3");
    made_free(png);
}

static void a_wrong_checksum_is_named_with_its_place(void **state)
{
    struct made_file png = grey_png(NULL, NULL, 0);

    (void)state;
    png.data[find(png, "IEND") - 5] ^= 1; /* the byte before IEND's length */
    check_refused(png, TKS_BAD_DATA, "a chunk's checksum is wrong (IDAT at byte 33)");
    png.data[find(png, "IEND") - 5] ^= 1;
    png.data[find(png, "IHDR") + 4 + 13] ^= 1;
    check_refused(png, TKS_BAD_DATA, "a chunk's checksum is wrong (IHDR at byte 8)");
    made_free(png);
}

static void a_wrong_checksum_in_an_extra_chunk_is_passed_over(void **state)
{
    struct made_file text = grey_png("tEXt", "a\0b", 3), key = grey_png("tRNS", "\0\x14", 2);

    (void)state;
    text.data[find(text, "tEXt") + 4] ^= 1;
    check_pixels(text, 3, 2, TKS_RGBA8, grey_pixels);
    key.data[find(key, "tRNS") + 6] ^= 1; /* the transparent colour does not count then */
    check_pixels(key, 3, 2, TKS_RGBA8, grey_pixels);
    made_free(text);
    made_free(key);
}

/* libpng reports a wrong Adler-32 as an error or as a warning, depending on how the
 * data is cut. */
static void a_wrong_adler_is_refused_however_the_data_is_cut(void **state)
{
    struct made_file stream = zlib_of(grey_rows, sizeof grey_rows);

    (void)state;
    stream.data[stream.length - 1] ^= 1;
    for (size_t first = stream.length - 4; first <= stream.length; first += 4) {
        struct made_file png = { NULL, 0 };

        put_start(&png, 3, 2, 8, 0);
        put_chunk(&png, "IDAT", stream.data, first);
        put_chunk(&png, "IDAT", stream.data + first, stream.length - first);
        put_chunk(&png, "IEND", NULL, 0);
        check_refused(png, TKS_BAD_DATA,
                      "the picture data is damaged at row 1 of 2 (incorrect data check)");
        made_free(png);
    }
    made_free(stream);
}

static void a_row_filter_that_does_not_exist_is_refused(void **state)
{
    static const uint8_t rows[] = { 0, 10, 20, 30, 5, 40, 50, 60 };
    struct made_file png = { NULL, 0 };

    (void)state;
    put_start(&png, 3, 2, 8, 0);
    put_rows(&png, rows, sizeof rows);
    put_chunk(&png, "IEND", NULL, 0);
    check_refused(png, TKS_BAD_DATA,
                  "the picture data is damaged at row 1 of 2 (bad adaptive filter value)");
    made_free(png);
}

static void impossible_headers_are_refused(void **state)
{
    static const struct {
        uint32_t width, height;
        int depth, type;
        tks_status status;
        const char *message;
    } cases[] = {
        { 0, 5, 8, 0, TKS_BAD_DATA, "the header says 0 x 5 pixels; both sides must be at least 1" },
        { 5, 0, 8, 6, TKS_BAD_DATA, "the header says 5 x 0 pixels; both sides must be at least 1" },
        { 1, 1, 8, 1, TKS_BAD_DATA, "the header is invalid: there is no colour type 1" },
        { 1, 1, 3, 0, TKS_BAD_DATA, "the header is invalid: there is no bit depth 3" },
        { 1, 1, 4, 2, TKS_BAD_DATA, "the header is invalid: colour type 2 has no bit depth 4" },
        { 0x7FFFFFFF, 1, 8, 6, TKS_OVER_LIMIT,
          "2147483647 x 1 pixels, the limit is 100000 along a side; raise it with --limit-side" },
        { 0x80000000, 1, 8, 6, TKS_BAD_DATA, "a length or size in the file is above 2147483647" },
        { 50000, 50000, 8, 6, TKS_OVER_LIMIT,
          "50000 x 50000 is 2500000000 pixels, the limit is 134217728; raise it with "
          "--limit-pixels" },
        { 10000, 10000, 8, 6, TKS_BAD_DATA,
          "truncated: 73 bytes cannot hold 10000 x 10000 pixels" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made_file png = { NULL, 0 };

        put_start(&png, cases[i].width, cases[i].height, cases[i].depth, cases[i].type);
        put_rows(&png, "\0\0\0\0\0", 5);
        put_chunk(&png, "IEND", NULL, 0);
        check_refused(png, cases[i].status, cases[i].message);
        made_free(png);
    }
}

static void *allocate_and_watch(void *user, size_t size)
{
    size_t *largest = user;

    *largest = size > *largest ? size : *largest;
    return malloc(size);
}

static void release(void *user, void *memory)
{
    (void)user;
    free(memory);
}

static void a_small_file_that_promises_much_takes_little_memory(void **state)
{
    size_t largest = 0;
    const tks_allocator allocator = { allocate_and_watch, release, &largest };
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    struct made_file png = { NULL, 0 };

    (void)state;
    put_start(&png, 8000, 8000, 16, 6);
    put_rows(&png, grey_rows, sizeof grey_rows);
    put_chunk(&png, "IEND", NULL, 0);
    check_refused_within(png, &env, TKS_BAD_DATA,
                         "truncated: 76 bytes cannot hold 8000 x 8000 pixels");
    assert_in_range(largest, 1, 1 << 16);
    made_free(png);
}

static void limits_are_the_callers(void **state)
{
    const tks_limits side = { .size = sizeof side, .side = 2 };
    const tks_limits pixels = { .size = sizeof pixels, .pixels = 5 };
    const tks_limits bytes = { .size = sizeof bytes, .file_bytes = 60 };
    tks_env env = { .size = sizeof env };
    struct made_file png = grey_png(NULL, NULL, 0);

    (void)state;
    env.limits = &side;
    check_refused_within(png, &env, TKS_OVER_LIMIT,
                         "3 x 2 pixels, the limit is 2 along a side; raise it with --limit-side");
    env.limits = &pixels;
    check_refused_within(png, &env, TKS_OVER_LIMIT,
                         "3 x 2 is 6 pixels, the limit is 5; raise it with --limit-pixels");
    env.limits = &bytes;
    check_refused_within(png, &env, TKS_OVER_LIMIT,
                         "76 bytes, the limit is 60; raise it with --limit-bytes");
    made_free(png);
}

static void chunks_that_are_missing_or_twice_are_named(void **state)
{
    struct made_file no_data = { NULL, 0 }, no_palette = { NULL, 0 }, twice = { NULL, 0 };
    struct made_file unknown = grey_png("ABCD", "x", 1);

    (void)state;
    put_start(&no_data, 1, 1, 8, 0);
    put_chunk(&no_data, "IEND", NULL, 0);
    check_refused(no_data, TKS_BAD_DATA, "a PNG without picture data (no IDAT chunk)");
    put_start(&no_palette, 1, 1, 8, 3);
    put_rows(&no_palette, "\0\0", 2);
    check_refused(no_palette, TKS_BAD_DATA, "a palette picture without a palette (no PLTE chunk)");
    put_start(&twice, 1, 1, 8, 3);
    put_chunk(&twice, "PLTE", "abc", 3);
    put_chunk(&twice, "PLTE", "abc", 3);
    check_refused(twice, TKS_BAD_DATA, "a second palette (PLTE)");
    check_refused(unknown, TKS_UNSUPPORTED, "a PNG with a chunk nothing is known of (ABCD)");
    made_free(no_data);
    made_free(no_palette);
    made_free(twice);
    made_free(unknown);
}

static void a_damaged_signature_is_called_so(void **state)
{
    struct made_file png = grey_png(NULL, NULL, 0);

    (void)state;
    png.data[0] = 9;
    check_refused(png, TKS_BAD_DATA, "the PNG signature is damaged");
    png.data[0] = 0x89;
    png.data[4] = '\n';
    check_refused(png, TKS_BAD_DATA, "the PNG signature is damaged, as by a transfer in text mode");
    made_free(png);
}

/* ------------------------------------------------------------------- forgiven */

static void bytes_after_the_end_are_tolerated(void **state)
{
    struct made_file png = grey_png(NULL, NULL, 0);

    (void)state;
    put_text(&png, "and something else");
    check_pixels(png, 3, 2, TKS_RGBA8, grey_pixels);
    made_free(png);
}

static void picture_data_beyond_the_last_row_is_tolerated(void **state)
{
    static const uint8_t rows[] = { 0, 10, 20, 30, 0, 40, 50, 60, 0, 1, 2, 3, 4, 5, 6, 7, 8 };
    struct made_file png = { NULL, 0 };

    (void)state;
    put_start(&png, 3, 2, 8, 0);
    put_rows(&png, rows, sizeof rows);
    put_chunk(&png, "IDAT", "more", 4);
    put_chunk(&png, "IEND", NULL, 0);
    check_pixels(png, 3, 2, TKS_RGBA8, grey_pixels);
    made_free(png);
}

/* ---------------------------------------------------------------------- abuse */

static void abuse_is_survived(void **state)
{
    struct made_file files[] = { grey_png("tRNS", "\0\x14", 2), noisy_png(20, 15, false),
                                 noisy_png(20, 15, true) };

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        check_abuse(files[i]);
        made_free(files[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grey_becomes_opaque_rgba),
        cmocka_unit_test(narrow_grey_is_scaled_to_eight_bits),
        cmocka_unit_test(sixteen_bits_stay_sixteen),
        cmocka_unit_test(a_transparent_colour_becomes_alpha),
        cmocka_unit_test(a_short_trns_leaves_the_rest_of_the_palette_opaque),
        cmocka_unit_test(interlaced_equals_plain),
        cmocka_unit_test(colour_information_is_reported_and_not_applied),
        cmocka_unit_test(a_cut_file_tells_the_row_it_ends_at),
        cmocka_unit_test(too_little_picture_data_is_refused),
        cmocka_unit_test(a_wrong_checksum_is_named_with_its_place),
        cmocka_unit_test(a_wrong_checksum_in_an_extra_chunk_is_passed_over),
        cmocka_unit_test(a_wrong_adler_is_refused_however_the_data_is_cut),
        cmocka_unit_test(a_row_filter_that_does_not_exist_is_refused),
        cmocka_unit_test(impossible_headers_are_refused),
        cmocka_unit_test(a_small_file_that_promises_much_takes_little_memory),
        cmocka_unit_test(limits_are_the_callers),
        cmocka_unit_test(chunks_that_are_missing_or_twice_are_named),
        cmocka_unit_test(a_damaged_signature_is_called_so),
        cmocka_unit_test(bytes_after_the_end_are_tolerated),
        cmocka_unit_test(picture_data_beyond_the_last_row_is_tolerated),
        cmocka_unit_test(abuse_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
