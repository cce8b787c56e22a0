/* closest.c - which pair of a run came closest to another verdict
 *
 * Scores are ratios to their limit, so 0.5 and 2 are equally far from it. Pictures of
 * different size and pairs compared by another metric have no such score.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "closest.h"

#include "json.h"
#include "say.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

#define FAR 10 /* from the limit: nothing that a person would call close */

/* How many times the limit has to be crossed: 1 is on it, larger is farther. */
static double distance(double score)
{
    return score > 1 ? score : 1 / score;
}

void closest_add(struct closest *closest, const tks_outcome *outcome)
{
    double score;
    char *name;

    if (outcome->diff == NULL || !words_have_margin(outcome->diff))
        return;
    score = tks_diff_visual_score(outcome->diff);
    if (score <= 0 || (closest->name != NULL && distance(score) >= distance(closest->score)))
        return;
    name = strdup(outcome->pair.name);
    if (name == NULL)
        return; /* a courtesy that nothing depends on */
    free(closest->name);
    closest->name = name;
    closest->score = score;
    closest->verdict = tks_diff_verdict(outcome->diff);
}

void closest_tell(const struct closest *closest, FILE *out)
{
    char score[40];

    if (closest->name == NULL || distance(closest->score) > FAR)
        return;
    fputs("closest call: ", out);
    put_name(out, closest->name);
    words_for_number(score, sizeof score, closest->score);
    fprintf(out, " is %s, with a score of %s (limit 1)\n", tks_verdict_name(closest->verdict),
            score);
}

void closest_put_json(const struct closest *closest, FILE *out)
{
    fputs(",\"closest\":", out);
    if (closest->name == NULL) {
        fputs("null", out);
        return;
    }
    fputs("{\"name\":", out);
    json_put_string(out, closest->name);
    fprintf(out, ",\"verdict\":\"%s\",\"score\":%.9g}", tks_verdict_name(closest->verdict),
            closest->score);
}

void closest_dispose(struct closest *closest)
{
    free(closest->name);
}
