/* SPDX-License-Identifier: Apache-2.0 */
/*
 * capture - front door of the room where packets come from
 *
 * A source yields frames in the order in which it has them: a capture file (pcap
 * or pcapng, plain, .gz or .zst, or standard input), or interfaces. Files are
 * read by our own reader, mapped where they can be, for libpcap refuses pcapng
 * with several link types and copies every packet; live capture, filters and
 * link types are libpcap's.
 */
#ifndef CAPTURE_CAPTURE_H
#define CAPTURE_CAPTURE_H

#include "base/error.h"
#include "minewatch.h"

/* ---- which files -------------------------------------------------------- */

struct capture_file {
    char *path;       /* owned; "-" is standard input */
    int64_t first_ns; /* time of the first packet; INT64_MAX: none */
};

struct capture_list {
    struct capture_file *file; /* owned */
    size_t count;
    size_t passed_over; /* files found in folders that are no captures */
};

/*
 * Add a file, or every capture below a folder (told by its magic, also inside .gz
 * and .zst; what has none is passed over and counted; symbolic links to files are
 * followed, folders are not entered twice). A file that was named itself is added
 * whatever it holds. False: it can't be read; *e says why, nothing else is lost.
 */
bool capture_list_add(struct capture_list *l, const char *path, struct error *e);
/* By the time of the first packet, ties by path; standard input last. */
void capture_list_sort(struct capture_list *l);
void capture_list_done(struct capture_list *l);

/* ---- reading -------------------------------------------------------------- */

enum capture_step {
    CAPTURE_FRAME, /* *frame is filled; borrowed until the next call */
    CAPTURE_IDLE,  /* live: nothing came within the time-out */
    CAPTURE_END,   /* the file is over, whole */
    CAPTURE_BAD,   /* damaged or cut off here, or the interface failed: *e says where and
                      how; all frames before it were given */
};

struct capture;

/* NULL: can't be opened, or no capture; *e says why. `source` goes into frames. */
struct capture *capture_open_file(const char *path, uint32_t source, struct error *e);

struct capture_live_settings {
    uint32_t snaplen;      /* bytes; 0: whole packets (262144) */
    uint32_t buffer_bytes; /* ring; 0: 64 MiB */
    uint32_t timeout_ms;   /* block time-out; 0: 5 ms */
    bool promiscuous;
};

struct capture *capture_open_live(const char *interface, uint32_t source,
                                  const struct capture_live_settings *settings,
                                  struct error *e);

/* Compile and install a BPF filter, widened so that it also means frames behind up
 * to two outer VLAN tags, also under `not`. False: *e holds libpcap's words.
 * *never is set when the filter can match nothing. With several link types in one
 * file it is compiled for each. */
bool capture_filter(struct capture *c, const char *filter, bool *never, struct error *e);

/* Before anything is opened: is this a filter at all, for any of the usual link
 * types? False: *e holds libpcap's words. */
bool capture_filter_check(const char *filter, struct error *e);

/* Cut frames to this many bytes, as -s does (files). 0: whole. */
void capture_snaplen(struct capture *c, uint32_t bytes);

/* Call fn when a signal interrupts the wait for a file's bytes (a pipe's); true: read
 * no further, as if it ended here. */
void capture_on_interrupt(struct capture *c, bool (*fn)(void *ctx), void *ctx);

enum capture_step capture_next(struct capture *c, struct mw_frame *frame, struct error *e);

/* A descriptor that becomes readable with packets, for poll(); -1 for files. */
int capture_fd(const struct capture *c);

struct capture_stats {
    uint64_t received;                /* live: as the kernel counts; files: frames read */
    uint64_t dropped;                 /* by the kernel, for want of ring */
    uint64_t interface_dropped;       /* by the interface or its driver */
    uint64_t filtered;                /* files: frames that the filter refused */
    uint64_t bytes_read, bytes_total; /* files, as stored: for progress; total 0: not known */
};

void capture_stats(struct capture *c, struct capture_stats *out);
/* The interface's name behind a frame of pcapng or -i; NULL where not known. */
const char *capture_interface(const struct capture *c, const struct mw_frame *frame);
void capture_close(struct capture *c); /* NULL is fine */

/* libpcap's, zlib's and zstd's versions in one line. */
const char *capture_versions(void);

#endif
