/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>
#include <stdlib.h>

#include "../../lib/mining.h"
#include "record/ledger.h"

#define NOTES_MOST 64
#define HOUR_NS    (3600 * SECOND_NS)
#define AT(s)      (MINING_START_NS + (s)*SECOND_NS)

/* What of each record the tests look at. */
struct note {
    bool alert, final;
    uint64_t flow_id, first_flow_id, flows, suppressed, packets, shares, pcap_cnt;
    char state[16], login[64], password[16], worker[64], pool[64], host[64], agent[64];
    char evidence_file[64];
    int64_t time_ns, evidence_ns;
    double confidence;
    uint64_t port, evidence_cnt, evidence_count;
};

static struct note notes[NOTES_MOST];
static size_t count;
static struct ledger *l;
static bool live;

static void copy_text(char *to, size_t size, const struct value *v)
{
    if (v->set)
        snprintf(to, size, "%.*s", (int)v->text.len, (const char *)v->text.at);
}

static void note_evidence(struct note *n, const struct value *v)
{
    n->evidence_count = v->evidence.count;
    if (!v->evidence.count)
        return;
    const struct evidence_row *row = &v->evidence.at[0];
    n->evidence_cnt = row->pcap_cnt;
    n->evidence_ns = row->time_ns;
    snprintf(n->evidence_file, sizeof n->evidence_file, "%.*s", (int)row->pcap_filename.len,
             (const char *)row->pcap_filename.at);
}

static void write_note(const struct record *r, void *ctx)
{
    (void)ctx;
    ck_assert_uint_lt(count, NOTES_MOST);
    const struct value *v = r->value;
    struct note *n = &notes[count++];
    *n = (struct note){
        .alert = v[FIELD_alert_sid].set,
        .final = v[FIELD_final].truth,
        .flow_id = v[FIELD_flow_id].number,
        .first_flow_id = v[FIELD_first_flow_id].number,
        .flows = v[FIELD_flows].number,
        .suppressed = v[FIELD_suppressed].number,
        .packets = v[FIELD_flow_pkts_toserver].number,
        .shares = v[FIELD_shares_accepted].number,
        .pcap_cnt = v[FIELD_pcap_cnt].number,
        .time_ns = v[FIELD_timestamp].time_ns,
        .confidence = v[FIELD_confidence].real,
        .port = v[FIELD_pool_port].number,
    };
    copy_text(n->state, sizeof n->state, &v[FIELD_state]);
    copy_text(n->login, sizeof n->login, &v[FIELD_login]);
    copy_text(n->password, sizeof n->password, &v[FIELD_password]);
    copy_text(n->worker, sizeof n->worker, &v[FIELD_worker]);
    copy_text(n->pool, sizeof n->pool, &v[FIELD_pool_ip]);
    copy_text(n->host, sizeof n->host, &v[FIELD_pool_host]);
    copy_text(n->agent, sizeof n->agent, &v[FIELD_agent]);
    note_evidence(n, &v[FIELD_evidence]);
}

static struct source_info source(uint32_t number, void *ctx)
{
    (void)ctx;
    if (live)
        return (struct source_info){ .in_iface = "eth1" };
    return (struct source_info){ .pcap_filename = number ? "b.pcap" : "a.pcap" };
}

static struct ledger_settings settings_usual(void)
{
    return (struct ledger_settings){
        .host = "span-1",
        .suppress_ns = HOUR_NS,
        .session_linger_ns = 60 * SECOND_NS,
        .sessions_most = 100,
        .suppressed_most = 100,
        .accounts = true,
        .source = source,
        .write = write_note,
    };
}

static void begin(const struct ledger_settings *settings)
{
    ledger_free(l);
    count = 0;
    l = ledger_new(settings);
    ck_assert_ptr_nonnull(l);
}

static void setup(void)
{
    struct ledger_settings settings = settings_usual();
    live = false;
    begin(&settings);
}

