/* rust_lex.c - the tokens of a Rust source
 *
 * As much of Rust's lexer as it takes not to be fooled about where literals are: nested
 * comments, raw strings, prefixes, characters that are no lifetimes. What does not matter
 * for that is not told apart: a number is letters and digits, and every other character a
 * mark of its own. A source that the compiler takes is taken; of one that it would not the
 * end of a literal may be seen elsewhere than the compiler would complain.
 *
 * One pass, no memory, no recursion. A BROKEN token is the last.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/rust.h"

/* '\u{0_0_...}' may have underscores, within reason. */
enum { LONGEST_CHARACTER = 32 };

static char byte_at(const struct tksi_rust_lexer *lexer, size_t at)
{
    return at < lexer->source.length ? ((const char *)lexer->source.data)[at] : '\0';
}

static bool has(const struct tksi_rust_lexer *lexer, size_t at, const char *text)
{
    return at <= lexer->source.length &&
           tksi_begins((const char *)lexer->source.data + at, lexer->source.length - at, text);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Letters beyond ASCII are not looked at one by one: nothing but names has any. */
static bool is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* --------------------------------------------------------------- white space */

/* U+0085, U+200E, U+200F, U+2028, U+2029: what Rust takes for space beyond ASCII. */
static size_t wide_space(const struct tksi_rust_lexer *lexer)
{
    static const char *const spaces[] = { "\xC2\x85", "\xE2\x80\x8E", "\xE2\x80\x8F",
                                          "\xE2\x80\xA8", "\xE2\x80\xA9" };

    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (has(lexer, lexer->at, spaces[i]))
            return strlen(spaces[i]);
    return 0;
}

static void skip_line(struct tksi_rust_lexer *lexer)
{
    const char *text = (const char *)lexer->source.data + lexer->at;
    const char *end = memchr(text, '\n', lexer->source.length - lexer->at);

    lexer->at =
        end != NULL ? (size_t)(end - (const char *)lexer->source.data) : lexer->source.length;
}

/* Comments stand within each other. False where the last has no end. */
static bool skip_comment(struct tksi_rust_lexer *lexer)
{
    size_t nested = 0;

    do {
        if (has(lexer, lexer->at, "/*")) {
            nested++;
            lexer->at += 2;
        } else if (has(lexer, lexer->at, "*/")) {
            nested--;
            lexer->at += 2;
        } else if (lexer->at++ >= lexer->source.length) {
            lexer->at = lexer->source.length;
            return false;
        }
    } while (nested > 0);
    return true;
}

/* False at a comment without its end. */
static bool skip_space(struct tksi_rust_lexer *lexer)
{
    for (;;) {
        const char c = byte_at(lexer, lexer->at);

        if (c == ' ' || (c >= '\t' && c <= '\r'))
            lexer->at++;
        else if ((unsigned char)c >= 0x80 && wide_space(lexer) > 0)
            lexer->at += wide_space(lexer);
        else if (has(lexer, lexer->at, "//"))
            skip_line(lexer);
        else if (!has(lexer, lexer->at, "/*"))
            return true;
        else if (!skip_comment(lexer))
            return false;
    }
}

/* A byte order mark, and a first line for the shell: "#!" but not of "#![...]". */
void tksi_rust_start(struct tksi_rust_lexer *lexer, tks_bytes source)
{
    struct tksi_rust_lexer ahead;

    *lexer = (struct tksi_rust_lexer){ .source = tksi_bytes(source), .line = 1 };
    if (has(lexer, 0, "\xEF\xBB\xBF"))
        lexer->at = 3;
    if (!has(lexer, lexer->at, "#!"))
        return;
    ahead = *lexer;
    ahead.at += 2;
    if (!skip_space(&ahead) || byte_at(&ahead, ahead.at) != '[')
        skip_line(lexer);
}

/* ------------------------------------------------------------------- literals */

/* Behind the quote that ends a string, *at being behind the one that begins it. A carriage
 * return by itself is not allowed in one. */
static bool skip_cooked(const struct tksi_rust_lexer *lexer, size_t *at)
{
    for (size_t i = *at; i < lexer->source.length; i++) {
        const char c = byte_at(lexer, i);

        if (c == '"') {
            *at = i + 1;
            return true;
        }
        if (c == '\r' && byte_at(lexer, i + 1) != '\n')
            return false;
        if (c == '\\' && byte_at(lexer, ++i) == '\r' && byte_at(lexer, i + 1) != '\n')
            return false;
    }
    return false;
}

static size_t count_hashes(const struct tksi_rust_lexer *lexer, size_t at)
{
    size_t count = 0;

    while (byte_at(lexer, at + count) == '#')
        count++;
    return count;
}

/* The same for a raw string; *at is at its first hash or its quote. */
static bool skip_raw(const struct tksi_rust_lexer *lexer, size_t *at)
{
    const size_t hashes = count_hashes(lexer, *at);

    if (hashes > TKSI_RUST_MOST_HASHES)
        return false;
    for (size_t i = *at + hashes + 1; i < lexer->source.length; i++) {
        const char c = byte_at(lexer, i);

        if (c == '\r' && byte_at(lexer, i + 1) != '\n')
            return false;
        if (c != '"')
            continue;
        const size_t found = count_hashes(lexer, i + 1);

        if (found >= hashes) {
            *at = i + 1 + hashes;
            return true;
        }
        i += found; /* so that each is counted once */
    }
    return false;
}

/* 'x' and its end, *at being behind the first quote; false for a lifetime. */
static bool skip_character(const struct tksi_rust_lexer *lexer, size_t *at, bool *broken)
{
    bool valid;
    size_t i = *at;

    *broken = false;
    if (i >= lexer->source.length)
        return false;
    if (byte_at(lexer, i) == '\\') {
        for (i += 2; i < *at + LONGEST_CHARACTER && byte_at(lexer, i) != '\''; i++)
            ;
        *broken = byte_at(lexer, i) != '\'';
        *at = i + 1;
        return !*broken;
    }
    i +=
        tksi_utf8_character((const char *)lexer->source.data + i, lexer->source.length - i, &valid);
    if (byte_at(lexer, i) != '\'')
        return false;
    *at = i + 1;
    return true;
}

/* A literal may have a suffix; strings for snapshots have none. */
static void end_string(struct tksi_rust_token *out, const struct tksi_rust_lexer *lexer, size_t *at)
{
    for (; out->kind != TKSI_RUST_BROKEN && is_word(byte_at(lexer, *at)); ++*at)
        out->kind = TKSI_RUST_LITERAL;
}

/* -------------------------------------------------------------------- tokens */

/* A word, or what begins like one: a prefix and its literal, a raw name. Returns its end. */
static size_t read_word(struct tksi_rust_token *out, const struct tksi_rust_lexer *lexer)
{
    const char *text = (const char *)lexer->source.data + out->span.at;
    size_t at = out->span.at;
    tks_bytes word;
    bool broken;

    while (is_word(byte_at(lexer, at)))
        at++;
    word = (tks_bytes){ text, at - out->span.at };
    out->kind = TKSI_RUST_WORD;
    if ((tksi_is(word, "r") || tksi_is(word, "br") || tksi_is(word, "cr")) &&
        byte_at(lexer, at + count_hashes(lexer, at)) == '"') {
        out->kind = !skip_raw(lexer, &at) ? TKSI_RUST_BROKEN
                    : word.length == 1    ? TKSI_RUST_STRING
                                          : TKSI_RUST_LITERAL;
        end_string(out, lexer, &at);
    } else if ((tksi_is(word, "b") || tksi_is(word, "c")) && byte_at(lexer, at) == '"') {
        at++;
        out->kind = skip_cooked(lexer, &at) ? TKSI_RUST_LITERAL : TKSI_RUST_BROKEN;
    } else if (tksi_is(word, "b") && byte_at(lexer, at) == '\'') {
        at++;
        out->kind = skip_character(lexer, &at, &broken) ? TKSI_RUST_LITERAL : TKSI_RUST_BROKEN;
    } else if (tksi_is(word, "r") && byte_at(lexer, at) == '#' && is_word(byte_at(lexer, at + 1))) {
        for (at++; is_word(byte_at(lexer, at)); at++)
            ;
    }
    return at;
}

static size_t read_quote(struct tksi_rust_token *out, const struct tksi_rust_lexer *lexer)
{
    size_t at = out->span.at + 1;
    bool broken;

    out->kind = skip_character(lexer, &at, &broken) ? TKSI_RUST_LITERAL
                : broken                            ? TKSI_RUST_BROKEN
                                                    : TKSI_RUST_MARK;
    return out->kind == TKSI_RUST_LITERAL ? at : out->span.at + 1;
}

/* What begins at out->span.at, its first character being c; its end is returned. */
static size_t read_token(struct tksi_rust_token *out, const struct tksi_rust_lexer *lexer, char c)
{
    size_t at = out->span.at + 1;

    out->mark = c;
    if (c == '"') {
        out->kind = skip_cooked(lexer, &at) ? TKSI_RUST_STRING : TKSI_RUST_BROKEN;
        end_string(out, lexer, &at);
        return at;
    }
    if (c == '\'')
        return read_quote(out, lexer);
    if (is_digit(c)) {
        while (is_word(byte_at(lexer, at)))
            at++;
        out->kind = TKSI_RUST_LITERAL;
        return at;
    }
    if (is_word(c))
        return read_word(out, lexer);
    out->kind = tksi_is_one_of(c, "([{")   ? TKSI_RUST_OPEN
                : tksi_is_one_of(c, ")]}") ? TKSI_RUST_CLOSE
                                           : TKSI_RUST_MARK;
    return at;
}

static void count_lines(struct tksi_rust_lexer *lexer, size_t to)
{
    const char *text = lexer->source.data;

    while (lexer->counted < to) {
        const char *end = memchr(text + lexer->counted, '\n', to - lexer->counted);

        if (end != NULL)
            lexer->line++;
        lexer->counted = end != NULL ? (size_t)(end + 1 - text) : to;
    }
}

struct tksi_rust_token tksi_rust_next(struct tksi_rust_lexer *lexer)
{
    struct tksi_rust_token token = { .kind = TKSI_RUST_END };
    const size_t before = lexer->at;

    if (!skip_space(lexer)) {
        lexer->at = before;
        token.kind = TKSI_RUST_BROKEN;
    }
    token.span.at = lexer->at;
    count_lines(lexer, lexer->at);
    token.line = lexer->line;
    if (token.kind == TKSI_RUST_BROKEN || lexer->at >= lexer->source.length)
        return token;
    lexer->at = read_token(&token, lexer, byte_at(lexer, lexer->at));
    token.span = tksi_span_between(token.span.at, lexer->at);
    return token;
}
