/* SPDX-License-Identifier: Apache-2.0 */
#include "session/pending.h"

#include <check.h>

static struct pending pending;

static void add(enum side side, const char *id, enum event_kind event)
{
    json_t *json = id ? json_loads(id, JSON_DECODE_ANY, NULL) : NULL;
    pending_add(&pending, side, json, event);
    json_decref(json);
}

static enum event_kind take_answer(enum side side, const char *id, bool in_order)
{
    json_t *json = id ? json_loads(id, JSON_DECODE_ANY, NULL) : NULL;
    enum event_kind event = pending_take(&pending, side, json, in_order);
    json_decref(json);
    return event;
}

static void setup(void)
{
    pending = (struct pending){ 0 };
}

START_TEST(an_answer_finds_its_request_once)
{
    add(SIDE_CLIENT, "1", EVENT_LOGIN);
    add(SIDE_CLIENT, "2", EVENT_SHARE);
    ck_assert_int_eq(take_answer(SIDE_SERVER, "2", false), EVENT_SHARE);
    ck_assert_int_eq(take_answer(SIDE_SERVER, "1", false), EVENT_LOGIN);
    ck_assert_int_eq(take_answer(SIDE_SERVER, "1", false), EVENT_NONE);
}
END_TEST

START_TEST(nobody_answers_himself)
{
    add(SIDE_CLIENT, "1", EVENT_LOGIN);
    ck_assert_int_eq(take_answer(SIDE_CLIENT, "1", false), EVENT_NONE);
    ck_assert_int_eq(take_answer(SIDE_CLIENT, "1", true), EVENT_NONE);
    ck_assert_int_eq(take_answer(SIDE_SERVER, "1", false), EVENT_LOGIN);
}
END_TEST

START_TEST(a_number_is_not_a_text)
{
    add(SIDE_CLIENT, "\"1\"", EVENT_LOGIN);
    ck_assert_int_eq(take_answer(SIDE_SERVER, "1", false), EVENT_NONE);
    ck_assert_int_eq(take_answer(SIDE_SERVER, "\"1\"", false), EVENT_LOGIN);
}
END_TEST

START_TEST(of_requests_with_one_id_the_oldest_is_answered)
{
    add(SIDE_CLIENT, "1", EVENT_LOGIN);
    add(SIDE_CLIENT, "1", EVENT_SHARE);
    ck_assert_int_eq(take_answer(SIDE_SERVER, "1", false), EVENT_LOGIN);
    ck_assert_int_eq(take_answer(SIDE_SERVER, "1", false), EVENT_SHARE);
}
END_TEST

START_TEST(in_order_an_unknown_id_answers_the_oldest)
{
    add(SIDE_SERVER, "7", EVENT_WORK);
    add(SIDE_CLIENT, "1", EVENT_LOGIN);
    add(SIDE_CLIENT, "2", EVENT_SHARE);
    ck_assert_int_eq(take_answer(SIDE_SERVER, "9", false), EVENT_NONE);
    ck_assert_int_eq(take_answer(SIDE_SERVER, "9", true), EVENT_LOGIN);
    ck_assert_int_eq(take_answer(SIDE_SERVER, NULL, true), EVENT_SHARE);
    ck_assert_int_eq(take_answer(SIDE_SERVER, NULL, true), EVENT_NONE);
    ck_assert_uint_eq(pending.count, 1);
}
END_TEST

START_TEST(no_id_is_an_id)
{
    add(SIDE_CLIENT, NULL, EVENT_LOGIN);
    ck_assert_int_eq(take_answer(SIDE_SERVER, "null", false), EVENT_LOGIN);
}
END_TEST

START_TEST(in_a_full_list_the_oldest_goes)
{
    char id[16];
    for (int i = 0; i <= PENDING_MOST; i++) {
        snprintf(id, sizeof id, "%d", i);
        add(SIDE_CLIENT, id, EVENT_SHARE);
    }
    ck_assert_uint_eq(pending.count, PENDING_MOST);
    ck_assert_int_eq(take_answer(SIDE_SERVER, "0", false), EVENT_NONE);
    ck_assert_int_eq(take_answer(SIDE_SERVER, "1", false), EVENT_SHARE);
    ck_assert_int_eq(take_answer(SIDE_SERVER, id, false), EVENT_SHARE);
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("pending");
    tcase_add_checked_fixture(tc, setup, NULL);
    tcase_add_test(tc, an_answer_finds_its_request_once);
    tcase_add_test(tc, nobody_answers_himself);
    tcase_add_test(tc, a_number_is_not_a_text);
    tcase_add_test(tc, of_requests_with_one_id_the_oldest_is_answered);
    tcase_add_test(tc, in_order_an_unknown_id_answers_the_oldest);
    tcase_add_test(tc, no_id_is_an_id);
    tcase_add_test(tc, in_a_full_list_the_oldest_goes);
    Suite *s = suite_create("pending");
    suite_add_tcase(s, tc);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
