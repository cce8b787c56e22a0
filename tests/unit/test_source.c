/* test_source.c - bytes come out of a file as they stand in it, wherever one asks
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"
#include "kernel/kernel.h"
#include "scratch.h"

#include <stdlib.h>
#include <string.h>

enum { LARGE = (1 << 20) + 300000 };

static struct tksi_env default_env(void)
{
    struct tksi_env env;

    assert_int_equal(tksi_env_resolve(&env, NULL, NULL), TKS_OK);
    return env;
}

static uint8_t *make_bytes(size_t length)
{
    uint8_t *bytes = malloc(length);
    uint32_t state = 1;

    assert_non_null(bytes);
    for (size_t i = 0; i < length; i++) {
        state = state * 1664525 + 1013904223;
        bytes[i] = (uint8_t)(state >> 24);
    }
    return bytes;
}

static void check_everywhere(struct tksi_source *source, const uint8_t *bytes, size_t length)
{
    uint32_t state = 7;

    assert_int_equal(source->length, length);
    for (int i = 0; i < 3000; i++) {
        const size_t offset = (state = state * 1664525 + 1013904223) % (length + 10);
        const size_t wanted = (state = state * 1664525 + 1013904223) % 9000;
        const size_t left = offset < length ? length - offset : 0;
        size_t got;
        const uint8_t *at = tksi_source_at(source, offset, wanted, &got);

        assert_true(got <= wanted && got <= left);
        if (wanted <= TKSI_SOURCE_WHOLE)
            assert_int_equal(got, wanted < left ? wanted : left);
        if (wanted > 0 && left > 0)
            assert_true(got > 0);
        if (got > 0)
            assert_memory_equal(at, bytes + offset, got);
    }
}

static void check_file(size_t length, bool in_pieces)
{
    struct scratch scratch = scratch_make();
    const struct tksi_env env = default_env();
    uint8_t *bytes = make_bytes(length);
    struct tksi_source source;
    struct tksi_file file;

    scratch_write(&scratch, "file", (tks_bytes){ bytes, length });
    assert_int_equal(tksi_file_open(&file, scratch_path(&scratch, "file"), &env, NULL), TKS_OK);
    assert_int_equal(tksi_source_of_file(&source, &file, &env, NULL), TKS_OK);
    assert_int_equal(source.memory.data == NULL, in_pieces);
    check_everywhere(&source, bytes, length);
    assert_int_equal(tksi_source_load(&source, NULL), TKS_OK);
    assert_non_null(source.memory.data);
    check_everywhere(&source, bytes, length);
    tksi_source_dispose(&source);
    tksi_file_close(&file);
    free(bytes);
    scratch_remove(&scratch);
}

static void a_large_file_is_read_in_pieces_and_whole_alike(void **state)
{
    (void)state;
    check_file(LARGE, true);
}

static void a_small_file_is_read_at_once(void **state)
{
    (void)state;
    check_file(5000, false);
}

static void bytes_in_memory_are_handed_out_where_they_lie(void **state)
{
    uint8_t *bytes = make_bytes(20000);
    struct tksi_source source;
    size_t got;

    (void)state;
    tksi_source_of_bytes(&source, (tks_bytes){ bytes, 20000 });
    check_everywhere(&source, bytes, 20000);
    assert_ptr_equal(tksi_source_at(&source, 123, 15000, &got), bytes + 123);
    assert_int_equal(got, 15000);
    tksi_source_dispose(&source);
    free(bytes);
}

static void a_file_that_shrinks_gives_fewer_bytes_and_no_crash(void **state)
{
    struct scratch scratch = scratch_make();
    const struct tksi_env env = default_env();
    uint8_t *bytes = make_bytes(LARGE);
    struct tksi_source source;
    struct tksi_file file;
    size_t got;

    (void)state;
    scratch_write(&scratch, "file", (tks_bytes){ bytes, LARGE });
    assert_int_equal(tksi_file_open(&file, scratch_path(&scratch, "file"), &env, NULL), TKS_OK);
    assert_int_equal(tksi_source_of_file(&source, &file, &env, NULL), TKS_OK);
    scratch_write(&scratch, "file", (tks_bytes){ bytes, 1000 });
    tksi_source_at(&source, LARGE - 100, 100, &got);
    assert_int_equal(got, 0);
    tksi_source_dispose(&source);
    tksi_file_close(&file);
    free(bytes);
    scratch_remove(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_large_file_is_read_in_pieces_and_whole_alike),
        cmocka_unit_test(a_small_file_is_read_at_once),
        cmocka_unit_test(bytes_in_memory_are_handed_out_where_they_lie),
        cmocka_unit_test(a_file_that_shrinks_gives_fewer_bytes_and_no_crash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
