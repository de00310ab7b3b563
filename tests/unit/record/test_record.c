/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "record/record.h"

static struct record *r;

static void setup(void)
{
    r = record_new();
    ck_assert_ptr_nonnull(r);
}

static void teardown(void)
{
    record_free(r);
}

static void assert_text(enum field f, const char *text)
{
    ck_assert(r->value[f].set);
    ck_assert_uint_eq(r->value[f].text.len, strlen(text));
    ck_assert_mem_eq(r->value[f].text.at, text, strlen(text));
}

/* text made of `count` times `piece` */
static struct view repeat(const char *piece, size_t count, char *at)
{
    size_t len = strlen(piece);
    for (size_t i = 0; i < count; i++)
        memcpy(at + i * len, piece, len);
    return (struct view){ (const uint8_t *)at, count * len };
}

START_TEST(every_field_has_a_path_and_a_meaning)
{
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        ck_assert_ptr_nonnull(field_rows[i].path);
        ck_assert_uint_gt(strlen(field_rows[i].meaning), 0);
    }
    ck_assert_str_eq(field_rows[FIELD_pool_ip].path, "mining.pool.ip");
    ck_assert_int_eq(field_rows[FIELD_confidence].type, TYPE_REAL);
}
END_TEST

START_TEST(a_new_record_holds_nothing)
{
    for (size_t i = 0; i < FIELD_COUNT; i++)
        ck_assert(!r->value[i].set);
}
END_TEST

START_TEST(values_are_copied)
{
    char text[] = "rig7";
    record_cstr(r, FIELD_worker, text);
    text[0] = 'x';

    assert_text(FIELD_worker, "rig7");
}
END_TEST

START_TEST(a_later_value_takes_the_place_of_an_earlier)
{
    record_cstr(r, FIELD_worker, "old");
    record_cstr(r, FIELD_worker, "new");

    assert_text(FIELD_worker, "new");
}
END_TEST

START_TEST(empty_text_and_what_is_no_number_leave_a_field_unset)
{
    record_cstr(r, FIELD_worker, "");
    record_cstr(r, FIELD_agent, NULL);
    record_text(r, FIELD_coin, (struct view){ 0 });
    record_add_text(r, FIELD_algorithm, (struct view){ 0 });
    record_real(r, FIELD_confidence, 0.0 / 0.0);

    ck_assert(!r->value[FIELD_worker].set);
    ck_assert(!r->value[FIELD_agent].set);
    ck_assert(!r->value[FIELD_coin].set);
    ck_assert(!r->value[FIELD_algorithm].set);
    ck_assert(!r->value[FIELD_confidence].set);
}
END_TEST

START_TEST(text_at_its_bound_is_whole)
{
    char at[RECORD_TEXT_MOST];
    record_text(r, FIELD_worker, repeat("a", RECORD_TEXT_MOST, at));

    ck_assert_uint_eq(r->value[FIELD_worker].text.len, RECORD_TEXT_MOST);
    ck_assert(!r->value[FIELD_truncated].set);
}
END_TEST

START_TEST(longer_text_is_cut_and_its_field_named_once)
{
    char at[RECORD_TEXT_MOST + 1];
    struct view text = repeat("a", RECORD_TEXT_MOST + 1, at);
    record_text(r, FIELD_worker, text);
    record_text(r, FIELD_worker, text);
    record_text(r, FIELD_pool_host, text);

    const struct value *cut = &r->value[FIELD_truncated];
    ck_assert_uint_eq(r->value[FIELD_worker].text.len, RECORD_TEXT_MOST);
    ck_assert_uint_eq(cut->texts.count, 2);
    ck_assert(view_is(cut->texts.at[0], "worker"));
    ck_assert(view_is(cut->texts.at[1], "host"));
}
END_TEST

