/* test_changes.c - several entries changed at once, and nothing else
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "told.h"

#include <stdio.h>
#include <string.h>

#define V "# serializer version: 1\n"

static struct tksi_env env;

static int set_up(void **state)
{
    (void)state;
    return tksi_env_defaults(&env, NULL, NULL) == TKS_OK ? 0 : -1;
}

static tks_bytes text_of(const char *text)
{
    return (tks_bytes){ text, strlen(text) };
}

static struct tksi_change put(tks_error *outcome, const char *name, const char *value,
                              uint32_t order)
{
    *outcome = (tks_error){ .status = TKS_OK };
    return (struct tksi_change){
        .name = text_of(name), .value = text_of(value), .order = order, .outcome = outcome
    };
}

static struct tksi_change take(tks_error *outcome, const char *name)
{
    struct tksi_change change = put(outcome, name, "", 0);

    change.removed = true;
    return change;
}

static size_t assert_makes(const char *format, const char *before, struct tksi_change *changes,
                           size_t count, const char *after)
{
    struct tksi_buffer out;
    tks_error err = { 0 };
    size_t entries = 99;

    tksi_buffer_init(&out, 1 << 20, &env);
    if (tksi_changes_make(&out, &entries, tksi_format_named(format), text_of(before), changes,
                          count, &err) != TKS_OK)
        fail_msg("%s", err.message);
    assert_int_equal(out.length, strlen(after));
    if (out.length > 0)
        assert_memory_equal(out.data, after, out.length);
    tksi_buffer_dispose(&out);
    return entries;
}

static void some_are_replaced_some_removed_some_put_in(void **state)
{
    tks_error outcomes[4];
    struct tksi_change changes[] = { put(&outcomes[0], "d", "4", 0), take(&outcomes[1], "b"),
                                     put(&outcomes[2], "a", "one\n", 0),
                                     put(&outcomes[3], "bb", "x", 0) };

    (void)state;
    assert_int_equal(assert_makes("amber",
                                  V "# name: a\n  1\n# ---\n# a comment\n# name: b\n  2\n# ---\n"
                                    "# name: c\n  3\n# ---\n",
                                  changes, 4,
                                  V "# name: a\n  one\n  \n# ---\n# a comment\n"
                                    "# name: bb\n  x\n# ---\n# name: c\n  3\n# ---\n"
                                    "# name: d\n  4\n# ---\n"),
                     4);
    for (int i = 0; i < 4; i++)
        assert_int_equal(outcomes[i].status, TKS_OK);
}

static void a_file_that_is_not_there_is_begun(void **state)
{
    tks_error outcomes[2];
    struct tksi_change changes[] = { put(&outcomes[0], "TestB - 1", "b", 1),
                                     put(&outcomes[1], "TestA - 1", "a\n", 2) };

    (void)state;
    assert_int_equal(assert_makes("go-snaps", "", changes, 2,
                                  "\n[TestB - 1]\nb\n---\n\n[TestA - 1]\na\n\n---\n"),
                     2);
}

static void what_is_gone_already_need_not_go(void **state)
{
    tks_error outcome;
    struct tksi_change change = take(&outcome, "z");

    (void)state;
    assert_int_equal(assert_makes("amber", V "# name: a\n  1\n# ---\n", &change, 1,
                                  V "# name: a\n  1\n# ---\n"),
                     1);
    assert_false(change.met);
}

static void the_last_entry_may_go(void **state)
{
    tks_error outcome;
    struct tksi_change change = take(&outcome, "a");

    (void)state;
    assert_int_equal(assert_makes("amber", V "# name: a\n  1\n# ---\n", &change, 1, V), 0);
}

static void of_two_of_a_name_the_one_that_is_read_is_replaced(void **state)
{
    tks_error outcome;
    struct tksi_change change = put(&outcome, "a", "new", 0);

    (void)state;
    assert_makes("amber", V "# name: a\n  1\n# ---\n# name: a\n  2\n# ---\n", &change, 1,
                 V "# name: a\n  1\n# ---\n# name: a\n  new\n# ---\n");
    change = put(&outcome, "A - 1", "new", 0);
    assert_makes("go-snaps", "\n[A - 1]\n1\n---\n\n[A - 1]\n2\n---\n", &change, 1,
                 "\n[A - 1]\nnew\n---\n\n[A - 1]\n2\n---\n");
    change = take(&outcome, "A - 1"); /* or the other would be read from now on */
    assert_makes("go-snaps", "\n[A - 1]\n1\n---\n\n[A - 1]\n2\n---\n", &change, 1, "");
}

static void one_that_cannot_be_made_stops_no_other(void **state)
{
    tks_error outcomes[3];
    struct tksi_change changes[] = { put(&outcomes[0], "a", "1 now", 0),
                                     put(&outcomes[1], "b", "cr\rcr", 0),
                                     put(&outcomes[2], " no name ", "x", 0) };

    (void)state;
    assert_makes("amber", V "# name: a\n  1\n# ---\n# name: b\n  2\n# ---\n", changes, 3,
                 V "# name: a\n  1 now\n# ---\n# name: b\n  2\n# ---\n");
    assert_int_equal(outcomes[0].status, TKS_OK);
    assert_int_equal(outcomes[1].status, TKS_UNSUPPORTED);
    assert_int_equal(outcomes[2].status, TKS_UNSUPPORTED);
}

