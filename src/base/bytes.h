/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bytes - read someone else's memory without walking off its end
 *
 * A view is a pointer and a length, and owns nothing. A cursor is a view that
 * is read from the front. A read that asks for more than is left makes the
 * cursor bad, and bad it stays: that read and every later one give zero. So a
 * parser reads all its fields in a row and asks once whether to believe them.
 *
 *     struct cursor c = cursor_over(payload);
 *     uint8_t flags = take_u8(&c);
 *     skip(&c, 3);
 *     uint32_t vni = take_be24(&c);
 *     skip(&c, 1);
 *     if (c.bad)
 *         return false;
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define MUST_USE __attribute__((warn_unused_result))

struct view {
    const uint8_t *at; /* borrowed; NULL only when len is 0 */
    size_t len;
};

struct cursor {
    struct view rest; /* what has not been read yet */
    bool bad;         /* sticky */
};

/* The view of a C string, without its end. */
static inline struct view view_of(const char *text)
{
    return (struct view){ (const uint8_t *)text, strlen(text) };
}

static inline bool view_equal(struct view a, struct view b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool view_is(struct view v, const char *text)
{
    return view_equal(v, view_of(text));
}

static inline bool view_starts(struct view v, const char *text)
{
    size_t n = strlen(text);
    return v.len >= n && memcmp(v.at, text, n) == 0;
}

/* The part of v from byte n on; empty when there is none. */
static inline struct view view_from(struct view v, size_t n)
{
    if (n >= v.len)
        return (struct view){ 0 };
    return (struct view){ v.at + n, v.len - n };
}

/* The first n bytes of v, or all when there are fewer. */
static inline struct view view_head(struct view v, size_t n)
{
    return (struct view){ v.at, n < v.len ? n : v.len };
}

static inline struct cursor cursor_over(struct view v)
{
    return (struct cursor){ .rest = v };
}

/* Take n bytes off the front. Gives an empty view if there are fewer. */
static inline struct view take(struct cursor *c, size_t n)
{
    if (c->bad || n > c->rest.len) {
        c->bad = true;
        return (struct view){ 0 };
    }
    struct view front = { c->rest.at, n };
    c->rest.at += n;
    c->rest.len -= n;
    return front;
}

static inline void skip(struct cursor *c, size_t n)
{
    (void)take(c, n);
}

/* Look at the byte n places ahead without reading it; zero where there is none. */
static inline uint8_t peek_u8(const struct cursor *c, size_t n)
{
    return c->bad || n >= c->rest.len ? 0 : c->rest.at[n];
}

static inline uint8_t take_u8(struct cursor *c)
{
    struct view v = take(c, 1);
    return v.len ? v.at[0] : 0;
}

static inline uint16_t take_be16(struct cursor *c)
{
    struct view v = take(c, 2);
    return v.len ? (uint16_t)(v.at[0] << 8 | v.at[1]) : 0;
}

static inline uint32_t take_be24(struct cursor *c)
{
    struct view v = take(c, 3);
    return v.len ? (uint32_t)v.at[0] << 16 | (uint32_t)v.at[1] << 8 | v.at[2] : 0;
}

static inline uint32_t take_be32(struct cursor *c)
{
    struct view v = take(c, 4);
    return v.len ? (uint32_t)v.at[0] << 24 | (uint32_t)v.at[1] << 16 | (uint32_t)v.at[2] << 8 |
                       v.at[3]
                 : 0;
}

static inline uint16_t take_le16(struct cursor *c)
{
    struct view v = take(c, 2);
    return v.len ? (uint16_t)(v.at[1] << 8 | v.at[0]) : 0;
}

static inline uint32_t take_le32(struct cursor *c)
{
    struct view v = take(c, 4);
    return v.len ? (uint32_t)v.at[3] << 24 | (uint32_t)v.at[2] << 16 | (uint32_t)v.at[1] << 8 |
                       v.at[0]
                 : 0;
}

#endif
