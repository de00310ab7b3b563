/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

START_TEST(a_frame_gives_addresses_ports_and_payload)
{
    expect_inner(1, inner_ethernet());

    ck_assert(packet.has_mac);
    ck_assert_mem_eq(packet.src_mac, FRAME_SRC_MAC, 6);
    ck_assert_mem_eq(packet.dst_mac, FRAME_DST_MAC, 6);
    ck_assert_uint_eq(packet.vlan_count, 0);
    ck_assert_ptr_null(packet.tunnel);
    ck_assert(!packet.has_tunnel_addr);
    ck_assert_uint_eq(packet.origin.number, 7);
    ck_assert_uint_eq(packet.origin.source, 3);
    ck_assert_int_eq(packet.origin.time_ns, now_ns);
}
END_TEST

START_TEST(padding_is_not_payload)
{
    struct frame *f = malloc(sizeof *f);
    frame_begin(f, "\0\0\0\0\0\0", 6);
    struct frame *inner = inner_v4();
    wrap(f, frame_bytes(inner), frame_len(inner));
    wrap_ethernet(f, 0x0800);
    free(inner);

    ck_assert(read_whole(1, f));
    assert_inner();
    free(f);
}
END_TEST

START_TEST(tags_are_kept_outermost_first)
{
    struct frame *f = inner_v4();
    wrap_vlan(f, 0x6000 | 30, 0x0800);
    wrap_vlan(f, 20, 0x8100);
    wrap_vlan(f, 10, 0x88a8);
    wrap_ethernet(f, 0x9100);

    expect_inner(1, f);
    ck_assert_uint_eq(packet.vlan_count, 3);
    ck_assert_uint_eq(packet.vlan[0], 10);
    ck_assert_uint_eq(packet.vlan[1], 20);
    ck_assert_uint_eq(packet.vlan[2], 30);
}
END_TEST

START_TEST(more_tags_than_there_is_room_for_are_passed_over)
{
    struct frame *f = inner_v4();
    for (unsigned i = 6; i > 0; i--)
        wrap_vlan(f, i, i == 6 ? 0x0800 : 0x8100);
    wrap_ethernet(f, 0x8100);

    expect_inner(1, f);
    ck_assert_uint_eq(packet.vlan_count, MW_VLANS_MOST);
    ck_assert_uint_eq(packet.vlan[3], 4);
}
END_TEST

START_TEST(every_vendor_tag_is_a_tag)
{
    static const unsigned types[] = { 0x8100, 0x88a8, 0x9100, 0x9200, 0x9300 };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct frame *f = inner_v6();
        wrap_vlan(f, 99, 0x86dd);
        wrap_ethernet(f, types[i]);

        expect_inner(1, f);
        ck_assert_uint_eq(packet.vlan[0], 99);
    }
}
END_TEST

START_TEST(a_priority_tag_is_no_vlan)
{
    struct frame *f = inner_v4();
    wrap_vlan(f, 0xe000, 0x0800);
    wrap_ethernet(f, 0x8100);

    expect_inner(1, f);
    ck_assert_uint_eq(packet.vlan_count, 0);
}
END_TEST

START_TEST(an_inner_frames_tags_and_addresses_are_passed_over)
{
    struct frame *f = inner_v4();
    wrap_vlan(f, 5, 0x0800);
    wrap_ethernet(f, 0x8100);
    f->room[f->start] = 0x42;
    wrap_vxlan(f, 77);
    wrap_udp(f, 4000, 4789);
    wrap_ipv4(f, "192.0.2.1", "192.0.2.2", 17);
    wrap_vlan(f, 6, 0x0800);
    wrap_ethernet(f, 0x8100);

    expect_inner(1, f);
    ck_assert_uint_eq(packet.vlan_count, 1);
    ck_assert_uint_eq(packet.vlan[0], 6);
    ck_assert_mem_eq(packet.dst_mac, FRAME_DST_MAC, 6);
}
END_TEST

START_TEST(an_8023_frame_with_snap_is_read)
{
    struct frame *f = inner_v4();
    wrap_snap(f, 0x0800);
    wrap_ethernet(f, (unsigned)frame_len(f));

    expect_inner(1, f);
}
END_TEST