static void teardown(void)
{
    ledger_free(l);
    l = NULL;
}

static void give_alert(const struct mw_mining *m, int64_t time_ns)
{
    struct mw_alert a = alert_of(m, time_ns);
    ledger_alert(l, &a);
}

static void give_account(const struct mw_mining *m, int64_t time_ns, bool final)
{
    struct mw_account a = account_of(m, time_ns, final);
    ledger_account(l, &a);
}

START_TEST(an_alert_goes_out_at_once)
{
    struct mw_mining m = mining_of(1);
    give_alert(&m, AT(1));

    ck_assert_uint_eq(count, 1);
    ck_assert(notes[0].alert);
    ck_assert_int_eq(notes[0].time_ns, AT(1));
    ck_assert_uint_eq(notes[0].flow_id, 1001);
    ck_assert_uint_eq(notes[0].pcap_cnt, 6);
    ck_assert_str_eq(notes[0].pool, "203.0.113.9");
    ck_assert_str_eq(notes[0].state, "accepted");
}
END_TEST

START_TEST(a_repeat_is_held_back_and_counted_in_its_sessions_account)
{
    struct mw_mining one = mining_of(1), two = mining_of(2);
    give_alert(&one, AT(0));
    give_account(&one, AT(5), true);
    ledger_advance(l, AT(100));
    give_alert(&two, AT(200));
    give_account(&two, AT(300), true);
    ledger_finish(l);

    ck_assert_uint_eq(count, 3);
    ck_assert(notes[0].alert);
    ck_assert(!notes[1].alert && notes[1].suppressed == 0 && notes[1].first_flow_id == 1001);
    ck_assert(!notes[2].alert && notes[2].suppressed == 1 && notes[2].first_flow_id == 1001);
    ck_assert_uint_eq(notes[2].flow_id, 1002);
}
END_TEST

START_TEST(the_time_of_silence_runs_from_the_alert_that_was_written)
{
    struct mw_mining m = mining_of(1);
    give_alert(&m, AT(0));
    give_alert(&m, AT(2000));
    give_alert(&m, AT(3599));
    ck_assert_uint_eq(count, 1);
    give_alert(&m, AT(3600));
    ck_assert_uint_eq(count, 2);
    give_alert(&m, AT(3601));
    ck_assert_uint_eq(count, 2);

    struct ledger_stats stats;
    ledger_stats(l, &stats);
    ck_assert_uint_eq(stats.alerts, 2);
    ck_assert_uint_eq(stats.suppressed, 3);
}
END_TEST

START_TEST(another_miner_pool_login_worker_or_signature_is_no_repeat)
{
    struct mw_mining m[6];
    for (unsigned i = 0; i < 6; i++)
        m[i] = mining_of(i);
    m[1].miner = address_v4(10, 20, 0, 6);
    m[2].pool = address_v4(203, 0, 113, 10);
    m[3].pool_port = 444;
    m[4].login = text_of("other");
    m[5].worker = text_of("rig8");
    for (unsigned i = 0; i < 6; i++)
        give_alert(&m[i], AT(i));
    ck_assert_uint_eq(count, 6);

    struct mw_alert other = alert_of(&m[0], AT(7));
    other.signature_id++;
    ledger_alert(l, &other);
    ck_assert_uint_eq(count, 7);
}
END_TEST

START_TEST(without_suppression_every_alert_goes_out)
{
    struct ledger_settings settings = settings_usual();
    settings.suppress_ns = 0;
    begin(&settings);
    for (unsigned i = 0; i < 5; i++) {
        struct mw_mining m = mining_of(i);
        give_alert(&m, AT(0));
    }
    ck_assert_uint_eq(count, 5);
}
END_TEST

