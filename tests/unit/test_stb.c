/* test_stb.c - BMP, GIF and TGA, and what stb_image would not have noticed
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "decoding.h"

/* ----------------------------------------------------------------------- BMP */

struct bmp_recipe {
    int header_size, width, height, bits, compression;
    uint32_t masks[4];      /* red green blue alpha, where compression is 3 */
    int colors;             /* of the palette */
    const uint8_t *palette; /* B G R 0 */
};

static struct made_file make_bmp(const struct bmp_recipe *recipe, const void *rows, size_t length)
{
    const int masks = recipe->compression == 3 && recipe->header_size == 40 ? 12 : 0;
    struct made_file bmp = { NULL, 0 };

    put_text(&bmp, "BM");
    put_little(&bmp, 0, 4);
    put_little(&bmp, 0, 4);
    put_little(&bmp, (unsigned)(14 + recipe->header_size + masks + recipe->colors * 4), 4);
    put_little(&bmp, (unsigned)recipe->header_size, 4);
    put_little(&bmp, (unsigned)recipe->width, recipe->header_size == 12 ? 2 : 4);
    put_little(&bmp, (unsigned)recipe->height, recipe->header_size == 12 ? 2 : 4);
    put_little(&bmp, 1, 2);
    put_little(&bmp, (unsigned)recipe->bits, 2);
    if (recipe->header_size >= 40) {
        put_little(&bmp, (unsigned)recipe->compression, 4);
        for (int i = 0; i < 5; i++)
            put_little(&bmp, 0, 4);
        for (int i = 0; i < (masks ? 3 : 4) && (masks || recipe->header_size >= 108); i++)
            put_little(&bmp, recipe->masks[i], 4);
    }
    while (bmp.length < (size_t)(14 + recipe->header_size + masks))
        put_byte(&bmp, 0);
    put_bytes(&bmp, recipe->palette, (size_t)recipe->colors * 4);
    put_bytes(&bmp, rows, length);
    return bmp;
}

static void bmp_rows_run_up_or_down(void **state)
{
    static const uint8_t rows[] = { 3, 2, 1, 0, 6, 5, 4, 0 }; /* padded to four bytes */
    static const uint8_t up[] = { 4, 5, 6, 255, 1, 2, 3, 255 };
    static const uint8_t down[] = { 1, 2, 3, 255, 4, 5, 6, 255 };
    struct bmp_recipe recipe = { .header_size = 40, .width = 1, .height = 2, .bits = 24 };
    struct made_file bmp = make_bmp(&recipe, rows, sizeof rows);

    (void)state;
    check_pixels(bmp, 1, 2, TKS_RGBA8, up);
    assert_string_equal(inspect(bmp).format, "bmp");
    assert_false(inspect(bmp).has_alpha);
    check_abuse(bmp);
    made_free(bmp);
    recipe.height = -2;
    bmp = make_bmp(&recipe, rows, sizeof rows);
    check_pixels(bmp, 1, 2, TKS_RGBA8, down);
    made_free(bmp);
    recipe.height = 2;
    recipe.header_size = 12;
    bmp = make_bmp(&recipe, rows, sizeof rows);
    check_pixels(bmp, 1, 2, TKS_RGBA8, up);
    made_free(bmp);
}

static void bmp_palettes_are_looked_up(void **state)
{
    static const uint8_t palette[] = { 3, 2, 1, 0, 6, 5, 4, 0, 9, 8, 7, 0 };
    static const uint8_t expected[] = { 4, 5, 6, 255, 1, 2, 3, 255, 4, 5, 6, 255 };
    static const struct {
        int bits;
        uint8_t row[4];
    } cases[] = { { 1, { 0xA0 } }, { 4, { 0x10, 0x10 } }, { 8, { 1, 0, 1 } } };

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const struct bmp_recipe recipe = { .header_size = 40,
                                           .width = 3,
                                           .height = 1,
                                           .bits = cases[i].bits,
                                           .colors = cases[i].bits == 1 ? 2 : 3,
                                           .palette = palette };
        struct made_file bmp = make_bmp(&recipe, cases[i].row, 4);

        check_pixels(bmp, 3, 1, TKS_RGBA8, expected);
        check_abuse(bmp);
        made_free(bmp);
    }
}

/* stb_image would show memory that was never written. */
static void a_bmp_index_beyond_the_palette_is_refused(void **state)
{
    static const uint8_t palette[] = { 3, 2, 1, 0, 6, 5, 4, 0 };
    struct bmp_recipe recipe = {
        .header_size = 40, .width = 2, .height = 1, .bits = 4, .colors = 2, .palette = palette
    };
    struct made_file bmp = make_bmp(&recipe, "\x12\0\0\0", 4);

    (void)state;
    check_refused(bmp, TKS_BAD_DATA, "a BMP pixel of colour 2, the palette has 2");
    made_free(bmp);
    recipe.bits = 8;
    bmp = make_bmp(&recipe, "\1\xFF\0\0", 4);
    check_refused(bmp, TKS_BAD_DATA, "a BMP pixel of colour 255, the palette has 2");
    made_free(bmp);
}

