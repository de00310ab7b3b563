/* SPDX-License-Identifier: Apache-2.0 */
/*
 * radio - what drivers write before an IEEE 802.11 header
 *
 *   radiotap   version 1, pad 1, length 2, presence words 4 each while bit 31 is
 *              set, fields in the order of the presence bits, each aligned to its
 *              size; all little-endian (https://www.radiotap.org/)
 *   prism      message code 4, length 4, in the host's order
 *   avs        magic 0x80211001 or -2, length 4, big-endian
 *   ppi        version 1, flags 1, length 2, link type 4, little-endian
 *
 * Lengths count the whole header.
 */
#include "decode/walk.h"

#define RADIOTAP_MORE     0x80000000
#define RADIOTAP_TSFT     0x01
#define RADIOTAP_FLAGS    0x02
#define RADIOTAP_FLAG_PAD 0x20 /* the 802.11 header is filled up to four bytes */
#define RADIOTAP_LEAST    8
#define TSFT_LEN          8
#define AVS_MAGIC         0x80211000
#define AVS_MAGIC_MASK    0xfffff000
#define AVS_LEAST         8
#define PRISM_LEAST       8
#define PPI_LEAST         8

/* The flags byte, which is the first field or behind the first; 0 where it is absent. */
static uint8_t radiotap_flags(struct view header)
{
    struct cursor c = cursor_over(header);
    skip(&c, 4);
    uint32_t present = take_le32(&c);
    uint32_t word = present;
    while (word & RADIOTAP_MORE)
        word = take_le32(&c);
    if (!(present & RADIOTAP_FLAGS))
        return 0;
    if (present & RADIOTAP_TSFT) {
        size_t at = header.len - c.rest.len;
        skip(&c, (-at & (TSFT_LEN - 1)) + TSFT_LEN);
    }
    return take_u8(&c);
}

bool decode_radiotap(struct walk *w, struct next *next)
{
    struct cursor ahead = w->c;
    skip(&ahead, 2);
    uint16_t len = take_le16(&ahead);
    struct view header = take(&w->c, len);
    if (w->c.bad || len < RADIOTAP_LEAST)
        return false;
    if (radiotap_flags(header) & RADIOTAP_FLAG_PAD)
        *next = next_is(NEXT_HEADER, HEADER_WIFI_PADDED);
    else
        *next = next_is(NEXT_LINK, LINK_WIFI);
    return true;
}

bool decode_avs(struct walk *w, struct next *next)
{
    struct cursor ahead = w->c;
    skip(&ahead, 4);
    uint32_t len = take_be32(&ahead);
    skip(&w->c, len);
    *next = next_is(NEXT_LINK, LINK_WIFI);
    return !w->c.bad && len >= AVS_LEAST;
}

bool decode_prism(struct walk *w, struct next *next)
{
    struct cursor ahead = w->c;
    if ((take_be32(&ahead) & AVS_MAGIC_MASK) == AVS_MAGIC) {
        *next = next_is(NEXT_LINK, LINK_AVS); /* some drivers write it under this type */
        return true;
    }
    struct cursor other = ahead;
    uint32_t len = take_le32(&ahead);
    if (len > w->c.rest.len)
        len = take_be32(&other);
    skip(&w->c, len);
    *next = next_is(NEXT_LINK, LINK_WIFI);
    return !w->c.bad && len >= PRISM_LEAST;
}

bool decode_ppi(struct walk *w, struct next *next)
{
    struct cursor ahead = w->c;
    skip(&ahead, 2);
    uint16_t len = take_le16(&ahead);
    uint32_t link = take_le32(&ahead);
    skip(&w->c, len);
    *next = next_is(NEXT_LINK, link);
    return !w->c.bad && len >= PPI_LEAST && link <= UINT16_MAX;
}
