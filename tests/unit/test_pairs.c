/* test_pairs.c - which files of two folders belong together
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <tksnap/session.h>
#include <unistd.h>

static int set_up(void **state)
{
    static struct scratch scratch;

    scratch = scratch_make();
    scratch_folder(&scratch, "e");
    scratch_folder(&scratch, "a");
    *state = &scratch;
    return 0;
}

static int tear_down(void **state)
{
    scratch_remove(*state);
    return 0;
}

static void touch(struct scratch *scratch, const char *paths)
{
    char copy[1024], *rest = copy;

    snprintf(copy, sizeof copy, "%s", paths);
    for (const char *path; (path = strsep(&rest, " ")) != NULL;)
        scratch_write(scratch, path, (tks_bytes){ "x", 1 });
}

/* What is shown of a path: the part below the scratch folder. */
static const char *shown(const struct scratch *scratch, const char *path)
{
    if (path == NULL)
        return "-";
    assert_memory_equal(path, scratch->root, strlen(scratch->root));
    return path + strlen(scratch->root) + 1;
}

/* The pairs of folders e and a, a line each: name expected actual diff. */
static const char *listed(struct scratch *scratch, const char *diff_dir)
{
    static char text[4096];
    tks_pairs *pairs = NULL;
    tks_error err = { 0 };
    size_t length = 0;
    char expected[256], actual[256], diff[256];

    snprintf(expected, sizeof expected, "%s/e", scratch->root);
    snprintf(actual, sizeof actual, "%s/a", scratch->root);
    snprintf(diff, sizeof diff, "%s/%s", scratch->root, diff_dir != NULL ? diff_dir : "");
    if (tks_pairs_from_directories(&pairs, expected, actual, diff_dir != NULL ? diff : NULL, NULL,
                                   &err))
        fail_msg("%s", err.message);
    text[0] = '\0';
    for (size_t i = 0; i < tks_pairs_count(pairs); i++) {
        const tks_pair pair = tks_pairs_list(pairs)[i];

        length += (size_t)snprintf(text + length, sizeof text - length, "%s %s %s %s\n", pair.name,
                                   shown(scratch, pair.expected), shown(scratch, pair.actual),
                                   shown(scratch, pair.diff));
        assert_true(length < sizeof text);
    }
    tks_pairs_free(pairs);
    return text;
}

/* The status of pairing e and a; the message ends up in `err`. */
static tks_status failing(struct scratch *scratch, const char *e, const char *a, const char *d,
                          tks_error *err)
{
    tks_pairs *pairs = NULL;
    const char *diff = d != NULL ? scratch_path(scratch, d) : NULL;
    tks_status status;

    *err = (tks_error){ 0 };
    status = tks_pairs_from_directories(&pairs, scratch_path(scratch, e), scratch_path(scratch, a),
                                        diff, NULL, err);
    assert_null(pairs);
    assert_int_equal(status, err->status);
    return status;
}

/* ----------------------------------------------------------------- pairing */

static void pictures_are_paired_by_relative_path_in_byte_order(void **state)
{
    touch(*state, "e/b.png a/b.png e/a/z.png a/a/z.png e/a.png a/a.png e/a-1.png a/a-1.png "
                  "e/B.png a/B.png e/a/b/c.png a/a/b/c.png");
    assert_string_equal(listed(*state, NULL), "B.png e/B.png a/B.png -\n"
                                              "a-1.png e/a-1.png a/a-1.png -\n"
                                              "a.png e/a.png a/a.png -\n"
                                              "a/b/c.png e/a/b/c.png a/a/b/c.png -\n"
                                              "a/z.png e/a/z.png a/a/z.png -\n"
                                              "b.png e/b.png a/b.png -\n");
}

static void bytes_above_127_sort_after_ascii(void **state)
{
    touch(*state, "e/\xC3\xA9.png e/z.png");
    assert_string_equal(listed(*state, NULL), "z.png e/z.png - -\n"
                                              "\xC3\xA9.png e/\xC3\xA9.png - -\n");
}

