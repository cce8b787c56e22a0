/* jpeg.c - JPEG through libjpeg-turbo
 *
 * Grey, YCbCr and RGB become RGBA; CMYK and YCCK become RGB by multiplying ink
 * (R = C * K / 255, rounded to nearest; Adobe's files store 255 minus the ink).
 * The EXIF orientation is applied, so rows are laid down where a viewer would see
 * them. ICC profiles are noted, not applied.
 *
 * The same file gives the same pixels everywhere: the accurate integer IDCT
 * (ISLOW) and the plain "fancy" up-sampling are chosen, whose SIMD versions in
 * libjpeg-turbo equal its C code bit for bit; block smoothing, which guesses what
 * a progressive file does not say and changed between versions, is off.
 *
 * Refused: whatever libjpeg calls corrupt, in a warning as well as in an error -
 * it would go on with grey blocks, and two broken pictures might look the same -
 * and a file without its end marker. Tolerated, since pixels are not in doubt:
 * stray bytes before a marker, an unknown JFIF version or Adobe transform, a
 * damaged profile, anything after the end marker.
 *
 * Errors leave libjpeg by longjmp, always to `attempt`, whose locals do not change.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/image.h"

#include <setjmp.h>
#include <stdio.h> /* jpeglib.h needs FILE */
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

enum {
    /* Real encoders write about ten scans; every scan costs a pass over the whole
     * picture while a byte may be enough to make one. */
    MOST_SCANS = 500,
    TOO_MANY_SCANS = JMSG_LASTMSGCODE + 1 /* ours beside libjpeg's codes */
};

enum stage { READING_HEADER, READING_SCANS, READING_ROWS };

struct reader {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf way_out;
    tks_bytes file;
    const struct tksi_env *env;
    enum stage stage;
    int code; /* libjpeg's message code of the error */
    char words[JMSG_LENGTH_MAX];
    int orientation; /* EXIF's, 1..8 */
    bool has_profile;
    uint8_t *row;
    tks_image *image;
};

static bool probe(tks_bytes file)
{
    return file.length >= 3 && memcmp(file.data, "\xFF\xD8\xFF", 3) == 0;
}

/* ------------------------------------------------- what libjpeg calls back */

static void on_error(j_common_ptr jpeg)
{
    struct reader *reader = jpeg->client_data;

    reader->code = jpeg->err->msg_code;
    jpeg->err->format_message(jpeg, reader->words);
    longjmp(reader->way_out, 1);
}

/* Level -1 is a warning of corrupt data; all but these leave pixels in doubt. */
static void on_message(j_common_ptr jpeg, int level)
{
    const int code = jpeg->err->msg_code;

    if (level >= 0 || code == JWRN_EXTRANEOUS_DATA || code == JWRN_JFIF_MAJOR ||
        code == JWRN_ADOBE_XFORM || code == JWRN_BOGUS_ICC)
        return;
    on_error(jpeg);
}

static void on_progress(j_common_ptr jpeg)
{
    struct reader *reader = jpeg->client_data;

    if (reader->jpeg.input_scan_number <= MOST_SCANS)
        return;
    reader->code = TOO_MANY_SCANS;
    longjmp(reader->way_out, 1);
}

/* -------------------------------------------------------------------- EXIF */

struct exif {
    const uint8_t *data;
    size_t length;
    bool big_endian;
};

static unsigned exif_short(const struct exif *exif, size_t at)
{
    const uint8_t *from = exif->data + at;

    return exif->big_endian ? (unsigned)from[0] << 8 | from[1] : (unsigned)from[1] << 8 | from[0];
}

static size_t exif_long(const struct exif *exif, size_t at)
{
    const size_t first = exif_short(exif, at), second = exif_short(exif, at + 2);

    return exif->big_endian ? first << 16 | second : second << 16 | first;
}

/* The orientation in an EXIF block (a TIFF file in small), 1 where it says none
 * or makes no sense. */
