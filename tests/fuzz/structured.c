/* structured.c - any two texts, compared by structure
 *
 * A text that is read is written as one line, and that line, read, is written as itself;
 * the verdict is the same either way around; what changed can be told, and what is said to
 * be equal has no change.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "structured.h"

#include "data/data.h"
#include "fuzz.h"

#include <string.h>

static tks_text_rules rules_of(tks_text_structure structure, uint8_t choice)
{
    static const char *const filters[] = { "date", "[a-c]+" };
    tks_text_rules rules = TKS_TEXT_RULES;

    rules.structure = structure;
    rules.ignored = choice & 7;
    rules.float_abs = (choice & 8) != 0 ? 0.5 : 0;
    rules.float_units = (choice & 16) != 0;
    rules.filters = filters;
    rules.n_filters = choice >> 5 & 1 ? 2 : 0;
    return rules;
}

/* What JSON and YAML write alike: no tags, no aliases. */
static bool is_plain(const struct tksi_data *tree)
{
    for (uint32_t i = 0; i < tree->count; i++)
        if (tksi_datum_at(tree, i)->tag.length > 0 || tksi_datum_at(tree, i)->alias)
            return false;
    return true;
}

static tks_status read_tree(struct tksi_data *out, tks_text_structure structure, tks_bytes text,
                            const struct tksi_env *env)
{
    tks_error err = { TKS_OK, 0, "" };
    const tks_status status = structure == TKS_TEXT_JSON
                                  ? tksi_data_read_json(out, text, env, &err)
                                  : tksi_data_read_yaml(out, text, env, &err);

    must(status == TKS_OK || status == TKS_BAD_DATA || status == TKS_OVER_LIMIT,
         "a text is read, or it is wrong");
    must(status == TKS_OK || *err.message != '\0', "it is said what is wrong");
    return status;
}

static void write_tree(struct tksi_buffer *out, const struct tksi_data *tree)
{
    const tks_sink sink = tksi_buffer_sink(out);

    must(tksi_data_write(tree, tree->root, 0, &sink, NULL) == TKS_OK, "it can be written");
    for (uint32_t i = 0; i < tree->count; i++) {
        struct tksi_buffer path;
        tks_sink to_path;

        tksi_buffer_init(&path, SIZE_MAX, out->env);
        to_path = tksi_buffer_sink(&path);
        if (i != tree->root)
            must(tksi_data_write_path(tree, i, &to_path, NULL) == TKS_OK && path.length > 0,
                 "every value has a path");
        tksi_buffer_dispose(&path);
    }
}

static void check_written(tks_text_structure structure, tks_bytes text, const struct tksi_env *env)
{
    struct tksi_data tree, again;
    struct tksi_buffer once, twice;

    tksi_buffer_init(&once, SIZE_MAX, env);
    tksi_buffer_init(&twice, SIZE_MAX, env);
    if (read_tree(&tree, structure, text, env) == TKS_OK) {
        write_tree(&once, &tree);
        /* keys longer than libyaml looks ahead for are not found on one line */
        if (is_plain(&tree) && (structure == TKS_TEXT_JSON || text.length < 1000)) {
            must(read_tree(&again, structure, (tks_bytes){ once.data, once.length }, env) == TKS_OK,
                 "what is written can be read");
            write_tree(&twice, &again);
            /* the second is the list of one document that the first one is */
            must(twice.length == once.length + 2 &&
                     memcmp(twice.data + 1, once.data, once.length) == 0,
                 "and is written the same");
            tksi_data_dispose(&again);
        }
    }
    tksi_data_dispose(&tree);
    tksi_buffer_dispose(&once);
    tksi_buffer_dispose(&twice);
}

static void check_changes(const tks_text_diff *diff, const struct tksi_env *env)
{
    bool differs = false;

    for (size_t i = 0; i < tks_text_diff_changes(diff); i++) {
        const tks_text_change change = tks_text_diff_change(diff, i);
        struct tksi_buffer words;
        tks_sink sink;

        differs = differs || !change.tolerated;
        tksi_buffer_init(&words, SIZE_MAX, env);
        sink = tksi_buffer_sink(&words);
        for (int side = 0; side < 2; side++)
            if (change.kinds[side] != TKS_VALUE_ABSENT)
                must(tks_text_diff_path(diff, i, (tks_side)side, &sink, NULL) == TKS_OK &&
                         tks_text_diff_value(diff, i, (tks_side)side, 50, &sink, NULL) == TKS_OK,
                     "a change can be told");
        tksi_buffer_dispose(&words);
    }
    if (tks_text_diff_structure(diff) != TKS_TEXT_NO_STRUCTURE)
        must(differs == (tks_text_diff_verdict(diff) == TKS_DIFFERENT), "changes make the verdict");
}

void fuzz_structured(tks_text_structure structure, const uint8_t *data, size_t size)
{
    const uint8_t *middle = size > 1 ? memchr(data + 1, '\0', size - 1) : NULL;
    struct tksi_env env;
    tks_text_diff *forward = NULL, *backward = NULL;
    tks_bytes expected, actual;
    tks_text_rules rules;

    must(tksi_env_defaults(&env, NULL, NULL) == TKS_OK, "there is an environment");
    if (middle == NULL)
        return;
    expected = (tks_bytes){ data + 1, (size_t)(middle - data) - 1 };
    actual = (tks_bytes){ middle + 1, size - (size_t)(middle - data) - 1 };
    check_written(structure, expected, &env);
    check_written(structure, actual, &env);
    rules = rules_of(structure, data[0]);
    must(tks_compare_texts(&forward, expected, actual, &rules, NULL, NULL) == TKS_OK &&
             tks_compare_texts(&backward, actual, expected, &rules, NULL, NULL) == TKS_OK,
         "any two texts can be compared");
    check_changes(forward, &env);
    if (tks_text_diff_structure(forward) != TKS_TEXT_NO_STRUCTURE && rules.float_abs == 0)
        must(tks_text_diff_verdict(forward) == tks_text_diff_verdict(backward),
             "the verdict is the same either way around");
    tks_text_diff_free(forward);
    tks_text_diff_free(backward);
}
