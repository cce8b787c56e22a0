/* upkeep.h - a project made of texts, and what is told of it as one text
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_UPKEEP_H
#define TEST_UPKEEP_H

#include "scratch.h"

#include <tksnap/upkeep.h>

#define INSTA_HEAD "---\nsource: src/lib.rs\n"
#define INSTA      INSTA_HEAD "---\nvalue\n"
#define AMBER      "# serializer version: 1\n"

/* Asserts what is in a file; NULL: that there is none. */
void upkeep_assert_holds(struct scratch *scratch, const char *path, const char *text);

/* Opens; a failure is a broken test. */
tks_project *upkeep_open(struct scratch *scratch, const tks_env *env);

/* What a list of ours, without its first and last line, leaves unused, "path path:entry!";
 * '!' marks what cannot be removed. "error: " and a message where there is one. Good until
 * the next call. */
const char *upkeep_unused(struct scratch *scratch, const char *lines);
const char *upkeep_unused_everywhere(struct scratch *scratch, const char *lines);

/* "kind path:entry" for each finding, ", " between them; notes are in brackets. */
const char *upkeep_findings(struct scratch *scratch);

#endif
