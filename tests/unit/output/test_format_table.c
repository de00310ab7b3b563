/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>
#include <stdlib.h>

#include "../../lib/records.h"
#include "output/format.h"
#include "output/plain.h"

static struct buf out;

static void setup(void)
{
    out = buf_with(1024 * 1024);
}

static void teardown(void)
{
    buf_done(&out);
}

static void add_text(const struct record *r, void *ctx)
{
    size_t before = out.len;
    ck_assert(format_table.write(ctx, r, &out));
    if (out.len > before)
        ck_assert(buf_add_byte(&out, '\n'));
}

/* The table of an alert and its account, as text that ends with NUL. */
static const char *table_of(const struct mw_mining *m, unsigned columns, bool color)
{
    buf_clear(&out);
    void *state = format_table.begin(&(struct output_settings){ color, columns });
    ck_assert_ptr_nonnull(state);
    records_give(m, add_text, state);
    format_table.end(state);
    ck_assert(buf_add_byte(&out, 0));
    if (getenv("MW_SHOW"))
        printf("%s\n", (const char *)out.at);
    return (const char *)out.at;
}

static void assert_has(const char *table, const char *text)
{
    ck_assert_msg(strstr(table, text) != NULL, "no \"%s\" in\n%s", text, table);
}

/* Every line at most so wide, and without a blank at its end. */
static void assert_within(const char *table, unsigned width)
{
    for (const char *line = table; *line;) {
        size_t len = strcspn(line, "\n");
        struct view v = { (const uint8_t *)line, len };
        ck_assert_msg(plain_width(v) <= width, "wider than %u: %.*s", width, (int)len, line);
        ck_assert(len > 0 && line[len - 1] != ' ');
        line += len + (line[len] != 0);
    }
}

START_TEST(at_eighty_columns_nothing_is_lost)
{
    struct mw_mining m = mining_of(1);
    const char *table = table_of(&m, 80, false);

    assert_within(table, 80);
    static const char head[] =
        "TIME      MINER            POOL                       DIALECT     STATE  "
        "   CONF\n2026-11-22 UTC\n"
        "08:38:09  10.20.0.5        xmr.pool.example:443       cryptonote  "
        "accepted  0.99\n";
    ck_assert(strncmp(table, head, sizeof head - 1) == 0);
    assert_has(table, "Monero miner logged in to a pool");
    assert_has(table, "agent XMRig/6.22.0 (Linux x86_64)");
    assert_has(table, "worker rig7");
    assert_has(table, "port 50001");
    assert_has(table, "at 203.0.113.9 DE AS64500 EXAMPLE");
    assert_has(table,
               "login 48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8n\n"
               "          LwEVsaSWJ4fhdUyZijBGUicoD.rig7\n");
}
END_TEST

START_TEST(the_end_of_a_session_is_a_row_and_how_it_went)
{
    struct mw_mining m = mining_of(1);
    const char *table = table_of(&m, 80, false);

    assert_has(table, "09:40:13  10.20.0.5        xmr.pool.example:443       cryptonote  "
                      "working   0.99\n"
                      "    ended: 1 h 2 min, accepted 42, rejected 1  worker rig7\n");
}
END_TEST

START_TEST(every_width_is_kept)
{
    struct mw_mining m = mining_of(1);
    for (unsigned width = 40; width < 300; width++)
        assert_within(table_of(&m, width, false), width);
}
END_TEST

START_TEST(a_narrow_terminal_is_no_trouble)
{
    struct mw_mining m = mining_of(1);
    for (unsigned width = 1; width < 40; width++)
        assert_has(table_of(&m, width, false), "10.20.0.5");
}
END_TEST

START_TEST(a_wide_table_says_all_in_one_row)
{
    struct mw_mining m = mining_of(1);
    const char *table = table_of(&m, 0, false);

    assert_has(table, "2026-11-22 08:38:09  10.20.0.5        50001  xmr.pool.example:443 ");
    assert_has(table, "\n2026-11-22 09:40:13");
    size_t lines = 0;
    for (const char *c = table; *c; c++)
        lines += *c == '\n';
    ck_assert_uint_eq(lines, 3);
}
END_TEST

START_TEST(what_is_too_long_is_cut_in_the_middle_and_said_in_full)
{
    struct mw_mining m = mining_of(1);
    const char *table = table_of(&m, 200, false);

    assert_within(table, 200);
    assert_has(table, "48edfHu7V9Z\xe2\x80\xa6");
    assert_has(table,
               "login 48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8n"
               "LwEVsaSWJ4fhdUyZijBGUicoD.rig7\n");
}
END_TEST

