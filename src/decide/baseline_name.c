/* baseline_name.c - names of our own baselines as paths, and back
 *
 *     tests/__screenshots__/button_test.c/save/hover-os=linux,theme=dark.png
 *     folder                test file     name       variant             extension
 *
 * Any text is a name, and every file system shall take the path: characters that one of
 * them refuses are written %XX, byte by byte, and so are those that mean something here.
 * So no two names have one path (but those that Unicode takes for the same, which are
 * composed first), and a path can be taken apart again:
 *
 * - '=' stands in variants only, so one begins at the last '-' before the first '='.
 * - Folders have no dot and files have one: "a.png/b" is not in the way of "a".
 * - What is too long ends in "%-" and a hash of all of it, which no escape begins with.
 *
 * A path that is not written as it would be written here is none of ours.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "decide/baseline.h"
#include "root/ledger.h"
#include "root/root.h"
#include "text/text.h"

#include <inttypes.h>
#include <string.h>

#define FOLDER "__screenshots__"
#define MARK   "%-" /* of what was shortened; 16 digits follow */

/* Together no more than 80 + 5 * 24 + 37 + 11 = 248 bytes of the 255 that a file's name has. */
enum {
    LONGEST_PART = 80,
    LONGEST_VALUE = 24,
    LONGEST_EXTENSION = 10,
    DIGITS = 16,
    SHORTENED = sizeof MARK - 1 + DIGITS,
    DIMENSIONS = 5
};

/* In the order in which they are written, which is that of their bits. */
static const struct {
    const char *word;
    size_t at;
} dimensions[DIMENSIONS] = {
    { "os", offsetof(tks_baseline_name, os) },
    { "browser", offsetof(tks_baseline_name, browser) },
    { "viewport", offsetof(tks_baseline_name, viewport) },
    { "scale", offsetof(tks_baseline_name, scale) },
    { "theme", offsetof(tks_baseline_name, theme) },
};

static const char *value_of(const tks_baseline_name *name, int dimension)
{
    const char *value;

    memcpy(&value, (const char *)name + dimensions[dimension].at, sizeof value);
    return value != NULL ? value : "";
}

static void set_value(tks_baseline_name *name, int dimension, const char *value)
{
    memcpy((char *)name + dimensions[dimension].at, &value, sizeof value);
}

unsigned tksi_baseline_variant(const tks_baseline_name *name)
{
    unsigned variant = 0;

    for (int i = 0; i < DIMENSIONS; i++)
        if (*value_of(name, i) != '\0')
            variant |= 1u << i;
    return variant;
}

/* ------------------------------------------------------------------- escaping */

/* What a piece of a path may be, besides what all of them may not. */
enum piece { PIECE_FOLDER, PIECE_FILE, PIECE_VALUE };

static bool is_ascii_like(const char *text, size_t length, const char *word)
{
    if (length != strlen(word))
        return false;
    for (size_t i = 0; i < length; i++)
        if ((text[i] >= 'a' && text[i] <= 'z' ? text[i] - 'a' + 'A' : text[i]) != word[i])
            return false;
    return true;
}

/* COM1, LPT9 and, to Windows the same, those with superscript digits. */
static bool is_port(const char *text, size_t length)
{
    const bool named =
        length >= 4 && (is_ascii_like(text, 3, "COM") || is_ascii_like(text, 3, "LPT"));
    const unsigned char *digit = (const unsigned char *)text + 3;

    if (named && length == 4)
        return *digit >= '0' && *digit <= '9';
    return named && length == 5 && digit[0] == 0xC2 &&
           (digit[1] == 0xB9 || digit[1] == 0xB2 || digit[1] == 0xB3);
}

/* Names of Windows' devices, whatever comes after a dot; and the name of our own folder,
 * the last of which in a path is to be the real one. */
static bool is_reserved(tks_str text)
{
    static const char *const devices[] = { "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$" };
    const char *dot = text.length > 0 ? memchr(text.data, '.', text.length) : NULL;
    size_t length = dot != NULL ? (size_t)(dot - text.data) : text.length;

    if (text.length == sizeof FOLDER - 1 && memcmp(text.data, FOLDER, text.length) == 0)
        return true;
    while (length > 0 && text.data[length - 1] == ' ')
        length--;
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        if (is_ascii_like(text.data, length, devices[i]))
            return true;
    return is_port(text.data, length);
}

/* ".snap", ".received", ".approved" make a file another library's, or a pending one. */
static bool is_foreign(const char *dot, size_t length)
{
    static const char *const words[] = { ".snap", ".received", ".approved" };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const size_t n = strlen(words[i]);

        if (length >= n && memcmp(dot, words[i], n) == 0 && (length == n || dot[n] == '.'))
            return true;
    }
    return false;
}

