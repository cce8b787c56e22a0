/* fuzz_png.c - any bytes as a PNG: our reader accepts nothing that libpng refuses
 *
 * The input is a PNG and a last byte that says what is put right in it first (fuzz.h)
 * and in what steps it is read. libpng's reading keeps its promises; where the
 * streaming reader takes the file for plain, it must come to the same pixels.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fuzz.h"

#include "image/image.h"
#include "image/png_rows.h"

#include <stdlib.h>
#include <string.h>

/* The filtered rows, read in steps of 1 to 4096 bytes; false if they are not plain. */
static bool read_rows(uint8_t *rows, size_t length, const struct tksi_png *png, uint64_t seed,
                      const struct tksi_env *env)
{
    struct tksi_png_inflater *inflater = NULL;
    struct chance chance = { seed };
    bool good = true;
    size_t at = 0;

    must(tksi_png_inflater_new(&inflater, png, env, NULL) == TKS_OK, "there is memory");
    while (good && at < length) {
        size_t step = 1 + chance_below(&chance, chance_once_in(&chance, 2) ? 16 : 4096), got = 0;

        if (step > length - at)
            step = length - at;
        good = tksi_png_inflate(inflater, rows + at, step, UINT64_MAX, &got) == TKSI_PNG_MORE &&
               got == step;
        at += got;
    }
    good = good && tksi_png_inflate_end(inflater) == TKSI_PNG_MORE;
    tksi_png_inflater_free(inflater);
    return good;
}

static bool filters_known(const uint8_t *rows, const struct tksi_png_form *form)
{
    for (int32_t y = 0; y < form->height; y++)
        if (rows[(size_t)y * (form->row_bytes + 1)] > TKSI_PNG_PAETH)
            return false;
    return true;
}

/* The same at one go: what that accepts, reading in steps accepts, with the same rows;
 * it is only stricter about codes. */
static void check_at_once(const uint8_t *rows, bool good, size_t length, const struct tksi_png *png,
                          tks_bytes file, const struct tksi_env *env)
{
    uint8_t *again = malloc(length);

    must(again != NULL, "there is memory");
    if (tksi_png_inflate_all(png, again, length, env)) {
        must(good, "what is accepted at one go is accepted in steps");
        must(memcmp(again, rows, length) == 0, "both give the same rows");
    } else {
        must(!good || fuzz_codes_incomplete(file), "what is accepted in steps is at one go");
    }
    free(again);
}

static void check_rows(uint8_t *rows, const struct tksi_png_form *form, tks_view view,
                       const struct tksi_env *env)
{
    const size_t pitch = form->row_bytes + 1;
    uint8_t *above = calloc(1, pitch);
    uint64_t *words = malloc((size_t)form->width * 8);

    must(above != NULL && words != NULL, "there is memory");
    must(view.width == form->width && view.height == form->height &&
             (view.pixels == TKS_RGBA16) == (form->depth == 16),
         "the streaming reader and libpng see the same form");
    for (int32_t y = 0; y < form->height; y++) {
        uint8_t *row = rows + (size_t)y * pitch;

        tksi_png_unfilter(row, y > 0 ? row - pitch + 1 : above, form, env->kernels);
        if (form->depth == 16)
            tksi_png_widen16(words, row + 1, form, env->kernels);
        else
            tksi_png_widen8((uint32_t *)(void *)words, row + 1, form, env->kernels);
        must(memcmp(words, (const uint8_t *)view.data + y * view.stride, (size_t)view.stride) == 0,
             "the streaming reader and libpng see the same pixels");
    }
    free(above);
    free(words);
}

static void check_stream(tks_bytes file, uint64_t seed)
{
    static const uint8_t fill = 0x5A;
    size_t tables = 0;
    struct tksi_env env = fuzz_env(&fill, 1, NULL);
    struct tksi_source source;
    struct tksi_png png;
    tks_image *image = NULL;
    uint8_t *rows;
    size_t length;
    bool good;

    tksi_source_of_bytes(&source, file);
    if (!tksi_png_scan(&png, &source, &env))
        return;
    while (tks_kernel_name(tables) != NULL)
        tables++;
    env = fuzz_env(&fill, 1, tks_kernel_name((size_t)(seed % tables)));
    length = (size_t)png.form.height * (png.form.row_bytes + 1);
    must((rows = malloc(length)) != NULL, "there is memory");
    good = read_rows(rows, length, &png, seed, &env);
    check_at_once(rows, good, length, &png, file, &env);
    if (good && filters_known(rows, &png.form)) {
        if (tksi_image_decode(&image, file, &env, NULL) == TKS_OK)
            check_rows(rows, &png.form, tks_image_view(image), &env);
        else
            must(fuzz_codes_incomplete(file), "libpng accepts what is taken for plain");
    }
    tks_image_free(image);
    free(rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct made_file file;

    if (size == 0)
        return 0;
    file = fuzz_fixed_png((tks_bytes){ data, size - 1 }, data[size - 1]);
    fuzz_decode(made_bytes(file), "png");
    check_stream(made_bytes(file), data[size - 1] >> 3);
    made_free(file);
    return 0;
}
