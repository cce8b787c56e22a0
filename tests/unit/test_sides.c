/* test_sides.c - the two values of what waits, as its library compares them
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tksnap/store.h>
#include <unistd.h>

#define HEAD    "---\nsource: src/lib.rs\nexpression: \"api::list()\"\n"
#define PENDING HEAD "assertion_line: 7\n---\n"
#define BINARY  "---\nsource: src/lib.rs\nextension: bin\nsnapshot_kind: binary\n---\n"

static int set_up(void **state)
{
    static struct scratch scratch;

    scratch = scratch_make();
    scratch_folder(&scratch, ".git");
    *state = &scratch;
    return 0;
}

static int tear_down(void **state)
{
    scratch_remove(*state);
    return 0;
}

static void put(struct scratch *scratch, const char *path, const char *text)
{
    scratch_write(scratch, path, (tks_bytes){ text, strlen(text) });
}

/* The first item of a project, read. */
struct one {
    tks_project *project;
    tks_listing *listing;
    tks_sides *sides;
    tks_error err;
};

static struct one look(struct scratch *scratch)
{
    struct one one = { .sides = NULL };

    assert_int_equal(tks_project_open(&one.project, scratch->root, NULL, &one.err), TKS_OK);
    assert_int_equal(tks_project_pending(&one.listing, one.project, &one.err), TKS_OK);
    assert_int_equal(tks_listing_count(one.listing), 1);
    return one;
}

static tks_status read_sides(struct one *one)
{
    return tks_project_sides(&one->sides, one->project, one->listing, 0, &one->err);
}

static struct one read_only_item(struct scratch *scratch)
{
    struct one one = look(scratch);

    if (read_sides(&one) != TKS_OK)
        fail_msg("%s", one.err.message);
    return one;
}

static void done(struct one *one)
{
    tks_sides_free(one->sides);
    tks_listing_free(one->listing);
    tks_project_free(one->project);
}

#define assert_bytes(bytes, text)                                                                  \
    do {                                                                                           \
        assert_int_equal((bytes).length, strlen(text));                                            \
        assert_memory_equal((bytes).data, text, strlen(text));                                     \
    } while (0)

static void texts_are_told_without_header_and_white_space_that_does_not_count(void **state)
{
    struct one one;

    put(*state, "a.snap", HEAD "---\r\nold\r\nline  \r\n\r\n");
    put(*state, "a.snap.new", PENDING "new\nline\n");
    one = read_only_item(*state);
    assert_true(one.sides->has_expected && one.sides->has_actual);
    assert_bytes(one.sides->expected, "old\nline");
    assert_bytes(one.sides->actual, "new\nline");
    assert_null(one.sides->note);
    assert_string_equal(one.sides->source, "src/lib.rs");
    assert_string_equal(one.sides->expression, "api::list()");
    done(&one);
}

static void what_is_new_has_no_expected_value(void **state)
{
    struct one one;

    put(*state, "a.snap.new", "---\nsource: a.rs\n---\nnew\n");
    one = read_only_item(*state);
    assert_false(one.sides->has_expected);
    assert_non_null(one.sides->expected.data);
    assert_int_equal(one.sides->expected.length, 0);
    assert_bytes(one.sides->actual, "new");
    assert_null(one.sides->expression);
    done(&one);
}

static void bytes_of_binary_snapshots_are_those_beside_them(void **state)
{
    struct one one;

    put(*state, "a.snap", BINARY);
    put(*state, "a.snap.bin", "old  \r\n");
    put(*state, "a.snap.new", BINARY);
    put(*state, "a.snap.new.bin", "new \n");
    one = read_only_item(*state);
    assert_bytes(one.sides->expected, "old  \r\n");
    assert_bytes(one.sides->actual, "new \n");
    assert_null(one.sides->note);
    done(&one);
}

static void a_text_that_became_binary_keeps_both_values(void **state)
{
    struct one one;

    put(*state, "a.snap", "---\nsource: src/lib.rs\n---\nwords\n");
    put(*state, "a.snap.new", BINARY);
    put(*state, "a.snap.new.bin", "\1\2");
    one = read_only_item(*state);
    assert_bytes(one.sides->expected, "words");
    assert_bytes(one.sides->actual, "\1\2");
    assert_string_equal(one.sides->note, "changed in the header: extension");
    done(&one);
}

