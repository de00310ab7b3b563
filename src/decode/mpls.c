/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mpls - label stack, RFC 3032, and Ethernet pseudowires, RFC 4448
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------------------------------+-----+-+---------------+
 *   |                label                  | TC  |S|      TTL      |
 *   +---------------------------------------+-----+-+---------------+
 *   S: the last one
 *
 * What follows is not said: IP by its version, or a pseudowire, which may begin
 * with a control word whose first four bits are zero.
 */
#include "decode/walk.h"

#define LAST_LABEL       0x01
#define CONTROL_WORD_LEN 4

bool decode_mpls(struct walk *w, struct next *next)
{
    uint8_t last;
    do {
        skip(&w->c, 2);
        last = take_u8(&w->c) & LAST_LABEL;
        skip(&w->c, 1);
    } while (!last && !w->c.bad);
    if (w->c.bad || w->c.rest.len == 0)
        return false;

    if (guess_ip(w, 0, next))
        return true;
    if (peek_u8(&w->c, 0) >> 4 == 0 && guess_ethernet(w, CONTROL_WORD_LEN, next)) {
        skip(&w->c, CONTROL_WORD_LEN);
        return true;
    }
    return guess_ethernet(w, 0, next) || walk_stop(next, STOP_UNKNOWN);
}
