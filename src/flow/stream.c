/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/stream.h"

#include <stdlib.h>

#include "base/stamp.h"

#define FAR           (1 << 20) /* bytes: more than most windows, less than a wild guess */
#define FAR_MOST      4         /* such segments in a row that move the stream */
#define LATER_MOST    3         /* segments: RFC 5681 takes as many for a loss */
#define ACK_PATIENCE  SECOND_NS /* more than any reordering lasts */
#define HOLE_PATIENCE (10 * SECOND_NS)

struct chunk {
    struct chunk *previous, *next;
    struct run run; /* its bytes stand in byte[] */
    uint32_t room;
    uint8_t byte[];
};

/* Sequence numbers wrap: only their distance has a sign (RFC 9293, 3.4). */
static inline int32_t distance(uint32_t from, uint32_t to)
{
    return (int32_t)(to - from);
}

static inline uint32_t end_of(const struct run *r)
{
    return r->seq + (uint32_t)r->bytes.len;
}

static bool has_passed(int64_t since_ns, int64_t patience_ns, int64_t now_ns)
{
    int64_t due_ns;
    return !__builtin_add_overflow(since_ns, patience_ns, &due_ns) && now_ns >= due_ns;
}

/* Cut the first n bytes off, n being less than its length. */
static void cut_front(struct run *r, uint32_t n)
{
    r->seq += n;
    r->bytes = view_from(r->bytes, n);
}

/* ---- chunks -------------------------------------------------------------------- */

static void free_chunk(struct stream_shared *shared, struct chunk *c)
{
    if (!c)
        return;
    shared->memory -= sizeof *c + c->room;
    free(c);
}

static struct chunk *make_chunk(struct stream_shared *shared, const struct run *run)
{
    size_t size = sizeof(struct chunk) + run->bytes.len;
    bool is_full = shared->memory + size > shared->limits->stream_memory;
    struct chunk *c = is_full ? NULL : malloc(size);
    if (!c) {
        shared->counters->stream_memory_full++;
        return NULL;
    }
    memcpy(c->byte, run->bytes.at, run->bytes.len);
    c->room = (uint32_t)run->bytes.len;
    c->run = *run;
    c->run.bytes.at = c->byte;
    shared->memory += size;
    return c;
}

/* Put in before `next`; NULL: at the end. */
static void link_chunk(struct stream *s, struct chunk *c, struct chunk *next)
{
    c->next = next;
    c->previous = next ? next->previous : s->last;
    *(c->previous ? &c->previous->next : &s->first) = c;
    *(next ? &next->previous : &s->last) = c;
    s->near = c;
    s->chunks++;
    s->waiting += (uint32_t)c->run.bytes.len;
}

static void unlink_chunk(struct stream *s, struct chunk *c)
{
    *(c->previous ? &c->previous->next : &s->first) = c->next;
    *(c->next ? &c->next->previous : &s->last) = c->previous;
    if (s->near == c)
        s->near = c->next ? c->next : c->previous;
    s->chunks--;
    s->waiting -= (uint32_t)c->run.bytes.len;
}

static void drop_chunks(struct stream *s, struct stream_shared *shared)
{
    while (s->first) {
        struct chunk *c = s->first;
        unlink_chunk(s, c);
        free_chunk(shared, c);
    }
}

void stream_done(struct stream *s, struct stream_shared *shared)
{
    drop_chunks(s, shared);
    free_chunk(shared, s->handed);
    *s = (struct stream){ 0 };
}

/* The first chunk that ends behind seq, sought from where the last one went. */
static struct chunk *find_chunk(const struct stream *s, uint32_t seq)
{
    struct chunk *c = s->near;
    while (c && distance(seq, end_of(&c->run)) > 0 && c->previous)
        c = c->previous;
    while (c && distance(seq, end_of(&c->run)) <= 0)
        c = c->next;
    return c;
}

/* ---- overlaps ------------------------------------------------------------------ */

/* Does the new run take the place of what waits? */
static bool wins(const struct stream_shared *shared, const struct run *new,
                 const struct chunk *old)
{
    if (shared->limits->stream_overlap == MW_OVERLAP_LAST)
        return true;
    return shared->limits->stream_overlap == MW_OVERLAP_LINUX &&
           distance(new->begin, old->run.begin) > 0;
}

