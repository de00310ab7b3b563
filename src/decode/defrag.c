/* SPDX-License-Identifier: Apache-2.0 */
#include "decode/defrag.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/stamp.h"

#define DATAGRAM_MOST 65535
#define UNIT          8 /* bytes: offsets count in these */
#define PAGE_SIZE     1024
#define PAGE_UNITS    (PAGE_SIZE / UNIT)
#define PAGES         ((DATAGRAM_MOST + 1) / PAGE_SIZE)
#define BUCKETS       4096 /* some 10,000 datagrams fit into the default limit */

/* Without holes: it is hashed and compared as bytes. */
struct key {
    struct addr src, dst;
    uint32_t id;
    uint32_t tunnel_id;
    uint16_t vlan[MW_VLANS_MOST];
    uint8_t vlan_count;
    uint8_t version;
    uint8_t proto; /* 0 for IPv6, where fragments may differ in it */
    uint8_t zero;
};
_Static_assert(sizeof(struct key) == 44 + 2 * MW_VLANS_MOST, "struct key has holes");

struct page {
    uint64_t has[PAGE_UNITS / 64];
    uint8_t byte[PAGE_SIZE];
};

/* A datagram that waits to be complete. */
struct waiting {
    struct key key;
    struct waiting *next_in_bucket;
    struct waiting *older, *newer;
    int64_t first_ns;
    uint32_t end;   /* of its last byte, once is_ended */
    uint32_t most;  /* end of the bytes seen so far */
    uint32_t units; /* how many are there */
    uint8_t proto;  /* of the fragment at offset 0 */
    bool is_ended;
    bool is_dead;             /* overlaps were seen in IPv6: what comes is thrown away */
    struct page *page[PAGES]; /* owned */
};

struct defrag {
    const struct limits *limits; /* borrowed */
    struct counters *counters;   /* borrowed */
    uint64_t memory;             /* bytes kept in waiting datagrams */
    struct waiting *oldest, *newest;
    struct waiting *bucket[BUCKETS];
    uint8_t whole[DATAGRAM_MOST + 1]; /* the datagram last put together */
};

struct defrag *defrag_new(const struct limits *limits, struct counters *counters)
{
    struct defrag *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    d->limits = limits;
    d->counters = counters;
    return d;
}

static struct waiting **find_bucket(struct defrag *d, const struct key *key)
{
    /* Keyed, so that nobody can aim at one bucket. */
    uint64_t hash = XXH3_64bits_withSeed(key, sizeof *key, d->limits->flow_random);
    return &d->bucket[hash % BUCKETS];
}

static void free_pages(struct defrag *d, struct waiting *g)
{
    for (size_t i = 0; i < PAGES; i++) {
        if (!g->page[i])
            continue;
        free(g->page[i]);
        g->page[i] = NULL;
        d->memory -= sizeof *g->page[i];
    }
}

static void forget(struct defrag *d, struct waiting *g)
{
    struct waiting **at = find_bucket(d, &g->key);
    while (*at != g)
        at = &(*at)->next_in_bucket;
    *at = g->next_in_bucket;
    *(g->older ? &g->older->newer : &d->oldest) = g->newer;
    *(g->newer ? &g->newer->older : &d->newest) = g->older;
    free_pages(d, g);
    free(g);
    d->memory -= sizeof *g;
}

static void give_up(struct defrag *d, struct waiting *g)
{
    if (!g->is_dead)
        d->counters->fragments_dropped++;
    forget(d, g);
}

void defrag_free(struct defrag *d)
{
    if (!d)
        return;
    while (d->oldest)
        forget(d, d->oldest);
    free(d);
}

static bool is_over(const struct defrag *d, const struct waiting *g, int64_t now_ns)
{
    return now_ns > g->first_ns && (uint64_t)now_ns - (uint64_t)g->first_ns >
                                       d->limits->defrag_timeout * (uint64_t)SECOND_NS;
}

