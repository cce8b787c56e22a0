/* test_root.c - no name leads out of a project
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "root/root.h"
#include "scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    struct scratch scratch;
    struct tksi_env env;
    struct tksi_root root;
};

static void touch(struct scratch *scratch, const char *path, const char *text)
{
    scratch_write(scratch, path, (tks_bytes){ text, strlen(text) });
}

static int set_up(void **state)
{
    static struct fixture fixture;
    tks_error err = { 0 };

    fixture.scratch = scratch_make();
    touch(&fixture.scratch, "secret", "outside");
    touch(&fixture.scratch, "project/tksnap.yaml", "");
    touch(&fixture.scratch, "project/in/file", "inside");
    scratch_link(&fixture.scratch, "project/in/near", "file");
    scratch_link(&fixture.scratch, "project/folder", "in");
    scratch_link(&fixture.scratch, "project/out", "..");
    scratch_link(&fixture.scratch, "project/secret", "../secret");
    scratch_link(&fixture.scratch, "project/nowhere", "gone");
    assert_int_equal(tksi_env_defaults(&fixture.env, NULL, &err), TKS_OK);
    assert_int_equal(tksi_root_find(&fixture.root, scratch_path(&fixture.scratch, "project/in"),
                                    &fixture.env, &err),
                     TKS_OK);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    tksi_root_close(&fixture->root);
    scratch_remove(&fixture->scratch);
    return 0;
}

static tks_status read_as(const struct fixture *fixture, const char *name, const char *expected)
{
    tks_error err = { 0 };
    struct tksi_buffer bytes;
    bool there;
    tks_status status;

    tksi_buffer_init(&bytes, 1000, &fixture->env);
    status = tksi_root_read(&bytes, &there, NULL, &fixture->root, name, &err);
    if (status == TKS_OK) {
        assert_int_equal(there, expected != NULL);
        assert_int_equal(bytes.length, there ? strlen(expected) : 0);
        if (there)
            assert_memory_equal(bytes.data, expected, bytes.length);
    } else {
        assert_non_null(strstr(err.message, name));
    }
    tksi_buffer_dispose(&bytes);
    return status;
}

static void a_name_has_plain_components_only(void **state)
{
    static const char *const bad[] = { "",     "/",  "/etc/passwd", "..",  "../secret", "a/../b",
                                       "a//b", "a/", ".",           "./a", "a/.",       "a/.." };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(tksi_name_check(bad[i], NULL), TKS_INVALID_ARGUMENT);
        assert_int_equal(read_as(*state, bad[i], NULL), TKS_INVALID_ARGUMENT);
    }
    assert_int_equal(tksi_name_check("a", NULL), TKS_OK);
    assert_int_equal(tksi_name_check("a/...b/..c", NULL), TKS_OK);
}

static void files_are_read_below_the_root_only(void **state)
{
    assert_int_equal(read_as(*state, "in/file", "inside"), TKS_OK);
    assert_int_equal(read_as(*state, "folder/file", "inside"), TKS_OK);
    assert_int_equal(read_as(*state, "in/gone", NULL), TKS_OK);
    assert_int_equal(read_as(*state, "in/file/more", NULL), TKS_OK);
    assert_int_equal(read_as(*state, "out/secret", NULL), TKS_UNSUPPORTED);
    assert_int_equal(read_as(*state, "secret", NULL), TKS_UNSUPPORTED);
    assert_int_equal(read_as(*state, "in/near", NULL), TKS_UNSUPPORTED);
    assert_int_equal(read_as(*state, "in", NULL), TKS_IO_FAILED);
}

static void without_openat2_no_link_is_followed_at_all(void **state)
{
    struct fixture *fixture = *state;
    tks_error err = { 0 };
    const char *last;
    int folder;

    fixture->root.by_steps = true;
    assert_int_equal(read_as(fixture, "in/file", "inside"), TKS_OK);
    assert_int_equal(read_as(fixture, "in/gone", NULL), TKS_OK);
    assert_int_equal(read_as(fixture, "tksnap.yaml", ""), TKS_OK);
    assert_int_not_equal(read_as(fixture, "folder/file", "inside"), TKS_OK);
    assert_int_not_equal(read_as(fixture, "out/secret", NULL), TKS_OK);
    assert_int_equal(read_as(fixture, "secret", NULL), TKS_UNSUPPORTED);
    assert_int_equal(tksi_root_parent(&folder, &last, &fixture->root, "p/q/file", true, &err),
                     TKS_OK);
    close(folder);
    assert_true(scratch_exists(&fixture->scratch, "project/p/q"));
}

static void pipes_are_refused_and_not_waited_for(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(mkfifo(scratch_path(&fixture->scratch, "project/pipe"), 0600), 0);
    assert_int_equal(read_as(fixture, "pipe", NULL), TKS_IO_FAILED);
}

static const char *real_name(const struct fixture *fixture, const char *name)
{
    static char copy[256];
    tks_error err = { 0 };
    struct tksi_buffer out;

    tksi_buffer_init(&out, 1000, &fixture->env);
    snprintf(copy, sizeof copy, "(refused)");
    if (tksi_root_real(&out, &fixture->root, name, &err) == TKS_OK)
        snprintf(copy, sizeof copy, "%s", (const char *)out.data);
    tksi_buffer_dispose(&out);
    return copy;
}

static void a_link_is_followed_to_the_file_it_means(void **state)
{
    assert_string_equal(real_name(*state, "in/file"), "in/file");
    assert_string_equal(real_name(*state, "in/near"), "in/file");
    assert_string_equal(real_name(*state, "folder/near"), "in/file");
    assert_string_equal(real_name(*state, "in/new"), "in/new");
    assert_string_equal(real_name(*state, "later/new"), "later/new");
    assert_string_equal(real_name(*state, "secret"), "(refused)");
    assert_string_equal(real_name(*state, "nowhere"), "(refused)");
    assert_string_equal(real_name(*state, "out/secret"), "(refused)");
}

static void folders_are_made_below_the_root_only(void **state)
{
    struct fixture *fixture = *state;
    tks_error err = { 0 };
    const char *last;
    int folder;

    assert_int_equal(tksi_root_parent(&folder, &last, &fixture->root, "a/b/c/file", true, &err),
                     TKS_OK);
    assert_string_equal(last, "file");
    close(folder);
    assert_true(scratch_exists(&fixture->scratch, "project/a/b/c"));
    assert_int_equal(tksi_root_parent(&folder, &last, &fixture->root, "out/new/file", true, &err),
                     TKS_UNSUPPORTED);
    assert_false(scratch_exists(&fixture->scratch, "new"));
    assert_int_equal(tksi_root_parent(&folder, &last, &fixture->root, "x/file", false, &err),
                     TKS_NOT_FOUND);
}

static const char *found_from(struct fixture *fixture, const char *folder)
{
    static char copy[256];
    struct tksi_root root;
    tks_error err = { 0 };

    assert_int_equal(tksi_root_find(&root, scratch_path(&fixture->scratch, folder), &fixture->env,
                                    &err),
                     TKS_OK);
    snprintf(copy, sizeof copy, "%s", root.path + strlen(fixture->scratch.root));
    tksi_root_close(&root);
    return copy;
}

static void the_root_is_the_repository_else_the_workspace_else_the_crate(void **state)
{
    struct fixture *fixture = *state;
    struct scratch *scratch = &fixture->scratch;

    scratch_folder(scratch, "r/.git");
    touch(scratch, "r/c/Cargo.toml", "[package]\n[workspace]\n");
    scratch_folder(scratch, "r/c/src");
    touch(scratch, "w/Cargo.toml", "# [workspace]\n[workspace.package]\n");
    touch(scratch, "w/c/Cargo.toml", "[package]\nx = [workspace]\n");
    touch(scratch, "lone/Cargo.toml", "[package]\n");
    scratch_folder(scratch, "lone/src");
    scratch_folder(scratch, "none/at/all");
    assert_string_equal(found_from(fixture, "project/in"), "/project");
    assert_string_equal(found_from(fixture, "r/c/src"), "/r");
    assert_string_equal(found_from(fixture, "w/c"), "/w");
    assert_string_equal(found_from(fixture, "lone/src"), "/lone");
    assert_string_equal(found_from(fixture, "none/at"), "/none/at");
}

/* What a file elsewhere is about; good until the next call. */
static const char *home_of(const struct tksi_root *root, const char *file)
{
    static char name[200];
    struct tksi_buffer out;

    tksi_buffer_init(&out, sizeof name - 1, &root->env);
    assert_int_equal(tksi_root_home(&out, root, file, strlen(file), NULL), TKS_OK);
    memcpy(name, out.data, out.length);
    name[out.length] = '\0';
    tksi_buffer_dispose(&out);
    return name;
}

