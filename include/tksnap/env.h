/* env.h - where memory comes from, how much may be used, how many threads
 *
 * Every call that works takes a `const tks_env *`; NULL means malloc, the
 * default limits and as many threads as the machine has. A limit is checked on
 * a file's header, before memory is taken for its pixels.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_ENV_H
#define TKSNAP_ENV_H

#include <tksnap/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A source of memory, called from several threads at once. `allocate` returns
 * memory aligned like malloc's, or NULL; `release` takes NULL. The codec
 * libraries beneath use it where they allow it (libpng, stb_image); the others
 * take theirs from malloc. */
typedef struct tks_allocator {
    void *(*allocate)(void *user, size_t size);
    void (*release)(void *user, void *memory);
    void *user;
} tks_allocator;

/* The most a picture may ask for. Zero in a field means its default. */
typedef struct tks_limits {
    size_t  size;       /* sizeof(tks_limits) */
    int32_t side;       /* pixels along one side; default 100 000 */
    int64_t pixels;     /* width times height; default 134 217 728 (2^27) */
    int64_t file_bytes; /* encoded bytes of one file; default 1 073 741 824 (2^30) */
} tks_limits;

#define TKS_DEFAULT_LIMIT_SIDE       100000
#define TKS_DEFAULT_LIMIT_PIXELS     ((int64_t)1 << 27)
#define TKS_DEFAULT_LIMIT_FILE_BYTES ((int64_t)1 << 30)

/* Set size to sizeof(tks_env); zeros are defaults. What it points to is
 * borrowed for the call, except that objects keep a copy of the allocator, so
 * the allocator's `user` must outlive them. */
typedef struct tks_env {
    size_t               size;
    const tks_allocator *allocator; /* NULL: malloc and free */
    const tks_limits    *limits;    /* NULL: the defaults */
    int                  threads;   /* 0: one per processor; 1: only the caller's */
    const char          *kernels;   /* NULL: the fastest this processor runs; else
                                     * a name from tks_kernel_name(), for tests */
} tks_env;

/* --------------------------------------------------------- what was built in */

/* Names of the kernel tables this processor can run ("c", "sse41", "avx2",
 * "avx512", "neon"), slowest first; NULL past the last. All of them give the
 * same bits. */
TKS_API const char *tks_kernel_name(size_t index);

/* "0.1.0" */
TKS_API const char *tks_version(void);

/* One library tksnap is built on: its name ("libpng"), the version found at run
 * time ("1.6.39") and what it is for ("PNG"). */
typedef struct tks_component {
    const char *name;
    const char *version;
    const char *purpose;
} tks_component;

/* The index-th component; false past the last. */
TKS_API bool tks_component_at(size_t index, tks_component *out);

#ifdef __cplusplus
}
#endif
#endif
