// SPDX-License-Identifier: Apache-2.0
/*
 * mixed - write a large capture of ordinary traffic with a little mining in it
 *
 *     mixed [-s SIZE] [-r SEED] [-m mixed|json] [-o FILE]
 *
 * SIZE is in MiB (default 1229, that is 1.2 GiB); FILE is standard output by
 * default. The same size, seed and mix give the same bytes.
 *
 * A house of some ten thousand clients talks to servers outside: web pages,
 * TLS, names, JSON interfaces, shells, file shares, video, peer-to-peer noise
 * over TCP and UDP, scans. One flow in ten thousand mines: Stratum, XMRig or
 * eth-proxy by turns. Flows open all the time and their packets interleave as
 * their round trips and pauses have it. Every flow is a small program, next(),
 * that says one message after the other; the frame of TCP around it (handshake,
 * segments, acknowledgements, a rare retransmission, the end) is made here.
 * Encrypted and binary content is random, text is text, and lengths are
 * heavy-tailed. Twentieth parts are IPv6 and VLAN-tagged.
 *
 * The last line on standard error says what was written.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mixed.h"

#define US_PER_SECOND 1000000u
#define FIRST_SECOND  1795000000ull
#define OPEN_EVERY_US 520 /* mean time between two new flows */
#define MINE_EVERY    10000
#define MSS           1448
#define FRAME_MAX     2048
#define FLOWS_MAX     (1 << 20)

enum phase {
    PHASE_SYN,
    PHASE_SYN_ACK,
    PHASE_ACK,
    PHASE_TALK,
    PHASE_FIN,
    PHASE_FIN_BACK,
    PHASE_LAST
};

enum { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_PSH = 8, TCP_ACK = 16 };

struct writer {
    FILE *out;
    uint64_t bytes, limit;
    uint64_t packets, flows, mining;
};

/* A heap of flows by the time of their next packet, ties by number, so that
 * the order is one and the same everywhere. */
struct heap {
    struct flow **at;
    size_t count;
};

static bool is_before(const struct flow *a, const struct flow *b)
{
    return a->next_us != b->next_us ? a->next_us < b->next_us : a->number < b->number;
}

static void heap_sink(struct heap *h, size_t i)
{
    for (;;) {
        size_t least = i, left = 2 * i + 1;
        for (size_t j = left; j < left + 2 && j < h->count; j++)
            if (is_before(h->at[j], h->at[least]))
                least = j;
        if (least == i)
            return;
        struct flow *swap = h->at[i];
        h->at[i] = h->at[least];
        h->at[least] = swap;
        i = least;
    }
}

