/* SPDX-License-Identifier: Apache-2.0 */
/*
 * records - made-up facts through the ledger, as finished records
 *
 *     struct mw_mining m = mining_of(1);
 *     records_give(&m, my_write, my_context);
 *
 * gives an alert and, an hour and three shares later, the account of its session.
 */
#ifndef TESTS_RECORDS_H
#define TESTS_RECORDS_H

#include "mining.h"
#include "record/ledger.h"

typedef void records_fn(const struct record *r, void *ctx);

static inline struct source_info records_source(uint32_t source, void *ctx)
{
    (void)source;
    (void)ctx;
    return (struct source_info){ .pcap_filename = "pcaps/monero.pcap" };
}

static inline void records_enrich(struct record *r, const struct mw_address *pool, void *ctx)
{
    (void)pool;
    (void)ctx;
    record_uint(r, FIELD_pool_asn, 64500);
    record_cstr(r, FIELD_pool_as_org, "EXAMPLE");
    record_cstr(r, FIELD_pool_country, "DE");
}

static inline void records_give(const struct mw_mining *m, records_fn *write, void *ctx)
{
    struct ledger *l = ledger_new(&(struct ledger_settings){
        .host = "span-1",
        .suppress_ns = 3600 * SECOND_NS,
        .session_linger_ns = 60 * SECOND_NS,
        .sessions_most = 10,
        .suppressed_most = 10,
        .accounts = true,
        .source = records_source,
        .enrich = records_enrich,
        .write = write,
        .ctx = ctx,
    });
    if (!l)
        return;
    struct mw_mining later = *m;
    later.state = MW_STATE_WORKING;
    later.flow_end_ns = later.last_seen_ns = m->flow_start_ns + 3725 * SECOND_NS;
    later.shares_submitted = 43;
    later.shares_accepted = 42;
    later.shares_rejected = 1;
    struct mw_alert alert = alert_of(m, MINING_START_NS + 123456000);
    struct mw_account account = account_of(&later, later.flow_end_ns, true);
    ledger_alert(l, &alert);
    ledger_account(l, &account);
    ledger_finish(l);
    ledger_free(l);
}

#endif
