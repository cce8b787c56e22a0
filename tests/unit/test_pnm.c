/* test_pnm.c - the six Netpbm kinds, their maxima, their mistakes
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "decoding.h"

#define GREY(v) v, v, v, 255

static void bitmaps_are_black_where_set(void **state)
{
    static const uint8_t expected[] = { GREY(0), GREY(255), GREY(0), GREY(255) };

    (void)state;
    check_pixels(LITERAL("P1\n# a comment\n2 2\n1 0\n1 0\n"), 2, 2, TKS_RGBA8, expected);
    check_pixels(LITERAL("P1 2 2 1010"), 2, 2, TKS_RGBA8, expected);
    check_pixels(LITERAL("P4 2 2\n\x80\xBF"), 2, 2, TKS_RGBA8, expected);
}

static void bits_run_on_into_the_next_byte(void **state)
{
    static const uint8_t expected[] = { GREY(255), GREY(255), GREY(255), GREY(255), GREY(255),
                                        GREY(255), GREY(255), GREY(0),   GREY(0) };

    (void)state;
    check_pixels(LITERAL("P4 9 1\n\x01\x80"), 9, 1, TKS_RGBA8, expected);
}

static void samples_are_scaled_by_the_maximum(void **state)
{
    static const uint8_t grey[] = { GREY(0), GREY(85), GREY(170), GREY(255) };
    static const uint8_t tenths[] = { 0, 26, 255, 255 };

    (void)state;
    check_pixels(LITERAL("P2 4 1 3 0 1 2 3"), 4, 1, TKS_RGBA8, grey);
    check_pixels(LITERAL("P5 4 1 3\n\0\1\2\3"), 4, 1, TKS_RGBA8, grey);
    check_pixels(LITERAL("P3 1 1 10 0 1 10"), 1, 1, TKS_RGBA8, tenths);
    check_pixels(LITERAL("P6 1 1 10\n\0\1\n"), 1, 1, TKS_RGBA8, tenths); /* '\n' is 10 */
}

static void a_maximum_above_255_is_sixteen_bits(void **state)
{
    static const uint16_t full[] = { 0x0102, 0x0304, 0xFFFE, 0xFFFF };
    static const uint16_t scaled[] = { 65535, 65535, 65535, 65535, 128, 128, 128, 65535 };

    (void)state;
    check_pixels(LITERAL("P6 1 1 65535\n\1\2\3\4\xFF\xFE"), 1, 1, TKS_RGBA16, full);
    check_pixels(LITERAL("P5 2 1 512\n\2\0\0\1"), 2, 1, TKS_RGBA16, scaled);
    assert_string_equal(inspect(LITERAL("P2 1 1 65535 7")).format, "pnm");
}

static void mistakes_are_named(void **state)
{
    (void)state;
    check_refused(LITERAL("P5 2 2 255\nabc"), TKS_BAD_DATA,
                  "truncated: 3 of 4 bytes of picture data");
    check_refused(LITERAL("P2 2 2 9 1 2 3  "), TKS_BAD_DATA,
                  "truncated: the file ends before its last sample");
    check_refused(LITERAL("P1 2 2 1 0 1  "), TKS_BAD_DATA,
                  "truncated: the picture data ends at row 1 of 2");
    check_refused(LITERAL("P2 2 1 9 1 10"), TKS_BAD_DATA,
                  "a sample in row 0 is above the maximum of 9");
    check_refused(LITERAL("P1 2 1 1 7"), TKS_BAD_DATA,
                  "a sample in row 0 is above the maximum of 1");
    check_refused(LITERAL("P5 1 1 65536\n\1\1"), TKS_BAD_DATA,
                  "not a valid PNM: its maximum is 65536");
    check_refused(LITERAL("P5 1 1 0\n\1"), TKS_BAD_DATA, "not a valid PNM: its maximum is 0");
    check_refused(LITERAL("P5 x 1 255\n\1"), TKS_BAD_DATA,
                  "not a valid PNM: its width is no number");
    check_refused(LITERAL("P5 99999999999999999999 1 255\n\1"), TKS_OVER_LIMIT,
                  "9999999999 x 1 pixels, the limit is 100000 along a side; raise it with "
                  "--limit-side");
    check_refused(LITERAL("P5 0 1 255\n"), TKS_BAD_DATA,
                  "the header says 0 x 1 pixels; both sides must be at least 1");
    check_refused(LITERAL("P5 10000 10000 255\n1234"), TKS_BAD_DATA,
                  "truncated: 4 of 100000000 bytes of picture data");
}

static void abuse_is_survived(void **state)
{
    const struct made_file files[] = {
        LITERAL("P1 3 2\n1 0 1\n0 1 0"), LITERAL("P2\n3 1\n15\n1 2 15"),
        LITERAL("P3 1 1 15 1 2 5"),      LITERAL("P4 9 2 abcd"),
        LITERAL("P5 3 1 255 abc"),       LITERAL("P6 1 1 65535 abcdef"),
    };

    (void)state;
    /* cut inside its last number text is still a number: damage and memory only */
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        check_damage(files[i]);
        check_allocations(files[i]);
        if (i >= 3)
            check_truncations(files[i]);
        else
            for (size_t length = 0; length < files[i].length; length++)
                assert_true(survives(files[i].data, length, NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bitmaps_are_black_where_set),
        cmocka_unit_test(bits_run_on_into_the_next_byte),
        cmocka_unit_test(samples_are_scaled_by_the_maximum),
        cmocka_unit_test(a_maximum_above_255_is_sixteen_bits),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(abuse_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
