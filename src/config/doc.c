/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tree is built without recursion: libyaml's events push finished nodes on
 * one stack of values, and the end of a mapping or sequence takes its own off
 * again. Mistakes that leave the structure intact (a tag, a key given twice) are
 * noted and reading goes on, so that all are told; one that breaks it ends it.
 */
#include "config/doc.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

#include "base/buf.h"
#include "base/text.h"

#define DOC_BYTES_MOST  (16 * 1024 * 1024)
#define DOC_NODES_MOST  1000000
#define DOC_DEPTH_MOST  64
#define DOC_BLOCK_BYTES (64 * 1024)
#define SHOWN_MOST      60 /* bytes of the operator's text quoted in a message */
#define REAL_DIGITS     15 /* so many are exact in a double */

struct block {
    struct block *next;
    size_t used, room;
    _Alignas(16) uint8_t at[];
};

struct doc {
    char *name;           /* owned */
    struct node *root;    /* in the blocks, as all nodes and texts are */
    struct block *blocks; /* owned list */
};

/* A mapping or sequence that has begun and not ended. */
struct open {
    struct node *node;
    size_t base; /* its first value on the stack */
};

struct builder {
    struct doc *doc;
    struct errors *errors;
    struct node **values; /* owned stack */
    size_t count, room;
    size_t nodes;
    struct open open[DOC_DEPTH_MOST];
    size_t depth;
    bool began;  /* a first document */
    bool broken; /* no use in going on */
    bool faulty; /* something was wrong */
};

/* ---- memory --------------------------------------------------------------- */

static void *doc_alloc(struct doc *d, size_t size)
{
    size = (size + 15) & ~(size_t)15;
    struct block *b = d->blocks;
    if (!b || b->room - b->used < size) {
        size_t room = size > DOC_BLOCK_BYTES ? size : DOC_BLOCK_BYTES;
        b = malloc(sizeof *b + room);
        if (!b)
            return NULL;
        *b = (struct block){ .next = d->blocks, .room = room };
        d->blocks = b;
    }
    void *at = b->at + b->used;
    b->used += size;
    memset(at, 0, size);
    return at;
}

static struct doc *doc_new(const char *name)
{
    struct doc *d = calloc(1, sizeof *d);
    if (d)
        d->name = strdup(name);
    if (d && !d->name) {
        free(d);
        return NULL;
    }
    return d;
}

