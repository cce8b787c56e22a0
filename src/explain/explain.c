/* explain.c - the public calls: regions found, classified, ordered and put into words
 *
 * There are two ways to tell a difference: the regions that differ, each where it lies;
 * and, for pictures that were aligned, the bands that came, went or moved, and the regions
 * that differ besides. Both are tried, and the one that leaves less unexplained is told.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "explain/explain.h"

enum { DEFAULT_REGIONS = 100, MOST_REGIONS = 10000 };

struct tks_explanation {
    struct tksi_env env;
    struct tksi_finding finding;
    struct tksi_buffer words; /* of the whole, then of the regions */
};

/* -------------------------------------------------------------------- building */

/* Texts come to stand in one buffer, which moves while it grows: pointers are set last. */
static tks_status put_into_words(tks_explanation *explanation, const tks_diff *diff, tks_error *err)
{
    const struct tksi_finding *finding = &explanation->finding;
    struct tksi_buffer *words = &explanation->words;
    tks_status status = tksi_say_whole(words, finding, diff, err);
    const char *text;

    for (size_t i = 0; i < finding->count && status == TKS_OK; i++)
        status = tksi_say_region(words, &finding->regions[i], err);
    if (status != TKS_OK)
        return status;
    text = (const char *)words->data;
    for (size_t i = 0; i < finding->count; i++) {
        while (*text++ != '\0') {
        }
        finding->regions[i].text = text;
    }
    return TKS_OK;
}

/* Pixels of regions that are not bands, what is drawn otherwise not counted. A region that
 * moved left a fifth of its change unexplained at worst, bands leave nothing. */
static int64_t unexplained(const struct tksi_finding *finding)
{
    int64_t pixels = finding->left_out.pixels;

    for (size_t i = 0; i < finding->count; i++)
        if (!finding->regions[i].band && finding->regions[i].change != TKS_CHANGE_RENDERING)
            pixels += finding->regions[i].pixels;
    return pixels;
}

/* How much there is to read, what is drawn otherwise not counted. */
static int64_t length_of(const struct tksi_finding *finding)
{
    int64_t length = finding->left_out.regions;

    for (size_t i = 0; i < finding->count; i++)
        length += finding->regions[i].change != TKS_CHANGE_RENDERING;
    return length;
}

/* Bands are the better explanation where they leave half of the changes or less and are
 * not much longer to read. */
static bool is_better(const struct tksi_finding *aligned, const struct tksi_finding *plain)
{
    return unexplained(aligned) * 2 <= unexplained(plain) &&
           length_of(aligned) <= length_of(plain) + TKSI_MOST_DRIFTS;
}

static tks_status conclude(struct tksi_finding *finding, const struct tksi_sides *sides,
                           tks_error *err)
{
    tksi_finding_order(finding);
    return tksi_find_overall(finding, sides, err);
}

/* Takes the bands' explanation instead of the regions' if it is the better one. */
static tks_status try_aligned(tks_explanation *explanation, const struct tksi_sides *sides,
                              tks_error *err)
{
    const tks_alignment *alignment = tks_diff_alignment(sides->diff);
    struct tksi_finding *plain = &explanation->finding, aligned;
    bool added = false;
    tks_status status = TKS_OK;

    if (alignment == NULL || plain->rules == NULL)
        return TKS_OK;
    tksi_finding_begin(&aligned, plain->rules, plain->most, &explanation->env);
    if ((status = tksi_finding_add_aligned(&added, &aligned, alignment, sides, err)) == TKS_OK &&
        added && (status = conclude(&aligned, sides, err)) == TKS_OK &&
        is_better(&aligned, plain)) {
        const struct tksi_finding other = *plain;

        *plain = aligned;
        aligned = other;
    }
    tksi_finding_dispose(&aligned);
    return status;
}

static tks_status find(tks_explanation *explanation, const struct tksi_sides *sides, tks_error *err)
{
    const struct tksi_field whole = { .sides = *sides };
    tks_status status;

    if ((status = tksi_finding_add(&explanation->finding, &whole, err)) ||
        (status = conclude(&explanation->finding, sides, err)))
        return status;
    return try_aligned(explanation, sides, err);
}

/* -------------------------------------------------------------------- checking */

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

