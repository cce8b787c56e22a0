/* show_pending.c - one pending snapshot in the terminal
 *
 * A text that is new is a text all of whose lines were added, and so it is shown; of a
 * picture there is nothing else to say than what it is.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "show.h"

#include "exit.h"
#include "explained.h"
#include "say.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------ head */

/* "  api::list() in src/lib.rs", as far as it is known and was not said. */
static void tell_origin(const tks_sides *sides, const char *path)
{
    const bool told = sides->source == NULL || strcmp(sides->source, path) == 0;

    if (sides->expression == NULL && told)
        return;
    fputs("  ", stdout);
    if (sides->expression != NULL)
        put_name(stdout, sides->expression);
    if (!told) {
        fputs(sides->expression != NULL ? " in " : "in ", stdout);
        put_name(stdout, sides->source);
    }
    putchar('\n');
}

static void tell_head(const struct showing *showing, const tks_outcome *outcome)
{
    const tks_pending *item = tks_listing_at(outcome->pair.listing, outcome->pair.item);
    const tks_sides *sides = outcome->sides;

    printf("#%zu  ", outcome->pair.item + 1);
    put_word(stdout, showing->color, tks_pending_state_name(item->state), 0);
    printf("  %s  ", item->store);
    put_place(stdout, item->path, item->entry);
    putchar('\n');
    if (sides == NULL)
        return;
    tell_origin(sides, item->path);
    if (sides->note != NULL)
        printf("  %s\n", sides->note);
}

/* -------------------------------------------------------------------- pictures */

/* A pair of pictures: what changed in words, then as a picture. */
static tks_status show_pair(const struct showing *showing, const tks_outcome *outcome,
                            tks_error *err)
{
    const tks_explain_options options = { .size = sizeof options, .rules = outcome->pair.rules };
    const tks_sides *sides = outcome->sides;
    tks_image *images[2] = { NULL, NULL };
    tks_explanation *explanation = NULL;
    tks_status status;

    if ((status = tks_explain_bytes(&explanation, outcome->diff, sides->expected, sides->actual,
                                    &options, showing->env, err)))
        return status;
    explained_tell(explanation, outcome->diff, showing->settings);
    tks_explanation_free(explanation);
    if (!showing->pictures.shown)
        return TKS_OK;
    if ((status = tks_image_decode(&images[0], sides->expected, showing->env, err)) == TKS_OK &&
        (status = tks_image_decode(&images[1], sides->actual, showing->env, err)) == TKS_OK)
        status = pictures_put_pair(&showing->pictures, outcome->diff, tks_image_view(images[0]),
                                   tks_image_view(images[1]), showing->env, err);
    tks_image_free(images[1]);
    tks_image_free(images[0]);
    return status;
}

/* ------------------------------------------------------------------- one value */

/* The text with the end of its last line, which most libraries take away; free it. */
static tks_status end_lines(char **out, tks_bytes *text, tks_error *err)
{
    *out = NULL;
    if (text->length == 0 || ((const char *)text->data)[text->length - 1] == '\n')
        return TKS_OK;
    if ((*out = malloc(text->length + 1)) == NULL)
        return fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for a text");
    memcpy(*out, text->data, text->length);
    (*out)[text->length] = '\n';
    *text = (tks_bytes){ *out, text->length + 1 };
    return TKS_OK;
}

/* One text against none. */
static tks_status show_text(struct showing *showing, const tks_outcome *outcome, tks_bytes text,
                            tks_error *err)
{
    const tks_bytes none = { "", 0 };
    const bool added = outcome->sides->has_actual;
    tks_outcome whole = *outcome;
    tks_text_diff *diff = NULL;
    char *ended = NULL;
    tks_status status;

    if ((status = end_lines(&ended, &text, err)) ||
        (status = tks_compare_texts(&diff, added ? none : text, added ? text : none, NULL,
                                    showing->env, err)))
        goto done;
    whole.text = diff;
    if (added)
        whole.pair.expected = "/dev/null";
    else
        whole.pair.actual = "/dev/null";
    status = answer_text(&showing->answer, &whole, err);
done:
    tks_text_diff_free(diff);
    free(ended);
    return status;
}

/* New, or gone. */
static tks_status show_single(struct showing *showing, const tks_outcome *outcome, tks_error *err)
{
    const tks_sides *sides = outcome->sides;
    const tks_bytes bytes = sides->has_actual ? sides->actual : sides->expected;
    tks_image *image = NULL;
    char words[80];
    tks_status status;

    if (!words_for_picture(words, sizeof words, bytes, showing->env))
        return show_text(showing, outcome, bytes, err);
    put_word(stdout, showing->color, words_for_outcome(outcome), 0);
    printf(": %s\n", words);
    if (!showing->pictures.shown)
        return TKS_OK;
    if ((status = tks_image_decode(&image, bytes, showing->env, err)) == TKS_OK)
        status = pictures_put(&showing->pictures, tks_image_view(image), showing->env, err);
    tks_image_free(image);
    return status;
}

/* ------------------------------------------------------------------------- all */

static tks_status show_words(struct showing *showing, const tks_outcome *outcome, tks_error *err)
{
    /* a patch is told alone, so that it can be piped into patch(1) */
    const bool patch = answer_view(&showing->answer, outcome)->style == TKS_TEXT_PATCH;

    if (!patch) {
        show_gap(showing);
        tell_head(showing, outcome);
    }
    if (outcome->text != NULL)
        return answer_text(&showing->answer, outcome, err);
    if (outcome->diff != NULL)
        return show_pair(showing, outcome, err);
    if (outcome->state != TKS_STATE_FAILED)
        return show_single(showing, outcome, err);
    fflush(stdout); /* what is wrong belongs below its head */
    complain("%s", outcome->error.message);
    return TKS_OK;
}

tks_status show_pending(void *user, const tks_outcome *outcome, tks_error *err)
{
    struct showing *showing = user;
    tks_error why = { 0 };
    tks_status status;

    if (outcome->state == TKS_STATE_FAILED)
        showing->exit = exit_worse(showing->exit, exit_for_status(outcome->error.status));
    if (showing->answer.form != ANSWER_WORDS)
        return answer_tell(&showing->answer, outcome, err);
    if (showing->settings->quiet && outcome->state != TKS_STATE_FAILED)
        return TKS_OK;
    status = show_words(showing, outcome, &why);
    if (status == TKS_OK)
        return TKS_OK;
    if (status == TKS_IO_FAILED && ferror(stdout)) {
        *err = why;
        return status;
    }
    /* the others are shown all the same */
    fflush(stdout);
    complain("%s: %s", outcome->pair.name, why.message);
    showing->exit = exit_worse(showing->exit, exit_for_status(status));
    return TKS_OK;
}
