/* SPDX-License-Identifier: Apache-2.0 */
/*
 * raw - IP with little or nothing before it
 *
 *   ip            nothing; the first four bits are the version
 *   loopback      an address family of 4 bytes, in the byte order of the host that
 *                 captured (LINKTYPE_NULL) or big-endian (LINKTYPE_LOOP)
 *   slip          16 bytes: direction, a compressed header's place (RFC 1055)
 *   ipnet         Solaris: version 1, family 1, 22 bytes more
 *   infiniband    a global header of 40 bytes, then type 2 and reserved 2 (RFC 4391)
 *   ip_ethernet   protocol 143, a frame in IP without a header of its own (RFC 8986)
 *
 * The version is asked rather than the family: families of IPv6 are 10, 24, 28 and 30.
 *
 * https://www.tcpdump.org/linktypes.html
 */
#include "decode/walk.h"

#define FAMILY_LEN            4
#define SLIP_LEN              16
#define IPNET_LEN             24
#define INFINIBAND_HEADER_LEN 40

bool decode_ip(struct walk *w, struct next *next)
{
    if (w->c.rest.len == 0)
        return false;
    switch (peek_u8(&w->c, 0) >> 4) {
    case 4:
        *next = next_is(NEXT_ETHERTYPE, ETHERTYPE_IPV4);
        return true;
    case 6:
        *next = next_is(NEXT_ETHERTYPE, ETHERTYPE_IPV6);
        return true;
    }
    return walk_stop(next, STOP_UNKNOWN);
}

static bool skip_to_ip(struct walk *w, size_t len, struct next *next)
{
    skip(&w->c, len);
    *next = next_is(NEXT_HEADER, HEADER_IP);
    return !w->c.bad;
}

bool decode_loopback(struct walk *w, struct next *next)
{
    return skip_to_ip(w, FAMILY_LEN, next);
}

bool decode_slip(struct walk *w, struct next *next)
{
    return skip_to_ip(w, SLIP_LEN, next);
}

bool decode_ipnet(struct walk *w, struct next *next)
{
    return skip_to_ip(w, IPNET_LEN, next);
}

bool decode_infiniband(struct walk *w, struct next *next)
{
    skip(&w->c, INFINIBAND_HEADER_LEN);
    *next = next_is(NEXT_ETHERTYPE, take_be16(&w->c));
    skip(&w->c, 2);
    return !w->c.bad;
}

bool decode_ip_ethernet(struct walk *w, struct next *next)
{
    walk_enter_tunnel(w, "ethernet-in-ip", 0);
    *next = next_is(NEXT_LINK, LINK_ETHERNET);
    return true;
}
