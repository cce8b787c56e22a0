/* cmd_doctor.c - tksnap doctor: what this tksnap is, where it runs, what is wrong here
 *
 * What a bug report needs, what explains a surprising colour or speed, and what is wrong
 * with the snapshots of the project. The facts are gathered once and printed twice, as
 * lines and as JSON.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "checks.h"
#include "config.h"
#include "exit.h"
#include "json.h"
#include "limits.h"
#include "say.h"
#include "term.h"

#include <inttypes.h>
#include <stdlib.h>
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

static void put_lines(const struct invocation *invocation, const struct used *used,
                      const struct checks *checks)
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
    checks_put_stores(checks, WIDTH);
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

static void put_json(const struct invocation *invocation, const struct used *used,
                     const struct checks *checks, int exit)
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
    checks_put_json(checks);
    putchar(',');
    json_stream(invocation, "stdout", stdout);
    json_stream(invocation, "stderr", stderr);
    printf("\"environment\":{");
    for (const struct variable *variable = variables; variable->name != NULL; variable++) {
        printf("%s\"%s\":", variable != variables ? "," : "", variable->name);
        json_put_string(stdout, getenv(variable->name));
    }
    printf("},\"exit\":%d}\n", exit);
}

static int tell(const struct invocation *invocation, const struct used *used,
                const struct checks *checks)
{
    const bool usable = *used->err.message == '\0';
    const int exit = exit_worse(usable ? TKS_EXIT_SAME : TKS_EXIT_USAGE, checks_exit(checks));

    if (invocation->settings.json) {
        put_json(invocation, used, checks, exit);
    } else {
        if (!invocation->settings.quiet)
            put_lines(invocation, used, checks);
        checks_put_findings(checks, &invocation->settings);
    }
    if (!usable)
        complain("%s", used->err.message);
    if (*checks->err.message != '\0')
        complain("%s", checks->err.message);
    return exit;
}

static int run(struct invocation *invocation)
{
    int exit = invocation_parse(invocation, NULL, NULL);
    struct checks checks;
    struct used used;

    if (exit >= 0)
        return exit;
    if (invocation->n_operands > 0)
        return usage_error(invocation, "doctor takes no operands");
    used = look_for_config(&invocation->settings);
    checks_look(&checks);
    exit = tell(invocation, &used, &checks);
    checks_dispose(&checks);
    free(used.path);
    return exit;
}

static const struct option_group *const groups[] = { NULL };

static const struct example examples[] = {
    { "tksnap doctor", "what to put into a bug report" },
    { "tksnap doctor -q",
      "only what is wrong with the snapshots here; exit code 1 if anything is" },
    { "tksnap doctor --json | jq -r .kernels.used", "which kernels are used" },
    { 0 },
};

const struct command cmd_doctor = {
    .name = "doctor",
    .operands = "",
    .choices = "",
    .summary = "show where this tksnap runs and what is wrong here",
    .about =
        "Prints the version, the kernels this processor can run, the libraries beneath and "
        "their versions, the default limits, which configuration is used here and whether it can "
        "be, and why words are or are not coloured.\n"
        "Then all snapshot files of the project are read, and what is wrong with them is told: "
        "conflict markers, Git LFS pointers, files or entries that their library cannot read or "
        "does not see, names that differ in case alone, pending snapshots that Git tracks; and "
        "what is worth knowing: mixed line ends, old forms, pending snapshots that would change "
        "nothing. docs/reference/checks.md explains each. -v shows all of a kind. Nothing is "
        "changed. Exit code 1 if there is a problem, 3 if a file could not be read.",
    .groups = groups,
    .examples = examples,
    .run = run,
};
