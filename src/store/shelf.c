/* shelf.c - what baselines hold of the entries that wait for them
 *
 * A thousand changes may wait in one file, and each is asked for by itself. So the first
 * question about a file answers it for all: one walk, and what is kept of it are the
 * payloads, not the file. Who asks meanwhile waits; another file is read beside it.
 *
 * Items are asked for about in the order of the listing, in which those of one file stand
 * together. So a few files are enough, and the rest is forgotten.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/shelf.h"

#include "store/kept.h"
#include "store/project.h"
#include "store/steps.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is remembered while nobody looks at it: the books used last, up to either. The one
 * used last of all may be of any size. */
enum { MOST_BOOKS = 8, MOST_BYTES = 64 << 20 };

/* A file told from all others, and from itself after it was written. */
struct identity {
    bool there;
    dev_t device;
    ino_t inode;
    off_t length;
    struct timespec written, touched;
};

/* A baseline, and the listing's entries of it. */
struct book {
    struct book *next;
    const char *path;
    const struct tksi_format *format;
    struct identity identity;
    struct tksi_sought *sought; /* sorted */
    size_t count;
    struct tksi_buffer payloads;
    size_t readers; /* under the shelf's lock, as is what follows */
    bool finished;
    tks_error why; /* TKS_OK: it could be read */
};

struct tksi_shelf {
    struct tksi_env env;
    pthread_mutex_t lock;
    pthread_cond_t finished;
    struct book *books; /* the one used last is the first */
};