/* Cut [from, to) out of the chunk; what is left behind it becomes one of its own. */
static void cut_out(struct stream *s, struct stream_shared *shared, struct chunk *c,
                    uint32_t from, uint32_t to)
{
    struct run front = c->run, back = c->run;
    bool has_front = distance(c->run.seq, from) > 0, has_back = distance(to, end_of(&back)) > 0;
    if (has_back)
        cut_front(&back, to - back.seq);
    if (has_front && has_back) {
        struct chunk *rest = make_chunk(shared, &back);
        if (rest)
            link_chunk(s, rest, c->next);
    }
    if (!has_front && !has_back) {
        unlink_chunk(s, c);
        free_chunk(shared, c);
        return;
    }
    s->waiting -= (uint32_t)c->run.bytes.len;
    if (has_front) {
        c->run.bytes.len = from - front.seq;
        c->run.lost = 0;
    } else {
        c->run = back;
    }
    s->waiting += (uint32_t)c->run.bytes.len;
}

/* Make chunks that overlap the run give way where it wins. */
static void settle_overlaps(struct stream *s, struct stream_shared *shared,
                            const struct run *run)
{
    struct chunk *c = find_chunk(s, run->seq);
    if (c && distance(c->run.seq, end_of(run)) > 0)
        shared->counters->segments_overlap++;
    while (c && distance(c->run.seq, end_of(run)) > 0) {
        struct chunk *next = c->next;
        if (wins(shared, run, c))
            cut_out(s, shared, c, run->seq, end_of(run));
        c = next;
    }
}

/* Keep what of the run falls between chunks. */
static void keep(struct stream *s, struct stream_shared *shared, struct run run)
{
    struct chunk *c = find_chunk(s, run.seq);
    while (run.bytes.len) {
        struct run part = run;
        if (c && distance(run.seq, c->run.seq) <= 0) {
            int32_t known = distance(run.seq, end_of(&c->run));
            if ((size_t)known >= run.bytes.len)
                return;
            cut_front(&run, (uint32_t)known);
            c = c->next;
            continue;
        }
        if (c && distance(c->run.seq, end_of(&run)) > 0) {
            part.bytes.len = c->run.seq - run.seq;
            part.lost = 0;
        }
        struct chunk *made = make_chunk(shared, &part);
        if (!made)
            return;
        link_chunk(s, made, c);
        if (part.bytes.len == run.bytes.len)
            return;
        cut_front(&run, (uint32_t)part.bytes.len);
    }
}

/* ---- where the stream stands ---------------------------------------------------- */

void stream_start(struct stream *s, uint32_t seq, bool is_sure)
{
    if (s->is_sure || s->first)
        return;
    s->is_started = true;
    s->is_sure = is_sure;
    s->next = seq;
    s->lost_until = seq;
}

bool stream_is_near(const struct stream *s, uint32_t seq)
{
    return !s->is_started || (uint32_t)distance(s->next, seq) + FAR < 2 * FAR;
}

/* False: the segment is passed over. Otherwise the stream stands near it. */
static bool follow(struct stream *s, struct stream_shared *shared, const struct run *run)
{
    uint32_t len = (uint32_t)run->bytes.len + run->lost;
    if (!s->is_started) {
        stream_start(s, run->seq, false);
        return true;
    }
    if (stream_is_near(s, run->seq)) {
        s->far_count = 0;
        return true;
    }
    shared->counters->segments_window++;
    if (len == 0)
        return false;
    if (!s->is_sure && !s->first) {
        stream_start(s, run->seq, false);
        return true;
    }
    bool goes_on = s->far_count && s->far_next == run->seq;
    s->far_count = (uint8_t)(goes_on ? s->far_count + 1 : 1);
    s->far_bytes = goes_on ? s->far_bytes + len : len;
    s->far_next = run->seq + len;
    if (s->far_count < FAR_MOST)
        return false;
    /* What waits belongs to where the stream was. The way back has no length:
     * the segments that were passed over are what is missing. */
    drop_chunks(s, shared);
    int32_t way = distance(s->next, run->seq);
    uint32_t missing = way > 0 ? (uint32_t)way : s->far_bytes - len;
    s->next = run->seq - missing;
    s->lost_until = run->seq;
    s->far_count = 0;
    s->has_fin = false;
    s->has_ack = false;
    return true;
}

