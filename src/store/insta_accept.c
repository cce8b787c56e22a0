/* insta_accept.c - the file that accepting an insta snapshot makes
 *
 * cargo-insta writes the pending file anew, without its assertion_line. The same comes out
 * here, but for what it loses on the way:
 *
 * - Where the header says nothing new the baseline's stays as it is, byte for byte, and
 *   only the contents change, with the file's line ends. A file written by an older insta
 *   then shows one difference in a review and not two.
 * - Fields that insta does not know are kept.
 *
 * A baseline whose header insta cannot read - of 2019, with a merge's markers, without its
 * end - is made anew from the pending file. A file that is no snapshot of insta's at all,
 * jest's for example, is not touched.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/format.h"
#include "store/store.h"

#include <string.h>

static bool is_named(tks_bytes file, struct tksi_span key, const char *name)
{
    return key.length == strlen(name) &&
           memcmp((const char *)file.data + key.at, name, key.length) == 0;
}

static const struct tksi_format *insta_format(void)
{
    return tksi_format_named("insta");
}

struct tksi_piece tksi_insta_piece(tks_bytes snapshot)
{
    struct tksi_reader reader;
    struct tksi_piece piece = { .conditions = 0 };

    tksi_reader_start(&reader, insta_format(), snapshot);
    tksi_reader_next(&piece, &reader);
    return piece;
}

tks_status tksi_insta_sidecar(struct tksi_buffer *out, bool *aside, const char *path,
                              tks_bytes snapshot, tks_error *err)
{
    tks_status status;

    *aside = (tksi_insta_piece(snapshot).conditions & TKSI_ASIDE) != 0;
    if (!*aside)
        return TKS_OK;
    if ((status = tksi_insta_aside(out, (tks_str){ path, strlen(path) }, snapshot, err)))
        return tksi_fail_at(err, status, path);
    return tksi_buffer_append(out, "", 1, err);
}

/* --------------------------------------------------------------------- headers */

/* Whether insta reads or writes a field of this name, or once did. */
static bool is_known(tks_bytes file, struct tksi_span key)
{
    static const char *const known[] = { "source",     "assertion_line", "description",
                                         "expression", "info",           "input_file",
                                         "extension",  "snapshot_kind",  "created",
                                         "creator" };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (is_named(file, key, known[i]))
            return true;
    return false;
}

/* The last field of the same name as a field of `other`; false where there is none. */
static bool find_same(struct tksi_field *out, tks_bytes file, tks_bytes other,
                      const struct tksi_field *field)
{
    const tks_bytes name = tksi_span_of(other, field->key);
    struct tksi_field found;
    bool there = false;
    size_t at = 0;

    while (tksi_insta_field(&found, file, &at))
        if (found.key.length == name.length &&
            memcmp(tksi_span_of(file, found.key).data, name.data, name.length) == 0) {
            *out = found;
            there = true;
        }
    return there;
}

static bool has_field(struct tksi_field *out, tks_bytes file, const char *key)
{
    return tksi_insta_find(out, file, key) && out->type != TKSI_FIELD_NONE;
}

static tks_status is_text_equal(bool *equal, tks_bytes a, const struct tksi_field *in_a,
                                tks_bytes b, const struct tksi_field *in_b,
                                const struct tksi_env *env, tks_error *err)
{
    struct tksi_buffer texts[2];
    tks_status status;

    tksi_buffer_init(&texts[0], SIZE_MAX / 2, env);
    tksi_buffer_init(&texts[1], SIZE_MAX / 2, env);
    status = tksi_insta_text(&texts[0], a, in_a, NULL);
    if (status == TKS_OK)
        status = tksi_insta_text(&texts[1], b, in_b, NULL);
    *equal = status == TKS_OK && texts[0].length == texts[1].length &&
             (texts[0].length == 0 || memcmp(texts[0].data, texts[1].data, texts[0].length) == 0);
    tksi_buffer_dispose(&texts[0]);
    tksi_buffer_dispose(&texts[1]);
    /* a text that cannot be read is equal to none */
    return status == TKS_OUT_OF_MEMORY ? tksi_fail(err, status, "out of memory") : TKS_OK;
}

