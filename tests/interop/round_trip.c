/* round_trip.c - every snapshot file is what its pieces are, and stays so when one changes
 *
 *     corpus.py round_trip snapshots.tar.xz
 *
 * For each file: its format is that of the library it comes from; its pieces laid end to
 * end are the file; every entry is given another value, which is read back, and then its
 * old payload, which gives the old bytes; every entry is taken out, and put in again
 * where the format knows how. Prints a table, and what is wrong, a line each.
 *
 * Told too, because the numbers say how much of the world is understood: payloads that
 * are encoded as we would, headers of insta's that our writer gives byte for byte.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "frames.h"

#include "format/format.h"

#include <string.h>

enum { MOST_FORMATS = 16, MOST_BACKENDS = 16, MOST_TOLD = 40 };

static struct {
    char name[32];
    size_t files[MOST_FORMATS], entries;
} backends[MOST_BACKENDS];

static struct {
    size_t entries, replaced, refused, canonical, same_value, removed, inserted;
} totals[MOST_FORMATS];

static size_t files, bytes, wrong, insta_files, insta_headers;
static struct tksi_env env;

static void tell(const struct frame *frame, const char *what)
{
    if (wrong++ < MOST_TOLD)
        printf("%s: %s\n", frame->path, what);
}

static bool equal(const struct tksi_buffer *buffer, tks_bytes other)
{
    return buffer->length == other.length &&
           (other.length == 0 || memcmp(buffer->data, other.data, other.length) == 0);
}

static tks_bytes bytes_of(const struct tksi_buffer *buffer)
{
    return (tks_bytes){ buffer->data, buffer->length };
}

static void init(struct tksi_buffer *buffer)
{
    tksi_buffer_init(buffer, SIZE_MAX / 2, &env);
}

static size_t index_of(const struct tksi_format *format)
{
    size_t index = 0;

    while (tksi_format_at(index) != format)
        index++;
    return index;
}

static size_t backend_of(const struct frame *frame)
{
    const size_t length = strcspn(frame->path, "/");
    size_t i = 0;

    while (backends[i].name[0] != '\0' && (strncmp(backends[i].name, frame->path, length) != 0 ||
                                           backends[i].name[length] != '\0'))
        i++;
    memcpy(backends[i].name, frame->path, length);
    return i;
}

/* ---------------------------------------------------------------- per entry */

struct work {
    const struct frame *frame;
    const struct tksi_document *document;
    struct tksi_buffer name, value, room, after, again;
};

static void init_work(struct work *work, const struct frame *frame,
                      const struct tksi_document *document)
{
    work->frame = frame;
    work->document = document;
    init(&work->name);
    init(&work->value);
    init(&work->room);
    init(&work->after);
    init(&work->again);
}

static void clear(struct work *work)
{
    work->name.length = work->value.length = work->room.length = work->after.length =
        work->again.length = 0;
}

static void dispose_work(struct work *work)
{
    tksi_buffer_dispose(&work->name);
    tksi_buffer_dispose(&work->value);
    tksi_buffer_dispose(&work->room);
    tksi_buffer_dispose(&work->after);
    tksi_buffer_dispose(&work->again);
}

/* The ordinal-th entry of the patched file. */
static bool entry_at(struct tksi_piece *out, const struct tksi_format *format, tks_bytes file,
                     size_t ordinal)
{
    struct tksi_reader reader;

    tksi_reader_start(&reader, format, file);
    while (tksi_reader_next(out, &reader))
        if (out->kind == TKSI_ENTRY && ordinal-- == 0)
            return true;
    return false;
}

/* The entry's own value encoded once more. */
static void count_canonical(struct work *work, const struct tksi_piece *piece)
{
    const struct tksi_document *document = work->document;
    const tks_bytes payload = tksi_span_of(document->bytes, piece->payload);
    const size_t format = index_of(document->format);

    clear(work);
    if (tksi_decode(&work->value, document->format, payload, NULL))
        return;
    if (tksi_encode(&work->room, document->format, bytes_of(&work->value), document->line_end,
                    NULL) == TKS_OK) {
        totals[format].same_value++;
        totals[format].canonical += equal(&work->room, payload);
    }
}

