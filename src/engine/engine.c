/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/engine.h"

#include <stdlib.h>

/* A flow that has shown some sign of mining, though not enough for an alert, may
 * show this many times as much before it is given up on. */
#define SIGN_PATIENCE 16

const char *mw_version(void)
{
    return MW_VERSION;
}

const char *mw_state_name(enum mw_state state)
{
    static const char *const names[] = { "seen", "login", "accepted", "working", "rejected" };
    return names[state];
}

/* ---- rules in use ------------------------------------------------------------ */

static struct rules_use *use_of(struct mw_engine *e, const struct mw_rules *rules)
{
    for (size_t i = 0; i < RULES_USED_MOST; i++)
        if (e->used[i].rules == rules)
            return &e->used[i];
    return NULL;
}

bool mw_engine_uses(const struct mw_engine *e, const struct mw_rules *rules)
{
    return e->rules == rules || use_of((struct mw_engine *)e, rules) != NULL;
}

/* NULL: more sets of rules are in use than are kept apart. */
static struct rules_use *use_rules(struct mw_engine *e)
{
    struct rules_use *use = use_of(e, e->rules);
    if (!use)
        use = use_of(e, NULL);
    if (use) {
        use->rules = e->rules;
        use->watches++;
    }
    return use;
}

static void unuse_rules(struct mw_engine *e, const struct mw_rules *rules)
{
    struct rules_use *use = use_of(e, rules);
    if (--use->watches == 0)
        use->rules = NULL;
}

/* ---- one flow ------------------------------------------------------------------ */

static void watch_free(struct mw_engine *e, struct watch *w)
{
    unuse_rules(e, w->rules);
    conduit_free(w->conduit);
    session_free(w->session);
    w->flow->user = NULL;
    free(w);
}

static struct watch *watch_new(struct mw_engine *e, struct flow *f)
{
    struct watch *w = calloc(1, sizeof *w);
    struct conduit *conduit = w ? conduit_new(&e->limits, &e->counters) : NULL;
    if (!conduit || !use_rules(e)) {
        conduit_free(conduit);
        free(w);
        return NULL;
    }
    w->flow = f;
    w->rules = e->rules;
    w->conduit = conduit;
    f->user = w;
    return w;
}

struct feeding {
    struct mw_engine *engine;
    struct watch *watch;
    const struct mw_origin *origin;
};

static void on_message(const struct message *m, void *ctx)
{
    struct feeding *fd = ctx;
    struct watch *w = fd->watch;
    struct counters *counters = &fd->engine->counters;
    w->seen_messages++;
    counters->messages++;
    if (!w->session && session_is_worth(&w->rules->set, m))
        w->session = session_new(&w->rules->set, counters);
    if (w->session && session_message(w->session, m))
        verdict_message(fd->engine, w, &m->origin);
}

/* When and why a flow is given up on: see src/README.md. */
static bool is_hopeless(const struct mw_engine *e, const struct watch *w)
{
    const struct limits *l = &e->limits;
    if (w->flow->mining)
        return false;
    if (conduit_verdict(w->conduit) == VERDICT_FOREIGN)
        return true;
    uint64_t patience = w->session && session_dialect(w->session) ? SIGN_PATIENCE : 1;
    return w->seen_bytes[SIDE_CLIENT] > l->inspect_bytes * patience ||
           w->seen_bytes[SIDE_SERVER] > l->inspect_bytes * patience ||
           w->seen_segments > l->inspect_packets * patience ||
           w->seen_messages > l->inspect_messages * patience;
}

static struct watch *watch_of(struct mw_engine *e, struct flow *f, enum side side)
{
    struct watch *w = f->user ? f->user : watch_new(e, f);
    if (w && !w->begun[side]) {
        w->begun[side] = true;
        conduit_begin(w->conduit, side, !f->midstream);
    }
    return w;
}

static void settle(struct mw_engine *e, struct watch *w)
{
    struct flow *f = w->flow;
    due_remove(&e->waits, w);
    due_remove(&e->reports, w);
    watch_free(e, w);
    e->counters.flows_settled++;
    flow_settle(e->flows, f);
}

