/* cmd_log.c - tksnap log
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "command.h"
#include "exit.h"
#include "json.h"
#include "say.h"
#include "words.h"

#include <inttypes.h>
#include <time.h>

static const char *state_of(const tks_deed_done *deed)
{
    return deed->begun ? "begun" : deed->undone ? "undone" : "done";
}

/* In UTC: what a log says does not depend on who reads it. */
static void put_time(int64_t seconds, const char *form)
{
    const time_t when = (time_t)seconds;
    struct tm parts;
    char text[40];

    if (gmtime_r(&when, &parts) != NULL && strftime(text, sizeof text, form, &parts) > 0)
        fputs(text, stdout);
}

static void tell_words(const tks_log *log, bool verbose)
{
    const tks_deed_done *deed;
    tks_log_entry item;

    for (size_t i = 0; (deed = tks_log_at(log, i)) != NULL; i++) {
        char what[40];

        if (deed->deed == TKS_DEED_UNDO)
            snprintf(what, sizeof what, "of %" PRIu32, deed->undoes);
        else
            words_for_deed(what, sizeof what, deed);
        printf("%4" PRIu32 "  ", deed->number);
        put_time(deed->time, "%Y-%m-%d %H:%M:%S UTC");
        printf("  %-6s  %s%s\n", tks_deed_name(deed->deed), what,
               deed->begun    ? ", interrupted"
               : deed->undone ? ", undone"
                              : "");
        for (size_t k = 0; verbose && tks_log_item(&item, log, i, k); k++) {
            fputs("      ", stdout);
            put_place(stdout, item.path, item.entry);
            putchar('\n');
        }
    }
    if (tks_log_at(log, 0) == NULL)
        fputs("nothing was done here yet\n", stderr);
}

static void tell_json(const tks_log *log)
{
    const tks_deed_done *deed;
    tks_log_entry item;

    fputs("{\"schema\":1,\"transactions\":[", stdout);
    for (size_t i = 0; (deed = tks_log_at(log, i)) != NULL; i++) {
        printf("%s\n{\"number\":%" PRIu32 ",\"deed\":\"%s\",\"state\":\"%s\",\"undoes\":",
               i == 0 ? "" : ",", deed->number, tks_deed_name(deed->deed), state_of(deed));
        json_put_transaction(stdout, deed->deed == TKS_DEED_UNDO ? deed->undoes : 0);
        fputs(",\"time\":\"", stdout);
        put_time(deed->time, "%Y-%m-%dT%H:%M:%SZ");
        fputs("\",\"items\":[", stdout);
        for (size_t k = 0; tks_log_item(&item, log, i, k); k++) {
            fputs(k == 0 ? "{\"path\":" : ",{\"path\":", stdout);
            json_put_string(stdout, item.path);
            json_put_member(stdout, "entry", item.entry);
            putchar('}');
        }
        fputs("]}", stdout);
    }
    fputs("\n],\"exit\":0}\n", stdout);
}

static int run(struct invocation *invocation)
{
    const struct settings *settings = &invocation->settings;
    tks_project *project = NULL;
    tks_error err = { 0 };
    tks_log *log = NULL;
    int exit = invocation_parse(invocation, NULL, NULL);

    if (exit >= 0 || (exit = check_no_operands(invocation)) >= 0)
        return exit;
    exit = TKS_EXIT_SAME;
    if (tks_project_open(&project, ".", NULL, &err) != TKS_OK ||
        tks_project_log(&log, project, &err) != TKS_OK)
        exit = exit_complaining(&err);
    else if (settings->json)
        tell_json(log);
    else if (!settings->quiet)
        tell_words(log, settings->verbose);
    tks_log_free(log);
    tks_project_free(project);
    return exit;
}

static const struct option_group *const groups[] = { NULL };

static const struct example examples[] = {
    { "tksnap log", "what was accepted, rejected and undone, the newest first" },
    { "tksnap log -v", "and which snapshots those were" },
    { 0 },
};

const struct command cmd_log = {
    .name = "log",
    .operands = "",
    .choices = "",
    .summary = "list what was accepted, rejected, pruned and undone",
    .about = "The last 100 transactions of the project, fewer where what they keep for undoing "
             "takes more than 256 MiB, with the numbers that 'tksnap undo' takes. They are kept "
             "in the project's folder .tksnap/journal, on this machine only.",
    .groups = groups,
    .examples = examples,
    .run = run,
};
