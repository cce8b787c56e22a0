/* test_kernels.c - is every table equal to C, and is C equal to its sources?
 *
 * Every entry of every table this processor can run gets the same bytes as the C
 * table, in buffers that end or begin at an unmapped page and are filled with a known
 * byte where nothing may be written: a read or write too far crashes or is seen. C in
 * turn is held against the PNG specification's own direction (filtering, then undoing)
 * and against values computed by pixelmatch 7.2.0.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "kernel/kernel.h"

#include <math.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- bytes to work on ---- */

#define LONGEST   3446 /* pixels of the longest row tried */
#define ROOM      (LONGEST * 8)
#define UNTOUCHED 0xA5

static const unsigned pixel_sizes[] = { 1, 2, 3, 4, 6, 8 };

/* Row lengths in pixels: all small ones, an odd one, and a page's width. */
#define SIZES 133

static size_t size_at(size_t i)
{
    return i <= 130 ? i : i == 131 ? 1021 : LONGEST;
}

static uint64_t random_state = 1;

/* splitmix64: the same numbers on every machine */
static uint64_t random_bits(void)
{
    uint64_t z = random_state += 0x9E3779B97F4A7C15;

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
}

enum pattern { ZEROS, ONES, NOISE, FAINT, MOSTLY_ZERO, PLAIN, PATTERNS };

static void fill(uint8_t *bytes, size_t n, enum pattern pattern)
{
    uint8_t plain = (uint8_t)random_bits();

    for (size_t i = 0; i < n; i++) {
        uint64_t r = random_bits();

        switch (pattern) {
        case ZEROS:
            bytes[i] = 0;
            break;
        case ONES:
            bytes[i] = 255;
            break;
        case NOISE:
            bytes[i] = (uint8_t)r;
            break;
        case FAINT:
            bytes[i] = (uint8_t)(r % 5 - 2);
            break;
        case MOSTLY_ZERO:
            bytes[i] = (uint8_t)(r % 64 != 0 ? 0 : r >> 8);
            break;
        default: /* runs of one value, as in a drawn page */
            plain = r % 50 == 0 ? (uint8_t)(r >> 8) : plain;
            bytes[i] = plain;
        }
    }
}

/* Memory between two pages that may not be touched. */
struct guarded {
    uint8_t *map;
    size_t page, room;
};

static struct guarded guarded_new(size_t room)
{
    struct guarded g = { .page = (size_t)sysconf(_SC_PAGESIZE) };

