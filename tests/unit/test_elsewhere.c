/* test_elsewhere.c - what is pending in a folder outside of the project, and nothing else there
 *
 * The folder lies on another file system, where there is one. What was begun is finished, and
 * what was done undone, when the user names that folder again; until then nothing changes,
 * and a plan that came with the project reaches nothing by itself.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counting.h"
#include "deciding.h"
#include "root/ledger.h"
#include "store/project.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---------------------------------------------------------------------- the tree */

#define HEAD        "---\nsource: src/lib.rs\n"
#define LINE        HEAD "assertion_line: 3\n"
#define BINARY(end) "extension: " end "\nsnapshot_kind: binary\n---\n"
#define RECORD(line, fresh, old)                                                                   \
    "{\"run_id\":\"1-2\",\"line\":" line ",\"new\":{\"module_name\":\"m\",\"metadata\":{},"        \
    "\"snapshot\":\"" fresh                                                                        \
    "\"},\"old\":{\"module_name\":\"m\",\"metadata\":{},\"snapshot\":\"" old "\"}}\n"

/* One file before and after accepting; NULL: it is not there. */
struct file {
    int item;
    bool outside;
    const char *path, *old, *fresh;
};

enum { ITEMS = 5 };

static const struct file files[] = {
    { 0, false, "s/a.snap", HEAD "---\nold\n", HEAD "---\nnew\n" },
    { 0, true, "s/a.snap.new", LINE "---\nnew\n", NULL },
    { 1, false, "s/b.snap", HEAD BINARY("png"), HEAD BINARY("png") },
    { 1, false, "s/b.snap.png", "old bytes", "new bytes" },
    { 1, true, "s/b.snap.new", LINE BINARY("png"), NULL },
    { 1, true, "s/b.snap.new.png", "new bytes", NULL },
    { 2, false, "s/c.snap", HEAD BINARY("bin"), HEAD "---\ntext now\n" },
    { 2, false, "s/c.snap.bin", "bytes once", NULL },
    { 2, true, "s/c.snap.new", LINE "---\ntext now\n", NULL },
    /* one record is about another text than the source's, and waits on */
    { 3, false, "src/lib.rs", "a!(x, @\"old\");\na!(y, @\"y\");\n",
      "a!(x, @\"new\");\na!(y, @\"y\");\n" },
    { 3, true, "src/.lib.rs.pending-snap", RECORD("1", "new", "old") RECORD("2", "z", "q"),
      RECORD("2", "z", "q") },
    /* beside its baseline */
    { 4, false, "s/d.snap", NULL, HEAD "---\nfirst\n" },
    { 4, false, "s/d.snap.new", LINE "---\nfirst\n", NULL },
};

enum { FILES = sizeof files / sizeof *files };

static struct scratch apart; /* the folder outside is "pending" in it */

static struct scratch *place_of(struct scratch *scratch, const struct file *file, char path[64])
{
    snprintf(path, 64, "%s%s", file->outside ? "pending/" : "", file->path);
    return file->outside ? &apart : scratch;
}

static const char *pending(void)
{
    static char path[SCRATCH_PATH_LENGTH];

    snprintf(path, sizeof path, "%s/pending", apart.root);
    return path;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about;
    (void)kind;
    (void)where;
    return remove(path);
}

/* Without what was done before: a journal of a hundred takes its time in every turn. */
static void make(struct scratch *scratch)
{
    char path[64];

    (void)nftw(scratch_path(scratch, ".tksnap/journal"), remove_one, 16, FTW_PHYS | FTW_DEPTH);
    put(scratch, "Cargo.toml", "[workspace]\n");
    for (int i = 0; i < FILES; i++) {
        struct scratch *place = place_of(scratch, &files[i], path);

        if (files[i].old != NULL)
            put(place, path, files[i].old);
        else
            unlink(scratch_path(place, path));
    }
}

