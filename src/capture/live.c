/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/live.h"

#include <pcap/pcap.h>
#include <poll.h>
#include <stdlib.h>

#include "base/stamp.h"
#include "capture/filter.h"

#define BUFFER_BYTES (64 * 1024 * 1024)
#define TIMEOUT_MS   5

struct live {
    struct capture base;
    char *name;   /* owned */
    pcap_t *pcap; /* owned */
    int fd, timeout_ms, linktype;
    int64_t fraction_ns;
    uint64_t number;
    /* libpcap's counts have 32 bits and wrap: what it said last, and the sums. */
    struct pcap_stat last;
    struct capture_stats sum;
};

/* ---- reading ---------------------------------------------------------------- */

static enum capture_step fail(struct live *l, struct error *e)
{
    error_set(e, l->name, 0, 0, "%s", pcap_geterr(l->pcap));
    return CAPTURE_BAD;
}

static bool wait_for_packets(const struct live *l)
{
    struct pollfd p = { .fd = l->fd, .events = POLLIN };
    return poll(&p, 1, l->timeout_ms) > 0;
}

static enum capture_step next(struct capture *c, struct mw_frame *frame, struct error *e)
{
    struct live *l = (struct live *)c;
    struct pcap_pkthdr *head;
    const u_char *data;
    int got = pcap_next_ex(l->pcap, &head, &data);
    if (got == 0 && wait_for_packets(l))
        got = pcap_next_ex(l->pcap, &head, &data);
    if (got < 0)
        return fail(l, e);
    if (got == 0)
        return CAPTURE_IDLE;
    *frame = (struct mw_frame){
        .data = data,
        .captured = head->caplen,
        .length = head->len,
        .linktype = l->linktype,
        .time_ns = head->ts.tv_sec * SECOND_NS + head->ts.tv_usec * l->fraction_ns,
        .number = ++l->number,
    };
    return CAPTURE_FRAME;
}

/* ---- as a kind of source ------------------------------------------------------ */

static size_t linktypes(const struct capture *c, int *out, size_t most)
{
    (void)most;
    out[0] = ((const struct live *)c)->linktype;
    return 1;
}

/* Only a help: without it, frames are refused later. */
static void prefilter(struct capture *c, const struct filter *f)
{
    struct live *l = (struct live *)c;
    struct bpf_program code;
    if (!filter_prefilter(f, &code))
        return;
    (void)pcap_setfilter(l->pcap, &code);
    free(code.bf_insns);
}

static void stats(struct capture *c, struct capture_stats *out)
{
    struct live *l = (struct live *)c;
    struct pcap_stat now;
    if (pcap_stats(l->pcap, &now) == 0) {
        l->sum.received += (uint32_t)(now.ps_recv - l->last.ps_recv);
        l->sum.dropped += (uint32_t)(now.ps_drop - l->last.ps_drop);
        l->sum.interface_dropped += (uint32_t)(now.ps_ifdrop - l->last.ps_ifdrop);
        l->last = now;
    }
    out->received = l->sum.received;
    out->dropped = l->sum.dropped;
    out->interface_dropped = l->sum.interface_dropped;
}

static const char *interface_name(const struct capture *c, const struct mw_frame *frame)
{
    (void)frame;
    return ((const struct live *)c)->name;
}

static int fd(const struct capture *c)
{
    return ((const struct live *)c)->fd;
}

static void close_live(struct capture *c)
{
    struct live *l = (struct live *)c;
    if (l->pcap)
        pcap_close(l->pcap);
    free(l->name);
    free(l);
}

static const struct capture_kind live_kind = {
    .next = next,
    .linktypes = linktypes,
    .prefilter = prefilter,
    .stats = stats,
    .interface = interface_name,
    .fd = fd,
    .close = close_live,
    .live = true,
};

/* ---- opening --------------------------------------------------------------------- */

static void configure(struct live *l, const struct capture_live_settings *s)
{
    l->timeout_ms = s->timeout_ms ? (int)s->timeout_ms : TIMEOUT_MS;
    pcap_set_snaplen(l->pcap, s->snaplen ? (int)s->snaplen : FRAME_MOST);
    pcap_set_buffer_size(l->pcap, s->buffer_bytes ? (int)s->buffer_bytes : BUFFER_BYTES);
    pcap_set_timeout(l->pcap, l->timeout_ms);
    /* `any` can't be, and says so. */
    pcap_set_promisc(l->pcap, s->promiscuous && strcmp(l->name, "any") != 0);
    (void)pcap_set_tstamp_precision(l->pcap, PCAP_TSTAMP_PRECISION_NANO);
}

static bool activate(struct live *l, struct error *e)
{
    int status = pcap_activate(l->pcap);
    const char *words = pcap_geterr(l->pcap);
    switch (status) {
    case PCAP_ERROR_NO_SUCH_DEVICE:
        error_set(e, l->name, 0, 0, "there is no such interface");
        return false;
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
        error_set(e, l->name, 0, 0, "no permission to capture: it takes root, or CAP_NET_RAW");
        return false;
    case PCAP_ERROR_IFACE_NOT_UP:
        error_set(e, l->name, 0, 0, "the interface is down");
        return false;
    default:
        if (status < 0)
            error_set(e, l->name, 0, 0, "%s", words[0] ? words : pcap_statustostr(status));
        return status >= 0;
    }
}

static bool start(struct live *l, const struct capture_live_settings *settings, struct error *e)
{
    char words[PCAP_ERRBUF_SIZE] = "";
    l->pcap = pcap_create(l->name, words);
    if (!l->pcap) {
        error_set(e, l->name, 0, 0, "%s", words);
        return false;
    }
    configure(l, settings);
    if (!activate(l, e))
        return false;
    if (pcap_setnonblock(l->pcap, 1, words) == -1) {
        error_set(e, l->name, 0, 0, "%s", words);
        return false;
    }
    l->fd = pcap_get_selectable_fd(l->pcap);
    l->linktype = linktype_from_dlt(pcap_datalink(l->pcap));
    bool is_nano = pcap_get_tstamp_precision(l->pcap) == PCAP_TSTAMP_PRECISION_NANO;
    l->fraction_ns = is_nano ? 1 : 1000;
    return true;
}

struct capture *live_open(const char *interface, const struct capture_live_settings *settings,
                          struct error *e)
{
    struct live *l = calloc(1, sizeof *l);
    char *name = strdup(interface);
    if (!l || !name) {
        free(l);
        free(name);
        error_set(e, interface, 0, 0, "there is no memory to capture");
        return NULL;
    }
    l->base.kind = &live_kind;
    l->name = name;
    l->fd = -1;
    if (start(l, settings, e))
        return &l->base;
    close_live(&l->base);
    return NULL;
}