/* Whether the character at `at` is written as it is. */
static bool is_plain(tks_str text, size_t at, int32_t code, enum piece piece)
{
    const bool edge = at == 0 || at + 1 == text.length;

    if (code < 0x20 || (code >= 0x7F && code < 0xA0)) /* -1, no character, among them */
        return false;
    if (code >= 0x80)
        return true;
    if (code == '.')
        return !edge && piece != PIECE_FOLDER && !is_foreign(text.data + at, text.length - at);
    if (code == ' ')
        return !edge;
    if (code == ',')
        return piece != PIECE_VALUE;
    return strchr("/\\:*?\"<>|%=", (int)code) == NULL;
}

/* Appends the text as it stands in a path. *short_end is where `out` ends if it is cut to
 * `most` bytes, between characters. */
static tks_status put_escaped(struct tksi_buffer *out, size_t *short_end, tks_str text,
                              enum piece piece, size_t most, tks_error *err)
{
    const size_t begin = out->length;
    const bool reserved = is_reserved(text);
    tks_status status = TKS_OK;

    *short_end = begin;
    for (size_t at = 0; at < text.length && status == TKS_OK;) {
        int32_t code;
        size_t length = tksi_character(&code, text.data + at, text.length - at);

        length += length == 0;
        if (is_plain(text, at, code, piece) && !(at == 0 && reserved))
            status = tksi_buffer_append(out, text.data + at, length, err);
        else
            for (size_t i = 0; i < length && status == TKS_OK; i++)
                status = tksi_buffer_printf(out, err, "%%%02X", (unsigned char)text.data[at + i]);
        at += length;
        if (out->length - begin <= most)
            *short_end = out->length;
    }
    return status;
}

/* The same, shortened where it is too long for a file's name. */
static tks_status put_part(struct tksi_buffer *out, tks_str text, enum piece piece, tks_error *err)
{
    const size_t begin = out->length;
    size_t short_end;
    tks_status status = put_escaped(out, &short_end, text, piece, LONGEST_PART - SHORTENED, err);

    if (status != TKS_OK || out->length - begin <= LONGEST_PART)
        return status;
    out->length = short_end;
    return tksi_buffer_printf(out, err, "%s%016" PRIx64, MARK,
                              tksi_fingerprint_of((tks_bytes){ text.data, text.length }).hash);
}

/* --------------------------------------------------------------------- paths */

static tks_status put_text(struct tksi_buffer *out, const char *text, tks_error *err)
{
    return tksi_buffer_append(out, text, strlen(text), err);
}

/* The name, its parts folders but for the last. */
static tks_status put_name(struct tksi_buffer *out, tks_str name, tks_error *err)
{
    tks_status status = TKS_OK;
    const char *slash;

    do {
        const char *end;

        slash = name.length > 0 ? memchr(name.data, '/', name.length) : NULL;
        end = slash != NULL ? slash : name.data + name.length;
        if (end == name.data)
            return tksi_fail(err, TKS_INVALID_ARGUMENT,
                             "a snapshot's name, and each part of it between '/', has at least one "
                             "character");
        status = put_part(out, (tks_str){ name.data, (size_t)(end - name.data) },
                          slash != NULL ? PIECE_FOLDER : PIECE_FILE, err);
        if (slash != NULL && status == TKS_OK)
            status = put_text(out, "/", err);
        name = (tks_str){ end + (slash != NULL),
                          name.length - (size_t)(end - name.data) - (slash != NULL) };
    } while (slash != NULL && status == TKS_OK);
    return status;
}

/* A text as Unicode composes it; appended, so that what is made of it is the same for all
 * ways of writing it. */
static tks_status compose(struct tksi_buffer *out, const char *text, tks_error *err)
{
    out->length = 0;
    return tksi_compose(out, (tks_str){ text, strlen(text) }, err);
}

static tks_str composed(const struct tksi_buffer *text)
{
    return tksi_piece(text, 0, text->length);
}

static tks_status put_variant(struct tksi_buffer *out, struct tksi_buffer *room,
                              const tks_baseline_name *name, unsigned variant, tks_error *err)
{
    const char *link = "-";
    tks_status status = TKS_OK;

    for (int i = 0; i < DIMENSIONS && status == TKS_OK; i++) {
        size_t begin, ignored;

        if ((variant & 1u << i) == 0)
            continue;
        if ((status = tksi_buffer_printf(out, err, "%s%s=", link, dimensions[i].word)) ||
            (status = compose(room, value_of(name, i), err)))
            return status;
        begin = out->length;
        status = put_escaped(out, &ignored, composed(room), PIECE_VALUE, 0, err);
        if (status == TKS_OK && out->length - begin > LONGEST_VALUE)
            return tksi_fail(err, TKS_INVALID_ARGUMENT,
                             "the %s '%s' is too long for a file's name: %d bytes are the most",
                             dimensions[i].word, value_of(name, i), (int)LONGEST_VALUE);
        link = ",";
    }
    return status;
}

