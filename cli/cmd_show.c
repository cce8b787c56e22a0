/* cmd_show.c - tksnap show SELECTOR... | --all
 *
 * What is pending is compared as tksnap compare does it, and shown as it comes; then come
 * the files that are named and wait for nothing. Nothing is changed on disk.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "comparing.h"
#include "exit.h"
#include "say.h"
#include "show.h"
#include "waiting.h"

#include <stdlib.h>

struct options {
    struct comparing comparing;
    const char *images; /* NULL: not said */
    bool all, jsonl;
};

static bool take(void *user, int id, const char *value, tks_error *err)
{
    struct options *options = user;

    switch (id) {
    case OPT_ALL:
        options->all = true;
        return true;
    case OPT_JSONL:
        options->jsonl = true;
        return true;
    case OPT_IMAGES:
        options->images = value;
        return true;
    default:
        return comparing_take(&options->comparing, id, value, err);
    }
}

void show_gap(struct showing *showing)
{
    if (showing->shown++ > 0)
        putchar('\n');
}

/* -------------------------------------------------------------------- choosing */

/* Which operands are no selectors but files. */
struct choice {
    struct waiting waiting;
    const char **files;
    size_t n_files;
};

static void dispose(struct choice *choice)
{
    waiting_dispose(&choice->waiting);
    free(choice->files);
}

static int choose(struct choice *choice, const struct invocation *invocation, bool all)
{
    tks_error err = { 0 };
    int exit = waiting_open(&choice->waiting);

    choice->n_files = 0;
    choice->files = calloc((size_t)invocation->n_operands + 1, sizeof *choice->files);
    if (exit >= 0)
        return exit;
    if (choice->files == NULL) {
        complain("out of memory");
        return TKS_EXIT_INTERNAL;
    }
    if (all)
        waiting_add_all(&choice->waiting);
    for (int i = 0; i < invocation->n_operands; i++) {
        char *operand = invocation->operands[i];
        const bool file = show_is_file(operand);

        if (waiting_add(&choice->waiting, operand, file ? READ_AS_PATH : READ_AS_SELECTOR, &err))
            continue;
        if (!file) {
            complain("%s", err.message);
            return TKS_EXIT_USAGE;
        }
        choice->files[choice->n_files++] = operand;
    }
    return -1;
}

/* --------------------------------------------------------------------- showing */

static tks_status show_all(struct showing *showing, struct choice *choice, tks_error *err)
{
    const struct waiting *waiting = &choice->waiting;
    tks_status status = tks_compare_pairs(waiting->pairs, waiting->count, NULL, NULL, show_pending,
                                          showing, showing->env, err);

    if (showing->answer.form != ANSWER_WORDS)
        showing->shown = waiting->count;
    for (size_t i = 0; i < choice->n_files && status == TKS_OK; i++) {
        tks_error why = { 0 };

        if (show_file(showing, choice->files[i], &why) == TKS_OK)
            continue;
        fflush(stdout);
        complain("%s", why.message);
        showing->exit = exit_worse(showing->exit, why.status == TKS_INVALID_ARGUMENT
                                                      ? TKS_EXIT_USAGE
                                                      : exit_for_status(why.status));
    }
    return status;
}

static int show(struct showing *showing, struct choice *choice)
{
    struct answer *answer = &showing->answer;
    tks_error err = { 0 };
    tks_status status;

    answer->many = true;
    answer->total = choice->waiting.count;
    showing->several = choice->waiting.count + choice->n_files > 1;
    answer_begin(answer);
    showing->color = answer->color;
    if (choice->waiting.count + choice->n_files == 0 && !answer->settings->quiet)
        fputs("nothing is pending\n", stderr);
    status = show_all(showing, choice, &err);
    if (status != TKS_OK)
        showing->exit = exit_worse(showing->exit, exit_for_status(status));
    answer->exit = showing->exit; /* to be shown is all that was asked for */
    answer_end(answer, status != TKS_OK ? &err : NULL);
    return (int)showing->exit;
}

