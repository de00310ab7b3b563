/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buf - a growing buffer with a ceiling set at birth
 *
 *     struct buf b = buf_with(64 * 1024);
 *     if (!buf_add(&b, text))
 *         ... ceiling reached or no memory: b is unchanged
 *     buf_done(&b);
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/bytes.h"

struct buf {
    uint8_t *at; /* owned */
    size_t len;
    size_t room;
    size_t most; /* the ceiling, in bytes */
};

static inline struct buf buf_with(size_t most)
{
    return (struct buf){ .most = most };
}

void buf_done(struct buf *b);
/* All or nothing. */
bool buf_add(struct buf *b, struct view v) MUST_USE;
bool buf_add_byte(struct buf *b, uint8_t byte) MUST_USE;
/* Forget the first n bytes. */
void buf_drop(struct buf *b, size_t n);

static inline bool buf_add_text(struct buf *b, const char *text)
{
    return buf_add(b, view_of(text));
}

static inline void buf_clear(struct buf *b)
{
    b->len = 0;
}

static inline struct view buf_view(const struct buf *b)
{
    return (struct view){ b->at, b->len };
}

#endif
