/* build.c - what this tksnap is
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "base/base.h"

#include <tksnap/version.h>

#define TEXT_OF(x)      #x
#define DOTTED(a, b, c) TEXT_OF(a) "." TEXT_OF(b) "." TEXT_OF(c)

const char *tks_version(void)
{
    return DOTTED(TKS_VERSION_MAJOR, TKS_VERSION_MINOR, TKS_VERSION_PATCH);
}