static void a_baseline_that_lost_its_bytes_has_no_value(void **state)
{
    struct one one;

    put(*state, "a.snap", BINARY);
    put(*state, "a.snap.new", BINARY);
    put(*state, "a.snap.new.bin", "new");
    one = read_only_item(*state);
    assert_false(one.sides->has_expected);
    assert_string_equal(one.sides->note, "the bytes of the baseline are missing");
    done(&one);
}

static void a_header_that_changed_is_a_note(void **state)
{
    struct one one;

    put(*state, "a.snap", "---\nsource: src/lib.rs\nexpression: other\ndescription: d\n---\nx\n");
    put(*state, "a.snap.new", PENDING "x\n");
    one = read_only_item(*state);
    assert_bytes(one.sides->expected, "x");
    assert_bytes(one.sides->actual, "x");
    assert_string_equal(one.sides->note, "changed in the header: description, expression");
    done(&one);
}

static void old_files_are_equal_where_insta_finds_them_equal(void **state)
{
    struct one one;

    put(*state, "a.snap", HEAD "---\n\nx\n");
    put(*state, "a.snap.new", PENDING "x\n");
    one = read_only_item(*state);
    assert_bytes(one.sides->expected, "x");
    assert_null(one.sides->note);
    done(&one);
}

static void a_baseline_with_a_merges_markers_is_seen_whole(void **state)
{
    static const char merged[] = "<<<<<<< ours\n" HEAD "---\nx\n=======\ny\n>>>>>>> theirs\n";
    struct one one;

    put(*state, "a.snap", merged);
    put(*state, "a.snap.new", PENDING "x\n");
    one = read_only_item(*state);
    assert_bytes(one.sides->expected, merged);
    assert_string_equal(one.sides->note, "the baseline cannot be read by insta");
    done(&one);
}

static void somebody_elses_baseline_is_an_error(void **state)
{
    struct one one;

    put(*state, "a.snap", "// Jest Snapshot v1\n\nexports[`a 1`] = `x`;\n");
    put(*state, "a.snap.new", PENDING "x\n");
    one = look(*state);
    assert_int_equal(read_sides(&one), TKS_BAD_DATA);
    assert_non_null(strstr(one.err.message, "a.snap: is not a snapshot of insta's but jest"));
    done(&one);
}

static void what_is_unreadable_says_why(void **state)
{
    struct one one;

    put(*state, "a.snap.new", BINARY);
    one = look(*state);
    assert_int_equal(read_sides(&one), TKS_BAD_DATA);
    assert_string_equal(one.err.message,
                        "a.snap.new.bin: the snapshot's bytes are missing; run its test again");
    done(&one);
}

static void what_changed_since_it_was_listed_is_not_shown(void **state)
{
    struct one one;

    put(*state, "a.snap.new", PENDING "seen\n");
    one = look(*state);
    put(*state, "a.snap.new", PENDING "not seen\n");
    assert_int_equal(read_sides(&one), TKS_CONFLICT);
    assert_string_equal(one.err.message, "a.snap.new: has changed since it was looked at");
    put(*state, "a.snap.new", PENDING "seen\n");
    put(*state, "a.snap", HEAD "---\nx\n");
    assert_int_equal(read_sides(&one), TKS_CONFLICT);
    assert_string_equal(one.err.message, "a.snap: has come since it was looked at");
    done(&one);
}

static void nor_is_a_new_one_whose_file_is_gone(void **state)
{
    struct one one;

    put(*state, "a.snap", HEAD "---\nx\n");
    put(*state, "a.snap.new", PENDING "seen\n");
    one = look(*state);
    assert_int_equal(unlink(scratch_path(*state, "a.snap")), 0);
    assert_int_equal(read_sides(&one), TKS_CONFLICT);
    assert_string_equal(one.err.message, "a.snap: has gone since it was looked at");
    assert_int_equal(unlink(scratch_path(*state, "a.snap.new")), 0);
    assert_int_equal(read_sides(&one), TKS_CONFLICT);
    assert_int_equal(tks_project_sides(&one.sides, one.project, one.listing, 1, &one.err),
                     TKS_NOT_FOUND);
    done(&one);
}

