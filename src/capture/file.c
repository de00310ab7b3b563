/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/stamp.h"

#define PCAP_HEAD             24
#define RECORD_HEAD           16
#define RECORD_HEAD_KUZNETZOV 24

/* ---- how it ends ---------------------------------------------------------- */

enum capture_step file_bad(struct file *f, const char *format, ...)
{
    char text[ERROR_WHAT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    error_set(&f->why, f->name, 0, 0, "packet %llu %s%s", (unsigned long long)f->number + 1,
              f->in.problem[0] ? "can't be read: " : "",
              f->in.problem[0] ? f->in.problem : text);
    f->over = CAPTURE_BAD;
    return f->over;
}

static enum capture_step end(struct file *f)
{
    f->over = CAPTURE_END;
    return f->over;
}

/* As libpcap's max_snaplen_for_dlt, but bounded by what can be looked at: what
 * comes from USB and D-Bus may be large, and is no network traffic. */
uint32_t file_frame_most(int linktype)
{
    switch (linktype) {
    case 189: /* USB_LINUX */
    case 220: /* USB_LINUX_MMAPPED */
    case 231: /* DBUS */
    case 249: /* USBPCAP */
    case 279: /* EBHSCR */
        return UNPACK_MOST / 2;
    default:
        return FRAME_MOST;
    }
}

/* ---- pcap ----------------------------------------------------------------- */

static void lengths_of(uint32_t *captured, uint32_t *length, enum lengths how)
{
    if (how == LENGTHS_MAYBE_SWAPPED && *captured <= *length)
        return;
    uint32_t t = *captured;
    *captured = *length;
    *length = t;
}

/* A frame longer than the file's snap length is cut to it, as libpcap does. */
static enum capture_step pcap_cut(struct file *f, uint32_t captured, struct mw_frame *frame)
{
    if (captured > file_frame_most(f->linktype))
        return file_bad(f, "is damaged: it claims %u bytes", captured);
    struct view v = unpack_look(&f->in, f->head + captured);
    if (v.len < f->head + captured)
        return file_bad(f, "is cut off: %u bytes promised, %zu left", captured,
                        v.len - f->head);
    frame->data = v.at + f->head;
    frame->captured = captured < f->snaplen ? captured : f->snaplen;
    return CAPTURE_FRAME;
}

static enum capture_step pcap_next_frame(struct file *f, struct mw_frame *frame)
{
    struct view v = unpack_look(&f->in, f->head);
    if (__builtin_expect(v.len < f->head, 0)) {
        if (v.len == 0 && !f->in.problem[0])
            return end(f);
        return file_bad(f, "is cut off: %zu bytes of its header are left", v.len);
    }

