/* test_insta_inline.c - inline snapshots are listed, put into their source, taken back
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "decide/decide.h"
#include "scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <tksnap/decide.h>
#include <unistd.h>

#define RECORD(run, line, fresh, old)                                                              \
    "{\"run_id\":\"" run "\",\"line\":" line ",\"new\":{\"module_name\":\"m\","                    \
    "\"snapshot_name\":\"n\",\"metadata\":{\"source\":\"src/lib.rs\",\"assertion_line\":" line     \
    ",\"expression\":\"x\"},\"snapshot\":\"" fresh "\"},\"old\":{\"module_name\":\"m\","           \
    "\"metadata\":{},\"snapshot\":\"" old "\"}}\n"
#define PASSED(run, line) "{\"run_id\":\"" run "\",\"line\":" line ",\"new\":null,\"old\":null}\n"

#define SOURCE                                                                                     \
    "fn one() {\n    assert_snapshot!(x, @\"1\");\n}\nfn two() {\n    assert_snapshot!(x, "        \
    "@\"\");\n}\n"

static const char source[] = "src/lib.rs", pending[] = "src/.lib.rs.pending-snap";

static int set_up(void **state)
{
    static struct scratch scratch;

    if (access("/dev/shm", W_OK) == 0) /* there fsync is free */
        setenv("TMPDIR", "/dev/shm", 1);
    scratch = scratch_make();
    scratch_folder(&scratch, ".git");
    scratch_folder(&scratch, "src");
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

static void append(struct scratch *scratch, const char *path, const char *text)
{
    const int file = open(scratch_path(scratch, path), O_WRONLY | O_APPEND);

    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    close(file);
}

/* Good until the next call; NULL: it is not there. */
static const char *file_text(struct scratch *scratch, const char *path)
{
    static char bytes[8192];
    const int file = open(scratch_path(scratch, path), O_RDONLY);
    ssize_t length;

    if (file < 0)
        return NULL;
    length = read(file, bytes, sizeof bytes - 1);
    close(file);
    assert_true(length >= 0);
    bytes[length] = '\0';
    return bytes;
}

static void assert_holds(struct scratch *scratch, const char *path, const char *text)
{
    const char *is = file_text(scratch, path);

    if (text == NULL) {
        assert_null(is);
        return;
    }
    assert_non_null(is);
    assert_string_equal(is, text);
}

/* ---------------------------------------------------------------------- projects */

struct open_project {
    tks_project *project;
    tks_listing *listing;
};

static struct open_project look(struct scratch *scratch)
{
    struct open_project open = { NULL, NULL };
    tks_error err = { 0 };

    assert_int_equal(tks_project_open(&open.project, scratch->root, NULL, &err), TKS_OK);
    assert_int_equal(tks_project_pending(&open.listing, open.project, &err), TKS_OK);
    return open;
}

static void done(struct open_project *open)
{
    tks_listing_free(open->listing);
    tks_project_free(open->project);
}

/* Each on a line: state path:entry, and what is in the way of it. */
static const char *listed(struct scratch *scratch)
{
    static char text[2000];
    struct open_project open = look(scratch);
    const tks_pending *item;
    int length = 0;

    text[0] = '\0';
    for (size_t i = 0; (item = tks_listing_at(open.listing, i)) != NULL; i++)
        length +=
            snprintf(text + length, sizeof text - (size_t)length, "%s %s:%s%s%s\n",
                     tks_pending_state_name(item->state), item->path,
                     item->entry != NULL ? item->entry : "-", item->problem != NULL ? " " : "",
                     item->problem != NULL ? item->problem : "");
    done(&open);
    return text;
}

static tks_status note(void *user, const tks_pending *item, const tks_error *error, tks_error *err)
{
    char *said = user;
    const size_t length = strlen(said);

    (void)err;
    snprintf(said + length, 1000 - length, "%s: %s\n", item->entry != NULL ? item->entry : "-",
             error->status == TKS_OK ? "done" : error->message);
    return TKS_OK;
}

/* Decides on the items of these digits, "" for all: a line for each, its entry and what
 * became of it. */
