/* check.h - a test's snapshot: compared with its baseline, kept for review if it differs
 *
 *     tks_baseline_name save = { .size = sizeof save, .test_file = __FILE__,
 *                                .name = "save" };
 *     tks_check check = { .size = sizeof check, .baseline = &save, .view = &drawn,
 *                         .update = getenv("TKSNAP_UPDATE") };
 *     tks_checked checked = { .size = sizeof checked };
 *
 *     if (tks_project_check(&checked, project, &check, &err))
 *         fprintf(stderr, "%s\n", err.message);
 *     else if (!checked.passed)
 *         fprintf(stderr, "%s\n", checked.message);
 *
 * The first run fails and keeps what it produced; 'tksnap accept' makes it the baseline;
 * later runs compare. Where baselines lie: baseline.h.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_CHECK_H
#define TKSNAP_CHECK_H

#include <tksnap/baseline.h>
#include <tksnap/session.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is checked, and how. Give `actual` or `view`. */
typedef struct tks_check {
    size_t                   size;
    const tks_baseline_name *baseline; /* which one it is compared with */
    tks_bytes                actual;   /* what the test produced, as the file it would be */
    const tks_view          *view;     /* or pixels, of 8 bits a channel: they become a PNG file */
    const tks_rules         *rules;    /* NULL: the defaults; for texts rules->texts, NULL: exact */
    const tks_drawing       *drawing;  /* draws what differs between two pictures; NULL: nothing */
    const char              *update;   /* what may be written, in the words of TKSNAP_UPDATE:
                                        *   auto     nothing but what is kept for review
                                        *   no       not even that
                                        *   new      baselines that are missing
                                        *   changed  baselines that differ
                                        *   all      both
                                        * NULL or "": auto. In CI they mean the same */
    const char              *source;   /* where the test stands, "button_test.c:12"; NULL: not
                                        * told */
} tks_check;

/* What became of what the test produced. */
typedef enum tks_check_deed {
    TKS_CHECK_LEFT,   /* nothing: there is a baseline that it agrees with, or `update` is no */
    TKS_CHECK_KEPT,   /* it waits for a decision */
    TKS_CHECK_WRITTEN /* it is the baseline now */
} tks_check_deed;

typedef struct tks_checked {
    size_t         size;   /* sizeof(tks_checked), set by the caller */
    bool           passed; /* it agrees with the baseline, or was written as the baseline */
    tks_state      state;  /* TKS_STATE_COMPARED or TKS_STATE_NEW */
    tks_verdict    verdict; /* of what was compared; TKS_DIFFERENT where it is new */
    tks_check_deed deed;
    char           message[512]; /* a sentence for the test's report, with the path */
} tks_checked;

/* Finds the baseline and compares. Bytes are compared as pictures where the extension is a
 * picture's or both are pictures, else as texts; an extension of a picture with anything else
 * behind it is an error, not a difference, and so is a baseline that cannot be read. What
 * agrees is no longer pending; what does not is kept or written, as `update` says: whole or
 * not at all, and what is written can be undone. INVALID_ARGUMENT for words that are not
 * there. One thread at a time for a project; several processes may check in one. Since
 * 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_project_check(tks_checked *out, tks_project *project, const tks_check *check, tks_error *err);

#ifdef __cplusplus
}
#endif
#endif
