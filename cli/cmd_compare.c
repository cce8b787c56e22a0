/* cmd_compare.c - tksnap compare [EXPECTED ACTUAL [DIFF]]
 *
 * Two files are a list of one pair, two folders a longer one, and so is what is pending in
 * a project; all go through tks_compare_pairs and are told by answer.c.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "answer.h"
#include "comparing.h"
#include "exit.h"
#include "keeping.h"
#include "say.h"
#include "waiting.h"
#include "words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct options {
    struct comparing comparing;
    struct keeping keeping;
    bool jsonl, as_odiff, pass_empty, regions;
};

static bool take(void *user, int id, const char *value, tks_error *err)
{
    struct options *options = user;

    switch (id) {
    case OPT_JSONL:
        options->jsonl = true;
        return true;
    case OPT_EXIT_CODE_STYLE:
        options->as_odiff = strcmp(value, "odiff") == 0;
        return true;
    case OPT_PASS_EMPTY:
        options->pass_empty = true;
        return true;
    case OPT_REGIONS:
        options->regions = true;
        return true;
    case OPT_PENDING:
    case OPT_REMOVED:
        return keeping_take(&options->keeping, id, value, err);
    default:
        return comparing_take(&options->comparing, id, value, err);
    }
}

/* ---------------------------------------------------------------- operands */

/* What an operand is, before anything is read. */
struct place {
    const char *path;
    bool exists, folder;
    dev_t device;
    ino_t number;
};

static struct place look_at(const char *path)
{
    struct place place = { .path = path };
    struct stat about;

    if (path != NULL && strcmp(path, "-") != 0 && stat(path, &about) == 0) {
        place.exists = true;
        place.folder = S_ISDIR(about.st_mode);
        place.device = about.st_dev;
        place.number = about.st_ino;
    }
    return place;
}

static bool is_same_place(struct place a, struct place b)
{
    return a.exists && b.exists && a.device == b.device && a.number == b.number;
}

/* One operand is a folder, the other is there and is not. */
static bool is_mixed(struct place a, struct place b)
{
    return (a.folder && !b.folder && (b.exists || strcmp(b.path, "-") == 0));
}

/* Whether the three operands make sense together; -1 or the exit code. */
static int check_places(const struct invocation *invocation, struct place expected,
                        struct place actual, struct place diff)
{
    const bool folders = expected.folder || actual.folder;

    if (is_mixed(expected, actual) || is_mixed(actual, expected))
        return usage_error(invocation,
                           "%s is a folder and %s is not; compare two files or two folders",
                           expected.folder ? expected.path : actual.path,
                           expected.folder ? actual.path : expected.path);
    if (is_same_place(diff, expected) || is_same_place(diff, actual))
        return usage_error(invocation,
                           "%s is one of the things to compare; write the difference "
                           "somewhere else",
                           diff.path);
    if (folders && diff.exists && !diff.folder)
        return usage_error(invocation,
                           "%s is a file; for two folders name a folder for the "
                           "pictures",
                           diff.path);
    if (!folders && diff.folder)
        return usage_error(invocation, "%s is a folder; name the picture in it, %s/diff.png",
                           diff.path, diff.path);
    return -1;
}

static int check_operands(const struct invocation *invocation)
{
    char **operands = invocation->operands;

    if (invocation->n_operands == 0)
        return -1;
    if (invocation->n_operands < 2)
        return usage_error(invocation, "compare wants two files or two folders; for what is "
                                       "pending there is 'tksnap show'");
    if (invocation->n_operands > 3)
        return usage_error(invocation, "compare takes three operands at most, and '%s' is one more",
                           operands[3]);
    if (strcmp(operands[0], "-") == 0 && strcmp(operands[1], "-") == 0)
        return usage_error(invocation, "only one of the two files can come from standard input");
    return -1;
}

/* The regions are for programs, and are found by reading the pictures once more. */
static int check_regions(const struct invocation *invocation, const struct options *options,
                         const struct answer *answer)
{
    char **operands = invocation->operands;

    if (!options->regions)
        return -1;
    if (answer->form == ANSWER_WORDS)
        return usage_error(invocation, "--regions is for --json and --jsonl; for words there is "
                                       "'tksnap explain'");
    if (invocation->n_operands > 0 &&
        (strcmp(operands[0], "-") == 0 || strcmp(operands[1], "-") == 0))
        return usage_error(invocation, "--regions reads both pictures twice, which standard input "
                                       "cannot be");
    return -1;
}

