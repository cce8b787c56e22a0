/* test_png_inflate.c - a zlib stream read in steps, followed, ended, or at one go
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "image/png_rows.h"
#include "scene.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static struct tksi_env default_env(void)
{
    struct tksi_env env;

    assert_int_equal(tksi_env_resolve(&env, NULL, NULL), TKS_OK);
    return env;
}

/* ------------------------------------------------------------------ pictures */

/* A picture, its filtered rows, and the file around a stream of them. */
struct sample {
    struct scene scene;
    struct style style;
    struct made_file rows, file;
    struct tksi_source source;
    struct tksi_png png;
};

static const struct zlib_recipe recipes[] = {
    { .level = 6 },
    { .level = -1 },
    { .level = 1, .strategy = Z_FIXED },
    { .level = 9, .flush_every = 50 },
    { .level = 4, .strategy = Z_HUFFMAN_ONLY, .empty_blocks = 3 },
    { .level = 6, .strategy = Z_RLE, .flush_every = 9 },
};
enum { RECIPES = sizeof recipes / sizeof *recipes };

/* IDAT chunks of about so many bytes: the last one must hold zlib's trailer whole. */
static void sample_cut(struct sample *sample, size_t idat_bytes)
{
    const struct tksi_env env = default_env();

    for (bool plain = false; !plain; idat_bytes++) {
        sample->style.idat_bytes = idat_bytes;
        sample->file = scene_png(&sample->scene, &sample->style);
        tksi_source_of_bytes(&sample->source, made_bytes(sample->file));
        plain = tksi_png_scan(&sample->png, &sample->source, &env);
        if (!plain)
            made_free(sample->file);
    }
}

static void sample_open(struct sample *sample, struct chance *chance, int recipe, size_t idat_bytes)
{
    sample->scene = scene_make(chance, 23, 31);
    sample->style = (struct style){ .form = 5, .filter = 5 };
    sample->style.zlib = recipes[recipe];
    sample->rows = scene_filtered(&sample->scene, &sample->style);
    sample_cut(sample, idat_bytes);
}

static void sample_close(struct sample *sample)
{
    made_free(sample->rows);
    made_free(sample->file);
    scene_free(sample->scene);
}

static struct tksi_png_inflater *inflater_of(const struct tksi_png *png)
{
    const struct tksi_env env = default_env();
    struct tksi_png_inflater *inflater = NULL;

    assert_int_equal(tksi_png_inflater_new(&inflater, png, &env, NULL), TKS_OK);
    return inflater;
}

/* Reads rows from..length-1 in steps of up to `most` bytes. */
static void read_rest(struct tksi_png_inflater *inflater, const struct made_file *rows, size_t from,
                      struct chance *chance, uint32_t most)
{
    uint8_t *to = malloc(rows->length + 1);

    assert_non_null(to);
    for (size_t at = from; at < rows->length;) {
        size_t step = 1 + chance_below(chance, most), got = 0;

        step = step < rows->length - at ? step : rows->length - at;
        to[at + step] = 0xC3;
        assert_int_equal(tksi_png_inflate(inflater, to + at, step, UINT64_MAX, &got),
                         TKSI_PNG_MORE);
        assert_int_equal(got, step);
        assert_int_equal(to[at + step], 0xC3);
        at += step;
    }
    assert_memory_equal(to + from, rows->data + from, rows->length - from);
    free(to);
}

/* ------------------------------------------------------------------ in steps */

static void steps_of_any_length_give_the_same_rows(void **state)
{
    struct chance chance = { 40 };

    (void)state;
    for (int recipe = 0; recipe < RECIPES; recipe++)
        for (size_t idat = 0; idat <= 40; idat += 8) {
            struct sample sample;

            sample_open(&sample, &chance, recipe, idat);
            for (uint32_t most = 1; most < 5000; most = most * 3 + 1) {
                struct tksi_png_inflater *inflater = inflater_of(&sample.png);

                read_rest(inflater, &sample.rows, 0, &chance, most);
                assert_int_equal(tksi_png_inflate_end(inflater), TKSI_PNG_MORE);
                tksi_png_inflater_free(inflater);
            }
            sample_close(&sample);
        }
}

