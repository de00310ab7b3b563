/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pktap - macOS's capture of all interfaces, LINKTYPE_PKTAP
 *
 *   header length 4, record type 4, link type 4, all little-endian; more up to the
 *   header's length, then a frame of that link type
 *
 * https://www.tcpdump.org/linktypes/LINKTYPE_PKTAP.html
 */
#include "decode/walk.h"

#define FIELDS_LEN 12

bool decode_pktap(struct walk *w, struct next *next)
{
    uint32_t len = take_le32(&w->c);
    skip(&w->c, 4);
    uint32_t link = take_le32(&w->c);
    if (w->c.bad || len < FIELDS_LEN || link > UINT16_MAX)
        return false;
    skip(&w->c, len - FIELDS_LEN);
    *next = next_is(NEXT_LINK, link);
    return !w->c.bad;
}
