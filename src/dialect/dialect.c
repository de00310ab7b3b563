/* SPDX-License-Identifier: Apache-2.0 */
#include "dialect/dialect.h"

#include <stdlib.h>

const char *const role_words[] = { "either", "miner", "pool" };

const char *const event_words[] = { NULL,
#define EVENT(id, word, meaning) word,
                                    EVENTS(EVENT)
#undef EVENT
};

const char *const fact_words[] = {
#define FACT(id, word, meaning) word,
    FACTS(FACT)
#undef FACT
};

static void rule_done(struct rule *r)
{
    free(r->what);
    for (size_t i = 0; i < r->method_count; i++)
        free(r->methods[i]);
    free(r->methods);
    clause_done(&r->when);
    for (size_t i = 0; i < r->any_count; i++)
        clause_done(&r->any_of[i]);
    free(r->any_of);
    for (size_t i = 0; i < r->boost_count; i++)
        clause_done(&r->boosts[i].when);
    free(r->boosts);
    for (size_t i = 0; i < r->take_count; i++)
        path_done(&r->takes[i].path);
    free(r->takes);
}

void dialect_free(struct dialect *d)
{
    if (!d)
        return;
    for (size_t i = 0; i < d->rule_count; i++)
        rule_done(&d->rules[i]);
    free(d->rules);
    free(d->name);
    free(d->title);
    free(d->method_at);
    free(d->coin);
    free(d);
}

void dialect_set_done(struct dialect_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        dialect_free(set->dialects[i]);
    free(set->dialects);
    free(set->by_method);
    free(set->by_glob);
    free(set->by_shape);
    free(set->by_head);
    free(set->needs);
    free(set->method_keys);
    words_free(set->words);
    lexicon_done(&set->lexicon);
    *set = (struct dialect_set){ 0 };
}

const struct dialect *dialect_find(const struct dialect_set *set, const char *name)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->dialects[i]->name, name) == 0)
            return set->dialects[i];
    return NULL;
}

static bool is_glob(const char *method)
{
    size_t len = strlen(method);
    return len && method[len - 1] == '*';
}

static int by_method_name(const void *a, const void *b)
{
    const struct indexed *x = a, *y = b;
    return strcmp(x->method, y->method);
}

/* A test that something which isn't there may pass asks for no word. */
static bool asks_for_presence(const struct test *t)
{
    return t->kind != TEST_ABSENT && t->kind != TEST_NOT && t->kind != TEST_ANY;
}

/* Longer words are not looked for: then the others must do. False: no memory. */
static bool need_word(struct dialect_set *set, const char *word, word_bits *bits)
{
    if (strlen(word) > WORD_MOST)
        return true;
    word_bits bit = words_add(set->words, word);
    *bits |= bit;
    return bit != 0;
}

/* The words that a JSON text must quote to meet a clause: the keys on its paths. */
static bool clause_words(struct dialect_set *set, const struct clause *c, word_bits *bits)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct path *p = &c->list[i].path;
        if (!asks_for_presence(&c->list[i].test))
            continue;
        for (size_t k = 0; k < p->count; k++)
            if (p->step[k].key && !need_word(set, p->step[k].key, bits))
                return false;
    }
    return true;
}

static void add_need(struct dialect_set *set, word_bits bits)
{
    for (size_t i = 0; i < set->need_count; i++)
        if (set->needs[i] == bits)
            return;
    set->needs[set->need_count++] = bits;
}

/* The words of a rule's conditions, behind those that it needs anyway: one need for
 * each of its alternatives. */
static bool add_needs(struct dialect_set *set, const struct rule *r, word_bits all)
{
    if (!clause_words(set, &r->when, &all))
        return false;
    if (r->any_count == 0 && all)
        add_need(set, all);
    for (size_t i = 0; i < r->any_count; i++) {
        word_bits bits = all;
        if (!clause_words(set, &r->any_of[i], &bits))
            return false;
        if (bits)
            add_need(set, bits);
    }
    return true;
}

static bool index_method(struct dialect_set *set, const struct rule *r, const char *method)
{
    bool is_new = !set->by_glob_count || set->by_glob[set->by_glob_count - 1] != r;
    if (!is_glob(method))
        set->by_method[set->by_method_count++] = (struct indexed){ method, r };
    else if (is_new)
        set->by_glob[set->by_glob_count++] = r;
    word_bits bits = 0;
    return need_word(set, r->dialect->method_at, &bits) && need_word(set, method, &bits) &&
           add_needs(set, r, bits);
}

/* What answers a request needs no word: the request has opened the gate. */
static bool index_rule(struct dialect_set *set, const struct rule *r)
{
    for (size_t i = 0; i < r->method_count; i++)
        if (!index_method(set, r, r->methods[i]))
            return false;
    if (r->method_count)
        return true;
    set->by_shape[set->by_shape_count++] = r;
    if (r->reads_http)
        set->by_head[set->by_head_count++] = r;
    return r->answers || add_needs(set, r, 0);
}

