/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dsa - Distributed Switch Architecture, as Linux captures it on a conduit port
 *
 *   dsa_broadcom    the addresses, a tag of 4 bytes, the type
 *   dsa_prepended   a tag of 4 bytes, the whole frame
 *   dsa_marvell     the addresses, a tag of 4 bytes, the type
 *   dsa_ethertype   the addresses, a type of its own, 2 bytes of zero, Marvell's tag, the type
 *
 * Marvell's tag:
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---+-+---------+---------------+-----+-+-----------------------+
 *   |cmd|T| device  | port and flags| PCP |0|    VLAN identifier    |
 *   +---+-+---------+---------------+-----+-+-----------------------+
 *   T: the frame had an 802.1Q tag, which is now these last 16 bits
 *
 * https://www.tcpdump.org/linktypes.html
 */
#include "decode/walk.h"

#define TAG_LEN        4
#define MARVELL_TAGGED 0x20

static bool take_mac(struct walk *w)
{
    struct view mac = take(&w->c, 12);
    if (w->c.bad)
        return false;
    walk_enter_frame(w);
    walk_set_mac(w, mac.at, mac.at + 6);
    return true;
}

static bool marvell_tag(struct walk *w, struct next *next)
{
    uint8_t flags = take_u8(&w->c);
    skip(&w->c, 1);
    uint16_t tag = take_be16(&w->c);
    *next = next_is(NEXT_ETHERTYPE, take_be16(&w->c));
    if (w->c.bad)
        return false;
    if (flags & MARVELL_TAGGED)
        walk_add_vlan(w, tag);
    return true;
}

bool decode_dsa_broadcom(struct walk *w, struct next *next)
{
    if (!take_mac(w))
        return false;
    skip(&w->c, TAG_LEN);
    *next = next_is(NEXT_ETHERTYPE, take_be16(&w->c));
    return !w->c.bad;
}

bool decode_dsa_prepended(struct walk *w, struct next *next)
{
    skip(&w->c, TAG_LEN);
    *next = next_is(NEXT_LINK, LINK_ETHERNET);
    return !w->c.bad;
}

bool decode_dsa_marvell(struct walk *w, struct next *next)
{
    return take_mac(w) && marvell_tag(w, next);
}

bool decode_dsa_ethertype(struct walk *w, struct next *next)
{
    if (!take_mac(w))
        return false;
    skip(&w->c, 4);
    return marvell_tag(w, next);
}