static int exif_orientation(const uint8_t *data, size_t length)
{
    enum { ENTRY = 12, ORIENTATION = 0x0112, TYPE_SHORT = 3 };
    struct exif exif = { data, length, length >= 8 && memcmp(data, "MM\0*", 4) == 0 };
    size_t folder, entries;

    if (length < 8 || (!exif.big_endian && memcmp(data, "II*\0", 4) != 0))
        return 1;
    folder = exif_long(&exif, 4);
    if (folder > length - 2)
        return 1;
    entries = exif_short(&exif, folder);
    for (size_t i = 0; i < entries; i++) {
        const size_t entry = folder + 2 + i * ENTRY;

        if (entry + ENTRY > length)
            break;
        if (exif_short(&exif, entry) == ORIENTATION && exif_short(&exif, entry + 2) == TYPE_SHORT) {
            const unsigned value = exif_short(&exif, entry + 8);

            return value >= 1 && value <= 8 ? (int)value : 1;
        }
    }
    return 1;
}

static void read_markers(struct reader *reader)
{
    bool has_exif = false;

    for (jpeg_saved_marker_ptr m = reader->jpeg.marker_list; m != NULL; m = m->next) {
        if (m->marker == JPEG_APP0 + 2 && m->data_length >= 12 &&
            memcmp(m->data, "ICC_PROFILE", 12) == 0)
            reader->has_profile = true;
        if (m->marker == JPEG_APP0 + 1 && !has_exif && m->data_length >= 6 &&
            memcmp(m->data, "Exif\0", 6) == 0) {
            has_exif = true; /* the first one counts */
            reader->orientation = exif_orientation(m->data + 6, m->data_length - 6);
        }
    }
}

/* ------------------------------------------------------------------- steps */

static bool attempt(struct reader *reader, void (*step)(struct reader *))
{
    if (setjmp(reader->way_out) != 0)
        return false;
    step(reader);
    return true;
}

static void read_header(struct reader *reader)
{
    struct jpeg_decompress_struct *jpeg = &reader->jpeg;

    jpeg->err = jpeg_std_error(&reader->errors);
    reader->errors.error_exit = on_error;
    reader->errors.emit_message = on_message;
    jpeg->client_data = reader;
    jpeg_create_decompress(jpeg);
    jpeg->progress = &reader->progress;
    reader->progress.progress_monitor = on_progress;

    jpeg_mem_src(jpeg, reader->file.data, (unsigned long)reader->file.length);
    jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xFFFF);
    jpeg_save_markers(jpeg, JPEG_APP0 + 2, 12);
    jpeg_read_header(jpeg, TRUE);
    read_markers(reader);
}

static bool is_cmyk(const struct reader *reader)
{
    return reader->jpeg.jpeg_color_space == JCS_CMYK || reader->jpeg.jpeg_color_space == JCS_YCCK;
}

static void read_scans(struct reader *reader)
{
    struct jpeg_decompress_struct *jpeg = &reader->jpeg;

    jpeg->out_color_space = is_cmyk(reader) ? JCS_CMYK : JCS_EXT_RGBA;
    jpeg->dct_method = JDCT_ISLOW;
    jpeg->do_fancy_upsampling = TRUE;
    jpeg->do_block_smoothing = FALSE;
    reader->stage = READING_SCANS;
    jpeg_start_decompress(jpeg); /* a progressive file is read whole here */
}

/* Where a row of the file goes: its first pixel, and the way from each pixel to
 * the next, in pixels of the picture as seen. */
struct path {
    ptrdiff_t start, step;
};

static struct path path_of_row(int orientation, ptrdiff_t y, ptrdiff_t width, ptrdiff_t height)
{
    const ptrdiff_t x_end = width - 1, y_end = height - 1;

    switch (orientation) {
    case 2: /* mirrored left to right */
        return (struct path){ y * width + x_end, -1 };
    case 3: /* upside down */
        return (struct path){ (y_end - y) * width + x_end, -1 };
    case 4: /* mirrored top to bottom */
        return (struct path){ (y_end - y) * width, 1 };
    case 5: /* rows are columns: height pixels wide from here on */
        return (struct path){ y, height };
    case 6: /* a quarter turn clockwise */
        return (struct path){ y_end - y, height };
    case 7: /* columns, from the bottom right */
        return (struct path){ x_end * height + y_end - y, -height };
    case 8: /* a quarter turn counter-clockwise */
        return (struct path){ x_end * height + y, -height };
    default:
        return (struct path){ y * width, 1 };
    }
}

