/* insta_header.c - the fields of an insta header, and what they say
 *
 * Not a reader of YAML: one of the top level of a block mapping, which is all that insta
 * ever wrote. A field begins at a line's first column and goes on over indented lines,
 * empty ones and the items of a list; what the inside of a list or map means is left
 * to itself. Of equal keys the last counts.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/insta.h"

bool tksi_insta_is_fence(const struct tksi_line *line)
{
    return tksi_is(tksi_trim_end(tksi_line_bytes(line), false), "---");
}

/* -------------------------------------------------------------------- numbers */

static size_t digits(const char *text, size_t at, size_t length)
{
    while (at < length && text[at] >= '0' && text[at] <= '9')
        at++;
    return at;
}

bool tksi_insta_is_number(tks_bytes number)
{
    static const char *const words[] = { "inf", "infinity", "nan" };
    const char *text = number.data;
    const size_t length = number.length;
    size_t at = length > 0 && (text[0] == '+' || text[0] == '-'), whole, part;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (length - at == strlen(words[i]) && strncasecmp(text + at, words[i], length - at) == 0)
            return true;
    whole = at;
    at = digits(text, at, length);
    whole = at - whole;
    part = 0;
    if (at < length && text[at] == '.') {
        part = ++at;
        at = digits(text, at, length);
        part = at - part;
    }
    if (whole + part == 0)
        return false;
    if (at < length && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        at += at < length && (text[at] == '+' || text[at] == '-');
        if (digits(text, at, length) == at)
            return false;
        at = digits(text, at, length);
    }
    return at == length;
}

/* A number from 0 to 2^63-1 in decimal digits. */
static bool read_number(uint64_t *out, tks_bytes text)
{
    const char *digit = text.data;
    uint64_t value = 0;

    for (size_t i = 0; i < text.length; i++) {
        if (digit[i] < '0' || digit[i] > '9' || value > (INT64_MAX - 9) / 10)
            return false;
        value = value * 10 + (uint64_t)(digit[i] - '0');
    }
    *out = value;
    return text.length > 0;
}

/* --------------------------------------------------------------------- fields */

/* A line that begins no field and is no fence: it goes on with the one before. */
static bool goes_on(const struct tksi_line *line)
{
    return line->length == 0 || line->text[0] == ' ' || line->text[0] == '\t' ||
           (line->text[0] == '-' && (line->length == 1 || line->text[1] == ' '));
}

/* Where the key's colon is: one that ends the line or has a space behind it. */
static const char *find_colon(const struct tksi_line *line)
{
    const char *at = line->text, *end = line->text + line->length;

    while (at < end && (at = memchr(at, ':', (size_t)(end - at))) != NULL) {
        if (at + 1 == end || at[1] == ' ' || at[1] == '\t')
            return at;
        at++;
    }
    return NULL;
}

static enum tksi_field_type plain_type(uint64_t *number, tks_bytes text)
{
    if (text.length == 0 || tksi_is(text, "~") || tksi_is(text, "null"))
        return TKSI_FIELD_NONE;
    if (read_number(number, text))
        return TKSI_FIELD_NUMBER;
    if (tksi_is(text, "true") || tksi_is(text, "false") || tksi_insta_is_number(text))
        return TKSI_FIELD_OTHER;
    return TKSI_FIELD_TEXT;
}

/* The value without a comment behind it. */
static tks_bytes without_comment(tks_bytes text)
{
    const char *at = memmem(text.data, text.length, " #", 2);

    if (at != NULL)
        text.length = (size_t)(at - (const char *)text.data);
    return tksi_trim_end(text, false);
}

/* What the value is: `first` is its part on the key's line, `more` whether lines follow. */
static void judge_value(struct tksi_field *out, tks_bytes first, bool more)
{
    const char kind = first.length > 0 ? *(const char *)first.data : '\0';

    if (kind == '"' || kind == '\'' || kind == '|' || kind == '>') {
        out->type = TKSI_FIELD_TEXT;
    } else if (tksi_is_one_of(kind, "[{&*!")) {
        out->type = TKSI_FIELD_OTHER;
    } else if (more) {
        out->type = without_comment(first).length > 0 ? TKSI_FIELD_TEXT : TKSI_FIELD_OTHER;
    } else {
        const tks_bytes plain = without_comment(first);

        out->type = plain_type(&out->number, plain);
        out->value.length = plain.length;
    }
}

