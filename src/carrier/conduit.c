/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conduit - the stacks of carriers on a flow's two sides, and what they share
 */
#include "carrier/carrier.h"

#include <stdlib.h>

#include "base/text.h"
#include "carrier/lane.h"

typedef enum step open_fn(struct lane *l, struct view head, size_t *len);

static open_fn *const carriers[] = {
#define CARRIER(name) name##_open,
#include "carrier/carriers.def"
#undef CARRIER
};

#define CARRIER_COUNT (sizeof carriers / sizeof *carriers)

struct conduit *conduit_new(const struct limits *limits, struct counters *counters)
{
    struct conduit *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->limits = limits;
    c->counters = counters;
    for (uint8_t side = 0; side < 2; side++) {
        struct lane *l = &c->lane[side];
        l->conduit = c;
        l->side = side;
        l->is_fresh = true;
        l->is_placed = true;
        l->wait = buf_with(HEAD_MOST);
    }
    return c;
}

void conduit_free(struct conduit *c)
{
    if (!c)
        return;
    for (int side = 0; side < 2; side++) {
        struct lane *l = &c->lane[side];
        buf_done(&l->wait);
        buf_done(&l->line.text);
        http_free(l->http);
    }
    free(c->host);
    free(c);
}

/* ---- what carriers tell -------------------------------------------------------- */

void lane_say(struct lane *l, struct view text, const struct http_head *head, bool amid_text)
{
    struct message m = {
        .side = (enum side)l->side,
        .text = text,
        .http = head,
        .amid_text = amid_text,
        .origin = *l->origin,
    };
    l->conduit->is_reading = true;
    l->out->message(&m, l->out->ctx);
}

void conduit_add_name(struct conduit *c, const char *name)
{
    for (uint8_t i = 0; i < c->name_count; i++)
        if (strcmp(c->names[i], name) == 0)
            return;
    if (c->name_count < sizeof c->names / sizeof *c->names)
        c->names[c->name_count++] = name;
}

void conduit_set_host(struct conduit *c, struct view host, uint16_t port, bool asked)
{
    if (host.len == 0 || host.len > HOST_MOST || (c->host_asked && !asked))
        return;
    struct view old = { (const uint8_t *)c->host, c->host_len };
    if (!view_equal(old, host)) {
        char *copy = malloc(host.len);
        if (!copy)
            return;
        memcpy(copy, host.at, host.len);
        free(c->host);
        c->host = copy;
        c->host_len = (uint8_t)host.len;
    }
    c->port = port;
    c->host_asked = asked;
}

void conduit_set_authority(struct conduit *c, struct view authority, bool asked)
{
    struct view host = text_trim(authority), rest = { 0 };
    const uint8_t *end;
    if (host.len && host.at[0] == '[') {
        end = memchr(host.at, ']', host.len);
        if (!end)
            return;
        rest = view_from(host, (size_t)(end - host.at) + 1);
        host = (struct view){ host.at + 1, (size_t)(end - host.at) - 1 };
    } else if (host.len && (end = memchr(host.at, ':', host.len))) {
        rest = view_from(host, (size_t)(end - host.at));
        host.len = (size_t)(end - host.at);
    }
    uint64_t port = 0;
    if (rest.len > 1 &&
        (rest.at[0] != ':' || !text_to_u64(view_from(rest, 1), 1, 65535, &port)))
        return;
    conduit_set_host(c, host, (uint16_t)port, asked);
}

/* ---- one lane ------------------------------------------------------------------ */

/* Ask each carrier; the last never says NO. */
static enum step lane_decide(struct lane *l, struct view head, size_t *len)
{
    enum step step = STEP_NO;
    for (size_t i = 0; i < CARRIER_COUNT && step == STEP_NO; i++)
        step = carriers[i](l, head, len);
    if (step == STEP_YES) {
        l->scan = (struct head_scan){ 0 };
        l->is_placed |= *len > 0;
    }
    return step;
}

