/* test_pair.c - however a pair is compared, the answer is the same
 *
 * Random pairs of PNGs are compared by streaming (the fast route), by decoding both
 * first (the whole route) and as pixels; with every kernel table, with one thread and
 * several. All must agree to the last run. Built twice: as the library is, and with
 * chunks of eight rows and threads for the smallest picture, so that a few dozen rows
 * hold as many borders as a page of ten thousand.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "agree.h"
#include "diff/diff.h"
#include "image/png_rows.h"
#include "kernel/kernel.h"
#include "naive.h"
#include "scene.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#ifdef TKSI_CHUNK_BYTES
enum { SMALL_CHUNKS = true, ROUNDS = 1000, EVERY = 1 };
#else
enum { SMALL_CHUNKS = false, ROUNDS = 200, EVERY = 7 };
#endif

static const char *const names[2] = { "expected", "actual" };

/* ------------------------------------------------------------------ comparing */

static tks_status compare(tks_diff **out, const struct made_file files[2], const tks_rules *rules,
                          const struct tksi_observer *observer, enum tksi_route route, int threads,
                          const char *kernels)
{
    const tks_bytes bytes[2] = { made_bytes(files[0]), made_bytes(files[1]) };
    const tks_env env = { .size = sizeof env, .threads = threads, .kernels = kernels };
    struct tksi_env resolved;
    tks_rules checked;
    tks_error err = { TKS_OK, 0, "" };

    *out = NULL;
    assert_int_equal(tksi_env_resolve(&resolved, &env, &err), TKS_OK);
    assert_int_equal(tksi_rules_resolve(&checked, rules, &err), TKS_OK);
    return tksi_diff_bytes(out, bytes, names, &checked, observer, route, &resolved, &err);
}

static tks_diff *compared(const struct made_file files[2], const tks_rules *rules,
                          enum tksi_route route, int threads, const char *kernels)
{
    tks_diff *diff = NULL;

    assert_int_equal(compare(&diff, files, rules, NULL, route, threads, kernels), TKS_OK);
    return diff;
}

static bool is_plain(struct made_file file)
{
    struct tksi_source source;
    struct tksi_env env;
    struct tksi_png png;

    assert_int_equal(tksi_env_resolve(&env, NULL, NULL), TKS_OK);
    tksi_source_of_bytes(&source, made_bytes(file));
    return tksi_png_scan(&png, &source, &env);
}

static void decode_both(tks_image *images[2], const struct made_file files[2])
{
    for (int side = 0; side < 2; side++)
        assert_int_equal(tks_image_decode(&images[side], made_bytes(files[side]), NULL, NULL),
                         TKS_OK);
}

static void check_same(const tks_diff *one, const tks_diff *two, const char *which)
{
    const char *why = disagreement(one, two);

    if (why != NULL)
        fail_msg("%s: %s are not the same", which, why);
}

/* ------------------------------------------------------------------- observing */

/* Holds what it is shown against the decoded pictures and the finished diff. */
struct witness {
    tks_view views[2];
    bool wanted[2];
    struct tksi_env env;
    const tks_diff *diff; /* what the runs should be */
    int32_t next;         /* row */
    int begun;
    struct tksi_canvas canvas;
};

static tks_status witness_begin(void *self, const struct tksi_canvas *canvas, tks_error *err)
{
    struct witness *witness = self;

    (void)err;
    witness->begun++;
    witness->canvas = *canvas;
    return TKS_OK;
}

static void check_pixels(struct witness *witness, int side, int32_t y, const uint32_t *shown)
{
    const tks_view *view = &witness->views[side];
    uint32_t *row;

    if (!witness->wanted[side] || y >= view->height) {
        assert_null(shown);
        return;
    }
    assert_non_null(shown);
    assert_non_null(row = malloc((size_t)view->width * 4));
    tksi_view_row8(row, view, y, &witness->env);
    assert_memory_equal(shown, row, (size_t)view->width * 4);
    free(row);
}

static tks_status witness_row(void *self, const struct tksi_judged_row *row, tks_error *err)
{
    struct witness *witness = self;
    const size_t n_runs = tks_diff_row(witness->diff, row->y, NULL, 0);
    tks_run *runs = malloc((n_runs + 1) * sizeof *runs);

    (void)err;
    assert_non_null(runs);
    assert_int_equal(witness->begun, 1);
    assert_int_equal(row->y, witness->next++);
    assert_int_equal(row->n_runs, n_runs);
    tks_diff_row(witness->diff, row->y, runs, n_runs);
    for (size_t i = 0; i < n_runs; i++)
        assert_true(runs[i].x == row->runs[i].x && runs[i].length == row->runs[i].length &&
                    runs[i].kind == row->runs[i].kind);
    check_pixels(witness, 0, row->y, row->expected);
    check_pixels(witness, 1, row->y, row->actual);
    free(runs);
    return TKS_OK;
}