START_TEST(logins_and_wallets_may_be_twice_as_long)
{
    char at[RECORD_LOGIN_MOST + 1];
    record_text(r, FIELD_wallet, repeat("a", RECORD_LOGIN_MOST, at));
    record_text(r, FIELD_login, repeat("a", RECORD_LOGIN_MOST + 1, at));

    const struct value *cut = &r->value[FIELD_truncated];
    ck_assert_uint_eq(r->value[FIELD_wallet].text.len, RECORD_LOGIN_MOST);
    ck_assert_uint_eq(r->value[FIELD_login].text.len, RECORD_LOGIN_MOST);
    ck_assert_uint_eq(cut->texts.count, 1);
    ck_assert(view_is(cut->texts.at[0], "login"));
}
END_TEST

START_TEST(a_cut_never_splits_a_character)
{
    char at[1 + 3 * RECORD_TEXT_MOST] = "a";
    /* 1 + 3n: 512 is in the middle of one. */
    struct view text = repeat("\xe7\x9f\xbf", RECORD_TEXT_MOST, at + 1);
    record_text(r, FIELD_worker, (struct view){ (uint8_t *)at, text.len + 1 });

    ck_assert_uint_eq(r->value[FIELD_worker].text.len, 1 + 3 * 170);
}
END_TEST

START_TEST(the_bound_counts_what_a_format_writes_for_bytes_that_are_not_utf8)
{
    char at[RECORD_TEXT_MOST];
    record_text(r, FIELD_worker, repeat("\xff", RECORD_TEXT_MOST, at));

    ck_assert_uint_eq(r->value[FIELD_worker].text.len, RECORD_TEXT_MOST / 3);
    ck_assert(r->value[FIELD_truncated].set);
}
END_TEST

START_TEST(text_stays_raw)
{
    record_text(r, FIELD_worker, (struct view){ (const uint8_t *)"\xff\0\x1b[", 4 });

    ck_assert_uint_eq(r->value[FIELD_worker].text.len, 4);
    ck_assert_mem_eq(r->value[FIELD_worker].text.at, "\xff\0\x1b[", 4);
}
END_TEST

START_TEST(lists_keep_their_order_up_to_their_ceiling)
{
    for (uint64_t i = 0; i < RECORD_LIST_MOST + 10; i++) {
        char text[8];
        snprintf(text, sizeof text, "a%d", (int)i);
        record_add_uint(r, FIELD_vlan, i);
        record_add_text(r, FIELD_algorithm, view_of(text));
        record_add_evidence(r, &(struct evidence_row){ .what = view_of(text), .pcap_cnt = i });
    }

    ck_assert_uint_eq(r->value[FIELD_vlan].numbers.count, RECORD_LIST_MOST);
    ck_assert_uint_eq(r->value[FIELD_algorithm].texts.count, RECORD_LIST_MOST);
    ck_assert_uint_eq(r->value[FIELD_evidence].evidence.count, RECORD_LIST_MOST);
    for (size_t i = 0; i < RECORD_LIST_MOST; i++) {
        char text[8];
        snprintf(text, sizeof text, "a%d", (int)i);
        ck_assert_uint_eq(r->value[FIELD_vlan].numbers.at[i], i);
        ck_assert(view_is(r->value[FIELD_algorithm].texts.at[i], text));
        ck_assert(view_is(r->value[FIELD_evidence].evidence.at[i].what, text));
        ck_assert_uint_eq(r->value[FIELD_evidence].evidence.at[i].pcap_cnt, i);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("record");
    TCase *t = tcase_create("record");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, every_field_has_a_path_and_a_meaning);
    tcase_add_test(t, a_new_record_holds_nothing);
    tcase_add_test(t, values_are_copied);
    tcase_add_test(t, a_later_value_takes_the_place_of_an_earlier);
    tcase_add_test(t, empty_text_and_what_is_no_number_leave_a_field_unset);
    tcase_add_test(t, text_at_its_bound_is_whole);
    tcase_add_test(t, longer_text_is_cut_and_its_field_named_once);
    tcase_add_test(t, logins_and_wallets_may_be_twice_as_long);
    tcase_add_test(t, a_cut_never_splits_a_character);
    tcase_add_test(t, the_bound_counts_what_a_format_writes_for_bytes_that_are_not_utf8);
    tcase_add_test(t, text_stays_raw);
    tcase_add_test(t, lists_keep_their_order_up_to_their_ceiling);
    suite_add_tcase(s, t);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
