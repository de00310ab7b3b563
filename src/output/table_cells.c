/* SPDX-License-Identifier: Apache-2.0 */
#include "output/table_cells.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/stamp.h"
#include "output/plain.h"

static bool add_field(struct buf *out, const struct record *r, enum field f)
{
    return !r->value[f].set || plain_add(out, r->value[f].text);
}

static __attribute__((format(printf, 2, 3))) bool add_form(struct buf *out, const char *form,
                                                           ...)
{
    char text[128];
    va_list args;
    va_start(args, form);
    vsnprintf(text, sizeof text, form, args);
    va_end(args);
    return buf_add_text(out, text);
}

static bool add_number(struct buf *out, const struct record *r, enum field f)
{
    return !r->value[f].set || add_form(out, "%" PRIu64, r->value[f].number);
}

/* "2026-11-22 08:38:09" */
static bool cell_time(struct buf *out, const struct record *r)
{
    char text[STAMP_TEXT_SIZE];
    stamp_text(r->value[FIELD_timestamp].time_ns, text);
    text[DATE_LEN] = ' ';
    text[DATE_LEN + 1 + TIME_SHORT] = 0;
    return buf_add_text(out, text);
}

static bool cell_miner(struct buf *out, const struct record *r)
{
    return add_field(out, r, FIELD_src_ip);
}

static bool cell_port(struct buf *out, const struct record *r)
{
    return add_number(out, r, FIELD_src_port);
}

static bool cell_pool(struct buf *out, const struct record *r)
{
    enum field f = r->value[FIELD_pool_host].set ? FIELD_pool_host : FIELD_pool_ip;
    if (!r->value[f].set)
        return true;
    struct view text = r->value[f].text;
    bool bare6 = text.at[0] != '[' && memchr(text.at, ':', text.len);
    return buf_add_text(out, bare6 ? "[" : "") && add_field(out, r, f) &&
           buf_add_text(out, bare6 ? "]:" : ":") && add_number(out, r, FIELD_pool_port);
}

/* Address, country and network, as far as POOL does not say them. */
static bool cell_address(struct buf *out, const struct record *r)
{
    const struct value *ip = &r->value[FIELD_pool_ip], *host = &r->value[FIELD_pool_host];
    const char *gap = "";
    if (ip->set && host->set && !view_equal(ip->text, host->text)) {
        if (!add_field(out, r, FIELD_pool_ip))
            return false;
        gap = " ";
    }
    if (r->value[FIELD_pool_country].set) {
        if (!buf_add_text(out, gap) || !add_field(out, r, FIELD_pool_country))
            return false;
        gap = " ";
    }
    if (!r->value[FIELD_pool_asn].set)
        return true;
    return add_form(out, "%sAS", gap) && add_number(out, r, FIELD_pool_asn) &&
           buf_add_text(out, r->value[FIELD_pool_as_org].set ? " " : "") &&
           add_field(out, r, FIELD_pool_as_org);
}

/* Plain TCP goes without saying. */
static bool cell_carrier(struct buf *out, const struct record *r)
{
    const struct value *v = &r->value[FIELD_carrier];
    if (!v->set || (v->texts.count == 1 && view_is(v->texts.at[0], "tcp")))
        return true;
    for (size_t i = 0; i < v->texts.count; i++)
        if (!buf_add_text(out, i ? "+" : "") || !plain_add(out, v->texts.at[i]))
            return false;
    return true;
}

static bool cell_dialect(struct buf *out, const struct record *r)
{
    return add_field(out, r, FIELD_dialect);
}

static bool cell_state(struct buf *out, const struct record *r)
{
    return add_field(out, r, FIELD_state);
}

static bool cell_confidence(struct buf *out, const struct record *r)
{
    const struct value *v = &r->value[FIELD_confidence];
    return !v->set || add_form(out, "%.2f", v->real);
}

static bool cell_coin(struct buf *out, const struct record *r)
{
    return add_field(out, r, FIELD_coin);
}

static bool cell_worker(struct buf *out, const struct record *r)
{
    return add_field(out, r, FIELD_worker);
}

static bool cell_agent(struct buf *out, const struct record *r)
{
    return add_field(out, r, FIELD_agent);
}

static bool cell_login(struct buf *out, const struct record *r)
{
    return add_field(out, r, FIELD_login);
}

