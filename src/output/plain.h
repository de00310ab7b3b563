/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plain - text from the wire, made harmless
 *
 * Such text may be any bytes: not UTF-8, sequences that steer a terminal, marks
 * that turn the direction of reading, characters that nobody sees. Widths are
 * of terminal columns, by a small table and no locale: East Asian characters
 * and emoji take two, marks above letters none.
 */
#ifndef OUTPUT_PLAIN_H
#define OUTPUT_PLAIN_H

#include "base/buf.h"

/* A character that steers, hides or ends the line: C0, DEL and C1 controls, bidi
 * and zero-width marks, line and paragraph separators, tags. */
bool is_hidden(uint32_t character);
/* The character of a UTF-8 sequence that utf8_len found valid. */
uint32_t utf8_value(struct view sequence);

/* Adds text as valid UTF-8: one U+FFFD for what is none, all else as it is. */
bool utf8_clean(struct buf *out, struct view text) MUST_USE;
/* The same for people's eyes: hidden characters as \x1b or \u202e, no more than
 * two marks on a letter. */
bool plain_add(struct buf *out, struct view text) MUST_USE;

/* Columns that plain text takes. */
unsigned plain_width(struct view text);
/* The longest front, or end, of plain text that is at most so wide. */
struct view plain_head(struct view text, unsigned width);
struct view plain_tail(struct view text, unsigned width);

#endif
