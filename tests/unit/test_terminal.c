/* test_terminal.c - do the bytes make a terminal show the pictures?
 *
 * What the writers write is read back here by readers of the same formats, as a terminal
 * would do it.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"
#include "counting.h"
#include "render/terminal.h"
#include <tksnap/terminal.h>

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const tks_terminal plain = TKS_TERMINAL;

static struct tksi_env env;
static struct tksi_buffer out;

static int set_up(void **state)
{
    (void)state;
    if (tksi_env_defaults(&env, NULL, NULL) != TKS_OK)
        return -1;
    tksi_buffer_init(&out, SIZE_MAX / 2, &env);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tksi_buffer_dispose(&out);
    return 0;
}

static tks_view view_of(const uint8_t *rgb, int32_t width, int32_t height)
{
    return (tks_view){ rgb, width, height, width * 3, TKS_RGB8 };
}

/* What is written, as a string. */
static const char *shown(const tks_view *pictures, const char *const *captions, size_t count,
                         const tks_terminal *terminal)
{
    const tks_sink sink = tksi_buffer_sink(&out);
    tks_error err = { 0 };

    out.length = 0;
    if (tks_render_terminal(pictures, captions, count, terminal, &sink, NULL, &err) != TKS_OK)
        fail_msg("%s", err.message);
    assert_int_equal(tksi_buffer_append(&out, "", 1, NULL), TKS_OK);
    return (const char *)out.data;
}

static tks_terminal terminal_of(tks_protocol protocol)
{
    tks_terminal terminal = plain;

    terminal.protocol = protocol;
    terminal.cell_width = 10;
    terminal.cell_height = 20;
    return terminal;
}

/* A picture with a colour of its own for each place. */
static void paint(uint8_t *rgb, int32_t width, int32_t height)
{
    for (int32_t i = 0; i < width * height; i++) {
        rgb[i * 3] = (uint8_t)(i * 7);
        rgb[i * 3 + 1] = (uint8_t)(i * 13 + 50);
        rgb[i * 3 + 2] = (uint8_t)(255 - i * 3);
    }
}

/* ---------------------------------------------------------------------- blocks */

#define HALF "\xE2\x96\x80"

static void a_block_is_two_pixels(void **state)
{
    static const uint8_t rgb[] = { 1, 2, 3, 1, 2, 3, 255, 0, 0, 0, 0, 255, 9, 9, 9, 9, 9, 9 };
    const tks_view picture = view_of(rgb, 2, 3);

    (void)state;
    assert_string_equal(shown(&picture, NULL, 1, &plain),
                        "\033[38;2;1;2;3m\033[48;2;255;0;0m" HALF "\033[48;2;0;0;255m" HALF
                        "\033[0m\n\033[38;2;9;9;9m" HALF HALF "\033[0m\n");
}

static void blocks_stand_next_to_each_other_whatever_their_height(void **state)
{
    static const uint8_t rgb[] = { 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4 };
    const tks_view pictures[] = { view_of(rgb, 1, 2), view_of(rgb, 1, 4), view_of(rgb, 1, 1) };

    (void)state;
    assert_string_equal(shown(pictures, NULL, 3, &plain),
                        "\033[38;2;1;1;1m\033[48;2;2;2;2m" HALF "\033[49m  \033[48;2;2;2;2m" HALF
                        "\033[49m  " HALF "\033[0m\n"
                        "   \033[38;2;3;3;3m\033[48;2;4;4;4m" HALF "\033[0m\n");
}

static void captions_are_cut_to_their_pictures(void **state)
{
    static const char *const captions[] = { "expected", "actual" };
    uint8_t rgb[10 * 2 * 3] = { 0 };
    const tks_view wide[] = { view_of(rgb, 10, 2), view_of(rgb, 10, 2) };
    const tks_view narrow[] = { view_of(rgb, 4, 2), view_of(rgb, 4, 2) };

    (void)state;
    assert_memory_equal(shown(wide, captions, 2, &plain), "expected    actual\n", 19);
    assert_memory_equal(shown(narrow, captions, 2, &plain), "expe  actu\n", 11);
}

/* --------------------------------------------------------------------- scaling */

