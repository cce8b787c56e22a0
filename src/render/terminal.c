/* terminal.c - pictures next to each other in the cells of a terminal
 *
 *     |<------ columns ------>|
 *     expected  actual  diff        captions
 *     +------+  +------+  +------+
 *     |      |  |      |  |      |  panels, all at one scale, two columns between them
 *     +------+  |      |  |      |
 *               +------+  +------+
 *
 * Where a terminal takes pictures as such, the lines they will cover are made first, by
 * line feeds, and the cursor goes back up: a picture at the bottom of a terminal makes some
 * of them scroll and others not.
 *
 * Pictures are made smaller here and not by pixman, whose coordinates end at 32767 and
 * which wants a premultiplied copy of the whole: a row is read, added to its sums and
 * forgotten, and the sums are integers.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "render/terminal.h"

#include "image/image.h"
#include <tksnap/terminal.h>

#include <string.h>

enum {
    GAP = 2,
    MOST_CELLS = 10000,
    MOST_CELL_SIDE = 1000,
    USUAL_CELL_WIDTH = 10,
    USUAL_CELL_HEIGHT = 20,
    MOST_PIXELS = 1 << 26, /* of a panel */
    /* pictures smaller than this are enlarged up to it */
    SMALL_COLUMNS = 16,
    SMALL_ROWS = 8
};

static const struct {
    const char *name;
    tksi_terminal_writer *write; /* NULL: blocks, which are written together */
} protocols[] = {
    { "blocks", NULL },
    { "sixel", tksi_terminal_sixel },
    { "iterm", tksi_terminal_iterm },
    { "kitty", tksi_terminal_kitty },
};

enum { PROTOCOLS = sizeof protocols / sizeof *protocols };

const char *tks_protocol_name(tks_protocol protocol)
{
    return (unsigned)protocol < PROTOCOLS ? protocols[protocol].name : "unknown";
}

/* ---------------------------------------------------------------------- layout */

/* Where everything goes: lengths of the pictures times over / under. */
struct layout {
    int32_t cell_width, cell_height;
    int64_t over, under;
};

static tks_status check(const tks_view *pictures, size_t count, const tks_terminal *terminal,
                        tks_error *err)
{
    tks_status status;

    if (terminal == NULL || terminal->size < sizeof *terminal)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "tks_terminal.size is not set");
    if ((unsigned)terminal->protocol >= PROTOCOLS)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "no such protocol: %d",
                         (int)terminal->protocol);
    if (count < 1 || count > TKS_TERMINAL_MOST_PICTURES)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "%zu pictures are wanted, 1 to %d can be shown",
                         count, (int)TKS_TERMINAL_MOST_PICTURES);
    if (terminal->columns < 1 || terminal->columns > MOST_CELLS || terminal->rows < 1 ||
        terminal->rows > MOST_CELLS || terminal->cell_width < 0 ||
        terminal->cell_width > MOST_CELL_SIDE || terminal->cell_height < 0 ||
        terminal->cell_height > MOST_CELL_SIDE)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "a terminal of such a size cannot be");
    for (size_t i = 0; i < count; i++)
        if ((status = tksi_check_view(&pictures[i], err)))
            return status;
    return TKS_OK;
}

static bool is_exact(const tks_terminal *terminal)
{
    return terminal->cell_width > 0 && terminal->cell_height > 0;
}

/* Twice as large as long as that is small and fits. */
static void enlarge(struct layout *layout, int32_t width, int32_t height, int64_t most_width,
                    int64_t most_height)
{
    const int64_t small_width = (int64_t)SMALL_COLUMNS * layout->cell_width;
    const int64_t small_height = (int64_t)SMALL_ROWS * layout->cell_height;

    if (most_width > small_width)
        most_width = small_width;
    if (most_height > small_height)
        most_height = small_height;
    while (width * layout->over * 2 <= most_width && height * layout->over * 2 <= most_height)
        layout->over *= 2;
}

static struct layout lay_out(const tks_view *pictures, size_t count, const tks_terminal *terminal)
{
    struct layout layout = { 1, 2, 1, 1 }; /* a cell of blocks */
    int64_t most_width = terminal->columns - GAP * ((int64_t)count - 1), most_height;
    int32_t width = 1, height = 1;

