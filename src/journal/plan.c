/* plan.c - what a transaction does, in memory and as text
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "journal/plan.h"

#include "root/ledger.h"
#include "root/own.h"
#include "root/root.h"

#include <inttypes.h>
#include <string.h>

static const char head[] = "tksnap journal 1\n";

/* More than any suite has; a bound for a plan that somebody made up. */
enum { MOST_PLAN_BYTES = 1 << 28 };

const char *tks_deed_name(tks_deed deed)
{
    static const char *const names[] = { "accept", "reject", "undo", "prune", "init" };

    return names[deed];
}

/* ------------------------------------------------------------------ in memory */

void tksi_plan_init(struct tksi_plan *plan, const struct tksi_env *env)
{
    *plan = (struct tksi_plan){ .deed = TKS_DEED_ACCEPT, .elsewhere = SIZE_MAX };
    tksi_buffer_init(&plan->items, MOST_PLAN_BYTES, env);
    tksi_buffer_init(&plan->steps, MOST_PLAN_BYTES, env);
    tksi_buffer_init(&plan->text, MOST_PLAN_BYTES, env);
}

void tksi_plan_dispose(struct tksi_plan *plan)
{
    tksi_buffer_dispose(&plan->items);
    tksi_buffer_dispose(&plan->steps);
    tksi_buffer_dispose(&plan->text);
}

size_t tksi_plan_items(const struct tksi_plan *plan)
{
    return plan->items.length / sizeof(struct tksi_item);
}

size_t tksi_plan_snapshots(const struct tksi_item *item)
{
    return item->entries > 0 ? item->entries : 1;
}

size_t tksi_plan_steps(const struct tksi_plan *plan)
{
    return plan->steps.length / sizeof(struct tksi_step);
}

struct tksi_item *tksi_plan_item(const struct tksi_plan *plan, size_t index)
{
    return (struct tksi_item *)(void *)plan->items.data + index;
}

struct tksi_step *tksi_plan_step(const struct tksi_plan *plan, size_t index)
{
    return (struct tksi_step *)(void *)plan->steps.data + index;
}

const char *tksi_plan_text(const struct tksi_plan *plan, size_t at)
{
    return (const char *)plan->text.data + at;
}

static tks_status keep_text(size_t *at, struct tksi_plan *plan, const char *text, tks_error *err)
{
    *at = plan->text.length;
    return tksi_buffer_append(&plan->text, text, strlen(text) + 1, err);
}

tks_status tksi_plan_set_elsewhere(struct tksi_plan *plan, const char *folder, tks_error *err)
{
    return keep_text(&plan->elsewhere, plan, folder, err);
}

tks_status tksi_plan_add_item(struct tksi_plan *plan, const char *store, const char *path,
                              tks_error *err)
{
    struct tksi_item item = { .first_step = tksi_plan_steps(plan) };
    tks_status status;

    if ((status = keep_text(&item.store, plan, store, err)) ||
        (status = keep_text(&item.path, plan, path, err)))
        return status;
    item.first_entry = plan->text.length;
    return tksi_buffer_append(&plan->items, &item, sizeof item, err);
}

tks_status tksi_plan_add_entry(struct tksi_plan *plan, const char *name, tks_error *err)
{
    struct tksi_item *item = tksi_plan_item(plan, tksi_plan_items(plan) - 1);
    size_t at;
    tks_status status = keep_text(&at, plan, name, err);

    if (status == TKS_OK)
        item->entries++;
    return status;
}

tks_status tksi_plan_add_step(struct tksi_plan *plan, struct tksi_step step, const char *name,
                              const char *temporary, tks_error *err)
{
    tks_status status;

    step.item = tksi_plan_items(plan) - 1;
    if ((status = keep_text(&step.name, plan, name, err)) ||
        (status = keep_text(&step.temporary, plan, temporary, err)) ||
        (status = tksi_buffer_append(&plan->steps, &step, sizeof step, err)))
        return status;
    tksi_plan_item(plan, step.item)->steps++;
    return TKS_OK;
}

void tksi_plan_drop(struct tksi_plan *plan)
{
    const struct tksi_item *last;

    if (plan->items.length == 0)
        return;
    last = tksi_plan_item(plan, tksi_plan_items(plan) - 1);
    plan->steps.length = last->first_step * sizeof(struct tksi_step);
    plan->text.length = last->store;
    plan->items.length -= sizeof *last;
}

/* -------------------------------------------------------------------- writing */

tks_status tksi_plan_put_head(struct tksi_buffer *out, const struct tksi_plan *plan, tks_error *err)
{
    tks_status status =
        plan->deed == TKS_DEED_UNDO
            ? tksi_buffer_printf(out, err, "%sundo %" PRIu32 "\n", head, plan->undoes)
            : tksi_buffer_printf(out, err, "%s%s\n", head, tks_deed_name(plan->deed));

    if (status != TKS_OK || plan->elsewhere == SIZE_MAX)
        return status;
    if ((status = tksi_buffer_append(out, "elsewhere", 9, err)) ||
        (status = tksi_ledger_put(out, tksi_plan_text(plan, plan->elsewhere), err)))
        return status;
    return tksi_buffer_append(out, "\n", 1, err);
}

