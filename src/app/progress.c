/* SPDX-License-Identifier: Apache-2.0 */
#include "app/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/units.h"

#define REDRAW_NS (SECOND_NS / 5)

void progress_init(struct progress *p, bool wanted, uint64_t total)
{
    *p = (struct progress){ .on = wanted && isatty(STDERR_FILENO), .total = total };
    p->start_ns = p->last_ns = clock_steady();
}

void progress_draw(struct progress *p, uint64_t done)
{
    int64_t now = clock_steady();
    if (now - p->last_ns < REDRAW_NS)
        return;
    p->last_ns = now;
    p->drawn = true;

    char bytes[32], rate[32];
    double seconds = (double)(now - p->start_ns) / (double)SECOND_NS;
    size_text((double)done, bytes, sizeof bytes);
    size_text((double)done / seconds, rate, sizeof rate);
    if (p->total && done <= p->total)
        fprintf(stderr, "\r%3.0f %%  %s  %s/s\033[K", 100.0 * (double)done / (double)p->total,
                bytes, rate);
    else
        fprintf(stderr, "\r%s  %s/s\033[K", bytes, rate);
}

void progress_wipe(void *ctx)
{
    struct progress *p = ctx;
    if (!p->drawn)
        return;
    fputs("\r\033[K", stderr);
    p->drawn = false;
}
