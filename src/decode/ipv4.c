/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ipv4 - Internet Protocol, RFC 791
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------+-------+---------------+-------------------------------+
 *   | ver 4 | len/4 |    service    |         total length          |
 *   +-------+-------+---------------+-----+-------------------------+
 *   |        identification         |0|D|M|   fragment offset/8     |
 *   +---------------+---------------+-----+-------------------------+
 *   |      TTL      |   protocol    |           checksum            |
 *   +---------------+---------------+-------------------------------+
 *   |                            source                             |
 *   +---------------------------------------------------------------+
 *   |                         destination                           |
 *   +---------------------------------------------------------------+
 *   |  options                                                      |
 */
#include "decode/checksum.h"
#include "decode/walk.h"

#define HEADER_LEAST   20
#define MORE_FRAGMENTS 0x2000
#define OFFSET         0x1fff

static bool join(struct walk *w, uint16_t id, uint16_t fragment, uint8_t proto,
                 struct next *next)
{
    struct fragment f = {
        .version = 4,
        .proto = proto,
        .id = id,
        .offset = (uint32_t)(fragment & OFFSET) * 8,
        .is_last = !(fragment & MORE_FRAGMENTS),
        .is_cut = w->cut > 0 || w->is_sliced,
        .data = w->c.rest,
    };
    struct datagram whole;
    if (!defrag_feed(w->defrag, w->p, &f, &whole))
        return walk_stop(next, STOP_FRAGMENT);
    w->c = cursor_over(whole.data);
    w->p->ip_len = (uint32_t)(HEADER_LEAST + whole.data.len);
    w->cut = 0;
    w->is_sliced = false;
    *next = next_is(NEXT_IP_PROTO, proto);
    return true;
}

bool decode_ipv4(struct walk *w, struct next *next)
{
    struct view whole = w->c.rest;
    uint8_t first = take_u8(&w->c);
    skip(&w->c, 1);
    size_t total = take_be16(&w->c);
    uint16_t id = take_be16(&w->c);
    uint16_t fragment = take_be16(&w->c);
    skip(&w->c, 1);
    uint8_t proto = take_u8(&w->c);
    skip(&w->c, 2);
    struct view addrs = take(&w->c, 8);
    size_t header = (size_t)(first & 0x0f) * 4;
    if (w->c.bad || first >> 4 != 4 || header < HEADER_LEAST)
        return false;
    skip(&w->c, header - HEADER_LEAST);
    if (w->c.bad)
        return false;
    if (w->limits->checksums && !checksum_is_right(view_head(whole, header)))
        return walk_stop(next, STOP_CHECKSUM);

    /* A length of zero is one that the card would have filled in: segmentation
     * offload above 64 KiB. Then the frame says where it ends. */
    if (total != 0 && total < header)
        return false;
    if (total != 0)
        walk_trim(w, total - header);
    w->p->ip_len = (uint32_t)(header + walk_wire_len(w));
    w->ip_version = 4;
    w->is_source_routed = false;
    w->p->src = addr_from_v4(addrs.at);
    w->p->dst = addr_from_v4(addrs.at + 4);
    if (fragment & (MORE_FRAGMENTS | OFFSET))
        return join(w, id, fragment, proto, next);
    *next = next_is(NEXT_IP_PROTO, proto);
    return true;
}