/* What is kept is read once more, and has its place below EXPECTED. */
static int check_keeping(const struct invocation *invocation, const struct keeping *keeping)
{
    if (keeping->removed && !keeping->wanted)
        return usage_error(invocation, "--removed says what --pending keeps; say --pending too");
    if (!keeping->wanted)
        return -1;
    if (invocation->n_operands < 2)
        return usage_error(invocation, "--pending wants two files or two folders");
    if (strcmp(invocation->operands[0], "-") == 0 || strcmp(invocation->operands[1], "-") == 0)
        return usage_error(invocation, "--pending keeps files, which standard input is not");
    return -1;
}

/* ----------------------------------------------------------------- compare */

/* A run's outcome, whether it came to an end or not. */
static int finish(const struct options *options, struct answer *answer, tks_status status,
                  const tks_error *err)
{
    if (status != TKS_OK)
        answer->exit = exit_worse(answer->exit, exit_for_status(status));
    else if (answer->total == 0 && !options->pass_empty)
        answer->exit = TKS_EXIT_EMPTY;
    answer_end(answer, status != TKS_OK ? err : NULL);
    return answer->exit;
}

/* Compares and tells; what differs is kept, if that is asked. */
static tks_status compare_pairs(struct options *options, struct answer *answer,
                                const tks_pair *pairs, tks_error *err)
{
    const bool keeps = options->keeping.wanted;

    return tks_compare_pairs(pairs, answer->total, NULL, NULL, keeps ? keeping_tell : answer_tell,
                             keeps ? (void *)&options->keeping : (void *)answer,
                             options->comparing.run.env, err);
}

/* A baseline that is not there yet is no failure where its actual is to be kept. */
static int compare_files(struct options *options, struct answer *answer, char **operands,
                         const char *diff, const struct rules *rules)
{
    const bool fresh = options->keeping.wanted && !look_at(operands[0]).exists;
    const tks_pair pair = {
        .name = operands[1],
        .expected = fresh ? NULL : operands[0],
        .actual = operands[1],
        .diff = diff,
        .rules = &rules->rules,
        .drawing = &rules->drawing,
    };
    tks_error err = { 0 };
    tks_status status;
    int exit;

    answer->total = 1;
    answer_begin(answer);
    status = compare_pairs(options, answer, &pair, &err);
    exit = finish(options, answer, status, &err);
    if (answer->pictures > 0 && answer->form == ANSWER_WORDS && !answer->settings->quiet)
        fprintf(stderr, "difference drawn in %s\n", diff);
    if (answer->patches > 0 && answer->form == ANSWER_WORDS && !answer->settings->quiet)
        fprintf(stderr, "difference written to %s\n", diff);
    keeping_tell_summary(&options->keeping);
    return exit;
}

static void tell_tally(const struct answer *answer, const char *unit)
{
    char words[200];

    words_for_tally(words, sizeof words, &answer->tally, unit);
    fprintf(stderr, "%s\n", words);
    closest_tell(&answer->closest, stderr);
}

static void tell_summary(const struct options *options, const struct answer *answer,
                         char **operands, const char *diff)
{
    if (answer->form != ANSWER_WORDS || answer->settings->quiet)
        return;
    if (answer->total == 0) {
        complain("nothing was compared: no %s in %s or %s",
                 options->comparing.rules.texts.all_files ? "files" : "pictures", operands[0],
                 operands[1]);
        return;
    }
    tell_tally(answer, "pair");
    if (answer->pictures > 0)
        fprintf(stderr, "%" PRId64 " difference%s drawn in %s\n", answer->pictures,
                answer->pictures == 1 ? "" : "s", diff);
    if (answer->patches > 0)
        fprintf(stderr, "%" PRId64 " patch%s written to %s\n", answer->patches,
                answer->patches == 1 ? "" : "es", diff);
}

/* The pairs with the rules that hold for each; free them. */
static tks_status rule_pairs(tks_pair **out, const tks_pairs *pairs, struct options *options,
                             tks_error *err)
{
    const tks_pair *list = tks_pairs_list(pairs);
    const size_t count = tks_pairs_count(pairs);
    tks_pair *ruled = calloc(count + 1, sizeof *ruled);
    tks_status status = TKS_OK;

    if (ruled == NULL)
        return fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for %zu pairs", count);
    for (size_t i = 0; i < count && status == TKS_OK; i++) {
        const struct rules *rules = NULL;

        status = config_rules(&rules, &options->comparing.run, list[i].name, err);
        ruled[i] = list[i];
        if (rules != NULL) {
            ruled[i].rules = &rules->rules;
            ruled[i].drawing = &rules->drawing;
        }
    }
    *out = ruled;
    return status;
}

