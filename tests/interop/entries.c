/* entries.c - what we read of a file, for other libraries' readers to be compared with
 *
 *     entries FORMAT read     a line for each file on standard input (frames.h): its
 *                             conditions, then NAME:VALUE:CONDITIONS for each entry
 *     entries FORMAT write    each frame is put into a file, its path as the name, its
 *                             bytes as the value; an empty path ends the file, a line,
 *                             and its bytes begin the next one
 *     entries insta fields    a line for each file: its conditions, then NAME:VALUE: of its
 *                             contents, as they are compared, and of its header's fields
 *     entries insta accept    a line for each pending file: the baseline it becomes, or "!"
 *     entries FORMAT replace  frames in pairs, a file with an entry's name as its path, and
 *                             the new value: a line with the file, "!" where it is refused
 *
 * Names, values and files are in hexadecimal, conditions as their words.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "frames.h"

#include "format/format.h"

#include <string.h>

enum { MOST = 1 << 28 };

static struct tksi_env env;

static void put_hexadecimal(const void *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        printf("%02x", ((const unsigned char *)bytes)[i]);
}

static void put_conditions(unsigned conditions)
{
    static const struct {
        unsigned condition;
        const char *word;
    } words[] = {
        { TKSI_LEGACY, "legacy" },     { TKSI_TAINTED, "tainted" },
        { TKSI_CONFLICT, "conflict" }, { TKSI_BROKEN, "broken" },
        { TKSI_UNSEEN, "unseen" },     { TKSI_UNTERMINATED, "unterminated" },
        { TKSI_STRAY, "stray" },       { TKSI_LIKE_ID, "like-id" },
        { TKSI_CRLF, "crlf" },
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (conditions & words[i].condition)
            printf(",%s", words[i].word);
}

static void tell_entry(const struct tksi_entry *entry, const struct tksi_document *document)
{
    const tks_bytes written = tksi_span_of(document->bytes, entry->piece.name);
    struct tksi_buffer name, value;
    tks_error err = { 0 };

    tksi_buffer_init(&name, MOST, &env);
    tksi_buffer_init(&value, MOST, &env);
    printf(" ");
    if (tksi_decode_name(&name, document->format, written, &err) == TKS_OK)
        put_hexadecimal(name.data, name.length);
    printf(":");
    if (tksi_decode(&value, document->format, tksi_span_of(document->bytes, entry->piece.payload),
                    &err))
        printf("!");
    else
        put_hexadecimal(value.data, value.length);
    printf(":");
    put_conditions(entry->piece.conditions);
    tksi_buffer_dispose(&value);
    tksi_buffer_dispose(&name);
}

static int tell_files(const struct tksi_format *format)
{
    struct frame frame = { NULL, NULL, 0, 0 };

    while (frame_read(&frame)) {
        const tks_bytes file = { frame.data, frame.length };
        struct tksi_listing listing;

        if (tksi_listing_make(&listing, format, file, &env, NULL))
            return 1;
        put_conditions(listing.document.conditions);
        for (size_t i = 0; i < listing.document.entries; i++)
            tell_entry(&listing.entries[i], &listing.document);
        printf("\n");
        tksi_listing_dispose(&listing);
    }
    frame_free(&frame);
    return 0;
}

/* Puts the frame into the file; what is refused is told on standard error. */
static void insert(struct tksi_buffer *file, const struct tksi_format *format,
                   const struct frame *frame)
{
    struct tksi_buffer room, after;
    struct tksi_document document;
    struct tksi_patch patch;
    tks_error err = { 0 };

    tksi_buffer_init(&room, MOST, &env);
    tksi_buffer_init(&after, MOST, &env);
    tksi_document_scan(&document, format, (tks_bytes){ file->data, file->length });
    if (tksi_patch_insert(&patch, &room, &document, (tks_bytes){ frame->path, frame->path_length },
                          (tks_bytes){ frame->data, frame->length }, &err) ||
        tksi_patch_apply(&after, document.bytes, &patch, &err) ||
        tksi_patch_check(&document, (tks_bytes){ after.data, after.length }, &patch, &err)) {
        fprintf(stderr, "entries: %s\n", err.message);
        tksi_buffer_dispose(&after);
    } else {
        tksi_buffer_dispose(file);
        *file = after;
    }
    tksi_buffer_dispose(&room);
}

static int write_files(const struct tksi_format *format)
{
    struct frame frame = { NULL, NULL, 0, 0 };
    struct tksi_buffer file;

    tksi_buffer_init(&file, MOST, &env);
    while (frame_read(&frame)) {
        if (frame.path_length > 0) {
            insert(&file, format, &frame);
            continue;
        }
        put_hexadecimal(file.data, file.length);
        printf("\n");
        file.length = 0;
        if (tksi_buffer_append(&file, frame.data, frame.length, NULL))
            return 1;
    }
    tksi_buffer_dispose(&file);
    frame_free(&frame);
    return 0;
}

/* The first entry whose name is written so. */
static bool find(struct tksi_piece *out, const struct tksi_document *document, const char *name,
                 size_t length)
{
    struct tksi_reader reader;

    tksi_reader_start(&reader, document->format, document->bytes);
    while (tksi_reader_next(out, &reader))
        if (out->kind == TKSI_ENTRY && out->name.length == length &&
            memcmp((const char *)document->bytes.data + out->name.at, name, length) == 0)
            return true;
    return false;
}

