/* fuzz_go_snaps.c - hostile bytes as a file of go-snaps'
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_snapshot("go-snaps", data, size);
    return 0;
}
