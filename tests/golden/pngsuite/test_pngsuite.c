/* test_pngsuite.c - every valid picture of PngSuite to the pixel, every corrupt one refused
 *
 * pixels.tsv, beside this file, says what the pictures show; referee.py works it out
 * without libpng.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tksnap/image.h>
#include <unistd.h>

static const char *fixture(char *path, size_t size, const char *name)
{
    const char *root = getenv("TKSNAP_FIXTURES");

    snprintf(path, size, "%s/pngsuite/%s", root != NULL && *root != '\0' ? root : TEST_FIXTURES,
             name);
    return path;
}

/* FNV-1a over the pixels, 16-bit channels as big-endian bytes. */
static uint64_t hash_pixels(tks_view view)
{
    const size_t channels = (size_t)view.width * (size_t)view.height * 4;
    const uint16_t *wide = view.data;
    const uint8_t *narrow = view.data;
    uint64_t hash = 0xCBF29CE484222325;

    for (size_t i = 0; i < channels; i++) {
        if (view.pixels == TKS_RGBA16)
            hash = (hash ^ wide[i] >> 8) * 0x100000001B3;
        hash = (hash ^ (view.pixels == TKS_RGBA16 ? wide[i] & 255 : narrow[i])) * 0x100000001B3;
    }
    return hash;
}

static void every_valid_picture_is_exact_to_the_pixel(void **state)
{
    FILE *table = fopen(TEST_TABLE, "r");
    int width, height, depth, count = 0;
    unsigned long long hash;
    char name[64], path[4096];

    (void)state;
    assert_non_null(table);
    while (fscanf(table, "%63s %d %d %d %llx", name, &width, &height, &depth, &hash) == 5) {
        tks_image *image = NULL;
        tks_error err = { .status = TKS_OK };
        tks_view view;

        if (tks_image_load(&image, fixture(path, sizeof path, name), NULL, &err))
            fail_msg("%s", err.message);
        view = tks_image_view(image);
        assert_int_equal(view.width, width);
        assert_int_equal(view.height, height);
        assert_int_equal(view.pixels, depth == 16 ? TKS_RGBA16 : TKS_RGBA8);
        if (hash_pixels(view) != hash)
            fail_msg("%s shows other pixels", name);
        tks_image_free(image);
        count++;
    }
    fclose(table);
    assert_int_equal(count, 162);
}

static const struct {
    const char *name, *message;
} corrupt[] = {
    { "xc1n0g08.png", "the header is invalid: there is no colour type 1" },
    { "xc9n2c08.png", "the header is invalid: there is no colour type 9" },
    { "xcrn0g04.png", "the PNG signature is damaged, as by a transfer in text mode" },
    { "xcsn0g01.png", "a chunk's checksum is wrong (IDAT at byte 49)" },
    { "xd0n2c08.png", "the header is invalid: there is no bit depth 0" },
    { "xd3n2c08.png", "the header is invalid: there is no bit depth 3" },
    { "xd9n2c08.png", "the header is invalid: there is no bit depth 99" },
    { "xdtn0g01.png", "a PNG without picture data (no IDAT chunk)" },
    { "xhdn0g08.png", "a chunk's checksum is wrong (IHDR at byte 8)" },
    { "xlfn0g04.png", "the PNG signature is damaged, as by a transfer in text mode" },
    { "xs1n0g01.png", "the PNG signature is damaged" },
    { "xs2n0g01.png", "the PNG signature is damaged" },
    { "xs4n0g01.png", "the PNG signature is damaged" },
    { "xs7n0g01.png", "the PNG signature is damaged, as by a transfer in text mode" },
};

static void every_corrupt_picture_is_refused_in_words(void **state)
{
    char path[4096], expected[4608];

    (void)state;
    for (size_t i = 0; i < sizeof corrupt / sizeof corrupt[0]; i++) {
        tks_image *image = NULL;
        tks_error err = { .status = TKS_OK };

        fixture(path, sizeof path, corrupt[i].name);
        assert_int_equal(tks_image_load(&image, path, NULL, &err), TKS_BAD_DATA);
        assert_null(image);
        snprintf(expected, sizeof expected, "%s: %s", path, corrupt[i].message);
        assert_string_equal(err.message, expected);
    }
}

/* A suite that grows must not grow past these tests unnoticed. */
static void no_picture_is_left_out(void **state)
{
    char path[4096];
    DIR *folder = opendir(fixture(path, sizeof path, ""));
    size_t valid = 0, bad = 0;

    (void)state;
    assert_non_null(folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (strstr(entry->d_name, ".png") != NULL)
            *(entry->d_name[0] == 'x' ? &bad : &valid) += 1;
    closedir(folder);
    assert_int_equal(valid, 162);
    assert_int_equal(bad, sizeof corrupt / sizeof corrupt[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_valid_picture_is_exact_to_the_pixel),
        cmocka_unit_test(every_corrupt_picture_is_refused_in_words),
        cmocka_unit_test(no_picture_is_left_out),
    };
    char path[4096];

    if (access(fixture(path, sizeof path, "PngSuite.png"), R_OK) != 0) {
        printf("skipped: there is no %s\n", path);
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