    g.room = (room + g.page - 1) / g.page * g.page;
    g.map =
        mmap(NULL, g.room + 2 * g.page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(g.map != MAP_FAILED);
    assert_int_equal(mprotect(g.map, g.page, PROT_NONE), 0);
    assert_int_equal(mprotect(g.map + g.page + g.room, g.page, PROT_NONE), 0);
    return g;
}

static void guarded_free(struct guarded g)
{
    munmap(g.map, g.room + 2 * g.page);
}

/* n bytes that end at the unmapped page, or begin behind one. */
static uint8_t *guarded_place(struct guarded g, size_t n, bool at_end)
{
    uint8_t *first = g.map + g.page;
    size_t spare = g.room - n < 256 ? g.room - n : 256;

    memset(at_end ? first + g.room - n - spare : first + n, UNTOUCHED, spare);
    return at_end ? first + g.room - n : first;
}

static void assert_untouched(struct guarded g, size_t n, bool at_end)
{
    const uint8_t *first = g.map + g.page;
    size_t spare = g.room - n < 256 ? g.room - n : 256;
    const uint8_t *outside = at_end ? first + g.room - n - spare : first + n;

    for (size_t i = 0; i < spare; i++)
        assert_int_equal(outside[i], UNTOUCHED);
}

static void copy(uint8_t *to, const void *from, size_t n)
{
    if (n > 0)
        memcpy(to, from, n);
}

static const struct tksi_kernels *table_after(const struct tksi_kernels *k)
{
    size_t i = 0;

    while (tksi_kernels_at(i) != k)
        i++;
    return tksi_kernels_at(i + 1);
}

#define EACH_TABLE(k)                                                                              \
    for (const struct tksi_kernels *k = tksi_kernels_at(0); k != NULL; k = table_after(k))

static const struct tksi_kernels *plain_c(void)
{
    return tksi_kernels_at(0);
}

/* ---- PNG filters ---- */

enum filter { SUB, UP, AVERAGE, PAETH, FILTERS };

static void undo(const struct tksi_kernels *k, enum filter filter, uint8_t *row,
                 const uint8_t *prior, size_t n, unsigned bpp)
{
    switch (filter) {
    case SUB:
        k->unfilter_sub(row, n, bpp);
        break;
    case UP:
        k->unfilter_up(row, prior, n);
        break;
    case AVERAGE:
        k->unfilter_average(row, prior, n, bpp);
        break;
    default:
        k->unfilter_paeth(row, prior, n, bpp);
    }
}

/* The predictor in the words of PNG 1.2 section 6.6. */
static int paeth_predictor(int a, int b, int c)
{
    int p = a + b - c;
    int pa = abs(p - a), pb = abs(p - b), pc = abs(p - c);

    if (pa <= pb && pa <= pc)
        return a;
    return pb <= pc ? b : c;
}

/* What an encoder does: the filtered bytes of row. */
static void apply(uint8_t *filtered, enum filter filter, const uint8_t *row, const uint8_t *prior,
                  size_t n, unsigned bpp)
{
    for (size_t i = 0; i < n; i++) {
        int a = i < bpp ? 0 : row[i - bpp], b = prior[i], c = i < bpp ? 0 : prior[i - bpp];
        int predicted[FILTERS] = { [SUB] = a, [UP] = b, [AVERAGE] = (a + b) / 2 };

        predicted[PAETH] = paeth_predictor(a, b, c);
        filtered[i] = (uint8_t)(row[i] - predicted[filter]);
    }
}

static void check_filter(enum filter filter)
{
    static uint8_t original[ROOM], above[ROOM], filtered[ROOM];
    struct guarded rows = guarded_new(ROOM), priors = guarded_new(ROOM);

    for (int round = 0; round < PATTERNS * PATTERNS; round++) {
        for (size_t b = 0; b < sizeof pixel_sizes / sizeof pixel_sizes[0]; b++) {
            for (size_t s = 1; s < SIZES; s++) {
                unsigned bpp = pixel_sizes[b];
                size_t pixels = size_at(s), n = pixels * bpp;
                bool at_end = random_bits() % 2;

                if (s > 40 && (s + (size_t)round) % 9 != 0)
                    continue;
                fill(original, n, (enum pattern)(round / PATTERNS));
                fill(above, n, (enum pattern)(round % PATTERNS));
                if (round % 3 == 0) /* a row like the one above it, as pages have them */
                    copy(original, above, n - n / 3);
                apply(filtered, filter, original, above, n, bpp);
                EACH_TABLE(k)
                {
                    uint8_t *row = guarded_place(rows, n, at_end);
                    uint8_t *prior = guarded_place(priors, n, at_end);

                    copy(row, filtered, n);
                    copy(prior, above, n);
                    undo(k, filter, row, prior, n, bpp);
                    assert_memory_equal(row, original, n);
                    assert_memory_equal(prior, above, n);
                    assert_untouched(rows, n, at_end);
                }
            }
        }
    }
    guarded_free(rows);
    guarded_free(priors);
}

static void undoing_sub_gives_the_row_back(void **state)
{
    (void)state;
    check_filter(SUB);
}

static void undoing_up_gives_the_row_back(void **state)
{
    (void)state;
    check_filter(UP);
}

static void undoing_average_gives_the_row_back(void **state)
{
    (void)state;
    check_filter(AVERAGE);
}

static void undoing_paeth_gives_the_row_back(void **state)
{
    (void)state;
    check_filter(PAETH);
}

/* For every corner and above a row in which each left value comes up: pixels alternate
 * between (left, corner) and (anything, above), a different left in each channel. */
static void paeth_is_right_for_every_left_above_and_corner(void **state)
{
    static uint8_t original[2048], above[2048], filtered[2048], row[2048];
#if defined(__OPTIMIZE__)
    const int step = 1;
#else
    const int step = 7;
#endif

    (void)state;
    for (int corner = 0; corner < 256; corner += step) {
        for (int b = 0; b < 256; b++) {
            for (size_t i = 0; i < 2048; i++) {
                bool first = i / 4 % 2 == 0;

                original[i] = (uint8_t)(first ? i / 8 + 64 * (i % 4) : i * 37);
                above[i] = (uint8_t)(first ? corner : b);
            }
            apply(filtered, PAETH, original, above, 2048, 4);
            EACH_TABLE(k)
            {
                memcpy(row, filtered, 2048);
                k->unfilter_paeth(row, above, 2048, 4);
                assert_memory_equal(row, original, 2048);
            }
        }
    }
}

/* ---- bytes and widening ---- */

static void the_first_difference_is_found_wherever_it_is(void **state)
{
    struct guarded as = guarded_new(1024), bs = guarded_new(1024);

    (void)state;
    for (size_t n = 0; n < 600; n += n < 300 ? 1 : 37) {
        for (int at_end = 0; at_end < 2; at_end++) {
            uint8_t *a = guarded_place(as, n, at_end), *b = guarded_place(bs, n, at_end);

            fill(a, n, NOISE);
            copy(b, a, n);
            EACH_TABLE(k)
            {
                assert_int_equal(k->first_difference(a, b, n), n);
                for (size_t i = 0; i < n; i += 1 + random_bits() % 5) {
                    a[i] ^= 16;
                    a[n - 1] ^= 1;
                    assert_int_equal(k->first_difference(a, b, n), i);
                    a[n - 1] ^= 1;
                    a[i] ^= 16;
                }
            }
        }
    }
    guarded_free(as);
    guarded_free(bs);
}

enum widening { RGB, GRAY, PALETTE };

static void widen(const struct tksi_kernels *k, enum widening widening, uint32_t *to,
                  const uint8_t *from, size_t pixels, const uint32_t *palette)
{
    if (widening == RGB)
        k->rgb_to_rgba(to, from, pixels);
    else if (widening == GRAY)
        k->gray_to_rgba(to, from, pixels);
    else
        k->palette_to_rgba(to, from, pixels, palette);
}

static void check_widening(enum widening widening)
{
    struct guarded tos = guarded_new(LONGEST * 4), froms = guarded_new(LONGEST * 3);
    uint32_t palette[256];

    fill((uint8_t *)palette, sizeof palette, NOISE);
    for (size_t s = 0; s < SIZES; s++) {
        for (int at_end = 0; at_end < 2; at_end++) {
            size_t pixels = size_at(s), n = widening == RGB ? pixels * 3 : pixels;
            uint8_t *from = guarded_place(froms, n, at_end);

            fill(from, n, NOISE);
            EACH_TABLE(k)
            {
                uint8_t *to = guarded_place(tos, pixels * 4, at_end);

                widen(k, widening, (uint32_t *)(void *)to, from, pixels, palette);
                for (size_t i = 0; i < pixels; i++) {
                    uint8_t expected[4] = { from[i], from[i], from[i], 255 };

                    if (widening == RGB)
                        memcpy(expected, from + 3 * i, 3);
                    else if (widening == PALETTE)
                        memcpy(expected, &palette[from[i]], 4);
                    assert_memory_equal(to + 4 * i, expected, 4);
                }
                assert_untouched(tos, pixels * 4, at_end);
            }
        }
    }
    guarded_free(tos);
    guarded_free(froms);
}

static void rgb_gets_alpha_255(void **state)
{
    (void)state;
    check_widening(RGB);
}

static void gray_is_repeated_three_times(void **state)
{
    (void)state;
    check_widening(GRAY);
}

static void palette_indices_become_their_entries(void **state)
{
    (void)state;
    check_widening(PALETTE);
}

/* ---- comparing ---- */

/* A word whose bytes in memory are R G B A, from 0xAABBGGRR. */
static uint32_t pixel(uint32_t abgr)
{
    uint8_t bytes[4] = { (uint8_t)abgr, (uint8_t)(abgr >> 8), (uint8_t)(abgr >> 16),
                         (uint8_t)(abgr >> 24) };
    uint32_t word;

    memcpy(&word, bytes, 4);
    return word;
}

enum pair { EQUAL, OPAQUE_NOISE, OPAQUE_FAINT, SPARSE, ANY_ALPHA, CLEAR, PAIRS };

static void fill_pair(uint32_t *a, uint32_t *b, size_t pixels, enum pair pair)
{
    for (size_t i = 0; i < pixels; i++) {
        uint64_t r = random_bits();
        uint32_t left = (uint32_t)r, right = (uint32_t)(r >> 32);

        switch (pair) {
        case EQUAL:
            right = left;
            break;
        case OPAQUE_NOISE:
            left |= 0xFF000000u, right |= 0xFF000000u;
            break;
        case OPAQUE_FAINT:
            left |= 0xFF000000u, right = left ^ (right & 0x00070707);
            break;
        case SPARSE:
            right = r % 40 == 0 ? right : left;
            break;
        case ANY_ALPHA: {
            static const uint32_t alphas[] = { 0, 1, 127, 254, 255, 255 };

            left = (left & 0xFFFFFF) | alphas[r % 6] << 24;
            right = ((r & 64 ? left ^ (right & 0x0F0F0F) : right) & 0xFFFFFF) | alphas[r / 6 % 6]
                                                                                    << 24;
            break;
        }
        default: /* colours that cannot be seen */
            left &= 0xFFFFFF, right &= r % 7 == 0 ? 0x01FFFFFF : 0xFFFFFF;
        }
        a[i] = pixel(left), b[i] = pixel(right);
    }
}

static void assert_same_bits(const uint64_t *bits, const uint64_t *expected, size_t pixels,
                             size_t count, size_t expected_count)
{
    size_t set = 0;

    assert_int_equal(count, expected_count);
    for (size_t w = 0; w < (pixels + 63) / 64; w++) {
        assert_int_equal(bits[w], expected[w]);
        set += (size_t)__builtin_popcountll(bits[w]);
    }
    assert_int_equal(set, count);
    if (pixels % 64 != 0)
        assert_int_equal(bits[pixels / 64] >> pixels % 64, 0);
}

#define WORDS ((LONGEST + 63) / 64)

/* Puts pairs of every kind and length into guarded memory and hands them on. */
static void each_pair(void (*check)(const struct tksi_kernels *k, uint64_t *bits, const uint32_t *a,
                                    const uint32_t *b, size_t pixels))
{
    struct guarded as = guarded_new(LONGEST * 4), bs = guarded_new(LONGEST * 4);
    struct guarded bit_words = guarded_new(WORDS * 8);

    for (int pair = 0; pair < PAIRS; pair++) {
        for (size_t s = 0; s < SIZES; s++) {
            for (int at_end = 0; at_end < 2; at_end++) {
                size_t pixels = size_at(s), n = (pixels + 63) / 64 * 8;
                uint32_t *a = (uint32_t *)(void *)guarded_place(as, pixels * 4, at_end);
                uint32_t *b = (uint32_t *)(void *)guarded_place(bs, pixels * 4, at_end);

                fill_pair(a, b, pixels, (enum pair)pair);
                EACH_TABLE(k)
                {
                    uint64_t *bits = (uint64_t *)(void *)guarded_place(bit_words, n, at_end);

                    check(k, bits, a, b, pixels);
                    assert_untouched(bit_words, n, at_end);
                }
            }
        }
    }
    guarded_free(as);
    guarded_free(bs);
    guarded_free(bit_words);
}

static uint32_t alpha_of(uint32_t word)
{
    uint8_t bytes[4];

    memcpy(bytes, &word, 4);
    return bytes[3];
}

static void check_unequal(const struct tksi_kernels *k, uint64_t *bits, const uint32_t *a,
                          const uint32_t *b, size_t pixels)
{
    uint64_t expected[WORDS] = { 0 };
    size_t count = 0;

    for (size_t i = 0; i < pixels; i++) {
        if (a[i] != b[i] && (alpha_of(a[i]) != 0 || alpha_of(b[i]) != 0)) {
            expected[i / 64] |= (uint64_t)1 << i % 64;
            count++;
        }
    }
    memset(bits, UNTOUCHED, (pixels + 63) / 64 * 8);
    assert_same_bits(bits, expected, pixels, k->unequal(bits, a, b, pixels), count);
}

static void pixels_are_unequal_unless_both_are_clear(void **state)
{
    (void)state;
    each_pair(check_unequal);
}

/* settled() counted as its comment says, in the plainest way. */
static uint64_t settled_plainly(const uint32_t *rows[3])
{
    uint64_t bits = 0;

    for (int i = 0; i < 64; i++) {
        int equal = 0;

        for (int row = 0; row < 3; row++)
            for (int k = i - 1; k <= i + 1; k++)
                if ((row != 1 || k != i) && rows[row][k] == rows[1][i])
                    equal++;
        if (equal >= 3)
            bits |= (uint64_t)1 << i;
    }
    return bits;
}

static void pixels_with_three_equal_neighbours_are_settled(void **state)
{
    enum { PIXELS = 1 + 64 + 1 };
    struct guarded memory[3];
    const uint32_t *rows[3];

    (void)state;
    for (int row = 0; row < 3; row++)
        memory[row] = guarded_new(PIXELS * 4);
    for (uint64_t colors = 1; colors <= 5; colors++)
        for (int trial = 0; trial < 200; trial++) {
            for (int row = 0; row < 3; row++) {
                uint32_t *words =
                    (uint32_t *)(void *)guarded_place(memory[row], PIXELS * 4, trial % 2 == 0);

                for (int i = 0; i < PIXELS; i++)
                    words[i] = 0xFF000000u + (uint32_t)(random_bits() % colors);
                rows[row] = words + 1;
            }
            EACH_TABLE(k)
            {
                assert_int_equal(k->settled(rows[0], rows[1], rows[2]), settled_plainly(rows));
            }
        }
    for (int row = 0; row < 3; row++)
        guarded_free(memory[row]);
}

static void check_over(const struct tksi_kernels *k, uint64_t *bits, const uint32_t *a,
                       const uint32_t *b, size_t pixels)
{
    static const double limits[] = { 0, 0.05, 3.5215, 352.15, 35215, -1, 1e300, -1e300 };
    const double odd[] = { (double)NAN, (double)INFINITY, -(double)INFINITY };
    const int64_t firsts[] = { 0, 12345, ((int64_t)1 << 27) - 1, (int64_t)3000000000 };

    for (size_t i = 0; i < sizeof limits / sizeof limits[0] + 3; i++) {
        double limit = i < 3 ? odd[i] : limits[i - 3];
        uint64_t expected[WORDS];
        int64_t first = firsts[(pixels + i) % 4];
        size_t count = plain_c()->over_yiq(expected, a, b, pixels, first, limit);

        memset(bits, UNTOUCHED, (pixels + 63) / 64 * 8);
        assert_same_bits(bits, expected, pixels, k->over_yiq(bits, a, b, pixels, first, limit),
                         count);
    }
}

static void every_table_finds_the_same_pixels_over_a_limit(void **state)
{
    (void)state;
    each_pair(check_over);
}

/* Distances that pixelmatch 7.2.0's colorDelta gave, as the bits of the double. */
static const struct {
    uint32_t a, b; /* 0xAABBGGRR */
    int64_t index;
    uint64_t delta;
} distances[] = {
    { 0xffd6a7d3, 0xffd3a6d0, 0, 0x3fffd6b0ea45a8a5 },
    { 0xff69af20, 0xff655226, 0, 0x40a0f33581959050 },
    { 0xff44bbe6, 0xff5b5a9f, 0, 0x40aa8d228c143d36 },
    { 0xffdab9aa, 0xffd8b8a8, 0, 0x3ff15d8689d32318 },
    { 0xff471fcc, 0xff5297b2, 0, 0x40acd447501114ee },
    { 0xffeafc27, 0xffcd90da, 0, 0x40beab567e4cc310 },
    { 0x00b273d9, 0x68af71d8, 11205051, 0x408b29b60b4c510c },
    { 0xffe613af, 0x4672198a, 9778012, 0x40b479de91805026 },
    { 0x273a0cb0, 0xe5790f30, 28685811, 0x407986910fb6625c },
    { 0x947a02c8, 0x917700c5, 3661043, 0x40004b8acfbd5729 },
    { 0x037e0659, 0x05567f94, 4828584, 0x3ff909dc1fd63882 },
    { 0xb87494d1, 0x6394bf6e, 74144, 0x409b7e5e7e203a4f },
    { 0x1b902565, 0x188d2362, 25636587, 0x3fc5647422b9e7f0 },
    { 0x70ccd61a, 0xfe47919b, 8629258, 0x40afee85a357bf1e },
    /* offsets beyond 2^31, where JavaScript's |0 wraps and % gives negative numbers */
    { 0x5c240730, 0x30b6ad9c, 2894341229, 0x4086129bcc20cd29 },
    { 0x48bd5074, 0x45bb4d73, 2175669392, 0x3ff8eca08b1a281e },
    { 0x153a3786, 0x79e5f553, 2960868469, 0x40a2489b27dea21a },
    { 0x50bfd477, 0xa80387fc, 2805111027, 0x40acd6294cd2484d },
};

static void distances_are_those_of_pixelmatch_to_the_last_bit(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof distances / sizeof distances[0]; i++) {
        uint32_t a = pixel(distances[i].a), b = pixel(distances[i].b);
        double delta;
        uint64_t bits;

        memcpy(&delta, &distances[i].delta, 8);
        EACH_TABLE(k)
        {
            assert_int_equal(k->over_yiq(&bits, &a, &b, 1, distances[i].index, delta), 0);
            assert_int_equal(k->over_yiq(&bits, &a, &b, 1, distances[i].index, nextafter(delta, 0)),
                             1);
        }
    }
}