static void a_baseline_that_is_no_text_is_seen_whole(void **state)
{
    struct one one;

    put(*state, "a.snap", HEAD "---\n\xFF\n");
    put(*state, "a.snap.new", PENDING "x\n");
    one = read_only_item(*state);
    assert_bytes(one.sides->expected, HEAD "---\n\xFF\n");
    assert_string_equal(one.sides->note, "the baseline cannot be read by insta");
    done(&one);
}

static void inline_ones_have_the_texts_of_their_record(void **state)
{
    struct one one;

    put(*state, "src/lib.rs", "fn main() {}\n");
    put(*state, "src/.lib.rs.pending-snap",
        "{\"run_id\":\"1-2\",\"line\":7,"
        "\"new\":{\"module_name\":\"a\",\"snapshot_name\":null,\"metadata\":{\"source\":\"src/"
        "lib.rs\",\"assertion_line\":7,\"expression\":\"1 + 1\"},\"snapshot\":\"2\"},"
        "\"old\":{\"module_name\":\"a\",\"metadata\":{},\"snapshot\":\"3\"}}\n");
    one = read_only_item(*state);
    assert_true(one.sides->has_expected);
    assert_bytes(one.sides->expected, "3");
    assert_bytes(one.sides->actual, "2");
    assert_string_equal(one.sides->expression, "1 + 1");
    assert_string_equal(one.sides->source, "src/lib.rs");
    done(&one);
}

/* ------------------------------------------------------------------------ kept */

#define AMBER                                                                                      \
    "# serializer version: 1\n# name: test_a\n  'old'\n# ---\n# name: test_b\n  dict({\n"          \
    "    'x': 1,\n  })\n# ---\n"

static void keep(struct scratch *scratch, tks_keep what)
{
    tks_project *project = NULL;
    tks_error err = { 0 };

    what.size = sizeof what;
    assert_int_equal(tks_project_open(&project, scratch->root, NULL, NULL), TKS_OK);
    if (tks_project_keep(project, &what, &err) != TKS_OK)
        fail_msg("%s", err.message);
    tks_project_free(project);
}

static tks_bytes bytes(const char *text)
{
    return (tks_bytes){ text, strlen(text) };
}

static void a_kept_entry_has_its_value_and_that_of_the_baseline(void **state)
{
    static const char path[] = "t/__snapshots__/test_a.ambr";
    struct one one;

    put(*state, path, AMBER);
    keep(*state, (tks_keep){ .path = path,
                             .entry = "test_b",
                             .actual = bytes("dict({\n  'x': 2,\n})"),
                             .source = "t/test_a.py:3" });
    one = read_only_item(*state);
    assert_bytes(one.sides->expected, "dict({\n  'x': 1,\n})");
    assert_bytes(one.sides->actual, "dict({\n  'x': 2,\n})");
    assert_string_equal(one.sides->source, "t/test_a.py:3");
    done(&one);
}

static void a_kept_entry_that_is_new_or_removed_has_one_value(void **state)
{
    static const char path[] = "t/__snapshots__/test_a.ambr";
    struct one one;

    put(*state, path, AMBER);
    keep(*state, (tks_keep){ .path = path, .entry = "test_c", .actual = bytes("'new'") });
    one = read_only_item(*state);
    assert_false(one.sides->has_expected);
    assert_bytes(one.sides->actual, "'new'");
    assert_int_equal(tks_project_forget(one.project, path, "test_c", NULL), TKS_OK);
    done(&one);
    keep(*state, (tks_keep){ .path = path, .entry = "test_a", .removed = true });
    one = read_only_item(*state);
    assert_bytes(one.sides->expected, "'old'");
    assert_false(one.sides->has_actual);
    put(*state, path, "# serializer version: 1\n");
    tks_sides_free(one.sides);
    one.sides = NULL;
    assert_int_equal(read_sides(&one), TKS_CONFLICT);
    done(&one);
}

static void a_kept_file_is_its_value(void **state)
{
    struct one one;

    put(*state, "testdata/a.golden", "old\n");
    keep(*state, (tks_keep){ .path = "testdata/a.golden", .actual = bytes("new\n") });
    one = read_only_item(*state);
    assert_bytes(one.sides->expected, "old\n");
    assert_bytes(one.sides->actual, "new\n");
    done(&one);
}

