/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/engine.h"

#include <check.h>
#include <pthread.h>

#include "../../lib/packets.h"
#include "../../lib/rules.h"
#include "base/stamp.h"

#define LINKTYPE_ETHERNET 1
#define SYN               0x02
#define ACK               0x10
#define FIN_ACK           0x11
#define RST               0x04

#define LOGIN "{\"id\":2,\"method\":\"login\",\"params\":{\"user\":\"A12345678.rig\"}}\n"
#define JOB   "{\"method\":\"job\",\"params\":{\"id\":\"j1\"}}\n"
#define SHARE "{\"id\":3,\"method\":\"submit\",\"params\":{\"id\":\"j1\"}}\n"
#define YES   "{\"id\":2,\"result\":true}\n"
#define NO    "{\"id\":2,\"error\":\"no\"}\n"

/* What an engine told, and a conversation that it is fed with. */
struct scene {
    struct mw_engine *engine;
    size_t alerts, accounts, finals;
    uint32_t signature_id;
    enum mw_state state;
    struct mw_origin origin; /* of the last alert */
    char login[64];
    uint64_t messages; /* as last accounted */
    uint16_t miner_port;
    int64_t now_ns;
    uint64_t number;
    uint32_t seq[2];
};

static struct mw_rules *rules;
static struct scene scene;

static void on_alert(const struct mw_alert *a, void *ctx)
{
    struct scene *s = ctx;
    s->alerts++;
    s->signature_id = a->signature_id;
    s->state = a->mining->state;
    s->origin = a->origin;
    s->miner_port = a->mining->miner_port;
    snprintf(s->login, sizeof s->login, "%.*s", (int)a->mining->login.len, a->mining->login.at);
}

static void on_account(const struct mw_account *a, void *ctx)
{
    struct scene *s = ctx;
    s->accounts++;
    s->finals += a->final;
    s->messages = a->mining->messages;
}

static void scene_begin(struct scene *s, int64_t now_ns)
{
    *s = (struct scene){
        .engine = mw_engine_new(rules), .now_ns = now_ns, .seq = {1000, 9000}
    };
    ck_assert_ptr_nonnull(s->engine);
    mw_engine_on_alert(s->engine, on_alert, s);
    mw_engine_on_account(s->engine, on_account, s);
}

static void setup(void)
{
    rules = rules_small();
    scene_begin(&scene, 1000 * SECOND_NS);
}

static void teardown(void)
{
    mw_engine_free(scene.engine);
    mw_rules_free(rules);
}

static void send_flags(struct scene *s, enum side side, const char *text, unsigned flags)
{
    static const char *const hosts[] = { "10.0.0.1", "10.0.0.2" };
    static const unsigned ports[] = { 40000, 3333 };
    struct frame *f = frame_with(text);
    wrap_tcp(f, ports[side], ports[!side], s->seq[side], flags);
    if (flags & ACK)
        put_be32(f->room + f->start + 8, s->seq[!side]);
    wrap_ipv4(f, hosts[side], hosts[!side], 6);
    wrap_ethernet(f, 0x0800);
    s->seq[side] += (uint32_t)strlen(text) + ((flags & 3) != 0);
    struct mw_frame frame = { .data = frame_bytes(f),
                              .captured = (uint32_t)frame_len(f),
                              .length = (uint32_t)frame_len(f),
                              .linktype = LINKTYPE_ETHERNET,
                              .time_ns = s->now_ns,
                              .number = ++s->number };
    mw_engine_frame(s->engine, &frame);
    free(f);
}

static void say(enum side side, const char *text)
{
    send_flags(&scene, side, text, FRAME_PSH_ACK);
}

static void connect_to_pool(struct scene *s)
{
    send_flags(s, SIDE_CLIENT, "", SYN);
    send_flags(s, SIDE_SERVER, "", SYN | ACK);
}

static void wait_ms(int64_t ms)
{
    scene.now_ns += ms * MILLISECOND_NS;
}

START_TEST(a_complete_session_alerts_at_once)
{
    connect_to_pool(&scene);
    say(SIDE_CLIENT, LOGIN);
    say(SIDE_SERVER, YES);
    ck_assert_uint_eq(scene.alerts, 0);
    say(SIDE_SERVER, JOB);
    ck_assert_uint_eq(scene.alerts, 1);
    ck_assert_uint_eq(scene.signature_id, 1000001);
    ck_assert_int_eq(scene.state, MW_STATE_ACCEPTED);
    ck_assert_uint_eq(scene.origin.number, 5);
    ck_assert_str_eq(scene.login, "A12345678.rig");
    ck_assert_uint_eq(scene.miner_port, 40000);
    say(SIDE_CLIENT, SHARE);
    ck_assert_uint_eq(scene.alerts, 1);
}
END_TEST

