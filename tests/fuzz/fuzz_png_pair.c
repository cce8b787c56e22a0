/* fuzz_png_pair.c - any two PNGs: streamed or decoded, the comparison is the same
 *
 * The first byte tells how the rest is meant. Either it is two files, which are put
 * right in parts (fuzz.h), or it is a recipe for two good ones:
 *
 *     how, rules, width, height, form, stream, number of edits,
 *     edits of 3 bytes each: place (2), value; then filtered rows, over and over
 *
 * The second file has the first one's filtered rows with the edits made. The window of
 * the engine is built small (CMakeLists.txt), so that small pictures have many chunks.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fuzz.h"

#include "agree.h"
#include "diff/diff.h"

#include <stdlib.h>
#include <string.h>

/* Bits of the first byte. */
enum {
    IS_RECIPE = 1,
    THREADS = 2,       /* three of them */
    KERNELS_SHIFT = 2, /* and one more: which table */
    FIXES_SHIFT = 5
};

/* ------------------------------------------------------------------ comparing */

/* A sum over all an observer is shown. */
struct onlooker {
    uint64_t sum;
    struct tksi_canvas canvas;
    int32_t next;
};

static tks_status look_at_canvas(void *self, const struct tksi_canvas *canvas, tks_error *err)
{
    struct onlooker *onlooker = self;

    (void)err;
    onlooker->canvas = *canvas;
    return TKS_OK;
}

static void add(struct onlooker *onlooker, const void *bytes, size_t length)
{
    const uint8_t *from = bytes;

    for (size_t i = 0; i < length; i++)
        onlooker->sum = (onlooker->sum ^ from[i]) * UINT64_C(0x100000001B3);
}

static tks_status look_at_row(void *self, const struct tksi_judged_row *row, tks_error *err)
{
    struct onlooker *onlooker = self;
    const struct tksi_canvas *canvas = &onlooker->canvas;

    (void)err;
    must(row->y == onlooker->next++, "rows come in order");
    must((row->expected != NULL) == (row->y < canvas->expected_height), "expected is shown");
    must((row->actual != NULL) == (row->y < canvas->actual_height), "actual is shown");
    if (row->expected != NULL)
        add(onlooker, row->expected, (size_t)canvas->expected_width * 4);
    if (row->actual != NULL)
        add(onlooker, row->actual, (size_t)canvas->actual_width * 4);
    for (size_t i = 0; i < row->n_runs; i++) {
        add(onlooker, &row->runs[i].x, sizeof row->runs[i].x);
        add(onlooker, &row->runs[i].length, sizeof row->runs[i].length);
    }
    return TKS_OK;
}

static tks_status compare(tks_diff **out, uint64_t *seen, const struct made_file files[2],
                          const tks_rules *rules, bool observed, enum tksi_route route,
                          const struct tksi_env *env)
{
    static const char *const names[2] = { "expected", "actual" };
    const tks_bytes bytes[2] = { made_bytes(files[0]), made_bytes(files[1]) };
    struct onlooker onlooker = { .sum = 0 };
    const struct tksi_observer observer = { &onlooker, true, true, look_at_canvas, look_at_row };
    const tks_status status =
        tksi_diff_bytes(out, bytes, names, rules, observed ? &observer : NULL, route, env, NULL);

    *seen = onlooker.sum;
    must((*out != NULL) == (status == TKS_OK), "a diff means success");
    return status;
}

/* Bits of the second byte: 1 exact, else 8 visual, else pixel; 2 anti-aliasing counts; the
 * upper four are how strictly. */
static void tell_rules(tks_rules *rules, uint8_t rules_byte)
{
    const uint8_t strictness = rules_byte >> 4;

    rules->count_antialiased = rules_byte & 2;
    if (rules_byte & 1)
        rules->metric = TKS_METRIC_EXACT;
    else if (rules_byte & 8) {
        rules->metric = TKS_METRIC_VISUAL;
        rules->sensitivity = (strictness + 1) / 4.0;
    } else {
        rules->metric = TKS_METRIC_PIXEL;
        rules->threshold = strictness / 64.0;
    }
    must(tksi_rules_resolve(rules, rules, NULL) == TKS_OK, "the rules are right");
}

static void check_pair(const struct made_file files[2], uint8_t how, uint8_t rules_byte)
{
    static const uint8_t fills[2] = { 0x11, 0xEE };
    tks_diff *diffs[2] = { NULL, NULL };
    tks_rules rules = TKS_RULES;
    tks_status status[2];
    uint64_t seen[2];
    size_t table = (how >> KERNELS_SHIFT) & 7;

    tell_rules(&rules, rules_byte);
    while (tks_kernel_name(table) == NULL)
        table--;
    for (int route = TKSI_ROUTE_FAST; route <= TKSI_ROUTE_WHOLE; route++) {
        const bool fast = route == TKSI_ROUTE_FAST;
        const struct tksi_env env = fuzz_env(&fills[route], fast && (how & THREADS) ? 3 : 1,
                                             fast ? tks_kernel_name(table) : "c");

        status[route] = compare(&diffs[route], &seen[route], files, &rules, rules_byte & 4,
                                (enum tksi_route)route, &env);
    }
    /* where both files are bad, either may be told of */
    if (status[0] != TKS_CONFLICT && (status[0] == TKS_OK) != (status[1] == TKS_OK))
        must(status[0] == TKS_OK && status[1] == TKS_BAD_DATA &&
                 (fuzz_codes_incomplete(made_bytes(files[0])) ||
                  fuzz_codes_incomplete(made_bytes(files[1]))),
             "both routes end alike");
    if (status[0] == TKS_OK && status[1] == TKS_OK) {
        const char *why = disagreement(diffs[0], diffs[1]);

        must(why == NULL, why);
        must(seen[0] == seen[1], "an observer sees the same");
    }
    tks_diff_free(diffs[0]);
    tks_diff_free(diffs[1]);
}

