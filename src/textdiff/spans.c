/* spans.c - which words of a line changed
 *
 * A line is cut into words, stretches of white space, and single graphemes of all else;
 * the shortest script between the words of two lines tells what changed. Two changed
 * words with nothing but a space or a comma between them are read as one change, so
 * what is equal there counts as changed.
 *
 * Equal beginnings and ends are cut off as bytes first, back to where a word begins. A
 * middle that is still long is one change: that keeps a line of 100 MB at the cost of
 * reading it.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "textdiff/classes.h"
#include "textdiff/match.h"
#include "textdiff/words.h"

#include <string.h>

enum {
    MOST_BYTES = 16384, /* of a middle that is cut into words */
    MOST_BACK = 256,    /* bytes looked back for a word's beginning */
    SHORT_GAP = 3       /* bytes without a word that do not divide two changes */
};

/* A line's middle, its words as the lines of a text. */
struct cut {
    size_t from, to; /* bytes of the line */
    struct tksi_lines words;
};

/* ----------------------------------------------------------------------- words */

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* The length of the word, the space or the grapheme at the beginning. */
static size_t word_at(const char *text, size_t length)
{
    int32_t code;
    size_t at = 0;

    if (is_space(*text)) {
        while (at < length && is_space(text[at]))
            at++;
        return at;
    }
    for (;;) {
        if (at == length || tksi_character(&code, text + at, length - at) == 0 ||
            !tksi_is_word(code))
            return at > 0 ? at : tksi_grapheme(text, length);
        at += tksi_grapheme(text + at, length - at);
    }
}

