/* SPDX-License-Identifier: Apache-2.0 */
#include "record/compose.h"

#include <math.h>
#include <stdio.h>

#include "base/addr.h"
#include "record/place.h"

#define MASK     "***"
#define MAC_SIZE 18

static struct view view_from_text(struct mw_text text)
{
    return (struct view){ (const uint8_t *)text.at, text.len };
}

static void put_text(struct record *r, enum field f, struct mw_text text)
{
    record_text(r, f, view_from_text(text));
}

static void put_address(struct record *r, enum field f, const struct mw_address *a)
{
    if (a->len != 4 && a->len != 16)
        return;
    struct addr addr = a->len == 4 ? addr_from_v4(a->byte) : addr_from_v6(a->byte);
    char text[ADDR_TEXT_SIZE];
    record_cstr(r, f, addr_text(&addr, text));
}

static void put_mac(struct record *r, enum field f, const uint8_t *byte)
{
    char text[MAC_SIZE];
    snprintf(text, sizeof text, "%02x:%02x:%02x:%02x:%02x:%02x", byte[0], byte[1], byte[2],
             byte[3], byte[4], byte[5]);
    record_cstr(r, f, text);
}

static struct source_info source_of(const struct ledger_settings *settings, uint32_t source)
{
    if (!settings->source)
        return (struct source_info){ 0 };
    return settings->source(source, settings->ctx);
}

static void put_outer(struct record *r, const struct mw_mining *m,
                      const struct mw_origin *origin, const struct ledger_settings *settings)
{
    struct source_info source = source_of(settings, origin->source);
    record_uint(r, FIELD_flow_id, m->flow_id);
    record_cstr(r, FIELD_host, settings->host);
    record_cstr(r, FIELD_in_iface, source.in_iface);
    record_cstr(r, FIELD_pcap_filename, source.pcap_filename);
    if (source.pcap_filename && origin->number)
        record_uint(r, FIELD_pcap_cnt, origin->number);
    for (size_t i = 0; i < m->vlan_count && i < MW_VLANS_MOST; i++)
        record_add_uint(r, FIELD_vlan, m->vlan[i]);
    put_address(r, FIELD_src_ip, &m->miner);
    record_uint(r, FIELD_src_port, m->miner_port);
    put_address(r, FIELD_dest_ip, &m->pool);
    record_uint(r, FIELD_dest_port, m->pool_port);
    record_cstr(r, FIELD_proto, "TCP");
    record_cstr(r, FIELD_community_id, m->community_id);
    if (m->has_mac) {
        put_mac(r, FIELD_src_mac, m->miner_mac);
        put_mac(r, FIELD_dest_mac, m->pool_mac);
    }
    if (m->tunnel) {
        put_address(r, FIELD_tunnel_src_ip, &m->tunnel_src);
        put_address(r, FIELD_tunnel_dest_ip, &m->tunnel_dst);
        record_cstr(r, FIELD_tunnel_proto, m->tunnel);
        record_uint(r, FIELD_tunnel_id, m->tunnel_id);
    }
}

static void put_pool(struct record *r, const struct mw_mining *m,
                     const struct ledger_settings *settings)
{
    struct place place = place_of(m);
    put_address(r, FIELD_pool_ip, &place.pool);
    record_uint(r, FIELD_pool_port, place.port);
    put_text(r, FIELD_pool_host, m->pool_host);
    if (settings->enrich)
        settings->enrich(r, &place.pool, settings->ctx);
}

static void put_identity(struct record *r, const struct mw_mining *m, bool show_passwords)
{
    put_text(r, FIELD_login, m->login);
    put_text(r, FIELD_wallet, m->wallet);
    put_text(r, FIELD_worker, m->worker);
    if (m->login_is_credential && m->password.len && !show_passwords)
        record_cstr(r, FIELD_password, MASK);
    else
        put_text(r, FIELD_password, m->password);
    put_text(r, FIELD_agent, m->agent);
    put_text(r, FIELD_coin, m->coin);
    for (size_t i = 0; i < m->algorithm_count; i++)
        record_add_text(r, FIELD_algorithm, view_from_text(m->algorithm[i]));
}

