/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/inspected.h"

#include "base/stamp.h"

#define FUTURE_MOST 16 /* flows from the future put right at one packet */

static struct inspected *inspected_of(struct flow *f)
{
    return (struct inspected *)f;
}

static int64_t add_ns(int64_t at_ns, uint64_t seconds)
{
    int64_t due_ns;
    return __builtin_add_overflow(at_ns, (int64_t)seconds * SECOND_NS, &due_ns) ? INT64_MAX
                                                                                : due_ns;
}

static void note_due(struct flow_table *t, int64_t due_ns)
{
    if (due_ns < t->due_ns)
        t->due_ns = due_ns;
}

static struct inspected *idle_first(const struct link *list)
{
    return list_is_empty(list) ? NULL : list_item(list->next, struct inspected, idle);
}

static int64_t deadline_of(const struct flow_table *t, const struct inspected *in)
{
    if (!in)
        return INT64_MAX;
    uint64_t idle = in->flow.mining ? t->limits->flow_mining_idle : t->limits->flow_idle;
    return add_ns(in->seen_ns, idle);
}

/* ---- its streams ----------------------------------------------------------------- */

/* Keep the half in the list where its hole waits, if it has one. */
static void update_wait(struct flow_table *t, struct half *h)
{
    int64_t due_ns = stream_due(&h->stream);
    if (due_ns == h->due_ns)
        return;
    h->due_ns = due_ns;
    list_remove(&h->wait);
    if (due_ns == INT64_MAX)
        return;
    list_append(h->stream.is_acked ? &t->acked : &t->holes, &h->wait);
    note_due(t, due_ns);
}

/* Hand on what is ready, unless the engine has had enough of the flow. */
static void pump(struct flow_table *t, struct half *h, int64_t now_ns)
{
    struct inspected *in = h->owner;
    struct piece piece;
    while (!in->is_settled) {
        enum stream_step step = stream_take(&h->stream, &t->shared, now_ns, &piece);
        if (step == STREAM_NOTHING)
            break;
        if (step == STREAM_DATA)
            t->sink.data(&in->flow, h->side, piece.bytes, &piece.origin, t->sink.ctx);
        else
            t->sink.gap(&in->flow, h->side, piece.gap, &piece.origin, t->sink.ctx);
    }
    update_wait(t, h);
}

/* ---- its end ------------------------------------------------------------------- */

static void settle_slot(struct inspected *in)
{
    struct slot *slot = in->slot;
    enum side low = low_side(slot);
    slot->state = SLOT_SETTLED;
    slot->is_mining = false;
    slot->low = in->half[low].stream.has_fin;
    slot->high = in->half[side_other(low)].stream.has_fin;
    slot->is_closed = slot->low && slot->high;
    slot->behind.start_ns = in->flow.start_ns;
}

static void close_slot(struct inspected *in)
{
    struct slot *slot = in->slot;
    const struct stream *client = &in->half[SIDE_CLIENT].stream;
    const struct stream *server = &in->half[SIDE_SERVER].stream;
    slot->state = SLOT_ENDED;
    slot->is_closed = true;
    slot->is_mining = false;
    slot->low = slot->client_is_low ? client->is_started : server->is_started;
    slot->high = slot->client_is_low ? server->is_started : client->is_started;
    slot->behind.next[SIDE_CLIENT] = client->next;
    slot->behind.next[SIDE_SERVER] = server->next;
}

void inspected_free(struct flow_table *t, struct inspected *in)
{
    for (int side = 0; side < 2; side++) {
        stream_done(&in->half[side].stream, &t->shared);
        list_remove(&in->half[side].wait);
    }
    list_remove(&in->idle);
    list_remove(&in->begun);
    slab_give(&t->slab, in);
}

static void leave(struct flow_table *t, struct inspected *in)
{
    in->is_busy = false;
    if (!in->is_settled)
        return;
    settle_slot(in);
    inspected_free(t, in);
}

