/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/table.h"

#include <assert.h>
#include <endian.h>
#include <sys/mman.h>

#include "base/stamp.h"

#define WAYS          16 /* slots a group */
#define WAYS_BUSY     12 /* from here on the second choice is looked at */
#define BASE_LEAST    64 /* groups, rounded to within 1/64 of the ceiling */
#define SWEEP_EACH    4  /* insertions: a turn of the hand takes used/2 of them at most */
#define SWEEP_AT_ONCE 4  /* groups, when the ceiling is reached */

#define LOW_BITS  UINT64_C(0x7f7f7f7f7f7f7f7f)
#define ALL_BYTES UINT64_C(0x0101010101010101)

_Static_assert(sizeof(struct slot) == 64, "a slot is one cache line");

/* ---- groups -------------------------------------------------------------------- */

/* Bit 8i+7 is set where byte i of the eight tags at `at` is `tag`. */
static inline uint64_t match_half(const uint8_t *at, uint8_t tag)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    word = le64toh(word) ^ ALL_BYTES * tag;
    return ~(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS);
}

/* Bit i is set where tag i of the group is `tag`. */
static inline unsigned match(const struct table *t, size_t group, uint8_t tag)
{
    /* The multiplication gathers the bits 7, 15 … 63 in the top byte. */
    const uint64_t gather = UINT64_C(0x0002040810204081);
    const uint8_t *at = t->tags + group * WAYS;
    uint64_t front = match_half(at, tag) * gather >> 56;
    uint64_t back = match_half(at + WAYS / 2, tag) * gather >> 56;
    return (unsigned)(front | back << 8);
}

static inline uint8_t tag_of(uint64_t hash)
{
    uint8_t tag = (uint8_t)(hash >> 24);
    return tag ? tag : 1;
}

/* The upper half of the hash chooses among the groups there were at the
 * beginning, its lowest bits among what these were split into. */
static inline size_t group_of(const struct table *t, uint64_t hash)
{
    size_t first = (size_t)((hash >> 32) * t->base >> 32);
    size_t split = hash & ((UINT64_C(2) << t->level) - 1);
    size_t group = first + t->base * split;
    if (group < t->groups)
        return group;
    return first + t->base * (split & ((UINT64_C(1) << t->level) - 1));
}

static inline uint64_t second_hash(uint64_t hash)
{
    hash = (hash ^ hash >> 32) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

/* ---- life ---------------------------------------------------------------------- */

static void *reserve(size_t size)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED)
        return NULL;
    /* Groups fill from the front, so large pages are used whole; they save most
     * of the misses in the TLB. Where there are none, it works as well. */
    (void)madvise(at, size, MADV_HUGEPAGE);
    return at;
}

bool table_init(struct table *t, const struct limits *limits, struct counters *counters,
                void (*moved)(struct slot *))
{
    *t = (struct table){
        .limits = limits,
        .counters = counters,
        .moved = moved,
        .idle_ticks = tick_of((int64_t)limits->flow_idle * SECOND_NS),
        .closed_ticks = tick_of((int64_t)limits->flow_closed * SECOND_NS),
    };
    size_t need = (limits->flow_most + limits->flow_most / 4 + WAYS - 1) / WAYS;
    unsigned doublings = 0;
    while (need >> (doublings + 1) >= BASE_LEAST)
        doublings++;
    t->base = (need + ((size_t)1 << doublings) - 1) >> doublings;
    t->groups = t->base;
    t->most = t->base << doublings;
    t->tags = reserve(t->most * WAYS);
    t->slots = reserve(t->most * WAYS * sizeof *t->slots);
    if (t->tags && t->slots)
        return true;
    table_done(t);
    return false;
}

void table_done(struct table *t)
{
    if (t->tags)
        munmap(t->tags, t->most * WAYS);
    if (t->slots)
        munmap(t->slots, t->most * WAYS * sizeof *t->slots);
    *t = (struct table){ 0 };
}

/* ---- slots whose time has passed ------------------------------------------------ */

static bool is_over(const struct table *t, const struct slot *slot, uint32_t now)
{
    if (slot->state == SLOT_INSPECTED)
        return false;
    int32_t age = (int32_t)(now - slot->tick); /* below zero where time ran backwards */
    return age >= (int32_t)(slot->is_closed ? t->closed_ticks : t->idle_ticks);
}

void table_free(struct table *t, struct slot *slot)
{
    t->tags[slot - t->slots] = 0;
    t->used--;
}

static void sweep_group(struct table *t, size_t group, uint32_t now)
{
    for (size_t i = group * WAYS; i < (group + 1) * WAYS; i++)
        if (t->tags[i] && is_over(t, &t->slots[i], now))
            table_free(t, &t->slots[i]);
}

static void sweep(struct table *t, uint32_t now)
{
    if (t->hand >= t->groups)
        t->hand = 0;
    sweep_group(t, t->hand++, now);
}

/* ---- look-up ------------------------------------------------------------------- */

