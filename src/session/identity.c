/* SPDX-License-Identifier: Apache-2.0 */
#include "session/identity.h"

#include "base/text.h"

static bool holds(struct view v, char byte)
{
    return v.len && memchr(v.at, byte, v.len);
}

/* Up to the first of these bytes. */
static struct view until(struct view v, const char *stops)
{
    size_t n = 0;
    while (n < v.len && !is_one_of(v.at[n], stops))
        n++;
    return view_head(v, n);
}

/* CryptoNote payment ids, which stand between wallet and worker. */
static bool is_payment_id(struct view v)
{
    return (v.len == 16 || v.len == 64) && text_is_hex(v);
}

/* A final "+10000" or "+perfauto" asks for a difficulty, "#…" names a referral,
 * "%…" a second wallet. */
static struct view without_options(struct view v)
{
    return until(v, "+#%");
}

/* What stands behind wallet or account, its separator included. */
static struct view worker_in(struct view rest)
{
    if (rest.len == 0 || !is_one_of(rest.at[0], "./"))
        return (struct view){ 0 };
    struct view part = until(view_from(rest, 1), "/");
    for (;;) {
        struct view piece = until(part, ".");
        if (!is_payment_id(piece))
            break;
        part = view_from(part, piece.len + 1);
    }
    part = text_trim(without_options(part));
    return holds(part, '@') ? (struct view){ 0 } : part;
}

static struct view suffix_of(struct view login, struct view wallet)
{
    if (wallet.len)
        return worker_in(view_from(login, (size_t)(wallet.at - login.at) + wallet.len));
    if (holds(login, '@'))
        return (struct view){ 0 };
    return worker_in(view_from(login, until(login, "./").len));
}

struct identity identity_of(const struct lexicon *l, struct view login, struct view own_worker,
                            struct view password, bool worker_from_password)
{
    const struct address_form *form;
    struct identity id = { .wallet = login_address(l, login, &form) };
    id.coin = form ? form->coin : NULL;
    id.worker = text_trim(own_worker);
    if (id.worker.len == 0)
        id.worker = suffix_of(login, id.wallet);
    if (id.worker.len == 0 && worker_from_password && !holds(password, '='))
        id.worker = text_trim(until(password, ":"));
    return id;
}
