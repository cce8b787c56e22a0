/* keeping.c - what compare --pending makes pending
 *
 * Tests that leave a folder of pictures have no library that waits for a decision. What
 * differs from the folder of baselines is kept for one, as if its library had left it.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "keeping.h"

#include "exit.h"
#include "say.h"
#include "words.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

bool keeping_take(struct keeping *keeping, int id, const char *value, tks_error *err)
{
    (void)value;
    (void)err;
    if (id == OPT_PENDING)
        keeping->wanted = true;
    else
        keeping->removed = true;
    return true;
}

/* ----------------------------------------------------------------------- opening */

/* The operand without links: its folder's real path, and its own name unless it is a folder
 * itself; a file that is a link, or is not there yet, keeps its name. */
static bool real_place(char *out, size_t size, const char *path, bool folder)
{
    const char *slash = strrchr(path, '/');
    char above[PATH_MAX], real[PATH_MAX];

    if (folder)
        return size >= PATH_MAX && realpath(path, out) != NULL;
    snprintf(above, sizeof above, "%.*s",
             slash == NULL   ? 1
             : slash == path ? 1
                             : (int)(slash - path),
             slash == NULL ? "." : path);
    return realpath(above, real) != NULL &&
           snprintf(out, size, "%s/%s", strcmp(real, "/") == 0 ? "" : real,
                    slash != NULL ? slash + 1 : path) < (int)size;
}

int keeping_open(struct keeping *keeping, const struct invocation *invocation, bool folder,
                 struct answer *answer)
{
    const char *expected = invocation->operands[0], *root;
    char real[PATH_MAX];
    tks_error err = { 0 };
    size_t length;

    keeping->answer = answer;
    keeping->folder = folder;
    if (tks_project_open(&keeping->project, ".", NULL, &err) != TKS_OK)
        return exit_complaining(&err);
    root = tks_project_path(keeping->project);
    length = strcmp(root, "/") == 0 ? 0 : strlen(root);
    if (!real_place(real, sizeof real, expected, folder)) {
        complain("%s: cannot be found: %s", expected, strerror(errno));
        return TKS_EXIT_UNREADABLE;
    }
    if (strncmp(real, root, length) != 0 || (real[length] != '/' && real[length] != '\0'))
        return usage_error(invocation,
                           "--pending is for baselines in the project %s, and %s is not there",
                           root, expected);
    keeping->place = strdup(real[length] == '/' ? real + length + 1 : "");
    if (keeping->place == NULL) {
        complain("out of memory");
        return TKS_EXIT_INTERNAL;
    }
    return -1;
}

void keeping_dispose(struct keeping *keeping)
{
    free(keeping->place);
    tks_project_free(keeping->project);
}

/* ----------------------------------------------------------------------- keeping */

static tks_status read_file(char **out, size_t *length, const char *path, tks_error *err)
{
    FILE *file = fopen(path, "rbe");
    tks_status status = TKS_OK;
    size_t room = 0;

    *out = NULL;
    *length = 0;
    while (file != NULL && !feof(file) && status == TKS_OK) {
        if (*length == room) {
            char *more = realloc(*out, room = 2 * room + 65536);

            if (more == NULL) {
                status = fail_as(err, TKS_OUT_OF_MEMORY, "%s: out of memory", path);
                break;
            }
            *out = more;
        }
        *length += fread(*out + *length, 1, room - *length, file);
        if (ferror(file))
            break;
    }
    if (status == TKS_OK && (file == NULL || ferror(file)))
        status = fail_as(err, TKS_IO_FAILED, "%s: cannot be read: %s", path, strerror(errno));
    if (file != NULL)
        fclose(file);
    return status;
}

