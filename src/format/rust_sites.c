/* rust_sites.c - where in a Rust source inline snapshots stand, and changing them there
 *
 *     insta::assert_snapshot!(render(&page), @"old");
 *     ^ the line a record tells             ^^^^^ the literal
 *
 * Any macro is taken for an assertion whose last argument is @ and a string, wherever it
 * stands: within other macros, closures, attributes. insta's own tool asks Rust's parser
 * and finds the same ones; a source that does not parse, but whose brackets fit, is good
 * enough here.
 *
 * The line in a record is the one on which the macro's path begins. cargo-insta, which
 * writes what it leaves undecided anew, tells the literal's instead, so a macro that only
 * covers the line is the next best; of several the outermost, as there. Both ways the
 * literal has to be what insta saw.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/rust.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
    MOST_NESTED = 4096, /* brackets in brackets: rustc itself gives up at 128 by default */
    MOST_ON_A_LINE = 64 /* assertions that are tried for one record */
};

/* ------------------------------------------------------------------- reading */

/* An open bracket; `at` is where the macro's path begins, SIZE_MAX if it is no macro's. */
struct frame {
    size_t at, line;
    char mark;
};

/* How much of a macro's path stands right before. */
enum path { NO_PATH, COLON_FIRST, WORD, COLON, COLONS, BANG };

/* How much of a last argument does. */
enum argument { NO_ARGUMENT, AT_SIGN, LITERAL, COMMA };

struct reading {
    struct tksi_rust *out;
    struct tksi_buffer frames;
    struct tksi_rust_token token, before; /* `before` counts for colons only */
    enum path path;
    size_t path_at, path_line;
    enum argument argument;
    struct tksi_span literal;
    size_t literal_line;
};

static void begin_path(struct reading *reading, enum path path)
{
    reading->path = path;
    reading->path_at = reading->token.span.at;
    reading->path_line = reading->token.line;
}

/* Two colons are a path's when nothing stands between them. */
static void note_colon(struct reading *reading)
{
    const bool touches = reading->before.kind == TKSI_RUST_MARK && reading->before.mark == ':' &&
                         reading->before.span.at + 1 == reading->token.span.at;

    if (reading->path == WORD)
        reading->path = COLON;
    else if (touches && (reading->path == COLON || reading->path == COLON_FIRST))
        reading->path = COLONS;
    else
        begin_path(reading, COLON_FIRST);
}

static void note_path(struct reading *reading)
{
    const struct tksi_rust_token *token = &reading->token;

    if (token->kind == TKSI_RUST_WORD) {
        if (reading->path != COLONS)
            begin_path(reading, WORD);
        reading->path = WORD;
    } else if (token->kind == TKSI_RUST_MARK && token->mark == ':') {
        note_colon(reading);
    } else if (token->kind == TKSI_RUST_MARK && token->mark == '!' && reading->path == WORD) {
        reading->path = BANG;
    } else {
        reading->path = NO_PATH;
    }
}

static void note_argument(struct reading *reading)
{
    const struct tksi_rust_token *token = &reading->token;

    if (token->kind == TKSI_RUST_MARK && token->mark == '@') {
        reading->argument = AT_SIGN;
    } else if (token->kind == TKSI_RUST_STRING && reading->argument == AT_SIGN) {
        reading->argument = LITERAL;
        reading->literal = token->span;
        reading->literal_line = token->line;
    } else if (token->kind == TKSI_RUST_MARK && token->mark == ',' &&
               reading->argument == LITERAL) {
        reading->argument = COMMA;
    } else {
        reading->argument = NO_ARGUMENT;
    }
}

static tks_status fail_rust(const struct reading *reading, const char *what, tks_error *err)
{
    return tksi_fail(err, TKS_BAD_DATA, "line %zu: %s, which is no Rust", reading->token.line,
                     what);
}