/* Compares with someone watching; `reference` is the answer. */
static void check_observed(const struct made_file files[2], tks_image *const images[2],
                           const tks_rules *rules, const tks_diff *reference, unsigned wants,
                           enum tksi_route route, int threads)
{
    struct witness witness = { .views = { tks_image_view(images[0]), tks_image_view(images[1]) },
                               .wanted = { wants & 1, wants & 2 },
                               .diff = reference };
    const struct tksi_observer observer = { &witness, wants & 1, wants & 2, witness_begin,
                                            witness_row };
    const tks_rect sizes[2] = { tks_diff_expected_size(reference),
                                tks_diff_actual_size(reference) };
    tks_diff *diff = NULL;

    assert_int_equal(tksi_env_resolve(&witness.env, NULL, NULL), TKS_OK);
    assert_int_equal(compare(&diff, files, rules, &observer, route, threads, NULL), TKS_OK);
    check_same(diff, reference, "with an observer");
    assert_int_equal(witness.begun, 1);
    assert_int_equal(witness.next, witness.canvas.height);
    assert_int_equal(witness.canvas.expected_width, sizes[0].width);
    assert_int_equal(witness.canvas.expected_height, sizes[0].height);
    assert_int_equal(witness.canvas.actual_width, sizes[1].width);
    assert_int_equal(witness.canvas.actual_height, sizes[1].height);
    tks_diff_free(diff);
}

/* --------------------------------------------------------------- second opinion */

/* What a comparison should find, worked out without the engine. */
struct opinion {
    int32_t width, height; /* of the canvas */
    int32_t common_width, common_height;
    uint8_t *marks; /* enum naive_mark for each pixel of the canvas */
    bool sized_alike;
    bool unequal; /* a visible difference, however small */
};

static void *take(size_t bytes)
{
    void *memory = calloc(1, bytes > 0 ? bytes : 1);

    assert_non_null(memory);
    return memory;
}

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* The common part, each pixel as RGBA16. */
static uint64_t *common_part(const struct opinion *opinion, const tks_view *view)
{
    const size_t width = (size_t)opinion->common_width;
    uint64_t *row = take((size_t)view->width * 8);
    uint64_t *part = take(width * (size_t)opinion->common_height * 8);
    struct tksi_env env;

    assert_int_equal(tksi_env_resolve(&env, NULL, NULL), TKS_OK);
    for (int32_t y = 0; y < opinion->common_height; y++) {
        tksi_view_row16(row, view, y, &env);
        memcpy(part + (size_t)y * width, row, width * 8);
    }
    free(row);
    return part;
}

static bool visibly_unequal(uint64_t a, uint64_t b)
{
    uint16_t one[4], two[4];

    memcpy(one, &a, 8);
    memcpy(two, &b, 8);
    return a != b && (one[3] != 0 || two[3] != 0);
}

/* The high bytes, where that is all there is. */
static uint8_t *narrowed(const uint64_t *part, size_t pixels)
{
    uint8_t *out = take(pixels * 4);
    uint16_t channels[4];

    for (size_t i = 0; i < pixels; i++) {
        memcpy(channels, &part[i], 8);
        for (size_t c = 0; c < 4; c++)
            out[4 * i + c] = (uint8_t)(channels[c] >> 8);
    }
    return out;
}

static void mark_common(struct opinion *opinion, uint64_t *const parts[2], const tks_rules *rules)
{
    const int32_t width = opinion->common_width, height = opinion->common_height;
    const size_t pixels = (size_t)width * (size_t)height;
    uint8_t *narrow[2] = { narrowed(parts[0], pixels), narrowed(parts[1], pixels) };
    uint8_t *marks = take(pixels);

    if (rules->metric == TKS_METRIC_PIXEL)
        naive_compare(marks, narrow[0], narrow[1], width, height, rules->threshold,
                      rules->count_antialiased);
    for (size_t i = 0; i < pixels; i++) {
        const bool unequal = visibly_unequal(parts[0][i], parts[1][i]);

        opinion->unequal |= unequal;
        if (rules->metric == TKS_METRIC_EXACT)
            marks[i] = unequal ? NAIVE_DIFFERING : NAIVE_EQUAL;
        opinion->marks[i / (size_t)width * (size_t)opinion->width + i % (size_t)width] = marks[i];
    }
    free(marks);
    free(narrow[0]);
    free(narrow[1]);
}

