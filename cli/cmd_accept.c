/* cmd_accept.c - tksnap accept SELECTOR... | --all
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "project.h"

static int run(struct invocation *invocation)
{
    return decide(invocation, TKS_DEED_ACCEPT);
}

static const struct option_group *const groups[] = { &decide_group, NULL };

static const struct example examples[] = {
    { "tksnap accept tests/snapshots/api__list.snap", "one snapshot, by its path" },
    { "tksnap accept api__list.snap '#4'", "by the end of its path, by its number" },
    { "tksnap accept list 'test_list[dark]' TestRead", "by their names, or their test's" },
    { "tksnap accept crates/api/ status:new", "all in a folder, and all new ones" },
    { "tksnap accept --all", "everything" },
    { 0 },
};

const struct command cmd_accept = {
    .name = "accept",
    .alias = "approve",
    .operands = "SELECTOR...",
    .choices = SELECTORS,
    .summary = "make pending snapshots the baseline",
    .about =
        "What a test left for review becomes the file it is compared with from now on, as the "
        "test's library would write it. All that is named is done as one: a run that is stopped "
        "in the middle is finished by the next. A snapshot that has changed since it was listed, "
        "or that cannot be read or written, is reported and left as it was; the others are "
        "accepted all the same. What was there before is kept, for 'tksnap undo'.\n"
        "A SELECTOR is a path or the last components of one, a folder (with a slash at its end), "
        "a glob in quotes (* and ? within a name, ** across folders), '#N' as shown by 'tksnap "
        "status', store:NAME, status:new or status:changed.\n"
        "What is no path is a snapshot's name, "
        "in whatever files it is found: as it stands in a file that holds several, or else the "
        "file's without its extension; the module or class before it may be left out. What is no "
        "snapshot's name is its test's: TestRead means 'TestRead - 1', test_list means "
        "'test_list[dark]' and 'test_list.1'. What is none of these is a glob of names. 'tksnap "
        "status SELECTOR...' shows what is meant. One that matches nothing is an error, and "
        "nothing is done.\n"
        "'tksnap approve' is the same command.",
    .groups = groups,
    .examples = examples,
    .run = run,
};
