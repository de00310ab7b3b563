/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lexicon - what is known of coins' addresses and miners' names, whatever they speak
 *
 * Filled when signatures are loaded, never changed afterwards.
 */
#ifndef DIALECT_LEXICON_H
#define DIALECT_LEXICON_H

#include "dialect/pattern.h"

/* One form of a coin's addresses. */
struct address_form {
    char *coin; /* owned: "XMR"; NULL: several coins share the form */
    struct pattern *pattern;
};

/* A product that calls itself by a name on the wire. */
struct agent_form {
    char *product; /* owned */
    struct pattern *pattern;
};

struct lexicon {
    struct address_form *address; /* owned, in order: the first that fits names the coin */
    size_t address_count;
    struct agent_form *agent; /* owned */
    size_t agent_count;
};

void lexicon_done(struct lexicon *l);
/* The form that all of text has; NULL: it is no address. */
const struct address_form *lexicon_address(const struct lexicon *l, struct view text);
const struct agent_form *lexicon_agent(const struct lexicon *l, struct view text);

/*
 * The part of a login that may be an address: without a "COIN:" prefix, and up to
 * the first of . / + % # (a worker, a difficulty, a referral follow there).
 * "bitcoincash:", "kaspa:" and the like belong to the address.
 */
struct view login_address(const struct lexicon *l, struct view login,
                          const struct address_form **form);

#endif