static void a_pixel_is_the_mean_of_what_it_stands_for_on_white(void **state)
{
    /* 2x4 made 1x2 by one cell: red and green; half transparent black and nothing */
    static const uint8_t rgba[] = { 255, 0, 0, 255, 0, 255, 0, 255, 255, 0, 0, 255, 0, 255, 0, 255,
                                    0,   0, 0, 128, 9, 9,   9, 0,   0,   0, 0, 128, 9, 9,   9, 0 };
    const tks_view picture = { rgba, 2, 4, 8, TKS_RGBA8 };
    tks_terminal terminal = plain;

    (void)state;
    terminal.columns = terminal.rows = 1;
    assert_string_equal(shown(&picture, NULL, 1, &terminal),
                        "\033[38;2;128;128;0m\033[48;2;191;191;191m" HALF "\033[0m\n");
}

static int32_t count_of(const char *text, const char *piece)
{
    int32_t count = 0;

    for (; (text = strstr(text, piece)) != NULL; text += strlen(piece))
        count++;
    return count;
}

static void pictures_share_one_scale_and_the_width(void **state)
{
    static uint8_t rgb[400 * 300 * 3];
    const tks_view pictures[] = { view_of(rgb, 400, 300), view_of(rgb, 200, 150),
                                  view_of(rgb, 400, 40) };
    tks_terminal terminal = plain;

    (void)state;
    terminal.columns = 124; /* 40 each, and twice two between: a tenth */
    assert_int_equal(count_of(shown(pictures, NULL, 3, &terminal), "\n"), 15);
    assert_int_equal(count_of((const char *)out.data, HALF), 40 * 15 + 20 * 8 + 40 * 2);
    terminal.rows = 5; /* a thirtieth */
    shown(pictures, NULL, 3, &terminal);
    assert_int_equal(count_of((const char *)out.data, "\n"), 5);
    assert_int_equal(count_of((const char *)out.data, HALF), 13 * 5 + 6 * 3 + 13);
}

static void pictures_of_very_many_rows_are_no_trouble(void **state)
{
    uint8_t *rgb = calloc(40000, 3);
    const tks_view high = view_of(rgb, 1, 40000), wide = view_of(rgb, 40000, 1);

    (void)state;
    assert_non_null(rgb);
    assert_int_equal(count_of(shown(&high, NULL, 1, &plain), "\n"), 40);
    assert_int_equal(count_of(shown(&wide, NULL, 1, &plain), HALF), 80);
    free(rgb);
}

/* ------------------------------------------------------------------------- png */

static uint8_t digit_of(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = strchr(digits, c);

    assert_true(c != '\0' && at != NULL);
    return (uint8_t)(at - digits);
}

/* Appends what base64 says, `length` characters of it. */
static size_t read_base64(uint8_t *to, const char *from, size_t length)
{
    size_t bytes = 0;

    assert_int_equal(length % 4, 0);
    for (size_t i = 0; i < length; i += 4) {
        const unsigned word = (unsigned)digit_of(from[i]) << 18 |
                              (unsigned)digit_of(from[i + 1]) << 12 |
                              (from[i + 2] != '=' ? (unsigned)digit_of(from[i + 2]) << 6 : 0) |
                              (from[i + 3] != '=' ? (unsigned)digit_of(from[i + 3]) : 0);

        to[bytes++] = (uint8_t)(word >> 16);
        if (from[i + 2] != '=')
            to[bytes++] = (uint8_t)(word >> 8);
        if (from[i + 3] != '=')
            to[bytes++] = (uint8_t)word;
    }
    return bytes;
}

static void base64_is_that_of_the_rfc(void **state)
{
    static const char *const pairs[][2] = { { "", "" },
                                            { "f", "Zg==" },
                                            { "fo", "Zm8=" },
                                            { "foo", "Zm9v" },
                                            { "foob", "Zm9vYg==" },
                                            { "foobar", "Zm9vYmFy" },
                                            { "\xFB\xFF", "+/8=" } };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const tks_bytes bytes = { pairs[i][0], strlen(pairs[i][0]) };

        out.length = 0;
        assert_int_equal(tksi_put_base64(&out, bytes, NULL), TKS_OK);
        assert_int_equal(out.length, strlen(pairs[i][1]));
        assert_memory_equal(out.data != NULL ? (const char *)out.data : "", pairs[i][1],
                            out.length);
    }
}

