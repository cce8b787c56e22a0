/* test_pending_session.c - pending snapshots as pairs of a session
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "make_png.h"
#include "scratch.h"

#include <stdio.h>
#include <string.h>
#include <tksnap/report.h>
#include <unistd.h>

#define TEXT   "---\nsource: a.rs\n---\n"
#define BINARY "---\nsource: a.rs\nextension: bin\nsnapshot_kind: binary\n---\n"

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

/* A picture of one colour, under a name that is no picture's. */
static void put_picture(struct scratch *scratch, const char *path, uint8_t grey)
{
    struct made_file file = make_png_plain(4, 4, grey, grey, grey, 255);

    scratch_write(scratch, path, made_bytes(file));
    made_free(file);
}

/* What was told, a line for each. */
struct told {
    char text[4000];
    size_t length, budget;
    tks_outcome_fn *tell;
};

static tks_status append(void *user, tks_bytes bytes, tks_error *err)
{
    struct told *told = user;

    (void)err;
    assert_true(told->length + bytes.length < sizeof told->text);
    memcpy(told->text + told->length, bytes.data, bytes.length);
    told->length += bytes.length;
    told->text[told->length] = '\0';
    return TKS_OK;
}

static tks_status tell(void *user, const tks_outcome *outcome, tks_error *err)
{
    struct told *told = user;
    char line[400];

    if (outcome->state == TKS_STATE_COMPARED)
        snprintf(line, sizeof line, "%s %s\n",
                 outcome->diff != NULL                                 ? "picture"
                 : tks_text_diff_form(outcome->text) == TKS_TEXT_LINES ? "text"
                                                                       : "bytes",
                 tks_verdict_name(tks_outcome_verdict(outcome)));
    else if (outcome->state == TKS_STATE_FAILED)
        snprintf(line, sizeof line, "%s\n", outcome->error.message);
    else
        snprintf(line, sizeof line, "%s\n", outcome->state == TKS_STATE_NEW ? "new" : "missing");
    assert_true((outcome->sides != NULL) || outcome->state == TKS_STATE_FAILED);
    return append(told, (tks_bytes){ line, strlen(line) }, err);
}

static tks_status tell_json(void *user, const tks_outcome *outcome, tks_error *err)
{
    struct told *told = user;
    const tks_sink sink = { append, told };

    return tks_report_shown_json(outcome, NULL, &sink, err);
}

/* Everything that waits, compared; `gone` is removed once it is listed. */
static tks_status compare(struct told *told, struct scratch *scratch, const tks_rules *rules,
                          const tks_env *env, const char *gone)
{
    tks_project *project = NULL;
    tks_listing *listing = NULL;
    tks_pair pairs[8] = { { .name = NULL } };
    tks_error err = { 0 };
    tks_status status;
    size_t count = 0;

    told->length = 0;
    told->text[0] = '\0';
    if ((status = tks_project_open(&project, scratch->root, env, &err)) == TKS_OK &&
        (status = tks_project_pending(&listing, project, &err)) == TKS_OK) {
        count = tks_listing_count(listing);
        assert_true(count <= 8);
        for (size_t i = 0; i < count; i++) {
            const tks_pending *item = tks_listing_at(listing, i);

            pairs[i] = (tks_pair){ .name = item->path,
                                   .expected = item->path,
                                   .actual = item->file,
                                   .project = project,
                                   .listing = listing,
                                   .item = i };
        }
        if (gone != NULL)
            assert_int_equal(unlink(scratch_path(scratch, gone)), 0);
        status = tks_compare_pairs(pairs, count, rules, NULL, told->tell, told, env, &err);
    }
    tks_listing_free(listing);
    tks_project_free(project);
    return status;
}