static void heap_put(struct heap *h, struct flow *f)
{
    size_t i = h->count++;
    while (i > 0 && is_before(f, h->at[(i - 1) / 2])) {
        h->at[i] = h->at[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    h->at[i] = f;
}

static void heap_drop_first(struct heap *h)
{
    h->at[0] = h->at[--h->count];
    heap_sink(h, 0);
}

static uint8_t *put16(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
    return p + 2;
}

static uint8_t *put32(uint8_t *p, uint32_t v)
{
    return put16(put16(p, v >> 16), v & 0xffff);
}

/* Sum of 16-bit words in the machine's own order, RFC 1071, section 2(B). */
static uint64_t sum(uint64_t total, const uint8_t *p, size_t len)
{
    for (; len >= 4; p += 4, len -= 4) {
        uint32_t word;
        memcpy(&word, p, sizeof(word));
        total += word;
    }
    if (len > 0) {
        uint32_t word = 0;
        memcpy(&word, p, len);
        total += word;
    }
    return total;
}

static void put_checksum(uint8_t *at, uint64_t total)
{
    while (total >> 16)
        total = (total & 0xffff) + (total >> 16);
    uint16_t word = (uint16_t)~total;
    memcpy(at, &word, sizeof(word));
}

static uint8_t *put_ethernet(uint8_t *p, const struct flow *f, bool up)
{
    static const uint8_t mac[2][6] = {
        {2,  0, 0, 0, 0, 2},
        { 2, 0, 0, 0, 0, 1}
    };
    memcpy(p, mac[!up], 6);
    memcpy(p + 6, mac[up], 6);
    p += 12;
    if (f->vlan)
        p = put16(put16(p, 0x8100), f->vlan);
    return put16(p, f->is_ip6 ? 0x86dd : 0x0800);
}

static uint8_t *put_ip(uint8_t *p, const struct flow *f, bool up, size_t len)
{
    const uint8_t *src = up ? f->client : f->server;
    const uint8_t *dst = up ? f->server : f->client;
    uint8_t proto = f->kind->is_udp ? 17 : 6;
    if (f->is_ip6) {
        p = put16(put32(p, 0x60000000), (uint32_t)len);
        *p++ = proto;
        *p++ = up ? 64 : 54;
        memcpy(p, src, 16);
        memcpy(p + 16, dst, 16);
        return p + 32;
    }
    uint8_t *head = p;
    p = put16(put16(p, 0x4500), (uint32_t)(20 + len));
    p = put16(put16(p, f->sent[up] & 0xffff), 0x4000);
    *p++ = up ? 64 : 54;
    *p++ = proto;
    p = put16(p, 0);
    memcpy(p, src, 4);
    memcpy(p + 4, dst, 4);
    put_checksum(head + 10, sum(0, head, 20));
    return p + 8;
}

static uint64_t pseudo_header(const struct flow *f, size_t len)
{
    size_t size = f->is_ip6 ? 16 : 4;
    uint8_t tail[4] = { 0, f->kind->is_udp ? 17 : 6, (uint8_t)(len >> 8), (uint8_t)len };
    return sum(sum(sum(0, f->client, size), f->server, size), tail, 4);
}

static void write_record(struct writer *w, uint64_t at_us, const uint8_t *frame, size_t len)
{
    uint32_t head[4] = { (uint32_t)(FIRST_SECOND + at_us / US_PER_SECOND),
                         (uint32_t)(at_us % US_PER_SECOND), (uint32_t)len, (uint32_t)len };
    fwrite(head, sizeof(head), 1, w->out);
    fwrite(frame, len, 1, w->out);
    w->bytes += sizeof(head) + len;
    w->packets++;
}

/* One segment or datagram with len bytes of the present message from offset on. */
static void write_packet(struct writer *w, struct flow *f, bool up, unsigned flags, size_t len)
{
    uint8_t frame[FRAME_MAX];
    bool is_udp = f->kind->is_udp;
    size_t head = is_udp ? 8 : 32;
    uint8_t *p = put_ip(put_ethernet(frame, f, up), f, up, head + len);
    uint8_t *start = p;
    p = put16(put16(p, up ? f->cport : f->kind->port), up ? f->kind->port : f->cport);
    uint8_t *checksum;
    if (is_udp) {
        checksum = p + 2;
        p = put16(put16(p, (uint32_t)(8 + len)), 0);
    } else {
        p = put32(put32(p, f->seq[up]), flags & TCP_ACK ? f->seq[!up] : 0);
        p = put16(put16(p, 0x8000 | flags), 501);
        checksum = p;
        p = put32(p, 0);
        p = put32(p, 0x0101080a);
        p = put32(put32(p, (uint32_t)(f->next_us / 1000)), 0);
    }
    message_copy(&f->message, f->offset, p, len);
    p += len;
    put_checksum(checksum, sum(pseudo_header(f, head + len), start, head + len));
    f->sent[up]++;
    write_record(w, f->next_us, frame, (size_t)(p - frame));
}

/* One packet of what is said at present. */
static void write_piece(struct writer *w, struct flow *f)
{
    bool up = f->message.up;
    size_t rest = f->message.len - f->offset;
    size_t len = rest < MSS ? rest : MSS;
    unsigned flags = TCP_ACK | (len == rest ? TCP_PSH : 0);
    write_packet(w, f, up, flags, len);
    if (!f->kind->is_udp && len > 100 && dice(2000) == 0) {
        f->next_us += 200;
        write_packet(w, f, up, flags, len);
    }
    f->seq[up] += (uint32_t)len;
    f->offset += len;
    f->unacked++;
    f->next_us += 5 + dice(20);
}

/* In the talk: a packet, or a pause before the next message. False when all is said. */
static bool talk(struct writer *w, struct flow *f)
{
    if (!f->kind->is_udp && (f->unacked >= 2 || (f->unacked && f->offset == f->message.len))) {
        size_t offset = f->offset;
        f->unacked = 0;
        write_packet(w, f, !f->message.up, TCP_ACK, 0);
        f->offset = offset;
        f->next_us += 5 + dice(60);
        return true;
    }
    if (f->offset < f->message.len) {
        write_piece(w, f);
        return true;
    }
    bool was_up = f->message.up;
    message_begin(&f->message);
    f->offset = 0;
    f->unacked = 0;
    if (!f->kind->next(f, &f->message))
        return false;
    f->next_us += f->message.pause_us + (f->message.up != was_up ? f->rtt_us / 2 : 0);
    return true;
}

/* A packet of the flow at its time. False when it has ended. */
static bool flow_step(struct writer *w, struct flow *f)
{
    switch (f->phase) {
    case PHASE_SYN:
        write_packet(w, f, true, TCP_SYN, 0);
        f->seq[true]++;
        f->phase = PHASE_SYN_ACK;
        f->next_us += f->rtt_us;
        return true;
    case PHASE_SYN_ACK:
        if (f->kind->is_refused) {
            if (dice(2) == 0)
                write_packet(w, f, false, TCP_RST | TCP_ACK, 0);
            return false;
        }
        write_packet(w, f, false, TCP_SYN | TCP_ACK, 0);
        f->seq[false]++;
        f->phase = PHASE_ACK;
        f->next_us += 30;
        return true;
    case PHASE_ACK:
        write_packet(w, f, true, TCP_ACK, 0);
        f->phase = PHASE_TALK;
        f->next_us += 40;
        return true;
    case PHASE_TALK:
        if (talk(w, f))
            return true;
        f->phase = PHASE_FIN;
        f->next_us += 1000 + dice(100000);
        return !f->kind->is_udp;
    case PHASE_FIN:
    case PHASE_FIN_BACK:
        write_packet(w, f, f->phase == PHASE_FIN, TCP_FIN | TCP_ACK, 0);
        f->seq[f->phase == PHASE_FIN]++;
        f->phase++;
        f->next_us += f->rtt_us / 2 + 20;
        return true;
    case PHASE_LAST:
        write_packet(w, f, true, TCP_ACK, 0);
        return false;
    }
    return false;
}

static void set_addresses(struct flow *f)
{
    uint32_t client = dice(10000), server = dice(60000);
    f->is_ip6 = client % 20 == 0;
    f->vlan = client % 20 == 1 ? 120 : 0;
    if (f->is_ip6) {
        static const uint8_t prefix[8] = { 0x20, 0x01, 0x0d, 0xb8 };
        memcpy(f->client, prefix, 8);
        memcpy(f->server, prefix, 8);
        f->client[4] = 0x10;
        f->server[4] = 0x20;
        put32(f->client + 12, client + 1);
        put32(f->server + 12, server + 1);
    } else {
        put32(f->client, 0x0a140000 + client + 1);
        put32(f->server, 0xc6120000 + server); /* 198.18.0.0/15, RFC 2544 */
    }
    f->cport = (uint16_t)(32768 + dice(28000));
}

static struct flow *flow_open(struct writer *w, uint64_t at_us, enum mix mix)
{
    struct flow *f = calloc(1, sizeof(*f));
    if (!f)
        return NULL;
    f->number = w->flows++;
    bool mines = f->number % MINE_EVERY == MINE_EVERY / 50;
    f->kind = mines ? kind_mining(w->mining++) : kind_any(mix);
    set_addresses(f);
    f->next_us = at_us;
    f->rtt_us = 400 + dice(3000);
    if (dice(3) > 0)
        f->rtt_us += 10000 + dice(60000);
    f->seq[true] = (uint32_t)random64();
    f->seq[false] = (uint32_t)random64();
    f->phase = f->kind->is_udp ? PHASE_TALK : PHASE_SYN;
    return f;
}

static void flow_close(struct flow *f)
{
    message_begin(&f->message);
    free(f);
}

static bool run(struct writer *w, enum mix mix)
{
    struct heap h = { calloc(FLOWS_MAX, sizeof(*h.at)), 0 };
    uint64_t opens_us = 0;
    bool good = h.at != NULL;
    while (good && w->bytes < w->limit && !ferror(w->out)) {
        if (h.count < FLOWS_MAX && (h.count == 0 || opens_us <= h.at[0]->next_us)) {
            struct flow *f = flow_open(w, opens_us, mix);
            good = f != NULL;
            if (good)
                heap_put(&h, f);
            opens_us += dice(2 * OPEN_EVERY_US);
            continue;
        }
        struct flow *f = h.at[0];
        if (flow_step(w, f)) {
            heap_sink(&h, 0);
        } else {
            heap_drop_first(&h);
            flow_close(f);
        }
    }
    for (size_t i = 0; i < h.count; i++)
        flow_close(h.at[i]);
    free(h.at);
    fprintf(stderr,
            "%" PRIu64 " bytes, %" PRIu64 " packets, %" PRIu64 " flows, %" PRIu64
            " of them mining, %.1f s of traffic\n",
            w->bytes, w->packets, w->flows, w->mining, (double)opens_us / US_PER_SECOND);
    return good && fflush(w->out) == 0;
}

static int usage(void)
{
    fputs("usage: mixed [-s MiB] [-r SEED] [-m mixed|json] [-o FILE]\n", stderr);
    return 2;
}

int main(int argc, char **argv)
{
    struct writer w = { .out = stdout, .limit = 1229ull << 20 };
    enum mix mix = MIX_ORDINARY;
    uint64_t seed = 1;
    int option;
    while ((option = getopt(argc, argv, "s:r:m:o:")) != -1) {
        if (option == 's')
            w.limit = strtoull(optarg, NULL, 10) << 20;
        else if (option == 'r')
            seed = strtoull(optarg, NULL, 10);
        else if (option == 'm')
            mix = strcmp(optarg, "json") == 0 ? MIX_JSON : MIX_ORDINARY;
        else if (option != 'o')
            return usage();
        else if (!(w.out = fopen(optarg, "wb"))) {
            fprintf(stderr, "mixed: %s: %s\n", optarg, strerror(errno));
            return 1;
        }
    }
    setvbuf(w.out, NULL, _IOFBF, 1 << 20);
    talks_init(seed);
    static const uint32_t header[6] = { 0xa1b2c3d4, 2 | 4 << 16, 0, 0, 262144, 1 };
    fwrite(header, sizeof(header), 1, w.out);
    w.bytes = sizeof(header);
    if (!run(&w, mix) || fclose(w.out) != 0) {
        fprintf(stderr, "mixed: cannot write: %s\n", strerror(errno));
        return 1;
    }
    return 0;
}
