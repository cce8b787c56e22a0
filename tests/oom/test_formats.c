/* test_formats.c - reading and changing snapshot files when the n-th allocation fails
 *
 * For every n until all of it gets through: the status is OUT_OF_MEMORY, its error has
 * words, and all memory has been given back.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "counting.h"

#include "format/format.h"

#include <stdio.h>
#include <string.h>

enum { MANY = 200 /* allocations nothing here needs */ };

static const struct {
    const char *format, *file, *name; /* name: of an entry to put in */
} files[] = {
    { "amber",
      "# serializer version: 1\n# name: b\n  x\n# ---\n# name: a\n  y\n# ---\n# name: b\n  z\n# "
      "---\n",
      "c" },
    { "go-snaps", "\n[TestB - 1]\nx\n---\n\n[TestA - 1]\ny\n---\n", "TestC - 1" },
    { "insta", "---\nsource: \"a:b\"\nassertion_line: 7\nextension: png\n---\nx\n", NULL },
    { "insta-inline",
      "{\"run_id\":\"1\",\"line\":7,\"new\":{\"module_name\":\"m\",\"metadata\":{},"
      "\"snapshot\":\"x\\n\"},\"old\":null}\n",
      NULL },
    { "jest", "//\n\nexports[`b`] = `x`;\n\nexports[`a`] = `y`;\n", NULL },
    { "golden", "x\n", NULL },
};

struct work {
    struct tksi_listing listing;
    struct tksi_buffer room, after, text;
};

static tks_bytes text_of(const char *text)
{
    return (tks_bytes){ text, strlen(text) };
}

static tks_status change(struct work *work, const char *name, tks_error *err)
{
    const struct tksi_document *document = &work->listing.document;
    const struct tksi_piece *entry = &work->listing.entries[0].piece;
    struct tksi_patch patch;
    tks_status status;

    if (document->format->abilities & TKSI_REPLACE)
        if ((status = tksi_patch_replace(&patch, &work->room, document, entry,
                                         text_of("one\ntwo `\\ \n\n"), err)) ||
            (status = tksi_patch_apply(&work->after, document->bytes, &patch, err)))
            return status;
    if (name != NULL)
        return tksi_patch_insert(&patch, &work->room, document, text_of(name), text_of("new"), err);
    return TKS_OK;
}

static tks_status read_insta(struct work *work, tks_error *err)
{
    const tks_bytes file = work->listing.document.bytes;
    const struct tksi_insta_header header = { .source = { "a:b", 3 }, .assertion_line = -1 };
    struct tksi_field field;
    tks_status status;

    tksi_insta_find(&field, file, "source");
    if ((status = tksi_insta_text(&work->text, file, &field, err)) ||
        (status = tksi_insta_accepted(&work->text, file, err)) ||
        (status = tksi_insta_aside(&work->text, (tks_str){ "a.snap", 6 }, file, err)))
        return status;
    return tksi_insta_write(&work->text, &header, err);
}

static tks_status run(size_t index, const struct tksi_env *env, tks_error *err)
{
    const struct tksi_format *format = tksi_format_named(files[index].format);
    const tks_bytes file = text_of(files[index].file);
    struct work work;
    tks_status status;

    tksi_buffer_init(&work.room, 1 << 16, env);
    tksi_buffer_init(&work.after, 1 << 16, env);
    tksi_buffer_init(&work.text, 1 << 16, env);
    if ((status = tksi_listing_make(&work.listing, format, file, env, err)) ||
        (status = tksi_decode(&work.text, format,
                              tksi_span_of(file, work.listing.entries[0].piece.payload), err)) ||
        (status = tksi_decode_name(&work.text, format, text_of("a"), err)) ||
        (status = change(&work, files[index].name, err)))
        goto done;
    if (strcmp(format->name, "insta") == 0)
        status = read_insta(&work, err);
done:
    tksi_listing_dispose(&work.listing);
    tksi_buffer_dispose(&work.room);
    tksi_buffer_dispose(&work.after);
    tksi_buffer_dispose(&work.text);
    return status;
}

static int starve(size_t index)
{
    tks_status status = TKS_OUT_OF_MEMORY;
    long n = 0;

    while (status != TKS_OK && ++n < MANY) {
        struct counting counting = COUNTING;
        struct tksi_env env;
        tks_error err = { TKS_OK, 0, "" };

        if (tksi_env_defaults(&env, NULL, NULL))
            return 1;
        env.allocator = counting_allocator(&counting);
        atomic_store(&counting.fail_at, n);
        status = run(index, &env, &err);
        if ((status != TKS_OK && (status != TKS_OUT_OF_MEMORY || err.message[0] == '\0')) ||
            atomic_load(&counting.held) != 0) {
            printf("%s, allocation %ld: status %d, %ld blocks kept\n", files[index].format, n,
                   (int)status, atomic_load(&counting.held));
            return 1;
        }
    }
    if (status != TKS_OK || n < 3) {
        printf("%s: gets through after %ld allocations\n", files[index].format, n);
        return 1;
    }
    return 0;
}

int main(void)
{
    const size_t count = sizeof files / sizeof *files;
    int bad = 0;

    for (size_t i = 0; i < count; i++)
        bad += starve(i);
    printf("%zu formats starved, %d badly behaved\n", count, bad);
    return bad == 0 ? 0 : 1;
}
