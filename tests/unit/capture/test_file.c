/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_file - our reader gives what libpcap gives, packet for packet
 *
 * Over the bundled captures and, where MW_TEST_CAPTURES names a folder, over every
 * capture below it. libpcap reads no further where a pcapng file has interfaces that
 * differ: there the frames up to that place are compared.
 */
#include <pcap/pcap.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../lib/suite.h"
#include "capture/capture.h"

#define NANOSECONDS INT64_C(1000000000)

static size_t compared;

static void compare_frame(const char *path, const struct mw_frame *f,
                          const struct pcap_pkthdr *h, const u_char *data)
{
    int64_t time_ns = (int64_t)h->ts.tv_sec * NANOSECONDS + h->ts.tv_usec;
    ck_assert_msg(f->captured == h->caplen && f->length == h->len, "%s: packet %llu: length",
                  path, (unsigned long long)f->number);
    /* Times that no clock shows are clamped, and where a file has millions of microseconds
     * in a second, libpcap counts them in 32 bits. */
    bool wrapped = f->time_ns - time_ns >= INT64_C(1) << 32 &&
                   (f->time_ns - time_ns) % (INT64_C(1) << 32) == 0;
    if (h->ts.tv_sec > 0 && h->ts.tv_sec < INT32_MAX && !wrapped)
        ck_assert_msg(f->time_ns == time_ns, "%s: packet %llu: time %lld, libpcap %lld", path,
                      (unsigned long long)f->number, (long long)f->time_ns, (long long)time_ns);
    ck_assert_msg(memcmp(f->data, data, h->caplen) == 0, "%s: packet %llu: bytes", path,
                  (unsigned long long)f->number);
}

static void compare_file(const char *path)
{
    char why[PCAP_ERRBUF_SIZE];
    struct error e = { 0 };
    pcap_t *theirs =
        pcap_open_offline_with_tstamp_precision(path, PCAP_TSTAMP_PRECISION_NANO, why);
    if (!theirs)
        return;
    struct capture *ours = capture_open_file(path, 0, &e);
    ck_assert_msg(ours != NULL, "%s: %s", path, e.what);

    struct pcap_pkthdr *h;
    const u_char *data;
    struct mw_frame f;
    int step;
    uint64_t n = 0;
    while ((step = pcap_next_ex(theirs, &h, &data)) == 1) {
        enum capture_step mine = capture_next(ours, &f, &e);
        ck_assert_msg(mine == CAPTURE_FRAME, "%s: %llu packets, libpcap has more: %s", path,
                      (unsigned long long)n, e.what);
        ck_assert_uint_eq(f.number, ++n);
        compare_frame(path, &f, h, data);
    }
    if (step == PCAP_ERROR_BREAK)
        ck_assert_msg(capture_next(ours, &f, &e) == CAPTURE_END, "%s: libpcap has fewer", path);
    capture_close(ours);
    pcap_close(theirs);
    compared++;
}

static void compare_folder(const char *path)
{
    struct capture_list list = { 0 };
    struct error e = { 0 };
    ck_assert_msg(capture_list_add(&list, path, &e), "%s", e.what);
    for (size_t i = 0; i < list.count; i++)
        compare_file(list.file[i].path);
    capture_list_done(&list);
}

START_TEST(the_bundled_captures_are_read_as_libpcap_reads_them)
{
    compare_folder("pcaps");
    ck_assert_uint_gt(compared, 200);
}
END_TEST

START_TEST(other_captures_are_read_as_libpcap_reads_them)
{
    const char *folder = getenv("MW_TEST_CAPTURES");
    if (!folder)
        return;
    compare_folder(folder);
    printf("%zu captures compared\n", compared);
}
END_TEST

/* A capture cut at any byte gives the first of its frames, and says so. */
START_TEST(a_cut_capture_gives_a_prefix)
{
    static uint8_t bytes[65536];
    FILE *f = fopen("pcaps/xmr-xmrig.pcap", "rb");
    ck_assert_ptr_nonnull(f);
    size_t size = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    char path[] = "/tmp/minewatch-test-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    for (size_t len = 0; len < size && len < 1500; len++) {
        ck_assert_int_eq(ftruncate(fd, 0), 0);
        ck_assert_int_eq(pwrite(fd, bytes, len, 0), (ssize_t)len);
        struct error e = { 0 };
        struct capture *c = capture_open_file(path, 0, &e);
        if (!c) {
            ck_assert_msg(len < 24 && e.what[0], "%zu bytes: %s", len, e.what);
            continue;
        }
        struct mw_frame frame;
        enum capture_step step;
        size_t at = 24;
        while ((step = capture_next(c, &frame, &e)) == CAPTURE_FRAME) {
            ck_assert_int_eq(memcmp(frame.data, bytes + at + 16, frame.captured), 0);
            at += 16 + frame.captured;
        }
        ck_assert_int_eq(step, at == len ? CAPTURE_END : CAPTURE_BAD);
        ck_assert(step == CAPTURE_END || strstr(e.what, "packet"));
        capture_close(c);
    }
    close(fd);
    unlink(path);
}
END_TEST

SUITE("file", the_bundled_captures_are_read_as_libpcap_reads_them,
      other_captures_are_read_as_libpcap_reads_them, a_cut_capture_gives_a_prefix)
