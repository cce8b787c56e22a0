/* cmd_explain.c - tksnap explain EXPECTED ACTUAL
 *
 * Both pictures are read whole: explaining looks at their pixels, not only at which of
 * them differ.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "answer.h"
#include "config.h"
#include "exit.h"
#include "limits.h"
#include "number.h"
#include "rules.h"
#include "say.h"
#include "words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Lines about what nobody needs to look at. */
enum { MOST_RENDERING = 3 };

struct options {
    struct rules rules;    /* what the command line says */
    struct config_run run; /* and the configuration */
    struct limits limits;
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
    case OPT_JOBS:
    case OPT_LIMIT_SIDE:
    case OPT_LIMIT_PIXELS:
    case OPT_LIMIT_BYTES:
        return limits_take(&options->limits, id, value, err);
    default:
        return rules_take(&options->rules, id, value, err);
    }
}

/* Everything an answer is made of. */
struct work {
    tks_image *images[2];
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

static tks_status explain(struct work *work, char **paths, struct options *options,
                          const struct rules *rules, tks_error *err)
{
    const tks_env *env = limits_env(&options->limits);
    tks_rules whole = rules->rules;
    const tks_explain_options telling = { .size = sizeof telling, .rules = &whole };
    tks_view expected, actual;
    tks_status status;

    whole.align = true;
    if ((status = tks_image_load(&work->images[0], paths[0], env, err)) ||
        (status = tks_image_load(&work->images[1], paths[1], env, err)))
        return status;
    expected = tks_image_view(work->images[0]);
    actual = tks_image_view(work->images[1]);
    if ((status = tks_compare_views(&work->diff, expected, actual, &whole, NULL, env, err)))
        return status;
    return tks_explain_views(&work->explanation, work->diff, expected, actual, &telling, env, err);
}

/* -------------------------------------------------------------------- telling */

static tks_status write_tiles(const struct work *work, struct options *options, tks_error *err)
{
    const tks_env *env = limits_env(&options->limits);
    const tks_region *region;
    tks_status status = TKS_OK;

    for (size_t i = 0;
         status == TKS_OK && (region = tks_explanation_region(work->explanation, i)) != NULL; i++) {
        const size_t size = strlen(options->tiles) + sizeof "/region-10000.png";
        char *path = malloc(size);

        if (path == NULL)
            return fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for a path");
        snprintf(path, size, "%s/region-%03zu.png", options->tiles, i + 1);
        status = tks_explain_tile(region, tks_image_view(work->images[0]),
                                  tks_image_view(work->images[1]), path, env, err);
        free(path);
    }
    return status;
}

static void tell_region(size_t number, const tks_region *region)
{
    const tks_rect box = region->box;
    char place[64];

    snprintf(place, sizeof place, "%" PRId32 "x%" PRId32 " at %" PRId32 ",%" PRId32, box.width,
             box.height, box.x, box.y);
    printf("%3zu  %-20s  %s\n", number, place, region->text);
}

static void tell_words(const struct work *work, const struct settings *settings)
{
    const tks_left_out left_out = tks_explanation_left_out(work->explanation);
    const char *why, *text = tks_explanation_text(work->explanation);
    char margin[60], scores[240];
    const tks_region *region;
    size_t rendering = 0;

    words_for_margin(margin, sizeof margin, work->diff);
    words_for_scores(scores, sizeof scores, work->diff);
    put_word(stdout, term_color(settings, stdout, &why),
             tks_verdict_name(tks_diff_verdict(work->diff)), 0);
    if (*margin != '\0')
        printf(" (%s)", margin);
    printf("%s%s%s%s\n", *text != '\0' ? ": " : "", text, *scores != '\0' ? "; " : "", scores);
    for (size_t i = 0; (region = tks_explanation_region(work->explanation, i)) != NULL; i++) {
        if (region->change == TKS_CHANGE_RENDERING && ++rendering > MOST_RENDERING &&
            !settings->verbose)
            continue;
        tell_region(i + 1, region);
    }
    if (rendering > MOST_RENDERING && !settings->verbose)
        printf("     and %zu more drawn a little differently (all with --verbose)\n",
               rendering - MOST_RENDERING);
    if (left_out.regions > 0)
        printf("     and %" PRId64 " smaller region%s, %" PRId64 " pixel%s\n", left_out.regions,
               left_out.regions == 1 ? "" : "s", left_out.pixels, left_out.pixels == 1 ? "" : "s");
}

static tks_status tell(const struct work *work, struct options *options,
                       const struct settings *settings, tks_error *err)
{
    const tks_sink sink = file_sink(stdout);
    tks_status status;

    if (!settings->json) {
        if (!settings->quiet)
            tell_words(work, settings);
        return TKS_OK;
    }
    status = tks_report_explanation_json(work->explanation, work->diff, (size_t)options->budget,
                                         &sink, err);
    if (status == TKS_OK)
        putchar('\n');
    return status;
}

/* ------------------------------------------------------------------------- run */

static int check_operands(const struct invocation *invocation, const struct options *options)
{
    char **operands = invocation->operands;

    if (invocation->n_operands != 2)
        return usage_error(invocation, "explain wants two pictures");
    if (strcmp(operands[0], "-") == 0 && strcmp(operands[1], "-") == 0)
        return usage_error(invocation, "only one of the two pictures can come from standard input");
    if (options->budget > 0 && !invocation->settings.json)
        return usage_error(invocation, "--budget is for --json; give both");
    return -1;
}

static int explain_files(const struct invocation *invocation, struct options *options)
{
    struct work work = { .diff = NULL };
    tks_error err = { 0 };
    const struct rules *rules = NULL;
    int exit = TKS_EXIT_SAME;

    if (config_rules(&rules, &options->run, invocation->operands[1], &err) != TKS_OK) {
        if (err.status == TKS_INVALID_ARGUMENT)
            return usage_error(invocation, "%s", err.message);
        complain("%s", err.message);
        return exit_for_status(err.status);
    }
    if (explain(&work, invocation->operands, options, rules, &err) != TKS_OK ||
        (options->tiles != NULL && write_tiles(&work, options, &err) != TKS_OK) ||
        tell(&work, options, &invocation->settings, &err) != TKS_OK) {
        complain("%s", err.message);
        exit = exit_for_status(err.status);
    } else if (tks_diff_verdict(work.diff) == TKS_DIFFERENT)
        exit = TKS_EXIT_DIFFERENT;
    dispose(&work);
    return exit;
}

static int run(struct invocation *invocation)
{
    struct options options = { .rules = RULES, .limits = LIMITS };
    struct config *config = NULL;
    int exit = invocation_parse(invocation, take, &options);

    if (exit >= 0 || (exit = config_open_or_complain(&config, &invocation->settings)) >= 0)
        goto done;
    options.run = (struct config_run){ .config = config,
                                       .given = &options.rules,
                                       .env = limits_env(&options.limits) };
    if ((exit = check_operands(invocation, &options)) < 0)
        exit = explain_files(invocation, &options);
done:
    config_run_dispose(&options.run);
    config_free(config);
    rules_dispose(&options.rules);
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
    { "tksnap explain --tiles changed/ a.png b.png", "and a small picture of each region" },
    { 0 },
};

const struct command cmd_explain = {
    .name = "explain",
    .operands = "EXPECTED ACTUAL",
    .summary = "say what changed between two pictures",
    .about =
        "Joins the differing pixels into regions - a line of text, not its letters - and says "
        "what became of each: moved, added, removed, of another colour, of other content, or "
        "only drawn a little differently. Where rows or columns were inserted, deleted or moved, "
        "that "
        "is said, and what else changed. The first line tells the whole; the regions follow, real "
        "changes first, the largest first.\n"
        "Which pixels differ is decided as by tksnap compare, with the same options and the same "
        "exit codes. One of the pictures may be -, standard input.",
    .groups = groups,
    .examples = examples,
    .run = run,
};
