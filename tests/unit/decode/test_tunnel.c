/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

START_TEST(gre_is_read_with_all_its_fields)
{
    struct frame *f = inner_v4();
    wrap_gre(f, 0x0800);
    wrap_outer(f, 47);
    expect_tunnel(f, "gre", 0);
    assert_addr(&packet.tunnel_src, "192.0.2.1");
    assert_addr(&packet.tunnel_dst, "192.0.2.2");

    f = inner_v6();
    wrap(f,
         "\xb0\x00\x86\xdd"
         "CC\0\0"
         "\0\0\1\2"
         "SSSS",
         16); /* checksum, key, sequence */
    wrap_outer(f, 47);
    expect_tunnel(f, "gre", 0x102);

    f = inner_v4();
    wrap(f,
         "\x40\x00\x08\x00"
         "\0\0\0\0"
         "\0\2\0\4abcd"
         "\0\0\0\0",
         20); /* routing */
    wrap_outer(f, 47);
    expect_tunnel(f, "gre", 0);
}
END_TEST

START_TEST(gre_carries_tags_labels_and_frames)
{
    struct frame *f = inner_v4();
    wrap_mpls(f, 77, true);
    wrap_gre(f, 0x8847);
    wrap_outer(f, 47);
    expect_tunnel(f, "gre", 0);

    f = inner_ethernet();
    wrap_gre(f, 0x6558);
    wrap_outer(f, 47);
    expect_tunnel(f, "gre", 0);
}
END_TEST

START_TEST(gre_of_another_version_is_refused)
{
    struct frame *f = inner_v4();
    wrap(f, "\0\2\x08\0", 4);
    wrap_outer(f, 47);
    expect_nothing(1, f);
}
END_TEST

START_TEST(gre_in_udp_is_read)
{
    struct frame *f = inner_v4();
    wrap_gre_key(f, 0x0800, 9);
    wrap_outer_udp(f, 4754);
    expect_tunnel(f, "gre", 9);
}
END_TEST

START_TEST(a_redirect_header_of_wccp_is_skipped)
{
    struct frame *f = inner_v4();
    wrap(f, "\0\0\0\0", 4);
    wrap_gre(f, 0x883e);
    wrap_outer(f, 47);
    expect_tunnel(f, "gre", 0);

    f = inner_v4();
    wrap_gre(f, 0x883e);
    wrap_outer(f, 47);
    expect_tunnel(f, "gre", 0);
}
END_TEST

START_TEST(nvgre_has_its_network_in_the_key)
{
    struct frame *f = inner_ethernet();
    wrap_gre_key(f, 0x6558, 0x00123401);
    wrap_outer(f, 47);
    expect_tunnel(f, "nvgre", 0x1234);
}
END_TEST

START_TEST(pptp_is_ppp_in_gre)
{
    struct frame *f = inner_v4();
    wrap(f, "\xff\x03\x00\x21", 4);
    uint8_t h[16] = { 0x30, 0x81, 0x88, 0x0b };
    put_be16(h + 4, (unsigned)frame_len(f));
    put_be16(h + 6, 513);
    wrap(f, h, sizeof h);
    wrap_outer(f, 47);
    expect_tunnel(f, "gre", 513);
}
END_TEST

START_TEST(a_pptp_acknowledgement_is_no_error)
{
    struct frame *f = frame_with("");
    wrap(f, "\x20\x81\x88\x0b\0\0\0\1\0\0\0\2", 12);
    wrap_outer(f, 47);

    ck_assert(!read_whole(1, f));
    ck_assert_uint_eq(counters.decode_short, 0);
    free(f);
}
END_TEST