START_TEST(beyond_its_ceiling_the_oldest_alert_is_forgotten)
{
    struct ledger_settings settings = settings_usual();
    settings.suppressed_most = 2;
    begin(&settings);
    struct mw_mining m[3];
    for (unsigned i = 0; i < 3; i++) {
        m[i] = mining_of(i);
        m[i].pool_port = (uint16_t)(1000 + i);
        give_alert(&m[i], AT(i));
    }
    give_alert(&m[2], AT(4));
    ck_assert_uint_eq(count, 3);
    give_alert(&m[0], AT(5));
    ck_assert_uint_eq(count, 4);
}
END_TEST

START_TEST(flows_of_one_session_have_one_account)
{
    for (unsigned i = 0; i < 10; i++) {
        struct mw_mining m = mining_of(i);
        m.shares_accepted = 1;
        m.flow_end_ns = AT(i * 10 + 1);
        give_alert(&m, AT(i * 10));
        give_account(&m, AT(i * 10 + 1), true);
    }
    ck_assert_uint_eq(count, 1);
    ledger_advance(l, AT(91 + 59));
    ck_assert_uint_eq(count, 1);
    ledger_advance(l, AT(91 + 60));
    ck_assert_uint_eq(count, 2);

    ck_assert(notes[1].final);
    ck_assert_uint_eq(notes[1].flows, 10);
    ck_assert_uint_eq(notes[1].packets, 40);
    ck_assert_uint_eq(notes[1].shares, 10);
    ck_assert_uint_eq(notes[1].suppressed, 9);
    ck_assert_uint_eq(notes[1].flow_id, 1000);
    ck_assert_int_eq(notes[1].time_ns, AT(91));
}
END_TEST

START_TEST(counts_that_are_told_again_and_again_are_counted_once)
{
    struct mw_mining m = mining_of(1);
    give_alert(&m, AT(0));
    for (unsigned i = 1; i <= 3; i++) {
        m.packets_to_pool = 4 + i;
        m.shares_accepted = i;
        give_account(&m, AT(3600 * i), i == 3);
    }
    ledger_finish(l);

    ck_assert_uint_eq(count, 4);
    ck_assert(!notes[1].final && notes[1].packets == 5 && notes[1].shares == 1);
    ck_assert(!notes[2].final && notes[2].packets == 6 && notes[2].shares == 2);
    ck_assert(notes[3].final && notes[3].packets == 7 && notes[3].shares == 3);
    ck_assert_uint_eq(notes[3].flows, 1);
}
END_TEST

START_TEST(of_many_flows_that_last_one_makes_the_session_report)
{
    struct mw_mining one = mining_of(1), two = mining_of(2);
    give_alert(&one, AT(0));
    give_alert(&two, AT(1));
    give_account(&one, AT(3600), false);
    give_account(&two, AT(3601), false);
    ck_assert_uint_eq(count, 2);
    give_account(&one, AT(3700), true);
    give_account(&two, AT(7201), false);
    ck_assert_uint_eq(count, 3);
    ck_assert(!notes[2].final);
}
END_TEST

START_TEST(a_session_of_short_flows_reports_by_the_interval)
{
    struct ledger_settings settings = settings_usual();
    settings.report_interval_ns = HOUR_NS;
    begin(&settings);
    for (unsigned i = 0; i < 130; i++) {
        struct mw_mining m = mining_of(i);
        give_alert(&m, AT(i * 59));
        give_account(&m, AT(i * 59), true);
    }
    /* 129 * 59 s: two hours and a bit. Two alerts more, as the silence ends. */
    size_t accounts = 0;
    for (size_t i = 0; i < count; i++)
        accounts += !notes[i].alert;
    ck_assert_uint_eq(accounts, 2);
}
END_TEST

START_TEST(a_flow_whose_login_is_learned_later_takes_its_session_along)
{
    struct mw_mining m = mining_of(1);
    m.login = (struct mw_text){ 0 };
    give_alert(&m, AT(0));
    m.login = text_of("late");
    give_account(&m, AT(10), true);
    ledger_finish(l);

    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(notes[1].login, "late");
    ck_assert_uint_eq(notes[1].flows, 1);
    ck_assert_uint_eq(notes[1].packets, 4);
    ck_assert_uint_eq(notes[1].first_flow_id, 1001);
}
END_TEST

