/* feed.c - the filtered rows of one or two PNGs, a chunk at a time
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/feed.h"

#include <string.h>

/* A chunk of each picture fits into a core's second-level cache; pictures of at most
 * TKSI_HELD_BYTES are held and inflated at one go, as more would page in more memory
 * than it saves in time. Tests take less of both, so that small pictures have many
 * chunks too. */
#ifndef TKSI_CHUNK_BYTES
#define TKSI_CHUNK_BYTES (256 << 10)
#endif
#ifndef TKSI_HELD_BYTES
#define TKSI_HELD_BYTES (8 << 20)
#endif

enum {
    /* the engine looks at the chunk before and the one after the current one */
    WINDOW = 3,
    /* so many more are inflated ahead of it; helpers that wait for room are woken when
     * half of them are free, as waking costs about a tenth of inflating one */
    AHEAD = 4,
    FEWEST_ROWS = 8,
    /* where nothing is streamed chunks only pace the work */
    VIEW_ROWS = 64
};

/* ------------------------------------------------------------------ production */

static int32_t rows_of(const struct tksi_feed *feed, const struct tksi_feed_side *side,
                       int32_t chunk)
{
    const int64_t first = (int64_t)chunk * feed->chunk_rows;
    const int64_t left = side->png->form.height - first;

    return left < feed->chunk_rows ? (int32_t)left : feed->chunk_rows;
}

static uint8_t *slot_of(const struct tksi_feed *feed, const struct tksi_feed_side *side,
                        int32_t chunk)
{
    return side->slots + (size_t)(chunk % feed->slots) * (size_t)feed->chunk_rows * side->pitch;
}

static bool filters_known(const struct tksi_feed_side *side, const uint8_t *rows, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        if (rows[(size_t)i * side->pitch] > TKSI_PNG_PAETH)
            return false;
    return true;
}

/* The common prefix is used up within this chunk: gives the second side what there
 * is of it and lets both go their own ways. */
static void fork_here(struct tksi_feed *feed, int32_t chunk, size_t begun)
{
    struct tksi_feed_side *first = &feed->sides[0], *second = &feed->sides[1];

    tksi_png_inflater_follow(second->inflater, first->inflater);
    memcpy(slot_of(feed, second, chunk), slot_of(feed, first, chunk), begun);
    second->begun = begun;
    pthread_mutex_lock(&feed->lock);
    second->ready = chunk;
    feed->fork = chunk;
    pthread_cond_signal(&feed->room);
    pthread_mutex_unlock(&feed->lock);
}

/* Inflates the side's next chunk, whose slot is free. */
static bool produce(struct tksi_feed *feed, int index)
{
    struct tksi_feed_side *side = &feed->sides[index];
    const int32_t chunk = side->ready;
    const int32_t rows = rows_of(feed, side, chunk);
    const size_t length = (size_t)rows * side->pitch;
    uint8_t *to = slot_of(feed, side, chunk);
    const bool together = index == 0 && feed->prefix > 0 && feed->fork == INT32_MAX;
    size_t got = 0;

    if (feed->at_once)
        return tksi_png_inflate_all(side->png, to, length, &feed->env) &&
               filters_known(side, to, rows);
    if (tksi_png_inflate(side->inflater, to + side->begun, length - side->begun,
                         together ? feed->prefix : UINT64_MAX, &got) != TKSI_PNG_MORE)
        return false;
    got += side->begun;
    side->begun = 0;
    if (got < length && together) {
        size_t more = 0;

        fork_here(feed, chunk, got);
        if (tksi_png_inflate(side->inflater, to + got, length - got, UINT64_MAX, &more) !=
            TKSI_PNG_MORE)
            return false;
        got += more;
    }
    return got == length && filters_known(side, to, rows);
}

/* ------------------------------------------------------- who inflates what; locked */

/* The second side has nothing of its own to inflate yet. */
static bool lives_in_first(const struct tksi_feed *feed, int index)
{
    return index == 1 && feed->prefix > 0 && feed->fork == INT32_MAX;
}

static bool can_produce(const struct tksi_feed *feed, int index)
{
    const struct tksi_feed_side *side = &feed->sides[index];

    return side->png != NULL && !side->busy && side->ready < side->chunks &&
           side->ready < feed->released + feed->slots && !lives_in_first(feed, index);
}

