/* decoding.h - what every codec is put through
 *
 * Files are handed over in blocks of exactly their length, so that a byte read past
 * the end is seen by AddressSanitizer.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_DECODING_H
#define TEST_DECODING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "make_png.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tksnap/image.h>

/* ------------------------------------------------------------ making files */

/* A file that is a string literal, not to be freed. */
#define LITERAL(text)                                                                              \
    (struct made_file)                                                                             \
    {                                                                                              \
        (uint8_t *)(uintptr_t)(text), sizeof(text) - 1                                             \
    }

/* Bytes put together piece by piece; free with made_free. */
static inline void put_bytes(struct made_file *file, const void *bytes, size_t length)
{
    file->data = realloc(file->data, file->length + length + 1);
    assert_non_null(file->data);
    if (length > 0)
        memcpy(file->data + file->length, bytes, length);
    file->length += length;
}

static inline void put_text(struct made_file *file, const char *text)
{
    put_bytes(file, text, strlen(text));
}

static inline void put_byte(struct made_file *file, unsigned value)
{
    const uint8_t byte = (uint8_t)value;

    put_bytes(file, &byte, 1);
}

static inline void put_little(struct made_file *file, unsigned long value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        put_byte(file, (unsigned)(value >> 8 * i) & 255);
}

static inline void put_big(struct made_file *file, unsigned long value, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        put_byte(file, (unsigned)(value >> 8 * i) & 255);
}

static inline struct made_file copy_of(struct made_file file)
{
    struct made_file copy = { NULL, 0 };

    put_bytes(&copy, file.data, file.length);
    return copy;
}

/* ---------------------------------------------------------------- decoding */

static inline tks_image *decode(struct made_file file)
{
    tks_image *image = NULL;
    tks_error err = { TKS_OK, 0, "" };
    const tks_status status = tks_image_decode(&image, made_bytes(file), NULL, &err);

    assert_string_equal(err.message, "");
    assert_int_equal(status, TKS_OK);
    assert_non_null(image);
    return image;
}

static inline tks_image_info inspect(struct made_file file)
{
    tks_image_info info = { .size = sizeof info };
    tks_error err = { TKS_OK, 0, "" };
    const tks_status status = tks_image_inspect(&info, made_bytes(file), NULL, &err);

    assert_string_equal(err.message, "");
    assert_int_equal(status, TKS_OK);
    return info;
}

/* The file is refused by decode with this status and sentence. */
static inline void check_refused_within(struct made_file file, const tks_env *env,
                                        tks_status expected, const char *message)
{
    tks_image *image = NULL;
    tks_error err = { TKS_OK, 0, "" };
    const tks_status status = tks_image_decode(&image, made_bytes(file), env, &err);

    assert_string_equal(err.message, message);
    assert_int_equal(status, expected);
    assert_int_equal(err.status, expected);
    assert_null(image);
}

static inline void check_refused(struct made_file file, tks_status expected, const char *message)
{
    check_refused_within(file, NULL, expected, message);
}

static inline bool same_pixels(const tks_image *a, const tks_image *b)
{
    const tks_view one = tks_image_view(a), two = tks_image_view(b);

    return one.width == two.width && one.height == two.height && one.pixels == two.pixels &&
           memcmp(one.data, two.data, (size_t)one.stride * (size_t)one.height) == 0;
}

/* The picture has this size and these packed pixels. */
static inline void check_pixels(struct made_file file, int32_t width, int32_t height,
                                tks_pixels pixels, const void *expected)
{
    tks_image *image = decode(file);
    const tks_view view = tks_image_view(image);
    const tks_image_info info = inspect(file);
    const size_t pixel = pixels == TKS_RGBA16 ? 8 : 4;

    assert_int_equal(view.width, width);
    assert_int_equal(view.height, height);
    assert_int_equal(view.pixels, pixels);
    assert_int_equal(view.stride, (size_t)width * pixel);
    assert_int_equal((uintptr_t)view.data % 64, 0);
    assert_memory_equal(view.data, expected, (size_t)width * (size_t)height * pixel);
    assert_int_equal(info.width, width);
    assert_int_equal(info.height, height);
    assert_int_equal(info.depth, pixels == TKS_RGBA16 ? 16 : 8);
    tks_image_free(image);
}

