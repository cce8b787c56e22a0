/* test_png_scan.c - which PNGs are plain
 *
 * What is taken for plain is read without libpng, so the reader must be sure of it;
 * what is not, costs time only. Each file that is not plain is also given to libpng,
 * whose opinion stands beside it.
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
#include <zlib.h>

static bool scan_within(struct tksi_png *png, struct made_file file, const tks_limits *limits)
{
    const tks_env env = { .size = sizeof env, .limits = limits };
    struct tksi_source source;
    struct tksi_env resolved;
    uint8_t *exact = malloc(file.length > 0 ? file.length : 1);
    bool plain;

    assert_non_null(exact); /* reading past the end is seen by a sanitizer */
    memcpy(exact, file.data, file.length);
    assert_int_equal(tksi_env_resolve(&resolved, &env, NULL), TKS_OK);
    tksi_source_of_bytes(&source, (tks_bytes){ exact, file.length });
    plain = tksi_png_scan(png, &source, &resolved);
    png->source = NULL;
    free(exact);
    return plain;
}

static bool is_plain(struct made_file file)
{
    struct tksi_png png;

    return scan_within(&png, file, NULL);
}

/* Plain, and its stream is what the header promises. */
static bool can_be_streamed(struct made_file file)
{
    struct tksi_source source;
    struct tksi_env env;
    struct tksi_png png;
    uint8_t *rows;
    size_t length;
    bool good;

    assert_int_equal(tksi_env_resolve(&env, NULL, NULL), TKS_OK);
    tksi_source_of_bytes(&source, made_bytes(file));
    if (!tksi_png_scan(&png, &source, &env))
        return false;
    length = (size_t)png.form.height * (png.form.row_bytes + 1);
    assert_non_null(rows = malloc(length));
    good = tksi_png_inflate_all(&png, rows, length, &env);
    free(rows);
    return good;
}

static bool libpng_accepts(struct made_file file)
{
    tks_image *image = NULL;
    const bool accepted = tks_image_decode(&image, made_bytes(file), NULL, NULL) == TKS_OK;

    tks_image_free(image);
    return accepted;
}

/* ------------------------------------------------------------ files by the piece */

enum { WIDTH = 5, HEIGHT = 4 };

/* Pieces of a palette picture, in order; a test leaves out, doubles or spoils some. */
enum piece { HEADER, PALETTE, ALPHA, EXTRA, DATA, MORE_DATA, LATE_EXTRA, END, PIECES };

static const uint8_t palette_rows[HEIGHT * (WIDTH + 1)] = { 0 };

static void put_piece(struct made_file *file, enum piece piece)
{
    static const uint8_t colors[9] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, alphas[2] = { 0, 128 };
    struct made_file stream =
        craft_zlib((tks_bytes){ palette_rows, sizeof palette_rows }, &(struct zlib_recipe){ 0 });

    switch (piece) {
    case HEADER:
        craft_header(file, WIDTH, HEIGHT, 8, 3, 0);
        break;
    case PALETTE:
        craft_chunk(file, "PLTE", colors, sizeof colors);
        break;
    case ALPHA:
        craft_chunk(file, "tRNS", alphas, sizeof alphas);
        break;
    case DATA:
        craft_chunk(file, "IDAT", stream.data, 6);
        break;
    case MORE_DATA:
        craft_chunk(file, "IDAT", stream.data + 6, stream.length - 6);
        break;
    case END:
        craft_chunk(file, "IEND", NULL, 0);
        break;
    default:
        craft_chunk(file, "tEXt", "a\0b", 3);
        break;
    }
    made_free(stream);
}

/* The pieces in the order given, ended by PIECES. */
static struct made_file assembled(const enum piece *order)
{
    struct made_file file = craft_signature();

    for (; *order != PIECES; order++)
        put_piece(&file, *order);
    return file;
}

static const enum piece right_order[] = { HEADER,    PALETTE,    ALPHA, EXTRA, DATA,
                                          MORE_DATA, LATE_EXTRA, END,   PIECES };

static void check_order(const enum piece *order, bool plain)
{
    struct made_file file = assembled(order);

    assert_int_equal(is_plain(file), plain);
    if (plain)
        assert_true(libpng_accepts(file));
    made_free(file);
}

/* --------------------------------------------------------------------- plain ones */

