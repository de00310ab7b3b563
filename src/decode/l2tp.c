/* SPDX-License-Identifier: Apache-2.0 */
/*
 * l2tp - Layer Two Tunneling Protocol: version 2, RFC 2661; version 3, RFC 3931
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+---+-+-+-+-+-------+-------+-------------------------------+
 *   |T|L|   |S| |O|P|       |  ver  |  length, with L               |
 *   +-+-+---+-+-+-+-+-------+-------+-------------------------------+
 *   |  tunnel                       |  session                      |
 *   +-------------------------------+-------------------------------+
 *   |  Ns, with S                   |  Nr, with S                   |
 *   +-------------------------------+-------------------------------+
 *   |  offset, with O               |  offset bytes, then PPP
 *   +-------------------------------+
 *   T: control
 *
 * Version 3 in UDP: the flags, reserved 2, session 4; in IP: session 4, zero for
 * control. Then a cookie of 0, 4 or 8 bytes and a sublayer of 0 or 4, as was
 * agreed upon elsewhere, and a frame.
 */
#include "decode/walk.h"

#define L2TP_CONTROL  0x8000
#define L2TP_LENGTH   0x4000
#define L2TP_SEQUENCE 0x0800
#define L2TP_OFFSET   0x0200
#define L2TP_RESERVED 0x34f0
#define L2TP_VERSION  0x000f
#define BEFORE_MOST   12 /* cookie and sublayer */

/*
 * Only the frame itself can show how much stands before it. Ethernet first: its
 * type is seldom found by accident, a first digit of 4 or 6 is.
 */
static bool guess_frame(struct walk *w, uint32_t session, struct next *next)
{
    bool (*const guesses[])(const struct walk *, size_t, struct next *) = { guess_ethernet,
                                                                            guess_ip };
    for (size_t i = 0; i < 2; i++) {
        for (size_t before = 0; before <= BEFORE_MOST; before += 4) {
            if (!guesses[i](w, before, next))
                continue;
            skip(&w->c, before);
            walk_enter_tunnel(w, "l2tp", session);
            return true;
        }
    }
    return false;
}

static bool version_2(struct walk *w, uint16_t flags, struct next *next)
{
    size_t wire = walk_wire_len(w) + 2;
    uint16_t len = flags & L2TP_LENGTH ? take_be16(&w->c) : 0;
    skip(&w->c, 2);
    uint16_t session = take_be16(&w->c);
    if (flags & L2TP_SEQUENCE)
        skip(&w->c, 4);
    if (flags & L2TP_OFFSET)
        skip(&w->c, take_be16(&w->c));
    if (w->c.bad || len > wire)
        return false;
    walk_enter_tunnel(w, "l2tp", session);
    *next = next_is(NEXT_HEADER, HEADER_PPP);
    return true;
}

bool decode_l2tp(struct walk *w, struct next *next)
{
    uint16_t flags = take_be16(&w->c);
    if (w->c.bad || (flags & (L2TP_CONTROL | L2TP_RESERVED)))
        return false;
    if ((flags & L2TP_VERSION) == 2)
        return version_2(w, flags, next);
    if ((flags & L2TP_VERSION) != 3)
        return false;
    skip(&w->c, 2);
    uint32_t session = take_be32(&w->c);
    return !w->c.bad && guess_frame(w, session, next);
}

bool decode_l2tp_ip(struct walk *w, struct next *next)
{
    uint32_t session = take_be32(&w->c);
    if (w->c.bad)
        return false;
    return (session != 0 && guess_frame(w, session, next)) || walk_stop(next, STOP_UNKNOWN);
}
