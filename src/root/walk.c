/* walk.c - every file of a project that may be a snapshot's
 *
 * What cargo-insta passes over is passed over here: hidden folders, target/ - and
 * node_modules/, where other people's snapshots lie. But .snapshots/ is cupaloy's. Links to
 * folders are not followed: a snapshot would be found twice, or a circle walked for ever.
 *
 * Nearly all of a walk is the system's time, so it is asked as little as possible: a folder
 * is opened relative to the one it is in and read in large pieces, what an entry is stands
 * in the entry, and that is all. Several threads share a tree: each goes down its own
 * branch and, when another is idle, puts the folders it finds where that one can take them.
 * 7052 folders with 21 204 files took 105 ms through readdir(3), by one thread like this 55,
 * by two 30.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "root/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    MOST_NAME_BYTES = 1 << 30, /* more than any project has; a bound for a hostile tree */
    PIECE = 32 << 10,          /* of a folder, read at once */
    MOST_DEPTH = 48,           /* folders a thread has open; what is deeper waits its turn */
    MOST_THREADS = 8,          /* more wait for each other in the file system */
    WORTH_THREADS = 64         /* folders: in the time for them a thread begins */
};

struct walk {
    const struct tksi_root *root;
    bool (*wants)(const char *name); /* NULL: every file */
    tksi_visit_fn *visit;
    tksi_visit_fn *enter; /* NULL: folders are not told */
    tksi_trouble_fn *trouble;
    void *visit_user, *trouble_user;
    bool all; /* passing over none */

    pthread_mutex_t lock;       /* of what follows, and held while something is visited */
    pthread_cond_t changed;     /* a folder came, or no more will */
    struct tksi_buffer folders; /* still to be read, each ended by a NUL */
    int working;                /* threads that may find more of them */
    atomic_int idle;            /* threads that wait for some */
    tks_status status;          /* the first failure */
    tks_error why;
};

/* One thread's. */
struct branch {
    struct walk *walk;
    struct tksi_buffer path;  /* of the folder at hand; its NUL is not in its length */
    struct tksi_buffer names; /* of folders in it and in the open ones above, to be read */
    struct tksi_buffer name;
    void *piece;
};

/* ------------------------------------------------------------------------ paths */

static tks_status go_to(struct branch *branch, const char *name, tks_error *err)
{
    tks_status status = TKS_OK;

    if (branch->path.length > 0)
        status = tksi_buffer_append(&branch->path, "/", 1, err);
    if (status != TKS_OK ||
        (status = tksi_buffer_append(&branch->path, name, strlen(name) + 1, err)))
        return status;
    branch->path.length--;
    return TKS_OK;
}

static void go_back(struct branch *branch, size_t length)
{
    branch->path.length = length;
    branch->path.data[length] = '\0';
}

static const char *path_of(const struct branch *branch)
{
    return (const char *)branch->path.data;
}

/* ---------------------------------------------------------------------- telling */

static tks_status tell(struct branch *branch, tksi_visit_fn *visit, const char *name,
                       tks_error *err)
{
    const struct walk *walk = branch->walk;
    const size_t length = branch->path.length;
    tks_status status = go_to(branch, name, err);

    if (status != TKS_OK)
        return status;
    pthread_mutex_lock(&branch->walk->lock);
    status = visit(walk->visit_user, path_of(branch), err);
    pthread_mutex_unlock(&branch->walk->lock);
    go_back(branch, length);
    return status;
}

/* The folder at hand cannot be read, says errno. */
static tks_status tell_trouble(struct branch *branch, tks_error *err)
{
    const struct walk *walk = branch->walk;
    const char *path = path_of(branch);
    tks_error why = { .status = TKS_OK };
    tks_status status;

    tksi_root_fail(&why, errno, *path != '\0' ? path : ".", "the folder cannot be read");
    pthread_mutex_lock(&branch->walk->lock);
    status = walk->trouble(walk->trouble_user, path, &why, err);
    pthread_mutex_unlock(&branch->walk->lock);
    return status;
}

/* ---------------------------------------------------------------------- reading */

enum kind { OTHER, FILE_ENTRY, FOLDER };

static enum kind kind_of(int folder, const struct dirent64 *entry)
{
    struct stat about;

    if (entry->d_type == DT_REG)
        return FILE_ENTRY;
    if (entry->d_type == DT_DIR)
        return FOLDER;
    if (entry->d_type != DT_UNKNOWN ||
        fstatat(folder, entry->d_name, &about, AT_SYMLINK_NOFOLLOW) != 0)
        return OTHER;
    return S_ISREG(about.st_mode) ? FILE_ENTRY : S_ISDIR(about.st_mode) ? FOLDER : OTHER;
}

