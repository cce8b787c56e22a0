/* test_baseline_name.c - names of our own baselines: portable, one path each, and back
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chance.h"
#include "decide/baseline.h"
#include "format/format.h"
#include "text/text.h"

#include <stdio.h>
#include <string.h>

#define SNAPSHOT(of_file, of_name, ...)                                                            \
    ((tks_baseline_name){                                                                          \
        .size = sizeof(tks_baseline_name), .test_file = of_file, .name = of_name, __VA_ARGS__ })

static const struct tksi_env *environment(void)
{
    static struct tksi_env env;

    assert_int_equal(tksi_env_defaults(&env, NULL, NULL), TKS_OK);
    return &env;
}

/* The path with the whole variant, or the error; good until asked four times more. */
static const char *path_of(const char *folder, tks_baseline_name snapshot)
{
    static char texts[4][6000];
    static int next;
    struct tksi_buffer out;
    tks_error err = { 0 };
    char *text = texts[next++ % 4];

    tksi_buffer_init(&out, sizeof texts[0], environment());
    if (tksi_baseline_put(&out, folder, &snapshot, tksi_baseline_variant(&snapshot), &err))
        strcpy(text, err.message);
    else
        memcpy(text, out.data, out.length);
    tksi_buffer_dispose(&out);
    return text;
}

static const char *named(const char *name)
{
    return path_of("", SNAPSHOT("t.c", name));
}

/* ----------------------------------------------------------------------- examples */

static void a_plain_name_stays_as_it_is(void **state)
{
    (void)state;
    assert_string_equal(path_of("tests/ui", SNAPSHOT("a/button_test.c", "save")),
                        "tests/ui/__screenshots__/button_test.c/save.png");
    assert_string_equal(named("logged in, v1.2 - \xC3\xA9t\xC3\xA9"),
                        "__screenshots__/t.c/logged in, v1.2 - \xC3\xA9t\xC3\xA9.png");
    assert_string_equal(path_of("", SNAPSHOT("t.c", "n", .extension = "txt")),
                        "__screenshots__/t.c/n.txt");
}

static void parts_of_a_name_are_folders(void **state)
{
    (void)state;
    assert_string_equal(named("save/hover"), "__screenshots__/t.c/save/hover.png");
    assert_string_equal(named("v1.2/a.b"), "__screenshots__/t.c/v1%2E2/a.b.png");
    assert_string_equal(named("../../x"), "__screenshots__/t.c/%2E%2E/%2E%2E/x.png");
    assert_string_equal(named("a\\b"), "__screenshots__/t.c/a%5Cb.png");
}

static void a_variant_is_written_in_a_fixed_order(void **state)
{
    (void)state;
    assert_string_equal(path_of("", SNAPSHOT("t.c", "n", .theme = "dark", .os = "linux",
                                             .scale = "1.5")),
                        "__screenshots__/t.c/n-os=linux,scale=1.5,theme=dark.png");
    assert_string_equal(path_of("", SNAPSHOT("t.c", "n", .browser = "a,b=c/d", .viewport = "")),
                        "__screenshots__/t.c/n-browser=a%2Cb%3Dc%2Fd.png");
    assert_string_equal(named("n-os=linux"), "__screenshots__/t.c/n-os%3Dlinux.png");
}

static void what_a_file_system_refuses_is_escaped(void **state)
{
    (void)state;
    assert_string_equal(named("a:*?\"<>|%b"), "__screenshots__/t.c/a%3A%2A%3F%22%3C%3E%7C%25b.png");
    assert_string_equal(named("tab\there\x7F\xC2\x85"),
                        "__screenshots__/t.c/tab%09here%7F%C2%85.png");
    assert_string_equal(named(" a "), "__screenshots__/t.c/%20a%20.png");
    assert_string_equal(named(".a."), "__screenshots__/t.c/%2Ea%2E.png");
    assert_string_equal(named("con"), "__screenshots__/t.c/%63on.png");
    assert_string_equal(named("Aux.h"), "__screenshots__/t.c/%41ux.h.png");
    assert_string_equal(named("NUL .a"), "__screenshots__/t.c/%4EUL .a.png");
    assert_string_equal(named("com1/x"), "__screenshots__/t.c/%63om1/x.png");
    assert_string_equal(named("lpt\xC2\xB2"), "__screenshots__/t.c/%6Cpt\xC2\xB2.png");
    assert_string_equal(named("com/console"), "__screenshots__/t.c/com/console.png");
    assert_string_equal(named("\xFF\xC3"), "__screenshots__/t.c/%FF%C3.png");
}

