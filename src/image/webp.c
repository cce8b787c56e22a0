/* webp.c - still WebP pictures through libwebp
 *
 * Lossy and lossless, with and without alpha, straight into our memory. Only the
 * RIFF container that every encoder writes is read. An animated file is refused
 * with a sentence: its frames need the demuxer, another library, and a screenshot
 * is not animated. Profiles are noted, not applied; an EXIF orientation is not
 * applied either, as browsers do not.
 *
 * The length in the RIFF header is held against the file's, because libwebp may
 * decode a lossy picture that lost its last bytes without noticing. Bytes after
 * the container are tolerated.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/image.h"

#include <string.h>
#include <webp/decode.h>

static bool probe(tks_bytes file)
{
    const uint8_t *data = file.data;

    return file.length >= 12 && memcmp(data, "RIFF", 4) == 0 && memcmp(data + 8, "WEBP", 4) == 0;
}

static uint32_t little_word(const uint8_t *from)
{
    return (uint32_t)from[3] << 24 | (uint32_t)from[2] << 16 | (uint32_t)from[1] << 8 | from[0];
}

static tks_status explain(VP8StatusCode status, tks_error *err)
{
    switch (status) {
    case VP8_STATUS_OUT_OF_MEMORY:
    case VP8_STATUS_USER_ABORT: /* we never abort: it got no memory to write rows with */
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for reading a WebP");
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED:
        return tksi_fail(err, TKS_BAD_DATA, "truncated: the picture data ends early");
    case VP8_STATUS_UNSUPPORTED_FEATURE:
        return tksi_fail(err, TKS_UNSUPPORTED, "a WebP with a feature that is not read");
    default:
        return tksi_fail(err, TKS_BAD_DATA, "the picture data is damaged");
    }
}

static tks_status read_header(WebPBitstreamFeatures *features, tks_bytes file,
                              const struct tksi_env *env, tks_error *err)
{
    const uint64_t promised = (uint64_t)little_word((const uint8_t *)file.data + 4) + 8;
    VP8StatusCode code;

    if (promised > file.length)
        return tksi_fail(err, TKS_BAD_DATA, "truncated: the file has %zu of %llu bytes",
                         file.length, (unsigned long long)promised);
    code = WebPGetFeatures(file.data, (size_t)promised, features);
    if (code != VP8_STATUS_OK)
        return explain(code, err);
    if (features->has_animation)
        return tksi_fail(err, TKS_UNSUPPORTED,
                         "an animated WebP; only still ones are read: take a frame out with "
                         "'webpmux -get frame 1'");
    return tksi_check_size(features->width, features->height, env, err);
}

static bool has_profile(tks_bytes file)
{
    enum { ICC_FLAG = 0x20 };
    const uint8_t *data = file.data;

    return file.length > 20 && memcmp(data + 12, "VP8X", 4) == 0 && (data[20] & ICC_FLAG) != 0;
}

static tks_status inspect(tks_image_info *info, tks_bytes file, const struct tksi_env *env,
                          tks_error *err)
{
    WebPBitstreamFeatures features = { .width = 0 };
    tks_status status = read_header(&features, file, env, err);

    if (status != TKS_OK)
        return status;
    info->format = tksi_codec_webp.format;
    info->width = features.width;
    info->height = features.height;
    info->depth = 8;
    info->has_alpha = features.has_alpha;
    info->profile = has_profile(file) ? "icc" : NULL;
    return TKS_OK;
}

static tks_status decode(tks_image **out, tks_bytes file, const struct tksi_env *env,
                         tks_error *err)
{
    WebPDecoderConfig config;
    tks_image *image = NULL;
    VP8StatusCode code;
    tks_status status;

    if (!WebPInitDecoderConfig(&config))
        return tksi_fail(err, TKS_UNSUPPORTED, "libwebp is not the version tksnap was built for");
    if ((status = read_header(&config.input, file, env, err)) ||
        (status =
             tksi_image_new(&image, config.input.width, config.input.height, TKS_RGBA8, env, err)))
        goto done;
    config.output.colorspace = MODE_RGBA;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = image->pixels;
    config.output.u.RGBA.stride = (int)image->view.stride;
    config.output.u.RGBA.size = (size_t)image->view.stride * (size_t)image->view.height;
    code = WebPDecode(file.data, (size_t)little_word((const uint8_t *)file.data + 4) + 8, &config);
    WebPFreeDecBuffer(&config.output);
    if (code != VP8_STATUS_OK) {
        status = explain(code, err);
        goto done;
    }
    *out = image;
    image = NULL;
done:
    tks_image_free(image);
    return status;
}

const struct tksi_codec tksi_codec_webp = { "webp", probe, inspect, decode };
