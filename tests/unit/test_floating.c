/* test_floating.c - where did the content of a box go?
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "diff/areas.h"
#include "sheet.h"

enum { WIDTH = 90, HEIGHT = 70 };

struct offset {
    int32_t dx, dy;
};

static tks_rules rules_for(tks_metric metric)
{
    tks_rules rules = TKS_RULES, resolved;

    rules.metric = metric;
    assert_int_equal(tksi_rules_resolve(&resolved, &rules, NULL), TKS_OK);
    return resolved;
}

static struct offset find(const struct sheet *expected, const struct sheet *actual, tks_rect box,
                          int32_t reach, const tks_rules *rules)
{
    const tks_view views[2] = { sheet_view(expected), sheet_view(actual) };
    struct offset out = { -1000, -1000 };
    struct tksi_env env;

    assert_int_equal(tksi_env_resolve(&env, NULL, NULL), TKS_OK);
    assert_int_equal(tksi_floating_find(&out.dx, &out.dy, views, box, reach, rules, &env, NULL),
                     TKS_OK);
    return out;
}

static void assert_found(struct offset found, int32_t dx, int32_t dy)
{
    assert_int_equal(found.dx, dx);
    assert_int_equal(found.dy, dy);
}

static const tks_metric metrics[] = { TKS_METRIC_VISUAL, TKS_METRIC_PIXEL, TKS_METRIC_EXACT,
                                      TKS_METRIC_CIEDE2000 };

static void content_that_moved_is_found_by_every_metric(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct chance chance = { seed };
        const tks_rules rules = rules_for(metrics[seed % 4]);
        const tks_rect box = { chance_between(&chance, 0, 50), chance_between(&chance, 0, 30),
                               chance_between(&chance, 3, 40), chance_between(&chance, 3, 40) };
        const int32_t reach = chance_between(&chance, 1, 12);
        const int32_t dx = chance_between(&chance, -reach, reach),
                      dy = chance_between(&chance, -reach, reach);
        struct sheet expected = sheet_make(WIDTH, HEIGHT), actual = sheet_make(WIDTH, HEIGHT);

        if (box.x + dx >= 0 && box.y + dy >= 0 && box.x + box.width + dx <= WIDTH &&
            box.y + box.height + dy <= HEIGHT) {
            sheet_noise(&expected, box, seed);
            sheet_put(&actual, &expected, box, box.x + dx, box.y + dy);
            assert_found(find(&expected, &actual, box, reach, &rules), dx, dy);
        }
        sheet_free(actual);
        sheet_free(expected);
    }
}

static void content_that_moved_farther_is_not_found(void **state)
{
    const tks_rules rules = rules_for(TKS_METRIC_PIXEL);
    const tks_rect box = { 30, 30, 20, 20 };
    struct sheet expected = sheet_make(WIDTH, HEIGHT), actual = sheet_make(WIDTH, HEIGHT);

    (void)state;
    sheet_noise(&expected, box, 7);
    sheet_put(&actual, &expected, box, box.x + 5, box.y);
    assert_found(find(&expected, &actual, box, 5, &rules), 5, 0);
    assert_found(find(&expected, &actual, box, 4, &rules), 0, 0);
    sheet_free(actual);
    sheet_free(expected);
}

static void of_equal_places_the_nearest_then_up_then_left_is_taken(void **state)
{
    static const struct {
        struct offset places[4], found;
    } cases[] = {
        { { { 6, 0 }, { -5, 0 } }, { -5, 0 } },
        { { { 0, 5 }, { 0, -5 } }, { 0, -5 } },
        { { { 5, 0 }, { -5, 0 } }, { -5, 0 } },
        { { { 5, 0 }, { -5, 0 }, { 0, 5 }, { 0, -5 } }, { 0, -5 } },
        { { { -4, 5 }, { 4, -5 } }, { 4, -5 } },
    };
    const tks_rules rules = rules_for(TKS_METRIC_EXACT);
    const tks_rect box = { 40, 30, 3, 3 };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sheet expected = sheet_make(WIDTH, HEIGHT), actual = sheet_make(WIDTH, HEIGHT);

        sheet_noise(&expected, box, 3);
        for (int place = 0; place < 4; place++)
            if (cases[i].places[place].dx != 0 || cases[i].places[place].dy != 0)
                sheet_put(&actual, &expected, box, box.x + cases[i].places[place].dx,
                          box.y + cases[i].places[place].dy);
        assert_found(find(&expected, &actual, box, 8, &rules), cases[i].found.dx,
                     cases[i].found.dy);
        sheet_free(actual);
        sheet_free(expected);
    }
}

static void content_that_also_changed_a_little_is_found(void **state)
{
    const tks_rect box = { 20, 20, 40, 24 };
    struct sheet expected = sheet_make(WIDTH, HEIGHT), actual = sheet_make(WIDTH, HEIGHT);

    (void)state;
    sheet_noise(&expected, box, 11);
    sheet_put(&actual, &expected, box, box.x - 3, box.y + 2);
    sheet_fill(&actual, (tks_rect){ 30, 30, 4, 4 }, 0xFF0000);
    for (int i = 0; i < 4; i++) {
        const tks_rules rules = rules_for(metrics[i]);

        assert_found(find(&expected, &actual, box, 6, &rules), -3, 2);
    }
    sheet_free(actual);
    sheet_free(expected);
}

static void content_that_was_replaced_stays_in_its_place(void **state)
{
    const tks_rect box = { 20, 20, 40, 24 };
    struct sheet expected = sheet_make(WIDTH, HEIGHT), actual = sheet_make(WIDTH, HEIGHT);
    struct sheet gone = sheet_make(WIDTH, HEIGHT);

    (void)state;
    sheet_noise(&expected, box, 11);
    sheet_noise(&actual, box, 12);
    for (int i = 0; i < 4; i++) {
        const tks_rules rules = rules_for(metrics[i]);

        assert_found(find(&expected, &actual, box, 6, &rules), 0, 0);
        assert_found(find(&expected, &gone, box, 6, &rules), 0, 0);
    }
    sheet_free(gone);
    sheet_free(actual);
    sheet_free(expected);
}

/* Rows and columns of two colours in turn have equal sums at every even offset, so that
 * the sums alone do not know the place. */