START_TEST(erspan_of_all_types_is_read)
{
    struct frame *f = inner_ethernet();
    wrap_gre(f, 0x88be);
    wrap_outer(f, 47);
    expect_tunnel(f, "erspan", 0);

    f = inner_ethernet();
    wrap_erspan_2(f, 0x1ff);
    wrap_gre_sequence(f, 0x88be, 5);
    wrap_outer(f, 47);
    expect_tunnel(f, "erspan", 0x1ff);

    f = inner_ethernet();
    wrap(f,
         "\x20\x01\x00\x07"
         "TTTT"
         "\0\0"
         "\0\0",
         12);
    wrap_gre_sequence(f, 0x22eb, 5);
    wrap_outer(f, 47);
    expect_tunnel(f, "erspan", 7);

    f = inner_ethernet();
    wrap(f,
         "\x20\x01\x00\x08"
         "TTTT"
         "\0\0"
         "\0\1"
         "PLATFORM",
         20);
    wrap_gre_sequence(f, 0x22eb, 5);
    wrap_outer(f, 47);
    expect_tunnel(f, "erspan", 8);

    f = inner_v4();
    wrap(f,
         "\x20\x01\x00\x09"
         "TTTT"
         "\0\0"
         "\x08\0",
         12);
    wrap_gre_sequence(f, 0x22eb, 5);
    wrap_outer(f, 47);
    expect_tunnel(f, "erspan", 9);
}
END_TEST

START_TEST(the_mirrored_frames_own_tags_are_not_the_outer_ones)
{
    struct frame *f = inner_v4();
    wrap_vlan(f, 300, 0x0800);
    wrap_ethernet(f, 0x8100);
    wrap_erspan_2(f, 1);
    wrap_gre_sequence(f, 0x88be, 5);
    wrap_outer(f, 47);
    expect_tunnel(f, "erspan", 1);
    ck_assert_uint_eq(packet.vlan_count, 0);
}
END_TEST

START_TEST(vxlan_is_read_on_both_ports)
{
    static const unsigned ports[] = { 4789, 8472 };
    for (size_t i = 0; i < 2; i++) {
        struct frame *f = inner_ethernet();
        wrap_vxlan(f, 0xabcdef);
        wrap_outer_udp(f, ports[i]);
        expect_tunnel(f, "vxlan", 0xabcdef);
    }
}
END_TEST

START_TEST(reserved_bits_of_vxlan_are_ignored)
{
    struct frame *f = inner_ethernet();
    wrap(f, "\x88\xff\0\1\0\0\x09\xff", 8);
    wrap_outer_udp(f, 4789);
    expect_tunnel(f, "vxlan", 9);
}
END_TEST

START_TEST(vxlan_gpe_names_what_it_carries)
{
    struct frame *f = inner_v4();
    wrap(f, "\x0c\0\0\1\0\0\x09\0", 8);
    wrap_outer_udp(f, 4790);
    expect_tunnel(f, "vxlan", 9);

    f = inner_v6();
    wrap(f, "\x0f\xc2\x02\x02\0\0\1\1", 8);
    wrap(f, "\x0c\0\0\4\0\0\x09\0", 8);
    wrap_outer_udp(f, 4790);
    expect_tunnel(f, "vxlan", 9);

    f = inner_ethernet();
    wrap(f, "\x08\0\0\0\0\0\x09\0", 8);
    wrap_outer_udp(f, 4790);
    expect_tunnel(f, "vxlan", 9);
}
END_TEST

START_TEST(geneve_is_read_with_its_options)
{
    struct frame *f = inner_ethernet();
    wrap_geneve(f, 0x010203, 0x6558);
    wrap_outer_udp(f, 6081);
    expect_tunnel(f, "geneve", 0x010203);

    f = inner_v6();
    wrap_geneve(f, 4, 0x86dd);
    wrap_outer_udp(f, 6081);
    expect_tunnel(f, "geneve", 4);
}
END_TEST

START_TEST(gtp_is_read_with_its_extensions)
{
    struct frame *f = inner_v4();
    wrap_gtp(f, 0xdeadbeef);
    wrap_outer_udp(f, 2152);
    expect_tunnel(f, "gtp-u", 0xdeadbeef);

    f = inner_v6();
    wrap(f,
         "\0\1\0\x85"
         "\1\x10\x09\xc0"
         "\2aaaaaa\0",
         16); /* two of them */
    wrap_gtp(f, 7);
    f->room[f->start] = 0x36;
    wrap_outer_udp(f, 2152);
    expect_tunnel(f, "gtp-u", 7);
}
END_TEST

