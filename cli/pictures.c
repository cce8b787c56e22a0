/* pictures.c - pictures in the terminal that answers go to
 *
 * A terminal that is not known to take pictures is not asked: an answer that comes too late
 * would be read as typed by the shell. So it is known by the names it gives itself, or
 * the user says it.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "pictures.h"

#include "answer.h"
#include "say.h"
#include "term.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    /* of a terminal that does not say how large it is */
    USUAL_COLUMNS = 80,
    USUAL_ROWS = 40,
    BESIDE = 4, /* rows left for the words above a picture */
    LEAST_ROWS = 8,
    MARGIN = 16, /* pixels around what differs */
    /* less of a picture than this is hard to recognise */
    LEAST_WIDTH = 240,
    LEAST_HEIGHT = 160
};

static const struct option picture_options[] = {
    { OPT_IMAGES, "images", "HOW", "auto|kitty|sixel|iterm|blocks|none",
      "How the terminal takes pictures: kitty's protocol, sixels, iTerm2's, half blocks in 24-bit "
      "colour, or not at all. They are as wide as --width allows. Default: TKSNAP_IMAGES, else "
      "what "
      "a terminal is known for." },
    { 0 },
};

const struct option_group pictures_group = { "pictures", picture_options };

/* --------------------------------------------------------------------- finding */

static bool is_value(const char *name, const char *value)
{
    const char *is = getenv(name);

    return is != NULL && strcmp(is, value) == 0;
}

static bool begins(const char *name, const char *with)
{
    const char *is = getenv(name);

    return is != NULL && strncmp(is, with, strlen(with)) == 0;
}

static bool is_set(const char *name)
{
    const char *is = getenv(name);

    return is != NULL && *is != '\0';
}

/* What the terminal is known for. A multiplexer passes no pictures on, whatever is around
 * it. */
static bool detect(tks_protocol *out)
{
    const bool inside = is_set("TMUX") || begins("TERM", "screen") || begins("TERM", "tmux");

    if (!inside && (is_set("KITTY_WINDOW_ID") || is_value("TERM", "xterm-kitty") ||
                    is_value("TERM", "xterm-ghostty") || is_value("TERM_PROGRAM", "ghostty")))
        *out = TKS_PROTOCOL_KITTY;
    else if (!inside && (is_value("TERM_PROGRAM", "iTerm.app") ||
                         is_value("TERM_PROGRAM", "WezTerm") || is_value("TERM_PROGRAM", "mintty")))
        *out = TKS_PROTOCOL_ITERM;
    else if (!inside && (begins("TERM", "foot") || begins("TERM", "mlterm") ||
                         begins("TERM", "yaft") || is_value("TERM", "xterm-sixel")))
        *out = TKS_PROTOCOL_SIXEL;
    else if (is_value("COLORTERM", "truecolor") || is_value("COLORTERM", "24bit"))
        *out = TKS_PROTOCOL_BLOCKS;
    else
        return false;
    return true;
}

static bool is_protocol(tks_protocol *out, const char *name)
{
    for (int i = TKS_PROTOCOL_BLOCKS; i <= TKS_PROTOCOL_KITTY; i++)
        if (strcmp(tks_protocol_name((tks_protocol)i), name) == 0) {
            *out = (tks_protocol)i;
            return true;
        }
    return false;
}

/* As large as the terminal is, as far as it says so. */
static void measure(tks_terminal *terminal, int32_t width)
{
    struct winsize size = { .ws_col = 0 };

    terminal->columns = USUAL_COLUMNS;
    terminal->rows = USUAL_ROWS;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 &&
        size.ws_row > 0) {
        terminal->columns = size.ws_col;
        terminal->rows = size.ws_row > LEAST_ROWS + BESIDE ? size.ws_row - BESIDE : LEAST_ROWS;
        if (size.ws_xpixel >= size.ws_col && size.ws_ypixel >= size.ws_row) {
            terminal->cell_width = size.ws_xpixel / size.ws_col;
            terminal->cell_height = size.ws_ypixel / size.ws_row;
        }
    }
    if (width > 0)
        terminal->columns = width;
}

bool pictures_find(struct pictures *out, const char *option, int32_t width,
                   const struct settings *settings, tks_error *err)
{
    const tks_terminal plain = TKS_TERMINAL;
    const char *said = option != NULL ? option : getenv("TKSNAP_IMAGES"), *why;

    *out = (struct pictures){ .terminal = plain };
    measure(&out->terminal, width);
    if (said == NULL || *said == '\0' || strcmp(said, "auto") == 0)
        out->shown = isatty(STDOUT_FILENO) && term_color(settings, stdout, &why) &&
                     detect(&out->terminal.protocol);
    else if (strcmp(said, "none") != 0 &&
             !(out->shown = is_protocol(&out->terminal.protocol, said)))
        return fail_with(err, "TKSNAP_IMAGES is kitty, sixel, iterm, blocks or none, not '%s'",
                         said);
    return true;
}

/* --------------------------------------------------------------------- showing */

