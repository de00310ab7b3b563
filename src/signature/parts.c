/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/parts.h"

#include <stdlib.h>

/* What was asked for, or an error where it is NULL. */
static void *had(const struct loading *l, void *memory)
{
    if (!memory)
        errors_add(l->errors, doc_name(l->doc), 0, 0, "no memory");
    return memory;
}

char *part_copy(const struct loading *l, const char *text)
{
    return had(l, strdup(text));
}

/* At least one byte: an empty array is no lack of memory. */
void *part_array(const struct loading *l, size_t count, size_t size)
{
    return had(l, calloc(count + 1, size));
}

void *part_grow(const struct loading *l, void *array, size_t count, size_t size)
{
    char *grown = had(l, realloc(array, (count + 1) * size));
    if (!grown)
        return NULL;
    memset(grown + count * size, 0, size);
    return grown;
}

char *part_text(const struct loading *l, const struct node *n)
{
    const char *text;
    return node_text(l->doc, n, &text, l->errors) ? part_copy(l, text) : NULL;
}

size_t part_texts(const struct loading *l, const struct node *n, char ***out)
{
    size_t wanted = n->kind == NODE_SEQUENCE ? n->count : 1, count = 0;
    *out = part_array(l, wanted, sizeof **out);
    for (size_t i = 0; *out && i < wanted; i++) {
        char *text = part_text(l, n->kind == NODE_SEQUENCE ? n->items[i] : n);
        if (text)
            (*out)[count++] = text;
    }
    return count;
}

/* ---- tests ------------------------------------------------------------------ */

#define TESTS_DEEP 4

static bool read_test(const struct loading *l, const struct node *n, int depth,
                      struct test *out);

static bool read_inner(const struct loading *l, const struct node *n, int depth,
                       struct test *out)
{
    bool list = n->kind == NODE_SEQUENCE;
    size_t count = list ? n->count : 1;
    out->inner = part_array(l, count, sizeof *out->inner);
    if (!out->inner)
        return false;
    bool ok = true;
    for (size_t i = 0; i < count; i++)
        ok &= read_test(l, list ? n->items[i] : n, depth + 1, &out->inner[out->inner_count++]);
    return ok;
}

static bool read_expression(const struct loading *l, const struct node *n, struct test *out)
{
    const char *text;
    char why[128];
    if (!node_text(l->doc, n, &text, l->errors))
        return false;
    out->pattern = pattern_new(text, false, why, sizeof why);
    if (!out->pattern)
        node_error(l->doc, n, l->errors, "%s", why);
    return out->pattern != NULL;
}

/* { starts: "…" } and the like. */
static bool read_named_test(const struct loading *l, const struct node *n, int depth,
                            struct test *out)
{
    static const struct {
        const char *word;
        enum test_kind kind;
    } names[] = {
        {"is",        TEST_IS      },
        { "starts",   TEST_STARTS  },
        { "ends",     TEST_ENDS    },
        { "contains", TEST_CONTAINS},
        { "matches",  TEST_MATCHES },
        { "at-least", TEST_AT_LEAST},
        { "at-most",  TEST_AT_MOST },
        { "not",      TEST_NOT     },
        { "any",      TEST_ANY     },
    };
    if (n->count != 1) {
        node_error(l->doc, n, l->errors, "a test has one word, such as starts");
        return false;
    }
    const struct node *key = n->pairs[0].key, *value = n->pairs[0].value;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i].word, key->text) != 0)
            continue;
        out->kind = names[i].kind;
        switch (out->kind) {
        case TEST_NOT:
        case TEST_ANY:
            return read_inner(l, value, depth, out);
        case TEST_AT_LEAST:
        case TEST_AT_MOST:
            return node_real(l->doc, value, -1e300, 1e300, &out->number, l->errors);
        case TEST_MATCHES:
            return read_expression(l, value, out);
        default:
            out->text = part_text(l, value);
            return out->text != NULL;
        }
    }
    node_error(
        l->doc, key, l->errors,
        "no such test: is, starts, ends, contains, matches, at-least, at-most, not, any");
    return false;
}

static bool read_test(const struct loading *l, const struct node *n, int depth,
                      struct test *out)
{
    const char *why;
    *out = (struct test){ 0 };
    if (depth == TESTS_DEEP || n->kind == NODE_SEQUENCE) {
        node_error(l->doc, n, l->errors,
                   depth == TESTS_DEEP ? "tests are nested too deep"
                                       : "a test is a word or a mapping");
        return false;
    }
    if (n->kind == NODE_MAPPING)
        return read_named_test(l, n, depth, out);
    if (!n->plain) {
        out->kind = TEST_IS;
        out->text = part_text(l, n);
        return out->text != NULL;
    }
    if (test_parse_word(n->text, out, &why))
        return true;
    node_error(l->doc, n, l->errors, "%s: %s", n->text, why);
    return false;
}

struct clause part_clause(const struct loading *l, struct node *n)
{
    struct clause c = { 0 };
    if (!node_is(l->doc, n, NODE_MAPPING, l->errors))
        return c;
    c.list = part_array(l, n->count, sizeof *c.list);
    for (size_t i = 0; c.list && i < n->count; i++) {
        const char *why;
        struct condition *condition = &c.list[c.count];
        n->pairs[i].used = true;
        if (!path_parse(n->pairs[i].key->text, &condition->path, &why)) {
            node_error(l->doc, n->pairs[i].key, l->errors, "%s", why);
            continue;
        }
        c.count++;
        (void)read_test(l, n->pairs[i].value, 0, &condition->test);
    }
    return c;
}