static void bmp_alpha_counts_unless_all_of_it_is_zero(void **state)
{
    static const uint8_t some[] = { 1, 2, 3, 4, 5, 6, 7, 0 }, none[] = { 1, 2, 3, 0, 5, 6, 7, 0 };
    static const uint8_t with[] = { 3, 2, 1, 4, 7, 6, 5, 0 };
    static const uint8_t without[] = { 3, 2, 1, 255, 7, 6, 5, 255 };
    static const uint8_t masked[] = { 1, 2, 3, 4, 5, 6, 7, 0 };
    struct bmp_recipe recipe = { .header_size = 40, .width = 2, .height = 1, .bits = 32 };
    struct made_file bmp = make_bmp(&recipe, some, 8);

    (void)state;
    check_pixels(bmp, 2, 1, TKS_RGBA8, with);
    assert_true(inspect(bmp).has_alpha);
    check_abuse(bmp);
    made_free(bmp);
    bmp = make_bmp(&recipe, none, 8);
    check_pixels(bmp, 2, 1, TKS_RGBA8, without);
    made_free(bmp);
    recipe = (struct bmp_recipe){ .header_size = 108,
                                  .width = 2,
                                  .height = 1,
                                  .bits = 32,
                                  .compression = 3,
                                  .masks = { 0xFF, 0xFF00, 0xFF0000, 0xFF000000 } };
    bmp = make_bmp(&recipe, some, 8);
    check_pixels(bmp, 2, 1, TKS_RGBA8, masked);
    assert_true(inspect(bmp).has_alpha);
    made_free(bmp);
}

static void five_bits_are_stretched_to_eight(void **state)
{
    static const uint8_t expected[] = { 255, 0, 132, 255, 0, 255, 255, 255 };
    const struct bmp_recipe recipe = { .header_size = 40,
                                       .width = 2,
                                       .height = 1,
                                       .bits = 16,
                                       .compression = 3,
                                       .masks = { 0xF800, 0x07E0, 0x001F } };
    struct made_file bmp = make_bmp(&recipe, "\x10\xF8\xFF\x07", 4);

    (void)state;
    check_pixels(bmp, 2, 1, TKS_RGBA8, expected);
    made_free(bmp);
}

static void bmps_that_are_not_read_are_named(void **state)
{
    static const uint8_t palette[16];
    static const struct {
        struct bmp_recipe recipe;
        tks_status status;
        const char *message;
    } cases[] = {
        { { 40, 4, 4, 8, 1, { 0 }, 1, palette },
          TKS_UNSUPPORTED,
          "a run-length coded BMP; save it uncompressed" },
        { { 40, 4, 4, 24, 5, { 0 }, 0, palette }, TKS_UNSUPPORTED, "a BMP with compression 5" },
        { { 64, 4, 4, 24, 0, { 0 }, 0, palette },
          TKS_UNSUPPORTED,
          "a BMP with a header of 64 bytes" },
        { { 56, 4, 4, 32, 3, { 0 }, 0, palette },
          TKS_UNSUPPORTED,
          "a BMP with bit masks in a header of 56 bytes" },
        { { 12, 4, 4, 8, 0, { 0 }, 4, palette }, TKS_UNSUPPORTED, "an OS/2 BMP with a palette" },
        { { 40, 4, 4, 2, 0, { 0 }, 4, palette }, TKS_UNSUPPORTED, "a BMP of 2 bits a pixel" },
        { { 40, 4, 4, 8, 0, { 0 }, 0, palette },
          TKS_BAD_DATA,
          "a BMP whose pixels begin within its palette" },
        { { 40, 4, INT32_MIN, 24, 0, { 0 }, 0, palette },
          TKS_OVER_LIMIT,
          "4 x 2147483648 pixels, the limit is 100000 along a side; raise it with --limit-side" },
        { { 40, -4, 4, 24, 0, { 0 }, 0, palette },
          TKS_BAD_DATA,
          "the header says -4 x 4 pixels; both sides must be at least 1" },
        { { 40, 9000, 9000, 24, 0, { 0 }, 0, palette },
          TKS_BAD_DATA,
          "truncated: 118 bytes cannot hold 9000 x 9000 pixels" },
    };
    static const uint8_t rows[64];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made_file bmp = make_bmp(&cases[i].recipe, rows, sizeof rows);

        check_refused(bmp, cases[i].status, cases[i].message);
        made_free(bmp);
    }
}

