/* setup.c - the files that a project wants for its snapshots
 *
 * tksnap.yaml with the rule that holds anyhow, to be changed; lines of .gitignore for what
 * tests leave for review; lines of .gitattributes that keep Git from changing line ends,
 * which in snapshots are data. Which lines follows from the stores that are there. Of a
 * file that exists nothing is changed: lines are added at its end, and only where nobody has
 * said anything about the same pattern.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "decide/decide.h"
#include "upkeep/checking.h"

#include <string.h>

static const char configuration[] =
    "# tksnap.yaml - the rules that this project's snapshots are compared by.\n"
    "# Each key is an option of 'tksnap compare' (see its --help); what is not said here has\n"
    "# its default.\n"
    "\n"
    "# Pictures: would a person see a difference? Also: pixel, exact, ciede2000.\n"
    "metric: visual\n"
    "\n"
    "# Rules for some, by the path of the picture:\n"
    "# paths:\n"
    "#   - match: dashboard/**\n"
    "#     ignore: 600:0-799:39\n";

/* A line that a store wants, and the comment before the first of its kind. */
static const struct wish {
    const char *store, *pattern, *attributes, *why;
} wishes[] = {
    { "insta", "*.snap.new", NULL, "what insta's tests leave for review" },
    { "insta", "*.snap.new.*", NULL, NULL },
    { "insta", ".*.pending-snap", NULL, NULL },
    { "approvals", "*.received.*", NULL, "what approval tests leave for review" },
    { "insta", "*.snap", "-text", "snapshots: their bytes are data, line ends among them" },
    { "insta", "*.snap.*", "-text", NULL },
    { "syrupy", "*.ambr", "-text -whitespace", "amber: blanks at the ends of lines are data, too" },
    { "syrupy", "**/__snapshots__/**", "-text", "snapshots that are files of their own" },
    { "go-snaps", "**/__snapshots__/**", "-text", "snapshots, whatever they are called" },
    { "jest", "**/__snapshots__/**", "-text", "snapshots, whatever they are called" },
    { "cupaloy", "**/.snapshots/**", "-text", "snapshots, whatever they are called" },
    { "golden", "*.golden", "-text", "golden files are compared byte for byte" },
    { "golden", "*.golden.*", "-text", NULL },
    { "approvals", "*.approved.*", "-text", "what was approved is compared byte for byte" },
    { "tksnap", "**/__screenshots__/**", "-text", "screenshots" },
};

enum { WISHES = sizeof wishes / sizeof *wishes, FILES = 3 };

struct setup_file {
    tks_setup_file told;
    struct tksi_buffer added, whole; /* the text that is added; what the file will be */
    struct tksi_fingerprint seen;
    char *real; /* the file that is written; owned */
};

struct tks_setup {
    struct tksi_env env;
    struct setup_file files[FILES];
    size_t count;
};

/* ------------------------------------------------------------------------- lines */

static bool has_store(const tks_diagnosis *diagnosis, const char *store)
{
    const char *name;
    size_t files;

    for (size_t i = 0; (name = tks_diagnosis_store(diagnosis, i, &files)) != NULL; i++)
        if (strcmp(name, store) == 0)
            return true;
    return false;
}

/* A line's first word, without what makes no difference to a pattern without a slash. */
static tks_str pattern_of(const char *line, size_t length)
{
    tks_str pattern = { line, 0 };

    if (length > 0 && *line == '!') {
        pattern.data++;
        length--;
    }
    if (length > 3 && memcmp(pattern.data, "**/", 3) == 0) {
        pattern.data += 3;
        length -= 3;
    }
    while (pattern.length < length && strchr(" \t\r\n", pattern.data[pattern.length]) == NULL)
        pattern.length++;
    return pattern;
}

/* Whether a line of the text speaks of the pattern, one way or the other. */
static bool speaks_of(tks_bytes text, const char *pattern)
{
    const tks_str wanted = pattern_of(pattern, strlen(pattern));
    const char *line = text.data, *end = line + text.length;

    while (line < end) {
        const char *next = memchr(line, '\n', (size_t)(end - line));
        const tks_str found = pattern_of(line, (size_t)((next != NULL ? next : end) - line));

        if (found.length == wanted.length && memcmp(found.data, wanted.data, found.length) == 0)
            return true;
        line = next != NULL ? next + 1 : end;
    }
    return false;
}

static bool ends_in_crlf(tks_bytes text)
{
    const char *bytes = text.data;

    return text.length > 1 && bytes[text.length - 2] == '\r' && bytes[text.length - 1] == '\n';
}

static tks_status put_line(struct tksi_buffer *out, const char *end, const char *before,
                           const char *text, const char *attributes, tks_error *err)
{
    return tksi_buffer_printf(out, err, "%s%s%s%s%s", before, text, attributes != NULL ? " " : "",
                              attributes != NULL ? attributes : "", end);
}

/* What a file of lines lacks; nothing where it has all. */
static tks_status put_wishes(struct tksi_buffer *out, tks_bytes before,
                             const tks_diagnosis *diagnosis, bool attributes, tks_error *err)
{
    const char *end = ends_in_crlf(before) ? "\r\n" : "\n";
    const bool is_open =
        before.length > 0 && ((const char *)before.data)[before.length - 1] != '\n';
    const char *why = NULL;
    tks_status status = TKS_OK;

    for (size_t i = 0; i < WISHES && status == TKS_OK; i++) {
        const struct wish *wish = &wishes[i];

        why = wish->why != NULL ? wish->why : why;
        if ((wish->attributes != NULL) != attributes || !has_store(diagnosis, wish->store) ||
            speaks_of(before, wish->pattern) || speaks_of(tksi_bytes_of(out), wish->pattern))
            continue;
        if (out->length == 0 && before.length > 0)
            status = put_line(out, end, is_open ? end : "", "", NULL, err);
        if (status == TKS_OK && why != NULL)
            status = put_line(out, end, "# ", why, NULL, err);
        why = NULL;
        if (status == TKS_OK)
            status = put_line(out, end, "", wish->pattern, wish->attributes, err);
    }
    return status;
}

