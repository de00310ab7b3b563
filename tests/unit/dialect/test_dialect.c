/* SPDX-License-Identifier: Apache-2.0 */
#include "dialect/dialect.h"

#include <stdlib.h>

#include "../../lib/rules.h"
#include "../../lib/suite.h"

static struct mw_rules *rules;
static struct match match[MATCHES_MOST];

/* Rules of one dialect; each text is one of its messages, without braces. */
static void load(const char *head, const char *const *messages, size_t count)
{
    char path[] = "/tmp/dialectXXXXXX", text[8192], why[1024];
    const char *const paths[] = { path };
    struct errors errors = { 0 };
    int len = snprintf(text, sizeof text, "dialect: d\n%smessages:\n", head);
    for (size_t i = 0; i < count; i++)
        len += snprintf(text + len, sizeof text - (size_t)len,
                        "  - { what: w%zu, from: miner, proof: 0.5, %s }\n", i, messages[i]);
    rules_write(path, text);
    rules = rules_load(paths, 1, &errors);
    unlink(path);
    ck_assert_msg(rules != NULL, "%s", error_text(errors.list, why, sizeof why));
}

#define LOAD(head, ...)                                                                        \
    load(head, (const char *const[]){ __VA_ARGS__ },                                           \
         sizeof(const char *const[]){ __VA_ARGS__ } / sizeof(const char *))

/* What the text means, as the words of the rules that it fits: "w0 w2". */
static const char *meaning(const char *text, enum event_kind answered, unsigned carried_by)
{
    static char words[256];
    struct said said = { .root = json_loads(text, 0, NULL) };
    ck_assert_msg(said.root != NULL, "%s", text);
    size_t count = dialect_match(&rules->set, &said, answered, carried_by, match);
    words[0] = '\0';
    for (size_t i = 0; i < count; i++)
        snprintf(words + strlen(words), sizeof words - strlen(words), "%s%s", i ? " " : "",
                 match[i].rule->what);
    json_decref(said.root);
    return words;
}

static const char *of_line(const char *text)
{
    return meaning(text, EVENT_NONE, CARRIED_BY_LINES);
}

START_TEST(a_method_is_looked_up)
{
    LOAD("", "method: m", "method: [n, m]", "method: other");
    ck_assert_str_eq(of_line("{\"method\":\"m\"}"), "w0 w1");
    ck_assert_str_eq(of_line("{\"id\":1,\"x\":{\"method\":\"m\"},\"method\":\"n\"}"), "w1");
    ck_assert_str_eq(of_line("{\"method\":\"mm\"}"), "");
    ck_assert_str_eq(of_line("{\"method\":\"\"}"), "");
    ck_assert_str_eq(of_line("{}"), "");
    ck_assert_str_eq(of_line("[\"method\",\"m\"]"), "");
    mw_rules_free(rules);
}
END_TEST

START_TEST(a_method_that_is_no_text_is_none)
{
    LOAD("", "method: m", "method: \"1\"");
    ck_assert_str_eq(of_line("{\"method\":1}"), "");
    ck_assert_str_eq(of_line("{\"method\":null}"), "");
    ck_assert_str_eq(of_line("{\"method\":[\"m\"]}"), "");
    ck_assert_str_eq(of_line("{\"method\":{\"m\":\"m\"}}"), "");
    ck_assert_str_eq(of_line("{\"method\":true}"), "");
    mw_rules_free(rules);
}
END_TEST

START_TEST(a_star_stands_for_any_rest)
{
    LOAD("", "method: \"a.*\"", "method: a.b", "method: \"a.b.*\"");
    ck_assert_str_eq(of_line("{\"method\":\"a.b\"}"), "w1 w0");
    ck_assert_str_eq(of_line("{\"method\":\"a.\"}"), "w0");
    ck_assert_str_eq(of_line("{\"method\":\"a.b.c\"}"), "w0 w2");
    ck_assert_str_eq(of_line("{\"method\":\"a\"}"), "");
    ck_assert(dialect_gate(&rules->set, view_of("{\"method\":\"a.b.c\"}")));
    ck_assert(!dialect_gate(&rules->set, view_of("{\"method\":\"b.a.c\"}")));
    mw_rules_free(rules);
}
END_TEST

