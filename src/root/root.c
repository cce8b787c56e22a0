/* root.c - a project's folder, and files by names that cannot lead out of it
 *
 * Linux resolves a name below a folder by itself (openat2 with RESOLVE_BENEATH), links
 * within it included. Where that is missing the way is walked one component at a time and
 * no link is followed at all: less is possible, but nothing outside is reached either.
 * Where a name begins, in the root or in the one folder outside, is decided in one place,
 * begin().
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "root/root.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef SYS_openat2
#include <linux/openat2.h>
#endif

/* ------------------------------------------------------------------- finding */

static bool is_there(const char *folder, const char *name)
{
    char path[PATH_MAX];

    return snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path &&
           access(path, F_OK) == 0;
}

/* Whether the folder's Cargo.toml begins a line with "[workspace". */
static bool is_workspace(const char *folder)
{
    char path[PATH_MAX], line[256];
    bool begins = true, found = false;
    FILE *file = NULL;

    if (snprintf(path, sizeof path, "%s/Cargo.toml", folder) < (int)sizeof path)
        file = fopen(path, "re");
    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL) {
        found = begins && strncmp(line, "[workspace", 10) == 0;
        begins = strchr(line, '\n') != NULL;
    }
    if (file != NULL)
        fclose(file);
    return found;
}

/* The lengths of an absolute path's parts that are a project, a Cargo workspace and a
 * crate; 0: none is. `path` is changed. */
struct parts {
    size_t project, workspace, crate;
};

static struct parts parts_of(char *path)
{
    struct parts parts = { 0, 0, 0 };
    size_t length = strlen(path);

    while (parts.project == 0 && length > 0) {
        path[length] = '\0';
        if (is_there(path, ".git") || is_there(path, "tksnap.yaml"))
            parts.project = length;
        if (parts.crate == 0 && is_there(path, "Cargo.toml"))
            parts.crate = length;
        if (parts.workspace == 0 && is_workspace(path))
            parts.workspace = length;
        while (length > 0 && path[--length] != '/')
            ;
    }
    return parts;
}

