/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gre - Generic Routing Encapsulation: RFC 2784, 2890, 1701; NVGRE, RFC 7637; and
 *       version 1 of PPTP, RFC 2637
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-----+-+-------+-----+-------------------------------+
 *   |C|R|K|S|s| rec |A| flags | ver |         protocol type         |
 *   +-+-+-+-+-+-----+-+-------+-----+-------------------------------+
 *   |  checksum, with C or R        |  offset, with C or R          |
 *   +-------------------------------+-------------------------------+
 *   |  key, with K (version 1: payload length 2, call 2)            |
 *   +---------------------------------------------------------------+
 *   |  sequence number, with S                                      |
 *   +---------------------------------------------------------------+
 *   |  routing, with R (version 1: acknowledgement, with A)         |
 *   +---------------------------------------------------------------+
 *
 * Routing is entries of family 2, offset 1, length 1 and so many bytes, until a
 * length of zero.
 */
#include "decode/walk.h"

#define GRE_CHECKSUM 0x8000
#define GRE_ROUTING  0x4000
#define GRE_KEY      0x2000
#define GRE_SEQUENCE 0x1000
#define GRE_ACK      0x0080
#define GRE_VERSION  0x0007

#define ETHERTYPE_PPP      0x880b
#define ETHERTYPE_ERSPAN   0x88be
#define ETHERTYPE_ERSPAN_3 0x22eb
#define ETHERTYPE_WCCP     0x883e
#define WCCP_LEN           4

static void skip_routing(struct cursor *c)
{
    uint8_t len;
    do {
        skip(c, 3);
        len = take_u8(c);
        skip(c, len);
    } while (len > 0 && !c->bad);
}

static bool pptp(struct walk *w, uint16_t flags, uint16_t protocol, struct next *next)
{
    uint16_t len = take_be16(&w->c);
    uint16_t call = take_be16(&w->c);
    skip(&w->c, (flags & GRE_SEQUENCE ? 4 : 0) + (flags & GRE_ACK ? 4 : 0));
    if (w->c.bad || protocol != ETHERTYPE_PPP || !(flags & GRE_KEY))
        return false;
    if (len == 0)
        return walk_stop(next, STOP_UNKNOWN); /* an acknowledgement alone */
    walk_trim(w, len);
    walk_enter_tunnel(w, "gre", call);
    *next = next_is(NEXT_HEADER, HEADER_PPP);
    return true;
}

/* Types that mean something else here than in an Ethernet header. */
static void name_type(struct walk *w, uint16_t flags, uint16_t type, struct next *next)
{
    *next = next_is(NEXT_ETHERTYPE, type);
    switch (type) {
    case ETHERTYPE_ERSPAN:
        /* Type I has no header of its own, and no sequence number. */
        if (flags & GRE_SEQUENCE) {
            *next = next_is(NEXT_HEADER, HEADER_ERSPAN);
        } else {
            w->p->tunnel = "erspan";
            *next = next_is(NEXT_LINK, LINK_ETHERNET);
        }
        break;
    case ETHERTYPE_ERSPAN_3:
        *next = next_is(NEXT_HEADER, HEADER_ERSPAN);
        break;
    case ETHERTYPE_WCCP:
        /* Version 2 has a redirect header, version 1 nothing; neither says so. */
        if (peek_u8(&w->c, 0) >> 4 != 4)
            skip(&w->c, WCCP_LEN);
        *next = next_is(NEXT_HEADER, HEADER_IP);
        break;
    }
}

bool decode_gre(struct walk *w, struct next *next)
{
    uint16_t flags = take_be16(&w->c);
    uint16_t type = take_be16(&w->c);
    if ((flags & GRE_VERSION) == 1)
        return pptp(w, flags, type, next);
    if (flags & GRE_VERSION)
        return false;

    if (flags & (GRE_CHECKSUM | GRE_ROUTING))
        skip(&w->c, 4);
    uint32_t key = flags & GRE_KEY ? take_be32(&w->c) : 0;
    if (flags & GRE_SEQUENCE)
        skip(&w->c, 4);
    if (flags & GRE_ROUTING)
        skip_routing(&w->c);
    if (w->c.bad)
        return false;

    bool is_nvgre = type == ETHERTYPE_TEB && (flags & GRE_KEY) &&
                    !(flags & (GRE_CHECKSUM | GRE_ROUTING | GRE_SEQUENCE));
    if (is_nvgre)
        walk_enter_tunnel(w, "nvgre", key >> 8);
    else
        walk_enter_tunnel(w, "gre", key);
    name_type(w, flags, type, next);
    return !w->c.bad;
}
