/* config_read.c - tksnap.yaml, read strictly
 *
 * The file is a mapping of rules by their options' names, and a list `paths` of such
 * mappings with a `match` each. It is read from libyaml's events, one after the other, so
 * that nothing is built that is not wanted: what is nested deeper than this is an error
 * before it is read, and anchors and aliases, with which a short file could say a very long
 * thing, are errors too. Every value is taken as the text it is written as: nothing becomes
 * a number or a date on the way.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "config_file.h"
#include "say.h"
#include "suggest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { MOST_BYTES = 1 << 20 };

struct reader {
    yaml_parser_t parser;
    yaml_event_t event; /* the last one read */
    const char *path;
    struct config *config;
    tks_error *err;
};

/* One mapping of rules on its way. */
struct keys {
    struct rules *rules;
    struct block *block; /* NULL: the file's own */
    bool taken[64];      /* by the option's place in its table */
    bool has_paths;
};

/* ------------------------------------------------------------------- errors */

/* "tksnap.yaml:3:5: " before what is wrong. The words of an option's error begin with its
 * dashes, which the file has not. */
static bool fail_here(const struct reader *reader, yaml_mark_t mark, const char *message)
{
    if (strncmp(message, "--", 2) == 0)
        message += 2;
    return fail_with(reader->err, "%s:%zu:%zu: %s", reader->path, mark.line + 1, mark.column + 1,
                     message);
}

static bool fail_event(const struct reader *reader, const char *message)
{
    return fail_here(reader, reader->event.start_mark, message);
}

static bool fail_syntax(const struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    char message[160];

    if (parser->error == YAML_MEMORY_ERROR)
        return fail_as(reader->err, TKS_OUT_OF_MEMORY, "%s: out of memory", reader->path) == TKS_OK;
    snprintf(message, sizeof message, "not YAML: %s",
             parser->problem != NULL ? parser->problem : "it cannot be read");
    if (parser->error == YAML_READER_ERROR)
        return fail_with(reader->err, "%s: %s (byte %zu)", reader->path, message,
                         parser->problem_offset);
    return fail_here(reader, parser->problem_mark, message);
}

/* ------------------------------------------------------------------- events */

/* The anchor and the tag of an event that has some. */
static const yaml_char_t *marked(const yaml_event_t *event, bool tag)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return tag ? event->data.scalar.tag : event->data.scalar.anchor;
    case YAML_SEQUENCE_START_EVENT:
        return tag ? event->data.sequence_start.tag : event->data.sequence_start.anchor;
    case YAML_MAPPING_START_EVENT:
        return tag ? event->data.mapping_start.tag : event->data.mapping_start.anchor;
    default:
        return NULL;
    }
}

static bool next(struct reader *reader)
{
    yaml_event_delete(&reader->event);
    if (!yaml_parser_parse(&reader->parser, &reader->event))
        return fail_syntax(reader);
    if (reader->event.type == YAML_ALIAS_EVENT || marked(&reader->event, false) != NULL)
        return fail_event(reader, "anchors and aliases are not understood here; write it out");
    if (marked(&reader->event, true) != NULL)
        return fail_event(reader, "tags are not understood here");
    return true;
}

static bool is(const struct reader *reader, yaml_event_type_t type)
{
    return reader->event.type == type;
}

static const char *text_of(const struct reader *reader)
{
    return (const char *)reader->event.data.scalar.value;
}

/* A key: all of it is seen. */
static bool is_key(const struct reader *reader)
{
    return is(reader, YAML_SCALAR_EVENT) &&
           strlen(text_of(reader)) == reader->event.data.scalar.length;
}

/* A text that can be taken: there is one, and all of it is seen. */
static bool has_text(const struct reader *reader, const char *name)
{
    char message[160];

    if (reader->event.data.scalar.length == 0)
        snprintf(message, sizeof message, "%s has no value", name);
    else if (strlen(text_of(reader)) != reader->event.data.scalar.length)
        snprintf(message, sizeof message, "the value of %s holds a zero byte", name);
    else
        return true;
    return fail_event(reader, message);
}

/* ------------------------------------------------------------------- values */

static bool is_list(const struct option *option)
{
    switch (option->id) {
    case OPT_IGNORE:
    case OPT_LAYOUT:
    case OPT_FLOATING:
    case OPT_SENSITIVE:
    case OPT_SCORE:
    case OPT_FILTER:
    case OPT_SORTED:
        return true;
    default:
        return false;
    }
}

/* `path` as seen from the file's folder; free it. */
static char *beside(const char *file, const char *path)
{
    const char *slash = strrchr(file, '/');
    const size_t before = *path == '/' || slash == NULL ? 0 : (size_t)(slash + 1 - file);
    const size_t length = strlen(path) + 1;
    char *whole = malloc(before + length);

    if (whole != NULL) {
        memcpy(whole, file, before);
        memcpy(whole + before, path, length);
    }
    return whole;
}

