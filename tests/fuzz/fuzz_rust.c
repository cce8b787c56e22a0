/* fuzz_rust.c - hostile bytes as a Rust source with inline snapshots: only literals change
 *
 * The last four bytes say which site gets another text, and which part of the bytes that
 * is; the same bytes are also tried as a literal and as a text by themselves.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/format.h"
#include "fuzz.h"

#include <string.h>

enum { CHOICES = 4, MOST = 1 << 24 };

static tks_bytes bytes_of(const struct tksi_buffer *buffer)
{
    return (tks_bytes){ buffer->length > 0 ? (const void *)buffer->data : "", buffer->length };
}

static bool equal(tks_bytes a, tks_bytes b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

static void check_sites(const struct tksi_rust *rust)
{
    for (size_t i = 0; i < tksi_rust_count(rust); i++) {
        const struct tksi_rust_site *site = tksi_rust_at(rust, i);

        must(site->at < site->literal.at && site->literal.length >= 2 &&
                 site->literal.at + site->literal.length < site->end &&
                 site->end <= rust->source.length,
             "a literal is within its site, a site within the source");
        must(site->line <= site->literal_line && site->literal_line <= site->last_line,
             "lines go on");
        must(i == 0 || tksi_rust_at(rust, i - 1)->at < site->at, "sites are sorted");
        must(site->within == SIZE_MAX ||
                 (site->within < i && tksi_rust_at(rust, site->within)->end > site->end),
             "a site is within one before it");
    }
}

/* Bytes as a literal's value and as a test's text: what is written is read back. */
static void check_text(tks_bytes text, const struct tksi_env *env)
{
    struct tksi_buffer normal, literal, value, again;

    tksi_buffer_init(&normal, MOST, env);
    tksi_buffer_init(&literal, MOST, env);
    tksi_buffer_init(&value, MOST, env);
    tksi_buffer_init(&again, MOST, env);
    (void)tksi_rust_value(&value, text, NULL);
    value.length = 0;
    if (tksi_insta_inline_normal(&normal, text, NULL) == TKS_OK &&
        tksi_insta_to_inline(&literal, bytes_of(&normal), (tks_bytes){ "  ", 2 }, NULL) == TKS_OK) {
        must(tksi_rust_value(&value, bytes_of(&literal), NULL) == TKS_OK, "a literal has a value");
        must(tksi_insta_inline_text(&again, bytes_of(&value), NULL) == TKS_OK &&
                 equal(bytes_of(&again), bytes_of(&normal)),
             "and that is the text");
    }
    tksi_buffer_dispose(&again);
    tksi_buffer_dispose(&value);
    tksi_buffer_dispose(&literal);
    tksi_buffer_dispose(&normal);
}

/* Everything but one literal stays, and putting that back gives the same bytes. */
static void check_patch(const struct tksi_rust *rust, size_t site, tks_bytes text,
                        const struct tksi_env *env)
{
    const struct tksi_span literal = tksi_rust_at(rust, site)->literal;
    const char *source = rust->source.data;
    struct tksi_rust_change change = { .site = site, .text = text };
    struct tksi_buffer after;
    tks_status status;

    tksi_buffer_init(&after, MOST, env);
    status = tksi_rust_patch(&after, rust, &change, 1, NULL);
    if (status == TKS_OK) {
        const size_t rest = rust->source.length - literal.at - literal.length;

        must(after.length >= literal.at + rest && memcmp(after.data, source, literal.at) == 0 &&
                 memcmp(after.data + after.length - rest, source + literal.at + literal.length,
                        rest) == 0,
             "all but the literal stays");
    } else {
        must(status == TKS_BAD_DATA || status == TKS_UNSUPPORTED || status == TKS_OVER_LIMIT,
             "only what is no text is refused");
    }
    tksi_buffer_dispose(&after);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t fill = 0xA5;
    const struct tksi_env env = fuzz_env(&fill, 1, NULL);
    const size_t length = size < CHOICES ? 0 : size - CHOICES;
    const uint8_t *choice = data + length;
    struct tksi_rust rust;
    tks_bytes text;
    size_t site;

    if (size < CHOICES)
        return 0;
    text = (tks_bytes){ data + length * choice[1] / 256, choice[2] };
    if (text.length > length - length * choice[1] / 256)
        text.length = length - length * choice[1] / 256;
    check_text(text, &env);
    if (tksi_rust_read(&rust, (tks_bytes){ data, length }, &env, NULL) == TKS_OK) {
        check_sites(&rust);
        (void)tksi_rust_find(&site, &rust, choice[3], text, NULL);
        if (tksi_rust_count(&rust) > 0)
            check_patch(&rust, choice[0] % tksi_rust_count(&rust), text, &env);
    }
    tksi_rust_dispose(&rust);
    return 0;
}
