/* test_listing.c - all entries of a file, and which of them have one name
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chance.h"
#include "told.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 3000, NAMES = 500 };

static void occurrences_are_counted_in_file_order(void **state)
{
    static char text[MANY * 32];
    static uint32_t expected[MANY], seen[NAMES];
    struct chance chance = { 7 };
    struct tksi_listing listing;
    size_t length = 0;

    (void)state;
    for (int i = 0; i < MANY; i++) {
        const uint32_t name = chance_below(&chance, NAMES);

        expected[i] = seen[name]++;
        length += (size_t)sprintf(text + length, "\n[T%u - 1]\nx\n---\n", name);
    }
    assert_int_equal(tksi_listing_make(&listing, tksi_format_named("go-snaps"),
                                       (tks_bytes){ text, length }, told_env(), NULL),
                     TKS_OK);
    assert_int_equal(listing.document.entries, MANY);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(listing.entries[i].occurrence, expected[i]);
        assert_int_equal((listing.entries[i].piece.conditions & TKSI_SHADOWED) != 0,
                         expected[i] > 0);
    }
    tksi_listing_dispose(&listing);
}

static void what_the_library_does_not_see_shadows_nothing(void **state)
{
    (void)state;
    assert_string_equal(TOLD("go-snaps", "[A - 1]\nx\n---\n[B - 1]\ny\n---\n[A - 1]\nz\n"),
                        "A - 1 = x; B - 1 = y; A - 1 = z [unterminated shadowed]; "
                        "file unterminated lf");
}

static void records_of_one_line_all_count(void **state)
{
    (void)state;
    assert_string_equal(TOLD("insta-inline",
                             "{\"run_id\":\"1\",\"line\":1,\"new\":null,\"old\":null}\n"
                             "{\"run_id\":\"1\",\"line\":1,\"new\":null,\"old\":null}\n"),
                        "1 =  [tombstone]; 1 =  [tombstone]; file lf tombstone");
}

static void a_file_over_the_limit_is_not_read(void **state)
{
    struct tksi_env env = *told_env();
    struct tksi_listing listing;
    tks_error err = { 0 };

    (void)state;
    env.limits.file_bytes = 3;
    assert_int_equal(tksi_listing_make(&listing, tksi_format_named("plain"),
                                       (tks_bytes){ "abcd", 4 }, &env, &err),
                     TKS_OVER_LIMIT);
    assert_string_equal(err.message, "4 bytes, the limit is 3");
    tksi_listing_dispose(&listing);
}

static void a_file_of_too_many_entries_takes_no_memory(void **state)
{
    static const char entry[] = "# name:a\n# ---\n";
    const size_t length = (sizeof entry - 1) * (TKSI_MOST_ENTRIES + (size_t)1);
    char *text = malloc(length);
    struct tksi_listing listing;
    tks_error err = { 0 };

    (void)state;
    assert_non_null(text);
    for (size_t at = 0; at < length; at += sizeof entry - 1)
        memcpy(text + at, entry, sizeof entry - 1);
    assert_int_equal(tksi_listing_make(&listing, tksi_format_named("amber"),
                                       (tks_bytes){ text, length }, told_env(), &err),
                     TKS_OVER_LIMIT);
    assert_string_equal(err.message, "4194305 entries, the limit is 4194304");
    tksi_listing_dispose(&listing);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(occurrences_are_counted_in_file_order),
        cmocka_unit_test(what_the_library_does_not_see_shadows_nothing),
        cmocka_unit_test(records_of_one_line_all_count),
        cmocka_unit_test(a_file_over_the_limit_is_not_read),
        cmocka_unit_test(a_file_of_too_many_entries_takes_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
