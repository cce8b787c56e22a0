/* cmd_serve.c - tksnap serve: one process for many comparisons
 *
 * The main thread reads and parses lines, a pool of threads compares, and each
 * writes its own reply, whole, under one lock.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "command.h"
#include "exit.h"
#include "limits.h"
#include "say.h"
#include "serve.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct server {
    struct limits limits;
    struct config *config; /* NULL: there is none */
    struct pool pool;
    pthread_mutex_t output; /* held while a reply is written */
    bool broken;            /* stdout is gone; under the same lock */
};

/* ----------------------------------------------------------------- replies */

/* A reply is put together in memory, so that it is written in one piece. */
struct reply {
    FILE *text;
    char *data;
    size_t length;
};

static bool reply_begin(struct reply *reply)
{
    *reply = (struct reply){ 0 };
    reply->text = open_memstream(&reply->data, &reply->length);
    return reply->text != NULL;
}

static void reply_send(struct server *server, struct reply *reply)
{
    bool written = fclose(reply->text) == 0;

    pthread_mutex_lock(&server->output);
    written = written && fwrite(reply->data, 1, reply->length, stdout) == reply->length &&
              fflush(stdout) == 0;
    server->broken = server->broken || !written;
    pthread_mutex_unlock(&server->output);
    free(reply->data);
}

static void send_error(struct server *server, const struct request *request, const char *message)
{
    struct reply reply;

    if (!reply_begin(&reply))
        return;
    reply_error(reply.text, request, message);
    reply_send(server, &reply);
}

static bool is_broken(struct server *server)
{
    bool broken;

    pthread_mutex_lock(&server->output);
    broken = server->broken;
    pthread_mutex_unlock(&server->output);
    return broken;
}

/* ----------------------------------------------------------------- compare */

struct answered {
    struct server *server;
    const struct request *request;
};

static tks_status answer(void *user, const tks_outcome *outcome, tks_error *err)
{
    const struct answered *answered = user;
    struct reply reply;

    if (!reply_begin(&reply))
        return fail_as(err, TKS_OUT_OF_MEMORY, "out of memory for a reply");
    reply_outcome(reply.text, answered->request, outcome);
    reply_send(answered->server, &reply);
    return TKS_OK;
}

static tks_status compare_files(struct answered *answered, const tks_env *env, tks_error *err)
{
    const struct request *request = answered->request;
    const tks_pair pair = { .name = request->actual,
                            .expected = request->expected,
                            .actual = request->actual,
                            .diff = request->diff };

    return tks_compare_pairs(&pair, 1, &request->rules.rules, &request->rules.drawing, answer,
                             answered, env, err);
}

static tks_status compare_bytes(struct answered *answered, const tks_env *env, tks_error *err)
{
    const struct request *request = answered->request;
    const tks_bytes expected = { request->bytes, request->expected_length };
    const tks_bytes actual = { request->bytes + request->expected_length, request->actual_length };
    tks_drawing drawing = request->rules.drawing;
    tks_outcome outcome = { .state = TKS_STATE_COMPARED };
    tks_diff *diff = NULL;
    tks_status status;

    drawing.path = request->diff;
    drawing.make_folders = true;
    status = tks_compare_bytes(&diff, expected, actual, &request->rules.rules,
                               request->diff != NULL ? &drawing : NULL, env, err);
    if (status == TKS_OK) {
        outcome.diff = diff;
        status = answer(answered, &outcome, err);
    }
    tks_diff_free(diff);
    return status;
}

static void work(void *user, struct request *request, int threads)
{
    struct server *server = user;
    struct answered answered = { server, request };
    tks_env env = server->limits.env;
    tks_error err = { 0 };
    tks_status status;

    env.threads = threads;
    status = rules_ready(&request->rules, &env, &err);
    if (status == TKS_OK)
        status = request->in_memory ? compare_bytes(&answered, &env, &err)
                                    : compare_files(&answered, &env, &err);
    if (status != TKS_OK)
        send_error(server, request, err.message);
    request_free(request);
}

/* ------------------------------------------------------------------ asking */

/* The raw pictures after a request of odiff's compareBuffers. */
static bool read_pictures(struct server *server, struct lines *lines, struct request *request,
                          tks_error *err)
{
    const int64_t limit = server->limits.limits.file_bytes != 0 ? server->limits.limits.file_bytes
                                                                : TKS_DEFAULT_LIMIT_FILE_BYTES;
    const size_t first = request->expected_length, second = request->actual_length;
    const bool fits = first <= (size_t)limit && second <= (size_t)limit;

    request->bytes = fits ? malloc(first + second + 1) : NULL;
    if (request->bytes == NULL) {
        if (lines_bytes(lines, NULL, first))
            lines_bytes(lines, NULL, second);
        return fail_with(err, "the pictures have %zu and %zu bytes, the limit is %lld", first,
                         second, (long long)limit);
    }
    return lines_bytes(lines, request->bytes, first + second) ||
           fail_with(err, "the input ended before %zu bytes of pictures", first + second);
}

