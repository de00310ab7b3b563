/* SPDX-License-Identifier: Apache-2.0 */
/*
 * line - JSON texts in a stream of bytes
 *
 * Objects and arrays of objects are framed by counting brackets outside
 * strings: one a line, several a line, one over many lines, with newlines, NULs
 * or nothing between them. What stands between quotes may be ill-formed (GBK,
 * whose second bytes may be backslashes; raw newlines and control characters),
 * so a string that seems not to end is ended by a newline, where
 *  - the text before it ends in a closing bracket, or
 *  - the text behind it begins another object with {"
 * and so is an object whose brackets don't match, by the second of these.
 *
 * A line that begins with anything but { or [ is foreign text. It is skipped,
 * and marks all that follows as amid text. On the first line alone an object
 * is looked for behind foreign text, for a miner may hide behind junk bytes; on
 * later lines this would only find what logs quote. What stands behind an
 * object on its line is skipped, and means nothing.
 */
#ifndef CARRIER_LINE_H
#define CARRIER_LINE_H

#include "base/buf.h"

struct lane;

struct line {
    struct buf text;    /* what earlier slices brought of a message */
    uint32_t depth;     /* of brackets */
    uint32_t newline;   /* where in the message the last newline stands */
    uint32_t seek_left; /* bytes of foreign text to be looked through for an object */
    uint8_t state;
    uint8_t last;      /* the message's last byte that isn't blank */
    bool is_first;     /* on the first line that isn't blank */
    bool is_behind;    /* the message stands behind another on its line */
    bool is_broken;    /* a newline came between its opening brackets */
    bool is_amid_text; /* foreign text came before */
};

/* Begin at a line's start. */
void line_start(struct lane *l, bool is_first, bool amid_text);
void line_feed(struct lane *l, struct view bytes);
void line_end(struct lane *l);
/* Forget a message that is not whole. */
void line_lose(struct lane *l);
/* Does an object, or an array of objects, begin right here? */
bool line_begins(struct view bytes);

#endif
