/* compare.c - the public ways to compare two pictures
 *
 * Puts the layers together: read the files, ask the engine, let a painter watch,
 * and give the picture a name only once it is known to be wanted and whole.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "base/base.h"
#include "diff/diff.h"
#include "kernel/kernel.h"
#include "render/render.h"
#include "score/score.h"
#include "session/session.h"
#include "textdiff/textdiff.h"

#include <string.h>

static const char *const roles[2] = { "expected", "actual" };

/* ---------------------------------------------------------------------- drawing */

/* A picture that is drawn while comparing, in case a difference is found. It is
 * held encoded in memory until then, so that a pair that turns out equal leaves no
 * file, no folder and no half of anything. */
struct sketch {
    const tks_drawing *drawing; /* NULL: nothing is drawn */
    const struct tksi_env *env;
    struct tksi_buffer spool;
    struct tksi_painter *painter;
    const struct tksi_observer *observer;
};

static void sketch_dispose(struct sketch *sketch)
{
    tksi_painter_free(sketch->painter);
    tksi_buffer_dispose(&sketch->spool);
}

static tks_status sketch_begin(struct sketch *sketch, const tks_drawing *drawing,
                               const struct tksi_env *env, tks_error *err)
{
    tks_status status;
    tks_sink sink;

    *sketch = (struct sketch){ .drawing = drawing, .env = env };
    if (drawing == NULL)
        return TKS_OK;
    if ((status = tksi_drawing_check(drawing, err)) || drawing->style == TKS_STYLE_ALIGNED)
        return status; /* that one is drawn from the finished diff (alignment.c) */
    tksi_buffer_init(&sketch->spool, SIZE_MAX, env);
    sink = tksi_buffer_sink(&sketch->spool);
    if ((status = tksi_painter_new(&sketch->painter, drawing, &sink, env, err)) == TKS_OK)
        sketch->observer = tksi_painter_observer(sketch->painter);
    return status;
}

/* Keeps the picture if a pixel differs; it goes with the sketch otherwise. */
static tks_status sketch_finish(struct sketch *sketch, const tks_diff *diff, tks_error *err)
{
    const tks_drawing *drawing = sketch->drawing;
    tks_status status;

    if (sketch->painter == NULL || tks_diff_counts(diff).differing == 0)
        return TKS_OK;
    if ((status = tksi_painter_finish(sketch->painter, err)))
        return status;
    return tksi_drawing_deliver(drawing, (tks_bytes){ sketch->spool.data, sketch->spool.length },
                                sketch->env, err);
}

/* ----------------------------------------------------------------------- scores */

static bool wants_scores(const tks_diff *diff, const tks_rules *rules)
{
    return rules->scores != 0 && tks_diff_reason(diff) != TKS_REASON_SIZE;
}

static tks_status score_views(tks_diff *diff, tks_view expected, tks_view actual,
                              const tks_rules *rules, const struct tksi_env *env, tks_error *err)
{
    double scores[TKS_SCORE_COUNT];
    tks_status status;

    if (!wants_scores(diff, rules))
        return TKS_OK;
    status = tksi_scores_views(scores, rules->scores, expected, actual, rules->pixels_per_degree,
                               env, err);
    if (status == TKS_OK)
        tksi_diff_keep_scores(diff, scores, rules->scores);
    return status;
}

static void score_identical(tks_diff *diff, const tks_rules *rules)
{
    double scores[TKS_SCORE_COUNT];

    for (int i = 0; i < TKS_SCORE_COUNT; i++)
        scores[i] = tks_score_best((tks_score)i);
    tksi_diff_keep_scores(diff, scores, rules->scores);
}

/* A picture and its byte-for-byte copy. */
static tks_status compare_copy(tks_diff **out, tks_bytes file, const tks_rules *rules,
                               const struct tksi_env *env, tks_error *err)
{
    tks_diff *diff = NULL;
    tks_status status;

    if ((status = tksi_diff_identical(&diff, file, rules, env, err)) ||
        (status = tksi_diff_keep_areas(diff, diff, rules, NULL, err))) {
        tks_diff_free(diff);
        return status;
    }
    score_identical(diff, rules);
    *out = diff;
    return TKS_OK;
}

