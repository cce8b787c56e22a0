/* test_malloc.c - when the n-th malloc of anybody fails
 *
 * This program's malloc takes the place of the C library's, for the codec libraries
 * too. Whole comparisons run with the n-th call failing, or the n-th and all after, for
 * every n until they get through: nothing crashes, an error has words, all memory is
 * given back, no file is left. Not for builds with a sanitizer, which brings its own.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "comparisons.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -------------------------------------------------------------------- our malloc */

/* glibc's own names for what is replaced here. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void __libc_free(void *memory);

static atomic_bool armed;    /* count, and fail */
static atomic_bool for_ever; /* all after the n-th fail too */
static atomic_long calls, fail_at, held, failed;

static bool fails(void)
{
    long number;

    if (!atomic_load(&armed))
        return false;
    number = atomic_fetch_add(&calls, 1) + 1;
    if (number != atomic_load(&fail_at) &&
        !(atomic_load(&for_ever) && number > atomic_load(&fail_at)))
        return false;
    atomic_fetch_add(&failed, 1);
    errno = ENOMEM;
    return true;
}

static void *held_now(void *memory)
{
    if (memory != NULL)
        atomic_fetch_add(&held, 1);
    return memory;
}

/* Hidden, as all else here is by default, they would be ours alone. */
#pragma GCC visibility push(default)

void *malloc(size_t size)
{
    return fails() ? NULL : held_now(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : held_now(__libc_calloc(count, size));
}

void *realloc(void *memory, size_t size)
{
    void *moved;

    if (fails())
        return NULL;
    moved = __libc_realloc(memory, size);
    return memory == NULL ? held_now(moved) : moved;
}

void free(void *memory)
{
    if (memory != NULL)
        atomic_fetch_sub(&held, 1);
    __libc_free(memory);
}

#pragma GCC visibility pop

/* ---------------------------------------------------------------------- starving */

enum { MANY = 5000 };

static void arm(bool on)
{
    atomic_store(&armed, on);
}

static tks_status run(struct comparisons *comparisons, int index, int style, long n, bool all)
{
    const tks_env env = { .size = sizeof env, .threads = 1 };

    atomic_store(&calls, 0);
    atomic_store(&fail_at, n);
    atomic_store(&for_ever, all);
    return comparisons_run(comparisons, index, BY_FILES, style, &env);
}

/* libwebp 1.2.4 crashes by itself when it gets no memory for a Huffman table, which
 * lossless pictures and alpha need (VP8LHuffmanTablesDeallocate walks a list that was
 * never begun). Lossy ones are asked instead. */
static bool brings_its_own_crash(const char *name)
{
    return strncmp(name, "webp ", 5) == 0;
}

static int starve(struct comparisons *comparisons, int index, int style, bool all)
{
    tks_status status = TKS_OUT_OF_MEMORY;
    char name[128];
    long n = 0, before;

    comparisons_name(comparisons, index, BY_FILES, style, name);
    if (brings_its_own_crash(name))
        return 0;
    if (run(comparisons, index, style, 0, false) != TKS_OK) { /* warms up what stays */
        printf("%s: fails by itself\n", name);
        return 1;
    }
    before = atomic_load(&held);
    while (++n < MANY) {
        status = run(comparisons, index, style, n, all);
        if (atomic_load(&held) != before) {
            printf("%s, malloc %ld: %ld blocks kept\n", name, n, atomic_load(&held) - before);
            return 1;
        }
        if (status != TKS_OK && status != TKS_OUT_OF_MEMORY) {
            printf("%s, malloc %ld%s: status %d\n", name, n, all ? " and on" : "", (int)status);
            return 1;
        }
        if (atomic_load(&calls) < n) /* nothing failed any more */
            return 0;
    }
    printf("%s: never gets through\n", name);
    return 1;
}

int main(void)
{
    struct comparisons comparisons = comparisons_make();
    int bad = 0, tried = 0;

    comparisons.starve = arm;
    for (int index = 0; index < comparisons.count; index++)
        for (int style = NOT_DRAWN; style <= TKS_STYLE_SIDE_BY_SIDE; style++)
            for (int all = 0; all < 2; all++) {
                bad += starve(&comparisons, index, style, all);
                tried++;
            }
    comparisons_remove(&comparisons);
    printf("%d comparisons starved by %ld failures, %d badly behaved\n", tried,
           atomic_load(&failed), bad);
    return bad == 0 ? 0 : 1;
}