/* The pixels of a PNG file, which has these. */
static void assert_pixels(const uint8_t *file, size_t length, const uint8_t *rgb, int32_t width,
                          int32_t height)
{
    tks_image *image = NULL;
    tks_view view;

    assert_int_equal(tks_image_decode(&image, (tks_bytes){ file, length }, NULL, NULL), TKS_OK);
    view = tks_image_view(image);
    assert_int_equal(view.width, width);
    assert_int_equal(view.height, height);
    for (int32_t i = 0; i < width * height; i++)
        assert_memory_equal((const uint8_t *)view.data + i * 4, rgb + i * 3, 3);
    tks_image_free(image);
}

static void kitty_gets_a_png_in_pieces_on_lines_made_for_it(void **state)
{
    enum { WIDTH = 170, HEIGHT = 165 };
    static uint8_t rgb[WIDTH * HEIGHT * 3], file[WIDTH * HEIGHT * 3 + 1000];
    const tks_view picture = view_of(rgb, WIDTH, HEIGHT);
    const tks_terminal terminal = terminal_of(TKS_PROTOCOL_KITTY);
    static const char begin[] = "\n\n\n\n\n\n\n\n\n\033[9A\0337\033_Gf=100,a=T,q=2,C=1,m=1;";
    const char *at;
    size_t length = 0;
    bool more = true;
    int pieces = 0;

    (void)state;
    paint(rgb, WIDTH, HEIGHT);
    for (size_t i = 0; i < sizeof rgb; i += 5)
        rgb[i] = (uint8_t)(i * i >> 7);
    at = shown(&picture, NULL, 1, &terminal);
    assert_memory_equal(at, begin, sizeof begin - 1);
    at += sizeof begin - 1;
    for (; more; pieces++) {
        const char *end = strstr(at, "\033\\");

        assert_non_null(end);
        assert_in_range(end - at, 1, 4096);
        length += read_base64(file + length, at, (size_t)(end - at));
        at = end + 2;
        more = strncmp(at, "\033_Gm=", 5) == 0;
        if (more) {
            assert_true(at[5] == '0' || at[5] == '1');
            at += 7;
        }
    }
    assert_true(pieces > 2);
    assert_string_equal(at, "\0338\033[9B\r");
    assert_pixels(file, length, rgb, WIDTH, HEIGHT);
}

static void where_cells_are_not_known_kitty_is_told_how_many(void **state)
{
    uint8_t rgb[200 * 100 * 3] = { 0 };
    const tks_view pictures[] = { view_of(rgb, 200, 100), view_of(rgb, 190, 90) };
    tks_terminal terminal = plain;

    (void)state;
    terminal.protocol = TKS_PROTOCOL_KITTY;
    shown(pictures, NULL, 2, &terminal);
    assert_memory_equal(out.data, "\n\n\n\n\n\033[5A\0337\033_Gf=100,a=T,q=2,C=1,c=20,r=5,m=0;",
                        44);
    assert_non_null(
        strstr((const char *)out.data, "\0338\0337\033[22C\033_Gf=100,a=T,q=2,C=1,c=19,r=5,m=0;"));
}

static void iterm_gets_a_png_with_its_cells(void **state)
{
    enum { WIDTH = 170, HEIGHT = 165 };
    static uint8_t rgb[WIDTH * HEIGHT * 3], file[WIDTH * HEIGHT * 3 + 1000];
    const tks_view picture = view_of(rgb, WIDTH, HEIGHT);
    const tks_terminal terminal = terminal_of(TKS_PROTOCOL_ITERM);
    const char *at, *end;
    char *after;
    size_t length;
    long told;

    (void)state;
    paint(rgb, WIDTH, HEIGHT);
    at = strstr(shown(&picture, NULL, 1, &terminal), "\033]1337;File=inline=1;size=");
    assert_non_null(at);
    told = strtol(at + 26, &after, 10);
    assert_memory_equal(after, ";width=17;height=9;preserveAspectRatio=1:", 41);
    at = after + 41;
    end = strchr(at, '\a');
    assert_non_null(end);
    length = read_base64(file, at, (size_t)(end - at));
    assert_int_equal(length, told);
    assert_pixels(file, length, rgb, WIDTH, HEIGHT);
    assert_string_equal(end, "\a\0338\033[9B\r");
}