static const char *decided(struct open_project *open, tks_deed deed, const char *digits)
{
    static char said[1000];
    size_t chosen[16], count = 0;
    tks_error err = { 0 };
    uint32_t number;

    said[0] = '\0';
    for (size_t i = 0; i < tks_listing_count(open->listing); i++)
        if (*digits == '\0' || strchr(digits, '0' + (int)i) != NULL)
            chosen[count++] = i;
    if (tks_project_decide(&number, open->project, deed, open->listing, chosen, count, note, said,
                           &err) != TKS_OK)
        snprintf(said, sizeof said, "error: %s", err.message);
    return said;
}

static const char *decide(struct scratch *scratch, tks_deed deed, const char *digits)
{
    struct open_project open = look(scratch);
    const char *said = decided(&open, deed, digits);

    done(&open);
    return said;
}

#define ACCEPT(scratch) decide(scratch, TKS_DEED_ACCEPT, "")
#define REJECT(scratch) decide(scratch, TKS_DEED_REJECT, "")

static void undo(struct scratch *scratch)
{
    struct open_project open = look(scratch);
    tks_error err = { 0 };
    uint32_t number;

    if (tks_project_undo(&number, open.project, 0, &err) != TKS_OK)
        fail_msg("%s", err.message);
    done(&open);
}

/* ------------------------------------------------------------------------- tests */

static void what_waits_is_listed_and_nothing_is_changed(void **state)
{
    static const char file[] = RECORD("1", "2", "stale", "1") PASSED("2", "9")
        RECORD("2", "5", "b", "") RECORD("2", "2", "a", "1") PASSED("2", "2");

    put(*state, source, SOURCE);
    put(*state, pending, file);
    assert_string_equal(listed(*state), "changed src/lib.rs:2\nnew src/lib.rs:5\n");
    assert_holds(*state, pending, file);
    put(*state, pending, PASSED("2", "2"));
    assert_string_equal(listed(*state), "");
    assert_holds(*state, pending, PASSED("2", "2"));
    assert_false(scratch_exists(*state, ".tksnap"));
}

static void accepting_changes_the_literals_and_takes_the_records_out(void **state)
{
    static const char file[] = RECORD("1", "2", "a\\nb", "1") RECORD("1", "5", "c", "");

    put(*state, source, SOURCE);
    put(*state, pending, file);
    assert_string_equal(ACCEPT(*state), "2: done\n5: done\n");
    assert_holds(
        *state, source,
        "fn one() {\n    assert_snapshot!(x, @\"\n    a\n    b\n    \");\n}\nfn two() {\n  "
        "  assert_snapshot!(x, @\"c\");\n}\n");
    assert_holds(*state, pending, NULL);
    undo(*state);
    assert_holds(*state, source, SOURCE);
    assert_holds(*state, pending, file);
}

/* Its line goes down with the source; old runs and what passed are not kept. */
static void what_is_not_decided_on_stays(void **state)
{
    put(*state, source, SOURCE);
    put(*state, pending,
        RECORD("0", "2", "x", "1") RECORD("1", "2", "a\\nb", "1") PASSED("1", "3")
            RECORD("1", "5", "c", ""));
    assert_string_equal(decide(*state, TKS_DEED_ACCEPT, "0"), "2: done\n");
    assert_holds(*state, pending,
                 "{\"run_id\":\"1\",\"line\":8,\"new\":{\"module_name\":\"m\",\"snapshot_name\":"
                 "\"n\",\"metadata\":{\"source\":\"src/lib.rs\",\"assertion_line\":5,"
                 "\"expression\":\"x\"},\"snapshot\":\"c\"},\"old\":{\"module_name\":\"m\","
                 "\"metadata\":{},\"snapshot\":\"\"}}\n");
    assert_string_equal(ACCEPT(*state), "8: done\n");
    assert_holds(*state, pending, NULL);
}

static void rejecting_takes_only_the_record_out(void **state)
{
    put(*state, source, SOURCE);
    put(*state, pending,
        RECORD("0", "2", "x", "1") RECORD("1", "2", "a", "1") RECORD("1", "5", "c", ""));
    assert_string_equal(decide(*state, TKS_DEED_REJECT, "0"), "2: done\n");
    assert_holds(*state, source, SOURCE);
    assert_holds(*state, pending, RECORD("1", "5", "c", ""));
    assert_string_equal(REJECT(*state), "5: done\n");
    assert_holds(*state, pending, NULL);
    undo(*state);
    assert_holds(*state, pending, RECORD("1", "5", "c", ""));
}

