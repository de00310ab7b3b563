/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unpack - the bytes of a file from its front, compressed or not
 *
 *     struct view v = unpack_look(u, 16);
 *     if (v.len < 16)
 *         ... the file ends here; u->problem says whether it should
 *     read v.at[0] to v.at[15], or more while v.len says that there is more
 *     unpack_take(u, 16);
 *
 * A plain file is mapped, a window of it at a time, and what is looked at lies in
 * the page cache itself. All else (a pipe, gzip, zstd; told by magic, not by name)
 * streams through a buffer that grows only to what is asked for at once. Several
 * gzip members or zstd frames in a row are one file.
 *
 * Compressed data that is damaged or cut off gives what was there before; then
 * u->problem is set, and no more bytes come.
 *
 * A mapped file that somebody cuts short while it is read is noticed at the next
 * window; a page that vanished inside the present one kills the process by SIGBUS.
 * Captures are appended to or replaced, not cut, so that is not defended against.
 */
#ifndef CAPTURE_UNPACK_H
#define CAPTURE_UNPACK_H

#include "base/error.h"

/* The most that may be looked at at once. */
#define UNPACK_MOST (16 * 1024 * 1024)

struct unpack {
    const uint8_t *at, *end;  /* what is at hand; moves with unpack_look and unpack_take */
    char problem[160];        /* empty: none so far */
    struct unpack_inside *in; /* owned */
    /* Asked when a signal interrupts a read; true: the file ends here. NULL: read on. */
    bool (*interrupted)(void *ctx);
    void *interrupted_ctx;
};

/* "-" is standard input. False: *e says why. */
bool unpack_open(struct unpack *u, const char *path, struct error *e) MUST_USE;
void unpack_close(struct unpack *u); /* of zeros is fine */

/* Get n bytes to hand, or fewer where the file ends. */
void unpack_more(struct unpack *u, size_t n);
/* Go n bytes on, however many; returns how many there were. */
uint64_t unpack_skip(struct unpack *u, uint64_t n);
/* Bytes of the file as stored: read so far, and all (0: not known). */
void unpack_progress(const struct unpack *u, uint64_t *read, uint64_t *total);

/* At least n bytes, or fewer where the file ends. Borrowed until the next look. */
static inline struct view unpack_look(struct unpack *u, size_t n)
{
    if (__builtin_expect((size_t)(u->end - u->at) < n, 0))
        unpack_more(u, n);
    return (struct view){ u->at, (size_t)(u->end - u->at) };
}

/* Go on by n bytes, which were looked at. */
static inline void unpack_take(struct unpack *u, size_t n)
{
    u->at += n;
}

#endif