static tks_status is_field_equal(bool *equal, tks_bytes a, tks_bytes b, const char *key,
                                 const struct tksi_env *env, tks_error *err)
{
    struct tksi_field in_a, in_b;
    const bool has_a = has_field(&in_a, a, key), has_b = has_field(&in_b, b, key);

    *equal = has_a == has_b && (!has_a || in_a.type == in_b.type);
    if (!*equal || !has_a)
        return TKS_OK;
    if (in_a.type == TKSI_FIELD_TEXT)
        return is_text_equal(equal, a, &in_a, b, &in_b, env, err);
    *equal = in_a.value.length == in_b.value.length &&
             memcmp(tksi_span_of(a, in_a.value).data, tksi_span_of(b, in_b.value).data,
                    in_a.value.length) == 0;
    return TKS_OK;
}

/* Whether the baseline says the same in the fields of the pending file that we do not know:
 * a later insta may have them. */
static bool are_others_equal(tks_bytes baseline, tks_bytes pending)
{
    struct tksi_field field, old;
    size_t at = 0;

    while (tksi_insta_field(&field, pending, &at))
        if (!is_known(pending, field.key) &&
            (!find_same(&old, baseline, pending, &field) ||
             old.value.length != field.value.length ||
             memcmp(tksi_span_of(baseline, old.value).data, tksi_span_of(pending, field.value).data,
                    field.value.length) != 0))
            return false;
    return true;
}

/* What insta keeps of a header that it knows. */
static const char *const known_fields[] = { "source",     "description", "expression", "info",
                                            "input_file", "extension",   NULL };

/* Whether two headers, the baseline's first, say the same of everything insta keeps. */
static tks_status is_header_equal(bool *equal, tks_bytes a, tks_bytes b, const struct tksi_env *env,
                                  tks_error *err)
{
    tks_status status = TKS_OK;

    *equal =
        ((tksi_insta_piece(a).conditions ^ tksi_insta_piece(b).conditions) & TKSI_ASIDE) == 0 &&
        are_others_equal(a, b);
    for (size_t i = 0; *equal && known_fields[i] != NULL && status == TKS_OK; i++)
        status = is_field_equal(equal, a, b, known_fields[i], env, err);
    return status;
}

tks_status tksi_insta_changes(struct tksi_buffer *out, tks_bytes baseline, tks_bytes pending,
                              tks_error *err)
{
    tks_status status = TKS_OK;
    const char *link = "";

    for (size_t i = 0; known_fields[i] != NULL && status == TKS_OK; i++) {
        bool equal;

        status = is_field_equal(&equal, baseline, pending, known_fields[i], out->env, err);
        if (status != TKS_OK || equal)
            continue;
        status = tksi_buffer_printf(out, err, "%s%s", link, known_fields[i]);
        link = ", ";
    }
    if (status == TKS_OK && !are_others_equal(baseline, pending))
        status = tksi_buffer_printf(out, err, "%sfields of another version", link);
    return status;
}

/* ----------------------------------------------------------------------- bodies */

/* `file` without the lines that say assertion_line, appended. There may be several, of which
 * insta reads the last. */
static tks_status put_without_line(struct tksi_buffer *out, tks_bytes file, tks_error *err)
{
    struct tksi_field field;
    size_t at = 0, kept = 0;
    tks_status status = TKS_OK;

    while (status == TKS_OK && tksi_insta_field(&field, file, &at)) {
        if (!is_named(file, field.key, "assertion_line"))
            continue;
        status =
            tksi_buffer_append(out, (const char *)file.data + kept, field.whole.at - kept, err);
        kept = field.whole.at + field.whole.length;
    }
    if (status != TKS_OK)
        return status;
    return tksi_buffer_append(out, (const char *)file.data + kept, file.length - kept, err);
}

