/* selector.c - which of the pending snapshots are meant
 *
 * A selector is taken for a path as long as it names one, then for a name, then for a test's
 * name; patterns come last of their kind. The first reading that means anything is the
 * only one.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "selector.h"

#include "names.h"
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

/* Whether one of the two is the end of the other. */
static bool end_alike(const char *a, const char *b)
{
    const size_t length_a = strlen(a), length_b = strlen(b);
    const size_t length = length_a < length_b ? length_a : length_b;

    return memcmp(a + length_a - length, b + length_b - length, length) == 0;
}

/* Whether it could match a place that ends with this entry. Of ten thousand selectors and as
 * many items few places are then put together. */
static bool could_match(const char *entry, const char *selector, matcher *match)
{
    return (match != is_same && match != is_end_of) || end_alike(entry, selector);
}

/* The path, the pending file, or the place within the path: "src/lib.rs:12". */
static bool matches(const tks_pending *item, const char *selector, matcher *match)
{
    char place[PATH_MAX];

    if (match(item->path, selector) || match(item->file, selector))
        return true;
    return item->entry != NULL && could_match(item->entry, selector, match) &&
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

/* A path from the root of the file system, or out of this folder, as listings have it: below
 * the project's, or absolute. False where its folder is not there. */
static bool from_root(char *out, size_t size, const char *selector, const char *root)
{
    char folder[PATH_MAX], whole[PATH_MAX];
    const char *slash = strrchr(selector, '/');
    size_t length = strlen(root);

    if (slash == NULL || slash - selector >= PATH_MAX)
        return false;
    snprintf(folder, sizeof folder, "%.*s", slash > selector ? (int)(slash - selector) : 1,
             selector);
    if (realpath(folder, whole) == NULL)
        return false;
    if (strncmp(whole, root, length) != 0 ||
        (whole[length] != '\0' && whole[length] != '/' && length > 1))
        return snprintf(out, size, "%s/%s", whole, slash + 1) < (int)size;
    while (whole[length] == '/')
        length++;
    return snprintf(out, size, "%s%s%s", whole + length, whole[length] != '\0' ? "/" : "",
                    slash + 1) < (int)size;
}

/* ------------------------------------------------------------------------ names */

/* A name that is looked for. */
struct wanted {
    const char *name;
    bool whole; /* false: a test's name will do */
    bool glob;
};

/* A pattern for a name: '/' is a letter like others there, and no folder ends at it. */
static bool matches_pattern(struct item_name name, const char *glob)
{
    char text[PATH_MAX], pattern[PATH_MAX];

    if (snprintf(text, sizeof text, "%.*s", (int)name.length, name.text) >= (int)sizeof text ||
        snprintf(pattern, sizeof pattern, "%s", glob) >= (int)sizeof pattern)
        return false;
    for (char *at = text; (at = strchr(at, '/')) != NULL;)
        *at = '\1';
    for (char *at = pattern; (at = strchr(at, '/')) != NULL;)
        *at = '\1';
    return tks_glob_matches(pattern, text);
}

static bool is_wanted(void *user, struct item_name name)
{
    const struct wanted *wanted = user;

    if (wanted->whole && !name.whole)
        return false;
    if (wanted->glob)
        return matches_pattern(name, wanted->name);
    return strlen(wanted->name) == name.length && memcmp(wanted->name, name.text, name.length) == 0;
}

/* Of "path:name" the name, where the path is that of the item's file; else all of it. */
static const char *name_within(const tks_pending *item, const char *selector)
{
    char path[PATH_MAX];

    if (item->entry == NULL)
        return selector;
    for (const char *at = selector; (at = strchr(at, ':')) != NULL; at++)
        if (at > selector && at - selector < PATH_MAX) {
            snprintf(path, sizeof path, "%.*s", (int)(at - selector), selector);
            if (is_end_of(item->path, path))
                return at + 1;
        }
    return selector;
}

static size_t mark_wanted(bool *marks, const tks_listing *listing, struct wanted wanted)
{
    const char *selector = wanted.name;
    const tks_pending *item;
    size_t found = 0;

    for (size_t i = 0; (item = tks_listing_at(listing, i)) != NULL; i++) {
        wanted.name = name_within(item, selector);
        if (names_each(item, is_wanted, &wanted)) {
            marks[i] = true;
            found++;
        }
    }
    return found;
}

static size_t mark_name(bool *marks, const tks_listing *listing, const char *selector)
{
    size_t found = mark_wanted(marks, listing, (struct wanted){ .name = selector, .whole = true });

    if (found == 0)
        found = mark_wanted(marks, listing, (struct wanted){ .name = selector });
    if (found == 0 && strpbrk(selector, "*?") != NULL)
        found = mark_wanted(marks, listing, (struct wanted){ .name = selector, .glob = true });
    return found;
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

static bool offer_name(void *user, struct item_name name)
{
    suggestion_offer_part(user, name.text, name.length);
    return false;
}

/* Its folders, each with and without what is above it. */
static void offer_folders(struct suggestion *suggestion, const char *path)
{
    const char *folder = path;

    for (const char *slash = path; (slash = strchr(slash, '/')) != NULL; folder = slash) {
        slash++;
        suggestion_offer_part(suggestion, folder, (size_t)(slash - folder));
        suggestion_offer_part(suggestion, path, (size_t)(slash - path));
    }
}

/* Says that a selector means nothing, and what it may have been meant to be. */
static bool fail_unmatched(const tks_listing *listing, const char *selector, tks_error *err)
{
    struct suggestion suggestion = suggestion_for(selector, strlen(selector));
    const tks_pending *item;

    for (size_t i = 0; (item = tks_listing_at(listing, i)) != NULL; i++) {
        const char *slash = strrchr(item->path, '/');

        offer_folders(&suggestion, item->path);
        suggestion_offer(&suggestion, item->path);
        suggestion_offer(&suggestion, slash != NULL ? slash + 1 : item->path);
        names_each(item, offer_name, &suggestion);
    }
    if (suggestion.best != NULL)
        return fail_with(err, "no pending snapshot matches '%s'; did you mean '%.*s'?", selector,
                         (int)suggestion.best_length, suggestion.best);
    return fail_with(err, "no pending snapshot matches '%s'; 'tksnap status' shows what is there",
                     selector);
}

/* Whatever is no name. */
static size_t mark_selected(bool *marks, const tks_listing *listing, const char *root,
                            const char *selector)
{
    const size_t count = tks_listing_count(listing);
    int64_t number;

    if (selector[0] == '#' && number_whole(&number, selector + 1)) {
        if (number < 1 || (uint64_t)number > count)
            return 0;
        marks[number - 1] = true;
        return 1;
    }
    if (strncmp(selector, "store:", 6) == 0)
        return mark_kind(marks, listing, selector + 6, false);
    if (strncmp(selector, "status:", 7) == 0)
        return mark_kind(marks, listing, selector + 7, true);
    return mark_path(marks, listing, root, selector);
}

bool selector_apply_path(bool *marks, const tks_listing *listing, const char *root,
                         const char *selector)
{
    return mark_selected(marks, listing, root, selector) > 0;
}

bool selectors_apply(bool *marks, const tks_listing *listing, const char *root,
                     char *const *selectors, int count, tks_error *err)
{
    for (int i = 0; i < count; i++)
        if (mark_selected(marks, listing, root, selectors[i]) == 0 &&
            mark_name(marks, listing, selectors[i]) == 0)
            return fail_unmatched(listing, selectors[i], err);
    return true;
}
