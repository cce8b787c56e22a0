/* spawn.c - runs one command and says what it cost
 *
 *     spawn COMMAND [ARGUMENT...]
 *
 * prints one JSON line: wall time, CPU time of the command and of everything it
 * started, the peak memory of the largest of these processes, and how it ended.
 * The command reads from /dev/null and writes there.
 *
 * A C program rather than a few lines of Python, because Linux counts a process's
 * peak memory from before its exec: a command started by an interpreter of 11 MiB
 * never seems to need less. Linked statically this program is smaller than any
 * command it measures. It adopts orphans, so that a worker whose parent does not
 * wait for it is still counted.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static int64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t microseconds(struct timeval t)
{
    return (int64_t)t.tv_sec * 1000000 + t.tv_usec;
}

static int redirect_to_nowhere(posix_spawn_file_actions_t *actions)
{
    int error = posix_spawn_file_actions_init(actions);

    if (!error)
        error = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
    if (!error)
        error = posix_spawn_file_actions_addopen(actions, 1, "/dev/null", O_WRONLY, 0);
    if (!error)
        error = posix_spawn_file_actions_adddup2(actions, 1, 2);
    return error;
}

/* Waits for `command`, then for whatever it left behind. */
static int64_t wait_for(pid_t command, int *status)
{
    int64_t ended = 0;
    pid_t pid;
    int its_status;

    while ((pid = wait(&its_status)) > 0 || errno == EINTR) {
        if (pid == command) {
            ended = now_ns();
            *status = its_status;
        }
    }
    return ended;
}

int main(int argc, char **argv)
{
    posix_spawn_file_actions_t actions;
    struct rusage used;
    int64_t started, ended;
    int status = 0, error;
    pid_t pid;

    if (argc < 2) {
        fprintf(stderr, "usage: spawn COMMAND [ARGUMENT...]\n");
        return 2;
    }

    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    error = redirect_to_nowhere(&actions);
    started = now_ns();
    if (!error)
        error = posix_spawnp(&pid, argv[1], &actions, NULL, argv + 1, environ);
    if (error) {
        fprintf(stderr, "spawn: %s: %s\n", argv[1], strerror(error));
        return 1;
    }
    ended = wait_for(pid, &status);
    getrusage(RUSAGE_CHILDREN, &used);

    printf("{\"wall_ns\":%" PRId64 ",\"user_us\":%" PRId64 ",\"system_us\":%" PRId64
           ",\"peak_kib\":%ld,\"exit\":%d,\"signal\":%d}\n",
           ended - started, microseconds(used.ru_utime), microseconds(used.ru_stime),
           used.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) : -1,
           WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    return 0;
}
