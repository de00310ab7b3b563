/* SPDX-License-Identifier: Apache-2.0 */
/*
 * packet - what decoding finds out: the seam between decode and flow
 *
 * Filled by decode_frame. Addresses, ports and payload are the innermost ones;
 * VLANs are those of the outermost Ethernet header, outermost tag first; the
 * tunnel is the innermost one that was entered. Views borrow the frame, or the
 * defragmenter's buffer, until the next call to decode_frame.
 */
#ifndef DECODE_PACKET_H
#define DECODE_PACKET_H

#include "base/addr.h"
#include "minewatch.h"

#define TCP_FIN 0x01
#define TCP_SYN 0x02
#define TCP_RST 0x04
#define TCP_ACK 0x10

struct packet {
    struct mw_origin origin;

    struct addr src, dst;
    uint8_t proto; /* 6 TCP, 17 UDP; others are not followed */
    uint16_t src_port, dst_port;

    /* TCP alone */
    uint8_t flags;
    uint32_t seq, ack;

    struct view payload;  /* what was captured of it, without padding */
    uint32_t payload_len; /* what was on the wire; more than payload.len if cut */
    uint32_t ip_len;      /* of the whole IP packet on the wire */

    uint8_t vlan_count;
    uint16_t vlan[MW_VLANS_MOST]; /* VLAN identifiers, 12 bits */
    bool has_mac;
    uint8_t src_mac[6], dst_mac[6];
    const char *tunnel;                 /* "vxlan", "gre" … static text; NULL: none */
    uint32_t tunnel_id;                 /* VNI, TEID, key, session: as the tunnel has it */
    struct addr tunnel_src, tunnel_dst; /* of the IP header that carries it */
    bool has_tunnel_addr;
};

#endif
