/* SPDX-License-Identifier: Apache-2.0 */
#include "decode/decode.h"

#include <stdlib.h>

#include "decode/walk.h"

#define KEY(kind, value) ((uint32_t)(kind) << 16 | (uint32_t)(value))

struct decode {
    const struct limits *limits; /* borrowed */
    struct counters *counters;   /* borrowed */
    struct defrag *defrag;       /* owned */
};

struct decode *decode_new(const struct limits *limits, struct counters *counters)
{
    struct decode *d = malloc(sizeof *d);
    if (!d)
        return NULL;
    *d = (struct decode){ limits, counters, defrag_new(limits, counters) };
    if (!d->defrag) {
        free(d);
        return NULL;
    }
    return d;
}

void decode_free(struct decode *d)
{
    if (!d)
        return;
    defrag_free(d->defrag);
    free(d);
}

bool walk_knows(enum next_kind kind, uint32_t value)
{
    switch (KEY(kind, value)) {
#define DECODER(k, v, name) case KEY(k, v):
#include "decode/decoders.def"
#undef DECODER
        return true;
    }
    return false;
}

/* One header. What has no row is not followed. */
static bool step(struct walk *w, struct next *next)
{
    switch (KEY(next->kind, next->value)) {
#define DECODER(k, v, name)                                                                    \
    case KEY(k, v):                                                                            \
        return decode_##name(w, next);
#include "decode/decoders.def"
#undef DECODER
    }
    return walk_stop(next, STOP_UNKNOWN);
}

/*
 * A port is a hint, not a promise: a tunnel is believed when its decoder says
 * so, by the destination's port before the source's. Else the datagram itself
 * is what was found.
 */
static void step_udp(struct walk *w, struct next *next)
{
    const uint16_t port[] = { w->p->dst_port, w->p->src_port };
    for (size_t i = 0; i < 2; i++) {
        if (!walk_knows(NEXT_UDP_PORT, port[i]))
            continue;
        const struct walk before = *w;
        *next = next_is(NEXT_UDP_PORT, port[i]);
        if (step(w, next) && next->kind != NEXT_STOP)
            return;
        *w = before;
    }
    *next = next_is(NEXT_DONE, 0);
}

static bool found(const struct walk *w)
{
    if (w->p->proto == PROTO_TCP)
        w->counters->tcp_packets++;
    else
        w->counters->udp_packets++;
    if (w->p->tunnel)
        w->counters->tunnel_packets++;
    return true;
}

static bool stopped(const struct walk *w, enum stop why)
{
    switch (why) {
    case STOP_UNKNOWN:
        w->counters->decode_unknown++;
        break;
    case STOP_ENCRYPTED:
        w->counters->decode_encrypted++;
        break;
    case STOP_CHECKSUM:
        w->counters->checksum_bad++;
        break;
    case STOP_FRAGMENT: /* counted by defrag */
        break;
    }
    return false;
}

static bool walk(struct walk *w, struct next next)
{
    for (uint64_t depth = 0; depth < w->limits->decode_depth; depth++) {
        if (next.kind == NEXT_UDP_PORT) {
            step_udp(w, &next);
        } else if (!step(w, &next)) {
            w->counters->decode_short++;
            return false;
        }
        if (next.kind == NEXT_DONE)
            return found(w);
        if (next.kind == NEXT_STOP)
            return stopped(w, next.value);
    }
    w->counters->decode_deep++;
    return false;
}

bool decode_frame(struct decode *d, const struct mw_frame *frame, struct packet *p)
{
    d->counters->packets++;
    d->counters->bytes += frame->length;

    /* Not the whole struct: this runs for every packet, and what is not set
     * here is set by whoever says that it is there. */
    p->origin = (struct mw_origin){ frame->source, frame->number, frame->time_ns };
    p->vlan_count = 0;
    p->has_mac = false;
    p->tunnel = NULL;
    p->tunnel_id = 0;
    p->has_tunnel_addr = false;

    struct walk w = {
        .c = cursor_over((struct view){ frame->data, frame->captured }),
        .cut = frame->length > frame->captured ? frame->length - frame->captured : 0,
        .p = p,
        .limits = d->limits,
        .counters = d->counters,
        .defrag = d->defrag,
    };
    if (frame->linktype < 0 || frame->linktype > UINT16_MAX)
        return stopped(&w, STOP_UNKNOWN);
    return walk(&w, next_is(NEXT_LINK, (uint32_t)frame->linktype));
}
