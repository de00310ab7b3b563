/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>
#include <jansson.h>
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

static void assert_line(const struct record *r, const char *line)
{
    buf_clear(&out);
    ck_assert(format_json.write(NULL, r, &out));
    ck_assert_msg(view_is(buf_view(&out), line), "got\n%.*s, not\n%s", (int)out.len,
                  (const char *)out.at, line);
}

static void add_line(const struct record *r, void *ctx)
{
    (void)ctx;
    ck_assert(format_json.write(NULL, r, &out));
    ck_assert(buf_add_byte(&out, '\n'));
}

START_TEST(fields_nest_by_their_path_in_the_order_of_the_table)
{
    struct record *r = record_new();
    record_cstr(r, FIELD_worker, "rig7");
    record_uint(r, FIELD_pool_port, 443);
    record_cstr(r, FIELD_pool_ip, "203.0.113.9");
    record_cstr(r, FIELD_event_type, "alert");
    record_cstr(r, FIELD_dialect, "cryptonote");

    assert_line(r, "{\"event_type\":\"alert\",\"mining\":{\"dialect\":\"cryptonote\","
                   "\"pool\":{\"ip\":\"203.0.113.9\",\"port\":443},\"worker\":\"rig7\"}}");
    record_free(r);
}
END_TEST

START_TEST(each_type_has_its_form)
{
    struct record *r = record_new();
    record_time(r, FIELD_timestamp, MINING_START_NS + 123456789);
    record_uint(r, FIELD_flow_id, (UINT64_C(1) << 51) - 1);
    record_add_uint(r, FIELD_vlan, 120);
    record_add_uint(r, FIELD_vlan, 7);
    record_real(r, FIELD_confidence, 0.99);
    record_add_text(r, FIELD_algorithm, view_of("rx/0"));
    record_add_evidence(r, &(struct evidence_row){ .what = view_of("job"), .pcap_cnt = 6 });
    record_add_evidence(
        r, &(struct evidence_row){ .what = view_of("job"), .time_ns = MINING_START_NS });
    record_add_evidence(r, &(struct evidence_row){ .what = view_of("job"),
                                                   .pcap_cnt = 1,
                                                   .pcap_filename = view_of("b.pcap") });
    record_bool(r, FIELD_final, false);

    assert_line(r, "{\"timestamp\":\"2026-11-22T08:38:09.123456+0000\","
                   "\"flow_id\":2251799813685247,\"vlan\":[120,7],"
                   "\"mining\":{\"confidence\":0.99,\"algorithm\":[\"rx/0\"],"
                   "\"evidence\":[{\"what\":\"job\",\"pcap_cnt\":6},"
                   "{\"what\":\"job\",\"timestamp\":\"2026-11-22T08:38:09.000000+0000\"},"
                   "{\"what\":\"job\",\"pcap_cnt\":1,\"pcap_filename\":\"b.pcap\"}],"
                   "\"final\":false}}");
    record_free(r);
}
END_TEST

START_TEST(reals_are_as_short_as_they_are_exact)
{
    static const struct {
        double real;
        const char *text;
    } cases[] = {
        {0,      "0.0"  },
        { 1,     "1.0"  },
        { 0.988, "0.988"},
        { 0.1,   "0.1"  }
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct record *r = record_new();
        record_real(r, FIELD_confidence, cases[i].real);
        char line[64];
        snprintf(line, sizeof line, "{\"mining\":{\"confidence\":%s}}", cases[i].text);
        assert_line(r, line);
        record_free(r);
    }
}
END_TEST

START_TEST(text_that_hides_or_breaks_lines_is_escaped)
{
    struct record *r = record_new();
    record_text(
        r, FIELD_worker,
        (struct view){ (const uint8_t *)"a\"\\\n\x1b\xff\0\xe2\x80\xae\xc2\x9b\x7f", 13 });

    assert_line(r, "{\"mining\":{\"worker\":\"a\\\"\\\\\\n\\u001B\xef\xbf\xbd\\u0000\\u202e"
                   "\\u009b\\u007f\"}}");
    record_cstr(r, FIELD_worker, "\xe7\x9f\xbf\xf3\xa0\x81\x81");
    assert_line(r, "{\"mining\":{\"worker\":\"\xe7\x9f\xbf\\udb40\\udc41\"}}");
    record_free(r);
}
END_TEST

/* Whatever the text, the line is one line of JSON, and the text in it, made
 * UTF-8, is what comes back. */
