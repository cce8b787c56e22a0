/* fingerprint.c - a file's contents, told apart from others
 *
 * By length and a 64-bit hash. Times and inode numbers would be cheaper and wrong both
 * ways: git checkout changes them and not the bytes, and a file rewritten within a clock
 * tick keeps its time. Nobody has an advantage from two files of one hash, so it need not
 * be a cryptographic one.
 *
 * It is XXH64 with seed 0, after its specification (xxHash fast digest algorithm, 0.1.1):
 * four lanes of eight bytes that do not wait for each other, so that every byte of a large
 * file can be looked at in each step of an accept. FNV-1a, a byte after the other, was ten
 * times slower and most of what accepting an entry of a 100 MB file took.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/fingerprint.h"

#include <endian.h>
#include <string.h>

/* The specification's primes. */
#define PRIME_1 0x9E3779B185EBCA87u
#define PRIME_2 0xC2B2AE3D27D4EB4Fu
#define PRIME_3 0x165667B19E3779F9u
#define PRIME_4 0x85EBCA77C2B2AE63u
#define PRIME_5 0x27D4EB2F165667C5u

enum { STRIPE = 32 };

static uint64_t turned(uint64_t word, int by)
{
    return word << by | word >> (64 - by);
}

/* Little-endian on every machine. */
static uint64_t word_at(const uint8_t *data)
{
    uint64_t word;

    memcpy(&word, data, sizeof word);
    return le64toh(word);
}

static uint64_t stir(uint64_t lane, uint64_t word)
{
    return turned(lane + word * PRIME_2, 31) * PRIME_1;
}

static void take_stripes(uint64_t lanes[4], const uint8_t *data, size_t length)
{
    uint64_t a = lanes[0], b = lanes[1], c = lanes[2], d = lanes[3];

    for (; length >= STRIPE; data += STRIPE, length -= STRIPE) {
        a = stir(a, word_at(data));
        b = stir(b, word_at(data + 8));
        c = stir(c, word_at(data + 16));
        d = stir(d, word_at(data + 24));
    }
    lanes[0] = a;
    lanes[1] = b;
    lanes[2] = c;
    lanes[3] = d;
}

void tksi_fingerprint_begin(struct tksi_fingerprinter *out)
{
    *out = (struct tksi_fingerprinter){
        .lanes = { PRIME_1 + PRIME_2, PRIME_2, 0, 0 - PRIME_1 },
    };
}

void tksi_fingerprint_add(struct tksi_fingerprinter *printer, tks_bytes bytes)
{
    const size_t kept = (size_t)(printer->length % STRIPE);
    const uint8_t *data = bytes.data;
    size_t length = bytes.length;

    if (length == 0)
        return;
    printer->length += length;
    if (kept > 0) {
        const size_t missing = STRIPE - kept < length ? STRIPE - kept : length;

        memcpy(printer->rest + kept, data, missing);
        if (kept + missing < STRIPE)
            return;
        take_stripes(printer->lanes, printer->rest, STRIPE);
        data += missing;
        length -= missing;
    }
    take_stripes(printer->lanes, data, length);
    if (length % STRIPE > 0)
        memcpy(printer->rest, data + length - length % STRIPE, length % STRIPE);
}

static uint64_t join_lanes(const uint64_t lanes[4])
{
    uint64_t hash =
        turned(lanes[0], 1) + turned(lanes[1], 7) + turned(lanes[2], 12) + turned(lanes[3], 18);

    for (int i = 0; i < 4; i++)
        hash = (hash ^ stir(0, lanes[i])) * PRIME_1 + PRIME_4;
    return hash;
}

struct tksi_fingerprint tksi_fingerprint_end(const struct tksi_fingerprinter *printer)
{
    const uint8_t *rest = printer->rest, *end = rest + printer->length % STRIPE;
    uint64_t hash = printer->length < STRIPE ? PRIME_5 : join_lanes(printer->lanes);

    hash += printer->length;
    for (; end - rest >= 8; rest += 8)
        hash = turned(hash ^ stir(0, word_at(rest)), 27) * PRIME_1 + PRIME_4;
    if (end - rest >= 4) {
        uint32_t half;

        memcpy(&half, rest, sizeof half);
        hash = turned(hash ^ le32toh(half) * PRIME_1, 23) * PRIME_2 + PRIME_3;
        rest += sizeof half;
    }
    for (; rest < end; rest++)
        hash = turned(hash ^ *rest * PRIME_5, 11) * PRIME_1;
    hash = (hash ^ hash >> 33) * PRIME_2;
    hash = (hash ^ hash >> 29) * PRIME_3;
    return (struct tksi_fingerprint){ true, printer->length, hash ^ hash >> 32 };
}

struct tksi_fingerprint tksi_fingerprint_of(tks_bytes bytes)
{
    struct tksi_fingerprinter printer;

    tksi_fingerprint_begin(&printer);
    tksi_fingerprint_add(&printer, bytes);
    return tksi_fingerprint_end(&printer);
}

bool tksi_fingerprint_equal(struct tksi_fingerprint a, struct tksi_fingerprint b)
{
    return a.there == b.there && (!a.there || (a.length == b.length && a.hash == b.hash));
}
