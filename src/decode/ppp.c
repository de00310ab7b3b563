/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ppp - Point-to-Point Protocol, RFC 1661, in HDLC-like framing, RFC 1662
 *
 *   +---------+---------+------------------+
 *   | address | control | protocol         |
 *   |  0xff   |  0x03   | 1 or 2 bytes     |
 *   +---------+---------+------------------+
 *
 * Address and control may be missing, and of a protocol below 0x100 the first
 * byte: the last byte of a protocol is odd, all before it are even.
 *
 * Cisco's HDLC has the address 0x0f or 0x8f, a control, and an EtherType.
 */
#include "decode/walk.h"

#define ADDRESS_ALL       0xff
#define CONTROL           0x03
#define ADDRESS_UNICAST   0x0f
#define ADDRESS_CISCO_ALL 0x8f

bool decode_ppp(struct walk *w, struct next *next)
{
    if (peek_u8(&w->c, 0) == ADDRESS_ALL && peek_u8(&w->c, 1) == CONTROL)
        skip(&w->c, 2);
    uint16_t protocol = take_u8(&w->c);
    if (!(protocol & 1))
        protocol = (uint16_t)(protocol << 8 | take_u8(&w->c));
    *next = next_is(NEXT_PPP, protocol);
    return !w->c.bad;
}

bool decode_ppp_direction(struct walk *w, struct next *next)
{
    skip(&w->c, 1);
    *next = next_is(NEXT_HEADER, HEADER_PPP);
    return !w->c.bad;
}

bool decode_hdlc(struct walk *w, struct next *next)
{
    uint8_t address = peek_u8(&w->c, 0);
    if (address != ADDRESS_UNICAST && address != ADDRESS_CISCO_ALL) {
        *next = next_is(NEXT_HEADER, HEADER_PPP);
        return w->c.rest.len > 0;
    }
    skip(&w->c, 2);
    *next = next_is(NEXT_ETHERTYPE, take_be16(&w->c));
    return !w->c.bad;
}
