/* test_draft.c - a draft is the old file with its patches, under a name only when it is whole
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chance.h"
#include "root/draft.h"
#include "scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LARGE = (3 << 20) + 77 }; /* more than is written at a time */

struct fixture {
    struct scratch scratch;
    struct tksi_root root;
    char *bytes; /* LARGE of them */
};

static int set_up(void **state)
{
    static struct fixture fixture;
    struct chance chance = { 3 };
    struct tksi_env env;

    fixture.scratch = scratch_make();
    scratch_folder(&fixture.scratch, ".git");
    scratch_folder(&fixture.scratch, "a");
    fixture.bytes = malloc(LARGE);
    assert_non_null(fixture.bytes);
    for (size_t i = 0; i < LARGE; i++)
        fixture.bytes[i] = (char)chance_bits(&chance);
    assert_int_equal(tksi_env_defaults(&env, NULL, NULL), TKS_OK);
    assert_int_equal(tksi_root_find(&fixture.root, fixture.scratch.root, &env, NULL), TKS_OK);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    tksi_root_close(&fixture->root);
    scratch_remove(&fixture->scratch);
    free(fixture->bytes);
    return 0;
}

static int files_in(struct fixture *fixture, const char *folder)
{
    DIR *open = opendir(scratch_path(&fixture->scratch, folder));
    const struct dirent *entry;
    int count = 0;

    assert_non_null(open);
    while ((entry = readdir(open)) != NULL)
        count += entry->d_name[0] != '.' || strncmp(entry->d_name, ".tks-", 5) == 0;
    closedir(open);
    return count;
}

static void assert_file(struct fixture *fixture, const char *name, const char *bytes, size_t length)
{
    struct tksi_buffer read;
    bool there;

    tksi_buffer_init(&read, SIZE_MAX / 2, &fixture->root.env);
    assert_int_equal(tksi_root_read(&read, &there, NULL, &fixture->root, name, NULL), TKS_OK);
    assert_true(there);
    assert_int_equal(read.length, length);
    assert_memory_equal(read.data, bytes, length);
    tksi_buffer_dispose(&read);
}

/* The file without its bytes 1000..1999, and with a word in the middle. */
static void make_patched(struct fixture *fixture)
{
    static const char word[] = { 'w', 'o', 'r', 'd' };
    const struct tksi_patch patches[] = {
        { .span = { 1000, 1000 }, .bytes = { "", 0 } },
        { .span = { LARGE / 2, 0 }, .bytes = { word, sizeof word } },
    };
    const size_t length = LARGE - 1000 + 4;
    char *expected = malloc(length);
    struct tksi_draft draft;

    assert_non_null(expected);
    memcpy(expected, fixture->bytes, 1000);
    memcpy(expected + 1000, fixture->bytes + 2000, LARGE / 2 - 2000);
    memcpy(expected + LARGE / 2 - 1000, word, sizeof word);
    memcpy(expected + LARGE / 2 - 996, fixture->bytes + LARGE / 2, LARGE - LARGE / 2);

    assert_int_equal(tksi_draft_begin(&draft, &fixture->root, "a/file", NULL), TKS_OK);
    assert_int_equal(tksi_draft_write(&draft, (tks_bytes){ fixture->bytes, LARGE }, NULL, patches,
                                      2, NULL),
                     TKS_OK);
    assert_int_equal(files_in(fixture, "a"), 0);
    assert_int_equal(tksi_draft_map(&draft, NULL), TKS_OK);
    assert_int_equal(draft.mapping.bytes.length, length);
    assert_memory_equal(draft.mapping.bytes.data, expected, length);
    assert_true(tksi_fingerprint_equal(tksi_fingerprint_end(&draft.printer),
                                       tksi_fingerprint_of((tks_bytes){ expected, length })));
    assert_int_equal(tksi_draft_publish(&draft, "made", NULL), TKS_OK);
    tksi_draft_dispose(&draft);
    assert_file(fixture, "a/made", expected, length);
    free(expected);
}

static void a_draft_is_the_file_with_its_patches(void **state)
{
    make_patched(*state);
    assert_int_equal(files_in(*state, "a"), 1);
}

