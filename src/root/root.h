/* root.h - a project's folder, and files by names that cannot lead out of it
 *
 * A name is a path relative to the root: components that are neither empty nor "." nor
 * "..", with '/' between them. Links are followed as long as they stay below the root.
 *
 * One folder outside may be named too, by whoever runs the program and never by what is
 * written in a project. A file in it has an absolute name, which no other name can be: the
 * folder's path and, behind it, what would be a name in a root of its own.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_ROOT_H
#define TKSI_ROOT_H

#include "root/fingerprint.h"

#include <sys/stat.h>
#include <sys/types.h>

struct tksi_root {
    struct tksi_env env;
    int             descriptor; /* of the folder; -1 when not open */
    char           *path;       /* absolute, without links */
    bool            by_steps;   /* do without openat2 and files without a name; for tests */
    char           *workspace;  /* the name of the Cargo workspace, else crate, that it was found
                                   from, "" if that is the root; NULL: there is none */
    char           *elsewhere;  /* see tksi_root_elsewhere: a name, or the path outside; NULL:
                                   nowhere that is looked into */
    char           *outside;    /* the folder outside that was named, absolute; NULL: none */
    int             outside_descriptor; /* -1 where it is not there */

    /* Asked before each call that changes the disk; an errno but 0 makes it fail with
     * that. NULL but in tests, which stop the program here and fill the disk. */
    int (*watch)(void *user, const char *call);
    void *watch_user;
};

/* The project that `folder` is in: the nearest ancestor, itself included, with .git or
 * tksnap.yaml; without one the nearest with a Cargo.toml that has [workspace], then with
 * any Cargo.toml; without that the folder itself. Dispose also after failure. */
tks_status tksi_root_find(struct tksi_root *out, const char *folder, const struct tksi_env *env,
                          tks_error *err);
void       tksi_root_close(struct tksi_root *root);

/* What is pending below the folder `elsewhere` is about baselines below the workspace: the
 * given folder, else the Cargo workspace that the root was found from. Both as the system
 * takes paths; the last call counts. A folder that is not there is no fault, and holds
 * nothing. UNSUPPORTED where the root is in `elsewhere`, or the workspace not below the root;
 * NOT_FOUND where there is no workspace: then nothing is looked for there, and names in an
 * `elsewhere` outside lead there all the same. */
tks_status tksi_root_elsewhere(struct tksi_root *root, const char *elsewhere,
                               const char *workspace, tks_error *err);
/* Whether a file lies there. */
bool       tksi_root_is_elsewhere(const struct tksi_root *root, const char *file);
/* The first `length` bytes of a file's name, as they are where it is about: appended. */
tks_status tksi_root_home(struct tksi_buffer *out, const struct tksi_root *root, const char *file,
                          size_t length, tks_error *err);

/* INVALID_ARGUMENT unless it is a name as above, below the root. */
tks_status tksi_name_check(const char *name, tks_error *err);
/* What is left of a name, or path, behind a folder's: "" of the folder itself, NULL where it
 * is not in it. */
const char *tksi_name_within(const char *name, const char *folder);
/* An absolute path as what it is called below the root; NULL where it is elsewhere, or the
 * root itself. */
const char *tksi_root_below(const struct tksi_root *root, const char *path);

/* A descriptor of what is named, or -1 and errno: EXDEV where the way leads out. The last
 * component is not followed where flags say O_NOFOLLOW; "" is the root. */
int tksi_root_open(const struct tksi_root *root, const char *name, int flags);

/* tksi_fail_errno with a sentence for names that lead out. */
tks_status tksi_root_fail(tks_error *err, int sys_errno, const char *name, const char *what);

/* Opens the folder that a name is in; `last` is the name's last component. Missing folders
 * are made if `make`. */
tks_status tksi_root_parent(int *folder, const char **last, const struct tksi_root *root,
                            const char *name, bool make, tks_error *err);

/* The name of what is really written at `name`: itself, unless that is a link to another
 * file below the root. Appended with its NUL. */
tks_status tksi_root_real(struct tksi_buffer *out, const struct tksi_root *root,
                          const char *name, tks_error *err);

/* Opens a file to be read; *file is -1 where there is none. The last component must not be a
 * link, nor anything but a file. */
tks_status tksi_root_open_file(int *file, struct stat *about, const struct tksi_root *root,
                               const char *name, tks_error *err);

/* A file's bytes appended to `out`; of a file that is not there none, and *there is false.
 * `about` may be NULL. */
tks_status tksi_root_read(struct tksi_buffer *out, bool *there, struct stat *about,
                          const struct tksi_root *root, const char *name, tks_error *err);

/* The fingerprint of a file of any size, and its bytes written to `copy` (a descriptor; -1:
 * nowhere), a piece at a time. The user's files are never mapped: a test run that makes one
 * shorter would end us. Otherwise as tksi_root_read. */
tks_status tksi_root_print(struct tksi_fingerprint *out, struct stat *about,
                           const struct tksi_root *root, const char *name, int copy,
                           tks_error *err);

/* fsync of the folder that the name is in; nothing where that is gone. */
tks_status tksi_root_sync_parent(const struct tksi_root *root, const char *name, tks_error *err);

/* ------------------------------------------- calls that change the disk */

/* As the system calls of these names, after root->watch has been asked. `make` is openat
 * with O_CREAT and O_EXCL, `append` with O_CREAT and O_APPEND; `write` takes everything;
 * `sync_folder` does not mind a file system that has no such thing. 0 or -1 and errno. */
int tksi_disk_make(const struct tksi_root *root, int folder, const char *name, int flags);
int tksi_disk_append(const struct tksi_root *root, int folder, const char *name);
int tksi_disk_write(const struct tksi_root *root, int file, const void *data, size_t length);
/* A file without a name in the folder, for reading and writing, and a name for it. */
int tksi_disk_make_unnamed(const struct tksi_root *root, int folder);
int tksi_disk_link(const struct tksi_root *root, int file, int folder, const char *name);
int tksi_disk_sync(const struct tksi_root *root, int file);
/* Lets the disk begin with what was written, if it is much; nothing is waited for. */
void tksi_disk_hurry(int file, uint64_t length);
/* syncfs of the file system that it is on; and, after that, waits for what may be left of
 * one file and says what went wrong with it. */
int tksi_disk_sync_all(const struct tksi_root *root, int file);
int tksi_disk_sync_rest(const struct tksi_root *root, int file);
int tksi_disk_sync_folder(const struct tksi_root *root, int folder);
int tksi_disk_rename(const struct tksi_root *root, int folder, const char *from, const char *to);
/* A rename into another folder. */
int tksi_disk_move(const struct tksi_root *root, int from_folder, const char *from, int folder,
                   const char *to);
int tksi_disk_remove(const struct tksi_root *root, int folder, const char *name, int flags);
/* The same of a name below the root: a file, or with AT_REMOVEDIR an empty folder. It is no
 * failure if it is not there. */
tks_status tksi_root_remove(const struct tksi_root *root, const char *name, int flags,
                            tks_error *err);
int tksi_disk_make_folder(const struct tksi_root *root, int folder, const char *name);
int tksi_disk_mode(const struct tksi_root *root, int file, mode_t mode);
int tksi_disk_owner(const struct tksi_root *root, int file, uid_t owner, gid_t group);
/* So many bytes of another file, from where both stand, shared where the file system can; the
 * time of the last writing. */
int tksi_disk_copy(const struct tksi_root *root, int file, int from, uint64_t length);
int tksi_disk_time(const struct tksi_root *root, int file, struct timespec written);

#endif