/* Forget what is half read, but not that there was text. */
static void lane_leave(struct lane *l, enum reader reader)
{
    if (l->reader == READER_HTTP)
        http_lose(l);
    if (l->reader == READER_LINE)
        l->amid_text |= l->line.is_amid_text;
    line_lose(l);
    buf_done(&l->wait);
    l->scan = (struct head_scan){ 0 };
    l->lost_last = 0;
    l->reader = (uint8_t)reader;
    l->is_placed = false;
}

static void read_line(struct lane *l, struct view bytes)
{
    struct view first = view_head(bytes, (size_t)(FIRST_BYTES - l->first_len));
    memcpy(l->first + l->first_len, first.at, first.len);
    l->first_len = (uint8_t)(l->first_len + first.len);
    line_feed(l, bytes);
}

/* Drop up to a newline. What does not end as JSON does was text. */
static struct view read_lost(struct lane *l, struct view bytes)
{
    l->is_fresh = false;
    const uint8_t *newline = memchr(bytes.at, '\n', bytes.len);
    struct view line = view_head(bytes, newline ? (size_t)(newline - bytes.at) : bytes.len);
    struct view text = text_trim(line);
    if (text.len)
        l->lost_last = text.at[text.len - 1];
    if (!newline)
        return (struct view){ 0 };
    if (l->lost_last && l->lost_last != '}' && l->lost_last != ']')
        l->amid_text = true;
    l->lost_last = 0;
    line_start(l, false, l->amid_text);
    l->reader = READER_LINE;
    return view_from(bytes, (size_t)(newline - bytes.at) + 1);
}

/* Returns what is left: nothing, where more is needed. */
static struct view read_head(struct lane *l, struct view bytes)
{
    size_t blank = 0;
    while (blank < bytes.len && (bytes.at[blank] == '\r' || bytes.at[blank] == '\n'))
        blank++;
    bytes = view_from(bytes, blank);
    size_t len = 0;
    if (bytes.len == 0)
        return bytes;
    if (lane_decide(l, bytes, &len) == STEP_MORE) {
        if (buf_add(&l->wait, bytes))
            return (struct view){ 0 };
        line_open(l, bytes, &len);
    }
    return view_from(bytes, len);
}

static void lane_read(struct lane *l, struct view bytes)
{
    while (bytes.len) {
        switch ((enum reader)l->reader) {
        case READER_NONE:
            bytes = read_head(l, bytes);
            break;
        case READER_HTTP:
            bytes = view_from(bytes, http_feed(l, bytes));
            break;
        case READER_LOST:
            bytes = read_lost(l, bytes);
            break;
        case READER_LINE:
            read_line(l, bytes);
            return;
        }
    }
}

/* More bytes for a head that waits; returns what is left of them. */
static struct view lane_wait(struct lane *l, struct view bytes)
{
    struct view more = view_head(bytes, HEAD_MOST - l->wait.len);
    size_t len = 0;
    if (!buf_add(&l->wait, more))
        line_open(l, buf_view(&l->wait), &len);
    else if (lane_decide(l, buf_view(&l->wait), &len) == STEP_MORE)
        return view_from(bytes, more.len);
    struct buf held = l->wait;
    l->wait = buf_with(HEAD_MOST);
    lane_read(l, view_from(buf_view(&held), len));
    buf_done(&held);
    return view_from(bytes, more.len);
}

/*
 * A slice that begins where a packet did may begin a message: all there is to
 * go by where the place in the stream is not known.
 */
static void lane_find(struct lane *l, struct view bytes)
{
    if (l->reader == READER_LOST && line_begins(bytes)) {
        line_start(l, false, l->amid_text);
        l->reader = READER_LINE;
        l->is_fresh = false;
        return;
    }
    size_t len;
    enum step step = l->is_fresh ? STEP_YES : head_find(l, bytes, &len);
    /* Text may begin like a head too: don't leave lines for less than a whole one. */
    bool is_likely = l->reader == READER_LOST || l->scan.has_line;
    if (step == STEP_YES || (step == STEP_MORE && is_likely))
        lane_leave(l, READER_NONE);
    l->scan = (struct head_scan){ 0 };
}

