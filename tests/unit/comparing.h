/* comparing.h - two texts compared, and every allocation on the way made to fail
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_COMPARING_H
#define TEST_COMPARING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"

#include <string.h>
#include <tksnap/text.h>

static inline tks_bytes bytes_of(const char *text)
{
    return (tks_bytes){ text, strlen(text) };
}

/* The model; a failure fails the test. */
static inline tks_text_diff *compare_as(const char *expected, const char *actual,
                                        const tks_text_rules *rules)
{
    tks_text_diff *diff = NULL;
    tks_error err = { TKS_OK, 0, "" };

    if (tks_compare_texts(&diff, bytes_of(expected), bytes_of(actual), rules, NULL, &err) != TKS_OK)
        fail_msg("%s", err.message);
    return diff;
}

/* Compares them again and again, each time with one allocation more, until there are enough. */
static inline void compare_without_memory(const char *expected, const char *actual,
                                          const tks_text_rules *rules)
{
    tks_status status = TKS_OUT_OF_MEMORY;
    long n = 0;

    while (status != TKS_OK) {
        struct counting counting = COUNTING;
        const tks_allocator allocator = counting_allocator(&counting);
        const tks_env env = { .size = sizeof env, .allocator = &allocator, .threads = 1 };
        tks_text_diff *diff = NULL;
        tks_error err = { TKS_OK, 0, "" };

        atomic_store(&counting.fail_at, ++n);
        status = tks_compare_texts(&diff, bytes_of(expected), bytes_of(actual), rules, &env, &err);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        assert_true((diff != NULL) == (status == TKS_OK));
        assert_true(status == TKS_OK || err.message[0] != '\0');
        tks_text_diff_free(diff);
        assert_int_equal(atomic_load(&counting.held), 0);
    }
    assert_true(n > 20);
}

#endif
