/* ledger.h - records of a line each, in words
 *
 * What the journal and the pending changes that are kept here are written in: lines of
 * words with a space between, so that words end at spaces and records at line ends. In
 * texts a byte up to 0x20, 0x7F and '%' are written %XX; a text without bytes is "%". A
 * fingerprint is LENGTH:HASH, "-" where there is no file.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_ROOT_LEDGER_H
#define TKSI_ROOT_LEDGER_H

#include "root/fingerprint.h"

/* A space and the word, appended. */
tks_status tksi_ledger_put(struct tksi_buffer *out, const char *text, tks_error *err);
tks_status tksi_ledger_put_fingerprint(struct tksi_buffer *out, struct tksi_fingerprint print,
                                      tks_error *err);

/* The words of one line, from `next` on. `good` becomes false at the first that is not what
 * it was read as; what was read then means nothing. */
struct tksi_ledger {
    const char *next, *end;
    bool        good;
};

tks_str  tksi_ledger_next(struct tksi_ledger *words);
uint64_t tksi_ledger_number(struct tksi_ledger *words, unsigned base);
struct tksi_fingerprint tksi_ledger_fingerprint(struct tksi_ledger *words);
/* A text as it was before it was put, with its NUL, in place of what `out` had. */
tks_status tksi_ledger_text(struct tksi_buffer *out, struct tksi_ledger *words, tks_error *err);

bool tksi_ledger_is(tks_str word, const char *text);

#endif