static void one_side_alone_is_new_or_missing_and_has_no_diff(void **state)
{
    touch(*state, "e/gone.png a/fresh.png e/both.png a/both.png");
    assert_string_equal(listed(*state, "d"), "both.png e/both.png a/both.png d/both.png\n"
                                             "fresh.png - a/fresh.png -\n"
                                             "gone.png e/gone.png - -\n");
}

static void another_ending_is_not_a_pair(void **state)
{
    touch(*state, "e/a.png a/a.jpg e/b.png a/b.PNG");
    assert_string_equal(listed(*state, "d"), "a.jpg - a/a.jpg -\n"
                                             "a.png e/a.png - -\n"
                                             "b.PNG - a/b.PNG -\n"
                                             "b.png e/b.png - -\n");
}

static void pictures_are_told_by_their_ending_in_any_case(void **state)
{
    static const char *const endings[] = { "png", "JPG", "jpeg", "WebP", "bmp", "gif",
                                           "TGA", "psd", "pnm",  "ppm",  "pgm", "PBM" };
    char name[32];

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        snprintf(name, sizeof name, "e/%c.%s", 'a' + (char)i, endings[i]);
        touch(*state, name);
    }
    touch(*state, "e/a.txt e/png e/a.png.bak e/a.svg e/apng a/a.mpng a/.png");
    assert_string_equal(listed(*state, NULL), "a.png e/a.png - -\n"
                                              "b.JPG e/b.JPG - -\n"
                                              "c.jpeg e/c.jpeg - -\n"
                                              "d.WebP e/d.WebP - -\n"
                                              "e.bmp e/e.bmp - -\n"
                                              "f.gif e/f.gif - -\n"
                                              "g.TGA e/g.TGA - -\n"
                                              "h.psd e/h.psd - -\n"
                                              "i.pnm e/i.pnm - -\n"
                                              "j.ppm e/j.ppm - -\n"
                                              "k.pgm e/k.pgm - -\n"
                                              "l.PBM e/l.PBM - -\n");
}

static void hidden_files_and_folders_are_passed_over(void **state)
{
    touch(*state, "e/.a.png e/.git/b.png e/c/.d.png e/c/e.png");
    assert_string_equal(listed(*state, NULL), "c/e.png e/c/e.png - -\n");
}

static void links_to_pictures_are_followed_and_links_to_folders_are_not(void **state)
{
    touch(*state, "e/a.png e/sub/b.png other/c.png");
    scratch_link(*state, "e/linked.png", "a.png");
    scratch_link(*state, "e/loop", "../e");
    scratch_link(*state, "e/other", "../other");
    scratch_link(*state, "e/other.png", "../other");
    /* a lost baseline is told by the comparison, not dropped in silence */
    scratch_link(*state, "e/nowhere.png", "nothing.png");
    scratch_link(*state, "e/nowhere.txt", "nothing.txt");
    assert_string_equal(listed(*state, NULL), "a.png e/a.png - -\n"
                                              "linked.png e/linked.png - -\n"
                                              "nowhere.png e/nowhere.png - -\n"
                                              "sub/b.png e/sub/b.png - -\n");
}

static void pipes_and_folders_named_like_pictures_are_no_pictures(void **state)
{
    scratch_folder(*state, "e/folder.png");
    assert_int_equal(mkfifo(scratch_path(*state, "e/pipe.png"), 0600), 0);
    touch(*state, "e/folder.png/a.png");
    assert_string_equal(listed(*state, NULL), "folder.png/a.png e/folder.png/a.png - -\n");
}

static void empty_folders_give_an_empty_list(void **state)
{
    assert_string_equal(listed(*state, "d"), "");
}

static void a_folder_compared_with_itself_is_allowed(void **state)
{
    tks_pairs *pairs = NULL;
    tks_error err = { 0 };

    touch(*state, "e/a.png e/sub/b.png");
    assert_int_equal(tks_pairs_from_directories(&pairs, scratch_path(*state, "e"),
                                                scratch_path(*state, "e"), NULL, NULL, &err),
                     TKS_OK);
    assert_int_equal(tks_pairs_count(pairs), 2);
    tks_pairs_free(pairs);
}

