/* test_snapshots.c - which snapshots a file holds, whoever wrote it
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "scratch.h"

#include <string.h>
#include <tksnap/store.h>

static tks_snapshots *load(struct scratch *scratch, const char *path)
{
    tks_snapshots *snapshots = NULL;
    tks_error err = { 0 };

    if (tks_snapshots_load(&snapshots, scratch_path(scratch, path), NULL, &err) != TKS_OK)
        fail_msg("%s", err.message);
    return snapshots;
}

static void assert_snapshot(const tks_snapshots *snapshots, size_t index, const char *entry,
                            const char *value)
{
    const tks_snapshot *snapshot = tks_snapshots_at(snapshots, index);

    assert_non_null(snapshot);
    if (entry != NULL)
        assert_string_equal(snapshot->entry, entry);
    else
        assert_null(snapshot->entry);
    assert_int_equal(snapshot->value.length, strlen(value));
    assert_memory_equal(snapshot->value.data, value, strlen(value));
}

static void one_snapshot_is_told_without_its_header(void **state)
{
    tks_snapshots *snapshots;

    scratch_put(*state, "a.snap", "---\nsource: a.rs\n---\none\ntwo\n");
    snapshots = load(*state, "a.snap");
    assert_string_equal(tks_snapshots_format(snapshots), "insta");
    assert_int_equal(tks_snapshots_count(snapshots), 1);
    assert_snapshot(snapshots, 0, NULL, "one\ntwo");
    assert_null(tks_snapshots_at(snapshots, 1));
    tks_snapshots_free(snapshots);
}

static void several_are_told_by_name_and_as_they_were_produced(void **state)
{
    tks_snapshots *snapshots;

    scratch_put(
        *state, "a.ambr",
        "# serializer version: 1\n# name: test_a\n  'x'\n# ---\n# name: test_b[1]\n  list([\n"
        "    1,\n  ])\n# ---\n# name: test_c\n  unterminated\n");
    snapshots = load(*state, "a.ambr");
    assert_int_equal(tks_snapshots_count(snapshots), 2);
    assert_snapshot(snapshots, 0, "test_a", "'x'");
    assert_snapshot(snapshots, 1, "test_b[1]", "list([\n  1,\n])");
    tks_snapshots_free(snapshots);
}

static void bytes_beside_a_header_are_the_value(void **state)
{
    tks_snapshots *snapshots = NULL;
    tks_error err = { 0 };

    scratch_put(*state, "a.snap",
                "---\nsource: a.rs\nextension: bin\nsnapshot_kind: binary\n---\n");
    assert_int_equal(tks_snapshots_load(&snapshots, scratch_path(*state, "a.snap"), NULL, &err),
                     TKS_NOT_FOUND);
    assert_non_null(strstr(err.message, "a.snap.bin: "));
    scratch_put(*state, "a.snap.bin", "bytes");
    snapshots = load(*state, "a.snap");
    assert_snapshot(snapshots, 0, NULL, "bytes");
    tks_snapshots_free(snapshots);
}

static void what_nobody_can_read_is_itself(void **state)
{
    static const char merged[] = "---\nsource: a.rs\n<<<<<<< ours\n---\nx\n";
    tks_snapshots *snapshots;

    scratch_put(*state, "a.snap", merged);
    scratch_put(*state, "notes", "words\n");
    scratch_put(*state, "empty", "");
    scratch_put(*state, "empty.snap", "");
    snapshots = load(*state, "a.snap");
    assert_snapshot(snapshots, 0, NULL, merged);
    tks_snapshots_free(snapshots);
    snapshots = load(*state, "notes");
    assert_string_equal(tks_snapshots_format(snapshots), "plain");
    assert_snapshot(snapshots, 0, NULL, "words\n");
    tks_snapshots_free(snapshots);
    snapshots = load(*state, "empty");
    assert_snapshot(snapshots, 0, NULL, "");
    tks_snapshots_free(snapshots);
    snapshots = load(*state, "empty.snap");
    assert_snapshot(snapshots, 0, NULL, "");
    tks_snapshots_free(snapshots);
}

static void what_is_not_there_is_an_error_with_its_name(void **state)
{
    tks_snapshots *snapshots = NULL;
    tks_error err = { 0 };

    assert_int_equal(tks_snapshots_load(&snapshots, scratch_path(*state, "none"), NULL, &err),
                     TKS_NOT_FOUND);
    assert_non_null(strstr(err.message, "none: "));
    assert_null(snapshots);
}

static void without_memory_nothing_is_held(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    static const char *const paths[] = { "a.snap", "b.ambr" };

    scratch_put(*state, "a.snap",
                "---\nsource: a.rs\nextension: bin\nsnapshot_kind: binary\n---\n");
    scratch_put(*state, "a.snap.bin", "bytes");
    scratch_put(*state, "b.ambr",
                "# serializer version: 1\n# name: b\n  'x'\n# ---\n# name: a\n  'y'\n# ---\n");
    for (size_t i = 0; i < 2; i++) {
        tks_status status = TKS_OUT_OF_MEMORY;

        for (int n = 1; status != TKS_OK; n++) {
            tks_snapshots *snapshots = NULL;

            counting.taken = 0;
            counting.fail_at = n;
            status = tks_snapshots_load(&snapshots, scratch_path(*state, paths[i]), &env, NULL);
            assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
            tks_snapshots_free(snapshots);
            assert_int_equal(counting.held, 0);
        }
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(one_snapshot_is_told_without_its_header),
        TEST(several_are_told_by_name_and_as_they_were_produced),
        TEST(bytes_beside_a_header_are_the_value),
        TEST(what_nobody_can_read_is_itself),
        TEST(what_is_not_there_is_an_error_with_its_name),
        TEST(without_memory_nothing_is_held),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