static void what_lies_elsewhere_is_about_the_workspace(void **state)
{
    struct fixture *fixture = *state;
    struct scratch *scratch = &fixture->scratch;
    struct tksi_root root;

    touch(scratch, "project/rust/Cargo.toml", "[workspace]\n");
    touch(scratch, "project/rust/crate/Cargo.toml", "[package]\n");
    scratch_folder(scratch, "project/target/pending");
    assert_int_equal(tksi_root_find(&root, scratch_path(scratch, "project/rust/crate"),
                                    &fixture->env, NULL),
                     TKS_OK);
    assert_string_equal(root.workspace, "rust");
    assert_string_equal(home_of(&root, "target/pending/a/b.snap"), "target/pending/a/b.snap");
    assert_int_equal(tksi_root_elsewhere(&root, scratch_path(scratch, "project/target/pending"),
                                         NULL, NULL),
                     TKS_OK);
    assert_string_equal(home_of(&root, "target/pending/a/b.snap"), "rust/a/b.snap");
    assert_string_equal(home_of(&root, "target/pendings/a/b.snap"), "target/pendings/a/b.snap");
    assert_true(tksi_root_is_elsewhere(&root, "target/pending/a"));
    assert_false(tksi_root_is_elsewhere(&root, "rust/a"));
    assert_int_equal(tksi_root_elsewhere(&root, scratch_path(scratch, "project/target/pending"),
                                         scratch_path(scratch, "project"), NULL),
                     TKS_OK);
    assert_string_equal(home_of(&root, "target/pending/a/b.snap"), "a/b.snap");
    tksi_root_close(&root);
}

