/* aligned.c - two pictures next to each other, what belongs together at one height
 *
 *     expected        actual
 *     +-----------+   +-----------+
 *     |  equal    | | |  equal    |     pale grey
 *     | / / / / / |#| | inserted  |     green; hatched where the other has nothing
 *     |  equal    | | |  equal    |
 *     | deleted   |#| | / / / / / |     red
 *     |  changed  |#| |  changed  |     grey, and pixels that differ in red
 *     +-----------+   +-----------+     moved bands are blue, with how far
 *
 * Between the two stands a rail with a mark for every band that is not equal, so that
 * a single row is seen too. Every band has its box on the canvas of a panel; a row of
 * the picture is drawn from the boxes it crosses, so that memory stays small.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "align/align.h"
#include "image/png_write.h"
#include "render/painter.h"

#include <stdlib.h>
#include <string.h>

enum {
    RAIL = 24, /* columns between the panels, of which MARK are marks */
    MARK = 8,
    SHORTEST_MARK = 3, /* rows */
    HATCH = 8,         /* from stripe to stripe */
    THIN = 2,
    TINT = 40, /* per cent of colour */
    FAINT_TINT = 20,
    FADE = 3 /* a third of the contrast stays */
};

struct color {
    uint8_t c[3];
};

/* Of the rail's marks, and mixed into what is seen of a band. */
static const struct color marks[] = { [TKS_BAND_EQUAL] = { { 255, 255, 255 } },
                                      [TKS_BAND_CHANGED] = { { 240, 150, 0 } },
                                      [TKS_BAND_INSERT] = { { 20, 150, 50 } },
                                      [TKS_BAND_DELETE] = { { 210, 30, 30 } },
                                      [TKS_BAND_MOVE] = { { 30, 90, 220 } } };
static const struct color white = { { 255, 255, 255 } }, stripe = { { 214, 214, 214 } },
                          empty = { { 240, 240, 240 } };

/* ------------------------------------------------------------------- boxes */

/* Where a band lies on the canvas of both panels. */
struct box {
    tks_band band;
    bool source; /* of a move: there is no actual side */
    tks_rect at;
    int32_t next;   /* of those that begin in the same row, or are active */
    tks_diff *diff; /* of a changed band, while it is active */
};

struct canvas {
    const tks_alignment *alignment;
    const struct tksi_aligned_views *views;
    const tks_rules *rules;
    struct tksi_env env;
    tks_color differing, antialiased;
    struct box *boxes;
    int32_t n_boxes, width, height;
    int32_t *begins; /* the first box that begins in each row, or -1 */
    uint32_t *words; /* a row of one side of one box */
    tks_run *runs;
    uint8_t *rgb; /* a row of the picture */
};

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* The canvas a node needs: rows add their heights, columns their widths. */
static tks_rect size_of(const struct tksi_tree *tree, int32_t node)
{
    const struct tksi_node *here = &tree->nodes[node];
    tks_rect size = { 0, 0, 0, 0 };

    if (here->kind == TKSI_NODE_SOURCE)
        return (tks_rect){ 0, 0, here->band.expected.width, here->band.expected.height };
    if (here->kind == TKSI_NODE_BAND && here->band.op == TKS_BAND_MOVE)
        return (tks_rect){ 0, 0, here->band.actual.width, here->band.actual.height };
    if (here->kind == TKSI_NODE_BAND)
        return (tks_rect){ 0, 0, larger(here->band.expected.width, here->band.actual.width),
                           larger(here->band.expected.height, here->band.actual.height) };
    for (int32_t i = here->first; i != TKSI_NO_NODE; i = tree->nodes[i].next) {
        const tks_rect child = size_of(tree, i);

        if (here->kind == TKSI_NODE_ROWS) {
            size.width = larger(size.width, child.width);
            size.height += child.height;
        } else {
            size.width += child.width;
            size.height = larger(size.height, child.height);
        }
    }
    return size;
}

/* Counts the boxes of a node, and places them once there is room. Returns the size. */
static tks_rect place(struct canvas *canvas, int32_t node, int32_t x, int32_t y)
{
    const struct tksi_tree *tree = &canvas->alignment->tree;
    const struct tksi_node *here = &tree->nodes[node];
    const tks_rect size = size_of(tree, node);

    if (here->kind == TKSI_NODE_BAND || here->kind == TKSI_NODE_SOURCE) {
        if (canvas->boxes != NULL)
            canvas->boxes[canvas->n_boxes] = (struct box){ .band = here->band,
                                                           .source = here->kind == TKSI_NODE_SOURCE,
                                                           .at = { x, y, size.width, size.height },
                                                           .next = -1 };
        canvas->n_boxes++;
        return size;
    }
    for (int32_t i = here->first; i != TKSI_NO_NODE; i = tree->nodes[i].next) {
        const tks_rect child = place(canvas, i, x, y);

        x += here->kind == TKSI_NODE_COLUMNS ? child.width : 0;
        y += here->kind == TKSI_NODE_ROWS ? child.height : 0;
    }
    return size;
}

