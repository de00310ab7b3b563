/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk - what the decoders of one frame share, and what they may say
 *
 * A decoder is one function, bool decode_NAME(struct walk *w, struct next *next).
 * It takes its header off w->c, notes what it learned in w->p, names what
 * follows in *next, and returns true. It returns false when its header is cut
 * off or malformed. To end the walk for another reason it returns true and
 * names the reason by walk_stop.
 *
 * Lengths: w->c.rest holds what was captured, w->cut says how many bytes more
 * there were on the wire. A header with a length of its own calls walk_trim, and
 * padding, trailers and frame check sequences fall off there. Where a header counts
 * more than its frame has, a packet broker cut the frame, or its sender lies.
 *
 * A decoder that is found by a UDP port may be looking at something else that
 * uses the same port. It leaves w->p alone until it believes its header, and
 * returns false if it doesn't: then the datagram stays a plain one.
 */
#ifndef DECODE_WALK_H
#define DECODE_WALK_H

#include "base/tally.h"
#include "decode/defrag.h"
#include "decode/packet.h"

#define ETHERTYPE_IPV4 0x0800
#define ETHERTYPE_IPV6 0x86dd
#define ETHERTYPE_TEB  0x6558 /* transparent Ethernet bridging: a whole frame follows */
#define ETHERTYPE_NSH  0x894f
#define ETHERTYPE_MPLS 0x8847

#define PROTO_TCP 6
#define PROTO_UDP 17

/* https://www.tcpdump.org/linktypes.html */
#define LINK_ETHERNET 1
#define LINK_WIFI     105
#define LINK_PRISM    119
#define LINK_RADIOTAP 127
#define LINK_AVS      163

enum next_kind {
    NEXT_LINK,      /* a link type, as in capture files */
    NEXT_ETHERTYPE, /* also GRE's and LLC/SNAP's protocol type */
    NEXT_IP_PROTO,  /* IPv4's protocol, IPv6's next header */
    NEXT_UDP_PORT,  /* either port of a UDP datagram */
    NEXT_PPP,       /* a PPP protocol number */
    NEXT_HEADER,    /* enum header: where no registry gives it a number */
    NEXT_DONE,      /* a TCP or UDP payload is found */
    NEXT_STOP,      /* enum stop: nothing for us */
};

enum header {
    HEADER_IP, /* IPv4 or IPv6, as its first four bits say */
    HEADER_LLC,
    HEADER_PPP, /* with or without address and control */
    HEADER_ERSPAN,
    HEADER_WIFI_PADDED, /* 802.11 with its header filled up to four bytes */
};

enum stop { STOP_UNKNOWN, STOP_ENCRYPTED, STOP_CHECKSUM, STOP_FRAGMENT };

struct next {
    enum next_kind kind;
    uint32_t value;
};

struct walk {
    struct cursor c;
    uint32_t cut; /* bytes on the wire behind what was captured */
    struct packet *p;
    const struct limits *limits;
    struct counters *counters;
    struct defrag *defrag;
    uint8_t ip_version;    /* of the innermost IP header so far; 0: none yet */
    bool has_frame;        /* a link layer's header was read ... */
    bool is_inner;         /* ... and another one after it */
    bool is_sliced;        /* a header counts more bytes than its frame has */
    bool is_source_routed; /* the IPv6 destination is not the final one */
};

#define DECODER(kind, value, name) bool decode_##name(struct walk *w, struct next *next);
#include "decode/decoders.def"
#undef DECODER

static inline struct next next_is(enum next_kind kind, uint32_t value)
{
    return (struct next){ kind, value };
}

/* For `return walk_stop(next, STOP_…)`. */
static inline bool walk_stop(struct next *next, enum stop why)
{
    *next = (struct next){ NEXT_STOP, why };
    return true;
}

/* How many bytes were on the wire from here on. */
static inline size_t walk_wire_len(const struct walk *w)
{
    return w->c.rest.len + w->cut;
}

/* A header says that only len bytes follow it. More than there were change nothing:
 * a header can lie, and its receiver would not wait for the rest. */
static inline void walk_trim(struct walk *w, size_t len)
{
    if (len <= w->c.rest.len) {
        w->c.rest.len = len;
        w->cut = 0;
    } else if (len < walk_wire_len(w)) {
        w->cut = (uint32_t)(len - w->c.rest.len);
    } else if (len > walk_wire_len(w)) {
        w->is_sliced = true;
    }
}

/* Big-endian 16 bits, `at` bytes ahead; zero where there are none. */
static inline uint16_t walk_peek_be16(const struct walk *w, size_t at)
{
    return (uint16_t)(peek_u8(&w->c, at) << 8 | peek_u8(&w->c, at + 1));
}

/* What follows is inside a tunnel; name is static text. */
void walk_enter_tunnel(struct walk *w, const char *name, uint32_t id);
/* The header of a link layer begins: the tags behind it are its own. */
static inline void walk_enter_frame(struct walk *w)
{
    w->is_inner = w->has_frame;
    w->has_frame = true;
}
/* A tag of the frame; those of inner frames are passed over. */
void walk_add_vlan(struct walk *w, uint16_t tag);
/* Its addresses, six bytes each; likewise. */
static inline void walk_set_mac(struct walk *w, const uint8_t *dst, const uint8_t *src)
{
    if (w->is_inner)
        return;
    w->p->has_mac = true;
    memcpy(w->p->dst_mac, dst, sizeof w->p->dst_mac);
    memcpy(w->p->src_mac, src, sizeof w->p->src_mac);
}

/* Is there a row for it in decoders.def? */
bool walk_knows(enum next_kind kind, uint32_t value);

/*
 * What stands `at` bytes ahead, where no field says so? True, and *next, when
 * its version and lengths (its type, for Ethernet) make sense.
 */
bool guess_ip(const struct walk *w, size_t at, struct next *next) MUST_USE;
bool guess_ethernet(const struct walk *w, size_t at, struct next *next) MUST_USE;

#endif
