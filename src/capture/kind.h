/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kind - what a kind of source must be able to do, and what all kinds share
 *
 * A kind's own struct begins with a struct capture and is handed back to it as
 * such. To add a kind: fill a table of these functions and write an open function
 * that sets base.kind. The front door does what is the same for all: the filter, the
 * snap length, the source's number, the counts.
 */
#ifndef CAPTURE_KIND_H
#define CAPTURE_KIND_H

#include "capture/capture.h"

struct filter;

struct capture_kind {
    /* As capture_next, without filter, snap length and source. */
    enum capture_step (*next)(struct capture *c, struct mw_frame *frame, struct error *e);
    /* The link types known so far, at most `most` of them; returns how many. */
    size_t (*linktypes)(const struct capture *c, int *out, size_t most);
    /* Have frames refused early that the filter will refuse. May be NULL. */
    void (*prefilter)(struct capture *c, const struct filter *f);
    /* Add what only this kind knows. */
    void (*stats)(struct capture *c, struct capture_stats *out);
    const char *(*interface)(const struct capture *c, const struct mw_frame *frame);
    int (*fd)(const struct capture *c);
    /* As capture_on_interrupt. NULL: nothing here waits. */
    void (*on_interrupt)(struct capture *c, bool (*fn)(void *ctx), void *ctx);
    void (*close)(struct capture *c);
    bool live;
};

struct capture {
    const struct capture_kind *kind;
    struct filter *filter; /* owned; NULL: none */
    uint32_t source;
    uint32_t snaplen; /* 0: whole */
    uint64_t read;    /* frames that the kind gave */
    uint64_t filtered;
};

/* The longest frame that is believed, as libpcap's MAXIMUM_SNAPLEN. Giants made by
 * segmentation offload have 64 KiB. */
#define FRAME_MOST 262144

/* LINKTYPE_ and DLT_ numbers differ in these only, where they mean networks; see
 * https://www.tcpdump.org/linktypes.html. */
int linktype_to_dlt(int linktype);
int linktype_from_dlt(int dlt);

#endif
