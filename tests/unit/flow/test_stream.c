/* SPDX-License-Identifier: Apache-2.0 */
/* One stream after another, through the front door. */
#include "fixture.h"

#define C SIDE_CLIENT
#define S SIDE_SERVER

START_TEST(data_in_order_are_heard)
{
    shake();
    say(C, 1001, "hello ");
    say(C, 1007, "pool");
    say(S, 5001, "hello miner");

    ck_assert_str_eq(heard[C], "hello pool");
    ck_assert_str_eq(heard[S], "hello miner");
}
END_TEST

START_TEST(a_segment_before_its_turn_waits)
{
    shake();
    say(C, 1004, "def");
    ck_assert_str_eq(heard[C], "");
    say(C, 1001, "abc");

    ck_assert_str_eq(heard[C], "abcdef");
    ck_assert_uint_eq(counters.segments_reordered, 1);
    ck_assert_uint_eq(counters.gaps, 0);
}
END_TEST

START_TEST(an_origin_is_that_of_the_last_byte)
{
    shake();
    say(C, 1004, "def");
    uint64_t second = number;
    say(C, 1001, "abc");

    ck_assert_uint_eq(last_origin.number, second);
}
END_TEST

START_TEST(what_is_sent_again_is_heard_once)
{
    shake();
    say(C, 1001, "abc");
    say(C, 1001, "abc");
    say(C, 1001, "abcdef");
    say(C, 1003, "cd");

    ck_assert_str_eq(heard[C], "abcdef");
    ck_assert_uint_eq(counters.segments_repeated, 2);
}
END_TEST

START_TEST(first_data_win_by_default)
{
    shake();
    say(C, 1004, "DEF");
    say(C, 1001, "abcdefghi");
    ck_assert_str_eq(heard[C], "abcDEFghi");
    ck_assert_uint_eq(counters.segments_overlap, 1);
}
END_TEST

START_TEST(last_data_win_when_they_shall)
{
    limits.stream_overlap = MW_OVERLAP_LAST;
    shake();
    say(C, 1004, "DEFGHI");
    say(C, 1005, "ef");
    say(C, 1001, "abc");
    ck_assert_str_eq(heard[C], "abcDefGHI");
}
END_TEST

START_TEST(linux_prefers_what_begins_earlier)
{
    limits.stream_overlap = MW_OVERLAP_LINUX;
    shake();
    say(C, 1004, "DEF");
    say(C, 1003, "cd");   /* begins earlier: wins */
    say(C, 1004, "xxxx"); /* doesn't */
    say(C, 1001, "ab");
    ck_assert_str_eq(heard[C], "abcdEFx");
}
END_TEST

START_TEST(handed_data_are_never_taken_back)
{
    limits.stream_overlap = MW_OVERLAP_LAST;
    shake();
    say(C, 1001, "abc");
    say(C, 1001, "ABCD");
    ck_assert_str_eq(heard[C], "abcD");
}
END_TEST

START_TEST(sequence_numbers_wrap)
{
    syn(0xfffffffd);
    say(C, 1, "de");
    say(C, 0xfffffffe, "abc");
    ck_assert_str_eq(heard[C], "abcde");
}
END_TEST

START_TEST(a_keep_alive_says_nothing)
{
    shake();
    say(C, 1001, "abc");
    send_cut(C, TCP_ACK, 1003, 5001, "\0", 1, 1);
    acknowledge(C, 1003, 5001);
    say(C, 1004, "def");

    ck_assert_str_eq(heard[C], "abcdef");
    ck_assert_uint_eq(counters.segments_repeated, 0);
}
END_TEST

START_TEST(data_in_a_syn_are_heard)
{
    send_bytes(C, TCP_SYN, 1000, 0, "fast");
    send_bytes(S, TCP_SYN | TCP_ACK, 5000, 1005, "open");
    say(C, 1005, "er");

    ck_assert_str_eq(heard[C], "faster");
    ck_assert_str_eq(heard[S], "open");
}
END_TEST