static void read_field(struct tksi_field *out, tks_bytes file, const struct tksi_line *line,
                       const char *colon)
{
    const tks_bytes key =
        tksi_trim_end((tks_bytes){ line->text, (size_t)(colon - line->text) }, false);
    const size_t behind = (size_t)(colon + 1 - line->text);
    const tks_bytes first = tksi_trim((tks_bytes){ colon + 1, line->length - behind }, false);
    size_t at = line->next, end = line->next;

    while (at < file.length) {
        struct tksi_line more = tksi_line_bare(file, at);

        if (!goes_on(&more))
            break;
        at = more.next;
        if (tksi_trim_end(tksi_line_bytes(&more), false).length > 0)
            end = more.next; /* empty lines at the end are nobody's */
    }
    *out = (struct tksi_field){ .whole = tksi_span_between(line->at, end),
                                .key = { line->at, key.length } };
    out->value.at = line->at + (size_t)((const char *)first.data - line->text);
    out->value.length =
        end > line->next
            ? tksi_trim_end(tksi_span_of(file, tksi_span_between(out->value.at, end)), false).length
            : first.length;
    judge_value(out, first, end > line->next);
}

/* Behind the opening fence. */
static bool begin(tks_bytes file, size_t *at)
{
    struct tksi_line line;

    if (file.length == 0)
        return false;
    line = tksi_line_at(file, 0);
    *at = line.next;
    return tksi_insta_is_fence(&line);
}

/* The escape of a text in double quotes at `at`, behind its backslash: its length. 0 for one
 * that YAML does not have. */
static size_t read_escape(uint32_t *code, const char *at, const char *end)
{
    static const struct {
        char letter;
        uint16_t code;
    } escapes[] = { { '0', 0 },      { 'a', 7 },      { 'b', 8 },     { 't', 9 },    { 'n', 10 },
                    { 'v', 11 },     { 'f', 12 },     { 'r', 13 },    { 'e', 27 },   { ' ', ' ' },
                    { '"', '"' },    { '/', '/' },    { '\\', '\\' }, { 'N', 0x85 }, { '_', 0xA0 },
                    { 'L', 0x2028 }, { 'P', 0x2029 }, { '\t', '\t' }, { '\'', '\'' } };
    int count;

    if (at == end)
        return 0;
    count = *at == 'x' ? 2 : *at == 'u' ? 4 : *at == 'U' ? 8 : 0;
    if (count > 0)
        return tksi_read_hexadecimal(code, at + 1, end, count) && *code <= 0x10FFFF &&
                       (*code < 0xD800 || *code > 0xDFFF)
                   ? (size_t)count + 1
                   : 0;
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
        if (*at == escapes[i].letter) {
            *code = escapes[i].code;
            return 1;
        }
    return 0;
}

/* What the lines behind a field's first may hold: none; more of a plain text; what is
 * indented; that, or the items of a list. */
enum going { NOTHING, PLAIN_TEXT, INDENTED, ANYTHING };

/* Whether a text in quotes may go on from here: `at` is a byte of it that ends a line, or that
 * YAML does not read beyond. */
static bool quoted_goes_on(tks_bytes file, size_t at)
{
    const char *text = file.data;
    struct tksi_line more;

    if (text[at] == '\r')
        return at + 1 < file.length && text[at + 1] == '\n';
    if (text[at] == '\0')
        return false;
    more = tksi_line_bare(file, at + 1);
    return more.text[0] == ' ' || tksi_trim(tksi_line_bytes(&more), false).length == 0;
}

/* Behind the closing quote of the text that begins at `at`; 0 if it does not end, or says
 * what YAML does not know. */
static size_t skip_quoted(tks_bytes file, size_t at)
{
    const char *text = file.data;
    const char quote = text[at++];

    for (; at < file.length; at++) {
        const bool more = at + 1 < file.length;

        if (text[at] == quote) {
            if (quote == '"' || !more || text[at + 1] != quote)
                return at + 1;
            at++; /* doubled */
        } else if (quote == '"' && text[at] == '\\' && more && text[at + 1] != '\n' &&
                   text[at + 1] != '\r') {
            uint32_t code;
            const size_t length = read_escape(&code, text + at + 1, text + file.length);

            if (length == 0)
                return 0;
            at += length;
        } else if ((text[at] == '\n' || text[at] == '\r' || text[at] == '\0') &&
                   (!more || !quoted_goes_on(file, at))) {
            return 0;
        }
    }
    return 0;
}