START_TEST(a_refused_login_is_complete)
{
    connect_to_pool(&scene);
    say(SIDE_CLIENT, LOGIN);
    say(SIDE_SERVER, NO);
    ck_assert_uint_eq(scene.alerts, 1);
    ck_assert_uint_eq(scene.signature_id, 1000002);
    ck_assert_int_eq(scene.state, MW_STATE_REJECTED);
}
END_TEST

START_TEST(an_incomplete_session_alerts_when_it_has_waited)
{
    connect_to_pool(&scene);
    say(SIDE_CLIENT, LOGIN);
    wait_ms(4999);
    say(SIDE_CLIENT, "");
    ck_assert_uint_eq(scene.alerts, 0);
    wait_ms(1);
    say(SIDE_CLIENT, "");
    ck_assert_uint_eq(scene.alerts, 1);
    ck_assert_int_eq(scene.state, MW_STATE_LOGIN);
    ck_assert_uint_eq(scene.signature_id, 1000002);
}
END_TEST

START_TEST(the_wait_may_be_set_and_ends_without_packets)
{
    ck_assert(mw_engine_set(scene.engine, "alert-wait", 100));
    ck_assert(!mw_engine_set(scene.engine, "alert-wait", 99999999));
    ck_assert(!mw_engine_set(scene.engine, "no-such-name", 1));
    connect_to_pool(&scene);
    ck_assert(!mw_engine_set(scene.engine, "alert-wait", 200));
    say(SIDE_CLIENT, LOGIN);
    mw_engine_advance(scene.engine, scene.now_ns + 99 * MILLISECOND_NS);
    ck_assert_uint_eq(scene.alerts, 0);
    mw_engine_advance(scene.engine, scene.now_ns + 100 * MILLISECOND_NS);
    ck_assert_uint_eq(scene.alerts, 1);
}
END_TEST

START_TEST(time_may_begin_at_zero)
{
    mw_engine_free(scene.engine);
    scene_begin(&scene, 0);
    ck_assert(mw_engine_set(scene.engine, "alert-wait", 0));
    connect_to_pool(&scene);
    say(SIDE_CLIENT, LOGIN);
    say(SIDE_CLIENT, LOGIN);
    say(SIDE_CLIENT, LOGIN);
    ck_assert_uint_eq(scene.alerts, 1);
    send_flags(&scene, SIDE_CLIENT, "", RST);
    mw_engine_finish(scene.engine);
    ck_assert_uint_eq(scene.alerts, 1);
    ck_assert_uint_eq(scene.finals, 1);
}
END_TEST

/* Another flow than the scene's, whose alert waits. */
static void say_from(unsigned port, int64_t time_ns, const char *text)
{
    struct frame *f = frame_with(text);
    wrap_tcp(f, port, 3333, 1000, FRAME_PSH_ACK);
    wrap_ipv4(f, "10.0.0.1", "10.0.0.2", 6);
    wrap_ethernet(f, 0x0800);
    struct mw_frame frame = { .data = frame_bytes(f),
                              .captured = (uint32_t)frame_len(f),
                              .length = (uint32_t)frame_len(f),
                              .linktype = LINKTYPE_ETHERNET,
                              .time_ns = time_ns,
                              .number = ++scene.number };
    mw_engine_frame(scene.engine, &frame);
    free(f);
}

START_TEST(a_packet_from_the_future_holds_nobody_up)
{
    connect_to_pool(&scene);
    say_from(41001, scene.now_ns + 300 * SECOND_NS, LOGIN);
    say_from(41002, scene.now_ns + 200 * SECOND_NS, LOGIN);
    say(SIDE_CLIENT, LOGIN);
    wait_ms(5000);
    say(SIDE_CLIENT, "");
    ck_assert_uint_eq(scene.alerts, 1);
    ck_assert_uint_eq(scene.miner_port, 40000);
    wait_ms(200000);
    say(SIDE_CLIENT, "");
    ck_assert_uint_eq(scene.alerts, 2);
    ck_assert_uint_eq(scene.miner_port, 41002);
    mw_engine_finish(scene.engine);
    ck_assert_uint_eq(scene.alerts, 3);
}
END_TEST

