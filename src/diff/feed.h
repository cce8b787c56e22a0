/* feed.h - the filtered rows of one or two PNGs, a chunk at a time
 *
 * Rows arrive in chunks of `chunk_rows`; a few chunks are kept, so memory does not
 * grow with the picture. Helper threads inflate ahead, each time the side that has
 * less; whoever needs a chunk that nobody is at inflates it itself. So the work is
 * shared out evenly whatever the caller does with the rows.
 *
 * Small pictures are one chunk, inflated at one go.
 *
 * Two files that begin with the same compressed bytes are inflated once as far as
 * they do: chunks that lie wholly in that prefix exist for the first picture only
 * and are `shared`.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_FEED_H
#define TKSI_DIFF_FEED_H

#include "base/base.h"
#include "image/png_rows.h"

/* One picture's part; `png` is NULL where a side is no streamed PNG. */
struct tksi_feed_side {
    const struct tksi_png    *png;
    struct tksi_png_inflater *inflater;
    uint8_t                  *slots; /* a ring of chunks */
    size_t                    pitch; /* bytes from row to row: row_bytes + 1 */
    int32_t                   chunks, ready; /* in all; inflated so far */
    size_t                    begun; /* bytes of chunk `ready` already there */
    bool                      busy;  /* someone is inflating chunk `ready` */
};

struct tksi_feed {
    struct tksi_env       env;
    struct tksi_feed_side sides[2];
    int32_t               chunk_rows;
    int                   slots;     /* chunks kept for each side */
    bool                  at_once;   /* one chunk holds each picture */
    uint64_t              prefix;    /* compressed bytes both begin with; 0: not shared */
    int32_t               fork;      /* first chunk the second side has of its own;
                                      * INT32_MAX while they run together */
    int32_t               released;  /* chunks before this one may be overwritten */
    bool                  broken, stopped;
    pthread_mutex_t       lock;
    pthread_cond_t        room, done; /* helpers wait for one, the caller for the other */
    pthread_t             helpers[2];
    int                   n_helpers;
};

/* Opens a feed; a side that is no streamed PNG is NULL. The pngs are borrowed. `rows`:
 * of the taller picture, streamed or not. `reach`: rows beyond a chunk that will be
 * looked at with it. `helpers`: how many threads beside the
 * caller's may inflate ahead, if the system gives them. Dispose also after failure. */
tks_status tksi_feed_open(struct tksi_feed *feed, const struct tksi_png *const pngs[2],
                          int32_t rows, int32_t reach, int helpers, const struct tksi_env *env,
                          tks_error *err);
void       tksi_feed_dispose(struct tksi_feed *feed);

/* Waits for a chunk of both sides (a side that ends before it counts as ready);
 * *shared tells whether the second side lives in the first. False: a stream turned
 * out not to be plain. */
bool tksi_feed_need(struct tksi_feed *feed, int32_t chunk, bool *shared);

/* Chunks before this one are not looked at any more. */
void tksi_feed_release(struct tksi_feed *feed, int32_t chunk);

/* A row of a ready, unreleased chunk: its filter type, then its bytes. */
uint8_t *tksi_feed_row(struct tksi_feed *feed, int side, int32_t y);

/* After the last chunk: false unless both streams end as they should. */
bool tksi_feed_finish(struct tksi_feed *feed);

#endif