static void a_file_with_conflict_markers_is_left(void **state)
{
    static const char before[] = V "<<<<<<< ours\n# name: a\n  1\n# ---\n=======\n"
                                   "# name: a\n  2\n# ---\n>>>>>>> theirs\n";
    tks_error outcome;
    struct tksi_change change = put(&outcome, "a", "3", 0);

    (void)state;
    assert_makes("amber", before, &change, 1, before);
    assert_int_equal(outcome.status, TKS_CONFLICT);
}

static void names_are_compared_as_people_read_them(void **state)
{
    tks_error outcome;
    struct tksi_change change = put(&outcome, "say `hi` 1", "new", 0);

    (void)state;
    assert_makes("jest",
                 "// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\n"
                 "exports[`say \\`hi\\` 1`] = `old`;\n",
                 &change, 1,
                 "// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\n"
                 "exports[`say \\`hi\\` 1`] = `new`;\n");
}

static void two_changes_of_one_entry_are_refused(void **state)
{
    tks_error outcomes[2];
    struct tksi_change changes[] = { put(&outcomes[0], "a", "1", 0),
                                     put(&outcomes[1], "a", "2", 0) };
    struct tksi_buffer out;
    size_t entries;

    (void)state;
    tksi_buffer_init(&out, 1000, &env);
    assert_int_equal(tksi_changes_make(&out, &entries, tksi_format_named("amber"), text_of(V),
                                       changes, 2, NULL),
                     TKS_INVALID_ARGUMENT);
    tksi_buffer_dispose(&out);
}

/* Any values into any file and the old ones back: the file is what it was. */
static void there_and_back_again_is_where_one_was(void **state)
{
    enum { ENTRIES = 40 };
    static const char letters[] = "ab \n-#[]'\t";
    char before[8192], names[ENTRIES][24], values[2][ENTRIES][12];
    unsigned seed = 7;

    (void)state;
    for (int round = 0; round < 50; round++) {
        tks_error outcomes[ENTRIES];
        struct tksi_change changes[ENTRIES];
        struct tksi_buffer there, back;
        size_t length = (size_t)snprintf(before, sizeof before, V), entries;

        for (int i = 0; i < ENTRIES; i++) {
            for (int side = 0; side < 2; side++) {
                const int n = 1 + (int)(((seed = seed * 1103515245 + 12345) >> 16) % 10);

                for (int k = 0; k < n; k++)
                    values[side][i][k] =
                        letters[((seed = seed * 1103515245 + 12345) >> 16) % (sizeof letters - 1)];
                values[side][i][n] = '\0';
            }
            snprintf(names[i], sizeof names[i], "test_%02d", i);
            changes[i] = put(&outcomes[i], names[i], values[0][i], 0);
        }
        tksi_buffer_init(&there, 1 << 20, &env);
        tksi_buffer_init(&back, 1 << 20, &env);
        assert_int_equal(tksi_changes_make(&there, &entries, tksi_format_named("amber"),
                                           (tks_bytes){ before, length }, changes, ENTRIES, NULL),
                         TKS_OK);
        for (int side = 1; side >= 0; side--) {
            struct tksi_buffer *from = side ? &there : &back;
            struct tksi_buffer to;

            for (int i = 0; i < ENTRIES; i++)
                changes[i] = put(&outcomes[i], names[i], values[side][i], 0);
            tksi_buffer_init(&to, 1 << 20, &env);
            assert_int_equal(tksi_changes_make(&to, &entries, tksi_format_named("amber"),
                                               (tks_bytes){ from->data, from->length }, changes,
                                               ENTRIES, NULL),
                             TKS_OK);
            assert_int_equal(entries, ENTRIES);
            tksi_buffer_dispose(&back);
            back = to;
        }
        assert_int_equal(back.length, there.length);
        assert_memory_equal(back.data, there.data, there.length);
        tksi_buffer_dispose(&there);
        tksi_buffer_dispose(&back);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(some_are_replaced_some_removed_some_put_in),
        cmocka_unit_test(a_file_that_is_not_there_is_begun),
        cmocka_unit_test(what_is_gone_already_need_not_go),
        cmocka_unit_test(the_last_entry_may_go),
        cmocka_unit_test(of_two_of_a_name_the_one_that_is_read_is_replaced),
        cmocka_unit_test(one_that_cannot_be_made_stops_no_other),
        cmocka_unit_test(a_file_with_conflict_markers_is_left),
        cmocka_unit_test(names_are_compared_as_people_read_them),
        cmocka_unit_test(two_changes_of_one_entry_are_refused),
        cmocka_unit_test(there_and_back_again_is_where_one_was),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
