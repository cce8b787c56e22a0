/* test_delivery.c - does a picture come whole or not at all?
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "render/render.h"

static struct tksi_env plain_env(void)
{
    struct tksi_env env;

    assert_int_equal(tksi_env_defaults(&env, NULL, NULL), TKS_OK);
    return env;
}

static tks_status send(struct tksi_delivery *delivery, const char *text)
{
    const tks_sink sink = tksi_delivery_sink(delivery);

    return sink.write(sink.user, (tks_bytes){ text, strlen(text) }, NULL);
}

/* -------------------------------------------------------------------- a file */

struct folder {
    char root[64], path[96];
};

static void make_folder(struct folder *folder)
{
    strcpy(folder->root, "/tmp/tksnap-delivery-XXXXXX");
    assert_non_null(mkdtemp(folder->root));
    snprintf(folder->path, sizeof folder->path, "%s/diff.png", folder->root);
}

static void remove_folder(const struct folder *folder)
{
    unlink(folder->path);
    assert_int_equal(rmdir(folder->root), 0); /* fails when something was left behind */
}

static int entries(const struct folder *folder)
{
    DIR *directory = opendir(folder->root);
    int count = -2; /* . and .. */

    assert_non_null(directory);
    while (readdir(directory) != NULL)
        count++;
    closedir(directory);
    return count;
}

static void assert_holds(const struct folder *folder, const char *wanted)
{
    char text[64] = "";
    const int descriptor = open(folder->path, O_RDONLY);

    assert_true(descriptor >= 0);
    assert_int_equal(read(descriptor, text, sizeof text - 1), (ssize_t)strlen(wanted));
    assert_string_equal(text, wanted);
    close(descriptor);
}

static void a_file_appears_when_it_is_whole(void **state)
{
    const struct tksi_env env = plain_env();
    tks_drawing drawing = TKS_DRAWING;
    struct tksi_delivery delivery;
    struct folder folder;

    (void)state;
    make_folder(&folder);
    drawing.path = folder.path;
    assert_int_equal(tksi_delivery_init(&delivery, &drawing, &env, NULL), TKS_OK);
    assert_int_equal(entries(&folder), 0); /* nothing came, nothing is made */
    assert_int_equal(send(&delivery, "pic"), TKS_OK);
    assert_int_not_equal(access(folder.path, F_OK), 0);
    assert_int_equal(send(&delivery, "ture"), TKS_OK);
    assert_int_equal(tksi_delivery_finish(&delivery, NULL), TKS_OK);
    tksi_delivery_dispose(&delivery);
    assert_holds(&folder, "picture");
    assert_int_equal(entries(&folder), 1);
    remove_folder(&folder);
}

static void a_picture_given_up_leaves_the_old_file(void **state)
{
    const struct tksi_env env = plain_env();
    tks_drawing drawing = TKS_DRAWING;
    struct tksi_delivery delivery;
    struct folder folder;

    (void)state;
    make_folder(&folder);
    drawing.path = folder.path;
    for (int round = 0; round < 2; round++) {
        assert_int_equal(tksi_delivery_init(&delivery, &drawing, &env, NULL), TKS_OK);
        assert_int_equal(send(&delivery, round == 0 ? "old" : "newer"), TKS_OK);
        if (round == 0)
            assert_int_equal(tksi_delivery_finish(&delivery, NULL), TKS_OK);
        tksi_delivery_dispose(&delivery);
    }
    assert_holds(&folder, "old");
    assert_int_equal(entries(&folder), 1);
    remove_folder(&folder);
}

static void a_missing_folder_is_told_with_the_path_and_not_made(void **state)
{
    const struct tksi_env env = plain_env();
    tks_drawing drawing = TKS_DRAWING;
    struct tksi_delivery delivery;
    tks_error err = { .status = TKS_OK };
    tks_sink sink;

    (void)state;
    drawing.path = "/nonexistent-folder/diff.png";
    assert_int_equal(tksi_delivery_init(&delivery, &drawing, &env, NULL), TKS_OK);
    sink = tksi_delivery_sink(&delivery);
    assert_int_equal(sink.write(sink.user, (tks_bytes){ "x", 1 }, &err), TKS_IO_FAILED);
    assert_non_null(strstr(err.message, drawing.path));
    tksi_delivery_dispose(&delivery);
}

/* -------------------------------------------------------------------- a sink */

struct listener {
    int calls;
    char text[64];
};

static tks_status listen(void *user, tks_bytes bytes, tks_error *err)
{
    struct listener *listener = user;

    (void)err;
    listener->calls++;
    memcpy(listener->text, bytes.data, bytes.length);
    return TKS_OK;
}

