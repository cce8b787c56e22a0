/* scratch.c - a folder of its own for a test, gone when the test is
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "scratch.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void give_up(const char *what)
{
    fprintf(stderr, "scratch: %s: %s\n", what, strerror(errno));
    abort();
}

struct scratch scratch_make(void)
{
    const char *parent = getenv("TMPDIR");
    struct scratch scratch = { .next = 0 };
    char root[sizeof scratch.root];

    if (parent == NULL || *parent == '\0')
        parent = "/tmp";
    if (snprintf(root, sizeof root, "%s/tksnap-test-XXXXXX", parent) >= (int)sizeof root) {
        errno = ENAMETOOLONG;
        give_up(parent);
    }
    if (mkdtemp(root) == NULL)
        give_up(root);
    memcpy(scratch.root, root, sizeof root);
    return scratch;
}

const char *scratch_path(struct scratch *scratch, const char *relative)
{
    char *path = scratch->paths[scratch->next++ % SCRATCH_PATHS];
    const size_t root = strlen(scratch->root), length = strlen(relative);

    if (root + 1 + length >= SCRATCH_PATH_LENGTH) {
        errno = ENAMETOOLONG;
        give_up(relative);
    }
    memcpy(path, scratch->root, root);
    path[root] = '/';
    memcpy(path + root + 1, relative, length + 1);
    return path;
}

static void make_folders(char *path, bool last_too)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            give_up(path);
        *slash = '/';
    }
    if (last_too && mkdir(path, 0777) != 0 && errno != EEXIST)
        give_up(path);
}

void scratch_write(struct scratch *scratch, const char *relative, tks_bytes bytes)
{
    char path[SCRATCH_PATH_LENGTH];
    FILE *file;

    snprintf(path, sizeof path, "%s", scratch_path(scratch, relative));
    make_folders(path, false);
    if ((file = fopen(path, "wb")) == NULL)
        give_up(path);
    if ((bytes.length > 0 && fwrite(bytes.data, 1, bytes.length, file) != bytes.length) ||
        fclose(file) != 0)
        give_up(path);
}

void scratch_folder(struct scratch *scratch, const char *relative)
{
    char path[SCRATCH_PATH_LENGTH];

    snprintf(path, sizeof path, "%s", scratch_path(scratch, relative));
    make_folders(path, true);
}

void scratch_link(struct scratch *scratch, const char *relative, const char *target)
{
    const char *path = scratch_path(scratch, relative);

    if (symlink(target, path) != 0)
        give_up(path);
}

bool scratch_exists(struct scratch *scratch, const char *relative)
{
    struct stat about;

    return lstat(scratch_path(scratch, relative), &about) == 0;
}

void scratch_put(struct scratch *scratch, const char *relative, const char *text)
{
    if (text != NULL)
        scratch_write(scratch, relative, (tks_bytes){ text, strlen(text) });
    else if (unlink(scratch_path(scratch, relative)) != 0 && errno != ENOENT && errno != ENOTDIR)
        give_up(relative);
}

bool scratch_holds(struct scratch *scratch, const char *relative, const char *text)
{
    FILE *file = fopen(scratch_path(scratch, relative), "rbe");
    const char *at = text;
    int c;

    if (file == NULL)
        return text == NULL;
    while ((c = getc(file)) != EOF && at != NULL)
        at = *at != '\0' && (char)c == *at ? at + 1 : NULL;
    fclose(file);
    return at != NULL && *at == '\0';
}

static int open_up(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about;
    (void)where;
    return kind == FTW_DNR || kind == FTW_D ? chmod(path, 0700) : 0;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about;
    (void)kind;
    (void)where;
    return remove(path);
}

void scratch_remove(struct scratch *scratch)
{
    nftw(scratch->root, open_up, 16, FTW_PHYS);
    if (nftw(scratch->root, remove_one, 16, FTW_PHYS | FTW_DEPTH) != 0)
        give_up(scratch->root);
}

int scratch_set_up(void **state)
{
    static struct scratch scratch;

    if (access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 1);
    scratch = scratch_make();
    *state = &scratch;
    return 0;
}

int scratch_set_up_project(void **state)
{
    scratch_set_up(state);
    scratch_folder(*state, ".git");
    return 0;
}

int scratch_tear_down(void **state)
{
    scratch_remove(*state);
    return 0;
}