bool tksi_walk_passes_over(const char *name)
{
    return (name[0] == '.' && strcmp(name, ".snapshots") != 0) || strcmp(name, "target") == 0 ||
           strcmp(name, "node_modules") == 0;
}

static bool is_passed_over(const struct walk *walk, const char *folder)
{
    if (walk->all)
        return strcmp(folder, ".") == 0 || strcmp(folder, "..") == 0;
    return tksi_walk_passes_over(folder);
}

static tks_status take_entry(struct branch *branch, int folder, const struct dirent64 *entry,
                             tks_error *err)
{
    const enum kind kind = kind_of(folder, entry);
    const struct walk *walk = branch->walk;
    tks_status status;

    if (kind == FOLDER && !is_passed_over(walk, entry->d_name)) {
        status = tksi_names_add(&branch->names, "", entry->d_name, err);
        return status != TKS_OK || walk->enter == NULL
                   ? status
                   : tell(branch, walk->enter, entry->d_name, err);
    }
    if (kind == FILE_ENTRY && (walk->wants == NULL || walk->wants(entry->d_name)))
        return tell(branch, walk->visit, entry->d_name, err);
    return TKS_OK;
}

/* Visits the folder's files and notes its folders. */
static tks_status read_entries(struct branch *branch, int folder, tks_error *err)
{
    tks_status status = TKS_OK;
    long length;

    while ((length = syscall(SYS_getdents64, folder, branch->piece, (size_t)PIECE)) > 0) {
        const char *next = branch->piece, *end = next + length;

        while (next < end && status == TKS_OK) {
            const struct dirent64 *entry = (const void *)next;

            status = take_entry(branch, folder, entry, err);
            next += entry->d_reclen;
        }
        if (status != TKS_OK)
            return status;
    }
    return length < 0 ? tell_trouble(branch, err) : TKS_OK;
}

/* Leaves the folder at hand to whoever is free. */
static tks_status hand_over(struct branch *branch, tks_error *err)
{
    struct walk *walk = branch->walk;
    tks_status status;

    pthread_mutex_lock(&walk->lock);
    status = tksi_names_add(&walk->folders, "", path_of(branch), err);
    pthread_cond_signal(&walk->changed);
    pthread_mutex_unlock(&walk->lock);
    return status;
}

/* The folder at hand and what is below it. `folder` is its descriptor, and closed here. */
static tks_status read_folder(struct branch *branch, int folder, int depth, tks_error *err)
{
    const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    const size_t first = branch->names.length, length = branch->path.length;
    tks_status status = folder >= 0 ? read_entries(branch, folder, err) : tell_trouble(branch, err);

    while (status == TKS_OK && branch->names.length > first) {
        if ((status = tksi_names_take(&branch->name, &branch->names, err)) ||
            (status = go_to(branch, (const char *)branch->name.data, err)))
            break;
        if (depth == MOST_DEPTH || atomic_load(&branch->walk->idle) > 0)
            status = hand_over(branch, err);
        else
            status = read_folder(branch, openat(folder, (const char *)branch->name.data, flags),
                                 depth + 1, err);
        go_back(branch, length);
    }
    if (folder >= 0)
        close(folder);
    return status;
}

/* ---------------------------------------------------------------------- threads */

static tks_status branch_init(struct branch *out, struct walk *walk, tks_error *err)
{
    const struct tksi_env *env = &walk->root->env;

    *out = (struct branch){ .walk = walk, .piece = tksi_allocate(env, PIECE, 1) };
    tksi_buffer_init(&out->path, MOST_NAME_BYTES, env);
    tksi_buffer_init(&out->names, MOST_NAME_BYTES, env);
    tksi_buffer_init(&out->name, MOST_NAME_BYTES, env);
    return out->piece != NULL ? TKS_OK : tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
}

static void branch_dispose(struct branch *branch)
{
    tksi_buffer_dispose(&branch->name);
    tksi_buffer_dispose(&branch->names);
    tksi_buffer_dispose(&branch->path);
    tksi_release(&branch->walk->root->env, branch->piece);
}

/* Waits for a folder and goes there; false when no more will come. The lock is held. */
static bool take_folder(struct branch *branch)
{
    struct walk *walk = branch->walk;

    while (walk->status == TKS_OK && walk->folders.length == 0 && walk->working > 0) {
        atomic_fetch_add(&walk->idle, 1);
        pthread_cond_wait(&walk->changed, &walk->lock);
        atomic_fetch_sub(&walk->idle, 1);
    }
    if (walk->status != TKS_OK || walk->folders.length == 0)
        return false;
    walk->status = tksi_names_take(&branch->path, &walk->folders, &walk->why);
    if (walk->status == TKS_OK)
        branch->path.length--;
    return walk->status == TKS_OK;
}

