/* utf8.c - where a character ends, whether it is one, and how JSON escapes it
 *
 * Table 3-7 of the Unicode standard: only the second byte of a character has limits of its
 * own, against overlong forms, surrogates and what lies above U+10FFFF.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "base/base.h"

#include <stdio.h>

size_t tksi_utf8_character(const char *text, size_t left, bool *valid)
{
    const unsigned char *bytes = (const unsigned char *)text;
    const unsigned char first = bytes[0];
    unsigned char least = 0x80, most = 0xBF;
    size_t length = first < 0x80   ? 1
                    : first < 0xC2 ? 0 /* a continuation, or overlong */
                    : first < 0xE0 ? 2
                    : first < 0xF0 ? 3
                    : first < 0xF5 ? 4
                                   : 0;

    if (first == 0xE0)
        least = 0xA0; /* overlong */
    else if (first == 0xED)
        most = 0x9F; /* surrogates */
    else if (first == 0xF0)
        least = 0x90; /* overlong */
    else if (first == 0xF4)
        most = 0x8F; /* above U+10FFFF */

    *valid = length > 0;
    for (size_t i = 1; i < length; i++) {
        if (i == left || bytes[i] < least || bytes[i] > most) {
            *valid = false;
            return i;
        }
        least = 0x80;
        most = 0xBF;
    }
    return length > 0 ? length : 1;
}

bool tksi_json_escape(char out[8], unsigned char byte)
{
    static const char shorts[] = "\"\"\\\\\bb\ff\nn\rr\tt"; /* what it is, how it is written */

    if (byte >= 0x20 && byte != '"' && byte != '\\')
        return false;
    for (const char *pair = shorts; *pair != '\0'; pair += 2)
        if ((unsigned char)*pair == byte) {
            out[0] = '\\';
            out[1] = pair[1];
            out[2] = '\0';
            return true;
        }
    snprintf(out, 8, "\\u%04x", byte);
    return true;
}
