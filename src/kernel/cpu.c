/* cpu.c - says which instruction sets may be used here
 *
 * Compiled without any instruction set flag, for this runs before anyone knows what
 * the processor can do. __builtin_cpu_supports asks the processor and, for the wide
 * registers, the system (XGETBV): a kernel that does not save them must not see them
 * used.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "kernel/tables.h"

#if defined(__x86_64__)

bool tksi_cpu_has_sse41(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("sse4.1");
}

/* What came together with Haswell and Zen. */
bool tksi_cpu_has_avx2(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
           __builtin_cpu_supports("popcnt");
}

/* What came with Ice Lake and Zen 4. The AVX-512 before them has no byte permutations
 * across lanes and slows the whole core down: those use the AVX2 table. */
bool tksi_cpu_has_avx512(void)
{
    return tksi_cpu_has_avx2() && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi");
}

#endif