static void the_source_keeps_its_line_ends_its_end_and_its_mode(void **state)
{
    struct stat about;

    put(*state, source, "f();\r\n  a!(x, @\"1\");\r\n// end");
    assert_int_equal(chmod(scratch_path(*state, source), 0751), 0);
    put(*state, pending, RECORD("1", "2", "a\\nb", "1"));
    assert_string_equal(ACCEPT(*state), "2: done\n");
    assert_holds(*state, source, "f();\r\n  a!(x, @\"\r\n  a\r\n  b\r\n  \");\r\n// end");
    assert_int_equal(stat(scratch_path(*state, source), &about), 0);
    assert_int_equal(about.st_mode & 07777, 0751);
}

static void a_source_that_is_a_link_stays_one(void **state)
{
    struct stat about;

    put(*state, "real/lib.rs", SOURCE);
    scratch_link(*state, source, "../real/lib.rs");
    put(*state, pending, RECORD("1", "2", "a", "1"));
    assert_string_equal(ACCEPT(*state), "2: done\n");
    assert_int_equal(lstat(scratch_path(*state, source), &about), 0);
    assert_true(S_ISLNK(about.st_mode));
    assert_holds(*state, "real/lib.rs",
                 "fn one() {\n    assert_snapshot!(x, @\"a\");\n}\nfn two() {\n    "
                 "assert_snapshot!(x, @\"\");\n}\n");
}

static void an_assertion_that_is_gone_or_changed_stops_no_other(void **state)
{
    static const char left[] = RECORD("1", "3", "gone", "1") RECORD("1", "5", "late", "0");

    put(*state, source, SOURCE);
    put(*state, pending,
        RECORD("1", "2", "a", "1") RECORD("1", "3", "gone", "1") RECORD("1", "5", "late", "0"));
    assert_string_equal(listed(*state),
                        "changed src/lib.rs:2\n"
                        "changed src/lib.rs:3 src/lib.rs: the assertion at line 3 is not there any "
                        "more; run the tests again\n"
                        "changed src/lib.rs:5 src/lib.rs: another snapshot stands at line 5 than "
                        "when the test ran; run the tests again\n");
    assert_string_equal(ACCEPT(*state),
                        "2: done\n"
                        "3: src/lib.rs: the assertion at line 3 is not there any more; run the "
                        "tests again\n"
                        "5: src/lib.rs: another snapshot stands at line 5 than when the test ran; "
                        "run the tests again\n");
    assert_holds(*state, pending, left);
    assert_string_equal(REJECT(*state), "3: done\n5: done\n");
    assert_holds(*state, pending, NULL);
}

static void a_source_that_cannot_be_changed_is_told(void **state)
{
    put(*state, pending, RECORD("1", "2", "a", "1"));
    assert_string_equal(listed(*state), "changed src/lib.rs:2 src/lib.rs: is not there any more; "
                                        "run the tests again\n");
    put(*state, source, "fn f() {\n");
    assert_string_equal(ACCEPT(*state), "2: src/lib.rs: line 2: the end comes before a bracket is "
                                        "closed, which is no Rust\n");
    assert_holds(*state, source, "fn f() {\n");
    assert_holds(*state, pending, RECORD("1", "2", "a", "1"));
}

static void a_source_saved_since_is_read_again(void **state)
{
    struct open_project open;

    put(*state, source, "a!(x, @\"1\");\n");
    put(*state, pending, RECORD("1", "1", "a", "1"));
    open = look(*state);
    put(*state, source, "a!(y, @\"1\");\n");
    assert_string_equal(decided(&open, TKS_DEED_ACCEPT, ""), "1: done\n");
    assert_holds(*state, source, "a!(y, @\"a\");\n");
    done(&open);
}

/* In a loop, or by a library's tests and those of a program that has the same module. */
static void equal_records_are_one_snapshot(void **state)
{
    put(*state, source, SOURCE);
    put(*state, pending,
        RECORD("1", "2", "a", "1") RECORD("1", "5", "c", "") RECORD("1", "2", "a", "1"));
    assert_string_equal(listed(*state), "changed src/lib.rs:2\nnew src/lib.rs:5\n");
    assert_string_equal(decide(*state, TKS_DEED_ACCEPT, "0"), "2: done\n");
    assert_holds(*state, pending, RECORD("1", "5", "c", ""));
}

