/* areas.c - a pair compared once more, with what its areas excuse made equal
 *
 * The first comparison takes the fast way and knows nothing of layout and floating areas,
 * which can only excuse. Where nothing differs in them it has the answer; else both pictures
 * are decoded whole, the areas settled (diff/areas.c), and the settled pair is compared. The
 * picture of the difference still shows the actual picture as it is.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "session/session.h"

/* Stands before an observer and shows it the picture itself, not the settled one. */
struct screen {
    const struct tksi_observer *behind;
    tks_view actual;
    struct tksi_env env;
    uint32_t *row;
};

static tks_status begin_behind(void *self, const struct tksi_canvas *canvas, tks_error *err)
{
    struct screen *screen = self;

    return screen->behind->begin(screen->behind->self, canvas, err);
}

static tks_status show_behind(void *self, const struct tksi_judged_row *row, tks_error *err)
{
    struct screen *screen = self;
    struct tksi_judged_row shown = *row;

    if (screen->behind->wants_actual && row->y < screen->actual.height) {
        tksi_view_row8(screen->row, &screen->actual, row->y, &screen->env);
        shown.actual = screen->row;
    }
    return screen->behind->row(screen->behind->self, &shown, err);
}

tks_status tksi_compare_settled(tks_diff **out, const struct tksi_settlement *settled,
                                const tks_view views[2], const tks_rules *rules,
                                const struct tksi_observer *observer, const struct tksi_env *env,
                                tks_error *err)
{
    struct screen screen = { .behind = observer, .actual = views[1], .env = *env };
    const struct tksi_observer shown = { .self = &screen,
                                         .wants_expected =
                                             observer != NULL && observer->wants_expected,
                                         .begin = begin_behind,
                                         .row = show_behind };
    tks_status status;

    screen.row = tksi_allocate(env, (size_t)views[1].width, sizeof *screen.row);
    if (screen.row == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a row");
    status = tksi_diff_views(out, views[0], tks_image_view(settled->actual), rules,
                             observer != NULL ? &shown : NULL, env, err);
    tksi_release(env, screen.row);
    return status;
}
