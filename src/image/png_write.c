/* png_write.c - encodes the pictures we draw, as fast as they can be drawn
 *
 * Rows are packed (1, 2, 4 or 8 bits a pixel by the number of colours, 24 for
 * RGB, 32 for RGBA), filtered and gathered into batches of 128 KiB; a batch is deflated by
 * ISA-L and leaves in IDAT chunks of 64 KiB. The head of the file waits for the
 * first chunk, so that a small picture is one write, and none when it is given up
 * before its end.
 *
 *     row -> [ filling ]                       caller
 *            [ waiting ] [ waiting ] ...       bounded queue
 *                        [ encoding ] -> sink  encoder's thread
 *
 * The thread is worth its start only for pictures of some megabytes; without it the
 * caller encodes each full batch itself. Both give the same bytes.
 *
 * Filters: indices keep None, because neighbours of a palette mean nothing to each
 * other and deflate finds an equal row above by itself; RGB and RGBA take Up. Level,
 * filters and sizes were measured: docs/decisions/0013-png-encoder.md.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/png_write.h"

#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <string.h>

enum {
    BATCHES = 4,
    BATCH_BYTES = 128 * 1024,
    THREAD_BYTES = 2 * 1024 * 1024, /* of rows; less is encoded before a thread has begun */
    CHUNK_BYTES = 64 * 1024,        /* deflated bytes of one IDAT */
    LEVEL = 1,
    LEVEL_BYTES = ISAL_DEF_LVL1_SMALL,
    /* signature, IHDR, PLTE and tRNS of 256 colours */
    HEAD_MOST = 8 + (12 + 13) + (12 + 256 * 3) + (12 + 256),
    /* around the deflated bytes: length and type before, Adler-32 and CRC after */
    CHUNK_AROUND = 8 + 4 + 4,
    END_BYTES = 12,
    RGB_BITS = 24,
    RGBA_BITS = 32
};

enum { FILTER_NONE = 0, FILTER_UP = 2 };

struct batch {
    uint8_t *bytes;
    size_t length;
    bool last; /* of the picture */
};

struct tksi_png_writer {
    struct tksi_env env;
    tks_sink sink;
    int32_t width, height;
    unsigned bits;    /* a pixel */
    size_t row_bytes; /* packed, without the filter's byte */

    /* the caller's side */
    int32_t rows;   /* given so far */
    uint8_t *above; /* the row before, for Up; NULL with a palette */
    size_t batch_bytes;
    int filling;         /* the batch that takes the next row */
    tks_status reported; /* what row and finish have told, and will tell again */

    /* the encoder's side */
    struct isal_zstream *stream;
    uint8_t *level_buffer;
    uint8_t *out; /* `head` bytes, then a chunk: length, type, deflated bytes ... */
    size_t head;
    uint32_t adler;

    /* shared, under the mutex once there is a thread */
    struct batch batches[BATCHES];
    int oldest, waiting; /* batches [oldest, oldest + waiting) are the encoder's */
    bool abandoned;
    tks_status status; /* first failure; error tells it */
    tks_error error;

    bool threaded; /* the thread exists and has not been joined */
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t filled, emptied;
};

/* --------------------------------------------------------------- container */

static void put_u32(uint8_t *to, uint32_t value)
{
    to[0] = (uint8_t)(value >> 24);
    to[1] = (uint8_t)(value >> 16);
    to[2] = (uint8_t)(value >> 8);
    to[3] = (uint8_t)value;
}

/* Completes the chunk at `chunk` whose `length` bytes already stand behind room for
 * length and type; returns the byte after its CRC. */
static uint8_t *seal_chunk(uint8_t *chunk, const char *type, size_t length)
{
    put_u32(chunk, (uint32_t)length);
    memcpy(chunk + 4, type, 4);
    put_u32(chunk + 8 + length, libdeflate_crc32(0, chunk + 4, length + 4));
    return chunk + 12 + length;
}

static uint8_t *put_palette(uint8_t *to, const struct tksi_png_output *form)
{
    size_t opaque_from = 0; /* tRNS may end at the last colour that is not opaque */

    for (int i = 0; i < form->n_colors; i++) {
        memcpy(to + 8 + i * 3, form->palette[i], 3);
        if (form->palette[i][3] != 255)
            opaque_from = (size_t)i + 1;
    }
    to = seal_chunk(to, "PLTE", (size_t)form->n_colors * 3);
    if (opaque_from == 0)
        return to;
    for (size_t i = 0; i < opaque_from; i++)
        to[8 + i] = form->palette[i][3];
    return seal_chunk(to, "tRNS", opaque_from);
}