static void on_data(struct flow *f, enum side side, struct view bytes,
                    const struct mw_origin *origin, void *ctx)
{
    struct mw_engine *e = ctx;
    struct watch *w = watch_of(e, f, side);
    if (!w) {
        e->counters.flows_untracked++;
        flow_settle(e->flows, f);
        return;
    }
    struct feeding fd = { e, w, origin };
    struct outlet out = { on_message, &fd };
    conduit_feed(w->conduit, side, bytes, origin, &out);
    w->seen_bytes[side] += bytes.len;
    w->seen_segments++;
    if (is_hopeless(e, w))
        settle(e, w);
}

static void on_gap(struct flow *f, enum side side, uint64_t n, const struct mw_origin *origin,
                   void *ctx)
{
    struct mw_engine *e = ctx;
    struct watch *w = watch_of(e, f, side);
    if (!w)
        return;
    struct feeding fd = { e, w, origin };
    struct outlet out = { on_message, &fd };
    conduit_gap(w->conduit, side, n, origin, &out);
}

static void on_end(struct flow *f, enum flow_end why, const struct mw_origin *origin, void *ctx)
{
    (void)why;
    struct mw_engine *e = ctx;
    struct watch *w = f->user;
    if (!w)
        return;
    struct feeding fd = { e, w, origin };
    struct outlet out = { on_message, &fd };
    for (int side = 0; side < 2; side++)
        if (w->begun[side])
            conduit_end(w->conduit, (enum side)side, origin, &out);
    verdict_end(e, w, origin);
    watch_free(e, w);
}

/* ---- the public face -------------------------------------------------------------- */

struct mw_engine *mw_engine_new(const struct mw_rules *rules)
{
    struct mw_engine *e = calloc(1, sizeof *e);
    if (!e)
        return NULL;
    e->rules = rules;
    e->limits = limits_default();
    e->next_due_ns = INT64_MAX;
    e->waits.link = offsetof(struct watch, wait);
    e->reports.link = offsetof(struct watch, report);
    return e;
}

bool mw_engine_set(struct mw_engine *e, const char *name, uint64_t value)
{
    return !e->flows && limits_set(&e->limits, name, value);
}

void mw_engine_on_alert(struct mw_engine *e, mw_alert_fn *fn, void *ctx)
{
    e->on_alert = fn;
    e->alert_ctx = ctx;
}

void mw_engine_on_account(struct mw_engine *e, mw_account_fn *fn, void *ctx)
{
    e->on_account = fn;
    e->account_ctx = ctx;
}

void mw_engine_set_rules(struct mw_engine *e, const struct mw_rules *rules)
{
    e->rules = rules;
}

/* Made with the first frame, when all numbers are set. */
static bool start(struct mw_engine *e)
{
    struct flow_sink sink = { .data = on_data, .gap = on_gap, .end = on_end, .ctx = e };
    e->decode = decode_new(&e->limits, &e->counters);
    if (e->decode)
        e->flows = flow_table_new(&e->limits, &e->counters, &sink);
    e->failed = !e->flows;
    return !e->failed;
}

void mw_engine_frame(struct mw_engine *e, const struct mw_frame *frame)
{
    if (__builtin_expect(e->finished, false))
        return;
    if (__builtin_expect(!e->flows, false) && (e->failed || !start(e)))
        return;
    e->last = (struct mw_origin){ frame->source, frame->number, frame->time_ns };
    struct packet p;
    bool is_packet = decode_frame(e->decode, frame, &p);
    if (__builtin_expect(frame->time_ns >= e->next_due_ns, false))
        verdict_due(e, &e->last);
    if (is_packet && p.proto == 6)
        flow_packet(e->flows, &p);
}

void mw_engine_advance(struct mw_engine *e, int64_t now_ns)
{
    if (!e->flows)
        return;
    struct mw_origin now = { .time_ns = now_ns };
    if (now_ns >= e->next_due_ns)
        verdict_due(e, &now);
    flow_advance(e->flows, &now);
}

void mw_engine_finish(struct mw_engine *e)
{
    if (e->flows && !e->finished)
        flow_table_finish(e->flows, &e->last);
    e->finished = true;
}

void mw_engine_free(struct mw_engine *e)
{
    if (!e)
        return;
    mw_engine_finish(e);
    flow_table_free(e->flows);
    decode_free(e->decode);
    free(e);
}

void mw_engine_counters(const struct mw_engine *e, mw_counter_fn *fn, void *ctx)
{
    for (size_t i = 0; i < counter_row_count; i++) {
        const struct counter_row *row = &counter_rows[i];
        uint64_t value = *(const uint64_t *)((const char *)&e->counters + row->offset);
        fn(row->name, value, row->meaning, ctx);
    }
}