/* Of each file: 'o'ld, 'f'resh, '=' where they are the same, 't'orn. */
static const char *states(struct scratch *scratch)
{
    static char text[FILES + 1];
    char path[64];

    for (int i = 0; i < FILES; i++) {
        struct scratch *place = place_of(scratch, &files[i], path);
        const bool old = holds(place, path, files[i].old);
        const bool fresh = holds(place, path, files[i].fresh);

        text[i] = "tof="[old + 2 * fresh];
    }
    return text;
}

/* How many items are done; each has to be whole. */
static int done(struct scratch *scratch)
{
    const char *text = states(scratch);
    int count = 0;

    for (int item = 0; item < ITEMS; item++) {
        bool old = true, fresh = true;

        for (int i = 0; i < FILES; i++)
            if (files[i].item == item) {
                old = old && (text[i] == 'o' || text[i] == '=');
                fresh = fresh && (text[i] == 'f' || text[i] == '=');
            }
        if (old == fresh)
            fail_msg("item %d is between old and new: %s", item, text);
        count += fresh;
    }
    return count;
}

static int strangers_in(struct scratch *scratch, const char *name)
{
    DIR *folder = opendir(scratch_path(scratch, name));
    const struct dirent *entry;
    int found = 0;

    assert_non_null(folder);
    while ((entry = readdir(folder)) != NULL)
        found += strncmp(entry->d_name, ".tks-", 5) == 0;
    closedir(folder);
    return found;
}

static int strangers(struct scratch *scratch)
{
    return strangers_in(scratch, "s") + strangers_in(scratch, "src") +
           strangers_in(&apart, "pending/s") + strangers_in(&apart, "pending/src");
}

static void begin(void **state)
{
    make(*state);
    scratch_folder(&apart, "pendings");
    name_elsewhere(pending());
}

static int set_up(void **state)
{
    scratch_set_up_project(state);
    apart = scratch_make();
    begin(state);
    return 0;
}

/* The folder is on a disk, where fsync takes its time. */
static int set_up_far(void **state)
{
    struct stat inside, outside;

    setenv("TMPDIR", "/tmp", 1);
    apart = scratch_make();
    scratch_set_up_project(state);
    begin(state);
    assert_int_equal(stat(((struct scratch *)*state)->root, &inside), 0);
    assert_int_equal(stat(apart.root, &outside), 0);
    if (inside.st_dev == outside.st_dev)
        print_message("skipped: another file system; there is one only\n");
    return 0;
}

static int tear_down(void **state)
{
    name_elsewhere(NULL);
    scratch_remove(&apart);
    return scratch_tear_down(state);
}

/* -------------------------------------------------------------------- decisions */

static void what_waits_outside_is_decided_on_and_comes_back(void **state)
{
    tks_error failed;

    assert_string_equal(listed(*state), "changed insta text s/a.snap -\n"
                                        "changed insta binary s/b.snap -\n"
                                        "changed insta text s/c.snap -\n"
                                        "new insta text s/d.snap -\n"
                                        "changed insta inline src/lib.rs 1\n"
                                        "changed insta inline src/lib.rs 2\n");
    assert_int_equal(decide(*state, TKS_DEED_ACCEPT, NULL, &failed), TKS_OK);
    assert_non_null(strstr(failed.message, "src/lib.rs")); /* the second record */
    assert_int_equal(done(*state), ITEMS);
    assert_string_equal(listed(*state), "changed insta inline src/lib.rs 2\n");
    undo(*state);
    assert_int_equal(done(*state), 0);
    decide_well(*state, TKS_DEED_REJECT);
    assert_string_equal(listed(*state), "");
    assert_true(holds(*state, "s/a.snap", files[0].old));
    undo(*state);
    assert_int_equal(done(*state), 0);
    assert_int_equal(strangers(*state), 0);
}