static void add_method_key(struct dialect_set *set, const char *key)
{
    for (size_t i = 0; i < set->method_key_count; i++)
        if (strcmp(set->method_keys[i], key) == 0)
            return;
    set->method_keys[set->method_key_count++] = key;
}

bool dialect_set_index(struct dialect_set *set)
{
    size_t rules = 0, methods = 0, needs = 0;
    for (size_t i = 0; i < set->count; i++)
        for (size_t k = 0; k < set->dialects[i]->rule_count; k++, rules++) {
            const struct rule *r = &set->dialects[i]->rules[k];
            methods += r->method_count;
            needs += (r->method_count + 1) * (r->any_count + 1);
        }

    set->by_method = calloc(methods + 1, sizeof *set->by_method);
    set->by_glob = calloc(methods + 1, sizeof *set->by_glob);
    set->by_shape = calloc(rules + 1, sizeof *set->by_shape);
    set->by_head = calloc(rules + 1, sizeof *set->by_head);
    set->needs = calloc(needs + 1, sizeof *set->needs);
    set->method_keys = calloc(set->count + 1, sizeof *set->method_keys);
    set->words = words_new();
    if (!set->by_method || !set->by_glob || !set->by_shape || !set->by_head || !set->needs ||
        !set->method_keys || !set->words)
        return false;
    for (size_t i = 0; i < set->count; i++) {
        add_method_key(set, set->dialects[i]->method_at);
        for (size_t k = 0; k < set->dialects[i]->rule_count; k++)
            if (!index_rule(set, &set->dialects[i]->rules[k]))
                return false;
    }
    qsort(set->by_method, set->by_method_count, sizeof *set->by_method, by_method_name);
    return true;
}

bool dialect_gate(const struct dialect_set *set, struct view text)
{
    word_bits quoted = words_quoted(set->words, text);
    for (size_t i = 0; i < set->need_count && quoted; i++)
        if ((set->needs[i] & ~quoted) == 0)
            return true;
    return false;
}

struct matching {
    const struct dialect_set *set;
    struct said *said;
    enum event_kind answered;
    unsigned carried_by;
    struct match *match;
    size_t count;
};

static bool rule_fits(const struct matching *m, const struct rule *r)
{
    if (!(r->dialect->carried_by & m->carried_by))
        return false;
    if (r->answers && !(r->answers & 1u << m->answered))
        return false;
    if (!clause_holds(&r->when, m->said, &m->set->lexicon))
        return false;
    for (size_t i = 0; i < r->any_count; i++)
        if (clause_holds(&r->any_of[i], m->said, &m->set->lexicon))
            return true;
    return r->any_count == 0;
}

static void try_rule(struct matching *m, const struct rule *r)
{
    if (m->count == MATCHES_MOST || !rule_fits(m, r))
        return;
    double proof = r->proof;
    for (size_t i = 0; i < r->boost_count; i++)
        if (r->boosts[i].proof > proof &&
            clause_holds(&r->boosts[i].when, m->said, &m->set->lexicon))
            proof = r->boosts[i].proof;
    m->match[m->count++] = (struct match){ r, proof };
}

static bool glob_fits(const struct rule *r, const char *method)
{
    for (size_t i = 0; i < r->method_count; i++) {
        size_t len = strlen(r->methods[i]) - 1;
        if (is_glob(r->methods[i]) && strncmp(r->methods[i], method, len) == 0)
            return true;
    }
    return false;
}

static void try_method(struct matching *m, const char *key, const char *method)
{
    const struct dialect_set *set = m->set;
    struct indexed wanted = { .method = method };
    const struct indexed *hit =
        bsearch(&wanted, set->by_method, set->by_method_count, sizeof wanted, by_method_name);
    if (hit) {
        while (hit > set->by_method && strcmp(hit[-1].method, method) == 0)
            hit--;
        for (; hit < set->by_method + set->by_method_count; hit++) {
            if (strcmp(hit->method, method) != 0)
                break;
            if (strcmp(hit->rule->dialect->method_at, key) == 0)
                try_rule(m, hit->rule);
        }
    }
    for (size_t i = 0; i < set->by_glob_count; i++)
        if (strcmp(set->by_glob[i]->dialect->method_at, key) == 0 &&
            glob_fits(set->by_glob[i], method))
            try_rule(m, set->by_glob[i]);
}

size_t dialect_match(const struct dialect_set *set, struct said *said, enum event_kind answered,
                     unsigned carried_by, struct match match[MATCHES_MOST])
{
    struct matching m = { set, said, answered, carried_by, match, 0 };
    if (!said->root) {
        for (size_t i = 0; i < set->by_head_count; i++)
            try_rule(&m, set->by_head[i]);
        return m.count;
    }
    for (size_t i = 0; i < set->method_key_count; i++) {
        const char *key = set->method_keys[i];
        const char *method = json_string_value(json_object_get(said->root, key));
        if (method)
            try_method(&m, key, method);
    }
    for (size_t i = 0; i < set->by_shape_count; i++)
        try_rule(&m, set->by_shape[i]);
    return m.count;
}
