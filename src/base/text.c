/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

bool text_to_u64(struct view text, uint64_t least, uint64_t most, uint64_t *out)
{
    uint64_t value = 0;
    if (text.len == 0)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.at[i]))
            return false;
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(text.at[i] - '0'), &value))
            return false;
    }
    if (value < least || value > most)
        return false;
    *out = value;
    return true;
}

bool text_is_hex(struct view text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_hex(text.at[i]))
            return false;
    return text.len > 0;
}

bool text_starts_nocase(struct view text, const char *word)
{
    size_t n = strlen(word);
    if (text.len < n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (to_lower(text.at[i]) != to_lower((uint8_t)word[i]))
            return false;
    return true;
}

bool text_is_nocase(struct view text, const char *word)
{
    return text.len == strlen(word) && text_starts_nocase(text, word);
}

struct view text_trim(struct view text)
{
    while (text.len && is_blank(text.at[0]))
        text = view_from(text, 1);
    while (text.len && is_blank(text.at[text.len - 1]))
        text.len--;
    return text;
}

static bool is_tail(uint8_t c)
{
    return (c & 0xc0) == 0x80;
}

size_t utf8_len(struct view t)
{
    if (t.len == 0)
        return 0;
    uint8_t c = t.at[0];
    if (c < 0x80)
        return 1;
    if (c >= 0xc2 && c <= 0xdf)
        return t.len >= 2 && is_tail(t.at[1]) ? 2 : 0;
    if (c >= 0xe0 && c <= 0xef) {
        if (t.len < 3 || !is_tail(t.at[1]) || !is_tail(t.at[2]))
            return 0;
        bool overlong = c == 0xe0 && t.at[1] < 0xa0;
        bool surrogate = c == 0xed && t.at[1] > 0x9f;
        return overlong || surrogate ? 0 : 3;
    }
    if (c >= 0xf0 && c <= 0xf4) {
        if (t.len < 4 || !is_tail(t.at[1]) || !is_tail(t.at[2]) || !is_tail(t.at[3]))
            return 0;
        bool overlong = c == 0xf0 && t.at[1] < 0x90;
        bool too_high = c == 0xf4 && t.at[1] > 0x8f;
        return overlong || too_high ? 0 : 4;
    }
    return 0;
}

struct view utf8_head(struct view text, size_t most)
{
    if (text.len <= most)
        return text;
    while (most > 0 && is_tail(text.at[most]))
        most--;
    return view_head(text, most);
}

size_t utf8_bad_len(struct view t)
{
    if (t.len < 2 || t.at[0] < 0xc2 || t.at[0] > 0xf4)
        return 1;
    uint8_t c = t.at[0], least = 0x80, most = 0xbf;
    if (c == 0xe0)
        least = 0xa0;
    if (c == 0xed)
        most = 0x9f;
    if (c == 0xf0)
        least = 0x90;
    if (c == 0xf4)
        most = 0x8f;
    if (t.at[1] < least || t.at[1] > most)
        return 1;
    return c >= 0xf0 && t.len > 2 && is_tail(t.at[2]) ? 3 : 2;
}
