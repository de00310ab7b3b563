/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signature - front door of the room where files under signatures/ become rules
 *
 * A file holds any of: one dialect (`dialect:` and its keys), `coins:`, `agents:`,
 * `alerts:`. Names may be used before the file that defines them is read. Loading
 * reports every mistake of every file, with its place. See
 * minewatch-signatures(5).
 */
#ifndef SIGNATURE_SIGNATURE_H
#define SIGNATURE_SIGNATURE_H

#include "base/error.h"
#include "dialect/dialect.h"
#include "minewatch.h"

/* When to alert, and what to call it. */
struct alert_rule {
    uint32_t id, revision;
    char *signature; /* owned */
    char *category;  /* owned */
    uint8_t severity;
    char **mitre; /* owned */
    size_t mitre_count;
    const struct dialect **dialects; /* owned list; none: all */
    size_t dialect_count;
    unsigned states;   /* bits 1 << enum mw_state */
    double confidence; /* at least this */
};

struct mw_rules {
    struct dialect_set set;
    struct alert_rule *alerts; /* owned, in the order of the files: the first that fits */
    size_t alert_count;
    char summary[128];
};

/* NULL: there were mistakes; errors tells them. */
struct mw_rules *rules_load(const char *const *paths, size_t count, struct errors *errors);

/* The first alert for a session like this; NULL: none. */
const struct alert_rule *alert_find(const struct mw_rules *rules, const struct dialect *d,
                                    enum mw_state state, double confidence);

#endif
