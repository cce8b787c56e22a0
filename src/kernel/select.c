/* select.c - the tables this processor can run, built once
 *
 * Each table is a copy of the one before it with what its instructions do faster
 * written over it, so the last one is the fastest. They are the library's only global
 * state: filled on first use, the same for every thread, never changed again.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "kernel/tables.h"

#include <stdio.h>
#include <string.h>

static struct tksi_kernels tables[4];
static size_t table_count;
static pthread_once_t tables_built = PTHREAD_ONCE_INIT;

#if defined(__x86_64__) || defined(__AARCH64EL__)
static void add_table(bool available, void (*improve)(struct tksi_kernels *kernels))
{
    if (!available)
        return;
    tables[table_count] = tables[table_count - 1];
    improve(&tables[table_count]);
    table_count++;
}
#endif

static void build_tables(void)
{
    tables[table_count++] = tksi_kernels_c;
#if defined(__x86_64__)
    add_table(tksi_cpu_has_sse41(), tksi_kernels_sse41);
    add_table(tksi_cpu_has_avx2(), tksi_kernels_avx2);
    add_table(tksi_cpu_has_avx512(), tksi_kernels_avx512);
#elif defined(__AARCH64EL__)
    add_table(true, tksi_kernels_neon); /* part of the architecture */
#endif
}

const struct tksi_kernels *tksi_kernels_at(size_t index)
{
    pthread_once(&tables_built, build_tables);
    return index < table_count ? &tables[index] : NULL;
}

const struct tksi_kernels *tksi_kernels_best(void)
{
    pthread_once(&tables_built, build_tables);
    return &tables[table_count - 1];
}

const char *tks_kernel_name(size_t index)
{
    const struct tksi_kernels *kernels = tksi_kernels_at(index);

    return kernels != NULL ? kernels->name : NULL;
}

static const struct tksi_kernels *find_table(const char *name)
{
    for (size_t i = 0; tksi_kernels_at(i) != NULL; i++)
        if (strcmp(tksi_kernels_at(i)->name, name) == 0)
            return tksi_kernels_at(i);
    return NULL;
}

static tks_status fail_unknown(const char *name, tks_error *err)
{
    char names[64] = "";
    size_t length = 0;

    for (size_t i = 0; i < table_count; i++)
        length += (size_t)snprintf(names + length, sizeof names - length, "%s%s",
                                   i == 0 ? "" : ", ", tables[i].name);
    return tksi_fail(err, TKS_INVALID_ARGUMENT,
                     "no kernels named \"%.40s\" on this processor; choose one of %s, or none "
                     "for the fastest",
                     name, names);
}

tks_status tksi_env_resolve(struct tksi_env *out, const tks_env *env, tks_error *err)
{
    struct tksi_env resolved;
    tks_status status = tksi_env_defaults(&resolved, env, err);

    if (status != TKS_OK)
        return status;
    resolved.kernels =
        env != NULL && env->kernels != NULL ? find_table(env->kernels) : tksi_kernels_best();
    if (resolved.kernels == NULL)
        return fail_unknown(env->kernels, err);
    *out = resolved;
    return TKS_OK;
}
