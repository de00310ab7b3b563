/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gtp - GPRS Tunnelling Protocol, user plane, 3GPP TS 29.281
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-----+-+-+-+-+-+---------------+-------------------------------+
 *   |ver 1|1|0|E|S|N| message 255   |            length             |
 *   +-----+-+-+-+-+-+---------------+-------------------------------+
 *   |                  tunnel endpoint (TEID)                       |
 *   +-------------------------------+---------------+---------------+
 *   |  with E, S or N: sequence     | N-PDU number  |next extension |
 *   +-------------------------------+---------------+---------------+
 *   an extension: length in words 1, content, next extension 1
 */
#include "decode/walk.h"

#define VERSION_1_GTP 0x30
#define VERSION_MASK  0xf0
#define HAS_EXTENSION 0x04
#define HAS_MORE      0x07
#define MESSAGE_G_PDU 0xff

static void skip_extensions(struct cursor *c)
{
    uint8_t type;
    do {
        size_t len = (size_t)take_u8(c) * 4;
        if (len == 0)
            c->bad = true;
        else
            skip(c, len - 2);
        type = take_u8(c);
    } while (type != 0 && !c->bad);
}

bool decode_gtp(struct walk *w, struct next *next)
{
    uint8_t flags = take_u8(&w->c);
    uint8_t message = take_u8(&w->c);
    uint16_t len = take_be16(&w->c);
    uint32_t teid = take_be32(&w->c);
    if (w->c.bad || (flags & VERSION_MASK) != VERSION_1_GTP || message != MESSAGE_G_PDU)
        return false;
    walk_trim(w, len);

    if (flags & HAS_MORE) {
        skip(&w->c, 3);
        uint8_t type = take_u8(&w->c);
        if ((flags & HAS_EXTENSION) && type != 0)
            skip_extensions(&w->c);
    }
    /* What is inside was agreed upon elsewhere: IP as a rule, Ethernet in 5G. */
    if (w->c.bad || !(guess_ip(w, 0, next) || guess_ethernet(w, 0, next)))
        return false;
    walk_enter_tunnel(w, "gtp-u", teid);
    return true;
}
