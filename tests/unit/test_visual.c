/* test_visual.c - does the visual metric keep what visual.h promises?
 *
 * Pictures are drawn here: panels, lines and blobs on a flat or noisy ground.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "chance.h"
#include "diff/visual.h"
#include "kernel/kernel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

struct picture {
    int32_t width, height;
    uint32_t words[320 * 240];
};

static uint32_t colour(int red, int green, int blue)
{
    const uint8_t bytes[4] = { (uint8_t)red, (uint8_t)green, (uint8_t)blue, 255 };
    uint32_t word;

    memcpy(&word, bytes, sizeof word);
    return word;
}

static void box(struct picture *picture, int32_t left, int32_t top, int32_t width, int32_t height,
                uint32_t word)
{
    for (int32_t y = top; y < top + height; y++)
        for (int32_t x = left; x < left + width; x++)
            if (x >= 0 && y >= 0 && x < picture->width && y < picture->height)
                picture->words[y * picture->width + x] = word;
}

static void noise(struct picture *picture, struct chance *chance, int levels)
{
    for (int32_t i = 0; i < picture->width * picture->height; i++) {
        uint8_t bytes[4];

        memcpy(bytes, &picture->words[i], sizeof bytes);
        for (int c = 0; c < 3; c++) {
            const int value = bytes[c] + chance_between(chance, -levels, levels);

            bytes[c] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
        }
        memcpy(&picture->words[i], bytes, sizeof bytes);
    }
}

/* A page with edges, lines and dots; the same for the same seed. */
static void draw(struct picture *picture, int32_t width, int32_t height, uint64_t seed)
{
    struct chance chance = { seed };

    picture->width = width;
    picture->height = height;
    box(picture, 0, 0, width, height, colour(250, 250, 251));
    for (int i = 0; i < 14; i++)
        box(picture, chance_between(&chance, 0, width - 1), chance_between(&chance, 0, height - 1),
            chance_between(&chance, 1, 60), chance_between(&chance, 1, 30),
            colour(chance_between(&chance, 0, 255), chance_between(&chance, 0, 255),
                   chance_between(&chance, 0, 255)));
}

static void change(struct picture *picture, uint64_t seed)
{
    struct chance chance = { seed };

    for (int i = 0; i < 5; i++)
        box(picture, chance_between(&chance, 0, picture->width - 1),
            chance_between(&chance, 0, picture->height - 1), chance_between(&chance, 1, 20),
            chance_between(&chance, 1, 12),
            colour(chance_between(&chance, 0, 255), chance_between(&chance, 0, 255),
                   chance_between(&chance, 0, 255)));
}

struct room {
    struct tksi_env env;
    struct picture a, b, c, d;
    float score[320 * 240], other[320 * 240];
};

static int make_room(void **state)
{
    struct room *room = calloc(1, sizeof *room);

    *state = room;
    return room == NULL || tksi_env_resolve(&room->env, NULL, NULL) != TKS_OK;
}

static int leave_room(void **state)
{
    free(*state);
    return 0;
}

static float judge_with(struct room *room, const struct tksi_kernels *kernels,
                        const struct tksi_patch *patch, float *score)
{
    struct tksi_visual *visual;
    float largest;

    room->env.kernels = kernels;
    assert_int_equal(tksi_visual_new(&visual, patch->width, patch->height, &room->env, NULL),
                     TKS_OK);
    largest = tksi_visual_judge(visual, patch, score);
    tksi_visual_free(visual);
    return largest;
}

static struct tksi_patch whole(const struct picture *expected, const struct picture *actual)
{
    return (struct tksi_patch){ .expected = expected->words,
                                .actual = actual->words,
                                .expected_stride = expected->width,
                                .actual_stride = actual->width,
                                .width = expected->width,
                                .height = expected->height,
                                .wanted = { 0, 0, expected->width, expected->height } };
}

static float judge(struct room *room, const struct picture *a, const struct picture *b)
{
    const struct tksi_patch patch = whole(a, b);

    return judge_with(room, tksi_kernels_best(), &patch, room->score);
}

