/* upkeep.c - a project made of texts, and what is told of it as one text
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "upkeep.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

void upkeep_assert_holds(struct scratch *scratch, const char *path, const char *text)
{
    char bytes[4096];
    const int file = open(scratch_path(scratch, path), O_RDONLY);
    ssize_t length;

    if (text == NULL) {
        if (file >= 0)
            fail_msg("%s is there", path);
        return;
    }
    if (file < 0)
        fail_msg("%s is not there", path);
    length = read(file, bytes, sizeof bytes - 1);
    close(file);
    assert_true(length >= 0);
    bytes[length] = '\0';
    assert_string_equal(bytes, text);
}

tks_project *upkeep_open(struct scratch *scratch, const tks_env *env)
{
    tks_project *project = NULL;
    tks_error err = { 0 };

    if (tks_project_open(&project, scratch->root, env, &err) != TKS_OK)
        fail_msg("%s", err.message);
    return project;
}

/* ------------------------------------------------------------------------- told */

static char text[4096];
static size_t used_up;

static void say(const char *format, ...) __attribute__((__format__(__printf__, 1, 2)));

static void say(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    used_up += (size_t)vsnprintf(text + used_up, sizeof text - used_up, format, arguments);
    va_end(arguments);
    assert_true(used_up < sizeof text);
}

static void say_place(const char *path, const char *entry)
{
    say("%s%s%s", path, entry != NULL ? ":" : "", entry != NULL ? entry : "");
}

static const char *unused_by(struct scratch *scratch, const char *lines, bool everywhere)
{
    tks_project *project = upkeep_open(scratch, NULL);
    const tks_unused_item *item;
    tks_unused *unused = NULL;
    tks_used *used = NULL;
    tks_error err = { 0 };
    char list[2048];

    text[used_up = 0] = '\0';
    snprintf(list, sizeof list, "tksnap used 1\n%scomplete\n", lines);
    scratch_put(scratch, "list", list);
    if (tks_used_new(&used, project, &err) != TKS_OK ||
        tks_used_read(used, scratch_path(scratch, "list"), TKS_USED_LIST, &err) != TKS_OK ||
        tks_project_unused(&unused, project, used, everywhere, NULL, NULL, &err) != TKS_OK)
        say("error: %s", err.message);
    for (size_t i = 0; unused != NULL && (item = tks_unused_at(unused, i)) != NULL; i++) {
        say("%s", i > 0 ? " " : "");
        say_place(item->path, item->entry);
        say("%s", item->problem != NULL ? "!" : "");
    }
    tks_unused_free(unused);
    tks_used_free(used);
    tks_project_free(project);
    return text;
}

const char *upkeep_unused(struct scratch *scratch, const char *lines)
{
    return unused_by(scratch, lines, false);
}

const char *upkeep_unused_everywhere(struct scratch *scratch, const char *lines)
{
    return unused_by(scratch, lines, true);
}

const char *upkeep_findings(struct scratch *scratch)
{
    tks_project *project = upkeep_open(scratch, NULL);
    const tks_finding *finding;
    tks_diagnosis *diagnosis = NULL;
    tks_error err = { 0 };

    text[used_up = 0] = '\0';
    if (tks_project_diagnose(&diagnosis, project, &err) != TKS_OK)
        fail_msg("%s", err.message);
    for (size_t i = 0; (finding = tks_diagnosis_at(diagnosis, i)) != NULL; i++) {
        say("%s%s%s ", i > 0 ? ", " : "", finding->problem ? "" : "(", finding->kind);
        say_place(finding->path, finding->entry);
        say("%s", finding->problem ? "" : ")");
        assert_true(*finding->what != '\0' && *finding->advice != '\0');
    }
    tks_diagnosis_free(diagnosis);
    tks_project_free(project);
    return text;
}