static int compare_folders(const struct invocation *invocation, struct options *options,
                           struct answer *answer, const char *diff)
{
    char **operands = invocation->operands;
    const tks_folders folders = { .size = sizeof folders,
                                  .expected = operands[0],
                                  .actual = operands[1],
                                  .diff = diff,
                                  .all_files = options->comparing.rules.texts.all_files };
    const tks_env *env = options->comparing.run.env;
    tks_pairs *pairs = NULL;
    tks_pair *ruled = NULL;
    tks_error err = { 0 };
    tks_status status;
    int exit;

    status = tks_pairs_from_folders(&pairs, &folders, env, &err);
    if (status == TKS_OK && rule_pairs(&ruled, pairs, options, &err) != TKS_OK) {
        exit = comparing_refuse(invocation, &err);
        goto done;
    }
    answer->many = true;
    answer->total = status == TKS_OK ? tks_pairs_count(pairs) : 0;
    answer_begin(answer);
    if (status == TKS_OK)
        status = compare_pairs(options, answer, ruled, &err);
    exit = finish(options, answer, status, &err);
    if (status == TKS_OK)
        tell_summary(options, answer, operands, diff);
    keeping_tell_summary(&options->keeping);
done:
    free(ruled);
    tks_pairs_free(pairs);
    return exit;
}

/* Everything that waits. That nothing does is good news, and no reason to fail. */
static int compare_waiting(const struct invocation *invocation, struct options *options,
                           struct answer *answer)
{
    struct waiting waiting;
    tks_error err = { 0 };
    tks_status status;
    int exit = waiting_open(&waiting);

    if (exit >= 0)
        goto done;
    waiting_add_all(&waiting);
    if (waiting_pair(&waiting, &options->comparing.run, &err) != TKS_OK) {
        exit = comparing_refuse(invocation, &err);
        goto done;
    }
    options->pass_empty = true;
    answer->many = true;
    answer->total = waiting.count;
    answer_begin(answer);
    status = tks_compare_pairs(waiting.pairs, waiting.count, NULL, NULL, answer_tell, answer,
                               options->comparing.run.env, &err);
    exit = finish(options, answer, status, &err);
    if (status == TKS_OK && answer->form == ANSWER_WORDS && !answer->settings->quiet) {
        if (waiting.count > 0)
            tell_tally(answer, "snapshot");
        else
            fputs("nothing is pending\n", stderr);
    }
done:
    waiting_dispose(&waiting);
    return exit;
}

static int compare_named(const struct invocation *invocation, struct options *options,
                         struct answer *answer)
{
    char **operands = invocation->operands;
    const char *diff = invocation->n_operands == 3 ? operands[2] : NULL;
    const struct place expected = look_at(operands[0]), actual = look_at(operands[1]);
    const struct rules *rules = NULL;
    tks_error err = { 0 };
    int exit;

    if ((exit = check_places(invocation, expected, actual, look_at(diff))) >= 0)
        return exit;
    options->comparing.rules.as_texts =
        options->comparing.rules.texts.all_files || !(expected.folder || actual.folder);
    /* for two folders too: what does not fit together is said though they be empty */
    if (config_rules(&rules, &options->comparing.run, operands[1], &err) != TKS_OK)
        return comparing_refuse(invocation, &err);
    if (options->keeping.wanted &&
        (exit = keeping_open(&options->keeping, invocation, expected.folder || actual.folder,
                             answer)) >= 0)
        return exit;
    if (expected.folder || actual.folder)
        return compare_folders(invocation, options, answer, diff);
    return compare_files(options, answer, operands, diff, rules);
}

static int compare(const struct invocation *invocation, struct options *options,
                   struct answer *answer)
{
    if (invocation->n_operands > 0)
        return compare_named(invocation, options, answer);
    options->comparing.rules.as_texts = true;
    return compare_waiting(invocation, options, answer);
}

static int run(struct invocation *invocation)
{
    struct options options = { .comparing = COMPARING };
    struct answer answer = { .settings = &invocation->settings };
    int exit = invocation_parse(invocation, take, &options);

    if (exit >= 0 || (exit = comparing_begin(&options.comparing, &invocation->settings)) >= 0)
        goto done;
    answer.form = answer_form_for(&invocation->settings, options.jsonl);
    answer.explain = options.regions ? options.comparing.run.env : NULL;
    if ((exit = check_operands(invocation)) < 0 &&
        (exit = check_regions(invocation, &options, &answer)) < 0 &&
        (exit = check_keeping(invocation, &options.keeping)) < 0)
        exit = compare(invocation, &options, &answer);
done:
    keeping_dispose(&options.keeping);
    closest_dispose(&answer.closest);
    comparing_dispose(&options.comparing);
    return options.as_odiff ? exit_as_odiff(exit, answer.only_sizes) : exit;
}