static void folders_that_went_meanwhile_are_made_again_by_an_undo(void **state)
{
    tks_error failed;

    (void)decide(*state, TKS_DEED_ACCEPT, NULL, &failed);
    assert_int_equal(rmdir(scratch_path(&apart, "pending/s")), 0);
    undo(*state);
    assert_int_equal(done(*state), 0);
}

/* An approval library knows nothing of the folder: what it received would become a baseline
 * there. */
static void only_insta_leaves_something_outside(void **state)
{
    put(&apart, "pending/x.received.txt", "new\n");
    put(&apart, "pending/s/x.snap", HEAD "---\nno pending one\n");
    assert_null(strstr(listed(*state), "x."));
}

static void a_link_out_of_the_folder_is_not_followed(void **state)
{
    put(&apart, "victim", LINE "---\nnew\n");
    assert_int_equal(unlink(scratch_path(&apart, "pending/s/a.snap.new")), 0);
    scratch_link(&apart, "pending/s/a.snap.new", "../../victim");
    scratch_link(&apart, "pending/out", "..");
    put(&apart, "x.snap.new", LINE "---\nnew\n");
    assert_null(strstr(listed(*state), "s/a.snap"));
    assert_null(strstr(listed(*state), "x.snap"));
}

/* What was listed lies behind a link when it is decided on. */
static int swap_for_a_link(void *user, const char *call)
{
    int *calls = user;

    (void)call;
    if ((*calls)++ == 0) {
        assert_int_equal(rename(scratch_path(&apart, "pending/s"), scratch_path(&apart, "moved")),
                         0);
        scratch_link(&apart, "pending/s", "../moved");
    }
    return 0;
}

static void nor_is_one_that_comes_after_it_was_listed(void **state)
{
    tks_project *project = open_project(*state);
    tks_listing *listing = NULL;
    const size_t first = 0;
    uint32_t number;
    int calls = 0;

    assert_int_equal(tks_project_pending(&listing, project, NULL), TKS_OK);
    project->root.watch = swap_for_a_link;
    project->root.watch_user = &calls;
    assert_int_equal(tks_project_decide(&number, project, TKS_DEED_ACCEPT, listing, &first, 1, NULL,
                                        NULL, NULL),
                     TKS_OK);
    assert_int_equal(number, 0);
    assert_true(holds(&apart, "moved/a.snap.new", LINE "---\nnew\n"));
    assert_true(holds(*state, "s/a.snap", files[0].old));
    tks_listing_free(listing);
    tks_project_free(project);
}

/* ------------------------------------------------------------------------ faults */

/* Does something that ends before its n-th call; false if it came to its end. */
static bool ended(struct scratch *scratch, tks_deed deed, int n)
{
    const pid_t child = fork();
    int status;

    if (child == 0) {
        struct fault fault = { .at = n };
        tks_error err = { 0 };

        if (deed == TKS_DEED_UNDO) {
            tks_project *project = open_project(scratch);
            uint32_t number;

            interrupt(project, &fault);
            _exit(tks_project_undo(&number, project, 0, &err) == TKS_OK ? 0 : 1);
        }
        _exit(decide(scratch, deed, &fault, &err) == TKS_OK ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WEXITSTATUS(status) == 42 || WEXITSTATUS(status) == 0);
    return WEXITSTATUS(status) == 42;
}

static void ended_anywhere_all_or_nothing_is_accepted(void **state)
{
    accept_ended_anywhere(*state, make, done, ITEMS);
    assert_int_equal(strangers(*state), 0);
}

static void whatever_call_fails_items_are_whole(void **state)
{
    accept_with_any_failure(*state, make, done);
    assert_int_equal(strangers(*state), 0);
}

static void an_undo_that_is_ended_is_finished_or_was_never_begun(void **state)
{
    tks_error failed;
    int n = 0;

    do {
        make(*state);
        (void)decide(*state, TKS_DEED_ACCEPT, NULL, &failed);
        if (!ended(*state, TKS_DEED_UNDO, ++n))
            break;
        recover(*state);
        assert_int_equal(strangers(*state), 0);
        assert_true(done(*state) == 0 || done(*state) == ITEMS);
    } while (true);
    assert_int_equal(done(*state), 0);
    print_message("%d calls\n", n);
}

static void an_undo_in_which_any_call_fails_can_be_tried_again(void **state)
{
    static const int errors[] = { ENOSPC, EIO, EACCES };
    bool reached = true;

    for (int n = 1; reached; n++)
        for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
            struct fault fault = { .at = n, .error = errors[i] };
            tks_project *project;
            tks_error failed;
            uint32_t number;

            make(*state);
            (void)decide(*state, TKS_DEED_ACCEPT, NULL, &failed);
            project = open_project(*state);
            interrupt(project, &fault);
            if (tks_project_undo(&number, project, 0, &failed) != TKS_OK)
                assert_true(failed.message[0] != '\0');
            tks_project_free(project);
            recover(*state);
            assert_int_equal(strangers(*state), 0);
            (void)done(*state); /* each is whole */
            reached = fault.seen >= n;
        }
}

