/* SPDX-License-Identifier: Apache-2.0 */
/*
 * addr - IP addresses, prefixes and their text
 *
 * Both families stand in 16 bytes, IPv4 as ::ffff:a.b.c.d (RFC 4291, 2.5.5.2),
 * so that one key and one comparison serve both. Bytes are in network order.
 */
#ifndef BASE_ADDR_H
#define BASE_ADDR_H

#include "base/bytes.h"

#define ADDR_TEXT_SIZE 46 /* INET6_ADDRSTRLEN */

struct addr {
    uint8_t byte[16];
};

struct prefix {
    struct addr addr;
    uint8_t bits; /* 0..128, counted over the 16 bytes: 10.0.0.0/8 is 104 */
};

/* Both ask for exactly 4 or 16 bytes. */
static inline struct addr addr_from_v4(const uint8_t *byte)
{
    struct addr a = {
        {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}
    };
    memcpy(a.byte + 12, byte, 4);
    return a;
}

static inline struct addr addr_from_v6(const uint8_t *byte)
{
    struct addr a;
    memcpy(a.byte, byte, 16);
    return a;
}

static inline int addr_compare(const struct addr *a, const struct addr *b)
{
    return memcmp(a->byte, b->byte, sizeof a->byte);
}

bool addr_is_v4(const struct addr *a);
/* The address as inet_ntop writes it, in text[ADDR_TEXT_SIZE]; returns text. */
const char *addr_text(const struct addr *a, char *text);
/* Read "10.0.0.1" or "2001:db8::1". */
bool addr_parse(const char *text, struct addr *out) MUST_USE;
/* Read "10.0.0.0/8", "2001:db8::/32", or an address alone (all bits). */
bool prefix_parse(const char *text, struct prefix *out) MUST_USE;
bool prefix_holds(const struct prefix *p, const struct addr *a);

#endif