static void identical_pictures_score_nothing(void **state)
{
    struct room *room = *state;

    draw(&room->a, 200, 120, 1);
    assert_true(judge(room, &room->a, &room->a) == 0);
    for (int32_t i = 0; i < 200 * 120; i++)
        assert_true(room->score[i] == 0);
}

static void every_table_gives_the_same_bits(void **state)
{
    struct room *room = *state;

    for (uint64_t seed = 1; seed < 30; seed++) {
        struct chance chance = { seed };
        const int32_t width = chance_between(&chance, 1, 150);
        const int32_t height = chance_between(&chance, 1, 100);

        draw(&room->a, width, height, seed);
        room->b = room->a;
        change(&room->b, seed + 100);
        if (seed % 3 == 0)
            noise(&room->b, &chance, 2);
        {
            const struct tksi_patch patch = whole(&room->a, &room->b);

            judge_with(room, tksi_kernels_at(0), &patch, room->other);
            for (size_t i = 1; tksi_kernels_at(i) != NULL; i++) {
                judge_with(room, tksi_kernels_at(i), &patch, room->score);
                assert_memory_equal(room->score, room->other,
                                    (size_t)(width * height) * sizeof *room->score);
            }
        }
    }
}

/* Alpha at random in boxes, some of it 0. */
static void fade(struct picture *picture, struct chance *chance)
{
    for (int i = 0; i < 9; i++) {
        const int32_t left = chance_between(chance, 0, picture->width - 1);
        const int32_t top = chance_between(chance, 0, picture->height - 1);
        const int alpha = i % 3 == 0 ? 0 : chance_between(chance, 0, 254);

        for (int32_t y = top; y < top + 20 && y < picture->height; y++)
            for (int32_t x = left; x < left + 30 && x < picture->width; x++) {
                uint8_t bytes[4];

                memcpy(bytes, &picture->words[y * picture->width + x], sizeof bytes);
                bytes[3] = (uint8_t)alpha;
                memcpy(&picture->words[y * picture->width + x], bytes, sizeof bytes);
            }
    }
}

static void every_table_gives_the_same_bits_for_what_shines_through(void **state)
{
    struct room *room = *state;

    for (uint64_t seed = 1; seed < 30; seed++) {
        struct chance chance = { seed };
        struct tksi_patch patch;

        draw(&room->a, chance_between(&chance, 1, 150), chance_between(&chance, 1, 100), seed);
        fade(&room->a, &chance);
        room->b = room->a;
        change(&room->b, seed + 30);
        if (seed % 2 == 0)
            fade(&room->b, &chance);
        patch = whole(&room->a, &room->b);
        judge_with(room, tksi_kernels_at(0), &patch, room->other);
        for (size_t i = 1; tksi_kernels_at(i) != NULL; i++) {
            judge_with(room, tksi_kernels_at(i), &patch, room->score);
            assert_memory_equal(room->score, room->other,
                                (size_t)(patch.width * patch.height) * sizeof *room->score);
        }
    }
}

/* The picture's bytes widened to 16 bits, and something at random below them. */
static void deepen(uint64_t *deep, const struct picture *picture, struct chance *chance)
{
    for (int32_t i = 0; i < picture->width * picture->height; i++) {
        uint8_t bytes[4];
        uint16_t channels[4];

        memcpy(bytes, &picture->words[i], sizeof bytes);
        for (int c = 0; c < 4; c++)
            channels[c] = (uint16_t)(bytes[c] << 8 | chance_between(chance, 0, 255));
        memcpy(&deep[i], channels, sizeof channels);
    }
}

static void every_table_gives_the_same_bits_for_sixteen_bits(void **state)
{
    struct room *room = *state;
    static uint64_t deep[2][150 * 100];

    for (uint64_t seed = 1; seed < 20; seed++) {
        struct chance chance = { seed };
        struct tksi_patch patch;

        draw(&room->a, chance_between(&chance, 1, 150), chance_between(&chance, 1, 100), seed);
        room->b = room->a;
        change(&room->b, seed + 30);
        deepen(deep[0], &room->a, &chance);
        deepen(deep[1], &room->b, &chance);
        patch = whole(&room->a, &room->b);
        patch.expected = deep[0];
        patch.actual = deep[1];
        patch.wide = true;
        judge_with(room, tksi_kernels_at(0), &patch, room->other);
        for (size_t i = 1; tksi_kernels_at(i) != NULL; i++) {
            judge_with(room, tksi_kernels_at(i), &patch, room->score);
            assert_memory_equal(room->score, room->other,
                                (size_t)(patch.width * patch.height) * sizeof *room->score);
        }
    }
}

