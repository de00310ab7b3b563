/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guess - what follows a header that doesn't say it
 *
 * MPLS, GTP-U, L2TPv3 and the raw link types leave it to the reader. A wrong
 * guess makes packets of noise, so lengths are checked as well as versions.
 */
#include "decode/checksum.h"
#include "decode/walk.h"

#define IPV4_LEAST     20
#define IPV6_LEAST     40
#define ETHERNET_LEAST 14
#define LENGTH_MOST    1500 /* IEEE 802.3: an EtherType up to here is a length */
#define LLC_SNAP       0xaaaa
#define ETHERTYPE_ARP  0x0806

static bool looks_like_ipv4(const struct walk *w, size_t at, size_t wire)
{
    size_t header = (size_t)(peek_u8(&w->c, at) & 0x0f) * 4;
    size_t total = walk_peek_be16(w, at + 2);
    if (wire < IPV4_LEAST || header < IPV4_LEAST || (total != 0 && total < header))
        return false;
    /* A broker that cuts frames leaves the length as it was; the sum tells. */
    return total <= wire || checksum_is_right(view_head(view_from(w->c.rest, at), header));
}

static bool looks_like_ipv6(const struct walk *w, size_t at, size_t wire)
{
    return wire >= IPV6_LEAST &&
           (w->is_sliced || walk_peek_be16(w, at + 4) <= wire - IPV6_LEAST);
}

bool guess_ip(const struct walk *w, size_t at, struct next *next)
{
    if (at >= w->c.rest.len)
        return false;
    size_t wire = walk_wire_len(w) - at;
    uint8_t version = peek_u8(&w->c, at) >> 4;
    if (version == 4 && looks_like_ipv4(w, at, wire))
        *next = next_is(NEXT_ETHERTYPE, ETHERTYPE_IPV4);
    else if (version == 6 && looks_like_ipv6(w, at, wire))
        *next = next_is(NEXT_ETHERTYPE, ETHERTYPE_IPV6);
    else
        return false;
    return true;
}

bool guess_ethernet(const struct walk *w, size_t at, struct next *next)
{
    if (w->c.rest.len < at + ETHERNET_LEAST)
        return false;
    uint16_t type = walk_peek_be16(w, at + 12);
    bool is_known = type <= LENGTH_MOST ? walk_peek_be16(w, at + 14) == LLC_SNAP
                                        : walk_knows(NEXT_ETHERTYPE, type);
    if (!is_known && type != ETHERTYPE_ARP)
        return false;
    *next = next_is(NEXT_LINK, LINK_ETHERNET);
    return true;
}