/* Decides on all and takes it back, with what memory there is. */
static tks_status decide_and_undo(const struct scratch *scratch, const tks_env *env)
{
    tks_project *project = NULL;
    tks_listing *listing = NULL;
    size_t chosen[16];
    uint32_t number;
    tks_status status;

    for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++)
        chosen[i] = i;
    if ((status = tks_project_open(&project, scratch->root, env, NULL)) == TKS_OK &&
        (status = tks_project_elsewhere(project, pending(), NULL, NULL)) == TKS_OK &&
        (status = tks_project_pending(&listing, project, NULL)) == TKS_OK &&
        (status = tks_project_decide(&number, project, TKS_DEED_ACCEPT, listing, chosen,
                                     tks_listing_count(listing), NULL, NULL, NULL)) == TKS_OK)
        status = tks_project_undo(&number, project, 0, NULL);
    tks_listing_free(listing);
    tks_project_free(project);
    return status;
}

static void without_memory_items_are_whole(void **state)
{
    struct counting counting = COUNTING;
    const tks_allocator allocator = counting_allocator(&counting);
    const tks_env env = { .size = sizeof env, .allocator = &allocator };
    bool reached = true;

    for (int n = 1; reached; n++) {
        tks_status status;

        make(*state);
        counting.taken = 0;
        counting.fail_at = n;
        status = decide_and_undo(*state, &env);
        reached = counting.taken >= n;
        assert_int_equal(status, reached ? TKS_OUT_OF_MEMORY : TKS_OK);
        assert_int_equal(counting.held, 0);
        recover(*state);
        assert_int_equal(strangers(*state), 0);
        (void)done(*state); /* each is whole */
    }
    assert_int_equal(done(*state), 0);
}

/* With the folder named in another way nothing changes, in the project neither. */
static void nothing_goes_on_with(struct scratch *scratch, const char *folder)
{
    char before[FILES + 1];
    tks_error err = { 0 };
    int left;

    name_elsewhere(folder);
    left = strangers(scratch);
    strcpy(before, states(scratch));
    assert_int_equal(try_to_recover(scratch, &err), TKS_UNSUPPORTED);
    assert_non_null(strstr(err.message, "set INSTA_PENDING_DIR to that folder again"));
    assert_non_null(strstr(err.message, pending()));
    assert_string_equal(states(scratch), before);
    assert_int_equal(strangers(scratch), left);
}

/* Ended at each call in turn; the next one comes without the folder, then with it. How many
 * have to wait for it. */
