/* takings.c - what a command did to a file, as changes that people can decide on
 *
 * Entry by entry where the file holds several, and where accepting all of them comes to the
 * file that the command left: that is tried out, not supposed. Else it is the whole file.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "record/record.h"

#include "store/steps.h"

#include <stdlib.h>
#include <string.h>

/* A file as a list of entries sorted by name. */
struct sorted {
    struct tksi_listing listing;
    uint32_t *order; /* indices of entries */
};

/* A change that is found: what is in the text buffer is at these places. */
struct finding {
    size_t name, name_length, value, value_length;
    tks_pending_state state;
    uint32_t order;
};

struct findings {
    const struct tksi_format *format;
    const struct tksi_env *env;
    struct tksi_buffer list; /* struct finding */
    struct tksi_buffer text;
};

static void init_findings(struct findings *findings, const struct tksi_format *format,
                          const struct tksi_env *env)
{
    *findings = (struct findings){ .format = format, .env = env };
    tksi_buffer_init(&findings->list, SIZE_MAX / 2, env);
    tksi_buffer_init(&findings->text, SIZE_MAX / 2, env);
}

static void dispose_findings(struct findings *findings)
{
    tksi_buffer_dispose(&findings->text);
    tksi_buffer_dispose(&findings->list);
}

static size_t count_of(const struct findings *findings)
{
    return findings->list.length / sizeof(struct finding);
}

static const struct finding *finding_at(const struct findings *findings, size_t index)
{
    return (const struct finding *)(const void *)findings->list.data + index;
}

static tks_bytes text_at(const struct findings *findings, size_t at, size_t length)
{
    return (tks_bytes){ length > 0 ? (const char *)findings->text.data + at : "", length };
}

/* ------------------------------------------------------------------------- sorting */

static tks_bytes name_of(const struct sorted *sorted, size_t place)
{
    return tksi_span_of(sorted->listing.document.bytes,
                        sorted->listing.entries[sorted->order[place]].piece.name);
}

static tks_bytes payload_of(const struct sorted *sorted, size_t place)
{
    return tksi_span_of(sorted->listing.document.bytes,
                        sorted->listing.entries[sorted->order[place]].piece.payload);
}

static int by_name(const void *a, const void *b, void *user)
{
    const struct tksi_listing *listing = user;
    const struct tksi_entry *left = &listing->entries[*(const uint32_t *)a];
    const struct tksi_entry *right = &listing->entries[*(const uint32_t *)b];

    return tksi_bytes_compare(tksi_span_of(listing->document.bytes, left->piece.name),
                              tksi_span_of(listing->document.bytes, right->piece.name));
}