static bool inside(const tks_rect *rect, int32_t x, int32_t y)
{
    return x >= rect->x && y >= rect->y && x < rect->x + rect->width && y < rect->y + rect->height;
}

/* Pixels of one picture only differ, those of none do not; what is ignored is equal. */
static void mark_rest(struct opinion *opinion, const tks_view views[2], const tks_rules *rules)
{
    for (int32_t y = 0; y < opinion->height; y++)
        for (int32_t x = 0; x < opinion->width; x++) {
            uint8_t *mark = &opinion->marks[(size_t)y * (size_t)opinion->width + (size_t)x];

            if ((x < views[0].width && y < views[0].height) !=
                (x < views[1].width && y < views[1].height))
                *mark = NAIVE_DIFFERING;
            for (size_t i = 0; i < rules->n_ignore; i++)
                if (inside(&rules->ignore[i], x, y))
                    *mark = NAIVE_EQUAL;
        }
}

static struct opinion form_opinion(const tks_view views[2], const tks_rules *rules)
{
    struct opinion opinion = { .width = larger(views[0].width, views[1].width),
                               .height = larger(views[0].height, views[1].height) };
    uint64_t *parts[2];

    opinion.common_width = views[0].width + views[1].width - opinion.width;
    opinion.common_height = views[0].height + views[1].height - opinion.height;
    opinion.sized_alike =
        opinion.width == opinion.common_width && opinion.height == opinion.common_height;
    opinion.marks = take((size_t)opinion.width * (size_t)opinion.height);
    for (int side = 0; side < 2; side++)
        parts[side] = common_part(&opinion, &views[side]);
    mark_common(&opinion, parts, rules);
    mark_rest(&opinion, views, rules);
    free(parts[0]);
    free(parts[1]);
    return opinion;
}

static void check_marks(const struct opinion *opinion, const tks_diff *diff)
{
    tks_run *runs = take((size_t)opinion->width * sizeof *runs);
    uint8_t *row = take((size_t)opinion->width);
    int64_t differing = 0;

    for (int32_t y = 0; y < opinion->height; y++) {
        const size_t n_runs = tks_diff_row(diff, y, runs, (size_t)opinion->width);

        memset(row, NAIVE_EQUAL, (size_t)opinion->width);
        for (size_t i = 0; i < n_runs; i++) {
            const bool excused = runs[i].kind == TKS_RUN_ANTIALIASED;

            memset(row + runs[i].x, excused ? NAIVE_ANTIALIASED : NAIVE_DIFFERING,
                   (size_t)runs[i].length);
            differing += excused ? 0 : runs[i].length;
        }
        assert_memory_equal(row, opinion->marks + (size_t)y * (size_t)opinion->width,
                            (size_t)opinion->width);
    }
    assert_true(tks_diff_counts(diff).differing == differing);
    free(runs);
    free(row);
}

/* The reference itself: pixels judged as pixelmatch would, and what follows from it. */
static void check_naively(tks_image *const images[2], const tks_rules *rules,
                          const tks_diff *reference)
{
    const tks_view views[2] = { tks_image_view(images[0]), tks_image_view(images[1]) };
    const bool deep = views[0].pixels == TKS_RGBA16 || views[1].pixels == TKS_RGBA16;
    struct opinion opinion = form_opinion(views, rules);

    if (rules->metric == TKS_METRIC_EXACT || (rules->metric == TKS_METRIC_PIXEL && !deep))
        check_marks(&opinion, reference);
    if (!opinion.sized_alike)
        assert_int_equal(tks_diff_reason(reference), TKS_REASON_SIZE);
    else
        assert_int_equal(tks_diff_reason(reference),
                         opinion.unequal ? TKS_REASON_PIXELS : TKS_REASON_IDENTICAL);
    assert_int_equal(tks_diff_verdict(reference),
                     !opinion.sized_alike || tks_diff_counts(reference).differing > 0
                         ? TKS_DIFFERENT
                         : TKS_SAME);
    free(opinion.marks);
}

/* ----------------------------------------------------------------- all the ways */

static void check_views(tks_image *const images[2], const tks_rules *rules,
                        const tks_diff *reference)
{
    tks_diff *diff = NULL;

    assert_int_equal(tks_compare_views(&diff, tks_image_view(images[0]), tks_image_view(images[1]),
                                       rules, NULL, NULL, NULL),
                     TKS_OK);
    check_same(diff, reference, "as pixels");
    tks_diff_free(diff);
}

static void check_all_ways(const struct made_file files[2], const tks_rules *rules,
                           struct chance *chance)
{
    static const int threads[] = { 1, 2, 4 };
    tks_diff *reference = compared(files, rules, TKSI_ROUTE_WHOLE, 1, "c");
    tks_image *images[2];

