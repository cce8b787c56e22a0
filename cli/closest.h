/* closest.h - which pair of a run came closest to another verdict
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_CLOSEST_H
#define CLI_CLOSEST_H

#include <stdio.h>
#include <tksnap.h>

/* Begin with zeros. */
struct closest {
    char       *name; /* owned; NULL while no pair has a margin */
    double      score;
    tks_verdict verdict;
};

/* Takes an outcome in, if it has a score and that is nearer to 1 than all before. */
void closest_add(struct closest *closest, const tks_outcome *outcome);

/* "closest call: login.png is same, with a score of 0.93 (limit 1)", a line. Nothing
 * where there is none, or it is ten times off the limit. */
void closest_tell(const struct closest *closest, FILE *out);

/* ,"closest":{"name":"login.png","verdict":"same","score":0.93} or ,"closest":null */
void closest_put_json(const struct closest *closest, FILE *out);

void closest_dispose(struct closest *closest);

#endif
