/* SPDX-License-Identifier: Apache-2.0 */
#include "base/stamp.h"
#include "engine/engine.h"

static void update_due(struct mw_engine *e)
{
    e->next_due_ns = INT64_MAX;
    if (e->waits.first)
        e->next_due_ns = e->waits.first->wait.at_ns;
    if (e->reports.first && e->reports.first->report.at_ns < e->next_due_ns)
        e->next_due_ns = e->reports.first->report.at_ns;
}

/* At the end of time nothing is planned: it would be due at once, again and again. */
static void plan(struct due_list *l, struct watch *w, int64_t now_ns, int64_t wait_ns)
{
    int64_t at_ns;
    if (!__builtin_add_overflow(now_ns, wait_ns, &at_ns))
        due_add(l, w, at_ns);
}

static void plan_report(struct mw_engine *e, struct watch *w, int64_t now_ns)
{
    if (e->limits.report_interval)
        plan(&e->reports, w, now_ns, (int64_t)e->limits.report_interval * SECOND_NS);
}

static void tell_account(struct mw_engine *e, struct watch *w, const struct mw_origin *origin,
                         bool final)
{
    if (!e->on_account)
        return;
    struct mw_mining mining;
    describe(w, &mining);
    struct mw_account account = { .final = final, .origin = *origin, .mining = &mining };
    e->on_account(&account, e->account_ctx);
}

static void tell_alert(struct mw_engine *e, struct watch *w, const struct mw_origin *origin)
{
    session_freeze(w->session);
    w->alerted = true;
    e->counters.alerts++;
    due_remove(&e->waits, w);
    plan_report(e, w, origin->time_ns);
    if (!e->on_alert)
        return;
    struct mw_mining mining;
    describe(w, &mining);
    const struct alert_rule *a = w->alert;
    struct mw_alert alert = {
        .signature_id = a->id,
        .revision = a->revision,
        .signature = a->signature,
        .category = a->category,
        .severity = a->severity,
        .mitre = (const char *const *)a->mitre,
        .mitre_count = a->mitre_count,
        .origin = *origin,
        .mining = &mining,
    };
    e->on_alert(&alert, e->alert_ctx);
}

/* The words of an alert depend on how far the session has come, so the signature is
 * looked for again as long as the alert waits. */
static bool find_alert(struct watch *w)
{
    const struct dialect *d = w->session ? session_dialect(w->session) : NULL;
    w->alert =
        d ? alert_find(w->rules, d, session_state(w->session), session_confidence(w->session))
          : NULL;
    return w->alert != NULL;
}

void verdict_message(struct mw_engine *e, struct watch *w, const struct mw_origin *origin)
{
    if (w->alerted)
        return;
    if (!find_alert(w)) {
        due_remove(&e->waits, w);
        update_due(e);
        return;
    }
    if (!w->flow->mining) {
        e->counters.sessions++;
        flow_mark_mining(e->flows, w->flow);
    }
    if (session_is_complete(w->session))
        tell_alert(e, w, origin);
    else if (!w->wait.listed)
        plan(&e->waits, w, origin->time_ns, (int64_t)e->limits.alert_wait * MILLISECOND_NS);
    update_due(e);
}

void verdict_end(struct mw_engine *e, struct watch *w, const struct mw_origin *origin)
{
    if (!w->alerted && find_alert(w))
        tell_alert(e, w, origin);
    due_remove(&e->waits, w);
    due_remove(&e->reports, w);
    if (w->alerted)
        tell_account(e, w, origin, true);
    update_due(e);
}

void verdict_due(struct mw_engine *e, const struct mw_origin *now)
{
    struct watch *w;
    while ((w = due_first(&e->waits, now->time_ns))) {
        due_remove(&e->waits, w);
        if (find_alert(w))
            tell_alert(e, w, now);
    }
    while ((w = due_first(&e->reports, now->time_ns))) {
        due_remove(&e->reports, w);
        tell_account(e, w, now, false);
        plan_report(e, w, now->time_ns);
    }
    update_due(e);
}
