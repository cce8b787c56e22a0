/* deliver.c - where a diff picture goes, whole
 *
 * Bytes given to a sink cannot be taken back, and a file that appears must be a
 * picture; so both get it in one piece, when it is finished and wanted.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "render/render.h"

tks_status tksi_drawing_check(const tks_drawing *drawing, tks_error *err)
{
    if (drawing == NULL || drawing->size < sizeof *drawing)
        return tksi_fail(err, TKS_INVALID_ARGUMENT,
                         "tks_drawing.size is not set; start from TKS_DRAWING");
    if (drawing->path == NULL && (drawing->sink == NULL || drawing->sink->write == NULL))
        return tksi_fail(err, TKS_INVALID_ARGUMENT,
                         "the drawing has nowhere to go; give it a path or a sink");
    return TKS_OK;
}

tks_status tksi_drawing_deliver(const tks_drawing *drawing, tks_bytes picture,
                                const struct tksi_env *env, tks_error *err)
{
    struct tksi_outfile file;
    tks_status status;

    if (drawing->path == NULL)
        return drawing->sink->write(drawing->sink->user, picture, err);
    if ((status = tksi_outfile_open(&file, drawing->path, drawing->make_folders, env, err)))
        return status;
    if ((status = tksi_outfile_write(&file, picture, err)) == TKS_OK)
        status = tksi_outfile_commit(&file, err);
    tksi_outfile_dispose(&file);
    return status;
}