/* Another value, with everything in it that formats have marks for. */
static void replace(struct work *work, const struct tksi_piece *piece, size_t ordinal)
{
    static const char text[] =
        "other\n---\n# ---\n# name: x\n[Test - 1]\n`${a}\\`;\n\n  \n\xC3\xA9";
    const struct tksi_document *document = work->document;
    const size_t format = index_of(document->format);
    struct tksi_piece found;
    struct tksi_patch patch, back;
    tks_error err = { 0 };

    clear(work);
    if (tksi_patch_replace(&patch, &work->room, document, piece,
                           (tks_bytes){ text, sizeof text - 1 }, &err)) {
        totals[format].refused++;
        return;
    }
    totals[format].replaced++;
    if (tksi_patch_apply(&work->after, document->bytes, &patch, &err) ||
        tksi_patch_check(document, bytes_of(&work->after), &patch, &err))
        tell(work->frame, err.message);
    else if (!entry_at(&found, document->format, bytes_of(&work->after), ordinal) ||
             tksi_decode(&work->value, document->format,
                         tksi_span_of(bytes_of(&work->after), found.payload), &err) ||
             !equal(&work->value, (tks_bytes){ text, sizeof text - 1 }))
        tell(work->frame, "a replaced value is not read back");
    back = (struct tksi_patch){ { patch.span.at, patch.bytes.length },
                                tksi_span_of(document->bytes, piece->payload),
                                0 };
    if (tksi_patch_apply(&work->again, bytes_of(&work->after), &back, &err) ||
        !equal(&work->again, document->bytes))
        tell(work->frame, "restored it is not what it was");
}

/* Taken out, and put in where the library would. */
static void take_out(struct work *work, const struct tksi_piece *piece)
{
    const struct tksi_document *document = work->document;
    const size_t format = index_of(document->format);
    struct tksi_document shorter;
    struct tksi_patch patch;
    tks_error err = { 0 };

    clear(work);
    if (tksi_patch_remove(&patch, document, piece, NULL))
        return;
    totals[format].removed++;
    if (tksi_patch_apply(&work->after, document->bytes, &patch, &err) ||
        tksi_patch_check(document, bytes_of(&work->after), &patch, &err)) {
        tell(work->frame, err.message);
        return;
    }
    tksi_document_scan(&shorter, document->format, bytes_of(&work->after));
    if (shorter.entries + 1 != document->entries)
        tell(work->frame, "an entry was taken out and their number is not one less");
    if (tksi_decode_name(&work->name, document->format, tksi_span_of(document->bytes, piece->name),
                         NULL) ||
        tksi_decode(&work->value, document->format, tksi_span_of(document->bytes, piece->payload),
                    NULL) ||
        tksi_patch_insert(&patch, &work->room, &shorter, bytes_of(&work->name),
                          bytes_of(&work->value), NULL))
        return;
    if (tksi_patch_apply(&work->again, shorter.bytes, &patch, &err) ||
        tksi_patch_check(&shorter, bytes_of(&work->again), &patch, &err))
        tell(work->frame, err.message);
    else
        totals[format].inserted += equal(&work->again, document->bytes);
}

/* ------------------------------------------------------------------ per file */

static tks_str text_of(struct tksi_buffer *room, tks_bytes file, const char *key)
{
    struct tksi_field field;

    if (!tksi_insta_find(&field, file, key) || field.type != TKSI_FIELD_TEXT ||
        tksi_insta_text(room, file, &field, NULL))
        return (tks_str){ NULL, 0 };
    return (tks_str){ room->length > 0 ? (const char *)room->data : "", room->length };
}

/* The header from what its fields say. */
static bool is_header_canonical(tks_bytes file, const struct tksi_piece *piece)
{
    static const char *const keys[] = { "source", "description", "expression", "input_file",
                                        "extension" };
    struct tksi_buffer texts[5], header;
    tks_str values[5];
    struct tksi_insta_header fields = { .assertion_line = -1 };
    struct tksi_field field;
    bool same;

    init(&header);
    for (int i = 0; i < 5; i++) {
        init(&texts[i]);
        values[i] = text_of(&texts[i], file, keys[i]);
    }
    fields.source = values[0];
    fields.description = values[1];
    fields.expression = values[2];
    fields.input_file = values[3];
    fields.extension = values[4];
    fields.binary = (piece->conditions & TKSI_ASIDE) != 0;
    if (tksi_insta_find(&field, file, "assertion_line") && field.type == TKSI_FIELD_NUMBER)
        fields.assertion_line = (int64_t)field.number;
    if (tksi_insta_find(&field, file, "info") && field.whole.length > 6)
        fields.info =
            (tks_str){ (const char *)file.data + field.whole.at + 5, field.whole.length - 6 };
    same = tksi_insta_write(&header, &fields, NULL) == TKS_OK &&
           equal(&header, tksi_span_of(file, (struct tksi_span){ 0, piece->payload.at }));
    tksi_buffer_dispose(&header);
    for (int i = 0; i < 5; i++)
        tksi_buffer_dispose(&texts[i]);
    return same;
}

