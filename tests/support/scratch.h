/* scratch.h - a folder of its own for a test, gone when the test is
 *
 *     struct scratch scratch = scratch_make();
 *     scratch_write(&scratch, "expected/a.png", made_bytes(file));
 *     ... scratch_path(&scratch, "expected") ...
 *     scratch_remove(&scratch);
 *
 * A failure here is a broken test: it prints a line and aborts.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_SCRATCH_H
#define TEST_SCRATCH_H

#include <tksnap/types.h>

enum { SCRATCH_PATHS = 8, SCRATCH_PATH_LENGTH = 512 };

struct scratch {
    char root[128]; /* below $TMPDIR, else /tmp */
    char paths[SCRATCH_PATHS][SCRATCH_PATH_LENGTH];
    int next;
};

struct scratch scratch_make(void);

/* root/relative; the string is good until SCRATCH_PATHS more were asked for. */
const char *scratch_path(struct scratch *scratch, const char *relative);

/* Makes a file with these bytes and the folders above it; a folder and those
 * above it; a symbolic link. */
void scratch_write(struct scratch *scratch, const char *relative, tks_bytes bytes);
void scratch_folder(struct scratch *scratch, const char *relative);
void scratch_link(struct scratch *scratch, const char *relative, const char *target);

bool scratch_exists(struct scratch *scratch, const char *relative);

/* A file with this text, and the folders above it; NULL: no file. And whether it is so. */
void scratch_put(struct scratch *scratch, const char *relative, const char *text);
bool scratch_holds(struct scratch *scratch, const char *relative, const char *text);

/* Removes everything, folders without permissions included. */
void scratch_remove(struct scratch *scratch);

/* For cmocka: *state is a struct scratch, in memory where there is a file system for that,
 * for there fsync is free; a project with nothing in it. */
int scratch_set_up(void **state);
int scratch_set_up_project(void **state);
int scratch_tear_down(void **state);

#endif
