/* SPDX-License-Identifier: Apache-2.0 */
#include "app/chain.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/log.h"
#include "app/terminal.h"

#define TICK_NS SECOND_NS

/* ---- records out ---------------------------------------------------------- */

static void fail(struct chain *c, const struct error *e)
{
    c->failed = true;
    if (e->what[0])
        log_error(e);
}

static void write_record(const struct record *r, void *ctx)
{
    struct chain *c = ctx;
    if (c->progress)
        progress_wipe(c->progress);
    for (size_t i = 0; i < c->output_count; i++) {
        struct error e = { 0 };
        if (!output_write(c->outputs[i], r, &e))
            fail(c, &e);
    }
    c->unflushed = true;
}

void chain_flush(struct chain *c)
{
    for (size_t i = 0; c->unflushed && i < c->output_count; i++) {
        struct error e = { 0 };
        if (!output_flush(c->outputs[i], &e))
            fail(c, &e);
    }
    c->unflushed = false;
}

void chain_reopen(struct chain *c)
{
    for (size_t i = 0; i < c->output_count; i++) {
        struct error e = { 0 };
        if (!output_reopen(c->outputs[i], &e))
            fail(c, &e);
    }
}

static struct source_info tell_source(uint32_t source, void *ctx)
{
    const struct chain *c = ctx;
    if (source >= c->source_count)
        return (struct source_info){ 0 };
    struct source_info info = { c->sources[source].path, c->sources[source].interface };
    if (!info.in_iface && c->frame && c->frame->source == source)
        info.in_iface = capture_interface(c->capture, c->frame);
    return info;
}

static void add_facts(struct record *r, const struct mw_address *pool, void *ctx)
{
    const struct chain *c = ctx;
    struct address_facts facts = { 0 };
    enrich_address(c->enrich, pool, &facts);
    record_cstr(r, FIELD_pool_country, facts.country[0] ? facts.country : NULL);
    record_cstr(r, FIELD_pool_as_org, facts.as_org[0] ? facts.as_org : NULL);
    if (facts.asn)
        record_uint(r, FIELD_pool_asn, facts.asn);
}

/* ---- the links ------------------------------------------------------------ */

static void on_alert(const struct mw_alert *alert, void *ctx)
{
    ledger_alert(((struct chain *)ctx)->ledger, alert);
}

static void on_account(const struct mw_account *account, void *ctx)
{
    ledger_account(((struct chain *)ctx)->ledger, account);
}

static struct ledger *make_ledger(struct chain *c)
{
    const struct settings *s = c->settings;
    struct ledger_settings settings = {
        .host = c->host[0] ? c->host : NULL,
        .suppress_ns = (int64_t)s->suppress_s * SECOND_NS,
        .session_linger_ns = (int64_t)s->session_linger_s * SECOND_NS,
        .report_interval_ns = (int64_t)s->limits.report_interval * SECOND_NS,
        .sessions_most = s->sessions_most,
        .suppressed_most = s->suppressed_most,
        .show_passwords = s->show_passwords,
        .accounts = s->accounts,
        .source = tell_source,
        .enrich = c->enrich ? add_facts : NULL,
        .write = write_record,
        .ctx = c,
    };
    return ledger_new(&settings);
}

static struct mw_engine *make_engine(struct chain *c)
{
    struct mw_engine *engine = mw_engine_new(c->rules);
    if (!engine)
        return NULL;
    for (size_t i = 0; i < limit_row_count; i++) {
        uint64_t value;
        memcpy(&value, (const char *)&c->settings->limits + limit_rows[i].offset, sizeof value);
        mw_engine_set(engine, limit_rows[i].name, value);
    }
    mw_engine_on_alert(engine, on_alert, c);
    mw_engine_on_account(engine, on_account, c);
    return engine;
}

static bool make_links(struct chain *c)
{
    c->ledger = make_ledger(c);
    c->engine = c->ledger ? make_engine(c) : NULL;
    if (!c->engine)
        log_line(LOG_FAILURE, "no memory for the flow table");
    return c->engine;
}

/* ---- life ----------------------------------------------------------------- */

static void set_host(struct chain *c)
{
    snprintf(c->host, sizeof c->host, "%s", c->settings->host);
    if (strcmp(c->host, "auto") != 0)
        return;
    if (gethostname(c->host, sizeof c->host - 1) == -1)
        c->host[0] = '\0';
}

static bool open_outputs(struct chain *c)
{
    const struct texts *specs = &c->settings->outputs;
    c->outputs = calloc(specs->count + 1, sizeof *c->outputs);
    for (size_t i = 0; c->outputs && i < specs->count; i++) {
        struct error e = { 0 };
        struct output_settings settings =
            terminal_settings(specs->at[i], (enum color)c->settings->color);
        struct output *o = output_open(specs->at[i], &settings, &e);
        if (!o) {
            fail(c, &e);
            return false;
        }
        c->outputs[c->output_count++] = o;
    }
    return c->outputs;
}

int chain_init(struct chain *c, const struct settings *settings, struct mw_rules *rules)
{
    *c = (struct chain){ .settings = settings, .rules = rules };
    set_host(c);
    struct error e = { 0 };
    if (settings->geoip.count) {
        c->enrich =
            enrich_open((const char *const *)settings->geoip.at, settings->geoip.count, &e);
        if (!c->enrich) {
            log_error(&e);
            return 2;
        }
    }
    return open_outputs(c) && make_links(c) ? 0 : 1;
}

