/* SPDX-License-Identifier: Apache-2.0 */
/*
 * connect - HTTP CONNECT, RFC 9110, section 9.3.6
 *
 *     CONNECT pool.example:3333 HTTP/1.1        HTTP/1.1 200 Connection established
 *     Host: pool.example:3333
 *
 * Behind both empty lines the tunnel begins. An answer that refuses is an HTTP
 * message like any other, and another CONNECT may follow it.
 */
#include "base/text.h"
#include "carrier/lane.h"

static struct view first_line(struct view head)
{
    const uint8_t *newline = memchr(head.at, '\n', head.len);
    return text_trim(view_head(head, newline ? (size_t)(newline - head.at) : head.len));
}

static bool has_header(struct view head, const char *name)
{
    struct view rest = head;
    while (rest.len) {
        if (text_starts_nocase(rest, name))
            return true;
        const uint8_t *newline = memchr(rest.at, '\n', rest.len);
        rest = newline ? view_from(rest, (size_t)(newline - rest.at) + 1) : (struct view){ 0 };
    }
    return false;
}

static bool has_words(struct view text, const char *words)
{
    for (; text.len; text = view_from(text, 1))
        if (text_starts_nocase(text, words))
            return true;
    return false;
}

/* "HTTP/1.x 2yz reason", to a CONNECT or, where its side was not seen, plainly to one. */
static bool is_consent(const struct lane *l, struct view head)
{
    struct view line = first_line(head);
    if (line.len < 12 || line.at[8] != ' ' || line.at[9] != '2')
        return false;
    if (l->conduit->connects)
        return true;
    return has_words(line, "connection established") && !has_header(head, "content-length:") &&
           !has_header(head, "transfer-encoding:");
}

static void note_request(struct lane *l, struct view head)
{
    struct view target = view_from(first_line(head), sizeof "CONNECT " - 1);
    const uint8_t *space = target.len ? memchr(target.at, ' ', target.len) : NULL;
    if (space)
        target.len = (size_t)(space - target.at);
    if (l->conduit->connects < UINT8_MAX)
        l->conduit->connects++;
    conduit_set_authority(l->conduit, target, true);
}

enum step connect_open(struct lane *l, struct view head, size_t *len)
{
    if (l->preambles >= PREAMBLES_MOST)
        return STEP_NO;
    enum step step = head_find(l, head, len);
    if (step != STEP_YES)
        return step;
    struct view all = view_head(head, *len);
    if (view_starts(head, "CONNECT ")) {
        note_request(l, all);
    } else if (view_starts(head, "HTTP/1.") && is_consent(l, all)) {
        if (l->conduit->connects)
            l->conduit->connects--;
    } else {
        return STEP_NO;
    }
    l->preambles++;
    l->is_fresh = true; /* another handshake may follow within */
    l->amid_text = false;
    conduit_add_name(l->conduit, "http-connect");
    return STEP_YES;
}
