/* test_encode.c - pixels become a PNG file of the same pixels
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chance.h"
#include "counting.h"
#include "image/image.h"

#include <string.h>
#include <tksnap/diff.h>

enum { WIDTH = 37, HEIGHT = 11 };

static struct tksi_env resolved(const tks_allocator *allocator)
{
    const tks_env wanted = { .size = sizeof wanted, .allocator = allocator, .threads = 1 };
    struct tksi_env env;

    assert_int_equal(tksi_env_resolve(&env, &wanted, NULL), TKS_OK);
    return env;
}

/* Encoded, decoded, and compared with what it was; true if the file has alpha. */
static bool comes_back(const tks_view *view)
{
    const struct tksi_env env = resolved(NULL);
    tks_image_info info = { .size = sizeof info };
    tks_rules rules = TKS_RULES;
    struct tksi_buffer file;
    tks_image *image = NULL;
    tks_diff *diff = NULL;
    tks_error err = { 0 };

    rules.metric = TKS_METRIC_EXACT;
    tksi_buffer_init(&file, SIZE_MAX / 2, &env);
    if (tksi_image_encode(&file, view, &env, &err) ||
        tks_image_inspect(&info, (tks_bytes){ file.data, file.length }, NULL, &err) ||
        tks_image_decode(&image, (tks_bytes){ file.data, file.length }, NULL, &err) ||
        tks_compare_views(&diff, *view, tks_image_view(image), &rules, NULL, NULL, &err))
        fail_msg("%s", err.message);
    assert_int_equal(tks_diff_counts(diff).differing, 0);
    assert_string_equal(info.format, "png");
    tks_diff_free(diff);
    tks_image_free(image);
    tksi_buffer_dispose(&file);
    return info.has_alpha;
}

static void pixels_of_every_kind_come_back(void **state)
{
    static const struct {
        tks_pixels pixels;
        int bytes;
    } kinds[] = {
        { TKS_RGBA8, 4 }, { TKS_BGRA8, 4 }, { TKS_RGB8, 3 }, { TKS_GRAY8, 1 }, { TKS_XRGB32, 4 }
    };
    struct chance chance = { 7 };
    uint32_t memory[WIDTH * HEIGHT];

    (void)state;
    for (size_t i = 0; i < sizeof memory / sizeof *memory; i++)
        memory[i] = (uint32_t)chance_bits(&chance);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const tks_view view = { memory, WIDTH, HEIGHT, (ptrdiff_t)WIDTH * kinds[i].bytes,
                                kinds[i].pixels };

        assert_int_equal(comes_back(&view),
                         kinds[i].pixels == TKS_RGBA8 || kinds[i].pixels == TKS_BGRA8);
    }
}

static void opaque_pixels_need_no_alpha(void **state)
{
    uint8_t memory[WIDTH * HEIGHT * 4];
    const tks_view view = { memory, WIDTH, HEIGHT, (ptrdiff_t)WIDTH * 4, TKS_RGBA8 };

    (void)state;
    memset(memory, 255, sizeof memory);
    assert_false(comes_back(&view));
    memory[sizeof memory - 1] = 254;
    assert_true(comes_back(&view));
}

static void premultiplied_and_upside_down_is_what_is_seen(void **state)
{
    static const uint32_t words[2][2] = { { 0xFF112233u, 0x80400000u }, { 0u, 0xFFFFFFFFu } };
    const tks_view view = { words[1], 2, 2, -(ptrdiff_t)sizeof words[0], TKS_ARGB32_PREMULTIPLIED };

    (void)state;
    assert_true(comes_back(&view));
}

static void sixteen_bits_are_refused(void **state)
{
    static const uint16_t memory[4] = { 1, 2, 3, 4 };
    const tks_view view = { memory, 1, 1, sizeof memory, TKS_RGBA16 };
    const struct tksi_env env = resolved(NULL);
    struct tksi_buffer file;
    tks_error err = { 0 };

    (void)state;
    tksi_buffer_init(&file, SIZE_MAX / 2, &env);
    assert_int_equal(tksi_image_encode(&file, &view, &env, &err), TKS_UNSUPPORTED);
    assert_string_equal(err.message, "pixels of 16 bits a channel are not encoded here; hand over "
                                     "a file");
    tksi_buffer_dispose(&file);
}

static void without_memory_nothing_leaks(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const struct tksi_env env = resolved(&allocator);
    static const uint8_t memory[16] = { 1, 2, 3 };
    const tks_view view = { memory, 2, 2, 8, TKS_RGBA8 };
    tks_status status = TKS_OUT_OF_MEMORY;

    (void)state;
    for (int n = 1; status != TKS_OK; n++) {
        struct tksi_buffer file;

        counting.taken = 0;
        counting.fail_at = n;
        tksi_buffer_init(&file, SIZE_MAX / 2, &env);
        status = tksi_image_encode(&file, &view, &env, NULL);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        tksi_buffer_dispose(&file);
        assert_int_equal(counting.held, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pixels_of_every_kind_come_back),
        cmocka_unit_test(opaque_pixels_need_no_alpha),
        cmocka_unit_test(premultiplied_and_upside_down_is_what_is_seen),
        cmocka_unit_test(sixteen_bits_are_refused),
        cmocka_unit_test(without_memory_nothing_leaks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