START_TEST(at_the_end_of_time_an_engine_goes_on)
{
    scene.now_ns = INT64_MAX - SECOND_NS;
    connect_to_pool(&scene);
    say(SIDE_CLIENT, LOGIN);
    say(SIDE_SERVER, JOB);
    ck_assert_uint_eq(scene.alerts, 1);
    say_from(41002, INT64_MAX, LOGIN);
    mw_engine_finish(scene.engine);
    ck_assert_uint_eq(scene.alerts, 2);
    ck_assert_uint_eq(scene.accounts, 2);
}
END_TEST

START_TEST(the_end_of_a_flow_ends_the_wait)
{
    connect_to_pool(&scene);
    say(SIDE_CLIENT, LOGIN);
    ck_assert_uint_eq(scene.alerts, 0);
    send_flags(&scene, SIDE_CLIENT, "", FIN_ACK);
    send_flags(&scene, SIDE_SERVER, "", FIN_ACK);
    mw_engine_finish(scene.engine);
    ck_assert_uint_eq(scene.alerts, 1);
    ck_assert_uint_eq(scene.accounts, 1);
    ck_assert_uint_eq(scene.finals, 1);
    ck_assert_uint_eq(scene.messages, 1);
    mw_engine_finish(scene.engine);
    ck_assert_uint_eq(scene.finals, 1);
}
END_TEST

START_TEST(a_last_message_without_its_end_of_line_counts)
{
    char login[256] = LOGIN;
    login[strlen(login) - 1] = '\0';
    connect_to_pool(&scene);
    say(SIDE_CLIENT, login);
    mw_engine_finish(scene.engine);
    ck_assert_uint_eq(scene.alerts, 1);
}
END_TEST

START_TEST(an_account_comes_at_each_interval)
{
    ck_assert(mw_engine_set(scene.engine, "report-interval", 60));
    connect_to_pool(&scene);
    say(SIDE_CLIENT, LOGIN);
    say(SIDE_SERVER, JOB);
    ck_assert_uint_eq(scene.alerts, 1);
    for (int i = 0; i < 3; i++) {
        wait_ms(60000);
        say(SIDE_CLIENT, SHARE);
    }
    ck_assert_uint_eq(scene.accounts, 3);
    ck_assert_uint_eq(scene.finals, 0);
    mw_engine_finish(scene.engine);
    ck_assert_uint_eq(scene.finals, 1);
    ck_assert_uint_eq(scene.messages, 5);
}
END_TEST

START_TEST(an_echo_never_alerts)
{
    connect_to_pool(&scene);
    say(SIDE_CLIENT, LOGIN);
    say(SIDE_SERVER, LOGIN);
    say(SIDE_CLIENT, SHARE);
    say(SIDE_SERVER, SHARE);
    wait_ms(60000);
    say(SIDE_CLIENT, "");
    mw_engine_finish(scene.engine);
    ck_assert_uint_eq(scene.alerts, 0);
    ck_assert_uint_eq(scene.accounts, 0);
}
END_TEST

START_TEST(a_transcript_never_alerts)
{
    connect_to_pool(&scene);
    say(SIDE_CLIENT, LOGIN YES JOB SHARE);
    wait_ms(60000);
    say(SIDE_CLIENT, LOGIN YES JOB SHARE);
    mw_engine_finish(scene.engine);
    ck_assert_uint_eq(scene.alerts, 0);
}
END_TEST

START_TEST(work_of_one_side_alone_alerts)
{
    say(SIDE_SERVER, JOB); /* no SYN was seen, and nothing of the miner */
    wait_ms(30000);
    say(SIDE_SERVER, JOB);
    ck_assert_uint_eq(scene.alerts, 1);
    ck_assert_uint_eq(scene.signature_id, 1000001);
    ck_assert_uint_eq(scene.miner_port, 40000);
}
END_TEST

START_TEST(other_traffic_is_settled)
{
    connect_to_pool(&scene);
    for (int i = 0; i < 20; i++)
        say(SIDE_CLIENT, "{\"method\":\"other\",\"params\":[]}\n");
    ck_assert_uint_ge(scene.engine->counters.flows_settled, 1);
    mw_engine_finish(scene.engine);
    ck_assert_uint_eq(scene.alerts, 0);
}
END_TEST

START_TEST(a_settled_flow_that_begins_to_mine_is_seen)
{
    connect_to_pool(&scene);
    for (int i = 0; i < 100 && scene.engine->counters.flows_settled == 0; i++)
        say(SIDE_CLIENT, "{\"method\":\"other\",\"params\":[]}\n");
    ck_assert_uint_eq(scene.engine->counters.flows_settled, 1);
    uint64_t revived = scene.engine->counters.flows_revived;
    say(SIDE_CLIENT, LOGIN);
    say(SIDE_SERVER, YES JOB);
    ck_assert_uint_gt(scene.engine->counters.flows_revived, revived);
    ck_assert_uint_eq(scene.alerts, 1);
}
END_TEST

