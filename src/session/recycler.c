/* recycler.c - memory that stays warm from one pair to the next
 *
 * A comparison takes megabytes, uses them for milliseconds and gives them back;
 * malloc returns blocks of that size to the system, and the next pair pays a page
 * fault for every 4 KiB again. A recycler stands between: large blocks that come
 * back are kept, and the smallest that fits is handed to the next who asks.
 *
 * The blocks kept are few (64), so a plain array searched from end to end serves;
 * size classes would need more code and round sizes up further. What does not fit
 * any more is taken from the front, where the longest unused stand.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "session/session.h"

#include <string.h>

/* Stands before every block; 16 bytes keep the alignment malloc promises. */
union header {
    size_t size; /* of the block without its header */
    max_align_t aligned;
};

enum {
    SMALLEST_KEPT = 16 << 10 /* malloc serves smaller blocks from memory it keeps */
};

static size_t size_of(void *block)
{
    return ((union header *)block)->size;
}

/* Up to the next eighth of a power of two, so that blocks of nearly the same size
 * can stand in for each other. Pages never touched cost nothing. */
static size_t rounded(size_t size)
{
    size_t step = 1;

    if (size < SMALLEST_KEPT || size > SIZE_MAX / 4)
        return size;
    while (step <= size / 16)
        step *= 2;
    return (size + step - 1) / step * step;
}

/* Takes the block out of the array; the order of the others stays. */
static void *take(struct tksi_recycler *recycler, int index)
{
    void *block = recycler->blocks[index];

    recycler->kept -= size_of(block);
    recycler->n_blocks--;
    memmove(&recycler->blocks[index], &recycler->blocks[index + 1],
            (size_t)(recycler->n_blocks - index) * sizeof *recycler->blocks);
    return block;
}

/* The smallest kept block that fits without wasting more than half; of equals the
 * one used last, whose bytes may still be in the cache. */
static int find(const struct tksi_recycler *recycler, size_t size)
{
    int best = -1;

    for (int i = 0; i < recycler->n_blocks; i++) {
        const size_t has = size_of(recycler->blocks[i]);

        if (has >= size && has / 2 <= size && (best < 0 || has <= size_of(recycler->blocks[best])))
            best = i;
    }
    return best;
}

static void *recycler_allocate(void *user, size_t size)
{
    struct tksi_recycler *recycler = user;
    union header *block = NULL;
    size_t whole;

    if (size >= SMALLEST_KEPT) {
        int index;

        pthread_mutex_lock(&recycler->lock);
        if ((index = find(recycler, size)) >= 0)
            block = take(recycler, index);
        pthread_mutex_unlock(&recycler->lock);
    }
    if (block == NULL) {
        size = rounded(size);
        if (__builtin_add_overflow(size, sizeof *block, &whole) ||
            (block = recycler->source.allocate(recycler->source.user, whole)) == NULL)
            return NULL;
        block->size = size;
    }
    return block + 1;
}

/* Makes room for a block and keeps it. What had to go is left in `gone`. */
static int keep(struct tksi_recycler *recycler, void *block, void **gone)
{
    int n_gone = 0;

    while (recycler->n_blocks == TKSI_RECYCLER_BLOCKS ||
           recycler->kept > recycler->most - size_of(block))
        gone[n_gone++] = take(recycler, 0);
    recycler->blocks[recycler->n_blocks++] = block;
    recycler->kept += size_of(block);
    return n_gone;
}

static void recycler_release(void *user, void *memory)
{
    struct tksi_recycler *recycler = user;
    void *gone[TKSI_RECYCLER_BLOCKS];
    void *block;
    int n_gone = 0;

    if (memory == NULL)
        return;
    block = (union header *)memory - 1;
    if (size_of(block) < SMALLEST_KEPT || size_of(block) > recycler->most) {
        gone[n_gone++] = block;
    } else {
        pthread_mutex_lock(&recycler->lock);
        n_gone = keep(recycler, block, gone);
        pthread_mutex_unlock(&recycler->lock);
    }
    /* returning memory to the system takes time: not under the lock */
    while (n_gone > 0)
        recycler->source.release(recycler->source.user, gone[--n_gone]);
}

void tksi_recycler_init(struct tksi_recycler *recycler, size_t most, const tks_allocator *source)
{
    *recycler = (struct tksi_recycler){ .most = most, .source = *source };
    pthread_mutex_init(&recycler->lock, NULL);
}

tks_allocator tksi_recycler_allocator(struct tksi_recycler *recycler)
{
    return (tks_allocator){ recycler_allocate, recycler_release, recycler };
}

void tksi_recycler_dispose(struct tksi_recycler *recycler)
{
    while (recycler->n_blocks > 0)
        recycler->source.release(recycler->source.user, take(recycler, recycler->n_blocks - 1));
    pthread_mutex_destroy(&recycler->lock);
}
