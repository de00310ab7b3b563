/* SPDX-License-Identifier: Apache-2.0 */
#include "base/tally.h"

#include <string.h>

const struct counter_row counter_rows[] = {
#define COUNTER(field, name, meaning) { name, meaning, offsetof(struct counters, field) },
#include "base/counters.def"
#undef COUNTER
};
const size_t counter_row_count = sizeof counter_rows / sizeof *counter_rows;

const struct limit_row limit_rows[] = {
#define LIMIT(field, name, fallback, least, most, meaning)                                     \
    { name, meaning, fallback, least, most, offsetof(struct limits, field) },
#include "base/limits.def"
#undef LIMIT
};
const size_t limit_row_count = sizeof limit_rows / sizeof *limit_rows;

struct limits limits_default(void)
{
    return (struct limits){
#define LIMIT(field, name, fallback, least, most, meaning) .field = (fallback),
#include "base/limits.def"
#undef LIMIT
    };
}

const struct limit_row *limit_find(const char *name)
{
    for (size_t i = 0; i < limit_row_count; i++)
        if (strcmp(limit_rows[i].name, name) == 0)
            return &limit_rows[i];
    return NULL;
}

bool limits_set(struct limits *l, const char *name, uint64_t value)
{
    const struct limit_row *row = limit_find(name);
    if (!row || value < row->least || value > row->most)
        return false;
    *(uint64_t *)((char *)l + row->offset) = value;
    return true;
}
