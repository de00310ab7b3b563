/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ledger - the place behind the engines where flows are joined into sessions
 *
 * Takes alerts and accounts of flows in the order of packets, and gives records:
 * an alert once (repeats within `suppress` are held back and counted), and the
 * account of each session, at its end and each report-interval while it lasts.
 * A session is what the flows of one miner to one pool (address, port, dialect,
 * login) amount to; it ends when its last flow has ended and none has joined it
 * for `session-linger`, or with the run.
 *
 * Times are the packets', and records leave in an order that follows from what
 * was put in: an alert at once; a session's last account when its time is up,
 * by (end of its last flow, first alert).
 *
 * Ceilings: at sessions_most the session that ended first is closed early (or,
 * when all are alive, the one that began first); a flow that it still had opens
 * a new one with what comes after. At suppressed_most the alert written longest
 * ago is forgotten, so that its repeat goes out. Beyond a few live flows a
 * session on average, further flows are accounted for at their end alone.
 */
#ifndef RECORD_LEDGER_H
#define RECORD_LEDGER_H

#include "record/record.h"

/* What the ledger asks of the program about a packet's source. */
struct source_info {
    const char *pcap_filename; /* NULL: live */
    const char *in_iface;      /* NULL: not known */
};

struct ledger_settings {
    const char *host;    /* sensor name; NULL: none */
    int64_t suppress_ns; /* 0: every alert goes out */
    int64_t session_linger_ns;
    /* Sessions of many short flows are accounted for this often too, at the end
     * of a flow; 0: only when a flow that lasts reports. */
    int64_t report_interval_ns;
    uint64_t sessions_most;   /* ceiling; the oldest ended session goes first */
    uint64_t suppressed_most; /* ceiling of remembered alerts */
    bool show_passwords;      /* else HTTP Basic passwords are masked */
    bool accounts;            /* write mining records */
    struct source_info (*source)(uint32_t source, void *ctx);
    /* Adds what databases know (mining.pool.asn …); may be NULL. */
    void (*enrich)(struct record *r, const struct mw_address *pool, void *ctx);
    /* A finished record; borrowed. */
    void (*write)(const struct record *r, void *ctx);
    void *ctx;
};

/* Settings are copied, the texts in them borrowed. NULL: no memory. */
struct ledger *ledger_new(const struct ledger_settings *settings);
void ledger_alert(struct ledger *l, const struct mw_alert *alert);
void ledger_account(struct ledger *l, const struct mw_account *account);
/* Packet time passes: sessions that are over by now end. Cheap when none is. */
void ledger_advance(struct ledger *l, int64_t now_ns);
/* The run is over: every session ends, in the order of its first alert. */
void ledger_finish(struct ledger *l);
void ledger_free(struct ledger *l); /* writes nothing; NULL is fine */

struct ledger_stats {
    uint64_t alerts, suppressed, accounts; /* written, held back, written */
    uint64_t sessions_open, sessions_evicted;
    uint64_t lost; /* records and flows given up for want of memory */
};
void ledger_stats(const struct ledger *l, struct ledger_stats *out);

#endif
