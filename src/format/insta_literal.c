/* insta_literal.c - the literal of an inline snapshot and the text it stands for
 *
 *     @"                     the first line is empty, and dropped; the blanks that all
 *         one                lines begin with are, too, and white space at the end
 *           two
 *         "                  says "one\n  two"
 *
 * A text of one line stands as it is. One with control characters (but LF, TAB, ESC) is
 * written with escapes on one line, and nothing is dropped of it.
 *
 * What insta 1.49 writes is written here byte for byte, but where its literal would not
 * compile or would not be equal to the text:
 *
 * - It puts the hashes of a raw string around the escaped form as well.
 * - A text whose lines are all indented but for empty ones comes from a test that indented
 *   an empty line less. Read again the indentation is gone, so here all lines get a blank
 *   more and an empty one just that.
 * - A lone CR before a line's end is lost as well; two more make it stay.
 * - The compiler refuses characters that turn the direction of text, and raw strings with
 *   more than 255 hashes; both get escapes, line by line.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/rust.h"

/* ------------------------------------------------------------------- reading */

static bool is_one_line(tks_bytes text)
{
    return memchr(text.data, '\n', text.length) == NULL;
}

static uint32_t character_at(const unsigned char *text, size_t length)
{
    static const unsigned char masks[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
    uint32_t code = text[0] & masks[length];

    for (size_t i = 1; i < length; i++)
        code = code << 6 | (text[i] & 0x3F);
    return code;
}

/* U+0000 to U+001F and U+007F to U+009F, but LF, TAB and ESC. */
static bool has_control(tks_bytes text)
{
    const unsigned char *data = text.data;

    for (size_t i = 0; i < text.length; i++)
        if ((data[i] < 0x20 && data[i] != '\n' && data[i] != '\t' && data[i] != 0x1B) ||
            data[i] == 0x7F || (data[i] == 0xC2 && i + 1 < text.length && data[i + 1] < 0xA0))
            return true;
    return false;
}

static size_t count_blanks(const struct tksi_line *line)
{
    size_t count = 0;

    while (count < line->length && (line->text[count] == ' ' || line->text[count] == '\t'))
        count++;
    return count;
}

/* The fewest blanks that a line begins with that is not empty. */
static size_t least_indentation(tks_bytes text)
{
    size_t least = SIZE_MAX;
    struct tksi_line line;

    for (size_t at = 0; at < text.length; at = line.next) {
        line = tksi_line_bare(text, at);
        if (line.length > 0 && count_blanks(&line) < least)
            least = count_blanks(&line);
    }
    return least != SIZE_MAX ? least : 0;
}

tks_status tksi_insta_inline_normal(struct tksi_buffer *out, tks_bytes text, tks_error *err)
{
    struct tksi_buffer cut;
    struct tksi_line line;
    size_t indentation;
    tks_status status = TKS_OK;

    text = tksi_trim_end(tksi_bytes(text), false);
    if (is_one_line(text))
        return tksi_put_bytes(out, text, err);
    indentation = least_indentation(text);
    tksi_buffer_init(&cut, out->maximum, out->env);
    for (size_t at = 0; at < text.length && status == TKS_OK; at = line.next) {
        size_t less;

        line = tksi_line_bare(text, at);
        less = line.length < indentation ? line.length : indentation;
        if (at > 0)
            status = tksi_put_text(&cut, "\n", err);
        if (status == TKS_OK)
            status = tksi_put_bytes(&cut, (tks_bytes){ line.text + less, line.length - less }, err);
    }
    if (status == TKS_OK)
        status = tksi_put_line_feeds(out, tksi_buffer_since(&cut, 0), false, err);
    tksi_buffer_dispose(&cut);
    return status;
}

tks_status tksi_insta_inline_text(struct tksi_buffer *out, tks_bytes value, tks_error *err)
{
    const tks_bytes trimmed = tksi_trim_end(tksi_bytes(value), false);
    struct tksi_line first;

    if (is_one_line(trimmed))
        return tksi_put_bytes(out, trimmed, err);
    first = tksi_line_bare(value, 0);
    if (has_control(value) || first.length > 0)
        return tksi_insta_inline_normal(out, trimmed, err);
    return tksi_insta_inline_normal(
        out, (tks_bytes){ first.text + first.next, value.length - first.next }, err);
}

/* ------------------------------------------------------------------- writing */

static tks_status put_character(struct tksi_buffer *out, const char *text, size_t length,
                                bool escaped, tks_error *err)
{
    static const char letters[] = "\tt\rr\nn\"\"\\\\"; /* what it is, how it is written */
    const uint32_t code = character_at((const unsigned char *)text, length);

    for (const char *pair = letters; *pair != '\0'; pair += 2)
        if (code == (unsigned char)*pair)
            return tksi_buffer_printf(out, err, "\\%c", pair[1]);
    if (code == 0)
        return tksi_put_text(out, "\\0", err);
    if (escaped)
        return tksi_buffer_printf(out, err, "\\u{%x}", code);
    return tksi_buffer_append(out, text, length, err);
}

/* As {:?} has it. */
static tks_status put_escaped(struct tksi_buffer *out, tks_bytes text, tks_error *err)
{
    const char *at = text.data, *end = at + text.length;
    tks_status status = tksi_put_text(out, "\"", err);

    while (at < end && status == TKS_OK) {
        bool valid;
        const size_t length = tksi_utf8_character(at, (size_t)(end - at), &valid);
        const uint32_t code = character_at((const unsigned char *)at, length);

        status =
            put_character(out, at, length,
                          code < 0x80 ? code < 0x20 || code == 0x7F : tksi_rust_is_escaped(code),
                          err);
        at += length;
    }
    return status ? status : tksi_put_text(out, "\"", err);
}

/* U+202A to U+202E, U+2066 to U+2069: rustc denies them in literals, for what is read then
 * is not what is compiled. */
static bool turns_text(uint32_t code)
{
    return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

/* How a text without control characters is quoted. */
enum quotes { PLAIN, RAW, COOKED };

struct style {
    enum quotes quotes;
    size_t hashes;
};

static struct style style_of(tks_bytes text)
{
    const char *at = text.data, *end = at + text.length;
    struct style style = { PLAIN, 0 };

    while (at < end) {
        bool valid;
        const size_t length = tksi_utf8_character(at, (size_t)(end - at), &valid);
        size_t hashes = 0;

        if (turns_text(character_at((const unsigned char *)at, length)))
            return (struct style){ COOKED, 0 };
        if (*at == '\\' || *at == '"')
            style.quotes = RAW;
        if (*at == '"') {
            while (hashes + 1 < (size_t)(end - at) && at[hashes + 1] == '#')
                hashes++;
            if (hashes + 1 > style.hashes)
                style.hashes = hashes + 1;
        }
        at += length + hashes;
    }
    return style.hashes > TKSI_RUST_MOST_HASHES ? (struct style){ COOKED, 0 } : style;
}

/* One line of it; only COOKED ones have escapes. */
static tks_status put_line(struct tksi_buffer *out, tks_bytes line, struct style style,
                           tks_error *err)
{
    const char *at = line.data, *end = at + line.length;
    tks_status status = TKS_OK;

    if (style.quotes != COOKED)
        return tksi_put_bytes(out, line, err);
    while (at < end && status == TKS_OK) {
        bool valid;
        const size_t length = tksi_utf8_character(at, (size_t)(end - at), &valid);

        status =
            *at == '\t'
                ? tksi_put_text(out, "\t", err)
                : put_character(out, at, length,
                                turns_text(character_at((const unsigned char *)at, length)), err);
        at += length;
    }
    return status;
}

static tks_status put_hashes(struct tksi_buffer *out, size_t count, tks_error *err)
{
    tks_status status = TKS_OK;

    while (count-- > 0 && status == TKS_OK)
        status = tksi_put_text(out, "#", err);
    return status;
}

/* A text of several lines: a line break, each indented, and the closing quote as well. */
static tks_status put_block(struct tksi_buffer *out, tks_bytes text, tks_bytes indentation,
                            struct style style, tks_error *err)
{
    tks_status status = TKS_OK;
    struct tksi_line line;

    for (size_t at = 0; at < text.length && status == TKS_OK; at = line.next) {
        line = tksi_line_at(text, at);
        if ((status = tksi_put_text(out, "\n", err)) ||
            (line.length > 0 && (status = tksi_put_bytes(out, indentation, err))))
            break;
        status = put_line(out, tksi_line_bytes(&line), style, err);
    }
    if (status == TKS_OK)
        status = tksi_put_text(out, "\n", err);
    return status ? status : tksi_put_bytes(out, indentation, err);
}

static tks_status put_quoted(struct tksi_buffer *out, tks_bytes text, tks_bytes indentation,
                             tks_error *err)
{
    const struct style style = style_of(text);
    tks_status status;

    if ((style.quotes == RAW && (status = tksi_put_text(out, "r", err))) ||
        (status = put_hashes(out, style.hashes, err)) || (status = tksi_put_text(out, "\"", err)))
        return status;
    status = is_one_line(text) ? put_line(out, text, style, err)
                               : put_block(out, text, indentation, style, err);
    if (status || (status = tksi_put_text(out, "\"", err)))
        return status;
    return put_hashes(out, style.hashes, err);
}

/* The text with a blank more before each line, on the first empty one too, and two carriage
 * returns more where a line ends in some: what then is read is the text. */
static tks_status put_guarded(struct tksi_buffer *out, tks_bytes text, tks_error *err)
{
    bool guarded = false;
    struct tksi_line line;
    tks_status status = TKS_OK;

    text = tksi_bytes(text);
    for (size_t at = 0; at < text.length && status == TKS_OK; at = line.next) {
        line = tksi_line_at(text, at);
        if (line.length > 0 || !guarded)
            status = tksi_put_text(out, " ", err);
        guarded = guarded || line.length == 0;
        if (status == TKS_OK)
            status = tksi_put_bytes(out, tksi_line_bytes(&line), err);
        if (status == TKS_OK && line.length > 0 && line.text[line.length - 1] == '\r')
            status = tksi_put_text(out, "\r\r", err);
        if (status == TKS_OK && line.next > at + line.length)
            status = tksi_put_text(out, "\n", err);
    }
    return status;
}

/* A text that insta reads as this one, appended: nearly always itself. *found is false
 * where there is none, so that no test can have made it. */
static tks_status put_lasting(struct tksi_buffer *out, bool *found, tks_bytes text, tks_error *err)
{
    const size_t begin = out->length;
    struct tksi_buffer normal;
    tks_status status;

    tksi_buffer_init(&normal, out->maximum, out->env);
    if ((status = tksi_insta_inline_normal(&normal, text, err)))
        goto done;
    *found = tksi_bytes_equal(tksi_buffer_since(&normal, 0), text);
    if (*found) {
        status = tksi_put_bytes(out, text, err);
        goto done;
    }
    normal.length = 0;
    if ((status = put_guarded(out, text, err)) ||
        (status = tksi_insta_inline_normal(&normal, tksi_buffer_since(out, begin), err)))
        goto done;
    *found = tksi_bytes_equal(tksi_buffer_since(&normal, 0), text);
    if (!*found)
        out->length = begin;
done:
    tksi_buffer_dispose(&normal);
    return status;
}

/* The same for a text that an old insta may have recorded as the test had it: its normal
 * form then is meant. */
static tks_status put_lasting_form(struct tksi_buffer *out, tks_bytes text, tks_error *err)
{
    struct tksi_buffer normal;
    bool found;
    tks_status status = put_lasting(out, &found, text, err);

    if (status != TKS_OK || found)
        return status;
    tksi_buffer_init(&normal, out->maximum, out->env);
    if ((status = tksi_insta_inline_normal(&normal, text, err)) == TKS_OK)
        status = put_lasting(out, &found, tksi_buffer_since(&normal, 0), err);
    if (status == TKS_OK && !found)
        status = tksi_fail(err, TKS_UNSUPPORTED,
                           "a text that insta cannot hold in a source: read back it is another");
    tksi_buffer_dispose(&normal);
    return status;
}

tks_status tksi_insta_to_inline(struct tksi_buffer *out, tks_bytes text, tks_bytes indentation,
                                tks_error *err)
{
    struct tksi_buffer lasting;
    tks_bytes held;
    tks_status status;

    text = tksi_bytes(text);
    tksi_buffer_init(&lasting, out->maximum, out->env);
    if ((status = tksi_check_utf8(text, err)) || (status = put_lasting_form(&lasting, text, err)))
        goto done;
    held = tksi_buffer_since(&lasting, 0);
    status = has_control(held) ? put_escaped(out, held, err)
                               : put_quoted(out, held, tksi_bytes(indentation), err);
done:
    tksi_buffer_dispose(&lasting);
    return status;
}