/* What is seen of a box in a panel: 0 expected, 1 actual; empty where nothing is. */
static tks_rect seen(const struct box *box, int panel)
{
    if (box->band.op == TKS_BAND_MOVE && box->source != (panel == 0))
        return (tks_rect){ 0, 0, 0, 0 };
    return panel == 0 ? box->band.expected : box->band.actual;
}

/* ------------------------------------------------------------------ labels */

/* Digits and arrows, five columns by seven rows, the top left in the highest bit of
 * the first row. */
enum { GLYPH_WIDTH = 5, GLYPH_HEIGHT = 7, SCALE = 2, PADDING = 3, LONGEST_LABEL = 20 };
enum { DOWN = 10, UP, RIGHT, LEFT, BLANK, GLYPHS };

static const uint8_t glyphs[GLYPHS][GLYPH_HEIGHT] = {
    { 14, 17, 19, 21, 25, 17, 14 }, { 4, 12, 4, 4, 4, 4, 14 },  { 14, 17, 1, 2, 4, 8, 31 },
    { 31, 2, 4, 2, 1, 17, 14 },     { 2, 6, 10, 18, 31, 2, 2 }, { 31, 16, 30, 1, 1, 17, 14 },
    { 6, 8, 16, 30, 17, 17, 14 },   { 31, 1, 2, 4, 8, 8, 8 },   { 14, 17, 17, 14, 17, 17, 14 },
    { 14, 17, 17, 15, 1, 2, 12 },   { 4, 4, 4, 4, 21, 14, 4 },  { 4, 14, 21, 4, 4, 4, 4 },
    { 0, 4, 2, 31, 2, 4, 0 },       { 0, 4, 8, 31, 8, 4, 0 },   { 0, 0, 0, 0, 0, 0, 0 },
};

/* An arrow and a number; nothing for 0. */
static int write_shift(uint8_t *label, int length, int32_t shift, uint8_t forth, uint8_t back)
{
    uint8_t digits[12];
    int32_t rest = shift < 0 ? -shift : shift;
    int count = 0;

    if (shift == 0)
        return length;
    if (length > 0)
        label[length++] = BLANK;
    label[length++] = shift > 0 ? forth : back;
    for (; rest > 0 && count < 7; rest /= 10)
        digits[count++] = (uint8_t)(rest % 10);
    while (count > 0)
        label[length++] = digits[--count];
    return length;
}

/* Lays the label of a moved band over row `line` of it. */
static void draw_label(uint8_t *rgb, const struct box *box, int32_t line, int32_t width)
{
    const tks_rect *from = &box->band.expected, *to = &box->band.actual;
    uint8_t label[LONGEST_LABEL];
    int length = write_shift(label, 0, to->y - from->y, DOWN, UP);
    const int32_t row = line - PADDING;
    int32_t columns;

    length = write_shift(label, length, to->x - from->x, RIGHT, LEFT);
    columns = length * (GLYPH_WIDTH + 1) * SCALE - SCALE + 2 * PADDING;
    if (line >= GLYPH_HEIGHT * SCALE + 2 * PADDING || columns > width)
        return;
    for (int32_t x = 0; x < columns; x++) {
        const int32_t column = x - PADDING, cell = (GLYPH_WIDTH + 1) * SCALE;
        const int32_t inside = column >= 0 ? column % cell / SCALE : GLYPH_WIDTH;
        bool ink = false;

        if (row >= 0 && row < GLYPH_HEIGHT * SCALE && inside < GLYPH_WIDTH &&
            column / cell < length)
            ink = glyphs[label[column / cell]][row / SCALE] >> (GLYPH_WIDTH - 1 - inside) & 1;
        memcpy(rgb + (size_t)x * 3, ink ? white.c : marks[TKS_BAND_MOVE].c, 3);
    }
}

/* -------------------------------------------------------------------- rows */

/* Rec. 601 over white. */
static unsigned lightness(uint32_t word)
{
    uint8_t p[4];
    unsigned light;

    memcpy(p, &word, sizeof p);
    light = (77u * p[0] + 150u * p[1] + 29u * p[2]) >> 8;
    return 255 - (255 - light) * p[3] / 255;
}

/* Faded or tinted, pictures keep no colours of their own: colour is the answer. The
 * tint is mixed in, so that it is seen on dark pages as on light ones. */
