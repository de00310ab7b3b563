/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tcp - Transmission Control Protocol, RFC 9293
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------------------------------+-------------------------------+
 *   |          source port          |       destination port        |
 *   +-------------------------------+-------------------------------+
 *   |                        sequence number                        |
 *   +---------------------------------------------------------------+
 *   |                    acknowledgement number                     |
 *   +-------+-------+---------------+-------------------------------+
 *   |offset |       | flags         |            window             |
 *   +-------+-------+---------------+-------------------------------+
 *   |           checksum            |        urgent pointer         |
 *   +-------------------------------+-------------------------------+
 *   |  options, up to offset * 4                                    |
 */
#include "decode/checksum.h"
#include "decode/walk.h"

#define HEADER_LEAST 20

/* False only where it was computed: the whole segment is there, and its last address. */
static bool checksum_holds(const struct walk *w)
{
    if (!w->limits->checksums || w->cut > 0 || w->is_sliced || w->is_source_routed)
        return true;
    return checksum_is_right_for(&w->p->src, &w->p->dst, PROTO_TCP, w->c.rest);
}

bool decode_tcp(struct walk *w, struct next *next)
{
    if (!checksum_holds(w))
        return walk_stop(next, STOP_CHECKSUM);

    struct packet *p = w->p;
    size_t wire = walk_wire_len(w);
    struct cursor c = w->c;
    uint16_t src_port = take_be16(&c);
    uint16_t dst_port = take_be16(&c);
    uint32_t seq = take_be32(&c);
    uint32_t ack = take_be32(&c);
    size_t header = (size_t)(take_u8(&c) >> 4) * 4;
    uint8_t flags = take_u8(&c);
    if (c.bad || header < HEADER_LEAST || header > wire)
        return false;

    p->proto = PROTO_TCP;
    p->src_port = src_port;
    p->dst_port = dst_port;
    p->seq = seq;
    p->ack = ack;
    p->flags = flags;
    /* Of a cut capture the options may be missing, and the payload with them. */
    p->payload = view_from(w->c.rest, header);
    p->payload_len = (uint32_t)(wire - header);
    *next = next_is(NEXT_DONE, 0);
    return true;
}
