/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed - a conversation's bytes, sliced in every way
 *
 * A parser must say the same however its bytes were cut. The parts of a
 * conversation are handed over whole, byte by byte, in slices of a few lengths,
 * and cut in two at each place in turn; each slice ends right before a page that
 * faults when it is read.
 *
 *     struct feed_part parts[] = { FEED_CLIENT("hello\n"), FEED_SERVER("hi\n") };
 *     for (size_t way = 0; way < feed_ways(parts, 2); way++)
 *         feed(parts, 2, way, slice, ctx);
 */
#ifndef TESTS_LIB_FEED_H
#define TESTS_LIB_FEED_H

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/side.h"

#define FEED_ROOM (4 * 1024 * 1024) /* of the longest slice */

struct feed_part {
    enum side side;
    struct view bytes;
    size_t gap; /* this many bytes are missing; then bytes is empty */
};

/* Of literals, which may hold NULs. */
#define FEED_CLIENT(text)                                                                      \
    {                                                                                          \
        SIDE_CLIENT, { (const uint8_t *)(text), sizeof(text) - 1 }, 0                          \
    }
#define FEED_SERVER(text)                                                                      \
    {                                                                                          \
        SIDE_SERVER, { (const uint8_t *)(text), sizeof(text) - 1 }, 0                          \
    }
#define FEED_GAP(side, n)                                                                      \
    {                                                                                          \
        side, { NULL, 0 }, n                                                                   \
    }

typedef void feed_fn(const struct feed_part *part, struct view slice, void *ctx);

enum { FEED_WHOLE, FEED_BYTES, FEED_TWOS, FEED_THREES, FEED_SEVENS, FEED_SPLITS };

/* Memory that ends before a page which faults; made once, never given back. */
static inline uint8_t *feed_fence(void)
{
    static uint8_t *fence;
    if (fence)
        return fence;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *at = mmap(NULL, FEED_ROOM + page, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED || mprotect(at + FEED_ROOM, page, PROT_NONE) == -1)
        abort();
    fence = at + FEED_ROOM;
    return fence;
}

static inline void feed_slice(const struct feed_part *part, size_t from, size_t len,
                              feed_fn *fn, void *ctx)
{
    uint8_t *at = feed_fence() - len;
    if (len > FEED_ROOM)
        abort();
    memcpy(at, part->bytes.at + from, len);
    fn(part, (struct view){ at, len }, ctx);
}

static inline size_t feed_ways(const struct feed_part *parts, size_t count)
{
    size_t ways = FEED_SPLITS;
    for (size_t i = 0; i < count; i++)
        ways += parts[i].bytes.len;
    return ways;
}

static inline void feed(const struct feed_part *parts, size_t count, size_t way, feed_fn *fn,
                        void *ctx)
{
    static const size_t lengths[] = { FEED_ROOM, 1, 2, 3, 7 };
    size_t split = way >= FEED_SPLITS ? way - FEED_SPLITS : SIZE_MAX, passed = 0;
    size_t length = way < FEED_SPLITS ? lengths[way] : FEED_ROOM;
    for (size_t i = 0; i < count; i++) {
        const struct feed_part *part = &parts[i];
        size_t n, whole = part->bytes.len;
        if (part->gap)
            fn(part, (struct view){ 0 }, ctx);
        for (size_t from = 0; from < whole; from += n) {
            n = whole - from < length ? whole - from : length;
            if (from == 0 && split > passed && split - passed < whole)
                n = split - passed;
            feed_slice(part, from, n, fn, ctx);
        }
        passed += whole;
    }
}

#endif
