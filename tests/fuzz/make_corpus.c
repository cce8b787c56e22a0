/* make_corpus.c - the seeds: small good files of every kind, to start searching from
 *
 * Usage: make_corpus FOLDER     (FOLDER is tests/fuzz/corpus)
 *
 * Run by hand when a kind is added; what it writes is committed. Inputs that once broke
 * something are kept beside the seeds under names that say what, and are not made here.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
/* jpeglib.h wants stdio.h first */
#include <jpeglib.h>
#include <webp/encode.h>

static void write_seed(const char *folder, const char *target, const char *name, const void *bytes,
                       size_t length)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, target);
    mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/%s/%s", folder, target, name);
    file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, length, file) != length || fclose(file) != 0) {
        perror(path);
        exit(1);
    }
}

static void grow(struct made_file *file, const void *bytes, size_t length)
{
    file->data = realloc(file->data, file->length + length + 1);
    if (file->data == NULL)
        abort();
    memcpy(file->data + file->length, bytes, length);
    file->length += length;
}

/* ----------------------------------------------------------------------- PNG */

enum { WIDTH = 13, HEIGHT = 11 };

/* What fuzz_png.c and fuzz_png_pair.c put right: chunks' and the stream's checksums, and
 * in a second copy of each also the compression. */
enum { FIX_SUMS = 3, FIX_ALL = 7 };

static void put_png(const char *folder, const char *name, struct made_file png, unsigned fixes)
{
    const uint8_t how = (uint8_t)fixes;
    struct made_file seed = { NULL, 0 };

    grow(&seed, png.data, png.length);
    grow(&seed, &how, 1);
    write_seed(folder, "fuzz_png", name, seed.data, seed.length);
    made_free(seed);
}

static void put_pngs(const char *folder)
{
    struct chance chance = { 1 };
    char name[64];

    for (int form = 0; form < STYLE_FORMS; form++) {
        struct scene scene = scene_make(&chance, WIDTH, HEIGHT);
        struct style style = { .form = form, .keyed = form % 2, .filter = 5, .idat_bytes = 60 };
        struct made_file raw = scene_filtered(&scene, &style);
        struct made_file png = scene_png(&scene, &style);
        struct made_file bare = scene_wrapped(&scene, &style, made_bytes(raw));

        snprintf(name, sizeof name, "form-%02d", form);
        put_png(folder, name, png, FIX_SUMS);
        snprintf(name, sizeof name, "form-%02d-raw", form);
        put_png(folder, name, bare, FIX_ALL);
        made_free(raw);
        made_free(png);
        made_free(bare);
        scene_free(scene);
    }
}

static void put_odd_pngs(const char *folder)
{
    static uint8_t rows[WIDTH * HEIGHT * 8];
    struct png_recipe recipe = { .width = WIDTH, .height = HEIGHT, .comment = "a comment" };
    static const int types[] = { 0, 2, 6 }, depths[] = { 4, 8, 16 };
    char name[64];

    for (size_t i = 0; i < sizeof rows; i++)
        rows[i] = (uint8_t)(i * i / 7 & 15);
    recipe.interlaced = true;
    for (int i = 0; i < 3; i++) {
        struct made_file png;

        recipe.color_type = types[i];
        recipe.depth = depths[i];
        png = make_png(&recipe, rows);
        snprintf(name, sizeof name, "interlaced-%d-%d", types[i], depths[i]);
        put_png(folder, name, png, FIX_SUMS);
        made_free(png);
    }
}

/* ---------------------------------------------------------------------- pairs */

static void put_file_pair(const char *folder, const char *name, struct made_file one,
                          struct made_file two, unsigned fixes, uint8_t rules)
{
    const uint8_t head[4] = { (uint8_t)(fixes << 5 | 2), rules, (uint8_t)(one.length >> 8),
                              (uint8_t)one.length };
    struct made_file seed = { NULL, 0 };

    grow(&seed, head, 4);
    grow(&seed, one.data, one.length);
    grow(&seed, two.data, two.length);
    write_seed(folder, "fuzz_png_pair", name, seed.data, seed.length);
    made_free(seed);
}

static void put_file_pairs(const char *folder)
{
    struct chance chance = { 2 };
    char name[64];

    for (int i = 0; i < 12; i++) {
        const int32_t height = 9 + 3 * i;
        struct scene one = scene_make(&chance, WIDTH, height);
        struct scene two = scene_resized(&one, &chance, WIDTH, i % 4 == 3 ? height + 5 : height);
        struct style style = style_make(&chance);
        struct made_file files[2];

        scene_change(&two, &chance, (enum scene_change)(i % SCENE_CHANGES), 8);
        style.by_libpng = false;
        for (int side = 0; side < 2; side++) {
            const struct scene *scene = side == 0 ? &one : &two;
            struct made_file raw = scene_filtered(scene, &style);

            files[side] = i % 2 == 0 ? scene_png(scene, &style)
                                     : scene_wrapped(scene, &style, made_bytes(raw));
            made_free(raw);
        }
        snprintf(name, sizeof name, "files-%02d", i);
        put_file_pair(folder, name, files[0], files[1], i % 2 == 0 ? FIX_SUMS : FIX_ALL,
                      (uint8_t)(i * 37));
        made_free(files[0]);
        made_free(files[1]);
        scene_free(one);
        scene_free(two);
    }
}

