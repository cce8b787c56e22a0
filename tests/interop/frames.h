/* frames.h - files from standard input, as corpus.py sends them
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_FRAMES_H
#define TEST_FRAMES_H

#include <stdio.h>
#include <stdlib.h>
#include <tksnap/types.h>

struct frame {
    char *path, *data; /* both NUL-terminated, reused by the next call */
    size_t path_length, length;
};

/* False at the end of the input; aborts where it is torn. */
static inline bool frame_read(struct frame *frame)
{
    const int got = scanf("%zu %zu", &frame->path_length, &frame->length);

    if (got == EOF)
        return false;
    if (got != 2 || getchar() != '\n')
        abort();
    frame->path = realloc(frame->path, frame->path_length + 1);
    frame->data = realloc(frame->data, frame->length + 1);
    if (frame->path == NULL || frame->data == NULL ||
        fread(frame->path, 1, frame->path_length, stdin) != frame->path_length ||
        fread(frame->data, 1, frame->length, stdin) != frame->length)
        abort();
    frame->path[frame->path_length] = frame->data[frame->length] = '\0';
    return true;
}

static inline void frame_free(struct frame *frame)
{
    free(frame->path);
    free(frame->data);
}

#endif
