/* png.c - PNG through libpng: the referee of every PNG
 *
 * The comparison engine reads ordinary PNGs by itself (png_rows.c) and hands
 * whatever is not ordinary to this file, whose word is final: what it refuses is
 * refused, with its sentence.
 *
 * Pixels: palettes and grey become RGB, tRNS becomes alpha, channels of 1, 2 and
 * 4 bits become 8 (v * 255 / max), 16 stay 16. Nothing else is applied: no gamma,
 * profile, sBIT, background, eXIf; of an APNG the default picture is read.
 *
 * Refused:
 *   - a damaged signature; an IHDR that is not first, not 13 bytes or makes no
 *     sense; a second IHDR or PLTE; a palette type without PLTE, or with one that
 *     is longer than 256 colours or not a multiple of 3 bytes; no IDAT
 *   - a wrong CRC in any critical chunk, before or after the pixels, PLTE
 *     included where it is only a suggestion
 *   - an unknown critical chunk before the pixels; a chunk type that is not four
 *     letters; a chunk length above 2^31-1
 *   - IDAT data that ends early, cannot be inflated, has an unknown row filter, or
 *     (where libpng comes to read it) a wrong Adler-32 at its end
 *   - a file that ends before IEND is complete
 * Tolerated:
 *   - any ancillary chunk with a wrong CRC, a wrong length or in a wrong place: it
 *     is passed over. Only tRNS matters to the pixels: one with a wrong CRC or
 *     length, a second one, one before PLTE or after IDAT counts as absent
 *   - pixel data beyond the last row; more IDAT after its end; unknown critical
 *     chunks after the pixels; bytes in IEND; anything after IEND
 *   - a palette index beyond PLTE: opaque black
 *
 * libpng leaves by longjmp, which never crosses the functions that call
 * `attempt`: no local variable of a function with setjmp changes after it.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/image.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

/* How far reading has come; tells where a file broke off. */
enum stage { READING_HEADER, READING_ROWS, READING_END };

struct reader {
    const uint8_t *data;
    size_t length, position;
    const struct tksi_env *env;
    png_structp png;
    png_infop info;
    enum stage stage;
    bool ran_out; /* libpng asked for bytes past the end */
    bool starved; /* the allocator had none */
    char words[120];
    int64_t width, height;
    int depth; /* 8 or 16, of what is handed out */
    bool has_alpha;
    int passes, pass;
    int64_t row; /* rows of this pass that are done */
    tks_image *image;
};

static const uint8_t signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n' };

