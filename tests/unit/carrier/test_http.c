/* SPDX-License-Identifier: Apache-2.0 */
#include "talk.h"

#define GZIP                                                                                   \
    "\x1f\x8b\x08\0\0\0\0\0\x02\x03\xab\x56\xca\x4c\x51\xb2\x32\xd4\x51\x2a\x4a\x2d\x2e\xcd"   \
    "\x29\x51\xb2\xaa\xae\xad\xe5\x02\0\x96\xd0\x1d\xea\x15\0\0\0"
#define ZLIB "\x78\x9c\xab\x56\xca\x4c\x51\xb2\x32\xaa\x05\0\x0b\x4f\x02\x76"
#define RAW  "\xab\x56\xca\x4c\x51\xb2\x32\xae\x05\0"

START_TEST(pipelined_requests_and_answers_are_messages)
{
    struct feed_part parts[] = {
        FEED_CLIENT(
            "POST /json_rpc HTTP/1.1\r\nHost: node.example:18081\r\nContent-Length: "
            "8\r\n\r\n{\"id\":1}GET /getheight HTTP/1.1\r\nHost: node.example:18081\r\n\r\n"),
        FEED_SERVER("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"id\":1}\r\n"
                    "HTTP/1.1 200 Ok\r\ncontent-length:12\r\n\r\n{\"height\":3}"),
    };

    assert_heard_through(parts, "http", "node.example 18081",
                         "client POST /json_rpc {\"id\":1}\nclient GET /getheight\n"
                         "server 200 {\"id\":1}\nserver 200 {\"height\":3}\n");
}
END_TEST

