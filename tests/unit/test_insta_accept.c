/* test_insta_accept.c - accepting writes what insta would, and keeps what insta loses
 *
 * Against cargo-insta itself the same is tested by interop/insta.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/store.h"

#include <string.h>

static struct tksi_env env;

static int set_up(void **state)
{
    (void)state;
    return tksi_env_defaults(&env, NULL, NULL) == TKS_OK ? 0 : -1;
}

static tks_bytes bytes(const char *text)
{
    return (tks_bytes){ text, text != NULL ? strlen(text) : 0 };
}

#define assert_merged(baseline, pending, expected)                                                 \
    do {                                                                                           \
        struct tksi_buffer out;                                                                    \
        tks_error err = { 0 };                                                                     \
                                                                                                   \
        tksi_buffer_init(&out, 10000, &env);                                                       \
        if (tksi_insta_merge(&out, bytes(baseline), bytes(pending), "x.snap", &err))               \
            fail_msg("%s", err.message);                                                           \
        assert_int_equal(tksi_buffer_append(&out, "", 1, NULL), TKS_OK);                           \
        assert_string_equal((const char *)out.data, expected);                                     \
        tksi_buffer_dispose(&out);                                                                 \
    } while (0)

static void a_first_baseline_is_the_pending_file_without_its_line(void **state)
{
    (void)state;
    assert_merged(NULL, "---\nsource: a.rs\nassertion_line: 12\nexpression: x\n---\nnew\n",
                  "---\nsource: a.rs\nexpression: x\n---\nnew\n");
    assert_merged("", "---\nsource: a.rs\nassertion_line: 12\n---\nnew  \n\n",
                  "---\nsource: a.rs\n---\nnew\n");
}

static void a_line_that_is_said_twice_is_gone_twice(void **state)
{
    (void)state;
    assert_merged(NULL, "---\nassertion_line: 1\nsource: a.rs\nassertion_line: 2\n---\nnew\n",
                  "---\nsource: a.rs\n---\nnew\n");
}

static void a_header_that_says_the_same_keeps_its_bytes(void **state)
{
    static const char pending[] =
        "---\nsource: a.rs\nassertion_line: 12\ndescription: \"a: b\"\ninfo:\n  k: 1\n---\nnew\n";

    (void)state;
    assert_merged("---\ninfo:\n  k: 1\nsource: \"a.rs\"\ndescription: 'a: b'\n---\nold\n", pending,
                  "---\ninfo:\n  k: 1\nsource: \"a.rs\"\ndescription: 'a: b'\n---\nnew\n");
    assert_merged("---\nsource: a.rs\ndescription: \"a: b\"\ninfo:\n  k: 1\nsnapshot_kind: text\n"
                  "---\nold\n",
                  pending,
                  "---\nsource: a.rs\ndescription: \"a: b\"\ninfo:\n  k: 1\nsnapshot_kind: text\n"
                  "---\nnew\n");
    assert_merged("---\nsource: a.rs\nassertion_line: 3\ndescription: \"a: b\"\ninfo:\n  k: 1\n\n"
                  "---\nold\n",
                  pending, "---\nsource: a.rs\ndescription: \"a: b\"\ninfo:\n  k: 1\n\n---\nnew\n");
}

static void a_header_that_says_something_else_is_replaced(void **state)
{
    (void)state;
    assert_merged("---\nsource: 'a.rs'\nexpression: x\n---\nold\n",
                  "---\nsource: a.rs\nexpression: y\n---\nnew\n",
                  "---\nsource: a.rs\nexpression: y\n---\nnew\n");
    assert_merged("---\nsource: 'a.rs'\nexpression: x\n---\nold\n", "---\nsource: a.rs\n---\nnew\n",
                  "---\nsource: a.rs\n---\nnew\n");
    assert_merged("---\nsource: 'a.rs'\n---\nold\n", "---\nsource: a.rs\ninfo: 12\n---\nnew\n",
                  "---\nsource: a.rs\ninfo: 12\n---\nnew\n");
}

static void fields_that_insta_does_not_know_are_kept(void **state)
{
    (void)state;
    assert_merged("---\nsource: a.rs\nowner: me\ncreated: 2018\nreview:\n  by: you\n---\nold\n",
                  "---\nsource: b.rs\nassertion_line: 1\n---\nnew\n",
                  "---\nsource: b.rs\nowner: me\nreview:\n  by: you\n---\nnew\n");
}

static void fields_of_a_later_insta_are_taken_over(void **state)
{
    (void)state;
    assert_merged("---\nsource: a.rs\nlater: 1\n---\nold\n",
                  "---\nsource: a.rs\nassertion_line: 1\nlater: 2\n---\nnew\n",
                  "---\nsource: a.rs\nlater: 2\n---\nnew\n");
    assert_merged("---\nsource: 'a.rs'\nlater: 1\n---\nold\n",
                  "---\nsource: a.rs\nassertion_line: 1\nlater: 1\n---\nnew\n",
                  "---\nsource: 'a.rs'\nlater: 1\n---\nnew\n");
}

static void line_ends_stay_as_they_are(void **state)
{
    (void)state;
    assert_merged("---\r\nsource: a.rs\r\n---\r\nold\r\n",
                  "---\nsource: a.rs\nassertion_line: 1\n---\nnew\nlines\n",
                  "---\r\nsource: a.rs\r\n---\r\nnew\r\nlines\r\n");
}

static void what_insta_cannot_read_is_made_anew(void **state)
{
    static const char pending[] = "---\nsource: a.rs\nassertion_line: 1\n---\nnew\n";
    static const char fresh[] = "---\nsource: a.rs\n---\nnew\n";

    (void)state;
    assert_merged("Created: 2018-12-05\nCreator: insta@0.2.2\nSource: a.rs\n\nold", pending, fresh);
    assert_merged("<<<<<<< HEAD\n---\nsource: a.rs\n=======\n---\n>>>>>>> b\n---\nold\n", pending,
                  fresh);
    assert_merged("---\nsource: a.rs\nold\n", pending, fresh);
}

static void a_kind_that_changes_takes_the_new_header(void **state)
{
    (void)state;
    assert_merged("---\nsource: a.rs\n---\nold\n",
                  "---\nsource: a.rs\nassertion_line: 1\nextension: png\nsnapshot_kind: binary\n"
                  "---\n",
                  "---\nsource: a.rs\nextension: png\nsnapshot_kind: binary\n---\n");
    assert_merged("---\nsource: a.rs\nextension: png\nsnapshot_kind: binary\n---\n",
                  "---\nsource: a.rs\nassertion_line: 1\n---\nnew\n",
                  "---\nsource: a.rs\n---\nnew\n");
}

static void what_is_not_instas_is_not_touched(void **state)
{
    static const char *const others[] = {
        "// Jest Snapshot v1, https://goo.gl/fbAQLP\n\nexports[`x "
        "1`] = `1`;\n",
        "\n[TestX - 1]\nvalue\n---\n", "words of any kind\n"
    };

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct tksi_buffer out;
        tks_error err = { 0 };

        tksi_buffer_init(&out, 10000, &env);
        assert_int_equal(tksi_insta_merge(&out, bytes(others[i]),
                                          bytes("---\nsource: a.rs\n---\nnew\n"), "x.snap", &err),
                         TKS_BAD_DATA);
        assert_non_null(strstr(err.message, "x.snap"));
        tksi_buffer_dispose(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_first_baseline_is_the_pending_file_without_its_line),
        cmocka_unit_test(a_line_that_is_said_twice_is_gone_twice),
        cmocka_unit_test(a_header_that_says_the_same_keeps_its_bytes),
        cmocka_unit_test(a_header_that_says_something_else_is_replaced),
        cmocka_unit_test(fields_that_insta_does_not_know_are_kept),
        cmocka_unit_test(fields_of_a_later_insta_are_taken_over),
        cmocka_unit_test(line_ends_stay_as_they_are),
        cmocka_unit_test(what_insta_cannot_read_is_made_anew),
        cmocka_unit_test(a_kind_that_changes_takes_the_new_header),
        cmocka_unit_test(what_is_not_instas_is_not_touched),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
