/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

START_TEST(packets_and_bytes_are_counted_whatever_they_are)
{
    struct frame *f = inner_ethernet();
    size_t len = frame_len(f);

    ck_assert(read_whole(1, f));
    ck_assert(!read_cut(1, f, 3));
    ck_assert(!read_cut(1, f, 0));
    ck_assert_uint_eq(counters.packets, 3);
    ck_assert_uint_eq(counters.bytes, 3 * len);
    ck_assert_uint_eq(counters.tcp_packets, 1);
    ck_assert_uint_eq(counters.decode_short, 2);
    free(f);
}
END_TEST

START_TEST(an_empty_frame_is_short)
{
    static const int links[] = { 0, 1, 101, 113, 276, 105, 127, 9, 239 };
    struct frame *f = frame_with("");
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        ck_assert(!read_whole(links[i], f));
    ck_assert_uint_eq(counters.decode_short, sizeof links / sizeof *links);
    free(f);
}
END_TEST

/* So many times IPv4 in IPv4, each one step for the header and one for the tunnel. */
static struct frame *nest(unsigned times)
{
    struct frame *f = inner_v4();
    for (unsigned i = 0; i < times; i++)
        wrap_ipv4(f, "192.0.2.1", "192.0.2.2", 4);
    return f;
}

START_TEST(nesting_ends_at_the_limit)
{
    limits.decode_depth = 8;
    struct frame *f = nest(2); /* IP, in IP, version: three steps each; IP, TCP */
    ck_assert(read_whole(228, f));
    free(f);

    f = nest(3);
    ck_assert(!read_whole(228, f));
    ck_assert_uint_eq(counters.decode_deep, 1);
    free(f);
}
END_TEST

START_TEST(bombs_of_nested_headers_end)
{
    limits.decode_depth = 64;
    struct frame *f = nest(3000);
    ck_assert(!read_whole(228, f));
    free(f);

    f = inner_v4();
    for (int i = 0; i < 10000; i++)
        wrap_vlan(f, 7, i ? 0x8100 : 0x0800);
    wrap_ethernet(f, 0x8100);
    ck_assert(!read_whole(1, f));
    free(f);

    f = inner_tcp();
    for (int i = 0; i < 8000; i++)
        wrap_ipv6_extension(f, i ? 60 : 6);
    wrap_ipv6(f, "2001:db8::1", "2001:db8::2", 60);
    ck_assert(!read_whole(229, f));
    free(f);
    ck_assert_uint_eq(counters.decode_deep, 3);
}
END_TEST

START_TEST(a_long_stack_of_labels_is_one_header)
{
    struct frame *f = inner_v4();
    for (int i = 0; i < 10000; i++)
        wrap_mpls(f, 16, i == 0);
    wrap_ethernet(f, 0x8847);

    ck_assert(read_whole(1, f));
    assert_inner();
    free(f);
}
END_TEST

START_TEST(nothing_of_the_packet_before_stays)
{
    struct frame *f = inner_ethernet();
    wrap_vxlan(f, 11);
    wrap_udp(f, 1, 4789);
    wrap_ipv4(f, "192.0.2.1", "192.0.2.2", 17);
    wrap_vlan(f, 5, 0x0800);
    wrap_ethernet(f, 0x8100);
    ck_assert(read_whole(1, f));
    free(f);

    expect_inner(228, inner_v4());
    ck_assert_uint_eq(packet.vlan_count, 0);
    ck_assert(!packet.has_mac);
    ck_assert_ptr_null(packet.tunnel);
    ck_assert_uint_eq(packet.tunnel_id, 0);
    ck_assert(!packet.has_tunnel_addr);
}
END_TEST

START_TEST(a_giant_of_segmentation_offload_is_read_whole)
{
    enum { SIZE = 200 * 1000 };
    char *text = malloc(SIZE + 1);
    memset(text, 'x', SIZE);
    text[SIZE] = '\0';
    struct frame *f = frame_with(text);
    wrap_tcp(f, 1, 2, 3, FRAME_PSH_ACK);
    wrap_ipv4(f, "10.9.0.1", "10.9.0.2", 6);
    put_be16(f->room + f->start + 2, 0);
    wrap_ethernet(f, 0x0800);

    ck_assert(read_whole(1, f));
    ck_assert_uint_eq(packet.payload.len, SIZE);
    ck_assert_uint_eq(packet.payload_len, SIZE);
    free(f);
    free(text);
}
END_TEST

/* Not a fuzzer: it holds the promise that noise behind each first header is survived. */
START_TEST(noise_is_survived)
{
    struct frame *f = malloc(sizeof *f);
    uint32_t random = 12345;
    for (int link = 0; link < 290; link++) {
        for (int round = 0; round < 40; round++) {
            uint8_t noise[120];
            for (size_t i = 0; i < sizeof noise; i++)
                noise[i] = (uint8_t)((random = random * 1664525 + 1013904223) >> 24);
            frame_begin(f, noise, sizeof noise);
            if (read_whole(link, f))
                ck_assert_uint_le(touch_payload(), 255 * sizeof noise);
        }
    }
    free(f);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        packets_and_bytes_are_counted_whatever_they_are,
        an_empty_frame_is_short,
        nesting_ends_at_the_limit,
        bombs_of_nested_headers_end,
        a_long_stack_of_labels_is_one_header,
        nothing_of_the_packet_before_stays,
        a_giant_of_segmentation_offload_is_read_whole,
        noise_is_survived,
    };
    return RUN_TESTS("decode", tests);
}