START_TEST(getwork_with_long_polling_is_heard)
{
    struct feed_part parts[] = {
        FEED_CLIENT(
            "POST / HTTP/1.1\r\nAuthorization: Basic dTpw\r\nUser-Agent: cpuminer/2.5.1\r\n"
            "Host: 203.0.113.9\r\nContent-Length: 46\r\n\r\n"
            "{\"method\": \"getwork\", \"params\": [], \"id\":0}\r\n\r\n"),
        FEED_SERVER("HTTP/1.1 200 OK\r\nX-Long-Polling: /lp\r\nX-Stratum: stratum+tcp://h:1\r\n"
                    "Content-Length: 13\r\n\r\n{\"result\":{}}"),
        FEED_CLIENT("GET /lp HTTP/1.1\r\nHost: 203.0.113.9\r\n\r\n"),
        FEED_SERVER("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "5;x=y\r\n{\"res\r\n8\r\nult\":{}}\r\n0\r\nX-Trailer: y\r\n\r\n"),
    };

    assert_heard_through(parts, "http", "203.0.113.9 0",
                         "client POST / {\"method\": \"getwork\", \"params\": [], \"id\":0}\n"
                         "server 200 {\"result\":{}}\nclient GET /lp\n"
                         "server 200 {\"result\":{}}\n");
}
END_TEST

START_TEST(an_answer_until_the_close_is_heard)
{
    struct feed_part json[] = { FEED_SERVER("HTTP/1.0 200 OK\r\n\r\n {\"id\":1}\n") };
    struct feed_part page[] = { FEED_SERVER("HTTP/1.0 200 OK\r\n\r\n<html>\n{\"id\":1}\n") };
    struct feed_part none[] = { FEED_SERVER("HTTP/1.0 401 No\r\n\r\n") };

    assert_heard_through(json, "http", "", "server 200 {\"id\":1}\n");
    assert_heard_through(page, "http", "", "server 200\n");
    assert_heard_through(none, "http", "", "server 401\n");
}
END_TEST

START_TEST(a_request_that_must_wait_is_heard_once)
{
    struct feed_part parts[] = {
        FEED_CLIENT("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"),
        FEED_SERVER("HTTP/1.1 100 Continue\r\n\r\n"),
        FEED_CLIENT("{}"),
        FEED_SERVER("HTTP/1.1 204 No Content\r\n\r\n"),
    };

    assert_heard_through(parts, "http", "", "client POST / {}\nserver 204\n");
}
END_TEST

START_TEST(an_answer_to_head_has_no_body)
{
    struct feed_part parts[] = {
        FEED_CLIENT("HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
        FEED_SERVER("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"
                    "HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\n{}"),
    };

    assert_heard_through(parts, "http", "",
                         "client HEAD /\nclient GET /\nserver 200\nserver 404 {}\n");
}
END_TEST

START_TEST(an_upgrade_changes_nothing_by_itself)
{
    struct feed_part parts[] = {
        FEED_CLIENT("GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),
        FEED_SERVER("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
        FEED_CLIENT("GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
        FEED_SERVER("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                    "Upgrade: websocket\r\n\r\n"),
        FEED_CLIENT("\x81\x88\1\2\3\4abcdefgh"),
        FEED_SERVER("\x81\x02{}"),
    };

    assert_heard_through(parts, "http", "",
                         "client GET /\nserver 200 {}\nclient GET /ws\nserver 101\n");
}
END_TEST

START_TEST(lines_of_a_head_may_end_without_return)
{
    struct feed_part parts[] = {
        FEED_CLIENT("\n\r\nPOST / HTTP/1.0\nContent-Length: 2\nHost: [::1]:80\n\n{}\n"),
    };

    assert_heard_through(parts, "http", "::1 80", "client POST / {}\n");
}
END_TEST

START_TEST(a_packed_body_is_unpacked)
{
    struct feed_part parts[] = {
        FEED_SERVER(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 41\r\n\r\n" GZIP
            "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: 16\r\n\r\n" ZLIB
            "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: 10\r\n\r\n" RAW
            "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 3\r\n\r\n{}\n"),
    };

    assert_heard_through(parts, "http", "",
                         "server 200 {\"id\":1,\"result\":{}}\nserver 200 {\"id\":2}\n"
                         "server 200 {\"id\":3}\nserver 200\n");
}
END_TEST

START_TEST(a_body_above_the_limit_is_counted_and_its_head_heard)
{
    static char text[4096];
    int n =
        snprintf(text, sizeof text, "POST / HTTP/1.1\r\nContent-Length: 2000\r\n\r\n{\"a\":\"");
    memset(text + n, 'x', 2000);
    memcpy(text + n + 1992, "\"}GET / HTTP/1.1\r\n\r\n", 21);
    struct feed_part part = {
        SIDE_CLIENT, {(uint8_t *)text, strlen(text)},
         0
    };
    for (size_t way = 0; way < FEED_SPLITS; way++) {
        struct talk t;
        talk_init(&t, false);
        t.limits.message_most = 1024;
        talk_feed(&t, &part, 1, way);
        talk_end(&t);
        ck_assert_str_eq(t.heard, "client POST /\nclient GET /\n");
        ck_assert_uint_eq(t.counters.messages_long, 1);
        talk_done(&t);
    }
}
END_TEST

START_TEST(a_bomb_is_not_unpacked)
{
    /* 4096 bytes of zeros in a gzip body, and a ceiling of 1024. */
    static const char text[] =
        "POST / HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: 38\r\n\r\n"
        "\x1f\x8b\x08\0\0\0\0\0\x02\x03\xed\xc1\x01\x0d\0\0\0\xc2\xa0\xf7\x4f\x6d\x0f\x07\x14\0"
        "\0\0\xf0\x6e\x11\0\x1c\xc7\0\x10\0\0";
    struct feed_part part = {
        SIDE_CLIENT, {(const uint8_t *)text, sizeof text - 1},
         0
    };
    struct talk t;
    talk_init(&t, false);
    t.limits.message_most = 1024;
    talk_feed(&t, &part, 1, FEED_WHOLE);
    talk_end(&t);

    ck_assert_str_eq(t.heard, "client POST /\n");
    ck_assert_uint_eq(t.counters.messages_long, 1);
    talk_done(&t);
}
END_TEST

/* HTTP for show, before something else. */

START_TEST(lines_behind_a_request_are_amid_text)
{
    struct feed_part parts[] = {
        FEED_CLIENT("GET / HTTP/1.1\r\nHost: www.example\r\n\r\n{\"id\":1}\n{\"id\":2}\n"),
        FEED_SERVER("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n{\"id\":1}\n"),
    };

    assert_heard_through(parts, "http", "www.example 0",
                         "client GET /\nclient ~ {\"id\":1}\nclient ~ {\"id\":2}\n"
                         "server 200\nserver ~ {\"id\":1}\n");
}
END_TEST

START_TEST(lines_in_a_head_that_never_ends_are_amid_text)
{
    struct feed_part parts[] = {
        FEED_CLIENT("GET / HTTP/1.1\r\nHost: www.example\r\n{\"id\":1}\n{\"id\":2}\n"),
        FEED_SERVER("HTTP/1.1 200 {\"id\":1}\n{\"id\":2}\n"),
    };

    assert_heard(parts, "client ~ {\"id\":1}\nclient ~ {\"id\":2}\n"
                        "server ~ {\"id\":1}\nserver ~ {\"id\":2}\n");
}
END_TEST

START_TEST(lines_in_a_body_that_never_ends_are_heard_as_they_come)
{
    struct feed_part parts[] = {
        FEED_CLIENT("POST / HTTP/1.1\r\nContent-Length: 99999\r\n\r\n{\"id\":1}\n{\"id\":2}\n"),
        FEED_SERVER("HTTP/1.1 200 OK\r\n\r\n{\"id\":1}\n{\"id\":2}\n"),
    };

    assert_heard_through(parts, "http", "",
                         "client POST / {\"id\":1}\nclient ~ {\"id\":2}\n"
                         "server 200 {\"id\":1}\nserver ~ {\"id\":2}\n");
}
END_TEST

START_TEST(lines_behind_a_broken_chunk_are_amid_text)
{
    struct feed_part parts[] = {
        FEED_SERVER("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{\"id\":1}\n"),
    };

    assert_heard_through(parts, "http", "", "server ~ {\"id\":1}\n");
}
END_TEST

START_TEST(text_that_begins_like_a_request_is_text)
{
    struct feed_part parts[] = {
        FEED_CLIENT("GET something\n{\"id\":1}\n"),
        FEED_SERVER("HTTP is a protocol {\"id\":1}\n{\"id\":2}\n"),
    };

    assert_heard(parts, "client ~ {\"id\":1}\nserver ~ {\"id\":1}\nserver ~ {\"id\":2}\n");
}
END_TEST

START_TEST(a_head_is_read_up_to_its_ceiling)
{
    static char text[40000];
    for (int more = 0; more < 2; more++) {
        int n = snprintf(text, sizeof text, "GET / HTTP/1.1\r\nCookie: ");
        size_t filled = (size_t)(32768 - 4 + more);
        memset(text + n, 'x', filled - (size_t)n);
        memcpy(text + filled, "\r\n\r\n{\"id\":1}\n", 14);
        struct feed_part part = {
            SIDE_CLIENT, {(uint8_t *)text, strlen(text)},
             0
        };
        for (size_t way = 0; way < FEED_SPLITS; way++) {
            struct talk t;
            talk_init(&t, false);
            talk_feed(&t, &part, 1, way);
            talk_end(&t);
            ck_assert_str_eq(t.heard, more ? "client ~ {\"id\":1}\n"
                                           : "client GET /\nclient ~ {\"id\":1}\n");
            talk_done(&t);
        }
    }
}
END_TEST

/* Heads. */

static struct view seen[3];
static size_t seen_count;

static void look(const struct message *m, void *ctx)
{
    (void)ctx;
    seen[0] = http_header_find(m->http, "x-stratum");
    seen[1] = http_header_find(m->http, "LAST");
    seen[2] = http_header_find(m->http, "absent");
    seen_count = m->http->header_count;
    ck_assert(view_is(seen[0], "stratum+tcp://h:3333"));
    ck_assert(seen[2].len == 0);
}

START_TEST(headers_are_found_by_name_and_no_more_kept_than_there_is_room)
{
    static char text[4096];
    strcpy(text, "HTTP/1.1 200 OK\r\nX-Stratum: stratum+tcp://h:3333\r\n");
    for (int i = 0; i < 60; i++)
        strcat(text, "N: v\r\n");
    strcat(text, "Last: x\r\nContent-Length: 0\r\n\r\n");
    struct limits limits = limits_default();
    struct counters counters = { 0 };
    struct conduit *c = conduit_new(&limits, &counters);
    struct mw_origin origin = { 0 };
    struct outlet out = { look, NULL };
    conduit_feed(c, SIDE_SERVER, view_of(text), &origin, &out);

    ck_assert_uint_eq(seen_count, HTTP_HEADERS_MOST);
    ck_assert_uint_eq(seen[1].len, 0);
    ck_assert_int_eq(conduit_verdict(c), VERDICT_READING);
    conduit_free(c);
}
END_TEST

/* In the middle. */

static void assert_heard_whole(const struct feed_part *parts, size_t count, bool is_midstream,
                               const char *expected)
{
    struct talk t;
    talk_init(&t, is_midstream);
    talk_feed(&t, parts, count, FEED_WHOLE);
    talk_end(&t);
    ck_assert_str_eq(t.heard, expected);
    talk_done(&t);
}

START_TEST(http_is_found_again_behind_a_gap)
{
    struct feed_part parts[] = {
        FEED_CLIENT("POST / HTTP/1.1\r\nContent-Length: 8\r\n\r\n{\"i"),
        FEED_GAP(SIDE_CLIENT, 5),
        FEED_CLIENT("POST / HTTP/1.1\r\nContent-Length: 8\r\n\r\n{\"id\":2}"),
        FEED_SERVER("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{\"id\":1}"),
    };

    assert_heard_whole(parts, COUNT(parts), false,
                       "client POST / {\"id\":2}\nserver 200 {\"id\":1}\n");
}
END_TEST

START_TEST(http_is_found_in_mid_stream)
{
    struct feed_part parts[] = {
        FEED_SERVER("<p>\n</html>\n"),
        FEED_SERVER("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{\"id\":2}"),
        FEED_CLIENT("{\"id\":3}"),
        FEED_CLIENT("POST / HTTP/1.1\r\nContent-Length: 8\r\n\r\n{\"id\":4}"),
    };

    assert_heard_whole(parts, COUNT(parts), true,
                       "server 200 {\"id\":2}\nclient {\"id\":3}\nclient POST / {\"id\":4}\n");
}
END_TEST

START_TEST(a_mail_that_quotes_http_is_no_http)
{
    struct feed_part parts[] = {
        FEED_CLIENT("EHLO x\r\nDATA\r\n"),
        FEED_CLIENT("POST / HTTP/1.1\r\nContent-Length: 8\r\n\r\n{\"id\":2}"),
    };

    assert_heard(parts, "client ~ {\"id\":2}\n");
}
END_TEST

SUITE("http", pipelined_requests_and_answers_are_messages, getwork_with_long_polling_is_heard,
      an_answer_until_the_close_is_heard, a_request_that_must_wait_is_heard_once,
      an_answer_to_head_has_no_body, an_upgrade_changes_nothing_by_itself,
      lines_of_a_head_may_end_without_return, a_packed_body_is_unpacked,
      a_body_above_the_limit_is_counted_and_its_head_heard, a_bomb_is_not_unpacked,
      lines_behind_a_request_are_amid_text, lines_in_a_head_that_never_ends_are_amid_text,
      lines_in_a_body_that_never_ends_are_heard_as_they_come,
      lines_behind_a_broken_chunk_are_amid_text, text_that_begins_like_a_request_is_text,
      a_head_is_read_up_to_its_ceiling,
      headers_are_found_by_name_and_no_more_kept_than_there_is_room,
      http_is_found_again_behind_a_gap, http_is_found_in_mid_stream,
      a_mail_that_quotes_http_is_no_http)