/* Only so many compressed bytes may be read; what is given back is right as far as it
 * goes, and goes on where it stopped. */
static void input_is_read_no_further_than_allowed(void **state)
{
    struct chance chance = { 41 };

    (void)state;
    for (int recipe = 0; recipe < RECIPES; recipe++) {
        struct sample sample;
        uint8_t *to;

        sample_open(&sample, &chance, recipe, recipe % 2 ? 30 : 0);
        assert_non_null(to = malloc(sample.rows.length));
        for (uint64_t input = 0; input <= sample.png.compressed + 2; input += 3) {
            struct tksi_png_inflater *inflater = inflater_of(&sample.png);
            size_t got = 0;

            assert_int_equal(tksi_png_inflate(inflater, to, sample.rows.length, input, &got),
                             TKSI_PNG_MORE);
            assert_memory_equal(to, sample.rows.data, got);
            assert_true(input >= sample.png.compressed || got < sample.rows.length ||
                        recipes[recipe].empty_blocks > 0 || input + 8 > sample.png.compressed);
            read_rest(inflater, &sample.rows, got, &chance, 500);
            assert_int_equal(tksi_png_inflate_end(inflater), TKSI_PNG_MORE);
            tksi_png_inflater_free(inflater);
        }
        free(to);
        sample_close(&sample);
    }
}

static void a_follower_goes_on_where_the_other_stands(void **state)
{
    struct chance chance = { 42 };

    (void)state;
    for (int recipe = 0; recipe < RECIPES; recipe++) {
        struct sample sample, other;
        uint8_t *to;

        sample_open(&sample, &chance, recipe, 0);
        other = sample; /* the same stream, cut otherwise */
        sample_cut(&other, 11);
        assert_non_null(to = malloc(sample.rows.length));
        for (uint64_t input = 0; input <= sample.png.compressed; input += 5) {
            struct tksi_png_inflater *first = inflater_of(&sample.png);
            struct tksi_png_inflater *second = inflater_of(&other.png);
            size_t got = 0;

            assert_int_equal(tksi_png_inflate(first, to, sample.rows.length, input, &got),
                             TKSI_PNG_MORE);
            tksi_png_inflater_follow(second, first);
            read_rest(second, &sample.rows, got, &chance, 300);
            assert_int_equal(tksi_png_inflate_end(second), TKSI_PNG_MORE);
            read_rest(first, &sample.rows, got, &chance, 300);
            assert_int_equal(tksi_png_inflate_end(first), TKSI_PNG_MORE);
            tksi_png_inflater_free(first);
            tksi_png_inflater_free(second);
        }
        free(to);
        made_free(other.file);
        sample_close(&sample);
    }
}

/* ----------------------------------------------------------------- not plain */

static bool in_steps(const struct tksi_png *png, size_t length)
{
    struct tksi_png_inflater *inflater = inflater_of(png);
    uint8_t *to = malloc(length);
    size_t got = 0;
    bool good;

    assert_non_null(to);
    good = tksi_png_inflate(inflater, to, length, UINT64_MAX, &got) == TKSI_PNG_MORE &&
           got == length && tksi_png_inflate_end(inflater) == TKSI_PNG_MORE;
    tksi_png_inflater_free(inflater);
    free(to);
    return good;
}

static bool at_one_go(const struct tksi_png *png, size_t length)
{
    const struct tksi_env env = default_env();
    uint8_t *to = malloc(length);
    bool good;

    assert_non_null(to);
    good = tksi_png_inflate_all(png, to, length, &env);
    free(to);
    return good;
}

/* Deflate bytes of a one-pixel grey picture: filter type 0, then 7. */
static void check_deflate(const uint8_t *deflate, size_t length, uint32_t adler, bool plain)
{
    struct tksi_source source;
    const struct tksi_png png = {
        .form = { .width = 1, .height = 1, .depth = 8, .bytes_per_pixel = 1, .row_bytes = 1 },
        .source = &source,
        .first = length,
        .compressed = length,
        .adler = adler
    };

    tksi_source_of_bytes(&source, (tks_bytes){ deflate, length });
    assert_int_equal(in_steps(&png, 2), plain);
    assert_int_equal(at_one_go(&png, 2), plain);
}