static void elsewhere_needs_a_workspace_and_a_folder_of_its_own(void **state)
{
    struct fixture *fixture = *state;
    struct tksi_root *root = &fixture->root;
    const char *in = scratch_path(&fixture->scratch, "project/in");
    tks_error err = { 0 };

    assert_int_equal(tksi_root_elsewhere(root, in, NULL, &err), TKS_NOT_FOUND);
    assert_non_null(strstr(err.message, "Cargo workspace"));
    assert_int_equal(tksi_root_elsewhere(root, scratch_path(&fixture->scratch, "project/out"), in,
                                         &err),
                     TKS_UNSUPPORTED);
    assert_non_null(strstr(err.message, "is in it"));
    assert_int_equal(tksi_root_elsewhere(root, "/", in, &err), TKS_UNSUPPORTED);
    assert_null(root->outside);
    assert_int_equal(tksi_root_elsewhere(root, in, "/", &err), TKS_UNSUPPORTED);
    assert_non_null(strstr(err.message, "outside of the project"));
    assert_int_equal(tksi_root_elsewhere(root, scratch_path(&fixture->scratch, "project/gone"), in,
                                         &err),
                     TKS_OK);
    assert_int_equal(tksi_root_elsewhere(root, "gone", in, &err), TKS_OK);
    assert_null(root->elsewhere);
    assert_null(root->outside);
}

/* A file in the folder outside; good until the next call. */
static const char *outside(struct fixture *fixture, const char *name)
{
    static char path[600];

    snprintf(path, sizeof path, "%s/%s", scratch_path(&fixture->scratch, "apart"), name);
    return path;
}

static void name_outside(struct fixture *fixture)
{
    struct scratch *scratch = &fixture->scratch;

    touch(scratch, "apart/a/file", "apart");
    touch(scratch, "aparts/a/file", "another");
    scratch_link(scratch, "apart/a/near", "file");
    scratch_link(scratch, "apart/a/out", "../../secret");
    scratch_link(scratch, "apart/a/back", "../../project/in/file");
    scratch_link(scratch, "apart/above", "..");
    scratch_link(scratch, "said", "apart");
    assert_int_equal(tksi_root_elsewhere(&fixture->root, scratch_path(scratch, "said"),
                                         scratch_path(scratch, "project/in"), NULL),
                     TKS_OK);
}

