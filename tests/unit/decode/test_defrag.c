/* SPDX-License-Identifier: Apache-2.0 */
#include "base/stamp.h"
#include "fixture.h"

/*
 * A TCP segment of PIECES * PIECE bytes, header included, and its fragments:
 * piece i is the bytes from i * PIECE on.
 */
#define PIECE  64
#define PIECES 5
#define SIZE   (PIECE * PIECES)

static uint8_t segment[SIZE];

static void make_segment(void)
{
    char text[SIZE - 20 + 1];
    for (size_t i = 0; i < sizeof text - 1; i++)
        text[i] = (char)('a' + i % 26);
    text[sizeof text - 1] = '\0';
    struct frame *f = frame_with(text);
    wrap_tcp(f, 50000, 3333, 1000, FRAME_PSH_ACK);
    memcpy(segment, frame_bytes(f), SIZE);
    free(f);
}

static bool feed_v4(const void *bytes, size_t len, unsigned offset, bool more, unsigned id)
{
    struct frame *f = malloc(sizeof *f);
    frame_begin(f, bytes, len);
    wrap_ipv4_fragment(f, "10.9.0.1", "10.9.0.2", 6, id, offset / 8 | (more ? 0x2000 : 0));
    bool found = read_whole(228, f);
    free(f);
    return found;
}

static bool feed_v6(const void *bytes, size_t len, unsigned offset, bool more, unsigned id)
{
    struct frame *f = malloc(sizeof *f);
    frame_begin(f, bytes, len);
    wrap_ipv6_fragment(f, 6, offset | more, id);
    wrap_ipv6(f, "2001:db8::1", "2001:db8::2", 44);
    bool found = read_whole(229, f);
    free(f);
    return found;
}

typedef bool feed_fn(const void *bytes, size_t len, unsigned offset, bool more, unsigned id);

static feed_fn *const feeds[] = { feed_v4, feed_v6 };

static bool feed_piece(feed_fn *feed, unsigned i, unsigned id)
{
    return feed(segment + i * PIECE, PIECE, i * PIECE, i < PIECES - 1, id);
}

static void assert_segment(void)
{
    ck_assert_uint_eq(packet.src_port, 50000);
    ck_assert_uint_eq(packet.dst_port, 3333);
    ck_assert_uint_eq(packet.seq, 1000);
    ck_assert_uint_eq(packet.payload.len, SIZE - 20);
    ck_assert_uint_eq(packet.payload_len, SIZE - 20);
    ck_assert_mem_eq(packet.payload.at, segment + 20, SIZE - 20);
}

/* The n-th order of PIECES things. */
static void order_of(unsigned n, unsigned *order)
{
    for (unsigned i = 0; i < PIECES; i++)
        order[i] = i;
    for (unsigned i = PIECES; i > 1; n /= i, i--) {
        unsigned j = n % i, swap = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swap;
    }
}

START_TEST(fragments_in_every_order_make_the_datagram)
{
    for (size_t version = 0; version < 2; version++) {
        for (unsigned n = 0; n < 120; n++) {
            unsigned order[PIECES];
            order_of(n, order);
            for (unsigned i = 0; i < PIECES - 1; i++)
                ck_assert(!feed_piece(feeds[version], order[i], n));

            ck_assert(feed_piece(feeds[version], order[PIECES - 1], n));
            assert_segment();
        }
    }
    ck_assert_uint_eq(counters.fragments, 2 * 120 * PIECES);
    ck_assert_uint_eq(counters.fragments_joined, 2 * 120);
    ck_assert_uint_eq(counters.fragments_dropped, 0);
    ck_assert_uint_eq(counters.fragments_overlap, 0);
    ck_assert_uint_eq(counters.decode_short, 0);
}
END_TEST

