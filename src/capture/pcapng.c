/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pcapng - the blocks of a pcapng file
 *
 *   +--------+--------+------ … ------+---------+--------+
 *   |  type  | length |     body      | padding | length |
 *   +--------+--------+------ … ------+---------+--------+
 *
 * The length counts the whole block and is a multiple of 4. A section header begins
 * a section, with a byte order and interfaces of its own. Blocks that are not
 * packets, interfaces or section headers are gone over, whatever their length.
 */
#include "capture/file.h"

#include <stdlib.h>

#include "base/stamp.h"

#define BLOCK_SECTION   0x0a0d0d0a /* the same in both byte orders */
#define BLOCK_INTERFACE 1
#define BLOCK_PACKET    2 /* obsolete */
#define BLOCK_SIMPLE    3
#define BLOCK_ENHANCED  6

#define BYTE_ORDER_MAGIC 0x1a2b3c4d

#define OPTION_END         0
#define OPTION_IF_NAME     2
#define OPTION_IF_TSRESOL  9
#define OPTION_IF_TSOFFSET 14

/* What a section may have: dumpcap has one for each interface of the machine. */
#define INTERFACES_MOST 65536

struct block {
    uint32_t type, len;
    struct view body;
};

bool pcapng_is(struct view head)
{
    struct cursor c = cursor_over(head);
    uint32_t type = take_le32(&c);
    skip(&c, 4);
    uint32_t order = take_le32(&c);
    return !c.bad && type == BLOCK_SECTION &&
           (order == BYTE_ORDER_MAGIC || __builtin_bswap32(order) == BYTE_ORDER_MAGIC);
}

/* ---- sections and interfaces ------------------------------------------------ */

/* The byte order must be known before even the length is read. */
static bool section_order(struct file *f)
{
    struct view v = unpack_look(&f->in, 12);
    if (v.len < 12 || !pcapng_is(v))
        return false;
    f->big_endian = v.at[8] == 0x1a;
    return true;
}

static bool section_begin(struct file *f, struct view body)
{
    struct cursor c = cursor_over(body);
    skip(&c, 4);
    uint16_t major = file_u16(f, &c);
    skip(&c, 2 + 8); /* minor version; the section's length, which may be unknown */
    if (c.bad || major != 1)
        return false;
    f->interfaces = 0;
    return true;
}

static bool time_units(struct interface *i, uint8_t resolution)
{
    uint8_t power = resolution & 0x7f;
    i->units = 1;
    i->unit_ns = 0;
    if (resolution & 0x80) {
        if (power > 63)
            return false;
        i->units <<= power;
        return true;
    }
    if (power > 19)
        return false;
    for (uint8_t n = 0; n < power; n++)
        i->units *= 10;
    if (i->units <= (uint64_t)SECOND_NS)
        i->unit_ns = (uint64_t)SECOND_NS / i->units;
    return true;
}

static bool option_read(const struct file *f, struct interface *i, uint16_t code,
                        struct view value)
{
    struct cursor c = cursor_over(value);
    if (code == OPTION_IF_NAME) {
        struct view name = view_head(value, sizeof i->name - 1);
        memset(i->name, 0, sizeof i->name);
        if (name.len > 0)
            memcpy(i->name, name.at, name.len);
    } else if (code == OPTION_IF_TSRESOL) {
        return value.len == 1 && time_units(i, take_u8(&c));
    } else if (code == OPTION_IF_TSOFFSET) {
        uint64_t first = file_u32(f, &c);
        uint64_t second = file_u32(f, &c);
        i->offset_s = (int64_t)(f->big_endian ? first << 32 | second : second << 32 | first);
        return value.len == 8;
    }
    return true;
}

