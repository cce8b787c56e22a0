/* cmd_explain.c - tksnap explain EXPECTED ACTUAL, tksnap explain SELECTOR
 *
 * Both pictures are read whole, unless they are the same file: explaining looks at their
 * pixels, not only at which of them differ.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "answer.h"
#include "comparing.h"
#include "exit.h"
#include "explained.h"
#include "number.h"
#include "say.h"
#include "waiting.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct options {
    struct comparing comparing;
    int64_t budget;
    const char *tiles; /* a folder; NULL: none are written */
};

static bool take(void *user, int id, const char *value, tks_error *err)
{
    struct options *options = user;

    switch (id) {
    case OPT_BUDGET:
        if (number_whole(&options->budget, value) && options->budget >= 1)
            return true;
        return fail_with(err, "--budget wants a number of bytes, 1 or more, not '%s'", value);
    case OPT_TILES:
        options->tiles = value;
        return true;
    default:
        return comparing_take(&options->comparing, id, value, err);
    }
}

/* Everything an answer is made of. */
struct work {
    tks_image *images[2]; /* NULL where files are the same */
    tks_diff *diff;
    tks_explanation *explanation;
};

static void dispose(struct work *work)
{
    tks_explanation_free(work->explanation);
    tks_diff_free(work->diff);
    tks_image_free(work->images[1]);
    tks_image_free(work->images[0]);
}

/* --------------------------------------------------------------------- explaining */

static bool is_rest_equal(FILE *a, FILE *b)
{
    enum { STEP = 64 << 10 };
    char *room = malloc(2 * STEP);
    bool equal = room != NULL;
    size_t got = STEP;

    while (equal && got == STEP) {
        got = fread(room, 1, STEP, a);
        equal = fread(room + STEP, 1, STEP, b) == got && memcmp(room, room + STEP, got) == 0;
    }
    equal = equal && !ferror(a) && !ferror(b);
    free(room);
    return equal;
}

/* Whether they are two files with the same bytes, of which none has to be decoded. What
 * cannot be read is told by those who need it. */
static bool are_files_equal(const char *a, const char *b)
{
    struct stat about[2];
    FILE *files[2] = { NULL, NULL };
    bool equal = false;

    if (stat(a, &about[0]) == 0 && stat(b, &about[1]) == 0 && S_ISREG(about[0].st_mode) &&
        S_ISREG(about[1].st_mode) && about[0].st_size == about[1].st_size &&
        (files[0] = fopen(a, "rbe")) != NULL && (files[1] = fopen(b, "rbe")) != NULL)
        equal = is_rest_equal(files[0], files[1]);
    for (int i = 0; i < 2; i++)
        if (files[i] != NULL)
            fclose(files[i]);
    return equal;
}

static tks_status explain(struct work *work, char **paths, const tks_rules *rules,
                          const tks_env *env, tks_error *err)
{
    const tks_explain_options telling = { .size = sizeof telling, .rules = rules };
    tks_view expected, actual;
    tks_status status;

    if (are_files_equal(paths[0], paths[1])) {
        if ((status = tks_compare_files(&work->diff, paths[0], paths[1], rules, NULL, env, err)))
            return status;
        return tks_explain_files(&work->explanation, work->diff, paths[0], paths[1], &telling, env,
                                 err);
    }
    if ((status = tks_image_load(&work->images[0], paths[0], env, err)) ||
        (status = tks_image_load(&work->images[1], paths[1], env, err)))
        return status;
    expected = tks_image_view(work->images[0]);
    actual = tks_image_view(work->images[1]);
    if ((status = tks_compare_views(&work->diff, expected, actual, rules, NULL, env, err)))
        return status;
    return tks_explain_views(&work->explanation, work->diff, expected, actual, &telling, env, err);
}

/* -------------------------------------------------------------------- telling */

static tks_status write_tiles(const tks_explanation *explanation, tks_image *const images[2],
                              const struct options *options, tks_error *err)
{
    const tks_env *env = options->comparing.run.env;
    const tks_region *region;
    tks_status status = TKS_OK;

    for (size_t i = 0;
         status == TKS_OK && (region = tks_explanation_region(explanation, i)) != NULL; i++) {
        const size_t size = strlen(options->tiles) + sizeof "/region-10000.png";
        char *path = malloc(size);

        if (path == NULL)
            return fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for a path");
        snprintf(path, size, "%s/region-%03zu.png", options->tiles, i + 1);
        status = tks_explain_tile(region, tks_image_view(images[0]), tks_image_view(images[1]),
                                  path, env, err);
        free(path);
    }
    return status;
}

