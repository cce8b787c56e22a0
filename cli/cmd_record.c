/* cmd_record.c - tksnap record [--include GLOB]... -- COMMAND ARG...
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "exit.h"
#include "json.h"
#include "listing.h"
#include "project.h"
#include "recording.h"
#include "say.h"
#include "spawn.h"
#include "term.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

struct options {
    const char **include; /* as many as there are arguments */
    size_t n_include;
};

static bool take(void *user, int id, const char *value, tks_error *err)
{
    struct options *options = user;

    (void)id; /* its only option */
    (void)err;
    options->include[options->n_include++] = value;
    return true;
}

/* One record. */
struct work {
    const struct settings *settings;
    char **command;
    tks_project *project;
    tks_recording *recording;
    struct spawn spawn;
    struct progress progress;
    size_t told;
    tks_exit exit;
};

/* ------------------------------------------------------------------------ beginning */

static tks_status copied(void *user, size_t done, size_t total, tks_error *err)
{
    struct work *work = user;

    progress_tell_copied(&work->progress, done, total);
    if (spawn_is_over())
        return fail_as(err, TKS_IO_FAILED, "interrupted; nothing was run");
    return TKS_OK;
}

static void warn(void *user, const tks_error *what)
{
    struct work *work = user;

    progress_clear(&work->progress);
    complain("%s; if the command changes it, it stays changed", what->message);
}

static int begin(struct work *work, const struct options *options)
{
    const tks_record_rules rules = { .size = sizeof rules,
                                     .include = options->include,
                                     .n_include = options->n_include,
                                     .progress = copied,
                                     .warn = warn,
                                     .user = work };
    tks_error err = { 0 };
    int exit = recording_resume(work->settings);

    if (exit >= 0)
        return exit;
    if (project_open(&work->project, &err) != TKS_OK)
        return exit_complaining(&err);
    progress_begin(&work->progress, work->settings);
    exit = tks_project_record(&work->recording, work->project, &rules, &err) == TKS_OK ? -1 : 0;
    progress_clear(&work->progress);
    return exit < 0 ? exit : (int)exit_complaining(&err);
}

/* ------------------------------------------------------------------------- finishing */

static tks_status told(void *user, const char *path, const char *entry, const tks_error *error,
                       tks_error *err)
{
    struct work *work = user;

    (void)err;
    if (error->status != TKS_OK)
        complain("%s", error->message);
    if (!work->settings->json)
        return TKS_OK;
    printf("%s\n{\"path\":", work->told++ == 0 ? "" : ",");
    json_put_string(stdout, path);
    json_put_member(stdout, "entry", entry);
    json_put_member(stdout, "error", error->status != TKS_OK ? error->message : NULL);
    putchar('}');
    return TKS_OK;
}

static void open_json(const struct work *work)
{
    fputs("{\"schema\":1,\"command\":[", stdout);
    for (size_t i = 0; work->command[i] != NULL; i++) {
        fputs(i == 0 ? "" : ",", stdout);
        json_put_string(stdout, work->command[i]);
    }
    printf("],\"status\":%d,\"changes\":[", work->spawn.status);
}

static void tell(const struct work *work, const tks_record_result *result)
{
    const size_t anew = result->changes - result->again;
    char what[40];

    if (work->spawn.signal != 0)
        complain("%s: was ended by signal %d (%s)", *spawn_command(work->command),
                 work->spawn.signal, strsignal(work->spawn.signal));
    else if (work->spawn.status != 0)
        complain("%s: failed with exit status %d", *spawn_command(work->command),
                 work->spawn.status);
    if (work->settings->json || work->settings->quiet)
        return;
    words_for_changes(what, sizeof what, anew);
    fprintf(stderr, "%s recorded; %zu snapshot file%s as before\n", anew > 0 ? what : "nothing",
            result->files, result->files == 1 ? " is" : "s are");
    if (result->settled > 0)
        fprintf(stderr, "%zu earlier change%s at the baseline\n", result->settled,
                result->settled == 1 ? " is gone: its test is back"
                                     : "s are gone: their tests are back");
}

/* What is pending now: what was recorded, and what was before. */
static tks_exit list(const struct work *work, const tks_record_result *result)
{
    tks_exit exit = work->spawn.status != 0 ? TKS_EXIT_DIFFERENT : TKS_EXIT_SAME;
    tks_listing *listing = NULL;
    tks_error err = { 0 };
    size_t pending = 0;

    if (tks_project_pending(&listing, work->project, &err) != TKS_OK) {
        exit = exit_complaining(&err);
    } else {
        const struct selection all = { .listing = listing };

        pending = listing_count(all, NULL).pending;
        if (pending > 0)
            exit = TKS_EXIT_DIFFERENT;
        if (!work->settings->json)
            listing_tell(all, work->settings);
    }
    exit = exit_worse(exit, work->exit);
    if (work->settings->json)
        printf("\n],\"settled\":%zu,\"files\":%zu,\"pending\":%zu,\"exit\":%d}\n", result->settled,
               result->files, pending, (int)exit);
    tks_listing_free(listing);
    return exit;
}

