/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doc - a YAML file as a tree whose every node knows its line and column
 *
 * Read with libyaml. Only what configurations and signatures need: mappings,
 * sequences and scalars; anchors, aliases, tags, duplicate keys and a second
 * document are errors with their place. All nodes die with the document.
 */
#ifndef CONFIG_DOC_H
#define CONFIG_DOC_H

#include "base/bytes.h"
#include "base/error.h"

enum node_kind { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING };

struct node {
    enum node_kind kind;
    unsigned line, column; /* from 1 */
    const char *text;      /* of a scalar, ended by NUL; a NUL within is an error */
    bool plain;            /* a scalar without quotes */
    struct pair *pairs;    /* of a mapping, in file order */
    struct node **items;   /* of a sequence */
    size_t count;          /* of pairs or items */
};

struct pair {
    struct node *key; /* always a scalar */
    struct node *value;
    bool used; /* set by node_find: what stays false is an unknown key */
};

struct doc;

/* NULL: the file could not be read or parsed; *errors says why. An empty file
 * gives a document whose root is an empty mapping. */
struct doc *doc_read(const char *path, struct errors *errors);
/* The same from memory; `name` stands in messages. */
struct doc *doc_parse(const char *name, struct view text, struct errors *errors);
void doc_free(struct doc *d); /* NULL is fine */
struct node *doc_root(const struct doc *d);
const char *doc_name(const struct doc *d);

/* The value of a mapping's key, marked as used; NULL if absent or not a mapping. */
struct node *node_find(struct node *mapping, const char *key);
/* Adds an error for each key that node_find never asked for. */
void node_refuse_unknown(const struct doc *d, const struct node *mapping,
                         struct errors *errors);
/* Adds an error at a node's place. */
void node_error(const struct doc *d, const struct node *n, struct errors *errors,
                const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Typed reading; each adds an error with what was expected, and returns false. */
bool node_text(const struct doc *d, const struct node *n, const char **out,
               struct errors *errors);
bool node_u64(const struct doc *d, const struct node *n, uint64_t least, uint64_t most,
              uint64_t *out, struct errors *errors);
bool node_real(const struct doc *d, const struct node *n, double least, double most,
               double *out, struct errors *errors);
bool node_bool(const struct doc *d, const struct node *n, bool *out, struct errors *errors);
bool node_is(const struct doc *d, const struct node *n, enum node_kind kind,
             struct errors *errors);

#endif
