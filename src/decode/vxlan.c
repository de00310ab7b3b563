/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vxlan - Virtual eXtensible LAN, RFC 7348, and its Generic Protocol Extension
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-------------------------------+---------------+
 *   |R R Ver I P B O|           reserved            | next protocol |
 *   +---------------+-------------------------------+---------------+
 *   |              network identifier (VNI)         |   reserved    |
 *   +-----------------------------------------------+---------------+
 *   then an Ethernet frame or, with P (GPE alone), what next protocol says
 *
 * https://datatracker.ietf.org/doc/html/draft-ietf-nvo3-vxlan-gpe-13
 */
#include "decode/walk.h"

#define HAS_VNI      0x08
#define HAS_PROTOCOL 0x04

static bool take_header(struct walk *w, uint8_t *flags, uint8_t *protocol, uint32_t *vni)
{
    *flags = take_u8(&w->c);
    skip(&w->c, 2);
    *protocol = take_u8(&w->c);
    *vni = take_be24(&w->c);
    skip(&w->c, 1);
    return !w->c.bad;
}

bool decode_vxlan(struct walk *w, struct next *next)
{
    uint8_t flags, protocol;
    uint32_t vni;
    /* Section 5: reserved bits are ignored on receipt, so the inner frame has
     * to show whether this is one. */
    if (!take_header(w, &flags, &protocol, &vni) || !(flags & HAS_VNI) ||
        !guess_ethernet(w, 0, next))
        return false;
    walk_enter_tunnel(w, "vxlan", vni);
    return true;
}

static bool name_protocol(const struct walk *w, uint8_t protocol, struct next *next)
{
    switch (protocol) {
    case 1:
    case 2:
        return guess_ip(w, 0, next);
    case 3:
        return guess_ethernet(w, 0, next);
    case 4:
        *next = next_is(NEXT_ETHERTYPE, ETHERTYPE_NSH);
        return true;
    case 5:
        *next = next_is(NEXT_ETHERTYPE, ETHERTYPE_MPLS);
        return true;
    }
    return false;
}

bool decode_vxlan_gpe(struct walk *w, struct next *next)
{
    uint8_t flags, protocol;
    uint32_t vni;
    if (!take_header(w, &flags, &protocol, &vni) || !(flags & (HAS_VNI | HAS_PROTOCOL)))
        return false;
    if (!(flags & HAS_PROTOCOL))
        protocol = 3;
    if (!name_protocol(w, protocol, next))
        return false;
    walk_enter_tunnel(w, "vxlan", vni);
    return true;
}