/* The distance of two pixels as the C table has it, by bisection over the doubles:
 * nonnegative doubles are ordered like their bits. */
static double distance(uint32_t a, uint32_t b, int64_t index)
{
    uint64_t low = 0, high = 0x40F0000000000000; /* 0 to 65536 */
    uint64_t bits;
    double limit = 0;

    while (low < high) {
        uint64_t middle = low + (high - low) / 2;

        memcpy(&limit, &middle, 8);
        if (plain_c()->over_yiq(&bits, &a, &b, 1, index, limit) != 0)
            low = middle + 1;
        else
            high = middle;
    }
    memcpy(&limit, &low, 8);
    return limit;
}

static void a_limit_that_is_hit_exactly_is_not_exceeded(void **state)
{
    uint32_t a[150], b[150];
    uint64_t bits[3], expected[3];

    (void)state;
    for (int round = 0; round < 600; round++) {
        size_t pixels = 1 + random_bits() % 150, at = random_bits() % pixels;
        int64_t first = (int64_t)(random_bits() % 1000000);

        fill_pair(a, b, pixels, (enum pair)(OPAQUE_NOISE + round % 4));
        b[at] ^= pixel(0x00010000);

        double delta = distance(a[at], b[at], first + (int64_t)at);
        double limits[] = { delta,        nextafter(delta, 0),  nextafter(delta, 1e9),
                            delta - 0.01, delta + 0.01,         delta - 0.03,
                            delta + 0.03, delta * (1 + 0x1p-23) };

        for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
            size_t count = plain_c()->over_yiq(expected, a, b, pixels, first, limits[i]);

            assert_int_equal(expected[at / 64] >> at % 64 & 1, delta > limits[i]);
            EACH_TABLE(k)
            {
                size_t got = k->over_yiq(bits, a, b, pixels, first, limits[i]);

                assert_same_bits(bits, expected, pixels, got, count);
            }
        }
    }
}

