/* SPDX-License-Identifier: Apache-2.0 */
/*
 * place - who mines where: the miner's address and the pool's
 *
 * Behind a proxy the pool is the one that was asked for: its port, its address
 * where that was asked for by number, and else its name beside the proxy's
 * address. Texts are borrowed from where the place was made of.
 */
#ifndef RECORD_PLACE_H
#define RECORD_PLACE_H

#include "minewatch.h"

struct place {
    struct mw_address miner, pool;
    uint16_t port;
    struct mw_text host; /* only when a proxy was asked for a name */
};

struct place place_of(const struct mw_mining *m);
/* As memcmp compares: any order, but always the same. */
int place_compare(const struct place *a, const struct place *b);
int text_compare(struct mw_text a, struct mw_text b);
/* The first `most` bytes of text. */
struct mw_text text_head(struct mw_text text, size_t most);
/* Copies text to *at, moves *at behind it, gives the copy. */
struct mw_text text_put(struct mw_text text, char **at);

#endif