static bool interface_add(struct file *f, const struct interface *i)
{
    if (f->interfaces == f->interface_room) {
        size_t room = f->interface_room ? f->interface_room * 2 : 4;
        struct interface *list = NULL;
        if (room <= INTERFACES_MOST)
            list = realloc(f->interface, room * sizeof *list);
        if (!list)
            return false;
        f->interface = list;
        f->interface_room = room;
    }
    f->interface[f->interfaces++] = *i;
    return true;
}

static bool interface_read(struct file *f, struct view body)
{
    struct cursor c = cursor_over(body);
    struct interface i = { 0 };
    i.linktype = linktype_from_dlt(linktype_to_dlt(file_u16(f, &c)));
    skip(&c, 2);
    i.snaplen = file_u32(f, &c);
    if (c.bad || !time_units(&i, 6))
        return false;

    while (c.rest.len > 0) {
        uint16_t code = file_u16(f, &c);
        uint16_t len = file_u16(f, &c);
        struct view value = take(&c, len);
        skip(&c, (4 - len % 4) % 4);
        if (c.bad || !option_read(f, &i, code, value))
            return false;
        if (code == OPTION_END)
            break;
    }
    return interface_add(f, &i);
}

/* ---- packets ------------------------------------------------------------------ */

static int64_t time_of(const struct interface *i, uint64_t units)
{
    if (i->unit_ns && !i->offset_s && units < (uint64_t)FILE_TIME_MOST / i->unit_ns)
        return (int64_t)(units * i->unit_ns);

    __int128 second = (__int128)(units / i->units) + i->offset_s;
    __int128 fraction = (__int128)(units % i->units) * SECOND_NS / i->units;
    __int128 ns = second * SECOND_NS + fraction;
    if (ns < 0)
        return 0;
    return ns < FILE_TIME_MOST ? (int64_t)ns : FILE_TIME_MOST;
}

/* The fields of the three packet blocks, up to the frame's bytes. */
struct fields {
    uint32_t interface, captured, length;
    uint64_t units;
    bool has_time;
};

static struct fields fields_read(const struct file *f, uint32_t type, struct cursor *c)
{
    struct fields p = { .has_time = type != BLOCK_SIMPLE };
    if (type == BLOCK_SIMPLE) {
        p.captured = p.length = file_u32(f, c);
        uint32_t snaplen = f->interfaces > 0 ? f->interface[0].snaplen : 0;
        if (snaplen > 0 && p.captured > snaplen)
            p.captured = snaplen;
        return p;
    }
    if (type == BLOCK_PACKET) {
        p.interface = file_u16(f, c);
        skip(c, 2); /* drops */
    } else {
        p.interface = file_u32(f, c);
    }
    uint64_t high = file_u32(f, c);
    p.units = high << 32 | file_u32(f, c);
    p.captured = file_u32(f, c);
    p.length = file_u32(f, c);
    return p;
}

static enum capture_step packet_read(struct file *f, const struct block *b,
                                     struct mw_frame *frame)
{
    struct cursor c = cursor_over(b->body);
    struct fields p = fields_read(f, b->type, &c);
    if (c.bad)
        return file_bad(f, "is damaged: its block has only %zu bytes", b->body.len);
    if (p.interface >= f->interfaces)
        return file_bad(f, "is damaged: it came in on interface %u of %zu", p.interface,
                        f->interfaces);
    const struct interface *i = &f->interface[p.interface];
    if (p.captured > file_frame_most(i->linktype))
        return file_bad(f, "is damaged: it claims %u bytes", p.captured);
    struct view data = take(&c, p.captured);
    if (c.bad)
        return file_bad(f, "is damaged: %u bytes promised, %zu in its block", p.captured,
                        c.rest.len);

    if (p.has_time)
        f->time_ns = time_of(i, p.units);
    f->interface_last = p.interface;
    *frame = (struct mw_frame){
        .data = data.at,
        .captured = p.captured,
        .length = p.length,
        .linktype = i->linktype,
        .time_ns = f->time_ns,
        .number = ++f->number,
    };
    return CAPTURE_FRAME;
}

