/* SPDX-License-Identifier: Apache-2.0 */
#include "dialect/words.h"

#include <check.h>
#include <stdio.h>

static struct word_set *words;
static word_bits method, submit, mining;

static void setup(void)
{
    words = words_new();
    ck_assert_ptr_nonnull(words);
    method = words_add(words, "method");
    submit = words_add(words, "submit");
    mining = words_add(words, "mining.*");
}

static void teardown(void)
{
    words_free(words);
}

static bool quotes(const char *text, word_bits bits)
{
    return words_quoted(words, view_of(text)) == bits;
}

START_TEST(each_word_has_a_bit_of_its_own)
{
    ck_assert(method && submit && mining);
    ck_assert(!(method & submit) && !(method & mining) && !(submit & mining));
    ck_assert(words_add(words, "submit") == submit);
}
END_TEST

START_TEST(only_what_stands_in_quotes_counts)
{
    ck_assert(quotes("{\"method\":\"submit\"}", method | submit));
    ck_assert(quotes("method submit", 0));
    ck_assert(quotes("{\"Method\":1}", 0));
    ck_assert(quotes("{\"methods\":1}", 0));
    ck_assert(quotes("{\"metho\":1}", 0));
    ck_assert(quotes("", 0));
    ck_assert(quotes("\"", 0));
    ck_assert(quotes("\"method", 0));
    ck_assert(quotes("\"\"", 0));
}
END_TEST

START_TEST(a_star_stands_for_any_rest_behind_the_dot)
{
    ck_assert(quotes("[\"mining.notify\"]", mining));
    ck_assert(quotes("[\"mining.\"]", mining));
    ck_assert(quotes("[\"mining\"]", 0));
    ck_assert(quotes("[\"xmining.notify\"]", 0));
}
END_TEST

START_TEST(a_star_may_stand_behind_several_dots)
{
    word_bits deep = words_add(words, "mining.extranonce.*");
    ck_assert(deep && deep != mining);
    ck_assert(quotes("[\"mining.extranonce.subscribe\"]", mining | deep));
    ck_assert(quotes("[\"mining.extranonce\"]", mining));
    ck_assert(quotes("[\"...\"]", 0));
    char text[] = "[\"mining.                                                            \"]";
    ck_assert_uint_gt(sizeof text, WORD_MOST + 6);
    ck_assert(quotes(text, mining));
}
END_TEST

START_TEST(a_word_may_be_as_long_as_is_promised)
{
    char word[WORD_MOST + 2] = { 0 }, text[WORD_MOST + 8];
    memset(word, 'w', WORD_MOST);
    word_bits bit = words_add(words, word);
    snprintf(text, sizeof text, "[\"%s\"]", word);
    ck_assert(quotes(text, bit));
    word[WORD_MOST] = 'w';
    snprintf(text, sizeof text, "[\"%s\"]", word);
    ck_assert(quotes(text, 0));
}
END_TEST

START_TEST(a_quote_too_many_hides_no_word)
{
    ck_assert(quotes("\"{\"method\":\"submit\"}", method | submit));
    ck_assert(quotes("{\"a\\\"\":1,\"method\":2}", method));
}
END_TEST

START_TEST(an_escape_may_spell_any_word)
{
    ck_assert(quotes("{\"meth\\u006fd\":1}", WORDS_ALL));
    ck_assert(quotes("{\"a\\nb\":1}", 0));
    ck_assert(quotes("{\"a\":\"\\u4e2d\",\"method\":1}", method));
}
END_TEST

START_TEST(an_escape_that_is_mended_may_spell_any_word)
{
    ck_assert(quotes("{\"me\\thod\":1}", 0));
    ck_assert(quotes("{\"m\\ethod\":1}", WORDS_ALL));
    ck_assert(quotes("{\"a\\\\method\":1}", 0));
    ck_assert(quotes("{\"a\\\\\\method\":1}", WORDS_ALL));
    ck_assert(quotes("{\"a\\/\\\"\":\"method\"}", method));
    ck_assert(quotes("{\"a\\\\\":\"method\"}", method));
}
END_TEST

START_TEST(words_beyond_128_share_the_last_bit)
{
    char word[16];
    word_bits seen = 0, bit = 0;
    for (int i = 0; i < 1000; i++) {
        snprintf(word, sizeof word, "word%d", i);
        bit = words_add(words, word);
        ck_assert(bit != 0 && (bit & (bit - 1)) == 0);
        seen |= bit;
    }
    ck_assert(bit == (word_bits)1 << 127);
    ck_assert((seen | method | submit | mining) == WORDS_ALL);
    ck_assert(quotes("[\"word999\"]", bit));
    ck_assert(quotes("[\"word1000\"]", 0));
    ck_assert(quotes("[\"method\"]", method));
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("words");
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, each_word_has_a_bit_of_its_own);
    tcase_add_test(tc, only_what_stands_in_quotes_counts);
    tcase_add_test(tc, a_star_stands_for_any_rest_behind_the_dot);
    tcase_add_test(tc, a_star_may_stand_behind_several_dots);
    tcase_add_test(tc, a_word_may_be_as_long_as_is_promised);
    tcase_add_test(tc, a_quote_too_many_hides_no_word);
    tcase_add_test(tc, an_escape_may_spell_any_word);
    tcase_add_test(tc, an_escape_that_is_mended_may_spell_any_word);
    tcase_add_test(tc, words_beyond_128_share_the_last_bit);
    Suite *s = suite_create("words");
    suite_add_tcase(s, tc);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