/* -------------------------------------------------------------------- comparing */

/* A pair on its way to an answer. */
struct comparison {
    const tks_rules *rules;
    const tks_drawing *drawing;
    const struct tksi_env *env;
    struct sketch sketch;
    tks_diff *diff;
    struct tksi_settlement settled; /* of the areas, if it came to that */
};

static void comparison_dispose(struct comparison *comparison)
{
    tksi_settlement_dispose(&comparison->settled);
    tks_diff_free(comparison->diff);
    sketch_dispose(&comparison->sketch);
}

static bool wants_areas(const struct comparison *comparison)
{
    return tksi_areas_matter(comparison->diff, comparison->rules);
}

/* The streaming engine keeps no picture and decodes no more than its answer needs; whoever
 * needs both pictures whole says so here. */
static bool wants_pictures(const struct comparison *comparison)
{
    return wants_areas(comparison) || wants_scores(comparison->diff, comparison->rules) ||
           tksi_wants_alignment(comparison->diff, comparison->rules, comparison->drawing);
}

/* Replaces the diff by that of the settled pictures, where areas excuse anything. */
static tks_status settle(struct comparison *comparison, const tks_view views[2], tks_error *err)
{
    const tks_rules *rules = comparison->rules;
    const struct tksi_env *env = comparison->env;
    tks_diff *plain = comparison->diff;
    tks_status status;

    if ((status = tksi_areas_settle(&comparison->settled, views, rules, env, err)))
        return status;
    if (comparison->settled.actual == NULL)
        return tksi_diff_keep_areas(plain, plain, rules, NULL, err);
    comparison->diff = NULL;
    sketch_dispose(&comparison->sketch);
    if ((status = sketch_begin(&comparison->sketch, comparison->drawing, env, err)) == TKS_OK &&
        (status = tksi_compare_settled(&comparison->diff, &comparison->settled, views, rules,
                                       comparison->sketch.observer, env, err)) == TKS_OK)
        status = tksi_diff_keep_areas(comparison->diff, plain, rules, &comparison->settled, err);
    tks_diff_free(plain);
    return status;
}

/* What is done with whole pictures, once they have been compared. Alignment looks at the
 * settled ones: what an area excuses was not inserted either. */
static tks_status look_closer(struct comparison *comparison, const tks_view views[2],
                              tks_error *err)
{
    const tks_rules *rules = comparison->rules;
    struct tksi_aligned_views aligned = { { views[0], views[1] }, { views[0], views[1] } };
    tks_status status;

    if (wants_areas(comparison) && (status = settle(comparison, views, err)))
        return status;
    if (comparison->settled.actual != NULL)
        aligned.judged[1] = tks_image_view(comparison->settled.actual);
    if ((status = score_views(comparison->diff, views[0], views[1], rules, comparison->env, err)))
        return status;
    if (!tksi_wants_alignment(comparison->diff, rules, comparison->drawing))
        return TKS_OK;
    return tksi_align_diff(comparison->diff, &aligned, rules, comparison->drawing, comparison->env,
                           err);
}

/* Hands the answer over. */
static tks_status conclude(tks_diff **out, struct comparison *comparison, tks_error *err)
{
    tks_diff *diff = comparison->diff;
    tks_status status = TKS_OK;

    if (tks_diff_area_count(diff) == 0)
        status = tksi_diff_keep_areas(diff, diff, comparison->rules, NULL, err);
    if (status == TKS_OK)
        status = sketch_finish(&comparison->sketch, diff, err);
    if (status == TKS_OK) {
        *out = diff;
        comparison->diff = NULL;
    }
    return status;
}