static void the_place_is_found_where_sums_do_not_tell_it(void **state)
{
    const tks_rules rules = rules_for(TKS_METRIC_EXACT);
    const tks_rect box = { 30, 30, 8, 8 };
    struct sheet expected = sheet_make(WIDTH, HEIGHT), actual = sheet_make(WIDTH, HEIGHT);

    (void)state;
    for (int32_t y = 0; y < HEIGHT; y++)
        for (int32_t x = 0; x < WIDTH; x++) {
            const tks_rect pixel = { x, y, 1, 1 };

            if ((x + y) % 2 == 0)
                sheet_fill(&expected, pixel, 0);
            else
                sheet_fill(&actual, pixel, 0);
        }
    assert_found(find(&expected, &actual, box, 20, &rules), 0, -1);
    sheet_free(actual);
    sheet_free(expected);
}

static void a_smaller_actual_picture_may_hold_the_content(void **state)
{
    const tks_rules rules = rules_for(TKS_METRIC_PIXEL);
    const tks_rect box = { 60, 40, 20, 20 };
    struct sheet expected = sheet_make(WIDTH, HEIGHT), actual = sheet_make(70, 50);
    struct sheet tiny = sheet_make(10, 10);

    (void)state;
    sheet_noise(&expected, box, 5);
    sheet_put(&actual, &expected, box, 50, 30);
    assert_found(find(&expected, &actual, box, 12, &rules), -10, -10);
    assert_found(find(&expected, &tiny, box, 12, &rules), 0, 0);
    sheet_free(tiny);
    sheet_free(actual);
    sheet_free(expected);
}

static void ignored_pixels_move_with_the_content(void **state)
{
    const tks_rect box = { 30, 30, 20, 20 }, clock = { 35, 35, 4, 4 };
    tks_rules rules = rules_for(TKS_METRIC_EXACT);
    struct sheet expected = sheet_make(WIDTH, HEIGHT), actual = sheet_make(WIDTH, HEIGHT);

    (void)state;
    rules.ignore = &clock;
    rules.n_ignore = 1;
    sheet_noise(&expected, box, 5);
    sheet_put(&actual, &expected, box, box.x + 4, box.y + 1);
    sheet_noise(&actual, (tks_rect){ clock.x + 4, clock.y + 1, 4, 4 }, 6);
    assert_found(find(&expected, &actual, box, 5, &rules), 4, 1);
    sheet_free(actual);
    sheet_free(expected);
}

static void the_largest_reach_is_searched_in_reasonable_time(void **state)
{
    const tks_rules rules = rules_for(TKS_METRIC_PIXEL);
    const tks_rect box = { 300, 300, 200, 150 };
    struct sheet expected = sheet_make(800, 800), actual = sheet_make(800, 800);

    (void)state;
    sheet_noise(&expected, box, 5);
    sheet_put(&actual, &expected, box, 300 - TKS_AREA_MOST_REACH, 300 + TKS_AREA_MOST_REACH);
    assert_found(find(&expected, &actual, box, TKS_AREA_MOST_REACH, &rules), -TKS_AREA_MOST_REACH,
                 TKS_AREA_MOST_REACH);
    sheet_free(actual);
    sheet_free(expected);
}

static void memory_that_runs_out_is_told(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env starved = { .size = sizeof starved, .allocator = &allocator, .threads = 1 };
    const tks_rules rules = rules_for(TKS_METRIC_VISUAL);
    const tks_rect box = { 20, 20, 20, 14 };
    struct sheet expected = sheet_make(WIDTH, HEIGHT), actual = sheet_make(WIDTH, HEIGHT);
    const tks_view views[2] = { sheet_view(&expected), sheet_view(&actual) };
    tks_status status = TKS_OUT_OF_MEMORY;
    struct offset found = { 0, 0 };
    struct tksi_env env;

    (void)state;
    sheet_noise(&expected, box, 5);
    sheet_put(&actual, &expected, box, 21, 22);
    assert_int_equal(tksi_env_resolve(&env, &starved, NULL), TKS_OK);
    for (int n = 1; status == TKS_OUT_OF_MEMORY; n++) {
        atomic_store(&counting.taken, 0);
        atomic_store(&counting.fail_at, n);
        status = tksi_floating_find(&found.dx, &found.dy, views, box, 3, &rules, &env, NULL);
        assert_int_equal(atomic_load(&counting.held), 0);
    }
    assert_int_equal(status, TKS_OK);
    assert_found(found, 1, 2);
    sheet_free(actual);
    sheet_free(expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_that_moved_is_found_by_every_metric),
        cmocka_unit_test(content_that_moved_farther_is_not_found),
        cmocka_unit_test(of_equal_places_the_nearest_then_up_then_left_is_taken),
        cmocka_unit_test(content_that_also_changed_a_little_is_found),
        cmocka_unit_test(content_that_was_replaced_stays_in_its_place),
        cmocka_unit_test(the_place_is_found_where_sums_do_not_tell_it),
        cmocka_unit_test(a_smaller_actual_picture_may_hold_the_content),
        cmocka_unit_test(ignored_pixels_move_with_the_content),
        cmocka_unit_test(the_largest_reach_is_searched_in_reasonable_time),
        cmocka_unit_test(memory_that_runs_out_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
