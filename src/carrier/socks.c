/* SPDX-License-Identifier: Apache-2.0 */
/*
 * socks - SOCKS 4, 4a and 5, before a connection through a proxy
 *
 * Version 4 (https://www.openssh.com/txt/socks4.protocol, socks4a.protocol):
 *     client: 4, 1, port (2), address (4), user, NUL [, host, NUL for 0.0.0.x]
 *     server: 0, 90, port (2), address (4)
 *
 * Version 5 (RFC 1928; user and password: RFC 1929):
 *     client: 5, n, n methods
 *     server: 5, method
 *     client: 1, n, user, n, password          with method 2 only
 *     server: 1, 0
 *     client: 5, 1, 0, address type, address, port (2)
 *     server: 5, 0, 0, address type, address, port (2)
 *
 * Each side's part can be read without the other's, and is taken off only when
 * it is whole. A refusal is not looked for: nothing comes behind it.
 */
#include "base/addr.h"
#include "base/text.h"
#include "carrier/lane.h"

#define USER_MOST 255

enum socks4 { SOCKS4_CONNECT = 1, SOCKS4_GRANTED = 90 };
enum socks5 { SOCKS5_NONE = 0, SOCKS5_PASSWORD = 2, SOCKS5_CONNECT = 1, SOCKS5_DONE = 0 };
enum address_type { ADDRESS_V4 = 1, ADDRESS_NAME = 3, ADDRESS_V6 = 4 };

/* What one side's part says. */
struct handshake {
    struct cursor c;
    bool is_wrong;
    struct view host;
    uint16_t port;
    char text[ADDR_TEXT_SIZE];
};

static void expect(struct handshake *h, uint8_t byte)
{
    uint8_t found = take_u8(&h->c);
    if (!h->c.bad && found != byte)
        h->is_wrong = true;
}

static void set_address(struct handshake *h, struct view v)
{
    if (v.len == 0)
        return;
    struct addr a = v.len == 4 ? addr_from_v4(v.at) : addr_from_v6(v.at);
    h->host = view_of(addr_text(&a, h->text));
}

static struct view take_string(struct handshake *h)
{
    const struct view rest = view_head(h->c.rest, USER_MOST + 1);
    const uint8_t *end = rest.len ? memchr(rest.at, 0, rest.len) : NULL;
    if (!end) {
        h->is_wrong |= rest.len > USER_MOST;
        h->c.bad = true;
        return (struct view){ 0 };
    }
    struct view v = take(&h->c, (size_t)(end - rest.at));
    skip(&h->c, 1);
    return v;
}

/* ---- version 4 ----------------------------------------------------------------- */

static void read_client4(struct handshake *h)
{
    expect(h, 4);
    expect(h, SOCKS4_CONNECT);
    h->port = take_be16(&h->c);
    struct view address = take(&h->c, 4);
    take_string(h);
    set_address(h, address);
    if (address.len && memcmp(address.at, "\0\0\0", 3) == 0 && address.at[3])
        h->host = take_string(h);
}

static void read_server4(struct handshake *h)
{
    expect(h, 0);
    expect(h, SOCKS4_GRANTED);
    skip(&h->c, 6);
}

/* ---- version 5 ----------------------------------------------------------------- */

static void take_address(struct handshake *h)
{
    uint8_t type = take_u8(&h->c);
    if (type == ADDRESS_V4) {
        set_address(h, take(&h->c, 4));
    } else if (type == ADDRESS_V6) {
        set_address(h, take(&h->c, 16));
    } else if (type == ADDRESS_NAME) {
        h->host = take(&h->c, take_u8(&h->c));
    } else if (!h->c.bad) {
        h->is_wrong = true;
    }
    h->port = take_be16(&h->c);
}

static void read_client5(struct handshake *h)
{
    expect(h, 5);
    uint8_t count = take_u8(&h->c);
    h->is_wrong |= !h->c.bad && count == 0;
    skip(&h->c, count);
    if (peek_u8(&h->c, 0) == 1) {
        skip(&h->c, 1);
        skip(&h->c, take_u8(&h->c));
        skip(&h->c, take_u8(&h->c));
    }
    expect(h, 5);
    expect(h, SOCKS5_CONNECT);
    expect(h, 0);
    take_address(h);
}

static void read_server5(struct handshake *h)
{
    expect(h, 5);
    uint8_t method = take_u8(&h->c);
    if (!h->c.bad && method != SOCKS5_NONE && method != SOCKS5_PASSWORD)
        h->is_wrong = true;
    if (method == SOCKS5_PASSWORD) {
        expect(h, 1);
        expect(h, SOCKS5_DONE);
    }
    expect(h, 5);
    expect(h, SOCKS5_DONE);
    expect(h, 0);
    take_address(h);
}

/* -------------------------------------------------------------------------------- */

static enum step read_part(struct handshake *h, struct view head, bool is_client)
{
    *h = (struct handshake){ .c = cursor_over(head) };
    bool is_five = head.at[0] == 5;
    if (is_client && is_five)
        read_client5(h);
    else if (is_client)
        read_client4(h);
    else if (is_five)
        read_server5(h);
    else
        read_server4(h);
    if (h->is_wrong)
        return STEP_NO;
    return h->c.bad ? STEP_MORE : STEP_YES;
}

enum step socks_open(struct lane *l, struct view head, size_t *len)
{
    if (!l->is_fresh || l->preambles >= PREAMBLES_MOST || head.at[0] > 5)
        return STEP_NO;
    /* Who is client may be guessed wrong in mid-stream. */
    struct handshake h;
    bool is_client = l->side == SIDE_CLIENT;
    enum step step = read_part(&h, head, is_client);
    if (step == STEP_NO) {
        is_client = !is_client;
        step = read_part(&h, head, is_client);
    }
    if (step != STEP_YES)
        return step;
    *len = head.len - h.c.rest.len;
    l->preambles++;
    conduit_add_name(l->conduit, head.at[0] == 5 ? "socks5" : "socks4");
    if (is_client)
        conduit_set_host(l->conduit, h.host, h.port, true);
    return STEP_YES;
}