static void several_texts_for_one_assertion_are_not_guessed_between(void **state)
{
    put(*state, source, SOURCE);
    put(*state, pending, RECORD("1", "2", "a", "1") RECORD("1", "2", "b", "1"));
    assert_string_equal(ACCEPT(*state),
                        "2: src/lib.rs:2: waits with several texts; accept one of them by its "
                        "number\n2: src/lib.rs:2: waits with several texts; accept one of them by "
                        "its number\n");
    assert_holds(*state, source, SOURCE);
    assert_string_equal(decide(*state, TKS_DEED_ACCEPT, "1"), "2: done\n");
    assert_holds(*state, pending, RECORD("1", "2", "a", "1"));
}

static void a_record_that_is_being_written_is_not_there_yet(void **state)
{
    put(*state, source, SOURCE);
    put(*state, pending, RECORD("1", "2", "a", "1") "{\"run_id\":\"1\",\"li");
    assert_string_equal(listed(*state), "changed src/lib.rs:2\n");
    assert_string_equal(ACCEPT(*state), "2: done\n");
    assert_holds(*state, pending, NULL);
}

static void what_a_test_adds_meanwhile_is_kept(void **state)
{
    struct open_project open;

    put(*state, source, SOURCE);
    put(*state, pending, RECORD("1", "2", "a", "1"));
    open = look(*state);
    append(*state, pending, RECORD("1", "5", "c", ""));
    assert_string_equal(decided(&open, TKS_DEED_ACCEPT, ""), "2: done\n");
    assert_holds(*state, pending, RECORD("1", "5", "c", ""));
    done(&open);
}

static void another_run_since_is_another_question(void **state)
{
    struct open_project open;

    put(*state, source, SOURCE);
    put(*state, pending, RECORD("1", "2", "a", "1"));
    open = look(*state);
    append(*state, pending, PASSED("2", "2"));
    assert_string_equal(decided(&open, TKS_DEED_ACCEPT, ""),
                        "2: src/.lib.rs.pending-snap: has changed since it was looked at\n");
    assert_holds(*state, source, SOURCE);
    put(*state, pending, RECORD("2", "2", "b", "1"));
    assert_string_equal(decided(&open, TKS_DEED_REJECT, ""),
                        "2: src/.lib.rs.pending-snap: has changed since it was looked at\n");
    assert_holds(*state, pending, RECORD("2", "2", "b", "1"));
    done(&open);
}

static void a_file_with_a_line_that_is_no_record_can_only_be_rejected(void **state)
{
    static const char why[] = "src/.lib.rs.pending-snap: has a line that is no record of insta's; "
                              "run the tests again\n";
    char expected[200];

    put(*state, source, SOURCE);
    put(*state, pending, RECORD("1", "2", "a", "1") "torn\n");
    snprintf(expected, sizeof expected, "unreadable src/lib.rs:- %s", why);
    assert_string_equal(listed(*state), expected);
    snprintf(expected, sizeof expected, "-: %s", why);
    assert_string_equal(ACCEPT(*state), expected);
    assert_string_equal(REJECT(*state), "-: done\n");
    assert_holds(*state, pending, NULL);
    put(*state, pending, RECORD("1", "2", "\\ud800", "1"));
    assert_string_equal(listed(*state), "unreadable src/lib.rs:- src/.lib.rs.pending-snap: half of "
                                        "a character in JSON\n");
}

/* One beside the source, one where INSTA_PENDING_DIR pointed. */
static void a_source_that_waits_in_two_files_is_decided_on_one_after_the_other(void **state)
{
    static const char other[] = "elsewhere/src/.lib.rs.pending-snap";
    struct open_project open;
    tks_error err = { 0 };

    put(*state, source, SOURCE);
    put(*state, pending, RECORD("1", "2", "a", "1"));
    put(*state, other, RECORD("1", "5", "c", ""));
    open = look(*state);
    tks_listing_free(open.listing);
    if (tks_project_elsewhere(open.project, scratch_path(*state, "elsewhere"),
                              scratch_path(*state, ""), &err) != TKS_OK)
        fail_msg("%s", err.message);
    assert_int_equal(tks_project_pending(&open.listing, open.project, &err), TKS_OK);
    assert_string_equal(decided(&open, TKS_DEED_ACCEPT, ""),
                        "2: done\n5: elsewhere/src/.lib.rs.pending-snap: snapshots of this source "
                        "wait in another file too; decide on those first\n");
    assert_holds(*state, pending, NULL);
    assert_string_equal(decided(&open, TKS_DEED_ACCEPT, "1"), "5: done\n");
    assert_holds(*state, other, NULL);
    done(&open);
}

