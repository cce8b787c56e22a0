/* ssimulacra2.c - SSIMULACRA 2.1
 *
 * Source: J. Sneyers, "SSIMULACRA 2 - Structural SIMilarity Unveiling Local And Compression
 * Related Artifacts", github.com/cloudinary/ssimulacra2: three error maps of three channels
 * on up to six scales, their mean and fourth-power mean weighted as people judged.
 *
 *     light row -> XYB, nine rows kept --down--> moments --across--> maps -> sums
 *         \
 *          two rows -> one of half the size -> the next scale
 *
 * The Gaussian, of deviation 1.5, is libjxl's recursive one: three cosines, cut off at five
 * pixels. A recursion with its poles on the unit circle forgets nothing it rounded; but cut
 * off as it is, what it computes is a plain sum over nine pixels, which is done here. Scores
 * agree to a few hundredths, and by up to 0.6 where pictures are flat and the recursion's
 * rounding was all there was to compare.
 *
 * Scales stop after the first with a side below 8. A picture that small to begin with, of which the
 * reference says 100 unseen, is continued by its last row or column up to 8.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "score/loops.h"
#include "score/score.h"

#include <math.h>
#include <string.h>

enum { SCALES = 6, RADIUS = 4, ROWS = 2 * RADIUS + 1, SMALLEST = 8, NORMS = 6 };

/* The response of CreateRecursiveGaussian(1.5) to a single 1 */
static const float weights[RADIUS + 1] = { 0.264621105488f, 0.212928592010f, 0.109335372777f,
                                           0.0360111146584f, 0.00941436780965f };

/* By channel, and scale, and for both norms: ssim, artifact, lost */
static const double judgement[3 * SCALES * NORMS] = {
    // clang-format off
    /* X */
    0, 0.0007376606707406586, 0, 0, 0.0007793481682867309, 0,
    0, 0.0004371155730107379, 0, 1.1041726426657346, 0.00066284834129271, 0.00015231632783718752,
    0, 0.0016406437456599754, 0, 1.8422455520539298, 11.441172603757666, 0,
    0.0007989109436015163, 0.000176816438078653, 0, 1.8787594979546387, 10.94906990605142, 0,
    0.0007289346991508072, 0.9677937080626833, 0,
    0.00014003424285435884, 0.9981766977854967, 0.00031949755934435053,
    0.0004550992113792063, 0, 0, 0.0013648766163243398, 0, 0,
    /* Y */
    0, 0, 0, 7.466890328078848, 0, 17.445833984131262,
    0.0006235601634041466, 0, 0, 6.683678146179332, 0.00037724407979611296, 1.027889937768264,
    225.20515300849274, 0, 0, 19.213238186143016, 0.0011401524586618361, 0.001237755635509985,
    176.39317598450694, 0, 0, 24.43300999870476, 0.28520802612117757, 0.0004485436923833408,
    0, 0, 0, 34.77906344483772, 44.835625328877896, 0,
    0, 0, 0, 0, 0, 0,
    /* B */
    0, 0.0008680556573291698, 0, 0, 0, 0,
    0, 0.0005313191874358747, 0, 0.00016533814161379112, 0, 0,
    0, 0, 0, 0.0004179171803251336, 0.0017290828234722833, 0,
    0.0020827005846636437, 0, 0, 8.826982764996862, 23.19243343998926, 0,
    95.1080498811086, 0.9863978034400682, 0.9834382792465353,
    0.0012286405048278493, 171.2667255897307, 0.9807858872435379,
    0, 0, 0, 0.0005130064588990679, 0, 0.00010854057858411537,
    // clang-format on
};

struct scale {
    int32_t width, height, taken;
    double pixels;           /* of the whole picture at this scale */
    float *input[2][2][3];   /* light: even and odd rows, sides, channels */
    float *ring[2][3][ROWS]; /* XYB */
    struct tksi_sum sums[3][NORMS];
};

struct state {
    const struct tksi_part *part;
    struct tksi_reader reader;
    struct scale scales[SCALES];
    int n_scales;
    float *nothing;    /* a row of zeros */
    float *moments[4]; /* with RADIUS zeros before and behind */
    float *filtered[4];
    float *memory;
};

