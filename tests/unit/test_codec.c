/* test_codec.c - what is not a picture is called what it is
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "decoding.h"

static void an_empty_file_is_called_empty(void **state)
{
    (void)state;
    check_refused((struct made_file){ NULL, 0 }, TKS_BAD_DATA, "is empty (0 bytes)");
}

static void a_git_lfs_pointer_is_explained(void **state)
{
    (void)state;
    check_refused(LITERAL("version https://git-lfs.github.com/spec/v1\n"
                          "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e"
                          "2393\nsize 12345\n"),
                  TKS_UNSUPPORTED, "is a Git LFS pointer, not a picture; run 'git lfs pull'");
}

static void documents_are_told_apart(void **state)
{
    (void)state;
    check_refused(LITERAL("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), TKS_UNSUPPORTED,
                  "is an SVG document; tksnap compares pixels: render it first");
    check_refused(LITERAL("\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- x -->\n<svg width=\"1\"/>"),
                  TKS_UNSUPPORTED, "is an SVG document; tksnap compares pixels: render it first");
    check_refused(LITERAL("<?xml version=\"1.0\"?><a/>"), TKS_UNSUPPORTED,
                  "is an XML document, not a picture");
    check_refused(LITERAL("\n <!DOCTYPE HTML><title>404</title>"), TKS_UNSUPPORTED,
                  "is an HTML document, not a picture; an error page saved as one?");
    check_refused(LITERAL("{\"error\": \"not found\"}"), TKS_UNSUPPORTED,
                  "is a text file, not a picture");
    check_refused(LITERAL("%PDF-1.7\n%\xE2\xE3"), TKS_UNSUPPORTED,
                  "is a PDF document; tksnap compares pixels: render it first");
}

static void other_formats_are_named(void **state)
{
    const struct {
        struct made_file file;
        const char *message;
    } cases[] = {
        { LITERAL("II*\0\x08\0\0\0"), "is a TIFF picture, which is not read; convert it to PNG" },
        { LITERAL("\0\0\0\034ftypavif\0\0\0\0"),
          "is an AVIF picture, which is not read; convert it to PNG" },
        { LITERAL("\0\0\0\030ftypheic\0\0\0\0"),
          "is a HEIC picture, which is not read; convert it to PNG" },
        { LITERAL("\xFF\x0A\x7F"), "is a JPEG XL picture, which is not read; convert it to PNG" },
        { LITERAL("\0\0\1\0\1\0\x10\x10\0\0\1\0 \0\x68\4\0\0\x16\0\0\0"),
          "is an icon (ICO), which is not read; convert it to PNG" },
        { LITERAL("\x1F\x8B\x08"), "is compressed with gzip; unpack it first" },
        { LITERAL("PK\3\4\x14"), "is a ZIP archive; unpack it first" },
        { LITERAL("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
          "is not a picture tksnap reads (PNG, JPEG, WebP, BMP, GIF, TGA, PSD, PNM)" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_refused(cases[i].file, TKS_UNSUPPORTED, cases[i].message);
}

/* Without a signature only sense tells a TGA: nothing near a text, nor a header with
 * one field that cannot be, is taken for one. */
static void only_a_sensible_header_is_a_tga(void **state)
{
    static const uint8_t header[18] = { 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 24, 0 };
    static const struct {
        int at;
        uint8_t value;
    } wrong[] = { { 1, 1 },  { 1, 2 },  { 2, 0 },   { 2, 4 },  { 2, 32 },
                  { 3, 1 },  { 5, 1 },  { 7, 24 },  { 12, 0 }, { 14, 0 },
                  { 16, 0 }, { 16, 8 }, { 16, 25 }, { 17, 9 }, { 17, 64 } };
    static const uint8_t pixel[] = { 1, 2, 3 };
    struct made_file file = { NULL, 0 };

    (void)state;
    put_bytes(&file, header, sizeof header);
    put_bytes(&file, pixel, sizeof pixel);
    check_pixels(file, 1, 1, TKS_RGBA8, (const uint8_t[]){ 3, 2, 1, 255 });
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const uint8_t right = file.data[wrong[i].at];

        file.data[wrong[i].at] = wrong[i].value;
        check_refused(file, TKS_UNSUPPORTED,
                      "is not a picture tksnap reads (PNG, JPEG, WebP, BMP, GIF, TGA, PSD, PNM)");
        file.data[wrong[i].at] = right;
    }
    made_free(file);
}

static void noise_is_never_taken_for_a_picture(void **state)
{
    uint8_t noise[64];
    uint32_t chance = 7;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        const size_t length = chance >> 8 & 63;

        for (size_t i = 0; i < length; i++)
            noise[i] = (uint8_t)((chance = chance * 1664525 + 1013904223) >> 24);
        chance = chance * 1664525 + 1013904223;
        assert_true(survives(noise, length, NULL));
    }
}

static void every_component_has_a_version(void **state)
{
    tks_component component = { NULL, NULL, NULL };
    size_t count = 0;

    (void)state;
    while (tks_component_at(count, &component)) {
        assert_true(strlen(component.name) > 3);
        assert_in_range(component.version[0], '0', '9');
        assert_non_null(strchr(component.version, '.'));
        assert_true(strlen(component.purpose) > 2);
        count++;
    }
    assert_int_equal(count, 12);
    assert_true(tks_component_at(0, &component));
    assert_string_equal(component.name, "libpng");
    assert_string_equal(component.version, png_get_libpng_ver(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_file_is_called_empty),
        cmocka_unit_test(a_git_lfs_pointer_is_explained),
        cmocka_unit_test(documents_are_told_apart),
        cmocka_unit_test(other_formats_are_named),
        cmocka_unit_test(only_a_sensible_header_is_a_tga),
        cmocka_unit_test(noise_is_never_taken_for_a_picture),
        cmocka_unit_test(every_component_has_a_version),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
