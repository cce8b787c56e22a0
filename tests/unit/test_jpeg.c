/* test_jpeg.c - orientation, ink, scans and damage
 *
 * Pictures are made of even 8x8 blocks at the best quality, which JPEG keeps
 * exactly, so that pixels can be compared as equal.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "decoding.h"

#include <jpeglib.h>

enum { BLOCK = 8 };

struct recipe {
    int columns, rows;    /* of blocks */
    J_COLOR_SPACE colors; /* of the values and of the file */
    bool progressive;
    const jpeg_scan_info *scans;
    int n_scans;
    const uint8_t *app1; /* an EXIF block, or NULL */
    unsigned app1_length;
    bool profile;
};

static int channels_of(J_COLOR_SPACE colors)
{
    return colors == JCS_GRAYSCALE ? 1 : colors == JCS_CMYK ? 4 : 3;
}

/* One value for each channel of each block. */
static struct made_file make_jpeg(const struct recipe *recipe, const uint8_t *blocks)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    const int channels = channels_of(recipe->colors), width = recipe->columns * BLOCK;
    uint8_t *row = malloc((size_t)width * (size_t)channels), *memory = NULL;
    struct made_file file = { NULL, 0 };
    unsigned long length = 0;

    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &memory, &length);
    jpeg.image_width = (unsigned)width;
    jpeg.image_height = (unsigned)(recipe->rows * BLOCK);
    jpeg.input_components = channels;
    jpeg.in_color_space = recipe->colors;
    jpeg_set_defaults(&jpeg);
    jpeg_set_colorspace(&jpeg, recipe->colors);
    jpeg_set_quality(&jpeg, 100, TRUE);
    if (recipe->progressive)
        jpeg_simple_progression(&jpeg);
    if (recipe->scans != NULL) {
        jpeg.scan_info = recipe->scans;
        jpeg.num_scans = recipe->n_scans;
    }
    jpeg_start_compress(&jpeg, TRUE);
    if (recipe->app1 != NULL)
        jpeg_write_marker(&jpeg, JPEG_APP0 + 1, recipe->app1, recipe->app1_length);
    if (recipe->profile)
        jpeg_write_icc_profile(&jpeg, (const uint8_t *)"profile", 7);
    while (jpeg.next_scanline < jpeg.image_height) {
        const uint8_t *from = blocks + jpeg.next_scanline / BLOCK * recipe->columns * channels;

        for (int x = 0; x < width; x++)
            memcpy(row + x * channels, from + x / BLOCK * channels, (size_t)channels);
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    put_bytes(&file, memory, length);
    free(memory);
    free(row);
    return file;
}

static const uint8_t greys[] = { 10, 60, 110, 160, 210, 250 };
static const struct recipe grey_recipe = { .columns = 3, .rows = 2, .colors = JCS_GRAYSCALE };

static void check_block(const tks_image *image, int column, int row, const uint8_t expected[4])
{
    const tks_view view = tks_image_view(image);

    for (int y = row * BLOCK; y < (row + 1) * BLOCK; y++)
        for (int x = column * BLOCK; x < (column + 1) * BLOCK; x++)
            assert_memory_equal((const uint8_t *)view.data + y * view.stride + x * 4, expected, 4);
}

/* --------------------------------------------------------------------- pixels */

static void grey_and_colour_become_rgba(void **state)
{
    static const uint8_t colours[] = { 255, 0, 0, 0, 128, 255 };
    const struct recipe rgb = { .columns = 2, .rows = 1, .colors = JCS_RGB };
    struct made_file grey_file = make_jpeg(&grey_recipe, greys),
                     rgb_file = make_jpeg(&rgb, colours);
    tks_image *grey = decode(grey_file), *colour = decode(rgb_file);
    const tks_image_info info = inspect(grey_file);

    (void)state;
    for (int i = 0; i < 6; i++)
        check_block(grey, i % 3, i / 3, (const uint8_t[]){ greys[i], greys[i], greys[i], 255 });
    for (int i = 0; i < 2; i++)
        check_block(colour, i, 0,
                    (const uint8_t[]){ colours[i * 3], colours[i * 3 + 1], colours[i * 3 + 2],
                                       255 });
    assert_string_equal(info.format, "jpeg");
    assert_int_equal(info.width, 24);
    assert_int_equal(info.height, 16);
    assert_int_equal(info.depth, 8);
    assert_false(info.has_alpha);
    assert_null(info.profile);
    tks_image_free(grey);
    tks_image_free(colour);
    made_free(grey_file);
    made_free(rgb_file);
}

