/* yaml.c - YAML read from libyaml's events, into a tree
 *
 * What a plain scalar is - a number, a string, nothing - is YAML 1.2's core schema, the one
 * that JSON fits into: `yes` and `12:30` are strings, `0x1F` and `1e3` are numbers, and stay
 * written like that.
 *
 * An alias is the value it stands for, for everything but being walked into: a text of a
 * few lines can name one value a thousand million times. An alias within what it stands
 * for, keys that are no scalars, and streams that libyaml refuses are no trees.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "data/data.h"

#include <string.h>
#include <yaml.h>

/* An anchor that was seen. Of two with one name the later one holds from there on. */
struct anchor {
    struct tksi_extent name;
    uint32_t node;
};

/* Anchors that aliases are held against: what no text that people or libraries write comes
 * near, and a fraction of a second. */
static const uint64_t most_asked = (uint64_t)1 << 28;

struct yaml {
    yaml_parser_t parser;
    yaml_event_t event; /* the last one read */
    struct tksi_building building;
    struct tksi_buffer anchors; /* of struct anchor; the latest last */
    uint64_t asked;             /* anchors looked at for aliases */
    tks_error *err;
};

static tks_status read_value(struct yaml *yaml);

static tks_status fail_at_mark(const struct yaml *yaml, yaml_mark_t mark, const char *what)
{
    return tksi_fail(yaml->err, TKS_BAD_DATA, "line %zu, column %zu: %s", mark.line + 1,
                     mark.column + 1, what);
}

static tks_status fail_here(const struct yaml *yaml, const char *what)
{
    return fail_at_mark(yaml, yaml->event.start_mark, what);
}

static tks_status next(struct yaml *yaml)
{
    yaml_event_delete(&yaml->event);
    if (yaml_parser_parse(&yaml->parser, &yaml->event))
        return TKS_OK;
    if (yaml->parser.error == YAML_MEMORY_ERROR)
        return tksi_fail(yaml->err, TKS_OUT_OF_MEMORY, "out of memory for YAML");
    if (yaml->parser.error == YAML_READER_ERROR)
        return tksi_fail(yaml->err, TKS_BAD_DATA, "byte %zu: %s", yaml->parser.problem_offset,
                         yaml->parser.problem);
    return fail_at_mark(yaml, yaml->parser.problem_mark,
                        yaml->parser.problem != NULL ? yaml->parser.problem : "it is refused");
}

static tks_status put_text(struct tksi_extent *out, struct yaml *yaml, const void *text,
                           size_t length)
{
    struct tksi_buffer *texts = &yaml->building.tree->texts;
    const size_t from = texts->length;
    const tks_status status = tksi_buffer_append(texts, text, length, yaml->err);

    if (status == TKS_OK)
        *out = tksi_building_text(&yaml->building, from);
    return status;
}

/* ----------------------------------------------------------------- what scalars are */

static bool is_one_of(tks_str text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strlen(*words) == text.length && memcmp(*words, text.data, text.length) == 0)
            return true;
    return false;
}

static size_t digits(tks_str text, size_t at, const char *set)
{
    const size_t begun = at;

    while (at < text.length && text.data[at] != '\0' && strchr(set, text.data[at]) != NULL)
        at++;
    return at - begun;
}

static bool is_number(tks_str text)
{
    static const char *const words[] = { ".inf",  ".Inf",  ".INF",  "+.inf", "+.Inf",
                                         "+.INF", "-.inf", "-.Inf", "-.INF", ".nan",
                                         ".NaN",  ".NAN",  NULL };
    static const char decimal[] = "0123456789";
    size_t at, whole, fraction = 0, length;

    if (is_one_of(text, words))
        return true;
    if (text.length > 2 && memcmp(text.data, "0x", 2) == 0)
        return digits(text, 2, "0123456789abcdefABCDEF") == text.length - 2;
    if (text.length > 2 && memcmp(text.data, "0o", 2) == 0)
        return digits(text, 2, "01234567") == text.length - 2;
    at = text.length > 0 && (text.data[0] == '-' || text.data[0] == '+');
    at += whole = digits(text, at, decimal);
    if (at < text.length && text.data[at] == '.')
        at += 1 + (fraction = digits(text, at + 1, decimal));
    if (whole + fraction == 0)
        return false;
    if (at < text.length && (text.data[at] == 'e' || text.data[at] == 'E')) {
        at++;
        at += at < text.length && (text.data[at] == '-' || text.data[at] == '+');
        length = digits(text, at, decimal);
        if (length == 0)
            return false;
        at += length;
    }
    return at == text.length;
}