static void slashes_at_the_end_of_a_folder_are_not_doubled(void **state)
{
    tks_pairs *pairs = NULL;
    tks_error err = { 0 };
    char expected[SCRATCH_PATH_LENGTH];

    touch(*state, "e/a.png a/a.png");
    snprintf(expected, sizeof expected, "%s", scratch_path(*state, "e/a.png"));
    assert_int_equal(tks_pairs_from_directories(&pairs, scratch_path(*state, "e/"),
                                                scratch_path(*state, "a/"), "d/", NULL, &err),
                     TKS_OK);
    assert_string_equal(tks_pairs_list(pairs)[0].expected, expected);
    assert_string_equal(tks_pairs_list(pairs)[0].diff, "d/a.png");
    tks_pairs_free(pairs);
}

/* ----------------------------------------------------------- diff pictures */

static void diff_pictures_end_in_png_and_keep_their_folders(void **state)
{
    touch(*state, "e/x.jpeg a/x.jpeg e/s.t/y.WEBP a/s.t/y.WEBP");
    assert_string_equal(listed(*state, "d"), "s.t/y.WEBP e/s.t/y.WEBP a/s.t/y.WEBP d/s.t/y.png\n"
                                             "x.jpeg e/x.jpeg a/x.jpeg d/x.png\n");
}

static void pictures_of_one_stem_keep_their_whole_names(void **state)
{
    touch(*state, "e/a.jpg a/a.jpg e/a.png a/a.png e/a.k.png a/a.k.png e/b.png a/b.png");
    assert_string_equal(listed(*state, "d"), "a.jpg e/a.jpg a/a.jpg d/a.jpg.png\n"
                                             "a.k.png e/a.k.png a/a.k.png d/a.k.png\n"
                                             "a.png e/a.png a/a.png d/a.png.png\n"
                                             "b.png e/b.png a/b.png d/b.png\n");
}

static void a_name_with_two_endings_cannot_meet_a_whole_name(void **state)
{
    touch(*state, "e/a.jpg a/a.jpg e/a.png a/a.png e/a.jpg.png a/a.jpg.png");
    assert_string_equal(listed(*state, "d"), "a.jpg e/a.jpg a/a.jpg d/a.jpg.png\n"
                                             "a.jpg.png e/a.jpg.png a/a.jpg.png d/a.jpg.png.png\n"
                                             "a.png e/a.png a/a.png d/a.png.png\n");
}

static void a_stem_that_is_only_new_does_not_lengthen_a_name(void **state)
{
    touch(*state, "e/a.png a/a.png a/a.jpg");
    assert_string_equal(listed(*state, "d"), "a.jpg - a/a.jpg -\n"
                                             "a.png e/a.png a/a.png d/a.png\n");
}

/* ---------------------------------------------------------- nested folders */

static void the_diff_folder_is_no_input_where_it_lies_inside(void **state)
{
    touch(*state, "e/a.png a/a.png a/diff/a.png a/diff/old/b.png a/sub/diff/c.png");
    assert_string_equal(listed(*state, "a/diff"), "a.png e/a.png a/a.png a/diff/a.png\n"
                                                  "sub/diff/c.png - a/sub/diff/c.png -\n");
    /* the same folder by another path */
    scratch_link(*state, "elsewhere", "a/diff");
    assert_string_equal(listed(*state, "elsewhere"), "a.png e/a.png a/a.png elsewhere/a.png\n"
                                                     "sub/diff/c.png - a/sub/diff/c.png -\n");
}

static void an_input_folder_inside_the_other_is_not_listed_there(void **state)
{
    tks_pairs *pairs = NULL;
    tks_error err = { 0 };

    touch(*state, "a/x.png a/base/x.png a/base/sub/y.png");
    assert_int_equal(tks_pairs_from_directories(&pairs, scratch_path(*state, "a/base"),
                                                scratch_path(*state, "a"), NULL, NULL, &err),
                     TKS_OK);
    assert_int_equal(tks_pairs_count(pairs), 2);
    assert_string_equal(tks_pairs_list(pairs)[0].name, "sub/y.png");
    assert_null(tks_pairs_list(pairs)[0].actual);
    assert_string_equal(tks_pairs_list(pairs)[1].name, "x.png");
    assert_non_null(tks_pairs_list(pairs)[1].actual);
    tks_pairs_free(pairs);
}

