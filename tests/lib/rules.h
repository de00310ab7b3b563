/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rules - a small dialect for tests, loaded from a temporary file
 *
 * "tiny" with the relative "tinier": a miner says {"method":"login"}, the pool
 * {"method":"job"} (with "fine" it is tinier); shares are "submit". Alerts 1000001
 * from accepted on, 1000002 for all.
 *
 *     struct mw_rules *r = rules_small();
 *     mw_rules_free(r);
 */
#ifndef TESTS_LIB_RULES_H
#define TESTS_LIB_RULES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "signature/signature.h"

#define RULES_TINY                                                                             \
    "dialect: tiny\n"                                                                          \
    "coin: TNY\n"                                                                              \
    "messages:\n"                                                                              \
    "  - { what: hello, from: miner, method: hello, proof: 0.3, event: subscribe }\n"          \
    "  - what: login request\n"                                                                \
    "    from: miner\n"                                                                        \
    "    method: login\n"                                                                      \
    "    when: { params.user: text }\n"                                                        \
    "    event: login\n"                                                                       \
    "    proof: 0.6\n"                                                                         \
    "    stronger:\n"                                                                          \
    "      - { when: { params.user: wallet }, proof: 0.9 }\n"                                  \
    "    take: { login: params.user, password: params.pass, agent: params.agent,\n"            \
    "            algorithm: [params.algo, \"params.algo[*]\"] }\n"                             \
    "  - { what: login accepted, from: pool, answers: login, when: { result: true },\n"        \
    "      event: accepted, proof: 0.5 }\n"                                                    \
    "  - { what: login refused, from: pool, answers: login, when: { error: present },\n"       \
    "      event: refused, proof: 0.5 }\n"                                                     \
    "  - { what: job, from: pool, method: job, when: { params.id: text }, event: work,\n"      \
    "      proof: 0.9, take: { job: params.id, height: params.height } }\n"                    \
    "  - { what: share, from: miner, method: submit, when: { params.id: text },\n"             \
    "      event: share, proof: 0.9 }\n"                                                       \
    "  - { what: share accepted, from: pool, answers: share, when: { result: true },\n"        \
    "      event: share-accepted, proof: 0.6 }\n"                                              \
    "  - { what: share refused, from: pool, answers: share, when: { error: present },\n"       \
    "      event: share-refused, proof: 0.3 }\n"                                               \
    "alerts:\n"                                                                                \
    "  - { id: 1000001, state: [accepted, working], signature: Tiny miner at work }\n"         \
    "  - { id: 1000002, signature: Tiny mining }\n"                                            \
    "coins:\n"                                                                                 \
    "  - { coin: AAA, address: '^A\\d{8}$' }\n"

#define RULES_TINIER                                                                           \
    "dialect: tinier\n"                                                                        \
    "extends: tiny\n"                                                                          \
    "messages:\n"                                                                              \
    "  - { what: fine job, from: pool, method: job,\n"                                         \
    "      when: { params.id: text, params.fine: present }, event: work, proof: 0.9,\n"        \
    "      mark: 2 }\n"

/* path ends in XXXXXX, which is filled in; the file is to be unlinked. */
static inline void rules_write(char *path, const char *text)
{
    int fd = mkstemp(path);
    size_t len = strlen(text);
    if (fd < 0 || write(fd, text, len) != (ssize_t)len || close(fd) != 0)
        abort();
}

static inline struct mw_rules *rules_small(void)
{
    char tiny[] = "/tmp/tinyXXXXXX", tinier[] = "/tmp/tinierXXXXXX";
    const char *const paths[] = { tinier, tiny };
    struct errors errors = { 0 };
    rules_write(tiny, RULES_TINY);
    rules_write(tinier, RULES_TINIER);
    struct mw_rules *rules = rules_load(paths, 2, &errors);
    unlink(tiny);
    unlink(tinier);
    for (size_t i = 0; i < errors.count; i++) {
        char text[1024];
        fprintf(stderr, "%s\n", error_text(&errors.list[i], text, sizeof text));
    }
    errors_done(&errors);
    if (!rules)
        abort();
    return rules;
}

#endif
