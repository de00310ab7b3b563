/* SPDX-License-Identifier: Apache-2.0 */
#include "dialect/pattern.h"

#include <stdlib.h>
#include <time.h>

#include "../../lib/suite.h"

static bool meets_bytes(const char *expression, bool nocase, struct view text)
{
    char why[128] = "";
    struct pattern *p = pattern_new(expression, nocase, why, sizeof why);
    ck_assert_msg(p != NULL, "%s: %s", expression, why);
    bool met = pattern_meets(p, text);
    pattern_free(p);
    return met;
}

static bool meets(const char *expression, const char *text)
{
    return meets_bytes(expression, false, view_of(text));
}

START_TEST(a_pattern_is_met_anywhere_unless_it_is_anchored)
{
    ck_assert(meets("b+", "abba"));
    ck_assert(!meets("^b+", "abba"));
    ck_assert(!meets("b+$", "abba"));
    ck_assert(meets("^abba$", "abba"));
    ck_assert(!meets("abba", "ABBA"));
    ck_assert(meets_bytes("abba", true, view_of("ABBA")));
}
END_TEST

START_TEST(a_dollar_is_the_very_end)
{
    ck_assert(!meets("^abba$", "abba\n"));
    ck_assert(!meets("^abba$", "abba\nmore"));
}
END_TEST

START_TEST(an_empty_text_meets_what_asks_for_nothing)
{
    struct view none = { 0 };
    ck_assert(meets_bytes("^$", false, none));
    ck_assert(!meets_bytes("a", false, none));
}
END_TEST

START_TEST(text_is_bytes)
{
    ck_assert(meets_bytes("^a.b$", false, (struct view){ (const uint8_t *)"a\0b", 3 }));
    ck_assert(meets("^\\xff\\xfe$", "\xff\xfe"));
    ck_assert(meets("^..$", "\xc3\xa4"));
}
END_TEST

START_TEST(of_a_long_text_only_the_front_is_looked_at)
{
    static char text[PATTERN_TEXT_MOST + 2];
    memset(text, 'a', sizeof text - 1);
    text[PATTERN_TEXT_MOST - 1] = 'b';
    text[PATTERN_TEXT_MOST] = 'c';
    ck_assert(meets("b", text));
    ck_assert(!meets("c", text));
    ck_assert(!meets("b$", text)); /* it goes on behind what is looked at */
}
END_TEST

/* Each of these takes ages where nothing bounds it. */
START_TEST(no_text_makes_a_pattern_slow)
{
    static const char *const expressions[] = { "(a+)+$", "(a|aa)+$", "(.*a){12}$",
                                               "^(([a-z])+.)+[A-Z]([a-z])+$", "a*a*a*a*a*b" };
    static char text[1 << 20];
    memset(text, 'a', sizeof text - 2);
    text[sizeof text - 2] = '!';
    clock_t start = clock();
    for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++)
        ck_assert(!meets(expressions[i], text) || i == 2);
    ck_assert_msg(clock() - start < 20 * CLOCKS_PER_SEC, "%ld", (long)(clock() - start));
}
END_TEST

START_TEST(a_wrong_pattern_is_told_with_its_place)
{
    char why[128], small[8];
    ck_assert_ptr_null(pattern_new("a(b", false, why, sizeof why));
    ck_assert_str_eq(why, "missing closing parenthesis at character 4 of the expression");
    ck_assert_ptr_null(pattern_new("*a", false, why, sizeof why));
    ck_assert_ptr_nonnull(strstr(why, "at character 1 of"));
    ck_assert_ptr_null(pattern_new("[", false, small, sizeof small));
    ck_assert_uint_eq(strlen(small), sizeof small - 1);
    pattern_free(NULL);
}
END_TEST

SUITE("pattern", a_pattern_is_met_anywhere_unless_it_is_anchored, a_dollar_is_the_very_end,
      an_empty_text_meets_what_asks_for_nothing, text_is_bytes,
      of_a_long_text_only_the_front_is_looked_at, no_text_makes_a_pattern_slow,
      a_wrong_pattern_is_told_with_its_place)
