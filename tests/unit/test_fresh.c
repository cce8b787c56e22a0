/* test_fresh.c - where entries go that a file does not have yet
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chance.h"
#include "told.h"

#include <stdio.h>
#include <string.h>

#define V    "# serializer version: 1\n"
#define JEST "// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n"

static tks_bytes text_of(const char *text)
{
    return (tks_bytes){ text, strlen(text) };
}

/* Places them; `wanted` are the names as they will stand. Returns where the first goes. */
static size_t assert_placed(const char *format, const char *file, struct tksi_fresh *fresh,
                            size_t count, const char *wanted)
{
    struct tksi_document document;
    char names[200] = "";
    tks_error err = { 0 };

    tksi_document_scan(&document, tksi_format_named(format), text_of(file));
    if (tksi_fresh_place(fresh, count, &document, told_env(), &err) != TKS_OK)
        fail_msg("%s", err.message);
    for (size_t i = 0; i < count; i++)
        strncat(names, fresh[i].name.data, fresh[i].name.length);
    assert_string_equal(names, wanted);
    return fresh[0].at;
}

static void in_a_sorted_file_each_goes_before_the_next_name(void **state)
{
    static const char file[] = V "# name: b\n  1\n# ---\n# name: d\n  2\n# ---\n";
    struct tksi_fresh fresh[] = { { .name = text_of("e"), .order = 1 },
                                  { .name = text_of("c"), .order = 2 },
                                  { .name = text_of("a"), .order = 3 },
                                  { .name = text_of("cc"), .order = 4 } };

    (void)state;
    assert_int_equal(assert_placed("amber", file, fresh, 4, "accce"),
                     strstr(file, "# name: b") - file);
    assert_int_equal(fresh[1].at, strstr(file, "# name: d") - file);
    assert_int_equal(fresh[2].at, fresh[1].at);
    assert_int_equal(fresh[3].at, sizeof file - 1);
}

static void in_any_other_they_come_last_in_the_order_of_their_tests(void **state)
{
    static const char file[] = V "# name: d\n  1\n# ---\n# name: b\n  2\n# ---\n";
    struct tksi_fresh fresh[] = { { .name = text_of("e"), .order = 1 },
                                  { .name = text_of("c"), .order = 2 },
                                  { .name = text_of("a"), .order = 2 } };

    (void)state;
    assert_int_equal(assert_placed("amber", file, fresh, 3, "eac"), sizeof file - 1);
}

static void a_library_that_appends_has_no_other_order(void **state)
{
    static const char file[] = "\n[A - 1]\n1\n---\n";
    struct tksi_fresh fresh[] = { { .name = text_of("C - 1"), .order = 1 },
                                  { .name = text_of("B - 1"), .order = 2 } };

    (void)state;
    assert_int_equal(assert_placed("go-snaps", file, fresh, 2, "C - 1B - 1"), sizeof file - 1);
}

/* ------------------------------------------------------------------- many at once */

enum { MOST = 12, NAME = 16 };

/* A file with some of the names, none for once; the others are put into `fresh`. */
static size_t make_file(struct tksi_buffer *out, tks_str fresh[MOST], char names[MOST][NAME],
                        const char *format, struct chance *chance)
{
    const bool shuffled = chance_once_in(chance, 3), jest = format[0] == 'j';
    const bool empty = !jest && chance_once_in(chance, 6);
    const char *head = format[0] == 'a'            ? V
                       : !jest                     ? ""
                       : chance_once_in(chance, 2) ? JEST "\n"
                                                   : JEST;
    const char *entry = format[0] == 'a' ? "# name: %s\n  1\n# ---\n"
                        : jest           ? "exports[`%s`] = `1`;\n\n"
                                         : "\n[%s]\n1\n---\n";
    size_t count = 0;

    assert_int_equal(tksi_buffer_printf(out, NULL, "%s", empty ? "" : head), TKS_OK);
    for (int i = 0; i < MOST; i++) {
        const int k = shuffled ? (i * 5 + 3) % MOST : i;

        snprintf(names[k], NAME, format[0] == 'g' ? "T%c - 1" : "t.%c", 'a' + k);
        if (empty || chance_once_in(chance, 2))
            fresh[count++] = (tks_str){ names[k], strlen(names[k]) };
        else
            assert_int_equal(tksi_buffer_printf(out, NULL, entry, names[k]), TKS_OK);
    }
    if (out->length > 0 && chance_once_in(chance, 3))
        out->length--; /* the last line has no end */
    return count;
}

static void put_one(struct tksi_buffer *file, const char *format, tks_bytes name)
{
    const tks_bytes before = { file->length > 0 ? (const char *)file->data : "", file->length };
    struct tksi_buffer room, after;
    struct tksi_document document;
    struct tksi_patch patch;
    tks_error err = { 0 };

    tksi_buffer_init(&room, 1 << 20, told_env());
    tksi_buffer_init(&after, 1 << 20, told_env());
    tksi_document_scan(&document, tksi_format_named(format), before);
    if (tksi_patch_insert(&patch, &room, &document, name, text_of("new"), &err) != TKS_OK ||
        tksi_patch_apply(&after, before, &patch, &err) != TKS_OK)
        fail_msg("%s", err.message);
    tksi_buffer_dispose(&room);
    tksi_buffer_dispose(file);
    *file = after;
}

static void many_at_once_come_to_what_one_after_the_other_does(void **state)
{
    static const char *const formats[] = { "amber", "jest", "go-snaps" };
    struct chance chance = { 11 };

    (void)state;
    for (int round = 0; round < 600; round++) {
        const char *format = formats[round % 3];
        struct tksi_change changes[MOST];
        tks_error outcomes[MOST] = { 0 };
        char names[MOST][NAME];
        struct tksi_buffer file, made;
        tks_str fresh[MOST];
        size_t count, entries;

        tksi_buffer_init(&file, 1 << 20, told_env());
        tksi_buffer_init(&made, 1 << 20, told_env());
        count = make_file(&file, fresh, names, format, &chance);
        for (size_t i = 0; i < count; i++)
            changes[i] = (struct tksi_change){ .name = { fresh[i].data, fresh[i].length },
                                               .value = text_of("new"),
                                               .order = (uint32_t)i,
                                               .outcome = &outcomes[i] };
        assert_int_equal(tksi_changes_make(&made, &entries, tksi_format_named(format),
                                           (tks_bytes){ file.length > 0 ? (const char *)file.data
                                                                        : "",
                                                        file.length },
                                           changes, count, NULL),
                         TKS_OK);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(outcomes[i].status, TKS_OK);
            put_one(&file, format, (tks_bytes){ fresh[i].data, fresh[i].length });
        }
        assert_int_equal(made.length, file.length);
        if (made.length > 0)
            assert_memory_equal(made.data, file.data, made.length);
        tksi_buffer_dispose(&made);
        tksi_buffer_dispose(&file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_a_sorted_file_each_goes_before_the_next_name),
        cmocka_unit_test(in_any_other_they_come_last_in_the_order_of_their_tests),
        cmocka_unit_test(a_library_that_appends_has_no_other_order),
        cmocka_unit_test(many_at_once_come_to_what_one_after_the_other_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