static uint32_t word_at(const uint8_t *from)
{
    return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

/* Signatures that a transfer damaged are recognised too, so that they are called
 * what they are: IHDR still stands where it belongs, or the first half is whole. */
static bool probe(tks_bytes file)
{
    const uint8_t *data = file.data;

    return (file.length >= 4 && memcmp(data, signature, 4) == 0) ||
           (file.length >= 16 && memcmp(data + 12, "IHDR", 4) == 0);
}

/* --------------------------------------------------- what libpng calls back */

static void on_error(png_structp png, png_const_charp words)
{
    struct reader *reader = png_get_error_ptr(png);

    snprintf(reader->words, sizeof reader->words, "%s", words);
    png_longjmp(png, 1);
}

/* What libpng forgives is silent but for one thing: a wrong Adler-32 it is told of
 * after the last row only as a warning, before it as an error, depending on how
 * the data is cut into IDAT chunks. Both are errors here. */
static void on_warning(png_structp png, png_const_charp words)
{
    if (strcmp(words, "IDAT: incorrect data check") == 0)
        on_error(png, words);
}

static void on_read(png_structp png, png_bytep to, size_t length)
{
    struct reader *reader = png_get_io_ptr(png);

    if (length > reader->length - reader->position) {
        reader->ran_out = true;
        png_error(png, "the file ends");
    }
    memcpy(to, reader->data + reader->position, length);
    reader->position += length;
}

static png_voidp on_allocate(png_structp png, png_alloc_size_t size)
{
    struct reader *reader = png_get_mem_ptr(png);
    void *memory = tksi_allocate(reader->env, 1, size);

    if (memory == NULL)
        reader->starved = true;
    return memory;
}

static void on_release(png_structp png, png_voidp memory)
{
    struct reader *reader = png_get_mem_ptr(png);

    tksi_release(reader->env, memory);
}

/* ------------------------------------------------------------- explanations */

/* The chunk whose last byte was read last, by its number of bytes from the
 * file's start, and its name. */
static bool last_chunk(const struct reader *reader, size_t *at, char name[5])
{
    size_t chunk = sizeof signature;

    while (chunk + 12 <= reader->position) {
        const size_t end = chunk + 12 + word_at(reader->data + chunk);

        if (end == reader->position) {
            *at = chunk;
            memcpy(name, reader->data + chunk + 4, 4);
            name[4] = '\0';
            return true;
        }
        chunk = end;
    }
    return false;
}

static tks_status explain_header(const struct reader *reader, tks_error *err)
{
    const uint8_t *header = reader->data + sizeof signature + 8;
    const long long width = word_at(header), height = word_at(header + 4);
    const int depth = header[8], type = header[9];

    if (width == 0 || height == 0)
        return tksi_check_size(width, height, reader->env, err);
    if (type == 1 || type == 5 || type > 6)
        return tksi_fail(err, TKS_BAD_DATA, "the header is invalid: there is no colour type %d",
                         type);
    if (depth != 1 && depth != 2 && depth != 4 && depth != 8 && depth != 16)
        return tksi_fail(err, TKS_BAD_DATA, "the header is invalid: there is no bit depth %d",
                         depth);
    if (header[10] != 0 || header[11] != 0 || header[12] > 1)
        return tksi_fail(err, TKS_BAD_DATA,
                         "the header is invalid: there is no compression %d, filter %d or "
                         "interlacing %d",
                         header[10], header[11], header[12]);
    return tksi_fail(err, TKS_BAD_DATA, "the header is invalid: colour type %d has no bit depth %d",
                     type, depth);
}

static tks_status explain_truncation(const struct reader *reader, tks_error *err)
{
    if (reader->stage == READING_HEADER)
        return tksi_fail(err, TKS_BAD_DATA, "truncated: the file ends before the picture data");
    if (reader->stage == READING_END || reader->row == reader->height)
        return tksi_fail(err, TKS_BAD_DATA,
                         "truncated: the picture data is there but the file's end is missing");
    if (reader->passes > 1)
        return tksi_fail(err, TKS_BAD_DATA, "truncated: the picture data ends in pass %d of %d",
                         reader->pass + 1, reader->passes);
    return tksi_fail(err, TKS_BAD_DATA, "truncated: the picture data ends at row %lld of %lld",
                     (long long)reader->row, (long long)reader->height);
}

/* Sentences for libpng's words that need no numbers; it may put "IDAT: " or
 * another chunk's name before its own. */
static const struct {
    const char *words, *sentence;
} plain_sentences[] = {
    { "Not a PNG file", "the PNG signature is damaged" },
    { "PNG file corrupted by ASCII conversion",
      "the PNG signature is damaged, as by a transfer in text mode" },
    { "IEND: out of place", "a PNG without picture data (no IDAT chunk)" },
    { "IDAT: Missing PLTE before IDAT", "a palette picture without a palette (no PLTE chunk)" },
    { "IDAT: Missing IHDR before IDAT", "a PNG that does not begin with its header (IHDR)" },
    { "PNG unsigned integer out of range", "a length or size in the file is above 2147483647" },
    { "PLTE: invalid", "the palette (PLTE) has a wrong length" },
    { "PLTE: duplicate", "a second palette (PLTE)" },
    { "IHDR: out of place", "a second header (IHDR)" },
    { "IHDR: invalid", "the header (IHDR) has a wrong length" },
};

static tks_status explain_damage(const struct reader *reader, const char *words, tks_error *err)
{
    if (strncmp(words, "IDAT: ", 6) == 0)
        words += 6;
    if (reader->stage == READING_HEADER)
        return tksi_fail(err, TKS_BAD_DATA, "not a valid PNG: %s", words);
    if (reader->passes > 1)
        return tksi_fail(err, TKS_BAD_DATA, "the picture data is damaged in pass %d of %d (%s)",
                         reader->pass + 1, reader->passes, words);
    return tksi_fail(err, TKS_BAD_DATA, "the picture data is damaged at row %lld of %lld (%s)",
                     (long long)reader->row, (long long)reader->height, words);
}

/* The error of a reader that libpng stopped. */
static tks_status explain(const struct reader *reader, tks_error *err)
{
    const size_t length = strlen(reader->words);
    char name[5];
    size_t at;

    if (reader->starved)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for reading a PNG");
    if (reader->ran_out || strcmp(reader->words, "Not enough image data") == 0)
        return explain_truncation(reader, err);
    if (strcmp(reader->words, "Invalid IHDR data") == 0)
        return explain_header(reader, err);
    if (length >= 9 && strcmp(reader->words + length - 9, "CRC error") == 0 &&
        last_chunk(reader, &at, name))
        return tksi_fail(err, TKS_BAD_DATA, "a chunk's checksum is wrong (%s at byte %zu)", name,
                         at);
    for (size_t i = 0; i < sizeof plain_sentences / sizeof plain_sentences[0]; i++)
        if (strcmp(reader->words, plain_sentences[i].words) == 0)
            return tksi_fail(err, TKS_BAD_DATA, "%s", plain_sentences[i].sentence);
    if (strstr(reader->words, ": unhandled critical chunk") != NULL)
        return tksi_fail(err, TKS_UNSUPPORTED, "a PNG with a chunk nothing is known of (%.*s)",
                         (int)strcspn(reader->words, ":"), reader->words);
    return explain_damage(reader, reader->words, err);
}

/* ------------------------------------------------------------------- steps */

/* Runs one step; false when libpng left it by longjmp. */
static bool attempt(struct reader *reader, void (*step)(struct reader *))
{
    if (setjmp(png_jmpbuf(reader->png)) != 0)
        return false;
    step(reader);
    return true;
}

static void read_header(struct reader *reader)
{
    const png_structp png = reader->png;

    png_set_read_fn(png, reader, on_read);
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_WARN_DISCARD);
    png_set_benign_errors(png, 1); /* a released libpng's default, not a tester's */
    /* the header is checked by tksi_check_size, which says what to do next */
    png_set_user_limits(png, 0x7FFFFFFF, 0x7FFFFFFF);
    png_set_chunk_malloc_max(png, 1 << 20);
    png_set_chunk_cache_max(png, 16);
    /* passes over every ancillary chunk but tRNS, unread: no profile is inflated,
     * no text kept */
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);

    png_read_info(png, reader->info);
    reader->width = png_get_image_width(png, reader->info);
    reader->height = png_get_image_height(png, reader->info);
    reader->depth = png_get_bit_depth(png, reader->info) == 16 ? 16 : 8;
    reader->has_alpha = (png_get_color_type(png, reader->info) & PNG_COLOR_MASK_ALPHA) != 0 ||
                        png_get_valid(png, reader->info, PNG_INFO_tRNS) != 0;
}

