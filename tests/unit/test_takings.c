/* test_takings.c - what a command did to a file is told as changes that come to the same
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "record/record.h"

#include <stdio.h>
#include <string.h>

#define V          "# serializer version: 1\n"
#define ONE(value) "# name: one\n  " value "\n# ---\n"
#define TWO(value) "# name: two\n  " value "\n# ---\n"
#define AMBER      "tests/__snapshots__/test_a.ambr"
#define GO         "a/__snapshots__/a_test.snap"
#define JEST_HEAD  "// Jest Snapshot v1, https://goo.gl/fbAQLP\n\n"

struct telling {
    char text[2048];
    size_t length;
};

static void put(struct telling *telling, const char *text)
{
    telling->length += (size_t)snprintf(telling->text + telling->length,
                                        sizeof telling->text - telling->length, "%s", text);
}

static tks_status tell(void *user, const struct tksi_kept *kept, tks_error *err)
{
    struct telling *telling = user;
    char value[512];

    (void)err;
    snprintf(value, sizeof value, "%.*s", (int)kept->value.length, (const char *)kept->value.data);
    put(telling, telling->length > 0 ? " | " : "");
    put(telling, kept->format->name);
    put(telling, " ");
    put(telling, tks_pending_state_name(kept->state));
    put(telling, " ");
    put(telling, kept->entry != NULL ? kept->entry : "(file)");
    if (kept->state != TKS_PENDING_REMOVED || kept->value.length > 0) {
        put(telling, " = ");
        put(telling, value);
    }
    return TKS_OK;
}

/* NULL: it is not there. */
static const char *taken(const char *path, const char *before, const char *after)
{
    static struct telling telling;
    struct tksi_taking taking = { .path = path,
                                  .was_there = before != NULL,
                                  .is_there = after != NULL,
                                  .before = { before != NULL ? before : "", 0 },
                                  .after = { after != NULL ? after : "", 0 } };
    struct tksi_env env;
    tks_error err = { 0 };

    taking.before.length = strlen(taking.before.data);
    taking.after.length = strlen(taking.after.data);
    telling = (struct telling){ .length = 0 };
    assert_int_equal(tksi_env_defaults(&env, NULL, &err), TKS_OK);
    if (tksi_take(&taking, &env, tell, &telling, &err) != TKS_OK)
        put(&telling, err.message);
    return telling.text;
}

static void each_entry_is_a_change_of_its_own(void **state)
{
    (void)state;
    assert_string_equal(taken(AMBER, V ONE("1") TWO("2"), V ONE("3") TWO("2")),
                        "amber changed one = 3");
    assert_string_equal(taken(AMBER, V ONE("1") TWO("2"), V TWO("4")),
                        "amber removed one | amber changed two = 4");
    assert_string_equal(taken(AMBER, V ONE("1"), V ONE("1") TWO("2")), "amber new two = 2");
    assert_string_equal(taken(GO, "\n[TestA - 1]\na\n---\n", "\n[TestA - 1]\nb\n---\n"),
                        "go-snaps changed TestA - 1 = b");
    assert_string_equal(taken("__snapshots__/a.test.js.snap",
                              JEST_HEAD "exports[`a 1`] = `1`;\n\nexports[`b 1`] = `2`;\n",
                              JEST_HEAD "exports[`a 1`] = `3`;\n\nexports[`b 1`] = `2`;\n"),
                        "jest changed a 1 = 3");
}

static void what_else_differs_is_the_librarys_own(void **state)
{
    (void)state;
    /* the order of the entries that stay */
    assert_string_equal(taken(AMBER, V TWO("2") ONE("1"), V ONE("3") TWO("2")),
                        "amber changed one = 3");
    assert_string_equal(taken(GO, "\n[TestA - 1]\na\n---\n\n\n[TestB - 1]\nb\n---\n",
                              "\n[TestA - 1]\nA\n---\n\n[TestB - 1]\nb\n---\n"),
                        "go-snaps changed TestA - 1 = A");
}

static void the_whole_file_changes_where_no_entry_does(void **state)
{
    (void)state;
    assert_string_equal(taken(AMBER, V TWO("2") ONE("1"), V ONE("1") TWO("2")),
                        "amber changed (file) = " V ONE("1") TWO("2"));
    assert_string_equal(taken("testdata/a.golden", "a\n", "b\n"), "golden changed (file) = b\n");
    assert_string_equal(taken("notes.txt", "a", "b"), "plain changed (file) = b");
}

static void what_its_library_makes_anew_is_one_change(void **state)
{
    (void)state;
    /* without a version, of another, with two entries of one name, with a merge's markers */
    assert_string_equal(taken(AMBER, ONE("1"), V ONE("2")), "amber changed (file) = " V ONE("2"));
    assert_string_equal(taken(AMBER, "# serializer version: 7\n" ONE("1"), V ONE("2")),
                        "amber changed (file) = " V ONE("2"));
    assert_string_equal(taken(AMBER, V ONE("1") ONE("2"), V ONE("3")),
                        "amber changed (file) = " V ONE("3"));
    assert_string_equal(taken(AMBER, V "<<<<<<< ours\n" ONE("1") "=======\n>>>>>>> theirs\n",
                              V ONE("3")),
                        "amber changed (file) = " V ONE("3"));
    assert_string_equal(taken(AMBER, V ONE("1"), ONE("2")), "amber changed (file) = " ONE("2"));
}

static void a_file_of_another_format_is_one_change(void **state)
{
    (void)state;
    assert_string_equal(taken(GO, "\n[TestA - 1]\na\n---\n", JEST_HEAD "exports[`a 1`] = `1`;\n"),
                        "go-snaps changed (file) = " JEST_HEAD "exports[`a 1`] = `1`;\n");
}

static void a_new_file_is_its_entries_if_they_make_it(void **state)
{
    (void)state;
    assert_string_equal(taken(AMBER, NULL, V ONE("1") TWO("2")),
                        "amber new one = 1 | amber new two = 2");
    assert_string_equal(taken(GO, NULL, "\n[TestB - 1]\nb\n---\n\n[TestA - 1]\na\n---\n"),
                        "go-snaps new TestA - 1 = a | go-snaps new TestB - 1 = b");
    /* with a comment of its own, not in its library's form */
    assert_string_equal(taken(AMBER, NULL, V "# mine\n" ONE("1")),
                        "amber new (file) = " V "# mine\n" ONE("1"));
    assert_string_equal(taken(AMBER, NULL, V), "amber new (file) = " V);
    assert_string_equal(taken("testdata/a", NULL, "bytes"), "golden new (file) = bytes");
    assert_string_equal(taken(AMBER, NULL, ""), "amber new (file) = ");
}

static void a_file_that_is_gone_is_one_change(void **state)
{
    (void)state;
    assert_string_equal(taken(AMBER, V ONE("1") TWO("2"), NULL), "amber removed (file)");
    assert_string_equal(taken("testdata/a", "x", NULL), "golden removed (file)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_entry_is_a_change_of_its_own),
        cmocka_unit_test(what_else_differs_is_the_librarys_own),
        cmocka_unit_test(the_whole_file_changes_where_no_entry_does),
        cmocka_unit_test(what_its_library_makes_anew_is_one_change),
        cmocka_unit_test(a_file_of_another_format_is_one_change),
        cmocka_unit_test(a_new_file_is_its_entries_if_they_make_it),
        cmocka_unit_test(a_file_that_is_gone_is_one_change),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
