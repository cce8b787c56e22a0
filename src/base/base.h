/* base.h - the ground everything stands on: errors, memory, files, numbers, threads
 *
 * Layer 0: knows nothing of pictures. Nothing here prints, exits, or keeps
 * state between calls.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_BASE_H
#define TKSI_BASE_H

#include <pthread.h>
#include <stdarg.h>
#include <string.h>
#include <tksnap/env.h>
#include <tksnap/types.h>

/* ------------------------------------------------------------------ errors */

#define TKSI_PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))

/* Fills err (unless NULL) and returns status: `return tksi_fail(err, ...)`.
 * A message that is too long is cut at a UTF-8 character and ends in "...".
 * Control characters of what is quoted become '?', so an error is one line. */
tks_status tksi_fail(tks_error *err, tks_status status, const char *format, ...)
    TKSI_PRINTF(3, 4);

/* The status a second time, where compilers and analysers see it: they then know that
 * what a failing function left unset is never looked at. */
static inline tks_status tksi_given(tks_status status)
{
    return status;
}
#define tksi_fail(err, status, ...) \
    ((void)tksi_fail(err, status, __VA_ARGS__), tksi_given(status))

/* The same for a failed system call: appends ": " and what errno says. */
tks_status tksi_fail_errno(tks_error *err, int sys_errno, const char *format, ...)
    TKSI_PRINTF(3, 4);

/* Puts "name: " before the message, once; for the outermost caller, who alone
 * knows the file's name. Returns err's status. */
tks_status tksi_fail_at(tks_error *err, tks_status status, const char *name);

/* ------------------------------------------------------------- environment */

struct tksi_kernels; /* src/kernel/kernel.h; base only carries the pointer */

/* A tks_env with its defaults filled in. Held by value, copied freely. */
struct tksi_env {
    tks_allocator              allocator;
    tks_limits                 limits;
    int                        threads; /* at least 1 */
    const struct tksi_kernels *kernels; /* set by tksi_env_resolve in src/kernel */
};

/* Everything but the kernels; see tksi_env_resolve. INVALID_ARGUMENT for negative
 * numbers. */
tks_status tksi_env_defaults(struct tksi_env *out, const tks_env *env, tks_error *err);

/* Processors this process may use (affinity and cgroup quota), at least 1. */
int tksi_processors(void);

/* ------------------------------------------------------------------ memory */

/* count * size bytes, aligned to 64, or NULL when there is none or the product
 * overflows; count * size of 0 gives a valid pointer. Not cleared. */
void *tksi_allocate(const struct tksi_env *env, size_t count, size_t size);
void *tksi_allocate_zeroed(const struct tksi_env *env, size_t count, size_t size);
void  tksi_release(const struct tksi_env *env, void *memory);

/* A byte buffer that grows up to a maximum and no further. Zero-initialise
 * through tksi_buffer_init; dispose frees what is inside. */
struct tksi_buffer {
    uint8_t               *data;
    size_t                 length, capacity, maximum;
    const struct tksi_env *env;
};

void       tksi_buffer_init(struct tksi_buffer *buffer, size_t maximum, const struct tksi_env *env);
void       tksi_buffer_dispose(struct tksi_buffer *buffer);
/* Room for `length` more bytes. OVER_LIMIT past the maximum, OUT_OF_MEMORY. */
tks_status tksi_buffer_reserve(struct tksi_buffer *buffer, size_t length, tks_error *err);
tks_status tksi_buffer_append(struct tksi_buffer *buffer, const void *data, size_t length,
                              tks_error *err);
tks_status tksi_buffer_printf(struct tksi_buffer *buffer, tks_error *err, const char *format, ...)
    TKSI_PRINTF(3, 4);
/* A sink that appends to the buffer. */
tks_sink   tksi_buffer_sink(struct tksi_buffer *buffer);

/* What is in a buffer; data is not NULL where that is nothing. */
static inline tks_bytes tksi_bytes_of(const struct tksi_buffer *buffer)
{
    return (tks_bytes){ buffer->length > 0 ? (const void *)buffer->data : "", buffer->length };
}

