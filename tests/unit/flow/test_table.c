/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/table.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/stamp.h"

static struct limits limits;
static struct counters counters;
static struct table table;
static unsigned moves;

/* The test hangs the slot's own number behind it: it must come along. */
static void moved(struct slot *slot)
{
    moves++;
    ck_assert_uint_eq((uintptr_t)slot->behind.inspected, slot->id);
}

static void begin_table(uint64_t most)
{
    limits = limits_default();
    memset(&counters, 0, sizeof counters);
    limits.flow_most = most;
    limits.flow_random = 99;
    moves = 0;
    ck_assert(table_init(&table, &limits, &counters, moved));
}

static struct flow_key key_number(uint32_t n)
{
    struct flow_key key = { .low_port = 1, .high_port = 2 };
    memcpy(key.low.byte, &n, sizeof n);
    return key;
}

static struct slot *find(uint32_t n, int64_t now_ns)
{
    struct flow_key key = key_number(n);
    return table_find(&table, &key, key_hash(&key, limits.flow_random), now_ns);
}

static struct slot *insert(uint32_t n, int64_t now_ns, struct slot **victim)
{
    struct flow_key key = key_number(n);
    return table_insert(&table, &key, key_hash(&key, limits.flow_random), now_ns, victim);
}

static struct slot *insert_settled(uint32_t n, int64_t now_ns)
{
    struct slot *victim, *slot = insert(n, now_ns, &victim);
    if (slot) {
        slot->state = SLOT_SETTLED;
        slot->id = n;
    }
    return slot;
}

START_TEST(what_was_put_in_is_found_while_the_table_grows)
{
    begin_table(100000);
    for (uint32_t n = 1; n <= 100000; n++) {
        ck_assert_ptr_nonnull(insert_settled(n, n));
        ck_assert_ptr_nonnull(find(n / 2 + 1, n));
    }
    for (uint32_t n = 1; n <= 100000; n++)
        ck_assert_uint_eq(find(n, 100000)->id, n);
    ck_assert_ptr_null(find(100001, 100000));
    ck_assert_uint_eq(table.used, 100000);
    ck_assert_uint_eq(table.groups, table.most);
    table_done(&table);
}
END_TEST

/* Two choices keep the groups from overflowing before the ceiling. */
START_TEST(nothing_is_thrown_out_below_the_ceiling)
{
    for (uint64_t most = 1024; most <= 1000000; most = most * 5 / 2) {
        begin_table(most);
        for (uint32_t n = 1; n <= most; n++)
            ck_assert_ptr_nonnull(insert_settled(n, 0));
        ck_assert_msg(counters.flows_evicted == 0, "%llu of %llu",
                      (unsigned long long)counters.flows_evicted, (unsigned long long)most);
        table_done(&table);
    }
}
END_TEST

/* Flows come and go for long: new ones fill what others left. */
START_TEST(a_full_table_that_churns_throws_out_next_to_nothing_too_early)
{
    const uint32_t most = 200000, alive = 190000;
    begin_table(most);
    for (uint32_t n = 1; n <= 10 * most; n++) {
        ck_assert_ptr_nonnull(insert_settled(n, 0));
        struct slot *old = n > alive ? find(n - alive, 0) : NULL;
        if (old)
            table_free(&table, old);
    }
    ck_assert_uint_le(counters.flows_evicted, 20);
    table_done(&table);
}
END_TEST

START_TEST(at_the_ceiling_an_old_slot_makes_way)
{
    begin_table(1024);
    for (uint32_t n = 1; n <= 5000; n++) {
        ck_assert_ptr_nonnull(insert_settled(n, n * SECOND_NS / 10));
        ck_assert_uint_le(table.used, 1024);
    }
    ck_assert_uint_eq(counters.flows_evicted, 5000 - 1024);
    unsigned found = 0, found_old = 0;
    for (uint32_t n = 1; n <= 5000; n++)
        if (find(n, 500 * SECOND_NS)) {
            found++;
            found_old += n < 2000;
        }
    ck_assert_uint_eq(found, 1024);
    ck_assert_uint_lt(found_old, 10);
    table_done(&table);
}
END_TEST

START_TEST(a_slot_whose_time_has_passed_is_gone)
{
    begin_table(1024);
    insert_settled(1, 0);
    insert_settled(2, 0)->is_closed = true;

    ck_assert_ptr_nonnull(find(1, 599 * SECOND_NS));
    ck_assert_ptr_nonnull(find(2, 9 * SECOND_NS));
    ck_assert_ptr_null(find(2, 11 * SECOND_NS));
    ck_assert_ptr_null(find(1, 601 * SECOND_NS));
    ck_assert_uint_eq(table.used, 0);
    table_done(&table);
}
END_TEST

START_TEST(time_that_runs_backwards_ends_nothing)
{
    begin_table(1024);
    insert_settled(1, 5000 * SECOND_NS);
    ck_assert_ptr_nonnull(find(1, 0));
    table_done(&table);
}
END_TEST

START_TEST(old_slots_are_swept_without_being_met)
{
    begin_table(65536);
    for (uint32_t n = 1; n <= 1000000; n++)
        insert_settled(n, n * (SECOND_NS / 20)); /* 12,000 live at once */
    ck_assert_uint_lt(table.used, 30000);
    ck_assert_uint_eq(counters.flows_evicted, 0);
    table_done(&table);
}
END_TEST

START_TEST(inspected_slots_move_with_what_hangs_behind_them)
{
    begin_table(65536);
    for (uint32_t n = 1; n <= 40000; n++) {
        struct slot *slot = insert_settled(n, 0);
        slot->state = SLOT_INSPECTED;
        slot->behind.inspected = (struct inspected *)(uintptr_t)n;
    }
    ck_assert_uint_gt(moves, 10000);
    for (uint32_t n = 1; n <= 40000; n++)
        ck_assert_uint_eq((uintptr_t)find(n, 0)->behind.inspected, n);
    table_done(&table);
}
END_TEST

START_TEST(an_undecided_flow_makes_way_and_a_mining_one_never)
{
    begin_table(1024);
    struct slot *victim = NULL;
    unsigned refused = 0;
    for (uint32_t n = 1; n <= 1024; n++) {
        struct slot *slot = insert_settled(n, 0);
        slot->state = SLOT_INSPECTED;
        slot->behind.inspected = (struct inspected *)(uintptr_t)n;
        slot->is_mining = n % 2;
    }
    for (uint32_t n = 2000; n < 8000; n++) {
        struct slot *slot = insert(n, 0, &victim);
        ck_assert_ptr_null(slot);
        if (!victim) {
            refused++;
            continue;
        }
        ck_assert(!victim->is_mining);
        victim->is_mining = true;
    }
    ck_assert_uint_gt(refused, 1000);
    table_done(&table);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("table");
    TCase *cases = tcase_create("table");
    tcase_set_timeout(cases, 300);
    tcase_add_test(cases, what_was_put_in_is_found_while_the_table_grows);
    tcase_add_test(cases, nothing_is_thrown_out_below_the_ceiling);
    tcase_add_test(cases, a_full_table_that_churns_throws_out_next_to_nothing_too_early);
    tcase_add_test(cases, at_the_ceiling_an_old_slot_makes_way);
    tcase_add_test(cases, a_slot_whose_time_has_passed_is_gone);
    tcase_add_test(cases, time_that_runs_backwards_ends_nothing);
    tcase_add_test(cases, old_slots_are_swept_without_being_met);
    tcase_add_test(cases, inspected_slots_move_with_what_hangs_behind_them);
    tcase_add_test(cases, an_undecided_flow_makes_way_and_a_mining_one_never);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