    decode_both(images, files);
    check_views(images, rules, reference);
    check_naively(images, rules, reference);
    for (size_t k = 0; tks_kernel_name(k) != NULL; k += EVERY)
        for (int t = 0; t < 3; t++) {
            tks_diff *diff =
                compared(files, rules, TKSI_ROUTE_FAST, threads[t], tks_kernel_name(k));

            check_same(diff, reference, tks_kernel_name(k));
            tks_diff_free(diff);
        }
    check_observed(files, images, rules, reference, chance_below(chance, 4), TKSI_ROUTE_FAST,
                   threads[chance_below(chance, 3)]);
    check_observed(files, images, rules, reference, chance_below(chance, 4), TKSI_ROUTE_WHOLE, 1);
    tks_diff_free(reference);
    tks_image_free(images[0]);
    tks_image_free(images[1]);
}

/* --------------------------------------------------------------- random pairs */

/* Any metric there is, those added later too. */
static tks_metric any_metric(struct chance *chance)
{
    uint32_t count = 1;

    while (strcmp(tks_metric_name((tks_metric)(count + 1)), "unknown") != 0)
        count++;
    return (tks_metric)(TKS_METRIC_PIXEL + chance_below(chance, count));
}

static tks_rules invent_rules(tks_rect ignore[2], struct chance *chance)
{
    tks_rules rules = TKS_RULES;

    rules.metric = TKS_METRIC_PIXEL;
    rules.threshold = chance_below(chance, 4) * 0.05;
    rules.count_antialiased = chance_once_in(chance, 3);
    if (chance_once_in(chance, 3))
        rules.metric = chance_once_in(chance, 2) ? any_metric(chance) : TKS_METRIC_EXACT;
    if (rules.metric != TKS_METRIC_PIXEL)
        rules.threshold = -1;
    if (chance_once_in(chance, 4)) {
        rules.ignore = ignore;
        rules.n_ignore = 2;
        for (int i = 0; i < 2; i++)
            ignore[i] = (tks_rect){ chance_between(chance, -5, 30), chance_between(chance, -5, 30),
                                    chance_between(chance, 1, 30), chance_between(chance, 1, 30) };
    }
    return rules;
}

/* The second style of a pair: the same, the same but cut otherwise, or another. */
static struct style other_style(const struct style *style, struct chance *chance)
{
    struct style other = *style, fresh = style_make(chance);

    switch (chance_below(chance, 8)) {
    case 0:
        other.idat_bytes = fresh.idat_bytes;
        other.idat_seed = fresh.idat_seed;
        break;
    case 1:
        other.zlib = fresh.zlib;
        break;
    case 2:
        other.filter = fresh.filter;
        other.by_libpng = fresh.by_libpng;
        break;
    case 3:
        other = fresh;
        break;
    case 4:
        other.keyed = fresh.keyed;
        other.key = fresh.key;
        break;
    default:
        break;
    }
    return other;
}

struct pair {
    struct made_file files[2];
};

static enum scene_change any_change(struct chance *chance)
{
    return (enum scene_change)chance_below(chance, SCENE_CHANGES);
}

static void invent_pair(struct pair *pair, struct chance *chance, const struct style *style,
                        enum scene_change change, int32_t width, int32_t height)
{
    struct scene first = scene_make(chance, width, height);
    const bool resized = chance_once_in(chance, 5);
    const struct style other = other_style(style, chance);
    int32_t new_width = width, new_height = height;
    struct scene second;

    if (resized && chance_once_in(chance, 2))
        new_width = chance_between(chance, 1, width + width / 4 + 1);
    if (resized && (new_width == width || chance_once_in(chance, 2)))
        new_height = chance_between(chance, 1, height + 20);
    second = scene_resized(&first, chance, new_width, new_height);
    scene_change(&second, chance, change, 8);
    pair->files[0] = scene_png(&first, style);
    pair->files[1] = scene_png(&second, &other);
    scene_free(first);
    scene_free(second);
}

static void free_pair(struct pair *pair)
{
    made_free(pair->files[0]);
    made_free(pair->files[1]);
}

static void small_pairs_agree_every_way(void **state)
{
    struct chance chance = { 7 };
    int plain = 0;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        const struct style style = style_make(&chance);
        const int32_t width = chance_between(&chance, 1, chance_once_in(&chance, 4) ? 9 : 80);
        const int32_t height = chance_between(&chance, 1, chance_once_in(&chance, 4) ? 9 : 90);
        tks_rect ignore[2];
        const tks_rules rules = invent_rules(ignore, &chance);
        struct pair pair;

        invent_pair(&pair, &chance, &style, any_change(&chance), width, height);
        plain += is_plain(pair.files[0]) + is_plain(pair.files[1]);
        check_all_ways(pair.files, &rules, &chance);
        free_pair(&pair);
    }
    assert_true(plain > ROUNDS * 7 / 5); /* it is the streaming reader that is tested */
}

