/* fuzz_filter.c - any filter on any line: it ends, and says why it did not work
 *
 * The first line of the input is the filter, the rest is the text.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fuzz.h"

#include "text/text.h"

#include <stdlib.h>
#include <string.h>

static void check_apply(const struct tksi_filters *filters, tks_str text,
                        const struct tksi_env *env)
{
    struct tksi_buffer once, twice;
    tks_error err = { TKS_OK, 0, "" };
    tks_status status;

    tksi_buffer_init(&once, SIZE_MAX, env);
    tksi_buffer_init(&twice, SIZE_MAX, env);
    status = tksi_filters_apply(filters, &once, text, &err);
    must(status == TKS_OK || (status == TKS_OVER_LIMIT && err.message[0] != '\0'),
         "a filter works, or takes too long");
    must(tksi_filters_apply(filters, &twice, text, NULL) == status, "it does the same twice");
    if (status == TKS_OK)
        must(once.length == twice.length &&
                 (once.length == 0 || memcmp(once.data, twice.data, once.length) == 0),
             "with the same result");
    tksi_buffer_dispose(&once);
    tksi_buffer_dispose(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
    struct tksi_filters *filters = NULL;
    tks_error err = { TKS_OK, 0, "" };
    struct tksi_env env;
    const char *given;
    char *filter;

    if (end == NULL || end - data > 200)
        return 0;
    must(tksi_env_defaults(&env, NULL, NULL) == TKS_OK, "there is an environment");
    must((filter = calloc(1, (size_t)(end - data) + 1)) != NULL, "there is memory");
    memcpy(filter, data, (size_t)(end - data));
    given = filter;
    if (tksi_filters_new(&filters, &given, 1, &env, &err) == TKS_OK)
        check_apply(filters, (tks_str){ (const char *)end + 1, size - (size_t)(end - data) - 1 },
                    &env);
    else
        must(err.message[0] != '\0' && strchr(err.message, '\n') == NULL, "it says what is wrong");
    tksi_filters_free(filters);
    free(filter);
    return 0;
}
