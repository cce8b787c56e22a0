/* show_file.c - a snapshot file that waits for nothing, in the terminal
 *
 * A text comes out as it is, for other programs too; only a terminal is spared the control
 * characters that somebody's test wrote into it.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "show.h"

#include "json.h"
#include "say.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file, and which of its snapshots is meant. */
struct named {
    char *path;
    const char *entry; /* NULL: all */
};

static bool is_file(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

/* Cuts at the first colon behind which there is no more of the path; free the path. */
static bool find_file(struct named *out, const char *operand)
{
    *out = (struct named){ strdup(operand), NULL };
    if (out->path == NULL || is_file(out->path))
        return out->path != NULL;
    for (char *colon = strchr(out->path, ':'); colon != NULL; colon = strchr(colon + 1, ':')) {
        *colon = '\0';
        if (is_file(out->path)) {
            out->entry = colon + 1;
            return true;
        }
        *colon = ':';
    }
    free(out->path);
    out->path = NULL;
    return false;
}

bool show_is_file(const char *operand)
{
    struct named named;
    const bool found = find_file(&named, operand);

    free(named.path);
    return found;
}

/* ---------------------------------------------------------------------- values */

/* The model of a text that comes out of nothing: how bytes that are none are shown. */
static tks_status compare_with_nothing(tks_text_diff **out, tks_bytes value, const tks_env *env,
                                       tks_error *err)
{
    return tks_compare_texts(out, (tks_bytes){ "", 0 }, value, NULL, env, err);
}

static void put_tame(tks_bytes value)
{
    const char *text = value.data;

    for (size_t i = 0; i < value.length; i++) {
        const unsigned char c = (unsigned char)text[i];

        putchar((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F ? '?' : c);
    }
}

static void put_text(tks_bytes value)
{
    const char *text = value.data;

    if (isatty(STDOUT_FILENO))
        put_tame(value);
    else
        fwrite(text, 1, value.length, stdout);
    if (value.length > 0 && text[value.length - 1] != '\n')
        putchar('\n');
}

/* Bytes go as they are to whoever can take them. */
static tks_status put_value(const struct showing *showing, tks_bytes value, tks_error *err)
{
    const tks_sink sink = file_sink(stdout);
    tks_text_view view = *showing->answer.view;
    tks_text_diff *diff = NULL;
    tks_status status = compare_with_nothing(&diff, value, showing->env, err);

    if (status != TKS_OK)
        return status;
    view.color = showing->color;
    if (tks_text_diff_form(diff) == TKS_TEXT_LINES)
        put_text(value);
    else if (!isatty(STDOUT_FILENO))
        fwrite(value.data, 1, value.length, stdout);
    else
        status = tks_render_text(diff, &view, &sink, showing->env, err);
    tks_text_diff_free(diff);
    return status;
}

static tks_status put_picture(const struct showing *showing, const char *words, tks_bytes value,
                              tks_error *err)
{
    tks_image *image = NULL;
    tks_status status;

    printf("%s\n", words);
    if (!showing->pictures.shown)
        return TKS_OK;
    if ((status = tks_image_decode(&image, value, showing->env, err)) == TKS_OK)
        status = pictures_put(&showing->pictures, tks_image_view(image), showing->env, err);
    tks_image_free(image);
    return status;
}

/* The only thing that was named needs no name. */
static tks_status put_snapshot(struct showing *showing, const struct named *named,
                               const tks_snapshot *snapshot, tks_error *err)
{
    char words[80];

    if (showing->several || (snapshot->entry != NULL && named->entry == NULL)) {
        show_gap(showing);
        put_place(stdout, named->path, snapshot->entry);
        putchar('\n');
    }
    if (words_for_picture(words, sizeof words, snapshot->value, showing->env))
        return put_picture(showing, words, snapshot->value, err);
    return put_value(showing, snapshot->value, err);
}

/* ------------------------------------------------------------------------ JSON */

static tks_status put_json(struct showing *showing, const char *path,
                           const tks_snapshots *snapshots, const tks_snapshot *snapshot,
                           tks_error *err)
{
    const bool listed = showing->answer.form == ANSWER_JSON;
    tks_text_diff *diff = NULL;
    tks_status status = compare_with_nothing(&diff, snapshot->value, showing->env, err);

    if (status != TKS_OK)
        return status;
    if (listed)
        fputs(showing->shown > 0 ? ",\n" : "\n", stdout);
    fputs("{\"schema\":1,\"name\":", stdout);
    json_put_string(stdout, path);
    json_put_member(stdout, "entry", snapshot->entry);
    printf(",\"format\":\"%s\",\"bytes\":%zu,\"text\":", tks_snapshots_format(snapshots),
           snapshot->value.length);
    if (tks_text_diff_form(diff) == TKS_TEXT_LINES)
        json_put_text(stdout, (tks_str){ snapshot->value.data, snapshot->value.length });
    else
        fputs("null", stdout);
    fputs(listed ? "}" : "}\n", stdout);
    tks_text_diff_free(diff);
    showing->shown++;
    return TKS_OK;
}

/* ------------------------------------------------------------------------- all */

static bool is_meant(const tks_snapshot *snapshot, const char *entry)
{
    return entry == NULL || (snapshot->entry != NULL && strcmp(snapshot->entry, entry) == 0);
}

static tks_status show_all(struct showing *showing, const struct named *named,
                           const tks_snapshots *snapshots, tks_error *err)
{
    const tks_snapshot *snapshot;
    tks_status status = TKS_OK;
    bool any = tks_snapshots_count(snapshots) == 0 && named->entry == NULL;

    for (size_t i = 0; status == TKS_OK && (snapshot = tks_snapshots_at(snapshots, i)) != NULL;
         i++) {
        if (!is_meant(snapshot, named->entry))
            continue;
        any = true;
        status = showing->answer.form != ANSWER_WORDS
                     ? put_json(showing, named->path, snapshots, snapshot, err)
                     : put_snapshot(showing, named, snapshot, err);
    }
    if (!any)
        return fail_as(err, TKS_INVALID_ARGUMENT, "%s: has no snapshot '%s'", named->path,
                       named->entry);
    return status;
}

tks_status show_file(struct showing *showing, const char *operand, tks_error *err)
{
    tks_snapshots *snapshots = NULL;
    struct named named;
    tks_status status;

    if (!find_file(&named, operand))
        return fail_as(err, TKS_NOT_FOUND, "%s: is not there any more", operand);
    if ((status = tks_snapshots_load(&snapshots, named.path, showing->env, err)) == TKS_OK &&
        (!showing->settings->quiet || showing->answer.form != ANSWER_WORDS))
        status = show_all(showing, &named, snapshots, err);
    tks_snapshots_free(snapshots);
    free(named.path);
    return status;
}