/* Rows of 32 KiB and more make chunks of eight rows: a change in the first or the last
 * row of one concerns its neighbour, in both directions. As the library is, pictures of
 * up to 8 MiB are held whole, so it takes 260 rows to get there. */
static void wide_pictures_agree_across_chunk_borders(void **state)
{
    static const enum scene_change changes[] = { CHANGED_BORDER, CHANGED_ROW, CHANGED_PIXEL };
    struct chance chance = { 8 };

    (void)state;
    for (int round = 0; round < (SMALL_CHUNKS ? 60 : 3); round++) {
        struct style style = style_make(&chance);
        const int32_t height = SMALL_CHUNKS ? chance_between(&chance, 24, 44) : 262 + round;
        tks_rules rules = TKS_RULES;
        struct pair pair;

        if (!SMALL_CHUNKS || style_pixel_bits(&style) < 8)
            style.form = 14;
        if (!SMALL_CHUNKS) { /* quick to make */
            style.zlib = (struct zlib_recipe){ .level = 1, .flush_every = 1 << 20 };
            style.idat_bytes = 1 << 16;
        }
        rules.count_antialiased = chance_once_in(&chance, 3);
        rules.metric = chance_once_in(&chance, 3) ? TKS_METRIC_EXACT : TKS_METRIC_PIXEL;
        rules.threshold = rules.metric == TKS_METRIC_EXACT ? -1 : 0.05;
        invent_pair(&pair, &chance, &style, SMALL_CHUNKS ? any_change(&chance) : changes[round],
                    8 * (SMALL_CHUNKS ? 512 : 32768) / style_pixel_bits(&style) + round, height);
        check_all_ways(pair.files, &rules, &chance);
        free_pair(&pair);
    }
}

/* Where the rows before a chunk all look up, but for one, those a metric looks back at
 * must still be decodable once the chunk before them is gone. */
static void rows_that_look_up_are_seen_from_the_next_chunk(void **state)
{
    struct chance chance = { 17 };

    (void)state;
    for (int round = 0; round < 64; round++) {
        struct style style = { .form = 13, .filter = 7, .filter_seed = (uint64_t)round };
        struct scene first = scene_make(&chance, 60, 48);
        struct scene second = scene_resized(&first, &chance, 60, 48);
        struct made_file files[2];
        tks_rules rules = TKS_RULES;

        for (int32_t y = 24; y < 48; y += 8)
            for (int32_t x = 0; x < 60; x++)
                second.numbers[y * 60 + x] ^= (uint8_t)chance_below(&chance, 4);
        files[0] = scene_png(&first, &style);
        files[1] = scene_png(&second, &style);
        rules.metric = TKS_METRIC_PIXEL;
        rules.threshold = 0.02;
        check_all_ways(files, &rules, &chance);
        made_free(files[0]);
        made_free(files[1]);
        scene_free(first);
        scene_free(second);
    }
}

/* ------------------------------------------------- streams that begin alike */

static const struct style rgb_style = { .form = 5, .filter = 5, .filter_seed = 3 };

static void check_stream_pair(const struct scene *scene, const struct style *style,
                              const struct made_file raw[2], const struct zlib_recipe zlib[2],
                              struct chance *chance)
{
    struct made_file files[2];
    tks_rules rules = TKS_RULES;

    rules.metric = TKS_METRIC_EXACT;
    for (int side = 0; side < 2; side++) {
        struct made_file stream = craft_zlib(made_bytes(raw[side]), &zlib[side]);

        files[side] = scene_wrapped(scene, style, made_bytes(stream));
        assert_true(is_plain(files[side]));
        made_free(stream);
    }
    check_all_ways(files, &rules, chance);
    made_free(files[0]);
    made_free(files[1]);
}

/* Stored blocks put every byte of a row at a place of its own in the file; compressed
 * ones make prefixes that end within a byte, a code, a block. */
static void a_change_at_any_byte_of_the_stream_is_found(void **state)
{
    static const struct zlib_recipe recipes[] = { { .level = -1 },
                                                  { .level = -1, .flush_every = 37 },
                                                  { .level = 6, .strategy = Z_FIXED },
                                                  { .level = 9 } };
    struct chance chance = { 9 };
    struct scene scene = scene_make(&chance, 4, 33);
    struct made_file raw[2] = { scene_filtered(&scene, &rgb_style),
                                scene_filtered(&scene, &rgb_style) };

    (void)state;
    for (size_t r = 0; r < 4; r++)
        for (size_t at = 0; at < raw[0].length; at += EVERY)
            if (at % 13 != 0) { /* a filter type is changed by another test */
                const struct zlib_recipe zlib[2] = { recipes[r], recipes[r] };

                raw[1].data[at] ^= 0x10;
                check_stream_pair(&scene, &rgb_style, raw, zlib, &chance);
                raw[1].data[at] ^= 0x10;
            }
    made_free(raw[0]);
    made_free(raw[1]);
    scene_free(scene);
}