START_TEST(ip_in_llc_without_snap_is_read)
{
    struct frame *f = inner_v4();
    wrap(f, "\x06\x06\x03", 3);
    wrap_ethernet(f, (unsigned)frame_len(f));

    expect_inner(1, f);
}
END_TEST

START_TEST(spanning_tree_is_unknown_and_no_error)
{
    struct frame *f = malloc(sizeof *f);
    frame_begin(f, "\x42\x42\x03\0\0\0\0\0", 8);
    wrap_ethernet(f, 8);

    ck_assert(!read_whole(1, f));
    ck_assert_uint_eq(counters.decode_unknown, 1);
    ck_assert_uint_eq(counters.decode_short, 0);
    free(f);
}
END_TEST

START_TEST(switch_tags_are_skipped)
{
    static const struct {
        unsigned type;
        const char *bytes;
        size_t len;
    } tags[] = {
        {0x8926,  "\x80\x01\x00\x02\x08\x00",         6},
        { 0x893f, "\x00\x01\x00\x02\x00\x00\x08\x00", 8},
        { 0x8909, "\x01\x01\x00\x01\x00\x64\x08\x00", 8},
    };
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        struct frame *f = inner_v4();
        wrap(f, tags[i].bytes, tags[i].len);
        wrap_ethernet(f, tags[i].type);

        expect_inner(1, f);
    }
}
END_TEST

START_TEST(frames_in_frames_are_read)
{
    static const struct {
        unsigned type;
        const char *bytes;
        size_t len;
    } outer[] = {
        {0x88e7,  "\x00\x00\x00\x07",         4}, /* 802.1ah */
        { 0x8903, "\x00\x40",                 2}, /* FabricPath */
        { 0x22f3, "\x00\x3f\x00\x01\x00\x02", 6}, /* TRILL */
    };
    for (size_t i = 0; i < sizeof outer / sizeof *outer; i++) {
        struct frame *f = inner_ethernet();
        wrap(f, outer[i].bytes, outer[i].len);
        wrap_ethernet(f, outer[i].type);

        expect_inner(1, f);
    }
}
END_TEST

START_TEST(macsec_without_encryption_is_read)
{
    struct frame *f = malloc(sizeof *f);
    frame_begin(f, "0123456789abcdef", 16); /* the check value */
    struct frame *inner = inner_v4();
    wrap(f, frame_bytes(inner), frame_len(inner));
    wrap(f, "\x20\x00\0\0\0\1\1\2\3\4\5\6\0\1\x08\x00", 16);
    wrap_ethernet(f, 0x88e5);
    free(inner);

    expect_inner(1, f);
}
END_TEST

START_TEST(macsec_with_encryption_is_counted)
{
    struct frame *f = frame_with("opaque");
    wrap(f, "\x2c\x00\0\0\0\1\1\2\3\4\5\6\0\1", 14);
    wrap_ethernet(f, 0x88e5);

    ck_assert(!read_whole(1, f));
    ck_assert_uint_eq(counters.decode_encrypted, 1);
    free(f);
}
END_TEST

START_TEST(mpls_labels_stack)
{
    struct frame *f = inner_v4();
    wrap_mpls(f, 17, true);
    wrap_mpls(f, 18, false);
    wrap_mpls(f, 19, false);
    wrap_ethernet(f, 0x8847);
    expect_inner(1, f);

    f = inner_v6();
    wrap_mpls(f, 2, true);
    wrap_ethernet(f, 0x8848);
    expect_inner(1, f);
    ck_assert_ptr_null(packet.tunnel);
}
END_TEST

START_TEST(a_pseudowire_is_read_with_and_without_a_control_word)
{
    struct frame *f = inner_ethernet();
    wrap(f, "\0\0\0\x09", 4);
    wrap_mpls(f, 17, true);
    wrap_ethernet(f, 0x8847);
    expect_inner(1, f);

    f = inner_ethernet();
    wrap_mpls(f, 17, true);
    wrap_ethernet(f, 0x8847);
    expect_inner(1, f);
}
END_TEST