    if (terminal->protocol != TKS_PROTOCOL_BLOCKS) {
        layout.cell_width = is_exact(terminal) ? terminal->cell_width : USUAL_CELL_WIDTH;
        layout.cell_height = is_exact(terminal) ? terminal->cell_height : USUAL_CELL_HEIGHT;
    }
    most_width = most_width / (int64_t)count * layout.cell_width;
    most_height = (int64_t)terminal->rows * layout.cell_height;
    if (most_width < layout.cell_width)
        most_width = layout.cell_width;
    for (size_t i = 0; i < count; i++) {
        width = pictures[i].width > width ? pictures[i].width : width;
        height = pictures[i].height > height ? pictures[i].height : height;
    }
    if (width > most_width || height > most_height) {
        const bool wide = most_width * height <= most_height * width;

        layout.over = wide ? most_width : most_height;
        layout.under = wide ? width : height;
    } else if (terminal->protocol != TKS_PROTOCOL_BLOCKS) {
        enlarge(&layout, width, height, most_width, most_height);
    }
    return layout;
}

static int32_t scaled(int32_t length, const struct layout *layout)
{
    const int64_t product = length * layout->over / layout->under;

    return product > 0 ? (int32_t)product : 1;
}

/* --------------------------------------------------------------------- scaling */

/* Output pixel `at` of `length` stands for from .. to - 1 of `of`. */
static void stretch(int32_t *from, int32_t *to, int32_t at, int32_t length, int32_t of)
{
    *from = (int32_t)((int64_t)at * of / length);
    *to = (int32_t)(((int64_t)at + 1) * of / length);
    if (*to <= *from)
        *to = *from + 1;
}

/* Four sums for each column: the colours times alpha, and alpha. */
static void add_row(uint64_t *sums, int32_t width, const uint32_t *row, int32_t row_width)
{
    for (int32_t x = 0; x < width; x++, sums += 4) {
        int32_t from, to;

        stretch(&from, &to, x, width, row_width);
        for (const uint8_t *pixel = (const uint8_t *)(row + from); from < to; from++, pixel += 4) {
            for (int c = 0; c < 3; c++)
                sums[c] += (uint64_t)pixel[c] * pixel[3];
            sums[3] += pixel[3];
        }
    }
}

/* The means, on white. */
static void put_row(uint8_t *pixels, int32_t width, const uint64_t *sums, int32_t row_width,
                    int32_t rows)
{
    for (int32_t x = 0; x < width; x++, sums += 4) {
        int32_t from, to;
        uint64_t most;

        stretch(&from, &to, x, width, row_width);
        most = (uint64_t)(to - from) * (uint64_t)rows * 255;
        for (int c = 0; c < 3; c++)
            *pixels++ = (uint8_t)((sums[c] + (most - sums[3]) * 255 + most / 2) / most);
    }
}

static tks_status scale(struct tksi_panel *panel, const tks_view *picture,
                        const struct tksi_env *env, tks_error *err)
{
    const size_t sums_size = (size_t)panel->width * 4 * sizeof(uint64_t);
    uint64_t *sums = tksi_allocate(env, 1, sums_size);
    uint32_t *room = tksi_allocate(env, (size_t)picture->width, 4);
    tks_status status = TKS_OK;

    if (sums == NULL || room == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
        goto done;
    }
    for (int32_t y = 0; y < panel->height; y++) {
        int32_t first, end;

        stretch(&first, &end, y, panel->height, picture->height);
        memset(sums, 0, sums_size);
        for (int32_t row = first; row < end; row++)
            add_row(sums, panel->width, tksi_view_words8(room, picture, row, env), picture->width);
        put_row(panel->pixels + (size_t)y * (size_t)panel->width * 3, panel->width, sums,
                picture->width, end - first);
    }
done:
    tksi_release(env, room);
    tksi_release(env, sums);
    return status;
}

