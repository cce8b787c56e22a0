/* test_used.c - lists of what tests asked for are read as they are meant, or refused
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "upkeep.h"
#include "upkeep/used.h"

#include <stdio.h>

/* A list that was read, to be asked. */
struct read_list {
    tks_project *project;
    tks_used *used;
    tks_error err;
};

static struct read_list read_list(struct scratch *scratch, const char *text, tks_used_form form)
{
    struct read_list list = { .project = upkeep_open(scratch, NULL) };

    scratch_put(scratch, "list", text);
    assert_int_equal(tks_used_new(&list.used, list.project, &list.err), TKS_OK);
    if (tks_used_read(list.used, scratch_path(scratch, "list"), form, &list.err) == TKS_OK)
        tksi_used_settle(list.used);
    return list;
}

static void done(struct read_list *list)
{
    tks_used_free(list->used);
    tks_project_free(list->project);
}

static tks_status status_of(struct scratch *scratch, const char *text, tks_used_form form)
{
    struct read_list list = read_list(scratch, text, form);
    const tks_status status = list.err.status;

    done(&list);
    return status;
}

static bool is_complete(struct scratch *scratch, const char *text)
{
    struct read_list list = read_list(scratch, text, TKS_USED_LIST);
    const bool complete = tks_used_incomplete(list.used) == NULL;

    assert_int_equal(list.err.status, TKS_OK);
    done(&list);
    return complete;
}

static void a_path_alone_stands_for_all_entries_and_with_one_for_that(void **state)
{
    struct read_list list = read_list(*state,
                                      "tksnap used 1\nb.ambr\ttest_b\na.ambr\nb.ambr\t\n"
                                      "b.ambr\ttest tab\there\ncomplete\n",
                                      TKS_USED_LIST);

    assert_true(tksi_used_path(list.used, "a.ambr"));
    assert_true(tksi_used_whole(list.used, "a.ambr"));
    assert_false(tksi_used_entry(list.used, "a.ambr", "test_a"));
    assert_true(tksi_used_path(list.used, "b.ambr"));
    assert_false(tksi_used_whole(list.used, "b.ambr"));
    assert_true(tksi_used_entry(list.used, "b.ambr", "test_b"));
    assert_true(tksi_used_entry(list.used, "b.ambr", ""));
    assert_true(tksi_used_entry(list.used, "b.ambr", "test tab\there"));
    assert_false(tksi_used_entry(list.used, "b.ambr", "test_"));
    assert_false(tksi_used_path(list.used, "complete"));
    assert_false(tksi_used_path(list.used, "b"));
    done(&list);
}

static void lines_may_end_in_cr_lf_and_be_empty(void **state)
{
    struct read_list list =
        read_list(*state, "tksnap used 1\r\n\r\na.ambr\ttest_a\r\n\r\ncomplete", TKS_USED_LIST);

    assert_true(tksi_used_entry(list.used, "a.ambr", "test_a"));
    assert_null(tks_used_incomplete(list.used));
    done(&list);
}

static void only_the_last_line_says_that_a_run_was_complete(void **state)
{
    assert_true(is_complete(*state, "tksnap used 1\na\ncomplete\n"));
    assert_true(is_complete(*state, "tksnap used 1\ncomplete"));
    assert_false(is_complete(*state, "tksnap used 1\na\n"));
    assert_false(is_complete(*state, "tksnap used 1\ncomplete\na\n"));
    assert_false(is_complete(*state, "tksnap used 1\na\ncomple"));
    assert_false(is_complete(*state, "tksnap used 1\na\ncomplete \n"));
    assert_false(is_complete(*state, "tksnap used 1\n"));
}

static void insta_never_says_that_a_run_was_complete(void **state)
{
    struct read_list list = read_list(*state, "a.snap\ncomplete\n", TKS_USED_INSTA);

    assert_string_equal(tks_used_incomplete(list.used), scratch_path(*state, "list"));
    assert_true(tksi_used_path(list.used, "complete"));
    done(&list);
}

static void what_is_no_list_is_refused(void **state)
{
    assert_int_equal(status_of(*state, "", TKS_USED_LIST), TKS_BAD_DATA);
    assert_int_equal(status_of(*state, "a.snap\n", TKS_USED_LIST), TKS_BAD_DATA);
    assert_int_equal(status_of(*state, "tksnap used 2\na\n", TKS_USED_LIST), TKS_BAD_DATA);
    assert_int_equal(status_of(*state, "tksnap used 1\n\tentry\n", TKS_USED_LIST), TKS_BAD_DATA);
    assert_int_equal(status_of(*state, "", TKS_USED_INSTA), TKS_BAD_DATA);
    assert_int_equal(status_of(*state, "tksnap used 1\na\n", TKS_USED_INSTA), TKS_BAD_DATA);
}

static void paths_are_resolved_and_those_outside_passed_over(void **state)
{
    struct scratch *scratch = *state;
    struct read_list list;
    char text[1024];

    scratch_folder(scratch, "src/deep");
    scratch_folder(scratch, "real");
    scratch_put(scratch, "real/x.snap", INSTA);
    scratch_link(scratch, "linked", "real");
    scratch_link(scratch, "link.snap", "real/x.snap");
    snprintf(text, sizeof text,
             "%s/src/deep/../a.snap\nlinked/b.snap\n/etc/c.snap\n../d.snap\n"
             "gone/e.snap\nlink.snap\nsrc/..\n",
             scratch->root);
    list = read_list(scratch, text, TKS_USED_INSTA);
    assert_int_equal(list.err.status, TKS_OK);
    assert_true(tksi_used_path(list.used, "src/a.snap"));
    assert_true(tksi_used_path(list.used, "real/b.snap"));
    assert_true(tksi_used_path(list.used, "link.snap"));
    assert_true(tksi_used_path(list.used, "real/x.snap"));
    assert_false(tksi_used_path(list.used, "c.snap"));
    assert_false(tksi_used_path(list.used, "gone/e.snap"));
    done(&list);
}

static void nothing_is_added_once_it_was_asked_for(void **state)
{
    struct read_list list = read_list(*state, "tksnap used 1\na\ncomplete\n", TKS_USED_LIST);

    assert_int_equal(tks_used_read(list.used, scratch_path(*state, "list"), TKS_USED_LIST, NULL),
                     TKS_INVALID_ARGUMENT);
    assert_true(tksi_used_whole(list.used, "a"));
    done(&list);
}

static void a_list_from_elsewhere_is_refused(void **state)
{
    assert_int_equal(status_of(*state, "/elsewhere/a.snap\n", TKS_USED_INSTA), TKS_BAD_DATA);
    assert_int_equal(status_of(*state, "tksnap used 1\n/elsewhere/a.snap\ncomplete\n",
                               TKS_USED_LIST),
                     TKS_BAD_DATA);
    /* but tests that ask for nothing are tests */
    assert_int_equal(status_of(*state, "tksnap used 1\ncomplete\n", TKS_USED_LIST), TKS_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_set_up_project, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_path_alone_stands_for_all_entries_and_with_one_for_that),
        TEST(lines_may_end_in_cr_lf_and_be_empty),
        TEST(only_the_last_line_says_that_a_run_was_complete),
        TEST(insta_never_says_that_a_run_was_complete),
        TEST(what_is_no_list_is_refused),
        TEST(paths_are_resolved_and_those_outside_passed_over),
        TEST(nothing_is_added_once_it_was_asked_for),
        TEST(a_list_from_elsewhere_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
