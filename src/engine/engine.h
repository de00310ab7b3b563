/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine - the corridor from a frame to an alert: libminewatch's way in and out
 *
 * Calls the rooms in their order: decode, flow, carrier, session, signature. Its
 * public face is mw_engine_* of minewatch.h.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "decode/decode.h"
#include "engine/watch.h"

/* Rules that flows still use, after newer ones were set. */
struct rules_use {
    const struct mw_rules *rules;
    uint64_t watches;
};

#define RULES_USED_MOST 8

struct mw_engine {
    const struct mw_rules *rules;
    struct rules_use used[RULES_USED_MOST];
    struct limits limits;
    struct counters counters;
    struct decode *decode;    /* owned; NULL until the first frame */
    struct flow_table *flows; /* owned; the same */
    bool failed;              /* no memory for these: frames are only counted */
    bool finished;
    struct mw_origin last; /* the latest frame */
    struct due_list waits, reports;
    int64_t next_due_ns;
    mw_alert_fn *on_alert;
    void *alert_ctx;
    mw_account_fn *on_account;
    void *account_ctx;
};

/* verdict.c: what the messages of a flow amount to, and when to say so. */

/* A message came: perhaps an alert is found, or need wait no longer. */
void verdict_message(struct mw_engine *e, struct watch *w, const struct mw_origin *origin);
/* The flow is over: the alert that waits, and the last account. */
void verdict_end(struct mw_engine *e, struct watch *w, const struct mw_origin *origin);
/* Time has come to `now`: alerts that have waited enough, accounts that are due. */
void verdict_due(struct mw_engine *e, const struct mw_origin *now);

/* describe.c: a flow as struct mw_mining. */
void describe(const struct watch *w, struct mw_mining *out);

#endif
