/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ipip - IP in IP, RFC 2003; IPv6 in IPv4, RFC 4213; either in IPv6, RFC 2473
 *
 * There is no header between. The inner version is asked, not the number.
 */
#include "decode/walk.h"

bool decode_ipip(struct walk *w, struct next *next)
{
    bool is_6in4 = w->ip_version == 4 && peek_u8(&w->c, 0) >> 4 == 6;
    walk_enter_tunnel(w, is_6in4 ? "6in4" : "ip-in-ip", 0);
    *next = next_is(NEXT_HEADER, HEADER_IP);
    return true;
}