/* Windows reach 4 pixels of the smallest scale, and from there again: 8 * 32. */
struct tksi_margin tksi_ssimulacra2_margin(void)
{
    return (struct tksi_margin){ 2 * RADIUS << (SCALES - 1), 1 << (SCALES - 1) };
}

static int32_t at_least(int32_t number, int32_t least)
{
    return number > least ? number : least;
}

/* -------------------------------------------------------------------- memory */

static void plan_scales(struct state *state, const struct tksi_part *part)
{
    int32_t width = at_least(part->whole_width, SMALLEST);
    int32_t height = at_least(part->whole_height, SMALLEST);
    struct scale *scale = state->scales;

    scale->width = part->whole_width < SMALLEST ? SMALLEST : part->width;
    scale->height = part->whole_height < SMALLEST ? SMALLEST : part->height;
    for (;; scale++) {
        scale->pixels = (double)width * height;
        state->n_scales++;
        if (state->n_scales == SCALES || width < SMALLEST || height < SMALLEST)
            return;
        width = width / 2 + width % 2;
        height = height / 2 + height % 2;
        scale[1].width = scale->width / 2 + scale->width % 2;
        scale[1].height = scale->height / 2 + scale->height % 2;
    }
}

static size_t room_of(const struct scale *scale)
{
    return ((size_t)scale->width + 2 * TKSI_LANES) / TKSI_LANES * TKSI_LANES;
}

static float *take(float **next, size_t count)
{
    float *const at = *next;

    *next += count;
    return at;
}

static void share_scale(struct scale *scale, float **next)
{
    const size_t room = room_of(scale);

    for (int i = 0; i < 12; i++)
        scale->input[i / 6][i / 3 % 2][i % 3] = take(next, room);
    for (int i = 0; i < 6 * ROWS; i++)
        scale->ring[i / (3 * ROWS)][i / ROWS % 3][i % ROWS] = take(next, room);
}