static void what_is_compared_is_told_by_the_contents(void **state)
{
    struct told told = { .tell = tell };

    put(*state, "a.snap", TEXT "x\n");
    put(*state, "a.snap.new", TEXT "y\n");
    put(*state, "b.snap", BINARY);
    put_picture(*state, "b.snap.bin", 10);
    put(*state, "b.snap.new", BINARY);
    put_picture(*state, "b.snap.new.bin", 200);
    put(*state, "c.snap", BINARY);
    put_picture(*state, "c.snap.bin", 10);
    put(*state, "c.snap.new", BINARY);
    put(*state, "c.snap.new.bin", "<html>no such page</html>\n");
    put(*state, "d.snap", TEXT "P1 is not so urgent\n");
    put(*state, "d.snap.new", TEXT "P1 is urgent\n");
    put(*state, "e.snap.new", TEXT "new\n");
    assert_int_equal(compare(&told, *state, NULL, NULL, NULL), TKS_OK);
    assert_string_equal(told.text, "text different\npicture different\nbytes different\n"
                                   "text different\nnew\n");
}

static void a_picture_that_is_cut_off_is_an_error_with_its_name(void **state)
{
    struct told told = { .tell = tell };
    struct made_file file = make_png_plain(4, 4, 1, 1, 1, 255);

    put(*state, "a.snap", BINARY);
    put_picture(*state, "a.snap.bin", 10);
    put(*state, "a.snap.new", BINARY);
    scratch_write(*state, "a.snap.new.bin", (tks_bytes){ made_bytes(file).data, 45 });
    made_free(file);
    assert_int_equal(compare(&told, *state, NULL, NULL, NULL), TKS_OK);
    assert_memory_equal(told.text, "a.snap.new: ", 12);
}

static void rules_hold_for_what_waits(void **state)
{
    static const char *const filters[] = { "date" };
    const tks_text_rules texts = { .size = sizeof texts, .filters = filters, .n_filters = 1 };
    struct told told = { .tell = tell };
    tks_rules rules = TKS_RULES;

    rules.texts = &texts;
    rules.max_ratio = 1;
    put(*state, "a.snap", TEXT "2026-01-02\n");
    put(*state, "a.snap.new", TEXT "2026-03-04\n");
    put(*state, "b.snap", BINARY);
    put_picture(*state, "b.snap.bin", 10);
    put(*state, "b.snap.new", BINARY);
    put_picture(*state, "b.snap.new.bin", 200);
    assert_int_equal(compare(&told, *state, &rules, NULL, NULL), TKS_OK);
    assert_string_equal(told.text, "text similar\npicture similar\n");
}

static void what_changed_meanwhile_is_an_error_and_the_others_go_on(void **state)
{
    struct told told = { .tell = tell };

    put(*state, "a.snap.new", TEXT "x\n");
    put(*state, "b.snap.new", TEXT "x\n");
    assert_int_equal(compare(&told, *state, NULL, NULL, "a.snap.new"), TKS_OK);
    assert_string_equal(told.text, "a.snap.new: has changed since it was looked at\nnew\n");
}

static void programs_are_told_which_snapshot_it_is_and_both_texts(void **state)
{
    struct told told = { .tell = tell_json };

    put(*state, "a.snap", "---\nsource: a.rs\nexpression: f()\n---\nx\n");
    put(*state, "a.snap.new", TEXT "x\n\"y\"\n");
    assert_int_equal(compare(&told, *state, NULL, NULL, NULL), TKS_OK);
    assert_string_equal(
        told.text,
        "{\"schema\":1,\"name\":\"a.snap\",\"pending\":{\"id\":\"#1\",\"store\":\"insta\",\"kind\":"
        "\"text\",\"path\":\"a.snap\",\"entry\":null,\"state\":\"changed\",\"source\":\"a.rs\","
        "\"expression\":null,\"note\":\"changed in the header: expression\"},\"verdict\":"
        "\"different\",\"reason\":\"text\",\"expected\":{\"path\":\"a.snap\",\"lines\":1,"
        "\"bytes\":2},\"actual\":{\"path\":\"a.snap.new\",\"lines\":2,\"bytes\":6},\"added_lines\":"
        "1,\"removed_lines\":0,\"changed_lines\":0,\"tolerated_lines\":0,\"hunks\":[{\"tolerated\":"
        "false,\"expected\":{\"line\":2,\"count\":0,\"lines\":[]},\"actual\":{\"line\":2,"
        "\"count\":1,\"lines\":[\"\\\"y\\\"\\n\"]}}],\"hunks_left_out\":0,\"texts\":{"
        "\"expected\":\"x\",\"actual\":\"x\\n\\\"y\\\"\"},\"diff\":null,\"exit\":1}");
}

