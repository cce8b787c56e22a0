/* candidates.c - what can be typed for a selector, for completion
 *
 * Places say exactly what is meant and from where one stands does not matter, so they come
 * first; who types something else has a name in mind.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "candidates.h"

#include "names.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

/* What begins with the word, gathered. */
struct candidates {
    const char *word;
    const char *lead;        /* "./" where that was typed */
    const tks_pending *item; /* whose names are offered */
    char **texts;
    size_t count, room;
    bool failed; /* out of memory */
};

static bool begins(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

/* What would be taken for an option, a number or a kind. */
static bool is_special(const char *text)
{
    return *text == '-' || *text == '#' || begins(text, "store:") || begins(text, "status:");
}

static void keep(struct candidates *candidates, const char *lead, const char *text, size_t length)
{
    char *kept;

    if (candidates->count == candidates->room) {
        const size_t room = candidates->room > 0 ? 2 * candidates->room : 64;
        char **texts = reallocarray(candidates->texts, room, sizeof *texts);

        if (texts == NULL) {
            candidates->failed = true;
            return;
        }
        candidates->texts = texts;
        candidates->room = room;
    }
    if (asprintf(&kept, "%s%.*s", lead, (int)length, text) < 0)
        candidates->failed = true;
    else
        candidates->texts[candidates->count++] = kept;
}

/* ------------------------------------------------------------------ what there is */

/* A place, or the end of one. What would be taken for something else wants "./" before it,
 * and does not go on with what was typed without. */
static void offer_place(struct candidates *candidates, const char *place)
{
    const bool led = *candidates->lead != '\0' || is_special(place);

    if (begins(place, candidates->word) &&
        (led == (*candidates->lead != '\0') || *candidates->word == '\0'))
        keep(candidates, led ? "./" : "", place, strlen(place));
}

/* "total" beside "total.snap" says the same twice. */
static bool is_file(const tks_pending *item, struct item_name name)
{
    return item->entry == NULL && name.whole && (name.text == item->path || name.text[-1] == '/');
}

static bool offer_name(void *user, struct item_name name)
{
    struct candidates *candidates = user;
    const size_t typed = strlen(candidates->word);

    if (!is_file(candidates->item, name) && name.length >= typed &&
        memcmp(name.text, candidates->word, typed) == 0 && !is_special(name.text))
        keep(candidates, "", name.text, name.length);
    return false;
}

static void offer_kind(struct candidates *candidates, const char *kind, const char *name)
{
    char text[64];
    const int length = snprintf(text, sizeof text, "%s%s", kind, name);

    if (*name != '\0' && begins(text, candidates->word))
        keep(candidates, "", text, (size_t)length);
}

/* Everything shorter than a place that means the item. */
static void offer_others(struct candidates *candidates, const tks_pending *item, const char *place)
{
    for (const char *slash = place; (slash = strchr(slash, '/')) != NULL;)
        offer_place(candidates, ++slash);
    if (*candidates->lead != '\0')
        return;
    candidates->item = item;
    names_each(item, offer_name, candidates);
    offer_kind(candidates, "store:", item->store);
    offer_kind(candidates, "status:", tks_pending_state_name(item->state));
}

static void gather(struct candidates *candidates, const tks_listing *listing, bool places)
{
    const tks_pending *item;

    for (size_t i = 0; (item = tks_listing_at(listing, i)) != NULL && !candidates->failed; i++) {
        char *place = malloc(place_length(item));

        if (place == NULL) {
            candidates->failed = true;
            return;
        }
        place_write(place, item);
        if (places)
            offer_place(candidates, place);
        else
            offer_others(candidates, item, place);
        free(place);
    }
}

/* ------------------------------------------------------------------------- telling */

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void put(FILE *out, struct candidates *candidates)
{
    if (candidates->count > 0)
        qsort(candidates->texts, candidates->count, sizeof *candidates->texts, by_bytes);
    for (size_t i = 0; i < candidates->count; i++)
        if (i == 0 || strcmp(candidates->texts[i], candidates->texts[i - 1]) != 0)
            fwrite(candidates->texts[i], 1, strlen(candidates->texts[i]) + 1, out);
}

tks_status candidates_put(FILE *out, const tks_listing *listing, const char *word, tks_error *err)
{
    struct candidates candidates = { .word = word, .lead = "" };
    tks_status status = TKS_OK;

    if (begins(word, "./"))
        candidates = (struct candidates){ .word = word + 2, .lead = "./" };
    gather(&candidates, listing, true);
    if (candidates.count == 0)
        gather(&candidates, listing, false);
    if (candidates.failed)
        status = fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for names");
    else
        put(out, &candidates);
    for (size_t i = 0; i < candidates.count; i++)
        free(candidates.texts[i]);
    free(candidates.texts);
    return status;
}
