/* SPDX-License-Identifier: Apache-2.0 */
/*
 * family - what a flow's messages prove for one dialect and its relatives
 *
 * Doubt begins at one. Each rule that is met multiplies it by one minus its proof,
 * once, kept apart by side and by whether the message stood amid other text.
 */
#ifndef SESSION_FAMILY_H
#define SESSION_FAMILY_H

#include "base/side.h"
#include "dialect/dialect.h"

#define FAMILY_RULES_MOST     24 /* rules that count; later ones prove nothing new */
#define FAMILY_RELATIVES_MOST 8

struct family {
    const struct dialect *root; /* NULL: this place is free */
    double doubt[2][2];         /* by side, then amid text or not */
    uint64_t messages;
    const struct rule *counted[FAMILY_RULES_MOST];
    double counted_proof[FAMILY_RULES_MOST];
    bool counted_amid[FAMILY_RULES_MOST];
    enum side counted_side[FAMILY_RULES_MOST];
    size_t counted_len;
    struct {
        const struct dialect *dialect;
        unsigned marks;
    } relative[FAMILY_RELATIVES_MOST];
    size_t relative_count;
};

void family_begin(struct family *f, const struct dialect *root);
/* True: the rule was not met before in this flow. */
bool family_count(struct family *f, const struct rule *r, double proof, enum side side,
                  bool amid_text);
double family_confidence(const struct family *f);
/* The relative with the most marks, else the root. */
const struct dialect *family_dialect(const struct family *f);

#endif