/* ------------------------------------------------------------------- abuse */

/* Memory that holds something before it is written: `user` points to that byte. */
static inline void *allocate_dirty(void *user, size_t size)
{
    void *memory = malloc(size);

    if (memory != NULL)
        memset(memory, *(const uint8_t *)user, size);
    return memory;
}

static inline void release_dirty(void *user, void *memory)
{
    (void)user;
    free(memory);
}

static inline tks_status decode_dirty(tks_image **out, tks_bytes file, uint8_t dirt, tks_error *err)
{
    /* it outlives the call, for the picture keeps the allocator */
    static const uint8_t dirts[] = { 0x55, 0xAA };
    const tks_allocator allocator = { allocate_dirty, release_dirty,
                                      (void *)(uintptr_t)&dirts[dirt] };
    const tks_env env = { .size = sizeof env, .allocator = &allocator };

    return tks_image_decode(out, file, &env, err);
}

/* Decodes a damaged copy; it must be refused with a sentence, or show `whole`
 * where that is not NULL. Nothing may depend on what memory held before. */
static inline bool survives(const uint8_t *data, size_t length, const tks_image *whole)
{
    const tks_bytes exact = { malloc(length > 0 ? length : 1), length };
    tks_image *one = NULL, *two = NULL;
    tks_error err = { TKS_OK, 0, "" }, again = { TKS_OK, 0, "" };
    tks_status status;
    bool fine;

    assert_non_null(exact.data);
    memcpy((void *)(uintptr_t)exact.data, data, length);
    status = decode_dirty(&one, exact, 0, &err);
    if (decode_dirty(&two, exact, 1, &again) != status)
        fine = false;
    else if (status != TKS_OK)
        fine = one == NULL && two == NULL && strlen(err.message) > 10 && err.status == status &&
               strcmp(err.message, again.message) == 0;
    else
        fine = same_pixels(one, two) && (whole == NULL || same_pixels(one, whole));
    tks_image_free(one);
    tks_image_free(two);
    free((void *)(uintptr_t)exact.data);
    return fine;
}

/* Cut anywhere - at every sixteenth, and at every byte of a small file - it is
 * refused, or what was cut did not matter. */
static inline void check_truncations(struct made_file file)
{
    tks_image *whole = decode(file);
    const size_t step = file.length < 2048 ? 1 : file.length / 16;

    for (size_t length = 0; length < file.length; length += step)
        if (!survives(file.data, length, whole))
            fail_msg("cut at byte %zu of %zu", length, file.length);
    tks_image_free(whole);
}

/* A byte changed anywhere must not crash anything. */
static inline void check_damage(struct made_file file)
{
    static const uint8_t damages[] = { 0x01, 0x80, 0xFF };
    struct made_file copy = copy_of(file);
    const size_t step = file.length / 2048 + 1;

    for (size_t at = 0; at < file.length; at += step)
        for (size_t i = 0; i < sizeof damages; i++) {
            copy.data[at] ^= damages[i];
            if (!survives(copy.data, copy.length, NULL))
                fail_msg("byte %zu changed by %02x", at, damages[i]);
            copy.data[at] ^= damages[i];
        }
    made_free(copy);
}

/* Whichever allocation fails, the error is clean and nothing is kept. */
static inline void check_allocations(struct made_file file)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    tks_status status = TKS_OUT_OF_MEMORY;

    for (long n = 1; status != TKS_OK; n++) {
        tks_image *image = NULL;
        tks_error err = { TKS_OK, 0, "" };

        atomic_store(&counting.taken, 0);
        atomic_store(&counting.fail_at, n);
        status = tks_image_decode(&image, made_bytes(file), &env, &err);
        if (status != TKS_OK) {
            assert_int_equal(status, TKS_OUT_OF_MEMORY);
            assert_null(image);
            assert_non_null(strstr(err.message, "out of memory"));
        }
        tks_image_free(image);
        assert_int_equal(atomic_load(&counting.held), 0);
        assert_in_range(n, 1, 1000);
    }
    assert_true(atomic_load(&counting.taken) > 0); /* it does use the allocator */
}

static inline void check_abuse(struct made_file file)
{
    check_truncations(file);
    check_damage(file);
    check_allocations(file);
}

#endif