/* A test runner writes between the preparing and the doing of it. */
struct runner {
    struct scratch *scratch;
    int renames;
};

static int run_a_test(void *user, const char *call)
{
    struct runner *runner = user;

    if (strcmp(call, "rename") == 0 && ++runner->renames == 2) /* .gitignore, then the plan */
        append(runner->scratch, pending, RECORD("1", "9", "more", ""));
    return 0;
}

static int write_by_hand(void *user, const char *call)
{
    struct runner *runner = user;

    if (strcmp(call, "rename") == 0 && ++runner->renames == 2)
        put(runner->scratch, pending, "by hand\n");
    return 0;
}

static void a_test_that_writes_in_the_middle_loses_nothing(void **state)
{
    struct runner runner = { *state, 0 };
    struct open_project open;

    put(*state, source, SOURCE);
    put(*state, pending, RECORD("1", "2", "a", "1") RECORD("1", "5", "c", ""));
    open = look(*state);
    open.project->root.watch = run_a_test;
    open.project->root.watch_user = &runner;
    assert_string_equal(decided(&open, TKS_DEED_ACCEPT, "0"), "2: done\n");
    assert_holds(*state, pending, RECORD("1", "5", "c", "") RECORD("1", "9", "more", ""));
    assert_string_equal(decided(&open, TKS_DEED_ACCEPT, "0"),
                        "2: src/.lib.rs.pending-snap: has changed since it was looked at\n");
    done(&open);
    open = look(*state);
    open.project->root.watch = run_a_test;
    open.project->root.watch_user = &runner;
    runner.renames = 1;
    assert_string_equal(decided(&open, TKS_DEED_ACCEPT, "0"), "5: done\n");
    assert_holds(*state, pending, RECORD("1", "9", "more", "") RECORD("1", "9", "more", ""));
    done(&open);
}

/* What it holds was written by hand meanwhile: then nothing is done, to the source either. */
static void a_file_that_is_another_in_the_middle_stops_the_item(void **state)
{
    struct runner runner = { *state, 0 };
    struct open_project open;

    put(*state, source, SOURCE);
    put(*state, pending, RECORD("1", "2", "a", "1") RECORD("1", "5", "c", ""));
    open = look(*state);
    open.project->root.watch = write_by_hand;
    open.project->root.watch_user = &runner;
    assert_string_equal(decided(&open, TKS_DEED_ACCEPT, "0"),
                        "2: src/.lib.rs.pending-snap: was changed meanwhile, and stays as it is\n");
    assert_holds(*state, source, SOURCE);
    assert_holds(*state, pending, "by hand\n");
    done(&open);
}

/* Assertions, one on a line, and a runner that fails them one after the other; as insta
 * does, it opens the file for each. */
enum { ASSERTIONS = 300 };

static void run_many(struct scratch *scratch)
{
    const struct timespec pause = { .tv_nsec = 100 * 1000 };

    for (int line = 1; line <= ASSERTIONS; line++) {
        char record[400];
        const int file = open(scratch_path(scratch, pending), O_WRONLY | O_CREAT | O_APPEND, 0666);
        const int length =
            snprintf(record, sizeof record,
                     "{\"run_id\":\"1\",\"line\":%d,\"new\":{\"module_name\":\"m\",\"metadata\":{},"
                     "\"snapshot\":\"b\"},\"old\":{\"module_name\":\"m\",\"metadata\":{},"
                     "\"snapshot\":\"a\"}}\n",
                     line);

        if (file < 0 || write(file, record, (size_t)length) != length)
            _exit(1);
        close(file);
        nanosleep(&pause, NULL);
    }
    _exit(0);
}