static void replace(const struct tksi_format *format, const struct frame *file,
                    const struct frame *value)
{
    struct tksi_buffer room, after;
    struct tksi_document document;
    struct tksi_piece entry;
    struct tksi_patch patch;
    tks_error err = { 0 };

    tksi_buffer_init(&room, MOST, &env);
    tksi_buffer_init(&after, MOST, &env);
    tksi_document_scan(&document, format, (tks_bytes){ file->data, file->length });
    if (!find(&entry, &document, file->path, file->path_length) ||
        tksi_patch_replace(&patch, &room, &document, &entry,
                           (tks_bytes){ value->data, value->length }, &err) ||
        tksi_patch_apply(&after, document.bytes, &patch, &err) ||
        tksi_patch_check(&document, (tks_bytes){ after.data, after.length }, &patch, &err))
        printf("!");
    else
        put_hexadecimal(after.data, after.length);
    printf("\n");
    tksi_buffer_dispose(&after);
    tksi_buffer_dispose(&room);
}

static int replace_values(const struct tksi_format *format)
{
    struct frame file = { NULL, NULL, 0, 0 }, value = { NULL, NULL, 0, 0 };

    while (frame_read(&file) && frame_read(&value))
        replace(format, &file, &value);
    frame_free(&value);
    frame_free(&file);
    return 0;
}

/* ---------------------------------------------------------------------- insta */

static void tell_pair(const char *name, tks_bytes value)
{
    printf(" ");
    put_hexadecimal(name, strlen(name));
    printf(":");
    put_hexadecimal(value.data, value.length);
    printf(":");
}

static void tell_contents(const struct tksi_listing *listing)
{
    const struct tksi_document *document = &listing->document;
    const struct tksi_piece *piece = &listing->entries[0].piece;
    struct tksi_buffer value, compared;

    if (document->entries != 1 || (piece->conditions & TKSI_ASIDE))
        return;
    tksi_buffer_init(&value, MOST, &env);
    tksi_buffer_init(&compared, MOST, &env);
    if (tksi_decode(&value, document->format, tksi_span_of(document->bytes, piece->payload),
                    NULL) == TKS_OK &&
        tksi_normalize(&compared, document->format, (tks_bytes){ value.data, value.length },
                       NULL) == TKS_OK)
        tell_pair("contents", (tks_bytes){ compared.data, compared.length });
    tksi_buffer_dispose(&compared);
    tksi_buffer_dispose(&value);
}

static void tell_fields(tks_bytes file)
{
    static const char *const names[] = { "source", "expression", "description", "input_file" };
    struct tksi_field field;
    char number[24];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct tksi_buffer text;

        tksi_buffer_init(&text, MOST, &env);
        if (tksi_insta_find(&field, file, names[i]) && field.type == TKSI_FIELD_TEXT &&
            tksi_insta_text(&text, file, &field, NULL) == TKS_OK)
            tell_pair(names[i], (tks_bytes){ text.data, text.length });
        tksi_buffer_dispose(&text);
    }
    if (tksi_insta_find(&field, file, "assertion_line") && field.type == TKSI_FIELD_NUMBER) {
        snprintf(number, sizeof number, "%llu", (unsigned long long)field.number);
        tell_pair("assertion_line", (tks_bytes){ number, strlen(number) });
    }
}

static int tell_insta(const struct tksi_format *format)
{
    struct frame frame = { NULL, NULL, 0, 0 };

    while (frame_read(&frame)) {
        const tks_bytes file = { frame.data, frame.length };
        struct tksi_listing listing;

        if (tksi_listing_make(&listing, format, file, &env, NULL))
            return 1;
        put_conditions(listing.document.conditions);
        tell_contents(&listing);
        tell_fields(file);
        printf("\n");
        tksi_listing_dispose(&listing);
    }
    frame_free(&frame);
    return 0;
}

static int accept_insta(const struct tksi_format *format)
{
    struct frame frame = { NULL, NULL, 0, 0 };

    (void)format;
    while (frame_read(&frame)) {
        struct tksi_buffer accepted;

        tksi_buffer_init(&accepted, MOST, &env);
        if (tksi_insta_accepted(&accepted, (tks_bytes){ frame.data, frame.length }, NULL))
            printf("!");
        else
            put_hexadecimal(accepted.data, accepted.length);
        printf("\n");
        tksi_buffer_dispose(&accepted);
    }
    frame_free(&frame);
    return 0;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *how;
        int (*answer)(const struct tksi_format *format);
    } ways[] = { { "read", tell_files },
                 { "write", write_files },
                 { "replace", replace_values },
                 { "fields", tell_insta },
                 { "accept", accept_insta } };
    const struct tksi_format *format = argc == 3 ? tksi_format_named(argv[1]) : NULL;

    if (format == NULL || tksi_env_defaults(&env, NULL, NULL))
        return 2;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (strcmp(argv[2], ways[i].how) == 0)
            return ways[i].answer(format);
    return 2;
}
