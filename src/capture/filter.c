/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/filter.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "capture/kind.h"

#define LINKTYPE_ETHERNET   1
#define LINKTYPE_LINUX_SLL  113
#define LINKTYPE_LINUX_SLL2 276

#define TAGS_MOST 2

/* A capture has one or two link types; more than this is an attack. */
#define PROGRAMS_MOST 32

struct program {
    int linktype;
    bool passes;             /* false: nothing, and there is no code */
    struct bpf_program code; /* owned */
};

struct filter {
    char *text; /* owned */
    struct program program[PROGRAMS_MOST];
    size_t count;
    uint8_t copy[FRAME_MOST]; /* a frame without its tags */
};

/* ---- compiling ----------------------------------------------------------------- */

static bool is_never(const struct bpf_program *code)
{
    return code->bf_len == 1 && code->bf_insns[0].code == (BPF_RET | BPF_K) &&
           code->bf_insns[0].k == 0;
}

/* libpcap calls it an error when it sees that nothing can match; we warn. */
static bool is_rejecting(const char *words)
{
    return strstr(words, "expression rejects all packets") != NULL;
}

/* False: it makes no sense for this link type. */
static bool compile(struct filter *f, int linktype, struct error *e)
{
    struct program *p = &f->program[f->count++];
    *p = (struct program){ .linktype = linktype };
    pcap_t *dead = pcap_open_dead(linktype_to_dlt(linktype), FRAME_MOST);
    if (!dead) {
        error_set(e, "", 0, 0, "there is no memory to compile the filter");
        return false;
    }
    bool ok = true;
    if (pcap_compile(dead, &p->code, f->text, 1, PCAP_NETMASK_UNKNOWN) == 0) {
        p->passes = !is_never(&p->code);
    } else if (!is_rejecting(pcap_geterr(dead))) {
        error_set(e, "", 0, 0, "filter `%.100s': %s", f->text, pcap_geterr(dead));
        ok = false;
    }
    pcap_close(dead);
    return ok;
}

static const struct program *find(const struct filter *f, int linktype)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->program[i].linktype == linktype)
            return &f->program[i];
    return NULL;
}

static bool compile_all(struct filter *f, const int *linktypes, size_t count, bool *never,
                        struct error *e)
{
    bool any = false;
    *never = true;
    for (size_t i = 0; i < count && f->count < PROGRAMS_MOST; i++) {
        if (find(f, linktypes[i]))
            continue;
        any |= compile(f, linktypes[i], e);
        *never &= !f->program[f->count - 1].passes;
    }
    return any;
}

struct filter *filter_new(const char *text, const int *linktypes, size_t count, bool *never,
                          struct error *e)
{
    static const int ethernet[] = { LINKTYPE_ETHERNET };
    struct filter *f = calloc(1, sizeof *f);
    if (f)
        f->text = strdup(text);
    if (!f || !f->text) {
        error_set(e, "", 0, 0, "there is no memory for a filter");
        filter_free(f);
        return NULL;
    }
    bool is_good = count > 0 ? compile_all(f, linktypes, count, never, e)
                             : compile_all(f, ethernet, 1, never, e);
    if (is_good)
        return f;
    filter_free(f);
    return NULL;
}

void filter_free(struct filter *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->count; i++)
        pcap_freecode(&f->program[i].code);
    free(f->text);
    free(f);
}

/* ---- taking tags away ---------------------------------------------------------- */

static bool is_tag(uint16_t ethertype)
{
    return ethertype == 0x8100 || ethertype == 0x88a8 || ethertype == 0x9100 ||
           ethertype == 0x9200;
}

static uint16_t u16_at(struct view v, size_t place)
{
    struct cursor c = cursor_over(v);
    skip(&c, place);
    return take_be16(&c);
}

/*
 * Where a link type has the protocol's number, and where the bytes begin that it is
 * the protocol of; a tag stands there as its value and the next protocol's number.
 */
static bool places_of(int linktype, size_t *protocol, size_t *body)
{
    switch (linktype) {
    case LINKTYPE_ETHERNET:
        *protocol = 12;
        *body = 14;
        return true;
    case LINKTYPE_LINUX_SLL:
        *protocol = 14;
        *body = 16;
        return true;
    case LINKTYPE_LINUX_SLL2:
        *protocol = 0;
        *body = 20;
        return true;
    default:
        return false;
    }
}

/* The frame without its tags: itself when it has none. *gone: their bytes. */
static struct view untag(struct filter *f, const struct mw_frame *frame, size_t *gone)
{
    struct view all = { frame->data, frame->captured };
    size_t protocol, body;
    *gone = 0;
    if (!places_of(frame->linktype, &protocol, &body))
        return all;

    uint16_t next = u16_at(all, protocol);
    for (size_t tags = 0; tags < TAGS_MOST && is_tag(next); tags++) {
        if (all.len < body + *gone + 4)
            break;
        next = u16_at(all, body + *gone + 2);
        *gone += 4;
    }
    if (*gone == 0)
        return all;
    size_t len = all.len < FRAME_MOST ? all.len : FRAME_MOST;
    memcpy(f->copy, all.at, body);
    f->copy[protocol] = (uint8_t)(next >> 8);
    f->copy[protocol + 1] = (uint8_t)next;
    memcpy(f->copy + body, all.at + body + *gone, len - body - *gone);
    return (struct view){ f->copy, len - *gone };
}

bool filter_passes(struct filter *f, const struct mw_frame *frame)
{
    const struct program *p = find(f, frame->linktype);
    if (!p && f->count < PROGRAMS_MOST) {
        struct error unused;
        compile(f, frame->linktype, &unused);
        p = &f->program[f->count - 1];
    }
    if (!p || !p->passes)
        return false;
    size_t gone;
    struct view v = untag(f, frame, &gone);
    uint32_t length = frame->length > gone ? frame->length - (uint32_t)gone : 0;
    return bpf_filter(p->code.bf_insns, v.at, length, (u_int)v.len) != 0;
}

/* ---- for the kernel --------------------------------------------------------------- */

#define BPF_INSNS_MOST 4096 /* BPF_MAXINSNS of Linux */

bool filter_prefilter(const struct filter *f, struct bpf_program *out)
{
    static const struct bpf_insn head[] = {
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x8100, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x88a8, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x9100, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x9200, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, FRAME_MOST),
    };
    const size_t heads = sizeof head / sizeof *head;
    const struct program *p = find(f, LINKTYPE_ETHERNET);
    if (!p || !p->passes || p->code.bf_len + heads > BPF_INSNS_MOST)
        return false;
    struct bpf_insn *insns = calloc(p->code.bf_len + heads, sizeof *insns);
    if (!insns)
        return false;
    memcpy(insns, head, sizeof head);
    memcpy(insns + heads, p->code.bf_insns, p->code.bf_len * sizeof *insns);
    *out = (struct bpf_program){ .bf_len = p->code.bf_len + (u_int)heads, .bf_insns = insns };
    return true;
}