/* The length of everything before the first IDAT. */
static size_t put_head(uint8_t *to, const struct tksi_png_output *form, unsigned bits)
{
    static const uint8_t signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n' };
    uint8_t *const start = to;

    memcpy(to, signature, sizeof signature);
    to += sizeof signature;
    put_u32(to + 8, (uint32_t)form->width);
    put_u32(to + 12, (uint32_t)form->height);
    to[16] = (uint8_t)(bits < RGB_BITS ? bits : 8);
    to[17] = bits < RGB_BITS ? 3 : bits == RGB_BITS ? 2 : 6; /* palette, RGB, RGBA */
    to[18] = to[19] = to[20] = 0; /* deflate, the five filters, not interlaced */
    to = seal_chunk(to, "IHDR", 13);
    if (form->n_colors > 0)
        to = put_palette(to, form);
    return (size_t)(to - start);
}

/* ---------------------------------------------------------------- encoding */

static uint8_t *chunk_data(const struct tksi_png_writer *writer)
{
    return writer->out + writer->head + 8;
}

/* Sends the deflated bytes that have come together; the last chunk carries the
 * zlib stream's Adler-32 and is followed by IEND. */
static tks_status send_chunk(struct tksi_png_writer *writer, bool last, tks_error *err)
{
    size_t length = (size_t)(writer->stream->next_out - chunk_data(writer));
    uint8_t *end;
    tks_status status;

    if (last) {
        put_u32(chunk_data(writer) + length, writer->adler);
        length += 4;
    }
    end = seal_chunk(writer->out + writer->head, "IDAT", length);
    if (last)
        end = seal_chunk(end, "IEND", 0);
    status = writer->sink.write(writer->sink.user,
                                (tks_bytes){ writer->out, (size_t)(end - writer->out) }, err);
    writer->head = 0;
    writer->stream->next_out = chunk_data(writer);
    writer->stream->avail_out = CHUNK_BYTES;
    return status;
}

static tks_status encode(struct tksi_png_writer *writer, const struct batch *batch, tks_error *err)
{
    struct isal_zstream *stream = writer->stream;
    tks_status status;

    writer->adler = libdeflate_adler32(writer->adler, batch->bytes, batch->length);
    stream->next_in = batch->bytes;
    stream->avail_in = (uint32_t)batch->length;
    stream->end_of_stream = batch->last;
    for (;;) {
        const int result = isal_deflate(stream);

        if (result != COMP_OK)
            return tksi_fail(err, TKS_UNSUPPORTED, "png: igzip refused the rows (%d)", result);
        if (stream->avail_out == 0) {
            if ((status = send_chunk(writer, false, err)))
                return status;
        } else if (!batch->last) {
            return TKS_OK;
        } else if (stream->internal_state.state == ZSTATE_END) {
            return send_chunk(writer, true, err);
        }
    }
}

/* Encodes a batch and remembers the failure, which a sink may have left unsaid. */
static tks_status encode_or_tell(struct tksi_png_writer *writer, const struct batch *batch,
                                 tks_error *err)
{
    const tks_status status = encode(writer, batch, err);

    if (status != TKS_OK && err->status == TKS_OK)
        tksi_fail(err, status, "the picture could not be written: %s", tks_status_name(status));
    return status;
}

/* ------------------------------------------------------------------ thread */

static void *encode_batches(void *argument)
{
    struct tksi_png_writer *writer = argument;
    bool more = true;

    pthread_mutex_lock(&writer->mutex);
    while (more) {
        const struct batch *batch = &writer->batches[writer->oldest];
        tks_error error = { .status = TKS_OK };
        tks_status status;

        if (writer->abandoned)
            break;
        if (writer->waiting == 0) {
            pthread_cond_wait(&writer->filled, &writer->mutex);
            continue;
        }
        pthread_mutex_unlock(&writer->mutex);
        status = encode_or_tell(writer, batch, &error);
        more = status == TKS_OK && !batch->last;
        pthread_mutex_lock(&writer->mutex);
        writer->status = status;
        writer->error = error;
        writer->oldest = (writer->oldest + 1) % BATCHES;
        writer->waiting--;
        pthread_cond_signal(&writer->emptied);
    }
    pthread_mutex_unlock(&writer->mutex);
    return NULL;
}

/* False when the system gives no thread; then the caller encodes. */
static bool start_thread(struct tksi_png_writer *writer)
{
    pthread_mutex_init(&writer->mutex, NULL);
    pthread_cond_init(&writer->filled, NULL);
    pthread_cond_init(&writer->emptied, NULL);
    if (pthread_create(&writer->thread, NULL, encode_batches, writer) == 0)
        return true;
    pthread_cond_destroy(&writer->emptied);
    pthread_cond_destroy(&writer->filled);
    pthread_mutex_destroy(&writer->mutex);
    return false;
}

/* Waits for the thread to end, which it does after the last batch, a failure, or
 * when the picture is given up. */
