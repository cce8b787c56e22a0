/* score.c - the public calls: what is worth looking at, and who looks
 *
 * Where pictures are equal every map has its best value, exactly; so a score looks only at
 * the rectangle around all differences, and as much around it as its filters reach. A word
 * that changed on a page costs what the word costs.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "score/score.h"

#include <string.h>

/* ---------------------------------------------------------------- the table */

/* Scores of a family are computed together. */
enum family { SSIM, GMSD, FLIP, SSIMULACRA2, CIEDE2000, FAMILIES };

static const struct {
    const char *name;
    enum family family;
    double best;
} scores[TKS_SCORE_COUNT] = {
    [TKS_SCORE_SSIM] = { "ssim", SSIM, 1 },
    [TKS_SCORE_GMSD] = { "gmsd", GMSD, 0 },
    [TKS_SCORE_FLIP] = { "flip", FLIP, 0 },
    [TKS_SCORE_FLIP_MAX] = { "flip_max", FLIP, 0 },
    [TKS_SCORE_SSIMULACRA2] = { "ssimulacra2", SSIMULACRA2, 100 },
    [TKS_SCORE_CIEDE2000] = { "ciede2000", CIEDE2000, 0 },
    [TKS_SCORE_CIEDE2000_P95] = { "ciede2000_p95", CIEDE2000, 0 },
    [TKS_SCORE_CIEDE2000_MAX] = { "ciede2000_max", CIEDE2000, 0 },
};

static bool exists(tks_score score)
{
    return (size_t)score < TKS_SCORE_COUNT;
}

const char *tks_score_name(tks_score score)
{
    return exists(score) ? scores[score].name : "unknown";
}

double tks_score_best(tks_score score)
{
    return exists(score) ? scores[score].best : 0;
}

bool tks_score_named(tks_score *out, tks_str name)
{
    for (int i = 0; i < TKS_SCORE_COUNT; i++)
        if (strlen(scores[i].name) == name.length &&
            memcmp(scores[i].name, name.data, name.length) == 0) {
            *out = (tks_score)i;
            return true;
        }
    return false;
}

/* ------------------------------------------------------------- what differs */

struct pair {
    tks_view views[2];
    struct tksi_env env;
    bool wide, translucent;
    tks_rect differing; /* around all pixels whose words differ */
    double pixels_per_degree;
};

static tks_status check_pair(const tks_view views[2], tks_error *err)
{
    tks_status status;

    if ((status = tksi_check_view(&views[0], err)) || (status = tksi_check_view(&views[1], err)))
        return status;
    if (views[0].width != views[1].width || views[0].height != views[1].height)
        return tksi_fail(err, TKS_INVALID_ARGUMENT,
                         "scores want two pictures of one size; these have %dx%d and %dx%d pixels",
                         (int)views[0].width, (int)views[0].height, (int)views[1].width,
                         (int)views[1].height);
    return TKS_OK;
}

static bool is_opaque(const void *row, size_t bytes, size_t pixel)
{
    const uint8_t *at = row;
    uint64_t common = UINT64_MAX, word;
    uint8_t alpha[8];

    for (; bytes >= sizeof word; at += sizeof word, bytes -= sizeof word) {
        memcpy(&word, at, sizeof word);
        common &= word;
    }
    memcpy(alpha, &common, sizeof alpha);
    if (pixel == 8)
        return alpha[6] == 255 && alpha[7] == 255;
    return alpha[3] == 255 && alpha[7] == 255 && (bytes == 0 || at[3] == 255);
}

/* Widens the rectangle by what differs in row y. */
static void look_at_row(struct pair *pair, int32_t y, const uint8_t *a, const uint8_t *b,
                        size_t pixel)
{
    const size_t bytes = (size_t)pair->views[0].width * pixel;
    size_t first = pair->env.kernels->first_difference(a, b, bytes), last = bytes;
    tks_rect *box = &pair->differing;
    int32_t left, right;

    if (first == bytes)
        return;
    /* whole steps of what is equal at the end, then its bytes */
    while (last - first > 64 && memcmp(a + last - 64, b + last - 64, 64) == 0)
        last -= 64;
    while (a[last - 1] == b[last - 1])
        last--;
    left = (int32_t)(first / pixel);
    right = (int32_t)((last - 1) / pixel) + 1;
    if (box->width == 0) {
        *box = (tks_rect){ left, y, right - left, 1 };
        return;
    }
    right = right > box->x + box->width ? right : box->x + box->width;
    box->x = left < box->x ? left : box->x;
    box->width = right - box->x;
    box->height = y + 1 - box->y;
}

