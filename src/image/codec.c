/* codec.c - which format a file is in, and what it is where it is none of ours
 *
 * By content, never by name. TGA, which has no signature, is asked last. A file
 * nobody knows gets a sentence that says what it probably is, since the usual
 * reason is not a broken picture but something else under its name.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/image.h"

#include <string.h>

static const struct tksi_codec *const codecs[] = {
    &tksi_codec_png, &tksi_codec_jpeg, &tksi_codec_webp, &tksi_codec_bmp,
    &tksi_codec_gif, &tksi_codec_psd,  &tksi_codec_pnm,  &tksi_codec_tga,
};

/* ---------------------------------------------------------- what else it is */

static const struct {
    size_t at;
    const char *bytes;
    size_t length;
    const char *what;
} strangers[] = {
#define STRANGER(at, bytes, what)                                                                  \
    {                                                                                              \
        at, bytes, sizeof(bytes) - 1, what                                                         \
    }
    STRANGER(0, "version https://git-lfs.github.com/spec/",
             "is a Git LFS pointer, not a picture; run 'git lfs pull'"),
    STRANGER(0, "version https://hawser.github.com/spec/",
             "is a Git LFS pointer, not a picture; run 'git lfs pull'"),
    STRANGER(0, "%PDF-", "is a PDF document; tksnap compares pixels: render it first"),
    STRANGER(0, "II*\0", "is a TIFF picture, which is not read; convert it to PNG"),
    STRANGER(0, "MM\0*", "is a TIFF picture, which is not read; convert it to PNG"),
    STRANGER(0, "II+\0", "is a TIFF picture, which is not read; convert it to PNG"),
    STRANGER(0, "MM\0+", "is a TIFF picture, which is not read; convert it to PNG"),
    STRANGER(4, "ftypavi", "is an AVIF picture, which is not read; convert it to PNG"),
    STRANGER(4, "ftyphei", "is a HEIC picture, which is not read; convert it to PNG"),
    STRANGER(4, "ftyphev", "is a HEIC picture, which is not read; convert it to PNG"),
    STRANGER(4, "ftypmif1", "is a HEIF picture, which is not read; convert it to PNG"),
    STRANGER(4, "ftyp", "is a video, not a picture"),
    STRANGER(0, "\x1A\x45\xDF\xA3", "is a video, not a picture"),
    STRANGER(0, "\xFF\x0A", "is a JPEG XL picture, which is not read; convert it to PNG"),
    STRANGER(4, "JXL \r\n\x87\n", "is a JPEG XL picture, which is not read; convert it to PNG"),
    STRANGER(4, "jP  \r\n\x87\n", "is a JPEG 2000 picture, which is not read; convert it to PNG"),
    STRANGER(0, "qoif", "is a QOI picture, which is not read; convert it to PNG"),
    STRANGER(0, "P7\n", "is a PAM picture, which is not read; convert it to PNG"),
    STRANGER(0, "\0\0\1\0", "is an icon (ICO), which is not read; convert it to PNG"),
    STRANGER(0, "v/1\1", "is an OpenEXR picture, which is not read; convert it to PNG"),
    STRANGER(0, "\x1F\x8B", "is compressed with gzip; unpack it first"),
    STRANGER(0,
             "\xFD"
             "7zXZ",
             "is compressed with xz; unpack it first"),
    STRANGER(0, "\x28\xB5\x2F\xFD", "is compressed with zstd; unpack it first"),
    STRANGER(0, "BZh", "is compressed with bzip2; unpack it first"),
    STRANGER(0, "PK\3\4", "is a ZIP archive; unpack it first"),
    STRANGER(0,
             "\x7F"
             "ELF",
             "is a program, not a picture"),
#undef STRANGER
};

static bool begins_with(tks_str text, const char *word)
{
    return text.length >= strlen(word) && strncasecmp(text.data, word, strlen(word)) == 0;
}

static bool contains(tks_str text, const char *word)
{
    return memmem(text.data, text.length, word, strlen(word)) != NULL;
}

/* Text holds no control characters but white space. */
static bool is_text(tks_str start)
{
    for (size_t i = 0; i < start.length; i++) {
        const unsigned char c = (unsigned char)start.data[i];

        if (c == 0x7F || (c < 0x20 && !(c >= '\t' && c <= '\r')))
            return false;
    }
    return true;
}

/* A sentence about text, or NULL for what is none. */
static const char *describe_text(tks_bytes file)
{
    enum { LOOK_AT = 1024 };
    tks_str start = { file.data, file.length < LOOK_AT ? file.length : LOOK_AT };

    if (!is_text(start))
        return NULL;
    if (start.length >= 3 && memcmp(start.data, "\xEF\xBB\xBF", 3) == 0)
        start = (tks_str){ start.data + 3, start.length - 3 }; /* byte order mark */
    while (start.length > 0 && strchr(" \t\r\n", start.data[0]) != NULL)
        start = (tks_str){ start.data + 1, start.length - 1 };
    if (begins_with(start, "<!doctype html") || begins_with(start, "<html"))
        return "is an HTML document, not a picture; an error page saved as one?";
    if (begins_with(start, "<") && contains(start, "<svg"))
        return "is an SVG document; tksnap compares pixels: render it first";
    if (begins_with(start, "<?xml"))
        return "is an XML document, not a picture";
    return "is a text file, not a picture";
}