static void a_diff_folder_that_is_an_input_is_refused(void **state)
{
    tks_error err;

    touch(*state, "e/a.png a/a.png");
    scratch_link(*state, "same", "a");
    assert_int_equal(failing(*state, "e", "a", "e", &err), TKS_INVALID_ARGUMENT);
    assert_non_null(strstr(err.message, "overwrite"));
    assert_int_equal(failing(*state, "e", "a", "same", &err), TKS_INVALID_ARGUMENT);
}

/* ------------------------------------------------------------------ errors */

static void a_folder_that_is_not_there_is_named(void **state)
{
    tks_error err;

    assert_int_equal(failing(*state, "none", "a", NULL, &err), TKS_NOT_FOUND);
    assert_non_null(strstr(err.message, "/none: the folder cannot be read"));
    assert_int_equal(failing(*state, "e", "none", NULL, &err), TKS_NOT_FOUND);
}

static void a_file_is_not_a_folder(void **state)
{
    tks_error err;

    touch(*state, "file.png");
    assert_int_equal(failing(*state, "file.png", "a", NULL, &err), TKS_NOT_FOUND);
    assert_non_null(strstr(err.message, "file.png: is not a folder"));
    assert_int_equal(failing(*state, "e", "a", "file.png", &err), TKS_INVALID_ARGUMENT);
    assert_non_null(strstr(err.message, "file.png: is not a folder"));
}

static void a_folder_inside_that_cannot_be_read_is_named(void **state)
{
    struct scratch *scratch = *state;
    const bool root = geteuid() == 0; /* who may read everything */
    tks_error err;
    tks_status status;

    touch(scratch, "e/open/a.png e/open/shut/b.png");
    assert_int_equal(chmod(scratch->root, 0755), 0);
    assert_int_equal(chmod(scratch_path(scratch, "e/open/shut"), 0), 0);
    if (root)
        assert_int_equal(seteuid(65534), 0);
    status = failing(scratch, "e", "a", NULL, &err);
    if (root)
        assert_int_equal(seteuid(0), 0);
    assert_int_equal(status, TKS_IO_FAILED);
    assert_int_equal(err.sys_errno, EACCES);
    assert_non_null(strstr(err.message, "/e/open/shut: the folder cannot be read"));
}

static void without_folders_there_is_nothing_to_pair(void **state)
{
    tks_pairs *pairs = NULL;

    (void)state;
    assert_int_equal(tks_pairs_from_directories(&pairs, NULL, ".", NULL, NULL, NULL),
                     TKS_INVALID_ARGUMENT);
    tks_pairs_free(NULL);
}

static void memory_that_runs_out_leaves_nothing_behind(void **state)
{
    bool succeeded = false;

    touch(*state, "e/a.png a/a.png e/sub/b.png a/sub/b.png a/c.png");
    for (long n = 1; !succeeded; n++) {
        struct counting counting = COUNTING;
        const tks_allocator allocator = counting_allocator(&counting);
        const tks_env env = { .size = sizeof env, .allocator = &allocator };
        tks_pairs *pairs = NULL;
        tks_error err = { 0 };
        tks_status status;

        counting.fail_at = n;
        status = tks_pairs_from_directories(&pairs, scratch_path(*state, "e"),
                                            scratch_path(*state, "a"), "d", &env, &err);
        succeeded = status == TKS_OK;
        assert_true(succeeded || status == TKS_OUT_OF_MEMORY);
        assert_true(succeeded || (pairs == NULL && strstr(err.message, "out of memory")));
        assert_true(!succeeded || tks_pairs_count(pairs) == 3);
        tks_pairs_free(pairs);
        assert_int_equal(counting.held, 0);
        assert_true(n < 100);
    }
}

/* ---------------------------------------------------------------- deep trees */

enum { LEVELS = 50, LEVEL_NAME = 200 }; /* 10 050 bytes: more than two PATH_MAX */