static void what_is_very_small_is_made_larger(void **state)
{
    static const uint8_t rgb[] = { 255, 0, 0, 0, 255, 0 };
    static uint8_t large[128 * 64 * 3], file[4000];
    const tks_view picture = view_of(rgb, 2, 1);
    const tks_terminal terminal = terminal_of(TKS_PROTOCOL_ITERM);
    const char *at;

    (void)state;
    for (int i = 0; i < 128 * 64; i++)
        memcpy(large + i * 3, rgb + (i % 128 < 64 ? 0 : 3), 3);
    at = strchr(shown(&picture, NULL, 1, &terminal), ':') + 1;
    assert_pixels(file, read_base64(file, at, strcspn(at, "\a")), large, 128, 64);
}

/* ----------------------------------------------------------------------- sixel */

/* A reader of sixels: colours by number, painted into `rgb`. */
struct reader {
    const char *at;
    uint8_t palette[256][3];
    uint8_t *rgb;
    int32_t width, height, x, top;
    int color;
};

static int read_number(struct reader *reader)
{
    char *after;
    const long number = strtol(reader->at, &after, 10);

    assert_true(after > reader->at && number >= 0 && number <= 10000);
    reader->at = after;
    return (int)number;
}

static void read_color(struct reader *reader)
{
    reader->color = read_number(reader);
    assert_in_range(reader->color, 0, 255);
    if (*reader->at != ';')
        return;
    assert_memory_equal(reader->at, ";2", 2);
    reader->at += 2;
    for (int c = 0; c < 3; c++) {
        assert_int_equal(*reader->at++, ';');
        reader->palette[reader->color][c] = (uint8_t)((read_number(reader) * 255 + 50) / 100);
    }
}

static void draw(struct reader *reader, int bits, int count)
{
    for (; count > 0; count--, reader->x++)
        for (int32_t row = 0; row < 6; row++)
            if (bits >> row & 1) {
                assert_true(reader->x < reader->width && reader->top + row < reader->height);
                memcpy(reader->rgb + ((reader->top + row) * reader->width + reader->x) * 3,
                       reader->palette[reader->color], 3);
            }
}

static void read_sixels(struct reader *reader)
{
    while (*reader->at != '\033') {
        const char c = *reader->at++;
        int count = 1;

        if (c == '#') {
            read_color(reader);
        } else if (c == '$' || c == '-') {
            reader->x = 0;
            reader->top += c == '-' ? 6 : 0;
        } else if (c == '!') {
            count = read_number(reader);
            draw(reader, *reader->at++ - '?', count);
        } else {
            assert_in_range(c, '?', '~');
            draw(reader, c - '?', 1);
        }
    }
}

static int distance(const uint8_t *a, const uint8_t *b)
{
    int sum = 0;

    for (int c = 0; c < 3; c++)
        sum += (a[c] - b[c]) * (a[c] - b[c]);
    return sum;
}

/* How far the nearest colour of the palette is. */
static int nearest(const struct reader *reader, const uint8_t *pixel)
{
    int best = INT_MAX;

    for (int i = 0; i < 240; i++) {
        const int far = distance(reader->palette[i], pixel);

        best = far < best ? far : best;
    }
    return best;
}

