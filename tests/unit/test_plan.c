/* test_plan.c - a plan is read as it was written, and half of one is not taken for it
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "journal/plan.h"

#include <string.h>

static struct tksi_env env;

static int set_up(void **state)
{
    (void)state;
    return tksi_env_defaults(&env, NULL, NULL) == TKS_OK ? 0 : -1;
}

static void make_plan(struct tksi_plan *plan)
{
    const struct tksi_step replace = { .kind = TKSI_STEP_REPLACE,
                                       .before = { true, 12, 0x0123456789ABCDEF },
                                       .after = { true, UINT64_MAX, UINT64_MAX },
                                       .mode = 0640,
                                       .offset = 77 };
    const struct tksi_step remove = { .kind = TKSI_STEP_REMOVE, .before = { true, 0, 1 } };
    const struct tksi_step make = { .kind = TKSI_STEP_REPLACE, .after = { true, 1, 2 } };

    tksi_plan_init(plan, &env);
    plan->deed = TKS_DEED_UNDO;
    plan->undoes = 41;
    assert_int_equal(tksi_plan_set_elsewhere(plan, "/tmp/a b", NULL), TKS_OK);
    assert_int_equal(tksi_plan_add_item(plan, "insta", "a b/\n%20\x7F\xC3\xA4.snap", NULL), TKS_OK);
    assert_int_equal(tksi_plan_add_step(plan, replace, "x y", ".tks-a", NULL), TKS_OK);
    assert_int_equal(tksi_plan_add_step(plan, remove, "/tmp/a b/c d/x.snap.new", "", NULL), TKS_OK);
    assert_int_equal(tksi_plan_add_item(plan, "insta", "second", NULL), TKS_OK);
    assert_int_equal(tksi_plan_add_entry(plan, "test_a[x y]", NULL), TKS_OK);
    assert_int_equal(tksi_plan_add_entry(plan, "", NULL), TKS_OK);
    assert_int_equal(tksi_plan_add_entry(plan, "%", NULL), TKS_OK);
    assert_int_equal(tksi_plan_add_step(plan, make, "second", ".tks-b", NULL), TKS_OK);
}

static const char *write_plan(struct tksi_buffer *text, const struct tksi_plan *plan)
{
    tksi_buffer_init(text, 10000, &env);
    assert_int_equal(tksi_plan_put(text, plan, NULL), TKS_OK);
    assert_int_equal(tksi_buffer_append(text, "", 1, NULL), TKS_OK);
    text->length--;
    return (const char *)text->data;
}

static tks_status read_plan(struct tksi_plan *plan, const char *text, size_t length)
{
    tksi_plan_init(plan, &env);
    return tksi_plan_read(plan, (tks_bytes){ text, length }, NULL);
}

static void what_is_written_is_read(void **state)
{
    struct tksi_plan plan, again;
    struct tksi_buffer first, second;

    (void)state;
    make_plan(&plan);
    write_plan(&first, &plan);
    assert_int_equal(read_plan(&again, (const char *)first.data, first.length), TKS_OK);
    assert_true(again.whole);
    assert_int_equal(again.undoes, 41);
    assert_string_equal(tksi_plan_text(&again, again.elsewhere), "/tmp/a b");
    assert_int_equal(tksi_plan_items(&again), 2);
    assert_int_equal(tksi_plan_steps(&again), 3);
    assert_string_equal(tksi_plan_text(&again, tksi_plan_item(&again, 0)->path),
                        "a b/\n%20\x7F\xC3\xA4.snap");
    assert_int_equal(tksi_plan_snapshots(tksi_plan_item(&again, 0)), 1);
    assert_int_equal(tksi_plan_snapshots(tksi_plan_item(&again, 1)), 3);
    assert_memory_equal(tksi_plan_text(&again, tksi_plan_item(&again, 1)->first_entry),
                        "test_a[x y]\0\0%", 15);
    assert_string_equal(tksi_plan_text(&again, tksi_plan_step(&again, 1)->name),
                        "/tmp/a b/c d/x.snap.new");
    assert_true(tksi_plan_step(&again, 0)->after.length == UINT64_MAX);
    assert_int_equal(tksi_plan_step(&again, 0)->mode, 0640);
    assert_false(tksi_plan_step(&again, 2)->before.there);
    assert_string_equal(write_plan(&second, &again), (const char *)first.data);
    tksi_buffer_dispose(&first);
    tksi_buffer_dispose(&second);
    tksi_plan_dispose(&plan);
    tksi_plan_dispose(&again);
}

static void a_plan_cut_anywhere_is_a_shorter_one_and_not_whole(void **state)
{
    struct tksi_plan plan, again;
    struct tksi_buffer text;

    (void)state;
    make_plan(&plan);
    write_plan(&text, &plan);
    for (size_t length = 0; length < text.length; length++) {
        assert_int_equal(read_plan(&again, (const char *)text.data, length), TKS_OK);
        assert_false(again.whole);
        assert_true(tksi_plan_steps(&again) <= 3);
        tksi_plan_dispose(&again);
    }
    tksi_buffer_dispose(&text);
    tksi_plan_dispose(&plan);
}

static void what_is_no_record_is_damage(void **state)
{
    static const char *const bad[] = {
        "tksnap journal 2\naccept\nend\n",
        "tksnap journal 1\nagree\n",
        "tksnap journal 1\naccept\nitem insta\n",
        "tksnap journal 1\naccept\nitem insta a b\n",
        "tksnap journal 1\naccept\nremove - 0 0 a\n", /* of no item */
        "tksnap journal 1\naccept\nitem insta a\nremove - 0 0 ../a\n",
        "tksnap journal 1\naccept\nitem insta a\nremove - 0 0 /a\n",
        "tksnap journal 1\naccept\nitem insta a\nremove 12 0 0 a\n",
        "tksnap journal 1\naccept\nitem insta a\nremove 1:xyz 0 0 a\n",
        "tksnap journal 1\naccept\nitem insta a\nremove - 9 0 a\n",
        "tksnap journal 1\naccept\nitem insta a\nremove - 0 99999999999999999999 a\n",
        "tksnap journal 1\naccept\nitem insta a\nreplace - 1:1 0 0 ../.tks-a a\n",
        "tksnap journal 1\naccept\nitem insta a%00b\n",
        /* a temporary file is called as ours are, for it is removed unseen */
        "tksnap journal 1\naccept\nitem insta a\nreplace - 1:1 0 0 b a\n",
        /* outside of the project is one folder, with pending snapshots */
        "tksnap journal 1\naccept\nitem insta a\nremove - 0 0 /p/a.snap.new\n",
        "tksnap journal 1\naccept\nelsewhere /p\nitem insta a\nremove - 0 0 /q/a.snap.new\n",
        "tksnap journal 1\naccept\nelsewhere /p\nitem insta a\nremove - 0 0 /pp/a.snap.new\n",
        "tksnap journal 1\naccept\nelsewhere /p\nitem insta a\nremove - 0 0 /p/../a.snap.new\n",
        "tksnap journal 1\naccept\nelsewhere /p\nitem insta a\nremove - 0 0 /p/.snap.new/a\n",
        "tksnap journal 1\naccept\nelsewhere /p.snap.new\nitem insta a\n"
        "remove - 0 0 /p.snap.new\n",
        "tksnap journal 1\naccept\nelsewhere /p\nelsewhere /p\n",
        "tksnap journal 1\naccept\nitem insta a\nelsewhere /p\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct tksi_plan plan;

        if (read_plan(&plan, bad[i], strlen(bad[i])) != TKS_BAD_DATA)
            fail_msg("read as a plan: %s", bad[i]);
        tksi_plan_dispose(&plan);
    }
}

static void an_item_that_is_dropped_takes_its_steps_along(void **state)
{
    static const char text[] = "tksnap journal 1\naccept\nitem insta a\nremove 1:1 644 0 a\ndrop\n"
                               "item insta b\nremove 1:1 644 0 b\nend\n";
    struct tksi_plan plan;

    (void)state;
    assert_int_equal(read_plan(&plan, text, sizeof text - 1), TKS_OK);
    assert_int_equal(tksi_plan_items(&plan), 1);
    assert_int_equal(tksi_plan_steps(&plan), 1);
    assert_string_equal(tksi_plan_text(&plan, tksi_plan_step(&plan, 0)->name), "b");
    tksi_plan_dispose(&plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(a_plan_cut_anywhere_is_a_shorter_one_and_not_whole),
        cmocka_unit_test(what_is_no_record_is_damage),
        cmocka_unit_test(an_item_that_is_dropped_takes_its_steps_along),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
