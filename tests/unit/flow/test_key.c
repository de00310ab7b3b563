/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/key.h"

#include <check.h>
#include <stdlib.h>

static struct packet packet_of(const char *src, unsigned src_port, const char *dst,
                               unsigned dst_port)
{
    struct packet p = { .src_port = (uint16_t)src_port, .dst_port = (uint16_t)dst_port };
    ck_assert(addr_parse(src, &p.src));
    ck_assert(addr_parse(dst, &p.dst));
    return p;
}

static struct flow_key key_between(const char *src, unsigned src_port, const char *dst,
                                   unsigned dst_port)
{
    bool src_is_low;
    struct packet p = packet_of(src, src_port, dst, dst_port);
    return key_of(&p, true, &src_is_low);
}

static void check_community_id(const char *src, unsigned src_port, const char *dst,
                               unsigned dst_port, const char *expected)
{
    char text[40];
    struct flow f = { .key = key_between(src, src_port, dst, dst_port) };
    ck_assert_str_eq(flow_community_id(&f, text), expected);
    f.key = key_between(dst, dst_port, src, src_port);
    ck_assert_str_eq(flow_community_id(&f, text), expected);
}

/* https://github.com/corelight/community-id-spec; the second is from Zeek's own tests. */
START_TEST(community_ids_are_those_of_the_specification)
{
    check_community_id("128.232.110.120", 34855, "66.35.250.204", 80,
                       "1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
    check_community_id("1.2.3.4", 1122, "5.6.7.8", 3344, "1:wCb3OG7yAFWelaUydu0D+125CLM=");
}
END_TEST

START_TEST(a_key_is_equal_for_both_directions)
{
    bool low_sent, high_sent;
    struct packet there = packet_of("10.0.0.2", 80, "10.0.0.1", 5000);
    struct packet back = packet_of("10.0.0.1", 5000, "10.0.0.2", 80);
    struct flow_key a = key_of(&there, true, &high_sent), b = key_of(&back, true, &low_sent);

    ck_assert(key_equal(&a, &b));
    ck_assert_uint_eq(key_hash(&a, 7), key_hash(&b, 7));
    ck_assert(low_sent);
    ck_assert(!high_sent);
}
END_TEST

START_TEST(a_key_is_ordered_as_bytes_are)
{
    struct flow_key key = key_between("2001:db8::1:0", 1, "2001:db8::2", 2);
    ck_assert_int_lt(addr_compare(&key.low, &key.high), 0);
    key = key_between("1.0.0.2", 1, "2.0.0.1", 2);
    ck_assert_int_lt(addr_compare(&key.low, &key.high), 0);
    key = key_between("::1", 9, "::1", 2);
    ck_assert_uint_eq(key.low_port, 2);
}
END_TEST

START_TEST(vlans_tell_keys_apart_only_where_they_shall)
{
    bool src_is_low;
    struct packet p = packet_of("10.0.0.1", 1, "10.0.0.2", 2), q = p;
    q.vlan_count = 2;
    q.vlan[0] = 100;
    q.vlan[1] = 200;
    struct flow_key a = key_of(&p, true, &src_is_low), b = key_of(&q, true, &src_is_low);
    struct flow_key c = key_of(&p, false, &src_is_low), d = key_of(&q, false, &src_is_low);

    ck_assert(!key_equal(&a, &b));
    ck_assert(key_equal(&c, &d));
    ck_assert_uint_eq(b.vlan, 100u << 12 | 200u);
}
END_TEST

START_TEST(a_flow_id_follows_from_key_time_and_number)
{
    struct flow_key key = key_between("10.0.0.1", 1, "10.0.0.2", 2);
    struct mw_origin first = { 0, 17, 1000 }, elsewhere = { 3, 17, 1000 },
                     later = { 0, 17, 1001 }, next = { 0, 18, 1000 };
    uint64_t id = key_flow_id(&key, &first);

    ck_assert_uint_lt(id, UINT64_C(1) << 51);
    ck_assert_uint_eq(id, key_flow_id(&key, &elsewhere));
    ck_assert_uint_ne(id, key_flow_id(&key, &later));
    ck_assert_uint_ne(id, key_flow_id(&key, &next));
    /* Never to change: records of last year are looked up by it. */
    ck_assert_uint_eq(id, UINT64_C(2092796241922083));
}
END_TEST

/* Neighbouring addresses and ports, as a scan has them, fill 1024 places evenly. */
START_TEST(hashes_are_spread_evenly)
{
    static unsigned low[1024], high[1024];
    memset(low, 0, sizeof low);
    memset(high, 0, sizeof high);
    struct flow_key key = key_between("10.0.0.1", 1024, "10.9.0.2", 80);
    for (unsigned host = 0; host < 256; host++) {
        for (unsigned port = 0; port < 400; port++) {
            key.low.byte[15] = (uint8_t)host;
            key.low_port = (uint16_t)(1024 + port);
            uint64_t hash = key_hash(&key, 42);
            low[hash & 1023]++;
            high[hash >> 54]++;
        }
    }
    double chi_low = 0, chi_high = 0, mean = 256 * 400 / 1024.0;
    for (int i = 0; i < 1024; i++) {
        chi_low += (low[i] - mean) * (low[i] - mean) / mean;
        chi_high += (high[i] - mean) * (high[i] - mean) / mean;
    }
    /* 1023 degrees of freedom: standard deviation 45. */
    ck_assert_double_lt(chi_low, 1023 + 5 * 45);
    ck_assert_double_lt(chi_high, 1023 + 5 * 45);
    ck_assert_uint_ne(key_hash(&key, 42), key_hash(&key, 43));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("key");
    TCase *cases = tcase_create("key");
    tcase_add_test(cases, community_ids_are_those_of_the_specification);
    tcase_add_test(cases, a_key_is_equal_for_both_directions);
    tcase_add_test(cases, a_key_is_ordered_as_bytes_are);
    tcase_add_test(cases, vlans_tell_keys_apart_only_where_they_shall);
    tcase_add_test(cases, a_flow_id_follows_from_key_time_and_number);
    tcase_add_test(cases, hashes_are_spread_evenly);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