static tks_status tell_within(void *user, const tks_outcome *outcome, tks_error *err)
{
    struct told *told = user;
    const tks_sink sink = { append, told };

    return tks_report_budget_json(outcome, told->budget, &sink, err);
}

static int count_of(const char *text, const char *piece)
{
    int count = 0;

    for (; (text = strstr(text, piece)) != NULL; text += strlen(piece))
        count++;
    return count;
}

/* Eight places, each on a line between others. */
static void put_places(struct scratch *scratch, const char *path, char mark)
{
    char text[400] = TEXT;

    for (int i = 0; i < 8; i++)
        snprintf(text + strlen(text), 20, "same\n%c%d\n", mark, i);
    put(scratch, path, text);
}

static void a_budget_takes_lines_first_then_hunks_and_counts_them(void **state)
{
    struct told told = { .tell = tell_within };
    int hunks = 8;

    put_places(*state, "a.snap", 'a');
    put_places(*state, "a.snap.new", 'b');
    assert_int_equal(compare(&told, *state, NULL, NULL, NULL), TKS_OK);
    assert_int_equal(count_of(told.text, "\"lines\":["), 16);
    told.budget = told.length;
    assert_int_equal(compare(&told, *state, NULL, NULL, NULL), TKS_OK);
    assert_int_equal(told.length, told.budget);
    for (size_t budget = told.length - 1; budget > 0; budget -= budget > 7 ? 7 : budget) {
        const char *left_out;
        int now;

        told.budget = budget;
        assert_int_equal(compare(&told, *state, NULL, NULL, NULL), TKS_OK);
        assert_null(strstr(told.text, "\"lines\":["));
        now = count_of(told.text, "\"tolerated\":");
        assert_in_range(now, 0, hunks);
        hunks = now;
        assert_true(told.length <= budget || hunks == 0);
        left_out = strstr(told.text, "\"hunks_left_out\":");
        assert_non_null(left_out);
        assert_int_equal(left_out[17] - '0', 8 - hunks);
    }
    assert_int_equal(hunks, 0);
}

static void bytes_are_no_texts_to_tell(void **state)
{
    struct told told = { .tell = tell_json };

    put(*state, "a.snap.new", BINARY);
    scratch_write(*state, "a.snap.new.bin", (tks_bytes){ "\0\1", 2 });
    assert_int_equal(compare(&told, *state, NULL, NULL, NULL), TKS_OK);
    assert_non_null(strstr(told.text, "\"expected\":null,\"actual\":{\"path\":\"a.snap.new\"},"
                                      "\"texts\":{\"expected\":null,\"actual\":null}"));
}

/* Every allocation fails once: an outcome or a failure of the call, and nothing held. */
static void without_memory_nothing_is_held(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator, .threads = 1 };
    struct told told = { .tell = tell };
    tks_status status = TKS_OUT_OF_MEMORY;
    bool whole = false;

    put(*state, "a.snap", TEXT "x\n");
    put(*state, "a.snap.new", TEXT "y\n");
    put(*state, "b.snap", BINARY);
    put_picture(*state, "b.snap.bin", 10);
    put(*state, "b.snap.new", BINARY);
    put_picture(*state, "b.snap.new.bin", 200);
    for (int n = 1; !whole; n++) {
        counting.taken = 0;
        counting.fail_at = n;
        status = compare(&told, *state, NULL, &env, NULL);
        assert_true(status == TKS_OK || status == TKS_OUT_OF_MEMORY);
        assert_int_equal(counting.held, 0);
        whole = strcmp(told.text, "text different\npicture different\n") == 0;
        assert_true(whole || status != TKS_OK || strstr(told.text, "memory") != NULL);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(what_is_compared_is_told_by_the_contents),
        TEST(a_picture_that_is_cut_off_is_an_error_with_its_name),
        TEST(rules_hold_for_what_waits),
        TEST(what_changed_meanwhile_is_an_error_and_the_others_go_on),
        TEST(programs_are_told_which_snapshot_it_is_and_both_texts),
        TEST(a_budget_takes_lines_first_then_hunks_and_counts_them),
        TEST(bytes_are_no_texts_to_tell),
        TEST(without_memory_nothing_is_held),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