static void no_other_library_takes_it_for_its_own(void **state)
{
    (void)state;
    assert_string_equal(path_of("", SNAPSHOT("t.c", "a.snap", .extension = "new")),
                        "__screenshots__/t.c/a%2Esnap.new");
    assert_string_equal(named("a.received"), "__screenshots__/t.c/a%2Ereceived.png");
    assert_string_equal(named("a.approved.b"), "__screenshots__/t.c/a%2Eapproved.b.png");
    assert_string_equal(named("a.snapper"), "__screenshots__/t.c/a.snapper.png");
    assert_string_equal(named("__screenshots__/__screenshots__"),
                        "__screenshots__/t.c/%5F_screenshots__/%5F_screenshots__.png");
}

static void what_unicode_takes_for_the_same_has_one_path(void **state)
{
    (void)state;
    assert_string_equal(named("e\xCC\x81"), named("\xC3\xA9"));
}

static void long_names_are_shortened_and_stay_apart(void **state)
{
    char one[400], other[400];

    (void)state;
    memset(one, 'x', sizeof one);
    one[300] = '\0';
    memcpy(other, one, sizeof other);
    other[299] = 'y';
    assert_string_equal(named("x123456789 123456789 123456789 123456789 123456789 123456789 "
                              "123456789 123456789"),
                        "__screenshots__/t.c/x123456789 123456789 123456789 123456789 123456789 "
                        "123456789 123456789 123456789.png");
    assert_int_equal(strlen(named(one)), strlen("__screenshots__/t.c/.png") + 80);
    assert_string_not_equal(named(one), named(other));
}

static void what_has_no_path_is_refused_in_a_sentence(void **state)
{
    static const char empty[] = "a snapshot's name, and each part of it between '/', has at least "
                                "one character";

    (void)state;
    assert_string_equal(named(""), empty);
    assert_string_equal(named("/a"), empty);
    assert_string_equal(named("a//b"), empty);
    assert_string_equal(named("a/"), empty);
    assert_string_equal(path_of("", SNAPSHOT("t.c", "n", .extension = "tar.gz")),
                        "'tar.gz' is no extension: 1 to 10 letters and digits are");
    assert_string_equal(path_of("",
                                SNAPSHOT("t.c", "n", .theme = "the one with the lilac buttons")),
                        "the theme 'the one with the lilac buttons' is too long for a file's name: "
                        "24 bytes are the most");
    assert_string_equal(path_of("", (tks_baseline_name){ .size = sizeof(tks_baseline_name),
                                                         .name = "n" }),
                        "a snapshot wants a test file and a name");
    assert_string_equal(path_of("", (tks_baseline_name){ .name = "n" }),
                        "tks_baseline_name.size is not set");
}

/* -------------------------------------------------------------------------- back */

static const char *text(const char *value)
{
    return value != NULL ? value : "-";
}

/* "folder|test|name|ext|os|browser|viewport|scale|theme", or "none" */
static const char *parsed(const char *path)
{
    static char words[6000];
    tks_baseline_name *snapshot = NULL;
    tks_error err = { 0 };

    if (tks_baseline_name_parse(&snapshot, path, NULL, &err) != TKS_OK) {
        assert_int_equal(err.status, TKS_BAD_DATA);
        return "none";
    }
    snprintf(words, sizeof words, "%s%s|%s|%s|%s|%s|%s|%s|%s|%s", snapshot->shortened ? "~" : "",
             snapshot->folder, snapshot->test_file, snapshot->name, snapshot->extension,
             text(snapshot->os), text(snapshot->browser), text(snapshot->viewport),
             text(snapshot->scale), text(snapshot->theme));
    tks_baseline_name_free(snapshot);
    return words;
}

