/* session.h - the machinery of a session: workers in order, memory that returns
 *
 * Layer 5. pairs.c finds what belongs together, pool.c spreads work and tells
 * results in order, recycler.c keeps a worker's memory warm, session.c joins
 * them; compare.c is one pair, areas.c and alignment.c what a pair wants beyond pixels,
 * text.c what a pair of texts wants, pending.c one that waits in a project; check.c is a
 * test's snapshot and its baseline.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_SESSION_H
#define TKSI_SESSION_H

#include "base/base.h"
#include "diff/diff.h"
#include <tksnap/session.h>

/* ------------------------------------------------------------------- areas */

/* Compares the expected picture with the settled one (settled->actual is not NULL) and shows
 * the observer, which may be NULL, the actual one. */
tks_status tksi_compare_settled(tks_diff **out, const struct tksi_settlement *settled,
                                const tks_view views[2], const tks_rules *rules,
                                const struct tksi_observer *observer, const struct tksi_env *env,
                                tks_error *err);

/* --------------------------------------------------------------- alignment */

/* Whether the pictures have to be aligned: the rules or the picture ask for it. */
bool tksi_wants_alignment(const tks_diff *diff, const tks_rules *rules, const tks_drawing *drawing);

/* Aligns, hangs the alignment on the diff, makes the verdict similar where the rules
 * tolerate the shift, draws the aligned picture: what of that was asked for. */
struct tksi_aligned_views; /* render/render.h */
tks_status tksi_align_diff(tks_diff *diff, const struct tksi_aligned_views *views,
                           const tks_rules *rules, const tks_drawing *drawing,
                           const struct tksi_env *env, tks_error *err);

/* ------------------------------------------------------------------- texts */

/* Whether a name ends like a picture's, which is then held to be one. */
bool tksi_is_picture_name(const char *path);

/* *texts: neither name nor beginning is a picture's. UNSUPPORTED, with the right file's
 * name, where only one is. */
tks_status tksi_check_kinds(bool *texts, const char *const names[2], const tks_bytes begins[2],
                            tks_error *err);

/* The rules with the structure that both names tell, where they leave that open. */
tks_text_rules tksi_text_rules_for(const tks_text_rules *rules, const char *const names[2]);

/* Compares two files as texts; the diff takes over what was read. The names may tell the
 * structure. */
tks_status tksi_text_compare_sources(tks_text_diff **out, struct tksi_source *const files[2],
                                     const char *const names[2], const tks_text_rules *rules,
                                     const struct tksi_env *env, tks_error *err);

/* Writes the difference, as a patch or as rows of bytes, in place of a picture. */
tks_status tksi_text_deliver(const tks_text_diff *diff, const char *const names[2],
                             const char *path, const struct tksi_env *env, tks_error *err);

/* One pair: *diff where it is one of pictures, *text where rules->texts allows texts and
 * it is one. */
tks_status tksi_compare_pair(tks_diff **diff, tks_text_diff **text, const char *const names[2],
                             const tks_rules *rules, const tks_drawing *drawing,
                             const tks_env *env, tks_error *err);

/* tks_compare_bytes with names for the errors. */
tks_status tksi_compare_bytes(tks_diff **out, const char *const names[2], tks_bytes expected,
                              tks_bytes actual, const tks_rules *rules,
                              const tks_drawing *drawing, const tks_env *env, tks_error *err);

/* ----------------------------------------------------------------- pending */

/* Both values of a pending snapshot: *diff where they are pictures, else *text. */
tks_status tksi_compare_sides(tks_diff **diff, tks_text_diff **text, const char *const names[2],
                              const tks_sides *sides, const tks_rules *rules,
                              const tks_drawing *drawing, const tks_env *env, tks_error *err);

/* -------------------------------------------------------------------- pool */

/* `count` tasks for a pool. Results are kept in slots 0..tksi_pool_slots()-1,
 * which the owner of the pool provides: a slot is filled by `work`, emptied by
 * `tell` or `drop`, and then used again. */
struct tksi_pool_job {
    size_t count;
    int threads; /* at least 1; the caller's counts */
    /* Task `index`, on any thread; no two run with the same `worker` at one time.
     * May use `threads` threads, itself included. */
    void (*work)(void *user, int worker, size_t index, size_t slot, int threads);
    /* On the caller's thread, in order of the index. Anything but TKS_OK stops. */
    tks_status (*tell)(void *user, size_t index, size_t slot, tks_error *err);
    /* On the caller's thread, instead of `tell`, for work done when it stopped. */
    void (*drop)(void *user, size_t slot);
    void *user;
};

int tksi_pool_workers(size_t count, int threads);
size_t tksi_pool_slots(size_t count);

/* Returns when all is told, or with the first status of `tell` that is not OK
 * once the tasks that had begun are over. */
tks_status tksi_pool_run(const struct tksi_pool_job *job, const struct tksi_env *env,
                         tks_error *err);

/* ---------------------------------------------------------------- recycler */

enum { TKSI_RECYCLER_BLOCKS = 64 };

/* An allocator that keeps large blocks it gets back for the next who asks, up to
 * `most` bytes and TKSI_RECYCLER_BLOCKS of them. May be used from any thread. */
struct tksi_recycler {
    pthread_mutex_t lock;
    tks_allocator source;
    size_t most, kept; /* bytes */
    int n_blocks;
    void *blocks[TKSI_RECYCLER_BLOCKS]; /* longest kept first */
};

void tksi_recycler_init(struct tksi_recycler *recycler, size_t most, const tks_allocator *source);

/* Valid until dispose; the recycler must not move. */
tks_allocator tksi_recycler_allocator(struct tksi_recycler *recycler);

/* Gives back what is kept. Everything handed out must have returned. */
void tksi_recycler_dispose(struct tksi_recycler *recycler);

#endif
