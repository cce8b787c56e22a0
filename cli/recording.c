/* recording.c - what other commands say of 'tksnap record'
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "recording.h"

#include "exit.h"
#include "project.h"
#include "say.h"
#include "words.h"

#include <stdio.h>

static int resume(tks_project *project, const struct settings *settings)
{
    tks_record_result result = { .size = sizeof result };
    tks_error err = { 0 };
    char what[40];

    if (tks_project_record_state(project) != TKS_RECORD_INTERRUPTED)
        return -1;
    if (tks_project_record_resume(&result, project, NULL, NULL, &err) != TKS_OK)
        return exit_complaining(&err);
    words_for_changes(what, sizeof what, result.changes);
    if (!settings->quiet)
        fprintf(stderr, "a record that was interrupted is finished: %s recorded, files as before\n",
                result.changes > 0 ? what : "nothing");
    return -1;
}

int recording_resume(const struct settings *settings)
{
    tks_project *project = NULL;
    tks_error err = { 0 };
    int exit;

    if (project_open(&project, &err) != TKS_OK)
        return exit_complaining(&err);
    exit = resume(project, settings);
    tks_project_free(project);
    return exit;
}

void recording_tell_state(const tks_project *project)
{
    switch (tks_project_record_state(project)) {
    case TKS_RECORD_RUNNING:
        complain("'tksnap record' is at work: baselines are as its command leaves them");
        break;
    case TKS_RECORD_INTERRUPTED:
        complain("a record was interrupted: baselines may be as its command left them; the next "
                 "record, accept, reject, prune or undo puts them back, and what changed is "
                 "pending then");
        break;
    case TKS_RECORD_NONE:
        break;
    }
}
