/* kept_seek.c - entries of a baseline, all that are asked for in one walk
 *
 * A file is read a part at a time, and what is kept of it are the payloads that somebody
 * wanted: so a thousand entries of one file cost one reading, and one entry of a large file
 * little memory.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/kept.h"
#include "store/steps.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Part of a file. */
struct window {
    struct tksi_file file;
    struct tksi_buffer bytes;
    bool last; /* the file's end is in it */
};

struct seeking {
    const struct tksi_format *format;
    struct tksi_sought *sought;
    size_t count, left;           /* of them, and of those that were not met yet */
    struct tksi_buffer *payloads; /* NULL: not asked for */
    struct tksi_buffer name;
    struct window window;
};

/* Gives up what is before `from` and reads on; with nothing given up it becomes larger. */
static tks_status move_window(struct window *window, size_t from, tks_error *err)
{
    enum { LEAST = 1 << 20 };
    struct tksi_buffer *bytes = &window->bytes;
    const size_t want = bytes->length > LEAST ? bytes->length : LEAST;
    size_t got = 0;
    tks_status status;

    if (from > 0)
        memmove(bytes->data, bytes->data + from, bytes->length - from);
    bytes->length -= from;
    if ((status = tksi_buffer_reserve(bytes, want, err)) == TKS_OK)
        status = tksi_file_read(&window->file, bytes->data + bytes->length, want, &got, err);
    bytes->length += got;
    window->last = got < want;
    return status;
}

static int by_name(const void *a, const void *b)
{
    const struct tksi_buffer *name = a;
    const char *entry = ((const struct tksi_sought *)b)->entry;
    const size_t length = strlen(entry);
    const size_t common = name->length < length ? name->length : length;
    const int order = common > 0 ? memcmp(name->data, entry, common) : 0;

    return order != 0 ? order : (name->length > length) - (name->length < length);
}

/* Notes an entry that somebody wants. One that its library does not see is none. */
static tks_status take_piece(struct seeking *seeking, const struct tksi_piece *piece,
                             tks_error *err)
{
    const tks_bytes file = tksi_bytes_of(&seeking->window.bytes);
    const tks_bytes payload = tksi_span_of(file, piece->payload);
    struct tksi_sought *one;
    tks_status status;

    if (piece->kind != TKSI_ENTRY || (piece->conditions & (TKSI_UNSEEN | TKSI_UNTERMINATED)) != 0)
        return TKS_OK;
    seeking->name.length = 0;
    if ((status = tksi_decode_name(&seeking->name, seeking->format, tksi_span_of(file, piece->name),
                                   err)))
        return status;
    one = bsearch(&seeking->name, seeking->sought, seeking->count, sizeof *one, by_name);
    if (one == NULL || (one->found && seeking->format->first_wins))
        return TKS_OK;
    seeking->left -= !one->found;
    one->found = true;
    if (seeking->payloads == NULL)
        return TKS_OK;
    one->payload = (struct tksi_span){ seeking->payloads->length, payload.length };
    return tksi_buffer_append(seeking->payloads, payload.data, payload.length, err);
}

/* Whether what comes could change what is known. */
static bool is_over(const struct seeking *seeking)
{
    return seeking->left == 0 && (seeking->payloads == NULL || seeking->format->first_wins);
}

static tks_status walk(struct seeking *seeking, tks_error *err)
{
    struct window *window = &seeking->window;
    struct tksi_reader reader, before;
    struct tksi_piece piece = { .kind = TKSI_GAP };
    tks_status status = move_window(window, 0, err);

    if (status != TKS_OK)
        return status;
    tksi_reader_start(&reader, seeking->format, tksi_bytes_of(&window->bytes));
    while (status == TKS_OK && !is_over(seeking)) {
        before = reader;
        if (!tksi_reader_next(&piece, &reader))
            return TKS_OK;
        if (window->last || reader.at < window->bytes.length) {
            status = take_piece(seeking, &piece, err);
            continue;
        }
        reader = before;
        status = move_window(window, piece.whole.at, err);
        tksi_reader_slide(&reader, tksi_bytes_of(&window->bytes));
    }
    return status;
}

tks_status tksi_kept_seek(struct tksi_sought *sought, size_t count, struct tksi_buffer *payloads,
                          const struct tksi_format *format, const struct tksi_root *root,
                          const char *path, tks_error *err)
{
    struct seeking seeking = { .format = format,
                               .sought = sought,
                               .count = count,
                               .left = count,
                               .payloads = payloads,
                               .window.file = { .descriptor = -1, .regular = true, .path = path } };
    struct stat about;
    tks_status status;

    for (size_t i = 0; i < count; i++)
        sought[i].found = false;
    tksi_step_room(&seeking.window.bytes, root);
    tksi_buffer_init(&seeking.name, SIZE_MAX / 2, &root->env);
    status = tksi_root_open_file(&seeking.window.file.descriptor, &about, root, path, err);
    if (status == TKS_OK && seeking.window.file.descriptor >= 0) {
        status = walk(&seeking, err);
        close(seeking.window.file.descriptor);
    }
    tksi_buffer_dispose(&seeking.name);
    tksi_buffer_dispose(&seeking.window.bytes);
    return status;
}
