/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lane - one side of a conduit: where its stack of carriers stands
 *
 * A lane is either deciding what its next bytes are, or being read. While it
 * decides, it asks each carrier of carriers.def in turn:
 *
 *     STEP_NO    these bytes are not mine, whatever follows
 *     STEP_MORE  they may be: ask again when there are more
 *     STEP_YES   *len bytes are my head: take them off
 *
 * The answer follows from the bytes alone, and NO and YES are final; so the
 * first carrier that does not say NO is the same however the bytes were cut,
 * and nothing is taken off before it is known what it is: a handshake that
 * turns out to be none is still there to be read as text. Every carrier says
 * NO or YES before HEAD_MOST bytes.
 *
 * A preamble (PROXY, SOCKS, CONNECT) is all head: the lane decides again behind
 * it. HTTP and lines set lane->reader and read on.
 */
#ifndef CARRIER_LANE_H
#define CARRIER_LANE_H

#include "base/buf.h"
#include "carrier/carrier.h"
#include "carrier/line.h"

#define HEAD_MOST      32768 /* bytes of a preamble or of an HTTP head */
#define PREAMBLES_MOST 6     /* stacked on one side */
#define HOST_MOST      255   /* RFC 1035, section 2.3.4 */
#define FIRST_BYTES    8     /* kept to know TLS and SSH by */

enum step { STEP_NO, STEP_MORE, STEP_YES };

enum reader {
    READER_NONE, /* deciding */
    READER_LINE,
    READER_HTTP,
    READER_LOST, /* in the middle of something: drops bytes until a message begins */
};

struct http; /* http.c */

/* How far the head of an HTTP message was looked through. */
struct head_scan {
    uint32_t at;
    bool has_line; /* the first line is whole, and in order */
};

struct lane {
    struct conduit *conduit;
    const struct mw_origin *origin; /* these two borrowed, while a call lasts */
    const struct outlet *out;
    struct buf wait; /* the head while it is undecided */
    struct head_scan scan;
    struct line line;
    struct http *http; /* owned; NULL where there is none */
    uint8_t first[FIRST_BYTES];
    uint8_t first_len;
    uint8_t side;      /* enum side */
    uint8_t reader;    /* enum reader */
    uint8_t preambles; /* taken off so far */
    bool is_fresh;     /* nothing but preambles was read yet */
    bool is_loose;     /* began in mid-stream, or lost bytes: HTTP may begin at any slice */
    bool is_placed;    /* it is known that a message begins where the lane decides */
    bool amid_text;    /* lines that follow stand behind something else */
    uint8_t lost_last; /* in the middle of something: its last byte that isn't blank */
};

struct conduit {
    const struct limits *limits; /* these two borrowed */
    struct counters *counters;
    struct lane lane[2];
    const char *names[MW_CARRIERS_MOST - 1];
    char *host; /* owned; NULL: not known */
    uint16_t port;
    uint8_t host_len;
    uint8_t name_count;
    bool host_asked; /* of a proxy, not said in a Host header */
    bool is_reading;
    uint8_t connects;       /* CONNECT requests without an answer yet */
    uint8_t requests;       /* HTTP requests without an answer yet, at most 32 */
    uint32_t requests_head; /* which of these are HEAD, the oldest in bit 0 */
};

#define CARRIER(name) enum step name##_open(struct lane *l, struct view head, size_t *len);
#include "carrier/carriers.def"
#undef CARRIER

/* What carriers tell. */
void lane_say(struct lane *l, struct view text, const struct http_head *head, bool amid_text);
void conduit_add_name(struct conduit *c, const char *name);
/* port 0: not known. What a proxy was asked for goes before a Host header. */
void conduit_set_host(struct conduit *c, struct view host, uint16_t port, bool asked);
/* "host:port", "host", "[v6]:port": RFC 9110, section 7.2. */
void conduit_set_authority(struct conduit *c, struct view authority, bool asked);

/* The head of an HTTP message at the front of bytes, its empty line included. */
enum step head_find(struct lane *l, struct view bytes, size_t *len);

/* Returns how many bytes belonged to this message; at its end (or where it
 * breaks) the lane's reader is another. */
size_t http_feed(struct lane *l, struct view bytes);
/* One JSON text of the body. */
void http_say(struct lane *l, struct view text);
void http_lose(struct lane *l); /* bytes are missing: forget this message */
void http_end(struct lane *l);
void http_free(struct http *h); /* NULL is fine */

/* A body's Content-Encoding, gzip or deflate, undone into out; false where it
 * is broken or grows above out's ceiling (then *too_long). */
bool unpack(struct view packed, struct buf *out, bool *too_long) MUST_USE;

#endif
