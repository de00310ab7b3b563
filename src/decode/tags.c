/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tags - what switches put between an Ethernet header and its type
 *
 *   VN-Tag (Cisco)          type 0x8926, 4 bytes, then the type
 *   E-TAG, IEEE 802.1BR     type 0x893f, 6 bytes, then the type
 *   Cisco metadata          type 0x8909, version 1, length 1, option 2, group 2,
 *                           then the type
 *   FabricPath (Cisco)      type 0x8903, 2 bytes, then a whole frame
 *   TRILL, RFC 6325         type 0x22f3, 2 bytes of flags with the number of option
 *                           words in five bits, 2 + 2 of names, options, a whole frame
 *   MACsec, IEEE 802.1AE    type 0x88e5, see below
 */
#include "decode/walk.h"

#define VNTAG_LEN          4
#define ETAG_LEN           6
#define CISCO_METADATA_LEN 6
#define FABRICPATH_LEN     2

/* MACsec's tag control: bits of its first byte. */
#define MACSEC_VERSION   0x80
#define MACSEC_HAS_SCI   0x20
#define MACSEC_ENCRYPTED 0x08
#define MACSEC_CHANGED   0x04
#define MACSEC_SCI_LEN   8
#define MACSEC_ICV_LEN   16

static bool skip_to_type(struct walk *w, size_t len, struct next *next)
{
    skip(&w->c, len);
    *next = next_is(NEXT_ETHERTYPE, take_be16(&w->c));
    return !w->c.bad;
}

bool decode_vntag(struct walk *w, struct next *next)
{
    return skip_to_type(w, VNTAG_LEN, next);
}

bool decode_etag(struct walk *w, struct next *next)
{
    return skip_to_type(w, ETAG_LEN, next);
}

bool decode_cisco_metadata(struct walk *w, struct next *next)
{
    return skip_to_type(w, CISCO_METADATA_LEN, next);
}

bool decode_fabricpath(struct walk *w, struct next *next)
{
    skip(&w->c, FABRICPATH_LEN);
    *next = next_is(NEXT_LINK, LINK_ETHERNET);
    return !w->c.bad;
}

bool decode_trill(struct walk *w, struct next *next)
{
    uint16_t flags = take_be16(&w->c);
    skip(&w->c, 4 + (flags >> 6 & 0x1f) * 4);
    *next = next_is(NEXT_LINK, LINK_ETHERNET);
    return !w->c.bad;
}

/*
 *   |V|ES|SC|SCB|E|C|AN(2)| short length (1) | packet number (4) | SCI (0 or 8) |
 *
 * With neither E nor C the frame is in the clear, with a check value behind it.
 */
bool decode_macsec(struct walk *w, struct next *next)
{
    uint8_t control = take_u8(&w->c);
    skip(&w->c, 5 + (control & MACSEC_HAS_SCI ? MACSEC_SCI_LEN : 0));
    if (w->c.bad || (control & MACSEC_VERSION))
        return false;
    if (control & (MACSEC_ENCRYPTED | MACSEC_CHANGED))
        return walk_stop(next, STOP_ENCRYPTED);

    size_t wire = walk_wire_len(w);
    if (wire < MACSEC_ICV_LEN)
        return false;
    walk_trim(w, wire - MACSEC_ICV_LEN);
    return skip_to_type(w, 0, next);
}