static tks_status cut_words(struct cut *cut, tks_str line, const struct tksi_env *env,
                            tks_error *err)
{
    const size_t length = cut->to - cut->from;
    size_t *start = tksi_allocate(env, length + 1, sizeof *start);
    int32_t count = 0;

    if (start == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a line");
    for (size_t at = 0; at < length; at += word_at(line.data + cut->from + at, length - at))
        start[count++] = at;
    start[count] = length;
    cut->words = (struct tksi_lines){ { line.data + cut->from, length }, start, count };
    return TKS_OK;
}

/* ------------------------------------------------------------------------ ends */

static bool is_word_byte(char c)
{
    return (unsigned char)c < 0x80 && tksi_is_word(c);
}

/* Whether a word, a space or a grapheme ends at a place for sure. */
static bool is_joint(tks_str line, size_t at)
{
    const char before = at > 0 ? line.data[at - 1] : '\0';
    const char after = at < line.length ? line.data[at] : '\0';

    if (at == 0 || at == line.length)
        return true;
    return (unsigned char)before < 0x80 && (unsigned char)after < 0x80 &&
           !(is_word_byte(before) && is_word_byte(after)) && !(is_space(before) && is_space(after));
}

/* Cuts what is equal off both ends, at joints. */
static void cut_ends(struct cut cuts[2], const tks_str lines[2])
{
    const size_t least = lines[0].length < lines[1].length ? lines[0].length : lines[1].length;
    size_t front = 0, back = 0;
    int looked = 0;

    while (front < least && lines[0].data[front] == lines[1].data[front])
        front++;
    while (front > 0 && looked++ < MOST_BACK &&
           !(is_joint(lines[0], front) && is_joint(lines[1], front)))
        front--;
    while (front > 0 && front < least && ((unsigned char)lines[0].data[front] & 0xC0) == 0x80)
        front--;
    while (back < least - front &&
           lines[0].data[lines[0].length - 1 - back] == lines[1].data[lines[1].length - 1 - back])
        back++;
    for (looked = 0; back > 0 && looked < MOST_BACK &&
                     !(is_joint(lines[0], lines[0].length - back) &&
                       is_joint(lines[1], lines[1].length - back));
         looked++)
        back--;
    while (back > 0 && ((unsigned char)lines[0].data[lines[0].length - back] & 0xC0) == 0x80)
        back--;
    for (int side = 0; side < 2; side++)
        cuts[side] = (struct cut){ .from = front, .to = lines[side].length - back };
}

/* ----------------------------------------------------------------------- spans */

static tks_status put_span(struct tksi_buffer *spans, size_t from, size_t to, tks_error *err)
{
    const tks_text_span span = { from, to - from };

    return to > from ? tksi_buffer_append(spans, &span, sizeof span, err) : TKS_OK;
}

static tks_status put_spans(struct tksi_buffer *spans, const struct cut *cut,
                            const uint8_t *changed, tks_error *err)
{
    const size_t *start = cut->words.start;
    tks_status status = TKS_OK;

    for (int32_t i = 0; i < cut->words.count && status == TKS_OK; i++) {
        const int32_t from = i;

        while (i < cut->words.count && changed[i])
            i++;
        status = put_span(spans, cut->from + start[from], cut->from + start[i], err);
    }
    return status;
}

/* A stretch of kept words, `count` from x and y on, is too little to divide two changes. */
static bool is_short_gap(const struct tksi_lines *words, int32_t x, int32_t count)
{
    if (words->start[x + count] - words->start[x] > SHORT_GAP)
        return false;
    for (int32_t i = x; i < x + count; i++) {
        const tks_str word = tksi_line(words, i);
        int32_t code;

        if (tksi_character(&code, word.data, word.length) == 0 || tksi_is_word(code))
            return false;
    }
    return true;
}

static void close_gaps(struct tksi_match *match, const struct tksi_lines *words)
{
    int32_t x = 0, y = 0;

    for (;;) {
        int32_t count = 0;
        const int32_t from_x = x, from_y = y;

        while (x < match->count[0] && match->changed[0][x])
            x++;
        while (y < match->count[1] && match->changed[1][y])
            y++;
        while (x + count < match->count[0] && y + count < match->count[1] &&
               !match->changed[0][x + count] && !match->changed[1][y + count])
            count++;
        if (count == 0)
            return;
        /* something replaced before it, and something after it */
        if (x > from_x && y > from_y && x + count < match->count[0] &&
            y + count < match->count[1] && match->changed[0][x + count] &&
            match->changed[1][y + count] && is_short_gap(words, x, count)) {
            memset(match->changed[0] + x, 1, (size_t)count);
            memset(match->changed[1] + y, 1, (size_t)count);
        }
        x += count;
        y += count;
    }
}

static tks_status match_words(struct tksi_buffer spans[2], const struct cut cuts[2],
                              const struct tksi_env *env, tks_error *err)
{
    const struct tksi_stretch sides[2] = { { &cuts[0].words, 0, cuts[0].words.count },
                                           { &cuts[1].words, 0, cuts[1].words.count } };
    struct tksi_match match = { .count = { sides[0].count, sides[1].count } };
    struct tksi_env alone = *env;
    struct tksi_classes classes;
    uint8_t *changed = NULL;
    tks_status status;

    alone.threads = 1;
    if ((status = tksi_classes_of_lines(&classes, sides, &alone, err)))
        goto done;
    if ((changed = tksi_allocate(env, (size_t)match.count[0] + (size_t)match.count[1], 1)) ==
        NULL) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for a line");
        goto done;
    }
    match.of[0] = classes.of[0];
    match.of[1] = classes.of[1];
    match.classes = classes.count;
    match.changed[0] = changed;
    match.changed[1] = changed + match.count[0];
    if ((status = tksi_match_shortest(&match, env, err)))
        goto done;
    close_gaps(&match, &cuts[0].words);
    for (int side = 0; side < 2 && status == TKS_OK; side++)
        status = put_spans(&spans[side], &cuts[side], match.changed[side], err);
done:
    tksi_release(env, changed);
    tksi_classes_dispose(&classes);
    return status;
}

tks_status tksi_spans(struct tksi_buffer spans[2], const tks_str lines[2],
                      const struct tksi_env *env, tks_error *err)
{
    struct cut cuts[2];
    tks_status status = TKS_OK;

    cut_ends(cuts, lines);
    if (cuts[0].to - cuts[0].from > MOST_BYTES || cuts[1].to - cuts[1].from > MOST_BYTES) {
        for (int side = 0; side < 2 && status == TKS_OK; side++)
            status = put_span(&spans[side], cuts[side].from, cuts[side].to, err);
        return status;
    }
    for (int side = 0; side < 2 && status == TKS_OK; side++)
        status = cut_words(&cuts[side], lines[side], env, err);
    if (status == TKS_OK)
        status = match_words(spans, cuts, env, err);
    tksi_lines_dispose(&cuts[0].words, env);
    tksi_lines_dispose(&cuts[1].words, env);
    return status;
}
