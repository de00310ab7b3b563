/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_session - a conversation, a line a message: a byte, then the text up to LF
 *
 * Of the byte, bit 0 is the side, bit 1 says that the text stands amid others, bit 2
 * that it is the body of an HTTP message. What a rule would fit passes the gate; what
 * a session says of itself holds together.
 */
#include <stdlib.h>

#include "dialect/json.h"
#include "session/session.h"
#include "signature/signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct mw_rules *rules(void)
{
    static struct mw_rules *loaded;
    const char *path = getenv("MW_SIGNATURES");
    if (!path)
        path = "signatures";
    if (!loaded)
        loaded = mw_rules_load(&path, 1, NULL, NULL);
    if (!loaded)
        abort();
    return loaded;
}

static void check_gate(const struct message *m)
{
    bool repaired;
    struct match match[MATCHES_MOST];
    const struct dialect_set *set = &rules()->set;
    struct said said = { .root = json_read(m->text, &repaired) };
    if (json_is_object(said.root) &&
        dialect_match(set, &said, EVENT_NONE, CARRIED_BY_LINES, match) &&
        !dialect_gate(set, m->text))
        abort();
    json_decref(said.root);
}

static void check_session(struct session *s)
{
    struct mw_mining m = { 0 };
    session_describe(s, &m);
    double confidence = session_confidence(s);
    if (!(confidence >= 0 && confidence < 1) || m.evidence_count > MW_EVIDENCE_MOST ||
        m.algorithm_count > MW_ALGOS_MOST)
        abort();
    for (size_t i = 0; i < m.evidence_count; i++)
        if (!m.evidence[i].what)
            abort();
    if (session_dialect(s) && !m.dialect)
        abort();
}

static void say(struct session *s, uint8_t how, struct view text, uint64_t number)
{
    struct http_head head = { .is_request = !(how & 1),
                              .method = view_of("POST"),
                              .target = view_of("/json_rpc"),
                              .status = 200 };
    struct message m = {
        .side = how & 1 ? SIDE_SERVER : SIDE_CLIENT,
        .text = text,
        .amid_text = how & 2,
        .http = how & 4 ? &head : NULL,
        .origin = {0, number, (int64_t)number}
    };
    check_gate(&m);
    (void)session_is_worth(&rules()->set, &m);
    (void)session_message(s, &m);
    if (session_is_complete(s))
        session_freeze(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct counters counters = { 0 };
    struct session *s = session_new(&rules()->set, &counters);
    if (!s)
        return 0;
    struct cursor c = cursor_over((struct view){ data, size });
    for (uint64_t n = 1; c.rest.len; n++) {
        uint8_t how = take_u8(&c);
        const uint8_t *end = c.rest.len ? memchr(c.rest.at, '\n', c.rest.len) : NULL;
        struct view line = take(&c, end ? (size_t)(end - c.rest.at) : c.rest.len);
        skip(&c, end != NULL);
        /* Memory of its own size, where a sanitizer watches. */
        uint8_t *copy = malloc(line.len + !line.len);
        if (!copy)
            break;
        if (line.len)
            memcpy(copy, line.at, line.len);
        say(s, how, (struct view){ copy, line.len }, n);
        check_session(s);
        free(copy);
    }
    session_free(s);
    return 0;
}