/* ---- drawing ---- */

/* What pixelmatch 7.2.0's drawGrayPixel drew, minus 229. */
static const struct {
    uint32_t color; /* 0xAABBGGRR */
    uint8_t value;
} greys[] = {
    { 0xff000000, 0 },  { 0xffffffff, 26 }, { 0xfffeffff, 25 }, { 0x00000000, 26 },
    { 0x01000000, 25 }, { 0xfe000000, 0 },  { 0xff0000ff, 8 },  { 0xff00ff00, 15 },
    { 0xffff0000, 3 },  { 0x00ffffff, 26 }, { 0xcacc8fd3, 19 }, { 0xa36973db, 18 },
    { 0x4b765e0d, 20 }, { 0xd05f81f4, 18 }, { 0x9f662b6b, 14 }, { 0xe7567281, 13 },
    { 0xa383070e, 11 }, { 0x74ba0ad0, 18 }, { 0x628f86a0, 21 }, { 0x243ce9f6, 25 },
};

static void greys_are_those_of_pixelmatch(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof greys / sizeof greys[0]; i++) {
        uint32_t colors[64];
        uint8_t values[64];

        for (size_t j = 0; j < 64; j++)
            colors[j] = pixel(greys[i].color);
        EACH_TABLE(k)
        {
            k->dim(values, colors, 64);
            for (size_t j = 0; j < 64; j++)
                assert_int_equal(values[j], greys[i].value);
        }
    }
}