/* Its order has changed, say: that is no value of one of its entries. */
static void all_of_a_file_of_entries_is_its_bytes(void **state)
{
    static const char path[] = "t/__snapshots__/test_a.ambr";
    static const char after[] = "# serializer version: 1\n# name: test_b\n  2\n# ---\n";
    struct one one;

    put(*state, path, AMBER);
    keep(*state, (tks_keep){ .path = path, .actual = bytes(after) });
    one = read_only_item(*state);
    assert_bytes(one.sides->expected, AMBER);
    assert_bytes(one.sides->actual, after);
    done(&one);
}

static void a_file_kept_for_insta_is_compared_without_its_header(void **state)
{
    struct one one;

    put(*state, "a.snap", HEAD "---\nold\n");
    keep(*state, (tks_keep){ .path = "a.snap", .actual = bytes(HEAD "---\nnew\n") });
    one = read_only_item(*state);
    assert_bytes(one.sides->expected, "old");
    assert_bytes(one.sides->actual, "new");
    done(&one);
}

/* Every allocation fails once: a clean error, nothing held but what the listing remembers of
 * the one baseline that may be asked for again. */
static void without_memory_nothing_is_read(void **state)
{
    enum { REMEMBERED = 3 };
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    tks_status status = TKS_OUT_OF_MEMORY;
    struct one one = { .sides = NULL };
    int held;

    put(*state, "a.snap", HEAD "description: d\n---\nold\n");
    put(*state, "a.snap.new", PENDING "new\n");
    put(*state, "b.snap", BINARY);
    put(*state, "b.snap.bin", "old");
    put(*state, "b.snap.new", BINARY);
    put(*state, "b.snap.new.bin", "new");
    put(*state, "c/test_a.ambr", AMBER);
    keep(*state, (tks_keep){ .path = "c/test_a.ambr", .entry = "test_a", .actual = bytes("'x'") });
    assert_int_equal(tks_project_open(&one.project, ((struct scratch *)*state)->root, &env,
                                      &one.err),
                     TKS_OK);
    assert_int_equal(tks_project_pending(&one.listing, one.project, &one.err), TKS_OK);
    assert_int_equal(tks_listing_count(one.listing), 3);
    held = (int)counting.held;
    for (size_t item = 0; item < 3; item++)
        for (int n = 1; n == 1 || status != TKS_OK; n++) {
            counting.taken = 0;
            counting.fail_at = n;
            status = tks_project_sides(&one.sides, one.project, one.listing, item, &one.err);
            assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
            if (status == TKS_OK)
                tks_sides_free(one.sides);
            assert_in_range(counting.held, held, held + REMEMBERED);
        }
    one.sides = NULL;
    done(&one);
    assert_int_equal(counting.held, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(texts_are_told_without_header_and_white_space_that_does_not_count),
        TEST(what_is_new_has_no_expected_value),
        TEST(bytes_of_binary_snapshots_are_those_beside_them),
        TEST(a_text_that_became_binary_keeps_both_values),
        TEST(a_baseline_that_lost_its_bytes_has_no_value),
        TEST(a_header_that_changed_is_a_note),
        TEST(old_files_are_equal_where_insta_finds_them_equal),
        TEST(a_baseline_with_a_merges_markers_is_seen_whole),
        TEST(somebody_elses_baseline_is_an_error),
        TEST(what_is_unreadable_says_why),
        TEST(what_changed_since_it_was_listed_is_not_shown),
        TEST(nor_is_a_new_one_whose_file_is_gone),
        TEST(a_baseline_that_is_no_text_is_seen_whole),
        TEST(inline_ones_have_the_texts_of_their_record),
        TEST(a_kept_entry_has_its_value_and_that_of_the_baseline),
        TEST(a_kept_entry_that_is_new_or_removed_has_one_value),
        TEST(a_kept_file_is_its_value),
        TEST(all_of_a_file_of_entries_is_its_bytes),
        TEST(a_file_kept_for_insta_is_compared_without_its_header),
        TEST(without_memory_nothing_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
