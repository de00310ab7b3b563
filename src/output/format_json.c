/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format_json - Suricata's EVE with the object `mining`, one record a line
 *
 * Text that is not UTF-8 becomes U+FFFD. Characters that end a line somewhere,
 * steer a terminal or hide are escaped even where JSON would not ask for it, so
 * that a line stays one and may be looked at.
 */
#include <inttypes.h>
#include <jansson.h>

#include "base/stamp.h"
#include "base/text.h"
#include "output/format.h"
#include "output/plain.h"

#define PART_SIZE   64
#define REAL_DIGITS 12 /* significant: 0.99 stays 0.99 */
#define CLEAN_MOST  (4 * RECORD_LOGIN_MOST)

static json_t *json_of_text(struct view text)
{
    size_t good = 0;
    for (size_t len; (len = utf8_len(view_from(text, good)));)
        good += len;
    if (good == text.len)
        return json_stringn_nocheck((const char *)text.at, text.len);
    struct buf clean = buf_with(CLEAN_MOST);
    json_t *json = NULL;
    if (utf8_clean(&clean, text))
        json = json_stringn_nocheck((const char *)clean.at, clean.len);
    buf_done(&clean);
    return json;
}

static json_t *json_of_time(int64_t time_ns)
{
    char text[STAMP_TEXT_SIZE];
    return json_string_nocheck(stamp_text(time_ns, text));
}

static json_t *json_of_uint(uint64_t number)
{
    return json_integer(number > INT64_MAX ? INT64_MAX : (json_int_t)number);
}

static json_t *json_of_evidence(const struct evidence_row *row)
{
    json_t *one = json_object();
    int failed = json_object_set_new_nocheck(one, "what", json_of_text(row->what));
    if (row->pcap_cnt)
        failed |= json_object_set_new_nocheck(one, "pcap_cnt", json_of_uint(row->pcap_cnt));
    else
        failed |= json_object_set_new_nocheck(one, "timestamp", json_of_time(row->time_ns));
    if (row->pcap_filename.len)
        failed |=
            json_object_set_new_nocheck(one, "pcap_filename", json_of_text(row->pcap_filename));
    if (!failed)
        return one;
    json_decref(one);
    return NULL;
}

static json_t *json_of_list(const struct value *v, enum field_type type)
{
    json_t *list = json_array();
    bool failed = !list;
    if (type == TYPE_TEXTS)
        for (size_t i = 0; i < v->texts.count; i++)
            failed |= json_array_append_new(list, json_of_text(v->texts.at[i])) != 0;
    if (type == TYPE_UINTS)
        for (size_t i = 0; i < v->numbers.count; i++)
            failed |= json_array_append_new(list, json_of_uint(v->numbers.at[i])) != 0;
    if (type == TYPE_EVIDENCE)
        for (size_t i = 0; i < v->evidence.count; i++)
            failed |= json_array_append_new(list, json_of_evidence(&v->evidence.at[i])) != 0;
    if (!failed)
        return list;
    json_decref(list);
    return NULL;
}

static json_t *json_of_value(const struct value *v, enum field_type type)
{
    switch (type) {
    case TYPE_TEXT:
        return json_of_text(v->text);
    case TYPE_UINT:
        return json_of_uint(v->number);
    case TYPE_REAL:
        return json_real(v->real);
    case TYPE_BOOL:
        return json_boolean(v->truth);
    case TYPE_TIME:
        return json_of_time(v->time_ns);
    case TYPE_TEXTS:
    case TYPE_UINTS:
    case TYPE_EVIDENCE:
        return json_of_list(v, type);
    }
    return NULL;
}

/* Put json, which is taken over, where the path says, making the objects on the
 * way. */
static bool put_at(json_t *object, const char *path, json_t *json)
{
    const char *dot;
    while ((dot = strchr(path, '.'))) {
        char part[PART_SIZE];
        snprintf(part, sizeof part, "%.*s", (int)(dot - path), path);
        json_t *inner = json_object_get(object, part);
        if (!inner) {
            inner = json_object();
            if (json_object_set_new_nocheck(object, part, inner) != 0) {
                json_decref(json);
                return false;
            }
        }
        object = inner;
        path = dot + 1;
    }
    return json_object_set_new_nocheck(object, path, json) == 0;
}

static bool add_escaped(struct buf *out, uint32_t c)
{
    char text[16];
    if (c > 0xffff)
        snprintf(text, sizeof text, "\\u%04" PRIx32 "\\u%04" PRIx32,
                 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + ((c - 0x10000) & 0x3ff));
    else
        snprintf(text, sizeof text, "\\u%04" PRIx32, c);
    return buf_add_text(out, text);
}

/* The length of the front of text that needs no escape; nearly all is ASCII. */
static size_t open_front(struct view text)
{
    size_t n = 0, len;
    while ((len = utf8_len(view_from(text, n)))) {
        if (len > 1 ? is_hidden(utf8_value(view_head(view_from(text, n), len)))
                    : text.at[n] == 0x7f)
            break;
        n += len;
        while (n < text.len && text.at[n] < 0x7f)
            n++;
    }
    return n;
}

/* jansson hands over whole characters, C0 controls escaped; hidden ones stand in
 * strings alone. */
static int add_piece(const char *at, size_t size, void *ctx)
{
    struct buf *out = ctx;
    struct view rest = { (const uint8_t *)at, size };
    for (;;) {
        size_t n = open_front(rest);
        if (!buf_add(out, view_head(rest, n)))
            return -1;
        rest = view_from(rest, n);
        if (rest.len == 0)
            return 0;
        size_t len = utf8_len(rest);
        if (len == 0 || !add_escaped(out, utf8_value(view_head(rest, len))))
            return -1;
        rest = view_from(rest, len);
    }
}

static bool json_write(void *state, const struct record *r, struct buf *out)
{
    (void)state;
    json_t *root = json_object();
    bool good = root != NULL;
    for (size_t i = 0; good && i < FIELD_COUNT; i++)
        if (r->value[i].set)
            good = put_at(root, field_rows[i].path,
                          json_of_value(&r->value[i], field_rows[i].type));
    if (good)
        good = json_dump_callback(root, add_piece, out,
                                  JSON_COMPACT | JSON_REAL_PRECISION(REAL_DIGITS)) == 0;
    json_decref(root);
    return good;
}

const struct format format_json = { .write = json_write };
