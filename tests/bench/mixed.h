// SPDX-License-Identifier: Apache-2.0
/*
 * mixed - what the frame (mixed.c) and the talks (mixed_talks.c) share
 *
 * A message is a head of its own, then a stretch of one of the pools, then a
 * short foot: so a long answer costs no more memory than a short one.
 */
#ifndef MIXED_H
#define MIXED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mix { MIX_ORDINARY, MIX_JSON };

struct message {
    bool up;           /* the client says it */
    uint32_t pause_us; /* before it, the way there not counted */
    char *head;        /* owned */
    size_t head_len;
    const uint8_t *body; /* in a pool, borrowed for ever */
    size_t body_len;
    const char *foot; /* a constant */
    size_t len;       /* of all */
};

struct flow;

struct kind {
    const char *name;
    unsigned share[2]; /* of 10,000 flows, by mix */
    uint16_t port;
    bool is_udp;
    bool is_refused; /* a SYN that is answered by a reset or not at all */
    /* The flow's next message, or false when all is said. */
    bool (*next)(struct flow *f, struct message *m);
};

struct flow {
    uint64_t next_us; /* when its next packet is due */
    uint64_t number;
    const struct kind *kind;
    struct message message;
    size_t offset;    /* how much of the message is sent */
    unsigned unacked; /* segments since the last acknowledgement */
    unsigned step;    /* next() counts here */
    unsigned rounds;  /* how often next() goes round */
    uint64_t left;    /* bytes that a long answer still has */
    uint32_t seq[2];  /* by 'up' */
    uint32_t sent[2]; /* packets, by 'up' */
    uint32_t rtt_us;
    uint16_t cport, vlan;
    bool is_ip6;
    uint8_t phase;
    uint8_t client[16], server[16];
};

void talks_init(uint64_t seed);
uint64_t random64(void);
uint32_t dice(uint32_t sides); /* 0 to sides - 1 */

void message_begin(struct message *m); /* frees what it held */
void message_copy(const struct message *m, size_t offset, uint8_t *to, size_t len);

const struct kind *kind_any(enum mix mix);
const struct kind *kind_mining(uint64_t turn);

#endif
