/* kept.c - pending changes that are kept here, of every library that leaves none
 *
 * What the baselines are written in is known by the format; so this is the store of all of
 * them: syrupy's, the Go libraries', jest's. Each has a row of its own, for its name.
 *
 * What a change is - of something that is there, or new - was said when it was kept, of a
 * baseline known by its fingerprint. Where the file is another by now it is looked into.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/kept.h"

#include "store/steps.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---------------------------------------------------------------------- stores */

static tks_status accept(struct tksi_transaction *transaction, const struct tksi_group *group,
                         tks_error *err);
static tks_status reject(struct tksi_transaction *transaction, const struct tksi_group *group,
                         tks_error *err);

#define STORE(title)                                                                               \
    {                                                                                              \
        .name = title, .accept = accept, .reject = reject, .read = tksi_kept_values                \
    }

/* By what their baselines are written in. */
static const struct {
    const char *format;
    struct tksi_store store;
} stores[] = {
    { "amber", STORE("syrupy") },        { "syrupy-single", STORE("syrupy") },
    { "go-snaps", STORE("go-snaps") },   { "go-snaps-standalone", STORE("go-snaps") },
    { "cupaloy", STORE("cupaloy") },     { "golden", STORE("golden") },
    { "approvals", STORE("approvals") }, { "jest", STORE("jest") },
    { "insta", STORE("insta") },         { "insta-binary", STORE("insta") },
    { "tksnap", STORE("tksnap") },       { "plain", STORE("files") },
};

const struct tksi_store *tksi_kept_store(const struct tksi_format *format)
{
    const size_t count = sizeof stores / sizeof *stores;

    for (size_t i = 0; i < count; i++)
        if (strcmp(stores[i].format, format->name) == 0)
            return &stores[i].store;
    return &stores[count - 1].store;
}

/* --------------------------------------------------------------------- looking */

/* One whose baseline is another file than when it was kept: whether that has the entry is
 * to be found out. */
struct unsure {
    size_t found, entry; /* places: in the finds, and among their texts */
    const struct tksi_format *format;
    const char *name; /* set when the texts do not move any more */
};

struct looking {
    struct tksi_finds *finds;
    const struct tksi_root *root;
    /* the baseline looked at last: those of one come one after the other */
    struct tksi_buffer path, real; /* what it is called, and where it really is */
    struct tksi_fingerprint print;
    struct tksi_buffer unsure; /* its; looked for when all of them are known */
};

static struct tksi_found *found_at(const struct looking *looking, size_t index)
{
    return (struct tksi_found *)(void *)looking->finds->found.data + index;
}

static tks_status add_text(size_t *at, struct tksi_finds *finds, const char *text, tks_error *err)
{
    return text != NULL ? tksi_finds_text(at, finds, (tks_bytes){ text, strlen(text) }, err)
                        : TKS_OK;
}

static tks_status set_problem(struct tksi_found *found, struct tksi_finds *finds,
                              const tks_error *why, tks_error *err)
{
    if (why->status == TKS_OUT_OF_MEMORY)
        return tksi_fail(err, why->status, "out of memory");
    found->state = TKS_PENDING_UNREADABLE;
    return add_text(&found->problem, finds, why->message, err);
}

static int by_format_and_name(const void *a, const void *b)
{
    const struct unsure *left = a, *right = b;
    const int order = strcmp(left->format->name, right->format->name);

    return order != 0 ? order : strcmp(left->name, right->name);
}