tks_status tksi_shelf_make(struct tksi_shelf **out, const struct tksi_env *env, tks_error *err)
{
    struct tksi_shelf *shelf = tksi_allocate_zeroed(env, 1, sizeof *shelf);

    if (shelf == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    shelf->env = *env;
    pthread_mutex_init(&shelf->lock, NULL);
    pthread_cond_init(&shelf->finished, NULL);
    *out = shelf;
    return TKS_OK;
}

static void free_book(const struct tksi_shelf *shelf, struct book *book)
{
    tksi_buffer_dispose(&book->payloads);
    tksi_release(&shelf->env, book->sought);
    tksi_release(&shelf->env, book);
}

void tksi_shelf_free(struct tksi_shelf *shelf)
{
    struct tksi_env env;

    if (shelf == NULL)
        return;
    env = shelf->env;
    for (struct book *book = shelf->books, *next; book != NULL; book = next) {
        next = book->next;
        free_book(shelf, book);
    }
    pthread_cond_destroy(&shelf->finished);
    pthread_mutex_destroy(&shelf->lock);
    tksi_release(&env, shelf);
}

/* ------------------------------------------------------------------------- the file */

/* What the baseline is now, and where it really lies. */
static tks_status identify(struct identity *out, struct tksi_buffer *real,
                           const struct tksi_root *root, const char *path, tks_error *err)
{
    struct stat about;
    int file;
    tks_status status;

    *out = (struct identity){ .there = false };
    if ((status = tksi_root_real(real, root, path, err)) ||
        (status = tksi_root_open_file(&file, &about, root, (const char *)real->data, err)) ||
        file < 0)
        return status;
    close(file);
    *out = (struct identity){ .there = true,
                              .device = about.st_dev,
                              .inode = about.st_ino,
                              .length = about.st_size,
                              .written = about.st_mtim,
                              .touched = about.st_ctim };
    return TKS_OK;
}

static bool is_same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool is_same_file(const struct identity *a, const struct identity *b)
{
    return a->there == b->there && a->device == b->device && a->inode == b->inode &&
           a->length == b->length && is_same_time(a->written, b->written) &&
           is_same_time(a->touched, b->touched);
}

/* ------------------------------------------------------------------------ the book */

static bool is_in(const struct book *book, const struct tksi_waiting *waiting)
{
    return waiting->found.format == book->format && waiting->pending.entry != NULL &&
           waiting->pending.state != TKS_PENDING_UNREADABLE;
}

static int by_entry(const void *a, const void *b)
{
    return strcmp(((const struct tksi_sought *)a)->entry, ((const struct tksi_sought *)b)->entry);
}

/* All that waits of the file: the item's neighbours in the listing. */
static tks_status list_entries(struct book *book, const struct tksi_shelf *shelf,
                               const struct tksi_waiting *waiting, tks_error *err)
{
    const struct tksi_waiting *const all = waiting->listing->waiting;
    size_t first = (size_t)(waiting - all), end = first + 1;

    while (first > 0 && strcmp(all[first - 1].pending.path, book->path) == 0)
        first--;
    while (end < waiting->listing->count && strcmp(all[end].pending.path, book->path) == 0)
        end++;
    book->sought = tksi_allocate_zeroed(&shelf->env, end - first, sizeof *book->sought);
    if (book->sought == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu entries", end - first);
    for (; first < end; first++)
        if (is_in(book, &all[first]))
            book->sought[book->count++].entry = all[first].pending.entry;
    qsort(book->sought, book->count, sizeof *book->sought, by_entry);
    return TKS_OK;
}

/* Reads the file; what fails is kept for all who wait. */
static void write_book(struct book *book, const struct tksi_shelf *shelf, const char *real,
                       const struct tksi_root *root, const struct tksi_waiting *waiting)
{
    tks_status status = list_entries(book, shelf, waiting, &book->why);

    if (status == TKS_OK &&
        (status = tksi_kept_seek(book->sought, book->count, &book->payloads, book->format, root,
                                 real, &book->why)) != TKS_OK)
        tksi_fail_at(&book->why, status, book->path);
}

static tks_status copy(struct tksi_buffer *out, bool *found, const struct book *book,
                       const char *entry, tks_error *err)
{
    const struct tksi_sought wanted = { .entry = entry };
    const struct tksi_sought *one;

    if (book->why.status != TKS_OK) {
        if (err != NULL)
            *err = book->why;
        return book->why.status;
    }
    one = bsearch(&wanted, book->sought, book->count, sizeof wanted, by_entry);
    *found = one != NULL && one->found;
    if (!*found)
        return TKS_OK;
    return tksi_buffer_append(out, tksi_span_of(tksi_bytes_of(&book->payloads), one->payload).data,
                              one->payload.length, err);
}

/* ------------------------------------------------------------------------ the shelf */

/* The book of this file as it is now, which moves to the front; NULL: it is not there. */
static struct book *take_book(struct tksi_shelf *shelf, const struct tksi_waiting *waiting,
                              const struct identity *now)
{
    for (struct book **at = &shelf->books; *at != NULL; at = &(*at)->next) {
        struct book *book = *at;

        if (book->format != waiting->found.format ||
            strcmp(book->path, waiting->pending.path) != 0 || !is_same_file(&book->identity, now))
            continue;
        *at = book->next;
        book->next = shelf->books;
        shelf->books = book;
        return book;
    }
    return NULL;
}

static struct book *add_book(struct tksi_shelf *shelf, const struct tksi_waiting *waiting,
                             const struct identity *now)
{
    struct book *book = tksi_allocate_zeroed(&shelf->env, 1, sizeof *book);

    if (book == NULL)
        return NULL;
    *book = (struct book){ .next = shelf->books,
                           .path = waiting->pending.path,
                           .format = waiting->found.format,
                           .identity = *now };
    tksi_buffer_init(&book->payloads, (size_t)shelf->env.limits.file_bytes + 1, &shelf->env);
    shelf->books = book;
    return book;
}

/* Forgets what nobody reads: what could not be read, and what is too much. */
static void tidy(struct tksi_shelf *shelf)
{
    size_t books = 0, bytes = 0;

    for (struct book **at = &shelf->books; *at != NULL;) {
        struct book *book = *at;

        books++;
        bytes += book->finished ? book->payloads.length : 0;
        if (book->readers > 0 || (book->why.status == TKS_OK &&
                                  (books == 1 || (books <= MOST_BOOKS && bytes <= MOST_BYTES)))) {
            at = &book->next;
            continue;
        }
        *at = book->next;
        free_book(shelf, book);
    }
}

/* The book, with one reader more, and finished. */
static struct book *open_book(struct tksi_shelf *shelf, const char *real,
                              const struct identity *now, const struct tksi_root *root,
                              const struct tksi_waiting *waiting)
{
    struct book *book;

    pthread_mutex_lock(&shelf->lock);
    if ((book = take_book(shelf, waiting, now)) != NULL) {
        book->readers++;
        while (!book->finished)
            pthread_cond_wait(&shelf->finished, &shelf->lock);
    } else if ((book = add_book(shelf, waiting, now)) != NULL) {
        book->readers++;
        pthread_mutex_unlock(&shelf->lock);
        write_book(book, shelf, real, root, waiting);
        pthread_mutex_lock(&shelf->lock);
        book->finished = true;
        pthread_cond_broadcast(&shelf->finished);
    }
    pthread_mutex_unlock(&shelf->lock);
    return book;
}

static void close_book(struct tksi_shelf *shelf, struct book *book)
{
    pthread_mutex_lock(&shelf->lock);
    book->readers--;
    tidy(shelf);
    pthread_mutex_unlock(&shelf->lock);
}

tks_status tksi_shelf_payload(struct tksi_buffer *out, bool *found, const struct tksi_root *root,
                              const struct tksi_waiting *waiting, tks_error *err)
{
    struct tksi_shelf *shelf = waiting->listing->shelf;
    struct tksi_buffer real;
    struct identity now;
    struct book *book;
    tks_status status;

    *found = false;
    tksi_buffer_init(&real, SIZE_MAX / 2, &root->env);
    if ((status = identify(&now, &real, root, waiting->pending.path, err)) || !now.there)
        goto done;
    if ((book = open_book(shelf, (const char *)real.data, &now, root, waiting)) == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
        goto done;
    }
    status = copy(out, found, book, waiting->pending.entry, err);
    close_book(shelf, book);
done:
    tksi_buffer_dispose(&real);
    return status;
}
