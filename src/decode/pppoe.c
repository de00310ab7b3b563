/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pppoe - PPP over Ethernet, the session stage, RFC 2516
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------+-------+---------------+-------------------------------+
 *   | ver 1 | type 1|    code 0     |          session              |
 *   +-------+-------+---------------+-------------------------------+
 *   |            length             |  PPP, from its protocol on
 *   +-------------------------------+-------------------------------
 */
#include "decode/walk.h"

#define VERSION_AND_TYPE 0x11
#define CODE_SESSION     0

bool decode_pppoe(struct walk *w, struct next *next)
{
    uint8_t version = take_u8(&w->c);
    uint8_t code = take_u8(&w->c);
    skip(&w->c, 2);
    uint16_t len = take_be16(&w->c);
    if (w->c.bad || version != VERSION_AND_TYPE)
        return false;
    if (code != CODE_SESSION)
        return walk_stop(next, STOP_UNKNOWN);
    if (len > 0)
        walk_trim(w, len);
    *next = next_is(NEXT_HEADER, HEADER_PPP);
    return true;
}
