/* project.c - a project: opened, and let go
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "store/project.h"

tks_status tks_project_open(tks_project **out, const char *folder, const tks_env *env,
                            tks_error *err)
{
    struct tksi_env filled;
    tks_project *project;
    tks_status status = tksi_env_defaults(&filled, env, err);

    if (status != TKS_OK)
        return status;
    if ((project = tksi_allocate_zeroed(&filled, 1, sizeof *project)) == NULL)
        return tksi_fail(err, TKS_OUT_OF_MEMORY, "out of memory");
    if ((status = tksi_root_find(&project->root, folder, &filled, err)))
        tks_project_free(project);
    else
        *out = project;
    return status;
}

tks_status tks_project_elsewhere(tks_project *project, const char *folder, const char *workspace,
                                 tks_error *err)
{
    return tksi_root_elsewhere(&project->root, folder, workspace, err);
}

const char *tks_project_path(const tks_project *project)
{
    return project->root.path;
}

void tks_project_free(tks_project *project)
{
    struct tksi_env env;

    if (project == NULL)
        return;
    env = project->root.env;
    tksi_root_close(&project->root);
    tksi_release(&env, project);
}
