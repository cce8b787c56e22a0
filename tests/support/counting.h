/* counting.h - an allocator that counts, and fails when told to
 *
 *     struct counting counting = COUNTING;
 *     const tks_allocator allocator = counting_allocator(&counting);
 *     const tks_env env = { .size = sizeof env, .allocator = &allocator };
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_COUNTING_H
#define TEST_COUNTING_H

#include <stdatomic.h>
#include <stdlib.h>
#include <tksnap/env.h>

struct counting {
    atomic_long taken;   /* allocations asked for, the failed ones too */
    atomic_long held;    /* blocks not given back yet */
    atomic_long fail_at; /* the n-th allocation from 1 fails, and all after it; 0: none */
};

#define COUNTING                                                                                   \
    {                                                                                              \
        0, 0, 0                                                                                    \
    }

static inline void *counting_allocate(void *user, size_t size)
{
    struct counting *counting = user;
    const long number = atomic_fetch_add(&counting->taken, 1) + 1;
    const long fail_at = atomic_load(&counting->fail_at);
    void *memory = fail_at > 0 && number >= fail_at ? NULL : malloc(size);

    if (memory != NULL)
        atomic_fetch_add(&counting->held, 1);
    return memory;
}

static inline void counting_release(void *user, void *memory)
{
    struct counting *counting = user;

    if (memory != NULL)
        atomic_fetch_sub(&counting->held, 1);
    free(memory);
}

static inline tks_allocator counting_allocator(struct counting *counting)
{
    return (tks_allocator){ counting_allocate, counting_release, counting };
}

#endif
