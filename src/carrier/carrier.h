/* SPDX-License-Identifier: Apache-2.0 */
/*
 * carrier - front door of the room where streams become messages
 *
 * A conduit reads one flow. On each of its two sides stands a stack of
 * carriers: each takes one wrapping off the stream (a PROXY line, a SOCKS or
 * CONNECT preamble, HTTP, lines of JSON), and whole messages come out at the
 * end. The sides are read independently, for one of them may be missing, but
 * share what they learn (that the client asked a proxy, and for which pool).
 *
 * Any stream may be cut anywhere. A carrier is fed whatever bytes have arrived,
 * in order, and must give the same messages however they were sliced.
 *
 * To add one: write carrier/NAME.c and put a row in carrier/carriers.def.
 */
#ifndef CARRIER_CARRIER_H
#define CARRIER_CARRIER_H

#include "base/bytes.h"
#include "base/side.h"
#include "base/tally.h"
#include "minewatch.h"

#define HTTP_HEADERS_MOST 48

struct http_header {
    struct view name, value;
};

/* The head of one HTTP message, request or response. */
struct http_head {
    bool is_request;
    struct view method, target; /* of a request */
    unsigned status;            /* of a response */
    struct http_header header[HTTP_HEADERS_MOST];
    size_t header_count;
};

/* The value of a header, by its name without regard to case; len 0 if absent. */
struct view http_header_find(const struct http_head *head, const char *name);

struct message {
    enum side side;               /* who said it */
    struct view text;             /* one JSON value; or an HTTP body, may be empty */
    const struct http_head *http; /* NULL outside HTTP */
    /* The JSON stands in a stream that also held text which is not JSON before it:
     * a mail, a log line, a banner, junk. Counts only when the other side agrees. */
    bool amid_text;
    struct mw_origin origin; /* the packet that completed it */
};

/* Where a conduit puts its messages. Borrowed until the call returns. */
struct outlet {
    void (*message)(const struct message *m, void *ctx);
    void *ctx;
};

enum verdict {
    VERDICT_OPEN,    /* nothing decided: go on feeding */
    VERDICT_READING, /* a readable carrier is found on at least one side */
    VERDICT_FOREIGN, /* surely something else: TLS, SSH, binary, text that went on too long */
};

struct conduit;

struct conduit *conduit_new(const struct limits *limits,
                            struct counters *counters); /* NULL: no memory */
void conduit_free(struct conduit *c);
/* `start`: the first byte of this side's stream was seen (a SYN before it). */
void conduit_begin(struct conduit *c, enum side side, bool start);
void conduit_feed(struct conduit *c, enum side side, struct view bytes,
                  const struct mw_origin *origin, const struct outlet *out);
void conduit_gap(struct conduit *c, enum side side, uint64_t n, const struct mw_origin *origin,
                 const struct outlet *out);
/* The side ended: a last message without its terminator comes out. */
void conduit_end(struct conduit *c, enum side side, const struct mw_origin *origin,
                 const struct outlet *out);
enum verdict conduit_verdict(const struct conduit *c);

/* The carriers' names, outermost first, without "tcp": "socks5", "http-connect",
 * "http" …; names has room for MW_CARRIERS_MOST - 1. Returns how many. */
size_t conduit_names(const struct conduit *c, const char **names);
/* What a proxy was asked for, or an HTTP Host; len 0: not known. Port 0: not known. */
struct view conduit_host(const struct conduit *c, uint16_t *port);

#endif