/* Makes lines and squares of up to four pixels a little lighter or darker. */
static void speckle(struct picture *picture, uint64_t seed)
{
    const int32_t sizes[3][2] = { { 1, 4 }, { 4, 1 }, { 2, 2 } };
    struct chance chance = { seed };

    for (int i = 0; i < 400; i++) {
        const int32_t *size = sizes[i % 3];
        const int32_t left = chance_between(&chance, 0, picture->width - size[0]);
        const int32_t top = chance_between(&chance, 0, picture->height - size[1]);
        const int by = chance_between(&chance, -20, 20);
        uint8_t bytes[4];

        memcpy(bytes, &picture->words[top * picture->width + left], sizeof bytes);
        for (int c = 0; c < 3; c++)
            bytes[c] = (uint8_t)(bytes[c] + (bytes[c] < 128 ? abs(by) : -abs(by)));
        box(picture, left, top, size[0], size[1], colour(bytes[0], bytes[1], bytes[2]));
    }
}

static bool holds(tks_rect rect, int32_t x, int32_t y)
{
    return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}

static void only_the_scores_that_are_wanted_are_given(void **state)
{
    struct room *room = *state;

    for (uint64_t seed = 1; seed < 40; seed++) {
        struct chance chance = { seed };
        struct tksi_patch patch;
        float largest = 0, answer;

        draw(&room->a, 240, 200, seed);
        room->b = room->a;
        change(&room->b, seed + 60);
        if (seed % 2 == 0)
            speckle(&room->b, seed + 5);
        patch = whole(&room->a, &room->b);
        judge_with(room, tksi_kernels_best(), &patch, room->other);
        patch.wanted.x = chance_between(&chance, 0, 200);
        patch.wanted.y = chance_between(&chance, 0, 160);
        patch.wanted.width = chance_between(&chance, 1, 240 - patch.wanted.x);
        patch.wanted.height = chance_between(&chance, 1, 200 - patch.wanted.y);
        answer = judge_with(room, tksi_kernels_best(), &patch, room->score);
        for (int32_t i = 0; i < 240 * 200; i++) {
            const float wanted = holds(patch.wanted, i % 240, i / 240) ? room->other[i] : 0;

            assert_true(room->score[i] == wanted);
            largest = wanted > largest ? wanted : largest;
        }
        assert_true(answer == largest);
    }
}

/* seen.c leaves out what cannot count. */
static void pixels_far_from_every_change_do_not_matter(void **state)
{
    struct room *room = *state;
    const tks_rect near = { 100 - TKSI_VISUAL_HALO, 80 - TKSI_VISUAL_HALO,
                            21 + 2 * TKSI_VISUAL_HALO, 13 + 2 * TKSI_VISUAL_HALO };

    for (uint64_t seed = 1; seed < 12; seed++) {
        struct tksi_patch patch;

        draw(&room->a, 240, 200, seed);
        room->b = room->a;
        box(&room->b, 100, 80, 21, 13, colour((int)seed * 20, 90, 60));
        box(&room->b, 103, 84, 5, 2, colour(250, 250, 249));
        judge(room, &room->a, &room->b);
        memcpy(room->other, room->score, sizeof room->other);
        patch = whole(&room->a, &room->b);
        patch.expected = room->a.words + near.y * 240 + near.x;
        patch.actual = room->b.words + near.y * 240 + near.x;
        patch.width = near.width;
        patch.height = near.height;
        patch.wanted = (tks_rect){ 0, 0, near.width, near.height };
        judge_with(room, tksi_kernels_best(), &patch, room->score);
        for (int32_t i = 0; i < 240 * 200; i++) {
            const int32_t x = i % 240, y = i / 240;
            const float wanted =
                holds(near, x, y) ? room->score[(y - near.y) * near.width + x - near.x] : 0;

            assert_true(room->other[i] == wanted);
        }
    }
}

