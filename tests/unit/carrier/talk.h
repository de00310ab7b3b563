/* SPDX-License-Identifier: Apache-2.0 */
/*
 * talk - a conversation through a conduit, and what was heard
 *
 * Each message is a line: who said it, ~ where it stood amid text, the request's
 * method and target or the answer's status where it came by HTTP, and its text.
 * Bytes that don't print are \xNN.
 *
 *     client {"id":1}
 *     server ~ {"id":2}
 *     client POST / {"id":1}
 */
#ifndef TESTS_UNIT_CARRIER_TALK_H
#define TESTS_UNIT_CARRIER_TALK_H

#include <check.h>
#include <stdio.h>

#include "../../lib/feed.h"
#include "../../lib/suite.h"
#include "carrier/carrier.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct talk {
    struct limits limits;
    struct counters counters;
    struct conduit *conduit;
    bool is_midstream;
    struct mw_origin origin;
    char *heard;
    size_t len;
    FILE *out;
};

static inline void talk_text(FILE *out, struct view v)
{
    for (size_t i = 0; i < v.len; i++) {
        if (v.at[i] >= ' ' && v.at[i] < 0x7f)
            fputc(v.at[i], out);
        else
            fprintf(out, "\\x%02x", v.at[i]);
    }
}

static inline void talk_message(const struct message *m, void *ctx)
{
    struct talk *t = ctx;
    ck_assert_uint_eq(m->origin.number, t->origin.number);
    fputs(m->side == SIDE_CLIENT ? "client" : "server", t->out);
    if (m->amid_text)
        fputs(" ~", t->out);
    if (m->http && m->http->is_request) {
        fputc(' ', t->out);
        talk_text(t->out, m->http->method);
        fputc(' ', t->out);
        talk_text(t->out, m->http->target);
    } else if (m->http) {
        fprintf(t->out, " %u", m->http->status);
    }
    if (m->text.len)
        fputc(' ', t->out);
    talk_text(t->out, m->text);
    fputc('\n', t->out);
}

static inline void talk_slice(const struct feed_part *part, struct view slice, void *ctx)
{
    struct talk *t = ctx;
    struct outlet out = { talk_message, t };
    t->origin.number++;
    if (part->gap)
        conduit_gap(t->conduit, part->side, part->gap, &t->origin, &out);
    else
        conduit_feed(t->conduit, part->side, slice, &t->origin, &out);
}

static inline void talk_end(struct talk *t)
{
    struct outlet out = { talk_message, t };
    t->origin.number++;
    conduit_end(t->conduit, SIDE_CLIENT, &t->origin, &out);
    conduit_end(t->conduit, SIDE_SERVER, &t->origin, &out);
    fflush(t->out);
}

static inline void talk_init(struct talk *t, bool is_midstream)
{
    *t = (struct talk){ .limits = limits_default(), .is_midstream = is_midstream };
    t->out = open_memstream(&t->heard, &t->len);
    ck_assert_ptr_nonnull(t->out);
}

static inline void talk_done(struct talk *t)
{
    conduit_free(t->conduit);
    fclose(t->out);
    free(t->heard);
}

/* Begin, and feed all parts in one way. What was heard is complete after talk_end. */
static inline void talk_feed(struct talk *t, const struct feed_part *parts, size_t count,
                             size_t way)
{
    t->conduit = conduit_new(&t->limits, &t->counters);
    ck_assert_ptr_nonnull(t->conduit);
    conduit_begin(t->conduit, SIDE_CLIENT, !t->is_midstream);
    conduit_begin(t->conduit, SIDE_SERVER, !t->is_midstream);
    feed(parts, count, way, talk_slice, t);
}

/* What is heard, and by which names of carriers and host, in each way of slicing. */
static inline void assert_heard_in(const struct feed_part *parts, size_t count,
                                   const char *expected, const char *names, const char *host,
                                   uint64_t message_most)
{
    for (size_t way = 0; way < feed_ways(parts, count); way++) {
        struct talk t;
        talk_init(&t, false);
        if (message_most)
            t.limits.message_most = message_most;
        talk_feed(&t, parts, count, way);
        talk_end(&t);
        ck_assert_msg(strcmp(t.heard, expected) == 0, "way %zu heard:\n%s--- expected:\n%s",
                      way, t.heard, expected);
        const char *name[MW_CARRIERS_MOST];
        char all[256] = "";
        for (size_t i = 0, n = conduit_names(t.conduit, name); i < n; i++) {
            strcat(all, i ? " " : "");
            strcat(all, name[i]);
        }
        ck_assert_str_eq(all, names);
        uint16_t port;
        struct view v = conduit_host(t.conduit, &port);
        char at[300] = "";
        if (v.len)
            snprintf(at, sizeof at, "%.*s %u", (int)v.len, (const char *)v.at, port);
        ck_assert_str_eq(at, host);
        talk_done(&t);
    }
}

#define assert_heard(parts, expected) assert_heard_in(parts, COUNT(parts), expected, "", "", 0)
#define assert_heard_through(parts, names, host, expected)                                     \
    assert_heard_in(parts, COUNT(parts), expected, names, host, 0)

#endif
