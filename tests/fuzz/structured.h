/* structured.h - what must hold of texts that have a structure
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_FUZZ_STRUCTURED_H
#define TEST_FUZZ_STRUCTURED_H

#include <tksnap/structure.h>

/* The first byte says by which rules; the first NUL after it divides two texts. */
void fuzz_structured(tks_text_structure structure, const uint8_t *data, size_t size);

#endif
