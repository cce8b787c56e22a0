/* format.h - snapshot files taken apart and put together without losing a byte
 *
 * Layer 1: bytes in, bytes out, no file is opened. A reader walks over a file and tells
 * its pieces one after the other: entries, and the gaps between them. Pieces touch, so
 * laid end to end they are the file. Nothing is ever written anew: a change is a patch,
 * a span of the old bytes and what takes its place. See docs/design/formats.md.
 *
 *     struct tksi_document document;
 *     struct tksi_reader reader;
 *     struct tksi_piece piece;
 *
 *     tksi_document_scan(&document, tksi_format_of(bytes, path), bytes);
 *     tksi_reader_start(&reader, document.format, document.bytes);
 *     while (tksi_reader_next(&piece, &reader))
 *         if (piece.kind == TKSI_ENTRY) ...
 *
 * Reading cannot fail and takes no memory: what is wrong with a file is told as
 * conditions, and every file, however broken, has pieces. All of it is one pass.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_FORMAT_H
#define TKSI_FORMAT_H

#include "base/base.h"

/* ------------------------------------------------------------------ pieces */

/* The bytes at .. at+length-1 of a file. */
struct tksi_span {
    size_t at, length;
};

/* What is to be known about a file or an entry before it is believed or changed. */
enum {
    TKSI_LEGACY       = 1 << 0,  /* written by an old version of its library */
    TKSI_TAINTED      = 1 << 1,  /* its library wants it made anew: no version, or another */
    TKSI_CONFLICT     = 1 << 2,  /* a merge left its markers where the format's own stand */
    TKSI_BROKEN       = 1 << 3,  /* its library fails on it, or takes two entries for one */
    TKSI_UNTERMINATED = 1 << 4,  /* ends with the file, not by its end: not there for its library */
    TKSI_UNSEEN       = 1 << 5,  /* complete, but its library takes it for missing */
    TKSI_STRAY        = 1 << 6,  /* lines its library skips, and drops when it writes */
    TKSI_LIKE_ID      = 1 << 7,  /* data with a line like a name, which go-snaps takes for one */
    TKSI_BOM          = 1 << 8,  /* begins with a byte order mark */
    TKSI_CRLF         = 1 << 9,  /* lines end in CR LF ... */
    TKSI_LF           = 1 << 10, /* ... or LF; both in one file: mixed */
    TKSI_ASIDE        = 1 << 11, /* the payload is a file of its own: insta's binary snapshots */
    TKSI_TOMBSTONE    = 1 << 12, /* a pending record that says: passed, nothing pending */
    TKSI_STALE        = 1 << 13, /* a pending record of a run before the last */
    TKSI_SHADOWED     = 1 << 14  /* its library reads another entry of this name; listings only */
};

enum tksi_piece_kind { TKSI_GAP, TKSI_ENTRY };

/* One stretch of the file. Of a gap only `whole` and `conditions` mean something; in an
 * entry name and payload lie within `whole`. Where a file is one snapshot its piece is
 * the file, and the name is empty. */
struct tksi_piece {
    enum tksi_piece_kind kind;
    unsigned             conditions;
    struct tksi_span     whole, name, payload; /* name and payload as they are written */
};

static inline tks_bytes tksi_span_of(tks_bytes file, struct tksi_span span)
{
    if (span.length == 0)
        return (tks_bytes){ "", 0 };
    return (tks_bytes){ (const char *)file.data + span.at, span.length };
}

/* ----------------------------------------------------------------- reading */

struct tksi_format;

/* Told from time to time that a walk has passed the bytes from..to-1 of a file and will not
 * look at them again: whoever mapped a large one gives their memory back. */
struct tksi_passing {
    void (*passed)(void *user, size_t from, size_t to);
    void *user;
};

enum { TKSI_PASSING_STEP = 1 << 20 }; /* bytes, at least */

/* Where a walk stands. Borrows the bytes. Its fields are the formats' own, but for
 * `conditions`: those of the file as far as it was read. */
struct tksi_reader {
    const struct tksi_format *format;
    tks_bytes                 file;
    size_t                    at;
    unsigned                  conditions;
    bool                      begun;
    size_t                    next_return; /* the first CR from `at` on, or the end of ... */
    size_t                    looked;      /* ... what was looked through for one */
    struct tksi_span          last_run;    /* of a pending file */
    const struct tksi_passing *passing;    /* NULL: nobody is told */
    size_t                    told;        /* up to where it was */
};

