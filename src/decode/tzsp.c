/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tzsp - TaZmen Sniffer Protocol, as MikroTik and Aruba send it
 *
 *   version 1 (1), type 1, encapsulated protocol 2, then tags:
 *   type 1, length 1, value; type 0 fills and 1 ends, both without a length
 *
 * https://en.wikipedia.org/wiki/TZSP
 */
#include "decode/walk.h"

#define VERSION   1
#define TYPE_SEND 1 /* 0: received; those above are of the protocol itself */
#define TAG_FILL  0
#define TAG_END   1

#define PROTOCOL_ETHERNET 0x01
#define PROTOCOL_WIFI     0x12
#define PROTOCOL_PRISM    0x77
#define PROTOCOL_AVS      0x7f

static bool name_protocol(uint16_t protocol, struct next *next)
{
    switch (protocol) {
    case PROTOCOL_ETHERNET:
        *next = next_is(NEXT_LINK, LINK_ETHERNET);
        return true;
    case PROTOCOL_WIFI:
        *next = next_is(NEXT_LINK, LINK_WIFI);
        return true;
    case PROTOCOL_PRISM:
        *next = next_is(NEXT_LINK, LINK_PRISM);
        return true;
    case PROTOCOL_AVS:
        *next = next_is(NEXT_LINK, LINK_AVS);
        return true;
    }
    return false;
}

bool decode_tzsp(struct walk *w, struct next *next)
{
    uint8_t version = take_u8(&w->c), type = take_u8(&w->c);
    uint16_t protocol = take_be16(&w->c);
    uint8_t tag;
    do {
        tag = take_u8(&w->c);
        if (tag > TAG_END)
            skip(&w->c, take_u8(&w->c));
    } while (tag != TAG_END && !w->c.bad);

    if (w->c.bad || version != VERSION || type > TYPE_SEND || !name_protocol(protocol, next))
        return false;
    walk_enter_tunnel(w, "tzsp", 0);
    return true;
}