static void so_it_is_where_no_file_is_without_a_name(void **state)
{
    struct fixture *fixture = *state;

    fixture->root.by_steps = true;
    make_patched(fixture);
    assert_int_equal(files_in(fixture, "a"), 1);
    assert_int_equal(files_in(fixture, ".tksnap"), 0);
}

static void a_draft_that_is_given_up_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct tksi_draft draft;

    for (int i = 0; i < 2; i++) {
        fixture->root.by_steps = i == 1;
        assert_int_equal(tksi_draft_begin(&draft, &fixture->root, "a/file", NULL), TKS_OK);
        assert_int_equal(tksi_draft_write(&draft, (tks_bytes){ fixture->bytes, LARGE }, NULL, NULL,
                                          0, NULL),
                         TKS_OK);
        tksi_draft_dispose(&draft);
        assert_int_equal(files_in(fixture, "a"), 0);
    }
    assert_int_equal(files_in(fixture, ".tksnap"), 0);
}

static void patches_of_another_file_are_refused(void **state)
{
    struct fixture *fixture = *state;
    const struct tksi_patch wrong[] = { { .span = { 9, 2 }, .bytes = { "", 0 } },
                                        { .span = { 10, 1 }, .bytes = { "", 0 } } };
    struct tksi_draft draft;
    tks_error err;

    assert_int_equal(tksi_draft_begin(&draft, &fixture->root, "a/file", NULL), TKS_OK);
    assert_int_equal(tksi_draft_write(&draft, (tks_bytes){ fixture->bytes, 10 }, NULL, wrong, 1,
                                      &err),
                     TKS_INVALID_ARGUMENT);
    assert_int_equal(tksi_draft_write(&draft, (tks_bytes){ fixture->bytes, 20 }, NULL, wrong, 2,
                                      &err),
                     TKS_INVALID_ARGUMENT);
    tksi_draft_dispose(&draft);
}

static void a_part_of_a_file_is_mapped_and_can_be_passed_twice(void **state)
{
    struct fixture *fixture = *state;
    const size_t offset = 4099, length = LARGE - 5000;
    struct tksi_mapping mapping;
    int file;

    scratch_write(&fixture->scratch, "a/file", (tks_bytes){ fixture->bytes, LARGE });
    file = open(scratch_path(&fixture->scratch, "a/file"), O_RDONLY);
    assert_true(file >= 0);
    assert_int_equal(tksi_mapping_open(&mapping, file, offset, length, NULL), TKS_OK);
    close(file);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(mapping.bytes.length, length);
        assert_memory_equal(mapping.bytes.data, fixture->bytes + offset, length);
        for (size_t at = 0; at < length; at += 100001)
            mapping.passing.passed(mapping.passing.user, at,
                                   at + 100001 < length ? at + 100001 : length);
    }
    tksi_mapping_close(&mapping);
}

static void a_fingerprint_is_taken_without_holding_the_file(void **state)
{
    struct fixture *fixture = *state;
    struct tksi_fingerprint print;
    int copy;

    scratch_write(&fixture->scratch, "a/file", (tks_bytes){ fixture->bytes, LARGE });
    copy = open(scratch_path(&fixture->scratch, "a/copy"), O_WRONLY | O_CREAT, 0644);
    assert_true(copy >= 0);
    assert_int_equal(tksi_root_print(&print, NULL, &fixture->root, "a/file", copy, NULL), TKS_OK);
    close(copy);
    assert_true(
        tksi_fingerprint_equal(print, tksi_fingerprint_of((tks_bytes){ fixture->bytes, LARGE })));
    assert_file(fixture, "a/copy", fixture->bytes, LARGE);
    assert_int_equal(tksi_root_print(&print, NULL, &fixture->root, "a/none", -1, NULL), TKS_OK);
    assert_false(print.there);
    fixture->root.env.limits.file_bytes = LARGE - 1;
    assert_int_equal(tksi_root_print(&print, NULL, &fixture->root, "a/file", -1, NULL),
                     TKS_OVER_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_draft_is_the_file_with_its_patches, set_up, tear_down),
        cmocka_unit_test_setup_teardown(so_it_is_where_no_file_is_without_a_name, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_draft_that_is_given_up_leaves_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(patches_of_another_file_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_part_of_a_file_is_mapped_and_can_be_passed_twice, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_fingerprint_is_taken_without_holding_the_file, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
