/* json.h - JSON written piece by piece
 *
 * The outcomes themselves are written by tksnap/report.h; this is for what stands
 * around them.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <stdio.h>
#include <tksnap/types.h>

/* `text` as a JSON string, quotes and all; NULL is null. Bytes that are not UTF-8 become
 * U+FFFD. */
void json_put_string(FILE *out, const char *text);

/* The same for text that may hold a NUL; behind its end there has to be one. */
void json_put_text(FILE *out, tks_str text);

/* folder/name as one JSON string. */
void json_put_joined(FILE *out, const char *folder, const char *name);

/* ,"name":"text" with the comma of a member that is not the first. */
void json_put_member(FILE *out, const char *name, const char *text);

/* The number of a transaction; 0, that there was none, is null. */
void json_put_transaction(FILE *out, uint32_t number);

#endif
