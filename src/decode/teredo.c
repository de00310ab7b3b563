/* SPDX-License-Identifier: Apache-2.0 */
/*
 * teredo - IPv6 through NATs, RFC 4380, section 5.1.1
 *
 *   authentication, may be absent:
 *   +--------+--------+---------+---------+----+-------+---------+--------------+
 *   |  0x00  |  0x01  | ID len  | au. len | ID | value | nonce 8 | confirmation |
 *   +--------+--------+---------+---------+----+-------+---------+--------------+
 *   origin, may be absent:
 *   +--------+--------+---------+-----------+
 *   |  0x00  |  0x00  | port 2  | address 4 |
 *   +--------+--------+---------+-----------+
 *   then IPv6
 */
#include "decode/walk.h"

#define AUTHENTICATION 0x0001
#define ORIGIN         0x0000
#define NONCE_LEN      8
#define ORIGIN_LEN     8

bool decode_teredo(struct walk *w, struct next *next)
{
    if (w->c.rest.len > 1 && walk_peek_be16(w, 0) == AUTHENTICATION) {
        skip(&w->c, 2);
        uint8_t id_len = take_u8(&w->c), value_len = take_u8(&w->c);
        skip(&w->c, (size_t)id_len + value_len + NONCE_LEN + 1);
    }
    if (w->c.rest.len > 1 && walk_peek_be16(w, 0) == ORIGIN)
        skip(&w->c, ORIGIN_LEN);

    if (w->c.bad || !guess_ip(w, 0, next) || next->value != ETHERTYPE_IPV6)
        return false;
    walk_enter_tunnel(w, "teredo", 0);
    return true;
}
