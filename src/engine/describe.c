/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/engine.h"

static struct mw_address address_of(const struct addr *a)
{
    struct mw_address out = { .len = addr_is_v4(a) ? 4 : 16 };
    memcpy(out.byte, a->byte + (16 - out.len), out.len);
    return out;
}

/* VLANs, hardware addresses and tunnel, as the flow's first packet had them. */
static void describe_link(const struct flow *f, enum side miner, struct mw_mining *out)
{
    const struct packet *p = &f->first;
    bool from_miner = f->first_side == miner;
    out->vlan_count = p->vlan_count;
    memcpy(out->vlan, p->vlan, sizeof out->vlan);
    out->has_mac = p->has_mac;
    memcpy(out->miner_mac, from_miner ? p->src_mac : p->dst_mac, sizeof out->miner_mac);
    memcpy(out->pool_mac, from_miner ? p->dst_mac : p->src_mac, sizeof out->pool_mac);
    out->tunnel = p->tunnel;
    out->tunnel_id = p->tunnel_id;
    if (p->tunnel && p->has_tunnel_addr) {
        out->tunnel_src = address_of(from_miner ? &p->tunnel_src : &p->tunnel_dst);
        out->tunnel_dst = address_of(from_miner ? &p->tunnel_dst : &p->tunnel_src);
    }
}

/* A Host header that only repeats the pool's address names nothing. */
static bool is_address(struct view host, const struct addr *a)
{
    char text[ADDR_TEXT_SIZE];
    return view_is(host, addr_text(a, text));
}

static void describe_carriers(const struct watch *w, const struct addr *pool,
                              struct mw_mining *out)
{
    uint16_t port = 0;
    struct view host = conduit_host(w->conduit, &port);
    if (host.len && !is_address(host, pool)) {
        out->pool_host = (struct mw_text){ (const char *)host.at, host.len };
        out->asked_port = port;
    }
    out->carrier[0] = "tcp";
    out->carrier_count = 1 + conduit_names(w->conduit, out->carrier + 1);
}

void describe(const struct watch *w, struct mw_mining *out)
{
    const struct flow *f = w->flow;
    enum side miner = session_miner(w->session), pool = side_other(miner);
    *out = (struct mw_mining){ .flow_id = f->id };
    session_describe(w->session, out);

    out->miner = address_of(&f->addr[miner]);
    out->pool = address_of(&f->addr[pool]);
    out->miner_port = f->port[miner];
    out->pool_port = f->port[pool];
    describe_link(f, miner, out);
    describe_carriers(w, &f->addr[pool], out);
    flow_community_id(f, out->community_id);

    out->flow_start_ns = f->start_ns;
    out->flow_end_ns = f->last_ns;
    out->packets_to_pool = f->packets[miner];
    out->bytes_to_pool = f->bytes[miner];
    out->packets_to_miner = f->packets[pool];
    out->bytes_to_miner = f->bytes[pool];
}
