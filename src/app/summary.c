/* SPDX-License-Identifier: Apache-2.0 */
#include "app/clock.h"
#include "app/log.h"
#include "app/run.h"
#include "app/units.h"

static void tell_files(const struct run *run)
{
    char damaged[COUNT_TEXT_SIZE], passed[COUNT_TEXT_SIZE], files[COUNT_TEXT_SIZE];
    if (!run->damaged && !run->passed_over)
        return;
    log_line(LOG_SUMMARY,
             "%s files, %s of them damaged or unreadable; %s passed over as no captures",
             count_text(run->files, files), count_text(run->damaged, damaged),
             count_text(run->passed_over, passed));
}

static void tell_drops(const struct run *run)
{
    const struct capture_stats *s = &run->chain->captured;
    char received[COUNT_TEXT_SIZE], dropped[COUNT_TEXT_SIZE], interface[COUNT_TEXT_SIZE];
    if (run->settings->interfaces.count)
        log_line(LOG_SUMMARY,
                 "%s packets received, %s dropped by the kernel, %s by the interface",
                 count_text(s->received, received), count_text(s->dropped, dropped),
                 count_text(s->interface_dropped, interface));
}

void summary(const struct run *run)
{
    struct counters c;
    struct ledger_stats l;
    char packets[COUNT_TEXT_SIZE], flows[COUNT_TEXT_SIZE], mining[COUNT_TEXT_SIZE];
    char alerts[COUNT_TEXT_SIZE], held[COUNT_TEXT_SIZE], bytes[32], rate[32];
    double seconds = (double)(clock_steady() - run->start_ns) / SECOND_NS;
    chain_counters(run->chain, &c);
    chain_ledger_stats(run->chain, &l);
    log_line(LOG_SUMMARY, "%s packets, %s, %s TCP flows in %.2f s (%s/s)",
             count_text(c.packets, packets), size_text((double)c.bytes, bytes, sizeof bytes),
             count_text(c.flows, flows), seconds,
             size_text(seconds > 0 ? (double)c.bytes / seconds : 0, rate, sizeof rate));
    log_line(LOG_SUMMARY, "%s flows mine: %s alerts, %s repeats held back",
             count_text(c.sessions, mining), count_text(l.alerts, alerts),
             count_text(l.suppressed, held));
    tell_files(run);
    tell_drops(run);
}