/* Without sides: pictures that are known to be equal. */
static tks_status make(tks_explanation **out, const tks_diff *diff, const struct tksi_sides *sides,
                       const tks_explain_options *options, const struct tksi_env *env,
                       tks_error *err)
{
    const tks_rules *rules = options != NULL ? options->rules : NULL;
    struct tksi_part_rules excused = { .env = *env };
    tks_explanation *explanation = NULL;
    size_t most;
    tks_status status = check_options(&most, options, err);

    if (status ||
        (rules != NULL && (status = tksi_rules_excused_init(&excused, rules, diff, env, err))))
        return status;
    if ((explanation = tksi_allocate_zeroed(env, 1, sizeof *explanation)) == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for an explanation");
        goto done;
    }
    explanation->env = *env;
    tksi_buffer_init(&explanation->words, SIZE_MAX, &explanation->env);
    tksi_finding_begin(&explanation->finding, rules != NULL ? &excused.rules : NULL, most, env);
    if ((sides == NULL || (status = find(explanation, sides, err)) == TKS_OK) &&
        (status = put_into_words(explanation, diff, err)) == TKS_OK) {
        explanation->finding.rules = NULL; /* they end here */
        *out = explanation;
        explanation = NULL;
    }
done:
    tks_explanation_free(explanation);
    tksi_part_rules_dispose(&excused);
    return status;
}

tks_status tks_explain_views(tks_explanation **out, const tks_diff *diff, tks_view expected,
                             tks_view actual, const tks_explain_options *options,
                             const tks_env *env, tks_error *err)
{
    const struct tksi_sides sides = { diff, expected, actual };
    struct tksi_env resolved;
    tks_status status;

    if ((status = tksi_env_resolve(&resolved, env, err)) ||
        (status = tksi_diff_check_views(diff, &expected, &actual, err)))
        return status;
    return make(out, diff, &sides, options, &resolved, err);
}

/* A picture that has to be decoded first: a file, or (no path) bytes, which are called by
 * their name. */
struct undecoded {
    const char *path, *name;
    tks_bytes bytes;
};

static tks_status decode(tks_image **out, const struct undecoded *picture, const tks_env *env,
                         tks_error *err)
{
    tks_status status;

    if (picture->path != NULL)
        return tks_image_load(out, picture->path, env, err);
    status = tks_image_decode(out, picture->bytes, env, err);
    return status ? tksi_fail_at(err, status, picture->name) : TKS_OK;
}

static tks_status explain_undecoded(tks_explanation **out, const tks_diff *diff,
                                    const struct undecoded pictures[2],
                                    const tks_explain_options *options, const tks_env *env,
                                    tks_error *err)
{
    tks_image *images[2] = { NULL, NULL };
    struct tksi_env resolved;
    tks_status status;

    if ((status = tksi_env_resolve(&resolved, env, err)))
        return status;
    if (tks_diff_reason(diff) == TKS_REASON_IDENTICAL)
        return make(out, diff, NULL, options, &resolved, err);
    if ((status = decode(&images[0], &pictures[0], env, err)) == TKS_OK &&
        (status = decode(&images[1], &pictures[1], env, err)) == TKS_OK)
        status = tks_explain_views(out, diff, tks_image_view(images[0]), tks_image_view(images[1]),
                                   options, env, err);
    tks_image_free(images[1]);
    tks_image_free(images[0]);
    return status;
}

tks_status tks_explain_bytes(tks_explanation **out, const tks_diff *diff, tks_bytes expected,
                             tks_bytes actual, const tks_explain_options *options,
                             const tks_env *env, tks_error *err)
{
    const struct undecoded pictures[2] = { { .name = "expected", .bytes = expected },
                                           { .name = "actual", .bytes = actual } };

    return explain_undecoded(out, diff, pictures, options, env, err);
}

tks_status tks_explain_files(tks_explanation **out, const tks_diff *diff, const char *expected,
                             const char *actual, const tks_explain_options *options,
                             const tks_env *env, tks_error *err)
{
    const struct undecoded pictures[2] = { { .path = expected }, { .path = actual } };

    return explain_undecoded(out, diff, pictures, options, env, err);
}

size_t tks_explanation_count(const tks_explanation *explanation)
{
    return explanation->finding.count;
}

const tks_region *tks_explanation_region(const tks_explanation *explanation, size_t index)
{
    return index < explanation->finding.count ? &explanation->finding.regions[index] : NULL;
}

tks_left_out tks_explanation_left_out(const tks_explanation *explanation)
{
    return explanation->finding.left_out;
}

tks_overall tks_explanation_overall(const tks_explanation *explanation)
{
    return explanation->finding.overall;
}

bool tks_explanation_is_aligned(const tks_explanation *explanation)
{
    return explanation->finding.n_drifts > 0;
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
    tksi_finding_dispose(&explanation->finding);
    tksi_release(&env, explanation);
}
