/* kept_file.c - a kept change as the bytes of a file
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/kept.h"

#include "store/steps.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

static const char head[] = "tksnap pending 1\n";

/* ---------------------------------------------------------------------- names */

tks_status tksi_kept_name(struct tksi_buffer *out, const char *path, const char *entry,
                          tks_error *err)
{
    tks_status status = tksi_name_check(path, err);

    if (status != TKS_OK)
        return status;
    if (entry == NULL)
        status = tksi_buffer_printf(out, err, TKSI_KEPT "/%s/whole.pending", path);
    else
        status = tksi_buffer_printf(out, err, TKSI_KEPT "/%s/%016" PRIx64 ".pending", path,
                                    tksi_fingerprint_of((tks_bytes){ entry, strlen(entry) }).hash);
    return status ? status : tksi_buffer_append(out, "", 1, err);
}

bool tksi_kept_is_entry(const char *name)
{
    return strspn(name, "0123456789abcdef") == 16 && strcmp(name + 16, ".pending") == 0;
}

/* --------------------------------------------------------------------- writing */

static tks_status put_word(struct tksi_buffer *out, const char *word, const char *text,
                           tks_error *err)
{
    tks_status status;

    if (text == NULL)
        return TKS_OK;
    if ((status = tksi_buffer_printf(out, err, "%s", word)) ||
        (status = tksi_ledger_put(out, text, err)))
        return status;
    return tksi_buffer_append(out, "\n", 1, err);
}

tks_status tksi_kept_put(struct tksi_buffer *out, const struct tksi_kept *kept, tks_error *err)
{
    tks_status status;

    if ((status = tksi_buffer_append(out, head, sizeof head - 1, err)) ||
        (status = put_word(out, "format", kept->format->name, err)) ||
        (status = put_word(out, "path", kept->path, err)) ||
        (status = put_word(out, "entry", kept->entry, err)) ||
        (status = put_word(out, "source", kept->source, err)) ||
        (status = put_word(out, "finding", kept->finding, err)) ||
        (status = tksi_buffer_printf(out, err, "order %" PRIu32 "\nstate %s\nbaseline", kept->order,
                                     tks_pending_state_name(kept->state))) ||
        (status = tksi_ledger_put_fingerprint(out, kept->baseline, err)) ||
        (status = tksi_buffer_printf(out, err, "\nbytes %zu\n\n", kept->value.length)))
        return status;
    return tksi_buffer_append(out, kept->value.data, kept->value.length, err);
}

/* --------------------------------------------------------------------- reading */

/* What a header has said so far; texts are places in kept->text. */
struct header {
    struct tksi_kept *kept;
    size_t path, entry, source, finding;
    uint64_t bytes;
    bool has_bytes, has_state;
};

static tks_status keep_text(size_t *at, struct header *header, struct tksi_ledger *words,
                            tks_error *err)
{
    struct tksi_buffer *text = &header->kept->text, word;
    tks_status status;

    tksi_buffer_init(&word, text->maximum, text->env);
    *at = text->length;
    if ((status = tksi_ledger_text(&word, words, err)) == TKS_OK)
        status = tksi_buffer_append(text, word.data, word.length, err);
    tksi_buffer_dispose(&word);
    return status;
}

static void read_format(struct header *header, struct tksi_ledger *words)
{
    const tks_str name = tksi_ledger_next(words);
    const struct tksi_format *format;

    for (size_t i = 0; (format = tksi_format_at(i)) != NULL; i++)
        if (tksi_ledger_is(name, format->name))
            header->kept->format = format;
}

static void read_state(struct header *header, struct tksi_ledger *words)
{
    static const tks_pending_state states[] = { TKS_PENDING_CHANGED, TKS_PENDING_NEW,
                                                TKS_PENDING_REMOVED };
    const tks_str name = tksi_ledger_next(words);

    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (tksi_ledger_is(name, tks_pending_state_name(states[i]))) {
            header->kept->state = states[i];
            header->has_state = true;
        }
}

/* A line of a later version's is passed over. */
static tks_status read_line(struct header *header, struct tksi_ledger *words, tks_error *err)
{
    const tks_str word = tksi_ledger_next(words);

    if (tksi_ledger_is(word, "path"))
        return keep_text(&header->path, header, words, err);
    if (tksi_ledger_is(word, "entry"))
        return keep_text(&header->entry, header, words, err);
    if (tksi_ledger_is(word, "source"))
        return keep_text(&header->source, header, words, err);
    if (tksi_ledger_is(word, "finding"))
        return keep_text(&header->finding, header, words, err);
    if (tksi_ledger_is(word, "format")) {
        read_format(header, words);
    } else if (tksi_ledger_is(word, "state")) {
        read_state(header, words);
    } else if (tksi_ledger_is(word, "order")) {
        header->kept->order = (uint32_t)tksi_ledger_number(words, 10);
    } else if (tksi_ledger_is(word, "baseline")) {
        header->kept->baseline = tksi_ledger_fingerprint(words);
    } else if (tksi_ledger_is(word, "bytes")) {
        header->bytes = tksi_ledger_number(words, 10);
        header->has_bytes = true;
    }
    return TKS_OK;
}