/* ------------------------------------------------------------------- two files */

static void check_files(const uint8_t *data, size_t size)
{
    const unsigned fixes = data[0] >> FIXES_SHIFT;
    const size_t rest = size - 4;
    size_t first = (size_t)data[2] << 8 | data[3];
    struct made_file files[2];

    if (first > rest)
        first = rest / 2;
    files[0] = fuzz_fixed_png((tks_bytes){ data + 4, first }, fixes);
    files[1] = fuzz_fixed_png((tks_bytes){ data + 4 + first, rest - first }, fixes);
    check_pair(files, data[0] & ~IS_RECIPE, data[1]);
    made_free(files[0]);
    made_free(files[1]);
}

/* --------------------------------------------------------------------- recipes */

static const uint8_t forms[15][3] = {
    /* depth, colour type, channels */
    { 1, 0, 1 }, { 2, 0, 1 },  { 4, 0, 1 },  { 8, 0, 1 }, { 16, 0, 1 },
    { 8, 2, 3 }, { 16, 2, 3 }, { 1, 3, 1 },  { 2, 3, 1 }, { 4, 3, 1 },
    { 8, 3, 1 }, { 8, 4, 2 },  { 16, 4, 2 }, { 8, 6, 4 }, { 16, 6, 4 },
};

enum { RECIPE_HEADER = 7, EDIT = 3 };

static struct made_file wrapped(tks_bytes rows, int32_t width, int32_t height, const uint8_t *form,
                                uint8_t stream_byte)
{
    static const uint8_t colors[16 * 3] = { 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9 };
    static const uint8_t alphas[4] = { 255, 0, 255, 100 }, key[6] = { 0, 1, 0, 1, 0, 1 };
    const struct zlib_recipe zlib = { .level = stream_byte & 1 ? -1 : 1 + (stream_byte & 8),
                                      .strategy = stream_byte & 2 ? 4 : 0, /* fixed codes */
                                      .flush_every = stream_byte & 4 ? 64 : 0,
                                      .empty_blocks = stream_byte >> 7 };
    struct made_file stream = craft_zlib(rows, &zlib), file = craft_signature();

    craft_header(&file, (uint32_t)width, (uint32_t)height, form[0], form[1], 0);
    if (form[1] == 3) {
        craft_chunk(&file, "PLTE", colors, (form[0] < 4 ? (size_t)1 << form[0] : 16) * 3);
        craft_chunk(&file, "tRNS", alphas, form[0] == 1 ? 2 : 4);
    } else if (form[1] <= 2 && (stream_byte & 16)) {
        craft_chunk(&file, "tRNS", key, form[1] == 0 ? 2 : 6);
    }
    craft_data(&file, made_bytes(stream), (size_t)(stream_byte >> 5 & 3) * 40, NULL);
    craft_chunk(&file, "IEND", NULL, 0);
    made_free(stream);
    return file;
}

/* Rows made of the input, over and over; filter types are made right but for a few. */
static void fill_rows(uint8_t *rows, size_t pitch, int32_t height, const uint8_t *from,
                      size_t length)
{
    for (size_t i = 0; i < pitch * (size_t)height; i++) {
        rows[i] = length > 0 ? from[i % length] : 0;
        if (i % pitch == 0 && rows[i] < 250)
            rows[i] %= 5;
    }
}

static void check_recipe(const uint8_t *data, size_t size)
{
    const int32_t width = 1 + data[2] % 64, height = 1 + data[3] % 64;
    const uint8_t *form = forms[data[4] % 15];
    const size_t pitch = ((size_t)width * form[0] * form[2] + 7) / 8 + 1;
    const size_t bytes = pitch * (size_t)height;
    size_t edits = data[6] % 32;
    const uint8_t *edit = data + RECIPE_HEADER;
    uint8_t *rows = malloc(bytes);
    struct made_file files[2];

    must(rows != NULL, "there is memory");
    if (edits > (size - RECIPE_HEADER) / EDIT)
        edits = (size - RECIPE_HEADER) / EDIT;
    fill_rows(rows, pitch, height, edit + edits * EDIT, size - RECIPE_HEADER - edits * EDIT);
    files[0] = wrapped((tks_bytes){ rows, bytes }, width, height, form, data[5]);
    for (; edits > 0; edits--, edit += EDIT)
        rows[((size_t)edit[0] << 8 | edit[1]) % bytes] = edit[2];
    files[1] = wrapped((tks_bytes){ rows, bytes }, width, height, form, data[5]);
    free(rows);
    check_pair(files, data[0], data[1]);
    made_free(files[0]);
    made_free(files[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < RECIPE_HEADER)
        return 0;
    if (data[0] & IS_RECIPE)
        check_recipe(data, size);
    else
        check_files(data, size);
    return 0;
}
