/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "app/clock.h"
#include "app/log.h"
#include "app/run.h"
#include "app/signals.h"

#define FRAMES_AT_ONCE 1024            /* of one interface before the others get their turn */
#define POLL_MS        100             /* how long nothing may come before time is looked at */
#define CLOCK_SLACK    (1 * SECOND_NS) /* packets may be so much older than the clock */

struct port {
    const char *name;
    struct capture *capture; /* owned; NULL once it failed */
};

struct ports {
    struct port *port; /* owned */
    struct source *sources;
    struct pollfd *polled;
    size_t count, open;
};

static bool open_port(struct run *run, struct ports *ps, size_t i)
{
    const struct settings *s = run->settings;
    struct capture_live_settings live = {
        .snaplen = (uint32_t)s->snaplen,
        .buffer_bytes = (uint32_t)s->capture_buffer,
        .timeout_ms = (uint32_t)s->capture_timeout_ms,
        .promiscuous = s->promiscuous,
    };
    struct error e = { 0 };
    struct port *p = &ps->port[i];
    bool never = false;
    p->name = s->interfaces.at[i];
    ps->sources[i].interface = p->name;
    ps->polled[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
    if (strcmp(p->name, "any") == 0)
        log_line(LOG_FAILURE, "any: sees this host's own traffic only, for it is never "
                              "promiscuous");
    p->capture = capture_open_live(p->name, (uint32_t)i, &live, &e);
    if (!p->capture || (s->filter[0] && !capture_filter(p->capture, s->filter, &never, &e))) {
        log_error(&e);
        return false;
    }
    if (never)
        log_line(LOG_FAILURE, "%s: the filter \"%s\" can match nothing here", p->name,
                 s->filter);
    ps->polled[i].fd = capture_fd(p->capture);
    ps->open++;
    return true;
}

static void close_port(struct ports *ps, size_t i)
{
    capture_close(ps->port[i].capture);
    ps->port[i].capture = NULL;
    ps->polled[i].fd = -1;
    ps->open--;
}

/* What is there to read on one interface. */
static void read_port(struct run *run, struct ports *ps, size_t i)
{
    struct capture *c = ps->port[i].capture;
    struct mw_frame frame;
    struct error e = { 0 };
    for (int n = 0; n < FRAMES_AT_ONCE; n++) {
        switch (capture_next(c, &frame, &e)) {
        case CAPTURE_FRAME:
            chain_frame(run->chain, c, &frame);
            break;
        case CAPTURE_IDLE:
            return;
        default:
            log_error(&e);
            run->status = 1;
            close_port(ps, i);
            return;
        }
    }
}

static void count_packets(struct run *run, const struct ports *ps)
{
    struct capture_stats all = { 0 };
    for (size_t i = 0; i < ps->count; i++) {
        struct capture_stats one;
        if (!ps->port[i].capture)
            continue;
        capture_stats(ps->port[i].capture, &one);
        all.received += one.received;
        all.dropped += one.dropped;
        all.interface_dropped += one.interface_dropped;
    }
    if (ps->open)
        run->chain->captured = all;
}

/* Wait for packets or signals, whichever comes first. */
static void wait_for_packets(struct ports *ps, const sigset_t *before)
{
    struct timespec most = { .tv_nsec = POLL_MS * MILLISECOND_NS };
    if (ppoll(ps->polled, ps->count, &most, before) == -1 && errno != EINTR)
        log_line(LOG_FAILURE, "poll: %s", strerror(errno));
}

static void watch_ports(struct run *run, struct ports *ps)
{
    sigset_t before;
    signals_hold(&before);
    while (ps->open) {
        wait_for_packets(ps, &before);
        for (size_t i = 0; i < ps->count; i++)
            if (ps->port[i].capture)
                read_port(run, ps, i);
        count_packets(run, ps);
        chain_advance(run->chain, clock_wall() - CLOCK_SLACK);
        chain_flush(run->chain);
        if (signals_waiting() && obey_signals(run))
            break;
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
}

void watch_live(struct run *run)
{
    size_t count = run->settings->interfaces.count;
    struct ports ps = {
        .port = calloc(count + 1, sizeof *ps.port),
        .sources = calloc(count + 1, sizeof *ps.sources),
        .polled = calloc(count + 1, sizeof *ps.polled),
        .count = count,
    };
    bool good = ps.port && ps.sources && ps.polled;
    for (size_t i = 0; good && i < count; i++)
        good = open_port(run, &ps, i);
    if (good) {
        run->chain->sources = ps.sources;
        run->chain->source_count = count;
        log_line(LOG_SUMMARY, "watching %zu interface%s", count, count == 1 ? "" : "s");
        watch_ports(run, &ps);
        count_packets(run, &ps);
        chain_finish(run->chain);
        run->chain->sources = NULL;
        run->chain->source_count = 0;
    } else {
        run->status = 1;
    }
    for (size_t i = 0; ps.port && i < count; i++)
        capture_close(ps.port[i].capture);
    free(ps.port);
    free(ps.sources);
    free(ps.polled);
}
