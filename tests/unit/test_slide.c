/* test_slide.c - does a change slide where it should, and no longer than it may?
 *
 * Where a reader expects changes is asked through the model, in test_text_diff.c.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "textdiff/slide.h"

enum { MANY = 400000 };

/* A text of `count` lines, "a" each. */
static struct tksi_lines equal_lines(int32_t count, const struct tksi_env *env)
{
    struct tksi_lines lines;
    char *text = malloc(2 * (size_t)count);

    assert_non_null(text);
    for (int32_t i = 0; i < count; i++)
        memcpy(text + (size_t)i * 2, "a\n", 2);
    assert_int_equal(tksi_lines_cut(&lines, (tks_bytes){ text, 2 * (size_t)count }, env, NULL),
                     TKS_OK);
    return lines;
}

static int32_t count_kept(const uint8_t *changed, int32_t count)
{
    int32_t kept = 0;

    for (int32_t i = 0; i < count; i++)
        kept += !changed[i];
    return kept;
}

/* Half of the text is one stretch that changed, and of the rest every other line: each
 * of them slides into the stretch before it, which grows. */
static void many_changes_that_become_one_take_no_longer_than_the_text_allows(void **state)
{
    struct tksi_env env;
    struct tksi_lines lines[2];
    struct tksi_stretch sides[2];
    uint32_t *of = calloc(MANY, sizeof *of);
    uint8_t *changed = calloc(MANY, 1), *other = calloc(MANY, 1);
    struct tksi_match match = { .count = { MANY, MANY / 4 }, .classes = 1 };

    (void)state;
    assert_true(of != NULL && changed != NULL && other != NULL);
    assert_int_equal(tksi_env_defaults(&env, NULL, NULL), TKS_OK);
    for (int side = 0; side < 2; side++) {
        lines[side] = equal_lines(match.count[side], &env);
        sides[side] = (struct tksi_stretch){ &lines[side], 0, match.count[side] };
        match.of[side] = of;
    }
    memset(changed, 1, MANY / 2);
    for (int32_t i = MANY / 2; i < MANY; i += 2)
        changed[i + 1] = 1;
    match.changed[0] = changed;
    match.changed[1] = other;
    tksi_slide(&match, sides);
    assert_int_equal(count_kept(changed, MANY), MANY / 4);
    assert_int_equal(count_kept(other, MANY / 4), MANY / 4);
    for (int side = 0; side < 2; side++) {
        free((void *)(uintptr_t)lines[side].text.data);
        tksi_lines_dispose(&lines[side], &env);
    }
    free(other);
    free(changed);
    free(of);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_changes_that_become_one_take_no_longer_than_the_text_allows),
    };

    return cmocka_run_group_tests_name("slide", tests, NULL, NULL);
}
