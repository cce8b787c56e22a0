/* report.h - JSON text, piece by piece
 *
 * Layer 5. json_text.c writes what JSON is made of, json.c the documents,
 * explanation.c explanations,
 * text.c what differs between texts.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_REPORT_H
#define TKSI_REPORT_H

#include "base/base.h"
#include <tksnap/align.h>
#include <tksnap/report.h>

/* Text on its way to a sink. Needs no memory but its own; the first failure of
 * the sink is remembered and the rest is dropped. */
struct tksi_json {
    const tks_sink *sink;
    tks_error *err;
    tks_status status;
    size_t length;
    char room[1024];
};

void tksi_json_begin(struct tksi_json *json, const tks_sink *sink, tks_error *err);

/* As it stands: punctuation, keys with their colon. */
void tksi_json_raw(struct tksi_json *json, const char *text);

/* A quoted string; bytes that are not UTF-8 become U+FFFD. NULL is null. */
void tksi_json_string(struct tksi_json *json, const char *text);

/* The same for text that may hold a NUL. */
void tksi_json_put_text(struct tksi_json *json, tks_str text);

/* A part of it, whole characters, without the quotes. */
void tksi_json_put_piece(struct tksi_json *json, tks_str text);

/* A key as tksi_json_raw takes it, `,"pixels":`, and what it has. */
void tksi_json_key_string(struct tksi_json *json, const char *key, const char *text);
void tksi_json_key_integer(struct tksi_json *json, const char *key, int64_t number);

/* The fewest digits that read back as the same double, whatever the locale; null
 * for what JSON has no number for. */
void tksi_json_number(struct tksi_json *json, double number);

/* Hands over what is left; the first failure, if any. */
tks_status tksi_json_end(struct tksi_json *json);

/* A sink that counts: adds to the size_t that is its user pointer. */
tks_status tksi_json_count_bytes(void *user, tks_bytes bytes, tks_error *err);

/* A key and brace as far as the colon of `x`, `,"bounds":{"x":`, and the rest. */
void tksi_json_rect(struct tksi_json *json, const char *key, tks_rect rect);

/* `,"scores":{...}` if there are any; `,"alignment":[...],"shift":N`. */
void tksi_json_scores(struct tksi_json *json, const tks_diff *diff);
void tksi_json_alignment(struct tksi_json *json, const tks_alignment *alignment);

/* One region, `{...}`; `,"regions":[...]`, all that the explanation tells. */
void tksi_json_region(struct tksi_json *json, const tks_region *region);
void tksi_json_regions(struct tksi_json *json, const tks_explanation *explanation);

/* What is told of a pair of texts between its verdict and its diff file: so many hunks and
 * changes, and the lines and values of the first of them, up to so many bytes. */
struct tksi_amount {
    size_t text, hunks;
};

void tksi_json_text_diff(struct tksi_json *json, const tks_outcome *outcome,
                         struct tksi_amount most);

#endif
