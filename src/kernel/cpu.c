/* cpu.c - says which instruction sets may be used here
 *
 * Compiled without any instruction set flag, for this runs before anyone knows what
 * the processor can do. A set counts when the processor has it and the system saves
 * its registers. glibc has found that out before main and is asked where it can be:
 * the compiler's own check issues a dozen CPUID instructions, each of which leaves
 * and re-enters a virtual machine, 0.2 ms together.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "kernel/tables.h"

#if defined(__x86_64__)

#if defined(__has_include) && __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>

/* glibc's own x86_cpu_active, without its shift of a signed 1 by 31: a feature's index
 * is its CPUID leaf, register and bit. */
static bool active(unsigned index)
{
    const struct cpuid_feature *leaf = __x86_get_cpuid_feature_leaf(index / 128);

    return (leaf->active_array[index / 32 % 4] >> index % 32 & 1) != 0;
}

#define HAS(glibc_name, compiler_name) active(x86_cpu_##glibc_name)
#define ASK_PROCESSOR()                ((void)0)
#else
#define HAS(glibc_name, compiler_name) __builtin_cpu_supports(compiler_name)
#define ASK_PROCESSOR()                __builtin_cpu_init()
#endif

bool tksi_cpu_has_sse41(void)
{
    ASK_PROCESSOR();
    return HAS(SSE4_1, "sse4.1");
}

/* What came together with Haswell and Zen. */
bool tksi_cpu_has_avx2(void)
{
    ASK_PROCESSOR();
    return HAS(AVX2, "avx2") && HAS(FMA, "fma") && HAS(BMI1, "bmi") && HAS(BMI2, "bmi2") &&
           HAS(POPCNT, "popcnt");
}

/* What came with Ice Lake and Zen 4. The AVX-512 before them has no byte permutations
 * across lanes and slows the whole core down: those use the AVX2 table. */
bool tksi_cpu_has_avx512(void)
{
    return tksi_cpu_has_avx2() && HAS(AVX512F, "avx512f") && HAS(AVX512BW, "avx512bw") &&
           HAS(AVX512DQ, "avx512dq") && HAS(AVX512VL, "avx512vl") && HAS(AVX512_VBMI, "avx512vbmi");
}

#endif