#define DIM_ROW 4096

static void check_dim_row(const uint32_t *colors)
{
    static uint8_t values[DIM_ROW], expected[DIM_ROW];

    plain_c()->dim(expected, colors, DIM_ROW);
    EACH_TABLE(k)
    {
        k->dim(values, colors, DIM_ROW);
        assert_memory_equal(values, expected, DIM_ROW);
    }
}

static void every_table_dims_every_opaque_colour_alike(void **state)
{
    static uint32_t colors[DIM_ROW];

    (void)state;
    for (uint32_t color = 0; color < 1u << 24; color += DIM_ROW) {
        for (uint32_t i = 0; i < DIM_ROW; i++)
            colors[i] = pixel(0xFF000000u | (color + i));
        check_dim_row(colors);
    }
}

static void every_table_dims_transparent_colours_alike(void **state)
{
    static uint32_t colors[DIM_ROW];

    (void)state;
    for (uint32_t alpha = 0; alpha < 255; alpha++) {
        for (int round = 0; round < 4; round++) {
            for (uint32_t i = 0; i < DIM_ROW; i++) {
                uint32_t r = (uint32_t)random_bits();

                r |= round == 0 ? 0xFCFCFC : 0; /* near the light end */
                colors[i] = pixel(alpha << 24 | (r & 0xFFFFFF));
            }
            check_dim_row(colors);
        }
    }
}

