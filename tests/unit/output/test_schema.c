/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records as the ledger and `json` make them are valid by the published schema.
 * Run from the top of the tree; skipped, and said so, where Python's jsonschema
 * is missing.
 */
#include <check.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../lib/records.h"
#include "output/format.h"

#define VALIDATE      "tests/lib/validate-records src/record/schema.json"
#define STATUS_NO_WAY 77

static FILE *validator;

static void write_line(const struct record *r, void *ctx)
{
    (void)ctx;
    struct buf line = buf_with(1024 * 1024);
    ck_assert(format_json.write(NULL, r, &line));
    fwrite(line.at, 1, line.len, validator);
    fputc('\n', validator);
    buf_done(&line);
}

static void begin(const char *command)
{
    validator = popen(command, "w");
    ck_assert_ptr_nonnull(validator);
}

static void assert_status(int wanted)
{
    int status = pclose(validator);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), wanted);
}

static struct mw_mining full_of(void)
{
    struct mw_mining m = mining_of(1);
    m.has_mac = true;
    m.tunnel = "vxlan";
    m.tunnel_id = 7;
    m.tunnel_src = m.miner;
    m.tunnel_dst = m.pool;
    m.asked_port = 3333;
    m.carrier[1] = "socks5";
    m.carrier_count = 2;
    return m;
}

START_TEST(alerts_and_accounts_are_valid)
{
    struct mw_mining usual = mining_of(1), full = full_of();
    begin(VALIDATE);
    records_give(&usual, write_line, NULL);
    records_give(&full, write_line, NULL);
    assert_status(0);
}
END_TEST

START_TEST(what_is_known_least_is_valid)
{
    struct mw_mining m = mining_of(1);
    m.vlan_count = 0;
    m.login = m.wallet = m.worker = m.password = m.agent = m.coin = (struct mw_text){ 0 };
    m.pool_host = (struct mw_text){ 0 };
    m.algorithm_count = 0;
    begin(VALIDATE);
    records_give(&m, write_line, NULL);
    assert_status(0);
}
END_TEST

START_TEST(hostile_text_is_valid)
{
    char text[3000];
    memset(text, 0xff, sizeof text);
    struct mw_mining m = full_of();
    m.login = m.wallet = m.worker = m.password = m.agent = m.coin = m.pool_host =
        m.algorithm[0] = (struct mw_text){ text, sizeof text };
    begin(VALIDATE);
    records_give(&m, write_line, NULL);
    memcpy(text, "\x1b]0;x\x07\n\r\0\xe2\x80\xae\xed\xa0\x80\xc2\x85", 18);
    records_give(&m, write_line, NULL);
    assert_status(0);
}
END_TEST

START_TEST(statistics_are_valid)
{
    struct record *r = record_new();
    record_time(r, FIELD_timestamp, MINING_START_NS);
    record_cstr(r, FIELD_event_type, "stats");
    record_cstr(r, FIELD_host, "span-1");
    for (enum field f = 0; f < FIELD_COUNT; f++)
        if (strncmp(field_rows[f].path, "stats.", 6) == 0 && field_rows[f].type == TYPE_UINT)
            record_uint(r, f, f);
    record_cstr(r, FIELD_stats_schema, RECORD_SCHEMA_VERSION);
    begin(VALIDATE);
    write_line(r, NULL);
    record_free(r);
    assert_status(0);
}
END_TEST

START_TEST(the_schema_refuses_what_is_wrong)
{
    begin(VALIDATE " 2>/dev/null");
    fputs("{\"timestamp\":\"2026-11-22T08:38:09.123456+0000\",\"event_type\":\"alert\"}\n",
          validator);
    assert_status(1);
}
END_TEST

int main(void)
{
    if (access("src/record/schema.json", R_OK) == -1) {
        printf("skipped: not run from the top of the tree\n");
        return EXIT_SUCCESS;
    }
    int status = system(VALIDATE " </dev/null");
    if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_NO_WAY) {
        printf("skipped: Python's jsonschema is missing (Debian: python3-jsonschema)\n");
        return EXIT_SUCCESS;
    }
    Suite *s = suite_create("schema");
    TCase *t = tcase_create("schema");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, alerts_and_accounts_are_valid);
    tcase_add_test(t, what_is_known_least_is_valid);
    tcase_add_test(t, hostile_text_is_valid);
    tcase_add_test(t, statistics_are_valid);
    tcase_add_test(t, the_schema_refuses_what_is_wrong);
    suite_add_tcase(s, t);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