static int finish(struct work *work)
{
    tks_record_result result = { .size = sizeof result };
    tks_error err = { 0 };

    if (work->settings->json)
        open_json(work);
    if (tks_recording_finish(&result, work->recording, told, work, &err) != TKS_OK)
        work->exit = exit_complaining(&err);
    else
        tell(work, &result);
    return list(work, &result);
}

/* ------------------------------------------------------------------------------- run */

static int record(struct work *work, const struct options *options)
{
    tks_record_result nothing = { .size = sizeof nothing };
    tks_error err = { 0 };
    int exit = begin(work, options);

    if (exit >= 0)
        return exit;
    if (spawn_run(&work->spawn, work->command, work->settings->json, &err))
        return finish(work);
    complain("%s", err.message);
    if (tks_recording_finish(&nothing, work->recording, NULL, NULL, &err) != TKS_OK)
        return exit_complaining(&err);
    return TKS_EXIT_USAGE;
}

/* Cuts the command, after "--", off the arguments. NULL: there is none. */
static char **cut_command(struct invocation *invocation)
{
    for (int i = 0; i < invocation->argc; i++)
        if (strcmp(invocation->argv[i], "--") == 0) {
            char **command = invocation->argv + i + 1;

            command = i + 1 < invocation->argc ? command : NULL;
            invocation->argc = i;
            return command;
        }
    return NULL;
}

static int run(struct invocation *invocation)
{
    char **command = cut_command(invocation);
    struct options options = { .include = NULL };
    struct work work = { .settings = &invocation->settings, .command = command };
    int exit;

    options.include = calloc((size_t)invocation->argc + 1, sizeof *options.include);
    if (options.include == NULL) {
        complain("out of memory");
        return TKS_EXIT_INTERNAL;
    }
    if ((exit = invocation_parse(invocation, take, &options)) >= 0)
        goto done;
    if (command == NULL || spawn_command(command) == NULL || invocation->n_operands > 0) {
        exit = usage_error(invocation, "the command comes after --, as in: tksnap record -- pytest "
                                       "--snapshot-update");
        goto done;
    }
    spawn_hold(&work.spawn);
    exit = record(&work, &options);
    tks_recording_free(work.recording);
    tks_project_free(work.project);
    spawn_let_go(&work.spawn);
done:
    free(options.include);
    return exit;
}

/* ----------------------------------------------------------------------------- table */

static const struct option record_options[] = {
    { OPT_INCLUDE, "include", "GLOB", NULL,
      "Files that are snapshots too, where no known layout has them: '*' and '?' within a name, "
      "'**' across folders. May be given several times." },
    { 0 },
};

static const struct option_group record_group = { "which files", record_options };

static const struct option_group *const groups[] = { &record_group, NULL };

static const struct example examples[] = {
    { "tksnap record -- pytest --snapshot-update", "syrupy's changes, for review" },
    { "tksnap record -- UPDATE_SNAPS=true go test ./...", "those of go-snaps" },
    { "tksnap record -- go test ./... -update", "golden files" },
    { "tksnap record --include 'expected/**' -- make accept", "files no library is known for" },
    { 0 },
};

const struct command cmd_record = {
    .name = "record",
    .operands = "-- COMMAND ARG...",
    .summary = "run tests that update snapshots; what they change becomes pending",
    .about =
        "For libraries that write straight into their baselines when they are told to update: "
        "syrupy, go-snaps, cupaloy, goldie and other golden files, Jest. COMMAND is the tests with "
        "their update switch. tksnap keeps the project's snapshot files aside, runs it, and when "
        "it "
        "has ended makes every change - an entry changed, new or removed - a pending one for "
        "'tksnap status', 'accept' and 'reject', and puts the files back as they were, their times "
        "too.\n"
        "COMMAND finds what earlier records left pending in place of the baselines. So what a test "
        "produces as the baseline has it is pending no more; what no test of COMMAND produces "
        "stays.\n"
        "Snapshot files are those at a place where a library keeps them: .ambr and .snap files, "
        "what is in __snapshots__, .snapshots and testdata, .golden and .approved files, and "
        "what --include names. Hidden folders, target and node_modules are passed over. Pending "
        "files that libraries leave themselves stay where they are.\n"
        "Ctrl-C and other signals reach the command; the files come back however it ends. If "
        "tksnap itself is killed, or the machine fails, the next record, accept, reject, prune or "
        "undo finishes the work. Until then leave the project to the command: what others change "
        "in "
        "snapshot files meanwhile cannot be told from its changes, and becomes pending too.\n"
        "The exit code is 1 if anything is pending then, or the command failed; its exit status "
        "is told on standard error, and in JSON. With --json the command's standard output goes to "
        "standard error.",
    .groups = groups,
    .examples = examples,
    .run = run,
};
