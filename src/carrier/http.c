/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http - HTTP/1.x, RFC 9112, through http_parser
 * https://github.com/nodejs/http-parser
 *
 * A head is read when it is whole, from a copy that its views then point into.
 * A body that begins with { or [ is framed as lines are: its first JSON text is
 * said with the head as soon as it is whole. More JSON behind it is nothing that
 * HTTP knows; a Stratum stream behind an HTTP head that is there for show looks
 * so, and is said without a head, amid text. A compressed body is collected and
 * unpacked at its end. Other bodies are skipped: their head is said with an
 * empty text. So each message is said once with its head, or lost whole.
 *
 * Behind a message the lane decides again: another follows, or a tunnel, or
 * lines amid text. Upgrade changes nothing by itself.
 */
#include <http_parser.h>
#include <stdlib.h>

#include "base/text.h"
#include "carrier/lane.h"

#define KEEP_ROOM     4096 /* a larger buffer is given back when it is empty */
#define REQUESTS_MOST 32   /* bits of conduit.requests_head */

enum body {
    BODY_BLANK, /* nothing of it was seen but blanks */
    BODY_JSON,
    BODY_PACKED,
    BODY_SKIPPED,
};

struct http {
    http_parser parser;
    struct lane *lane; /* borrowed */
    struct buf bytes;  /* the head as it came; the views below point into it */
    struct buf packed; /* a compressed body */
    struct http_head head;
    uint8_t body;     /* enum body */
    bool is_said;     /* with its head */
    bool is_complete; /* the message's end was seen */
    bool has_head;    /* header fields from now on are trailers, which nobody wants */
    bool in_value;    /* of a header, or of one without room */
};

/* ---- saying -------------------------------------------------------------------- */

/* Answers that only announce another (RFC 9110, section 15.2). */
static bool is_interim(const struct http *h)
{
    return !h->head.is_request && h->head.status < 200 && h->head.status != 101;
}

static void say(struct http *h, struct view text)
{
    if (h->is_said)
        return;
    h->is_said = true;
    if (!is_interim(h))
        lane_say(h->lane, text, &h->head, false);
}

void http_say(struct lane *l, struct view text)
{
    if (l->http->is_said)
        lane_say(l, text, NULL, true);
    else
        say(l->http, text);
}

static void say_unpacked(struct http *h)
{
    struct conduit *c = h->lane->conduit;
    struct buf text = buf_with(c->limits->message_most);
    bool too_long = false, done = unpack(buf_view(&h->packed), &text, &too_long);
    c->counters->messages_long += too_long;
    struct view v = done ? text_trim(buf_view(&text)) : (struct view){ 0 };
    bool is_json = v.len && (v.at[0] == '{' || v.at[0] == '[');
    say(h, is_json ? v : (struct view){ 0 });
    buf_done(&text);
}

/* ---- http_parser's calls ------------------------------------------------------- */

static struct view part(const char *at, size_t len)
{
    return (struct view){ (const uint8_t *)at, len };
}

static int on_url(http_parser *p, const char *at, size_t len)
{
    struct http *h = p->data;
    h->head.target = part(at, len);
    return 0;
}

static int on_header_field(http_parser *p, const char *at, size_t len)
{
    struct http *h = p->data;
    h->in_value = h->has_head || h->head.header_count == HTTP_HEADERS_MOST;
    if (!h->in_value)
        h->head.header[h->head.header_count++] = (struct http_header){ .name = part(at, len) };
    return 0;
}

static int on_header_value(http_parser *p, const char *at, size_t len)
{
    struct http *h = p->data;
    if (!h->in_value && h->head.header_count)
        h->head.header[h->head.header_count - 1].value = part(at, len);
    h->in_value = true; /* what a folded line adds is passed over */
    return 0;
}

static void note_request(struct http *h)
{
    struct conduit *c = h->lane->conduit;
    struct view host = http_header_find(&h->head, "Host");
    conduit_set_authority(c, host, false);
    if (c->requests == REQUESTS_MOST)
        return;
    uint32_t bit = UINT32_C(1) << c->requests++;
    c->requests_head &= ~bit;
    if (h->parser.method == HTTP_HEAD)
        c->requests_head |= bit;
}

/* Returns whether it answers a HEAD, and has no body whatever it says. */
static bool note_answer(struct http *h)
{
    struct conduit *c = h->lane->conduit;
    if (is_interim(h))
        return false;
    bool answers_head = c->requests && (c->requests_head & 1);
    if (c->requests) {
        c->requests--;
        c->requests_head >>= 1;
    }
    return answers_head;
}

static int on_headers_complete(http_parser *p)
{
    struct http *h = p->data;
    struct view method = view_of(http_method_str((enum http_method)p->method));
    h->has_head = true;
    h->head.is_request = p->type == HTTP_REQUEST;
    h->head.method = h->head.is_request ? method : (struct view){ 0 };
    h->head.status = h->head.is_request ? 0 : p->status_code;
    struct view encoding = http_header_find(&h->head, "Content-Encoding");
    if (encoding.len && !text_is_nocase(encoding, "identity"))
        h->body = BODY_PACKED;
    if (!h->head.is_request)
        return note_answer(h);
    note_request(h);
    return 0;
}

static void body_begin(struct http *h, struct view bytes)
{
    uint8_t c = bytes.at[0];
    h->body = c == '{' || c == '[' ? BODY_JSON : BODY_SKIPPED;
    if (h->body == BODY_JSON)
        line_start(h->lane, false, false);
    else
        say(h, (struct view){ 0 });
}

static int on_body(http_parser *p, const char *at, size_t len)
{
    struct http *h = p->data;
    struct view bytes = part(at, len);
    if (h->body == BODY_BLANK) {
        while (bytes.len && (bytes.at[0] <= ' ' || bytes.at[0] == 0xef || bytes.at[0] == 0xbb ||
                             bytes.at[0] == 0xbf))
            bytes = view_from(bytes, 1);
        if (bytes.len)
            body_begin(h, bytes);
    }
    if (h->body == BODY_JSON && bytes.len)
        line_feed(h->lane, bytes);
    if (h->body == BODY_PACKED && !buf_add(&h->packed, bytes)) {
        h->lane->conduit->counters->messages_long++;
        buf_done(&h->packed);
        h->body = BODY_SKIPPED;
        say(h, (struct view){ 0 });
    }
    return 0;
}

static int on_message_complete(http_parser *p)
{
    struct http *h = p->data;
    if (h->body == BODY_JSON)
        line_end(h->lane);
    if (h->body == BODY_PACKED)
        say_unpacked(h);
    say(h, (struct view){ 0 });
    h->is_complete = true;
    http_parser_pause(p, 1);
    return 0;
}

static const http_parser_settings settings = {
    .on_url = on_url,
    .on_header_field = on_header_field,
    .on_header_value = on_header_value,
    .on_headers_complete = on_headers_complete,
    .on_body = on_body,
    .on_message_complete = on_message_complete,
};

/* ---- one message --------------------------------------------------------------- */

static struct http *http_new(struct lane *l)
{
    struct http *h = calloc(1, sizeof *h);
    if (!h)
        return NULL;
    h->lane = l;
    h->bytes = buf_with(HEAD_MOST);
    h->packed = buf_with(l->conduit->limits->message_most);
    return h;
}

void http_free(struct http *h)
{
    if (!h)
        return;
    buf_done(&h->bytes);
    buf_done(&h->packed);
    free(h);
}

static void message_reset(struct http *h)
{
    buf_done(&h->packed);
    h->head.header_count = 0;
    h->head.target = (struct view){ 0 };
    h->body = BODY_BLANK;
    h->is_said = h->is_complete = h->has_head = h->in_value = false;
    if (h->bytes.room > KEEP_ROOM)
        buf_done(&h->bytes);
    else
        buf_clear(&h->bytes);
}

/* The message is over: what follows is decided anew, or is text where it broke. */
static void message_over(struct lane *l, bool is_broken)
{
    l->reader = READER_NONE;
    l->amid_text = true;
    l->is_fresh = false;
    message_reset(l->http);
    if (!is_broken)
        return;
    http_free(l->http);
    l->http = NULL;
    line_start(l, true, true);
    l->reader = READER_LINE;
}

enum step http_open(struct lane *l, struct view head, size_t *len)
{
    enum step step = head_find(l, head, len);
    if (step != STEP_YES)
        return step;
    if (!l->http && !(l->http = http_new(l)))
        return STEP_NO;
    struct http *h = l->http;
    message_reset(h);
    if (!buf_add(&h->bytes, view_head(head, *len)))
        return STEP_NO;
    bool is_answer = view_starts(head, "HTTP/");
    http_parser_init(&h->parser, is_answer ? HTTP_RESPONSE : HTTP_REQUEST);
    h->parser.data = h;
    h->parser.lenient_http_headers = 1;
    h->parser.allow_chunked_length = 1;
    http_parser_execute(&h->parser, &settings, (const char *)h->bytes.at, h->bytes.len);
    enum http_errno error = HTTP_PARSER_ERRNO(&h->parser);
    if (error != HPE_OK && error != HPE_PAUSED)
        return STEP_NO;
    bool is_refusal = is_answer && l->conduit->connects && !is_interim(h);
    if (is_refusal)
        l->conduit->connects--;
    else
        conduit_add_name(l->conduit, "http");
    l->reader = READER_HTTP;
    if (h->is_complete)
        message_over(l, false);
    return STEP_YES;
}

size_t http_feed(struct lane *l, struct view bytes)
{
    struct http *h = l->http;
    size_t n = http_parser_execute(&h->parser, &settings, (const char *)bytes.at, bytes.len);
    enum http_errno error = HTTP_PARSER_ERRNO(&h->parser);
    if (h->is_complete)
        message_over(l, false);
    else if (error != HPE_OK)
        message_over(l, true);
    return n < bytes.len ? n : bytes.len;
}

void http_lose(struct lane *l)
{
    message_over(l, false);
}

void http_end(struct lane *l)
{
    struct http *h = l->http;
    http_parser_execute(&h->parser, &settings, NULL, 0);
    if (h->body == BODY_JSON && !h->is_complete)
        line_end(l);
    say(h, (struct view){ 0 });
    message_over(l, false);
}
