/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#include "output/plain.h"

static struct buf b;

static void setup(void)
{
    b = buf_with(65536);
}

static void teardown(void)
{
    buf_done(&b);
}

static void assert_buf(const char *text)
{
    ck_assert_msg(view_is(buf_view(&b), text), "got %.*s, not %s", (int)b.len,
                  (const char *)b.at, text);
}

static void assert_plain(const char *raw, const char *text)
{
    buf_clear(&b);
    ck_assert(plain_add(&b, view_of(raw)));
    assert_buf(text);
}

static void assert_clean(const char *raw, const char *text)
{
    buf_clear(&b);
    ck_assert(utf8_clean(&b, view_of(raw)));
    assert_buf(text);
}

#define FFFD "\xef\xbf\xbd"

START_TEST(what_is_not_utf8_becomes_one_replacement_each)
{
    assert_clean("rig7", "rig7");
    assert_clean("a\xff\xfe"
                 "b",
                 "a" FFFD FFFD "b");
    /* The examples of Unicode 3.9, table 3-8 and onwards. */
    assert_clean("\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41",
                 FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A");
    assert_clean("\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41",
                 FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A");
    assert_clean("\xf4\x91\x92\x93\xff\x41\x80\xbf\x42",
                 FFFD FFFD FFFD FFFD FFFD "A" FFFD FFFD "B");
    assert_clean("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41", FFFD FFFD FFFD FFFD "A");
    /* A character that was cut. */
    assert_clean("\xe7\x9f", FFFD);
    assert_clean("\xf0\x9f\x98", FFFD);
}
END_TEST

START_TEST(all_utf8_stays_as_it_is)
{
    assert_clean("\xe7\x9f\xbf\xe6\x9c\xba\x1b[31m", "\xe7\x9f\xbf\xe6\x9c\xba\x1b[31m");
}
END_TEST

START_TEST(what_steers_a_terminal_is_spelled_out)
{
    assert_plain("a\x1b[31mb", "a\\x1b[31mb");
    assert_plain("a\nb\tc\x7f", "a\\x0ab\\x09c\\x7f");
    assert_plain("\xc2\x9b"
                 "31m",
                 "\\x9b31m");
    assert_plain("\x9b"
                 "31m",
                 FFFD "31m");
}
END_TEST

START_TEST(what_hides_or_turns_text_is_spelled_out)
{
    assert_plain("a\xe2\x80\xae"
                 "b",
                 "a\\u202eb");
    assert_plain("\xe2\x81\xa6", "\\u2066");
    assert_plain("a\xe2\x80\x8b", "a\\u200b");
    assert_plain("\xe2\x80\xa8", "\\u2028");
    assert_plain("\xef\xbb\xbf", "\\ufeff");
    assert_plain("\xf3\xa0\x81\x81", "\\u{e0041}");
}
END_TEST

START_TEST(a_letter_carries_two_marks_at_most)
{
    assert_plain("a\xcc\x81\xcc\x82\xcc\x83", "a\xcc\x81\xcc\x82\\u0303");
    assert_plain("\xcc\x81", "\\u0301");
}
END_TEST

START_TEST(widths_are_of_columns)
{
    ck_assert_uint_eq(plain_width(view_of("rig7")), 4);
    ck_assert_uint_eq(plain_width(view_of("\xe7\x9f\xbf\xe6\x9c\xba")), 4);
    ck_assert_uint_eq(plain_width(view_of("\xf0\x9f\x98\x80")), 2);
    ck_assert_uint_eq(plain_width(view_of("e\xcc\x81")), 1);
    ck_assert_uint_eq(plain_width(view_of("\xc3\xa9")), 1);
}
END_TEST

START_TEST(ends_of_text_never_split_a_character)
{
    struct view cjk = view_of("\xe7\x9f\xbf\xe6\x9c\xba\xe4\xb8\x80");
    ck_assert_uint_eq(plain_head(cjk, 3).len, 3);
    ck_assert_uint_eq(plain_head(cjk, 4).len, 6);
    ck_assert_uint_eq(plain_tail(cjk, 3).len, 3);
    ck_assert_uint_eq(plain_tail(cjk, 0).len, 0);
    ck_assert_uint_eq(plain_head(cjk, 100).len, 9);
    ck_assert(view_is(plain_tail(view_of("ae\xcc\x81x"), 1), "x"));
}
END_TEST

/* The C library knows the widths of more characters; the table must hold for the
 * scripts that it is made for. */
START_TEST(wide_characters_are_those_of_the_c_library)
{
    if (!setlocale(LC_ALL, "C.UTF-8"))
        return;
    static const uint32_t ranges[][2] = {
        {0x20,     0x7e   },
        { 0xa1,    0x36f  },
        { 0x370,   0x377  },
        { 0x400,   0x4ff  },
        { 0x3041,  0x3096 },
        { 0x30a0,  0x30ff },
        { 0x4e00,  0x9fff },
        { 0xac00,  0xd7a3 },
        { 0xff01,  0xff60 },
        { 0xff61,  0xff9f },
        { 0x1f600, 0x1f64f},
        { 0x20000, 0x2a6df},
        { 0x2600,  0x26ff },
        { 0x2190,  0x22ff },
        { 0x2500,  0x25ff },
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        for (uint32_t c = ranges[i][0]; c <= ranges[i][1]; c++) {
            mbstate_t state = { 0 };
            char text[MB_LEN_MAX];
            size_t len = wcrtomb(text, (wchar_t)c, &state);
            int width = wcwidth((wchar_t)c);
            if (len == (size_t)-1 || width < 0 || is_hidden(c))
                continue;
            struct view one = { (const uint8_t *)text, len };
            ck_assert_uint_eq(utf8_value(one), c);
            ck_assert_msg(plain_width(one) == (unsigned)width, "U+%04X: %u, not %d", c,
                          plain_width(one), width);
        }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("plain");
    TCase *t = tcase_create("plain");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, what_is_not_utf8_becomes_one_replacement_each);
    tcase_add_test(t, all_utf8_stays_as_it_is);
    tcase_add_test(t, what_steers_a_terminal_is_spelled_out);
    tcase_add_test(t, what_hides_or_turns_text_is_spelled_out);
    tcase_add_test(t, a_letter_carries_two_marks_at_most);
    tcase_add_test(t, widths_are_of_columns);
    tcase_add_test(t, ends_of_text_never_split_a_character);
    tcase_add_test(t, wide_characters_are_those_of_the_c_library);
    suite_add_tcase(s, t);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
