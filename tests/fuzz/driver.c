/* driver.c - replays files through a fuzz target, for compilers without libFuzzer
 *
 * Usage: fuzz_NAME [FILE|FOLDER]...
 *
 * Options that libFuzzer takes are passed over, so that both kinds of program are
 * called alike.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static int replayed;

static void replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = NULL;
    size_t length = 0;
    long end = -1;

    must(file != NULL && fseek(file, 0, SEEK_END) == 0 && (end = ftell(file)) >= 0, path);
    rewind(file);
    data = malloc((size_t)end + (end == 0)); /* exact, so that reading on is noticed */
    must(data != NULL, "there is memory");
    length = fread(data, 1, (size_t)end, file);
    must(length == (size_t)end, path);
    fclose(file);
    fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput(data, length);
    free(data);
    replayed++;
}

static void replay_folder(const char *path)
{
    struct dirent **entries;
    const int count = scandir(path, &entries, NULL, alphasort);

    must(count >= 0, path);
    for (int i = 0; i < count; i++) {
        char inside[4096];

        snprintf(inside, sizeof inside, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            replay_file(inside);
        free(entries[i]);
    }
    free(entries);
}

int main(int count, char **words)
{
    for (int i = 1; i < count; i++) {
        struct stat about;

        if (words[i][0] == '-')
            continue;
        must(stat(words[i], &about) == 0, words[i]);
        if (S_ISDIR(about.st_mode))
            replay_folder(words[i]);
        else
            replay_file(words[i]);
    }
    printf("%d inputs replayed\n", replayed);
    return replayed > 0 ? 0 : 1;
}