/* The baseline with other contents. */
static tks_status put_contents(struct tksi_buffer *out, tks_bytes baseline, tks_bytes pending,
                               tks_error *err)
{
    const struct tksi_piece piece = tksi_insta_piece(baseline);
    struct tksi_buffer value, room, patched;
    struct tksi_document document;
    struct tksi_patch patch;
    tks_status status;

    if (piece.conditions & TKSI_ASIDE)
        return put_without_line(out, baseline, err);
    tksi_buffer_init(&value, out->maximum, out->env);
    tksi_buffer_init(&room, out->maximum, out->env);
    tksi_buffer_init(&patched, out->maximum, out->env);
    tksi_document_scan(&document, insta_format(), baseline);
    if ((status = tksi_decode(&value, insta_format(),
                              tksi_span_of(pending, tksi_insta_piece(pending).payload), err)) ||
        (status = tksi_patch_replace(&patch, &room, &document, &piece,
                                     (tks_bytes){ value.data, value.length }, err)) ||
        (status = tksi_patch_apply(&patched, baseline, &patch, err)) ||
        (status =
             tksi_patch_check(&document, (tks_bytes){ patched.data, patched.length }, &patch, err)))
        goto done;
    status = put_without_line(out, (tks_bytes){ patched.data, patched.length }, err);
done:
    tksi_buffer_dispose(&patched);
    tksi_buffer_dispose(&room);
    tksi_buffer_dispose(&value);
    return status;
}

/* Where the header's last line, the closing hyphens, begins. */
static size_t closing_line(tks_bytes file)
{
    const size_t end = tksi_insta_piece(file).payload.at;
    const char *before = end > 1 ? memrchr(file.data, '\n', end - 1) : NULL;

    return before != NULL ? (size_t)(before + 1 - (const char *)file.data) : 0;
}

/* The pending file as a baseline, with the old one's fields that insta does not know. */
static tks_status put_anew(struct tksi_buffer *out, tks_bytes baseline, tks_bytes pending,
                           tks_error *err)
{
    struct tksi_buffer accepted, fresh, fields;
    struct tksi_field field, own;
    struct tksi_patch patch = { .change = 0 };
    size_t at = 0;
    tks_status status;

    tksi_buffer_init(&accepted, out->maximum, out->env);
    tksi_buffer_init(&fresh, out->maximum, out->env);
    tksi_buffer_init(&fields, out->maximum, out->env);
    if ((status = tksi_insta_accepted(&accepted, pending, err)) == TKS_OK)
        status = put_without_line(&fresh, (tks_bytes){ accepted.data, accepted.length }, err);
    while (status == TKS_OK && tksi_insta_field(&field, baseline, &at))
        if (!is_known(baseline, field.key) && !find_same(&own, pending, baseline, &field))
            status = tksi_buffer_append(&fields, tksi_span_of(baseline, field.whole).data,
                                        field.whole.length, err);
    if (status == TKS_OK) {
        const tks_bytes file = { fresh.data, fresh.length };

        patch.span.at = closing_line(file);
        patch.bytes =
            (tks_bytes){ fields.length > 0 ? (const void *)fields.data : "", fields.length };
        status = tksi_patch_apply(out, file, &patch, err);
    }
    tksi_buffer_dispose(&fields);
    tksi_buffer_dispose(&fresh);
    tksi_buffer_dispose(&accepted);
    return status;
}

tks_status tksi_insta_check(tks_bytes baseline, const char *path, tks_error *err)
{
    const struct tksi_format *format;

    if (baseline.length == 0)
        return TKS_OK;
    format = tksi_format_of(baseline, (tks_str){ path, strlen(path) });
    if (format == insta_format())
        return TKS_OK;
    return tksi_fail(err, TKS_BAD_DATA,
                     "%s: is not a snapshot of insta's but %s; move it away to accept", path,
                     strcmp(format->name, "plain") == 0 ? "of no known kind" : format->name);
}

tks_status tksi_insta_merge(struct tksi_buffer *out, tks_bytes baseline, tks_bytes pending,
                            const char *path, tks_error *err)
{
    const unsigned bad = TKSI_LEGACY | TKSI_BROKEN | TKSI_CONFLICT | TKSI_UNTERMINATED;
    const tks_bytes none = { "", 0 };
    bool equal;
    tks_status status;

    if (baseline.data == NULL || baseline.length == 0 ||
        (tksi_insta_piece(pending).conditions & bad))
        return put_anew(out, none, pending, err); /* which refuses a bad pending file */
    if ((status = tksi_insta_check(baseline, path, err)))
        return status;
    if (tksi_insta_piece(baseline).conditions & bad)
        return put_anew(out, none, pending, err);
    if ((status = is_header_equal(&equal, baseline, pending, out->env, err)))
        return status;
    return equal ? put_contents(out, baseline, pending, err)
                 : put_anew(out, baseline, pending, err);
}
