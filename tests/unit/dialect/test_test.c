/* SPDX-License-Identifier: Apache-2.0 */
#include "dialect/test.h"

#include <check.h>
#include <stdlib.h>

static struct lexicon lexicon;

static bool holds_as(const struct test *t, const char *json)
{
    json_t *value = json ? json_loads(json, JSON_DECODE_ANY, NULL) : NULL;
    ck_assert(!json || value);
    struct value_found v = { .json = value };
    bool held = test_holds(t, &v, &lexicon);
    json_decref(value);
    return held;
}

static bool holds(const char *word, const char *json)
{
    struct test t;
    const char *why = "";
    ck_assert_msg(test_parse_word(word, &t, &why), "%s: %s", word, why);
    return holds_as(&t, json);
}

START_TEST(a_word_holds_for_its_kind_of_value)
{
    static const char *const values[] = { NULL,  "null", "true",  "false", "1",
                                          "1.5", "\"\"", "\"x\"", "[]",    "{}" };
    static const struct {
        const char *word, *holds; /* + or - for each value */
    } rows[] = {
        {"present",  "--++++++++"},
        { "absent",  "++--------"},
        { "null",    "-+--------"},
        { "true",    "--+-------"},
        { "false",   "---+------"},
        { "bool",    "--++------"},
        { "number",  "----++----"},
        { "integer", "----+-----"},
        { "text",    "------++--"},
        { "list",    "--------+-"},
        { "object",  "---------+"},
        { "hex",     "----------"},
        { "digits",  "----+-----"},
        { "wallet",  "----------"},
        { "miner",   "----------"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t k = 0; k < sizeof values / sizeof *values; k++)
            ck_assert_msg(holds(rows[i].word, values[k]) == (rows[i].holds[k] == '+'),
                          "%s of %s", rows[i].word, values[k]);
}
END_TEST

START_TEST(a_length_is_asked_for_in_brackets)
{
    ck_assert(holds("text(2)", "\"ab\""));
    ck_assert(!holds("text(2)", "\"abc\""));
    ck_assert(holds("text(1,2)", "\"a\""));
    ck_assert(!holds("text(1,2)", "\"\""));
    ck_assert(holds("text(2,)", "\"abcdefgh\""));
    ck_assert(!holds("text(2,)", "\"a\""));
    ck_assert(holds("list(2)", "[1,2]"));
    ck_assert(!holds("list(2)", "[1]"));
    ck_assert(holds("object(1)", "{\"a\":1}"));
    ck_assert(holds("digits(2)", "\"12\""));
    ck_assert(!holds("digits(2)", "\"123\""));
}
END_TEST

START_TEST(hexadecimal_knows_its_prefix)
{
    ck_assert(holds("hex(4)", "\"09aF\""));
    ck_assert(!holds("hex(4)", "\"0x09\""));
    ck_assert(!holds("hex", "\"xyz\""));
    ck_assert(holds("0xhex(2)", "\"0x09\""));
    ck_assert(!holds("0xhex", "\"0x\""));
    ck_assert(!holds("0xhex", "\"09\""));
    ck_assert(holds("anyhex(2)", "\"0X09\""));
    ck_assert(holds("anyhex(2)", "\"09\""));
}
END_TEST

START_TEST(digits_too_many_for_a_number_count_as_one)
{
    ck_assert(holds("number", "\"18446744073709551615\""));
    ck_assert(holds("integer", "\"-9223372036854775809\""));
    ck_assert(!holds("integer", "\"1844674407370955161x\""));
    ck_assert(!holds("integer", "\"123\""));
}
END_TEST

START_TEST(a_text_is_compared)
{
    static const struct {
        enum test_kind kind;
        const char *value;
        bool holds;
    } rows[] = {
        {TEST_IS,        "\"abc\"",        true },
        { TEST_IS,       "\"abcd\"",       false},
        { TEST_IS,       "\"abc\\u0000\"", false},
        { TEST_STARTS,   "\"abcd\"",       true },
        { TEST_STARTS,   "\"ab\"",         false},
        { TEST_ENDS,     "\"xabc\"",       true },
        { TEST_ENDS,     "\"bc\"",         false},
        { TEST_CONTAINS, "\"xabcx\"",      true },
        { TEST_CONTAINS, "\"axbc\"",       false},
        { TEST_CONTAINS, "\"\"",           false},
        { TEST_IS,       "1",              false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct test t = { .kind = rows[i].kind, .text = (char *)"abc" };
        json_t *value = json_loads(rows[i].value, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
        struct value_found v = { .json = value };
        ck_assert_msg(test_holds(&t, &v, &lexicon) == rows[i].holds, "row %zu", i);
        json_decref(value);
    }
}
END_TEST

START_TEST(a_number_is_compared)
{
    struct test least = { .kind = TEST_AT_LEAST, .number = 2 };
    struct test most = { .kind = TEST_AT_MOST, .number = 2 };
    ck_assert(holds_as(&least, "2") && holds_as(&least, "2.5") && !holds_as(&least, "1"));
    ck_assert(holds_as(&most, "2") && holds_as(&most, "-1") && !holds_as(&most, "2.5"));
    ck_assert(!holds_as(&least, "\"3\"") && !holds_as(&most, NULL));
}
END_TEST

START_TEST(tests_stand_within_tests)
{
    struct test inner[2] = { { .kind = TEST_TEXT }, { .kind = TEST_NULL } };
    struct test not = { .kind = TEST_NOT, .inner = inner, .inner_count = 2 };
    struct test any = { .kind = TEST_ANY, .inner = inner, .inner_count = 2 };
    ck_assert(holds_as(&any, "\"a\"") && holds_as(&any, "null") && !holds_as(&any, "1"));
    ck_assert(!holds_as(&not, "\"a\"") && !holds_as(&not, "null") && holds_as(&not, "1"));
    ck_assert(holds_as(&not, NULL));
}
END_TEST

START_TEST(a_pattern_is_a_test)
{
    char why[128];
    struct test t = { .kind = TEST_MATCHES, .pattern = pattern_new("^a.c$", false, why, 128) };
    ck_assert_ptr_nonnull(t.pattern);
    ck_assert(holds_as(&t, "\"abc\""));
    ck_assert(!holds_as(&t, "\"ABC\""));
    test_done(&t);
}
END_TEST

START_TEST(an_http_text_is_tested_like_any)
{
    struct value_found v = { .text = view_of("0x12"), .is_text = true };
    struct test t = { .kind = TEST_OXHEX };
    ck_assert(test_holds(&t, &v, &lexicon));
    t.kind = TEST_PRESENT;
    ck_assert(test_holds(&t, &v, &lexicon));
}
END_TEST

START_TEST(a_wrong_word_is_refused_with_a_reason)
{
    static const struct {
        const char *word, *why;
    } rows[] = {
        {"txt",         "no such test; a text to compare with stands in quotes"},
        { "",           "no such test; a text to compare with stands in quotes"},
        { "present(1)", "this test takes no length"                            },
        { "text()",     "a length is (N), (N,M) or (N,)"                       },
        { "text(1",     "a length is (N), (N,M) or (N,)"                       },
        { "text(2,1)",  "a length is (N), (N,M) or (N,)"                       },
        { "text(a)",    "a length is (N), (N,M) or (N,)"                       },
        { "text(-1)",   "a length is (N), (N,M) or (N,)"                       },
        { "text(1)x",   "a length is (N), (N,M) or (N,)"                       },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct test t;
        const char *why = "";
        ck_assert_msg(!test_parse_word(rows[i].word, &t, &why), "%s", rows[i].word);
        ck_assert_str_eq(why, rows[i].why);
    }
}
END_TEST

START_TEST(a_value_has_a_text)
{
    char number[32];
    static const char *const rows[][2] = {
        {"\"ab\"", "ab" },
        { "-7",    "-7" },
        { "0.5",   "0.5"},
        { "true",  ""   },
        { "[]",    ""   },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *value = json_loads(rows[i][0], JSON_DECODE_ANY, NULL);
        struct value_found v = { .json = value };
        ck_assert_msg(view_is(value_text(&v, number), rows[i][1]), "%s", rows[i][0]);
        json_decref(value);
    }
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("test");
    tcase_add_test(tc, a_word_holds_for_its_kind_of_value);
    tcase_add_test(tc, a_length_is_asked_for_in_brackets);
    tcase_add_test(tc, hexadecimal_knows_its_prefix);
    tcase_add_test(tc, digits_too_many_for_a_number_count_as_one);
    tcase_add_test(tc, a_text_is_compared);
    tcase_add_test(tc, a_number_is_compared);
    tcase_add_test(tc, tests_stand_within_tests);
    tcase_add_test(tc, a_pattern_is_a_test);
    tcase_add_test(tc, an_http_text_is_tested_like_any);
    tcase_add_test(tc, a_wrong_word_is_refused_with_a_reason);
    tcase_add_test(tc, a_value_has_a_text);
    Suite *s = suite_create("test");
    suite_add_tcase(s, tc);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