START_TEST(fragments_that_come_twice_do_no_harm)
{
    for (size_t version = 0; version < 2; version++) {
        for (unsigned i = 0; i < PIECES - 1; i++) {
            ck_assert(!feed_piece(feeds[version], i, 1));
            ck_assert(!feed_piece(feeds[version], i, 1));
        }

        ck_assert(feed_piece(feeds[version], PIECES - 1, 1));
        assert_segment();
    }
    ck_assert_uint_eq(counters.fragments_overlap, 0);
}
END_TEST

START_TEST(a_missing_fragment_leaves_nothing)
{
    for (unsigned missing = 0; missing < PIECES; missing++)
        for (unsigned i = 0; i < PIECES; i++)
            if (i != missing)
                ck_assert(!feed_piece(feed_v4, i, missing));
    ck_assert_uint_eq(counters.fragments_joined, 0);
}
END_TEST

START_TEST(datagrams_are_kept_apart)
{
    /* By id, by protocol, by address, by VLAN. */
    ck_assert(!feed_v4(segment, PIECE, 0, true, 1));
    ck_assert(!feed_v4(segment + PIECE, SIZE - PIECE, PIECE, false, 2));

    struct frame *f = malloc(sizeof *f);
    frame_begin(f, segment + PIECE, SIZE - PIECE);
    wrap_ipv4_fragment(f, "10.9.0.1", "10.9.0.2", 17, 1, PIECE / 8);
    ck_assert(!read_whole(228, f));

    frame_begin(f, segment + PIECE, SIZE - PIECE);
    wrap_ipv4_fragment(f, "10.9.0.3", "10.9.0.2", 6, 1, PIECE / 8);
    ck_assert(!read_whole(228, f));

    frame_begin(f, segment + PIECE, SIZE - PIECE);
    wrap_ipv4_fragment(f, "10.9.0.1", "10.9.0.2", 6, 1, PIECE / 8);
    wrap_vlan(f, 9, 0x0800);
    wrap_ethernet(f, 0x8100);
    ck_assert(!read_whole(1, f));
    free(f);

    ck_assert(feed_v4(segment + PIECE, SIZE - PIECE, PIECE, false, 1));
    assert_segment();
}
END_TEST

START_TEST(in_ipv4_the_bytes_that_came_first_stay)
{
    uint8_t other[SIZE];
    memset(other, 'X', sizeof other);
    ck_assert(!feed_piece(feed_v4, 0, 1));
    ck_assert(!feed_piece(feed_v4, 2, 1));
    ck_assert(!feed_v4(other, SIZE - PIECE, 0, true, 1)); /* all but the last, at once */

    ck_assert(feed_piece(feed_v4, PIECES - 1, 1));
    ck_assert_mem_eq(packet.payload.at, segment + 20, PIECE - 20);
    ck_assert_mem_eq(packet.payload.at + PIECE - 20, other, PIECE);
    ck_assert_mem_eq(packet.payload.at + 2 * PIECE - 20, segment + 2 * PIECE, PIECE);
    ck_assert_uint_eq(counters.fragments_overlap, 1);
}
END_TEST

START_TEST(in_ipv6_an_overlap_ends_the_datagram_for_good)
{
    ck_assert(!feed_piece(feed_v6, 0, 1));
    ck_assert(!feed_v6(segment + 8, PIECE, 8, true, 1));
    for (unsigned i = 0; i < PIECES; i++)
        ck_assert(!feed_piece(feed_v6, i, 1));

    ck_assert_uint_eq(counters.fragments_overlap, 1);
    ck_assert_uint_eq(counters.fragments_dropped, 1);
    ck_assert_uint_eq(counters.fragments_joined, 0);
}
END_TEST

START_TEST(a_teardrop_is_passed_over)
{
    /* An end inside what is known, and two ends. */
    ck_assert(!feed_piece(feed_v4, 1, 1));
    ck_assert(!feed_v4("tear", 4, PIECE + 8, false, 1));
    ck_assert(!feed_piece(feed_v4, PIECES - 1, 1));
    ck_assert(!feed_v4("tear", 4, SIZE + 64, false, 1));
    ck_assert(!feed_v4("teardrop", 8, SIZE, true, 1));
    ck_assert(!feed_piece(feed_v4, 2, 1));
    ck_assert(!feed_piece(feed_v4, 3, 1));

    ck_assert(feed_piece(feed_v4, 0, 1));
    assert_segment();
}
END_TEST