static void expire(struct defrag *d, int64_t now_ns)
{
    while (d->oldest && is_over(d, d->oldest, now_ns))
        give_up(d, d->oldest);
}

/* Room for so many bytes, if need be by giving up the oldest, but never `keep`. */
static bool make_room(struct defrag *d, size_t bytes, const struct waiting *keep)
{
    while (d->memory + bytes > d->limits->defrag_memory) {
        struct waiting *g = d->oldest == keep && keep ? keep->newer : d->oldest;
        if (!g)
            return false;
        give_up(d, g);
    }
    return true;
}

static struct key make_key(const struct packet *p, const struct fragment *f)
{
    struct key key = {
        .src = p->src,
        .dst = p->dst,
        .id = f->id,
        .tunnel_id = p->tunnel_id,
        .vlan_count = p->vlan_count,
        .version = f->version,
        .proto = f->version == 4 ? f->proto : 0,
    };
    memcpy(key.vlan, p->vlan, p->vlan_count * sizeof *p->vlan);
    return key;
}

static struct waiting *begin(struct defrag *d, const struct key *key, int64_t now_ns)
{
    struct waiting *g = make_room(d, sizeof *g, NULL) ? calloc(1, sizeof *g) : NULL;
    if (!g)
        return NULL;
    struct waiting **bucket = find_bucket(d, key);
    g->key = *key;
    g->first_ns = now_ns;
    g->next_in_bucket = *bucket;
    *bucket = g;
    g->older = d->newest;
    *(d->newest ? &d->newest->newer : &d->oldest) = g;
    d->newest = g;
    d->memory += sizeof *g;
    return g;
}

static struct waiting *find_or_begin(struct defrag *d, const struct key *key, int64_t now_ns)
{
    for (struct waiting *g = *find_bucket(d, key); g; g = g->next_in_bucket) {
        if (memcmp(&g->key, key, sizeof *key) != 0)
            continue;
        if (!is_over(d, g, now_ns))
            return g;
        give_up(d, g); /* it is not the oldest one when times run backwards */
        break;
    }
    return begin(d, key, now_ns);
}

static bool has_unit(const struct waiting *g, size_t unit)
{
    const struct page *page = g->page[unit / PAGE_UNITS];
    size_t bit = unit % PAGE_UNITS;
    return page && (page->has[bit / 64] >> bit % 64 & 1);
}

/* Memory for all that will be written; false: none to be had, g is as it was or bigger. */
static bool make_pages(struct defrag *d, struct waiting *g, size_t offset, size_t end)
{
    for (size_t i = offset / PAGE_SIZE; i * PAGE_SIZE < end; i++) {
        if (g->page[i])
            continue;
        if (!make_room(d, sizeof *g->page[i], g))
            return false;
        g->page[i] = calloc(1, sizeof *g->page[i]);
        if (!g->page[i])
            return false;
        d->memory += sizeof *g->page[i];
    }
    return true;
}

static void put_unit(struct waiting *g, size_t unit, struct view data)
{
    struct page *page = g->page[unit / PAGE_UNITS];
    size_t bit = unit % PAGE_UNITS;
    memcpy(page->byte + bit * UNIT, data.at, data.len);
    page->has[bit / 64] |= UINT64_C(1) << bit % 64;
    g->units++;
}

static bool unit_equals(const struct waiting *g, size_t unit, struct view data)
{
    const struct page *page = g->page[unit / PAGE_UNITS];
    return memcmp(page->byte + unit % PAGE_UNITS * UNIT, data.at, data.len) == 0;
}

/* Does it say of known bytes something else than what is known? */
static bool contradicts(const struct waiting *g, size_t offset, struct view data)
{
    for (size_t at = 0; at < data.len; at += UNIT) {
        size_t unit = (offset + at) / UNIT;
        if (has_unit(g, unit) && !unit_equals(g, unit, view_head(view_from(data, at), UNIT)))
            return true;
    }
    return false;
}

