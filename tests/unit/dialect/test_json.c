/* SPDX-License-Identifier: Apache-2.0 */
#include "dialect/json.h"

#include <check.h>

#define FFFD "\xef\xbf\xbd"

static bool repaired;

/* Of a literal, which may hold NULs. */
#define READ(text)                                                                             \
    json_read((struct view){ (const uint8_t *)(text), sizeof(text) - 1 }, &repaired)

/* The text is read, and its member "a" is this string. */
static void assert_text(struct view text, const char *expected, size_t len, bool mended)
{
    json_t *root = json_read(text, &repaired);
    ck_assert_msg(root != NULL, "%.*s", (int)text.len, (const char *)text.at);
    json_t *a = json_object_get(root, "a");
    ck_assert_msg(json_is_string(a), "%.*s", (int)text.len, (const char *)text.at);
    ck_assert_uint_eq(json_string_length(a), len);
    ck_assert_mem_eq(json_string_value(a), expected, len);
    ck_assert(repaired == mended);
    json_decref(root);
}

#define ASSERT_TEXT(text, expected, mended)                                                    \
    assert_text((struct view){ (const uint8_t *)(text), sizeof(text) - 1 }, expected,          \
                sizeof(expected) - 1, mended)

START_TEST(what_is_json_needs_no_mending)
{
    ASSERT_TEXT("{\"a\":\"b\"}", "b", false);
    ASSERT_TEXT(" \r\n{\"a\":\"\\u00e4\\ud83d\\ude00\"}", "\xc3\xa4\xf0\x9f\x98\x80", false);
    json_t *root = READ("[1,2]");
    ck_assert_uint_eq(json_array_size(root), 2);
    ck_assert(!repaired);
    json_decref(root);
    root = READ("{\"a\":9223372036854775807,\"b\":-9223372036854775808}");
    ck_assert_int_eq(json_integer_value(json_object_get(root, "a")), INT64_MAX);
    ck_assert_int_eq(json_integer_value(json_object_get(root, "b")), INT64_MIN);
    ck_assert(!repaired);
    json_decref(root);
}
END_TEST

START_TEST(an_integer_of_2_to_the_63_becomes_a_text)
{
    ASSERT_TEXT("{\"a\":9223372036854775808}", "9223372036854775808", true);
    ASSERT_TEXT("{\"a\":18446744073709551615}", "18446744073709551615", true);
    ASSERT_TEXT("{\"a\":-9223372036854775809}", "-9223372036854775809", true);
    ASSERT_TEXT("{\"b\":[1,-2.5e3],\"a\":18446744073709551616 }", "18446744073709551616", true);
}
END_TEST

START_TEST(a_number_of_very_many_digits_becomes_a_text)
{
    char text[128] = "{\"a\":", digits[101];
    memset(digits, '7', 100);
    digits[100] = '\0';
    strcat(text, digits);
    strcat(text, "}");
    assert_text(view_of(text), digits, 100, true);
}
END_TEST

START_TEST(a_real_out_of_range_becomes_a_text)
{
    ASSERT_TEXT("{\"a\":1e999}", "1e999", true);
    ASSERT_TEXT("{\"a\":-1.5E+999}", "-1.5E+999", true);
}
END_TEST

START_TEST(numbers_beside_a_mended_one_stay_numbers)
{
    json_t *root = READ("{\"a\":1e999,\"b\":12,\"c\":-0.5,\"d\":9223372036854775807}");
    ck_assert(repaired);
    ck_assert_int_eq(json_integer_value(json_object_get(root, "b")), 12);
    ck_assert_double_eq(json_real_value(json_object_get(root, "c")), -0.5);
    ck_assert_int_eq(json_integer_value(json_object_get(root, "d")), INT64_MAX);
    json_decref(root);
}
END_TEST

