/* told.h - what a reader says of a file, as text to compare with
 *
 *     assert_string_equal(told("amber", text, length), "gap; a = x\\n [stray]; file lf");
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_TOLD_H
#define TEST_TOLD_H

#include "format/format.h"

/* "gap" or "NAME = VALUE [conditions]" for each piece, then "file conditions", between
 * "; ". Line breaks and the like are written as in C; a payload that has no value is "?".
 * The string is good until the next call. Aborts where pieces do not touch. */
const char *told(const char *format, const char *text, size_t length);
#define TOLD(format, literal) told(format, literal, sizeof(literal) - 1)

/* The value of a payload, the payload of a value, the form it is compared in, the name as
 * people read it: as text, in the same way, or "error: " and why there is none. */
const char *told_value(const char *format, const char *payload, size_t length);
const char *told_payload(const char *format, const char *value, size_t length, const char *end);
const char *told_normal(const char *format, const char *value, size_t length);
const char *told_name(const char *format, const char *written, size_t length);

/* The file after a change that was checked, or "error: " and why not. `name` is as it is
 * written; occurrence counts from 0. */
const char *told_replaced(const char *format, const char *file, const char *name, int occurrence,
                          const char *value);
const char *told_inserted(const char *format, const char *file, const char *name,
                          const char *value);
const char *told_removed(const char *format, const char *file, const char *name, int occurrence);

/* What was appended to a buffer, as it is, or why nothing was. Takes the buffer. */
const char *told_text(struct tksi_buffer *buffer, tks_status status, const tks_error *err);

/* The format that takes the file at this path for its own. */
const char *told_format(const char *text, const char *path);

/* malloc, the default limits. */
const struct tksi_env *told_env(void);

#endif
