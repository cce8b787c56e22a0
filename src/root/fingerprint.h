/* fingerprint.h - a file's contents, told apart from others
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_ROOT_FINGERPRINT_H
#define TKSI_ROOT_FINGERPRINT_H

#include "base/base.h"

#define XXH_STATIC_LINKING_ONLY /* for the size of its state */
#include <xxhash.h>

struct tksi_fingerprint {
    bool     there; /* false: there is no file */
    uint64_t length, hash;
};

struct tksi_fingerprint tksi_fingerprint_of(tks_bytes bytes);
bool tksi_fingerprint_equal(struct tksi_fingerprint a, struct tksi_fingerprint b);

/* The same of bytes that come one part after the other. */
struct tksi_fingerprinter {
    XXH64_state_t state;
    uint64_t      length;
};

void tksi_fingerprint_begin(struct tksi_fingerprinter *out);
void tksi_fingerprint_add(struct tksi_fingerprinter *printer, tks_bytes bytes);
struct tksi_fingerprint tksi_fingerprint_end(const struct tksi_fingerprinter *printer);

#endif