/* Two encoded pictures that are known to differ in some byte. */
static tks_status compare_route(tks_diff **out, struct tksi_source *const files[2],
                                const char *const names[2], const tks_rules *rules,
                                const tks_drawing *drawing, enum tksi_route route,
                                const struct tksi_env *env, tks_error *err)
{
    struct comparison comparison = { .rules = rules, .drawing = drawing, .env = env };
    static const bool both[2] = { true, true };
    tks_image *images[2] = { NULL, NULL };
    tks_status status;

    if ((status = sketch_begin(&comparison.sketch, drawing, env, err)) ||
        (status = tksi_diff_encoded(&comparison.diff, files, names, rules,
                                    comparison.sketch.observer, route, env, err)))
        goto done;
    if (wants_pictures(&comparison)) {
        if ((status = tksi_decode_pair(images, both, files, names, env, err)))
            goto done;
        status =
            look_closer(&comparison,
                        (const tks_view[2]){ tks_image_view(images[0]), tks_image_view(images[1]) },
                        err);
        if (status)
            goto done;
    }
    status = conclude(out, &comparison, err);
done:
    tks_image_free(images[0]);
    tks_image_free(images[1]);
    comparison_dispose(&comparison);
    return status;
}

static tks_status compare_encoded(tks_diff **out, struct tksi_source *const files[2],
                                  const char *const names[2], const tks_rules *rules,
                                  const tks_drawing *drawing, const struct tksi_env *env,
                                  tks_error *err)
{
    tks_status status = compare_route(out, files, names, rules, drawing, TKSI_ROUTE_FAST, env, err);

    if (status == TKS_CONFLICT)
        status = compare_route(out, files, names, rules, drawing, TKSI_ROUTE_WHOLE, env, err);
    return status;
}

tks_status tksi_compare_bytes(tks_diff **out, const char *const names[2], tks_bytes expected,
                              tks_bytes actual, const tks_rules *rules, const tks_drawing *drawing,
                              const tks_env *env, tks_error *err)
{
    struct tksi_source sources[2];
    struct tksi_source *const files[2] = { &sources[0], &sources[1] };
    struct tksi_env resolved;
    tks_rules checked;
    tks_status status;

    if ((status = tksi_env_resolve(&resolved, env, err)) ||
        (status = tksi_rules_resolve(&checked, rules, err)))
        return status;
    if (expected.length == actual.length &&
        memcmp(expected.data, actual.data, actual.length) == 0) {
        status = compare_copy(out, expected, &checked, &resolved, err);
        return status != TKS_OK ? tksi_fail_at(err, status, names[0]) : TKS_OK;
    }
    tksi_source_of_bytes(&sources[0], expected);
    tksi_source_of_bytes(&sources[1], actual);
    return compare_encoded(out, files, names, &checked, drawing, &resolved, err);
}

tks_status tks_compare_bytes(tks_diff **out, tks_bytes expected, tks_bytes actual,
                             const tks_rules *rules, const tks_drawing *drawing, const tks_env *env,
                             tks_error *err)
{
    return tksi_compare_bytes(out, roles, expected, actual, rules, drawing, env, err);
}

tks_status tks_compare_views(tks_diff **out, tks_view expected, tks_view actual,
                             const tks_rules *rules, const tks_drawing *drawing, const tks_env *env,
                             tks_error *err)
{
    const tks_view views[2] = { expected, actual };
    struct tksi_env resolved;
    struct comparison comparison = { .drawing = drawing, .env = &resolved };
    tks_rules checked;
    tks_status status;

    if ((status = tksi_env_resolve(&resolved, env, err)) ||
        (status = tksi_rules_resolve(&checked, rules, err)))
        return status;
    comparison.rules = &checked;
    if ((status = sketch_begin(&comparison.sketch, drawing, &resolved, err)) ||
        (status = tksi_diff_views(&comparison.diff, expected, actual, &checked,
                                  comparison.sketch.observer, &resolved, err)) ||
        (status = look_closer(&comparison, views, err)))
        goto done;
    status = conclude(out, &comparison, err);
done:
    comparison_dispose(&comparison);
    return status;
}

