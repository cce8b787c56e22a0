/* say.c - words for people: one line each, whatever a file is called
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "say.h"

#include <stdarg.h>
#include <string.h>

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7F;
}

static void tame(char *text)
{
    for (; *text != '\0'; text++)
        if (is_control(*text))
            *text = '?';
}

void complain(const char *format, ...)
{
    char line[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    tame(line);
    fprintf(stderr, "tksnap: %s\n", line);
}

static void fill(tks_error *err, tks_status status, const char *format, va_list arguments)
{
    err->status = status;
    vsnprintf(err->message, sizeof err->message, format, arguments);
    tame(err->message);
}

tks_status fail_as(tks_error *err, tks_status status, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fill(err, status, format, arguments);
    va_end(arguments);
    return status;
}

bool fail_with(tks_error *err, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fill(err, TKS_INVALID_ARGUMENT, format, arguments);
    va_end(arguments);
    return false;
}

void put_name(FILE *out, const char *name)
{
    for (; *name != '\0'; name++)
        putc(is_control(*name) ? '?' : *name, out);
}

void put_place(FILE *out, const char *path, const char *entry)
{
    put_name(out, path);
    if (entry == NULL)
        return;
    putc(':', out);
    put_name(out, entry);
}

void put_wrapped(FILE *out, int at, int indent, int width, const char *text)
{
    bool fresh = true;

    for (;;) {
        const int length = (int)strcspn(text, " ");

        if (!fresh && at + 1 + length > width) {
            fprintf(out, "\n%*s", indent, "");
            at = indent;
            fresh = true;
        }
        fprintf(out, "%s%.*s", fresh ? "" : " ", length, text);
        at += length + !fresh;
        fresh = false;
        if (text[length] == '\0')
            break;
        text += length + 1;
    }
    putc('\n', out);
}
