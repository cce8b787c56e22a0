/* fuzz_git_index.c - hostile bytes as an index of Git: walked over with either hash
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fuzz.h"
#include "upkeep/git_index.h"

#include <string.h>

static void walk(tks_bytes bytes, size_t hash, const struct tksi_env *env)
{
    struct tksi_git_index index;
    size_t entries = 0;

    tksi_git_index_start(&index, bytes, hash, env);
    while (tksi_git_index_next(&index)) {
        entries++;
        must(index.name.length > 0 &&
                 strlen((const char *)index.name.data) == index.name.length - 1,
             "a name ends in its only NUL");
    }
    must(entries <= bytes.length / (42 + hash), "an entry takes its bytes");
    must(!index.good || index.at <= bytes.length, "nothing is read past the end");
    tksi_git_index_dispose(&index);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t fill = 0xA5;
    const struct tksi_env env = fuzz_env(&fill, 1, NULL);

    walk((tks_bytes){ data, size }, 20, &env);
    walk((tks_bytes){ data, size }, 32, &env);
    return 0;
}