static enum tksi_kind kind_of_plain(tks_str text)
{
    static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
    static const char *const booleans[] = {
        "true", "True", "TRUE", "false", "False", "FALSE", NULL
    };

    return is_one_of(text, nulls)      ? TKSI_NULL
           : is_one_of(text, booleans) ? TKSI_BOOLEAN
           : is_number(text)           ? TKSI_NUMBER
                                       : TKSI_STRING;
}

/* Whether a tag says what a scalar is; *kind then is that. */
static bool is_core_tag(const char *tag, enum tksi_kind *kind)
{
    static const struct {
        const char *tag;
        enum tksi_kind kind;
    } core[] = {
        { YAML_STR_TAG, TKSI_STRING },   { YAML_INT_TAG, TKSI_NUMBER },
        { YAML_FLOAT_TAG, TKSI_NUMBER }, { YAML_BOOL_TAG, TKSI_BOOLEAN },
        { YAML_NULL_TAG, TKSI_NULL },    { "!", TKSI_STRING },
    };

    for (size_t i = 0; i < sizeof core / sizeof *core; i++)
        if (strcmp(core[i].tag, tag) == 0) {
            *kind = core[i].kind;
            return true;
        }
    return false;
}

static enum tksi_kind kind_of(const yaml_event_t *event)
{
    const tks_str text = { (const char *)event->data.scalar.value, event->data.scalar.length };
    const char *tag = (const char *)event->data.scalar.tag;
    enum tksi_kind kind = TKSI_STRING;

