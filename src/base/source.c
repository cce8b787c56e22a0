/* source.c - bytes that are read where they are needed
 *
 * A decoder that goes through a file once, or twice, does not need it in memory: a
 * piece at a time is enough, and pieces that are read into the same buffer stay in
 * cache, where fresh memory would first have to be cleared.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "base/base.h"

#include <errno.h>
#include <unistd.h>

enum {
    /* files up to here are read whole at once: one call instead of several */
    SMALL = 1 << 20,
    PIECE = 128 << 10
};

void tksi_source_of_bytes(struct tksi_source *out, tks_bytes bytes)
{
    *out = (struct tksi_source){ .file = { .descriptor = -1 },
                                 .memory = bytes,
                                 .length = bytes.length };
}

tks_status tksi_source_of_file(struct tksi_source *out, const struct tksi_file *file,
                               const struct tksi_env *env, tks_error *err)
{
    *out = (struct tksi_source){ .file = *file, .env = *env };
    /* one byte more than is allowed shows the excess */
    tksi_buffer_init(&out->content, (size_t)env->limits.file_bytes + 1, &out->env);
    if (!file->regular || file->length <= SMALL)
        return tksi_source_load(out, err);
    out->length = (uint64_t)file->length;
    return tksi_buffer_reserve(&out->content, PIECE, err);
}

void tksi_source_dispose(struct tksi_source *source)
{
    tksi_buffer_dispose(&source->content);
}

tks_status tksi_source_load(struct tksi_source *source, tks_error *err)
{
    tks_status status;

    if (source->memory.data != NULL)
        return TKS_OK;
    source->content.length = 0;
    if (source->file.regular && lseek(source->file.descriptor, 0, SEEK_SET) < 0)
        return tksi_fail_errno(err, errno, "%s: cannot be read", source->file.path);
    if ((status = tksi_file_read_rest(&source->file, &source->content, err)))
        return status;
    source->memory = (tks_bytes){ source->content.data, source->content.length };
    source->length = source->content.length;
    return TKS_OK;
}

/* Fills the piece from `offset` on; short only at the end of the file or of its luck. */
static void read_piece(struct tksi_source *source, uint64_t offset)
{
    struct tksi_buffer *piece = &source->content;

    piece->length = 0;
    source->piece_at = offset;
    while (piece->length < PIECE) {
        const ssize_t n = pread(source->file.descriptor, piece->data + piece->length,
                                PIECE - piece->length, (off_t)(offset + piece->length));

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        piece->length += (size_t)n;
    }
}

const uint8_t *tksi_source_at(struct tksi_source *source, uint64_t offset, size_t length,
                              size_t *got)
{
    const uint8_t *data = source->memory.data;
    uint64_t first = 0, end = source->length;

    if (data == NULL) {
        const uint64_t have = source->piece_at + source->content.length;

        if (offset < source->piece_at || offset >= have ||
            (have - offset < length && have - offset < TKSI_SOURCE_WHOLE))
            read_piece(source, offset);
        data = source->content.data;
        first = source->piece_at;
        end = first + source->content.length;
    }
    *got = 0;
    if (offset >= end)
        return NULL;
    *got = end - offset < length ? (size_t)(end - offset) : length;
    return data + (offset - first);
}