START_TEST(a_message_may_be_named_by_another_key)
{
    LOAD("method-at: cmd\n", "method: m");
    ck_assert_str_eq(of_line("{\"cmd\":\"m\"}"), "w0");
    ck_assert_str_eq(of_line("{\"method\":\"m\"}"), "");
    mw_rules_free(rules);
}
END_TEST

START_TEST(all_conditions_hold_and_one_of_the_others)
{
    LOAD("", "method: m, when: { a: text, \"b[0]\": number }",
         "method: m, any-of: [ { c: text }, { d: text, e: text } ]",
         "when: { shape: list(2) }, any-of: [ { f: \"x\" } ]");
    ck_assert_str_eq(of_line("{\"method\":\"m\",\"a\":\"\",\"b\":[1]}"), "w0");
    ck_assert_str_eq(of_line("{\"method\":\"m\",\"a\":1,\"b\":[1]}"), "");
    ck_assert_str_eq(of_line("{\"method\":\"m\",\"c\":\"\"}"), "w1");
    ck_assert_str_eq(of_line("{\"method\":\"m\",\"d\":\"\"}"), "");
    ck_assert_str_eq(of_line("{\"method\":\"m\",\"d\":\"\",\"e\":\"\"}"), "w1");
    ck_assert_str_eq(of_line("{\"shape\":[1,2],\"f\":\"x\"}"), "w2");
    ck_assert_str_eq(of_line("{\"shape\":[1,2],\"f\":\"y\"}"), "");
    mw_rules_free(rules);
}
END_TEST

START_TEST(the_strongest_boost_that_holds_counts)
{
    LOAD("", "method: m, stronger: [ { when: { a: text }, proof: 0.7 },"
             " { when: { b: text }, proof: 0.6 }, { when: { c: text }, proof: 0.4 } ]");
    of_line("{\"method\":\"m\"}");
    ck_assert_double_eq(match[0].proof, 0.5);
    of_line("{\"method\":\"m\",\"c\":\"\"}");
    ck_assert_double_eq(match[0].proof, 0.5);
    of_line("{\"method\":\"m\",\"b\":\"\"}");
    ck_assert_double_eq(match[0].proof, 0.6);
    of_line("{\"method\":\"m\",\"a\":\"\",\"b\":\"\"}");
    ck_assert_double_eq(match[0].proof, 0.7);
    mw_rules_free(rules);
}
END_TEST

START_TEST(an_answer_fits_only_what_was_asked)
{
    LOAD("", "answers: login, when: { result: true }",
         "answers: [share, login], when: { error: present }");
    ck_assert_str_eq(of_line("{\"result\":true}"), "");
    ck_assert_str_eq(meaning("{\"result\":true}", EVENT_LOGIN, CARRIED_BY_LINES), "w0");
    ck_assert_str_eq(meaning("{\"result\":true}", EVENT_SHARE, CARRIED_BY_LINES), "");
    ck_assert_str_eq(meaning("{\"error\":1}", EVENT_SHARE, CARRIED_BY_LINES), "w1");
    ck_assert(!dialect_gate(&rules->set, view_of("{\"result\":true,\"error\":1}")));
    mw_rules_free(rules);
}
END_TEST

START_TEST(a_dialect_is_heard_only_on_its_carriers)
{
    LOAD("carried-by: http\n", "method: m");
    ck_assert_str_eq(of_line("{\"method\":\"m\"}"), "");
    ck_assert_str_eq(meaning("{\"method\":\"m\"}", EVENT_NONE, CARRIED_BY_HTTP), "w0");
    mw_rules_free(rules);
}
END_TEST

START_TEST(an_http_head_may_say_it_all)
{
    LOAD("carried-by: http\n", "when: { http.target: \"/mine\" }",
         "when: { http.target: \"/mine\", a: text }", "when: { a: absent }", "method: m");
    struct http_head head = { .is_request = true, .target = view_of("/mine") };
    struct said said = { .http = &head };
    ck_assert_uint_eq(dialect_match(&rules->set, &said, EVENT_NONE, CARRIED_BY_HTTP, match), 1);
    ck_assert_str_eq(match[0].rule->what, "w0");
    said.root = json_loads("{\"a\":\"b\"}", 0, NULL);
    ck_assert_uint_eq(dialect_match(&rules->set, &said, EVENT_NONE, CARRIED_BY_HTTP, match), 2);
    json_decref(said.root);
    mw_rules_free(rules);
}
END_TEST

