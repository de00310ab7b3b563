/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suppress - said already? then count it
 *
 * Remembers each alert that was written, by miner, pool, login, worker and
 * signature, for as long as its repeats are held back: `window_ns` of packet
 * time from the alert that was written, not from the repeat. At the ceiling the
 * one written longest ago is forgotten.
 */
#ifndef RECORD_SUPPRESS_H
#define RECORD_SUPPRESS_H

#include <sys/queue.h>

#include "minewatch.h"

TAILQ_HEAD(saids, said);

struct suppress {
    void *tree;         /* of struct said, by what it is about */
    struct saids saids; /* owned; in the order in which they were written */
    uint64_t count, most;
    int64_t window_ns; /* 0: nothing is held back */
};

void suppress_init(struct suppress *s, int64_t window_ns, uint64_t most);
void suppress_done(struct suppress *s);
/* Is this alert a repeat? Then *flow_id is the flow whose alert was written;
 * else this one is remembered as written now. */
bool suppress_ask(struct suppress *s, const struct mw_alert *alert, uint64_t *flow_id);

#endif