/* The same pixels filtered otherwise from some row on. */
static void another_filter_from_any_row_on_changes_nothing(void **state)
{
    struct chance chance = { 10 };
    struct scene scene = scene_make(&chance, 7, 40);
    struct style styles[2] = { rgb_style, rgb_style };
    const struct zlib_recipe zlib[2] = { { .level = 5 }, { .level = 5 } };
    struct made_file alike = scene_filtered(&scene, &rgb_style);
    const size_t pitch = alike.length / 40;

    (void)state;
    for (int filter = 0; filter < 5; filter++) {
        struct made_file other;

        styles[1].filter = filter;
        other = scene_filtered(&scene, &styles[1]);
        for (size_t row = 0; row < 40; row += 3) {
            struct made_file mixed = scene_filtered(&scene, &rgb_style);

            memcpy(mixed.data + row * pitch, other.data + row * pitch, (40 - row) * pitch);
            check_stream_pair(&scene, &rgb_style, (struct made_file[2]){ alike, mixed }, zlib,
                              &chance);
            made_free(mixed);
        }
        made_free(other);
    }
    made_free(alike);
    scene_free(scene);
}

static void check_verdict(const struct made_file files[2], tks_verdict wanted, int threads)
{
    tks_diff *diff = compared(files, &(tks_rules)TKS_RULES, TKSI_ROUTE_FAST, threads, NULL);

    assert_int_equal(tks_diff_verdict(diff), wanted);
    tks_diff_free(diff);
}

static void how_the_data_is_cut_does_not_matter(void **state)
{
    struct chance chance = { 11 };
    struct scene scene = scene_make(&chance, 30, 40);
    struct made_file whole = scene_png(&scene, &rgb_style);

    (void)state;
    for (size_t most = 4; most < 700; most += most / 9 + 1)
        for (uint64_t seed = 0; seed < 2; seed++) {
            struct style cut = rgb_style;
            struct made_file files[2] = { whole, { NULL, 0 } };

            cut.idat_bytes = most;
            cut.idat_seed = seed * most;
            files[1] = scene_png(&scene, &cut);
            check_verdict(files, TKS_SAME, 1);
            check_verdict(files, TKS_SAME, 4);
            made_free(files[1]);
        }
    made_free(whole);
    scene_free(scene);
}

static void streams_that_end_differently_are_the_same(void **state)
{
    static const struct zlib_recipe ends[] = {
        { .level = 6 },
        { .level = 6, .empty_blocks = 1 },
        { .level = 6, .empty_blocks = 7 },
        { .level = -1 },
        { .level = 6, .strategy = Z_FIXED, .empty_blocks = 2 },
        { .level = 6, .flush_every = 100 },
    };
    enum { N = sizeof ends / sizeof *ends };
    struct chance chance = { 12 };
    struct scene scene = scene_make(&chance, 20, 30);
    struct made_file files[N];

    (void)state;
    for (int i = 0; i < N; i++) {
        struct style style = rgb_style;

        style.zlib = ends[i];
        files[i] = scene_png(&scene, &style);
        assert_true(is_plain(files[i]));
    }
    for (int i = 0; i < N * N; i++) {
        const struct made_file pair[2] = { files[i % N], files[i / N] };

        check_verdict(pair, TKS_SAME, 1);
        check_verdict(pair, TKS_SAME, 3);
    }
    for (int i = 0; i < N; i++)
        made_free(files[i]);
    scene_free(scene);
}

/* ------------------------------------------------------------- not plain after all */

enum ruin {
    WRONG_ADLER,
    ONE_BYTE_MORE,
    ONE_BYTE_LESS,
    UNKNOWN_FILTER,
    REST_BEHIND_THE_END,
    NO_END,
    RUINS
};

/* The last two ruin the stream behind its right rows. */
static struct made_file ruined(const struct scene *scene, const struct style *style, enum ruin ruin)
{
    struct made_file raw = scene_filtered(scene, style), stream, file;
    struct zlib_recipe zlib = { .level = 6 };