/* Those of one format, sorted by their names: what each is now. */
static tks_status settle_format(struct looking *looking, const struct unsure *unsure, size_t count,
                                tks_error *err)
{
    const struct tksi_env *env = &looking->root->env;
    struct tksi_sought *sought = tksi_allocate_zeroed(env, count, sizeof *sought);
    tks_error why = { .status = TKS_OK };
    tks_status status = TKS_OK;

    if (sought == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu entries", count);
    for (size_t i = 0; i < count; i++)
        sought[i].entry = unsure[i].name;
    if (tksi_kept_seek(sought, count, NULL, unsure->format, looking->root,
                       (const char *)looking->real.data, &why) != TKS_OK)
        tksi_fail_at(&why, why.status, (const char *)looking->path.data);
    for (size_t i = 0; i < count && status == TKS_OK; i++) {
        struct tksi_found *found = found_at(looking, unsure[i].found);

        found->state = sought[i].found ? TKS_PENDING_CHANGED : TKS_PENDING_NEW;
        if (!sought[i].found && why.status != TKS_OK)
            status = set_problem(found, looking->finds, &why, err);
    }
    tksi_release(env, sought);
    return status;
}

/* Looks for all that are unsure in their baseline. */
static tks_status settle(struct looking *looking, tks_error *err)
{
    struct unsure *unsure = (struct unsure *)(void *)looking->unsure.data;
    const size_t count = looking->unsure.length / sizeof *unsure;
    tks_status status = TKS_OK;

    for (size_t i = 0; i < count; i++)
        unsure[i].name = (const char *)looking->finds->text.data + unsure[i].entry;
    if (count > 0)
        qsort(unsure, count, sizeof *unsure, by_format_and_name);
    for (size_t i = 0, end; i < count && status == TKS_OK; i = end) {
        for (end = i + 1; end < count && unsure[end].format == unsure[i].format; end++)
            ;
        status = settle_format(looking, &unsure[i], end - i, err);
    }
    looking->unsure.length = 0;
    return status;
}

/* The fingerprint of the baseline at this path; the walk goes folder by folder. */
static tks_status find_baseline(struct looking *looking, const char *path, tks_error *err)
{
    const size_t length = strlen(path) + 1;
    tks_status status;

    if (looking->path.length == length && memcmp(looking->path.data, path, length) == 0)
        return TKS_OK;
    if ((status = settle(looking, err)))
        return status;
    looking->path.length = looking->real.length = 0;
    if ((status = tksi_root_real(&looking->real, looking->root, path, err)) ||
        (status = tksi_root_print(&looking->print, NULL, looking->root,
                                  (const char *)looking->real.data, -1, err)))
        return status;
    return tksi_buffer_append(&looking->path, path, length, err);
}

/* What it is now. Of one that is unsure it is said later, when it is among the finds. */
static tks_status find_state(struct tksi_found *found, struct looking *looking,
                             const struct tksi_kept *kept, tks_error *err)
{
    const struct unsure unsure = { .found = looking->finds->found.length / sizeof *found,
                                   .entry = found->entry,
                                   .format = kept->format };
    tks_status status = find_baseline(looking, kept->path, err);

    found->state = kept->state;
    if (status != TKS_OK || kept->state == TKS_PENDING_REMOVED ||
        tksi_fingerprint_equal(looking->print, kept->baseline))
        return status;
    found->state = looking->print.there ? TKS_PENDING_CHANGED : TKS_PENDING_NEW;
    if (!looking->print.there || kept->entry == NULL)
        return TKS_OK;
    return tksi_buffer_append(&looking->unsure, &unsure, sizeof unsure, err);
}

/* What its value is; of one that is to be removed, the baseline's. Entries of a file are text,
 * what is in them is looked at when they are shown. */
static tks_status find_kind(struct tksi_found *found, struct looking *looking,
                            const struct tksi_kept *kept, tks_error *err)
{
    const struct tksi_root *root = looking->root;
    struct tksi_buffer baseline;
    bool there;
    tks_status status;

    if ((kept->format->abilities & TKSI_TEXT) != 0)
        return TKS_OK;
    if (found->state != TKS_PENDING_REMOVED) {
        found->kind = tksi_kind_of(kept->value, &root->env);
        return TKS_OK;
    }
    if (kept->entry != NULL)
        return TKS_OK;
    tksi_step_room(&baseline, root);
    status = tksi_root_read(&baseline, &there, NULL, root, (const char *)looking->real.data, err);
    found->kind = tksi_kind_of(tksi_bytes_of(&baseline), &root->env);
    tksi_buffer_dispose(&baseline);
    return status;
}

/* One file; a failure is what is wrong with it. The name it lies under has to be the one
 * that its header says. */
static tks_status look_inside(struct tksi_found *found, struct looking *looking, const char *file,
                              tks_bytes bytes, tks_error *err)
{
    struct tksi_kept kept;
    struct tksi_buffer name;
    tks_status status;

    tksi_buffer_init(&name, SIZE_MAX / 2, &looking->root->env);
    if ((status = tksi_kept_read(&kept, bytes, &looking->root->env, err)) ||
        (status = tksi_kept_name(&name, kept.path, kept.entry, err))) {
        status = tksi_fail_at(err, status, file);
        goto done;
    }
    if (strcmp((const char *)name.data, file) != 0) {
        status = tksi_fail(err, TKS_BAD_DATA, "%s: lies where another one should; reject it", file);
        goto done;
    }
    found->store = tksi_kept_store(kept.format);
    found->format = kept.format;
    if ((status = add_text(&found->entry, looking->finds, kept.entry, err)) ||
        (status = add_text(&found->source, looking->finds, kept.source, err)) ||
        (status = add_text(&found->finding, looking->finds, kept.finding, err)))
        goto done;
    if ((status = find_state(found, looking, &kept, err)) == TKS_OK)
        status = find_kind(found, looking, &kept, err);
done:
    tksi_buffer_dispose(&name);
    tksi_kept_dispose(&kept);
    return status;
}

/* ".tksnap/pending/a/b.ambr/0123.pending": the baseline is a/b.ambr. */
static tks_status add_path(struct tksi_found *found, struct tksi_finds *finds, const char *file,
                           tks_error *err)
{
    const char *path = file + sizeof TKSI_KEPT, *slash = strrchr(file, '/');
    tks_status status;

    if ((status = add_text(&found->file, finds, file, err)))
        return status;
    if (slash <= path)
        return add_text(&found->path, finds, file, err);
    return tksi_finds_text(&found->path, finds, (tks_bytes){ path, (size_t)(slash - path) }, err);
}

static tks_status look(void *user, const char *file, tks_error *err)
{
    static const char ending[] = ".pending";
    struct looking *looking = user;
    struct tksi_found found = tksi_found_nothing(tksi_kept_store(tksi_format_named("plain")));
    const size_t length = strlen(file);
    tks_error why = { .status = TKS_OK };
    struct tksi_buffer bytes;
    bool there;
    tks_status status;

    if (length < sizeof ending || strcmp(file + length - (sizeof ending - 1), ending) != 0)
        return TKS_OK; /* somebody's who is writing */
    if ((status = add_path(&found, looking->finds, file, err)))
        return status;
    tksi_step_room(&bytes, looking->root);
    found.kind = "text";
    status = tksi_root_read(&bytes, &there, NULL, looking->root, file, &why);
    if (status == TKS_OK && there) {
        found.seen = tksi_fingerprint_of(tksi_bytes_of(&bytes));
        status = look_inside(&found, looking, file, tksi_bytes_of(&bytes), &why);
    }
    tksi_buffer_dispose(&bytes);
    if (status != TKS_OK)
        status = set_problem(&found, looking->finds, &why, err);
    else if (!there) /* decided on meanwhile */
        return TKS_OK;
    return status ? status : tksi_finds_add(looking->finds, &found, err);
}

tks_status tksi_kept_look(struct tksi_finds *finds, const struct tksi_root *root,
                          tksi_trouble_fn *trouble, void *user, tks_error *err)
{
    struct looking looking = { .finds = finds, .root = root };
    tks_status status;

    if (!tksi_root_has(root, TKSI_KEPT))
        return TKS_OK;
    tksi_buffer_init(&looking.path, SIZE_MAX / 2, &root->env);
    tksi_buffer_init(&looking.real, SIZE_MAX / 2, &root->env);
    tksi_buffer_init(&looking.unsure, SIZE_MAX / 2, &root->env);
    status = tksi_walk_all(root, TKSI_KEPT, look, &looking, trouble, user, err);
    if (status == TKS_OK)
        status = settle(&looking, err);
    tksi_buffer_dispose(&looking.unsure);
    tksi_buffer_dispose(&looking.real);
    tksi_buffer_dispose(&looking.path);
    return status;
}

/* ------------------------------------------------------------------- accepting */

/* What accepting a group reads, and what it makes of the baseline. */
struct accepting {
    const struct tksi_root *root;
    const struct tksi_group *group;
    struct tksi_buffer *files;   /* of each item */
    struct tksi_kept *kept;      /* of each item */
    struct tksi_change *changes; /* of those that are entries */
    size_t count;
    const struct tksi_kept *whole; /* the one that is all of the file; NULL: none is */
    struct tksi_buffer real;       /* where the baseline really is */
    struct tksi_held held;         /* the baseline */
    struct tksi_draft drafts[2];   /* what is made of it, in turns */
    size_t drafted;                /* how many were made */
};

static void free_accepting(struct accepting *accepting)
{
    const struct tksi_env *env = &accepting->root->env;

    for (size_t i = 0; i < accepting->group->count; i++) {
        if (accepting->kept != NULL)
            tksi_kept_dispose(&accepting->kept[i]);
        if (accepting->files != NULL)
            tksi_buffer_dispose(&accepting->files[i]);
    }
    tksi_draft_dispose(&accepting->drafts[0]);
    tksi_draft_dispose(&accepting->drafts[1]);
    tksi_held_dispose(&accepting->held);
    tksi_buffer_dispose(&accepting->real);
    tksi_release(env, accepting->changes);
    tksi_release(env, accepting->kept);
    tksi_release(env, accepting->files);
}

static tks_status init_accepting(struct accepting *out, const struct tksi_root *root,
                                 const struct tksi_group *group, tks_error *err)
{
    const struct tksi_draft none = { .folder = -1, .file = -1 };

    *out = (struct accepting){ .root = root, .group = group, .drafts = { none, none } };
    tksi_buffer_init(&out->real, SIZE_MAX / 2, &root->env);
    out->files = tksi_allocate_zeroed(&root->env, group->count, sizeof *out->files);
    out->kept = tksi_allocate_zeroed(&root->env, group->count, sizeof *out->kept);
    out->changes = tksi_allocate_zeroed(&root->env, group->count, sizeof *out->changes);
    if (out->files == NULL || out->kept == NULL || out->changes == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    for (size_t i = 0; i < group->count; i++) {
        tksi_step_room(&out->files[i], root);
        tksi_buffer_init(&out->kept[i].text, 0, &root->env);
    }
    return TKS_OK;
}

/* The item's file once more, as it was listed. */
static tks_status read_kept(struct accepting *accepting, size_t index, tks_error *err)
{
    const struct tksi_waiting *item = accepting->group->items[index];
    struct tksi_buffer *file = &accepting->files[index];
    tks_status status;

    if (item->pending.problem != NULL)
        return tksi_fail(err, TKS_BAD_DATA, "%s", item->pending.problem);
    if ((status =
             tksi_step_read(file, accepting->root, item->pending.file, &item->found.seen, err)))
        return status;
    status =
        tksi_kept_read(&accepting->kept[index], tksi_bytes_of(file), &accepting->root->env, err);
    return status ? tksi_fail_at(err, status, item->pending.file) : TKS_OK;
}

/* One that is the whole file takes the place of all there is; entries are noted. */
static tks_status take_item(struct accepting *accepting, size_t index, tks_error *err)
{
    const struct tksi_kept *kept = &accepting->kept[index];
    tks_error *outcome = accepting->group->outcomes[index];
    tks_status status = read_kept(accepting, index, outcome);

    if (status == TKS_OUT_OF_MEMORY)
        return tksi_fail(err, status, "out of memory");
    if (status != TKS_OK)
        return TKS_OK;
    if (kept->entry == NULL) {
        accepting->whole = kept;
        return TKS_OK;
    }
    accepting->changes[accepting->count++] = tksi_kept_change(kept, outcome);
    return TKS_OK;
}

static const struct tksi_format *format_of(const struct accepting *accepting)
{
    for (size_t i = 0; i < accepting->group->count; i++)
        if (accepting->kept[i].entry != NULL)
            return accepting->kept[i].format;
    return NULL;
}

/* A forge's: a file of any size, made beside the baseline. */
static tks_status make_draft(void *user, struct tksi_stuff *out, const struct tksi_stuff *from,
                             const struct tksi_patch *patches, size_t count, tks_error *err)
{
    struct accepting *accepting = user;
    struct tksi_draft *draft = &accepting->drafts[accepting->drafted++ % 2];
    tks_status status;

    tksi_draft_dispose(draft); /* the last but one */
    if ((status =
             tksi_draft_begin(draft, accepting->root, (const char *)accepting->real.data, err)) ||
        (status = tksi_draft_write(draft, from->bytes, from->passing, patches, count, err)) ||
        (status = tksi_draft_map(draft, err)))
        return status;
    *out = (struct tksi_stuff){ draft->mapping.bytes, &draft->mapping.passing };
    return TKS_OK;
}

/* Where the entries are changed: in the baseline, or in what takes its place. */
static struct tksi_stuff stuff_of(const struct accepting *accepting)
{
    const struct tksi_kept *whole = accepting->whole;

    if (whole == NULL)
        return (struct tksi_stuff){ accepting->held.old.bytes, &accepting->held.old.passing };
    if (whole->state == TKS_PENDING_REMOVED)
        return (struct tksi_stuff){ { "", 0 }, NULL };
    return (struct tksi_stuff){ whole->value, NULL };
}

/* The file as it will be, as the last draft; *left is false where it will be gone: without an
 * entry there is none, libraries remove it then. */
static tks_status make_after(bool *left, struct accepting *accepting, tks_error *err)
{
    const struct tksi_forge forge = { make_draft, accepting };
    const struct tksi_kept *whole = accepting->whole;
    const bool removed = whole != NULL && whole->state == TKS_PENDING_REMOVED;
    const bool was_there = accepting->held.step.before.there && !removed;
    const struct tksi_stuff before = stuff_of(accepting);
    struct tksi_stuff after;
    bool takes_away = false;
    size_t entries = 0;
    tks_status status = TKS_OK;

    *left = !removed;
    if (accepting->count > 0) {
        status =
            tksi_changes_forge(&after, &entries, format_of(accepting), &before, accepting->changes,
                               accepting->count, &forge, &accepting->root->env, err);
        for (size_t i = 0; i < accepting->count; i++)
            takes_away = takes_away || accepting->changes[i].removed;
        *left = entries > 0 || (!takes_away && was_there);
    }
    if (status == TKS_OK && *left && accepting->drafted == 0 && whole != NULL)
        status = make_draft(accepting, &after, &before, NULL, 0, err);
    return status ? tksi_fail_at(err, status, accepting->group->items[0]->pending.path) : TKS_OK;
}

/* What failed in an entry is told with where it stands. */
static bool place_outcomes(const struct accepting *accepting)
{
    const struct tksi_group *group = accepting->group;
    bool any = false;

    for (size_t i = 0; i < group->count; i++) {
        tks_error *outcome = group->outcomes[i];

        if (outcome->status == TKS_OK)
            any = true;
        else if (accepting->kept[i].entry != NULL)
            tksi_fail_at(outcome, outcome->status, group->items[i]->pending.path);
    }
    return any;
}

static tks_status plan_file(struct tksi_transaction *transaction, struct accepting *accepting,
                            bool left, tks_error *err)
{
    if (!left)
        return tksi_transaction_take_away(transaction, &accepting->held, err);
    if (accepting->drafted == 0) /* nothing changes */
        return TKS_OK;
    return tksi_transaction_put(transaction, &accepting->held,
                                &accepting->drafts[(accepting->drafted - 1) % 2], 0, err);
}

static tks_status plan_removals(struct tksi_transaction *transaction,
                                const struct tksi_group *group, tks_error *err)
{
    tks_status status = TKS_OK;

    for (size_t i = 0; i < group->count && status == TKS_OK; i++)
        if (group->outcomes[i]->status == TKS_OK)
            status = tksi_transaction_remove(transaction, group->items[i]->pending.file,
                                             &group->items[i]->found.seen, err);
    return status;
}

static tks_status accept(struct tksi_transaction *transaction, const struct tksi_group *group,
                         tks_error *err)
{
    const char *path = group->items[0]->pending.path;
    struct accepting accepting;
    bool left;
    tks_status status = init_accepting(&accepting, transaction->root, group, err);

    if (status != TKS_OK ||
        (status = tksi_root_real(&accepting.real, transaction->root, path, err)) ||
        (status = tksi_transaction_hold(&accepting.held, transaction,
                                        (const char *)accepting.real.data, NULL, err)))
        goto done;
    for (size_t i = 0; i < group->count && status == TKS_OK; i++)
        status = take_item(&accepting, i, err);
    if (status != TKS_OK || (status = make_after(&left, &accepting, err)))
        goto done;
    if (place_outcomes(&accepting) &&
        (status = tksi_step_entries(transaction, group, err)) == TKS_OK &&
        (status = plan_file(transaction, &accepting, left, err)) == TKS_OK)
        status = plan_removals(transaction, group, err);
done:
    free_accepting(&accepting);
    return status;
}

static tks_status reject(struct tksi_transaction *transaction, const struct tksi_group *group,
                         tks_error *err)
{
    tks_status status = tksi_step_entries(transaction, group, err);

    return status ? status : plan_removals(transaction, group, err);
}

/* ------------------------------------------------------------------- afterwards */

void tksi_kept_tidy(const struct tksi_root *root, const char *file)
{
    char path[PATH_MAX];
    char *slash;

    if (strncmp(file, TKSI_KEPT "/", sizeof TKSI_KEPT) != 0 || strlen(file) >= sizeof path)
        return;
    memcpy(path, file, strlen(file) + 1);
    while ((slash = strrchr(path, '/')) != NULL && slash > path + sizeof TKSI_KEPT - 1) {
        *slash = '\0';
        if (tksi_root_remove(root, path, AT_REMOVEDIR, NULL) != TKS_OK)
            return;
    }
}