/* C M Y K as libjpeg leaves them to R G B A, in place; both have four bytes. */
static void cmyk_to_rgba(uint8_t *row, size_t pixels, bool inverted)
{
    const uint8_t flip = inverted ? 0 : 255;

    for (size_t x = 0; x < pixels; x++, row += 4) {
        const unsigned black = row[3] ^ flip;

        for (int c = 0; c < 3; c++)
            row[c] = (uint8_t)(((row[c] ^ flip) * black + 127) / 255);
        row[3] = 255;
    }
}

static void read_rows(struct reader *reader)
{
    struct jpeg_decompress_struct *jpeg = &reader->jpeg;
    const ptrdiff_t width = jpeg->output_width, height = jpeg->output_height;
    uint32_t *pixels = reader->image->pixels;

    reader->stage = READING_ROWS;
    while (jpeg->output_scanline < jpeg->output_height) {
        const struct path path =
            path_of_row(reader->orientation, jpeg->output_scanline, width, height);
        uint32_t *to = pixels + path.start;
        JSAMPROW row = path.step == 1 ? (JSAMPROW)to : reader->row;

        jpeg_read_scanlines(jpeg, &row, 1);
        if (is_cmyk(reader))
            cmyk_to_rgba(row, (size_t)width, jpeg->saw_Adobe_marker);
        if (path.step != 1)
            for (ptrdiff_t x = 0; x < width; x++)
                memcpy(to + x * path.step, reader->row + x * 4, 4);
    }
    jpeg_finish_decompress(jpeg); /* insists on the end marker */
}

/* ------------------------------------------------------------- explanations */

static tks_status explain_truncation(const struct reader *reader, tks_error *err)
{
    const struct jpeg_decompress_struct *jpeg = &reader->jpeg;

    if (reader->stage == READING_HEADER)
        return tksi_fail(err, TKS_BAD_DATA, "truncated: the file ends before the picture data");
    if (reader->stage == READING_SCANS)
        return tksi_fail(err, TKS_BAD_DATA, "truncated: the file ends in scan %d",
                         jpeg->input_scan_number);
    if (jpeg->output_scanline == jpeg->output_height)
        return tksi_fail(err, TKS_BAD_DATA,
                         "truncated: the picture data is there but the file's end is missing");
    return tksi_fail(err, TKS_BAD_DATA, "truncated: the picture data ends at row %u of %u",
                     jpeg->output_scanline, jpeg->output_height);
}

static tks_status explain(const struct reader *reader, tks_error *err)
{
    const struct jpeg_decompress_struct *jpeg = &reader->jpeg;

    switch (reader->code) {
    case JERR_OUT_OF_MEMORY:
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for reading a JPEG");
    case JERR_BAD_PRECISION:
        return tksi_fail(err, TKS_UNSUPPORTED, "a JPEG of %d bits a channel; only 8 are read",
                         jpeg->data_precision);
    case JERR_SOF_UNSUPPORTED:
    case JERR_ARITH_NOTIMPL:
        return tksi_fail(err, TKS_UNSUPPORTED, "a kind of JPEG that is not read (%s)",
                         reader->words);
    case JERR_IMAGE_TOO_BIG:
        return tksi_fail(err, TKS_UNSUPPORTED, "%u x %u pixels; a JPEG is read up to %ld a side",
                         jpeg->image_width, jpeg->image_height, (long)JPEG_MAX_DIMENSION);
    case JERR_EMPTY_IMAGE:
        return tksi_check_size(jpeg->image_width, jpeg->image_height, reader->env, err);
    case JWRN_JPEG_EOF:
    case JERR_INPUT_EOF:
    case JERR_INPUT_EMPTY:
        return explain_truncation(reader, err);
    case TOO_MANY_SCANS:
        return tksi_fail(err, TKS_OVER_LIMIT, "more than %d scans, as no encoder writes them",
                         MOST_SCANS);
    }
    if (reader->stage == READING_ROWS)
        return tksi_fail(err, TKS_BAD_DATA, "the picture data is damaged at row %u of %u (%s)",
                         jpeg->output_scanline, jpeg->output_height, reader->words);
    return tksi_fail(err, TKS_BAD_DATA, "not a valid JPEG: %s", reader->words);
}

