/* alloc.c - the only place that takes memory
 *
 * Blocks are aligned to a cache line (64 bytes), which also suits every vector
 * width. The caller's allocator promises no more than malloc does, so the block
 * it gives is kept in the word before the aligned one.
 *
 * Blocks of a megabyte and more are aligned to huge pages and recommended to the
 * system for them. Fresh memory is paid for by the page: 8 MiB of small pages were
 * measured to take 3.5 ms in a virtual machine, of huge ones 0.4 ms - a comparison of
 * two screenshots takes three.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "base/base.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    ALIGNMENT = 64,
    HUGE_PAGE = 2 << 20,
    /* the least that takes a huge page, and the most of one that stays unused */
    HUGE_FROM = HUGE_PAGE / 2
};

/* ------------------------------------------------------------- environment */

static void *plain_allocate(void *user, size_t size)
{
    (void)user;
    return malloc(size);
}

static void plain_release(void *user, void *memory)
{
    (void)user;
    free(memory);
}

static tks_status resolve_limits(tks_limits *out, const tks_limits *limits, tks_error *err)
{
    const tks_limits none = { .size = sizeof none };

    if (limits == NULL)
        limits = &none;
    if (limits->size < sizeof *limits)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "tks_limits.size is not set");
    if (limits->side < 0 || limits->pixels < 0 || limits->file_bytes < 0)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "a limit is negative; 0 means the default");
    *out = *limits;
    if (out->side == 0)
        out->side = TKS_DEFAULT_LIMIT_SIDE;
    if (out->pixels == 0)
        out->pixels = TKS_DEFAULT_LIMIT_PIXELS;
    if (out->file_bytes == 0)
        out->file_bytes = TKS_DEFAULT_LIMIT_FILE_BYTES;
    return TKS_OK;
}

tks_status tksi_env_defaults(struct tksi_env *out, const tks_env *env, tks_error *err)
{
    const tks_env none = { .size = sizeof none };
    const tks_allocator plain = { plain_allocate, plain_release, NULL };
    struct tksi_env filled = { .kernels = NULL };
    tks_status status;

    if (env == NULL)
        env = &none;
    if (env->size < sizeof *env)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "tks_env.size is not set");
    if (env->threads < 0)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "%d threads; 0 means one per processor",
                         env->threads);
    if ((status = resolve_limits(&filled.limits, env->limits, err)))
        return status;
    filled.allocator = env->allocator != NULL ? *env->allocator : plain;
    filled.threads = env->threads != 0 ? env->threads : tksi_processors();
    *out = filled;
    return TKS_OK;
}

/* Whole processors of the cgroup's CPU quota ("max 100000" or "150000 100000"),
 * or INT_MAX where there is none. */
static int cgroup_processors(void)
{
    long long quota = 0, period = 0;
    int processors = 0x7FFFFFFF;
    FILE *file = fopen("/sys/fs/cgroup/cpu.max", "re");

    if (file == NULL)
        return processors;
    if (fscanf(file, "%lld %lld", &quota, &period) == 2 && quota > 0 && period > 0)
        processors = (int)((quota + period - 1) / period);
    fclose(file);
    return processors;
}

int tksi_processors(void)
{
    cpu_set_t set;
    int count = 1;
    int quota;

    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        count = CPU_COUNT(&set);
    else if (sysconf(_SC_NPROCESSORS_ONLN) > 0)
        count = (int)sysconf(_SC_NPROCESSORS_ONLN);
    quota = cgroup_processors();
    if (quota < count)
        count = quota;
    return count > 0 ? count : 1;
}

/* ------------------------------------------------------------------ blocks */