static void sixels_are_the_nearest_of_their_palette(void **state)
{
    /* the palette is told in percent, so that two colours may change places */
    enum { WIDTH = 171, HEIGHT = 164, ROUNDED = 150 };
    static uint8_t rgb[WIDTH * HEIGHT * 3], read[WIDTH * HEIGHT * 3];
    const tks_view picture = view_of(rgb, WIDTH, HEIGHT);
    const tks_terminal terminal = terminal_of(TKS_PROTOCOL_SIXEL);
    struct reader reader = { .rgb = read, .width = WIDTH, .height = HEIGHT };

    (void)state;
    paint(rgb, WIDTH, HEIGHT);
    for (int32_t i = 0; i < 3000; i++) /* greys, and colours of the cube */
        memset(rgb + i * 3, i / 9, 3);
    memset(rgb + 9000, 0, 600);
    for (int32_t i = 0; i < 200; i++)
        rgb[9000 + i * 3] = 204;
    reader.at = strstr(shown(&picture, NULL, 1, &terminal), "\033P0;1;0q\"1;1;171;164");
    assert_non_null(reader.at);
    reader.at += 20;
    read_sixels(&reader);
    assert_string_equal(reader.at, "\033\\\0338\033[9B\r");
    for (int32_t i = 0; i < WIDTH * HEIGHT; i++)
        assert_in_range(distance(read + i * 3, rgb + i * 3), 0,
                        nearest(&reader, rgb + i * 3) + ROUNDED);
    for (int32_t i = 0; i < 3000 * 3; i++) /* greys are nearer, but at the ends */
        assert_in_range(read[i], rgb[i] > 9 ? rgb[i] - 9 : 0, rgb[i] + 9);
    for (int32_t i = 9000; i < 9600; i++)
        assert_int_equal(read[i], rgb[i]);
}

/* ----------------------------------------------------------------------- wrong */

static void what_makes_no_sense_is_refused(void **state)
{
    static const uint8_t rgb[3];
    const tks_view picture = view_of(rgb, 1, 1), none = { .data = NULL };
    const tks_sink sink = tksi_buffer_sink(&out);
    tks_terminal terminal = plain;

    (void)state;
    assert_int_equal(tks_render_terminal(&picture, NULL, 0, &plain, &sink, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    assert_int_equal(tks_render_terminal(&picture, NULL, 9, &plain, &sink, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    assert_int_equal(tks_render_terminal(&none, NULL, 1, &plain, &sink, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    terminal.columns = 0;
    assert_int_equal(tks_render_terminal(&picture, NULL, 1, &terminal, &sink, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    terminal = plain;
    terminal.protocol = (tks_protocol)9;
    assert_int_equal(tks_render_terminal(&picture, NULL, 1, &terminal, &sink, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    assert_string_equal(tks_protocol_name(TKS_PROTOCOL_ITERM), "iterm");
    assert_string_equal(tks_protocol_name((tks_protocol)9), "unknown");
    terminal.size = 0;
    assert_int_equal(tks_render_terminal(&picture, NULL, 1, &terminal, &sink, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
}

static void without_memory_nothing_is_held(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env counted = { .size = sizeof counted, .allocator = &allocator, .threads = 1 };
    static uint8_t rgb[50 * 50 * 3];
    const tks_view pictures[] = { view_of(rgb, 50, 50), view_of(rgb, 40, 50) };
    const tks_sink sink = tksi_buffer_sink(&out);

    (void)state;
    paint(rgb, 50, 50);
    for (int protocol = TKS_PROTOCOL_BLOCKS; protocol <= TKS_PROTOCOL_KITTY; protocol++) {
        const tks_terminal terminal = terminal_of((tks_protocol)protocol);
        tks_status status = TKS_OUT_OF_MEMORY;

        for (int n = 1; status != TKS_OK; n++) {
            counting.taken = 0;
            counting.fail_at = n;
            status = tks_render_terminal(pictures, NULL, 2, &terminal, &sink, &counted, NULL);
            assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
            assert_int_equal(counting.held, 0);
        }
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_block_is_two_pixels),
        TEST(blocks_stand_next_to_each_other_whatever_their_height),
        TEST(captions_are_cut_to_their_pictures),
        TEST(a_pixel_is_the_mean_of_what_it_stands_for_on_white),
        TEST(pictures_share_one_scale_and_the_width),
        TEST(pictures_of_very_many_rows_are_no_trouble),
        TEST(base64_is_that_of_the_rfc),
        TEST(kitty_gets_a_png_in_pieces_on_lines_made_for_it),
        TEST(where_cells_are_not_known_kitty_is_told_how_many),
        TEST(iterm_gets_a_png_with_its_cells),
        TEST(what_is_very_small_is_made_larger),
        TEST(sixels_are_the_nearest_of_their_palette),
        TEST(what_makes_no_sense_is_refused),
        TEST(without_memory_nothing_is_held),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