/* ----------------------------------------------------------------------- GIF */

/* Codes of three bits with two colours and a clear code now and then, so that they
 * never grow: 0 1, 4 clear, 5 end. */
static void put_gif_image(struct made_file *gif, int x, int y, int width, int height,
                          const uint8_t *indices)
{
    struct made_file data = { NULL, 0 };
    unsigned bits = 4, filled = 3;

    put_text(gif, ",");
    put_little(gif, (unsigned)x, 2);
    put_little(gif, (unsigned)y, 2);
    put_little(gif, (unsigned)width, 2);
    put_little(gif, (unsigned)height, 2);
    put_byte(gif, 0);
    put_byte(gif, 2); /* code size, less one */
    for (int i = 0; i <= width * height; i++) {
        bits |= (i == width * height ? 5 : indices[i]) << filled;
        filled += 3;
        if (i % 2 == 1 && i < width * height) {
            bits |= 4U << filled;
            filled += 3;
        }
        for (; filled >= 8; filled -= 8, bits >>= 8)
            put_byte(&data, bits & 255);
    }
    put_byte(&data, bits);
    put_byte(gif, (unsigned)data.length);
    put_bytes(gif, data.data, data.length);
    put_byte(gif, 0);
    made_free(data);
}

static struct made_file gif_start(int width, int height)
{
    static const uint8_t colors[] = { 1, 2, 3, 4, 5, 6 };
    struct made_file gif = { NULL, 0 };

    put_text(&gif, "GIF89a");
    put_little(&gif, (unsigned)width, 2);
    put_little(&gif, (unsigned)height, 2);
    put_bytes(&gif, "\x80\0\0", 3);
    put_bytes(&gif, colors, sizeof colors);
    return gif;
}

static void the_first_frame_of_a_gif_is_read(void **state)
{
    static const uint8_t first[] = { 0, 1, 1, 0, 0, 1 }, second[] = { 1, 1, 1, 1, 1, 1 };
    uint8_t expected[6 * 4];
    struct made_file gif = gif_start(3, 2);

    (void)state;
    for (int i = 0; i < 6; i++)
        memcpy(expected + i * 4,
               first[i] ? (uint8_t[]){ 4, 5, 6, 255 } : (uint8_t[]){ 1, 2, 3, 255 }, 4);
    put_gif_image(&gif, 0, 0, 3, 2, first);
    put_gif_image(&gif, 0, 0, 3, 2, second);
    put_text(&gif, ";");
    check_pixels(gif, 3, 2, TKS_RGBA8, expected);
    assert_string_equal(inspect(gif).format, "gif");
    assert_true(inspect(gif).has_alpha);
    check_abuse(gif);
    made_free(gif);
}

static void a_gif_is_transparent_where_its_frame_does_not_draw(void **state)
{
    static const uint8_t indices[] = { 0, 1 };
    static const uint8_t expected[4 * 4] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 5, 6, 255 };
    struct made_file gif = gif_start(2, 2);

    (void)state;
    put_bytes(&gif, "!\xF9\4\1\0\0\0\0", 8); /* colour 0 is transparent */
    put_gif_image(&gif, 0, 1, 2, 1, indices);
    put_text(&gif, ";");
    check_pixels(gif, 2, 2, TKS_RGBA8, expected);
    made_free(gif);
}

static void gifs_that_make_no_sense_are_refused(void **state)
{
    struct made_file empty = gif_start(2, 2), outside = gif_start(2, 2), flat = gif_start(2, 0);

    (void)state;
    put_text(&empty, ";");
    check_refused(empty, TKS_BAD_DATA, "there is no picture in the file");
    put_gif_image(&outside, 1, 1, 2, 2, (const uint8_t[]){ 0, 1, 0, 1 });
    check_refused(outside, TKS_BAD_DATA, "the picture data is damaged (bad Image Descriptor)");
    put_text(&flat, ";");
    check_refused(flat, TKS_BAD_DATA,
                  "the header says 2 x 0 pixels; both sides must be at least 1");
    outside.length = outside.length - 12;
    made_free(empty);
    made_free(outside);
    made_free(flat);
}

/* ----------------------------------------------------------------------- TGA */

static struct made_file tga_start(int type, int colors, int width, int height, int bits,
                                  int descriptor)
{
    struct made_file tga = { NULL, 0 };

    put_byte(&tga, 2); /* an identification of two bytes */
    put_byte(&tga, colors > 0);
    put_byte(&tga, (unsigned)type);
    put_little(&tga, 0, 2);
    put_little(&tga, (unsigned)colors, 2);
    put_byte(&tga, colors > 0 ? 24 : 0);
    put_little(&tga, 0, 4);
    put_little(&tga, (unsigned)width, 2);
    put_little(&tga, (unsigned)height, 2);
    put_byte(&tga, (unsigned)bits);
    put_byte(&tga, (unsigned)descriptor);
    put_text(&tga, "id");
    return tga;
}

