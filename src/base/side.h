/* SPDX-License-Identifier: Apache-2.0 */
/*
 * side - the two ends of a conversation
 *
 * SIDE_CLIENT sent the SYN or, where none was seen, looks like the opener.
 * Miner and pool are roles, found later.
 */
#ifndef BASE_SIDE_H
#define BASE_SIDE_H

enum side { SIDE_CLIENT, SIDE_SERVER };

static inline enum side side_other(enum side s)
{
    return s == SIDE_CLIENT ? SIDE_SERVER : SIDE_CLIENT;
}

#endif
