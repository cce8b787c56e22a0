/* flip.c - LDR-FLIP, the difference seen when flipping between two pictures
 *
 * Source: P. Andersson, J. Nilsson, T. Akenine-Moeller, M. Oskarsson, K. Astroem,
 * M. D. Fairchild, "FLIP: A Difference Evaluator for Alternating Images", Proceedings of the
 * ACM in Computer Graphics and Interactive Techniques 3 (2020), as refined in the authors'
 * FLIP.h 1.7 (all filters separable).
 *
 * Colours are blurred as the eye blurs them at a distance, and compared; edges and points
 * are found in the unblurred brightness, and their differences raise the colours'. All
 * filters go down the columns first: then no more than the rows as they came are kept.
 *
 *     light -> Y Cx Cz, kept --down--> 4 colour parts --across--> Lab, a row of each side
 *                  \-----------down--> 3 feature parts --across--> edges, points  -> error
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "score/loops.h"
#include "score/score.h"

#include <math.h>
#include <string.h>

static const double pi = 3.14159265358979323846;

enum { PARTS = 7, COLORS = 4, RESULTS = 9 };

/* The filters, one side of each; the derivatives read brightness as 116 y - 16. */
struct filters {
    struct tksi_taps y, cx, cz1, cz2;     /* contrast sensitivity */
    struct tksi_taps smooth, edge, point; /* a Gaussian and its derivatives */
    float *weights;
};

struct tksi_flip {
    struct tksi_env env;
    const struct tksi_score_loops *loops;
    struct tksi_flip_scale scale;
    struct filters filters;
    int32_t width, height, radius; /* the larger of the filters' */
    int32_t taken, last_unequal;   /* rows; -radius - 1 while all were equal */
    int32_t depth;                 /* of the rings: 2 * radius + 1 */
    size_t room;                   /* of a row and its neighbourhood */
    float *input[2][3];
    float **rings[2][3]; /* Y, Cx, Cz by row % depth */
    const float **around;
    float *parts[PARTS];        /* filtered down; `radius` numbers before and behind */
    float *results[2][RESULTS]; /* filtered across, and what is made of it */
    float *memory;
};

/* ------------------------------------------------------------------- filters */

static int32_t color_radius(double pixels_per_degree)
{
    return (int32_t)ceil(3 * sqrt(0.04 / (2 * pi * pi)) * pixels_per_degree);
}

static double feature_deviation(double pixels_per_degree)
{
    return 0.5 * 0.082 * pixels_per_degree;
}

static int32_t feature_radius(double pixels_per_degree)
{
    return (int32_t)ceil(3 * feature_deviation(pixels_per_degree));
}

static int32_t radius_for(double pixels_per_degree)
{
    const int32_t color = color_radius(pixels_per_degree);
    const int32_t feature = feature_radius(pixels_per_degree);

    return color > feature ? color : feature;
}

struct tksi_margin tksi_flip_margin(double pixels_per_degree)
{
    return (struct tksi_margin){ 2 * radius_for(pixels_per_degree) + 1, 1 };
}

/* The Gaussian factor * exp(-(pi x)^2 / spread) with x in degrees; returns its sum. */
static double gaussian(double *to, int32_t radius, double pixels_per_degree, double factor,
                       double spread)
{
    double sum = 0;

    for (int32_t k = 0; k <= radius; k++) {
        const double x = pi * k / pixels_per_degree;

        to[k] = factor * tksi_exp(-x * x / spread);
        sum += k == 0 ? to[k] : 2 * to[k];
    }
    return sum;
}

static struct tksi_taps scaled(float **next, const double *from, int32_t radius, double by)
{
    float *const to = *next;

    for (int32_t k = 0; k <= radius; k++)
        to[k] = (float)(from[k] * by);
    *next += radius + 1;
    return (struct tksi_taps){ radius, to };
}

/* Weights and spreads of the three channels; that of Cz is a sum of two, whose roots are
 * laid down and across. */
