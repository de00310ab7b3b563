/* SPDX-License-Identifier: Apache-2.0 */
#include "record/ledger.h"

#include <search.h>
#include <stdlib.h>
#include <sys/queue.h>

#include "record/compose.h"
#include "record/facts.h"
#include "record/place.h"
#include "record/suppress.h"

/* Flows remembered, for each session that may be. */
#define FLOWS_PER_SESSION 4

/* What makes two flows one session. */
struct key {
    struct place place;
    const char *dialect;
    struct mw_text login;
};

/* The counts of one flow from its beginning. */
struct sums {
    uint64_t packets_to_pool, bytes_to_pool, packets_to_miner, bytes_to_miner;
    uint64_t messages, shares_submitted, shares_accepted, shares_rejected;
};

/* A flow that lasts, and what of it is in its session's sums. */
struct strand {
    uint64_t flow_id;        /* first: the tree compares it */
    struct session *session; /* NULL: it was closed before its flow ended */
    struct sums counted;
    LIST_ENTRY(strand) link;
};

struct session {
    struct key *key; /* owned; first: the tree compares what it points to */
    struct facts facts;
    struct mw_origin origin;     /* of the latest news */
    LIST_HEAD(, strand) strands; /* its flows that last */
    uint64_t order;              /* of its first alert */
    uint64_t flows;              /* all that joined it */
    uint64_t suppressed;
    uint64_t first_flow_id; /* of the alert that was written */
    bool has_first_flow;
    uint64_t reporter; /* the flow whose reports make it report */
    bool has_reporter;
    int64_t reported_ns;          /* when it last reported, or began */
    int64_t ended_ns;             /* when its last flow ended */
    TAILQ_ENTRY(session) link;    /* all, by order */
    TAILQ_ENTRY(session) waiting; /* those without flows, by (ended_ns, order) */
};

TAILQ_HEAD(sessions, session);

struct ledger {
    struct ledger_settings settings;
    struct suppress suppress;
    struct names names;
    void *by_key;  /* of struct session */
    void *by_flow; /* of struct strand */
    struct sessions all, waiting;
    uint64_t strand_count, strands_most;
    uint64_t order;
    struct ledger_stats stats;
};

/* ---- keys and trees ----------------------------------------------------- */

static int key_compare(const void *one, const void *other)
{
    const struct key *a = *(const struct key *const *)one;
    const struct key *b = *(const struct key *const *)other;
    int order = place_compare(&a->place, &b->place);
    if (order == 0)
        order = strcmp(a->dialect, b->dialect);
    return order ? order : text_compare(a->login, b->login);
}

