/* rust.h - what the files about Rust sources share
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_FORMAT_RUST_H
#define TKSI_FORMAT_RUST_H

#include "format/lines.h"

/* ------------------------------------------------------------------ tokens */

enum tksi_rust_kind {
    TKSI_RUST_END,
    TKSI_RUST_BROKEN,  /* a comment, string or character without its end */
    TKSI_RUST_WORD,    /* a name or a keyword */
    TKSI_RUST_STRING,  /* "..." or r#"..."#, of characters and without a suffix */
    TKSI_RUST_LITERAL, /* another: a number, 'x', b"...", c"..." */
    TKSI_RUST_MARK,    /* one of ! @ , : and the like */
    TKSI_RUST_OPEN,
    TKSI_RUST_CLOSE
};

struct tksi_rust_token {
    enum tksi_rust_kind kind;
    struct tksi_span    span;
    size_t              line; /* where it begins, from 1 */
    char                mark; /* of MARK, OPEN and CLOSE: the character */
};

/* Where a walk over the tokens stands. Borrows the bytes. */
struct tksi_rust_lexer {
    tks_bytes source;
    size_t    at;
    size_t    line, counted; /* `line` is that of the byte `counted` */
};

void                   tksi_rust_start(struct tksi_rust_lexer *lexer, tks_bytes source);
struct tksi_rust_token tksi_rust_next(struct tksi_rust_lexer *lexer);

/* ---------------------------------------------------------------- literals */

/* Hashes around a raw string; rustc's limit. */
enum { TKSI_RUST_MOST_HASHES = 255 };

/* Whether {:?} writes this character, which is not ASCII, as an escape. */
bool tksi_rust_is_escaped(uint32_t code);

#endif
