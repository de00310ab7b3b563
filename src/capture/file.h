/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file - a capture file as a source, read by our own reader
 *
 * pcap: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html
 * pcapng: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html
 *
 * Frames of a mapped file lie in the page cache: nothing is copied. It gives what
 * libpcap gives, packet for packet, and more where libpcap stops: several link
 * types, snap lengths or byte orders in one pcapng, a frame longer than its pcapng
 * interface's snap length. Times are clamped to the years 1970 to 2255. A Simple
 * Packet Block has no time and takes that of the packet before it.
 */
#ifndef CAPTURE_FILE_H
#define CAPTURE_FILE_H

#include "capture/kind.h"
#include "capture/unpack.h"

/* NULL: *e says why. *is_capture, which may be NULL, says whether it has a capture's
 * magic, or can't be told because its compression is damaged before that. */
struct capture *file_open(const char *path, bool *is_capture, struct error *e);

/* ---- within the reader ---------------------------------------------------- */

#define FILE_TIME_MOST (INT64_C(9000000000) * INT64_C(1000000000))

struct interface {
    int linktype;
    uint32_t snaplen; /* 0: none */
    /* Time units: a second has `units` of them; each is `unit_ns` nanoseconds, or 0
     * where that is no whole number. */
    uint64_t units, unit_ns;
    int64_t offset_s;
    char name[64]; /* empty: none; cut where longer */
};

enum lengths { LENGTHS_IN_ORDER, LENGTHS_SWAPPED, LENGTHS_MAYBE_SWAPPED };

struct file {
    struct capture base;
    struct unpack in; /* owned */
    char *name;       /* owned; for messages */
    bool big_endian;
    uint64_t number;        /* of the frame given last */
    int64_t time_ns;        /* its time */
    enum capture_step over; /* CAPTURE_FRAME while it goes on */
    struct error why;       /* when over is CAPTURE_BAD */

    /* pcap */
    size_t head; /* bytes before each frame */
    enum lengths lengths;
    uint32_t fraction_ns;
    uint32_t snaplen;
    int linktype;

    /* pcapng */
    struct interface *interface; /* owned; of the present section */
    size_t interfaces, interface_room;
    size_t interface_last; /* the last frame's */
};

static inline uint32_t file_u32(const struct file *f, struct cursor *c)
{
    return f->big_endian ? take_be32(c) : take_le32(c);
}

static inline uint16_t file_u16(const struct file *f, struct cursor *c)
{
    return f->big_endian ? take_be16(c) : take_le16(c);
}

/* End here: with the unpacker's problem if there is one, else with these words, to
 * which the file's name and the packet's number are put. */
enum capture_step file_bad(struct file *f, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The longest frame of a link type that is believed. */
uint32_t file_frame_most(int linktype);

bool pcapng_is(struct view head);
enum capture_step pcapng_next(struct file *f, struct mw_frame *frame);
/* Read on up to the first packet, so that interfaces are known. False: damaged. */
bool pcapng_open(struct file *f);

#endif
