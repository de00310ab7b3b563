/* SPDX-License-Identifier: Apache-2.0 */
#include "base/addr.h"

#include <check.h>

static struct addr addr(const char *text)
{
    struct addr a;
    ck_assert_msg(addr_parse(text, &a), "%s", text);
    return a;
}

static struct prefix prefix(const char *text)
{
    struct prefix p;
    ck_assert_msg(prefix_parse(text, &p), "%s", text);
    return p;
}

START_TEST(an_address_reads_as_it_was_written)
{
    static const char *const texts[] = { "0.0.0.0", "10.0.0.1",    "255.255.255.255", "::",
                                         "::1",     "2001:db8::1", "fe80::1:2" };
    char text[ADDR_TEXT_SIZE];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct addr a = addr(texts[i]);
        ck_assert_str_eq(addr_text(&a, text), texts[i]);
        ck_assert(addr_is_v4(&a) == !strchr(texts[i], ':'));
    }
}
END_TEST

START_TEST(both_forms_of_an_ipv4_address_are_one)
{
    struct addr a = addr("10.0.0.1"), b = addr("::ffff:10.0.0.1"), c = addr("10.0.0.2");
    ck_assert_int_eq(addr_compare(&a, &b), 0);
    ck_assert_int_lt(addr_compare(&a, &c), 0);
    ck_assert(addr_is_v4(&b));
    struct addr d = addr_from_v4((const uint8_t *)"\x0a\x00\x00\x01");
    ck_assert_int_eq(addr_compare(&a, &d), 0);
}
END_TEST

START_TEST(what_is_no_address_is_refused)
{
    static const char *const texts[] = { "",     "10.0.0",   "10.0.0.256", "10.0.0.1 ",
                                         "host", "2001:db8", "1::2::3",    "10.0.0.1/8" };
    struct addr a;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert_msg(!addr_parse(texts[i], &a), "%s", texts[i]);
}
END_TEST

START_TEST(what_is_no_prefix_is_refused)
{
    static const char *const texts[] = {
        "",           "/8",
        "10.0.0.0/",  "10.0.0.0/33",
        "10.0.0.0/a", "10.0.0.0/-1",
        "::/129",     "10.0.0.0/8/8",
        "10.0.0/8",   "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000/8",
    };
    struct prefix p;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert_msg(!prefix_parse(texts[i], &p), "%s", texts[i]);
}
END_TEST

START_TEST(a_prefix_holds_what_shares_its_bits)
{
    static const struct {
        const char *prefix, *addr;
        bool holds;
    } rows[] = {
        {"10.0.0.0/8",     "10.255.0.1",       true },
        { "10.0.0.0/8",    "11.0.0.1",         false},
        { "10.0.0.128/25", "10.0.0.129",       true },
        { "10.0.0.128/25", "10.0.0.127",       false},
        { "10.0.0.1",      "10.0.0.1",         true },
        { "10.0.0.1",      "10.0.0.2",         false},
        { "0.0.0.0/0",     "1.2.3.4",          true },
        { "0.0.0.0/0",     "2001:db8::1",      false},
        { "::/0",          "1.2.3.4",          true },
        { "2001:db8::/33", "2001:db8:7fff::1", true },
        { "2001:db8::/33", "2001:db8:8000::1", false},
        { "2001:db8::1",   "2001:db8::1",      true },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct prefix p = prefix(rows[i].prefix);
        struct addr a = addr(rows[i].addr);
        ck_assert_msg(prefix_holds(&p, &a) == rows[i].holds, "row %zu", i);
    }
}
END_TEST

START_TEST(bits_are_counted_over_sixteen_bytes)
{
    ck_assert_uint_eq(prefix("10.0.0.0/8").bits, 104);
    ck_assert_uint_eq(prefix("10.0.0.0").bits, 128);
    ck_assert_uint_eq(prefix("::/8").bits, 8);
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("addr");
    tcase_add_test(tc, an_address_reads_as_it_was_written);
    tcase_add_test(tc, both_forms_of_an_ipv4_address_are_one);
    tcase_add_test(tc, what_is_no_address_is_refused);
    tcase_add_test(tc, what_is_no_prefix_is_refused);
    tcase_add_test(tc, a_prefix_holds_what_shares_its_bits);
    tcase_add_test(tc, bits_are_counted_over_sixteen_bytes);
    Suite *s = suite_create("addr");
    suite_add_tcase(s, tc);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
