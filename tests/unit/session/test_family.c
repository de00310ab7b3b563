/* SPDX-License-Identifier: Apache-2.0 */
#include "session/family.h"

#include <check.h>

static const struct dialect root = { .has_relatives = true };
static const struct dialect one = { .base = &root }, other = { .base = &root };
static struct family family;

static void setup(void)
{
    family_begin(&family, &root);
}

static void assert_confidence(double expected)
{
    ck_assert_double_eq_tol(family_confidence(&family), expected, 1e-9);
}

START_TEST(doubt_falls_with_each_rule_once)
{
    struct rule a = { .dialect = &root }, b = { .dialect = &root };
    assert_confidence(0);
    ck_assert(family_count(&family, &a, 0.5, SIDE_CLIENT, false));
    assert_confidence(0.5);
    ck_assert(!family_count(&family, &a, 0.5, SIDE_CLIENT, false));
    assert_confidence(0.5);
    ck_assert(family_count(&family, &b, 0.8, SIDE_SERVER, false));
    assert_confidence(0.9);
    ck_assert_uint_eq(family.messages, 3);
}
END_TEST

START_TEST(a_rule_met_again_counts_by_its_strongest_message)
{
    struct rule a = { .dialect = &root };
    family_count(&family, &a, 0.5, SIDE_CLIENT, false);
    ck_assert(!family_count(&family, &a, 0.9, SIDE_CLIENT, false));
    assert_confidence(0.9);
    family_count(&family, &a, 0.2, SIDE_CLIENT, false);
    assert_confidence(0.9);
}
END_TEST

START_TEST(nothing_is_certain)
{
    struct rule a = { .dialect = &root };
    family_count(&family, &a, 0.999, SIDE_CLIENT, false);
    assert_confidence(0.99);
}
END_TEST

START_TEST(what_stands_amid_text_waits_for_the_other_side)
{
    struct rule a = { .dialect = &root }, b = { .dialect = &root };
    family_count(&family, &a, 0.9, SIDE_CLIENT, true);
    assert_confidence(0);
    family_count(&family, &b, 0.5, SIDE_SERVER, true);
    assert_confidence(0.95);
}
END_TEST

START_TEST(the_same_side_does_not_vouch_for_itself)
{
    struct rule a = { .dialect = &root }, b = { .dialect = &root };
    family_count(&family, &a, 0.9, SIDE_CLIENT, true);
    family_count(&family, &b, 0.5, SIDE_CLIENT, false);
    assert_confidence(0.5);
}
END_TEST

START_TEST(the_relative_with_most_marks_wins)
{
    struct rule a = { .dialect = &one, .mark = 1 }, b = { .dialect = &other, .mark = 3 };
    ck_assert_ptr_eq(family_dialect(&family), &root);
    family_count(&family, &a, 0.1, SIDE_CLIENT, false);
    ck_assert_ptr_eq(family_dialect(&family), &one);
    family_count(&family, &b, 0.1, SIDE_CLIENT, false);
    ck_assert_ptr_eq(family_dialect(&family), &other);
    for (int i = 0; i < 3; i++)
        family_count(&family, &a, 0.1, SIDE_CLIENT, false);
    ck_assert_ptr_eq(family_dialect(&family), &one);
}
END_TEST

START_TEST(more_rules_and_relatives_than_there_is_room_for_do_no_harm)
{
    static struct dialect d[20];
    static struct rule r[40];
    for (size_t i = 0; i < 40; i++) {
        r[i] = (struct rule){ .dialect = &d[i % 20], .mark = 1 };
        ck_assert(family_count(&family, &r[i], 0.01, SIDE_CLIENT, false) ==
                  (i < FAMILY_RULES_MOST));
    }
    ck_assert_uint_eq(family.counted_len, FAMILY_RULES_MOST);
    ck_assert_uint_eq(family.relative_count, FAMILY_RELATIVES_MOST);
    ck_assert_uint_eq(family.messages, 40);
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("family");
    tcase_add_checked_fixture(tc, setup, NULL);
    tcase_add_test(tc, doubt_falls_with_each_rule_once);
    tcase_add_test(tc, a_rule_met_again_counts_by_its_strongest_message);
    tcase_add_test(tc, nothing_is_certain);
    tcase_add_test(tc, what_stands_amid_text_waits_for_the_other_side);
    tcase_add_test(tc, the_same_side_does_not_vouch_for_itself);
    tcase_add_test(tc, the_relative_with_most_marks_wins);
    tcase_add_test(tc, more_rules_and_relatives_than_there_is_room_for_do_no_harm);
    Suite *s = suite_create("family");
    suite_add_tcase(s, tc);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
