/* cmd_undo.c - tksnap undo [TRANSACTION]
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "exit.h"
#include "number.h"
#include "project.h"
#include "recording.h"
#include "say.h"
#include "words.h"

#include <inttypes.h>

/* The transaction of that number; NULL if it is gone already. */
static const tks_deed_done *numbered(const tks_log *log, uint32_t number)
{
    const tks_deed_done *deed;

    for (size_t i = 0; (deed = tks_log_at(log, i)) != NULL; i++)
        if (deed->number == number)
            break;
    return deed;
}

static void tell(const struct settings *settings, const tks_log *log, uint32_t done)
{
    const tks_deed_done *undo = numbered(log, done);
    const tks_deed_done *undone = undo != NULL ? numbered(log, undo->undoes) : NULL;
    char what[40];

    if (undone == NULL)
        return;
    words_for_deed(what, sizeof what, undone);
    if (settings->json)
        printf("{\"schema\":1,\"transaction\":%" PRIu32 ",\"undone\":%" PRIu32
               ",\"deed\":\"%s\",\"items\":%zu,\"exit\":0}\n",
               done, undone->number, tks_deed_name(undone->deed), undone->items);
    else if (!settings->quiet)
        printf("undone: %s %" PRIu32 " (%s)\n", tks_deed_name(undone->deed), undone->number, what);
}

static int undo(const struct settings *settings, uint32_t number)
{
    tks_project *project = NULL;
    tks_error err = { 0 };
    tks_log *log = NULL;
    uint32_t done;
    int exit = TKS_EXIT_SAME;

    if (project_open(&project, &err) != TKS_OK ||
        tks_project_undo(&done, project, number, &err) != TKS_OK ||
        tks_project_log(&log, project, &err) != TKS_OK) {
        complain("%s", err.message);
        exit = err.status == TKS_NOT_FOUND ? TKS_EXIT_USAGE : exit_for_status(err.status);
    } else {
        tell(settings, log, done);
    }
    tks_log_free(log);
    tks_project_free(project);
    return exit;
}

static int run(struct invocation *invocation)
{
    int64_t number = 0;
    int exit = invocation_parse(invocation, NULL, NULL);

    if (exit >= 0)
        return exit;
    if (invocation->n_operands > 1)
        return usage_error(invocation, "undo takes one transaction at a time, and '%s' is one more",
                           invocation->operands[1]);
    if (invocation->n_operands == 1 &&
        (!number_whole(&number, invocation->operands[0]) || number < 1 || number > UINT32_MAX))
        return usage_error(invocation, "'%s' is no transaction; 'tksnap log' shows their numbers",
                           invocation->operands[0]);
    if ((exit = recording_resume(&invocation->settings)) >= 0)
        return exit;
    return undo(&invocation->settings, (uint32_t)number);
}

static const struct option_group *const groups[] = { NULL };

static const struct example examples[] = {
    { "tksnap undo", "take back what was done last" },
    { "tksnap undo 12", "take back the one that 'tksnap log' shows as 12" },
    { 0 },
};

const struct command cmd_undo = {
    .name = "undo",
    .operands = "[TRANSACTION]",
    .choices = "",
    .summary = "take back an accept, a reject, a prune or an init",
    .about =
        "Puts back every file as it was before an accept, reject, prune or init. Without a number "
        "it is the last of those that was not undone yet. All of it is put back or, "
        "where one of the files has changed since, nothing, and the file is named.\n"
        "An undo is a transaction too: 'tksnap undo' with its number takes it back.",
    .groups = groups,
    .examples = examples,
    .run = run,
};