static bool is_extension(tks_str text)
{
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.data[i];

        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z'))
            return false;
    }
    return text.length > 0 && text.length <= LONGEST_EXTENSION;
}

static tks_status check_name(const char **test_file, const char **extension,
                             const tks_baseline_name *name, tks_error *err)
{
    const char *slash = name->test_file != NULL ? strrchr(name->test_file, '/') : NULL;

    *test_file = slash != NULL ? slash + 1 : name->test_file;
    *extension = name->extension != NULL ? name->extension : "png";
    if (name->size < sizeof *name)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "tks_baseline_name.size is not set");
    if (*test_file == NULL || **test_file == '\0' || name->name == NULL)
        return tksi_fail(err, TKS_INVALID_ARGUMENT, "a snapshot wants a test file and a name");
    if (!is_extension((tks_str){ *extension, strlen(*extension) }))
        return tksi_fail(err, TKS_INVALID_ARGUMENT,
                         "'%s' is no extension: 1 to %d letters and digits are", *extension,
                         (int)LONGEST_EXTENSION);
    return TKS_OK;
}

tks_status tksi_baseline_put(struct tksi_buffer *out, const char *folder,
                             const tks_baseline_name *name, unsigned variant, tks_error *err)
{
    const char *test_file, *extension;
    struct tksi_buffer room;
    tks_status status = check_name(&test_file, &extension, name, err);

    if (status != TKS_OK)
        return status;
    tksi_buffer_init(&room, SIZE_MAX / 2, out->env);
    if ((status = put_text(out, folder, err)) ||
        (status = put_text(out, *folder != '\0' ? "/" FOLDER "/" : FOLDER "/", err)) ||
        (status = compose(&room, test_file, err)) ||
        (status = put_part(out, composed(&room), PIECE_FILE, err)) ||
        (status = put_text(out, "/", err)) || (status = compose(&room, name->name, err)) ||
        (status = put_name(out, composed(&room), err)) ||
        (status = put_variant(out, &room, name, variant, err)))
        goto done;
    status = tksi_buffer_printf(out, err, ".%s", extension);
    if (status == TKS_OK)
        status = tksi_buffer_append(out, "", 1, err);
done:
    tksi_buffer_dispose(&room);
    return status;
}

/* --------------------------------------------------------------- taking apart */

static int digit_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Whether the piece was too long, and where what is left of it ends. */
static bool is_shortened(size_t *end, tks_str piece)
{
    const char *mark;

    *end = piece.length;
    if (piece.length <= SHORTENED)
        return false;
    mark = piece.data + piece.length - SHORTENED;
    if (memcmp(mark, MARK, sizeof MARK - 1) != 0)
        return false;
    for (int i = 0; i < DIGITS; i++)
        if (strchr("0123456789abcdef", mark[sizeof MARK - 1 + i]) == NULL)
            return false;
    *end = piece.length - SHORTENED;
    return true;
}

/* A name taken from a path, and its texts, which no escape makes longer. */
struct taken {
    tks_baseline_name name; /* the first member: what the caller has */
    struct tksi_env env;
    char *next; /* where the next text goes */
    bool good;
    char text[];
};

/* Adds the text that a piece of a path stands for. */
static void take_piece(struct taken *taken, tks_str piece)
{
    size_t end;

    if (is_shortened(&end, piece))
        taken->name.shortened = true;
    for (size_t i = 0; i < end; i++) {
        const bool escaped = piece.data[i] == '%';
        const int high = escaped && end - i > 2 ? digit_of(piece.data[i + 1]) : -1;
        const int low = high >= 0 ? digit_of(piece.data[i + 2]) : -1;

        if (escaped && low < 0)
            taken->good = false;
        *taken->next++ = low >= 0 ? (char)(high * 16 + low) : piece.data[i];
        i += low >= 0 ? 2 : 0;
    }
}

static const char *take_text(struct taken *taken, tks_str piece)
{
    const char *text = taken->next;

    take_piece(taken, piece);
    *taken->next++ = '\0';
    return text;
}

/* The text before the first `c`, and in `rest` what follows; all of it where there is none. */
static tks_str split(tks_str *rest, tks_str text, char c)
{
    const char *at = text.length > 0 ? memchr(text.data, c, text.length) : NULL;
    const size_t length = at != NULL ? (size_t)(at - text.data) : text.length;

    *rest = (tks_str){ text.data + length + (at != NULL), text.length - length - (at != NULL) };
    return (tks_str){ text.data, length };
}

