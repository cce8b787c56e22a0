/* types.h - the words every other header uses
 *
 * Statuses and errors, borrowed views of text and bytes, rectangles, colours. Structs
 * here are small, passed by value and frozen; every other public struct begins
 * with its own `size`, is passed by pointer and grows only at its end.
 *
 * Two words tell who owns what: `tks_x_free` frees an object you were given
 * through a `tks_x **out`; everything else you are handed is borrowed from the
 * object it came from and lives as long as that does. All functions that free
 * take NULL.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_TYPES_H
#define TKSNAP_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define TKS_API
#else
#define TKS_API __attribute__((visibility("default")))
#endif
#if defined(__GNUC__)
#define TKS_MUST_USE __attribute__((warn_unused_result))
#else
#define TKS_MUST_USE
#endif

/* ------------------------------------------------------------------ errors */

/* Why a call did not do what it was asked. A difference between two pictures
 * is an answer, never an error. */
#define TKS_STATUS_MAP(X)                                    \
    X(OK,               0, "success")                        \
    X(OUT_OF_MEMORY,    1, "out of memory")                  \
    X(INVALID_ARGUMENT, 2, "invalid argument")               \
    X(IO_FAILED,        3, "input or output failed")         \
    X(NOT_FOUND,        4, "not found")                      \
    X(BAD_DATA,         5, "malformed data")                 \
    X(OVER_LIMIT,       6, "over a configured limit")        \
    X(UNSUPPORTED,      7, "not supported here")             \
    X(CONFLICT,         8, "changed by someone else meanwhile")

typedef enum tks_status {
#define X(name, value, text) TKS_##name = value,
    TKS_STATUS_MAP(X)
#undef X
} tks_status;

/* What went wrong, in one line of plain English: what, where, what to do next.
 * It lives on your stack, owns nothing and needs no freeing. Calls that succeed
 * leave it alone, so the first error of a sequence stays. */
typedef struct tks_error {
    tks_status status;
    int        sys_errno;    /* 0 unless status is TKS_IO_FAILED */
    char       message[248]; /* "login.png: 40000 pixels wide, the limit is ..." */
} tks_error;

/* The fixed English name of a status, e.g. "malformed data"; never NULL. */
TKS_API const char *tks_status_name(tks_status status);

/* ------------------------------------------------------------------- views */

/* Text that belongs to someone else: UTF-8, not NUL-terminated. */
typedef struct tks_str {
    const char *data;
    size_t      length;
} tks_str;

/* Bytes that belong to someone else. */
typedef struct tks_bytes {
    const void *data;
    size_t      length;
} tks_bytes;

/* A rectangle in pixels: the columns x .. x+width-1 of the rows
 * y .. y+height-1. The origin is the top left corner. Empty if either side is
 * not positive; parts outside a picture are ignored. */
typedef struct tks_rect {
    int32_t x, y, width, height;
} tks_rect;

/* An opaque colour. */
typedef struct tks_color {
    uint8_t red, green, blue;
} tks_color;

/* ------------------------------------------------------------------- sinks */

/* Where produced bytes go. `write` takes all of them or fails; it is called in
 * order, from one thread at a time. */
typedef struct tks_sink {
    tks_status (*write)(void *user, tks_bytes bytes, tks_error *err);
    void *user;
} tks_sink;

#ifdef __cplusplus
}
#endif
#endif