static bool take_mask(struct reader *reader, struct rules *rules, const struct option *option)
{
    char *path;
    bool taken;

    if (strcmp(text_of(reader), "-") == 0)
        return fail_event(reader, "mask cannot be standard input");
    if ((path = beside(reader->path, text_of(reader))) == NULL)
        return fail_as(reader->err, TKS_OUT_OF_MEMORY, "out of memory for a path") == TKS_OK;
    taken = rules_take_text(rules, option, path, reader->err);
    free(path);
    return taken;
}

static bool take_text(struct reader *reader, struct rules *rules, const struct option *option)
{
    tks_error why = { 0 };

    if (!has_text(reader, option->name))
        return false;
    if (option->id == OPT_MASK)
        return take_mask(reader, rules, option);
    if (rules_take_text(rules, option, text_of(reader), &why))
        return true;
    if (why.status != TKS_INVALID_ARGUMENT)
        return fail_as(reader->err, why.status, "%s", why.message) == TKS_OK;
    return fail_event(reader, why.message);
}

static bool fail_kind(const struct reader *reader, const struct option *option, const char *what)
{
    char message[160];

    snprintf(message, sizeof message, "%s wants a value%s, not a %s", option->name,
             is_list(option) ? " or a list of them" : "", what);
    return fail_event(reader, message);
}

static bool take_list(struct reader *reader, struct rules *rules, const struct option *option)
{
    if (!is_list(option))
        return fail_kind(reader, option, "list");
    while (next(reader) && !is(reader, YAML_SEQUENCE_END_EVENT)) {
        if (!is(reader, YAML_SCALAR_EVENT))
            return fail_kind(reader, option, "list of lists or mappings");
        if (!take_text(reader, rules, option))
            return false;
    }
    return is(reader, YAML_SEQUENCE_END_EVENT);
}

static bool take_value(struct reader *reader, struct rules *rules, const struct option *option)
{
    if (!next(reader))
        return false;
    switch (reader->event.type) {
    case YAML_SCALAR_EVENT:
        return take_text(reader, rules, option);
    case YAML_SEQUENCE_START_EVENT:
        return take_list(reader, rules, option);
    default:
        return fail_kind(reader, option, "mapping");
    }
}

/* --------------------------------------------------------------------- keys */

static bool fail_twice(const struct reader *reader)
{
    char message[160];

    snprintf(message, sizeof message, "%.60s stands here twice", text_of(reader));
    return fail_event(reader, message);
}

static bool fail_unknown(const struct reader *reader, const struct keys *keys)
{
    const char *name = text_of(reader);
    struct suggestion suggestion = suggestion_for(name, strlen(name));
    char message[160];

    for (size_t i = 0; rules_option_at(i) != NULL; i++)
        suggestion_offer(&suggestion, rules_option_at(i)->name);
    suggestion_offer(&suggestion, keys->block != NULL ? "match" : "paths");
    if (suggestion.best != NULL)
        snprintf(message, sizeof message, "there is no key '%.60s'; did you mean '%s'?", name,
                 suggestion.best);
    else
        snprintf(message, sizeof message, "there is no key '%.60s'%s", name,
                 strcmp(name, "match") == 0 ? " outside of 'paths'" : "");
    return fail_event(reader, message);
}

static bool take_match(struct reader *reader, struct keys *keys)
{
    if (keys->block->match != NULL)
        return fail_twice(reader);
    if (!next(reader))
        return false;
    if (!is(reader, YAML_SCALAR_EVENT))
        return fail_event(reader, "match wants a pattern of paths, like 'menu/**'");
    if (!has_text(reader, "match"))
        return false;
    keys->block->match = strdup(text_of(reader));
    return keys->block->match != NULL ||
           fail_as(reader->err, TKS_OUT_OF_MEMORY, "out of memory for a pattern") == TKS_OK;
}

static bool take_option_key(struct reader *reader, struct keys *keys)
{
    const struct option *option;
    size_t place = 0;

    while ((option = rules_option_at(place)) != NULL && strcmp(option->name, text_of(reader)) != 0)
        place++;
    if (option == NULL || place >= sizeof keys->taken)
        return fail_unknown(reader, keys);
    if (keys->taken[place])
        return fail_twice(reader);
    keys->taken[place] = true;
    return take_value(reader, keys->rules, option);
}

/* The rest of a mapping of rules without `paths`, which only the file itself has. */
static bool take_block_keys(struct reader *reader, struct keys *keys)
{
    while (next(reader) && !is(reader, YAML_MAPPING_END_EVENT)) {
        if (!is_key(reader))
            return fail_event(reader, "a key must be the name of a rule");
        if (strcmp(text_of(reader), "match") == 0 ? !take_match(reader, keys)
                                                  : !take_option_key(reader, keys))
            return false;
    }
    return is(reader, YAML_MAPPING_END_EVENT);
}

static struct block *new_block(struct reader *reader)
{
    const struct rules plain = RULES;
    struct config *config = reader->config;

    if (config->n_blocks == config->room) {
        const size_t room = config->room != 0 ? config->room * 2 : 8;
        struct block *larger = realloc(config->blocks, room * sizeof *larger);

        if (larger == NULL) {
            fail_as(reader->err, TKS_OUT_OF_MEMORY, "out of memory for paths");
            return NULL;
        }
        config->blocks = larger;
        config->room = room;
    }
    config->blocks[config->n_blocks] = (struct block){ .rules = plain };
    return &config->blocks[config->n_blocks++];
}

