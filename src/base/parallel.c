/* parallel.c - a list of tasks on several threads
 *
 * Indices are handed out in order from one counter, so whoever is free takes the
 * next; the caller works too. When the system gives no thread, the others do
 * its share.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "base/base.h"

#include <stdatomic.h>

enum { MOST_THREADS = 256 };

struct work {
    atomic_size_t next;
    size_t count;
    void (*task)(void *user, size_t index);
    void *user;
};

static void *labour(void *argument)
{
    struct work *work = argument;
    size_t index;

    while ((index = atomic_fetch_add(&work->next, 1)) < work->count)
        work->task(work->user, index);
    return NULL;
}

void tksi_parallel(int threads, size_t count, void (*task)(void *user, size_t index), void *user)
{
    pthread_t helpers[MOST_THREADS];
    struct work work = { .count = count, .task = task, .user = user };
    int started = 0;

    atomic_init(&work.next, 0);
    if ((size_t)threads > count)
        threads = (int)count;
    if (threads > MOST_THREADS)
        threads = MOST_THREADS;
    while (started < threads - 1 && pthread_create(&helpers[started], NULL, labour, &work) == 0)
        started++;
    labour(&work);
    while (started > 0)
        pthread_join(helpers[--started], NULL);
}
