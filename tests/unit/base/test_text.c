/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <check.h>

START_TEST(a_number_is_all_digits_and_in_its_range)
{
    uint64_t n = 7;
    ck_assert(text_to_u64(view_of("0"), 0, 10, &n));
    ck_assert_uint_eq(n, 0);
    ck_assert(text_to_u64(view_of("18446744073709551615"), 0, UINT64_MAX, &n));
    ck_assert_uint_eq(n, UINT64_MAX);
    n = 7;
    static const char *const bad[] = { "",    " 1", "1 ", "-1", "+1",
                                       "0x1", "1a", "11", "0",  "18446744073709551616" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!text_to_u64(view_of(bad[i]), 1, 10, &n), "%s", bad[i]);
    ck_assert(!text_to_u64(view_of("18446744073709551616"), 0, UINT64_MAX, &n));
    ck_assert(!text_to_u64(view_of("99999999999999999999"), 0, UINT64_MAX, &n));
    ck_assert_uint_eq(n, 7);
}
END_TEST

START_TEST(hexadecimal_is_at_least_one_digit)
{
    ck_assert(text_is_hex(view_of("09afAF")));
    ck_assert(!text_is_hex(view_of("")));
    ck_assert(!text_is_hex(view_of("0x12")));
    ck_assert(!text_is_hex(view_of("g")));
}
END_TEST

START_TEST(case_counts_only_in_ascii)
{
    ck_assert(text_is_nocase(view_of("HoSt"), "host"));
    ck_assert(!text_is_nocase(view_of("hosts"), "host"));
    ck_assert(text_starts_nocase(view_of("BASIC abc"), "basic "));
    ck_assert(!text_starts_nocase(view_of("bas"), "basic"));
    ck_assert(!text_is_nocase(view_of("@"), "`"));
    ck_assert(!text_is_nocase(view_of("\xc3\x84"), "\xc3\xa4"));
}
END_TEST

START_TEST(blanks_are_trimmed_at_both_ends)
{
    ck_assert(view_is(text_trim(view_of(" \t\r\n a b \n")), "a b"));
    ck_assert_uint_eq(text_trim(view_of(" \t ")).len, 0);
    ck_assert_uint_eq(text_trim((struct view){ 0 }).len, 0);
    ck_assert(view_is(text_trim(view_of("\va\f")), "\va\f"));
}
END_TEST

START_TEST(utf8_is_taken_as_rfc_3629_says)
{
    static const struct {
        const char *text;
        size_t len, bad_len;
    } rows[] = {
        {"a",                 1, 0},
        { "\x7f",             1, 0},
        { "\xc2\x80",         2, 0},
        { "\xe0\xa0\x80",     3, 0},
        { "\xed\x9f\xbf",     3, 0},
        { "\xef\xbf\xbf",     3, 0},
        { "\xf0\x90\x80\x80", 4, 0},
        { "\xf4\x8f\xbf\xbf", 4, 0},
        { "\x80",             0, 1},
        { "\xc0\x80",         0, 1},
        { "\xc1\xbf",         0, 1},
        { "\xc3",             0, 1},
        { "\xc3(",            0, 1},
        { "\xe0\x80\x80",     0, 1},
        { "\xed\xa0\x80",     0, 1},
        { "\xe2\x82",         0, 2},
        { "\xe2\x82(",        0, 2},
        { "\xf0\x80\x80\x80", 0, 1},
        { "\xf0\x9f\x98",     0, 3},
        { "\xf0\x9f\x98(",    0, 3},
        { "\xf4\x90\x80\x80", 0, 1},
        { "\xf5\x80\x80\x80", 0, 1},
        { "\xff",             0, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct view v = view_of(rows[i].text);
        ck_assert_msg(utf8_len(v) == rows[i].len, "row %zu", i);
        if (rows[i].bad_len)
            ck_assert_msg(utf8_bad_len(v) == rows[i].bad_len, "row %zu", i);
    }
    ck_assert_uint_eq(utf8_len((struct view){ 0 }), 0);
}
END_TEST

START_TEST(a_cut_never_parts_a_character)
{
    struct view v = view_of("a\xe2\x82\xac"
                            "b"); /* a, euro sign, b */
    ck_assert_uint_eq(utf8_head(v, 0).len, 0);
    ck_assert_uint_eq(utf8_head(v, 1).len, 1);
    ck_assert_uint_eq(utf8_head(v, 2).len, 1);
    ck_assert_uint_eq(utf8_head(v, 3).len, 1);
    ck_assert_uint_eq(utf8_head(v, 4).len, 4);
    ck_assert_uint_eq(utf8_head(v, 5).len, 5);
    ck_assert_uint_eq(utf8_head(v, 99).len, 5);
    ck_assert_uint_eq(utf8_head(view_of("\x80\x80\x80"), 2).len, 0);
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("text");
    tcase_add_test(tc, a_number_is_all_digits_and_in_its_range);
    tcase_add_test(tc, hexadecimal_is_at_least_one_digit);
    tcase_add_test(tc, case_counts_only_in_ascii);
    tcase_add_test(tc, blanks_are_trimmed_at_both_ends);
    tcase_add_test(tc, utf8_is_taken_as_rfc_3629_says);
    tcase_add_test(tc, a_cut_never_parts_a_character);
    Suite *s = suite_create("text");
    suite_add_tcase(s, tc);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
