/* SPDX-License-Identifier: Apache-2.0 */
#include "dialect/json.h"

#include <errno.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/text.h"

#define FLAGS       (JSON_ALLOW_NUL | JSON_DISABLE_EOF_CHECK)
#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */
#define BOM         "\xef\xbb\xbf"

/* Mending can make a text longer: a byte becomes at most six (\u001f). */
#define GROWTH 6

/* What is nested deeper becomes null: jansson refuses 2048 levels, others don't. */
#define DEPTH_MOST 512

/* How bytes above 0x7f in strings are taken. No way is right for all texts, so one is
 * tried after the other until the text can be read. */
enum bytes {
    BYTES_UTF8,  /* as UTF-8; what is none, as pairs where it can be */
    BYTES_PAIRS, /* all as pairs: GBK, Big5 and Shift-JIS, of which parts look like UTF-8 */
    BYTES_ALONE, /* each for itself: Latin-1 and its like */
    BYTES_WAYS,
};

/* An integer that jansson's 64 bits can't hold, or a real out of a double's range:
 * then the digits are kept as text. */
static bool number_is_too_big(struct view number)
{
    char digits[64];
    if (number.len >= sizeof digits)
        return true;
    memcpy(digits, number.at, number.len);
    digits[number.len] = '\0';

    errno = 0;
    if (strpbrk(digits, ".eE"))
        strtod(digits, NULL);
    else
        strtoll(digits, NULL, 10);
    return errno == ERANGE;
}

static bool is_in_number(uint8_t byte)
{
    return is_digit(byte) || is_one_of(byte, "+-.eE");
}

static bool mend_number(struct cursor *c, struct buf *out)
{
    size_t n = 1;
    while (n < c->rest.len && is_in_number(c->rest.at[n]))
        n++;
    struct view number = take(c, n);
    if (!number_is_too_big(number))
        return buf_add(out, number);
    return buf_add_byte(out, '"') && buf_add(out, number) && buf_add_byte(out, '"');
}

/* The four digits of a \u escape, whose first byte is the one after the u. */
static bool hex4(struct view v, unsigned *out)
{
    if (v.len < 4 || !text_is_hex(view_head(v, 4)))
        return false;
    char digits[5] = { 0 };
    memcpy(digits, v.at, 4);
    *out = (unsigned)strtoul(digits, NULL, 16);
    return true;
}

static bool is_high(unsigned unit)
{
    return unit >= 0xd800 && unit <= 0xdbff;
}

static bool is_low(unsigned unit)
{
    return unit >= 0xdc00 && unit <= 0xdfff;
}

static bool mend_unicode_escape(struct cursor *c, struct buf *out)
{
    unsigned unit, low;
    struct view rest = c->rest;
    if (!hex4(view_from(rest, 2), &unit)) {
        skip(c, 1); /* the backslash means nothing here */
        return true;
    }
    bool pair = is_high(unit) && view_starts(view_from(rest, 6), "\\u") &&
                hex4(view_from(rest, 8), &low) && is_low(low);
    /* A NUL is refused in a key. */
    if (unit == 0 || (!pair && (is_high(unit) || is_low(unit)))) {
        skip(c, 6);
        return buf_add_text(out, REPLACEMENT);
    }
    return buf_add(out, take(c, pair ? 12 : 6));
}

static bool mend_escape(struct cursor *c, struct buf *out)
{
    uint8_t kind = peek_u8(c, 1);
    if (kind == 'u')
        return mend_unicode_escape(c, out);
    if (is_one_of(kind, "\"\\/bfnrt"))
        return buf_add(out, take(c, 2));
    skip(c, 1);
    return true;
}

/* In GBK, Big5 and Shift-JIS such a byte leads a pair whose second byte may be a
 * backslash: the two go together. */
static bool mend_foreign_byte(struct cursor *c, enum bytes bytes, struct buf *out)
{
    uint8_t trail = peek_u8(c, 1);
    bool pair = bytes != BYTES_ALONE && c->rest.at[0] >= 0x81 && trail >= 0x40 && trail != 0x7f;
    skip(c, pair ? 2 : 1);
    return buf_add_text(out, REPLACEMENT);
}

static bool mend_in_string(struct cursor *c, enum bytes bytes, struct buf *out)
{
    uint8_t byte = c->rest.at[0];
    if (byte == '\\')
        return mend_escape(c, out);
    if (byte < 0x20) {
        static const char digit[] = "0123456789abcdef";
        skip(c, 1);
        if (byte == 0)
            return buf_add_text(out, REPLACEMENT);
        return buf_add_text(out, "\\u00") && buf_add_byte(out, (uint8_t)digit[byte >> 4]) &&
               buf_add_byte(out, (uint8_t)digit[byte & 15]);
    }
    size_t n = byte < 0x80 || bytes != BYTES_PAIRS ? utf8_len(c->rest) : 0;
    return n ? buf_add(out, take(c, n)) : mend_foreign_byte(c, bytes, out);
}

/* A bracket outside strings. `cut` is where null goes in place of what is too deep. */
static bool mend_bracket(struct cursor *c, size_t *depth, size_t *cut, struct buf *out)
{
    uint8_t byte = take_u8(c);
    if (byte == '[' || byte == '{') {
        if (++*depth == DEPTH_MOST)
            *cut = out->len;
    } else if (*depth && (*depth)-- == DEPTH_MOST) {
        out->len = *cut;
        return buf_add_text(out, "null");
    }
    return buf_add_byte(out, byte);
}

static bool mend(struct view text, enum bytes bytes, struct buf *out)
{
    struct cursor c = cursor_over(text);
    bool in_string = false;
    size_t depth = 0, cut = 0;
    while (c.rest.len) {
        uint8_t byte = c.rest.at[0];
        bool ok;
        if (byte == '"') {
            in_string = !in_string;
            ok = buf_add(out, take(&c, 1));
        } else if (in_string) {
            ok = mend_in_string(&c, bytes, out);
        } else if (byte == '-' || is_digit(byte)) {
            ok = mend_number(&c, out);
        } else if (is_one_of(byte, "[]{}")) {
            ok = mend_bracket(&c, &depth, &cut, out);
            if (depth == 0)
                return ok; /* what stands behind the value is nobody's */
        } else {
            ok = buf_add(out, take(&c, 1));
        }
        if (!ok)
            return false;
    }
    return true;
}

static json_t *load(struct view text)
{
    return json_loadb((const char *)text.at, text.len, FLAGS, NULL);
}

static bool has_high_byte(struct view text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] >= 0x80)
            return true;
    return false;
}

static json_t *load_mended(struct view text)
{
    struct buf mended = buf_with(text.len * GROWTH);
    json_t *root = NULL;
    for (enum bytes bytes = BYTES_UTF8; bytes < BYTES_WAYS && !root; bytes++) {
        if (bytes != BYTES_UTF8 && !has_high_byte(text))
            break;
        buf_clear(&mended);
        if (mend(text, bytes, &mended))
            root = load(buf_view(&mended));
    }
    buf_done(&mended);
    return root;
}

json_t *json_read(struct view text, bool *repaired)
{
    *repaired = false;
    if (view_starts(text, BOM))
        text = view_from(text, strlen(BOM));
    if (text.len == 0)
        return NULL;

    json_t *root = load(text);
    if (!root) {
        root = load_mended(text);
        *repaired = root != NULL;
    }
    return root;
}
