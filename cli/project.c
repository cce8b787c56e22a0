/* project.c - the project of the working folder, and decisions on what waits in it
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "project.h"

#include "exit.h"
#include "json.h"
#include "number.h"
#include "recording.h"
#include "say.h"
#include "selector.h"
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* More than anyone looks at before saying yes to all of it. */
enum { ASK_OVER = 20 };

/* Where insta's tests were told to leave what is pending. */
static tks_status name_elsewhere(tks_project *project, tks_error *err)
{
    const char *folder = getenv("INSTA_PENDING_DIR"), *workspace = getenv("INSTA_WORKSPACE_ROOT");

    if (workspace != NULL && *workspace == '\0')
        workspace = NULL;
    return folder != NULL && *folder != '\0'
               ? tks_project_elsewhere(project, folder, workspace, err)
               : TKS_OK;
}

tks_status project_open(tks_project **out, tks_error *err)
{
    const tks_status status = tks_project_open(out, ".", NULL, err);

    if (status == TKS_OK)
        (void)name_elsewhere(*out, NULL);
    return status;
}

int pending_project_open(struct pending_project *out)
{
    tks_error err = { 0 };

    *out = (struct pending_project){ NULL, NULL };
    if (tks_project_open(&out->project, ".", NULL, &err) == TKS_OK) {
        /* what is not found there is no reason not to look for the rest */
        if (name_elsewhere(out->project, &err) != TKS_OK)
            complain("INSTA_PENDING_DIR: %s", err.message);
        if (tks_project_pending(&out->listing, out->project, &err) == TKS_OK)
            return -1;
    }
    return exit_complaining(&err);
}

void pending_project_dispose(struct pending_project *project)
{
    tks_listing_free(project->listing);
    tks_project_free(project->project);
}

/* ---------------------------------------------------------------------- choosing */

struct options {
    bool all;
    int64_t yes; /* -1: not given */
};

static bool take(void *user, int id, const char *value, tks_error *err)
{
    struct options *options = user;

    if (id == OPT_ALL) {
        options->all = true;
        return true;
    }
    if (number_whole(&options->yes, value))
        return true;
    return fail_with(err, "--yes wants the number of snapshots, not '%s'", value);
}

int check_named(const struct invocation *invocation, bool all)
{
    if (all && invocation->n_operands > 0)
        return usage_error(invocation, "--all means everything; name snapshots or say --all");
    if (!all && invocation->n_operands == 0)
        return usage_error(invocation, "name the snapshots, or say --all; 'tksnap status' shows "
                                       "what is there");
    return -1;
}

/* Whether there is anything to decide on; what is not is told when its turn comes. */
static bool can_be_decided(const tks_pending *item, tks_deed deed)
{
    if (item->problem == NULL)
        return true;
    return deed == TKS_DEED_REJECT && strcmp(item->kind, "folder") != 0;
}

/* A decision being made: which items, and what came of it. */
struct decision {
    const struct invocation *invocation;
    const struct options *options;
    tks_deed deed;
    struct pending_project project;
    bool *marks;
    size_t *chosen;
    size_t count, decidable;
    size_t done, failed;
    tks_exit exit;
};

static int choose(struct decision *decision)
{
    const struct invocation *invocation = decision->invocation;
    const tks_listing *listing = decision->project.listing;
    const size_t count = tks_listing_count(listing);
    tks_error err = { 0 };

    decision->marks = calloc(count + 1, sizeof *decision->marks);
    decision->chosen = calloc(count + 1, sizeof *decision->chosen);
    if (decision->marks == NULL || decision->chosen == NULL) {
        complain("out of memory");
        return TKS_EXIT_INTERNAL;
    }
    if (!selectors_apply(decision->marks, listing, tks_project_path(decision->project.project),
                         invocation->operands, invocation->n_operands, &err)) {
        complain("%s", err.message);
        return TKS_EXIT_USAGE;
    }
    for (size_t i = 0; i < count; i++)
        if (decision->options->all || decision->marks[i]) {
            decision->chosen[decision->count++] = i;
            decision->decidable += can_be_decided(tks_listing_at(listing, i), decision->deed);
        }
    return -1;
}

/* ------------------------------------------------------------------------ asking */