void tksi_reader_start(struct tksi_reader *reader, const struct tksi_format *format,
                       tks_bytes file);
/* False at the end. */
bool tksi_reader_next(struct tksi_piece *out, struct tksi_reader *reader);
/* Of a file that is read a window at a time: the walk goes on at the beginning of `window`,
 * where it stands in the file. A piece that reaches the window's end, and not the file's, is
 * to be read again in a window that holds more. Not for files that are one piece. */
void tksi_reader_slide(struct tksi_reader *reader, tks_bytes window);

/* ----------------------------------------------------------------- formats */

/* What can be done to an entry. */
enum {
    TKSI_SEVERAL  = 1 << 0, /* a file holds any number of named entries */
    TKSI_REPLACE  = 1 << 1,
    TKSI_INSERT   = 1 << 2,
    TKSI_REMOVE   = 1 << 3,
    TKSI_TEXT     = 1 << 4, /* values are text; else bytes of any kind */
    TKSI_NAMED    = 1 << 5, /* a name is an entry's identity: of two with one name one is read */
    TKSI_OWN_LINE = 1 << 6  /* a payload begins on a line of its own */
};

struct tksi_patch;
struct tksi_document;

/* Where a new entry goes: before what stands there, behind `earlier` others that are new. */
struct tksi_slot {
    size_t at, earlier;
};

typedef int tksi_order_fn(tks_bytes a, tks_bytes b);

/* One way of writing snapshots down: a row of the table in format.c. A *value* is what
 * the test produced; a *payload* is how it stands in the file. NULL members: the value is
 * the payload, the name stands as it is, nothing is inserted. */
struct tksi_format {
    const char *name;
    unsigned    abilities;
    /* 0: not mine .. 100: surely mine. The path, with '/', may be a file's name alone;
     * nothing is looked up. */
    int (*probe)(tks_bytes file, tks_str path);
    void (*start)(struct tksi_reader *reader);
    bool (*next)(struct tksi_piece *out, struct tksi_reader *reader);

    /* Each appends to its buffer. BAD_DATA where there is no value, UNSUPPORTED for a
     * value that the format cannot hold, with a sentence. */
    tks_status (*decode)(struct tksi_buffer *value, tks_bytes payload, tks_error *err);
    tks_status (*encode)(struct tksi_buffer *payload, tks_bytes value, const char *line_end,
                         tks_error *err);
    tks_status (*decode_name)(struct tksi_buffer *name, tks_bytes written, tks_error *err);
    /* The form in which the library compares: two values are equal when theirs are. */
    tks_status (*normalize)(struct tksi_buffer *out, tks_bytes value, tks_error *err);
    /* The order of names that the library keeps this file's entries in. NULL: new ones come
     * last. */
    tksi_order_fn *(*order)(const struct tksi_document *document);
    /* A new entry as it stands in its slot. */
    tks_status (*put_entry)(struct tksi_buffer *out, const struct tksi_document *document,
                            struct tksi_slot slot, tks_bytes name, tks_bytes value,
                            tks_error *err);
    /* Which entry of equal names the library reads. */
    bool first_wins;
};

/* The index-th format; NULL past the last. */
const struct tksi_format *tksi_format_at(size_t index);
const struct tksi_format *tksi_format_named(const char *name);

/* The format of these bytes at this path, by content and place. Never NULL: a file that
 * is nobody's is "plain", all of it one snapshot. */
const struct tksi_format *tksi_format_of(tks_bytes file, tks_str path);

/* Whether a file at this path is a snapshot by its place and name alone, whatever it holds:
 * to be asked of files that are not there yet. Hidden names and what only waits
 * (.snap.new, .pending-snap, .received.) are none. */
bool tksi_format_is_place(tks_str path);

/* The value of a payload, the form it is compared in, a name as people read it: appended. */
tks_status tksi_decode(struct tksi_buffer *value, const struct tksi_format *format,
                       tks_bytes payload, tks_error *err);
tks_status tksi_normalize(struct tksi_buffer *out, const struct tksi_format *format,
                          tks_bytes value, tks_error *err);
tks_status tksi_decode_name(struct tksi_buffer *name, const struct tksi_format *format,
                            tks_bytes written, tks_error *err);
