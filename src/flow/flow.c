/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When and why a flow is given up on, revived, evicted
 *
 * A flow is inspected from its first SYN or, when that was not seen, its first
 * data: both streams are reassembled and handed to the engine. Lone
 * acknowledgements, FINs and RSTs begin nothing.
 *
 * It ends when both sides' FINs were seen and all before them was handed on (or
 * one side's, when the other is not in the capture at all); when a RST comes whose
 * sequence number is near where that side stands; when a SYN with another
 * initial number comes; after `flow.timeout` seconds without a packet, or
 * `flow.mining-timeout` if it mines. A closed flow is remembered for
 * `flow.closed-timeout`, so that late repetitions begin no new one. But new data
 * that still come a second after a RST or FIN show that the receiver never
 * believed it: they begin a flow in mid-stream.
 *
 * It is settled, that is, given up on, when the engine says that it has seen
 * enough, which is counted in bytes, segments and messages and not in time, so
 * idling hides nothing. Then all memory but its slot is freed. It costs a look-up
 * a packet, and a glance at the payload's first bytes: where a segment begins, after
 * blanks, as JSON does, inspection starts anew, up to `inspect.revivals` times. So
 * a miner gains nothing by junk, a banner or a long prelude, while a flow of JSON
 * that isn't mining is soon left alone for good. A settled flow is forgotten
 * after `flow.timeout` without a packet, sooner when it was closed; whatever it
 * sends after that is inspected as a new flow.
 *
 * Want of room. With `flow.inspected` flows under inspection, the one that has
 * been silent longest is settled, never one that mines; should all of them mine,
 * new flows are settled from the start, and counted. With `flow.max` flows
 * remembered, or both groups of a new flow's slots full, the slot there that
 * was silent longest makes way: settled and closed ones first, then undecided
 * ones, never one that mines. The first is what a flood of SYNs or of sham
 * connections meets: it pushes out its own like, for who talks stays.
 */
#include "flow/flow.h"

#include <stdlib.h>

#include "base/stamp.h"
#include "base/text.h"
#include "flow/inspected.h"

#define PROTO_TCP   6
#define JSON_GLANCE 64        /* bytes in which JSON must show a quote */
#define LINGER      SECOND_NS /* what was on its way when a flow was closed has come by then */

/* ---- life of the table ---------------------------------------------------------- */

static void slot_moved(struct slot *slot)
{
    slot->behind.inspected->slot = slot;
}

struct flow_table *flow_table_new(const struct limits *limits, struct counters *counters,
                                  const struct flow_sink *sink)
{
    struct flow_table *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->limits = limits;
    t->counters = counters;
    t->sink = *sink;
    t->shared = (struct stream_shared){ .limits = limits, .counters = counters };
    t->due_ns = INT64_MAX;
    t->now_ns = INT64_MIN;
    slab_init(&t->slab, sizeof(struct inspected), limits->flow_inspected);
    struct link *lists[] = { &t->undecided, &t->mining, &t->begun, &t->holes, &t->acked };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        list_init(lists[i]);
    if (table_init(&t->table, limits, counters, slot_moved))
        return t;
    free(t);
    return NULL;
}

void flow_table_free(struct flow_table *t)
{
    if (!t)
        return;
    while (!list_is_empty(&t->begun))
        inspected_free(t, list_item(t->begun.next, struct inspected, begun));
    table_done(&t->table);
    slab_done(&t->slab);
    free(t);
}

void flow_advance(struct flow_table *t, const struct mw_origin *now)
{
    if (now->time_ns >= t->due_ns)
        inspected_expire(t, now->time_ns);
}

void flow_table_finish(struct flow_table *t, const struct mw_origin *origin)
{
    while (!list_is_empty(&t->begun))
        inspected_forget(t, list_item(t->begun.next, struct inspected, begun), FLOW_END_FINISH,
                         origin);
}

/* ---- a packet ------------------------------------------------------------------- */

/* A packet, and what the look-up made of it. */
struct arrival {
    const struct packet *p;
    struct flow_key key;
    uint64_t hash;
    bool src_is_low;
};

static enum side side_of(const struct slot *slot, const struct arrival *a)
{
    return slot->client_is_low == a->src_is_low ? SIDE_CLIENT : SIDE_SERVER;
}

/* Does a SYN open another flow? The same one again has the same number. */
static bool is_reuse(const struct slot *slot, const struct packet *p)
{
    return is_syn(p) && !(p->flags & TCP_ACK) && (!slot->has_isn || slot->isn != p->seq);
}

/* ---- beginning --------------------------------------------------------------------- */

/* Look into the flow from this packet on. */
static void inspect(struct flow_table *t, struct slot *slot, const struct arrival *a)
{
    enum side side = side_of(slot, a);
    struct inspected *in = inspected_new(t, slot, a->p, side);
    if (in)
        inspected_feed(t, in, a->p, side);
    else
        t->counters->flows_untracked++;
}

static struct slot *take_slot(struct flow_table *t, const struct arrival *a)
{
    const struct mw_origin *origin = &a->p->origin;
    struct slot *victim;
    struct slot *slot = table_insert(&t->table, &a->key, a->hash, origin->time_ns, &victim);
    if (slot || !victim)
        return slot;
    t->counters->flows_evicted++;
    inspected_forget(t, victim->behind.inspected, FLOW_END_EVICTED, origin);
    return table_insert(&t->table, &a->key, a->hash, origin->time_ns, &victim);
}

