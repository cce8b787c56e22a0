/* test_git_index.c - the files that Git tracks are named, and no bytes lead astray
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chance.h"
#include "upkeep.h"
#include "upkeep/git_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An index being made. */
struct made {
    uint8_t bytes[2048];
    size_t length, hash;
    uint8_t version;
    char last[256];
};

static void put(struct made *made, const void *bytes, size_t length)
{
    assert_true(made->length + length <= sizeof made->bytes);
    memcpy(made->bytes + made->length, bytes, length);
    made->length += length;
}

static struct made begin(uint8_t version, size_t hash)
{
    struct made made = { .version = version, .hash = hash };
    const uint8_t head[] = { 'D', 'I', 'R', 'C', 0, 0, 0, version, 0, 0, 0, 0 };

    put(&made, head, sizeof head);
    return made;
}

/* An entry as Git writes it; `extended` has flags of their own from version 3 on. */
static void add(struct made *made, const char *name, bool extended)
{
    static const uint8_t zeros[80];
    const size_t start = made->length, length = strlen(name);
    const uint8_t flags[] = { (uint8_t)((extended ? 0x40 : 0) | length >> 8), (uint8_t)length };
    size_t kept = 0;

    put(made, zeros, 40);
    for (size_t i = 0; i < made->hash; i++) {
        const uint8_t byte = (uint8_t)(0x5A + 7 * i + length);

        put(made, &byte, 1);
    }
    put(made, flags, 2);
    put(made, zeros, extended ? 2 : 0);
    if (made->version == 4) {
        uint8_t cut;

        while (name[kept] != '\0' && name[kept] == made->last[kept])
            kept++;
        cut = (uint8_t)(strlen(made->last) - kept); /* below 128: one byte */
        put(made, &cut, 1);
        put(made, name + kept, length - kept + 1);
        snprintf(made->last, sizeof made->last, "%s", name);
    } else {
        put(made, name, length);
        put(made, zeros, 8 - (made->length - start) % 8);
    }
    made->bytes[11]++;
}

/* The names, " " between them, "!" behind where it was no index. Of a copy that ends where
 * memory ends, so that reading on is seen. */
static const char *names_of(const uint8_t *bytes, size_t length, size_t hash)
{
    static char names[4096];
    struct tksi_git_index index;
    struct tksi_env env;
    uint8_t *copy = malloc(length > 0 ? length : 1);

    assert_non_null(copy);
    memcpy(copy, bytes, length);
    names[0] = '\0';
    assert_int_equal(tksi_env_defaults(&env, NULL, NULL), TKS_OK);
    tksi_git_index_start(&index, (tks_bytes){ copy, length }, hash, &env);
    while (tksi_git_index_next(&index)) {
        strncat(names, (const char *)index.name.data, sizeof names - strlen(names) - 2);
        strcat(names, " ");
    }
    if (!index.good)
        strcat(names, "!");
    tksi_git_index_dispose(&index);
    free(copy);
    return names;
}

static struct made three(uint8_t version, size_t hash)
{
    struct made made = begin(version, hash);

    add(&made, "a.snap", false);
    add(&made, "a.snap.new", version > 2);
    add(&made, "b/c", false);
    return made;
}

static void every_version_names_its_files(void **state)
{
    (void)state;
    for (uint8_t version = 2; version <= 4; version++)
        for (size_t hash = 20; hash <= 32; hash += 12) {
            const struct made made = three(version, hash);

            assert_string_equal(names_of(made.bytes, made.length, hash), "a.snap a.snap.new b/c ");
        }
}

static void of_another_hash_it_is_no_index(void **state)
{
    (void)state;
    for (uint8_t version = 2; version <= 4; version++) {
        const struct made made = three(version, 32);

        assert_non_null(strchr(names_of(made.bytes, made.length, 20), '!'));
    }
}

static void other_versions_and_other_files_have_no_names(void **state)
{
    const struct made made = three(5, 20);

    (void)state;
    assert_string_equal(names_of(made.bytes, made.length, 20), "!");
    assert_string_equal(names_of((const uint8_t *)"DIRD\0\0\0\2\0\0\0\1", 12, 20), "!");
    assert_string_equal(names_of((const uint8_t *)"", 0, 20), "!");
}

static void cut_short_anywhere_it_is_no_index(void **state)
{
    (void)state;
    for (uint8_t version = 2; version <= 4; version++) {
        const struct made made = three(version, 20);

        for (size_t length = 0; length < made.length; length++)
            assert_non_null(strchr(names_of(made.bytes, length, 20), '!'));
    }
}

static void damaged_anywhere_nothing_is_read_past_its_end(void **state)
{
    struct chance chance = { 11 };

    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct made made = three((uint8_t)chance_between(&chance, 2, 4), 20);

        for (int i = chance_between(&chance, 1, 4); i > 0; i--)
            made.bytes[chance_below(&chance, (uint32_t)made.length)] =
                (uint8_t)chance_below(&chance, 256);
        names_of(made.bytes, made.length, 20);
    }
}

static void pending_snapshots_that_git_tracks_are_found(void **state)
{
    struct made made = begin(2, 20);

    add(&made, ".tksnap/pending/x", false);
    add(&made, "a.received.txt", false);
    add(&made, "a.snap.new", false);
    add(&made, "a.snap.new.png", false);
    add(&made, "a.snap.newer", false);
    add(&made, "src/.lib.rs.pending-snap", false);
    scratch_write(*state, ".git/index", (tks_bytes){ made.bytes, made.length });
    assert_string_equal(upkeep_findings(*state),
                        "committed .tksnap/pending/x, committed a.snap.new, "
                        "committed a.snap.new.png, committed src/.lib.rs.pending-snap");
    scratch_put(*state, "b.approved.txt", "x");
    assert_string_equal(upkeep_findings(*state),
                        "committed .tksnap/pending/x, committed a.received.txt, "
                        "committed a.snap.new, committed a.snap.new.png, "
                        "committed src/.lib.rs.pending-snap");
}

static void the_index_of_a_worktree_is_where_its_file_says(void **state)
{
    struct made made = begin(4, 32);

    add(&made, "a.snap.new", false);
    scratch_write(*state, "main/.git/worktrees/w/index", (tks_bytes){ made.bytes, made.length });
    scratch_put(*state, ".git/index", "");
    scratch_put(*state, "w/.git", "gitdir: ../main/.git/worktrees/w\n");
    snprintf(((struct scratch *)*state)->root + strlen(((struct scratch *)*state)->root), 3, "/w");
    assert_string_equal(upkeep_findings(*state), "committed a.snap.new");
    scratch_put(*state, ".git", "gitdir: nowhere\n");
    assert_string_equal(upkeep_findings(*state), "");
    scratch_put(*state, ".git", "something else\n");
    assert_string_equal(upkeep_findings(*state), "");
    *strrchr(((struct scratch *)*state)->root, '/') = '\0';
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_set_up_project, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_version_names_its_files),
        TEST(of_another_hash_it_is_no_index),
        TEST(other_versions_and_other_files_have_no_names),
        TEST(cut_short_anywhere_it_is_no_index),
        TEST(damaged_anywhere_nothing_is_read_past_its_end),
        TEST(pending_snapshots_that_git_tracks_are_found),
        TEST(the_index_of_a_worktree_is_where_its_file_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
