/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dialects - one dialect a file
 */
#include <stdio.h>
#include <stdlib.h>

#include "signature/parts.h"

#define WORDS_TEXT_SIZE 256
#define MARK_MOST       9

/* The index of a word in a list; adds an error that names them all. */
static bool word_at(const struct loading *l, const struct node *n, const char *const *words,
                    size_t count, size_t *out)
{
    const char *text;
    char all[WORDS_TEXT_SIZE] = "";
    size_t len = 0;
    if (!node_text(l->doc, n, &text, l->errors))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!words[i])
            continue;
        if (strcmp(words[i], text) == 0) {
            *out = i;
            return true;
        }
        if (len < sizeof all)
            len += (size_t)snprintf(all + len, sizeof all - len, "%s%s", len ? ", " : "",
                                    words[i]);
    }
    node_error(l->doc, n, l->errors, "%s is none of: %s", text, all);
    return false;
}

static void read_answers(const struct loading *l, const struct node *n, struct rule *r)
{
    bool list = n->kind == NODE_SEQUENCE;
    for (size_t i = 0; i < (list ? n->count : 1); i++) {
        size_t event;
        if (word_at(l, list ? n->items[i] : n, event_words, EVENT_COUNT, &event))
            r->answers |= 1u << event;
    }
}

static void read_any_of(const struct loading *l, struct node *n, struct rule *r)
{
    if (!node_is(l->doc, n, NODE_SEQUENCE, l->errors))
        return;
    r->any_of = part_array(l, n->count, sizeof *r->any_of);
    for (size_t i = 0; r->any_of && i < n->count; i++)
        r->any_of[r->any_count++] = part_clause(l, n->items[i]);
}

static void read_boosts(const struct loading *l, struct node *n, struct rule *r)
{
    if (!node_is(l->doc, n, NODE_SEQUENCE, l->errors))
        return;
    r->boosts = part_array(l, n->count, sizeof *r->boosts);
    for (size_t i = 0; r->boosts && i < n->count; i++) {
        struct node *item = n->items[i];
        if (!node_is(l->doc, item, NODE_MAPPING, l->errors))
            continue;
        struct node *when = node_find(item, "when"), *proof = node_find(item, "proof");
        if (!when || !proof) {
            node_error(l->doc, item, l->errors, "stronger needs when and proof");
            continue;
        }
        struct boost *b = &r->boosts[r->boost_count++];
        b->when = part_clause(l, when);
        (void)node_real(l->doc, proof, 0, 0.999, &b->proof, l->errors);
        node_refuse_unknown(l->doc, item, l->errors);
    }
}

static void read_take(const struct loading *l, const struct node *key, const struct node *n,
                      struct rule *r)
{
    size_t fact;
    const char *text, *why;
    if (!word_at(l, key, fact_words, FACT_COUNT, &fact) ||
        !node_text(l->doc, n, &text, l->errors))
        return;
    struct taking *grown = part_grow(l, r->takes, r->take_count, sizeof *grown);
    if (!grown)
        return;
    r->takes = grown;
    r->takes[r->take_count].fact = (enum fact)fact;
    if (path_parse(text, &r->takes[r->take_count].path, &why))
        r->take_count++;
    else
        node_error(l->doc, n, l->errors, "%s", why);
}

static void read_takes(const struct loading *l, struct node *n, struct rule *r)
{
    if (!node_is(l->doc, n, NODE_MAPPING, l->errors))
        return;
    for (size_t i = 0; i < n->count; i++) {
        const struct node *value = n->pairs[i].value;
        bool list = value->kind == NODE_SEQUENCE;
        n->pairs[i].used = true;
        for (size_t k = 0; k < (list ? value->count : 1); k++)
            read_take(l, n->pairs[i].key, list ? value->items[k] : value, r);
    }
}

static bool clause_reads_http(const struct clause *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->list[i].path.root != PATH_JSON)
            return true;
    return false;
}

/* Methods are looked up: by the whole word, or by what stands before a dot. */
static void read_methods(const struct loading *l, const struct node *n, struct rule *r)
{
    r->method_count = part_texts(l, n, &r->methods);
    for (size_t i = 0; i < r->method_count; i++) {
        const char *method = r->methods[i], *star = strchr(method, '*');
        if (star && (star[1] || star < method + 2 || star[-1] != '.'))
            node_error(l->doc, n, l->errors, "%s: a * stands at the end, behind a dot", method);
    }
}

static size_t error_count(const struct loading *l)
{
    return l->errors->count + l->errors->left_out;
}

static void read_rule(const struct loading *l, struct node *n, const struct dialect *d,
                      struct rule *r)
{
    size_t errors_before = error_count(l);
    size_t index = 0;
    uint64_t weight;
    struct node *what = node_find(n, "what"), *from = node_find(n, "from");
    struct node *event = node_find(n, "event"), *proof = node_find(n, "proof");
    struct node *mark = node_find(n, "mark"), *method = node_find(n, "method");
    struct node *answers = node_find(n, "answers"), *when = node_find(n, "when");
    struct node *any_of = node_find(n, "any-of"), *stronger = node_find(n, "stronger");
    struct node *take = node_find(n, "take");
    node_refuse_unknown(l->doc, n, l->errors);