static void read_rows(struct reader *reader)
{
    const png_structp png = reader->png;
    const uint16_t one = 1;
    const bool little = *(const uint8_t *)&one == 1;
    const tks_view view = reader->image->view;

    png_set_expand(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 0xFFFF, PNG_FILLER_AFTER);
    if (reader->depth == 16 && little)
        png_set_swap(png);
    reader->passes = png_set_interlace_handling(png);
    png_read_update_info(png, reader->info);
    if (png_get_rowbytes(png, reader->info) != (size_t)view.stride)
        png_error(png, "rows of an unexpected length");

    reader->stage = READING_ROWS;
    for (reader->pass = 0; reader->pass < reader->passes; reader->pass++)
        for (reader->row = 0; reader->row < reader->height; reader->row++)
            png_read_row(png, (png_bytep)reader->image->pixels + reader->row * view.stride, NULL);
}

static void read_end(struct reader *reader)
{
    reader->stage = READING_END;
    png_read_end(reader->png, NULL);
}

/* A reader past the header, its size checked. Dispose of it in any case. */
static tks_status open_reader(struct reader *reader, tks_bytes file, const struct tksi_env *env,
                              tks_error *err)
{
    *reader = (struct reader){ .data = file.data, .length = file.length, .env = env };
    reader->png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, reader, on_error, on_warning,
                                           reader, on_allocate, on_release);
    if (reader->png != NULL)
        reader->info = png_create_info_struct(reader->png);
    if (reader->info == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for reading a PNG");
    if (!attempt(reader, read_header))
        return explain(reader, err);
    return tksi_check_size(reader->width, reader->height, env, err);
}