static inline bool tksi_bytes_equal(tks_bytes a, tks_bytes b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

/* As strcmp: byte by byte, and what is the beginning of the other comes first. */
static inline int tksi_bytes_compare(tks_bytes a, tks_bytes b)
{
    const size_t length = a.length < b.length ? a.length : b.length;
    const int order = length > 0 ? memcmp(a.data, b.data, length) : 0;

    return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

/* ------------------------------------------------------------------- files */

/* An open file to be read: a regular file, or a pipe that is read to its end.
 * Opening a folder or a device fails with a sentence. */
struct tksi_file {
    int     descriptor;
    bool    regular;
    int64_t length; /* of a regular file; -1 for a pipe */
    const char *path; /* as given; "-" is standard input */
};

/* Messages begin with the path. OVER_LIMIT past env->limits.file_bytes. */
tks_status tksi_file_open(struct tksi_file *out, const char *path, const struct tksi_env *env,
                          tks_error *err);
/* Reads up to `length` bytes; *got less than length only at the end. */
tks_status tksi_file_read(struct tksi_file *file, void *data, size_t length, size_t *got,
                          tks_error *err);
/* Everything that is left, appended to the buffer. */
tks_status tksi_file_read_rest(struct tksi_file *file, struct tksi_buffer *buffer, tks_error *err);
void       tksi_file_close(struct tksi_file *file);

/* Bytes at any place: in memory, or in a regular file that is read a piece at a time.
 * One thread at a time. */
struct tksi_source {
    struct tksi_env    env;
    struct tksi_file   file;    /* borrowed descriptor and path; -1 without a file */
    tks_bytes          memory;  /* all of it; data is NULL while it is read in pieces */
    uint64_t           length;
    struct tksi_buffer content; /* the piece from piece_at on, or all of a file */
    uint64_t           piece_at;
};

enum { TKSI_SOURCE_WHOLE = 4096 };

void       tksi_source_of_bytes(struct tksi_source *out, tks_bytes bytes);
/* An open file; what is small or no regular file is read here. Dispose also after
 * failure; closing the file stays the caller's. */
tks_status tksi_source_of_file(struct tksi_source *out, const struct tksi_file *file,
                               const struct tksi_env *env, tks_error *err);
void       tksi_source_dispose(struct tksi_source *source);

/* Takes the whole file into memory. */
tks_status tksi_source_load(struct tksi_source *source, tks_error *err);

/* Up to `length` bytes from `offset` on, *got of them; as many as were asked for up to
 * TKSI_SOURCE_WHOLE, unless the end comes before or the file cannot be read. Valid until
 * the next call. */
const uint8_t *tksi_source_at(struct tksi_source *source, uint64_t offset, size_t length,
                              size_t *got);

/* A file being written beside its destination, which appears whole or not at
 * all: commit renames it over the destination, dispose without commit removes
 * it. Missing folders are made by open when `make_folders` is set. */
struct tksi_outfile {
    int   descriptor; /* -1 when not open */
    char *path, *temporary;
    struct tksi_env env;
};

tks_status tksi_outfile_open(struct tksi_outfile *out, const char *path, bool make_folders,
                             const struct tksi_env *env, tks_error *err);
tks_status tksi_outfile_write(struct tksi_outfile *file, tks_bytes bytes, tks_error *err);
tks_status tksi_outfile_commit(struct tksi_outfile *file, tks_error *err);
void       tksi_outfile_dispose(struct tksi_outfile *file);
tks_sink   tksi_outfile_sink(struct tksi_outfile *file);

/* ------------------------------------------------------------------- texts */

/* Paths in a buffer, each ended by a NUL: adds folder/name, or name alone where the folder
 * is ""; takes the last one off and leaves it, with its NUL, in `out`. There must be one. */
tks_status tksi_names_add(struct tksi_buffer *names, const char *folder, const char *name,
                          tks_error *err);
tks_status tksi_names_take(struct tksi_buffer *out, struct tksi_buffer *names, tks_error *err);

/* The bytes, 1 to 4, of the UTF-8 character at `text`, of which `left` (1 or more) are
 * there. Not valid: as many as could have begun one, to be replaced together. */
size_t tksi_utf8_character(const char *text, size_t left, bool *valid);

/* How JSON writes a byte that does not stand for itself in a string; false for all others. */
bool tksi_json_escape(char out[8], unsigned char byte);

/* -------------------------------------------------------- elementary functions */

/* As <math.h> has them, but with the same bits on every machine: what decides a verdict
 * or stands in a report is made with these. Right to a few units in the last place. */
double tksi_log2(double number); /* above 0, not subnormal */
double tksi_exp2(double number);
double tksi_exp(double number);
double tksi_power(double base, double exponent); /* 0 for bases up to 0 */
double tksi_cube_root(double number);
double tksi_sine_of_degrees(double degrees);
double tksi_cosine_of_degrees(double degrees);
double tksi_degrees(double y, double x); /* of the angle from the x axis, 0..360; 0 for 0, 0 */

/* ----------------------------------------------------------------- threads */

/* Runs task(user, i) for i in 0..count-1 on up to `threads` threads, the caller's
 * among them, handing indices out in order; returns when all are done. Falls
 * back to fewer threads when none can be made. */
void tksi_parallel(int threads, size_t count, void (*task)(void *user, size_t index), void *user);

#endif
