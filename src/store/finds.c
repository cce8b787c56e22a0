/* finds.c - what waits, while it is gathered
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/store.h"

enum { MOST_BYTES = 1 << 30 };

const char *tks_pending_state_name(tks_pending_state state)
{
    return state == TKS_PENDING_CHANGED   ? "changed"
           : state == TKS_PENDING_NEW     ? "new"
           : state == TKS_PENDING_REMOVED ? "removed"
                                          : "unreadable";
}

struct tksi_found tksi_found_nothing(const struct tksi_store *store)
{
    return (struct tksi_found){ .store = store,
                                .path = TKSI_NO_TEXT,
                                .entry = TKSI_NO_TEXT,
                                .file = TKSI_NO_TEXT,
                                .sidecar = TKSI_NO_TEXT,
                                .problem = TKSI_NO_TEXT,
                                .expected = TKSI_NO_TEXT,
                                .actual = TKSI_NO_TEXT,
                                .expression = TKSI_NO_TEXT,
                                .source = TKSI_NO_TEXT,
                                .finding = TKSI_NO_TEXT };
}

void tksi_finds_init(struct tksi_finds *finds, const struct tksi_env *env)
{
    tksi_buffer_init(&finds->found, MOST_BYTES, env);
    tksi_buffer_init(&finds->text, MOST_BYTES, env);
}

void tksi_finds_dispose(struct tksi_finds *finds)
{
    tksi_buffer_dispose(&finds->text);
    tksi_buffer_dispose(&finds->found);
}

tks_status tksi_finds_text(size_t *at, struct tksi_finds *finds, tks_bytes text, tks_error *err)
{
    tks_status status;

    *at = finds->text.length;
    if ((status = tksi_buffer_append(&finds->text, text.data, text.length, err)))
        return status;
    return tksi_buffer_append(&finds->text, "", 1, err);
}

tks_status tksi_finds_add(struct tksi_finds *finds, const struct tksi_found *found, tks_error *err)
{
    return tksi_buffer_append(&finds->found, found, sizeof *found, err);
}