static void end_thread(struct tksi_png_writer *writer, bool abandon)
{
    if (!writer->threaded)
        return;
    if (abandon) {
        pthread_mutex_lock(&writer->mutex);
        writer->abandoned = true;
        pthread_cond_signal(&writer->filled);
        pthread_mutex_unlock(&writer->mutex);
    }
    pthread_join(writer->thread, NULL);
    pthread_cond_destroy(&writer->emptied);
    pthread_cond_destroy(&writer->filled);
    pthread_mutex_destroy(&writer->mutex);
    writer->threaded = false;
}

/* Gives the batch being filled to the encoder and takes the next free one. */
static tks_status hand_over(struct tksi_png_writer *writer)
{
    struct batch *batch = &writer->batches[writer->filling];
    tks_status status;

    if (!writer->threaded) {
        writer->status = encode_or_tell(writer, batch, &writer->error);
        batch->length = 0;
        return writer->status;
    }
    writer->filling = (writer->filling + 1) % BATCHES;
    pthread_mutex_lock(&writer->mutex);
    writer->waiting++;
    pthread_cond_signal(&writer->filled);
    while (writer->status == TKS_OK && writer->waiting == BATCHES)
        pthread_cond_wait(&writer->emptied, &writer->mutex);
    status = writer->status;
    pthread_mutex_unlock(&writer->mutex);
    if (status == TKS_OK)
        writer->batches[writer->filling].length = 0;
    return status;
}

/* -------------------------------------------------------------------- rows */

/* Indices into pixels of 1, 2 or 4 bits, the leftmost in the highest bits. For
 * whole bytes the indices are gathered by a multiplication: it adds copies of the
 * word shifted so that index i lands where the packed byte wants it, and no two
 * copies share a bit below the result, so nothing carries. */
static void pack_1(uint8_t *to, const uint8_t *from, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++, from += 8) {
        uint64_t word = 0;

        for (int k = 0; k < 8; k++)
            word |= (uint64_t)from[k] << (8 * k);
        to[i] = (uint8_t)(word * 0x8040201008040201u >> 56);
    }
}

static void pack_2(uint8_t *to, const uint8_t *from, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++, from += 4) {
        const uint32_t word =
            from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;

        to[i] = (uint8_t)((word * 0x40100401u) >> 24);
    }
}

static void pack_4(uint8_t *to, const uint8_t *from, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++, from += 2)
        to[i] = (uint8_t)(from[0] << 4 | from[1]);
}

static void pack_row(uint8_t *to, const uint8_t *from, size_t width, unsigned bits)
{
    const size_t per_byte = 8 / bits;
    const size_t whole = width / per_byte, left = width % per_byte;
    unsigned shift = 8;

    if (bits == 8)
        memcpy(to, from, width);
    else if (bits == 4)
        pack_4(to, from, whole);
    else if (bits == 2)
        pack_2(to, from, whole);
    else
        pack_1(to, from, whole);
    if (left == 0)
        return;
    to[whole] = 0;
    for (size_t i = 0; i < left; i++) {
        shift -= bits;
        to[whole] |= (uint8_t)(from[whole * per_byte + i] << shift);
    }
}

static void filter_up(uint8_t *restrict to, const uint8_t *restrict from,
                      const uint8_t *restrict above, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (uint8_t)(from[i] - above[i]);
}

/* Tells a failure of the encoder, now and whenever it is asked again. */
static tks_status report(struct tksi_png_writer *writer, tks_status status, tks_error *err)
{
    writer->reported = status;
    if (status != TKS_OK && err != NULL)
        *err = writer->error; /* the encoder stops at its first failure: no one writes here */
    return status;
}

tks_status tksi_png_writer_row(struct tksi_png_writer *writer, const uint8_t *row, tks_error *err)
{
    struct batch *batch = &writer->batches[writer->filling];
    uint8_t *to;

    if (writer->reported != TKS_OK)
        return report(writer, writer->reported, err);
    if (writer->rows == writer->height)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "png: more than %d rows", writer->height);
    to = batch->bytes + batch->length;
    if (writer->above != NULL) {
        *to = FILTER_UP;
        filter_up(to + 1, row, writer->above, writer->row_bytes);
        memcpy(writer->above, row, writer->row_bytes);
    } else {
        *to = FILTER_NONE;
        pack_row(to + 1, row, (size_t)writer->width, writer->bits);
    }
    batch->length += 1 + writer->row_bytes;
    batch->last = ++writer->rows == writer->height;
    if (!batch->last && writer->batch_bytes - batch->length >= 1 + writer->row_bytes)
        return TKS_OK;
    return report(writer, hand_over(writer), err);
}

tks_status tksi_png_writer_finish(struct tksi_png_writer *writer, tks_error *err)
{
    if (writer->reported != TKS_OK)
        return report(writer, writer->reported, err);
    if (writer->rows != writer->height)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "png: %d rows of %d", writer->rows,
                         writer->height);
    end_thread(writer, false);
    return report(writer, writer->status, err);
}

