/* equal.c - which lines are equal under the rules
 *
 * Lines are numbered by their bytes (classes.c). Where rules say that lines may be equal
 * without being the same bytes, each different line is brought into its normal form once
 * and numbered by that. Numbers that may be near each other are no such relation - 1 is
 * near 2 and 2 is near 3 - so they are asked pair by pair.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "textdiff/equal.h"

#include <string.h>

struct tksi_normal tksi_normal_of(const tks_text_rules *rules, const struct tksi_filters *filters)
{
    return (struct tksi_normal){
        .trailing_space = (rules->ignored & TKS_TEXT_TRAILING_SPACE) != 0,
        .line_endings = (rules->ignored & TKS_TEXT_LINE_ENDINGS) != 0,
        .composition = (rules->ignored & TKS_TEXT_COMPOSITION) != 0,
        .filters = filters,
    };
}

static tks_status normal_form(void *user, struct tksi_buffer *out, tks_str text, tks_error *err)
{
    struct tksi_equal *equal = user;
    const struct tksi_normal normal = tksi_normal_of(equal->rules, equal->filters);

    return tksi_normal_line(&normal, out, &equal->spare, text, err);
}

static tks_status make_normal(struct tksi_equal *equal, tks_error *err)
{
    const tks_text_rules *rules = equal->rules;
    tks_status status;

    if (rules->n_filters > 0 && (status = tksi_filters_new(&equal->filters, rules->filters,
                                                           rules->n_filters, equal->env, err)))
        return status;
    return tksi_forms_make(&equal->normal, &equal->bytes, normal_form, equal, err);
}

/* What the lines of a class are compared as. */
static tks_str compared_as(const struct tksi_equal *equal, uint32_t class)
{
    const struct tksi_forms *normal = &equal->normal;

    if (normal->as == NULL)
        return tksi_class_text(&equal->bytes, class);
    return tksi_piece(&normal->text, normal->at[class], normal->at[class + 1]);
}

struct blanking {
    const struct tksi_equal *equal;
    uint32_t next; /* the class whose turn it is */
};

static tks_status blank_form(void *user, struct tksi_buffer *out, tks_str text, tks_error *err)
{
    struct blanking *blanking = user;

    (void)text;
    return tksi_numbers_blank(out, compared_as(blanking->equal, blanking->next++),
                              &blanking->equal->numbers, err);
}

static tks_status make_blanked(struct tksi_equal *equal, tks_error *err)
{
    struct blanking blanking = { equal, 0 };

    return tksi_forms_make(&equal->blanked, &equal->bytes, blank_form, &blanking, err);
}

tks_status tksi_equal_lines(struct tksi_equal *equal, tks_error *err)
{
    const tks_text_rules *rules = equal->rules;
    const size_t n = (size_t)equal->sides[0].count, all = n + (size_t)equal->sides[1].count;
    tks_status status;

    tksi_buffer_init(&equal->spare, SIZE_MAX, equal->env);
    equal->numbers =
        (struct tksi_number_rule){ rules->float_abs, rules->float_rel, rules->float_units };
    if ((status = tksi_classes_of_lines(&equal->bytes, equal->sides, equal->env, err)))
        return status;
    if ((rules->ignored != 0 || rules->n_filters > 0) && (status = make_normal(equal, err)))
        return status;
    if (tksi_equal_has_near(equal) && (status = make_blanked(equal, err)))
        return status;
    equal->of[0] = equal->bytes.of[0];
    equal->of[1] = equal->bytes.of[1];
    equal->count = equal->bytes.count;
    if (equal->normal.as == NULL)
        return TKS_OK;
    if ((equal->room = tksi_allocate(equal->env, all, sizeof *equal->room)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for %zu lines", all);
    for (size_t i = 0; i < all; i++)
        equal->room[i] = equal->normal.as[equal->bytes.of[0][i]];
    equal->of[0] = equal->room;
    equal->of[1] = equal->room + n;
    equal->count = equal->normal.count;
    return TKS_OK;
}

void tksi_equal_dispose(struct tksi_equal *equal)
{
    tksi_release(equal->env, equal->room);
    tksi_forms_dispose(&equal->blanked, equal->env);
    tksi_forms_dispose(&equal->normal, equal->env);
    if (equal->spare.env != NULL)
        tksi_buffer_dispose(&equal->spare);
    tksi_filters_free(equal->filters);
    tksi_classes_dispose(&equal->bytes);
}

/* ------------------------------------------------------------------------ near */

bool tksi_equal_has_near(const struct tksi_equal *equal)
{
    return equal->rules->float_abs > 0 || equal->rules->float_rel > 0;
}

uint32_t tksi_equal_blanked(const struct tksi_equal *equal, int side, int32_t line)
{
    return equal->blanked.as[equal->bytes.of[side][line]];
}

bool tksi_equal_near(const struct tksi_equal *equal, int32_t expected, int32_t actual)
{
    const uint32_t a = equal->bytes.of[0][expected], b = equal->bytes.of[1][actual];

    return equal->blanked.as[a] == equal->blanked.as[b] &&
           tksi_numbers_near(compared_as(equal, a), compared_as(equal, b), &equal->numbers);
}

void tksi_equal_mark_vague(const struct tksi_equal *equal, uint8_t *vague)
{
    const struct tksi_forms *blanked = &equal->blanked;

    for (uint32_t i = 0; i < equal->bytes.count; i++) {
        const tks_str text = compared_as(equal, i);
        const tks_str blank = tksi_piece(&blanked->text, blanked->at[i], blanked->at[i + 1]);

        if (text.length != blank.length || memcmp(text.data, blank.data, text.length) != 0)
            vague[equal->normal.as != NULL ? equal->normal.as[i] : i] = 1;
    }
}
