/* cmd_prune.c - tksnap prune --references FILE | --used FILE
 *
 * Lists; removes only when told to, and only where the lists say that every test ran, or
 * somebody does: a test that was left out asks for nothing.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "exit.h"
#include "json.h"
#include "number.h"
#include "project.h"
#include "recording.h"
#include "say.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>

struct list {
    const char *file;
    tks_used_form form;
};

struct options {
    struct list *lists; /* owned */
    size_t n_lists;
    bool complete, everywhere, deletes, exit_code;
    int64_t yes; /* -1: not given */
};

static bool add_list(struct options *options, const char *file, tks_used_form form, tks_error *err)
{
    struct list *larger = realloc(options->lists, (options->n_lists + 1) * sizeof *options->lists);

    if (larger == NULL)
        return fail_with(err, "out of memory for options");
    options->lists = larger;
    options->lists[options->n_lists++] = (struct list){ file, form };
    return true;
}

static bool take(void *user, int id, const char *value, tks_error *err)
{
    struct options *options = user;

    switch (id) {
    case OPT_REFERENCES:
        return add_list(options, value, TKS_USED_INSTA, err);
    case OPT_USED:
        return add_list(options, value, TKS_USED_LIST, err);
    case OPT_COMPLETE:
        options->complete = true;
        break;
    case OPT_EVERYWHERE:
        options->everywhere = true;
        break;
    case OPT_DELETE:
        options->deletes = true;
        break;
    case OPT_YES:
        if (!number_whole(&options->yes, value))
            return fail_with(err, "--yes wants the number of snapshots, not '%s'", value);
        break;
    default:
        options->exit_code = true;
    }
    return true;
}

/* One run of prune. */
struct pruning {
    const struct invocation *invocation;
    const struct options *options;
    tks_project *project;
    tks_used *used;
    tks_unused *unused;
    size_t removable, done, failed, told;
    tks_exit exit;
};

static void note_trouble(void *user, const tks_error *error)
{
    struct pruning *pruning = user;

    pruning->exit = exit_worse(pruning->exit, TKS_EXIT_UNREADABLE);
    complain("%s", error->message);
}

/* Reads the lists and looks through the project; -1, or the exit code when what is wrong was
 * said. */
static int look(struct pruning *pruning)
{
    const struct options *options = pruning->options;
    const tks_unused_item *item;
    tks_error err = { 0 };
    tks_status status;

    if ((status = project_open(&pruning->project, &err)) == TKS_OK)
        status = tks_used_new(&pruning->used, pruning->project, &err);
    for (size_t i = 0; i < options->n_lists && status == TKS_OK; i++)
        status = tks_used_read(pruning->used, options->lists[i].file, options->lists[i].form, &err);
    if (status == TKS_OK)
        status = tks_project_unused(&pruning->unused, pruning->project, pruning->used,
                                    options->everywhere, note_trouble, pruning, &err);
    if (status != TKS_OK)
        return exit_complaining(&err);
    for (size_t i = 0; (item = tks_unused_at(pruning->unused, i)) != NULL; i++)
        pruning->removable += item->problem == NULL;
    return -1;
}

/* ------------------------------------------------------------------------- telling */

static void put_item(const struct pruning *pruning, const tks_unused_item *item, const char *word)
{
    if (pruning->invocation->settings.quiet)
        return;
    printf("%s  ", word);
    put_place(stdout, item->path, item->entry);
    if (item->sidecar != NULL) {
        fputs("  with ", stdout);
        put_name(stdout, item->sidecar);
    }
    putchar('\n');
}

static void put_json_item(struct pruning *pruning, const tks_unused_item *item,
                          const tks_error *error)
{
    printf("%s\n{\"store\":", pruning->told++ == 0 ? "" : ",");
    json_put_string(stdout, item->store);
    json_put_member(stdout, "path", item->path);
    json_put_member(stdout, "entry", item->entry);
    json_put_member(stdout, "sidecar", item->sidecar);
    json_put_member(stdout, "problem", item->problem);
    json_put_member(stdout, "error",
                    error != NULL && error->status != TKS_OK ? error->message : NULL);
    putchar('}');
}

static void open_json(const struct pruning *pruning)
{
    fputs("{\"schema\":1,\"root\":", stdout);
    json_put_string(stdout, tks_project_path(pruning->project));
    fputs(",\"items\":[", stdout);
}