static void every_kind_of_picture_is_plain(void **state)
{
    struct chance chance = { 20 };

    (void)state;
    for (int form = 0; form < STYLE_FORMS; form++) {
        struct scene scene = scene_make(&chance, 9, 6);
        const struct style style = { .form = form, .keyed = true, .filter = 5 };
        struct made_file file = scene_png(&scene, &style);
        struct tksi_png png;

        assert_true(scan_within(&png, file, NULL));
        assert_true(libpng_accepts(file));
        assert_int_equal(png.form.width, 9);
        assert_int_equal(png.form.height, 6);
        assert_int_equal(png.form.row_bytes, (9 * style_pixel_bits(&style) + 7) / 8);
        assert_int_equal(png.form.bytes_per_pixel, (style_pixel_bits(&style) + 7) / 8);
        made_free(file);
        scene_free(scene);
    }
}

static void the_stream_is_found_across_chunks(void **state)
{
    struct made_file file = assembled(right_order);
    struct tksi_png png;

    (void)state;
    assert_true(scan_within(&png, file, NULL));
    assert_int_equal(png.first, 4); /* of the first chunk's 6 bytes, after zlib's header */
    assert_int_equal(png.adler, adler32(1, palette_rows, sizeof palette_rows));
    assert_int_equal(png.form.color_type, 3);
    made_free(file);
}

static void a_palette_is_filled_up_as_libpng_does(void **state)
{
    static const uint8_t wanted[4][4] = {
        { 1, 2, 3, 0 }, { 4, 5, 6, 128 }, { 7, 8, 9, 255 }, { 0, 0, 0, 255 }
    };
    struct made_file file = assembled(right_order);
    struct tksi_png png;

    (void)state;
    assert_true(scan_within(&png, file, NULL));
    assert_memory_equal(png.form.palette, wanted, sizeof wanted);
    assert_memory_equal(&png.form.palette[255], wanted[3], 4);
    made_free(file);
}

static void real_encoders_write_plain_files(void **state)
{
    static uint8_t rows[300 * 200 * 4];
    struct made_file file;

    (void)state;
    for (size_t i = 0; i < sizeof rows; i++)
        rows[i] = (uint8_t)(i * i >> 7);
    file = make_png_rgba8(rows, 300, 200);
    assert_true(is_plain(file));
    made_free(file);
}

/* ------------------------------------------------------------------ not plain ones */

static void chunks_in_another_order_are_not_plain(void **state)
{
    static const enum piece orders[][10] = {
        { PALETTE, HEADER, DATA, MORE_DATA, END, PIECES },
        { HEADER, DATA, MORE_DATA, END, PIECES }, /* no palette */
        { HEADER, ALPHA, PALETTE, DATA, MORE_DATA, END, PIECES },
        { HEADER, PALETTE, PALETTE, DATA, MORE_DATA, END, PIECES },
        { HEADER, PALETTE, ALPHA, ALPHA, DATA, MORE_DATA, END, PIECES },
        { HEADER, PALETTE, DATA, ALPHA, MORE_DATA, END, PIECES },
        { HEADER, PALETTE, DATA, MORE_DATA, ALPHA, END, PIECES },
        { HEADER, PALETTE, DATA, MORE_DATA, PALETTE, END, PIECES },
        { HEADER, PALETTE, DATA, EXTRA, MORE_DATA, END, PIECES },
        { HEADER, PALETTE, DATA, MORE_DATA, PIECES }, /* no end */
        { HEADER, PALETTE, END, PIECES },             /* no data */
        { HEADER, HEADER, PALETTE, DATA, MORE_DATA, END, PIECES },
        { HEADER, PALETTE, HEADER, DATA, MORE_DATA, END, PIECES },
        { HEADER, PIECES },
        { PIECES },
    };

    (void)state;
    check_order(right_order, true);
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        check_order(orders[i], false);
}

/* A text may say what it likes; whatever else is wrong, libpng forgives it if we do. */
static void a_wrong_bit_in_what_matters_is_seen(void **state)
{
    struct made_file file = assembled(right_order);
    const uint8_t *text = memmem(file.data, file.length, "tEXt", 4);
    const size_t free_from = (size_t)(text - file.data) + 4, free_to = free_from + 3 + 4;
    const size_t second = file.length - 12 - 7;

    (void)state;
    for (size_t at = 0; at < file.length; at++)
        for (int bit = 0; bit < 8; bit++) {
            const bool harmless =
                (at >= free_from && at < free_to) || (at >= second && at < second + 7);
            file.data[at] ^= (uint8_t)(1 << bit);
            if (harmless)
                assert_true(is_plain(file));
            else if (can_be_streamed(file)) /* an extra chunk has become another one */
                assert_true(libpng_accepts(file));
            file.data[at] ^= (uint8_t)(1 << bit);
        }
    made_free(file);
}

static void a_file_cut_anywhere_is_not_plain(void **state)
{
    struct made_file file = assembled(right_order), cut = file;

    (void)state;
    for (cut.length = 0; cut.length < file.length; cut.length++)
        assert_false(is_plain(cut));
    made_free(file);
}

