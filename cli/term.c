/* term.c - what the terminal can show: colour, and a line that changes
 *
 * A flag beats the environment, NO_COLOR beats FORCE_COLOR, and both beat what
 * the stream is. Progress goes to stderr: a line that is rewritten when that is a
 * terminal and the work has taken over half a second, else a plain line every ten
 * seconds, so that a log shows that the run is alive.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "term.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct variable variables[] = {
    { "TKSNAP_CONFIG", "The configuration to use, where --config names none. If not set: the "
                       "nearest tksnap.yaml from the working directory up to the repository." },
    { "TKSNAP_IMAGES", "How the terminal takes pictures, where --images does not say it: kitty, "
                       "sixel, iterm, blocks or none." },
    { "TKSNAP_UPDATE", "What tests that use the library may write: auto, no, new, changed or all. "
                       "For them, not for this program; docs/how-to/screenshots.md tells more." },
    { "NO_COLOR", "If set to anything but nothing: no colour." },
    { "FORCE_COLOR", "If set to anything but nothing and 0: colour even where the output is not a "
                     "terminal. NO_COLOR beats it." },
    { "TERM", "dumb: no colour and no changing progress line." },
    { NULL, NULL },
};

static const char *value_of(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && *value != '\0' ? value : NULL;
}

static bool is_dumb(void)
{
    const char *terminal = value_of("TERM");

    return terminal == NULL || strcmp(terminal, "dumb") == 0;
}

bool term_color(const struct settings *settings, FILE *stream, const char **why)
{
    const char *forced = value_of("FORCE_COLOR");

    if (settings->color != COLOR_AUTO) {
        *why = "--color says so";
        return settings->color == COLOR_ALWAYS;
    }
    if (value_of("NO_COLOR") != NULL) {
        *why = "NO_COLOR is set";
        return false;
    }
    if (forced != NULL && strcmp(forced, "0") != 0) {
        *why = "FORCE_COLOR is set";
        return true;
    }
    if (!isatty(fileno(stream))) {
        *why = "not a terminal";
        return false;
    }
    *why = is_dumb() ? "TERM is dumb" : "a terminal";
    return !is_dumb();
}

void put_word(FILE *out, bool color, const char *word, int width)
{
    static const struct {
        const char *word, *code;
    } colors[] = {
        { "same", "32" }, { "similar", "33" }, { "different", "31" },
        { "new", "36" },  { "missing", "35" }, { "error", "1;31" },
    };
    const char *code = NULL;

    for (size_t i = 0; color && i < sizeof colors / sizeof *colors; i++)
        if (strcmp(colors[i].word, word) == 0)
            code = colors[i].code;
    if (code != NULL)
        fprintf(out, "\033[%sm%s\033[0m", code, word);
    else
        fputs(word, out);
    fprintf(out, "%*s", width > (int)strlen(word) ? width - (int)strlen(word) : 0, "");
}

/* ---------------------------------------------------------------- progress */

static double seconds_since(struct timespec then, struct timespec now)
{
    return (double)(now.tv_sec - then.tv_sec) + (double)(now.tv_nsec - then.tv_nsec) * 1e-9;
}

void progress_begin(struct progress *progress, const struct settings *settings)
{
    *progress = (struct progress){ .wanted = !settings->quiet && !settings->no_progress };
    if (!progress->wanted)
        return;
    progress->live = isatty(STDERR_FILENO) && !is_dumb();
    clock_gettime(CLOCK_MONOTONIC, &progress->started);
    progress->told = progress->started;
}

/* Whether it is time to tell; who asks then does. */
static bool is_time(struct progress *progress, bool over)
{
    const double quiet_for = progress->live ? 0.5 : 10, step = progress->live ? 0.1 : 10;
    struct timespec now;

    if (!progress->wanted || over)
        return false;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (seconds_since(progress->started, now) < quiet_for ||
        seconds_since(progress->told, now) < step)
        return false;
    progress->told = now;
    progress->shown = progress->live;
    return true;
}

void progress_tell_copied(struct progress *progress, size_t done, size_t total)
{
    if (is_time(progress, done == total))
        fprintf(stderr, "%scopied %zu of %zu snapshot files%s", progress->live ? "\r" : "", done,
                total, progress->live ? "\033[K" : "\n");
}

void progress_tell(struct progress *progress, size_t done, size_t total, int64_t differing)
{
    if (!is_time(progress, done == total))
        return;
    fprintf(stderr, "%scompared %zu of %zu, %" PRId64 " differ%s", progress->live ? "\r" : "", done,
            total, differing, progress->live ? "\033[K" : "\n");
}

void progress_clear(struct progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}
