/* serve.h - the parts of `tksnap serve`
 *
 *     lines     bytes of stdin -> one line at a time, and raw bytes after it
 *     request   a line -> what to compare, in our words or in odiff's
 *     pool      requests -> threads
 *     reply     an outcome -> a line, in the words the request was asked in
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_SERVE_H
#define CLI_SERVE_H

#include "config.h"

#include <jansson.h>
#include <pthread.h>
#include <stdio.h>

/* ------------------------------------------------------------------- lines */

enum { LONGEST_LINE = 64 << 20 }; /* bytes, without the line end */

struct lines {
    int    descriptor;
    char  *data;
    size_t start, end, room;
    bool   ended;
};

enum line_result { LINE_READ, LINE_END, LINE_TOO_LONG, LINE_FAILED };

/* The next line, without its end, valid until the next call. A line that is too
 * long is skipped whole. */
enum line_result lines_next(struct lines *lines, const char **line, size_t *length);

/* The next `length` bytes, whatever they are; `out` NULL skips them. False when
 * there are not so many. */
bool lines_bytes(struct lines *lines, void *out, size_t length);

void lines_dispose(struct lines *lines);

/* ----------------------------------------------------------------- request */

struct request {
    json_t      *json; /* as asked; owns the strings and the id below */
    json_t      *id;   /* "id" or "requestId"; NULL if there is none */
    bool         as_odiff;
    const char  *expected, *actual;
    const char  *diff; /* NULL: no picture */
    struct rules rules;

    /* odiff's own */
    bool   lines, columns, fail_on_layout, missing_is_answer;
    bool   in_memory; /* both pictures follow the line as raw bytes */
    size_t expected_length, actual_length;
    char  *bytes; /* owned; one picture after the other */

    struct request *next; /* in the pool's queue */
};

/* Reads one line. On false err says why; the id is known if it could be read. Our own
 * requests get the configuration's rules beneath theirs. The request must not move
 * afterwards. */
bool request_parse(struct request *request, const char *line, size_t length,
                   const struct config *config, tks_error *err);

/* Frees the request and everything in it. */
void request_free(struct request *request);

/* ------------------------------------------------------------------- reply */

/* Writes one line. */
void reply_outcome(FILE *out, const struct request *request, const tks_outcome *outcome);
void reply_error(FILE *out, const struct request *request, const char *message);

/* -------------------------------------------------------------------- pool */

/* Threads that work off a queue; the queue is short, so that a client that sends
 * faster than we compare waits instead of filling our memory. */
struct pool {
    void (*work)(void *user, struct request *request, int threads);
    void           *user;
    int             jobs;
    pthread_mutex_t lock;
    pthread_cond_t  changed;
    struct request *first, **last;
    int             waiting, working;
    bool            closing;
    int             n_threads;
    pthread_t      *threads;
};

/* `jobs` threads, or as many as can be made; with none, work is done by
 * pool_add itself. `work` owns its request; `threads` is how many it may use. */
void pool_start(struct pool *pool, int jobs,
                void (*work)(void *user, struct request *request, int threads), void *user);
void pool_add(struct pool *pool, struct request *request);
/* Waits until everything is done. */
void pool_finish(struct pool *pool);

#endif
