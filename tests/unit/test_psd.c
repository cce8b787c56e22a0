/* test_psd.c - merged pictures of Photoshop files: planes, packing, white
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "decoding.h"

/* Header and three sections, the second with something to pass over. */
static struct made_file psd_start(int channels, int width, int height, int depth, int mode,
                                  int compression)
{
    struct made_file psd = { NULL, 0 };

    put_text(&psd, "8BPS");
    put_big(&psd, 1, 2);
    put_bytes(&psd, "\0\0\0\0\0\0", 6);
    put_big(&psd, (unsigned)channels, 2);
    put_big(&psd, (unsigned)height, 4);
    put_big(&psd, (unsigned)width, 4);
    put_big(&psd, (unsigned)depth, 2);
    put_big(&psd, (unsigned)mode, 2);
    put_big(&psd, 0, 4);
    put_big(&psd, 5, 4);
    put_text(&psd, "12345");
    put_big(&psd, 0, 4);
    put_big(&psd, (unsigned)compression, 2);
    return psd;
}

static void raw_planes_become_pixels(void **state)
{
    static const uint8_t expected[] = { 1, 3, 5, 255, 2, 4, 6, 255 };
    struct made_file psd = psd_start(3, 2, 1, 8, 3, 0);

    (void)state;
    put_bytes(&psd, "\1\2\3\4\5\6", 6);
    check_pixels(psd, 2, 1, TKS_RGBA8, expected);
    assert_false(inspect(psd).has_alpha);
    assert_string_equal(inspect(psd).format, "psd");
    check_abuse(psd);
    made_free(psd);
}

static void grey_has_one_plane(void **state)
{
    static const uint8_t expected[] = { 7, 7, 7, 255, 9, 9, 9, 0 };
    struct made_file psd = psd_start(2, 2, 1, 8, 1, 0);

    (void)state;
    put_bytes(&psd, "\7\x9\xFF\0", 4);
    check_pixels(psd, 2, 1, TKS_RGBA8, expected);
    made_free(psd);
}

static void sixteen_bits_are_big_endian(void **state)
{
    static const uint16_t expected[] = { 0x0102, 0x0304, 0x0506, 0xFFFF };
    struct made_file psd = psd_start(3, 1, 1, 16, 3, 0);

    (void)state;
    put_bytes(&psd, "\1\2\3\4\5\6", 6);
    check_pixels(psd, 1, 1, TKS_RGBA16, expected);
    made_free(psd);
}

static void packed_rows_are_unpacked(void **state)
{
    static const uint8_t rows[] = {
        2,           'a', 'b', 'c', 0x80, 0, 'd', /* red: literals, nothing, a literal */
        (uint8_t)-3, 'e',                         /* green: a run of four */
        (uint8_t)-1, 'f', 1,   'g', 'h',          /* blue */
    };
    static const uint8_t expected[] = { 'a', 'e', 'f', 255, 'b', 'e', 'f', 255,
                                        'c', 'e', 'g', 255, 'd', 'e', 'h', 255 };
    struct made_file psd = psd_start(3, 4, 1, 8, 3, 1);

    (void)state;
    put_big(&psd, 7, 2);
    put_big(&psd, 2, 2);
    put_big(&psd, 5, 2);
    put_bytes(&psd, rows, sizeof rows);
    check_pixels(psd, 4, 1, TKS_RGBA8, expected);
    check_abuse(psd);
    made_free(psd);
}

/* Blending the answer onto white again gives what was stored, wherever that can be. */
static void white_is_taken_out_of_translucent_pixels(void **state)
{
    (void)state;
    for (unsigned alpha = 1; alpha < 255; alpha += 11)
        for (unsigned colour = 0; colour < 256; colour += 5) {
            const unsigned stored = (colour * alpha + 255 * (255 - alpha) + 127) / 255;
            struct made_file psd = psd_start(4, 1, 1, 8, 3, 0);
            tks_image *image;
            const uint8_t *pixel;

            put_byte(&psd, stored);
            put_byte(&psd, 255);
            put_byte(&psd, 0); /* darker than white shines through: as dark as can be */
            put_byte(&psd, alpha);
            image = decode(psd);
            pixel = tks_image_view(image).data;
            assert_int_equal((pixel[0] * alpha + 255 * (255 - alpha) + 127) / 255, stored);
            assert_int_equal(pixel[1], 255);
            assert_int_equal(pixel[2], 0);
            assert_int_equal(pixel[3], alpha);
            tks_image_free(image);
            made_free(psd);
        }
}

static void what_is_not_read_is_said(void **state)
{
    static const struct {
        int channels, width, depth, mode, compression;
        tks_status status;
        const char *message;
    } cases[] = {
        { 4, 1, 8, 4, 0, TKS_UNSUPPORTED, "a PSD in colour mode 4; save it in RGB or greyscale" },
        { 3, 1, 32, 3, 0, TKS_UNSUPPORTED, "a PSD of 32 bits a channel; save it with 8 or 16" },
        { 2, 1, 8, 3, 0, TKS_BAD_DATA, "a PSD of 2 channels" },
        { 3, 1, 8, 3, 2, TKS_UNSUPPORTED, "a PSD whose merged picture has compression 2" },
        { 3, 300001, 8, 3, 0, TKS_OVER_LIMIT,
          "300001 x 2 pixels, the limit is 100000 along a side; raise it with --limit-side" },
        { 3, 30000, 8, 3, 0, TKS_BAD_DATA, "truncated: 45 bytes cannot hold 30000 x 2 pixels" },
        { 3, 30000, 8, 3, 1, TKS_BAD_DATA, "truncated: 45 bytes cannot hold 30000 x 2 pixels" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made_file psd = psd_start(cases[i].channels, cases[i].width, 2, cases[i].depth,
                                         cases[i].mode, cases[i].compression);

        check_refused(psd, cases[i].status, cases[i].message);
        made_free(psd);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raw_planes_become_pixels),
        cmocka_unit_test(grey_has_one_plane),
        cmocka_unit_test(sixteen_bits_are_big_endian),
        cmocka_unit_test(packed_rows_are_unpacked),
        cmocka_unit_test(white_is_taken_out_of_translucent_pixels),
        cmocka_unit_test(what_is_not_read_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