/* IPv6: is some of it known, and some not? RFC 8200 lets a fragment come twice. */
static bool overlaps_in_part(const struct waiting *g, size_t offset, size_t len)
{
    bool known = has_unit(g, offset / UNIT);
    for (size_t at = UNIT; at < len; at += UNIT)
        if (has_unit(g, (offset + at) / UNIT) != known)
            return true;
    return false;
}

static void put(struct waiting *g, size_t offset, struct view data)
{
    for (size_t at = 0; at < data.len; at += UNIT) {
        size_t unit = (offset + at) / UNIT;
        if (!has_unit(g, unit))
            put_unit(g, unit, view_head(view_from(data, at), UNIT));
    }
}

/* Is the fragment at odds with what is known of the datagram's length? */
static bool is_nonsense(const struct waiting *g, const struct fragment *f, size_t end)
{
    if (g->is_ended)
        return end > g->end || (f->is_last && end != g->end);
    return f->is_last && end < g->most;
}

static bool is_complete(const struct waiting *g)
{
    return g->is_ended && g->units == (g->end + UNIT - 1) / UNIT;
}

static void join(struct defrag *d, struct waiting *g, struct datagram *whole)
{
    for (size_t i = 0; i * PAGE_SIZE < g->end; i++)
        memcpy(d->whole + i * PAGE_SIZE, g->page[i]->byte, PAGE_SIZE);
    *whole = (struct datagram){
        {d->whole, g->end},
        g->proto
    };
    d->counters->fragments_joined++;
    forget(d, g);
}

/* The data as far as it can be used; empty: not at all. */
static struct view usable(const struct fragment *f)
{
    struct view data = f->data;
    /* All but the last end at a unit. Linux cuts the rest off in IPv4; in IPv6
     * such a fragment is an error (RFC 8200, 4.5). */
    if (!f->is_last && data.len % UNIT != 0)
        data.len = f->version == 4 ? data.len - data.len % UNIT : 0;
    if (f->is_cut || f->offset + data.len > DATAGRAM_MOST)
        data.len = 0;
    return data;
}

static void kill_datagram(struct defrag *d, struct waiting *g)
{
    free_pages(d, g);
    g->is_dead = true;
    d->counters->fragments_dropped++;
}

/* False: nothing of it was kept. */
static bool keep(struct defrag *d, struct waiting *g, const struct fragment *f,
                 struct view data)
{
    size_t end = f->offset + data.len;
    bool is_different = contradicts(g, f->offset, data) || is_nonsense(g, f, end);
    bool is_partial = overlaps_in_part(g, f->offset, data.len);
    if (is_different || is_partial)
        d->counters->fragments_overlap++;
    if (f->version == 6 && (is_different || is_partial)) {
        kill_datagram(d, g);
        return false;
    }
    if (is_nonsense(g, f, end))
        return false;
    if (!make_pages(d, g, f->offset, end)) {
        give_up(d, g);
        return false;
    }
    if (f->offset == 0 && !has_unit(g, 0))
        g->proto = f->proto;
    put(g, f->offset, data);
    if (end > g->most)
        g->most = (uint32_t)end;
    if (f->is_last) {
        g->is_ended = true;
        g->end = (uint32_t)end;
    }
    return true;
}

bool defrag_feed(struct defrag *d, const struct packet *p, const struct fragment *f,
                 struct datagram *whole)
{
    int64_t now_ns = p->origin.time_ns;
    d->counters->fragments++;
    expire(d, now_ns);

    struct view data = usable(f);
    if (data.len == 0) {
        d->counters->fragments_dropped++;
        return false;
    }
    struct key key = make_key(p, f);
    struct waiting *g = find_or_begin(d, &key, now_ns);
    if (!g || g->is_dead || !keep(d, g, f, data) || !is_complete(g))
        return false;
    join(d, g, whole);
    return true;
}
