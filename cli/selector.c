/* selector.c - which of the pending snapshots are meant
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "selector.h"

#include "number.h"
#include "say.h"
#include "suggest.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------ paths */

/* The whole path, or its last components. */
static bool is_end_of(const char *path, const char *end)
{
    const size_t length = strlen(path), tail = strlen(end);

    return tail <= length && strcmp(path + length - tail, end) == 0 &&
           (tail == length || path[length - tail - 1] == '/');
}

/* "folder/" anywhere in the path. */
static bool is_within(const char *path, const char *folder)
{
    for (const char *at = strstr(path, folder); at != NULL; at = strstr(at + 1, folder))
        if (at == path || at[-1] == '/')
            return true;
    return false;
}

static bool matches_glob(const char *path, const char *glob)
{
    for (;;) {
        if (tks_glob_matches(glob, path))
            return true;
        if ((path = strchr(path, '/')) == NULL)
            return false;
        path++;
    }
}

typedef bool matcher(const char *path, const char *selector);

static bool is_same(const char *path, const char *selector)
{
    return strcmp(path, selector) == 0;
}

/* The path, the pending file, or the place within the path: "src/lib.rs:12". */
static bool matches(const tks_pending *item, const char *selector, matcher *match)
{
    char place[PATH_MAX];

    if (match(item->path, selector) || match(item->file, selector))
        return true;
    return item->entry != NULL &&
           snprintf(place, sizeof place, "%s:%s", item->path, item->entry) < (int)sizeof place &&
           match(place, selector);
}

static size_t mark(bool *marks, const tks_listing *listing, const char *selector, matcher *match)
{
    const tks_pending *item;
    size_t found = 0;

    for (size_t i = 0; (item = tks_listing_at(listing, i)) != NULL; i++)
        if (matches(item, selector, match)) {
            marks[i] = true;
            found++;
        }
    return found;
}

/* A path from the root of the file system, or out of this folder, as one below the
 * project's; false where it is not. */
static bool from_root(char *out, size_t size, const char *selector, const char *root)
{
    char folder[PATH_MAX], whole[PATH_MAX];
    const char *slash = strrchr(selector, '/');
    size_t length = strlen(root);

    if (slash == NULL || slash - selector >= PATH_MAX)
        return false;
    snprintf(folder, sizeof folder, "%.*s", slash > selector ? (int)(slash - selector) : 1,
             selector);
    if (realpath(folder, whole) == NULL || strncmp(whole, root, length) != 0)
        return false;
    if (whole[length] != '\0' && whole[length] != '/' && length > 1)
        return false;
    while (whole[length] == '/')
        length++;
    return snprintf(out, size, "%s%s%s", whole + length, whole[length] != '\0' ? "/" : "",
                    slash + 1) < (int)size;
}

/* -------------------------------------------------------------------- selectors */

static size_t mark_kind(bool *marks, const tks_listing *listing, const char *word, bool by_state)
{
    const tks_pending *item;
    size_t found = 0;

    for (size_t i = 0; (item = tks_listing_at(listing, i)) != NULL; i++)
        if (strcmp(by_state ? tks_pending_state_name(item->state) : item->store, word) == 0) {
            marks[i] = true;
            found++;
        }
    return found;
}

static size_t mark_path(bool *marks, const tks_listing *listing, const char *root,
                        const char *selector)
{
    char path[PATH_MAX];
    size_t found = 0;

    while (strncmp(selector, "./", 2) == 0)
        selector += 2;
    if (*selector == '/' || strncmp(selector, "../", 3) == 0) {
        if (from_root(path, sizeof path, selector, root))
            found = mark(marks, listing, path,
                         path[0] != '\0' && path[strlen(path) - 1] == '/' ? is_within : is_same);
        return found;
    }
    if (*selector != '\0' && selector[strlen(selector) - 1] == '/')
        return mark(marks, listing, selector, is_within);
    if (*selector != '\0')
        found = mark(marks, listing, selector, is_end_of);
    if (found == 0 && strpbrk(selector, "*?") != NULL)
        found = mark(marks, listing, selector, matches_glob);
    return found;
}

/* Says that a selector means nothing, and what it may have been meant to be. */
static bool fail_unmatched(const tks_listing *listing, const char *selector, tks_error *err)
{
    struct suggestion suggestion = suggestion_for(selector, strlen(selector));
    const tks_pending *item;

    for (size_t i = 0; (item = tks_listing_at(listing, i)) != NULL; i++) {
        const char *slash = strrchr(item->path, '/');

        suggestion_offer(&suggestion, item->path);
        suggestion_offer(&suggestion, slash != NULL ? slash + 1 : item->path);
    }
    if (suggestion.best != NULL)
        return fail_with(err, "no pending snapshot matches '%s'; did you mean '%s'?", selector,
                         suggestion.best);
    return fail_with(err, "no pending snapshot matches '%s'; 'tksnap status' shows what is there",
                     selector);
}

static bool apply(bool *marks, const tks_listing *listing, const char *root, const char *selector,
                  tks_error *err)
{
    const size_t count = tks_listing_count(listing);
    int64_t number;
    size_t found;

    if (selector[0] == '#' && number_whole(&number, selector + 1)) {
        found = number >= 1 && (uint64_t)number <= count;
        if (found)
            marks[number - 1] = true;
    } else if (strncmp(selector, "store:", 6) == 0) {
        found = mark_kind(marks, listing, selector + 6, false);
    } else if (strncmp(selector, "status:", 7) == 0) {
        found = mark_kind(marks, listing, selector + 7, true);
    } else {
        found = mark_path(marks, listing, root, selector);
    }
    return found > 0 || fail_unmatched(listing, selector, err);
}

bool selectors_apply(bool *marks, const tks_listing *listing, const char *root,
                     char *const *selectors, int count, tks_error *err)
{
    for (int i = 0; i < count; i++)
        if (!apply(marks, listing, root, selectors[i], err))
            return false;
    return true;
}