/* UNSUPPORTED also where the payload, read back, would not compare equal to the value. */
tks_status tksi_encode(struct tksi_buffer *payload, const struct tksi_format *format,
                       tks_bytes value, const char *line_end, tks_error *err);

/* --------------------------------------------------------------- documents */

/* A file and what one walk over it found. Borrows the bytes. */
struct tksi_document {
    const struct tksi_format *format;
    tks_bytes                 bytes;
    unsigned                  conditions;
    size_t                    entries;
    const char               *line_end; /* what new lines end in: "\n" or "\r\n" */
    const struct tksi_passing *passing; /* of the walks over it; NULL: nobody is told */
};

void tksi_document_scan(struct tksi_document *out, const struct tksi_format *format,
                        tks_bytes bytes);
void tksi_document_scan_passing(struct tksi_document *out, const struct tksi_format *format,
                                tks_bytes bytes, const struct tksi_passing *passing);
/* What a walk of somebody else's has found, at its end. */
void tksi_document_read_to_end(struct tksi_document *out, const struct tksi_reader *reader,
                               size_t entries);
/* tksi_reader_start for a walk over a document. */
void tksi_document_read(struct tksi_reader *reader, const struct tksi_document *document);

/* A document's entries in file order, each with how many before it have its name. */
struct tksi_entry {
    struct tksi_piece piece;
    uint32_t          occurrence;
};

struct tksi_listing {
    struct tksi_document document;
    struct tksi_entry   *entries; /* document.entries of them */
    struct tksi_env      env;
};

enum { TKSI_MOST_ENTRIES = 1 << 22 };

/* OVER_LIMIT for files over env->limits.file_bytes or of more than TKSI_MOST_ENTRIES.
 * Borrows the bytes; dispose also after failure. */
tks_status tksi_listing_make(struct tksi_listing *out, const struct tksi_format *format,
                             tks_bytes bytes, const struct tksi_env *env, tks_error *err);
void       tksi_listing_dispose(struct tksi_listing *listing);

/* ----------------------------------------------------------------- changes */

/* `span` of the old file gives way to `bytes`, and the file has `change` entries more. */
struct tksi_patch {
    struct tksi_span span;
    tks_bytes        bytes; /* in the `room` it was made with, until more is put there */
    int              change;
};

/* Gives an entry another value / adds an entry where the library would write it / takes
 * one out. The patch's bytes are appended to `room`. Refused with a sentence: entries that
 * are not complete, files with conflict markers or that their library fails on, and old
 * forms their library would make anew (CONFLICT, BAD_DATA, UNSUPPORTED). The last entry's
 * removal leaves a file without entries; libraries unlink it. */
tks_status tksi_patch_replace(struct tksi_patch *out, struct tksi_buffer *room,
                              const struct tksi_document *document,
                              const struct tksi_piece *entry, tks_bytes value, tks_error *err);
tks_status tksi_patch_insert(struct tksi_patch *out, struct tksi_buffer *room,
                             const struct tksi_document *document, tks_bytes name,
                             tks_bytes value, tks_error *err);
tks_status tksi_patch_remove(struct tksi_patch *out, const struct tksi_document *document,
                             const struct tksi_piece *entry, tks_error *err);
/* tksi_patch_insert where it is known that there is no such entry, and where it goes. */
tks_status tksi_patch_insert_at(struct tksi_patch *out, struct tksi_buffer *room,
                                const struct tksi_document *document, struct tksi_slot slot,
                                tks_bytes name, tks_bytes value, tks_error *err);

/* An entry that is not there yet. */
struct tksi_fresh {
    tks_bytes name;  /* as people read it */
    uint32_t  order; /* of those at the end: the lesser come first */
    size_t    at;    /* set: before what stands there it goes */
    void     *user;
};

/* Finds out where each goes, in one walk, and sorts them as they will stand. A file that is
 * not in its library's order gets them at its end. */
tks_status tksi_fresh_place(struct tksi_fresh *fresh, size_t count,
                            const struct tksi_document *document, const struct tksi_env *env,
                            tks_error *err);

/* The file after the patch, appended. */
tks_status tksi_patch_apply(struct tksi_buffer *out, tks_bytes before,
                            const struct tksi_patch *patch, tks_error *err);

