/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inspected - what hangs behind the slot of an undecided or mining flow
 *
 * It lives from inspected_new until it ends or is settled; both give its memory
 * back and leave the slot as closed or settled. Each is in the lists by which it
 * is found when time has passed. While the sink is being called for a flow, a
 * verdict on it only leaves a note, and takes effect when the call has returned.
 */
#ifndef FLOW_INSPECTED_H
#define FLOW_INSPECTED_H

#include "base/slab.h"
#include "flow/list.h"
#include "flow/stream.h"
#include "flow/table.h"

/* One side of an inspected flow, and its place in the list of those with a hole. */
struct half {
    struct stream stream;
    struct link wait;
    int64_t due_ns; /* when the hole is to be looked at; INT64_MAX: there is none */
    struct inspected *owner;
    enum side side;
};

/* What hangs behind the slot of an undecided or mining flow. */
struct inspected {
    struct flow flow; /* first: the engine holds pointers to it */
    struct half half[2];
    struct slot *slot;
    struct link idle;      /* in order of the last packet */
    struct link begun;     /* in order of begin */
    uint64_t order;        /* of begin */
    int64_t seen_ns;       /* the last packet, for the time-out */
    struct mw_origin last; /* the same */
    bool is_busy;          /* the sink is being called: it must not go away */
    bool is_settled;       /* the engine said so while it was busy */
    bool is_ending;
};

struct flow_table {
    const struct limits *limits; /* borrowed */
    struct counters *counters;   /* borrowed */
    struct flow_sink sink;
    struct table table;
    struct slab slab; /* of struct inspected */
    struct stream_shared shared;
    struct link undecided, mining; /* by last packet */
    struct link begun;
    struct link holes, acked; /* halves with a hole; each waits as long as all in its list */
    uint64_t begun_count;
    int64_t due_ns; /* nothing is to be done before */
    int64_t now_ns; /* the latest packet */
};

static inline bool is_syn(const struct packet *p)
{
    return (p->flags & (TCP_SYN | TCP_RST | TCP_FIN)) == TCP_SYN;
}

/* Which side has the lower address. */
static inline enum side low_side(const struct slot *slot)
{
    return slot->client_is_low ? SIDE_CLIENT : SIDE_SERVER;
}

/*
 * Inspect the flow of a settled slot, whose first packet for us is p; side sent
 * it. At the ceiling, the undecided flow that was silent longest is settled for
 * it. NULL: no memory, or all of them mine.
 */
struct inspected *inspected_new(struct flow_table *t, struct slot *slot, const struct packet *p,
                                enum side side);
/* A packet of it; it may be gone afterwards. */
void inspected_feed(struct flow_table *t, struct inspected *in, const struct packet *p,
                    enum side side);
/* It is over: what waits goes out, then its end. The slot stays: closed, if that
 * is why, else settled. */
void inspected_end(struct flow_table *t, struct inspected *in, enum flow_end why,
                   const struct mw_origin *origin);
/* The same, and the slot is free. */
void inspected_forget(struct flow_table *t, struct inspected *in, enum flow_end why,
                      const struct mw_origin *origin);
/* Give the memory back, without a word to anybody. */
void inspected_free(struct flow_table *t, struct inspected *in);
/* Time has come to now_ns: skip holes, end flows. Nothing to do before t->due_ns. */
void inspected_expire(struct flow_table *t, int64_t now_ns);

#endif