void doc_free(struct doc *d)
{
    if (!d)
        return;
    for (struct block *b = d->blocks, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    free(d->name);
    free(d);
}

struct node *doc_root(const struct doc *d)
{
    return d->root;
}

const char *doc_name(const struct doc *d)
{
    return d->name;
}

/* ---- mistakes ------------------------------------------------------------- */

/* Operator's text, cut at a character, for a message. */
static struct view shown(const char *text)
{
    return utf8_head(view_of(text), SHOWN_MOST);
}

static void wrong(struct builder *b, const yaml_mark_t *at, const char *what)
{
    b->faulty = true;
    errors_add(b->errors, b->doc->name, (unsigned)at->line + 1, (unsigned)at->column + 1, "%s",
               what);
}

static void out_of_memory(struct builder *b)
{
    b->faulty = b->broken = true;
    errors_add(b->errors, b->doc->name, 0, 0, "no memory to read this file");
}

/* Line and column, in characters, of a byte. */
static yaml_mark_t mark_of(struct view text, size_t offset)
{
    yaml_mark_t mark = { 0 };
    for (size_t i = 0; i < offset && i < text.len; i++) {
        if (text.at[i] == '\n') {
            mark.line++;
            mark.column = 0;
        } else if ((text.at[i] & 0xc0) != 0x80) {
            mark.column++;
        }
    }
    return mark;
}

/* libyaml would say where, but not in lines and columns. */
static bool is_utf8(struct builder *b, struct view text)
{
    for (size_t i = 0, n; i < text.len; i += n) {
        n = utf8_len(view_from(text, i));
        if (n == 0) {
            yaml_mark_t mark = mark_of(text, i);
            wrong(b, &mark, "this is not UTF-8");
            return false;
        }
    }
    return true;
}

static void wrong_syntax(struct builder *b, const yaml_parser_t *parser, struct view text)
{
    if (parser->error == YAML_MEMORY_ERROR) {
        out_of_memory(b);
        return;
    }
    yaml_mark_t mark = parser->problem_mark;
    if (parser->error == YAML_READER_ERROR)
        mark = mark_of(text, parser->problem_offset);

    char what[ERROR_WHAT_SIZE];
    const char *problem = parser->problem ? parser->problem : "this is not YAML";
    if (parser->context)
        snprintf(what, sizeof what, "%s, %s that begins in line %zu", problem, parser->context,
                 parser->context_mark.line + 1);
    else
        snprintf(what, sizeof what, "%s", problem);
    wrong(b, &mark, what);
}

/* ---- building ------------------------------------------------------------- */

static bool push(struct builder *b, struct node *n)
{
    if (b->count == b->room) {
        size_t room = b->room ? 2 * b->room : 256;
        struct node **values = realloc(b->values, room * sizeof *values);
        if (!values) {
            out_of_memory(b);
            return false;
        }
        b->values = values;
        b->room = room;
    }
    b->values[b->count++] = n;
    return true;
}

static struct node *node_add(struct builder *b, enum node_kind kind, const yaml_mark_t *at)
{
    if (b->nodes == DOC_NODES_MOST) {
        wrong(b, at, "this file holds too many values");
        b->broken = true;
        return NULL;
    }
    struct node *n = doc_alloc(b->doc, sizeof *n);
    if (!n) {
        out_of_memory(b);
        return NULL;
    }
    b->nodes++;
    *n = (struct node){ .kind = kind,
                        .line = (unsigned)at->line + 1,
                        .column = (unsigned)at->column + 1,
                        .text = "" };
    return push(b, n) ? n : NULL;
}

static void add_scalar(struct builder *b, const yaml_event_t *event)
{
    struct node *n = node_add(b, NODE_SCALAR, &event->start_mark);
    if (!n || event->type != YAML_SCALAR_EVENT)
        return;
    size_t len = event->data.scalar.length;
    char *text = doc_alloc(b->doc, len + 1);
    if (!text) {
        out_of_memory(b);
        return;
    }
    memcpy(text, event->data.scalar.value, len);
    if (memchr(text, '\0', len))
        wrong(b, &event->start_mark, "a text must not hold the character NUL");
    n->text = text;
    n->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

static void begin(struct builder *b, enum node_kind kind, const yaml_event_t *event)
{
    if (b->depth == DOC_DEPTH_MOST) {
        wrong(b, &event->start_mark, "values are nested too deeply");
        b->broken = true;
        return;
    }
    struct node *n = node_add(b, kind, &event->start_mark);
    if (n)
        b->open[b->depth++] = (struct open){ n, b->count };
}

static int by_text_and_place(const void *left, const void *right)
{
    const struct node *a = *(struct node *const *)left, *b = *(struct node *const *)right;
    int order = strcmp(a->text, b->text);
    if (order != 0)
        return order;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->column < b->column ? -1 : a->column > b->column;
}

/* Sorted, so that a large mapping costs no square of its size. */
static void refuse_twins(struct builder *b, const struct node *mapping)
{
    struct node **keys = malloc((mapping->count + 1) * sizeof *keys);
    if (!keys) {
        out_of_memory(b);
        return;
    }
    for (size_t i = 0; i < mapping->count; i++)
        keys[i] = mapping->pairs[i].key;
    qsort(keys, mapping->count, sizeof *keys, by_text_and_place);
    for (size_t i = 1, first = 0; i < mapping->count; i++) {
        if (strcmp(keys[i]->text, keys[first]->text) != 0) {
            first = i;
            continue;
        }
        struct view key = shown(keys[i]->text);
        b->faulty = true;
        node_error(b->doc, keys[i], b->errors, "\"%.*s\" is given twice, first in line %u",
                   (int)key.len, (const char *)key.at, keys[first]->line);
    }
    free(keys);
}

static void end_mapping(struct builder *b, struct node *n, struct node **values, size_t count)
{
    n->pairs = doc_alloc(b->doc, (count / 2) * sizeof *n->pairs);
    if (count && !n->pairs) {
        out_of_memory(b);
        return;
    }
    for (size_t i = 0; i + 1 < count; i += 2) {
        if (values[i]->kind != NODE_SCALAR) {
            b->faulty = true;
            node_error(b->doc, values[i], b->errors, "a key must be a text");
            continue;
        }
        n->pairs[n->count++] = (struct pair){ .key = values[i], .value = values[i + 1] };
    }
    refuse_twins(b, n);
}

static void end(struct builder *b)
{
    struct open o = b->open[--b->depth];
    struct node **values = b->values + o.base;
    size_t count = b->count - o.base;
    b->count = o.base;
    if (o.node->kind == NODE_MAPPING) {
        end_mapping(b, o.node, values, count);
        return;
    }
    o.node->items = doc_alloc(b->doc, count * sizeof *o.node->items);
    if (!count)
        return;
    if (!o.node->items) {
        out_of_memory(b);
        return;
    }
    memcpy(o.node->items, values, count * sizeof *values);
    o.node->count = count;
}

static void refuse_extras(struct builder *b, const yaml_event_t *event, const void *anchor,
                          const void *tag)
{
    if (anchor)
        wrong(b, &event->start_mark, "anchors (&name) are not used here");
    if (tag)
        wrong(b, &event->start_mark, "tags (!name) are not used here");
}

static void build(struct builder *b, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (b->began) {
            wrong(b, &event->start_mark, "a second document begins here; only one is read");
            b->broken = true;
        }
        b->began = true;
        break;
    case YAML_ALIAS_EVENT:
        wrong(b, &event->start_mark, "aliases (*name) are not used here");
        add_scalar(b, event);
        break;
    case YAML_SCALAR_EVENT:
        refuse_extras(b, event, event->data.scalar.anchor, event->data.scalar.tag);
        add_scalar(b, event);
        break;
    case YAML_SEQUENCE_START_EVENT:
        refuse_extras(b, event, event->data.sequence_start.anchor,
                      event->data.sequence_start.tag);
        begin(b, NODE_SEQUENCE, event);
        break;
    case YAML_MAPPING_START_EVENT:
        refuse_extras(b, event, event->data.mapping_start.anchor,
                      event->data.mapping_start.tag);
        begin(b, NODE_MAPPING, event);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        end(b);
        break;
    default:
        break;
    }
}

static void build_all(struct builder *b, struct view text)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        out_of_memory(b);
        return;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, text.at, text.len);
    for (bool over = false; !over && !b->broken;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            wrong_syntax(b, &parser, text);
            break;
        }
        build(b, &event);
        over = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

