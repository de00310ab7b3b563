/* SPDX-License-Identifier: Apache-2.0 */
#include "output/plain.h"

#include <stdio.h>

#include "base/text.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */
#define MARKS_MOST  2

struct range {
    uint32_t first, last;
};

/* clang-format off */
static const struct range hidden[] = {
    { 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x00ad, 0x00ad }, { 0x034f, 0x034f },
    { 0x061c, 0x061c }, { 0x115f, 0x1160 }, { 0x17b4, 0x17b5 }, { 0x180b, 0x180f },
    { 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0x3164, 0x3164 },
    { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 }, { 0xfff9, 0xfffb },
    { 0xe0000, 0xe0fff },
};

/* Marks of the scripts that are likely in a name (Unicode, general category Mn). */
static const struct range marks[] = {
    { 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd }, { 0x05bf, 0x05bf },
    { 0x05c1, 0x05c2 }, { 0x0610, 0x061a }, { 0x064b, 0x065f }, { 0x0670, 0x0670 },
    { 0x06d6, 0x06dc }, { 0x0900, 0x0902 }, { 0x093c, 0x093c }, { 0x0941, 0x0948 },
    { 0x094d, 0x094d }, { 0x0e31, 0x0e31 }, { 0x0e34, 0x0e3a }, { 0x0e47, 0x0e4e },
    { 0x1ab0, 0x1ace }, { 0x1dc0, 0x1dff }, { 0x20d0, 0x20f0 }, { 0x302a, 0x302d },
    { 0x3099, 0x309a }, { 0xfe20, 0xfe2f },
};

/* Unicode Standard Annex 11: East Asian Width W and F. */
static const struct range wide[] = {
    { 0x1100, 0x115f },   { 0x231a, 0x231b },   { 0x2329, 0x232a },   { 0x23e9, 0x23ec },
    { 0x23f0, 0x23f0 },   { 0x23f3, 0x23f3 },   { 0x25fd, 0x25fe },   { 0x2614, 0x2615 },
    { 0x2648, 0x2653 },   { 0x267f, 0x267f },   { 0x2693, 0x2693 },   { 0x26a1, 0x26a1 },
    { 0x26aa, 0x26ab },   { 0x26bd, 0x26be },   { 0x26c4, 0x26c5 },   { 0x26ce, 0x26ce },
    { 0x26d4, 0x26d4 },   { 0x26ea, 0x26ea },   { 0x26f2, 0x26f3 },   { 0x26f5, 0x26f5 },
    { 0x26fa, 0x26fa },   { 0x26fd, 0x26fd },   { 0x2705, 0x2705 },   { 0x270a, 0x270b },
    { 0x2728, 0x2728 },   { 0x274c, 0x274c },   { 0x274e, 0x274e },   { 0x2753, 0x2755 },
    { 0x2757, 0x2757 },   { 0x2795, 0x2797 },   { 0x27b0, 0x27b0 },   { 0x27bf, 0x27bf },
    { 0x2b1b, 0x2b1c },   { 0x2b50, 0x2b50 },   { 0x2b55, 0x2b55 },   { 0x2e80, 0x303e },
    { 0x3041, 0x3247 },   { 0x3250, 0x4dbf },   { 0x4e00, 0xa4c6 },   { 0xa960, 0xa97c },
    { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },   { 0xfe10, 0xfe19 },   { 0xfe30, 0xfe6b },
    { 0xff01, 0xff60 },   { 0xffe0, 0xffe6 },   { 0x16fe0, 0x1b2fb }, { 0x1f004, 0x1f004 },
    { 0x1f0cf, 0x1f0cf }, { 0x1f18e, 0x1f18e }, { 0x1f191, 0x1f19a }, { 0x1f200, 0x1f320 },
    { 0x1f32d, 0x1f335 }, { 0x1f337, 0x1f37c }, { 0x1f37e, 0x1f393 }, { 0x1f3a0, 0x1f3ca },
    { 0x1f3cf, 0x1f3d3 }, { 0x1f3e0, 0x1f3f0 }, { 0x1f3f4, 0x1f3f4 }, { 0x1f3f8, 0x1f43e },
    { 0x1f440, 0x1f440 }, { 0x1f442, 0x1f4fc }, { 0x1f4ff, 0x1f53d }, { 0x1f54b, 0x1f54e },
    { 0x1f550, 0x1f567 }, { 0x1f57a, 0x1f57a }, { 0x1f595, 0x1f596 }, { 0x1f5a4, 0x1f5a4 },
    { 0x1f5fb, 0x1f64f }, { 0x1f680, 0x1f6c5 }, { 0x1f6cc, 0x1f6cc }, { 0x1f6d0, 0x1f6d2 },
    { 0x1f6d5, 0x1f6df }, { 0x1f6eb, 0x1f6ec }, { 0x1f6f4, 0x1f6fc }, { 0x1f7e0, 0x1f7f0 },
    { 0x1f90c, 0x1f93a }, { 0x1f93c, 0x1f945 }, { 0x1f947, 0x1f9ff }, { 0x1fa70, 0x1faf6 },
    { 0x20000, 0x3fffd },
};
/* clang-format on */