/* In GBK the second byte of a pair may be 0x5c, a backslash: "\x95\x5c" is one. */
START_TEST(a_name_in_gbk_does_not_hide_the_quote_behind_it)
{
    ASSERT_TEXT("{\"a\":\"rig\x95\x5c\"}", "rig" FFFD, true);
    ASSERT_TEXT("{\"b\":\"\xbf\xf3\xb9\xa4\",\"a\":\"x\"}", "x", true);
    ASSERT_TEXT("{\"a\":\"\xff\"}", FFFD, true);
    ASSERT_TEXT("{\"a\":\"\xe9\"}", FFFD, true);
    ASSERT_TEXT("{\"a\":\"\xed\xa0\x80\"}", FFFD FFFD, true);
}
END_TEST

/* The first pairs of "\xe4\xbd\xa0\x5c" look like a character of UTF-8, which leaves the
 * backslash alone. */
START_TEST(a_name_in_gbk_that_looks_like_utf_8_does_not_either)
{
    ASSERT_TEXT("{\"a\":\"\xe4\xbd\xa0\x5c\",\"b\":\"\"}", FFFD FFFD, true);
    ASSERT_TEXT("{\"a\":\"\xe4\xbd\xa0\x5c\"}", FFFD FFFD, true);
}
END_TEST

START_TEST(a_byte_of_latin_1_does_not_hide_the_escape_behind_it)
{
    ASSERT_TEXT("{\"a\":\"caf\xe9\\\"s\"}", "caf" FFFD "\"s", true);
    ASSERT_TEXT("{\"b\":\"\xe9\\n\",\"a\":\"\xe9\\\"\"}", FFFD "\"", true);
}
END_TEST

START_TEST(a_byte_order_mark_is_skipped)
{
    ASSERT_TEXT("\xef\xbb\xbf{\"a\":\"b\"}", "b", false);
    ck_assert_ptr_null(READ("\xef\xbb\xbf"));
}
END_TEST

START_TEST(a_nul_escape_is_a_nul)
{
    ASSERT_TEXT("{\"a\":\"x\\u0000y\"}", "x\0y", false);
}
END_TEST

START_TEST(a_nul_in_a_key_does_not_make_the_rest_unreadable)
{
    ASSERT_TEXT("{\"k\\u0000\":1,\"a\":\"b\"}", "b", true);
    ASSERT_TEXT("{\"k\0\":1,\"a\":\"b\"}", "b", true);
}
END_TEST

START_TEST(a_lone_surrogate_is_replaced)
{
    ASSERT_TEXT("{\"a\":\"x\\ud800y\"}", "x" FFFD "y", true);
    ASSERT_TEXT("{\"a\":\"\\udc00\"}", FFFD, true);
    ASSERT_TEXT("{\"a\":\"\\ud800\\u0041\"}", FFFD "A", true);
    ASSERT_TEXT("{\"a\":\"\\ud800\\ud83d\\ude00\"}", FFFD "\xf0\x9f\x98\x80", true);
    ASSERT_TEXT("{\"a\":\"\\ud800\"}", FFFD, true);
}
END_TEST

START_TEST(raw_control_characters_in_a_text_are_kept)
{
    ASSERT_TEXT("{\"a\":\"x\ty\x01\"}", "x\ty\x01", true);
    ASSERT_TEXT("{\"a\":\"x\ny\x1f\"}", "x\ny\x1f", true);
}
END_TEST

START_TEST(text_behind_the_value_is_no_harm)
{
    ASSERT_TEXT("{\"a\":\"b\"}junk", "b", false);
    ASSERT_TEXT("{\"a\":\"b\"}{\"a\":\"c\"}", "b", false);
    ASSERT_TEXT("{\"a\":\"\xff\"}\"\\", FFFD, true);
}
END_TEST

START_TEST(an_unknown_escape_is_the_character_itself)
{
    ASSERT_TEXT("{\"a\":\"\\x41\"}", "x41", true);
    ASSERT_TEXT("{\"a\":\"\\'\"}", "'", true);
    ASSERT_TEXT("{\"a\":\"\\u12g4\"}", "u12g4", true);
    ASSERT_TEXT("{\"a\":\"\\\"\\\\\\/\\x\"}", "\"\\/x", true);
}
END_TEST

START_TEST(several_faults_are_mended_together)
{
    ASSERT_TEXT("\xef\xbb\xbf{\"n\":1e999,\"a\":\"\xff\\x\t\\ud800\"}..", FFFD "x\t" FFFD,
                true);
}
END_TEST