/* A file without a value, or with nothing but an empty one, is an empty mapping. */
static void set_root(struct builder *b)
{
    struct node *root = b->count ? b->values[0] : NULL;
    if (root && !(root->kind == NODE_SCALAR && root->plain && !root->text[0])) {
        b->doc->root = root;
        return;
    }
    yaml_mark_t start = { 0 };
    b->doc->root = node_add(b, NODE_MAPPING, &start);
}

struct doc *doc_parse(const char *name, struct view text, struct errors *errors)
{
    if (text.len > DOC_BYTES_MOST) {
        errors_add(errors, name, 0, 0, "this file is larger than %d MiB",
                   DOC_BYTES_MOST / 1024 / 1024);
        return NULL;
    }
    struct doc *d = doc_new(name);
    if (!d) {
        errors_add(errors, name, 0, 0, "no memory to read this file");
        return NULL;
    }
    if (view_starts(text, "\xef\xbb\xbf"))
        text = view_from(text, 3);
    if (!text.at)
        text = view_of("");

    struct builder b = { .doc = d, .errors = errors };
    if (is_utf8(&b, text))
        build_all(&b, text);
    if (!b.faulty)
        set_root(&b);
    free(b.values);
    if (b.faulty) {
        doc_free(d);
        return NULL;
    }
    return d;
}

static bool read_all(FILE *file, struct buf *out)
{
    uint8_t chunk[16384];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, file)) > 0)
        if (!buf_add(out, (struct view){ chunk, n })) {
            errno = EFBIG;
            return false;
        }
    return !ferror(file);
}

struct doc *doc_read(const char *path, struct errors *errors)
{
    FILE *file = fopen(path, "re");
    if (!file) {
        errors_add(errors, path, 0, 0, "can't be read: %s", strerror(errno));
        return NULL;
    }
    struct buf text = buf_with(DOC_BYTES_MOST);
    struct doc *d = NULL;
    if (read_all(file, &text))
        d = doc_parse(path, buf_view(&text), errors);
    else
        errors_add(errors, path, 0, 0, "can't be read: %s", strerror(errno));
    buf_done(&text);
    fclose(file);
    return d;
}

/* ---- nodes ---------------------------------------------------------------- */

struct node *node_find(struct node *mapping, const char *key)
{
    if (!mapping || mapping->kind != NODE_MAPPING)
        return NULL;
    for (size_t i = 0; i < mapping->count; i++) {
        if (strcmp(mapping->pairs[i].key->text, key) != 0)
            continue;
        mapping->pairs[i].used = true;
        return mapping->pairs[i].value;
    }
    return NULL;
}