/* To YAML a blank is a space or a tab. */
static bool is_blank_or_comment(tks_bytes text)
{
    const char *at = text.data, *end = at + text.length;

    while (at < end && tksi_is_one_of(*at, " \t"))
        at++;
    return at == end || (*at == '#' && at > (const char *)text.data);
}

/* Plain text may not look like a field. */
static bool is_plain(tks_bytes text)
{
    text = without_comment(text);
    return memmem(text.data, text.length, ": ", 2) == NULL &&
           !tksi_ends((tks_str){ text.data, text.length }, ":");
}

/* Nor begin with what means something else to YAML: a mark of its own, "- " and "? ". */
static bool begins_plain(tks_bytes text)
{
    const char *first = text.data;

    return !tksi_is_one_of(*first, "%@`,]}&*") &&
           ((*first != '-' && *first != '?') ||
            (text.length > 1 && first[1] != ' ' && first[1] != '\t'));
}

/* "|", ">" and how they end and are indented. */
static bool is_block(tks_bytes text)
{
    const char *first = text.data;
    size_t at = 1;

    while (at < text.length && tksi_is_one_of(first[at], "+-123456789"))
        at++;
    return is_blank_or_comment((tks_bytes){ first + at, text.length - at });
}

/* A field's value from its colon on; *next is moved behind the lines of a text in quotes.
 * False where the value is none to YAML. */
static bool judge_first_line(enum going *out, size_t *next, tks_bytes file,
                             const struct tksi_line *line, const char *colon)
{
    const size_t begin = (size_t)(colon + 1 - line->text);
    const tks_bytes value = tksi_trim((tks_bytes){ colon + 1, line->length - begin }, false);
    const char kind = value.length > 0 ? *(const char *)value.data : '#';
    struct tksi_line rest;
    size_t end;

    *out = ANYTHING;
    if (kind == '#')
        return true;
    *out = INDENTED;
    if (kind == '|' || kind == '>')
        return is_block(value);
    if (tksi_is_one_of(kind, "[{!"))
        return true;
    if (kind != '"' && kind != '\'') {
        *out = without_comment(value).length == value.length ? PLAIN_TEXT : NOTHING;
        return begins_plain(value) && is_plain(value);
    }
    *out = NOTHING;
    if ((end = skip_quoted(file, (size_t)((const char *)value.data - (const char *)file.data))) ==
        0)
        return false;
    *next = end;
    if (end == file.length)
        return true;
    rest = tksi_line_bare(file, end);
    *next = rest.next;
    return is_blank_or_comment(tksi_line_bytes(&rest));
}

/* A line that goes on with a field. To YAML indentation is of spaces. A comment ends a plain
 * text; insta writes none, and where more follows fails on it. */
static bool may_go_on(const struct tksi_line *line, enum going going)
{
    const tks_bytes text = tksi_trim(tksi_line_bytes(line), false);

    if (text.length == 0)
        return true;
    if (line->text[0] == '-')
        return going == ANYTHING;
    return line->text[0] != '\t' &&
           (going >= INDENTED || (going == PLAIN_TEXT && *(const char *)text.data != '#' &&
                                  without_comment(text).length == text.length && is_plain(text)));
}

/* What a key may not begin with, the marks of a document's begin and end among it; one in
 * quotes has to be all in them. */
static bool is_key(const struct tksi_line *line, const char *colon)
{
    const tks_bytes key = { line->text, (size_t)(colon - line->text) };
    const char kind = *line->text;
    const size_t end = kind == '"' || kind == '\'' ? skip_quoted(key, 0) : key.length;

    return !tksi_is_one_of(kind, "[]}%@`,*&!|>") && end > 0 &&
           !tksi_begins(line->text, line->length, "--- ") &&
           !tksi_begins(line->text, line->length, "... ") &&
           tksi_trim((tks_bytes){ line->text + end, key.length - end }, false).length == 0;
}

