/* draft.c - large files read and written without being held in memory
 *
 * What is written goes through in pieces, and is fingerprinted on the way. What is read is
 * mapped, so that formats see one stretch of bytes; their walks say what they have passed,
 * and that part of the mapping is given back: it takes a few MB of memory, whatever the
 * file has. Its pages stay in the system's cache, so that the next walk does not read the
 * disk.
 *
 * A draft is a file without a name (O_TMPFILE) in the folder of the file it is for, and gets
 * one when it is whole. Where a file system has none it is made beside, and copied.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "root/draft.h"

#include "root/own.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PIECE = 256 << 10 };

/* ------------------------------------------------------------------------ mapping */

static void give_back(void *user, size_t from, size_t to)
{
    const struct tksi_mapping *mapping = user;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t shift = (size_t)((const char *)mapping->bytes.data - (const char *)mapping->base);

    /* whole pages; one that was looked at again is fetched again */
    from = (from + shift) / page * page;
    to = (to + shift) / page * page;
    if (to > from)
        (void)madvise((char *)mapping->base + from, to - from, MADV_DONTNEED);
}

tks_status tksi_mapping_open(struct tksi_mapping *out, int file, uint64_t offset, uint64_t length,
                             tks_error *err)
{
    const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), shift = offset % page;

    *out = (struct tksi_mapping){ .bytes = { "", 0 }, .passing = { give_back, out } };
    if (length == 0)
        return TKS_OK;
    if (length > SIZE_MAX / 2)
        return tksi_fail(err, TKS_OVER_LIMIT, "a file of %llu bytes cannot be mapped",
                         (unsigned long long)length);
    out->base =
        mmap(NULL, (size_t)(length + shift), PROT_READ, MAP_SHARED, file, (off_t)(offset - shift));
    if (out->base == MAP_FAILED) {
        out->base = NULL;
        return tksi_fail_errno(err, errno, "a copy in " TKSI_OWN " cannot be read");
    }
    out->length = (size_t)(length + shift);
    out->bytes = (tks_bytes){ (const char *)out->base + shift, (size_t)length };
    return TKS_OK;
}

void tksi_mapping_close(struct tksi_mapping *mapping)
{
    if (mapping->base != NULL)
        munmap(mapping->base, mapping->length);
    mapping->base = NULL;
    mapping->bytes = (tks_bytes){ "", 0 };
}

/* ------------------------------------------------------------------------- making */

static tks_status fail_draft(const struct tksi_draft *draft, tks_error *err)
{
    return tksi_fail_errno(err, errno, "%s: cannot be written", draft->name);
}

/* Makes a file and takes its name away. */
static int make_named(const struct tksi_root *root, int folder)
{
    char name[TKSI_TEMPORARY];
    int file;

    if (tksi_own_temporary(name, NULL) != TKS_OK) {
        errno = EIO;
        return -1;
    }
    if ((file = tksi_disk_make(root, folder, name, O_NOFOLLOW)) < 0)
        return -1;
    close(file);
    file = openat(folder, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (tksi_disk_remove(root, folder, name, 0) != 0 && file >= 0) {
        const int why = errno;

        close(file);
        errno = why;
        return -1;
    }
    return file;
}

/* In our own folder: what a crash leaves there is in nobody's way. */
static tks_status make_beside(struct tksi_draft *draft, tks_error *err)
{
    const char *last;
    int folder;
    tks_status status = tksi_root_parent(&folder, &last, draft->root, TKSI_OWN "/draft", true, err);

    if (status != TKS_OK)
        return status;
    if ((draft->file = make_named(draft->root, folder)) < 0)
        status = fail_draft(draft, err);
    close(folder);
    return status;
}

tks_status tksi_draft_begin(struct tksi_draft *out, const struct tksi_root *root, const char *name,
                            tks_error *err)
{
    const char *last;
    tks_status status;

    *out = (struct tksi_draft){ .root = root, .name = name, .folder = -1, .file = -1 };
    tksi_fingerprint_begin(&out->printer);
    if ((status = tksi_root_parent(&out->folder, &last, root, name, true, err)))
        return status;
    out->linkable = (out->file = tksi_disk_make_unnamed(root, out->folder)) >= 0;
    if (out->linkable)
        return TKS_OK;
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL && errno != ENOENT)
        return fail_draft(out, err);
    return make_beside(out, err);
}

