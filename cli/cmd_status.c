/* cmd_status.c - tksnap status
 *
 * Reads only: nothing on the disk is changed, nobody is waited for.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "exit.h"
#include "json.h"
#include "listing.h"
#include "project.h"
#include "recording.h"
#include "say.h"
#include "selector.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct options {
    bool porcelain, insta_json, exit_code;
};

/* What is pending, and which of it is asked for. */
struct status {
    struct pending_project project;
    struct selection selection;
    bool *marks; /* NULL: all of it */
};

static bool take(void *user, int id, const char *value, tks_error *err)
{
    struct options *options = user;

    (void)value;
    (void)err;
    switch (id) {
    case OPT_PORCELAIN:
        options->porcelain = true;
        break;
    case OPT_FORMAT:
        options->insta_json = true; /* its only choice */
        break;
    default:
        options->exit_code = true;
    }
    return true;
}

/* ---------------------------------------------------------------------- programs */

/* As it is, or as a JSON string where it holds what would break the line, or, with
 * `spaces`, the word, or look like something else. */
static void put_porcelain(const char *text, bool spaces)
{
    bool plain = *text != '"' && *text != '\0' && strcmp(text, "-") != 0;

    for (const char *c = text; *c != '\0'; c++)
        plain = plain && (unsigned char)*c >= (spaces ? 0x21 : 0x20) && *c != 0x7F;
    if (plain)
        fputs(text, stdout);
    else
        json_put_string(stdout, text);
}

static void tell_porcelain(struct selection selection)
{
    const tks_pending *item;

    for (size_t i = 0; (item = listing_next(selection, &i)) != NULL; i++) {
        printf("%s %s %s ", tks_pending_state_name(item->state),
               *item->store != '\0' ? item->store : "-", item->kind);
        if (item->entry != NULL)
            put_porcelain(item->entry, true);
        else
            putchar('-');
        putchar(' ');
        put_porcelain(item->path, false);
        putchar('\n');
    }
}

/* A member whose text may have zeros in it. */
static void put_member_text(const char *name, const char *text, size_t length)
{
    printf(",\"%s\":", name);
    if (text != NULL)
        json_put_text(stdout, (tks_str){ text, length });
    else
        json_put_string(stdout, NULL);
}

static void put_json_item(const tks_pending *item, size_t index)
{
    printf("\n{\"id\":\"#%zu\"", index + 1);
    json_put_member(stdout, "store", item->store);
    json_put_member(stdout, "kind", item->kind);
    json_put_member(stdout, "path", item->path);
    json_put_member(stdout, "entry", item->entry);
    json_put_member(stdout, "state", tks_pending_state_name(item->state));
    json_put_member(stdout, "file", item->file);
    json_put_member(stdout, "sidecar", item->sidecar);
    json_put_member(stdout, "source", item->source);
    json_put_member(stdout, "finding", item->finding);
    json_put_member(stdout, "problem", item->problem);
    putchar('}');
}

static void tell_json(const struct status *status, int exit)
{
    const struct selection selection = status->selection;
    const struct counts all = listing_count(selection, NULL);
    const tks_pending *item;
    const char *store = NULL, *link = "";

    fputs("{\"schema\":1,\"root\":", stdout);
    json_put_string(stdout, tks_project_path(status->project.project));
    fputs(",\"items\":[", stdout);
    for (size_t i = 0; (item = listing_next(selection, &i)) != NULL; i++, link = ",") {
        fputs(link, stdout);
        put_json_item(item, i);
    }
    link = "";
    printf("\n],\"summary\":{\"pending\":%zu,\"unreadable\":%zu,\"by_store\":{", all.pending,
           all.unreadable);
    for (; (store = listing_store_after(selection, store)) != NULL; link = ",") {
        fputs(link, stdout);
        json_put_string(stdout, store);
        printf(":%zu", listing_count(selection, store).pending);
    }
    printf("}},\"exit\":%d}\n", exit);
}

/* One line of cargo insta pending-snapshots --as-json. */
static void put_insta_line(const tks_pending *item, const char *root)
{
    const bool is_inline = item->line > 0;

    printf("{\"type\":\"%s\",\"path\":", is_inline ? "inline_snapshot" : "file_snapshot");
    json_put_joined(stdout, root, item->path);
    if (is_inline) {
        printf(",\"line\":%" PRIu32, item->line);
        put_member_text("old_snapshot", item->expected, item->expected_length);
        put_member_text("new_snapshot", item->actual, item->actual_length);
        json_put_member(stdout, "expression", item->expression);
    }
    fputs("}\n", stdout);
}

static void tell_insta(const struct status *status)
{
    const tks_pending *item;

    for (size_t i = 0; (item = listing_next(status->selection, &i)) != NULL; i++)
        if (item->state != TKS_PENDING_UNREADABLE && strcmp(item->store, "insta") == 0)
            put_insta_line(item, tks_project_path(status->project.project));
}

/* --------------------------------------------------------------------------- run */