/* Advice: where it is not taken, everything works all the same. */
static void recommend_huge_pages(uint8_t *aligned, size_t bytes)
{
    madvise(aligned, (bytes + HUGE_FROM) / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
}

void *tksi_allocate(const struct tksi_env *env, size_t count, size_t size)
{
    size_t alignment = ALIGNMENT, bytes, room;
    uint8_t *block, *aligned;

    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    room = bytes;
    if (bytes >= HUGE_FROM) {
        alignment = HUGE_PAGE;
        room = bytes + HUGE_FROM; /* the last page is the block's to its end */
    }
    if (room < bytes || __builtin_add_overflow(room, sizeof(void *) + alignment - 1, &room))
        return NULL;
    block = env->allocator.allocate(env->allocator.user, room);
    if (block == NULL)
        return NULL;
    aligned = block + sizeof(void *);
    aligned += (size_t)(-(uintptr_t)aligned) & (alignment - 1);
    memcpy(aligned - sizeof(void *), &block, sizeof(void *));
    if (alignment == HUGE_PAGE)
        recommend_huge_pages(aligned, bytes);
    return aligned;
}

void *tksi_allocate_zeroed(const struct tksi_env *env, size_t count, size_t size)
{
    void *memory = tksi_allocate(env, count, size);

    if (memory != NULL)
        memset(memory, 0, count * size);
    return memory;
}

void tksi_release(const struct tksi_env *env, void *memory)
{
    void *block;

    if (memory == NULL)
        return;
    memcpy(&block, (uint8_t *)memory - sizeof(void *), sizeof(void *));
    env->allocator.release(env->allocator.user, block);
}

/* ----------------------------------------------------------------- buffers */

void tksi_buffer_init(struct tksi_buffer *buffer, size_t maximum, const struct tksi_env *env)
{
    *buffer = (struct tksi_buffer){ .maximum = maximum, .env = env };
}

void tksi_buffer_dispose(struct tksi_buffer *buffer)
{
    if (buffer->env != NULL)
        tksi_release(buffer->env, buffer->data);
    buffer->data = NULL;
    buffer->length = buffer->capacity = 0;
}

tks_status tksi_buffer_reserve(struct tksi_buffer *buffer, size_t length, tks_error *err)
{
    size_t capacity = buffer->capacity;
    uint8_t *grown;

    if (length > buffer->maximum - buffer->length)
        return tksi_fail(err, TKS_OVER_LIMIT, "more than %zu bytes", buffer->maximum);
    length += buffer->length;
    if (length <= capacity)
        return TKS_OK;
    capacity = capacity > buffer->maximum / 2 ? buffer->maximum : capacity * 2;
    if (capacity < length)
        capacity = length;
    if (capacity < 256 && buffer->maximum >= 256)
        capacity = 256;
    if ((grown = tksi_allocate(buffer->env, capacity, 1)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu bytes", capacity);
    if (buffer->length > 0)
        memcpy(grown, buffer->data, buffer->length);
    tksi_release(buffer->env, buffer->data);
    buffer->data = grown;
    buffer->capacity = capacity;
    return TKS_OK;
}

tks_status tksi_buffer_append(struct tksi_buffer *buffer, const void *data, size_t length,
                              tks_error *err)
{
    tks_status status = tksi_buffer_reserve(buffer, length, err);

    if (status == TKS_OK && length > 0) {
        memcpy(buffer->data + buffer->length, data, length);
        buffer->length += length;
    }
    return status;
}

tks_status tksi_buffer_printf(struct tksi_buffer *buffer, tks_error *err, const char *format, ...)
{
    va_list arguments, again;
    tks_status status;
    int length;

    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        status = tksi_fail(err, TKS_INVALID_ARGUMENT, "text that cannot be formatted");
    else if ((status = tksi_buffer_reserve(buffer, (size_t)length + 1, err)) == TKS_OK) {
        vsnprintf((char *)buffer->data + buffer->length, (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    }
    va_end(again);
    return status;
}

static tks_status buffer_write(void *user, tks_bytes bytes, tks_error *err)
{
    return tksi_buffer_append(user, bytes.data, bytes.length, err);
}

tks_sink tksi_buffer_sink(struct tksi_buffer *buffer)
{
    return (tks_sink){ buffer_write, buffer };
}
