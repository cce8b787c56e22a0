/* tables.h - what the files of this folder share
 *
 * The complete table in C, one function for each instruction set that overwrites
 * what it does faster, and the two formulas of the specification that every table
 * falls back on where its own arithmetic cannot decide.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_KERNEL_TABLES_H
#define TKSI_KERNEL_TABLES_H

#include "kernel/kernel.h"

extern const struct tksi_kernels tksi_kernels_c;

/* Each hands back the table below it, improved; defined only where the compiler
 * targets the architecture. */
void tksi_kernels_sse41(struct tksi_kernels *kernels);
void tksi_filters_sse41(struct tksi_kernels *kernels); /* its part in filter_sse41.c */
void tksi_kernels_avx2(struct tksi_kernels *kernels);
void tksi_kernels_avx512(struct tksi_kernels *kernels);
void tksi_kernels_neon(struct tksi_kernels *kernels);

/* Whether the processor has what the table's file is compiled for, and the system
 * saves those registers. */
bool tksi_cpu_has_sse41(void);
bool tksi_cpu_has_avx2(void);
bool tksi_cpu_has_avx512(void);

/* One pixel of over_yiq: two words that differ, the index in the whole picture. */
bool tksi_yiq_is_over(uint32_t a, uint32_t b, int64_t index, double max_delta);

/* The lanes of `doubtful` (bit i: pixel i) decided by tksi_yiq_is_over. */
uint64_t tksi_yiq_decide(uint64_t doubtful, const uint32_t *a, const uint32_t *b, int64_t first,
                         double max_delta);

#endif
