/* test_fingerprint.c - files are told apart by XXH64, however their bytes arrive
 *
 * The expected hashes are those of the reference implementation.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chance.h"
#include "root/fingerprint.h"

#include <string.h>

static uint64_t hash_of(const char *text)
{
    return tksi_fingerprint_of((tks_bytes){ text, strlen(text) }).hash;
}

static void hashes_are_those_of_the_reference(void **state)
{
    uint8_t all[256];

    (void)state;
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (uint8_t)i;
    assert_true(hash_of("") == 0xEF46DB3751D8E999u);
    assert_true(hash_of("a") == 0xD24EC4F1A98C6E5Bu);
    assert_true(hash_of("abc") == 0x44BC2CF5AD770999u);
    assert_true(hash_of("Nobody inspects the spammish repetition") == 0xFBCEA83C8A378BF1u);
    assert_true(tksi_fingerprint_of((tks_bytes){ all, sizeof all }).hash == 0x1FACBE8406CD904Bu);
}

static void parts_of_any_length_make_the_same(void **state)
{
    uint8_t bytes[300];
    struct chance chance = { 1 };

    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)chance_below(&chance, 256);
    for (int round = 0; round < 500; round++) {
        const size_t length = chance_below(&chance, (uint32_t)sizeof bytes + 1);
        struct tksi_fingerprinter printer;

        tksi_fingerprint_begin(&printer);
        for (size_t at = 0; at < length;) {
            const size_t part = chance_below(&chance, 70) % (length - at + 1);

            tksi_fingerprint_add(&printer, (tks_bytes){ bytes + at, part });
            at += part;
        }
        assert_true(tksi_fingerprint_equal(tksi_fingerprint_end(&printer),
                                           tksi_fingerprint_of((tks_bytes){ bytes, length })));
    }
}

static void a_file_that_is_not_there_equals_no_empty_one(void **state)
{
    const struct tksi_fingerprint none = { .there = false };

    (void)state;
    assert_false(tksi_fingerprint_equal(none, tksi_fingerprint_of((tks_bytes){ "", 0 })));
    assert_true(tksi_fingerprint_equal(none, (struct tksi_fingerprint){ .length = 1 }));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes_are_those_of_the_reference),
        cmocka_unit_test(parts_of_any_length_make_the_same),
        cmocka_unit_test(a_file_that_is_not_there_equals_no_empty_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