/* A sentence about what has a signature, or NULL. */
static const char *describe_stranger(tks_bytes file)
{
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++)
        if (file.length >= strangers[i].at + strangers[i].length &&
            memcmp((const char *)file.data + strangers[i].at, strangers[i].bytes,
                   strangers[i].length) == 0)
            return strangers[i].what;
    return NULL;
}

static const char *describe(tks_bytes file)
{
    const char *what = describe_stranger(file);

    if (what == NULL)
        what = describe_text(file);
    return what != NULL ? what
                        : "is not a picture tksnap reads (PNG, JPEG, WebP, BMP, GIF, TGA, PSD, "
                          "PNM)";
}

/* ------------------------------------------------------------------ choosing */

const struct tksi_codec *tksi_codec_for(tks_bytes file, tks_error *err)
{
    if (file.length == 0) {
        tksi_fail(err, TKS_BAD_DATA, "is empty (0 bytes)");
        return NULL;
    }
    for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++)
        if (codecs[i]->probe(file))
            return codecs[i];
    tksi_fail(err, TKS_UNSUPPORTED, "%s", describe(file));
    return NULL;
}

bool tksi_image_is_known(tks_bytes file)
{
    for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++)
        if (codecs[i]->probe(file))
            return true;
    return describe_stranger(file) != NULL;
}

static tks_status check_length(tks_bytes file, const struct tksi_env *env, tks_error *err)
{
    if (file.length <= (size_t)env->limits.file_bytes)
        return TKS_OK;
    return tksi_fail(err, TKS_OVER_LIMIT,
                     "%zu bytes, the limit is %lld; raise it with --limit-bytes", file.length,
                     (long long)env->limits.file_bytes);
}

/* The status of tksi_codec_for's errors. */
static tks_status unknown(tks_bytes file)
{
    return file.length == 0 ? TKS_BAD_DATA : TKS_UNSUPPORTED;
}

tks_status tksi_image_inspect(tks_image_info *info, tks_bytes file, const struct tksi_env *env,
                              tks_error *err)
{
    tks_image_info found = { .size = info->size };
    const struct tksi_codec *codec;
    tks_status status;

    if ((status = check_length(file, env, err)))
        return status;
    if ((codec = tksi_codec_for(file, err)) == NULL)
        return unknown(file);
    if ((status = codec->inspect(&found, file, env, err)))
        return status;
    *info = found;
    return TKS_OK;
}

tks_status tksi_image_decode(tks_image **out, tks_bytes file, const struct tksi_env *env,
                             tks_error *err)
{
    const struct tksi_codec *codec;
    tks_status status;

    if ((status = check_length(file, env, err)))
        return status;
    if ((codec = tksi_codec_for(file, err)) == NULL)
        return unknown(file);
    return codec->decode(out, file, env, err);
}

/* ----------------------------------------------------------- public calls */

tks_status tks_image_inspect(tks_image_info *info, tks_bytes file, const tks_env *env,
                             tks_error *err)
{
    struct tksi_env resolved;
    tks_status status;

    if (info == NULL || info->size < sizeof *info)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "tks_image_info.size is not set");
    if ((status = tksi_env_resolve(&resolved, env, err)))
        return status;
    return tksi_image_inspect(info, file, &resolved, err);
}

tks_status tks_image_decode(tks_image **out, tks_bytes file, const tks_env *env, tks_error *err)
{
    struct tksi_env resolved;
    tks_status status = tksi_env_resolve(&resolved, env, err);

    return status != TKS_OK ? status : tksi_image_decode(out, file, &resolved, err);
}

tks_status tks_image_load(tks_image **out, const char *path, const tks_env *env, tks_error *err)
{
    struct tksi_file file = { .descriptor = -1 };
    struct tksi_buffer bytes = { .env = NULL };
    struct tksi_env resolved;
    tks_status status;

    if ((status = tksi_env_resolve(&resolved, env, err)) ||
        (status = tksi_file_open(&file, path, &resolved, err)))
        return status;
    /* one byte past the limit, so that reaching it tells a file that is too long */
    tksi_buffer_init(&bytes, (size_t)resolved.limits.file_bytes + 1, &resolved);
    if ((status = tksi_file_read_rest(&file, &bytes, err)))
        goto done;
    status = tksi_image_decode(out, (tks_bytes){ bytes.data, bytes.length }, &resolved, err);
    if (status != TKS_OK)
        tksi_fail_at(err, status, file.path);
done:
    tksi_buffer_dispose(&bytes);
    tksi_file_close(&file);
    return status;
}