/* ------------------------------------------------------------------------- files */

enum which { CONFIGURATION, IGNORE, ATTRIBUTES };

static const char *const paths[FILES] = { "tksnap.yaml", ".gitignore", ".gitattributes" };

static tks_status put_missing(struct tksi_buffer *out, enum which which, tks_bytes before,
                              bool there, const tks_diagnosis *diagnosis, tks_error *err)
{
    if (which == CONFIGURATION)
        return there ? TKS_OK
                     : tksi_buffer_append(out, configuration, sizeof configuration - 1, err);
    return put_wishes(out, before, diagnosis, which == ATTRIBUTES, err);
}

static tks_status keep_name(struct setup_file *file, const struct tksi_root *root, const char *path,
                            tks_error *err)
{
    struct tksi_buffer real;
    tks_status status;

    tksi_buffer_init(&real, SIZE_MAX / 2, &root->env);
    status = tksi_root_real(&real, root, path, err);
    if (status == TKS_OK)
        file->real = (char *)real.data;
    else
        tksi_buffer_dispose(&real);
    return status;
}

/* Looks at one of the files, and takes it into the setup if anything is missing. */
static tks_status plan_file(tks_setup *setup, enum which which, const struct tksi_root *root,
                            const tks_diagnosis *diagnosis, tks_error *err)
{
    struct setup_file *file = &setup->files[setup->count++];
    bool there;
    tks_status status;

    tksi_buffer_init(&file->whole, SIZE_MAX / 2, &setup->env);
    tksi_buffer_init(&file->added, SIZE_MAX / 2, &setup->env);
    if ((status = keep_name(file, root, paths[which], err)) ||
        (status = tksi_root_read(&file->whole, &there, NULL, root, file->real, err)))
        return status;
    file->seen = tksi_fingerprint_of(tksi_bytes_of(&file->whole));
    file->seen.there = there;
    if ((status = put_missing(&file->added, which, tksi_bytes_of(&file->whole), there, diagnosis,
                              err)) ||
        (status = tksi_buffer_append(&file->whole, file->added.data, file->added.length, err)) ||
        (status = tksi_buffer_append(&file->added, "", 1, err)))
        return status;
    file->told =
        (tks_setup_file){ sizeof(tks_setup_file), paths[which], (char *)file->added.data, !there };
    return TKS_OK;
}

static void drop_file(tks_setup *setup, struct setup_file *file)
{
    tksi_buffer_dispose(&file->added);
    tksi_buffer_dispose(&file->whole);
    tksi_release(&setup->env, file->real);
    file->real = NULL;
}

tks_status tks_project_setup(tks_setup **out, const tks_project *project,
                             const tks_diagnosis *diagnosis, tks_error *err)
{
    const struct tksi_env *env = &project->root.env;
    tks_setup *setup = tksi_allocate_zeroed(env, 1, sizeof *setup);
    tks_status status = TKS_OK;

    if (setup == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    setup->env = *env;
    for (enum which which = CONFIGURATION; which <= ATTRIBUTES && status == TKS_OK; which++) {
        status = plan_file(setup, which, &project->root, diagnosis, err);
        if (status == TKS_OK && *setup->files[setup->count - 1].told.added == '\0')
            drop_file(setup, &setup->files[--setup->count]);
    }
    if (status == TKS_OK)
        *out = setup;
    else
        tks_setup_free(setup);
    return status;
}

const tks_setup_file *tks_setup_at(const tks_setup *setup, size_t index)
{
    return index < setup->count ? &setup->files[index].told : NULL;
}

void tks_setup_free(tks_setup *setup)
{
    struct tksi_env env;

    if (setup == NULL)
        return;
    env = setup->env;
    for (size_t i = 0; i < setup->count; i++)
        drop_file(setup, &setup->files[i]);
    tksi_release(&env, setup);
}

/* ----------------------------------------------------------------------- writing */

static tks_status write_all(struct tksi_transaction *transaction, const tks_setup *setup,
                            tks_error *err)
{
    const struct tksi_plan *plan = &transaction->plan;
    tks_status status = TKS_OK;

    for (size_t i = 0; i < setup->count && status == TKS_OK; i++) {
        const struct setup_file *file = &setup->files[i];

        if ((status = tksi_transaction_item(transaction, "project", file->told.path, err)) ==
            TKS_OK)
            status = tksi_transaction_replace(transaction, file->real, tksi_bytes_of(&file->whole),
                                              &file->seen, 0, err);
    }
    if (status == TKS_OK)
        status = tksi_transaction_commit(transaction, err);
    for (size_t i = 0; i < setup->count && status == TKS_OK; i++)
        if (tksi_plan_item(plan, i)->left) {
            status = tksi_plan_item(plan, i)->why.status;
            if (err != NULL)
                *err = tksi_plan_item(plan, i)->why;
        }
    return status;
}

tks_status tks_project_set_up(uint32_t *number, tks_project *project, const tks_setup *setup,
                              tks_error *err)
{
    struct tksi_transaction transaction;
    tks_status status;

    *number = 0;
    if (setup->count == 0)
        return TKS_OK;
    status = tksi_project_begin(&transaction, project, TKS_DEED_INIT, err);
    if (status == TKS_OK)
        status = write_all(&transaction, setup, err);
    if (status == TKS_OK)
        *number = transaction.number;
    tksi_transaction_close(&transaction);
    return status;
}
