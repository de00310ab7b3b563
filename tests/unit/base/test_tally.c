/* SPDX-License-Identifier: Apache-2.0 */
#include "base/tally.h"

#include <string.h>

#include "../../lib/suite.h"

static uint64_t value_of(const struct limits *l, const struct limit_row *row)
{
    return *(const uint64_t *)((const char *)l + row->offset);
}

START_TEST(each_limit_begins_with_its_default_which_is_in_its_range)
{
    struct limits l = limits_default();
    for (size_t i = 0; i < limit_row_count; i++) {
        const struct limit_row *row = &limit_rows[i];
        ck_assert_msg(value_of(&l, row) == row->fallback, "%s", row->name);
        ck_assert_msg(row->least <= row->fallback && row->fallback <= row->most, "%s",
                      row->name);
        ck_assert_ptr_eq(limit_find(row->name), row);
        ck_assert_uint_gt(strlen(row->meaning), 0);
    }
    ck_assert_uint_eq(limit_row_count * sizeof(uint64_t), sizeof l);
}
END_TEST

START_TEST(a_limit_is_set_within_its_range_only)
{
    for (size_t i = 0; i < limit_row_count; i++) {
        const struct limit_row *row = &limit_rows[i];
        struct limits l = limits_default(), before = l;
        if (row->least)
            ck_assert(!limits_set(&l, row->name, row->least - 1));
        if (row->most < UINT64_MAX)
            ck_assert(!limits_set(&l, row->name, row->most + 1));
        ck_assert_mem_eq(&l, &before, sizeof l);
        ck_assert(limits_set(&l, row->name, row->least));
        ck_assert_uint_eq(value_of(&l, row), row->least);
        ck_assert(limits_set(&l, row->name, row->most));
        ck_assert_uint_eq(value_of(&l, row), row->most);
        ck_assert(limits_set(&l, row->name, row->fallback));
        ck_assert_mem_eq(&l, &before, sizeof l);
    }
}
END_TEST

START_TEST(a_limit_that_is_not_there_changes_nothing)
{
    struct limits l = limits_default(), before = l;
    ck_assert(!limits_set(&l, "no-such-limit", 1));
    ck_assert(!limits_set(&l, "", 1));
    ck_assert_ptr_null(limit_find("alert_wait"));
    ck_assert_mem_eq(&l, &before, sizeof l);
}
END_TEST

START_TEST(names_are_used_once)
{
    for (size_t i = 0; i < counter_row_count; i++)
        for (size_t k = 0; k < i; k++)
            ck_assert_str_ne(counter_rows[i].name, counter_rows[k].name);
    for (size_t i = 0; i < limit_row_count; i++)
        for (size_t k = 0; k < i; k++)
            ck_assert_str_ne(limit_rows[i].name, limit_rows[k].name);
    ck_assert_uint_eq(counter_row_count * sizeof(uint64_t), sizeof(struct counters));
}
END_TEST

SUITE("tally", each_limit_begins_with_its_default_which_is_in_its_range,
      a_limit_is_set_within_its_range_only, a_limit_that_is_not_there_changes_nothing,
      names_are_used_once)
