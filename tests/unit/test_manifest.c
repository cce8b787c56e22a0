/* test_manifest.c - a manifest says what there was, and is believed only whole
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "record/manifest.h"

#include <string.h>

static struct tksi_env env;

static int set_up(void **state)
{
    (void)state;
    return tksi_env_defaults(&env, NULL, NULL) == TKS_OK ? 0 : -1;
}

static void add(struct tksi_manifest *manifest, const char *path, const char *bytes)
{
    struct tksi_original original = { .mode = 0640,
                                      .owner = 1000,
                                      .group = 100,
                                      .written = { 1700000000, 123456789 },
                                      .offset = 1234567890123 };

    if (bytes != NULL)
        original.print = tksi_fingerprint_of((tks_bytes){ bytes, strlen(bytes) });
    assert_int_equal(tksi_manifest_add_file(manifest, original, path, NULL), TKS_OK);
}

static void what_is_written_is_read(void **state)
{
    struct tksi_manifest manifest, read;
    struct tksi_buffer text;

    (void)state;
    tksi_manifest_init(&manifest, &env);
    tksi_manifest_init(&read, &env);
    tksi_buffer_init(&text, 4096, &env);
    add(&manifest, "b/a name\nof two lines", "bytes");
    add(&manifest, "b", NULL);
    add(&manifest, "a", "");
    tksi_manifest_file(&manifest, 2)->written.tv_sec = -5;
    assert_int_equal(tksi_manifest_add_folder(&manifest, "z", NULL), TKS_OK);
    assert_int_equal(tksi_manifest_add_folder(&manifest, "b", NULL), TKS_OK);
    assert_int_equal(tksi_manifest_add_glob(&manifest, "out/**", NULL), TKS_OK);
    tksi_manifest_sort(&manifest);
    assert_int_equal(tksi_manifest_put(&text, &manifest, NULL), TKS_OK);
    assert_int_equal(tksi_manifest_read(&read, (tks_bytes){ text.data, text.length }, NULL),
                     TKS_OK);
    assert_int_equal(tksi_manifest_files(&read), 3);
    assert_string_equal(tksi_manifest_path(&read, 0), "a");
    assert_string_equal(tksi_manifest_path(&read, 1), "b");
    assert_string_equal(tksi_manifest_path(&read, 2), "b/a name\nof two lines");
    assert_int_equal(tksi_manifest_file(&read, 0)->written.tv_sec, -5);
    assert_false(tksi_manifest_file(&read, 1)->print.there);
    assert_int_equal(tksi_manifest_file(&read, 2)->mode, 0640);
    assert_int_equal(tksi_manifest_file(&read, 2)->owner, 1000);
    assert_int_equal(tksi_manifest_file(&read, 2)->group, 100);
    assert_int_equal(tksi_manifest_file(&read, 2)->offset, 1234567890123);
    assert_int_equal(tksi_manifest_file(&read, 2)->written.tv_nsec, 123456789);
    assert_true(tksi_fingerprint_equal(tksi_manifest_file(&read, 2)->print,
                                       tksi_manifest_file(&manifest, 2)->print));
    assert_int_equal(tksi_manifest_find(&read, "b"), 1);
    assert_int_equal(tksi_manifest_find(&read, "c"), SIZE_MAX);
    assert_true(tksi_manifest_has_folder(&read, "b"));
    assert_false(tksi_manifest_has_folder(&read, "a"));
    assert_string_equal(tksi_manifest_glob(&read, 0), "out/**");
    assert_null(tksi_manifest_glob(&read, 1));
    tksi_buffer_dispose(&text);
    tksi_manifest_dispose(&read);
    tksi_manifest_dispose(&manifest);
}

static const char *reading(const char *text)
{
    static tks_error err;
    struct tksi_manifest manifest;

    err = (tks_error){ .status = TKS_OK };
    tksi_manifest_init(&manifest, &env);
    (void)tksi_manifest_read(&manifest, (tks_bytes){ text, strlen(text) }, &err);
    tksi_manifest_dispose(&manifest);
    return err.message;
}

#define HEAD "tksnap record 1\n"
#define GOOD "5:0123456789abcdef 644 0 0 1700000000 5 0"

static void one_that_is_not_whole_is_damaged(void **state)
{
    (void)state;
    assert_string_equal(reading(HEAD "file " GOOD " a\nend\n"), "");
    assert_string_equal(reading(HEAD "end\n"), "");
    assert_string_equal(reading(HEAD "file " GOOD " a\n"), "damaged");
    assert_string_equal(reading(HEAD "file " GOOD " a\nend"), "damaged");
    assert_string_equal(reading(HEAD "file " GOOD " a\nend\nfile " GOOD " b\n"), "damaged");
    assert_string_equal(reading(HEAD "file - 644 0 0 0 0 0 a\nend\n"), "damaged");
    assert_string_equal(reading(HEAD "file 5 644 0 0 0 0 0 a\nend\n"), "damaged");
    assert_string_equal(reading(HEAD "file " GOOD " a b\nend\n"), "damaged");
    assert_string_equal(reading(HEAD "copy a\nend\n"), "damaged");
    assert_string_equal(reading(""), "not a manifest of this version");
    assert_string_equal(reading("tksnap record 2\nend\n"), "not a manifest of this version");
}

static void its_names_stay_below_the_project_and_in_order(void **state)
{
    (void)state;
    assert_string_equal(reading(HEAD "file " GOOD " ../a\nend\n"), "damaged");
    assert_string_equal(reading(HEAD "file " GOOD " /etc/passwd\nend\n"), "damaged");
    assert_string_equal(reading(HEAD "file " GOOD " b\nfile " GOOD " a\nend\n"), "damaged");
    assert_string_equal(reading(HEAD "file " GOOD " a\nunread a\nend\n"), "damaged");
}

static void a_place_or_a_glob_makes_a_snapshot(void **state)
{
    struct tksi_manifest manifest;

    (void)state;
    tksi_manifest_init(&manifest, &env);
    assert_true(tksi_manifest_wants(&manifest, "a/__snapshots__/x.json"));
    assert_false(tksi_manifest_wants(&manifest, "out/report.txt"));
    assert_false(tksi_manifest_wants(&manifest, "testdata/__pycache__/x.pyc"));
    assert_false(tksi_manifest_wants(&manifest, "venv/lib/site-packages/numpy/testdata/x"));
    assert_int_equal(tksi_manifest_add_glob(&manifest, "out/**", NULL), TKS_OK);
    assert_int_equal(tksi_manifest_add_glob(&manifest, "*.pyc", NULL), TKS_OK);
    assert_true(tksi_manifest_wants(&manifest, "out/report.txt"));
    assert_true(tksi_manifest_wants(&manifest, "testdata/__pycache__/x.pyc"));
    assert_false(tksi_manifest_wants(&manifest, "src/out/report.txt"));
    tksi_manifest_dispose(&manifest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(one_that_is_not_whole_is_damaged),
        cmocka_unit_test(its_names_stay_below_the_project_and_in_order),
        cmocka_unit_test(a_place_or_a_glob_makes_a_snapshot),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
