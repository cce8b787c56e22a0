/* glob.c - patterns that name files
 *
 * Twice the same walk, over the bytes of a component and over components: on a
 * mismatch it returns to the last star met and lets that take one more. Earlier stars need
 * not be asked again, since the last one can take whatever they could, so the work is at
 * most the product of both lengths, whatever the pattern.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stddef.h>
#include <string.h>
#include <tksnap/glob.h>

static size_t component(const char *path)
{
    return strcspn(path, "/");
}

/* The component after the first, NULL behind the last. */
static const char *next(const char *path)
{
    path += component(path);
    return *path == '/' ? path + 1 : NULL;
}

static bool matches_component(const char *pattern, const char *text)
{
    const char *const pattern_end = pattern + component(pattern);
    const char *const text_end = text + component(text);
    const char *star = NULL, *taken = NULL;

    while (text < text_end) {
        if (pattern < pattern_end && *pattern == '*') {
            star = pattern++;
            taken = text;
        } else if (pattern < pattern_end && (*pattern == '?' || *pattern == *text)) {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star + 1;
            text = ++taken;
        } else
            return false;
    }
    while (pattern < pattern_end && *pattern == '*')
        pattern++;
    return pattern == pattern_end;
}

static bool is_any_depth(const char *pattern)
{
    return pattern != NULL && component(pattern) == 2 && memcmp(pattern, "**", 2) == 0;
}

static bool matches_path(const char *pattern, const char *path)
{
    const char *star = NULL, *taken = NULL;

    while (path != NULL) {
        if (is_any_depth(pattern)) {
            star = pattern;
            taken = path;
            pattern = next(pattern);
        } else if (pattern != NULL && matches_component(pattern, path)) {
            pattern = next(pattern);
            path = next(path);
        } else if (star != NULL) {
            pattern = next(star);
            path = taken = next(taken);
        } else
            return false;
    }
    while (is_any_depth(pattern))
        pattern = next(pattern);
    return pattern == NULL;
}

static const char *without_dots(const char *path)
{
    while (path[0] == '.' && path[1] == '/')
        path += 2;
    return path;
}

bool tks_glob_matches(const char *pattern, const char *path)
{
    const char *last = strrchr(path, '/');

    if (strchr(pattern, '/') == NULL)
        return matches_component(pattern, last != NULL ? last + 1 : path);
    return matches_path(without_dots(pattern), without_dots(path));
}