/* Adobe's files hold 255 minus the ink; files without Adobe's marker hold the ink. */
static void ink_is_multiplied(void **state)
{
    static const uint8_t ink[] = { 255, 128, 0, 200 };
    const struct recipe cmyk = { .columns = 1, .rows = 1, .colors = JCS_CMYK };
    struct made_file file = make_jpeg(&cmyk, ink);
    tks_image *adobe = decode(file), *plain;
    uint8_t *marker = memmem(file.data, file.length,
                             "\xFF\xEE\0\x0E"
                             "Adobe",
                             9);

    (void)state;
    check_block(adobe, 0, 0, (const uint8_t[]){ 200, 100, 0, 255 });
    assert_non_null(marker);
    memmove(marker, marker + 16, file.length - (size_t)(marker - file.data) - 16);
    file.length -= 16;
    plain = decode(file);
    check_block(plain, 0, 0, (const uint8_t[]){ 0, (127 * 55 + 127) / 255, 55, 255 });
    tks_image_free(adobe);
    tks_image_free(plain);
    made_free(file);
}

static void progressive_equals_sequential(void **state)
{
    struct recipe recipe = grey_recipe;
    struct made_file sequential = make_jpeg(&recipe, greys), progressive;
    tks_image *one = decode(sequential), *two;

    (void)state;
    recipe.progressive = true;
    progressive = make_jpeg(&recipe, greys);
    two = decode(progressive);
    assert_true(same_pixels(one, two));
    tks_image_free(one);
    tks_image_free(two);
    made_free(sequential);
    made_free(progressive);
}

static void a_profile_is_noted(void **state)
{
    struct recipe recipe = grey_recipe;
    struct made_file file;

    (void)state;
    recipe.profile = true;
    file = make_jpeg(&recipe, greys);
    assert_string_equal(inspect(file).profile, "icc");
    made_free(file);
}

/* --------------------------------------------------------------- orientation */

/* What EXIF 2.3 says: "the 0th row represents the visual ... side of the image, and
 * the 0th column represents the visual ... side". */
static const struct {
    const char *row, *column;
} sides[9] = { { "", "" },           { "top", "left" }, { "top", "right" }, { "bottom", "right" },
               { "bottom", "left" }, { "left", "top" }, { "right", "top" }, { "right", "bottom" },
               { "left", "bottom" } };

static void put_exif(struct made_file *exif, bool big_endian, unsigned orientation)
{
    void (*put)(struct made_file *, unsigned long, int) = big_endian ? put_big : put_little;

    put_bytes(exif, "Exif\0", 6);
    put_bytes(exif, big_endian ? "MM" : "II", 2);
    put(exif, 42, 2);
    put(exif, 8, 4);
    put(exif, 2, 2); /* entries: the width, then the orientation */
    put(exif, 0x0100, 2);
    put(exif, 4, 2);
    put(exif, 1, 4);
    put(exif, 24, 4);
    put(exif, 0x0112, 2);
    put(exif, 3, 2);
    put(exif, 1, 4);
    put(exif, orientation, 2);
    put(exif, 0, 2);
    put(exif, 0, 4);
}

/* Where block (row, column) of the file is seen. */
static void seen_at(unsigned orientation, int row, int column, int *x, int *y)
{
    const char *row_side = sides[orientation].row, *column_side = sides[orientation].column;
    const int from_row[] = { row, grey_recipe.rows - 1 - row };
    const int from_column[] = { column, grey_recipe.columns - 1 - column };

    if (strcmp(row_side, "top") == 0 || strcmp(row_side, "bottom") == 0) {
        *y = from_row[strcmp(row_side, "bottom") == 0];
        *x = from_column[strcmp(column_side, "right") == 0];
    } else {
        *x = from_row[strcmp(row_side, "right") == 0];
        *y = from_column[strcmp(column_side, "bottom") == 0];
    }
}

