/* SPDX-License-Identifier: Apache-2.0 */
#include "talk.h"

/* Clients of the field, and what a pool answers. */

START_TEST(a_login_of_xmrig_is_a_message)
{
    struct feed_part parts[] = {
        FEED_CLIENT(
            "{\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"login\",\"params\":{\"login\":\"4x\","
            "\"pass\":\"x\",\"agent\":\"XMRig/6.26.0\",\"algo\":[\"cn/0\",\"rx/0\"]}}\n"),
        FEED_SERVER(
            "{\"id\":1,\"jsonrpc\":\"2.0\",\"error\":null,\"result\":{\"id\":\"s\",\"job\":"
            "{\"blob\":\"00\"},\"status\":\"OK\"}}\n"
            "{\"jsonrpc\":\"2.0\",\"method\":\"job\",\"params\":{\"blob\":\"01\"}}\n"),
    };

    assert_heard(
        parts,
        "client {\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"login\",\"params\":{\"login\":"
        "\"4x\",\"pass\":\"x\",\"agent\":\"XMRig/6.26.0\",\"algo\":[\"cn/0\",\"rx/0\"]}}\n"
        "server {\"id\":1,\"jsonrpc\":\"2.0\",\"error\":null,\"result\":{\"id\":\"s\","
        "\"job\":{\"blob\":\"00\"},\"status\":\"OK\"}}\n"
        "server {\"jsonrpc\":\"2.0\",\"method\":\"job\",\"params\":{\"blob\":\"01\"}}\n");
}
END_TEST

START_TEST(empty_lines_behind_a_submit_are_nothing)
{
    struct feed_part parts[] = {
        FEED_CLIENT("{\"method\": \"submit\", \"params\": {\"id\": \"1\"}, \"id\":4}\n\n"
                    "{\"method\": \"submit\", \"params\": {\"id\": \"1\"}, \"id\":4}\n\n"),
    };

    assert_heard(parts,
                 "client {\"method\": \"submit\", \"params\": {\"id\": \"1\"}, \"id\":4}\n"
                 "client {\"method\": \"submit\", \"params\": {\"id\": \"1\"}, \"id\":4}\n");
}
END_TEST

START_TEST(bfgminer_puts_params_first)
{
    struct feed_part parts[] = {
        FEED_CLIENT("{\"params\": [\"bfgminer/5.5.0\"], \"id\": 0, \"method\": "
                    "\"mining.subscribe\"}\n{\"params\": [\"u\", \"\"], \"id\": \"auth\", "
                    "\"method\": \"mining.authorize\"}\n"),
    };

    assert_heard(parts, "client {\"params\": [\"bfgminer/5.5.0\"], \"id\": 0, \"method\": "
                        "\"mining.subscribe\"}\n"
                        "client {\"params\": [\"u\", \"\"], \"id\": \"auth\", "
                        "\"method\": \"mining.authorize\"}\n");
}
END_TEST

/* Framing. */

START_TEST(an_object_over_many_lines_is_one_message)
{
    struct feed_part parts[] = {
        FEED_CLIENT("{\n  \"id\": 1,\r\n\n  \"params\": [\n    {\"a\": 1},\n{\"b\": 2}\n  ],\n"
                    "\"c\":\n{\"d\":3}\n}\n{\n\"id\": 2\n}\n"),
    };

    assert_heard(parts,
                 "client {\\x0a  \"id\": 1,\\x0d\\x0a\\x0a  \"params\": [\\x0a    {\"a\": 1},"
                 "\\x0a{\"b\": 2}\\x0a  ],\\x0a\"c\":\\x0a{\"d\":3}\\x0a}\n"
                 "client {\\x0a\"id\": 2\\x0a}\n");
}
END_TEST

START_TEST(objects_need_nothing_between_them)
{
    struct feed_part parts[] = { FEED_CLIENT("{\"id\":1}{\"id\":2} {\"id\":3}[{\"id\":4}]{}") };

    assert_heard(parts, "client {\"id\":1}\nclient {\"id\":2}\nclient {\"id\":3}\n"
                        "client [{\"id\":4}]\nclient {}\n");
}
END_TEST

