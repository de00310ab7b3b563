/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lexicons - coins' address forms and miners' names
 */
#include <stdlib.h>

#include "signature/parts.h"

static struct pattern *pattern_at(const struct loading *l, const struct node *n, bool nocase)
{
    const char *text;
    char why[128];
    if (!node_text(l->doc, n, &text, l->errors))
        return NULL;
    struct pattern *p = pattern_new(text, nocase, why, sizeof why);
    if (!p)
        node_error(l->doc, n, l->errors, "%s", why);
    return p;
}

static struct node *need(const struct loading *l, struct node *mapping, const char *key)
{
    struct node *n = node_find(mapping, key);
    if (!n)
        node_error(l->doc, mapping, l->errors, "%s is missing", key);
    return n;
}

static void add_address(struct loading *l, const char *coin, const struct node *n)
{
    struct lexicon *lex = &l->rules->set.lexicon;
    struct pattern *pattern = pattern_at(l, n, false);
    if (!pattern)
        return;
    struct address_form *grown = part_grow(l, lex->address, lex->address_count, sizeof *grown);
    if (!grown) {
        pattern_free(pattern);
        return;
    }
    lex->address = grown;
    struct address_form *a = &grown[lex->address_count++];
    a->pattern = pattern;
    a->coin = strcmp(coin, "any") == 0 ? NULL : part_copy(l, coin);
}

void part_coins(struct loading *l, struct node *root, struct node *value)
{
    (void)root;
    if (!node_is(l->doc, value, NODE_SEQUENCE, l->errors))
        return;
    for (size_t i = 0; i < value->count; i++) {
        struct node *item = value->items[i];
        if (!node_is(l->doc, item, NODE_MAPPING, l->errors))
            continue;
        const char *coin = NULL;
        struct node *name = need(l, item, "coin"), *address = need(l, item, "address");
        (void)node_find(item, "source");
        (void)node_find(item, "note");
        if (name && address && node_text(l->doc, name, &coin, l->errors)) {
            if (address->kind != NODE_SEQUENCE)
                add_address(l, coin, address);
            for (size_t k = 0; address->kind == NODE_SEQUENCE && k < address->count; k++)
                add_address(l, coin, address->items[k]);
        }
        node_refuse_unknown(l->doc, item, l->errors);
    }
}

void part_agents(struct loading *l, struct node *root, struct node *value)
{
    (void)root;
    if (!node_is(l->doc, value, NODE_SEQUENCE, l->errors))
        return;
    struct lexicon *lex = &l->rules->set.lexicon;
    for (size_t i = 0; i < value->count; i++) {
        struct node *item = value->items[i];
        if (!node_is(l->doc, item, NODE_MAPPING, l->errors))
            continue;
        struct node *name = need(l, item, "product"), *expression = need(l, item, "matches");
        (void)node_find(item, "source");
        (void)node_find(item, "note");
        node_refuse_unknown(l->doc, item, l->errors);
        char *product = name ? part_text(l, name) : NULL;
        struct pattern *pattern = expression ? pattern_at(l, expression, true) : NULL;
        struct agent_form *grown =
            product && pattern ? part_grow(l, lex->agent, lex->agent_count, sizeof *grown)
                               : NULL;
        if (!grown) {
            free(product);
            pattern_free(pattern);
            continue;
        }
        lex->agent = grown;
        grown[lex->agent_count++] = (struct agent_form){ product, pattern };
    }
}