START_TEST(a_ping_of_death_is_passed_over)
{
    uint8_t big[1400] = { 0 };
    ck_assert(!feed_v4(big, sizeof big, 65528, false, 1));
    ck_assert(!feed_v6(big, sizeof big, 65528, false, 1));
    ck_assert_uint_eq(counters.fragments_dropped, 2);
}
END_TEST

START_TEST(the_biggest_datagram_is_put_together)
{
    uint8_t *big = calloc(1, 65536);
    memcpy(big, segment, 20);
    unsigned offset = 0;
    for (; offset + 1480 < 65515; offset += 1480)
        ck_assert(!feed_v4(big + offset, 1480, offset, true, 1));

    ck_assert(feed_v4(big + offset, 65515 - offset, offset, false, 1));
    ck_assert_uint_eq(packet.payload.len, 65515 - 20);
    free(big);
}
END_TEST

START_TEST(tiny_fragments_make_the_datagram)
{
    for (unsigned at = SIZE - 8; at > 0; at -= 8)
        ck_assert(!feed_v4(segment + at, 8, at, at != SIZE - 8, 1));

    ck_assert(feed_v4(segment, 8, 0, true, 1));
    assert_segment();
}
END_TEST

START_TEST(an_uneven_middle_loses_its_end)
{
    /* Linux does so in IPv4; in IPv6 the fragment is of no use. */
    ck_assert(!feed_v4(segment, PIECE + 3, 0, true, 1));
    ck_assert(feed_v4(segment + PIECE, SIZE - PIECE, PIECE, false, 1));
    assert_segment();

    ck_assert(!feed_v6(segment, PIECE + 3, 0, true, 1));
    ck_assert(!feed_v6(segment + PIECE, SIZE - PIECE, PIECE, false, 1));
}
END_TEST

START_TEST(fragments_without_data_are_of_no_use)
{
    ck_assert(!feed_v4("", 0, 0, true, 1));
    ck_assert(!feed_v4("", 0, 64, false, 1));
    ck_assert_uint_eq(counters.fragments_dropped, 2);
}
END_TEST

START_TEST(an_atomic_fragment_passes_at_once)
{
    ck_assert(feed_v6(segment, SIZE, 0, false, 1));
    assert_segment();
    ck_assert_uint_eq(counters.fragments, 0);
}
END_TEST

START_TEST(a_fragment_cut_by_the_capture_is_of_no_use)
{
    struct frame *f = malloc(sizeof *f);
    frame_begin(f, segment, PIECE);
    wrap_ipv4_fragment(f, "10.9.0.1", "10.9.0.2", 6, 1, 0x2000);
    ck_assert(!read_cut(228, f, frame_len(f) - 1));
    free(f);

    ck_assert(!feed_v4(segment + PIECE, SIZE - PIECE, PIECE, false, 1));
    ck_assert(feed_v4(segment, PIECE, 0, true, 1));
    assert_segment();
}
END_TEST

START_TEST(a_datagram_is_given_up_after_its_time)
{
    ck_assert(!feed_v4(segment, PIECE, 0, true, 1));
    now_ns += (int64_t)limits.defrag_timeout * SECOND_NS + 1;
    ck_assert(!feed_v4(segment + PIECE, SIZE - PIECE, PIECE, false, 1));
    ck_assert_uint_eq(counters.fragments_dropped, 1);

    now_ns += (int64_t)limits.defrag_timeout * SECOND_NS;
    ck_assert(feed_v4(segment, PIECE, 0, true, 1));
    assert_segment();
}
END_TEST