START_TEST(a_pseudowire_to_an_address_that_looks_like_ip_is_read)
{
    struct frame *f = inner_ethernet();
    memcpy(f->room + f->start, "\x45\x00\xff\xf0\x12\x34", 6);
    wrap_mpls(f, 17, true);
    wrap_ethernet(f, 0x8847);

    expect_inner(1, f);
}
END_TEST

START_TEST(labels_before_a_packet_that_a_broker_cut_are_read)
{
    struct frame *f = malloc(sizeof *f);
    struct frame *inner = inner_v4();
    frame_begin(f, frame_bytes(inner), frame_len(inner) - 6);
    wrap_mpls(f, 17, true);
    wrap_ethernet(f, 0x8847);
    free(inner);

    ck_assert(read_whole(1, f));
    ck_assert_uint_eq(packet.seq, 1000);
    ck_assert_uint_eq(packet.payload.len, strlen(INNER_TEXT) - 6);
    free(f);
}
END_TEST

START_TEST(pppoe_sessions_are_read)
{
    struct frame *f = inner_v4();
    wrap_pppoe(f, 9, 0x0021);
    wrap_ethernet(f, 0x8864);
    expect_inner(1, f);

    f = inner_v6();
    wrap_pppoe(f, 9, 0x0057);
    expect_inner(51, f);
}
END_TEST

START_TEST(nsh_is_read)
{
    struct frame *f = inner_v4();
    wrap(f, "\x0f\xc2\x02\x01\0\0\1\1", 8);
    wrap_ethernet(f, 0x894f);
    expect_inner(1, f);

    f = inner_ethernet();
    wrap(f, "\x0f\xc6\x01\x03\0\0\1\1aaaabbbbccccdddd", 24);
    wrap_ethernet(f, 0x894f);
    expect_inner(1, f);
}
END_TEST

START_TEST(tags_of_switch_chips_are_skipped)
{
    struct frame *f = inner_v4();
    wrap(f, "\x2a\x08\x20\x64\x08\x00", 6); /* Marvell, tagged: VLAN 100 */
    wrap(f, FRAME_DST_MAC FRAME_SRC_MAC, 12);
    expect_inner(284, f);
    ck_assert_uint_eq(packet.vlan_count, 1);
    ck_assert_uint_eq(packet.vlan[0], 100);
    ck_assert(packet.has_mac);

    f = inner_v4();
    wrap(f, "\xda\xda\0\0\x0a\x08\x20\x64\x08\x00", 10);
    wrap(f, FRAME_DST_MAC FRAME_SRC_MAC, 12);
    expect_inner(285, f);
    ck_assert_uint_eq(packet.vlan_count, 0);

    f = inner_v4();
    wrap(f, "\x20\0\0\1\x08\x00", 6);
    wrap(f, FRAME_DST_MAC FRAME_SRC_MAC, 12);
    expect_inner(281, f);

    f = inner_ethernet();
    wrap(f, "\x20\0\0\1", 4);
    expect_inner(282, f);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_frame_gives_addresses_ports_and_payload,
        padding_is_not_payload,
        tags_are_kept_outermost_first,
        more_tags_than_there_is_room_for_are_passed_over,
        every_vendor_tag_is_a_tag,
        a_priority_tag_is_no_vlan,
        an_inner_frames_tags_and_addresses_are_passed_over,
        an_8023_frame_with_snap_is_read,
        ip_in_llc_without_snap_is_read,
        spanning_tree_is_unknown_and_no_error,
        switch_tags_are_skipped,
        frames_in_frames_are_read,
        macsec_without_encryption_is_read,
        macsec_with_encryption_is_counted,
        mpls_labels_stack,
        a_pseudowire_is_read_with_and_without_a_control_word,
        a_pseudowire_to_an_address_that_looks_like_ip_is_read,
        labels_before_a_packet_that_a_broker_cut_are_read,
        pppoe_sessions_are_read,
        nsh_is_read,
        tags_of_switch_chips_are_skipped,
    };
    return RUN_TESTS("ethernet", tests);
}