static void put_pixel(uint8_t *rgb, unsigned light, tks_band_op op, unsigned tint)
{
    if (op == TKS_BAND_EQUAL || op == TKS_BAND_CHANGED) {
        memset(rgb, (int)(255 - (255 - light) / FADE), 3);
        return;
    }
    for (int c = 0; c < 3; c++)
        rgb[c] = (uint8_t)((light * (100 - tint) + marks[op].c[c] * tint) / 100);
}

static void draw_runs(const struct canvas *canvas, uint8_t *rgb, const struct box *box,
                      int32_t line)
{
    const size_t count =
        tks_diff_row(box->diff, line, canvas->runs, (size_t)box->band.expected.width);

    for (size_t i = 0; i < count; i++) {
        const tks_run *run = &canvas->runs[i];
        const tks_color color =
            run->kind == TKS_RUN_DIFFERING ? canvas->differing : canvas->antialiased;
        const uint8_t bytes[3] = { color.red, color.green, color.blue };

        for (int32_t x = run->x; x < run->x + run->length; x++)
            memcpy(rgb + (size_t)x * 3, bytes, 3);
    }
}

/* A place where one picture has nothing: hatched, or plain grey where it is thin. */
static void draw_nothing(uint8_t *rgb, int32_t x, int32_t y, int32_t width, bool hatched)
{
    for (int32_t i = 0; i < width; i++)
        memcpy(rgb + (size_t)i * 3, hatched && (x + i + y) % HATCH >= 2 ? empty.c : stripe.c, 3);
}

/* Rows by ones and twos are how a layout rounds; they shall not shout. */
static bool is_thin(const struct box *box)
{
    return box->at.height <= THIN || box->at.width <= THIN;
}

/* Row `line` of a box in a panel that begins at `rgb`. */
static void draw_box(const struct canvas *canvas, uint8_t *rgb, const struct box *box, int panel,
                     int32_t line)
{
    const tks_rect rect = seen(box, panel);
    uint8_t *to = rgb + (size_t)box->at.x * 3;
    tks_view piece;

    draw_nothing(to, box->at.x, box->at.y + line, box->at.width, !is_thin(box));
    if (rect.width <= 0 || line >= rect.height)
        return;
    piece = tksi_view_part(&canvas->views->shown[panel], rect);
    tksi_view_row8(canvas->words, &piece, line, &canvas->env);
    for (int32_t x = 0; x < rect.width; x++)
        put_pixel(to + (size_t)x * 3, lightness(canvas->words[x]), box->band.op,
                  is_thin(box) ? FAINT_TINT : TINT);
    if (box->diff != NULL)
        draw_runs(canvas, to, box, line);
    if (box->band.op == TKS_BAND_MOVE)
        draw_label(to, box, line, rect.width);
}

static void draw_mark(const struct canvas *canvas, const struct box *box)
{
    uint8_t *to = canvas->rgb + ((size_t)canvas->width + (RAIL - MARK) / 2) * 3;

    if (box->band.op != TKS_BAND_EQUAL)
        for (int32_t x = 0; x < MARK; x++)
            memcpy(to + (size_t)x * 3, marks[box->band.op].c, 3);
}

/* Judges a changed band when its first row comes. */
static tks_status judge(struct canvas *canvas, struct box *box, tks_error *err)
{
    const tks_view *views = canvas->views->judged;
    struct tksi_part_rules part;
    tks_status status;

    if (box->band.op != TKS_BAND_CHANGED)
        return TKS_OK;
    status = tksi_part_rules_init(&part, canvas->rules, box->band.expected, &canvas->env, err);
    if (status)
        return status;
    status = tksi_diff_views(&box->diff, tksi_view_part(&views[0], box->band.expected),
                             tksi_view_part(&views[1], box->band.actual), &part.rules, NULL,
                             &canvas->env, err);
    tksi_part_rules_dispose(&part);
    return status;
}

static void forget(struct box *box)
{
    tks_diff_free(box->diff);
    box->diff = NULL;
}

/* Row y of the picture; *active is the list of boxes that cross it. */
static tks_status draw_row(struct canvas *canvas, int32_t y, int32_t *active, tks_error *err)
{
    const size_t panel = ((size_t)canvas->width + RAIL) * 3;
    int32_t *link = active;

    draw_nothing(canvas->rgb, 0, y, canvas->width, true);
    memset(canvas->rgb + (size_t)canvas->width * 3, 255, (size_t)RAIL * 3);
    draw_nothing(canvas->rgb + panel, 0, y, canvas->width, true);
    while (*link >= 0)
        link = &canvas->boxes[*link].next;
    *link = canvas->begins[y];
    for (int32_t i = *link; i >= 0; i = canvas->boxes[i].next) {
        const tks_status status = judge(canvas, &canvas->boxes[i], err);

        if (status)
            return status;
    }
    for (link = active; *link >= 0;) {
        struct box *box = &canvas->boxes[*link];
        const int32_t line = y - box->at.y;

        if (line >= larger(box->at.height, box->band.op == TKS_BAND_EQUAL ? 0 : SHORTEST_MARK)) {
            *link = box->next;
            continue;
        }
        draw_mark(canvas, box);
        for (int side = 0; side < 2 && line < box->at.height; side++)
            draw_box(canvas, canvas->rgb + (size_t)side * panel, box, side, line);
        if (line == box->at.height - 1)
            forget(box);
        link = &box->next;
    }
    return TKS_OK;
}

