/* SPDX-License-Identifier: Apache-2.0 */
/*
 * llc - IEEE 802.2 Logical Link Control, with SNAP (RFC 1042)
 *
 *   +------+------+---------+--------------+----------------+
 *   | DSAP | SSAP | control | organisation | type           |
 *   | 0xaa | 0xaa |  0x03   |   3 bytes    | 2 bytes        |
 *   +------+------+---------+--------------+----------------+
 *   0x06 0x06 0x03 is IPv4 without SNAP
 */
#include "decode/walk.h"

#define SAP_IP           0x0606
#define SAP_SNAP         0xaaaa
#define UNNUMBERED       0x03
#define ORG_ETHERNET     0x000000 /* RFC 1042: the type is an EtherType */
#define ORG_TUNNEL       0x0000f8 /* IEEE 802.1H: likewise */
#define ORG_BRIDGED      0x0080c2 /* RFC 2684: a frame is bridged */
#define BRIDGED_ETHERNET 7        /* an Ethernet frame; 1: with its check sequence */
#define BRIDGED_WITH_FCS 1

/* ATM's routed and bridged encapsulations share this header. */
static bool bridged(struct walk *w, uint16_t type, struct next *next)
{
    if (type != BRIDGED_WITH_FCS && type != BRIDGED_ETHERNET)
        return walk_stop(next, STOP_UNKNOWN);
    skip(&w->c, 2);
    *next = next_is(NEXT_LINK, LINK_ETHERNET);
    return !w->c.bad;
}

bool decode_llc(struct walk *w, struct next *next)
{
    uint16_t sap = take_be16(&w->c);
    uint8_t control = take_u8(&w->c);
    if (w->c.bad)
        return false;
    if (control == UNNUMBERED && sap == SAP_IP) {
        *next = next_is(NEXT_ETHERTYPE, ETHERTYPE_IPV4);
        return true;
    }
    if (control != UNNUMBERED || sap != SAP_SNAP)
        return walk_stop(next, STOP_UNKNOWN);

    uint32_t organisation = take_be24(&w->c);
    uint16_t type = take_be16(&w->c);
    if (w->c.bad)
        return false;
    if (organisation == ORG_BRIDGED)
        return bridged(w, type, next);
    if (organisation != ORG_ETHERNET && organisation != ORG_TUNNEL)
        return walk_stop(next, STOP_UNKNOWN);
    *next = next_is(NEXT_ETHERTYPE, type);
    return true;
}
