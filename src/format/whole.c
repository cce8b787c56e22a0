/* whole.c - files that are one snapshot each, byte for byte
 *
 * syrupy's pictures and JSON, go-snaps' standalone files, cupaloy, goldie and its like,
 * approvals, the bytes of insta's binary snapshots, our own. Nothing within such a file says whose
 * it is, so these know their own by the place; what is in nobody's place is "plain".
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "format/lines.h"

static bool next(struct tksi_piece *out, struct tksi_reader *reader)
{
    if (reader->begun)
        return false;
    out->kind = TKSI_ENTRY;
    out->whole = out->payload = (struct tksi_span){ 0, reader->file.length };
    reader->at = reader->file.length;
    return true;
}

/* ------------------------------------------------------------------- places */

static const char *find_in(tks_str text, const char *word)
{
    return text.length > 0 ? memmem(text.data, text.length, word, strlen(word)) : NULL;
}

/* The last of two words in a file's name, and which. */
static const char *last_of(tks_str name, const char *one, const char *other, bool *is_other)
{
    const size_t length = strlen(one); /* both are as long */

    for (size_t end = name.length; end >= length; end--) {
        const char *at = name.data + end - length;

        *is_other = memcmp(at, other, length) == 0;
        if (*is_other || memcmp(at, one, length) == 0)
            return at;
    }
    return NULL;
}

static int probe_approvals(tks_bytes file, tks_str path)
{
    bool received;

    (void)file;
    return last_of(tksi_path_name(path), ".approved.", ".received.", &received) != NULL ? 90 : 0;
}

tks_status tksi_approvals_other(struct tksi_buffer *out, tks_str path, tks_error *err)
{
    const tks_str name = tksi_path_name(path);
    bool received;
    const char *word = last_of(name, ".approved.", ".received.", &received);
    tks_status status;

    if (word == NULL)
        return tksi_fail(err, TKS_NOT_FOUND, "not a name that approvals give");
    if ((status = tksi_buffer_append(out, path.data, (size_t)(word - path.data), err)) ||
        (status = tksi_put_text(out, received ? ".approved." : ".received.", err)))
        return status;
    return tksi_buffer_append(out, word + 10, (size_t)(path.data + path.length - word) - 10, err);
}

bool tksi_approvals_received(tks_str path)
{
    bool received = false;

    return last_of(tksi_path_name(path), ".approved.", ".received.", &received) != NULL && received;
}

/* "name.snap.png": what follows ".snap." is an extension, perhaps with dots. */
static int probe_insta_aside(tks_bytes file, tks_str path)
{
    const tks_str name = tksi_path_name(path);
    const char *at = find_in(name, ".snap.");

    (void)file;
    return at != NULL && at > name.data && !tksi_ends(name, ".snap.new") && !tksi_ends(name, ".")
               ? 60
               : 0;
}

/* "TestName_1.snap", "TestName_1.snap.json" */
static int probe_standalone(tks_bytes file, tks_str path)
{
    const tks_str name = tksi_path_name(path);
    const char *at = find_in(name, ".snap"), *digit = at;

    (void)file;
    if (at == NULL || tksi_ends(name, ".new"))
        return 0;
    while (digit > name.data && digit[-1] >= '0' && digit[-1] <= '9')
        digit--;
    if (digit == at || digit - name.data < 2 || digit[-1] != '_')
        return 0;
    return tksi_path_below(path, "__snapshots__") ? 75 : 35;
}

/* syrupy: one folder a test module, one file a snapshot. */
static int probe_single(tks_bytes file, tks_str path)
{
    const tks_str name = tksi_path_name(path);

    (void)file;
    return tksi_path_below(path, "__snapshots__") && !tksi_ends(name, ".snap") &&
                   (name.length == 0 || name.data[0] != '.')
               ? 50
               : 0;
}

static int probe_cupaloy(tks_bytes file, tks_str path)
{
    (void)file;
    return tksi_path_below(path, ".snapshots") ? 70 : 0;
}

/* goldie, autogold, gotest.tools and those who do without a library. Where autogold cleans
 * up it moves what no test asked for to a folder beside its own, for its next run to
 * delete: those are goldens no more. */
static int probe_golden(tks_bytes file, tks_str path)
{
    const tks_str name = tksi_path_name(path);

    (void)file;
    if (find_in(path, ".autogold.tmp/") != NULL)
        return 0;
    if (tksi_ends(name, ".golden") || find_in(name, ".golden.") != NULL)
        return 70;
    return tksi_path_below(path, "testdata") ? 20 : 0;
}

/* our own: one folder a test file, one file a snapshot */
static int probe_own(tks_bytes file, tks_str path)
{
    (void)file;
    return tksi_path_below(path, "__screenshots__") ? 95 : 0;
}

static int probe_plain(tks_bytes file, tks_str path)
{
    (void)file;
    (void)path;
    return 1;
}

/* Asked with no bytes, the formats tell by place and name alone. */
bool tksi_format_is_place(tks_str path)
{
    const tks_bytes nothing = { "", 0 };
    const tks_str name = tksi_path_name(path);
    bool received = false;

    if (name.length == 0 || name.data[0] == '.' || tksi_ends(name, "~") ||
        tksi_ends(name, ".snap.new") || find_in(name, ".snap.new.") != NULL ||
        tksi_ends(name, ".pending-snap") ||
        (last_of(name, ".approved.", ".received.", &received) != NULL && received))
        return false;
    return tksi_ends(name, ".snap") || tksi_format_of(nothing, path) != &tksi_format_plain;
}

#define WHOLE(variable, title)                                                                     \
    const struct tksi_format tksi_format_##variable = {                                            \
        .name = title, .abilities = TKSI_REPLACE, .probe = probe_##variable, .next = next          \
    }

WHOLE(approvals, "approvals");
WHOLE(insta_aside, "insta-binary");
WHOLE(standalone, "go-snaps-standalone");
WHOLE(single, "syrupy-single");
WHOLE(cupaloy, "cupaloy");
WHOLE(golden, "golden");
WHOLE(own, "tksnap");
WHOLE(plain, "plain");
