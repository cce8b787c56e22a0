/* components.c - the libraries tksnap is built on, and which versions run
 *
 * Asked at run time where a library can tell in words (libpng, pixman); else the
 * version it was compiled with, from its header or, where that has none, from the
 * build, which asks pkg-config and reads stb_image's first line.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image/image.h"

#include <libdeflate.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <pixman.h>
#include <png.h>
#include <stdio.h> /* jpeglib.h needs FILE */
#include <utf8proc.h>
#include <xxhash.h>
#include <yaml.h>
#include <zlib.h>

#include <jpeglib.h>

#define TEXT_OF(x) #x
#define QUOTED(x)  TEXT_OF(x)

static const char *png_version(void)
{
    return png_get_libpng_ver(NULL);
}

static const char *jpeg_version(void)
{
    return QUOTED(LIBJPEG_TURBO_VERSION);
}

/* WebPGetDecoderVersion tells a number at run time; to hand it out as text it would
 * have to be kept somewhere, and the library keeps nothing. */
static const char *webp_version(void)
{
    return WEBP_VERSION;
}

static const char *stb_version(void)
{
    return STB_IMAGE_VERSION;
}

static const char *isal_version(void)
{
    return ISAL_VERSION_TEXT;
}

static const char *libdeflate_version(void)
{
    return LIBDEFLATE_VERSION_STRING;
}

/* libpng links zlib; tksnap itself does not. */
static const char *zlib_header_version(void)
{
    return ZLIB_VERSION;
}

static const char *pcre2_version(void)
{
    return QUOTED(PCRE2_MAJOR) "." QUOTED(PCRE2_MINOR);
}

static const char *xxhash_version(void)
{
    return QUOTED(XXH_VERSION_MAJOR) "." QUOTED(XXH_VERSION_MINOR) "." QUOTED(XXH_VERSION_RELEASE);
}

static const struct {
    const char *name, *purpose;
    const char *(*version)(void);
} components[] = {
    { "libpng", "PNG", png_version },
    { "libjpeg-turbo", "JPEG", jpeg_version },
    { "libwebp", "WebP", webp_version },
    { "stb_image", "BMP, GIF, TGA", stb_version },
    { "ISA-L", "reading and writing PNG rows fast", isal_version },
    { "libdeflate", "checksums and inflating at one go", libdeflate_version },
    { "zlib", "inflating for libpng", zlib_header_version },
    { "pixman", "drawing diff pictures", pixman_version_string },
    { "PCRE2", "filters of texts", pcre2_version },
    { "utf8proc", "graphemes and composition", utf8proc_version },
    { "libyaml", "YAML by its values", yaml_get_version_string },
    { "xxHash", "telling files apart", xxhash_version },
};

bool tks_component_at(size_t index, tks_component *out)
{
    if (index >= sizeof components / sizeof components[0])
        return false;
    out->name = components[index].name;
    out->version = components[index].version();
    out->purpose = components[index].purpose;
    return true;
}
