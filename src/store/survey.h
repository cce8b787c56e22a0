/* survey.h - every snapshot file of a project, read and told apart
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_STORE_SURVEY_H
#define TKSI_STORE_SURVEY_H

#include "format/format.h"
#include "root/walk.h"
#include "store/store.h"

/* What a file is to its library. */
enum tksi_role {
    TKSI_ROLE_BASELINE,
    TKSI_ROLE_ASIDE,         /* the bytes of a binary baseline, beside it */
    TKSI_ROLE_PENDING,
    TKSI_ROLE_PENDING_ASIDE, /* those of a pending one */
    TKSI_ROLE_NONE           /* it lies where snapshots do, and is nobody's for sure */
};

/* Borrowed for the call. */
struct tksi_surveyed {
    const char               *path; /* relative to the root */
    tks_bytes                 bytes;
    const struct tksi_format *format;
    const char               *store; /* "insta", "syrupy", ...; "" for ROLE_NONE */
    enum tksi_role            role;
    struct stat               about;
};

typedef tks_status tksi_surveyed_fn(void *user, const struct tksi_surveyed *file,
                                    tks_error *err);

/* Reads each file that by its name or folder may be a snapshot's, in no order. A file is a
 * baseline only where its contents or its place leave no doubt whose: that it lies in
 * testdata/ is not enough. `trouble` is told of files and folders that cannot be read. */
tks_status tksi_survey(const struct tksi_root *root, tksi_surveyed_fn *visit,
                       tksi_trouble_fn *trouble, void *user, tks_error *err);

#endif
