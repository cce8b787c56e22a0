/* waiting.c - pending snapshots as pairs to compare
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "waiting.h"

#include "exit.h"
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

bool waiting_add(struct waiting *waiting, char *selector, tks_error *err)
{
    const tks_listing *listing = waiting->project.listing;
    const size_t count = tks_listing_count(listing);
    bool *marks = calloc(count + 1, sizeof *marks);
    bool found = true;

    if (marks == NULL)
        return fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for %zu snapshots", count) == TKS_OK;
    if (selector != NULL)
        found = selectors_apply(marks, listing, tks_project_path(waiting->project.project),
                                &selector, 1, err);
    for (size_t i = 0; found && i < count; i++)
        if ((selector == NULL || marks[i]) && !waiting->marks[i]) {
            waiting->marks[i] = true;
            waiting->chosen[waiting->count++] = i;
        }
    free(marks);
    return found;
}

/* ----------------------------------------------------------------------- pairs */

/* "path", or "path:entry" where a file holds several. */
static size_t name_length(const tks_pending *item)
{
    return strlen(item->path) + (item->entry != NULL ? 1 + strlen(item->entry) : 0) + 1;
}

static void write_name(char *out, const tks_pending *item)
{
    const size_t length = strlen(item->path);

    memcpy(out, item->path, length + 1);
    if (item->entry == NULL)
        return;
    out[length] = ':';
    memcpy(out + length + 1, item->entry, strlen(item->entry) + 1);
}

static tks_status take_memory(struct waiting *waiting, tks_error *err)
{
    size_t length = 0;

    for (size_t i = 0; i < waiting->count; i++)
        length += name_length(tks_listing_at(waiting->project.listing, waiting->chosen[i]));
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
        write_name(name, item);
        waiting->pairs[i] =
            (tks_pair){ .name = name,
                        .expected = item->path,
                        .actual = item->sidecar != NULL ? item->sidecar : item->file,
                        .rules = &rules->rules,
                        .drawing = &rules->drawing,
                        .project = waiting->project.project,
                        .listing = listing,
                        .item = waiting->chosen[i] };
        name += name_length(item);
    }
    return status;
}