START_TEST(any_text_makes_one_line_of_valid_json)
{
    srand(1);
    for (int round = 0; round < 2000; round++) {
        uint8_t raw[80];
        size_t len = 1 + (size_t)rand() % sizeof raw;
        for (size_t i = 0; i < len; i++)
            raw[i] = (uint8_t)(rand() % (round % 2 ? 256 : 64) + (round % 3 ? 0 : 100));
        struct record *r = record_new();
        record_text(r, FIELD_worker, (struct view){ raw, len });
        buf_clear(&out);
        ck_assert(format_json.write(NULL, r, &out));
        record_free(r);

        ck_assert_ptr_null(memchr(out.at, '\n', out.len));
        json_error_t error;
        json_t *root = json_loadb((const char *)out.at, out.len, JSON_ALLOW_NUL, &error);
        ck_assert_msg(root != NULL, "%s in %.*s", error.text, (int)out.len,
                      (const char *)out.at);
        json_t *worker = json_object_get(json_object_get(root, "mining"), "worker");
        struct buf clean = buf_with(4096);
        ck_assert(utf8_clean(&clean, (struct view){ raw, len }));
        ck_assert_uint_eq(json_string_length(worker), clean.len);
        ck_assert_mem_eq(json_string_value(worker), clean.at, clean.len);
        buf_done(&clean);
        json_decref(root);
    }
}
END_TEST

START_TEST(text_at_its_bound_fits_when_made_utf8)
{
    uint8_t raw[2000];
    memset(raw, 0xff, sizeof raw);
    struct record *r = record_new();
    record_text(r, FIELD_worker, (struct view){ raw, sizeof raw });
    record_text(r, FIELD_login, (struct view){ raw, sizeof raw });
    ck_assert(format_json.write(NULL, r, &out));
    record_free(r);

    json_t *root = json_loadb((const char *)out.at, out.len, 0, NULL);
    json_t *mining = json_object_get(root, "mining");
    ck_assert_uint_eq(json_string_length(json_object_get(mining, "worker")), 510);
    ck_assert_uint_eq(json_string_length(json_object_get(mining, "login")), 1023);
    json_t *cut = json_object_get(mining, "truncated");
    ck_assert_uint_eq(json_array_size(cut), 2);
    ck_assert_str_eq(json_string_value(json_array_get(cut, 0)), "worker");
    json_decref(root);
}
END_TEST

START_TEST(an_alert_is_written_as_the_manual_shows)
{
    struct mw_mining m = mining_of(1);
    records_give(&m, add_line, NULL);

    static const char alert[] =
        "{\"timestamp\":\"2026-11-22T08:38:09.123456+0000\",\"flow_id\":1001,"
        "\"event_type\":\"alert\",\"host\":\"span-1\",\"pcap_filename\":\"pcaps/monero.pcap\","
        "\"pcap_cnt\":6,\"vlan\":[120],\"src_ip\":\"10.20.0.5\",\"src_port\":50001,"
        "\"dest_ip\":\"203.0.113.9\",\"dest_port\":443,\"proto\":\"TCP\","
        "\"community_id\":\"1:RE9k9/qeo6xVdC1aKblZtx3vS/M=\","
        "\"alert\":{\"action\":\"allowed\",\"gid\":1,\"signature_id\":9100003,\"rev\":1,"
        "\"signature\":\"Monero miner logged in to a pool\","
        "\"category\":\"Crypto Currency Mining Activity Detected\",\"severity\":2,"
        "\"metadata\":{\"mitre_technique_id\":[\"T1496.001\"]}},"
        "\"mining\":{\"dialect\":\"cryptonote\",\"carrier\":[\"tcp\"],\"state\":\"accepted\","
        "\"confidence\":0.99,\"pool\":{\"ip\":\"203.0.113.9\",\"port\":443,"
        "\"host\":\"xmr.pool.example\",\"asn\":64500,\"as_org\":\"EXAMPLE\","
        "\"country\":\"DE\"},";
    ck_assert_msg(view_starts(buf_view(&out), alert), "%.*s", (int)out.len,
                  (const char *)out.at);
    if (getenv("MW_SHOW"))
        printf("%.*s", (int)out.len, (const char *)out.at);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("format_json");
    TCase *t = tcase_create("format_json");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, fields_nest_by_their_path_in_the_order_of_the_table);
    tcase_add_test(t, each_type_has_its_form);
    tcase_add_test(t, reals_are_as_short_as_they_are_exact);
    tcase_add_test(t, text_that_hides_or_breaks_lines_is_escaped);
    tcase_add_test(t, any_text_makes_one_line_of_valid_json);
    tcase_add_test(t, text_at_its_bound_fits_when_made_utf8);
    tcase_add_test(t, an_alert_is_written_as_the_manual_shows);
    suite_add_tcase(s, t);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