START_TEST(data_refused_in_a_syn_come_again)
{
    send_bytes(C, TCP_SYN, 1000, 0, "fast");
    syn_ack(5000, 1001);
    say(C, 1001, "faster");
    ck_assert_str_eq(heard[C], "faster");
}
END_TEST

START_TEST(a_giant_segment_is_handed_over_whole)
{
    static char giant[65001];
    memset(giant, 'x', sizeof giant - 1);
    shake();
    say(C, 1001, giant);
    say(C, 1001 + 65000, "end");
    ck_assert_uint_eq(strlen(heard[C]), 65003);
    ck_assert_uint_eq(pieces, 2);
}
END_TEST

START_TEST(what_the_snap_length_cut_off_is_a_gap)
{
    shake();
    send_cut(C, TCP_ACK, 1001, 5001, "abcdef", 6, 2);
    say(C, 1007, "g");
    send_cut(C, TCP_ACK, 1008, 5001, "hij", 3, 0);
    say(C, 1011, "k");
    ck_assert_str_eq(heard[C], "ab<4>g<3>k");
    ck_assert_uint_eq(counters.gap_bytes, 7);
}
END_TEST

START_TEST(a_cut_segment_before_its_turn_waits)
{
    shake();
    send_cut(C, TCP_ACK, 1003, 5001, "cdef", 4, 2);
    say(C, 1007, "g");
    ck_assert_str_eq(heard[C], "");
    say(C, 1001, "ab");
    ck_assert_str_eq(heard[C], "abcd<2>g");
}
END_TEST

START_TEST(a_flow_from_its_middle_begins_with_its_first_data)
{
    acknowledge(C, 1001, 5001);
    say(S, 7000, "job");
    say(C, 3000, "share");
    ck_assert_str_eq(heard[S], "job");
    ck_assert_str_eq(heard[C], "share");
    ck_assert(last_flow->midstream);
    ck_assert_uint_eq(counters.flows_midstream, 1);
}
END_TEST

START_TEST(a_hole_that_the_receiver_has_filled_is_skipped_after_three_segments)
{
    shake();
    say(C, 1004, "def");
    acknowledge(S, 5001, 1007);
    ck_assert_str_eq(heard[C], "");
    say(C, 1007, "g");
    say(C, 1008, "h");
    ck_assert_str_eq(heard[C], "");
    say(C, 1009, "i");
    ck_assert_str_eq(heard[C], "<3>defghi");
    ck_assert_uint_eq(counters.gaps, 1);
}
END_TEST

START_TEST(a_hole_that_the_receiver_has_filled_is_skipped_after_a_second)
{
    shake();
    acknowledge(S, 5001, 1007);
    say(C, 1004, "def");
    wait_ns(SECOND_NS - 1);
    advance();
    ck_assert_str_eq(heard[C], "");
    wait_ns(1);
    advance();
    ck_assert_str_eq(heard[C], "<3>def");
}
END_TEST

START_TEST(reordering_around_an_acknowledgement_loses_nothing)
{
    shake();
    say(C, 1004, "def");
    acknowledge(S, 5001, 1007);
    say(C, 1007, "g");
    say(C, 1001, "abc");
    ck_assert_str_eq(heard[C], "abcdefg");
}
END_TEST

START_TEST(an_unacknowledged_hole_lasts_ten_seconds)
{
    shake();
    say(C, 1004, "def");
    wait_ns(9 * SECOND_NS);
    say(C, 1007, "g");
    ck_assert_str_eq(heard[C], "");
    wait_ns(SECOND_NS);
    advance();
    ck_assert_str_eq(heard[C], "<3>defg");
}
END_TEST

START_TEST(a_hole_ends_with_the_flow)
{
    shake();
    say(C, 1004, "def");
    say(C, 1010, "j");
    struct mw_origin origin = now();
    flow_table_finish(table, &origin);
    ck_assert_str_eq(heard[C], "<3>def<3>j");
    ck_assert_str_eq(ends, "finish:40000");
}
END_TEST

