/* stb.c - BMP, GIF (first frame) and TGA through stb_image
 *
 * stb_image turns bytes into pixels; everything that it leaves open is closed
 * here. The headers are read by our own hand first, so that limits hold before
 * memory is taken and that what stb_image would get wrong is refused in words:
 *   - at the file's end it goes on with zero bytes: whoever reads past the end is
 *     noted, and the picture refused as truncated
 *   - a BMP index beyond its palette would show memory never written: refused
 *   - BMPs with run-length coding, an OS/2 palette or a 56-byte header with bit
 *     masks: refused
 *   - a TGA whose descriptor promises no alpha bits is opaque whatever its fourth
 *     bytes hold (two such pictures with zeros there must not be "equal because
 *     both are transparent"); a BMP whose alpha bytes are all zero likewise
 * A GIF whose data ends in order but early keeps its background, as browsers show
 * it.
 *
 * stb_image's allocator macros have no user pointer, so the environment of the
 * call under way stands in a thread-local variable, set for the length of one
 * call of stb_image and NULL otherwise.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/image.h"

#include <string.h>

static _Thread_local const struct tksi_env *stb_env;

static void *stb_allocate(size_t size)
{
    return tksi_allocate(stb_env, 1, size);
}

static void *stb_reallocate(void *memory, size_t old_size, size_t size)
{
    void *grown = tksi_allocate(stb_env, 1, size);

    if (grown == NULL)
        return NULL;
    if (memory != NULL)
        memcpy(grown, memory, old_size < size ? old_size : size);
    tksi_release(stb_env, memory);
    return grown;
}

static void stb_release(void *memory)
{
    tksi_release(stb_env, memory);
}

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_BMP
#define STBI_ONLY_GIF
#define STBI_ONLY_TGA
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#define STBI_ASSERT(x)                             ((void)0) /* no input may end a program */
#define STBI_MALLOC(size)                          stb_allocate(size)
#define STBI_REALLOC_SIZED(memory, old_size, size) stb_reallocate(memory, old_size, size)
#define STBI_FREE(memory)                          stb_release(memory)
/* for the whole file: of what stb_image declares and leaves out, gcc speaks at the end */
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb_image.h>

static unsigned little_short(const uint8_t *from)
{
    return (unsigned)from[1] << 8 | from[0];
}

static uint32_t little_word(const uint8_t *from)
{
    return (uint32_t)little_short(from + 2) << 16 | little_short(from);
}

/* --------------------------------------------------------------- decoding */

/* The file as stb_image reads it. Its first read fills its look-ahead buffer, and
 * all later reads into that place do the same and may come back short; a short
 * read into any other place, or one with nothing left, is a read past the end. */
struct source {
    tks_bytes file;
    size_t position;
    char *look_ahead;
    bool ran_out;
};

static int source_read(void *user, char *to, int size)
{
    struct source *source = user;
    const size_t left = source->file.length - source->position;
    const size_t length = (size_t)size < left ? (size_t)size : left;

    if (source->look_ahead == NULL)
        source->look_ahead = to;
    if (length == 0 || (to != source->look_ahead && length < (size_t)size))
        source->ran_out = true;
    memcpy(to, (const char *)source->file.data + source->position, length);
    source->position += length;
    return (int)length;
}

static void source_skip(void *user, int size)
{
    struct source *source = user;
    const size_t left = source->file.length - source->position;

    source->position += (size_t)size < left ? (size_t)size : left;
}

static int source_eof(void *user)
{
    const struct source *source = user;

    return source->position == source->file.length;
}

/* Decodes what the header of was found good, as RGBA in stb_image's own block,
 * which is ours by way of the allocator. */