/* Who opened it: who sent the SYN or got the answer; else the higher port's end. */
static bool src_is_client(const struct packet *p)
{
    if (is_syn(p))
        return !(p->flags & TCP_ACK);
    return p->src_port >= p->dst_port;
}

/* The sequence number of the client's SYN, also where only what followed was seen. */
static void note_isn(struct slot *slot, const struct packet *p, enum side side)
{
    bool is_answer = is_syn(p) && p->flags & TCP_ACK;
    if (slot->has_isn || (side == SIDE_SERVER && !is_answer))
        return;
    slot->has_isn = true;
    slot->isn = p->seq - 1;
    if (is_answer)
        slot->isn = p->ack - 1;
    else if (is_syn(p))
        slot->isn = p->seq;
}

static void begin(struct flow_table *t, const struct arrival *a)
{
    const struct packet *p = a->p;
    if ((p->flags & TCP_RST) || (p->payload_len == 0 && !is_syn(p)))
        return;
    struct slot *slot = take_slot(t, a);
    if (!slot) {
        t->counters->flows_untracked++;
        return;
    }
    t->counters->flows++;
    t->counters->flows_midstream += !is_syn(p);
    slot->id = key_flow_id(&a->key, &p->origin);
    slot->state = SLOT_SETTLED; /* until inspection begins */
    slot->behind.start_ns = p->origin.time_ns;
    slot->client_is_low = src_is_client(p) == a->src_is_low;
    note_isn(slot, p, side_of(slot, a));
    inspect(t, slot, a);
}

/* ---- settled and ended flows ---------------------------------------------------------- */

/* Does the text begin as JSON does? Cheap, and of bytes that are in the cache. */
static bool looks_like_json(struct view text)
{
    if (text.len == 0 || text.at[0] > '{')
        return false;
    text = view_head(text, JSON_GLANCE);
    while (text.len && (is_blank(text.at[0]) || text.at[0] == '\0'))
        text = view_from(text, 1);
    if (text.len == 0 || (text.at[0] != '{' && text.at[0] != '['))
        return false;
    return memchr(text.at, '"', text.len) != NULL;
}

static void feed_settled(struct flow_table *t, struct slot *slot, const struct arrival *a)
{
    const struct packet *p = a->p;
    if (!slot->is_closed)
        slot->tick = tick_of(p->origin.time_ns);
    if (p->flags & TCP_FIN) {
        slot->low |= a->src_is_low;
        slot->high |= !a->src_is_low;
    }
    if ((p->flags & TCP_RST) || (slot->low && slot->high))
        slot->is_closed = true;
    if (slot->revivals >= t->limits->inspect_revivals || !looks_like_json(p->payload) ||
        (p->flags & (TCP_SYN | TCP_RST)))
        return;
    slot->revivals++;
    slot->is_closed = false;
    t->counters->flows_revived++;
    inspect(t, slot, a);
}

static void feed_ended(struct flow_table *t, struct slot *slot, const struct arrival *a)
{
    const struct packet *p = a->p;
    bool is_known = a->src_is_low ? slot->low : slot->high;
    uint32_t next = slot->behind.next[side_of(slot, a)];
    bool is_new = !is_known || (int32_t)(p->seq + p->payload_len - next) > 0;
    bool is_late =
        (int32_t)(tick_of(p->origin.time_ns) - slot->tick) > (int32_t)tick_of(LINGER);
    if (p->payload_len == 0 || !is_new || !is_late)
        return;
    table_free(&t->table, slot);
    begin(t, a);
}

/* ---- the hot path ---------------------------------------------------------------------- */

static void begin_anew(struct flow_table *t, struct slot *slot, const struct arrival *a)
{
    if (slot->state == SLOT_INSPECTED)
        inspected_forget(t, slot->behind.inspected, FLOW_END_REUSED, &a->p->origin);
    else
        table_free(&t->table, slot);
    begin(t, a);
}

void flow_packet(struct flow_table *t, const struct packet *p)
{
    if (p->proto != PROTO_TCP)
        return;
    int64_t now_ns = p->origin.time_ns;
    if (now_ns >= t->due_ns || now_ns < t->now_ns)
        inspected_expire(t, now_ns);
    t->now_ns = now_ns;

    struct arrival a = { .p = p };
    a.key = key_of(p, t->limits->flow_key_vlan, &a.src_is_low);
    a.hash = key_hash(&a.key, t->limits->flow_random);
    struct slot *slot = table_find(&t->table, &a.key, a.hash, now_ns);
    if (!slot) {
        begin(t, &a);
    } else if (is_reuse(slot, p)) {
        begin_anew(t, slot, &a);
    } else if (slot->state == SLOT_SETTLED) {
        feed_settled(t, slot, &a);
    } else if (slot->state == SLOT_ENDED) {
        feed_ended(t, slot, &a);
    } else {
        if (p->payload_len)
            note_isn(slot, p, side_of(slot, &a));
        inspected_feed(t, slot->behind.inspected, p, side_of(slot, &a));
    }
}
