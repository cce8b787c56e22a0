/* spawn.c - a command run in the foreground, whose files we have to tidy up after
 *
 * It stays in our process group, so that what the terminal sends (Ctrl-C, Ctrl-\, Ctrl-Z)
 * reaches it once and without us. Signals that would end us are blocked meanwhile: those
 * that a process sent to us alone are handed on, those of the terminal's, which the kernel
 * sends to the whole group, are not.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "spawn.h"

#include "say.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

static const int ending[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };

enum { ENDING = sizeof ending / sizeof *ending };

static void set_of_ending(sigset_t *set)
{
    sigemptyset(set);
    for (int i = 0; i < ENDING; i++)
        sigaddset(set, ending[i]);
}

void spawn_hold(struct spawn *spawn)
{
    sigset_t held;

    *spawn = (struct spawn){ .started = false };
    sigemptyset(&spawn->came);
    set_of_ending(&held);
    sigaddset(&held, SIGCHLD); /* so that its end can be waited for with them */
    signal(SIGCHLD, SIG_DFL);
    sigprocmask(SIG_BLOCK, &held, &spawn->before);
}

bool spawn_is_over(void)
{
    sigset_t waiting;

    sigpending(&waiting);
    for (int i = 0; i < ENDING; i++)
        if (sigismember(&waiting, ending[i]))
            return true;
    return false;
}

/* NAME=VALUE before a command is for its environment, as in a shell. */
static bool is_assignment(const char *word)
{
    const char *equals = strchr(word, '=');
    const size_t length = equals != NULL ? (size_t)(equals - word) : 0;

    return length > 0 && (word[0] < '0' || word[0] > '9') &&
           strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") ==
               length;
}

char **spawn_command(char **words)
{
    while (*words != NULL && is_assignment(*words))
        words++;
    return *words != NULL ? words : NULL;
}

/* In the child; what went wrong is written to `report`. */
static void become(const struct spawn *spawn, char **words, bool aside, pid_t parent, int report)
{
    char **command = spawn_command(words);
    int why;

#ifdef __linux__
    /* tests must not go on writing into baselines that nobody puts back */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(127);
#else
    (void)parent;
#endif
    for (char **word = words; word < command; word++)
        putenv(*word);
    signal(SIGPIPE, SIG_DFL);
    if (!aside || dup2(STDERR_FILENO, STDOUT_FILENO) >= 0) {
        sigprocmask(SIG_SETMASK, &spawn->before, NULL);
        execvp(command[0], command);
    }
    why = errno;
    while (write(report, &why, sizeof why) < 0 && errno == EINTR)
        ;
    _exit(127);
}

/* Until it has ended: waits for that and for signals. */
static int wait_for(struct spawn *spawn, pid_t child)
{
    sigset_t awaited;
    siginfo_t about;
    int status;

    set_of_ending(&awaited);
    sigaddset(&awaited, SIGCHLD);
    while (waitpid(child, &status, WNOHANG) == 0) {
        const int number = sigwaitinfo(&awaited, &about);

        if (number < 0 || number == SIGCHLD)
            continue;
        sigaddset(&spawn->came, number);
        if (about.si_code <= 0) /* a process sent it, and not the kernel */
            kill(child, number);
    }
    return status;
}

/* errno of a command that could not be started; 0: it runs. */
static int read_report(int report)
{
    int why = 0;
    ssize_t got;

    do
        got = read(report, &why, sizeof why);
    while (got < 0 && errno == EINTR);
    return got == (ssize_t)sizeof why ? why : 0;
}

bool spawn_run(struct spawn *spawn, char **words, bool aside, tks_error *err)
{
    const char *name = *spawn_command(words);
    const pid_t parent = getpid();
    int report[2], status = 0, why;
    pid_t child;

    fflush(stdout);
    fflush(stderr);
    if (pipe2(report, O_CLOEXEC) != 0)
        return fail_with(err, "%s: cannot be started: %s", name, strerror(errno));
    child = fork();
    why = child < 0 ? errno : 0;
    if (child == 0)
        become(spawn, words, aside, parent, report[1]);
    close(report[1]);
    if (child > 0) {
        why = read_report(report[0]);
        status = wait_for(spawn, child);
    }
    close(report[0]);
    if (why != 0)
        return fail_with(err, "%s: cannot be started: %s", name, strerror(why));
    spawn->started = true;
    spawn->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    spawn->status = spawn->signal != 0 ? 128 + spawn->signal : WEXITSTATUS(status);
    return true;
}

void spawn_let_go(const struct spawn *spawn)
{
    fflush(stdout);
    if (spawn->signal != 0 && sigismember(&spawn->came, spawn->signal)) {
        signal(spawn->signal, SIG_DFL);
        raise(spawn->signal);
    }
    sigprocmask(SIG_SETMASK, &spawn->before, NULL);
}