tks_status tksi_plan_put_item(struct tksi_buffer *out, const struct tksi_plan *plan,
                              const struct tksi_item *item, tks_error *err)
{
    tks_status status;

    if ((status = tksi_buffer_append(out, "item", 4, err)) ||
        (status = tksi_ledger_put(out, tksi_plan_text(plan, item->store), err)) ||
        (status = tksi_ledger_put(out, tksi_plan_text(plan, item->path), err)))
        return status;
    return tksi_buffer_append(out, "\n", 1, err);
}

tks_status tksi_plan_put_entry(struct tksi_buffer *out, const char *name, tks_error *err)
{
    tks_status status;

    if ((status = tksi_buffer_append(out, "entry", 5, err)) ||
        (status = tksi_ledger_put(out, name, err)))
        return status;
    return tksi_buffer_append(out, "\n", 1, err);
}

tks_status tksi_plan_put_step(struct tksi_buffer *out, const struct tksi_plan *plan,
                              const struct tksi_step *step, tks_error *err)
{
    const bool replaces = step->kind == TKSI_STEP_REPLACE;
    tks_status status;

    if ((status = tksi_buffer_printf(out, err, replaces ? "replace" : "remove")) ||
        (status = tksi_ledger_put_fingerprint(out, step->before, err)) ||
        (replaces && (status = tksi_ledger_put_fingerprint(out, step->after, err))) ||
        (status = tksi_buffer_printf(out, err, " %o %" PRIu64, step->mode, step->offset)) ||
        (replaces && (status = tksi_ledger_put(out, tksi_plan_text(plan, step->temporary), err))) ||
        (status = tksi_ledger_put(out, tksi_plan_text(plan, step->name), err)))
        return status;
    return tksi_buffer_append(out, "\n", 1, err);
}

/* An item with all that belongs to it. */
static tks_status put_whole_item(struct tksi_buffer *out, const struct tksi_plan *plan,
                                 const struct tksi_item *item, tks_error *err)
{
    const char *name = tksi_plan_text(plan, item->first_entry);
    tks_status status = tksi_plan_put_item(out, plan, item, err);

    for (size_t i = 0; i < item->entries && status == TKS_OK; i++, name += strlen(name) + 1)
        status = tksi_plan_put_entry(out, name, err);
    for (size_t i = 0; i < item->steps && status == TKS_OK; i++)
        status = tksi_plan_put_step(out, plan, tksi_plan_step(plan, item->first_step + i), err);
    return status;
}

tks_status tksi_plan_put(struct tksi_buffer *out, const struct tksi_plan *plan, tks_error *err)
{
    tks_status status = tksi_plan_put_head(out, plan, err);

    for (size_t i = 0; i < tksi_plan_items(plan) && status == TKS_OK; i++)
        if (!tksi_plan_item(plan, i)->left)
            status = put_whole_item(out, plan, tksi_plan_item(plan, i), err);
    return status ? status : tksi_buffer_append(out, "end\n", 4, err);
}

/* -------------------------------------------------------------------- reading */

static tks_status read_elsewhere(struct tksi_plan *plan, struct tksi_ledger *words,
                                 struct tksi_buffer *room, tks_error *err)
{
    const tks_status status = tksi_ledger_text(room, words, err);

    words->good = words->good && plan->elsewhere == SIZE_MAX && tksi_plan_items(plan) == 0;
    return status == TKS_OK && words->good
               ? tksi_plan_set_elsewhere(plan, (const char *)room->data, err)
               : status;
}

static tks_status read_item(struct tksi_plan *plan, struct tksi_ledger *words,
                            struct tksi_buffer *room, tks_error *err)
{
    struct tksi_buffer path;
    tks_status status;

    tksi_buffer_init(&path, MOST_PLAN_BYTES, plan->text.env);
    if ((status = tksi_ledger_text(room, words, err)) == TKS_OK &&
        (status = tksi_ledger_text(&path, words, err)) == TKS_OK)
        status = tksi_plan_add_item(plan, (const char *)room->data, (const char *)path.data, err);
    tksi_buffer_dispose(&path);
    return status;
}

static tks_status read_entry(struct tksi_plan *plan, struct tksi_ledger *words,
                             struct tksi_buffer *room, tks_error *err)
{
    const size_t items = tksi_plan_items(plan);
    tks_status status = tksi_ledger_text(room, words, err);

    words->good = words->good && items > 0 && tksi_plan_item(plan, items - 1)->steps == 0;
    if (status == TKS_OK && words->good)
        status = tksi_plan_add_entry(plan, (const char *)room->data, err);
    return status;
}

/* Whether a step may be about a file of this name. Outside of the project nothing is changed
 * but what insta leaves: x.snap.new, x.snap.new.png, .x.rs.pending-snap. */
