/* waiting.c - pending snapshots as pairs to compare
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "waiting.h"

#include "exit.h"
#include "names.h"
#include "say.h"
#include "selector.h"

#include <stdlib.h>
#include <string.h>

int waiting_open(struct waiting *out)
{
    size_t count;
    int exit;

    *out = (struct waiting){ .count = 0 };
    if ((exit = pending_project_open(&out->project)) >= 0)
        return exit;
    count = tks_listing_count(out->project.listing);
    out->marks = calloc(count + 1, sizeof *out->marks);
    out->chosen = calloc(count + 1, sizeof *out->chosen);
    if (out->marks != NULL && out->chosen != NULL)
        return -1;
    complain("out of memory for %zu snapshots", count);
    return TKS_EXIT_INTERNAL;
}

void waiting_dispose(struct waiting *waiting)
{
    free(waiting->names);
    free(waiting->pairs);
    free(waiting->chosen);
    free(waiting->marks);
    pending_project_dispose(&waiting->project);
}

/* Chooses what is marked and was not chosen yet; NULL marks: everything. */
static void choose(struct waiting *waiting, const bool *marks)
{
    for (size_t i = 0; i < tks_listing_count(waiting->project.listing); i++)
        if ((marks == NULL || marks[i]) && !waiting->marks[i]) {
            waiting->marks[i] = true;
            waiting->chosen[waiting->count++] = i;
        }
}

void waiting_add_all(struct waiting *waiting)
{
    choose(waiting, NULL);
}

bool waiting_add(struct waiting *waiting, char *selector, enum reading reading, tks_error *err)
{
    const tks_listing *listing = waiting->project.listing;
    const char *root = tks_project_path(waiting->project.project);
    const size_t count = tks_listing_count(listing);
    bool *marks = calloc(count + 1, sizeof *marks);
    bool found;

    if (marks == NULL)
        return fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for %zu snapshots", count) == TKS_OK;
    found = reading == READ_AS_PATH ? selector_apply_path(marks, listing, root, selector)
                                    : selectors_apply(marks, listing, root, &selector, 1, err);
    if (found)
        choose(waiting, marks);
    free(marks);
    return found;
}

/* ----------------------------------------------------------------------- pairs */

static tks_status take_memory(struct waiting *waiting, tks_error *err)
{
    size_t length = 0;

    for (size_t i = 0; i < waiting->count; i++)
        length += place_length(tks_listing_at(waiting->project.listing, waiting->chosen[i]));
    waiting->pairs = calloc(waiting->count + 1, sizeof *waiting->pairs);
    waiting->names = malloc(length + 1);
    if (waiting->pairs != NULL && waiting->names != NULL)
        return TKS_OK;
    return fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for %zu snapshots", waiting->count);
}

tks_status waiting_pair(struct waiting *waiting, struct config_run *run, tks_error *err)
{
    const tks_listing *listing = waiting->project.listing;
    tks_status status = take_memory(waiting, err);
    char *name = waiting->names;

    for (size_t i = 0; i < waiting->count && status == TKS_OK; i++) {
        const tks_pending *item = tks_listing_at(listing, waiting->chosen[i]);
        const struct rules *rules = NULL;

        if ((status = config_rules(&rules, run, item->path, err)))
            break;
        place_write(name, item);
        waiting->pairs[i] =
            (tks_pair){ .name = name,
                        .expected = item->path,
                        .actual = item->sidecar != NULL ? item->sidecar : item->file,
                        .rules = &rules->rules,
                        .drawing = &rules->drawing,
                        .project = waiting->project.project,
                        .listing = listing,
                        .item = waiting->chosen[i] };
        name += place_length(item);
    }
    return status;
}
