/* SPDX-License-Identifier: Apache-2.0 */
/*
 * packets - frames for tests, built from the inside out
 *
 * A frame begins with its payload, and each wrapper puts one header before what
 * is there; so lengths and checksums are right by themselves.
 *
 *     struct frame *f = frame_with("hello");
 *     wrap_tcp(f, 1234, 80, 1000, FRAME_PSH_ACK);
 *     wrap_ipv4(f, "10.0.0.1", "10.0.0.2", 6);
 *     wrap_vlan(f, 100, 0x0800);
 *     wrap_ethernet(f, 0x8100);
 *     ... frame_bytes(f), frame_len(f)
 *
 * Addresses are texts; a wrong one, or a frame too big, aborts the test.
 */
#ifndef TESTS_LIB_PACKETS_H
#define TESTS_LIB_PACKETS_H

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRAME_ROOM    (256 * 1024)
#define FRAME_PSH_ACK 0x18

#define FRAME_SRC_MAC "\x02\x00\x00\x00\x00\x01"
#define FRAME_DST_MAC "\x02\x00\x00\x00\x00\x02"

/* It stands at the end of its room and grows towards the front. */
struct frame {
    size_t start;
    uint8_t room[FRAME_ROOM];
};

static inline const uint8_t *frame_bytes(const struct frame *f)
{
    return f->room + f->start;
}

static inline size_t frame_len(const struct frame *f)
{
    return FRAME_ROOM - f->start;
}

/* Put bytes before what is there; returns where they stand. */
static inline uint8_t *wrap(struct frame *f, const void *bytes, size_t len)
{
    if (len > f->start) {
        fputs("packets: frame too big\n", stderr);
        abort();
    }
    f->start -= len;
    memcpy(f->room + f->start, bytes, len);
    return f->room + f->start;
}

static inline void frame_begin(struct frame *f, const void *payload, size_t len)
{
    f->start = FRAME_ROOM;
    wrap(f, payload, len);
}

/* On the heap, for it is big; free() it. */
static inline struct frame *frame_with(const char *payload)
{
    struct frame *f = malloc(sizeof *f);
    if (!f)
        abort();
    frame_begin(f, payload, strlen(payload));
    return f;
}

static inline void put_be16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static inline void put_be32(uint8_t *at, uint32_t value)
{
    put_be16(at, value >> 16);
    put_be16(at + 2, value & 0xffff);
}

/* RFC 1071, over bytes in pairs. */
static inline uint32_t frame_sum(uint32_t sum, const uint8_t *at, size_t len)
{
    for (size_t i = 0; i < len; i++)
        sum += i % 2 ? at[i] : (uint32_t)at[i] << 8;
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return sum;
}

static inline void frame_address(int family, const char *text, uint8_t *at)
{
    if (inet_pton(family, text, at) != 1) {
        fprintf(stderr, "packets: no address: %s\n", text);
        abort();
    }
}

/* ---- transport: checksums are put in by wrap_ipv4 and wrap_ipv6 -------- */

static inline void wrap_tcp(struct frame *f, unsigned src, unsigned dst, uint32_t seq,
                            unsigned flags)
{
    uint8_t h[20] = { 0 };
    put_be16(h, src);
    put_be16(h + 2, dst);
    put_be32(h + 4, seq);
    h[12] = 5 << 4;
    h[13] = (uint8_t)flags;
    put_be16(h + 14, 65535);
    wrap(f, h, sizeof h);
}

static inline void wrap_udp(struct frame *f, unsigned src, unsigned dst)
{
    uint8_t h[8] = { 0 };
    put_be16(h, src);
    put_be16(h + 2, dst);
    put_be16(h + 4, (unsigned)(frame_len(f) + 8));
    wrap(f, h, sizeof h);
}

/* The sum of a pseudo-header, put into the TCP header that the frame begins with. */
static inline void frame_seal_tcp(struct frame *f, const uint8_t *addrs, size_t len)
{
    uint8_t *tcp = f->room + f->start;
    uint32_t sum = frame_sum(6 + (uint32_t)frame_len(f), addrs, len);
    put_be16(tcp + 16, 0);
    put_be16(tcp + 16, ~frame_sum(sum, tcp, frame_len(f)) & 0xffff);
}

/* ---- IP ---------------------------------------------------------------- */

/* fragment: the flags and the offset, as in the header. */
static inline void wrap_ipv4_fragment(struct frame *f, const char *src, const char *dst,
                                      unsigned proto, unsigned id, unsigned fragment)
{
    uint8_t h[20] = { 0x45 };
    put_be16(h + 2, (unsigned)(frame_len(f) + sizeof h));
    put_be16(h + 4, id);
    put_be16(h + 6, fragment);
    h[8] = 64;
    h[9] = (uint8_t)proto;
    frame_address(AF_INET, src, h + 12);
    frame_address(AF_INET, dst, h + 16);
    put_be16(h + 10, ~frame_sum(0, h, sizeof h) & 0xffff);
    wrap(f, h, sizeof h);
}

