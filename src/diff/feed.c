/* feed.c - the filtered rows of one or two PNGs, a chunk at a time
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "diff/feed.h"

#include <string.h>

/* A chunk of each picture fits into a core's second-level cache. Tests take less, so
 * that small pictures have many chunks too. */
#ifndef TKSI_CHUNK_BYTES
#define TKSI_CHUNK_BYTES (256 << 10)
#endif

enum {
    /* the engine looks at the chunk before and the one after the current one */
    WINDOW = 3,
    /* so many more are inflated ahead of it; whoever waits for room is woken when half
     * of them are free, as waking costs about as much as inflating a tenth of one */
    AHEAD = 6,
    /* a metric's reach and one row of slack must fit into one chunk */
    FEWEST_ROWS = 8
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
    return side->slots +
           (size_t)(chunk % feed->slots) * (size_t)feed->chunk_rows * side->pitch;
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
    pthread_cond_broadcast(&feed->changed);
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

static void mark_ready(struct tksi_feed *feed, int index, bool good)
{
    pthread_mutex_lock(&feed->lock);
    if (good)
        feed->sides[index].ready++;
    else
        feed->broken = true;
    pthread_cond_broadcast(&feed->changed);
    pthread_mutex_unlock(&feed->lock);
}

/* --------------------------------------------------------------------- threads */

/* Nothing to do yet for a side: it has no room, or it still lives in the other. */
static bool must_wait(const struct tksi_feed *feed, int index)
{
    const struct tksi_feed_side *side = &feed->sides[index], *first = &feed->sides[0];

    if (index == 1 && feed->prefix > 0 && feed->fork == INT32_MAX)
        return first->ready < first->chunks;
    return side->ready < side->chunks && side->ready >= feed->released + feed->slots;
}

/* Waits until the side may inflate its next chunk; false when it never will. */
static bool wait_for_room(struct tksi_feed *feed, int index)
{
    struct tksi_feed_side *side = &feed->sides[index];
    const bool follows = index == 1 && feed->prefix > 0;
    bool go;

    if (side->png == NULL)
        return false;
    pthread_mutex_lock(&feed->lock);
    while (!feed->stopped && !feed->broken && must_wait(feed, index))
        pthread_cond_wait(&feed->changed, &feed->lock);
    go = !feed->stopped && !feed->broken && side->ready < side->chunks &&
         !(follows && feed->fork == INT32_MAX);
    pthread_mutex_unlock(&feed->lock);
    return go;
}

static void inflate_ahead(struct tksi_feed *feed, int side)
{
    while (wait_for_room(feed, side))
        mark_ready(feed, side, produce(feed, side));
}

static void *inflate_expected(void *feed)
{
    inflate_ahead(feed, 0);
    return NULL;
}

static void *inflate_actual(void *feed)
{
    inflate_ahead(feed, 1);
    return NULL;
}

/* The second side first: the caller inflates the first one itself, and where both
 * begin alike the second has nothing to do for a while. A side that gets no thread
 * is inflated when it is needed. */
static void start_threads(struct tksi_feed *feed, int helpers)
{
    void *(*const tasks[2])(void *) = { inflate_expected, inflate_actual };

    for (int i = 1; i >= 0 && helpers > 0; i--)
        if (feed->sides[i].png != NULL &&
            pthread_create(&feed->threads[i], NULL, tasks[i], feed) == 0) {
            feed->ahead[i] = true;
            helpers--;
        }
}

static void join_threads(struct tksi_feed *feed)
{
    for (int i = 0; i < 2; i++)
        if (feed->ahead[i]) {
            pthread_join(feed->threads[i], NULL);
            feed->ahead[i] = false;
        }
}

/* ------------------------------------------------------------------- open, close */

static tks_status open_side(struct tksi_feed *feed, struct tksi_feed_side *side, tks_error *err)
{
    const int32_t height = side->png->form.height;

    side->chunks = (height - 1) / feed->chunk_rows + 1;
    side->slots = tksi_allocate(&feed->env, (size_t)feed->slots * (size_t)feed->chunk_rows,
                                side->pitch);
    if (side->slots == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    return tksi_png_inflater_new(&side->inflater, side->png, &feed->env, err);
}

/* Rows of a chunk, so that the wider picture's chunk has about TKSI_CHUNK_BYTES; no
 * more than the taller picture has. */
static void choose_chunks(struct tksi_feed *feed, bool ahead)
{
    int32_t tallest = 1;
    size_t pitch = 1;

    for (int i = 0; i < 2; i++)
        if (feed->sides[i].png != NULL) {
            const struct tksi_png_form *form = &feed->sides[i].png->form;

            feed->sides[i].pitch = form->row_bytes + 1;
            pitch = feed->sides[i].pitch > pitch ? feed->sides[i].pitch : pitch;
            tallest = form->height > tallest ? form->height : tallest;
        }
    feed->chunk_rows = (int32_t)(TKSI_CHUNK_BYTES / pitch);
    if (feed->chunk_rows < FEWEST_ROWS)
        feed->chunk_rows = FEWEST_ROWS;
    if (feed->chunk_rows > tallest)
        feed->chunk_rows = tallest;
    feed->slots = ahead ? WINDOW + AHEAD : WINDOW;
}

/* Compressed bytes the two have in common, where equal bytes mean equal pixels. */
static uint64_t shared_prefix(const struct tksi_png *a, const struct tksi_png *b)
{
    if (a == NULL || b == NULL || a->form.height != b->form.height ||
        !tksi_png_same_form(&a->form, &b->form))
        return 0;
    return tksi_png_common_prefix(a, b);
}

tks_status tksi_feed_open(struct tksi_feed *feed, const struct tksi_png *expected,
                          const struct tksi_png *actual, int helpers, const struct tksi_env *env,
                          tks_error *err)
{
    tks_status status = TKS_OK;

    *feed = (struct tksi_feed){ .env = *env, .fork = INT32_MAX };
    pthread_mutex_init(&feed->lock, NULL);
    pthread_cond_init(&feed->changed, NULL);
    feed->sides[0].png = expected;
    feed->sides[1].png = actual;
    choose_chunks(feed, helpers > 0);
    feed->prefix = shared_prefix(expected, actual);
    for (int i = 0; i < 2 && status == TKS_OK; i++)
        if (feed->sides[i].png != NULL)
            status = open_side(feed, &feed->sides[i], err);
    if (status == TKS_OK)
        start_threads(feed, helpers);
    return status;
}

void tksi_feed_dispose(struct tksi_feed *feed)
{
    pthread_mutex_lock(&feed->lock);
    feed->stopped = true;
    pthread_cond_broadcast(&feed->changed);
    pthread_mutex_unlock(&feed->lock);
    join_threads(feed);
    for (int i = 0; i < 2; i++) {
        tksi_png_inflater_free(feed->sides[i].inflater);
        tksi_release(&feed->env, feed->sides[i].slots);
    }
    pthread_cond_destroy(&feed->changed);
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

/* The chunk is still to come, from a side that has no thread. */
static bool left_to_caller(struct tksi_feed *feed, int index, int32_t chunk)
{
    bool left;

    pthread_mutex_lock(&feed->lock);
    left = !feed->ahead[index] && !feed->broken && !side_ready(feed, index, chunk);
    pthread_mutex_unlock(&feed->lock);
    return left;
}

static bool both_ready(const struct tksi_feed *feed, int32_t chunk)
{
    return side_ready(feed, 0, chunk) && side_ready(feed, 1, chunk);
}

bool tksi_feed_need(struct tksi_feed *feed, int32_t chunk, bool *shared)
{
    bool good;

    for (int i = 0; i < 2; i++)
        while (left_to_caller(feed, i, chunk))
            mark_ready(feed, i, produce(feed, i));
    pthread_mutex_lock(&feed->lock);
    if (!feed->broken && !both_ready(feed, chunk))
        pthread_cond_broadcast(&feed->changed); /* for room released without a word */
    while (!feed->broken && !both_ready(feed, chunk))
        pthread_cond_wait(&feed->changed, &feed->lock);
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
        pthread_cond_broadcast(&feed->changed);
    pthread_mutex_unlock(&feed->lock);
}

uint8_t *tksi_feed_row(struct tksi_feed *feed, int side, int32_t y)
{
    const struct tksi_feed_side *from = &feed->sides[side];

    return slot_of(feed, from, y / feed->chunk_rows) +
           (size_t)(y % feed->chunk_rows) * from->pitch;
}

bool tksi_feed_finish(struct tksi_feed *feed)
{
    join_threads(feed);
    /* equal to the last row; the streams may still end differently */
    if (feed->prefix > 0 && feed->fork == INT32_MAX)
        tksi_png_inflater_follow(feed->sides[1].inflater, feed->sides[0].inflater);
    for (int i = 0; i < 2; i++)
        if (feed->sides[i].png != NULL &&
            tksi_png_inflate_end(feed->sides[i].inflater) != TKSI_PNG_MORE)
            return false;
    return true;
}
