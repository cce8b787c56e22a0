/* tksnap.h - the whole public interface
 *
 *     types    statuses, errors, views of bytes      env      memory, limits, threads
 *     image    pictures: looked at, or decoded       score    how alike, as numbers
 *     diff     what differs                          render   the difference drawn
 *     explain  what changed, in words                align    what was inserted, moved
 *     session  many pairs at once                    report   outcomes as JSON
 *     text     two texts compared                    structure  two of JSON or YAML
 *     text_view  their difference to read            glob     patterns that name files
 *     store    snapshots on disk: what waits         record   what a command does to them
 *     decide   accept, reject, undo                  upkeep   unused ones, what is wrong
 *     baseline our own: names, variants              check    compared with them, and kept
 *     version
 *
 * Read them in that order. tksnap/pixman.h is separate, for users of pixman.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_H
#define TKSNAP_H

#include <tksnap/align.h>
#include <tksnap/baseline.h>
#include <tksnap/check.h>
#include <tksnap/decide.h>
#include <tksnap/diff.h>
#include <tksnap/env.h>
#include <tksnap/explain.h>
#include <tksnap/glob.h>
#include <tksnap/image.h>
#include <tksnap/record.h>
#include <tksnap/render.h>
#include <tksnap/report.h>
#include <tksnap/score.h>
#include <tksnap/session.h>
#include <tksnap/store.h>
#include <tksnap/structure.h>
#include <tksnap/terminal.h>
#include <tksnap/text.h>
#include <tksnap/text_view.h>
#include <tksnap/types.h>
#include <tksnap/upkeep.h>
#include <tksnap/version.h>

#endif