    if (ruin == ONE_BYTE_LESS)
        raw.length--;
    if (ruin == ONE_BYTE_MORE) {
        raw.data = realloc(raw.data, raw.length + 1);
        assert_non_null(raw.data);
        raw.data[raw.length++] = 0;
    }
    if (ruin == UNKNOWN_FILTER)
        raw.data[raw.length / (size_t)scene->height * (size_t)(scene->height - 1)] = 5;
    stream = craft_zlib(made_bytes(raw), &zlib);
    if (ruin == WRONG_ADLER)
        stream.data[stream.length - 1] ^= 1;
    if (ruin == REST_BEHIND_THE_END) { /* as many bytes more before the checksum */
        stream.data = realloc(stream.data, stream.length + 3);
        assert_non_null(stream.data);
        memmove(stream.data + stream.length - 1, stream.data + stream.length - 4, 4);
        stream.length += 3;
    }
    if (ruin == NO_END) {
        memmove(stream.data + stream.length - 5, stream.data + stream.length - 4, 4);
        stream.length--;
    }
    file = scene_wrapped(scene, style, made_bytes(stream));
    made_free(raw);
    made_free(stream);
    return file;
}

/* The fast route never ends well where the whole one does not, nor otherwise. */
static void check_routes_agree(const struct made_file files[2], int threads)
{
    const tks_rules rules = TKS_RULES;
    tks_diff *fast = NULL, *whole = NULL;
    const tks_status fast_status =
        compare(&fast, files, &rules, NULL, TKSI_ROUTE_FAST, threads, NULL);
    const tks_status whole_status =
        compare(&whole, files, &rules, NULL, TKSI_ROUTE_WHOLE, threads, NULL);

    assert_true(fast_status == TKS_CONFLICT || fast_status == whole_status);
    assert_int_equal(fast != NULL, fast_status == TKS_OK);
    assert_int_equal(whole != NULL, whole_status == TKS_OK);
    if (fast_status == TKS_OK)
        check_same(fast, whole, "the fast route");
    tks_diff_free(fast);
    tks_diff_free(whole);
}

static void a_stream_that_is_not_plain_is_given_up(void **state)
{
    struct chance chance = { 13 };
    struct scene scene = scene_make(&chance, 20, 50);
    struct made_file good = scene_png(&scene, &rgb_style);

    (void)state;
    for (int ruin = 0; ruin < RUINS; ruin++)
        for (int side = 0; side < 3; side++)
            for (int threads = 1; threads < 4; threads++) {
                struct made_file bad = ruined(&scene, &rgb_style, (enum ruin)ruin);
                const struct made_file files[2] = { side == 1 ? good : bad,
                                                    side == 0 ? good : bad };
                tks_diff *diff = NULL;

                if (compare(&diff, files, &(tks_rules)TKS_RULES, NULL, TKSI_ROUTE_FAST, threads,
                            NULL) != TKS_CONFLICT)
                    fail_msg("ruin %d of side %d was taken for plain", ruin, side);
                assert_null(diff);
                check_routes_agree(files, threads);
                made_free(bad);
            }
    made_free(good);
    scene_free(scene);
}

static void damaged_pairs_get_the_same_answer_both_ways(void **state)
{
    struct chance chance = { 14 };

    (void)state;
    for (int round = 0; round < 400; round++) {
        const struct style style = style_make(&chance);
        struct pair pair;
        struct made_file *victim;

        invent_pair(&pair, &chance, &style, any_change(&chance), chance_between(&chance, 1, 30),
                    chance_between(&chance, 1, 40));
        victim = &pair.files[chance_below(&chance, 2)];
        for (uint32_t i = 1 + chance_below(&chance, 3); i > 0; i--)
            victim->data[chance_below(&chance, (uint32_t)victim->length)] ^=
                (uint8_t)(1 << chance_below(&chance, 8));
        if (chance_once_in(&chance, 3))
            victim->length -= chance_below(&chance, (uint32_t)victim->length);
        if (!chance_once_in(&chance, 4))
            craft_checksums(victim->data, victim->length);
        check_routes_agree(pair.files, 1);
        check_routes_agree(pair.files, 3);
        free_pair(&pair);
    }
}

/* ------------------------------------------------------------------ from files */

/* Files are read a piece at a time where they are large; that must not show. */
static void check_files(struct scratch *scratch, const struct pair *pair, const tks_rules *rules)
{
    tks_diff *from_files = NULL, *from_bytes = NULL;
    tks_error err = { TKS_OK, 0, "" };

    for (int side = 0; side < 2; side++)
        scratch_write(scratch, names[side], made_bytes(pair->files[side]));
    assert_int_equal(tks_compare_bytes(&from_bytes, made_bytes(pair->files[0]),
                                       made_bytes(pair->files[1]), rules, NULL, NULL, &err),
                     TKS_OK);
    assert_int_equal(tks_compare_files(&from_files, scratch_path(scratch, names[0]),
                                       scratch_path(scratch, names[1]), rules, NULL, NULL, &err),
                     TKS_OK);
    check_same(from_files, from_bytes, "files");
    tks_diff_free(from_files);
    tks_diff_free(from_bytes);
}

