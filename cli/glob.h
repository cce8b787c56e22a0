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
#ifndef CLI_GLOB_H
#define CLI_GLOB_H

#include <stdbool.h>

bool glob_matches(const char *pattern, const char *path);

#endif
