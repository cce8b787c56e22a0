/* terminal_sixel.c - pictures for terminals that take DEC's sixels
 *
 * Six rows of pixels are a band. A band is written once for each colour in it: a character
 * for each column, whose six bits say which of the pixels have that colour. The palette is
 * fixed, the cube of 6x6x6 colours and 24 greys between black and white: screenshots are
 * mostly greys, and a palette of their own would make the same colour look different from
 * one picture to the next.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "render/terminal.h"

#include <string.h>

enum { CUBE = 6 * 6 * 6, GREYS = 24, COLORS = CUBE + GREYS, BAND = 6 };

/* A colour by its number: the cube's steps are 51 apart, greys from 8 on 10. */
static void color_of(uint8_t color[3], int number)
{
    if (number >= CUBE) {
        memset(color, 8 + (number - CUBE) * 10, 3);
        return;
    }
    color[0] = (uint8_t)(number / 36 * 51);
    color[1] = (uint8_t)(number / 6 % 6 * 51);
    color[2] = (uint8_t)(number % 6 * 51);
}

static int distance(const uint8_t *pixel, int number)
{
    uint8_t color[3];
    int sum = 0;

    color_of(color, number);
    for (int c = 0; c < 3; c++)
        sum += (pixel[c] - color[c]) * (pixel[c] - color[c]);
    return sum;
}

/* The nearest in the cube, or the nearest grey if that is nearer. */
static uint8_t number_of(const uint8_t *pixel)
{
    const int mean = (pixel[0] + pixel[1] + pixel[2]) / 3;
    const int step = mean < 8 ? 0 : mean > 238 ? GREYS - 1 : (mean - 8 + 5) / 10;
    const int grey = CUBE + (step < GREYS ? step : GREYS - 1);
    const int cube = (pixel[0] + 25) / 51 * 36 + (pixel[1] + 25) / 51 * 6 + (pixel[2] + 25) / 51;

    return (uint8_t)(distance(pixel, grey) < distance(pixel, cube) ? grey : cube);
}

/* ----------------------------------------------------------------------- bands */

/* A band's rows as numbers, and which colours are in it. */
struct band {
    uint8_t *numbers; /* BAND rows of `width` */
    int32_t width, rows;
    bool used[COLORS];
};

static void take_band(struct band *band, const struct tksi_panel *panel, int32_t top)
{
    const int32_t left = panel->height - top;

    band->rows = left < BAND ? left : BAND;
    memset(band->used, 0, sizeof band->used);
    for (int32_t i = 0; i < band->rows * panel->width; i++) {
        const uint8_t number =
            number_of(panel->pixels + ((size_t)top * (size_t)panel->width + (size_t)i) * 3);

        band->numbers[i] = number;
        band->used[number] = true;
    }
}

static char sixel_at(const struct band *band, int32_t x, int number)
{
    int bits = 0;

    for (int32_t row = 0; row < band->rows; row++)
        bits |= (band->numbers[row * band->width + x] == number) << row;
    return (char)('?' + bits);
}

static tks_status put_run(struct tksi_buffer *out, char sixel, int32_t length, tks_error *err)
{
    if (length > 3)
        return tksi_buffer_printf(out, err, "!%d%c", length, sixel);
    return tksi_buffer_append(out, (const char[]){ sixel, sixel, sixel }, (size_t)length, err);
}

/* One colour of a band; columns after its last pixel are left away. */
static tks_status put_color(struct tksi_buffer *out, const struct band *band, int number,
                            tks_error *err)
{
    tks_status status = tksi_buffer_printf(out, err, "#%d", number);
    int32_t length = 0;
    char last = '?';

    for (int32_t x = 0; x < band->width && status == TKS_OK; x++) {
        const char sixel = sixel_at(band, x, number);

        if (sixel != last) {
            status = put_run(out, last, length, err);
            length = 0;
        }
        last = sixel;
        length++;
    }
    return status != TKS_OK || last == '?' ? status : put_run(out, last, length, err);
}

static tks_status put_band(struct tksi_buffer *out, const struct band *band, tks_error *err)
{
    tks_status status = TKS_OK;
    bool begun = false;

    for (int number = 0; number < COLORS && status == TKS_OK; number++) {
        if (!band->used[number])
            continue;
        if (begun)
            status = tksi_buffer_append(out, "$", 1, err); /* back to the band's beginning */
        if (status == TKS_OK)
            status = put_color(out, band, number, err);
        begun = true;
    }
    return status ? status : tksi_buffer_append(out, "-", 1, err); /* the next band */
}

/* ------------------------------------------------------------------------- all */

/* Sixels count colours in percent. */
static tks_status put_palette(struct tksi_buffer *out, tks_error *err)
{
    tks_status status = TKS_OK;

    for (int number = 0; number < COLORS && status == TKS_OK; number++) {
        uint8_t color[3];

        color_of(color, number);
        status =
            tksi_buffer_printf(out, err, "#%d;2;%d;%d;%d", number, (color[0] * 100 + 127) / 255,
                               (color[1] * 100 + 127) / 255, (color[2] * 100 + 127) / 255);
    }
    return status;
}

tks_status tksi_terminal_sixel(struct tksi_buffer *out, const struct tksi_panel *panel, bool exact,
                               tks_error *err)
{
    struct band band = { .width = panel->width };
    tks_status status;

    (void)exact; /* pixels are always the terminal's */
    band.numbers = tksi_allocate(out->env, (size_t)panel->width, BAND);
    if (band.numbers == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    /* aspect 1:1, what is not drawn stays as it was */
    if ((status = tksi_buffer_printf(out, err, "\033P0;1;0q\"1;1;%d;%d", panel->width,
                                     panel->height)) == TKS_OK)
        status = put_palette(out, err);
    for (int32_t top = 0; top < panel->height && status == TKS_OK; top += BAND) {
        take_band(&band, panel, top);
        status = put_band(out, &band, err);
    }
    if (status == TKS_OK)
        status = tksi_buffer_printf(out, err, "\033\\");
    tksi_release(out->env, band.numbers);
    return status;
}