START_TEST(newlines_returns_and_nuls_end_lines)
{
    struct feed_part parts[] = {
        FEED_CLIENT("{\"id\":1}\r\n\0{\"id\":2}\0{\"id\":3}\n\0\0 \t{\"id\":4}x\0{\"id\":5}x\n"
                    "{\"id\":6}"),
    };

    assert_heard(parts, "client {\"id\":1}\nclient {\"id\":2}\nclient {\"id\":3}\n"
                        "client {\"id\":4}\nclient {\"id\":5}\nclient {\"id\":6}\n");
}
END_TEST

START_TEST(a_byte_order_mark_is_skipped)
{
    struct feed_part parts[] = { FEED_CLIENT("\xef\xbb\xbf{\"id\":1}\n") };

    assert_heard(parts, "client {\"id\":1}\n");
}
END_TEST

START_TEST(a_batch_is_one_message)
{
    struct feed_part parts[] = { FEED_CLIENT(
        " [ {\"id\":1},\n{\"id\":2}]\n[\n{\"id\":3}\n]\n") };

    assert_heard(parts,
                 "client [ {\"id\":1},\\x0a{\"id\":2}]\nclient [\\x0a{\"id\":3}\\x0a]\n");
}
END_TEST

START_TEST(brackets_and_escapes_in_strings_do_not_count)
{
    struct feed_part parts[] = { FEED_CLIENT(
        "{\"a\":\"}]{[\\\"}\\\\\"}\n{\"b\":\"\\u007d\"}\n") };

    assert_heard(parts, "client {\"a\":\"}]{[\\\"}\\\\\"}\nclient {\"b\":\"\\u007d\"}\n");
}
END_TEST

/* Strings that don't end. */

START_TEST(a_string_that_ends_in_half_a_chinese_character_ends_at_the_newline)
{
    struct feed_part parts[] = {
        FEED_CLIENT("{\"id\":1,\"params\":[\"u\",\"\xe7\x5c\"]}\r\n{\"id\":2}\n"
                    "{\"worker\":\"\xe7\x5c\",\"pass\":\"x\"} \n{\"id\":3,\"w\":\"\xe7\\\"}"),
    };

    assert_heard(parts, "client {\"id\":1,\"params\":[\"u\",\"\\xe7\\\"]}\nclient {\"id\":2}\n"
                        "client {\"worker\":\"\\xe7\\\",\"pass\":\"x\"}\n"
                        "client {\"id\":3,\"w\":\"\\xe7\\\"}\n");
}
END_TEST

START_TEST(two_half_characters_do_not_swallow_the_next_message)
{
    struct feed_part parts[] = {
        FEED_CLIENT(
            "{\"a\":{\"w\":\"\xe7\x5c\",\"v\":\"\xe7\x5c\"}}\n{\"id\":2}\n{\"id\":3}\n"),
    };

    assert_heard(parts, "client {\"a\":{\"w\":\"\\xe7\\\",\"v\":\"\\xe7\\\"}}\n"
                        "client {\"id\":2}\nclient {\"id\":3}\n");
}
END_TEST

START_TEST(raw_newlines_and_control_characters_stay_in_a_string)
{
    struct feed_part parts[] = { FEED_CLIENT("{\"a\":\"x\ny\x01\tz\n{\",\"b\":\"\\\n\0\"}\n") };

    assert_heard(parts, "client {\"a\":\"x\\x0ay\\x01\\x09z\n"
                        "client {\",\"b\":\"\\\\x0a\\x00\"}\n");
}
END_TEST

START_TEST(an_object_that_was_never_closed_ends_where_the_next_begins)
{
    struct feed_part parts[] = {
        FEED_CLIENT("{\"a\":\"x\n{\"id\":2}\n{\"b\":{\"c\":1\n{\"id\":3}\n"),
    };

    assert_heard(parts, "client {\"a\":\"x\nclient {\"id\":2}\nclient {\"b\":{\"c\":1\n"
                        "client {\"id\":3}\n");
}
END_TEST

/* Text. */

START_TEST(what_follows_a_line_of_text_is_amid_text)
{
    struct feed_part parts[] = { FEED_SERVER("220 hello\r\n{\"id\":1}\r\n{\"id\":2}\r\n") };

    assert_heard(parts, "server ~ {\"id\":1}\nserver ~ {\"id\":2}\n");
}
END_TEST

