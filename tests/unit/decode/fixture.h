/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fixture - a decoder, and one TCP segment that is wrapped in many ways
 *
 * inner_v4() and inner_v6() make the segment; expect_inner() decodes a frame around
 * it, says whether it was found whole, and then decodes every shorter capture of the
 * same frame, each in memory of exactly its size, where a sanitizer watches.
 */
#ifndef TESTS_UNIT_DECODE_FIXTURE_H
#define TESTS_UNIT_DECODE_FIXTURE_H

#include <check.h>
#include <stdlib.h>

#include "../../lib/packets.h"
#include "decode/decode.h"

#define INNER_TEXT "{\"method\":\"login\"}"

static struct limits limits;
static struct counters counters;
static struct decode *decoder;
static struct packet packet;
static uint8_t *memory; /* what packet's views borrow */
static int64_t now_ns;

static inline void setup(void)
{
    limits = limits_default();
    memset(&counters, 0, sizeof counters);
    memset(&packet, 0, sizeof packet);
    decoder = decode_new(&limits, &counters);
    now_ns = INT64_C(1700000000000000000);
    ck_assert_ptr_nonnull(decoder);
}

static inline void teardown(void)
{
    decode_free(decoder);
    free(memory);
    memory = NULL;
}

/* The first `captured` bytes of the frame. */
static inline bool read_cut(int link, const struct frame *f, size_t captured)
{
    free(memory);
    memory = malloc(captured ? captured : 1);
    ck_assert_ptr_nonnull(memory);
    memcpy(memory, frame_bytes(f), captured);
    struct mw_frame frame = {
        .data = memory,
        .captured = (uint32_t)captured,
        .length = (uint32_t)frame_len(f),
        .linktype = link,
        .time_ns = now_ns,
        .number = 7,
        .source = 3,
    };
    return decode_frame(decoder, &frame, &packet);
}

static inline bool read_whole(int link, const struct frame *f)
{
    return read_cut(link, f, frame_len(f));
}

/* All of the payload is touched, for a sanitizer to see. */
static inline unsigned touch_payload(void)
{
    unsigned sum = 0;
    for (size_t i = 0; i < packet.payload.len; i++)
        sum += packet.payload.at[i];
    return sum;
}

static inline void read_each_cut(int link, const struct frame *f)
{
    for (size_t captured = 0; captured < frame_len(f); captured++) {
        if (!read_cut(link, f, captured))
            continue;
        ck_assert_uint_le(packet.payload.len, packet.payload_len);
        ck_assert_uint_le(touch_payload(), 255 * frame_len(f));
    }
}

static inline struct addr address(const char *text)
{
    struct addr a;
    ck_assert(addr_parse(text, &a));
    return a;
}

static inline void assert_addr(const struct addr *a, const char *text)
{
    char found[ADDR_TEXT_SIZE];
    ck_assert_str_eq(addr_text(a, found), text);
}

static inline struct frame *inner_tcp(void)
{
    struct frame *f = frame_with(INNER_TEXT);
    wrap_tcp(f, 50000, 3333, 1000, FRAME_PSH_ACK);
    return f;
}

static inline struct frame *inner_v4(void)
{
    struct frame *f = inner_tcp();
    wrap_ipv4(f, "10.9.0.1", "10.9.0.2", 6);
    return f;
}

static inline struct frame *inner_v6(void)
{
    struct frame *f = inner_tcp();
    wrap_ipv6(f, "2001:db8::1", "2001:db8::2", 6);
    return f;
}

static inline struct frame *inner_ethernet(void)
{
    struct frame *f = inner_v4();
    wrap_ethernet(f, 0x0800);
    return f;
}

static inline void assert_inner(void)
{
    ck_assert_uint_eq(packet.proto, 6);
    ck_assert_uint_eq(packet.src_port, 50000);
    ck_assert_uint_eq(packet.dst_port, 3333);
    ck_assert_uint_eq(packet.seq, 1000);
    ck_assert_uint_eq(packet.flags, FRAME_PSH_ACK);
    ck_assert(view_is(packet.payload, INNER_TEXT));
    ck_assert_uint_eq(packet.payload_len, strlen(INNER_TEXT));
    assert_addr(&packet.src, addr_is_v4(&packet.src) ? "10.9.0.1" : "2001:db8::1");
    assert_addr(&packet.dst, addr_is_v4(&packet.dst) ? "10.9.0.2" : "2001:db8::2");
}

/* Frees f. The packet is that of the whole frame afterwards. */
static inline void expect_inner(int link, struct frame *f)
{
    read_each_cut(link, f);
    ck_assert(read_whole(link, f));
    assert_inner();
    free(f);
}

/* Frees f. */
static inline void expect_nothing(int link, struct frame *f)
{
    read_each_cut(link, f);
    ck_assert(!read_whole(link, f));
    free(f);
}

/* Frees f. A tunnel of this name and number, and the inner segment in it. */
static inline void expect_tunnel(struct frame *f, const char *name, uint32_t id)
{
    expect_inner(1, f);
    ck_assert_ptr_nonnull(packet.tunnel);
    ck_assert_str_eq(packet.tunnel, name);
    ck_assert_uint_eq(packet.tunnel_id, id);
    ck_assert(packet.has_tunnel_addr);
}

/* The outer headers of a tunnel. */
static inline void wrap_outer(struct frame *f, unsigned proto)
{
    wrap_ipv4(f, "192.0.2.1", "192.0.2.2", proto);
    wrap_ethernet(f, 0x0800);
}

static inline void wrap_outer_udp(struct frame *f, unsigned port)
{
    wrap_udp(f, 40000, port);
    wrap_outer(f, 17);
}

static inline int run_tests(const char *name, const TTest *const *tests, size_t count)
{
    Suite *suite = suite_create(name);
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    for (size_t i = 0; i < count; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#define RUN_TESTS(name, tests) run_tests(name, tests, sizeof(tests) / sizeof *(tests))

#endif
