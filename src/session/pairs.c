/* pairs.c - which files of two folders belong together
 *
 * Each folder is listed whole, both lists are sorted by byte order and merged like
 * the two halves of a merge sort: a path on both sides is a pair, on one side a
 * new or a missing picture. The ending belongs to the path: a.png and a.jpg are
 * two pictures, one missing and one new, not a pair that changed its format.
 *
 * A tree may be deeper than a stack or a path may be long: folders still to be
 * read wait in a buffer, and each is opened from the root in pieces that the
 * system accepts, so that never more than three descriptors are open.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "session/session.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* More names than any suite has; a bound on what a hostile tree can take. */
enum { MOST_NAME_BYTES = 1 << 30 };

struct tks_pairs {
    struct tksi_env env;
    size_t count;
    tks_pair *pairs;
    char *strings; /* what the pairs point to */
};

/* ----------------------------------------------------------------- endings */

/* Where the ending of a picture's name begins, at its dot; NULL if the name has
 * not the ending of a picture. */
static const char *picture_ending(const char *name, size_t length)
{
    static const char *const endings[] = { ".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif",
                                           ".tga", ".psd", ".pnm",  ".ppm",  ".pgm", ".pbm" };

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const size_t ending = strlen(endings[i]);

        if (length > ending && strncasecmp(name + length - ending, endings[i], ending) == 0)
            return name + length - ending;
    }
    return NULL;
}

bool tksi_is_picture_name(const char *path)
{
    return picture_ending(path, strlen(path)) != NULL;
}

/* Length of a picture's path without its ending. */
static size_t stem_length(const char *path)
{
    return (size_t)(picture_ending(path, strlen(path)) - path);
}

/* ----------------------------------------------------------------- walking */

/* A folder told apart from all others, whatever path leads to it. */
struct identity {
    bool known;
    dev_t device;
    ino_t inode;
};

/* One folder's pictures, or the folders still to be read: paths relative to the
 * root, each ended by a NUL. */
struct walk {
    const char *root; /* as given, for messages */
    int descriptor;   /* of the root; -1: not open */
    struct tksi_buffer files, folders;
    bool all_files;
    const struct identity *others; /* roots that are not entered */
    size_t n_others;
};

static bool is_one_of(const struct stat *about, const struct identity *others, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (others[i].known && others[i].device == about->st_dev &&
            others[i].inode == about->st_ino)
            return true;
    return false;
}

enum kind { OTHER, WANTED, FOLDER };

/* What an entry is. A link to a picture is one, and so is a link that leads
 * nowhere: the comparison will say so, where passing it over would lose it. */
static enum kind kind_of(int folder, const struct dirent *entry, bool all_files)
{
    const char *name = entry->d_name;
    const bool named_so = all_files || picture_ending(name, strlen(name)) != NULL;
    struct stat about;

    if (name[0] == '.')
        return OTHER;
    if (entry->d_type == DT_DIR)
        return FOLDER;
    if (entry->d_type == DT_REG)
        return named_so ? WANTED : OTHER;
    if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
        return OTHER;
    if (fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(about.st_mode))
        return FOLDER;
    if (!named_so)
        return OTHER;
    return fstatat(folder, name, &about, 0) != 0 || S_ISREG(about.st_mode) ? WANTED : OTHER;
}

/* Opens a folder below the root. A path that is longer than the system takes at
 * once is walked in pieces. `path` is changed on the way and restored. */
static int open_below(int root, char *path)
{
    const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;
    int from = root, descriptor = -1;

    for (;;) {
        char *cut = NULL;

        if (strlen(path) >= PATH_MAX) {
            cut = memrchr(path, '/', PATH_MAX - 1);
            *cut = '\0'; /* there is one: a name has at most NAME_MAX bytes */
        }
        descriptor = openat(from, path, flags);
        if (from != root) {
            const int why = errno;

            close(from);
            errno = why;
        }
        if (cut == NULL)
            return descriptor;
        *cut = '/';
        if (descriptor < 0)
            return -1;
        from = descriptor;
        path = cut + 1;
    }
}

static tks_status fail_below(const struct walk *walk, const char *path, int why, tks_error *err)
{
    const size_t length = strlen(walk->root);
    const bool slash = *path != '\0' && length > 0 && walk->root[length - 1] != '/';

    return tksi_fail_errno(err, why, "%s%s%s: the folder cannot be read", walk->root,
                           slash ? "/" : "", path);
}