/* ------------------------------------------------------------------- table */

static const struct option answer_options[] = {
    { OPT_ALIGN, "align", NULL, NULL,
      "Where pictures are different, tell which bands of rows or columns were inserted, deleted, "
      "moved or changed." },
    { OPT_JSONL, "jsonl", NULL, NULL,
      "Answer with JSON Lines: one result a line, in the order of the pairs, as soon as it is "
      "known." },
    { OPT_REGIONS, "regions", NULL, NULL,
      "With --json or --jsonl: also tell what changed, region by region, as tksnap explain does." },
    { OPT_EXIT_CODE_STYLE, "exit-code-style", "STYLE", "tksnap|odiff",
      "odiff: exit with 0 same, 21 only sizes differ, 22 pixels differ, 1 anything else. "
      "Default: tksnap." },
    { OPT_PASS_EMPTY, "pass-with-no-comparisons", NULL, NULL,
      "Exit with 0, not 4, when there was nothing to compare." },
    { 0 },
};

static const struct option_group answer_group = { "how it is told", answer_options };

static const struct option_group *const groups[] = { &rules_group,   &texts_group,  &answer_group,
                                                     &keeping_group, &limits_group, NULL };

static const struct example examples[] = {
    { "tksnap compare baseline.png actual.png", "are they the same? exit code 0 or 1" },
    { "tksnap compare baseline.png actual.png diff.png", "draw the difference, if there is one" },
    { "tksnap compare baselines/ actuals/ diffs/", "all pictures of two folders, by path" },
    { "tksnap compare --sensitivity 2 a.png b.png", "twice as strict as the default" },
    { "tksnap compare --metric pixel -t 0.2 a.png b.png", "count pixels as pixelmatch does" },
    { "tksnap compare -i 0:0-199:39 a.png b.png", "without the clock in the top left corner" },
    { "tksnap compare --max-ratio 0.001 a.png b.png", "a thousandth of the pixels may differ" },
    { "tksnap compare --align --diff-style aligned a.png b.png diff.png",
      "what was inserted, deleted or moved" },
    { "tksnap compare --tolerate-shift 2 a.png b.png", "things may lie two pixels off" },
    { "tksnap compare expected.txt actual.txt", "what differs between two texts" },
    { "tksnap compare --filter date --float-rel 1e-6 a.log b.log",
      "whatever the dates, and numbers nearly equal" },
    { "tksnap compare", "everything that is pending in this project" },
    { "tksnap compare --pending baselines/ actuals/",
      "keep what differs, for tksnap status, show and accept" },
    { "tksnap compare --jsonl baselines/ actuals/ | jq .verdict", "for programs" },
    { 0 },
};

const struct command cmd_compare = {
    .name = "compare",
    .operands = "[EXPECTED ACTUAL [DIFF]]",
    .summary = "compare pictures, texts, folders, or what is pending",
    .about =
        "Says whether two pictures look the same and, if not, how many pixels differ and where. "
        "Pictures are PNG, JPEG, WebP, BMP, GIF (first frame), TGA, PSD or PNM, known by their "
        "content, not by their name. One of them may be -, standard input.\n"
        "Pictures of different size are always different. What only one of them covers counts as "
        "differing pixels.\n"
        "If DIFF is given and at least one pixel differs, a PNG picture of the difference is "
        "written there.\n"
        "Given two folders, the pictures below them are paired by their path. Those only one "
        "folder has are new or missing. DIFF is then a folder too, which is made if need be.\n"
        "Two files that are neither pictures nor named like any are compared as texts, line by "
        "line, and the difference is shown; what is no text as bytes. DIFF is then a patch. In "
        "folders only pictures are compared, unless --text is given.\n"
        "Without operands, everything that is pending in the project of the working directory is "
        "compared with its baseline, as the library that left it compares: contents without "
        "headers, pictures as pictures whatever they are called, texts line by line, anything else "
        "as bytes. 'tksnap show' shows the difference.\n"
        "Rules that the project keeps in tksnap.yaml hold too; options beat them.\n"
        "Verdicts: same, similar (different, but within --max-pixels, --max-ratio or "
        "--tolerate-shift; of texts, all lines equal under the rules), different. With the metric "
        "visual comes its score: 0 nothing changed, above 1 different.",
    .groups = groups,
    .examples = examples,
    .run = run,
};
