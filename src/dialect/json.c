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
    return is_digit(byte) || (byte && strchr("+-.eE", byte));
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
    if (kind && strchr("\"\\/bfnrt", kind))
        return buf_add(out, take(c, 2));
    skip(c, 1);
    return true;
}

/* A byte that begins no UTF-8 sequence. In GBK, Big5 and Shift-JIS it leads a pair
 * whose second byte may be a backslash: the two go together. */
static bool mend_foreign_byte(struct cursor *c, struct buf *out)
{
    uint8_t trail = peek_u8(c, 1);
    bool pair = c->rest.at[0] >= 0x81 && trail >= 0x40 && trail != 0x7f;
    skip(c, pair ? 2 : 1);
    return buf_add_text(out, REPLACEMENT);
}

static bool mend_in_string(struct cursor *c, struct buf *out)
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
    size_t n = utf8_len(c->rest);
    return n ? buf_add(out, take(c, n)) : mend_foreign_byte(c, out);
}

static bool mend(struct view text, struct buf *out)
{
    struct cursor c = cursor_over(text);
    bool in_string = false;
    while (c.rest.len) {
        uint8_t byte = c.rest.at[0];
        bool ok;
        if (byte == '"') {
            in_string = !in_string;
            ok = buf_add(out, take(&c, 1));
        } else if (in_string) {
            ok = mend_in_string(&c, out);
        } else if (byte == '-' || is_digit(byte)) {
            ok = mend_number(&c, out);
        } else {
            ok = buf_add(out, take(&c, 1));
        }
        if (!ok)
            return false;
    }
    return true;
}

json_t *json_read(struct view text, bool *repaired)
{
    *repaired = false;
    if (view_starts(text, BOM))
        text = view_from(text, strlen(BOM));
    if (text.len == 0)
        return NULL;

    json_t *root = json_loadb((const char *)text.at, text.len, FLAGS, NULL);
    if (root)
        return root;

    struct buf mended = buf_with(text.len * GROWTH);
    if (mend(text, &mended)) {
        root = json_loadb((const char *)mended.at, mended.len, FLAGS, NULL);
        *repaired = root != NULL;
    }
    buf_done(&mended);
    return root;
}
