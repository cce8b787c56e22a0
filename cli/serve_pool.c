/* serve_pool.c - requests handed to threads
 *
 * A request that is alone may use every thread; as soon as others wait or run,
 * each keeps to one, which does more work in all.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "serve.h"

#include <stdlib.h>

enum { WAITING_PER_JOB = 4 };

static struct request *take(struct pool *pool, int *threads)
{
    struct request *request;

    pthread_mutex_lock(&pool->lock);
    while (pool->first == NULL && !pool->closing)
        pthread_cond_wait(&pool->changed, &pool->lock);
    request = pool->first;
    if (request != NULL) {
        pool->first = request->next;
        if (pool->first == NULL)
            pool->last = &pool->first;
        pool->waiting--;
        pool->working++;
        *threads = pool->working == 1 && pool->waiting == 0 ? pool->jobs : 1;
        pthread_cond_broadcast(&pool->changed);
    }
    pthread_mutex_unlock(&pool->lock);
    return request;
}

static void *thread_main(void *user)
{
    struct pool *pool = user;
    struct request *request;
    int threads;

    while ((request = take(pool, &threads)) != NULL) {
        pool->work(pool->user, request, threads);
        pthread_mutex_lock(&pool->lock);
        pool->working--;
        pthread_mutex_unlock(&pool->lock);
    }
    return NULL;
}

void pool_start(struct pool *pool, int jobs,
                void (*work)(void *user, struct request *request, int threads), void *user)
{
    *pool = (struct pool){ .work = work, .user = user, .jobs = jobs };
    pool->last = &pool->first;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->changed, NULL);
    pool->threads = calloc((size_t)jobs, sizeof *pool->threads);
    while (pool->threads != NULL && pool->n_threads < jobs &&
           pthread_create(&pool->threads[pool->n_threads], NULL, thread_main, pool) == 0)
        pool->n_threads++;
}

void pool_add(struct pool *pool, struct request *request)
{
    if (pool->n_threads == 0) {
        pool->work(pool->user, request, 1);
        return;
    }
    pthread_mutex_lock(&pool->lock);
    while (pool->waiting >= pool->jobs * WAITING_PER_JOB)
        pthread_cond_wait(&pool->changed, &pool->lock);
    request->next = NULL;
    *pool->last = request;
    pool->last = &request->next;
    pool->waiting++;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
}

void pool_finish(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < pool->n_threads; i++)
        pthread_join(pool->threads[i], NULL);
    free(pool->threads);
    pthread_cond_destroy(&pool->changed);
    pthread_mutex_destroy(&pool->lock);
}