START_TEST(a_flow_whose_login_is_learned_later_joins_the_session_of_that_login)
{
    struct mw_mining one = mining_of(1), two = mining_of(2);
    give_alert(&one, AT(0));
    two.login = (struct mw_text){ 0 };
    give_alert(&two, AT(1));
    two.login = one.login;
    give_account(&two, AT(2), true);
    give_account(&one, AT(3), true);
    ledger_finish(l);

    ck_assert_uint_eq(count, 3);
    ck_assert(notes[0].alert && notes[1].alert && !notes[2].alert);
    ck_assert_uint_eq(notes[2].flows, 2);
    ck_assert_uint_eq(notes[2].packets, 8);
}
END_TEST

START_TEST(a_flow_that_moves_away_takes_its_counts_out)
{
    struct mw_mining one = mining_of(1), two = mining_of(2);
    one.login = two.login = (struct mw_text){ 0 };
    give_alert(&one, AT(0));
    give_alert(&two, AT(1));
    two.login = text_of("late");
    give_account(&two, AT(2), true);
    give_account(&one, AT(3), true);
    ledger_finish(l);

    ck_assert_uint_eq(count, 3);
    ck_assert_str_eq(notes[1].login, "");
    ck_assert_uint_eq(notes[1].flows, 1);
    ck_assert_uint_eq(notes[1].packets, 4);
    ck_assert_str_eq(notes[2].login, "late");
    ck_assert_uint_eq(notes[2].flows, 1);
    ck_assert_uint_eq(notes[2].packets, 4);
}
END_TEST

