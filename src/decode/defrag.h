/* SPDX-License-Identifier: Apache-2.0 */
/*
 * defrag - IP fragments put together, RFC 791 and RFC 8200, section 4.5
 *
 * Fragments of a datagram wait until all of it is there, however they are
 * ordered. A datagram is given up when it is incomplete limits->defrag_timeout
 * seconds after its first fragment (in packet time), and the oldest one when
 * limits->defrag_memory bytes are kept.
 *
 * Where fragments overlap and differ, the bytes that came first stay, in IPv4;
 * in IPv6 the whole datagram is dropped, and what comes of it later too (RFC
 * 5722). A fragment that contradicts what is known of the length (teardrop), or
 * ends beyond 65,535 (ping of death), is passed over: its sender must not be able
 * to spoil a datagram that the receiver would have taken.
 *
 * Bytes stand in pages of 1 KiB, made when first written to, with a bit for each
 * 8 bytes. So a fragment costs time and memory by its own length, whatever its
 * offset and however many came before.
 */
#ifndef DECODE_DEFRAG_H
#define DECODE_DEFRAG_H

#include "base/tally.h"
#include "decode/packet.h"

struct fragment {
    uint8_t version; /* 4 or 6 */
    uint8_t proto;   /* of the IPv4 header; of the IPv6 fragment header */
    uint32_t id;
    uint32_t offset; /* in bytes */
    bool is_last;
    bool is_cut; /* the capture doesn't hold all of it: no use */
    struct view data;
};

struct datagram {
    struct view data; /* borrowed until the next call to defrag_feed */
    uint8_t proto;    /* as the fragment at offset 0 has it */
};

struct defrag;

/* Both are borrowed for the life of the defragmenter. */
struct defrag *defrag_new(const struct limits *limits, struct counters *counters);
void defrag_free(struct defrag *d); /* NULL is fine */

/*
 * A fragment of the IP header that p holds: addresses, VLANs, tunnel and time
 * are read from there. True when it completes a datagram. The fragment's data
 * may stand in what an earlier call returned.
 */
bool defrag_feed(struct defrag *d, const struct packet *p, const struct fragment *f,
                 struct datagram *whole) MUST_USE;

#endif
