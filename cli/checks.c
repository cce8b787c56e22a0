/* checks.c - what doctor says of the snapshot files of a project
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "checks.h"

#include "exit.h"
#include "json.h"
#include "say.h"

#include <stdio.h>
#include <string.h>

/* Of each kind, unless all are wanted: enough to see a pattern. */
enum { SHOWN = 10 };

void checks_look(struct checks *checks)
{
    *checks = (struct checks){ .project = NULL };
    if (tks_project_open(&checks->project, ".", NULL, &checks->err) != TKS_OK ||
        tks_project_diagnose(&checks->diagnosis, checks->project, &checks->err) != TKS_OK)
        checks->diagnosis = NULL;
}

void checks_dispose(struct checks *checks)
{
    tks_diagnosis_free(checks->diagnosis);
    tks_project_free(checks->project);
}

static size_t count_kind(const struct checks *checks, bool problems)
{
    const tks_finding *finding;
    size_t count = 0;

    for (size_t i = 0; (finding = tks_diagnosis_at(checks->diagnosis, i)) != NULL; i++)
        count += finding->problem == problems;
    return count;
}

tks_exit checks_exit(const struct checks *checks)
{
    const tks_finding *finding;
    tks_exit exit = TKS_EXIT_SAME;

    if (checks->diagnosis == NULL)
        return exit_for_status(checks->err.status);
    for (size_t i = 0; (finding = tks_diagnosis_at(checks->diagnosis, i)) != NULL; i++)
        if (strcmp(finding->kind, "unreadable") == 0)
            exit = exit_worse(exit, TKS_EXIT_UNREADABLE);
        else if (finding->problem)
            exit = exit_worse(exit, TKS_EXIT_DIFFERENT);
    return exit;
}

/* ------------------------------------------------------------------------- lines */

void checks_put_stores(const struct checks *checks, int width)
{
    const char *store;
    size_t files, i;

    if (checks->project == NULL)
        return;
    printf("%-*s ", width, "project");
    put_name(stdout, tks_project_path(checks->project));
    printf("\n%-*s ", width, "snapshots");
    if (checks->diagnosis == NULL) {
        fputs("(not looked at)\n", stdout);
        return;
    }
    for (i = 0; (store = tks_diagnosis_store(checks->diagnosis, i, &files)) != NULL; i++)
        printf("%s%s %zu file%s", i > 0 ? ", " : "", store, files, files == 1 ? "" : "s");
    fputs(i == 0 ? "(none)\n" : "\n", stdout);
    printf("%-*s %zu problem%s, %zu worth knowing\n", width, "findings", count_kind(checks, true),
           count_kind(checks, true) == 1 ? "" : "s", count_kind(checks, false));
}

static void put_finding(const tks_finding *finding)
{
    fputs("  ", stdout);
    put_place(stdout, finding->path, finding->entry);
    fputs(": ", stdout);
    put_name(stdout, finding->what);
    putchar('\n');
}

/* Those of one kind, from the first on; returns how many there are. */
static size_t put_kind(const struct checks *checks, size_t first, bool all)
{
    const tks_finding *finding = tks_diagnosis_at(checks->diagnosis, first);
    const char *kind = finding->kind, *advice = finding->advice;
    const bool problem = finding->problem;
    size_t count = 0;

    while ((finding = tks_diagnosis_at(checks->diagnosis, first + count)) != NULL &&
           strcmp(finding->kind, kind) == 0)
        count++;
    printf("\n%s: %zu %s; %s\n", kind, count,
           !problem     ? "worth knowing"
           : count == 1 ? "problem"
                        : "problems",
           advice);
    for (size_t i = 0; i < count && (all || i < SHOWN); i++)
        put_finding(tks_diagnosis_at(checks->diagnosis, first + i));
    if (!all && count > SHOWN)
        printf("  and %zu more; -v shows them\n", count - SHOWN);
    return count;
}

void checks_put_findings(const struct checks *checks, const struct settings *settings)
{
    const tks_finding *finding;

    if (checks->diagnosis == NULL)
        return;
    for (size_t i = 0; (finding = tks_diagnosis_at(checks->diagnosis, i)) != NULL;) {
        if (settings->quiet && !finding->problem)
            break; /* problems come first */
        i += put_kind(checks, i, settings->verbose);
    }
}

/* -------------------------------------------------------------------------- JSON */

static void put_json_finding(const tks_finding *finding, size_t index)
{
    printf("%s\n{\"kind\":\"%s\",\"problem\":%s,\"store\":\"%s\",\"path\":", index > 0 ? "," : "",
           finding->kind, finding->problem ? "true" : "false", finding->store);
    json_put_string(stdout, finding->path);
    json_put_member(stdout, "entry", finding->entry);
    json_put_member(stdout, "what", finding->what);
    json_put_member(stdout, "advice", finding->advice);
    putchar('}');
}

void checks_put_json(const struct checks *checks)
{
    const tks_finding *finding;
    const char *store;
    size_t files;

    fputs("\"project\":", stdout);
    if (checks->diagnosis == NULL) {
        fputs("null", stdout);
        return;
    }
    fputs("{\"path\":", stdout);
    json_put_string(stdout, tks_project_path(checks->project));
    fputs(",\"stores\":{", stdout);
    for (size_t i = 0; (store = tks_diagnosis_store(checks->diagnosis, i, &files)) != NULL; i++)
        printf("%s\"%s\":%zu", i > 0 ? "," : "", store, files);
    printf("},\"problems\":%zu,\"findings\":[", count_kind(checks, true));
    for (size_t i = 0; (finding = tks_diagnosis_at(checks->diagnosis, i)) != NULL; i++)
        put_json_finding(finding, i);
    fputs("\n]}", stdout);
}
