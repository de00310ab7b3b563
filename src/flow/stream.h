/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream - reassembly of one side of a flow
 *
 * Feed a segment, then take what has become ready, until there is nothing:
 *
 *     stream_feed(&s, &shared, &segment);
 *     while ((step = stream_take(&s, &shared, now_ns, &piece)) != STREAM_NOTHING)
 *         ... piece.bytes, in order; or a gap of piece.gap bytes
 *
 * Data that come in order are handed on from the packet itself; so the segment's
 * memory must stay until take says STREAM_NOTHING. What comes before its turn is
 * copied and waits. To stop in the middle is fine when stream_done follows.
 *
 * The first byte. A SYN sets it; so does a SYN+ACK for both sides. In a flow that
 * began before the capture, the first segment with data does.
 *
 * Overlaps. What was handed on is never taken back. Among bytes that wait and new
 * ones that differ, limits->stream_overlap decides, for receivers differ here and
 * a sender can exploit it (Ptacek & Newsham, "Insertion, Evasion, and Denial of
 * Service", 1998; Novak & Sturges, "Target-Based TCP Stream Reassembly", 2007):
 * what came first stays; what came last wins; or, as Linux does, what came first
 * stays unless the new segment begins before the one that waits.
 *
 * Holes. A hole is skipped, and named as a gap, when the receiver has
 * acknowledged data beyond it (so the capture lost it) and three more segments
 * or a second have not brought it; when stream_depth bytes or WAITING_MOST chunks
 * wait behind it; when it has lasted ten seconds; or at the end. What the snap
 * length cut off is a gap at once.
 *
 * Far away. A segment more than 1 MiB off is passed over and counted. When four
 * that follow each other are, or two of which the first was acknowledged, the
 * stream has moved on, and so does this: a burst was lost, or the position was
 * somebody's lie. A position that nobody but its sender vouched for is given up
 * for the first such segment.
 */
#ifndef FLOW_STREAM_H
#define FLOW_STREAM_H

#include "base/tally.h"
#include "decode/packet.h"

#define WAITING_MOST 256 /* chunks of one stream */

/* What the streams of a table have in common. */
struct stream_shared {
    const struct limits *limits; /* borrowed */
    struct counters *counters;   /* borrowed */
    uint64_t memory;             /* bytes that wait, with what it costs to keep them */
};

struct chunk; /* data that wait */

/* A run of bytes: the segment at hand, or what waits in a chunk. */
struct run {
    uint32_t seq;
    uint32_t lost;  /* so many more bytes were on the wire, behind, but not captured */
    uint32_t begin; /* where the segment began that brought it */
    struct view bytes;
    struct mw_origin origin;
};

/* All zero: nothing is known. */
struct stream {
    bool is_started; /* next is known */
    bool is_sure;    /* the other side agrees, or data were handed on */
    bool has_fin;
    bool has_ack;
    bool is_ending;  /* all holes are skipped */
    bool is_blocked; /* chunks wait behind a hole */
    bool is_acked;   /* and the receiver has what is missing */
    uint8_t later;   /* segments since is_acked */
    uint8_t far_count;
    uint16_t chunks;
    uint32_t next;       /* sequence number of the next byte to hand on */
    uint32_t fin;        /* of the FIN */
    uint32_t ack;        /* what the other side wants next */
    uint32_t lost_until; /* up to here the capture has nothing; from next on */
    uint32_t hole;       /* where the hole begins that blocks */
    uint32_t far_next;   /* a segment far away would go on here */
    uint32_t far_bytes;
    uint32_t waiting;             /* bytes in chunks */
    struct mw_origin lost_origin; /* whose bytes are missing there */
    int64_t since_ns;             /* when is_blocked or is_acked came true */
    struct run current;           /* the segment being fed; borrows it */
    struct chunk *first, *last;   /* owned; in the order of the stream, apart */
    struct chunk *near;           /* the last one put in; new ones often go beside it */
    struct chunk *handed;         /* owned; lent out by take */
};

enum stream_step {
    STREAM_NOTHING,
    STREAM_DATA,
    STREAM_GAP,
};

struct piece {
    struct view bytes; /* borrowed until the next call */
    uint64_t gap;
    struct mw_origin origin;
};

void stream_done(struct stream *s, struct stream_shared *shared);

/* The first byte will be seq. Changes nothing once data were handed on or wait. */
void stream_start(struct stream *s, uint32_t seq, bool is_sure);
/* One packet of this side, its SYN bit set apart by the caller: data and FIN. */
void stream_feed(struct stream *s, struct stream_shared *shared, const struct packet *p);
/* The other side acknowledged up to ack. */
void stream_ack(struct stream *s, uint32_t ack, int64_t now_ns);
/* From now on nothing is waited for. */
void stream_end(struct stream *s);
enum stream_step stream_take(struct stream *s, struct stream_shared *shared, int64_t now_ns,
                             struct piece *out) MUST_USE;

/* When a hole should be looked at again though no packet comes; INT64_MAX: never. */
int64_t stream_due(const struct stream *s);
/* Everything up to the FIN was handed on. */
bool stream_is_finished(const struct stream *s);
/* Would the sequence number be believed, as that of a RST? */
bool stream_is_near(const struct stream *s, uint32_t seq);

#endif