/* ------------------------------------------------------------------------ files */

/* The two files of a pair. */
struct files {
    struct tksi_env env;
    struct tksi_file file[2];
    struct tksi_source source[2]; /* opened once they are known to differ */
    struct tksi_buffer begin;     /* of both, as far as they were read and are equal */
};

static tks_status files_open(struct files *files, const char *const names[2],
                             const struct tksi_env *env, tks_error *err)
{
    tks_status status = TKS_OK;

    *files = (struct files){ .env = *env, .file = { { .descriptor = -1 }, { .descriptor = -1 } } };
    for (int side = 0; side < 2; side++)
        tksi_source_of_bytes(&files->source[side], (tks_bytes){ NULL, 0 });
    for (int side = 0; side < 2 && status == TKS_OK; side++)
        status = tksi_file_open(&files->file[side], names[side], env, err);
    return status;
}

static void files_close(struct files *files)
{
    for (int side = 0; side < 2; side++) {
        tksi_source_dispose(&files->source[side]);
        tksi_file_close(&files->file[side]);
    }
    tksi_buffer_dispose(&files->begin);
}

/* Reads both files side by side until they differ. What is equal is kept of the
 * beginning only, for its header: the rest leaves no trace in memory. */
static tks_status read_while_equal(struct files *files, bool *identical, tks_error *err)
{
    enum { STEP = 128 << 10 };
    size_t got[2] = { STEP, STEP };
    tks_status status;

    *identical = false;
    if (!files->file[0].regular || !files->file[1].regular ||
        files->file[0].length != files->file[1].length)
        return TKS_OK;
    tksi_buffer_init(&files->begin, 3 * STEP, &files->env);
    if ((status = tksi_buffer_reserve(&files->begin, 3 * STEP, err)))
        return status;
    for (bool begun = false; got[0] == STEP; begun = true) {
        uint8_t *expected = files->begin.data + (begun ? STEP : 0);
        uint8_t *actual = files->begin.data + 2 * STEP;

        if ((status = tksi_file_read(&files->file[0], expected, STEP, &got[0], err)) ||
            (status = tksi_file_read(&files->file[1], actual, STEP, &got[1], err)))
            return status;
        if (got[0] != got[1] || memcmp(expected, actual, got[0]) != 0)
            return TKS_OK;
        if (!begun)
            files->begin.length = got[0];
    }
    *identical = true;
    return TKS_OK;
}

/* The beginning of a file may end before its header does; then it takes all of it. */
static tks_status compare_identical(tks_diff **out, struct files *files, const tks_rules *rules,
                                    tks_error *err)
{
    struct tksi_source *source = &files->source[0];
    tks_bytes begin = { files->begin.data, files->begin.length };
    tks_status status = compare_copy(out, begin, rules, &files->env, NULL);

    if (status == TKS_OK)
        return status;
    if ((status = tksi_source_of_file(source, &files->file[0], &files->env, err)) ||
        (status = tksi_source_load(source, err)))
        return status;
    status = compare_copy(out, source->memory, rules, &files->env, err);
    return status != TKS_OK ? tksi_fail_at(err, status, files->file[0].path) : TKS_OK;
}

static tks_status compare_different(tks_diff **out, struct files *files, const char *const names[2],
                                    const tks_rules *rules, const tks_drawing *drawing,
                                    tks_error *err)
{
    struct tksi_source *const sources[2] = { &files->source[0], &files->source[1] };

    return compare_encoded(out, sources, names, rules, drawing, &files->env, err);
}

/* Whether both are texts, as far as the rules allow any. */
static tks_status check_kinds(bool *texts, struct files *files, const char *const names[2],
                              const tks_rules *rules, bool identical, tks_error *err)
{
    tks_bytes begins[2];

    *texts = false;
    if (rules->texts == NULL)
        return TKS_OK;
    for (int side = 0; side < 2; side++) {
        size_t got = files->begin.length;
        const uint8_t *data = files->begin.data;

        if (!identical)
            data = tksi_source_at(&files->source[side], 0, TKSI_SOURCE_WHOLE, &got);
        begins[side] =
            (tks_bytes){ data != NULL ? (const void *)data : "", data != NULL ? got : 0 };
    }
    return tksi_check_kinds(texts, names, begins, err);
}