static bool is_good_name(const struct tksi_plan *plan, const char *name)
{
    const char *rest = name, *last;

    if (name[0] == '/') {
        if (plan->elsewhere == SIZE_MAX ||
            (rest = tksi_name_within(name, tksi_plan_text(plan, plan->elsewhere))) == NULL)
            return false;
        last = strrchr(name, '/');
        if (strstr(last, ".snap.new") == NULL && strstr(last, ".pending-snap") == NULL)
            return false;
    }
    return tksi_name_check(rest, NULL) == TKS_OK;
}

/* Whether it is called as we call what we make: it is removed without being looked at. */
static bool is_good_temporary(const char *name)
{
    return strncmp(name, TKSI_TEMPORARY_BEGIN, sizeof TKSI_TEMPORARY_BEGIN - 1) == 0 &&
           strchr(name, '/') == NULL;
}

static tks_status read_step(struct tksi_plan *plan, enum tksi_step_kind kind,
                            struct tksi_ledger *words, struct tksi_buffer *room, tks_error *err)
{
    struct tksi_step step = { .kind = kind };
    struct tksi_buffer name;
    tks_status status = TKS_OK;

    tksi_buffer_init(&name, MOST_PLAN_BYTES, plan->text.env);
    step.before = tksi_ledger_fingerprint(words);
    if (kind == TKSI_STEP_REPLACE)
        step.after = tksi_ledger_fingerprint(words);
    step.mode = (unsigned)tksi_ledger_number(words, 8) & 07777;
    step.offset = tksi_ledger_number(words, 10);
    room->length = 0;
    if (kind == TKSI_STEP_REPLACE)
        status = tksi_ledger_text(room, words, err);
    else
        status = tksi_buffer_append(room, "", 1, err);
    if (status == TKS_OK && (status = tksi_ledger_text(&name, words, err)) == TKS_OK)
        words->good = words->good && tksi_plan_items(plan) > 0 &&
                      (kind == TKSI_STEP_REMOVE || is_good_temporary((const char *)room->data)) &&
                      is_good_name(plan, (const char *)name.data);
    if (status == TKS_OK && words->good)
        status =
            tksi_plan_add_step(plan, step, (const char *)name.data, (const char *)room->data, err);
    tksi_buffer_dispose(&name);
    return status;
}

/* One of the deeds that stand alone on their line. */
static bool take_deed(struct tksi_plan *plan, tks_str word)
{
    static const tks_deed deeds[] = { TKS_DEED_ACCEPT, TKS_DEED_REJECT, TKS_DEED_PRUNE,
                                      TKS_DEED_INIT };

    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        if (tksi_ledger_is(word, tks_deed_name(deeds[i]))) {
            plan->deed = deeds[i];
            return true;
        }
    return false;
}

static tks_status read_record(struct tksi_plan *plan, struct tksi_ledger *words,
                              struct tksi_buffer *room, tks_error *err)
{
    const tks_str word = tksi_ledger_next(words);

    if (tksi_ledger_is(word, "elsewhere"))
        return read_elsewhere(plan, words, room, err);
    if (tksi_ledger_is(word, "item"))
        return read_item(plan, words, room, err);
    if (tksi_ledger_is(word, "entry"))
        return read_entry(plan, words, room, err);
    if (tksi_ledger_is(word, "replace"))
        return read_step(plan, TKSI_STEP_REPLACE, words, room, err);
    if (tksi_ledger_is(word, "remove"))
        return read_step(plan, TKSI_STEP_REMOVE, words, room, err);
    if (take_deed(plan, word))
        return TKS_OK;
    if (tksi_ledger_is(word, "undo")) {
        plan->deed = TKS_DEED_UNDO;
        plan->undoes = (uint32_t)tksi_ledger_number(words, 10);
    } else if (tksi_ledger_is(word, "drop")) {
        tksi_plan_drop(plan);
    } else if (tksi_ledger_is(word, "end")) {
        plan->whole = true;
    } else {
        words->good = false;
    }
    return TKS_OK;
}

tks_status tksi_plan_read(struct tksi_plan *plan, tks_bytes text, tks_error *err)
{
    const char *next = text.data, *end = next + text.length, *line_end;
    struct tksi_buffer room;
    tks_status status = TKS_OK;

    if (text.length < sizeof head - 1)
        return TKS_OK; /* its first line was not written yet */
    if (memcmp(next, head, sizeof head - 1) != 0)
        return tksi_fail(err, TKS_BAD_DATA, "not a journal of this version");
    tksi_buffer_init(&room, MOST_PLAN_BYTES, plan->text.env);
    for (next += sizeof head - 1; status == TKS_OK && next < end &&
                                  (line_end = memchr(next, '\n', (size_t)(end - next))) != NULL;
         next = line_end + 1) {
        struct tksi_ledger words = { next, line_end, true };

        status = read_record(plan, &words, &room, err);
        if (status == TKS_OK && (!words.good || words.next != words.end))
            status = tksi_fail(err, TKS_BAD_DATA, "damaged");
    }
    tksi_buffer_dispose(&room);
    return status;
}
