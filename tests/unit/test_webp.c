/* test_webp.c - still WebP pictures, lossless and lossy
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "decoding.h"

#include <webp/decode.h>
#include <webp/encode.h>

enum { WIDTH = 37, HEIGHT = 19 };

/* No pixel is fully transparent: the encoder need not keep what hides there. */
static void fill(uint8_t pixels[WIDTH * HEIGHT * 4], bool opaque)
{
    uint32_t noise = 3;

    for (int i = 0; i < WIDTH * HEIGHT * 4; i++)
        pixels[i] = (uint8_t)((noise = noise * 1664525 + 1013904223) >> 24) | 1;
    for (int i = 3; opaque && i < WIDTH * HEIGHT * 4; i += 4)
        pixels[i] = 255;
}

static struct made_file owned(uint8_t *memory, size_t length)
{
    struct made_file file = { NULL, 0 };

    assert_true(length > 0);
    put_bytes(&file, memory, length);
    WebPFree(memory);
    return file;
}

static struct made_file lossless(const uint8_t *pixels)
{
    uint8_t *memory = NULL;
    const size_t length = WebPEncodeLosslessRGBA(pixels, WIDTH, HEIGHT, WIDTH * 4, &memory);

    return owned(memory, length);
}

static struct made_file lossy(const uint8_t *pixels)
{
    uint8_t *memory = NULL;
    const size_t length = WebPEncodeRGBA(pixels, WIDTH, HEIGHT, WIDTH * 4, 80, &memory);

    return owned(memory, length);
}

/* The container with an extended header in front of a lossless picture. */
static struct made_file extended(struct made_file simple, unsigned flags)
{
    struct made_file file = { NULL, 0 };

    put_text(&file, "RIFF");
    put_little(&file, simple.length - 8 + 18, 4);
    put_text(&file, "WEBPVP8X");
    put_little(&file, 10, 4);
    put_little(&file, flags, 4);
    put_little(&file, WIDTH - 1, 3);
    put_little(&file, HEIGHT - 1, 3);
    put_bytes(&file, simple.data + 12, simple.length - 12);
    return file;
}

static void lossless_keeps_every_pixel(void **state)
{
    uint8_t pixels[WIDTH * HEIGHT * 4];
    struct made_file file;

    (void)state;
    for (int opaque = 0; opaque < 2; opaque++) {
        fill(pixels, opaque);
        file = lossless(pixels);
        check_pixels(file, WIDTH, HEIGHT, TKS_RGBA8, pixels);
        assert_string_equal(inspect(file).format, "webp");
        assert_int_equal(inspect(file).has_alpha, !opaque);
        assert_null(inspect(file).profile);
        made_free(file);
    }
}

static void lossy_is_what_libwebp_says(void **state)
{
    uint8_t pixels[WIDTH * HEIGHT * 4], *expected;
    struct made_file file;
    int width, height;

    (void)state;
    fill(pixels, false);
    file = lossy(pixels);
    expected = WebPDecodeRGBA(file.data, file.length, &width, &height);
    assert_non_null(expected);
    check_pixels(file, WIDTH, HEIGHT, TKS_RGBA8, expected);
    WebPFree(expected);
    made_free(file);
}

static void a_profile_is_noted_and_an_animation_refused(void **state)
{
    uint8_t pixels[WIDTH * HEIGHT * 4];
    struct made_file file, profiled, animated;

    (void)state;
    fill(pixels, true);
    file = lossless(pixels);
    profiled = extended(file, 0x20);
    animated = extended(file, 0x02);
    check_pixels(profiled, WIDTH, HEIGHT, TKS_RGBA8, pixels);
    assert_string_equal(inspect(profiled).profile, "icc");
    check_refused(animated, TKS_UNSUPPORTED,
                  "an animated WebP; only still ones are read: take a frame out with "
                  "'webpmux -get frame 1'");
    made_free(file);
    made_free(profiled);
    made_free(animated);
}

/* libwebp may not notice that a lossy picture lost its last bytes. */
static void a_cut_file_is_refused_to_the_last_byte(void **state)
{
    uint8_t pixels[WIDTH * HEIGHT * 4];
    struct made_file file;
    char message[80];

    (void)state;
    fill(pixels, true);
    file = lossy(pixels);
    snprintf(message, sizeof message, "truncated: the file has %zu of %zu bytes", file.length - 1,
             file.length);
    file.length--;
    check_refused(file, TKS_BAD_DATA, message);
    made_free(file);
}

static void abuse_is_survived(void **state)
{
    uint8_t pixels[WIDTH * HEIGHT * 4];

    (void)state;
    fill(pixels, false);
    for (int lossily = 0; lossily < 2; lossily++) {
        struct made_file file = lossily ? lossy(pixels) : lossless(pixels);

        check_abuse(file);
        put_text(&file, "and something else"); /* after the container: tolerated */
        tks_image_free(decode(file));
        made_free(file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lossless_keeps_every_pixel),
        cmocka_unit_test(lossy_is_what_libwebp_says),
        cmocka_unit_test(a_profile_is_noted_and_an_animation_refused),
        cmocka_unit_test(a_cut_file_is_refused_to_the_last_byte),
        cmocka_unit_test(abuse_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