static inline void wrap_ipv4(struct frame *f, const char *src, const char *dst, unsigned proto)
{
    uint8_t addrs[8];
    frame_address(AF_INET, src, addrs);
    frame_address(AF_INET, dst, addrs + 4);
    if (proto == 6 && frame_len(f) >= 20)
        frame_seal_tcp(f, addrs, sizeof addrs);
    wrap_ipv4_fragment(f, src, dst, proto, 1, 0);
}

static inline void wrap_ipv6(struct frame *f, const char *src, const char *dst, unsigned next)
{
    uint8_t h[40] = { 0x60 };
    put_be16(h + 4, (unsigned)frame_len(f));
    h[6] = (uint8_t)next;
    h[7] = 64;
    frame_address(AF_INET6, src, h + 8);
    frame_address(AF_INET6, dst, h + 24);
    if (next == 6 && frame_len(f) >= 20)
        frame_seal_tcp(f, h + 8, 32);
    wrap(f, h, sizeof h);
}

/* An extension header of eight bytes: options, routing, mobility. */
static inline void wrap_ipv6_extension(struct frame *f, unsigned next)
{
    uint8_t h[8] = { (uint8_t)next, 0, 1, 4 };
    wrap(f, h, sizeof h);
}

/* where: the offset in bytes, plus 1 when more follow. */
static inline void wrap_ipv6_fragment(struct frame *f, unsigned next, unsigned where,
                                      uint32_t id)
{
    uint8_t h[8] = { (uint8_t)next };
    put_be16(h + 2, where);
    put_be32(h + 4, id);
    wrap(f, h, sizeof h);
}

/* ---- link layers -------------------------------------------------------- */

static inline void wrap_ethernet(struct frame *f, unsigned type)
{
    uint8_t h[14];
    memcpy(h, FRAME_DST_MAC, 6);
    memcpy(h + 6, FRAME_SRC_MAC, 6);
    put_be16(h + 12, type);
    wrap(f, h, sizeof h);
}

/* A tag: type is that of what follows it. */
static inline void wrap_vlan(struct frame *f, unsigned vlan, unsigned type)
{
    uint8_t h[4];
    put_be16(h, vlan);
    put_be16(h + 2, type);
    wrap(f, h, sizeof h);
}

static inline void wrap_mpls(struct frame *f, uint32_t label, bool is_last)
{
    uint8_t h[4];
    put_be32(h, label << 12 | (is_last ? 0x100 : 0) | 64);
    wrap(f, h, sizeof h);
}

static inline void wrap_snap(struct frame *f, unsigned type)
{
    uint8_t h[8] = { 0xaa, 0xaa, 3 };
    put_be16(h + 6, type);
    wrap(f, h, sizeof h);
}

static inline void wrap_pppoe(struct frame *f, unsigned session, unsigned protocol)
{
    uint8_t h[8] = { 0x11, 0 };
    put_be16(h + 2, session);
    put_be16(h + 4, (unsigned)(frame_len(f) + 2));
    put_be16(h + 6, protocol);
    wrap(f, h, sizeof h);
}

/* ---- tunnels ------------------------------------------------------------ */

static inline void wrap_gre(struct frame *f, unsigned type)
{
    uint8_t h[4] = { 0 };
    put_be16(h + 2, type);
    wrap(f, h, sizeof h);
}

static inline void wrap_gre_key(struct frame *f, unsigned type, uint32_t key)
{
    uint8_t h[8] = { 0x20 };
    put_be16(h + 2, type);
    put_be32(h + 4, key);
    wrap(f, h, sizeof h);
}

static inline void wrap_gre_sequence(struct frame *f, unsigned type, uint32_t sequence)
{
    uint8_t h[8] = { 0x10 };
    put_be16(h + 2, type);
    put_be32(h + 4, sequence);
    wrap(f, h, sizeof h);
}

static inline void wrap_erspan_2(struct frame *f, unsigned session)
{
    uint8_t h[8] = { 0x10 };
    put_be16(h + 2, session);
    wrap(f, h, sizeof h);
}

static inline void wrap_vxlan(struct frame *f, uint32_t vni)
{
    uint8_t h[8] = { 0x08 };
    put_be32(h + 4, vni << 8);
    wrap(f, h, sizeof h);
}

static inline void wrap_geneve(struct frame *f, uint32_t vni, unsigned type)
{
    uint8_t h[16] = { 2 }; /* an option of eight bytes */
    put_be16(h + 2, type);
    put_be32(h + 4, vni << 8);
    h[11] = 1;
    wrap(f, h, sizeof h);
}

static inline void wrap_gtp(struct frame *f, uint32_t teid)
{
    uint8_t h[8] = { 0x30, 0xff };
    put_be16(h + 2, (unsigned)frame_len(f));
    put_be32(h + 4, teid);
    wrap(f, h, sizeof h);
}

static inline void wrap_tzsp(struct frame *f, unsigned protocol)
{
    uint8_t h[] = { 1, 0, 0, (uint8_t)protocol, 0, 10, 1, 99, 1 };
    wrap(f, h, sizeof h);
}

#endif
