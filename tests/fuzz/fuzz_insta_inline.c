/* fuzz_insta_inline.c - hostile bytes as insta's pending records
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_snapshot("insta-inline", data, size);
    return 0;
}
