/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sll - Linux cooked captures: what `-i any` delivers
 *
 *   version 1   packet type 2, hardware type 2, address length 2, address 8, protocol 2
 *   version 2   protocol 2, reserved 2, interface 4, hardware type 2, packet type 1,
 *               address length 1, address 8
 *
 * https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html and …_SLL2.html
 */
#include "decode/walk.h"

#define ADDRESS_LEN 8

/* Hardware types whose frames are cooked only in part (ARPHRD_ of Linux). */
#define HARDWARE_WIFI       801
#define HARDWARE_WIFI_PRISM 802
#define HARDWARE_RADIOTAP   803
#define HARDWARE_NETLINK    824

#define PROTOCOL_LLC 0x0004

static bool name_protocol(struct walk *w, uint16_t hardware, uint16_t protocol,
                          struct next *next)
{
    if (w->c.bad)
        return false;
    walk_enter_frame(w);
    switch (hardware) {
    case HARDWARE_WIFI:
        *next = next_is(NEXT_LINK, LINK_WIFI);
        return true;
    case HARDWARE_WIFI_PRISM:
        *next = next_is(NEXT_LINK, LINK_PRISM);
        return true;
    case HARDWARE_RADIOTAP:
        *next = next_is(NEXT_LINK, LINK_RADIOTAP);
        return true;
    case HARDWARE_NETLINK:
        return walk_stop(next, STOP_UNKNOWN);
    }
    if (protocol == PROTOCOL_LLC)
        *next = next_is(NEXT_HEADER, HEADER_LLC);
    else
        *next = next_is(NEXT_ETHERTYPE, protocol);
    return true;
}

bool decode_sll(struct walk *w, struct next *next)
{
    skip(&w->c, 2);
    uint16_t hardware = take_be16(&w->c);
    skip(&w->c, 2 + ADDRESS_LEN);
    uint16_t protocol = take_be16(&w->c);
    return name_protocol(w, hardware, protocol, next);
}

bool decode_sll2(struct walk *w, struct next *next)
{
    uint16_t protocol = take_be16(&w->c);
    skip(&w->c, 2 + 4);
    uint16_t hardware = take_be16(&w->c);
    skip(&w->c, 1 + 1 + ADDRESS_LEN);
    return name_protocol(w, hardware, protocol, next);
}