START_TEST(a_repeat_whose_alert_was_held_back_is_told_in_full)
{
    struct record *r = record_new();
    record_cstr(r, FIELD_event_type, "mining");
    record_cstr(r, FIELD_agent, "XMRig");
    record_uint(r, FIELD_suppressed, 1);
    record_bool(r, FIELD_final, true);
    void *state = format_table.begin(&(struct output_settings){ .columns = 80 });
    add_text(r, state);
    format_table.end(state);
    record_free(r);
    ck_assert(buf_add_byte(&out, 0));

    assert_has((const char *)out.at, "agent XMRig");
    assert_has((const char *)out.at, "1 held back");
}
END_TEST

START_TEST(accounts_of_sessions_that_last_are_not_shown)
{
    struct record *r = record_new();
    record_cstr(r, FIELD_event_type, "mining");
    record_bool(r, FIELD_final, false);
    void *state = format_table.begin(&(struct output_settings){ .columns = 80 });
    ck_assert(format_table.write(state, r, &out));
    format_table.end(state);
    record_free(r);

    ck_assert_uint_eq(out.len, 0);
}
END_TEST

START_TEST(statistics_are_a_line)
{
    struct record *r = record_new();
    record_time(r, FIELD_timestamp, MINING_START_NS);
    record_cstr(r, FIELD_event_type, "stats");
    record_uint(r, FIELD_stats_packets, 12);
    record_uint(r, FIELD_stats_flows, 3);
    void *state = format_table.begin(&(struct output_settings){ .columns = 80 });
    add_text(r, state);
    format_table.end(state);
    record_free(r);
    ck_assert(buf_add_byte(&out, 0));

    ck_assert_str_eq(
        (const char *)out.at,
        "2026-11-22 08:38:09  12 packets, 0 dropped, 3 flows, 0 mining, 0 alerts\n");
}
END_TEST

START_TEST(color_only_when_asked_for)
{
    struct mw_mining m = mining_of(1);
    ck_assert_ptr_null(strchr(table_of(&m, 80, false), '\x1b'));
    ck_assert_ptr_nonnull(strchr(table_of(&m, 80, true), '\x1b'));
}
END_TEST

START_TEST(text_from_the_wire_is_harmless)
{
    struct mw_mining m = mining_of(1);
    m.worker = text_of("\x1b]0;owned\x07\xe2\x80\xae\xff\nx");
    m.agent = text_of("\xc2\x9b"
                      "31m");
    const char *table = table_of(&m, 80, false);

    assert_within(table, 80);
    ck_assert_ptr_null(strchr(table, '\x1b'));
    ck_assert_ptr_null(strchr(table, '\x07'));
    ck_assert_ptr_null(strstr(table, "\xe2\x80\xae"));
    ck_assert_ptr_null(strstr(table, "\xc2\x9b"));
    assert_has(table, "worker \\x1b]0;owned\\x07\\u202e\xef\xbf\xbd\\x0ax");
}
END_TEST

START_TEST(wide_characters_stay_aligned)
{
    struct mw_mining m = mining_of(1);
    m.worker = text_of("\xe7\x9f\xbf\xe6\x9c\xba");
    m.login = text_of("wallet");
    const char *table = table_of(&m, 160, false);

    assert_within(table, 160);
    /* Ten columns of WORKER, of which four are taken. */
    const char *worker = strstr(table, "\xe7\x9f\xbf\xe6\x9c\xba");
    ck_assert_ptr_nonnull(worker);
    ck_assert(strncmp(worker + 6, "      ", 6) == 0);
}
END_TEST

START_TEST(ipv6_addresses_are_said_in_full)
{
    struct mw_mining m = mining_of(1);
    m.miner = (struct mw_address){
        {0x20, 1, 0xd, 0xb8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
        16
    };
    m.pool = m.miner;
    m.pool_host = (struct mw_text){ 0 };
    const char *table = table_of(&m, 80, false);

    assert_within(table, 80);
    assert_has(table, "miner 2001:db8:102:304:506:708:90a:b0c");
    assert_has(table, "pool [2001:db8:102:304:506:708:90a:b0c]:443");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("format_table");
    TCase *t = tcase_create("format_table");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, at_eighty_columns_nothing_is_lost);
    tcase_add_test(t, the_end_of_a_session_is_a_row_and_how_it_went);
    tcase_add_test(t, every_width_is_kept);
    tcase_add_test(t, a_narrow_terminal_is_no_trouble);
    tcase_add_test(t, a_wide_table_says_all_in_one_row);
    tcase_add_test(t, what_is_too_long_is_cut_in_the_middle_and_said_in_full);
    tcase_add_test(t, a_repeat_whose_alert_was_held_back_is_told_in_full);
    tcase_add_test(t, accounts_of_sessions_that_last_are_not_shown);
    tcase_add_test(t, statistics_are_a_line);
    tcase_add_test(t, color_only_when_asked_for);
    tcase_add_test(t, text_from_the_wire_is_harmless);
    tcase_add_test(t, wide_characters_stay_aligned);
    tcase_add_test(t, ipv6_addresses_are_said_in_full);
    suite_add_tcase(s, t);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
