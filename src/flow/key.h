/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key - what tells flows apart, its hash, and the names that follow from it
 *
 * A key is equal for both directions: the end with the lower address, or at equal
 * addresses the lower port, stands first. The order is that of Community ID, so
 * that this name, too, follows from the key alone.
 */
#ifndef FLOW_KEY_H
#define FLOW_KEY_H

#include "flow/flow.h"

#define FLOW_ID_BITS 51

/* The key of a packet; *src_is_low says which end sent it. */
struct flow_key key_of(const struct packet *p, bool with_vlan, bool *src_is_low);

static inline bool key_equal(const struct flow_key *a, const struct flow_key *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* Keyed with `random`, so that nobody can aim at one place of the table. */
uint64_t key_hash(const struct flow_key *key, uint64_t random);

/*
 * A flow's number, below 2^51 (a double holds it exactly). It follows from key,
 * first packet's time and number alone, and so is the same at each replay; that
 * two of a million flows share one has a chance of 1 in 4,500.
 */
uint64_t key_flow_id(const struct flow_key *key, const struct mw_origin *first);

#endif