static void a_path_is_taken_apart(void **state)
{
    (void)state;
    assert_string_equal(parsed("a/b/__screenshots__/t.c/save/hover-os=linux,theme=dark.png"),
                        "a/b|t.c|save/hover|png|linux|-|-|-|dark");
    assert_string_equal(parsed("__screenshots__/t.c/%63on.tar.gz"), "|t.c|con.tar|gz|-|-|-|-|-");
    assert_string_equal(parsed("__screenshots__/a/__screenshots__/b/c--os=x-y.png"),
                        "__screenshots__/a|b|c-|png|x-y|-|-|-|-");
}

static void what_is_not_written_as_we_do_is_not_ours(void **state)
{
    static const char *const paths[] = {
        "__screenshots__/a.png",
        "a/b.png",
        "__screenshots__/t/a",
        "__screenshots__/t/%61.png",
        "__screenshots__/t/%2f.png",
        "__screenshots__/t/a%.png",
        "__screenshots__/t/a%4.png",
        "__screenshots__/t/a%00b.png",
        "__screenshots__/t/a%2Fb.png",
        "__screenshots__/t/a=b.png",
        "__screenshots__/t/a-x=b.png",
        "__screenshots__/t/a-theme=b,os=c.png",
        "__screenshots__/t/a-os=.png",
        "__screenshots__/t/a-os=b,.png",
        "__screenshots__/t/a-os=b,os=c.png",
        "__screenshots__/t/v1.2/a.png",
        "__screenshots__/t/con.png",
        "__screenshots__/t/e\xCC\x81.png",
        "/__screenshots__/t/a.png",
        "../__screenshots__/t/a.png",
        "x__screenshots__/t/a.png",
        "__screenshots__/t/-os=b.png",
        "__screenshots__/t/a .png",
        "__screenshots__/t/a.p_g",
        "__screenshots__/t/.png",
    };

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_string_equal(parsed(paths[i]), "none");
}

static void of_what_was_shortened_the_beginning_is_known(void **state)
{
    char name[400], wanted[100];

    (void)state;
    memset(name, 'x', sizeof name);
    name[300] = '\0';
    snprintf(wanted, sizeof wanted, "~|t.c|%.62s|png|-|-|-|-|-", name);
    assert_string_equal(parsed(named(name)), wanted);
}

/* --------------------------------------------------------------------- properties */

/* Texts out of what is most likely to go wrong. */
static void make_text(char *out, struct chance *chance, uint32_t most)
{
    static const char *const pieces[] = { "a",
                                          "B",
                                          "-",
                                          "=",
                                          ",",
                                          "%",
                                          ".",
                                          " ",
                                          "/",
                                          "os=",
                                          "%2F",
                                          "..",
                                          "theme",
                                          "con",
                                          "NUL",
                                          "%-",
                                          "\xC3\xA9",
                                          "e\xCC\x81",
                                          "\xFF",
                                          "\n",
                                          "\\",
                                          ":",
                                          ".snap",
                                          ".new",
                                          "__screenshots__",
                                          "COM1",
                                          "\xE4\xB8\xAD",
                                          "0123456789abcdef",
                                          "~",
                                          "*" };
    size_t length = 0;

    for (uint32_t n = chance_below(chance, most) + 1; n > 0; n--) {
        const char *piece = pieces[chance_below(chance, sizeof pieces / sizeof *pieces)];

        memcpy(out + length, piece, strlen(piece));
        length += strlen(piece);
    }
    out[length] = '\0';
}

static bool is_portable(const char *path)
{
    const char *part = path;

    for (;; part++) {
        const size_t length = strcspn(part, "/");

        if (length == 0 || length > 255 || part[length - 1] == '.' || part[length - 1] == ' ')
            return false;
        for (size_t i = 0; i < length; i++)
            if ((unsigned char)part[i] < 0x20 || strchr("\\:*?\"<>|", part[i]) != NULL)
                return false;
        part += length;
        if (*part == '\0')
            return true;
    }
}

