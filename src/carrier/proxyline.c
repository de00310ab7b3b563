/* SPDX-License-Identifier: Apache-2.0 */
/*
 * proxyline - the PROXY protocol, versions 1 and 2
 * https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt
 *
 * A load balancer tells the server behind it who the client is, before the
 * client's first byte. Version 1 is a line of at most 107 bytes:
 *
 *     PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n
 *
 * Version 2 is 12 fixed bytes, of which the first four are empty lines that the
 * lane has skipped; then version and command, family, the length of what follows
 * (2 bytes), addresses and more. Nobody is asked for here: it is skipped.
 */
#include "carrier/lane.h"

#define LINE_MOST   107
#define SIGN_LEN    8
#define BINARY_MOST 4096

/* Is one the beginning of the other? */
static bool may_start(struct view bytes, const char *with, size_t len)
{
    return memcmp(bytes.at, with, bytes.len < len ? bytes.len : len) == 0;
}

static enum step find_line(struct view head, size_t *len)
{
    struct view line = view_head(head, LINE_MOST);
    const uint8_t *end = memchr(line.at, '\n', line.len);
    if (!end)
        return line.len == LINE_MOST ? STEP_NO : STEP_MORE;
    *len = (size_t)(end - line.at) + 1;
    return STEP_YES;
}

static enum step find_binary(struct view head, size_t *len)
{
    struct cursor c = cursor_over(head);
    skip(&c, SIGN_LEN);
    uint8_t version = take_u8(&c);
    skip(&c, 1);
    size_t rest = take_be16(&c);
    if (c.bad)
        return STEP_MORE;
    if (version >> 4 != 2 || rest > BINARY_MOST)
        return STEP_NO;
    *len = head.len - c.rest.len + rest;
    return head.len < *len ? STEP_MORE : STEP_YES;
}

enum step proxyline_open(struct lane *l, struct view head, size_t *len)
{
    static const char text[] = "PROXY ", sign[] = "\0\r\nQUIT\n";
    if (!l->is_fresh || l->preambles >= PREAMBLES_MOST)
        return STEP_NO;
    enum step step = STEP_NO;
    if (may_start(head, text, sizeof text - 1))
        step = find_line(head, len);
    else if (may_start(head, sign, SIGN_LEN))
        step = find_binary(head, len);
    if (step == STEP_YES) {
        l->preambles++;
        conduit_add_name(l->conduit, "proxy-protocol");
    }
    return step;
}