static void the_order_of_the_pictures_does_not_matter(void **state)
{
    struct room *room = *state;

    for (uint64_t seed = 1; seed < 20; seed++) {
        draw(&room->a, 160, 100, seed);
        room->b = room->a;
        change(&room->b, seed + 7);
        judge(room, &room->a, &room->b);
        memcpy(room->other, room->score, sizeof room->other);
        judge(room, &room->b, &room->a);
        assert_memory_equal(room->score, room->other, 160 * 100 * sizeof *room->score);
    }
}

static void transposed_pictures_have_transposed_scores(void **state)
{
    struct room *room = *state;

    for (uint64_t seed = 1; seed < 20; seed++) {
        draw(&room->a, 150, 90, seed);
        room->b = room->a;
        change(&room->b, seed + 3);
        if (seed % 2 == 0)
            speckle(&room->b, seed + 5);
        if (seed % 3 == 0) { /* tinted */
            box(&room->a, 40, 30, 60, 25, colour(245, 245, 244));
            box(&room->b, 40, 30, 60, 25, colour(242, 242, 241));
        }
        room->c.width = room->d.width = 90;
        room->c.height = room->d.height = 150;
        for (int32_t y = 0; y < 90; y++)
            for (int32_t x = 0; x < 150; x++) {
                room->c.words[x * 90 + y] = room->a.words[y * 150 + x];
                room->d.words[x * 90 + y] = room->b.words[y * 150 + x];
            }
        judge(room, &room->a, &room->b);
        memcpy(room->other, room->score, sizeof room->other);
        judge(room, &room->c, &room->d);
        for (int32_t y = 0; y < 90; y++)
            for (int32_t x = 0; x < 150; x++)
                assert_true(room->other[y * 150 + x] == room->score[x * 90 + y]);
    }
}

/* A picture in the middle of a larger one of its ground's colour. */
static void frame(struct picture *framed, const struct picture *picture, int32_t left, int32_t top)
{
    framed->width = picture->width + 110;
    framed->height = picture->height + 90;
    box(framed, 0, 0, framed->width, framed->height, colour(250, 250, 251));
    for (int32_t y = 0; y < picture->height; y++)
        memcpy(framed->words + (y + top) * framed->width + left,
               picture->words + y * picture->width, (size_t)picture->width * 4);
}

static void padding_and_place_change_no_score(void **state)
{
    struct room *room = *state;

    for (int32_t place = 30; place < 60; place += 7) {
        draw(&room->a, 160, 100, 5);
        /* an empty border, so that the frame continues what the border shows */
        for (int side = 0; side < 2; side++) {
            box(&room->a, 0, side * 70, 160, 30, colour(250, 250, 251));
            box(&room->a, side * 130, 0, 30, 100, colour(250, 250, 251));
        }
        room->b = room->a;
        box(&room->b, 60, 45, 12, 3, colour(40, 90, 60));
        judge(room, &room->a, &room->b);
        memcpy(room->other, room->score, sizeof room->other);
        frame(&room->c, &room->a, place, place - 10);
        frame(&room->d, &room->b, place, place - 10);
        judge(room, &room->c, &room->d);
        for (int32_t y = 0; y < 100; y++)
            for (int32_t x = 0; x < 160; x++)
                assert_true(room->other[y * 160 + x] ==
                            room->score[(y + place - 10) * room->c.width + x + place]);
    }
}

