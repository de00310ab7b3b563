/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ipsec - Authentication Header, RFC 4302; Encapsulating Security Payload, RFC 4303
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------+---------------+-------------------------------+
 *   |  next header  | length/4 - 2  |           reserved            |
 *   +---------------+---------------+-------------------------------+
 *   SPI 4, sequence 4, check value
 *
 * ESP is taken to be encrypted: with the NULL cipher nothing on the wire says so.
 */
#include "decode/walk.h"

#define AH_LEAST 12

bool decode_ah(struct walk *w, struct next *next)
{
    uint8_t proto = take_u8(&w->c);
    size_t len = ((size_t)take_u8(&w->c) + 2) * 4;
    skip(&w->c, len - 2);
    *next = next_is(NEXT_IP_PROTO, proto);
    return !w->c.bad && len >= AH_LEAST;
}

bool decode_esp(struct walk *w, struct next *next)
{
    (void)w;
    return walk_stop(next, STOP_ENCRYPTED);
}
