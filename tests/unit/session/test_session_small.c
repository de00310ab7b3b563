/* SPDX-License-Identifier: Apache-2.0 */
#include "session/session.h"

#include <check.h>

#include "../../lib/rules.h"

static struct mw_rules *rules;
static struct counters counters;
static struct session *session;
static int64_t now_ns;

static void setup(void)
{
    rules = rules_small();
    session = session_new(&rules->set, &counters);
    ck_assert_ptr_nonnull(session);
}

static void teardown(void)
{
    session_free(session);
    mw_rules_free(rules);
}

static bool say(enum side side, const char *text)
{
    struct message m = {
        .side = side, .text = view_of(text), .origin = {.number = 1, .time_ns = ++now_ns}
    };
    return session_message(session, &m);
}

static bool say_amid(enum side side, const char *text)
{
    struct message m = { .side = side, .text = view_of(text), .amid_text = true };
    return session_message(session, &m);
}

#define HELLO "{\"id\":1,\"method\":\"hello\"}"
#define LOGIN                                                                                  \
    "{\"id\":2,\"method\":\"login\",\"params\":{\"user\":\"A12345678.rig\",\"pass\":\"x\"}}"
#define JOB     "{\"method\":\"job\",\"params\":{\"id\":\"j1\",\"height\":77}}"
#define FINE    "{\"method\":\"job\",\"params\":{\"id\":\"j2\",\"fine\":1}}"
#define SHARE   "{\"id\":3,\"method\":\"submit\",\"params\":{\"id\":\"j1\"}}"
#define YES(id) "{\"id\":" id ",\"result\":true,\"error\":null}"
#define NO(id)  "{\"id\":" id ",\"result\":null,\"error\":\"no\"}"

static void assert_text(struct mw_text text, const char *expected)
{
    ck_assert(view_is((struct view){ (const uint8_t *)text.at, text.len }, expected));
}

START_TEST(a_session_comes_from_seen_to_working)
{
    ck_assert_ptr_null(session_dialect(session));
    ck_assert(say(SIDE_CLIENT, HELLO));
    ck_assert_int_eq(session_state(session), MW_STATE_SEEN);
    ck_assert(say(SIDE_CLIENT, LOGIN));
    ck_assert_int_eq(session_state(session), MW_STATE_LOGIN);
    ck_assert(!session_is_complete(session));
    ck_assert(say(SIDE_SERVER, YES("2")));
    ck_assert_int_eq(session_state(session), MW_STATE_ACCEPTED);
    ck_assert(!session_is_complete(session)); /* work tells relatives apart */
    ck_assert(say(SIDE_SERVER, JOB));
    ck_assert(session_is_complete(session));
    ck_assert(say(SIDE_CLIENT, SHARE));
    ck_assert(say(SIDE_SERVER, YES("3")));
    ck_assert_int_eq(session_state(session), MW_STATE_WORKING);
    ck_assert_str_eq(session_dialect(session)->name, "tiny");
    ck_assert_int_eq(session_miner(session), SIDE_CLIENT);
    ck_assert_double_gt(session_confidence(session), 0.98);
}
END_TEST

START_TEST(a_session_tells_what_it_was_told)
{
    say(SIDE_CLIENT, LOGIN);
    say(SIDE_SERVER, YES("2"));
    say(SIDE_SERVER, JOB);
    say(SIDE_CLIENT, SHARE);
    say(SIDE_SERVER, NO("3"));
    struct mw_mining m = { 0 };
    session_describe(session, &m);
    assert_text(m.login, "A12345678.rig");
    assert_text(m.wallet, "A12345678");
    assert_text(m.worker, "rig");
    assert_text(m.password, "x");
    assert_text(m.coin, "AAA");
    assert_text(m.job, "j1");
    assert_text(m.height, "77");
    ck_assert_uint_eq(m.shares_submitted, 1);
    ck_assert_uint_eq(m.shares_rejected, 1);
    ck_assert_uint_eq(m.messages, 5);
    ck_assert_uint_eq(m.evidence_count, 5);
    ck_assert_str_eq(m.evidence[0].what, "login request");
    ck_assert_int_eq(m.last_seen_ns - m.first_seen_ns, 4);
}
END_TEST

