/* antialias.c - does a pixel look like anti-aliasing?
 *
 * The rule is pixelmatch 7.2's, after V. Vysniauskas, "Anti-aliased Pixel and
 * Intensity Slope Detector" (2009). A pixel is taken for anti-aliasing when
 *  - at most two of its eight neighbours are as bright as it is,
 *  - some are darker and some brighter, and
 *  - the darkest or the brightest of them lies in a flat area (three or more equal
 *    neighbours) in both pictures: a slope from one surface to another.
 * A pixel on the picture's edge counts as having one equal neighbour more.
 *
 * Brightness is Y of YIQ. pixelmatch computes the difference of two pixels'
 * brightness in doubles from coefficients of eight decimal digits. For opaque
 * pixels the same order follows from whole numbers: times 10^8 the coefficients
 * are integers, the exact difference is an integer of at most 2.6e10, and doubles
 * err by less than 1e-4 of one unit. No two different colour differences within
 * -255..255 have the same exact brightness (none but 0, 0, 0 solves the equation;
 * checked by enumeration in tests/unit/test_antialias.c), so a sign or a tie can
 * not come out otherwise. Translucent pixels take pixelmatch's own operations in
 * their own order, because their blending rounds.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/antialias.h"

#include "kernel/yiq.h"
#include <string.h>

enum { RED_WEIGHT = 29889531, GREEN_WEIGHT = 58662247, BLUE_WEIGHT = 11448223 };

/* The 3x3 square around a pixel, cut off at the picture's edges: columns
 * left..right of rows top..bottom, as indices into the five rows. */
struct square {
    int32_t left, right;
    int top, bottom;
    bool at_edge;
};

static struct square square_around(const struct tksi_neighbourhood *around, int32_t x, int row)
{
    struct square square = { x - 1, x + 1, row - 1, row + 1, false };

    if (x == 0) {
        square.left = 0;
        square.at_edge = true;
    }
    if (x == around->width - 1) {
        square.right = x;
        square.at_edge = true;
    }
    if (square.top < 0 || around->rows[0][square.top] == NULL) {
        square.top = row;
        square.at_edge = true;
    }
    if (square.bottom > 4 || around->rows[0][square.bottom] == NULL) {
        square.bottom = row;
        square.at_edge = true;
    }
    return square;
}

/* ------------------------------------------------------------------ siblings */

static uint64_t word_at(const struct tksi_neighbourhood *around, int side, int row, int32_t x)
{
    if (around->wide)
        return ((const uint64_t *)around->rows[side][row])[x];
    return ((const uint32_t *)around->rows[side][row])[x];
}

/* Three or more of the neighbours have the very same value. */
static bool has_many_siblings(const struct tksi_neighbourhood *around, int side, int32_t x, int row)
{
    const struct square square = square_around(around, x, row);
    const uint64_t value = word_at(around, side, row, x);
    int equal = (square.at_edge ? 1 : 0) - 1; /* the pixel itself is met below */

    for (int r = square.top; r <= square.bottom; r++)
        for (int32_t c = square.left; c <= square.right; c++)
            equal += word_at(around, side, r, c) == value;
    return equal > 2;
}

static bool flat_in_both(const struct tksi_neighbourhood *around, int32_t x, int row)
{
    return has_many_siblings(around, 0, x, row) && has_many_siblings(around, 1, x, row);
}

/* ---------------------------------------------------------------- brightness */

static int64_t brightness(uint32_t word)
{
    uint8_t c[4];

    memcpy(c, &word, 4);
    return (int64_t)RED_WEIGHT * c[0] + (int64_t)GREEN_WEIGHT * c[1] + (int64_t)BLUE_WEIGHT * c[2];
}

/* Brightness of `centre` minus that of `neighbour`, in pixelmatch's doubles; `index`
 * is the centre's place in its picture, which the checkerboard depends on. */
static double blended_difference(const struct tksi_neighbourhood *around, uint64_t centre,
                                 uint64_t neighbour, int64_t index)
{
    if (centre == neighbour)
        return 0;
    if (around->wide)
        return tksi_delta_y(tksi_delta_of(tksi_color16(centre), tksi_color16(neighbour), index));
    return tksi_delta_y(
        tksi_delta_of(tksi_color8((uint32_t)centre), tksi_color8((uint32_t)neighbour), index));
}

/* Differences of brightness to the neighbours, in pixelmatch's order: column by
 * column, as its ties are decided by who comes first. */
struct slope {
    double darkest, brightest;
    int32_t darkest_x, brightest_x;
    int darkest_row, brightest_row;
    int equal;
};

/* False once the pixel cannot be anti-aliasing any more. */
static bool add_neighbour(struct slope *slope, double difference, int32_t x, int row)
{
    if (difference == 0)
        return ++slope->equal <= 2;
    if (difference < slope->darkest) {
        slope->darkest = difference;
        slope->darkest_x = x;
        slope->darkest_row = row;
    } else if (difference > slope->brightest) {
        slope->brightest = difference;
        slope->brightest_x = x;
        slope->brightest_row = row;
    }
    return true;
}

/* ------------------------------------------------------------------ the rule */