/* The bytes from..to-1 of a file. */
static tks_status write_part(struct tksi_draft *draft, tks_bytes file, size_t from, size_t to,
                             const struct tksi_passing *passing, tks_error *err)
{
    while (from < to) {
        const size_t end = to - from < PIECE ? to : from + PIECE;
        const tks_bytes piece = { (const char *)file.data + from, end - from };

        tksi_fingerprint_add(&draft->printer, piece);
        if (tksi_disk_write(draft->root, draft->file, piece.data, piece.length) != 0)
            return fail_draft(draft, err);
        if (passing != NULL)
            passing->passed(passing->user, from, end);
        from = end;
    }
    return TKS_OK;
}

tks_status tksi_draft_write(struct tksi_draft *draft, tks_bytes before,
                            const struct tksi_passing *passing, const struct tksi_patch *patches,
                            size_t count, tks_error *err)
{
    tks_status status = TKS_OK;
    size_t at = 0;

    for (size_t i = 0; i < count && status == TKS_OK; i++) {
        const struct tksi_patch *patch = &patches[i];

        if (patch->span.at < at || patch->span.length > before.length ||
            patch->span.at > before.length - patch->span.length)
            return tksi_fail(err, TKS_INVALID_ARGUMENT, "the patches are of another file");
        if ((status = write_part(draft, before, at, patch->span.at, passing, err)) == TKS_OK)
            status = write_part(draft, patch->bytes, 0, patch->bytes.length, NULL, err);
        at = patch->span.at + patch->span.length;
    }
    if (status == TKS_OK)
        status = write_part(draft, before, at, before.length, passing, err);
    tksi_disk_hurry(draft->file, draft->printer.length);
    return status;
}

tks_status tksi_draft_map(struct tksi_draft *draft, tks_error *err)
{
    return tksi_mapping_open(&draft->mapping, draft->file, 0, draft->printer.length, err);
}

/* Its bytes in a file of this name. */
static tks_status copy_out(struct tksi_draft *draft, const char *last, tks_error *err)
{
    const int unnamed = draft->file;
    struct tksi_fingerprinter again;
    struct stat about;
    tks_status status = TKS_OK;

    if (draft->mapping.base == NULL && (status = tksi_draft_map(draft, err)))
        return status;
    draft->file = tksi_disk_make(draft->root, draft->folder, last, O_NOFOLLOW);
    again = draft->printer;
    if (draft->file < 0)
        status = fail_draft(draft, err);
    else
        status = write_part(draft, draft->mapping.bytes, 0, draft->mapping.bytes.length,
                            &draft->mapping.passing, err);
    draft->printer = again;
    if (status == TKS_OK && (fstat(unnamed, &about) != 0 ||
                             tksi_disk_mode(draft->root, draft->file, about.st_mode & 07777) != 0))
        status = fail_draft(draft, err);
    close(unnamed);
    return status;
}

tks_status tksi_draft_publish(struct tksi_draft *draft, const char *last, tks_error *err)
{
    if (draft->linkable && tksi_disk_link(draft->root, draft->file, draft->folder, last) == 0)
        return TKS_OK;
    /* ENOENT: there is no /proc to name it by */
    if (draft->linkable && errno != ENOENT && errno != EOPNOTSUPP)
        return fail_draft(draft, err);
    return copy_out(draft, last, err);
}

void tksi_draft_dispose(struct tksi_draft *draft)
{
    tksi_mapping_close(&draft->mapping);
    if (draft->file >= 0)
        close(draft->file);
    if (draft->folder >= 0)
        close(draft->folder);
    draft->file = draft->folder = -1;
}
