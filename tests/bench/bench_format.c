/* bench_format.c - how fast snapshot files are read and patched
 *
 *     bench_format [FILE...]
 *
 * Without operands it makes files of about 100 MB: amber and go-snaps of entries of 30
 * lines, amber in CR LF, amber of the shortest entries and lines, Jest, insta's pending
 * records. Prints the best of five walks in GB/s, then what it takes to replace one entry
 * in the middle and to check that. A tool for whoever changes a reader, not a test.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 5, SIZE = 100 * 1000 * 1000, ROOM = SIZE + (1 << 20) };

static struct tksi_env env;

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* ----------------------------------------------------------------- made-up files */

struct kind {
    const char *name, *format, *head, *entry, *line, *end;
    int lines;
};

static const struct kind kinds[] = {
    { "amber", "amber", "# serializer version: 1\n", "# name: test_a[%07d]\n",
      "    'entity_id': 'sensor.%d_power',\n", "# ---\n", 30 },
    { "amber, CR LF", "amber", "# serializer version: 1\r\n", "# name: test_a[%07d]\r\n",
      "    'entity_id': 'sensor.%d_power',\r\n", "# ---\r\n", 30 },
    { "amber, short", "amber", "# serializer version: 1\n", "# name: %07d\n", "  %d\n", "# ---\n",
      1 },
    { "go-snaps", "go-snaps", "", "\n[TestPage/%07d - 1]\n", "  <span class=\"%d\">total</span>\n",
      "---\n", 30 },
    { "go-snaps, short", "go-snaps", "", "\n[Test%07d - 1]\n", "%d\n", "---\n", 1 },
    { "jest", "jest", "// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n",
      "\nexports[`page %07d 1`] = `\n", "  <span class=\"%d\">total</span>\n", "`;\n", 30 },
    { "insta, inline", "insta-inline", "",
      "{\"run_id\":\"1-2\",\"line\":%d,\"new\":{\"module_name\":\"m\",\"metadata\":{},"
      "\"snapshot\":\"",
      "  <span class=\\\"%d\\\">total</span>\\n", "\"},\"old\":null}\n", 30 },
};

static size_t make(char *text, const struct kind *kind)
{
    size_t length = (size_t)sprintf(text, "%s", kind->head);

    for (int i = 0; length < SIZE; i++) {
        length += (size_t)snprintf(text + length, ROOM - length, kind->entry, i);
        for (int line = 0; line < kind->lines; line++)
            length += (size_t)snprintf(text + length, ROOM - length, kind->line, i + line);
        length += (size_t)sprintf(text + length, "%s", kind->end);
    }
    return length;
}

/* --------------------------------------------------------------------- measuring */

static double walk(struct tksi_document *document, const struct tksi_format *format, tks_bytes file)
{
    double best = 1e9;

    for (int round = 0; round < ROUNDS; round++) {
        const double begun = now();

        tksi_document_scan(document, format, file);
        if (now() - begun < best)
            best = now() - begun;
    }
    return best;
}

/* The entry in the middle gets another value, and the file is checked. */
static double patch(const struct tksi_document *document)
{
    struct tksi_buffer room, after;
    struct tksi_reader reader;
    struct tksi_piece piece;
    struct tksi_patch patch;
    size_t entry = 0;
    double begun = now();

    tksi_buffer_init(&room, ROOM * (size_t)2, &env);
    tksi_buffer_init(&after, ROOM * (size_t)2, &env);
    tksi_reader_start(&reader, document->format, document->bytes);
    while (tksi_reader_next(&piece, &reader))
        if (piece.kind == TKSI_ENTRY && entry++ == document->entries / 2)
            break;
    if (tksi_patch_replace(&patch, &room, document, &piece, (tks_bytes){ "other\nvalue", 11 },
                           NULL) ||
        tksi_patch_apply(&after, document->bytes, &patch, NULL) ||
        tksi_patch_check(document, (tks_bytes){ after.data, after.length }, &patch, NULL))
        begun = now() + 1; /* told as minus a second: it is not done in this format */
    tksi_buffer_dispose(&room);
    tksi_buffer_dispose(&after);
    return now() - begun;
}

static void race(const char *name, const struct tksi_format *format, tks_bytes file)
{
    struct tksi_document document;
    struct tksi_listing listing;
    const double took = walk(&document, format, file);
    double begun = now(), listed;

    if (tksi_listing_make(&listing, format, file, &env, NULL))
        exit(1);
    listed = now() - begun;
    tksi_listing_dispose(&listing);
    begun = patch(&document);
    printf("%-18s %-12s %6.1f MB %8zu entries  read %6.2f GB/s  listed %6.0f ms", name,
           format->name, (double)file.length / 1e6, document.entries,
           (double)file.length / took / 1e9, listed * 1e3);
    if (begun >= 0)
        printf("  patched and checked %6.0f ms", begun * 1e3);
    printf("\n");
}

static void race_file(const char *path, char *text)
{
    FILE *file = fopen(path, "rb");
    tks_bytes bytes = { text, 0 };

    if (file == NULL) {
        fprintf(stderr, "bench_format: cannot open %s\n", path);
        exit(1);
    }
    bytes.length = fread(text, 1, ROOM, file);
    fclose(file);
    race("", tksi_format_of(bytes, (tks_str){ path, strlen(path) }), bytes);
}

int main(int argc, char **argv)
{
    char *text = malloc(ROOM);

    if (text == NULL || tksi_env_defaults(&env, NULL, NULL))
        return 1;
    for (int i = 1; i < argc; i++)
        race_file(argv[i], text);
    for (size_t i = 0; argc < 2 && i < sizeof kinds / sizeof *kinds; i++) {
        const size_t length = make(text, &kinds[i]);

        race(kinds[i].name, tksi_format_named(kinds[i].format), (tks_bytes){ text, length });
    }
    free(text);
    return 0;
}
