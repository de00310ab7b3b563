/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bytes.h"

#include <check.h>

static const uint8_t nine[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };

START_TEST(numbers_are_read_in_their_order)
{
    struct cursor c = cursor_over((struct view){ nine, sizeof nine });
    ck_assert_uint_eq(take_u8(&c), 1);
    ck_assert_uint_eq(take_be16(&c), 0x0203);
    ck_assert_uint_eq(take_be24(&c), 0x040506);
    ck_assert_uint_eq(take_le16(&c), 0x0807);
    ck_assert_uint_eq(c.rest.len, 1);
    ck_assert(!c.bad);

    c = cursor_over((struct view){ nine, sizeof nine });
    ck_assert_uint_eq(take_be32(&c), 0x01020304);
    ck_assert_uint_eq(take_le32(&c), 0x08070605);
    ck_assert(!c.bad);
}
END_TEST

START_TEST(high_bytes_keep_their_value)
{
    static const uint8_t high[] = { 0xff, 0xfe, 0xfd, 0xfc };
    struct view v = { high, sizeof high };
    struct cursor c = cursor_over(v);
    ck_assert_uint_eq(take_be32(&c), 0xfffefdfcu);
    c = cursor_over(v);
    ck_assert_uint_eq(take_le32(&c), 0xfcfdfeffu);
    c = cursor_over(v);
    ck_assert_uint_eq(take_be16(&c), 0xfffe);
}
END_TEST

START_TEST(a_cursor_that_ran_out_stays_bad)
{
    struct cursor c = cursor_over((struct view){ nine, 3 });
    ck_assert_uint_eq(take_be32(&c), 0);
    ck_assert(c.bad);
    ck_assert_uint_eq(take_u8(&c), 0);
    ck_assert_uint_eq(take_be16(&c), 0);
    ck_assert_uint_eq(take_be24(&c), 0);
    ck_assert_uint_eq(take_le16(&c), 0);
    ck_assert_uint_eq(take_le32(&c), 0);
    ck_assert_uint_eq(peek_u8(&c, 0), 0);
    ck_assert_uint_eq(take(&c, 0).len, 0);
    ck_assert(c.bad);
}
END_TEST

START_TEST(reading_up_to_the_end_is_not_bad)
{
    struct cursor c = cursor_over((struct view){ nine, sizeof nine });
    skip(&c, sizeof nine);
    ck_assert(!c.bad);
    ck_assert_uint_eq(take(&c, 0).len, 0);
    ck_assert(!c.bad);
    skip(&c, SIZE_MAX);
    ck_assert(c.bad);
}
END_TEST

START_TEST(a_peek_reads_nothing)
{
    struct cursor c = cursor_over((struct view){ nine, 2 });
    ck_assert_uint_eq(peek_u8(&c, 1), 2);
    ck_assert_uint_eq(peek_u8(&c, 2), 0);
    ck_assert_uint_eq(c.rest.len, 2);
    ck_assert(!c.bad);
}
END_TEST

START_TEST(views_are_compared_by_their_bytes)
{
    struct view abc = view_of("abc");
    ck_assert(view_is(abc, "abc"));
    ck_assert(!view_is(abc, "ab"));
    ck_assert(!view_is(abc, "abd"));
    ck_assert(view_equal((struct view){ 0 }, view_of("")));
    ck_assert(view_starts(abc, "ab"));
    ck_assert(view_starts(abc, ""));
    ck_assert(!view_starts(abc, "abcd"));
    ck_assert(!view_equal((struct view){ (const uint8_t *)"a\0b", 3 },
                          (struct view){ (const uint8_t *)"a\0c", 3 }));
}
END_TEST

START_TEST(a_part_of_a_view_never_leaves_it)
{
    struct view abc = view_of("abc");
    ck_assert(view_is(view_from(abc, 1), "bc"));
    ck_assert_uint_eq(view_from(abc, 3).len, 0);
    ck_assert_uint_eq(view_from(abc, 99).len, 0);
    ck_assert(view_is(view_head(abc, 2), "ab"));
    ck_assert(view_is(view_head(abc, 99), "abc"));
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("bytes");
    tcase_add_test(tc, numbers_are_read_in_their_order);
    tcase_add_test(tc, high_bytes_keep_their_value);
    tcase_add_test(tc, a_cursor_that_ran_out_stays_bad);
    tcase_add_test(tc, reading_up_to_the_end_is_not_bad);
    tcase_add_test(tc, a_peek_reads_nothing);
    tcase_add_test(tc, views_are_compared_by_their_bytes);
    tcase_add_test(tc, a_part_of_a_view_never_leaves_it);
    Suite *s = suite_create("bytes");
    suite_add_tcase(s, tc);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
