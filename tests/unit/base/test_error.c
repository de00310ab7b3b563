/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

#include "../../lib/suite.h"

START_TEST(a_mistake_is_told_with_what_is_known_of_its_place)
{
    char text[64];
    struct error e;
    error_set(&e, "a.yaml", 3, 14, "%s is wrong", "this");
    ck_assert_str_eq(error_text(&e, text, sizeof text), "a.yaml:3:14: this is wrong");
    error_set(&e, "a.yaml", 0, 0, "gone");
    ck_assert_str_eq(error_text(&e, text, sizeof text), "a.yaml: gone");
    error_set(&e, NULL, 0, 0, "no memory");
    ck_assert_str_eq(error_text(&e, text, sizeof text), "no memory");
}
END_TEST

START_TEST(what_is_too_long_is_cut)
{
    char text[16];
    static char long_text[1000];
    struct error e;
    memset(long_text, 'x', sizeof long_text - 1);
    error_set(&e, long_text, 1, 1, "%s", long_text);
    ck_assert_uint_eq(strlen(e.file), ERROR_FILE_SIZE - 1);
    ck_assert_uint_eq(strlen(e.what), ERROR_WHAT_SIZE - 1);
    ck_assert_uint_eq(strlen(error_text(&e, text, sizeof text)), sizeof text - 1);
}
END_TEST

START_TEST(a_list_keeps_its_order_up_to_a_ceiling_and_counts_the_rest)
{
    struct errors es = { 0 };
    for (unsigned i = 0; i < ERRORS_MOST + 7; i++)
        errors_add(&es, "f", i + 1, 1, "number %u", i);
    ck_assert_uint_eq(es.count, ERRORS_MOST);
    ck_assert_uint_eq(es.left_out, 7);
    for (unsigned i = 0; i < ERRORS_MOST; i++)
        ck_assert_uint_eq(es.list[i].line, i + 1);
    ck_assert_str_eq(es.list[42].what, "number 42");
    errors_done(&es);
    ck_assert_uint_eq(es.count + es.left_out, 0);
    errors_done(&es);
}
END_TEST

SUITE("error", a_mistake_is_told_with_what_is_known_of_its_place, what_is_too_long_is_cut,
      a_list_keeps_its_order_up_to_a_ceiling_and_counts_the_rest)
