/* SPDX-License-Identifier: Apache-2.0 */
#include "talk.h"

#define LOGIN "{\"id\":1,\"method\":\"login\"}\n"
#define HEARD "client {\"id\":1,\"method\":\"login\"}\n"

START_TEST(a_proxy_line_is_skipped)
{
    struct feed_part parts[] = {
        FEED_CLIENT("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n" LOGIN),
    };

    assert_heard_through(parts, "proxy-protocol", "", HEARD);
}
END_TEST

START_TEST(a_binary_proxy_header_is_skipped)
{
    struct feed_part parts[] = {
        FEED_CLIENT("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\1\2\3\4\5\6\7\x08\0\1\0\2" LOGIN),
    };

    assert_heard_through(parts, "proxy-protocol", "", HEARD);
}
END_TEST

START_TEST(text_that_begins_like_a_proxy_line_is_text)
{
    struct feed_part short_line[] = { FEED_CLIENT("PROX {\"id\":1}\n") };
    struct feed_part long_line[] = {
        FEED_CLIENT(
            "PROXY xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n{\"id\":1}\n"),
    };

    assert_heard(short_line, "client ~ {\"id\":1}\n");
    assert_heard(long_line, "client ~ {\"id\":1}\n");
}
END_TEST

START_TEST(preambles_stack)
{
    struct feed_part parts[] = {
        FEED_CLIENT("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n"
                    "\5\1\0\5\1\0\3\1a\0\1CONNECT pool.example:3333 HTTP/1.1\r\n\r\n" LOGIN),
        FEED_SERVER("\5\0\5\0\0\1\0\0\0\0\0\0HTTP/1.1 200 ok\r\n\r\n{}\n"),
    };

    assert_heard_through(parts, "proxy-protocol socks5 http-connect", "pool.example 3333",
                         HEARD "server {}\n");
}
END_TEST

START_TEST(preambles_stack_only_so_deep)
{
#define LINE "PROXY UNKNOWN\r\n"
    struct feed_part six[] = { FEED_CLIENT(LINE LINE LINE LINE LINE LINE LOGIN) };
    struct feed_part seven[] = { FEED_CLIENT(LINE LINE LINE LINE LINE LINE LINE LOGIN) };

    assert_heard_through(six, "proxy-protocol", "", HEARD);
    assert_heard_through(seven, "proxy-protocol", "",
                         "client ~ {\"id\":1,\"method\":\"login\"}\n");
}
END_TEST

SUITE("proxyline", a_proxy_line_is_skipped, a_binary_proxy_header_is_skipped,
      text_that_begins_like_a_proxy_line_is_text, preambles_stack, preambles_stack_only_so_deep)