START_TEST(time_that_runs_backwards_gives_nothing_up)
{
    ck_assert(!feed_v4(segment, PIECE, 0, true, 1));
    now_ns -= 1000 * SECOND_NS;
    ck_assert(feed_v4(segment + PIECE, SIZE - PIECE, PIECE, false, 1));
    assert_segment();
}
END_TEST

START_TEST(memory_is_bounded_and_the_oldest_goes_first)
{
    limits.defrag_memory = 65536;
    ck_assert(!feed_v4(segment, PIECE, 0, true, 1));
    for (unsigned id = 2; id < 2000; id++)
        ck_assert(!feed_v4(segment, PIECE, 0, true, id));
    ck_assert_uint_gt(counters.fragments_dropped, 1900);

    ck_assert(feed_v4(segment + PIECE, SIZE - PIECE, PIECE, false, 1999));
    assert_segment();
    ck_assert(!feed_v4(segment + PIECE, SIZE - PIECE, PIECE, false, 1));
}
END_TEST

START_TEST(a_datagram_bigger_than_the_memory_is_given_up)
{
    limits.defrag_memory = 65536;
    uint8_t page[1024] = { 0 };
    for (unsigned offset = 0; offset < 64000; offset += 1024)
        ck_assert(!feed_v4(page, sizeof page, offset, true, 1));
    ck_assert_uint_gt(counters.fragments_dropped, 0);

    ck_assert(!feed_v4(segment, PIECE, 0, true, 2));
    ck_assert(feed_v4(segment + PIECE, SIZE - PIECE, PIECE, false, 2));
}
END_TEST

START_TEST(a_tunnel_in_fragments_with_fragments_in_it_is_read)
{
    /* The inner datagram in two, each in a datagram of the tunnel in two. */
    bool found = false;
    for (unsigned inner = 0; inner < 2; inner++) {
        struct frame *f = malloc(sizeof *f);
        frame_begin(f, segment + inner * PIECE, inner ? SIZE - PIECE : PIECE);
        wrap_ipv4_fragment(f, "10.9.0.1", "10.9.0.2", 6, 1, inner ? PIECE / 8 : 0x2000);
        wrap_ethernet(f, 0x0800);
        wrap_vxlan(f, 9);
        wrap_udp(f, 1, 4789);
        for (unsigned outer = 0; outer < 2; outer++) {
            struct frame *g = malloc(sizeof *g);
            ck_assert(!found);
            frame_begin(g, frame_bytes(f) + outer * 48, outer ? frame_len(f) - 48 : 48);
            wrap_ipv4_fragment(g, "192.0.2.1", "192.0.2.2", 17, 70 + inner,
                               outer ? 48 / 8 : 0x2000);
            found = read_whole(228, g);
            free(g);
        }
        free(f);
    }

    ck_assert(found);
    assert_segment();
    ck_assert_str_eq(packet.tunnel, "vxlan");
    ck_assert_uint_eq(counters.fragments_joined, 3);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        fragments_in_every_order_make_the_datagram,
        fragments_that_come_twice_do_no_harm,
        a_missing_fragment_leaves_nothing,
        datagrams_are_kept_apart,
        in_ipv4_the_bytes_that_came_first_stay,
        in_ipv6_an_overlap_ends_the_datagram_for_good,
        a_teardrop_is_passed_over,
        a_ping_of_death_is_passed_over,
        the_biggest_datagram_is_put_together,
        tiny_fragments_make_the_datagram,
        an_uneven_middle_loses_its_end,
        fragments_without_data_are_of_no_use,
        an_atomic_fragment_passes_at_once,
        a_fragment_cut_by_the_capture_is_of_no_use,
        a_datagram_is_given_up_after_its_time,
        time_that_runs_backwards_gives_nothing_up,
        memory_is_bounded_and_the_oldest_goes_first,
        a_datagram_bigger_than_the_memory_is_given_up,
        a_tunnel_in_fragments_with_fragments_in_it_is_read,
    };
    make_segment();
    return RUN_TESTS("defrag", tests);
}
