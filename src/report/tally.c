/* tally.c - many outcomes summed up into one answer
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "report/report.h"

void tks_tally_add(tks_tally *tally, const tks_outcome *outcome)
{
    switch (outcome->state) {
    case TKS_STATE_NEW:
        tally->created++;
        return;
    case TKS_STATE_MISSING:
        tally->missing++;
        return;
    case TKS_STATE_FAILED:
        tally->failed++;
        return;
    case TKS_STATE_COMPARED:
        break;
    }
    switch (tks_outcome_verdict(outcome)) {
    case TKS_SAME:
        tally->same++;
        return;
    case TKS_SIMILAR:
        tally->similar++;
        return;
    case TKS_DIFFERENT:
        tally->different++;
        return;
    }
}

tks_exit tks_tally_exit(const tks_tally *tally)
{
    const int64_t unlike = tally->different + tally->created + tally->missing;

    if (tally->failed > 0)
        return TKS_EXIT_UNREADABLE;
    if (unlike > 0)
        return TKS_EXIT_DIFFERENT;
    return tally->same + tally->similar > 0 ? TKS_EXIT_SAME : TKS_EXIT_EMPTY;
}