void node_refuse_unknown(const struct doc *d, const struct node *mapping, struct errors *errors)
{
    if (mapping->kind != NODE_MAPPING)
        return;
    for (size_t i = 0; i < mapping->count; i++) {
        const struct pair *p = &mapping->pairs[i];
        struct view key = shown(p->key->text);
        if (!p->used)
            node_error(d, p->key, errors, "unknown key \"%.*s\"", (int)key.len,
                       (const char *)key.at);
    }
}

void node_error(const struct doc *d, const struct node *n, struct errors *errors,
                const char *format, ...)
{
    char what[ERROR_WHAT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    errors_add(errors, d->name, n->line, n->column, "%s", what);
}

/* "expected …, not …" with what stands there. */
static void expected(const struct doc *d, const struct node *n, struct errors *errors,
                     const char *what)
{
    struct view text = shown(n->text);
    if (n->kind == NODE_MAPPING)
        node_error(d, n, errors, "expected %s, not a mapping", what);
    else if (n->kind == NODE_SEQUENCE)
        node_error(d, n, errors, "expected %s, not a list", what);
    else if (n->plain && !text.len)
        node_error(d, n, errors, "expected %s, but there is no value", what);
    else
        node_error(d, n, errors, "expected %s, not \"%.*s\"", what, (int)text.len,
                   (const char *)text.at);
}

static bool is_null(const struct node *n)
{
    return n->plain &&
           (!n->text[0] || strcmp(n->text, "~") == 0 || strcmp(n->text, "null") == 0);
}

bool node_is(const struct doc *d, const struct node *n, enum node_kind kind,
             struct errors *errors)
{
    static const char *const name[] = { [NODE_SCALAR] = "a single value",
                                        [NODE_SEQUENCE] = "a list",
                                        [NODE_MAPPING] = "a mapping" };
    if (n->kind == kind)
        return true;
    expected(d, n, errors, name[kind]);
    return false;
}

bool node_text(const struct doc *d, const struct node *n, const char **out,
               struct errors *errors)
{
    if (n->kind != NODE_SCALAR || is_null(n)) {
        expected(d, n, errors, "a text");
        return false;
    }
    *out = n->text;
    return true;
}

bool node_u64(const struct doc *d, const struct node *n, uint64_t least, uint64_t most,
              uint64_t *out, struct errors *errors)
{
    if (n->kind == NODE_SCALAR && n->plain && text_to_u64(view_of(n->text), least, most, out))
        return true;
    char what[80];
    snprintf(what, sizeof what, "a number from %llu to %llu", (unsigned long long)least,
             (unsigned long long)most);
    expected(d, n, errors, what);
    return false;
}

/* "-12.5": strtod would ask the locale which character is the point. */
static bool text_to_real(struct view text, double *out)
{
    bool negative = view_starts(text, "-");
    if (negative)
        text = view_from(text, 1);
    double whole = 0, scale = 1;
    size_t digits = 0;
    bool point = false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '.' && !point && digits > 0) {
            point = true;
            continue;
        }
        if (!is_digit(text.at[i]) || ++digits > REAL_DIGITS)
            return false;
        whole = whole * 10 + (text.at[i] - '0');
        if (point)
            scale *= 10;
    }
    if (digits == 0 || text.at[text.len - 1] == '.')
        return false;
    *out = (negative ? -whole : whole) / scale;
    return true;
}

bool node_real(const struct doc *d, const struct node *n, double least, double most,
               double *out, struct errors *errors)
{
    double value;
    if (n->kind == NODE_SCALAR && n->plain && text_to_real(view_of(n->text), &value) &&
        value >= least && value <= most) {
        *out = value;
        return true;
    }
    char what[80];
    snprintf(what, sizeof what, "a number from %g to %g", least, most);
    expected(d, n, errors, what);
    return false;
}

bool node_bool(const struct doc *d, const struct node *n, bool *out, struct errors *errors)
{
    static const struct {
        const char *word;
        bool truth;
    } words[] = {
        {"true",   true },
        { "yes",   true },
        { "on",    true },
        { "false", false},
        { "no",    false},
        { "off",   false}
    };
    for (size_t i = 0; n->kind == NODE_SCALAR && n->plain && i < sizeof words / sizeof *words;
         i++) {
        if (!text_is_nocase(view_of(n->text), words[i].word))
            continue;
        *out = words[i].truth;
        return true;
    }
    expected(d, n, errors, "true or false");
    return false;
}
