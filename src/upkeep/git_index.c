/* git_index.c - the names of the files that Git tracks, out of its index
 *
 *     "DIRC" VERSION COUNT                          numbers of four bytes, the high one first
 *     ten numbers, HASH, FLAGS [, MORE FLAGS]       an entry; MORE where FLAGS say so (3, 4)
 *     NAME NUL ... to a multiple of eight           up to version 3
 *     CUT NAME NUL                                  4: the last name without CUT bytes, and this
 *
 * As Documentation/gitformat-index.txt of Git describes it. Which hash a repository uses its
 * configuration says; here both are tried, for with the wrong one names do not end where
 * they should. What is shared with another index (split-index) is not looked for.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "upkeep/git_index.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum {
    HEAD = 12,
    NUMBERS = 40,        /* times, device, mode, owner, size */
    EXTENDED = 0x4000,   /* a flag: there are more */
    LONGEST = 0x0FFF,    /* flags hold a name's length, or this */
    MOST_NAME = PATH_MAX /* longer ones no file has */
};

static uint32_t number_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

void tksi_git_index_start(struct tksi_git_index *index, tks_bytes bytes, size_t hash,
                          const struct tksi_env *env)
{
    *index = (struct tksi_git_index){ .bytes = bytes.data, .length = bytes.length, .hash = hash };
    tksi_buffer_init(&index->name, MOST_NAME, env);
    if (bytes.length < HEAD || memcmp(index->bytes, "DIRC", 4) != 0)
        return;
    index->version = number_at(index->bytes + 4);
    index->left = number_at(index->bytes + 8);
    index->at = HEAD;
    index->good = index->version >= 2 && index->version <= 4;
}

void tksi_git_index_dispose(struct tksi_git_index *index)
{
    tksi_buffer_dispose(&index->name);
}

/* How much of the last name stays, as Git writes numbers: seven bits a byte, and one more
 * for each byte that follows, so that none can be written in two ways. */
static bool read_cut(size_t *cut, struct tksi_git_index *index)
{
    uint8_t byte;

    *cut = 0;
    do {
        if (index->at == index->length || *cut > SIZE_MAX >> 8)
            return false;
        byte = index->bytes[index->at++];
        *cut = (*cut << 7) + (byte & 0x7F) + (byte >> 7);
    } while (byte & 0x80);
    return true;
}

static bool put_name(struct tksi_git_index *index, size_t kept, const uint8_t *text, size_t length)
{
    index->name.length = kept;
    return tksi_buffer_append(&index->name, text, length + 1, NULL) == TKS_OK;
}

static bool next_entry(struct tksi_git_index *index)
{
    const size_t begin = index->at, fixed = NUMBERS + index->hash + 2;
    const uint8_t *text, *end;
    size_t cut = 0, kept = 0, length;
    unsigned flags;

    if (index->length - begin < fixed)
        return false;
    index->at += fixed;
    flags = (unsigned)index->bytes[index->at - 2] << 8 | index->bytes[index->at - 1];
    if ((flags & EXTENDED) != 0) {
        if (index->version < 3 || index->length - index->at < 2)
            return false;
        index->at += 2;
    }
    if (index->version == 4) {
        const size_t last = index->name.length > 0 ? index->name.length - 1 : 0;

        if (!read_cut(&cut, index) || cut > last)
            return false;
        kept = last - cut;
    }
    text = index->bytes + index->at;
    end = memchr(text, '\0', index->length - index->at);
    if (end == NULL)
        return false;
    length = (size_t)(end - text);
    if (kept + length == 0 || ((flags & LONGEST) != LONGEST && kept + length != (flags & LONGEST)))
        return false;
    index->at += length + 1;
    if (index->version < 4) /* one NUL to eight */
        index->at = begin + ((index->at - begin + 7) & ~(size_t)7);
    return index->at <= index->length && put_name(index, kept, text, length);
}

bool tksi_git_index_next(struct tksi_git_index *index)
{
    if (!index->good || index->left == 0)
        return false;
    index->left--;
    index->good = next_entry(index);
    return index->good;
}

/* --------------------------------------------------------------------- finding it */

/* A file of Git's, which need not be below the root; one that cannot be read is not there. */
static tks_status read_file(struct tksi_buffer *out, const char *path, const struct tksi_env *env,
                            tks_error *err)
{
    struct tksi_file file;
    tks_error why = { .status = TKS_OK };

    if (tksi_file_open(&file, path, env, &why) != TKS_OK)
        return TKS_OK;
    if (!file.regular || tksi_file_read_rest(&file, out, &why) != TKS_OK)
        out->length = 0;
    tksi_file_close(&file);
    return why.status == TKS_OUT_OF_MEMORY ? tksi_fail(err, why.status, "%s", why.message) : TKS_OK;
}

/* Of a worktree .git is a file, "gitdir: FOLDER". False where that is not what it is. */
static bool folder_in(char *out, size_t size, const char *root, const struct tksi_buffer *link)
{
    static const char word[] = "gitdir: ";
    const size_t begin = sizeof word - 1;
    size_t end = link->length;

    while (end > begin && (link->data[end - 1] == '\n' || link->data[end - 1] == '\r'))
        end--;
    if (end <= begin || memcmp(link->data, word, begin) != 0)
        return false;
    return snprintf(out, size, "%s%s%.*s/index", link->data[begin] == '/' ? "" : root,
                    link->data[begin] == '/' ? "" : "/", (int)(end - begin),
                    (const char *)link->data + begin) < (int)size;
}

tks_status tksi_git_index_read(struct tksi_buffer *out, const struct tksi_root *root,
                               tks_error *err)
{
    char path[PATH_MAX];
    struct tksi_buffer link;
    tks_status status;

    if (snprintf(path, sizeof path, "%s/.git/index", root->path) >= (int)sizeof path)
        return TKS_OK;
    if ((status = read_file(out, path, &root->env, err)) || out->length > 0)
        return status;
    path[strlen(path) - strlen("/index")] = '\0';
    tksi_buffer_init(&link, PATH_MAX, &root->env);
    if ((status = read_file(&link, path, &root->env, err)) == TKS_OK &&
        folder_in(path, sizeof path, root->path, &link))
        status = read_file(out, path, &root->env, err);
    tksi_buffer_dispose(&link);
    return status;
}