static const char *text_of(const struct tksi_kept *kept, size_t at)
{
    return at != TKSI_NO_TEXT ? (const char *)kept->text.data + at : NULL;
}

/* All that has to be said was said, and fits. */
static bool is_complete(const struct header *header, size_t rest)
{
    const struct tksi_kept *kept = header->kept;

    return kept->format != NULL && kept->path != NULL && header->has_state && header->has_bytes &&
           header->bytes == rest && tksi_name_check(kept->path, NULL) == TKS_OK &&
           (kept->entry == NULL || (kept->format->abilities & TKSI_SEVERAL) != 0);
}

tks_status tksi_kept_read(struct tksi_kept *out, tks_bytes file, const struct tksi_env *env,
                          tks_error *err)
{
    const char *at = file.data, *end = at + file.length, *line_end;
    struct header header = { .kept = out,
                             .path = TKSI_NO_TEXT,
                             .entry = TKSI_NO_TEXT,
                             .source = TKSI_NO_TEXT,
                             .finding = TKSI_NO_TEXT };
    bool good = file.length >= sizeof head - 1 && memcmp(at, head, sizeof head - 1) == 0;
    tks_status status = TKS_OK;

    *out = (struct tksi_kept){ .format = NULL };
    tksi_buffer_init(&out->text, file.length, env);
    for (at += good ? sizeof head - 1 : 0; good && status == TKS_OK; at = line_end + 1) {
        struct tksi_ledger words;

        if ((line_end = memchr(at, '\n', (size_t)(end - at))) == NULL) {
            good = false;
            break;
        }
        if (line_end == at) {
            at++;
            break;
        }
        words = (struct tksi_ledger){ at, line_end, true };
        status = read_line(&header, &words, err);
        good = words.good;
    }
    out->path = text_of(out, header.path);
    out->entry = text_of(out, header.entry);
    out->source = text_of(out, header.source);
    out->finding = text_of(out, header.finding);
    if (status == TKS_OK && (!good || !is_complete(&header, (size_t)(end - at))))
        status = tksi_fail(err, TKS_BAD_DATA, "is damaged; reject it, and run its test again");
    out->value = (tks_bytes){ at, (size_t)(end - at) };
    return status;
}

void tksi_kept_dispose(struct tksi_kept *kept)
{
    tksi_buffer_dispose(&kept->text);
}

/* ------------------------------------------------------------------- baselines */

struct tksi_change tksi_kept_change(const struct tksi_kept *kept, tks_error *outcome)
{
    return (struct tksi_change){ .name = { kept->entry, strlen(kept->entry) },
                                 .value = kept->value,
                                 .removed = kept->state == TKS_PENDING_REMOVED,
                                 .order = kept->order,
                                 .outcome = outcome };
}

/* Whether the piece is the entry, as its library would find it. */
static tks_status is_the_entry(bool *out, struct tksi_buffer *name,
                               const struct tksi_format *format, tks_bytes file,
                               const struct tksi_piece *piece, const char *entry, tks_error *err)
{
    tks_status status;

    *out = false;
    if (piece->kind != TKSI_ENTRY || (piece->conditions & (TKSI_UNSEEN | TKSI_UNTERMINATED)))
        return TKS_OK;
    name->length = 0;
    status = tksi_decode_name(name, format, tksi_span_of(file, piece->name), err);
    *out = status == TKS_OK &&
           tksi_bytes_equal(tksi_bytes_of(name), (tks_bytes){ entry, strlen(entry) });
    return status;
}

tks_status tksi_kept_is_there(bool *out, const struct tksi_format *format, tks_bytes baseline,
                              bool there, const char *entry, const struct tksi_env *env,
                              tks_error *err)
{
    struct tksi_reader reader;
    struct tksi_buffer name;
    struct tksi_piece piece;
    tks_status status = TKS_OK;

    *out = there && entry == NULL;
    if (!there || entry == NULL)
        return TKS_OK;
    tksi_buffer_init(&name, SIZE_MAX / 2, env);
    tksi_reader_start(&reader, format, baseline);
    while (!*out && status == TKS_OK && tksi_reader_next(&piece, &reader))
        status = is_the_entry(out, &name, format, baseline, &piece, entry, err);
    tksi_buffer_dispose(&name);
    return status;
}