START_TEST(the_best_state_stays)
{
    static const struct {
        enum mw_state first, second;
        const char *both;
    } cases[] = {
        {MW_STATE_SEEN,      MW_STATE_LOGIN,    "login"   },
        { MW_STATE_WORKING,  MW_STATE_ACCEPTED, "working" },
        { MW_STATE_REJECTED, MW_STATE_ACCEPTED, "accepted"},
        { MW_STATE_ACCEPTED, MW_STATE_REJECTED, "accepted"},
        { MW_STATE_LOGIN,    MW_STATE_REJECTED, "rejected"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ledger_settings settings = settings_usual();
        begin(&settings);
        struct mw_mining one = mining_of(1), two = mining_of(2);
        one.state = cases[i].first;
        two.state = cases[i].second;
        give_alert(&one, AT(0));
        give_alert(&two, AT(1));
        ledger_finish(l);
        ck_assert_str_eq(notes[1].state, cases[i].both);
    }
}
END_TEST

START_TEST(facts_outlive_who_told_them)
{
    char login[] = "wallet.rig", dialect[] = "cryptonote", what[] = "login request";
    struct mw_evidence evidence = {
        what, {1, 9, AT(0)}
    };
    struct mw_mining m = mining_of(1);
    m.login = text_of(login);
    m.dialect = dialect;
    m.evidence = &evidence;
    m.evidence_count = 1;
    give_alert(&m, AT(0));
    memset(login, 'x', sizeof login - 1);
    memset(dialect, 'x', sizeof dialect - 1);
    memset(what, 'x', sizeof what - 1);
    m.agent = text_of("newer");
    m.login = text_of("wallet.rig");
    m.dialect = "cryptonote";
    m.evidence = NULL;
    m.evidence_count = 0;
    m.flow_id++;
    give_account(&m, AT(1), true);
    ledger_finish(l);

    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(notes[1].login, "wallet.rig");
    ck_assert_str_eq(notes[1].agent, "newer");
    ck_assert_uint_eq(notes[1].evidence_count, 1);
    ck_assert_uint_eq(notes[1].evidence_cnt, 9);
    ck_assert_str_eq(notes[1].evidence_file, "b.pcap");
}
END_TEST

START_TEST(live_evidence_has_a_time_and_no_number)
{
    live = true;
    struct mw_mining m = mining_of(1);
    give_alert(&m, AT(0));

    ck_assert_uint_eq(notes[0].pcap_cnt, 0);
    ck_assert_uint_eq(notes[0].evidence_cnt, 0);
    ck_assert_int_eq(notes[0].evidence_ns, MINING_START_NS);
}
END_TEST

START_TEST(behind_a_proxy_the_pool_is_the_one_asked_for)
{
    struct mw_mining m = mining_of(1);
    m.pool = address_v4(10, 0, 0, 1);
    m.pool_port = 1080;
    m.asked_port = 3333;
    give_alert(&m, AT(0));
    m.flow_id++;
    m.pool_host = text_of("198.51.100.7");
    give_alert(&m, AT(1));
    m.flow_id++;
    m.pool_host = text_of("[2001:db8::7]");
    give_alert(&m, AT(2));

    ck_assert_uint_eq(count, 3);
    ck_assert_str_eq(notes[0].pool, "10.0.0.1");
    ck_assert_str_eq(notes[0].host, "xmr.pool.example");
    ck_assert_uint_eq(notes[0].port, 3333);
    ck_assert_str_eq(notes[1].pool, "198.51.100.7");
    ck_assert_str_eq(notes[2].pool, "2001:db8::7");
}
END_TEST

START_TEST(a_credentials_password_is_masked_unless_it_shall_be_shown)
{
    struct mw_mining m = mining_of(1);
    m.login_is_credential = true;
    m.password = text_of("secret");
    give_alert(&m, AT(0));
    ledger_finish(l);
    ck_assert_str_eq(notes[0].password, "***");
    ck_assert_str_eq(notes[1].password, "***");

    struct ledger_settings settings = settings_usual();
    settings.show_passwords = true;
    begin(&settings);
    give_alert(&m, AT(0));
    ck_assert_str_eq(notes[0].password, "secret");
}
END_TEST

START_TEST(confidence_has_three_decimals_at_most)
{
    struct mw_mining m = mining_of(1);
    m.confidence = 0.98765;
    give_alert(&m, AT(0));
    ck_assert_double_eq(notes[0].confidence, 0.988);
}
END_TEST

START_TEST(sessions_end_by_time_and_then_by_first_alert)
{
    struct mw_mining m[4];
    for (unsigned i = 0; i < 4; i++) {
        m[i] = mining_of(i);
        m[i].pool_port = (uint16_t)(1000 + i);
        give_alert(&m[i], AT(i));
    }
    give_account(&m[3], AT(10), true);
    give_account(&m[2], AT(20), true);
    give_account(&m[0], AT(20), true);
    give_account(&m[1], AT(15), true);
    ledger_advance(l, AT(1000));

    ck_assert_uint_eq(count, 8);
    ck_assert_uint_eq(notes[4].flow_id, 1003);
    ck_assert_uint_eq(notes[5].flow_id, 1001);
    ck_assert_uint_eq(notes[6].flow_id, 1000);
    ck_assert_uint_eq(notes[7].flow_id, 1002);
}
END_TEST

START_TEST(at_the_end_sessions_end_by_first_alert)
{
    struct mw_mining m[3];
    for (unsigned i = 0; i < 3; i++) {
        m[i] = mining_of(i);
        m[i].pool_port = (uint16_t)(1000 + i);
        give_alert(&m[i], AT(i));
    }
    give_account(&m[2], AT(10), true);
    ledger_finish(l);

    ck_assert_uint_eq(count, 6);
    for (unsigned i = 0; i < 3; i++) {
        ck_assert(notes[3 + i].final);
        ck_assert_uint_eq(notes[3 + i].flow_id, 1000 + i);
    }
}
END_TEST

START_TEST(at_the_ceiling_the_session_that_ended_first_makes_room)
{
    struct ledger_settings settings = settings_usual();
    settings.sessions_most = 2;
    begin(&settings);
    struct mw_mining m[4];
    for (unsigned i = 0; i < 4; i++) {
        m[i] = mining_of(i);
        m[i].pool_port = (uint16_t)(1000 + i);
    }
    give_alert(&m[0], AT(0));
    give_alert(&m[1], AT(1));
    give_account(&m[1], AT(2), true);
    give_alert(&m[2], AT(3));
    ck_assert_uint_eq(count, 4);
    ck_assert(notes[2].final && notes[2].flow_id == 1001);
    /* All alive: the one that began first. */
    give_alert(&m[3], AT(4));
    ck_assert(notes[4].final && notes[4].flow_id == 1000);

    struct ledger_stats stats;
    ledger_stats(l, &stats);
    ck_assert_uint_eq(stats.sessions_open, 2);
    ck_assert_uint_eq(stats.sessions_evicted, 2);

    /* What comes after counts on from there. */
    m[0].packets_to_pool += 3;
    give_account(&m[0], AT(5), true);
    ledger_finish(l);
    ck_assert_uint_eq(notes[count - 1].flow_id, 1000);
    ck_assert_uint_eq(notes[count - 1].packets, 3);
}
END_TEST

START_TEST(beyond_the_ceiling_of_flows_each_counts_at_its_end)
{
    struct ledger_settings settings = settings_usual();
    settings.sessions_most = 1;
    begin(&settings);
    struct mw_mining m[10];
    for (unsigned i = 0; i < 10; i++) {
        m[i] = mining_of(i);
        give_alert(&m[i], AT(i));
    }
    for (unsigned i = 0; i < 10; i++)
        give_account(&m[i], AT(20 + i), true);
    ledger_finish(l);

    ck_assert(notes[count - 1].final);
    ck_assert_uint_eq(notes[count - 1].flows, 10);
    ck_assert_uint_eq(notes[count - 1].packets, 40);
}
END_TEST

START_TEST(accounts_may_be_unwanted)
{
    struct ledger_settings settings = settings_usual();
    settings.accounts = false;
    begin(&settings);
    struct mw_mining m = mining_of(1);
    give_alert(&m, AT(0));
    give_account(&m, AT(1), false);
    give_account(&m, AT(2), true);
    ledger_finish(l);
    ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(a_session_without_linger_ends_with_its_flow)
{
    struct ledger_settings settings = settings_usual();
    settings.session_linger_ns = 0;
    begin(&settings);
    struct mw_mining m = mining_of(1);
    give_alert(&m, AT(0));
    give_account(&m, AT(1), true);
    ck_assert_uint_eq(count, 2);
    ck_assert(notes[1].final);
}
END_TEST

/* ---- any order of things ---- */

#define FLOWS 200

static struct {
    uint64_t alerts, finals, packets, flows, suppressed;
} sum;

static void write_sum(const struct record *r, void *ctx)
{
    (void)ctx;
    const struct value *v = r->value;
    sum.alerts += v[FIELD_alert_sid].set;
    if (!v[FIELD_final].set || !v[FIELD_final].truth)
        return;
    sum.finals++;
    sum.packets += v[FIELD_flow_pkts_toserver].number;
    sum.flows += v[FIELD_flows].number;
    sum.suppressed += v[FIELD_suppressed].number;
}

/* Flows begin, alert, learn their login, report and end at random: each packet,
 * flow and alert is accounted for once. */
START_TEST(nothing_is_lost_or_counted_twice)
{
    static const char *const logins[] = { "", "a", "b", "c" };
    struct ledger_settings settings = settings_usual();
    settings.write = write_sum;
    settings.sessions_most = settings.suppressed_most = 1000;
    memset(&sum, 0, sizeof sum);
    begin(&settings);
    srand((unsigned)_i);
    struct mw_mining m[FLOWS];
    int stage[FLOWS] = { 0 }; /* 0: not begun, 1: lasts, 2: ended */
    uint64_t packets = 0, alerts = 0, begun = 0;
    for (unsigned step = 0; step < 5000; step++) {
        int64_t now_ns = AT(step * 7);
        size_t i = (size_t)rand() % FLOWS;
        if (stage[i] == 2)
            continue;
        if (stage[i] == 0) {
            m[i] = mining_of((unsigned)i);
            m[i].pool_port = (uint16_t)(i % 5);
            m[i].login = text_of(logins[rand() % 4]);
            m[i].packets_to_pool = 0;
            begun++;
        } else if (m[i].login.len == 0 && rand() % 2) {
            m[i].login = text_of(logins[rand() % 4]);
        }
        unsigned more = (unsigned)rand() % 9;
        m[i].packets_to_pool += more;
        packets += more;
        if (stage[i] == 0 || rand() % 4 == 0) {
            give_alert(&m[i], now_ns);
            alerts++;
            stage[i] = 1;
        } else {
            bool final = rand() % 3 == 0;
            give_account(&m[i], now_ns, final);
            stage[i] = final ? 2 : 1;
        }
    }
    ledger_finish(l);

    struct ledger_stats stats;
    ledger_stats(l, &stats);
    ck_assert_uint_eq(sum.packets, packets);
    ck_assert_uint_eq(sum.flows, begun);
    ck_assert_uint_eq(sum.alerts + sum.suppressed, alerts);
    ck_assert_uint_eq(stats.alerts, sum.alerts);
    ck_assert_uint_eq(stats.suppressed, sum.suppressed);
    ck_assert_uint_eq(stats.sessions_open, 0);
    ck_assert_uint_eq(stats.lost, 0);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("ledger");
    TCase *t = tcase_create("ledger");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, an_alert_goes_out_at_once);
    tcase_add_test(t, a_repeat_is_held_back_and_counted_in_its_sessions_account);
    tcase_add_test(t, the_time_of_silence_runs_from_the_alert_that_was_written);
    tcase_add_test(t, another_miner_pool_login_worker_or_signature_is_no_repeat);
    tcase_add_test(t, without_suppression_every_alert_goes_out);
    tcase_add_test(t, beyond_its_ceiling_the_oldest_alert_is_forgotten);
    tcase_add_test(t, flows_of_one_session_have_one_account);
    tcase_add_test(t, counts_that_are_told_again_and_again_are_counted_once);
    tcase_add_test(t, of_many_flows_that_last_one_makes_the_session_report);
    tcase_add_test(t, a_session_of_short_flows_reports_by_the_interval);
    tcase_add_test(t, a_flow_whose_login_is_learned_later_takes_its_session_along);
    tcase_add_test(t, a_flow_whose_login_is_learned_later_joins_the_session_of_that_login);
    tcase_add_test(t, a_flow_that_moves_away_takes_its_counts_out);
    tcase_add_test(t, the_best_state_stays);
    tcase_add_test(t, facts_outlive_who_told_them);
    tcase_add_test(t, live_evidence_has_a_time_and_no_number);
    tcase_add_test(t, behind_a_proxy_the_pool_is_the_one_asked_for);
    tcase_add_test(t, a_credentials_password_is_masked_unless_it_shall_be_shown);
    tcase_add_test(t, confidence_has_three_decimals_at_most);
    tcase_add_test(t, sessions_end_by_time_and_then_by_first_alert);
    tcase_add_test(t, at_the_end_sessions_end_by_first_alert);
    tcase_add_test(t, at_the_ceiling_the_session_that_ended_first_makes_room);
    tcase_add_test(t, beyond_the_ceiling_of_flows_each_counts_at_its_end);
    tcase_add_test(t, accounts_may_be_unwanted);
    tcase_add_test(t, a_session_without_linger_ends_with_its_flow);
    tcase_add_loop_test(t, nothing_is_lost_or_counted_twice, 0, 20);
    suite_add_tcase(s, t);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