void inspected_end(struct flow_table *t, struct inspected *in, enum flow_end why,
                   const struct mw_origin *origin)
{
    in->is_busy = true;
    for (int side = 0; side < 2; side++) {
        stream_end(&in->half[side].stream);
        pump(t, &in->half[side], origin->time_ns);
    }
    in->is_ending = true;
    if (!in->is_settled)
        t->sink.end(&in->flow, why, origin, t->sink.ctx);
    if (why == FLOW_END_CLOSED)
        close_slot(in);
    else
        settle_slot(in);
    inspected_free(t, in);
}

void inspected_forget(struct flow_table *t, struct inspected *in, enum flow_end why,
                      const struct mw_origin *origin)
{
    struct slot *slot = in->slot;
    inspected_end(t, in, why, origin);
    table_free(&t->table, slot);
}

/* ---- its beginning --------------------------------------------------------------- */

/* Memory for a flow, if need be that of the undecided one silent longest. */
static struct inspected *take_inspected(struct flow_table *t, const struct mw_origin *origin)
{
    struct inspected *in = slab_take(&t->slab);
    struct inspected *victim = idle_first(&t->undecided);
    if (in || !victim)
        return in;
    t->counters->flows_evicted++;
    inspected_end(t, victim, FLOW_END_EVICTED, origin);
    return slab_take(&t->slab);
}

static void fill_flow(struct flow *f, const struct slot *slot, const struct packet *p,
                      enum side side)
{
    enum side low = low_side(slot), high = side_other(low);
    f->id = slot->id;
    f->key = slot->key;
    f->addr[low] = slot->key.low;
    f->addr[high] = slot->key.high;
    f->port[low] = slot->key.low_port;
    f->port[high] = slot->key.high_port;
    f->start_ns = slot->behind.start_ns;
    f->midstream = !is_syn(p);
    f->first = *p;
    f->first.payload = (struct view){ 0 };
    f->first_side = side;
}

struct inspected *inspected_new(struct flow_table *t, struct slot *slot, const struct packet *p,
                                enum side side)
{
    struct inspected *in = take_inspected(t, &p->origin);
    if (!in)
        return NULL;
    fill_flow(&in->flow, slot, p, side);
    for (int i = 0; i < 2; i++) {
        in->half[i].owner = in;
        in->half[i].side = (enum side)i;
        in->half[i].due_ns = INT64_MAX;
    }
    in->order = t->begun_count++;
    in->slot = slot;
    slot->state = SLOT_INSPECTED;
    slot->behind.inspected = in;
    list_append(&t->begun, &in->begun);
    list_append(&t->undecided, &in->idle);
    return in;
}

/* ---- its packets ----------------------------------------------------------------- */

static void touch(struct flow_table *t, struct inspected *in, const struct packet *p,
                  enum side side)
{
    in->flow.packets[side]++;
    in->flow.bytes[side] += p->ip_len;
    in->flow.last_ns = in->seen_ns = p->origin.time_ns;
    in->last = p->origin;
    in->slot->tick = tick_of(p->origin.time_ns);
    list_append(in->flow.mining ? &t->mining : &t->undecided, &in->idle);
    note_due(t, deadline_of(t, in));
}

static void note_syn(struct inspected *in, const struct packet *p, enum side side)
{
    stream_start(&in->half[side].stream, p->seq + 1, false);
    if (p->flags & TCP_ACK)
        stream_start(&in->half[side_other(side)].stream, p->ack, true);
}

/* A RST that its receiver might believe: a wild one must not blind us. */
static bool is_plausible_rst(const struct inspected *in, const struct packet *p, enum side side)
{
    const struct stream *own = &in->half[side].stream;
    if (own->is_started || !(p->flags & TCP_ACK))
        return stream_is_near(own, p->seq);
    return stream_is_near(&in->half[side_other(side)].stream, p->ack);
}

static bool is_closed(const struct inspected *in, const struct packet *p, enum side side)
{
    if (p->flags & TCP_RST)
        return is_plausible_rst(in, p, side);
    enum side other = side_other(side);
    return stream_is_finished(&in->half[side].stream) &&
           (stream_is_finished(&in->half[other].stream) || in->flow.packets[other] == 0);
}

