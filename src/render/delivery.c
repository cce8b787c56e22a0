/* delivery.c - where a diff picture goes, and that it comes whole or not at all
 *
 * A path is served through a temporary file that takes its place at the end. A
 * sink cannot take bytes back, so they wait in memory until the picture is whole:
 * they are deflated, a few per cent of the pixels.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "render/render.h"

tks_status tksi_delivery_init(struct tksi_delivery *delivery, const tks_drawing *drawing,
                              const struct tksi_env *env, tks_error *err)
{
    const int64_t most = env->limits.file_bytes;

    *delivery = (struct tksi_delivery){ .env = *env, .file.descriptor = -1 };
    tksi_buffer_init(&delivery->held, (uint64_t)most < SIZE_MAX ? (size_t)most : SIZE_MAX,
                     &delivery->env);
    if (drawing == NULL || drawing->size < sizeof *drawing)
        return tksi_fail(err, TKS_INVALID_ARGUMENT,
                         "tks_drawing.size is not set; start from TKS_DRAWING");
    if (drawing->path == NULL && (drawing->sink == NULL || drawing->sink->write == NULL))
        return tksi_fail(err, TKS_INVALID_ARGUMENT,
                         "the drawing has nowhere to go; give it a path or a sink");
    delivery->path = drawing->path;
    if (drawing->path == NULL)
        delivery->sink = *drawing->sink;
    return TKS_OK;
}

static tks_status write_file(void *user, tks_bytes bytes, tks_error *err)
{
    struct tksi_delivery *delivery = user;
    tks_status status;

    if (delivery->file.descriptor < 0 &&
        (status = tksi_outfile_open(&delivery->file, delivery->path, false, &delivery->env, err)))
        return status;
    return tksi_outfile_write(&delivery->file, bytes, err);
}

tks_sink tksi_delivery_sink(struct tksi_delivery *delivery)
{
    if (delivery->path == NULL)
        return tksi_buffer_sink(&delivery->held);
    return (tks_sink){ write_file, delivery };
}

tks_status tksi_delivery_finish(struct tksi_delivery *delivery, tks_error *err)
{
    if (delivery->file.descriptor < 0 && delivery->held.length == 0)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "there is no picture to deliver");
    if (delivery->path != NULL)
        return tksi_outfile_commit(&delivery->file, err);
    return delivery->sink.write(delivery->sink.user,
                                (tks_bytes){ delivery->held.data, delivery->held.length }, err);
}

void tksi_delivery_dispose(struct tksi_delivery *delivery)
{
    tksi_outfile_dispose(&delivery->file);
    tksi_buffer_dispose(&delivery->held);
}