static void close_json(const struct pruning *pruning, uint32_t number)
{
    printf("\n],\"summary\":{\"unused\":%zu,\"removed\":%zu,\"left_out\":%zu},\"complete\":%s,"
           "\"transaction\":",
           tks_unused_count(pruning->unused), pruning->done, tks_unused_left_out(pruning->unused),
           pruning->options->complete || tks_used_incomplete(pruning->used) == NULL ? "true"
                                                                                    : "false");
    json_put_transaction(stdout, number);
    printf(",\"exit\":%d}\n", (int)pruning->exit);
}

/* What was not looked at, on the way out. */
static void tell_left_out(const struct pruning *pruning)
{
    const size_t count = tks_unused_left_out(pruning->unused);

    if (count > 0)
        fprintf(stderr,
                "%zu file%s not considered: nothing was used where %s; --everywhere considers "
                "those, too\n",
                count, count == 1 ? " is" : "s are", count == 1 ? "it is" : "they are");
}

/* ------------------------------------------------------------------------- listing */

static void tell_listing(const struct pruning *pruning)
{
    const char *incomplete = tks_used_incomplete(pruning->used);
    const size_t count = tks_unused_count(pruning->unused);

    if (pruning->invocation->settings.quiet)
        return;
    if (count == 0)
        fputs("nothing is unused\n", stderr);
    else if (incomplete != NULL && !pruning->options->complete)
        fprintf(stderr,
                "%zu unused, if every test was run, which %s does not say; --delete --complete "
                "removes them\n",
                count, incomplete);
    else
        fprintf(stderr, "%zu unused; --delete removes them\n", count);
    tell_left_out(pruning);
}

static void list(struct pruning *pruning)
{
    const bool json = pruning->invocation->settings.json;
    const tks_unused_item *item;

    if (pruning->options->exit_code && tks_unused_count(pruning->unused) > 0)
        pruning->exit = exit_worse(pruning->exit, TKS_EXIT_DIFFERENT);
    if (json)
        open_json(pruning);
    for (size_t i = 0; (item = tks_unused_at(pruning->unused, i)) != NULL; i++)
        if (json)
            put_json_item(pruning, item, NULL);
        else
            put_item(pruning, item, "unused");
    if (json)
        close_json(pruning, 0);
    else
        tell_listing(pruning);
}

/* ------------------------------------------------------------------------ removing */

static tks_status tell_removed(void *user, const tks_unused_item *item, const tks_error *error,
                               tks_error *err)
{
    struct pruning *pruning = user;

    (void)err;
    if (error->status != TKS_OK) {
        pruning->failed++;
        pruning->exit = exit_worse(pruning->exit, exit_complaining(error));
    } else {
        pruning->done++;
    }
    if (pruning->invocation->settings.json)
        put_json_item(pruning, item, error);
    else if (error->status == TKS_OK)
        put_item(pruning, item, "removed");
    return TKS_OK;
}

static void tell_summary(const struct pruning *pruning)
{
    char what[40];

    if (pruning->invocation->settings.quiet)
        return;
    words_for_count(what, sizeof what, pruning->done);
    if (tks_unused_count(pruning->unused) == 0)
        fputs("nothing is unused", stderr);
    else
        fprintf(stderr, "%s removed", what);
    if (pruning->failed > 0)
        fprintf(stderr, ", %zu left as %s", pruning->failed,
                pruning->failed == 1 ? "it was" : "they were");
    fputs(pruning->done > 0 ? "; 'tksnap undo' takes it back\n" : "\n", stderr);
    tell_left_out(pruning);
}

static void remove_all(struct pruning *pruning)
{
    const bool json = pruning->invocation->settings.json;
    tks_error err = { 0 };
    uint32_t number = 0;
    tks_status status;

    if (json)
        open_json(pruning);
    status =
        tks_project_prune(&number, pruning->project, pruning->unused, tell_removed, pruning, &err);
    if (status != TKS_OK)
        pruning->exit = exit_worse(pruning->exit, exit_complaining(&err));
    if (json)
        close_json(pruning, number);
    else if (status == TKS_OK)
        tell_summary(pruning);
}