static int strand_compare(const void *one, const void *other)
{
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

/* Borrowed from m. */
static struct key key_of(const struct mw_mining *m)
{
    struct key key = {
        .place = place_of(m),
        .dialect = m->dialect ? m->dialect : "",
        .login = text_head(m->login, RECORD_LOGIN_MOST),
    };
    key.place.host = text_head(key.place.host, RECORD_TEXT_MOST);
    return key;
}

/* One block of memory, texts included; words are kept by the ledger. */
static struct key *key_copy(struct ledger *l, const struct key *key)
{
    const char *dialect = names_keep(&l->names, key->dialect);
    if (!dialect)
        return NULL;
    struct key *copy = malloc(sizeof *copy + key->login.len + key->place.host.len);
    if (!copy)
        return NULL;
    char *at = (char *)(copy + 1);
    *copy = *key;
    copy->dialect = dialect;
    copy->login = text_put(key->login, &at);
    copy->place.host = text_put(key->place.host, &at);
    return copy;
}

static struct session *session_find(struct ledger *l, const struct key *key)
{
    struct session **found = tfind(&key, &l->by_key, key_compare);
    return found ? *found : NULL;
}

static struct strand *strand_find(struct ledger *l, uint64_t flow_id)
{
    struct strand **found = tfind(&flow_id, &l->by_flow, strand_compare);
    return found ? *found : NULL;
}

/* ---- sums --------------------------------------------------------------- */

static struct sums sums_of(const struct mw_mining *m)
{
    return (struct sums){ m->packets_to_pool, m->bytes_to_pool,  m->packets_to_miner,
                          m->bytes_to_miner,  m->messages,       m->shares_submitted,
                          m->shares_accepted, m->shares_rejected };
}

/* Put `now` in place of `before` in the session's sums; modular arithmetic
 * makes this right for taking away, too. */
static void sums_replace(struct session *s, const struct sums *before, const struct sums *now)
{
    struct mw_mining *m = &s->facts.m;
    m->packets_to_pool += now->packets_to_pool - before->packets_to_pool;
    m->bytes_to_pool += now->bytes_to_pool - before->bytes_to_pool;
    m->packets_to_miner += now->packets_to_miner - before->packets_to_miner;
    m->bytes_to_miner += now->bytes_to_miner - before->bytes_to_miner;
    m->messages += now->messages - before->messages;
    m->shares_submitted += now->shares_submitted - before->shares_submitted;
    m->shares_accepted += now->shares_accepted - before->shares_accepted;
    m->shares_rejected += now->shares_rejected - before->shares_rejected;
}

/* ---- a session's life ---------------------------------------------------- */

static void write_record(struct ledger *l, struct record *r, uint64_t *count)
{
    l->settings.write(r, l->settings.ctx);
    record_free(r);
    (*count)++;
}

static void session_report(struct ledger *l, struct session *s, bool final)
{
    if (!l->settings.accounts)
        return;
    struct record *r = record_new();
    if (!r) {
        l->stats.lost++;
        return;
    }
    struct account_extra extra = {
        .flows = s->flows,
        .suppressed = s->suppressed,
        .first_flow_id = s->first_flow_id,
        .has_first_flow = s->has_first_flow,
        .final = final,
    };
    compose_account(r, &s->facts.m, &s->origin, &extra, &l->settings);
    write_record(l, r, &l->stats.accounts);
}

static bool is_waiting(const struct session *s)
{
    return LIST_EMPTY(&s->strands);
}

/* By (ended_ns, order); nearly always at the tail. */
static void session_wait(struct ledger *l, struct session *s, int64_t now_ns)
{
    s->ended_ns = now_ns;
    struct session *before = TAILQ_LAST(&l->waiting, sessions);
    while (before && (before->ended_ns > now_ns ||
                      (before->ended_ns == now_ns && before->order > s->order)))
        before = TAILQ_PREV(before, sessions, waiting);
    if (before)
        TAILQ_INSERT_AFTER(&l->waiting, before, s, waiting);
    else
        TAILQ_INSERT_HEAD(&l->waiting, s, waiting);
}

/* Gone, without a word; flows that last are left without a session. */
static void session_drop(struct ledger *l, struct session *s)
{
    if (is_waiting(s))
        TAILQ_REMOVE(&l->waiting, s, waiting);
    struct strand *strand;
    while ((strand = LIST_FIRST(&s->strands))) {
        LIST_REMOVE(strand, link);
        strand->session = NULL;
    }
    tdelete(s, &l->by_key, key_compare);
    TAILQ_REMOVE(&l->all, s, link);
    facts_done(&s->facts);
    free(s->key);
    free(s);
    l->stats.sessions_open--;
}

static void session_close(struct ledger *l, struct session *s)
{
    session_report(l, s, true);
    session_drop(l, s);
}

static void make_room(struct ledger *l)
{
    struct session *oldest = TAILQ_FIRST(&l->waiting);
    if (!oldest)
        oldest = TAILQ_FIRST(&l->all);
    if (!oldest || l->stats.sessions_open < l->settings.sessions_most)
        return;
    session_close(l, oldest);
    l->stats.sessions_evicted++;
}

/* It waits for a flow to join it. NULL: no memory. */
static struct session *session_new(struct ledger *l, const struct key *key,
                                   const struct mw_mining *m, int64_t now_ns)
{
    make_room(l);
    struct session *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->key = key_copy(l, key);
    if (!s->key || !facts_init(&s->facts, m, &l->names))
        goto out;
    if (!tsearch(s, &l->by_key, key_compare)) {
        facts_done(&s->facts);
        goto out;
    }
    LIST_INIT(&s->strands);
    s->order = l->order++;
    s->reported_ns = now_ns;
    TAILQ_INSERT_TAIL(&l->all, s, link);
    session_wait(l, s, now_ns);
    l->stats.sessions_open++;
    return s;
out:
    free(s->key);
    free(s);
    return NULL;
}

/* The only flow of s tells more of who it is. */
static void session_rename(struct ledger *l, struct session *s, const struct key *key)
{
    struct key *copy = key_copy(l, key);
    if (!copy)
        return;
    /* The tree has just given back a node of the size that it now wants, yet
     * may have none: then the session lives on, and is only not found again. */
    tdelete(s, &l->by_key, key_compare);
    free(s->key);
    s->key = copy;
    if (!tsearch(s, &l->by_key, key_compare))
        l->stats.lost++;
}

/* ---- flows join and leave ------------------------------------------------ */

static void strand_attach(struct ledger *l, struct strand *f, struct session *s)
{
    if (is_waiting(s))
        TAILQ_REMOVE(&l->waiting, s, waiting);
    LIST_INSERT_HEAD(&s->strands, f, link);
    f->session = s;
    s->flows++;
}

/* The session's flow ends, or leaves for another session. */
static void strand_detach(struct ledger *l, struct strand *f, int64_t now_ns)
{
    struct session *s = f->session;
    f->session = NULL;
    if (!s)
        return;
    LIST_REMOVE(f, link);
    if (s->reporter == f->flow_id)
        s->has_reporter = false;
    if (LIST_EMPTY(&s->strands))
        session_wait(l, s, now_ns);
}

static struct strand *strand_new(struct ledger *l, uint64_t flow_id)
{
    if (l->strand_count >= l->strands_most)
        return NULL;
    struct strand *f = calloc(1, sizeof *f);
    if (!f)
        return NULL;
    f->flow_id = flow_id;
    if (!tsearch(f, &l->by_flow, strand_compare)) {
        free(f);
        return NULL;
    }
    l->strand_count++;
    return f;
}

static void strand_free(struct ledger *l, struct strand *f)
{
    tdelete(f, &l->by_flow, strand_compare);
    free(f);
    l->strand_count--;
}

/* A flow turns out to belong elsewhere than was thought: take it out, counts
 * and all. What only it had brought about goes with it. */
static void strand_move(struct ledger *l, struct strand *f, struct session *to, int64_t now_ns)
{
    static const struct sums none;
    struct session *from = f->session;
    sums_replace(from, &f->counted, &none);
    f->counted = none;
    strand_detach(l, f, now_ns);
    strand_attach(l, f, to);
    if (--from->flows > 0)
        return;
    to->suppressed += from->suppressed;
    if (!to->has_first_flow) {
        to->has_first_flow = from->has_first_flow;
        to->first_flow_id = from->first_flow_id;
    }
    session_drop(l, from);
}

/* The session that a flow belongs to by what is known of it now, made if need
 * be. NULL: no memory. */
static struct session *session_of(struct ledger *l, struct strand *f, const struct mw_mining *m,
                                  int64_t now_ns)
{
    struct key key = key_of(m);
    struct session *s = session_find(l, &key);
    struct session *old = f ? f->session : NULL;
    if (old && old == s)
        return s;
    if (old && !s && old->flows == 1) {
        session_rename(l, old, &key);
        return old;
    }
    if (!s)
        s = session_new(l, &key, m, now_ns);
    if (!s || !f)
        return s;
    /* Making room may have closed the old one. */
    if (f->session)
        strand_move(l, f, s, now_ns);
    else
        strand_attach(l, f, s);
    return s;
}

/* Take in news of a flow. *strand is NULL where it is not remembered: then only
 * its end counts. Gives its session, NULL where there is none. */
static struct session *take_news(struct ledger *l, const struct mw_mining *m,
                                 const struct mw_origin *origin, bool final,
                                 struct strand **strand)
{
    struct strand *f = strand_find(l, m->flow_id);
    if (!f)
        f = strand_new(l, m->flow_id);
    *strand = f;
    if (!f && !final)
        return NULL;
    struct session *s = session_of(l, f, m, origin->time_ns);
    if (!s) {
        l->stats.lost++;
        return NULL;
    }
    struct sums now = sums_of(m), before = f ? f->counted : (struct sums){ 0 };
    sums_replace(s, &before, &now);
    if (f)
        f->counted = now;
    else
        s->flows++;
    s->origin = *origin;
    facts_learn(&s->facts, m, &l->names);
    return s;
}

/* ---- the front door ------------------------------------------------------ */

struct ledger *ledger_new(const struct ledger_settings *settings)
{
    struct ledger *l = calloc(1, sizeof *l);
    if (!l)
        return NULL;
    l->settings = *settings;
    if (l->settings.sessions_most == 0)
        l->settings.sessions_most = 1;
    l->strands_most = l->settings.sessions_most * FLOWS_PER_SESSION;
    suppress_init(&l->suppress, settings->suppress_ns, settings->suppressed_most);
    TAILQ_INIT(&l->all);
    TAILQ_INIT(&l->waiting);
    return l;
}

void ledger_advance(struct ledger *l, int64_t now_ns)
{
    struct session *s;
    while ((s = TAILQ_FIRST(&l->waiting)) &&
           now_ns - s->ended_ns >= l->settings.session_linger_ns)
        session_close(l, s);
}

static void write_alert(struct ledger *l, const struct mw_alert *alert)
{
    struct record *r = record_new();
    if (!r) {
        l->stats.lost++;
        return;
    }
    compose_alert(r, alert, &l->settings);
    write_record(l, r, &l->stats.alerts);
}

void ledger_alert(struct ledger *l, const struct mw_alert *alert)
{
    ledger_advance(l, alert->origin.time_ns);
    struct strand *f;
    struct session *s = take_news(l, alert->mining, &alert->origin, false, &f);
    uint64_t said_by = alert->mining->flow_id;
    bool repeat = suppress_ask(&l->suppress, alert, &said_by);
    if (s && !s->has_first_flow) {
        s->first_flow_id = said_by;
        s->has_first_flow = true;
    }
    if (!repeat) {
        write_alert(l, alert);
        return;
    }
    l->stats.suppressed++;
    if (s)
        s->suppressed++;
}

/* Is it time for an account of a session that lasts? A flow that lasts says so,
 * one for all flows of the session; where all are short, the interval does. */
static bool is_due(const struct ledger *l, struct session *s, const struct mw_account *account)
{
    int64_t interval = l->settings.report_interval_ns;
    if (account->final)
        return interval > 0 && account->origin.time_ns - s->reported_ns >= interval;
    if (!s->has_reporter) {
        s->reporter = account->mining->flow_id;
        s->has_reporter = true;
    }
    return s->reporter == account->mining->flow_id;
}

void ledger_account(struct ledger *l, const struct mw_account *account)
{
    int64_t now_ns = account->origin.time_ns;
    ledger_advance(l, now_ns);
    struct strand *f;
    struct session *s = take_news(l, account->mining, &account->origin, account->final, &f);
    if (s && is_due(l, s, account)) {
        session_report(l, s, false);
        s->reported_ns = now_ns;
    }
    if (account->final && f) {
        strand_detach(l, f, now_ns);
        strand_free(l, f);
    } else if (account->final && s && is_waiting(s)) {
        TAILQ_REMOVE(&l->waiting, s, waiting);
        session_wait(l, s, now_ns);
    }
    ledger_advance(l, now_ns);
}

void ledger_finish(struct ledger *l)
{
    struct session *s;
    while ((s = TAILQ_FIRST(&l->all)))
        session_close(l, s);
}

void ledger_free(struct ledger *l)
{
    if (!l)
        return;
    struct session *s;
    while ((s = TAILQ_FIRST(&l->all)))
        session_drop(l, s);
    tdestroy(l->by_flow, free);
    suppress_done(&l->suppress);
    names_done(&l->names);
    free(l);
}

void ledger_stats(const struct ledger *l, struct ledger_stats *out)
{
    *out = l->stats;
}
