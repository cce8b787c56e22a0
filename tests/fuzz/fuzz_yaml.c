/* fuzz_yaml.c - any two texts, compared as YAML
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fuzz.h"
#include "structured.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_structured(TKS_TEXT_YAML, data, size);
    return 0;
}