    struct cursor c = cursor_over(v);
    uint64_t second = file_u32(f, &c);
    uint64_t fraction = file_u32(f, &c);
    uint32_t captured = file_u32(f, &c);
    uint32_t length = file_u32(f, &c);
    if (f->lengths != LENGTHS_IN_ORDER)
        lengths_of(&captured, &length, f->lengths);
    if (__builtin_expect(captured > f->snaplen || v.len - f->head < captured, 0)) {
        if (pcap_cut(f, captured, frame) != CAPTURE_FRAME)
            return f->over;
    } else {
        frame->data = v.at + f->head;
        frame->captured = captured;
    }
    frame->length = length;
    frame->linktype = f->linktype;
    frame->time_ns = (int64_t)(second * SECOND_NS + fraction * f->fraction_ns);
    frame->number = ++f->number;
    unpack_take(&f->in, f->head + captured);
    /* The next record's header is a line that nothing has touched yet. */
    __builtin_prefetch(f->in.at);
    __builtin_prefetch(f->in.at + 64);
    return CAPTURE_FRAME;
}

static bool pcap_is(struct view head, struct file *f)
{
    struct cursor c = cursor_over(head);
    uint32_t magic = take_le32(&c);
    if (c.bad)
        return false;
    f->big_endian = head.at[0] == 0xa1;
    if (f->big_endian)
        magic = __builtin_bswap32(magic);
    f->head = magic == 0xa1b2cd34 ? RECORD_HEAD_KUZNETZOV : RECORD_HEAD;
    f->fraction_ns = magic == 0xa1b23c4d ? 1 : 1000;
    return magic == 0xa1b2c3d4 || magic == 0xa1b23c4d || magic == 0xa1b2cd34;
}

static uint32_t snaplen_of(const struct file *f, uint32_t claimed)
{
    uint32_t most = file_frame_most(f->linktype);
    if (claimed == 0 || claimed > most)
        return most;
    /* Alexey Kuznetzov's patched libpcap did not count the Ethernet header that it
     * put before cooked frames. */
    if (f->head == RECORD_HEAD_KUZNETZOV && f->linktype == 1)
        claimed += 14;
    return claimed < most ? claimed : most;
}

/* Version 2.3 brought the order of the lengths that is used today; some wrote that
 * version with the old order. 543.0 is DG/UX. */
static bool pcap_version(struct file *f, uint16_t major, uint16_t minor)
{
    if (major == 2 && minor <= 4) {
        f->lengths = LENGTHS_IN_ORDER;
        if (minor < 3)
            f->lengths = LENGTHS_SWAPPED;
        else if (minor == 3)
            f->lengths = LENGTHS_MAYBE_SWAPPED;
        return true;
    }
    f->lengths = LENGTHS_SWAPPED;
    return major == 543 && minor == 0;
}

static bool pcap_open_file(struct file *f, struct error *e)
{
    struct view v = unpack_look(&f->in, PCAP_HEAD);
    struct cursor c = cursor_over(v);
    skip(&c, 4);
    uint16_t major = file_u16(f, &c);
    uint16_t minor = file_u16(f, &c);
    skip(&c, 8); /* time zone and accuracy: always 0 */
    uint32_t snaplen = file_u32(f, &c);
    uint32_t linktype = file_u32(f, &c);
    if (c.bad) {
        error_set(e, f->name, 0, 0, "the file's header is cut off%s%s",
                  f->in.problem[0] ? ": " : "", f->in.problem);
        return false;
    }
    if (!pcap_version(f, major, minor)) {
        error_set(e, f->name, 0, 0, "pcap version %u.%u is not known", major, minor);
        return false;
    }

    /* The upper six bits tell of a frame check sequence. */
    f->linktype = linktype_from_dlt(linktype_to_dlt((int)(linktype & 0x03ffffff)));
    f->snaplen = snaplen_of(f, snaplen);
    unpack_take(&f->in, PCAP_HEAD);
    return true;
}

/* ---- as a kind of source ---------------------------------------------------- */

static enum capture_step next(struct capture *c, struct mw_frame *frame, struct error *e)
{
    struct file *f = (struct file *)c;
    if (__builtin_expect(f->over == CAPTURE_FRAME, 1)) {
        enum capture_step step = f->head ? pcap_next_frame(f, frame) : pcapng_next(f, frame);
        if (__builtin_expect(step == CAPTURE_FRAME, 1))
            return step;
    }
    if (f->over == CAPTURE_BAD)
        *e = f->why;
    return f->over;
}

static size_t linktypes(const struct capture *c, int *out, size_t most)
{
    const struct file *f = (const struct file *)c;
    if (f->head) {
        out[0] = f->linktype;
        return 1;
    }
    size_t n = f->interfaces < most ? f->interfaces : most;
    for (size_t i = 0; i < n; i++)
        out[i] = f->interface[i].linktype;
    return n;
}

static void stats(struct capture *c, struct capture_stats *out)
{
    const struct file *f = (const struct file *)c;
    out->received = c->read;
    unpack_progress(&f->in, &out->bytes_read, &out->bytes_total);
}

static const char *interface_name(const struct capture *c, const struct mw_frame *frame)
{
    const struct file *f = (const struct file *)c;
    if (f->interface_last >= f->interfaces || frame->number != f->number)
        return NULL;
    const char *name = f->interface[f->interface_last].name;
    return name[0] ? name : NULL;
}

static int no_fd(const struct capture *c)
{
    (void)c;
    return -1;
}

static void close_file(struct capture *c)
{
    struct file *f = (struct file *)c;
    unpack_close(&f->in);
    free(f->interface);
    free(f->name);
    free(f);
}

static void file_on_interrupt(struct capture *c, bool (*fn)(void *ctx), void *ctx)
{
    struct file *f = (struct file *)c;
    f->in.interrupted = fn;
    f->in.interrupted_ctx = ctx;
}

static const struct capture_kind file_kind = {
    .on_interrupt = file_on_interrupt,
    .next = next,
    .linktypes = linktypes,
    .stats = stats,
    .interface = interface_name,
    .fd = no_fd,
    .close = close_file,
};

/* ---- opening ------------------------------------------------------------------ */

static bool read_head(struct file *f, bool *is_capture, struct error *e)
{
    struct view head = unpack_look(&f->in, 12);
    *is_capture = true;
    if (pcap_is(head, f))
        return pcap_open_file(f, e);
    if (pcapng_is(head)) {
        f->head = 0;
        /* What is damaged here is told when packets are asked for. */
        (void)pcapng_open(f);
        return true;
    }
    *is_capture = f->in.problem[0];
    if (f->in.problem[0])
        error_set(e, f->name, 0, 0, "%s", f->in.problem);
    else
        error_set(e, f->name, 0, 0, "is no capture: neither pcap nor pcapng");
    return false;
}

struct capture *file_open(const char *path, bool *is_capture, struct error *e)
{
    bool unused;
    if (!is_capture)
        is_capture = &unused;
    *is_capture = false;
    struct file *f = calloc(1, sizeof *f);
    char *name = strdup(strcmp(path, "-") == 0 ? "standard input" : path);
    if (!f || !name) {
        free(f);
        free(name);
        error_set(e, path, 0, 0, "there is no memory to read it");
        return NULL;
    }
    f->base.kind = &file_kind;
    f->name = name;
    f->over = CAPTURE_FRAME;
    if (unpack_open(&f->in, path, e) && read_head(f, is_capture, e))
        return &f->base;
    close_file(&f->base);
    return NULL;
}
