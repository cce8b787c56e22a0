/* explain.c - the public calls: regions found, classified, ordered and put into words
 *
 * The number of regions and of pixels that are looked at closely is bounded, so that a
 * hostile mask costs seconds at most; what is beyond is counted, not dropped silently.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "explain/explain.h"

#include <stdlib.h>

enum {
    DEFAULT_REGIONS = 100,
    MOST_REGIONS = 10000,
    /* Looked at of one region, and of all; once these are used up, of each of the rest.
     * A full HD screen that changed all over stays within a second. */
    REGION_PIXELS = 1 << 19,
    ALL_PIXELS = 1 << 22,
    LATE_PIXELS = 1 << 13
};

struct tks_explanation {
    struct tksi_env env;
    tks_region *regions;
    size_t count;
    tks_left_out left_out;
    tks_overall overall;
    struct tksi_buffer words; /* of the whole, then of the regions */
};

/* -------------------------------------------------------------------- building */

static tks_status classify_all(tks_explanation *explanation, const struct tksi_blob *blobs,
                               const struct tksi_sides *sides, tks_error *err)
{
    int64_t room = ALL_PIXELS;

    for (size_t i = 0; i < explanation->count; i++) {
        tks_region *region = &explanation->regions[i];
        const int64_t area = (int64_t)blobs[i].box.width * blobs[i].box.height;
        const int64_t most = room < LATE_PIXELS     ? LATE_PIXELS
                             : room < REGION_PIXELS ? room
                                                    : REGION_PIXELS;
        tks_status status;

        *region = (tks_region){ .size = sizeof *region,
                                .box = blobs[i].box,
                                .pixels = blobs[i].differing };
        if ((status = tksi_classify(region, sides, most, &explanation->env, err)))
            return status;
        room -= area < most ? area : most;
    }
    return TKS_OK;
}

static int by_importance(const void *first, const void *second)
{
    const tks_region *a = first, *b = second;
    const bool minor_a = a->change == TKS_CHANGE_RENDERING;
    const bool minor_b = b->change == TKS_CHANGE_RENDERING;

    if (minor_a != minor_b)
        return minor_a ? 1 : -1;
    if (a->pixels != b->pixels)
        return a->pixels > b->pixels ? -1 : 1;
    if (a->box.y != b->box.y)
        return a->box.y < b->box.y ? -1 : 1;
    return (a->box.x > b->box.x) - (a->box.x < b->box.x);
}

/* Texts come to stand in one buffer, which moves while it grows: pointers are set last. */
static tks_status put_into_words(tks_explanation *explanation, int32_t dx, int32_t dy,
                                 const tks_diff *diff, tks_error *err)
{
    struct tksi_buffer *words = &explanation->words;
    tks_region *regions = explanation->regions;
    tks_status status = tksi_say_whole(words, regions, explanation->count, explanation->left_out,
                                       explanation->overall, dx, dy, diff, err);
    const char *text;

    for (size_t i = 0; i < explanation->count && status == TKS_OK; i++)
        status = tksi_say_region(words, &regions[i], err);
    if (status != TKS_OK)
        return status;
    text = (const char *)words->data;
    for (size_t i = 0; i < explanation->count; i++) {
        while (*text++ != '\0') {
        }
        regions[i].text = text;
    }
    return TKS_OK;
}

