/* chance.h - numbers that look random and are the same on every run
 *
 *     struct chance chance = { 42 };
 *     int32_t width = chance_between(&chance, 1, 64);
 *
 * SplitMix64, G. L. Steele, D. Lea, C. H. Flood, "Fast Splittable Pseudorandom
 * Number Generators", OOPSLA 2014: any seed will do, and one number tells all about
 * where the sequence stands, so that a failure can be repeated from it.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TEST_CHANCE_H
#define TEST_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

struct chance {
    uint64_t state;
};

static inline uint64_t chance_bits(struct chance *chance)
{
    uint64_t z = chance->state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* 0 .. below-1 */
static inline uint32_t chance_below(struct chance *chance, uint32_t below)
{
    return (uint32_t)((chance_bits(chance) >> 32) * below >> 32);
}

/* least .. most */
static inline int32_t chance_between(struct chance *chance, int32_t least, int32_t most)
{
    return least + (int32_t)chance_below(chance, (uint32_t)(most - least + 1));
}

/* True once in `times`. */
static inline bool chance_once_in(struct chance *chance, uint32_t times)
{
    return chance_below(chance, times) == 0;
}

#endif