static void all_orientations_are_applied(void **state)
{
    (void)state;
    for (unsigned orientation = 1; orientation <= 8; orientation++)
        for (int big_endian = 0; big_endian < 2; big_endian++) {
            struct made_file exif = { NULL, 0 }, file;
            struct recipe recipe = grey_recipe;
            tks_image_info info;
            tks_image *image;

            put_exif(&exif, big_endian, orientation);
            recipe.app1 = exif.data;
            recipe.app1_length = (unsigned)exif.length;
            file = make_jpeg(&recipe, greys);
            image = decode(file);
            info = inspect(file);
            assert_int_equal(info.width, orientation < 5 ? 24 : 16);
            assert_int_equal(info.height, orientation < 5 ? 16 : 24);
            assert_int_equal(tks_image_view(image).width, info.width);
            assert_int_equal(tks_image_view(image).height, info.height);
            for (int i = 0; i < 6; i++) {
                int x, y;

                seen_at(orientation, i / 3, i % 3, &x, &y);
                check_block(image, x, y, (const uint8_t[]){ greys[i], greys[i], greys[i], 255 });
            }
            tks_image_free(image);
            made_free(exif);
            made_free(file);
        }
}

static void nonsense_in_exif_is_no_orientation(void **state)
{
    struct made_file exif = { NULL, 0 };
    struct recipe recipe = grey_recipe;

    (void)state;
    put_exif(&exif, false, 6);
    for (size_t length = 6; length <= exif.length; length++)
        for (unsigned value = 0; value < 256; value += 51) {
            uint8_t *copy = malloc(length);
            struct made_file file;
            tks_image *image;

            memcpy(copy, exif.data, length);
            copy[length - 1] = (uint8_t)value;
            recipe.app1 = copy;
            recipe.app1_length = (unsigned)length;
            file = make_jpeg(&recipe, greys);
            image = decode(file);
            tks_image_free(image);
            made_free(file);
            free(copy);
        }
    made_free(exif);
}

/* -------------------------------------------------------------------- refused */

static void a_cut_file_tells_the_row_it_ends_at(void **state)
{
    enum { SIDE = 20 };
    uint8_t blocks[SIDE * SIDE];
    struct recipe recipe = { .columns = SIDE, .rows = SIDE, .colors = JCS_GRAYSCALE };
    struct made_file file;

    (void)state;
    for (int i = 0; i < SIDE * SIDE; i++)
        blocks[i] = (uint8_t)(i * 37);
    file = make_jpeg(&recipe, blocks);
    memset(file.data + file.length - 2, 0, 2); /* no end marker */
    check_refused(file, TKS_BAD_DATA,
                  "truncated: the picture data is there but the file's end is missing");
    file.length -= 2; /* libjpeg looks ahead and works in rows of blocks */
    check_refused(file, TKS_BAD_DATA, "truncated: the picture data ends at row 152 of 160");
    file.length -= 300;
    check_refused(file, TKS_BAD_DATA, "truncated: the picture data ends at row 112 of 160");
    file.length = 100;
    check_refused(file, TKS_BAD_DATA, "truncated: the file ends before the picture data");
    made_free(file);
    recipe.progressive = true;
    file = make_jpeg(&recipe, blocks);
    file.length -= 300;
    check_refused(file, TKS_BAD_DATA, "truncated: the file ends in scan 1");
    made_free(file);
}

