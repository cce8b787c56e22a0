/* fuzz_kept.c - hostile bytes as a kept change: read, written, read again the same
 *
 * Each input is taken as it is, and once more with the number of bytes that the header
 * has to say put right, which a search does not guess.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fuzz.h"
#include "store/kept.h"

#include <string.h>

static bool equal(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void check_kept(const struct tksi_kept *kept)
{
    must(tksi_name_check(kept->path, NULL) == TKS_OK, "its baseline is below the root");
    must(kept->format != NULL &&
             (kept->entry == NULL || (kept->format->abilities & TKSI_SEVERAL) != 0),
         "it has a format, and an entry only if that has several");
}

static void write_and_read(const struct tksi_kept *kept, const struct tksi_env *env)
{
    struct tksi_buffer text, second, name;
    struct tksi_kept again;
    bool there;

    tksi_buffer_init(&text, 1 << 24, env);
    tksi_buffer_init(&second, 1 << 24, env);
    tksi_buffer_init(&name, 1 << 24, env);
    must(tksi_kept_put(&text, kept, NULL) == TKS_OK, "what was read can be written");
    must(tksi_kept_read(&again, (tks_bytes){ text.data, text.length }, env, NULL) == TKS_OK,
         "what was written can be read");
    must(again.format == kept->format && equal(again.path, kept->path) &&
             equal(again.entry, kept->entry) && equal(again.source, kept->source) &&
             again.order == kept->order && again.state == kept->state &&
             tksi_fingerprint_equal(again.baseline, kept->baseline) &&
             again.value.length == kept->value.length,
         "and is the same");
    must(tksi_kept_put(&second, &again, NULL) == TKS_OK && second.length == text.length &&
             memcmp(second.data, text.data, text.length) == 0,
         "to the byte");
    must(tksi_kept_name(&name, kept->path, kept->entry, NULL) == TKS_OK, "it has a name");
    (void)tksi_kept_is_there(&there, kept->format, kept->value, true, kept->entry, env, NULL);
    tksi_kept_dispose(&again);
    tksi_buffer_dispose(&name);
    tksi_buffer_dispose(&second);
    tksi_buffer_dispose(&text);
}

static void try_file(tks_bytes file, const struct tksi_env *env)
{
    struct tksi_kept kept;

    if (tksi_kept_read(&kept, file, env, NULL) == TKS_OK) {
        check_kept(&kept);
        write_and_read(&kept, env);
    }
    tksi_kept_dispose(&kept);
}

/* The bytes with a line of their number before the first empty one. */
static void try_counted(tks_bytes file, const struct tksi_env *env)
{
    const char *head = file.data, *end = memmem(head, file.length, "\n\n", 2);
    struct tksi_buffer text;
    size_t length;

    if (end == NULL)
        return;
    length = (size_t)(end + 1 - head);
    tksi_buffer_init(&text, 1 << 24, env);
    must(tksi_buffer_append(&text, head, length, NULL) == TKS_OK &&
             tksi_buffer_printf(&text, NULL, "bytes %zu\n", file.length - length - 1) == TKS_OK &&
             tksi_buffer_append(&text, end + 1, file.length - length, NULL) == TKS_OK,
         "there is memory");
    try_file((tks_bytes){ text.data, text.length }, env);
    tksi_buffer_dispose(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t fill = 0xA5;
    const struct tksi_env env = fuzz_env(&fill, 1, NULL);

    try_file((tks_bytes){ data, size }, &env);
    try_counted((tks_bytes){ data, size }, &env);
    return 0;
}
