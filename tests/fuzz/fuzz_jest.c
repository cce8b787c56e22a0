/* fuzz_jest.c - hostile bytes as a snapshot file of Jest's
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_snapshot("jest", data, size);
    return 0;
}
