/* comparisons.c - one comparison of every kind, to be starved of memory
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "comparisons.h"

#include "scene.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void give_up(const char *what, const char *detail)
{
    fprintf(stderr, "comparisons: %s: %s\n", what, detail);
    abort();
}

/* --------------------------------------------------------------------- pairs */

static const char *const png_pairs[] = { "plain", "resized", "deep", "mixed", "same", "lossy" };
enum { PNG_PAIRS = sizeof png_pairs / sizeof *png_pairs };

/* Two seeds of the fuzz targets each, of one size where that matters little. */
static const struct {
    const char *name, *files[2];
} seed_pairs[] = {
    { "jpeg", { "fuzz_jpeg/rgb-444-restart", "fuzz_jpeg/rgb-progressive" } },
    { "jpeg-cmyk", { "fuzz_jpeg/cmyk", "fuzz_jpeg/ycck" } },
    { "webp", { "fuzz_webp/lossless-alpha", "fuzz_webp/lossy-alpha" } },
    { "bmp", { "fuzz_stb/bmp-24", "fuzz_stb/bmp-4-palette" } },
    { "gif", { "fuzz_stb/gif", "fuzz_stb/gif-interlaced" } },
    { "tga", { "fuzz_stb/tga-24", "fuzz_stb/tga-32-rle" } },
    { "psd", { "fuzz_stb/psd-rgb", "fuzz_stb/psd-rle" } },
    { "pnm", { "fuzz_stb/pnm-6", "fuzz_stb/pnm-2" } },
};
enum { SEED_PAIRS = sizeof seed_pairs / sizeof *seed_pairs };

static const char *pair_name(int index)
{
    return index < PNG_PAIRS ? png_pairs[index] : seed_pairs[index - PNG_PAIRS].name;
}

static const char *pair_path(struct comparisons *comparisons, int index, int side)
{
    char relative[64];

    snprintf(relative, sizeof relative, "%s-%c", pair_name(index), 'a' + side);
    return scratch_path(&comparisons->scratch, relative);
}

static void put(struct comparisons *comparisons, int index, int side, struct made_file file)
{
    char relative[64];

    snprintf(relative, sizeof relative, "%s-%c", pair_name(index), 'a' + side);
    scratch_write(&comparisons->scratch, relative, made_bytes(file));
    made_free(file);
}

static struct made_file read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct made_file out = { malloc(1 << 16), 0 };

    if (file == NULL || out.data == NULL)
        give_up("cannot be read", path);
    out.length = fread(out.data, 1, 1 << 16, file);
    fclose(file);
    return out;
}

static void put_seed(struct comparisons *comparisons, int index, int side, const char *seed)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", TEST_CORPUS, seed);
    put(comparisons, index, side, read_file(path));
}

static struct made_file interlaced_png(void)
{
    static uint8_t rows[30 * 40 * 4];
    const struct png_recipe recipe = {
        .width = 30, .height = 40, .color_type = PNG_COLOR_TYPE_RGB_ALPHA, .interlaced = true
    };

    for (size_t i = 0; i < sizeof rows; i++)
        rows[i] = (uint8_t)(i % 4 == 3 ? 255 : i * i);
    return make_png(&recipe, rows);
}

static void put_pngs(struct comparisons *comparisons)
{
    const struct style rgba = { .form = 13, .filter = 5 }, deep = { .form = 14, .filter = 5 };
    struct chance chance = { 1 };
    struct scene one = scene_make(&chance, 30, 40);
    struct scene two = scene_resized(&one, &chance, 30, 40);
    struct scene taller = scene_resized(&one, &chance, 33, 45);

    memset(two.numbers + 300, 3, 40);
    put(comparisons, 0, 0, scene_png(&one, &rgba));
    put(comparisons, 0, 1, scene_png(&two, &rgba));
    put(comparisons, 1, 0, scene_png(&one, &rgba));
    put(comparisons, 1, 1, scene_png(&taller, &rgba));
    put(comparisons, 2, 0, scene_png(&one, &deep));
    put(comparisons, 2, 1, scene_png(&two, &rgba));
    put(comparisons, 3, 0, interlaced_png());
    put(comparisons, 3, 1, scene_png(&two, &rgba));
    put(comparisons, 4, 0, scene_png(&one, &rgba));
    put(comparisons, 4, 1, scene_png(&one, &rgba));
    put(comparisons, 5, 0, make_png_plain(13, 11, 9, 9, 9, 255));
    put_seed(comparisons, 5, 1, "fuzz_webp/lossy");
    scene_free(one);
    scene_free(two);
    scene_free(taller);
}

struct comparisons comparisons_make(void)
{
    struct comparisons comparisons = { scratch_make(), PNG_PAIRS + SEED_PAIRS, NULL };

