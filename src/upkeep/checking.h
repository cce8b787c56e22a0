/* checking.h - what is found while a project's files are looked at
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_UPKEEP_CHECKING_H
#define TKSI_UPKEEP_CHECKING_H

#include "store/survey.h"

#include <tksnap/upkeep.h>

/* In the order they are told; their words are in diagnosis.c. */
enum tksi_finding_kind {
    TKSI_FINDING_CONFLICT,
    TKSI_FINDING_UNREADABLE,
    TKSI_FINDING_POINTER,
    TKSI_FINDING_BROKEN,
    TKSI_FINDING_TAINTED,
    TKSI_FINDING_UNTERMINATED,
    TKSI_FINDING_UNSEEN,
    TKSI_FINDING_LOST_BYTES,
    TKSI_FINDING_CASE,
    TKSI_FINDING_COMMITTED,
    TKSI_FINDING_INTERRUPTED,
    TKSI_FINDING_LIKE_ID, /* from here on: worth knowing */
    TKSI_FINDING_DUPLICATE,
    TKSI_FINDING_STRAY,
    TKSI_FINDING_MIXED,
    TKSI_FINDING_LEGACY,
    TKSI_FINDING_STALE,
    TKSI_FINDING_GONE,
    TKSI_FINDING_OLDER,
    TKSI_FINDING_ORPHAN
};

/* One finding: places in the text but for `store`, TKSI_NO_TEXT for none; `order` keeps what
 * is found together as it was. */
struct tksi_noted {
    enum tksi_finding_kind kind;
    const char            *store;
    size_t                 path, entry, what, order;
};

/* The baseline files of a store. */
struct tksi_tally {
    const char *store;
    size_t      files;
};

/* While they are gathered. */
struct tksi_checking {
    const struct tksi_root *root;
    struct tksi_buffer      findings, text; /* of tksi_noted; what they say */
    struct tksi_buffer      paths; /* places of the names that may collide */
    struct tksi_buffer      tallies; /* of tksi_tally */
};

/* Adds a finding. `entry` may have no data: all of the file. `what` is a sentence without
 * its subject; NULL: the kind's own. */
tks_status tksi_checking_add(struct tksi_checking *checking, enum tksi_finding_kind kind,
                             const char *store, const char *path, tks_bytes entry,
                             const char *what, tks_error *err);

/* Counts a baseline file of this store; whether there were any. */
tks_status tksi_checking_count(struct tksi_checking *checking, const char *store, tks_error *err);
bool tksi_checking_has(const struct tksi_checking *checking, const char *store);

/* check_file.c: a tksi_surveyed_fn without its user; what is to be said of one file. */
tks_status tksi_check_file(struct tksi_checking *checking, const struct tksi_surveyed *file,
                           tks_error *err);
/* check_names.c: names that only some file systems tell apart. */
tks_status tksi_check_names(struct tksi_checking *checking, tks_error *err);
/* check_git.c, check_kept.c: pending snapshots that should not be, or no longer. */
tks_status tksi_check_git(struct tksi_checking *checking, tks_error *err);
tks_status tksi_check_kept(struct tksi_checking *checking, tks_error *err);

#endif