/* ---- the front door ------------------------------------------------------------ */

static struct lane *lane_of(struct conduit *c, enum side side, const struct mw_origin *origin,
                            const struct outlet *out)
{
    struct lane *l = &c->lane[side];
    l->origin = origin;
    l->out = out;
    return l;
}

void conduit_begin(struct conduit *c, enum side side, bool start)
{
    struct lane *l = &c->lane[side];
    l->is_loose = !start;
    l->is_placed = start;
    l->reader = start ? READER_NONE : READER_LOST;
}

void conduit_feed(struct conduit *c, enum side side, struct view bytes,
                  const struct mw_origin *origin, const struct outlet *out)
{
    struct lane *l = lane_of(c, side, origin, out);
    if (bytes.len && l->is_loose && (l->reader == READER_LOST || l->reader == READER_LINE))
        lane_find(l, bytes);
    while (bytes.len && l->wait.len)
        bytes = lane_wait(l, bytes);
    lane_read(l, bytes);
}

void conduit_gap(struct conduit *c, enum side side, uint64_t n, const struct mw_origin *origin,
                 const struct outlet *out)
{
    (void)n;
    struct lane *l = lane_of(c, side, origin, out);
    lane_leave(l, READER_LOST);
    l->is_loose = true;
    l->is_fresh = false;
    c->requests = 0;
}

void conduit_end(struct conduit *c, enum side side, const struct mw_origin *origin,
                 const struct outlet *out)
{
    struct lane *l = lane_of(c, side, origin, out);
    size_t len;
    if (l->wait.len) {
        struct buf held = l->wait;
        l->wait = buf_with(HEAD_MOST);
        line_open(l, buf_view(&held), &len);
        lane_read(l, buf_view(&held));
        buf_done(&held);
    }
    if (l->reader == READER_HTTP)
        http_end(l);
    if (l->reader == READER_LINE)
        line_end(l);
    lane_leave(l, READER_LOST);
}

/* ---- what is known ------------------------------------------------------------- */

/* A record of TLS (RFC 8446, section 5.1): a handshake that begins with a
 * ClientHello, or anything else of a handshake's beginning. */
static bool is_tls_hello(const struct lane *l)
{
    const uint8_t *b = l->first;
    return l->first_len >= 6 && b[0] == 0x16 && b[1] == 3 && b[2] <= 4 && b[3] <= 0x48 &&
           b[5] == 1;
}

static bool is_tls_answer(const struct lane *l)
{
    const uint8_t *b = l->first;
    return l->first_len >= 5 && (b[0] == 0x16 || b[0] == 0x15) && b[1] == 3 && b[2] <= 4 &&
           b[3] <= 0x48;
}

static bool is_ssh(const struct lane *l)
{
    return l->first_len == FIRST_BYTES && memcmp(l->first, "SSH-2.0-", FIRST_BYTES) == 0;
}

enum verdict conduit_verdict(const struct conduit *c)
{
    const struct lane *client = &c->lane[SIDE_CLIENT], *server = &c->lane[SIDE_SERVER];
    if (c->is_reading)
        return VERDICT_READING;
    /* Whoever opened the flow may be guessed wrong. */
    if ((is_tls_hello(client) && is_tls_answer(server)) ||
        (is_tls_hello(server) && is_tls_answer(client)) || (is_ssh(client) && is_ssh(server)))
        return VERDICT_FOREIGN;
    return VERDICT_OPEN;
}

size_t conduit_names(const struct conduit *c, const char **names)
{
    for (uint8_t i = 0; i < c->name_count; i++)
        names[i] = c->names[i];
    return c->name_count;
}

struct view conduit_host(const struct conduit *c, uint16_t *port)
{
    *port = c->port;
    return (struct view){ (const uint8_t *)c->host, c->host_len };
}