static tks_status tell(const tks_explanation *explanation, const tks_diff *diff,
                       const struct options *options, const struct settings *settings,
                       tks_error *err)
{
    const tks_sink sink = file_sink(stdout);
    tks_status status;

    if (!settings->json) {
        if (!settings->quiet)
            explained_tell(explanation, diff, settings);
        return TKS_OK;
    }
    status = tks_report_explanation_json(explanation, diff, (size_t)options->budget, &sink, err);
    if (status == TKS_OK)
        putchar('\n');
    return status;
}

static int explain_files(const struct invocation *invocation, struct options *options)
{
    const tks_env *env = options->comparing.run.env;
    struct work work = { .diff = NULL };
    tks_error err = { 0 };
    const struct rules *rules = NULL;
    int exit = TKS_EXIT_SAME;

    if (config_rules(&rules, &options->comparing.run, invocation->operands[1], &err) != TKS_OK)
        return comparing_refuse(invocation, &err);
    if (explain(&work, invocation->operands, &rules->rules, env, &err) != TKS_OK ||
        (options->tiles != NULL &&
         write_tiles(work.explanation, work.images, options, &err) != TKS_OK) ||
        tell(work.explanation, work.diff, options, &invocation->settings, &err) != TKS_OK) {
        exit = (int)exit_complaining(&err);
    } else if (tks_diff_verdict(work.diff) == TKS_DIFFERENT)
        exit = TKS_EXIT_DIFFERENT;
    dispose(&work);
    return exit;
}

/* --------------------------------------------------------------------- pending */

/* A pending snapshot that is being explained. */
struct pending {
    struct options *options;
    const struct settings *settings;
    tks_exit exit;
};

static tks_status explain_pair(const struct pending *pending, const tks_outcome *outcome,
                               tks_error *err)
{
    const struct options *options = pending->options;
    const tks_env *env = options->comparing.run.env;
    const tks_explain_options telling = { .size = sizeof telling, .rules = outcome->pair.rules };
    const tks_sides *sides = outcome->sides;
    struct work work = { .diff = NULL }; /* the outcome's is not ours */
    tks_status status;

    if ((status = tks_explain_bytes(&work.explanation, outcome->diff, sides->expected,
                                    sides->actual, &telling, env, err)))
        return status;
    if (options->tiles != NULL && tks_explanation_count(work.explanation) > 0 &&
        ((status = tks_image_decode(&work.images[0], sides->expected, env, err)) ||
         (status = tks_image_decode(&work.images[1], sides->actual, env, err)) ||
         (status = write_tiles(work.explanation, work.images, options, err))))
        goto done;
    status = tell(work.explanation, outcome->diff, options, pending->settings, err);
done:
    dispose(&work);
    return status;
}

/* What is no pair of pictures: as JSON all of it is as compare tells it. */
static tks_status explain_other(const struct pending *pending, const tks_outcome *outcome,
                                tks_error *err)
{
    const tks_sink sink = file_sink(stdout);
    tks_status status;

    if (!pending->settings->json) {
        if (!pending->settings->quiet)
            explained_outcome(outcome, pending->settings, pending->options->comparing.run.env);
        return TKS_OK;
    }
    status = tks_report_budget_json(outcome, (size_t)pending->options->budget, &sink, err);
    if (status == TKS_OK)
        putchar('\n');
    return status;
}

static tks_status explain_outcome(void *user, const tks_outcome *outcome, tks_error *err)
{
    struct pending *pending = user;
    const tks_sides *sides = outcome->sides;
    const char *note = sides != NULL ? sides->note : NULL;
    tks_tally tally = { 0 };
    tks_status status = TKS_OK;

    tks_tally_add(&tally, outcome);
    pending->exit = tks_tally_exit(&tally);
    if (outcome->state == TKS_STATE_FAILED) {
        complain("%s", outcome->error.message);
        pending->exit = exit_worse(pending->exit, exit_for_status(outcome->error.status));
    }
    if (outcome->diff != NULL && sides != NULL)
        status = explain_pair(pending, outcome, err);
    else if (outcome->state != TKS_STATE_FAILED || pending->settings->json)
        status = explain_other(pending, outcome, err);
    if (status == TKS_OK && note != NULL && !pending->settings->json && !pending->settings->quiet)
        printf("  %s\n", note);
    return status;
}

/* Nothing pending; a picture that is there wants another one. */
static int refuse_operand(const struct invocation *invocation, const tks_error *err)
{
    const char *operand = invocation->operands[0];

    if (access(operand, F_OK) == 0)
        return usage_error(invocation,
                           "explain wants two pictures, or one pending snapshot, which '%s' is not",
                           operand);
    complain("%s", err->message);
    return TKS_EXIT_USAGE;
}