START_TEST(what_is_not_json_stays_so)
{
    static const char *const texts[] = {
        "",
        " ",
        "{",
        "[1",
        "hello",
        "\"a\"",
        "1",
        "}",
        "{a:1}",
        "{\"a\":}",
        "{\"a\":\"b",
        "{\"a\" 1}",
        "{\"a\":\"\\",
        "[1,]",
        "[-",
        "[1e",
        "{\"a\":\"\\u",
        "{\"a\":\"\\ud800\\u",
        "{\"a\":\"\x81",
        "null",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ck_assert_msg(!json_read(view_of(texts[i]), &repaired), "%s", texts[i]);
        ck_assert(!repaired);
    }
    ck_assert_ptr_null(json_read((struct view){ 0 }, &repaired));
}
END_TEST

/* `depth` arrays before the member "a". */
static void assert_deep(size_t depth, bool mended)
{
    static char text[30000];
    char *at = text + sprintf(text, "{\"deep\":");
    memset(at, '[', depth);
    at += depth;
    at += sprintf(at, "\"]\",1e999");
    memset(at, ']', depth);
    at += depth;
    at += sprintf(at, ",\"a\":\"b\"}");
    assert_text((struct view){ (uint8_t *)text, (size_t)(at - text) }, "b", 1, mended);
}

START_TEST(nesting_hides_nothing)
{
    for (size_t depth = 1; depth < 12000; depth += depth < 520 ? 1 : 997)
        assert_deep(depth, true);
    ASSERT_TEXT("{\"b\":1e999,\"a\":\"}]\"}", "}]", true);
}
END_TEST

START_TEST(depth_is_bounded)
{
    static char text[200000];
    memset(text, '[', sizeof text);
    ck_assert_ptr_null(json_read((struct view){ (uint8_t *)text, sizeof text }, &repaired));
}
END_TEST

START_TEST(no_front_of_a_text_is_read_past_its_end)
{
    static const char text[] = "{\"a\":\"\\ud83d\\ude00\xe2\x82\xac\x95\x5c\\x\",\"b\":1e999}";
    for (size_t n = 0; n < sizeof text - 1; n++) {
        char *copy = malloc(n + 1);
        memcpy(copy, text, n);
        ck_assert_ptr_null(json_read((struct view){ (uint8_t *)copy, n }, &repaired));
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("json");
    tcase_add_test(tc, what_is_json_needs_no_mending);
    tcase_add_test(tc, an_integer_of_2_to_the_63_becomes_a_text);
    tcase_add_test(tc, a_number_of_very_many_digits_becomes_a_text);
    tcase_add_test(tc, a_real_out_of_range_becomes_a_text);
    tcase_add_test(tc, numbers_beside_a_mended_one_stay_numbers);
    tcase_add_test(tc, a_name_in_gbk_does_not_hide_the_quote_behind_it);
    tcase_add_test(tc, a_name_in_gbk_that_looks_like_utf_8_does_not_either);
    tcase_add_test(tc, a_byte_of_latin_1_does_not_hide_the_escape_behind_it);
    tcase_add_test(tc, a_byte_order_mark_is_skipped);
    tcase_add_test(tc, a_nul_escape_is_a_nul);
    tcase_add_test(tc, a_nul_in_a_key_does_not_make_the_rest_unreadable);
    tcase_add_test(tc, a_lone_surrogate_is_replaced);
    tcase_add_test(tc, raw_control_characters_in_a_text_are_kept);
    tcase_add_test(tc, text_behind_the_value_is_no_harm);
    tcase_add_test(tc, an_unknown_escape_is_the_character_itself);
    tcase_add_test(tc, several_faults_are_mended_together);
    tcase_add_test(tc, what_is_not_json_stays_so);
    tcase_add_test(tc, nesting_hides_nothing);
    tcase_add_test(tc, depth_is_bounded);
    tcase_add_test(tc, no_front_of_a_text_is_read_past_its_end);
    Suite *s = suite_create("json");
    suite_add_tcase(s, tc);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
