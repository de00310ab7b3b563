/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_carrier - a conversation through a conduit, sliced in three ways
 *
 * Parts in a row: flags 1 (bit 0: the server speaks; bit 1: a gap instead of
 * bytes; bit 2 of the first: it began in mid-stream), length 2 (big-endian); then
 * the bytes. Each way must give the same messages, unless the place in a stream
 * was lost: behind a gap or in mid-stream a slice may begin a message.
 */
#include <stdlib.h>

#include "carrier/carrier.h"

#define MESSAGE_MOST 1024 /* small, so that it is met */
#define INSPECT_MOST 256

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum way { WHOLE, BYTES, MIXED };

/* What came out in one way, as a sum over all of it. */
struct heard {
    uint64_t sum, messages, too_long;
    enum verdict verdict;
};

static void add(struct heard *h, struct view v)
{
    for (size_t i = 0; i < v.len; i++)
        h->sum = (h->sum ^ v.at[i]) * UINT64_C(0x100000001b3);
    h->sum = (h->sum ^ v.len) * UINT64_C(0x100000001b3);
}

static void add_number(struct heard *h, uint64_t n)
{
    add(h, (struct view){ (const uint8_t *)&n, sizeof n });
}

static void on_message(const struct message *m, void *ctx)
{
    struct heard *h = ctx;
    h->messages++;
    add_number(h, (uint64_t)m->side << 1 | m->amid_text);
    add(h, m->text);
    if (m->text.len > MESSAGE_MOST)
        abort();
    if (!m->http)
        return;
    add_number(h, m->http->status);
    add(h, m->http->method);
    add(h, m->http->target);
    for (size_t i = 0; i < m->http->header_count; i++) {
        add(h, m->http->header[i].name);
        add(h, m->http->header[i].value);
    }
}

/* In memory of its own size. */
static void feed(struct conduit *c, enum side side, struct view v, struct heard *h)
{
    struct outlet out = { on_message, h };
    struct mw_origin origin = { 0 };
    uint8_t *copy = malloc(v.len ? v.len : 1);
    if (!copy)
        abort();
    if (v.len)
        memcpy(copy, v.at, v.len);
    conduit_feed(c, side, (struct view){ copy, v.len }, &origin, &out);
    free(copy);
}

static void feed_part(struct conduit *c, enum side side, struct view v, enum way way,
                      struct heard *h)
{
    uint32_t random = 1;
    for (size_t n; v.len; v = view_from(v, n)) {
        random = random * 1103515245 + 12345;
        n = v.len;
        if (way == BYTES)
            n = 1;
        else if (way == MIXED && (random >> 16) % 24 + 1 < n)
            n = (random >> 16) % 24 + 1;
        feed(c, side, view_head(v, n), h);
    }
}

static void finish(struct conduit *c, struct heard *h)
{
    struct outlet out = { on_message, h };
    struct mw_origin origin = { 0 };
    conduit_end(c, SIDE_CLIENT, &origin, &out);
    conduit_end(c, SIDE_SERVER, &origin, &out);
    h->verdict = conduit_verdict(c);
    const char *names[MW_CARRIERS_MOST];
    size_t count = conduit_names(c, names);
    for (size_t i = 0; i < count; i++)
        add(h, view_of(names[i]));
    uint16_t port;
    add(h, conduit_host(c, &port));
    add_number(h, port);
}

/* Returns whether the place in each stream was always known. */
static bool run(struct view data, enum way way, struct heard *h)
{
    struct limits limits = limits_default();
    struct counters counters = { 0 };
    struct outlet out = { on_message, h };
    struct mw_origin origin = { 0 };
    limits.message_most = MESSAGE_MOST;
    limits.inspect_bytes = INSPECT_MOST;
    struct conduit *c = conduit_new(&limits, &counters);
    if (!c)
        abort();
    struct cursor in = cursor_over(data);
    bool is_placed = !(peek_u8(&in, 0) & 4);
    conduit_begin(c, SIDE_CLIENT, is_placed);
    conduit_begin(c, SIDE_SERVER, is_placed);
    while (in.rest.len) {
        uint8_t flags = take_u8(&in);
        size_t len = take_be16(&in);
        if (in.bad)
            break;
        enum side side = flags & 1 ? SIDE_SERVER : SIDE_CLIENT;
        if (flags & 2) {
            conduit_gap(c, side, len + 1, &origin, &out);
            is_placed = false;
            continue;
        }
        feed_part(c, side, take(&in, len < in.rest.len ? len : in.rest.len), way, h);
    }
    finish(c, h);
    h->too_long = counters.messages_long;
    conduit_free(c);
    return is_placed;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view all = { data, size };
    struct heard whole = { 0 }, bytes = { 0 }, mixed = { 0 };
    bool is_placed = run(all, WHOLE, &whole);
    run(all, BYTES, &bytes);
    run(all, MIXED, &mixed);
    if (is_placed &&
        (whole.sum != bytes.sum || whole.sum != mixed.sum || whole.messages != bytes.messages ||
         whole.too_long != bytes.too_long || whole.too_long != mixed.too_long ||
         whole.verdict != bytes.verdict || whole.verdict != mixed.verdict))
        abort();
    return 0;
}
