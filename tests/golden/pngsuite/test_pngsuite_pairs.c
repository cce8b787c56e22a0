/* test_pngsuite_pairs.c - PngSuite's pictures, each paired with copies of itself
 *
 * Every valid picture is compared with the same pixels written anew, and with copies
 * that differ in one pixel; both by streaming and by decoding first. Those that are
 * plain are also taken apart down to their filtered rows, changed there, and put
 * together again, so that both files of a pair are of one kind.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "agree.h"
#include "craft_png.h"
#include "diff/diff.h"
#include "image/png_rows.h"
#include "kernel/kernel.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *fixture(char *path, size_t size, const char *name)
{
    const char *root = getenv("TKSNAP_FIXTURES");

    snprintf(path, size, "%s/pngsuite/%s", root != NULL && *root != '\0' ? root : TEST_FIXTURES,
             name);
    return path;
}

static struct tksi_env default_env(void)
{
    struct tksi_env env;

    assert_int_equal(tksi_env_resolve(&env, NULL, NULL), TKS_OK);
    return env;
}

/* --------------------------------------------------------------------- pictures */

struct picture {
    char name[64];
    struct made_file file;
    tks_image *image;
    tks_view view;
};

static struct made_file read_file(const char *path)
{
    const struct tksi_env env = default_env();
    struct tksi_buffer buffer;
    struct tksi_file file;
    struct made_file out;

    tksi_buffer_init(&buffer, 1 << 24, &env);
    assert_int_equal(tksi_file_open(&file, path, &env, NULL), TKS_OK);
    assert_int_equal(tksi_file_read_rest(&file, &buffer, NULL), TKS_OK);
    tksi_file_close(&file);
    out = (struct made_file){ malloc(buffer.length), buffer.length };
    assert_non_null(out.data);
    memcpy(out.data, buffer.data, buffer.length);
    tksi_buffer_dispose(&buffer);
    return out;
}

/* Calls `check` for every picture that can be read; returns how many there are. */
static int for_each_picture(void (*check)(const struct picture *picture))
{
    char path[4096];
    DIR *folder = opendir(fixture(path, sizeof path, ""));
    int count = 0;

    assert_non_null(folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        struct picture picture;

        if (strstr(entry->d_name, ".png") == NULL || entry->d_name[0] == 'x')
            continue;
        snprintf(picture.name, sizeof picture.name, "%.63s", entry->d_name);
        picture.file = read_file(fixture(path, sizeof path, picture.name));
        assert_int_equal(tks_image_decode(&picture.image, made_bytes(picture.file), NULL, NULL),
                         TKS_OK);
        picture.view = tks_image_view(picture.image);
        check(&picture);
        tks_image_free(picture.image);
        made_free(picture.file);
        count++;
    }
    closedir(folder);
    return count;
}

/* ------------------------------------------------------------------- comparing */

static tks_diff *compare(struct made_file one, struct made_file two, enum tksi_route route)
{
    static const char *const names[2] = { "expected", "actual" };
    const tks_bytes files[2] = { made_bytes(one), made_bytes(two) };
    const struct tksi_env env = default_env();
    tks_rules rules = TKS_RULES;
    tks_diff *diff = NULL;

    rules.metric = TKS_METRIC_EXACT;
    assert_int_equal(tksi_rules_resolve(&rules, &rules, NULL), TKS_OK);
    assert_int_equal(tksi_diff_bytes(&diff, files, names, &rules, NULL, route, &env, NULL), TKS_OK);
    return diff;
}

/* Streaming and decoding agree, both ways round; returns how many pixels differ. */
static int64_t differing(const char *name, struct made_file one, struct made_file two)
{
    tks_diff *whole = compare(one, two, TKSI_ROUTE_WHOLE);
    const int64_t count = tks_diff_counts(whole).differing;

    for (int swap = 0; swap < 2; swap++) {
        tks_diff *fast = compare(swap ? two : one, swap ? one : two, TKSI_ROUTE_FAST);
        const char *why = disagreement(fast, whole);

        if (why != NULL)
            fail_msg("%s: streamed and decoded disagree about %s", name, why);
        tks_diff_free(fast);
    }
    tks_diff_free(whole);
    return count;
}

static struct made_file written_anew(tks_view view, const void *pixels)
{
    return view.pixels == TKS_RGBA16 ? make_png_rgba16(pixels, view.width, view.height)
                                     : make_png_rgba8(pixels, view.width, view.height);
}

static void check_anew(const struct picture *picture)
{
    struct made_file anew = written_anew(picture->view, picture->view.data);

    assert_int_equal(differing(picture->name, picture->file, anew), 0);
    made_free(anew);
}