static struct made_file with_header(uint32_t width, uint32_t height, int depth, int type,
                                    int interlace)
{
    static const uint8_t zeros[4096] = { 0 };
    struct made_file file = craft_signature();
    struct made_file stream =
        craft_zlib((tks_bytes){ zeros, sizeof zeros }, &(struct zlib_recipe){ .level = -1 });

    craft_header(&file, width, height, depth, type, interlace);
    if (type == 3)
        craft_chunk(&file, "PLTE", zeros, 3);
    craft_data(&file, made_bytes(stream), 0, NULL);
    craft_chunk(&file, "IEND", NULL, 0);
    made_free(stream);
    return file;
}

static bool header_is_plain(uint32_t width, uint32_t height, int depth, int type, int interlace)
{
    struct made_file file = with_header(width, height, depth, type, interlace);
    const bool plain = is_plain(file);

    made_free(file);
    return plain;
}

/* PNG specification, table 11.1 */
static void only_the_depths_of_the_table_are_plain(void **state)
{
    static const char *const allowed[] = { "1 2 4 8 16 ", "", "8 16 ", "1 2 4 8 ",
                                           "8 16 ",       "", "8 16 " };

    (void)state;
    for (int type = 0; type < 256; type++)
        for (int depth = 0; depth <= 32; depth++) {
            bool wanted = false;

            for (const char *at = type < 7 ? allowed[type] : ""; *at != '\0';
                 at = strchr(at, ' ') + 1)
                wanted |= atoi(at) == depth;
            assert_int_equal(header_is_plain(3, 3, depth, type, 0), wanted);
        }
}

static void strange_headers_are_not_plain(void **state)
{
    (void)state;
    assert_true(header_is_plain(3, 3, 8, 0, 0));
    assert_false(header_is_plain(3, 3, 8, 0, 1)); /* interlaced */
    assert_false(header_is_plain(3, 3, 8, 0, 2));
    assert_false(header_is_plain(0, 3, 8, 0, 0));
    assert_false(header_is_plain(3, 0, 8, 0, 0));
    assert_false(header_is_plain(0x80000000, 3, 8, 0, 0));
    assert_false(header_is_plain(3, 0xFFFFFFFF, 8, 0, 0));
    assert_false(header_is_plain(0x7FFFFFFF, 0x7FFFFFFF, 16, 6, 0));
}

static void pictures_over_the_limits_are_not_plain(void **state)
{
    const tks_limits limits = { .size = sizeof limits, .side = 50, .pixels = 1000 };
    static const struct {
        uint32_t width, height;
        bool plain;
    } sizes[] = { { 50, 20, true }, { 20, 50, true },  { 51, 1, false },
                  { 1, 51, false }, { 50, 21, false }, { 32, 32, false } };

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct made_file file = with_header(sizes[i].width, sizes[i].height, 8, 0, 0);
        struct tksi_png png;

        assert_int_equal(scan_within(&png, file, &limits), sizes[i].plain);
        made_free(file);
    }
}

/* Deflate makes at most 1032 bytes of one. */
static void a_small_file_that_promises_much_is_not_plain(void **state)
{
    (void)state;
    assert_true(header_is_plain(60, 60, 8, 0, 0));
    assert_true(header_is_plain(2000, 2000, 8, 0, 0)); /* 4 MB of 4 KB: just so */
    assert_false(header_is_plain(2200, 2200, 8, 0, 0));
}

/* ---------------------------------------------------------------------- the stream */

static struct made_file with_stream(const uint8_t *stream, size_t length, size_t most)
{
    struct made_file file = craft_signature();

    craft_header(&file, 1, 1, 8, 0, 0);
    craft_data(&file, (tks_bytes){ stream, length }, most, NULL);
    craft_chunk(&file, "IEND", NULL, 0);
    return file;
}

static void check_stream(const uint8_t *stream, size_t length, size_t most, bool plain)
{
    struct made_file file = with_stream(stream, length, most);

    assert_int_equal(is_plain(file), plain);
    made_free(file);
}

static void zlibs_header_is_checked(void **state)
{
    /* one stored block of a filter type and a grey pixel */
    uint8_t stream[] = { 0x78, 0x01, 1, 2, 0, 0xFD, 0xFF, 0, 7, 0, 9, 0, 8 };

    (void)state;
    check_stream(stream, sizeof stream, 0, true);
    for (int first = 0; first < 256; first++)
        for (int second = 0; second < 256; second++) {
            stream[0] = (uint8_t)first;
            stream[1] = (uint8_t)second;
            /* deflate, 32 KiB, a right check, no dictionary (RFC 1950) */
            check_stream(stream, sizeof stream, 0,
                         first == 0x78 && (first * 256 + second) % 31 == 0 && !(second & 0x20));
        }
}

