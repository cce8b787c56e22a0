/* say.h - words for people
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_SAY_H
#define CLI_SAY_H

#include <stdbool.h>
#include <stdio.h>
#include <tksnap/types.h>

#define CLI_PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))

/* One line on stderr, after "tksnap: ". Control characters become '?'. */
void complain(const char *format, ...) CLI_PRINTF(1, 2);

/* Fills `err` as the library does; returns status. */
tks_status fail_as(tks_error *err, tks_status status, const char *format, ...) CLI_PRINTF(3, 4);

/* The same for a bad value; always false. */
bool fail_with(tks_error *err, const char *format, ...) CLI_PRINTF(2, 3);

/* A file's name as one piece of a line: control characters become '?'. */
void put_name(FILE *out, const char *name);
/* path, or path:entry */
void put_place(FILE *out, const char *path, const char *entry);

/* `text` in lines of at most `width` columns, each indented; the first line begins
 * at column `at`, where the cursor is already. Words are ASCII. */
void put_wrapped(FILE *out, int at, int indent, int width, const char *text);

#endif
