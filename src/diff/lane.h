/* lane.h - the two pictures of a pair as rows on demand
 *
 * Hides where rows come from: a streamed PNG, whose rows are unfiltered only when
 * somebody looks, or pixels in memory. A row that is known to be equal in both
 * pictures is decoded once, for the expected one.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_LANE_H
#define TKSI_DIFF_LANE_H

#include "diff/diff.h"
#include "diff/feed.h"
#include "diff/metric.h"

/* What a side is made of: `png` if it is streamed, else `view`. */
struct tksi_origin {
    const struct tksi_png *png;
    const tks_view        *view;
};

struct tksi_lane {
    struct tksi_origin source;
    int32_t            width, height;
    uint8_t           *decoded; /* of each row in the feed's slots: already unfiltered */
    void              *words;   /* widened rows, a ring of `rows_kept` */
    int32_t           *kept;    /* which rows they are; -1 none */
};

struct tksi_lanes {
    struct tksi_env  env;
    struct tksi_feed feed;
    struct tksi_lane lanes[2];
    uint8_t         *zeros;      /* the row above the first */
    uint8_t         *equal;      /* of each row in the window: same pixels in both */
    int32_t          common;     /* rows both pictures have */
    int32_t          window;     /* rows the rings above have room for */
    bool             same_form;  /* equal filtered bytes mean equal pixels */
    int32_t          reach;      /* rows that may be asked for above and below */
    int32_t          rows_kept;  /* widened rows kept of each side, a power of two */
    bool             wide;       /* rows are widened to RGBA16 */
};

/* Dispose also after failure. `sources` is copied, what it points to borrowed. `reach`:
 * how far around a row its neighbours may be asked for. */
tks_status tksi_lanes_open(struct tksi_lanes *lanes, const struct tksi_origin sources[2],
                           int32_t reach, const struct tksi_env *env, tks_error *err);
void       tksi_lanes_dispose(struct tksi_lanes *lanes);

/* Waits for a chunk of rows and decides for each whether both pictures show the
 * same; false if a stream turned out not to be plain. Chunks must come in order. */
bool tksi_lanes_need(struct tksi_lanes *lanes, int32_t chunk);

/* Gives up the chunk before `chunk`, whose rows stay decodable. `last` tells that
 * nothing below the common rows will be looked at. */
void tksi_lanes_leave_before(struct tksi_lanes *lanes, int32_t chunk, bool last);

/* Both pictures show the same in row y, y < common, as far as they overlap. */
bool tksi_lanes_equal(const struct tksi_lanes *lanes, int32_t y);

/* A row of one side, widened: uint32_t RGBA words, or uint64_t where `wide`. Valid
 * until a row more than twice the reach away is asked for. */
const void *tksi_lanes_row(struct tksi_lanes *lanes, enum tksi_side side, int32_t y);

#endif
