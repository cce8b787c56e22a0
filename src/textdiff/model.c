/* model.c - the difference of two texts, as it is told
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "textdiff/textdiff.h"

#include <assert.h>

tks_verdict tks_text_diff_verdict(const tks_text_diff *diff)
{
    return diff->verdict;
}

tks_text_form tks_text_diff_form(const tks_text_diff *diff)
{
    return diff->form;
}

tks_text_counts tks_text_diff_counts(const tks_text_diff *diff)
{
    return diff->counts;
}

size_t tks_text_diff_hunks(const tks_text_diff *diff)
{
    return diff->n_hunks;
}

tks_text_hunk tks_text_diff_hunk(const tks_text_diff *diff, size_t index)
{
    assert(index < diff->n_hunks);
    return diff->hunks[index];
}

tks_bytes tks_text_diff_text(const tks_text_diff *diff, tks_side side)
{
    return diff->texts[side];
}

int64_t tks_text_diff_lines(const tks_text_diff *diff, tks_side side)
{
    return diff->lines[side].count;
}

tks_text_line tks_text_diff_line(const tks_text_diff *diff, tks_side side, int64_t index)
{
    const struct tksi_lines *lines = &diff->lines[side];
    tks_str text;
    size_t end;

    assert(index >= 0 && index < lines->count);
    text = tksi_line(lines, (int32_t)index);
    end = tksi_line_end(text);
    text.length -= end;
    return (tks_text_line){ text, (tks_text_end)end };
}

bool tks_text_filter_at(size_t index, const char **name, const char **meaning)
{
    return tksi_filter_at(index, name, meaning);
}

void tks_text_diff_free(tks_text_diff *diff)
{
    struct tksi_env env;

    if (diff == NULL)
        return;
    env = diff->env;
    for (int side = 0; side < 2; side++) {
        tksi_lines_dispose(&diff->lines[side], &env);
        tksi_buffer_dispose(&diff->owned[side]);
        tksi_data_dispose(&diff->trees[side]);
    }
    tksi_buffer_dispose(&diff->arranged);
    tksi_buffer_dispose(&diff->changes);
    tksi_buffer_dispose(&diff->notes);
    tksi_release(&env, diff->hunks);
    tksi_release(&env, diff);
}
