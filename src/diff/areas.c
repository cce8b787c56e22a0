/* areas.c - what areas make of the actual picture
 *
 * A layout box that is still there, and a floating one whose content lies elsewhere, are
 * settled by a picture: the actual one as it would be had its content stayed. The metric
 * then judges that picture like any other, with the same neighbours, counts and scores.
 *
 *     floating   what the content lies on now, and where it lay   <- expected picture
 *                its box                                          <- where it lies now
 *     layout     its box                                          <- expected picture
 *
 * In this order, and boxes of one kind from the last to the first, so that a pixel of two
 * boxes is that of the kind that comes first, of the box given first. What is ignored is left
 * to the engine, which leaves it out whatever stands there.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/areas.h"

#include "diff/model.h"

/* ----------------------------------------------------------------------- places */

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int64_t within(int64_t number, int32_t limit)
{
    return number < 0 ? 0 : number > limit ? limit : number;
}

tks_rect tksi_rect_within(tks_rect rect, int32_t width, int32_t height)
{
    const int64_t left = within(rect.x, width), top = within(rect.y, height);
    const int64_t right = within((int64_t)rect.x + rect.width, width);
    const int64_t bottom = within((int64_t)rect.y + rect.height, height);

    if (right <= left || bottom <= top)
        return (tks_rect){ 0, 0, 0, 0 };
    return (tks_rect){ (int32_t)left, (int32_t)top, (int32_t)(right - left),
                       (int32_t)(bottom - top) };
}

/* The part of an area that both pictures cover. */
static tks_rect box_of(const tks_area *area, const struct tksi_canvas *canvas)
{
    return tksi_rect_within(area->rect, smaller(canvas->expected_width, canvas->actual_width),
                            smaller(canvas->expected_height, canvas->actual_height));
}

static bool is_empty(tks_rect rect)
{
    return rect.width == 0;
}

/* How many differing pixels the box holds. `runs` has room for the runs of a row. */
static int64_t count_in(const tks_diff *diff, tks_rect box, tks_run *runs)
{
    const int32_t right = box.x + box.width;
    int64_t count = 0;

    for (int32_t y = box.y; y < box.y + box.height; y++) {
        const size_t n_runs = tks_diff_row(diff, y, runs, (size_t)diff->canvas.width);

        for (size_t i = 0; i < n_runs; i++) {
            const int32_t from = runs[i].x > box.x ? runs[i].x : box.x;
            const int32_t to = smaller(runs[i].x + runs[i].length, right);

            if (runs[i].kind == TKS_RUN_DIFFERING && to > from)
                count += to - from;
        }
    }
    return count;
}

/* ------------------------------------------------------------------ sensitivity */

void tksi_areas_sensitivity(float *out, const tks_rules *rules, int32_t y, int32_t from, int32_t to)
{
    for (int32_t x = from; x < to; x++)
        out[x - from] = (float)rules->sensitivity;
    for (size_t i = rules->n_areas; i-- > 0;) {
        const tks_area *area = &rules->areas[i];
        const int64_t right = (int64_t)area->rect.x + area->rect.width;

        if (area->kind != TKS_AREA_SENSITIVITY || y < area->rect.y ||
            y >= (int64_t)area->rect.y + area->rect.height)
            continue;
        for (int32_t x = area->rect.x > from ? area->rect.x : from; x < to && x < right; x++)
            out[x - from] = (float)area->sensitivity;
    }
}

/* --------------------------------------------------------------------- settling */

struct settling {
    const tks_view *views;
    struct tksi_env env;
    struct tksi_canvas canvas;
    const tks_rules *rules;
    tks_rules inner; /* for the content of floating boxes: kept layout boxes are ignored */
    tks_rect *ignore;
    tks_area_result *results;
    bool *kept;        /* layout boxes, by area */
    tks_image *actual; /* the picture that is made */
    tks_view to;       /* of it, to write to: */
    uint8_t *pixels;
    size_t bytes; /* of one */
    void *row;
};

static tks_status decide_layouts(struct settling *settling, tks_error *err)
{
    const tks_rules *rules = settling->rules;
    tks_status status = TKS_OK;

    for (size_t i = 0; i < rules->n_areas && status == TKS_OK; i++) {
        const tks_rect box = box_of(&rules->areas[i], &settling->canvas);

        if (rules->areas[i].kind != TKS_AREA_LAYOUT || is_empty(box))
            continue;
        status = tksi_layout_kept(&settling->kept[i], settling->views, box, &settling->env, err);
        if (status == TKS_OK && settling->kept[i])
            settling->ignore[settling->inner.n_ignore++] = box;
    }
    return status;
}