START_TEST(json_in_a_mail_counts_when_the_other_side_answers)
{
    connect_to_pool(&scene);
    say(SIDE_CLIENT, "Subject: how to mine\r\n\r\n" LOGIN SHARE);
    wait_ms(60000);
    say(SIDE_SERVER, "250 OK\r\n");
    ck_assert_uint_eq(scene.alerts, 0);
    say(SIDE_SERVER, JOB);
    ck_assert_uint_eq(scene.alerts, 1);
}
END_TEST

START_TEST(rules_are_in_use_while_a_flow_is_watched_by_them)
{
    struct mw_rules *old = rules, *new = rules_small();
    connect_to_pool(&scene);
    say(SIDE_CLIENT, LOGIN);
    mw_engine_set_rules(scene.engine, new);
    ck_assert(mw_engine_uses(scene.engine, old));
    ck_assert(mw_engine_uses(scene.engine, new));
    say(SIDE_SERVER, JOB);
    ck_assert_uint_eq(scene.alerts, 1);
    mw_engine_finish(scene.engine);
    ck_assert(!mw_engine_uses(scene.engine, old));
    ck_assert(mw_engine_uses(scene.engine, new));
    mw_rules_free(old);
    rules = new;
}
END_TEST

START_TEST(an_engine_without_listeners_is_no_harm)
{
    mw_engine_on_alert(scene.engine, NULL, NULL);
    mw_engine_on_account(scene.engine, NULL, NULL);
    connect_to_pool(&scene);
    say(SIDE_CLIENT, LOGIN);
    say(SIDE_SERVER, JOB);
    mw_engine_finish(scene.engine);
    ck_assert_uint_eq(scene.engine->counters.alerts, 1);
    say(SIDE_CLIENT, SHARE); /* after the end: only ignored */
    mw_engine_free(NULL);
}
END_TEST

#define ROUNDS 200

static void *mine(void *ctx)
{
    struct scene *s = ctx;
    for (int i = 0; i < ROUNDS; i++) {
        connect_to_pool(s);
        send_flags(s, SIDE_CLIENT, LOGIN, FRAME_PSH_ACK);
        send_flags(s, SIDE_SERVER, YES JOB, FRAME_PSH_ACK);
        send_flags(s, SIDE_CLIENT, "", RST);
        s->now_ns += 60 * SECOND_NS;
        s->seq[0] += 1000000;
        s->seq[1] += 1000000;
    }
    mw_engine_finish(s->engine);
    return NULL;
}

START_TEST(two_engines_share_rules_in_two_threads)
{
    struct scene two[2];
    pthread_t thread[2];
    for (int i = 0; i < 2; i++) {
        scene_begin(&two[i], SECOND_NS);
        ck_assert_int_eq(pthread_create(&thread[i], NULL, mine, &two[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(thread[i], NULL);
        ck_assert_uint_eq(two[i].alerts, ROUNDS);
        ck_assert_uint_eq(two[i].finals, ROUNDS);
        mw_engine_free(two[i].engine);
    }
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("engine");
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_complete_session_alerts_at_once);
    tcase_add_test(tc, a_refused_login_is_complete);
    tcase_add_test(tc, an_incomplete_session_alerts_when_it_has_waited);
    tcase_add_test(tc, the_wait_may_be_set_and_ends_without_packets);
    tcase_add_test(tc, time_may_begin_at_zero);
    tcase_add_test(tc, a_packet_from_the_future_holds_nobody_up);
    tcase_add_test(tc, at_the_end_of_time_an_engine_goes_on);
    tcase_add_test(tc, the_end_of_a_flow_ends_the_wait);
    tcase_add_test(tc, a_last_message_without_its_end_of_line_counts);
    tcase_add_test(tc, an_account_comes_at_each_interval);
    tcase_add_test(tc, an_echo_never_alerts);
    tcase_add_test(tc, a_transcript_never_alerts);
    tcase_add_test(tc, work_of_one_side_alone_alerts);
    tcase_add_test(tc, other_traffic_is_settled);
    tcase_add_test(tc, a_settled_flow_that_begins_to_mine_is_seen);
    tcase_add_test(tc, json_in_a_mail_counts_when_the_other_side_answers);
    tcase_add_test(tc, rules_are_in_use_while_a_flow_is_watched_by_them);
    tcase_add_test(tc, an_engine_without_listeners_is_no_harm);
    tcase_add_test(tc, two_engines_share_rules_in_two_threads);
    Suite *s = suite_create("engine");
    suite_add_tcase(s, tc);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
