/* SPDX-License-Identifier: Apache-2.0 */
#include "dialect/words.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/text.h"

#define BITS_MOST 128

struct slot {
    char *word; /* owned; NULL: free */
    size_t len;
    word_bits bit;
};

struct word_set {
    struct slot *slot; /* owned; open addressing, a power of two of them */
    size_t size, count;
    /* By length: the first bytes of words so long, modulo 64. Most quoted parts of
     * other people's JSON fail here, before they are hashed. */
    uint64_t first[WORD_MOST + 1];
};

struct word_set *words_new(void)
{
    return calloc(1, sizeof(struct word_set));
}

void words_free(struct word_set *w)
{
    if (!w)
        return;
    for (size_t i = 0; i < w->size; i++)
        free(w->slot[i].word);
    free(w->slot);
    free(w);
}

/* The word's place, or the free place where it would stand. */
static size_t place_of(const struct word_set *w, struct view word)
{
    size_t i = XXH3_64bits(word.at, word.len) & (w->size - 1);
    while (w->slot[i].word &&
           !(w->slot[i].len == word.len && memcmp(w->slot[i].word, word.at, word.len) == 0))
        i = (i + 1) & (w->size - 1);
    return i;
}

static bool grow(struct word_set *w)
{
    struct word_set bigger = *w;
    bigger.size = w->size ? w->size * 2 : 256;
    bigger.slot = calloc(bigger.size, sizeof *bigger.slot);
    if (!bigger.slot)
        return false;
    for (size_t i = 0; i < w->size; i++)
        if (w->slot[i].word)
            bigger.slot[place_of(&bigger, view_of(w->slot[i].word))] = w->slot[i];
    free(w->slot);
    *w = bigger;
    return true;
}

word_bits words_add(struct word_set *w, const char *word)
{
    size_t len = strlen(word);
    if (len && word[len - 1] == '*')
        len--;
    if ((w->count + 1) * 4 > w->size && !grow(w))
        return 0;
    struct slot *s = &w->slot[place_of(w, (struct view){ (const uint8_t *)word, len })];
    if (s->word)
        return s->bit;
    s->word = strndup(word, len);
    if (!s->word)
        return 0;
    size_t index = w->count < BITS_MOST ? w->count : BITS_MOST - 1;
    *s = (struct slot){ s->word, len, (word_bits)1 << index };
    w->count++;
    if (len && len <= WORD_MOST)
        w->first[len] |= UINT64_C(1) << (word[0] & 63);
    return s->bit;
}

static word_bits bit_of(const struct word_set *w, struct view word)
{
    if (!(w->first[word.len] >> (word.at[0] & 63) & 1))
        return 0;
    return w->slot[place_of(w, word)].bit;
}

/* An escape at the end of a quoted part is that of the quote behind it. */
static bool may_spell_anything(struct view quoted)
{
    const uint8_t *slash;
    while (quoted.len && (slash = memchr(quoted.at, '\\', quoted.len))) {
        quoted = view_from(quoted, (size_t)(slash - quoted.at) + 1);
        if (quoted.len == 0)
            return false;
        if (view_starts(quoted, "u00") || !is_one_of(quoted.at[0], "\\/bfnrtu"))
            return true;
        quoted = view_from(quoted, 1);
    }
    return false;
}

static word_bits bits_of(const struct word_set *w, struct view quoted, bool has_escapes)
{
    if (quoted.len == 0)
        return 0;
    if (has_escapes && may_spell_anything(quoted))
        return WORDS_ALL;
    word_bits bits = quoted.len <= WORD_MOST ? bit_of(w, quoted) : 0;
    quoted = view_head(quoted, WORD_MOST);
    const uint8_t *dot = memchr(quoted.at, '.', quoted.len);
    while (dot) {
        size_t len = (size_t)(dot - quoted.at) + 1;
        bits |= bit_of(w, view_head(quoted, len));
        dot = memchr(dot + 1, '.', quoted.len - len);
    }
    return bits;
}

word_bits words_quoted(const struct word_set *w, struct view text)
{
    word_bits bits = 0;
    if (w->count == 0 || text.len == 0)
        return 0;
    bool has_escapes = memchr(text.at, '\\', text.len) != NULL;
    const uint8_t *end = text.at + text.len;
    const uint8_t *from = memchr(text.at, '"', text.len);
    while (from) {
        const uint8_t *to = memchr(from + 1, '"', (size_t)(end - from - 1));
        if (!to)
            break;
        bits |= bits_of(w, (struct view){ from + 1, (size_t)(to - from - 1) }, has_escapes);
        from = to;
    }
    return bits;
}