static void tga_rows_run_up_unless_told_otherwise(void **state)
{
    static const uint8_t up[] = { 4, 5, 6, 255, 1, 2, 3, 255 };
    static const uint8_t down[] = { 1, 2, 3, 255, 4, 5, 6, 255 };
    struct made_file tga = tga_start(2, 0, 1, 2, 24, 0);

    (void)state;
    put_bytes(&tga, "\3\2\1\6\5\4", 6);
    check_pixels(tga, 1, 2, TKS_RGBA8, up);
    assert_string_equal(inspect(tga).format, "tga");
    check_abuse(tga);
    tga.data[17] = 0x20;
    check_pixels(tga, 1, 2, TKS_RGBA8, down);
    tga.data[17] = 0x10;
    check_refused(tga, TKS_UNSUPPORTED, "a TGA whose rows run from right to left");
    made_free(tga);
}

/* Two pictures whose fourth bytes are zero without meaning alpha would otherwise be
 * equal for being transparent. */
static void a_tga_without_alpha_bits_is_opaque(void **state)
{
    static const uint8_t opaque[] = { 3, 2, 1, 255 }, clear[] = { 3, 2, 1, 0 };
    struct made_file tga = tga_start(2, 0, 1, 1, 32, 0);

    (void)state;
    put_bytes(&tga, "\1\2\3\0", 4);
    check_pixels(tga, 1, 1, TKS_RGBA8, opaque);
    assert_false(inspect(tga).has_alpha);
    tga.data[17] = 8;
    check_pixels(tga, 1, 1, TKS_RGBA8, clear);
    assert_true(inspect(tga).has_alpha);
    made_free(tga);
}

static void tga_runs_and_palettes_are_read(void **state)
{
    static const uint8_t runs[] = { 0x82, 9, 0x00, 7 }; /* three of 9, one of 7 */
    static const uint8_t grey[] = { 9, 9, 9, 255, 9, 9, 9, 255, 9, 9, 9, 255, 7, 7, 7, 255 };
    static const uint8_t colors[] = { 3, 2, 1, 6, 5, 4 }, indices[] = { 1, 0, 1 };
    static const uint8_t looked_up[] = { 4, 5, 6, 255, 1, 2, 3, 255, 4, 5, 6, 255 };
    struct made_file packed = tga_start(11, 0, 4, 1, 8, 0);
    struct made_file palette = tga_start(1, 2, 3, 1, 8, 0);

    (void)state;
    put_bytes(&packed, runs, sizeof runs);
    check_pixels(packed, 4, 1, TKS_RGBA8, grey);
    check_abuse(packed);
    put_bytes(&palette, colors, sizeof colors);
    put_bytes(&palette, indices, sizeof indices);
    check_pixels(palette, 3, 1, TKS_RGBA8, looked_up);
    check_abuse(palette);
    made_free(packed);
    made_free(palette);
}

static void a_small_tga_that_promises_much_is_refused(void **state)
{
    struct made_file raw = tga_start(2, 0, 10000, 10000, 24, 0);
    struct made_file packed = tga_start(10, 0, 10000, 10000, 24, 0);

    (void)state;
    check_refused(raw, TKS_BAD_DATA, "truncated: 20 bytes cannot hold 10000 x 10000 pixels");
    check_refused(packed, TKS_BAD_DATA, "truncated: 20 bytes cannot hold 10000 x 10000 pixels");
    made_free(raw);
    made_free(packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bmp_rows_run_up_or_down),
        cmocka_unit_test(bmp_palettes_are_looked_up),
        cmocka_unit_test(a_bmp_index_beyond_the_palette_is_refused),
        cmocka_unit_test(bmp_alpha_counts_unless_all_of_it_is_zero),
        cmocka_unit_test(five_bits_are_stretched_to_eight),
        cmocka_unit_test(bmps_that_are_not_read_are_named),
        cmocka_unit_test(the_first_frame_of_a_gif_is_read),
        cmocka_unit_test(a_gif_is_transparent_where_its_frame_does_not_draw),
        cmocka_unit_test(gifs_that_make_no_sense_are_refused),
        cmocka_unit_test(tga_rows_run_up_unless_told_otherwise),
        cmocka_unit_test(a_tga_without_alpha_bits_is_opaque),
        cmocka_unit_test(tga_runs_and_palettes_are_read),
        cmocka_unit_test(a_small_tga_that_promises_much_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
