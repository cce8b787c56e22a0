/* listing.c - what is pending, counted and in words
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "listing.h"

#include "say.h"
#include "term.h"

#include <stdio.h>
#include <string.h>

const tks_pending *listing_next(struct selection selection, size_t *index)
{
    const tks_pending *item;

    while ((item = tks_listing_at(selection.listing, *index)) != NULL && selection.marks != NULL &&
           !selection.marks[*index])
        ++*index;
    return item;
}

struct counts listing_count(struct selection selection, const char *store)
{
    struct counts counts = { 0, 0 };
    const tks_pending *item;

    for (size_t i = 0; (item = listing_next(selection, &i)) != NULL; i++) {
        if (store != NULL && strcmp(item->store, store) != 0)
            continue;
        if (item->state == TKS_PENDING_UNREADABLE)
            counts.unreadable++;
        else
            counts.pending++;
    }
    return counts;
}

const char *listing_store_after(struct selection selection, const char *name)
{
    const tks_pending *item;
    const char *next = NULL;

    for (size_t i = 0; (item = listing_next(selection, &i)) != NULL; i++)
        if ((name == NULL ? *item->store != '\0' : strcmp(item->store, name) > 0) &&
            (next == NULL || strcmp(item->store, next) < 0))
            next = item->store;
    return next;
}

static void tell_store(struct selection selection, const char *store, bool color, bool verbose)
{
    const tks_pending *item;

    printf("%s: %zu pending\n", store, listing_count(selection, store).pending);
    for (size_t i = 0; (item = listing_next(selection, &i)) != NULL; i++) {
        if (strcmp(item->store, store) != 0 || item->state == TKS_PENDING_UNREADABLE)
            continue;
        printf("  #%-4zu ", i + 1);
        put_word(stdout, color, tks_pending_state_name(item->state), 7);
        printf("  %-6s  ", item->kind);
        put_place(stdout, item->path, item->entry);
        putchar('\n');
        if (verbose && item->finding != NULL) {
            fputs("        ", stdout);
            put_name(stdout, item->finding);
            putchar('\n');
        }
    }
}

void listing_tell(struct selection selection, const struct settings *settings)
{
    const char *why, *store = NULL;
    const bool color = term_color(settings, stdout, &why);

    if (settings->quiet)
        return;
    while ((store = listing_store_after(selection, store)) != NULL)
        if (listing_count(selection, store).pending > 0)
            tell_store(selection, store, color, settings->verbose);
    if (tks_listing_count(selection.listing) == 0)
        fputs("nothing is pending\n", stderr);
    else if (listing_count(selection, NULL).pending > 0)
        fputs("'tksnap accept SELECTOR...' makes them baselines, 'tksnap reject' drops them; "
              "--all means all\n",
              stderr);
}