static void files_are_compared_like_their_bytes(void **state)
{
    static const enum scene_change changes[] = { CHANGED_NOTHING, CHANGED_PIXEL, CHANGED_BORDER };
    struct scratch scratch = scratch_make();
    struct chance chance = { 16 };

    (void)state;
    for (int round = 0; round < 40; round++) {
        struct style style = style_make(&chance);
        tks_rules rules = TKS_RULES;
        struct pair pair;
        const bool large = round % 8 == 0; /* more than a piece, compressed or not */

        if (large) {
            style.form = 13;
            style.by_libpng = false;
            style.zlib = (struct zlib_recipe){ .level = -1 };
            style.idat_bytes = round == 0 ? 0 : 99999;
        }
        invent_pair(&pair, &chance, &style, large ? changes[round / 8 % 3] : any_change(&chance),
                    large ? 700 : chance_between(&chance, 1, 50), large ? 500 : 60);
        rules.metric = TKS_METRIC_PIXEL;
        rules.threshold = 0;
        check_files(&scratch, &pair, &rules);
        free_pair(&pair);
    }
    scratch_remove(&scratch);
}

/* ------------------------------------------------------------------- failures */

static tks_status refuse_row(void *self, const struct tksi_judged_row *row, tks_error *err)
{
    const int32_t *at = self;

    return row->y == *at ? tksi_fail(err, TKS_IO_FAILED, "the pencil broke") : TKS_OK;
}

static tks_status accept_canvas(void *self, const struct tksi_canvas *canvas, tks_error *err)
{
    (void)self;
    (void)canvas;
    (void)err;
    return TKS_OK;
}

static void an_observer_who_fails_ends_the_comparison(void **state)
{
    struct chance chance = { 15 };
    struct scene scene = scene_make(&chance, 20, 60);
    struct style other = rgb_style;
    struct made_file files[2];

    (void)state;
    other.filter_seed = 4;
    files[0] = scene_png(&scene, &rgb_style);
    files[1] = scene_png(&scene, &other);
    for (int32_t row = 0; row < 60; row += 7)
        for (int threads = 1; threads < 4; threads++) {
            const struct tksi_observer observer = { &row, true, true, accept_canvas, refuse_row };
            tks_diff *diff = NULL;

            assert_int_equal(compare(&diff, files, &(tks_rules)TKS_RULES, &observer,
                                     TKSI_ROUTE_FAST, threads, NULL),
                             TKS_IO_FAILED);
            assert_null(diff);
        }
    made_free(files[0]);
    made_free(files[1]);
    scene_free(scene);
}

static void the_side_that_cannot_be_read_is_named(void **state)
{
    struct made_file good = make_png_plain(3, 3, 1, 2, 3, 255);
    struct made_file bad = { (uint8_t *)(uintptr_t) "\x89PNG\r\n\x1A\nbroken", 14 };

    (void)state;
    for (int side = 0; side < 2; side++) {
        const struct made_file files[2] = { side == 0 ? bad : good, side == 0 ? good : bad };
        tks_diff *diff = NULL;
        tks_error err = { TKS_OK, 0, "" };

        assert_int_equal(tks_compare_bytes(&diff, made_bytes(files[0]), made_bytes(files[1]), NULL,
                                           NULL, NULL, &err),
                         TKS_BAD_DATA);
        assert_ptr_equal(strstr(err.message, names[side]), err.message);
        assert_null(diff);
    }
    made_free(good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_pairs_agree_every_way),
        cmocka_unit_test(wide_pictures_agree_across_chunk_borders),
        cmocka_unit_test(rows_that_look_up_are_seen_from_the_next_chunk),
        cmocka_unit_test(a_change_at_any_byte_of_the_stream_is_found),
        cmocka_unit_test(another_filter_from_any_row_on_changes_nothing),
        cmocka_unit_test(how_the_data_is_cut_does_not_matter),
        cmocka_unit_test(streams_that_end_differently_are_the_same),
        cmocka_unit_test(a_stream_that_is_not_plain_is_given_up),
        cmocka_unit_test(damaged_pairs_get_the_same_answer_both_ways),
        cmocka_unit_test(files_are_compared_like_their_bytes),
        cmocka_unit_test(an_observer_who_fails_ends_the_comparison),
        cmocka_unit_test(the_side_that_cannot_be_read_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