START_TEST(a_mail_that_quotes_stratum_is_amid_text)
{
    struct feed_part parts[] = {
        FEED_SERVER("220 mx ESMTP\r\n"),
        FEED_CLIENT("EHLO x\r\n"),
        FEED_SERVER("250 ok\r\n"),
        FEED_CLIENT("DATA\r\n"),
        FEED_CLIENT("Subject: x\r\n\r\nIt begins with {\"id\":0} and then\r\n"
                    "{\"id\":1,\"method\":\"mining.subscribe\"}\r\n"
                    "> {\"id\":2}\r\n{\"id\":3}\r\n.\r\n"),
    };

    assert_heard(parts, "client ~ {\"id\":1,\"method\":\"mining.subscribe\"}\n"
                        "client ~ {\"id\":3}\n");
}
END_TEST

START_TEST(a_log_line_gives_no_message_but_the_first)
{
    struct feed_part parts[] = {
        FEED_CLIENT("<13>Nov 22 a b: {\"id\":1}\n<13>Nov 22 a b: {\"id\":2}\n"
                    "[info] {\"id\":3}\n[2026-11-22] {\"id\":4}\n{x} {\"id\":5}\n"),
    };

    assert_heard(parts, "client ~ {\"id\":1}\n");
}
END_TEST

START_TEST(a_miner_behind_junk_bytes_is_heard)
{
    struct feed_part parts[] = {
        FEED_CLIENT("\x01\x02\xff{{{\"id\":1}\n{\"id\":2}\n"),
    };

    assert_heard(parts, "client ~ {\"id\":1}\nclient ~ {\"id\":2}\n");
}
END_TEST

START_TEST(junk_is_looked_through_only_so_far)
{
    enum { /* inspect.bytes */ MOST = 8192, LOGIN = 10 };
    static char text[MOST + LOGIN + 1];
    for (int more = 0; more < 2; more++) {
        memset(text, 'x', sizeof text);
        memcpy(text + MOST - 1 + more, "{\"id\":1}\n", 9);
        struct feed_part part = {
            SIDE_CLIENT, {(uint8_t *)text, sizeof text - 1},
             0
        };
        for (size_t way = 0; way < FEED_SPLITS; way++) {
            struct talk t;
            talk_init(&t, false);
            talk_feed(&t, &part, 1, way);
            talk_end(&t);
            ck_assert_str_eq(t.heard, more ? "" : "client ~ {\"id\":1}\n");
            talk_done(&t);
        }
    }
}
END_TEST

START_TEST(text_behind_an_object_is_no_foreign_text)
{
    struct feed_part parts[] = {
        FEED_CLIENT("{\"id\":1} // first {\"id\":2}\n{\"id\":3} [x\n{\"id\":4} [\nx"
                    "\n{\"id\":5}\n"),
    };

    assert_heard(parts, "client {\"id\":1}\nclient {\"id\":3}\nclient {\"id\":4}\n"
                        "client ~ {\"id\":5}\n");
}
END_TEST

/* Ceilings. */

START_TEST(a_message_of_the_limit_is_heard_and_one_above_is_not)
{
    static char text[2200];
    for (size_t more = 0; more < 2; more++) {
        memset(text, ' ', sizeof text);
        memcpy(text, "{\"id\":1", 7);
        memcpy(text + 1023 + more, "}\n{\"id\":2}\n", 11);
        size_t len = 1024 + more + 10;
        struct feed_part part = {
            SIDE_CLIENT, {(uint8_t *)text, len},
             0
        };
        for (size_t way = 0; way < feed_ways(&part, 1); way++) {
            struct talk t;
            talk_init(&t, false);
            t.limits.message_most = 1024;
            talk_feed(&t, &part, 1, way);
            talk_end(&t);
            ck_assert_uint_eq(t.counters.messages_long, more);
            if (more)
                ck_assert_str_eq(t.heard, "client {\"id\":2}\n");
            else
                ck_assert_uint_gt(t.len, 1024);
            talk_done(&t);
        }
    }
}
END_TEST

/* In the middle. */

static void assert_heard_whole(const struct feed_part *parts, size_t count,
                               const char *expected)
{
    struct talk t;
    talk_init(&t, true);
    talk_feed(&t, parts, count, FEED_WHOLE);
    talk_end(&t);
    ck_assert_str_eq(t.heard, expected);
    talk_done(&t);
}