START_TEST(a_stronger_message_proves_more)
{
    say(SIDE_CLIENT, "{\"method\":\"login\",\"params\":{\"user\":\"me\"}}");
    ck_assert_double_eq_tol(session_confidence(session), 0.6, 1e-9);
    say(SIDE_CLIENT, LOGIN);
    ck_assert_double_eq_tol(session_confidence(session), 0.9, 1e-9);
    say(SIDE_CLIENT, LOGIN);
    ck_assert_double_eq_tol(session_confidence(session), 0.9, 1e-9);
}
END_TEST

START_TEST(a_refusal_stays_until_something_is_accepted)
{
    say(SIDE_CLIENT, LOGIN);
    say(SIDE_SERVER, NO("2"));
    ck_assert_int_eq(session_state(session), MW_STATE_REJECTED);
    ck_assert(session_is_complete(session));
    say(SIDE_CLIENT, "{\"id\":2,\"method\":\"login\",\"params\":{\"user\":\"A87654321\"}}");
    say(SIDE_SERVER, YES("2"));
    ck_assert_int_eq(session_state(session), MW_STATE_ACCEPTED);
    struct mw_mining m = { 0 };
    session_describe(session, &m);
    assert_text(m.login, "A87654321");
}
END_TEST

START_TEST(work_tells_a_relative_from_its_base)
{
    say(SIDE_CLIENT, LOGIN);
    say(SIDE_SERVER, FINE);
    ck_assert_str_eq(session_dialect(session)->name, "tinier");
}
END_TEST

START_TEST(a_frozen_session_keeps_its_dialect)
{
    say(SIDE_CLIENT, LOGIN);
    say(SIDE_SERVER, JOB);
    session_freeze(session);
    say(SIDE_SERVER, FINE);
    ck_assert_str_eq(session_dialect(session)->name, "tiny");
    say(SIDE_SERVER, LOGIN); /* a contradiction that comes too late */
    ck_assert_str_eq(session_dialect(session)->name, "tiny");
}
END_TEST

START_TEST(an_echo_never_mines)
{
    say(SIDE_CLIENT, LOGIN);
    ck_assert_ptr_nonnull(session_dialect(session));
    say(SIDE_SERVER, LOGIN);
    ck_assert_ptr_null(session_dialect(session));
    ck_assert(!session_is_complete(session));
}
END_TEST

START_TEST(a_transcript_never_mines)
{
    say(SIDE_CLIENT, LOGIN);
    say(SIDE_CLIENT, JOB);
    say(SIDE_CLIENT, SHARE);
    ck_assert_ptr_null(session_dialect(session));
}
END_TEST

START_TEST(a_line_out_of_turn_hides_no_miner)
{
    say(SIDE_CLIENT, LOGIN);
    say(SIDE_CLIENT, JOB); /* as a pool would, which the pool overlooks */
    ck_assert_ptr_null(session_dialect(session));
    say(SIDE_SERVER, YES("2"));
    say(SIDE_SERVER, JOB);
    ck_assert_str_eq(session_dialect(session)->name, "tiny");
    ck_assert_int_eq(session_miner(session), SIDE_CLIENT);
}
END_TEST

START_TEST(two_transcripts_are_no_miner)
{
    say(SIDE_CLIENT, LOGIN);
    say(SIDE_SERVER, JOB);
    ck_assert_ptr_nonnull(session_dialect(session));
    say(SIDE_CLIENT, JOB);
    say(SIDE_SERVER, LOGIN);
    ck_assert_ptr_null(session_dialect(session));
}
END_TEST

START_TEST(what_stands_amid_text_counts_when_the_other_side_agrees)
{
    say_amid(SIDE_CLIENT, LOGIN);
    ck_assert_double_eq(session_confidence(session), 0);
    say(SIDE_SERVER, JOB);
    ck_assert_double_gt(session_confidence(session), 0.98);
}
END_TEST

START_TEST(the_side_that_mines_may_have_been_called)
{
    say(SIDE_SERVER, LOGIN);
    say(SIDE_CLIENT, JOB);
    ck_assert_int_eq(session_miner(session), SIDE_SERVER);
    ck_assert_str_eq(session_dialect(session)->name, "tiny");
}
END_TEST