static void put_recipes(const char *folder)
{
    struct chance chance = { 3 };
    uint8_t seed[7 + 3 * 4 + 90];
    char name[64];

    for (int i = 0; i < 20; i++) {
        for (size_t b = 0; b < sizeof seed; b++)
            seed[b] = (uint8_t)(b % 3 ? chance_below(&chance, 6) : chance_bits(&chance));
        seed[0] = (uint8_t)(1 | chance_below(&chance, 2) << 1 | chance_below(&chance, 4) << 2);
        seed[2] = (uint8_t)chance_below(&chance, 30);
        seed[3] = (uint8_t)(10 + chance_below(&chance, 50));
        seed[4] = (uint8_t)i;
        seed[6] = (uint8_t)(i % 5);
        snprintf(name, sizeof name, "recipe-%02d", i);
        write_seed(folder, "fuzz_png_pair", name, seed, sizeof seed);
    }
}

/* ---------------------------------------------------------------------- JPEG */

struct jpeg_recipe {
    const char *name;
    J_COLOR_SPACE in, out;
    int channels, sampling, restart;
    bool progressive, arithmetic, exif;
};

static const struct jpeg_recipe jpegs[] = {
    { "grey", JCS_GRAYSCALE, JCS_GRAYSCALE, 1, 1, 0, false, false, false },
    { "rgb-420", JCS_RGB, JCS_YCbCr, 3, 2, 0, false, false, true },
    { "rgb-444-restart", JCS_RGB, JCS_YCbCr, 3, 1, 1, false, false, false },
    { "rgb-progressive", JCS_RGB, JCS_YCbCr, 3, 2, 0, true, false, false },
    { "rgb-arithmetic", JCS_RGB, JCS_YCbCr, 3, 1, 0, false, true, false },
    { "cmyk", JCS_CMYK, JCS_CMYK, 4, 1, 0, false, false, false },
    { "ycck", JCS_CMYK, JCS_YCCK, 4, 2, 0, true, false, true },
    { "rgb-stored", JCS_RGB, JCS_RGB, 3, 1, 0, false, false, false },
};

