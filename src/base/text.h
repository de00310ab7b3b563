/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text - ASCII without a locale, numbers with a range, UTF-8 as it should be
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/bytes.h"

static inline bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_hex(uint8_t c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static inline uint8_t to_lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

/* One of these characters; NUL is none. */
static inline bool is_one_of(uint8_t c, const char *characters)
{
    return c && strchr(characters, c);
}

/* JSON's white space (RFC 8259, section 2). */
static inline bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* All of text is a decimal number from least to most. */
bool text_to_u64(struct view text, uint64_t least, uint64_t most, uint64_t *out) MUST_USE;
/* All of text is hexadecimal digits, at least one. */
bool text_is_hex(struct view text);
/* Equal without regard to ASCII case. */
bool text_is_nocase(struct view text, const char *word);
bool text_starts_nocase(struct view text, const char *word);
/* Without blanks at both ends. */
struct view text_trim(struct view text);

/*
 * The length of the UTF-8 sequence at the front, 1 to 4; 0 where it is none
 * (RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF).
 */
size_t utf8_len(struct view text);
/*
 * Where utf8_len gives 0 for a text that is not empty: the length, 1 to 3, of
 * what is to be shown as one U+FFFD, the longest part that might have begun a
 * character (Unicode 3.9 "maximal subpart", as the WHATWG's UTF-8 decoder does).
 */
size_t utf8_bad_len(struct view text);
/* Longest front of text of at most `most` bytes that does not cut a character. */
struct view utf8_head(struct view text, size_t most);

#endif
