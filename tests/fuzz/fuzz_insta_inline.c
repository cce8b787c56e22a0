/* fuzz_insta_inline.c - hostile bytes as insta's pending records
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "snapshot.h"

#include <string.h>

/* A record that is written for another line says the same of all else. */
static void check_put(tks_bytes file, const struct tksi_piece *piece, const struct tksi_env *env)
{
    struct tksi_pending_record record, again;
    struct tksi_buffer out;

    if (piece->kind != TKSI_ENTRY || !tksi_pending_record(&record, file, piece->whole))
        return;
    tksi_buffer_init(&out, 1 << 24, env);
    must(tksi_pending_put(&out, file, piece->whole, 4711, NULL) == TKS_OK, "a record is written");
    must(out.data[out.length - 1] == '\n', "and ends its line");
    must(tksi_pending_record(&again, (tks_bytes){ out.data, out.length },
                             (struct tksi_span){ 0, out.length }),
         "and read again");
    must(again.line == 4711 && again.has_new == record.has_new && again.has_old == record.has_old &&
             again.new_text.length == record.new_text.length &&
             memcmp(out.data + again.new_text.at, (const char *)file.data + record.new_text.at,
                    record.new_text.length) == 0,
         "with the same text");
    tksi_buffer_dispose(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t fill = 0xA5;
    const struct tksi_env env = fuzz_env(&fill, 1, NULL);
    const tks_bytes file = { data, size };
    struct tksi_reader reader;
    struct tksi_piece piece;

    fuzz_snapshot("insta-inline", data, size);
    tksi_reader_start(&reader, tksi_format_named("insta-inline"), file);
    while (tksi_reader_next(&piece, &reader))
        check_put(file, &piece, &env);
    return 0;
}