static void make_color_filters(struct filters *filters, float **next, double *first, double *second,
                               double pixels_per_degree)
{
    const int32_t radius = color_radius(pixels_per_degree);
    double sum = gaussian(first, radius, pixels_per_degree, 1, 0.0047), other;

    filters->y = scaled(next, first, radius, 1 / sum);
    sum = gaussian(first, radius, pixels_per_degree, 1, 0.0053);
    filters->cx = scaled(next, first, radius, 1 / sum);
    sum = gaussian(first, radius, pixels_per_degree, sqrt(34.1 * sqrt(pi / 0.04)), 0.04);
    other = gaussian(second, radius, pixels_per_degree, sqrt(13.5 * sqrt(pi / 0.025)), 0.025);
    filters->cz1 = scaled(next, first, radius, 1 / sqrt(sum * sum + other * other));
    filters->cz2 = scaled(next, second, radius, 1 / sqrt(sum * sum + other * other));
}

/* A Gaussian of sum 1; its derivatives with positive and negative parts of sum 1 each. */
static void make_feature_filters(struct filters *filters, float **next, double *first,
                                 double *second, double pixels_per_degree)
{
    const double deviation = feature_deviation(pixels_per_degree);
    const int32_t radius = feature_radius(pixels_per_degree);
    double sum = 0, edges = 0, positive = 0, negative = 0;

    for (int32_t k = 0; k <= radius; k++) {
        const double place = k / deviation, g = tksi_exp(-place * place / 2);
        const double bend = (place * place - 1) * g * (k == 0 ? 1 : 2);

        sum += k == 0 ? g : 2 * g;
        edges += k * g;
        positive += bend > 0 ? bend : 0;
        negative -= bend < 0 ? bend : 0;
        first[k] = g;
    }
    filters->smooth = scaled(next, first, radius, 1 / sum);
    for (int32_t k = 0; k <= radius; k++) {
        const double place = k / deviation, bend = (place * place - 1) * first[k];

        second[k] = bend / (bend > 0 ? positive : negative);
        first[k] = k * first[k] / edges;
    }
    filters->edge = scaled(next, first, radius, 1 / 116.0);
    filters->point = scaled(next, second, radius, 1 / 116.0);
}

static tks_status make_filters(struct tksi_flip *flip, double pixels_per_degree, tks_error *err)
{
    const size_t length = (size_t)flip->radius + 1;
    double *scratch = tksi_allocate(&flip->env, 2 * length, sizeof *scratch);
    tks_status status = TKS_OK;
    float *next;

    flip->filters.weights = next = tksi_allocate(&flip->env, PARTS * length, sizeof *next);
    if (scratch == NULL || next == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    } else {
        make_color_filters(&flip->filters, &next, scratch, scratch + length, pixels_per_degree);
        make_feature_filters(&flip->filters, &next, scratch, scratch + length, pixels_per_degree);
    }
    tksi_release(&flip->env, scratch);
    return status;
}

/* The largest distance is taken to be that from pure green to pure blue; of its power 0.4
 * fill 0.95 of the range. */
static struct tksi_flip_scale scale_for(const struct tksi_score_loops *loops)
{
    float light[3][2][TKSI_LANES] = { { { 0 } } }, lab[3][2][TKSI_LANES];
    float *planes[3] = { light[0][0], light[1][0], light[2][0] };
    float *to[3] = { lab[0][0], lab[1][0], lab[2][0] };
    float nothing[TKSI_LANES] = { 0 };
    double far, a, b;

    light[1][0][0] = light[2][0][1] = 1;
    loops->opponent(to, (const float *const *)planes, 2);
    loops->hunt(planes, (const float *const[4]){ to[0], to[1], to[2], nothing }, 2);
    a = (double)planes[1][0] - (double)planes[1][1];
    b = (double)planes[2][0] - (double)planes[2][1];
    far = tksi_power(fabs((double)planes[0][0] - (double)planes[0][1]) + sqrt(a * a + b * b), 0.7);
    return (struct tksi_flip_scale){ .bend = (float)(0.4 * far),
                                     .below = (float)(0.95 / (0.4 * far)),
                                     .above = (float)(0.05 / (0.6 * far)) };
}

/* -------------------------------------------------------------------- memory */

static float *take(float **next, size_t count)
{
    float *const at = *next;

    *next += count;
    return at;
}