static tks_status explain(tks_explanation *explanation, const struct tksi_blob *blobs,
                          size_t n_blobs, size_t most, const struct tksi_sides *sides,
                          tks_error *err)
{
    const struct tksi_env *env = &explanation->env;
    int32_t dx = 0, dy = 0;
    tks_status status;

    explanation->count = n_blobs < most ? n_blobs : most;
    for (size_t i = explanation->count; i < n_blobs; i++) {
        explanation->left_out.regions++;
        explanation->left_out.pixels += blobs[i].differing;
    }
    explanation->regions = tksi_allocate(env, explanation->count, sizeof *explanation->regions);
    if (explanation->regions == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for regions");
    if ((status = classify_all(explanation, blobs, sides, err)) ||
        (status = tksi_pair_moves(explanation->regions, &explanation->count, sides, env, err)))
        return status;
    if (explanation->count > 1)
        qsort(explanation->regions, explanation->count, sizeof *explanation->regions,
              by_importance);
    if ((status = tksi_find_overall(&explanation->overall, &dx, &dy, explanation->regions,
                                    explanation->count, sides, env, err)))
        return status;
    return put_into_words(explanation, dx, dy, sides->diff, err);
}

/* -------------------------------------------------------------------- checking */

static tks_status check_side(const char *which, const tks_view *view, tks_rect size, tks_error *err)
{
    const tks_status status = tksi_check_view(view, err);

    if (status)
        return status;
    if (view->width != size.width || view->height != size.height)
        return tksi_fail(err, TKS_INVALID_ARGUMENT,
                         "the %s view shows %dx%d pixels, the diff was made from %dx%d", which,
                         view->width, view->height, size.width, size.height);
    return TKS_OK;
}

static tks_status check_options(size_t *most, const tks_explain_options *options, tks_error *err)
{
    *most = DEFAULT_REGIONS;
    if (options == NULL)
        return TKS_OK;
    if (options->size < sizeof *options)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "tks_explain_options.size is not set");
    if (options->most_regions > MOST_REGIONS)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "%zu regions are wanted, the limit is %d",
                         options->most_regions, MOST_REGIONS);
    if (options->most_regions > 0)
        *most = options->most_regions;
    return TKS_OK;
}

/* ---------------------------------------------------------------- public calls */

tks_status tks_explain_views(tks_explanation **out, const tks_diff *diff, tks_view expected,
                             tks_view actual, const tks_explain_options *options,
                             const tks_env *env, tks_error *err)
{
    const struct tksi_sides sides = { diff, expected, actual };
    tks_explanation *explanation = NULL;
    struct tksi_blob *blobs = NULL;
    struct tksi_env resolved;
    size_t n_blobs, most;
    tks_status status;

    if ((status = tksi_env_resolve(&resolved, env, err)) ||
        (status = check_options(&most, options, err)) ||
        (status = check_side("expected", &expected, tks_diff_expected_size(diff), err)) ||
        (status = check_side("actual", &actual, tks_diff_actual_size(diff), err)))
        return status;
    if ((explanation = tksi_allocate_zeroed(&resolved, 1, sizeof *explanation)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for an explanation");
    explanation->env = resolved;
    tksi_buffer_init(&explanation->words, SIZE_MAX, &explanation->env);
    if ((status = tksi_regions_find(&blobs, &n_blobs, diff, &resolved, err)) ||
        (status = explain(explanation, blobs, n_blobs, most, &sides, err)))
        goto done;
    *out = explanation;
    explanation = NULL;
done:
    tksi_release(&resolved, blobs);
    tks_explanation_free(explanation);
    return status;
}

tks_status tks_explain_files(tks_explanation **out, const tks_diff *diff, const char *expected,
                             const char *actual, const tks_explain_options *options,
                             const tks_env *env, tks_error *err)
{
    tks_image *images[2] = { NULL, NULL };
    tks_status status;

    if ((status = tks_image_load(&images[0], expected, env, err)) ||
        (status = tks_image_load(&images[1], actual, env, err)))
        goto done;
    status = tks_explain_views(out, diff, tks_image_view(images[0]), tks_image_view(images[1]),
                               options, env, err);
done:
    tks_image_free(images[1]);
    tks_image_free(images[0]);
    return status;
}

size_t tks_explanation_count(const tks_explanation *explanation)
{
    return explanation->count;
}

const tks_region *tks_explanation_region(const tks_explanation *explanation, size_t index)
{
    return index < explanation->count ? &explanation->regions[index] : NULL;
}

tks_left_out tks_explanation_left_out(const tks_explanation *explanation)
{
    return explanation->left_out;
}

tks_overall tks_explanation_overall(const tks_explanation *explanation)
{
    return explanation->overall;
}

const char *tks_explanation_text(const tks_explanation *explanation)
{
    return (const char *)explanation->words.data;
}

void tks_explanation_free(tks_explanation *explanation)
{
    struct tksi_env env;

    if (explanation == NULL)
        return;
    env = explanation->env;
    tksi_buffer_dispose(&explanation->words);
    tksi_release(&env, explanation->regions);
    tksi_release(&env, explanation);
}
