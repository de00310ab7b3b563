/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

START_TEST(raw_ip_is_read_under_all_its_numbers)
{
    static const int both[] = { 12, 14, 101 };
    for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
        expect_inner(both[i], inner_v4());
        expect_inner(both[i], inner_v6());
    }
    expect_inner(228, inner_v4());
    expect_inner(229, inner_v6());
    ck_assert(!packet.has_mac);
}
END_TEST

START_TEST(loopback_is_read_in_either_byte_order)
{
    static const struct {
        int link;
        const char *family;
        bool is_v6;
    } cases[] = {
        {0,    "\x02\0\0\0", false},
        { 0,   "\0\0\0\x02", false},
        { 0,   "\x1e\0\0\0", true },
        { 0,   "\0\0\0\x18", true },
        { 108, "\0\0\0\x02", false},
        { 108, "\0\0\0\x18", true },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct frame *f = cases[i].is_v6 ? inner_v6() : inner_v4();
        wrap(f, cases[i].family, 4);
        expect_inner(cases[i].link, f);
    }
}
END_TEST

START_TEST(cooked_captures_are_read_with_their_vlan)
{
    struct frame *f = inner_v4();
    wrap(f, "\0\0\0\1\0\6\2\0\0\0\0\1\0\0\x08\x00", 16);
    expect_inner(113, f);
    ck_assert(!packet.has_mac);

    f = inner_v4();
    wrap_vlan(f, 44, 0x0800);
    wrap(f, "\0\0\0\1\0\6\2\0\0\0\0\1\0\0\x81\x00", 16);
    expect_inner(113, f);
    ck_assert_uint_eq(packet.vlan_count, 1);
    ck_assert_uint_eq(packet.vlan[0], 44);

    f = inner_v6();
    wrap(f, "\x86\xdd\0\0\0\0\0\2\0\1\0\6\2\0\0\0\0\1\0\0", 20);
    expect_inner(276, f);

    f = inner_v4();
    wrap_vlan(f, 45, 0x0800);
    wrap(f, "\x81\x00\0\0\0\0\0\2\0\1\0\6\2\0\0\0\0\1\0\0", 20);
    expect_inner(276, f);
    ck_assert_uint_eq(packet.vlan[0], 45);
}
END_TEST

START_TEST(cooked_llc_is_read_and_netlink_is_not)
{
    struct frame *f = inner_v4();
    wrap_snap(f, 0x0800);
    wrap(f, "\0\0\0\1\0\6\2\0\0\0\0\1\0\0\x00\x04", 16);
    expect_inner(113, f);

    f = inner_ethernet(); /* what a GRE device bridges */
    wrap(f, "\0\0\x03\x0a\0\0\0\0\0\0\0\0\0\0\x65\x58", 16);
    expect_inner(113, f);

    f = inner_v4();
    wrap(f, "\0\4\x03\x38\0\0\0\0\0\0\0\0\0\0\x08\x00", 16);
    expect_nothing(113, f);
}
END_TEST