static int find_and_show(const struct invocation *invocation, struct options *options)
{
    struct showing showing = { .settings = &invocation->settings,
                               .answer = { .settings = &invocation->settings,
                                           .view = &options->comparing.rules.texts.view,
                                           .texts = true } };
    struct choice choice;
    tks_error err = { 0 };
    int exit;

    showing.env = options->comparing.run.env;
    showing.answer.explain = showing.env;
    showing.answer.form = answer_form_for(&invocation->settings, options->jsonl);
    if (texts_ready(&options->comparing.rules.texts, &err) != TKS_OK ||
        !pictures_find(&showing.pictures, options->images,
                       options->comparing.rules.texts.view.width, &invocation->settings, &err))
        return comparing_refuse(invocation, &err);
    if ((exit = choose(&choice, invocation, options->all)) < 0)
        exit = waiting_pair(&choice.waiting, &options->comparing.run, &err) == TKS_OK
                   ? show(&showing, &choice)
                   : comparing_refuse(invocation, &err);
    closest_dispose(&showing.answer.closest);
    dispose(&choice);
    return exit;
}

static int run(struct invocation *invocation)
{
    struct options options = { .comparing = COMPARING };
    tks_error err = { 0 };
    int exit = invocation_parse(invocation, take, &options);

    if (exit >= 0 || (exit = check_named(invocation, options.all)) >= 0 ||
        (exit = comparing_begin(&options.comparing, &invocation->settings)) >= 0)
        goto done;
    /* what moved is told as moved */
    if (!rules_take(&options.comparing.rules, OPT_ALIGN, NULL, &err)) {
        exit = comparing_refuse(invocation, &err);
        goto done;
    }
    options.comparing.rules.as_texts = true;
    exit = find_and_show(invocation, &options);
done:
    comparing_dispose(&options.comparing);
    return exit;
}

/* ----------------------------------------------------------------------- table */

static const struct option show_options[] = {
    { OPT_ALL, "all", NULL, NULL, "Everything that is pending in the project." },
    { OPT_JSONL, "jsonl", NULL, NULL, "Answer with JSON Lines: one result a line." },
    { 0 },
};

static const struct option_group show_group = { "what is shown", show_options };

static const struct option_group *const groups[] = { &show_group,  &pictures_group, &texts_group,
                                                     &rules_group, &limits_group,   NULL };

static const struct example examples[] = {
    { "tksnap show '#2'", "the second of what 'tksnap status' lists" },
    { "tksnap show --text-style side-by-side api.snap", "expected and actual next to each other" },
    { "tksnap show --all | less -R", "everything" },
    { "TKSNAP_IMAGES=sixel tksnap show logo.snap", "pictures in a terminal that takes sixels" },
    { "tksnap show test_api.ambr:test_list", "a baseline's value, where nothing is pending" },
    { 0 },
};

const struct command cmd_show = {
    .name = "show",
    .operands = "SELECTOR...",
    .choices = SELECTORS_OR_FILES,
    .summary = "show pending snapshots, or what they change",
    .about =
        "Of a text its difference is shown, all of it where it is new or was removed; of pictures "
        "what changed in words, as 'tksnap explain' says it, and the pictures themselves where the "
        "terminal takes them: expected, actual and the difference, of large ones the part around "
        "what differs. The line above says its number, its state, the library it is of, and its "
        "path.\n"
        "SELECTOR is as for 'tksnap accept', but a file is not taken for a snapshot's name. Where "
        "nothing that is pending is meant, the snapshots in that file are shown: of insta's the "
        "contents without the header, of files "
        "that hold several all of them, or one with PATH:NAME.\n"
        "Exit code 0 says that everything could be shown, whatever it is.",
    .groups = groups,
    .examples = examples,
    .run = run,
};
