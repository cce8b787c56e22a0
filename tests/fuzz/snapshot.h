/* snapshot.h - what the fuzz targets of snapshot files share
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_FUZZ_SNAPSHOT_H
#define TEST_FUZZ_SNAPSHOT_H

#include "format/format.h"
#include "fuzz.h"

/* The format keeps its promises about these bytes. Their last four say which entry is
 * changed, and which part of the bytes is its new value and which its new name. */
void fuzz_snapshot(const char *format, const uint8_t *data, size_t size);

#endif
