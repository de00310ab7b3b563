/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts - what is known of a session, kept beyond the flows that told it
 *
 * A struct mw_mining whose texts are our own: who and where, carrier and
 * evidence as the first flow told them, identity as it was last told, the best
 * state, the highest confidence. Its counts are sums that the ledger keeps.
 *
 * Words of the rules (dialect, carriers, evidence) are kept once in `names`, as
 * rules may be replaced while a session lasts; no wire can make them more.
 */
#ifndef RECORD_FACTS_H
#define RECORD_FACTS_H

#include "minewatch.h"

struct names {
    void *tree; /* of owned strings */
};

void names_done(struct names *n);
/* The lasting copy of a word; NULL for NULL, or without memory. */
const char *names_keep(struct names *n, const char *word);

struct facts {
    struct mw_mining m; /* texts and evidence owned */
    struct mw_evidence evidence[MW_EVIDENCE_MOST];
};

/* Begins with a session's first flow; its counts start at zero. False: no
 * memory, and nothing to be undone. */
bool facts_init(struct facts *f, const struct mw_mining *m, struct names *names);
void facts_done(struct facts *f);
/* Take in what a flow of the session tells now. Without memory the older stays. */
void facts_learn(struct facts *f, const struct mw_mining *m, struct names *names);

#endif
