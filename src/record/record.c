/* SPDX-License-Identifier: Apache-2.0 */
#include "record/record.h"

#include <math.h>
#include <stdalign.h>
#include <stdlib.h>

#include "base/text.h"

#define CHUNK_ROOM      2048
#define REPLACEMENT_LEN 3 /* bytes of U+FFFD */

const struct field_row field_rows[FIELD_COUNT] = {
#define FIELD(id, path, type, meaning) [FIELD_##id] = { path, type, meaning },
#include "record/fields.def"
#undef FIELD
};

/* Memory of one record: it is only ever added to, and dies at once. */
struct chunk {
    struct chunk *next;
    size_t used, room;
    alignas(max_align_t) uint8_t byte[];
};

static void *pool_take(struct record *r, size_t size)
{
    struct chunk *c = r->pool;
    size = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (!c || size > c->room - c->used) {
        size_t room = size > CHUNK_ROOM ? size : CHUNK_ROOM;
        c = malloc(sizeof *c + room);
        if (!c)
            return NULL;
        *c = (struct chunk){ .next = r->pool, .room = room };
        r->pool = c;
    }
    void *at = c->byte + c->used;
    c->used += size;
    return at;
}

struct record *record_new(void)
{
    return calloc(1, sizeof(struct record));
}

void record_free(struct record *r)
{
    if (!r)
        return;
    struct chunk *c = r->pool;
    while (c) {
        struct chunk *next = c->next;
        free(c);
        c = next;
    }
    free(r);
}

/* Room for one more member of a list, which grows whenever its count is a power
 * of two. NULL: full, or no memory. */
static void *list_grow(struct record *r, void *at, size_t count, size_t size)
{
    if (count >= RECORD_LIST_MOST)
        return NULL;
    if (count & (count - 1))
        return at;
    void *bigger = pool_take(r, size * (count ? 2 * count : 1));
    if (bigger && count)
        memcpy(bigger, at, size * count);
    return bigger;
}

static const char *last_part(enum field f)
{
    const char *dot = strrchr(field_rows[f].path, '.');
    return dot ? dot + 1 : field_rows[f].path;
}

static void list_add(struct record *r, enum field f, struct view text)
{
    struct value *v = &r->value[f];
    struct view *at = list_grow(r, v->texts.at, v->texts.count, sizeof *at);
    if (!at)
        return;
    v->texts.at = at;
    v->texts.at[v->texts.count++] = text;
    v->set = true;
}

static void note_cut(struct record *r, enum field f)
{
    const struct value *v = &r->value[FIELD_truncated];
    struct view name = view_of(last_part(f));
    for (size_t i = 0; i < v->texts.count; i++)
        if (view_equal(v->texts.at[i], name))
            return;
    list_add(r, FIELD_truncated, name);
}

/* The longest front of text that fits its bound once it is made UTF-8. */
static struct view head_within(struct view text, size_t most)
{
    size_t at = 0, clean = 0;
    while (at < text.len) {
        struct view rest = view_from(text, at);
        size_t len = utf8_len(rest);
        size_t shown = len ? len : REPLACEMENT_LEN;
        if (clean + shown > most)
            break;
        at += len ? len : utf8_bad_len(rest);
        clean += shown;
    }
    return view_head(text, at);
}

/* A copy of text, cut to the field's bound; empty without memory. */
static struct view keep(struct record *r, enum field f, struct view text)
{
    bool long_one = f == FIELD_login || f == FIELD_wallet;
    struct view head = head_within(text, long_one ? RECORD_LOGIN_MOST : RECORD_TEXT_MOST);
    uint8_t *at = head.len ? pool_take(r, head.len) : NULL;
    if (!at)
        return (struct view){ 0 };
    memcpy(at, head.at, head.len);
    if (head.len < text.len)
        note_cut(r, f);
    return (struct view){ at, head.len };
}

void record_text(struct record *r, enum field f, struct view text)
{
    struct view kept = keep(r, f, text);
    if (kept.len)
        r->value[f] = (struct value){ .set = true, .text = kept };
}

void record_cstr(struct record *r, enum field f, const char *text)
{
    if (text)
        record_text(r, f, view_of(text));
}

void record_uint(struct record *r, enum field f, uint64_t number)
{
    r->value[f] = (struct value){ .set = true, .number = number };
}

void record_real(struct record *r, enum field f, double real)
{
    if (isfinite(real))
        r->value[f] = (struct value){ .set = true, .real = real };
}

void record_bool(struct record *r, enum field f, bool truth)
{
    r->value[f] = (struct value){ .set = true, .truth = truth };
}

void record_time(struct record *r, enum field f, int64_t time_ns)
{
    r->value[f] = (struct value){ .set = true, .time_ns = time_ns };
}

void record_add_text(struct record *r, enum field f, struct view text)
{
    struct view kept = keep(r, f, text);
    if (kept.len)
        list_add(r, f, kept);
}

void record_add_uint(struct record *r, enum field f, uint64_t number)
{
    struct value *v = &r->value[f];
    uint64_t *at = list_grow(r, v->numbers.at, v->numbers.count, sizeof *at);
    if (!at)
        return;
    v->numbers.at = at;
    v->numbers.at[v->numbers.count++] = number;
    v->set = true;
}

void record_add_evidence(struct record *r, const struct evidence_row *row)
{
    struct value *v = &r->value[FIELD_evidence];
    struct evidence_row kept = *row;
    kept.what = keep(r, FIELD_evidence, row->what);
    kept.pcap_filename = keep(r, FIELD_evidence, row->pcap_filename);
    if (!kept.what.len)
        return;
    struct evidence_row *at = list_grow(r, v->evidence.at, v->evidence.count, sizeof *at);
    if (!at)
        return;
    v->evidence.at = at;
    v->evidence.at[v->evidence.count++] = kept;
    v->set = true;
}
