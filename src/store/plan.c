/* plan.c - what a transaction does, in memory and as text
 *
 * Files are told apart by their length and a 64-bit FNV-1a hash of their bytes. Times and
 * inode numbers would be cheaper and wrong both ways: git checkout changes them and not
 * the bytes, and a file rewritten within a clock tick keeps its time. Nobody has an
 * advantage from two files of one hash, so it need not be a cryptographic one.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/plan.h"

#include "store/root.h"

#include <inttypes.h>
#include <string.h>

static const char head[] = "tksnap journal 1\n";

/* More than any suite has; a bound for a plan that somebody made up. */
enum { MOST_PLAN_BYTES = 1 << 28 };

struct tksi_fingerprint tksi_fingerprint_of(tks_bytes bytes)
{
    const uint8_t *data = bytes.data;
    uint64_t hash = 0xCBF29CE484222325u; /* FNV-1a's offset basis, and its prime below */

    for (size_t i = 0; i < bytes.length; i++)
        hash = (hash ^ data[i]) * 0x100000001B3u;
    return (struct tksi_fingerprint){ true, bytes.length, hash };
}

bool tksi_fingerprint_equal(struct tksi_fingerprint a, struct tksi_fingerprint b)
{
    return a.there == b.there && (!a.there || (a.length == b.length && a.hash == b.hash));
}

/* ------------------------------------------------------------------ in memory */