START_TEST(a_hole_ends_when_too_many_chunks_wait)
{
    shake();
    for (unsigned i = 0; i < 300; i++)
        say(C, 1010 + 2 * i, "x");
    ck_assert_uint_ge(strlen(heard[C]), 40 * 4);
    ck_assert(strncmp(heard[C], "<9>x<1>x<1>x", 12) == 0);
}
END_TEST

START_TEST(a_hole_ends_when_too_many_bytes_wait)
{
    static char block[1001];
    memset(block, 'x', sizeof block - 1);
    limits.stream_depth = 10000;
    shake();
    for (unsigned i = 0; i < 10; i++)
        say(C, 1002 + 1000 * i, block);
    ck_assert_str_eq(heard[C], "");
    say(C, 11002, block);
    ck_assert_uint_eq(strlen(heard[C]), 3 + 11000);
}
END_TEST

START_TEST(segments_in_reverse_are_put_right)
{
    shake();
    for (int i = 200; i > 0; i--) {
        char text[2] = { (char)('a' + i % 26), 0 };
        say(C, 1001 + (unsigned)i, text);
    }
    say(C, 1001, "a");
    ck_assert_uint_eq(strlen(heard[C]), 201);
    for (int i = 0; i <= 200; i++)
        ck_assert_int_eq(heard[C][i], 'a' + i % 26);
}
END_TEST

START_TEST(waiting_data_are_bounded_over_all_streams)
{
    static char block[1001];
    memset(block, 'x', sizeof block - 1);
    limits.stream_memory = 100000;
    for (unsigned flow = 0; flow < 100; flow++) {
        packet.src_port = (uint16_t)(10000 + flow);
        shake();
        for (unsigned i = 0; i < 3; i++)
            say(C, 1002 + 1000 * i, block);
    }
    ck_assert_uint_ge(counters.stream_memory_full, 200);
    wait_ns(11 * SECOND_NS);
    advance();
    uint64_t full = counters.stream_memory_full;
    packet.src_port = 20000;
    shake();
    say(C, 1002, block);
    ck_assert_uint_eq(counters.stream_memory_full, full);
}
END_TEST

START_TEST(a_wild_segment_is_passed_over)
{
    shake();
    say(C, 1001, "abc");
    say(C, 1004 + 0x20000000, "lie");
    say(C, 1004, "def");
    ck_assert_str_eq(heard[C], "abcdef");
    ck_assert_uint_eq(counters.segments_window, 1);
}
END_TEST

START_TEST(a_stream_that_moved_on_is_followed)
{
    shake();
    say(C, 1001, "abc");
    for (unsigned i = 0; i < 6; i++)
        say(C, 3001004 + 2 * i, "xy");
    ck_assert_str_eq(heard[C], "abc<3000006>xyxyxy");
}
END_TEST

START_TEST(a_stream_that_was_led_astray_is_followed_back)
{
    shake();
    say(C, 1001, "abc");
    for (unsigned i = 0; i < 6; i++)
        say(C, 3001004 + 2 * i, "xy");
    heard[C][0] = '\0';
    for (unsigned i = 0; i < 6; i++)
        say(C, 1004 + 2 * i, "zz");
    ck_assert_str_eq(heard[C], "<6>zzzzzz");
}
END_TEST

START_TEST(a_far_segment_that_was_acknowledged_is_believed_sooner)
{
    shake();
    say(C, 1001, "abc");
    say(C, 3001004, "xy");
    acknowledge(S, 5001, 3001006);
    say(C, 3001006, "z");
    ck_assert_str_eq(heard[C], "abc<3000002>z");
}
END_TEST

/* A forged SYN must not hide what the true connection goes on to say. */
START_TEST(a_position_that_only_a_syn_claims_is_given_up_at_once)
{
    syn(0x70000000);
    say(C, 1001, "abc");
    say(C, 1004, "def");
    ck_assert_str_eq(heard[C], "abcdef");
}
END_TEST