static void dimming_stays_within_its_row(void **state)
{
    struct guarded tos = guarded_new(LONGEST), froms = guarded_new(LONGEST * 4);

    (void)state;
    for (size_t s = 0; s < SIZES; s++) {
        for (int at_end = 0; at_end < 2; at_end++) {
            static uint8_t expected[LONGEST];
            size_t pixels = size_at(s);
            uint32_t *from = (uint32_t *)(void *)guarded_place(froms, pixels * 4, at_end);

            fill((uint8_t *)from, pixels * 4, NOISE);
            plain_c()->dim(expected, from, pixels);
            EACH_TABLE(k)
            {
                uint8_t *to = guarded_place(tos, pixels, at_end);

                k->dim(to, from, pixels);
                assert_memory_equal(to, expected, pixels);
                assert_untouched(tos, pixels, at_end);
            }
        }
    }
    guarded_free(tos);
    guarded_free(froms);
}

/* ---- choosing ---- */

static void tables_are_listed_slowest_first(void **state)
{
    size_t count = 0;

    (void)state;
    assert_string_equal(tks_kernel_name(0), "c");
    while (tks_kernel_name(count) != NULL) {
        assert_string_equal(tks_kernel_name(count), tksi_kernels_at(count)->name);
        count++;
    }
    assert_ptr_equal(tksi_kernels_at(count - 1), tksi_kernels_best());
    assert_null(tksi_kernels_at(count));
}