static bool is_among(const struct range *ranges, size_t count, uint32_t c)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c < ranges[middle].first)
            high = middle;
        else if (c > ranges[middle].last)
            low = middle + 1;
        else
            return true;
    }
    return false;
}

#define IS_AMONG(table, c) is_among(table, sizeof(table) / sizeof *(table), c)

bool is_hidden(uint32_t character)
{
    return IS_AMONG(hidden, character);
}

uint32_t utf8_value(struct view s)
{
    static const uint8_t lead[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    if (s.len == 0)
        return 0;
    uint32_t c = s.at[0] & lead[s.len < 4 ? s.len : 4];
    for (size_t i = 1; i < s.len && i < 4; i++)
        c = c << 6 | (s.at[i] & 0x3f);
    return c;
}

bool utf8_clean(struct buf *out, struct view text)
{
    while (text.len > 0) {
        size_t good = 0, len;
        while ((len = utf8_len(view_from(text, good))))
            good += len;
        if (!buf_add(out, view_head(text, good)))
            return false;
        text = view_from(text, good);
        if (text.len > 0 && !buf_add_text(out, REPLACEMENT))
            return false;
        if (text.len > 0)
            text = view_from(text, utf8_bad_len(text));
    }
    return true;
}

static bool add_escaped(struct buf *out, uint32_t c)
{
    char text[16];
    const char *form = "\\u{%x}";
    if (c <= 0xff)
        form = "\\x%02x";
    else if (c <= 0xffff)
        form = "\\u%04x";
    snprintf(text, sizeof text, form, c);
    return buf_add_text(out, text);
}

bool plain_add(struct buf *out, struct view text)
{
    unsigned on_letter = MARKS_MOST; /* there is no letter at the front */
    while (text.len > 0) {
        size_t len = utf8_len(text);
        struct view one = view_head(text, len);
        text = view_from(text, len ? len : utf8_bad_len(text));
        uint32_t c = utf8_value(one);
        bool mark = IS_AMONG(marks, c);
        bool added;
        if (len == 0)
            added = buf_add_text(out, REPLACEMENT);
        else if (is_hidden(c) || (mark && on_letter >= MARKS_MOST))
            added = add_escaped(out, c);
        else
            added = buf_add(out, one);
        if (!added)
            return false;
        if (!mark)
            on_letter = 0;
        else if (on_letter < MARKS_MOST)
            on_letter++;
    }
    return true;
}

static unsigned width_of(struct view one)
{
    uint32_t c = utf8_value(one);
    if (IS_AMONG(marks, c))
        return 0;
    return IS_AMONG(wide, c) ? 2 : 1;
}

unsigned plain_width(struct view text)
{
    unsigned width = 0;
    for (size_t len; (len = utf8_len(text)); text = view_from(text, len))
        width += width_of(view_head(text, len));
    return width;
}

struct view plain_head(struct view text, unsigned width)
{
    size_t at = 0;
    for (size_t len; (len = utf8_len(view_from(text, at))); at += len) {
        unsigned one = width_of(view_head(view_from(text, at), len));
        if (one > width)
            break;
        width -= one;
    }
    return view_head(text, at);
}

struct view plain_tail(struct view text, unsigned width)
{
    unsigned all = plain_width(text);
    while (all > width) {
        size_t len = utf8_len(text);
        all -= width_of(view_head(text, len));
        text = view_from(text, len);
    }
    /* A mark has lost its letter: it would sit on what comes before. */
    for (size_t len; (len = utf8_len(text)) && width_of(view_head(text, len)) == 0;)
        text = view_from(text, len);
    return text;
}