/* Inflates one chunk of a side that can be, with the lock open meanwhile. */
static void produce_unlocked(struct tksi_feed *feed, int index)
{
    bool good;

    feed->sides[index].busy = true;
    pthread_mutex_unlock(&feed->lock);
    good = produce(feed, index);
    pthread_mutex_lock(&feed->lock);
    feed->sides[index].busy = false;
    if (good)
        feed->sides[index].ready++;
    else
        feed->broken = true;
    pthread_cond_signal(&feed->done);
}

static bool all_produced(const struct tksi_feed *feed)
{
    for (int i = 0; i < 2; i++)
        if (feed->sides[i].png != NULL && feed->sides[i].ready < feed->sides[i].chunks &&
            !lives_in_first(feed, i))
            return false;
    return true;
}

static void *help(void *argument)
{
    struct tksi_feed *feed = argument;

    pthread_mutex_lock(&feed->lock);
    while (!feed->stopped && !feed->broken && !all_produced(feed)) {
        const bool can[2] = { can_produce(feed, 0), can_produce(feed, 1) };

        if (can[0] && (!can[1] || feed->sides[0].ready <= feed->sides[1].ready))
            produce_unlocked(feed, 0);
        else if (can[1])
            produce_unlocked(feed, 1);
        else
            pthread_cond_wait(&feed->room, &feed->lock);
    }
    pthread_mutex_unlock(&feed->lock);
    return NULL;
}

static void start_helpers(struct tksi_feed *feed, int helpers)
{
    while (feed->n_helpers < helpers && feed->n_helpers < 2 &&
           pthread_create(&feed->helpers[feed->n_helpers], NULL, help, feed) == 0)
        feed->n_helpers++;
}

static void stop_helpers(struct tksi_feed *feed)
{
    pthread_mutex_lock(&feed->lock);
    feed->stopped = true;
    pthread_cond_broadcast(&feed->room);
    pthread_mutex_unlock(&feed->lock);
    while (feed->n_helpers > 0)
        pthread_join(feed->helpers[--feed->n_helpers], NULL);
}

/* ------------------------------------------------------------------- open, close */