/* "42 s", "7 min", "3 h 5 min", "12 d 4 h" */
static bool add_duration(struct buf *out, int64_t ns)
{
    int64_t s = ns > 0 ? ns / SECOND_NS : 0;
    if (s < 60)
        return add_form(out, "%" PRId64 " s", s);
    if (s < 3600)
        return add_form(out, "%" PRId64 " min", s / 60);
    if (s < 86400)
        return add_form(out, "%" PRId64 " h %" PRId64 " min", s / 3600, s / 60 % 60);
    return add_form(out, "%" PRId64 " d %" PRId64 " h", s / 86400, s / 3600 % 24);
}

static bool add_ending(struct buf *out, const struct record *r)
{
    const struct value *v = r->value;
    uint64_t accepted = v[FIELD_shares_accepted].number;
    uint64_t rejected = v[FIELD_shares_rejected].number;
    if (!buf_add_text(out, "ended: ") ||
        !add_duration(out, v[FIELD_flow_end].time_ns - v[FIELD_flow_start].time_ns))
        return false;
    bool added =
        accepted || rejected
            ? add_form(out, ", accepted %" PRIu64 ", rejected %" PRIu64, accepted, rejected)
            : buf_add_text(out, ", no shares");
    if (added && v[FIELD_flows].number > 1)
        added = add_form(out, ", %" PRIu64 " flows", v[FIELD_flows].number);
    if (added && v[FIELD_suppressed].number > 0)
        added = add_form(out, ", %" PRIu64 " held back", v[FIELD_suppressed].number);
    return added;
}

static bool add_stats(struct buf *out, const struct record *r)
{
    const struct value *v = r->value;
    return add_form(out, "%" PRIu64 " packets, %" PRIu64 " dropped, ",
                    v[FIELD_stats_packets].number, v[FIELD_stats_kernel_drops].number) &&
           add_form(out, "%" PRIu64 " flows, %" PRIu64 " mining, %" PRIu64 " alerts",
                    v[FIELD_stats_flows].number, v[FIELD_stats_sessions].number,
                    v[FIELD_stats_alerts].number);
}

static bool cell_what(struct buf *out, const struct record *r)
{
    if (r->value[FIELD_final].set)
        return add_ending(out, r);
    if (r->value[FIELD_stats_packets].set)
        return add_stats(out, r);
    return add_field(out, r, FIELD_alert_signature);
}

/* clang-format off */
const struct column table_columns[COLUMNS] = {
    [COLUMN_TIME]       = { "TIME (UTC)", "time",       TIME_SHORT, 19,  cell_time },
    [COLUMN_MINER]      = { "MINER",      "miner",      15,         15,  cell_miner },
    [COLUMN_PORT]       = { "PORT",       "port",       5,          5,   cell_port },
    [COLUMN_POOL]       = { "POOL",       "pool",       25,         32,  cell_pool },
    [COLUMN_ADDRESS]    = { "ADDRESS",    "at",         15,         32,  cell_address },
    [COLUMN_CARRIER]    = { "CARRIER",    "over",       12,         12,  cell_carrier },
    [COLUMN_DIALECT]    = { "DIALECT",    "dialect",    10,         18,  cell_dialect },
    [COLUMN_STATE]      = { "STATE",      "state",      8,          8,   cell_state },
    [COLUMN_CONFIDENCE] = { "CONF",       "confidence", 4,          4,   cell_confidence },
    [COLUMN_COIN]       = { "COIN",       "coin",       4,          4,   cell_coin },
    [COLUMN_WORKER]     = { "WORKER",     "worker",     10,         16,  cell_worker },
    [COLUMN_AGENT]      = { "AGENT",      "agent",      14,         30,  cell_agent },
    [COLUMN_WHAT]       = { "WHAT",       "",           24,         44,  cell_what },
    [COLUMN_LOGIN]      = { "LOGIN",      "login",      22,         106, cell_login },
};
/* clang-format on */

bool cells_init(struct cells *cells, const struct record *r)
{
    *cells = (struct cells){ .text = buf_with(CELLS_MOST) };
    size_t end[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++) {
        if (!table_columns[i].add(&cells->text, r))
            return false;
        end[i] = cells->text.len;
    }
    for (size_t i = 0; i < COLUMNS; i++) {
        size_t start = i ? end[i - 1] : 0;
        cells->at[i] = (struct view){ cells->text.at + start, end[i] - start };
    }
    return true;
}

void cells_done(struct cells *cells)
{
    buf_done(&cells->text);
}
