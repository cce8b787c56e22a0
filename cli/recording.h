/* recording.h - what other commands say of 'tksnap record'
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_RECORDING_H
#define CLI_RECORDING_H

#include "command.h"

/* Finishes a record that was interrupted in the working folder's project, and says so. Returns
 * -1 to go on, or the exit code when what is wrong was said. */
int recording_resume(const struct settings *settings);

/* Says on stderr that one is running, or was interrupted. */
void recording_tell_state(const tks_project *project);

#endif