static void the_same_pixels_written_anew_are_the_same(void **state)
{
    (void)state;
    assert_int_equal(for_each_picture(check_anew), 162);
}

/* One pixel of a copy is changed, visibly: opaque and another red. */
static void check_changed(const struct picture *picture)
{
    const tks_view *view = &picture->view;
    const size_t channel = view->pixels == TKS_RGBA16 ? 2 : 1, pixel = 4 * channel;
    const size_t pixels = (size_t)view->width * (size_t)view->height;
    uint8_t *copy = malloc(pixels * pixel);

    assert_non_null(copy);
    for (size_t at = 0; at < pixels; at += pixels / 5 + 1) {
        struct made_file changed;

        memcpy(copy, view->data, pixels * pixel);
        copy[at * pixel] ^= 0x80;
        memset(copy + at * pixel + 3 * channel, 255, channel);
        changed = written_anew(*view, copy);
        assert_int_equal(differing(picture->name, picture->file, changed), 1);
        made_free(changed);
    }
    free(copy);
}

static void one_changed_pixel_is_one_difference(void **state)
{
    (void)state;
    assert_int_equal(for_each_picture(check_changed), 162);
}

/* ------------------------------------------------------------- files of one kind */

/* The filtered rows of a plain picture. */
static struct made_file rows_of(const struct tksi_png *png)
{
    const struct tksi_env env = default_env();
    const size_t length = (size_t)png->form.height * (png->form.row_bytes + 1);
    struct made_file rows = { malloc(length), length };
    struct tksi_png_inflater *inflater;
    size_t got;

    assert_non_null(rows.data);
    assert_int_equal(tksi_png_inflater_new(&inflater, png, &env, NULL), TKS_OK);
    assert_int_equal(tksi_png_inflate(inflater, rows.data, length, UINT64_MAX, &got),
                     TKSI_PNG_MORE);
    assert_int_equal(got, length);
    assert_int_equal(tksi_png_inflate_end(inflater), TKSI_PNG_MORE);
    tksi_png_inflater_free(inflater);
    return rows;
}

/* The file with other picture data. */
static struct made_file with_rows(struct made_file file, tks_bytes rows)
{
    struct made_file stream = craft_zlib(rows, &(struct zlib_recipe){ .level = 6 });
    struct made_file out = craft_signature();
    bool done = false;
    size_t at = 8;

    while (at + 12 <= file.length) {
        const uint8_t *chunk = file.data + at;
        const size_t length =
            (size_t)chunk[0] << 24 | (size_t)chunk[1] << 16 | (size_t)chunk[2] << 8 | chunk[3];

        if (memcmp(chunk + 4, "IDAT", 4) != 0)
            craft_chunk(&out, (const char *)chunk + 4, chunk + 8, length);
        else if (!done)
            craft_data(&out, made_bytes(stream), 0, NULL);
        done = done || memcmp(chunk + 4, "IDAT", 4) == 0;
        at += length + 12;
    }
    made_free(stream);
    return out;
}

static int plain_pictures;

static void check_of_one_kind(const struct picture *picture)
{
    const struct tksi_env env = default_env();
    struct tksi_source source;
    struct tksi_png png;
    struct made_file rows;

    tksi_source_of_bytes(&source, made_bytes(picture->file));
    if (!tksi_png_scan(&png, &source, &env))
        return;
    plain_pictures++;
    rows = rows_of(&png);
    for (size_t at = 1; at < rows.length; at += rows.length / 40 + 1) {
        struct made_file changed;

        if (at % (png.form.row_bytes + 1) == 0) /* a filter type */
            at++;
        rows.data[at] ^= 0x80; /* the leftmost bit, which is part of a pixel */
        changed = with_rows(picture->file, made_bytes(rows));
        differing(picture->name, picture->file, changed);
        rows.data[at] ^= 0x80;
        made_free(changed);
    }
    made_free(rows);
}

static void changed_filtered_bytes_are_judged_alike_both_ways(void **state)
{
    (void)state;
    for_each_picture(check_of_one_kind);
    assert_true(plain_pictures > 40); /* half are interlaced or declare a small window */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_pixels_written_anew_are_the_same),
        cmocka_unit_test(one_changed_pixel_is_one_difference),
        cmocka_unit_test(changed_filtered_bytes_are_judged_alike_both_ways),
    };
    char path[4096];

    if (access(fixture(path, sizeof path, "PngSuite.png"), R_OK) != 0) {
        printf("skipped: there is no %s\n", path);
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
