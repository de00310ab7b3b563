/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/key.h"

#include <endian.h>
#include <nettle/base64.h>
#include <nettle/sha1.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define PROTO_TCP 6

/* It is hashed and compared as bytes. */
_Static_assert(sizeof(struct flow_key) == 40, "struct flow_key has holes");

/* As memcmp of both, without the call: this runs for each packet. */
static int compare(const struct addr *a, const struct addr *b)
{
    uint64_t x[2], y[2];
    memcpy(x, a, sizeof x);
    memcpy(y, b, sizeof y);
    size_t i = x[0] == y[0];
    if (x[i] == y[i])
        return 0;
    return be64toh(x[i]) < be64toh(y[i]) ? -1 : 1;
}

static uint32_t vlan_of(const struct packet *p)
{
    uint32_t vlan = 0;
    for (unsigned i = 0; i < p->vlan_count && i < 2; i++)
        vlan = vlan << 12 | (p->vlan[i] & 0xfff);
    return vlan;
}

struct flow_key key_of(const struct packet *p, bool with_vlan, bool *src_is_low)
{
    int order = compare(&p->src, &p->dst);
    bool is_low = order < 0 || (order == 0 && p->src_port <= p->dst_port);
    *src_is_low = is_low;
    return (struct flow_key){
        .low = is_low ? p->src : p->dst,
        .high = is_low ? p->dst : p->src,
        .low_port = is_low ? p->src_port : p->dst_port,
        .high_port = is_low ? p->dst_port : p->src_port,
        .vlan = with_vlan ? vlan_of(p) : 0,
    };
}

uint64_t key_hash(const struct flow_key *key, uint64_t random)
{
    return XXH3_64bits_withSeed(key, sizeof *key, random);
}

uint64_t key_flow_id(const struct flow_key *key, const struct mw_origin *first)
{
    struct {
        struct flow_key key;
        uint64_t time_ns, number;
    } bytes = { *key, (uint64_t)first->time_ns, first->number };
    /* The seed is fixed: the number must not change from run to run. */
    return XXH64(&bytes, sizeof bytes, 0) >> (64 - FLOW_ID_BITS);
}

static size_t put_addr(uint8_t *at, const struct addr *a)
{
    size_t skip = addr_is_v4(a) ? 12 : 0;
    memcpy(at, a->byte + skip, sizeof a->byte - skip);
    return sizeof a->byte - skip;
}

static size_t put_port(uint8_t *at, uint16_t port)
{
    at[0] = (uint8_t)(port >> 8);
    at[1] = (uint8_t)port;
    return 2;
}

/* seed | low address | high address | protocol | 0 | low port | high port */
const char *flow_community_id(const struct flow *f, char *text)
{
    uint8_t bytes[2 + 2 * 16 + 2 + 2 * 2] = { 0 }, digest[SHA1_DIGEST_SIZE];
    size_t n = 2;
    n += put_addr(bytes + n, &f->key.low);
    n += put_addr(bytes + n, &f->key.high);
    bytes[n++] = PROTO_TCP;
    bytes[n++] = 0;
    n += put_port(bytes + n, f->key.low_port);
    n += put_port(bytes + n, f->key.high_port);

    struct sha1_ctx sha1;
    sha1_init(&sha1);
    sha1_update(&sha1, n, bytes);
    sha1_digest(&sha1, sizeof digest, digest);
    memcpy(text, "1:", 2);
    base64_encode_raw(text + 2, sizeof digest, digest);
    text[2 + BASE64_ENCODE_RAW_LENGTH(sizeof digest)] = '\0';
    return text;
}
