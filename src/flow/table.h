/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table - one cache line for each flow, found with one cache miss
 *
 * Slots stand in groups of 16. A key has two groups where it may stand, its first
 * and its second choice; beside the slots, an array holds 16 tags of one byte for
 * each group, so that a look-up reads one line of tags (small enough to stay in
 * the cache), then the one slot that has the tag. There are no chains and no
 * deletion marks: every look-up, hit or miss, ends after 32 tags, whatever
 * anybody sends.
 *
 * The table grows by linear hashing (Litwin, VLDB 1980): when it is half full,
 * one group at a time is split in two, by the insertion that finds it so. Hence
 * no pause however big it is, never two tables at once, and memory that is
 * reserved for the ceiling but touched only from the front as flows come. At the
 * ceiling, 4/5 of the slots are in use; with two choices, groups then don't
 * overflow (Azar et al., "Balanced Allocations", 1999). A slot costs 65 bytes, so
 * 1,000,000 flows stand in 82 MiB.
 *
 * A slot whose time-out has passed counts as free wherever it is met, and
 * insertions sweep a few slots each. Slots that have a struct behind them
 * (SLOT_INSPECTED) are never freed here: their owner does that.
 */
#ifndef FLOW_TABLE_H
#define FLOW_TABLE_H

#include "flow/flow.h"
#include "flow/key.h"

enum slot_state {
    SLOT_INSPECTED, /* behind.inspected is set */
    SLOT_SETTLED,   /* given up on: behind.start_ns */
    SLOT_ENDED,     /* closed after inspection, remembered for a while: behind.next */
};

struct inspected; /* what hangs behind a slot; flow.c */

struct slot {
    struct flow_key key;
    uint64_t id : FLOW_ID_BITS;
    uint64_t state : 2;    /* enum slot_state */
    uint64_t revivals : 2; /* how many were used */
    uint64_t client_is_low : 1;
    uint64_t has_isn : 1;
    uint64_t low : 1, high : 1; /* settled: who has sent a FIN; ended: whose next is known */
    uint64_t is_closed : 1;     /* the short time-out holds */
    uint64_t is_mining : 1;     /* inspected: never thrown out for another */
    union {
        struct inspected *inspected; /* owned by flow.c */
        int64_t start_ns;
        uint32_t next[2]; /* by side: where its sequence numbers ended */
    } behind;
    uint32_t isn;  /* the client's first sequence number, if has_isn */
    uint32_t tick; /* of the last packet */
};

struct table {
    const struct limits *limits;       /* borrowed */
    struct counters *counters;         /* borrowed */
    void (*moved)(struct slot *);      /* told that an inspected slot stands here now */
    uint8_t *tags;                     /* owned; 16 a group; 0: free */
    struct slot *slots;                /* owned; 16 a group */
    uint32_t idle_ticks, closed_ticks; /* time-outs */
    size_t base;                       /* groups at the beginning */
    size_t groups, most;               /* now, and at the ceiling */
    unsigned level;    /* all groups have been split so many times, some once more */
    size_t used;       /* slots, those included whose time has passed unnoticed */
    size_t hand;       /* the group to sweep next */
    unsigned inserted; /* since the last sweep */
};

bool table_init(struct table *t, const struct limits *limits, struct counters *counters,
                void (*moved)(struct slot *)) MUST_USE;
void table_done(struct table *t); /* copes with the half-made */

/* NULL when absent, or over by now; then its slot is free again. */
struct slot *table_find(struct table *t, const struct flow_key *key, uint64_t hash,
                        int64_t now_ns);
/*
 * A new slot, all zero but key and tick; the key must not be in the table. At the
 * ceiling the oldest slot near by is thrown out for it and counted. When all of
 * those near by are inspected, NULL is returned and *victim is the oldest of
 * them that is not known to mine: end it, table_free it, and ask again; without
 * *victim, too, there is no room to be had.
 */
struct slot *table_insert(struct table *t, const struct flow_key *key, uint64_t hash,
                          int64_t now_ns, struct slot **victim);
void table_free(struct table *t, struct slot *slot);

/* A time in slots: 67 ms each, comparable over 4.5 years. */
static inline uint32_t tick_of(int64_t time_ns)
{
    return (uint32_t)((uint64_t)time_ns >> 26);
}

#endif
