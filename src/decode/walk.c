/* SPDX-License-Identifier: Apache-2.0 */
#include "decode/walk.h"

#define VLAN_ID 0x0fff

void walk_enter_tunnel(struct walk *w, const char *name, uint32_t id)
{
    struct packet *p = w->p;
    p->tunnel = name;
    p->tunnel_id = id;
    p->has_tunnel_addr = w->ip_version != 0;
    if (p->has_tunnel_addr) {
        p->tunnel_src = p->src;
        p->tunnel_dst = p->dst;
    }
}

void walk_add_vlan(struct walk *w, uint16_t tag)
{
    struct packet *p = w->p;
    uint16_t vlan = tag & VLAN_ID;
    /* VLAN 0 is none: such a tag carries a priority only (IEEE 802.1Q, 9.6), and
     * often in one direction only. */
    if (vlan != 0 && !w->is_inner && p->vlan_count < MW_VLANS_MOST)
        p->vlan[p->vlan_count++] = vlan;
}