    if ((tag == NULL || !is_core_tag(tag, &kind)) &&
        event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
        kind = kind_of_plain(text);
    return kind;
}

/* The text of a scalar; the words for nothing and for truth in one spelling. */
static tks_str text_of(const yaml_event_t *event, enum tksi_kind kind)
{
    const char *text = (const char *)event->data.scalar.value;

    if (kind == TKSI_NULL)
        return (tks_str){ "null", 4 };
    if (kind == TKSI_BOOLEAN && event->data.scalar.length > 0)
        return *text == 't' || *text == 'T' ? (tks_str){ "true", 4 } : (tks_str){ "false", 5 };
    return (tks_str){ text, event->data.scalar.length };
}

/* ----------------------------------------------------------------- anchors and tags */

static tks_status remember(struct yaml *yaml, const yaml_char_t *anchor)
{
    struct anchor new = { .node = yaml->building.tree->count - 1 };
    const tks_status status =
        anchor != NULL ? put_text(&new.name, yaml, anchor, strlen((const char *)anchor)) : TKS_OK;

    if (status != TKS_OK || anchor == NULL)
        return status;
    return tksi_buffer_append(&yaml->anchors, &new, sizeof new, yaml->err);
}

/* The tag of the value that comes next, unless it says what everybody sees. */
static tks_status take_tag(struct yaml *yaml, const yaml_char_t *tag)
{
    enum tksi_kind ignored;
    const char *text = (const char *)tag;

    if (tag == NULL || is_core_tag(text, &ignored) || strcmp(text, YAML_SEQ_TAG) == 0 ||
        strcmp(text, YAML_MAP_TAG) == 0)
        return TKS_OK;
    return put_text(&yaml->building.next.tag, yaml, text, strlen(text));
}

static tks_status read_alias(struct yaml *yaml)
{
    struct tksi_data *tree = yaml->building.tree;
    const struct anchor *anchors = (const struct anchor *)(const void *)yaml->anchors.data;
    const char *name = (const char *)yaml->event.data.alias.anchor;
    size_t i = yaml->anchors.length / sizeof *anchors;
    const struct tksi_datum *target;
    struct tksi_datum value;
    tks_status status;

    for (; i > 0; i--) {
        const tks_str known = tksi_extent_of(tree, anchors[i - 1].name);

        if (strlen(name) == known.length && memcmp(name, known.data, known.length) == 0)
            break;
        if (yaml->asked++ == most_asked)
            return tksi_fail(yaml->err, TKS_OVER_LIMIT, "too many anchors and aliases");
    }
    if (i == 0)
        return fail_here(yaml, "an alias of nothing before it, or of what it stands in");
    target = tksi_datum_at(tree, anchors[i - 1].node);
    value = (struct tksi_datum){ .kind = target->kind,
                                 .alias = true,
                                 .line = (uint32_t)yaml->event.start_mark.line,
                                 .children = target->children,
                                 .count = target->count,
                                 .target = anchors[i - 1].node };
    if ((status = put_text(&value.text, yaml, name, strlen(name))))
        return status;
    return tksi_building_scalar(&yaml->building, value, yaml->err);
}

/* ------------------------------------------------------------------------- values */

static tks_status read_scalar(struct yaml *yaml)
{
    const enum tksi_kind kind = kind_of(&yaml->event);
    const tks_str text = text_of(&yaml->event, kind);
    struct tksi_datum value = { .kind = (uint8_t)kind,
                                .line = (uint32_t)yaml->event.start_mark.line };
    tks_status status;

    if ((status = take_tag(yaml, yaml->event.data.scalar.tag)) ||
        (status = put_text(&value.text, yaml, text.data, text.length)) ||
        (status = tksi_building_scalar(&yaml->building, value, yaml->err)))
        return status;
    return remember(yaml, yaml->event.data.scalar.anchor);
}

static tks_status read_key(struct yaml *yaml)
{
    struct tksi_datum *value = &yaml->building.next;
    enum tksi_kind kind;
    tks_str text;

    if (yaml->event.type != YAML_SCALAR_EVENT || yaml->event.data.scalar.anchor != NULL)
        return fail_here(yaml, "a key that is not a plain word or a string");
    kind = kind_of(&yaml->event);
    text = text_of(&yaml->event, kind);
    value->key_kind = (uint8_t)kind;
    return put_text(&value->key, yaml, text.data, text.length);
}

/* What stands in a list or mapping, to its end. */
static tks_status read_children(struct yaml *yaml, bool keyed)
{
    const yaml_event_type_t end = keyed ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
    tks_status status;

    for (;;) {
        if ((status = next(yaml)) || yaml->event.type == end)
            return status;
        if (keyed && ((status = read_key(yaml)) || (status = next(yaml))))
            return status;
        if ((status = read_value(yaml)))
            return status;
    }
}

static tks_status read_collection(struct yaml *yaml)
{
    const bool keyed = yaml->event.type == YAML_MAPPING_START_EVENT;
    const yaml_char_t *anchor =
        keyed ? yaml->event.data.mapping_start.anchor : yaml->event.data.sequence_start.anchor;
    struct tksi_extent name = { 0, 0 };
    struct anchor new;
    tks_status status;

    status = take_tag(yaml, keyed ? yaml->event.data.mapping_start.tag
                                  : yaml->event.data.sequence_start.tag);
    if (status == TKS_OK && anchor != NULL)
        status = put_text(&name, yaml, anchor, strlen((const char *)anchor));
    if (status != TKS_OK ||
        (status = tksi_building_open(&yaml->building, keyed ? TKSI_MAPPING : TKSI_LIST,
                                     (uint32_t)yaml->event.start_mark.line, yaml->err)) ||
        (status = read_children(yaml, keyed)) ||
        (status = tksi_building_close(&yaml->building, &new.node, yaml->err)) || anchor == NULL)
        return status;
    new.name = name;
    return tksi_buffer_append(&yaml->anchors, &new, sizeof new, yaml->err);
}

/* As deep as TKSI_DATA_NESTED, which the building sees to. */
static tks_status read_value(struct yaml *yaml)
{
    switch (yaml->event.type) {
    case YAML_ALIAS_EVENT:
        return read_alias(yaml);
    case YAML_SCALAR_EVENT:
        return read_scalar(yaml);
    default:
        return read_collection(yaml);
    }
}

static tks_status read_stream(struct yaml *yaml)
{
    tks_status status;

    if ((status = next(yaml))) /* the stream's beginning */
        return status;
    for (;;) {
        if ((status = next(yaml)) || yaml->event.type == YAML_STREAM_END_EVENT)
            return status;
        yaml->anchors.length = 0; /* anchors hold within their document */
        if ((status = next(yaml)) || (status = read_value(yaml)) ||
            (status = next(yaml))) /* the document's end */
            return status;
    }
}

tks_status tksi_data_read_yaml(struct tksi_data *out, tks_bytes text, const struct tksi_env *env,
                               tks_error *err)
{
    struct yaml yaml = { .err = err };
    tks_status status = tksi_building_begin(&yaml.building, out, text, env, err);

    tksi_buffer_init(&yaml.anchors, SIZE_MAX, &out->env);
    if (status)
        goto done;
    if (!yaml_parser_initialize(&yaml.parser)) {
        status = tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory for YAML");
        goto done;
    }
    yaml_parser_set_input_string(&yaml.parser, text.data, text.length);
    if ((status = read_stream(&yaml)) == TKS_OK)
        status = tksi_building_end(&yaml.building, err);
    yaml_event_delete(&yaml.event);
    yaml_parser_delete(&yaml.parser);
done:
    tksi_buffer_dispose(&yaml.anchors);
    tksi_building_dispose(&yaml.building);
    return status;
}