static bool take_block(struct reader *reader)
{
    const yaml_mark_t start = reader->event.start_mark;
    struct keys keys = { .block = new_block(reader) };

    if (keys.block == NULL)
        return false;
    keys.rules = &keys.block->rules;
    if (!take_block_keys(reader, &keys))
        return false;
    return keys.block->match != NULL ||
           fail_here(reader, start, "this block has no match; say which paths it is for");
}

static bool take_paths(struct reader *reader)
{
    if (!next(reader))
        return false;
    if (!is(reader, YAML_SEQUENCE_START_EVENT))
        return fail_event(reader, "paths wants a list of blocks, each with a match and rules");
    while (next(reader) && !is(reader, YAML_SEQUENCE_END_EVENT)) {
        if (!is(reader, YAML_MAPPING_START_EVENT))
            return fail_event(reader, "a block of paths is a mapping with a match and rules");
        if (!take_block(reader))
            return false;
    }
    return is(reader, YAML_SEQUENCE_END_EVENT);
}

static bool take_file_keys(struct reader *reader)
{
    struct keys keys = { .rules = &reader->config->rules };

    while (next(reader) && !is(reader, YAML_MAPPING_END_EVENT)) {
        if (!is_key(reader))
            return fail_event(reader, "a key must be the name of a rule, or paths");
        if (strcmp(text_of(reader), "paths") != 0) {
            if (!take_option_key(reader, &keys))
                return false;
            continue;
        }
        if (keys.has_paths)
            return fail_twice(reader);
        keys.has_paths = true;
        if (!take_paths(reader))
            return false;
    }
    return is(reader, YAML_MAPPING_END_EVENT);
}

/* ----------------------------------------------------------------- document */

/* Nothing, or one mapping. */
static bool take_root(struct reader *reader)
{
    if (is(reader, YAML_MAPPING_START_EVENT))
        return take_file_keys(reader);
    return (is(reader, YAML_SCALAR_EVENT) && reader->event.data.scalar.length == 0) ||
           fail_event(reader, "a configuration is a mapping: a rule and its value on each line, "
                              "like 'metric: visual'");
}

static bool take_document(struct reader *reader)
{
    if (!next(reader) || !take_root(reader))
        return false;
    return next(reader); /* its end */
}

static bool take_stream(struct reader *reader)
{
    if (!next(reader)) /* its begin */
        return false;
    if (!next(reader))
        return false;
    if (is(reader, YAML_STREAM_END_EVENT))
        return true;
    if (!take_document(reader) || !next(reader))
        return false;
    return is(reader, YAML_STREAM_END_EVENT) ||
           fail_event(reader, "a second document begins here; a configuration is one");
}

static bool parse(struct config *config, const unsigned char *text, size_t length, tks_error *err)
{
    struct reader reader = { .path = config->path, .config = config, .err = err };
    bool good;

    if (!yaml_parser_initialize(&reader.parser))
        return fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for %s", config->path) == TKS_OK;
    yaml_parser_set_input_string(&reader.parser, text, length);
    good = take_stream(&reader);
    yaml_event_delete(&reader.event);
    yaml_parser_delete(&reader.parser);
    return good;
}

/* --------------------------------------------------------------------- file */

static bool read_file(unsigned char *text, size_t *length, const char *path, tks_error *err)
{
    FILE *file = fopen(path, "rb");
    bool good = file != NULL;

    if (!good)
        return fail_with(err, "%s: cannot be opened: %s", path, strerror(errno));
    errno = 0;
    *length = fread(text, 1, MOST_BYTES + 1, file);
    if (ferror(file))
        good = fail_with(err, "%s: cannot be read: %s", path, strerror(errno));
    else if (*length > MOST_BYTES)
        good = fail_with(err, "%s: more than %d bytes are no configuration", path, MOST_BYTES);
    fclose(file);
    return good;
}

tks_status config_load(struct config **out, const char *path, tks_error *err)
{
    const struct rules plain = RULES;
    struct config *config = calloc(1, sizeof *config);
    unsigned char *text = malloc(MOST_BYTES + 1);
    size_t length = 0;
    bool good = false;

    if (config != NULL)
        *config = (struct config){ .rules = plain, .path = strdup(path) };
    if (config == NULL || text == NULL || config->path == NULL)
        fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for %s", path);
    else
        good = read_file(text, &length, path, err) && parse(config, text, length, err);
    free(text);
    if (!good) {
        config_free(config);
        return err->status;
    }
    *out = config;
    return TKS_OK;
}

void config_free(struct config *config)
{
    if (config == NULL)
        return;
    for (size_t i = 0; i < config->n_blocks; i++) {
        rules_dispose(&config->blocks[i].rules);
        free(config->blocks[i].match);
    }
    free(config->blocks);
    rules_dispose(&config->rules);
    free(config->path);
    free(config);
}
