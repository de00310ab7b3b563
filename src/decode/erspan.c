/* SPDX-License-Identifier: Apache-2.0 */
/*
 * erspan - Encapsulated Remote SPAN in GRE, types II and III
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------+-----------------------+-----+---+-+-------------------+
 *   | ver   |         VLAN          | COS |en |T|     session       |
 *   +-------+-----------------------+-----+---+-+-------------------+
 *   type II (version 1):   reserved and index 4
 *   type III (version 2):  timestamp 4, security group 2, then
 *   +-+---------+-----------+-+---+-+
 *   |P|  frame  | hardware  |D|gra|O|   O: a platform's header of 8 bytes follows
 *   +-+---------+-----------+-+---+-+
 *   then the mirrored frame: Ethernet if `frame` is 0, IP if 2
 *
 * https://datatracker.ietf.org/doc/html/draft-foschiano-erspan-03
 */
#include "decode/walk.h"

#define VERSION_2    1
#define VERSION_3    2
#define SESSION      0x03ff
#define PLATFORM     0x0001
#define PLATFORM_LEN 8
#define FRAME_IP     2

bool decode_erspan(struct walk *w, struct next *next)
{
    uint8_t version = peek_u8(&w->c, 0) >> 4;
    skip(&w->c, 2);
    uint16_t session = take_be16(&w->c) & SESSION;
    skip(&w->c, 4);
    uint8_t frame = 0;
    if (version == VERSION_3) {
        skip(&w->c, 2);
        uint16_t flags = take_be16(&w->c);
        frame = flags >> 10 & 0x1f;
        if (flags & PLATFORM)
            skip(&w->c, PLATFORM_LEN);
    } else if (version != VERSION_2) {
        return false;
    }
    if (w->c.bad)
        return false;

    w->p->tunnel = "erspan"; /* gre has noted the rest */
    w->p->tunnel_id = session;
    if (frame == FRAME_IP)
        *next = next_is(NEXT_HEADER, HEADER_IP);
    else
        *next = next_is(NEXT_LINK, LINK_ETHERNET);
    return true;
}
