/* fuzz_plan.c - hostile bytes as a journal's plan: read, written, read again the same
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fuzz.h"
#include "journal/plan.h"
#include "root/root.h"

#include <string.h>

static void check_steps(const struct tksi_plan *plan)
{
    for (size_t i = 0; i < tksi_plan_steps(plan); i++) {
        const struct tksi_step *step = tksi_plan_step(plan, i);

        must(step->item < tksi_plan_items(plan), "a step belongs to an item");
        must(tksi_name_check(tksi_plan_text(plan, step->name), NULL) == TKS_OK,
             "a step's file is below the root");
        must(strchr(tksi_plan_text(plan, step->temporary), '/') == NULL,
             "a temporary file is beside its target");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t fill = 0xA5;
    const struct tksi_env env = fuzz_env(&fill, 1, NULL);
    struct tksi_plan plan, again;
    struct tksi_buffer text, second;

    tksi_plan_init(&plan, &env);
    tksi_plan_init(&again, &env);
    tksi_buffer_init(&text, 1 << 24, &env);
    tksi_buffer_init(&second, 1 << 24, &env);
    if (tksi_plan_read(&plan, (tks_bytes){ data, size }, NULL) == TKS_OK) {
        check_steps(&plan);
        must(tksi_plan_put(&text, &plan, NULL) == TKS_OK, "what was read can be written");
        must(tksi_plan_read(&again, (tks_bytes){ text.data, text.length }, NULL) == TKS_OK,
             "what was written can be read");
        must(tksi_plan_put(&second, &again, NULL) == TKS_OK && second.length == text.length &&
                 memcmp(second.data, text.data, text.length) == 0,
             "a plan that is read and written is the same");
    }
    tksi_buffer_dispose(&second);
    tksi_buffer_dispose(&text);
    tksi_plan_dispose(&again);
    tksi_plan_dispose(&plan);
    return 0;
}