static int go_on_in_two_steps(struct scratch *scratch, tks_deed deed)
{
    int waited = 0;

    for (int n = 1;; n++) {
        tks_error err = { 0 };
        int was_done;

        name_elsewhere(pending());
        make(scratch);
        if (deed == TKS_DEED_UNDO)
            (void)decide(scratch, TKS_DEED_ACCEPT, NULL, &err);
        if (!ended(scratch, deed, n)) {
            print_message("after %d of %d calls it waits\n", waited, n);
            return waited;
        }
        name_elsewhere(NULL);
        if (try_to_recover(scratch, &err) != TKS_OK) {
            nothing_goes_on_with(scratch, NULL);
            nothing_goes_on_with(scratch, apart.root);
            nothing_goes_on_with(scratch, scratch_path(&apart, "pendings"));
            nothing_goes_on_with(scratch, scratch_path(&apart, "pending/s"));
            nothing_goes_on_with(scratch, scratch->root);
            waited++;
        } else {
            assert_int_equal(strangers_in(scratch, "s") + strangers_in(scratch, "src"), 0);
        }
        name_elsewhere(pending());
        recover(scratch);
        assert_int_equal(strangers(scratch), 0);
        was_done = done(scratch);
        assert_true(was_done == 0 || was_done == ITEMS);
        if (deed == TKS_DEED_ACCEPT && was_done == ITEMS)
            undo(scratch);
    }
}

static void what_was_begun_waits_for_the_folder_to_be_named_again(void **state)
{
    assert_true(go_on_in_two_steps(*state, TKS_DEED_ACCEPT) > 10);
    assert_true(go_on_in_two_steps(*state, TKS_DEED_UNDO) > 10);
}

static void what_was_done_is_undone_where_the_folder_is_named_again(void **state)
{
    tks_project *project;
    tks_error err = { 0 };
    uint32_t number;

    (void)decide(*state, TKS_DEED_ACCEPT, NULL, &err);
    name_elsewhere(NULL);
    project = open_project(*state);
    assert_int_equal(tks_project_undo(&number, project, 0, &err), TKS_UNSUPPORTED);
    assert_non_null(strstr(err.message, "set INSTA_PENDING_DIR to that folder again"));
    tks_project_free(project);
    assert_int_equal(done(*state), ITEMS);
    put(&apart, "pending/s/a.snap.new", "another run's");
    name_elsewhere(pending());
    project = open_project(*state);
    assert_int_equal(tks_project_undo(&number, project, 0, &err), TKS_CONFLICT);
    assert_true(holds(&apart, "pending/s/a.snap.new", "another run's"));
    assert_true(holds(*state, "s/a.snap", files[0].fresh));
    tks_project_free(project);
}

/* Whose folder was taken away with the sandbox names it all the same. */
static void a_folder_that_is_gone_holds_nothing_that_could_be_lost(void **state)
{
    int n = 1;

    do {
        name_elsewhere(pending());
        make(*state);
        assert_true(ended(*state, TKS_DEED_REJECT, n++));
        name_elsewhere(NULL);
    } while (try_to_recover(*state, NULL) == TKS_OK);
    assert_int_equal(rename(pending(), scratch_path(&apart, "taken away")), 0);
    name_elsewhere(pending());
    recover(*state);
    assert_string_equal(listed(*state), "");
    assert_int_not_equal(access(pending(), F_OK), 0);
}

/* ---------------------------------------------------------------- made-up plans */

/* A text with the folder for each '@', and for each '#' the fingerprint of "precious". */
static const char *expanded(const char *text)
{
    static char out[2000];
    struct tksi_buffer print;
    struct tksi_env env;
    size_t length = 0;

    assert_int_equal(tksi_env_defaults(&env, NULL, NULL), TKS_OK);
    tksi_buffer_init(&print, 100, &env);
    assert_int_equal(tksi_ledger_put_fingerprint(&print,
                                                 tksi_fingerprint_of((tks_bytes){ "precious", 8 }),
                                                 NULL),
                     TKS_OK);
    for (; *text != '\0'; text++)
        length += (size_t)(*text == '@'   ? sprintf(out + length, "%s", pending())
                           : *text == '#' ? sprintf(out + length, "%.*s", (int)print.length - 1,
                                                    (const char *)print.data + 1)
                                          : sprintf(out + length, "%c", *text));
    out[length] = '\0';
    tksi_buffer_dispose(&print);
    return out;
}

