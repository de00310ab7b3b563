/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/capture.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <zlib.h>
#include <zstd.h>

#include "capture/file.h"
#include "capture/filter.h"
#include "capture/live.h"

/* Live: so many frames in a row may be refused before the caller has a turn. */
#define REFUSALS_MOST 1000

#define LINKTYPES_MOST 32

/* ---- link types ------------------------------------------------------------- */

/* DLT_ATM_RFC1483, DLT_RAW, DLT_SLIP_BSDOS, DLT_PPP_BSDOS */
static const struct {
    int linktype, dlt;
} renamed[] = {
    {100,  11},
    { 101, 12},
    { 102, 15},
    { 103, 16}
};

int linktype_to_dlt(int linktype)
{
    for (size_t i = 0; i < sizeof renamed / sizeof *renamed; i++)
        if (renamed[i].linktype == linktype)
            return renamed[i].dlt;
    return linktype;
}

int linktype_from_dlt(int dlt)
{
    for (size_t i = 0; i < sizeof renamed / sizeof *renamed; i++)
        if (renamed[i].dlt == dlt)
            return renamed[i].linktype;
    return dlt;
}

/* ---- opening ------------------------------------------------------------------ */

struct capture *capture_open_file(const char *path, uint32_t source, struct error *e)
{
    struct capture *c = file_open(path, NULL, e);
    if (c)
        c->source = source;
    return c;
}

struct capture *capture_open_live(const char *interface, uint32_t source,
                                  const struct capture_live_settings *settings, struct error *e)
{
    struct capture *c = live_open(interface, settings, e);
    if (c)
        c->source = source;
    return c;
}

bool capture_filter(struct capture *c, const char *filter, bool *never, struct error *e)
{
    int linktype[LINKTYPES_MOST];
    size_t count = c->kind->linktypes(c, linktype, LINKTYPES_MOST);
    struct filter *f = filter_new(filter, linktype, count, never, e);
    if (!f)
        return false;
    filter_free(c->filter);
    c->filter = f;
    if (c->kind->prefilter)
        c->kind->prefilter(c, f);
    return true;
}

bool capture_filter_check(const char *filter, struct error *e)
{
    /* Wi-Fi, raw IP, Linux cooked; Ethernet last, for its words are kept. */
    static const int usual[] = { 105, 127, 101, 113, 276, 1 };
    struct error why = { 0 };
    bool never;
    struct filter *f = filter_new(filter, usual, sizeof usual / sizeof *usual, &never, &why);
    if (!f)
        *e = why;
    filter_free(f);
    return f;
}

void capture_snaplen(struct capture *c, uint32_t bytes)
{
    c->snaplen = bytes;
}

void capture_close(struct capture *c)
{
    if (!c)
        return;
    filter_free(c->filter);
    c->kind->close(c);
}

/* ---- reading --------------------------------------------------------------------- */

/* Read until the filter lets one pass. */
static enum capture_step next_passed(struct capture *c, struct mw_frame *frame, struct error *e)
{
    unsigned refused = 0;
    for (;;) {
        enum capture_step step = c->kind->next(c, frame, e);
        if (step != CAPTURE_FRAME)
            return step;
        c->read++;
        if (filter_passes(c->filter, frame))
            return CAPTURE_FRAME;
        c->filtered++;
        if (c->kind->live && ++refused == REFUSALS_MOST)
            return CAPTURE_IDLE;
    }
}

enum capture_step capture_next(struct capture *c, struct mw_frame *frame, struct error *e)
{
    enum capture_step step;
    if (c->filter) {
        step = next_passed(c, frame, e);
    } else {
        step = c->kind->next(c, frame, e);
        c->read += step == CAPTURE_FRAME;
    }
    if (step != CAPTURE_FRAME)
        return step;
    frame->source = c->source;
    if (c->snaplen && frame->captured > c->snaplen)
        frame->captured = c->snaplen;
    return CAPTURE_FRAME;
}

/* ---- what is known of it ------------------------------------------------------------ */

int capture_fd(const struct capture *c)
{
    return c->kind->fd(c);
}

void capture_stats(struct capture *c, struct capture_stats *out)
{
    *out = (struct capture_stats){ .filtered = c->filtered };
    c->kind->stats(c, out);
}

const char *capture_interface(const struct capture *c, const struct mw_frame *frame)
{
    return c->kind->interface(c, frame);
}

const char *capture_versions(void)
{
    static char text[200];
    snprintf(text, sizeof text, "%s, zlib %s, zstd %s", pcap_lib_version(), zlibVersion(),
             ZSTD_versionString());
    return text;
}

void capture_on_interrupt(struct capture *c, bool (*fn)(void *ctx), void *ctx)
{
    if (c->kind->on_interrupt)
        c->kind->on_interrupt(c, fn, ctx);
}