/* Two that decide while tests run: in the end each record was accepted or waits. */
static void while_tests_run_nothing_is_lost(void **state)
{
    struct scratch *scratch = *state;
    char text[ASSERTIONS * 16] = "";
    struct open_project open;
    size_t accepted = 0;
    pid_t children[3];

    for (int i = 0; i < ASSERTIONS; i++)
        strcat(text, "a!(@\"a\");\n");
    put(scratch, source, text);
    for (int i = 0; i < 3; i++)
        if ((children[i] = fork()) == 0) {
            if (i == 0)
                run_many(scratch);
            for (int round = 0; round < 30; round++)
                (void)decide(scratch, TKS_DEED_ACCEPT, "0");
            _exit(0);
        }
    for (int i = 0; i < 3; i++) {
        int status;

        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    open = look(scratch);
    for (const char *at = file_text(scratch, source); (at = strstr(at, "@\"b\"")) != NULL; at++)
        accepted++;
    print_message("%zu accepted\n", accepted);
    assert_true(accepted > 0);
    assert_int_equal(tks_listing_count(open.listing) + accepted, ASSERTIONS);
    done(&open);
}

/* What the next start does first. Whether the first snapshot is accepted then. */
static bool recover_and_list(struct scratch *scratch)
{
    struct tksi_transaction transaction;
    struct open_project open = look(scratch);
    tks_error err = { 0 };

    if (tksi_project_begin(&transaction, open.project, TKS_DEED_ACCEPT, &err) != TKS_OK)
        fail_msg("%s", err.message);
    tksi_transaction_close(&transaction);
    done(&open);
    return strcmp(listed(scratch), "new src/lib.rs:8\n") == 0;
}

/* Every allocation fails once: a clean error, nothing lost. */
static void without_memory_nothing_is_half_done(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    tks_status status = TKS_OUT_OF_MEMORY;

    put(*state, source, SOURCE);
    put(*state, pending, RECORD("1", "2", "a\\nb", "1") RECORD("1", "5", "c", ""));
    for (int n = 1; status != TKS_OK; n++) {
        struct open_project open = { NULL, NULL };
        const size_t chosen = 0;
        tks_error err = { 0 };
        char said[1000] = "";
        uint32_t number;

        counting.taken = 0;
        counting.fail_at = n;
        if ((status = tks_project_open(&open.project, ((struct scratch *)*state)->root, &env,
                                       &err)) == TKS_OK &&
            (status = tks_project_pending(&open.listing, open.project, &err)) == TKS_OK)
            status = tks_project_decide(&number, open.project, TKS_DEED_ACCEPT, open.listing,
                                        &chosen, 1, note, said, &err);
        if (status == TKS_OK && strcmp(said, "2: done\n") != 0)
            status = TKS_OUT_OF_MEMORY; /* the item was left as it was */
        if (status != TKS_OK)
            assert_int_equal(status, TKS_OUT_OF_MEMORY);
        done(&open);
        assert_int_equal(counting.held, 0);
        if (status == TKS_OK)
            break;
        /* what was begun then is finished by the next, here an undo of it */
        if (recover_and_list(*state))
            undo(*state);
        assert_string_equal(listed(*state), "changed src/lib.rs:2\nnew src/lib.rs:5\n");
        assert_holds(*state, source, SOURCE);
    }
    assert_string_equal(listed(*state), "new src/lib.rs:8\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(what_waits_is_listed_and_nothing_is_changed),
        TEST(accepting_changes_the_literals_and_takes_the_records_out),
        TEST(what_is_not_decided_on_stays),
        TEST(rejecting_takes_only_the_record_out),
        TEST(the_source_keeps_its_line_ends_its_end_and_its_mode),
        TEST(a_source_that_is_a_link_stays_one),
        TEST(an_assertion_that_is_gone_or_changed_stops_no_other),
        TEST(a_source_that_cannot_be_changed_is_told),
        TEST(a_source_saved_since_is_read_again),
        TEST(equal_records_are_one_snapshot),
        TEST(several_texts_for_one_assertion_are_not_guessed_between),
        TEST(a_record_that_is_being_written_is_not_there_yet),
        TEST(what_a_test_adds_meanwhile_is_kept),
        TEST(another_run_since_is_another_question),
        TEST(a_file_with_a_line_that_is_no_record_can_only_be_rejected),
        TEST(a_source_that_waits_in_two_files_is_decided_on_one_after_the_other),
        TEST(a_test_that_writes_in_the_middle_loses_nothing),
        TEST(a_file_that_is_another_in_the_middle_stops_the_item),
        TEST(while_tests_run_nothing_is_lost),
        TEST(without_memory_nothing_is_half_done),
#undef TEST
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
