/* test_part.c - the rules of a comparison, told for a part of the pictures
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "diff/diff.h"
#include "kernel/kernel.h"
#include "sheet.h"

static const tks_rect corner = { 10, 5, 20, 20 };

static struct tksi_part_rules part_of(const tks_rules *rules)
{
    struct tksi_part_rules part;
    struct tksi_env env;

    assert_int_equal(tksi_env_resolve(&env, NULL, NULL), TKS_OK);
    assert_int_equal(tksi_part_rules_init(&part, rules, corner, &env, NULL), TKS_OK);
    return part;
}

static void rectangles_are_told_from_the_corner(void **state)
{
    const tks_rect ignore[] = { { 12, 6, 3, 4 }, { 0, 0, 11, 6 }, { INT32_MIN, 0, 5, 5 } };
    tks_rules rules = TKS_RULES;
    struct tksi_part_rules part;

    (void)state;
    rules.ignore = ignore;
    rules.n_ignore = 3;
    part = part_of(&rules);
    assert_int_equal(part.rules.n_ignore, 3);
    assert_int_equal(part.rules.ignore[2].x, INT32_MIN);
    assert_int_equal(part.rules.ignore[0].x, 2);
    assert_int_equal(part.rules.ignore[0].y, 1);
    assert_int_equal(part.rules.ignore[0].width, 3);
    assert_int_equal(part.rules.ignore[1].x, -10);
    assert_int_equal(part.rules.ignore[1].y, -5);
    tksi_part_rules_dispose(&part);
}

static void of_areas_only_the_sensitive_ones_remain(void **state)
{
    const tks_area areas[] = {
        { { 0, 0, 5, 5 }, TKS_AREA_LAYOUT, 0, 0 },
        { { 15, 15, 5, 5 }, TKS_AREA_SENSITIVITY, 0, 3 },
        { { 0, 0, 5, 5 }, TKS_AREA_FLOATING, 2, 0 },
    };
    tks_rules rules = TKS_RULES;
    struct tksi_part_rules part;

    (void)state;
    rules.areas = areas;
    rules.n_areas = 3;
    part = part_of(&rules);
    assert_int_equal(part.rules.n_areas, 1);
    assert_int_equal(part.rules.areas[0].kind, TKS_AREA_SENSITIVITY);
    assert_int_equal(part.rules.areas[0].rect.x, 5);
    assert_int_equal(part.rules.areas[0].rect.y, 10);
    tksi_part_rules_dispose(&part);
}

static void the_mask_begins_at_the_corner(void **state)
{
    struct sheet sheet = sheet_make(40, 30), small = sheet_make(10, 30);
    tks_view masks[2];
    tks_rules rules = TKS_RULES;
    struct tksi_part_rules part;
    const uint8_t *pixel;

    (void)state;
    masks[0] = sheet_view(&sheet);
    masks[1] = sheet_view(&small);
    sheet_fill(&sheet, (tks_rect){ 10, 5, 1, 1 }, 0x123456);
    rules.mask = &masks[0];
    part = part_of(&rules);
    assert_int_equal(part.rules.mask->width, 30);
    assert_int_equal(part.rules.mask->height, 25);
    pixel = part.rules.mask->data;
    assert_int_equal(pixel[0], 0x12);
    tksi_part_rules_dispose(&part);

    rules.mask = &masks[1]; /* it does not reach the part */
    part = part_of(&rules);
    assert_null(part.rules.mask);
    tksi_part_rules_dispose(&part);
    sheet_free(small);
    sheet_free(sheet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rectangles_are_told_from_the_corner),
        cmocka_unit_test(of_areas_only_the_sensitive_ones_remain),
        cmocka_unit_test(the_mask_begins_at_the_corner),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
