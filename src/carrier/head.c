/* SPDX-License-Identifier: Apache-2.0 */
/*
 * head - where the head of an HTTP message ends, RFC 9112, section 2
 *
 * Told from text that only begins like one by its first line, which names the
 * version, and by the first byte of each line.
 */
#include <http_parser.h>

#include "base/text.h"
#include "carrier/lane.h"

static const char *const methods[] = {
#define XX(number, name, text) #text " ",
    HTTP_METHOD_MAP(XX)
#undef XX
};

/* Does bytes begin with word, as far as there are bytes? */
static enum step match(struct view bytes, const char *word)
{
    size_t n = strlen(word);
    if (memcmp(bytes.at, word, bytes.len < n ? bytes.len : n) != 0)
        return STEP_NO;
    return bytes.len < n ? STEP_MORE : STEP_YES;
}

static enum step find_start(struct view bytes)
{
    if (bytes.at[0] < 'A' || bytes.at[0] > 'Z')
        return STEP_NO;
    enum step best = match(bytes, "HTTP/1.");
    for (size_t i = 0; i < sizeof methods / sizeof *methods && best != STEP_YES; i++) {
        enum step step = match(bytes, methods[i]);
        if (step != STEP_NO)
            best = step;
    }
    return best;
}

static bool is_request_line(struct view line)
{
    struct view trimmed = text_trim(line);
    static const size_t n = sizeof " HTTP/1.1" - 1;
    return trimmed.len > n && memcmp(trimmed.at + trimmed.len - n, " HTTP/1.", n - 1) == 0;
}

/* RFC 9110, section 5.6.2, and a line that continues the one before. */
static bool may_begin_header(uint8_t c)
{
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') ||
           (c && strchr("!#$%&'*+-.^_`|~ \t", c));
}

/* The bytes up to scan.at are in order, and end with a line. */
static enum step find_line(struct lane *l, struct view bytes, size_t *len)
{
    size_t at = l->scan.at;
    uint8_t c = bytes.at[at];
    if (c == '\r' && at + 1 == bytes.len)
        return STEP_MORE;
    if (c == '\n' || (c == '\r' && bytes.at[at + 1] == '\n')) {
        *len = at + (c == '\r' ? 2 : 1);
        return STEP_YES;
    }
    return may_begin_header(c) ? STEP_MORE : STEP_NO;
}

/* At HEAD_MOST bytes the answer is final. */
static enum step more(struct view bytes)
{
    return bytes.len < HEAD_MOST ? STEP_MORE : STEP_NO;
}

enum step head_find(struct lane *l, struct view bytes, size_t *len)
{
    bytes = view_head(bytes, HEAD_MOST);
    enum step step = find_start(bytes);
    if (step != STEP_YES)
        return step;
    while (l->scan.at < bytes.len) {
        size_t at = l->scan.at;
        if (at && bytes.at[at - 1] == '\n') {
            step = find_line(l, bytes, len);
            if (step != STEP_MORE)
                return step;
            if (bytes.at[at] == '\r')
                return more(bytes);
        }
        const uint8_t *newline = memchr(bytes.at + at, '\n', bytes.len - at);
        if (!newline) {
            l->scan.at = (uint32_t)bytes.len;
            return more(bytes);
        }
        size_t next = (size_t)(newline - bytes.at) + 1;
        bool is_answer = view_starts(bytes, "HTTP/1.");
        if (!l->scan.has_line && !is_answer && !is_request_line(view_head(bytes, next)))
            return STEP_NO;
        l->scan.has_line = true;
        l->scan.at = (uint32_t)next;
    }
    return more(bytes);
}

struct view http_header_find(const struct http_head *head, const char *name)
{
    for (size_t i = 0; i < head->header_count; i++)
        if (text_is_nocase(head->header[i].name, name))
            return head->header[i].value;
    return (struct view){ 0 };
}
