/* glob.h - patterns that name files
 *
 *     *      any text within one component of a path
 *     ?      one byte of it
 *     **     any number of components, none too, where it stands for a whole one
 *
 * Every other byte stands for itself. A pattern without / is held against the last
 * component alone.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_GLOB_H
#define TKSNAP_GLOB_H

#include <tksnap/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Whether the path is one the pattern names. Paths have '/', and "./" before either means
 * nothing. Since 0.2. */
TKS_API bool tks_glob_matches(const char *pattern, const char *path);

#ifdef __cplusplus
}
#endif
#endif