static void a_stream_cut_into_tiny_chunks_is_left_to_libpng(void **state)
{
    static const uint8_t stream[] = { 0x78, 0x01, 1, 2, 0, 0xFD, 0xFF, 0, 7, 0, 9, 0, 8 };

    (void)state;
    for (size_t most = 1; most <= sizeof stream; most++) {
        const size_t last = sizeof stream % most == 0 ? most : sizeof stream % most;

        /* zlib's header and trailer must each be in one piece */
        check_stream(stream, sizeof stream, most, most >= 2 && last >= 4);
    }
    for (size_t length = 0; length < 6; length++)
        check_stream(stream, length, 0, false);
}

/* --------------------------------------------------------------- forms and prefixes */

static void forms_are_the_same_only_if_all_is(void **state)
{
    struct tksi_png_form one, two;

    (void)state;
    memset(&one, 0, sizeof one);
    one = (struct tksi_png_form){ .width = 3, .height = 4, .depth = 8, .color_type = 2 };
    two = one;
    two.height = 5; /* rows are compared, not pictures */
    assert_true(tksi_png_same_form(&one, &two));
#define CHECK(change)                                                                              \
    two = one;                                                                                     \
    two.change;                                                                                    \
    assert_false(tksi_png_same_form(&one, &two))
    CHECK(width = 4);
    CHECK(depth = 16);
    CHECK(color_type = 6);
    CHECK(keyed = true);
    CHECK(key[2] = 1);
    CHECK(palette[255] = 1);
#undef CHECK
}

static uint64_t common(struct made_file a, struct made_file b)
{
    struct tksi_source sources[2];
    struct tksi_env env;
    struct tksi_png one, two;

    assert_int_equal(tksi_env_resolve(&env, NULL, NULL), TKS_OK);
    tksi_source_of_bytes(&sources[0], made_bytes(a));
    tksi_source_of_bytes(&sources[1], made_bytes(b));
    assert_true(tksi_png_scan(&one, &sources[0], &env));
    assert_true(tksi_png_scan(&two, &sources[1], &env));
    return tksi_png_common_prefix(&one, &two);
}

static void streams_have_the_prefix_they_have_however_cut(void **state)
{
    struct chance chance = { 21 };
    struct scene scene = scene_make(&chance, 20, 20);
    const struct style styles[] = { { .form = 5 },
                                    { .form = 5, .idat_bytes = 7 },
                                    { .form = 5, .idat_bytes = 50, .idat_seed = 3 } };
    struct made_file raw = scene_filtered(&scene, &styles[0]);
    struct made_file stream = craft_zlib(made_bytes(raw), &(struct zlib_recipe){ .level = -1 });

    (void)state;
    for (size_t at = 2; at < stream.length - 4; at += 5)
        for (size_t s = 0; s < 3; s++) {
            struct made_file one = scene_wrapped(&scene, &styles[s], made_bytes(stream)), two;

            stream.data[at] ^= 1;
            two = scene_wrapped(&scene, &styles[(s + 1) % 3], made_bytes(stream));
            stream.data[at] ^= 1;
            assert_int_equal(common(one, two), at - 2);
            assert_int_equal(common(two, one), at - 2);
            assert_int_equal(common(one, one), stream.length - 6);
            made_free(one);
            made_free(two);
        }
    made_free(raw);
    made_free(stream);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_picture_is_plain),
        cmocka_unit_test(the_stream_is_found_across_chunks),
        cmocka_unit_test(a_palette_is_filled_up_as_libpng_does),
        cmocka_unit_test(real_encoders_write_plain_files),
        cmocka_unit_test(chunks_in_another_order_are_not_plain),
        cmocka_unit_test(a_wrong_bit_in_what_matters_is_seen),
        cmocka_unit_test(a_file_cut_anywhere_is_not_plain),
        cmocka_unit_test(only_the_depths_of_the_table_are_plain),
        cmocka_unit_test(strange_headers_are_not_plain),
        cmocka_unit_test(pictures_over_the_limits_are_not_plain),
        cmocka_unit_test(a_small_file_that_promises_much_is_not_plain),
        cmocka_unit_test(zlibs_header_is_checked),
        cmocka_unit_test(a_stream_cut_into_tiny_chunks_is_left_to_libpng),
        cmocka_unit_test(forms_are_the_same_only_if_all_is),
        cmocka_unit_test(streams_have_the_prefix_they_have_however_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