static tks_status open_bracket(struct reading *reading, tks_error *err)
{
    const bool is_macro = reading->path == BANG;
    const struct frame frame = { is_macro ? reading->path_at : SIZE_MAX, reading->path_line,
                                 reading->token.mark };

    if (reading->frames.length == MOST_NESTED * sizeof frame)
        return tksi_fail(err, TKS_OVER_LIMIT, "line %zu: more than %d brackets within each other",
                         reading->token.line, MOST_NESTED);
    reading->path = NO_PATH;
    reading->argument = NO_ARGUMENT;
    return tksi_buffer_append(&reading->frames, &frame, sizeof frame, err);
}

static tks_status close_bracket(struct reading *reading, tks_error *err)
{
    const struct tksi_rust_token *token = &reading->token;
    struct tksi_rust_site site = { .end = token->span.at + 1,
                                   .last_line = token->line,
                                   .literal = reading->literal,
                                   .literal_line = reading->literal_line,
                                   .within = SIZE_MAX };
    struct frame frame;
    bool is_site;

    if (reading->frames.length == 0)
        return fail_rust(reading, "a bracket too many", err);
    reading->frames.length -= sizeof frame;
    memcpy(&frame, reading->frames.data + reading->frames.length, sizeof frame);
    if (token->mark != (frame.mark == '(' ? ')' : frame.mark == '[' ? ']' : '}'))
        return fail_rust(reading, "a bracket that does not fit", err);
    is_site = frame.at != SIZE_MAX && reading->argument >= LITERAL;
    reading->path = NO_PATH;
    reading->argument = NO_ARGUMENT;
    if (!is_site)
        return TKS_OK;
    site.at = frame.at;
    site.line = frame.line;
    return tksi_buffer_append(&reading->out->sites, &site, sizeof site, err);
}

static tks_status take_token(struct reading *reading, tks_error *err)
{
    switch (reading->token.kind) {
    case TKSI_RUST_BROKEN:
        return fail_rust(reading, "a string, character or comment without its end", err);
    case TKSI_RUST_OPEN:
        return open_bracket(reading, err);
    case TKSI_RUST_CLOSE:
        return close_bracket(reading, err);
    default:
        note_path(reading);
        note_argument(reading);
        reading->before = reading->token;
        return TKS_OK;
    }
}

static int by_place(const void *a, const void *b)
{
    const struct tksi_rust_site *left = a, *right = b;

    return (left->at > right->at) - (left->at < right->at);
}

/* They were found as their brackets closed. */
static void sort_sites(struct tksi_rust *rust)
{
    struct tksi_rust_site *sites = (struct tksi_rust_site *)(void *)rust->sites.data;
    const size_t count = tksi_rust_count(rust);
    size_t around = SIZE_MAX;

    if (count == 0)
        return;
    qsort(sites, count, sizeof *sites, by_place);
    for (size_t i = 0; i < count; i++) {
        while (around != SIZE_MAX && sites[around].end <= sites[i].at)
            around = sites[around].within;
        sites[i].within = around;
        around = i;
    }
}

tks_status tksi_rust_read(struct tksi_rust *out, tks_bytes source, const struct tksi_env *env,
                          tks_error *err)
{
    struct reading reading = { .out = out };
    struct tksi_rust_lexer lexer;
    tks_status status;

    out->source = tksi_bytes(source);
    tksi_buffer_init(&out->sites, SIZE_MAX / 2, env);
    tksi_buffer_init(&reading.frames, MOST_NESTED * sizeof(struct frame), env);
    if ((status = tksi_check_utf8(out->source, err)))
        goto done;
    tksi_rust_start(&lexer, out->source);
    do {
        reading.token = tksi_rust_next(&lexer);
        status = take_token(&reading, err);
    } while (status == TKS_OK && reading.token.kind != TKSI_RUST_END);
    if (status == TKS_OK && reading.frames.length > 0)
        status = fail_rust(&reading, "the end comes before a bracket is closed", err);
    sort_sites(out);
done:
    tksi_buffer_dispose(&reading.frames);
    return status;
}

void tksi_rust_dispose(struct tksi_rust *rust)
{
    tksi_buffer_dispose(&rust->sites);
}