static tks_status sort(struct sorted *out, const struct findings *findings, tks_bytes bytes,
                       tks_error *err)
{
    const struct tksi_env *env = findings->env;
    size_t count;
    tks_status status;

    out->order = NULL;
    if ((status = tksi_listing_make(&out->listing, findings->format, bytes, env, err)))
        return status;
    count = out->listing.document.entries;
    if ((out->order = tksi_allocate(env, count, sizeof *out->order)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu entries", count);
    for (size_t i = 0; i < count; i++)
        out->order[i] = (uint32_t)i;
    if (count > 0)
        qsort_r(out->order, count, sizeof *out->order, by_name, &out->listing);
    return TKS_OK;
}

static void dispose_sorted(struct sorted *sorted, const struct tksi_env *env)
{
    tksi_release(env, sorted->order);
    tksi_listing_dispose(&sorted->listing);
}

/* Files that their library makes anew or fails on, and those with two entries of one name,
 * are not taken apart. */
static bool is_sound(const struct sorted *sorted)
{
    const struct tksi_listing *listing = &sorted->listing;

    for (size_t i = 0; i < listing->document.entries; i++)
        if (listing->entries[i].occurrence > 0)
            return false;
    return (listing->document.conditions &
            (TKSI_TAINTED | TKSI_CONFLICT | TKSI_BROKEN | TKSI_UNTERMINATED)) == 0;
}

/* ------------------------------------------------------------------------- finding */

/* Adds an entry of one of the files; of one that was removed only the name counts. */
static tks_status find(struct findings *findings, const struct sorted *from, size_t place,
                       tks_pending_state state, tks_error *err)
{
    struct tksi_buffer *text = &findings->text;
    struct finding finding = { .name = text->length, .state = state };
    tks_status status;

    if ((status = tksi_decode_name(text, findings->format, name_of(from, place), err)))
        return status;
    finding.name_length = text->length - finding.name;
    if (memchr(text->data + finding.name, '\0', finding.name_length) != NULL)
        return tksi_fail(err, TKS_UNSUPPORTED, "a name that cannot be told");
    if ((status = tksi_buffer_append(text, "", 1, err)))
        return status;
    finding.value = text->length;
    if (state != TKS_PENDING_REMOVED) {
        finding.order = from->order[place];
        if ((status = tksi_decode(text, findings->format, payload_of(from, place), err)))
            return status;
        finding.value_length = text->length - finding.value;
    }
    return tksi_buffer_append(&findings->list, &finding, sizeof finding, err);
}

/* As the library compares them. */
static tks_status are_equal(bool *equal, const struct findings *findings, tks_bytes one,
                            tks_bytes other, tks_error *err)
{
    struct tksi_buffer values[2], forms[2];
    const tks_bytes payloads[2] = { one, other };
    tks_status status = TKS_OK;

    *equal = tksi_bytes_equal(one, other);
    if (*equal)
        return TKS_OK;
    for (int i = 0; i < 2; i++) {
        tksi_buffer_init(&values[i], SIZE_MAX / 2, findings->env);
        tksi_buffer_init(&forms[i], SIZE_MAX / 2, findings->env);
        if (status == TKS_OK &&
            (status = tksi_decode(&values[i], findings->format, payloads[i], err)) == TKS_OK)
            status = tksi_normalize(&forms[i], findings->format, tksi_bytes_of(&values[i]), err);
    }
    *equal =
        status == TKS_OK && tksi_bytes_equal(tksi_bytes_of(&forms[0]), tksi_bytes_of(&forms[1]));
    for (int i = 0; i < 2; i++) {
        tksi_buffer_dispose(&forms[i]);
        tksi_buffer_dispose(&values[i]);
    }
    return status;
}

/* Both lists side by side. */
static tks_status find_between(struct findings *findings, const struct sorted *before,
                               const struct sorted *after, tks_error *err)
{
    const size_t count_before = before->listing.document.entries;
    const size_t count_after = after->listing.document.entries;
    size_t i = 0, k = 0;
    tks_status status = TKS_OK;

    while (status == TKS_OK && (i < count_before || k < count_after)) {
        const int order = i == count_before ? 1
                          : k == count_after
                              ? -1
                              : tksi_bytes_compare(name_of(before, i), name_of(after, k));
        bool equal = false;

        if (order == 0)
            status = are_equal(&equal, findings, payload_of(before, i), payload_of(after, k), err);
        if (status == TKS_OK && !equal)
            status = order < 0 ? find(findings, before, i, TKS_PENDING_REMOVED, err)
                               : find(findings, after, k,
                                      order > 0 ? TKS_PENDING_NEW : TKS_PENDING_CHANGED, err);
        i += order <= 0;
        k += order >= 0;
    }
    return status;
}

/* *sound: both can be taken apart. */
static tks_status compare(bool *sound, struct findings *findings, tks_bytes before, tks_bytes after,
                          tks_error *err)
{
    struct sorted old = { .order = NULL }, fresh = { .order = NULL };
    tks_status status;

    *sound = false;
    if ((status = sort(&old, findings, before, err)) == TKS_OK &&
        (status = sort(&fresh, findings, after, err)) == TKS_OK) {
        *sound = (before.length == 0 || is_sound(&old)) && is_sound(&fresh);
        if (*sound)
            status = find_between(findings, &old, &fresh, err);
    }
    dispose_sorted(&fresh, findings->env);
    dispose_sorted(&old, findings->env);
    return status;
}

/* ------------------------------------------------------------------------ trying out */

/* The file that accepting all of it makes, appended; *done: all of it could be. */
static tks_status accept_all(struct tksi_buffer *out, bool *done, const struct findings *findings,
                             tks_bytes before, tks_error *err)
{
    const struct tksi_env *env = findings->env;
    const size_t count = count_of(findings);
    struct tksi_change *changes = tksi_allocate_zeroed(env, count, sizeof *changes);
    tks_error *outcomes = tksi_allocate_zeroed(env, count, sizeof *outcomes);
    size_t entries;
    tks_status status = TKS_OK;

    if (changes == NULL || outcomes == NULL)
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu changes", count);
    for (size_t i = 0; i < count && status == TKS_OK; i++) {
        const struct finding *finding = finding_at(findings, i);

        changes[i] = (struct tksi_change){
            .name = text_at(findings, finding->name, finding->name_length),
            .value = text_at(findings, finding->value, finding->value_length),
            .removed = finding->state == TKS_PENDING_REMOVED,
            .order = finding->order,
            .outcome = &outcomes[i],
        };
    }
    if (status == TKS_OK)
        status = tksi_changes_make(out, &entries, findings->format, before, changes, count, err);
    *done = status == TKS_OK;
    for (size_t i = 0; i < count && *done; i++)
        *done = outcomes[i].status == TKS_OK;
    tksi_release(env, outcomes);
    tksi_release(env, changes);
    return status;
}

/* Whether accepting all of it comes to the file the command left: for a new one that is every
 * byte, for others every entry. */
static tks_status comes_to(bool *out, const struct findings *findings,
                           const struct tksi_taking *taking, tks_error *err)
{
    struct tksi_buffer made;
    struct findings rest;
    bool done, sound = false;
    tks_status status;

    *out = false;
    tksi_buffer_init(&made, SIZE_MAX / 2, findings->env);
    init_findings(&rest, findings->format, findings->env);
    if ((status = accept_all(&made, &done, findings, taking->before, err)) || !done)
        goto done;
    *out = tksi_bytes_equal(tksi_bytes_of(&made), taking->after);
    if (!*out && taking->was_there &&
        (status = compare(&sound, &rest, tksi_bytes_of(&made), taking->after, err)) == TKS_OK)
        *out = sound && count_of(&rest) == 0;
done:
    dispose_findings(&rest);
    tksi_buffer_dispose(&made);
    return status;
}

/* ---------------------------------------------------------------------------- telling */

static const struct tksi_format *format_of(const struct tksi_taking *taking, bool before)
{
    return tksi_format_of(before ? taking->before : taking->after,
                          (tks_str){ taking->path, strlen(taking->path) });
}

/* Whether it can be told by entries, and there is something to tell. What stands in the way of
 * that is no failure, but for memory. */
static tks_status is_by_entries(bool *out, struct findings *findings,
                                const struct tksi_taking *taking, tks_error *err)
{
    const unsigned wanted = TKSI_SEVERAL | TKSI_REPLACE;
    tks_error why = { .status = TKS_OK };
    bool sound;
    tks_status status;

    *out = false;
    if (!taking->is_there || (findings->format->abilities & wanted) != wanted ||
        findings->format != format_of(taking, false))
        return TKS_OK;
    status = compare(&sound, findings, taking->before, taking->after, &why);
    if (status == TKS_OK && sound && count_of(findings) > 0)
        status = comes_to(out, findings, taking, &why);
    if (status != TKS_OUT_OF_MEMORY)
        return TKS_OK;
    return tksi_fail(err, status, "%s", why.message);
}

static tks_status tell_entries(const struct findings *findings, const struct tksi_taking *taking,
                               tksi_taken_fn *taken, void *user, tks_error *err)
{
    tks_status status = TKS_OK;

    for (size_t i = 0; i < count_of(findings) && status == TKS_OK; i++) {
        const struct finding *finding = finding_at(findings, i);
        const struct tksi_kept kept = {
            .format = findings->format,
            .path = taking->path,
            .entry = (const char *)findings->text.data + finding->name,
            .order = finding->order,
            .state = finding->state,
            .baseline = taking->print,
            .value = text_at(findings, finding->value, finding->value_length),
        };

        status = taken(user, &kept, err);
    }
    return status;
}

tks_status tksi_take(const struct tksi_taking *taking, const struct tksi_env *env,
                     tksi_taken_fn *taken, void *user, tks_error *err)
{
    const struct tksi_kept whole = {
        .format = format_of(taking, taking->was_there),
        .path = taking->path,
        .baseline = taking->print,
        .state = !taking->is_there   ? TKS_PENDING_REMOVED
                 : taking->was_there ? TKS_PENDING_CHANGED
                                     : TKS_PENDING_NEW,
        .value = taking->is_there ? taking->after : (tks_bytes){ "", 0 },
    };
    struct findings findings;
    bool by_entries;
    tks_status status;

    init_findings(&findings, whole.format, env);
    if ((status = is_by_entries(&by_entries, &findings, taking, err)) == TKS_OK)
        status = by_entries ? tell_entries(&findings, taking, taken, user, err)
                            : taken(user, &whole, err);
    dispose_findings(&findings);
    return status;
}