/* BAD_DATA unless `after` is `before` patched: all other bytes are the same, and read
 * again the entries are the same in the same order but for the one meant, which its library
 * reads. Takes no memory. */
tks_status tksi_patch_check(const struct tksi_document *before, tks_bytes after,
                            const struct tksi_patch *patch, tks_error *err);

/* What becomes of one entry, where several of a file change at once. */
struct tksi_change {
    tks_bytes  name;    /* as people read it */
    tks_bytes  value;   /* what it will hold, ... */
    bool       removed; /* ... or it will be gone */
    bool       met;     /* set: the file had it */
    uint32_t   order;   /* of those put in: the lesser come first */
    tks_error *outcome; /* set: why it was not done; one that begins with an error is not */
};

/* The file with the changes made, appended to `out`; *entries is how many it has then.
 * Entries that are not there are put in. Sorts the changes. A change that cannot be made is
 * told in its outcome, the others are made. BAD_DATA where another entry would change. */
tks_status tksi_changes_make(struct tksi_buffer *out, size_t *entries,
                             const struct tksi_format *format, tks_bytes before,
                             struct tksi_change *changes, size_t count, tks_error *err);

/* A file, and who is told what a walk has passed. */
struct tksi_stuff {
    tks_bytes                  bytes;
    const struct tksi_passing *passing; /* NULL: nobody */
};

/* Who makes new files of old ones and patches, sorted by place and apart: `from` is the
 * first of all, or what it made last, which is not needed after that. */
struct tksi_forge {
    tks_status (*make)(void *user, struct tksi_stuff *out, const struct tksi_stuff *from,
                       const struct tksi_patch *patches, size_t count, tks_error *err);
    void *user;
};

/* tksi_changes_make for files of any size: *after is what the forge made last, or `before`
 * where nothing changes. */
tks_status tksi_changes_forge(struct tksi_stuff *after, size_t *entries,
                              const struct tksi_format *format, const struct tksi_stuff *before,
                              struct tksi_change *changes, size_t count,
                              const struct tksi_forge *forge, const struct tksi_env *env,
                              tks_error *err);

/* ------------------------------------------------------------------- insta */

/* What a header says of one thing. */
enum tksi_field_type {
    TKSI_FIELD_NONE,   /* null, or nothing */
    TKSI_FIELD_TEXT,
    TKSI_FIELD_NUMBER, /* a decimal integer from 0 up */
    TKSI_FIELD_OTHER   /* another number, true or false, a list, a map */
};

struct tksi_field {
    enum tksi_field_type type;
    struct tksi_span     whole; /* all its lines */
    struct tksi_span     key, value;
    uint64_t             number;
};

/* Walks over the top level of an insta header; *at is 0 at first. False at the end. */
bool tksi_insta_field(struct tksi_field *out, tks_bytes file, size_t *at);

/* The last field of this name, as insta takes it. False: there is none. */
bool tksi_insta_find(struct tksi_field *out, tks_bytes file, const char *key);

/* A TEXT field's text, appended. */
tks_status tksi_insta_text(struct tksi_buffer *out, tks_bytes file,
                           const struct tksi_field *field, tks_error *err);

/* "old.snap" and "png" make "old.snap.png", where a binary snapshot's bytes are. */
tks_status tksi_insta_aside(struct tksi_buffer *out, tks_str path, tks_bytes file,
                            tks_error *err);

/* What a header may say, NULL data and negative numbers for what it does not. */
struct tksi_insta_header {
    tks_str source;
    int64_t assertion_line;
    tks_str description, expression;
    tks_str info; /* YAML as insta writes it: what stands after "info:", to the line's end */
    tks_str input_file, extension;
    bool    binary;
};

/* The header, "---" to "---", byte for byte as insta 1.49 writes it. */
tks_status tksi_insta_write(struct tksi_buffer *out, const struct tksi_insta_header *header,
                            tks_error *err);

/* The file cargo-insta would make of a pending one: its bytes without assertion_line,
 * its contents as insta writes them. */
tks_status tksi_insta_accepted(struct tksi_buffer *out, tks_bytes pending, tks_error *err);

/* Equal under the rules for files of older versions, which insta falls back to. Both
 * values normalized. */
bool tksi_insta_equal_legacy(tks_bytes expected, tks_bytes actual);

/* ----------------------------------------------------- insta's inline pending */