static inline struct slot *find_in(const struct table *t, size_t group, uint8_t tag,
                                   const struct flow_key *key)
{
    for (unsigned hits = match(t, group, tag); hits; hits &= hits - 1) {
        struct slot *slot = &t->slots[group * WAYS + (unsigned)__builtin_ctz(hits)];
        if (key_equal(&slot->key, key))
            return slot;
    }
    return NULL;
}

struct slot *table_find(struct table *t, const struct flow_key *key, uint64_t hash,
                        int64_t now_ns)
{
    struct slot *slot = find_in(t, group_of(t, hash), tag_of(hash), key);
    if (!slot)
        slot = find_in(t, group_of(t, second_hash(hash)), tag_of(hash), key);
    if (!slot || !is_over(t, slot, tick_of(now_ns)))
        return slot;
    table_free(t, slot);
    return NULL;
}

/* ---- growing ------------------------------------------------------------------- */

static void move(struct table *t, size_t from, size_t to)
{
    t->tags[to] = t->tags[from];
    t->slots[to] = t->slots[from];
    t->tags[from] = 0;
    if (t->slots[to].state == SLOT_INSPECTED)
        t->moved(&t->slots[to]);
}

/* Add one group, and give it what belongs there out of the group it is split from. */
static void split(struct table *t)
{
    size_t whole = t->base << t->level;
    size_t old = t->groups - whole, new = t->groups++;
    for (size_t i = 0; i < WAYS; i++) {
        if (!t->tags[old * WAYS + i])
            continue;
        uint64_t hash = key_hash(&t->slots[old * WAYS + i].key, t->limits->flow_random);
        size_t first = group_of(t, hash), second = group_of(t, second_hash(hash));
        if (first == old || second == old)
            continue;
        assert(first == new || second == new);
        move(t, old * WAYS + i, new *WAYS + i);
    }
    if (t->groups == whole * 2)
        t->level++;
}

/* ---- insertion ------------------------------------------------------------------ */

/* The oldest slot of the group that may go, settled before inspected ones; or best. */
static struct slot *older_in(const struct table *t, size_t group, struct slot *best)
{
    for (size_t i = group * WAYS; i < (group + 1) * WAYS; i++) {
        struct slot *slot = &t->slots[i];
        if (!t->tags[i] || slot->is_mining)
            continue;
        bool is_inspected = slot->state == SLOT_INSPECTED;
        bool was_inspected = best && best->state == SLOT_INSPECTED;
        bool is_better = is_inspected == was_inspected
                             ? !best || (int32_t)(best->tick - slot->tick) > 0
                             : !best || was_inspected;
        if (is_better)
            best = slot;
    }
    return best;
}

/* Throw one out of the two groups; NULL: none can go, or not yet (*victim). */
static struct slot *evict(struct table *t, size_t first, size_t second, struct slot **victim)
{
    struct slot *oldest = older_in(t, second, older_in(t, first, NULL));
    if (oldest && oldest->state == SLOT_INSPECTED) {
        *victim = oldest;
        return NULL;
    }
    if (oldest) {
        t->counters->flows_evicted++;
        table_free(t, oldest);
    }
    return oldest;
}

static struct slot *free_in(const struct table *t, size_t first, size_t second)
{
    unsigned free = match(t, first, 0);
    size_t group = first;
    if (__builtin_popcount(free) <= WAYS - WAYS_BUSY) {
        unsigned other = match(t, second, 0);
        if (__builtin_popcount(other) > __builtin_popcount(free)) {
            free = other;
            group = second;
        }
    }
    return free ? &t->slots[group * WAYS + (unsigned)__builtin_ctz(free)] : NULL;
}

static void keep_up(struct table *t, uint32_t now)
{
    if (++t->inserted >= SWEEP_EACH) {
        t->inserted = 0;
        sweep(t, now);
    }
    if (t->used > t->groups * WAYS / 2 && t->groups < t->most)
        split(t);
    for (int i = 0; i < SWEEP_AT_ONCE && t->used >= t->limits->flow_most; i++)
        sweep(t, now);
}

struct slot *table_insert(struct table *t, const struct flow_key *key, uint64_t hash,
                          int64_t now_ns, struct slot **victim)
{
    uint32_t now = tick_of(now_ns);
    *victim = NULL;
    keep_up(t, now);
    size_t first = group_of(t, hash), second = group_of(t, second_hash(hash));
    struct slot *slot = t->used < t->limits->flow_most ? free_in(t, first, second) : NULL;
    if (!slot) {
        sweep_group(t, first, now);
        sweep_group(t, second, now);
        slot = t->used < t->limits->flow_most ? free_in(t, first, second) : NULL;
    }
    if (!slot)
        slot = evict(t, first, second, victim);
    if (!slot)
        return NULL;
    *slot = (struct slot){ .key = *key, .tick = now };
    t->tags[slot - t->slots] = tag_of(hash);
    t->used++;
    return slot;
}
