/* fuzz_insta.c - hostile bytes as a file of insta's
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_snapshot("insta", data, size);
    return 0;
}
