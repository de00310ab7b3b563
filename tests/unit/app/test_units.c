/* SPDX-License-Identifier: Apache-2.0 */
#include "app/units.h"

#include <check.h>

static bool seconds(const char *text, uint64_t *out)
{
    return duration_parse(view_of(text), UNIT_SECONDS, out);
}

START_TEST(a_duration_alone_counts_in_the_unit_asked_for)
{
    uint64_t n;
    ck_assert(seconds("90", &n));
    ck_assert_uint_eq(n, 90);
    ck_assert(duration_parse(view_of("90"), UNIT_MILLISECONDS, &n));
    ck_assert_uint_eq(n, 90);
}
END_TEST

START_TEST(a_duration_may_name_its_unit)
{
    static const struct {
        const char *text;
        uint64_t seconds;
    } cases[] = {
        {"90s",     90    },
        { "30m",    1800  },
        { "1h",     3600  },
        { "2d",     172800},
        { "2000ms", 2     },
        { "0",      0     }
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t n;
        ck_assert_msg(seconds(cases[i].text, &n), "%s", cases[i].text);
        ck_assert_uint_eq(n, cases[i].seconds);
    }
}
END_TEST

START_TEST(a_duration_that_is_not_whole_is_refused_and_not_rounded)
{
    uint64_t n = 7;
    ck_assert(!seconds("1500ms", &n));
    ck_assert(duration_parse(view_of("1500ms"), UNIT_MILLISECONDS, &n));
    ck_assert_uint_eq(n, 1500);
}
END_TEST

START_TEST(nothing_may_stand_around_a_duration)
{
    static const char *const bad[] = {
        "",
        "s",
        "-1",
        "+1",
        " 1",
        "1 ",
        "1 s",
        "1S",
        "1.5h",
        "1h30m",
        "0x10",
        "18446744073709551615d",
        "99999999999999999999",
    };
    uint64_t n = 7;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!seconds(bad[i], &n), "%s", bad[i]);
    ck_assert_uint_eq(n, 7);
}
END_TEST

START_TEST(a_size_is_in_bytes_or_binary_multiples)
{
    uint64_t n = 7;
    ck_assert(size_parse(view_of("4096"), &n));
    ck_assert_uint_eq(n, 4096);
    ck_assert(size_parse(view_of("64MiB"), &n));
    ck_assert_uint_eq(n, UINT64_C(64) << 20);
    ck_assert(size_parse(view_of("1TiB"), &n));
    ck_assert_uint_eq(n, UINT64_C(1) << 40);
    ck_assert(!size_parse(view_of("64MB"), &n));
    ck_assert(!size_parse(view_of("64 MiB"), &n));
    ck_assert(!size_parse(view_of("18446744073709551615KiB"), &n));
    ck_assert(!size_parse(view_of(""), &n));
}
END_TEST

START_TEST(numbers_for_people_have_thousands_and_units)
{
    char text[COUNT_TEXT_SIZE];
    ck_assert_str_eq(count_text(0, text), "0");
    ck_assert_str_eq(count_text(999, text), "999");
    ck_assert_str_eq(count_text(1000, text), "1,000");
    ck_assert_str_eq(count_text(UINT64_MAX, text), "18,446,744,073,709,551,615");
    ck_assert_str_eq(size_text(0, text, sizeof text), "0 B");
    ck_assert_str_eq(size_text(999, text, sizeof text), "999 B");
    ck_assert_str_eq(size_text(12345678, text, sizeof text), "12.3 MB");
    ck_assert_str_eq(size_text(999999, text, sizeof text), "1.0 MB");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("app/units");
    TCase *t = tcase_create("units");
    tcase_add_test(t, a_duration_alone_counts_in_the_unit_asked_for);
    tcase_add_test(t, a_duration_may_name_its_unit);
    tcase_add_test(t, a_duration_that_is_not_whole_is_refused_and_not_rounded);
    tcase_add_test(t, nothing_may_stand_around_a_duration);
    tcase_add_test(t, a_size_is_in_bytes_or_binary_multiples);
    tcase_add_test(t, numbers_for_people_have_thousands_and_units);
    suite_add_tcase(s, t);

    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
