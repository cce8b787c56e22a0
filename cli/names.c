/* names.c - what a pending snapshot is called
 *
 * What a library adds to a test's name is taken off piece by piece from the end, so that
 * "test_list[dark].1" is called "test_list[dark]" and "test_list", too.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "names.h"

#include <string.h>

size_t place_length(const tks_pending *item)
{
    return strlen(item->path) + (item->entry != NULL ? 1 + strlen(item->entry) : 0) + 1;
}

void place_write(char *out, const tks_pending *item)
{
    const size_t length = strlen(item->path);

    memcpy(out, item->path, length + 1);
    if (item->entry == NULL)
        return;
    out[length] = ':';
    memcpy(out + length + 1, item->entry, strlen(item->entry) + 1);
}

/* ------------------------------------------------------------- what libraries add
 * Each returns the length of a name without its last addition, all of it where there is
 * none. */

static size_t without_digits(const char *name, size_t length)
{
    while (length > 0 && name[length - 1] >= '0' && name[length - 1] <= '9')
        length--;
    return length;
}

/* A number behind `link`. */
static size_t without_number(const char *name, size_t length, char link)
{
    const size_t rest = without_digits(name, length);

    return rest < length && rest > 1 && name[rest - 1] == link ? rest - 1 : length;
}

/* "TestRun/dark - 1", "TestRun - 1 - label"; go test leaves no space in a test's name. Then
 * "TestRun/dark", a subtest of TestRun. */
static size_t without_go(const char *name, size_t length)
{
    const char *at = memmem(name, length, " - ", 3);

    if (at == NULL)
        at = memrchr(name, '/', length);
    return at != NULL && at > name ? (size_t)(at - name) : length;
}

/* "TestRun_1", of go-snaps' files of one snapshot. */
static size_t without_go_file(const char *name, size_t length)
{
    return without_number(name, length, '_');
}

/* "total@case-2": insta counts from 2, and its suffix comes before that. */
static size_t without_insta(const char *name, size_t length)
{
    const size_t rest = without_number(name, length, '-');
    const char *at = memchr(name, '@', length);
    const bool counts =
        rest < length && name[rest + 1] != '0' && !(name[rest + 1] == '1' && rest + 2 == length);

    if (counts)
        return rest;
    return at != NULL && at > name ? (size_t)(at - name) : length;
}

/* "a cart 1" */
static size_t without_jest(const char *name, size_t length)
{
    return without_number(name, length, ' ');
}

/* "test_list[dark].1"; parameters may have brackets themselves. */
static size_t without_syrupy(const char *name, size_t length)
{
    const size_t rest = without_number(name, length, '.');
    const char *at = memchr(name, '[', length);

    if (rest < length)
        return rest;
    return at != NULL && at > name && name[length - 1] == ']' ? (size_t)(at - name) : length;
}

/* "save-os=linux,theme=dark": '=' stands in variants only. */
static size_t without_variant(const char *name, size_t length)
{
    const char *equals = memchr(name, '=', length);
    const char *at = equals != NULL ? memrchr(name, '-', (size_t)(equals - name)) : NULL;

    return at != NULL && at > name ? (size_t)(at - name) : length;
}

/* ------------------------------------------------------------------------ manners */

/* How a library names snapshots. */
struct manner {
    const char *store;
    bool several;       /* in a file; else each file is one */
    const char *joint;  /* between a module or class and what is in it; NULL: there is none */
    const char *ending; /* where a file's extension begins; NULL: at the last dot */
    size_t (*without)(const char *name, size_t length); /* NULL: nothing is added */
};

static const struct manner manners[] = {
    { "approvals", false, ".", ".approved", NULL },
    { "go-snaps", true, NULL, NULL, without_go },
    { "go-snaps", false, NULL, ".snap", without_go_file },
    { "insta", false, "__", ".snap", without_insta },
    { "jest", true, " > ", NULL, without_jest },
    { "syrupy", true, ".", NULL, without_syrupy },
    { "syrupy", false, ".", NULL, without_syrupy },
    { "tksnap", false, NULL, NULL, without_variant },
};

static const struct manner *manner_of(const tks_pending *item)
{
    static const struct manner other = { .store = "" };

    for (size_t i = 0; i < sizeof manners / sizeof *manners; i++)
        if (strcmp(manners[i].store, item->store) == 0 &&
            manners[i].several == (item->entry != NULL))
            return &manners[i];
    return &other;
}

/* The length of a file's name without its extension; a dot at the front begins none. */
static size_t without_extension(const char *file, const char *ending)
{
    const char *cut = NULL;

    if (ending != NULL)
        for (const char *at = file; (at = strstr(at, ending)) != NULL; at++)
            cut = at;
    if (cut == NULL)
        cut = strrchr(file, '.');
    return cut != NULL && cut > file ? (size_t)(cut - file) : strlen(file);
}

/* -------------------------------------------------------------------------- names */

/* An item's longest name, taken apart. */
struct parts {
    const char *text;
    size_t length;
    size_t last; /* where its last folder ends, and what libraries join begins */
    size_t test; /* the length without all that is added */
    const struct manner *manner;
};

static size_t shortened(const struct parts *parts, size_t length)
{
    if (parts->manner->without == NULL)
        return length;
    return parts->last + parts->manner->without(parts->text + parts->last, length - parts->last);
}

static struct parts take_apart(const tks_pending *item)
{
    struct parts parts = { .manner = manner_of(item) };
    const char *slash = strrchr(item->path, '/');
    size_t length;

    if (item->entry != NULL) {
        parts.text = item->entry;
        parts.length = strlen(item->entry);
    } else {
        parts.text = item->path;
        parts.last = slash != NULL ? (size_t)(slash + 1 - item->path) : 0;
        parts.length =
            parts.last + without_extension(item->path + parts.last, parts.manner->ending);
    }
    parts.test = parts.length;
    while ((length = shortened(&parts, parts.test)) < parts.test)
        parts.test = length;
    return parts;
}

/* Where the part after the one at `at` begins, 0 behind the last: what follows a joint in
 * something that is added is no part. */
static size_t next_part(const struct parts *parts, size_t at)
{
    const char *joint = at < parts->last ? "/" : parts->manner->joint;
    const size_t end = at < parts->last ? parts->last : parts->test;
    const char *found;

    if (joint == NULL || at >= end)
        return 0;
    found = memmem(parts->text + at, end - at, joint, strlen(joint));
    if (found == NULL || (at = (size_t)(found - parts->text) + strlen(joint)) >= parts->test)
        return 0;
    return at;
}

bool names_each(const tks_pending *item, name_fn *tell, void *user)
{
    struct parts parts;
    size_t length, shorter;

    if (item->line > 0)
        return false;
    parts = take_apart(item);
    for (length = parts.length;; length = shorter) {
        size_t at = 0;

        do {
            const struct item_name name = { parts.text + at, length - at, length == parts.length };

            if (name.length > 0 && tell(user, name))
                return true;
        } while ((at = next_part(&parts, at)) > 0);
        if ((shorter = shortened(&parts, length)) >= length)
            return false;
    }
}