static tks_status begin(struct state *state, const struct tksi_part *part, tks_error *err)
{
    size_t count = 0, room;
    float *next;
    tks_status status;

    *state = (struct state){ .part = part };
    if ((status = tksi_reader_open(&state->reader, part, true, err)))
        return status;
    plan_scales(state, part);
    room = room_of(&state->scales[0]) + 2 * TKSI_LANES;
    for (int i = 0; i < state->n_scales; i++)
        count += (12 + 6 * ROWS) * room_of(&state->scales[i]);
    if ((state->memory = next = tksi_allocate_zeroed(part->env, count + 9 * room, sizeof *next)) ==
        NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    for (int i = 0; i < state->n_scales; i++)
        share_scale(&state->scales[i], &next);
    state->nothing = take(&next, room);
    for (int i = 0; i < 4; i++) {
        state->moments[i] = take(&next, room) + TKSI_LANES;
        state->filtered[i] = take(&next, room);
    }
    return TKS_OK;
}

static void end(struct state *state)
{
    tksi_release(state->part->env, state->memory);
    tksi_reader_close(&state->reader);
}

/* --------------------------------------------------------------------- rows */

static void add_channel(struct state *state, struct scale *scale, int channel, int32_t y)
{
    const struct tksi_score_loops *loops = state->part->loops;
    const struct tksi_taps taps = { RADIUS, weights };
    const size_t n = (size_t)scale->width;
    const float *rows[2][ROWS], *shifted[ROWS];

    for (int side = 0; side < 2; side++)
        for (int k = 0; k < ROWS; k++) {
            const int32_t row = y - RADIUS + k;

            rows[side][k] = row < 0 || row >= scale->height
                                ? state->nothing
                                : scale->ring[side][channel][row % ROWS];
        }
    loops->moments(state->moments, rows[0] + RADIUS, rows[1] + RADIUS, taps, n);
    for (int i = 0; i < 4; i++) {
        memset(state->moments[i] + n, 0, TKSI_LANES * sizeof(float));
        for (int k = 0; k < ROWS; k++)
            shifted[k] = state->moments[i] - RADIUS + k;
        loops->even(state->filtered[i], shifted + RADIUS, taps, n);
    }
    loops->errors(scale->sums[channel], (const float *const *)state->filtered, rows[0][RADIUS],
                  rows[1][RADIUS], n);
}

static void add_row(struct state *state, struct scale *scale, int32_t y)
{
    for (int channel = 0; channel < 3; channel++)
        add_channel(state, scale, channel, y);
}

/* Makes the next scale's row of the row that came last and, where it is odd, the one
 * before. */
static void halve(struct state *state, struct scale *scale)
{
    struct scale *next = scale + 1;
    const int32_t width = scale->width, last = scale->taken - 1;

    for (int side = 0; side < 2; side++)
        for (int c = 0; c < 3; c++) {
            float *above = scale->input[0][side][c], *below = scale->input[last & 1][side][c];

            above[width] = above[width - 1]; /* the partner of a last odd column */
            below[width] = below[width - 1];
            state->part->loops->halve(next->input[next->taken & 1][side][c], above, below,
                                      (size_t)next->width);
        }
}

/* Takes the light that stands in the scale's input. */
static void push(struct state *state, struct scale *scale)
{
    const int32_t y = scale->taken;
    const bool is_last = y == scale->height - 1;

    for (int side = 0; side < 2; side++) {
        float *const to[3] = { scale->ring[side][0][y % ROWS], scale->ring[side][1][y % ROWS],
                               scale->ring[side][2][y % ROWS] };

        state->part->loops->xyb(to, (const float *const *)scale->input[y & 1][side],
                                (size_t)scale->width);
    }
    scale->taken++;
    if (y >= RADIUS)
        add_row(state, scale, y - RADIUS);
    for (int32_t row = at_least(scale->height - RADIUS, 0); is_last && row < scale->height; row++)
        add_row(state, scale, row);
    if (scale + 1 < state->scales + state->n_scales && (is_last || y % 2 == 1)) {
        halve(state, scale);
        push(state, scale + 1);
    }
}

/* Puts row y of both pictures into the first scale, continued where the scale is wider. */
static void read_row(struct state *state, int32_t y, uint16_t backdrop)
{
    const struct tksi_part *part = state->part;
    struct scale *scale = state->scales;
    const int32_t row = y < part->height ? y : part->height - 1;

    for (int side = 0; side < 2; side++) {
        float *const *to = scale->input[y & 1][side];

        tksi_reader_light(&state->reader, side, row, backdrop, to);
        for (int c = 0; c < 3; c++)
            for (int32_t x = part->width; x < scale->width; x++)
                to[c][x] = to[c][part->width - 1];
    }
}

/* --------------------------------------------------------------------- score */

/* Where there are fewer scales than six, the weights of the next channel follow on at once:
 * so does the reference. */
static double judged(const struct state *state)
{
    const double *weight = judgement;
    double sum = 0;

    for (int channel = 0; channel < 3; channel++)
        for (int i = 0; i < state->n_scales; i++) {
            const struct scale *scale = &state->scales[i];

            for (int norm = 0; norm < 2; norm++)
                for (int map = 0; map < 3; map++) {
                    double mean = tksi_sum(&scale->sums[channel][2 * map + norm]) / scale->pixels;

                    if (norm == 1)
                        mean = sqrt(sqrt(mean));
                    sum += *weight++ * mean;
                }
        }
    return sum;
}

static double score_of(double sum)
{
    const double s = sum * 0.9562382616834844;
    const double bent =
        2.326765642916932 * s - 0.020884521182843837 * s * s + 6.248496625763138e-05 * s * s * s;

    return 100 - 10 * tksi_power(bent, 0.6276336467831387);
}

static void forget(struct state *state)
{
    for (int i = 0; i < state->n_scales; i++) {
        state->scales[i].taken = 0;
        memset(state->scales[i].sums, 0, sizeof state->scales[i].sums);
    }
}

tks_status tksi_score_ssimulacra2(double *out, const struct tksi_part *part, tks_error *err)
{
    static const uint16_t backdrops[2] = { 6554, 58982 }; /* 0.1 and 0.9 of 65535 */
    struct state state;
    const tks_status status = begin(&state, part, err);

    for (int i = 0; i < (part->translucent ? 2 : 1) && status == TKS_OK; i++) {
        double score;

        forget(&state);
        for (int32_t y = 0; y < state.scales[0].height; y++) {
            read_row(&state, y, backdrops[i]);
            push(&state, state.scales);
        }
        score = score_of(judged(&state));
        if (i == 0 || score < *out)
            *out = score;
    }
    end(&state);
    return status;
}
