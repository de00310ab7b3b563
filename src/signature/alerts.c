/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alerts - when to alert, and what to call it
 */
#include <stdlib.h>

#include "signature/parts.h"

#define OURS_FIRST  9100000
#define OURS_LAST   9109999
#define USERS_FIRST 1000000
#define USERS_LAST  1999999

#define CATEGORY   "Crypto Currency Mining Activity Detected"
#define CONFIDENCE 0.8
#define ALL_STATES 0x1f

static void read_id(const struct loading *l, const struct node *n, struct alert_rule *a)
{
    uint64_t id;
    if (!node_u64(l->doc, n, 1, UINT32_MAX, &id, l->errors))
        return;
    bool ours = id >= OURS_FIRST && id <= OURS_LAST;
    if (!ours && !(id >= USERS_FIRST && id <= USERS_LAST))
        node_error(l->doc, n, l->errors,
                   "an id is 1000000 to 1999999; 9100000 to 9109999 are minewatch's own");
    for (size_t i = 0; i < l->rules->alert_count; i++)
        if (l->rules->alerts[i].id == id)
            node_error(l->doc, n, l->errors, "id %llu is used twice", (unsigned long long)id);
    a->id = (uint32_t)id;
}

static void read_states(const struct loading *l, const struct node *n, struct alert_rule *a)
{
    char **words;
    size_t count = part_texts(l, n, &words);
    a->states = 0;
    for (size_t i = 0; i < count; i++) {
        int state = MW_STATE_SEEN;
        while (state <= MW_STATE_REJECTED &&
               strcmp(mw_state_name((enum mw_state)state), words[i]) != 0)
            state++;
        if (state > MW_STATE_REJECTED)
            node_error(l->doc, n, l->errors,
                       "%s is none of: seen, login, accepted, working, rejected", words[i]);
        else
            a->states |= 1u << state;
        free(words[i]);
    }
    free(words);
}

static void read_dialects(const struct loading *l, const struct node *n, struct alert_rule *a)
{
    char **names;
    size_t count = part_texts(l, n, &names);
    a->dialects = part_array(l, count, sizeof *a->dialects);
    for (size_t i = 0; i < count; i++) {
        const struct dialect *d = dialect_find(&l->rules->set, names[i]);
        if (!d)
            node_error(l->doc, n, l->errors, "there is no dialect %s", names[i]);
        else if (a->dialects)
            a->dialects[a->dialect_count++] = d;
        free(names[i]);
    }
    free(names);
}

static void read_number(const struct loading *l, struct node *item, const char *key,
                        uint64_t least, uint64_t most, uint64_t fallback, uint64_t *out)
{
    struct node *n = node_find(item, key);
    *out = fallback;
    if (n)
        (void)node_u64(l->doc, n, least, most, out, l->errors);
}

static void read_alert(const struct loading *l, struct node *item, struct alert_rule *a)
{
    struct node *id = node_find(item, "id"), *signature = node_find(item, "signature");
    struct node *category = node_find(item, "category"), *mitre = node_find(item, "mitre");
    struct node *dialects = node_find(item, "dialect"), *states = node_find(item, "state");
    struct node *confidence = node_find(item, "confidence");
    uint64_t severity, revision;
    read_number(l, item, "severity", 1, 3, 2, &severity);
    read_number(l, item, "revision", 1, UINT32_MAX, 1, &revision);
    node_refuse_unknown(l->doc, item, l->errors);

    *a = (struct alert_rule){ .revision = (uint32_t)revision,
                              .severity = (uint8_t)severity,
                              .states = ALL_STATES,
                              .confidence = CONFIDENCE };
    if (!id || !signature) {
        node_error(l->doc, item, l->errors, "an alert needs id and signature");
        return;
    }
    read_id(l, id, a);
    a->signature = part_text(l, signature);
    a->category = category ? part_text(l, category) : part_copy(l, CATEGORY);
    if (mitre)
        a->mitre_count = part_texts(l, mitre, &a->mitre);
    if (dialects)
        read_dialects(l, dialects, a);
    if (states)
        read_states(l, states, a);
    if (confidence)
        (void)node_real(l->doc, confidence, 0, 1, &a->confidence, l->errors);
}

void part_alerts(struct loading *l, struct node *root, struct node *value)
{
    (void)root;
    if (!node_is(l->doc, value, NODE_SEQUENCE, l->errors))
        return;
    for (size_t i = 0; i < value->count; i++) {
        if (!node_is(l->doc, value->items[i], NODE_MAPPING, l->errors))
            continue;
        struct mw_rules *rules = l->rules;
        struct alert_rule *grown =
            part_grow(l, rules->alerts, rules->alert_count, sizeof *grown);
        if (!grown)
            return;
        rules->alerts = grown;
        struct alert_rule alert;
        read_alert(l, value->items[i], &alert);
        rules->alerts[rules->alert_count++] = alert;
    }
}

static bool alert_names(const struct alert_rule *a, const struct dialect *d)
{
    for (size_t i = 0; i < a->dialect_count; i++)
        if (a->dialects[i] == d)
            return true;
    return a->dialect_count == 0;
}

const struct alert_rule *alert_find(const struct mw_rules *rules, const struct dialect *d,
                                    enum mw_state state, double confidence)
{
    for (size_t i = 0; i < rules->alert_count; i++) {
        const struct alert_rule *a = &rules->alerts[i];
        if ((a->states & 1u << state) && confidence >= a->confidence && alert_names(a, d))
            return a;
    }
    return NULL;
}