/* ---- blocks ------------------------------------------------------------------- */

static enum capture_step cut_off(struct file *f, const struct block *b, size_t left)
{
    return file_bad(f, "is cut off: %u bytes of a block promised, %zu left", b->len, left);
}

/* Read a block's type and length without going on. */
static enum capture_step block_head(struct file *f, struct block *b)
{
    struct view v = unpack_look(&f->in, 8);
    if (v.len == 0 && !f->in.problem[0]) {
        f->over = CAPTURE_END;
        return f->over;
    }
    struct cursor c = cursor_over(v);
    b->type = file_u32(f, &c);
    if (!c.bad && b->type == BLOCK_SECTION && !section_order(f))
        return file_bad(f, "is not to be found: a section's header before it is damaged");
    b->len = file_u32(f, &c);
    if (c.bad)
        return file_bad(f, "is cut off: %zu bytes of a block's header are left", v.len);
    if (b->len < 12 || b->len % 4)
        return file_bad(f, "is not to be found: a block before it claims %u bytes", b->len);
    return CAPTURE_FRAME;
}

static bool is_wanted(uint32_t type)
{
    switch (type) {
    case BLOCK_SECTION:
    case BLOCK_INTERFACE:
    case BLOCK_PACKET:
    case BLOCK_SIMPLE:
    case BLOCK_ENHANCED:
        return true;
    default:
        return false;
    }
}

/* Have the whole block at hand, without going on. */
static enum capture_step block_body(struct file *f, struct block *b)
{
    if (b->len > UNPACK_MOST)
        return file_bad(f, "is damaged: its block claims %u bytes", b->len);
    struct view v = unpack_look(&f->in, b->len);
    if (v.len < b->len)
        return cut_off(f, b, v.len);
    struct cursor c = cursor_over(v);
    skip(&c, 8);
    b->body = take(&c, b->len - 12);
    uint32_t again = file_u32(f, &c);
    if (again != b->len)
        return file_bad(f, "is damaged: its block has %u bytes at its head and %u at its end",
                        b->len, again);
    return CAPTURE_FRAME;
}

/* Go over what is neither packet nor interface nor section. */
static enum capture_step block_skip(struct file *f, const struct block *b)
{
    uint64_t gone = unpack_skip(&f->in, b->len);
    return gone < b->len ? cut_off(f, b, gone) : CAPTURE_FRAME;
}

/* Stand before the next packet block and have it at hand. */
static enum capture_step packet_find(struct file *f, struct block *b)
{
    for (;;) {
        enum capture_step step = block_head(f, b);
        if (step != CAPTURE_FRAME)
            return step;
        step = is_wanted(b->type) ? block_body(f, b) : block_skip(f, b);
        if (step != CAPTURE_FRAME)
            return step;
        if (!is_wanted(b->type))
            continue;

        if (b->type == BLOCK_SECTION) {
            if (!section_begin(f, b->body))
                return file_bad(f, "is not to be found: a section's header is not known");
        } else if (b->type == BLOCK_INTERFACE) {
            if (!interface_read(f, b->body))
                return file_bad(f, "is not to be found: an interface's block is damaged");
        } else {
            return CAPTURE_FRAME;
        }
        unpack_take(&f->in, b->len);
    }
}

bool pcapng_open(struct file *f)
{
    struct block b;
    enum capture_step step = packet_find(f, &b);
    return step == CAPTURE_FRAME || step == CAPTURE_END;
}

enum capture_step pcapng_next(struct file *f, struct mw_frame *frame)
{
    struct block b;
    enum capture_step step = packet_find(f, &b);
    if (step == CAPTURE_FRAME)
        step = packet_read(f, &b, frame);
    if (step == CAPTURE_FRAME) {
        unpack_take(&f->in, b.len);
        __builtin_prefetch(f->in.at);
        __builtin_prefetch(f->in.at + 64);
    }
    return step;
}
