/* SPDX-License-Identifier: Apache-2.0 */
#include "talk.h"

#define LOGIN "{\"id\":1,\"method\":\"login\"}\n"
#define WORK  "{\"id\":1,\"result\":{}}\n"
#define HEARD "client {\"id\":1,\"method\":\"login\"}\nserver {\"id\":1,\"result\":{}}\n"
#define ASK   "CONNECT pool.example:3333 HTTP/1.1\r\nHost: pool.example:3333\r\n\r\n"

START_TEST(connect_and_its_answer_are_taken_off)
{
    struct feed_part parts[] = {
        FEED_CLIENT(ASK),
        FEED_SERVER("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
        FEED_CLIENT(LOGIN),
        FEED_SERVER(WORK),
    };

    assert_heard_through(parts, "http-connect", "pool.example 3333", HEARD);
}
END_TEST

START_TEST(an_address_of_six_stands_in_brackets)
{
    struct feed_part parts[] = {
        FEED_CLIENT("CONNECT [2001:db8::1]:3333 HTTP/1.0\n\n" LOGIN),
    };

    assert_heard_through(parts, "http-connect", "2001:db8::1 3333",
                         "client {\"id\":1,\"method\":\"login\"}\n");
}
END_TEST

START_TEST(the_answer_alone_is_known_by_its_words)
{
    struct feed_part parts[] = {
        FEED_SERVER("HTTP/1.0 200 Connection Established\r\nProxy-Agent: x\r\n\r\n" WORK),
    };

    assert_heard_through(parts, "http-connect", "", "server {\"id\":1,\"result\":{}}\n");
}
END_TEST

START_TEST(a_refusal_may_be_followed_by_consent)
{
    struct feed_part parts[] = {
        FEED_CLIENT(ASK),
        FEED_SERVER("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 6\r\n\r\n"
                    "<html>"),
        FEED_CLIENT(ASK),
        FEED_SERVER("HTTP/1.1 200 Connection established\r\n\r\n"),
        FEED_CLIENT("POST / HTTP/1.1\r\nContent-Length: 2\r\nHost: other\r\n\r\n{}"),
        FEED_SERVER("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
    };

    assert_heard_through(parts, "http-connect http", "pool.example 3333",
                         "server 407\nclient POST / {}\nserver 200 {}\n");
}
END_TEST

START_TEST(lines_in_a_tunnel_after_a_refusal_are_not_amid_text)
{
    struct feed_part parts[] = {
        FEED_CLIENT(ASK),
        FEED_SERVER("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"),
        FEED_CLIENT(ASK),
        FEED_SERVER("HTTP/1.1 200 ok\r\n\r\n"),
        FEED_CLIENT(LOGIN),
        FEED_SERVER(WORK),
    };

    assert_heard_through(parts, "http-connect", "pool.example 3333", "server 407\n" HEARD);
}
END_TEST

START_TEST(connect_in_mid_stream_is_known)
{
    struct feed_part parts[] = { FEED_CLIENT(ASK), FEED_CLIENT(LOGIN) };
    struct talk t;
    talk_init(&t, true);
    talk_feed(&t, parts, 2, FEED_WHOLE);
    talk_end(&t);

    ck_assert_str_eq(t.heard, "client {\"id\":1,\"method\":\"login\"}\n");
    talk_done(&t);
}
END_TEST

SUITE("connect", connect_and_its_answer_are_taken_off, an_address_of_six_stands_in_brackets,
      the_answer_alone_is_known_by_its_words, a_refusal_may_be_followed_by_consent,
      lines_in_a_tunnel_after_a_refusal_are_not_amid_text, connect_in_mid_stream_is_known)