/* --------------------------------------------------------------------- all */

static tks_status take_memory(struct canvas *canvas, tks_error *err)
{
    const struct tksi_env *env = &canvas->env;
    const int32_t widest = larger(canvas->views->judged[0].width, canvas->views->judged[1].width);
    tks_rect size = place(canvas, canvas->alignment->root, 0, 0);

    canvas->width = size.width;
    canvas->height = size.height;
    canvas->boxes = tksi_allocate(env, (size_t)canvas->n_boxes, sizeof *canvas->boxes);
    canvas->begins = tksi_allocate(env, (size_t)size.height, sizeof *canvas->begins);
    canvas->words = tksi_allocate(env, (size_t)widest, sizeof *canvas->words);
    canvas->runs = tksi_allocate(env, (size_t)widest, sizeof *canvas->runs);
    canvas->rgb = tksi_allocate(env, 2 * (size_t)size.width + RAIL, 3);
    canvas->n_boxes = 0; /* none is placed yet */
    if (canvas->boxes == NULL || canvas->begins == NULL || canvas->words == NULL ||
        canvas->runs == NULL || canvas->rgb == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    place(canvas, canvas->alignment->root, 0, 0);
    for (int32_t y = 0; y < size.height; y++)
        canvas->begins[y] = -1;
    for (int32_t i = canvas->n_boxes - 1; i >= 0; i--) {
        struct box *box = &canvas->boxes[i];

        if (box->at.height > 0) {
            box->next = canvas->begins[box->at.y];
            canvas->begins[box->at.y] = i;
        }
    }
    return TKS_OK;
}

static void give_back(struct canvas *canvas)
{
    const struct tksi_env *env = &canvas->env;

    for (int32_t i = 0; i < canvas->n_boxes && canvas->boxes != NULL; i++)
        forget(&canvas->boxes[i]);
    tksi_release(env, canvas->boxes);
    tksi_release(env, canvas->begins);
    tksi_release(env, canvas->words);
    tksi_release(env, canvas->runs);
    tksi_release(env, canvas->rgb);
}

static tks_status draw(struct canvas *canvas, struct tksi_png_writer *writer, tks_error *err)
{
    tks_status status = TKS_OK;
    int32_t active = -1;

    for (int32_t y = 0; y < canvas->height && status == TKS_OK; y++)
        if ((status = draw_row(canvas, y, &active, err)) == TKS_OK)
            status = tksi_png_writer_row(writer, canvas->rgb, err);
    return status == TKS_OK ? tksi_png_writer_finish(writer, err) : status;
}

tks_status tksi_draw_aligned(const tks_sink *sink, const struct tks_alignment *alignment,
                             const struct tksi_aligned_views *views, const tks_rules *rules,
                             const tks_drawing *drawing, const struct tksi_env *env, tks_error *err)
{
    struct canvas canvas = { .alignment = alignment,
                             .views = views,
                             .rules = rules,
                             .env = *env,
                             .differing = drawing->differing,
                             .antialiased = drawing->antialiased };
    struct tksi_png_output form = { .n_colors = 0 };
    struct tksi_png_writer *writer = NULL;
    tks_status status;

    if ((status = take_memory(&canvas, err)) ||
        (status = tksi_check_size(2 * (int64_t)canvas.width + RAIL, canvas.height, env, err)))
        goto done;
    form.width = 2 * canvas.width + RAIL;
    form.height = canvas.height;
    if ((status = tksi_png_writer_open(&writer, &form, sink, env, err)) == TKS_OK)
        status = draw(&canvas, writer, err);
done:
    tksi_png_writer_free(writer);
    give_back(&canvas);
    return status;
}

/* ------------------------------------------------------------------- style */

static tks_status begin(struct tksi_painter *painter, tks_error *err)
{
    (void)painter;
    return tksi_fail(err, TKS_UNSUPPORTED, "an aligned picture is not drawn row by row");
}

static tks_status row(struct tksi_painter *painter, const struct tksi_judged_row *judged,
                      tks_error *err)
{
    (void)judged;
    return begin(painter, err);
}

static void dispose(struct tksi_painter *painter)
{
    (void)painter;
}

const struct tksi_style tksi_style_aligned = { "aligned", false, false, begin, row, dispose };
