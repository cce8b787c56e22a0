/* test_glob.c - patterns name the files they say, and no others
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <tksnap/glob.h>

static void a_pattern_without_a_slash_is_about_the_last_component(void **state)
{
    (void)state;
    assert_true(tks_glob_matches("*.txt", "a/b/c.txt"));
    assert_true(tks_glob_matches("c.t?t", "a/b/c.txt"));
    assert_false(tks_glob_matches("b", "a/b/c.txt"));
    assert_false(tks_glob_matches("*.tx", "c.txt"));
}

static void a_star_stays_within_a_component(void **state)
{
    (void)state;
    assert_true(tks_glob_matches("a/*/c.txt", "a/b/c.txt"));
    assert_false(tks_glob_matches("a/*", "a/b/c.txt"));
    assert_true(tks_glob_matches("./a/*/*.txt", "a/b/c.txt"));
}

static void two_stars_are_any_components_none_too(void **state)
{
    (void)state;
    assert_true(tks_glob_matches("a/**", "a/b/c.txt"));
    assert_true(tks_glob_matches("**/c.txt", "c.txt"));
    assert_true(tks_glob_matches("a/**/c.txt", "a/c.txt"));
    assert_true(tks_glob_matches("**/b/**/c.txt", "a/b/x/y/c.txt"));
    assert_false(tks_glob_matches("b/**", "a/b/c.txt"));
}

/* Every star could begin anywhere: a matcher that tries all of it does not come back. */
static void many_stars_take_no_longer_than_they_must(void **state)
{
    char pattern[4096], path[8192];

    (void)state;
    for (size_t i = 0; i + 1 < sizeof pattern; i += 2)
        memcpy(pattern + i, "*a", 2);
    pattern[sizeof pattern - 1] = 'b';
    pattern[sizeof pattern - 2] = '\0';
    memset(path, 'a', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    assert_true(tks_glob_matches(pattern, path));
    path[sizeof path - 2] = 'b';
    assert_false(tks_glob_matches(pattern, path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pattern_without_a_slash_is_about_the_last_component),
        cmocka_unit_test(a_star_stays_within_a_component),
        cmocka_unit_test(two_stars_are_any_components_none_too),
        cmocka_unit_test(many_stars_take_no_longer_than_they_must),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