static tks_status look(struct pair *pair, tks_error *err)
{
    const size_t width = (size_t)pair->views[0].width;
    void *rows[2] = { tksi_allocate(&pair->env, width, sizeof(uint64_t)),
                      tksi_allocate(&pair->env, width, sizeof(uint64_t)) };
    tks_status status = TKS_OK;
    size_t pixel;

    pair->wide = pair->views[0].pixels == TKS_RGBA16 || pair->views[1].pixels == TKS_RGBA16;
    pixel = pair->wide ? 8 : 4;
    if (rows[0] == NULL || rows[1] == NULL)
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    for (int32_t y = 0; y < pair->views[0].height && status == TKS_OK; y++) {
        const void *words[2] = { rows[0], rows[1] };

        for (int side = 0; side < 2; side++) {
            if (pair->wide)
                tksi_view_row16(rows[side], &pair->views[side], y, &pair->env);
            else
                words[side] = tksi_view_words8(rows[side], &pair->views[side], y, &pair->env);
            if (!pair->translucent && !is_opaque(words[side], width * pixel, pixel))
                pair->translucent = true;
        }
        look_at_row(pair, y, words[0], words[1], pixel);
    }
    tksi_release(&pair->env, rows[0]);
    tksi_release(&pair->env, rows[1]);
    return status;
}

/* ---------------------------------------------------------------- the parts */

enum { TINY = 32 }; /* pictures that are continued at their edges are not cut */

static struct tksi_margin margin_of(const struct pair *pair, enum family family)
{
    switch (family) {
    case SSIM:
        return tksi_ssim_margin(pair->views[0].width, pair->views[0].height);
    case GMSD:
        return tksi_gmsd_margin();
    case FLIP:
        return tksi_flip_margin(pair->pixels_per_degree);
    case SSIMULACRA2:
        return tksi_ssimulacra2_margin();
    default:
        return (struct tksi_margin){ 0, 1 };
    }
}

/* Widens first..first + length by the margin, onto its grid, within 0..whole. */
static void widen(int32_t *first, int32_t *length, int32_t whole, struct tksi_margin margin)
{
    int64_t begin = (int64_t)*first - margin.reach;
    int64_t end = (int64_t)*first + *length + margin.reach;

    begin = begin < 0 || whole < TINY ? 0 : begin / margin.grid * margin.grid;
    end = (end + margin.grid - 1) / margin.grid * margin.grid;
    if (end > whole || whole < TINY)
        end = whole;
    *first = (int32_t)begin;
    *length = (int32_t)(end - begin);
}

static tks_rect rect_for(const struct pair *pair, enum family family)
{
    const struct tksi_margin margin = margin_of(pair, family);
    tks_rect rect = pair->differing;

    widen(&rect.x, &rect.width, pair->views[0].width, margin);
    widen(&rect.y, &rect.height, pair->views[0].height, margin);
    return rect;
}

static struct tksi_part part_for(const struct pair *pair, tks_rect rect)
{
    struct tksi_part part = { .width = rect.width,
                              .height = rect.height,
                              .whole_width = pair->views[0].width,
                              .whole_height = pair->views[0].height,
                              .wide = pair->wide,
                              .translucent = pair->translucent,
                              .pixels_per_degree = pair->pixels_per_degree,
                              .loops = tksi_score_loops_for(&pair->env),
                              .env = &pair->env };

    for (int side = 0; side < 2; side++)
        part.views[side] = tksi_view_part(&pair->views[side], rect);
    return part;
}

/* ---------------------------------------------------------------- families */

struct job {
    const struct pair *pair;
    enum family families[FAMILIES];
    size_t n_families;
    double values[TKS_SCORE_COUNT];
    tks_status status[FAMILIES];
    tks_error err[FAMILIES];
};

/* One family, on any thread. */
static void compute(void *user, size_t index)
{
    struct job *job = user;
    const enum family family = job->families[index];
    const struct tksi_part part = part_for(job->pair, rect_for(job->pair, family));
    double *values = job->values;
    tks_error *err = &job->err[index];

    switch (family) {
    case SSIM:
        job->status[index] = tksi_score_ssim(&values[TKS_SCORE_SSIM], &part, err);
        break;
    case GMSD:
        job->status[index] = tksi_score_gmsd(&values[TKS_SCORE_GMSD], &part, err);
        break;
    case FLIP:
        job->status[index] = tksi_score_flip(&values[TKS_SCORE_FLIP], &values[TKS_SCORE_FLIP_MAX],
                                             NULL, 0, &part, err);
        break;
    case SSIMULACRA2:
        job->status[index] = tksi_score_ssimulacra2(&values[TKS_SCORE_SSIMULACRA2], &part, err);
        break;
    default:
        job->status[index] =
            tksi_score_ciede2000(&values[TKS_SCORE_CIEDE2000], &values[TKS_SCORE_CIEDE2000_P95],
                                 &values[TKS_SCORE_CIEDE2000_MAX], &part, err);
        break;
    }
}