START_TEST(an_answer_to_nothing_means_nothing)
{
    ck_assert(!say(SIDE_SERVER, YES("2")));
    ck_assert_ptr_null(session_dialect(session));
    say(SIDE_CLIENT, LOGIN);
    ck_assert(!say(SIDE_SERVER, YES("9")));
    ck_assert(!say(SIDE_CLIENT, YES("2")));
    ck_assert_int_eq(session_state(session), MW_STATE_LOGIN);
}
END_TEST

START_TEST(the_messages_of_a_batch_are_read_in_turn)
{
    ck_assert(say(SIDE_CLIENT, "[" LOGIN "," SHARE "]"));
    ck_assert(say(SIDE_SERVER, "[" YES("3") "," YES("2") "]"));
    ck_assert_int_eq(session_state(session), MW_STATE_WORKING);
}
END_TEST

START_TEST(the_gate_lets_pass_what_may_be_a_dialect)
{
    struct message m = { .text = view_of(HELLO) };
    ck_assert(session_is_worth(&rules->set, &m));
    m.text = view_of("{\"method\":\"other\",\"params\":{\"user\":1}}");
    ck_assert(!session_is_worth(&rules->set, &m));
    m.text = view_of("{\"m\\u0065thod\":\"hello\"}");
    ck_assert(session_is_worth(&rules->set, &m));
    m.text = view_of("{\"result\":true}");
    ck_assert(!session_is_worth(&rules->set, &m));
}
END_TEST

START_TEST(unreadable_and_mended_messages_are_counted)
{
    counters = (struct counters){ 0 };
    say(SIDE_CLIENT, LOGIN);
    ck_assert(!say(SIDE_CLIENT, "{\"method\""));
    ck_assert_uint_eq(counters.messages_bad, 1);
    ck_assert(say(SIDE_SERVER, "{\"method\":\"job\",\"params\":{\"id\":\"\xff\"}}"));
    ck_assert_uint_eq(counters.messages_repaired, 1);
}
END_TEST

START_TEST(algorithms_are_kept_once_each_and_only_so_many)
{
    char text[4096] =
        "{\"method\":\"login\",\"params\":{\"user\":\"A12345678\",\"algo\":[\"a\",\"a\"";
    for (int i = 0; i < 100; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), ",\"n%d\"", i);
    strcat(text, "]}}");
    ck_assert(say(SIDE_CLIENT, text));
    struct mw_mining m = { 0 };
    session_describe(session, &m);
    ck_assert_uint_eq(m.algorithm_count, MW_ALGOS_MOST);
    assert_text(m.algorithm[0], "a");
    assert_text(m.algorithm[1], "n0");
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("session");
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_session_comes_from_seen_to_working);
    tcase_add_test(tc, a_session_tells_what_it_was_told);
    tcase_add_test(tc, a_stronger_message_proves_more);
    tcase_add_test(tc, a_refusal_stays_until_something_is_accepted);
    tcase_add_test(tc, work_tells_a_relative_from_its_base);
    tcase_add_test(tc, a_frozen_session_keeps_its_dialect);
    tcase_add_test(tc, an_echo_never_mines);
    tcase_add_test(tc, a_transcript_never_mines);
    tcase_add_test(tc, a_line_out_of_turn_hides_no_miner);
    tcase_add_test(tc, two_transcripts_are_no_miner);
    tcase_add_test(tc, what_stands_amid_text_counts_when_the_other_side_agrees);
    tcase_add_test(tc, the_side_that_mines_may_have_been_called);
    tcase_add_test(tc, an_answer_to_nothing_means_nothing);
    tcase_add_test(tc, the_messages_of_a_batch_are_read_in_turn);
    tcase_add_test(tc, the_gate_lets_pass_what_may_be_a_dialect);
    tcase_add_test(tc, unreadable_and_mended_messages_are_counted);
    tcase_add_test(tc, algorithms_are_kept_once_each_and_only_so_many);
    Suite *s = suite_create("session");
    suite_add_tcase(s, tc);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
