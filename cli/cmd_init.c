/* cmd_init.c - tksnap init
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "exit.h"
#include "json.h"
#include "project.h"

#include <stdio.h>
#include <string.h>

struct options {
    bool yes, dry_run;
};

static bool take(void *user, int id, const char *value, tks_error *err)
{
    struct options *options = user;

    (void)value;
    (void)err;
    if (id == OPT_WRITE)
        options->yes = true;
    else
        options->dry_run = true;
    return true;
}

/* What is there, and what it lacks. */
struct beginning {
    tks_project *project;
    tks_diagnosis *diagnosis;
    tks_setup *setup;
};

static tks_status look(struct beginning *beginning, tks_error *err)
{
    tks_status status;

    if ((status = project_open(&beginning->project, err)) ||
        (status = tks_project_diagnose(&beginning->diagnosis, beginning->project, err)))
        return status;
    return tks_project_setup(&beginning->setup, beginning->project, beginning->diagnosis, err);
}

static void dispose(struct beginning *beginning)
{
    tks_setup_free(beginning->setup);
    tks_diagnosis_free(beginning->diagnosis);
    tks_project_free(beginning->project);
}

/* ------------------------------------------------------------------------- words */

static void tell_stores(const struct beginning *beginning)
{
    const char *store;
    size_t files;

    if (tks_diagnosis_store(beginning->diagnosis, 0, &files) == NULL) {
        fputs("there are no snapshots here yet\n", stderr);
        return;
    }
    for (size_t i = 0; (store = tks_diagnosis_store(beginning->diagnosis, i, &files)) != NULL; i++)
        fprintf(stderr, "%s%s: %zu file%s", i > 0 ? ", " : "", store, files, files == 1 ? "" : "s");
    fputc('\n', stderr);
}

static void tell_files(const struct beginning *beginning)
{
    const tks_setup_file *file;

    for (size_t i = 0; (file = tks_setup_at(beginning->setup, i)) != NULL; i++) {
        printf("%s%s%s\n", i > 0 ? "\n" : "", file->path, file->is_new ? " (new)" : "");
        /* empty lines at its begin divide it from what is there */
        for (const char *line = file->added + strspn(file->added, "\r\n"); *line != '\0';) {
            const size_t length = strcspn(line, "\r\n");

            printf("%s%.*s\n", length > 0 ? "    " : "", (int)length, line);
            line += length + strspn(line + length, "\r");
            line += *line == '\n';
        }
    }
}

/* -------------------------------------------------------------------------- JSON */

static void put_json(const struct beginning *beginning, uint32_t number, int exit)
{
    const tks_setup_file *file;
    const char *store;
    size_t files;

    fputs("{\"schema\":1,\"root\":", stdout);
    json_put_string(stdout, tks_project_path(beginning->project));
    fputs(",\"stores\":{", stdout);
    for (size_t i = 0; (store = tks_diagnosis_store(beginning->diagnosis, i, &files)) != NULL; i++)
        printf("%s\"%s\":%zu", i > 0 ? "," : "", store, files);
    fputs("},\"files\":[", stdout);
    for (size_t i = 0; (file = tks_setup_at(beginning->setup, i)) != NULL; i++) {
        printf("%s\n{\"path\":\"%s\",\"new\":%s,\"added\":", i > 0 ? "," : "", file->path,
               file->is_new ? "true" : "false");
        json_put_string(stdout, file->added);
        putchar('}');
    }
    fputs("\n],\"transaction\":", stdout);
    json_put_transaction(stdout, number);
    printf(",\"exit\":%d}\n", exit);
}

/* --------------------------------------------------------------------------- run */

/* Whether to write: it was said, or is said now. */
static bool is_wanted(const struct options *options, const struct settings *settings)
{
    if (options->yes || options->dry_run || settings->json || !can_ask())
        return options->yes;
    return ask("write", "this");
}

static int set_up(const struct beginning *beginning, const struct options *options,
                  const struct settings *settings)
{
    const bool any = tks_setup_at(beginning->setup, 0) != NULL;
    const bool words = !settings->json && !settings->quiet;
    tks_error err = { 0 };
    uint32_t number = 0;
    bool write;
    int exit = TKS_EXIT_SAME;

    if (words) {
        tell_stores(beginning);
        tell_files(beginning);
        if (!any)
            fputs("nothing is missing\n", stderr);
    }
    fflush(stdout);
    write = any && is_wanted(options, settings);
    if (write && tks_project_set_up(&number, beginning->project, beginning->setup, &err) != TKS_OK)
        exit = exit_complaining(&err);
    if (settings->json)
        put_json(beginning, number, exit);
    else if (words && number != 0)
        fputs("written; 'tksnap undo' takes it back\n", stderr);
    else if (words && any && !write)
        fputs("nothing was written; --yes writes it\n", stderr);
    return exit;
}

static int run(struct invocation *invocation)
{
    struct options options = { .yes = false };
    struct beginning beginning = { NULL, NULL, NULL };
    tks_error err = { 0 };
    int exit = invocation_parse(invocation, take, &options);

    if (exit >= 0 || (exit = check_no_operands(invocation)) >= 0)
        return exit;
    if (options.yes && options.dry_run)
        return usage_error(invocation, "--yes writes and --dry-run does not; choose one");
    if (look(&beginning, &err) == TKS_OK)
        exit = set_up(&beginning, &options, &invocation->settings);
    else
        exit = exit_complaining(&err);
    dispose(&beginning);
    return exit;
}

/* ------------------------------------------------------------------------- table */

static const struct option init_options[] = {
    { OPT_WRITE, "yes", NULL, NULL, "Write without asking." },
    { OPT_DRY_RUN, "dry-run", NULL, NULL, "Only show, also on a terminal." },
    { 0 },
};

static const struct option_group init_group = { "whether to write", init_options };

static const struct option_group *const groups[] = { &init_group, NULL };

static const struct example examples[] = {
    { "tksnap init", "what would be written; on a terminal it asks" },
    { "tksnap init --yes", "write it" },
    { 0 },
};

const struct command cmd_init = {
    .name = "init",
    .operands = "",
    .choices = "",
    .summary = "set a project up: tksnap.yaml, and what Git should know",
    .about =
        "Looks which libraries keep snapshots in the project and shows what it would write: a "
        "tksnap.yaml to begin with; lines of .gitignore for what their tests leave for review; "
        "lines of .gitattributes that keep Git from changing line ends, which in snapshots are "
        "data. On a terminal it asks, elsewhere --yes writes.\n"
        "Files that are there keep every byte: missing lines are added at their end, and none for "
        "a pattern that the file speaks of already. Done again it adds nothing. 'tksnap undo' "
        "takes it back.",
    .groups = groups,
    .examples = examples,
    .run = run,
};
