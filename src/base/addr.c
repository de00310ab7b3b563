/* SPDX-License-Identifier: Apache-2.0 */
#include "base/addr.h"

#include <arpa/inet.h>
#include <stdlib.h>

#include "base/text.h"

static const uint8_t v4_in_v6[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

bool addr_is_v4(const struct addr *a)
{
    return memcmp(a->byte, v4_in_v6, sizeof v4_in_v6) == 0;
}

const char *addr_text(const struct addr *a, char *text)
{
    if (addr_is_v4(a))
        inet_ntop(AF_INET, a->byte + 12, text, ADDR_TEXT_SIZE);
    else
        inet_ntop(AF_INET6, a->byte, text, ADDR_TEXT_SIZE);
    return text;
}

bool addr_parse(const char *text, struct addr *out)
{
    uint8_t byte[16];
    if (inet_pton(AF_INET, text, byte) == 1)
        *out = addr_from_v4(byte);
    else if (inet_pton(AF_INET6, text, byte) == 1)
        *out = addr_from_v6(byte);
    else
        return false;
    return true;
}

bool prefix_parse(const char *text, struct prefix *out)
{
    char head[ADDR_TEXT_SIZE];
    const char *slash = strchr(text, '/');
    size_t len = slash ? (size_t)(slash - text) : strlen(text);
    if (len >= sizeof head)
        return false;
    memcpy(head, text, len);
    head[len] = '\0';

    struct addr addr;
    if (!addr_parse(head, &addr))
        return false;
    uint64_t most = strchr(head, ':') ? 128 : 32;
    uint64_t bits = most;
    if (slash && !text_to_u64(view_of(slash + 1), 0, most, &bits))
        return false;
    *out = (struct prefix){ addr, (uint8_t)(bits + 128 - most) };
    return true;
}

bool prefix_holds(const struct prefix *p, const struct addr *a)
{
    size_t whole = p->bits / 8;
    if (memcmp(p->addr.byte, a->byte, whole) != 0)
        return false;
    unsigned left = p->bits % 8;
    if (left == 0)
        return true;
    uint8_t mask = (uint8_t)(0xff << (8 - left));
    return ((p->addr.byte[whole] ^ a->byte[whole]) & mask) == 0;
}
