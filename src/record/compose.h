/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compose - a record out of what the engine told
 *
 * The one place that knows which fact stands in which field.
 */
#ifndef RECORD_COMPOSE_H
#define RECORD_COMPOSE_H

#include "record/ledger.h"

/* What an account of a session has beside the facts. */
struct account_extra {
    uint64_t flows, suppressed;
    uint64_t first_flow_id; /* of the alert that was written */
    bool has_first_flow;
    bool final;
};

void compose_alert(struct record *r, const struct mw_alert *alert,
                   const struct ledger_settings *settings);
void compose_account(struct record *r, const struct mw_mining *m,
                     const struct mw_origin *origin, const struct account_extra *extra,
                     const struct ledger_settings *settings);

#endif
