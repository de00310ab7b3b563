/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nsh - Network Service Header, RFC 8300
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---+-+-+-----------+-----------+-------+-------+---------------+
 *   |ver|O|U|    TTL    |  length/4 |       |MD type| next protocol |
 *   +---+-+-+-----------+-----------+-------+-------+---------------+
 *   service path 4, context up to the length, which counts all
 */
#include "decode/walk.h"

#define LEAST_LEN 8
#define BASE_LEN  4

bool decode_nsh(struct walk *w, struct next *next)
{
    uint16_t first = take_be16(&w->c);
    size_t len = (size_t)(first & 0x3f) * 4;
    skip(&w->c, 1);
    uint8_t protocol = take_u8(&w->c);
    if (w->c.bad || len < LEAST_LEN)
        return false;
    skip(&w->c, len - BASE_LEN);
    if (w->c.bad)
        return false;

    switch (protocol) {
    case 1:
    case 2:
        *next = next_is(NEXT_HEADER, HEADER_IP);
        return true;
    case 3:
        *next = next_is(NEXT_LINK, LINK_ETHERNET);
        return true;
    case 4:
        *next = next_is(NEXT_ETHERTYPE, ETHERTYPE_NSH);
        return true;
    case 5:
        *next = next_is(NEXT_ETHERTYPE, ETHERTYPE_MPLS);
        return true;
    }
    return walk_stop(next, STOP_UNKNOWN);
}