/* Reads folders as long as there are some, and at most so many that waited. */
static void read_folders(struct branch *branch, size_t most)
{
    struct walk *walk = branch->walk;

    pthread_mutex_lock(&walk->lock);
    for (size_t i = 0; i < most && take_folder(branch); i++) {
        tks_error why = { .status = TKS_OK };
        tks_status status;

        walk->working++;
        pthread_mutex_unlock(&walk->lock);
        status = read_folder(branch,
                             tksi_root_open(walk->root, path_of(branch),
                                            O_RDONLY | O_DIRECTORY | O_NOFOLLOW),
                             0, &why);
        pthread_mutex_lock(&walk->lock);
        walk->working--;
        if (status != TKS_OK && walk->status == TKS_OK) {
            walk->status = status;
            walk->why = why;
        }
    }
    pthread_cond_broadcast(&walk->changed);
    pthread_mutex_unlock(&walk->lock);
}

static void work(void *user, size_t most)
{
    struct walk *walk = user;
    tks_error why = { .status = TKS_OK };
    struct branch branch;
    const tks_status status = branch_init(&branch, walk, &why);

    if (status == TKS_OK) {
        read_folders(&branch, most);
    } else {
        pthread_mutex_lock(&walk->lock);
        walk->status = status;
        walk->why = why;
        pthread_mutex_unlock(&walk->lock);
    }
    branch_dispose(&branch);
}

static void work_on(void *user, size_t index)
{
    (void)index;
    work(user, SIZE_MAX);
}

/* By one thread folders come one after the other; by several, in pieces. */
static tks_status walk_from(struct walk *walk, const char *from, int threads, tks_error *err)
{
    pthread_mutex_init(&walk->lock, NULL);
    pthread_cond_init(&walk->changed, NULL);
    tksi_buffer_init(&walk->folders, MOST_NAME_BYTES, &walk->root->env);
    /* as if somebody waited: all folders are handed over, until there is enough for several */
    atomic_init(&walk->idle, threads > 1);
    if ((walk->status = tksi_names_add(&walk->folders, "", from, &walk->why)) == TKS_OK)
        work(walk, threads > 1 ? WORTH_THREADS : SIZE_MAX);
    atomic_store(&walk->idle, 0);
    if (walk->status == TKS_OK && walk->folders.length > 0)
        tksi_parallel(threads, (size_t)threads, work_on, walk);
    tksi_buffer_dispose(&walk->folders);
    pthread_cond_destroy(&walk->changed);
    pthread_mutex_destroy(&walk->lock);
    if (walk->status != TKS_OK && err != NULL)
        *err = walk->why;
    return walk->status;
}

tks_status tksi_walk(const struct tksi_root *root, tksi_visit_fn *visit, tksi_trouble_fn *trouble,
                     void *user, tks_error *err)
{
    struct walk walk = {
        .root = root, .visit = visit, .trouble = trouble, .visit_user = user, .trouble_user = user
    };

    return walk_from(&walk, "", 1, err);
}

tks_status tksi_walk_folders(const struct tksi_root *root, tksi_visit_fn *visit,
                             tksi_visit_fn *enter, tksi_trouble_fn *trouble, void *user,
                             tks_error *err)
{
    struct walk walk = { .root = root,
                         .visit = visit,
                         .enter = enter,
                         .trouble = trouble,
                         .visit_user = user,
                         .trouble_user = user };

    return walk_from(&walk, "", 1, err);
}

tks_status tksi_walk_all(const struct tksi_root *root, const char *from, tksi_visit_fn *visit,
                         void *visit_user, tksi_trouble_fn *trouble, void *trouble_user,
                         tks_error *err)
{
    struct walk walk = { .root = root,
                         .visit = visit,
                         .trouble = trouble,
                         .visit_user = visit_user,
                         .trouble_user = trouble_user,
                         .all = true };

    return walk_from(&walk, from, 1, err);
}

tks_status tksi_walk_wanted(const struct tksi_root *root, bool (*wants)(const char *name),
                            tksi_visit_fn *visit, tksi_trouble_fn *trouble, void *user,
                            tks_error *err)
{
    const int threads = root->env.threads < MOST_THREADS ? root->env.threads : MOST_THREADS;
    struct walk walk = { .root = root,
                         .wants = wants,
                         .visit = visit,
                         .trouble = trouble,
                         .visit_user = user,
                         .trouble_user = user };

    return walk_from(&walk, "", threads, err);
}