bool ask(const char *verb, const char *what)
{
    char answer[16] = "";

    fprintf(stderr, "%s %s? [y/N] ", verb, what);
    return fgets(answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

bool can_ask(void)
{
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

int make_sure(const struct invocation *invocation, const struct many *many)
{
    char what[40];

    words_for_count(what, sizeof what, many->count);
    if (many->yes >= 0 && (uint64_t)many->yes != many->count)
        return usage_error(invocation, "--yes=%" PRId64 " was said, but it is %s; nothing was done",
                           many->yes, what);
    if (many->yes >= 0 || !many->unnamed || many->count <= ASK_OVER)
        return -1;
    if (!can_ask())
        return usage_error(invocation, "%s would %s %s; if so, say --yes=%zu", many->how,
                           many->verb, what, many->count);
    if (ask(many->verb, what))
        return -1;
    fputs("nothing was done\n", stderr);
    return TKS_EXIT_USAGE;
}

/* All that was chosen. */
static int make_sure_of(const struct decision *decision)
{
    char how[24];
    const struct many many = { .verb = tks_deed_name(decision->deed),
                               .how = how,
                               .count = decision->decidable,
                               .yes = decision->options->yes,
                               .unnamed = decision->options->all };

    snprintf(how, sizeof how, "%s --all", many.verb);
    return make_sure(decision->invocation, &many);
}

/* ----------------------------------------------------------------------- telling */

static void tell_json_item(const struct decision *decision, const tks_pending *item,
                           const tks_error *error)
{
    printf("%s\n{\"path\":", decision->done + decision->failed == 1 ? "" : ",");
    json_put_string(stdout, item->path);
    json_put_member(stdout, "entry", item->entry);
    json_put_member(stdout, "error", error->status != TKS_OK ? error->message : NULL);
    putchar('}');
}

static tks_status told(void *user, const tks_pending *item, const tks_error *error, tks_error *err)
{
    struct decision *decision = user;
    const struct settings *settings = &decision->invocation->settings;

    (void)err;
    if (error->status != TKS_OK) {
        decision->failed++;
        decision->exit = exit_worse(decision->exit, exit_complaining(error));
    } else {
        decision->done++;
    }
    if (settings->json) {
        tell_json_item(decision, item, error);
    } else if (error->status == TKS_OK && !settings->quiet) {
        printf("%s  ", decision->deed == TKS_DEED_ACCEPT ? "accepted" : "rejected");
        put_place(stdout, item->path, item->entry);
        putchar('\n');
    }
    return TKS_OK;
}

static void tell_summary(const struct decision *decision)
{
    const bool accepts = decision->deed == TKS_DEED_ACCEPT;
    char what[40];

    if (decision->count == 0) {
        fputs("nothing is pending\n", stderr);
        return;
    }
    words_for_count(what, sizeof what, decision->done);
    fprintf(stderr, "%s %s", what, accepts ? "accepted" : "rejected");
    if (decision->failed > 0)
        fprintf(stderr, ", %zu left as %s", decision->failed,
                decision->failed == 1 ? "it was" : "they were");
    fputs(decision->done > 0 ? "; 'tksnap undo' takes it back\n" : "\n", stderr);
}

/* ---------------------------------------------------------------------------- all */

static void carry_out(struct decision *decision)
{
    const struct settings *settings = &decision->invocation->settings;
    tks_error err = { 0 };
    uint32_t number = 0;
    tks_status status;

    if (settings->json)
        printf("{\"schema\":1,\"deed\":\"%s\",\"items\":[", tks_deed_name(decision->deed));
    status = tks_project_decide(&number, decision->project.project, decision->deed,
                                decision->project.listing, decision->chosen, decision->count, told,
                                decision, &err);
    if (status != TKS_OK)
        decision->exit = exit_worse(decision->exit, exit_complaining(&err));
    if (settings->json) {
        printf("\n],\"transaction\":");
        json_put_transaction(stdout, number);
        if (status != TKS_OK)
            json_put_member(stdout, "error", err.message);
        printf(",\"exit\":%d}\n", (int)decision->exit);
    } else if (status == TKS_OK && !settings->quiet) {
        tell_summary(decision);
    }
}

int decide(struct invocation *invocation, tks_deed deed)
{
    struct options options = { .yes = -1 };
    struct decision decision = { .invocation = invocation, .options = &options, .deed = deed };
    int exit = invocation_parse(invocation, take, &options);

    if (exit >= 0 || (exit = check_named(invocation, options.all)) >= 0)
        return exit;
    if ((exit = recording_resume(&invocation->settings)) < 0 &&
        (exit = pending_project_open(&decision.project)) < 0 && (exit = choose(&decision)) < 0 &&
        (exit = make_sure_of(&decision)) < 0) {
        carry_out(&decision);
        exit = decision.exit;
    }
    free(decision.chosen);
    free(decision.marks);
    pending_project_dispose(&decision.project);
    return exit;
}

/* -------------------------------------------------------------------------- table */

static const struct option decide_options[] = {
    { OPT_ALL, "all", NULL, NULL, "Everything that is pending in the project." },
    { OPT_YES, "yes", "N", NULL,
      "It is N snapshots, and that is meant. Wanted with --all for more than 20 where no "
      "terminal can be asked; with any other number nothing is done." },
    { 0 },
};

const struct option_group decide_group = { "what is meant", decide_options };
