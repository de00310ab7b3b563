/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <stdlib.h>

#define FIRST_ROOM 256

void buf_done(struct buf *b)
{
    free(b->at);
    *b = buf_with(b->most);
}

static bool grow(struct buf *b, size_t need)
{
    size_t room = b->room ? b->room : FIRST_ROOM;
    while (room < need)
        room *= 2;
    if (room > b->most)
        room = b->most;
    uint8_t *at = realloc(b->at, room);
    if (!at)
        return false;
    b->at = at;
    b->room = room;
    return true;
}

bool buf_add(struct buf *b, struct view v)
{
    if (v.len == 0)
        return true;
    if (v.len > b->most - b->len)
        return false;
    if (b->len + v.len > b->room && !grow(b, b->len + v.len))
        return false;
    memcpy(b->at + b->len, v.at, v.len);
    b->len += v.len;
    return true;
}

bool buf_add_byte(struct buf *b, uint8_t byte)
{
    return buf_add(b, (struct view){ &byte, 1 });
}

void buf_drop(struct buf *b, size_t n)
{
    if (n >= b->len) {
        b->len = 0;
        return;
    }
    memmove(b->at, b->at + n, b->len - n);
    b->len -= n;
}