static tks_status decode_with_stb(tks_image **out, tks_bytes file, const tks_image_info *info,
                                  const struct tksi_env *env, tks_error *err)
{
    const stbi_io_callbacks callbacks = { source_read, source_skip, source_eof };
    struct source source = { .file = file };
    const char *words;
    tks_image *image;
    int width = 0, height = 0, channels = 0;
    void *pixels;

    if ((image = tksi_allocate(env, 1, sizeof *image)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    stb_env = env;
    pixels = stbi_load_from_callbacks(&callbacks, &source, &width, &height, &channels, 4);
    words = pixels == NULL ? stbi_failure_reason() : "sizes disagree";
    stb_env = NULL;

    image->env = *env;
    image->pixels = pixels;
    image->view = (tks_view){ pixels, width, height, (ptrdiff_t)width * 4, TKS_RGBA8 };
    if (pixels != NULL && !source.ran_out && width == info->width && height == info->height) {
        *out = image;
        return TKS_OK;
    }
    tks_image_free(image);
    if (source.ran_out)
        return tksi_fail(err, TKS_BAD_DATA, "truncated: the picture data ends early");
    if (words != NULL && strcmp(words, "outofmem") == 0)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a picture of %d x %d pixels",
                         (int)info->width, (int)info->height);
    if (words == NULL || words[0] == '\0')
        return tksi_fail(err, TKS_BAD_DATA, "there is no picture in the file");
    return tksi_fail(err, TKS_BAD_DATA, "the picture data is damaged (%s)", words);
}

/* The whole picture would need `needed` bytes at the least. */
static tks_status check_promise(const tks_image_info *info, tks_bytes file, int64_t needed,
                                tks_error *err)
{
    if (needed <= (int64_t)file.length)
        return TKS_OK;
    return tksi_fail(err, TKS_BAD_DATA, "truncated: %zu bytes cannot hold %d x %d pixels",
                     file.length, (int)info->width, (int)info->height);
}

static void set_opaque(tks_image *image)
{
    const size_t pixels = (size_t)image->view.width * (size_t)image->view.height;
    uint8_t *alpha = (uint8_t *)image->pixels + 3;

    for (size_t i = 0; i < pixels; i++)
        alpha[i * 4] = 255;
}

/* --------------------------------------------------------------------- BMP */

enum { BMP_FILE_HEADER = 14, BMP_OS2_HEADER = 12, BMP_V4_HEADER = 108 };

struct bmp {
    uint32_t offset, header_size, compression;
    int bits;
    int64_t row_bytes; /* with padding */
};

static bool bmp_probe(tks_bytes file)
{
    const uint8_t *data = file.data;
    uint32_t header_size;

    if (file.length < BMP_FILE_HEADER + 4 || data[0] != 'B' || data[1] != 'M')
        return false;
    header_size = little_word(data + BMP_FILE_HEADER);
    return header_size >= BMP_OS2_HEADER && header_size <= 256;
}

static tks_status bmp_refuse(const struct bmp *bmp, tks_error *err)
{
    const uint32_t size = bmp->header_size;

    if (bmp->compression == 1 || bmp->compression == 2)
        return tksi_fail(err, TKS_UNSUPPORTED, "a run-length coded BMP; save it uncompressed");
    if (bmp->compression != 0 && bmp->compression != 3)
        return tksi_fail(err, TKS_UNSUPPORTED, "a BMP with compression %u", bmp->compression);
    if (size == 56 && bmp->compression == 3)
        return tksi_fail(err, TKS_UNSUPPORTED, "a BMP with bit masks in a header of 56 bytes");
    if (size == BMP_OS2_HEADER && bmp->bits < 24)
        return tksi_fail(err, TKS_UNSUPPORTED, "an OS/2 BMP with a palette");
    if (bmp->bits != 1 && bmp->bits != 4 && bmp->bits != 8 && bmp->bits != 16 && bmp->bits != 24 &&
        bmp->bits != 32)
        return tksi_fail(err, TKS_UNSUPPORTED, "a BMP of %d bits a pixel", bmp->bits);
    return TKS_OK;
}

static tks_status bmp_header(struct bmp *bmp, tks_image_info *info, tks_bytes file,
                             const struct tksi_env *env, tks_error *err)
{
    const uint8_t *data = file.data, *header = data + BMP_FILE_HEADER;
    const uint32_t size = little_word(header);
    const bool os2 = size == BMP_OS2_HEADER;
    int64_t width, height;
    tks_status status;

    if (!os2 && size != 40 && size != 56 && size != BMP_V4_HEADER && size != 124)
        return tksi_fail(err, TKS_UNSUPPORTED, "a BMP with a header of %u bytes", size);
    if (file.length < BMP_FILE_HEADER + (size_t)size)
        return tksi_fail(err, TKS_BAD_DATA, "truncated: the file ends within its header");
    bmp->offset = little_word(data + 10);
    bmp->header_size = size;
    bmp->bits = (int)little_short(header + (os2 ? 10 : 14));
    bmp->compression = os2 ? 0 : little_word(header + 16);
    if ((status = bmp_refuse(bmp, err)))
        return status;
    width = os2 ? (int64_t)little_short(header + 4) : (int32_t)little_word(header + 4);
    height = os2 ? (int64_t)little_short(header + 6) : (int32_t)little_word(header + 8);
    if (height < 0)
        height = -height; /* rows from the top down */
    if ((status = tksi_check_size(width, height, env, err)))
        return status;

    bmp->row_bytes = (width * bmp->bits + 31) / 32 * 4;
    info->format = tksi_codec_bmp.format;
    info->width = (int32_t)width;
    info->height = (int32_t)height;
    info->depth = 8;
    info->has_alpha = bmp->header_size >= BMP_V4_HEADER && bmp->compression == 3
                          ? little_word(header + 52) != 0
                          : bmp->bits == 32 && bmp->compression == 0;
    info->profile = NULL;
    return TKS_OK;
}

static tks_status bmp_inspect(tks_image_info *info, tks_bytes file, const struct tksi_env *env,
                              tks_error *err)
{
    struct bmp bmp = { .bits = 0 };

    return bmp_header(&bmp, info, file, env, err);
}

/* Every index of a palette picture must lie within the palette, whose length
 * stb_image takes from the room before the pixels. */
static tks_status bmp_check_indices(const struct bmp *bmp, const tks_image_info *info,
                                    tks_bytes file, tks_error *err)
{
    const int64_t colors = ((int64_t)bmp->offset - BMP_FILE_HEADER - bmp->header_size) / 4;
    const unsigned mask = (1U << bmp->bits) - 1;

    if (colors < 1)
        return tksi_fail(err, TKS_BAD_DATA, "a BMP whose pixels begin within its palette");
    if (colors > (int64_t)mask)
        return TKS_OK;
    for (int32_t y = 0; y < info->height; y++) {
        const uint8_t *row = (const uint8_t *)file.data + bmp->offset + y * bmp->row_bytes;

        for (int64_t bit = 0; bit < (int64_t)info->width * bmp->bits; bit += bmp->bits) {
            const unsigned index = row[bit / 8] >> (8 - bmp->bits - bit % 8) & mask;

            if (index >= colors)
                return tksi_fail(err, TKS_BAD_DATA, "a BMP pixel of colour %u, the palette has %d",
                                 index, (int)colors);
        }
    }
    return TKS_OK;
}

static tks_status bmp_decode(tks_image **out, tks_bytes file, const struct tksi_env *env,
                             tks_error *err)
{
    tks_image_info info = { .size = sizeof info };
    struct bmp bmp = { .bits = 0 };
    tks_status status;

    /* the last row's padding may be missing */
    if ((status = bmp_header(&bmp, &info, file, env, err)) ||
        (status = check_promise(&info, file,
                                bmp.offset + bmp.row_bytes * (info.height - 1) +
                                    ((int64_t)info.width * bmp.bits + 7) / 8,
                                err)) ||
        (bmp.bits < 16 && (status = bmp_check_indices(&bmp, &info, file, err))))
        return status;
    return decode_with_stb(out, file, &info, env, err);
}

const struct tksi_codec tksi_codec_bmp = { "bmp", bmp_probe, bmp_inspect, bmp_decode };

/* --------------------------------------------------------------------- GIF */

static bool gif_probe(tks_bytes file)
{
    return file.length >= 6 &&
           (memcmp(file.data, "GIF87a", 6) == 0 || memcmp(file.data, "GIF89a", 6) == 0);
}

static tks_status gif_inspect(tks_image_info *info, tks_bytes file, const struct tksi_env *env,
                              tks_error *err)
{
    const uint8_t *data = file.data;
    tks_status status;

    if (file.length < 13)
        return tksi_fail(err, TKS_BAD_DATA, "truncated: the file ends within its header");
    if ((status = tksi_check_size(little_short(data + 6), little_short(data + 8), env, err)))
        return status;
    info->format = tksi_codec_gif.format;
    info->width = (int32_t)little_short(data + 6);
    info->height = (int32_t)little_short(data + 8);
    info->depth = 8;
    info->has_alpha = true; /* where the frame does not draw */
    info->profile = NULL;
    return TKS_OK;
}

static tks_status gif_decode(tks_image **out, tks_bytes file, const struct tksi_env *env,
                             tks_error *err)
{
    tks_image_info info = { .size = sizeof info };
    tks_status status = gif_inspect(&info, file, env, err);

    return status != TKS_OK ? status : decode_with_stb(out, file, &info, env, err);
}

const struct tksi_codec tksi_codec_gif = { "gif", gif_probe, gif_inspect, gif_decode };

/* --------------------------------------------------------------------- TGA */

enum { TGA_HEADER = 18, TGA_RUN_LENGTH = 8 /* added to the type */ };

struct tga {
    int type; /* 1 palette, 2 colour, 3 grey */
    bool run_length;
    int bits, alpha_bits;
    int palette_colors, palette_bits;
    bool from_the_right;
};

static struct tga tga_header(const uint8_t *data)
{
    return (struct tga){
        .type = data[2] & ~TGA_RUN_LENGTH,
        .run_length = (data[2] & TGA_RUN_LENGTH) != 0,
        .bits = data[16],
        .alpha_bits = data[17] & 15,
        .palette_colors = (int)little_short(data + 5),
        .palette_bits = data[7],
        .from_the_right = (data[17] & 0x10) != 0,
    };
}

static bool tga_colors_make_sense(const struct tga *tga)
{
    switch (tga->type) {
    case 1:
        return tga->bits == 8 || tga->bits == 16;
    case 2:
        return tga->bits == 15 || tga->bits == 16 || tga->bits == 24 || tga->bits == 32;
    case 3:
        return tga->bits == 8 || tga->bits == 16;
    default:
        return false;
    }
}

/* There is no signature, so every field of the header has to make sense, and be
 * one stb_image reads right (a palette that begins at its first colour). */
static bool tga_probe(tks_bytes file)
{
    static const uint8_t no_palette[5];
    const uint8_t *data = file.data;
    struct tga tga;

    if (file.length < TGA_HEADER || (data[2] & ~(TGA_RUN_LENGTH | 3)) != 0)
        return false;
    tga = tga_header(data);
    if (!tga_colors_make_sense(&tga) || tga.alpha_bits > 8 || (data[17] & 0xC0) != 0 ||
        little_short(data + 12) == 0 || little_short(data + 14) == 0)
        return false;
    if (tga.type != 1)
        return data[1] == 0 && memcmp(data + 3, no_palette, sizeof no_palette) == 0;
    return data[1] == 1 && little_short(data + 3) == 0 && tga.palette_colors > 0 &&
           (tga.palette_bits == 15 || tga.palette_bits == 16 || tga.palette_bits == 24 ||
            tga.palette_bits == 32);
}

static bool tga_has_alpha(const struct tga *tga)
{
    const int bits = tga->type == 1 ? tga->palette_bits : tga->bits;

    return tga->alpha_bits != 0 && (bits == 32 || (tga->type == 3 && bits == 16));
}

static tks_status tga_inspect(tks_image_info *info, tks_bytes file, const struct tksi_env *env,
                              tks_error *err)
{
    const uint8_t *data = file.data;
    const struct tga tga = tga_header(data);
    const int32_t width = (int32_t)little_short(data + 12);
    const int32_t height = (int32_t)little_short(data + 14);
    tks_status status;

    if (tga.from_the_right)
        return tksi_fail(err, TKS_UNSUPPORTED, "a TGA whose rows run from right to left");
    if ((status = tksi_check_size(width, height, env, err)))
        return status;
    info->format = tksi_codec_tga.format;
    info->width = width;
    info->height = height;
    info->depth = 8;
    info->has_alpha = tga_has_alpha(&tga);
    info->profile = NULL;
    return TKS_OK;
}

static tks_status tga_decode(tks_image **out, tks_bytes file, const struct tksi_env *env,
                             tks_error *err)
{
    const uint8_t *data = file.data;
    const struct tga tga = tga_header(data);
    const int pixel_bytes = (tga.bits + 7) / 8;
    tks_image_info info = { .size = sizeof info };
    int64_t pixels, needed;
    tks_status status;

    if ((status = tga_inspect(&info, file, env, err)))
        return status;
    pixels = (int64_t)info.width * info.height;
    /* a run of up to 128 pixels takes a byte and a pixel */
    needed = tga.run_length ? (pixels + 127) / 128 * (1 + pixel_bytes) : pixels * pixel_bytes;
    if ((status = check_promise(&info, file, TGA_HEADER + data[0] + needed, err)) ||
        (status = decode_with_stb(out, file, &info, env, err)))
        return status;
    if (!info.has_alpha)
        set_opaque(*out);
    return TKS_OK;
}

const struct tksi_codec tksi_codec_tga = { "tga", tga_probe, tga_inspect, tga_decode };
