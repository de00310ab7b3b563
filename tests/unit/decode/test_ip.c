/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

static struct frame *tcp_over_v4(unsigned edit, unsigned value)
{
    struct frame *f = inner_v4();
    f->room[f->start + edit] = (uint8_t)value;
    return f;
}

START_TEST(ipv4_options_are_skipped)
{
    struct frame *f = inner_tcp();
    uint8_t h[24] = { 0x46, 0, 0, 0, 0,  1, 0, 0, 64, 6, 0, 0,
                      10,   9, 0, 1, 10, 9, 0, 2, 7,  3, 4, 0 };
    put_be16(h + 2, (unsigned)(frame_len(f) + sizeof h));
    wrap(f, h, sizeof h);

    expect_inner(101, f);
}
END_TEST

START_TEST(ipv4_headers_that_cannot_be_are_refused)
{
    static const struct {
        unsigned at, value;
    } cases[] = {
        {0,  0x44},
        { 0, 0x4f},
        { 0, 0x65},
        { 3, 19  }
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct frame *f = tcp_over_v4(cases[i].at, cases[i].value);
        ck_assert(!read_whole(228, f));
        free(f);
    }
    ck_assert_uint_eq(counters.decode_short, 4);
}
END_TEST

START_TEST(a_total_length_of_zero_ends_with_the_frame)
{
    struct frame *f = inner_v4();
    put_be16(f->room + f->start + 2, 0);
    ck_assert(read_whole(228, f));
    assert_inner();
    free(f);

    f = inner_v6();
    put_be16(f->room + f->start + 4, 0);
    ck_assert(read_whole(229, f));
    assert_inner();
    free(f);
}
END_TEST

START_TEST(a_total_length_beyond_the_frame_adds_nothing)
{
    struct frame *f = inner_v4();
    put_be16(f->room + f->start + 2, 9999);

    ck_assert(read_whole(228, f));
    assert_inner();
    free(f);
}
END_TEST

START_TEST(a_cut_capture_gives_what_is_there_and_says_what_was)
{
    struct frame *f = inner_ethernet();

    ck_assert(read_cut(1, f, frame_len(f) - 5));
    ck_assert_uint_eq(packet.payload.len, strlen(INNER_TEXT) - 5);
    ck_assert_uint_eq(packet.payload_len, strlen(INNER_TEXT));
    free(f);
}
END_TEST

START_TEST(a_capture_cut_in_the_tcp_header_still_has_its_flags)
{
    struct frame *f = inner_ethernet();

    ck_assert(read_cut(1, f, 14 + 20 + 14));
    ck_assert_uint_eq(packet.src_port, 50000);
    ck_assert_uint_eq(packet.flags, FRAME_PSH_ACK);
    ck_assert_uint_eq(packet.payload.len, 0);
    ck_assert_uint_eq(packet.payload_len, strlen(INNER_TEXT));
    ck_assert(!read_cut(1, f, 14 + 20 + 13));
    free(f);
}
END_TEST

START_TEST(tcp_options_are_skipped)
{
    struct frame *f = frame_with(INNER_TEXT);
    wrap(f,
         "\1\1\x08\x0a"
         "aaaabbbb",
         12);
    wrap_tcp(f, 50000, 3333, 1000, FRAME_PSH_ACK);
    f->room[f->start + 12] = 8 << 4;
    wrap_ipv4(f, "10.9.0.1", "10.9.0.2", 6);

    expect_inner(228, f);
}
END_TEST

START_TEST(a_tcp_offset_outside_the_segment_is_refused)
{
    struct frame *f = tcp_over_v4(20 + 12, 4 << 4);
    ck_assert(!read_whole(228, f));
    f->room[f->start + 20 + 12] = 15 << 4;
    ck_assert(!read_whole(228, f));
    ck_assert_uint_eq(counters.decode_short, 2);
    ck_assert_uint_eq(counters.tcp_packets, 0);
    free(f);
}
END_TEST

START_TEST(udp_is_read_to_its_length)
{
    struct frame *f = frame_with("question and more");
    wrap_udp(f, 1000, 53);
    put_be16(f->room + f->start + 4, 8 + 8);
    wrap_ipv4(f, "10.9.0.1", "10.9.0.2", 17);

    ck_assert(read_whole(228, f));
    ck_assert_uint_eq(packet.proto, 17);
    ck_assert_uint_eq(packet.dst_port, 53);
    ck_assert(view_is(packet.payload, "question"));
    ck_assert_uint_eq(packet.payload_len, 8);
    ck_assert_uint_eq(counters.udp_packets, 1);
    free(f);
}
END_TEST

START_TEST(a_udp_length_below_its_header_is_refused)
{
    struct frame *f = frame_with("question");
    wrap_udp(f, 1000, 53);
    put_be16(f->room + f->start + 4, 7);
    wrap_ipv4(f, "10.9.0.1", "10.9.0.2", 17);

    expect_nothing(228, f);
}
END_TEST

START_TEST(other_protocols_are_unknown_and_no_error)
{
    struct frame *f = frame_with("ping");
    wrap_ipv4(f, "10.9.0.1", "10.9.0.2", 1);

    ck_assert(!read_whole(228, f));
    ck_assert_uint_eq(counters.decode_unknown, 1);
    ck_assert_uint_eq(counters.decode_short, 0);
    free(f);
}
END_TEST