static void a_path_longer_than_the_system_takes_is_listed(void **state)
{
    int levels[LEVELS + 1];
    char name[LEVEL_NAME + 1];
    tks_pairs *pairs = NULL;
    tks_error err = { 0 };
    tks_status status;
    int file;

    memset(name, 'n', LEVEL_NAME);
    name[LEVEL_NAME] = '\0';
    levels[0] = open(scratch_path(*state, "e"), O_RDONLY | O_DIRECTORY);
    for (int i = 0; i < LEVELS; i++) {
        assert_int_equal(mkdirat(levels[i], name, 0700), 0);
        levels[i + 1] = openat(levels[i], name, O_RDONLY | O_DIRECTORY);
        assert_true(levels[i + 1] >= 0);
    }
    file = openat(levels[LEVELS], "deep.png", O_WRONLY | O_CREAT, 0600);
    assert_true(file >= 0);
    close(file);

    status = tks_pairs_from_directories(&pairs, scratch_path(*state, "e"),
                                        scratch_path(*state, "a"), NULL, NULL, &err);
    assert_int_equal(unlinkat(levels[LEVELS], "deep.png", 0), 0);
    for (int i = LEVELS; i > 0; i--) {
        close(levels[i]);
        assert_int_equal(unlinkat(levels[i - 1], name, AT_REMOVEDIR), 0);
    }
    close(levels[0]);

    assert_string_equal(err.message, "");
    assert_int_equal(status, TKS_OK);
    assert_int_equal(tks_pairs_count(pairs), 1);
    assert_int_equal(strlen(tks_pairs_list(pairs)[0].name),
                     LEVELS * (LEVEL_NAME + 1) + strlen("deep.png"));
    tks_pairs_free(pairs);
}

static void a_deep_tree_takes_few_descriptors(void **state)
{
    const struct rlimit few = { 12, 12 };
    struct rlimit before;
    char path[SCRATCH_PATH_LENGTH] = "e";

    for (int i = 0; i < 100; i++)
        strcat(path, "/d");
    strcat(path, "/a.png");
    touch(*state, path);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &(struct rlimit){ few.rlim_cur, before.rlim_max }),
                     0);
    path[0] = '\0';
    strcat(path, listed(*state, NULL));
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_non_null(strstr(path, "/d/a.png"));
}

int main(void)
{
#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(pictures_are_paired_by_relative_path_in_byte_order),
        IN_SCRATCH(bytes_above_127_sort_after_ascii),
        IN_SCRATCH(one_side_alone_is_new_or_missing_and_has_no_diff),
        IN_SCRATCH(another_ending_is_not_a_pair),
        IN_SCRATCH(pictures_are_told_by_their_ending_in_any_case),
        IN_SCRATCH(hidden_files_and_folders_are_passed_over),
        IN_SCRATCH(links_to_pictures_are_followed_and_links_to_folders_are_not),
        IN_SCRATCH(pipes_and_folders_named_like_pictures_are_no_pictures),
        IN_SCRATCH(empty_folders_give_an_empty_list),
        IN_SCRATCH(a_folder_compared_with_itself_is_allowed),
        IN_SCRATCH(slashes_at_the_end_of_a_folder_are_not_doubled),
        IN_SCRATCH(diff_pictures_end_in_png_and_keep_their_folders),
        IN_SCRATCH(pictures_of_one_stem_keep_their_whole_names),
        IN_SCRATCH(a_name_with_two_endings_cannot_meet_a_whole_name),
        IN_SCRATCH(a_stem_that_is_only_new_does_not_lengthen_a_name),
        IN_SCRATCH(the_diff_folder_is_no_input_where_it_lies_inside),
        IN_SCRATCH(an_input_folder_inside_the_other_is_not_listed_there),
        IN_SCRATCH(a_diff_folder_that_is_an_input_is_refused),
        IN_SCRATCH(a_folder_that_is_not_there_is_named),
        IN_SCRATCH(a_file_is_not_a_folder),
        IN_SCRATCH(a_folder_inside_that_cannot_be_read_is_named),
        cmocka_unit_test(without_folders_there_is_nothing_to_pair),
        IN_SCRATCH(memory_that_runs_out_leaves_nothing_behind),
        IN_SCRATCH(a_path_longer_than_the_system_takes_is_listed),
        IN_SCRATCH(a_deep_tree_takes_few_descriptors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