static const char *const victims[] = { "victim", "x.snap.new", "pending/victim",
                                       "pendings/x.snap.new", "pending/x.snap.new" };

enum { VICTIMS = sizeof victims / sizeof *victims };

/* Tries to go on with a journal that came with the project. */
static tks_status try_with(struct scratch *scratch, const char *file, const char *text,
                           tks_error *err)
{
    char path[64];

    for (int i = 0; i < VICTIMS; i++)
        put(&apart, victims[i], "precious");
    put(scratch, "precious", "precious");
    (void)unlink(scratch_path(scratch, ".tksnap/journal/000007/done"));
    (void)unlink(scratch_path(scratch, ".tksnap/journal/000007/plan"));
    (void)unlink(scratch_path(scratch, ".tksnap/journal/000007/staged"));
    put(scratch, ".tksnap/journal/000007/before", "precious");
    snprintf(path, sizeof path, ".tksnap/journal/000007/%s", file);
    put(scratch, path, expanded(text));
    return try_to_recover(scratch, err);
}

#define PLAN "tksnap journal 1\naccept\n"
#define ITEM "item insta x\n"

static void a_plan_that_somebody_made_up_reaches_nothing(void **state)
{
    static const char *const plans[] = {
        PLAN ITEM "remove # 644 0 @/x.snap.new\nend\n",
        PLAN ITEM "remove # 644 0 @/../x.snap.new\nend\n",
        PLAN "elsewhere @\n" ITEM "remove # 644 0 @/../x.snap.new\nend\n",
        PLAN "elsewhere @\n" ITEM "remove # 644 0 @/./x.snap.new\nend\n",
        PLAN "elsewhere @\n" ITEM "remove # 644 0 @//x.snap.new\nend\n",
        PLAN "elsewhere @\n" ITEM "remove # 644 0 @s/x.snap.new\nend\n",
        PLAN "elsewhere @\n" ITEM "remove # 644 0 @\nend\n",
        PLAN "elsewhere @\n" ITEM "remove # 644 0 @/victim\nend\n",
        PLAN "elsewhere @/..\n" ITEM "remove # 644 0 @/../x.snap.new\nend\n",
        PLAN "elsewhere @s\n" ITEM "remove # 644 0 @s/x.snap.new\nend\n",
        PLAN "elsewhere %\n" ITEM "remove # 644 0 @/x.snap.new\nend\n",
        PLAN "elsewhere @s\nelsewhere @\n" ITEM "remove # 644 0 @/x.snap.new\nend\n",
        PLAN ITEM "elsewhere @\nremove # 644 0 @/x.snap.new\nend\n",
        PLAN "elsewhere @\n" ITEM "replace - # 644 0 victim @/y.snap.new\nend\n",
        PLAN "elsewhere @\n" ITEM "replace - # 644 0 x.snap.new @/y.snap.new\nend\n",
        PLAN "elsewhere @\n" ITEM "replace - # 644 0 .tks-/../victim @/y.snap.new\nend\n",
        PLAN ITEM "replace - # 644 0 precious other\nend\n",
    };
    static const char *const names[] = { "plan", "staged" };

    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++)
        for (int k = 0; k < 2; k++) {
            const tks_status status = try_with(*state, names[k], plans[i], NULL);

            if (k == 0 && status == TKS_OK)
                fail_msg("was believed: %s", plans[i]);
            for (int v = 0; v < VICTIMS; v++)
                if (!holds(&apart, victims[v], "precious"))
                    fail_msg("%s was changed by %s", victims[v], plans[i]);
            assert_true(holds(*state, "precious", "precious"));
            assert_false(scratch_exists(&apart, "pending/y.snap.new"));
        }
}

