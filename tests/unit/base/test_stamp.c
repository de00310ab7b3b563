/* SPDX-License-Identifier: Apache-2.0 */
#include "base/stamp.h"

#include "../../lib/suite.h"

static void assert_text(int64_t time_ns, const char *expected)
{
    char text[STAMP_TEXT_SIZE];
    ck_assert_str_eq(stamp_text(time_ns, text), expected);
    ck_assert_ptr_eq(stamp_text(time_ns, text), text);
}

START_TEST(a_time_is_written_as_eve_does)
{
    assert_text(0, "1970-01-01T00:00:00.000000+0000");
    assert_text(INT64_C(1795336689) * SECOND_NS + 123456789, "2026-11-22T08:38:09.123456+0000");
    assert_text(INT64_C(951782400) * SECOND_NS, "2000-02-29T00:00:00.000000+0000");
    assert_text(999999999, "1970-01-01T00:00:00.999999+0000");
}
END_TEST

START_TEST(times_out_of_the_ordinary_are_no_harm)
{
    assert_text(-1, "1969-12-31T23:59:59.999999+0000");
    assert_text(-SECOND_NS, "1969-12-31T23:59:59.000000+0000");
    assert_text(INT64_MAX, "2262-04-11T23:47:16.854775+0000");
    assert_text(INT64_MIN, "1677-09-21T00:12:43.145224+0000");
}
END_TEST

SUITE("stamp", a_time_is_written_as_eve_does, times_out_of_the_ordinary_are_no_harm)