START_TEST(ppp_is_read_in_all_its_shorter_forms)
{
    static const struct {
        int link;
        const char *bytes;
        size_t len;
    } cases[] = {
        {9,    "\xff\x03\x00\x21",     4},
        { 9,   "\x00\x21",             2},
        { 9,   "\x21",                 1},
        { 50,  "\xff\x03\x21",         3},
        { 50,  "\x0f\x00\x08\x00",     4},
        { 104, "\x8f\x00\x08\x00",     4},
        { 204, "\x01\xff\x03\x00\x21", 5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct frame *f = inner_v4();
        wrap(f, cases[i].bytes, cases[i].len);
        expect_inner(cases[i].link, f);
    }
}
END_TEST

START_TEST(ppp_control_is_unknown)
{
    struct frame *f = frame_with("\x01\x01");
    wrap(f, "\xff\x03\xc0\x21", 4);

    ck_assert(!read_whole(9, f));
    ck_assert_uint_eq(counters.decode_unknown, 1);
    free(f);
}
END_TEST

/* An 802.11 data header: control, flags, three addresses, then what is given. */
static struct frame *wifi(unsigned control, unsigned flags, const char *more, size_t len)
{
    struct frame *f = inner_v4();
    wrap_snap(f, 0x0800);
    wrap(f, more, len);
    uint8_t h[24] = { (uint8_t)control,
                      (uint8_t)flags,
                      0,
                      0,
                      1,
                      1,
                      1,
                      1,
                      1,
                      1,
                      2,
                      2,
                      2,
                      2,
                      2,
                      2,
                      3,
                      3,
                      3,
                      3,
                      3,
                      3 };
    wrap(f, h, sizeof h);
    return f;
}

START_TEST(wifi_addresses_depend_on_the_direction)
{
    expect_inner(105, wifi(0x08, 0x01, "", 0));
    ck_assert_mem_eq(packet.dst_mac, "\3\3\3\3\3\3", 6);
    ck_assert_mem_eq(packet.src_mac, "\2\2\2\2\2\2", 6);

    expect_inner(105, wifi(0x08, 0x02, "", 0));
    ck_assert_mem_eq(packet.dst_mac, "\1\1\1\1\1\1", 6);
    ck_assert_mem_eq(packet.src_mac, "\3\3\3\3\3\3", 6);

    expect_inner(105, wifi(0x08, 0x00, "", 0));
    ck_assert_mem_eq(packet.src_mac, "\2\2\2\2\2\2", 6);

    expect_inner(105, wifi(0x08, 0x03, "\4\4\4\4\4\4", 6));
    ck_assert_mem_eq(packet.dst_mac, "\3\3\3\3\3\3", 6);
    ck_assert_mem_eq(packet.src_mac, "\4\4\4\4\4\4", 6);
}
END_TEST

START_TEST(wifi_with_quality_of_service_is_read)
{
    expect_inner(105, wifi(0x88, 0x01, "\0\0", 2));
    expect_inner(105, wifi(0x88, 0x81, "\0\0HTCC", 6));
    expect_inner(105, wifi(0x88, 0x03, "\4\4\4\4\4\4\0\0", 8));
}
END_TEST

START_TEST(the_first_frame_of_an_aggregate_is_read)
{
    struct frame *f = inner_v4();
    wrap_snap(f, 0x0800);
    uint8_t sub[14] = { 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2 };
    put_be16(sub + 12, (unsigned)frame_len(f));
    wrap(f, sub, sizeof sub);
    wrap(f,
         "\x88\x01\0\0"
         "111111"
         "222222"
         "333333"
         "\0\0"
         "\x80\0",
         26);

    expect_inner(105, f);
}
END_TEST

START_TEST(protected_wifi_is_counted_as_encrypted)
{
    struct frame *f = wifi(0x88, 0x41, "\0\0", 2);

    ck_assert(!read_whole(105, f));
    ck_assert_uint_eq(counters.decode_encrypted, 1);
    free(f);
}
END_TEST

START_TEST(other_wifi_frames_are_unknown)
{
    struct frame *f = malloc(sizeof *f);
    frame_begin(f, "\xd4\0\0\0\1\1\1\1\1\1", 10); /* an acknowledgement */
    ck_assert(!read_whole(105, f));

    frame_begin(f,
                "\x48\x01\0\0"
                "111111"
                "222222"
                "333333"
                "\0\0",
                24); /* no data */
    ck_assert(!read_whole(105, f));

    ck_assert_uint_eq(counters.decode_unknown, 2);
    ck_assert_uint_eq(counters.decode_short, 0);
    free(f);
}
END_TEST

START_TEST(radiotap_is_skipped)
{
    struct frame *f = wifi(0x08, 0x01, "", 0);
    wrap(f, "\0\0\x08\0\0\0\0\0", 8);
    expect_inner(127, f);
}
END_TEST

START_TEST(radiotap_tells_of_a_padded_header)
{
    struct frame *f = wifi(0x88, 0x01,
                           "\0\0"
                           "\0\0",
                           4);
    wrap(f,
         "\0\0\x19\0\3\0\0\x80\0\0\0\0"
         "\0\0\0\0"
         "TTTTTTTT"
         "\x20",
         25);
    expect_inner(127, f);

    f = wifi(0x88, 0x01,
             "\0\0"
             "\0\0",
             4);
    wrap(f, "\0\0\x09\0\2\0\0\0\x20", 9);
    expect_inner(127, f);
}
END_TEST

START_TEST(other_radio_headers_are_skipped)
{
    uint8_t prism[144] = { 0x44, 0, 0, 0, 144 };
    struct frame *f = wifi(0x08, 0x01, "", 0);
    wrap(f, prism, sizeof prism);
    expect_inner(119, f);

    uint8_t avs[64] = { 0x80, 0x21, 0x10, 0x01, 0, 0, 0, 64 };
    f = wifi(0x08, 0x01, "", 0);
    wrap(f, avs, sizeof avs);
    expect_inner(163, f);

    f = wifi(0x08, 0x01, "", 0);
    wrap(f, avs, sizeof avs);
    expect_inner(119, f);

    f = wifi(0x08, 0x01, "", 0);
    wrap(f, "\0\0\x0c\0\x69\0\0\0abcd", 12);
    expect_inner(192, f);
}
END_TEST

START_TEST(nflog_is_read_in_either_byte_order)
{
    struct frame *f = inner_v4();
    unsigned len = (unsigned)frame_len(f) + 4;
    uint8_t little[] = { 2,
                         0,
                         0,
                         0,
                         8,
                         0,
                         1,
                         0,
                         0,
                         0,
                         0,
                         0,
                         5,
                         0,
                         10,
                         0,
                         0,
                         0,
                         0,
                         0,
                         (uint8_t)len,
                         (uint8_t)(len >> 8),
                         9,
                         0 };
    wrap(f, little, sizeof little);
    expect_inner(239, f);

    f = inner_v6();
    len = (unsigned)frame_len(f) + 4;
    uint8_t big[] = { 10,
                      0,
                      0,
                      0,
                      0,
                      8,
                      0,
                      1,
                      0,
                      0,
                      0,
                      0,
                      0,
                      5,
                      0,
                      10,
                      0,
                      0,
                      0,
                      0,
                      (uint8_t)(len >> 8),
                      (uint8_t)len,
                      0,
                      9 };
    wrap(f, big, sizeof big);
    expect_inner(239, f);
}
END_TEST

START_TEST(nflog_with_a_length_of_nothing_ends)
{
    struct frame *f = malloc(sizeof *f);
    frame_begin(f, "\2\0\0\0\0\0\1\0\0\0\1\0", 12);

    expect_nothing(239, f);
    ck_assert_uint_gt(counters.decode_short, 0);
}
END_TEST

START_TEST(older_networks_are_read)
{
    uint8_t ring[] = { 0x10, 0x40, 1, 1, 1, 1, 1, 1, 0x82, 2, 2, 2, 2, 2, 6, 0x30, 0, 1, 0, 2 };
    struct frame *f = inner_v4();
    wrap_snap(f, 0x0800);
    wrap(f, ring, sizeof ring);
    expect_inner(6, f);

    f = inner_v4();
    wrap_snap(f, 0x0800);
    wrap(f,
         "\x50"
         "\1\1\1\1\1\1\2\2\2\2\2\2",
         13);
    expect_inner(10, f);

    f = inner_v4();
    wrap_snap(f, 0x0800);
    wrap(f, "\x02\0\0\x64", 4);
    expect_inner(123, f);

    f = inner_v4();
    wrap_snap(f, 0x0800);
    expect_inner(100, f);
}
END_TEST

START_TEST(frame_relay_is_read)
{
    struct frame *f = inner_v4();
    wrap(f, "\x18\x41\x03\xcc", 4);
    expect_inner(107, f);

    f = inner_v6();
    wrap(f, "\x18\x41\x03\x8e", 4);
    expect_inner(107, f);

    f = inner_v4();
    wrap(f, "\x18\x41\x03\x00\x80\0\0\0\x08\x00", 10);
    expect_inner(107, f);

    f = inner_v4();
    wrap(f, "\x18\x41\x08\x00", 4);
    expect_inner(107, f);
}
END_TEST

START_TEST(small_headers_before_ip_are_skipped)
{
    uint8_t nothing[40] = { 0 };
    struct frame *f = inner_v4();
    wrap(f, nothing, 16);
    expect_inner(8, f);

    f = inner_v4();
    wrap(f, nothing, 24);
    expect_inner(226, f);

    f = inner_v4();
    wrap(f, "\x08\x00\0\0", 4);
    wrap(f, nothing, 40);
    expect_inner(242, f);

    f = inner_ethernet();
    wrap(f, "\x0c\0\0\0\1\0\0\0\1\0\0\0", 12);
    expect_inner(258, f);

    f = inner_ethernet();
    wrap(f, "\x55\x55\x55\x55\x55\x55\x55\xd5", 8);
    expect_inner(274, f);
}
END_TEST

START_TEST(an_unknown_link_type_is_counted)
{
    struct frame *f = inner_v4();

    ck_assert(!read_whole(147, f));
    ck_assert(!read_whole(-1, f));
    ck_assert(!read_whole(1 << 20, f));
    ck_assert_uint_eq(counters.decode_unknown, 3);
    free(f);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        raw_ip_is_read_under_all_its_numbers,
        loopback_is_read_in_either_byte_order,
        cooked_captures_are_read_with_their_vlan,
        cooked_llc_is_read_and_netlink_is_not,
        ppp_is_read_in_all_its_shorter_forms,
        ppp_control_is_unknown,
        wifi_addresses_depend_on_the_direction,
        wifi_with_quality_of_service_is_read,
        the_first_frame_of_an_aggregate_is_read,
        protected_wifi_is_counted_as_encrypted,
        other_wifi_frames_are_unknown,
        radiotap_is_skipped,
        radiotap_tells_of_a_padded_header,
        other_radio_headers_are_skipped,
        nflog_is_read_in_either_byte_order,
        nflog_with_a_length_of_nothing_ends,
        older_networks_are_read,
        frame_relay_is_read,
        small_headers_before_ip_are_skipped,
        an_unknown_link_type_is_counted,
    };
    return RUN_TESTS("link", tests);
}