static void a_sink_hears_nothing_before_the_picture_is_whole(void **state)
{
    const struct tksi_env env = plain_env();
    struct listener listener = { .calls = 0 };
    const tks_sink sink = { listen, &listener };
    tks_drawing drawing = TKS_DRAWING;
    struct tksi_delivery delivery;

    (void)state;
    drawing.sink = &sink;
    assert_int_equal(tksi_delivery_init(&delivery, &drawing, &env, NULL), TKS_OK);
    assert_int_equal(send(&delivery, "pic"), TKS_OK);
    assert_int_equal(send(&delivery, "ture"), TKS_OK);
    assert_int_equal(listener.calls, 0);
    assert_int_equal(tksi_delivery_finish(&delivery, NULL), TKS_OK);
    tksi_delivery_dispose(&delivery);
    assert_int_equal(listener.calls, 1);
    assert_string_equal(listener.text, "picture");
}

static void a_sink_never_hears_of_a_picture_given_up(void **state)
{
    const struct tksi_env env = plain_env();
    struct listener listener = { .calls = 0 };
    const tks_sink sink = { listen, &listener };
    tks_drawing drawing = TKS_DRAWING;
    struct tksi_delivery delivery;

    (void)state;
    drawing.sink = &sink;
    assert_int_equal(tksi_delivery_init(&delivery, &drawing, &env, NULL), TKS_OK);
    assert_int_equal(send(&delivery, "pic"), TKS_OK);
    tksi_delivery_dispose(&delivery);
    assert_int_equal(listener.calls, 0);
}

static void what_waits_for_a_sink_is_bounded(void **state)
{
    struct tksi_env env = plain_env();
    struct listener listener = { .calls = 0 };
    const tks_sink sink = { listen, &listener };
    tks_drawing drawing = TKS_DRAWING;
    struct tksi_delivery delivery;

    (void)state;
    env.limits.file_bytes = 5;
    drawing.sink = &sink;
    assert_int_equal(tksi_delivery_init(&delivery, &drawing, &env, NULL), TKS_OK);
    assert_int_equal(send(&delivery, "12345"), TKS_OK);
    assert_int_equal(send(&delivery, "6"), TKS_OVER_LIMIT);
    tksi_delivery_dispose(&delivery);
}

static void nothing_is_delivered_where_nothing_came(void **state)
{
    const struct tksi_env env = plain_env();
    struct listener listener = { .calls = 0 };
    const tks_sink sink = { listen, &listener };
    tks_drawing drawing = TKS_DRAWING;
    struct tksi_delivery delivery;

    (void)state;
    drawing.sink = &sink;
    assert_int_equal(tksi_delivery_init(&delivery, &drawing, &env, NULL), TKS_OK);
    assert_int_equal(tksi_delivery_finish(&delivery, NULL), TKS_INVALID_ARGUMENT);
    tksi_delivery_dispose(&delivery);
    assert_int_equal(listener.calls, 0);
}

static void a_drawing_without_size_or_place_is_refused(void **state)
{
    const struct tksi_env env = plain_env();
    const tks_sink deaf = { NULL, NULL };
    tks_drawing drawing = TKS_DRAWING;
    struct tksi_delivery delivery;
    tks_error err = { .status = TKS_OK };

    (void)state;
    assert_int_equal(tksi_delivery_init(&delivery, &drawing, &env, &err), TKS_INVALID_ARGUMENT);
    assert_non_null(strstr(err.message, "path or a sink"));
    tksi_delivery_dispose(&delivery);
    drawing.sink = &deaf;
    assert_int_equal(tksi_delivery_init(&delivery, &drawing, &env, &err), TKS_INVALID_ARGUMENT);
    tksi_delivery_dispose(&delivery);
    drawing.path = "diff.png";
    drawing.size = 0;
    assert_int_equal(tksi_delivery_init(&delivery, &drawing, &env, &err), TKS_INVALID_ARGUMENT);
    assert_non_null(strstr(err.message, "TKS_DRAWING"));
    tksi_delivery_dispose(&delivery);
    assert_int_equal(tksi_delivery_init(&delivery, NULL, &env, NULL), TKS_INVALID_ARGUMENT);
    tksi_delivery_dispose(&delivery);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_appears_when_it_is_whole),
        cmocka_unit_test(a_picture_given_up_leaves_the_old_file),
        cmocka_unit_test(a_missing_folder_is_told_with_the_path_and_not_made),
        cmocka_unit_test(a_sink_hears_nothing_before_the_picture_is_whole),
        cmocka_unit_test(a_sink_never_hears_of_a_picture_given_up),
        cmocka_unit_test(what_waits_for_a_sink_is_bounded),
        cmocka_unit_test(nothing_is_delivered_where_nothing_came),
        cmocka_unit_test(a_drawing_without_size_or_place_is_refused),
    };

    return cmocka_run_group_tests_name("delivery", tests, NULL, NULL);
}