/* Where a header is judged. */
struct judging {
    tks_bytes file;
    size_t at; /* the next line */
    bool map;  /* there was a field */
    enum going going;
};

/* One line of the header, which *state has gone past. */
static bool judge_line(struct judging *state, const struct tksi_line *line)
{
    const char *colon;

    if (memchr(line->text, '\r', line->length) != NULL || /* to YAML the end of a line ... */
        memchr(line->text, '\0', line->length) != NULL)   /* ... and of all */
        return false;
    if (line->text[0] == '#') {
        if (state->going == PLAIN_TEXT)
            state->going = NOTHING;
        return true;
    }
    if (goes_on(line))
        return may_go_on(line, state->going);
    if ((colon = find_colon(line)) == NULL || !is_key(line, colon))
        return false;
    state->map = true;
    return judge_first_line(&state->going, &state->at, state->file, line, colon);
}

/* A header in braces, maybe of several lines, is not looked into; behind one that ends with
 * its line there is nothing more. */
static bool judge_braces(const struct judging *state, const struct tksi_line *line)
{
    size_t at = state->at;

    if (!tksi_ends((tks_str){ line->text, tksi_trim_end(tksi_line_bytes(line), false).length },
                   "}"))
        return true;
    while (at < state->file.length) {
        const struct tksi_line more = tksi_line_bare(state->file, at);

        if (tksi_insta_is_fence(&more))
            break;
        at = more.next;
        if (more.length > 0 && more.text[0] != '#' &&
            tksi_trim(tksi_line_bytes(&more), false).length > 0)
            return false;
    }
    return true;
}

bool tksi_insta_is_map(tks_bytes file)
{
    struct judging state = { .file = file, .going = NOTHING };

    if (!begin(file, &state.at))
        return false;
    while (state.at < file.length) {
        const struct tksi_line line = tksi_line_bare(file, state.at);

        if (tksi_insta_is_fence(&line))
            break;
        state.at = line.next;
        if (line.length > 0 && line.text[0] == '{')
            return !state.map && judge_braces(&state, &line);
        if (line.length > 0 && !judge_line(&state, &line))
            return false;
    }
    return state.map;
}

bool tksi_insta_field(struct tksi_field *out, tks_bytes file, size_t *at)
{
    if (*at == 0 && !begin(file, at))
        return false;
    while (*at < file.length) {
        const struct tksi_line line = tksi_line_bare(file, *at);
        const char *colon;

        if (tksi_insta_is_fence(&line))
            return false;
        *at = line.next;
        if (goes_on(&line) || line.text[0] == '#' || (colon = find_colon(&line)) == NULL)
            continue;
        read_field(out, file, &line, colon);
        *at = out->whole.at + out->whole.length;
        return true;
    }
    return false;
}

bool tksi_insta_find(struct tksi_field *out, tks_bytes file, const char *key)
{
    struct tksi_field field;
    bool found = false;
    size_t at = 0;

    while (tksi_insta_field(&field, file, &at))
        if (tksi_is(tksi_span_of(file, field.key), key)) {
            *out = field;
            found = true;
        }
    return found;
}

/* ---------------------------------------------------------------------- texts */

/* The line break at `at` and the white space around it: a space, or a LF for each empty
 * line in between. `out` has lost its blanks since `kept`. */
static tks_status fold(struct tksi_buffer *out, size_t kept, const char **at, const char *end,
                       tks_error *err)
{
    size_t breaks = 0;
    tks_status status = TKS_OK;

    while (out->length > kept &&
           (out->data[out->length - 1] == ' ' || out->data[out->length - 1] == '\t'))
        out->length--;
    for (; *at < end && tksi_is_one_of(**at, " \t\r\n"); ++*at)
        breaks += **at == '\n';
    if (breaks <= 1)
        return tksi_put_text(out, " ", err);
    while (--breaks > 0 && status == TKS_OK)
        status = tksi_put_text(out, "\n", err);
    return status;
}

static tks_status bad_escape(tks_error *err)
{
    return tksi_fail(err, TKS_BAD_DATA, "an escape in the header that YAML does not have");
}