void tksi_plan_init(struct tksi_plan *plan, const struct tksi_env *env)
{
    *plan = (struct tksi_plan){ .deed = TKS_DEED_ACCEPT };
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

tks_status tksi_plan_add_item(struct tksi_plan *plan, const char *store, const char *path,
                              tks_error *err)
{
    struct tksi_item item = { .first_step = tksi_plan_steps(plan) };
    tks_status status;

    if ((status = keep_text(&item.store, plan, store, err)) ||
        (status = keep_text(&item.path, plan, path, err)))
        return status;
    return tksi_buffer_append(&plan->items, &item, sizeof item, err);
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

static tks_status put_path(struct tksi_buffer *out, const char *path, tks_error *err)
{
    tks_status status = tksi_buffer_append(out, " ", 1, err);

    for (const unsigned char *c = (const unsigned char *)path; *c != '\0' && status == TKS_OK; c++)
        if (*c <= 0x20 || *c == 0x7F || *c == '%')
            status = tksi_buffer_printf(out, err, "%%%02X", *c);
        else
            status = tksi_buffer_append(out, c, 1, err);
    return status;
}

static tks_status put_fingerprint(struct tksi_buffer *out, struct tksi_fingerprint print,
                                  tks_error *err)
{
    if (!print.there)
        return tksi_buffer_append(out, " -", 2, err);
    return tksi_buffer_printf(out, err, " %" PRIu64 ":%016" PRIx64, print.length, print.hash);
}

tks_status tksi_plan_put_head(struct tksi_buffer *out, const struct tksi_plan *plan, tks_error *err)
{
    if (plan->deed == TKS_DEED_UNDO)
        return tksi_buffer_printf(out, err, "%sundo %" PRIu32 "\n", head, plan->undoes);
    return tksi_buffer_printf(out, err, "%s%s\n", head,
                              plan->deed == TKS_DEED_ACCEPT ? "accept" : "reject");
}

tks_status tksi_plan_put_item(struct tksi_buffer *out, const struct tksi_plan *plan,
                              const struct tksi_item *item, tks_error *err)
{
    tks_status status;

    if ((status = tksi_buffer_append(out, "item", 4, err)) ||
        (status = put_path(out, tksi_plan_text(plan, item->store), err)) ||
        (status = put_path(out, tksi_plan_text(plan, item->path), err)))
        return status;
    return tksi_buffer_append(out, "\n", 1, err);
}

tks_status tksi_plan_put_step(struct tksi_buffer *out, const struct tksi_plan *plan,
                              const struct tksi_step *step, tks_error *err)
{
    const bool replaces = step->kind == TKSI_STEP_REPLACE;
    tks_status status;

    if ((status = tksi_buffer_printf(out, err, replaces ? "replace" : "remove")) ||
        (status = put_fingerprint(out, step->before, err)) ||
        (replaces && (status = put_fingerprint(out, step->after, err))) ||
        (status = tksi_buffer_printf(out, err, " %o %" PRIu64, step->mode, step->offset)) ||
        (replaces && (status = put_path(out, tksi_plan_text(plan, step->temporary), err))) ||
        (status = put_path(out, tksi_plan_text(plan, step->name), err)))
        return status;
    return tksi_buffer_append(out, "\n", 1, err);
}

tks_status tksi_plan_put(struct tksi_buffer *out, const struct tksi_plan *plan, tks_error *err)
{
    tks_status status = tksi_plan_put_head(out, plan, err);

    for (size_t i = 0; i < tksi_plan_items(plan) && status == TKS_OK; i++) {
        const struct tksi_item *item = tksi_plan_item(plan, i);

        if (item->left)
            continue;
        status = tksi_plan_put_item(out, plan, item, err);
        for (size_t k = 0; k < item->steps && status == TKS_OK; k++)
            status = tksi_plan_put_step(out, plan, tksi_plan_step(plan, item->first_step + k), err);
    }
    return status ? status : tksi_buffer_append(out, "end\n", 4, err);
}

/* -------------------------------------------------------------------- reading */

/* The words of one line. */
struct words {
    const char *next, *end;
    bool good;
};

static tks_str next_word(struct words *words)
{
    const char *start = words->next;
    const char *space = memchr(start, ' ', (size_t)(words->end - start));
    const char *end = space != NULL ? space : words->end;

    words->good = words->good && end > start;
    words->next = space != NULL ? space + 1 : words->end;
    return (tks_str){ start, (size_t)(end - start) };
}

static bool is_word(tks_str word, const char *text)
{
    return word.length == strlen(text) && memcmp(word.data, text, word.length) == 0;
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

static uint64_t number_in(tks_str word, unsigned base, bool *good)
{
    uint64_t number = 0;

    *good = *good && word.length > 0;
    for (size_t i = 0; i < word.length; i++) {
        const unsigned digit = (unsigned)digit_of(word.data[i]);

        if (digit >= base || number > (UINT64_MAX - digit) / base)
            *good = false;
        else
            number = number * base + digit;
    }
    return number;
}

static uint64_t next_number(struct words *words, unsigned base)
{
    return number_in(next_word(words), base, &words->good);
}

static struct tksi_fingerprint next_fingerprint(struct words *words)
{
    const tks_str word = next_word(words);
    const char *colon = memchr(word.data, ':', word.length);
    struct tksi_fingerprint print = { .there = !is_word(word, "-") };
    tks_str length, hash;

    if (!print.there)
        return print;
    if (colon == NULL) {
        words->good = false;
        return print;
    }
    length = (tks_str){ word.data, (size_t)(colon - word.data) };
    hash = (tks_str){ colon + 1, word.length - length.length - 1 };
    print.length = number_in(length, 10, &words->good);
    print.hash = number_in(hash, 16, &words->good);
    return print;
}

/* A path, as it was before put_path, with its NUL. */
static tks_status next_path(struct tksi_buffer *out, struct words *words, tks_error *err)
{
    const tks_str word = next_word(words);
    tks_status status = TKS_OK;

    out->length = 0;
    for (size_t i = 0; i < word.length && status == TKS_OK; i++) {
        char c = word.data[i];

        if (c == '%' && word.length - i > 2) {
            c = (char)number_in((tks_str){ word.data + i + 1, 2 }, 16, &words->good);
            i += 2;
        }
        words->good = words->good && c != '\0';
        status = tksi_buffer_append(out, &c, 1, err);
    }
    return status ? status : tksi_buffer_append(out, "", 1, err);
}

static tks_status read_item(struct tksi_plan *plan, struct words *words, struct tksi_buffer *room,
                            tks_error *err)
{
    struct tksi_buffer path;
    tks_status status;

    tksi_buffer_init(&path, MOST_PLAN_BYTES, plan->text.env);
    if ((status = next_path(room, words, err)) == TKS_OK &&
        (status = next_path(&path, words, err)) == TKS_OK)
        status = tksi_plan_add_item(plan, (const char *)room->data, (const char *)path.data, err);
    tksi_buffer_dispose(&path);
    return status;
}

static tks_status read_step(struct tksi_plan *plan, enum tksi_step_kind kind, struct words *words,
                            struct tksi_buffer *room, tks_error *err)
{
    struct tksi_step step = { .kind = kind };
    struct tksi_buffer name;
    tks_status status = TKS_OK;

    tksi_buffer_init(&name, MOST_PLAN_BYTES, plan->text.env);
    step.before = next_fingerprint(words);
    if (kind == TKSI_STEP_REPLACE)
        step.after = next_fingerprint(words);
    step.mode = (unsigned)next_number(words, 8) & 07777;
    step.offset = next_number(words, 10);
    room->length = 0;
    if (kind == TKSI_STEP_REPLACE)
        status = next_path(room, words, err);
    else
        status = tksi_buffer_append(room, "", 1, err);
    if (status == TKS_OK && (status = next_path(&name, words, err)) == TKS_OK)
        words->good = words->good && tksi_plan_items(plan) > 0 &&
                      strchr((const char *)room->data, '/') == NULL &&
                      tksi_name_check((const char *)name.data, NULL) == TKS_OK;
    if (status == TKS_OK && words->good)
        status =
            tksi_plan_add_step(plan, step, (const char *)name.data, (const char *)room->data, err);
    tksi_buffer_dispose(&name);
    return status;
}

static tks_status read_record(struct tksi_plan *plan, struct words *words, struct tksi_buffer *room,
                              tks_error *err)
{
    const tks_str word = next_word(words);

    if (is_word(word, "item"))
        return read_item(plan, words, room, err);
    if (is_word(word, "replace"))
        return read_step(plan, TKSI_STEP_REPLACE, words, room, err);
    if (is_word(word, "remove"))
        return read_step(plan, TKSI_STEP_REMOVE, words, room, err);
    if (is_word(word, "accept")) {
        plan->deed = TKS_DEED_ACCEPT;
    } else if (is_word(word, "reject")) {
        plan->deed = TKS_DEED_REJECT;
    } else if (is_word(word, "undo")) {
        plan->deed = TKS_DEED_UNDO;
        plan->undoes = (uint32_t)next_number(words, 10);
    } else if (is_word(word, "drop")) {
        tksi_plan_drop(plan);
    } else if (is_word(word, "end")) {
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
        struct words words = { next, line_end, true };

        status = read_record(plan, &words, &room, err);
        if (status == TKS_OK && (!words.good || words.next != words.end))
            status = tksi_fail(err, TKS_BAD_DATA, "damaged");
    }
    tksi_buffer_dispose(&room);
    return status;
}
