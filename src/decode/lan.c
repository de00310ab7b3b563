/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lan - link layers before or beside Ethernet that carry LLC
 *
 *   token_ring    access 1, frame control 1, destination 6, source 6, routing
 *                 information if the source's first bit is set: its length in the low
 *                 five bits of its first byte
 *   fddi          frame control 1, destination 6, source 6
 *   sunatm        direction and type 1, VPI 1, VCI 2; type 2 is LLC
 *   frame_relay   address 2, control 0x03, NLPID 1 (RFC 2427)
 *
 * https://www.tcpdump.org/linktypes.html
 */
#include "decode/walk.h"

#define SOURCE_ROUTED     0x80
#define SUNATM_TYPE       0x0f
#define SUNATM_LLC        2
#define RELAY_ADDRESS_END 0x01
#define RELAY_UNNUMBERED  0x03

/* ISO/IEC TR 9577, and RFC 2427. */
#define NLPID_SNAP 0x80
#define NLPID_IPV6 0x8e
#define NLPID_IPV4 0xcc
#define NLPID_PPP  0xcf

static bool ring(struct walk *w, size_t control, struct next *next)
{
    skip(&w->c, control);
    struct view mac = take(&w->c, 12);
    if (w->c.bad)
        return false;
    walk_enter_frame(w);
    walk_set_mac(w, mac.at, mac.at + 6);
    if (mac.at[6] & SOURCE_ROUTED)
        skip(&w->c, peek_u8(&w->c, 0) & 0x1f);
    *next = next_is(NEXT_HEADER, HEADER_LLC);
    return !w->c.bad;
}

bool decode_token_ring(struct walk *w, struct next *next)
{
    return ring(w, 2, next);
}

bool decode_fddi(struct walk *w, struct next *next)
{
    return ring(w, 1, next);
}

bool decode_sunatm(struct walk *w, struct next *next)
{
    uint8_t type = take_u8(&w->c) & SUNATM_TYPE;
    skip(&w->c, 3);
    if (w->c.bad)
        return false;
    if (type != SUNATM_LLC)
        return walk_stop(next, STOP_UNKNOWN);
    *next = next_is(NEXT_HEADER, HEADER_LLC);
    return true;
}

/* The organisation and type of SNAP, without LLC's three bytes before them. */
static bool relay_snap(struct walk *w, struct next *next)
{
    uint32_t organisation = take_be24(&w->c);
    uint16_t type = take_be16(&w->c);
    if (w->c.bad)
        return false;
    if (organisation != 0)
        return walk_stop(next, STOP_UNKNOWN);
    *next = next_is(NEXT_ETHERTYPE, type);
    return true;
}

bool decode_frame_relay(struct walk *w, struct next *next)
{
    /* Two to four bytes: the last one has its lowest bit set. */
    while (!(take_u8(&w->c) & RELAY_ADDRESS_END) && !w->c.bad)
        ;
    uint8_t control = take_u8(&w->c);
    if (control != RELAY_UNNUMBERED) {
        /* Cisco's own framing has the type in control's place. */
        *next = next_is(NEXT_ETHERTYPE, (uint32_t)control << 8 | take_u8(&w->c));
        return !w->c.bad;
    }
    if (peek_u8(&w->c, 0) == 0)
        skip(&w->c, 1); /* a byte of padding */
    uint8_t nlpid = take_u8(&w->c);
    if (w->c.bad)
        return false;
    switch (nlpid) {
    case NLPID_IPV4:
        *next = next_is(NEXT_ETHERTYPE, ETHERTYPE_IPV4);
        return true;
    case NLPID_IPV6:
        *next = next_is(NEXT_ETHERTYPE, ETHERTYPE_IPV6);
        return true;
    case NLPID_PPP:
        *next = next_is(NEXT_HEADER, HEADER_PPP);
        return true;
    case NLPID_SNAP:
        return relay_snap(w, next);
    }
    return walk_stop(next, STOP_UNKNOWN);
}