/* Sorts the entries of one open folder into the two lists. */
static tks_status read_folder(struct walk *walk, DIR *folder, const char *path, tks_error *err)
{
    const struct dirent *entry;
    tks_status status = TKS_OK;

    while (status == TKS_OK && (errno = 0, entry = readdir(folder)) != NULL) {
        const enum kind kind = kind_of(dirfd(folder), entry, walk->all_files);

        if (kind == WANTED)
            status = tksi_names_add(&walk->files, path, entry->d_name, err);
        else if (kind == FOLDER)
            status = tksi_names_add(&walk->folders, path, entry->d_name, err);
    }
    if (status == TKS_OK && errno != 0)
        status = fail_below(walk, path, errno, err);
    return status;
}

/* Reads one folder unless it is one of those not to be entered. */
static tks_status visit(struct walk *walk, int descriptor, const char *path, tks_error *err)
{
    struct stat about;
    DIR *folder = NULL;
    tks_status status = TKS_OK;

    if (descriptor < 0 || fstat(descriptor, &about) != 0) {
        status = fail_below(walk, path, errno, err);
        goto done;
    }
    if (*path != '\0' && is_one_of(&about, walk->others, walk->n_others))
        goto done;
    if ((folder = fdopendir(descriptor)) == NULL) {
        status = fail_below(walk, path, errno, err);
        goto done;
    }
    descriptor = -1; /* the folder's now */
    status = read_folder(walk, folder, path, err);
done:
    if (folder != NULL)
        closedir(folder);
    if (descriptor >= 0)
        close(descriptor);
    return status;
}

/* Lists everything wanted below walk->root. */
static tks_status walk_all(struct walk *walk, const struct tksi_env *env, tks_error *err)
{
    struct tksi_buffer path;
    tks_status status;

    tksi_buffer_init(&path, MOST_NAME_BYTES, env);
    status = visit(walk, fcntl(walk->descriptor, F_DUPFD_CLOEXEC, 0), "", err);
    while (status == TKS_OK && walk->folders.length > 0) {
        if ((status = tksi_names_take(&path, &walk->folders, err)))
            break;
        status = visit(walk, open_below(walk->descriptor, (char *)path.data),
                       (const char *)path.data, err);
    }
    tksi_buffer_dispose(&path);
    if (status == TKS_OVER_LIMIT || status == TKS_OUT_OF_MEMORY)
        status = tksi_fail_at(err, status, walk->root);
    return status;
}

/* ------------------------------------------------------------------- roots */

/* Opens a folder given by the user; links are followed here. */
static tks_status open_root(struct walk *walk, struct identity *identity, const char *path,
                            const struct tksi_env *env, tks_error *err)
{
    struct stat about;

    tksi_buffer_init(&walk->files, MOST_NAME_BYTES, env);
    tksi_buffer_init(&walk->folders, MOST_NAME_BYTES, env);
    walk->root = path;
    walk->descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (walk->descriptor < 0 && errno == ENOTDIR)
        return tksi_fail(err, TKS_NOT_FOUND, "%s: is not a folder", path);
    if (walk->descriptor < 0 || fstat(walk->descriptor, &about) != 0)
        return tksi_fail_errno(err, errno, "%s: the folder cannot be read", path);
    *identity = (struct identity){ true, about.st_dev, about.st_ino };
    return TKS_OK;
}

static void close_root(struct walk *walk)
{
    if (walk->descriptor >= 0)
        close(walk->descriptor);
    tksi_buffer_dispose(&walk->files);
    tksi_buffer_dispose(&walk->folders);
}

/* The folder for diff pictures need not exist yet. */
static tks_status check_diff_dir(struct identity *identity, const char *path,
                                 const struct identity *inputs, size_t n_inputs, tks_error *err)
{
    struct stat about;

    if (path == NULL || stat(path, &about) != 0)
        return TKS_OK;
    if (!S_ISDIR(about.st_mode))
        return tksi_fail(err, TKS_INVALID_ARGUMENT,
                         "%s: is not a folder; name a folder for the diff pictures", path);
    if (is_one_of(&about, inputs, n_inputs))
        return tksi_fail(err, TKS_INVALID_ARGUMENT,
                         "%s: diff pictures would overwrite the pictures compared; "
                         "name another folder",
                         path);
    *identity = (struct identity){ true, about.st_dev, about.st_ino };
    return TKS_OK;
}

/* ----------------------------------------------------------------- pairing */

/* A picture found on one side or both. */
struct found {
    const char *path; /* relative */
    bool expected, actual;
    bool whole_name; /* its diff picture keeps the ending: a.jpg.png */
};

static int by_path(const void *a, const void *b)
{
    const char *const *left = a, *const *right = b;

    return strcmp(*left, *right);
}