static tks_status make_panel(struct tksi_panel *panel, const tks_view *picture,
                             const struct layout *layout, const struct tksi_env *env,
                             tks_error *err)
{
    panel->width = scaled(picture->width, layout);
    panel->height = scaled(picture->height, layout);
    panel->columns = (panel->width + layout->cell_width - 1) / layout->cell_width;
    panel->rows = (panel->height + layout->cell_height - 1) / layout->cell_height;
    if ((int64_t)panel->width * panel->height > MOST_PIXELS)
        return tksi_fail(err, TKS_OVER_LIMIT, "%d x %d pixels are too many for a terminal",
                         panel->width, panel->height);
    panel->pixels = tksi_allocate(env, (size_t)panel->width * (size_t)panel->height, 3);
    if (panel->pixels == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    return scale(panel, picture, env, err);
}

/* --------------------------------------------------------------------- writing */

static tks_status put_captions(struct tksi_buffer *out, const char *const *captions,
                               const struct tksi_panel *panels, size_t count, tks_error *err)
{
    tks_status status = TKS_OK;

    for (size_t i = 0; i < count && status == TKS_OK; i++) {
        const int width = panels[i].columns;

        if (i + 1 < count)
            status = tksi_buffer_printf(out, err, "%-*.*s", width + GAP, width, captions[i]);
        else
            status = tksi_buffer_printf(out, err, "%.*s\n", width, captions[i]);
    }
    return status;
}

/* Each at its place on the lines made for them. */
static tks_status put_panels(struct tksi_buffer *out, const struct tksi_panel *panels, size_t count,
                             const tks_terminal *terminal, tks_error *err)
{
    tksi_terminal_writer *write = protocols[terminal->protocol].write;
    tks_status status = TKS_OK;
    int32_t rows = 0, column = 0;

    for (size_t i = 0; i < count; i++)
        rows = panels[i].rows > rows ? panels[i].rows : rows;
    for (int32_t row = 0; row < rows && status == TKS_OK; row++)
        status = tksi_buffer_append(out, "\n", 1, err);
    if (status == TKS_OK)
        status = tksi_buffer_printf(out, err, "\033[%dA", rows);
    for (size_t i = 0; i < count && status == TKS_OK; i++) {
        status = tksi_buffer_printf(out, err, "\0337"); /* keeps the cursor, 8 puts it back */
        if (status == TKS_OK && column > 0)
            status = tksi_buffer_printf(out, err, "\033[%dC", column);
        if (status == TKS_OK &&
            (status = write(out, &panels[i], is_exact(terminal), err)) == TKS_OK)
            status = tksi_buffer_printf(out, err, "\0338");
        column += panels[i].columns + GAP;
    }
    return status ? status : tksi_buffer_printf(out, err, "\033[%dB\r", rows);
}

static tks_status write_all(const struct tksi_panel *panels, const char *const *captions,
                            size_t count, const tks_terminal *terminal, const tks_sink *sink,
                            const struct tksi_env *env, tks_error *err)
{
    struct tksi_buffer out;
    tks_status status = TKS_OK;

    tksi_buffer_init(&out, SIZE_MAX / 2, env);
    if (captions != NULL)
        status = put_captions(&out, captions, panels, count, err);
    if (status == TKS_OK)
        status = terminal->protocol == TKS_PROTOCOL_BLOCKS
                     ? tksi_terminal_blocks(&out, panels, count, GAP, err)
                     : put_panels(&out, panels, count, terminal, err);
    if (status == TKS_OK)
        status = sink->write(sink->user, (tks_bytes){ out.data, out.length }, err);
    tksi_buffer_dispose(&out);
    return status;
}

tks_status tks_render_terminal(const tks_view *pictures, const char *const *captions, size_t count,
                               const tks_terminal *terminal, const tks_sink *sink,
                               const tks_env *env, tks_error *err)
{
    struct tksi_panel panels[TKS_TERMINAL_MOST_PICTURES] = { { .pixels = NULL } };
    struct layout layout;
    struct tksi_env resolved;
    tks_status status;

    if ((status = check(pictures, count, terminal, err)) ||
        (status = tksi_env_resolve(&resolved, env, err)))
        return status;
    layout = lay_out(pictures, count, terminal);
    for (size_t i = 0; i < count && status == TKS_OK; i++)
        status = make_panel(&panels[i], &pictures[i], &layout, &resolved, err);
    if (status == TKS_OK)
        status = write_all(panels, captions, count, terminal, sink, &resolved, err);
    for (size_t i = 0; i < count; i++)
        tksi_release(&resolved, panels[i].pixels);
    return status;
}