/* One line of a .pending-snap file. Spans of the file; texts without their quotes, to be
 * decoded by the format; length 0 and at 0 for what is not there. */
struct tksi_pending_record {
    struct tksi_span run, new_text, old_text, name, expression, source;
    uint64_t         line; /* of the assertion in the Rust source */
    bool             has_new, has_old;
};

/* False for a line that is no record. */
bool tksi_pending_record(struct tksi_pending_record *out, tks_bytes file, struct tksi_span line);

/* One line of the file again, for another line of the source, appended: `whole` as a piece
 * has it. */
tks_status tksi_pending_put(struct tksi_buffer *out, tks_bytes file, struct tksi_span whole,
                            uint64_t line, tks_error *err);

/* ------------------------------------------- insta's literals in Rust sources */

/* A call of a macro whose last argument is @ and a string: where a snapshot stands. */
struct tksi_rust_site {
    size_t           at, end;         /* from its path to behind its bracket */
    size_t           line, last_line; /* of those, from 1 */
    struct tksi_span literal;         /* with its quotes, its r and its hashes */
    size_t           literal_line;    /* on which that begins */
    size_t           within;          /* the site around this one; SIZE_MAX: none */
};

/* A Rust source's sites, sorted by where they begin. Borrows the bytes. */
struct tksi_rust {
    tks_bytes         source;
    struct tksi_buffer sites;
};

/* BAD_DATA for what is no Rust: not UTF-8, brackets that do not fit, a string without its
 * end. Memory for the sites alone. Dispose also after failure. */
tks_status tksi_rust_read(struct tksi_rust *out, tks_bytes source, const struct tksi_env *env,
                          tks_error *err);
void       tksi_rust_dispose(struct tksi_rust *rust);
size_t     tksi_rust_count(const struct tksi_rust *rust);
const struct tksi_rust_site *tksi_rust_at(const struct tksi_rust *rust, size_t index);

/* The site that a record is about: *index. `line` is where insta saw its macro, `old` the
 * text it saw there, NULL data if that is not known. NOT_FOUND where there is none (any
 * more), CONFLICT where another text stands there by now, or where several sites could be
 * meant; with a sentence. */
tks_status tksi_rust_find(size_t *index, const struct tksi_rust *rust, uint64_t line,
                          tks_bytes old, tks_error *err);

/* A site that gets another text. */
struct tksi_rust_change {
    size_t    site;
    tks_bytes text;
    int64_t   bytes, lines; /* that the source grows by up to here; set by tksi_rust_patch */
};

/* The source after the changes, which are sorted by their literals, appended. Only those
 * literals' bytes are others, and that is checked: read again the source has the same
 * sites with the same literals, but for those that were meant. New lines end as the
 * literal's first line does. */
tks_status tksi_rust_patch(struct tksi_buffer *out, const struct tksi_rust *rust,
                           struct tksi_rust_change *changes, size_t count, tks_error *err);

/* The number that a line of the source has after the changes. */
uint64_t tksi_rust_moved(const struct tksi_rust *rust, const struct tksi_rust_change *changes,
                         size_t count, uint64_t line);

/* What a literal, quotes and all, says: appended. BAD_DATA for one that Rust refuses. */
tks_status tksi_rust_value(struct tksi_buffer *out, tks_bytes literal, tks_error *err);

/* The text insta takes a literal's value for, in the form in which it compares: appended. */
tks_status tksi_insta_inline_text(struct tksi_buffer *out, tks_bytes value, tks_error *err);

/* That form of a text that a test produced. */
tks_status tksi_insta_inline_normal(struct tksi_buffer *out, tks_bytes text, tks_error *err);

/* The literal for a text, as insta writes it below an assertion that is indented so; where
 * insta's would not compile or not be equal, one that does and is. */
tks_status tksi_insta_to_inline(struct tksi_buffer *out, tks_bytes text, tks_bytes indentation,
                                tks_error *err);

/* --------------------------------------------------------------- approvals */

/* "x.approved.txt" of "x.received.txt" and the other way round, by the last such word of
 * the file's name. NOT_FOUND for other names. */
tks_status tksi_approvals_other(struct tksi_buffer *out, tks_str path, tks_error *err);

/* Whether that word is ".received.": a file that a test left. */
bool tksi_approvals_received(tks_str path);

#endif
