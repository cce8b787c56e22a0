/* test_patch.c - one entry changed, and nothing else
 *
 * What patches are made of stands in the tests of the formats; here are those that must
 * not pass.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "told.h"

#include <string.h>

#define V "# serializer version: 1\n"

static const char before[] = V "# name: a\n  1\n# ---\n# name: b\n  2\n# ---\n";
enum { PAYLOAD_OF_A = sizeof V - 1 + 10 };

static tks_bytes text_of(const char *text)
{
    return (tks_bytes){ text, strlen(text) };
}

/* Puts `bytes` for the payload of a, and checks against `after`. */
static tks_status check(const char *after, const char *bytes, int change, tks_error *err)
{
    const struct tksi_patch patch = { { PAYLOAD_OF_A, 4 }, text_of(bytes), change };
    struct tksi_document document;

    tksi_document_scan(&document, tksi_format_named("amber"), text_of(before));
    return tksi_patch_check(&document, text_of(after), &patch, err);
}

static void a_good_patch_passes(void **state)
{
    (void)state;
    assert_int_equal(check(V "# name: a\n  x\n# ---\n# name: b\n  2\n# ---\n", "  x\n", 0, NULL),
                     TKS_OK);
}

static void other_bytes_that_change_are_seen(void **state)
{
    tks_error err = { 0 };

    (void)state;
    assert_int_equal(check(V "# name: a\n  x\n# ---\n# name: b\n  3\n# ---\n", "  x\n", 0, &err),
                     TKS_BAD_DATA);
    assert_string_equal(err.message, "other bytes than those meant would change");
    assert_int_equal(check(V "# name: a\n  y\n# ---\n# name: b\n  2\n# ---\n", "  x\n", 0, NULL),
                     TKS_BAD_DATA);
    assert_int_equal(check(V "# name: a\n  x\n", "  x\n", 0, NULL), TKS_BAD_DATA);
    assert_int_equal(check("", "  x\n", 0, NULL), TKS_BAD_DATA);
}

static void a_payload_that_makes_entries_of_its_own_is_seen(void **state)
{
    tks_error err = { 0 };

    (void)state;
    assert_int_equal(check(V "# name: a\n  x\n# ---\n# name: c\n  y\n# ---\n"
                             "# name: b\n  2\n# ---\n",
                           "  x\n# ---\n# name: c\n  y\n", 0, &err),
                     TKS_BAD_DATA);
    assert_string_equal(err.message, "other entries than the one meant would change");
}

static void a_payload_that_swallows_the_next_entry_is_seen(void **state)
{
    static const char go[] = "[A - 1]\nx\n---\n[B - 1]\ny\n---\n";
    static const char torn[] = "[A - 1]\nx\n----\n[B - 1]\ny\n---\n";
    const struct tksi_patch patch = { { 8, 2 }, { "x\n-", 3 }, 0 };
    struct tksi_document document;

    (void)state;
    tksi_document_scan(&document, tksi_format_named("go-snaps"), text_of(go));
    assert_int_equal(tksi_patch_check(&document, text_of(torn), &patch, NULL), TKS_BAD_DATA);
}

static void an_entry_that_would_not_be_read_any_more_is_seen(void **state)
{
    static const char file[] = "---\nsource: a\n---", torn[] = "---\nsource: a\n---x\n";
    const struct tksi_patch patch = { { sizeof file - 1, 0 }, { "x\n", 2 }, 0 };
    struct tksi_document document;
    tks_error err = { 0 };

    (void)state;
    tksi_document_scan(&document, tksi_format_named("insta"), text_of(file));
    assert_int_equal(tksi_patch_check(&document, text_of(torn), &patch, &err), TKS_BAD_DATA);
    assert_string_equal(err.message, "the entry could not be read any more");
}

static void the_number_of_entries_must_change_as_said(void **state)
{
    static const char after[] = V "# name: a\n  x\n# ---\n# name: b\n  2\n# ---\n";

    (void)state;
    assert_int_equal(check(after, "  x\n", 1, NULL), TKS_BAD_DATA);
    assert_int_equal(check(after, "  x\n", -1, NULL), TKS_BAD_DATA);
}

static void a_patch_beyond_the_file_is_refused(void **state)
{
    const struct tksi_patch far = { { 90, 1 }, { "x", 1 }, 0 },
                            long_one = { { 1, SIZE_MAX }, { "", 0 }, 0 };
    struct tksi_document document;
    struct tksi_buffer out;

    (void)state;
    tksi_document_scan(&document, tksi_format_named("amber"), text_of(before));
    tksi_buffer_init(&out, 1000, told_env());
    assert_int_equal(tksi_patch_apply(&out, text_of(before), &far, NULL), TKS_INVALID_ARGUMENT);
    assert_int_equal(tksi_patch_apply(&out, text_of(before), &long_one, NULL),
                     TKS_INVALID_ARGUMENT);
    assert_int_equal(tksi_patch_check(&document, text_of(before), &far, NULL), TKS_BAD_DATA);
    assert_int_equal(tksi_patch_check(&document, text_of(before), &long_one, NULL), TKS_BAD_DATA);
    tksi_buffer_dispose(&out);
}

static void gaps_are_neither_replaced_nor_taken_out(void **state)
{
    const struct tksi_piece gap = { .kind = TKSI_GAP, .whole = { 0, sizeof V - 1 } };
    struct tksi_document document;
    struct tksi_patch patch;
    struct tksi_buffer room;

    (void)state;
    tksi_document_scan(&document, tksi_format_named("amber"), text_of(before));
    tksi_buffer_init(&room, 1000, told_env());
    assert_int_equal(tksi_patch_replace(&patch, &room, &document, &gap, text_of("x"), NULL),
                     TKS_BAD_DATA);
    assert_int_equal(tksi_patch_remove(&patch, &document, &gap, NULL), TKS_INVALID_ARGUMENT);
    tksi_buffer_dispose(&room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_patch_passes),
        cmocka_unit_test(other_bytes_that_change_are_seen),
        cmocka_unit_test(a_payload_that_makes_entries_of_its_own_is_seen),
        cmocka_unit_test(a_payload_that_swallows_the_next_entry_is_seen),
        cmocka_unit_test(an_entry_that_would_not_be_read_any_more_is_seen),
        cmocka_unit_test(the_number_of_entries_must_change_as_said),
        cmocka_unit_test(a_patch_beyond_the_file_is_refused),
        cmocka_unit_test(gaps_are_neither_replaced_nor_taken_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
