/* SPDX-License-Identifier: Apache-2.0 */
#include "session/session.h"

#include <string.h>

#include "../../lib/suite.h"
#include "signature/signature.h"

/* The tests run at the top of the tree. */
static struct mw_rules *rules;
static struct session *s;
static struct counters counters;

static void begin(void)
{
    const char *path = "signatures";
    struct errors errors = { 0 };
    rules = rules_load(&path, 1, &errors);
    ck_assert_ptr_nonnull(rules);
    s = session_new(&rules->set, &counters);
}

static void end(void)
{
    session_free(s);
    mw_rules_free(rules);
}

static void say_as(enum side side, const char *text, bool amid_text)
{
    struct message m = {
        .side = side,
        .text = view_of(text),
        .amid_text = amid_text,
        .origin = {.number = 1, .time_ns = 1}
    };
    session_message(s, &m);
}

static void say(enum side side, const char *text)
{
    say_as(side, text, false);
}

#define SUBSCRIBE  "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"cgminer/4.11.1\"]}"
#define AUTHORIZE  "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"a.w\",\"x\"]}"
#define GRANTED    "{\"id\":2,\"result\":true,\"error\":null}"
#define REFUSED    "{\"id\":2,\"result\":null,\"error\":[24,\"Unauthorized worker\",null]}"
#define DIFFICULTY "{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[8]}"

static void assert_dialect(const char *name)
{
    ck_assert_ptr_nonnull(session_dialect(s));
    ck_assert_str_eq(session_dialect(s)->name, name);
}

START_TEST(states_are_reached_one_after_the_other)
{
    say(SIDE_CLIENT, SUBSCRIBE);
    ck_assert_int_eq(session_state(s), MW_STATE_SEEN);
    say(SIDE_CLIENT, AUTHORIZE);
    ck_assert_int_eq(session_state(s), MW_STATE_LOGIN);
    say(SIDE_SERVER, GRANTED);
    ck_assert_int_eq(session_state(s), MW_STATE_ACCEPTED);
    say(SIDE_CLIENT, "{\"id\":4,\"method\":\"mining.submit\",\"params\":[\"a.w\",\"1\",\"00\","
                     "\"00\",\"00\"]}");
    say(SIDE_SERVER, "{\"id\":4,\"result\":true,\"error\":null}");
    ck_assert_int_eq(session_state(s), MW_STATE_WORKING);
    assert_dialect("stratum-v1");
}
END_TEST

START_TEST(a_refusal_holds_until_something_is_accepted)
{
    say(SIDE_CLIENT, AUTHORIZE);
    say(SIDE_SERVER, REFUSED);
    ck_assert_int_eq(session_state(s), MW_STATE_REJECTED);
    say(SIDE_CLIENT, AUTHORIZE);
    say(SIDE_SERVER, GRANTED);
    ck_assert_int_eq(session_state(s), MW_STATE_ACCEPTED);
}
END_TEST

START_TEST(an_echo_is_no_miner)
{
    say(SIDE_CLIENT, SUBSCRIBE);
    say(SIDE_SERVER, SUBSCRIBE);
    ck_assert_ptr_null(session_dialect(s));
}
END_TEST

START_TEST(a_transcript_is_no_miner)
{
    say(SIDE_CLIENT, SUBSCRIBE);
    say(SIDE_CLIENT, DIFFICULTY);
    ck_assert_ptr_null(session_dialect(s));
}
END_TEST

START_TEST(amid_text_one_side_proves_nothing)
{
    say_as(SIDE_CLIENT, SUBSCRIBE, true);
    ck_assert(session_confidence(s) < 0.01);
    say(SIDE_SERVER, DIFFICULTY);
    ck_assert(session_confidence(s) > 0.9);
}
END_TEST

START_TEST(the_miner_may_be_the_one_that_was_called)
{
    say(SIDE_SERVER, SUBSCRIBE);
    ck_assert_int_eq(session_miner(s), SIDE_SERVER);
}
END_TEST

START_TEST(a_relative_is_told_by_its_marks)
{
    say(SIDE_CLIENT, "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"a\","
                     "\"EthereumStratum/1.0.0\"]}");
    assert_dialect("ethereum-stratum-1");
}
END_TEST

START_TEST(escapes_hide_nothing)
{
    say(SIDE_CLIENT,
        "{\"id\":1,\"m\\u0065thod\":\"\\u006dining.subscribe\",\"params\":[\"cgminer/4\"]}");
    assert_dialect("stratum-v1");
}
END_TEST

START_TEST(a_login_of_any_service_is_not_enough)
{
    say(SIDE_CLIENT, "{\"id\":1,\"method\":\"login\",\"params\":{\"login\":\"bob\",\"pass\":"
                     "\"y\",\"agent\":\"z\"}}");
    say(SIDE_SERVER, "{\"id\":1,\"result\":{\"status\":\"OK\"}}");
    ck_assert(session_confidence(s) < 0.5);
}
END_TEST

START_TEST(ids_used_again_are_paired_in_order)
{
    say(SIDE_CLIENT, "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"a\",\"x\"]}");
    say(SIDE_CLIENT, "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"1\",\"00\","
                     "\"00\",\"00\"]}");
    say(SIDE_SERVER, "{\"id\":1,\"result\":true}");
    ck_assert_int_eq(session_state(s), MW_STATE_ACCEPTED);
    say(SIDE_SERVER, "{\"id\":1,\"result\":true}");
    ck_assert_int_eq(session_state(s), MW_STATE_WORKING);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        states_are_reached_one_after_the_other,
        a_refusal_holds_until_something_is_accepted,
        an_echo_is_no_miner,
        a_transcript_is_no_miner,
        amid_text_one_side_proves_nothing,
        the_miner_may_be_the_one_that_was_called,
        a_relative_is_told_by_its_marks,
        escapes_hide_nothing,
        a_login_of_any_service_is_not_enough,
        ids_used_again_are_paired_in_order,
    };
    Suite *suite = suite_create("session");
    TCase *t = tcase_create("session");
    tcase_add_checked_fixture(t, begin, end);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(t, tests[i]);
    suite_add_tcase(suite, t);
    SRunner *sr = srunner_create(suite);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