/* "os=linux,theme=dark"; that their order is right is seen when it is written again. */
static void take_variant(struct taken *taken, tks_str text)
{
    while (text.length > 0) {
        tks_str value;
        const tks_str word = split(&value, split(&text, text, ','), '=');
        int dimension = 0;

        while (dimension < DIMENSIONS &&
               (strlen(dimensions[dimension].word) != word.length ||
                memcmp(dimensions[dimension].word, word.data, word.length) != 0))
            dimension++;
        if (dimension < DIMENSIONS)
            set_value(&taken->name, dimension, take_text(taken, value));
        else
            taken->good = false;
    }
}

/* "save/hover-os=linux.png" */
static void take_file(struct taken *taken, tks_str path)
{
    const char *slash = memrchr(path.data, '/', path.length);
    const char *last = slash != NULL ? slash + 1 : path.data;
    const char *end = path.data + path.length;
    const char *dot = memrchr(last, '.', (size_t)(end - last));
    const char *stem_end = dot != NULL ? dot : end;
    const char *equals = memchr(last, '=', (size_t)(stem_end - last));
    const char *hyphen = equals != NULL ? memrchr(last, '-', (size_t)(equals - last)) : NULL;
    const char *name_end = hyphen != NULL ? hyphen : stem_end;
    const char *name = taken->next;
    tks_str rest = { path.data, (size_t)(name_end - path.data) };

    while (rest.length > 0) {
        const char *const from = rest.data;

        take_piece(taken, split(&rest, rest, '/'));
        if (rest.data > from && rest.data[-1] == '/')
            *taken->next++ = '/';
    }
    *taken->next++ = '\0';
    taken->name.name = name;
    taken->name.extension = take_text(taken, (tks_str){ stem_end + (dot != NULL),
                                                        (size_t)(end - stem_end) - (dot != NULL) });
    if (hyphen != NULL)
        take_variant(taken, (tks_str){ hyphen + 1, (size_t)(stem_end - hyphen) - 1 });
}

/* What follows the last folder of ours in a path; NULL where there is none. */
static const char *find_folder(const char *path)
{
    const char *found = NULL;

    for (const char *at = path; (at = strstr(at, FOLDER "/")) != NULL; at++)
        if (at == path || at[-1] == '/')
            found = at;
    return found;
}

/* Whether it is written here as it stands there. Of what was shortened the rest is not
 * known. */
static tks_status check_same(struct taken *taken, const char *path, tks_error *err)
{
    struct tksi_buffer again;
    tks_status status;

    tksi_buffer_init(&again, SIZE_MAX / 2, &taken->env);
    status = tksi_baseline_put(&again, taken->name.folder, &taken->name,
                               tksi_baseline_variant(&taken->name), err);
    taken->good = taken->good && status == TKS_OK &&
                  (taken->name.shortened || strcmp((const char *)again.data, path) == 0);
    tksi_buffer_dispose(&again);
    return status == TKS_OUT_OF_MEMORY ? status : TKS_OK;
}

static tks_status take_path(struct taken *taken, const char *path, tks_error *err)
{
    const char *folder = find_folder(path);
    const char *test_file, *slash;

    if (folder == NULL || tksi_name_check(path, NULL) != TKS_OK)
        return TKS_OK;
    test_file = folder + sizeof FOLDER;
    if ((slash = strchr(test_file, '/')) == NULL)
        return TKS_OK;
    taken->good = true;
    taken->name.folder = taken->next;
    memcpy(taken->next, path, (size_t)(folder - path));
    taken->next += folder - path;
    if (folder > path)
        taken->next--; /* the slash */
    *taken->next++ = '\0';
    taken->name.test_file = take_text(taken, (tks_str){ test_file, (size_t)(slash - test_file) });
    take_file(taken, (tks_str){ slash + 1, strlen(slash + 1) });
    return check_same(taken, path, err);
}

tks_status tks_baseline_name_parse(tks_baseline_name **out, const char *path, const tks_env *env,
                                   tks_error *err)
{
    enum { TEXTS = 4 + DIMENSIONS };
    struct tksi_env filled;
    struct taken *taken;
    tks_status status = tksi_env_defaults(&filled, env, err);

    if (status != TKS_OK)
        return status;
    if ((taken = tksi_allocate_zeroed(&filled, 1, sizeof *taken + strlen(path) + TEXTS)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    taken->env = filled;
    taken->name.size = sizeof taken->name;
    taken->next = taken->text;
    status = take_path(taken, path, err);
    if (status == TKS_OK && !taken->good)
        status = tksi_fail(err, TKS_BAD_DATA, "%s: is not the path of a snapshot of ours", path);
    if (status != TKS_OK)
        tks_baseline_name_free(&taken->name);
    else
        *out = &taken->name;
    return status;
}

void tks_baseline_name_free(tks_baseline_name *name)
{
    struct taken *taken = (struct taken *)name;
    struct tksi_env env;

    if (taken == NULL)
        return;
    env = taken->env;
    tksi_release(&env, taken);
}