static void expect_composed(const char *expected, const char *actual)
{
    struct tksi_buffer out;

    tksi_buffer_init(&out, 10000, environment());
    assert_int_equal(tksi_compose(&out, (tks_str){ expected, strlen(expected) }, NULL), TKS_OK);
    assert_int_equal(out.length, strlen(actual));
    assert_memory_equal(out.data, actual, out.length);
    tksi_buffer_dispose(&out);
}

/* Every name that has a path gets one that all systems take, and that says the name again;
 * so no two names have one path. */
static void any_name_has_a_portable_path_and_comes_back(void **state)
{
    struct chance chance = { 20 };
    int paths = 0;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        char name[400], file[400], theme[400], os[400];
        tks_baseline_name *back = NULL;
        const char *path;

        make_text(name, &chance, i % 10 == 0 ? 20 : 6);
        make_text(file, &chance, 3);
        make_text(theme, &chance, 2);
        make_text(os, &chance, 2);
        if (strchr(file, '/') != NULL)
            continue;
        path = path_of("a/b", SNAPSHOT(file, name, .theme = i % 3 == 0 ? theme : NULL,
                                       .os = i % 2 == 0 ? os : NULL));
        if (strncmp(path, "a/b/", 4) != 0)
            continue; /* refused: an empty part, a value that is too long */
        paths++;
        assert_true(is_portable(path));
        assert_string_equal(
            tksi_format_of((tks_bytes){ "x", 1 }, (tks_str){ path, strlen(path) })->name, "tksnap");
        if (tks_baseline_name_parse(&back, path, NULL, NULL) != TKS_OK)
            fail_msg("%s", path);
        if (!back->shortened) {
            expect_composed(name, back->name);
            expect_composed(file, back->test_file);
        }
        assert_true((back->theme != NULL) == (i % 3 == 0));
        if (back->os != NULL)
            expect_composed(os, back->os);
        tks_baseline_name_free(back);
    }
    assert_true(paths > 10000);
}

/* Whatever is taken apart is written again as it was; nothing else is ours. */
static void any_path_is_ours_or_is_not(void **state)
{
    static const char start[] = "a/__screenshots__/t.c/save/n%2A-os=linux,theme=dark.png";
    struct chance chance = { 4 };
    int ours = 0;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        static const char letters[] = "%-=,./a0A_s\xC3\xA9";
        tks_baseline_name *name = NULL;
        char path[sizeof start];

        memcpy(path, start, sizeof start);
        for (uint32_t n = chance_below(&chance, 3) + 1; n > 0; n--)
            path[chance_below(&chance, sizeof start - 1)] =
                letters[chance_below(&chance, sizeof letters - 1)];
        if (tks_baseline_name_parse(&name, path, NULL, NULL) != TKS_OK)
            continue;
        assert_string_equal(path_of(name->folder, *name), path);
        tks_baseline_name_free(name);
        ours++;
    }
    assert_in_range(ours, 1000, 19000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_name_stays_as_it_is),
        cmocka_unit_test(parts_of_a_name_are_folders),
        cmocka_unit_test(a_variant_is_written_in_a_fixed_order),
        cmocka_unit_test(what_a_file_system_refuses_is_escaped),
        cmocka_unit_test(no_other_library_takes_it_for_its_own),
        cmocka_unit_test(what_unicode_takes_for_the_same_has_one_path),
        cmocka_unit_test(long_names_are_shortened_and_stay_apart),
        cmocka_unit_test(what_has_no_path_is_refused_in_a_sentence),
        cmocka_unit_test(a_path_is_taken_apart),
        cmocka_unit_test(what_is_not_written_as_we_do_is_not_ours),
        cmocka_unit_test(of_what_was_shortened_the_beginning_is_known),
        cmocka_unit_test(any_name_has_a_portable_path_and_comes_back),
        cmocka_unit_test(any_path_is_ours_or_is_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