static void what_is_not_read_is_said(void **state)
{
    struct made_file file = make_jpeg(&grey_recipe, greys);
    uint8_t *frame = memmem(file.data, file.length, "\xFF\xC0\0\x0B\x08", 5);

    (void)state;
    assert_non_null(frame);
    frame[4] = 12;
    check_refused(file, TKS_UNSUPPORTED, "a JPEG of 12 bits a channel; only 8 are read");
    frame[4] = 8;
    frame[1] = 0xC3;
    check_refused(file, TKS_UNSUPPORTED,
                  "a kind of JPEG that is not read (Unsupported JPEG process: SOF type 0xc3)");
    frame[1] = 0xC0;
    frame[5] = frame[6] = frame[7] = frame[8] = 0xFF;
    check_refused(file, TKS_UNSUPPORTED, "65535 x 65535 pixels; a JPEG is read up to 65500 a side");
    frame[5] = frame[6] = 0;
    check_refused(file, TKS_BAD_DATA,
                  "the header says 65535 x 0 pixels; both sides must be at least 1");
    frame[5] = frame[7] = 0x27; /* 10000 x 10000 and a little */
    check_refused(file, TKS_BAD_DATA, "truncated: 346 bytes cannot hold 10239 x 9984 pixels");
    frame[5] = frame[7] = 0xC0;
    check_refused(file, TKS_OVER_LIMIT,
                  "49407 x 49152 is 2428452864 pixels, the limit is 134217728; raise it with "
                  "--limit-pixels");
    made_free(file);
}

/* Every scan means a pass over the whole picture, and costs a few bytes. */
static void endless_scans_are_refused(void **state)
{
    static const jpeg_scan_info scans[] = { { 1, { 0 }, 0, 63, 0, 0 },
                                            { 1, { 1 }, 0, 63, 0, 0 },
                                            { 1, { 2 }, 0, 63, 0, 0 } };
    static const uint8_t colour[] = { 1, 2, 3 };
    const struct recipe recipe = {
        .columns = 1, .rows = 1, .colors = JCS_RGB, .scans = scans, .n_scans = 3
    };
    struct made_file file = make_jpeg(&recipe, colour), endless = { NULL, 0 };
    uint8_t *first = memmem(file.data, file.length, "\xFF\xDA", 2);
    const size_t start = (size_t)(first - file.data);
    uint8_t *second = memmem(first + 2, file.length - start - 2, "\xFF\xDA", 2);
    tks_image *image = decode(file);

    (void)state;
    put_bytes(&endless, file.data, start);
    for (int i = 0; i < 600; i++)
        put_bytes(&endless, first, (size_t)(second - first));
    put_bytes(&endless, first, file.length - start);
    check_refused(endless, TKS_OVER_LIMIT, "more than 500 scans, as no encoder writes them");
    tks_image_free(image);
    made_free(file);
    made_free(endless);
}

static void bytes_after_the_end_are_tolerated(void **state)
{
    struct made_file file = make_jpeg(&grey_recipe, greys), longer = copy_of(file);
    tks_image *one = decode(file), *two;

    (void)state;
    put_text(&longer, "and something else");
    two = decode(longer);
    assert_true(same_pixels(one, two));
    tks_image_free(one);
    tks_image_free(two);
    made_free(file);
    made_free(longer);
}

static void abuse_is_survived(void **state)
{
    struct made_file exif = { NULL, 0 };
    struct recipe recipe = grey_recipe;

    (void)state;
    put_exif(&exif, true, 6);
    recipe.app1 = exif.data;
    recipe.app1_length = (unsigned)exif.length;
    for (int progressive = 0; progressive < 2; progressive++) {
        struct made_file file;

        recipe.progressive = progressive;
        file = make_jpeg(&recipe, greys);
        check_abuse(file);
        made_free(file);
    }
    made_free(exif);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grey_and_colour_become_rgba),
        cmocka_unit_test(ink_is_multiplied),
        cmocka_unit_test(progressive_equals_sequential),
        cmocka_unit_test(a_profile_is_noted),
        cmocka_unit_test(all_orientations_are_applied),
        cmocka_unit_test(nonsense_in_exif_is_no_orientation),
        cmocka_unit_test(a_cut_file_tells_the_row_it_ends_at),
        cmocka_unit_test(what_is_not_read_is_said),
        cmocka_unit_test(endless_scans_are_refused),
        cmocka_unit_test(bytes_after_the_end_are_tolerated),
        cmocka_unit_test(abuse_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
