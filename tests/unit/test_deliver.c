/* test_deliver.c - does a picture come whole, and where it should?
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "render/render.h"
#include "scratch.h"

static const tks_bytes picture = { "picture", 7 };

static struct tksi_env plain_env(void)
{
    struct tksi_env env;

    assert_int_equal(tksi_env_defaults(&env, NULL, NULL), TKS_OK);
    return env;
}

static void assert_holds(const char *path, tks_bytes wanted)
{
    char text[64] = "";
    const int descriptor = open(path, O_RDONLY);

    assert_true(descriptor >= 0);
    assert_int_equal(read(descriptor, text, sizeof text), (ssize_t)wanted.length);
    assert_memory_equal(text, wanted.data, wanted.length);
    close(descriptor);
}

static void a_file_is_replaced(void **state)
{
    const struct tksi_env env = plain_env();
    struct scratch scratch = scratch_make();
    tks_drawing drawing = TKS_DRAWING;

    (void)state;
    scratch_write(&scratch, "diff.png", (tks_bytes){ "a longer old picture", 20 });
    drawing.path = scratch_path(&scratch, "diff.png");
    assert_int_equal(tksi_drawing_deliver(&drawing, picture, &env, NULL), TKS_OK);
    assert_holds(drawing.path, picture);
    scratch_remove(&scratch);
}

static void folders_are_made_where_asked_for_only(void **state)
{
    const struct tksi_env env = plain_env();
    struct scratch scratch = scratch_make();
    tks_drawing drawing = TKS_DRAWING;
    tks_error err = { .status = TKS_OK };

    (void)state;
    drawing.path = scratch_path(&scratch, "a/b/diff.png");
    assert_int_equal(tksi_drawing_deliver(&drawing, picture, &env, &err), TKS_NOT_FOUND);
    assert_non_null(strstr(err.message, drawing.path));
    assert_false(scratch_exists(&scratch, "a"));
    drawing.make_folders = true;
    assert_int_equal(tksi_drawing_deliver(&drawing, picture, &env, NULL), TKS_OK);
    assert_holds(drawing.path, picture);
    scratch_remove(&scratch);
}

static void a_place_that_cannot_be_written_is_told(void **state)
{
    const struct tksi_env env = plain_env();
    struct scratch scratch = scratch_make();
    tks_drawing drawing = TKS_DRAWING;
    tks_error err = { .status = TKS_OK };

    (void)state;
    scratch_write(&scratch, "file", picture); /* a file where a folder should be */
    drawing.path = scratch_path(&scratch, "file/diff.png");
    assert_int_equal(tksi_drawing_deliver(&drawing, picture, &env, &err), TKS_NOT_FOUND);
    assert_non_null(strstr(err.message, drawing.path));
    scratch_remove(&scratch);
}

struct listener {
    int calls;
    char text[64];
    tks_status answer;
};

static tks_status listen(void *user, tks_bytes bytes, tks_error *err)
{
    struct listener *listener = user;

    (void)err;
    listener->calls++;
    assert_true(bytes.length < sizeof listener->text);
    memcpy(listener->text, bytes.data, bytes.length);
    return listener->answer;
}

static void a_sink_gets_it_in_one_piece(void **state)
{
    const struct tksi_env env = plain_env();
    struct listener listener = { .calls = 0 };
    const tks_sink sink = { listen, &listener };
    tks_drawing drawing = TKS_DRAWING;

    (void)state;
    drawing.sink = &sink;
    assert_int_equal(tksi_drawing_deliver(&drawing, picture, &env, NULL), TKS_OK);
    assert_int_equal(listener.calls, 1);
    assert_string_equal(listener.text, "picture");
    listener.answer = TKS_IO_FAILED;
    assert_int_equal(tksi_drawing_deliver(&drawing, picture, &env, NULL), TKS_IO_FAILED);
}

static void a_path_wins_over_a_sink(void **state)
{
    const struct tksi_env env = plain_env();
    struct scratch scratch = scratch_make();
    struct listener listener = { .calls = 0 };
    const tks_sink sink = { listen, &listener };
    tks_drawing drawing = TKS_DRAWING;

    (void)state;
    drawing.sink = &sink;
    drawing.path = scratch_path(&scratch, "diff.png");
    assert_int_equal(tksi_drawing_deliver(&drawing, picture, &env, NULL), TKS_OK);
    assert_int_equal(listener.calls, 0);
    assert_holds(drawing.path, picture);
    scratch_remove(&scratch);
}

static void a_drawing_without_size_or_place_is_refused(void **state)
{
    const tks_sink deaf = { NULL, NULL };
    tks_drawing drawing = TKS_DRAWING;
    tks_error err = { .status = TKS_OK };

    (void)state;
    assert_int_equal(tksi_drawing_check(&drawing, &err), TKS_INVALID_ARGUMENT);
    assert_non_null(strstr(err.message, "path or a sink"));
    drawing.sink = &deaf;
    assert_int_equal(tksi_drawing_check(&drawing, &err), TKS_INVALID_ARGUMENT);
    drawing.path = "diff.png";
    assert_int_equal(tksi_drawing_check(&drawing, &err), TKS_OK);
    drawing.size = 0;
    assert_int_equal(tksi_drawing_check(&drawing, &err), TKS_INVALID_ARGUMENT);
    assert_non_null(strstr(err.message, "TKS_DRAWING"));
    assert_int_equal(tksi_drawing_check(NULL, NULL), TKS_INVALID_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_replaced),
        cmocka_unit_test(folders_are_made_where_asked_for_only),
        cmocka_unit_test(a_place_that_cannot_be_written_is_told),
        cmocka_unit_test(a_sink_gets_it_in_one_piece),
        cmocka_unit_test(a_path_wins_over_a_sink),
        cmocka_unit_test(a_drawing_without_size_or_place_is_refused),
    };

    return cmocka_run_group_tests_name("deliver", tests, NULL, NULL);
}