/* Does the receiver have all before seq? An acknowledgement of long ago says nothing. */
static bool has_acked(const struct stream *s, uint32_t seq)
{
    return s->has_ack && stream_is_near(s, s->ack) && distance(seq, s->ack) >= 0;
}

static void watch_ack(struct stream *s, int64_t now_ns)
{
    if (s->is_acked || !s->first || !has_acked(s, s->first->run.seq))
        return;
    s->is_acked = true;
    s->later = 0;
    s->since_ns = now_ns;
}

void stream_ack(struct stream *s, uint32_t ack, int64_t now_ns)
{
    if (s->far_count && ack == s->far_next)
        s->far_count = FAR_MOST - 1;
    if (!s->is_started || !stream_is_near(s, ack) || has_acked(s, ack))
        return;
    s->has_ack = true;
    s->ack = ack;
    if (s->is_blocked)
        watch_ack(s, now_ns);
}

/* ---- in ------------------------------------------------------------------------- */

static void note_fin(struct stream *s, const struct packet *p, uint32_t end)
{
    if (p->flags & TCP_FIN && distance(s->next, end) >= 0) {
        s->has_fin = true;
        s->fin = end;
    } else if (s->has_fin && distance(s->fin, end) > 0) {
        s->has_fin = false; /* data behind it: it was not the sender's */
    }
}

/* Cut off what was handed on or is lost for good; false: nothing is left. */
static bool cut_known(struct stream *s, struct stream_shared *shared, struct run *run)
{
    int32_t known = distance(run->seq, s->next);
    if (known <= 0)
        return true;
    size_t len = run->bytes.len + run->lost;
    if ((size_t)known >= len) {
        /* A byte from before is how some ask whether the other end still lives. */
        if (len > 1)
            shared->counters->segments_repeated++;
        return false;
    }
    if ((size_t)known > run->bytes.len) {
        run->lost -= (uint32_t)known - (uint32_t)run->bytes.len;
        run->seq = s->next;
        run->bytes.len = 0;
    } else {
        cut_front(run, (uint32_t)known);
        run->seq = s->next;
    }
    return true;
}

/* All of the run that was captured is known. This is called for each run, so that
 * lost_until never falls so far behind that it seems to be ahead. */
static void note_lost(struct stream *s, const struct run *run)
{
    uint32_t until = end_of(run) + run->lost;
    if (distance(s->lost_until, s->next) >= 0)
        s->lost_until = s->next;
    if (distance(s->lost_until, until) > 0) {
        s->lost_until = until;
        s->lost_origin = run->origin;
    }
}

void stream_feed(struct stream *s, struct stream_shared *shared, const struct packet *p)
{
    struct view bytes = view_head(p->payload, p->payload_len);
    uint32_t seq = p->seq + (p->flags & TCP_SYN ? 1 : 0);
    struct run run = {
        .seq = seq,
        .begin = seq,
        .bytes = bytes,
        .lost = p->payload_len - (uint32_t)bytes.len,
        .origin = p->origin,
    };
    s->current = (struct run){ 0 };
    if ((p->payload_len == 0 && !(p->flags & TCP_FIN)) || !follow(s, shared, &run))
        return;
    note_fin(s, p, seq + p->payload_len);
    if (p->payload_len == 0)
        return;
    if (s->is_acked && s->later < LATER_MOST)
        s->later++;
    if (distance(s->next, s->lost_until) > 0) {
        s->current = run; /* the stream was moved to it: take names the gap first */
        s->lost_origin = run.origin;
        return;
    }
    if (!cut_known(s, shared, &run))
        return;
    if (run.bytes.len)
        settle_overlaps(s, shared, &run);
    if (run.seq == s->next) {
        s->current = run;
        if (run.bytes.len == 0)
            note_lost(s, &run);
        return;
    }
    shared->counters->segments_reordered++;
    keep(s, shared, run);
}

void stream_end(struct stream *s)
{
    s->is_ending = true;
}