START_TEST(half_a_line_in_mid_stream_is_dropped_and_is_no_text)
{
    struct feed_part parts[] = { FEED_SERVER("ef\"]}\n{\"id\":2}\n") };

    assert_heard_whole(parts, 1, "server {\"id\":2}\n");
}
END_TEST

START_TEST(a_slice_in_mid_stream_may_begin_a_message)
{
    struct feed_part parts[] = {
        FEED_SERVER("{\"id\":1}"),
        FEED_CLIENT("ef\"]}"),
        FEED_CLIENT("{\"id\":2}"),
    };

    assert_heard_whole(parts, 3, "server {\"id\":1}\nclient {\"id\":2}\n");
}
END_TEST

START_TEST(a_slice_that_begins_like_a_request_does_not_break_a_message)
{
    struct feed_part parts[] = {
        FEED_SERVER("{\"a\":\""), FEED_SERVER("GET"),   FEED_SERVER(" "),
        FEED_SERVER("PUT it"),    FEED_SERVER("\"}\n"),
    };

    assert_heard_whole(parts, COUNT(parts), "server {\"a\":\"GET PUT it\"}\n");
}
END_TEST

START_TEST(a_gap_loses_no_more_than_the_messages_it_touches)
{
    static const char text[] = "{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n{\"id\":4}\n";
    enum { LEN = 9, GAP = 4 };
    for (size_t at = 0; at + GAP < sizeof text - 1; at++) {
        const uint8_t *bytes = (const uint8_t *)text;
        struct feed_part parts[] = {
            {SIDE_CLIENT,  { bytes, at },                                    0},
            FEED_GAP(SIDE_CLIENT, GAP),
            { SIDE_CLIENT, { bytes + at + GAP, sizeof text - 1 - at - GAP }, 0},
        };
        struct talk t;
        talk_init(&t, false);
        talk_feed(&t, parts, 3, FEED_WHOLE);
        talk_end(&t);
        for (size_t id = 0; id < 4; id++) {
            char line[] = "client {\"id\":1}\n";
            line[13] = (char)('1' + id);
            size_t from = id * LEN, end = from + LEN - 1;
            if (end <= at || from > at + GAP || from == at + GAP)
                ck_assert_msg(strstr(t.heard, line), "gap at %zu: %s", at, t.heard);
            else
                ck_assert_msg(!strstr(t.heard, line), "gap at %zu: %s", at, t.heard);
        }
        ck_assert_ptr_null(strchr(t.heard, '~'));
        talk_done(&t);
    }
}
END_TEST

START_TEST(text_before_a_gap_is_not_forgotten)
{
    struct feed_part parts[] = {
        FEED_CLIENT("EHLO x\r\n"),
        FEED_GAP(SIDE_CLIENT, 10),
        FEED_CLIENT("TA\r\n{\"id\":1}\r\n"),
    };

    assert_heard(parts, "client ~ {\"id\":1}\n");
}
END_TEST

SUITE("line", a_login_of_xmrig_is_a_message, empty_lines_behind_a_submit_are_nothing,
      bfgminer_puts_params_first, an_object_over_many_lines_is_one_message,
      objects_need_nothing_between_them, newlines_returns_and_nuls_end_lines,
      a_byte_order_mark_is_skipped, a_batch_is_one_message,
      brackets_and_escapes_in_strings_do_not_count,
      a_string_that_ends_in_half_a_chinese_character_ends_at_the_newline,
      two_half_characters_do_not_swallow_the_next_message,
      raw_newlines_and_control_characters_stay_in_a_string,
      an_object_that_was_never_closed_ends_where_the_next_begins,
      what_follows_a_line_of_text_is_amid_text, a_mail_that_quotes_stratum_is_amid_text,
      a_log_line_gives_no_message_but_the_first, a_miner_behind_junk_bytes_is_heard,
      junk_is_looked_through_only_so_far, text_behind_an_object_is_no_foreign_text,
      a_message_of_the_limit_is_heard_and_one_above_is_not,
      half_a_line_in_mid_stream_is_dropped_and_is_no_text,
      a_slice_in_mid_stream_may_begin_a_message,
      a_slice_that_begins_like_a_request_does_not_break_a_message,
      a_gap_loses_no_more_than_the_messages_it_touches, text_before_a_gap_is_not_forgotten)