/* The escape at *at, its backslash behind. */
static tks_status put_escape(struct tksi_buffer *out, const char **at, const char *end,
                             tks_error *err)
{
    uint32_t code;
    const size_t length = read_escape(&code, *at, end);

    if (length > 0) {
        *at += length;
        return tksi_put_character(out, code, err);
    }
    if (**at != '\n' && **at != '\r')
        return bad_escape(err);
    while (*at < end && tksi_is_one_of(**at, " \t\r\n")) /* the line goes on */
        ++*at;
    return TKS_OK;
}

/* A text in quotes; behind the closing one only a comment may stand, which is not looked
 * at. */
static tks_status put_quoted(struct tksi_buffer *out, tks_bytes text, tks_error *err)
{
    const char *at = text.data, *end = at + text.length;
    const char quote = *at++;
    size_t kept = out->length;
    tks_status status = TKS_OK;

    while (at < end && status == TKS_OK) {
        if (*at == quote && (quote == '"' || end - at < 2 || at[1] != quote))
            return TKS_OK;
        if (*at == '\\' && quote == '"') {
            if (++at == end)
                break;
            status = put_escape(out, &at, end, err);
            kept = out->length;
        } else if (*at == '\n' || (*at == '\r' && end - at > 1 && at[1] == '\n')) {
            status = fold(out, kept, &at, end, err);
        } else {
            at += *at == quote; /* a quote doubled */
            status = tksi_buffer_append(out, at++, 1, err);
        }
    }
    return status ? status : tksi_fail(err, TKS_BAD_DATA, "a text in the header without its end");
}

static tks_status put_plain(struct tksi_buffer *out, tks_bytes text, tks_error *err)
{
    const char *at = text.data, *end = at + text.length;
    const size_t kept = out->length;
    tks_status status = TKS_OK;

    while (at < end && status == TKS_OK)
        status = *at == '\n' || (*at == '\r' && end - at > 1 && at[1] == '\n')
                     ? fold(out, kept, &at, end, err)
                     : tksi_buffer_append(out, at++, 1, err);
    return status;
}

/* The lines behind "|", "|-" or "|+" without the first one's indentation. */
static tks_status put_block(struct tksi_buffer *out, tks_bytes text, size_t blank_after,
                            tks_error *err)
{
    struct tksi_line line = tksi_line_bare(text, 0);
    const char chomp = line.length > 1 ? line.text[line.length - 1] : '\0';
    size_t indent = 0, at = line.next;
    bool known = false;
    tks_status status = TKS_OK;

    for (; at < text.length && status == TKS_OK; at = line.next) {
        size_t skip = 0;

        line = tksi_line_bare(text, at);
        while (skip < line.length && line.text[skip] == ' ' && (!known || skip < indent))
            skip++;
        if (!known && skip < line.length) {
            indent = skip;
            known = true;
        }
        if ((status = tksi_buffer_append(out, line.text + skip, line.length - skip, err)) ==
                TKS_OK &&
            line.next < text.length)
            status = tksi_put_text(out, "\n", err);
    }
    if (status == TKS_OK && chomp != '-')
        status = tksi_put_text(out, "\n", err);
    for (; status == TKS_OK && chomp == '+' && blank_after > 0; blank_after--)
        status = tksi_put_text(out, "\n", err);
    return status;
}

/* Empty lines between a field and what follows: a "|+" block's. */
static size_t blank_lines_after(tks_bytes file, const struct tksi_field *field)
{
    size_t at = field->whole.at + field->whole.length, count = 0;

    while (at < file.length) {
        const struct tksi_line line = tksi_line_bare(file, at);

        if (line.length > 0)
            break;
        at = line.next;
        count++;
    }
    return count;
}

tks_status tksi_insta_text(struct tksi_buffer *out, tks_bytes file, const struct tksi_field *field,
                           tks_error *err)
{
    const tks_bytes text = tksi_span_of(file, field->value);

    if (field->type != TKSI_FIELD_TEXT || text.length == 0)
        return tksi_fail(err, TKS_BAD_DATA, "a field of the header that is no text");
    switch (*(const char *)text.data) {
    case '"':
    case '\'':
        return put_quoted(out, text, err);
    case '|':
        return put_block(out, text, blank_lines_after(file, field), err);
    case '>':
        return tksi_fail(err, TKS_UNSUPPORTED, "a folded text in the header, which is not read");
    default:
        return put_plain(out, text, err);
    }
}