/* A floating box lies within the expected picture; its content need not stay in the actual
 * one where that is smaller. */
static tks_rect floating_box(const struct settling *settling, const tks_area *area)
{
    return tksi_rect_within(area->rect, settling->canvas.expected_width,
                            settling->canvas.expected_height);
}

static tks_status find_floating(struct settling *settling, tks_error *err)
{
    const tks_rules *rules = settling->rules;
    tks_status status = TKS_OK;

    for (size_t i = 0; i < rules->n_areas && status == TKS_OK; i++) {
        const tks_area *area = &rules->areas[i];
        tks_area_result *result = &settling->results[i];
        const tks_rect box = floating_box(settling, area);

        if (area->kind == TKS_AREA_FLOATING && !is_empty(box))
            status = tksi_floating_find(&result->dx, &result->dy, settling->views, box, area->reach,
                                        &settling->inner, &settling->env, err);
    }
    return status;
}

/* ----------------------------------------------------------------------- pixels */

/* Pixels of `from` (of `view`) to the place `x`, `y` of the picture, as far as it has it. */
static void put(struct settling *settling, const tks_view *view, tks_rect from, int32_t x,
                int32_t y)
{
    const tks_rect place = tksi_rect_within((tks_rect){ x, y, from.width, from.height },
                                            settling->to.width, settling->to.height);
    tks_view part;

    if (is_empty(place))
        return;
    from = (tks_rect){ from.x + place.x - x, from.y + place.y - y, place.width, place.height };
    part = tksi_view_part(view, from);
    for (int32_t row = 0; row < place.height; row++) {
        uint8_t *target = settling->pixels + (place.y + row) * settling->to.stride +
                          (size_t)place.x * settling->bytes;

        if (settling->to.pixels == TKS_RGBA16)
            tksi_view_row16(settling->row, &part, row, &settling->env);
        else
            tksi_view_row8(settling->row, &part, row, &settling->env);
        memcpy(target, settling->row, (size_t)place.width * settling->bytes);
    }
}