/* ----------------------------------------------------------------- the codec */

/* A reader past the header, its size checked. Dispose of it in any case. */
static tks_status open_reader(struct reader *reader, tks_bytes file, const struct tksi_env *env,
                              tks_error *err)
{
    memset(reader, 0, sizeof *reader);
    reader->file = file;
    reader->env = env;
    reader->orientation = 1;
    if (!attempt(reader, read_header))
        return explain(reader, err);
    if (reader->jpeg.jpeg_color_space == JCS_UNKNOWN)
        return tksi_fail(err, TKS_UNSUPPORTED, "a JPEG of %d components in unknown colours",
                         reader->jpeg.num_components);
    return tksi_check_size(reader->jpeg.image_width, reader->jpeg.image_height, env, err);
}

static void dispose_reader(struct reader *reader)
{
    jpeg_destroy_decompress(&reader->jpeg);
    tksi_release(reader->env, reader->row);
    tks_image_free(reader->image);
}

/* Orientations 5 to 8 lay the picture on its side. */
static void seen_size(const struct reader *reader, int32_t *width, int32_t *height)
{
    const bool turned = reader->orientation >= 5;

    *width = (int32_t)(turned ? reader->jpeg.image_height : reader->jpeg.image_width);
    *height = (int32_t)(turned ? reader->jpeg.image_width : reader->jpeg.image_height);
}

static tks_status inspect(tks_image_info *info, tks_bytes file, const struct tksi_env *env,
                          tks_error *err)
{
    struct reader reader;
    tks_status status = open_reader(&reader, file, env, err);

    if (status == TKS_OK) {
        info->format = tksi_codec_jpeg.format;
        seen_size(&reader, &info->width, &info->height);
        info->depth = 8;
        info->has_alpha = false;
        info->profile = reader.has_profile ? "icc" : NULL;
    }
    dispose_reader(&reader);
    return status;
}

/* Without arithmetic coding a block of 8x8 pixels costs at least a bit in the
 * component with most of them; its sampling may leave it a sixteenth of the
 * picture's blocks (4x1 against 1x4). A file that promises more is cut short. */
static tks_status check_promise(const struct reader *reader, tks_error *err)
{
    const struct jpeg_decompress_struct *jpeg = &reader->jpeg;
    const int64_t pixels = (int64_t)jpeg->image_width * jpeg->image_height;

    if (jpeg->arith_code || pixels / (64 * 16 * 8) <= (int64_t)reader->file.length)
        return TKS_OK;
    return tksi_fail(err, TKS_BAD_DATA, "truncated: %zu bytes cannot hold %u x %u pixels",
                     reader->file.length, jpeg->image_width, jpeg->image_height);
}

static tks_status decode(tks_image **out, tks_bytes file, const struct tksi_env *env,
                         tks_error *err)
{
    struct reader reader;
    int32_t width, height;
    tks_status status;

    if ((status = open_reader(&reader, file, env, err)) || (status = check_promise(&reader, err)))
        goto done;
    if (!attempt(&reader, read_scans)) {
        status = explain(&reader, err);
        goto done;
    }
    seen_size(&reader, &width, &height);
    if ((status = tksi_image_new(&reader.image, width, height, TKS_RGBA8, env, err)))
        goto done;
    if ((reader.row = tksi_allocate(env, reader.jpeg.output_width, 4)) == NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for reading a JPEG");
        goto done;
    }
    if (!attempt(&reader, read_rows)) {
        status = explain(&reader, err);
        goto done;
    }
    *out = reader.image;
    reader.image = NULL;
done:
    dispose_reader(&reader);
    return status;
}

const struct tksi_codec tksi_codec_jpeg = { "jpeg", probe, inspect, decode };
