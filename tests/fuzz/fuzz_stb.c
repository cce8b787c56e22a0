/* fuzz_stb.c - any bytes as one of the smaller formats
 *
 * BMP, GIF and TGA are stb_image's; PSD and PNM are read by our own lines.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_decode((tks_bytes){ data, size }, "bmp gif psd pnm tga");
    return 0;
}