/* "different: 3 lines changed" */
static void words_for_finding(char *out, size_t size, const tks_outcome *outcome)
{
    char words[160] = "", margin[60] = "";

    if (outcome->text != NULL) {
        words_for_text(words, sizeof words, outcome->text);
    } else if (outcome->diff != NULL) {
        words_for_diff(words, sizeof words, outcome->diff);
        words_for_margin(margin, sizeof margin, outcome->diff);
    }
    snprintf(out, size, "%s%s%s", words, *words != '\0' && *margin != '\0' ? "; " : "", margin);
}

static tks_status keep(struct keeping *keeping, const char *path, const tks_outcome *outcome,
                       tks_error *err)
{
    char finding[240], *bytes = NULL;
    tks_keep what = { .size = sizeof what,
                      .path = path,
                      .removed = outcome->state == TKS_STATE_MISSING };
    size_t length = 0;
    tks_status status = TKS_OK;

    words_for_finding(finding, sizeof finding, outcome);
    what.finding = *finding != '\0' ? finding : NULL;
    if (!what.removed)
        status = read_file(&bytes, &length, outcome->pair.actual, err);
    what.actual = (tks_bytes){ bytes != NULL ? bytes : "", length };
    if (status == TKS_OK)
        status = tks_project_keep(keeping->project, &what, err);
    if (status == TKS_OK)
        keeping->kept++;
    free(bytes);
    return status;
}

static tks_status settle(struct keeping *keeping, const char *path, const tks_outcome *outcome,
                         tks_error *err)
{
    switch (outcome->state) {
    case TKS_STATE_COMPARED:
        if (tks_outcome_verdict(outcome) != TKS_DIFFERENT)
            return tks_project_forget(keeping->project, path, NULL, err);
        return keep(keeping, path, outcome, err);
    case TKS_STATE_NEW:
        return keep(keeping, path, outcome, err);
    case TKS_STATE_MISSING:
        return keeping->removed ? keep(keeping, path, outcome, err) : TKS_OK;
    case TKS_STATE_FAILED:
        break;
    }
    return TKS_OK;
}

tks_status keeping_tell(void *user, const tks_outcome *outcome, tks_error *err)
{
    struct keeping *keeping = user;
    struct answer *answer = keeping->answer;
    tks_error why = { 0 };
    char path[PATH_MAX];
    tks_status status = answer_tell(answer, outcome, err);

    if (status != TKS_OK)
        return status;
    if (!keeping->folder)
        snprintf(path, sizeof path, "%s", keeping->place);
    else if (snprintf(path, sizeof path, "%s%s%s", keeping->place,
                      *keeping->place != '\0' ? "/" : "", outcome->pair.name) >= PATH_MAX)
        return fail_as(err, TKS_IO_FAILED, "%s: the path is too long", outcome->pair.name);
    if (settle(keeping, path, outcome, &why) != TKS_OK) { /* the others go on */
        complain("%s", why.message);
        answer->exit = exit_worse(answer->exit, exit_for_status(why.status));
    }
    return TKS_OK;
}

void keeping_tell_summary(const struct keeping *keeping)
{
    const struct answer *answer = keeping->answer;
    char what[40];

    if (!keeping->wanted || keeping->kept == 0 || answer->form != ANSWER_WORDS ||
        answer->settings->quiet)
        return;
    words_for_count(what, sizeof what, keeping->kept);
    fprintf(stderr,
            "%s kept; 'tksnap status' lists what is pending, 'tksnap accept' makes it the "
            "baseline\n",
            what);
}

/* ------------------------------------------------------------------------- table */

static const struct option keeping_options[] = {
    { OPT_PENDING, "pending", NULL, NULL,
      "Keep what differs or is new for a decision: 'tksnap accept' makes it the baseline. What "
      "agrees is no longer pending. EXPECTED has to be in the project of the working directory; "
      "nothing in it is changed." },
    { OPT_REMOVED, "removed", NULL, NULL,
      "With --pending and two folders: also baselines that have no actual. Accepting removes "
      "them. Not for a run of some of the tests." },
    { 0 },
};

const struct option_group keeping_group = { "what becomes of it", keeping_options };
