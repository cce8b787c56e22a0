/* insta_write.c - an insta header as insta itself writes it
 *
 * Its YAML writer puts in quotes whatever might be read as something else, and a few
 * things more; the rules below are those of version 1.49. A colon anywhere asks for
 * quotes, a DEL or an ESC does not.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/insta.h"

static bool is_word(tks_bytes text)
{
    static const char *const words[] = { "yes",  "Yes",  "YES",  "no",    "No",    "NO",
                                         "True", "TRUE", "true", "False", "FALSE", "false",
                                         "on",   "On",   "ON",   "off",   "Off",   "OFF",
                                         "null", "Null", "NULL", "~" };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (tksi_is(text, words[i]))
            return true;
    return false;
}

static bool needs_quotes(tks_bytes string)
{
    const char *text = string.data;

    if (string.length == 0 || text[0] == ' ' || text[string.length - 1] == ' ' ||
        tksi_is_one_of(text[0], "&*?|-<>=!%@."))
        return true;
    for (size_t i = 0; i < string.length; i++) {
        const unsigned char c = (unsigned char)text[i];

        if (tksi_is_one_of(text[i], ":{}[],#`\"'\\") || c <= 0x06 || c == '\t' || c == '\n' ||
            c == '\r' || (c >= 0x0E && c <= 0x1A) || (c >= 0x1C && c <= 0x1F))
            return true;
    }
    return is_word(string) || tksi_begins(text, string.length, "0x") ||
           tksi_insta_is_number(string);
}

static tks_status put_quoted(struct tksi_buffer *out, tks_bytes string, tks_error *err)
{
    static const char shorts[] = "\"\"\\\\\bb\ff\nn\rr\tt"; /* what it is, how it is written */
    const char *text = string.data;
    tks_status status = tksi_put_text(out, "\"", err);

    for (size_t i = 0; i < string.length && status == TKS_OK; i++) {
        const char *pair = shorts;

        while (*pair != '\0' && *pair != text[i])
            pair += 2;
        if (*pair != '\0')
            status = tksi_buffer_append(out, (const char[]){ '\\', pair[1] }, 2, err);
        else if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F)
            status = tksi_buffer_printf(out, err, "\\u%04x", (unsigned)(unsigned char)text[i]);
        else
            status = tksi_buffer_append(out, &text[i], 1, err);
    }
    return status ? status : tksi_put_text(out, "\"", err);
}

static tks_status put_field(struct tksi_buffer *out, const char *key, tks_str value, tks_error *err)
{
    const tks_bytes text = { value.data, value.length };
    tks_status status;

    if (value.data == NULL)
        return TKS_OK;
    if ((status = tksi_buffer_printf(out, err, "%s: ", key)) ||
        (status = needs_quotes(text) ? put_quoted(out, text, err) : tksi_put_bytes(out, text, err)))
        return status;
    return tksi_put_text(out, "\n", err);
}

static tks_status put_fields(struct tksi_buffer *out, const struct tksi_insta_header *header,
                             tks_error *err)
{
    tks_status status = put_field(out, "source", header->source, err);

    if (status)
        return status;
    if (header->assertion_line >= 0 &&
        (status = tksi_buffer_printf(out, err, "assertion_line: %lld\n",
                                     (long long)header->assertion_line)))
        return status;
    if ((status = put_field(out, "description", header->description, err)) ||
        (status = put_field(out, "expression", header->expression, err)))
        return status;
    if (header->info.data != NULL &&
        ((status = tksi_put_text(out, "info:", err)) ||
         (status = tksi_buffer_append(out, header->info.data, header->info.length, err)) ||
         (status = tksi_put_text(out, "\n", err))))
        return status;
    if ((status = put_field(out, "input_file", header->input_file, err)))
        return status;
    if (header->binary && ((status = put_field(out, "extension", header->extension, err)) ||
                           (status = tksi_put_text(out, "snapshot_kind: binary\n", err))))
        return status;
    return TKS_OK;
}

tks_status tksi_insta_write(struct tksi_buffer *out, const struct tksi_insta_header *header,
                            tks_error *err)
{
    tks_status status = tksi_put_text(out, "---\n", err);
    const size_t begin = out->length;

    if (status || (status = put_fields(out, header, err)))
        return status;
    if (out->length == begin && (status = tksi_put_text(out, "{}\n", err)))
        return status;
    return tksi_put_text(out, "---\n", err);
}