/* What people and programs should know besides. */
static int tell_trouble(const struct status *status)
{
    const tks_deed_done *deed;
    const tks_pending *item;
    tks_error err = { 0 };
    tks_log *log = NULL;
    int exit = TKS_EXIT_SAME;

    for (size_t i = 0; (item = listing_next(status->selection, &i)) != NULL; i++)
        if (item->problem != NULL) {
            complain("%s", item->problem);
            if (item->state == TKS_PENDING_UNREADABLE)
                exit = TKS_EXIT_UNREADABLE;
        }
    if (tks_project_log(&log, status->project.project, &err) != TKS_OK) {
        complain("%s", err.message);
        return TKS_EXIT_UNREADABLE;
    }
    for (size_t i = 0; (deed = tks_log_at(log, i)) != NULL; i++)
        if (deed->begun)
            complain("%s %" PRIu32
                     " is not finished: it is at work now, or was interrupted; the next "
                     "accept, reject or undo finishes it",
                     tks_deed_name(deed->deed), deed->number);
    tks_log_free(log);
    recording_tell_state(status->project.project);
    return exit;
}

static int choose(struct status *status, const struct invocation *invocation)
{
    const tks_listing *listing = status->project.listing;
    tks_error err = { 0 };

    status->selection.listing = listing;
    if (invocation->n_operands == 0)
        return -1;
    status->marks = calloc(tks_listing_count(listing) + 1, sizeof *status->marks);
    if (status->marks == NULL) {
        complain("out of memory for %zu snapshots", tks_listing_count(listing));
        return TKS_EXIT_INTERNAL;
    }
    status->selection.marks = status->marks;
    if (selectors_apply(status->marks, listing, tks_project_path(status->project.project),
                        invocation->operands, invocation->n_operands, &err))
        return -1;
    complain("%s", err.message);
    return TKS_EXIT_USAGE;
}

static int tell(const struct status *status, const struct options *options,
                const struct settings *settings)
{
    size_t first = 0;
    int exit = tell_trouble(status);

    if (exit == TKS_EXIT_SAME && options->exit_code &&
        listing_next(status->selection, &first) != NULL)
        exit = TKS_EXIT_DIFFERENT;
    if (settings->json)
        tell_json(status, exit);
    else if (options->porcelain)
        tell_porcelain(status->selection);
    else if (options->insta_json)
        tell_insta(status);
    else
        listing_tell(status->selection, settings);
    return exit;
}

static int run(struct invocation *invocation)
{
    struct options options = { .porcelain = false };
    struct status status = { .marks = NULL };
    int exit = invocation_parse(invocation, take, &options);

    if (exit >= 0)
        return exit;
    if (invocation->settings.json + options.porcelain + options.insta_json > 1)
        return usage_error(invocation, "--json, --porcelain and --format are three forms of the "
                                       "answer; choose one");
    if ((exit = pending_project_open(&status.project)) < 0 &&
        (exit = choose(&status, invocation)) < 0)
        exit = tell(&status, &options, &invocation->settings);
    free(status.marks);
    pending_project_dispose(&status.project);
    return exit;
}

/* ------------------------------------------------------------------------- table */

static const struct option status_options[] = {
    { OPT_PORCELAIN, "porcelain", NULL, NULL,
      "A line for each, for scripts: state, store, kind, entry or -, path. An entry with spaces "
      "and a path with control characters are JSON strings." },
    { OPT_FORMAT, "format", "FORM", "insta-json",
      "The lines that cargo insta pending-snapshots --as-json prints, for editors that read "
      "those." },
    { OPT_EXIT_CODE, "exit-code", NULL, NULL, "Exit with 1 if anything is pending." },
    { 0 },
};

static const struct option_group status_group = { "how it is told", status_options };

static const struct option_group *const groups[] = { &status_group, NULL };

static const struct example examples[] = {
    { "tksnap status", "what waits for a decision in this project" },
    { "tksnap status test_list 'Test*'", "what 'tksnap accept' of the same would accept" },
    { "tksnap status --exit-code -q", "for a script: 1 if anything does" },
    { "tksnap status --json | jq -r '.items[].path'", "for a program" },
    { 0 },
};

const struct command cmd_status = {
    .name = "status",
    .operands = "[SELECTOR...]",
    .choices = SELECTORS,
    .summary = "list snapshots that wait for a decision",
    .about = "Looks through the project - the repository, or folder with a tksnap.yaml, that the "
             "working folder is in - for what tests left for review: insta's .snap.new files, "
             "their binary companions and the .pending-snap files of inline snapshots, the "
             ".received. files of approval libraries, and what is kept in .tksnap/pending for "
             "libraries that leave nothing. Hidden folders, target and node_modules are passed "
             "over.\n"
             "With SELECTORs, as for 'tksnap accept', only what they mean is listed; the numbers "
             "stay what they are.\n"
             "Nothing is changed. A file that cannot be read is reported, exit code 3, and stops "
             "nothing.",
    .groups = groups,
    .examples = examples,
    .run = run,
};
