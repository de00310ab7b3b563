/* SPDX-License-Identifier: Apache-2.0 */
#include "talk.h"

#define LOGIN "{\"id\":1,\"method\":\"login\"}\n"
#define WORK  "{\"id\":1,\"result\":{}}\n"
#define HEARD "client {\"id\":1,\"method\":\"login\"}\nserver {\"id\":1,\"result\":{}}\n"

START_TEST(socks5_with_a_name_is_taken_off)
{
    struct feed_part parts[] = {
        FEED_CLIENT("\5\1\0"),
        FEED_SERVER("\5\0"),
        FEED_CLIENT("\5\1\0\3\x0cpool.example\x0d\x05"),
        FEED_SERVER("\5\0\0\1\0\0\0\0\0\0"),
        FEED_CLIENT(LOGIN),
        FEED_SERVER(WORK),
    };

    assert_heard_through(parts, "socks5", "pool.example 3333", HEARD);
}
END_TEST

START_TEST(socks5_with_a_password_and_an_address_is_taken_off)
{
    struct feed_part parts[] = {
        FEED_CLIENT("\5\2\0\2"),
        FEED_SERVER("\5\2"),
        FEED_CLIENT("\1\4user\4pass"),
        FEED_SERVER("\1\0"),
        FEED_CLIENT("\5\1\0\4\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\x0d\x05"),
        FEED_SERVER("\5\0\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        FEED_CLIENT(LOGIN),
        FEED_SERVER(WORK),
    };

    assert_heard_through(parts, "socks5", "2001:db8::1 3333", HEARD);
}
END_TEST

START_TEST(a_client_that_does_not_wait_for_its_proxy_is_heard)
{
    struct feed_part parts[] = {
        FEED_CLIENT("\5\1\0\5\1\0\1\xcb\0\x71\x09\x0d\x05" LOGIN),
        FEED_SERVER("\5\0\5\0\0\3\1x\0\0" WORK),
    };

    assert_heard_through(parts, "socks5", "203.0.113.9 3333", HEARD);
}
END_TEST

START_TEST(socks5_is_known_from_either_side_alone)
{
    struct feed_part client[] = { FEED_CLIENT("\5\1\0\5\1\0\1\xcb\0\x71\x09\x0d\x05" LOGIN) };
    struct feed_part server[] = { FEED_SERVER("\5\2\1\0\5\0\0\1\0\0\0\0\0\0" WORK) };

    assert_heard_through(client, "socks5", "203.0.113.9 3333",
                         "client {\"id\":1,\"method\":\"login\"}\n");
    assert_heard_through(server, "socks5", "", "server {\"id\":1,\"result\":{}}\n");
}
END_TEST

START_TEST(socks5_is_known_where_client_and_server_were_mistaken)
{
    struct feed_part parts[] = {
        FEED_SERVER("\5\1\0\5\1\0\1\xcb\0\x71\x09\x0d\x05" LOGIN),
        FEED_CLIENT("\5\0\5\0\0\1\0\0\0\0\0\0" WORK),
    };

    assert_heard_through(
        parts, "socks5", "203.0.113.9 3333",
        "server {\"id\":1,\"method\":\"login\"}\nclient {\"id\":1,\"result\":{}}\n");
}
END_TEST

START_TEST(socks4_is_taken_off)
{
    struct feed_part parts[] = {
        FEED_CLIENT("\4\1\x0d\x05\xcb\0\x71\x09me\0"),
        FEED_SERVER("\0\x5a\0\0\0\0\0\0"),
        FEED_CLIENT(LOGIN),
        FEED_SERVER(WORK),
    };

    assert_heard_through(parts, "socks4", "203.0.113.9 3333", HEARD);
}
END_TEST

START_TEST(socks4a_names_its_host)
{
    struct feed_part parts[] = {
        FEED_CLIENT("\4\1\x0d\x05\0\0\0\1\0pool.example\0" LOGIN),
        FEED_SERVER("\0\x5a\0\0\0\0\0\0" WORK),
    };

    assert_heard_through(parts, "socks4", "pool.example 3333", HEARD);
}
END_TEST

START_TEST(what_only_begins_like_socks_is_junk_before_a_login)
{
    struct feed_part five[] = { FEED_CLIENT("\5\1\0" LOGIN) };
    struct feed_part four[] = { FEED_CLIENT("\4\1\x0d\x05\xcb\0\x71\x09" LOGIN) };
    struct feed_part nul[] = { FEED_SERVER("\0" WORK) };

    assert_heard(five, "client ~ {\"id\":1,\"method\":\"login\"}\n");
    assert_heard(four, "client ~ {\"id\":1,\"method\":\"login\"}\n");
    assert_heard(nul, "server {\"id\":1,\"result\":{}}\n");
}
END_TEST

SUITE("socks", socks5_with_a_name_is_taken_off,
      socks5_with_a_password_and_an_address_is_taken_off,
      a_client_that_does_not_wait_for_its_proxy_is_heard,
      socks5_is_known_from_either_side_alone,
      socks5_is_known_where_client_and_server_were_mistaken, socks4_is_taken_off,
      socks4a_names_its_host, what_only_begins_like_socks_is_junk_before_a_login)
