/* fuzz.h - what the fuzz targets share
 *
 * A target is one function that takes any bytes and returns 0; what must not be, ends
 * the program by `must`. clang's libFuzzer searches for bytes that do that; driver.c
 * replays files, so that every compiler can check what was once found.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_FUZZ_H
#define TEST_FUZZ_H

#include "craft_png.h"
#include "kernel/kernel.h"

#include <tksnap/image.h>

/* Its name and shape are libFuzzer's. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Says what is wrong and aborts unless it is true. */
void must(bool holds, const char *what);

/* Small limits: no input may take long. */
enum { FUZZ_SIDE = 4096, FUZZ_PIXELS = 1 << 16 };

/* An environment within these limits; memory comes filled with `fill`, so that a result
 * that depends on what was in it shows. `kernels` as in tks_env. */
struct tksi_env fuzz_env(const uint8_t *fill, int threads, const char *kernels);

/* Fuzzers do not guess checksums, nor compress. What is put right in a copy of a PNG: */
enum {
    FIX_ADLER = 1,  /* the zlib stream's checksum */
    FIX_CHUNKS = 2, /* the checksums of chunks */
    FIX_STREAM = 4  /* the data of IDAT chunks is not compressed yet */
};

/* Free with made_free. */
struct made_file fuzz_fixed_png(tks_bytes file, unsigned fixes);

/* zlib refuses the picture data for an incomplete set of Huffman codes: the one thing
 * that ISA-L forgives and libpng does not (docs/design/engine.md). */
bool fuzz_codes_incomplete(tks_bytes png);

/* inspect and decode keep their promises about these bytes: they succeed or say why
 * not, agree with each other, stay within the limits, and give the same twice. `formats`
 * are the names (space-separated) of those this target is for. */
void fuzz_decode(tks_bytes file, const char *formats);

#endif