/* Whether all may go: -1, or the exit code. */
static int make_sure_of(const struct pruning *pruning)
{
    const struct options *options = pruning->options;
    const char *incomplete = tks_used_incomplete(pruning->used);
    const struct many many = { .verb = "remove",
                               .how = "prune --delete",
                               .count = pruning->removable,
                               .yes = options->yes,
                               .unnamed = true };

    if (incomplete != NULL && !options->complete) {
        complain("%s does not say that every test was run, and one that was not asks for nothing; "
                 "if all were, say --complete",
                 incomplete);
        return TKS_EXIT_INCOMPLETE;
    }
    return make_sure(pruning->invocation, &many);
}

static int check(const struct invocation *invocation, const struct options *options)
{
    if (options->n_lists == 0)
        return usage_error(invocation, "say what the tests asked for: --references FILE, which "
                                       "insta writes, or --used FILE");
    if (options->yes >= 0 && !options->deletes)
        return usage_error(invocation, "--yes goes with --delete");
    return -1;
}

static int run(struct invocation *invocation)
{
    struct options options = { .yes = -1 };
    struct pruning pruning = { .invocation = invocation, .options = &options };
    int exit = invocation_parse(invocation, take, &options);

    if (exit < 0 && (exit = check_no_operands(invocation)) < 0 &&
        (exit = check(invocation, &options)) < 0 &&
        (!options.deletes || (exit = recording_resume(&invocation->settings)) < 0) &&
        (exit = look(&pruning)) < 0 && (!options.deletes || (exit = make_sure_of(&pruning)) < 0)) {
        if (options.deletes)
            remove_all(&pruning);
        else
            list(&pruning);
        exit = pruning.exit;
    }
    tks_unused_free(pruning.unused);
    tks_used_free(pruning.used);
    tks_project_free(pruning.project);
    free(options.lists);
    return exit;
}

/* --------------------------------------------------------------------------- table */

static const struct option used_options[] = {
    { OPT_REFERENCES, "references", "FILE", NULL,
      "A list that insta wrote: run the tests with INSTA_SNAPSHOT_REFERENCES_FILE set to a file "
      "that is not there yet. Several are taken together." },
    { OPT_USED, "used", "FILE", NULL,
      "A list in our own form, for all other libraries: a line 'tksnap used 1', a line for each "
      "baseline that was asked for - its path, or path, tab and entry - and at its end a line "
      "'complete' if every test was run. - is standard input. Several are taken together." },
    { OPT_COMPLETE, "complete", NULL, NULL,
      "Every test was run, also where a list does not say so; insta's cannot." },
    { OPT_EVERYWHERE, "everywhere", NULL, NULL,
      "Consider crates, Python projects and Go packages, too, in which nothing was used." },
    { 0 },
};

static const struct option delete_options[] = {
    { OPT_DELETE, "delete", NULL, NULL, "Remove them." },
    { OPT_YES, "yes", "N", NULL,
      "It is N snapshots, and that is meant. Wanted with --delete for more than 20 where no "
      "terminal can be asked; with any other number nothing is done." },
    { OPT_EXIT_CODE, "exit-code", NULL, NULL, "Exit with 1 if anything is unused." },
    { 0 },
};

static const struct option_group used_group = { "what the tests asked for", used_options };
static const struct option_group delete_group = { "what becomes of the rest", delete_options };

static const struct option_group *const groups[] = { &used_group, &delete_group, NULL };

static const struct example examples[] = {
    { "INSTA_SNAPSHOT_REFERENCES_FILE=refs cargo test && tksnap prune --references refs",
      "insta's snapshots that no test used" },
    { "tksnap prune --references refs --complete --delete", "remove them: all tests were run" },
    { "tksnap prune --used used.txt --exit-code", "for a script: 1 if anything is unused" },
    { 0 },
};

const struct command cmd_prune = {
    .name = "prune",
    .operands = "",
    .choices = "",
    .summary = "list baselines that no test asked for, or remove them",
    .about =
        "Holds the baselines of the project against lists of what the tests used. A file of one "
        "snapshot goes as a whole, with the bytes of a binary one beside it; of a file with many, "
        "entries go, and the file with the last. Only what is surely a library's is considered, "
        "and only in crates, Python projects and Go packages in which the lists name something: "
        "whoever runs one crate is not told that the others are unused.\n"
        "A test that was filtered out, skipped or stopped asks for nothing either. So --delete "
        "wants lists that say that all tests were run, or --complete (exit code 5 otherwise). "
        "What is removed is one transaction: 'tksnap undo' brings it back.\n"
        "docs/how-to/prune.md tells how to get the lists.",
    .groups = groups,
    .examples = examples,
    .run = run,
};
