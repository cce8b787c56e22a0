/* fuzz_json.c - any two texts, compared as JSON
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fuzz.h"
#include "structured.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_structured(TKS_TEXT_JSON, data, size);
    return 0;
}