static void dispose_reader(struct reader *reader)
{
    if (reader->png != NULL)
        png_destroy_read_struct(&reader->png, &reader->info, NULL);
    tks_image_free(reader->image);
}

/* ----------------------------------------------------------------- the codec */

/* The strongest colour information before the pixels; a chunk is enough, whether
 * it is sound does not matter to who ignores it. */
static const char *profile_of(tks_bytes file)
{
    const uint8_t *data = file.data;
    bool has_srgb = false, has_gamma = false;
    size_t chunk = sizeof signature;

    while (file.length - chunk >= 12 && memcmp(data + chunk + 4, "IDAT", 4) != 0) {
        const uint32_t length = word_at(data + chunk);

        if (memcmp(data + chunk + 4, "iCCP", 4) == 0)
            return "iCCP";
        has_srgb |= memcmp(data + chunk + 4, "sRGB", 4) == 0;
        has_gamma |= memcmp(data + chunk + 4, "gAMA", 4) == 0;
        if (length > file.length - chunk - 12)
            break;
        chunk += 12 + (size_t)length;
    }
    return has_srgb ? "sRGB" : has_gamma ? "gAMA" : NULL;
}

static tks_status inspect(tks_image_info *info, tks_bytes file, const struct tksi_env *env,
                          tks_error *err)
{
    struct reader reader;
    tks_status status = open_reader(&reader, file, env, err);

    if (status == TKS_OK) {
        info->format = tksi_codec_png.format;
        info->width = (int32_t)reader.width;
        info->height = (int32_t)reader.height;
        info->depth = reader.depth;
        info->has_alpha = reader.has_alpha;
        info->profile = profile_of(file);
    }
    dispose_reader(&reader);
    return status;
}

/* Deflate cannot do better than 258 bytes for two bits (a length code and a
 * distance code of one bit each), 1032 to 1: a file that promises more is cut
 * short, and is found out before memory is taken for its pixels. */
static tks_status check_promise(const struct reader *reader, tks_error *err)
{
    const int64_t bits = (int64_t)png_get_bit_depth(reader->png, reader->info) *
                         png_get_channels(reader->png, reader->info);
    const int64_t bytes = reader->width * bits / 8 * reader->height;

    if (bytes / 1032 <= (int64_t)reader->length)
        return TKS_OK;
    return tksi_fail(err, TKS_BAD_DATA, "truncated: %zu bytes cannot hold %lld x %lld pixels",
                     reader->length, (long long)reader->width, (long long)reader->height);
}

static tks_status decode(tks_image **out, tks_bytes file, const struct tksi_env *env,
                         tks_error *err)
{
    struct reader reader;
    tks_status status;

    if ((status = open_reader(&reader, file, env, err)) || (status = check_promise(&reader, err)) ||
        (status = tksi_image_new(&reader.image, (int32_t)reader.width, (int32_t)reader.height,
                                 reader.depth == 16 ? TKS_RGBA16 : TKS_RGBA8, env, err)))
        goto done;
    if (!attempt(&reader, read_rows) || !attempt(&reader, read_end)) {
        status = explain(&reader, err);
        goto done;
    }
    *out = reader.image;
    reader.image = NULL;
done:
    dispose_reader(&reader);
    return status;
}

const struct tksi_codec tksi_codec_png = { "png", probe, inspect, decode };