static void check_insta(struct work *work, const struct tksi_piece *piece)
{
    const tks_bytes file = work->document->bytes;
    const size_t before = totals[0].canonical;
    bool header;

    if (strcmp(work->document->format->name, "insta") != 0)
        return;
    header = is_header_canonical(file, piece);
    insta_headers += header;
    if (piece->conditions & TKSI_ASIDE) {
        insta_files += header && piece->payload.length == 0;
        return;
    }
    count_canonical(work, piece); /* once more, to see whether this one is */
    insta_files += header && totals[0].canonical > before;
    totals[0].canonical = before;
    totals[0].same_value--;
}

static void check_pieces(const struct frame *frame, const struct tksi_format *format,
                         tks_bytes file)
{
    struct tksi_reader reader;
    struct tksi_piece piece;
    size_t at = 0;

    tksi_reader_start(&reader, format, file);
    while (tksi_reader_next(&piece, &reader)) {
        const size_t end = piece.whole.at + piece.whole.length;

        if (piece.whole.at != at || (piece.whole.length == 0 && file.length > 0))
            tell(frame, "pieces do not touch");
        at = end;
        if (piece.kind == TKSI_ENTRY &&
            (piece.payload.at < piece.whole.at || piece.payload.at + piece.payload.length > end ||
             (piece.name.length > 0 &&
              (piece.name.at < piece.whole.at || piece.name.at + piece.name.length > end))))
            tell(frame, "a span is not within its piece");
    }
    if (at != file.length)
        tell(frame, "pieces are not all of the file");
}

static void check_file(const struct frame *frame)
{
    const tks_bytes file = { frame->data, frame->length };
    const char *slash = strchr(frame->path, '/') + 1;
    const tks_str path = { slash, frame->path_length - (size_t)(slash - frame->path) };
    const struct tksi_format *format = tksi_format_of(file, path);
    const size_t backend = backend_of(frame), index = index_of(format);
    struct tksi_document document;
    struct tksi_listing listing;
    struct work work;
    tks_error err = { 0 };

    files++;
    bytes += file.length;
    backends[backend].files[index]++;
    check_pieces(frame, format, file);
    if (tksi_listing_make(&listing, format, file, &env, &err)) {
        tell(frame, err.message);
        return;
    }
    document = listing.document;
    init_work(&work, frame, &document);
    backends[backend].entries += document.entries;
    totals[index].entries += document.entries;
    for (size_t i = 0; i < document.entries; i++) {
        const struct tksi_piece *piece = &listing.entries[i].piece;

        check_insta(&work, piece);
        count_canonical(&work, piece);
        if (format->abilities & TKSI_REPLACE)
            replace(&work, piece, i);
        take_out(&work, piece);
    }
    dispose_work(&work);
    tksi_listing_dispose(&listing);
}

/* ------------------------------------------------------------------ the table */

static void print_tables(void)
{
    printf("%zu files, %zu bytes\n\n", files, bytes);
    for (size_t i = 0; i < MOST_BACKENDS && backends[i].name[0] != '\0'; i++) {
        printf("%-20s %7zu entries in files of", backends[i].name, backends[i].entries);
        for (size_t f = 0; f < MOST_FORMATS; f++)
            if (backends[i].files[f] > 0)
                printf(" %s %zu", tksi_format_at(f)->name, backends[i].files[f]);
        printf("\n");
    }
    printf("\n%-20s %8s %8s %8s %8s %8s %8s %8s\n", "", "entries", "replaced", "refused", "held",
           "as ours", "removed", "inserted");
    for (size_t f = 0; tksi_format_at(f) != NULL; f++)
        printf("%-20s %8zu %8zu %8zu %8zu %8zu %8zu %8zu\n", tksi_format_at(f)->name,
               totals[f].entries, totals[f].replaced, totals[f].refused, totals[f].same_value,
               totals[f].canonical, totals[f].removed, totals[f].inserted);
    printf("\ninsta: %zu headers, %zu files as our writer gives them\n", insta_headers,
           insta_files);
}

int main(void)
{
    struct frame frame = { NULL, NULL, 0, 0 };

    if (tksi_env_defaults(&env, NULL, NULL))
        return 2;
    while (frame_read(&frame))
        check_file(&frame);
    frame_free(&frame);
    print_tables();
    printf("%zu wrong\n", wrong);
    return wrong == 0 && files > 0 ? 0 : 1;
}
