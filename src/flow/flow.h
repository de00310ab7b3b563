/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow - front door of the room that keeps conversations apart
 *
 * A table of slots, one cache line each, for all TCP flows; behind the few that
 * are still undecided or known to mine hangs a `struct flow` with the streams of
 * both sides. A settled slot has none and costs its look-up.
 *
 * The engine hands in packets; the room calls its sink with the bytes of both
 * sides in order, and with the end of each flow. Time is packet time.
 */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include "base/side.h"
#include "base/tally.h"
#include "decode/packet.h"

/* The symmetric key of a flow, kept whole: equal for both directions. */
struct flow_key {
    struct addr low, high; /* ordered by address, then port */
    uint16_t low_port, high_port;
    uint32_t vlan; /* up to two VLAN ids, 12 bits each; 0 when not in the key */
};

enum flow_end {
    FLOW_END_CLOSED,  /* FIN from both sides, or RST */
    FLOW_END_REUSED,  /* a new SYN on the same key */
    FLOW_END_IDLE,    /* no packet for the time-out */
    FLOW_END_EVICTED, /* thrown out for want of room */
    FLOW_END_FINISH,  /* the engine is finished */
};

/* An undecided or mining flow. `user` belongs to the engine. */
struct flow {
    uint64_t id; /* below 2^51: from key, first packet's time and number */
    struct flow_key key;
    struct addr addr[2]; /* by side */
    uint16_t port[2];
    uint64_t packets[2], bytes[2]; /* by sending side; IP headers included */
    int64_t start_ns, last_ns;
    bool midstream;       /* no SYN was seen */
    bool mining;          /* set by flow_mark_mining: longer time-out, never settled */
    struct packet first;  /* the first packet: its VLANs, MACs and tunnel; no payload */
    enum side first_side; /* who sent it */
    void *user;
};

/* What a stream hands over. Bytes come in order; views are borrowed. `origin`
 * is the packet that brought the last of these bytes. */
struct flow_sink {
    void (*data)(struct flow *f, enum side side, struct view bytes,
                 const struct mw_origin *origin, void *ctx);
    /* n bytes are missing here, for good. */
    void (*gap)(struct flow *f, enum side side, uint64_t n, const struct mw_origin *origin,
                void *ctx);
    /* The flow is over; what waited in the streams has been handed over before. */
    void (*end)(struct flow *f, enum flow_end why, const struct mw_origin *origin, void *ctx);
    void *ctx;
};

struct flow_table;

struct flow_table *flow_table_new(const struct limits *limits, struct counters *counters,
                                  const struct flow_sink *sink);
/* Ends all flows first, in the order in which they began. NULL is fine. */
void flow_table_finish(struct flow_table *t, const struct mw_origin *origin);
void flow_table_free(struct flow_table *t);

/* One packet, all of it: look-up, new flow, streams, close. The hot path. */
void flow_packet(struct flow_table *t, const struct packet *p);
/* Time passes: flows that are over by now end. */
void flow_advance(struct flow_table *t, const struct mw_origin *now);

/* The engine's verdicts, also from within a sink's call. */
void flow_settle(struct flow_table *t, struct flow *f); /* not mining: drop all but the slot */
void flow_mark_mining(struct flow_table *t, struct flow *f); /* mining: keep it */

/* Community ID v1 of the flow, as seen from its client: text[40]; returns text.
 * https://github.com/corelight/community-id-spec */
const char *flow_community_id(const struct flow *f, char *text);

#endif