static void put_jpeg(const char *folder, const struct jpeg_recipe *recipe)
{
    static const uint8_t exif[] = "Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0\6\0\0\0\0\0";
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    uint8_t row[24 * 4], *memory = NULL, *rows = row;
    unsigned long length = 0;

    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &memory, &length);
    jpeg.image_width = 21;
    jpeg.image_height = 18;
    jpeg.input_components = recipe->channels;
    jpeg.in_color_space = recipe->in;
    jpeg_set_defaults(&jpeg);
    jpeg_set_colorspace(&jpeg, recipe->out);
    jpeg_set_quality(&jpeg, 60, TRUE);
    jpeg.comp_info[0].h_samp_factor = jpeg.comp_info[0].v_samp_factor = recipe->sampling;
    jpeg.restart_in_rows = recipe->restart;
    jpeg.arith_code = recipe->arithmetic;
    if (recipe->progressive)
        jpeg_simple_progression(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    if (recipe->exif)
        jpeg_write_marker(&jpeg, JPEG_APP0 + 1, exif, sizeof exif - 1);
    while (jpeg.next_scanline < jpeg.image_height) {
        for (unsigned i = 0; i < sizeof row; i++)
            row[i] = (uint8_t)(i * jpeg.next_scanline * 3);
        jpeg_write_scanlines(&jpeg, &rows, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    write_seed(folder, "fuzz_jpeg", recipe->name, memory, length);
    free(memory);
}

/* ---------------------------------------------------------------------- WebP */

static void put_webps(const char *folder)
{
    uint8_t pixels[WIDTH * HEIGHT * 4], *memory = NULL;
    struct chance chance = { 4 };
    size_t length;

    for (size_t i = 0; i < sizeof pixels; i++)
        pixels[i] = (uint8_t)(i / 9 * 5 + chance_below(&chance, 9));
    length = WebPEncodeRGBA(pixels, WIDTH, HEIGHT, WIDTH * 4, 50, &memory);
    write_seed(folder, "fuzz_webp", "lossy-alpha", memory, length);
    WebPFree(memory);
    length = WebPEncodeLosslessRGBA(pixels, WIDTH, HEIGHT, WIDTH * 4, &memory);
    write_seed(folder, "fuzz_webp", "lossless-alpha", memory, length);
    WebPFree(memory);
    length = WebPEncodeRGB(pixels, WIDTH, HEIGHT, WIDTH * 4, 80, &memory);
    write_seed(folder, "fuzz_webp", "lossy", memory, length);
    WebPFree(memory);
    for (size_t i = 0; i < sizeof pixels; i++)
        pixels[i] = (uint8_t)(i / 16 % 3 * 80);
    length = WebPEncodeLosslessRGB(pixels, WIDTH, HEIGHT, WIDTH * 4, &memory);
    write_seed(folder, "fuzz_webp", "lossless-palette", memory, length);
    WebPFree(memory);
}

/* ---------------------------------------------------------- the smaller formats */

#define SEED(name, bytes)                                                                          \
    {                                                                                              \
        name, bytes, sizeof(bytes) - 1                                                             \
    }

static const struct {
    const char *name, *bytes;
    size_t length;
} seeds[] = {
    SEED("bmp-24",
         "BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\2\0\0\0\2\0\0\0\1\0\x18\0\0\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\2\3\4\5\6\0\0\7\10\11\12\13\14\0\0"),
    SEED("bmp-32-masks",
         "BM\0\0\0\0\0\0\0\0\x46\0\0\0\x38\0\0\0\2\0\0\0\xFF\xFF\xFF\xFF\1\0\x20\0\3"
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xFF\0\0\xFF\0\0\xFF\0\0"
         "\0\0\0\0\xFF\1\2\3\4\5\6\7\10"),
    SEED("bmp-4-palette",
         "BM\0\0\0\0\0\0\0\0\x3E\0\0\0\x28\0\0\0\3\0\0\0\1\0\0\0\1\0\4\0\0\0\0\0\0\0"
         "\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\1\2\3\0\4\5\6\0\1\x10\0\0"),
    SEED("bmp-os2", "BM\0\0\0\0\0\0\0\0\x1A\0\0\0\x0C\0\0\0\1\0\1\0\1\0\x18\0\1\2\3\0"),
    SEED("gif", "GIF89a\2\0\2\0\x80\0\0\1\2\3\4\5\6!\xF9\4\1\0\0\0\0,\0\0\0\0\2\0\2\0\0\2\3\x44\x12"
                "\5\0;"),
    SEED("gif-interlaced",
         "GIF87a\2\0\2\0\x80\0\0\1\2\3\4\5\6,\0\0\0\0\2\0\2\0\x40\2\3\x44\x12\5\0;"),
    SEED("tga-24", "\0\0\2\0\0\0\0\0\0\0\0\0\2\0\2\0\x18\0\1\2\3\4\5\6\7\10\11\12\13\14"),
    SEED("tga-32-rle", "\0\0\12\0\0\0\0\0\0\0\0\0\3\0\1\0\x20\x28\x82\1\2\3\4"),
    SEED("tga-palette", "\0\1\1\0\0\2\0\x18\0\0\0\0\2\0\1\0\10\x20\1\2\3\4\5\6\0\1"),
    SEED("tga-grey-rle", "\0\0\13\0\0\0\0\0\0\0\0\0\4\0\1\0\10\0\x81\7\1\1\2"),
    SEED("tga-16", "\0\0\2\0\0\0\0\0\0\0\0\0\1\0\1\0\x10\0\x1F\x7C"),
    SEED("psd-rgb",
         "8BPS\0\1\0\0\0\0\0\0\0\3\0\0\0\1\0\0\0\2\0\10\0\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"
         "\2\3\4\5\6"),
    SEED("psd-rle",
         "8BPS\0\1\0\0\0\0\0\0\0\4\0\0\0\1\0\0\0\4\0\10\0\3\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0"
         "\2\0\2\0\2\0\2\xFD\1\xFD\2\xFD\3\xFD\4"),
    SEED("psd-grey-16",
         "8BPS\0\1\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0\2\0\20\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0"
         "\0\1\2\3\4"),
    SEED("pnm-1", "P1\n# a comment\n3 2\n0 1 0\n1 0 1\n"),
    SEED("pnm-2", "P2\n2 2\n15\n0 5 10 15\n"),
    SEED("pnm-3", "P3 1 1 255 1 2 3\n"),
    SEED("pnm-4", "P4\n9 2\n\xAA\x80\x55\0"),
    SEED("pnm-5-16", "P5\n2 1\n65535\n\1\2\3\4"),
    SEED("pnm-6", "P6\n2 1\n255\n\1\2\3\4\5\6"),
    SEED("pnm-7",
         "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n\1\2\3\4"),
};

int main(int count, char **words)
{
    if (count != 2) {
        fprintf(stderr, "usage: make_corpus FOLDER\n");
        return 2;
    }
    mkdir(words[1], 0777);
    put_pngs(words[1]);
    put_odd_pngs(words[1]);
    put_file_pairs(words[1]);
    put_recipes(words[1]);
    for (size_t i = 0; i < sizeof jpegs / sizeof *jpegs; i++)
        put_jpeg(words[1], &jpegs[i]);
    put_webps(words[1]);
    for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++)
        write_seed(words[1], "fuzz_stb", seeds[i].name, seeds[i].bytes, seeds[i].length);
    return 0;
}
