/* SPDX-License-Identifier: Apache-2.0 */
#include "record/place.h"

#include <string.h>

#include "base/addr.h"

/* "198.51.100.7", "2001:db8::1" or "[2001:db8::1]". */
static bool address_of(struct mw_text text, struct mw_address *out)
{
    if (text.len >= 2 && text.at[0] == '[' && text.at[text.len - 1] == ']')
        text = (struct mw_text){ text.at + 1, text.len - 2 };
    char word[ADDR_TEXT_SIZE];
    if (text.len == 0 || text.len >= sizeof word || memchr(text.at, 0, text.len))
        return false;
    memcpy(word, text.at, text.len);
    word[text.len] = 0;

    struct addr addr;
    if (!addr_parse(word, &addr))
        return false;
    bool v4 = addr_is_v4(&addr);
    *out = (struct mw_address){ .len = v4 ? 4 : 16 };
    memcpy(out->byte, addr.byte + (v4 ? 12 : 0), out->len);
    return true;
}

struct place place_of(const struct mw_mining *m)
{
    struct place p = { .miner = m->miner, .pool = m->pool, .port = m->pool_port };
    if (m->asked_port == 0)
        return p;
    p.port = m->asked_port;
    if (!address_of(m->pool_host, &p.pool))
        p.host = m->pool_host;
    return p;
}

static int address_compare(const struct mw_address *a, const struct mw_address *b)
{
    if (a->len != b->len)
        return a->len < b->len ? -1 : 1;
    return memcmp(a->byte, b->byte, a->len);
}

int text_compare(struct mw_text a, struct mw_text b)
{
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return a.len ? memcmp(a.at, b.at, a.len) : 0;
}

int place_compare(const struct place *a, const struct place *b)
{
    int order = address_compare(&a->miner, &b->miner);
    if (order == 0)
        order = address_compare(&a->pool, &b->pool);
    if (order == 0)
        order = (a->port > b->port) - (a->port < b->port);
    return order ? order : text_compare(a->host, b->host);
}

struct mw_text text_head(struct mw_text text, size_t most)
{
    return (struct mw_text){ text.at, text.len < most ? text.len : most };
}

struct mw_text text_put(struct mw_text text, char **at)
{
    struct mw_text copy = { text.len ? *at : NULL, text.len };
    if (text.len)
        memcpy(*at, text.at, text.len);
    *at += text.len;
    return copy;
}