static tks_status take_memory(struct tksi_flip *flip, tks_error *err)
{
    const size_t pad = ((size_t)flip->radius + TKSI_LANES) / TKSI_LANES * TKSI_LANES;
    const size_t width = (size_t)flip->width + TKSI_LANES, depth = (size_t)flip->depth;
    float **rows, *next;

    flip->room = width + 2 * pad;
    flip->memory =
        tksi_allocate_zeroed(&flip->env, (6 + 6 * depth + 2 * RESULTS) * width + PARTS * flip->room,
                             sizeof(float));
    flip->rings[0][0] = rows = tksi_allocate(&flip->env, 6 * depth, sizeof *rows);
    flip->around = tksi_allocate(&flip->env, depth, sizeof *flip->around);
    if (flip->memory == NULL || rows == NULL || flip->around == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    next = flip->memory;
    for (int i = 0; i < 6; i++) {
        flip->input[i / 3][i % 3] = take(&next, width);
        flip->rings[i / 3][i % 3] = rows + (size_t)i * depth;
        for (size_t k = 0; k < depth; k++)
            flip->rings[i / 3][i % 3][k] = take(&next, width);
    }
    for (int i = 0; i < 2 * RESULTS; i++)
        flip->results[i / RESULTS][i % RESULTS] = take(&next, width);
    for (int i = 0; i < PARTS; i++)
        flip->parts[i] = take(&next, flip->room) + pad;
    return TKS_OK;
}

tks_status tksi_flip_new(struct tksi_flip **out, int32_t width, int32_t height,
                         double pixels_per_degree, const struct tksi_env *env, tks_error *err)
{
    struct tksi_flip *flip = tksi_allocate_zeroed(env, 1, sizeof *flip);
    tks_status status;

    if (flip == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    flip->env = *env;
    flip->loops = tksi_score_loops_for(env);
    flip->width = width;
    flip->height = height;
    flip->radius = radius_for(pixels_per_degree);
    flip->depth = 2 * flip->radius + 1;
    flip->last_unequal = -flip->radius - 1;
    flip->scale = scale_for(flip->loops);
    if ((status = make_filters(flip, pixels_per_degree, err)) ||
        (status = take_memory(flip, err))) {
        tksi_flip_free(flip);
        return status;
    }
    *out = flip;
    return TKS_OK;
}

void tksi_flip_free(struct tksi_flip *flip)
{
    if (flip != NULL) {
        const struct tksi_env env = flip->env;

        tksi_release(&env, flip->around);
        tksi_release(&env, flip->rings[0][0]);
        tksi_release(&env, flip->memory);
        tksi_release(&env, flip->filters.weights);
        tksi_release(&env, flip);
    }
}

/* ---------------------------------------------------------------------- rows */

float *const *tksi_flip_input(struct tksi_flip *flip, int side)
{
    return flip->input[side];
}

void tksi_flip_push(struct tksi_flip *flip, bool equal)
{
    const int32_t slot = flip->taken % flip->depth;
    const size_t width = (size_t)flip->width;
    float *to[2][3];

    for (int side = 0; side < 2; side++)
        for (int c = 0; c < 3; c++)
            to[side][c] = flip->rings[side][c][slot];
    flip->loops->opponent(to[0], (const float *const *)flip->input[0], width);
    if (!equal) {
        flip->loops->opponent(to[1], (const float *const *)flip->input[1], width);
        flip->last_unequal = flip->taken;
    } else {
        for (int c = 0; c < 3; c++)
            memcpy(to[1][c], to[0][c], width * sizeof(float));
    }
    flip->taken++;
}

bool tksi_flip_ready(const struct tksi_flip *flip, int32_t y)
{
    return y < flip->height && (flip->taken == flip->height || flip->taken > y + flip->radius);
}

/* The rows of a channel around row y, repeated beyond the edges. */
static const float *const *rows_around(struct tksi_flip *flip, int side, int channel, int32_t y)
{
    for (int32_t k = -flip->radius; k <= flip->radius; k++) {
        const int32_t below = y + k < 0 ? 0 : y + k;
        const int32_t row = below < flip->height ? below : flip->height - 1;

        flip->around[k + flip->radius] = flip->rings[side][channel][row % flip->depth];
    }
    return flip->around + flip->radius;
}

/* The same for the columns of a part. */
static const float *const *columns_around(struct tksi_flip *flip, int part)
{
    for (int32_t k = -flip->radius; k <= flip->radius; k++)
        flip->around[k + flip->radius] = flip->parts[part] + k;
    return flip->around + flip->radius;
}

static void filter_down(struct tksi_flip *flip, int side, int32_t y)
{
    const struct tksi_score_loops *loops = flip->loops;
    const struct filters *filters = &flip->filters;
    const size_t n = (size_t)flip->width;
    const float *const *rows = rows_around(flip, side, 0, y);

    loops->even(flip->parts[0], rows, filters->y, n);
    loops->even(flip->parts[4], rows, filters->smooth, n);
    loops->odd(flip->parts[5], rows, filters->edge, n);
    loops->even(flip->parts[6], rows, filters->point, n);
    loops->even(flip->parts[1], rows_around(flip, side, 1, y), filters->cx, n);
    rows = rows_around(flip, side, 2, y);
    loops->even(flip->parts[2], rows, filters->cz1, n);
    loops->even(flip->parts[3], rows, filters->cz2, n);
    for (int i = 0; i < PARTS; i++)
        for (int32_t k = 1; k <= flip->radius; k++) {
            flip->parts[i][-k] = flip->parts[i][0];
            flip->parts[i][flip->width - 1 + k] = flip->parts[i][flip->width - 1];
        }
}

/* results: 0..3 colour parts, then 0..2 become Lab; 4..7 derivatives across and down;
 * 4 and 5 become edges and points. */
static void filter_across(struct tksi_flip *flip, int side)
{
    const struct tksi_score_loops *loops = flip->loops;
    const struct filters *filters = &flip->filters;
    const struct tksi_taps colors[COLORS] = { filters->y, filters->cx, filters->cz1, filters->cz2 };
    const size_t n = (size_t)flip->width;
    float **const results = flip->results[side];
    const float *const *columns;

    for (int i = 0; i < COLORS; i++)
        loops->even(results[i], columns_around(flip, i), colors[i], n);
    columns = columns_around(flip, 4);
    loops->odd(results[4], columns, filters->edge, n);
    loops->even(results[5], columns, filters->point, n);
    loops->even(results[6], columns_around(flip, 5), filters->smooth, n);
    loops->even(results[7], columns_around(flip, 6), filters->smooth, n);
    loops->magnitude(results[8], results[4], results[6], n);
    loops->magnitude(results[4], results[5], results[7], n);
    /* Lab takes the place of derivatives that are done with */
    loops->hunt((float *const[3]){ results[5], results[6], results[7] },
                (const float *const *)results, n);
}

void tksi_flip_row(struct tksi_flip *flip, int32_t y, float *to)
{
    const size_t n = (size_t)flip->width;
    float *const *a = flip->results[0], *const *b = flip->results[1];

    if (flip->last_unequal < y - flip->radius) {
        memset(to, 0, n * sizeof *to);
        return;
    }
    for (int side = 0; side < 2; side++) {
        filter_down(flip, side, y);
        filter_across(flip, side);
    }
    flip->loops->flip(to, (const float *const *)a + 5, (const float *const *)b + 5,
                      (const float *const[4]){ a[8], a[4], b[8], b[4] }, flip->scale, n);
}

/* --------------------------------------------------------------------- score */

/* Takes rows of both pictures until row y of the map is ready. */
static void push_for(struct tksi_flip *flip, struct tksi_reader *reader, int32_t y)
{
    while (!tksi_flip_ready(flip, y)) {
        for (int side = 0; side < 2; side++)
            tksi_reader_light(reader, side, flip->taken, 65535, tksi_flip_input(flip, side));
        tksi_flip_push(flip, false);
    }
}

tks_status tksi_score_flip(double *mean, double *largest, float *map, size_t stride,
                           const struct tksi_part *part, tks_error *err)
{
    const double pixels = (double)part->whole_width * part->whole_height;
    const struct tksi_env *env = part->env;
    struct tksi_sum sum = { { 0 } };
    struct tksi_flip *flip = NULL;
    struct tksi_reader reader;
    float *row = NULL, top = 0;
    tks_status status;

    if ((status = tksi_reader_open(&reader, part, true, err)) ||
        (status =
             tksi_flip_new(&flip, part->width, part->height, part->pixels_per_degree, env, err)))
        goto done;
    if ((row = tksi_allocate(env, (size_t)part->width + TKSI_LANES, sizeof *row)) == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
        goto done;
    }
    for (int32_t y = 0; y < part->height; y++) {
        push_for(flip, &reader, y);
        tksi_flip_row(flip, y, row);
        part->loops->add(&sum, &top, row, (size_t)part->width);
        if (map != NULL)
            memcpy(map + (size_t)y * stride, row, (size_t)part->width * sizeof *row);
    }
    *mean = tksi_sum(&sum) / pixels;
    *largest = (double)top;
done:
    tksi_release(env, row);
    tksi_flip_free(flip);
    tksi_reader_close(&reader);
    return status;
}