static void handle(struct server *server, struct lines *lines, const char *line, size_t length)
{
    struct request *request = malloc(sizeof *request);
    tks_error err = { 0 };
    bool asked;

    if (request == NULL) {
        complain("out of memory for a request");
        return;
    }
    asked = request_parse(request, line, length, server->config, &err);
    if (request->in_memory && !read_pictures(server, lines, request, &err))
        asked = false;
    if (asked) {
        pool_add(&server->pool, request);
        return;
    }
    send_error(server, request, err.message);
    request_free(request);
}

static bool is_blank(const char *line, size_t length)
{
    while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\r'))
        length--;
    return length == 0;
}

static void refuse_line(struct server *server)
{
    const struct request nobody = { 0 };

    send_error(server, &nobody, "a line of more than 64 MiB is no request");
}

/* Until the input ends, or nobody listens any more. */
static int serve(struct server *server)
{
    struct lines lines = { .descriptor = STDIN_FILENO };
    enum line_result result = LINE_READ;
    const char *line;
    size_t length;

    while (!is_broken(server) &&
           ((result = lines_next(&lines, &line, &length)) == LINE_READ || result == LINE_TOO_LONG))
        if (result == LINE_TOO_LONG)
            refuse_line(server);
        else if (!is_blank(line, length))
            handle(server, &lines, line, length);
    if (result == LINE_FAILED)
        complain("standard input: cannot be read: %s", strerror(errno));
    lines_dispose(&lines);
    return result == LINE_FAILED || is_broken(server) ? TKS_EXIT_UNREADABLE : TKS_EXIT_SAME;
}

static bool take(void *user, int id, const char *value, tks_error *err)
{
    struct server *server = user;

    return limits_take(&server->limits, id, value, err);
}

static int run(struct invocation *invocation)
{
    struct server server = { .limits = LIMITS, .output = PTHREAD_MUTEX_INITIALIZER };
    int exit = invocation_parse(invocation, take, &server);

    if (exit >= 0)
        return exit;
    if (invocation->n_operands > 0)
        return usage_error(invocation, "serve takes no operands; pictures are named in requests");
    if ((exit = config_open_or_complain(&server.config, &invocation->settings)) >= 0)
        return exit;
    limits_env(&server.limits);

    pool_start(&server.pool, limits_jobs(&server.limits), work, &server);
    puts("{\"ready\":true}");
    fflush(stdout);
    exit = serve(&server);
    pool_finish(&server.pool);
    config_free(server.config);
    return is_broken(&server) ? TKS_EXIT_UNREADABLE : exit;
}

static const struct option_group *const groups[] = { &limits_group, NULL };

static const struct example examples[] = {
    { "echo '{\"id\":1,\"expected\":\"a.png\",\"actual\":\"b.png\"}' | tksnap serve",
      "one request, one answer" },
    { 0 },
};

const struct command cmd_serve = {
    .name = "serve",
    .operands = "",
    .choices = "",
    .summary = "answer many requests, in JSON Lines",
    .about =
        "Prints {\"ready\":true}, then answers each line of the standard input, a request, with a "
        "line on the standard output. Requests are worked on at the same time and answered as "
        "they finish; the id tells which is which. It ends when the input ends.\n"
        "A request is {\"id\":1,\"expected\":\"a.png\",\"actual\":\"b.png\"}, with "
        "\"diff\":\"d.png\" "
        "if a picture of the difference is wanted, and \"rules\":{...}, the options of compare "
        "with _ for -: {\"threshold\":0.2,\"max_pixels\":3,\"ignore\":[\"0:0-9:9\"]}. The answer "
        "is "
        "what compare --json prints, with the id before it.\n"
        "The configuration is read once, when the server starts, and holds for these requests by "
        "the path of the actual picture; what a request says beats it.\n"
        "Requests in the words of odiff's server (requestId, base, compare, output, options) are "
        "understood and answered in those words; they say all that holds for them, so nothing of "
        "the configuration is added. Clients of odiff start it with --server, which "
        "tksnap takes as the name of this command.\n"
        "A line that is no request gets an answer with an error, and the server goes on. Lines "
        "may have 64 MiB.",
    .groups = groups,
    .examples = examples,
    .run = run,
};
