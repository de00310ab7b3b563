/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session - front door of the room that makes up its mind about a flow
 *
 * Takes the messages of one flow in order and keeps what they amount to: which
 * dialect, who is miner and who is pool, how far they got, who the miner says it
 * is, what that rests on, and how sure all this is.
 *
 * Every message that fits a rule lowers the doubt by the rule's proof, each rule
 * once; confidence is one minus the doubt that is left. What stands amid text that
 * is not JSON (a mail, a log, a banner) counts only when the other side speaks the
 * dialect too. A side that speaks as miner and as pool, or two sides that speak the same
 * part, is a transcript or an echo: such a flow never mines, unless the sides fit
 * together as miner and pool in one way and in one way only; else a single line said
 * out of turn would hide a miner.
 */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include "base/side.h"
#include "base/tally.h"
#include "dialect/dialect.h"

struct session;

/* Whether a flow that has shown nothing yet is worth a session for this message: the
 * cheap no that nearly every message gets. */
bool session_is_worth(const struct dialect_set *set, const struct message *m);
struct session *session_new(const struct dialect_set *set, struct counters *counters);
void session_free(struct session *s); /* NULL is fine */

/* True: the message fitted a rule. */
bool session_message(struct session *s, const struct message *m);

/* The verdict so far; NULL: no rule was met, or the flow contradicts itself. */
const struct dialect *session_dialect(const struct session *s);
double session_confidence(const struct session *s);
enum mw_state session_state(const struct session *s);
/* The side that mines; that of the client where nothing tells. */
enum side session_miner(const struct session *s);
/* Login and answer are known, and which relative of a dialect it is: nothing that
 * an alert should wait for. */
bool session_is_complete(const struct session *s);
/* From now on the dialect stays, whatever comes. */
void session_freeze(struct session *s);
/* Fills what a session knows of struct mw_mining; borrowed from the session until
 * its next message. */
void session_describe(struct session *s, struct mw_mining *out);

#endif
