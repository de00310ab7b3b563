/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <check.h>

START_TEST(what_is_added_stands_in_a_row)
{
    struct buf b = buf_with(1000);
    ck_assert(buf_add_text(&b, "ab"));
    ck_assert(buf_add_byte(&b, 'c'));
    ck_assert(buf_add(&b, (struct view){ 0 }));
    ck_assert(view_is(buf_view(&b), "abc"));
    buf_done(&b);
    ck_assert_uint_eq(b.len, 0);
    ck_assert_uint_eq(b.most, 1000);
}
END_TEST

START_TEST(at_its_ceiling_a_buffer_is_unchanged)
{
    struct buf b = buf_with(5);
    ck_assert(buf_add_text(&b, "abcd"));
    ck_assert(!buf_add_text(&b, "ef"));
    ck_assert(view_is(buf_view(&b), "abcd"));
    ck_assert(buf_add_text(&b, "e"));
    ck_assert(!buf_add_byte(&b, 'f'));
    ck_assert(buf_add(&b, (struct view){ 0 }));
    ck_assert(view_is(buf_view(&b), "abcde"));
    buf_done(&b);
}
END_TEST

START_TEST(a_buffer_grows_up_to_its_ceiling)
{
    struct buf b = buf_with(10000);
    for (int i = 0; i < 10000; i++)
        ck_assert(buf_add_byte(&b, (uint8_t)i));
    ck_assert(!buf_add_byte(&b, 0));
    ck_assert_uint_le(b.room, 10000);
    for (int i = 0; i < 10000; i++)
        ck_assert_uint_eq(b.at[i], (uint8_t)i);
    buf_done(&b);
}
END_TEST

START_TEST(a_buffer_without_room_takes_nothing)
{
    struct buf b = buf_with(0);
    ck_assert(!buf_add_byte(&b, 1));
    ck_assert(buf_add_text(&b, ""));
    ck_assert_ptr_null(b.at);
    buf_done(&b);
}
END_TEST

START_TEST(bytes_are_dropped_from_the_front)
{
    struct buf b = buf_with(100);
    ck_assert(buf_add_text(&b, "abcdef"));
    buf_drop(&b, 2);
    ck_assert(view_is(buf_view(&b), "cdef"));
    buf_drop(&b, 0);
    ck_assert(view_is(buf_view(&b), "cdef"));
    buf_drop(&b, 99);
    ck_assert_uint_eq(b.len, 0);
    ck_assert(buf_add_text(&b, "g"));
    ck_assert(view_is(buf_view(&b), "g"));
    buf_clear(&b);
    ck_assert_uint_eq(b.len, 0);
    buf_done(&b);
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("buf");
    tcase_add_test(tc, what_is_added_stands_in_a_row);
    tcase_add_test(tc, at_its_ceiling_a_buffer_is_unchanged);
    tcase_add_test(tc, a_buffer_grows_up_to_its_ceiling);
    tcase_add_test(tc, a_buffer_without_room_takes_nothing);
    tcase_add_test(tc, bytes_are_dropped_from_the_front);
    Suite *s = suite_create("buf");
    suite_add_tcase(s, tc);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
