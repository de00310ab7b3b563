/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ethernet - IEEE 802.3, and its tags in IEEE 802.1Q
 *
 *   +----------------------+----------------------+----------------+
 *   | destination, 6 bytes | source, 6 bytes      | type or length |
 *   +----------------------+----------------------+----------------+
 *   up to 1500 it is the length of an LLC frame
 *
 * A tag stands where the type was, the type follows it:
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-----+-+-----------------------+-------------------------------+
 *   | PCP |D|   VLAN identifier     |             type              |
 *   +-----+-+-----------------------+-------------------------------+
 */
#include "decode/walk.h"

#define LENGTH_MOST    1500
#define PREAMBLE_LEN   8
#define BACKBONE_I_TAG 4

static bool name_type(struct walk *w, uint16_t type, struct next *next)
{
    if (w->c.bad)
        return false;
    if (type <= LENGTH_MOST) {
        walk_trim(w, type);
        *next = next_is(NEXT_HEADER, HEADER_LLC);
    } else {
        *next = next_is(NEXT_ETHERTYPE, type);
    }
    return true;
}

bool decode_ethernet(struct walk *w, struct next *next)
{
    struct view mac = take(&w->c, 12);
    uint16_t type = take_be16(&w->c);
    if (w->c.bad)
        return false;

    walk_enter_frame(w);
    walk_set_mac(w, mac.at, mac.at + 6);
    return name_type(w, type, next);
}

bool decode_vlan(struct walk *w, struct next *next)
{
    uint16_t tag = take_be16(&w->c);
    uint16_t type = take_be16(&w->c);
    if (w->c.bad)
        return false;

    walk_add_vlan(w, tag);
    return name_type(w, type, next);
}

/* Transparent Ethernet bridging, RFC 1701: a whole frame, in GRE, Geneve and others. */
bool decode_bridged(struct walk *w, struct next *next)
{
    (void)w;
    *next = next_is(NEXT_LINK, LINK_ETHERNET);
    return true;
}

/* LINKTYPE_ETHERNET_MPACKET: IEEE 802.3br with its preamble. */
bool decode_mpacket(struct walk *w, struct next *next)
{
    skip(&w->c, PREAMBLE_LEN);
    *next = next_is(NEXT_LINK, LINK_ETHERNET);
    return !w->c.bad;
}

/* IEEE 802.1ah: the service's tag, then the customer's frame. */
bool decode_backbone(struct walk *w, struct next *next)
{
    skip(&w->c, BACKBONE_I_TAG);
    *next = next_is(NEXT_LINK, LINK_ETHERNET);
    return !w->c.bad;
}
