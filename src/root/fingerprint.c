/* fingerprint.c - a file's contents, told apart from others
 *
 * By length and a 64-bit hash. Times and inode numbers would be cheaper and wrong both
 * ways: git checkout changes them and not the bytes, and a file rewritten within a clock
 * tick keeps its time. Nobody has an advantage from two files of one hash, so it need not
 * be a cryptographic one.
 *
 * It is xxHash's XXH64 with seed 0, fast enough for every byte of a large file to be looked
 * at in each step of an accept. FNV-1a, a byte after the other, was ten times slower and most
 * of what accepting an entry of a 100 MB file took.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "root/fingerprint.h"

void tksi_fingerprint_begin(struct tksi_fingerprinter *out)
{
    out->length = 0;
    (void)XXH64_reset(&out->state, 0); /* fails only without a state, as do those below */
}

void tksi_fingerprint_add(struct tksi_fingerprinter *printer, tks_bytes bytes)
{
    if (bytes.length == 0)
        return;
    printer->length += bytes.length;
    (void)XXH64_update(&printer->state, bytes.data, bytes.length);
}

struct tksi_fingerprint tksi_fingerprint_end(const struct tksi_fingerprinter *printer)
{
    return (struct tksi_fingerprint){ true, printer->length, XXH64_digest(&printer->state) };
}

struct tksi_fingerprint tksi_fingerprint_of(tks_bytes bytes)
{
    const void *data = bytes.length > 0 ? bytes.data : "";

    return (struct tksi_fingerprint){ true, bytes.length, XXH64(data, bytes.length, 0) };
}

bool tksi_fingerprint_equal(struct tksi_fingerprint a, struct tksi_fingerprint b)
{
    return a.there == b.there && (!a.there || (a.length == b.length && a.hash == b.hash));
}