    r->dialect = d;
    if (!what || !from || !proof)
        node_error(l->doc, n, l->errors, "a message needs what, from and proof");
    if (what)
        r->what = part_text(l, what);
    if (from && word_at(l, from, role_words, 3, &index))
        r->from = (enum role)index;
    if (proof)
        (void)node_real(l->doc, proof, 0, 0.999, &r->proof, l->errors);
    r->event = EVENT_NOTICE;
    if (event && word_at(l, event, event_words, EVENT_COUNT, &index))
        r->event = (enum event_kind)index;
    if (mark && node_u64(l->doc, mark, 0, MARK_MOST, &weight, l->errors))
        r->mark = (unsigned)weight;
    if (method)
        read_methods(l, method, r);
    if (answers)
        read_answers(l, answers, r);
    if (when)
        r->when = part_clause(l, when);
    if (any_of)
        read_any_of(l, any_of, r);
    if (stronger)
        read_boosts(l, stronger, r);
    if (take)
        read_takes(l, take, r);
    bool asks = r->method_count || r->when.count || r->any_count;
    if (!asks && error_count(l) == errors_before)
        node_error(l->doc, n, l->errors, "a message needs method, when or any-of");
    r->reads_http = clause_reads_http(&r->when);
    for (size_t i = 0; i < r->any_count; i++)
        r->reads_http |= clause_reads_http(&r->any_of[i]);
}

static void read_messages(const struct loading *l, struct node *n, struct dialect *d)
{
    if (!node_is(l->doc, n, NODE_SEQUENCE, l->errors))
        return;
    d->rules = part_array(l, n->count, sizeof *d->rules);
    for (size_t i = 0; d->rules && i < n->count; i++)
        if (node_is(l->doc, n->items[i], NODE_MAPPING, l->errors))
            read_rule(l, n->items[i], d, &d->rules[d->rule_count++]);
}

static void read_carried_by(const struct loading *l, const struct node *n, struct dialect *d)
{
    static const char *const words[] = { "lines", "http" };
    bool list = n->kind == NODE_SEQUENCE;
    d->carried_by = 0;
    for (size_t i = 0; i < (list ? n->count : 1); i++) {
        size_t index;
        if (word_at(l, list ? n->items[i] : n, words, 2, &index))
            d->carried_by |= 1u << index;
    }
}

static void read_flag(const struct loading *l, struct node *root, const char *key, bool *out)
{
    struct node *n = node_find(root, key);
    if (n)
        (void)node_bool(l->doc, n, out, l->errors);
}

/* Also one that has no name or another's: its other mistakes are told, too. */
static struct dialect *add_dialect(struct loading *l, const char *name)
{
    struct dialect_set *set = &l->rules->set;
    struct dialect **grown = part_grow(l, set->dialects, set->count, sizeof *grown);
    if (!grown)
        return NULL;
    set->dialects = grown;
    struct dialect *d = part_array(l, 1, sizeof *d);
    if (d)
        d->name = part_copy(l, name);
    if (!d || !d->name) {
        dialect_free(d);
        return NULL;
    }
    set->dialects[set->count++] = d;
    return d;
}

void part_dialect(struct loading *l, struct node *root, struct node *value)
{
    const char *name = "";
    if (node_text(l->doc, value, &name, l->errors) && dialect_find(&l->rules->set, name))
        node_error(l->doc, value, l->errors, "dialect %s is defined twice", name);
    struct dialect *d = add_dialect(l, name);
    if (!d)
        return;
    struct node *title = node_find(root, "title"), *coin = node_find(root, "coin");
    struct node *method_at = node_find(root, "method-at"),
                *messages = node_find(root, "messages");
    struct node *carried_by = node_find(root, "carried-by");
    (void)node_find(root, "source");
    d->title = title ? part_text(l, title) : part_copy(l, name);
    d->method_at = method_at ? part_text(l, method_at) : part_copy(l, "method");
    d->coin = coin ? part_text(l, coin) : NULL;
    d->carried_by = CARRIED_BY_LINES;
    if (carried_by)
        read_carried_by(l, carried_by, d);
    read_flag(l, root, "anonymous", &d->anonymous);
    read_flag(l, root, "worker-from-password", &d->worker_from_password);
    read_flag(l, root, "login-is-credential", &d->login_is_credential);
    if (messages)
        read_messages(l, messages, d);
    else
        node_error(l->doc, root, l->errors, "a dialect needs messages");
}

/* A relative of a relative is not wanted: marks count against one base. */
static void find_base(struct mw_rules *rules, const struct doc *doc, struct node *name,
                      struct node *extends, struct errors *errors)
{
    const char *text;
    if (!node_text(doc, extends, &text, errors) || name->kind != NODE_SCALAR)
        return;
    struct dialect *d = (struct dialect *)dialect_find(&rules->set, name->text);
    struct dialect *base = (struct dialect *)dialect_find(&rules->set, text);
    if (!base)
        node_error(doc, extends, errors, "there is no dialect %s", text);
    else if (base == d)
        node_error(doc, extends, errors, "a dialect can't extend itself");
    else if (d) {
        d->base = base;
        base->has_relatives = true;
    }
}

static void refuse_grandchild(const struct mw_rules *rules, const struct doc *doc,
                              const struct node *name, const struct node *extends,
                              struct errors *errors)
{
    const struct dialect *d =
        name->kind == NODE_SCALAR ? dialect_find(&rules->set, name->text) : NULL;
    if (d && d->base && d->base->base)
        node_error(doc, extends, errors, "%s extends another dialect itself", d->base->name);
}

/* All bases are found before one is judged: files may come in any order. */
void part_bases(struct mw_rules *rules, struct doc **docs, size_t count, struct errors *errors)
{
    for (int judging = 0; judging < 2; judging++)
        for (size_t i = 0; i < count; i++) {
            struct node *root = docs[i] ? doc_root(docs[i]) : NULL;
            struct node *name = root ? node_find(root, "dialect") : NULL;
            struct node *extends = name ? node_find(root, "extends") : NULL;
            if (extends && judging)
                refuse_grandchild(rules, docs[i], name, extends, errors);
            else if (extends)
                find_base(rules, docs[i], name, extends, errors);
        }
}
