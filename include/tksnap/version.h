/* version.h - which tksnap this is
 *
 * The build reads the three numbers from here; nothing else states them.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_VERSION_H
#define TKSNAP_VERSION_H

#define TKS_VERSION_MAJOR 0
#define TKS_VERSION_MINOR 1
#define TKS_VERSION_PATCH 0

#endif