static tks_status keep_path(char **out, const struct tksi_env *env, const char *path, size_t length,
                            tks_error *err)
{
    if ((*out = tksi_allocate(env, length + 1, 1)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a path");
    memcpy(*out, path, length);
    (*out)[length] = '\0';
    return TKS_OK;
}

/* The part of `path` up to `length` as a name below the root. */
static tks_status keep_name(char **out, const struct tksi_root *root, const char *path,
                            size_t length, tks_error *err)
{
    const size_t above = strcmp(root->path, "/") == 0 ? 0 : strlen(root->path);

    return length <= above + 1
               ? keep_path(out, &root->env, "", 0, err)
               : keep_path(out, &root->env, path + above + 1, length - above - 1, err);
}

tks_status tksi_root_find(struct tksi_root *out, const char *folder, const struct tksi_env *env,
                          tks_error *err)
{
    char path[PATH_MAX], whole[PATH_MAX];
    struct parts parts;
    size_t cargo, length;
    tks_status status;

    *out = (struct tksi_root){ .env = *env, .descriptor = -1, .outside_descriptor = -1 };
    if (realpath(folder, path) == NULL)
        return tksi_fail_errno(err, errno, "%s: the folder cannot be opened", folder);
    memcpy(whole, path, sizeof path);
    parts = parts_of(path);
    cargo = parts.workspace != 0 ? parts.workspace : parts.crate;
    length = parts.project != 0 ? parts.project : cargo != 0 ? cargo : strlen(whole);
    if ((status = keep_path(&out->path, env, whole, length > 0 ? length : 1, err)) ||
        (cargo != 0 && (status = keep_name(&out->workspace, out, whole, cargo, err))))
        return status;
    out->descriptor = open(out->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (out->descriptor < 0)
        return tksi_fail_errno(err, errno, "%s: the folder cannot be opened", out->path);
    return TKS_OK;
}

/* No folder is elsewhere any more. */
static void forget_elsewhere(struct tksi_root *root)
{
    if (root->outside_descriptor >= 0)
        close(root->outside_descriptor);
    tksi_release(&root->env, root->outside);
    tksi_release(&root->env, root->elsewhere);
    root->outside_descriptor = -1;
    root->outside = root->elsewhere = NULL;
}

void tksi_root_close(struct tksi_root *root)
{
    if (root->descriptor >= 0)
        close(root->descriptor);
    if (root->path != NULL) {
        forget_elsewhere(root);
        tksi_release(&root->env, root->path);
        tksi_release(&root->env, root->workspace);
    }
    root->descriptor = -1;
    root->path = root->workspace = NULL;
}

/* ----------------------------------------------------------------- elsewhere */

/* A folder as the user says it. */
struct place {
    char path[PATH_MAX]; /* without links; of one that is not there as it was said, if that is
                            from the root of the file system on, else "" */
    bool there;
};

static tks_status find_place(struct place *out, const char *folder, tks_error *err)
{
    size_t length = strlen(folder);

    out->there = realpath(folder, out->path) != NULL;
    if (out->there)
        return TKS_OK;
    if (errno != ENOENT || length >= sizeof out->path)
        return tksi_fail_errno(err, errno, "%s: the folder cannot be opened", folder);
    while (length > 0 && folder[length - 1] == '/')
        length--;
    if (folder[0] != '/')
        length = 0;
    memcpy(out->path, folder, length);
    out->path[length] = '\0';
    return TKS_OK;
}

/* Its name below the root, "" of the root itself; NULL where it is outside. */
static const char *name_of(const struct tksi_root *root, const struct place *place)
{
    return strcmp(place->path, root->path) == 0 ? "" : tksi_root_below(root, place->path);
}

/* Absolute names lead there from now on. */
static tks_status open_outside(struct tksi_root *root, const struct place *place, tks_error *err)
{
    const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    const char *path = place->path;
    tks_status status;

    if (strcmp(path, "/") == 0 || tksi_name_within(root->path, path) != NULL)
        return tksi_fail(err, TKS_UNSUPPORTED,
                         "%s: the project %s is in it; what is pending needs a folder of its own",
                         path, root->path);
    if ((status = keep_path(&root->outside, &root->env, path, strlen(path), err)) || !place->there)
        return status;
    if ((root->outside_descriptor = open(path, flags)) < 0) {
        status = tksi_fail_errno(err, errno, "%s: the folder cannot be opened", path);
        forget_elsewhere(root);
    }
    return status;
}

/* The root's workspace is the one that was said, if one was. */
static tks_status take_workspace(struct tksi_root *root, const char *elsewhere,
                                 const char *workspace, tks_error *err)
{
    struct place place = { .there = false };
    const char *name = "";
    char *home;
    tks_status status;

    if (workspace != NULL && (status = find_place(&place, workspace, err)))
        return status;
    if (place.there && (name = name_of(root, &place)) == NULL)
        return tksi_fail(err, TKS_UNSUPPORTED, "%s: the workspace is outside of the project %s",
                         place.path, root->path);
    if (workspace != NULL ? !place.there : root->workspace == NULL)
        return tksi_fail(err, TKS_NOT_FOUND,
                         "%s: what is pending there is about a Cargo workspace, and this is none",
                         elsewhere);
    if (workspace == NULL)
        return TKS_OK;
    if ((status = keep_path(&home, &root->env, name, strlen(name), err)))
        return status;
    tksi_release(&root->env, root->workspace);
    root->workspace = home;
    return TKS_OK;
}

tks_status tksi_root_elsewhere(struct tksi_root *root, const char *elsewhere, const char *workspace,
                               tks_error *err)
{
    struct place place;
    const char *name;
    tks_status status;

    forget_elsewhere(root);
    if ((status = find_place(&place, elsewhere, err)) || place.path[0] == '\0')
        return status;
    if ((name = name_of(root, &place)) == NULL && (status = open_outside(root, &place, err)))
        return status;
    if (!place.there || (status = take_workspace(root, elsewhere, workspace, err)))
        return status;
    if (name == NULL)
        name = place.path;
    /* the workspace itself is where pending files lie anyway */
    if (strcmp(name, root->workspace) == 0)
        return TKS_OK;
    return keep_path(&root->elsewhere, &root->env, name, strlen(name), err);
}

bool tksi_root_is_elsewhere(const struct tksi_root *root, const char *file)
{
    const char *rest = root->elsewhere != NULL && *root->elsewhere != '\0'
                           ? tksi_name_within(file, root->elsewhere)
                           : NULL;

    return rest != NULL && *rest != '\0';
}

tks_status tksi_root_home(struct tksi_buffer *out, const struct tksi_root *root, const char *file,
                          size_t length, tks_error *err)
{
    tks_status status;

    if (tksi_root_is_elsewhere(root, file)) {
        const size_t skipped = strlen(root->elsewhere) + 1;

        if (*root->workspace != '\0' &&
            ((status = tksi_buffer_append(out, root->workspace, strlen(root->workspace), err)) ||
             (status = tksi_buffer_append(out, "/", 1, err))))
            return status;
        file += skipped;
        length -= skipped;
    }
    return tksi_buffer_append(out, file, length, err);
}

/* --------------------------------------------------------------------- names */

static bool is_name(const char *name)
{
    for (;;) {
        const size_t length = strcspn(name, "/");

        if (length == 0 || (length == 1 && name[0] == '.') ||
            (length == 2 && name[0] == '.' && name[1] == '.'))
            return false;
        if (name[length] == '\0')
            return true;
        name += length + 1;
    }
}

static tks_status fail_name(const char *name, tks_error *err)
{
    return tksi_fail(err, TKS_INVALID_ARGUMENT, "%s: is not a path below the project's folder",
                     name);
}

tks_status tksi_name_check(const char *name, tks_error *err)
{
    return is_name(name) ? TKS_OK : fail_name(name, err);
}

const char *tksi_name_within(const char *name, const char *folder)
{
    const size_t length = strlen(folder);

    if (strncmp(name, folder, length) != 0 || (name[length] != '/' && name[length] != '\0'))
        return NULL;
    return name + length + (name[length] == '/');
}

const char *tksi_root_below(const struct tksi_root *root, const char *path)
{
    const size_t length = strcmp(root->path, "/") == 0 ? 0 : strlen(root->path);

    return strncmp(path, root->path, length) == 0 && path[length] == '/' ? path + length + 1 : NULL;
}

/* The folder that a name is resolved in, and what is left of the name: of a path, where it is
 * in the folder outside. False where it is not, and then nothing may be opened by it. */
static bool begin(int *folder, const char **rest, const struct tksi_root *root, const char *name)
{
    *folder = root->descriptor;
    *rest = name;
    if (name[0] == '/') {
        *folder = root->outside_descriptor;
        *rest = root->outside != NULL ? tksi_name_within(name, root->outside) : NULL;
    }
    return *rest != NULL;
}

/* The same, of what is a name and nothing else. */
static tks_status begin_checked(int *folder, const char **rest, const struct tksi_root *root,
                                const char *name, tks_error *err)
{
    return begin(folder, rest, root, name) && is_name(*rest) ? TKS_OK : fail_name(name, err);
}

static bool is_link_in(int folder, const char *name)
{
    struct stat about;

    return fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(about.st_mode);
}

/* One component at a time; a link on the way is as good as a way out. */
static int open_by_steps(int root, const char *name, int flags)
{
    const int folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int folder = fcntl(root, F_DUPFD_CLOEXEC, 0), descriptor;

    for (;;) {
        const size_t length = strcspn(name, "/");
        const bool last = name[length] == '\0';
        char part[NAME_MAX + 1];

        if (folder < 0 || length > NAME_MAX) {
            errno = folder < 0 ? errno : ENAMETOOLONG;
            descriptor = -1;
        } else if (length == 2 && name[0] == '.' && name[1] == '.') {
            errno = EXDEV;
            descriptor = -1;
        } else {
            memcpy(part, name, length);
            part[length] = '\0';
            descriptor = openat(folder, length > 0 ? part : ".",
                                last ? flags | O_NOFOLLOW | O_CLOEXEC : folder_flags);
            if (descriptor < 0 && errno == ENOTDIR)
                errno = is_link_in(folder, part) ? ELOOP : ENOTDIR;
        }
        if (folder >= 0) {
            const int why = errno;

            close(folder);
            errno = why;
        }
        if (last || descriptor < 0)
            return descriptor;
        folder = descriptor;
        name += length + 1;
    }
}

static int open_in(const struct tksi_root *root, int folder, const char *name, int flags)
{
#ifdef SYS_openat2
    struct open_how how = { .flags = (uint64_t)(unsigned)(flags | O_CLOEXEC),
                            .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
    long descriptor;
#endif

    if (folder < 0) {
        errno = ENOENT;
        return -1;
    }
#ifdef SYS_openat2
    if (root->by_steps)
        return open_by_steps(folder, name, flags);
    do /* a folder that is renamed meanwhile makes the kernel unsure */
        descriptor = syscall(SYS_openat2, folder, *name != '\0' ? name : ".", &how, sizeof how);
    while (descriptor < 0 && (errno == EAGAIN || errno == EINTR));
    /* EPERM is how sandboxes say that they do not know the call */
    if (descriptor >= 0 || (errno != ENOSYS && errno != EPERM))
        return (int)descriptor;
#endif
    return open_by_steps(folder, name, flags);
}

int tksi_root_open(const struct tksi_root *root, const char *name, int flags)
{
    int folder;

    if (!begin(&folder, &name, root, name)) {
        errno = EXDEV;
        return -1;
    }
    return open_in(root, folder, name, flags);
}

tks_status tksi_root_fail(tks_error *err, int sys_errno, const char *name, const char *what)
{
    if (sys_errno == EXDEV || sys_errno == ELOOP)
        return tksi_fail(err, TKS_UNSUPPORTED,
                         "%s: is reached through a symbolic link that leads out of the project "
                         "or nowhere",
                         name);
    return tksi_fail_errno(err, sys_errno, "%s: %s", name, what);
}

/* ------------------------------------------------------------------- folders */

/* Makes the folder `path`, of the one it begins in, and those above it. `path` is changed and
 * restored. */
static int make_folders(const struct tksi_root *root, int folder, char *path)
{
    for (char *slash = strchrnul(path, '/');; slash = strchrnul(slash + 1, '/')) {
        const char kept = *slash;
        const char *last;
        int above, made;

        *slash = '\0';
        last = strrchr(path, '/');
        if (last == NULL) {
            made = tksi_disk_make_folder(root, folder, path);
        } else {
            path[last - path] = '\0';
            above = open_in(root, folder, path, O_RDONLY | O_DIRECTORY);
            path[last - path] = '/';
            if (above < 0)
                return -1;
            made = tksi_disk_make_folder(root, above, last + 1);
            if (close(above) != 0)
                made = -1;
        }
        *slash = kept;
        if (made != 0 && errno != EEXIST)
            return -1;
        if (kept == '\0')
            return 0;
    }
}

tks_status tksi_root_parent(int *folder, const char **last, const struct tksi_root *root,
                            const char *name, bool make, tks_error *err)
{
    const char *rest, *slash;
    char path[PATH_MAX] = "";
    tks_status status;
    int first, descriptor;

    if ((status = begin_checked(&first, &rest, root, name, err)))
        return status;
    slash = strrchr(rest, '/');
    if (slash != NULL && slash - rest >= PATH_MAX)
        return tksi_root_fail(err, ENAMETOOLONG, name, "cannot be opened");
    if (slash != NULL)
        memcpy(path, rest, (size_t)(slash - rest));
    descriptor = open_in(root, first, path, O_RDONLY | O_DIRECTORY);
    if (descriptor < 0 && errno == ENOENT && make && first >= 0 &&
        make_folders(root, first, path) == 0)
        descriptor = open_in(root, first, path, O_RDONLY | O_DIRECTORY);
    if (descriptor < 0)
        return tksi_root_fail(err, errno, name, "its folder cannot be opened");
    *folder = descriptor;
    *last = slash != NULL ? slash + 1 : rest;
    return TKS_OK;
}

/* --------------------------------------------------------------------- files */

/* Where a descriptor leads, as the system tells it; false where it does not. */
static bool path_of(char *out, size_t size, int descriptor)
{
    char link[48];
    ssize_t length;

    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    length = readlink(link, out, size - 1);
    if (length <= 0)
        return false;
    out[length] = '\0';
    return true;
}

tks_status tksi_root_real(struct tksi_buffer *out, const struct tksi_root *root, const char *name,
                          tks_error *err)
{
    char above[PATH_MAX], found[PATH_MAX];
    const char *last = name, *rest;
    size_t length;
    tks_status status;
    bool is_link;
    int first, descriptor = -1;

    if ((status = begin_checked(&first, &rest, root, name, err)))
        return status;
    if ((status = tksi_root_parent(&descriptor, &last, root, name, false, err))) {
        if (status == TKS_NOT_FOUND) /* neither file nor folder: the name is what it says */
            return tksi_buffer_append(out, name, strlen(name) + 1, err);
        return status;
    }
    is_link = is_link_in(descriptor, last);
    close(descriptor);
    if (!is_link)
        return tksi_buffer_append(out, name, strlen(name) + 1, err);

    if ((descriptor = open_in(root, first, rest, O_PATH)) < 0)
        return tksi_root_fail(err, errno == ENOENT ? ELOOP : errno, name, "cannot be opened");
    is_link = path_of(found, sizeof found, descriptor) && path_of(above, sizeof above, first);
    close(descriptor);
    length = is_link ? strlen(above) : 0;
    if (!is_link || strncmp(found, above, length) != 0 || found[length] != '/')
        return tksi_root_fail(err, ELOOP, name, "cannot be opened");
    if ((status = tksi_buffer_append(out, name, (size_t)(rest - name), err)))
        return status;
    return tksi_buffer_append(out, found + length + 1, strlen(found + length), err);
}

tks_status tksi_root_open_file(int *file, struct stat *about, const struct tksi_root *root,
                               const char *name, tks_error *err)
{
    const char *rest;
    tks_status status;
    int first;

    *file = -1;
    if ((status = begin_checked(&first, &rest, root, name, err)))
        return status;
    /* a pipe is refused below, not waited for */
    *file = open_in(root, first, rest, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (*file < 0 && (errno == ENOENT || errno == ENOTDIR))
        return TKS_OK;
    if (*file < 0)
        return tksi_root_fail(err, errno, name, "cannot be opened");
    if (fstat(*file, about) != 0)
        status = tksi_fail_errno(err, errno, "%s: cannot be examined", name);
    else if (!S_ISREG(about->st_mode))
        status = tksi_fail(err, TKS_IO_FAILED, "%s: is not a file", name);
    else if (about->st_size > root->env.limits.file_bytes)
        status = tksi_fail(err, TKS_OVER_LIMIT, "%s: %lld bytes, the limit is %lld", name,
                           (long long)about->st_size, (long long)root->env.limits.file_bytes);
    if (status != TKS_OK) {
        close(*file);
        *file = -1;
    }
    return status;
}

tks_status tksi_root_read(struct tksi_buffer *out, bool *there, struct stat *about,
                          const struct tksi_root *root, const char *name, tks_error *err)
{
    struct tksi_file file = { .descriptor = -1, .regular = true, .path = name };
    struct stat found;
    tks_status status;

    *there = false;
    if ((status = tksi_root_open_file(&file.descriptor, &found, root, name, err)) ||
        file.descriptor < 0)
        return status;
    file.length = found.st_size + (int64_t)out->length;
    if ((status = tksi_file_read_rest(&file, out, err)) == TKS_OK) {
        *there = true;
        if (about != NULL)
            *about = found;
    }
    close(file.descriptor);
    return status;
}

static tks_status print_rest(struct tksi_fingerprinter *printer, struct tksi_file *file,
                             const struct tksi_root *root, int copy, tks_error *err)
{
    enum { PIECE = 256 << 10 }; /* stays in the processor's cache from one use to the next */
    const size_t room = file->length < PIECE ? (size_t)file->length + 1 : PIECE;
    uint8_t *piece = tksi_allocate(&root->env, room, 1);
    tks_status status = TKS_OK;
    size_t got = room;

    if (piece == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %s", file->path);
    while (status == TKS_OK && got == room) {
        if ((status = tksi_file_read(file, piece, room, &got, err)))
            break;
        tksi_fingerprint_add(printer, (tks_bytes){ piece, got });
        if (printer->length > (uint64_t)root->env.limits.file_bytes)
            status = tksi_fail(err, TKS_OVER_LIMIT, "%s: more than %lld bytes", file->path,
                               (long long)root->env.limits.file_bytes);
        else if (copy >= 0 && tksi_disk_write(root, copy, piece, got) != 0)
            status = tksi_fail_errno(err, errno, "%s: its copy cannot be written", file->path);
    }
    tksi_release(&root->env, piece);
    return status;
}

tks_status tksi_root_print(struct tksi_fingerprint *out, struct stat *about,
                           const struct tksi_root *root, const char *name, int copy, tks_error *err)
{
    struct tksi_file file = { .descriptor = -1, .regular = true, .path = name };
    struct tksi_fingerprinter printer;
    struct stat found;
    tks_status status;

    *out = (struct tksi_fingerprint){ .there = false };
    if ((status = tksi_root_open_file(&file.descriptor, &found, root, name, err)) ||
        file.descriptor < 0)
        return status;
    file.length = found.st_size;
    tksi_fingerprint_begin(&printer);
    if ((status = print_rest(&printer, &file, root, copy, err)) == TKS_OK) {
        *out = tksi_fingerprint_end(&printer);
        if (about != NULL)
            *about = found;
    }
    close(file.descriptor);
    return status;
}

tks_status tksi_root_sync_parent(const struct tksi_root *root, const char *name, tks_error *err)
{
    const char *last;
    int folder = -1;
    tks_status status = tksi_root_parent(&folder, &last, root, name, false, err);

    if (status != TKS_OK)
        return status == TKS_NOT_FOUND ? TKS_OK : status;
    if (tksi_disk_sync_folder(root, folder) != 0)
        status = tksi_fail_errno(err, errno, "%s: its folder cannot be written", name);
    close(folder);
    return status;
}
