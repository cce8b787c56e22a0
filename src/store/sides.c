/* sides.c - the two values of a pending item
 *
 * What is read was listed before, so what is not any more as it was then is told and not
 * shown: nobody is to judge one thing and accept another.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/project.h"
#include "store/steps.h"

/* What the caller gets, and what it is made of. */
struct reading {
    tks_sides told; /* the first: freed by its address */
    struct tksi_env env;
    struct tksi_values values;
};

static void init_values(struct tksi_values *values, const struct tksi_root *root)
{
    tksi_step_room(&values->expected, root);
    tksi_step_room(&values->actual, root);
    tksi_step_room(&values->note, root);
    tksi_step_room(&values->source, root);
    tksi_step_room(&values->expression, root);
}

static const char *text_of(const struct tksi_buffer *buffer)
{
    return buffer->length > 0 ? (const char *)buffer->data : NULL;
}

static tks_status read(struct tksi_values *out, const tks_project *project,
                       const struct tksi_waiting *waiting, tks_error *err)
{
    const tks_pending *pending = &waiting->pending;

    if (pending->state == TKS_PENDING_UNREADABLE)
        return tksi_fail(err, TKS_BAD_DATA, "%s", pending->problem);
    return waiting->found.store->read(out, &project->root, waiting, err);
}

tks_status tks_project_sides(tks_sides **out, const tks_project *project,
                             const tks_listing *listing, size_t index, tks_error *err)
{
    struct reading *reading;
    struct tksi_values *values;
    tks_status status;

    if (index >= listing->count)
        return tksi_fail(err, TKS_NOT_FOUND, "%zu: the listing has %zu items", index,
                         listing->count);
    if ((reading = tksi_allocate_zeroed(&project->root.env, 1, sizeof *reading)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    reading->env = project->root.env;
    values = &reading->values;
    init_values(values, &project->root);
    if ((status = read(values, project, &listing->waiting[index], err))) {
        tks_sides_free(&reading->told);
        return status;
    }
    reading->told = (tks_sides){ .size = sizeof(tks_sides),
                                 .has_expected = values->has_expected,
                                 .has_actual = values->has_actual,
                                 .expected = tksi_bytes_of(&values->expected),
                                 .actual = tksi_bytes_of(&values->actual),
                                 .note = text_of(&values->note),
                                 .source = text_of(&values->source),
                                 .expression = text_of(&values->expression) };
    *out = &reading->told;
    return TKS_OK;
}

void tks_sides_free(tks_sides *sides)
{
    struct reading *reading = (struct reading *)(void *)sides;
    struct tksi_env env;

    if (reading == NULL)
        return;
    env = reading->env;
    tksi_buffer_dispose(&reading->values.expression);
    tksi_buffer_dispose(&reading->values.source);
    tksi_buffer_dispose(&reading->values.note);
    tksi_buffer_dispose(&reading->values.actual);
    tksi_buffer_dispose(&reading->values.expected);
    tksi_release(&env, reading);
}