static void patches_give_the_scores_of_the_whole(void **state)
{
    struct room *room = *state;
    const int32_t margin = TKSI_VISUAL_MARGIN;

    for (uint64_t seed = 1; seed < 12; seed++) {
        struct chance chance = { seed };
        struct tksi_patch patch;

        draw(&room->a, 300, 200, seed);
        room->b = room->a;
        change(&room->b, seed + 50);
        noise(&room->b, &chance, (int)(seed % 3));
        judge(room, &room->a, &room->b);
        memcpy(room->other, room->score, sizeof room->other);
        patch = whole(&room->a, &room->b);
        patch.width = chance_between(&chance, 2 * margin + 1, 200);
        patch.height = chance_between(&chance, 2 * margin + 1, 150);
        patch.wanted =
            (tks_rect){ margin, margin, patch.width - 2 * margin, patch.height - 2 * margin };
        {
            const int32_t left = chance_between(&chance, 0, 300 - patch.width);
            const int32_t top = chance_between(&chance, 0, 200 - patch.height);

            patch.expected = room->a.words + top * 300 + left;
            patch.actual = room->b.words + top * 300 + left;
            judge_with(room, tksi_kernels_best(), &patch, room->score);
            for (int32_t y = margin; y < patch.height - margin; y++)
                for (int32_t x = margin; x < patch.width - margin; x++)
                    assert_true(room->score[y * patch.width + x] ==
                                room->other[(y + top) * 300 + x + left]);
        }
    }
}

static void noise_below_the_floor_never_flips_a_verdict(void **state)
{
    struct room *room = *state;

    for (uint64_t seed = 1; seed < 12; seed++) {
        struct chance chance = { seed };

        draw(&room->a, 220, 140, seed);
        room->b = room->a;
        noise(&room->b, &chance, 1);
        assert_true(judge(room, &room->a, &room->b) <= 1);
        room->b = room->a;
        box(&room->b, 100, 60, 9, 5, colour(200, 30, 30));
        box(&room->b, 102, 61, 5, 3, colour(20, 160, 30));
        noise(&room->b, &chance, 1);
        assert_true(judge(room, &room->a, &room->b) > 1);
    }
}

static void a_faint_tint_of_a_panel_is_different(void **state)
{
    struct room *room = *state;

    draw(&room->a, 200, 120, 3);
    box(&room->a, 40, 30, 120, 60, colour(245, 245, 244));
    room->b = room->a;
    box(&room->b, 40, 30, 120, 60, colour(242, 242, 241));
    assert_true(judge(room, &room->a, &room->b) > 1);
    /* a level is what a colour profile's rounding does */
    box(&room->b, 40, 30, 120, 60, colour(245, 246, 244));
    assert_true(judge(room, &room->a, &room->b) < 1);
    /* and a tint of a few pixels is nobody's business */
    room->b = room->a;
    box(&room->b, 60, 50, 4, 4, colour(243, 243, 242));
    assert_true(judge(room, &room->a, &room->b) < 1);
}

static void a_lost_line_is_different(void **state)
{
    struct room *room = *state;

    draw(&room->b, 200, 120, 0);
    box(&room->b, 0, 0, 200, 120, colour(255, 255, 255));
    room->a = room->b;
    box(&room->a, 20, 60, 150, 1, colour(238, 240, 243));
    assert_true(judge(room, &room->a, &room->b) > 1);
}

static void a_lost_border_is_different(void **state)
{
    struct room *room = *state;

    draw(&room->b, 200, 120, 0);
    box(&room->b, 0, 0, 200, 120, colour(255, 255, 255));
    box(&room->b, 40, 30, 90, 40, colour(248, 249, 250));
    room->a = room->b;
    box(&room->a, 40, 30, 90, 1, colour(229, 231, 235));
    assert_true(judge(room, &room->a, &room->b) > 1);
}

/* Dashes are as small and faint as specks, but there is no other edge where they were. */
static void a_lost_dashed_line_is_different(void **state)
{
    struct room *room = *state;

    draw(&room->b, 200, 120, 0);
    box(&room->b, 0, 0, 200, 120, colour(35, 35, 39));
    room->a = room->b;
    for (int32_t x = 20; x < 180; x += 6)
        box(&room->a, x, 60, 3, 1, colour(63, 63, 70));
    assert_true(judge(room, &room->a, &room->b) > 1);
}

/* A line on a dark ground, sixty hundredths of a pixel in one row and all of it in the
 * next; `thinner` is what the second has less between two columns. */