static bool measure(struct slope *slope, const struct tksi_neighbourhood *around, int side,
                    int32_t centre_x, const struct square *square)
{
    const uint64_t centre = word_at(around, side, 2, centre_x);
    const int64_t index = (int64_t)around->y * around->width + centre_x;

    for (int32_t x = square->left; x <= square->right; x++)
        for (int row = square->top; row <= square->bottom; row++) {
            const uint64_t word = word_at(around, side, row, x);

            if (x == centre_x && row == 2)
                continue;
            if (!add_neighbour(slope, blended_difference(around, centre, word, index), x, row))
                return false;
        }
    return slope->darkest != 0 && slope->brightest != 0;
}

static bool on_flat_ground(const struct tksi_neighbourhood *around, const struct slope *slope)
{
    return flat_in_both(around, slope->darkest_x, slope->darkest_row) ||
           flat_in_both(around, slope->brightest_x, slope->brightest_row);
}

/* The rule as it is written: for the edges, 16 bits and translucent pixels. */
static bool antialiased_slowly(const struct tksi_neighbourhood *around, int side, int32_t x)
{
    const struct square square = square_around(around, x, 2);
    struct slope slope = { .equal = square.at_edge ? 1 : 0 };

    return measure(&slope, around, side, x, &square) && on_flat_ground(around, &slope);
}

/* The eight neighbours of a pixel inside the picture, column by column. */
static void gather(uint32_t neighbours[8], const struct tksi_neighbourhood *around, int side,
                   int32_t x)
{
    const uint32_t *above = (const uint32_t *)around->rows[side][1] + x;
    const uint32_t *beside = (const uint32_t *)around->rows[side][2] + x;
    const uint32_t *below = (const uint32_t *)around->rows[side][3] + x;

    neighbours[0] = above[-1];
    neighbours[1] = beside[-1];
    neighbours[2] = below[-1];
    neighbours[3] = above[0];
    neighbours[4] = below[0];
    neighbours[5] = above[1];
    neighbours[6] = beside[1];
    neighbours[7] = below[1];
}

static bool all_opaque(uint32_t centre, const uint32_t neighbours[8])
{
    uint32_t all = centre;

    for (int i = 0; i < 8; i++)
        all &= neighbours[i];
    return ((const uint8_t *)&all)[3] == 255;
}

/* The same for an opaque pixel inside the picture, in whole numbers. */
static bool antialiased_inside(const struct tksi_neighbourhood *around, int32_t x, uint32_t centre,
                               const uint32_t neighbours[8])
{
    static const int8_t column[8] = { -1, -1, -1, 0, 0, 1, 1, 1 };
    static const int8_t row[8] = { 1, 2, 3, 1, 3, 1, 2, 3 };
    const int64_t level = brightness(centre);
    int64_t darkest = 0, brightest = 0;
    int at_darkest = 0, at_brightest = 0, equal = 0;

    for (int i = 0; i < 8; i++)
        equal += neighbours[i] == centre;
    if (equal > 2)
        return false;
    for (int i = 0; i < 8; i++) {
        const int64_t difference = level - brightness(neighbours[i]);

        if (difference < darkest) {
            darkest = difference;
            at_darkest = i;
        } else if (difference > brightest) {
            brightest = difference;
            at_brightest = i;
        }
    }
    return darkest != 0 && brightest != 0 &&
           (flat_in_both(around, x + column[at_darkest], row[at_darkest]) ||
            flat_in_both(around, x + column[at_brightest], row[at_brightest]));
}

static bool antialiased_in(const struct tksi_neighbourhood *around, int side, int32_t x)
{
    uint32_t neighbours[8], centre;

    if (around->wide || x == 0 || x == around->width - 1 || around->rows[0][1] == NULL ||
        around->rows[0][3] == NULL)
        return antialiased_slowly(around, side, x);
    centre = ((const uint32_t *)around->rows[side][2])[x];
    gather(neighbours, around, side, x);
    if (!all_opaque(centre, neighbours))
        return antialiased_slowly(around, side, x);
    return antialiased_inside(around, x, centre, neighbours);
}

/* Pixels that equal too many neighbours to be anti-aliasing, which is how most of
 * them are dismissed; 64 at a time, where all of them lie inside the picture. */
static uint64_t settled(const struct tksi_neighbourhood *around, int side, int32_t x,
                        const struct tksi_kernels *kernels)
{
    const void *const *rows = around->rows[side];

    if (around->wide || x == 0 || x + 64 >= around->width || rows[1] == NULL || rows[3] == NULL)
        return 0;
    return kernels->settled((const uint32_t *)rows[1] + x, (const uint32_t *)rows[2] + x,
                            (const uint32_t *)rows[3] + x);
}

uint64_t tksi_antialiased(const struct tksi_neighbourhood *around, size_t word, uint64_t asked,
                          const struct tksi_kernels *kernels)
{
    const int32_t first = (int32_t)(word * 64);
    uint64_t found = 0;

    for (int side = 0; side < 2; side++) {
        uint64_t rest = asked & ~found & ~settled(around, side, first, kernels);

        for (; rest != 0; rest &= rest - 1)
            if (antialiased_in(around, side, first + __builtin_ctzll(rest)))
                found |= rest & -rest;
    }
    return found;
}