/* A packet is told by file and number on a replay, by its time live. */
static void put_evidence(struct record *r, const struct mw_mining *m,
                         const struct mw_origin *origin, const struct ledger_settings *settings)
{
    for (size_t i = 0; i < m->evidence_count; i++) {
        const struct mw_evidence *e = &m->evidence[i];
        struct source_info source = source_of(settings, e->origin.source);
        struct evidence_row row = { .what = view_of(e->what), .time_ns = e->origin.time_ns };
        if (source.pcap_filename) {
            row.pcap_cnt = e->origin.number;
            if (e->origin.source != origin->source)
                row.pcap_filename = view_of(source.pcap_filename);
        }
        record_add_evidence(r, &row);
    }
}

static void put_mining(struct record *r, const struct mw_mining *m,
                       const struct mw_origin *origin, const struct ledger_settings *settings)
{
    record_cstr(r, FIELD_dialect, m->dialect);
    for (size_t i = 0; i < m->carrier_count; i++)
        record_add_text(r, FIELD_carrier, view_of(m->carrier[i]));
    record_cstr(r, FIELD_state, mw_state_name(m->state));
    record_real(r, FIELD_confidence, round(m->confidence * 1000) / 1000);
    put_pool(r, m, settings);
    put_identity(r, m, settings->show_passwords);
    put_evidence(r, m, origin, settings);
}

void compose_alert(struct record *r, const struct mw_alert *alert,
                   const struct ledger_settings *settings)
{
    record_time(r, FIELD_timestamp, alert->origin.time_ns);
    record_cstr(r, FIELD_event_type, "alert");
    put_outer(r, alert->mining, &alert->origin, settings);
    record_cstr(r, FIELD_alert_action, "allowed");
    record_uint(r, FIELD_alert_gid, 1);
    record_uint(r, FIELD_alert_sid, alert->signature_id);
    record_uint(r, FIELD_alert_rev, alert->revision);
    record_cstr(r, FIELD_alert_signature, alert->signature);
    record_cstr(r, FIELD_alert_category, alert->category);
    record_uint(r, FIELD_alert_severity, alert->severity);
    for (size_t i = 0; i < alert->mitre_count; i++)
        record_add_text(r, FIELD_alert_mitre, view_of(alert->mitre[i]));
    put_mining(r, alert->mining, &alert->origin, settings);
}

void compose_account(struct record *r, const struct mw_mining *m,
                     const struct mw_origin *origin, const struct account_extra *extra,
                     const struct ledger_settings *settings)
{
    record_time(r, FIELD_timestamp, m->flow_end_ns);
    record_cstr(r, FIELD_event_type, "mining");
    put_outer(r, m, origin, settings);
    record_time(r, FIELD_flow_start, m->flow_start_ns);
    record_time(r, FIELD_flow_end, m->flow_end_ns);
    record_uint(r, FIELD_flow_pkts_toserver, m->packets_to_pool);
    record_uint(r, FIELD_flow_pkts_toclient, m->packets_to_miner);
    record_uint(r, FIELD_flow_bytes_toserver, m->bytes_to_pool);
    record_uint(r, FIELD_flow_bytes_toclient, m->bytes_to_miner);
    put_mining(r, m, origin, settings);
    record_time(r, FIELD_first_seen, m->first_seen_ns);
    record_time(r, FIELD_last_seen, m->last_seen_ns);
    record_uint(r, FIELD_flows, extra->flows);
    record_uint(r, FIELD_messages, m->messages);
    record_uint(r, FIELD_shares_submitted, m->shares_submitted);
    record_uint(r, FIELD_shares_accepted, m->shares_accepted);
    record_uint(r, FIELD_shares_rejected, m->shares_rejected);
    record_uint(r, FIELD_suppressed, extra->suppressed);
    if (extra->has_first_flow)
        record_uint(r, FIELD_first_flow_id, extra->first_flow_id);
    record_bool(r, FIELD_final, extra->final);
}