static tks_status open_sources(struct files *files, tks_error *err)
{
    tks_status status = TKS_OK;

    tksi_buffer_dispose(&files->begin);
    for (int side = 0; side < 2 && status == TKS_OK; side++)
        status = tksi_source_of_file(&files->source[side], &files->file[side], &files->env, err);
    return status;
}

/* Two files that are the same, or opened as sources. */
static tks_status compare_as_texts(tks_text_diff **out, struct files *files,
                                   const char *const names[2], bool identical,
                                   const tks_rules *rules, const tks_drawing *drawing,
                                   tks_error *err)
{
    struct tksi_source *const sources[2] = { &files->source[0], &files->source[1] };
    tks_status status;

    if (identical) /* neither is kept, and neither has to be read again */
        return tksi_text_compare(out, (tks_bytes){ "", 0 }, (tks_bytes){ "", 0 }, rules->texts,
                                 &files->env, err);
    status = tksi_text_compare_sources(out, sources, names, rules->texts, &files->env, err);
    if (status == TKS_OK && drawing != NULL && tks_text_diff_hunks(*out) > 0 &&
        (status = tksi_text_deliver(*out, names, drawing->path, &files->env, err))) {
        tks_text_diff_free(*out);
        *out = NULL;
    }
    return status;
}

tks_status tksi_compare_pair(tks_diff **diff, tks_text_diff **text, const char *const names[2],
                             const tks_rules *rules, const tks_drawing *drawing, const tks_env *env,
                             tks_error *err)
{
    struct tksi_env resolved;
    struct files files;
    tks_rules checked;
    bool identical = false, texts = false;
    tks_status status;

    if ((status = tksi_env_resolve(&resolved, env, err)) ||
        (status = tksi_rules_resolve(&checked, rules, err)))
        return status;
    if (text == NULL)
        checked.texts = NULL;
    if ((status = files_open(&files, names, &resolved, err)) ||
        (status = read_while_equal(&files, &identical, err)) ||
        (!identical && (status = open_sources(&files, err))) ||
        (status = check_kinds(&texts, &files, names, &checked, identical, err)))
        goto done;
    if (texts)
        status = compare_as_texts(text, &files, names, identical, &checked, drawing, err);
    else if (identical)
        status = compare_identical(diff, &files, &checked, err);
    else
        status = compare_different(diff, &files, names, &checked, drawing, err);
done:
    files_close(&files);
    return status;
}

tks_status tks_compare_files(tks_diff **out, const char *expected, const char *actual,
                             const tks_rules *rules, const tks_drawing *drawing, const tks_env *env,
                             tks_error *err)
{
    const char *const names[2] = { expected, actual };

    return tksi_compare_pair(out, NULL, names, rules, drawing, env, err);
}

tks_status tks_compare_text_files(tks_text_diff **out, const char *expected, const char *actual,
                                  const tks_text_rules *rules, const tks_env *env, tks_error *err)
{
    const char *const names[2] = { expected, actual };
    tks_rules as_texts = TKS_RULES;
    struct tksi_env resolved;
    struct files files;
    tks_text_rules checked;
    tks_status status;

    if ((status = tksi_env_resolve(&resolved, env, err)) ||
        (status = tksi_text_rules_resolve(&checked, rules, err)))
        return status;
    as_texts.texts = &checked;
    if ((status = files_open(&files, names, &resolved, err)) == TKS_OK &&
        (status = open_sources(&files, err)) == TKS_OK)
        status = compare_as_texts(out, &files, names, false, &as_texts, NULL, err);
    files_close(&files);
    return status;
}
