/* SPDX-License-Identifier: Apache-2.0 */
/*
 * identity - a login taken apart: address, worker, coin
 *
 * Grammars met at pools: wallet.worker, wallet/worker, wallet/worker/mail,
 * wallet.worker/mail, wallet.paymentid.worker, wallet+difficulty,
 * wallet.worker+difficulty, COIN:wallet.worker#referral, account.worker. A mail
 * address is not split.
 */
#ifndef SESSION_IDENTITY_H
#define SESSION_IDENTITY_H

#include "dialect/lexicon.h"

struct identity {
    struct view wallet; /* views into what was given */
    struct view worker;
    const char *coin; /* borrowed from the lexicon; NULL: not told by the address */
};

/* `own_worker`: the dialect's own field, len 0 if none; it goes before the login's
 * suffix. `password` is looked at only with worker_from_password. */
struct identity identity_of(const struct lexicon *l, struct view login, struct view own_worker,
                            struct view password, bool worker_from_password);

#endif