size_t tksi_rust_count(const struct tksi_rust *rust)
{
    return rust->sites.length / sizeof(struct tksi_rust_site);
}

const struct tksi_rust_site *tksi_rust_at(const struct tksi_rust *rust, size_t index)
{
    return (const struct tksi_rust_site *)(const void *)rust->sites.data + index;
}

/* ------------------------------------------------------------------- finding */

/* The text insta sees at a site. */
static tks_status text_of(struct tksi_buffer *out, const struct tksi_rust *rust, size_t site,
                          tks_error *err)
{
    struct tksi_buffer value;
    tks_status status;

    tksi_buffer_init(&value, SIZE_MAX / 2, out->env);
    status =
        tksi_rust_value(&value, tksi_span_of(rust->source, tksi_rust_at(rust, site)->literal), err);
    if (status == TKS_OK)
        status = tksi_insta_inline_text(out, tksi_buffer_since(&value, 0), err);
    tksi_buffer_dispose(&value);
    return status;
}

/* Whether the site's text is the one that was seen. White space at both ends is left out:
 * versions of insta have thought differently of it. */
static tks_status is_as_seen(bool *same, const struct tksi_rust *rust, size_t site, tks_bytes old,
                             tks_error *err)
{
    struct tksi_buffer text;
    tks_status status = TKS_OK;

    *same = old.data == NULL;
    if (*same)
        return TKS_OK;
    tksi_buffer_init(&text, SIZE_MAX / 2, rust->sites.env);
    status = text_of(&text, rust, site, err);
    *same = status == TKS_OK &&
            tksi_bytes_equal(tksi_trim(tksi_buffer_since(&text, 0), false), tksi_trim(old, false));
    tksi_buffer_dispose(&text);
    return status == TKS_BAD_DATA ? TKS_OK : status; /* then it is another */
}

