/* fuzz_webp.c - any bytes as a WebP
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_decode((tks_bytes){ data, size }, "webp");
    return 0;
}
