/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nflog - Linux netfilter's log, LINKTYPE_NFLOG
 *
 *   family 1, version 1, resource 2, then attributes:
 *   +----------------+----------------+
 *   | length 2       | type 2         |  in the byte order of the host that captured;
 *   +----------------+----------------+  the length counts these four bytes, and
 *   | value, filled up to four bytes  |  type 9 holds the packet
 *   +---------------------------------+
 *
 * https://www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html
 */
#include "decode/walk.h"

#define ATTRIBUTE_LEN     4
#define ATTRIBUTE_PAYLOAD 9
#define ATTRIBUTES_MOST   64 /* there are some twenty */

static uint16_t take_16(struct cursor *c, bool little)
{
    return little ? take_le16(c) : take_be16(c);
}

bool decode_nflog(struct walk *w, struct next *next)
{
    skip(&w->c, 4);
    /* The first attribute is a small one (netfilter writes the packet last), so
     * the byte of its length that isn't zero shows the order. */
    bool little = peek_u8(&w->c, 1) == 0;
    for (int i = 0; i < ATTRIBUTES_MOST; i++) {
        uint16_t len = take_16(&w->c, little);
        uint16_t type = take_16(&w->c, little);
        if (w->c.bad || len < ATTRIBUTE_LEN)
            return false;
        if (type == ATTRIBUTE_PAYLOAD) {
            walk_trim(w, len - ATTRIBUTE_LEN);
            *next = next_is(NEXT_HEADER, HEADER_IP);
            return true;
        }
        skip(&w->c, (size_t)((len + 3) & ~3) - ATTRIBUTE_LEN);
    }
    return false;
}