void chain_done(struct chain *c)
{
    mw_engine_free(c->engine);
    ledger_free(c->ledger);
    for (size_t i = 0; i < c->output_count; i++) {
        struct error e = { 0 };
        if (!output_close(c->outputs[i], &e))
            fail(c, &e);
    }
    free(c->outputs);
    enrich_close(c->enrich);
    for (size_t i = 0; i < c->retired_count; i++)
        mw_rules_free(c->retired[i]);
    mw_rules_free(c->rules);
    *c = (struct chain){ .failed = c->failed };
}

/* ---- frames in ------------------------------------------------------------ */

/* Once a second of packet time; what follows from it follows from the packets. */
static void tick(struct chain *c, int64_t now_ns)
{
    int64_t interval_ns = (int64_t)c->settings->stats_interval_s * SECOND_NS;
    c->tick_ns = now_ns + TICK_NS;
    ledger_advance(c->ledger, now_ns);
    if (!interval_ns)
        return;
    if (!c->stats_due_ns)
        c->stats_due_ns = now_ns + interval_ns;
    if (now_ns < c->stats_due_ns)
        return;
    /* After a leap in time, one record and not one for each interval left out. */
    c->stats_due_ns += (now_ns - c->stats_due_ns) / interval_ns * interval_ns + interval_ns;
    chain_write_stats(c, now_ns);
}

void chain_frame(struct chain *c, struct capture *capture, const struct mw_frame *frame)
{
    if (!c->first_ns)
        c->first_ns = frame->time_ns;
    if (frame->time_ns > c->last_ns)
        c->last_ns = frame->time_ns;
    c->frame = frame;
    c->capture = capture;
    mw_engine_frame(c->engine, frame);
    if (c->last_ns >= c->tick_ns)
        tick(c, c->last_ns);
    c->frame = NULL;
}

static void free_retired(struct chain *c)
{
    size_t kept = 0;
    for (size_t i = 0; i < c->retired_count; i++) {
        if (mw_engine_uses(c->engine, c->retired[i]))
            c->retired[kept++] = c->retired[i];
        else
            mw_rules_free(c->retired[i]);
    }
    c->retired_count = kept;
}

void chain_advance(struct chain *c, int64_t now_ns)
{
    if (now_ns <= c->last_ns)
        return;
    c->last_ns = now_ns;
    mw_engine_advance(c->engine, now_ns);
    if (now_ns >= c->tick_ns)
        tick(c, now_ns);
    free_retired(c);
}

void chain_finish(struct chain *c)
{
    mw_engine_finish(c->engine);
    ledger_finish(c->ledger);
    chain_flush(c);
}

bool chain_restart(struct chain *c)
{
    chain_finish(c);
    chain_counters(c, &c->past);
    chain_ledger_stats(c, &c->past_ledger);
    mw_engine_free(c->engine);
    ledger_free(c->ledger);
    c->engine = NULL;
    c->ledger = NULL;
    c->last_ns = c->tick_ns = c->stats_due_ns = 0;
    free_retired(c);
    return make_links(c);
}

void chain_set_rules(struct chain *c, struct mw_rules *rules)
{
    free_retired(c);
    if (c->retired_count == CHAIN_RETIRED_MOST) {
        log_line(LOG_FAILURE,
                 "flows still use %d older sets of signatures; the new one waits "
                 "for the next reload",
                 CHAIN_RETIRED_MOST);
        mw_rules_free(rules);
        return;
    }
    mw_engine_set_rules(c->engine, rules);
    c->retired[c->retired_count++] = c->rules;
    c->rules = rules;
    free_retired(c);
}

/* ---- numbers -------------------------------------------------------------- */

/* By name: the engine's order is its own. */
static void add_counter(const char *name, uint64_t value, const char *meaning, void *ctx)
{
    (void)meaning;
    for (size_t i = 0; i < counter_row_count; i++) {
        if (strcmp(counter_rows[i].name, name) != 0)
            continue;
        uint64_t *at = (uint64_t *)((char *)ctx + counter_rows[i].offset);
        *at += value;
    }
}

void chain_counters(const struct chain *c, struct counters *out)
{
    *out = c->past;
    if (c->engine)
        mw_engine_counters(c->engine, add_counter, out);
}

void chain_ledger_stats(const struct chain *c, struct ledger_stats *out)
{
    struct ledger_stats now = { 0 };
    if (c->ledger)
        ledger_stats(c->ledger, &now);
    now.alerts += c->past_ledger.alerts;
    now.suppressed += c->past_ledger.suppressed;
    now.accounts += c->past_ledger.accounts;
    now.sessions_evicted += c->past_ledger.sessions_evicted;
    now.lost += c->past_ledger.lost;
    *out = now;
}

static void add_counters(struct record *r, const struct counters *counters)
{
#define COUNTER(field, name, meaning) record_uint(r, FIELD_stats_##field, counters->field);
#include "base/counters.def"
#undef COUNTER
}

void chain_write_stats(struct chain *c, int64_t now_ns)
{
    struct record *r = record_new();
    if (!r)
        return;
    struct counters counters;
    chain_counters(c, &counters);
    record_time(r, FIELD_timestamp, now_ns);
    record_cstr(r, FIELD_event_type, "stats");
    record_cstr(r, FIELD_host, c->host[0] ? c->host : NULL);
    int64_t up_ns = c->first_ns && now_ns > c->first_ns ? now_ns - c->first_ns : 0;
    record_uint(r, FIELD_stats_uptime, (uint64_t)(up_ns / SECOND_NS));
    record_uint(r, FIELD_stats_kernel_packets, c->captured.received);
    record_uint(r, FIELD_stats_kernel_drops, c->captured.dropped);
    record_uint(r, FIELD_stats_kernel_ifdrops, c->captured.interface_dropped);
    add_counters(r, &counters);
    record_cstr(r, FIELD_stats_schema, RECORD_SCHEMA_VERSION);
    write_record(r, c);
    chain_flush(c);
    record_free(r);
}