START_TEST(a_gtp_extension_of_no_length_makes_it_plain_udp)
{
    struct frame *f = inner_v4();
    wrap(f,
         "\0\1\0\x85"
         "\0\0\0\0",
         8);
    wrap_gtp(f, 7);
    f->room[f->start] = 0x36;
    wrap_outer_udp(f, 2152);

    ck_assert(read_whole(1, f));
    ck_assert_uint_eq(packet.proto, 17);
    ck_assert_ptr_null(packet.tunnel);
    free(f);
}
END_TEST

START_TEST(ip_in_ip_is_named_by_what_is_in_what)
{
    struct frame *f = inner_v4();
    wrap_outer(f, 4);
    expect_tunnel(f, "ip-in-ip", 0);

    f = inner_v6();
    wrap_outer(f, 41);
    expect_tunnel(f, "6in4", 0);

    f = inner_v6();
    wrap_ipv6(f, "2001:db8::a", "2001:db8::b", 41);
    wrap_ethernet(f, 0x86dd);
    expect_tunnel(f, "ip-in-ip", 0);
    assert_addr(&packet.tunnel_src, "2001:db8::a");

    f = inner_v4();
    wrap_ipv6(f, "2001:db8::a", "2001:db8::b", 4);
    wrap_ethernet(f, 0x86dd);
    expect_tunnel(f, "ip-in-ip", 0);
}
END_TEST

START_TEST(teredo_is_read_with_its_indications)
{
    struct frame *f = inner_v6();
    wrap_outer_udp(f, 3544);
    expect_tunnel(f, "teredo", 0);

    f = inner_v6();
    wrap(f, "\0\0\x12\x34\1\2\3\4", 8);
    wrap(f, "\0\1\2\3IDVALnoncenon\0", 18);
    wrap_outer_udp(f, 3544);
    expect_tunnel(f, "teredo", 0);
}
END_TEST

START_TEST(tzsp_is_read_with_its_tags)
{
    struct frame *f = inner_ethernet();
    wrap_tzsp(f, 1);
    wrap_outer_udp(f, 37008);
    expect_tunnel(f, "tzsp", 0);

    f = inner_v4();
    wrap_snap(f, 0x0800);
    wrap(f,
         "\x08\x01\0\0"
         "111111"
         "222222"
         "333333"
         "\0\0",
         24);
    wrap_tzsp(f, 0x12);
    wrap_outer_udp(f, 37008);
    expect_tunnel(f, "tzsp", 0);
}
END_TEST

START_TEST(l2tp_is_read_in_both_versions)
{
    struct frame *f = inner_v4();
    wrap(f, "\xff\x03\x00\x21", 4);
    wrap(f, "\0\2\0\1\0\x07", 6);
    wrap_outer_udp(f, 1701);
    expect_tunnel(f, "l2tp", 7);

    f = inner_v4();
    wrap(f, "\x21", 1);
    uint8_t h[] = { 0x4a, 2, 0, 0, 0, 1, 0, 8, 0, 0, 0, 0, 0, 2, 0xaa, 0xaa };
    put_be16(h + 2, (unsigned)(frame_len(f) + sizeof h));
    wrap(f, h, sizeof h);
    wrap_outer_udp(f, 1701);
    expect_tunnel(f, "l2tp", 8);

    f = inner_ethernet();
    wrap(f,
         "\0\0\0\x09"
         "cooc"
         "\0\0\0\0",
         12);
    wrap_outer(f, 115);
    expect_tunnel(f, "l2tp", 9);

    f = inner_ethernet();
    wrap(f,
         "\0\3\0\0"
         "\0\0\0\x0a",
         8);
    wrap_outer_udp(f, 1701);
    expect_tunnel(f, "l2tp", 10);
}
END_TEST

