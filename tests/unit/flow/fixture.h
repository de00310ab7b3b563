/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fixture - a flow table, segments for it, and what it said
 *
 *     syn(1000); syn_ack(5000);
 *     say(SIDE_CLIENT, 1001, "hello");
 *     ck_assert_str_eq(heard[SIDE_CLIENT], "hello");
 *
 * What was handed over stands in heard[side], gaps as "<3>"; ends, as words, in
 * `ends`. The clock goes on by a millisecond a packet; wait_ns() moves it.
 */
#ifndef TESTS_UNIT_FLOW_FIXTURE_H
#define TESTS_UNIT_FLOW_FIXTURE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/stamp.h"
#include "flow/flow.h"

#define HEARD_ROOM (1 << 20)
#define TCP_PSH    0x08

static struct limits limits;
static struct counters counters;
static struct flow_table *table;
static struct packet packet; /* the next one: its addresses and ports are the client's */
static uint64_t number;
static int64_t now_ns;
static char heard[2][HEARD_ROOM], ends[4096];
static struct flow *last_flow; /* the one last heard of */
static struct flow ended;      /* a copy of the one that ended last */
static struct mw_origin last_origin;
static size_t pieces;
static bool settle_at_once, mark_at_once;

static inline void hear(enum side side, const void *bytes, size_t len)
{
    size_t at = strlen(heard[side]);
    ck_assert_uint_lt(at + len, HEARD_ROOM);
    memcpy(heard[side] + at, bytes, len);
    heard[side][at + len] = '\0';
}

static inline void on_data(struct flow *f, enum side side, struct view bytes,
                           const struct mw_origin *origin, void *ctx)
{
    (void)ctx;
    ck_assert_uint_gt(bytes.len, 0);
    hear(side, bytes.at, bytes.len);
    pieces++;
    last_flow = f;
    last_origin = *origin;
    if (mark_at_once)
        flow_mark_mining(table, f);
    if (settle_at_once)
        flow_settle(table, f);
}

static inline void on_gap(struct flow *f, enum side side, uint64_t n,
                          const struct mw_origin *origin, void *ctx)
{
    (void)ctx;
    char text[32];
    ck_assert_uint_gt(n, 0);
    snprintf(text, sizeof text, "<%llu>", (unsigned long long)n);
    hear(side, text, strlen(text));
    last_flow = f;
    last_origin = *origin;
}

static inline void on_end(struct flow *f, enum flow_end why, const struct mw_origin *origin,
                          void *ctx)
{
    static const char *const words[] = { "closed", "reused", "idle", "evicted", "finish" };
    (void)ctx;
    if (strlen(ends) + 32 < sizeof ends)
        sprintf(ends + strlen(ends), "%s%s:%u", *ends ? " " : "", words[why],
                f->port[SIDE_CLIENT]);
    ended = *f;
    last_origin = *origin;
}

static inline void begin_table(void)
{
    struct flow_sink sink = { .data = on_data, .gap = on_gap, .end = on_end };
    flow_table_free(table);
    table = flow_table_new(&limits, &counters, &sink);
    ck_assert_ptr_nonnull(table);
    memset(&counters, 0, sizeof counters);
    memset(heard, 0, sizeof heard);
    memset(ends, 0, sizeof ends);
    last_flow = NULL;
    pieces = 0;
    settle_at_once = mark_at_once = false;
}

static inline void setup(void)
{
    const uint8_t client[] = { 10, 0, 0, 9 }, server[] = { 10, 0, 0, 2 };
    limits = limits_default();
    now_ns = INT64_C(1700000000000000000);
    number = 0;
    packet = (struct packet){
        .src = addr_from_v4(client),
        .dst = addr_from_v4(server),
        .src_port = 40000,
        .dst_port = 3333,
        .proto = 6,
    };
    begin_table();
}

static inline void teardown(void)
{
    flow_table_free(table);
    table = NULL;
}

static inline void wait_ns(int64_t ns)
{
    now_ns += ns;
}

static inline struct mw_origin now(void)
{
    return (struct mw_origin){ 0, number, now_ns };
}

static inline void advance(void)
{
    struct mw_origin origin = now();
    flow_advance(table, &origin);
}

/* A segment of which the capture has `captured` bytes. The bytes are copied into
 * memory of exactly their size, where a sanitizer watches, and freed afterwards. */
static inline void send_cut(enum side side, unsigned flags, uint32_t seq, uint32_t ack,
                            const void *bytes, size_t len, size_t captured)
{
    struct packet p = packet;
    if (side == SIDE_SERVER) {
        p.src = packet.dst;
        p.dst = packet.src;
        p.src_port = packet.dst_port;
        p.dst_port = packet.src_port;
    }
    uint8_t *memory = malloc(captured ? captured : 1);
    ck_assert_ptr_nonnull(memory);
    memcpy(memory, bytes, captured);
    now_ns += MILLISECOND_NS;
    p.origin = (struct mw_origin){ 0, ++number, now_ns };
    p.flags = (uint8_t)flags;
    p.seq = seq;
    p.ack = ack;
    p.payload = (struct view){ memory, captured };
    p.payload_len = (uint32_t)len;
    p.ip_len = 40 + p.payload_len;
    flow_packet(table, &p);
    free(memory);
}

static inline void send_bytes(enum side side, unsigned flags, uint32_t seq, uint32_t ack,
                              const char *text)
{
    send_cut(side, flags, seq, ack, text, strlen(text), strlen(text));
}

/* Data without an acknowledgement, so that one direction says nothing of the other. */
static inline void say(enum side side, uint32_t seq, const char *text)
{
    send_bytes(side, TCP_PSH, seq, 0, text);
}

static inline void acknowledge(enum side side, uint32_t seq, uint32_t ack)
{
    send_bytes(side, TCP_ACK, seq, ack, "");
}

static inline void syn(uint32_t isn)
{
    send_bytes(SIDE_CLIENT, TCP_SYN, isn, 0, "");
}

static inline void syn_ack(uint32_t isn, uint32_t ack)
{
    send_bytes(SIDE_SERVER, TCP_SYN | TCP_ACK, isn, ack, "");
}

/* Client from 1001, server from 5001. */
static inline void shake(void)
{
    syn(1000);
    syn_ack(5000, 1001);
    acknowledge(SIDE_CLIENT, 1001, 5001);
}

static inline int run_cases(const char *name, void (*add)(TCase *))
{
    Suite *suite = suite_create(name);
    TCase *cases = tcase_create(name);
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_set_timeout(cases, 300);
    add(cases);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
