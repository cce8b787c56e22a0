/* insta.h - what the files about insta share
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_FORMAT_INSTA_H
#define TKSI_FORMAT_INSTA_H

#include "format/lines.h"

/* Three hyphens, and perhaps white space after them. */
bool tksi_insta_is_fence(const struct tksi_line *line);

/* Whether a header is a map, as insta wants it: of fields, or "{}" for one without any. Of
 * the lines that begin in the first column each must be a field's. */
bool tksi_insta_is_map(tks_bytes file);

/* What the YAML reader takes for a number: digits from i64, or what Rust's f64 parses. */
bool tksi_insta_is_number(tks_bytes text);

#endif