static int explain_pending(const struct invocation *invocation, struct options *options)
{
    struct pending pending = { options, &invocation->settings, TKS_EXIT_SAME };
    struct waiting waiting;
    tks_error err = { 0 };
    int exit = waiting_open(&waiting);

    if (exit >= 0)
        goto done;
    if (!waiting_add(&waiting, invocation->operands[0], READ_AS_SELECTOR, &err)) {
        exit = refuse_operand(invocation, &err);
    } else if (waiting.count > 1) {
        exit = usage_error(invocation, "'%s' is %zu snapshots; name one, #%zu for example",
                           invocation->operands[0], waiting.count, waiting.chosen[0] + 1);
    } else if (waiting_pair(&waiting, &options->comparing.run, &err) != TKS_OK) {
        exit = comparing_refuse(invocation, &err);
    } else {
        if (tks_compare_pairs(waiting.pairs, 1, NULL, NULL, explain_outcome, &pending,
                              options->comparing.run.env, &err) != TKS_OK)
            pending.exit = exit_worse(pending.exit, exit_complaining(&err));
        exit = (int)pending.exit;
    }
done:
    waiting_dispose(&waiting);
    return exit;
}

/* ------------------------------------------------------------------------- run */

static int check_operands(const struct invocation *invocation, const struct options *options)
{
    char **operands = invocation->operands;

    if (invocation->n_operands < 1 || invocation->n_operands > 2)
        return usage_error(invocation, "explain wants two pictures, or one pending snapshot");
    if (invocation->n_operands == 2 && strcmp(operands[0], "-") == 0 &&
        strcmp(operands[1], "-") == 0)
        return usage_error(invocation, "only one of the two pictures can come from standard input");
    if (options->budget > 0 && !invocation->settings.json)
        return usage_error(invocation, "--budget is for --json; give both");
    return -1;
}

static int run(struct invocation *invocation)
{
    struct options options = { .comparing = COMPARING };
    tks_error err = { 0 };
    int exit = invocation_parse(invocation, take, &options);

    if (exit >= 0 || (exit = comparing_begin(&options.comparing, &invocation->settings)) >= 0)
        goto done;
    options.comparing.rules.as_texts = invocation->n_operands == 1;
    /* what moved is told as moved */
    if (!rules_take(&options.comparing.rules, OPT_ALIGN, NULL, &err))
        exit = comparing_refuse(invocation, &err);
    else if ((exit = check_operands(invocation, &options)) < 0)
        exit = invocation->n_operands == 1 ? explain_pending(invocation, &options)
                                           : explain_files(invocation, &options);
done:
    comparing_dispose(&options.comparing);
    return exit;
}

/* ----------------------------------------------------------------------- table */

static const struct option explain_options[] = {
    { OPT_BUDGET, "budget", "N", NULL,
      "With --json: no more than N bytes. The least important regions are left out, and counted." },
    { OPT_TILES, "tiles", "DIR", NULL,
      "Write a picture of each region into DIR: region-001.png and so on, expected on the left, "
      "actual on the right." },
    { 0 },
};

static const struct option_group explain_group = { "how it is told", explain_options };

static const struct option_group *const groups[] = { &explain_group, &rules_group, &limits_group,
                                                     NULL };

static const struct example examples[] = {
    { "tksnap explain baseline.png actual.png", "what changed, in words" },
    { "tksnap explain --score ssim a.png b.png", "and how alike they are by a number" },
    { "tksnap explain --json --budget 4000 a.png b.png", "for a program that reads little" },
    { "tksnap explain '#3'", "what changed in the third of what 'tksnap status' lists" },
    { "tksnap explain --tiles changed/ a.png b.png", "and a small picture of each region" },
    { 0 },
};

const struct command cmd_explain = {
    .name = "explain",
    .operands = "EXPECTED ACTUAL | SELECTOR",
    .choices = SELECTORS_OR_FILES,
    .summary = "say what changed, in pictures or a pending snapshot",
    .about =
        "Joins the differing pixels into regions - a line of text, not its letters - and says "
        "what became of each: moved, added, removed, of another colour, of other content, or "
        "only drawn a little differently. Where rows or columns were inserted, deleted or moved, "
        "that "
        "is said, and what else changed. The first line tells the whole; the regions follow, real "
        "changes first, the largest first.\n"
        "Which pixels differ is decided as by tksnap compare, with the same options and the same "
        "exit codes. One of the pictures may be -, standard input.\n"
        "A single operand names a pending snapshot, as for 'tksnap accept'. If it is a text, it is "
        "said which lines changed; with --json as tksnap compare tells it.",
    .groups = groups,
    .examples = examples,
    .run = run,
};