static void kernels_are_chosen_by_name(void **state)
{
    struct tksi_env resolved;
    tks_error err = { 0 };

    (void)state;
    EACH_TABLE(k)
    {
        tks_env env = { .size = sizeof env, .kernels = k->name };

        assert_int_equal(tksi_env_resolve(&resolved, &env, &err), TKS_OK);
        assert_ptr_equal(resolved.kernels, k);
    }
    assert_int_equal(tksi_env_resolve(&resolved, NULL, &err), TKS_OK);
    assert_ptr_equal(resolved.kernels, tksi_kernels_best());
}

static void unknown_kernels_are_refused_with_a_sentence(void **state)
{
    tks_env env = { .size = sizeof env, .kernels = "mmx" };
    struct tksi_env resolved = { .threads = 77 };
    tks_error err = { 0 };

    (void)state;
    assert_int_equal(tksi_env_resolve(&resolved, &env, &err), TKS_INVALID_ARGUMENT);
    assert_int_equal(err.status, TKS_INVALID_ARGUMENT);
    assert_non_null(strstr(err.message, "\"mmx\""));
    assert_non_null(strstr(err.message, tksi_kernels_best()->name));
    assert_int_equal(resolved.threads, 77); /* nothing was written */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(undoing_sub_gives_the_row_back),
        cmocka_unit_test(undoing_up_gives_the_row_back),
        cmocka_unit_test(undoing_average_gives_the_row_back),
        cmocka_unit_test(undoing_paeth_gives_the_row_back),
        cmocka_unit_test(paeth_is_right_for_every_left_above_and_corner),
        cmocka_unit_test(the_first_difference_is_found_wherever_it_is),
        cmocka_unit_test(rgb_gets_alpha_255),
        cmocka_unit_test(gray_is_repeated_three_times),
        cmocka_unit_test(palette_indices_become_their_entries),
        cmocka_unit_test(pixels_are_unequal_unless_both_are_clear),
        cmocka_unit_test(pixels_with_three_equal_neighbours_are_settled),
        cmocka_unit_test(every_table_finds_the_same_pixels_over_a_limit),
        cmocka_unit_test(distances_are_those_of_pixelmatch_to_the_last_bit),
        cmocka_unit_test(a_limit_that_is_hit_exactly_is_not_exceeded),
        cmocka_unit_test(greys_are_those_of_pixelmatch),
        cmocka_unit_test(every_table_dims_every_opaque_colour_alike),
        cmocka_unit_test(every_table_dims_transparent_colours_alike),
        cmocka_unit_test(dimming_stays_within_its_row),
        cmocka_unit_test(tables_are_listed_slowest_first),
        cmocka_unit_test(kernels_are_chosen_by_name),
        cmocka_unit_test(unknown_kernels_are_refused_with_a_sentence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