START_TEST(ipv6_extension_headers_are_skipped)
{
    static const unsigned kinds[] = { 0, 43, 60, 135, 139, 140 };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct frame *f = inner_tcp();
        wrap_ipv6_extension(f, 6);
        wrap_ipv6_extension(f, 60);
        wrap_ipv6(f, "2001:db8::1", "2001:db8::2", kinds[i]);
        wrap_ethernet(f, 0x86dd);
        expect_inner(1, f);
    }
}
END_TEST

START_TEST(extension_headers_are_ipv6s_alone)
{
    struct frame *f = inner_tcp();
    wrap_ipv6_extension(f, 6);
    wrap_ipv4(f, "10.9.0.1", "10.9.0.2", 0);
    expect_nothing(228, f);

    f = inner_tcp();
    wrap_ipv6_fragment(f, 6, 0, 1);
    wrap_ipv4(f, "10.9.0.1", "10.9.0.2", 44);
    expect_nothing(228, f);
}
END_TEST

START_TEST(an_authentication_header_is_skipped)
{
    struct frame *f = inner_tcp();
    wrap(f, "\x06\x04\0\0\0\0\0\1\0\0\0\1abcdefabcdef", 24);
    wrap_ipv4(f, "10.9.0.1", "10.9.0.2", 51);
    expect_inner(228, f);

    f = inner_tcp();
    wrap(f, "\x06\x04\0\0\0\0\0\1\0\0\0\1abcdefabcdef", 24);
    wrap_ipv6(f, "2001:db8::1", "2001:db8::2", 51);
    expect_inner(229, f);
}
END_TEST

START_TEST(an_authentication_header_of_no_length_is_refused)
{
    struct frame *f = inner_tcp();
    wrap(f, "\x06\x00\0\0\0\0\0\1", 8);
    wrap_ipv4(f, "10.9.0.1", "10.9.0.2", 51);
    expect_nothing(228, f);
}
END_TEST

START_TEST(esp_is_counted_as_encrypted)
{
    struct frame *f = frame_with("opaque");
    wrap_ipv4(f, "10.9.0.1", "10.9.0.2", 50);

    ck_assert(!read_whole(228, f));
    ck_assert_uint_eq(counters.decode_encrypted, 1);
    free(f);
}
END_TEST

START_TEST(wrong_checksums_matter_only_when_asked)
{
    struct frame *f = tcp_over_v4(8, 63); /* TTL: the IP header's sum is off by one */
    ck_assert(read_whole(228, f));
    limits.checksums = 1;
    ck_assert(!read_whole(228, f));
    ck_assert_uint_eq(counters.checksum_bad, 1);
    free(f);

    f = tcp_over_v4(20 + 17, 1);
    ck_assert(!read_whole(228, f));
    ck_assert_uint_eq(counters.checksum_bad, 2);
    free(f);
}
END_TEST

START_TEST(right_checksums_pass)
{
    limits.checksums = 1;
    expect_inner(228, inner_v4());
    expect_inner(229, inner_v6());

    struct frame *f = frame_with("odd");
    wrap_tcp(f, 1, 2, 3, FRAME_PSH_ACK);
    wrap_ipv4(f, "255.255.255.255", "0.0.0.1", 6);
    ck_assert(read_whole(228, f));
    free(f);
    ck_assert_uint_eq(counters.checksum_bad, 0);
}
END_TEST

START_TEST(a_checksum_of_what_was_cut_is_not_asked_for)
{
    limits.checksums = 1;
    struct frame *f = inner_v4();

    ck_assert(read_cut(228, f, frame_len(f) - 3));
    ck_assert_uint_eq(packet.payload.len, strlen(INNER_TEXT) - 3);
    free(f);
}
END_TEST

START_TEST(a_checksum_is_not_asked_for_before_the_last_hop)
{
    limits.checksums = 1;
    struct frame *f = inner_tcp();
    wrap_ipv6_extension(f, 6);
    wrap_ipv6(f, "2001:db8::1", "2001:db8::2", 43);

    expect_inner(229, f);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        ipv4_options_are_skipped,
        ipv4_headers_that_cannot_be_are_refused,
        a_total_length_of_zero_ends_with_the_frame,
        a_total_length_beyond_the_frame_adds_nothing,
        a_cut_capture_gives_what_is_there_and_says_what_was,
        a_capture_cut_in_the_tcp_header_still_has_its_flags,
        tcp_options_are_skipped,
        a_tcp_offset_outside_the_segment_is_refused,
        udp_is_read_to_its_length,
        a_udp_length_below_its_header_is_refused,
        other_protocols_are_unknown_and_no_error,
        ipv6_extension_headers_are_skipped,
        extension_headers_are_ipv6s_alone,
        an_authentication_header_is_skipped,
        an_authentication_header_of_no_length_is_refused,
        esp_is_counted_as_encrypted,
        wrong_checksums_matter_only_when_asked,
        right_checksums_pass,
        a_checksum_of_what_was_cut_is_not_asked_for,
        a_checksum_is_not_asked_for_before_the_last_hop,
    };
    return RUN_TESTS("ip", tests);
}