void inspected_feed(struct flow_table *t, struct inspected *in, const struct packet *p,
                    enum side side)
{
    struct half *own = &in->half[side], *other = &in->half[side_other(side)];
    int64_t now_ns = p->origin.time_ns;
    touch(t, in, p, side);
    in->is_busy = true;
    if (is_syn(p))
        note_syn(in, p, side);
    if (p->flags & TCP_ACK) {
        stream_ack(&other->stream, p->ack, now_ns);
        update_wait(t, other);
    }
    if (!(p->flags & TCP_RST)) {
        stream_feed(&own->stream, &t->shared, p);
        pump(t, own, now_ns);
    }
    if (!in->is_settled && is_closed(in, p, side))
        inspected_end(t, in, FLOW_END_CLOSED, &p->origin);
    else
        leave(t, in);
}

/* ---- time ------------------------------------------------------------------------ */

/* A packet with a time far ahead must not hold up all that came after it. */
static void mend_future(struct link *list, int64_t now_ns)
{
    for (int i = 0; i < FUTURE_MOST; i++) {
        struct inspected *in = idle_first(list);
        if (!in || in->seen_ns <= now_ns)
            return;
        in->seen_ns = now_ns;
        list_append(list, &in->idle);
    }
}

static int64_t list_due(const struct link *list)
{
    return list_is_empty(list) ? INT64_MAX : list_item(list->next, struct half, wait)->due_ns;
}

static void skip_holes(struct flow_table *t, struct link *list, int64_t now_ns)
{
    while (list_due(list) <= now_ns && !list_is_empty(list)) {
        struct half *h = list_item(list->next, struct half, wait);
        struct inspected *in = h->owner;
        in->is_busy = true;
        pump(t, h, now_ns);
        leave(t, in);
    }
}

/* The next flow whose time-out has passed; of equal ones, the one that began first. */
static struct inspected *next_idle(const struct flow_table *t, int64_t *deadline_ns)
{
    struct inspected *undecided = idle_first(&t->undecided), *mining = idle_first(&t->mining);
    int64_t a = deadline_of(t, undecided), b = deadline_of(t, mining);
    bool is_first =
        a < b || (a == b && undecided && (!mining || undecided->order < mining->order));
    *deadline_ns = is_first ? a : b;
    return is_first ? undecided : mining;
}

void inspected_expire(struct flow_table *t, int64_t now_ns)
{
    mend_future(&t->undecided, now_ns);
    mend_future(&t->mining, now_ns);
    skip_holes(t, &t->acked, now_ns);
    skip_holes(t, &t->holes, now_ns);
    struct inspected *in;
    int64_t deadline_ns;
    while ((in = next_idle(t, &deadline_ns)) && deadline_ns <= now_ns) {
        /* The end has its own time, whenever it is noticed: so it doesn't hang
         * on what other flows happen to be in the same table. */
        struct mw_origin origin = in->last;
        origin.time_ns = deadline_ns;
        t->counters->flows_timed_out++;
        inspected_forget(t, in, FLOW_END_IDLE, &origin);
    }
    t->due_ns = deadline_ns;
    note_due(t, list_due(&t->acked));
    note_due(t, list_due(&t->holes));
}

/* ---- verdicts -------------------------------------------------------------------- */

void flow_settle(struct flow_table *t, struct flow *f)
{
    struct inspected *in = inspected_of(f);
    if (f->mining || in->is_ending)
        return;
    in->is_settled = true;
    if (!in->is_busy)
        leave(t, in);
}

void flow_mark_mining(struct flow_table *t, struct flow *f)
{
    struct inspected *in = inspected_of(f);
    if (f->mining)
        return;
    f->mining = true;
    in->slot->is_mining = true;
    struct link *place = &t->mining;
    while (place->previous != &t->mining &&
           list_item(place->previous, struct inspected, idle)->seen_ns > in->seen_ns)
        place = place->previous;
    list_put_before(place, &in->idle);
    note_due(t, deadline_of(t, in));
}