/* The first site that begins on this line or after it. */
static size_t first_from(const struct tksi_rust *rust, uint64_t line)
{
    size_t low = 0, high = tksi_rust_count(rust);

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (tksi_rust_at(rust, middle)->line < line)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static tks_status fail_changed(uint64_t line, tks_error *err)
{
    return tksi_fail(err, TKS_CONFLICT,
                     "another snapshot stands at line %" PRIu64 " than when the test ran; run the "
                     "tests again",
                     line);
}

/* Of the sites that begin on the line, from `first` on, the one that is as it was seen. */
static tks_status find_on(size_t *index, const struct tksi_rust *rust, size_t first, uint64_t line,
                          tks_bytes old, tks_error *err)
{
    const size_t count = tksi_rust_count(rust);
    size_t found = SIZE_MAX;

    for (size_t i = first; i < count && tksi_rust_at(rust, i)->line == line; i++) {
        bool same;
        tks_status status;

        if (i - first == MOST_ON_A_LINE)
            return tksi_fail(err, TKS_OVER_LIMIT, "line %" PRIu64 " has too many assertions", line);
        if ((status = is_as_seen(&same, rust, i, old, err)))
            return status;
        if (same && found != SIZE_MAX)
            return tksi_fail(err, TKS_CONFLICT,
                             "line %" PRIu64
                             " has several assertions that could be meant; give each "
                             "a line of its own and run the tests again",
                             line);
        if (same)
            found = i;
    }
    if (found == SIZE_MAX)
        return fail_changed(line, err);
    *index = found;
    return TKS_OK;
}

/* Of the sites that begin before the line and reach it, the outermost that is as it was
 * seen. `last` is the last that begins before, or SIZE_MAX. */
static tks_status find_over(size_t *index, const struct tksi_rust *rust, size_t last, uint64_t line,
                            tks_bytes old, tks_error *err)
{
    bool covered = false;

    *index = SIZE_MAX;
    for (size_t i = last; i != SIZE_MAX; i = tksi_rust_at(rust, i)->within) {
        bool same;
        tks_status status;

        if (tksi_rust_at(rust, i)->last_line < line)
            continue;
        covered = true;
        if ((status = is_as_seen(&same, rust, i, old, err)))
            return status;
        if (same)
            *index = i;
    }
    if (covered)
        return *index != SIZE_MAX ? TKS_OK : fail_changed(line, err);
    return tksi_fail(err, TKS_NOT_FOUND,
                     "the assertion at line %" PRIu64 " is not there any more; run the tests again",
                     line);
}

tks_status tksi_rust_find(size_t *index, const struct tksi_rust *rust, uint64_t line, tks_bytes old,
                          tks_error *err)
{
    const size_t first = first_from(rust, line);

    if (first < tksi_rust_count(rust) && tksi_rust_at(rust, first)->line == line)
        return find_on(index, rust, first, line, old, err);
    return find_over(index, rust, first > 0 ? first - 1 : SIZE_MAX, line, old, err);
}

/* ------------------------------------------------------------------ changing */

/* The blanks that the line begins with on which the macro does. */
static tks_bytes indentation_of(const struct tksi_rust *rust, const struct tksi_rust_site *site)
{
    const char *text = rust->source.data;
    const char *before = memrchr(text, '\n', site->at);
    const char *begin = before != NULL ? before + 1 : text, *end = begin;

    while (end < text + site->at && (*end == ' ' || *end == '\t'))
        end++;
    return (tks_bytes){ begin, (size_t)(end - begin) };
}

/* What lines of this literal end in: as the one it begins on does, in the last one as that
 * before. */
static const char *line_end_at(const struct tksi_rust *rust, const struct tksi_rust_site *site)
{
    const char *text = rust->source.data;
    const char *end = memchr(text + site->at, '\n', rust->source.length - site->at);

    if (end == NULL)
        end = memrchr(text, '\n', site->at);
    return end != NULL && end > text && end[-1] == '\r' ? "\r\n" : "\n";
}

static size_t count_lines(tks_bytes text)
{
    const char *at = text.data, *end = at + text.length;
    size_t count = 0;

    for (; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++)
        count++;
    return count;
}

/* What the changes made so far have put in: bytes and lines. */
struct growth {
    int64_t bytes, lines;
};

static tks_status put_literal(struct tksi_buffer *out, const struct tksi_rust *rust,
                              struct tksi_rust_change *change, struct growth *growth,
                              tks_error *err)
{
    const struct tksi_rust_site *site = tksi_rust_at(rust, change->site);
    const size_t begin = out->length;
    struct tksi_buffer literal;
    tks_status status;

    tksi_buffer_init(&literal, out->maximum, out->env);
    status = tksi_insta_to_inline(&literal, change->text, indentation_of(rust, site), err);
    if (status == TKS_OK)
        status =
            tksi_put_line_ends(out, tksi_buffer_since(&literal, 0), line_end_at(rust, site), err);
    if (status == TKS_OK) {
        const tks_bytes put = tksi_buffer_since(out, begin);
        const tks_bytes old = tksi_span_of(rust->source, site->literal);

        growth->bytes += (int64_t)put.length - (int64_t)old.length;
        growth->lines += (int64_t)count_lines(put) - (int64_t)count_lines(old);
        change->bytes = growth->bytes;
        change->lines = growth->lines;
    }
    tksi_buffer_dispose(&literal);
    return status;
}

/* The last change whose literal begins before this byte, or line; NULL: none. */
static const struct tksi_rust_change *last_before(const struct tksi_rust *rust,
                                                  const struct tksi_rust_change *changes,
                                                  size_t count, size_t byte, uint64_t line)
{
    size_t low = 0, high = count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct tksi_rust_site *site = tksi_rust_at(rust, changes[middle].site);

        if (site->literal.at < byte && site->literal_line < line)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? &changes[low - 1] : NULL;
}

uint64_t tksi_rust_moved(const struct tksi_rust *rust, const struct tksi_rust_change *changes,
                         size_t count, uint64_t line)
{
    const struct tksi_rust_change *last = last_before(rust, changes, count, SIZE_MAX, line);

    return line + (last != NULL ? (uint64_t)last->lines : 0);
}

/* ------------------------------------------------------------------ checking */

/* Both sides of the changes, and what they were. */
struct check {
    const struct tksi_rust *before, *after;
    const struct tksi_rust_change *changes;
    size_t count;
};

static bool is_moved(const struct check *check, size_t old, size_t now)
{
    const struct tksi_rust_change *change =
        last_before(check->before, check->changes, check->count, old, UINT64_MAX);

    return now == old + (change != NULL ? (size_t)change->bytes : 0);
}

/* The same site, moved by what was put in before it. */
static bool is_same_site(const struct check *check, size_t index)
{
    const struct tksi_rust_site *old = tksi_rust_at(check->before, index);
    const struct tksi_rust_site *now = tksi_rust_at(check->after, index);

    return old->within == now->within && is_moved(check, old->at, now->at) &&
           is_moved(check, old->end, now->end) &&
           is_moved(check, old->literal.at, now->literal.at) &&
           is_moved(check, old->literal.at + old->literal.length,
                    now->literal.at + now->literal.length);
}

/* Whether insta would take the site's literal for the text that was meant. */
static tks_status check_text(const struct tksi_rust *after, size_t site, tks_bytes text,
                             tks_error *err)
{
    struct tksi_buffer meant, is;
    tks_status status;

    tksi_buffer_init(&meant, SIZE_MAX / 2, after->sites.env);
    tksi_buffer_init(&is, SIZE_MAX / 2, after->sites.env);
    if ((status = text_of(&is, after, site, err)) ||
        tksi_bytes_equal(tksi_buffer_since(&is, 0), tksi_bytes(text)) ||
        (status = tksi_insta_inline_normal(&meant, text, err)) ||
        tksi_bytes_equal(tksi_buffer_since(&is, 0), tksi_buffer_since(&meant, 0)))
        goto done;
    status = tksi_fail(err, TKS_UNSUPPORTED,
                       "a text that insta cannot hold in a source: read back it is another");
done:
    tksi_buffer_dispose(&is);
    tksi_buffer_dispose(&meant);
    return status;
}

static tks_status check_patched(const struct tksi_rust *rust, tks_bytes patched,
                                const struct tksi_rust_change *changes, size_t count,
                                tks_error *err)
{
    struct tksi_rust after;
    const struct check check = { rust, &after, changes, count };
    tks_status status = tksi_rust_read(&after, patched, rust->sites.env, err);
    bool same = status == TKS_OK && tksi_rust_count(rust) == tksi_rust_count(&after);

    for (size_t i = 0; same && i < tksi_rust_count(rust); i++)
        same = is_same_site(&check, i);
    if (status == TKS_OK && !same)
        status = tksi_fail(err, TKS_BAD_DATA, "something else than the literal would change");
    for (size_t i = 0; i < count && status == TKS_OK; i++)
        status = check_text(&after, changes[i].site, changes[i].text, err);
    tksi_rust_dispose(&after);
    return status;
}

tks_status tksi_rust_patch(struct tksi_buffer *out, const struct tksi_rust *rust,
                           struct tksi_rust_change *changes, size_t count, tks_error *err)
{
    const size_t begin = out->length;
    struct growth growth = { 0, 0 };
    size_t done = 0;
    tks_status status = TKS_OK;

    for (size_t i = 0; i < count && status == TKS_OK; i++) {
        const struct tksi_span literal = tksi_rust_at(rust, changes[i].site)->literal;

        status =
            tksi_put_bytes(out, tksi_span_of(rust->source, tksi_span_between(done, literal.at)),
                           err);
        if (status == TKS_OK)
            status = put_literal(out, rust, &changes[i], &growth, err);
        done = literal.at + literal.length;
    }
    if (status == TKS_OK)
        status =
            tksi_put_bytes(out,
                           tksi_span_of(rust->source, tksi_span_between(done, rust->source.length)),
                           err);
    return status ? status
                  : check_patched(rust, tksi_buffer_since(out, begin), changes, count, err);
}
