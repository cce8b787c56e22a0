/* alignment.c - the alignment of two pictures: made, kept, told
 *
 * First exactly. Where next to nothing matches, noise may be why (a JPEG, another
 * rasteriser): then once more by sketches of the rows, and that is kept if it
 * explains more; its matching rows are changed bands then, rows that belong together
 * and differ a little.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "align/align.h"
#include "align/area.h"

/* The share of the pixels that must be explained, in per cent; less is noise. */
enum { FEW = 10 };

/* Pixels that may be looked at beyond the first pass: some three times all of them,
 * and for small pictures enough for every cut. About a nanosecond each. */
static const int64_t least_budget = 4 << 20;
enum { PASSES = 3 };

/* ------------------------------------------------------------------- making */

static int64_t area_of(const struct tksi_aligner *aligner)
{
    return (int64_t)aligner->expected.width * aligner->expected.height +
           (int64_t)aligner->actual.width * aligner->actual.height;
}

static tks_status align_once(int32_t *root, struct tksi_aligner *aligner, bool rough,
                             tks_error *err)
{
    const struct tksi_area all = {
        { 0, 0, aligner->expected.width, aligner->expected.height },
        { 0, 0, aligner->actual.width, aligner->actual.height },
    };

    aligner->rough = rough;
    aligner->budget = PASSES * area_of(aligner) + least_budget;
    return tksi_align_area(root, aligner, all, 0, err);
}

static tks_status build(int32_t *root, struct tksi_aligner *aligner, tks_error *err)
{
    const int64_t all = area_of(aligner);
    tks_status status = align_once(root, aligner, false, err);
    int64_t cost;
    int32_t other;

    if (status)
        return status;
    cost = tksi_align_cost(aligner->tree, *root);
    if ((all - cost) * 100 < FEW * all) {
        if ((status = align_once(&other, aligner, true, err)))
            return status;
        if (tksi_align_cost(aligner->tree, other) < cost)
            *root = other;
        else
            aligner->rough = false;
    }
    if ((status = tksi_align_moves(aligner, *root, err)) == TKS_OK)
        status = tksi_align_settle(aligner, *root, err);
    return status;
}

/* ------------------------------------------------------------------- object */

/* Lists the bands below a node once there is room, and counts them. */
static void list_bands(tks_alignment *alignment, int32_t node)
{
    const struct tksi_node *here = &alignment->tree.nodes[node];

    if (here->kind == TKSI_NODE_BAND) {
        if (alignment->bands != NULL)
            alignment->bands[alignment->count] = node;
        alignment->count++;
    }
    for (int32_t i = here->first; i != TKSI_NO_NODE; i = alignment->tree.nodes[i].next)
        list_bands(alignment, i);
}

static tks_status keep_bands(tks_alignment *alignment, tks_error *err)
{
    list_bands(alignment, alignment->root);
    alignment->bands = tksi_allocate(&alignment->env, alignment->count, sizeof *alignment->bands);
    if (alignment->bands == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    alignment->count = 0;
    list_bands(alignment, alignment->root);
    return TKS_OK;
}

static tks_status check_options(const tks_align_options *options, tks_error *err)
{
    if (options != NULL && options->size < sizeof *options)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "tks_align_options.size is not set");
    return TKS_OK;
}

tks_status tksi_align(tks_alignment **out, const tks_view views[2],
                      const tks_align_options *options, const struct tksi_env *env, tks_error *err)
{
    const bool wide = views[0].pixels == TKS_RGBA16 || views[1].pixels == TKS_RGBA16;
    struct tksi_aligner aligner = { .env = *env };
    tks_alignment *alignment;
    tks_status status = check_options(options, err);

    if (status)
        return status;
    if ((alignment = tksi_allocate_zeroed(env, 1, sizeof *alignment)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    alignment->env = *env;
    tksi_tree_init(&alignment->tree, env);
    aligner.tree = &alignment->tree;
    aligner.rows_only = options != NULL && options->rows_only;
    if ((status = tksi_plane_open(&aligner.expected, &views[0], wide, env, err)) ||
        (status = tksi_plane_open(&aligner.actual, &views[1], wide, env, err)) ||
        (status = build(&alignment->root, &aligner, err)) || (status = keep_bands(alignment, err)))
        goto done;
    *out = alignment;
    alignment = NULL;
done:
    tksi_plane_close(&aligner.expected);
    tksi_plane_close(&aligner.actual);
    tks_alignment_free(alignment);
    return status;
}

tks_status tks_align_views(tks_alignment **out, tks_view expected, tks_view actual,
                           const tks_align_options *options, const tks_env *env, tks_error *err)
{
    struct tksi_env resolved;
    tks_status status;

    if ((status = tksi_env_resolve(&resolved, env, err)) ||
        (status = tksi_check_view(&expected, err)) || (status = tksi_check_view(&actual, err)))
        return status;
    return tksi_align(out, (const tks_view[2]){ expected, actual }, options, &resolved, err);
}

tks_status tks_align_files(tks_alignment **out, const char *expected, const char *actual,
                           const tks_align_options *options, const tks_env *env, tks_error *err)
{
    tks_image *images[2] = { NULL, NULL };
    tks_status status;

    if ((status = tks_image_load(&images[0], expected, env, err)) == TKS_OK &&
        (status = tks_image_load(&images[1], actual, env, err)) == TKS_OK)
        status = tks_align_views(out, tks_image_view(images[0]), tks_image_view(images[1]), options,
                                 env, err);
    tks_image_free(images[0]);
    tks_image_free(images[1]);
    return status;
}

void tks_alignment_free(tks_alignment *alignment)
{
    struct tksi_env env;

    if (alignment == NULL)
        return;
    env = alignment->env;
    if (alignment->bands != NULL)
        tksi_release(&env, alignment->bands);
    tksi_tree_dispose(&alignment->tree);
    tksi_release(&env, alignment);
}

/* ------------------------------------------------------------------- reading */

size_t tks_alignment_count(const tks_alignment *alignment)
{
    return alignment->count;
}

tks_band tks_alignment_band(const tks_alignment *alignment, size_t index)
{
    if (index >= alignment->count)
        return (tks_band){ .op = TKS_BAND_EQUAL };
    return alignment->tree.nodes[alignment->bands[index]].band;
}

const tks_alignment *tks_diff_alignment(const tks_diff *diff)
{
    return tksi_diff_attached(diff);
}

const char *tks_band_op_name(tks_band_op op)
{
    static const char *const names[] = { "equal", "changed", "insert", "delete", "move" };

    return op <= TKS_BAND_MOVE ? names[op] : "unknown";
}

const char *tks_axis_name(tks_axis axis)
{
    static const char *const names[] = { "row", "column" };

    return axis <= TKS_AXIS_COLUMN ? names[axis] : "unknown";
}
