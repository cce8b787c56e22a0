/* comparisons.h - one comparison of every kind, to be starved of memory
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_COMPARISONS_H
#define TEST_COMPARISONS_H

#include "scratch.h"

#include <tksnap/render.h>

/* Pairs of pictures in a scratch folder: plain PNGs that begin alike, of another size,
 * of 16 bits, interlaced, identical; JPEG, WebP and each of the smaller formats. */
struct comparisons {
    struct scratch scratch;
    int count;
    void (*starve)(bool on); /* called around the comparison proper, unless NULL */
};

struct comparisons comparisons_make(void);
void comparisons_remove(struct comparisons *comparisons);

/* How a pair is handed over and whether a picture is drawn. */
enum { BY_FILES, BY_BYTES, BY_VIEWS, WAYS, NOT_DRAWN = -1 };

/* Runs one. `style` is a tks_style or NOT_DRAWN; the drawing goes to a file in a folder
 * that is not there yet. Returns the comparison's status; on success the diff was
 * freed and, if pixels differ, the drawing was there and has been removed. Aborts with
 * a line if a promise is broken: a diff beside an error, an error without words, a file
 * left behind. */
tks_status comparisons_run(struct comparisons *comparisons, int index, int way, int style,
                           const tks_env *env);

/* "jpeg by bytes, overlay" */
const char *comparisons_name(const struct comparisons *comparisons, int index, int way, int style,
                             char text[128]);

#endif
