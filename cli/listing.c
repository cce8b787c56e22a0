/* listing.c - what is pending, counted and in words
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "listing.h"

#include "say.h"
#include "term.h"

#include <stdio.h>
#include <string.h>

struct counts listing_count(const tks_listing *listing, const char *store)
{
    struct counts counts = { 0, 0 };
    const tks_pending *item;

    for (size_t i = 0; (item = tks_listing_at(listing, i)) != NULL; i++) {
        if (store != NULL && strcmp(item->store, store) != 0)
            continue;
        if (item->state == TKS_PENDING_UNREADABLE)
            counts.unreadable++;
        else
            counts.pending++;
    }
    return counts;
}

const char *listing_store_after(const tks_listing *listing, const char *name)
{
    const tks_pending *item;
    const char *next = NULL;

    for (size_t i = 0; (item = tks_listing_at(listing, i)) != NULL; i++)
        if ((name == NULL ? *item->store != '\0' : strcmp(item->store, name) > 0) &&
            (next == NULL || strcmp(item->store, next) < 0))
            next = item->store;
    return next;
}

static void tell_store(const tks_listing *listing, const char *store, bool color, bool verbose)
{
    const tks_pending *item;

    printf("%s: %zu pending\n", store, listing_count(listing, store).pending);
    for (size_t i = 0; (item = tks_listing_at(listing, i)) != NULL; i++) {
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

void listing_tell(const tks_listing *listing, const struct settings *settings)
{
    const char *why, *store = NULL;
    const bool color = term_color(settings, stdout, &why);

    if (settings->quiet)
        return;
    while ((store = listing_store_after(listing, store)) != NULL)
        if (listing_count(listing, store).pending > 0)
            tell_store(listing, store, color, settings->verbose);
    if (tks_listing_count(listing) == 0)
        fputs("nothing is pending\n", stderr);
    else if (listing_count(listing, NULL).pending > 0)
        fputs("'tksnap accept SELECTOR...' makes them baselines, 'tksnap reject' drops them; "
              "--all means all\n",
              stderr);
}