tks_status pictures_put(const struct pictures *pictures, tks_view picture, const tks_env *env,
                        tks_error *err)
{
    const tks_sink sink = file_sink(stdout);

    if (!pictures->shown)
        return TKS_OK;
    return tks_render_terminal(&picture, NULL, 1, &pictures->terminal, &sink, env, err);
}

/* A picture file held in memory. */
struct held {
    uint8_t *bytes;
    size_t length;
};

static tks_status hold(void *user, tks_bytes bytes, tks_error *err)
{
    struct held *held = user;
    uint8_t *larger = realloc(held->bytes, held->length + bytes.length);

    if (larger == NULL)
        return fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for a picture");
    memcpy(larger + held->length, bytes.data, bytes.length);
    held->bytes = larger;
    held->length += bytes.length;
    return TKS_OK;
}

/* The overlay as a picture. */
static tks_status draw(tks_image **out, const tks_diff *diff, tks_view expected, tks_view actual,
                       const tks_env *env, tks_error *err)
{
    struct held held = { NULL, 0 };
    const tks_sink sink = { hold, &held };
    tks_drawing drawing = TKS_DRAWING;
    tks_status status;

    drawing.sink = &sink;
    if ((status = tks_render(diff, expected, actual, &drawing, env, err)) == TKS_OK)
        status = tks_image_decode(out, (tks_bytes){ held.bytes, held.length }, env, err);
    free(held.bytes);
    return status;
}

static tks_view part_of(tks_view view, tks_rect part)
{
    const ptrdiff_t bytes = view.pixels == TKS_RGBA16 ? 8 : 4; /* all that images have */

    view.data = (const uint8_t *)view.data + part.y * view.stride + part.x * bytes;
    view.width = part.width;
    view.height = part.height;
    return view;
}

/* Room for `length` pixels around from .. from + size - 1, within 0 .. most - 1. */
static void place(int32_t *from, int32_t *size, int32_t length, int32_t most)
{
    const int32_t wanted = *size + 2 * MARGIN > length ? *size + 2 * MARGIN : length;

    if (wanted >= most) {
        *from = 0;
        *size = most;
        return;
    }
    *from -= (wanted - *size) / 2;
    *size = wanted;
    if (*from < 0)
        *from = 0;
    if (*from > most - wanted)
        *from = most - wanted;
}

/* Where to look: around what differs, as much as can be shown pixel by pixel. All of it
 * where the pictures are of different size. */
static tks_rect choose_part(const struct pictures *pictures, const tks_diff *diff)
{
    const tks_terminal *terminal = &pictures->terminal;
    const tks_rect whole = tks_diff_actual_size(diff);
    tks_rect part = tks_diff_bounds(diff);
    int32_t width = LEAST_WIDTH, height = LEAST_HEIGHT;

    if (tks_diff_reason(diff) == TKS_REASON_SIZE || part.width <= 0)
        return whole;
    if (terminal->protocol != TKS_PROTOCOL_BLOCKS && terminal->cell_width > 0) {
        const int32_t columns = terminal->columns / 3 * terminal->cell_width;
        const int32_t rows = terminal->rows * terminal->cell_height;

        width = columns > width ? columns : width;
        height = rows > height ? rows : height;
    }
    place(&part.x, &part.width, width, whole.width);
    place(&part.y, &part.height, height, whole.height);
    /* nearly all of it is better seen whole */
    return part.width / 3 >= whole.width / 4 && part.height / 3 >= whole.height / 4 ? whole : part;
}

static void tell_part(tks_rect part, tks_rect whole)
{
    if (part.width < whole.width || part.height < whole.height)
        printf("shown: %" PRId32 "x%" PRId32 " at %" PRId32 ",%" PRId32 " of %" PRId32 "x%" PRId32
               "\n",
               part.width, part.height, part.x, part.y, whole.width, whole.height);
}

tks_status pictures_put_pair(const struct pictures *pictures, const tks_diff *diff,
                             tks_view expected, tks_view actual, const tks_env *env, tks_error *err)
{
    static const char *const captions[] = { "expected", "actual", "difference" };
    const tks_sink sink = file_sink(stdout);
    const bool differs = tks_diff_counts(diff).differing > 0;
    tks_view views[3] = { expected, actual };
    tks_image *drawn = NULL;
    tks_status status = TKS_OK;

    if (!pictures->shown)
        return TKS_OK;
    if (differs && (status = draw(&drawn, diff, expected, actual, env, err)))
        return status;
    if (differs)
        views[2] = tks_image_view(drawn);
    if (tks_diff_reason(diff) != TKS_REASON_SIZE) {
        const tks_rect part = choose_part(pictures, diff);

        tell_part(part, tks_diff_actual_size(diff));
        for (int i = 0; i < 2 + differs; i++)
            views[i] = part_of(views[i], part);
    }
    status =
        tks_render_terminal(views, captions, differs ? 3 : 2, &pictures->terminal, &sink, env, err);
    tks_image_free(drawn);
    return status;
}