static void draw_line(struct picture *picture, int32_t from, int32_t to, double share,
                      double thinner)
{
    const int ground[3] = { 15, 23, 42 }, ink[3] = { 251, 191, 36 };

    picture->width = 200;
    picture->height = 60;
    box(picture, 0, 0, 200, 60, colour(15, 23, 42));
    for (int32_t x = 10; x < 190; x++)
        for (int row = 0; row < 2; row++) {
            const double covered = share * (row == 0 ? 0.6 : x >= from && x < to ? 1 - thinner : 1);
            int mixed[3];

            for (int c = 0; c < 3; c++)
                mixed[c] = (int)(ground[c] + (ink[c] - ground[c]) * covered + 0.5);
            box(picture, x, 30 + row, 1, 1, colour(mixed[0], mixed[1], mixed[2]));
        }
}

static void a_line_redrawn_a_little_fainter_here_and_there_is_the_same(void **state)
{
    struct room *room = *state;

    draw_line(&room->a, 0, 0, 1, 0);
    draw_line(&room->b, 90, 106, 1, 0.2);
    assert_true(judge(room, &room->a, &room->b) <= 1);
}

static void a_line_thinner_all_along_is_different(void **state)
{
    struct room *room = *state;

    draw_line(&room->a, 0, 0, 1, 0);
    draw_line(&room->b, 0, 200, 1, 0.4);
    assert_true(judge(room, &room->a, &room->b) > 1);
    draw_line(&room->b, 0, 200, 1, 1);
    assert_true(judge(room, &room->a, &room->b) > 1);
}

static void a_line_of_another_shade_is_different(void **state)
{
    struct room *room = *state;

    draw_line(&room->a, 0, 0, 1, 0);
    draw_line(&room->b, 0, 0, 0.9, 0);
    assert_true(judge(room, &room->a, &room->b) > 1);
    /* a letter's worth of it too */
    draw_line(&room->b, 0, 0, 1, 0);
    for (int32_t y = 30; y < 32; y++)
        box(&room->b, 90, y, 9, 1, y == 30 ? colour(144, 116, 40) : colour(226, 173, 37));
    assert_true(judge(room, &room->a, &room->b) > 1);
}

static void coverage_of_an_edge_may_vary_but_not_its_place(void **state)
{
    struct room *room = *state;

    room->a.width = 120;
    room->a.height = 80;
    box(&room->a, 0, 0, 120, 80, colour(255, 255, 255));
    box(&room->a, 0, 0, 60, 80, colour(30, 60, 120));
    box(&room->a, 60, 0, 1, 80, colour(140, 155, 185));
    room->b = room->a;
    box(&room->b, 60, 0, 1, 80, colour(165, 178, 202));
    assert_true(judge(room, &room->a, &room->b) < 1);
    room->b = room->a;
    box(&room->b, 60, 0, 1, 80, colour(30, 60, 120));
    box(&room->b, 61, 0, 1, 80, colour(140, 155, 185));
    assert_true(judge(room, &room->a, &room->b) > 1);
}

static void one_strong_pixel_is_different_in_the_smallest_pictures(void **state)
{
    struct room *room = *state;

    for (int32_t size = 1; size <= 24; size++) {
        room->a.width = room->a.height = size;
        box(&room->a, 0, 0, size, size, colour(255, 255, 255));
        room->b = room->a;
        box(&room->b, size / 2, size / 2, 1, 1, colour(255, 0, 0));
        assert_true(judge(room, &room->a, &room->b) > 1);
        assert_true(room->score[0] >= 0);
    }
}

static void transparent_pixels_have_no_colour(void **state)
{
    struct room *room = *state;

    draw(&room->a, 64, 64, 9);
    room->b = room->a;
    for (int32_t i = 0; i < 64 * 64; i++) {
        const uint8_t first[4] = { 10, 20, 30, 0 }, second[4] = { 200, 100, 50, 0 };

        memcpy(&room->a.words[i], first, 4);
        memcpy(&room->b.words[i], second, 4);
    }
    assert_true(judge(room, &room->a, &room->b) == 0);
}

static void what_white_hides_is_seen_on_black(void **state)
{
    struct room *room = *state;
    const uint8_t clear[4] = { 255, 255, 255, 0 }, white[4] = { 255, 255, 255, 255 };

    room->a.width = room->a.height = 40;
    for (int32_t i = 0; i < 40 * 40; i++) {
        memcpy(&room->a.words[i], clear, 4);
        memcpy(&room->b.words[i], i / 40 > 20 ? white : clear, 4);
    }
    room->b.width = room->b.height = 40;
    assert_true(judge(room, &room->a, &room->b) > 1);
}

