/* SPDX-License-Identifier: Apache-2.0 */
#include "talk.h"

#define HELLO  "\x16\3\1\2\0\1\0\1\xfc\3\3"
#define ANSWER "\x16\3\3\0\x7a\2\0\0\x76\3\3"
#define ALERT  "\x15\3\3\0\2\2\x28"

static enum verdict verdict_after(const struct feed_part *parts, size_t count, size_t way)
{
    struct talk t;
    talk_init(&t, false);
    talk_feed(&t, parts, count, way);
    enum verdict v = conduit_verdict(t.conduit);
    talk_done(&t);
    return v;
}

#define assert_verdict(parts, expected)                                                        \
    do {                                                                                       \
        for (size_t way = 0; way < feed_ways(parts, COUNT(parts)); way++)                      \
            ck_assert_int_eq(verdict_after(parts, COUNT(parts), way), expected);               \
    } while (0)

START_TEST(tls_on_both_sides_is_foreign)
{
    struct feed_part full[] = { FEED_CLIENT(HELLO), FEED_SERVER(ANSWER) };
    struct feed_part refused[] = { FEED_CLIENT(HELLO), FEED_SERVER(ALERT) };
    struct feed_part turned[] = { FEED_SERVER(HELLO), FEED_CLIENT(ANSWER) };

    assert_verdict(full, VERDICT_FOREIGN);
    assert_verdict(refused, VERDICT_FOREIGN);
    assert_verdict(turned, VERDICT_FOREIGN);
}
END_TEST

START_TEST(tls_behind_a_proxy_is_foreign)
{
    struct feed_part parts[] = {
        FEED_CLIENT("CONNECT a:443 HTTP/1.1\r\n\r\n"),
        FEED_SERVER("HTTP/1.1 200 ok\r\n\r\n"),
        FEED_CLIENT(HELLO),
        FEED_SERVER(ANSWER),
    };

    assert_verdict(parts, VERDICT_FOREIGN);
}
END_TEST

START_TEST(a_client_hello_alone_or_answered_by_text_is_open)
{
    struct feed_part alone[] = { FEED_CLIENT(HELLO) };
    struct feed_part text[] = { FEED_CLIENT(HELLO), FEED_SERVER("what?\n") };
    struct feed_part json[] = { FEED_CLIENT(HELLO), FEED_SERVER("{\"id\":null}\n") };

    assert_verdict(alone, VERDICT_OPEN);
    assert_verdict(text, VERDICT_OPEN);
    assert_verdict(json, VERDICT_READING);
}
END_TEST

START_TEST(ssh_on_both_sides_is_foreign)
{
    struct feed_part both[] = { FEED_CLIENT("SSH-2.0-x\r\n"), FEED_SERVER("SSH-2.0-y\r\n") };
    struct feed_part one[] = { FEED_CLIENT("SSH-2.0-x\r\n{\"id\":1"), FEED_SERVER("hm\r\n") };

    assert_verdict(both, VERDICT_FOREIGN);
    assert_verdict(one, VERDICT_OPEN);
}
END_TEST

START_TEST(reading_begins_with_the_first_whole_message)
{
    struct feed_part half[] = { FEED_CLIENT("{\"id\":1") };
    struct feed_part whole[] = { FEED_CLIENT("{\"id\":1}") };
    struct feed_part head[] = { FEED_SERVER(
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<html") };

    assert_verdict(half, VERDICT_OPEN);
    assert_verdict(whole, VERDICT_READING);
    assert_verdict(head, VERDICT_READING);
}
END_TEST

START_TEST(what_an_undecided_head_held_back_comes_out_at_the_end)
{
    struct feed_part parts[] = { FEED_CLIENT("POST /{\"id\":1}"),
                                 FEED_SERVER("\5\0{\"id\":2}") };

    assert_heard(parts, "server ~ {\"id\":2}\nclient ~ {\"id\":1}\n");
}
END_TEST

START_TEST(without_begin_a_side_is_read_from_its_start)
{
    struct limits limits = limits_default();
    struct counters counters = { 0 };
    struct talk t;
    talk_init(&t, false);
    t.conduit = conduit_new(&limits, &counters);
    struct feed_part part = FEED_CLIENT("x{\"id\":1}\n");
    talk_slice(&part, part.bytes, &t);
    talk_end(&t);

    ck_assert_str_eq(t.heard, "client ~ {\"id\":1}\n");
    talk_done(&t);
}
END_TEST

START_TEST(nothing_is_fine)
{
    struct talk t;
    talk_init(&t, false);
    conduit_free(NULL);
    talk_feed(&t, NULL, 0, FEED_WHOLE);
    struct feed_part part = FEED_CLIENT("");
    talk_slice(&part, (struct view){ 0 }, &t);
    talk_end(&t);
    talk_end(&t);

    ck_assert_str_eq(t.heard, "");
    ck_assert_int_eq(conduit_verdict(t.conduit), VERDICT_OPEN);
    talk_done(&t);
}
END_TEST

SUITE("conduit", tls_on_both_sides_is_foreign, tls_behind_a_proxy_is_foreign,
      a_client_hello_alone_or_answered_by_text_is_open, ssh_on_both_sides_is_foreign,
      reading_begins_with_the_first_whole_message,
      what_an_undecided_head_held_back_comes_out_at_the_end,
      without_begin_a_side_is_read_from_its_start, nothing_is_fine)
