/* pool.c - tasks on several threads, results in order on the caller's
 *
 * Tasks are handed out in the order of the list. Largest first would end a little
 * earlier when one large task comes last, but then results wait for each other
 * and nothing can be told for most of the run. In order, a result is told soon
 * after it is known, and the last tasks make up for the rest: when fewer are left
 * than there are threads, each gets the threads of those that find no work.
 *
 * The caller is one of the workers and tells what is ready between its own tasks.
 * Nobody runs further ahead of the telling than there are slots, so memory does
 * not grow with the list, however slow one task or the listener is.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "session/session.h"

enum { MOST_WORKERS = 256, MOST_SLOTS = 256 };

struct pool {
    const struct tksi_pool_job *job;
    size_t slots;
    pthread_mutex_t lock;
    pthread_cond_t room; /* for workers: a slot became free, or it is over */
    pthread_cond_t news; /* for the caller: a slot was filled */
    /* all below under the lock */
    size_t next, told; /* the task to hand out, the result to tell */
    bool over;
    bool *ready; /* by slot */
};

struct worker {
    struct pool *pool;
    int number;
    pthread_t thread;
};

int tksi_pool_workers(size_t count, int threads)
{
    if ((size_t)threads > count)
        threads = (int)count;
    return threads > MOST_WORKERS ? MOST_WORKERS : threads;
}

size_t tksi_pool_slots(size_t count)
{
    return count < MOST_SLOTS ? count : MOST_SLOTS;
}

/* How many threads task `index` may use. A list shorter than the threads shares
 * all of them out; else a task has one, until fewer are left than threads. */
static int share(const struct tksi_pool_job *job, size_t index)
{
    const size_t threads = (size_t)job->threads, left = job->count - index;

    if (job->count < threads)
        return (int)(threads / job->count + (index < threads % job->count));
    return left < threads ? (int)(threads / left) : 1;
}

/* With the lock held: does the next task, if there is one and a slot for it. */
static bool work_once(struct pool *pool, int worker)
{
    const size_t index = pool->next;
    const size_t slot = index % pool->slots;

    if (pool->over || index >= pool->job->count || index - pool->told >= pool->slots)
        return false;
    pool->next++;
    pthread_mutex_unlock(&pool->lock);
    pool->job->work(pool->job->user, worker, index, slot, share(pool->job, index));
    pthread_mutex_lock(&pool->lock);
    pool->ready[slot] = true;
    if (index == pool->told)
        pthread_cond_signal(&pool->news);
    return true;
}

static void *labour(void *argument)
{
    struct worker *worker = argument;
    struct pool *pool = worker->pool;

    pthread_mutex_lock(&pool->lock);
    while (!pool->over && pool->next < pool->job->count)
        if (!work_once(pool, worker->number))
            pthread_cond_wait(&pool->room, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

/* With the lock held: tells the next result, which is ready. */
static tks_status tell_once(struct pool *pool, tks_error *err)
{
    const size_t index = pool->told;
    const size_t slot = index % pool->slots;
    tks_status status;

    pthread_mutex_unlock(&pool->lock);
    status = pool->job->tell(pool->job->user, index, slot, err);
    pthread_mutex_lock(&pool->lock);
    pool->ready[slot] = false;
    pool->told++;
    pthread_cond_broadcast(&pool->room);
    return status;
}

/* The caller's part: tells when it can, else works, else waits. */
static tks_status lead(struct pool *pool, tks_error *err)
{
    tks_status status = TKS_OK;

    pthread_mutex_lock(&pool->lock);
    while (status == TKS_OK && pool->told < pool->job->count) {
        if (pool->ready[pool->told % pool->slots])
            status = tell_once(pool, err);
        else if (!work_once(pool, 0))
            pthread_cond_wait(&pool->news, &pool->lock);
    }
    pool->over = true;
    pthread_cond_broadcast(&pool->room);
    pthread_mutex_unlock(&pool->lock);
    return status;
}

tks_status tksi_pool_run(const struct tksi_pool_job *job, const struct tksi_env *env,
                         tks_error *err)
{
    const int most = tksi_pool_workers(job->count, job->threads);
    struct pool pool = { .job = job, .slots = tksi_pool_slots(job->count) };
    struct worker *workers = NULL;
    int started = 1; /* the caller */
    tks_status status = TKS_OK;

    if (job->count == 0)
        return TKS_OK;
    pthread_mutex_init(&pool.lock, NULL);
    pthread_cond_init(&pool.room, NULL);
    pthread_cond_init(&pool.news, NULL);
    if ((pool.ready = tksi_allocate_zeroed(env, pool.slots, sizeof *pool.ready)) == NULL ||
        (workers = tksi_allocate(env, (size_t)most, sizeof *workers)) == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
        goto done;
    }
    for (; started < most; started++) {
        struct worker *worker = &workers[started];

        *worker = (struct worker){ .pool = &pool, .number = started };
        if (pthread_create(&worker->thread, NULL, labour, worker) != 0)
            break; /* the others do its share */
    }
    status = lead(&pool, err);
    while (started > 1)
        pthread_join(workers[--started].thread, NULL);
    for (size_t slot = 0; slot < pool.slots; slot++)
        if (pool.ready[slot])
            job->drop(job->user, slot);
done:
    tksi_release(env, workers);
    tksi_release(env, pool.ready);
    pthread_cond_destroy(&pool.news);
    pthread_cond_destroy(&pool.room);
    pthread_mutex_destroy(&pool.lock);
    return status;
}
