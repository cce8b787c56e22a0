/* ciede2000.c - statistics of the CIE colour difference of 2000
 *
 * The formula is in image/color.c. Differences are counted by thousandths, which is all the
 * 95th percentile needs; runs of one change, the rule in screenshots, are computed once.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/color.h"
#include "score/score.h"

#include <string.h>

enum { BINS = 128 * 1024, PER_UNIT = 1000 }; /* up to 131; black and white are 100 apart */

struct statistics {
    int64_t *bins;
    double sum, largest;
    uint64_t last[2]; /* words whose difference is known */
    double last_difference;
    double light[256]; /* of values that 8 bits have */
};

static double light_of(const struct statistics *statistics, uint16_t value)
{
    return value % 257 == 0 ? statistics->light[value / 257] : tksi_linear(value / 65535.0);
}

static struct tksi_lab lab_of(const struct statistics *statistics, uint64_t word)
{
    uint16_t color[4];

    memcpy(color, &word, sizeof color);
    return tksi_lab_of_light(light_of(statistics, color[0]), light_of(statistics, color[1]),
                             light_of(statistics, color[2]));
}

static void add_pixel(struct statistics *statistics, uint64_t expected, uint64_t actual)
{
    double difference;
    int64_t bin;

    if (expected != statistics->last[0] || actual != statistics->last[1]) {
        const struct tksi_lab first = lab_of(statistics, expected);
        const struct tksi_lab second = lab_of(statistics, actual);

        statistics->last_difference = tksi_ciede2000(&first, &second);
        statistics->last[0] = expected;
        statistics->last[1] = actual;
    }
    difference = statistics->last_difference;
    bin = (int64_t)(difference * PER_UNIT + 0.5);
    statistics->bins[bin < BINS ? bin : BINS - 1]++;
    statistics->sum += difference;
    if (difference > statistics->largest)
        statistics->largest = difference;
}

/* The smallest difference that at least 95 of 100 pixels do not exceed. */
static double percentile(const struct statistics *statistics, int64_t pixels)
{
    const int64_t wanted = pixels - pixels / 20;
    int64_t below = 0;

    for (int64_t bin = 0; bin < BINS; bin++)
        if ((below += statistics->bins[bin]) >= wanted)
            return (double)bin / PER_UNIT;
    return statistics->largest;
}

tks_status tksi_score_ciede2000(double *mean, double *p95, double *largest,
                                const struct tksi_part *part, tks_error *err)
{
    const int64_t pixels = (int64_t)part->whole_width * part->whole_height;
    const size_t width = (size_t)part->width;
    struct statistics statistics = { .last_difference = 0 };
    uint64_t *expected = NULL;
    struct tksi_reader reader;
    tks_status status;

    if ((status = tksi_reader_open(&reader, part, false, err)))
        goto done;
    expected = tksi_allocate(part->env, width, sizeof *expected);
    statistics.bins = tksi_allocate_zeroed(part->env, BINS, sizeof *statistics.bins);
    if (expected == NULL || statistics.bins == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
        goto done;
    }
    for (int i = 0; i < 256; i++)
        statistics.light[i] = tksi_linear(i / 255.0);
    statistics.bins[0] = pixels - (int64_t)part->width * part->height; /* outside, equal */
    for (int32_t y = 0; y < part->height; y++) {
        const uint64_t *actual;

        memcpy(expected, tksi_reader_laid(&reader, 0, y), width * sizeof *expected);
        actual = tksi_reader_laid(&reader, 1, y);
        for (size_t x = 0; x < width; x++)
            if (expected[x] == actual[x])
                statistics.bins[0]++;
            else
                add_pixel(&statistics, expected[x], actual[x]);
    }
    *mean = statistics.sum / (double)pixels;
    *p95 = percentile(&statistics, pixels);
    *largest = statistics.largest;
done:
    tksi_release(part->env, statistics.bins);
    tksi_release(part->env, expected);
    tksi_reader_close(&reader);
    return status;
}