/* The paths of a walk, sorted. */
static tks_status sorted_paths(const char ***out, size_t *count, const struct walk *walk,
                               const struct tksi_env *env, tks_error *err)
{
    const char *next = (const char *)walk->files.data;
    const char **paths;
    size_t n = 0;

    for (size_t i = 0; i < walk->files.length; i++)
        n += walk->files.data[i] == '\0';
    if ((paths = tksi_allocate(env, n, sizeof *paths)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu file names", n);
    for (size_t i = 0; i < n; i++, next += strlen(next) + 1)
        paths[i] = next;
    qsort(paths, n, sizeof *paths, by_path);
    *out = paths;
    *count = n;
    return TKS_OK;
}

/* Merges two sorted lists; `out` has room for both. Returns how many it got. */
static size_t merge(struct found *out, const char *const *expected, size_t n_expected,
                    const char *const *actual, size_t n_actual)
{
    size_t e = 0, a = 0, n = 0;

    while (e < n_expected || a < n_actual) {
        const int order = e == n_expected ? 1 : a == n_actual ? -1 : strcmp(expected[e], actual[a]);

        out[n++] = (struct found){ .path = order <= 0 ? expected[e] : actual[a],
                                   .expected = order <= 0,
                                   .actual = order >= 0 };
        e += order <= 0;
        a += order >= 0;
    }
    return n;
}

static int by_stem(const void *a, const void *b)
{
    struct found *const *left = a, *const *right = b;
    const size_t l = stem_length((*left)->path), r = stem_length((*right)->path);
    const int order = memcmp((*left)->path, (*right)->path, l < r ? l : r);

    return order != 0 ? order : (l > r) - (l < r);
}

/* Decides which diff pictures keep the whole name. Two pairs a.jpg and a.png
 * cannot both have a.png, so both keep theirs: a.jpg.png and a.png.png. For that
 * a.jpg.png must be free: a stem that itself ends like a picture keeps its whole
 * name too. So all names differ: the long ones end in two picture endings, the
 * short ones in one, and within each kind they differ as their pictures do. */
static tks_status choose_names(struct found *found, size_t count, const struct tksi_env *env,
                               tks_error *err)
{
    struct found **both = tksi_allocate(env, count, sizeof(struct found *));
    size_t n = 0;

    if (both == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu file names", count);
    for (size_t i = 0; i < count; i++)
        if (found[i].expected && found[i].actual && tksi_is_picture_name(found[i].path))
            both[n++] = &found[i];
    qsort(both, n, sizeof(struct found *), by_stem);
    for (size_t i = 0; i < n; i++) {
        const char *path = both[i]->path;

        if (picture_ending(path, stem_length(path)) != NULL)
            both[i]->whole_name = true;
        if (i > 0 && by_stem(&both[i - 1], &both[i]) == 0)
            both[i - 1]->whole_name = both[i]->whole_name = true;
    }
    tksi_release(env, both);
    return TKS_OK;
}

/* --------------------------------------------------------------- the result */

/* Writes folder/path, without the last `less` bytes but with `ending`, to the
 * cursor; NULL writes nowhere and only moves it. Returns where it stands. */
static const char *write_path(char *strings, size_t *cursor, const char *folder, const char *path,
                              size_t length, const char *ending)
{
    const size_t start = *cursor, before = folder != NULL ? strlen(folder) : 0;
    const bool slash = before > 0 && folder[before - 1] != '/';
    const size_t after = strlen(ending) + 1;

    *cursor += before + slash + length + after;
    if (strings == NULL)
        return NULL;
    strings += start;
    memcpy(strings, before > 0 ? folder : "", before);
    if (slash)
        strings[before] = '/';
    memcpy(strings + before + slash, path, length);
    memcpy(strings + before + slash + length, ending, after);
    return strings;
}

static tks_pair make_pair(char *strings, size_t *cursor, const struct found *found,
                          const tks_folders *folders)
{
    const char *path = found->path;
    const size_t length = strlen(path);
    tks_pair pair = { .name = write_path(strings, cursor, NULL, path, length, "") };

    if (found->expected)
        pair.expected = write_path(strings, cursor, folders->expected, path, length, "");
    if (found->actual)
        pair.actual = write_path(strings, cursor, folders->actual, path, length, "");
    if (!found->expected || !found->actual || folders->diff == NULL)
        return pair;
    if (tksi_is_picture_name(path))
        pair.diff = write_path(strings, cursor, folders->diff, path,
                               found->whole_name ? length : stem_length(path), ".png");
    else
        pair.diff = write_path(strings, cursor, folders->diff, path, length, ".patch");
    return pair;
}

/* The list with strings of its own, all in one block: measured, then written. */
static tks_status build(tks_pairs **out, const struct found *found, size_t count,
                        const tks_folders *folders, const struct tksi_env *env, tks_error *err)
{
    tks_pairs *pairs = tksi_allocate_zeroed(env, 1, sizeof *pairs);
    size_t length = 0, cursor = 0;

    if (pairs == NULL)
        goto out_of_memory;
    pairs->env = *env;
    pairs->count = count;
    for (size_t i = 0; i < count; i++)
        make_pair(NULL, &length, &found[i], folders);
    if ((pairs->pairs = tksi_allocate(env, count, sizeof *pairs->pairs)) == NULL ||
        (pairs->strings = tksi_allocate(env, length, 1)) == NULL)
        goto out_of_memory;
    for (size_t i = 0; i < count; i++)
        pairs->pairs[i] = make_pair(pairs->strings, &cursor, &found[i], folders);
    *out = pairs;
    return TKS_OK;
out_of_memory:
    tks_pairs_free(pairs);
    return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu pairs", count);
}

static tks_status pair_up(tks_pairs **out, const struct walk *expected, const struct walk *actual,
                          const tks_folders *folders, const struct tksi_env *env, tks_error *err)
{
    const char **expected_paths = NULL, **actual_paths = NULL;
    size_t n_expected = 0, n_actual = 0, count;
    struct found *found = NULL;
    tks_status status;

    if ((status = sorted_paths(&expected_paths, &n_expected, expected, env, err)) ||
        (status = sorted_paths(&actual_paths, &n_actual, actual, env, err)))
        goto done;
    if ((found = tksi_allocate(env, n_expected + n_actual, sizeof *found)) == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu file names",
                           n_expected + n_actual);
        goto done;
    }
    count = merge(found, expected_paths, n_expected, actual_paths, n_actual);
    if ((status = choose_names(found, count, env, err)))
        goto done;
    status = build(out, found, count, folders, env, err);
done:
    tksi_release(env, found);
    tksi_release(env, actual_paths);
    tksi_release(env, expected_paths);
    return status;
}

tks_status tks_pairs_from_folders(tks_pairs **out, const tks_folders *folders, const tks_env *env,
                                  tks_error *err)
{
    enum { EXPECTED, ACTUAL, DIFF, ROOTS };
    struct identity roots[ROOTS] = { { .known = false } };
    struct walk expected = { .descriptor = -1, .others = roots, .n_others = ROOTS };
    struct walk actual = expected;
    struct tksi_env resolved;
    tks_status status;

    if (folders->size < sizeof *folders)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "tks_folders.size is not set");
    if (folders->expected == NULL || folders->actual == NULL)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "two folders are needed to pair pictures");
    if ((status = tksi_env_defaults(&resolved, env, err)))
        return status;
    expected.all_files = actual.all_files = folders->all_files;
    if ((status = open_root(&expected, &roots[EXPECTED], folders->expected, &resolved, err)) ||
        (status = open_root(&actual, &roots[ACTUAL], folders->actual, &resolved, err)) ||
        (status = check_diff_dir(&roots[DIFF], folders->diff, roots, DIFF, err)) ||
        (status = walk_all(&expected, &resolved, err)) ||
        (status = walk_all(&actual, &resolved, err)))
        goto done;
    status = pair_up(out, &expected, &actual, folders, &resolved, err);
done:
    close_root(&actual);
    close_root(&expected);
    return status;
}

tks_status tks_pairs_from_directories(tks_pairs **out, const char *expected_dir,
                                      const char *actual_dir, const char *diff_dir,
                                      const tks_env *env, tks_error *err)
{
    const tks_folders folders = {
        .size = sizeof folders, .expected = expected_dir, .actual = actual_dir, .diff = diff_dir
    };

    return tks_pairs_from_folders(out, &folders, env, err);
}

/* --------------------------------------------------------------- the list */

size_t tks_pairs_count(const tks_pairs *pairs)
{
    return pairs->count;
}

const tks_pair *tks_pairs_list(const tks_pairs *pairs)
{
    return pairs->count > 0 ? pairs->pairs : NULL;
}

void tks_pairs_free(tks_pairs *pairs)
{
    struct tksi_env env;

    if (pairs == NULL)
        return;
    env = pairs->env;
    tksi_release(&env, pairs->strings);
    tksi_release(&env, pairs->pairs);
    tksi_release(&env, pairs);
}
