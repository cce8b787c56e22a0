/* cmd_doctor.c - tksnap doctor: what this tksnap is and where it runs
 *
 * What a bug report needs, and what explains a surprising colour or speed. The
 * facts are gathered once and printed twice, as lines and as JSON.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "config.h"
#include "json.h"
#include "limits.h"
#include "say.h"
#include "term.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { WIDTH = 14 };

static const char *fastest_kernels(void)
{
    const char *fastest = "", *name;

    for (size_t i = 0; (name = tks_kernel_name(i)) != NULL; i++)
        fastest = name;
    return fastest;
}

static void machine_name(char *out, size_t size)
{
    struct utsname about;

    if (uname(&about) == 0)
        snprintf(out, size, "%s %s", about.sysname, about.machine);
    else
        snprintf(out, size, "unknown");
}

/* The configuration that compare would use here. */
struct used {
    char *path;    /* NULL: none; free it */
    tks_error err; /* what is wrong with it; no message: nothing */
};

/* Whether its rules fit together, for a picture of which nothing is known. */
static void try_rules(const struct config *config, tks_error *err)
{
    const struct rules nothing = RULES, *rules;
    struct config_run run = { .config = config, .given = &nothing };

    (void)config_rules(&rules, &run, "", err);
    config_run_dispose(&run);
}

static struct used look_for_config(const struct settings *settings)
{
    struct used used = { .path = NULL };
    struct config *config = NULL;

    if (config_find(&used.path, settings, &used.err) == TKS_OK && used.path != NULL &&
        config_load(&config, used.path, &used.err) == TKS_OK)
        try_rules(config, &used.err);
    config_free(config);
    return used;
}

/* ------------------------------------------------------------------- lines */

static void put_stream(const struct invocation *invocation, const char *name, FILE *stream)
{
    const char *why;
    const bool color = term_color(&invocation->settings, stream, &why);

    printf("%-*s colour %s (%s)\n", WIDTH, name, color ? "on" : "off", why);
}

static void put_kernels(void)
{
    const char *name;

    printf("%-*s %s, the fastest of", WIDTH, "kernels", fastest_kernels());
    for (size_t i = 0; (name = tks_kernel_name(i)) != NULL; i++)
        printf(" %s", name);
    putchar('\n');
}

static void put_config(const struct used *used)
{
    printf("%-*s ", WIDTH, "configuration");
    put_name(stdout, used->path != NULL ? used->path : "(none)");
    printf("%s\n", *used->err.message != '\0' ? " (cannot be used)" : "");
}

static void put_lines(const struct invocation *invocation, const struct used *used)
{
    tks_component component;
    char machine[160];

    machine_name(machine, sizeof machine);
    printf("%-*s %s\n", WIDTH, "tksnap", tks_version());
    printf("%-*s %s\n", WIDTH, "machine", machine);
    put_kernels();
    printf("%-*s %d\n", WIDTH, "processors", limits_processors());
    for (size_t i = 0; tks_component_at(i, &component); i++)
        printf("%-*s %s (%s)\n", WIDTH, component.name, component.version, component.purpose);
    printf("%-*s side %d, pixels %" PRId64 ", file %" PRId64 " bytes\n", WIDTH, "limits",
           TKS_DEFAULT_LIMIT_SIDE, TKS_DEFAULT_LIMIT_PIXELS, TKS_DEFAULT_LIMIT_FILE_BYTES);
    put_config(used);
    put_stream(invocation, "stdout", stdout);
    put_stream(invocation, "stderr", stderr);
    for (const struct variable *variable = variables; variable->name != NULL; variable++) {
        const char *value = getenv(variable->name);

        printf("%-*s %s\n", WIDTH, variable->name, value != NULL ? value : "(not set)");
    }
}

/* -------------------------------------------------------------------- JSON */

static void json_stream(const struct invocation *invocation, const char *name, FILE *stream)
{
    const char *why;
    const bool color = term_color(&invocation->settings, stream, &why);

    printf("\"%s\":{\"terminal\":%s,\"color\":%s,\"why\":\"%s\"},", name,
           isatty(fileno(stream)) ? "true" : "false", color ? "true" : "false", why);
}

static void json_kernels(void)
{
    const char *name;

    printf("\"kernels\":{\"used\":\"%s\",\"available\":[", fastest_kernels());
    for (size_t i = 0; (name = tks_kernel_name(i)) != NULL; i++)
        printf("%s\"%s\"", i > 0 ? "," : "", name);
    printf("]},");
}

static void json_components(void)
{
    tks_component component;

    printf("\"components\":[");
    for (size_t i = 0; tks_component_at(i, &component); i++)
        printf("%s{\"name\":\"%s\",\"version\":\"%s\",\"purpose\":\"%s\"}", i > 0 ? "," : "",
               component.name, component.version, component.purpose);
    printf("],");
}

static void json_config(const struct used *used)
{
    printf("\"configuration\":");
    if (used->path == NULL)
        printf("null,");
    else {
        printf("{\"path\":");
        json_put_string(stdout, used->path);
        printf(",\"error\":");
        json_put_string(stdout, *used->err.message != '\0' ? used->err.message : NULL);
        printf("},");
    }
}

static void put_json(const struct invocation *invocation, const struct used *used)
{
    char machine[160];

    machine_name(machine, sizeof machine);
    printf("{\"schema\":1,\"version\":\"%s\",\"machine\":", tks_version());
    json_put_string(stdout, machine);
    putchar(',');
    json_kernels();
    printf("\"processors\":%d,", limits_processors());
    json_components();
    printf("\"limits\":{\"side\":%d,\"pixels\":%" PRId64 ",\"file_bytes\":%" PRId64 "},",
           TKS_DEFAULT_LIMIT_SIDE, TKS_DEFAULT_LIMIT_PIXELS, TKS_DEFAULT_LIMIT_FILE_BYTES);
    json_config(used);
    json_stream(invocation, "stdout", stdout);
    json_stream(invocation, "stderr", stderr);
    printf("\"environment\":{");
    for (const struct variable *variable = variables; variable->name != NULL; variable++) {
        printf("%s\"%s\":", variable != variables ? "," : "", variable->name);
        json_put_string(stdout, getenv(variable->name));
    }
    printf("}}\n");
}

static int run(struct invocation *invocation)
{
    const int exit = invocation_parse(invocation, NULL, NULL);
    struct used used;

    if (exit >= 0)
        return exit;
    if (invocation->n_operands > 0)
        return usage_error(invocation, "doctor takes no operands");
    used = look_for_config(&invocation->settings);
    if (invocation->settings.json)
        put_json(invocation, &used);
    else
        put_lines(invocation, &used);
    if (*used.err.message != '\0')
        complain("%s", used.err.message);
    free(used.path);
    return *used.err.message != '\0' ? TKS_EXIT_USAGE : TKS_EXIT_SAME;
}

static const struct option_group *const groups[] = { NULL };

static const struct example examples[] = {
    { "tksnap doctor", "what to put into a bug report" },
    { "tksnap doctor --json | jq -r .kernels.used", "which kernels are used" },
    { 0 },
};

const struct command cmd_doctor = {
    .name = "doctor",
    .operands = "",
    .choices = "",
    .summary = "show what this tksnap is and where it runs",
    .about =
        "Prints the version, the kernels this processor can run, the libraries beneath and "
        "their versions, the default limits, which configuration is used here and whether it can "
        "be, and why words are or are not coloured.",
    .groups = groups,
    .examples = examples,
    .run = run,
};
