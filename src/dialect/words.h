/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words - which of a set of words a JSON text quotes
 *
 * The text is not parsed: whatever stands between two quotes is looked up, so each
 * byte is touched once. At most 128 words are told apart, each by a bit; words beyond
 * that share the last one. A quoted part with a \u00 escape, or with an escape that
 * JSON doesn't know and that is mended, may spell any word.
 */
#ifndef DIALECT_WORDS_H
#define DIALECT_WORDS_H

#include "base/bytes.h"

typedef unsigned __int128 word_bits;

#define WORDS_ALL (~(word_bits)0)
#define WORD_MOST 64 /* bytes; longer quoted parts only begin with one */

struct word_set;

struct word_set *words_new(void); /* NULL: no memory */
void words_free(struct word_set *w);
/* The bit of a word, added if it is new. A word with a final * stands for all that
 * begin with the part before it, which must end in a dot. A word is at most WORD_MOST
 * bytes long. 0: no memory. */
word_bits words_add(struct word_set *w, const char *word) MUST_USE;
/* The bits of all words that the text quotes. */
word_bits words_quoted(const struct word_set *w, struct view text);

#endif
