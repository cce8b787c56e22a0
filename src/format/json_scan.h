/* json_scan.h - finding things in JSON without making anything of it
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_FORMAT_JSON_SCAN_H
#define TKSI_FORMAT_JSON_SCAN_H

#include "format/lines.h"

/* The value that begins at `at`, white space before it skipped: its span, or length 0 where
 * there is none that is well-formed. */
struct tksi_span tksi_json_value(tks_bytes text, size_t at);

/* Moves *at behind the number that begins there; false, with *at where it is none any more. */
bool tksi_json_skip_number(const char **at, const char *end);

/* Whether the text is one value and nothing else. */
bool tksi_json_is_valid(tks_bytes text);

/* The last member of this name of the object at `object`; its value's span, or length 0.
 * The object must be well-formed; names with escapes are not found. */
struct tksi_span tksi_json_member(tks_bytes text, struct tksi_span object, const char *name);

/* What a string's text, without the quotes, says: appended. BAD_DATA for lone surrogates. */
tks_status tksi_json_text(struct tksi_buffer *out, tks_bytes string, tks_error *err);

#endif
