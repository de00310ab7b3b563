/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wifi - IEEE 802.11, data frames in the clear
 *
 *   +---------------+----------+----+----+----+----------+------+-------+-------+
 *   | frame control | duration | A1 | A2 | A3 | sequence | (A4) | (QoS) | (HTC) |
 *   |       2       |    2     | 6  | 6  | 6  |    2     |  6   |   2   |   4   |
 *   +---------------+----------+----+----+----+----------+------+-------+-------+
 *
 *   frame control:  version 2 bits, type 2, subtype 4 |
 *                   to DS, from DS, more fragments, …, protected (0x40), order (0x80)
 *
 *   to DS  from DS    destination  source
 *     0       0           A1         A2
 *     0       1           A1         A3
 *     1       0           A3         A2
 *     1       1           A3         A4
 *
 * Then LLC. With aggregation (A-MSDU) there are many frames, of which the first
 * is read: destination 6, source 6, length 2, LLC.
 */
#include "decode/walk.h"

#define CONTROL_VERSION 0x03
#define CONTROL_TYPE    0x0c
#define TYPE_DATA       0x08
#define SUBTYPE_QOS     0x80
#define SUBTYPE_EMPTY   0x40 /* no data */
#define FLAG_TO_DS      0x01
#define FLAG_FROM_DS    0x02
#define FLAG_MORE       0x04
#define FLAG_PROTECTED  0x40
#define FLAG_ORDER      0x80
#define FRAGMENT_NUMBER 0x000f
#define QOS_AGGREGATE   0x80

static bool skip_aggregate(struct walk *w)
{
    skip(&w->c, 12);
    uint16_t len = take_be16(&w->c);
    if (w->c.bad)
        return false;
    walk_trim(w, len);
    return true;
}

static bool data_frame(struct walk *w, bool is_padded, struct next *next)
{
    size_t before = w->c.rest.len;
    uint8_t control = take_u8(&w->c), flags = take_u8(&w->c);
    if (w->c.bad || (control & CONTROL_VERSION))
        return false;
    if ((control & CONTROL_TYPE) != TYPE_DATA || (control & SUBTYPE_EMPTY))
        return walk_stop(next, STOP_UNKNOWN);
    skip(&w->c, 2);
    struct view a = take(&w->c, 18);
    uint16_t sequence = take_le16(&w->c);
    if (w->c.bad)
        return false;

    const uint8_t *dst = flags & FLAG_TO_DS ? a.at + 12 : a.at;
    const uint8_t *src = flags & FLAG_FROM_DS ? a.at + 12 : a.at + 6;
    if ((flags & FLAG_TO_DS) && (flags & FLAG_FROM_DS))
        src = take(&w->c, 6).at;
    uint8_t qos = control & SUBTYPE_QOS ? take_u8(&w->c) : 0;
    if (control & SUBTYPE_QOS)
        skip(&w->c, flags & FLAG_ORDER ? 1 + 4 : 1);
    if (is_padded)
        skip(&w->c, -(before - w->c.rest.len) & 3);
    if (w->c.bad)
        return false;
    if (flags & FLAG_PROTECTED)
        return walk_stop(next, STOP_ENCRYPTED);
    if ((flags & FLAG_MORE) || (sequence & FRAGMENT_NUMBER))
        return walk_stop(next, STOP_UNKNOWN);

    walk_enter_frame(w);
    walk_set_mac(w, dst, src);
    *next = next_is(NEXT_HEADER, HEADER_LLC);
    return !(qos & QOS_AGGREGATE) || skip_aggregate(w);
}

bool decode_wifi(struct walk *w, struct next *next)
{
    return data_frame(w, false, next);
}

bool decode_wifi_padded(struct walk *w, struct next *next)
{
    return data_frame(w, true, next);
}