static void nor_does_one_through_a_link(void **state)
{
    scratch_link(&apart, "pending/link", "..");
    (void)try_with(*state, "plan",
                   PLAN "elsewhere @\n" ITEM "remove # 644 0 @/link/x.snap.new\nend\n", NULL);
    assert_true(holds(&apart, "x.snap.new", "precious"));
}

/* The best that can be made up is what could have been begun here; it is not touched unless the
 * user names that folder. */
static void the_most_it_reaches_is_what_waits_in_the_folder_that_the_user_names(void **state)
{
    static const char plan[] = PLAN "elsewhere @\n" ITEM "remove # 644 0 @/x.snap.new\nend\n";
    static const char other[] =
        PLAN "elsewhere @\n" ITEM "remove 8:0000000000000001 644 0 @/x.snap.new\nend\n";
    tks_error err = { 0 };

    name_elsewhere(NULL);
    assert_int_equal(try_with(*state, "plan", plan, &err), TKS_UNSUPPORTED);
    assert_true(holds(&apart, "pending/x.snap.new", "precious"));
    name_elsewhere(scratch_path(&apart, "pendings"));
    assert_int_equal(try_with(*state, "plan", plan, &err), TKS_UNSUPPORTED);
    assert_true(holds(&apart, "pending/x.snap.new", "precious"));
    name_elsewhere(pending());
    (void)try_with(*state, "plan", other, &err);
    assert_true(holds(&apart, "pending/x.snap.new", "precious"));
    assert_int_equal(try_with(*state, "plan", plan, &err), TKS_OK);
    assert_true(holds(&apart, "pending/x.snap.new", NULL));
}

static void nor_does_an_undo_of_what_was_never_done(void **state)
{
    static const char *const steps[] = { "victim.rc", ".profile", "x.snap.new/../y", "s/../../y" };
    char plan[200];
    tks_error err = { 0 };

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        for (int named = 0; named < 2; named++) {
            tks_project *project;
            uint32_t number;

            snprintf(plan, sizeof plan, PLAN "elsewhere @\n" ITEM "remove # 644 0 @/%s\nend\n",
                     steps[i]);
            put(*state, ".tksnap/journal/000007/before", "precious");
            put(*state, ".tksnap/journal/000007/done", expanded(plan));
            name_elsewhere(named ? pending() : NULL);
            project = open_project(*state);
            assert_int_not_equal(tks_project_undo(&number, project, 7, &err), TKS_OK);
            tks_project_free(project);
            assert_false(scratch_exists(&apart, "pending/victim.rc"));
            assert_false(scratch_exists(&apart, "pending/.profile"));
            assert_false(scratch_exists(&apart, "y"));
        }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define FAR(name)  cmocka_unit_test_setup_teardown(name, set_up_far, tear_down)
    const struct CMUnitTest tests[] = {
        FAR(what_waits_outside_is_decided_on_and_comes_back),
        FAR(folders_that_went_meanwhile_are_made_again_by_an_undo),
        TEST(only_insta_leaves_something_outside),
        TEST(a_link_out_of_the_folder_is_not_followed),
        TEST(nor_is_one_that_comes_after_it_was_listed),
        FAR(ended_anywhere_all_or_nothing_is_accepted),
        TEST(whatever_call_fails_items_are_whole),
        TEST(an_undo_that_is_ended_is_finished_or_was_never_begun),
        TEST(an_undo_in_which_any_call_fails_can_be_tried_again),
        TEST(without_memory_items_are_whole),
        TEST(what_was_begun_waits_for_the_folder_to_be_named_again),
        FAR(what_was_done_is_undone_where_the_folder_is_named_again),
        TEST(a_folder_that_is_gone_holds_nothing_that_could_be_lost),
        TEST(a_plan_that_somebody_made_up_reaches_nothing),
        TEST(nor_does_one_through_a_link),
        TEST(the_most_it_reaches_is_what_waits_in_the_folder_that_the_user_names),
        TEST(nor_does_an_undo_of_what_was_never_done),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
