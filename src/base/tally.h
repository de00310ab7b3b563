/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tally - the counters and limits of one engine, as structs
 *
 * A room is handed both when it is made. The rows stand in counters.def and
 * limits.def: to add one is one line there.
 */
#ifndef BASE_TALLY_H
#define BASE_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct counters {
#define COUNTER(field, name, meaning) uint64_t field;
#include "base/counters.def"
#undef COUNTER
};

struct limits {
#define LIMIT(field, name, fallback, least, most, meaning) uint64_t field;
#include "base/limits.def"
#undef LIMIT
};

struct counter_row {
    const char *name, *meaning;
    size_t offset; /* of the field in struct counters */
};

struct limit_row {
    const char *name, *meaning;
    uint64_t fallback, least, most;
    size_t offset; /* of the field in struct limits */
};

extern const struct counter_row counter_rows[];
extern const size_t counter_row_count;
extern const struct limit_row limit_rows[];
extern const size_t limit_row_count;

struct limits limits_default(void);
/* NULL where there is no such name. */
const struct limit_row *limit_find(const char *name);
/* False: no such name, or out of its range; nothing is changed then. */
bool limits_set(struct limits *l, const char *name, uint64_t value);

#endif