static void an_absolute_name_leads_into_the_folder_outside_and_not_out_of_it(void **state)
{
    static const char *const bad[] = { "", "a//file", "../secret", "a/../../secret", "./a/file" };
    struct fixture *fixture = *state;

    assert_int_equal(read_as(fixture, outside(fixture, "a/file"), NULL),
                     TKS_INVALID_ARGUMENT); /* nobody named it */
    name_outside(fixture);
    assert_string_equal(home_of(&fixture->root, outside(fixture, "a/file")), "in/a/file");
    for (int steps = 0; steps < 2; steps++) {
        fixture->root.by_steps = steps != 0;
        assert_int_equal(read_as(fixture, outside(fixture, "a/file"), "apart"), TKS_OK);
        assert_int_equal(read_as(fixture, "in/file", "inside"), TKS_OK);
        assert_int_equal(read_as(fixture, outside(fixture, "gone/file"), NULL), TKS_OK);
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
            assert_int_equal(read_as(fixture, outside(fixture, bad[i]), NULL),
                             TKS_INVALID_ARGUMENT);
        assert_int_equal(read_as(fixture, outside(fixture, "a/out"), NULL), TKS_UNSUPPORTED);
        assert_int_equal(read_as(fixture, outside(fixture, "a/back"), NULL), TKS_UNSUPPORTED);
        assert_int_not_equal(read_as(fixture, outside(fixture, "above/secret"), NULL), TKS_OK);
        assert_int_equal(read_as(fixture, scratch_path(&fixture->scratch, "aparts/a/file"), NULL),
                         TKS_INVALID_ARGUMENT);
        assert_int_equal(read_as(fixture, "/etc/passwd", NULL), TKS_INVALID_ARGUMENT);
        assert_int_equal(tksi_root_open(&fixture->root, "/etc/passwd", O_RDONLY), -1);
        assert_int_equal(tksi_root_open(&fixture->root, outside(fixture, "../secret"), O_RDONLY),
                         -1);
        assert_int_equal(tksi_root_open(&fixture->root, "../secret", O_RDONLY), -1);
    }
}

static void folders_are_made_below_the_folder_outside_and_it_is_not(void **state)
{
    struct fixture *fixture = *state;
    struct tksi_buffer real;
    const char *last;
    int folder;

    name_outside(fixture);
    assert_int_equal(tksi_root_parent(&folder, &last, &fixture->root, outside(fixture, "x/y/z"),
                                      true, NULL),
                     TKS_OK);
    assert_string_equal(last, "z");
    close(folder);
    assert_true(scratch_exists(&fixture->scratch, "apart/x/y"));
    assert_int_not_equal(tksi_root_parent(&folder, &last, &fixture->root,
                                          outside(fixture, "above/x/z"), true, NULL),
                         TKS_OK);
    assert_false(scratch_exists(&fixture->scratch, "x"));
    tksi_buffer_init(&real, 1000, &fixture->env);
    assert_int_equal(tksi_root_real(&real, &fixture->root, outside(fixture, "a/near"), NULL),
                     TKS_OK);
    assert_string_equal((const char *)real.data, outside(fixture, "a/file"));
    tksi_buffer_dispose(&real);

    assert_int_equal(tksi_root_elsewhere(&fixture->root,
                                         scratch_path(&fixture->scratch, "no/folder/"),
                                         scratch_path(&fixture->scratch, "project/in"), NULL),
                     TKS_OK);
    assert_int_equal(read_as(fixture, scratch_path(&fixture->scratch, "no/folder/file"), NULL),
                     TKS_OK);
    assert_int_equal(tksi_root_parent(&folder, &last, &fixture->root,
                                      scratch_path(&fixture->scratch, "no/folder/file"), true,
                                      NULL),
                     TKS_NOT_FOUND);
    assert_false(scratch_exists(&fixture->scratch, "no"));
    /* it is another folder that was named now */
    assert_int_equal(read_as(fixture, outside(fixture, "a/file"), NULL), TKS_INVALID_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_name_has_plain_components_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_are_read_below_the_root_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_openat2_no_link_is_followed_at_all, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(pipes_are_refused_and_not_waited_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_link_is_followed_to_the_file_it_means, set_up, tear_down),
        cmocka_unit_test_setup_teardown(folders_are_made_below_the_root_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            the_root_is_the_repository_else_the_workspace_else_the_crate, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_lies_elsewhere_is_about_the_workspace, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(elsewhere_needs_a_workspace_and_a_folder_of_its_own, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            an_absolute_name_leads_into_the_folder_outside_and_not_out_of_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(folders_are_made_below_the_folder_outside_and_it_is_not,
                                        set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
