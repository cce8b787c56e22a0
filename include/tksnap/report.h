/* report.h - outcomes as documents that programs read
 *
 * JSON, schema 1. Keys come in a fixed order, numbers are locale-free, strings
 * are UTF-8 (bytes of a path that are not become U+FFFD), nothing depends on the
 * clock.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_REPORT_H
#define TKSNAP_REPORT_H

#include <tksnap/explain.h>
#include <tksnap/session.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a set of outcomes adds up to. Start from zeros. */
typedef struct tks_tally {
    int64_t same, similar, different, created, missing, failed;
} tks_tally;

/* The exit codes of the command line, worst first: internal, unreadable,
 * incomplete, empty, different, flaky, same. */
typedef enum tks_exit {
    TKS_EXIT_SAME = 0,
    TKS_EXIT_DIFFERENT = 1,
    TKS_EXIT_USAGE = 2,
    TKS_EXIT_UNREADABLE = 3,
    TKS_EXIT_EMPTY = 4,
    TKS_EXIT_INCOMPLETE = 5,
    TKS_EXIT_FLAKY = 6,
    TKS_EXIT_INTERNAL = 7
} tks_exit;

/* Adds one outcome. */
TKS_API void tks_tally_add(tks_tally *tally, const tks_outcome *outcome);

/* The exit code of everything added: 3 if any failed, 4 if nothing was added,
 * 1 if any is different, new or missing, else 0. Since 0.1. */
TKS_API tks_exit tks_tally_exit(const tks_tally *tally);

/* One outcome as a JSON object on one line, without a line end, as
 * docs/reference/json.md describes it. Since 0.1. */
TKS_API TKS_MUST_USE tks_status
tks_report_outcome_json(const tks_outcome *outcome, const tks_sink *sink, tks_error *err);

/* The same with the regions of an explanation of the outcome's diff; NULL: no key
 * "regions". Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_report_explained_json(const tks_outcome *outcome, const tks_explanation *explanation,
                          const tks_sink *sink, tks_error *err);

/* tks_report_outcome_json within a budget: the most bytes it may have, 0: any number. Of two
 * texts the lines are left out, then the last hunks, until it fits, and counted. What is
 * neither, some hundred bytes and the paths, is always there. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_report_budget_json(const tks_outcome *outcome, size_t budget, const tks_sink *sink,
                       tks_error *err);

/* The same with the values of a pending snapshot under "texts": {"expected":"...",
 * "actual":"..."}, null for one that is not there or is no text. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_report_shown_json(const tks_outcome *outcome, const tks_explanation *explanation,
                      const tks_sink *sink, tks_error *err);

/* An explanation as a JSON object on one line, without a line end. `budget` is the most
 * bytes it may have, 0: any number; the alignment is left out, then the least important
 * regions, until it fits, and counted. What is neither - the verdict, the summary, scores,
 * some hundred bytes - is always there. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_report_explanation_json(const tks_explanation *explanation, const tks_diff *diff,
                            size_t budget, const tks_sink *sink, tks_error *err);

/* The summary object of a run: {"pairs":N,"same":...}. Since 0.1. */
TKS_API TKS_MUST_USE tks_status
tks_report_tally_json(const tks_tally *tally, const tks_sink *sink, tks_error *err);

#ifdef __cplusplus
}
#endif
#endif