/* ---- out ------------------------------------------------------------------------ */

/* Notice a hole, or that it is another one than before. */
static void watch_hole(struct stream *s, int64_t now_ns)
{
    if (!s->first) {
        s->is_blocked = s->is_acked = false;
        return;
    }
    if (!s->is_blocked || s->hole != s->next) {
        s->is_blocked = true;
        s->is_acked = false;
        s->hole = s->next;
        s->since_ns = now_ns;
    }
    watch_ack(s, now_ns);
}

static bool is_hopeless(const struct stream *s, const struct stream_shared *shared,
                        int64_t now_ns)
{
    if (s->is_ending || s->waiting > shared->limits->stream_depth || s->chunks > WAITING_MOST)
        return true;
    if (s->is_acked)
        return s->later >= LATER_MOST || has_passed(s->since_ns, ACK_PATIENCE, now_ns);
    return has_passed(s->since_ns, HOLE_PATIENCE, now_ns);
}

static enum stream_step give_gap(struct stream *s, struct stream_shared *shared, uint32_t to,
                                 const struct mw_origin *origin, struct piece *out)
{
    *out = (struct piece){ .gap = to - s->next, .origin = *origin };
    shared->counters->gaps++;
    shared->counters->gap_bytes += out->gap;
    s->next = to;
    return STREAM_GAP;
}

static enum stream_step give(struct stream *s, struct run *run, size_t n, struct piece *out)
{
    *out = (struct piece){ .bytes = view_head(run->bytes, n), .origin = run->origin };
    s->next += (uint32_t)n;
    s->is_sure = true;
    if (n == run->bytes.len)
        note_lost(s, run);
    run->seq += (uint32_t)n;
    run->bytes = view_from(run->bytes, n);
    return STREAM_DATA;
}

/* The segment at hand, as far as the first chunk; chunks that won stand within it. */
static enum stream_step give_current(struct stream *s, struct piece *out)
{
    struct run *run = &s->current;
    int32_t known = distance(run->seq, s->next);
    if (known > 0) {
        if ((size_t)known >= run->bytes.len) {
            note_lost(s, run);
            run->bytes.len = 0;
            return STREAM_NOTHING;
        }
        cut_front(run, (uint32_t)known);
    }
    if (run->seq != s->next)
        return STREAM_NOTHING;
    size_t n = run->bytes.len;
    if (s->first && s->first->run.seq - s->next < n)
        n = s->first->run.seq - s->next;
    return n ? give(s, run, n, out) : STREAM_NOTHING;
}

static enum stream_step give_first(struct stream *s, struct piece *out)
{
    struct chunk *c = s->first;
    unlink_chunk(s, c);
    s->handed = c;
    return give(s, &c->run, c->run.bytes.len, out);
}

enum stream_step stream_take(struct stream *s, struct stream_shared *shared, int64_t now_ns,
                             struct piece *out)
{
    free_chunk(shared, s->handed);
    s->handed = NULL;
    if (s->current.bytes.len && give_current(s, out) == STREAM_DATA)
        return STREAM_DATA;
    if (s->first && s->first->run.seq == s->next)
        return give_first(s, out);
    if (s->is_started && distance(s->next, s->lost_until) > 0) {
        uint32_t to = s->lost_until;
        if (s->first && distance(s->first->run.seq, to) > 0)
            to = s->first->run.seq;
        return give_gap(s, shared, to, &s->lost_origin, out);
    }
    watch_hole(s, now_ns);
    if (s->is_blocked && is_hopeless(s, shared, now_ns))
        return give_gap(s, shared, s->first->run.seq, &s->first->run.origin, out);
    s->current.bytes = (struct view){ 0 };
    return STREAM_NOTHING;
}

int64_t stream_due(const struct stream *s)
{
    int64_t due_ns;
    if (!s->is_blocked || __builtin_add_overflow(
                              s->since_ns, s->is_acked ? ACK_PATIENCE : HOLE_PATIENCE, &due_ns))
        return INT64_MAX;
    return due_ns;
}

bool stream_is_finished(const struct stream *s)
{
    return s->has_fin && s->is_started && distance(s->fin, s->next) >= 0;
}
