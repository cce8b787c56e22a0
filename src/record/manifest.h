/* manifest.h - which snapshots there were before a recorded command ran
 *
 *     tksnap record 1
 *     include GLOB                                    what --include named
 *     folder PATH                                     all folders there were
 *     file LENGTH:HASH MODE OWNER GROUP SECONDS NANOSECONDS OFFSET PATH
 *                                                     its copy is there in the file `copies`
 *     unread PATH                                     a file that could not be read
 *     end
 *
 * In words as ledger.h has them; files and folders sorted by the bytes of their paths.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_RECORD_MANIFEST_H
#define TKSI_RECORD_MANIFEST_H

#include "root/ledger.h"
#include "root/root.h"

/* A file as it was. */
struct tksi_original {
    size_t                  path; /* in the manifest's text */
    struct tksi_fingerprint print; /* not there: it could not be read, and has no copy */
    unsigned                mode;
    uid_t                   owner;
    gid_t                   group;
    struct timespec         written;
    uint64_t                offset; /* of its copy */
    /* Not written down: what tells that nobody touched it, to who saw it himself. */
    ino_t           inode;
    struct timespec touched;
};

struct tksi_manifest {
    struct tksi_buffer text;      /* paths and globs, each with its NUL */
    struct tksi_buffer originals; /* struct tksi_original */
    struct tksi_buffer folders;   /* size_t, places in the text */
    struct tksi_buffer globs;     /* the same */
};

void tksi_manifest_init(struct tksi_manifest *manifest, const struct tksi_env *env);
void tksi_manifest_dispose(struct tksi_manifest *manifest);

/* Adding. `original->path` is set here. Sort before anything is looked for. */
tks_status tksi_manifest_add_file(struct tksi_manifest *manifest, struct tksi_original original,
                                  const char *path, tks_error *err);
tks_status tksi_manifest_add_folder(struct tksi_manifest *manifest, const char *path,
                                    tks_error *err);
tks_status tksi_manifest_add_glob(struct tksi_manifest *manifest, const char *glob,
                                  tks_error *err);
void       tksi_manifest_sort(struct tksi_manifest *manifest);

size_t                tksi_manifest_files(const struct tksi_manifest *manifest);
struct tksi_original *tksi_manifest_file(const struct tksi_manifest *manifest, size_t index);
const char           *tksi_manifest_path(const struct tksi_manifest *manifest, size_t index);
/* The file's index; SIZE_MAX: there was none. */
size_t tksi_manifest_find(const struct tksi_manifest *manifest, const char *path);
bool   tksi_manifest_has_folder(const struct tksi_manifest *manifest, const char *path);
/* In order; there are _folders of them, and a glob past the last is NULL. */
size_t      tksi_manifest_folders(const struct tksi_manifest *manifest);
const char *tksi_manifest_folder(const struct tksi_manifest *manifest, size_t index);
const char *tksi_manifest_glob(const struct tksi_manifest *manifest, size_t index);
/* Whether a file there is a snapshot: by its place, or by a glob. */
bool tksi_manifest_wants(const struct tksi_manifest *manifest, const char *path);

/* As text, appended; read into an initialised one: BAD_DATA unless it is whole. */
tks_status tksi_manifest_put(struct tksi_buffer *out, const struct tksi_manifest *manifest,
                             tks_error *err);
tks_status tksi_manifest_read(struct tksi_manifest *manifest, tks_bytes text, tks_error *err);

/* Looks through the project: every file that is wanted goes into the manifest, with nothing
 * but its path, every folder too; sorted. What cannot be looked into is told to `warn`. */
typedef void tksi_warn_fn(void *user, const tks_error *what);
tks_status tksi_manifest_gather(struct tksi_manifest *manifest, const struct tksi_root *root,
                                tksi_warn_fn *warn, void *user, tks_error *err);

#endif