START_TEST(no_more_rules_are_met_than_there_is_room_for)
{
    const char *messages[MATCHES_MOST * 2];
    for (size_t i = 0; i < MATCHES_MOST * 2; i++)
        messages[i] = i % 2 ? "method: m" : "when: { method: text }";
    load("", messages, MATCHES_MOST * 2);
    struct said said = { .root = json_loads("{\"method\":\"m\"}", 0, NULL) };
    ck_assert_uint_eq(dialect_match(&rules->set, &said, EVENT_NONE, CARRIED_BY_LINES, match),
                      MATCHES_MOST);
    json_decref(said.root);
    mw_rules_free(rules);
}
END_TEST

START_TEST(the_gate_asks_for_all_words_of_one_rule)
{
    LOAD("", "method: m, when: { a.b: text, c: absent, \"d[0].e\": { not: text } }",
         "when: { f: text }, any-of: [ { g: text }, { h: text } ]");
    static const char *const open[] = {
        "{\"a\":{\"b\":1},\"method\":\"m\"}", /* the order, the values don't matter */
        "\"m\" \"b\" \"a\" \"method\"",
        "{\"f\":\"\",\"h\":\"\"}",
        "{\"f\":\"\",\"g\":\"\"}",
        "{\"\\u0066\":1}",
    };
    static const char *const shut[] = {
        "",
        "{}",
        "{\"method\":\"m\"}",
        "{\"method\":\"m\",\"a\":1}",
        "{\"f\":1}",
        "{\"g\":1,\"h\":1}",
        "{method:m,a:{b:1}}",
        "{\"f\":1,\"i\":1,\"a\":1,\"b\":1}",
    };
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        ck_assert_msg(dialect_gate(&rules->set, view_of(open[i])), "%s", open[i]);
    for (size_t i = 0; i < sizeof shut / sizeof *shut; i++)
        ck_assert_msg(!dialect_gate(&rules->set, view_of(shut[i])), "%s", shut[i]);
    mw_rules_free(rules);
}
END_TEST

START_TEST(a_word_too_long_to_look_for_shuts_no_gate)
{
    char message[256], text[256], word[100];
    memset(word, 'w', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    snprintf(message, sizeof message, "method: %s", word);
    snprintf(text, sizeof text, "{\"method\":\"%s\"}", word);
    LOAD("", message);
    ck_assert(dialect_gate(&rules->set, view_of(text)));
    ck_assert_str_eq(of_line(text), "w0");
    mw_rules_free(rules);
}
END_TEST

START_TEST(an_empty_set_is_no_harm)
{
    struct dialect_set set = { 0 };
    ck_assert(dialect_set_index(&set));
    ck_assert(!dialect_gate(&set, view_of("{\"method\":\"m\"}")));
    struct said said = { .root = json_loads("{\"method\":\"m\"}", 0, NULL) };
    ck_assert_uint_eq(dialect_match(&set, &said, EVENT_NONE, CARRIED_BY_LINES, match), 0);
    ck_assert_ptr_null(dialect_find(&set, "d"));
    json_decref(said.root);
    dialect_set_done(&set);
    dialect_set_done(&set);
    dialect_free(NULL);
}
END_TEST

SUITE("dialect", a_method_is_looked_up, a_method_that_is_no_text_is_none,
      a_star_stands_for_any_rest, a_message_may_be_named_by_another_key,
      all_conditions_hold_and_one_of_the_others, the_strongest_boost_that_holds_counts,
      an_answer_fits_only_what_was_asked, a_dialect_is_heard_only_on_its_carriers,
      an_http_head_may_say_it_all, no_more_rules_are_met_than_there_is_room_for,
      the_gate_asks_for_all_words_of_one_rule, a_word_too_long_to_look_for_shuts_no_gate,
      an_empty_set_is_no_harm)
