/* insta_splice.c - decisions on inline snapshots: the source, then its pending file
 *
 * Accepting changes the literals and no other byte, all of one source at once, and then
 * takes the records out of the .pending-snap. Rejecting does only that. What is left there
 * are the last run's records that were not decided on; insta reads no others. Their lines
 * move with what was put in above them.
 *
 * Tests append to the pending file. What they have added since it was looked at stays,
 * unless it is another run: then what was looked at is not what they found any more.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/insta_inline.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* An item that nothing is in the way of yet. */
struct choice {
    tks_error *outcome;
    const struct tksi_inline_record *record;
    size_t site, literal; /* the site's number, and where its literal is */
    size_t text, length;  /* in `texts` */
};

struct splicing {
    const struct tksi_root *root;
    const struct tksi_group *group;
    struct tksi_buffer file, records, texts;
    struct tksi_inline_source source;
    struct choice *choices;
    size_t count;
    struct tksi_rust_change *changes;
    size_t changed;
};

static tks_status init(struct splicing *out, const struct tksi_root *root,
                       const struct tksi_group *group, tks_error *err)
{
    *out = (struct splicing){ .root = root, .group = group };
    tksi_step_room(&out->file, root);
    tksi_buffer_init(&out->records, SIZE_MAX / 2, &root->env);
    tksi_buffer_init(&out->texts, SIZE_MAX / 2, &root->env);
    tksi_buffer_init(&out->source.real, 0, &root->env);
    tksi_buffer_init(&out->source.bytes, 0, &root->env);
    tksi_buffer_init(&out->source.rust.sites, 0, &root->env);
    out->choices = tksi_allocate_zeroed(&root->env, group->count, sizeof *out->choices);
    out->changes = tksi_allocate_zeroed(&root->env, group->count, sizeof *out->changes);
    if (out->choices == NULL || out->changes == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    return TKS_OK;
}

static void dispose(struct splicing *splicing)
{
    tksi_inline_source_dispose(&splicing->source);
    tksi_buffer_dispose(&splicing->texts);
    tksi_buffer_dispose(&splicing->records);
    tksi_buffer_dispose(&splicing->file);
    tksi_release(&splicing->root->env, splicing->changes);
    tksi_release(&splicing->root->env, splicing->choices);
}

/* -------------------------------------------------------------------- choosing */

/* The pending file as it is now: what was looked at, and perhaps more behind it. */
static tks_status read_file(struct splicing *splicing, tks_error *err)
{
    const struct tksi_waiting *first = splicing->group->items[0];
    const struct tksi_fingerprint *seen = &first->found.seen;
    const char *name = first->pending.file;
    tks_bytes file;
    bool there;
    tks_status status = tksi_root_read(&splicing->file, &there, NULL, splicing->root, name, err);

    if (status != TKS_OK)
        return status;
    file = tksi_bytes_of(&splicing->file);
    if (!there || file.length < seen->length ||
        !tksi_fingerprint_equal(tksi_fingerprint_of((tks_bytes){ file.data, seen->length }), *seen))
        return tksi_fail(err, TKS_CONFLICT, "%s: has changed since it was looked at", name);
    if ((status = tksi_inline_records(&splicing->records, file, err)))
        return tksi_fail_at(err, status, name);
    return TKS_OK;
}

static int by_place(const void *a, const void *b)
{
    const struct tksi_inline_record *left = a, *right = b;

    return (left->whole.at > right->whole.at) - (left->whole.at < right->whole.at);
}

/* The item's record. */
static tks_status choose(struct splicing *splicing, size_t index, tks_error *err)
{
    const struct tksi_waiting *item = splicing->group->items[index];
    const struct tksi_inline_record wanted = { .whole = { item->found.place, 0 } };
    struct choice choice = { .outcome = splicing->group->outcomes[index] };

    if (strcmp(item->pending.file, splicing->group->items[0]->pending.file) != 0)
        return tksi_fail(err, TKS_CONFLICT,
                         "%s: snapshots of this source wait in another file too; decide on those "
                         "first",
                         item->pending.file);
    if (splicing->records.length > 0)
        choice.record = bsearch(&wanted, splicing->records.data,
                                splicing->records.length / sizeof wanted, sizeof wanted, by_place);
    if (choice.record == NULL)
        return tksi_fail(err, TKS_CONFLICT, "%s: has changed since it was looked at",
                         item->pending.file);
    splicing->choices[splicing->count++] = choice;
    return TKS_OK;
}

/* All of them; what is in the way of one is its outcome. */
static tks_status choose_all(struct splicing *splicing, tks_error *err)
{
    tks_status status = read_file(splicing, err);

    for (size_t i = 0; i < splicing->group->count && status == TKS_OK; i++)
        (void)choose(splicing, i, splicing->group->outcomes[i]);
    return status;
}

/* ------------------------------------------------------------------- the source */

/* Finds the choice's site and its new text. */
static tks_status aim(struct splicing *splicing, struct choice *choice, tks_error *err)
{
    const tks_bytes file = tksi_bytes_of(&splicing->file);
    struct tksi_buffer literal;
    tks_status status =
        tksi_inline_find(&choice->site, &splicing->source, file, choice->record, err);

    if (status != TKS_OK)
        return status;
    choice->literal = tksi_rust_at(&splicing->source.rust, choice->site)->literal.at;
    choice->text = splicing->texts.length;
    if ((status = tksi_decode(&splicing->texts, tksi_format_named("insta-inline"),
                              choice->record->fresh, err)))
        return status;
    choice->length = splicing->texts.length - choice->text;
    /* a text without a literal is told here, where it is known whose it is */
    tksi_buffer_init(&literal, SIZE_MAX / 2, &splicing->root->env);
    status =
        tksi_insta_to_inline(&literal,
                             (tks_bytes){ splicing->texts.data + choice->text, choice->length },
                             (tks_bytes){ "", 0 }, err);
    tksi_buffer_dispose(&literal);
    return status;
}

static int by_literal(const void *a, const void *b)
{
    const struct choice *left = a, *right = b;

    return (left->literal > right->literal) - (left->literal < right->literal);
}

static tks_bytes text_of(const struct splicing *splicing, const struct choice *choice)
{
    return choice->length > 0 ? (tks_bytes){ splicing->texts.data + choice->text, choice->length }
                              : (tks_bytes){ "", 0 };
}

static bool is_same_text(const struct splicing *splicing, const struct choice *a,
                         const struct choice *b)
{
    return a->length == b->length &&
           memcmp(text_of(splicing, a).data, text_of(splicing, b).data, a->length) == 0;
}

/* Whether the `count` choices of one site agree on its text. */
static bool do_agree(const struct splicing *splicing, const struct choice *choices, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (!is_same_text(splicing, &choices[0], &choices[i]))
            return false;
    return true;
}

/* One change for each site; those that do not agree are dropped and told. */
static void make_changes(struct splicing *splicing)
{
    struct choice *choices = splicing->choices;
    const size_t count = splicing->count;

    splicing->count = 0;
    for (size_t i = 0, end; i < count; i = end) {
        bool agree;

        for (end = i + 1; end < count && choices[end].site == choices[i].site; end++)
            ;
        agree = do_agree(splicing, &choices[i], end - i);
        if (agree)
            splicing->changes[splicing->changed++] =
                (struct tksi_rust_change){ .site = choices[i].site,
                                           .text = text_of(splicing, &choices[i]) };
        for (size_t k = i; k < end; k++) {
            if (agree)
                choices[splicing->count++] = choices[k];
            else
                tksi_fail(choices[k].outcome, TKS_CONFLICT,
                          "%s:%" PRIu64 ": waits with several texts; accept one of them by its "
                          "number",
                          splicing->group->items[0]->pending.path, choices[k].record->told.line);
        }
    }
}

/* Reads the source and says what changes in it. */
static tks_status aim_all(struct splicing *splicing, tks_error *err)
{
    const char *path = splicing->group->items[0]->pending.path;
    struct choice *choices = splicing->choices;
    const size_t count = splicing->count;
    tks_status status = tksi_inline_source_read(&splicing->source, splicing->root, path, err);

    if (status != TKS_OK)
        return status;
    splicing->count = 0;
    for (size_t i = 0; i < count; i++) {
        tks_error *outcome = choices[i].outcome;

        status = aim(splicing, &choices[i], outcome);
        if (status == TKS_OUT_OF_MEMORY)
            return tksi_fail(err, status, "out of memory");
        if (status == TKS_OK)
            choices[splicing->count++] = choices[i];
        else
            tksi_fail_at(outcome, status, path);
    }
    if (splicing->count > 0)
        qsort(choices, splicing->count, sizeof *choices, by_literal);
    make_changes(splicing);
    return TKS_OK;
}

static tks_status plan_source(struct tksi_transaction *transaction, struct splicing *splicing,
                              tks_error *err)
{
    const struct tksi_inline_source *source = &splicing->source;
    struct tksi_buffer after;
    struct tksi_fingerprint print;
    tks_status status;

    tksi_step_room(&after, splicing->root);
    if ((status =
             tksi_rust_patch(&after, &source->rust, splicing->changes, splicing->changed, err))) {
        status = tksi_fail_at(err, status, splicing->group->items[0]->pending.path);
        goto done;
    }
    print = tksi_fingerprint_of(tksi_bytes_of(&after));
    if (!tksi_fingerprint_equal(print, source->print))
        status = tksi_transaction_replace(transaction, (const char *)source->real.data,
                                          tksi_bytes_of(&after), &source->print, 0, err);
done:
    tksi_buffer_dispose(&after);
    return status;
}

/* ------------------------------------------------------------- the pending file */

/* The records that were decided on, sorted. */
static tks_status list_decided(struct tksi_buffer *out, const struct splicing *splicing,
                               tks_error *err)
{
    tks_status status = TKS_OK;

    for (size_t i = 0; i < splicing->count && status == TKS_OK; i++)
        status = tksi_buffer_append(out, splicing->choices[i].record,
                                    sizeof(struct tksi_inline_record), err);
    if (out->length > 0)
        qsort(out->data, out->length / sizeof(struct tksi_inline_record),
              sizeof(struct tksi_inline_record), tksi_inline_order);
    return status;
}

/* The file with the other records only. */
static tks_status put_left(struct tksi_buffer *out, const struct splicing *splicing, tks_error *err)
{
    const struct tksi_inline_record *record =
        (const struct tksi_inline_record *)(const void *)splicing->records.data;
    const size_t count = splicing->records.length / sizeof *record;
    struct tksi_buffer decided;
    tks_status status;

    tksi_buffer_init(&decided, SIZE_MAX / 2, &splicing->root->env);
    status = list_decided(&decided, splicing, err);
    for (size_t i = 0; i < count && status == TKS_OK; i++) {
        uint64_t line = record[i].told.line;

        if (decided.length > 0 && bsearch(&record[i], decided.data, decided.length / sizeof *record,
                                          sizeof *record, tksi_inline_order) != NULL)
            continue;
        if (splicing->changed > 0)
            line =
                tksi_rust_moved(&splicing->source.rust, splicing->changes, splicing->changed, line);
        status = tksi_pending_put(out, tksi_bytes_of(&splicing->file), record[i].whole, line, err);
    }
    tksi_buffer_dispose(&decided);
    return status;
}

static tks_status plan_file(struct tksi_transaction *transaction, const struct splicing *splicing,
                            tks_error *err)
{
    const struct tksi_fingerprint now = tksi_fingerprint_of(tksi_bytes_of(&splicing->file));
    const char *name = splicing->group->items[0]->pending.file;
    struct tksi_buffer left;
    tks_status status;

    tksi_step_room(&left, splicing->root);
    if ((status = put_left(&left, splicing, err)) == TKS_OK)
        status = left.length > 0 ? tksi_transaction_replace(transaction, name, tksi_bytes_of(&left),
                                                            &now, 0, err)
                                 : tksi_transaction_remove(transaction, name, &now, err);
    if (status == TKS_OK)
        tksi_transaction_grows(transaction);
    tksi_buffer_dispose(&left);
    return status;
}

/* -------------------------------------------------------------------- deciding */

/* A pending file that cannot be read is one item, alone with its source. */
static bool is_unreadable(const struct tksi_group *group)
{
    return group->items[0]->pending.state == TKS_PENDING_UNREADABLE;
}

tks_status tksi_inline_accept(struct tksi_transaction *transaction, const struct tksi_group *group,
                              tks_error *err)
{
    struct splicing splicing;
    tks_status status;

    if (is_unreadable(group))
        return tksi_fail(err, TKS_BAD_DATA, "%s", group->items[0]->pending.problem);
    if ((status = init(&splicing, transaction->root, group, err)) ||
        (status = choose_all(&splicing, err)) || (status = aim_all(&splicing, err)) ||
        splicing.count == 0 || (status = tksi_step_entries(transaction, group, err)) ||
        (status = plan_source(transaction, &splicing, err)))
        goto done;
    status = plan_file(transaction, &splicing, err);
done:
    dispose(&splicing);
    return status;
}

tks_status tksi_inline_reject(struct tksi_transaction *transaction, const struct tksi_group *group,
                              tks_error *err)
{
    const struct tksi_waiting *first = group->items[0];
    struct splicing splicing;
    tks_status status;

    if (is_unreadable(group))
        return tksi_transaction_remove(transaction, first->pending.file, &first->found.seen, err);
    if ((status = init(&splicing, transaction->root, group, err)) ||
        (status = choose_all(&splicing, err)) || splicing.count == 0 ||
        (status = tksi_step_entries(transaction, group, err)))
        goto done;
    status = plan_file(transaction, &splicing, err);
done:
    dispose(&splicing);
    return status;
}
