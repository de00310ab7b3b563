/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch - what the engine hangs on a flow that is undecided or mining
 *
 * Lists through the watches, in order of time, say when an alert has waited long
 * enough and when the next account of a lasting flow is due. Both waits are the
 * same for all flows, so a new entry goes to the end, or near it where the packets'
 * time went back.
 */
#ifndef ENGINE_WATCH_H
#define ENGINE_WATCH_H

#include "carrier/carrier.h"
#include "flow/flow.h"
#include "session/session.h"
#include "signature/signature.h"

struct watch;

struct due_link {
    struct watch *next, *previous;
    int64_t at_ns;
    bool listed;
};

struct watch {
    struct flow *flow;
    const struct mw_rules *rules;
    struct conduit *conduit; /* owned; NULL until there are data */
    struct session *session; /* owned; NULL until a message was worth a look */
    uint64_t seen_bytes[2];
    uint32_t seen_segments, seen_messages;
    bool begun[2];
    const struct alert_rule *alert; /* found: waits, or was handed out */
    bool alerted;
    struct due_link wait;   /* for login and answer */
    struct due_link report; /* for the next account */
};

struct due_list {
    struct watch *first, *last;
    size_t link; /* offset of the struct due_link in struct watch */
};

void due_add(struct due_list *l, struct watch *w, int64_t at_ns);
void due_remove(struct due_list *l, struct watch *w);
/* The first watch that is due at now; NULL: none. */
struct watch *due_first(const struct due_list *l, int64_t now_ns);

#endif
