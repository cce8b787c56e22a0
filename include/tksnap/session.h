/* session.h - many pairs at once
 *
 * A session compares a list of pairs on a pool of threads and tells each outcome
 * on the caller's thread, in the order of the list, as soon as it and all before
 * it are known. Directories become such a list by relative path.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_SESSION_H
#define TKSNAP_SESSION_H

#include <tksnap/diff.h>
#include <tksnap/render.h>
#include <tksnap/store.h>
#include <tksnap/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Two files that belong together. One of `expected` and `actual` may be NULL: a
 * missing or a new picture. `diff` (where to draw, may be NULL) has its folders
 * made when the picture is written. Strings and rules are borrowed. Start from zeros: a
 * later version may add to it. */
typedef struct tks_pair {
    const char *name; /* what reports call it; '/' between folders */
    const char *expected;
    const char *actual;
    const char *diff;
    const tks_rules   *rules;   /* for this pair, instead of the session's; NULL: those */
    const tks_drawing *drawing; /* the same for style and colours */

    /* No pair of files but a pending snapshot: item `item` of a listing of the project, of
     * which `expected` and `actual` are then just the names. Both its values are pictures, by
     * their contents, or they are compared as texts, as bytes where they are none. */
    const tks_project *project;
    const tks_listing *listing; /* NULL: files */
    size_t             item;
} tks_pair;

/* An owned, sorted list of pairs. */
typedef struct tks_pairs tks_pairs;

/* Every picture below the two folders, paired by path relative to them, sorted
 * by byte order of that path. Pictures are taken by their ending (png jpg jpeg
 * webp bmp gif tga psd pnm ppm pgm pbm), any case; hidden files and folders and
 * symbolic links to folders are passed over, and so is each of the three folders
 * where it lies inside another. With diff_dir, each pair that has both sides gets
 * the path below it, ".png" for its ending - or after it, where a.jpg and a.png
 * would meet. IO_FAILED or NOT_FOUND where a folder cannot be read,
 * INVALID_ARGUMENT where diff_dir is one of the other two. Free with
 * tks_pairs_free. Since 0.1. */
TKS_API TKS_MUST_USE tks_status
tks_pairs_from_directories(tks_pairs **out, const char *expected_dir, const char *actual_dir,
                           const char *diff_dir, const tks_env *env, tks_error *err);

/* Two folders to pair, and perhaps one for what differs. */
typedef struct tks_folders {
    size_t      size; /* sizeof(tks_folders) */
    const char *expected, *actual;
    const char *diff;      /* may be NULL */
    bool        all_files; /* not only pictures; what differs then gets ".patch" behind its
                            * whole path where it is not named like a picture */
} tks_folders;

/* The same with more to say. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_pairs_from_folders(tks_pairs **out, const tks_folders *folders, const tks_env *env,
                       tks_error *err);
TKS_API const tks_pair *tks_pairs_list(const tks_pairs *pairs); /* borrowed; NULL if empty */
TKS_API size_t          tks_pairs_count(const tks_pairs *pairs);
TKS_API void            tks_pairs_free(tks_pairs *pairs);

typedef enum tks_state {
    TKS_STATE_COMPARED, /* diff holds the answer, or text does */
    TKS_STATE_NEW,      /* no expected picture */
    TKS_STATE_MISSING,  /* no actual picture */
    TKS_STATE_FAILED    /* error holds the reason */
} tks_state;

/* What became of one pair; borrowed for the callback. */
typedef struct tks_outcome {
    size_t          index; /* in the list */
    tks_pair        pair;
    tks_state       state;
    const tks_diff *diff;          /* NULL unless COMPARED as pictures */
    bool            diff_written;  /* a picture stands at pair.diff */
    tks_error       error;
    const tks_text_diff *text;     /* NULL unless COMPARED as texts */
    const tks_sides     *sides;    /* of a pending snapshot that could be read: its values */
} tks_outcome;

/* The verdict of a pair that was compared, whatever it is a pair of. Since 0.2. */
TKS_API tks_verdict tks_outcome_verdict(const tks_outcome *outcome);

/* Called in list order on the thread that called tks_compare_pairs. Anything
 * but TKS_OK stops the session, which then returns it. */
typedef tks_status tks_outcome_fn(void *user, const tks_outcome *outcome, tks_error *err);

/* Compares `count` pairs on env->threads threads. With rules->texts, a pair that is neither
 * named like pictures on both sides nor has one is compared as text, and `drawing` says
 * nothing about it; else a file that is no picture is an error. `drawing` gives style and
 * colours, its path and sink are not used; NULL draws TKS_DRAWING where a pair
 * has a diff path. A pair that fails is an outcome, not a failure of the call.
 * Since 0.1. */
TKS_API TKS_MUST_USE tks_status
tks_compare_pairs(const tks_pair *pairs, size_t count, const tks_rules *rules,
                  const tks_drawing *drawing, tks_outcome_fn *told, void *user,
                  const tks_env *env, tks_error *err);

#ifdef __cplusplus
}
#endif
#endif