static tks_status open_side(struct tksi_feed *feed, struct tksi_feed_side *side, tks_error *err)
{
    const int32_t height = side->png->form.height;

    side->chunks = (height - 1) / feed->chunk_rows + 1;
    side->slots =
        tksi_allocate(&feed->env, (size_t)feed->slots * (size_t)feed->chunk_rows, side->pitch);
    if (side->slots == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    return feed->at_once ? TKS_OK
                         : tksi_png_inflater_new(&side->inflater, side->png, &feed->env, err);
}

/* Rows of a chunk, so that the wider picture's chunk has about TKSI_CHUNK_BYTES. Small
 * pictures are one chunk whole, which then must hold the other picture's rows too. */
static void choose_chunks(struct tksi_feed *feed, int32_t rows, int32_t reach, bool ahead)
{
    size_t pitch = 0;

    for (int i = 0; i < 2; i++)
        if (feed->sides[i].png != NULL) {
            feed->sides[i].pitch = feed->sides[i].png->form.row_bytes + 1;
            pitch = feed->sides[i].pitch > pitch ? feed->sides[i].pitch : pitch;
        }
    feed->slots = ahead ? WINDOW + AHEAD : WINDOW;
    if (pitch > 0 && pitch <= (size_t)TKSI_HELD_BYTES / (size_t)rows) {
        feed->at_once = true;
        feed->chunk_rows = rows;
        feed->slots = 1;
        return;
    }
    feed->chunk_rows = pitch > 0 ? (int32_t)(TKSI_CHUNK_BYTES / pitch) : VIEW_ROWS;
    if (feed->chunk_rows < FEWEST_ROWS)
        feed->chunk_rows = FEWEST_ROWS;
    if (feed->chunk_rows <= reach) /* neighbours lie in this chunk or the next to it */
        feed->chunk_rows = reach + 1;
}

/* Compressed bytes the two have in common, where equal bytes mean equal pixels. */
static uint64_t shared_prefix(const struct tksi_png *a, const struct tksi_png *b)
{
    if (a == NULL || b == NULL || a->form.height != b->form.height ||
        !tksi_png_same_form(&a->form, &b->form))
        return 0;
    return tksi_png_common_prefix(a, b);
}

tks_status tksi_feed_open(struct tksi_feed *feed, const struct tksi_png *const pngs[2],
                          int32_t rows, int32_t reach, int helpers, const struct tksi_env *env,
                          tks_error *err)
{
    tks_status status = TKS_OK;

    *feed = (struct tksi_feed){ .env = *env, .fork = INT32_MAX };
    pthread_mutex_init(&feed->lock, NULL);
    pthread_cond_init(&feed->room, NULL);
    pthread_cond_init(&feed->done, NULL);
    feed->sides[0].png = pngs[0];
    feed->sides[1].png = pngs[1];
    choose_chunks(feed, rows, reach, helpers > 0);
    feed->prefix = feed->at_once ? 0 : shared_prefix(pngs[0], pngs[1]);
    for (int i = 0; i < 2 && status == TKS_OK; i++)
        if (feed->sides[i].png != NULL)
            status = open_side(feed, &feed->sides[i], err);
    if (status == TKS_OK)
        start_helpers(feed, helpers);
    return status;
}

void tksi_feed_dispose(struct tksi_feed *feed)
{
    stop_helpers(feed);
    for (int i = 0; i < 2; i++) {
        tksi_png_inflater_free(feed->sides[i].inflater);
        tksi_release(&feed->env, feed->sides[i].slots);
    }
    pthread_cond_destroy(&feed->done);
    pthread_cond_destroy(&feed->room);
    pthread_mutex_destroy(&feed->lock);
}

/* ------------------------------------------------------------------- consumption */

static bool side_ready(const struct tksi_feed *feed, int index, int32_t chunk)
{
    const struct tksi_feed_side *side = &feed->sides[index];

    if (side->png == NULL || chunk >= side->chunks || side->ready > chunk)
        return true;
    return index == 1 && feed->prefix > 0 && chunk < feed->fork && side_ready(feed, 0, chunk);
}

bool tksi_feed_need(struct tksi_feed *feed, int32_t chunk, bool *shared)
{
    bool good;

    pthread_mutex_lock(&feed->lock);
    while (!feed->broken && !(side_ready(feed, 0, chunk) && side_ready(feed, 1, chunk))) {
        if (!side_ready(feed, 0, chunk) && can_produce(feed, 0))
            produce_unlocked(feed, 0);
        else if (!side_ready(feed, 1, chunk) && can_produce(feed, 1))
            produce_unlocked(feed, 1);
        else
            pthread_cond_wait(&feed->done, &feed->lock);
    }
    good = !feed->broken;
    *shared = feed->prefix > 0 && chunk < feed->fork;
    pthread_mutex_unlock(&feed->lock);
    return good;
}

void tksi_feed_release(struct tksi_feed *feed, int32_t chunk)
{
    pthread_mutex_lock(&feed->lock);
    feed->released = chunk;
    if (chunk % (AHEAD / 2) == 0)
        pthread_cond_signal(&feed->room);
    pthread_mutex_unlock(&feed->lock);
}

uint8_t *tksi_feed_row(struct tksi_feed *feed, int side, int32_t y)
{
    const struct tksi_feed_side *from = &feed->sides[side];

    return slot_of(feed, from, y / feed->chunk_rows) + (size_t)(y % feed->chunk_rows) * from->pitch;
}

bool tksi_feed_finish(struct tksi_feed *feed)
{
    stop_helpers(feed);
    if (feed->at_once) /* has been seen to */
        return true;
    /* equal to the last row; the streams may still end differently */
    if (feed->prefix > 0 && feed->fork == INT32_MAX)
        tksi_png_inflater_follow(feed->sides[1].inflater, feed->sides[0].inflater);
    for (int i = 0; i < 2; i++)
        if (feed->sides[i].png != NULL &&
            tksi_png_inflate_end(feed->sides[i].inflater) != TKSI_PNG_MORE)
            return false;
    return true;
}