    put_pngs(&comparisons);
    for (int i = 0; i < SEED_PAIRS; i++)
        for (int side = 0; side < 2; side++)
            put_seed(&comparisons, PNG_PAIRS + i, side, seed_pairs[i].files[side]);
    return comparisons;
}

void comparisons_remove(struct comparisons *comparisons)
{
    scratch_remove(&comparisons->scratch);
}

const char *comparisons_name(const struct comparisons *comparisons, int index, int way, int style,
                             char text[128])
{
    static const char *const ways[WAYS] = { "files", "bytes", "views" };

    (void)comparisons;
    snprintf(text, 128, "%s by %s, %s", pair_name(index), ways[way],
             style == NOT_DRAWN ? "not drawn" : tks_style_name((tks_style)style));
    return text;
}

/* ---------------------------------------------------------------------- running */

static tks_status compare_bytes(tks_diff **out, const char *const paths[2], const tks_rules *rules,
                                const tks_drawing *drawing, const tks_env *env, tks_error *err)
{
    struct made_file files[2] = { read_file(paths[0]), read_file(paths[1]) };
    const tks_status status = tks_compare_bytes(out, made_bytes(files[0]), made_bytes(files[1]),
                                                rules, drawing, env, err);

    made_free(files[0]);
    made_free(files[1]);
    return status;
}

static tks_status compare_views(tks_diff **out, const char *const paths[2], const tks_rules *rules,
                                const tks_drawing *drawing, const tks_env *env, tks_error *err)
{
    tks_image *images[2] = { NULL, NULL };
    tks_status status = TKS_OK;

    for (int side = 0; side < 2 && status == TKS_OK; side++)
        status = tks_image_load(&images[side], paths[side], env, err);
    if (status == TKS_OK)
        status = tks_compare_views(out, tks_image_view(images[0]), tks_image_view(images[1]), rules,
                                   drawing, env, err);
    tks_image_free(images[0]);
    tks_image_free(images[1]);
    return status;
}

static int entries_of(const char *path)
{
    DIR *folder = opendir(path);
    int count = 0;

    if (folder == NULL)
        return 0;
    while (readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count;
}

/* What is drawn is there when it should be, and nothing else ever is. */
static void check_drawing(struct comparisons *comparisons, bool wanted)
{
    const char *folder = scratch_path(&comparisons->scratch, "drawn");

    if (entries_of(folder) > 0 && entries_of(folder) != (wanted ? 3 : 2))
        give_up("left behind in", folder);
    if (wanted != scratch_exists(&comparisons->scratch, "drawn/diff.png"))
        give_up(wanted ? "not drawn" : "drawn", folder);
    if (wanted && unlink(scratch_path(&comparisons->scratch, "drawn/diff.png")) != 0)
        give_up("cannot be removed", folder);
    rmdir(folder);
}

tks_status comparisons_run(struct comparisons *comparisons, int index, int way, int style,
                           const tks_env *env)
{
    static const tks_rect ignore = { 2, 2, 3, 3 };
    const char *const paths[2] = { pair_path(comparisons, index, 0),
                                   pair_path(comparisons, index, 1) };
    tks_status (*const compare[])(tks_diff **, const char *const[2], const tks_rules *,
                                  const tks_drawing *, const tks_env *,
                                  tks_error *) = { NULL, compare_bytes, compare_views };
    tks_drawing drawing = TKS_DRAWING, *wanted = style == NOT_DRAWN ? NULL : &drawing;
    tks_rules rules = TKS_RULES;
    tks_error err = { TKS_OK, 0, "" };
    tks_diff *diff = NULL;
    tks_status status;

    rules.metric = index % 2 == 0 ? TKS_METRIC_VISUAL : TKS_METRIC_PIXEL;
    rules.threshold = index % 2 == 0 ? -1 : 0;
    rules.ignore = &ignore;
    rules.n_ignore = 1;
    drawing.style = style == NOT_DRAWN ? TKS_STYLE_OVERLAY : (tks_style)style;
    drawing.path = scratch_path(&comparisons->scratch, "drawn/diff.png");
    drawing.make_folders = true;
    if (comparisons->starve != NULL)
        comparisons->starve(true);
    if (way == BY_FILES)
        status = tks_compare_files(&diff, paths[0], paths[1], &rules, wanted, env, &err);
    else
        status = compare[way](&diff, paths, &rules, wanted, env, &err);
    if (comparisons->starve != NULL)
        comparisons->starve(false);
    if ((diff != NULL) != (status == TKS_OK))
        give_up("a diff beside an error", paths[0]);
    if (status != TKS_OK && (err.status != status || err.message[0] == '\0'))
        give_up("an error without words", paths[0]);
    check_drawing(comparisons,
                  status == TKS_OK && wanted != NULL && tks_diff_counts(diff).differing > 0);
    tks_diff_free(diff);
    return status;
}
