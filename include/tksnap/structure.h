/* structure.h - which values of two JSON or YAML texts changed
 *
 *     tks_text_rules rules = TKS_TEXT_RULES;
 *
 *     rules.structure = TKS_TEXT_JSON;
 *     if (tks_compare_texts(&diff, expected, actual, &rules, NULL, &err) == TKS_OK)
 *         for (size_t i = 0; i < tks_text_diff_changes(diff); i++) {
 *             tks_text_diff_path(diff, i, TKS_EXPECTED, &sink, &err);
 *             ...
 *         }
 *
 * Where the rules ask for a structure and both texts have it, the verdict and the counts
 * of a tks_text_diff are those of values: members have no order, items of lists have one,
 * space and layout do not count. Scalars are compared as the text they are: 1 and 1.0
 * differ, unless numbers may. Filters and all else that the rules tolerate in lines hold
 * for the text of scalars; keys count exactly. Hunks and lines tell what differs as text.
 *
 * Keys that stand twice are compared the first with the first, and noted. An alias of YAML
 * is what it stands for. A text of more than 64 MiB, 4 Mi values or 256 levels, or one
 * that does not parse, is compared by lines, and that is noted.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_STRUCTURE_H
#define TKSNAP_STRUCTURE_H

#include <tksnap/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the verdict is by: TKS_TEXT_JSON, TKS_TEXT_YAML, or TKS_TEXT_NO_STRUCTURE for lines;
 * also of texts that are the same byte for byte. Since 0.2. */
TKS_API tks_text_structure tks_text_diff_structure(const tks_text_diff *diff);

/* "json", "yaml", "auto", "off" */
TKS_API const char *tks_text_structure_name(tks_text_structure structure);

typedef enum tks_value_kind {
    TKS_VALUE_ABSENT, /* the other side alone has a value: it was added or removed */
    TKS_VALUE_NULL,
    TKS_VALUE_BOOLEAN,
    TKS_VALUE_NUMBER,
    TKS_VALUE_STRING,
    TKS_VALUE_LIST,
    TKS_VALUE_MAPPING
} tks_value_kind;

/* One change: a value that is another, or was added or removed with all in it. */
typedef struct tks_text_change {
    tks_value_kind kinds[2]; /* by side */
    int64_t        lines[2]; /* where it begins, from 0; -1 where it is absent */
    bool           same_path; /* it stands at the same place on both sides */
    bool           tolerated; /* equal under the rules */
} tks_text_change;

/* Changes in the order of expected, with what was added where it belongs in a list, and
 * behind the others in a mapping. Since 0.2. */
TKS_API size_t          tks_text_diff_changes(const tks_text_diff *diff);
TKS_API tks_text_change tks_text_diff_change(const tks_text_diff *diff, size_t index);

/* Writes where the value stands in its text, as JSONPath (RFC 9535): $.users[3].name. Of
 * several documents in a text, $[0] is the first. INVALID_ARGUMENT for a side without it. */
TKS_API TKS_MUST_USE tks_status
tks_text_diff_path(const tks_text_diff *diff, size_t index, tks_side side, const tks_sink *sink,
                   tks_error *err);

/* Writes the value on one line as JSON, numbers as they were written; of YAML also tags and
 * aliases, as YAML has them. At most `most` bytes, then an ellipsis; 0: all of it. */
TKS_API TKS_MUST_USE tks_status
tks_text_diff_value(const tks_text_diff *diff, size_t index, tks_side side, size_t most,
                    const tks_sink *sink, tks_error *err);

/* What else there is to say, a line of English each: why lines were compared, keys that
 * stand twice. NULL past the last. */
TKS_API const char *tks_text_diff_note(const tks_text_diff *diff, size_t index);

#ifdef __cplusplus
}
#endif
#endif
