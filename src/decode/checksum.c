/* SPDX-License-Identifier: Apache-2.0 */
#include "decode/checksum.h"

/* Wide enough for 2^48 words before it overflows. */
static uint64_t add(uint64_t sum, struct view v)
{
    struct cursor c = cursor_over(v);
    while (c.rest.len >= 4)
        sum += take_be32(&c);
    if (c.rest.len >= 2)
        sum += take_be16(&c);
    if (c.rest.len)
        sum += (uint32_t)take_u8(&c) << 8;
    return sum;
}

static bool is_right(uint64_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return sum == 0xffff;
}

bool checksum_is_right(struct view header)
{
    return is_right(add(0, header));
}

bool checksum_is_right_for(const struct addr *src, const struct addr *dst, uint8_t proto,
                           struct view segment)
{
    /* IPv4's addresses stand behind ::ffff here, which is zero in this arithmetic. */
    uint64_t sum = proto + segment.len;
    sum = add(sum, (struct view){ src->byte, sizeof src->byte });
    sum = add(sum, (struct view){ dst->byte, sizeof dst->byte });
    return is_right(add(sum, segment));
}
