/* test_whole.c - files that are one snapshot each, byte for byte
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "told.h"

#include <string.h>

static void a_file_is_its_value(void **state)
{
    (void)state;
    assert_string_equal(TOLD("golden", "a\r\nb\n"), "= a\\r\\nb\\n; file");
    assert_string_equal(TOLD("plain", ""), "= ; file");
    assert_string_equal(told_payload("cupaloy", "a\r\n\0\xFF", 5, "\r\n"), "a\\r\\n\\x00\xFF");
}

static void it_is_replaced_whole(void **state)
{
    (void)state;
    assert_string_equal(told_replaced("golden", "a\n", "", 0, "b"), "b");
    assert_string_equal(told_replaced("golden", "", "", 0, "b"), "b");
    assert_string_equal(told_replaced("golden", "a", "", 0, ""), "");
    assert_non_null(strstr(told_removed("golden", "a", "", 0), "error: a golden file"));
}

static const char *other(const char *path)
{
    struct tksi_buffer out;
    tks_error err = { 0 };
    tks_status status;

    tksi_buffer_init(&out, 500, told_env());
    status = tksi_approvals_other(&out, (tks_str){ path, strlen(path) }, &err);
    return told_text(&out, status, &err);
}

static void what_was_approved_and_received_lie_side_by_side(void **state)
{
    (void)state;
    assert_string_equal(other("a/x_test.TestB.approved.txt"), "a/x_test.TestB.received.txt");
    assert_string_equal(other("x.received.json"), "x.approved.json");
    assert_string_equal(other("a.approved.b/x.received.approved.c.json"),
                        "a.approved.b/x.received.received.c.json");
    assert_string_equal(other("a.approved.b/x.txt"), "not a name that approvals give");
    assert_string_equal(other("approved"), "not a name that approvals give");
}

static bool is_place(const char *path)
{
    return tksi_format_is_place((tks_str){ path, strlen(path) });
}

static void a_place_is_known_before_there_is_a_file(void **state)
{
    static const char *const places[] = {
        "tests/__snapshots__/test_a.ambr",
        "test_a.ambr",
        "tests/__snapshots__/test_a/test_dark.png",
        "a/__snapshots__/a_test.snap",
        "a/__snapshots__/TestA_1.snap.json",
        "a/.snapshots/TestA",
        "testdata/TestA.golden",
        "x/a.golden.json",
        "testdata/deep/plain",
        "src/snapshots/api__list.snap",
        "src/snapshots/api__logo.snap.png",
        "x.approved.txt",
    };
    static const char *const others[] = {
        "src/snapshots/api__list.snap.new",
        "src/snapshots/api__logo.snap.new.png",
        "src/.lib.rs.pending-snap",
        "x.received.txt",
        "src/main.c",
        "snapshots/notes.txt",
        "tests/__snapshots__/.gitkeep",
        "testdata/.DS_Store",
        "testdata/a.golden~",
        "",
    };

    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (!is_place(places[i]))
            fail_msg("%s is one", places[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (is_place(others[i]))
            fail_msg("%s is none", others[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_its_value),
        cmocka_unit_test(it_is_replaced_whole),
        cmocka_unit_test(what_was_approved_and_received_lie_side_by_side),
        cmocka_unit_test(a_place_is_known_before_there_is_a_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