static void a_stream_ends_exactly_where_it_should(void **state)
{
    static const uint8_t stored[] = { 1, 2, 0, 0xFD, 0xFF, 0, 7 };
    static const uint8_t open_ended[] = { 0, 2, 0, 0xFD, 0xFF, 0, 7 };
    static const uint8_t too_long[] = { 1, 3, 0, 0xFC, 0xFF, 0, 7, 9 };
    static const uint8_t too_short[] = { 1, 1, 0, 0xFE, 0xFF, 0 };
    static const uint8_t and_more[] = { 1, 2, 0, 0xFD, 0xFF, 0, 7, 0 };
    static const uint8_t second_block[] = { 0, 2, 0, 0xFD, 0xFF, 0, 7, 1, 0, 0, 0xFF, 0xFF };
    static const uint8_t torn[] = { 1, 2, 0, 0xFD, 0xFF, 0 };
    static const uint8_t mismatched[] = { 1, 2, 0, 0xFD, 0xFE, 0, 7 };
    static const uint8_t reserved[] = { 7, 2, 0, 0xFD, 0xFF, 0, 7 };
    const uint32_t adler = (uint32_t)adler32(1, (const uint8_t *)"\0\7", 2);

    (void)state;
    check_deflate(stored, sizeof stored, adler, true);
    check_deflate(stored, sizeof stored, adler ^ 1, false);
    check_deflate(stored, sizeof stored, adler ^ 0x80000000, false);
    check_deflate(open_ended, sizeof open_ended, adler, false);
    check_deflate(too_long, sizeof too_long, adler, false);
    check_deflate(too_short, sizeof too_short, adler, false);
    check_deflate(and_more, sizeof and_more, adler, false);
    check_deflate(second_block, sizeof second_block, adler, true);
    check_deflate(torn, sizeof torn, adler, false);
    check_deflate(mismatched, sizeof mismatched, adler, false);
    check_deflate(reserved, sizeof reserved, adler, false);
    check_deflate(stored, 0, adler, false);
}

static void at_one_go_gives_the_same_rows(void **state)
{
    const struct tksi_env env = default_env();
    struct chance chance = { 43 };

    (void)state;
    for (int recipe = 0; recipe < RECIPES; recipe++)
        for (size_t idat = 0; idat <= 40; idat += 8) {
            struct sample sample;
            uint8_t *to;

            sample_open(&sample, &chance, recipe, idat);
            assert_non_null(to = malloc(sample.rows.length));
            assert_true(tksi_png_inflate_all(&sample.png, to, sample.rows.length, &env));
            assert_memory_equal(to, sample.rows.data, sample.rows.length);
            free(to);
            sample_close(&sample);
        }
}

static void without_memory_nothing_is_inflated(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env starved = { .size = sizeof starved, .allocator = &allocator };
    struct chance chance = { 44 };
    struct tksi_png_inflater *inflater = NULL;
    struct sample sample;
    struct tksi_env env;
    uint8_t *to;

    (void)state;
    assert_int_equal(tksi_env_resolve(&env, &starved, NULL), TKS_OK);
    atomic_store(&counting.fail_at, 1);
    sample_open(&sample, &chance, 0, 20);
    assert_non_null(to = malloc(sample.rows.length));
    assert_int_equal(tksi_png_inflater_new(&inflater, &sample.png, &env, NULL), TKS_OUT_OF_MEMORY);
    assert_null(inflater);
    assert_false(tksi_png_inflate_all(&sample.png, to, sample.rows.length, &env));
    tksi_png_inflater_free(NULL);
    free(to);
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_of_any_length_give_the_same_rows),
        cmocka_unit_test(input_is_read_no_further_than_allowed),
        cmocka_unit_test(a_follower_goes_on_where_the_other_stands),
        cmocka_unit_test(a_stream_ends_exactly_where_it_should),
        cmocka_unit_test(at_one_go_gives_the_same_rows),
        cmocka_unit_test(without_memory_nothing_is_inflated),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
