/* checking.c - what is noted while a project's files are looked at
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "upkeep/checking.h"

#include <string.h>

static tks_status put_text(size_t *at, struct tksi_checking *checking, tks_bytes text,
                           tks_error *err)
{
    tks_status status;

    *at = TKSI_NO_TEXT;
    if (text.data == NULL)
        return TKS_OK;
    *at = checking->text.length;
    if ((status = tksi_buffer_append(&checking->text, text.data, text.length, err)))
        return status;
    return tksi_buffer_append(&checking->text, "", 1, err);
}

tks_status tksi_checking_add(struct tksi_checking *checking, enum tksi_finding_kind kind,
                             const char *store, const char *path, tks_bytes entry, const char *what,
                             tks_error *err)
{
    struct tksi_noted found = { .kind = kind,
                                .store = store,
                                .order = checking->findings.length / sizeof(struct tksi_noted) };
    tks_status status;

    if ((status = put_text(&found.path, checking, (tks_bytes){ path, strlen(path) }, err)) ||
        (status = put_text(&found.entry, checking, entry, err)) ||
        (status = put_text(&found.what, checking,
                           (tks_bytes){ what, what != NULL ? strlen(what) : 0 }, err)))
        return status;
    return tksi_buffer_append(&checking->findings, &found, sizeof found, err);
}

tks_status tksi_checking_count(struct tksi_checking *checking, const char *store, tks_error *err)
{
    struct tksi_tally *tallies = (struct tksi_tally *)(void *)checking->tallies.data;
    const struct tksi_tally one = { store, 1 };

    for (size_t i = 0; i < checking->tallies.length / sizeof *tallies; i++)
        if (strcmp(tallies[i].store, store) == 0) {
            tallies[i].files++;
            return TKS_OK;
        }
    return tksi_buffer_append(&checking->tallies, &one, sizeof one, err);
}

bool tksi_checking_has(const struct tksi_checking *checking, const char *store)
{
    const struct tksi_tally *tallies =
        (const struct tksi_tally *)(const void *)checking->tallies.data;

    for (size_t i = 0; i < checking->tallies.length / sizeof *tallies; i++)
        if (strcmp(tallies[i].store, store) == 0)
            return true;
    return false;
}
