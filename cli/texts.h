/* texts.h - how texts are compared and shown, as options say it
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_TEXTS_H
#define CLI_TEXTS_H

#include <tksnap.h>

struct texts {
    tks_text_rules rules;
    tks_text_view  view;
    const char   **filters; /* owned, as is sorted; what they point to is borrowed */
    const char   **sorted;
    bool           all_files; /* of folders, texts too */
};

#define TEXTS \
    { .rules = TKS_TEXT_RULES, \
      .view = { .size = sizeof(tks_text_view), .style = TKS_TEXT_CHANGES, .context = 3 } }

/* One of the options of texts_group; as take_option, and a flag may be "false". The value
 * must stay as it is. */
bool texts_take(struct texts *texts, int id, const char *value, tks_error *err);

/* Checks the filters and finds out what the terminal can hold. From here on the struct
 * must not move. */
tks_status texts_ready(struct texts *texts, tks_error *err);

void texts_dispose(struct texts *texts);

#endif