static tks_status copy_actual(struct settling *settling, tks_error *err)
{
    const tks_view *expected = &settling->views[0], *actual = &settling->views[1];
    const tks_pixels pixels =
        expected->pixels == TKS_RGBA16 || actual->pixels == TKS_RGBA16 ? TKS_RGBA16 : TKS_RGBA8;
    const int32_t width = expected->width > actual->width ? expected->width : actual->width;
    tks_image *image = NULL;
    tks_status status =
        tksi_image_new(&image, actual->width, actual->height, pixels, &settling->env, err);

    if (status)
        return status;
    settling->actual = image;
    settling->to = tks_image_view(image);
    settling->pixels = image->pixels;
    settling->bytes = pixels == TKS_RGBA16 ? 8 : 4;
    if ((settling->row = tksi_allocate(&settling->env, (size_t)width, settling->bytes)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a row");
    put(settling, actual, (tks_rect){ 0, 0, actual->width, actual->height }, 0, 0);
    return TKS_OK;
}

static bool has_moved(const tks_area_result *result)
{
    return result->dx != 0 || result->dy != 0;
}

/* Where the content lies now, the expected picture; what of that it does not have stays. */
static void uncover(struct settling *settling, const tks_area_result *result)
{
    const tks_rect box = floating_box(settling, &result->area);
    const tks_rect now = tksi_rect_within((tks_rect){ box.x + result->dx, box.y + result->dy,
                                                      box.width, box.height },
                                          settling->views[0].width, settling->views[0].height);

    if (!is_empty(now))
        put(settling, &settling->views[0], now, now.x, now.y);
}

static void put_back(struct settling *settling, const tks_area_result *result)
{
    const tks_rect box = floating_box(settling, &result->area);

    put(settling, &settling->views[1],
        (tks_rect){ box.x + result->dx, box.y + result->dy, box.width, box.height }, box.x, box.y);
}

static void put_all(struct settling *settling)
{
    const size_t n_areas = settling->rules->n_areas;

    for (size_t i = n_areas; i-- > 0;)
        if (has_moved(&settling->results[i]))
            uncover(settling, &settling->results[i]);
    for (size_t i = n_areas; i-- > 0;)
        if (has_moved(&settling->results[i]))
            put_back(settling, &settling->results[i]);
    for (size_t i = n_areas; i-- > 0;)
        if (settling->kept[i]) {
            const tks_rect box = box_of(&settling->rules->areas[i], &settling->canvas);

            put(settling, &settling->views[0], box, box.x, box.y);
        }
}

/* ---------------------------------------------------------------------- in and out */

bool tksi_areas_matter(const tks_diff *diff, const tks_rules *rules)
{
    const tks_rect bounds = tks_diff_bounds(diff);

    for (size_t i = 0; i < rules->n_areas && !is_empty(bounds); i++) {
        const tks_area *area = &rules->areas[i];
        tks_rect box = box_of(area, &diff->canvas);

        /* the bounds of what differs, seen from the box; whether a pixel of it does is
         * found out by those who look at pixels */
        box.x -= bounds.x;
        box.y -= bounds.y;
        if (area->kind != TKS_AREA_SENSITIVITY && !is_empty(box) &&
            !is_empty(tksi_rect_within(box, bounds.width, bounds.height)))
            return true;
    }
    return false;
}

static tks_status take_memory(struct settling *settling, struct tksi_settlement *out,
                              tks_error *err)
{
    const tks_rules *rules = settling->rules;
    const size_t n_areas = rules->n_areas;

    out->results = tksi_allocate_zeroed(&settling->env, n_areas, sizeof *out->results);
    settling->kept = tksi_allocate_zeroed(&settling->env, n_areas, sizeof *settling->kept);
    settling->ignore =
        tksi_allocate(&settling->env, rules->n_ignore + n_areas, sizeof *settling->ignore);
    if (out->results == NULL || settling->kept == NULL || settling->ignore == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu areas", n_areas);
    for (size_t i = 0; i < n_areas; i++)
        out->results[i].area = rules->areas[i];
    settling->results = out->results;
    memcpy(settling->ignore, rules->n_ignore > 0 ? rules->ignore : settling->ignore,
           rules->n_ignore * sizeof *settling->ignore);
    settling->inner = *rules;
    settling->inner.ignore = settling->ignore;
    return TKS_OK;
}

static bool any_settled(const struct settling *settling)
{
    for (size_t i = 0; i < settling->rules->n_areas; i++)
        if (settling->kept[i] || has_moved(&settling->results[i]))
            return true;
    return false;
}

tks_status tksi_areas_settle(struct tksi_settlement *out, const tks_view views[2],
                             const tks_rules *rules, const struct tksi_env *env, tks_error *err)
{
    struct settling settling = { .views = views, .env = *env, .rules = rules };
    tks_status status;

    *out = (struct tksi_settlement){ .env = *env };
    settling.canvas = (struct tksi_canvas){ .expected_width = views[0].width,
                                            .expected_height = views[0].height,
                                            .actual_width = views[1].width,
                                            .actual_height = views[1].height };
    if ((status = take_memory(&settling, out, err)) || (status = decide_layouts(&settling, err)) ||
        (status = find_floating(&settling, err)) || !any_settled(&settling) ||
        (status = copy_actual(&settling, err)))
        goto done;
    put_all(&settling);
    out->actual = settling.actual;
    settling.actual = NULL;
done:
    tks_image_free(settling.actual);
    tksi_release(env, settling.row);
    tksi_release(env, settling.ignore);
    tksi_release(env, settling.kept);
    return status;
}

void tksi_settlement_dispose(struct tksi_settlement *settlement)
{
    tks_image_free(settlement->actual);
    tksi_release(&settlement->env, settlement->results);
    settlement->actual = NULL;
    settlement->results = NULL;
}

tks_status tksi_diff_keep_areas(tks_diff *diff, const tks_diff *plain, const tks_rules *rules,
                                const struct tksi_settlement *settled, tks_error *err)
{
    tks_run *runs;

    if (rules->n_areas == 0)
        return TKS_OK;
    diff->areas = tksi_allocate_zeroed(&diff->env, rules->n_areas, sizeof *diff->areas);
    runs = tksi_allocate(&diff->env, (size_t)diff->canvas.width, sizeof *runs);
    if (diff->areas == NULL || runs == NULL) {
        tksi_release(&diff->env, runs);
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu areas", rules->n_areas);
    }
    diff->n_areas = rules->n_areas;
    for (size_t i = 0; i < rules->n_areas; i++) {
        const tks_rect box = box_of(&rules->areas[i], &diff->canvas);
        tks_area_result *result = &diff->areas[i];
        int64_t before;

        if (settled != NULL)
            *result = settled->results[i];
        result->area = rules->areas[i];
        result->differing = count_in(diff, box, runs);
        result->verdict = result->differing > 0 ? TKS_DIFFERENT : TKS_SAME;
        before = plain != diff ? count_in(plain, box, runs) : result->differing;
        result->excused = before > result->differing ? before - result->differing : 0;
    }
    /* what was excused is not identical for that */
    if (diff->reason == TKS_REASON_IDENTICAL)
        diff->reason = plain->reason;
    tksi_release(&diff->env, runs);
    return TKS_OK;
}
