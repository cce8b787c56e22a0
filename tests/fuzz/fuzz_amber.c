/* fuzz_amber.c - hostile bytes as a file of syrupy's amber
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_snapshot("amber", data, size);
    return 0;
}
