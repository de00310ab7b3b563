/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_signature - a signature file: it is loaded, or its mistakes are told
 *
 * Rules that were loaded are held against a few messages.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "session/session.h"
#include "signature/signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const messages[] = {
    "{\"id\":1,\"method\":\"login\",\"params\":{\"login\":\"a.b\",\"pass\":\"x\"}}",
    "{\"id\":1,\"result\":{\"id\":\"s\",\"job\":{\"job_id\":\"1\"}},\"error\":null}",
    "{\"method\":\"mining.notify\",\"params\":[\"1\",[],null,true,0.5,99999999999999999999]}",
    "[]",
    "{}",
};

static void use(const struct mw_rules *rules)
{
    struct counters counters = { 0 };
    struct session *s = session_new(&rules->set, &counters);
    struct http_head head = { .is_request = true,
                              .method = view_of("GET"),
                              .target = view_of("/a/b?c") };
    for (size_t i = 0; s && i < 4 * sizeof messages / sizeof *messages; i++) {
        struct message m = { .side = i & 1 ? SIDE_SERVER : SIDE_CLIENT,
                             .text = view_of(messages[i / 4]),
                             .http = i & 2 ? &head : NULL };
        (void)session_is_worth(&rules->set, &m);
        (void)session_message(s, &m);
    }
    struct mw_mining mining = { 0 };
    if (s)
        session_describe(s, &mining);
    session_free(s);
}

static void count_error(const struct mw_error *e, void *ctx)
{
    if (!e->what || !*e->what)
        abort();
    ++*(size_t *)ctx;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = memfd_create("signature", 0);
    char path[64];
    const char *const paths[] = { path };
    size_t told = 0;
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct mw_rules *rules = mw_rules_load(paths, 1, count_error, &told);
    close(fd);
    if ((rules != NULL) != (told == 0))
        abort();
    if (rules)
        use(rules);
    mw_rules_free(rules);
    return 0;
}
