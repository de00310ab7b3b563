/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parts - one kind of signature data each: from a node of a file to rules
 *
 * To add a kind: write signature/NAME.c with a function like these and put a row
 * in signature/parts.def.
 */
#ifndef SIGNATURE_PARTS_H
#define SIGNATURE_PARTS_H

#include "config/doc.h"
#include "signature/signature.h"

/* One file while it is loaded. */
struct loading {
    struct mw_rules *rules;
    const struct doc *doc;
    struct errors *errors;
};

#define PART(key, pass, function)                                                              \
    void function(struct loading *l, struct node *root, struct node *value);
#include "signature/parts.def"
#undef PART

/* Dialects find the bases that they extend. */
void part_bases(struct mw_rules *rules, struct doc **docs, size_t count, struct errors *errors);

/* A copy of a text; NULL, with an error, without memory. */
char *part_copy(const struct loading *l, const char *text);
/* Zeroed memory for an owned array; NULL, with an error, without memory. */
void *part_array(const struct loading *l, size_t count, size_t size);
/* A copy of a text node; NULL, with an error added, if it is no text. */
char *part_text(const struct loading *l, const struct node *n);
/* One text, or a list of them; adds errors. Returns how many, in *out (owned). */
size_t part_texts(const struct loading *l, const struct node *n, char ***out);
/* A mapping of paths to tests. */
struct clause part_clause(const struct loading *l, struct node *n);
/* Grow an owned array by one zeroed element; NULL, with an error, without memory. */
void *part_grow(const struct loading *l, void *array, size_t count, size_t size);

#endif
