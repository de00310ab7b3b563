/* SPDX-License-Identifier: Apache-2.0 */
#include "../../lib/lexicon.h"

#include <check.h>
#include <stdio.h>

static struct lexicon lexicon;

static void setup(void)
{
    lexicon = lexicon_small();
}

static void teardown(void)
{
    lexicon_done(&lexicon);
}

static void assert_address(const char *login, const char *address, const char *coin)
{
    const struct address_form *form;
    struct view found = login_address(&lexicon, view_of(login), &form);
    ck_assert_msg(view_is(found, address), "%s", login);
    ck_assert((form != NULL) == (address[0] != '\0'));
    if (form && coin)
        ck_assert_str_eq(form->coin, coin);
    else if (form)
        ck_assert_ptr_null(form->coin);
}

START_TEST(an_address_names_its_coin)
{
    ck_assert_str_eq(lexicon_address(&lexicon, view_of("A12345678"))->coin, "AAA");
    ck_assert_ptr_null(lexicon_address(&lexicon, view_of("0x12345678"))->coin);
    ck_assert_ptr_null(lexicon_address(&lexicon, view_of("A1234567")));
    ck_assert_ptr_null(lexicon_address(&lexicon, view_of("")));
}
END_TEST

START_TEST(what_is_too_long_is_no_address)
{
    static char text[300];
    memset(text, 'A', sizeof text - 1);
    ck_assert_ptr_null(lexicon_address(&lexicon, view_of(text)));
}
END_TEST

START_TEST(a_login_begins_with_its_address)
{
    static const char *const tails[] = { "", ".rig", "/rig", "+1000", "%x", "#ref", ".a.b/c" };
    char login[64];
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        snprintf(login, sizeof login, "A12345678%s", tails[i]);
        assert_address(login, "A12345678", "AAA");
    }
    assert_address("0xabcdef01.rig", "0xabcdef01", NULL);
}
END_TEST

START_TEST(a_nul_or_a_line_end_is_no_part_of_an_address)
{
    const struct address_form *form;
    struct view login = { (const uint8_t *)"A12345678\0.rig", 14 };
    ck_assert_uint_eq(login_address(&lexicon, login, &form).len, 0);
    ck_assert_ptr_null(form);
    assert_address("A12345678\n", "A12345678", "AAA");
    assert_address(" A12345678 ", "A12345678", "AAA");
    ck_assert_ptr_null(lexicon_address(&lexicon, view_of("A12345678\n")));
}
END_TEST

START_TEST(a_prefix_names_a_coin_or_belongs_to_the_address)
{
    assert_address("XYZ:A12345678.rig", "A12345678", "AAA");
    assert_address("bbb:abcdefgh.rig", "bbb:abcdefgh", "BBB");
    assert_address("ccc:abcdefgh", "", NULL);
    assert_address(":", "", NULL);
}
END_TEST

START_TEST(an_account_is_no_address)
{
    assert_address("someone.rig", "", NULL);
    assert_address("A12345678x", "", NULL);
    assert_address("", "", NULL);
    assert_address(".A12345678", "", NULL);
}
END_TEST

START_TEST(a_miner_is_known_by_its_name)
{
    ck_assert_str_eq(lexicon_agent(&lexicon, view_of("RIGMINER/1.2"))->product, "RigMiner");
    ck_assert_ptr_null(lexicon_agent(&lexicon, view_of("Mozilla/5.0")));
    ck_assert_ptr_null(lexicon_agent(&lexicon, view_of("")));
}
END_TEST

START_TEST(bytes_that_are_no_text_do_not_stop_a_pattern)
{
    ck_assert_ptr_nonnull(lexicon_agent(&lexicon, view_of("\xff\xfe rigminer \x80")));
    ck_assert_ptr_nonnull(
        lexicon_agent(&lexicon, (struct view){ (const uint8_t *)"\0 rigminer", 10 }));
}
END_TEST

START_TEST(a_pattern_that_works_too_long_meets_nothing)
{
    static char text[512];
    struct pattern *p = lexicon_pattern("^(a+)+$", false);
    memset(text, 'a', sizeof text - 2);
    text[sizeof text - 2] = 'b';
    ck_assert(pattern_meets(p, view_of("aaa")));
    ck_assert(!pattern_meets(p, view_of(text)));
    pattern_free(p);
}
END_TEST

START_TEST(a_wrong_pattern_is_refused_with_a_reason)
{
    char why[128] = "";
    ck_assert_ptr_null(pattern_new("a(b", false, why, sizeof why));
    ck_assert_str_ne(why, "");
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("lexicon");
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, an_address_names_its_coin);
    tcase_add_test(tc, what_is_too_long_is_no_address);
    tcase_add_test(tc, a_login_begins_with_its_address);
    tcase_add_test(tc, a_nul_or_a_line_end_is_no_part_of_an_address);
    tcase_add_test(tc, a_prefix_names_a_coin_or_belongs_to_the_address);
    tcase_add_test(tc, an_account_is_no_address);
    tcase_add_test(tc, a_miner_is_known_by_its_name);
    tcase_add_test(tc, bytes_that_are_no_text_do_not_stop_a_pattern);
    tcase_add_test(tc, a_pattern_that_works_too_long_meets_nothing);
    tcase_add_test(tc, a_wrong_pattern_is_refused_with_a_reason);
    Suite *s = suite_create("lexicon");
    suite_add_tcase(s, tc);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
