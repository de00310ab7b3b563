/* SPDX-License-Identifier: Apache-2.0 */
#include "record/facts.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "record/place.h"
#include "record/record.h"

/* Enough of a text for record.c to see that it has to cut it, and where. */
#define BEYOND 4

static int word_compare(const void *one, const void *other)
{
    return strcmp(one, other);
}

void names_done(struct names *n)
{
    tdestroy(n->tree, free);
    n->tree = NULL;
}

const char *names_keep(struct names *n, const char *word)
{
    if (!word)
        return NULL;
    char **found = tfind(word, &n->tree, word_compare);
    if (found)
        return *found;
    char *copy = strdup(word);
    if (copy && !tsearch(copy, &n->tree, word_compare)) {
        free(copy);
        copy = NULL;
    }
    return copy;
}

static void keep_text(struct mw_text *kept, struct mw_text now, size_t most)
{
    now = text_head(now, most + BEYOND);
    if (now.len == 0 || text_compare(*kept, now) == 0)
        return;
    char *at = malloc(now.len);
    if (!at)
        return;
    memcpy(at, now.at, now.len);
    free((char *)kept->at);
    *kept = (struct mw_text){ at, now.len };
}

static void keep_algorithms(struct mw_mining *kept, const struct mw_mining *now)
{
    if (now->algorithm_count == 0)
        return;
    for (size_t i = 0; i < now->algorithm_count; i++)
        keep_text(&kept->algorithm[i], now->algorithm[i], RECORD_TEXT_MOST);
    for (size_t i = now->algorithm_count; i < kept->algorithm_count; i++) {
        free((char *)kept->algorithm[i].at);
        kept->algorithm[i] = (struct mw_text){ 0 };
    }
    kept->algorithm_count = now->algorithm_count;
}

static void keep_identity(struct mw_mining *kept, const struct mw_mining *now)
{
    keep_text(&kept->login, now->login, RECORD_LOGIN_MOST);
    keep_text(&kept->wallet, now->wallet, RECORD_LOGIN_MOST);
    keep_text(&kept->worker, now->worker, RECORD_TEXT_MOST);
    keep_text(&kept->password, now->password, RECORD_TEXT_MOST);
    keep_text(&kept->agent, now->agent, RECORD_TEXT_MOST);
    keep_text(&kept->coin, now->coin, RECORD_TEXT_MOST);
    keep_text(&kept->pool_host, now->pool_host, RECORD_TEXT_MOST);
    keep_algorithms(kept, now);
    /* A secret stays one, whichever flow showed that it is. */
    kept->login_is_credential |= now->login_is_credential;
}

/* What only the first flow tells, and may go on telling while it lasts. */
static void keep_first(struct facts *f, const struct mw_mining *now, struct names *names)
{
    const char *dialect = names_keep(names, now->dialect);
    if (dialect)
        f->m.dialect = dialect;
    f->m.asked_port = now->asked_port;

    size_t count = 0;
    for (size_t i = 0; i < now->evidence_count && count < MW_EVIDENCE_MOST; i++) {
        const char *what = names_keep(names, now->evidence[i].what);
        if (what)
            f->evidence[count++] = (struct mw_evidence){ what, now->evidence[i].origin };
    }
    f->m.evidence = f->evidence;
    f->m.evidence_count = count;

    f->m.carrier_count = 0;
    for (size_t i = 0; i < now->carrier_count && i < MW_CARRIERS_MOST; i++) {
        const char *name = names_keep(names, now->carrier[i]);
        if (name)
            f->m.carrier[f->m.carrier_count++] = name;
    }
}

bool facts_init(struct facts *f, const struct mw_mining *m, struct names *names)
{
    const char *dialect = names_keep(names, m->dialect);
    if (!dialect)
        return false;
    /* Named one by one: what is borrowed must not be copied by accident. */
    *f = (struct facts){ .m = {
        .flow_id = m->flow_id,
        .miner = m->miner,
        .pool = m->pool,
        .miner_port = m->miner_port,
        .pool_port = m->pool_port,
        .vlan_count = m->vlan_count,
        .has_mac = m->has_mac,
        .tunnel = names_keep(names, m->tunnel),
        .tunnel_id = m->tunnel_id,
        .tunnel_src = m->tunnel_src,
        .tunnel_dst = m->tunnel_dst,
        .dialect = dialect,
        .first_seen_ns = m->first_seen_ns,
        .last_seen_ns = m->last_seen_ns,
        .flow_start_ns = m->flow_start_ns,
        .flow_end_ns = m->flow_end_ns,
    } };
    memcpy(f->m.vlan, m->vlan, sizeof f->m.vlan);
    memcpy(f->m.miner_mac, m->miner_mac, sizeof f->m.miner_mac);
    memcpy(f->m.pool_mac, m->pool_mac, sizeof f->m.pool_mac);
    memcpy(f->m.community_id, m->community_id, sizeof f->m.community_id);
    facts_learn(f, m, names);
    return true;
}

void facts_done(struct facts *f)
{
    struct mw_text *texts[] = { &f->m.login, &f->m.wallet, &f->m.worker,   &f->m.password,
                                &f->m.agent, &f->m.coin,   &f->m.pool_host };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free((char *)texts[i]->at);
    for (size_t i = 0; i < MW_ALGOS_MOST; i++)
        free((char *)f->m.algorithm[i].at);
    *f = (struct facts){ 0 };
}

/* Refused only where nothing was ever accepted. */
static enum mw_state better_state(enum mw_state a, enum mw_state b)
{
    static const int rank[] = { [MW_STATE_SEEN] = 0,
                                [MW_STATE_LOGIN] = 1,
                                [MW_STATE_REJECTED] = 2,
                                [MW_STATE_ACCEPTED] = 3,
                                [MW_STATE_WORKING] = 4 };
    return rank[a] >= rank[b] ? a : b;
}

void facts_learn(struct facts *f, const struct mw_mining *m, struct names *names)
{
    struct mw_mining *kept = &f->m;
    kept->state = better_state(kept->state, m->state);
    if (m->confidence > kept->confidence)
        kept->confidence = m->confidence;
    if (m->first_seen_ns < kept->first_seen_ns)
        kept->first_seen_ns = m->first_seen_ns;
    if (m->last_seen_ns > kept->last_seen_ns)
        kept->last_seen_ns = m->last_seen_ns;
    if (m->flow_start_ns < kept->flow_start_ns)
        kept->flow_start_ns = m->flow_start_ns;
    if (m->flow_end_ns > kept->flow_end_ns)
        kept->flow_end_ns = m->flow_end_ns;
    keep_identity(kept, m);
    if (m->flow_id == kept->flow_id)
        keep_first(f, m, names);
}