/* -------------------------------------------------------------------- life */

static tks_status check_form(const struct tksi_png_output *form, tks_error *err)
{
    if (form->width < 1 || form->height < 1)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "png: a picture of %dx%d pixels", form->width,
                         form->height);
    if (form->n_colors < 0 || form->n_colors > 256)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "png: a palette of %d colours", form->n_colors);
    /* igzip counts a call's input in 32 bits, and a batch holds at least a row */
    if (form->n_colors == 0 && form->width > INT32_MAX / 4 - 1)
        return tksi_fail(err, TKS_OVER_LIMIT, "png: a row of %d RGB pixels is too long",
                         form->width);
    if (form->n_colors > 0 && form->alpha)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "png: alpha beside a palette");
    return TKS_OK;
}

static unsigned bits_for(int n_colors, bool alpha)
{
    if (n_colors == 0)
        return alpha ? RGBA_BITS : RGB_BITS;
    if (n_colors <= 2)
        return 1;
    if (n_colors <= 4)
        return 2;
    return n_colors <= 16 ? 4 : 8;
}

/* False when there is too little. */
static bool take_memory(struct tksi_png_writer *writer, int batches)
{
    const struct tksi_env *env = &writer->env;

    writer->stream = tksi_allocate(env, 1, sizeof *writer->stream);
    writer->level_buffer = tksi_allocate(env, LEVEL_BYTES, 1);
    writer->out = tksi_allocate(env, HEAD_MOST + CHUNK_AROUND + CHUNK_BYTES + END_BYTES, 1);
    if (writer->stream == NULL || writer->level_buffer == NULL || writer->out == NULL)
        return false;
    for (int i = 0; i < batches; i++)
        if ((writer->batches[i].bytes = tksi_allocate(env, writer->batch_bytes, 1)) == NULL)
            return false;
    if (writer->bits < RGB_BITS)
        return true;
    writer->above = tksi_allocate_zeroed(env, writer->row_bytes, 1);
    return writer->above != NULL;
}

static void start_stream(struct tksi_png_writer *writer, const struct tksi_png_output *form)
{
    struct isal_zstream *stream = writer->stream;

    writer->head = put_head(writer->out, form, writer->bits);
    writer->adler = 1;
    isal_deflate_init(stream);
    stream->level = LEVEL;
    stream->level_buf = writer->level_buffer;
    stream->level_buf_size = LEVEL_BYTES;
    stream->next_out = chunk_data(writer);
    stream->avail_out = CHUNK_BYTES;
    /* the zlib header, deflate with a window of 32 KiB, is ours because the Adler-32
     * is: libdeflate sums several times faster than ISA-L */
    *stream->next_out++ = 0x78;
    *stream->next_out++ = 0x01;
    stream->avail_out -= 2;
}

tks_status tksi_png_writer_open(struct tksi_png_writer **out, const struct tksi_png_output *form,
                                const tks_sink *sink, const struct tksi_env *env, tks_error *err)
{
    struct tksi_png_writer *writer;
    uint64_t bytes; /* of all rows */
    bool threaded;
    tks_status status = check_form(form, err);

    if (status)
        return status;
    if ((writer = tksi_allocate_zeroed(env, 1, sizeof *writer)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    writer->env = *env;
    writer->sink = *sink;
    writer->width = form->width;
    writer->height = form->height;
    writer->bits = bits_for(form->n_colors, form->alpha);
    writer->row_bytes = ((size_t)form->width * writer->bits + 7) / 8;
    bytes = (1 + (uint64_t)writer->row_bytes) * (uint64_t)form->height;
    threaded = env->threads > 1 && bytes > THREAD_BYTES;
    writer->batch_bytes = bytes < BATCH_BYTES ? (size_t)bytes : BATCH_BYTES;
    if (writer->batch_bytes < 1 + writer->row_bytes)
        writer->batch_bytes = 1 + writer->row_bytes;
    if (!take_memory(writer, threaded ? BATCHES : 1)) {
        tksi_png_writer_free(writer);
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    }
    start_stream(writer, form);
    writer->threaded = threaded && start_thread(writer);
    *out = writer;
    return TKS_OK;
}

void tksi_png_writer_free(struct tksi_png_writer *writer)
{
    struct tksi_env env;

    if (writer == NULL)
        return;
    end_thread(writer, true);
    env = writer->env;
    for (int i = 0; i < BATCHES; i++)
        tksi_release(&env, writer->batches[i].bytes);
    tksi_release(&env, writer->above);
    tksi_release(&env, writer->out);
    tksi_release(&env, writer->level_buffer);
    tksi_release(&env, writer->stream);
    tksi_release(&env, writer);
}