START_TEST(an_urgent_pointer_and_a_zero_window_change_nothing)
{
    shake();
    send_bytes(C, TCP_ACK | 0x20, 1001, 5001, "abc");
    acknowledge(S, 5001, 1004);
    say(C, 1004, "d");
    say(C, 1004, "d");
    say(C, 1004, "def");
    ck_assert_str_eq(heard[C], "abcdef");
}
END_TEST

START_TEST(one_direction_alone_is_heard)
{
    say(S, 7003, "def");
    for (unsigned i = 0; i < 3; i++)
        say(S, 7006 + i, "x");
    ck_assert_str_eq(heard[S], "defxxx");
    ck_assert_str_eq(heard[C], "");
}
END_TEST

START_TEST(a_long_stream_stays_in_step)
{
    static char block[60001];
    memset(block, 'x', sizeof block - 1);
    shake();
    say(C, 1001, "ab");
    uint32_t seq = 1003;
    /* Beyond 2^32, so that every number that is kept has fallen behind by more than half. */
    for (unsigned i = 0; i < 80000; i++, seq += 60000) {
        heard[C][0] = '\0';
        say(C, seq, block);
    }
    ck_assert_uint_eq(counters.gaps, 0);
    ck_assert_uint_eq(counters.segments_window, 0);
    heard[C][0] = '\0';
    say(C, seq + 1, "y");
    say(C, seq, "z");
    ck_assert_str_eq(heard[C], "zy");
}
END_TEST

static void add(TCase *cases)
{
    tcase_add_test(cases, data_in_order_are_heard);
    tcase_add_test(cases, a_segment_before_its_turn_waits);
    tcase_add_test(cases, an_origin_is_that_of_the_last_byte);
    tcase_add_test(cases, what_is_sent_again_is_heard_once);
    tcase_add_test(cases, first_data_win_by_default);
    tcase_add_test(cases, last_data_win_when_they_shall);
    tcase_add_test(cases, linux_prefers_what_begins_earlier);
    tcase_add_test(cases, handed_data_are_never_taken_back);
    tcase_add_test(cases, sequence_numbers_wrap);
    tcase_add_test(cases, a_keep_alive_says_nothing);
    tcase_add_test(cases, data_in_a_syn_are_heard);
    tcase_add_test(cases, data_refused_in_a_syn_come_again);
    tcase_add_test(cases, a_giant_segment_is_handed_over_whole);
    tcase_add_test(cases, what_the_snap_length_cut_off_is_a_gap);
    tcase_add_test(cases, a_cut_segment_before_its_turn_waits);
    tcase_add_test(cases, a_flow_from_its_middle_begins_with_its_first_data);
    tcase_add_test(cases, a_hole_that_the_receiver_has_filled_is_skipped_after_three_segments);
    tcase_add_test(cases, a_hole_that_the_receiver_has_filled_is_skipped_after_a_second);
    tcase_add_test(cases, reordering_around_an_acknowledgement_loses_nothing);
    tcase_add_test(cases, an_unacknowledged_hole_lasts_ten_seconds);
    tcase_add_test(cases, a_hole_ends_with_the_flow);
    tcase_add_test(cases, a_hole_ends_when_too_many_chunks_wait);
    tcase_add_test(cases, a_hole_ends_when_too_many_bytes_wait);
    tcase_add_test(cases, segments_in_reverse_are_put_right);
    tcase_add_test(cases, waiting_data_are_bounded_over_all_streams);
    tcase_add_test(cases, a_wild_segment_is_passed_over);
    tcase_add_test(cases, a_stream_that_moved_on_is_followed);
    tcase_add_test(cases, a_stream_that_was_led_astray_is_followed_back);
    tcase_add_test(cases, a_far_segment_that_was_acknowledged_is_believed_sooner);
    tcase_add_test(cases, a_position_that_only_a_syn_claims_is_given_up_at_once);
    tcase_add_test(cases, an_urgent_pointer_and_a_zero_window_change_nothing);
    tcase_add_test(cases, one_direction_alone_is_heard);
    tcase_add_test(cases, a_long_stream_stays_in_step);
}

int main(void)
{
    return run_cases("stream", add);
}
