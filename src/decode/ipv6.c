/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ipv6 - Internet Protocol, version 6, and its extension headers, RFC 8200
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------+---------------+---------------------------------------+
 *   | ver 6 | traffic class |              flow label               |
 *   +-------+---------------+-------+---------------+---------------+
 *   |        payload length         |  next header  |   hop limit   |
 *   +-------------------------------+---------------+---------------+
 *   source 16, destination 16
 *
 *   options, mobility:  next header 1, length/8 - 1 (1), content
 *   routing:            the same; content is type 1, segments left 1, …
 *   fragment:           next header 1, reserved 1, offset/8 and M in 16 bits, id 4
 */
#include "decode/walk.h"

#define HEADER_LEN      40
#define EXTENSION_LEAST 8
#define MORE_FRAGMENTS  0x0001
#define OFFSET          0xfff8

bool decode_ipv6(struct walk *w, struct next *next)
{
    uint8_t first = take_u8(&w->c);
    skip(&w->c, 3);
    uint16_t len = take_be16(&w->c);
    uint8_t proto = take_u8(&w->c);
    skip(&w->c, 1);
    struct view addrs = take(&w->c, 32);
    if (w->c.bad || first >> 4 != 6)
        return false;

    /* Zero: a jumbogram (RFC 2675) or segmentation offload; the frame says
     * where it ends. */
    if (len != 0)
        walk_trim(w, len);
    w->p->ip_len = (uint32_t)(HEADER_LEN + walk_wire_len(w));
    w->ip_version = 6;
    w->is_source_routed = false;
    w->p->src = addr_from_v6(addrs.at);
    w->p->dst = addr_from_v6(addrs.at + 16);
    *next = next_is(NEXT_IP_PROTO, proto);
    return true;
}

static bool extension(struct walk *w, struct next *next)
{
    /* These numbers mean extension headers behind IPv6 alone. */
    if (w->ip_version != 6)
        return walk_stop(next, STOP_UNKNOWN);
    uint8_t proto = take_u8(&w->c);
    size_t more = (size_t)take_u8(&w->c) * 8;
    skip(&w->c, EXTENSION_LEAST - 2 + more);
    *next = next_is(NEXT_IP_PROTO, proto);
    return !w->c.bad;
}

bool decode_ipv6_options(struct walk *w, struct next *next)
{
    return extension(w, next);
}

bool decode_ipv6_routing(struct walk *w, struct next *next)
{
    if (peek_u8(&w->c, 3) != 0)
        w->is_source_routed = true;
    return extension(w, next);
}

bool decode_ipv6_fragment(struct walk *w, struct next *next)
{
    if (w->ip_version != 6)
        return walk_stop(next, STOP_UNKNOWN);
    uint8_t proto = take_u8(&w->c);
    skip(&w->c, 1);
    uint16_t where = take_be16(&w->c);
    uint32_t id = take_be32(&w->c);
    if (w->c.bad)
        return false;
    *next = next_is(NEXT_IP_PROTO, proto);
    if (!(where & (MORE_FRAGMENTS | OFFSET)))
        return true; /* atomic, RFC 6946: a fragment of its own */

    struct fragment f = {
        .version = 6,
        .proto = proto,
        .id = id,
        .offset = where & OFFSET,
        .is_last = !(where & MORE_FRAGMENTS),
        .is_cut = w->cut > 0 || w->is_sliced,
        .data = w->c.rest,
    };
    struct datagram whole;
    if (!defrag_feed(w->defrag, w->p, &f, &whole))
        return walk_stop(next, STOP_FRAGMENT);
    w->c = cursor_over(whole.data);
    w->p->ip_len = (uint32_t)(HEADER_LEN + whole.data.len);
    w->cut = 0;
    w->is_sliced = false;
    *next = next_is(NEXT_IP_PROTO, whole.proto);
    return true;
}
