/* SPDX-License-Identifier: Apache-2.0 */
/*
 * udp - User Datagram Protocol, RFC 768
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------------------------------+-------------------------------+
 *   |          source port          |       destination port        |
 *   +-------------------------------+-------------------------------+
 *   |            length             |           checksum            |
 *   +-------------------------------+-------------------------------+
 */
#include "decode/walk.h"

#define HEADER_LEN 8

bool decode_udp(struct walk *w, struct next *next)
{
    struct packet *p = w->p;
    uint16_t src_port = take_be16(&w->c);
    uint16_t dst_port = take_be16(&w->c);
    size_t len = take_be16(&w->c);
    skip(&w->c, 2);
    if (w->c.bad || (len != 0 && len < HEADER_LEN))
        return false;

    /* Zero: a jumbogram (RFC 2675, section 4), or segmentation offload. */
    if (len != 0)
        walk_trim(w, len - HEADER_LEN);
    p->proto = PROTO_UDP;
    p->src_port = src_port;
    p->dst_port = dst_port;
    p->flags = 0;
    p->seq = p->ack = 0;
    p->payload = w->c.rest;
    p->payload_len = (uint32_t)walk_wire_len(w);
    *next = next_is(NEXT_UDP_PORT, dst_port);
    return true;
}