static void sixteen_bits_score_as_the_eight_they_are_widened_from(void **state)
{
    struct room *room = *state;
    static uint64_t wide[2][160 * 100];
    struct tksi_patch patch;

    draw(&room->a, 160, 100, 4);
    room->b = room->a;
    change(&room->b, 5);
    judge(room, &room->a, &room->b);
    memcpy(room->other, room->score, sizeof room->other);
    for (int side = 0; side < 2; side++)
        for (int32_t i = 0; i < 160 * 100; i++) {
            uint8_t bytes[4];
            uint16_t deep[4];

            memcpy(bytes, &(side ? &room->b : &room->a)->words[i], 4);
            for (int c = 0; c < 4; c++)
                deep[c] = (uint16_t)(bytes[c] * 257);
            memcpy(&wide[side][i], deep, sizeof deep);
        }
    patch = whole(&room->a, &room->b);
    patch.expected = wide[0];
    patch.actual = wide[1];
    patch.wide = true;
    judge_with(room, tksi_kernels_best(), &patch, room->score);
    assert_memory_equal(room->score, room->other, 160 * 100 * sizeof *room->score);
}

static void a_workspace_forgets_what_it_judged_before(void **state)
{
    struct room *room = *state;
    struct tksi_visual *visual;

    room->env.kernels = tksi_kernels_best();
    assert_int_equal(tksi_visual_new(&visual, 300, 200, &room->env, NULL), TKS_OK);
    for (uint64_t seed = 1; seed < 20; seed++) {
        struct chance chance = { seed };
        struct tksi_patch patch;

        draw(&room->a, chance_between(&chance, 1, 300), chance_between(&chance, 1, 200), seed);
        room->b = room->a;
        change(&room->b, seed + 9);
        patch = whole(&room->a, &room->b);
        tksi_visual_judge(visual, &patch, room->score);
        judge_with(room, tksi_kernels_best(), &patch, room->other);
        assert_memory_equal(room->score, room->other,
                            (size_t)(patch.width * patch.height) * sizeof *room->score);
    }
    tksi_visual_free(visual);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identical_pictures_score_nothing),
        cmocka_unit_test(every_table_gives_the_same_bits),
        cmocka_unit_test(every_table_gives_the_same_bits_for_what_shines_through),
        cmocka_unit_test(every_table_gives_the_same_bits_for_sixteen_bits),
        cmocka_unit_test(only_the_scores_that_are_wanted_are_given),
        cmocka_unit_test(pixels_far_from_every_change_do_not_matter),
        cmocka_unit_test(the_order_of_the_pictures_does_not_matter),
        cmocka_unit_test(transposed_pictures_have_transposed_scores),
        cmocka_unit_test(padding_and_place_change_no_score),
        cmocka_unit_test(patches_give_the_scores_of_the_whole),
        cmocka_unit_test(noise_below_the_floor_never_flips_a_verdict),
        cmocka_unit_test(a_faint_tint_of_a_panel_is_different),
        cmocka_unit_test(a_lost_line_is_different),
        cmocka_unit_test(a_lost_border_is_different),
        cmocka_unit_test(a_lost_dashed_line_is_different),
        cmocka_unit_test(a_line_redrawn_a_little_fainter_here_and_there_is_the_same),
        cmocka_unit_test(a_line_thinner_all_along_is_different),
        cmocka_unit_test(a_line_of_another_shade_is_different),
        cmocka_unit_test(coverage_of_an_edge_may_vary_but_not_its_place),
        cmocka_unit_test(one_strong_pixel_is_different_in_the_smallest_pictures),
        cmocka_unit_test(transparent_pixels_have_no_colour),
        cmocka_unit_test(what_white_hides_is_seen_on_black),
        cmocka_unit_test(sixteen_bits_score_as_the_eight_they_are_widened_from),
        cmocka_unit_test(a_workspace_forgets_what_it_judged_before),
    };

    return cmocka_run_group_tests(tests, make_room, leave_room);
}
