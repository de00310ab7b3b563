/* SPDX-License-Identifier: Apache-2.0 */
#include "output/output.h"

#include <stdlib.h>

#include "base/text.h"
#include "output/format.h"
#include "output/target.h"

#define TEXT_MOST (1024 * 1024) /* bytes of one record as text */

struct format_row {
    const char *name;
    const struct format *format;
};

struct target_row {
    const char *scheme;
    const struct target *target;
};

static const struct format_row format_rows[] = {
#define FORMAT(id, meaning) { #id, &format_##id },
#include "output/formats.def"
#undef FORMAT
};

static const struct target_row target_rows[] = {
#define TARGET(scheme, id, meaning) { scheme, &target_##id },
#include "output/targets.def"
#undef TARGET
};

#define ROWS(table) (sizeof(table) / sizeof *(table))

struct output {
    struct output_settings settings;
    const struct format *format;
    const struct target *target;
    void *format_state, *target_state; /* owned */
    struct buf text;                   /* of the record at hand */
    bool failing;                      /* said already */
};

const char *output_formats(void)
{
    static const char names[] =
#define FORMAT(id, meaning) ", " #id
#include "output/formats.def"
#undef FORMAT
        ;
    return names + 2;
}

static const struct format *format_find(struct view name)
{
    for (size_t i = 0; i < ROWS(format_rows); i++)
        if (view_is(name, format_rows[i].name))
            return format_rows[i].format;
    return NULL;
}

static const struct target_row *target_find(struct view scheme)
{
    for (size_t i = 0; i < ROWS(target_rows); i++)
        if (view_is(scheme, target_rows[i].scheme))
            return &target_rows[i];
    return NULL;
}

/* The scheme of a URL (RFC 3986, 3.1, in lower case); "file" where there is
 * none. *place becomes what follows it. */
static struct view take_scheme(const char **place)
{
    const char *end = strstr(*place, "://");
    size_t len = end ? (size_t)(end - *place) : 0;
    for (size_t i = 0; i < len; i++) {
        uint8_t c = (uint8_t)(*place)[i];
        bool letter = c >= 'a' && c <= 'z';
        if (!letter && (i == 0 || !(is_digit(c) || c == '+' || c == '-' || c == '.')))
            len = 0;
    }
    if (len == 0)
        return view_of("file");
    struct view scheme = { (const uint8_t *)*place, len };
    *place = end + 3;
    return scheme;
}

static bool open_target(struct output *o, const char *place, struct error *e)
{
    struct view scheme = take_scheme(&place);
    const struct target_row *row = target_find(scheme);
    if (!row) {
        error_set(e, NULL, 0, 0, "unknown output target \"%.*s://\"; known are files and -",
                  (int)scheme.len, (const char *)scheme.at);
        return false;
    }
    o->target = row->target;
    o->target_state = row->target->open(row->scheme, place, e);
    return o->target_state != NULL;
}

static bool begin_format(struct output *o)
{
    if (!o->format->begin)
        return true;
    o->format_state = o->format->begin(&o->settings);
    return o->format_state != NULL;
}

struct output *output_open(const char *spec, const struct output_settings *settings,
                           struct error *e)
{
    size_t len = strcspn(spec, ":");
    const struct format *format = format_find((struct view){ (const uint8_t *)spec, len });
    if (!format) {
        error_set(e, NULL, 0, 0, "unknown output format \"%.*s\"; known are %s", (int)len, spec,
                  output_formats());
        return NULL;
    }
    struct output *o = calloc(1, sizeof *o);
    if (!o)
        goto no_memory;
    *o =
        (struct output){ .settings = *settings, .format = format, .text = buf_with(TEXT_MOST) };
    if (!begin_format(o))
        goto no_memory;
    if (open_target(o, spec[len] && spec[len + 1] ? spec + len + 1 : "-", e))
        return o;
    output_close(o, NULL);
    return NULL;
no_memory:
    error_set(e, NULL, 0, 0, "out of memory");
    output_close(o, NULL);
    return NULL;
}

/* Tell of the first failure only; *e is all empty for those that follow. */
static bool judge(struct output *o, bool written, struct error *e)
{
    if (!written && o->failing)
        *e = (struct error){ 0 };
    o->failing = !written;
    return written;
}

bool output_write(struct output *o, const struct record *r, struct error *e)
{
    buf_clear(&o->text);
    if (!o->format->write(o->format_state, r, &o->text)) {
        error_set(e, NULL, 0, 0, "out of memory: a record is lost");
        return judge(o, false, e);
    }
    if (o->text.len == 0)
        return true;
    return judge(o, o->target->put(o->target_state, buf_view(&o->text), r, e), e);
}

bool output_flush(struct output *o, struct error *e)
{
    return judge(o, o->target->flush(o->target_state, e), e);
}

bool output_reopen(struct output *o, struct error *e)
{
    if (!o->target->reopen(o->target_state, e))
        return false;
    o->failing = false;
    /* A new file begins anew, with a header where there is one. */
    void *old = o->format_state;
    if (!begin_format(o))
        o->format_state = old;
    else if (old)
        o->format->end(old);
    return true;
}

bool output_close(struct output *o, struct error *e)
{
    if (!o)
        return true;
    bool written = !o->target_state || o->target->close(o->target_state, e);
    if (o->format_state)
        o->format->end(o->format_state);
    buf_done(&o->text);
    free(o);
    return written;
}
