/* walk.c - every file of a project that may be a snapshot's
 *
 * What cargo-insta passes over is passed over here: hidden folders, target/ - and
 * node_modules/, where other people's snapshots lie. But .snapshots/ is cupaloy's. Links to
 * folders are not followed: a snapshot would be found twice, or a circle walked for ever.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More names than any project has; a bound on what a hostile tree can take. */
enum { MOST_NAME_BYTES = 1 << 30 };

struct walk {
    const struct tksi_root *root;
    tksi_visit_fn *visit;
    tksi_trouble_fn *trouble;
    void *visit_user, *trouble_user;
    bool all;                   /* passing over none */
    struct tksi_buffer folders; /* still to be read, each ended by a NUL */
    struct tksi_buffer path;    /* of the entry at hand */
};

enum kind { OTHER, FILE_ENTRY, FOLDER };

static enum kind kind_of(int folder, const struct dirent *entry)
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

static bool is_passed_over(const char *folder)
{
    return (folder[0] == '.' && strcmp(folder, ".snapshots") != 0) ||
           strcmp(folder, "target") == 0 || strcmp(folder, "node_modules") == 0;
}

static tks_status take_entry(struct walk *walk, int descriptor, const char *folder,
                             const struct dirent *entry, tks_error *err)
{
    const enum kind kind = kind_of(descriptor, entry);
    tks_status status;

    if (kind == FOLDER && (walk->all || !is_passed_over(entry->d_name)))
        return tksi_names_add(&walk->folders, folder, entry->d_name, err);
    if (kind != FILE_ENTRY)
        return TKS_OK;
    walk->path.length = 0;
    if ((status = tksi_names_add(&walk->path, folder, entry->d_name, err)))
        return status;
    return walk->visit(walk->visit_user, (const char *)walk->path.data, err);
}

static tks_status read_folder(struct walk *walk, const char *path, tks_error *err)
{
    const int descriptor = tksi_root_open(walk->root, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    const struct dirent *entry;
    tks_status status = TKS_OK;
    tks_error why = { .status = TKS_OK };
    DIR *folder = NULL;

    if (descriptor < 0 || (folder = fdopendir(descriptor)) == NULL) {
        tksi_root_fail(&why, errno, *path != '\0' ? path : ".", "the folder cannot be read");
        if (descriptor >= 0)
            close(descriptor);
        return walk->trouble(walk->trouble_user, path, &why, err);
    }
    while (status == TKS_OK && (errno = 0, entry = readdir(folder)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            status = take_entry(walk, descriptor, path, entry, err);
    if (status == TKS_OK && errno != 0) {
        tksi_root_fail(&why, errno, *path != '\0' ? path : ".", "the folder cannot be read");
        status = walk->trouble(walk->trouble_user, path, &why, err);
    }
    closedir(folder);
    return status;
}

static tks_status walk_from(struct walk *walk, const char *from, tks_error *err)
{
    const struct tksi_env *env = &walk->root->env;
    struct tksi_buffer path;
    tks_status status;

    tksi_buffer_init(&walk->folders, MOST_NAME_BYTES, env);
    tksi_buffer_init(&walk->path, MOST_NAME_BYTES, env);
    tksi_buffer_init(&path, MOST_NAME_BYTES, env);
    status = read_folder(walk, from, err);
    while (status == TKS_OK && walk->folders.length > 0)
        if ((status = tksi_names_take(&path, &walk->folders, err)) == TKS_OK)
            status = read_folder(walk, (const char *)path.data, err);
    tksi_buffer_dispose(&path);
    tksi_buffer_dispose(&walk->path);
    tksi_buffer_dispose(&walk->folders);
    return status;
}

tks_status tksi_walk(const struct tksi_root *root, tksi_visit_fn *visit, tksi_trouble_fn *trouble,
                     void *user, tks_error *err)
{
    struct walk walk = {
        .root = root, .visit = visit, .trouble = trouble, .visit_user = user, .trouble_user = user
    };

    return walk_from(&walk, "", err);
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

    return walk_from(&walk, from, err);
}
