/* SPDX-License-Identifier: Apache-2.0 */
/*
 * geneve - Generic Network Virtualization Encapsulation, RFC 8926
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---+-----------+-+-+-----------+-------------------------------+
 *   |ver| options/4 |O|C| reserved  |         protocol type         |
 *   +---+-----------+-+-+-----------+-------------------------------+
 *   |              network identifier (VNI)         |   reserved    |
 *   +-----------------------------------------------+---------------+
 *   |  options                                                      |
 */
#include "decode/walk.h"

bool decode_geneve(struct walk *w, struct next *next)
{
    uint8_t first = take_u8(&w->c);
    skip(&w->c, 1);
    uint16_t type = take_be16(&w->c);
    uint32_t vni = take_be24(&w->c);
    skip(&w->c, 1 + (size_t)(first & 0x3f) * 4);
    if (w->c.bad || first >> 6 != 0)
        return false;
    if (!walk_knows(NEXT_ETHERTYPE, type))
        return false;
    *next = next_is(NEXT_ETHERTYPE, type);
    walk_enter_tunnel(w, "geneve", vni);
    return true;
}
