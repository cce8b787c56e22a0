/* check_git.c - pending snapshots that Git tracks
 *
 * They are what one machine's run left; committed by accident they wait for a decision on
 * everybody's, and conflict.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "root/own.h"
#include "store/steps.h"
#include "upkeep/checking.h"
#include "upkeep/git_index.h"

#include <string.h>

/* What tests and tksnap leave, by name; and whose it is, NULL: nobody's. */
static const char *store_of_pending(const char *path)
{
    static const char inline_ending[] = ".pending-snap";
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    const char *fresh = strstr(name, ".snap.new");
    const size_t length = strlen(name), last = sizeof inline_ending - 1;

    if (strncmp(path, TKSI_OWN "/", sizeof TKSI_OWN) == 0)
        return "";
    if (fresh != NULL && (fresh[9] == '\0' || fresh[9] == '.'))
        return "insta";
    if (name[0] == '.' && length > last && strcmp(name + length - last, inline_ending) == 0)
        return "insta";
    return strstr(name, ".received.") != NULL ? "approvals" : NULL;
}

/* What an index has, with this hash; *good: it is one. */
static tks_status tell_pending(bool *good, struct tksi_checking *checking, tks_bytes bytes,
                               size_t hash, tks_error *err)
{
    const size_t findings = checking->findings.length, text = checking->text.length;
    struct tksi_git_index index;
    tks_status status = TKS_OK;

    tksi_git_index_start(&index, bytes, hash, &checking->root->env);
    while (status == TKS_OK && tksi_git_index_next(&index)) {
        const char *path = (const char *)index.name.data, *store = store_of_pending(path);

        /* a word that others use, too */
        if (store != NULL && strcmp(store, "approvals") == 0 && !tksi_checking_has(checking, store))
            store = NULL;
        if (store != NULL)
            status = tksi_checking_add(checking, TKSI_FINDING_COMMITTED, store, path,
                                       (tks_bytes){ NULL, 0 }, NULL, err);
    }
    *good = index.good;
    tksi_git_index_dispose(&index);
    if (!*good) { /* nothing that it says is to be believed */
        checking->findings.length = findings;
        checking->text.length = text;
    }
    return status;
}

tks_status tksi_check_git(struct tksi_checking *checking, tks_error *err)
{
    struct tksi_buffer bytes;
    bool good = true;
    tks_status status;

    tksi_step_room(&bytes, checking->root);
    if ((status = tksi_git_index_read(&bytes, checking->root, err)) == TKS_OK && bytes.length > 0 &&
        (status = tell_pending(&good, checking, tksi_bytes_of(&bytes), 20, err)) == TKS_OK && !good)
        status = tell_pending(&good, checking, tksi_bytes_of(&bytes), 32, err);
    tksi_buffer_dispose(&bytes);
    return status;
}