static void plan(struct job *job, uint32_t which)
{
    bool wanted[FAMILIES] = { false };

    for (int i = 0; i < TKS_SCORE_COUNT; i++) {
        job->values[i] = scores[i].best;
        if (which & TKS_SCORE_BIT(i))
            wanted[scores[i].family] = true;
    }
    for (int family = 0; family < FAMILIES; family++)
        if (wanted[family])
            job->families[job->n_families++] = (enum family)family;
}

/* ---------------------------------------------------------------------- all */

tks_status tksi_score_check(uint32_t which, double *pixels_per_degree, tks_error *err)
{
    if (which >> TKS_SCORE_COUNT != 0)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "there is no score for one of the bits");
    if (*pixels_per_degree == 0)
        *pixels_per_degree = TKS_DEFAULT_PIXELS_PER_DEGREE;
    if (!(*pixels_per_degree >= 1 && *pixels_per_degree <= 1000))
        return tksi_fail(err, TKS_INVALID_ARGUMENT,
                         "the pixels per degree go from 1 to 1000; a desktop screen has 40 to 70");
    return TKS_OK;
}

tks_status tksi_scores_views(double values[TKS_SCORE_COUNT], uint32_t which, tks_view expected,
                             tks_view actual, double pixels_per_degree, const struct tksi_env *env,
                             tks_error *err)
{
    struct pair pair = { .views = { expected, actual },
                         .env = *env,
                         .pixels_per_degree = pixels_per_degree };
    struct job job = { .pair = &pair };
    tks_status status;

    if ((status = check_pair(pair.views, err)) || (status = look(&pair, err)))
        return status;
    plan(&job, which);
    if (pair.differing.width > 0)
        tksi_parallel(pair.env.threads, job.n_families, compute, &job);
    for (size_t i = 0; i < job.n_families; i++)
        if (job.status[i] != TKS_OK) {
            if (err != NULL)
                *err = job.err[i];
            return job.status[i];
        }
    memcpy(values, job.values, sizeof job.values);
    return TKS_OK;
}

/* ------------------------------------------------------------ public calls */

static tks_status check_options(double *pixels_per_degree, uint32_t which,
                                const tks_score_options *options, tks_error *err)
{
    if (options != NULL && options->size < sizeof *options)
        return tksi_fail(err, TKS_INVALID_ARGUMENT,
                         "tks_score_options.size is not set; start from TKS_SCORE_OPTIONS");
    *pixels_per_degree = options != NULL ? options->pixels_per_degree : 0;
    return tksi_score_check(which, pixels_per_degree, err);
}

tks_status tks_scores_views(double values[TKS_SCORE_COUNT], uint32_t which, tks_view expected,
                            tks_view actual, const tks_score_options *options, const tks_env *env,
                            tks_error *err)
{
    double all[TKS_SCORE_COUNT], pixels_per_degree;
    struct tksi_env resolved;
    tks_status status;

    if ((status = check_options(&pixels_per_degree, which, options, err)) ||
        (status = tksi_env_resolve(&resolved, env, err)) ||
        (status =
             tksi_scores_views(all, which, expected, actual, pixels_per_degree, &resolved, err)))
        return status;
    for (int i = 0; i < TKS_SCORE_COUNT; i++)
        if (which & TKS_SCORE_BIT(i))
            values[i] = all[i];
    return TKS_OK;
}

tks_status tks_score_views(double *out, tks_score which, tks_view expected, tks_view actual,
                           const tks_score_options *options, const tks_env *env, tks_error *err)
{
    double values[TKS_SCORE_COUNT];
    tks_status status;

    if (!exists(which))
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "there is no score number %d", (int)which);
    status = tks_scores_views(values, TKS_SCORE_BIT(which), expected, actual, options, env, err);
    if (status == TKS_OK)
        *out = values[which];
    return status;
}

tks_status tks_flip_map(float *map, tks_view expected, tks_view actual,
                        const tks_score_options *options, const tks_env *env, tks_error *err)
{
    const size_t width = (size_t)expected.width;
    struct tksi_part part;
    struct pair pair = { .views = { expected, actual } };
    double mean, largest;
    tks_rect rect;
    tks_status status;

    if ((status = check_options(&pair.pixels_per_degree, 0, options, err)) ||
        (status = tksi_env_resolve(&pair.env, env, err)) ||
        (status = check_pair(pair.views, err)) || (status = look(&pair, err)))
        return status;
    memset(map, 0, width * (size_t)expected.height * sizeof *map);
    if (pair.differing.width == 0)
        return TKS_OK;
    rect = rect_for(&pair, FLIP);
    part = part_for(&pair, rect);
    return tksi_score_flip(&mean, &largest, map + (size_t)rect.y * width + (size_t)rect.x, width,
                           &part, err);
}