START_TEST(l2tp_control_is_plain_udp)
{
    struct frame *f = frame_with("hello, peer");
    wrap(f, "\xc8\2\0\x17\0\1\0\0\0\0\0\0", 12);
    wrap_outer_udp(f, 1701);

    ck_assert(read_whole(1, f));
    ck_assert_uint_eq(packet.proto, 17);
    ck_assert_ptr_null(packet.tunnel);
    free(f);
}
END_TEST

START_TEST(mpls_in_udp_and_in_ip_is_read)
{
    struct frame *f = inner_v4();
    wrap_mpls(f, 5, true);
    wrap_outer_udp(f, 6635);
    expect_inner(1, f);

    f = inner_v4();
    wrap_mpls(f, 5, true);
    wrap_outer(f, 137);
    expect_inner(1, f);
}
END_TEST

START_TEST(ethernet_in_ip_is_read)
{
    struct frame *f = inner_ethernet();
    wrap_ipv6(f, "2001:db8::a", "2001:db8::b", 143);
    wrap_ethernet(f, 0x86dd);
    expect_tunnel(f, "ethernet-in-ip", 0);
}
END_TEST

START_TEST(a_tunnels_port_as_the_source_will_do)
{
    struct frame *f = inner_ethernet();
    wrap_vxlan(f, 3);
    wrap_udp(f, 4789, 40000);
    wrap_outer(f, 17);
    expect_tunnel(f, "vxlan", 3);
}
END_TEST

START_TEST(what_only_uses_a_tunnels_port_stays_udp)
{
    static const unsigned ports[] = { 1701, 2152, 3544, 4754, 4789,
                                      4790, 6081, 6635, 8472, 37008 };
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++) {
        struct frame *f = frame_with("\x9e\x7f some other protocol's message, of some length");
        wrap_outer_udp(f, ports[i]);

        read_each_cut(1, f);
        ck_assert(read_whole(1, f));
        ck_assert_uint_eq(packet.proto, 17);
        ck_assert_uint_eq(packet.dst_port, ports[i]);
        ck_assert_ptr_null(packet.tunnel);
        ck_assert_uint_eq(packet.payload.at[0], 0x9e);
        free(f);
    }
    ck_assert_uint_eq(counters.tunnel_packets, 0);
}
END_TEST

START_TEST(the_innermost_tunnel_is_named)
{
    struct frame *f = inner_ethernet();
    wrap_vxlan(f, 11);
    wrap_udp(f, 1, 4789);
    wrap_ipv4(f, "198.51.100.1", "198.51.100.2", 17);
    wrap_gtp(f, 12);
    wrap_outer_udp(f, 2152);

    expect_tunnel(f, "vxlan", 11);
    assert_addr(&packet.tunnel_src, "198.51.100.1");
    assert_addr(&packet.tunnel_dst, "198.51.100.2");
    ck_assert_uint_gt(counters.tunnel_packets, 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        gre_is_read_with_all_its_fields,
        gre_carries_tags_labels_and_frames,
        gre_of_another_version_is_refused,
        gre_in_udp_is_read,
        a_redirect_header_of_wccp_is_skipped,
        nvgre_has_its_network_in_the_key,
        pptp_is_ppp_in_gre,
        a_pptp_acknowledgement_is_no_error,
        erspan_of_all_types_is_read,
        the_mirrored_frames_own_tags_are_not_the_outer_ones,
        vxlan_is_read_on_both_ports,
        reserved_bits_of_vxlan_are_ignored,
        vxlan_gpe_names_what_it_carries,
        geneve_is_read_with_its_options,
        gtp_is_read_with_its_extensions,
        a_gtp_extension_of_no_length_makes_it_plain_udp,
        ip_in_ip_is_named_by_what_is_in_what,
        teredo_is_read_with_its_indications,
        tzsp_is_read_with_its_tags,
        l2tp_is_read_in_both_versions,
        l2tp_control_is_plain_udp,
        mpls_in_udp_and_in_ip_is_read,
        ethernet_in_ip_is_read,
        a_tunnels_port_as_the_source_will_do,
        what_only_uses_a_tunnels_port_stays_udp,
        the_innermost_tunnel_is_named,
    };
    return RUN_TESTS("tunnel", tests);
}
